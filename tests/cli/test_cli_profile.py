"""The commands around profiles."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import jdmatch
import jdmatch.matcher

Run = Callable[..., Result]
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
POSTING = str(EXAMPLES / "posting_ml_engineer.txt")


def test_profile_show_and_list(run: Run) -> None:
    assert "ml-engineer" in run("profile", "list").stdout
    shown = run("profile", "show").stdout
    profile = jdmatch.load_profile("ml-engineer")
    assert all(one.id in shown for one in profile.requirements)
    value = json.loads(run("profile", "show", "--json").stdout)
    assert sum(one["weight"] for one in value["requirements"] if not one["bonus"]) == pytest.approx(100)


def test_profile_tune_writes_a_profile_that_scores(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    result = run("profile", "tune", EXAMPLES / "labelled.csv", "-o", mine, "--force")
    assert result.exit_code == 0, result.stderr
    assert "held-out AUC" in result.stdout
    assert json.loads(run("score", POSTING, "--profile", mine, "--json").stdout)["profile"] == "mine"


def test_profile_tune_refuses_too_little_and_odd_labels(run: Run, tmp_path: Path) -> None:
    few = tmp_path / "few.csv"
    few.write_text("description,fit\nWe need Python.,1\n")
    result = run("profile", "tune", few, "-o", tmp_path / "mine.yaml")
    assert result.exit_code == 2
    assert "at least 20 of each" in result.stderr
    few.write_text("description,fit\nWe need Python.,perhaps\n")
    result = run("profile", "tune", few, "-o", tmp_path / "mine.yaml")
    assert "row 1: label 'perhaps' is unknown" in result.stderr
    result = run("profile", "tune", EXAMPLES / "postings.csv", "-o", tmp_path / "mine.yaml")
    assert "no column looks like the labels" in result.stderr
    assert not (tmp_path / "mine.yaml").exists()


def test_profile_tune_does_not_write_what_is_no_better(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jdmatch.tools.tune.Tuned.helped", property(lambda _: False))
    result = run("profile", "tune", EXAMPLES / "labelled.csv", "-o", tmp_path / "mine.yaml")
    assert result.exit_code == 1
    assert not (tmp_path / "mine.yaml").exists()


def test_profile_reference_stands_beside_its_profile(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    source = Path(jdmatch.load_profile("ml-engineer").path)
    mine.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    result = run("profile", "reference", EXAMPLES / "labelled.csv", "--profile", mine)
    assert result.exit_code == 0, result.stderr
    assert jdmatch.load_profile(mine).reference


@pytest.mark.parametrize(
    ("label", "least", "fits"), [("TRUE", None, True), (" no ", None, False), ("2.5", 3, False)]
)
def test_labels(label: str, least: float | None, fits: bool) -> None:
    from jdmatch.cli.profile import is_fitting

    assert is_fitting(label, least, "row 1") is fits


def test_a_profile_is_written_as_yaml_only(run: Run, tmp_path: Path) -> None:
    result = run("profile", "new", "cook", EXAMPLES / "postings.csv", "-o", tmp_path / "cook.txt")
    assert result.exit_code == 2
    assert "is no .yaml file" in result.stderr
