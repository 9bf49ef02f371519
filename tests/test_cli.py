"""The command line: what it prints, what it tells, and how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import jdmatch
import jdmatch.matcher
from jdmatch.cli import app
from jdmatch.matcher import Matcher

Run = Callable[..., Result]
EXAMPLES = Path(__file__).parent.parent / "examples"
POSTING = str(EXAMPLES / "posting_ml_engineer.txt")


@pytest.fixture
def run(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; the bundled matcher is made once for all of them."""
    load = jdmatch.matcher.load

    def load_once(profile: str = "ml-engineer", taxonomy: str | None = None) -> Matcher:
        return matcher if (profile, taxonomy) == ("ml-engineer", None) else load(profile, taxonomy)

    monkeypatch.setattr(jdmatch.matcher, "load", load_once)
    monkeypatch.setenv("COLUMNS", "100")

    def invoke(*arguments: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin, prog_name="jdmatch")

    return invoke


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jdmatch", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **options)  # type: ignore[call-overload, no-any-return]


# ------------------------------------------------------------------ help, version, start


COMMANDS = [
    ("score",), ("batch",), ("compare",), ("report",), ("evaluate",),
    ("taxonomy", "check"), ("taxonomy", "show"), ("taxonomy", "find"), ("taxonomy", "sources"),
    ("taxonomy", "suggest"), ("taxonomy", "schema"),
    ("profile", "show"), ("profile", "list"), ("profile", "tune"), ("profile", "reference"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert f"jdmatch {' '.join(command)}" in result.stdout.partition("Example")[2]
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_no_command_is_forgotten_here() -> None:
    import typer

    group = typer.main.get_command(app)
    known = {name for name, *_ in COMMANDS}
    assert set(group.commands) == known  # type: ignore[attr-defined]
    for name in ("taxonomy", "profile"):
        assert set(group.commands[name].commands) == {c[1] for c in COMMANDS if c[0] == name}  # type: ignore[attr-defined]


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"jdmatch {jdmatch.__version__}\n"


@pytest.mark.parametrize(
    "arguments", [("--help",), ("taxonomy", "check", "--help"), ("taxonomy", "find", "pytorch")]
)
def test_starts_without_spacy_and_pandas(arguments: tuple[str, ...]) -> None:
    code = (
        f"import sys; sys.argv = ['jdmatch', *{arguments!r}]\nfrom jdmatch.cli import main\ntry: main()\n"
        + (
            "except SystemExit: pass\nprint(sorted({'spacy', 'pandas', 'numpy'} & set(sys.modules)), file=sys.stderr)"
        )
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


# ------------------------------------------------------------------ score


def test_score_prints_requirements_that_add_up(run: Run) -> None:
    result = run("score", POSTING)
    assert result.exit_code == 0
    fit = jdmatch.matcher.load().score(jdmatch.open_document(POSTING))
    assert f"{fit.score:.1f} of 100" in result.stdout
    assert all(requirement.id in result.stdout for requirement in fit.requirements)
    assert "\x1b[" not in result.stdout
    assert all(len(line) <= 100 and line == line.rstrip() for line in result.stdout.splitlines())


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


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x01"])
def test_nothing_to_read_is_no_score(run: Run, text: str) -> None:
    result = run("score", "-", stdin=text)
    assert result.exit_code == 0
    assert "no score" in result.stdout
    assert json.loads(run("score", "-", "--json", stdin=text).stdout)["score"] is None


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
        (("score", "."), "a directory"),
        (("score", POSTING, "--profile", "ml-enginer"), "did you mean 'ml-engineer'"),
        (("score", POSTING, "--taxonomy", "nowhere"), "no such folder"),
        (("compare", "nothing.txt", POSTING), "no such file"),
        (("batch", "nothing.csv", "-o", "out.csv"), "no such file"),
        (("batch", POSTING, "-o", "out.xlsx"), "ending"),
        (("batch", POSTING, "-o", "out.csv", "--workers", "many"), "no number of processes"),
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


# ------------------------------------------------------------------ batch, report, evaluate


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


# ------------------------------------------------------------------ the process itself


def test_broken_pipe_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "jdmatch", "taxonomy", "find", "a"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_ctrl_c_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(jdmatch.matcher, "load", stop)
    result = run("score", POSTING)
    assert (result.exit_code, result.stderr) == (130, "stopped\n")


def test_a_full_disk_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "page.html")

    monkeypatch.setattr("jdmatch.report.page.write_page", full)
    result = run("report", "scored.csv", "-o", "page.html")
    assert (result.exit_code, result.stderr) == (2, "error: page.html: No space left on device\n")


def test_warnings_are_one_line_each(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "posting.txt"
    path.write_bytes("We need Python – naïvely.".encode("cp1252"))
    result = run("score", path)
    assert result.exit_code == 0
    assert all(line.startswith("warning: ") for line in result.stderr.splitlines())
    assert "Windows-1252" in result.stderr


def test_output_survives_an_ascii_terminal() -> None:
    done = process("score", POSTING, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0, done.stderr
    assert "of 100" in done.stdout


def test_context_keeps_whole_words() -> None:
    from jdmatch.cli.views import quote

    text = "first line\n" + "word " * 30 + "Python " + "word " * 30 + "\nlast line"
    start = text.index("Python")
    pieces = quote(text, [(start, start + 6)])
    assert ("Python", True) in pieces
    shown = "".join(words for words, _ in pieces)
    assert shown.startswith("…word")
    assert shown.endswith("word…")
    assert "line" not in shown


def test_tell_is_plain_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    from jdmatch.cli.console import tell

    tell("error: x")
    assert capsys.readouterr().err == "error: x\n"
    assert not io.StringIO().isatty()
