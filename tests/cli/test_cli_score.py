"""Scoring and comparing documents on the command line."""

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


def test_score_prints_requirements_that_add_up(run: Run) -> None:
    result = run("score", POSTING)
    assert result.exit_code == 0
    fit = jdmatch.matcher.load().score(jdmatch.open_document(POSTING))
    assert f"{fit.score:.1f} of 100" in result.stdout
    assert all(requirement.id in result.stdout for requirement in fit.requirements)
    assert "\x1b[" not in result.stdout
    assert all(len(line) <= 100 and line == line.rstrip() for line in result.stdout.splitlines())


def test_score_can_show_the_structure(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "posting.txt"
    path.write_text("Requirements\n- Python, Grault7 or Scala\n", encoding="utf-8")
    shown = run("score", path, "--structure").stdout.splitlines()
    assert shown[1:] == [
        "requirements | # Requirements",
        "requirements | * Python, Grault7 or Scala",
        "             |     Python , Grault7 or Scala",
    ]
    value = json.loads(run("score", path, "--structure", "--json").stdout)
    assert value["blocks"][1]["lists"][0]["members"] == ["Python", "Grault7", "Scala"]


def test_score_json_is_the_fit(run: Run) -> None:
    value = json.loads(run("score", POSTING, "--json").stdout)
    assert value["file"] == POSTING
    assert round(sum(r["points"] for r in value["requirements"]), 6) == value["score"]
    assert value["reading"]["skills"]


def test_score_of_several_files_is_json_lines(run: Run) -> None:
    lines = run("score", POSTING, EXAMPLES / "posting.html", "--json").stdout.splitlines()
    assert [json.loads(line)["score"] is not None for line in lines] == [True, True]


def test_score_explain_quotes_the_text(run: Run) -> None:
    result = run("score", POSTING, "--explain")
    assert "Strong Python and SQL" in result.stdout
    assert "counts 100%" in result.stdout


def test_score_reads_stdin(run: Run) -> None:
    value = json.loads(run("score", "-", "--json", "--title", "ML Engineer", stdin="You need Python.").stdout)
    assert value["reading"]["role"]["id"] == "ml-engineer"
    html = json.loads(run("score", "-", "--json", stdin=b"<ul><li>Python</li><li>SQL</li></ul>").stdout)
    assert {skill["id"] for skill in html["reading"]["skills"]} == {"python", "sql"}


def test_score_of_a_cv(run: Run) -> None:
    result = run("score", EXAMPLES / "cvs" / "asha_ml_engineer.txt")
    assert " cv " in result.stdout.splitlines()[0]


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_to_read_is_no_score(run: Run, text: str) -> None:
    result = run("score", "-", stdin=text)
    assert result.exit_code == 1
    assert "no score" in result.stdout
    assert json.loads(run("score", "-", "--json", stdin=text).stdout)["score"] is None


def test_another_language_shows_kind_and_note_alone(run: Run) -> None:
    result = run("score", EXAMPLES / "posting_french.txt")
    lines = [line for line in result.stdout.splitlines() if line]
    assert lines[0].endswith("posting_french.txt  posting")
    assert lines[1] == "no score"
    assert lines[2].startswith("note: the text is not English")


def test_one_bad_file_does_not_cost_the_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run("score", tmp_path / "photo.png", POSTING)
    assert result.exit_code == 2
    assert "error: " in result.stderr
    assert "a PNG image" in result.stderr
    assert "of 100" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("score", "nothing.txt"), "no such file"),
        (("score", "."), "run: jdmatch batch"),
        (("score", POSTING, "--taxonomy", "."), "not a whole taxonomy"),
        (("score", POSTING, "--profile", "ml-enginer"), "did you mean 'ml-engineer'"),
        (("score", POSTING, "--taxonomy", "nowhere"), "no such folder"),
        (("compare", "nothing.txt", POSTING), "no such file"),
        (("batch", "nothing.csv", "-o", "out.csv"), "no such file"),
        (("batch", POSTING, "-o", "out.xlsx"), "ending"),
        (("batch", POSTING, "-o", "out.csv", "--workers", "many"), "not a number of processes"),
        (("report", "nothing.csv", "-o", "page.html"), "no such file"),
        (("evaluate", "nothing.jsonl"), "cannot be read"),
        (("taxonomy", "show", "pytroch"), "did you mean 'pytorch'"),
        (("taxonomy", "check", "nowhere"), "no such folder"),
        (("taxonomy", "suggest", "nothing.csv"), "no such file"),
        (("profile", "show", "ml-enginer"), "did you mean 'ml-engineer'"),
    ],
)
def test_bad_input_is_told_without_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [("score",), ("scor", POSTING), ("score", POSTING, "--kind", "letter")])
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: jdmatch" in result.stderr


def test_compare_shows_both_ways(run: Run) -> None:
    cv = EXAMPLES / "cvs" / "bruno_data_analyst.txt"
    result = run("compare", cv, POSTING)
    assert result.exit_code == 0, result.stderr
    assert "of what the posting asks" in result.stdout
    assert "MLflow" in result.stdout
    value = json.loads(run("compare", cv, POSTING, "--json").stdout)
    assert {need["standing"] for need in value["needs"]} <= {"met", "partly", "missing"}


