"""From a profile file to a `Profile`: the shape of the files in taxonomy/profiles, and their entries made records.

Ids are checked against the taxonomy, and families written out into the concepts they stand for. Every fault is
collected with its line; nothing stops at the first one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

from jdmatch.errors import InputError, Problem, did_you_mean
from jdmatch.taxonomy.files import Items, Keys, Read, YamlFile, lay_over, read_file, validated
from jdmatch.taxonomy.models import File, Id, Level, Points, RoleId, Share, Sourced, Text, Where, Words, model
from jdmatch.taxonomy.profile import (
    AnyOf,
    Cap,
    DegreeWant,
    Gate,
    Group,
    Neighbour,
    PayBand,
    Profile,
    Requirement,
    Strength,
    Verdict,
    gate_of,
)
from jdmatch.taxonomy.records import Taxonomy


def read_profile(
    file: YamlFile, path: Path, bases: Mapping[str, YamlFile], taxonomy: Taxonomy, problems: list[Problem]
) -> Profile | None:
    """Return the profile of a file, with the reference beside it; None where it has faults, which are added.

    Args:
        file: What the file says.
        path: Where it is.
        bases: What profiles it may extend.
        taxonomy: What its ids mean.
        problems: To which faults are added.
    """
    extended = _extended(file, bases, problems, ())
    read = validated(extended, ProfileFile, problems) if extended else None
    beside = reference_path(path)
    reference: tuple[float, ...] = ()
    if beside.is_file():
        shown = f"{file.top.file.removesuffix(path.suffix)}.reference.json"
        marks = read_file(beside, shown, problems)
        if marks and (checked := validated(marks, ReferenceFile, problems)):
            reference = checked.model.quantiles
    if read is None:
        return None
    return _Builder(read, taxonomy, problems).build(reference, str(path))


def _extended(
    file: YamlFile, bases: Mapping[str, YamlFile], problems: list[Problem], trail: tuple[str, ...]
) -> YamlFile | None:
    """Return a profile's file with all that it takes over from the one it extends; None where it cannot be."""
    base = file.value.get("extends") if isinstance(file.value, Keys) else None
    if base is None:
        return file
    fault = None
    if base not in bases:
        fault = f"profile {base!r} is unknown{did_you_mean(str(base), sorted(bases))}"
    elif base in trail:
        fault = f"{' -> '.join((*trail[trail.index(base) :], base))} extend each other"
    if fault:
        problems.append(file.problem(("extends",), f"extends: {fault}"))
        return None
    below = _extended(bases[base], bases, problems, (*trail, base))
    if below is None:
        return None
    # a profile is a role of its own: its names and fields of study take the place of the other's
    whole = lay_over(below, file, problems, words_add=False)
    return whole._replace(value=_balanced(whole.value, _with_weights(file.value)))


def _with_weights(profile: Keys) -> dict[Any, Keys]:
    """Return the requirements of a profile that have a weight, by their ids."""
    entries = profile.get("requirements")
    keyed = [one for one in entries if isinstance(one, Keys)] if isinstance(entries, Items) else []
    return {str(one.get("id")): one for one in keyed if isinstance(one.get("weight"), int | float)}


def _balanced(profile: Keys, told: Collection[str]) -> Keys:
    """Return a profile whose weights add up to 100: those that its own file states stay, the others share the rest."""
    counted = {id_: one["weight"] for id_, one in _with_weights(profile).items() if not one.get("bonus")}
    fixed = sum(weight for id_, weight in counted.items() if id_ in told)
    shared = sum(counted.values()) - fixed
    if shared <= 0 or not 0 <= fixed < 100 or fixed + shared == 100:
        return profile  # the model says what is wrong, if anything is
    by = (100 - fixed) / shared
    entries = profile["requirements"]
    free = counted.keys() - told
    balanced = Items(entries, entries.places)
    for i, one in enumerate(entries):
        if isinstance(one, Keys) and str(one.get("id")) in free:
            balanced[i] = Keys({**one, "weight": one["weight"] * by}, one.places)
    return Keys({**profile, "requirements": balanced}, profile.places)


def reference_path(profile: Path) -> Path:
    """Return where the reference distribution of a profile file stands: beside it."""
    return profile.with_suffix(".reference.json")


# ------------------------------------------------------------------ the shape of the files


@model
class WantEntry:
    """What is wanted, and what it is worth.

    A family or a concept with all below it (`of`), a concept alone, a duty, a theme, a title of a role, or that the
    text calls the person by one of the profile's names.
    """

    of: Id | None = None
    concept: Id | None = None
    duty: Id | None = None
    theme: Id | None = None
    title: RoleId | None = None
    named: Literal[True] | None = None
    worth: Share

    def __post_init__(self) -> None:
        ways = (self.of, self.concept, self.duty, self.theme, self.title, self.named)
        if sum(one is not None for one in ways) != 1:
            raise ValueError(
                "give exactly one of 'of' (a family or concept with all below it), "
                "'concept', 'duty', 'theme', 'title' and 'named'"
            )


