r"""Mends a text that an extractor broke: words that fell apart, lost line ends; in a CV also escapes and lost case.

"Experience  PHP Developer, 2017 - 2019  Acme" had three lines; "J ava, P ython" were two words; "\xe2\x80\x93" was a
dash. All is done on the folded text, and the way back to the given offsets stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from jdmatch.folding import Folded
from jdmatch.reading.lexicon import Placed
from jdmatch.reading.patterns import later
from jdmatch.reading.structure import cut_lines
from jdmatch.taxonomy.models import SectionKind
from jdmatch.taxonomy.records import Taxonomy

_LONG_LINE = 600  # as long a line as nobody writes in a CV
# dashes and bullets in UTF-8 that were read as Latin-1 or Windows-1252; folding has made "â" an "a"
_MISREAD = later('a[\x80€][\x93\x94"¢]')
_ESCAPES = later(r"(?:\\x[0-9a-f]{2})+")
_LETTER = later(r" (?=[b-hj-z] )")  # alone, and no word
_APART = later(r"(?<![^\s(/,;:-])([A-Za-z]) (?=([A-Za-z][A-Za-z+#]*))")
_YEAR_APART = later(r"(?<![^\s(/,;:-])([12]) (?=\d{3}(?!\d))")
_MOST_WIDE = 0.75
_FALLEN_APART = 4  # so many words that are none unless joined: an accident is rarer
_ARTICLES = frozenset("aAI")
_SHORTEST_WORD = 4  # what is shorter is as likely an abbreviation: "BA", "CAD"
_WORD = later("[A-Za-z]+")
Edit = tuple[int, int, str]
IsWord = Callable[[str], bool]


class Mender:
    """Mends folded texts; made once from the words."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._words, self._names = taxonomy.language.words, taxonomy.surfaces
        self._joins = frozenset(taxonomy.language.cv.title_joins)

    def mend(self, folded: Folded, *, is_cv: bool) -> Folded | None:
        """Return the mended text, None where nothing is to be mended; of a posting only words fall apart."""
        changed = None
        if is_cv and (folded.cased.islower() or folded.cased.isupper()):
            changed = self._with_case(folded)
        for edits in (_lines, _escapes, _words) if is_cv else (_words,):
            found = edits(changed or folded, self._is_known)
            if found:
                changed = rewritten(changed or folded, found)
        return changed

    def _is_known(self, word: str) -> bool:
        """Return whether a word is one: of English or of the taxonomy."""
        return word in self._words or word in self._names

    def _with_case(self, folded: Folded) -> Folded:
        """Return a text of one case as people write titles: ordinary words begin with a capital, names are capitals."""

        def written(word: re.Match[str]) -> str:
            plain = word.group().lower()
            if plain in self._joins:
                return plain
            is_ordinary = len(plain) >= _SHORTEST_WORD and plain in self._words and plain not in self._names
            return plain.capitalize() if is_ordinary else plain.upper()

        return folded._replace(cased=_WORD.sub(written, folded.cased))


def _escapes(folded: Folded, _: IsWord) -> list[Edit]:
    r"""Return what escaped bytes stand for: "\xe2\x80\xa2" is a bullet."""
    edits: list[Edit] = []
    for match in _MISREAD.finditer(folded.low):
        if match.group()[-1] != "¢":
            edits.append((*match.span(), "-"))
        elif folded.low[match.end() : match.end() + 1] == " ":
            edits.append((match.start(), match.end() + 1, "\n* "))
        else:
            edits.append((*match.span(), "\n* "))
    if "\\x" not in folded.low:
        return edits
    for match in _ESCAPES.finditer(folded.low):
        try:
            sign = bytes.fromhex(match.group().replace("\\x", "")).decode()
        except UnicodeDecodeError:
            sign = " "
        if "\xe2\x80" in sign:  # encoded twice
            sign = "-" if sign.endswith(("\x93", "\x94")) else " "
        if sign in "•●▪■◦\uf0a7\uf0b7" and folded.low[match.end() : match.end() + 1] == " ":
            edits.append((match.start(), match.end() + 1, "\n* "))
        elif sign in "–—":
            edits.append((*match.span(), "-"))
        else:
            edits.append((*match.span(), "'" if sign in "‘’" else " "))
    return sorted(edits)


