"""Finds taxonomy/, reads it strictly, and keeps the compiled result in a cache keyed by content.

YAML -> `schema` models -> `compiling` -> `Taxonomy`. All faults of all files are raised together as one
`TaxonomyError`. The cache only ever saves time: where none can be written, nothing is lost but that.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from jdmatch.errors import Problem, TaxonomyError
from jdmatch.taxonomy import models as schema
from jdmatch.taxonomy.compiling import ReadFamily, Spelling, compile_duties, compile_families
from jdmatch.taxonomy.files import YamlFile, read_yaml
from jdmatch.taxonomy.records import Language, Taxonomy

_File = TypeVar("_File", bound=schema.File)
_LANGUAGE: dict[str, type[schema.File]] = {
    "headings": schema.HeadingsFile,
    "stance": schema.StanceFile,
    "years": schema.YearsFile,
    "pay": schema.PayFile,
    "cv": schema.CvFile,
    "spelling": schema.SpellingFile,
    "heads": schema.HeadsFile,
    "typos": schema.TyposFile,
}


def taxonomy_folder() -> Path:
    """Return the folder of the bundled taxonomy, in a wheel and in an editable install alike."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_taxonomy", package.parent.parent / "taxonomy"):
        if (folder / "sources.yaml").is_file():
            return folder
    message = "the bundled taxonomy is missing; reinstall jdmatch, or pass taxonomy=path"
    raise TaxonomyError([Problem(str(package / "_taxonomy"), 0, message)])


def load_taxonomy(path: str | os.PathLike[str] | None = None) -> Taxonomy:
    """Return the taxonomy of a folder, the bundled one by default.

    Raises:
        TaxonomyError: with every fault of every file.

    >>> load_taxonomy().families["ml-library"].kind
    'tool'
    """
    folder = Path(path) if path is not None else taxonomy_folder()
    if not folder.is_dir():
        raise TaxonomyError([Problem(str(folder), 0, "no such folder; pass the path of a taxonomy folder")])
    files = tuple(_files(folder))
    digest = hashlib.sha256(_code())
    for name, content in files:
        digest.update(name.encode() + b"\0" + content + b"\0")
    return _load(str(folder), digest.hexdigest())


@lru_cache(maxsize=1)
def _code() -> bytes:
    """Return the code that compiles, so that no version of it reads what another one wrote."""
    here = Path(__file__).parent
    return b"".join(file.read_bytes() for file in (here.parent / "folding.py", *sorted(here.glob("*.py"))))


@lru_cache(maxsize=4)
def _load(folder: str, key: str) -> Taxonomy:
    adapter = _adapter()
    # the places of entries begin with the folder's name, so a copy of another name is another file
    cached = _cache_file(hashlib.sha256(f"{Path(folder).name}\0{key}".encode()).hexdigest())
    if cached is not None:
        with contextlib.suppress(OSError, ValueError, ValidationError):
            return adapter.validate_json(cached.read_bytes())
    taxonomy = compile_folder(Path(folder), key)
    if cached is not None:
        with contextlib.suppress(OSError):
            _write(cached, adapter.dump_json(taxonomy, by_alias=True))
    return taxonomy


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Taxonomy]:
    return TypeAdapter(Taxonomy)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((*folder.rglob("*.yaml"), *folder.rglob("*.txt"))):
        relative = path.relative_to(folder)
        if relative.parts[0] != "profiles":
            yield relative.as_posix(), path.read_bytes()


def _cache_file(key: str) -> Path | None:
    if named := os.environ.get("JDMATCH_CACHE"):
        return None if named == "off" else Path(named) / f"{key}.json"
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    try:
        folder = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:  # no home folder can be told
        return None
    return folder / "jdmatch" / f"{key}.json"


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all, so that a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob("*.json"):
        if old != path and len(list(path.parent.glob("*.json"))) > 8:
            old.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def compile_folder(folder: Path, key: str = "") -> Taxonomy:
    """Read and compile a taxonomy folder without any cache.

    Raises:
        TaxonomyError: with every fault of every file.
    """
    problems: list[Problem] = []
    language = {
        name: _read(folder, f"language/{name}.yaml", model, problems) for name, model in _LANGUAGE.items()
    }
    qualifications = _read(folder, "qualifications.yaml", schema.QualificationsFile, problems)
    roles = _read(folder, "roles.yaml", schema.RolesFile, problems)
    sources = _read(folder, "sources.yaml", schema.SourcesFile, problems)
    duties = _read(folder, "duties.yaml", schema.DutiesFile, problems)
    families: list[ReadFamily] = []
    for path in sorted((folder / "skills").glob("*.yaml")):
        name = f"skills/{path.name}"
        if read := _read(folder, name, schema.FamilyFile, problems):
            families.append(ReadFamily(f"{folder.name}/{name}", *read))
    words = _text(folder, "language/words.txt", problems)
    spelling_read = language["spelling"]
    if spelling_read is None or not isinstance(spelling_read[1], schema.SpellingFile):
        raise TaxonomyError(problems)
    spelling = Spelling(spelling_read[1])
    concepts, family_records, surfaces = compile_families(families, spelling, problems)
    duty_records = (
        compile_duties(f"{folder.name}/duties.yaml", duties[0], duties[1].duties, spelling, problems)
        if duties
        else ()
    )
    if problems or words is None or not (qualifications and roles and sources and duties):
        raise TaxonomyError(problems)
    return Taxonomy(
        concepts=concepts,
        families=family_records,
        surfaces=surfaces,
        duties=duty_records,
        qualifications=qualifications[1],
        roles=roles[1],
        language=Language(
            words=words,
            **{name: read[1] for name, read in language.items() if read},  # type: ignore[arg-type]
        ),
        sources=sources[1],
        hash=key,
    )


def _text(folder: Path, name: str, problems: list[Problem]) -> str | None:
    shown = f"{folder.name}/{name}"
    try:
        return (folder / name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(shown, 1, f"not UTF-8 at byte {error.start}; save it as UTF-8"))
    except FileNotFoundError:
        problems.append(Problem(shown, 1, "the file is missing"))
    except OSError as error:
        problems.append(Problem(shown, 1, f"the file cannot be read: {error.strerror}"))
    return None


def _read(
    folder: Path, name: str, model: type[_File], problems: list[Problem]
) -> tuple[YamlFile, _File] | None:
    shown = f"{folder.name}/{name}"
    text = _text(folder, name, problems)
    if text is None:
        return None
    yaml = read_yaml(text, shown)
    problems.extend(yaml.problems)
    if yaml.value is None:
        return None
    try:
        return yaml, model.model_validate(yaml.value)
    except ValidationError as error:
        problems.extend(validation_problems(shown, yaml, error))
        return None


def validation_problems(name: str, yaml: YamlFile, error: ValidationError) -> Iterator[Problem]:
    """Yield each fault that a model found, with its line and the entry's id."""
    for fault in error.errors():
        location = fault["loc"]
        entry = ""
        value = yaml.value
        for step in location[:2]:
            with contextlib.suppress(LookupError, TypeError):
                value = value[step]
        if isinstance(value, dict) and "id" in value:
            entry = f"{value['id']!r}: "
        known = yaml.known(location)
        named = known if known[-1:] == location[-1:] else (*known, location[-1]) if location else ()
        where = ".".join(str(step) for step in named)
        message = fault["msg"][0].lower() + fault["msg"][1:]
        given = fault.get("input")
        shown = f" (got {given!r})" if isinstance(given, str | int | float | bool) else ""
        yield Problem(name, yaml.line(location), f"{entry}{where}: {message}{shown}")
