"""PDF to lines of text, page by page. Needs pypdfium2 (`pip install 'jdmatch[pdf]'`).

pdfium gives the characters in the order in which the file draws them; pdf_layout makes lines, columns and paragraphs
of them. What nobody can see is found by looking: a page is drawn once with its text and once without it, and a word
whose place looks the same both times is not there for a reader, whether it is white on white, covered, clipped, drawn
beside the page or not drawn at all. A file that may cost more than a CV does, by what its streams unpack to and how
often its parts draw each other, is read in a process of its own, which has limits of time and memory.
"""

from __future__ import annotations

import ctypes
import json
import re
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from math import isfinite
from typing import Final, NamedTuple

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

from jdmatch.documents.pdf_layout import Glyph, make_lines, order_pages, write_lines
from jdmatch.documents.text import LEAST_CONTRAST, LEAST_POINTS, Color, Document, hidden_text_notes
from jdmatch.errors import DocumentError

_PDFIUM: Final = threading.Lock()  # pdfium is not thread-safe, and callers may read files in threads
_MOST_PAGES: Final = 100
_MOST_CHARACTERS: Final = 50_000  # of one page: full of the smallest type that can be read it holds 20,000
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
_LOOKED_AT: Final = 20  # pages: a CV or a posting has fewer, and drawing takes longer than reading
_MOST_PIXELS: Final = 2_000_000  # of a drawn page; A4 has 1.1 million, and larger ones are drawn coarser
_LARGEST: Final = 14_400  # points of a side: Acrobat draws no larger page
_SCAN_CONTRAST: Final = 60  # between ink and paper in a picture of a page
_LINE_END_HYPHENS: Final = {0x02, 0xFFFE}  # pdfium's signs for a hyphen at a line's end, old and new
# Fonts of LaTeX without a Unicode map put ligatures on control codes: OT1 on 0B-0F, T1 on 1B-1F.
_LIGATURES: Final = dict(
    zip((*range(0x0B, 0x10), *range(0x1B, 0x20)), ("ff", "fi", "fl", "ffi", "ffl") * 2, strict=True)
)
_INVISIBLE_MODES: Final = {3, 7}  # neither filled nor stroked; 7 is a clipping path only


def read_pdf(data: bytes, where: str) -> Document:
    """Read a PDF file."""
    if sys.executable and not _is_easy(data):
        return _read_apart(data, where)
    return _read(data, where)


def _is_easy(data: bytes) -> bool:
    """Return whether nothing in a file can make it cost much more than others of its size."""
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
    unpacker, unpacked = zlib.decompressobj(), bytearray()
    with suppress(zlib.error):  # what comes before the fault is read by pdfium as well
        for start in range(0, len(packed), _PIECE):
            left = _EASY_STREAM - len(unpacked) + 1
            unpacked += unpacker.decompress(packed[start : start + _PIECE], left)
            if len(unpacked) >= _EASY_STREAM or unpacker.eof:
                break
    return bytes(unpacked)


def _read_apart(data: bytes, where: str) -> Document:
    """Read a file in a process of its own."""
    command = [sys.executable, "-I", "-S", "-c", _CHILD, json.dumps(sys.path), where]
    too_much = f"{where}: a PDF file that takes more than"
    advice = "expected a CV or a posting; print its pages to a new PDF, or save its text"
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_MOST_SECONDS, check=False)
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"{too_much} {_MOST_SECONDS} seconds to read; {advice}") from error
    except OSError as error:
        raise DocumentError(
            f"{where}: a PDF file that needs a process of its own, which cannot be started ({error}); {advice}"
        ) from error
    except ValueError as error:
        limits = f"{_SECONDS} seconds or {_MEMORY // 1_000_000} MB of memory"
        raise DocumentError(f"{too_much} {limits} to read; {advice}") from error
    if "error" in answer:
        raise DocumentError(answer["error"])
    starts = tuple((offset, page, line) for offset, page, line in answer["starts"])
    return Document(answer["text"], None, answer["meta"], tuple(answer["notes"]), starts)


