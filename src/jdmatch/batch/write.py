"""Rows out: CSV, JSON lines or Parquet, by the name's ending, put in place whole or not at all.

Cells that a spreadsheet would run are disarmed. Places are checked before anything is scored: hours of work must not
end at a name that cannot be written.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from math import isfinite
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from jdmatch.batch.lines import Source, Value, is_clean
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.read_parquet import ParquetSource, pyarrow_parquet
from jdmatch.errors import BatchError, MissingExtraError
from jdmatch.tables.rows import COLUMNS

DUPLICATE: Final = "duplicate_of"
FULL_DISK: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# how the files begin that are written unasked: only such a file is ever replaced or removed
REJECTS: Final = re.compile(rb'\{"line": \d+, "reason": "')
EVIDENCE: Final = re.compile(rb'\{"row": \d+, "line": \d+, "id": ')
_HEAD: Final = 200
_GROUP_ROWS: Final = 5_000
# what makes Excel, LibreOffice and Google Sheets run a cell (OWASP, CSV injection)
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# the same inside a cell, for programs whose lists are parted by semicolons or tabs
_INNER_FORMULA: Final = re.compile(r"(?:(?<=;)|(?<=.\t))(?=[=+@\uff1d\uff0b\uff20]|-(?!\s))")


# ---------------------------------------------------------------- values


def disarm(text: str) -> str:
    """Return a cell's text so that no spreadsheet takes it for a formula; numbers stay as they are.

    >>> disarm("=1+1"), disarm("-5.2"), disarm("- Python"), disarm("Python"), disarm("a;=1+1")
    ("'=1+1", '-5.2', "'- Python", 'Python', "a;'=1+1")
    """
    text = _INNER_FORMULA.sub("'", text)
    if not text.startswith(_STARTS_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def cell_text(value: Value) -> str:
    """Return a value as the text of a cell.

    >>> [cell_text(v) for v in (None, float("nan"), 3.0, 12.5, True, ["a", float("nan")], "x")]
    ['', '', '3', '12.5', 'true', '["a", null]', 'x']
    """
    if isinstance(value, str):
        return unicode_text(value)
    if value is None or value != value:  # NaN alone is not itself
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bool | list | dict):
        return json_text(value)
    return unicode_text(str(value))


def unicode_text(text: str) -> str:
    r"""Return a text that any format can hold: bytes of a file's name that are not UTF-8 are spelt out.

    >>> unicode_text(b"caf\xe9.txt".decode("utf-8", "surrogateescape")), unicode_text("café")
    ('caf\\xe9.txt', 'café')
    """
    if is_clean(text):
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a character, which is no byte of a name
        return text.encode("utf-8", "backslashreplace").decode()


def json_text(value: object) -> str:
    """Return a value as JSON; what JSON does not know, NaN and Infinity, is null."""
    try:
        text = _dumps(value)
    except ValueError:  # seldom enough that the common case need not look for it
        return _dumps(_plain(value))
    return text if is_clean(text) else _dumps(_plain(value))


def json_line(value: object) -> bytes:
    """Return a value as a line of JSON."""
    return json_text(value).encode() + b"\n"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)


def _plain(value: object) -> object:
    """Return a value in which everything can be said in JSON."""
    if isinstance(value, dict):
        return {unicode_text(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return value if isfinite(value) else None
    return unicode_text(value) if isinstance(value, str) else value


# ---------------------------------------------------------------- rows


def open_writer(options: BatchOptions, path: Path, columns: Sequence[str], source: Source) -> Writer:
    """Return the writer for the output's ending, writing to `path`."""
    ending, packing = options.output_endings
    if ending == ".parquet":
        return _ParquetWriter(path, columns, source)
    if ending in (".csv", ".tsv"):
        return _CsvWriter(path, packing, columns, "\t" if ending == ".tsv" else ",")
    return _JsonWriter(path, packing, columns)


class Writer:
    """Takes rows one by one; `disarmed` counts the cells that a spreadsheet would have run."""

    disarmed = 0

    def __init__(self, path: Path, packing: str = "") -> None:
        self._file = path.open("wb")
        self._stream = _packed(self._file, packing)

    def write(self, values: Sequence[Value]) -> None:
        """Write one row: the input's values, then the results."""
        raise NotImplementedError

    def close(self) -> None:
        """Write what is left and make sure that it is on the disk."""
        if self._stream is not self._file:
            self._stream.close()
        close_synced(self._file)

    def abandon(self) -> None:
        """Close what is open after an error, which this must not hide."""
        for stream in (self._stream, self._file):
            with suppress(OSError, ValueError):
                stream.close()


class _CsvWriter(Writer):
    """Quotes as `csv.writer` does and the line ends that it forgets before Python 3.13, in an eighth of its time."""

    def __init__(self, path: Path, packing: str, columns: Sequence[str], delimiter: str) -> None:
        super().__init__(path, packing)
        self._delimiter = delimiter
        self._needs_quotes = re.compile(f'["\r\n{delimiter}]').search
        self.write(columns)

    def write(self, values: Sequence[Value]) -> None:
        needs_quotes = self._needs_quotes
        cells = [cell_text(value) if value is not None else "" for value in values]
        for place, cell in enumerate(cells):
            if cell.startswith(_STARTS_FORMULA) and (harmless := disarm(cell)) != cell:
                cells[place] = cell = harmless
                self.disarmed += 1
            if needs_quotes(cell):
                cells[place] = '"' + cell.replace('"', '""') + '"'
        self._stream.write((self._delimiter.join(cells) + "\n").encode())


