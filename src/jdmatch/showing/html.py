"""A text with what was found in it, as HTML: escaped, in one piece, with every place marked and explained.

Marks may overlap (a skill inside a duty): the text is cut at every edge, each piece bears all marks over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import Final, NamedTuple

# a notebook with a text of megabytes helps nobody
_MOST_CHARACTERS: Final = 30_000

# Colours are half transparent and text inherits its colour: it reads on a light and on a dark page alike.
STYLE: Final = """<style>
.jdm{font:14px/1.5 system-ui,sans-serif;color:inherit;max-width:62rem;text-align:left}
.jdm h4{font-size:1.05em;margin:.2em 0 .4em;font-weight:600}
.jdm p{margin:.3em 0}
.jdm .jdm-text{white-space:pre-wrap;overflow-wrap:anywhere;max-height:30em;overflow:auto;padding:.7em .9em;
  border:1px solid rgba(128,128,128,.35);border-radius:6px;margin:.5em 0}
.jdm mark{color:inherit;background:rgba(128,128,128,.22);border-radius:3px;padding:0 .1em}
.jdm mark.required,.jdm mark.met{background:rgba(46,160,67,.30)}
.jdm mark.preferred{background:rgba(56,139,253,.28)}
.jdm mark.negated{background:rgba(218,54,51,.22);text-decoration:line-through}
.jdm mark.duty{border-bottom:2px solid rgba(163,113,247,.85);border-radius:0}
.jdm mark.duty:not(.skill):not(.fact){background:none}
.jdm mark.fact,.jdm mark.partial,.jdm mark.partly{background:rgba(210,153,34,.28)}
.jdm .jdm-soft{opacity:.75}
.jdm table{border-collapse:collapse;width:100%;margin:.5em 0;font-size:13px}
.jdm th,.jdm td{text-align:left;vertical-align:top;padding:.3em .6em;border:0;
  border-bottom:1px solid rgba(128,128,128,.25);background:none;white-space:normal}
.jdm td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.jdm .jdm-bar{display:inline-block;width:5em;height:.5em;border-radius:3px;background:rgba(128,128,128,.25)}
.jdm .jdm-bar i{display:block;height:100%;border-radius:3px;background:rgba(46,160,67,.85)}
.jdm .jdm-bar.partial i,.jdm .jdm-bar.partly i{background:rgba(210,153,34,.85)}
.jdm .jdm-score{font-size:1.9em;font-weight:650;line-height:1.2}
.jdm details>summary{cursor:pointer}
.jdm ul{margin:.2em 0;padding-left:1.3em}
</style>"""


class Mark(NamedTuple):
    """A place in the text, the classes that colour it, and what is said of it."""

    start: int
    end: int
    classes: str
    says: str


def marked_text(text: str, marks: Iterable[Mark]) -> str:
    """Return a text with its marks as HTML.

    >>> marked_text("<b>SQL</b> & R", [Mark(3, 6, "skill required", "SQL, required")])
    '&lt;b&gt;<mark class="skill required" title="SQL, required">SQL</mark>&lt;/b&gt; &amp; R'
    """
    shown = text[:_MOST_CHARACTERS]
    inside = [mark for mark in marks if mark.start < mark.end <= len(shown)]
    edges = sorted({0, len(shown), *(edge for mark in inside for edge in (mark.start, mark.end))})
    opening: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(mark.start, []).append(mark)
    pieces: list[str] = []
    over: list[Mark] = []
    for start, end in pairwise(edges):
        over = [mark for mark in over if mark.end > start] + opening.get(start, [])
        words = escape(shown[start:end], quote=False)
        if over:
            classes = " ".join(dict.fromkeys(name for mark in over for name in mark.classes.split()))
            says = escape("; ".join(dict.fromkeys(mark.says for mark in over)))
            words = f'<mark class="{escape(classes)}" title="{says}">{words}</mark>'
        pieces.append(words)
    if len(text) > len(shown):
        pieces.append(f'<span class="jdm-soft"> … {len(text) - len(shown):,} more characters</span>')
    return "".join(pieces)


def bar(share: float, status: str = "met") -> str:
    """Return a small bar for a share between 0 and 1.

    >>> bar(0.5)
    '<span class="jdm-bar met"><i style="width:50%"></i></span>'
    """
    return f'<span class="jdm-bar {escape(status)}"><i style="width:{share:.0%}"></i></span>'


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; heads are escaped here, cells are HTML already: `<td…>…</td>` or what goes into one."""
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(
        "<tr>" + "".join(cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def block(*parts: str) -> str:
    """Return parts as one piece of HTML with its style."""
    return f'{STYLE}<div class="jdm">{"".join(parts)}</div>'


def listed(items: Iterable[str]) -> str:
    """Return lines as a list, escaped; nothing for none."""
    inner = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{inner}</ul>" if inner else ""
