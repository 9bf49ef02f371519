"""The rows of a CSV file: what is a row becomes one, all else becomes a reject, and what was odd is noted.

The reader is strict. Everything from a broken record up to the next place where good rows begin is one reject with its
text as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain, pairwise, takewhile
from pathlib import Path
from typing import Final, NamedTuple

from jdmatch.batch.lines import BREAK, Lines, Reason, Reject, Row, Source, read_start, reject_in_pieces
from jdmatch.errors import BatchError
from jdmatch.tables.columns import are_names, fold_name, known_names, name_columns

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

    _lines: Lines  # once it is opened

    def __init__(self, path: Path, field_characters: int, name: str | None = None) -> None:
        super().__init__(path, name)
        self._limit = field_characters
        self.layout = find_layout(read_start(path), self.name)
        with self._open() as header:
            self.columns, renamed = name_columns(["", *header] if self.layout.has_index else header)
        encoding = "UTF-8" if self._lines.encoding == "utf-8-sig" else self._lines.encoding.upper()
        found = f"{path.name}: {encoding}, delimiter {self.layout.dialect}"
        self._notes = (found, *self.layout.notes, *renamed)

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file is read, and what was odd in it."""
        blank = f"{self._blank:,} blank {'line was' if self._blank == 1 else 'lines were'} left out"
        return (*super().notes, blank) if self._blank else super().notes

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows and rejects behind the header, in order."""
        with self._open():
            while True:
                try:
                    fields = self._next()
                except StopIteration:
                    return
                except csv.Error as error:
                    yield from self._reject(*self._reason(error))
                    continue
                if not fields:
                    self._blank += 1
                elif fault := self._fault(fields):
                    yield from self._reject(*fault)
                else:
                    values = fields[: self._width]
                    self._shapes.learn(values)
                    yield Row(self._first, tuple(values))

    @contextmanager
    def _open(self) -> Iterator[list[str]]:
        """Open the file and read up to the end of its header, which is yielded.

        Raises:
            BatchError: if there is none, or it is broken.
        """
        self._lines = lines = Lines(self.path, name=self.name, field_characters=self._limit)
        with field_limit(self._limit), closing(lines):
            while lines.number < self.layout.before and (line := next(lines, None)) is not None:
                if len(pieces := BREAK.findall(line)) > 1:  # lines of several kinds
                    lines.put_back(pieces, 1)
            self._reader = self.layout.dialect.reader(lines)
            self._width = self.layout.width
            self._blank = 0  # lines between records
            try:
                while not (header := self._next()):
                    pass
            except StopIteration:
                expected = "expected a header line with the columns' names"
                raise BatchError(f"{self.name}: the file is empty; {expected}") from None
            except csv.Error as error:
                raise BatchError(
                    f"{self.name}:{self._first}: the header cannot be read ({self._reason(error)[1]}); "
                    "expected the columns' names; mend the first line"
                ) from error
            self._width += self.layout.has_index
            self._shapes = Shapes(self._width)
            yield header

    def _next(self) -> list[str]:
        """Return the fields of the next record; what lines it took is in `taken` of the lines.

        Raises:
            StopIteration: at the end of the file.
            csv.Error: if what comes next is not a record.
        """
        while True:
            self._lines.taken.clear()
            self._first = self._lines.number + 1
            try:
                return next(self._reader)
            except (StopIteration, csv.Error) as error:
                if self._lines.is_overlong:
                    raise csv.Error(_OVERLONG) from None
                if "new-line character" not in str(error) or not self._split_line():
                    raise

    def _split_line(self) -> bool:
        """Put back the last line in pieces, if another kind of line end ends a good row in it."""
        *before, last = self._lines.taken
        pieces = BREAK.findall(last)
        # up to the carriage return the reader had nothing against it
        if self._fault(next(self.layout.dialect.reader(iter([*before, *pieces])))):
            return False
        self._lines.put_back([*before, *pieces], len(before) + 1)
        return True

    def _reason(self, error: csv.Error) -> tuple[Reason, str]:
        told = str(error)
        if told == _OVERLONG:
            return "overlong line", f"a line of more than {self._lines.longest:,} characters"
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
        first, taken = self._first, list(self._lines.taken)
        if reason == "overlong line":
            pieces = self._lines.pieces()
            begin = "".join(taken) + next(pieces)
            yield from reject_in_pieces(first, reason, detail, chain([begin], pieces))
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
            if (
                start == end
                and not is_open
                and self._shapes.fit_start(taken[end], self.layout.dialect.delimiter)
            ):
                return end  # broken in its turn, but a record of its own
            start += 1
        return min(start, len(taken)) if is_open or start <= end else start

    def _has_line(self, taken: list[str], place: int) -> bool:
        """Return whether there is a line at a place of the list; it is fetched where it is not yet there."""
        if place == len(taken):
            line = next(self._lines, None)
            if line is not None:
                taken.append(line)
        return place < len(taken)

    def _starts_rows(self, taken: list[str], start: int) -> bool:
        """Return whether good rows begin at a line: it, and the next ones, have the right width and shape."""
        if self._width > 1 and self.layout.dialect.delimiter not in taken[start]:
            return False
        ahead = (taken[i] for i in range(start, start + _LOOK_AHEAD) if self._has_line(taken, i))
        alike: list[bool] = []
        try:
            for fields in self.layout.dialect.reader(ahead):
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


# ------------------------------------------------------------------ where the table stands and how it is written

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
        names = {
            "\t": "tab",
            _NO_DELIMITER: "none (one column: each line is a text; one text is for: jdmatch score)",
            "\x1f": "unit separator",
        }
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
        names = under[0].header if under and under[0].is_table else ()
        is_plain = are_names(names) and any(fold_name(name) in known_names("text") for name in names)
        if (names and (is_comment or is_plain)) or (
            is_comment and not is_table and fold_name(_first_line(below)) in known_names("text")
        ):
            what = "comment" if is_comment else "title"
            told = f"the first line is a {what}" if count == 1 else f"the first {count} lines are {what}s"
            layout = _choose(below, under, f"{name}:{count + 1}")
            return layout._replace(before=count, notes=(*layout.notes, f"{told}, not the header"))
        if not hidden and are_names(names):
            hidden = len(names)
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
