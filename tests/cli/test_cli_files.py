"""Files of postings on the command line: scored, shown as a page, held against gold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

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
