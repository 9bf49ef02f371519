"""RTF to lines of text: what a word processor shows, without notes, pictures and hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from jdmatch.documents.text import PAPER, Color, Document, is_unseen, notes_on_hidden, tidy
from jdmatch.errors import DocumentError

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
_MOST_BYTES: Final = 20_000_000
_MOST_NESTED: Final = 1_000


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
    r"""Read an RTF file.

    Raises:
        DocumentError: It is larger, or nested deeper, than a document for readers.

    >>> read_rtf(rb"{\rtf1\ansi Python\par C\'2b\'2b{\v secret}}", "cv.rtf").text
    'Python\nC++'
    """
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
            if len(outer) > _MOST_NESTED:
                raise DocumentError(
                    f"{where}: RTF with more than {_MOST_NESTED:,} groups nested; save its text alone"
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
    return Document(text, None, {"format": "rtf"}, notes_on_hidden(hidden))


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
