"""Where the table stands in a CSV file, and how it is written; what is plainly a table is never read as one column."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final, NamedTuple

from jdmatch.batch.column_names import are_names, fold_name, known_names
from jdmatch.batch.dialect import NO_DELIMITER, Dialect, Trial, first_line, try_dialects
from jdmatch.batch.encodings import find_line_end
from jdmatch.errors import BatchError

_OFTEN: Final = 0.3
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)[ \t]*(?:\r\n?|\n|$)")  # what Excel writes to name its delimiter
_SHOWN: Final = 60


class Layout(NamedTuple):
    """How a CSV file is to be read."""

    dialect: Dialect
    before: int = 0  # lines above the header
    has_index: bool = False  # row numbers in front of each row, which the header has no name for
    notes: tuple[str, ...] = ()  # what the user should know


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
        return _choose(below, try_dialects(below, named[1]), f"{name}:2")._replace(before=1)
    tried = try_dialects(sample)
    below, count = _without_comments(sample)
    if count and below and not (tried and tried[0].is_table):
        under = try_dialects(below)
        if (under and under[0].is_table) or fold_name(first_line(below)) in known_names("text"):
            layout = _choose(below, under, f"{name}:{count + 1}")
            told = "the first line is a comment" if count == 1 else f"the first {count} lines are comments"
            return layout._replace(before=count, notes=(*layout.notes, f"{told}, no header"))
    return _choose(sample, tried, f"{name}:1")


def _without_comments(sample: str) -> tuple[str, int]:
    """Return what stands below comments at the top, and how many lines they are."""
    end = find_line_end(sample)
    lines = sample.split(end)
    top = list(takewhile(lambda line: line.startswith("#") or not line.strip(), lines))
    return (end.join(lines[len(top) :]), len(top)) if lines[0].startswith("#") else ("", 0)


def _choose(sample: str, tried: list[Trial], where: str) -> Layout:
    best = tried[0] if tried else None
    if best and (best.is_table or (best.holds > _OFTEN and (best.width > 2 or are_names(best.header)))):
        told = (
            "each row has a field more than the header: the first one, a row number, "
            "is read as a column without a name"
        )
        return Layout(best.dialect, has_index=best.has_index, notes=(told,) if best.has_index else ())
    # Few rows fit. Where the header is plainly several names, the rows are at fault, not the delimiter.
    header = first_line(sample)
    for trial in tried:
        if are_names(trial.header):
            if trial.fitting or not trial.widths:
                return Layout(trial.dialect)
            raise _no_row_fits(trial, where)
    if not tried and are_names(names := re.split(r"[ ]{2,}", header.strip())):
        message = (
            f"{where}: the header {_cut(header)!r} has {len(names)} names set apart by spaces; "
            "expected a delimiter such as a comma or a tab; save the table as CSV"
        )
        raise BatchError(message)
    notes: tuple[str, ...] = ()
    if tried:
        told = (
            f"the first line, {_cut(header)!r}, is read as the name of the only column: "
            f"the rows do not follow its {tried[0].dialect}"
        )
        notes = (told,)
    return Layout(Dialect(NO_DELIMITER), notes=notes)


def _no_row_fits(trial: Trial, where: str) -> BatchError:
    least, most = min(trial.widths), max(trial.widths)
    found = f"{least}" if least == most else f"{least} to {most}"
    return BatchError(
        f"{where}: the header has {trial.width} fields ({', '.join(map(repr, trial.header))[:200]}), "
        f"the rows have {found}; expected as many in each; put fields that hold {trial.dialect.delimiter!r} "
        "into double quotes, or give each column a name in the header"
    )


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
