"""How well a text fits a profile, as a value: the score, the points that add up to it, and the words behind each.

`scoring` makes it. It explains itself: as a table (`str`), requirement by requirement (`why`), as plain values
(`to_dict`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from jdmatch.errors import InputError, did_you_mean
from jdmatch.reading.records import Later, Reading, Record
from jdmatch.scoring.evidence import Evidence
from jdmatch.showing import Viewed
from jdmatch.showing.view import (
    Bar,
    Chip,
    Finding,
    Headline,
    Named,
    Number,
    Remark,
    Table,
    View,
    Words,
    quotes_by_line,
)

Status = Literal["met", "partial", "missing"]
GateStatus = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class RequirementFit:
    """What a text shows of one requirement, and the points that brings.

    Attributes:
        id: The id of the requirement.
        statement: What is wanted.
        group: What sort of requirement it is.
        weight: The most points it can bring.
        coverage: How far the text covers it, 0 to 1.
        points: The points it brings, after the caps.
        status: `met`, `partial` or `missing`.
        evidence: The words that speak for it.
        earned: The points before the caps.
        lacking: Parts of it that nothing speaks for.
        bonus: Whether it only adds and is never missed.
    """

    id: str
    statement: str
    group: str
    weight: float
    coverage: float
    points: float
    status: Status
    evidence: tuple[Evidence, ...]
    earned: float = 0.0  # the points before the caps
    lacking: tuple[str, ...] = ()  # parts of it that nothing speaks for
    bonus: bool = False

    def to_dict(self, reading: Reading | None = None) -> dict[str, Any]:
        """Return the requirement as plain values, its evidence with pages and lines where the reading is given."""
        names = ("id", "statement", "group", "weight", "coverage", "points", "status")
        evidence = [one.to_dict(reading) for one in self.evidence]
        return {**{name: getattr(self, name) for name in names}, "evidence": evidence}


@dataclass(frozen=True, slots=True)
class CapFit(Record):
    """A limit that held the score down, and what it took.

    Attributes:
        id: The id of the cap.
        statement: What it asks for.
        limit: Beyond it points hardly count.
        taken: The points it took.
    """

    id: str
    statement: str
    limit: float
    taken: float

    def __str__(self) -> str:
        return f"{self.statement}: what is beyond {self.limit:.1f} hardly counts ({self.taken:.1f} taken off)"


@dataclass(frozen=True, slots=True)
class Advice(Record):
    """One thing that would raise the score, and by how much.

    Attributes:
        requirement: The id of the requirement.
        text: What to show or to ask.
        gain: The points that would bring.
    """

    requirement: str
    text: str
    gain: float

    def __str__(self) -> str:
        return f"{self.text} (+{self.gain:.1f})"


@dataclass(frozen=True, slots=True)
class GateFit(Record):
    """What a posting says to one gate.

    Attributes:
        gate: The condition as it was written.
        status: `pass`, `fail` or `unknown`.
        value: What was read, empty where nothing was.
        start: Where it begins in the text; 0, with no words, where the title or a field beside the text tells it.
        end: Where it ends.
        text: The very words.
    """

    gate: str
    status: GateStatus
    value: str = ""
    start: int = 0
    end: int = 0
    text: str = ""

    def __str__(self) -> str:
        words = f" (\u201c{' '.join(self.text.split())}\u201d)" if self.text else ""
        return f"{self.status}  {self.gate}: {self.value or 'not told'}{words}"


def together(gates: Iterable[GateFit]) -> GateStatus | None:
    """Return what gates come to: one that fails decides, then one that is unknown; None without any gate.

    >>> together([GateFit("remote", "pass"), GateFit("years=5", "unknown")])
    'unknown'
    """
    found = {one.status for one in gates}
    order: tuple[GateStatus, ...] = ("fail", "unknown", "pass")
    return next((status for status in order if status in found), None)


class MadeWith(NamedTuple):
    """What made a fit: the version of jdmatch, and hashes of what the taxonomy and the profile say.

    >>> import jdmatch
    >>> jdmatch.load().score("Requirements: Python").to_dict()["made_with"]["jdmatch"] == jdmatch.__version__
    True
    """

    jdmatch: str = ""
    taxonomy: str = ""
    profile: str = ""  # its id and its hash

    def __str__(self) -> str:
        return f"jdmatch {self.jdmatch}, taxonomy {self.taxonomy}, profile {self.profile}"


@dataclass(frozen=True, slots=True)
class Fit(Viewed, Later):
    """How well a text fits a profile. `score` is None where there was nothing to read.

    Attributes:
        score: 0 to 100; None where there was nothing to read.
        profile: The id of the profile.
        label: What the profile is called.
        requirements: Every requirement of the profile with its points.
        caps: The limits that held the score down.
        reading: What was read.
        percentile: Of the reference postings, so many percent score lower.
        verdict: The score in words.
        missing: What would raise the score most.
        neighbour: How the role that was read differs from the profile's; empty where it does not.
        made_with: The version of jdmatch, and hashes of what the taxonomy and the profile say.
        gates: What a posting says to the conditions that were set; they bring and take no points.

    >>> import jdmatch
    >>> fit = jdmatch.load().score("Requirements: Python and PyTorch. You deploy machine learning models.")
    >>> [r.status for r in fit.requirements if r.id == "programming"]
    ['met']
    >>> round(sum(r.points for r in fit.requirements), 1) == fit.score
    True
    """

    score: float | None
    profile: str
    label: str
    requirements: tuple[RequirementFit, ...]
    caps: tuple[CapFit, ...]
    reading: Reading
    percentile: float | None = None  # of the reference postings, so many percent score lower
    verdict: str = ""
    missing: tuple[Advice, ...] = ()
    neighbour: str = ""  # where the role that was read differs from the profile's
    made_with: MadeWith | None = None
    gates: tuple[GateFit, ...] = ()

    @property
    def gate(self) -> GateStatus | None:
        """What the gates come to: `fail` where one fails, else `unknown` or `pass`; None where there are none."""
        return together(self.gates)

    @property
    def advice(self) -> tuple[str, ...]:
        """What would raise the score most, in words."""
        return tuple(str(one) for one in self.missing)

    def __getitem__(self, requirement_id: str) -> RequirementFit:
        for requirement in self.requirements:
            if requirement.id == requirement_id:
                return requirement
        known = [r.id for r in self.requirements]
        raise InputError(
            f"requirement: {requirement_id!r} is unknown{did_you_mean(requirement_id, known)}; "
            f"expected one of {', '.join(known)}"
        )

    def why(self, requirement_id: str) -> str:
        """Return in words why a requirement brings the points that it does.

        Raises:
            InputError: if the profile has no such requirement.

        >>> import jdmatch
        >>> fit = jdmatch.load().score("Requirements: Scala, or R.")
        >>> print(fit.why("ml-libraries"))  # doctest: +ELLIPSIS
        ml-libraries: 0.0 of ... points, missing
        wanted: Has used machine-learning libraries such as TensorFlow, PyTorch or scikit-learn
        nothing in the text speaks for it...
        """
        one = self[requirement_id]
        lines = [
            f"{one.id}: {one.points:.1f} of {one.weight:g} points, {one.status}",
            f"wanted: {one.statement}",
        ]
        lines += [
            f"  {e.label}: {e} at {e.start}-{e.end} ({e.place(self.reading)}), counts {e.strength:.0%}"
            for e in one.evidence
        ]
        if not one.evidence:
            lines.append("nothing in the text speaks for it")
        elif one.lacking:
            lines.append(f"nothing speaks for: {', '.join(one.lacking)}")
        if one.earned > one.points and self.caps:
            lines.append(f"{one.earned:.1f} before the limit: {self.caps[0].statement}")
        lines += [f"would help: {advice}" for advice in self.missing if advice.requirement == one.id]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the fit as plain values, ready for JSON."""
        return {
            "score": self.score,
            "profile": self.profile,
            "percentile": self.percentile,
            "verdict": self.verdict,
            "requirements": [one.to_dict(self.reading) for one in self.requirements],
            "caps": [one.to_dict() for one in self.caps],
            "gates": [one.to_dict() for one in self.gates],
            "missing": [one.to_dict() for one in self.missing],
            "neighbour": self.neighbour,
            "made_with": self.made_with._asdict() if self.made_with else None,
            "reading": self.reading.to_dict(),
        }

    def __repr__(self) -> str:
        role = self.reading.role.id
        return f"Fit(score={self.score}, profile={self.profile!r}, kind={self.reading.kind!r}, role={role!r})"

    def view(self) -> View:
        """Return what the fit shows of itself: the score, each requirement with its words, what is missing."""
        gates = Remark("gates", tuple(map(str, self.gates)))
        if self.score is None:
            told = (gates, Remark("note", self.reading.notes))
            return View(
                self.reading.summary(),
                (Headline("no score", "" if self.reading.status == "not-english" else self.verdict),),
                remarks=tuple(one for one in told if one.lines),
                texts=(self.reading.marked("the text"),),
            )
        says = f"{self.label}: {self.verdict}"
        if self.percentile is not None:
            says += f"; above {self.percentile:g} % of the reference postings"
        headline = Headline(f"{self.score:.1f} of 100", says, self.score / 100)
        heads = ("", "requirement", "points", "of", "in the text")
        remarks = (
            gates,
            Remark("limit", tuple(map(str, self.caps))),
            # what a posting lacks a person can show
            Remark("would help" if self.reading.kind == "cv" else "missing", self.advice),
            Remark("role", (self.neighbour,) if self.neighbour else ()),
            Remark("note", self.reading.notes),
        )
        return View(
            self.reading.summary(),
            (headline,),
            (Table(heads, tuple(_row(one, self.reading.kind) for one in self.requirements)),),
            tuple(one for one in remarks if one.lines),
            tuple(_finding(one, self.reading) for one in self.requirements if one.evidence or one.lacking),
            (self.reading.marked("the text with what was found"),),
        )


