"""A view in a terminal, in colour where one is there, and as plain text; numbers and words are the same in both."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final, TextIO

from jdmatch.showing.view import Bar, Cell, Finding, Named, Number, Table, View, Words, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

_STYLE: Final = {"met": "green", "partial": "yellow", "partly": "yellow", "missing": "red"}
_SIGN: Final = {"met": "●", "partial": "◐", "partly": "◐", "missing": "○"}
_ASCII_SIGN: Final = {"met": "+", "partial": "~", "partly": "~", "missing": "-"}
_SHORT: Final = 30  # a cell of no more characters is not broken
_MOST_CHIPS: Final = 5
_LONGEST_CHIP: Final = 60
_CONTEXT: Final = 45
_GLUE: Final = "\N{NO-BREAK SPACE}"


def print_view(out: Console, name: str, view: View, *, explain: bool = False) -> None:
    """Write a view; with `explain` every finding with the lines that speak for it."""
    from rich.text import Text

    if name or view.summary:
        before = f"{name}  " if name and view.summary else name
        out.print(Text.assemble((before, "bold"), _wrapped(view.summary, len(before), out.width)))
    for headline in view.headlines:
        out.print(Text.assemble((headline.figure, "bold"), f"  {headline.says}" if headline.says else ""))
    for table in view.tables:
        out.print()
        out.print(_rich_table(table))
    if view.remarks:
        out.print()
    for remark in view.remarks:
        for line in remark.lines:
            out.print(Text.assemble((f"{remark.label}: ", "bold"), line))
    if explain and view.findings:
        out.print()
        for finding in view.findings:
            _print_finding(out, finding)


def view_text(view: View, width: int = 100) -> str:
    """Return a view as plain text: no line of a table is wider than `width`.

    >>> print(view_text(View(tables=(Table(("", "asked", "in the text"), ((Bar(1), "python", "Python 3"),)),))))
         asked   in the text
    met  python  Python 3
    """
    lines = [f"{one.figure}  {one.says}".rstrip() for one in view.headlines]
    if view.summary:
        lines.insert(0, view.summary)
    for table in view.tables:
        lines += ["", *_plain_table(table, width)] if lines else _plain_table(table, width)
    if view.remarks:
        lines.append("")
    lines += [f"{remark.label}: {line}" for remark in view.remarks for line in remark.lines]
    return "\n".join(lines)


def print_table(out: Console, heads: Sequence[str], rows: Iterable[Iterable[Cell | int]]) -> None:
    """Write a table; where its heads are empty, the first column names the rows."""
    cells = (tuple(Number(f"{one:,}") if isinstance(one, int) else one for one in row) for row in rows)
    out.print(_rich_table(Table(tuple(heads), tuple(cells))))


def is_utf(stream: TextIO) -> bool:
    """Return whether a stream can take any sign."""
    return (stream.encoding or "ascii").lower().startswith("utf")


def quote(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    r"""Return a line of the text in pieces: its words, and whether they are among the spans.

    What stands far from the spans is left out.

    >>> quote("Needs:\n- Strong Python and SQL", [(16, 22), (27, 30)])
    [('- Strong ', False), ('Python', True), (' and ', False), ('SQL', True)]
    """
    ordered = sorted(set(spans))
    line_start = text.rfind("\n", 0, ordered[0][0]) + 1
    line_end = text.find("\n", ordered[-1][1])
    line_end = len(text) if line_end < 0 else line_end
    at = max(line_start, ordered[0][0] - _CONTEXT)
    end = min(line_end, ordered[-1][1] + _CONTEXT)
    if at > line_start:  # whole words only
        at = max(at, text.find(" ", at, ordered[0][0]) + 1)
    if end < line_end:
        end = max(text.rfind(" ", ordered[-1][1], end), ordered[-1][1])
    pieces = [("…", False)] if at > line_start else []
    for start, stop in ordered:
        start = max(start, at)  # spans may overlap
        if stop > start:
            pieces += [(text[at:start], False), (text[start:stop], True)]
            at = stop
    pieces.append((text[at:end] + ("…" if end < line_end else ""), False))
    return [(" ".join(words.splitlines()), found) for words, found in pieces if words]


def _wrapped(summary: str, indent: int, width: int) -> str:
    """Return a summary in lines that break inside none of its short parts.

    >>> print(_wrapped("posting · engineer · $85,000 - $95,000 · remote", 0, 30))
    posting · engineer ·
    $85,000 - $95,000 · remote
    """
    parts = summary.split(" · ")
    glued = f"{_GLUE}· ".join(part.replace(" ", _GLUE) if len(part) <= _SHORT else part for part in parts)
    lines = wrap("." * indent + glued, max(width, _SHORT), break_on_hyphens=False, break_long_words=False)
    return "\n".join(lines).replace(_GLUE, " ")[indent:]


def _rich_table(table: Table) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        show_header=any(table.heads),
        header_style="bold",
    )
    for number, head in enumerate(table.heads):
        cells = [row[number] for row in table.rows]
        is_number = any(isinstance(cell, Number) for cell in cells)
        is_short = not any(isinstance(cell, Words) or len(_plain(cell)) > _SHORT for cell in cells)
        is_name = number == 0 and not any(table.heads)
        drawn.add_column(
            head,
            justify="right" if is_number else "left",
            no_wrap=is_short,
            style="bold" if is_name else None,
        )
    for row in table.rows:
        drawn.add_row(
            *(
                Text(_plain(cell), style=_STYLE.get(cell.status, "") if isinstance(cell, Bar) else "")
                for cell in row
            )
        )
    return drawn


def _plain_table(table: Table, width: int) -> list[str]:
    # a status in words: a text that goes anywhere should not rest on signs
    rows: list[tuple[str, ...]] = [table.heads]
    rows += [
        tuple(cell.status if isinstance(cell, Bar) else _plain(cell) for cell in cells)
        for cells in table.rows
    ]
    numbers = [any(isinstance(row[i], Number) for row in table.rows) for i in range(len(table.heads))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.heads))]
    lines = []
    for row in rows:
        line = "  ".join(
            text.rjust(room) if is_number else text.ljust(room)
            for text, room, is_number in zip(row, widths, numbers, strict=True)
        ).rstrip()
        lines.append(line if len(line) <= width else line[: width - 2].rstrip() + " …")
    return lines


def _plain(cell: Cell) -> str:
    match cell:
        case Bar():
            sign = _SIGN if is_utf(sys.stdout) else _ASCII_SIGN
            return sign.get(cell.status, "")
        case Number():
            return cell.text
        case Named():
            return cell.name
        case Words():
            return _words(cell)
        case _:
            return cell


def _words(words: Words) -> str:
    """Return the first words, each once, and how many more there are."""
    texts = list(dict.fromkeys(one_line(chip.text) for chip in words.chips))
    shown = ", ".join(
        text if len(text) <= _LONGEST_CHIP else text[: _LONGEST_CHIP - 1].rstrip() + "…"
        for text in texts[:_MOST_CHIPS]
    )
    more = len(texts) - _MOST_CHIPS
    return shown + (f" and {more} more" if more > 0 else "")


def _print_finding(out: Console, finding: Finding) -> None:
    from rich.text import Text

    style = _STYLE.get(finding.status, "")
    out.print(Text.assemble((finding.name, "bold"), (f"  {finding.says}", style)))
    for one in finding.quotes:
        words = [
            (words, f"bold {style}" if is_found else "") for words, is_found in quote(one.text, one.spans)
        ]
        label = f"    {one.label}: " if one.label else "    "
        note = (f"  [{one.note}]", "dim") if one.note else ""
        out.print(Text.assemble(label, *words, note))
    if finding.lacks:
        out.print(f"    nothing speaks for: {', '.join(finding.lacks)}")
