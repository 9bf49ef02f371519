"""One against many: which postings fit a CV best, or which CVs a posting, and on how much each judgement rests.

A posting that asks for two things is met by half the world, and one that asks only for years and a degree by most of
it. So each part of a score is shrunk toward what it comes to in postings of the same role in this ranking, the more the
less the posting asks of it; both figures are shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any, Final

from jdmatch.comparing.comparison import UNREAD, Comparison
from jdmatch.scoring.fit import GateFit, together
from jdmatch.scoring.scoring import judge
from jdmatch.showing import Viewed
from jdmatch.showing.view import Bar, Chip, Number, Remark, Table, View, Words
from jdmatch.taxonomy.models import ComparisonFile
from jdmatch.taxonomy.profile import Gate

_SKILLS: Final = ("required", "preferred")
_COUNTED: Final = ("skills", "duties")  # parts of many asked things
_SHOWN: Final = 20  # rows of a view: a longer list is for a program


@dataclass(frozen=True, slots=True)
class Ranked:
    """One of many at its place.

    Attributes:
        place: 1 for the best.
        key: What the caller knows it by: its position, or the index of its row.
        title: Its title, where one was given.
        score: What it is ranked by, 0 to 100; None where nothing could be judged.
        comparison: The whole comparison, with the words of both texts.
        gates: What a posting says to the conditions that were set.
    """

    place: int
    key: Hashable
    title: str
    score: float | None
    comparison: Comparison
    gates: tuple[GateFit, ...] = ()

    @property
    def shown(self) -> float | None:
        """How much of what is asked is shown, whatever that rests on."""
        return self.comparison.score

    @property
    def asked(self) -> float:
        """On how many asked things that rests; what is preferred counts in part."""
        return self.comparison.asked

    @property
    def missing(self) -> tuple[str, ...]:
        """What is required and not shown."""
        return tuple(need.label for need in self.comparison.missing if need.stance == "required")

    @property
    def notes(self) -> tuple[str, ...]:
        """Why one of the texts could not be read, or not well."""
        readings = {"CV": self.comparison.cv, "posting": self.comparison.posting}
        return tuple(
            f"{name}: {reading.notes[0]}"
            for name, reading in readings.items()
            if reading.status in UNREAD and reading.notes
        )

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
            "notes": list(self.notes),
            "gates": {one.gate: one.status for one in self.gates},
        }

    def __str__(self) -> str:
        score = "no score" if self.score is None else f"{self.score:.1f}"
        return f"{self.place}. {self.title or self.key}: {score}"


class Ranking(Viewed, tuple[Ranked, ...]):
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
        is_gated = any(one.gates for one in self)
        heads = ("", "", "score", "shown", "asked", "title", *(("gates",) if is_gated else ()), "missing")
        rows = tuple(_row(one, is_gated=is_gated) for one in self[:_SHOWN])
        more = (Remark("note", (f"{len(self) - _SHOWN:,} more follow",)),) if len(self) > _SHOWN else ()
        return View(tables=(Table(heads, rows),), remarks=more)


def rank_comparisons(
    compared: Iterable[tuple[Hashable, str, Comparison]],
    rules: ComparisonFile,
    top: int | None = None,
    gates: Sequence[Gate] = (),
) -> Ranking:
    """Return comparisons with their keys and titles, best first; equal ones stay in the order given.

    Postings that fail a gate come behind all others; the one posting of many CVs is held against the gates too.
    """
    rows = list(compared)
    shares = [_shares(one) for *_, one in rows]
    usual = _usual(
        [(one.posting.role.id, each) for (*_, one), each in zip(rows, shares, strict=True)], rules.thin
    )
    scores = [
        None if one.score is None else _shrunk(each, usual[one.posting.role.id], rules)
        for (*_, one), each in zip(rows, shares, strict=True)
    ]
    known = [-1.0 if score is None else score for score in scores]
    fits = [judge(gates, one.posting) for *_, one in rows]
    order = sorted(range(len(rows)), key=lambda at: (together(fits[at]) == "fail", -known[at], at))
    return Ranking(
        Ranked(place, rows[at][0], rows[at][1], scores[at], rows[at][2], fits[at])
        for place, at in enumerate(order[:top], start=1)
    )


_Shares = dict[str, tuple[float, float]]  # part -> its share, and on how many asked things it rests


def _shares(one: Comparison) -> _Shares:
    """Return what was judged; what is required and preferred are skills both, and one part here."""
    found = {part.id: (part.share, part.asked or 1.0) for part in one.parts if part.share is not None}
    skills = [found.pop(name) for name in _SKILLS if name in found]
    asked = fsum(asked for _, asked in skills)
    shares = {str(name): each for name, each in found.items()}
    return {**shares, "skills": (fsum(s * n for s, n in skills) / asked, asked)} if asked else shares


def _usual(judged: Sequence[tuple[str, _Shares]], thin: float) -> dict[str, dict[str, float]]:
    """Return what each part comes to in postings of each role; a role of few postings leans on all of them."""
    sums: dict[tuple[str | None, str], list[float]] = {}
    for role, shares in judged:
        for part, (share, asked) in shares.items():
            for key in ((role, part), (None, part)):
                of = sums.setdefault(key, [0.0, 0.0])
                of[0] += share * asked
                of[1] += asked
    overall = {part: total / asked for (role, part), (total, asked) in sums.items() if role is None}
    usual: dict[str, dict[str, float]] = {}
    for role, _ in judged:
        if role not in usual:
            usual[role] = {
                part: (own[0] + thin * mean) / (own[1] + thin)
                for part, mean in overall.items()
                for own in (sums.get((role, part), (0.0, 0.0)),)
            }
    return usual


def _shrunk(shares: _Shares, usual: Mapping[str, float], rules: ComparisonFile) -> float:
    """Return a score each part of which is shrunk toward the usual one, the more the less it rests on."""
    weights: dict[str, float] = {str(name): weight for name, weight in rules.parts.items()}
    weights["skills"] = fsum(rules.parts[name] for name in _SKILLS)
    points = []
    for part, mean in usual.items():
        share, asked = shares.get(part, (mean, 0.0))
        # years, degree and level are one thing each, and known
        thin = rules.thin if part in _COUNTED else 0.0
        points.append(weights[part] * ((asked * share + thin * mean) / (asked + thin) if asked else mean))
    return round(100 * fsum(points) / fsum(weights[part] for part in usual), 1)


def _gates(one: Ranked) -> Words:
    """Return the gates in colours, each with its words."""
    colours = {"pass": "met", "fail": "missing", "unknown": "partial"}
    return Words(tuple(Chip(f"{fit.gate}: {fit.status}", colours[fit.status], str(fit)) for fit in one.gates))


def _row(one: Ranked, *, is_gated: bool) -> tuple[Number | Bar | str | Words, ...]:
    share = (one.score or 0.0) / 100
    return (
        Number(str(one.place)),
        Bar(share, "met" if share >= 2 / 3 else "partial" if share >= 1 / 3 else "missing"),
        Number("-" if one.score is None else f"{one.score:.1f}"),
        Number("-" if one.shown is None else f"{one.shown:.0f} %"),
        Number(f"{one.asked:g}"),
        one.title or str(one.key),
        *((_gates(one),) if is_gated else ()),
        Words(
            (
                *(Chip(label, "missing") for label in one.missing),
                *(Chip(note, "partial") for note in one.notes),
            )
        ),
    )
