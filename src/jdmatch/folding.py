"""One text, folded for comparison: case, blanks, quotes, dashes, accents, bullets, escapes and tags made alike.

The pipeline reads the folded text; `Folded.start` and `Folded.end` lead every offset back into the very text that
was given. Folding is where "curly or straight, hyphen or blank, HTML or plain" is decided, once, for everything.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

LONGEST_READ = 100_000  # characters of a text that are read; the longest postings have 40,000

_BLANK = " \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HIDDEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\xad\u0300-\u036f"
# two stars are bold print; a dash may stand right before a capital
_BULLET = (
    r"(?:[•·・●▪◦‣■□➢➤►▸▶✓✔☑✅⁃∙○◆❖⦁§→⇒★✦♦🔹🔸👉\uf0b7\uf0a7\uf0d8\uf0fc\uf076]"
    r"|\*(?!\*)|[-–—o+*](?=\s)|[-–—](?=[A-Z]))"
)
_ITEM = rf"(?:{_BULLET}+[{_BLANK}]*|\d\d?[.)][{_BLANK}]+(?=[A-Za-z]))"  # "1. Python" is one too
_TAG = r"/?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]{0,400})?/?>"
# patterns for marked-up texts are compiled, by `re`, when one is met: they take long
_INLINE_TAG = r"(?i)</?(?:a|b|i|u|s|em|strong|span|font|small|big|sub|sup|code|mark|tt|abbr|wbr)\b"
_LOOKS_MARKED_UP = r"(?i)</?(?:p|div|br|li|ul|ol|strong|b|span|h[1-6]|em|table)\b[^<>]*>"

# Every piece begins with one of a few signs, so that the search leaps from sign to sign (four times faster than
# alternatives that begin freely).
_SIGNS = rf"\n\r\\*_•●▪■·{_HIDDEN}\ufb00-\ufb06"
_PIECES = (
    rf"(?P<line>(?<=\n)(?:[{_BLANK}]+(?:{_ITEM})?|{_ITEM})|(?<=\r)\n?[{_BLANK}]*(?:{_ITEM})?)"
    r"|(?P<escape>(?<=\\)(?=[-*_+.#()\[\]!&`>~|\\/:']))"
    r"|(?P<bold>(?<=\*)\*|(?<=_)_|(?<=_)(?<!\w_)(?=\w)|(?<=[\w.)]_)(?!\w))"
    # a bullet in the middle of a line that lost its breaks
    rf"|(?P<item>(?<=[•●▪■])(?:[{_BLANK}]+|(?=[A-Z]))|(?<=·)[{_BLANK}]{{2,}})"
    rf"|(?P<hidden>(?<=[{_HIDDEN}]))"
    r"|(?P<ligature>(?<=[\ufb00-\ufb06]))"
)
_RUN = rf"|(?P<blanks>(?<=[{_BLANK}])(?:[{_BLANK}]+(?:(?=[\r\n]))?|(?=[\r\n])))"
_MARKUP = rf"(?P<tag>(?<=<){_TAG})|(?P<entity>(?<=&)(?:[a-zA-Z]{{2,8}}|\#\d{{1,6}}|\#x[0-9a-fA-F]{{1,5}});)|"
_PLAIN = re.compile(rf"[{_SIGNS}](?:{_PIECES})")
_BLANKS = re.compile(rf"(?P<blanks>[{_BLANK}](?:[{_BLANK}]+|(?=[\r\n])))")
_MARKED_UP = rf"[{_SIGNS}{_BLANK}<&](?:{_MARKUP}{_PIECES}{_RUN})"
_WIDE = ("  ", " \n", " \r", "\t")  # blanks that are more than one, or end a line, or may do so
_RARE_BLANKS = [chr(code) for code in (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)]
# A text that was written out as a list of Python or JSON ("['Python', 'SQL']"), and line ends and blanks written out
# as in "Tasks\\nBuild": scraped tables hold both.
_LIST_ENDS = (("['", '["'), ("']", '"]'))
_WRITTEN_ITEMS = (
    r"(?P<gone>\A\s*\[['\"]|['\"]\]\s*\Z)|(?P<%s>(?<!\[)['\"](?:,\s*|\s+)['\"])"
    rf"|(?P<bullet>(?<=[,\s\[]['\"])[{_BLANK}]*{_BULLET}+[{_BLANK}]*)"
)
_WRITTEN_LINES = (
    rf"(?P<break>(?:\\[rn])+)|(?P<bullet>(?<=\\[rn])[{_BLANK}]*{_BULLET}+[{_BLANK}]*)"
    rf"|(?P<gone>(?<=\\[rn])[{_BLANK}]+)|(?P<blanks>\\t|\\xa0|\\u00a0)"
)
# "> " before the lines of a mail that was answered or sent on
_QUOTED = rf"(?P<item>\r?\n>[>{_BLANK}]*{_BULLET}+[{_BLANK}]*)|(?P<break>\r?\n>[>{_BLANK}]*)"
_MOSTLY_QUOTED = 0.5  # of the lines; a sign before a few may be anything
_WRITTEN_BETWEEN = re.compile(r"(?<!\[)['\"](?:,\s*|\s+)['\"]")
_NAME_BLANKS = 2  # "natural language processing"
_FIRST_LINE = re.compile(rf"[{_BLANK}]*({_BULLET}+[{_BLANK}]*)?")
_FIRST_QUOTED = re.compile(rf">[>{_BLANK}]*({_BULLET}+[{_BLANK}]*)?")


def _same_length() -> dict[str, str]:
    table = {c: " " for c in range(0x20) if c not in (9, 10, 13)}
    table |= {ord(c): "'" for c in "‘’‛ʼ´`′"} | {ord(c): '"' for c in "“”„‟″«»"}
    table |= {ord(c): "-" for c in "‐‑‒–—―−﹣－"}
    table |= {ord(c): " " for c in "\t\xa0\u1680\u202f\u205f\u3000"} | dict.fromkeys(
        range(0x2000, 0x200B), " "
    )
    table |= {ord(c): "\n" for c in "\x0b\x0c\x85\u2028\u2029"}
    table |= {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys(range(0xD800, 0xE000), " ")  # half signs, left over from a broken escape
    for code in range(0xC0, 0x250):  # é and e + accent are one: both are read as e
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    # a sign that becomes another one of these becomes at once what that one becomes, so that no order matters
    return {chr(code): table.get(ord(like), like) for code, like in table.items()}


_SAME_LENGTH = _same_length()
# Cyrillic and Greek letters that no eye tells from Latin ones. Inside a word with Latin letters they are meant, or
# meant to be taken, for these.
_ALIKE = str.maketrans(
    "асԁеһіјорԛѕԝухАВСЕНІЈКМОРЅТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧοѵ", "acdehijopqswyxABCEHIJKMOPSTXYABEZHIKMNOPTYXov"
)
_ALIKE_LETTERS = "".join(map(chr, _ALIKE))
_MIXED_LETTERS = re.compile(rf"[a-zA-Z][{_ALIKE_LETTERS}]|[{_ALIKE_LETTERS}][a-zA-Z]")
_MIXED_WORD = re.compile(rf"[a-zA-Z{_ALIKE_LETTERS}]+")
_SAME_LENGTH_ASCII = {ord(char): like for char, like in _SAME_LENGTH.items() if char.isascii()}
_UNLIKE = re.compile(r"[^ -_a-z{|}~\n\r]")


class Folded(NamedTuple):
    """A folded text in three forms of one length, and the way back to the given text."""

    cased: str  # alike in blanks and signs, case kept; lines end in "\n", list items begin with "* "
    low: str  # the same in lower case, hyphens as blanks
    flat: str  # the same with line ends as blanks, so that a name may run over a line's end
    at: tuple[int, ...]  # folded offsets at which the distance to the given text changes
    given: tuple[int, ...]  # the given offsets there
    wide: Mapping[int, int] = MappingProxyType(
        {}
    )  # folded offset of a sign written as several ("&amp;") -> its given end

    def start(self, offset: int) -> int:
        """Return where the character at a folded offset begins in the given text."""
        i = bisect_right(self.at, offset) - 1
        return offset if i < 0 else self.given[i] + offset - self.at[i]

    def end(self, offset: int) -> int:
        """Return where a span that ends before a folded offset ends in the given text."""
        return self.wide.get(offset - 1) or self.start(offset - 1) + 1 if offset else 0


@lru_cache(maxsize=4)  # the scoring looks once more at the text that was just read
def fold(text: str) -> Folded:
    r"""Fold a text for comparison, keeping the way back to its offsets.

    >>> folded = fold("Strong  machine\\-learning\r\n*  C++")
    >>> folded.low
    'strong machine learning\n* c++'
    >>> at = folded.low.index("machine")
    >>> folded.start(at), folded.end(at + len("machine learning"))
    (8, 25)
    """
    pieces: list[str] = []
    at: list[int] = []
    given: list[int] = []
    wide: dict[int, int] = {}
    done = length = 0

    def replace(start: int, end: int, new: str) -> None:
        nonlocal done, length
        pieces.append(text[done:start])
        pieces.append(new)
        length += start - done
        if len(new) > end - start:  # a ligature: every letter of it leads to the one sign
            at.extend(range(length, length + len(new)))
            given.extend([start] * len(new))
        length += len(new)
        at.append(length)
        given.append(end)
        done = end

    first = (_FIRST_QUOTED.match(text) if _is_quoted(text) else None) or _FIRST_LINE.match(text)
    if first and first.end():
        replace(0, first.end(), "* " if first.group(1) else "")
    last = 0
    for match in _matches(text, done):
        start, end = match.span()
        if start < last:
            continue  # blanks behind a line's end or a bullet went with it
        last = end
        found = text[start:end]
        if match.lastgroup == "blanks" and text[end : end + 1] in ("\n", "\r"):
            new = ""  # blanks at a line's end
        elif (new := _replacement(match.lastgroup, found)) == found:
            continue
        if match.lastgroup == "bold" and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum():
            new = " "  # "Description**Python" lost a line's end: two words
        replace(start, end, new)
        if match.lastgroup == "entity":
            wide[length - 1] = end
    if pieces:
        pieces.append(text[done:])
        text = "".join(pieces)
    if text.isascii():
        text = text.translate(_SAME_LENGTH_ASCII)
    else:
        unlike = set(_UNLIKE.findall(text))
        if not unlike.isdisjoint(_ALIKE_LETTERS):
            text = _MIXED_WORD.sub(_in_latin, text)
            unlike = set(_UNLIKE.findall(text))
        for char in unlike & _SAME_LENGTH.keys():  # far faster than to translate every letter
            text = text.replace(char, _SAME_LENGTH[char])
    low = text.lower()
    if len(low) != len(text):  # a few capitals (as the dotted one of Turkish) grow when lowered
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    low = low.replace("-", " ")
    return Folded(text, low, low.replace("\n", " "), tuple(at), tuple(given), wide)


def _in_latin(word: re.Match[str]) -> str:
    found = word.group()
    return found.translate(_ALIKE) if _MIXED_LETTERS.search(found) else found


def _matches(text: str, start: int) -> Iterable[re.Match[str]]:
    """Return the places that may have to be written otherwise, in order."""
    if written := list(_written_out(text)):
        others = (*_PLAIN.finditer(text, start), *_BLANKS.finditer(text, start))
        return sorted([*written, *others], key=re.Match.start)
    if _is_quoted(text):
        others = (*_PLAIN.finditer(text, start), *_BLANKS.finditer(text, start))
        return sorted([*re.compile(_QUOTED).finditer(text, start), *others], key=re.Match.start)
    if ("<" in text or "&" in text) and re.search(_LOOKS_MARKED_UP, text):
        return re.compile(_MARKED_UP).finditer(text, start)
    if not any(sign in text for sign in _WIDE) and (
        text.isascii() or not any(sign in text for sign in _RARE_BLANKS)
    ):
        return _PLAIN.finditer(text, start)  # what most texts are
    blanks = _BLANKS.finditer(text, start)
    return sorted([*_PLAIN.finditer(text, start), *blanks], key=re.Match.start)


def _is_quoted(text: str) -> bool:
    """Return whether most lines of a text are quoted as in mails."""
    quoted = text.count("\n>")
    return quoted > 1 and quoted >= _MOSTLY_QUOTED * text.count("\n")


def _written_out(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text has the signs of a written-out list, or written-out line ends and none of its own."""
    if "\\n" not in text and text[:1] != "[":
        return
    whole = text.strip()
    is_list = whole.startswith(_LIST_ENDS[0]) and whole.endswith(_LIST_ENDS[1])
    if is_list:
        # names in a row stay so; phrases are lines of their own
        items = [item.strip(" -*") for item in _WRITTEN_BETWEEN.split(whole)]
        kind = "comma" if max(item.count(" ") for item in items) <= _NAME_BLANKS else "break"
        yield from re.compile(_WRITTEN_ITEMS.replace("%s", kind)).finditer(text)
    # a single one may be a path's: "C:\\new"
    if "\n" not in whole and whole.count("\\n") > (0 if is_list else 1):
        yield from re.compile(_WRITTEN_LINES).finditer(text)


