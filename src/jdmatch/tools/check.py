"""What an author of the taxonomy asks: is it sound, what stands where, what may a file hold?

Behind `jdmatch taxonomy check|show|find|schema`. The files are checked without spaCy; only their sentences
are read as postings are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jdmatch.errors import DataError, InputError, Problem, TaxonomyError, did_you_mean
from jdmatch.taxonomy import models as schema
from jdmatch.taxonomy.loading import load_taxonomy, taxonomy_folder
from jdmatch.taxonomy.records import Concept, Duty, Family, Taxonomy
from jdmatch.tools.sources import entries_of_file, unknown_sources

if TYPE_CHECKING:
    from jdmatch.reading.records import Reading

StrPath = str | os.PathLike[str]
Read = Callable[[str], "Reading"]
# the beginning of a sentence is enough to find its line; the rest may be wrapped
_ENOUGH = 24


class Case(NamedTuple):
    """A sentence of the taxonomy that says in what an entry is found, or is not."""

    kind: str  # skill | duty | certificate
    id: str
    sentence: str
    expected: bool
    place: str  # file:line of the entry

    def holds(self, read: Read) -> bool:
        """Tell whether a reading of the sentence finds the entry as it should."""
        reading = read(self.sentence)
        found: dict[str, Iterable[str | None]] = {
            "skill": (skill.id for skill in reading.skills),
            "duty": (duty.id for duty in reading.duties),
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


def check_taxonomy(path: StrPath | None = None, *, sentences: bool = True) -> Check:
    """Load everything in a taxonomy folder and try every sentence of it.

    Args:
        path: The folder, the bundled one by default.
        sentences: Whether to try the sentences too, which takes some seconds.

    >>> check_taxonomy(sentences=False).families > 40
    True
    """
    try:
        taxonomy = load_taxonomy(path)
    except TaxonomyError as error:
        return Check(0, 0, 0, 0, 0, error.problems)
    folder = Path(path) if path is not None else taxonomy_folder()
    profiles = sorted((folder / "profiles").glob("*.yaml"))
    problems = [*_faulty_profiles(profiles, taxonomy), *unknown_sources(folder, taxonomy)]
    cases = tuple(cases_of(taxonomy, folder)) if sentences else ()
    if cases:
        problems += _faulty_sentences(cases, sentence_reader(taxonomy), folder)
    return Check(
        len(taxonomy.concepts), len(taxonomy.families), len(taxonomy.duties), len(profiles), len(cases),
        tuple(sorted(set(problems))),
    )  # fmt: skip


def cases_of(taxonomy: Taxonomy, folder: Path | None = None) -> Iterator[Case]:
    """Yield every sentence under `matches` and `rejects`, of concepts, duties and certificates.

    >>> import jdmatch
    >>> next(case.sentence for case in cases_of(jdmatch.load_taxonomy()) if case.id == "python")
    'Solid Python 3 and SQL.'
    """
    for concept in taxonomy.concepts.values():
        yield from _cases("skill", concept.id, concept.matches, concept.rejects, concept.place)
    for duty in taxonomy.duties:
        yield from _cases("duty", duty.id, duty.entry.matches, duty.entry.rejects, duty.place)
    places = {
        e.id: e.place
        for e in entries_of_file(folder or taxonomy_folder(), "qualifications.yaml", all_ids=True)
    }
    for certificate in taxonomy.qualifications.certificates:
        rejects = tuple(getattr(certificate, "rejects", ()))
        yield from _cases("certificate", certificate.id, certificate.matches, rejects, places[certificate.id])


def _cases(kind: str, id_: str, matches: Iterable[str], rejects: Iterable[str], place: str) -> Iterator[Case]:
    for sentences, expected in ((matches, True), (rejects, False)):
        for sentence in sentences:
            yield Case(kind, id_, sentence, expected, place)


def sentence_reader(taxonomy: Taxonomy) -> Read:
    """Return a function that reads a sentence as a line of a posting; no profile is needed for that."""
    from jdmatch.reading.page import Page
    from jdmatch.reading.reader import PageReader
    from jdmatch.reading.readout import read_page

    reader = PageReader(taxonomy)

    def read(sentence: str) -> Reading:
        page = Page.of(sentence, kind="posting")
        reader.read(page)
        return read_page(page, taxonomy)

    return read


def _faulty_sentences(cases: Iterable[Case], read: Read, folder: Path) -> Iterator[Problem]:
    lines: dict[str, list[str]] = {}
    for case in cases:
        if case.holds(read):
            continue
        name, _, line = case.place.rpartition(":")
        if name not in lines:
            lines[name] = (folder.parent / name).read_text(encoding="utf-8").splitlines()
        list_name, said = ("matches", "is not found in") if case.expected else ("rejects", "is found in")
        message = f"{case.kind} {case.id!r}: {said} {case.sentence!r}, which stands under its {list_name}"
        yield Problem(name, _line_of(case.sentence, lines[name], int(line)), message)


def _line_of(sentence: str, lines: list[str], first: int) -> int:
    """Return the line a sentence stands in, from its entry's line on, or else the entry's own."""
    start = sentence[:_ENOUGH]
    return next((n for n, line in enumerate(lines[first - 1 :], first) if start in line), first)


def _faulty_profiles(profiles: Iterable[Path], taxonomy: Taxonomy) -> Iterator[Problem]:
    """Yield the faults of profiles; of those that come with jdmatch also the faults of what is read beside them."""
    from jdmatch.taxonomy.comparison_rules import comparison_rules
    from jdmatch.taxonomy.profiles import load_profile

    try:
        comparison_rules()
    except DataError as error:
        yield from error.problems

    for profile in profiles:
        try:
            load_profile(profile, taxonomy)
        except DataError as error:
            yield from error.problems


# ------------------------------------------------------------------ show, find


def find_entry(taxonomy: Taxonomy, id_: str) -> Concept | Family | Duty:
    """Return the concept, family or duty of an id, or the concept of a name.

    Raises:
        InputError: if there is none; the message names the nearest.

    >>> import jdmatch
    >>> find_entry(jdmatch.load_taxonomy(), "sklearn").id
    'scikit-learn'
    """
    from jdmatch.folding import fold_surface

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


# ------------------------------------------------------------------ schema


def json_schema() -> str:
    """Return the JSON Schema of every file of the taxonomy, for editors that complete and check as one types.

    >>> '"FamilyFile"' in json_schema()
    True
    """
    from pydantic.json_schema import models_json_schema

    from jdmatch.taxonomy import comparison_models as comparison_schema
    from jdmatch.taxonomy import profile_models as profile_schema

    models = [
        model for module in (schema, profile_schema, comparison_schema) for model in vars(module).values()
    ]
    files = dict.fromkeys(m for m in models if isinstance(m, type) and issubclass(m, schema.File))
    kinds = [model for model in files if model is not schema.File]
    _, definitions = models_json_schema([(model, "validation") for model in kinds], by_alias=True)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of the jdmatch taxonomy",
        "description": "Generated by `jdmatch taxonomy schema`; mend the models in src/jdmatch, not this file.",
        "anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in kinds],
        **definitions,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
