"""What jdmatch knows about words, as frozen records: concepts, families, duties, the language of postings, profiles.

Pure values with their indexes. `loading` makes them from taxonomy/. Records of which there are thousands are named
tuples, which are made ten times as fast as frozen dataclasses.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar, cast

from jdmatch.errors import Problem, ProfileError, did_you_mean
from jdmatch.taxonomy import models
from jdmatch.taxonomy.models import Kind, SectionKind
from jdmatch.taxonomy.profile import Profile

_Plain = TypeVar("_Plain")
_FIRST_LETTERS = 3  # so that a row is short
_STRANGE_KEPT = 50_000  # words that are none, of which some are met again
_NEARLY = 0.8  # two letters that changed places in a name of seven leave .86 alike
How = Literal["name", "alias", "pattern"]


class Surface(NamedTuple):
    """A string that may denote a concept."""

    concept: str
    how: How
    rule: int  # index of the concept's ambiguity rule that decides it, -1 where none is needed


class Rule(NamedTuple):
    """When an ambiguous surface is the skill; all words are folded."""

    case: Literal["exact", "capital"] | None
    spellings: frozenset[str]  # the surfaces as written, for `case: exact`
    prev_not: frozenset[str]
    next_not: frozenset[str]
    near_not: frozenset[str]
    not_in: frozenset[SectionKind]
    prev: frozenset[str]
    next: frozenset[str]
    near: frozenset[str]
    kinds: frozenset[Kind]
    families: frozenset[str]
    within: Literal["near", "line", "text"]
    section: frozenset[SectionKind]


class Concept(NamedTuple):
    """One skill: what it is called, where it belongs and where it comes from.

    Attributes:
        id: Its id, such as `pytorch`.
        label: Its usual name.
        family: The id of its family.
        kind: `language`, `tool`, `method` or `soft`.
        parents: Other concepts and families it belongs to.
        source: The place in the document that names it.
        extends: The family it goes on from, where it is ours.
        esco: Its link to ESCO and how close that is.
        rules: What decides where a name of it is ambiguous.
        names: Every name that is written out.
        matches: Sentences in which it is found.
        rejects: Sentences in which it is not.
        place: Its file and line.
    """

    id: str
    label: str
    family: str
    kind: Kind
    parents: tuple[str, ...]
    source: str | None
    extends: str | None
    esco: tuple[str, str] | None  # (URI, exact | close | broad)
    rules: tuple[Rule, ...]
    names: tuple[str, ...]  # label and aliases as written
    matches: tuple[str, ...]
    rejects: tuple[str, ...]
    place: str  # file:line

    @property
    def uri(self) -> str | None:
        """The URI of ESCO's skill where that is the same or nearly so; a wider one would claim too much."""
        return self.esco[0] if self.esco and self.esco[1] != "broad" else None

    def __str__(self) -> str:
        return f"{self.label} ({self.kind}, {self.family})"


class Family(NamedTuple):
    """A family of concepts.

    Attributes:
        id: Its id, such as `ml-library`.
        label: What it is called.
        kind: What its members are.
        parent: The family that it is a part of.
        source: The place in the document that asks for it.
        extends: What it goes on from, where it is ours.
        place: Its file and line.
        esco: Its link to ESCO and how close that is.
    """

    id: str
    label: str
    kind: Kind
    parent: str | None
    source: str | None
    extends: str | None
    place: str
    esco: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DutyRuleSurfaces:
    """A duty's rule with its words written out and folded."""

    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    within: int
    any_order: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """One of the duties: its statement and the words that show it."""

    entry: models.DutyEntry
    rules: tuple[DutyRuleSurfaces, ...]
    phrases: tuple[str, ...]
    place: str

    @property
    def id(self) -> str:
        """The duty's id."""
        return self.entry.id


