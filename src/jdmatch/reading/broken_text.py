r"""Mends a text that an extractor broke: words that fell apart; in a CV also lines run together, escapes, lost case.

"Experience  PHP Developer, 2017 - 2019  Acme" had three lines; "J ava, P ython" were two words; "\xe2\x80\x93" was a
dash. All is done on the folded text, and the way back to the given offsets stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple

from jdmatch.folding import Folded
from jdmatch.reading.patterns import later
from jdmatch.taxonomy.records import Taxonomy

_LONG_LINE = 600  # as long a line as nobody writes in a CV
# dashes and bullets in UTF-8 that were read as Latin-1 or Windows-1252; folding has made "â" an "a"
_MISREAD = later('a[\x80€][\x93\x94"¢]')
_ESCAPES = later(r"(?:\\x[0-9a-f]{2})+")
_LETTER = later(r" (?=[b-hj-z] )")  # alone, and no word
_APART = later(r"(?<![^\s(/,;:-])([A-Za-z]) (?=([A-Za-z][A-Za-z+#]*))")
_YEAR_APART = later(r"(?<![^\s(/,;:-])([12]) (?=\d{3}(?!\d))")
_FALLEN_APART = 4  # so many words that are none unless joined: an accident is rarer
_ARTICLES = frozenset("aAI")
_SHORTEST_WORD = 4  # what is shorter is as likely an abbreviation: "BA", "CAD"
_WORD = later("[A-Za-z]+")
# most postings have no three lines that go on in small letters: they pay for this search alone
_GOES_ON = re.compile(r"\n[a-z]")
_SMALL = re.compile("[a-z]")
_FEWEST = 3
_STOPS = ".!?;:"
_SHORTEST = 40  # signs of a line that was broken
_NARROWEST, _WIDEST = (
    50,
    150,
)  # widths at which people and programs break lines; small print on paper has the widest
_LONGER = 0.1  # of all lines may be longer: an address, or a paragraph that was pasted in
# A full line may fall short of the width by the indent of an item's further lines, which is gone, or because on paper
# letters are not equally wide; one in seven of the lines that go on in small letters is an item or was broken by hand.
_INDENT, _RAGGED, _CLUSTERED = 4, 0.12, 0.85
_BEYOND_CHANCE = 3  # where cases tell nothing, so many times the full lines that chance would make
_PARTED = 0.9  # of the lines above another are full where blank lines or bullets part all paragraphs
_PART, _PART_BEFORE = re.compile("[a-z]+"), re.compile(r"[a-z]+\Z")
_LONGEST_PART = 30
Edit = tuple[int, int, str]
IsWord = Callable[[str], bool]


class FullLines(NamedTuple):
    """The lines of a wrapped text that are full: the first word of the next would not have fitted in."""

    ends: list[tuple[int, int]]  # where each ends, and where the next line does
    are_parted: bool  # whether every other line ends a paragraph


class _Neighbours(NamedTuple):
    """A line above another, which is no item."""

    end: int
    size: int
    needed: int  # its size together with the next line's first word
    next_end: int
    goes_on: bool  # in small letters


def full_lines(cased: str) -> FullLines | None:
    """Return the full lines of a text that was wrapped at some width, None where it was not."""
    if len(_GOES_ON.findall(cased)) < _FEWEST and (cased.count("\n") < _FEWEST or _SMALL.search(cased)):
        return None
    lines = cased.split("\n")
    # a line without a blank could not be broken
    sizes = sorted(len(line) for line in lines if " " in line[2:]) or [0]
    if not _SHORTEST <= sizes[-1 - int(_LONGER * len(sizes))] <= _WIDEST:
        return None
    near: list[_Neighbours] = []
    end = -1
    for line, following in pairwise(lines):
        size = len(line)
        end += size + 1
        if size and following and following[0] not in "*#" and "---" not in line:
            needed = size + 1 + (following + " ").index(" ")
            goes_on = size >= _SHORTEST and following[0].islower() and line[-1] not in _STOPS
            near.append(_Neighbours(end, size, needed, end + 1 + len(following), goes_on))
    limit = _limit(near, sizes, has_case=not cased.islower())
    if limit is None:
        return None
    width, slack = limit
    full = [one for one in near if one.needed > width - slack]
    are_parted = len(full) >= _PARTED * len(near)
    if are_parted:  # more than one blank may have gone with a line's end
        full = [one for one in near if one.needed > width - _INDENT]
    return FullLines([(one.end, one.next_end) for one in full], are_parted)


def join(folded: Folded, ends: Iterable[int]) -> Folded:
    """Return a folded text with blanks for some of its line ends."""
    cased, low = list(folded.cased), list(folded.low)
    for at in ends:
        cased[at] = low[at] = " "
    return folded._replace(cased="".join(cased), low="".join(low))


def _limit(near: Iterable[_Neighbours], sizes: list[int], *, has_case: bool) -> tuple[int, float] | None:
    """Return the width at which lines were broken, and by how much they may fall short of it, if anything tells."""
    going_on = sorted(one.size for one in near if one.goes_on)
    if len(going_on) >= _FEWEST:
        for width in (going_on[-1], going_on[-1 - len(going_on) // 10]):
            if not _NARROWEST <= width <= _WIDEST or sizes[-1 - int(_LONGER * len(sizes))] > width:
                continue
            for slack in (0, _INDENT, _RAGGED * width) if has_case else (0,):
                full = sum(one.goes_on and one.needed > width - slack for one in near)
                if full >= _CLUSTERED * len(going_on):
                    return width, slack
    width = sizes[-1]
    full = sum(one.needed > width for one in near)
    chance = sum(one.needed - one.size for one in near) / width
    is_wrapped = _NARROWEST <= width <= _WIDEST and full > _FEWEST and full > _BEYOND_CHANCE * chance
    return (width, 0) if is_wrapped else None


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
                changed = _apply(changed or folded, found)
        return changed

    def hyphens(self, folded: Folded, full: FullLines) -> Folded | None:
        """Return a text without line ends behind hyphens, and without hyphens that only part a word: "experi-⏎ence"."""
        edits: list[Edit] = []
        low = folded.low
        for at in [at for at, _ in full.ends if folded.cased[at - 1] == "-"]:
            parts = _PART_BEFORE.search(low, max(0, at - _LONGEST_PART), at - 1), _PART.match(low, at + 1)
            if parts[0] and parts[1]:
                words = parts[0][0], parts[1][0]
                edits.append(
                    (
                        at - (self._is_known("".join(words)) and not all(map(self._is_known, words))),
                        at + 1,
                        "",
                    )
                )
        return _apply(folded, edits) if edits else None

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


def _wide_blanks(folded: Folded, start: int, end: int) -> Iterable[int]:
    """Yield the blanks that were runs of blanks, but for those inside a sentence that goes on in lower case."""
    cased = folded.cased
    for place in folded.at:
        at = place - 1
        if not start <= at < end or cased[at] != " " or folded.start(place) - folded.start(at) < 2:
            continue
        if cased[place : place + 1].islower() and cased[at - 1 : at] not in ".:;":
            continue
        yield at


def _apply(folded: Folded, edits: list[Edit]) -> Folded:
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
