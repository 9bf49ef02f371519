"""What the tests of the command line share: running a command in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import jdmatch.matcher
from jdmatch.cli import app
from jdmatch.matcher import Matcher

Run = Callable[..., Result]


@pytest.fixture
def run(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; the bundled matcher is made once for all of them."""
    load = jdmatch.matcher.load

    def load_once(
        profile: str = "ml-engineer", taxonomy: str | None = None, *, gates: Sequence[str] = ()
    ) -> Matcher:
        is_plain = (profile, taxonomy, *gates) == ("ml-engineer", None)
        return matcher if is_plain else load(profile, taxonomy, gates=gates)

    monkeypatch.setattr(jdmatch.matcher, "load", load_once)
    monkeypatch.setenv("COLUMNS", "100")

    def invoke(*arguments: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin, prog_name="jdmatch")

    return invoke


@pytest.fixture(scope="session")
def examples(root: Path) -> Path:
    return root / "examples"


@pytest.fixture(scope="session")
def posting(examples: Path) -> Path:
    return examples / "posting_ml_engineer.txt"