def test_compare_explain_quotes_both_texts(run: Run) -> None:
    result = run("compare", "-", POSTING, "--explain", stdin="SKILLS\nPython and pandas\n")
    assert "    asked: - Strong Python and SQL" in result.stdout
    assert "    shown: Python and pandas" in result.stdout


def test_compare_of_two_stdins_is_refused(run: Run) -> None:
    result = run("compare", "-", "-", stdin="Python")
    assert result.exit_code == 2
    assert "are both -" in result.stderr


def test_gates_are_told_apart_from_the_points(run):
    done = run(
        "score",
        "-",
        "--gate",
        "remote",
        "--gate",
        "years=5",
        stdin="ML Engineer\nA hybrid role. Python needed.",
    )

    assert done.exit_code == 0
    assert "fail  remote: hybrid (“hybrid role”)" in done.stdout
    assert "unknown  years=5: not told" in done.stdout


def test_an_unknown_gate_is_told_without_a_traceback(run):
    done = run("score", "-", "--gate", "remot", stdin="Python")

    assert done.exit_code == 2
    assert "error: gate: 'remot' is unknown" in done.stderr
    assert "did you mean 'remote'?" in done.stderr


def test_a_gate_that_no_cv_is_asked_is_told(run: Run) -> None:
    cv = "Ann Example\n\nExperience\nData Engineer, Acme, 2019 - 2023\n- Built pipelines in Python\n\nSkills\nPython, SQL"
    result = run("score", "-", "--gate", "remote", "--kind", "cv", stdin=cv)
    assert result.exit_code == 0
    assert "stdin: read as a CV, of which no gate is asked" in result.stderr


def test_cv_and_posting_the_wrong_way_round(run: Run) -> None:
    cv, posting = str(EXAMPLES / "cvs" / "asha_ml_engineer.txt"), str(EXAMPLES / "posting_short.txt")
    assert "turn them round?" in run("compare", posting, cv).stderr
    assert "turn them round?" not in run("compare", cv, posting).stderr


@pytest.mark.parametrize(
    ("gate", "says"),
    [
        (
            "years=abc",
            "'years=abc' holds no number of years; expected the most that may be asked, as in years=5",
        ),
        ("travel", "as in travel=10"),
        ("pay=lots", "as in 'pay=90000 EUR'"),
    ],
)
def test_a_gate_without_its_figure_is_told(run: Run, gate: str, says: str) -> None:
    result = run("score", POSTING, "--gate", gate)
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize("option", [["--explain"], ["--gate", "remote"]])
def test_structure_goes_with_nothing_of_the_score(run: Run, option: list[str]) -> None:
    result = run("score", POSTING, "--structure", *option)
    assert result.exit_code == 2
    assert "leave one out" in result.stderr


def test_a_folder_given_twice_is_one_error(run: Run) -> None:
    result = run("score", POSTING, "--taxonomy", "bundled", "--taxonomy", "bundled")
    assert result.exit_code == 2
    assert result.stderr.count("error:") == 1
    assert "given twice" in result.stderr


def test_a_ranking_says_why_a_text_was_not_read(run: Run, tmp_path: Path) -> None:
    cv, empty = str(EXAMPLES / "cvs" / "asha_ml_engineer.txt"), tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    ranked = run("rank", cv, POSTING, empty)
    assert ranked.exit_code == 0
    assert "posting: the file is empty" in ranked.stdout
    assert run("rank", cv, empty).exit_code == 1


def test_what_is_piped_in_has_one_name(run: Run) -> None:
    assert "stdin: " in run("score", "-", stdin="").stderr
    assert json.loads(run("score", "-", "--json", stdin="Python is required.").stdout)["file"] == "stdin"


def test_a_cv_requires_nothing(run: Run) -> None:
    shown = run("score", str(EXAMPLES / "cvs" / "asha_ml_engineer.txt"), "--explain").stdout
    assert "shown, counts" in shown
    assert "required, counts" not in shown


def test_a_table_is_no_posting(run: Run) -> None:
    table = str(EXAMPLES / "postings.csv")
    for given in (("score", table), ("compare", POSTING, table), ("rank", table, POSTING)):
        result = run(*given)
        assert result.exit_code == 2
        assert "a table; expected one posting or CV" in result.stderr


def test_comparing_with_nothing_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    result = run("compare", str(EXAMPLES / "cvs" / "asha_ml_engineer.txt"), tmp_path / "empty.txt")
    assert result.exit_code == 1
    assert "the file is empty" in result.stdout


def test_a_profile_that_is_a_text_is_told_shortly(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.yaml").write_text("We bake bread and we need you. " * 50, encoding="utf-8")
    result = run("score", POSTING, "--profile", tmp_path / "text.yaml")
    assert result.exit_code == 2
    assert "no keys with values stand in it" in result.stderr
    assert "bread" not in result.stderr
