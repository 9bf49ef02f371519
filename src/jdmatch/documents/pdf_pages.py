"""What pdfium knows of a PDF's pages, as rows of glyphs: those that an eye can see, each with its place.

What nobody can see is found by looking: a page is drawn once with its text and once without it, and a word whose
place looks the same both times is not there for a reader, whether it is white on white, covered, clipped, drawn
beside the page or not drawn at all. Needs pypdfium2 (`pip install 'jdmatch[pdf]'`).
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final, NamedTuple

from jdmatch.documents.pdf_layout import Glyph

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

PDFIUM: Final = threading.Lock()  # pdfium is not thread-safe, and callers may read files in threads
MOST_CHARACTERS: Final = 50_000  # of one page: a page full of the smallest type that can be read holds 20,000
_LOOKED_AT: Final = 20  # pages: a CV or a posting has fewer, and drawing takes longer than reading
_MOST_PIXELS: Final = 2_000_000  # of a drawn page; A4 has 1.1 million, and larger ones are drawn coarser
_LARGEST: Final = 14_400  # points of a side: Acrobat draws no larger page
_LEAST_CONTRAST: Final = 12  # of 255 greys, as in other documents
_LEAST_SIZE: Final = 2.0  # points; the smallest print anybody reads is 4
_SCAN_CONTRAST: Final = 60  # between ink and paper in a picture of a page
_LINE_END_HYPHENS: Final = {
    0x02,
    0xFFFE,
}  # pdfium's signs for a hyphen at a line's end, in old and new versions
# Fonts of LaTeX without a Unicode map put ligatures on control codes: OT1 on 0B-0F, T1 on 1B-1F.
_LIGATURES: Final = dict(
    zip((*range(0x0B, 0x10), *range(0x1B, 0x20)), ("ff", "fi", "fl", "ffi", "ffl") * 2, strict=True)
)
_INVISIBLE_MODES: Final = {3, 7}  # neither filled nor stroked; 7 is a clipping path only


class PageText(NamedTuple):
    """The rows of one page, and how many words of it cannot be seen."""

    rows: list[list[Glyph]]
    hidden: int


class TooMuchError(ValueError):
    """A page holds more characters than any page for readers."""


def read_page(pdf: PdfDocument, number: int) -> PageText:
    """Return what an eye sees of a page, row by row in the order of drawing.

    Raises:
        TooMuchError: It has too many characters.
    """
    page = pdf[number]
    try:
        rows, styles = _rows(page)
        if not any(rows):
            return PageText(rows, 0)
        words = [word for row in rows for word in _words(row)]
        hidden = set(
            _hidden_words(
                page, words, styles, is_looked_at=number < _LOOKED_AT and max(page.get_size()) <= _LARGEST
            )
        )
        if not hidden:
            return PageText(rows, 0)
        gone = {id(glyph) for number in hidden for glyph in words[number]}
        return PageText([[glyph for glyph in row if id(glyph) not in gone] for row in rows], len(hidden))
    finally:
        page.close()


class _Style(NamedTuple):
    """How the glyphs of one text object are drawn."""

    font: int
    mode: int
    size: float
    grey: float | None  # of its filling; None where that is a pattern


def _rows(page: PdfPage) -> tuple[list[list[Glyph]], dict[int, _Style]]:
    from pypdfium2 import raw

    text = page.get_textpage()
    count = text.count_chars()
    if count > MOST_CHARACTERS:
        text.close()
        message = f"{count:,} characters on one page; expected at most {MOST_CHARACTERS:,}"
        raise TooMuchError(message)
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
            elif before is not None and _is_on_next_line(glyph, before):  # pdfium does not see all line ends
                rows.append([])
            before = glyph
            rows[-1].append(glyph)
    text.close()
    return rows, styles


def _is_on_next_line(glyph: Glyph, before: Glyph) -> bool:
    return glyph.left < before.left - before.height and (glyph.top + glyph.bottom) / 2 < before.bottom


def _style(drawn: object, size: float, height: float) -> _Style:
    from pypdfium2 import raw

    if not drawn:
        return _Style(0, 0, height, None)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    is_plain = raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
    grey = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value if is_plain else None
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
            if style.size < _LEAST_SIZE or (style.mode in _INVISIBLE_MODES and not is_scan):
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
            is_seen = style.size >= _LEAST_SIZE and sight.shows(word, grey)
        if not is_seen:
            yield number


class _Sight:
    """A page drawn with its text and without it."""

    def __init__(self, page: PdfPage) -> None:
        width, height = page.get_size()
        self._scale = min(1.5, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        self._height = height
        self._with = self._draw(page)
        _take_text_away(page)
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
        """Say whether a word of some grey makes a difference to what is seen."""
        pieces = self._pieces(word)
        # A few rows of pixels through the middle settle nearly every word.
        return _differ(pieces[len(pieces) // 3 :: 4], grey) or _differ(pieces, grey)


def _take_text_away(page: PdfPage) -> None:
    """Let no text of a page be drawn again, in whatever it is nested."""
    from pypdfium2 import raw

    todo: list[object] = [
        raw.FPDFPage_GetObject(page.raw, i) for i in range(raw.FPDFPage_CountObjects(page.raw))
    ]
    while todo:
        drawn = todo.pop()
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_SetIsActive(drawn, False)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            todo += [raw.FPDFFormObj_GetObject(drawn, i) for i in range(raw.FPDFFormObj_CountObjects(drawn))]


def _differ(pieces: Sequence[tuple[memoryview, memoryview]], grey: float | None) -> bool:
    if not pieces:
        return False
    low, high = min(min(b) for _, b in pieces), max(max(b) for _, b in pieces)
    if grey is not None and max(abs(low - grey), abs(high - grey)) < _LEAST_CONTRAST:
        return False  # as its ground, whatever else is drawn on it
    if abs(min(min(a) for a, _ in pieces) - low) > _LEAST_CONTRAST:
        return True
    if abs(max(max(a) for a, _ in pieces) - high) > _LEAST_CONTRAST:
        return True
    return any(abs(x - y) > _LEAST_CONTRAST for a, b in pieces if a != b for x, y in zip(a, b, strict=True))
