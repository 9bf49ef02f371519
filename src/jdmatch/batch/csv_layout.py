"""Where the table stands in a CSV file and how it is written, found by trying out its beginning.

`csv.Sniffer` guesses from letters' frequencies and is often wrong on prose; here the dialect wins that gives the most
rows of the header's width. What is plainly a table is never read as one column.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from jdmatch.errors import BatchError
from jdmatch.tables.columns import are_names, fold_name, known_names

_RECORD_CHARACTERS: Final = 8_000_000  # twice the longest line
_COMMON: Final = (",", "\t", ";", "|")
_RARE: Final = ("\x1f", "^", "~", "¦", "§", "#", ":")
_NO_DELIMITER: Final = "\x1e"  # a file of one column: a delimiter that stands nowhere
_RECORDS: Final = 200  # of a file's beginning are tried
_NEARLY_ALL: Final = 0.9
_OFTEN: Final = 0.3
_MOST_TITLES: Final = 10  # lines above a header; more of them are prose, and cost time for each
_WRAPPED: Final = re.compile(r"""(["']).*\1""", re.DOTALL)
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)[ \t]*(?:\r\n?|\n|$)")  # what Excel writes to name its delimiter
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
_SHOWN: Final = 60


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
        names = {"\t": "tab", _NO_DELIMITER: "none (one column)", "\x1f": "unit separator"}
        extra = {
            "backslash escapes": self.escape,
            "spaces after it": self.space,
            "quotes as plain characters": not self.quoted,
            "single quotes": self.quote == "'",
        }
        found = [name for name, on in extra.items() if on]
        return " with ".join([names.get(self.delimiter, repr(self.delimiter)), *found])


class Layout(NamedTuple):
    """How a CSV file is to be read."""

    dialect: Dialect
    width: int = 1  # fields of the header
    before: int = 0  # lines above the header
    has_index: bool = False  # row numbers in front of each row, which the header has no name for
    notes: tuple[str, ...] = ()  # what the user should know


@contextmanager
def field_limit(characters: int = _RECORD_CHARACTERS) -> Iterator[None]:
    """Let `csv` read long fields for a while; its limit is one for the whole process, so it is put back."""
    old = csv.field_size_limit(max(_RECORD_CHARACTERS, characters))
    try:
        yield
    finally:
        csv.field_size_limit(old)


def find_layout(sample: str, name: str = "the file") -> Layout:
    r"""Return how a file is to be read, by its beginning.

    Args:
        sample: The file's beginning.
        name: What messages call the file.

    Raises:
        BatchError: if it is plainly a table, but no row fits its header.

    >>> str(find_layout("id;description\n1;we need Python, R\n").dialect)
    "';'"
    """
    if named := _SEPARATOR_LINE.match(sample):
        below = sample[named.end() :]
        return _choose(below, _try_dialects(below, named[1]), f"{name}:2")._replace(before=1)
    tried = _try_dialects(sample)
    is_table = bool(tried) and tried[0].is_table
    if is_table and sum(map(bool, tried[0].header)) > 1:
        return _choose(sample, tried, f"{name}:1")
    hidden = 0
    is_comment = sample.startswith("#")
    for count, below in _starts_below(sample):
        under = _try_dialects(below)
        # a title says less about what is below it than a comment does: there the names must be plain
        if (under and under[0].is_table and (is_comment or _is_header(under[0].header))) or (
            is_comment and not is_table and fold_name(_first_line(below)) in known_names("text")
        ):
            what = "comment" if is_comment else "title"
            told = f"the first line is a {what}" if count == 1 else f"the first {count} lines are {what}s"
            layout = _choose(below, under, f"{name}:{count + 1}")
            return layout._replace(before=count, notes=(*layout.notes, f"{told}, not the header"))
        if not hidden and under and under[0].is_table and are_names(under[0].header):
            hidden = under[0].width
    layout = _choose(sample, tried, f"{name}:1")
    if hidden and not is_table:
        told = f"what stands below the first line looks like a table of {hidden} columns"
        return layout._replace(notes=(*layout.notes, f"{told}: is that line a title?"))
    return layout


def is_table(sample: str) -> bool:
    """Return whether a text is plainly a CSV table with names above it."""
    return any(trial.is_table and are_names(trial.header) for trial in _try_dialects(sample))


def _starts_below(sample: str) -> Iterator[tuple[int, str]]:
    """Yield how many lines may stand above the header, and what stands below them: all comments, or some titles."""
    lines = (found[0] for found in _LINE.finditer(sample) if found[0])
    if sample.startswith("#"):
        top = list(takewhile(lambda line: line.startswith("#") or not line.strip(), lines))
        yield len(top), sample[sum(map(len, top)) :]
        return
    end = 0
    for count, line in enumerate(lines):
        if count and line.strip():
            yield count, sample[end:]
        end += len(line)
        if count == _MOST_TITLES:
            return


