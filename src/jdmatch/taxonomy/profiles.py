"""Finds, reads and checks profiles: taxonomy/profiles/*.yaml or a file of the user's -> `Profile`.

All faults of a file are told at once, each with its line; families are written out into the concepts they stand for.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from jdmatch.errors import Problem, ProfileError, did_you_mean
from jdmatch.taxonomy.files import YamlFile, read_yaml
from jdmatch.taxonomy.loading import load_taxonomy, taxonomy_folder, validation_problems
from jdmatch.taxonomy.models import File
from jdmatch.taxonomy.profile import Profile
from jdmatch.taxonomy.profile_building import ProfileBuilder
from jdmatch.taxonomy.profile_models import ProfileFile, ReferenceFile
from jdmatch.taxonomy.records import Taxonomy

_File = TypeVar("_File", bound=File)


def profile_names() -> tuple[str, ...]:
    """Return the ids of the bundled profiles.

    >>> profile_names()
    ('ai-engineer', 'data-scientist', 'ml-engineer')
    """
    return tuple(sorted(path.stem for path in (taxonomy_folder() / "profiles").glob("*.yaml")))


def profile_path(name_or_path: str | os.PathLike[str]) -> Path:
    """Return the file of a bundled profile's name, or of a path.

    Raises:
        ProfileError: if there is neither.
    """
    name = os.fspath(name_or_path)
    bundled = profile_names()
    if name in bundled:
        return taxonomy_folder() / "profiles" / f"{name}.yaml"
    if Path(name).is_file():
        return Path(name)
    known = ", ".join(bundled)
    message = (
        f"no such profile{did_you_mean(name, bundled)}; pass one of {known}, or the path of a profile file"
    )
    raise ProfileError([Problem(name, 0, message)])


def load_profile(name_or_path: str | os.PathLike[str], taxonomy: Taxonomy | None = None) -> Profile:
    """Return a profile by its name or from a file; without a taxonomy the bundled one is used.

    Raises:
        ProfileError: if there is none, or with every fault of its file.

    >>> load_profile("ml-engineer")["programming"].parts[0].worth["python"]
    1.0
    """
    if taxonomy is None:
        taxonomy = load_taxonomy()
    path = profile_path(name_or_path)
    problems: list[Problem] = []
    file, yaml = read_model(path, ProfileFile, problems)
    reference = _reference(path, problems)
    if file is None:
        raise ProfileError(problems)
    profile = ProfileBuilder(shown_path(path), yaml, file, taxonomy, problems).build(reference, path)
    if problems:
        raise ProfileError(problems)
    return profile


def reference_path(profile: Path) -> Path:
    """Return where the reference distribution of a profile file stands: beside it."""
    return profile.with_suffix(".reference.json")


def shown_path(path: Path) -> str:
    """Return a file's path as messages show it: short where it is bundled."""
    bundled = taxonomy_folder()
    return (
        f"{bundled.name}/{path.relative_to(bundled).as_posix()}"
        if path.is_relative_to(bundled)
        else str(path)
    )


def _text(path: Path, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(shown_path(path), 1, f"not UTF-8 at byte {error.start}; save it as UTF-8"))
        return ""


def read_model(path: Path, model: type[_File], problems: list[Problem]) -> tuple[_File | None, YamlFile]:
    """Return what a YAML file holds, None where it has faults; these are added to the problems."""
    yaml = read_yaml(_text(path, problems), shown_path(path))
    problems.extend(yaml.problems)
    if yaml.value is None:
        return None, yaml
    try:
        return model.model_validate(yaml.value), yaml
    except ValidationError as error:
        problems.extend(validation_problems(shown_path(path), yaml, error))
        return None, yaml


def _reference(path: Path, problems: list[Problem]) -> tuple[float, ...]:
    beside = reference_path(path)
    if not beside.is_file():
        return ()
    try:
        return ReferenceFile.model_validate_json(_text(beside, problems)).quantiles
    except ValidationError as error:
        message = "; ".join(fault["msg"] for fault in error.errors())
        problems.append(Problem(shown_path(beside), 1, f"not a reference: {message}; make it anew"))
        return ()
