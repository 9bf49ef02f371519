"""From a profile file's entries to the records of `profile`: ids checked, families written out into their concepts.

Every fault is collected with its line; nothing stops at the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jdmatch.errors import Problem, did_you_mean
from jdmatch.taxonomy.files import YamlFile
from jdmatch.taxonomy.profile import (
    AnyOf,
    Cap,
    DegreeWant,
    Neighbour,
    PayBand,
    Profile,
    Requirement,
    Step,
    Strength,
    Verdict,
)
from jdmatch.taxonomy.profile_models import PayEntry, ProfileFile, RequirementEntry, StrengthEntry, WantEntry
from jdmatch.taxonomy.records import Taxonomy

_EXAMPLES = 3


class ProfileBuilder:
    """Turns a file's entries into records and notes every id that the taxonomy does not know."""

    def __init__(
        self, name: str, yaml: YamlFile, file: ProfileFile, taxonomy: Taxonomy, problems: list[Problem]
    ) -> None:
        self._name, self._yaml, self._file, self._problems = name, yaml, file, problems
        self._taxonomy = taxonomy
        self._duties = {duty.id: duty.entry.statement for duty in taxonomy.duties}
        self._statements = {s.id for source in taxonomy.sources.sources for s in source.statements}

    def _fault(self, path: tuple[str | int, ...], message: str) -> None:
        self._problems.append(Problem(self._name, self._yaml.line(path), message))

    def build(self, reference: tuple[float, ...], path: Path) -> Profile:
        """Return the profile; faults are added to the problems."""
        file = self._file
        requirements = tuple(self._requirement(i, entry) for i, entry in enumerate(file.requirements))
        ids = [r.id for r in requirements]
        for i, one in enumerate(ids):
            if one in ids[:i]:
                self._fault(("requirements", i, "id"), f"requirement {one!r} is doubled")
        caps = []
        for i, cap in enumerate(file.caps):
            for one in cap.of:
                self._known(("caps", i, "of", one), "requirement", one, ids)
            limits = tuple(Step(step.coverage, step.score) for step in cap.limits)
            caps.append(Cap(cap.id, cap.statement, dict(cap.of), limits, cap.beyond, cap.why))
        neighbours = []
        for i, entry in enumerate(file.neighbours):
            members: set[str] = set()
            for j, one in enumerate(entry.tells):
                members |= self._members(("neighbours", i, "tells", j), one)
            neighbours.append(Neighbour(entry.role, entry.says, entry.tells, frozenset(members)))
        for i, one in enumerate(file.beginners.not_asked if file.beginners else ()):
            self._known(("beginners", "not_asked", i), "requirement", one, ids)
        beginners = frozenset(file.beginners.levels) if file.beginners else frozenset[str]()
        return Profile(
            id=file.id,
            label=file.label,
            role=file.role,
            names=file.names,
            source=file.source,
            extends=file.extends,
            requirements=requirements,
            caps=tuple(caps),
            strength=_strength(file.strength, file.least_words),
            met=file.met,
            verdicts=tuple(Verdict(v.least, v.posting, v.cv) for v in file.verdicts),
            pay=_pay(file.pay, beginners) if file.pay else None,
            neighbours=tuple(neighbours),
            beginners=beginners,
            not_asked=frozenset(file.beginners.not_asked) if file.beginners else frozenset(),
            reference=reference,
            path=str(path),
        )

    def _requirement(self, at: int, entry: RequirementEntry) -> Requirement:
        place: tuple[str | int, ...] = ("requirements", at)
        if entry.source is not None and entry.source not in self._statements:
            hint = did_you_mean(entry.source, sorted(self._statements))
            message = f"{entry.id!r}: source {entry.source!r} is no statement of sources.yaml{hint}"
            self._fault((*place, "source"), message)
        parts: list[AnyOf] = []
        if entry.any:
            parts.append(self._any_of((*place, "any"), entry.statement, entry.any, entry.depth, 1.0))
        for i, part in enumerate(entry.all):
            parts.append(
                self._any_of((*place, "all", i, "any"), part.label, part.any, part.depth, part.share)
            )
        if entry.certificates is not None:
            known = [c.id for c in self._taxonomy.qualifications.certificates]
            for one in entry.certificates:
                self._known((*place, "certificates", one), "certificate", one, known)
        want = entry.degree
        return Requirement(
            id=entry.id,
            statement=entry.statement,
            group=entry.group,
            weight=entry.weight,
            parts=tuple(parts),
            degree=None
            if want is None
            else DegreeWant(
                {str(level): worth for level, worth in want.levels.items()},
                tuple(field.casefold() for field in want.fields),
                want.other_field,
                want.no_field,
                want.preferred,
            ),
            certificates=entry.certificates,
            bonus=entry.bonus,
            source=entry.source,
            extends=entry.extends,
            why=entry.why,
        )

    def _any_of(
        self,
        place: tuple[str | int, ...],
        label: str,
        wants: Sequence[WantEntry],
        depth: tuple[float, ...],
        share: float,
    ) -> AnyOf:
        duties: dict[str, float] = {}
        named = 0.0
        below: list[tuple[frozenset[str], str, float]] = []
        for i, want in enumerate(wants):
            if want.named:
                named = want.worth
            elif want.duty is not None:
                self._known((*place, i, "duty"), "duty", want.duty, list(self._duties))
                duties[want.duty] = want.worth
            elif want.concept is not None:
                self._known((*place, i, "concept"), "concept", want.concept, list(self._taxonomy.concepts))
                below.append((frozenset((want.concept,)), want.concept, want.worth))
            elif want.of is not None:
                below.append((self._members((*place, i, "of"), want.of), want.of, want.worth))
        # the nearest word counts: what is said of a concept or a small family overrides what is said of the large one
        worth: dict[str, float] = {}
        for members, _, value in sorted(below, key=lambda b: -len(b[0])):
            worth.update(dict.fromkeys(members, value))
        worth = {
            concept: worth[concept]
            for concept in sorted(worth, key=lambda c: (-worth[c], c))
            if worth[concept] > 0
        }
        return AnyOf(label, worth, duties, depth, named, share, self._examples(below, duties))

    def _examples(
        self, below: Iterable[tuple[frozenset[str], str, float]], duties: Mapping[str, float]
    ) -> tuple[str, ...]:
        """Return what to name as an example: the concepts of most worth that the file itself names."""
        concepts = self._taxonomy.concepts
        named = [(-worth, concepts[one].label) for _, one, worth in below if one in concepts]
        shown = [label for _, label in sorted(named, key=lambda pair: pair[0])]
        if duties and max(duties.values()) >= -min((w for w, _ in named), default=0.0):
            shown = []  # a duty says it better than a word for it
        return tuple(shown[:_EXAMPLES])

    def _members(self, place: tuple[str | int, ...], one: str) -> frozenset[str]:
        known = {*self._taxonomy.concepts, *self._taxonomy.families}
        self._known(place, "concept or family", one, sorted(known))
        return self._taxonomy.members.get(one, frozenset())

    def _known(self, place: tuple[str | int, ...], what: str, one: str, known: Sequence[str]) -> None:
        if one not in known:
            self._fault(place, f"{what} {one!r} is unknown{did_you_mean(one, known)}")


def _strength(entry: StrengthEntry, least_words: int) -> Strength:
    stances = {"required": entry.posting.required, "preferred": entry.posting.preferred}
    return Strength(
        stances={**stances, "mentioned": entry.posting.mentioned, "negated": 0.0},
        mentioned_in={str(kind): worth for kind, worth in entry.posting.mentioned_in.items()},
        duties_in={str(kind): worth for kind, worth in entry.posting.duties_in.items()},
        listed=entry.cv.listed,
        listed_most=entry.cv.listed_most,
        told=entry.cv.told,
        shown=entry.cv.shown,
        shown_sections=frozenset(entry.cv.shown_sections),
        told_words=entry.cv.told_words,
        told_reach=entry.cv.told_reach,
        most_skills=entry.posting.most_skills,
        years=tuple(Step(step.years, step.plus) for step in entry.years),
        least_words=least_words,
    )


def _pay(entry: PayEntry, beginners: frozenset[str]) -> PayBand:
    lowest, first = entry.lowest, entry.beginners
    return PayBand(entry.currency, lowest.min, lowest.max, first.min, first.max, beginners)
