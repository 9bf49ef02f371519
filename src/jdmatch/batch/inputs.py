"""Any input to a `Source`: found out by its first bytes, with its columns found by name."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

from jdmatch.batch.csv_input import CsvSource
from jdmatch.batch.folder_input import FolderSource
from jdmatch.batch.json_input import JsonSource
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.parquet_input import ParquetSource
from jdmatch.batch.records import Source
from jdmatch.batch.streams import decode_sample, find_encoding, read_sample
from jdmatch.errors import BatchError, InputError, did_you_mean

# What such columns are called, folded to letters; the first that is there is taken.
_TEXT_NAMES: Final = (
    "description", "jobdescription", "text", "jobtext", "body", "content", "posting", "jobposting", "jobdesc",
    "jd", "fulltext", "details", "jobdetails", "resume", "resumetext", "cv", "cvtext",
)  # fmt: skip
_TITLE_NAMES: Final = ("title", "jobtitle", "position", "positiontitle", "jobname", "rolename", "designation")
_ID_NAMES: Final = (
    "id", "jobid", "postingid", "uuid", "guid", "key", "reference", "jobreference", "url", "joburl", "link",
    "file",
)  # fmt: skip
_FOREIGN: Final = (
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet", "unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", "save it as CSV"),
    (b"%PDF-", "a PDF file", "put it into a folder and give the folder"),
    (b"SQLite format 3", "a database", "export the table as CSV"),
)


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
    if path.is_dir():
        leave_out = (options.work_path, options.output_path, options.rejects_path, options.explain_path)
        return FolderSource(path, leave_out)
    if not path.exists():
        known = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
        message = (
            f"{path}: no such file; "
            f"expected a file or a folder{did_you_mean(path.name, known)}; check the path"
        )
        raise BatchError(message)
    sample = read_sample(path)
    for magic, name, advice in _FOREIGN:
        if sample.startswith(magic):
            message = f"{path}: {name}; expected CSV, JSON lines or Parquet; {advice}"
            raise BatchError(message)
    if sample.startswith(b"PAR1"):
        return ParquetSource(path)
    text = decode_sample(sample, find_encoding(sample))
    if _is_json(text) or any(s.lower() in (".jsonl", ".ndjson", ".json") for s in path.suffixes):
        return JsonSource(path, options.field_characters)
    return CsvSource(path, options.field_characters)


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
    text = _find(options.text, "text", names, _TEXT_NAMES)
    if text is None and len(names) == 1:
        text = 0
    if text is None:
        message = (
            f"text: no column looks like the texts; available: {', '.join(map(repr, names))}; "
            "name the column with text="
        )
        raise InputError(message)
    title = _find(options.title, "title", names, _TITLE_NAMES)
    name = _find(options.id, "id", names, _ID_NAMES)
    found = [("text", text), ("title", title), ("id", name)]
    told = [f"{role}: {names[place]!r}" if place is not None else f"{role}: none" for role, place in found]
    return Columns(text, title, name), (f"columns: {', '.join(told)}",)


def _find(given: str | None, role: str, names: Sequence[str], known: Sequence[str]) -> int | None:
    if given is not None:
        if given in names:
            return names.index(given)
        message = (
            f"{role}: there is no column {given!r}; available: {', '.join(map(repr, names))}"
            f"{did_you_mean(given, names)}; name it with {role}="
        )
        raise InputError(message)
    folded = [re.sub(r"[\W_]+", "", name.casefold()) for name in names]
    return next((folded.index(name) for name in known if name in folded), None)


def keep_stdin(target: Path, stream: IO[bytes] | None = None) -> None:
    """Write what is piped in to a file, so that it can be read again when the run is broken off."""
    with target.open("wb") as file:
        shutil.copyfileobj(stream or sys.stdin.buffer, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


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
            with (path / name).open("rb") as file:
                total.update(os.fsencode(name) + b"\0" + hashlib.file_digest(file, "sha256").digest())
        return total.hexdigest()
    except OSError as error:
        message = f"{error.filename}: cannot be read ({error.strerror}); expected a file; check its rights"
        raise BatchError(message) from error
