"""How far a run is and what it came to: counted row by row, in constant memory, and shown while it goes on."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from jdmatch.showing.view import counted, harmless
from jdmatch.tables.rows import JOINER

Phase = Literal["hashing", "reading", "scoring", "finding duplicates", "writing"]
_SHOWN: Final = 10
_BEST: Final = 5
_EVERY: Final = 0.25  # seconds between two tellings: often enough for the eye
_TITLE: Final = 50
# the skills of most rows, by what the rows are
_OFTEN: Final = {"posting": "most asked", "cv": "most shown", "auto": "most asked or shown"}


@dataclass(frozen=True, slots=True)
class PaySummary:
    """What is paid in one currency for one period: the least and the most stated, and the median.

    A row that states a range counts with the middle of it.
    """

    currency: str
    period: str
    rows: int
    least: float
    median: float
    most: float

    def __str__(self) -> str:
        span = f"{self.least:,.0f} to {self.most:,.0f}, median {self.median:,.0f}"
        article = "an" if self.period == "hour" else "a"
        return f"{self.currency} {article} {self.period}: {span} ({counted(self.rows, 'row')})"


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What a batch run came to. `rows_in == scored + rejected`, always."""

    rows_in: int  # in the input, broken ones included
    scored: int  # read, and no rejects
    rejected: int  # broken, and kept in `rejects_file`
    without_score: int  # of those scored: there was nothing to score, or an error
    written: int  # in the output: all that were read, less what `min_score` and `top` left out
    errors: int  # not to be read for what they are; they say why in their `error`
    duplicates: int  # marked as near-duplicates of an earlier one
    resumed: int  # done by an earlier, unfinished run
    seconds: float  # that this run took
    # how many rows by the reason of their being rejected, by verdict, role and status
    reject_reasons: Mapping[str, int]
    verdicts: Mapping[str, int]
    roles: Mapping[str, int]
    statuses: Mapping[str, int]
    # the skills asked most, those most often a plus, the requirements most often not met, each with how many rows
    required: Mapping[str, int]
    preferred: Mapping[str, int]
    missing: Mapping[str, int]
    pay: tuple[PaySummary, ...]  # by currency and period, the most frequent first
    best: tuple[tuple[float, str], ...]  # score and title of the best rows, without control characters
    notes: tuple[str, ...]  # how the input was read, and what was odd in it
    output: Path
    rejects_file: Path | None  # None where no row is broken
    explain_file: Path | None  # of evidence, None where it was not asked for
    made_with: str  # the version of jdmatch, and hashes of what the taxonomy and the profile say
    kind: str = "posting"  # what the texts were read as; "auto" where each was told by itself

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, ready for JSON."""
        plain = asdict(self)
        for name in ("output", "rejects_file", "explain_file"):
            plain[name] = None if plain[name] is None else str(plain[name])
        return plain

    @property
    def sums(self) -> str:
        """What became of the rows, in sums that add up."""
        without = f" + {self.without_score:,} without a score" if self.without_score else ""
        return (
            f"{counted(self.rows_in, 'row')} in = {self.scored - self.without_score:,} scored{without} "
            f"+ {self.rejected:,} rejected"
        )

    @property
    def pace(self) -> str:
        """What was written, and how fast."""
        done = self.scored - self.resumed
        rate = f", {counted(round(done / self.seconds), 'row')}/s" if self.seconds > 0 and done > 0 else ""
        before = f", {counted(self.resumed, 'row')} done before" if self.resumed else ""
        written = f"{counted(self.written, 'row')} written to {self.output}"
        return f"{written} in {in_words(self.seconds)}{rate}{before}"

    @property
    def warning(self) -> str | None:
        """What is wrong where nothing came of the whole input, None where something did."""
        if not self.rows_in:
            return "the input holds no row, at most its header; expected one text a row; one text is for: jdmatch score"
        if self.rejected and not self.scored:
            found = f"no row could be read: all are in {self.rejects_file}, with the reasons"
            return f"{found}; expected a table with one text a row; see how the input was read"
        if self.scored and self.errors == self.scored:
            advice = "see the column error, and that the column of the texts is the right one"
            return f"no row could be scored; expected a text in each; {advice}"
        return None

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """What was counted and where it is, as names and texts, for a table or for lines."""
        counts = (
            ("rejected", self.reject_reasons),
            ("verdict", self.verdicts),
            ("role", self.roles),
            ("status", self.statuses),
            (_OFTEN[self.kind], self.required),
            ("most often a plus", self.preferred),
            ("most often missing", self.missing),
        )
        details = (
            *((name, ", ".join(f"{k} {n:,}" for k, n in found.items())) for name, found in counts),
            ("errors", f"{counted(self.errors, 'row')}; see the column error" if self.errors else ""),
            ("near-duplicates", f"{self.duplicates:,}" if self.duplicates else ""),
            *(("pay", str(pay)) for pay in self.pay),
            *(("best", f"{score:5.1f}  {title}") for score, title in self.best),
            ("rejects", str(self.rejects_file or "")),
            ("evidence", str(self.explain_file or "")),
            ("made with", self.made_with),
            *(("note", note) for note in self.notes),
        )
        return tuple((name, text) for name, text in details if text)

    def __str__(self) -> str:
        warning = [f"warning: {self.warning}"] if self.warning else []
        details = (f"{name}: {text}" for name, text in self.details)
        return harmless("\n".join([self.sums, self.pace, *warning, *details]))


def count_results(db: sqlite3.Connection) -> dict[str, Any]:
    """Return, by the names of a summary's fields, what is counted in the database that a run kept."""

    def count(what: str, table: str) -> int:
        ((found,),) = db.execute(f"SELECT count({what}) FROM {table}")
        return int(found)

    def counts(column: str, table: str = "results") -> dict[str, int]:
        known = f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL"
        return dict(db.execute(f"{known} GROUP BY {column} ORDER BY count(*) DESC, {column}"))

    def most(column: str) -> dict[str, int]:
        counter: Counter[str] = Counter()
        for skills, count in counts(column).items():
            for skill in skills.split(JOINER):
                counter[skill] += count
        return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN])

    scored, rejected = count("*", "results"), count("reason", "rejects")
    return {
        "rows_in": scored + rejected,
        "scored": scored,
        "rejected": rejected,
        "without_score": scored - count("score", "results"),
        "errors": count("error", "results"),
        "duplicates": count("*", "duplicates"),
        "reject_reasons": counts("reason", "rejects"),
        "verdicts": counts("verdict"),
        "roles": counts("role"),
        "statuses": counts("status"),
        "required": most("required"),
        "preferred": most("preferred"),
        "missing": most("missing"),
        "pay": tuple(_pay(db)),
    }