def read_piped(where: str) -> None:
    """Read, in a process of its own, the file that is piped in, and write the document as JSON."""
    with suppress(ImportError):  # Windows has no limits; the parent's clock stops the process there
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    try:
        answer = asdict(_read(sys.stdin.buffer.read(), where))
    except DocumentError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer))


def _read(data: bytes, where: str) -> Document:
    try:
        with _PDFIUM, closing(PdfDocument(data)) as pdf:
            if len(pdf) > _MOST_PAGES:
                raise DocumentError(
                    f"{where}: a PDF of {len(pdf):,} pages; expected at most {_MOST_PAGES}; "
                    "print those that matter to a new PDF"
                )
            pages = [_read_page(pdf, number, where) for number in range(len(pdf))]
            about: dict[str, str] = {}
            with suppress(UnicodeDecodeError):  # broken metadata, but the text may be whole
                about = pdf.get_metadata_dict()
    except PdfiumError as error:
        cause = "locked by a password" if "assword" in str(error) else f"broken ({error})"
        raise DocumentError(
            f"{where}: a PDF file that is {cause}; expected one that opens; save or export it anew"
        ) from error
    lines = [make_lines(rows) for rows, _ in pages]
    hidden = sum(words for _, words in pages)
    if not any(lines):
        raise DocumentError(
            f"{where}: a PDF of {len(pages)} page(s) without any text{' that can be seen' if hidden else ''}; "
            "expected text that can be selected; if it is a scan, run it through OCR first (ocrmypdf)"
        )
    is_hyphenating = _HYPHENATING.search(f"{about.get('Producer', '')} {about.get('Creator', '')}")
    text, starts = write_lines(order_pages(lines), join_hyphens=is_hyphenating is not None)
    hiding = ", ".join(str(number) for number, (_, words) in enumerate(pages, 1) if words)
    notes = hidden_text_notes(hidden, f" on page(s) {hiding}")
    if empty := ", ".join(str(number) for number, (rows, _) in enumerate(pages, 1) if not any(rows)):
        notes = (*notes, f"no text on page(s) {empty}; they may be scanned")
    meta = {"format": "pdf", "pages": str(len(pages))}
    return Document(text, None, meta, notes, tuple(starts))


# ------------------------------------------------------------------ what pdfium knows of a page


def _read_page(pdf: PdfDocument, number: int, where: str) -> tuple[list[list[Glyph]], int]:
    """Return the rows of one page, in the order of drawing, and how many words of it cannot be seen."""
    with closing(pdf[number]) as page:
        rows, styles = _rows(page, f"{where}: page {number + 1}")
        words = [word for row in rows for word in _words(row)]
        is_looked_at = number < _LOOKED_AT and max(page.get_size()) <= _LARGEST
        hidden = set(_hidden_words(page, words, styles, is_looked_at=is_looked_at)) if words else ()
        gone = {id(glyph) for index in hidden for glyph in words[index]}
        return [[glyph for glyph in row if id(glyph) not in gone] for row in rows], len(hidden)


class _Style(NamedTuple):
    """How the glyphs of one text object are drawn."""

    font: int
    mode: int
    size: float
    grey: float | None  # of its filling; None where that is a pattern


