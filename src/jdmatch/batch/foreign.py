"""What is no table of postings, known by its first bytes, and what to do with it."""

from __future__ import annotations

import re
from typing import Final

from jdmatch.errors import BatchError

_CSV: Final = "save it as CSV"
_UNPACK: Final = "unpack it"
_DOCUMENT: Final = "put it into a folder and give the folder"
_EXPORT: Final = "export the table as CSV or Parquet"
_FOREIGN: Final = (
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet", "unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", _CSV),
    (b"\xfd7zXZ\0", "packed with xz", "unpack it with: unxz --keep FILE"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x04\x22\x4d\x18", "packed with lz4", _UNPACK),
    (b"\x1f\x8b", "packed twice", "unpack it once"),
    (b"%PDF-", "a PDF file", _DOCUMENT),
    (b"{\\rtf", "an RTF document", _DOCUMENT),
    (b"SQLite format 3", "a database", "export the table as CSV"),
    (b"PARE", "an encrypted Parquet file", "write it anew without encryption"),
    (b"ORC", "an ORC file", _EXPORT),
    (b"Obj\x01", "an Avro file", _EXPORT),
    (b"ARROW1", "an Arrow or Feather file", _EXPORT),
    (b"\x89HDF", "an HDF5 file", _EXPORT),
    (b"\x89PNG", "an image", "give a table of texts"),
    (b"\xff\xd8\xff", "an image", "give a table of texts"),
)
_TAR: Final = slice(257, 262)
_PAGE: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_XML: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml\b")
_EXPECTED: Final = "expected CSV, JSON lines or Parquet"
_LOOKED_AT: Final = 1 << 16
_MOST_CONTROLS: Final = (
    0.05  # of the characters; broken rows may hold a few, random bytes hold 9 of a hundred
)
# all that text holds beside line ends, tabs, page breaks, ESC of terminals and the separators of databases
_CONTROLS: Final = dict.fromkeys({*range(0x20), 0xFFFD} - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, *range(0x1B, 0x20)})


def refuse_foreign(name: str, sample: bytes, text: str) -> None:
    """Refuse what no reader of tables can read.

    Args:
        name: What the message calls the file.
        sample: The first bytes, unpacked.
        text: The same as text.

    Raises:
        BatchError: if it is something else, with what it is and what to do.
    """
    for magic, found, advice in _FOREIGN:
        # letters alone may as well begin the name of a column
        if sample.startswith(magic) and (not magic.isalnum() or b"\0" in sample):
            _refuse(name, found, advice)
    if sample[_TAR] == b"ustar":
        _refuse(name, "a tar archive", "unpack it, and give the table in it or the folder")
    if _PAGE.match(sample):
        _refuse(name, "a web page", f"fetch the table itself; if the page is a posting, {_DOCUMENT}")
    if _XML.match(sample):
        _refuse(name, "an XML file", "save the table as CSV")
    start = text[:_LOOKED_AT]
    if len(start) - len(start.translate(_CONTROLS)) > _MOST_CONTROLS * len(start):
        _refuse(
            name, "no text: many of its characters cannot be printed", "check that it is the file you mean"
        )


def _refuse(name: str, found: str, advice: str) -> None:
    message = f"{name}: {found}; {_EXPECTED}; {advice}"
    raise BatchError(message)
