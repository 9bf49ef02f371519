"""Documents, and extracted characters to clean lines: what all readers of this package share.

A plain text file keeps every character it has, but for its byte-order mark and its line ends. What was
taken out of HTML, PDF or DOCX goes through `tidy`, since its blanks and signs are the extraction's.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, get_args

from jdmatch.errors import DocumentError, InputError

# The second is how Markdown without HTML is commented: [//]: # (a note)
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*(?:-->|\Z)|^\[[^\]\n]{1,20}\]: *(?:#|<>)[^\n]*$", re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Composed piece by piece, for `normalize` takes time with the square of the marks on one letter.
_UNCOMPOSED = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]{1,1000}")
_BLANKS = re.compile(r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Zero-width signs split words; controls, U+FFFD and private-use icons (Font Awesome) are no text at all.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\xad]")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufff9-\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]")
# NFKC on everything would turn "2½ years" into "21⁄2 years" and "Spark™" into "SparkTM", so only what
# a font did is undone: ligatures, full-width forms, mathematical bold and italic (a fashion in postings).
_STYLED = re.compile(r"[\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]+")
# Symbol fonts put their bullets in the private-use area; Courier's second-level bullet is a lone "o".
BULLETS: Final = r"[•·・●▪▫◦‣■□➢➤►▸✓✔⁃∙○◆❖\uf000-\uf0ff]"
_BULLET = re.compile(
    rf"^[ \t]*(?:{BULLETS}+[ \t]*|(?:[*–—]|--|o(?=[ \t]+[A-Z]))[ \t]+)(?=\S|$)", re.MULTILINE
)
_LONE_BULLET = re.compile(r"^-[ \t]*\n(?:[ \t]*\n)*(?=[^\s-])", re.MULTILINE)
_EMPTY_BULLET = re.compile(r"^-[ \t]*$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{3,}")
_MOJIBAKE = re.compile(r"[\xc2-\xf4][\x80-\xbf\u0152-\u2122]{1,3}")
_LETTERS = re.compile(r"[^\W\d_]+")
_SPLIT_LETTER = re.compile(r"(?<!\S)[^\W\d_aAI](?!\S)")
_HEX = re.compile("#?([0-9a-fA-F]{6})")
_SPLIT_YEAR = re.compile(r"\b([12]) (\d{3})\b")

Kind = Literal["posting", "cv", "auto"]  # what a caller says that a text is
_KINDS = get_args(Kind)


def check_kind(kind: str) -> None:
    """Refuse what is no kind of text.

    Raises:
        InputError: with the known ones.
    """
    if kind not in _KINDS:
        raise InputError(f"kind: {kind!r} is unknown; expected 'posting', 'cv' or 'auto'")


class DocumentWarning(UserWarning):
    """A document was read, but something about it should be known; its `notes` say the same."""


class Place(NamedTuple):
    """Where something stands in the file: the page, where there are pages, and the line, both from 1 on."""

    page: int | None
    line: int

    def __str__(self) -> str:
        return f"page {self.page}, line {self.line}" if self.page else f"line {self.line}"


def place_in(text: str, starts: Sequence[tuple[int, int, int]], offset: int) -> Place:
    r"""Return where the character at an offset stands, by (offset, page, line) of the lines of its file.

    >>> str(place_in("Python\nSQL", (), 7)), str(place_in("Python and SQL", ((0, 1, 8), (11, 2, 1)), 12))
    ('line 2', 'page 2, line 1')
    """
    if not starts:
        return Place(None, text.count("\n", 0, offset) + 1)
    index = bisect_right(starts, offset, key=lambda start: start[0]) - 1
    _, page, line = starts[max(index, 0)]
    return Place(page or None, line)


@dataclass(frozen=True, slots=True)
class Document:
    """A posting or a CV as text, whatever file it came from.

    Attributes:
        text: What was written, line by line; list items begin with "- ". A reading's offsets count in it.
        title: The job's title where the document states one as such, else None.
        meta: What is known beside the text, as text: `format`, and where known `source`, `encoding`, `pages`,
            `company`, `location`, `datePosted`, `validThrough`, `employmentType`, `language`.
        notes: What should be known about how it was read, such as hidden text that was left out.
        starts: (offset, page, line) of each line as the file shows it, where that is not a line of the text.

    >>> document = Document("We need Python.", title="ML Engineer", meta={"format": "text"})
    >>> document
    <Document 'ML Engineer', text, 15 characters>
    >>> print(document)
    We need Python.
    """

    text: str
    title: str | None = None
    # Not part of the hash: a dict has none. It stays a dict, since documents travel to worker processes.
    meta: Mapping[str, str] = field(default_factory=dict, hash=False)
    notes: tuple[str, ...] = ()
    starts: tuple[tuple[int, int, int], ...] = ()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        name = repr(self.title) if self.title else "untitled"
        return f"<Document {name}, {self.meta.get('format', 'text')}, {len(self.text):,} characters>"

    def place(self, offset: int) -> Place:
        """Return where in the file the character at an offset of the text stands."""
        return place_in(self.text, self.starts, offset)


Text = str | Document | None  # what can be read


def plain(text: str) -> str:
    """Make line ends alike and change nothing else."""
    return _LINE_END.sub("\n", text)


def read_text(data: bytes, where: str) -> Document:
    """Read a plain text file."""
    decoded = decode(data, where)
    meta = {"format": "text", "encoding": decoded.encoding}
    return Document(plain(decoded.text), None, meta, decoded.notes)


def read_markdown(data: bytes, where: str) -> Document:
    """Read a Markdown file: as it stands, but for its comments, which no reader sees."""
    document = read_text(data, where)
    text, found = _COMMENT.subn("", document.text)
    notes = (f"{found} comment(s) left out, which no reader sees",) if found else ()
    meta = {**document.meta, "format": "markdown"}
    return Document(text, None, meta, (*document.notes, *notes))


def tidy(text: str) -> str:
    r"""Clean a text that was taken out of a layout: blanks, bullets, ligatures, invisible signs, empty lines.

    >>> tidy("  •\u00a0Py\u200bthon  and\ufb01t \n\n\n\n• \U0001d5e6\U0001d5e4\U0001d5df")
    '- Python andfit\n\n- SQL'
    """
    text = "\n".join(map(tidy_line, _LINE_END.sub("\n", text).split("\n")))
    text = _EMPTY_BULLET.sub("", _LONE_BULLET.sub("- ", text))
    return _EMPTY_LINES.sub("\n\n", text).strip("\n")


def tidy_line(line: str) -> str:
    """Clean one line of such a text; "-" where there was only a bullet."""
    line = _UNCOMPOSED.sub(lambda match: unicodedata.normalize("NFC", match.group()), line)
    line = _STYLED.sub(lambda match: unicodedata.normalize("NFKC", match.group()), _INVISIBLE.sub("", line))
    line = _MOJIBAKE.sub(_mend_mojibake, line)
    line = _BULLET.sub("- ", _BLANKS.sub(" ", line))
    return _BLANKS.sub(" ", _NO_TEXT.sub(" ", line)).strip()


def _mend_mojibake(match: re.Match[str]) -> str:
    """Undo UTF-8 that was once read as Windows-1252 ("â€“"), where it fits exactly: French stays French."""
    try:
        return match.group().encode("cp1252").decode("utf-8")
    except UnicodeError:
        return match.group()


def join_split_letters(text: str) -> str:
    """Put words together whose first letter stands apart, where a whole text is so ("S enior J ava").

    Some PDF converters write CVs like that. A text counts as such when more than a fifth of its words are single
    letters; others come back unchanged.

    >>> join_split_letters("Im w orking a s a S enior D eveloper o f M S S QL a nd a w ide s tack, C ++")
    'Im working as a Senior Developer of MS SQL and a wide stack, C++'
    >>> join_split_letters("I am a C developer")
    'I am a C developer'
    """
    words = _LETTERS.findall(text)
    single = [word for word in words if len(word) == 1]
    # "C", "R", "I" and "a" are words, but a whole text rarely has any other letter alone.
    odd = sum(word.islower() and word != "a" for word in single)
    if len(words) >= 8 and len(single) * 5 > len(words) and odd * 20 > len(words):
        return "\n".join(map(_join_line, text.split("\n")))
    return text


def _join_line(line: str) -> str:
    if not _SPLIT_LETTER.search(line):
        return line  # its only single letters are words as they stand: it was written whole
    words = _SPLIT_YEAR.sub(r"\1\2", line).split(" ")
    joined: list[str] = []
    i = 0
    while i < len(words):
        word = words[i]
        follower, after = (*words[i + 1 : i + 3], "", "")[:2]
        # "a w ide": a real "a", since "w" belongs to what comes after it; "a s a": the word "as".
        alone = (
            word in {"a", "A", "I"} and _is_letter(follower) and not _is_letter(after) and after[:1].isalnum()
        )
        is_abbreviation = word.isupper() and follower.strip(".,;:()").isupper()
        is_start = _is_letter(word) and not alone and follower != ""
        is_joined = is_start and (is_abbreviation or not follower[0].isupper())
        joined.append(word + follower if is_joined else word)
        i += 1 + is_joined
    return " ".join(joined)


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


# ------------------------------------------------------------------ what can be seen


class Color(NamedTuple):
    """Red, green and blue, from 0 to 255."""

    red: float
    green: float
    blue: float

    @property
    def grey(self) -> float:
        """How light it is to the eye."""
        return 0.299 * self.red + 0.587 * self.green + 0.114 * self.blue


PAPER: Final = Color(255, 255, 255)
LEAST_CONTRAST: Final = 12  # of 255 greys: #f0f0f0 on white is 15, light grey small print that can be read 50
LEAST_POINTS: Final = 2.0  # of type: the smallest print anybody reads is 4


def parse_hex(text: str) -> Color | None:
    """Return the colour of six hexadecimal digits, with or without "#"; None for anything else."""
    digits = _HEX.fullmatch(text.strip())
    return Color(*bytes.fromhex(digits.group(1))) if digits else None


def is_unseen(color: Color | None, ground: Color | None, points: float | None) -> bool:
    """Return whether text of some colour and size cannot be seen on its ground; None is what is not known."""
    if points is not None and points < LEAST_POINTS:
        return True
    if color is None or ground is None or abs(color.grey - ground.grey) >= LEAST_CONTRAST:
        return False
    return all(abs(a - b) < 2 * LEAST_CONTRAST for a, b in zip(color, ground, strict=True))


def hidden_text_notes(words: int, where: str = "") -> tuple[str, ...]:
    """Return what to tell of words that a document hides, nothing where it hides none."""
    return (f"hidden text left out: {words} word(s){where} that a reader cannot see",) if words else ()


# ------------------------------------------------------------------ bytes to characters

_UTF32_MARKS: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIRAGANA: Final = re.compile("[\u3040-\u309f]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_HIGH: Final = re.compile(rb"[\xa8\xb8\xc0-\xff]+")  # the letters of all single-byte encodings, and ё
_MOST_GUESSED: Final = 1 << 16
# what `surrogateescape` makes of a byte that is not UTF-8, and what it is on Windows
_WINDOWS: Final = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_NAMES: Final = {"cp1252": "Windows-1252", "cp1251": "Windows-1251", "cp932": "Shift-JIS", "koi8_r": "KOI8-R"}


class Decoded(NamedTuple):
    """A text and how its bytes were understood."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def find_encoding(sample: bytes) -> str:
    """Return "utf-8-sig" or a kind of UTF-16 or UTF-32 for a file that begins so.

    >>> find_encoding("é,ü".encode("utf-16")), find_encoding("id,é".encode("utf-16-le")), find_encoding(b"id")
    ('utf-16', 'utf-16-le', 'utf-8-sig')
    """
    if sample.startswith(_UTF32_MARKS):  # before UTF-16: one mark begins like the other
        return "utf-32"
    if sample.startswith(_UTF16_MARKS):
        return "utf-16"
    # without a mark: ASCII in UTF-16 has a NUL at every other place, and only there
    start = sample[:400]
    even, odd = start[::2], start[1::2]
    for encoding, nuls, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if len(nuls) > 1 and nuls.count(0) > 0.7 * len(nuls) and letters.count(0) < 0.3 * len(letters):
            return encoding
    return "utf-8-sig"


