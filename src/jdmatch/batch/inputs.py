"""Any input to a `Source`: what it is, by its first bytes, and where its text, title and id stand."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

from jdmatch.batch.lines import Reject, Row, Source, decode_sample, read_sample
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.read_csv import CsvSource
from jdmatch.batch.read_json import JsonSource
from jdmatch.batch.read_parquet import PARQUET, ParquetSource
from jdmatch.documents.opening import PACKINGS, find_kind, nearest_name, open_documents
from jdmatch.errors import BatchError, InputError, JdmatchError
from jdmatch.showing.view import counted
from jdmatch.tables.columns import find_column, guess_column, in_quotes
from jdmatch.taxonomy.loading import load_taxonomy

_JSON_ENDINGS: Final = (".jsonl", ".ndjson", ".json")
_WORK_ENDING: Final = ".unfinished"  # of the folder of a run that was broken off


class Columns(NamedTuple):
    """Where the text, the title and the id of a row stand; the latter two may be missing."""

    text: int
    title: int | None
    id: int | None
    place: int | None = None


def open_source(options: BatchOptions, path: Path) -> Source:
    """Open an input, whatever it is; `path` is the options' input, or the file that stdin was written to.

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
    if sample.startswith(PARQUET):
        with path.open("rb") as file:  # it is read from several places at once
            if file.read(len(PARQUET)) != PARQUET:
                _refuse(name, "a packed Parquet file", "unpack it: Parquet is packed in itself")
        return ParquetSource(path, name)
    text = decode_sample(sample)
    _refuse_foreign(name, sample, text)
    if not text.strip():
        expected = "expected CSV with a header line, JSON or Parquet; check what wrote it"
        raise BatchError(f"{name}: the file is empty; {expected}")
    endings = [ending.lower() for ending in path.suffixes if ending.lower() not in PACKINGS]
    if endings[-1:] == [".parquet"]:
        raise BatchError(
            f"{name}: no Parquet file, though its name says so (it begins with {text[:20]!r}); "
            "expected a whole file; fetch it anew, or give it the ending of what it is"
        )
    is_json = re.match(r"\s*(?:\{\s*(?:\"|\})|\[\s*[\[{])", text)
    if is_json or (endings and endings[-1] in _JSON_ENDINGS):
        return JsonSource(path, options.field_characters, name)
    return CsvSource(path, options.field_characters, name)


