"""CSV, record by record: what is a row becomes one, all else becomes a reject, and reading goes on behind it.

The reader is strict. After a broken record it looks for the next place where good rows begin; everything
before that place is one reject with its text as it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from jdmatch.batch.dialect import SEPARATOR_LINE, Dialect, find_dialect
from jdmatch.batch.options import RECORD_CHARACTERS
from jdmatch.batch.records import Reason, Reject, Row
from jdmatch.batch.shapes import Shapes
from jdmatch.batch.streams import LONG_LINE, Lines, decode_sample, find_encoding, read_sample
from jdmatch.errors import BatchError

_LOOK_AHEAD: Final = 2_000  # lines; the longest real posting has 300
_CONFIRMED_BY: Final = 2
_OVERLONG: Final = "overlong line"
# faults after which it is not sure where the record ends
_UNSURE: Final = ("too few fields", "too many fields", "broken quotes", "unterminated quote", "huge record")


class CsvSource:
    """A CSV or TSV file, whatever its delimiter, encoding and packing."""

    def __init__(self, path: Path, field_characters: int) -> None:
        self.path = path
        self._limit = field_characters
        self._lines: Lines | None = None
        sample = read_sample(path)
        encoding = find_encoding(sample)
        text = decode_sample(sample, encoding)
        self.dialect = find_dialect(text)
        self._has_separator_line = SEPARATOR_LINE.match(text) is not None
        self._repaired = 0
        with field_limit():
            self.columns = self._read_header()
        self._fixed_notes = [f"{path.name}: {_encoding_name(encoding)}, delimiter {self.dialect}"]

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file is read, and what was odd in it."""
        repaired = self._lines.repaired if self._lines else self._repaired
        if not repaired:
            return tuple(self._fixed_notes)
        told = f"{repaired:,} lines are not UTF-8 and were read as cp1252 (Windows)"
        return (*self._fixed_notes, told)

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return self._lines.fraction() if self._lines else 1.0

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows and rejects, in order."""
        with field_limit():
            lines = self._lines = Lines(self.path)
            try:
                records = _Records(lines, self.dialect, len(self.columns), self._limit)
                if self._has_separator_line:
                    next(lines)
                records.skip_header()
                yield from records.read()
            finally:
                self._repaired, self._lines = lines.repaired, None
                lines.close()

    def _read_header(self) -> tuple[str, ...]:
        lines = Lines(self.path)
        try:
            if self._has_separator_line:
                next(lines)
            header = _Records(lines, self.dialect, 0, self._limit).skip_header()
        finally:
            lines.close()
        return unique_names(header)


class field_limit:  # noqa: N801 - reads as a verb phrase in `with`
    """Let `csv` read long fields for a while; its limit is one for the whole process, so it is put back."""

    def __enter__(self) -> None:
        self._old = csv.field_size_limit(RECORD_CHARACTERS)

    def __exit__(self, *exception: object) -> None:
        csv.field_size_limit(self._old)


def unique_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return column names with none empty and none twice.

    >>> unique_names(["id", " id", ""])
    ('id', 'id_2', 'column_3')
    """
    names: list[str] = []
    for place, given in enumerate(header, 1):
        name = base = given.strip() or f"column_{place}"
        count = 1
        while name in names:
            count += 1
            name = f"{base}_{count}"
        names.append(name)
    return tuple(names)


