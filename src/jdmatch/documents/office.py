"""What word processors write to lines of text: DOCX (Word), ODT (LibreOffice, OpenOffice) and RTF.

The first two are zipped XML, read element by element within bounds: headers, paragraphs, lists, tables, text boxes.
Notes, comments, field codes, what was deleted or moved away and what nobody can see are left out.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Final, NamedTuple
from xml.parsers import expat

from jdmatch.documents.text import (
    PAPER,
    Color,
    Document,
    hidden_text_notes,
    is_unseen,
    join_split_letters,
    parse_hex,
    tidy,
)
from jdmatch.errors import DocumentError

# A CV of ten pages has 1 MB of XML; this much takes two seconds to read.
_MOST_BYTES: Final = 20_000_000
_MOST_ELEMENTS: Final = 400_000
_MOST_NESTED: Final = 500
# zipfile and zlib each have their own
BROKEN_ZIP: Final = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, ValueError,
)  # fmt: skip

_Attributes = Mapping[str, str]


class _OfficeFile:
    """The parts of a zipped document."""

    def __init__(self, data: bytes, where: str, kind: str) -> None:
        self._where, self._kind = where, kind
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except BROKEN_ZIP as error:
            raise self.broken(str(error)) from error
        self._names = frozenset(self._archive.namelist())
        self._bytes_left, self._elements_left = _MOST_BYTES, _MOST_ELEMENTS

    def broken(self, found: str) -> DocumentError:
        """Return the error for a file that lacks something or has what it must not."""
        advice = "open it in a word processor and save it anew"
        return DocumentError(f"{self._where}: a broken {self._kind} file ({found}); {advice}")

    def walk(
        self,
        name: str,
        start: Callable[[str, _Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Call back for each element and text of a part, if there is such a part.

        Names come without what stands before their colon, so that odd writers are read too.

        Raises:
            DocumentError: The part is broken, or more than any CV has.
        """
        if name not in self._names:
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def starts(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self._elements_left -= 1
            if depth > _MOST_NESTED or self._elements_left < 0:
                raise self._too_much(f"{_MOST_NESTED} elements nested or {_MOST_ELEMENTS:,} in all")
            bare = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            start(tag.rpartition(":")[2], bare)

        def ends(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(tag.rpartition(":")[2])

        def doctype(*_: object) -> None:
            raise self.broken("a document type of its own, which no word processor writes")

        parser.StartElementHandler, parser.EndElementHandler = starts, ends
        parser.StartDoctypeDeclHandler = doctype
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            with self._archive.open(name) as part:
                content = part.read(self._bytes_left + 1)
            self._bytes_left -= len(content)
            if self._bytes_left < 0:
                raise self._too_much(f"{_MOST_BYTES:,} bytes of text when unpacked")
            parser.Parse(content, True)
        except DocumentError:
            raise
        except (*BROKEN_ZIP, LookupError, expat.ExpatError) as error:
            raise self.broken(str(error)) from error

    def _too_much(self, found: str) -> DocumentError:
        return DocumentError(
            f"{self._where}: a {self._kind} file with more than {found}; save its text alone"
        )


class _Look(NamedTuple):
    """How a run, a paragraph or a style looks, so far as it says."""

    is_hidden: bool | None = None
    color: Color | None = None
    ground: Color | None = None
    points: float | None = None
    is_list: bool | None = None
    is_heading: bool | None = None

    def over(self, base: _Look) -> _Look:
        """Return this look where it says something, and the base's where it does not."""
        return _Look._make(mine if mine is not None else its for mine, its in zip(self, base, strict=True))


_NO_LOOK: Final = _Look()


class _Reader:
    """Reads a part as its elements go by: what both formats have in common."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.hidden = 0  # words
        self._skipped = 0  # how deep inside what is left out
        self._outs = [self.lines]  # where lines go: to the page, or to a cell or a text box in it
        self._rows: list[list[list[str]]] = []

    def _is_seen(self, text: str, look: _Look) -> bool:
        if look.is_hidden or is_unseen(look.color, look.ground, look.points):
            self.hidden += len(text.split())
            return False
        return True

    def _end_row(self) -> None:
        """Write short cells on one line; long ones are a layout in columns."""
        cells = self._rows.pop()
        filled = [[line for line in cell if line.strip()] for cell in cells]
        if len(filled) > 1 and all(len(cell) <= 1 for cell in filled):
            self._outs[-1].append(" | ".join(cell[0].strip() for cell in filled if cell))
        else:
            self._outs[-1] += [line for cell in cells for line in cell]


# ------------------------------------------------------------------ DOCX

# Deleted and moved text, field codes, reading aids above Chinese, and text boxes a second time for old programs.
_DOCX_SKIPPED: Final = frozenset({"del", "moveFrom", "instrText", "delText", "rt", "Fallback"})
_HEADING: Final = re.compile(r"heading|title", re.IGNORECASE)
_OFF: Final = frozenset({"0", "false", "off", "none"})
_MOST_STYLES_DEEP: Final = 20  # Word itself allows 11


@dataclass(slots=True)
class _Paragraph:
    look: _Look = _NO_LOOK
    run: _Look = _NO_LOOK
    pieces: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)  # the lines of text boxes that are anchored here

    def lines(self) -> Iterator[str]:
        text = "".join(self.pieces)
        if self.look.is_heading:
            yield ""
        elif self.look.is_list and text.strip():
            text = f"- {text.strip()}"
        yield from text.split("\n")
        yield from self.boxes


def read_docx(data: bytes, where: str) -> Document:
    """Read a Word file."""
    file = _OfficeFile(data, where, "DOCX")
    parts = _linked_parts(file, "_rels/.rels", "officeDocument")
    main = next((part.lstrip("/") for part in parts.values()), "word/document.xml")
    folder, _, name = main.rpartition("/")
    styles = _DocxStyles(file, f"{folder}/styles.xml")
    body = _DocxReader(file, main, styles)
    if not body.has_body:
        raise file.broken("no body")
    headers = _linked_parts(file, f"{folder}/_rels/{name}.rels", "header")
    lines: dict[str, None] = {}
    hidden = body.hidden
    for number in body.headers:
        header = _DocxReader(file, f"{folder}/{headers.get(number, '')}", styles)
        # First, even and odd pages have a header each, mostly the same.
        lines.update(dict.fromkeys(line for line in header.lines if line))
        hidden += header.hidden
    text = join_split_letters(tidy("\n".join([*lines, *body.lines])))
    return Document(text, None, {"format": "docx"}, hidden_text_notes(hidden))


def _linked_parts(file: _OfficeFile, name: str, kind: str) -> dict[str, str]:
    """Return, by their ids, the parts of some kind that a part is linked to."""
    found: dict[str, str] = {}

    def start(tag: str, attributes: _Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith(f"/{kind}"):
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    file.walk(name, start)
    return found


class _DocxStyles:
    """The styles that a document names, each with what it is based on."""

    def __init__(self, file: _OfficeFile, name: str) -> None:
        self._looks: dict[str, _Look] = {}
        self._bases: dict[str, str] = {}
        self._style = ""
        file.walk(name, self._start)

    def _start(self, tag: str, attributes: _Attributes) -> None:
        value = attributes.get("val", "")
        if tag == "style":
            self._style = attributes.get("styleId", "")
            self._looks[self._style] = _NO_LOOK
        elif tag == "basedOn":
            self._bases[self._style] = value
        elif self._style:
            look = self._looks[self._style]
            if tag == "name":  # Word writes these names in English in all languages
                look = look._replace(is_heading=bool(_HEADING.match(value)) or None)
            self._looks[self._style] = _with(look, tag, attributes)

    def look(self, style: str) -> _Look:
        """Return how a style looks."""
        look = self._looks.get(style)
        if look is None:
            return _Look(is_heading=bool(_HEADING.match(style)))
        for _ in range(_MOST_STYLES_DEEP):
            style = self._bases.get(style, "")
            look = look.over(self._looks.get(style, _NO_LOOK))
        return look


def _with(look: _Look, tag: str, attributes: _Attributes) -> _Look:
    """Return a look with one property more."""
    value = attributes.get("val", "")
    match tag:
        case "vanish" | "specVanish":
            return look._replace(is_hidden=value not in _OFF)
        case "color":
            return look._replace(color=parse_hex(value))
        case "shd":
            return look._replace(ground=parse_hex(attributes.get("fill", "")))
        case "highlight":
            ground = {"white": PAPER, "none": None}.get(value, Color(0, 128, 0))
            return look._replace(ground=ground)
        case "sz":
            return look._replace(points=int(value[:4]) / 2 if value.isascii() and value.isdigit() else None)
        case "numId":
            return look._replace(is_list=value not in _OFF)
        case "outlineLvl":
            return look._replace(is_heading=value != "9")
    return look


class _DocxReader(_Reader):
    """Reads one part of a Word file."""

    def __init__(self, file: _OfficeFile, name: str, styles: _DocxStyles) -> None:
        super().__init__()
        self.headers: list[str] = []  # the ids of those that are shown
        self.has_body = False
        self._styles = styles
        self._path: list[str] = []
        self._paragraphs: list[_Paragraph] = []
        self._hidden_rows: list[bool] = []
        self._grounds: list[Color | None] = [PAPER]
        self._shape_fill: Color | None = PAPER
        file.walk(name, self._start, self._end, self._text)

    def _start(self, tag: str, attributes: _Attributes) -> None:
        parent = self._path[-1] if self._path else ""
        self._path.append(tag)
        if self._skipped or tag in _DOCX_SKIPPED:
            self._skipped += 1
        elif tag == "body":
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

    def _add(self, paragraph: _Paragraph, parent: str, tag: str, attributes: _Attributes) -> None:
        value = attributes.get("val", "")
        if tag == "r":
            paragraph.run = _NO_LOOK
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
        look = paragraph.run.over(paragraph.look).over(_Look(ground=self._grounds[-1]))
        paragraph.pieces.append(text if self._is_seen(text, look) else " ")

    def _end(self, tag: str) -> None:
        own = self._path.pop()
        if self._skipped:
            self._skipped -= 1
        elif own == "sdtPr of a placeholder" and self._path:
            self._path[-1] = "sdt of a placeholder"
        elif tag == "p" and self._paragraphs:
            self._outs[-1] += self._paragraphs.pop().lines()
        elif tag == "txbxContent":
            self._outs.pop()
            self._grounds.pop()
        elif tag == "tc" and self._rows:
            self._rows[-1].append(self._outs.pop())
            self._grounds.pop()
        elif tag == "tr" and self._rows:
            if self._hidden_rows.pop():
                self.hidden += sum(len(line.split()) for cell in self._rows.pop() for line in cell)
            else:
                self._end_row()


# ------------------------------------------------------------------ ODT

_ODT_SKIPPED: Final = frozenset({
    "note", "annotation", "tracked-changes", "hidden-text", "script", "forms", "ruby-text", "desc", "title",
    "object",
})  # fmt: skip
_POINTS: Final = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)pt")
_MOST_BLANKS: Final = 100


def read_odt(data: bytes, where: str) -> Document:
    """Read a text of LibreOffice or OpenOffice."""
    file = _OfficeFile(data, where, "ODT")
    reader = _OdtReader(file)
    return Document(tidy("\n".join(reader.lines)), None, {"format": "odt"}, hidden_text_notes(reader.hidden))


class _OdtReader(_Reader):
    """Reads a file's styles, and then its content."""

    def __init__(self, file: _OfficeFile) -> None:
        super().__init__()
        self._looks: dict[str, _Look] = {}
        self._style = ""
        self._paragraphs: list[list[str]] = []
        self._now = [_Look(ground=PAPER)]
        self._items: list[bool] = []  # whether the bullet of an item is still to be written
        file.walk("styles.xml", self._note_style)
        file.walk("content.xml", self._start, self._end, self._text)

    def _note_style(self, tag: str, attributes: _Attributes) -> None:
        if tag == "style":
            self._style = attributes.get("name", "")
            self._looks[self._style] = self._looks.get(attributes.get("parent-style-name", ""), _NO_LOOK)
        elif tag in ("text-properties", "paragraph-properties", "table-cell-properties") and self._style:
            points = _POINTS.fullmatch(attributes.get("font-size", ""))
            own = _Look(
                is_hidden=attributes.get("display") == "none" or None,
                color=parse_hex(attributes.get("color", "")),
                ground=parse_hex(attributes.get("background-color", "")),
                points=float(points.group(1)) if points else None,
            )
            self._looks[self._style] = own.over(self._looks[self._style])

    def _start(self, tag: str, attributes: _Attributes) -> None:
        if self._skipped or tag in _ODT_SKIPPED:
            self._skipped += 1
            return
        self._note_style(tag, attributes)
        own = self._looks.get(attributes.get("style-name", ""), _NO_LOOK)
        self._now.append(own.over(self._now[-1]))
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

    def _text(self, text: str) -> None:
        if not self._skipped and self._paragraphs and self._is_seen(text, self._now[-1]):
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
            self._end_row()


# ------------------------------------------------------------------ RTF

_TOKEN: Final = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_SKIPPED: Final = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "footnote", "annotation", "fldinst", "header",
    "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "listtable", "xe", "tc", "filetbl",
    "nonshppict", "datafield", "themedata", "colorschememapping", "revtbl", "rsidtbl", "generator",
})  # fmt: skip
_SIGNS: Final = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n", "tab": "\t", "cell": " | ",
    "nestcell": " | ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_CODE_PAGES: Final = re.compile(r"\\ansicpg(\d{1,5})")