def _is_header(names: tuple[str, ...]) -> bool:
    return are_names(names) and any(fold_name(name) in known_names("text") for name in names)


def _choose(sample: str, tried: list[_Trial], where: str) -> Layout:
    best = tried[0] if tried else None
    if best and (best.is_table or (best.holds > _OFTEN and (best.width > 2 or are_names(best.header)))):
        more = "each row has a field more than the header"
        told = f"{more}: the first one, a row number, is read as a column without a name"
        notes = (told,) if best.has_index else ()
        return Layout(best.dialect, best.width, has_index=best.has_index, notes=notes)
    # Few rows fit. Where the header is plainly several names, the rows are at fault, not the delimiter.
    header = _first_line(sample)
    for trial in tried:
        if are_names(trial.header):
            if trial.fitting or not trial.widths:
                return Layout(trial.dialect, trial.width)
            least, most = min(trial.widths), max(trial.widths)
            raise BatchError(
                f"{where}: the header has {trial.width} fields ({', '.join(map(repr, trial.header))[:200]}), "
                f"the rows have {least if least == most else f'{least} to {most}'}; expected as many in each; "
                f"put fields that hold {trial.dialect.delimiter!r} into double quotes, "
                "or give each column a name in the header"
            )
    shown = header if len(header) <= _SHOWN else f"{header[: _SHOWN - 1]}…"
    if tried:
        told = f"the first line, {shown!r}, is read as the name of the only column"
        why = f"the rows do not follow its {tried[0].dialect}"
        return Layout(Dialect(_NO_DELIMITER), notes=(f"{told}: {why}",))
    if are_names(names := re.split(r"[ ]{2,}", header.strip())):
        raise BatchError(
            f"{where}: the header {shown!r} has {len(names)} names set apart by spaces; "
            "expected a delimiter such as a comma or a tab; save the table as CSV"
        )
    return Layout(Dialect(_NO_DELIMITER))


class _Trial(NamedTuple):
    """What came of reading a file's beginning in one dialect."""

    dialect: Dialect
    header: tuple[str, ...]
    fitting: int  # how many of the other records have the header's width
    holds: float  # the share of records that have it
    widths: Counter[int]
    is_wrapped: bool  # whether most rows have a field that is still in quotes
    has_index: bool  # whether rows have a number in front, which the header has no name for

    @property
    def width(self) -> int:
        return len(self.header)

    @property
    def is_table(self) -> bool:
        """Whether nearly all of it reads as a table of several columns."""
        return self.width > 1 and self.holds > _NEARLY_ALL


def _try_dialects(sample: str, named: str | None = None) -> list[_Trial]:
    """Return how each dialect that may be a file's does on its beginning, the best first; `named` is a delimiter."""
    header = _first_line(sample)
    delimiters = [d for d in _COMMON if d in header] or [d for d in _RARE if d in header]
    if delimiters == [":"] and header.count(":") < 2:
        delimiters = []  # a colon may well stand in the name of an only column
    if named is not None:
        delimiters = [named]
    with field_limit():  # or a long field would be cut up, and all behind it
        tried = [_try(dialect, sample) for d in delimiters for dialect in _candidates(d, sample)]
    # of those that hold nearly everywhere, the widest; failing that, the one that holds most often
    # of equals, the one whose quotes are those of the file
    return sorted(
        tried,
        key=lambda t: (t.is_table, t.width * (t.holds > _NEARLY_ALL), t.holds, not t.is_wrapped),
        reverse=True,
    )


def _first_line(sample: str) -> str:
    """Return the first line that is not blank, without its end."""
    return next((found[0] for found in _LINE.finditer(sample) if found[0].strip()), "").strip("\r\n")


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


def _try(dialect: Dialect, sample: str) -> _Trial:
    # any line end ends a line here: a file may have several, and inside quotes the reader joins the lines again
    reader = dialect.reader(iter(io.StringIO(sample, newline="")))
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
    return _Trial(dialect, header, fitting, holds, Counter(map(len, rows)), is_wrapped, has_index)


def _have_index(rows: list[list[str]], width: int) -> bool:
    """Return whether rows begin with a row number that the header has no name for, as R writes tables.

    A comma in each text makes rows as wide: but then it is followed by a space, or ids do not rise.
    """
    wider = [row for row in rows if len(row) == width + 1 and row[-1] and not row[-1][:1].isspace()]
    if width < 2 or len(wider) < 2 or len(wider) < _NEARLY_ALL * len(rows):
        return False
    numbers = [int(row[0]) if row[0].isascii() and row[0].isdigit() else -1 for row in wider]
    return numbers[0] >= 0 and all(a < b for a, b in pairwise(numbers))
