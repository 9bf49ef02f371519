"""What a run came to: the sums, and what the postings ask for; counted row by row, in constant memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import floor, log10
from pathlib import Path
from typing import Any, Final

from jdmatch.batch.progress import in_words
from jdmatch.batch.records import Reject
from jdmatch.batch.wording import counted, harmless
from jdmatch.tables.rows import JOINER, Cell, cell

_SHOWN: Final = 10
_BEST: Final = 5


@dataclass(frozen=True, slots=True)
class PaySummary:
    """What is paid in one currency for one period; the median is right to two digits."""

    currency: str
    period: str
    rows: int
    least: float
    median: float
    most: float

    def __str__(self) -> str:
        span = f"{self.least:,.0f} to {self.most:,.0f}, median about {self.median:,.0f}"
        article = "an" if self.period == "hour" else "a"
        return f"{self.currency} {article} {self.period}: {span} ({counted(self.rows, 'row')})"


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What a batch run came to. `rows_in == scored + rejected`, always.

    Attributes:
        rows_in: Rows in the input, broken ones included.
        scored: Rows that were read and are no rejects; `without_score` of them came to no score.
        rejected: Broken rows, kept in `rejects_file`.
        without_score: Rows in which there was nothing to score, or an error.
        written: Rows in the output: all that were read, less what `min_score` and `top` left out.
        errors: Rows that could not be read for what they are; they say why in their `error`.
        duplicates: Rows marked as near-duplicates of an earlier one.
        resumed: Rows that an earlier, unfinished run had done.
        seconds: How long this run took.
        reject_reasons: How many rows were rejected for what reason.
        verdicts: How many rows by verdict; so with `roles` and `statuses`.
        roles: By role.
        statuses: By status.
        required: The most asked skills and how many rows ask for them; so with `preferred` and `missing`.
        preferred: The skills most often a plus.
        missing: The requirements most often not met.
        pay: What is paid, by currency and period, the most frequent first.
        best: The best rows: score and title, without control characters.
        notes: How the input was read, and what was odd in it.
        output: The file of rows.
        rejects_file: The file of broken rows, None where there are none.
        explain_file: The file of evidence, None where it was not asked for.
    """

    rows_in: int
    scored: int
    rejected: int
    without_score: int
    written: int
    errors: int
    duplicates: int
    resumed: int
    seconds: float
    reject_reasons: Mapping[str, int]
    verdicts: Mapping[str, int]
    roles: Mapping[str, int]
    statuses: Mapping[str, int]
    required: Mapping[str, int]
    preferred: Mapping[str, int]
    missing: Mapping[str, int]
    pay: tuple[PaySummary, ...]
    best: tuple[tuple[float, str], ...]
    notes: tuple[str, ...]
    output: Path
    rejects_file: Path | None
    explain_file: Path | None

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
        if self.rejected and not self.scored:
            return (
                f"no row could be read: all are in {self.rejects_file}, with the reasons; "
                "expected a table with one text a row; see how the input was read"
            )
        if self.scored and self.errors == self.scored:
            return (
                "no row could be scored; expected a text in each; "
                "see the column error, and that the column of the texts is the right one"
            )
        return None

    def __str__(self) -> str:
        lines = [self.sums, self.pace]
        if self.warning:
            lines.append(f"warning: {self.warning}")
        if self.errors:
            lines.append(f"{counted(self.errors, 'row')} with an error; see the column error")
        if self.rejects_file:
            lines.append(f"rejected, kept in {self.rejects_file}: {in_counts(self.reject_reasons)}")
        if self.explain_file:
            lines.append(f"evidence: {self.explain_file}")
        for name, counts in (
            ("verdict", self.verdicts),
            ("role", self.roles),
            ("status", self.statuses),
            ("most asked", self.required),
            ("most often a plus", self.preferred),
            ("most often missing", self.missing),
        ):
            if counts:
                lines.append(f"{name}: {in_counts(counts)}")
        lines += [f"pay, {pay}" for pay in self.pay]
        if self.duplicates:
            lines.append(f"near-duplicates: {self.duplicates:,}")
        lines += [f"best: {score:5.1f}  {title}" for score, title in self.best]
        lines += [f"note: {note}" for note in self.notes]
        return harmless("\n".join(lines))


