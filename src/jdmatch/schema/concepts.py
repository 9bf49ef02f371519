"""The shape of skills/*.yaml, duties.yaml and sources.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, StringConstraints, Tag

from jdmatch.schema.base import File, Id, Kind, Model, SectionKind, Text, Words


class Link(Model):
    """A link to a concept of another vocabulary."""

    uri: Text
    match: Literal["exact", "close", "broad"]


class Ids(Model):
    """What other vocabularies call a concept."""

    esco: Link | None = None
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q\d+$")] | None = None


class Needs(Model):
    """Corroboration by an unambiguous skill of some kind near by."""

    kind: tuple[Kind, ...] = ()
    family: tuple[Id, ...] = ()
    within: Literal["near", "line", "text"] = "near"


class Ambiguity(Model):
    """When a surface that is sometimes something else is the skill."""

    surfaces: Words | None = None
    case: Literal["exact", "capital"] | None = None
    prev_not: Words = ()
    next_not: Words = ()
    near_not: Words = ()
    not_in: tuple[SectionKind, ...] = ()
    prev: Words = ()
    next: Words = ()
    near: Words = ()
    needs: Needs | None = None
    section: tuple[SectionKind, ...] = ()


# told apart by their form, so that a fault is told once and in its own line
OneOrMany = Annotated[
    Annotated[Ambiguity, Tag("one")] | Annotated[tuple[Ambiguity, ...], Tag("many")],
    Discriminator(lambda value: "many" if isinstance(value, list | tuple) else "one"),
]


class ConceptEntry(Model):
    """One skill."""

    id: Id
    label: Text
    aliases: Words = ()
    phrases: Words = ()
    kind: Kind | None = None
    parents: tuple[Id, ...] = ()
    source: Text | None = None
    extends: Id | None = None
    ids: Ids = Ids()
    ambiguous: OneOrMany | None = None
    matches: Words
    rejects: Words = ()

    @property
    def rules(self) -> tuple[Ambiguity, ...]:
        """The ambiguity rules, one or many alike."""
        if self.ambiguous is None:
            return ()
        return self.ambiguous if isinstance(self.ambiguous, tuple) else (self.ambiguous,)


class FamilyFile(File):
    """A family of skills with its members."""

    family: Id
    label: Text
    kind: Kind
    parent: Id | None = None
    source: Text | None = None
    extends: Id | None = None
    concepts: tuple[ConceptEntry, ...]


class DutyRule(Model):
    """Verbs and objects that make a duty when they stand together in one clause."""

    verbs: Words
    objects: Words
    within: int = 8
    order: Literal["verb-first", "any"] = "verb-first"


class DutyEntry(Model):
    """One of the duties."""

    id: Id
    statement: Text
    source: Text
    rules: tuple[DutyRule, ...] = ()
    phrases: Words = ()
    not_with: Words = ()
    matches: Words
    rejects: Words = ()


class DutiesFile(File):
    """What the person does."""

    duties: tuple[DutyEntry, ...]


class Statement(Model):
    """One statement of the document, in our words."""

    id: Text
    says: Text


class SourceEntry(Model):
    """A document or a vocabulary behind the taxonomy."""

    id: Id
    title: Text
    licence: Text
    used_for: Text
    statements: tuple[Statement, ...] = ()


class SourcesFile(File):
    """Where the taxonomy comes from."""

    sources: tuple[SourceEntry, ...]
