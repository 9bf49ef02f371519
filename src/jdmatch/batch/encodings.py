"""How a file's text is encoded and where its lines end, by its beginning; and what to do with a wrong byte."""

from __future__ import annotations

import codecs
import re
from typing import Final

_UTF32_MARKS: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_QUOTED: Final = re.compile(r'"[^"]*(?:"|\Z)')
# what `surrogateescape` makes of a byte that is not UTF-8, and what it is on Windows
_WINDOWS: Final = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}


def find_encoding(sample: bytes) -> str:
    """Return "utf-8-sig" or a kind of UTF-16 or UTF-32; wrong bytes in UTF-8 are dealt with one by one.

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


def decode_sample(sample: bytes, encoding: str) -> str:
    """Return the text of a file's beginning; a character cut in two at its end is left out."""
    wrong = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    return mend(codecs.getincrementaldecoder(encoding)(wrong).decode(sample))


def find_line_end(sample: str) -> str:
    r"""Return what a file's lines end with: a line feed, or a carriage return alone as on old Macs.

    Either may stand inside quotes in a file whose lines end with the other.

    >>> find_line_end('id,text\r1,"a\nb"\r'), find_line_end('id,text\n1,"a\rb"\n'), find_line_end("a\r\nb")
    ('\r', '\n', '\n')
    """
    if "\r" not in sample:
        return "\n"
    bare = _QUOTED.sub("", sample)
    return "\r" if "\n" not in bare and "\r" in bare else "\n"


def is_clean(text: str) -> bool:
    """Say whether there is nothing in a text that UTF-8 could not be decoded to."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def mend(text: str) -> str:
    r"""Return a text with the bytes that are not UTF-8 read as cp1252; its good letters stay as they are.

    >>> mend(b"na\xc3\xafve \x80".decode("utf-8", "surrogateescape"))
    'naïve €'
    """
    return text.translate(_WINDOWS)
