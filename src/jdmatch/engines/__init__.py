"""The same `score_frame` on clusters, Dask and Spark: one pure pandas function, run on each partition where it lies.

`jdmatch.engines.dask` and `jdmatch.engines.spark` need their extras; what both share, here, needs neither.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from jdmatch.documents.text import Kind
from jdmatch.errors import Problem, TaxonomyError
from jdmatch.tables.columns import no_column
from jdmatch.tables.frames import DEFAULT_TITLE, column_dtype, score_frame
from jdmatch.tables.rows import COLUMNS
from jdmatch.taxonomy.loading import TaxonomyPath, plain_path

if TYPE_CHECKING:
    import pandas as pd

    from jdmatch.matcher import Matcher

_loading = threading.Lock()  # the threads of one process share one matcher, and load it once


class Settings(NamedTuple):
    """What a partition needs to know: small and plain, since it travels to every machine."""

    text: str
    title: str | None
    kind: Kind
    profile: str
    taxonomy: tuple[str, ...]
    hash: str


def make_settings(
    columns: Sequence[str],
    *,
    text: str,
    title: str | None,
    kind: Kind,
    profile: str | os.PathLike[str],
    taxonomy: TaxonomyPath,
) -> Settings:
    """Check on this machine what would otherwise fail on another one, hours later.

    Raises:
        InputError: if a named column is not there.
        TaxonomyError: if the taxonomy has faults.
        ProfileError: if the profile has faults.
    """
    if text not in columns:
        raise no_column("text", text, columns)
    if title not in (None, DEFAULT_TITLE, *columns):
        raise no_column("title", str(title), columns)
    given = plain_path(taxonomy)
    place = (given,) if isinstance(given, str) else tuple(given or ())
    name = os.fspath(profile)
    matcher = _matcher(name, place)
    return Settings(text, title if title in columns else None, kind, name, place, matcher.taxonomy.hash)


def score_partition(frame: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the results for one partition, with its index.

    Raises:
        TaxonomyError: if this machine has another taxonomy than the one that asked.
    """
    with _loading:
        matcher = _matcher(settings.profile, settings.taxonomy)
    if matcher.taxonomy.hash != settings.hash:
        where = ", ".join(settings.taxonomy) or "the bundled taxonomy"
        found = "differs on this machine from the one that started the work; expected the same everywhere"
        raise TaxonomyError([Problem(where, 0, f"{found}; install the same jdmatch on all machines")])
    return score_frame(matcher, frame, text=settings.text, title=settings.title, kind=settings.kind)


def empty_result() -> pd.DataFrame:
    """Return the results of no rows: their columns and types."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series([], dtype=column_dtype(name)) for name in COLUMNS})


@lru_cache(maxsize=2)
def _matcher(profile: str, taxonomy: tuple[str, ...]) -> Matcher:
    from jdmatch.matcher import load

    return load(profile, taxonomy)
