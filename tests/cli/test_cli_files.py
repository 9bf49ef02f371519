"""Files of postings on the command line: scored, shown as a page, held against gold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
POSTING = str(EXAMPLES / "posting_ml_engineer.txt")


def test_batch_then_report(run: Run, tmp_path: Path) -> None:
    scored, page = tmp_path / "scored.csv", tmp_path / "page.html"
    result = run("batch", EXAMPLES / "postings.csv", "-o", scored, "--workers", 1, "--top", 5)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("40 rows in = 40 scored + 0 rejected\n5 rows written")
    result = run("report", scored, "-o", page)
    assert result.exit_code == 0, result.stderr
    assert "5 rows" in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_batch_json_is_the_summary(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,description\n1,We need Python.\n2\n", encoding="utf-8")
    result = run("batch", source, "-o", tmp_path / "out.csv", "--workers", 1, "--json")
    value = json.loads(result.stdout)
    assert (value["rows_in"], value["scored"], value["rejected"]) == (2, 1, 1)


def test_evaluate(run: Run) -> None:
    result = run("evaluate", EXAMPLES / "gold.jsonl", "--errors", 3)
    assert result.exit_code == 0
    assert "hard skills" in result.stdout
    assert "taxonomy/" in result.stdout
    value = json.loads(run("evaluate", EXAMPLES / "gold.jsonl", "--errors", 3, "--json").stdout)
    assert 0 < value["hard skills"]["f1"] <= 1
    assert value["errors"]


def test_evaluate_tells_all_faults_of_a_gold_file(run: Run, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("{}\nnot json\n")
    result = run("evaluate", gold)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert all(line.startswith(f"error: {gold}:") for line in lines)
    assert {line.split(":")[2] for line in lines} == {"1", "2"}


HOSTILE = "id,title,description\n1,\x1b[31mRed\x1b]0;x\x07 Caf\u00e9,We need Python and SQL.\n"


def test_a_posting_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(HOSTILE, encoding="utf-8")
    for extra in ((), ("--json",)):
        result = run("batch", source, "-o", tmp_path / "out.csv", "--workers", 1, *extra)
        assert result.exit_code == 0, result.stderr
        assert "Red" in result.stdout
        assert result.stdout.replace("\n", "").isprintable()
    assert "\x1b[31mRed" in (tmp_path / "out.csv").read_text(encoding="utf-8")  # the file has it as it was
    source.write_text("id,te\x1b[2Jxts\n1,a\n", encoding="utf-8")
    told = run("batch", source, "-o", tmp_path / "out.csv").stderr
    assert told.startswith("error: ")
    assert told.replace("\n", "").isprintable()


def test_a_posting_of_one_command_cannot_steer_it_either(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "posting.txt"
    path.write_text("You need \x1b[31mPython\x1b[0m and SQL.", encoding="utf-8")
    result = run("score", path, "--explain")
    assert "\ufffd[31mPython" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("in.csv", "-o", "out.csv", "--text", "nope"), "error: --text: there is no column 'nope'"),
        (("in.csv", "-o", "out.csv", "--text", "nope"), "name it with --text\n"),
        (("", "-o", "out.csv"), "error: IN: '' is empty"),
        (("in.csv", "-o", ""), "error: --output: '' is empty"),
        (
            ("in.csv", "-o", "out.csv", "--field-characters", 10**12),
            "error: --field-characters: 1000000000000 is",
        ),
        (
            ("in.csv", "-o", "out.csv", "--per-text-seconds", 0.0001),
            "error: --per-text-seconds: 0.0001 is too",
        ),
    ],
)
def test_messages_speak_of_options(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("id,description\n1,We need Python.\n", encoding="utf-8")
    result = run("batch", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_what_all_was_rejected_is_warned_of(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,description\n1\n2\n", encoding="utf-8")
    result = run("batch", source, "-o", tmp_path / "out.csv", "--workers", 1)
    assert result.exit_code == 0
    assert result.stdout.startswith("2 rows in = 0 scored + 2 rejected\n0 rows written")
    assert "warning: no row could be read" in result.stderr


def test_gates_are_told_to_be_for_postings_alone(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("description\nSkills: Python.\n", encoding="utf-8")
    result = run(
        "batch", source, "-o", tmp_path / "out.csv", "--kind", "cv", "--gate", "remote", "--workers", 1
    )
    assert result.exit_code == 0
    assert "warning: --gate: no gate is asked of a CV" in result.stderr


def test_a_run_of_the_command_line_goes_on_in_python_and_the_other_way_round() -> None:
    import inspect

    from jdmatch.batch.options import BatchOptions
    from jdmatch.cli.batch import batch_command

    given = {one.name: one.default for one in batch_command.params}
    ours = inspect.signature(BatchOptions).parameters
    for name in ("part_rows", "field_characters", "per_text_seconds"):
        assert given[name] == ours[name].default
    assert set(given) - {"gate", "json_"} <= set(ours)  # they are passed on by their names


def test_a_table_without_rows_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "head.csv").write_text("id,description\n", encoding="utf-8")
    result = run("batch", tmp_path / "head.csv", "-o", tmp_path / "scored.csv", "--workers", "1")
    assert "warning: the input holds no row" in result.stderr
