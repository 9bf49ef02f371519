"""What a run keeps until it is done: one SQLite file beside the output.

The rows of the input go in first, all in one transaction, so the input is read once and never again. Then a part of
the results is one transaction: after a crash every part is there whole or not at all. The manifest holds the hashes of
all that decides the results; when one of them changed, the results are of no use. Resuming, joining, sorting, choosing
the best rows, counting and exporting are queries.
"""

from __future__ import annotations

import io
import json
import marshal
import os
import pickle
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from jdmatch.batch.jobs import Result
from jdmatch.batch.lines import Reject, Row, Value
from jdmatch.batch.write import FULL_DISK, json_line, unicode_text
from jdmatch.errors import BatchError
from jdmatch.showing.view import counted
from jdmatch.tables.rows import COLUMNS, Cell

RESULTS: Final = "results.sqlite"
STDIN: Final = "stdin"  # what was piped in
ASSEMBLING: Final = "assembling"  # what the output is put together in
# a folder that holds anything else is not ours to touch
_OURS: Final = (RESULTS, f"{RESULTS}-journal", STDIN, ASSEMBLING)
# of documents, their own title and format come before what was read in them
RESULT_COLUMNS: Final = ("document_title", "document_format", *COLUMNS)
_CELLS: Final = ", ".join(f'"{name}"' for name in RESULT_COLUMNS)
_SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS manifest(name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS rows(row INTEGER PRIMARY KEY, line INTEGER, packed BLOB);
CREATE TABLE IF NOT EXISTS rejects(number INTEGER PRIMARY KEY, reason TEXT, told BLOB);
CREATE TABLE IF NOT EXISTS results(row INTEGER PRIMARY KEY, evidence TEXT, {_CELLS});
CREATE INDEX IF NOT EXISTS ranks ON results(score DESC, row);
CREATE TABLE IF NOT EXISTS signatures(row INTEGER PRIMARY KEY, signature BLOB);
CREATE TABLE IF NOT EXISTS duplicates(row INTEGER PRIMARY KEY, first INTEGER);
"""
_PICKLED: Final = b"\x80"
# what a Parquet file holds beside plain values; nothing else is made of what is read back
_MADE: Final = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"), ("datetime", "timedelta"),
    ("datetime", "timezone"), ("decimal", "Decimal"), ("uuid", "UUID"), ("uuid", "SafeUUID"),
    ("zoneinfo", "ZoneInfo"), ("pytz", "_UTC"), ("pytz", "_p"),
    ("pandas._libs.tslibs.timestamps", "_unpickle_timestamp"),
    ("pandas._libs.tslibs.timedeltas", "_timedelta_unpickle"),
}  # fmt: skip


class Scored(NamedTuple):
    """A row with what came of it."""

    number: int  # from 0
    line: int
    values: tuple[Value, ...]
    first: int | None  # the row it is a near-duplicate of
    evidence: str | None  # JSON
    document: tuple[str | None, str | None]  # its own title and format
    cells: tuple[Cell, ...]  # of COLUMNS


class Store:
    """An unfinished run, held by one process at a time; only its owner may read it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db: sqlite3.Connection

    def open(self, *, restart: bool) -> None:
        """Make the folder where it is not there, and hold it.

        Raises:
            BatchError: if another run holds it, it is not one of a batch run, or it cannot be made.
        """
        file = self.path / RESULTS
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            names = sorted(entry.name for entry in self.path.iterdir())
            strange = [name for name in names if name not in _OURS]
            if strange or (names and RESULTS not in names):
                raise BatchError(
                    f"{self.path}: holds {(strange or names)[0]!r}, and is not the folder of a batch run; "
                    "expected none of this name; move it away or choose another output"
                )
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            if error.errno in FULL_DISK:
                raise
            expected = "expected a folder to write to; choose another output"
            raise BatchError(f"{self.path}: cannot be made ({error.strerror}); {expected}") from error
        self.db = sqlite3.connect(file, timeout=0, isolation_level=None)
        try:
            self.db.execute("PRAGMA page_size = 16384")  # so that most postings need no further pages
            # held until the process ends, however it ends
            self.db.execute("PRAGMA locking_mode = EXCLUSIVE")
            # a journal for rolling back, not a write-ahead log: that would write the whole input twice
            self.db.execute("PRAGMA journal_mode = DELETE")
            self.db.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA} COMMIT;")
            if restart:
                with self.transaction():
                    self._forget()
                (self.path / STDIN).unlink(missing_ok=True)
        except sqlite3.Error as error:
            self.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                expected = "expected to be alone; wait for it, or choose another output"
                raise BatchError(f"{self.path}: another run is at work there; {expected}") from error
            raise

    def close(self) -> None:
        """Let go of the store and keep it."""
        self.db.close()

    def close_or_remove(self) -> None:
        """Let go of the folder, and keep it only where there is something in it to go on with."""
        with suppress(sqlite3.Error):
            if not self.count("results"):
                self.remove()
        self.close()

    def remove(self) -> None:
        """Let go of the folder and remove it; half a folder must not pass for a run."""
        self.close()
        with suppress(OSError):  # what cannot be removed stays; the output is whole without it
            shutil.rmtree(self.path / ASSEMBLING, ignore_errors=True)
            for name in _OURS[:-1]:
                (self.path / name).unlink(missing_ok=True)
            self.path.rmdir()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is written inside, or none of it."""
        self.db.execute("BEGIN")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:  # Ctrl-C too
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    def _forget(self) -> None:
        """Begin anew, with the tables of this version: another one may have made those that are there."""
        for (table,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            self.db.execute(f'DROP TABLE "{table}"')
        for statement in _SCHEMA.split(";"):
            self.db.execute(statement)

    def count(self, table: str, where: str = "TRUE") -> int:
        """Return how many rows of a table there are."""
        found: int = self.db.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]
        return found

    # ---------------------------------------------------------------- what it belongs to

    def require_same(self, wanted: Mapping[str, Any], *, with_rows: bool = False) -> None:
        """Write down what decides the results of this run; where there are results, compare it with what decided them.

        With `with_rows` the rows that were read depend on it as well.

        Raises:
            BatchError: if something that decides the results has changed.
        """
        told = {name: json.dumps(value) for name, value in wanted.items()}
        found = dict(self.db.execute("SELECT name, value FROM manifest"))
        changed = [name for name in told if found.get(name, told[name]) != told[name]]
        if changed and (scored := self.count("results")):
            listed = " and ".join([", ".join(changed[:-1]), changed[-1]] if len(changed) > 1 else changed)
            raise BatchError(
                f"{self.path}: holds {counted(scored, 'row')} of an unfinished run, "
                f"but {listed} changed since it was broken off; "
                "expected the same again; use --restart (restart=True) to begin anew, or put back what changed"
            )
        with self.transaction():
            if changed and with_rows:
                self._forget()
            self.db.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", told.items())

    def recall(self, name: str) -> Any:
        """Return what was written down under a name, None where nothing was."""
        found = self.db.execute("SELECT value FROM manifest WHERE name = ?", (name,)).fetchone()
        return None if found is None else json.loads(found[0])

    def note(self, name: str, value: object) -> None:
        """Write something down beside what the run belongs to."""
        self.db.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (name, json.dumps(value)))

    # ---------------------------------------------------------------- rows and results

    def write_input(self, items: Iterable[Row | Reject]) -> None:
        """Keep all rows and rejects of an input; to be called in a transaction."""

        def rows() -> Iterator[tuple[int, bytes]]:
            for item in items:
                if isinstance(item, Row):
                    try:
                        packed = marshal.dumps(item.values)  # type: ignore[arg-type]
                    except ValueError:  # a date or a decimal number
                        packed = pickle.dumps(item.values, protocol=pickle.HIGHEST_PROTOCOL)
                    yield item.line, packed
                else:
                    told = {"line": item.line, "reason": item.reason, "detail": item.detail, "raw": item.raw}
                    given = json_line(told | ({"rest": True} if item.rest else {}))
                    reason = None if item.rest else item.reason
                    self.db.execute("INSERT INTO rejects(reason, told) VALUES (?, ?)", (reason, given))

        numbered = ((number, *row) for number, row in enumerate(rows()))
        self.db.executemany("INSERT INTO rows VALUES (?, ?, ?)", numbered)

    def unscored(self, after: int, count: int) -> list[tuple[int, tuple[Value, ...]]]:
        """Return the next rows behind one that have no result yet."""
        found = self.db.execute(
            "SELECT row, packed FROM rows WHERE row > ? AND NOT EXISTS "
            "(SELECT 1 FROM results WHERE results.row = rows.row) ORDER BY row LIMIT ?",
            (after, count),
        )
        return [(row, _unpack(packed)) for row, packed in found]

    def write_results(self, rows: Sequence[int], results: Sequence[Result]) -> None:
        """Keep the results of some rows, all of them or none."""
        places = ", ".join("?" * (2 + len(RESULT_COLUMNS)))
        pairs = list(zip(rows, results, strict=True))
        kept = ((row, one.evidence, *one.document, *one.cells) for row, one in pairs)
        # no half character may hinder its being kept
        told = ([unicode_text(one) if isinstance(one, str) else one for one in each] for each in kept)
        with self.transaction():
            self.db.executemany(f"INSERT INTO results VALUES ({places})", told)
            signatures = ((row, one.signature) for row, one in pairs if one.signature)
            self.db.executemany("INSERT INTO signatures VALUES (?, ?)", signatures)

    def scored(self, *, by_score: bool, top: int | None, min_score: float | None) -> Iterator[Scored]:
        """Yield the wanted rows, those without a score last where it goes by score."""
        order = "results.score DESC, results.row" if by_score or top is not None else "results.row"
        where = "results.score >= :least" if min_score is not None else "TRUE"
        where += " AND results.score IS NOT NULL" if top is not None else ""
        found = self.db.execute(
            f"SELECT results.row, line, packed, first, evidence, {_CELLS} FROM results "
            # in this order: the rows themselves are not sorted, which would write them once more
            "CROSS JOIN rows USING (row) LEFT JOIN duplicates USING (row) "
            f"WHERE {where} ORDER BY {order} LIMIT :top",
            {"least": min_score, "top": -1 if top is None else top},
        )
        for number, line, packed, first, evidence, title, form, *cells in found:
            yield Scored(number, line, _unpack(packed), first, evidence, (title, form), tuple(cells))

    def values(self, row: int) -> tuple[Value, ...]:
        """Return the values of a row."""
        return _unpack(self.db.execute("SELECT packed FROM rows WHERE row = ?", (row,)).fetchone()[0])

    def rejects(self) -> Iterator[bytes]:
        """Yield the lines of the file of rejects."""
        for (told,) in self.db.execute("SELECT told FROM rejects ORDER BY number"):
            yield told


def _unpack(packed: bytes) -> tuple[Value, ...]:
    plain: tuple[Value, ...]
    plain = _Unpickler(io.BytesIO(packed)).load() if packed[:1] == _PICKLED else marshal.loads(packed)
    return plain


class _Unpickler(pickle.Unpickler):
    """Makes values of known types alone, so that nobody's file makes this process run something."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _MADE:
            return super().find_class(module, name)
        if (module, name) == ("builtins", "getattr"):  # as a time zone asks for what makes it
            return lambda _zone, _name: ZoneInfo._unpickle  # type: ignore[attr-defined]
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a table")


@contextmanager
def explain_full_disk(work: Path) -> Iterator[None]:
    """Turn a full or broken disk into an error that says how to go on.

    Raises:
        BatchError: if the disk is full, or what was kept is damaged.
    """
    cause: OSError | sqlite3.Error
    try:
        yield
        return
    except OSError as error:
        if error.errno not in FULL_DISK:
            raise
        where, why, cause = error.filename or work, error.strerror, error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise BatchError(
                f"{work / RESULTS}: is damaged ({error}); expected what was written; use --restart (restart=True)"
            ) from error
        if code not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
            raise
        where, why, cause = work, str(error), error
    raise BatchError(
        f"{where}: the disk is full ({why}); expected room for the results; "
        f"nothing is lost: make room and run the same command again, it goes on from {work}"
    ) from cause
