"""What an author of the taxonomy asks: is it sound, what stands where, where does it come from?

Behind `jdmatch taxonomy check|show|sources|schema`. The files are checked without spaCy; only their sentences
are read as postings are.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jdmatch.errors import InputError, Problem, TaxonomyError, did_you_mean
from jdmatch.folding import fold_surface
from jdmatch.taxonomy import models, profile_files
from jdmatch.taxonomy.files import Path as YamlPath
from jdmatch.taxonomy.files import read_yaml
from jdmatch.taxonomy.loading import TaxonomyPath, load_taxonomy
from jdmatch.taxonomy.records import Concept, Duty, Family, Taxonomy

if TYPE_CHECKING:
    from jdmatch.reading.records import Reading

StrPath = str | os.PathLike[str]
Read = Callable[[str], "Reading"]
# the beginning of a sentence is enough to find its line; the rest may be wrapped
_ENOUGH = 24


class Case(NamedTuple):
    """A sentence of the taxonomy that says in what an entry is found, or is not."""

    kind: str  # skill | duty | theme | certificate
    id: str
    sentence: str
    expected: bool
    place: str  # file:line of the entry
    origin: str  # matches | rejects | name: what it was made of

    def holds(self, read: Read) -> bool:
        """Tell whether a reading of the sentence finds the entry as it should."""
        reading = read(self.sentence)
        found: dict[str, Iterable[str | None]] = {
            "skill": (skill.id for skill in reading.skills),
            "duty": (duty.id for duty in reading.duties),
            "theme": (theme.id for theme in reading.themes),
            "certificate": (certificate.id for certificate in reading.certifications),
        }
        return (self.id in found[self.kind]) == self.expected


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a check: what was looked at, and everything that is wrong."""

    concepts: int
    families: int
    duties: int
    profiles: int
    sentences: int
    problems: tuple[Problem, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the check as plain values, ready for JSON."""
        counts = ("concepts", "families", "duties", "profiles", "sentences")
        problems = [problem._asdict() for problem in self.problems]
        return {**{name: getattr(self, name) for name in counts}, "problems": problems}

    def __str__(self) -> str:
        faults = f"{len(self.problems) or 'no'} {'fault' if len(self.problems) == 1 else 'faults'}"
        return (
            f"{self.concepts:,} concepts, {self.families} families, {self.duties} duties, "
            f"{self.profiles} profiles, {self.sentences:,} sentences: {faults}"
        )


def check_taxonomy(path: TaxonomyPath = None, *, sentences: bool = True) -> Check:
    """Load everything in a taxonomy folder and try every sentence of it.

    Args:
        path: The folder, the bundled one by default, or several of which each is laid over those before.
        sentences: Whether to try the sentences too, which takes some seconds.

    >>> check_taxonomy(sentences=False).families > 40
    True
    """
    try:
        taxonomy = load_taxonomy(path)
    except TaxonomyError as error:
        return Check(0, 0, 0, 0, 0, error.problems)
    problems = list(_unknown_sources(taxonomy))
    cases = tuple(cases_of(taxonomy)) if sentences else ()
    if cases:
        problems += _faulty_sentences(cases, sentence_reader(taxonomy), taxonomy)
    return Check(
        len(taxonomy.concepts), len(taxonomy.families), len(taxonomy.duties), len(taxonomy.profiles),
        len(cases),
        tuple(sorted(set(problems))),
    )  # fmt: skip


def cases_of(taxonomy: Taxonomy) -> Iterator[Case]:
    """Yield the sentences that prove the entries: those under `matches` and `rejects`, and one of each plain name.

    >>> import jdmatch
    >>> [case.sentence for case in cases_of(jdmatch.load_taxonomy()) if case.id == "pytorch"][:1]
    ['Experience with PyTorch.']
    """
    for concept in taxonomy.concepts.values():
        for name in concept.names:
            if taxonomy.surfaces[fold_surface(name)].rule < 0:
                yield Case("skill", concept.id, f"Experience with {name}.", True, concept.place, "name")
        yield from _cases("skill", concept.id, concept.matches, concept.rejects, concept.place)
    for duty in taxonomy.duties:
        yield from _cases("duty", duty.id, duty.entry.matches, duty.entry.rejects, duty.place)
    name = f"{Path(taxonomy.folders[0]).name}/duties.yaml"
    for theme in taxonomy.themes:
        yield from _cases("theme", theme.id, theme.matches, theme.rejects, f"{name}:1")
    places = {e.id: e.place for e in _entries_of_files(taxonomy, "qualifications.yaml", all_ids=True)}
    for certificate in taxonomy.qualifications.certificates:
        rejects = tuple(getattr(certificate, "rejects", ()))
        yield from _cases("certificate", certificate.id, certificate.matches, rejects, places[certificate.id])


def _cases(kind: str, id_: str, matches: Iterable[str], rejects: Iterable[str], place: str) -> Iterator[Case]:
    for sentence in matches:
        yield Case(kind, id_, sentence, True, place, "matches")
    for sentence in rejects:
        yield Case(kind, id_, sentence, False, place, "rejects")


def sentence_reader(taxonomy: Taxonomy) -> Read:
    """Return a function that reads a sentence as a line of a posting; no profile is needed for that."""
    from jdmatch.reading.page import Page
    from jdmatch.reading.reader import PageReader, read_page

    reader = PageReader(taxonomy)

    def read(sentence: str) -> Reading:
        page = Page.of(sentence, kind="posting")
        reader.read(page)
        return read_page(page, taxonomy)

    return read


def _faulty_sentences(cases: Iterable[Case], read: Read, taxonomy: Taxonomy) -> Iterator[Problem]:
    lines: dict[str, list[str]] = {}
    for case in cases:
        if case.holds(read):
            continue
        name, _, line = case.place.rpartition(":")
        if name not in lines:
            file = next(p for f in taxonomy.folders if (p := Path(f).parent / name).is_file())
            lines[name] = file.read_text(encoding="utf-8").splitlines()
        said = "is not found in" if case.expected else "is found in"
        origin = (
            "which is made of its name" if case.origin == "name" else f"which stands under its {case.origin}"
        )
        message = f"{case.kind} {case.id!r}: {said} {case.sentence!r}, {origin}"
        yield Problem(name, _line_of(case.sentence, lines[name], int(line)), message)


def _line_of(sentence: str, lines: list[str], first: int) -> int:
    """Return the line a sentence stands in, from its entry's line on, or else the entry's own."""
    start = sentence[:_ENOUGH]
    return next((n for n, line in enumerate(lines[first - 1 :], first) if start in line), first)


# ------------------------------------------------------------------ show, find


def find_entry(taxonomy: Taxonomy, id_: str) -> Concept | Family | Duty:
    """Return the concept, family or duty of an id, or the concept of a name.

    Raises:
        InputError: if there is none; the message names the nearest.

    >>> import jdmatch
    >>> find_entry(jdmatch.load_taxonomy(), "sklearn").id
    'scikit-learn'
    """
    wanted = id_.strip()
    if found := taxonomy.concepts.get(wanted) or taxonomy.families.get(wanted):
        return found
    if surface := taxonomy.surfaces.get(fold_surface(wanted)):
        return taxonomy.concepts[surface.concept]
    for duty in taxonomy.duties:
        if duty.id == wanted:
            return duty
    near = did_you_mean(
        wanted.casefold(), sorted({*taxonomy.concepts, *taxonomy.families, *taxonomy.surfaces})
    )
    raise InputError(
        f"{id_!r}: no concept or family of that id or name{near or '; try: jdmatch taxonomy find WORDS'}"
    )


# ------------------------------------------------------------------ sources


class Entry(NamedTuple):
    """Something in the taxonomy that a statement of the document led to."""

    kind: str
    id: str
    source: str
    place: str


class Row(NamedTuple):
    """One statement of the document with what it became."""

    statement: str
    says: str
    entries: tuple[Entry, ...]


def sources(path: TaxonomyPath = None) -> tuple[Row, ...]:
    """Return the statements of the document, each with the entries that came from it.

    Raises:
        TaxonomyError: if the taxonomy has faults.

    >>> rows = {row.statement: [entry.id for entry in row.entries] for row in sources()}
    >>> "python" in rows["skills 1"]
    True
    """
    taxonomy = load_taxonomy(path)
    statements = {s.id: s.says for source in taxonomy.sources.sources for s in source.statements}
    found: dict[str, list[Entry]] = {statement: [] for statement in statements}
    for entry in _entries(taxonomy):
        for statement in _named(entry.source, statements):
            found.get(statement, []).append(entry)
    return tuple(Row(s, statements[s], tuple(entries)) for s, entries in found.items())


def _unknown_sources(taxonomy: Taxonomy) -> Iterator[Problem]:
    """Yield a fault for every `source` that names no statement of sources.yaml."""
    statements = {s.id: s.says for source in taxonomy.sources.sources for s in source.statements}
    for entry in _entries(taxonomy):
        for statement in _named(entry.source, statements):
            if statement not in statements:
                name, _, line = entry.place.rpartition(":")
                close = did_you_mean(statement, sorted(statements))
                message = (
                    f"{entry.kind} {entry.id!r}: source {statement!r} is no statement of sources.yaml{close}"
                )
                yield Problem(name, int(line), message)


def _named(source: str, statements: Iterable[str]) -> tuple[str, ...]:
    """Return the statements that a `source` names: one, or several with commas."""
    return (source,) if source in statements else tuple(re.split(r",\s*", source))


def _entries(taxonomy: Taxonomy) -> Iterator[Entry]:
    families: Iterable[Family | Concept] = (*taxonomy.families.values(), *taxonomy.concepts.values())
    for one in families:
        if one.source:
            yield Entry("family" if isinstance(one, Family) else "concept", one.id, one.source, one.place)
    for duty in taxonomy.duties:
        yield Entry("duty", duty.id, duty.entry.source, duty.place)
    yield from _entries_of_files(taxonomy, "qualifications.yaml")
    yield from _entries_of_files(taxonomy, "roles.yaml")
    for name in taxonomy.profiles:
        yield from _entries_of_files(taxonomy, f"profiles/{name}.yaml")


_KIND_OF_LIST = {
    "degrees": "degree",
    "certificates": "certificate",
    "roles": "role",
    "requirements": "requirement",
}


def _entries_of_files(taxonomy: Taxonomy, name: str, *, all_ids: bool = False) -> Iterator[Entry]:
    for folder in map(Path, taxonomy.folders):
        if (folder / name).is_file():
            yield from entries_of_file(folder, name, all_ids=all_ids)


def entries_of_file(folder: Path, name: str, *, all_ids: bool = False) -> Iterator[Entry]:
    """Yield the blocks of a file that name a source; the files are small; their records keep no lines."""
    shown = f"{folder.name}/{name}"
    yaml = read_yaml((folder / name).read_text(encoding="utf-8"), shown)

    def walk(value: Any, path: YamlPath, kind: str) -> Iterator[Entry]:
        if isinstance(value, list):
            for i, one in enumerate(value):
                yield from walk(one, (*path, i), kind)
        if not isinstance(value, dict):
            return
        named = value.get("source")
        id_ = str(value.get("id") or value.get("level") or (path[-1] if path else Path(name).stem))
        for source in named if isinstance(named, list) else [named]:
            if source is not None or (all_ids and "id" in value):
                yield Entry(kind, id_, str(source or ""), f"{shown}:{yaml.line(path)}")
        for key, one in value.items():
            yield from walk(one, (*path, key), _KIND_OF_LIST.get(key, key.replace("_", " ").rstrip("s")))

    yield from walk(
        yaml.value, (), "profile" if name.startswith("profiles/") else Path(name).stem.rstrip("s")
    )


# ------------------------------------------------------------------ schema


def json_schema() -> str:
    """Return the JSON Schema of every file of the taxonomy, for editors that complete and check as one types.

    >>> '"FamilyFile"' in json_schema()
    True
    """
    from pydantic import TypeAdapter

    kinds = {
        name: one
        for module in (models, profile_files)
        for name, one in vars(module).items()
        if isinstance(one, type) and issubclass(one, models.File) and one is not models.File
    }
    _, definitions = TypeAdapter.json_schemas(
        [(name, "validation", TypeAdapter(one)) for name, one in kinds.items()], by_alias=True
    )
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of the jdmatch taxonomy",
        "description": "Generated by `jdmatch taxonomy schema`; mend the models in src/jdmatch, not this file.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in kinds],
        **definitions,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
