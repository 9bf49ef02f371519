"""Is what is published whole? The wheel is built, installed alone beside its declared dependencies, and used elsewhere.

Nothing here needs a network: hatchling builds without isolation, and the clean environment borrows the runtime packages
of this one (links to those that the wheel's metadata asks for, and what these ask for; nothing else).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from installer import install
from installer.destinations import SchemeDictionaryDestination
from installer.sources import WheelFile
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import jdmatch

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
POSTING = "Requirements:\n- Python, PyTorch\n- You design and deploy machine learning models.\nNice to have: Scala\n"


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        # one home for all, so that the taxonomy is compiled once
        env={"PATH": "/usr/bin:/bin", "HOME": str(Path(command[0]).parent), **environment},
        input=POSTING,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and what it declares to need, and its interpreter."""
    folder = tmp_path_factory.mktemp("clean") / "env"
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    metadata = next(n for n in zipfile.ZipFile(wheel).namelist() if n.endswith(".dist-info/METADATA"))
    requires = Parser().parsestr(zipfile.ZipFile(wheel).read(metadata).decode()).get_all("Requires-Dist", [])
    for dist in closure(requires):
        link_into(packages, dist)
    scheme = {
        "purelib": packages,
        "platlib": packages,
        "scripts": python.parent,
        "data": folder,
        "headers": folder,
    }
    with WheelFile.open(wheel) as source:
        places = {key: str(place) for key, place in scheme.items()}
        install(source, SchemeDictionaryDestination(places, str(python), "posix"), {"INSTALLER": b"tests"})
    return python


def closure(requires: list[str]) -> Iterator[Distribution]:
    """Yield the distributions that are asked for without extras, and those that they ask for."""
    waiting, seen = list(requires), set[str]()
    while waiting:
        wanted = Requirement(waiting.pop())
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        if (name := wanted.name.lower().replace("_", "-")) in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{wanted} is needed and not installed")
        yield found
        waiting += found.requires or []


def link_into(packages: Path, dist: Distribution) -> None:
    tops = {file.parts[0] for file in dist.files or () if file.parts[0] not in ("..", "__pycache__")}
    for top in tops:
        link = packages / top
        if not link.exists():
            link.symlink_to(Path(str(dist.locate_file(top))))


# ------------------------------------------------------------------ the wheel


def test_wheel_holds_the_whole_package(names: set[str]) -> None:
    source = ROOT / "src"
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / "jdmatch").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "jdmatch/py.typed" in wanted
    assert wanted <= names


def test_wheel_holds_the_whole_taxonomy(names: set[str]) -> None:
    folder = ROOT / "taxonomy"
    wanted = {
        f"jdmatch/_taxonomy/{p.relative_to(folder).as_posix()}" for p in folder.rglob("*") if p.is_file()
    }
    assert {"jdmatch/_taxonomy/sources.yaml", "jdmatch/_taxonomy/profiles/ml-engineer.yaml"} <= wanted
    assert wanted <= names


def test_wheel_holds_nothing_else(names: set[str]) -> None:
    info = f"jdmatch-{jdmatch.__version__}.dist-info/"
    assert {n for n in names if not n.startswith(("jdmatch/", info))} == set()
    assert not [n for n in names if "test" in Path(n).name and n.endswith(".py")]


def test_wheel_carries_the_licences(names: set[str]) -> None:
    folder = f"jdmatch-{jdmatch.__version__}.dist-info/licenses/"
    assert {folder + "LICENSE", folder + "taxonomy/language/words.LICENSE.txt"} <= names


def test_sdist_can_be_tested(tmp_path: Path) -> None:
    done = run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    import tarfile

    (built,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "conftest.py",
        "uv.lock",
        "taxonomy/sources.yaml",
        "tests/test_packaging.py",
    } <= held
    assert not [name for name in held if name.startswith((".venv", ".git/", "out/", ".uv"))]


