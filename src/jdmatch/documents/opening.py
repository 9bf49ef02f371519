"""Any file or bytes to a document: finds out what it is, by its content first and by its name second.

What files are by their first bytes is one table, for those who read documents and those who read tables.
"""

from __future__ import annotations

import errno
import json
import os
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from jdmatch.documents.text import Document, DocumentWarning, find_encoding, read_markdown, read_text
from jdmatch.errors import DocumentError, did_you_mean

# takes a file's bytes and its name; a DocumentError says what is wrong with it
Reader = Callable[[bytes, str], Document]

# files of many texts, which `jdmatch batch` reads and writes, and the ways they may be packed
TABLES: Final = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
PACKINGS: Final = (".gz", ".bz2", ".zst")

_SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".json": "json", ".jsonld": "json", ".jsonl": "json",
    ".ndjson": "json", ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".rtf": "rtf", ".md": "markdown",
    ".markdown": "markdown", ".eml": "mail", ".mht": "mail", ".mhtml": "mail",
}  # fmt: skip
_READABLE = "expected text, HTML, PDF, DOCX, ODT, RTF, mail or JSON"
_MOST_BYTES: Final = 100_000_000  # a CV with pictures has 10 MB
_MOST_TEXT: Final = 50_000_000  # of bytes, where all of them are text
_HTML_START = re.compile(
    r"<(?:!doctype html|\?xml[^>]*>\s*<(?:!doctype )?html"
    r"|(?:html|head|body|div|p|ul|ol|section|article|main|h[1-6]|span|b|strong|em|table|br|script|meta)\b[^<>]*>)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</(?:p|div|li|ul|ol|h[1-6]|strong|span|td)>|<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;/(?:p|div|li|ul|ol|h[1-6]|strong|span)&gt;", re.IGNORECASE)
_LONGEST_PATH = 1024
_LOOKED_AT = 1 << 16
_LATEX = re.compile(r"(?:[ \t]*(?:%[^\n]*)?\n)*[ \t]*\\(?:documentclass|documentstyle|begin\{document})")
_XML_ROOT = re.compile(r"<([A-Za-z_][\w:.-]{0,60})(?=[\s>/])")
_OCR: Final = "run it through OCR first (ocrmypdf), or save the text"
_TEXTS: Final = "give a table of texts"
_AS_DOCX: Final = "save it as DOCX or PDF"
_AS_CSV: Final = "save it as CSV"
_UNPACK: Final = "unpack it first"
_FOLDER: Final = "put it into a folder and give the folder"
_EXPORT: Final = "export the table as CSV or Parquet"
_CHECK: Final = "check that it is the file you mean"
_BATCH: Final = "tables go through `jdmatch batch`"


class FileKind(NamedTuple):
    """A kind of file: how it begins, what it is called, and what to do with it where it cannot be read."""

    start: bytes
    name: str
    as_document: str  # advice to who wants it read as a posting or a CV; "" where it is
    as_table: str  # advice to who wants it read as a table of them


