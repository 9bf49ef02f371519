"""How far a text covers each requirement of a profile: evidence -> coverage between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from jdmatch.reading.records import Degree, Reading
from jdmatch.scoring.evidence import Evidence, Sign, Signs, counted
from jdmatch.taxonomy.profile import AnyOf, DegreeWant, Requirement

_MOST_EVIDENCE = 12


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a requirement as the text shows it."""

    wanted: AnyOf
    values: tuple[tuple[float, Evidence], ...]
    listed_most: float  # what a CV only lists covers no more than this
    coverage: float = field(init=False)  # how far the part is covered

    def __post_init__(self) -> None:
        covered = self.covered([(value, evidence.listed) for value, evidence in self.values])
        object.__setattr__(self, "coverage", covered)

    def covered(self, values: Sequence[tuple[float, bool]]) -> float:
        """Return how far values, each with whether it is only listed, would cover the part; best first.

        A bare list covers only so much, and adds nothing to what is told beyond that: a hidden list of five hundred
        skills is worth no more than an honest one of a few.
        """
        if not values:
            return 0.0
        whole = self.wanted.coverage([value for value, _ in values])
        if whole <= self.listed_most:
            return whole
        told = self.wanted.coverage([value for value, is_listed in values if not is_listed])
        return max(told, min(self.listed_most, whole))


@dataclass(frozen=True, slots=True)
class Shown:
    """A requirement as the text shows it, before points are counted."""

    requirement: Requirement
    coverage: float
    evidence: tuple[Evidence, ...]
    parts: tuple[ShownPart, ...] = ()


def show(requirement: Requirement, found: Signs, reading: Reading, listed_most: float) -> Shown:
    """Return how far the text covers a requirement, and by which words."""
    if requirement.degree is not None:
        return _show_degree(requirement, requirement.degree, reading.degree)
    if requirement.certificates is not None:
        return _show_certificates(requirement, requirement.certificates, reading)
    # work is shown by what was done, never by a list
    skills = found.told if requirement.group == "duties" else found.skills
    parts = tuple(_show_part(wanted, skills, found, listed_most) for wanted in requirement.parts)
    coverage = min(1.0, fsum(part.wanted.share * part.coverage for part in parts))
    best: dict[tuple[str, int], tuple[float, Evidence]] = {}
    for part in parts:
        for value, evidence in part.values:
            key = (evidence.concept, evidence.start)
            if key not in best or value > best[key][0]:
                best[key] = (value, evidence)
    ordered = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].start, pair[1].concept))
    return Shown(requirement, coverage, tuple(evidence for _, evidence in ordered[:_MOST_EVIDENCE]), parts)


def _show_part(wanted: AnyOf, skills: Mapping[str, Sign], found: Signs, listed_most: float) -> ShownPart:
    values = counted(skills, wanted.worth)
    for duty, worth in wanted.duties.items():
        if worth and duty in found.duties:
            values.append((worth * found.duties[duty].strength, found.duties[duty]))
    if wanted.named and found.name is not None:
        values.append((wanted.named, found.name))
    values.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].concept))
    return ShownPart(wanted, tuple(values), listed_most)


def _show_degree(requirement: Requirement, want: DegreeWant, degree: Degree | None) -> Shown:
    if degree is None:
        return Shown(requirement, 0.0, ())
    worth = want.levels.get(degree.level, 0.0)
    if degree.fields:
        named = [field.casefold() for field in degree.fields]
        wanted = any(field in name for name in named for field in want.fields)
        worth *= 1.0 if wanted else want.other_field
    else:
        worth *= want.no_field
    if degree.stance == "preferred":
        worth *= want.preferred
    evidence = Evidence(degree.level, "degree", degree.text, degree.start, degree.end, degree.stance, worth)
    return Shown(requirement, worth, (evidence,) if worth else ())


def _show_certificates(requirement: Requirement, wanted: Mapping[str, float], reading: Reading) -> Shown:
    held = [
        (
            wanted[one.id],
            Evidence(one.id, "certificate", one.text, one.start, one.end, "required", wanted[one.id]),
        )
        for one in reading.certifications
        if one.id is not None and wanted.get(one.id)
    ]
    held.sort(key=lambda pair: (-pair[0], pair[1].start))
    return Shown(requirement, held[0][0] if held else 0.0, tuple(evidence for _, evidence in held))
