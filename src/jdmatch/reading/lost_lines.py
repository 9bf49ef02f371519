"""Finds where lines ended in a text that lost its line ends: at signs that stand for them, or by its words.

In a posting, headings and learnt weights of the words around tell where a line begins; in a CV, headings, dates and
degrees do.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import accumulate
from typing import NamedTuple, Protocol

from jdmatch.folding import Edit, Folded, fold_surface
from jdmatch.reading.broken_text import has_long_lines, wide_blanks
from jdmatch.reading.careers import DateFinder, Dates
from jdmatch.reading.lexicon import Placed, begins_between, between, start_of
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import Weights, any_of, later, whole
from jdmatch.reading.structure import cut_lines
from jdmatch.taxonomy.models import SectionKind
from jdmatch.taxonomy.records import Taxonomy

_FEWEST_SIGNS = 5  # of a sign that stands for a line's end ...
_PART = 400  # ... with no more signs of the text between two of them
_FEWEST_SEAMS = 3  # words glued at a capital, in a text that lost its line ends without a blank ...
_BETWEEN_SEAMS = 600  # ... with no more signs between two
_PIPE = later(r" \| ")
_BULLET = later(r"\n\* ")
_ITEM = later(r"(?<=\n\* )[^\n]{3,75}(?=\n|$)")
# bullets of items that lost their line ends; "&bull;" may have lost its signs
_INLINE_BULLETS = tuple(
    map(later, (r" \* (?=\S)", r" [-+o] (?=[A-Z])", r" bull (?=[A-Z])", r"(?<=[a-z.:;)])[-*+] (?=[A-Z])"))
)
_OWN_BULLET = later(r"[-*+o] +(?=[A-Za-z])")
_WORD = later(r"[^ \n]+")  # with the signs that touch it
# where a line's end may have been lost without a blank: before a capital, or a figure before another word; what stands
# before is looked at after it, so that the search leaps
_SEAM = later(
    r"[A-Z\d](?:(?:(?<=[A-Za-z][a-z][A-Z])|(?<=\w\w[.!?:;][A-Z])|(?<=[)\]%+\d][A-Z])|(?<=[)\]][.:;][A-Z])|(?<=\.{3}[A-Z]))"
    r"(?:(?=[a-z]|[A-Z]{2})|(?<=A)(?= ))|(?<=[A-Z]{3})(?=[a-z]{2}|e )|(?<=[a-z]{3}[A-Z])(?=[A-Z])"
    r"|(?:(?<=[a-z]{2}\d)|(?<=\w\w[.:)\]]\d))(?=\d?(?:\+|-\d\d?)? ))"
)
_LETTERS = later(r"[A-Za-z]+")
_LONGEST_WORD = 24
_NEAR = 5000  # signs before and behind, in which a firm's name comes again
_DIGITS = later(r"\d+")
_AROUND = "\"'(),.:;!?*[]"
_SHAPES = dict.fromkeys(".!?", ".") | dict.fromkeys(":;", ":") | dict.fromkeys(",/&(-|+", ",") | {")": ")"}
# what a line's beginning must weigh, in tenths of a logistic model's: from 0 on it is likelier than not
_INSIDE, _AFTER_STOP = 0, 10  # behind a stop a cut wins little, since the clause ends there anyway
_GLUED = 15  # more, since hardly any other words are glued
_NOWHERE, _SURELY = -1000, 1000
_LONGEST_HEADING = 9  # words
_SURE_HEADING = 3  # words of a listed heading that is one wherever it stands ...
_HEADING, _SHORT_HEADING = -30, -10  # ... and what is enough for one of two words, and of one


class HeadingNames(Protocol):
    """What must be known of headings."""

    def begin_with(self, word: str) -> bool:
        """Return whether a listed heading begins with a word."""

    def is_name(self, low: str) -> bool:
        """Return whether some words are a heading as it is listed."""

    def of_line(self, low: str, cased: str, listed: bool) -> tuple[SectionKind | None, bool]:
        """Return the kind of the section that a line of its own heads."""


def signs_of(before: str, word: str, after: str) -> tuple[str, str, str, str]:
    """Return what tells of a line's beginning before a word: the shapes of the three, and each of them.

    >>> signs_of("systems.", "5+", "years")
    ('*.0a', 'w. 0+', 'p systems', 'n years')
    """
    left = _SHAPES.get(before[-1]) or _shape(before)
    own = "C" if word[0].isupper() and word[1:2].isupper() else _shape(word)
    return (
        f"*{left}{own}{_shape(after)}",
        f"{'w.' if left in '.:' else 'w'} {_bare(word)}",
        f"p {_bare(before)}",
        f"n {_bare(after)}",
    )


def _shape(word: str) -> str:
    if not word:
        return "$"
    if word[0].islower():
        return "a"
    if word[0].isupper():
        return "A"
    return "0" if word[0].isdigit() else "-"


def _bare(word: str) -> str:
    return _DIGITS.sub("0", word.lower().strip(_AROUND))


def ends_by_signs(folded: Folded, begin: int, is_name: Callable[[str], bool]) -> list[Edit]:
    """Return line ends in place of signs where these stand for them: bars, wide blanks, or bullets before each line.

    Args:
        folded: The text.
        begin: Where it begins, behind a title that was given apart.
        is_name: Whether some words are a listed heading.
    """
    cased, size = folded.cased, len(folded.cased)
    wide = [(at, at + 1) for at in wide_blanks(folded, begin, size)]
    for found in ([m.span() for m in _PIPE.finditer(cased, begin)], wide):
        if len(found) >= _FEWEST_SIGNS and len(found) * _PART > size:
            return _line_ends(cased, found)
    bullets = [m.span() for m in _BULLET.finditer(cased)]
    if len(bullets) >= _FEWEST_SIGNS and (
        any(_OWN_BULLET.match(cased, end) for _, end in bullets)
        or any(is_name(item[0]) for item in _ITEM.finditer(folded.low))
    ):
        # before each line, headings too: "• Requirements • - 5 years of Go"
        return _line_ends(cased, bullets)
    return []


def _line_ends(cased: str, signs: Iterable[tuple[int, int]]) -> list[Edit]:
    """Return line ends in place of the signs that stand for them; the bullet of an item stays one."""
    edits: list[Edit] = []
    done = 0
    for start, end in signs:
        if start < done:
            continue  # the blanks behind such a bullet
        bullet = _OWN_BULLET.match(cased, end)
        edits.append((start, bullet.end(), "\n* ") if bullet else (start, end, "\n"))
        done = edits[-1][1]
    return edits


def _seams(cased: str, names: Sequence[Placed]) -> list[int]:
    """Return where words are glued, in a text that is so throughout; else none."""
    begins = [one.start for one in names]
    reach = list(accumulate((one.end for one in names), max))
    found: list[int] = []
    telling = 0
    for match in _SEAM.finditer(cased):
        at = match.start()
        before = bisect_left(begins, at)
        if before and reach[before - 1] > at:
            continue  # within a name: "JavaScript"
        if cased[at - 1].isalpha():
            start = at - 1
            while start and at - start < _LONGEST_WORD and cased[start - 1].isalpha():
                start -= 1
            word = _LETTERS.match(cased, at, at + _LONGEST_WORD)
            both = cased[start : word.end() if word else at + 1]
            if cased.count(both, max(0, at - _NEAR), at + _NEAR) > 1:
                continue  # as no two lines but a firm's name: "BlueHeron"
        telling += cased[at - 1].islower() or cased[at - 1] in ".:)"
        found.append(at)
    return found if telling >= _FEWEST_SEAMS and telling * _BETWEEN_SEAMS > len(cased) else []


class _Word(NamedTuple):
    start: int
    end: int
    is_glued: bool  # to the word that follows


class LostEnds:
    """Finds where lines ended in a posting that lost its ends: by bullets within lines, headings, and the words around.

    No line ends within a known name, and no heading with one of the words that end none.
    """

    def __init__(
        self,
        folded: Folded,
        names: Sequence[Placed],
        headings: HeadingNames,
        starts: Weights,
        no_ends: Set[str],
    ) -> None:
        self._cased, self._low, self._seams = folded.cased, folded.low, _seams(folded.cased, names)
        self._headings, self._starts, self._no_ends = headings, starts, no_ends

    def find(self, begin: int) -> Iterator[Edit]:
        """Yield the lost line ends from a place on."""
        cased = self._cased
        several = [[m.span() for m in pattern.finditer(cased)] for pattern in _INLINE_BULLETS]
        signs = sorted({span for found in several if len(found) >= _FEWEST_SIGNS for span in found})
        number = 0
        for line in cut_lines(cased):
            start = line.first
            if start < begin:
                continue
            while number < len(signs) and signs[number][0] < line.end:
                end, behind = signs[number]
                if end >= start:
                    yield from self._cut(start, end)
                    yield end, behind, "\n* "
                    start = behind
                number += 1
            yield from self._cut(start, line.end)

    def _cut(self, start: int, end: int) -> Iterator[Edit]:
        """Yield the lost line ends between two places; a line begins at the first."""
        cased = self._cased
        words = list(self._words(start, end))
        number, is_first = 0, True
        while number < len(words):
            at, stop = words[number][:2]
            # a figure before a comma is a version: "Java 11+, Spring"
            if not (cased[at].isupper() or (cased[at].isdigit() and cased[stop - 1] != ",")):
                number, is_first = number + 1, False
                continue
            weight = _SURELY if is_first else self._weigh(words, number)
            is_told = is_first or cased[words[number - 1].end - 1] in ".!?:;"
            behind = 0
            if cased[at].isupper():
                behind = self._behind_heading(words, number, weight, is_told=is_told)
            if not is_first and (behind or weight > (_AFTER_STOP if is_told else _INSIDE)):
                yield self._edit(at)
            # "Benefits: free lunch" goes on in its line
            is_first = 0 < behind < len(words) and not cased[words[behind].start].islower()
            if is_first:
                yield self._edit(words[behind].start)
            number = behind or number + 1

    def _words(self, start: int, end: int) -> Iterator[_Word]:
        seams = self._seams
        for match in _WORD.finditer(self._cased, start, end):
            first, last = match.span()
            if seams:
                for seam in seams[bisect_right(seams, first) : bisect_left(seams, last)]:
                    yield _Word(first, seam, is_glued=True)
                    first = seam
            yield _Word(first, last, is_glued=False)

    def _weigh(self, words: Sequence[_Word], number: int) -> int:
        """Return what the beginning of a line before a word weighs."""
        before = words[number - 1]
        if self._seams and not before.is_glued:
            return _NOWHERE
        cased = self._cased
        here = slice(*words[number][:2])
        after = slice(*words[number + 1][:2]) if number + 1 < len(words) else slice(0)
        weight = self._starts.sum(signs_of(cased[before.start : before.end], cased[here], cased[after]))
        return weight + _GLUED if before.is_glued else weight

    def _edit(self, at: int) -> Edit:
        return (at - 1, at, "\n") if self._cased[at - 1] == " " else (at, at, "\n")

    def _behind_heading(self, words: Sequence[_Word], number: int, weight: int, *, is_told: bool) -> int:
        """Return the number of the word behind the longest heading that begins with a word, or 0."""
        cased, low = self._cased, self._low
        start = words[number].start
        is_listed = self._headings.begin_with(low[start : words[number].end])
        may_be_other = is_told or weight > _INSIDE
        if not (is_listed or may_be_other):
            return 0
        for behind in range(min(len(words), number + _LONGEST_HEADING), number, -1):
            end = words[behind - 1].end
            is_open = cased[end - 1] == ":"
            if not is_open:
                if cased[end - 1] in ",;/&" or (
                    self._seams and behind < len(words) and not words[behind - 1].is_glued
                ):
                    continue
                follows = cased[words[behind].start] if behind < len(words) else "*"
                if not (follows.isupper() or follows.isdigit() or follows in "*-(+$£€"):
                    continue
                if self._is_open(words[behind - 1]):
                    continue  # "Experience with | Python"
            if is_listed and self._headings.is_name(low[start:end]):
                size = behind - number
                least = _HEADING if size > 1 else _SHORT_HEADING
                if is_open or is_told or size >= _SURE_HEADING or weight > least:
                    return behind
            elif (
                may_be_other
                and (is_open or self._begins(words, behind))
                and self._headings.of_line(low[start:end], cased[start:end], False)[0]
                and not self._ends_with_heading(words[number + 1 : behind])
            ):
                return behind
        return 0

    def _is_open(self, word: _Word) -> bool:
        """Return whether a word leads on to the next: "of", "your"."""
        return self._low[word.start : word.end].strip(_AROUND) in self._no_ends

    def _begins(self, words: Sequence[_Word], number: int) -> bool:
        """Return whether a line begins with a word, or repeats it: "About Bluefin | Bluefin is a ..."."""
        if number == len(words) or self._weigh(words, number) > _INSIDE:
            return True
        (first, end, _), (start, stop, _) = words[number - 1 : number + 1]
        return self._cased[first:end] == self._cased[start:stop]

    def _ends_with_heading(self, words: Sequence[_Word]) -> bool:
        """Return whether some words end with a listed heading: "knowledge of Go Responsibilities:"."""
        return any(
            self._cased[word.start].isupper()
            and self._headings.is_name(self._low[word.start : words[-1].end])
            for word in words
        )


_LONGEST_PART = 30  # signs of a word
_LONGEST_HEAD = 110  # of an entry
_FEW_DOTTED = 2
_SHORTEST_COURSE = 2  # words before the firm of the next: "MS Azure" is one name
_LEAST_CUT = 80  # signs of a line that may hold another
_SENTENCES = 300  # signs of a line that holds more than one
_HEADING_WORDS = 5
_NEAR_REACH = 50
_REACH = 150  # signs behind a heading in which what it announces begins
_PIECE = later(r"(?:[^ \n.!?]|[.!?](?![A-Z][a-z]))+[.!?]?")  # "solutions.Education" are two
_ENDED = later(r"[.!?] (?=[A-Z\d*]|- [A-Z])")
_LABEL = later(r" (?:[A-Z][\w/-]* (?:&|and) )?(?P<noun>[A-Z][\w/&-]{2,})(?=: )")
_SENTENCE_WORDS = 8
_FEW_STARS = 3
_RULE = later(r" (?=[-=_~]{4,} |#{1,4} [A-Z])|(?<=[-=_~]{4}) ")  # or a heading of Markdown
# exports of job boards say a title twice: "Data Analyst Data Analyst - Acme"
_TWICE = later(r" (?P<title>[A-Z][\w&/.-]*(?: [\w&/.-]+){0,5})(?= (?P=title) - )")
_STARS = later(r" (?=\*{1,2} ?\S)")
_SHORTEST_LAST = 2  # signs of a word that ends a sentence with its point
_LONGEST_NUMBER = 4
_CAPITALS = later(r"(?<!\w)[A-Z]{3,}(?:[ &/,-]{1,3}[A-Z]{2,})*(?!\w)")
_CLOSING = frozenset(".),;")
_DONE_IN: frozenset[SectionKind | None] = frozenset({None, "experience", "projects", "summary", "skills"})
_DATED: frozenset[SectionKind | None] = _DONE_IN | {"education", "certificates"}
_Heading = tuple[int, int, SectionKind]  # from where to where, and what it heads


class LostBreaks:
    """Finds where the lines of a CV ended that became one: around headings, dates, degrees, and behind sentences."""

    def __init__(self, taxonomy: Taxonomy, named: Callable[[str], SectionKind | None]) -> None:
        language = taxonomy.language
        words = language.cv
        self._named = named
        self._telling = later(whole(word for kind in language.headings.cv for word in kind.words))
        self._dates = DateFinder(words, language.years)
        self._joins = frozenset(words.title_joins)
        self._noun = later(whole(words.title_nouns), re.IGNORECASE)
        self._school = later(whole(words.schools))
        self._nouns = frozenset(words.title_nouns)
        self._ends = tuple(f"{end}." for end in words.company_ends)
        months = [cut for name in language.years.months_names for cut in (name[:3], name[:4])]
        self._short = frozenset(fold_surface(w).rstrip(".") for w in (*language.heads.abbreviations, *months))
        told = "|".join(word.capitalize() for word in words.told)
        self._told = later(rf"(?<= )(?:- )?(?:{told})(?= [a-z\d])")
        ends = any_of([*words.course_givers, *words.certificate_levels, *words.present])
        # a dash behind which an item begins
        self._item = later(rf" - (?=[A-Z])(?!(?i:{ends})(?!\w))")
        nouns = any_of(taxonomy.qualifications.certificate_closes)
        course = any_of(taxonomy.qualifications.certificate_closes_not)
        self._certified = later(rf"(?:(?<!\w)(?i:{nouns})|\))(?= [A-Z])(?! (?i:{course})(?!\w))")
        self._firms = frozenset(words.certifying_firms)
        self._gives = later(rf" (?=(?i:{any_of([*words.course_givers, *words.certifying_firms])}):\s)")
        self._marked = later(rf" (?=(?:{any_of(words.dash_labels)}) - )")
        self._others = frozenset(words.certificate_ends)

    def find(self, page: Page) -> Folded | None:
        """Return the folded text with line ends for some of its blanks and signs, None where none was lost."""
        given = page.folded
        cased = self._parted(page, given.cased) if has_long_lines(page.text) else given.cased
        if cased == given.cased:
            return None
        low = "".join(
            new if new != old else kept for new, old, kept in zip(cased, given.cased, given.low, strict=True)
        )
        return given._replace(cased=cased, low=low)

    def _parted(self, page: Page, cased: str) -> str:
        """Return a text with the ends that its long lines lost."""
        breaks: set[int] = set()  # the blanks that were
        dates = self._dates.find(cased)
        dotted = sum(cased.startswith(". ", one.stop) for one in dates if one.is_range)
        long = [line for line in cut_lines(cased) if line.end - line.start > _LEAST_CUT]
        for line in long:
            found, headings = self._breaks(page, line.first, line.end, dates)
            breaks |= found
            dotted += sum("." in cased[stop - 1 : stop + 1] for _, stop, _ in headings)
        for line in long:
            if dotted > _FEW_DOTTED or line.end - line.start > _SENTENCES:
                breaks.update(self._sentence_ends(cased, line.first, line.end))
        signs = list(cased)
        start = 0
        for at in sorted(breaks):
            signs[at] = "\n"
            is_short = cased.count(" ", start, at) < _SENTENCE_WORDS
            if dotted > _FEW_DOTTED and cased[at - 1] == "." and is_short:
                signs[at - 1] = "\n"  # each line got a point, headings too
            start = at + 1
            if cased.startswith("- ", at + 1):
                signs[at + 1] = "*"
        return "".join(signs)

    def _breaks(
        self, page: Page, start: int, end: int, dates: Sequence[Dates]
    ) -> tuple[set[int], list[_Heading]]:
        """Return the blanks of a line at which one ended, and the headings."""
        cased = page.folded.cased
        found = _starts(_RULE, cased, start, end) | _starts(self._marked, cased, start, end)
        for twice in _TWICE.finditer(cased, start, end):
            found.update(twice.span())
        stars = _starts(_STARS, cased, start, end)
        if len(stars) > _FEW_STARS:
            found |= stars
        parts = self._headings(page, dates, start, end)
        for first, stop, _ in parts:
            found |= {first - 1, stop}
        bounds = [(start, None), *((stop, kind) for _, stop, kind in parts)]
        for number, (first, kind) in enumerate(bounds):
            last = parts[number][0] if number < len(parts) else end
            # no `between`: the end of dates is a month
            within = dates[bisect_left(dates, first, key=start_of) : bisect_left(dates, last, key=start_of)]
            if kind in _DATED and within:
                found |= self._around(cased, first, last, within, kind)
            if cased[first:last].lstrip(" :")[:2] == "- ":
                found |= _starts(self._item, cased, first, last)
            if kind != "certificates":
                labels = _LABEL.finditer(cased, first, last)
                found |= {label.start() for label in labels if label["noun"].lower() not in self._nouns}
            if kind in _DONE_IN:
                found |= {match.start() - 1 for match in self._told.finditer(cased, first, last)}
            if kind == "education":
                degrees = [hit.start for hit in between(page.hits["degree"], first + 2, last)]
                found |= {at - 1 for at in degrees if cased[at].isupper() and self._ends_before(cased, at)}
            if kind == "certificates":
                found.update(set(self._certificates(cased, first, last)) - {one.start - 1 for one in within})
        inside = {at for first, stop, _ in parts for at in range(first, stop)}
        heads = {first - 1 for first, _, _ in parts}  # behind a point, where the blank was lost too
        return {
            at
            for at in found - inside
            if start < at < end - 1 and (cased[at] == " " or (at in heads and cased[at] in ".!?"))
        }, parts

    def _certificates(self, cased: str, start: int, end: int) -> Iterator[int]:
        """Yield where a certificate's name ends: behind a bracket or "Certificate", or before the firm of the next."""
        for match in self._certified.finditer(cased, start, end):
            yield match.end()
        yield from _starts(self._gives, cased, start, end)
        first = before = ""
        count = 0  # words of the name at hand
        for token in _WORD.finditer(cased, start, end):
            word = token.group()
            if not word[0].isalnum():
                before = word
                continue
            first = first or word
            count += 1
            if (
                (word.lower() in self._firms or word == first)
                and count > _SHORTEST_COURSE
                and before.lower() not in self._firms
                and cased[token.end() + 1 : token.end() + 2].isupper()
                and self._ends_before(cased, token.start())
            ):
                yield token.start() - 1
                count = 1
            before = word

    def _sentence_ends(self, cased: str, start: int, end: int) -> Iterator[int]:
        for match in _ENDED.finditer(cased, start, end):
            stop = match.end() - 1
            before = cased.rfind(" ", start, stop)
            word = cased[before + 1 : stop]
            if word[:-1].isdigit() and len(word) < _LONGEST_NUMBER:
                yield before  # "2. Acme Maps"
            elif self._is_over(word):
                yield stop

    def _is_over(self, word: str) -> bool:
        """Return whether a sentence ends with a word and its point: no "Inc.", no "B.Sc."."""
        plain = word.lower()
        return (
            word[-1:] in ".!?"
            and len(word) > _SHORTEST_LAST
            and "." not in word[:-1].rstrip(".").replace("...", "")[-3:]
            and (word.isupper() or plain.rstrip(".") not in self._short)
            and not plain.endswith(self._ends)
        )

    def _headings(self, page: Page, dates: Sequence[Dates], start: int, end: int) -> list[_Heading]:
        """Return the headings in a line, all written alike: in capitals, before colons, or with capitals in front."""
        capitals: list[_Heading] = []
        before_colon: list[_Heading] = []
        in_title_case: list[_Heading] = []
        cased, low = page.folded.cased, page.folded.low
        for run in _CAPITALS.finditer(cased, start, end):
            words_of_run = [m.span() for m in _WORD.finditer(cased, *run.span())]
            for first, stop, kind in self._longest(low, words_of_run):
                # "GEORGIA INSTITUTE OF TECHNOLOGY", "SOFTWARE ENGINEER"
                following = cased[stop + 1 : stop + 3]
                if (first == run.start() or self._telling.search(low, first, stop)) and (
                    (kind in ("experience", "summary") and not following.isupper())
                    or self._is_apart(cased, first, stop)
                ):
                    capitals.append((first, stop, kind))
        tokens = [m.span() for m in _PIECE.finditer(cased, start, end)]
        starts = [first for first, _ in tokens]
        done = 0
        for told in self._telling.finditer(low, start, end):
            at = bisect_right(starts, told.start()) - 1
            if tokens[at][0] < done:
                continue
            near = tokens[max(0, at - _HEADING_WORDS) : at + _HEADING_WORDS]
            for first, stop, kind in self._longest(low, near):
                if not first <= told.start() < stop or first < done:
                    continue
                words = cased[first:stop].split()
                # "Work Experience", "Work experience", and no "Python skills"
                if cased[first:stop].isupper() or not (words[0][0].isupper() or words[0][0] == "#"):
                    continue
                done = stop
                if words[0][0] == "#" or ":" in (words[-1][-1], cased[stop : stop + 1]):
                    before_colon.append((first, stop, kind))
                elif self._opens(cased, first, stop, kind) and (
                    len(words) > 1 or self._is_followed(page, dates, first, stop, kind)
                ):
                    in_title_case.append((first, stop, kind))
        kinds = {kind for _, _, kind in capitals}
        if len(kinds) > 1:
            return sorted([*capitals, *(one for one in before_colon if one[2] not in kinds)])
        kinds = {kind for _, _, kind in before_colon}
        if len(kinds) > 1:
            long = [one for one in in_title_case if " " in low[one[0] : one[1]]]
            return sorted([*before_colon, *(one for one in (*capitals, *long) if one[2] not in kinds)])
        return sorted([*capitals, *before_colon, *in_title_case])

    def _longest(self, low: str, tokens: Sequence[tuple[int, int]]) -> Iterator[_Heading]:
        """Yield the longest runs of words that are headings."""
        first = 0
        while first < len(tokens):
            for last in range(min(len(tokens), first + _HEADING_WORDS), first, -1):
                start, stop = tokens[first][0], tokens[last - 1][1]
                words = low[start:stop]
                if any(map(str.isdigit, words)) or not (words[-1].isalpha() or words[-1] in ":)."):
                    continue
                if kind := self._named(words) or ("process" if words.rstrip(" :") in self._others else None):
                    yield start, stop, kind
                    first = last - 1
                    break
            first += 1

    def _opens(self, cased: str, start: int, stop: int, kind: SectionKind) -> bool:
        """Return whether words in title case head what follows, and are no part of a name."""
        is_over = start < 2 or cased[start - 2] in ".!?:;)" or cased[start - 1] in ".!?"
        if cased[stop - 1] in ",;" or (cased[stop - 1] == "." and not is_over):
            return False
        following = cased[stop + 1 : stop + 30].lstrip("-=* ").partition(" ")[0]
        # "eBay" too
        return (following.lower() != following or following[:1].isdigit()) and (
            self._is_apart(cased, start, stop)
            or kind == "summary"
            or (kind == "experience" and (is_over or cased[start - 2].isupper()))
        )

    def _is_followed(
        self, page: Page, dates: Sequence[Dates], start: int, stop: int, kind: SectionKind
    ) -> bool:
        """Return whether what a single word would head stands behind it."""
        before = page.folded.cased[max(0, start - _LONGEST_PART) : start].split()[-1:]
        # "Acme Education BSc in Physics", and no "Special Education Program"
        is_in_name = bool(before) and before[0][0].isupper() and before[0].isalpha()
        reach = stop + (_NEAR_REACH if is_in_name else _REACH)
        if kind == "experience":
            at = bisect_left(dates, stop, key=start_of)
            return (at < len(dates) and dates[at].start < reach) or bool(
                self._noun.search(page.folded.cased, stop, reach)
            )
        if self._named(f"{page.folded.low[start:stop]}s"):
            return False  # "Project Management Office"
        if kind == "education":
            return begins_between(page.hits["degree"], stop, reach) or bool(
                self._school.search(page.folded.low, stop, reach)
            )
        return kind != "skills" or begins_between(page.hits["skill"], stop, reach)

    def _is_apart(self, cased: str, start: int, stop: int) -> bool:
        """Return whether no name leads to some words or goes on: "School of Education", "Education Consultant"."""
        following = cased[stop + 1 : stop + 40].split(" ")[0].strip(",.:;").lower()
        return following not in self._nouns and self._ends_before(cased, start)

    def _ends_before(self, cased: str, at: int) -> bool:
        """Return whether what stands before a place may be over there: it leads to nothing."""
        before = cased[max(0, at - 30) : at].rstrip().rpartition(" ")[2]
        return not before or (before[-1] not in ",&/(-" and before.lower() not in self._joins)

    def _around(
        self, cased: str, start: int, end: int, dates: Sequence[Dates], kind: SectionKind | None
    ) -> set[int]:
        """Return where lines ended around dates: they close an entry's head, or open it where they open the part."""
        found: set[int] = set()
        leads = not cased[start : dates[0].start].strip(" :-")
        over = start  # where the dates before end
        for one, following in zip(dates, [*(other.start for other in dates[1:]), end], strict=True):
            if kind in _DONE_IN and not one.is_range:
                continue
            stop = one.stop
            while cased[stop : stop + 1] in _CLOSING and stop < end:
                stop += 1
            if leads:
                found.add(one.start - 1)
            elif kind in _DONE_IN:
                head = self._head(cased, max(over, one.start - _LONGEST_HEAD), one.start)
                found.add(head - 1)
                if self._noun.search(cased, head, one.start):
                    found.add(stop)
            elif cased[stop + 1 : stop + 2].isupper():
                found |= {stop, one.start - 1} if one.is_range else {stop}
            if kind in _DONE_IN:
                found.add(self._body(cased, stop, min(following, stop + _LONGEST_HEAD)))
                if cased.startswith(" - ", stop):
                    found |= _starts(self._item, cased, stop, following)
            over = stop
        return found

    def _body(self, cased: str, start: int, end: int) -> int:
        """Return the blank before the capital at which a sentence begins behind words in title case, else 0."""
        last = count = 0
        for word in _WORD.finditer(cased, start, end):
            text = word.group()
            if text[0].islower() and text not in self._joins:
                return last - 1 if count > 2 and last else 0
            if text[0].isupper():
                last = word.start()
                count += 1
            if text[-1] in ".;:!?":
                return 0
        return 0

    def _head(self, cased: str, start: int, end: int) -> int:
        """Return where the words in title case begin that end before a place."""
        first = end
        for word in reversed(list(_WORD.finditer(cased, start, end))):
            text = word.group()
            if text[-1] == ";" or self._is_over(text):
                break
            if text[0].isupper():
                first = word.start()
            elif text.isalpha() and text not in self._joins:
                break
        return first


def _starts(pattern: re.Pattern[str], cased: str, start: int, end: int) -> set[int]:
    return {match.start() for match in pattern.finditer(cased, start, end)}
