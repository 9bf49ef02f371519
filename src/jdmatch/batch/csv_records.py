"""The records of a CSV file, one by one; behind a broken one, reading goes on where good rows begin.

The reader is strict. Everything from a broken record up to the next place where good rows begin is one
reject with its text as it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from jdmatch.batch.dialect import Dialect
from jdmatch.batch.records import Reason, Reject, Row
from jdmatch.batch.shapes import Shapes
from jdmatch.batch.streams import Lines
from jdmatch.errors import BatchError

_LOOK_AHEAD: Final = 2_000  # lines; the longest real posting has 300
_CONFIRMED_BY: Final = 2
_OVERLONG: Final = "overlong line"
# faults after which it is not sure where the record ends
_UNSURE: Final = ("too few fields", "too many fields", "broken quotes", "unterminated quote", "huge record")
# what `csv` says of a fault, the reason and what is told of it
_CSV_FAULTS: Final[tuple[tuple[str, Reason, str], ...]] = (
    ("unexpected end", "unterminated quote", "a quote is opened and never closed"),
    ("new-line character", "bare carriage return", "a carriage return inside a field without quotes"),
    (
        "expected after",
        "broken quotes",
        "text behind a closing quote: a quote inside the field, or one too many before it",
    ),
)


class Records:
    """The records of numbered lines."""

    def __init__(self, lines: Lines, dialect: Dialect, width: int, limit: int) -> None:
        self._lines = lines
        self._dialect = dialect
        self._width = width
        self._limit = limit
        self._shapes = Shapes(width)
        self._reader = dialect.reader(lines)
        self._first = 1  # the line that the record begins with
        self.blank = 0  # blank lines between records

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
                    f"{self._lines.name}: the file is empty; expected a header line with the columns' names"
                )
                raise BatchError(message) from None
            except csv.Error as error:
                message = (
                    f"{self._lines.name}:{self._first}: the header cannot be read ({self._reason(error)[1]}); "
                    "expected the columns' names; mend the first line"
                )
                raise BatchError(message) from error

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
                continue
            if fault := self._fault(fields):
                yield from self._reject(*fault)
                continue
            values = fields[: self._width]
            self._shapes.learn(values)
            yield Row(self._first, tuple(values))

    def _reason(self, error: csv.Error) -> tuple[Reason, str]:
        told = str(error)
        if told == _OVERLONG:
            return "overlong line", f"a line of more than {self._lines.longest:,} characters"
        if "larger than field limit" in told:
            most = csv.field_size_limit()
            return (
                "huge record",
                f"a field of more than {most:,} characters; most likely a quote is never closed",
            )
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
