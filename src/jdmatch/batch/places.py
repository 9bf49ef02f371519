"""Where a run's files go: is each place one of its own, can it be written to, is what lies there ours to replace?

Asked before anything is scored: hours of work must not end at a name that cannot be written.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from jdmatch.errors import BatchError

if TYPE_CHECKING:
    from jdmatch.batch.options import BatchOptions

FULL_DISK: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# how the files begin that are written unasked: only such a file is ever replaced or removed
REJECTS: Final = re.compile(rb'\{"line": \d+, "reason": "')
EVIDENCE: Final = re.compile(rb'\{"row": \d+, "line": \d+, "id": ')
_HEAD: Final = 200


def check_apart(options: BatchOptions) -> None:
    """Refuse names that stand for one and the same file, through links and `..` as well.

    Raises:
        BatchError: if a file would overwrite another one, or go with the folder of the run.
    """
    places = [options.output_path, options.rejects_path, options.explain_path]
    for one, other in combinations(places, 2):
        if _is_same(one, other):
            message = f"{other}: output, evidence and rejects share a name; expected three files; rename one"
            raise BatchError(message)
    if not options.is_stdin:
        if any(_is_same(options.input_path, place) for place in places):
            message = (
                f"{options.input_path}: is the input and would be overwritten; "
                "expected another output; rename it"
            )
            raise BatchError(message)
        places.append(options.input_path)
    work = real_path(options.work_path)
    for place in places:
        if work == real_path(place) or work in real_path(place).parents:
            message = (
                f"{place}: lies in {options.work_path}, which is removed when the run is done; "
                "expected another place; choose one"
            )
            raise BatchError(message)


def check_places(options: BatchOptions) -> None:
    """Make the folders that are missing, and see that every file can be written.

    Raises:
        BatchError: if one cannot, or something is there that a batch run did not write.
    """
    check_apart(options)  # once more: links may have come since
    _check_place(options.output_path, None)
    _check_place(options.rejects_path, REJECTS)
    if options.explain:
        _check_place(options.explain_path, EVIDENCE)


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a finished file the name that was asked for; a link stays one, and its file is replaced.

    Raises:
        BatchError: if it cannot be written there.
    """
    target = real_path(path)
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
        sync_folder(target.parent)
    except OSError as error:
        if error.errno in FULL_DISK:
            raise OSError(error.errno, error.strerror, str(path)) from error
        message = (
            f"{path}: cannot be written ({error.strerror}); expected a place to write to; "
            "what is scored is kept: mend that and run the same command again"
        )
        raise BatchError(message) from error


def remove_ours(path: Path, head: re.Pattern[bytes]) -> None:
    """Remove what an earlier run wrote; anything else stays."""
    if is_ours(path, head):
        real_path(path).unlink()


def is_ours(path: Path, head: re.Pattern[bytes]) -> bool:
    """Say whether a file begins as those that a batch run writes."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return head.match(file.read(_HEAD)) is not None
    except OSError:
        return False


def real_path(path: Path) -> Path:
    """Return where a path leads, links and `..` followed, whether or not something is there."""
    return Path(os.path.realpath(path))


def sync_folder(path: Path) -> None:
    """Force a folder's entries to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_same(one: Path, other: Path) -> bool:
    if real_path(one) == real_path(other):
        return True
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False


def _is_device(path: Path) -> bool:
    """Say whether something is there that is written into rather than replaced, such as /dev/null or a pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _check_place(path: Path, head: re.Pattern[bytes] | None) -> None:
    try:
        if path.is_dir():
            _refuse(path, "is a folder")
        if _is_device(path):
            return
        target = real_path(path)
        if any(place.is_symlink() for place in (target, *target.parents)):
            _refuse(path, "is a link that leads back to itself")
        if target.exists():
            if not os.access(target, os.W_OK):
                _refuse(path, "is protected against writing")
            if head is not None and target.stat().st_size and not is_ours(path, head):
                _refuse(path, "is there, is of no batch run and would be overwritten")
        file = next((folder for folder in target.parents if folder.exists() and not folder.is_dir()), None)
        if file is not None:
            _refuse(path, f"cannot be written, since {file} is no folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass  # rights alone do not tell: the file system may be read-only
    except OSError as error:
        _refuse(path, f"cannot be written ({error.strerror})")


def _refuse(path: Path, found: str) -> NoReturn:
    message = f"{path}: {found}; expected a place for a file; choose another one, or move away what is there"
    raise BatchError(message)


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