class _JsonWriter(Writer):
    def __init__(self, path: Path, packing: str, columns: Sequence[str]) -> None:
        super().__init__(path, packing)
        self._columns = tuple(columns)

    def write(self, values: Sequence[Value]) -> None:
        known = (None if value != value else value for value in values)  # NaN, NaT: nothing is known
        self._stream.write(json_line(dict(zip(self._columns, known, strict=True))))


class _ParquetWriter(Writer):
    """Row groups of a fixed size, so that the bytes do not depend on how the rows came."""

    def __init__(self, path: Path, columns: Sequence[str], source: Source) -> None:
        super().__init__(path)
        self._pyarrow, parquet = pyarrow_parquet()
        given = [field.type for field in source.schema] if isinstance(source, ParquetSource) else []
        number, text = self._pyarrow.float64(), self._pyarrow.string()
        results = [*(number if kind == "number" else text for kind in COLUMNS.values()), text]
        types = [*given, *[text] * (len(columns) - len(given) - len(results)), *results]
        self._schema = self._pyarrow.schema(list(zip(map(unicode_text, columns), types, strict=True)))
        self._writer = parquet.ParquetWriter(self._file, self._schema, compression="zstd")
        self._rows: list[Sequence[Value]] = []

    def write(self, values: Sequence[Value]) -> None:
        self._rows.append(values)
        if len(self._rows) == _GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()
        super().close()

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


# ---------------------------------------------------------------- files


def _packed(file: IO[bytes], packing: str) -> Any:
    """Return a stream that packs what goes to a file as its ending says."""
    match packing:
        case ".gz":  # no name, no time: the same bytes always
            return gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0)
        case ".bz2":
            return bz2.BZ2File(file, "wb")
        case ".zst":
            return _zstandard().ZstdCompressor().stream_writer(file, closefd=False)
    return file


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("writing .zst", "zstd") from error
    return zstandard


def close_synced(stream: IO[bytes]) -> None:
    """Close a file with all its bytes on the disk."""
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()


def check_places(options: BatchOptions) -> None:
    """Make the folders that are missing, and see that every file can be written, in its format and at its place.

    Raises:
        BatchError: if one cannot, or something is there that a batch run did not write.
        MissingExtraError: if a format needs an optional package.
    """
    ending, packing = options.output_endings
    if ending == ".parquet":
        pyarrow_parquet()
    if packing == ".zst":
        _zstandard()
    options.check_apart()  # once more: links may have come since
    _check_place(options.output_path, None)
    _check_place(options.rejects_path, REJECTS)
    if options.explain:
        _check_place(options.explain_path, EVIDENCE)


def put_in_place(temporary: Path | None, path: Path, head: re.Pattern[bytes] | None = None) -> None:
    """Give a finished file the name that was asked for; a link stays one, and its file is replaced.

    Where there is no file, what an earlier run wrote there is removed, as it would speak of rows as they are no
    longer; `head` is how it begins, and anything else stays.

    Raises:
        BatchError: if it cannot be written there.
    """
    target = Path(os.path.realpath(path))
    if temporary is None:
        if head is not None and _is_ours(path, head):
            target.unlink()
        return
    try:
        if _is_device(path):
            with temporary.open("rb") as file, path.open("wb") as device:
                shutil.copyfileobj(file, device)
            return
        try:
            temporary.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _copy(temporary, target)
        if os.name == "posix":  # force the folder's entries to the disk
            handle = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    except OSError as error:
        if error.errno in FULL_DISK:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise BatchError(
            f"{path}: cannot be written ({error.strerror}); expected a place to write to; "
            "what is scored is kept: mend that and run the same command again"
        ) from error


def _is_ours(path: Path, head: re.Pattern[bytes]) -> bool:
    """Return whether a file begins as those that a batch run writes."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return head.match(file.read(_HEAD)) is not None
    except OSError:
        return False


def _is_device(path: Path) -> bool:
    """Return whether something is there that is written into rather than replaced, such as /dev/null or a pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _check_place(path: Path, head: re.Pattern[bytes] | None) -> None:
    try:
        if path.is_dir():
            _refuse(path, "is a folder")
        if _is_device(path):
            return
        target = Path(os.path.realpath(path))
        if any(place.is_symlink() for place in (target, *target.parents)):
            _refuse(path, "is a link that leads back to itself")
        if target.exists():
            if not os.access(target, os.W_OK):
                _refuse(path, "is protected against writing")
            if head is not None and target.stat().st_size and not _is_ours(path, head):
                _refuse(path, "another file is already there, which no batch run wrote")
        file = next((folder for folder in target.parents if folder.exists() and not folder.is_dir()), None)
        if file is not None:
            _refuse(path, f"cannot be written, since {file} is not a folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass  # rights alone do not tell: the file system may be read-only
    except OSError as error:
        _refuse(path, f"cannot be written ({error.strerror})")


def _refuse(path: Path, found: str) -> NoReturn:
    expected = "expected a place for a file; choose another one, or move away what is there"
    raise BatchError(f"{path}: {found}; {expected}")


def _copy(temporary: Path, target: Path) -> None:
    """Bring a file to another file system: whole beside its place first, so that no half file bears the name."""
    beside = target.with_name(f".{target.name}.jdmatch")  # the same at the next try, which clears it up
    try:
        with temporary.open("rb") as file, beside.open("wb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        beside.replace(target)
    except BaseException:  # Ctrl-C too: no half copy is left behind
        beside.unlink(missing_ok=True)
        raise
