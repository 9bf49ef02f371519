"""Glyphs with their places to lines, columns and paragraphs: what a PDF shows but does not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from jdmatch.documents.text import BULLETS, join_split_letters, tidy_line

# All distances are in heights of the line's letters, so that they hold for any size of type.
_WORD_GAP = 0.12  # letters of one word stand 0 apart, give or take 0.05; words 0.25, hinted ones down to 0.14
_LOOSE_LETTERS = 0.12  # a line whose letters all stand that far apart is spaced out: "S K I L L S"
_CELL_GAP = 2.0  # what stands that far apart is two things: a job and its dates, two columns
_OVERHANG = 0.15  # pairs of small letters are kerned by 0.05 at most, and capitals ("To") are left out
_MIN_OVERHANGING = 4  # letters of a font: fewer tell nothing about their boxes
_MIN_COLUMN_LINES = 5
_MIN_COLUMN_CHARACTERS = 20  # on average: a column of dates or labels belongs to the row beside it
_MIN_SIDE_LINES = 3  # of a column that is found by places alone
_MIN_IN_BLOCKS = 0.6  # of a side's lines, where they are short
_INVERTED_SHARE = 0.04  # of the pairs of lines above each other; a late heading inverts one in a hundred
_MOST_COMPARED = 400  # lines: a page has 60
_MARGIN_SHARE = 0.08  # of the page's height, above and below, where running heads and page numbers stand
_WINDOW = 12
_MIN_PROSE_WIDTH = 22  # about 45 letters; in narrower columns lists are the rule
_MIN_COMPOUND_PART = 4  # letters; "an" and "ions" are words or not by chance
_BULLET = re.compile(rf"(?:{BULLETS}|[-*–—o](?=\s))")
_ENDS = re.compile(r"[.!?:;][)\"'”’]?$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SEPARATOR = re.compile(r"[|•·,;/]")
_SEPARATOR_END = re.compile(r"[|•·,;/]$")
# LaTeX's icons read aloud: "\faTrophy :"
_ICON_NAME = re.compile(r"\\fa[A-Z]\w*(?: ?\*)?(?:\[\w+])? *(?:: *)?")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")


class Glyph(NamedTuple):
    """One character and its box; a blank or a hyphen at a line's end has none."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    page_height: float
    font: int = 0  # a number for each
    drawn: int = 0  # a number for what the file draws in one go

    @property
    def height(self) -> float:
        """The height of its type."""
        return max(self.top - self.bottom, 1.0)


@dataclass(slots=True)
class Line:
    """A line of a page, or the part of it in one column."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    page_height: float
    first_word: float = 0.0  # its width
    has_cells: bool = False
    is_broken: bool = False  # it ends in a hyphen
    page: int = 0
    number: int = 0  # on its page, as an eye counts

    @property
    def height(self) -> float:
        """The height of its type."""
        return max(self.top - self.bottom, 1.0)

    @property
    def is_in_margin(self) -> bool:
        """Whether it stands where running heads and page numbers do."""
        share = self.bottom / self.page_height if self.page_height else 0.5
        return not _MARGIN_SHARE < share < 1 - _MARGIN_SHARE


def make_lines(rows: Iterable[Sequence[Glyph]]) -> list[Line]:
    """Turn rows of glyphs into lines, a row with wide gaps into several, one a cell."""
    rows = list(rows)
    overhangs = _overhangs(rows)
    lines: list[Line] = []
    for row in rows:
        for line in _split_row(row, overhangs):
            if lines and _is_raised(line, lines[-1]):
                before = lines[-1]
                before.text += line.text
                before.right = line.right
                before.has_cells = before.has_cells or line.has_cells
            else:
                lines.append(line)
    return lines


def _is_raised(line: Line, before: Line) -> bool:
    """Return whether a line is an ordinal's raised ending, which pdfium takes for a line: "1" + "st"."""
    return (
        bool(_ORDINAL.match(line.text))
        and before.text[-1:].isdigit()
        and abs(line.left - before.right) < 0.3 * before.height
        and line.bottom < before.top
        and before.bottom < line.top
    )