def mend(text: str) -> str:
    r"""Return a text with the bytes that are not UTF-8 read as Windows-1252; its good letters stay as they are.

    >>> mend(b"na\xc3\xafve \x80".decode("utf-8", "surrogateescape"))
    'naïve €'
    """
    return text.translate(_WINDOWS)


def decode(data: bytes, where: str, declared: str | None = None) -> Decoded:
    r"""Turn the bytes of a text file into characters.

    A byte-order mark decides first, then UTF-8, then what the file itself declares (the head of a page or a mail), then
    how its letters lie.

    Raises:
        DocumentError: The bytes are no text.
    """
    encoding = find_encoding(data[:400])
    if encoding != "utf-8-sig":
        try:
            return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
        except UnicodeDecodeError as error:
            raise DocumentError(
                f"{where}: broken {encoding} ({error.reason} at byte {error.start}); save it as UTF-8"
            ) from error
    if b"\0" in data:
        raise _no_text(where, "NUL bytes")
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    if len(_CONTROL.findall(data[:_MOST_GUESSED].decode("latin-1"))) * 100 > len(data[:_MOST_GUESSED]):
        raise _no_text(where, "mostly control characters")
    if declared:
        # pages lie about it; the last resort below never fails
        with suppress(LookupError, UnicodeDecodeError):
            return Decoded(data.decode(declared), declared)
    encoding = _guess(data[:_MOST_GUESSED])
    text = data.decode(encoding, errors="replace")
    if encoding == "cp1252":
        # One wrong byte must not turn good letters around it into others.
        mended = mend(data.decode("utf-8-sig", "surrogateescape"))
        if len(_NOT_ASCII.findall(mended)) < 0.8 * len(_NOT_ASCII.findall(text)):
            text = mended
    note = f"not UTF-8 (byte {at}), read as {_NAMES[encoding]}; save it as UTF-8 if signs look wrong"
    return Decoded(text, encoding, (note,))


def _guess(data: bytes) -> str:
    """Return the encoding of a text that is not UTF-8, by how its letters lie.

    Accents stand alone among plain letters; Cyrillic words consist of such bytes; Japanese has its small letters.
    """
    japanese = data[: len(data) - len(data) % 2 or None].decode("cp932", errors="ignore")
    if 5 * len(_HIRAGANA.findall(japanese)) > len(_NOT_ASCII.findall(japanese)):
        return "cp932"
    runs = _HIGH.findall(data)
    letters = sum(map(len, runs))
    if letters < 8 or sum(len(run) for run in runs if len(run) > 2) < 0.7 * letters:
        return "cp1252"
    joined = b"".join(runs)
    small = len(re.findall(rb"[\xe0-\xff]", joined))
    return "cp1251" if 2 * small > len(joined) else "koi8_r"


def _no_text(where: str, found: str) -> DocumentError:
    return DocumentError(
        f"{where}: {found}; expected text, HTML, PDF, DOCX, ODT, RTF, mail or JSON; convert the file to one of these"
    )
