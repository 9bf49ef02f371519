"""The rows of a CSV file: what is a row becomes one, all else becomes a reject, and what was odd is noted.

The reader is strict. Everything from a broken record up to the next place where good rows begin is one reject with its
text as it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from jdmatch.batch.csv_layout import Layout, field_limit, find_layout
from jdmatch.batch.lines import BREAK, Lines, Reason, Reject, Row, Source, decode_sample, read_sample
from jdmatch.errors import BatchError
from jdmatch.tables.columns import name_columns

_LOOK_AHEAD: Final = 2_000  # lines; the longest real posting has 300
_CONFIRMED_BY: Final = 2  # rows behind the first good one
_OVERLONG: Final = "overlong line"
_RETURN: Final = "bare carriage return"
# faults after which it is not sure where the record ends
_UNSURE: Final = ("too few fields", "too many fields", "broken quotes", "unterminated quote", "huge record")
# what `csv` says of a fault, the reason and what is told of it
_CSV_FAULTS: Final[tuple[tuple[str, Reason, str], ...]] = (
    ("unexpected end", "unterminated quote", "a quote is opened and never closed"),
    ("new-line character", _RETURN, "a carriage return inside a field without quotes"),
    (
        "expected after",
        "broken quotes",
        "text behind a closing quote: a quote inside the field, or one too many before it",
    ),
)


class CsvSource(Source):
    """A CSV or TSV file, whatever its delimiter, encoding and packing."""

    def __init__(self, path: Path, field_characters: int, name: str | None = None) -> None:
        super().__init__(path, name)
        self._limit = field_characters
        self._blank = 0
        self.layout = find_layout(decode_sample(read_sample(path)), self.name)
        with self._open() as records:
            header = records.read_header()
            encoding = "UTF-8" if records.lines.encoding == "utf-8-sig" else records.lines.encoding.upper()
        header = ["", *header] if self.layout.has_index else header
        self.columns, renamed = name_columns(header)
        found = f"{path.name}: {encoding}, delimiter {self.layout.dialect}"
        self._notes = (found, *self.layout.notes, *renamed)

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file is read, and what was odd in it."""
        blank = f"{self._blank:,} blank {'line was' if self._blank == 1 else 'lines were'} left out"
        return (*super().notes, blank) if self._blank else super().notes

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows and rejects, in order."""
        with self._open() as records:
            self._lines = records.lines
            records.read_header()
            try:
                yield from records.read()
            finally:
                self._blank = records.blank

    @contextmanager
    def _open(self) -> Iterator[_Records]:
        """Open the file at its header."""
        lines = Lines(self.path, name=self.name, field_characters=self._limit)
        with field_limit(self._limit), closing(lines):
            while lines.number < self.layout.before and (line := next(lines, None)) is not None:
                if len(pieces := BREAK.findall(line)) > 1:  # lines of several kinds
                    lines.put_back(pieces, 1)
            yield _Records(lines, self.layout, self._limit)


class _Records:
    """The records of numbered lines."""

    def __init__(self, lines: Lines, layout: Layout, limit: int) -> None:
        self.lines = lines
        self._dialect = layout.dialect
        self._width = layout.width  # of the header, and then of the rows
        self._row_width = layout.width + layout.has_index
        self._limit = limit
        self._shapes = Shapes(self._row_width)
        self._reader = layout.dialect.reader(lines)
        self._first = 1  # the line that the record begins with
        self.blank = 0  # blank lines between records

    def _next(self) -> list[str]:
        """Return the fields of the next record; what lines it took is in `self.lines.taken`.

        Raises:
            StopIteration: at the end of the file.
            csv.Error: if what comes next is not a record.
        """
        while True:
            self.lines.taken.clear()
            self._first = self.lines.number + 1
            try:
                return next(self._reader)
            except StopIteration:
                if self.lines.is_overlong:
                    raise csv.Error(_OVERLONG) from None
                raise
            except csv.Error as error:
                if self.lines.is_overlong:
                    raise csv.Error(_OVERLONG) from None
                if "new-line character" not in str(error) or not self._split_line():
                    raise

    def _split_line(self) -> bool:
        """Put back the last line in pieces, if another kind of line end ends a good row in it."""
        *before, last = self.lines.taken
        pieces = BREAK.findall(last)
        try:
            if self._fault(next(self._dialect.reader(iter([*before, *pieces])))):
                return False
        except csv.Error:
            return False
        self.lines.put_back([*before, *pieces], len(before) + 1)
        return True

    def read_header(self) -> list[str]:
        """Read the first record.

        Raises:
            BatchError: if there is none, or it is broken.
        """
        while True:
            try:
                if header := self._next():
                    self._width = self._row_width
                    return header
            except StopIteration:
                expected = "expected a header line with the columns' names"
                raise BatchError(f"{self.lines.name}: the file is empty; {expected}") from None
            except csv.Error as error:
                raise BatchError(
                    f"{self.lines.name}:{self._first}: the header cannot be read ({self._reason(error)[1]}); "
                    "expected the columns' names; mend the first line"
                ) from error

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows and rejects behind the header, in order."""
        while True:
            try:
                fields = self._next()
            except StopIteration:
                return
            except csv.Error as error:
                yield from self._reject(*self._reason(error))
                continue
            if not fields:
                self.blank += 1
            elif fault := self._fault(fields):
                yield from self._reject(*fault)
            else:
                values = fields[: self._width]
                self._shapes.learn(values)
                yield Row(self._first, tuple(values))

    def _reason(self, error: csv.Error) -> tuple[Reason, str]:
        told = str(error)
        if told == _OVERLONG:
            return "overlong line", f"a line of more than {self.lines.longest:,} characters"
        if "larger than field limit" in told:
            size = f"a field of more than {csv.field_size_limit():,} characters"
            return "huge record", f"{size}; most likely a quote is never closed"
        found = ((reason, detail) for part, reason, detail in _CSV_FAULTS if part in told)
        return next(found, ("broken quotes", told))

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
        first, taken = self._first, list(self.lines.taken)
        if reason == "overlong line":
            # in pieces, so that it need not fit into memory
            pieces = self.lines.pieces()
            yield Reject(first, reason, detail, "".join(taken) + next(pieces))
            for piece in pieces:
                yield Reject(first, reason, "goes on", piece, rest=True)
            return
        keep = len(taken)
        if reason in _UNSURE and (keep > 1 or reason not in ("too few fields", "too many fields")):
            keep = self._next_start(taken, is_open=reason in ("unterminated quote", "huge record"))
        self.lines.put_back(taken[keep:])
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
        """Return whether there is a line at a place of the list; it is fetched where it is not yet there."""
        if place == len(taken):
            line = next(self.lines, None)
            if line is not None:
                taken.append(line)
        return place < len(taken)

    def _starts_rows(self, taken: list[str], start: int) -> bool:
        """Return whether good rows begin at a line: it, and the next ones, have the right width and shape."""
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


