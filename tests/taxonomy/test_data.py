"""The taxonomy is tested by its own sentences: each entry is found in its `matches` and not in its `rejects`."""

from __future__ import annotations

import csv
import gzip
import json
from itertools import groupby
from pathlib import Path

import pytest

from jdmatch.errors import TaxonomyError
from jdmatch.reading.records import Reading
from jdmatch.taxonomy.loading import load_taxonomy, taxonomy_folder
from jdmatch.tools.check import Case, Read, cases_of, check_taxonomy, json_schema, sentence_reader, sources

try:
    TAXONOMY = load_taxonomy()
except TaxonomyError as error:  # every fault with its place, once, instead of an error of the whole module
    pytest.fail(str(error), pytrace=False)
CASES = [
    (file, list(cases))
    for file, cases in groupby(cases_of(TAXONOMY), key=lambda case: case.place.rpartition(":")[0])
]


@pytest.fixture(scope="module")
def read() -> Read:
    return sentence_reader(TAXONOMY)


@pytest.mark.parametrize("cases", [cases for _, cases in CASES], ids=[file for file, _ in CASES])
def test_sentences_hold(cases: list[Case], read: Read) -> None:
    failing = [case for case in cases if not case.holds(read)]
    assert not failing, "\n".join(
        f"{c.place}: {c.id!r} is {'not ' if c.expected else ''}found in {c.sentence!r}" for c in failing
    )


def test_the_collector_found_sentences_of_every_sort() -> None:
    kinds = {case.kind for _, cases in CASES for case in cases}
    assert kinds == {"skill", "duty", "theme", "certificate"}
    assert {case.origin for _, cases in CASES for case in cases} == {"name", "matches", "rejects"}
    assert sum(len(cases) for _, cases in CASES) > 10_000


def test_a_sentence_is_read_as_in_a_posting(read: Read) -> None:
    reading = read("Requirements: Python. Scala is a plus.")
    assert isinstance(reading, Reading)
    assert [(skill.id, skill.stance) for skill in reading.skills] == [
        ("python", "required"),
        ("scala", "preferred"),
    ]


def test_files_profiles_and_sources_are_sound() -> None:
    check = check_taxonomy(quick=True)
    assert not check.problems, "\n".join(map(str, check.problems))
    assert check.profiles >= 1


def test_every_statement_of_skills_and_duties_has_entries() -> None:
    empty = [
        row.statement
        for row in sources()
        if row.statement.startswith(("skills", "duties")) and not row.entries
    ]
    assert not empty


def test_schema_file_is_current() -> None:
    path = taxonomy_folder() / "schema.json"
    assert path.is_file(), "run: jdmatch taxonomy schema"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json_schema()), (
        "run: jdmatch taxonomy schema"
    )


def test_links_lead_to_skills_of_esco() -> None:
    listed = Path(__file__).parents[3] / "shared" / "data" / "esco_skills_en.csv.gz"
    if not listed.is_file():
        pytest.skip("ESCO's list of skills is not here")
    with gzip.open(listed, "rt", encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    linked = {one.id: one.esco[0] for one in TAXONOMY.concepts.values() if one.esco}
    linked |= {one.id: one.esco[0] for one in TAXONOMY.families.values() if one.esco}
    assert {id_: uri for id_, uri in linked.items() if uri not in known} == {}
    assert {"python", "java", "r", "sql", "cpp", "query-language"} <= set(linked)
