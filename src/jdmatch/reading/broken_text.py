r"""Takes off a text what a page put around it, and mends what an extractor broke in it.

Buttons, lists of similar jobs, forms and the heads of mails are not the text's own. "Experience  PHP Developer, 2017 -
2019  Acme" had three lines; "J ava, P ython" were two words; "\xe2\x80\x93" was a dash. All is done on the folded text,
and the way back to the given offsets stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jdmatch.folding import Folded, fold_surface
from jdmatch.reading.patterns import any_of, later
from jdmatch.reading.structure import Line
from jdmatch.taxonomy.models import SiteWords
from jdmatch.taxonomy.phrases import alternatives
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
                changed = apply(changed or folded, found)
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


# signs at the ends of a line that are none of its words, and with them the digits
_EDGE = " \t:!?.…,*#=_~-–>|()[]{}'\"/&+·•‹›»«←→★☆✱✓✕×⋮"
_NUMBERED = _EDGE + "0123456789"
_PARAGRAPH = 100  # longer than a button or the title of a job
_SHORT = 50  # shorter than most lines of a text
_BEGUN = 9  # letters by which longer lines are looked up
_MOST_ABOVE = 40  # lines of a page above its text
_SOON = 3  # lines behind a heading in which its text shows: an item, a year, or a line of ...
_SENTENCE = 60
_FORM = 12  # lines around a file to attach, of which a form has at least ...
_FEWEST_FIELDS = 4
_SIGNATURE = 8  # lines of a sender's name, trade and numbers
_YEAR = later(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PARTS = later(r" [|·•] ")


class Surroundings:
    """What stands around a text on its page or in its mail, told by whole lines."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.headings.site
        whole, begun, own = taxonomy.prepare("site", lambda: _site_lines(words))
        self._whole: dict[str, str] = whole
        self._begun: dict[str, list[tuple[str, str, str]]] = begun
        self._own: frozenset[str] = own
        self._notices = {
            head[:_BEGUN] for rows in self._begun.values() for head, _, kind in rows if kind == "lines"
        }
        answers = f"(?:(?:{any_of(words.answers)}): ?)*"
        self._subject = later(rf"(?:{any_of(words.subjects)}): ?{answers}")

    def find(self, folded: Folded, lines: Sequence[Line], *, first: int) -> list[tuple[int, int]]:
        """Return from where to where a text is not its own; lines before the first one given are."""
        low = folded.low
        if not self._may_stand_in(low):
            return []  # as in most texts
        texts = [low[line.start : line.end] for line in lines]
        told = {n: kind for n, text in enumerate(texts) if n >= first and (kind := self._kind(text))}
        gone = self._gone(lines, texts, told, first)
        if len(gone) == len(lines):
            return []
        found: list[tuple[int, int]] = []
        for n in sorted(gone):
            start, end = lines[n].start, min(lines[n].end + 1, len(low))
            if told.get(n) == "mail" and (subject := self._subject.match(texts[n])):
                end = start + subject.end()  # what the mail is about may be the title
            if found and n - 1 in gone and found[-1][1] == lines[n - 1].end + 1:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found

    def _may_stand_in(self, low: str) -> bool:
        """Return whether a text may hold such a line: one that is short and no item, or begins as a notice does."""
        lines = low.split("\n")
        brief = [line for line in lines if len(line) < _SHORT and line[:1] != "*"]
        bare = [line.strip(_NUMBERED) for line in brief]
        if not self._whole.keys().isdisjoint(bare) or "©" in low:
            return True
        if not self._notices.isdisjoint([line[:_BEGUN] for line in lines if len(line) >= _SHORT]):
            return True
        begun = self._begun.keys()
        return not begun.isdisjoint([line.partition(" ")[0] for line in bare]) and any(map(self._kind, brief))

    def _kind(self, text: str) -> str | None:
        """Return what a line is among those that stand around texts."""
        piece = text.strip(_NUMBERED)
        kind = self._whole.get(piece)
        if kind is not None:
            if kind[0] != "#":
                return kind
            return kind[1:] if any(map(str.isdigit, text)) else None
        for head, tail, kind in self._begun.get(piece.partition(" ")[0], ()):
            if piece.startswith(head) and piece.endswith(tail) and len(piece) > len(head) + len(tail):
                is_said = len(piece) > _PARAGRAPH or text[-1] in ".,;" or text.startswith("* ")
                return None if kind == "others" and is_said else kind
        if len(parts := _PARTS.split(piece)) > 1 and all(
            self._kind(part) in ("lines", "edges") for part in parts
        ):
            return "edges"
        return None

    def _gone(
        self, lines: Sequence[Line], texts: Sequence[str], told: Mapping[int, str], first: int
    ) -> set[int]:
        """Return the numbers of the lines that are not the text's own."""
        count = len(lines)
        begins = next(
            (
                n
                for n in range(first, count)
                if n not in told and (len(texts[n]) > _SENTENCE or texts[n].strip(_EDGE) in self._own)
            ),
            count,
        )
        gone = {n for n, kind in told.items() if kind == "lines"}
        for n, kind in told.items():
            if n not in gone and kind == "others" and (begins < n or n - first > _MOST_ABOVE):
                gone.update(range(n, self._end(texts, n, count)))
            elif n not in gone and kind == "uploads":
                around = [m for m in range(n - _FORM, n + _FORM) if told.get(m) in ("fields", "uploads")]
                if len(around) >= _FEWEST_FIELDS:
                    gone.update(range(around[0], self._end(texts, n, count)))
        gone |= _mail(told, self._subject, texts)
        for n, kind in told.items():
            if kind == "sign_offs" and (end := self._signed(lines, texts, gone, n)):
                gone.update(range(n, end))
        above = [
            n for n in range(first, min(begins, first + _MOST_ABOVE)) if told.get(n) in ("edges", "lines")
        ]
        if len(above) > 1 or gone.intersection(above):
            gone.update(above)
        for walk in (range(first, count), range(count - 1, first - 1, -1)):
            before = -1
            for n in walk:
                if told.get(n) == "edges" and before in gone:
                    gone.add(n)
                before = n
        below = count - 1
        while below > first and told.get(below) == "edges":
            below -= 1
        if below in gone:
            gone.update(range(below, count))
        return gone

    def _end(self, texts: Sequence[str], start: int, count: int) -> int:
        """Return the line on which the text's own words go on behind a list of others' or a form."""
        for n in range(start + 1, count):
            if texts[n].strip(_EDGE) in self._own and any(
                text.startswith("* ") or len(text) > _SENTENCE or _YEAR.search(text)
                for text in texts[n + 1 : n + 1 + _SOON]
            ):
                return n
        return count

    def _signed(self, lines: Sequence[Line], texts: Sequence[str], gone: set[int], start: int) -> int:
        """Return where what a sender writes below a letter ends, 0 where text follows it."""
        for n in range(start + 1, min(len(texts), start + 1 + _SIGNATURE)):
            if n in gone:
                return n
            if len(texts[n]) > _PARAGRAPH or lines[n].bullet or texts[n].strip(_EDGE) in self._own:
                return 0
        return len(texts) if start + 1 + _SIGNATURE >= len(texts) else 0


