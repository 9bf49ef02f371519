"""What an author of the taxonomy asks: is it sound, what stands where, where does it come from?

Behind `jdmatch taxonomy check|show|sources|schema`. The files are checked without spaCy; only their sentences
are read as postings are.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from jdmatch.errors import InputError, Problem, TaxonomyError, did_you_mean
from jdmatch.folding import fold_surface
from jdmatch.reading.records import Reading
from jdmatch.taxonomy import models, profile_files
from jdmatch.taxonomy.compiling import compile_taxonomy
from jdmatch.taxonomy.files import YamlFile, read_file
from jdmatch.taxonomy.loading import TaxonomyPath, load_taxonomy, taxonomy_folder, taxonomy_folders
from jdmatch.taxonomy.records import Concept, Duty, Family, Taxonomy

StrPath = str | os.PathLike[str]
Read = Callable[[str], "Reading"]
# the beginning of a sentence is enough to find its line; the rest may be wrapped
_ENOUGH = 24
_OF_NAME = "Experience with {}."


class Case(NamedTuple):
    """A sentence of the taxonomy that says in what an entry is found, or is not."""

    kind: str  # skill | duty | theme | certificate
    id: str
    sentence: str
    expected: bool
    place: str  # file:line of the entry
    origin: str  # matches | rejects | name: what it was made of

    def holds(self, read: Read) -> bool:
        """Return whether a reading of the sentence finds the entry as it should."""
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
        return {**asdict(self), "problems": [problem._asdict() for problem in self.problems]}

    def __str__(self) -> str:
        faults = f"{len(self.problems) or 'no'} {'fault' if len(self.problems) == 1 else 'faults'}"
        return (
            f"{self.concepts:,} concepts, {self.families} families, {self.duties} duties, "
            f"{self.profiles} profiles, {self.sentences:,} sentences: {faults}"
        )


def check_taxonomy(path: TaxonomyPath = None, *, quick: bool = False) -> Check:
    """Read everything in a taxonomy folder and try every sentence of it; return all faults at once.

    What is faulty is left out, and the rest is checked all the same.

    Args:
        path: The folder, the bundled one by default, or several of which each is laid over those before.
        quick: Whether to try only the sentences that the last folder writes out; all take some seconds.

    Raises:
        TaxonomyError: if there is no such folder, or the first is not a whole taxonomy.
    """
    folders = taxonomy_folders(path)
    try:
        taxonomy: Taxonomy | None = load_taxonomy(path)
        problems: list[Problem] = []
    except TaxonomyError:
        taxonomy, found = compile_taxonomy(folders, taxonomy_folder())
        problems = list(found)
    if taxonomy is None:
        return Check(0, 0, 0, 0, 0, tuple(problems))
    files = _Files(folders)
    problems += _unknown_sources(taxonomy)
    problems += _doubtful_names(taxonomy, files)
    problems += _doubtful_ids(taxonomy, folders)
    cases = tuple(case for case in cases_of(taxonomy) if not quick or files.last_says(case))
    read = sentence_reader(taxonomy)
    problems += (files.problem(case) for case in cases if not case.holds(read))
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
            surface = taxonomy.surfaces[fold_surface(name)]
            if surface.rule < 0 and surface.concept == concept.id:
                sentence = _OF_NAME.format(name)
                yield Case("skill", concept.id, sentence, True, concept.place, "name")
        yield from _cases("skill", concept.id, concept.matches, concept.rejects, concept.place)
    for duty in taxonomy.duties:
        yield from _cases("duty", duty.id, duty.entry.matches, duty.entry.rejects, duty.place)
    name = Path(taxonomy.folders[0]).name
    for theme in taxonomy.themes:
        yield from _cases("theme", theme.id, theme.matches, theme.rejects, f"{name}/duties.yaml:1")
    places = {one.id: one.place for one in _entries_of(taxonomy, "qualifications.yaml", all_ids=True)}
    for certificate in taxonomy.qualifications.certificates:
        place = places.get(certificate.id, f"{name}/qualifications.yaml:1")
        yield from _cases("certificate", certificate.id, certificate.matches, (), place)


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


class _Files:
    """The lines of the files of a taxonomy, to say where a sentence stands."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._lines = {
            f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes().decode("utf-8", "replace")
            .splitlines()
            for folder in folders
            for path in sorted(folder.rglob("*.yaml"))
        }  # fmt: skip
        self._last_name = f"{folders[-1].name}/"
        of_last = (lines for name, lines in self._lines.items() if name.startswith(self._last_name))
        self._last = "\n".join(line for lines in of_last for line in lines)

    def last_says(self, case: Case) -> bool:
        """Return whether the last folder writes a sentence out, or brings its entry."""
        if case.origin == "name":
            return len(self._folders) > 1 and case.place.startswith(self._last_name)
        return case.sentence[:_ENOUGH] in self._last

    def problem(self, case: Case) -> Problem:
        """Return the fault of a case that does not hold."""
        start, origin = case.sentence[:_ENOUGH], f"which stands under its {case.origin}"
        if case.origin == "name":
            start, origin = case.sentence[len(_OF_NAME) - 3 : -1], "which is made of its name"
        advice = {
            "name": "something longer or a rule of another takes it; leave it out, or give it a rule",
            "matches": "widen its rule, or leave the sentence out",
            "rejects": "narrow its rule, or leave the sentence out",
        }[case.origin]
        said = "is not found in" if case.expected else "is found in"
        message = f"{case.kind} {case.id!r}: {said} {case.sentence!r}, {origin}; {advice}"
        return Problem(*self.place(case.place, start), message)

    def place(self, entry: str, start: str) -> tuple[str, int]:
        """Return the file and the line of some words of an entry, or its own: what is laid over it may bring them."""
        name, _, line = entry.rpartition(":")
        others = (other for other in self._lines if other.partition("/")[0] != self._folders[0].name)
        for file, first in ((name, int(line)), *((other, 1) for other in others)):
            for number, text in enumerate(self._lines.get(file, [])[first - 1 :], first):
                if start in text:
                    return file, number
        return name, int(line)


