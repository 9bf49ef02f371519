"""What a role asks for: requirements with their weights, what shows them, and what a score means.

Pure values. `profile_files` makes them from taxonomy/profiles; `scoring` holds a reading against them. Every number in
here comes from a profile file, where its reason stands beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from math import fsum
from operator import mul
from typing import Annotated, Literal, get_args

from jdmatch.errors import InputError, did_you_mean
from jdmatch.taxonomy.models import (
    SELF_TOLD_FACTS,
    DegreeLevel,
    FactsFile,
    Id,
    Level,
    Period,
    Points,
    RoleId,
    SectionKind,
    Share,
    Text,
    Where,
    model,
)

Group = Literal["core", "duties", "skills", "qualifications"]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Any of these will do; the best counts most, and further different ones add depth.

    `worth` holds every concept that a wanted family stands for, best first, `duties` the worth of duties and themes,
    `named` what it is worth that the text itself calls the person by the name of the role, and `roles` what a title of
    another role is.
    """

    label: str
    worth: Mapping[str, float]
    duties: Mapping[str, float]
    depth: tuple[float, ...]
    named: float = 0.0
    roles: Mapping[str, float] = field(default_factory=dict)
    share: float = 1.0
    examples: tuple[str, ...] = ()  # labels of what is worth most, for advice

    def best_but(self, taken: Set[str]) -> float:
        """Return the most that a wanted thing is worth which is not among those taken.

        >>> AnyOf("libraries", {"pytorch": 1.0, "keras": 0.9}, {}, depth=(1.0,)).best_but({"pytorch"})
        0.9
        """
        skill = next((worth for concept, worth in self.worth.items() if concept not in taken), 0.0)
        return max(
            skill, max((worth for duty, worth in self.duties.items() if duty not in taken), default=0.0)
        )

    def coverage(self, values: Sequence[float]) -> float:
        """Return how far values of different concepts, best first, cover the need.

        >>> AnyOf("libraries", {}, {}, depth=(0.75, 0.25)).coverage([1.0, 0.8, 0.8])
        0.95
        """
        # fsum: `sum` of floats differs between Python 3.11 and 3.12
        return min(1.0, fsum(map(mul, self.depth, values)))


