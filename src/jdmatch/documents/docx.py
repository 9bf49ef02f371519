"""DOCX to lines of text: header, body, tables and text boxes in their order.

Notes, comments, field codes, what was deleted or moved away and what nobody can see are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from jdmatch.documents.office import PAPER, Attributes, Color, OfficeFile, is_unseen, parse_hex, rows_to_lines
from jdmatch.documents.text import Document, join_split_letters, notes_on_hidden, tidy

# Deleted and moved text, field codes, reading aids above Chinese, and text boxes a second time for old programs.
_SKIPPED: Final = frozenset({"del", "moveFrom", "instrText", "delText", "rt", "Fallback"})
_HEADING: Final = re.compile(r"heading|title", re.IGNORECASE)
_OFF: Final = frozenset({"0", "false", "off", "none"})
_MAIN_PART: Final = "word/document.xml"
_MOST_STYLES_DEEP: Final = 20  # Word itself allows 11


@dataclass(frozen=True, slots=True)
class _Look:
    """How a run, a paragraph or a style looks, so far as it says."""

    is_hidden: bool | None = None
    color: Color | None = None
    ground: Color | None = None
    points: float | None = None
    is_list: bool | None = None
    is_heading: bool | None = None

    def over(self, base: _Look) -> _Look:
        """Return this look where it says something, and the base's where it does not."""
        given = {name: value for name in _LOOKS if (value := getattr(self, name)) is not None}
        return replace(base, **given)


_LOOKS: Final = tuple(_Look.__slots__)


@dataclass(slots=True)
class _Paragraph:
    look: _Look = field(default_factory=_Look)
    run: _Look = field(default_factory=_Look)
    pieces: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)  # the lines of text boxes that are anchored here


def read_docx(data: bytes, where: str) -> Document:
    """Read a Word file.

    Raises:
        DocumentError: The file is broken, or more than a document for readers.
    """
    file = OfficeFile(data, where, "DOCX")
    main = _main_part(file)
    folder = main.rpartition("/")[0]
    styles = _Styles(file, f"{folder}/styles.xml")
    body = _Reader(file, main, styles)
    if not body.has_body:
        file.refuse_as_broken("no body")
    headers = _linked_parts(file, f"{folder}/_rels/{main.rpartition('/')[2]}.rels", "header")
    lines: dict[str, None] = {}
    hidden = body.hidden
    for number in body.headers:
        if (name := f"{folder}/{headers.get(number, '')}") in file.names:
            header = _Reader(file, name, styles)
            # First, even and odd pages have a header each, mostly the same.
            lines.update(dict.fromkeys(line for line in header.lines if line))
            hidden += header.hidden
    text = join_split_letters(tidy("\n".join([*lines, *body.lines])))
    notes = notes_on_hidden(hidden)
    return Document(text, None, {"format": "docx"}, notes)


def _main_part(file: OfficeFile) -> str:
    if "_rels/.rels" not in file.names:
        return _MAIN_PART
    parts = _linked_parts(file, "_rels/.rels", "officeDocument")
    return next((part.lstrip("/") for part in parts.values()), _MAIN_PART)


def _linked_parts(file: OfficeFile, name: str, kind: str) -> dict[str, str]:
    """Return, by their ids, the parts of some kind that a part is linked to."""
    found: dict[str, str] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith(f"/{kind}"):
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    if name in file.names:
        file.walk(name, start)
    return found


