"""PDF to lines of text, page by page. Needs pypdfium2 (`pip install 'jdmatch[pdf]'`).

pdfium gives the characters in the order in which the file draws them, which keeps columns apart in most CVs;
`layout` mends what is left: glued words, broken lines and words, columns drawn row by row.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING

from jdmatch.documents.document import Document
from jdmatch.documents.layout import Glyph, Line, make_lines, order_columns, write_lines
from jdmatch.documents.text import join_split_letters, tidy
from jdmatch.errors import DocumentError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_PDFIUM = threading.Lock()  # pdfium is not thread-safe, and callers may read files in threads
# TeX and InDesign break words at line ends; browsers and word processors break at written hyphens only.
_HYPHENATING = re.compile(r"tex|dvi|indesign|quark", re.IGNORECASE)
_LINE_END_HYPHENS = {0x02, 0xFFFE}  # pdfium's sign for a hyphen at a line's end, in old and new versions
# Fonts of LaTeX without a Unicode map put ligatures on control codes: OT1 on 0B-0F, T1 on 1B-1F.
_LIGATURES = dict(
    zip((*range(0x0B, 0x10), *range(0x1B, 0x20)), ("ff", "fi", "fl", "ffi", "ffl") * 2, strict=True)
)
_ICON_NAME = re.compile(
    r"\\fa[A-Z]\w*(?: ?\*)?(?:\[\w+])?[ ]*:?[ ]*"
)  # LaTeX's icons read aloud: "\faTrophy :"
_MARGIN_SHARE = 0.08  # of the page's height, above and below, where running heads and page numbers stand


def read_pdf(data: bytes, where: str) -> Document:
    """Read a PDF file.

    Raises:
        DocumentError: The file is broken, locked or scanned, or pypdfium2 is not installed.
    """
    try:
        from pypdfium2 import PdfDocument, PdfiumError
    except ImportError as error:
        message = f"{where}: a PDF file; reading it needs pypdfium2; run: pip install 'jdmatch[pdf]'"
        raise DocumentError(message) from error
    with _PDFIUM:
        try:
            pdf = PdfDocument(data)
            try:
                pages = [_page_lines(pdf[number]) for number in range(len(pdf))]
                is_hyphenating = _is_hyphenating(pdf)
            finally:
                pdf.close()
        except PdfiumError as error:
            cause = "locked by a password" if "assword" in str(error) else f"broken ({error})"
            message = f"{where}: a PDF file that is {cause}; expected one that opens; save or export it anew"
            raise DocumentError(message) from error
    if not any(pages):
        found = f"a PDF of {len(pages)} page(s) without any text, as scanners make them"
        message = f"{where}: {found}; expected text that can be selected; run it through OCR first (ocrmypdf)"
        raise DocumentError(message)
    lines: list[Line] = []
    for page in _without_running_lines(pages):
        ordered = order_columns(page)
        # wkhtmltopdf prints a line that the page's end cuts through on both pages (cv_plain_3.pdf).
        is_twice = bool(lines and ordered) and lines[-1].text == ordered[0].text
        lines += ordered[is_twice:]
    written = _ICON_NAME.sub("", write_lines(lines, join_hyphens=is_hyphenating))
    text = join_split_letters(tidy(written))
    meta = {"format": "pdf", "pages": str(len(pages))}
    empty = [str(number) for number, page in enumerate(pages, 1) if not page]
    if empty:
        meta["warnings"] = f"{where}: no text on page(s) {', '.join(empty)}; they may be scanned"
    return Document(text, None, meta)


def _is_hyphenating(pdf: PdfDocument) -> bool:
    try:
        about = pdf.get_metadata_dict()
    except UnicodeDecodeError:  # broken metadata, but the text may be whole
        return False
    return bool(_HYPHENATING.search(f"{about.get('Producer', '')} {about.get('Creator', '')}"))


def _page_lines(page: PdfPage) -> list[Line]:
    from pypdfium2 import raw

    text = page.get_textpage()
    height = page.get_height()
    lines: list[list[Glyph]] = [[]]
    codes = [raw.FPDFText_GetUnicode(text.raw, index) for index in range(text.count_chars())]
    for index, code in enumerate(codes):
        is_generated = raw.FPDFText_IsGenerated(text.raw, index) == 1
        if code in (0x0A, 0x0D):
            lines.append([])
        elif code in _LINE_END_HYPHENS:
            lines[-1].append(Glyph("\xad", 0, 0, 0, 0, 0))
            lines.append([])
        elif is_generated or code in (0x20, 0xA0):
            lines[-1].append(Glyph(" ", 0, 0, 0, 0, 0))
        else:
            left, bottom, right, top = text.get_charbox(index, loose=True)
            if not isfinite(left + bottom + right + top):
                continue
            following = codes[index + 1] if index + 1 < len(codes) else 0
            glyph = Glyph(_character(code, following), left, bottom, right, top, height)
            if lines[-1] and lines[-1][-1][1:] == glyph[1:]:  # the letters of a ligature share its box
                glyph = glyph._replace(text=lines[-1].pop().text + glyph.text)
            lines[-1].append(glyph)
    text.close()
    page.close()
    return make_lines(lines)


def _character(code: int, following: int) -> str:
    if code == 0x1B and chr(following).isalpha() and chr(following) not in "aeiouy":
        return "ffi"  # cv_latex_sidebar_2.pdf: a font of its own order, "o\x1bce"
    if code == 0xAD:
        return "-"  # a soft hyphen that was drawn is a hyphen (cv_latex_long.pdf)
    if 0xD800 <= code < 0xE000:
        return ""  # half of a character beyond the basic plane; such halves are icons or emoji
    return _LIGATURES.get(code) or chr(code)


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out feet that stand on several pages, and such heads after their first time."""
    if len(pages) < 2:
        return pages
    keys = [[_running_key(line) for line in page] for page in pages]
    count = Counter(key for page in keys for key in set(page) if key)
    seen: set[str] = set()
    kept: list[list[Line]] = []
    for page, its_keys in zip(pages, keys, strict=True):
        kept.append(
            [
                line
                for line, key in zip(page, its_keys, strict=True)
                if count[key] < 2 or (line.bottom > line.page_height / 2 and key not in seen)
            ]
        )
        seen.update(key for key in its_keys if key)
    return kept


def _running_key(line: Line) -> str:
    share = line.bottom / line.page_height if line.page_height else 0.5
    if _MARGIN_SHARE < share < 1 - _MARGIN_SHARE:
        return ""
    return f"{round(line.bottom / 3)} {re.sub(r'[0-9]+', '0', line.text)}"
