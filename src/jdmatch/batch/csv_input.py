"""CSV: what is a row becomes one, all else becomes a reject, and what was odd is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jdmatch.batch.column_names import renamed_told, unique_names
from jdmatch.batch.csv_records import Records
from jdmatch.batch.dialect import field_limit
from jdmatch.batch.encodings import decode_sample, find_encoding
from jdmatch.batch.layout import find_layout
from jdmatch.batch.packing import read_sample
from jdmatch.batch.records import Reject, Row
from jdmatch.batch.streams import Lines, repaired_told

_ENCODING_NAMES: Final = {"utf-8-sig": "UTF-8"}


class CsvSource:
    """A CSV or TSV file, whatever its delimiter, encoding and packing."""

    def __init__(self, path: Path, field_characters: int, name: str | None = None) -> None:
        self.path = path
        self._name = name or str(path)
        self._limit = field_characters
        self._lines: Lines | None = None
        self._repaired = self._blank = 0
        sample = read_sample(path)
        encoding = find_encoding(sample)
        self.layout = find_layout(decode_sample(sample, encoding), self._name)
        header = self._read_header()
        self.columns = unique_names(header)
        told = _ENCODING_NAMES.get(encoding, encoding.upper())
        self._fixed_notes = (
            f"{path.name}: {told}, delimiter {self.layout.dialect}",
            *self.layout.notes,
            *renamed_told(header, self.columns),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file is read, and what was odd in it."""
        notes = (*self._fixed_notes, *repaired_told(self._lines.repaired if self._lines else self._repaired))
        if not self._blank:
            return notes
        return (*notes, f"{self._blank:,} blank {'line was' if self._blank == 1 else 'lines were'} left out")

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return self._lines.fraction() if self._lines else 1.0

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows and rejects, in order."""
        with field_limit(self._limit):
            lines = self._lines = self._open()
            records = Records(lines, self.layout.dialect, len(self.columns), self._limit)
            try:
                records.skip_header()
                yield from records.read()
            finally:
                self._repaired, self._blank, self._lines = lines.repaired, records.blank, None
                lines.close()

    def _read_header(self) -> list[str]:
        with field_limit(self._limit):
            lines = self._open()
            try:
                header = Records(lines, self.layout.dialect, 0, self._limit).skip_header()
            finally:
                lines.close()
        return ["", *header] if self.layout.has_index else header

    def _open(self) -> Lines:
        """Open the file at its header."""
        lines = Lines(self.path, name=self._name, field_characters=self._limit)
        for _ in range(self.layout.before):
            next(lines, None)
        return lines
