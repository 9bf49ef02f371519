"""Rows out: CSV, JSON lines or Parquet, by the name's ending; cells a spreadsheet would run are disarmed.

Writers write to a file of their own; putting it in place, whole or not at all, is the caller's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from operator import ne
from pathlib import Path
from typing import IO, Any, Final, Protocol

from jdmatch.batch.cells import cell_text, disarm, json_line, unicode_text
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.packed_output import check_packing, finish, open_packed
from jdmatch.batch.parquet_input import ParquetSource, pyarrow_parquet
from jdmatch.batch.records import Source, Value
from jdmatch.tables.rows import COLUMNS

_GROUP_ROWS: Final = 5_000
DUPLICATE: Final = "duplicate_of"
# others take them from here as well
__all__ = ["DUPLICATE", "Writer", "cell_text", "check_writer", "disarm", "open_writer", "output_columns"]


class Writer(Protocol):
    """Takes rows one by one; `disarmed` counts the cells that a spreadsheet would have run."""

    disarmed: int

    def write(self, values: Sequence[Value]) -> None:
        """Write one row: the input's values, then the results."""

    def close(self) -> None:
        """Write what is left and make sure that it is on the disk."""


def output_columns(source: Source, extra: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the names of all columns: the input's as they are, then ours, renamed where a name is taken.

    >>> from jdmatch.batch.folder_input import FolderSource
    >>> output_columns(FolderSource)[:3]  # a class will do: it has the columns
    ('file', 'score', 'verdict')
    """
    names = [*source.columns, *extra]
    for name in (*COLUMNS, DUPLICATE):
        while name in names:
            name = f"jdmatch_{name}"
        names.append(name)
    return tuple(names)


def check_writer(options: BatchOptions) -> None:
    """See that the output's format can be written, before there is something to write.

    Raises:
        MissingExtraError: if it needs an optional package.
    """
    ending, packing = options.output_endings
    if ending == ".parquet":
        pyarrow_parquet()
    check_packing(packing)


def open_writer(options: BatchOptions, path: Path, columns: Sequence[str], source: Source) -> Writer:
    """Return the writer for the output's ending, writing to `path`."""
    ending, packing = options.output_endings
    if ending == ".parquet":
        return _ParquetWriter(path, columns, source)
    stream = open_packed(path, packing)
    if ending in (".csv", ".tsv"):
        return _CsvWriter(stream, columns, "\t" if ending == ".tsv" else ",")
    return _JsonWriter(stream, columns)


class _CsvWriter:
    def __init__(self, stream: IO[bytes], columns: Sequence[str], delimiter: str) -> None:
        self.disarmed = 0
        self._stream = stream
        self._text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        self._plain = csv.writer(self._text, delimiter=delimiter, lineterminator="\n")
        # Python 3.11 leaves a bare carriage return without quotes, which no reader takes
        self._quoted = csv.writer(self._text, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
        self.write(columns)

    def write(self, values: Sequence[Value]) -> None:
        texts = [cell_text(value) for value in values]
        cells = [disarm(text) for text in texts]
        self.disarmed += sum(map(ne, cells, texts))
        has_return = any("\r" in cell for cell in cells)
        (self._quoted if has_return else self._plain).writerow(cells)

    def close(self) -> None:
        self._text.flush()
        self._text.detach()
        finish(self._stream)


class _JsonWriter:
    disarmed = 0

    def __init__(self, stream: IO[bytes], columns: Sequence[str]) -> None:
        self._stream = stream
        self._columns = tuple(columns)

    def write(self, values: Sequence[Value]) -> None:
        known = (None if value != value else value for value in values)  # NaN, NaT: nothing is known
        self._stream.write(json_line(dict(zip(self._columns, known, strict=True))))

    def close(self) -> None:
        finish(self._stream)


class _ParquetWriter:
    """Row groups of a fixed size, so that the bytes do not depend on how the rows came."""

    disarmed = 0

    def __init__(self, path: Path, columns: Sequence[str], source: Source) -> None:
        self._pyarrow, parquet = pyarrow_parquet()
        self._schema = self._make_schema(columns, source)
        self._file = path.open("wb")
        self._writer = parquet.ParquetWriter(self._file, self._schema, compression="zstd")
        self._rows: list[Sequence[Value]] = []

    def write(self, values: Sequence[Value]) -> None:
        self._rows.append(values)
        if len(self._rows) == _GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()
        finish(self._file)

    def _make_schema(self, columns: Sequence[str], source: Source) -> Any:
        given = source.schema if isinstance(source, ParquetSource) else ()
        types = [field.type for field in given]
        ours = {"number": self._pyarrow.float64(), "text": self._pyarrow.string()}
        results = [*(ours[kind] for kind in COLUMNS.values()), ours["text"]]
        texts = [ours["text"]] * (len(columns) - len(types) - len(results))
        return self._pyarrow.schema(
            list(zip(map(unicode_text, columns), [*types, *texts, *results], strict=True))
        )

    def _flush(self) -> None:
        if not self._rows:
            return
        arrays = []
        for field, values in zip(self._schema, zip(*self._rows, strict=True), strict=True):
            is_text = field.type == self._pyarrow.string()
            cells = [cell_text(v) if is_text and v is not None else v for v in values]
            arrays.append(self._pyarrow.array(cells, type=field.type))
        self._writer.write_table(self._pyarrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()