class Shapes:
    """The coarse shape of each short cell of good rows: it tells a row's beginning from a line in mid-posting.

    >>> shapes = Shapes(2)
    >>> for number in range(30):
    ...     shapes.learn([f"P{number:02}", "ML Engineer"])
    >>> shapes.fit(["P31", "Data Engineer"]), shapes.fit(["Python", " SQL"])
    (True, False)
    """

    _ENOUGH: Final = 5  # rows to judge by

    def __init__(self, width: int) -> None:
        self._seen: list[set[int]] = [set() for _ in range(width)]
        self._rows = 0

    @property
    def are_known(self) -> bool:
        """Whether enough rows have been seen to judge by."""
        return self._rows >= self._ENOUGH

    def learn(self, values: Sequence[str]) -> None:
        """Take in a good row."""
        self._rows += 1
        if self._rows > self._ENOUGH and self._rows % 16:
            return  # the shapes of the first rows and of every sixteenth: they cost time
        for seen, value in zip(self._seen, values, strict=False):
            seen.add(_shape(value))

    def fit(self, values: Sequence[str]) -> bool:
        """Return whether a row looks like the ones before: its first cell, and most of the others."""
        if not self.are_known:
            return True
        known = [_shape(value) in seen for seen, value in zip(self._seen, values, strict=False)]
        return known[0] and sum(known) * 2 > len(known)

    def fit_first(self, value: str) -> bool:
        """Return whether a first cell looks like the ones before."""
        return not self.are_known or _shape(value) in self._seen[0]

    def fit_start(self, line: str, delimiter: str) -> bool:
        """Return whether a line begins with what looks like a first cell."""
        first, found, _ = line.partition(delimiter)
        return bool(found) and self.are_known and _shape(first.strip("\"'")) in self._seen[0]


def _shape(value: str) -> int:
    """Return kinds of characters and the length's magnitude as one small number."""
    if len(value) > 120:  # a text: all are alike
        return -1
    kinds = (
        any(c.isdigit() for c in value)
        | (any(c.islower() for c in value) << 1)
        | (any(c.isupper() for c in value) << 2)
        | (any(c.isspace() for c in value) << 3)
        | ((value[:1] in "-•*·\"'") << 4)
    )
    return kinds << 4 | len(value).bit_length()
