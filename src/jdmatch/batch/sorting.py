"""Rows by score, best first, without holding them in memory: sorted runs on disk, merged."""

from __future__ import annotations

import heapq
import pickle
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

_RUN_ROWS: Final = 10_000
_RUN_CHARACTERS: Final = 50_000_000
_MERGED_AT_ONCE: Final = 200  # open files; a system allows 256 at the least


class Ranked(NamedTuple):
    """A row with what it is sorted by: rows without a score come last, equal ones in the input's order."""

    score: float | None
    number: int
    values: list[Any]
    told: dict[str, Any]  # the evidence, which goes where the row goes

    @property
    def key(self) -> tuple[float, int]:
        """What comes first is smaller."""
        return (-self.score if self.score is not None else 1.0, self.number)


def best_first(rows: Iterable[Ranked], folder: Path) -> Iterator[Ranked]:
    """Yield rows by score, best first; `folder` holds what does not fit into memory.

    >>> import tempfile
    >>> rows = [Ranked(score, place, [], {}) for place, score in enumerate((10.0, None, 90.0, 10.0))]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [row.number for row in best_first(rows, Path(folder))]
    [2, 0, 3, 1]
    """
    runs: list[Path] = []
    made = 0
    for run in _runs(rows):
        run.sort(key=lambda row: row.key)
        runs.append(_write(run, folder / f"{made:06}.run"))
        made += 1
        if len(runs) == _MERGED_AT_ONCE:
            merged = _write(_merge(runs), folder / f"{made:06}.run")
            made += 1
            runs = [merged]
    yield from _merge(runs)


class Best:
    """Finds the best rows of many by their scores alone, before any row is written.

    >>> best = Best(2)
    >>> for number, score in enumerate((10.0, None, 90.0, 10.0)):
    ...     best.learn(score, number)
    >>> [best.keeps(score, number) for number, score in enumerate((10.0, None, 90.0, 10.0))]
    [True, False, True, False]
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._heap: list[tuple[float, int]] = []

    def learn(self, score: float | None, number: int) -> None:
        """Take a row into account; of equal scores the first one counts as better."""
        if score is None:
            return
        if len(self._heap) < self._count:
            heapq.heappush(self._heap, (score, -number))
        else:
            heapq.heappushpop(self._heap, (score, -number))

    def keeps(self, score: float | None, number: int) -> bool:
        """Say whether a row is one of the best."""
        return score is not None and bool(self._heap) and (score, -number) >= self._heap[0]


def _runs(rows: Iterable[Ranked]) -> Iterator[list[Ranked]]:
    waiting = iter(rows)
    while run := list(_some(waiting)):
        yield run


def _some(rows: Iterator[Ranked]) -> Iterator[Ranked]:
    """Yield as many rows as may be held at once."""
    characters = 0
    for row in islice(rows, _RUN_ROWS):
        yield row
        characters += sum(len(value) for value in row.values if isinstance(value, str))
        if characters > _RUN_CHARACTERS:
            return


def _write(rows: Iterable[Ranked], path: Path) -> Path:
    with path.open("wb") as file:
        for row in rows:
            pickle.dump(tuple(row), file, protocol=pickle.HIGHEST_PROTOCOL)
    return path


def _merge(runs: list[Path]) -> Iterator[Ranked]:
    with ExitStack() as stack:
        opened = [_read(stack.enter_context(run.open("rb"))) for run in runs]
        yield from heapq.merge(*opened, key=lambda row: row.key)
    for run in runs:
        run.unlink()


def _read(file: IO[bytes]) -> Iterator[Ranked]:
    while True:
        try:
            yield Ranked(*pickle.load(file))  # written by this very process
        except EOFError:
            return
