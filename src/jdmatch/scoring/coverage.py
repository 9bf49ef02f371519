"""How far a text covers each requirement of a profile: evidence -> coverage between 0 and 1."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from jdmatch.reading.records import Degree, Reading
from jdmatch.scoring.evidence import Evidence, Signs, Wanted, counted
from jdmatch.taxonomy.profile import AnyOf, DegreeWant, Profile, Requirement

_MOST_EVIDENCE = 12


class ShownPart(NamedTuple):
    """A part of a requirement as the text shows it."""

    wanted: AnyOf
    values: tuple[tuple[float, Evidence], ...]
    listed_most: float  # what a CV only lists covers no more than this
    coverage: float  # how far the part is covered

    @classmethod
    def of(cls, wanted: AnyOf, values: tuple[tuple[float, Evidence], ...], listed_most: float) -> ShownPart:
        """Return a part as values, best first, show it."""
        coverage = _covered(wanted, [(value, evidence.listed) for value, evidence in values], listed_most)
        return cls(wanted, values, listed_most, coverage)

    def covered(self, values: Sequence[tuple[float, bool]]) -> float:
        """Return how far values, each with whether it is only listed, would cover the part; best first."""
        return _covered(self.wanted, values, self.listed_most)


def _covered(wanted: AnyOf, values: Sequence[tuple[float, bool]], listed_most: float) -> float:
    """Return how far values cover a part.

    A bare list covers only so much, and adds nothing to what is told beyond that: a hidden list of five hundred skills
    is worth no more than an honest one of a few.
    """
    if not values:
        return 0.0
    whole = wanted.coverage([value for value, _ in values])
    if whole <= listed_most:
        return whole
    told = [value for value, is_listed in values if not is_listed]
    if len(told) == len(values):
        return whole
    return max(wanted.coverage(told), min(listed_most, whole))


class Shown(NamedTuple):
    """A requirement as the text shows it, before points are counted."""

    requirement: Requirement
    coverage: float
    evidence: tuple[Evidence, ...]
    parts: tuple[ShownPart, ...] = ()


class Wants:
    """Which requirements of a profile want a concept or a duty, turned round once for all texts."""

    def __init__(self, profile: Profile) -> None:
        self._requirements = profile.requirements
        self._listed_most = profile.strength.cv.listed_most
        parts = [(number, part) for number, one in enumerate(self._requirements) for part in one.parts]
        self._requirement_of = [number for number, _ in parts]
        # work is shown by what was done, never by a list
        self._told_only = [self._requirements[number].group == "duties" for number, _ in parts]
        self._by_concept: dict[str, list[tuple[int, float]]] = {}
        self._by_duty: dict[str, list[tuple[int, float]]] = {}
        self._by_name = [(at, part.named) for at, (_, part) in enumerate(parts) if part.named]
        self._by_title: dict[str, list[tuple[int, float]]] = {}
        for at, (_, part) in enumerate(parts):
            for wanted, by in (
                (part.worth, self._by_concept),
                (part.duties, self._by_duty),
                (part.roles, self._by_title),
            ):
                for one, worth in wanted.items():
                    if worth:
                        by.setdefault(one, []).append((at, worth))
        self._degrees = [(number, one.degree) for number, one in enumerate(self._requirements) if one.degree]
        self._certificates = [
            (number, one.certificates) for number, one in enumerate(self._requirements) if one.certificates
        ]
        self._first_part = [
            bisect_left(self._requirement_of, number) for number in range(len(self._requirements))
        ]
        self.missing = [  # each requirement where nothing speaks for it
            Shown(one, 0.0, (), tuple(ShownPart.of(part, (), self._listed_most) for part in one.parts))
            for one in self._requirements
        ]

    def show(self, found: Signs, reading: Reading) -> dict[int, Shown]:
        """Return how far a text covers the requirements that it speaks for, by their numbers, and by which words."""
        skills: dict[int, list[Wanted]] = {}
        values: dict[int, list[tuple[float, Evidence]]] = {}
        for concept, sign in found.skills.items():
            for at, worth in self._by_concept.get(concept, ()):
                if not (found.has_lists and self._told_only[at] and sign.is_listed):
                    skills.setdefault(at, []).append((concept, worth, sign))
        for at, wanted in skills.items():
            values[at] = counted(wanted)
        for duty, evidence in found.duties.items():
            for at, worth in self._by_duty.get(duty, ()):
                values.setdefault(at, []).append((worth * evidence.strength, evidence))
        if found.name is not None:
            for at, worth in self._by_name:
                values.setdefault(at, []).append((worth, found.name))
        if found.title is not None:
            for at, worth in self._by_title.get(found.title.concept, ()):
                values.setdefault(at, []).append((worth * found.title.strength, found.title))
        for number, certificates in self._certificates:
            for value in _certificates(certificates, reading):
                values.setdefault(-1 - number, []).append(value)
        covered = {self._requirement_of[at] if at >= 0 else -1 - at for at in values}
        shown = {number: self._show_parts(number, values) for number in covered}
        if reading.degree is not None:
            for number, degree in self._degrees:
                if number not in covered:
                    shown[number] = _show_degree(self._requirements[number], degree, reading.degree)
        return shown

    def _show_parts(self, number: int, values: Mapping[int, list[tuple[float, Evidence]]]) -> Shown:
        missing = self.missing[number]
        if len(missing.parts) == 1 and -1 - number not in values:
            only = values[self._first_part[number]]
            if len(only) > 1:
                only.sort(key=_by_value)
            part = ShownPart.of(missing.parts[0].wanted, tuple(only), self._listed_most)
            named = tuple([evidence for _, evidence in only[:_MOST_EVIDENCE]])
            return Shown(missing.requirement, min(1.0, part.wanted.share * part.coverage), named, (part,))
        best: dict[tuple[str, int], tuple[float, Evidence]] = {}
        parts: list[ShownPart] = []
        for at, part in enumerate(missing.parts, self._first_part[number]):
            shown = values.get(at)
            if shown is None:
                parts.append(part)
                continue
            shown.sort(key=_by_value)
            parts.append(ShownPart.of(part.wanted, tuple(shown), self._listed_most))
            for pair in shown:
                key = (pair[1].concept, pair[1].start)
                if key not in best or pair[0] > best[key][0]:
                    best[key] = pair
        coverage = min(1.0, fsum(part.wanted.share * part.coverage for part in parts))
        for value, certificate in values.get(-1 - number, ()):  # certificates stand beside the parts
            best[certificate.concept, certificate.start] = (value, certificate)
            coverage = max(coverage, value)
        ordered = sorted(best.values(), key=_by_value)
        evidence = tuple(evidence for _, evidence in ordered[:_MOST_EVIDENCE])
        return Shown(missing.requirement, coverage, evidence, tuple(parts))


def _by_value(pair: tuple[float, Evidence]) -> tuple[float, int, str]:
    return -pair[0], pair[1].start, pair[1].concept


def _show_degree(requirement: Requirement, want: DegreeWant, degree: Degree) -> Shown:
    worth = want.levels.get(degree.level, 0.0)
    if degree.fields:
        named = [field.casefold() for field in degree.fields]
        wanted = any(field.casefold() in name for name in named for field in want.fields)
        worth *= 1.0 if wanted else want.other_field
    else:
        worth *= want.no_field
    if degree.stance == "preferred":
        worth *= want.preferred
    evidence = Evidence(degree.level, "degree", degree.text, degree.start, degree.end, degree.stance, worth)
    return Shown(requirement, worth, (evidence,) if worth else ())


def _certificates(wanted: Mapping[str, float], reading: Reading) -> Iterator[tuple[float, Evidence]]:
    """Yield the wanted certificates that the text names, with what each is worth."""
    for one in reading.certifications:
        if one.id is not None and (worth := wanted.get(one.id)):
            evidence = Evidence(one.id, "certificate", one.text, one.start, one.end, "required", worth)
            yield worth, evidence