def _pay(db: sqlite3.Connection) -> Iterator[PaySummary]:
    paid = "FROM results WHERE pay_min > 0"
    groups = db.execute(
        f"SELECT pay_currency, pay_period, count(*), min(pay_min), max(coalesce(pay_max, pay_min)) {paid} "
        f"GROUP BY pay_currency, pay_period ORDER BY count(*) DESC, pay_currency, pay_period LIMIT {_SHOWN}"
    )
    for currency, period, rows, least, most in groups:
        ((median,),) = db.execute(
            f"SELECT avg(middle) FROM (SELECT (pay_min + coalesce(pay_max, pay_min)) / 2 AS middle {paid} "
            "AND pay_currency IS ? AND pay_period IS ? ORDER BY middle LIMIT ? OFFSET ?)",
            (currency, period, 2 - rows % 2, (rows - 1) // 2),
        )
        yield PaySummary(str(currency), str(period), rows, least, median, most)


# ---------------------------------------------------------------- while it goes on


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    phase: Phase
    rows: int  # done, those of earlier runs included
    rejected: int
    fraction: float  # of the phase that is done
    rows_per_second: float  # of this run
    seconds_left: float | None  # of this phase, None while it cannot be told
    best: tuple[tuple[float, str], ...]  # score and title of the best rows of this run so far

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
        self._best: list[tuple[float, str]] = []
        self.begin("hashing")

    def begin(self, phase: Phase) -> None:
        """Start a new phase."""
        self._phase = phase
        self._told = 0.0  # the first of each phase is told at once
        self._since = time.monotonic()
        self._start: tuple[int, float] | None = None

    def rank(self, score: float | None, title: str) -> None:
        """Take a row into account for the best ones."""
        if self._tell is None or score is None or (len(self._best) == _BEST and score <= self._best[-1][0]):
            return
        # a title is foreign text, and goes to a screen
        self._best.append((score, harmless(" ".join(title.split()))[:_TITLE]))
        self._best.sort(key=lambda one: -one[0])  # of equal scores the first one stays
        del self._best[_BEST:]

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
        self._tell(Progress(self._phase, rows, rejected, fraction, rate, left, tuple(self._best)))


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
    """Show progress where someone looks on; yield what `BatchOptions.progress` takes."""
    if _is_notebook():
        from tqdm.auto import tqdm

        with tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {postfix}") as bar:

            def show(progress: Progress) -> None:
                best = ", ".join(f"{score:.1f} {title}" for score, title in progress.best)
                bar.n = round(progress.fraction * 100)
                bar.set_postfix_str(f"{progress}" + (f"; best: {best}" if best else ""))

            yield show
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.live import Live
        from rich.table import Table
        from rich.text import Text

        with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:

            def draw(progress: Progress) -> None:
                table = Table.grid(padding=(0, 2))
                table.add_row("", Text(str(progress)))
                for score, title in progress.best:
                    table.add_row(f"{score:5.1f}", Text(title))
                live.update(table, refresh=True)

            yield draw
    else:
        yield None


def _is_notebook() -> bool:
    shell = sys.modules.get("IPython")
    return shell is not None and type(shell.get_ipython()).__name__ == "ZMQInteractiveShell"
