"""Bytes to characters: which encoding a file is in, and what becomes of bytes that are not in it."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from typing import Final, NamedTuple

from jdmatch.errors import DocumentError

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

    A byte-order mark decides first, then UTF-8, then what the file itself declares, then how its letters lie.

    Args:
        data: The bytes.
        where: The name of the file, for messages.
        declared: The encoding an HTML page or a mail names in its head, if any.

    Raises:
        DocumentError: The bytes are no text.

    >>> decode("Łódź".encode("utf-16"), "cv.txt").text
    'Łódź'
    >>> decode(b"caf\xe9", "cv.txt").encoding
    'cp1252'
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