# ------------------------------------------------------------------ what loads and is doubtful


def _doubtful_names(taxonomy: Taxonomy, files: _Files) -> Iterator[Problem]:
    """Yield a fault for each name that is never found, or is an ordinary word, and for each link that clashes."""
    names = set(map(fold_surface, taxonomy.language.typos.names))
    linked: dict[str, str] = {}
    entries: Iterable[Family | Concept] = (*taxonomy.families.values(), *taxonomy.concepts.values())
    for one in entries:
        if not one.esco or one.esco[1] != "exact":
            continue
        if (other := linked.setdefault(one.esco[0], one.id)) != one.id:
            fault = f"{other!r} is exactly that skill of ESCO; say close or broad of one of them"
            yield Problem(*files.place(one.place, one.esco[0]), f"{one.id!r}: {fault}")
    for concept in taxonomy.concepts.values():
        for name in concept.names:
            folded = fold_surface(name)
            is_word = folded in taxonomy.language.words and folded not in names
            if not any(map(str.isalnum, folded)):
                fault = "has no letter and no digit, so it is never found; leave it out"
            elif concept.kind in ("tool", "language") and is_word and taxonomy.surfaces[folded].rule < 0:
                fault = (
                    "is an ordinary word of English; say when it is meant, under 'ambiguous', or list it under 'names' "
                    "in language/typos.yaml"
                )
            else:
                continue
            yield Problem(*files.place(concept.place, name), f"concept {concept.id!r}: {name!r} {fault}")
        for rule in concept.rules:
            for family in sorted(rule.families - taxonomy.families.keys()):
                close = did_you_mean(family, sorted(taxonomy.families))
                message = f"concept {concept.id!r}: needs: family {family!r} is unknown{close}"
                yield Problem(*files.place(concept.place, family), message)