def _note(one: Evidence, kind: str) -> str:
    return f"{one.said(kind)}, counts {one.strength:.0%}"


def _row(one: RequirementFit, kind: str) -> tuple[Bar, Named, Number, Number, Words]:
    says: dict[str, list[str]] = {}
    for (
        evidence
    ) in one.evidence:  # within longer words it is shown with them: "CI/CD" in "Docker, Git, CI/CD"
        around = (e for e in one.evidence if e.start <= evidence.start and evidence.end <= e.end)
        shown = max(around, key=lambda e: e.end - e.start)
        says.setdefault(shown.text, []).append(f"{evidence.label}: {_note(evidence, kind)}")
    chips = tuple(Chip(text, one.status, "; ".join(notes)) for text, notes in says.items())
    lacks = f"nothing for: {', '.join(one.lacking)}" if one.lacking else ""
    return (
        Bar(one.coverage, one.status),
        Named(one.id, one.statement),
        Number(f"{one.points:.1f}"),
        Number(f"{one.weight:g}"),
        Words(chips, lacks),
    )


def _finding(one: RequirementFit, reading: Reading) -> Finding:
    says = f"{one.points:.1f} of {one.weight:g}, {one.status}  {one.statement}"
    spans = tuple((e.start, e.end, f"{e.place(reading)}: {_note(e, reading.kind)}") for e in one.evidence)
    return Finding(one.id, one.status, says, quotes_by_line("", reading.text, spans), one.lacking)
