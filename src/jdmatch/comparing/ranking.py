"""One against many: which postings fit a CV best, or which CVs a posting, and on how much each judgement rests.

A posting that asks for two things is met by half the world. So the score of a short one is drawn toward what postings
of its role come to in this ranking, the more the less it asks; both figures are shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from jdmatch.comparing.comparison import Comparison
from jdmatch.showing.html import view_html
from jdmatch.showing.terminal import view_text
from jdmatch.showing.view import Bar, Chip, Number, Remark, Table, View, Words
from jdmatch.taxonomy.models import ComparisonFile

_SHOWN = 20  # rows of a view: a longer list is for a program


@dataclass(frozen=True, slots=True)
class Ranked:
    """One of many at its place.

    Attributes:
        place: 1 for the best.
        key: What the caller knows it by: its position, or the index of its row.
        title: Its title, where one was given.
        score: What it is ranked by, 0 to 100; None where nothing could be judged.
        shown: How much of what is asked is shown, whatever that rests on.
        asked: On how many asked things that rests; what is preferred counts in part.
        comparison: The whole comparison, with the words of both texts.
    """

    place: int
    key: Hashable
    title: str
    score: float | None
    shown: float | None
    asked: float
    comparison: Comparison

    @property
    def missing(self) -> tuple[str, ...]:
        """What is required and not shown."""
        return tuple(need.label for need in self.comparison.missing if need.stance == "required")

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "place": self.place,
            "key": self.key,
            "title": self.title,
            "score": self.score,
            "shown": self.shown,
            "asked": self.asked,
            "met": [need.label for need in self.comparison.met],
            "partly": [need.label for need in self.comparison.partly],
            "missing": list(self.missing),
        }

    def __str__(self) -> str:
        score = "no score" if self.score is None else f"{self.score:.1f}"
        return f"{self.place}. {self.title or self.key}: {score}"


class Ranking(tuple[Ranked, ...]):
    """The many, best first; it shows itself as a table in a notebook.

    >>> import jdmatch
    >>> matcher = jdmatch.load()
    >>> cv = matcher.read("Skills: Python, SQL", kind="cv")
    >>> ranking = matcher.rank(cv, ["Requirements: Kafka", "Requirements: SQL"])
    >>> [(one.key, one.missing) for one in ranking]
    [(1, ()), (0, ('Kafka',))]
    """

    __slots__ = ()

    def view(self) -> View:
        """Return what the ranking shows of itself."""
        heads = ("", "", "score", "shown", "asked", "title", "missing")
        rows = tuple(map(_row, self[:_SHOWN]))
        more = (Remark("note", (f"{len(self) - _SHOWN:,} more follow",)),) if len(self) > _SHOWN else ()
        return View(tables=(Table(heads, rows),), remarks=more)

    def __str__(self) -> str:
        return view_text(self.view())

    def _repr_html_(self) -> str:
        return view_html(self.view())


def rank_comparisons(
    compared: Iterable[tuple[Hashable, str, Comparison]], rules: ComparisonFile, top: int | None = None
) -> Ranking:
    """Return comparisons with their keys and titles, best first; equal ones stay in the order given."""
    rows = [(key, title, one, _asked(one, rules)) for key, title, one in compared]
    usual = _usual(rows, rules.thin)
    judged = [_drawn(one, asked, usual[one.posting.role.id], rules.thin) for _, _, one, asked in rows]
    known = [-1.0 if score is None else score for score in judged]
    order = sorted(range(len(rows)), key=lambda at: (-known[at], at))
    return Ranking(
        Ranked(place, rows[at][0], rows[at][1], judged[at], rows[at][2].score, rows[at][3], rows[at][2])
        for place, at in enumerate(order[:top], start=1)
    )


def _drawn(one: Comparison, asked: float, usual: float, thin: float) -> float | None:
    """Return a score drawn toward the usual one, the more the less it rests on."""
    return None if one.score is None else round((asked * one.score + thin * usual) / (asked + thin), 1)


def _asked(comparison: Comparison, rules: ComparisonFile) -> float:
    """Return on how many asked things a comparison rests."""
    preferred = rules.parts["preferred"] / rules.parts["required"]
    needs = fsum(preferred if need.stance == "preferred" else 1.0 for need in comparison.needs)
    others = sum(
        part.share is not None for part in comparison.parts if part.id not in ("required", "preferred")
    )
    return round(needs + others, 1)


def _usual(rows: Sequence[tuple[Hashable, str, Comparison, float]], thin: float) -> dict[str, float]:
    """Return what postings of each role come to here; a role of few postings leans on all of them."""
    judged = [(one.posting.role.id, one.score, asked) for _, _, one, asked in rows if one.score is not None]
    weight = fsum(asked for *_, asked in judged)
    overall = fsum(score * asked for _, score, asked in judged) / weight if weight else 0.0
    usual = {one.posting.role.id: overall for _, _, one, _ in rows}
    for role in usual:
        own = [(score, asked) for name, score, asked in judged if name == role]
        total = fsum(asked for _, asked in own)
        usual[role] = (fsum(score * asked for score, asked in own) + thin * overall) / (total + thin)
    return usual


def _row(one: Ranked) -> tuple[Number | Bar | str | Words, ...]:
    share = (one.score or 0.0) / 100
    return (
        Number(str(one.place)),
        Bar(share, "met" if share >= 2 / 3 else "partial" if share >= 1 / 3 else "missing"),
        Number("-" if one.score is None else f"{one.score:.1f}"),
        Number("-" if one.shown is None else f"{one.shown:.0f} %"),
        Number(f"{one.asked:g}"),
        one.title or str(one.key),
        Words(tuple(Chip(label, "missing") for label in one.missing)),
    )
