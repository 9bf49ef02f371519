"""Which words are the names of people and places, and no skills: "Julia Spark, Phoenix, Arizona"?

At the top of a CV the name, the address and the contacts; anywhere what stands behind "Contact:" or "Location:", before
a comma and a state, behind "Dr.", or as the surname of a given name. What was found there is taken off the page, and
the letters of a CV's own name are masked, so that no later step can read anything into them. Words are in
taxonomy/language/names.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from jdmatch.folding import fold_surface, words_of
from jdmatch.reading.lexicon import Hit, between
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.reading.structure import ASKING, Line
from jdmatch.taxonomy.records import Taxonomy

_LONGEST_NAME = 60
_TOP_LINES = 8
_NAME_LINES = 3  # the name stands in one of the first lines
_MOST_NAMES = 4
_PARTS = frozenset({"education", "experience", "skills", "projects", "certificates"})
_LONGEST_TOP = 130
_LONGEST_LABEL = 45
_LONGEST_LABEL_LINE = 120
_SHORT_LINE = 60
_PIECE = re.compile(r"[^|,•·–—\n]+")
_NAME = re.compile(r"[A-Z][A-Za-z.'-]*(?:\s[A-Z][A-Za-z.'-]*){0,3}")
_PAIR = re.compile(r"[ ,:]{1,2}\n?([A-Z][a-z'-]+ [A-Z][A-Za-z'-]+)(?![\w/])")
_CAPITAL = re.compile(r" ([A-Z][A-Za-z.'-]*)")
_CONTACT = re.compile(
    # a telephone number, and no "2019 - 2021"
    r"\S@\S|(?:\+|\(|\b(?!(?:19|20)\d\d\b.{1,3}(?:19|20)\d\d\b))\d[\d\s().-]{6,}\d|https?:|www\.|(?<!\bb)(?<!\bm)\.(?:com|org|io|net|dev|me)\b|\b\d{5}\b|linkedin|github"
)
_LINK = re.compile(
    r"(?<![\w@])(?P<site>[\w-]{1,40}(?:\.[\w-]{1,40}){0,3}\.(?:com|org|io|net|dev|me|ai|in|co))"
    r"(?:/[\w./%~#?=&-]{0,80})?"
)
_LISTS_ON = ",/|&;•:+"
Place = tuple[int, int]


class NameReader:
    """The component `jdmatch_names`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.names
        self._codes = frozenset(words.region_codes)
        self._given = frozenset(words.given_names)
        self._titles = later(whole(taxonomy.language.cv.title_nouns))
        people, places = any_of(words.person_labels), any_of(words.place_labels)
        after = r"\s?(?:\([^()\n]{0,20}\)\s?)?(?::\s?|(?<= by) ?)"
        self._label = later(rf"[\s*]*(?:(?P<person>{people})|{places}){after}")
        self._not_names = later(whole(words.not_names))
        self._honorifics = frozenset(word for one in words.honorifics for word in words_of(fold_surface(one)))
        self._honorific = later(rf"(?<!\w)(?:{any_of(words.honorifics)})\s\Z")
        self._introduced = later(rf"(?<!\w)(?:{any_of(words.introductions)})[\s,:]{{1,2}}\Z")

    def read(self, page: Page) -> None:
        """Take off the page what stands in names."""
        if not page.lines:
            return
        people, places = self._labelled(page)
        names = [*people, *self._people(page), *(self._top(page) if page.kind == "cv" else ())]
        if names:
            _mask(page, names)
        gone = {*names, *places, *self._in_regions(page), *self._honoured(page)}
        if page.kind == "cv":  # web addresses; ASP.NET and B.Com are none
            known = {(hit.start, hit.end) for layer in ("skill", "degree") for hit in page.hits[layer]}
            links = _LINK.finditer(page.folded.low)
            gone |= {link.span() for link in links if link.span("site") not in known}
        if gone:
            _take_off(page, sorted(gone))

    # the top of a CV

    def _top(self, page: Page) -> Iterator[Place]:
        """Yield the name, and the single words in lines of contacts or beside them, at the top of a CV."""
        lines = self._top_lines(page)
        name: Place | None = None
        near: set[int] = set()
        for number, line in enumerate(lines):
            text = page.folded.cased[line.start : line.end]
            if name is None and number < _NAME_LINES and (name := self._name_in(page, lines, number)):
                yield name
                near |= {number, number + 1}
                full = page.folded.cased[slice(*name)]
                yield from (m.span() for m in re.finditer(re.escape(full), page.folded.cased, re.IGNORECASE))
            if _CONTACT.search(text.lower()):
                near |= {number - 1, number + 1}
                yield from self._single_words(page, line)
        for number, line in enumerate(lines):
            words = page.folded.cased[line.start : line.end].split()
            if number in near and len(words) == 1 and not (name and name[0] == line.start):
                yield line.start, line.end

    def _top_lines(self, page: Page) -> list[Line]:
        """Return the lines before the first heading; one above the name counts only where it opens a part."""
        lines: list[Line] = []
        for number, line in enumerate(page.lines[:_TOP_LINES]):
            if page.is_heading(number):
                if lines or page.section_at(line.start) in _PARTS:
                    break
                continue
            if line.end - line.start > _LONGEST_TOP:
                break
            lines.append(line)
        return lines

    def _name_in(self, page: Page, lines: Sequence[Line], number: int) -> Place | None:
        """Return the name that a line is, or begins with."""
        line = lines[number]
        cased, low = page.folded.cased, page.folded.low
        start = line.end - len(cased[line.start : line.end].lstrip('" *'))
        piece = _PIECE.match(cased, start, line.end)
        if piece is None:
            return None
        text = piece.group().rstrip(' "')
        end = start + len(text)
        words = text.split()
        if not _NAME.fullmatch(text) or len(words) > _MOST_NAMES:
            return None
        if self._not_names.search(low, start, end):
            return None
        if any(h.start == start and h.end == end and " " in h.key for h in page.hits["skill"]):
            return None  # "Machine Learning"
        titled = self._titles.search(low, start, end)
        if titled and not (len(words) == 2 and words[0].lower() in self._given):
            return None  # but "Tim Cook"
        if len(words) == 1:
            after = lines[number + 1] if number + 1 < len(lines) else None
            if number or after is None:
                return None
            following = cased[after.start : after.end]
            if not (_CONTACT.search(following.lower()) or _NAME.fullmatch(following)):
                return None
        return start, end

    def _single_words(self, page: Page, line: Line) -> Iterator[Place]:
        """Yield the parts of a line of contacts that are a word or few, and no title."""
        for piece in _PIECE.finditer(page.folded.cased, line.start, line.end):
            if len(piece.group().split()) <= _MOST_NAMES and not self._titles.search(
                page.folded.low, *piece.span()
            ):
                yield piece.span()

    # anywhere

    def _labelled(self, page: Page) -> tuple[list[Place], list[Place]]:
        """Return what stands behind labels of people and of places: "Contact: Julia Spark"."""
        people: list[Place] = []
        places: list[Place] = []
        low = page.folded.low
        for line in page.lines:
            opening = low[line.start : min(line.end, line.start + _LONGEST_LABEL)]
            if (
                line.end - line.start <= _LONGEST_LABEL_LINE
                and (":" in opening or " by " in opening)  # far cheaper than the pattern
                and (label := self._label.match(low, line.start, line.end))
            ):
                (people if label["person"] else places).append((label.end(), line.end))
        return people, places

    def _in_regions(self, page: Page) -> Iterator[Place]:
        """Yield the towns before a comma and a state or a country: "Oracle, Arizona"."""
        cased = page.folded.cased
        before_comma = (h for h in page.hits["skill"] if cased.startswith(", ", h.end))
        towns = {h.end: h.start for h in before_comma if " " not in h.key}
        for region in page.hits["region"]:
            town = towns.get(region.start - 2)
            if town is not None and cased[region.start].isupper():
                yield town, region.end
        # "West Java", "the island of Java": then Java is one all over the text, but for what it asks
        known = page.hits["skill"]
        islands = {
            h.key for r in page.hits["region"] for h in between(known, r.start, r.end) if h.end <= r.end
        }
        for hit in known if islands else ():
            if hit.key in islands and page.section_at(hit.start) not in ASKING:
                yield hit.start, hit.end
        for end, start in towns.items():
            if not cased[start].isupper():
                continue
            if (code := cased[end + 2 : end + 5].rstrip(" \n,.;)0123456789|")) in self._codes:
                line = page.lines[page.line_at(start)]
                rest = cased[end + 2 + len(code) : line.end].lstrip()
                if line.end - line.start <= _SHORT_LINE and not rest[:1].isalpha() and rest[:1] != ",":
                    yield start, end + 2 + len(code)

    def _people(self, page: Page) -> Iterator[Place]:
        """Yield given names with the name behind them, where a person's name stands and no list."""
        cased = page.folded.cased
        for given in page.hits["given-name"]:
            surname = _CAPITAL.match(cased, given.end)
            if surname is None or not cased[given.start].isupper():
                continue
            if _covered(page, given.start, surname.end()) or self._titles.fullmatch(
                page.folded.low, *surname.span(1)
            ):
                continue  # "Ruby On Rails", "Summer Intern"
            if self._is_person(page, given, surname.end()):
                yield given.start, surname.end()
        for opening in page.hits["introduction"]:
            pair = _PAIR.match(cased, opening.end)
            if (
                pair is not None
                and not self._titles.search(page.folded.low, *pair.span(1))
                and not _covered(page, *pair.span(1))
            ):
                yield pair.span(1)

    def _honoured(self, page: Page) -> Iterator[Place]:
        """Yield the names right behind "Dr."."""
        if self._honorifics.isdisjoint(page.vocabulary):
            return
        for hit in page.hits["skill"]:
            if page.folded.cased[hit.start].isupper() and self._honorific.search(
                page.folded.low, max(0, hit.start - 12), hit.start
            ):
                yield hit.start, hit.end

    def _is_person(self, page: Page, given: Hit, end: int) -> bool:
        """Return whether a given name and a word stand where a person's name does, and not in a list."""
        cased, low = page.folded.cased, page.folded.low
        line = page.lines[page.line_at(given.start)]
        before = cased[line.start : given.start].rstrip()
        if before.endswith(tuple(_LISTS_ON)) or cased[end : end + 1] in "/+&":
            return False
        if not before.strip(' *"'):
            return cased[end : end + 1] in ",(|-" or (
                line.end - line.start <= _SHORT_LINE // 2 and not line.bullet
            )
        return self._introduced.search(low, max(line.start, given.start - 24), given.start) is not None


