"""Reads how a CV is held against a posting: taxonomy/comparison.yaml -> `Rules`."""

from __future__ import annotations

from functools import lru_cache

from jdmatch.comparison import Rules
from jdmatch.comparison_schema import ComparisonFile
from jdmatch.errors import Problem, ProfileError
from jdmatch.loading import taxonomy_folder
from jdmatch.profiles import read_model


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