@model
class DegreeWant:
    """What a degree is worth by its level, its fields and how firmly it is asked for."""

    levels: dict[DegreeLevel, Share]
    fields: tuple[Text, ...]
    other_field: Share
    no_field: Share
    preferred: Share


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a role asks for, and what shows it.

    All of `parts` are wanted, each for its share; a degree or certificates stand in place of parts.

    Attributes:
        id: Its id, such as `ml-libraries`.
        statement: What is wanted.
        group: What sort of requirement it is.
        weight: The most points it brings.
        parts: What shows it, each part for its share.
        degree: What a degree must be, where one is asked.
        certificates: What certificates are worth, where they are asked.
        bonus: Whether it only adds and is never missed.
        source: The statement of the document that it comes from.
        extends: What it goes on from, where it is ours.
        why: Why it weighs what it weighs.
    """

    id: str
    statement: str
    group: Group
    weight: float  # the most points it can bring
    parts: tuple[AnyOf, ...] = ()
    degree: DegreeWant | None = None
    certificates: Mapping[str, float] | None = None
    bonus: bool = False  # comes on top of the hundred and is never missed
    source: str | None = None
    extends: str | None = None
    why: str = ""

    @property
    def origin(self) -> str:
        """Where it comes from: a place of the document, or what it extends."""
        return self.source or f"extends {self.extends}"

    def __str__(self) -> str:
        return f"{self.id} ({self.weight:g}{' on top' if self.bonus else ''}): {self.statement}"


@model
class Limit:
    """At this coverage the score may rise to this."""

    coverage: Share
    score: Points


@model
class Cap:
    """A limit to the whole score that rises with the coverage of what the role cannot do without.

    Points beyond the limit count only for a small share of what they are worth.
    """

    id: Id
    statement: Text
    why: Text
    of: dict[Id, Share]  # requirement -> its share of what the cap looks at
    beyond: Share = 0.0
    limits: Annotated[tuple[Limit, ...], Where(min_length=2)]

    def __post_init__(self) -> None:
        if abs(sum(self.of.values()) - 1) > 1e-6:
            raise ValueError(f"the shares of 'of' add up to {sum(self.of.values()):g}; they must add up to 1")
        for low, high in pairwise(self.limits):
            if high.coverage <= low.coverage or high.score < low.score:
                raise ValueError("limits must rise: more coverage, and no lower a score")

    def limit(self, coverage: Mapping[str, float]) -> float:
        """Return the highest score that is allowed at these coverages."""
        at = fsum(share * coverage[requirement] for requirement, share in self.of.items())
        return rising([(step.coverage, step.score) for step in self.limits], at)

    def hold(self, points: float, limit: float) -> float:
        """Return what is left of so many points under a limit."""
        return points if points <= limit else limit + self.beyond * (points - limit)


def rising(steps: Sequence[tuple[float, float]], at: float) -> float:
    """Return the value of a rising line at a place; before its first and after its last step it is level.

    >>> [rising([(0.0, 10.0), (0.5, 60.0)], at) for at in (-1, 0.25, 2)]
    [10.0, 35.0, 60.0]
    """
    if at <= steps[0][0]:
        return steps[0][1]
    for (start, low), (end, high) in pairwise(steps):
        if at <= end:
            return low + (high - low) * (at - start) / (end - start)
    return steps[-1][1]


@model
class PostingStrength:
    """How much each stance counts in a posting, and where it stands."""

    required: Share
    preferred: Share
    mentioned: Share
    title: Share = 1.0
    most_skills: Annotated[int, Where(ge=1)]  # a posting that names more is stuffed: its lists count as lists
    mentioned_in: dict[SectionKind, Share] = field(default_factory=dict)  # a mere mention there
    duties_in: dict[SectionKind, Share] = field(default_factory=dict)  # a duty there; 1 elsewhere


@model
class CvStrength:
    """How much a claim counts in a CV."""

    listed: Share
    listed_most: Share  # how far a bare list can cover a requirement, however long it is
    told: Share
    shown: Share
    shown_sections: tuple[SectionKind, ...]
    told_words: Annotated[int, Where(ge=1)]  # so many ordinary words in a row make telling of a list
    told_reach: Annotated[int, Where(ge=0)]  # and speak for so many items before and after them
    title: Share = 1.0


@model
class YearsStrength:
    """So many years add so much strength."""

    years: Annotated[float, Where(ge=0)]
    plus: Share


@model
class Strength:
    """How much it counts that a skill is named: by stance in a posting, by where it is shown in a CV."""

    duty_by_words: Share  # a duty that only the words of its clause tell, by their weights
    posting: PostingStrength
    cv: CvStrength
    years: Annotated[tuple[YearsStrength, ...], Where(min_length=1)]

    def __post_init__(self) -> None:
        for low, high in pairwise(self.years):
            if high.years <= low.years or high.plus < low.plus:
                raise ValueError("years must rise: more years, and no less strength")


@model
class Verdict:
    """What a score means in words, from `least` on."""

    least: Points
    posting: Text
    cv: Text


@dataclass(frozen=True, slots=True)
class PayBand:
    """The pay that the profile knows of: the range that the lowest pay lies in, and the same for beginners."""

    currency: str
    year_min: float
    year_max: float
    beginner_min: float
    beginner_max: float
    beginners: frozenset[str]  # levels


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that a posting passes or fails whatever its points, such as `remote` or `years=5`.

    Attributes:
        text: The condition as it was written.
        name: What it looks at: a fact such as `work_mode`, or `level`, `years` and `pay`.
        values: Those that pass.
        limit: The most years or percent of travel, the least pay.
        currency: The currency of the pay.
        period: What the pay is for.
    """

    text: str
    name: str
    values: tuple[str, ...] = ()
    limit: float | None = None
    currency: str = ""
    period: str = "year"

    def __str__(self) -> str:
        return self.text