def _rows(page: PdfPage, where: str) -> tuple[list[list[Glyph]], dict[int, _Style]]:
    text = page.get_textpage()
    count = text.count_chars()
    if count > _MOST_CHARACTERS:
        text.close()
        expected = f"expected at most {_MOST_CHARACTERS:,}; save its text alone"
        raise DocumentError(f"{where}: {count:,} characters on one page; {expected}")
    turn = 90 * max(raw.FPDFPage_GetRotation(page.raw), 0)  # -1 for a broken page
    left, bottom, right, top = page.get_cropbox()
    width, height = right - left, top - bottom
    styles: dict[int, _Style] = {}
    rows: list[list[Glyph]] = [[]]
    before: Glyph | None = None
    codes = [raw.FPDFText_GetUnicode(text.raw, index) for index in range(count)]
    for index, code in enumerate(codes):
        is_generated = raw.FPDFText_IsGenerated(text.raw, index) == 1
        if code in _LINE_END_HYPHENS:
            rows[-1].append(Glyph("\xad", 0, 0, 0, 0, 0))
            rows.append([])
        elif is_generated and code in (0x0A, 0x0D):
            rows.append([])
        elif is_generated or code in (0x20, 0xA0, 0x0A, 0x0D, 0x09):  # a written line end is a blank (Quartz)
            rows[-1].append(Glyph(" ", 0, 0, 0, 0, 0))
        else:
            box = text.get_charbox(index, loose=True)
            if not all(map(isfinite, box)):
                continue
            following = codes[index + 1] if index + 1 < count else 0
            drawn = raw.FPDFText_GetTextObject(text.raw, index)
            key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
            if key not in styles:
                styles[key] = _style(drawn, raw.FPDFText_GetFontSize(text.raw, index), box[3] - box[1])
            x0, y0, x1, y1 = _turned(box, turn, (left, bottom), (width, height))
            page_height = height if turn in (0, 180) else width
            glyph = Glyph(_character(code, following), x0, y0, x1, y1, page_height, styles[key].font, key)
            if rows[-1] and rows[-1][-1][1:6] == glyph[1:6]:  # the letters of a ligature share its box
                glyph = glyph._replace(text=rows[-1].pop().text + glyph.text)
            elif (  # on the next line: pdfium does not see all line ends
                before is not None
                and glyph.left < before.left - before.height
                and (glyph.top + glyph.bottom) / 2 < before.bottom
            ):
                rows.append([])
            before = glyph
            rows[-1].append(glyph)
    text.close()
    return rows, styles


def _style(drawn: object, size: float, height: float) -> _Style:
    if not drawn:
        return _Style(0, 0, height, None)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    is_plain = raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
    grey = Color(red.value, green.value, blue.value).grey if is_plain else None
    font = ctypes.cast(raw.FPDFTextObj_GetFont(drawn), ctypes.c_void_p).value or 0
    # A font of size 1 may be scaled up, or one of size 10 scaled down to nothing: the box knows of that.
    return _Style(font, raw.FPDFTextObj_GetTextRenderMode(drawn), min(height, max(size, height)), grey)


