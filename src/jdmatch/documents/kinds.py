"""What a file is, by its first bytes: one table for those who read documents and those who read tables."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_OCR: Final = "run it through OCR first (ocrmypdf), or save the text"
_TEXTS: Final = "give a table of texts"
_AS_DOCX: Final = "save it as DOCX or PDF"
_AS_CSV: Final = "save it as CSV"
_UNPACK: Final = "unpack it first"
_FOLDER: Final = "put it into a folder and give the folder"
_EXPORT: Final = "export the table as CSV or Parquet"
_BATCH: Final = "tables go through `jdmatch batch`"


class FileKind(NamedTuple):
    """A kind of file: how it begins, what it is called, and what to do with it where it cannot be read."""

    start: bytes
    name: str
    as_document: str  # advice to who wants it read as a posting or a CV; "" where it is
    as_table: str  # advice to who wants it read as a table of them


FILE_KINDS: Final = (
    FileKind(b"%PDF-", "a PDF file", "", _FOLDER),
    FileKind(b"{\\rtf", "an RTF file", "", _FOLDER),
    FileKind(b"PK\x03\x04", "a ZIP archive or a spreadsheet", "", "unpack it, or save the sheet as CSV"),
    FileKind(b"PK\x05\x06", "an empty ZIP archive", _UNPACK, _UNPACK),
    FileKind(b"\xd0\xcf\x11\xe0", "an old Office file (DOC, XLS, MSG)", _AS_DOCX, _AS_CSV),
    FileKind(b"\x89PNG", "a PNG image", _OCR, _TEXTS),
    FileKind(b"\xff\xd8\xff", "a JPEG image", _OCR, _TEXTS),
    FileKind(b"GIF8", "a GIF image", _OCR, _TEXTS),
    FileKind(b"RIFF", "a WebP image or a sound", _OCR, _TEXTS),
    FileKind(b"II*\0", "a TIFF image", _OCR, _TEXTS),
    FileKind(b"MM\0*", "a TIFF image", _OCR, _TEXTS),
    FileKind(b"BM", "a bitmap image", _OCR, _TEXTS),
    FileKind(b"\0\0\0\x18ftyp", "a HEIC image or a film", _OCR, _TEXTS),
    FileKind(b"\0\0\0\x1cftyp", "a HEIC image or a film", _OCR, _TEXTS),
    FileKind(b"\0\0\0\x20ftyp", "a HEIC image or a film", _OCR, _TEXTS),
    FileKind(b"%!PS", "a PostScript file", "convert it to PDF (ps2pdf)", _FOLDER),
    FileKind(b"\x1f\x8b", "a gzip archive", _UNPACK, "unpack it once"),
    FileKind(b"BZh", "a bzip2 archive", _UNPACK, "unpack it once"),
    FileKind(b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK, "unpack it once"),
    FileKind(b"\xfd7zXZ\0", "an xz archive", _UNPACK, "unpack it with: unxz --keep FILE"),
    FileKind(b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK, _UNPACK),
    FileKind(b"Rar!\x1a\x07", "a RAR archive", _UNPACK, _UNPACK),
    FileKind(b"\x04\x22\x4d\x18", "an lz4 archive", _UNPACK, _UNPACK),
    FileKind(b"SQLite format 3", "a database", "export the table as CSV", "export the table as CSV"),
    FileKind(b"PAR1", "a Parquet file", _BATCH, ""),
    FileKind(b"PARE", "an encrypted Parquet file", _BATCH, "write it anew without encryption"),
    FileKind(b"ORC", "an ORC file", _EXPORT, _EXPORT),
    FileKind(b"Obj\x01", "an Avro file", _EXPORT, _EXPORT),
    FileKind(b"ARROW1", "an Arrow or Feather file", _EXPORT, _EXPORT),
    FileKind(b"\x89HDF", "an HDF5 file", _EXPORT, _EXPORT),
    FileKind(
        b"\x7fELF", "a program", "check that it is the file you mean", "check that it is the file you mean"
    ),
    FileKind(b"MZ", "a program", "check that it is the file you mean", "check that it is the file you mean"),
)
_TAR: Final = slice(257, 262)
_TAR_KIND: Final = FileKind(
    b"", "a tar archive", _UNPACK, "unpack it, and give the table in it or the folder"
)
_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
# Headers that only mail programs write; people begin a text with "From:" or "Subject:" too.
_SURE: Final = re.compile(
    rb"(?:mime-version|message-id|received|return-path|delivered-to|content-type|snapshot-content-location):",
    re.IGNORECASE,
)
_MOST_HEADERS: Final = 200
# What a ZIP archive is by the names in it; a name that ends in "/" is a folder.
_ZIP_KINDS: Final = (
    ("word/document.xml", "docx", "", ""),
    ("content.xml", "odt", "", ""),
    ("META-INF/container.xml", "", "an e-book (EPUB)", "save its text, or convert it to PDF"),
    ("Index/", "", "a Pages document", "export it as DOCX or PDF"),
    ("xl/", "", "a spreadsheet", "save the text; tables go through `jdmatch batch` as CSV"),
    ("ppt/", "", "slides", "save them as PDF"),
)


def find_kind(start: bytes) -> FileKind | None:
    r"""Return what a file is by its first bytes, None where that may be text.

    >>> find_kind(b"\x89PNG\r\n").name, find_kind(b"We need Python")
    ('a PNG image', None)
    """
    for kind in FILE_KINDS:
        # letters alone may as well begin a text or the name of a column
        if start.startswith(kind.start) and (not kind.start.isalnum() or b"\0" in start[:1024]):
            return kind
    return _TAR_KIND if start[_TAR] == b"ustar" else None


def find_zip_kind(names: set[str], mimetype: bytes = b"") -> tuple[str, str, str]:
    """Return (reader, what it is, advice) for a ZIP archive by the names in it.

    >>> find_zip_kind({"xl/workbook.xml"})[1]
    'a spreadsheet'
    """
    if mimetype.startswith(b"application/vnd.oasis.opendocument.") and b"text" not in mimetype:
        return "", "an OpenDocument spreadsheet or slides", "save the text alone"
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx", "", ""
    for sign, reader, found, advice in _ZIP_KINDS:
        if sign in names or (sign.endswith("/") and any(name.startswith(sign) for name in names)):
            return reader, found, advice
    return "", "a ZIP archive", _UNPACK


def is_mail(data: bytes) -> bool:
    r"""Say whether a file begins with the headers of a mail.

    >>> is_mail(b"From: a@example.com\nMIME-Version: 1.0\n\nHi"), is_mail(b"Title: ML Engineer\n\nPython")
    (True, False)
    """
    at = 0
    is_sure = False
    for _ in range(_MOST_HEADERS):
        match = _HEADER.match(data, at)
        if not match:
            break
        is_sure = is_sure or _SURE.match(data, at) is not None
        at = match.end()
    return is_sure and data[at : at + 1] in (b"\r", b"\n", b"")
