"""Do the pages tell the whole? What they show is run by the conftest.py of the root; here: is anything left out?"""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest

import jdmatch
from jdmatch.cli import app
from jdmatch.tables.rows import COLUMNS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
LINKED = [*PAGES, ROOT / "CHANGELOG.md", ROOT / "taxonomy" / "README.md"]
BLOCK = re.compile(r"^```(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = {"python", "console", "yaml", "bash", "text"}


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [body for name, body in BLOCK.findall(text) if name == language]


def commands(command: Any, words: tuple[str, ...] = ("jdmatch",)) -> Iterator[tuple[str, Any]]:
    yield " ".join(words), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*words, name))


COMMANDS = dict(commands(app))


# ------------------------------------------------------------------ blocks


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_is_of_a_sort_that_is_run(page: Path) -> None:
    names = [name for name, _ in BLOCK.findall(page.read_text(encoding="utf-8"))]
    assert set(names) <= RUN


def test_the_collector_finds_the_blocks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *map(str, PAGES)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    found = {page.name: done.stdout.count(f"{page.name}::") for page in PAGES}
    assert found["README.md"] >= 10, done.stdout + done.stderr
    for page in PAGES:
        assert found[page.name] >= len(BLOCK.findall(page.read_text(encoding="utf-8"))), page.name


# ------------------------------------------------------------------ README


def test_readme_is_short() -> None:
    assert len(README.splitlines()) < 150


def test_readme_and_continuous_integration_run_the_same_tests() -> None:
    set_up, tests = next(b for b in blocks(ROOT / "README.md", "bash") if "pip install" in b).splitlines()
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert tests in lines
    install, _, main_job = set_up.partition(" && ")
    assert install in [line.strip() for line in lines]
    # the job that the first command does is shown further down with what it writes, and so is run
    shown = "".join(blocks(ROOT / "README.md", "console"))
    assert f"$ {main_job.removeprefix('.uv/bin/uv run --no-dev ')}\n" in shown


# ------------------------------------------------------------------ the command line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert len(command.help or "") > 10, f"{name} says nothing of itself"
    silent = [p.name for p in command.params if not getattr(p, "help", None) and p.name != "help"]
    assert not silent


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page


def test_every_family_of_commands_is_in_the_readme() -> None:
    for name in COMMANDS:
        if name.count(" ") == 1:
            assert name in README


def test_generated_parts_are_up_to_date() -> None:
    pages = [str(page) for page in PAGES if "[[[cog" in page.read_text(encoding="utf-8")]
    assert len(pages) >= 2
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", *pages],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"run `just docs`\n{done.stdout}{done.stderr}"


# ------------------------------------------------------------------ the library


def test_every_public_name_is_documented() -> None:
    pages = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("api.md", "records.md"))
    errors = {name for name in jdmatch.__all__ if getattr(jdmatch, name).__module__ == "jdmatch.errors"}
    assert not [
        name for name in jdmatch.__all__ if name not in errors and f"::: jdmatch.{name}\n" not in pages
    ]
    assert "::: jdmatch.errors\n" in pages


@pytest.mark.parametrize("name", jdmatch.__all__)
def test_every_public_name_says_what_it_is(name: str) -> None:
    public = getattr(jdmatch, name)
    assert public.__doc__
    assert not public.__doc__.startswith(f"{name}("), "only what dataclass writes"
    fields = dataclasses.fields(public) if dataclasses.is_dataclass(public) else ()
    silent = [field.name for field in fields if f" {field.name}: " not in public.__doc__]
    assert not silent, f"the docstring of {name} says nothing under 'Attributes:' of {silent}"


def test_every_column_is_documented() -> None:
    page = (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")
    assert not [name for name in (*COLUMNS, "duplicate_of") if f"`{name}`" not in page]


def test_every_component_is_documented() -> None:
    from jdmatch.reading.reader import READERS

    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert not [name for name in READERS if f"`jdmatch_{name}`" not in page]


# ------------------------------------------------------------------ links


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://", "#", "mailto:")):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_no_link_of_the_site_is_dead(tmp_path: Path) -> None:
    if find_spec("mkdocs") is None or find_spec("material") is None:
        pytest.skip("the site needs the group docs: uv sync --group docs")
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr
    pages = {
        page: page.read_text(encoding="utf-8") for page in site.rglob("*.html") if page.name != "404.html"
    }
    assert len(pages) >= 20
    dead = []
    for page, html in pages.items():
        for target in re.findall(r'(?:href|src)="([^"]+)"', html):
            address, _, anchor = unquote(unescape(target)).partition("#")
            if re.match(r"[a-z]+:", address):
                continue
            file = (page.parent / address).resolve() if address else page
            file = file / "index.html" if file.is_dir() else file
            if not file.is_file() or (
                anchor and anchor != "__codelineno" and file in pages and f'id="{anchor}"' not in pages[file]
            ):
                dead.append(f"{page.relative_to(site)}: {target}")
    assert not dead
