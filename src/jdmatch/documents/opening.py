"""Any file or bytes to a document: finds out what it is, by its content first and by its name second."""

from __future__ import annotations

import json
import os
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final

from jdmatch.documents.docx import read_docx
from jdmatch.documents.jobposting import read_json
from jdmatch.documents.pdf import read_pdf
from jdmatch.documents.saved_page import read_html
from jdmatch.documents.text import Document, DocumentWarning, read_text
from jdmatch.errors import DocumentError

Reader = Callable[[bytes, str], Document]

_READERS: Final[dict[str, Reader]] = {
    "text": read_text,
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
    "json": read_json,
}
_SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".json": "json", ".jsonld": "json",
    ".pdf": "pdf", ".docx": "docx",
}  # fmt: skip
_READABLE = "expected text, HTML, PDF, DOCX or JSON"
# First bytes of what people hand over by mistake, and what they can do about it.
_FOREIGN = (
    (b"\x89PNG", "a PNG image", "run it through OCR first"),
    (b"\xff\xd8\xff", "a JPEG image", "run it through OCR first"),
    (b"GIF8", "a GIF image", "run it through OCR first"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Outlook file", "save it as DOCX"),
    (b"{\\rtf", "an RTF file", "save it as DOCX"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first"),
    (b"MIME-Version:", "a mail or MHTML file", "save the page as HTML"),
    (b"From: <Saved by", "an MHTML file", "save the page as HTML"),
)
_HTML_START = re.compile(
    r"<(?:!doctype html|\?xml[^>]*>\s*<(?:!doctype )?html"
    r"|(?:html|head|body|div|p|ul|ol|section|article|main|h[1-6]|span|b|strong|em|table|br|script|meta)\b[^<>]*>)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</(?:p|div|li|ul|ol|h[1-6]|strong|span|td)>|<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;/(?:p|div|li|ul|ol|h[1-6]|strong|span)&gt;", re.IGNORECASE)
_LONGEST_PATH = 1024


def open_document(source: str | os.PathLike[str] | bytes, *, title: str | None = None) -> Document:
    """Read a posting or a CV from a file: plain text, HTML, PDF, DOCX or JSON.

    Args:
        source: A path, or the bytes of a file.
        title: The job's title, where it is known better than the file tells.

    Raises:
        DocumentError: There is no such file, or it cannot be turned into text; the message says how to go on.

    >>> document = open_document(b"<ul><li>Python</li><li>SQL</li></ul>", title="ML Engineer")
    >>> document
    <Document 'ML Engineer', html, 14 characters>
    >>> print(document)
    - Python
    - SQL
    """
    data, where, suffix = _fetch(source)
    document = _READERS[_find_kind(data, where, suffix)](data, where)
    for note in document.notes:
        warnings.warn(f"{where}: {note}", DocumentWarning, stacklevel=2)
    meta = document.meta if isinstance(source, bytes) else {**document.meta, "source": where}
    return replace(document, title=title or document.title, meta=meta)


def _fetch(source: str | os.PathLike[str] | bytes) -> tuple[bytes, str, str]:
    """Return the bytes, the name for messages, and the suffix."""
    if isinstance(source, bytes):
        return source, "bytes", ""
    if isinstance(source, str) and ("\n" in source or len(source) > _LONGEST_PATH):
        message = (
            f"{source[:40]!r}: a text; expected a path or bytes; give a text itself to the matcher's methods"
        )
        raise DocumentError(message)
    path = Path(source)
    where = str(source)
    try:
        return path.read_bytes(), where, path.suffix.lower()
    except FileNotFoundError as error:
        raise DocumentError(_missing(path, where)) from error
    except IsADirectoryError as error:
        message = f"{where}: a directory; expected a file; open its files one by one"
        raise DocumentError(message) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = (
            f"{where!r}: cannot be opened ({reason}); expected a file that can be read; check its rights"
        )
        raise DocumentError(message) from error


def _missing(path: Path, where: str) -> str:
    from jdmatch.errors import did_you_mean

    folder = path.parent
    names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return (
        f"{where}: no such file; expected a path to one{did_you_mean(path.name, names) or '; check the path'}"
    )


def _find_kind(data: bytes, where: str, suffix: str) -> str:
    """Return which reader a file needs.

    Raises:
        DocumentError: None can read it.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _find_zip_kind(data, where)
    for start, name, advice in _FOREIGN:
        if data.startswith(start):
            message = f"{where}: {name}; {_READABLE}; {advice}"
            raise DocumentError(message)
    by_suffix = _SUFFIXES.get(suffix, "text")
    if not data.strip():
        return "text"
    if by_suffix in ("pdf", "docx"):
        message = (
            f"{where}: no {by_suffix.upper()} file in spite of its name; {_READABLE}; save or export it anew"
        )
        raise DocumentError(message)
    start_of_text = data[:65536].decode("utf-8-sig", errors="replace").lstrip()
    if start_of_text[:1] in ("{", "["):
        if by_suffix == "json" or _is_json(data):
            return "json"
    elif by_suffix == "json":
        return "json"  # whose reader says where it goes wrong
    if _HTML_START.match(_after_comments(start_of_text)):
        return "html"
    # Prose may mention a tag; with four of them it is a fragment of a page.
    if len(_MARKUP.findall(start_of_text)) > 3 or len(_ESCAPED.findall(start_of_text)) > 1:
        return "html"
    return by_suffix


def _find_zip_kind(data: bytes, where: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        message = f"{where}: a broken DOCX or ZIP file ({error}); {_READABLE}; save or export it anew"
        raise DocumentError(message) from error
    if any(name.startswith("word/document") and name.endswith(".xml") for name in names):
        return "docx"
    found, advice = "a ZIP archive", "unpack it first"
    if "content.xml" in names:
        found, advice = "an OpenDocument file", "save it as DOCX"
    elif any(name.startswith(("xl/", "ppt/")) for name in names):
        found, advice = "a spreadsheet or slides", "save its text; tables go through `jdmatch batch` as CSV"
    message = f"{where}: {found}; {_READABLE}; {advice}"
    raise DocumentError(message)


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
