"""Which statement of the document led to which entries of the taxonomy?

Behind `jdmatch taxonomy sources`. Every family, concept, duty, degree, certificate, role and requirement
names its statement under `source`, or says by `extends` that it is ours.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jdmatch.errors import Problem, did_you_mean
from jdmatch.taxonomy.files import Path as YamlPath
from jdmatch.taxonomy.files import read_yaml
from jdmatch.taxonomy.loading import load_taxonomy, taxonomy_folder
from jdmatch.taxonomy.records import Concept, Family, Taxonomy


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


def sources(path: str | os.PathLike[str] | None = None) -> tuple[Row, ...]:
    """Return the statements of the document, each with the entries that came from it.

    Raises:
        TaxonomyError: if the taxonomy has faults.

    >>> rows = {row.statement: [entry.id for entry in row.entries] for row in sources()}
    >>> "python" in rows["skills 1"]
    True
    """
    taxonomy = load_taxonomy(path)
    folder = Path(path) if path is not None else taxonomy_folder()
    statements = {s.id: s.says for source in taxonomy.sources.sources for s in source.statements}
    found: dict[str, list[Entry]] = {statement: [] for statement in statements}
    for entry in _entries(folder, taxonomy):
        for statement in _named(entry.source, statements):
            found.get(statement, []).append(entry)
    return tuple(Row(s, statements[s], tuple(entries)) for s, entries in found.items())


def unknown_sources(folder: Path, taxonomy: Taxonomy) -> Iterator[Problem]:
    """Yield a fault for every `source` that names no statement of sources.yaml."""
    statements = {s.id: s.says for source in taxonomy.sources.sources for s in source.statements}
    for entry in _entries(folder, taxonomy):
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


def _entries(folder: Path, taxonomy: Taxonomy) -> Iterator[Entry]:
    families: Iterable[Family | Concept] = (*taxonomy.families.values(), *taxonomy.concepts.values())
    for one in families:
        if one.source:
            yield Entry("family" if isinstance(one, Family) else "concept", one.id, one.source, one.place)
    for duty in taxonomy.duties:
        yield Entry("duty", duty.id, duty.entry.source, duty.place)
    yield from entries_of_file(folder, "qualifications.yaml")
    yield from entries_of_file(folder, "roles.yaml")
    for profile in sorted((folder / "profiles").glob("*.yaml")):
        yield from entries_of_file(folder, f"profiles/{profile.name}")


_KIND_OF_LIST = {
    "degrees": "degree",
    "certificates": "certificate",
    "roles": "role",
    "requirements": "requirement",
}


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