class WordList(Set[str]):
    """The ordinary words of English: kept in rows of words that begin alike, which take no time to load.

    >>> words = WordList.of(["strong", "string", "work"])
    >>> "strong" in words, "stro" in words, sorted({"works", "work"} - words)
    (True, False, ['works'])
    """

    __slots__ = ("_met", "_strange", "rows")

    def __init__(self, rows: Mapping[str, str]) -> None:
        self.rows = rows  # the first letters -> the words, each between two blanks
        # sets are faster, and texts are written in few words; names that are none come back as well
        self._met: set[str] = set()
        self._strange: set[str] = set()

    @classmethod
    def of(cls, words: Iterable[str]) -> WordList:
        """Return a list of words."""
        rows: dict[str, list[str]] = {}
        for word in words:
            rows.setdefault(word[:_FIRST_LETTERS], []).append(word)
        return cls({first: f" {' '.join(row)} " for first, row in rows.items()})

    def __contains__(self, word: object) -> bool:
        if word in self._met:
            return True
        row = self.rows.get(word[:_FIRST_LETTERS]) if isinstance(word, str) else None
        if row is None or f" {word} " not in row:
            return False
        self._met.add(str(word))
        return True

    def __rsub__(self, words: Iterable[str]) -> set[str]:
        words = words if isinstance(words, set) else set(words)
        rest = words - self._met
        known = rest & self._strange
        strange = {word for word in rest - known if word not in self}
        if len(self._strange) > _STRANGE_KEPT:
            self._strange.clear()
        self._strange |= strange
        return strange | known

    def __iter__(self) -> Iterator[str]:
        for row in self.rows.values():
            yield from row.split()

    def __len__(self) -> int:
        return sum(row.count(" ") - 1 for row in self.rows.values())

    def __eq__(self, other: object) -> bool:
        return self.rows == other.rows if isinstance(other, WordList) else NotImplemented

    def __reduce__(self) -> tuple[type[WordList], tuple[Mapping[str, str]]]:
        return WordList, (self.rows,)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Language:
    """The words of postings and CVs that are not skills, file by file of taxonomy/language."""

    headings: models.HeadingsFile
    stance: models.StanceFile
    years: models.YearsFile
    pay: models.PayFile
    facts: models.FactsFile
    cv: models.CvFile
    names: models.NamesFile
    spelling: models.SpellingFile
    heads: models.HeadsFile
    typos: models.TyposFile
    words: WordList
    line_weights: str = ""  # a table, see `reading.duties`; without one the rules of the duties decide
    line_starts: str = ""  # see `reading.lost_lines`; without one only signs and headings tell lost line ends
    name_weights: str = (
        ""  # see `reading.skills`; without one no name is read that the taxonomy does not hold
    )


def ancestors(one: str, concepts: Mapping[str, Concept], families: Mapping[str, Family]) -> tuple[str, ...]:
    """Return what an id belongs to directly; a concept that bears its family's name is the head of the family."""
    concept, family = concepts.get(one), families.get(one)
    ups = (concept.family, *concept.parents) if concept else ()
    parent = (family.parent,) if family and family.parent else ()
    return tuple(up for up in (*ups, *parent) if not (concept and up == one == concept.family))


class _Above(dict[str, frozenset[str]]):
    """What each id belongs to, found when it is first asked for: a text names few of all concepts."""

    def __init__(self, concepts: Mapping[str, Concept], families: Mapping[str, Family]) -> None:
        super().__init__()
        self._concepts, self._families = concepts, families

    def __missing__(self, one: str) -> frozenset[str]:
        self[one] = frozenset()  # what is its own ancestor, which the compiler refuses, ends here
        ups = ancestors(one, self._concepts, self._families)
        self[one] = found = frozenset((one,)).union(*map(self.__getitem__, ups))
        return found