def _words(folded: Folded, is_known: IsWord) -> list[Edit]:
    """Return the blanks inside words, where many words have one."""
    if len(_LETTER.findall(folded.flat)) < _FALLEN_APART:
        return []  # as in nearly all texts
    edits: list[Edit] = []
    certain = 0
    done = 0
    for match in _APART.finditer(folded.cased):
        letter, rest = match.groups()
        if match.start() < done:
            continue
        whole_known = is_known((letter + rest).lower())
        rest_known = is_known(rest.lower())
        if letter in _ARTICLES and rest_known:
            continue
        if whole_known or not rest_known:
            certain += whole_known and not rest_known and letter not in _ARTICLES
            edits.append((match.end() - 1, match.end(), ""))
            done = match.end() + len(rest)
    if certain < _FALLEN_APART:
        return []
    edits += [(m.end() - 1, m.end(), "") for m in _YEAR_APART.finditer(folded.cased)]
    return sorted(edits)


def _lines(folded: Folded, _: IsWord) -> list[Edit]:
    """Return where lines ended, in a line far too long, before runs of blanks became the only sign of it."""
    edits: list[Edit] = []
    start = 0
    for line in folded.cased.split("\n"):
        end = start + len(line)
        if len(line) > _LONG_LINE:
            edits += [(at, at + 1, "\n") for at in _wide_blanks(folded, start, end)]
        start = end + 1
    return edits


def _wide_blanks(folded: Folded, start: int, end: int) -> list[int]:
    """Return the blanks that were runs of blanks, but for those inside a sentence that goes on in lower case.

    Where nearly all blanks are wide, they stand between words as single ones do.
    """
    cased = folded.cased
    wide = [
        place - 1
        for place in dict.fromkeys(folded.at)  # it stands twice where two signs went
        if start < place <= end
        and cased[place - 1] == " "
        and folded.start(place) - folded.start(place - 1) > 1
        and cased[place - 3 : place - 1] != "\n*"
    ]
    if len(wide) > _MOST_WIDE * cased.count(" ", start, end):
        return []
    return [at for at in wide if cased[at - 1] in ".:;" or not cased[at + 1 : at + 2].islower()]


def rewritten(folded: Folded, edits: list[Edit]) -> Folded:
    """Return a folded text with pieces of it replaced by shorter ones, or by ones of the same length."""
    shifts = [(0, 0)]  # from this new offset on, so much is missing before it
    cased: list[str] = []
    low: list[str] = []
    done = length = 0
    bounds: list[tuple[int, int]] = []  # new offset after an edit, the given offset there
    for start, end, new in edits:
        cased += (folded.cased[done:start], new)
        low += (folded.low[done:start], new.replace("-", " "))
        length += start - done + len(new)
        bounds.append((length, folded.start(end)))
        shifts.append((end, end - length))
        done = end
    cased.append(folded.cased[done:])
    low.append(folded.low[done:])
    at, given = _moved(folded, edits, shifts, bounds)
    wide: dict[int, int] = {}
    number = 0
    for place, stop in sorted(folded.wide.items()):
        while number + 1 < len(shifts) and shifts[number + 1][0] <= place:
            number += 1
        wide[place - shifts[number][1]] = stop
    lowered = "".join(low)
    return Folded("".join(cased), lowered, lowered.replace("\n", " "), at, given, wide)