class Tally:
    """Counts rows and rejects as they pass."""

    def __init__(self) -> None:
        self.scored = self.rejected = self.written = self.errors = self.duplicates = self.without_score = 0
        self._reasons: Counter[str] = Counter()
        self._verdicts: Counter[str] = Counter()
        self._roles: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._required: Counter[str] = Counter()
        self._preferred: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()
        self._pay: dict[tuple[str, str], Counter[float]] = {}
        self._best: list[tuple[float, int, str]] = []

    def reject(self, reject: Reject) -> None:
        """Count a reject."""
        if not reject.rest:
            self.rejected += 1
            self._reasons[reject.reason] += 1

    def row(self, score: float | None, cells: list[Cell], title: str, *, is_duplicate: bool) -> None:
        """Count a row that was read."""
        self.scored += 1
        self.without_score += score is None
        self.duplicates += is_duplicate
        self.errors += cell(cells, "error") is not None
        for counter, column in (
            (self._verdicts, "verdict"),
            (self._roles, "role"),
            (self._statuses, "status"),
        ):
            if value := cell(cells, column):
                counter[str(value)] += 1
        for counter, column in (
            (self._required, "required"),
            (self._preferred, "preferred"),
            (self._missing, "missing"),
        ):
            if value := cell(cells, column):
                counter.update(str(value).split(JOINER))
        self._count_pay(cells)
        if score is not None:
            heapq.heappush(self._best, (score, -self.scored, harmless(title)))
            if len(self._best) > _BEST:
                heapq.heappop(self._best)

    def _count_pay(self, cells: list[Cell]) -> None:
        paid, currency, period = (cell(cells, f"pay_{name}") for name in ("min", "currency", "period"))
        if isinstance(paid, float | int) and paid > 0:
            # two digits keep the number of different values small, however many rows there are
            digits = floor(log10(paid)) - 1
            rounded = round(paid / 10**digits) * 10.0**digits
            self._pay.setdefault((str(currency), str(period)), Counter())[rounded] += 1

    def summary(
        self,
        *,
        resumed: int,
        seconds: float,
        notes: tuple[str, ...],
        output: Path,
        rejects: Path,
        explain: Path | None,
    ) -> BatchSummary:
        """Return the summary of all that was counted."""
        return BatchSummary(
            rows_in=self.scored + self.rejected,
            scored=self.scored,
            rejected=self.rejected,
            without_score=self.without_score,
            written=self.written,
            errors=self.errors,
            duplicates=self.duplicates,
            resumed=resumed,
            seconds=seconds,
            reject_reasons=_most(self._reasons, None),
            verdicts=_most(self._verdicts, None),
            roles=_most(self._roles, None),
            statuses=_most(self._statuses, None),
            required=_most(self._required, _SHOWN),
            preferred=_most(self._preferred, _SHOWN),
            missing=_most(self._missing, _SHOWN),
            pay=tuple(
                _pay(*item)
                for item in sorted(self._pay.items(), key=lambda i: (-i[1].total(), i[0]))[:_SHOWN]
            ),
            best=tuple((score, title) for score, _, title in sorted(self._best, reverse=True)),
            notes=notes,
            output=output,
            rejects_file=rejects if self.rejected else None,
            explain_file=explain,
        )


def _most(counter: Counter[str], count: int | None) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:count])


def _pay(key: tuple[str, str], counts: Counter[float]) -> PaySummary:
    total = counts.total()
    passed = 0
    median = 0.0
    for value in sorted(counts):
        passed += counts[value]
        if passed * 2 >= total:
            median = value
            break
    return PaySummary(*key, rows=total, least=min(counts), median=median, most=max(counts))


def in_counts(counts: Mapping[str, int]) -> str:
    """Return names with how often each was found, in one line."""
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
