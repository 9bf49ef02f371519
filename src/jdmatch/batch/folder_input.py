"""A folder of documents: one row a file, opened by the workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jdmatch.batch.records import Reject, Row
from jdmatch.errors import BatchError


class FolderSource:
    """All files below a folder, in the order of their names; hidden ones are left out.

    Files that cannot be opened as documents become rows with an `error`, not rejects: nothing of them is
    broken text.
    """

    columns = ("file",)

    def __init__(self, path: Path, leave_out: tuple[Path, ...] = ()) -> None:
        self.path = path
        self._leave_out = tuple(place.absolute() for place in leave_out)
        self.files = tuple(sorted(self._find(), key=lambda name: Path(name).parts))
        self._done = 0
        if not self.files:
            message = (
                f"{path}: the folder holds no files; "
                "expected postings or CVs as text, HTML, PDF, DOCX or JSON"
            )
            raise BatchError(message)
        self.notes = (f"{path.name}: a folder of {len(self.files):,} documents",)

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return self._done / len(self.files)

    def read(self) -> Iterator[Row | Reject]:
        """Yield all files as rows, in order."""
        for number, name in enumerate(self.files, 1):
            self._done = number
            yield Row(number, (name,))

    def _find(self) -> Iterator[str]:
        # what the run itself writes may lie in the folder
        for path in self.path.rglob("*"):
            name = path.relative_to(self.path)
            if any(part.startswith(".") for part in name.parts) or not path.is_file():
                continue
            here = path.absolute()
            if not any(here == place or place in here.parents for place in self._leave_out):
                yield name.as_posix()
