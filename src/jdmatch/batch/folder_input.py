"""A folder of documents: one row a file, opened by the workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jdmatch.batch.records import Reject, Row
from jdmatch.errors import BatchError

_WORK_ENDING: Final = ".unfinished"  # of the folder of a run that was broken off


class FolderSource:
    """All files below a folder, in the order of their names; what is left out is told in the notes.

    Files that cannot be opened as documents become rows with an `error`, not rejects: nothing of them is
    broken text.
    """

    columns = ("file",)

    def __init__(self, path: Path, leave_out: tuple[Path, ...] = ()) -> None:
        self.path = path
        self._left_out: dict[str, list[str]] = {}
        own = frozenset(place.parent.resolve() / place.name for place in leave_out)
        self.files = tuple(sorted(self._find(own), key=lambda name: Path(name).parts))
        self._done = 0
        notes = tuple(_left_out_told(why, names) for why, names in self._left_out.items())
        if not self.files:
            message = (
                f"{path}: the folder holds no files{''.join(f' ({note})' for note in notes)}; "
                "expected postings or CVs as text, HTML, PDF, DOCX or JSON; check the path"
            )
            raise BatchError(message)
        name = path.name if path.name not in ("", "..") else path.resolve().name or str(path)
        count = "1 document" if len(self.files) == 1 else f"{len(self.files):,} documents"
        self.notes = (f"{name}: a folder of {count}", *notes)

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return self._done / len(self.files)

    def read(self) -> Iterator[Row | Reject]:
        """Yield all files as rows, in order."""
        for number, name in enumerate(self.files, 1):
            self._done = number
            yield Row(number, (name,))

    def _find(self, own: frozenset[Path]) -> Iterator[str]:
        """Yield the names of the documents; `own` is what the run itself writes, which may lie in the folder."""
        root = self.path.resolve()
        for folder, folders, files in os.walk(root, onerror=self._note_unreadable):
            here = Path(folder)
            for name in list(folders):
                if here / name in own:
                    folders.remove(name)
                elif why := self._unwanted_folder(here / name):
                    folders.remove(name)
                    self._leave_out(why, here / name)
            for name in files:
                if here / name in own:
                    continue
                if why := self._unwanted_file(here / name):
                    self._leave_out(why, here / name)
                else:
                    yield (here / name).relative_to(root).as_posix()

    def _unwanted_folder(self, path: Path) -> str:
        """Return why a folder is left out, nothing if it is not."""
        if path.name.startswith("."):
            return "hidden"
        if path.name.endswith(_WORK_ENDING):
            return "of an unfinished run"
        return "a link to a folder" if path.is_symlink() else ""

    def _unwanted_file(self, path: Path) -> str:
        """Return why a file is left out, nothing if it is not."""
        if path.name.startswith("."):
            return "hidden"
        try:
            if path.is_file():
                return ""
        except OSError:
            return "cannot be read"
        return "a link to nothing" if path.is_symlink() else "no file"

    def _leave_out(self, why: str, path: Path) -> None:
        self._left_out.setdefault(why, []).append(os.path.relpath(path, self.path.resolve()))

    def _note_unreadable(self, error: OSError) -> None:
        """Note a folder that cannot be listed.

        Raises:
            BatchError: if it is the given one.
        """
        if Path(error.filename) == self.path.resolve():
            message = f"{self.path}: cannot be listed ({error.strerror}); expected a folder; check its rights"
            raise BatchError(message) from error
        self._leave_out("cannot be read", Path(error.filename))


def _left_out_told(why: str, names: list[str]) -> str:
    few = ", ".join(map(repr, sorted(names)[:3]))
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"left out, {why}: {few}{more}"