_PAY = re.compile(
    r"(?P<sum>\d+(?:[.,]\d{3})*(?:\.\d{1,2})?) ?(?P<currency>[A-Za-z]{3})(?: ?(?:/|a|per) ?(?P<period>\w+))?"
)
# what a figure has to be, and how it is written
_FIGURES = {
    "years": "number of years; expected the most that may be asked, as in years=5",
    "travel": "percentage; expected the most that may be asked, as in travel=10",
    "pay": "amount with a currency; expected the least, as in 'pay=90000 EUR' or 'pay=40 GBP/hour'",
}
# what is said shorter
_SHORT = {
    "no-clearance": ("clearance", ("none", "preferred")),
    "no-travel": ("travel", ("none",)),
    "visa": ("visa", ("offered",)),
}


def gate_of(text: str, facts: FactsFile) -> Gate:
    """Return the gate that a text stands for.

    Args:
        text: A value or several ("remote,hybrid"), a fact with them ("contract=permanent"), or a figure: "years=5" and
            "travel=10" are the most, "pay=90000 EUR" and "pay=40 GBP/hour" the least.
        facts: The facts and their values.

    Raises:
        InputError: if it stands for none.

    >>> import jdmatch
    >>> facts = jdmatch.load_taxonomy().language.facts
    >>> gate_of("remote,hybrid", facts).name, gate_of("pay = 90,000 eur", facts).limit
    ('work_mode', 90000.0)
    """
    named = {name: tuple(entry.values) for name, entry in facts.valued().items()} | {"level": get_args(Level)}
    name, is_named, told = (part.strip() for part in str(text).lower().partition("="))
    name = name.replace("-", "_").replace(" ", "_")
    values = tuple(value.strip().replace(" ", "-") for value in told.split(","))
    if name in ("years", "travel") and re.fullmatch(r"\d+(?:\.\d+)? ?%?", told):
        return Gate(str(text), name, limit=float(told.rstrip(" %")))
    if name == "pay" and (pay := _PAY.fullmatch(told)) and (pay["period"] or "year") in get_args(Period):
        least = float(re.sub(r"[.,](?=\d{3}(?!\d))", "", pay["sum"]))
        return Gate(str(text), name, (), least, pay["currency"].upper(), pay["period"] or "year")
    if name in named and set(values) <= set(named[name]):
        return Gate(str(text), name, values)
    if name in _FIGURES:
        raise InputError(f"gate: {text!r} holds no {_FIGURES[name]}")
    if is_named and name in named:
        hint, expected = did_you_mean(told, named[name]), f"{name}= one or more of {', '.join(named[name])}"
        raise InputError(f"gate: {text!r} is unknown; expected {expected}{hint}")
    short = {value: (fact, (value,)) for fact in SELF_TOLD_FACTS for value in named[fact]} | _SHORT
    values = tuple(value.strip().replace("_", "-") for value in name.split(","))
    found = [short[value] for value in values if value in short]
    if not is_named and len(found) == len(values) and len({fact for fact, _ in found}) == 1:
        return Gate(str(text), found[0][0], tuple(value for _, some in found for value in some))
    hint = did_you_mean(name.replace("_", "-"), list(short))
    raise InputError(
        f"gate: {text!r} is unknown; expected one of {', '.join(short)}; one of {', '.join(named)} with its values, "
        f"as in level=senior,lead; or years=5, travel=10 (percent), pay=90000 EUR{hint}"
    )


def with_gates(profile: Profile, gates: Iterable[str], facts: FactsFile) -> Profile:
    """Return a profile with more gates.

    Raises:
        InputError: if one is unknown, or the gates are a single text.
    """
    if isinstance(gates, str):
        raise InputError(f"gates: {gates!r} is one text; expected several; give a list: [{gates!r}]")
    added = tuple(gate_of(gate, facts) for gate in gates)
    return replace(profile, gates=(*profile.gates, *added)) if added else profile


