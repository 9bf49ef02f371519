"""ODT (LibreOffice, OpenOffice) to lines of text: headings, paragraphs, lists and tables in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from jdmatch.documents.office import PAPER, Attributes, Color, OfficeFile, is_unseen, parse_hex, rows_to_lines
from jdmatch.documents.text import Document, notes_on_hidden, tidy

_SKIPPED: Final = frozenset({
    "note", "annotation", "tracked-changes", "hidden-text", "script", "forms", "ruby-text", "desc", "title",
    "object",
})  # fmt: skip
_POINTS: Final = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)pt")
_MOST_BLANKS: Final = 100


@dataclass(frozen=True, slots=True)
class _Look:
    is_hidden: bool = False
    color: Color | None = None
    ground: Color | None = None
    points: float | None = None


def read_odt(data: bytes, where: str) -> Document:
    """Read a text of LibreOffice or OpenOffice.

    Raises:
        DocumentError: The file is broken, or more than a document for readers.
    """
    file = OfficeFile(data, where, "ODT")
    looks: dict[str, _Look] = {}
    if "styles.xml" in file.names:
        _Styles(looks).walk(file, "styles.xml")
    reader = _Reader(looks)
    reader.walk(file, "content.xml")
    notes = notes_on_hidden(reader.hidden)
    return Document(tidy("\n".join(reader.lines)), None, {"format": "odt"}, notes)


class _Styles:
    """Notes how each style looks that a part defines."""

    def __init__(self, looks: dict[str, _Look]) -> None:
        self._looks = looks
        self._style = ""

    def walk(self, file: OfficeFile, name: str) -> None:
        """Read one part."""
        file.walk(name, self.start)

    def start(self, tag: str, attributes: Attributes) -> None:
        """Note what an element says of looks."""
        if tag == "style":
            self._style = attributes.get("name", "")
            self._looks[self._style] = self._looks.get(attributes.get("parent-style-name", ""), _Look())
        elif tag in ("text-properties", "paragraph-properties", "table-cell-properties") and self._style:
            look = self._looks[self._style]
            if attributes.get("display") == "none":
                look = replace(look, is_hidden=True)
            if color := parse_hex(attributes.get("color", "")):
                look = replace(look, color=color)
            if ground := parse_hex(attributes.get("background-color", "")):
                look = replace(look, ground=ground)
            if points := _POINTS.fullmatch(attributes.get("font-size", "")):
                look = replace(look, points=float(points.group(1)))
            self._looks[self._style] = look


class _Reader(_Styles):
    """Reads the content as its elements go by."""

    def __init__(self, looks: dict[str, _Look]) -> None:
        super().__init__(looks)
        self.lines: list[str] = []
        self.hidden = 0
        self._skipped = 0
        self._outs = [self.lines]
        self._rows: list[list[list[str]]] = []
        self._paragraphs: list[list[str]] = []
        self._now: list[_Look] = [_Look(ground=PAPER)]
        self._items: list[bool] = []  # whether the bullet of an item is still to be written

    def walk(self, file: OfficeFile, name: str) -> None:
        """Read one part."""
        file.walk(name, self.start, self._end, self._text)

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take one element in."""
        if self._skipped or tag in _SKIPPED:
            self._skipped += 1
            return
        super().start(tag, attributes)
        self._now.append(self._below(attributes.get("style-name", "")))
        if tag in ("p", "h"):
            self._paragraphs.append([])
            if tag == "h":
                self._outs[-1].append("")
        elif tag == "list-item":
            self._items.append(True)
        elif tag == "table-row":
            self._rows.append([])
        elif tag == "table-cell" and self._rows:
            self._outs.append([])
        elif self._paragraphs:
            count = attributes.get("c", "1")
            blanks = min(int(count[:4]) if count.isascii() and count.isdigit() else 1, _MOST_BLANKS)
            self._paragraphs[-1].append({"s": " " * blanks, "tab": "\t", "line-break": "\n"}.get(tag, ""))

    def _below(self, style: str) -> _Look:
        over, own = self._now[-1], self._looks.get(style)
        if own is None:
            return over
        return _Look(
            is_hidden=over.is_hidden or own.is_hidden,
            color=own.color or over.color,
            ground=own.ground or over.ground,
            points=own.points or over.points,
        )

    def _text(self, text: str) -> None:
        if self._skipped or not self._paragraphs:
            return
        look = self._now[-1]
        if look.is_hidden or is_unseen(look.color, look.ground, look.points):
            self.hidden += len(text.split())
        else:
            self._paragraphs[-1].append(text)

    def _end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        self._now.pop()
        if tag in ("p", "h") and self._paragraphs:
            text = "".join(self._paragraphs.pop())
            if self._items and self._items[-1] and text.strip():
                text, self._items[-1] = f"- {text.strip()}", False
            self._outs[-1] += text.split("\n")
        elif tag == "list-item" and self._items:
            self._items.pop()
        elif tag == "table-cell" and self._rows:
            self._rows[-1].append(self._outs.pop())
        elif tag == "table-row" and self._rows:
            self._outs[-1] += rows_to_lines(self._rows.pop())