def _mail(told: Mapping[int, str], subject: re.Pattern[str], texts: Sequence[str]) -> set[int]:
    """Return the lines of the heads of mails: rows of such lines, one of which says what it is about."""
    found: set[int] = set()
    for n, kind in told.items():
        if kind == "mail" and subject.match(texts[n]):
            start = end = n
            while told.get(start - 1) == "mail":
                start -= 1
            while told.get(end + 1) == "mail":
                end += 1
            if start < end:
                found.update(range(start, end + 1))
    return found


def _site_lines(words: SiteWords) -> tuple[Any, ...]:
    """Return the lines that are compared whole, those that may hold any words, and the text's own headings."""
    whole: dict[str, str] = {}
    begun: dict[str, list[tuple[str, str, str]]] = {}
    kinds = ("lines", "edges", "others", "fields", "uploads", "mail", "sign_offs")
    for kind in kinds:
        for line in (one for phrase in getattr(words, kind) for one in alternatives(phrase)):
            folded = fold_surface(line)
            if "*" in line:
                head, _, tail = folded.partition("*")
                begun.setdefault(head.partition(" ")[0], []).append((head, tail, kind))
            else:
                whole.setdefault(folded.strip(_NUMBERED), f"#{kind}" if "#" in line else kind)
    own = frozenset(fold_surface(one).strip(_EDGE) for phrase in words.own for one in alternatives(phrase))
    return whole, begun, own


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


def apply(folded: Folded, edits: list[Edit]) -> Folded:
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