@dataclass(frozen=True)
class Taxonomy:
    """All that one taxonomy folder says: skills, duties, qualifications, roles, language, profiles, rules, field names.

    Attributes:
        concepts: Every concept by its id.
        families: Every family by its id.
        surfaces: Every folded name, and the concept it may denote.
        duties: The duties by their ids.
        themes: What else clauses tell of, by the weights of their words.
        denials: Words that deny what follows them in a clause.
        others_work: Words behind which others do it, with what goes on behind each, and before which they help with it.
        about: The concepts and families that are about data and machine learning.
        qualifications: Degrees, fields, certificates.
        roles: Roles, titles, words of seniority.
        language: Headings, stance, years, pay: the words of postings.
        sources: The documents behind the entries.
        comparison: How a CV is held against a posting.
        columns: What columns of tables are called.
        documents: What fields of documents are called.
        profiles: The profiles by their names.
        hash: Of all files and of the code that compiled them.
        version: A hash of what the files say alone.
        retired: What overlays took away, and where they say so.
        folders: The folders that it was read from, those laid over the first behind it.
        prepared: What readers made of the words, kept with it.

    >>> import jdmatch
    >>> taxonomy = jdmatch.load_taxonomy()
    >>> taxonomy.concepts["python"].label
    'Python'
    >>> "programming-language" in taxonomy.above("python")
    True
    """

    concepts: Mapping[str, Concept]
    families: Mapping[str, Family]
    surfaces: Mapping[str, Surface]
    duties: tuple[Duty, ...]
    themes: tuple[models.ThemeEntry, ...]
    denials: tuple[str, ...]  # words after which a duty is not done
    others_work: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    about: tuple[str, ...]  # ids that tell that a text is about data or machine learning
    qualifications: models.QualificationsFile
    roles: models.RolesFile
    language: Language
    sources: models.SourcesFile
    comparison: models.ComparisonFile
    columns: models.ColumnsFile
    documents: models.DocumentsFile
    profiles: Mapping[str, Profile]
    hash: str = ""  # of what the files say and of the code that compiles them
    version: str = ""  # of what the files say alone
    retired: Mapping[str, str] = field(default_factory=dict)  # what overlays took away, and where they say so
    folders: tuple[str, ...] = field(default=(), compare=False)  # where it was loaded from
    # what readers made of the words, as plain values that are kept with the compiled taxonomy
    prepared: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"Taxonomy({len(self.concepts)} concepts, {len(self.families)} families, {len(self.surfaces)} surfaces)"

    def __hash__(self) -> int:
        return hash(self.hash)

    def profile(self, name: str) -> Profile:
        """Return the profile of a name.

        Raises:
            ProfileError: if there is none; the message names the nearest.
        """
        if found := self.profiles.get(name):
            return found
        known = ", ".join(self.profiles)
        pass_one = f"pass one of {known}, or the path of a profile file"
        has = pass_one if known else "this taxonomy has no profiles"
        message = f"no such profile{did_you_mean(name, sorted(self.profiles))}; {has}"
        raise ProfileError([Problem(name, 0, message)])

    def prepare(self, name: str, make: Callable[[], _Plain]) -> _Plain:
        """Return plain values that are made of the words, from the cache where they are in it.

        Args:
            name: What they are called there.
            make: Makes them of strings, numbers, tuples, lists, dicts and frozensets alone.
        """
        return self.prepare_later(name, make)()

    def prepare_later(self, name: str, make: Callable[[], _Plain]) -> Callable[[], _Plain]:
        """Make plain values as `prepare` does, and return what reads them from the cache when they are needed."""
        if name not in self.prepared:
            self.prepared[name] = make()

        def read() -> _Plain:
            found = self.prepared[name]
            if isinstance(found, bytes):
                found = self.prepared[name] = marshal.loads(found)
            return cast(_Plain, found)

        return read

    def above(self, concept_id: str) -> frozenset[str]:
        """Return the ids a concept belongs to: itself, its parents, its families and theirs."""
        return self._above[concept_id]

    @cached_property
    def _above(self) -> _Above:
        return _Above(self.concepts, self.families)

    @cached_property
    def members(self) -> Mapping[str, frozenset[str]]:
        """The concepts that belong to each family or concept, at any depth."""
        below: dict[str, set[str]] = {}
        for concept_id in self.concepts:
            for up in self.above(concept_id):
                below.setdefault(up, set()).add(concept_id)
        return {k: frozenset(v) for k, v in below.items()}

    def find(self, words: str) -> Iterator[Concept]:
        """Yield the concepts of which a name or an id holds the given words, exact names first.

        Where none does, those whose names are spelt nearly so.

        >>> import jdmatch
        >>> [concept.label for concept in jdmatch.load_taxonomy().find("pytorhc")]
        ['PyTorch', 'GPyTorch']
        """
        wanted = words.casefold()
        hits = [
            c
            for c in self.concepts.values()
            if wanted in c.id or any(wanted in n.casefold() for n in c.names)
        ]
        yield from sorted(
            hits, key=lambda c: (wanted not in {n.casefold() for n in c.names}, len(c.label), c.id)
        )
        if not hits:
            owners = {
                name.casefold(): concept for concept in self.concepts.values() for name in concept.names
            }
            near = get_close_matches(wanted, owners, n=3, cutoff=_NEARLY)
            yield from {owners[name].id: owners[name] for name in near}.values()
