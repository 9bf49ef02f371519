"""What a posting asks and a CV shows, as a value: needs with evidence from both texts, parts with their shares.

`comparing` makes it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from jdmatch.reading.records import Reading

Standing = Literal["met", "partly", "missing"]
_STANDINGS: tuple[Standing, ...] = ("met", "partly", "missing")
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Words of one of the two texts."""

    concept: str
    label: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the posting asks, a skill or an "X or Y", and what the CV has for it."""

    id: str
    label: str
    kind: str
    stance: str
    years: float | None
    standing: Standing
    how: str  # same, member, parent, kin, fewer years; empty where nothing comes near
    share: float
    asked: tuple[Found, ...]
    shown: Found | None

    def __str__(self) -> str:
        years = f", {self.years:g}+ years" if self.years else ""
        if self.shown is None:
            return f"{self.label} [{self.stance}{years}]: nothing"
        near = "" if self.how == "same" else f" ({self.how})"
        return f"{self.label} [{self.stance}{years}]: {' '.join(self.shown.text.split())!r}{near}"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the comparison; its share is None where one side says nothing of it."""

    id: str
    label: str
    share: float | None
    note: str

    def __str__(self) -> str:
        return f"{self.label}: {'not judged' if self.share is None else f'{self.share:.0%}'} ({self.note})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A CV and a posting, both ways.

    `score` is how much of the posting the CV shows, `used` how much of the CV is of use there, both in percent; None
    where one of the two says nothing that could be judged.

    >>> import jdmatch
    >>> gap = jdmatch.load().compare("Skills: Python, Kafka", "Requirements: Python or R.")
    >>> [need.label for need in gap.met], [one.label for one in gap.unused]
    (['Python or R'], ['Kafka'])
    """

    score: float | None
    used: float | None
    parts: tuple[Part, ...]
    needs: tuple[Need, ...]
    unused: tuple[Found, ...]
    cv: Reading
    posting: Reading

    @property
    def met(self) -> tuple[Need, ...]:
        """What is asked and shown."""
        return self._standing("met")

    @property
    def partly(self) -> tuple[Need, ...]:
        """What is asked and of which something near is shown."""
        return self._standing("partly")

    @property
    def missing(self) -> tuple[Need, ...]:
        """What is asked and not shown."""
        return self._standing("missing")

    def _standing(self, standing: Standing) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if need.standing == standing)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, ready for JSON."""
        return {
            "score": self.score,
            "used": self.used,
            "parts": [asdict(part) for part in self.parts],
            "needs": [{**asdict(need), "asked": [asdict(one) for one in need.asked]} for need in self.needs],
            "unused": [asdict(one) for one in self.unused],
            "cv": self.cv.to_dict(),
            "posting": self.posting.to_dict(),
        }

    def __repr__(self) -> str:
        counts = ", ".join(f"{standing}={len(self._standing(standing))}" for standing in _STANDINGS)
        return f"Comparison(score={self.score}, used={self.used}, {counts})"

    def __str__(self) -> str:
        lines = [self._headline(), "", *map(str, self.parts)]
        for standing in _STANDINGS:
            if needs := self._standing(standing):
                lines += ["", f"{standing}:", *(f"  {need}"[:_WIDTH] for need in needs)]
        if self.unused:
            lines += ["", f"of no use there: {', '.join(one.label for one in self.unused)}"]
        return "\n".join(lines)

    def _headline(self) -> str:
        if self.score is None:
            return "not judged: one of the two texts says nothing that could be held against the other"
        used = f"; {self.used:.0f} % of the CV's skills are of use there" if self.used is not None else ""
        return f"the CV shows {self.score:.1f} % of what the posting asks{used}"

    def _repr_html_(self) -> str:
        from jdmatch.showing.notebook import comparison_html

        return comparison_html(self)