_MOST_GROUPS: Final = 1_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group."""

    is_skipped: bool = False
    is_hidden: bool = False
    color: int = 0
    ground: int = 0
    points: float = 12.0
    after_unicode: int = 1  # how many characters stand in for one that old programs cannot show


def read_rtf(data: bytes, where: str) -> Document:
    """Read an RTF file."""
    if len(data) > _MOST_BYTES:
        raise DocumentError(
            f"{where}: {len(data):,} bytes of RTF; expected at most {_MOST_BYTES:,}; save its text alone"
        )
    source = data.decode("latin-1")
    page = _CODE_PAGES.search(source[:2000])
    encoding = f"cp{page.group(1)}" if page else "cp1252"
    try:
        "".encode(encoding)
    except LookupError:
        encoding = "cp1252"
    colors = _colors(source)
    pieces: list[str] = []
    raw = bytearray()  # bytes of the code page, which may take two for a letter
    state, outer = _State(), [_State()]
    hidden = skip = at = 0
    while match := _TOKEN.match(source, at):
        at = match.end()
        word, number, code, sign, brace, text = match.groups()
        if code is not None or text is not None:
            given = bytes([int(code, 16)]) if code is not None else text.encode("latin-1")
            skip, given = max(0, skip - len(given)), given[skip:]
            if state.is_skipped or not given:
                continue
            color, ground = colors.get(state.color), colors.get(state.ground, PAPER)
            if state.is_hidden or is_unseen(color, ground, state.points):
                hidden += len(given.split())
            else:
                raw += given
            continue
        written = raw.decode(encoding, errors="replace")
        raw.clear()
        if written:
            pieces.append(written)
        skip = 0 if brace or word else skip
        if brace == "{":
            if len(outer) > _MOST_GROUPS:
                raise DocumentError(
                    f"{where}: RTF with more than {_MOST_GROUPS:,} groups nested; save its text alone"
                )
            outer.append(state)
        elif brace == "}":
            state = outer.pop() if len(outer) > 1 else state
        elif sign == "*":
            state = replace(state, is_skipped=True)
        elif sign and not state.is_skipped:
            pieces.append({"~": " ", "_": "-", "\r": "\n"}.get(sign, sign if sign in "{}\\\n" else ""))
        elif word:
            value = int(number) if number else None
            if word == "bin":
                at += max(value or 0, 0)
            elif word == "u" and value is not None:
                skip = state.after_unicode
                # negative beyond 32,767; pairs of surrogates are joined at the end
                code_point = value % 0x10000
                if code_point and not state.is_skipped and not state.is_hidden:
                    pieces.append(chr(code_point))
            elif word in _SIGNS and not state.is_skipped:
                pieces.append(_SIGNS[word])
            else:
                state = _changed(state, word, value)
    pieces.append(raw.decode(encoding, errors="replace"))
    whole = "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = tidy(whole.replace(" | \n", "\n"))
    return Document(text, None, {"format": "rtf"}, hidden_text_notes(hidden))


def _changed(state: _State, word: str, value: int | None) -> _State:
    is_on = value != 0
    match word:
        case _ if word in _SKIPPED:
            return replace(state, is_skipped=True)
        case "v" | "deleted":
            return replace(state, is_hidden=is_on)
        case "cf":
            return replace(state, color=value or 0)
        case "cb" | "chcbpat" | "highlight":
            return replace(state, ground=value or 0)
        case "fs":
            return replace(state, points=(24 if value is None else value) / 2)
        case "uc":
            return replace(state, after_unicode=min(max(1 if value is None else value, 0), 10))
        case "plain":
            return replace(state, is_hidden=False, color=0, ground=0, points=12.0)
    return state


def _colors(source: str) -> dict[int, Color]:
    """Return the colours that a file names by numbers; number 0 is whatever the reader's program takes."""
    start = source.find("{\\colortbl")
    if start < 0:
        return {}
    table = source[start : source.find("}", start)][:20_000]
    colors: dict[int, Color] = {}
    for number, entry in enumerate(table.partition("colortbl")[2].split(";")):
        parts = dict(re.findall(r"\\(red|green|blue)(\d{1,3})", entry))
        if len(parts) == 3:
            colors[number] = Color(int(parts["red"]), int(parts["green"]), int(parts["blue"]))
    return colors