@model
class PartEntry:
    """One part of an all-of, with its share of the whole."""

    label: Text
    share: Annotated[float, Where(gt=0, le=1)]
    any: Annotated[tuple[WantEntry, ...], Where(min_length=1)]
    depth: Annotated[tuple[Share, ...], Where(min_length=1)]

    def __post_init__(self) -> None:
        _check_depth(self.depth)


@model
class RequirementEntry(Sourced):
    """One thing that a role asks for."""

    id: Id
    statement: Text
    group: Group
    weight: Points
    why: Text
    bonus: bool = False
    any: tuple[WantEntry, ...] = ()
    depth: tuple[Share, ...] = ()
    all: tuple[PartEntry, ...] = ()
    degree: DegreeWant | None = None
    certificates: dict[Id, Share] | None = None

    def __post_init__(self) -> None:
        _check_depth(self.depth)
        ways = [bool(self.any), bool(self.all), self.degree is not None, self.certificates is not None]
        # certificates may have an 'any' beside them: what is told of trainings without a name
        if sum(ways) != 1 and ways != [True, False, False, True]:
            raise ValueError("give exactly one of 'any' (with 'depth'), 'all', 'degree' and 'certificates'")
        if bool(self.any) != bool(self.depth):
            raise ValueError("'any' and 'depth' go together")
        if self.all and abs(sum(part.share for part in self.all) - 1) > 1e-6:
            raise ValueError(
                f"the shares of 'all' add up to {sum(p.share for p in self.all):g}; they must add up to 1"
            )
        if (self.source is None) == (self.extends is None):
            raise ValueError("give exactly one of 'source' and 'extends'")


@model
class RangeEntry:
    """A range of pay."""

    min: Annotated[float, Where(gt=0)]
    max: Annotated[float, Where(gt=0)]


@model
class PayEntry(Sourced):
    """The pay that the profile knows of."""

    currency: Text
    lowest: RangeEntry
    beginners: RangeEntry


@model
class BeginnersEntry(Sourced):
    """What a beginner is not told to add."""

    levels: tuple[Level, ...]
    not_asked: tuple[Id, ...]


@model
class ProfileFile(File, Sourced):
    """A whole profile."""

    id: Id
    label: Text
    role: RoleId
    names: Annotated[tuple[Text, ...], Where(min_length=1)]
    strength: Strength
    least_words: Annotated[int, Where(ge=0)]
    met: Share
    requirements: Annotated[tuple[RequirementEntry, ...], Where(min_length=1)]
    caps: tuple[Cap, ...] = ()
    verdicts: Annotated[tuple[Verdict, ...], Where(min_length=1)]
    pay: PayEntry | None = None
    beginners: BeginnersEntry | None = None
    neighbours: tuple[Neighbour, ...] = ()
    gates: Words = ()


@model
class ReferenceFile(File):
    """How real postings score: the scores at evenly spaced shares of them, lowest first."""

    profile: Id
    postings: int
    made_of: Text
    quantiles: Annotated[tuple[Points, ...], Where(min_length=2)]

    def __post_init__(self) -> None:
        if list(self.quantiles) != sorted(self.quantiles):
            raise ValueError("quantiles must not fall")

    def __str__(self) -> str:
        quarters = [self.quantiles[round(share * (len(self.quantiles) - 1))] for share in (0.25, 0.5, 0.75)]
        low, middle, high = (f"{value:.1f}" for value in quarters)
        return f"{self.postings} postings against {self.profile}: quartiles {low}, {middle}, {high}"


def _check_depth(depth: tuple[float, ...]) -> None:
    # depth that rose would let one more skill lower what the best one counts for
    if list(depth) != sorted(depth, reverse=True):
        raise ValueError("depth must not rise: the best counts most")


# ------------------------------------------------------------------ records

_EXAMPLES = 3
_FOREIGN = 3  # so many unknown ids are no slips of the pen