def _mask(page: Page, places: Sequence[Place]) -> None:
    """Put neutral letters in the place of those of a name, in the page's folded text."""
    cased, low = list(page.folded.cased), list(page.folded.low)
    for start, end in places:
        for at in range(start, end):
            if cased[at].isalpha():
                cased[at] = "X" if cased[at].isupper() else "x"
                low[at] = "x"
    lowered = "".join(low)
    page.folded = page.folded._replace(cased="".join(cased), low=lowered, flat=lowered.replace("\n", " "))
    page.vocabulary = set(words_of(lowered))


def _take_off(page: Page, places: Sequence[Place]) -> None:
    """Take the hits inside places off the page, a title's words aside."""
    ends = list(accumulate((end for _, end in places), max))
    starts = [start for start, _ in places]
    for layer in _LAYERS:
        kept = []
        for hit in page.hits[layer]:
            before = bisect_left(starts, hit.end) - 1  # the last place that begins before the hit ends
            if before < 0 or ends[before] <= hit.start:
                kept.append(hit)
        page.hits[layer] = kept


def _covered(page: Page, start: int, end: int) -> bool:
    """Return whether one known name covers a part of the text: "Ruby On Rails"."""
    return any(hit.end >= end for hit in between(page.hits["skill"], start - _LONGEST_NAME, start + 1))


_LAYERS = ("skill", "duty", "degree", "field", "certificate", "certificate-noun", "level")