class _Records:
    """The records of numbered lines."""

    def __init__(self, lines: Lines, dialect: Dialect, width: int, limit: int) -> None:
        self._lines = lines
        self._dialect = dialect
        self._width = width
        self._limit = limit
        self._shapes = Shapes(width)
        self._reader = dialect.reader(lines)
        self._first = 1  # the line that the record begins with

    def _next(self) -> list[str]:
        """Return the fields of the next record; what lines it took is in `self._lines.taken`.

        Raises:
            StopIteration: at the end of the file.
            csv.Error: if it is none.
        """
        self._lines.taken.clear()
        self._first = self._lines.number + 1
        try:
            fields = next(self._reader)
        except (StopIteration, csv.Error):
            if self._lines.is_overlong:
                raise csv.Error(_OVERLONG) from None
            raise
        return fields

    def skip_header(self) -> list[str]:
        """Read the first record.

        Raises:
            BatchError: if there is none, or it is broken.
        """
        while True:
            try:
                if header := self._next():
                    return header
            except StopIteration:
                message = (
                    f"{self._lines.path}: the file is empty; expected a header line with the columns' names"
                )
                raise BatchError(message) from None
            except csv.Error as error:
                message = (
                    f"{self._lines.path}:{self._first}: the header cannot be read ({error}); "
                    "expected the columns' names; mend the first line"
                )
                raise BatchError(message) from error

    def read(self) -> Iterator[Row | Reject]:
        while True:
            try:
                fields = self._next()
            except StopIteration:
                return
            except csv.Error as error:
                yield from self._reject(*_reason(error))
                continue
            if not fields:
                continue  # a blank line between records
            if fault := self._fault(fields):
                yield from self._reject(*fault)
                continue
            values = fields[: self._width]
            self._shapes.learn(values)
            yield Row(self._first, tuple(values))

    def _fault(self, fields: list[str]) -> tuple[Reason, str] | None:
        found, wanted = len(fields), self._width
        if any("\0" in field for field in fields):
            return "NUL byte", "a NUL byte in the record"
        if found < wanted:
            return "too few fields", f"{found} fields instead of {wanted}"
        if found > wanted and any(fields[wanted:]):  # empty ones at the end hold nothing
            return "too many fields", f"{found} fields instead of {wanted}"
        longest = max(map(len, fields))
        if longest > self._limit:
            return "huge field", f"a field of {longest:,} characters; the limit is {self._limit:,}"
        return None

    def _reject(self, reason: Reason, detail: str) -> Iterator[Reject]:
        """Reject from the record's first line up to where rows begin again."""
        first, taken = self._first, list(self._lines.taken)
        if reason == "overlong line":
            # in pieces, so that it need not fit into memory
            pieces = self._lines.pieces()
            yield Reject(first, reason, detail, "".join(taken) + next(pieces))
            for piece in pieces:
                yield Reject(first, reason, "goes on", piece, rest=True)
            return
        keep = len(taken)
        if reason in _UNSURE and (keep > 1 or reason not in ("too few fields", "too many fields")):
            keep = self._next_start(taken, is_open=reason in ("unterminated quote", "huge record"))
        self._lines.put_back(taken[keep:])
        yield Reject(first, reason, detail, "".join(taken[:keep]))

    def _next_start(self, taken: list[str], *, is_open: bool) -> int:
        """Return how many lines belong to the broken record; more lines are taken as they are needed."""
        end = len(taken)
        start = 1
        while start < _LOOK_AHEAD and self._has_line(taken, start):
            if self._starts_rows(taken, start):
                return start
            if start == end and not is_open and self._shapes.fit_start(taken[end], self._dialect.delimiter):
                return end  # broken in its turn, but a record of its own
            start += 1
        return min(start, len(taken)) if is_open or start <= end else start

    def _has_line(self, taken: list[str], place: int) -> bool:
        """Say whether there is a line at a place of the list, and fetch it where it is not yet there."""
        if place == len(taken):
            line = next(self._lines, None)
            if line is not None:
                taken.append(line)
        return place < len(taken)

    def _starts_rows(self, taken: list[str], start: int) -> bool:
        """Say whether good rows begin at a line: it, and the next ones, have the right width and shape."""
        if self._width > 1 and self._dialect.delimiter not in taken[start]:
            return False
        ahead = (taken[i] for i in range(start, start + _LOOK_AHEAD) if self._has_line(taken, i))
        alike: list[bool] = []
        try:
            for fields in self._dialect.reader(ahead):
                if not fields:
                    continue
                if len(fields) != self._width or not self._shapes.fit_first(fields[0]):
                    break
                alike.append(self._shapes.fit(fields))
                if len(alike) > _CONFIRMED_BY:
                    return True
            else:
                return len(alike) > 1 or alike == [True]
        except csv.Error:
            pass  # what comes behind is broken as well
        return alike[:1] == [True] and self._shapes.are_known


def _reason(error: csv.Error) -> tuple[Reason, str]:
    told = str(error)
    if told == _OVERLONG:
        return "overlong line", f"a line of more than {LONG_LINE:,} characters"
    if "larger than field limit" in told:
        detail = f"a field of more than {RECORD_CHARACTERS:,} characters; most likely a quote is never closed"
        return "huge record", detail
    if "unexpected end" in told:
        return "unterminated quote", "a quote is opened and never closed"
    if "new-line character" in told:
        return "bare carriage return", "a carriage return inside a field without quotes"
    if "expected after" in told:
        detail = "text behind a closing quote: a quote inside the field, or one too many before it"
        return "broken quotes", detail
    return "broken quotes", told


def _encoding_name(encoding: str) -> str:
    return "UTF-8" if encoding == "utf-8-sig" else encoding.upper()