def fold_surface(surface: str) -> str:
    """Fold a surface of the taxonomy as texts are folded, so that both can be compared.

    >>> fold_surface("Scikit-Learn")
    'scikit learn'
    """
    if surface.isascii() and surface.replace(" ", "").isalnum():
        return " ".join(surface.lower().split())  # what nearly all are: nothing to fold but the case
    return " ".join(fold(surface).flat.split())


# all but small letters is a blank, so that a text falls into words at once: several times faster than a pattern
_LETTERS = {code: chr(code) if chr(code).islower() else " " for code in range(128)}


def words_of(low: str) -> list[str]:
    """Return the words of a text in lower case: runs of the letters a to z.

    >>> words_of("5years of c++, naïve bayes and k8s")
    ['years', 'of', 'c', 'na', 've', 'bayes', 'and', 'k', 's']
    """
    plain = low if low.isascii() else low.encode("ascii", "replace").decode("ascii")
    return plain.translate(_LETTERS).split()


_CASES = {code: "A" if chr(code).isupper() else "a" if chr(code).islower() else " " for code in range(128)}
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_CASES |= {ord(sign): "." for sign in ".?!)"}


@lru_cache(maxsize=4)  # several steps look at the text that is read
def cases_of(cased: str) -> str:
    """Return a text with one sign for every capital, small letter, end of a sentence or bracket, and all else.

    To find where cases change in it is ten times as fast as a pattern.

    >>> cases_of("We use PyTorch. Ok?")
    'Aa aaa AaAaaaa. Aa.'
    """
    return (cased if cased.isascii() else _FOREIGN.sub(" ", cased)).translate(_CASES)