def _check(path: Path) -> None:
    """Refuse a path that leads to nothing that can be read, twice and from the beginning."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise BatchError(f"{path}: no such file; expected a file or a folder{nearest_name(path)}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BatchError(
            f"{path}: cannot be read ({reason}); expected a file or a folder; check the path and rights"
        ) from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        found = "a pipe, which can be read only once" if stat.S_ISFIFO(mode) else "a device, not a file"
        raise BatchError(f"{path}: {found}; expected a file or a folder; give - as the input and pipe it in")


def find_columns(
    names: Sequence[str], options: BatchOptions, *, is_folder: bool = False
) -> tuple[Columns, tuple[str, ...]]:
    """Return where the text, title and id stand, and what to tell the user about it.

    Raises:
        InputError: if a named column is not there, or none looks like the text.
    """
    if is_folder:
        return Columns(0, None, 0), ()
    words = load_taxonomy(options.taxonomy).columns
    text = find_column("text", options.text, names, words)
    if text is None and len(names) == 1:
        text = 0
    if text is None:
        raise InputError(
            f"text: no column looks like the texts; available: {in_quotes(names)}; name the column with text="
        )
    title = find_column("title", options.title, names, words)
    name = find_column("id", options.id, names, words)
    where = guess_column("place", names, words)
    told = [
        f"{role}: {'none' if place is None else repr(names[place])}"
        for role, place in (("text", text), ("title", title), ("id", name), ("place", where))
        if role != "place" or place is not None
    ]
    return Columns(text, title, name, where), (f"columns: {', '.join(told)}",)


def save_stdin(target: Path, stream: IO[bytes] | None = None) -> None:
    """Write what is piped in to a file that only its owner may read, so that it can be read again.

    Raises:
        BatchError: if nothing is piped in.
    """
    source = stream or getattr(sys.stdin, "buffer", None)  # None where the shell has closed it
    if source is None:
        raise BatchError("stdin: is closed; expected a table; pipe one in, or give a file instead of -")
    with open(target, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
        if not file.tell():
            raise BatchError(
                "stdin: nothing was piped in; expected a table; check the command before the pipe"
            )


def hash_input(source: Source, path: Path) -> str:
    """Return a hash of a file's bytes, or of the names and bytes of all files of a folder.

    Raises:
        BatchError: if the file cannot be read; a document that cannot will be a row with an error.
    """
    if not isinstance(source, FolderSource):
        try:
            return _digest(path).hex()
        except OSError as error:
            found = f"{error.filename}: cannot be read ({error.strerror})"
            raise BatchError(f"{found}; expected a file; check its rights") from error
    total = hashlib.sha256()
    for name in source.files:
        total.update(os.fsencode(name) + b"\0")
        try:
            total.update(_digest(path / name))
        except OSError as error:
            total.update(f"cannot be read: {error.errno}".encode())
    return total.hexdigest()


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


# ---------------------------------------------------------------- a folder of documents


class FolderSource(Source):
    """All files below a folder, in the order of their names; what is left out is told in the notes.

    Files that cannot be opened as documents become rows with an `error`, not rejects: nothing of them is broken text.
    """

    columns = ("file",)

    def __init__(self, path: Path, leave_out: tuple[Path, ...] = ()) -> None:
        super().__init__(path)
        self._left_out: dict[str, list[str]] = {}
        own = frozenset(place.parent.resolve() / place.name for place in leave_out)
        self.files = tuple(sorted(self._find(own), key=lambda name: Path(name).parts))
        self._done = 0
        notes = []
        for why, names in self._left_out.items():
            more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
            notes.append(f"left out, {why}: {', '.join(map(repr, sorted(names)[:3]))}{more}")
        if not self.files:
            raise BatchError(
                f"{path}: the folder holds no files{''.join(f' ({note})' for note in notes)}; "
                "expected postings or CVs as text, HTML, PDF, DOCX, ODT, RTF, mail or JSON; check the path"
            )
        name = path.name if path.name not in ("", "..") else path.resolve().name or str(path)
        self._notes = (f"{name}: a folder of {counted(len(self.files), 'document')}", *notes)

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return self._done / len(self.files)

    def read(self) -> Iterator[Row | Reject]:
        """Yield all files as rows, in order; a JSON list of postings is a row for each of them."""
        for number, name in enumerate(self.files, 1):
            self._done = number
            for document in _documents_in(self.path, name):
                yield Row(number, (document,))

    def _find(self, own: frozenset[Path]) -> Iterator[str]:
        """Yield the names of the documents; `own` is what the run itself writes, which may lie in the folder."""
        root = self.path.resolve()
        for folder, folders, files in os.walk(root, onerror=self._note_unreadable):
            here = Path(folder)
            folders[:] = [name for name in folders if self._is_wanted(here / name, own, is_folder=True)]
            for name in files:
                if self._is_wanted(here / name, own, is_folder=False):
                    yield (here / name).relative_to(root).as_posix()

    def _is_wanted(self, path: Path, own: frozenset[Path], *, is_folder: bool) -> bool:
        if path in own:
            return False
        if why := _why_unwanted(path, is_folder=is_folder):
            self._leave_out(why, path)
        return not why

    def _leave_out(self, why: str, path: Path) -> None:
        self._left_out.setdefault(why, []).append(os.path.relpath(path, self.path.resolve()))

    def _note_unreadable(self, error: OSError) -> None:
        if Path(error.filename) == self.path.resolve():
            raise BatchError(
                f"{self.path}: cannot be listed ({error.strerror}); expected a folder; check its rights"
            ) from error
        self._leave_out("cannot be read", Path(error.filename))


def _documents_in(folder: Path, name: str) -> list[str]:
    if not name.lower().endswith(_JSON_ENDINGS):
        return [name]
    try:
        count = len(open_documents(folder / name))
    except JdmatchError:  # the row says it
        count = 1
    return [name] if count == 1 else [f"{name}#{number}" for number in range(1, count + 1)]


def _why_unwanted(path: Path, *, is_folder: bool) -> str:
    """Return why a file or a folder is left out, nothing if it is not."""
    if path.name.startswith("."):
        return "hidden"
    if is_folder:
        if path.name.endswith(_WORK_ENDING):
            return "of an unfinished run"
        return "a link to a folder" if path.is_symlink() else ""
    try:
        if path.is_file():
            return ""
    except OSError:
        return "cannot be read"
    return "a link to nothing" if path.is_symlink() else "not a file"


# ---------------------------------------------------------------- what is no table

_PAGE: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_XML: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml\b")
_LOOKED_AT: Final = 1 << 16
# of the characters; broken rows may hold a few, random bytes hold 9 of a hundred
_MOST_CONTROLS: Final = 0.05
# all that text holds beside line ends, tabs, page breaks, ESC of terminals and the separators of databases
_CONTROLS: Final = dict.fromkeys({*range(0x20), 0xFFFD} - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, *range(0x1B, 0x20)})


def _refuse_foreign(name: str, sample: bytes, text: str) -> None:
    """Refuse what no reader of tables can read; `sample` is its first bytes, unpacked, and `text` the same as text."""
    if kind := find_kind(sample):
        _refuse(name, kind.name, kind.as_table)
    if _PAGE.match(sample):
        advice = "if the page is a posting, put it into a folder and give the folder"
        _refuse(name, "a web page", f"fetch the table itself; {advice}")
    if _XML.match(sample):
        _refuse(name, "an XML file", "save the table as CSV")
    start = text[:_LOOKED_AT]
    if len(start) - len(start.translate(_CONTROLS)) > _MOST_CONTROLS * len(start):
        found = "not text: many of its characters cannot be printed"
        _refuse(name, found, "check that it is the file you mean")


def _refuse(name: str, found: str, advice: str) -> None:
    raise BatchError(f"{name}: {found}; expected CSV, JSON or Parquet; {advice}")