def _doubtful_ids(taxonomy: Taxonomy, folders: Sequence[Path]) -> Iterator[Problem]:
    """Yield a fault for each id that tells nothing: it is unknown, or a family without members."""
    skills = {*taxonomy.families, *taxonomy.concepts}
    told = {*(duty.id for duty in taxonomy.duties), *(theme.id for theme in taxonomy.themes)}
    known = {"signals": skills | told, "about": skills, "no_kin": skills, "no_parent": skills}
    names = ("roles.yaml", "duties.yaml", "comparison.yaml", "profiles/*.yaml")
    for file in (file for name in names for file in _files_of(folders, name)):
        for path, one in file.nodes():
            if not isinstance(one, str) or not re.fullmatch(r"[\w-]+", one):
                continue
            listed = path[-2] if isinstance(path[-1], int) else ""
            expected = known.get(str(listed))
            if expected is not None and one not in expected and one not in taxonomy.retired:
                close = did_you_mean(one, sorted(expected))
                message = f"{listed}: {one!r} is no concept, family or duty{close}; leave it out"
                yield file.problem(path, message)
            elif path[-1] == "of" and one in taxonomy.families and one not in taxonomy.members:
                advice = "add concepts to it, or leave it out"
                yield file.problem(path, f"of: family {one!r} has no members, so nothing meets it; {advice}")


def _files_of(folders: Iterable[Path], name: str) -> Iterator[YamlFile]:
    """Yield the files of a name, or of a pattern, in all folders."""
    for folder in folders:
        for path in sorted(folder.glob(name)):
            if file := read_file(path, f"{folder.name}/{path.relative_to(folder).as_posix()}", []):
                yield file


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
    """
    says, found = _by_statement(load_taxonomy(path))
    return tuple(Row(statement, said, tuple(found[statement])) for statement, said in says.items())


def _unknown_sources(taxonomy: Taxonomy) -> Iterator[Problem]:
    """Yield a fault for every `source` that names no statement of sources.yaml."""
    says, found = _by_statement(taxonomy)
    for statement in found.keys() - says.keys():
        close = did_you_mean(statement, sorted(says))
        for entry in found[statement]:
            name, _, line = entry.place.rpartition(":")
            fault = f"source {statement!r} is no statement of sources.yaml{close}"
            yield Problem(name, int(line), f"{entry.kind} {entry.id!r}: {fault}")


def _by_statement(taxonomy: Taxonomy) -> tuple[dict[str, str], dict[str, list[Entry]]]:
    """Return what the statements say, and which entries name each statement, known or not."""
    says = {s.id: s.says for source in taxonomy.sources.sources for s in source.statements}
    found: dict[str, list[Entry]] = {statement: [] for statement in says}
    for entry in _entries(taxonomy):
        # one, or several with commas
        named = [entry.source] if entry.source in says else re.split(r",\s*", entry.source)
        for statement in named:
            found.setdefault(statement, []).append(entry)
    return says, found


def _entries(taxonomy: Taxonomy) -> Iterator[Entry]:
    families: Iterable[Family | Concept] = (*taxonomy.families.values(), *taxonomy.concepts.values())
    for one in families:
        if one.source:
            yield Entry("family" if isinstance(one, Family) else "concept", one.id, one.source, one.place)
    for duty in taxonomy.duties:
        yield Entry("duty", duty.id, duty.entry.source, duty.place)
    for name in ("qualifications.yaml", "roles.yaml", "profiles/*.yaml"):
        yield from _entries_of(taxonomy, name)


def _entries_of(taxonomy: Taxonomy, name: str, *, all_ids: bool = False) -> Iterator[Entry]:
    """Yield the blocks of some files that name a source: their records keep no lines."""
    top = "profile" if name.startswith("profiles/") else Path(name).stem.rstrip("s")
    for file in _files_of(map(Path, taxonomy.folders), name):
        for path, value in file.nodes():
            if not isinstance(value, dict):
                continue
            key = next((step for step in reversed(path) if isinstance(step, str)), None)
            kind = key.replace("_", " ").rstrip("s") if key else top
            id_ = value.get("id") or value.get("level") or (path[-1] if path else Path(file.top.file).stem)
            named = value.get("source")
            for source in named if isinstance(named, list) else [named]:
                if source is not None or (all_ids and "id" in value):
                    yield Entry(kind, str(id_), str(source or ""), str(file.place(path)))


# ------------------------------------------------------------------ schema


def json_schema() -> str:
    """Return the JSON Schema of every file of the taxonomy, for editors that complete and check as one types."""
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
