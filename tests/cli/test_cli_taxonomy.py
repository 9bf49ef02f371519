"""The commands for authors of the taxonomy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from jdmatch.taxonomy.loading import taxonomy_folder
from tiny_taxonomy import TOOLS, write_taxonomy

Run = Callable[..., Result]


# what the tiny taxonomy is too small for, without the ids that it does not hold
FILES = {
    name: re.sub(
        r"(?s)((?:signals|no_kin|no_parent): \[).*?\]",
        r"\1]",
        (taxonomy_folder() / name).read_text(encoding="utf-8"),
    )
    for name in ("sources.yaml", "roles.yaml", "comparison.yaml")
}


def test_check_of_a_sound_taxonomy(run: Run, tmp_path: Path) -> None:
    result = run("taxonomy", "check", write_taxonomy(tmp_path / "tiny", FILES))
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "2 concepts, 1 families, 0 duties, 0 profiles, 4 sentences: no faults\n"


def test_check_tells_faults_of_files_with_their_lines(run: Run, tmp_path: Path) -> None:
    folder = write_taxonomy(tmp_path / "tiny", tools=TOOLS.replace("label: Hammer", "lable: Hammer"))
    result = run("taxonomy", "check", folder)
    assert result.exit_code == 1
    assert "error: tiny/skills/tools.yaml:9: 'hammer'" in result.stderr
    assert json.loads(run("taxonomy", "check", folder, "--json").stdout)["problems"]


def test_a_quick_check_finds_broken_column_names(run: Run, tmp_path: Path) -> None:
    folder = write_taxonomy(tmp_path / "tiny", FILES | {"columns.yaml": "schema: 1\ntext: description\n"})
    result = run("taxonomy", "check", folder, "--quick")
    assert result.exit_code == 1
    assert "error: tiny/columns.yaml:2: text: input should be a valid tuple" in result.stderr


def test_check_tells_sentences_that_fail_with_their_lines(run: Run, tmp_path: Path) -> None:
    tools = TOOLS.replace("We use Anvil.", "We use a drill.").replace("An anvil fell.", "An Anvil fell.")
    folder = write_taxonomy(tmp_path / "tiny", FILES, tools=tools)
    result = run("taxonomy", "check", folder)
    assert run("taxonomy", "check", folder, "--quick").stderr == result.stderr
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "error: tiny/skills/tools.yaml:17: skill 'anvil': is not found in 'We use a drill.', "
        "which stands under its matches; widen its rule, or leave the sentence out",
        "error: tiny/skills/tools.yaml:18: skill 'anvil': is found in 'An Anvil fell.', "
        "which stands under its rejects; narrow its rule, or leave the sentence out",
    ]
    assert "2 faults" in result.stdout


def test_check_tells_sources_that_are_no_statements(run: Run, tmp_path: Path) -> None:
    folder = write_taxonomy(tmp_path / "tiny", FILES, tools=TOOLS.replace("skills 2", "skils 2"))
    result = run("taxonomy", "check", folder, "--quick")
    assert result.exit_code == 1
    assert "source 'skils 2' is no statement of sources.yaml; did you mean 'skills 2'?" in result.stderr


def test_taxonomy_show(run: Run) -> None:
    assert "taxonomy/skills/" in run("taxonomy", "show", "sklearn").stdout
    assert "PyTorch" in run("taxonomy", "show", "ml-library").stdout
    assert "duties 3" in run("taxonomy", "show", "validate").stdout
    assert json.loads(run("taxonomy", "show", "python", "--json").stdout)["source"] == "skills 1"


def test_taxonomy_find(run: Run) -> None:
    assert "time-series" in run("taxonomy", "find", "time", "series").stdout
    result = run("taxonomy", "find", "qwxzyv")
    assert (result.exit_code, result.stdout) == (1, "")


def test_taxonomy_sources_shows_every_statement(run: Run) -> None:
    value = json.loads(run("taxonomy", "sources", "--json").stdout)
    assert all(row["statement"] in run("taxonomy", "sources").stdout for row in value[:3])
    by_statement = {row["statement"]: {entry["kind"] for entry in row["entries"]} for row in value}
    assert {"family", "concept", "requirement"} <= by_statement["skills 1"]


def test_taxonomy_suggest_finds_names_between_known_ones(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(
        'description\n"Skills: Python, Zorglub and SQL."\n"You use Docker, Zorglub, Kubernetes."\n'
    )
    value = json.loads(run("taxonomy", "suggest", file, "--json").stdout)
    assert [(one["name"], one["postings"]) for one in value] == [("Zorglub", 2)]
    assert "no unknown name" in run("taxonomy", "suggest", file, "--at-least", 3).stdout
    assert "  - id: zorglub\n    label: Zorglub\n" in run("taxonomy", "suggest", file, "--yaml").stdout


def test_taxonomy_schema_check(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    assert run("taxonomy", "schema", "--check", "-o", path).exit_code == 1
    assert run("taxonomy", "schema", "-o", path).exit_code == 0
    assert run("taxonomy", "schema", "--check", "-o", path).exit_code == 0
    assert json.loads(run("taxonomy", "schema", "-o", "-").stdout)["$defs"]["FamilyFile"]


def test_find_forgives_a_slip(run: Run) -> None:
    assert "PyTorch" in run("taxonomy", "find", "pytorhc").stdout


def test_an_import_of_nothing_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("", encoding="utf-8")
    result = run("taxonomy", "import", tmp_path / "none.csv", "-o", tmp_path / "drafts")
    assert result.exit_code == 2
    assert "holds no skills" in result.stderr


def test_evaluate_refuses_a_table_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gold.csv").write_text("id,text\n1,Python\n2,SQL\n", encoding="utf-8")
    result = run("evaluate", tmp_path / "gold.csv")
    assert result.exit_code == 2
    assert result.stderr.count("error:") == 1
    assert "expected JSON lines" in result.stderr
