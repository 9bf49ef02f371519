"""The rows of a Parquet file, a batch of them at a time; what Python has no value for is left empty and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any, Final

from jdmatch.batch.lines import Reject, Row, Source, Value
from jdmatch.documents.text import mend
from jdmatch.errors import BatchError, MissingExtraError
from jdmatch.showing.view import counted
from jdmatch.tables.columns import name_columns

PARQUET: Final = b"PAR1"  # its first bytes
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
        raise MissingExtraError("Parquet", "parquet") from error
    return pyarrow, pyarrow.parquet


class ParquetSource(Source):
    """A Parquet file; `line` of its rows is the row's number."""

    def __init__(self, path: Path, name: str | None = None) -> None:
        super().__init__(path, name)
        self._pyarrow, self._parquet = pyarrow_parquet()
        with self._open() as file:
            self.schema = file.schema_arrow
            self._rows: int = max(1, file.metadata.num_rows)
        for field in self.schema:
            self._check(field.name, field.type)
        self.columns, renamed = name_columns(self.schema.names)
        self._notes = (f"{path.name}: Parquet", *renamed)
        types = self._pyarrow.types
        self._is_text = [types.is_string(one.type) or types.is_large_string(one.type) for one in self.schema]
        self._done = 0
        self._lost: Counter[str] = Counter()

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file is read, and what was odd in it."""
        such = "beyond what can be read, such as a date after the year 9999, left empty"
        lost = (f"{name}: {counted(count, 'value')} {such}" for name, count in self._lost.items())
        return (*super().notes, *lost)

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return min(1.0, self._done / self._rows)

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows, in order."""
        self._done = self._not_finite = 0
        self._lost.clear()
        with self._open() as file:
            try:
                for batch in file.iter_batches(batch_size=_BATCH):
                    columns = [self._values(place, column) for place, column in enumerate(batch.columns)]
                    for values in zip(*columns, strict=True):
                        self._done += 1
                        yield Row(self._done, values)
            except (OSError, self._pyarrow.ArrowException) as error:
                raise BatchError(
                    f"{self.name}: cannot be read past row {self._done:,} ({error}); "
                    "expected a whole file; fetch it anew"
                ) from error

    def _values(self, place: int, column: Any) -> list[Value]:
        try:
            values: list[Value] = column.to_pylist()
        except (ValueError, OverflowError, KeyError):  # one value's fault; the others are fine
            values = [self._value(self.columns[place], scalar) for scalar in column]
        return values if self._is_text[place] else [self._finite(value) for value in values]

    def _value(self, name: str, scalar: Any) -> Value:
        """Return a value, or None for what Python has no value for."""
        try:
            value: Value = scalar.as_py()
        except UnicodeDecodeError:  # a text whose bytes are not UTF-8: read as a line of CSV would be
            if hasattr(scalar, "as_buffer"):
                return mend(scalar.as_buffer().to_pybytes().decode("utf-8", "surrogateescape"))
        except (ValueError, OverflowError, KeyError):
            pass
        else:
            return value
        self._lost[name] += 1
        return None

    def _finite(self, value: Value) -> Value:
        """Return a value with None for numbers that are not finite: no output has one way to write them."""
        if isinstance(value, float):
            if isfinite(value):
                return value
            self._not_finite += 1
            return None
        if isinstance(value, dict):
            return {key: self._finite(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self._finite(each) for each in value)
        return value

    def _check(self, column: str, kind: Any) -> None:
        """Refuse what could not be told apart.

        Raises:
            BatchError: if two fields of a struct share a name.
        """
        if self._pyarrow.types.is_struct(kind):
            names = [kind.field(place).name for place in range(kind.num_fields)]
            if len(set(names)) < len(names):
                found = f"in the column {column!r}, two fields of a struct share a name"
                listed = ", ".join(map(repr, names))
                raise BatchError(f"{self.name}: {found} ({listed}); expected each once; rename one")
        for part in _parts(kind):
            self._check(column, part)

    def _open(self) -> Any:
        try:
            return self._parquet.ParquetFile(self.path)
        except (OSError, self._pyarrow.ArrowException) as error:
            raise BatchError(
                f"{self.name}: cannot be read as Parquet ({error}); expected a whole file; fetch it anew"
            ) from error


def _parts(kind: Any) -> Iterator[Any]:
    """Yield the types that a type is made of."""
    for place in range(kind.num_fields):
        yield kind.field(place).type
    for name in ("value_type", "storage_type"):  # of a dictionary, of an extension
        if not kind.num_fields and hasattr(kind, name):
            yield getattr(kind, name)
