"""What all tests share: one matcher for the session, the examples, and the evaluation data where it is there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import settings

import jdmatch
from jdmatch.matcher import Matcher
from jdmatch.taxonomy.records import Taxonomy

pytest.register_assert_rewrite("marked", "tiny_taxonomy")

# the same cases on every run and machine, and none of them timed; `pytest --hypothesis-profile=search` looks for new ones
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=500, deadline=None)
settings.load_profile("same")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden", action="store_true", help="write tests/golden/*.json anew; review the diff"
    )


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return jdmatch.load()


@pytest.fixture(scope="session")
def taxonomy(matcher: Matcher) -> Taxonomy:
    return matcher.taxonomy


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the evaluation data is not in {folder}: it is no part of the repository")
    return folder


@pytest.fixture(scope="session")
def postings() -> list[dict[str, str]]:
    with (ROOT / "examples" / "postings.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def cvs() -> dict[str, str]:
    return {p.stem: p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples" / "cvs").glob("*.txt"))}
