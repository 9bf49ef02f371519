"""Any input to a `Source`: found out by its first bytes, with its columns found by name."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

from jdmatch.batch.column_names import fold_name, known_names
from jdmatch.batch.csv_input import CsvSource
from jdmatch.batch.encodings import decode_sample, find_encoding
from jdmatch.batch.folder_input import FolderSource
from jdmatch.batch.foreign import refuse_foreign
from jdmatch.batch.json_input import JsonSource
from jdmatch.batch.options import PACKINGS, BatchOptions
from jdmatch.batch.packing import read_sample
from jdmatch.batch.parquet_input import ParquetSource
from jdmatch.batch.records import Source
from jdmatch.errors import BatchError, InputError, did_you_mean

_JSON_ENDINGS: Final = (".jsonl", ".ndjson", ".json")
_PARQUET: Final = b"PAR1"


class Columns(NamedTuple):
    """Where the text, the title and the id of a row stand; the latter two may be missing."""

    text: int
    title: int | None
    id: int | None


def open_source(options: BatchOptions, path: Path) -> Source:
    """Open an input, whatever it is.

    Args:
        options: The run's.
        path: The input, or the file that stdin was written to.

    Raises:
        BatchError: if it is not there, or nothing that can be read.
        MissingExtraError: if it needs an optional package.
    """
    _check(path)
    if path.is_dir():
        leave_out = (options.work_path, options.output_path, options.rejects_path, options.explain_path)
        return FolderSource(path, leave_out)
    name = "stdin" if options.is_stdin else str(path)
    sample = read_sample(path)
    if sample.startswith(_PARQUET):
        _check_unpacked(path, name)
        return ParquetSource(path, name)
    text = decode_sample(sample, find_encoding(sample))
    refuse_foreign(name, sample, text)
    if not text.strip():
        message = (
            f"{name}: the file is empty; expected CSV with a header line, JSON lines or Parquet; "
            "check what wrote it"
        )
        raise BatchError(message)
    endings = [ending.lower() for ending in path.suffixes if ending.lower() not in PACKINGS]
    if endings[-1:] == [".parquet"]:
        message = (
            f"{name}: no Parquet file, though its name says so (it begins with {text[:20]!r}); "
            "expected a whole file; fetch it anew, or give it the ending of what it is"
        )
        raise BatchError(message)
    if _is_json(text) or (endings and endings[-1] in _JSON_ENDINGS):
        return JsonSource(path, options.field_characters, name)
    return CsvSource(path, options.field_characters, name)


def _check(path: Path) -> None:
    """Refuse a path that leads to nothing that can be read, twice and from the beginning.

    Raises:
        BatchError: if it is so.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        known = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
        message = (
            f"{path}: no such file; "
            f"expected a file or a folder{did_you_mean(path.name, known)}; check the path"
        )
        raise BatchError(message) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{path}: cannot be read ({reason}); expected a file or a folder; check the path and rights"
        raise BatchError(message) from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        found = "a pipe, which can be read only once" if stat.S_ISFIFO(mode) else "a device, no file"
        message = f"{path}: {found}; expected a file or a folder; give - as the input and pipe it in"
        raise BatchError(message)


def _check_unpacked(path: Path, name: str) -> None:
    """Refuse a packed Parquet file: it is read from several places at once.

    Raises:
        BatchError: if it is packed.
    """
    with path.open("rb") as file:
        if file.read(len(_PARQUET)) != _PARQUET:
            message = (
                f"{name}: a packed Parquet file; expected a plain one, which is packed in itself; unpack it"
            )
            raise BatchError(message)


def _is_json(text: str) -> bool:
    return re.match(r"\s*(?:\{\s*(?:\"|\})|\[\s*[\[{])", text) is not None


def find_columns(source: Source, options: BatchOptions) -> tuple[Columns, tuple[str, ...]]:
    """Return where the text, title and id stand, and what to tell the user about it.

    Raises:
        InputError: if a named column is not there, or none looks like the text.
    """
    if isinstance(source, FolderSource):
        return Columns(0, None, 0), ()
    names = source.columns
    text = _find(options.text, "text", names, known_names("text"))
    if text is None and len(names) == 1:
        text = 0
    if text is None:
        message = (
            f"text: no column looks like the texts; available: {', '.join(map(repr, names))}; "
            "name the column with text="
        )
        raise InputError(message)
    title = _find(options.title, "title", names, known_names("title"))
    name = _find(options.id, "id", names, known_names("id"))
    found = [("text", text), ("title", title), ("id", name)]
    told = [f"{role}: {names[place]!r}" if place is not None else f"{role}: none" for role, place in found]
    return Columns(text, title, name), (f"columns: {', '.join(told)}",)


def _find(given: str | None, role: str, names: Sequence[str], known: Sequence[str]) -> int | None:
    folded = [fold_name(name) for name in names]
    if given is not None:
        if given in names:
            return names.index(given)
        if folded.count(fold_name(given)) == 1:  # no other can be meant
            return folded.index(fold_name(given))
        message = (
            f"{role}: there is no column {given!r}; available: {', '.join(map(repr, names))}"
            f"{did_you_mean(given, names)}; name it with {role}="
        )
        raise InputError(message)
    return next((folded.index(name) for name in known if name in folded), None)


def keep_stdin(target: Path, stream: IO[bytes] | None = None) -> None:
    """Write what is piped in to a file, so that it can be read again when the run is broken off.

    Raises:
        BatchError: if nothing is piped in.
    """
    source = stream or getattr(sys.stdin, "buffer", None)  # None where the shell has closed it
    if source is None:
        message = "stdin: is closed; expected a table; pipe one in, or give a file instead of -"
        raise BatchError(message)
    with target.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
        if not file.tell():
            message = "stdin: nothing was piped in; expected a table; check the command before the pipe"
            raise BatchError(message)


def hash_input(source: Source, path: Path) -> str:
    """Return a hash of a file's bytes, or of the names and bytes of all files of a folder.

    Raises:
        BatchError: if something cannot be read.
    """
    try:
        if not isinstance(source, FolderSource):
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        total = hashlib.sha256()
        for name in source.files:
            total.update(os.fsencode(name) + b"\0" + _hash_document(path / name))
        return total.hexdigest()
    except OSError as error:
        message = f"{error.filename}: cannot be read ({error.strerror}); expected a file; check its rights"
        raise BatchError(message) from error


def _hash_document(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:  # it will be a row with an error, and costs no other
        return f"cannot be read: {error.errno}".encode()
