"""Spark: where the postings already lie in a cluster's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from jdmatch.documents.text import Kind
from jdmatch.engines import Settings, make_settings, score_partition
from jdmatch.errors import MissingExtraError
from jdmatch.tables.columns import names_beside
from jdmatch.tables.frames import DEFAULT_TITLE
from jdmatch.tables.rows import COLUMNS
from jdmatch.taxonomy.loading import StrPath, TaxonomyPath

if TYPE_CHECKING:
    import pandas as pd


def score_frame(
    frame: Any,
    text: str = "description",
    title: str | None = DEFAULT_TITLE,
    *,
    kind: Kind = "posting",
    profile: StrPath = "ml-engineer",
    taxonomy: TaxonomyPath = None,
) -> Any:
    """Return a new Spark frame: all columns of the given one, then those of `jdmatch.tables.frames.score_frame`.

    Spark's rows have no index, so what is scored stays beside its result. A column of ours whose name is
    taken is called `jdmatch_…`. A taxonomy or profile given by its path has to be there on every machine.

    The arguments are those of `jdmatch.engines.dask.score_frame`, but that the frame is a Spark DataFrame.

    Raises:
        InputError: if a named column is not there.
        MissingExtraError: if PySpark is not installed.
    """
    try:
        from pyspark.sql.types import DoubleType, StringType, StructField, StructType
    except ImportError as error:
        raise MissingExtraError("scoring on Spark", "spark") from error
    columns = list(frame.columns)
    settings = make_settings(columns, text=text, title=title, kind=kind, profile=profile, taxonomy=taxonomy)
    names = names_beside(columns, COLUMNS, fold=str.casefold)  # to Spark, Score and score are the same
    types = {"number": DoubleType(), "text": StringType()}
    fields = [StructField(name, types[kind]) for name, kind in zip(names, COLUMNS.values(), strict=True)]
    return frame.mapInPandas(make_mapper(settings, names), StructType([*frame.schema.fields, *fields]))


def make_mapper(
    settings: Settings, names: Sequence[str]
) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """Return what Spark runs on each partition: an iterator of pandas frames in, one out."""

    def score_frames(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        import pandas as pd

        for given in frames:
            scored = score_partition(given, settings)
            yield pd.concat([given, scored.set_axis(list(names), axis="columns")], axis="columns")

    return score_frames
