"""Dask: many machines, or more rows than memory, with pandas as it is."""

from __future__ import annotations

from typing import Any

from jdmatch.documents.text import Kind
from jdmatch.engines import empty_result, make_settings, score_partition
from jdmatch.errors import MissingExtraError
from jdmatch.tables.frames import DEFAULT_TITLE
from jdmatch.taxonomy.loading import StrPath, TaxonomyPath


def score_frame(
    frame: Any,
    text: str = "description",
    title: str | None = DEFAULT_TITLE,
    *,
    kind: Kind = "posting",
    profile: StrPath = "ml-engineer",
    taxonomy: TaxonomyPath = None,
) -> Any:
    """Return a new Dask frame with the same index and partitions, to be computed when it is asked for.

    Its columns are those of `jdmatch.tables.frames.score_frame`; a taxonomy or profile given by its path has to be
    there on every machine.

    Args:
        frame: A Dask DataFrame.
        text: The column of the texts.
        title: The column of the titles; the default one may be absent.
        kind: "posting", "cv" or "auto".
        profile: The name or path of the profile.
        taxonomy: The path of the taxonomy, or several, None for the bundled one.

    Raises:
        InputError: if a named column is not there.
        MissingExtraError: if Dask is not installed.
    """
    try:
        import dask.dataframe  # noqa: F401 - only to say what is missing
    except ImportError as error:
        raise MissingExtraError("scoring on Dask", "dask") from error
    columns = [str(column) for column in frame.columns]
    settings = make_settings(columns, text=text, title=title, kind=kind, profile=profile, taxonomy=taxonomy)
    return frame.map_partitions(score_partition, settings, meta=empty_result())