class _Builder:
    """Turns a file's entries into records and notes every id that the taxonomy does not know."""

    def __init__(self, read: Read[ProfileFile], taxonomy: Taxonomy, problems: list[Problem]) -> None:
        self._yaml, self._file, self._lost = read
        self._problems = problems
        self._taxonomy = taxonomy
        self._ids = {*taxonomy.concepts, *taxonomy.families}
        self._duties = [duty.id for duty in taxonomy.duties]
        self._themes = [theme.id for theme in taxonomy.themes]
        self._statements = {s.id for source in taxonomy.sources.sources for s in source.statements}
        self._strange = 0  # ids that should name words of the taxonomy

    def _fault(self, path: tuple[str | int, ...], message: str) -> None:
        self._problems.append(self._yaml.problem(path, message))

    def build(self, reference: tuple[float, ...], path: str) -> Profile:
        """Return the profile; faults are added to the problems."""
        file = self._file
        if min(v.least for v in file.verdicts) > 0:
            self._fault(("verdicts",), "the lowest verdict must hold from 0 on")
        total = sum(r.weight for r in file.requirements if not r.bonus)
        if abs(total - 100) > 1e-6 and not self._lost:
            message = f"the weights add up to {total:g}; without those of bonus requirements they must add up to 100"
            self._fault(("requirements",), message)
        requirements = tuple(self._requirement(i, entry) for i, entry in enumerate(file.requirements))
        ids = [r.id for r in requirements]
        for i, cap in enumerate(file.caps):
            for one in cap.of:
                self._known(("caps", i, "of", one), "requirement", one, ids)
        for i, near in enumerate(file.neighbours):
            for j, one in enumerate(near.tells):
                self._known(("neighbours", i, "tells", j), "concept or family", one, self._ids)
        for i, one in enumerate(file.beginners.not_asked if file.beginners else ()):
            self._known(("beginners", "not_asked", i), "requirement", one, ids)
        beginners = frozenset(file.beginners.levels if file.beginners else ())
        if self._strange >= _FOREIGN:
            message = f"{self._strange} ids are unknown; if its words stand in a folder of their own, lay that over: "
            self._fault((), message + "--taxonomy bundled --taxonomy FOLDER")
        made = {
            "requirements": requirements,
            "pay": _pay(file.pay, beginners) if file.pay else None,
            "beginners": beginners,
            "not_asked": frozenset(file.beginners.not_asked if file.beginners else ()),
            "gates": tuple(self._gates(file.gates)),
        }
        return Profile(**{**_shared(Profile, file), **made}, reference=reference, path=path)

    def _gates(self, texts: Iterable[str]) -> Iterator[Gate]:
        for i, text in enumerate(texts):
            try:
                yield gate_of(text, self._taxonomy.language.facts)
            except InputError as error:
                self._fault(("gates", i), str(error))

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
        return Requirement(**_shared(Requirement, entry), parts=tuple(parts))

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
        roles: dict[str, float] = {}
        below: list[tuple[frozenset[str], str, float]] = []
        for i, want in enumerate(wants):
            if want.named:
                named = want.worth
            elif want.title is not None:
                roles[want.title] = want.worth
            elif want.duty is not None:
                self._known((*place, i, "duty"), "duty", want.duty, self._duties)
                duties[want.duty] = want.worth
            elif want.theme is not None:
                self._known((*place, i, "theme"), "theme", want.theme, self._themes)
                duties[want.theme] = want.worth
            elif want.concept is not None:
                self._known((*place, i, "concept"), "concept", want.concept, self._taxonomy.concepts)
                if want.concept in self._taxonomy.retired:
                    continue
                below.append((frozenset((want.concept,)), want.concept, want.worth))
            elif want.of is not None:
                self._known((*place, i, "of"), "concept or family", want.of, self._ids)
                below.append((self._taxonomy.members.get(want.of, frozenset()), want.of, want.worth))
        # the nearest word counts: what is said of a concept or a small family overrides what is said of the large one
        worth: dict[str, float] = {}
        for members, _, value in sorted(below, key=lambda b: -len(b[0])):
            worth.update(dict.fromkeys(members, value))
        best = sorted((concept for concept in worth if worth[concept] > 0), key=lambda c: (-worth[c], c))
        worth = {concept: worth[concept] for concept in best}
        return AnyOf(label, worth, duties, depth, named, roles, share, self._examples(below, duties))

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

    def _known(self, place: tuple[str | int, ...], what: str, one: str, known: Collection[str]) -> None:
        if one not in known and one not in self._taxonomy.retired and one not in self._lost:
            self._strange += known is self._ids or what == "concept"
            self._fault(place, f"{what} {one!r} is unknown{did_you_mean(one, sorted(known))}")


def _shared(record: type[Requirement | Profile], entry: object) -> dict[str, Any]:
    """Return the values of an entry that a record takes over as they are."""
    names = {one.name for one in fields(record)}
    return {name: value for name, value in vars(entry).items() if name in names}


def _pay(entry: PayEntry, beginners: frozenset[str]) -> PayBand:
    lowest, first = entry.lowest, entry.beginners
    return PayBand(entry.currency, lowest.min, lowest.max, first.min, first.max, beginners)