def _overhangs(rows: Iterable[Sequence[Glyph]]) -> dict[tuple[int, str], float]:
    """Return how far the boxes of a font's letter hang over what follows, in heights, where they do.

    Some programs (Qt) write a wrong width for "f", so that no gap shows after "of": "Bachelor ofScience". What is
    usual inside words shows it; words go on after an "f" more often than they end with it, hence the lower quarter.
    """
    gaps: dict[tuple[int, str], list[float]] = {}
    for row in rows:
        for glyph, after in pairwise(row):
            if glyph.text.islower() and after.text.isalpha() and glyph.font == after.font:
                gap = (after.left - glyph.right) / glyph.height
                gaps.setdefault((glyph.font, glyph.text), []).append(gap)
    return {
        key: usual
        for key, those in gaps.items()
        if len(those) >= _MIN_OVERHANGING and (usual := sorted(those)[len(those) // 4]) < -_OVERHANG
    }


def _split_row(row: Sequence[Glyph], overhangs: Mapping[tuple[int, str], float]) -> list[Line]:
    is_broken = bool(row) and row[-1].text == "\xad"
    placed: list[tuple[Glyph, bool]] = []  # a glyph, and whether a blank comes before it
    is_blank = False
    for glyph in row:
        if glyph.text.isspace() or glyph.text in ("\xad", ""):
            is_blank = is_blank or glyph.text.isspace()
        else:
            placed.append((glyph, is_blank))
            is_blank = False
    if not placed:
        return []
    gaps = [
        b.left - a.right - overhangs.get((a.font, a.text), 0.0) * a.height
        for (a, _), (b, _) in pairwise(placed)
    ]
    height = median(glyph.height for glyph, _ in placed)
    usual = median(gaps) if gaps else 0.0
    is_spaced_out = len(gaps) > 3 and usual > _LOOSE_LETTERS * height
    lines: list[Line] = []
    for (glyph, has_blank), gap in zip(placed, [0.0, *gaps], strict=True):
        if not lines or gap > _CELL_GAP * height or _goes_back(glyph, lines[-1]):
            if lines and _BULLET.fullmatch(lines[-1].text):
                lines[-1].text += " "  # a bullet stands apart, but belongs to its line
            else:
                lines.append(Line("", glyph.left, glyph.bottom, glyph.right, glyph.top, glyph.page_height))
        elif gap > usual + _WORD_GAP * height or (has_blank and not is_spaced_out):
            lines[-1].first_word = lines[-1].first_word or lines[-1].right - lines[-1].left
            lines[-1].text += " "
        line = lines[-1]
        line.text += glyph.text
        line.right = glyph.right
        line.bottom, line.top = min(line.bottom, glyph.bottom), max(line.top, glyph.top)
    for line in lines:
        line.first_word = line.first_word or line.right - line.left
        line.has_cells = len(lines) > 1
    lines[-1].is_broken = is_broken
    return lines


def order_pages(pages: list[list[Line]]) -> list[Line]:
    """Put the lines of all pages into the order in which they are read."""
    lines: list[Line] = []
    for number, page in enumerate(_without_running_lines(pages), 1):
        ordered = _order_lines(page)
        for line in ordered:
            line.page = number
        # wkhtmltopdf prints a line that the page's end cuts through on both pages.
        is_twice = bool(lines and ordered) and lines[-1].text == ordered[0].text
        lines += ordered[is_twice:]
    return lines


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out feet that stand on several pages, and such heads after their first time."""
    keys = [_running_keys(page) for page in pages]
    count = Counter(key for page in keys for key in set(page) if key)
    seen: set[str] = set()
    kept: list[list[Line]] = []
    for page, its_keys in zip(pages, keys, strict=True):
        kept.append([])
        for line, key in zip(page, its_keys, strict=True):
            if count[key] < 2 or (line.bottom > line.page_height / 2 and key not in seen):
                kept[-1].append(line)
        seen.update(filter(None, its_keys))
    return kept


def _running_keys(lines: list[Line]) -> list[str]:
    """Return for each line what its whole row says and where, "" outside the margins: a cell alone may repeat."""
    rows: dict[int, list[str]] = {}
    for line in lines:
        if line.is_in_margin:
            rows.setdefault(round(line.bottom / 3), []).append(re.sub("[0-9]+", "0", line.text))
    texts = {row: f"{row} {' | '.join(parts)}" for row, parts in rows.items()}
    return [texts[round(line.bottom / 3)] if line.is_in_margin else "" for line in lines]


def _order_lines(lines: list[Line]) -> list[Line]:
    """Put a page's lines into the order in which they are read, and the cells of a row on one line.

    Most programs draw in that order, which knows more than any guess from places. Where they do not, and draw all
    headings first or the boxes of a page as they were made (Canva), the places decide.
    """
    ordered = _by_place(lines) if _is_out_of_order(lines) or _is_woven(lines) else lines
    joined = _join_cells(ordered)
    for number, line in enumerate(joined, 1):
        line.number = number
    return joined


def _is_out_of_order(lines: Sequence[Line]) -> bool:
    """Return whether many lines are drawn after one that stands below them.

    Running heads and feet are often drawn first or last, and say nothing.
    """
    lines = [line for line in lines[:_MOST_COMPARED] if not line.is_in_margin]
    compared = inverted = 0
    for number, line in enumerate(lines):
        for before in lines[:number]:
            if min(line.right, before.right) - max(line.left, before.left) > 0:
                compared += 1
                inverted += line.bottom > before.top - 0.3 * before.height
    return inverted > _INVERTED_SHARE * compared


def _by_place(lines: list[Line]) -> list[Line]:
    """Return lines in the order of the eye: a column after the other, in a column from top to bottom."""
    ordered: list[Line] = []
    todo = [lines]
    while todo:
        part = todo.pop()
        gutter = _find_column(part)
        if gutter is None:
            ordered += _by_row(part)
            continue
        left: list[Line] = []
        right: list[Line] = []
        bands: list[list[Line]] = []
        for line in sorted(part, key=lambda line: -line.top):
            if line.left < gutter < line.right:  # it runs across both
                bands += [left, right, [line]]
                left, right = [], []
            else:
                (left if line.right <= gutter else right).append(line)
        todo += [band for band in reversed([*bands, left, right]) if band]
    return ordered


def _by_row(lines: list[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -(line.top + line.bottom)):
        middle = (line.top + line.bottom) / 2
        if rows and rows[-1][0].bottom < middle < rows[-1][0].top:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.left)
        for line in row:
            line.has_cells = len(row) > 1
    return [line for row in rows for line in row]


def _find_column(lines: Sequence[Line]) -> float | None:
    """Return where to cut lines into a left and a right column, if there are two.

    The best cut is crossed by few lines and has many on both sides. Dates at an edge are no column: they stand one
    by one, each in the row of what it belongs to, and a side bar's lines stand together.
    """
    best: tuple[int, float] | None = None
    if len(lines) < 2 * _MIN_SIDE_LINES:
        return None
    height = median(line.height for line in lines)
    for cut in sorted({line.left - 0.25 * height for line in lines[:_MOST_COMPARED]}):
        left = [line for line in lines if line.right <= cut]
        right = [line for line in lines if line.left >= cut]
        crossing = len(lines) - len(left) - len(right)
        fewer = min(len(left), len(right))
        if fewer < _MIN_SIDE_LINES or crossing > fewer or (best and fewer - crossing <= best[0]):
            continue
        if min(_mean_length(left), _mean_length(right)) < _MIN_COLUMN_CHARACTERS:
            less = min((left, right), key=_mean_length)
            if _share_in_blocks(less) < _MIN_IN_BLOCKS:
                continue
        best = fewer - crossing, cut
    return best[1] if best else None


def _share_in_blocks(lines: Sequence[Line]) -> float:
    """Return how many of a side's lines stand right below or above another of them."""
    ordered = sorted(lines, key=lambda line: -line.top)
    is_near = [above.bottom - below.top < below.height for above, below in pairwise(ordered)]
    return sum(a or b for a, b in zip([False, *is_near], [*is_near, False], strict=True)) / len(lines)


def _goes_back(glyph: Glyph, line: Line) -> bool:
    """Return whether a row is drawn from its right end, part by part."""
    return glyph.right < line.left and glyph.bottom < line.top and line.bottom < glyph.top


def _is_woven(lines: Sequence[Line]) -> bool:
    """Return whether two columns of prose are drawn to and fro between them, row by row."""
    cut = _find_column(lines)
    if cut is None:
        return False
    left = [line for line in lines if line.right <= cut]
    right = [line for line in lines if line.left >= cut]
    fewer = min(len(left), len(right))
    if fewer < _MIN_COLUMN_LINES or min(_mean_length(left), _mean_length(right)) < _MIN_COLUMN_CHARACTERS:
        return False
    # Lines that run across mean one column with something at its right edge, such as places and dates.
    if 2 * (len(lines) - len(left) - len(right)) > fewer:
        return False
    starts = Counter(round(line.left / 3) for line in right)  # such things end alike, and prose begins so
    sides = [line.left >= cut for line in lines if line.left >= cut or line.right <= cut]
    return 2 * max(starts.values()) > len(right) and sum(a != b for a, b in pairwise(sides)) > fewer


def _mean_length(lines: list[Line]) -> float:
    return sum(len(line.text) for line in lines) / len(lines)


def _join_cells(lines: list[Line]) -> list[Line]:
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else line
        if (
            before.has_cells
            and line.has_cells
            and line.left > before.right
            and min(line.top, before.top) > max(line.bottom, before.bottom)
        ):
            is_separated = bool(_SEPARATOR_END.search(before.text) or _SEPARATOR.match(line.text))
            before.text += f" {line.text}" if is_separated else f" | {line.text}"
            before.right, before.is_broken = line.right, line.is_broken
        else:
            joined.append(line)
    return joined


def write_lines(lines: list[Line], *, join_hyphens: bool) -> tuple[str, list[tuple[int, int, int]]]:
    """Write a document's lines as text: those that were only broken to fit the page are put together again.

    Beside the text comes for each line the offset at which it begins, its page and its number there. With
    `join_hyphens` a hyphen at a line's end was made by the program, where the text does not tell otherwise.
    """
    words = _whole_words(lines)
    cleaned = join_split_letters("\n".join(tidy_line(_ICON_NAME.sub("", line.text)) for line in lines))
    parts: list[str] = []
    starts: list[tuple[int, int, int]] = []
    length = 0
    gap, bullet = "", ""  # what is still to be written before the next line that has text
    for index, (line, text) in enumerate(zip(lines, cleaned.split("\n"), strict=True)):
        glue = _glue(lines, index, words, join_hyphens=join_hyphens) if index else ""
        if glue is None:
            glue = "\n\n" if _has_gap(line, lines[index - 1]) else "\n"
        gap = max(gap, glue, key=lambda blank: (blank.count("\n"), len(blank)))
        if text in ("", "-"):  # a bullet may be drawn apart from its text
            bullet = "- " if text else bullet
            continue
        written = (gap if parts else "") + ("" if text.startswith("-") else bullet)
        parts.append(written + text)
        starts.append((length + len(written), line.page, line.number))
        length += len(parts[-1])
        gap = bullet = ""
    return "".join(parts), starts


def _whole_words(lines: list[Line]) -> set[str]:
    """Return the words of a document but for the halves of broken ones."""
    words: set[str] = set()
    was_broken = False
    for line in lines:
        found = [word.lower() for word in _WORD.findall(line.text)]
        words.update(found[1 if was_broken else 0 : len(found) - line.is_broken])
        was_broken = line.is_broken
    return words


def _glue(lines: list[Line], index: int, words: set[str], *, join_hyphens: bool) -> str | None:
    """Return what joins a line to the one before: a blank, a hyphen, nothing; None where a new one begins."""
    before, line = lines[index - 1], lines[index]
    if before.is_broken:
        head, tail = _WORD.findall(before.text), _WORD.match(line.text)
        if not head or tail is None or not line.text[0].islower():
            return "-"
        first, second = head[-1].lower().split("-")[-1], tail.group().lower().split("-")[0]
        if first + second in words:
            return ""
        is_compound = {first, second} <= words and min(len(first), len(second)) >= _MIN_COMPOUND_PART
        if is_compound or f"{first}-{second}" in words:
            return "-"
        return "" if join_hyphens else "-"
    return " " if _goes_on(lines, index) else None


def _goes_on(lines: list[Line], index: int) -> bool:
    """Return whether a line goes on with the sentence of the one before, which ended where the column ends."""
    before, line = lines[index - 1], lines[index]
    if before.has_cells or line.has_cells or _BULLET.match(line.text) or _has_gap(line, before):
        return False
    size = before.height
    if abs(line.height - size) > 0.2 * size or not before.bottom - 2 * size < line.bottom < before.bottom:
        return False
    # A paragraph's first line may stand in or out, and a list item's text stands to the right of its bullet.
    if not -3 * size < line.left - before.left < 3 * size:
        return False
    column = [
        other.right
        for other in lines[max(0, index - _WINDOW) : index + _WINDOW]
        if abs(other.left - before.left) < 3 * size and other.page_height == before.page_height
    ]
    edge = max(column)
    is_unfinished = before.text.endswith(",") or line.text.startswith("(") or line.text[0].islower()
    if is_unfinished and not re.search(r"[.!?]$", before.text):
        return before.right - before.left > 0.6 * (edge - before.left)
    if _ENDS.search(before.text) or before.text.isupper() != line.text.isupper():
        return False
    if edge - before.left < _MIN_PROSE_WIDTH * size:
        return False
    is_edge_real = sum(edge - right < 2 * size for right in column) > 2
    return is_edge_real and before.right + 0.25 * size + line.first_word > edge


def _has_gap(line: Line, before: Line) -> bool:
    """Return whether more than a line's distance lies between two lines of a column."""
    return before.bottom - line.top > 0.8 * min(before.height, line.height)
