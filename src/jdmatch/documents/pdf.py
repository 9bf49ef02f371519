"""PDF to lines of text, page by page. Needs pypdfium2 (`pip install 'jdmatch[pdf]'`).

pdfium gives the characters in the order in which the file draws them (pdf_pages); pdf_layout makes lines, columns
and paragraphs of them. A file that may cost more than a CV does, by what its streams unpack to and how often its
parts draw each other, is read in a process of its own, which has limits of time and memory.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Final

from jdmatch.documents.pdf_layout import MARGIN_SHARE, Line, make_lines, order_lines, write_lines
from jdmatch.documents.text import Document
from jdmatch.errors import DocumentError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_PAGES: Final = 100
_SECONDS: Final = 4  # of computing, in the process apart; a hundred pages of dense print take two
_MOST_SECONDS: Final = 30  # by the clock, on a machine that is busy otherwise
_MEMORY: Final = 400_000_000
_PIECE: Final = 1 << 16
# Beyond these a file is read apart. A page of a CV takes 20 to 200 kB to draw, its fonts and pictures unlimited.
_EASY_CONTENT: Final = 2_000_000
_EASY_DRAWINGS: Final = 500
_EASY_PIXELS: Final = 20_000_000
_EASY_STREAM: Final = 30_000_000
# TeX and InDesign break words at line ends; browsers and word processors break at written hyphens only.
_HYPHENATING: Final = re.compile(r"tex|dvi|indesign|quark", re.IGNORECASE)
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE_FILTERS: Final = re.compile(rb"/(?:DCTDecode|JPXDecode|CCITTFaxDecode|JBIG2Decode|DCT|CCF)\b")
_ODD_DICT: Final = re.compile(rb"#|/Filter\s*\[?\s*(?:\d|/(?!FlateDecode\b|Fl\b|DCT|JPX|CCITT|CCF|JBIG2))")
_SIDE: Final = re.compile(rb"/(?:Width|Height)\s+(\d+)")
_DRAWING: Final = re.compile(rb"(?<![\w/])Do\b")
_CHILD: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from jdmatch.documents.pdf import read_piped; read_piped(sys.argv[2])"
)


def read_pdf(data: bytes, where: str) -> Document:
    """Read a PDF file.

    Raises:
        DocumentError: The file is broken, locked, scanned or too much to read, or pypdfium2 is not installed.
    """
    try:
        import pypdfium2  # noqa: F401
    except ImportError as error:
        message = f"{where}: a PDF file; reading it needs pypdfium2; run: pip install 'jdmatch[pdf]'"
        raise DocumentError(message) from error
    if sys.executable and not _is_easy(data):
        return _read_apart(data, where)
    return _read(data, where)


def _is_easy(data: bytes) -> bool:
    """Say whether nothing in a file can make it cost much more than others of its size."""
    if b"/Encrypt" in data:
        return False
    content = drawings = 0
    for match in _STREAM.finditer(data):
        about = data[max(0, match.start() - 2000) : match.start()].rpartition(b"obj")[2]
        sides = [int(side[:9]) for side in _SIDE.findall(about)]
        if len(sides) > 1 and sides[0] * sides[1] > _EASY_PIXELS:
            return False
        if _PICTURE_FILTERS.search(about):
            continue
        if _ODD_DICT.search(about):
            return False
        end = data.find(b"endstream", match.end())
        packed = memoryview(data)[match.end() : end if end >= 0 else len(data)]
        unpacked = _unpack(packed) if b"/Fl" in about else bytes(packed[:_EASY_STREAM])
        if len(unpacked) >= _EASY_STREAM:
            return False
        # Fonts, pictures and colour profiles have NUL bytes early on; what draws a page has none.
        if b"\0" not in unpacked[:1000] or b" BT" in unpacked:
            content += len(unpacked)
            drawings += len(_DRAWING.findall(unpacked)) * (10 if b"/Form" in about else 1)
            if content > _EASY_CONTENT or drawings > _EASY_DRAWINGS:
                return False
    return True


def _unpack(packed: memoryview) -> bytes:
    unpacker = zlib.decompressobj()
    pieces: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(packed), _PIECE):
            pieces.append(unpacker.decompress(packed[start : start + _PIECE], _EASY_STREAM - size + 1))
            size += len(pieces[-1])
            if size >= _EASY_STREAM or unpacker.eof:
                break
    except zlib.error:  # what comes before the fault is read by pdfium as well
        pass
    return b"".join(pieces)


def _read_apart(data: bytes, where: str) -> Document:
    """Read a file in a process of its own.

    Raises:
        DocumentError: It cannot be read, or not within the limits.
    """
    command = [sys.executable, "-I", "-S", "-c", _CHILD, json.dumps(sys.path), where]
    too_much = f"{where}: a PDF file that takes more than"
    advice = "expected a CV or a posting; print its pages to a new PDF, or save its text"
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        message = f"{too_much} {_MOST_SECONDS} seconds to read; {advice}"
        raise DocumentError(message) from error
    except OSError as error:
        message = f"{where}: a PDF file that needs a process of its own, which cannot be started ({error}); {advice}"
        raise DocumentError(message) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        message = f"{too_much} {_SECONDS} seconds or {_MEMORY // 1_000_000} MB of memory to read; {advice}"
        raise DocumentError(message) from error
    if "error" in answer:
        raise DocumentError(answer["error"])
    starts = tuple((offset, page, line) for offset, page, line in answer["starts"])
    return Document(answer["text"], None, answer["meta"], tuple(answer["notes"]), starts)


def read_piped(where: str) -> None:
    """Read, in a process of its own, the file that is piped in, and write the document as JSON."""
    _limit_process()
    try:
        document = _read(sys.stdin.buffer.read(), where)
        answer: dict[str, object] = {
            "text": document.text,
            "meta": document.meta,
            "notes": document.notes,
            "starts": document.starts,
        }
    except DocumentError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer))


def _limit_process() -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's clock stops the process there
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _read(data: bytes, where: str) -> Document:
    from pypdfium2 import PdfDocument, PdfiumError

    from jdmatch.documents.pdf_pages import PDFIUM, PageText, TooMuchError, read_page

    pages: list[PageText] = []
    with PDFIUM:
        try:
            pdf = PdfDocument(data)
            try:
                count = len(pdf)
                if count > MOST_PAGES:
                    found = f"a PDF of {count:,} pages"
                    message = f"{where}: {found}; expected at most {MOST_PAGES}; print those that matter to a new PDF"
                    raise DocumentError(message)
                for number in range(count):
                    try:
                        pages.append(read_page(pdf, number))
                    except TooMuchError as error:
                        message = f"{where}: page {number + 1}: {error}; save its text alone"
                        raise DocumentError(message) from error
                is_hyphenating = _is_hyphenating(pdf)
            finally:
                pdf.close()
        except PdfiumError as error:
            cause = "locked by a password" if "assword" in str(error) else f"broken ({error})"
            message = f"{where}: a PDF file that is {cause}; expected one that opens; save or export it anew"
            raise DocumentError(message) from error
    lines = [make_lines(page.rows) for page in pages]
    hidden = sum(page.hidden for page in pages)
    if not any(lines):
        found = f"a PDF of {len(pages)} page(s) without any text" + (" that can be seen" if hidden else "")
        advice = "expected text that can be selected; if it is a scan, run it through OCR first (ocrmypdf)"
        message = f"{where}: {found}; {advice}"
        raise DocumentError(message)
    text, starts = write_lines(_one_after_another(lines), join_hyphens=is_hyphenating)
    notes: list[str] = []
    if hidden:
        numbers = ", ".join(str(number) for number, page in enumerate(pages, 1) if page.hidden)
        notes.append(f"hidden text left out: {hidden} word(s) on page(s) {numbers} that a reader cannot see")
    if empty := [str(number) for number, page in enumerate(pages, 1) if not any(page.rows)]:
        notes.append(f"no text on page(s) {', '.join(empty)}; they may be scanned")
    meta = {"format": "pdf", "pages": str(len(pages))}
    return Document(text, None, meta, tuple(notes), tuple(starts))


def _is_hyphenating(pdf: PdfDocument) -> bool:
    try:
        about = pdf.get_metadata_dict()
    except UnicodeDecodeError:  # broken metadata, but the text may be whole
        return False
    return bool(_HYPHENATING.search(f"{about.get('Producer', '')} {about.get('Creator', '')}"))


def _one_after_another(pages: list[list[Line]]) -> list[Line]:
    lines: list[Line] = []
    for number, page in enumerate(_without_running_lines(pages), 1):
        ordered = order_lines(page)
        for line in ordered:
            line.page = number
        # wkhtmltopdf prints a line that the page's end cuts through on both pages.
        is_twice = bool(lines and ordered) and lines[-1].text == ordered[0].text
        lines += ordered[is_twice:]
    return lines


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out feet that stand on several pages, and such heads after their first time."""
    if len(pages) < 2:
        return pages
    keys = [_running_keys(page) for page in pages]
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


def _running_keys(lines: list[Line]) -> list[str]:
    """Return for each line what its whole row says and where, "" outside the margins: a cell alone may repeat."""
    rows: dict[int, list[str]] = {}
    for line in lines:
        share = line.bottom / line.page_height if line.page_height else 0.5
        if not MARGIN_SHARE < share < 1 - MARGIN_SHARE:
            rows.setdefault(round(line.bottom / 3), []).append(re.sub("[0-9]+", "0", line.text))
    texts = {row: f"{row} {' | '.join(parts)}" for row, parts in rows.items()}
    return [
        ""
        if line.page_height and MARGIN_SHARE < line.bottom / line.page_height < 1 - MARGIN_SHARE
        else texts.get(round(line.bottom / 3), "")
        for line in lines
    ]
