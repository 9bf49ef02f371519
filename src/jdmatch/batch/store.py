"""What a run keeps until it is done: one SQLite file beside the output, with a manifest of what it belongs to.

A part of the rows is one transaction, so after a crash every part is there whole or not at all. The manifest holds the
hashes of all that decides the results; when one of them changed, the parts are of no use. Resuming, joining, naming
and ranking rows are queries.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import pickle
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from jdmatch.batch.duplicates import NO_SIGNATURE
from jdmatch.batch.write import FULL_DISK
from jdmatch.errors import BatchError
from jdmatch.showing.words import counted

RESULTS: Final = "results.sqlite"
STDIN: Final = "stdin"  # what was piped in
ASSEMBLING: Final = "assembling"  # what the output is put together in
# a folder that holds anything else is not ours to touch
_OURS: Final = (RESULTS, f"{RESULTS}-wal", f"{RESULTS}-journal", STDIN, ASSEMBLING)
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS manifest(name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS parts(number INTEGER PRIMARY KEY, rows INTEGER, digest BLOB);
CREATE TABLE IF NOT EXISTS results(
    row INTEGER PRIMARY KEY, content BLOB, name TEXT, score REAL, signature BLOB, cells TEXT, evidence TEXT
);
"""


class Kept(NamedTuple):
    """What is kept of a row: a hash of its content, its name, and what came of it."""

    content: bytes
    name: str
    score: float | None
    signature: bytes | None
    cells: str  # JSON
    evidence: str | None  # JSON


class Store:
    """The results of an unfinished run, held by one process at a time; only their owner may read them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection

    def open(self, *, restart: bool) -> None:
        """Make the folder where it is not there, and hold it.

        Raises:
            BatchError: if another run holds it, it is not one of a batch run, or it cannot be made.
        """
        file = self.path / RESULTS
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check_ours()
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            if error.errno in FULL_DISK:
                raise
            raise BatchError(
                f"{self.path}: cannot be made ({error.strerror}); "
                "expected a folder to write to; choose another output"
            ) from error
        self._db = sqlite3.connect(file, timeout=0, isolation_level=None)
        try:
            # held until the process ends, however it ends; and no shared memory, which network disks lack
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            # a power cut may cost the last parts, which are scored again; it leaves no half part
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
            if restart:
                with self._transaction():
                    for table in ("manifest", "parts", "results"):
                        self._db.execute(f"DELETE FROM {table}")
                (self.path / STDIN).unlink(missing_ok=True)
        except sqlite3.Error as error:
            self.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise BatchError(
                    f"{self.path}: another run is at work there; "
                    "expected to be alone; wait for it, or choose another output"
                ) from error
            raise

    def close(self) -> None:
        """Let go of the results and keep them."""
        self._db.close()

    def leave(self) -> None:
        """Let go of the folder, and keep it only where there is something in it to go on with."""
        with suppress(sqlite3.Error):
            if not self.parts():
                self.remove()
        self.close()

    def remove(self) -> None:
        """Let go of the folder and remove it; half a folder must not pass for a run."""
        self.close()
        with suppress(OSError):  # what cannot be removed stays; the output is whole without it
            shutil.rmtree(self.path / ASSEMBLING, ignore_errors=True)
            for name in (RESULTS, f"{RESULTS}-wal", f"{RESULTS}-journal", STDIN):
                (self.path / name).unlink(missing_ok=True)
            self.path.rmdir()

    def _check_ours(self) -> None:
        names = sorted(entry.name for entry in self.path.iterdir())
        strange = [name for name in names if name not in _OURS]
        if strange or (names and RESULTS not in names):
            raise BatchError(
                f"{self.path}: holds {(strange or names)[0]!r}, and is not the folder of a batch run; "
                "expected none of this name; move it away or choose another output"
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:  # Ctrl-C too: a part is written whole or not at all
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def begin(self, wanted: Mapping[str, Any]) -> None:
        """Write down what this run's parts belong to; where there are some, compare it with what they belong to.

        Raises:
            BatchError: if something that decides the results has changed.
        """
        told = {name: json.dumps(value) for name, value in wanted.items()}
        parts = self.parts()
        found = dict(self._db.execute("SELECT name, value FROM manifest"))
        changed = [name for name in told if found.get(name) != told[name]]
        if parts and changed:
            listed = " and ".join([", ".join(changed[:-1]), changed[-1]] if len(changed) > 1 else changed)
            raise BatchError(
                f"{self.path}: holds {counted(len(parts), 'part')} of an unfinished run, "
                f"but {listed} changed since it was broken off; "
                "expected the same again; use --restart (restart=True) to begin anew, or put back what changed"
            )
        with self._transaction():
            self._db.execute("DELETE FROM manifest")
            self._db.executemany("INSERT INTO manifest VALUES (?, ?)", told.items())

    def parts(self) -> dict[int, int]:
        """Return the numbers of the parts that are done, with how many rows each has."""
        return dict(self._db.execute("SELECT number, rows FROM parts"))

    def write_part(self, number: int, first: int, rows: Sequence[Kept]) -> None:
        """Keep the rows of a part, whole or not at all; `first` is the number of its first row."""
        with self._transaction():
            numbered = ((first + at, *row) for at, row in enumerate(rows))
            self._db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", numbered)
            self._db.execute("INSERT INTO parts VALUES (?, ?, ?)", (number, len(rows), _digest(rows)))

    def read(self) -> Iterator[Kept]:
        """Yield what is kept, row by row.

        Raises:
            BatchError: if a part is damaged; it is removed, and the next run makes it anew.
        """
        fields = ", ".join(Kept._fields)
        found = map(Kept._make, self._db.execute(f"SELECT {fields} FROM results ORDER BY row"))
        for number, count, digest in self._db.execute(
            "SELECT number, rows, digest FROM parts ORDER BY number"
        ):
            rows = list(islice(found, count))
            if _digest(rows) != digest:
                with self._transaction():
                    self._db.execute("DELETE FROM parts WHERE number = ?", (number,))
                raise BatchError(
                    f"{self.path}: part {number} is damaged and was removed; expected what was written; "
                    "run the same command again"
                )
            yield from rows

    def name(self, row: int) -> str:
        """Return what a row is called."""
        found: str = self._db.execute("SELECT name FROM results WHERE row = ?", (row,)).fetchone()[0]
        return found

    def worst_of_best(self, count: int) -> tuple[float, int] | None:
        """Return the score and number of the last of the best rows, None where no row has a score."""
        ranked = "SELECT score, row FROM results WHERE score IS NOT NULL ORDER BY score DESC, row LIMIT ?"
        found: tuple[float, int] | None = self._db.execute(
            f"SELECT * FROM ({ranked}) ORDER BY score, row DESC LIMIT 1", (count,)
        ).fetchone()
        return found

    def write_signatures(self, path: Path) -> None:
        """Write the signatures of all rows, one behind the other."""
        with path.open("wb") as file:
            for (signature,) in self._db.execute("SELECT signature FROM results ORDER BY row"):
                file.write(signature or NO_SIGNATURE)


class Ranked(NamedTuple):
    """A row with what it is sorted by: rows without a score come last, equal ones in the input's order."""

    score: float | None
    number: int
    values: list[Any]
    told: dict[str, Any]  # the evidence, which goes where the row goes


