"""What every reader of inputs yields: rows, and rejects for what is no row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, Protocol

Value = (
    object  # a cell as the input gave it: text in CSV, any JSON value in JSON lines, any scalar in Parquet
)
Reason = Literal[
    "too few fields", "too many fields", "broken quotes", "unterminated quote", "NUL byte", "huge field",
    "huge record", "overlong line", "bare carriage return", "not JSON", "not an object", "doubled key",
    "not Unicode", "huge number",
]  # fmt: skip


class Row(NamedTuple):
    """One row: where it begins and its values, in the order of the columns."""

    line: int
    values: tuple[Value, ...]


class Reject(NamedTuple):
    """Something in the input that is no row: nothing of it is lost.

    A `rest` goes on with the reject before it and is not counted again.
    """

    line: int
    reason: Reason
    detail: str
    raw: str
    rest: bool = False


class Source(Protocol):
    """An input, opened: it can be read several times, always with the same result."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about how the input is read."""

    def read(self) -> Iterator[Row | Reject]:
        """Yield everything in the input, in its order."""

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""


def not_finite_told(count: int) -> tuple[str, ...]:
    """Return what to tell about numbers that no JSON may hold, nothing where there were none.

    >>> not_finite_told(1)
    ('1 number is not finite (NaN, Infinity) and was read as empty',)
    """
    if not count:
        return ()
    numbers = "1 number is" if count == 1 else f"{count:,} numbers are"
    return (f"{numbers} not finite (NaN, Infinity) and {'was' if count == 1 else 'were'} read as empty",)
