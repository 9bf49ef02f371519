"""Parquet: batches of rows through pyarrow, an extra."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jdmatch.batch.records import Reject, Row
from jdmatch.errors import BatchError, MissingExtraError

_BATCH: Final = 1_000


def pyarrow_parquet() -> tuple[Any, Any]:
    """Return the modules pyarrow and pyarrow.parquet.

    Raises:
        MissingExtraError: if they are not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        feature = "Parquet"
        raise MissingExtraError(feature, "parquet") from error
    return pyarrow, pyarrow.parquet


class ParquetSource:
    """A Parquet file; `line` of its rows is the row's number."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pyarrow, self._parquet = pyarrow_parquet()
        with self._open() as file:
            self.schema = file.schema_arrow
            self._rows: int = max(1, file.metadata.num_rows)
        self.columns = tuple(self.schema.names)
        self.notes = (f"{path.name}: Parquet",)
        self._done = 0
        if len(set(self.columns)) < len(self.columns):
            message = (
                f"{path}: two columns share a name; expected each once; "
                f"rename one of {', '.join(self.columns)}"
            )
            raise BatchError(message)

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return min(1.0, self._done / self._rows)

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows, in order."""
        self._done = 0
        with self._open() as file:
            batches = file.iter_batches(batch_size=_BATCH)
            while (batch := self._next(batches)) is not None:
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    self._done += 1
                    yield Row(self._done, values)

    def _next(self, batches: Iterator[Any]) -> Any:
        try:
            return next(batches, None)
        except (OSError, self._pyarrow.ArrowException) as error:
            message = (
                f"{self.path}: cannot be read past row {self._done:,} ({error}); "
                "expected a whole file; fetch it anew"
            )
            raise BatchError(message) from error

    def _open(self) -> Any:
        try:
            return self._parquet.ParquetFile(self.path)
        except (OSError, self._pyarrow.ArrowException) as error:
            message = (
                f"{self.path}: cannot be read as Parquet ({error}); expected a whole file; fetch it anew"
            )
            raise BatchError(message) from error
