"""How far a run is, and showing it: a live table in a terminal, a bar in a notebook, nothing elsewhere."""

from __future__ import annotations

import heapq
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from jdmatch.batch.wording import counted, harmless

if TYPE_CHECKING:
    from rich.console import RenderableType

Phase = Literal["hashing", "scoring", "finding duplicates", "writing"]
_BEST: Final = 5
_EVERY: Final = 0.25
_TITLE: Final = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        phase: What is being done.
        rows: Rows done, those of earlier runs included.
        rejected: Broken rows so far.
        fraction: How much of the phase is done, from 0 to 1.
        rows_per_second: Of this run.
        seconds_left: Of this phase, None while it cannot be told.
        best: The best rows of this run so far, best first: score and title.
    """

    phase: Phase
    rows: int
    rejected: int
    fraction: float
    rows_per_second: float
    seconds_left: float | None
    best: tuple[tuple[float, str], ...]

    def __str__(self) -> str:
        parts = [f"{self.phase}: {counted(self.rows, 'row')}", f"{self.fraction:.0%}"]
        if self.rows_per_second:
            parts.append(f"{counted(round(self.rows_per_second), 'row')}/s")
        if self.seconds_left is not None:
            parts.append(f"{in_words(self.seconds_left)} left")
        if self.rejected:
            parts.append(f"{self.rejected:,} rejected")
        return ", ".join(parts)


class ProgressMeter:
    """Counts what is done, and tells it a few times a second at most."""

    def __init__(self, tell: Callable[[Progress], None] | None) -> None:
        self._tell = tell
        self._told = 0.0
        self._best: list[tuple[float, int, str]] = []
        self._seen = 0
        self.begin("hashing")

    def begin(self, phase: Phase) -> None:
        """Start a new phase."""
        self._phase = phase
        self._since = time.monotonic()
        self._start: tuple[int, float] | None = None

    def rank(self, score: float | None, title: str) -> None:
        """Take a row into account for the best ones."""
        if score is None or self._tell is None:
            return
        self._seen += 1
        # of equal scores the first one stays; a title is foreign text, and goes to a screen
        heapq.heappush(self._best, (score, -self._seen, harmless(" ".join(title.split())[:_TITLE])))
        if len(self._best) > _BEST:
            heapq.heappop(self._best)

    def update(
        self, rows: int, rejected: int, fraction: float, *, skipped: int = 0, force: bool = False
    ) -> None:
        """Tell how far the phase is; `skipped` rows were done by an earlier run."""
        now = time.monotonic()
        if self._tell is None or (not force and now - self._told < _EVERY):
            return
        self._told = now
        if self._start is None and rows > skipped:
            self._start = (rows, fraction)
            self._since = now
        rate, left = 0.0, None
        if self._start is not None and now > self._since:
            rate = (rows - self._start[0]) / (now - self._since)
            if (gained := fraction - self._start[1]) > 0:
                left = (1 - fraction) / gained * (now - self._since)
        best = tuple((score, title) for score, _, title in sorted(self._best, reverse=True))
        self._tell(Progress(self._phase, rows, rejected, fraction, rate, left, best))


def in_words(seconds: float) -> str:
    """Return a time as people say it.

    >>> in_words(42), in_words(200), in_words(7300)
    ('42 s', '3 min', '2 h 2 min')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def show_progress() -> Iterator[Callable[[Progress], None] | None]:
    """Show progress where someone looks on; yield what `BatchOptions.progress` takes.

    >>> with show_progress() as progress:  # in a test nobody looks on
    ...     progress is None
    True
    """
    if _is_notebook():
        with _bar() as show:
            yield show
    elif sys.stderr.isatty():
        with _live() as show:
            yield show
    else:
        yield None


def _is_notebook() -> bool:
    shell = sys.modules.get("IPython")
    return shell is not None and type(shell.get_ipython()).__name__ == "ZMQInteractiveShell"


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from tqdm.auto import tqdm

    with tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {postfix}") as bar:

        def show(progress: Progress) -> None:
            best = ", ".join(f"{score:.1f} {title}" for score, title in progress.best)
            bar.n = round(progress.fraction * 100)
            bar.set_postfix_str(f"{progress}" + (f"; best: {best}" if best else ""))

        yield show


@contextmanager
def _live() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:
        yield lambda progress: live.update(_table(progress), refresh=True)


def _table(progress: Progress) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table: Any = Table.grid(padding=(0, 2))
    table.add_row("", Text(str(progress)))
    for score, title in progress.best:
        table.add_row(f"{score:5.1f}", Text(title))
    return table  # type: ignore[no-any-return]
