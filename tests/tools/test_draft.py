"""A draft profile comes from example postings, says why, and tells the role from others."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

import jdmatch
from jdmatch.cli import app
from jdmatch.errors import InputError
from jdmatch.taxonomy.loading import load_profile
from jdmatch.tools.draft import Draft, draft_profile, write_draft
from jdmatch.tools.evaluate import auc

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ROLES = {"registered_nurse": "registered-nurse", "backend_engineer": "backend-engineer"}


def rows_of(folder: str) -> list[dict[str, str]]:
    with (EXAMPLES / folder / "postings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(row: dict[str, str]) -> jdmatch.Document:
    return jdmatch.Document(row["description"], title=row["title"])


def measure(matcher: jdmatch.Matcher, rows: list[dict[str, str]]) -> float:
    scores = [matcher.score(document(row), kind="posting").score or 0.0 for row in rows]
    return auc(scores, [row["fit"] == "yes" for row in rows]) or 0.0


@pytest.fixture(scope="module")
def draft(matcher: jdmatch.Matcher) -> Draft:
    own = [row for row in rows_of("backend_engineer") if row["fit"] == "yes"]
    others = [document(row) for row in rows_of("registered_nurse")]
    return draft_profile("backend engineer", map(document, own[::2]), matcher, others=others)


@pytest.mark.parametrize("folder", ROLES)
def test_example_role_stands_above_other_roles(folder: str) -> None:
    matcher = jdmatch.load(ROLES[folder], ["bundled", EXAMPLES / folder])
    rows = rows_of(folder)
    assert (len(rows), sum(row["fit"] == "yes" for row in rows)) == (40, 20)
    assert measure(matcher, rows) >= 0.97


@pytest.mark.parametrize("folder", ROLES)
def test_example_words_have_no_fault(folder: str) -> None:
    done = CliRunner().invoke(app, ["taxonomy", "check", "bundled", str(EXAMPLES / folder), "--quick"])
    assert done.exit_code == 0, done.stderr


def test_draft_ranks_postings_it_has_not_seen(draft: Draft, matcher: jdmatch.Matcher) -> None:
    drafted = jdmatch.Matcher(matcher.taxonomy, draft.profile)
    rows = rows_of("backend_engineer")
    unseen = [row for row in rows if row["fit"] == "no"] + [row for row in rows if row["fit"] == "yes"][1::2]
    assert measure(drafted, unseen) > 0.9


def test_weights_have_counts_as_reasons(draft: Draft) -> None:
    database = draft.profile["database"]
    assert database.why == "9 of 10 examples ask for it, 2% of 40 others do."
    assert "PostgreSQL" in database.statement
    assert round(sum(one.weight for one in draft.profile.requirements), 6) == 100
    assert draft.asked[0].telling > 2


def test_what_everybody_asks_weighs_little(matcher: jdmatch.Matcher) -> None:
    own = [f"Team {i}. Requirements: Kafka, good communication." for i in range(6)]
    others = ["Requirements: Excel, good communication."] * 30
    weights = {one.id: one.weight for one in draft_profile("x", own, matcher, others=others).asked}
    assert weights["streaming-tool"] > 80
    assert 0 < weights["communication"] < 10


def test_draft_loads_as_a_file(draft: Draft, matcher: jdmatch.Matcher, tmp_path: Path) -> None:
    path = write_draft(draft, tmp_path / "own" / "backend-engineer.yaml")
    loaded = load_profile(path, matcher.taxonomy)
    assert loaded.id == "backend-engineer"
    assert loaded.requirements == draft.profile.requirements
    with pytest.raises(InputError, match="a file is already there"):
        write_draft(draft, path)


def test_few_or_silent_examples_are_refused(matcher: jdmatch.Matcher) -> None:
    with pytest.raises(InputError, match=r"4 could be read; a draft needs at least 5"):
        draft_profile("x", [f"Team {i}. Requirements: Python." for i in range(4)], matcher)
    with pytest.raises(
        InputError, match=r"share no skill that the taxonomy knows; add the words of the trade"
    ):
        draft_profile(
            "x", [f"You shear {i} sheep on steep hills until the first snow." for i in range(5)], matcher
        )


def test_command_writes_a_draft_and_its_reference(tmp_path: Path) -> None:
    for name, rows in (("own", rows_of("backend_engineer")[:20]), ("all", rows_of("registered_nurse") * 2)):
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["title", "description"], extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    out = tmp_path / "backend.yaml"
    command = ["profile", "new", "backend engineer", str(tmp_path / "own.csv"), "-o", str(out)]
    done = CliRunner().invoke(app, [*command, "--reference", str(tmp_path / "all.csv")])
    assert done.exit_code == 0, done.stderr
    assert "database: 17 of 20 examples ask for it" in done.stdout
    fit = jdmatch.load(out).score("Requirements: Go, Kafka, PostgreSQL, microservices.")
    assert fit.percentile is not None
    assert fit.percentile > 90
    again = CliRunner().invoke(app, command)
    assert again.exit_code == 2
    assert "a file is already there" in again.stderr


@pytest.mark.parametrize("role", ["2024", "null", "\u6599\u7406\u4eba", 'a "b" \\ c', "chef\nde partie"])
def test_role_may_be_called_anything(role: str, matcher: jdmatch.Matcher) -> None:
    drafted = draft_profile(role, [f"Team {i}. You must know Python and SQL." for i in range(5)], matcher)
    assert drafted.profile.label == " ".join(role.split())
    assert drafted.profile.id


def test_role_without_a_name_is_an_error(matcher: jdmatch.Matcher) -> None:
    with pytest.raises(InputError, match="role: it is empty"):
        draft_profile(" ", ["You must know Python and SQL."] * 5, matcher)


def test_examples_that_say_nothing_are_counted(matcher: jdmatch.Matcher) -> None:
    asked = ("Go, Kafka, PostgreSQL", "Java, Kafka, MySQL", "Rust", "Go, Kafka", "MySQL and Java")
    examples = [*(f"Requirements: {words}." for words in asked), "", " ", ""]
    assert str(draft_profile("stream engineer", examples, matcher)).endswith(
        "; 3 left out: empty, or not English"
    )
    with pytest.raises(InputError, match=r"2 could be read, 3 not \(empty, or not English\)"):
        draft_profile("stream engineer", examples[3:], matcher)


def test_equal_examples_count_once(matcher: jdmatch.Matcher) -> None:
    own = [document(row) for row in rows_of("backend_engineer") if row["fit"] == "yes"][::2]
    doubled = draft_profile("backend engineer", [*own, own[0], own[0]], matcher)
    assert doubled.profile["database"].why == "9 of 10 examples ask for it."
    assert str(doubled).endswith("; 2 examples are the same as others and count once")
    with pytest.raises(InputError, match="1 could be read, 8 are the same as others"):
        draft_profile("backend engineer", own[:1] * 9, matcher)
