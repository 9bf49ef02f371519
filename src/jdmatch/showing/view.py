"""What a record shows of itself, in plain values that any surface can draw: a figure, tables, remarks, marked texts.

Records make views; `terminal` and `html` draw them and know no record. Here are also words for people: numbers with
their nouns, and foreign text that can do no harm on a screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

# what a terminal obeys (C0, DEL, C1; signs that turn the direction of writing) and what no encoding takes; tabs and
# line ends stay
UNSHOWN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Bar(NamedTuple):
    """A share between 0 and 1, coloured by its status: met, partial, partly or missing."""

    share: float
    status: str = "met"


class Number(NamedTuple):
    """A figure, set to the right of its column."""

    text: str


class Named(NamedTuple):
    """A name, and what it means where there is room to say it."""

    name: str
    says: str


class Chip(NamedTuple):
    """Words of the text, the status that colours them, and what is said of them."""

    text: str
    status: str
    says: str = ""


class Words(NamedTuple):
    """Words of the text, and a remark on them."""

    chips: tuple[Chip, ...]
    remark: str = ""


Cell = str | Bar | Number | Named | Words


class Table(NamedTuple):
    """Rows under their heads; the last column takes what room there is."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Remark(NamedTuple):
    """Lines that belong together: limits, what is missing, notes."""

    label: str
    lines: tuple[str, ...]


class Mark(NamedTuple):
    """A place in a text, the classes that colour it, and what is said of it."""

    start: int
    end: int
    classes: str
    says: str


class MarkedText(NamedTuple):
    """A text with what was found in it."""

    name: str
    text: str
    marks: tuple[Mark, ...]
    summary: str = ""


class Quote(NamedTuple):
    """Places of a text that stand on one line, to be quoted with their surroundings."""

    label: str
    text: str
    spans: tuple[tuple[int, int], ...]
    note: str = ""


class Finding(NamedTuple):
    """One thing that was judged, with the places that speak for it and what nothing speaks for."""

    name: str
    status: str
    says: str
    quotes: tuple[Quote, ...]
    lacks: tuple[str, ...] = ()


class Headline(NamedTuple):
    """A large figure and what it says; the share draws a bar beside it."""

    figure: str
    says: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All that a record shows, from the figure at its head to the text at its foot."""

    summary: str = ""
    headlines: tuple[Headline, ...] = ()
    tables: tuple[Table, ...] = ()
    remarks: tuple[Remark, ...] = ()
    findings: tuple[Finding, ...] = ()
    texts: tuple[MarkedText, ...] = ()
    folds_texts: bool = True  # the texts are opened on demand


def one_line(text: str) -> str:
    r"""Return a text on one line.

    >>> one_line("five\n  years")
    'five years'
    """
    return " ".join(text.split())


def quotes_by_line(label: str, text: str, spans: tuple[tuple[int, int, str], ...]) -> tuple[Quote, ...]:
    r"""Return places with their notes as quotes, those of one line of the text in one quote.

    >>> [(q.spans, q.note) for q in quotes_by_line("", "Python\nSQL, R", ((0, 6, "a"), (7, 10, "b"), (12, 13, "b")))]
    [(((0, 6),), 'a'), (((7, 10), (12, 13)), 'b')]
    """
    lines: dict[int, list[tuple[int, int, str]]] = {}
    for span in spans:
        lines.setdefault(text.rfind("\n", 0, span[0]), []).append(span)
    return tuple(
        Quote(
            label,
            text,
            tuple((start, end) for start, end, _ in found),
            "; ".join(dict.fromkeys(note for *_, note in found if note)),
        )
        for found in lines.values()
    )


def harmless(text: str) -> str:
    r"""Return a text with a mark in place of what a terminal would obey or could not show.

    >>> harmless("ML \x1b[31mEngineer"), harmless("Stra\xdfe\nBerlin")
    ('ML �[31mEngineer', 'Straße\nBerlin')
    """
    return UNSHOWN.sub("\ufffd", text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
