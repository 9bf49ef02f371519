"""The program itself: help, start, and how it ends."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

import jdmatch
import jdmatch.matcher
from jdmatch.cli import app

Run = Callable[..., Result]
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
POSTING = str(EXAMPLES / "posting_ml_engineer.txt")


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jdmatch", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **options)  # type: ignore[call-overload, no-any-return]


COMMANDS = [
    ("score",), ("batch",), ("compare",), ("rank",), ("report",), ("evaluate",),
    ("taxonomy", "check"), ("taxonomy", "show"), ("taxonomy", "find"), ("taxonomy", "sources"),
    ("taxonomy", "suggest"), ("taxonomy", "diff"), ("taxonomy", "learn"), ("taxonomy", "schema"),
    ("taxonomy", "learn-lines"), ("taxonomy", "learn-names"), ("taxonomy", "import"), ("taxonomy", "export"),
    ("profile", "show"), ("profile", "list"), ("profile", "new"), ("profile", "tune"), ("profile", "reference"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert f"jdmatch {' '.join(command)}" in result.stdout.partition("Example")[2]
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_no_command_is_forgotten_here() -> None:
    context = click.Context(app)
    assert set(app.list_commands(context)) == {name for name, *_ in COMMANDS}
    for name in ("taxonomy", "profile"):
        group = app.get_command(context, name)
        assert isinstance(group, click.Group)
        assert set(group.commands) == {c[1] for c in COMMANDS if c[0] == name}


def test_an_unknown_command_is_told(run: Run) -> None:
    result = run("scor")
    assert (result.exit_code, "No such command 'scor'" in result.stderr) == (2, True)
    assert "score" in app.commands  # click itself proposes what is alike, by this


def test_an_option_that_is_needed_is_asked_for(run: Run) -> None:
    result = run("taxonomy", "export")
    assert (result.exit_code, "Missing option '--as'" in result.stderr) == (2, True)


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


def test_ctrl_c_while_it_starts_has_no_traceback() -> None:
    code = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from jdmatch.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "stopped\n")


def test_a_stopped_batch_says_how_to_go_on(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    command = (
        "batch",
        EXAMPLES / "postings.csv",
        "-o",
        tmp_path / "out.csv",
        "--part-rows",
        10,
        "--workers",
        1,
    )
    with monkeypatch.context() as patch:
        patch.setattr("jdmatch.batch.runner.hash_input", stop)
        result = run(*command)
    assert result.exit_code == 130
    assert "nothing is kept; the same command again begins anew" in result.stderr
    assert not list(tmp_path.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr("jdmatch.batch.duplicates.find_duplicates", stop)
        result = run(*command)
    assert result.exit_code == 130
    assert "stopped after 40 rows; the same command again goes on from" in result.stderr
    assert "error" not in result.stderr
    assert "40 rows done before" in " ".join(run(*command).stdout.split())


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
    from jdmatch.showing.terminal import quote

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


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not take such names")
def test_names_that_are_not_utf_8_survive_a_strict_terminal(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    Path(os.fsdecode(folder)).mkdir()
    Path(os.fsdecode(folder + b"/n\xffote.txt")).write_text("We need Python.")
    output = os.fsdecode(folder + b"s.csv")
    env = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    for extra in ((), ("--json",)):
        done = process("batch", os.fsdecode(folder), "-o", output, "--workers", "1", *extra, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert "caf" in done.stdout
    assert "n\\xffote.txt" in Path(output).read_text()


@pytest.mark.parametrize("columns", ["abc", "0", "-3", "\u00b2", "9" * 30])
def test_a_width_that_cannot_be_is_not_taken(run: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert "ml-engineer" in run("profile", "list").stdout


@pytest.mark.parametrize("command", [("score", "-"), ("batch", "-", "-o", "out.csv")])
def test_a_closed_stdin_is_told(command: tuple[str, ...], tmp_path: Path) -> None:
    line = f'exec "{sys.executable}" -m jdmatch {" ".join(command)} <&-'
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: stdin: is closed; ")
    assert not list(tmp_path.iterdir())


def test_a_closed_stdout_is_no_traceback() -> None:
    line = f'exec "{sys.executable}" -m jdmatch profile list >&-'
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
