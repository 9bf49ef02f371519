"""Reads how a CV is held against a posting: taxonomy/comparison.yaml -> `Rules`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jdmatch.errors import Problem, ProfileError
from jdmatch.taxonomy.comparison_models import ComparisonFile
from jdmatch.taxonomy.loading import taxonomy_folder
from jdmatch.taxonomy.profiles import read_model


@dataclass(frozen=True, slots=True)
class Rules:
    """What comes near enough to count, and what each part counts."""

    parts: Mapping[str, float]
    near: Mapping[str, float]
    no_kin: frozenset[str]
    no_parent: frozenset[str]
    listed: float
    field_unlike: float
    equivalent: float
    preferred_degree: float
    degrees: tuple[str, ...]
    degree_steps: tuple[float, ...]
    levels: tuple[str, ...]
    level_steps: tuple[float, ...]


@lru_cache(maxsize=1)
def comparison_rules() -> Rules:
    """Return how a CV is held against a posting, from taxonomy/comparison.yaml.

    Raises:
        ProfileError: with every fault of the file.

    >>> comparison_rules().near["same"]
    1.0
    """
    problems: list[Problem] = []
    file, _ = read_model(taxonomy_folder() / "comparison.yaml", ComparisonFile, problems)
    if file is None or problems:
        raise ProfileError(problems)
    plain = file.model_dump(exclude={"schema_version", "no_kin", "no_parent"})
    return Rules(**plain, no_kin=frozenset(file.no_kin), no_parent=frozenset(file.no_parent))