def _turned(
    box: Sequence[float], turn: int, origin: tuple[float, float], size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return a box as it lies on a page that is shown turned by 0, 90, 180 or 270 degrees."""
    x0, y0, x1, y1 = box[0] - origin[0], box[1] - origin[1], box[2] - origin[0], box[3] - origin[1]
    width, height = size
    if turn == 90:
        return y0, width - x1, y1, width - x0
    if turn == 180:
        return width - x1, height - y1, width - x0, height - y0
    if turn == 270:
        return height - y1, x0, height - y0, x1
    return x0, y0, x1, y1


def _character(code: int, following: int) -> str:
    if code == 0x1B and chr(following).isalpha() and chr(following) not in "aeiouy":
        return "ffi"  # a font of its own order: "o\x1bce"
    if code == 0xAD:
        return "-"  # a soft hyphen that was drawn is a hyphen
    if 0xD800 <= code < 0xE000:
        return ""  # half of a character beyond the basic plane; such halves are icons or emoji
    return _LIGATURES.get(code) or chr(code)


def _words(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the glyphs of a row that stand together, drawn in one way."""
    word: list[Glyph] = []
    for glyph in row:
        if not glyph.page_height:  # a blank
            if word:
                yield word
            word = []
            continue
        if word:
            last = word[-1]
            gap = glyph.left - last.right
            if not -last.height < gap < 0.3 * last.height or glyph.font != last.font:
                yield word
                word = []
        word.append(glyph)
    if word:
        yield word


def _hidden_words(
    page: PdfPage, words: Sequence[Sequence[Glyph]], styles: dict[int, _Style], *, is_looked_at: bool
) -> Iterator[int]:
    """Yield the numbers of the words that nobody can see."""
    ghosts = sum(styles[word[0].drawn].mode in _INVISIBLE_MODES for word in words)
    is_scan = ghosts > 0.9 * len(words)  # the text that OCR has laid over the picture of a page
    if not is_looked_at:
        for number, word in enumerate(words):
            style = styles[word[0].drawn]
            if style.size < LEAST_POINTS or (style.mode in _INVISIBLE_MODES and not is_scan):
                yield number
        return
    sight = _Sight(page)
    for number, word in enumerate(words):
        # No skill is named without a Latin letter or a digit, and a font for other signs may not be at hand here.
        if not any(sign.isalnum() and sign < "\u0530" for glyph in word for sign in glyph.text):
            continue
        style = styles[word[0].drawn]
        if style.mode in _INVISIBLE_MODES:
            is_seen = is_scan and sight.ground_contrast(word) > _SCAN_CONTRAST
        else:
            grey = style.grey if style.mode == 0 else None
            is_seen = style.size >= LEAST_POINTS and sight.shows(word, grey)
        if not is_seen:
            yield number


class _Sight:
    """A page drawn with its text and without it."""

    def __init__(self, page: PdfPage) -> None:
        width, height = page.get_size()
        self._scale = min(1.5, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        self._height = height
        self._with = self._draw(page)
        # Let no text be drawn again, in whatever it is nested.
        todo = [raw.FPDFPage_GetObject(page.raw, i) for i in range(raw.FPDFPage_CountObjects(page.raw))]
        while todo:
            drawn = todo.pop()
            kind = raw.FPDFPageObj_GetType(drawn)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                raw.FPDFPageObj_SetIsActive(drawn, False)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                count = raw.FPDFFormObj_CountObjects(drawn)
                todo += [raw.FPDFFormObj_GetObject(drawn, i) for i in range(count)]
        self._without = self._draw(page)

    def _draw(self, page: PdfPage) -> list[memoryview]:
        bitmap = page.render(scale=self._scale, grayscale=True)
        view = memoryview(bytes(bitmap.buffer))
        stride, width = bitmap.stride, bitmap.width
        return [view[y * stride : y * stride + width] for y in range(bitmap.height)]

    def _pieces(self, word: Sequence[Glyph]) -> list[tuple[memoryview, memoryview]]:
        """Return the rows of pixels of a word's box, with the text and without."""
        x0, x1 = (round(at * self._scale) for at in (min(g.left for g in word), max(g.right for g in word)))
        y0 = round((self._height - max(g.top for g in word)) * self._scale)
        y1 = round((self._height - min(g.bottom for g in word)) * self._scale)
        x0, y0 = max(x0, 0), max(y0, 0)
        if x1 <= x0:
            x1 = x0 + 1
        rows = zip(self._with[y0 : max(y1, y0 + 1)], self._without[y0 : max(y1, y0 + 1)], strict=True)
        return [(a[x0:x1], b[x0:x1]) for a, b in rows if len(a) > x0]

    def ground_contrast(self, word: Sequence[Glyph]) -> int:
        """Return how much the picture behind a word differs in itself."""
        pieces = self._pieces(word)
        return max(max(b) for _, b in pieces) - min(min(b) for _, b in pieces) if pieces else 0

    def shows(self, word: Sequence[Glyph], grey: float | None) -> bool:
        """Return whether a word of some grey makes a difference to what is seen."""
        pieces = self._pieces(word)
        # A few rows of pixels through the middle settle nearly every word.
        return _differ(pieces[len(pieces) // 3 :: 4], grey) or _differ(pieces, grey)


def _differ(pieces: Sequence[tuple[memoryview, memoryview]], grey: float | None) -> bool:
    if not pieces:
        return False
    low, high = min(min(b) for _, b in pieces), max(max(b) for _, b in pieces)
    if grey is not None and max(abs(low - grey), abs(high - grey)) < LEAST_CONTRAST:
        return False  # as its ground, whatever else is drawn on it
    lower, higher = min(min(a) for a, _ in pieces), max(max(a) for a, _ in pieces)
    if max(abs(lower - low), abs(higher - high)) > LEAST_CONTRAST:
        return True
    return any(abs(x - y) > LEAST_CONTRAST for a, b in pieces if a != b for x, y in zip(a, b, strict=True))
