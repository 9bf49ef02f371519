"""Finds where lines ended in a posting that lost its line ends: at signs that stand for them, or by its words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from jdmatch.folding import Folded
from jdmatch.reading.broken_text import Edit, wide_blanks
from jdmatch.reading.lexicon import Placed
from jdmatch.reading.patterns import later
from jdmatch.reading.structure import cut_lines
from jdmatch.taxonomy.models import SectionKind

# A text of fewer line ends than one in so many signs has lost them; the blank lines of others are counted too.
_FLAT = 200
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
_WORD_OR_SIGN = later(r"[^ \n]+")
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


class LineStarts:
    r"""Learnt weights that tell by the words around where a line begins: "... large systems | Experience with".

    >>> starts = LineStarts("w experience\t20\np systems\t5\n*aAa\t-10\n")
    >>> starts.weigh("systems", "Experience", "with"), starts.weigh("in", "Python", "and")
    (15, -10)
    """

    def __init__(self, table: str) -> None:
        self._table = table

    @cached_property
    def _weights(self) -> dict[str, int]:  # few texts need them
        rows = (line.partition("\t") for line in self._table.split("\n") if line and line[0] != "#")
        return {sign: int(weight) for sign, _, weight in rows}

    def weigh(self, before: str, word: str, after: str) -> int:
        """Return what the beginning of a line before a word weighs: from 0 on it is likelier than not."""
        weights = self._weights
        return sum([weights[one] for one in signs_of(before, word, after) if one in weights])


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
    first = word[:1]
    return (
        "a"
        if first.islower()
        else "A"
        if first.isupper()
        else "0"
        if first.isdigit()
        else "-"
        if word
        else "$"
    )


def _bare(word: str) -> str:
    return _DIGITS.sub("0", word.lower().strip(_AROUND))


def is_flat(folded: Folded, given_ends: int) -> bool:
    """Return whether a text has hardly any line ends, but for those that folding put before its bullets."""
    most = len(folded.cased) // _FLAT
    return given_ends < most and folded.cased.count("\n") - folded.cased.count("\n* ") < most


def lost_lines(
    folded: Folded,
    begin: int,
    names: Sequence[Placed],
    headings: HeadingNames,
    starts: LineStarts,
    no_ends: Set[str],
) -> list[Edit]:
    """Return where lines ended in a text that lost their ends: at signs that stand for them, or before words.

    Args:
        folded: The text.
        begin: Where it begins, behind a title that was given apart.
        names: Known names in it, within which no line ends.
        headings: What is known of them.
        starts: What tells of a line's beginning.
        no_ends: Words that end no heading.
    """
    cased, low = folded.cased, folded.low
    size = len(cased)
    wide = [(at, at + 1) for at in wide_blanks(folded, begin, size)]
    for found in ([m.span() for m in _PIPE.finditer(cased, begin)], wide):
        if len(found) >= _FEWEST_SIGNS and len(found) * _PART > size:
            return _line_ends(cased, found)
    bullets = [m.span() for m in _BULLET.finditer(cased)]
    if len(bullets) >= _FEWEST_SIGNS and (
        any(_OWN_BULLET.match(cased, end) for _, end in bullets)
        or any(headings.is_name(item[0]) for item in _ITEM.finditer(low))
    ):
        return _line_ends(
            cased, bullets
        )  # before each line, headings too: "• Requirements • - 5 years of Go"
    several = [[m.span() for m in pattern.finditer(cased)] for pattern in _INLINE_BULLETS]
    signs = sorted({span for found in several if len(found) >= _FEWEST_SIGNS for span in found})
    cutter = _Cutter(folded, _seams(cased, names), headings, starts, no_ends)
    edits: list[Edit] = []
    number = 0
    for line in cut_lines(cased):
        start = line.first
        if start < begin:
            continue
        while number < len(signs) and signs[number][0] < line.end:
            end, behind = signs[number]
            if end >= start:
                edits += cutter.cut(start, end)
                edits.append((end, behind, "\n* "))
                start = behind
            number += 1
        edits += cutter.cut(start, line.end)
    return edits


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


class _Cutter:
    """Finds where lines begin between two bullets of a text."""

    def __init__(
        self,
        folded: Folded,
        seams: Sequence[int],
        headings: HeadingNames,
        starts: LineStarts,
        no_ends: Set[str],
    ) -> None:
        self._cased, self._low, self._seams = folded.cased, folded.low, seams
        self._headings, self._starts, self._no_ends = headings, starts, no_ends

    def cut(self, start: int, end: int) -> Iterator[Edit]:
        """Yield the lost line ends between two places; a line begins at the first."""
        cased = self._cased
        words = list(self._words(start, end))
        number, is_first = 0, True
        while number < len(words):
            at = words[number].start
            if not (cased[at].isupper() or cased[at].isdigit()):
                number, is_first = number + 1, False
                continue
            weight = _SURELY if is_first else self._weigh(words, number)
            is_told = is_first or cased[words[number - 1].end - 1] in ".!?:;"
            behind = (
                self._behind_heading(words, number, weight, is_told=is_told) if cased[at].isupper() else 0
            )
            if not is_first and (behind or weight > (_AFTER_STOP if is_told else _INSIDE)):
                yield self._edit(at)
            # "Benefits: free lunch" goes on in its line
            is_first = 0 < behind < len(words) and not cased[words[behind].start].islower()
            if is_first:
                yield self._edit(words[behind].start)
            number = behind or number + 1

    def _words(self, start: int, end: int) -> Iterator[_Word]:
        seams = self._seams
        for match in _WORD_OR_SIGN.finditer(self._cased, start, end):
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
        weight = self._starts.weigh(cased[before.start : before.end], cased[here], cased[after])
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
