"""The folder of an unfinished run: a manifest that says what it belongs to, and the parts that are done.

A part is written whole, forced to the disk and then given its name: after a crash every part that is there is
a whole one. The manifest holds the hashes of all that decides a part's bytes; when one of them changed, the
parts are of no use.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from jdmatch.batch.places import FULL_DISK, sync_folder
from jdmatch.batch.wording import counted
from jdmatch.errors import BatchError

_MANIFEST: Final = "manifest.json"
_LOCK: Final = "lock"
STDIN: Final = "stdin"  # what was piped in
ASSEMBLING: Final = "assembling"  # what the output is put together in
# a folder that holds anything else is not ours to touch
_OURS: Final = re.compile(rf"{_LOCK}|{_MANIFEST}(?:\.tmp)?|{STDIN}|{ASSEMBLING}|\d{{4,}}")


class WorkFolder:
    """The folder of a run, held by one process at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[bytes] | None = None

    def open(self, *, restart: bool) -> None:
        """Make the folder where it is not there, and hold it.

        Raises:
            BatchError: if another run holds it, it is none of ours, or it cannot be made.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._check_ours()
            self._lock = (self.path / _LOCK).open("ab")
        except OSError as error:
            message = (
                f"{self.path}: cannot be made ({error.strerror}); "
                "expected a folder to write to; choose another output"
            )
            raise BatchError(message) from error
        if not _hold(self._lock):
            self._lock.close()
            self._lock = None
            message = (
                f"{self.path}: another run is at work there; "
                "expected to be alone; wait for it, or choose another output"
            )
            raise BatchError(message)
        if restart:
            for entry in list(self.path.iterdir()):
                if entry.name != _LOCK:
                    _remove(entry)
        for stale in self.path.glob("*.tmp"):
            stale.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the folder and keep it."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def leave(self) -> None:
        """Let go of the folder, and keep it only where there is something in it to go on with."""
        if self._lock is not None and next(self.parts(), None) is None:
            self.remove()
        self.close()

    def remove(self) -> None:
        """Let go of the folder and remove it; the manifest first: half a folder must not pass for a run."""
        (self.path / _MANIFEST).unlink(missing_ok=True)
        with suppress(OSError):  # what cannot be removed stays; the output is whole without it
            for entry in list(self.path.iterdir()):
                if _OURS.fullmatch(entry.name) and entry.name != _LOCK:
                    _remove(entry)
        self.close()
        with suppress(OSError):
            (self.path / _LOCK).unlink(missing_ok=True)
            self.path.rmdir()

    def _check_ours(self) -> None:
        names = sorted(entry.name for entry in self.path.iterdir())
        strange = [name for name in names if not _OURS.fullmatch(name)]
        if strange or (names and _LOCK not in names):
            message = (
                f"{self.path}: holds {(strange or names)[0]!r}, and is not the folder of a batch run; "
                "expected none of this name; move it away or choose another output"
            )
            raise BatchError(message)

    # ---------------------------------------------------------------- manifest

    def read_manifest(self) -> dict[str, Any] | None:
        """Return what an earlier run wrote down, None where there is none."""
        try:
            manifest = json.loads((self.path / _MANIFEST).read_bytes())
        except (OSError, ValueError):
            return None
        return manifest if isinstance(manifest, dict) else None

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write down what this run's parts belong to."""
        with safe_file(self.path / _MANIFEST) as file:
            file.write(json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True).encode())

    def check_manifest(self, wanted: Mapping[str, Any]) -> None:
        """Compare an earlier run with this one.

        Raises:
            BatchError: if something that decides the results has changed.
        """
        if next(self.parts(), None) is None:
            return
        found = self.read_manifest()
        if found is None:
            self._refuse("its manifest is missing or damaged")
        changed = [name for name in wanted if found.get(name) != wanted[name]]
        if changed:
            self._refuse(f"{_listed(changed)} changed since it was broken off")

    def _refuse(self, why: str) -> NoReturn:
        message = (
            f"{self.path}: holds {counted(len(list(self.parts())), 'part')} of an unfinished run, but {why}; "
            "expected the same again; use --restart (restart=True) to begin anew, or put back what changed"
        )
        raise BatchError(message)

    # ---------------------------------------------------------------- parts

    def part(self, number: int) -> Path:
        """Return where a part lies; a thousand share a folder, since some file systems slow down beyond."""
        return self.path / f"{number // 1000:04}" / f"{number:08}.part"

    def parts(self) -> Iterator[int]:
        """Yield the numbers of the parts that are done."""
        for path in self.path.glob("[0-9]*/*.part"):
            if re.fullmatch(r"\d{8}", path.stem):
                yield int(path.stem)

    def write_part(self, number: int, lines: Sequence[bytes]) -> None:
        """Keep the lines of a part, whole or not at all."""
        path = self.part(number)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(self.path)
        body = b"".join(lines)
        with safe_file(path) as file:
            file.write(b"%d %b\n" % (len(lines), _digest(body)) + body)

    def read_part(self, number: int) -> list[bytes]:
        """Return the lines of a part.

        Raises:
            BatchError: if it is damaged; it is removed, and the next run makes it anew.
        """
        path = self.part(number)
        head, _, body = path.read_bytes().partition(b"\n")
        lines = body.splitlines(keepends=True)  # JSON holds no line ends of its own
        if head != b"%d %b" % (len(lines), _digest(body)):
            path.unlink()
            message = (
                f"{path}: is damaged and was removed; expected what was written; run the same command again"
            )
            raise BatchError(message)
        return lines


@contextmanager
def safe_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its name only once all its bytes are on the disk."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def full_disk_told(work: Path) -> Iterator[None]:
    """Turn a full disk into an error that says how to go on.

    Raises:
        BatchError: if the disk is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL_DISK:
            raise
        message = (
            f"{error.filename or work}: the disk is full ({error.strerror}); expected room for the results; "
            f"nothing is lost: make room and run the same command again, it goes on from {work}"
        )
        raise BatchError(message) from error


def fingerprint(value: object) -> str:
    """Return a hash of a record's values, the same in every process.

    >>> fingerprint({"b": frozenset({"x", "y"}), "a": 1}) == fingerprint({"a": 1, "b": frozenset({"y", "x"})})
    True
    """
    return hashlib.sha256(json.dumps(_plain(value), sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) or value is None else repr(value)


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=8).hexdigest().encode()


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _hold(file: IO[bytes]) -> bool:
    """Hold a lock that the system takes back when the process ends, however it ends."""
    try:
        import fcntl
    except (
        ImportError
    ):  # Windows: an open file cannot be removed there, which protects the folder well enough
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