_FILE_KINDS: Final = (
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
    FileKind(b"\x7fELF", "a program", _CHECK, _CHECK),
    FileKind(b"MZ", "a program", _CHECK, _CHECK),
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
# What a ZIP archive is by the names in it, and what to do where no reader has it.
_ZIP_KINDS: Final = (
    (r"word/document\d*\.xml", "docx", "", ""),
    (r"content\.xml", "odt", "", ""),
    (r"META-INF/container\.xml", "", "an e-book (EPUB)", "save its text, or convert it to PDF"),
    (r"Index/.*", "", "a Pages document", "export it as DOCX or PDF"),
    (r"xl/.*", "", "a spreadsheet", "save the text; tables go through `jdmatch batch` as CSV"),
    (r"ppt/.*", "", "slides", "save them as PDF"),
)


def open_document(
    source: str | os.PathLike[str] | bytes, *, title: str | None = None, name: str = "bytes"
) -> Document:
    """Read a posting or a CV from a file: plain text, HTML, PDF, DOCX, ODT, RTF, mail or JSON.

    Args:
        source: A path, or the bytes of a file.
        title: The job's title, where it is known better than the file tells.
        name: What messages call the bytes of a file.

    Raises:
        DocumentError: There is no such file, or it cannot be turned into text; the message says how to go on.

    >>> document = open_document(b"<ul><li>Python</li><li>SQL</li></ul>", title="ML Engineer")
    >>> document
    <Document 'ML Engineer', html, 14 characters>
    >>> print(document)
    - Python
    - SQL
    """
    data, where, suffix = _fetch(source, name)
    document = _reader(_find_reader(data, where, suffix), where)(data, where)
    if not document.text.strip():
        empty = "the file is empty (0 bytes)" if not data else "there is no text in the file"
        document = replace(document, notes=(empty, *document.notes))
    for note in document.notes:
        warnings.warn(f"{where}: {note}", DocumentWarning, stacklevel=2)
    meta = document.meta if isinstance(source, bytes) else {**document.meta, "source": where}
    return replace(document, title=title or document.title, meta=meta)


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write a text file whole or not at all, and the folders that it lies in; return its path.

    Raises:
        DocumentError: if it cannot be written; what stood there before is kept.
    """
    try:
        target = Path(os.path.realpath(path))  # a link stays one
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():  # a pipe or a device takes it as it comes
            target.write_text(text, encoding="utf-8", errors="replace", newline="\n")
            return Path(path)
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "Permission denied")
        beside = target.with_name(f".{target.name}.jdmatch")
        try:
            beside.write_text(text, encoding="utf-8", errors="replace", newline="\n")
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be written ({error.strerror or error}); expected room for a file there; "
            "make room, or choose another place"
        ) from error
    return Path(path)


def open_documents(source: str | os.PathLike[str] | bytes) -> tuple[Document, ...]:
    """Read all postings of a file: a JSON list of a job system has many, any other file is one.

    Raises:
        DocumentError: There is no such file, or it cannot be turned into text.

    >>> jobs = b'{"jobs": [{"title": "Cook", "content": "Cook."}, {"title": "Nurse", "content": "Care."}]}'
    >>> [document.title for document in open_documents(jobs)]
    ['Cook', 'Nurse']
    """
    data, where, suffix = _fetch(source)
    if _find_reader(data, where, suffix) != "json":
        return (open_document(source),)
    from jdmatch.documents.jobposting import read_all_json

    meta = {} if isinstance(source, bytes) else {"source": where}
    return tuple(replace(one, meta={**one.meta, **meta}) for one in read_all_json(data, where))


def _reader(kind: str, where: str) -> Reader:
    """Return what reads a kind of file, imported only then: most programs meet few kinds."""
    match kind:
        case "pdf":
            try:
                from jdmatch.documents.pdf import read_pdf as reader
            except ImportError as error:
                found = "a PDF file; reading it needs pypdfium2; run: pip install 'jdmatch[pdf]'"
                raise DocumentError(f"{where}: {found}") from error
        case "html":
            from jdmatch.documents.saved_page import read_html as reader
        case "docx":
            from jdmatch.documents.office import read_docx as reader
        case "odt":
            from jdmatch.documents.office import read_odt as reader
        case "rtf":
            from jdmatch.documents.office import read_rtf as reader
        case "mail":
            from jdmatch.documents.saved_page import read_mail as reader
        case "json":
            from jdmatch.documents.jobposting import read_json as reader
        case "markdown":
            return read_markdown
        case _:
            return read_text
    return reader


def _fetch(source: str | os.PathLike[str] | bytes, name: str = "bytes") -> tuple[bytes, str, str]:
    """Return the bytes, the name for messages, and the suffix."""
    if isinstance(source, bytes):
        return source, name, ""
    if isinstance(source, str) and ("\n" in source or len(source) > _LONGEST_PATH):
        advice = "give a text itself to the matcher's methods"
        raise DocumentError(f"{source[:40]!r}: a text; expected a path or bytes; {advice}")
    if not source or not isinstance(source, str | os.PathLike):
        raise DocumentError(f"{source!r}: no path; expected one, or the bytes of a file")
    path = Path(source)
    where = str(source)
    try:
        if (size := path.stat().st_size) > _MOST_BYTES:
            raise DocumentError(
                f"{where}: {size:,} bytes; expected a posting or a CV of at most {_MOST_BYTES:,}; save its text alone"
            )
        return path.read_bytes(), where, path.suffix.lower()
    except DocumentError:
        raise
    except FileNotFoundError as error:
        raise DocumentError(f"{where}: no such file; expected a path to one{nearest_name(path)}") from error
    except IsADirectoryError as error:
        how = f"open its files one by one, or run: jdmatch batch {where} -o OUT"
        raise DocumentError(f"{where}: a directory; expected a file; {how}") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        expected = "expected a file that can be read; check its rights"
        raise DocumentError(f"{where!r}: cannot be opened ({reason}); {expected}") from error


def nearest_name(path: Path) -> str:
    """Return how to go on where there is no such file: the name of one beside it that is much like it."""
    if path.parts[:1] in (("http:",), ("https:",)):
        return "; an address is not fetched: save the page, and give its file"
    names = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
    return did_you_mean(path.name, names) or "; check the path"


def find_kind(start: bytes) -> FileKind | None:
    r"""Return what a file is by its first bytes, None where that may be text.

    >>> find_kind(b"\x89PNG\r\n").name, find_kind(b"We need Python")
    ('a PNG image', None)
    """
    for kind in _FILE_KINDS:
        # letters alone may as well begin a text or the name of a column
        if start.startswith(kind.start) and (not kind.start.isalnum() or b"\0" in start[:1024]):
            return kind
    return _TAR_KIND if start[_TAR] == b"ustar" else None


def _find_reader(data: bytes, where: str, suffix: str) -> str:
    """Return which reader a file needs."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _find_zip_reader(data, where)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if kind := find_kind(data[:2048]):
        raise DocumentError(f"{where}: {kind.name}; {_READABLE}; {kind.as_document}")
    by_suffix = _SUFFIXES.get(suffix, "text")
    if not data.strip():
        return "text"
    if by_suffix in ("pdf", "docx", "odt", "rtf"):
        raise DocumentError(
            f"{where}: no {by_suffix.upper()} file in spite of its name; {_READABLE}; save or export it anew"
        )
    if len(data) > _MOST_TEXT:
        raise DocumentError(
            f"{where}: {len(data):,} bytes of text; expected a posting or a CV of at most {_MOST_TEXT:,}; "
            "many go through `jdmatch batch`"
        )
    if by_suffix == "mail" or _is_mail(data):
        return "mail"
    encoding = find_encoding(data[:400])
    start_of_text = data[:_LOOKED_AT].decode(encoding, errors="replace").lstrip("\ufeff \t\r\n\f")
    return _find_text_reader(data, start_of_text, where, by_suffix)


def _find_text_reader(data: bytes, start_of_text: str, where: str, by_suffix: str) -> str:
    if start_of_text[:1] in ("{", "["):
        if by_suffix == "json" or _is_json(data):
            return "json"
    elif by_suffix == "json":
        return "json"  # whose reader says where it goes wrong
    if by_suffix == "markdown":
        return "markdown"
    if _LATEX.match(start_of_text):
        raise DocumentError(f"{where}: a LaTeX source; {_READABLE}; compile it to PDF")
    start_of_markup = _after_comments(start_of_text)
    if _HTML_START.match(start_of_markup):
        return "html"
    root = _XML_ROOT.match(start_of_markup)
    is_xml = root and data.rstrip()[-80:].endswith(f"</{root.group(1)}>".encode())
    if start_of_text.startswith("<?xml") or is_xml:
        found = "an SVG image" if "<svg" in start_of_text[:2000] else "an XML file"
        raise DocumentError(f"{where}: {found}; {_READABLE}; save the text of the posting or CV alone")
    # Prose may mention a tag; with four of them it is a fragment of a page.
    if len(_MARKUP.findall(start_of_text)) > 3 or len(_ESCAPED.findall(start_of_text)) > 1:
        return "html"
    return by_suffix


def _find_zip_reader(data: bytes, where: str) -> str:
    from jdmatch.documents.office import BROKEN_ZIP

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            mimetype = archive.open("mimetype").read(200) if "mimetype" in names else b""
    except BROKEN_ZIP as error:
        raise DocumentError(
            f"{where}: a broken DOCX or ZIP file ({error}); {_READABLE}; save or export it anew"
        ) from error
    if mimetype.startswith(b"application/vnd.oasis.opendocument.") and b"text" not in mimetype:
        raise DocumentError(
            f"{where}: an OpenDocument spreadsheet or slides; {_READABLE}; save the text alone"
        )
    for pattern, reader, found, advice in _ZIP_KINDS:
        if any(re.fullmatch(pattern, name, re.DOTALL) for name in names):
            if reader:
                return reader
            raise DocumentError(f"{where}: {found}; {_READABLE}; {advice}")
    raise DocumentError(f"{where}: a ZIP archive; {_READABLE}; {_UNPACK}")


def _after_comments(html: str) -> str:
    while html.startswith("<!--"):
        _, end, rest = html.partition("-->")
        if not end:
            return ""
        html = rest.lstrip()
    return html


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8-sig", errors="replace"), strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _is_mail(data: bytes) -> bool:
    """Return whether a file begins with the headers of a mail."""
    at = 0
    is_sure = False
    for _ in range(_MOST_HEADERS):
        match = _HEADER.match(data, at)
        if not match:
            break
        is_sure = is_sure or _SURE.match(data, at) is not None
        at = match.end()
    return is_sure and data[at : at + 1] in (b"\r", b"\n", b"")