def _moved(
    folded: Folded, edits: list[Edit], shifts: list[tuple[int, int]], bounds: list[tuple[int, int]]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the offsets at which the distance to the given text changes, with those of the edits among them."""
    places: list[tuple[int, int]] = list(bounds)
    number = 0
    for place, source in zip(folded.at, folded.given, strict=True):
        while number < len(edits) and edits[number][1] <= place:
            number += 1
        if number < len(edits) and edits[number][0] < place:
            continue  # inside what was replaced
        places.append((place - shifts[number][1], source))
    places.sort()
    return tuple(p for p, _ in places), tuple(s for _, s in places)


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
_INLINE_BULLETS = (later(r" \* (?=\S)"), later(r" [-+o] (?=[A-Z])"), later(r" bull (?=[A-Z])"))
_OWN_BULLETS = ("- ", "* ", "+ ", "o ")
_WORD_OR_SIGN = later(r"[^ \n]+")
# where a line's end may have been lost without a blank: before a capital, or a figure before another word
_SEAM = later(
    r"(?:(?<=[A-Za-z][a-z])|(?<=\w\w[.!?:;])|(?<=[)\]%+\d])|(?<=[)\]][.:;]))(?=[A-Z][a-z]|An? )"
    r"|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})|(?<=[a-z]{3})(?=[A-Z]{2})|(?:(?<=[a-z]{2})|(?<=\w\w[.:)\]]))(?=\d\d?\+? )"
)
_LETTERS = later(r"[A-Za-z]+")
_LONGEST_WORD = 24
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


def is_flat(folded: Folded, given: str) -> bool:
    """Return whether a text has hardly any line ends, but for those that folding put before its bullets."""
    most = len(folded.cased) // _FLAT
    return given.count("\n") < most and folded.cased.count("\n") - folded.cased.count("\n* ") < most


def lost_lines(
    folded: Folded, names: Sequence[Placed], headings: HeadingNames, starts: LineStarts, no_ends: Set[str]
) -> list[Edit]:
    """Return where lines ended in a text that lost their ends: at signs that stand for them, or before words.

    Args:
        folded: The text.
        names: Known names in it, within which no line ends.
        headings: What is known of them.
        starts: What tells of a line's beginning.
        no_ends: Words that end no heading.
    """
    cased, low = folded.cased, folded.low
    size = len(cased)
    wide = [(at, at + 1) for at in _wide_blanks(folded, 0, size)]
    for found in ([m.span() for m in _PIPE.finditer(cased)], wide):
        if len(found) >= _FEWEST_SIGNS and len(found) * _PART > size:
            return _line_ends(cased, found)
    if any(headings.is_name(m[0]) for m in _ITEM.finditer(low)):
        bullets = [m.span() for m in _BULLET.finditer(cased)]
        if len(bullets) >= _FEWEST_SIGNS:  # before each line, headings too: "• Requirements • 5 years of Go"
            return _line_ends(cased, bullets)
    several = [[m.span() for m in pattern.finditer(cased)] for pattern in _INLINE_BULLETS]
    signs = sorted({span for found in several if len(found) >= _FEWEST_SIGNS for span in found})
    cutter = _Cutter(folded, _seams(cased, names), headings, starts, no_ends)
    edits: list[Edit] = []
    number = 0
    for line in cut_lines(cased):
        start = line.first
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
        if cased.startswith(_OWN_BULLETS, end):
            edits.append((start, end + 2, "\n* "))
        else:
            edits.append((start, end, "\n"))
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
        if cased[at - 1].islower():
            start = at - 1
            while start and at - start < _LONGEST_WORD and cased[start - 1].isalpha():
                start -= 1
            word = _LETTERS.match(cased, at)
            if cased.count(cased[start : word.end() if word else at + 1]) > 1:
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
                if not (follows.isupper() or follows.isdigit() or follows in "*-(+"):
                    continue
                if low[words[behind - 1].start : end].strip(_AROUND) in self._no_ends:
                    continue  # "Experience with | Python"
            if is_listed and self._headings.is_name(low[start:end]):
                size = behind - number
                least = _HEADING if size > 1 else _SHORT_HEADING
                if is_open or is_told or size >= _SURE_HEADING or weight > least:
                    return behind
            elif (
                may_be_other
                and (is_open or behind == len(words) or self._weigh(words, behind) > _INSIDE)
                and self._headings.of_line(low[start:end], cased[start:end], False)[0]
                and not self._ends_with_heading(words[number + 1 : behind])
            ):
                return behind
        return 0

    def _ends_with_heading(self, words: Sequence[_Word]) -> bool:
        """Return whether some words end with a listed heading: "knowledge of Go Responsibilities:"."""
        return any(
            self._cased[word.start].isupper()
            and self._headings.is_name(self._low[word.start : words[-1].end])
            for word in words
        )