def best_first(rows: Iterable[Ranked], path: Path) -> Iterator[Ranked]:
    """Yield rows by score, best first, without holding them in memory: `path` is a file for them.

    >>> import tempfile
    >>> rows = [Ranked(score, place, [], {}) for place, score in enumerate((10.0, None, 90.0, 10.0))]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [row.number for row in best_first(rows, Path(folder) / "rows")]
    [2, 0, 3, 1]
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        # nothing of it outlives the run
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("CREATE TABLE rows(number INTEGER PRIMARY KEY, score REAL, packed BLOB)")
        db.execute("BEGIN")
        packed = ((row.number, row.score, pickle.dumps(tuple(row), pickle.HIGHEST_PROTOCOL)) for row in rows)
        db.executemany("INSERT INTO rows VALUES (?, ?, ?)", packed)
        # the rows themselves are not sorted, which would write them once more
        db.execute("CREATE INDEX ranks ON rows(score DESC, number)")
        for (row,) in db.execute("SELECT packed FROM rows INDEXED BY ranks ORDER BY score DESC, number"):
            yield Ranked(*pickle.loads(row))  # written by this very process


@contextmanager
def full_disk_told(work: Path) -> Iterator[None]:
    """Turn a full or broken disk into an error that says how to go on.

    Raises:
        BatchError: if the disk is full, or what was kept is damaged.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL_DISK:
            raise
        _tell_full(error.filename or work, str(error.strerror), work, error)
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
            _tell_full(work, f"{error}", work, error)
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise BatchError(
                f"{work / RESULTS}: is damaged ({error}); expected what was written; use --restart (restart=True)"
            ) from error
        raise


def _tell_full(where: object, why: str, work: Path, error: Exception) -> NoReturn:
    raise BatchError(
        f"{where}: the disk is full ({why}); expected room for the results; "
        f"nothing is lost: make room and run the same command again, it goes on from {work}"
    ) from error


def _digest(rows: Sequence[Kept]) -> bytes:
    # marshal, unlike pickle, does not depend on which values happen to be the same object
    return hashlib.blake2b(marshal.dumps([tuple(row) for row in rows], 2), digest_size=8).digest()
