"""How a CSV file is written: its delimiter and quoting, found by trying them on its beginning.

`csv.Sniffer` guesses from letters' frequencies and is often wrong on prose; here the dialect wins that gives
the most rows of the header's width.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from jdmatch.batch.encodings import find_line_end
from jdmatch.batch.options import RECORD_CHARACTERS

_COMMON: Final = (",", "\t", ";", "|")
_RARE: Final = ("\x1f", "^", "~", "¦", "§", "#", ":")
NO_DELIMITER: Final = "\x1e"  # a file of one column: a delimiter that stands nowhere
_RECORDS: Final = 200
NEARLY_ALL: Final = 0.9
_WRAPPED: Final = re.compile(r"""(["']).*\1""", re.DOTALL)


class Dialect(NamedTuple):
    """What `csv.reader` needs to know."""

    delimiter: str
    escape: str | None = None  # a backslash before a quote, as databases write it
    space: bool = False  # a space after each delimiter
    quoted: bool = True
    quote: str = '"'

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """Return a strict reader: without `strict`, a stray quote glues two rows into one without a word."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            doublequote=self.escape is None,
            escapechar=self.escape,
            skipinitialspace=self.space,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            strict=True,
        )

    def __str__(self) -> str:
        names = {"\t": "tab", NO_DELIMITER: "none (one column)", "\x1f": "unit separator"}
        extra = [
            name
            for name, on in (
                ("backslash escapes", self.escape),
                ("spaces after it", self.space),
                ("quotes as plain characters", not self.quoted),
                ("single quotes", self.quote == "'"),
            )
            if on
        ]
        return " with ".join([names.get(self.delimiter, repr(self.delimiter)), *extra])


class field_limit:  # noqa: N801 - reads as a verb phrase in `with`
    """Let `csv` read long fields for a while; its limit is one for the whole process, so it is put back."""

    def __init__(self, characters: int = RECORD_CHARACTERS) -> None:
        self._characters = max(RECORD_CHARACTERS, characters)

    def __enter__(self) -> None:
        self._old = csv.field_size_limit(self._characters)

    def __exit__(self, *exception: object) -> None:
        csv.field_size_limit(self._old)


class Trial(NamedTuple):
    """What came of reading a file's beginning in one dialect.

    Attributes:
        dialect: The dialect.
        header: The first record.
        fitting: How many of the other records have the header's width.
        holds: The share of records that have it.
        widths: How many of the other records have how many fields.
        is_wrapped: Whether most rows have a field that is still in quotes.
        has_index: Whether the other records have row numbers in front, which the header has no name for.
    """

    dialect: Dialect
    header: tuple[str, ...]
    fitting: int
    holds: float
    widths: Counter[int]
    is_wrapped: bool
    has_index: bool

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(self.header)

    @property
    def is_table(self) -> bool:
        """Whether nearly all of it reads as a table of several columns."""
        return self.width > 1 and self.holds > NEARLY_ALL


def try_dialects(sample: str, named: str | None = None) -> list[Trial]:
    """Return how each dialect that may be a file's does on its beginning, the best first.

    Args:
        sample: The file's beginning.
        named: The delimiter, where the file names it.
    """
    header = first_line(sample)
    delimiters = tuple(d for d in _COMMON if d in header) or tuple(d for d in _RARE if d in header)
    if delimiters == (":",) and header.count(":") < 2:
        delimiters = ()  # a colon may well stand in the name of an only column
    if named is not None:
        delimiters = (named,)
    with field_limit():  # or a long field would be cut up, and all behind it
        tried = [_try(dialect, sample) for d in delimiters for dialect in _candidates(d, sample)]
    # of those that hold nearly everywhere, the widest; failing that, the one that holds most often
    # of equals, the one whose quotes are those of the file
    return sorted(
        tried,
        key=lambda t: (t.is_table, t.width * (t.holds > NEARLY_ALL), t.holds, not t.is_wrapped),
        reverse=True,
    )


def first_line(sample: str) -> str:
    """Return the first line that is not blank, without its end."""
    return next((line for line in sample.split(find_line_end(sample)) if line.strip()), "").strip("\r\n")


def _candidates(delimiter: str, sample: str) -> Iterator[Dialect]:
    has_single = re.search(rf"(?:^|{re.escape(delimiter)})'", sample, re.MULTILINE)
    for quote in ('"', "'") if has_single else ('"',):
        # where a database has written the file, quotes are never doubled
        is_escaped = sample.count("\\" + quote) > 1 and quote * 2 not in sample
        for escape in (None, "\\") if is_escaped else (None,):
            yield Dialect(delimiter, escape, quote=quote)
            if f"{delimiter} {quote}" in sample:
                yield Dialect(delimiter, escape, space=True, quote=quote)
    if delimiter == "\t" and '"' in sample:
        yield Dialect("\t", quoted=False)


def _try(dialect: Dialect, sample: str) -> Trial:
    reader = dialect.reader(iter(io.StringIO(sample, newline=find_line_end(sample))))
    header: tuple[str, ...] = ()
    rows: list[list[str]] = []
    bad = 0
    while len(rows) + bad < _RECORDS:
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            # the sample may just end inside a field
            bad += "unexpected end" not in str(error)
            continue
        if not header:
            header = tuple(record)
        elif record:
            rows.append(record)
    width = len(header)
    # empty fields at a row's end hold nothing
    fitting = sum(len(row) == width or (len(row) > width and not any(row[width:])) for row in rows)
    is_wrapped = sum(any(map(_WRAPPED.fullmatch, row)) for row in rows) * 2 > len(rows)
    has_index = not dialect.space and _have_index(rows, width)
    holds = 1.0 if has_index else (fitting + 1) / (len(rows) + bad + 1) if header else 0.0
    return Trial(dialect, header, fitting, holds, Counter(map(len, rows)), is_wrapped, has_index)


def _have_index(rows: list[list[str]], width: int) -> bool:
    """Say whether rows begin with a row number that the header has no name for, as R writes tables.

    A comma in each text makes rows as wide: but then it is followed by a space, or ids do not rise.
    """
    wider = [row for row in rows if len(row) == width + 1 and row[-1] and not row[-1][:1].isspace()]
    if width < 2 or len(wider) < 2 or len(wider) < NEARLY_ALL * len(rows):
        return False
    numbers = [int(row[0]) if row[0].isascii() and row[0].isdigit() else -1 for row in wider]
    return numbers[0] >= 0 and all(a < b for a, b in pairwise(numbers))