# ------------------------------------------------------------------ the wheel, installed alone


def test_environment_is_without_development_tools(installed: Path, tmp_path: Path) -> None:
    wanted = (
        "[importlib.util.find_spec(n) is None for n in ('pytest', 'hypothesis', 'matplotlib', 'pypdfium2')]"
    )
    done = run(installed, "-c", f"import importlib.util; print(all({wanted}))", cwd=tmp_path)
    assert done.stdout.strip() == "True", done.stderr


def test_installed_wheel_scores_from_another_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed.parent / "jdmatch", "score", "-", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"python"' in done.stdout


def test_installed_wheel_runs_as_module(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "-m", "jdmatch", "--version", cwd=tmp_path)
    assert done.stdout.strip() == f"jdmatch {jdmatch.__version__}", done.stderr


def test_installed_wheel_finds_its_own_taxonomy(installed: Path, tmp_path: Path) -> None:
    code = "from jdmatch.taxonomy.loading import taxonomy_folder; print(taxonomy_folder())"
    done = run(installed, "-c", code, cwd=tmp_path)
    assert done.stdout.strip().endswith("site-packages/jdmatch/_taxonomy"), done.stderr


def test_installed_wheel_adds_to_any_pipeline(installed: Path, tmp_path: Path) -> None:
    code = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('jdmatch')\n"
        "doc = nlp('We ask for Python.'); print([span.kb_id_ for span in doc.spans['skills']])"
    )
    done = run(installed, "-c", code, cwd=tmp_path)
    assert done.stdout.strip() == "['python']", done.stderr


def test_cache_that_cannot_be_written_costs_only_time(installed: Path, tmp_path: Path) -> None:
    # no folder can be made below a file, not even by root
    done = run(installed.parent / "jdmatch", "score", "-", cwd=tmp_path, XDG_CACHE_HOME="/dev/null")
    assert done.returncode == 0, done.stderr
    assert "machine-learning engineer" in done.stdout
    assert done.stderr == ""


# ------------------------------------------------------------------ the project's own words


def test_version_stands_in_one_place_and_in_the_changelog() -> None:
    assert "version" not in PROJECT["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(jdmatch.__version__)}\]", changelog, re.MULTILINE)


def test_python_versions_agree() -> None:
    oldest = SpecifierSet(PROJECT["project"]["requires-python"])
    assert "3.11" in oldest
    assert "3.10" not in oldest
    assert PROJECT["tool"]["mypy"]["python_version"] == "3.11"


def test_extras_that_messages_name_are_declared() -> None:
    extras = set(PROJECT["project"]["optional-dependencies"])
    pattern = re.compile(r"MissingExtraError\(\s*[^()]*?,\s*\"([\w-]+)\"\s*\)|jdmatch\[([\w,-]+)\]")
    named: set[str] = set()
    for path in [*(ROOT / "src").rglob("*.py"), ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for match in pattern.finditer(path.read_text(encoding="utf-8")):
            named |= set((match.group(1) or match.group(2)).split(","))
    assert named, "no message names an extra: has their form changed?"
    assert named <= extras


def test_lock_belongs_to_this_project_and_names_the_public_index_alone() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    lock = tomllib.loads(text)
    assert set(re.findall(r'registry = "([^"]+)"', text)) == {"https://pypi.org/simple"}
    assert set(re.findall(r'url = "(https?://[^/"]+|[^"]*)', text)) == {"https://files.pythonhosted.org"}
    (own,) = [package for package in lock["package"] if package["name"] == "jdmatch"]
    assert own["source"] == {"editable": "."}
    locked = {
        f"{r['name']}{r.get('specifier', '')}" for r in own["metadata"]["requires-dist"] if "marker" not in r
    }
    wanted = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    declared = {f"{canonicalize_name(one.name)}{one.specifier}" for one in wanted}
    assert locked == declared, "run `uv lock`"
