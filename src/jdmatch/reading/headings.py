"""Is this line a heading, and of what? The names of sections, compiled from taxonomy/language/headings.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.reading.patterns import any_of
from jdmatch.taxonomy.models import HeadingKind, SectionKind
from jdmatch.taxonomy.phrases import alternatives

# signs around a heading that are not part of its words
EDGE = " \t:?!.,*#=_~-–>|()[]{}'\"0123456789/&"
LONGEST = 75
_MOST_OPEN_BLANKS = 5
_ASIDE = re.compile(r"(?<=\w )\([^()]*\)\Z")  # "Responsibilities (all roles)"
_MOST_TITLE_WORDS = 7


class HeadingWords(NamedTuple):
    """The words of headings, folded, as plain values: they are worked out once and kept."""

    whole: dict[str, SectionKind]
    open_ended: dict[str, list[tuple[str, str, SectionKind]]]  # by their first word: beginning, end, kind
    words: list[tuple[str, SectionKind]]
    hints: list[tuple[str, SectionKind]]
    lead_ins: dict[str, list[tuple[str, SectionKind]]]  # by their first word, the longest first

    @classmethod
    def of(cls, kinds: Sequence[HeadingKind]) -> HeadingWords:
        """Return the words of the headings of one kind of document."""
        made = cls({}, {}, [], [], {})
        for entry in kinds:
            for heading in (one for phrase in entry.headings for one in alternatives(phrase)):
                if "*" in heading:
                    head, _, tail = heading.partition("*")
                    row = (fold_surface(head) + " ", fold_surface(tail), entry.kind)
                    made.open_ended.setdefault(row[0].split(" ", 1)[0], []).append(row)
                else:
                    made.whole.setdefault(fold_surface(heading).strip(EDGE), entry.kind)
            made.words.extend((f" {fold_surface(word)} ", entry.kind) for word in entry.words)
            made.hints.extend((f" {fold_surface(word)} ", entry.kind) for word in entry.hints)
            for lead_in in (fold_surface(one) for phrase in entry.lead_ins for one in alternatives(phrase)):
                made.lead_ins.setdefault(lead_in.split(" ", 1)[0], []).append((lead_in, entry.kind))
        for rows in made.lead_ins.values():
            rows.sort(key=lambda row: -len(row[0]))
        return made


class Headings:
    """The headings of one kind of document.

    >>> from jdmatch.taxonomy.models import HeadingKind
    >>> kind = HeadingKind(kind="requirements", headings=("(key )?skills",), lead_ins=("you have",))
    >>> headings = Headings(HeadingWords.of([kind]), 9)
    >>> headings.named("key skills:"), headings.led_in("you have shipped models", 0, 23)
    ('requirements', 'requirements')
    """

    def __init__(
        self,
        words: HeadingWords,
        longest_words: int,
        questions: Sequence[str] = (),
        *,
        titles: Sequence[str] = (),
        places: Sequence[str] = (),
    ) -> None:
        self._longest_words = longest_words
        self._questions = frozenset(fold_surface(word) for word in questions)
        # the last word of a job's title, which is no heading: "Project Manager"
        self._titles = frozenset(fold_surface(title).rsplit(" ", 1)[-1] for title in titles)
        self._of_place = re.compile(rf" (?:of|for) (?:an?|the|this|our)(?: [^ ]+)*? (?:{any_of(places)})\Z")
        self._whole, self._open_ended, self._words, self._hints, self._lead_ins = words

    def named(self, low: str) -> SectionKind | None:
        """Return the kind of the section that a folded line names, if that is all it does."""
        bare = low.strip(EDGE)
        if kind := self._whole.get(bare):
            return kind  # what nearly all are
        if bare.count(" ") >= 2 * self._longest_words:
            return None
        if "(" in low or "  " in bare:
            bare = " ".join(_ASIDE.sub(" ", low.strip().rstrip(":")).strip(EDGE).split())
        if not bare or bare.count(" ") >= self._longest_words:
            return None
        if kind := self._whole.get(bare):
            return kind
        place = self._of_place.search(bare)
        if place is not None and (kind := self._whole.get(bare[: place.start()])):
            return kind  # "Requirements of the senior engineer"
        for head, tail, kind in self._open_ended.get(bare.split(" ", 1)[0], ()):
            if (
                bare.startswith(head)
                and bare.endswith(tail)
                and bare.count(" ") <= _MOST_OPEN_BLANKS
                and "," not in bare
            ):
                return kind
        return None

    def is_name(self, low: str) -> bool:
        """Return whether some folded words are a heading as it is listed; "about *" is not looked at.

        >>> Headings(HeadingWords.of([]), 9).is_name("about us")
        False
        """
        return low.strip(EDGE) in self._whole

    def told_by_words(self, low: str, cased: str) -> SectionKind | None:
        """Return the kind of a line that looks like a heading and holds a telling word."""
        bare = low.strip()
        words = cased.split()
        if not bare or len(words) > self._longest_words or "|" in bare:  # "Route planner | Capstone Project"
            return None
        if self._titles and (bare.split()[-1] in self._titles or ":" in bare[:-1]):
            return None
        if not self._is_open(bare, words, cased) and (
            bare[-1] in ".,;" or len(words) > _MOST_TITLE_WORDS or not _in_title_case(words)
        ):
            return None
        padded = f" {bare.strip(EDGE)} "
        return next((kind for word, kind in self._words if word in padded), None)

    def hinted(self, low: str, cased: str, *, listed: bool) -> SectionKind | None:
        """Return the kind of a line over a list, of a question, of one in capitals or with a colon by weaker words."""
        bare = low.strip()
        words = cased.split()
        if not bare or len(words) > self._longest_words or "|" in bare:
            return None
        if not self._is_open(bare, words, cased) and not (listed and bare[-1] not in ".,;"):
            return None
        padded = f" {bare.strip(EDGE)} "
        return next((kind for word, kind in self._hints if word in padded), None)

    def _is_open(self, bare: str, words: Sequence[str], cased: str) -> bool:
        """Return whether a line is open at its end, asks, or is written in capitals."""
        if bare[-1] in ":?":
            return True
        if bare[-1] in ".," and not bare.endswith(".."):
            return False
        return bare.split(" ", 1)[0] in self._questions or (len(words) > 1 and cased.isupper())

    def led_in(self, low: str, start: int, end: int) -> SectionKind | None:
        """Return the kind of the section that a sentence's first words open."""
        blank = low.find(" ", start, end)
        for lead_in, kind in self._lead_ins.get(low[start : blank if blank > 0 else end], ()):
            if (
                low.startswith(lead_in, start)
                and not low[start + len(lead_in) : start + len(lead_in) + 1].isalnum()
            ):
                return kind
        return None

    def inside(self, cased: str, low: str, start: int, end: int) -> Iterator[int]:
        """Yield where headings begin in the middle of a long line that lost its breaks."""
        for match in _INLINE.finditer(cased, start, end):
            begin, stop = match.span(1)
            colon = cased[stop : stop + 1] == ":"
            words = list(re.finditer(r"\S+", low[begin:stop]))
            # the longest run of words from here that is a heading; before a colon all of them
            for count in range(min(len(words), 7), 0, -1):
                piece_end = begin + words[count - 1].end()
                rest = cased[piece_end : piece_end + 2].lstrip(" ")
                whole = colon and count == len(words)
                if (whole or (count > 1 and rest[:1].isupper()) or rest[:1] == ":") and self.named(
                    low[begin:piece_end]
                ):
                    yield begin
                    break


# words up to a colon, or words in title case after a sentence's end; what stands before the capital is looked at after
# it, so that the search leaps from capital to capital
_INLINE = re.compile(
    r"([A-Z](?:(?<=[.!?;):].)|(?<=[.!?;):]\s.)|(?<=[.!?;):]\s\s.)|(?<=\A.)|(?<=\A\s.))"
    r"[A-Za-z'&/,\- ]{2,60}?)(?=:|\s(?=[A-Z0-9])|(?<=[a-z])(?=[A-Z]))"
)


def _in_title_case(words: Sequence[str]) -> bool:
    return all(w[0].isupper() or not w[0].isalpha() or len(w) <= 3 for w in words)
