"""A view as HTML, for notebooks and pages: escaped, in one piece, light or dark.

Marks of a text may overlap (a skill inside a duty): the text is cut at every edge, each piece bears all marks over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Final

from jdmatch.showing.view import (
    Bar,
    Cell,
    Headline,
    Mark,
    MarkedText,
    Named,
    Number,
    Remark,
    Table,
    View,
    Words,
    one_line,
)

# a notebook with a text of megabytes helps nobody
_MOST_CHARACTERS: Final = 30_000
_MOST_CHIPS: Final = 6
# written on every cell: Jupyter's own style sheet sets tables to the right, and its rules are the stronger ones
_LEFT: Final = 'style="text-align:left"'

_LEGEND: Final = (
    '<p class="jdm-soft">'
    '<mark class="skill required">required</mark> <mark class="skill preferred">preferred</mark> '
    '<mark class="skill mentioned">mentioned</mark> <mark class="skill negated">not wanted</mark> '
    '<mark class="duty">duty</mark> <mark class="fact">years, degree, certificate, pay</mark></p>'
)


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


def view_html(view: View) -> str:
    """Return a view as one piece of HTML.

    >>> html = view_html(View("a <posting>", (Headline("66.3", "of 100", 0.663),)))
    >>> "&lt;posting&gt;" in html, '<i style="width:66%">' in html
    (True, True)
    """
    parts = [_headline(one) for one in view.headlines]
    if view.summary:
        parts.append(f"<p>{escape(view.summary)}</p>")
    parts += [_table(table) for table in view.tables]
    parts += [_remark(remark) for remark in view.remarks]
    if view.texts and not view.folds_texts:
        parts.append(_LEGEND)
    parts += [_text(text, folds=view.folds_texts) for text in view.texts]
    return f'{_style()}<div class="jdm">{"".join(parts)}</div>'


@cache
def _style() -> str:
    sheet = resources.files("jdmatch.showing") / "view.css"
    return f"<style>{sheet.read_text(encoding='utf-8')}</style>"


def bar(share: float, status: str = "met") -> str:
    """Return a small bar for a share between 0 and 1.

    >>> bar(0.5)
    '<span class="jdm-bar met"><i style="width:50%"></i></span>'
    """
    return f'<span class="jdm-bar {escape(status)}"><i style="width:{share:.0%}"></i></span>'


def _headline(one: Headline) -> str:
    drawn = f" {bar(one.share)} " if one.share is not None else ""
    return f'<p><span class="jdm-score">{escape(one.figure)}</span>{drawn} {escape(one.says)}</p>'


def _table(table: Table) -> str:
    head = "".join(f"<th {_LEFT}>{escape(name)}</th>" for name in table.heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: Cell) -> str:
    match cell:
        case Number():
            return f'<td class="n" style="text-align:right">{escape(cell.text)}</td>'
        case Bar():
            inner = bar(*cell)
        case Named():
            inner = f'<b>{escape(cell.name)}</b><br><span class="jdm-soft">{escape(cell.says)}</span>'
        case Words():
            inner = _words(cell)
        case _:
            inner = escape(cell)
    return f"<td {_LEFT}>{inner}</td>"


def _words(words: Words) -> str:
    chips = [
        f'<mark class="{escape(chip.status)}" title="{escape(chip.says)}">{escape(one_line(chip.text))}</mark>'
        for chip in words.chips[:_MOST_CHIPS]
    ]
    more = len(words.chips) - _MOST_CHIPS
    found = " ".join(chips) or '<span class="jdm-soft">nothing</span>'
    if more > 0:
        found += f' <span class="jdm-soft">and {more} more</span>'
    return found + (f'<br><span class="jdm-soft">{escape(words.remark)}</span>' if words.remark else "")


def _remark(remark: Remark) -> str:
    if remark.label == "note":
        return "".join(f'<p class="jdm-soft">note: {escape(line)}</p>' for line in remark.lines)
    inner = "".join(f"<li>{escape(line)}</li>" for line in remark.lines)
    return f"<p><b>{escape(remark.label)}</b></p><ul>{inner}</ul>"


def _text(one: MarkedText, *, folds: bool) -> str:
    summary = f"<p>{escape(one.summary)}</p>" if one.summary else ""
    shown = f'{summary}<div class="jdm-text">{marked_text(one.text, one.marks)}</div>'
    if not folds:
        return shown
    return f"<details><summary>{escape(one.name)}</summary>{_LEGEND}{shown}</details>"
