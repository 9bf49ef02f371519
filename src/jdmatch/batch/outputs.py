"""Rows out: CSV, JSON lines or Parquet, by the name's ending; cells a spreadsheet would run are disarmed.

Writers write to a file of their own; putting it in place, whole or not at all, is the caller's.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final, Protocol, cast

from jdmatch.batch.options import BatchOptions
from jdmatch.batch.parquet_input import ParquetSource, pyarrow_parquet
from jdmatch.batch.records import Source, Value
from jdmatch.errors import MissingExtraError
from jdmatch.rows import COLUMNS

_GROUP_ROWS: Final = 5_000
DUPLICATE: Final = "duplicate_of"
# what makes Excel, LibreOffice and Google Sheets run a cell (OWASP, CSV injection)
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Writer(Protocol):
    """Takes rows one by one."""

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


def open_writer(options: BatchOptions, path: Path, columns: Sequence[str], source: Source) -> Writer:
    """Return the writer for the output's ending, writing to `path`.

    Raises:
        MissingExtraError: if it needs an optional package.
    """
    ending, packing = options.output_endings
    if ending == ".parquet":
        return _ParquetWriter(path, columns, source)
    stream = _pack(path, packing)
    if ending in (".csv", ".tsv"):
        return _CsvWriter(stream, columns, "\t" if ending == ".tsv" else ",")
    return _JsonWriter(stream, columns)


def disarm(text: str) -> str:
    """Return a cell's text so that no spreadsheet takes it for a formula; numbers stay as they are.

    >>> disarm("=1+1"), disarm("-5.2"), disarm("- Python"), disarm("Python")
    ("'=1+1", '-5.2', "'- Python", 'Python')
    """
    if not text.startswith(_STARTS_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def cell_text(value: Value) -> str:
    """Return a value as the text of a cell.

    >>> [cell_text(v) for v in (None, float("nan"), 3.0, 12.5, True, ["a"], "x")]
    ['', '', '3', '12.5', 'true', '["a"]', 'x']
    """
    if isinstance(value, str):
        return value
    if value is None or value != value:  # NaN alone is not itself
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


class _CsvWriter:
    def __init__(self, stream: IO[bytes], columns: Sequence[str], delimiter: str) -> None:
        self._stream = stream
        # a file's name need not be Unicode
        self._text = io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="")
        self._plain = csv.writer(self._text, delimiter=delimiter, lineterminator="\n")
        # Python 3.11 leaves a bare carriage return without quotes, which no reader takes
        self._quoted = csv.writer(self._text, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
        self.write(columns)

    def write(self, values: Sequence[Value]) -> None:
        cells = [disarm(cell_text(value)) for value in values]
        has_return = any("\r" in cell for cell in cells)
        (self._quoted if has_return else self._plain).writerow(cells)

    def close(self) -> None:
        self._text.flush()
        self._text.detach()
        finish(self._stream)


class _JsonWriter:
    def __init__(self, stream: IO[bytes], columns: Sequence[str]) -> None:
        self._stream = stream
        self._columns = tuple(columns)

    def write(self, values: Sequence[Value]) -> None:
        known = (None if value != value else value for value in values)  # NaN is no JSON
        self._stream.write(json_line(dict(zip(self._columns, known, strict=True))))

    def close(self) -> None:
        finish(self._stream)


class _ParquetWriter:
    """Row groups of a fixed size, so that the bytes do not depend on how the rows came."""

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
        return self._pyarrow.schema(list(zip(columns, [*types, *texts, *results], strict=True)))

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


def json_line(value: object) -> bytes:
    r"""Return a value as a line of JSON.

    >>> json_line({"score": None, "title": "Ingénieur"}).decode()
    '{"score": null, "title": "Ingénieur"}\n'
    """
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace") + b"\n"


def finish(stream: IO[bytes]) -> None:
    """Close a stream with all its bytes on the disk, the packed one's file as well."""
    beneath = getattr(stream, "beneath", None)
    if beneath is not None:
        stream.close()
        stream = beneath
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()


def _pack(path: Path, packing: str) -> IO[bytes]:
    file = path.open("wb")
    if not packing:
        return file
    packed: Any
    if packing == ".gz":
        packed = gzip.GzipFile(
            filename="", fileobj=file, mode="wb", mtime=0
        )  # no name, no time: the same bytes always
    elif packing == ".bz2":
        packed = bz2.BZ2File(file, "wb")
    else:
        try:
            import zstandard
        except ImportError as error:
            file.close()
            feature = "writing .zst"
            raise MissingExtraError(feature, "zstd") from error
        packed = zstandard.ZstdCompressor().stream_writer(file, closefd=False)
    return cast("IO[bytes]", _Packed(packed, file))


class _Packed(io.RawIOBase):
    """A packing stream that remembers the file beneath, so that it can be flushed to the disk."""

    def __init__(self, packed: Any, beneath: IO[bytes]) -> None:
        self._packed = packed
        self.beneath = beneath

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._packed.write(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
        super().close()