@model
class Neighbour:
    """A neighbouring role and how its work differs."""

    role: RoleId
    says: Text
    tells: tuple[Id, ...]  # concepts and families that speak for the neighbour


@dataclass(frozen=True, slots=True)
class Profile:
    """A role that texts are scored against.

    Attributes:
        id: Its id, such as `ml-engineer`.
        label: What it is called.
        role: The id of its role.
        names: What texts call a person of this role.
        source: The statement of the document that it comes from.
        extends: What it goes on from, where it is ours.
        requirements: What it asks for.
        caps: What limits the whole score.
        strength: How much each way of naming a skill counts.
        least_words: In a text of fewer words in which nothing was found there was nothing to read.
        met: The coverage from which a requirement is met.
        verdicts: What scores mean in words.
        pay: Its pay band.
        neighbours: Roles next to it and how they differ.
        beginners: Levels that are not asked for everything.
        not_asked: Requirements that beginners are not told to add.
        gates: Conditions that a posting passes or fails whatever its points.
        reference: Scores of real postings at evenly spaced shares, lowest first.
        path: Its file.

    >>> import jdmatch
    >>> profile = jdmatch.load_profile("ml-engineer")
    >>> profile.label
    'machine-learning engineer'
    >>> profile["ml-libraries"].statement
    'Has used machine-learning libraries such as TensorFlow, PyTorch or scikit-learn'
    """

    id: str
    label: str
    role: str
    names: tuple[str, ...]  # what texts call a person of this role
    source: str | None
    extends: str | None
    requirements: tuple[Requirement, ...]
    caps: tuple[Cap, ...]
    strength: Strength
    least_words: int
    met: float  # coverage from which a requirement counts as met
    verdicts: tuple[Verdict, ...]
    pay: PayBand | None
    neighbours: tuple[Neighbour, ...]
    beginners: frozenset[str]  # levels that are not asked for everything
    not_asked: frozenset[str]  # requirements that beginners are not told to add
    gates: tuple[Gate, ...] = ()
    reference: tuple[float, ...] = ()  # scores of real postings at evenly spaced shares, lowest first
    path: str = ""

    @property
    def hash(self) -> str:
        """A hash of all that the profile says, the same in every process and wherever its file is."""
        plain = json.dumps(asdict(replace(self, path="")), sort_keys=True, default=sorted)
        return hashlib.sha256(plain.encode()).hexdigest()

    def __hash__(self) -> int:
        return hash((self.id, self.path))  # what is worked out of a profile is kept by it

    def __getitem__(self, requirement_id: str) -> Requirement:
        for requirement in self.requirements:
            if requirement.id == requirement_id:
                return requirement
        raise KeyError(requirement_id)

    def verdict(self, score: float, kind: str) -> str:
        """Return what a score means, in the words of the profile."""
        fitting = [v for v in self.verdicts if score >= v.least]
        best = max(fitting, key=lambda v: v.least)
        return best.cv if kind == "cv" else best.posting

    def percentile(self, score: float) -> float | None:
        """Return the share of the reference postings, in percent, that score lower; None without a reference.

        Of postings with the very same score half count as lower.
        """
        marks = self.reference
        if not marks:
            return None
        below = _place(marks, score, below=True)
        upto = _place(marks, score, below=False)
        return round(50.0 * (below + upto) / (len(marks) - 1), 1)

    def __str__(self) -> str:
        return f"{self.label}: " + "; ".join(str(r) for r in self.requirements)


def _place(marks: Sequence[float], score: float, *, below: bool) -> float:
    """Return where a score would stand among the marks, between two of them by interpolation."""
    at = bisect_left(marks, score) if below else bisect_right(marks, score)
    if at == 0:
        return 0.0
    if at == len(marks):
        return float(at - 1)
    before, mark = marks[at - 1], marks[at]
    return at - 1 + ((score - before) / (mark - before) if mark > before else 0.0)
