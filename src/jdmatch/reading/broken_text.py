r"""Mends a text that an extractor broke: words that fell apart; in a CV also lines run together, escapes, lost case.

"Experience  PHP Developer, 2017 - 2019  Acme" had three lines; "J ava, P ython" were two words; "\xe2\x80\x93" was a
dash. All is done on the folded text, and the way back to the given offsets stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

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
_JOINED = 400  # signs between two such places, on average; names with a capital inside are rarer
_FEW_LINES = 8
_RUN = later(r"(?<![A-Za-z])[A-Za-z]{3,}(?:\+\+|#)?")
_CAMEL = later(r"[A-Z]+(?![a-z])[+#]*|[A-Z]?[a-z]+[+#]*|[A-Z]")
# a sentence and the next, a figure and a word, a word and a year, a bracket and a word
_MET = later(
    r"(?<=[\w)\]][.!?:])(?=[A-Z][a-z]{2})|(?<=\d)(?=[A-Z][a-z])|(?<=(?:19|20)\d\d)(?=[A-Z]{2})"
    r"|(?<=[a-z)])(?=(?:19|20)\d\d(?!\d))|(?<=[)\]])(?=[A-Z])"
)
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
                changed = _apply(changed or folded, found)
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


def _lines(folded: Folded, is_known: IsWord) -> list[Edit]:
    """Return where lines ended, in a line far too long: runs of blanks, or words that meet, are the only sign of it."""
    edits: list[Edit] = []
    start = 0
    for line in folded.cased.split("\n"):
        end = start + len(line)
        if len(line) > _LONG_LINE:
            wide = [(at, at + 1, "\n") for at in _wide_blanks(folded, start, end)]
            edits += wide or [(at, at, "\n") for at in _joints(folded.cased, start, end, is_known)]
        start = end + 1
    return edits


def _joints(cased: str, start: int, end: int, is_known: IsWord) -> list[int]:
    """Return where two words meet that a line's end stood between: "EducationB.Sc. in Physics2014", "SQLBuilt"."""
    found = {match.start() for match in _MET.finditer(cased, start, end)}
    for run in _RUN.finditer(cased, start, end):
        parts = _CAMEL.findall(run.group())
        at, first = run.start(), 0
        while first < len(parts):
            # the longest name that begins here: "JavaScript|React", "Acme|Data"
            names = ("".join(parts[first:stop]).lower() for stop in range(len(parts), first, -1))
            size = next((len(name) for name in names if is_known(name)), len(parts[first]))
            at += size
            while size > 0:
                size -= len(parts[first])
                first += 1
            if first < len(parts):
                found.add(at)
    return sorted(found) if len(found) >= max(_FEW_LINES, (end - start) / _JOINED) else []


def _wide_blanks(folded: Folded, start: int, end: int) -> Iterable[int]:
    """Yield the blanks that were runs of blanks, but for those inside a sentence that goes on in lower case."""
    cased = folded.cased
    for place in dict.fromkeys(folded.at):  # several changes of the distance may meet at one place
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
