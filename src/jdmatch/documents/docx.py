"""DOCX to lines of text: header, body, tables and text boxes in their order; notes and images left out.

Needs docx2python (`pip install 'jdmatch[docx]'`), which finds what others miss (headers, text boxes) and
marks what it finds with signs of its own; those signs are taken out again here.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from jdmatch.documents.document import Document
from jdmatch.documents.text import join_split_letters, tidy
from jdmatch.errors import DocumentError

if TYPE_CHECKING:
    from docx2python.depth_collector import Par

_LINK = re.compile(r'<a href="[^"]*">(.*?)</a>', re.DOTALL)
_NOTE_OR_IMAGE = re.compile(
    r"----(?:footnote|endnote)[^-\n]*----|----Image alt text---->[^<]*<|----[^\n]*?----"
)
_SYMBOL = re.compile(r"<span style=font-family:[^>]*>&#x0?[0-9A-Fa-f]+;</span>")
_MATH = re.compile(r"</?latex>")
_LIST_MARK = re.compile(r"^\s*--\t")
_NUMBER_MARK = re.compile(r"^\s*(\w{1,5}\))\t")
# docx2python passes over the hyphen that does not break and so glues "end-to-end"; as text it is read.
_FIXED_HYPHEN = re.compile(rb"<w:noBreakHyphen\s*/>")
# zipfile, zlib and lxml (its errors are SyntaxErrors) each have their own; a file that is no Word file lacks
# parts or has odd ones, over which docx2python stumbles.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, SyntaxError),
    *(LookupError, ValueError, TypeError, AttributeError),
)
_MAX_BYTES = 100_000_000


def read_docx(data: bytes, where: str) -> Document:
    """Read a Word file.

    Raises:
        DocumentError: The file is broken, or docx2python is not installed.
    """
    try:
        from docx2python import docx2python
    except ImportError as error:
        message = f"{where}: a DOCX file; reading it needs docx2python; run: pip install 'jdmatch[docx]'"
        raise DocumentError(message) from error
    try:
        repaired = _with_fixed_hyphens(data, where)
        with warnings.catch_warnings():
            # Google Docs writes no core properties, and docx2python warns of each such file.
            warnings.simplefilter("ignore")
            with docx2python(io.BytesIO(repaired), duplicate_merged_cells=False) as content:
                lines = [*_header_lines(content.header_pars), *_lines(content.body_pars)]
    except DocumentError:
        raise
    except _BROKEN as error:
        message = f"{where}: a broken DOCX file ({error}); open it in a word processor and save it anew"
        raise DocumentError(message) from error
    return Document(join_split_letters(tidy("\n".join(lines))), None, {"format": "docx"})


def _with_fixed_hyphens(data: bytes, where: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as given:
        size = sum(info.file_size for info in given.infolist())
        if size > _MAX_BYTES:
            message = (
                f"{where}: {size:,} bytes when unpacked; expected at most {_MAX_BYTES:,}; save the text alone"
            )
            raise DocumentError(message)
        document = given.read("word/document.xml")
        given.getinfo("_rels/.rels")  # without it docx2python finds no text, and does not say so
        if b"body" not in document:
            message = "no body"
            raise ValueError(message)
        if not _FIXED_HYPHEN.search(document):
            return data
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as repaired:
            for info in given.infolist():
                part = given.read(info)
                if info.filename.startswith("word/") and info.filename.endswith(".xml"):
                    part = _FIXED_HYPHEN.sub(b"<w:t>-</w:t>", part)
                repaired.writestr(info, part)
    return target.getvalue()


def _header_lines(tables: Iterable[Iterable[Iterable[Iterable[Par]]]]) -> list[str]:
    """Return the header's lines once: first, even and odd pages have one each, mostly the same."""
    return list(dict.fromkeys(line for line in _lines(tables) if line))


def _lines(tables: Iterable[Iterable[Iterable[Iterable[Par]]]]) -> Iterator[str]:
    for table in tables:
        for row in table:
            cells = [[line for par in cell for line in _paragraph(par)] for cell in row]
            filled = [[line for line in cell if line.strip()] for cell in cells]
            if len(filled) > 1 and all(len(cell) <= 1 for cell in filled):
                yield " | ".join(cell[0].strip() for cell in filled if cell)
            else:  # one cell is plain text, and a row of long cells is a layout in columns
                for cell in cells:
                    yield from cell


def _paragraph(par: Par) -> Iterator[str]:
    if par.elem is not None and any(str(up.tag).endswith("}Fallback") for up in par.elem.iterancestors()):
        return  # a text box is stored twice, the second time for old versions of Word
    text = "".join(par.run_strings)
    text = _LINK.sub(r"\1", text)
    text = _MATH.sub("", _SYMBOL.sub(" • ", _NOTE_OR_IMAGE.sub("", text)))
    text = _NUMBER_MARK.sub(r"\1 ", _LIST_MARK.sub("- ", text))
    if par.style.lower().startswith(("heading", "title", "überschrift", "titre")):
        yield ""
    yield from text.split("\n")
