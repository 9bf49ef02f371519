"""What does a change of words or of a profile do to real postings?

Behind `jdmatch taxonomy diff`: every posting is scored before and after; what moved is told with the concepts and
requirements that moved it, so that a person can approve the change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any, NamedTuple

from jdmatch.documents.text import Document
from jdmatch.matcher import Matcher
from jdmatch.scoring.fit import Fit
from jdmatch.tables.pool import PER_TEXT_SECONDS
from jdmatch.tables.rows import score_many

_SHOWN = 3  # reasons of one posting, in words


class Move(NamedTuple):
    """A posting that scores otherwise, or of which other skills are read."""

    row: int  # counted from 1
    title: str
    old: float | None
    new: float | None
    gained: tuple[str, ...]  # concepts that are read now, or otherwise
    lost: tuple[str, ...]
    requirements: Mapping[str, float]  # points more or less

    @property
    def by(self) -> float:
        """How far the score moved; a score that there was or is not counts as 0."""
        return round((self.new or 0.0) - (self.old or 0.0), 1)

    @property
    def has_moved(self) -> bool:
        """Whether the score is another one, and not only what was read."""
        return self.old != self.new

    def why(self) -> str:
        """Return the likeliest reasons in a few words."""
        words = [f"+ {', '.join(self.gained[:_SHOWN])}"] if self.gained else []
        words += [f"- {', '.join(self.lost[:_SHOWN])}"] if self.lost else []
        largest = sorted(self.requirements.items(), key=lambda one: (-abs(one[1]), one[0]))[:_SHOWN]
        if largest:
            words.append(", ".join(f"{one} {by:+.1f}" for one, by in largest))
        return "; ".join(words)


class Reason(NamedTuple):
    """A concept or a requirement that moved postings."""

    what: str
    postings: int
    moved: int  # of these, how many score otherwise
    mean: float  # by how much, on the average


@dataclass(frozen=True, slots=True)
class Diff:
    """What a change does to postings, the largest moves first."""

    postings: int
    moves: tuple[Move, ...]

    @property
    def moved(self) -> tuple[Move, ...]:
        """The postings that score otherwise."""
        return tuple(move for move in self.moves if move.has_moved)

    def concepts(self) -> tuple[Reason, ...]:
        """Return the concepts that are read or not read any more: "+ polars", "- go", the most frequent first."""
        return _reasons(
            (f"{sign} {name}", move, move.by)
            for move in self.moves
            for sign, names in (("+", move.gained), ("-", move.lost))
            for name in names
        )

    def requirements(self) -> tuple[Reason, ...]:
        """Return the requirements that bring other points, those of most postings first."""
        return _reasons((one, move, by) for move in self.moves for one, by in move.requirements.items())

    def to_dict(self) -> dict[str, Any]:
        """Return the diff as plain values, ready for JSON."""
        return {
            "postings": self.postings,
            "moved": len(self.moved),
            "read_otherwise": len(self.moves),
            "concepts": [one._asdict() for one in self.concepts()],
            "requirements": [one._asdict() for one in self.requirements()],
            "moves": [
                {**move._asdict(), "requirements": dict(move.requirements), "by": move.by}
                for move in self.moves
            ],
        }

    def __str__(self) -> str:
        if not self.moves:
            return f"{self.postings:,} postings: nothing moved"
        moved, share = self.moved, len(self.moved) / self.postings
        silent = len(self.moves) - len(moved)
        also = f"; {silent:,} more are read otherwise and score the same" if silent else ""
        if not moved:
            return f"{self.postings:,} postings: no score moved{also}"
        up = sum(move.by > 0 for move in moved)
        mean = fmean(abs(move.by) for move in moved)
        largest = max((move.by for move in moved), key=abs)
        return (
            f"{self.postings:,} postings: {len(moved):,} moved ({share:.1%}), {up:,} up and {len(moved) - up:,} down, "
            f"by {mean:.1f} points on the average and {largest:+.1f} at most{also}"
        )


def _reasons(found: Iterable[tuple[str, Move, float]]) -> tuple[Reason, ...]:
    by_what: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for what, move, by in found:
        by_what[what].append((move.has_moved, by))
    reasons = (
        Reason(what, len(moves), sum(moved for moved, _ in moves), round(fmean(by for _, by in moves), 2))
        for what, moves in by_what.items()
    )
    return tuple(sorted(reasons, key=lambda one: (-one.moved, -one.postings, one.what)))


def diff(
    postings: Iterable[tuple[str, str | None]], old: Matcher, new: Matcher, *, workers: int | str = 1
) -> Diff:
    """Score postings, each a text and its title, before and after a change and return what moved.

    >>> import jdmatch
    >>> old, new = jdmatch.load(), jdmatch.load(profile="data-scientist")
    >>> print(diff([("Requirements: SQL, statistics and A/B testing.", None)], old, old))
    1 postings: nothing moved
    >>> diff([("Requirements: SQL, statistics and A/B testing.", None)], old, new).moved[0].by > 0
    True
    """
    given = [Document(text, title=title) for text, title in postings]
    limit = PER_TEXT_SECONDS
    fits = (score_many(one, given, kind="posting", workers=workers, seconds=limit) for one in (old, new))
    moves = [
        _move(row, document.title or "", before, after)
        for row, (document, before, after) in enumerate(zip(given, *fits, strict=True), 1)
    ]
    told = [move for move in moves if move.has_moved or move.gained or move.lost or move.requirements]
    return Diff(len(given), tuple(sorted(told, key=lambda move: (-abs(move.by), move.row))))


def _move(row: int, title: str, old: Fit, new: Fit) -> Move:
    # a name that only its list tells is not the concept of that name
    before, after = (
        {(skill.id or f"{skill.label!r}, only listed", skill.stance) for skill in fit.reading.skills}
        for fit in (old, new)
    )
    was, is_now = ({one.id: one.points for one in fit.requirements} for fit in (old, new))
    changes = {one: round(is_now.get(one, 0.0) - was.get(one, 0.0), 1) for one in sorted({*was, *is_now})}
    return Move(
        row,
        title,
        old.score,
        new.score,
        gained=tuple(sorted({key for key, _ in after - before})),
        lost=tuple(sorted({key for key, _ in before - after})),
        requirements={one: by for one, by in changes.items() if by},
    )