class _Styles:
    """The styles that a document names, each with what it is based on."""

    def __init__(self, file: OfficeFile, name: str) -> None:
        self._looks: dict[str, _Look] = {}
        self._bases: dict[str, str] = {}
        self._style = ""
        if name in file.names:
            file.walk(name, self._start)

    def _start(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        if tag == "style":
            self._style = attributes.get("styleId", "")
            self._looks[self._style] = _Look()
        elif tag == "basedOn":
            self._bases[self._style] = value
        elif self._style:
            look = self._looks[self._style]
            if tag == "name":  # Word writes these names in English in all languages
                look = replace(look, is_heading=bool(_HEADING.match(value)) or None)
            self._looks[self._style] = _with(look, tag, attributes)

    def look(self, style: str) -> _Look:
        """Return how a style looks."""
        look = self._looks.get(style)
        if look is None:
            return _Look(is_heading=bool(_HEADING.match(style)))
        for _ in range(_MOST_STYLES_DEEP):
            style = self._bases.get(style, "")
            look = look.over(self._looks.get(style, _Look()))
        return look


def _with(look: _Look, tag: str, attributes: Attributes) -> _Look:
    """Return a look with one property more."""
    value = attributes.get("val", "")
    if tag in ("vanish", "specVanish"):
        return replace(look, is_hidden=value not in _OFF)
    if tag == "color":
        return replace(look, color=parse_hex(value))
    if tag == "shd":
        return replace(look, ground=parse_hex(attributes.get("fill", "")))
    if tag == "highlight":
        return replace(
            look, ground=PAPER if value == "white" else None if value == "none" else Color(0, 128, 0)
        )
    if tag == "sz":
        return replace(look, points=int(value[:4]) / 2 if value.isascii() and value.isdigit() else None)
    if tag == "numId":
        return replace(look, is_list=value not in _OFF)
    if tag == "outlineLvl":
        return replace(look, is_heading=value != "9")
    return look


class _Reader:
    """Reads one part of a document as its elements go by."""

    def __init__(self, file: OfficeFile, name: str, styles: _Styles) -> None:
        self.lines: list[str] = []
        self.headers: list[str] = []  # the ids of those that are shown
        self.hidden = 0
        self.has_body = False
        self._styles = styles
        self._path: list[str] = []
        self._skipped = 0  # how deep inside what is left out
        self._paragraphs: list[_Paragraph] = []
        self._outs: list[list[str]] = [self.lines]
        self._rows: list[list[list[str]]] = []
        self._hidden_rows: list[bool] = []
        self._grounds: list[Color | None] = [PAPER]
        self._shape_fill: Color | None = PAPER
        file.walk(name, self._start, self._end, self._text)

    def _start(self, tag: str, attributes: Attributes) -> None:
        parent = self._path[-1] if self._path else ""
        self._path.append(tag)
        if self._skipped or tag in _SKIPPED:
            self._skipped += 1
            return
        if tag == "body":
            self.has_body = True
        elif tag == "p":
            self._paragraphs.append(_Paragraph())
        elif tag == "txbxContent":
            self._outs.append(self._paragraphs[-1].boxes if self._paragraphs else self.lines)
            self._grounds.append(self._shape_fill)
        elif tag == "wsp":
            self._shape_fill = PAPER
        elif tag == "tr":
            self._rows.append([])
            self._hidden_rows.append(False)
        elif tag == "tc" and self._rows:
            self._outs.append([])
            self._grounds.append(self._grounds[-1])
        elif tag == "headerReference":
            self.headers.append(attributes.get("id", ""))
        elif tag == "anchor" and attributes.get("behindDoc") in ("1", "true"):
            self._grounds[0] = None  # a coloured shape may lie behind the text
        elif tag == "background":
            self._grounds[0] = parse_hex(attributes.get("color", "")) or self._grounds[0]
        elif parent == "trPr" and tag == "hidden" and self._hidden_rows:
            self._hidden_rows[-1] = attributes.get("val", "") not in _OFF
        elif parent == "tcPr" and tag == "shd":
            self._grounds[-1] = parse_hex(attributes.get("fill", "")) or self._grounds[-1]
        elif parent == "solidFill" and "spPr" in self._path[-4:]:
            self._shape_fill = parse_hex(attributes.get("val", "")) if tag == "srgbClr" else None
        elif parent == "sdtPr" and tag == "showingPlcHdr":
            self._path[-2] = "sdtPr of a placeholder"
        elif tag == "sdtContent" and parent == "sdt of a placeholder":
            self._skipped = 1
        elif self._paragraphs:
            self._add(self._paragraphs[-1], parent, tag, attributes)

    def _add(self, paragraph: _Paragraph, parent: str, tag: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        if tag == "r":
            paragraph.run = _Look()
        elif tag in ("br", "cr"):
            paragraph.pieces.append("\n")
        elif tag == "tab" and parent == "r":
            paragraph.pieces.append("\t")
        elif tag == "noBreakHyphen":
            paragraph.pieces.append("-")
        elif tag == "sym":  # of a symbol font: a bullet or an icon
            paragraph.pieces.append(" • ")
        elif tag == "pStyle":
            paragraph.look = paragraph.look.over(self._styles.look(value))
        elif tag == "rStyle":
            paragraph.run = paragraph.run.over(self._styles.look(value))
        elif parent in ("pPr", "numPr"):
            paragraph.look = _with(paragraph.look, tag, attributes)
        elif parent == "rPr" and self._path[-3] != "pPr":  # not those of the paragraph's own sign
            paragraph.run = _with(paragraph.run, tag, attributes)

    def _text(self, text: str) -> None:
        if self._skipped or not self._paragraphs or self._path[-1] != "t":
            return
        paragraph = self._paragraphs[-1]
        look = paragraph.run.over(paragraph.look)
        ground = look.ground or self._grounds[-1]
        if look.is_hidden or is_unseen(look.color, ground, look.points):
            self.hidden += len(text.split())
            paragraph.pieces.append(" ")
        else:
            paragraph.pieces.append(text)

    def _end(self, tag: str) -> None:
        own = self._path.pop()
        if self._skipped:
            self._skipped -= 1
        elif own == "sdtPr of a placeholder" and self._path:
            self._path[-1] = "sdt of a placeholder"
        elif tag == "p" and self._paragraphs:
            self._outs[-1] += _lines(self._paragraphs.pop())
        elif tag == "txbxContent":
            self._outs.pop()
            self._grounds.pop()
        elif tag == "tc" and self._rows:
            self._rows[-1].append(self._outs.pop())
            self._grounds.pop()
        elif tag == "tr" and self._rows:
            cells = self._rows.pop()
            if self._hidden_rows.pop():
                self.hidden += sum(len(line.split()) for cell in cells for line in cell)
            else:
                self._outs[-1] += rows_to_lines(cells)


def _lines(paragraph: _Paragraph) -> Iterable[str]:
    text = "".join(paragraph.pieces)
    if paragraph.look.is_heading:
        yield ""
    elif paragraph.look.is_list and text.strip():
        text = f"- {text.strip()}"
    yield from text.split("\n")
    yield from paragraph.boxes