def places_of(shapes: Iterable[str], cases: str) -> list[int]:
    """Return where some shapes begin in a text's cases, in order.

    >>> places_of(["aA", ".A"], cases_of("PyTorch.Go"))
    [1, 7]
    """
    found: list[int] = []
    for shape in shapes:
        at = cases.find(shape)
        while at >= 0:
            found.append(at)
            at = cases.find(shape, at + 1)
    return sorted(found)


def _replacement(kind: str | None, found: str) -> str:
    match kind:
        case "line":
            return "\n* " if found.strip() else "\n"
        case "item":
            return "\n* "
        case "break":
            return "\n"
        case "comma":
            return ", "
        case "bullet":
            return "* "
        case "blanks":
            return " "
        case "tag":
            if found[:3].lower() == "<li":
                return "\n* "
            return "" if re.match(_INLINE_TAG, found) else "\n"
        case "entity":
            char = html.unescape(found)
            return char if len(char) == 1 else found
        case "ligature":
            return unicodedata.normalize("NFKC", found)
        case _:
            return ""


Edit = tuple[int, int, str]  # from where to where in a folded text, and what stands there instead


def rewritten(folded: Folded, edits: Sequence[Edit]) -> Folded:
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
    folded: Folded, edits: Sequence[Edit], shifts: list[tuple[int, int]], bounds: list[tuple[int, int]]
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
