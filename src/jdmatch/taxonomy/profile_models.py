"""The shape of the files in taxonomy/profiles: strict pydantic models.

The authors' side of `profile`: `profiles` reads files into these and turns them into records.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from jdmatch.taxonomy.models import DegreeLevel, File, Id, Level, Model, RoleId, SectionKind, Text
from jdmatch.taxonomy.profile import Group

Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0, le=100)]
Stance = Literal["required", "preferred", "mentioned"]


class WantEntry(Model):
    """What is wanted, and what it is worth.

    A family or a concept with all below it (`of`), a concept alone, a duty, or that the text calls the person by one
    of the profile's names.
    """

    of: Id | None = None
    concept: Id | None = None
    duty: Id | None = None
    named: Literal[True] | None = None
    worth: Share

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(one is not None for one in (self.of, self.concept, self.duty, self.named)) != 1:
            raise ValueError(
                "give exactly one of 'of' (a family or concept with all below it), 'concept', 'duty' and 'named'"
            )
        return self


class PartEntry(Model):
    """One part of an all-of, with its share of the whole."""

    label: Text
    share: Annotated[float, Field(gt=0, le=1)]
    any: Annotated[tuple[WantEntry, ...], Field(min_length=1)]
    depth: Annotated[tuple[Share, ...], Field(min_length=1)]

    @field_validator("depth")
    @classmethod
    def _falling(cls, depth: tuple[float, ...]) -> tuple[float, ...]:
        return _falling(depth)


class DegreeWantEntry(Model):
    """What a degree is worth."""

    levels: dict[DegreeLevel, Share]
    fields: tuple[Text, ...]
    other_field: Share
    no_field: Share
    preferred: Share


class RequirementEntry(Model):
    """One thing that a role asks for."""

    id: Id
    statement: Text
    group: Group
    weight: Points
    source: Text | None = None
    extends: Id | None = None
    why: Text
    bonus: bool = False
    any: tuple[WantEntry, ...] = ()
    depth: tuple[Share, ...] = ()
    all: tuple[PartEntry, ...] = ()
    degree: DegreeWantEntry | None = None
    certificates: dict[Id, Share] | None = None

    @field_validator("depth")
    @classmethod
    def _falls(cls, depth: tuple[float, ...]) -> tuple[float, ...]:
        return _falling(depth)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [bool(self.any), bool(self.all), self.degree is not None, self.certificates is not None]
        if sum(ways) != 1:
            raise ValueError("give exactly one of 'any' (with 'depth'), 'all', 'degree' and 'certificates'")
        if bool(self.any) != bool(self.depth):
            raise ValueError("'any' and 'depth' go together")
        if self.all and abs(sum(part.share for part in self.all) - 1) > 1e-6:
            raise ValueError(
                f"the shares of 'all' add up to {sum(p.share for p in self.all):g}; they must add up to 1"
            )
        if (self.source is None) == (self.extends is None):
            raise ValueError("give exactly one of 'source' and 'extends'")
        return self


class LimitEntry(Model):
    """At this coverage the score may rise to this."""

    coverage: Share
    score: Points


class CapEntry(Model):
    """A limit to the whole score."""

    id: Id
    statement: Text
    why: Text
    of: dict[Id, Share]
    beyond: Share = 0.0
    limits: Annotated[tuple[LimitEntry, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if abs(sum(self.of.values()) - 1) > 1e-6:
            raise ValueError(f"the shares of 'of' add up to {sum(self.of.values()):g}; they must add up to 1")
        for low, high in pairwise(self.limits):
            if high.coverage <= low.coverage or high.score < low.score:
                raise ValueError("limits must rise: more coverage, and no lower a score")
        return self


class YearsEntry(Model):
    """So many years add so much strength."""

    years: Annotated[float, Field(ge=0)]
    plus: Share


class PostingStrengthEntry(Model):
    """How much each stance counts in a posting."""

    required: Share
    preferred: Share
    mentioned: Share
    most_skills: Annotated[int, Field(ge=1)]
    mentioned_in: dict[SectionKind, Share] = Field(default_factory=dict)
    duties_in: dict[SectionKind, Share] = Field(default_factory=dict)


class CvStrengthEntry(Model):
    """How much a claim counts in a CV."""

    listed: Share
    listed_most: Share
    told: Share
    shown: Share
    shown_sections: tuple[SectionKind, ...]
    told_words: Annotated[int, Field(ge=1)]
    told_reach: Annotated[int, Field(ge=0)]


class StrengthEntry(Model):
    """How much it counts that a skill is named."""

    posting: PostingStrengthEntry
    cv: CvStrengthEntry
    years: Annotated[tuple[YearsEntry, ...], Field(min_length=1)]

    @field_validator("years")
    @classmethod
    def _rises(cls, years: tuple[YearsEntry, ...]) -> tuple[YearsEntry, ...]:
        for low, high in pairwise(years):
            if high.years <= low.years or high.plus < low.plus:
                raise ValueError("years must rise: more years, and no less strength")
        return years


class VerdictEntry(Model):
    """What a score means from here on."""

    least: Points
    posting: Text
    cv: Text


class RangeEntry(Model):
    """A range of pay."""

    min: Annotated[float, Field(gt=0)]
    max: Annotated[float, Field(gt=0)]


class PayEntry(Model):
    """The pay that the profile knows of."""

    currency: Text
    lowest: RangeEntry
    beginners: RangeEntry
    source: Text | None = None
    extends: Id | None = None


class NeighbourEntry(Model):
    """A neighbouring role."""

    role: RoleId
    says: Text
    tells: tuple[Id, ...]


class BeginnersEntry(Model):
    """What a beginner is not told to add."""

    levels: tuple[Level, ...]
    not_asked: tuple[Id, ...]
    source: Text | None = None
    extends: Id | None = None


class ProfileFile(File):
    """A whole profile."""

    id: Id
    label: Text
    role: RoleId
    names: Annotated[tuple[Text, ...], Field(min_length=1)]
    source: Text | None = None
    extends: Id | None = None
    strength: StrengthEntry
    least_words: Annotated[int, Field(ge=0)]
    met: Share
    requirements: Annotated[tuple[RequirementEntry, ...], Field(min_length=1)]
    caps: tuple[CapEntry, ...] = ()
    verdicts: Annotated[tuple[VerdictEntry, ...], Field(min_length=1)]
    pay: PayEntry | None = None
    beginners: BeginnersEntry | None = None
    neighbours: tuple[NeighbourEntry, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if min(v.least for v in self.verdicts) > 0:
            raise ValueError("the lowest verdict must hold from 0 on")
        total = sum(r.weight for r in self.requirements if not r.bonus)
        if abs(total - 100) > 1e-6:
            raise ValueError(
                f"the weights add up to {total:g}; without those of bonus requirements they must add up to 100"
            )
        return self


class ReferenceFile(File):
    """How real postings score: the scores at evenly spaced shares of them, lowest first."""

    profile: Id
    postings: int
    made_of: Text
    quantiles: Annotated[tuple[Points, ...], Field(min_length=2)]

    @field_validator("quantiles")
    @classmethod
    def _rises(cls, quantiles: tuple[float, ...]) -> tuple[float, ...]:
        if list(quantiles) != sorted(quantiles):
            raise ValueError("quantiles must not fall")
        return quantiles


def _falling(depth: tuple[float, ...]) -> tuple[float, ...]:
    # depth that rose would let one more skill lower what the best one counts for
    if list(depth) != sorted(depth, reverse=True):
        raise ValueError("depth must not rise: the best counts most")
    return depth
