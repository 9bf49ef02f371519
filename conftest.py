"""Runs the blocks of README.md, CONTRIBUTING.md and docs/*.md as tests: none may show what does not work.

`python` blocks share one namespace a page; `console` blocks run in a shell and what they write is compared ("..."
stands for anything; `pytest --renew-docs` writes it anew); `yaml` blocks with concepts go into a copy of the taxonomy
and are checked there with their own sentences, those that name another file become that file, the rest must read;
`bash` must be sound shell. Each page has a temporary folder of its own to work in, with copies of examples/ and
taxonomy/.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from difflib import unified_diff
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).resolve().parent
PAGES = ("README.md", "CONTRIBUTING.md", "docs/*.md")
COMMAND = re.compile(r"^\$ (.*(?:\\\n.*)*)\n?", re.MULTILINE)
WORKSHOP = "_workshop"
_renewed: dict[str, dict[str, str]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--renew-docs`."""
    parser.addoption(
        "--renew-docs", action="store_true", help="write the outputs in the docs anew; review the diff"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Hand the option on."""
    ConsoleRunner.renews = bool(config.getoption("--renew-docs"))


class ConsoleRunner:
    """Runs each "$ command" of a block and compares what it writes with the lines below it."""

    renews = False

    def __call__(self, example: Example) -> str | None:
        """Return what differs, or None."""
        block = str(example.parsed)
        commands = list(COMMAND.finditer(block))
        if not commands or commands[0].start():
            return "a console block begins with '$ command'"
        ends = [*(command.start() for command in commands[1:]), len(block)]
        new, faults = "", []
        for command, end in zip(commands, ends, strict=True):
            expected = block[command.end() : end].strip("\n")
            shown, complaint = run_shell(command.group(1))
            if shown_fits(expected, shown):
                shown = expected
            else:
                lines = unified_diff(expected.splitlines(), shown.splitlines(), "shown", "real", lineterm="")
                faults += [f"$ {command.group(1)}", *lines, complaint]
            gap = "\n" if end < len(block) and block[:end].endswith("\n\n") else ""
            new += command.group() + shown + ("\n" if shown else "") + gap
        if faults and self.renews:
            _renewed.setdefault(str(example.path), {})[block] = new
            return None
        return "\n".join(faults) or None


def shown_fits(expected: str, shown: str) -> bool:
    """Tell whether a command wrote what the page shows."""
    checker = doctest.OutputChecker()
    return expected == shown or checker.check_output(expected + "\n", shown + "\n", doctest.ELLIPSIS)


def run_shell(command: str) -> tuple[str, str]:
    """Return what a command writes, with its complaints where it fails."""
    scripts = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        encoding="utf-8",
        # `jdmatch` is this one; what it writes has one width and no colour
        env={k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "PYTHONWARNINGS", "LINES")}
        | {"PATH": scripts + os.pathsep + os.environ.get("PATH", "")}
        | {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    shown = done.stdout + done.stderr if done.returncode else done.stdout
    return "\n".join(line.rstrip() for line in shown.strip("\n").splitlines()), done.stderr


def check_yaml(example: Example) -> str | None:
    """Check a block of the taxonomy: a concept goes into a copy of it, anything else must read as strict YAML."""
    from jdmatch.errors import TaxonomyError
    from jdmatch.taxonomy.files import read_yaml
    from jdmatch.taxonomy.loading import load_taxonomy
    from jdmatch.tools.check import cases_of, sentence_reader

    block = str(example.parsed)
    if problems := read_yaml(block, "the block").problems:
        return "\n".join(map(str, problems))
    if named := re.match(r"# ((?!taxonomy/)[\w/-]+\.yaml)", block):
        # a file of the reader's own: the commands and examples further down use it
        own = Path(named.group(1))
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(block, encoding="utf-8")
        return None
    concept = re.match(r"(?:#.*\n)*\s*- id: ([\w-]+)", block)
    if concept is None:
        return None
    place = re.search(r"taxonomy/skills/[\w-]+\.yaml", block)
    if place is None:
        return "say in a comment which file the concept belongs to"
    with tempfile.TemporaryDirectory(prefix="jdmatch-docs-") as folder:
        copy = Path(shutil.copytree(ROOT / "taxonomy", Path(folder) / "taxonomy"))
        family = copy.parent / place.group()
        lines = re.sub(r"^#.*\n", "", block, flags=re.MULTILINE)
        family.write_text(family.read_text(encoding="utf-8") + "\n" + lines, encoding="utf-8")
        try:
            taxonomy = load_taxonomy(copy)
        except TaxonomyError as error:
            return str(error)
        read = sentence_reader(taxonomy)
        cases = [case for case in cases_of(taxonomy) if case.id == concept.group(1)]
        failing = [case.sentence for case in cases if not case.holds(read)]
    return "\n".join(failing) if failing else None if cases else "no sentence was tried"


def check_bash(example: Example) -> str | None:
    """Check that a block of set-up commands is sound shell; the tests do not install anything."""
    done = subprocess.run(["bash", "-n", "-c", str(example.parsed)], capture_output=True, encoding="utf-8")
    return done.stderr or None


def check_text(_: Example) -> None:
    """Leave plain text as it is: it shows a file or a figure."""


def enter_workshop(namespace: dict[str, Any]) -> None:
    """Go to a temporary folder that has the examples and the taxonomy in it."""
    namespace["is_missing"] = lambda name: find_spec(name) is None
    namespace["has_no_java"] = shutil.which("java") is None
    workshop = tempfile.TemporaryDirectory(prefix="jdmatch-docs-", ignore_cleanup_errors=True)
    namespace[WORKSHOP] = workshop
    for name in ("examples", "taxonomy"):
        shutil.copytree(ROOT / name, Path(workshop.name) / name)
    os.chdir(workshop.name)


def leave_workshop(namespace: dict[str, Any]) -> None:
    """Go back to the project, give up the temporary folder of this page, and write what was renewed.

    Only the very folder that `enter_workshop` made is removed, whatever the current one is.
    """
    os.chdir(ROOT)
    workshop = namespace.pop(WORKSHOP, None)
    if workshop is not None:
        workshop.cleanup()
    for page, blocks in _renewed.items():
        text = Path(page).read_text(encoding="utf-8")
        for old, new in blocks.items():
            text = text.replace(old, new)
        Path(page).write_text(text, encoding="utf-8")
    _renewed.clear()


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE),
        SkipParser(),
        CodeBlockParser("console", ConsoleRunner()),
        CodeBlockParser("yaml", check_yaml),
        CodeBlockParser("bash", check_bash),
        CodeBlockParser("text", check_text),
    ],
    path=str(ROOT),
    patterns=PAGES,
    setup=enter_workshop,
    teardown=leave_workshop,
).pytest()
