"""Which skills are asked for more often than they were, or in one group more than in the others.

Counts with intervals, never bare shares: the share of a few postings says little, and of hundreds of skills that stay
as they are some will seem to move. scored frame -> Trends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import erfc, sqrt
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from jdmatch.errors import InputError, unknown
from jdmatch.showing import Viewed
from jdmatch.showing.view import Headline, Number, Remark, Table, View, counted
from jdmatch.tables.columns import no_column
from jdmatch.tables.frames import as_pandas, column_of, score_frame
from jdmatch.tables.rows import COLUMNS, JOINER, Scorer

if TYPE_CHECKING:
    import pandas as pd

Period = Literal["week", "month", "quarter", "year"]
Says = Literal["rises", "falls", "more", "less", "unclear", "too few"]
_CODES: Final[dict[str, str]] = {"week": "W", "month": "M", "quarter": "Q", "year": "Y"}
_Z: Final = 1.959964  # 95 % of a normal distribution lie within so many deviations
_FALSE: Final = 0.05  # of the changes that are told, so many may be chance
# With fewer postings on a side the interval of a share near a half is wider than 35 points: it says nothing.
_POSTINGS: Final = 30
_ASKED: Final = 5  # a skill named less often on both sides together cannot tell a change from chance
_NAMED: Final = 6  # small groups or periods that a note names
_SHOWN: Final = 20  # rows of a view: a longer list is for a program
_UNREAD: Final = ("error", "empty", "not-english")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many postings of a period or a group ask for a skill.

    Attributes:
        name: The period, such as `2026Q1`, or the group.
        count: How many ask for it, required or preferred.
        postings: How many there are.

    >>> tally = Tally("2026", 8, 10)
    >>> tally.share, [round(end, 2) for end in tally.interval]
    (0.8, [0.49, 0.94])
    """

    name: str
    count: int
    postings: int

    @property
    def share(self) -> float:
        """The share of postings that ask for it."""
        return self.count / self.postings if self.postings else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share lies with 95 % confidence, after Wilson: it holds for small counts too."""
        if not self.postings:
            return 0.0, 1.0
        squared = _Z**2 / self.postings
        middle = (self.share + squared / 2) / (1 + squared)
        reach = sqrt(squared * (self.share * (1 - self.share) + squared / 4)) / (1 + squared)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __str__(self) -> str:
        return f"{self.count} of {self.postings}"


@dataclass(frozen=True, slots=True)
class Trend:
    """One skill, between two spans of time or between a group and the others.

    Attributes:
        skill: The id of the skill.
        group: The group that is counted; None where all postings are.
        before: The earlier half of the postings, or the other groups.
        after: The later half, or the group.
        low: The least change of the share that fits the counts, at 95 % (Newcombe's interval).
        high: The greatest one.
        says: `rises` or `falls`; of groups `more` or `less`; `unclear` where chance explains it; `too few` postings.
        periods: The counts of each period.
    """

    skill: str
    group: str | None
    before: Tally
    after: Tally
    low: float
    high: float
    says: Says
    periods: tuple[Tally, ...] = ()

    @property
    def change(self) -> float:
        """By how much the share is greater afterwards, or in the group."""
        return self.after.share - self.before.share

    def __str__(self) -> str:
        name = self.skill if self.group is None else f"{self.skill} ({self.group})"
        points = f"{100 * self.change:+.0f} points [{100 * self.low:.0f}, {100 * self.high:.0f}]"
        return f"{name}: {self.before}, then {self.after}: {points}, {self.says}"


@dataclass(frozen=True, slots=True)
class Trends(Viewed):
    """Every skill that is asked for, those first whose change is surest.

    Attributes:
        trends: One for each skill, or for each group and skill.
        notes: What was left out, and which groups and periods are too small to tell anything.
        span: What is held against what, in words.

    >>> import jdmatch, pandas as pd
    >>> frame = pd.DataFrame({"posted": ["2024"] * 40 + ["2025"] * 40, "preferred": "git",
    ...                       "required": ["python"] * 40 + ["python;rust"] * 20 + ["python"] * 20})
    >>> found = jdmatch.trends(frame, date="posted")
    >>> print(found.rising[0])
    rust: 0 of 40, then 20 of 40: +50 points [33, 65], rises
    """

    trends: tuple[Trend, ...]
    notes: tuple[str, ...]
    span: str

    @property
    def rising(self) -> tuple[Trend, ...]:
        """What is surely asked more often than before, or than elsewhere."""
        return tuple(one for one in self.trends if one.says in ("rises", "more"))

    @property
    def falling(self) -> tuple[Trend, ...]:
        """What is surely asked less often."""
        return tuple(one for one in self.trends if one.says in ("falls", "less"))

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each trend: both counts, the change and its interval."""
        import pandas as pd

        rows = []
        for one in self.trends:
            counts = (one.before.count, one.before.postings, one.after.count, one.after.postings)
            rows.append((one.skill, one.group, *counts, one.change, one.low, one.high, one.says))
        names = ["skill", "group", "count_before", "postings_before", "count", "postings"]
        return pd.DataFrame(rows, columns=[*names, "change", "low", "high", "says"])

    def to_shares(self) -> pd.DataFrame:
        """Return one row for each skill, group and period: count, postings, share and its interval."""
        import pandas as pd

        rows = [
            (one.skill, one.group, tally.name, tally.count, tally.postings, tally.share, *tally.interval)
            for one in self.trends
            for tally in one.periods
        ]
        names = ["skill", "group", "period", "count", "postings", "share", "low", "high"]
        return pd.DataFrame(rows, columns=names)

    def view(self) -> View:
        """Return what the trends show of themselves."""
        shown = self.trends[:_SHOWN]
        rows = tuple(map(_row, shown))
        more = len(self.trends) - len(shown)
        notes = (*self.notes, *((f"{more:,} more skills follow",) if more else ()))
        return View(
            headlines=(Headline(str(len(self.rising)), f"rise, {len(self.falling)} fall: {self.span}"),),
            tables=(Table(("skill", "group", "before", "after", "change", "95 %", ""), rows),),
            remarks=(Remark("note", notes),) if notes else (),
        )


def trends(
    frame: pd.DataFrame,
    *,
    date: str | None = None,
    by: str | None = None,
    period: Period | Literal["auto"] = "auto",
    matcher: Scorer | None = None,
    text: str = "description",
) -> Trends:
    """Return which skills are asked for more often than before, or in one group more than in the others.

    With `date` the earlier half of the periods is held against the later one, within each group where `by` is given
    too; with `by` alone each group against all others. "rises" and "more" are told only where the change holds though
    many skills were looked at (Benjamini and Hochberg, 5 %).

    Args:
        frame: What `score_frame` or `jdmatch batch` made, joined with its dates or groups: `postings.join(scored)`. Or
            postings as they are, with a matcher to read them.
        date: The column of the dates: dates, texts or years.
        by: The column of the groups, such as `role`, `level` or a column of yours.
        period: What is counted together; by default months, quarters or years: the finest with enough postings.
        matcher: What reads postings that are not scored yet.
        text: The column of their texts.

    Raises:
        InputError: if a column is not there, holds no dates, or all postings are of one period or group.

    >>> import jdmatch, pandas as pd
    >>> frame = pd.DataFrame({"city": ["Pune"] * 40 + ["Delhi"] * 40, "preferred": "",
    ...                       "required": ["sql"] * 40 + ["kotlin"] * 40})
    >>> [(one.skill, one.group) for one in trends(frame, by="city").rising]
    [('kotlin', 'Delhi'), ('sql', 'Pune')]
    """
    if date is None and by is None:
        raise InputError(
            "trends: neither date nor by is given; expected a column of dates, of groups or both"
        )
    if period not in (known := ("auto", *get_args(Period))):
        raise unknown("period", period, known)
    frame = as_pandas(frame)
    is_scored = {"required", "preferred"} <= set(frame.columns)
    for role, name in (("date", date), ("by", by)):
        # hours of reading must not end at a name that is not there
        if name is not None and name not in frame.columns and (is_scored or name not in COLUMNS):
            raise no_column(role, name, frame.columns)
    scored = frame
    if not is_scored:
        if matcher is None:
            raise InputError(
                "frame: there are no columns 'required' and 'preferred'; expected what score_frame or jdmatch "
                "batch made, joined with the postings; or pass matcher= to have the texts read"
            )
        scored = score_frame(matcher, frame, text)

    def column(role: str, name: str) -> pd.Series[Any]:
        return column_of(frame if name in frame.columns else scored, name, role)

    asked, read = _asked(scored)
    notes: list[str] = []
    if left_out := read.count(False):
        notes.append(f"{counted(left_out, 'posting')} left out: they repeat others, or could not be read")
    when, names = [0] * len(asked), tuple[str, ...]()
    if date is not None:
        when, names = _periods(column("date", date), period, read, notes)
    group: list[str | None] = [None] * len(asked)
    if by is not None:
        group = [_group(cell) for cell in column("by", by)]
        if without := sum(kept and one is None for kept, one in zip(read, group, strict=True)):
            notes.append(f"{counted(without, 'posting')} without {by!r} left out")
    rows = [
        row
        for row, kept in zip(zip(asked, when, group, strict=True), read, strict=True)
        if kept and row[1] >= 0 and (by is None or row[2] is not None)
    ]
    if date is None:
        assert by is not None
        found, span = _between_groups(rows, by, notes), f"each {by} against the others"
    else:
        found, span = _over_time(rows, names, notes)
    return Trends(_judged(found, over_time=date is not None), tuple(notes), span)


def _row(one: Trend) -> tuple[str | Number, ...]:
    change, interval = f"{100 * one.change:+.0f}", f"{100 * one.low:+.0f} to {100 * one.high:+.0f}"
    counts = Number(str(one.before)), Number(str(one.after))
    return one.skill, one.group or "", *counts, Number(change), interval, one.says


_Row = tuple[frozenset[str], int, str | None]  # what a posting asks, the number of its period, its group


def _asked(scored: pd.DataFrame) -> tuple[list[frozenset[str]], list[bool]]:
    """Return what each posting asks for, and whether it counts: it was read, and is not a copy of another."""
    cells = zip(*(column_of(scored, name, "frame") for name in ("required", "preferred")), strict=True)
    asked = [
        frozenset(one for cell in pair if isinstance(cell, str) for one in cell.split(JOINER) if one)
        for pair in cells
    ]
    read = [True] * len(asked)
    if "status" in scored.columns:
        read = [status not in _UNREAD for status in column_of(scored, "status", "frame")]
    if "duplicate_of" in scored.columns:
        # a posting that stands there five times is one wish of one employer
        copies = map(_group, column_of(scored, "duplicate_of", "frame"))
        read = [one and copy is None for one, copy in zip(read, copies, strict=True)]
    return asked, read


def _group(cell: object) -> str | None:
    name = "" if cell is None else str(cell).strip()
    return name or None


def _note_small(sizes: Mapping[Any, int], what: str, notes: list[str]) -> None:
    if small := [f"{name} ({size})" for name, size in sizes.items() if size < _POSTINGS]:
        more = f" and {len(small) - _NAMED} more" if len(small) > _NAMED else ""
        notes.append(f"fewer than {_POSTINGS} postings{what}: {', '.join(small[:_NAMED])}{more}")


# ------------------------------------------------------------------ dates


def _periods(
    column: pd.Series[Any], period: str, read: Sequence[bool], notes: list[str]
) -> tuple[list[int], tuple[str, ...]]:
    """Return for each row the number of its period, -1 where it has none, and what the periods are called."""
    import pandas as pd

    dates = _dates(column.convert_dtypes(), notes)
    undated = [at for at, known in enumerate(dates.notna()) if read[at] and not known]
    if undated:
        first = column.iloc[undated[0]]
        said = "" if _group(first) is None else f", such as {first!r}"
        notes.append(f"{counted(len(undated), 'posting')} without a date left out{said}")
    dates = dates.where(pd.Series(read, index=dates.index))
    cuts: list[tuple[str, pd.Series[Any], pd.Series[Any]]] = []
    for name in ("month", "quarter", "year") if period == "auto" else (period,):
        cut = dates.dt.to_period(_CODES[name])
        counts = cut.value_counts()
        if len(counts) > 1:
            cuts.append((name, cut, counts))
    if not cuts:
        days = dates.dropna()
        only = "no posting has a date"
        if len(days):
            one = "month" if period == "auto" else period
            only = f"all postings are of {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}, one {one}"
        raise InputError(
            f"date: {only}; expected two periods at least; give by= to compare groups, or a finer period="
        )
    name, cut, counts = next((one for one in cuts if one[2].median() >= _POSTINGS), cuts[-1])
    ordered = sorted(counts.index)
    sizes = {one: int(counts[one]) for one in ordered}
    _note_small(sizes, f" in a {name}, so that its shares say little", notes)
    places = {one: place for place, one in enumerate(ordered)}
    return [places.get(one, -1) for one in cut], tuple(map(str, ordered))


def _dates(column: Any, notes: list[str]) -> Any:
    """Return a column as dates, missing where a cell is none."""
    import pandas as pd

    known = column.dropna()
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        if low >= 1900 and high <= 2100:
            column = column.map(lambda cell: f"{cell:.0f}", na_action="ignore")
            return pd.to_datetime(column, format="%Y", errors="coerce")
        # seconds or milliseconds since 1970, as exports of job systems have them, of this century
        for parts in (1, 1000):
            if low >= 9.4e8 * parts and high < 4.2e9 * parts:
                return pd.to_datetime(column / parts, unit="s", errors="coerce")
    elif pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.tz_localize(None) if column.dt.tz is not None else column
    else:
        texts = column.astype(object).map(lambda cell: str(cell).strip(), na_action="ignore")
        parts = texts.str.extract(r"^(\d{1,2})([./-])(\d{1,2})\2\d{4}")
        first, second = (pd.to_numeric(parts[at]).max() for at in (0, 2))
        day_first = bool(first > 12 or (parts[1] == ".").any())
        if first <= 12 and second <= 12 and not day_first:
            notes.append("dates such as 03/04/2026 are read with the month first")
        # the day counts on which it was posted there, whatever it was in Greenwich
        texts = texts.str.replace(r"(?<=:\d\d)(\.\d+)?[+-]\d\d:?\d\d$", "", regex=True)
        dates = pd.to_datetime(texts, format="mixed", dayfirst=day_first, errors="coerce", utc=True)
        if dates.notna().any():
            return dates.dt.tz_localize(None)
    sample = f"{known.iloc[0]!r}" if len(known) else "nothing"
    raise InputError(
        f"date: column {column.name!r} holds no dates but {sample}; expected such as 2026-03-31, or years"
    )


# ------------------------------------------------------------------ counting


def _over_time(rows: Sequence[_Row], names: tuple[str, ...], notes: list[str]) -> tuple[list[Trend], str]:
    """Return the trends of each group from the earlier half of the postings to the later, and which these are."""
    sizes = Counter(when for _, when, _ in rows)
    upto = list(accumulate(sizes[at] for at in range(len(names))))
    # the cut after a period that leaves the halves most alike
    cut = min(range(1, len(names)), key=lambda at: (abs(2 * upto[at - 1] - upto[-1]), at))
    earlier, later = _span(names[:cut]), _span(names[cut:])
    found = []
    by_group: dict[str | None, list[tuple[frozenset[str], int]]] = {group: [] for group in _groups(rows)}
    for skills, when, group in rows:
        by_group[group].append((skills, when))
    for group, own in by_group.items():
        totals = Counter(when for _, when in own)
        counts = Counter((skill, when) for skills, when in own for skill in skills)
        sides = [sum(totals[at] for at in side) for side in (range(cut), range(cut, len(names)))]
        if min(sides) < _POSTINGS:
            of = "" if group is None else f"{group}: "
            notes.append(f"{of}{sides[0]} postings, then {sides[1]}: too few to tell a change")
        for skill in sorted({skill for skill, _ in counts}):
            tallies = tuple(Tally(name, counts[skill, at], totals[at]) for at, name in enumerate(names))
            before = Tally(earlier, sum(one.count for one in tallies[:cut]), sides[0])
            after = Tally(later, sum(one.count for one in tallies[cut:]), sides[1])
            found.append(Trend(skill, group, before, after, *_newcombe(before, after), "unclear", tallies))
    return found, f"{earlier}, then {later}"


def _span(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def _between_groups(rows: Sequence[_Row], by: str, notes: list[str]) -> list[Trend]:
    groups = _groups(rows)
    if len(groups) < 2:
        only = f"all postings have {groups[0]!r}" if groups else "no posting has a value"
        raise InputError(f"by: {only} in column {by!r}; expected two groups at least")
    sizes = Counter(group for *_, group in rows)
    counts = Counter((skill, group) for skills, _, group in rows for skill in skills)
    everywhere = Counter(skill for skills, *_ in rows for skill in skills)
    every = sorted(everywhere)
    _note_small({group: sizes[group] for group in groups}, ", too few to tell a difference", notes)
    found = []
    for group in groups:
        # what a small group does not ask is left out: a table of all employers and all skills fills the memory
        for skill in (one for one in every if sizes[group] >= _POSTINGS or counts[one, group]):
            after = Tally(str(group), counts[skill, group], sizes[group])
            before = Tally("the others", everywhere[skill] - after.count, len(rows) - after.postings)
            ends = _newcombe(before, after)
            found.append(Trend(skill, group, before, after, *ends, "unclear", (after,)))
    return found


def _groups(rows: Sequence[_Row]) -> list[str | None]:
    """Return the groups, the largest first."""
    sizes = Counter(group for *_, group in rows)
    return sorted(sizes, key=lambda group: (-sizes[group], str(group)))


def _newcombe(before: Tally, after: Tally) -> tuple[float, float]:
    """Return the ends of the interval of a difference of two shares (Newcombe's hybrid of Wilson's)."""
    change = after.share - before.share
    (low_before, high_before), (low_after, high_after) = before.interval, after.interval
    down = sqrt((after.share - low_after) ** 2 + (high_before - before.share) ** 2)
    up = sqrt((high_after - after.share) ** 2 + (before.share - low_before) ** 2)
    return max(-1.0, change - down), min(1.0, change + up)


def _judged(found: Sequence[Trend], *, over_time: bool) -> tuple[Trend, ...]:
    """Return trends with what can be said of them, the surest first."""
    told: list[tuple[float, Trend]] = []
    few: list[Trend] = []
    for one in found:
        is_enough = min(one.before.postings, one.after.postings) >= _POSTINGS
        if is_enough and one.before.count + one.after.count >= _ASKED:
            told.append((_chance(one), one))
        else:
            few.append(replace(one, says="too few"))
    told.sort(key=lambda pair: (pair[0], -abs(pair[1].change)))
    few.sort(key=lambda one: -one.before.count - one.after.count)
    # Benjamini and Hochberg: the last place at which the chance is below its part of what may be false
    sure = max((n for n, (chance, _) in enumerate(told, 1) if chance <= _FALSE * n / len(told)), default=0)
    up, down = ("rises", "falls") if over_time else ("more", "less")
    clear = (replace(one, says=up if one.change > 0 else down) for _, one in told[:sure])  # type: ignore[arg-type]
    return (*clear, *(one for _, one in told[sure:]), *few)


def _chance(one: Trend) -> float:
    """Return how likely so great a difference is where there is none (the pooled test of two shares)."""
    sizes = one.before.postings, one.after.postings
    pooled = (one.before.count + one.after.count) / sum(sizes)
    error = sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    return erfc(abs(one.change) / error / sqrt(2)) if error else 1.0
