"""Any file or bytes to a document: finds out what it is, by its content first and by its name second."""

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
from typing import Final

from jdmatch.documents.decoding import find_encoding
from jdmatch.documents.kinds import find_kind, find_zip_kind, is_mail
from jdmatch.documents.office import BROKEN_ZIP
from jdmatch.documents.text import Document, DocumentWarning, read_markdown, read_text
from jdmatch.errors import DocumentError, did_you_mean

Reader = Callable[[bytes, str], Document]

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


def open_document(source: str | os.PathLike[str] | bytes, *, title: str | None = None) -> Document:
    """Read a posting or a CV from a file: plain text, HTML, PDF, DOCX, ODT, RTF, mail or JSON.

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
            from jdmatch.documents.rtf import read_rtf as reader
        case "mail":
            from jdmatch.documents.saved_page import read_mail as reader
        case "json":
            from jdmatch.documents.jobposting import read_json as reader
        case "markdown":
            return read_markdown
        case _:
            return read_text
    return reader


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
        message = (
            f"{where!r}: cannot be opened ({reason}); expected a file that can be read; check its rights"
        )
        raise DocumentError(message) from error


def nearest_name(path: Path) -> str:
    """Return how to go on where there is no such file: the name of one beside it that is much like it."""
    names = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
    return did_you_mean(path.name, names) or "; check the path"


def _find_reader(data: bytes, where: str, suffix: str) -> str:
    """Return which reader a file needs.

    Raises:
        DocumentError: None can read it.
    """
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
    if by_suffix == "mail" or is_mail(data):
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
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.open("mimetype").read(200) if "mimetype" in names else b""
    except BROKEN_ZIP as error:
        raise DocumentError(
            f"{where}: a broken DOCX or ZIP file ({error}); {_READABLE}; save or export it anew"
        ) from error
    reader, found, advice = find_zip_kind(names, mimetype)
    if reader:
        return reader
    raise DocumentError(f"{where}: {found}; {_READABLE}; {advice}")


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
