"""What the cells of good rows look like: it tells a row's beginning from a line in mid-posting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_ENOUGH: Final = 5
_LONG: Final = 120


class Shapes:
    """Remembers a coarse shape of each short cell: which kinds of characters, and about how many.

    >>> shapes = Shapes(2)
    >>> for number in range(30):
    ...     shapes.learn([f"P{number:02}", "ML Engineer"])
    >>> shapes.fit(["P31", "Data Engineer"]), shapes.fit(["Python", " SQL"])
    (True, False)
    """

    def __init__(self, width: int) -> None:
        self._seen: list[set[int]] = [set() for _ in range(width)]
        self._rows = 0

    @property
    def are_known(self) -> bool:
        """Whether enough rows have been seen to judge by."""
        return self._rows >= _ENOUGH

    def learn(self, values: Sequence[str]) -> None:
        """Take in a good row."""
        self._rows += 1
        if self._rows > _ENOUGH and self._rows % 16:
            return  # the shapes of the first rows and of every sixteenth: they cost time
        for seen, value in zip(self._seen, values, strict=False):
            seen.add(_shape(value))

    def fit(self, values: Sequence[str]) -> bool:
        """Say whether a row looks like the ones before: its first cell, and most of the others."""
        if not self.are_known:
            return True
        known = [_shape(value) in seen for seen, value in zip(self._seen, values, strict=False)]
        return known[0] and sum(known) * 2 > len(known)

    def fit_first(self, value: str) -> bool:
        """Say whether a first cell looks like the ones before."""
        return not self.are_known or _shape(value) in self._seen[0]

    def fit_start(self, line: str, delimiter: str) -> bool:
        """Say whether a line begins with what looks like a first cell."""
        first, found, _ = line.partition(delimiter)
        return bool(found) and self.are_known and _shape(first.strip("\"'")) in self._seen[0]


def _shape(value: str) -> int:
    """Return kinds of characters and the length's magnitude as one small number."""
    if len(value) > _LONG:
        return -1
    kinds = (
        any(c.isdigit() for c in value)
        | (any(c.islower() for c in value) << 1)
        | (any(c.isupper() for c in value) << 2)
        | (any(c.isspace() for c in value) << 3)
        | ((value[:1] in "-•*·\"'") << 4)
    )
    return kinds << 4 | len(value).bit_length()
