"""Many texts, read and scored in their order on one process or several; and a Fit as one flat row.

The columns of a row are those that frames, batch files and clusters share. Plain values only, no pandas: workers make
rows, and need not load it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, Literal, Protocol, TypeVar

from jdmatch.documents.text import Document, Kind, Text
from jdmatch.errors import BatchError, InputError, JdmatchError
from jdmatch.reading.records import Reading
from jdmatch.scoring.fit import Fit
from jdmatch.tables.pool import PER_TEXT_SECONDS, Failure, Outcome, Pool, count_workers, outcomes_in_order


class Scorer(Protocol):
    """What reads and scores a text, such as a Matcher; for more than one process it is pickled."""

    def read(self, text: Text, title: str | None = None, kind: Kind = "auto") -> Reading:
        """Return what is said in a text."""

    def score(self, text: Text, title: str | None = None, kind: Kind = "auto") -> Fit:
        """Return how well a text fits."""


_Any = TypeVar("_Any")
Cell = str | float | None
ColumnType = Literal["number", "text"]

COLUMNS: Final[dict[str, ColumnType]] = {
    name: "number" if name in ("score", "percentile", "min_years", "pay_min", "pay_max") else "text"
    for name in (
        "score", "verdict", "percentile", "role", "level", "min_years", "degree",
        "pay_min", "pay_max", "pay_currency", "pay_period", "pay_band",
        "work_mode", "contract", "hours", "place", "visa", "clearance", "travel", "starts", "closes",
        "gate", "gates", "matched", "missing", "required", "preferred", "status", "notes", "error",
    )
}  # fmt: skip
JOINER: Final = ";"
_FACTS: Final = tuple(list(COLUMNS)[list(COLUMNS).index("work_mode") : list(COLUMNS).index("gate")])
_PLACE: Final = {name: place for place, name in enumerate(COLUMNS)}
_CHUNK: Final = 100  # texts that are sent to a worker at once


def fit_row(fit: Fit) -> tuple[Cell, ...]:
    """Return the values of `COLUMNS` for a fit.

    `matched` holds the requirements that are met or partly met, `missing` the others, less what
    only brings a bonus; ids are joined by ";".

    >>> import jdmatch
    >>> fit = jdmatch.load().score("You must know Python. Scala is a plus.", kind="posting")
    >>> row = dict(zip(COLUMNS, fit_row(fit)))
    >>> row["required"], row["preferred"], row["error"]
    ('python', 'scala', None)
    """
    reading = fit.reading
    pay = reading.pay
    scored = fit.score is not None
    return (
        fit.score,
        fit.verdict,
        fit.percentile,
        reading.role.id,
        reading.level,
        reading.experience and reading.experience.min_years,
        reading.degree and reading.degree.level,
        *((pay.min, pay.max, pay.currency, pay.period, pay.against_profile) if pay else [None] * 5),
        *(fact and fact.value for fact in map(reading.facts.__getattribute__, _FACTS)),
        fit.gate,
        "; ".join(f"{one.gate}: {one.status}" for one in fit.gates) or None,
        _joined(r.id for r in fit.requirements if r.status != "missing") if scored else None,
        _joined(r.id for r in fit.requirements if r.status == "missing" and not r.bonus) if scored else None,
        _joined(skill.key for skill in reading.with_stance("required")),
        _joined(skill.key for skill in reading.with_stance("preferred")),
        reading.status,
        "; ".join(reading.notes) or None,
        None,
    )


def score_row(
    matcher: Scorer, text: Text, title: str | None, kind: Kind
) -> tuple[tuple[Cell, ...], Fit | None]:
    """Return the row of a text, and its fit; without one where its row says why: that must not cost other rows."""
    try:
        fit = matcher.score(text, title=title, kind=kind)
        return fit_row(fit), fit
    except JdmatchError as error:
        return error_row(str(error)), None
    except Exception as error:  # a fault that nobody foresaw
        return error_row(f"{type(error).__name__}: {error}"), None


def with_place(text: _Any, place: object) -> _Any | Document:
    """Return a text with the place that a table gives beside it."""
    if isinstance(text, str) and isinstance(place, str) and place.strip():
        return Document(text, meta={"location": place})
    return text


def error_row(message: str) -> tuple[Cell, ...]:
    """Return the row of a text that could not be scored: no score, and the reason."""
    values: dict[str, Cell] = {**dict.fromkeys(COLUMNS), "status": "error", "error": message}
    return tuple(values.values())


def cell(row: Sequence[Cell], column: str) -> Cell:
    """Return the value of one column of a row."""
    return row[_PLACE[column]]


def _joined(ids: Iterable[str]) -> str | None:
    return JOINER.join(ids) or None


# ------------------------------------------------------------------ many texts


def score_many(
    matcher: Scorer,
    texts: Iterable[Text],
    *,
    kind: Kind = "auto",
    workers: int | str = "auto",
    chunk_size: int = 200,
    seconds: float | None = None,
) -> Iterator[Fit]:
    """Yield the fits of many texts, lazily, in their order, the same ones for any number of workers.

    Without `seconds` one text may take as long as it likes in one process, and 30 seconds in several. A text that takes
    longer, or makes its worker die, has a fit without a score, whose reading has the status "error" and says why in its
    notes.

    Raises:
        InputError: if something is not a text; as in one process, the fits before it come first.
        BatchError: if workers cannot be started, or a text is more than the reader can take.

    >>> import jdmatch
    >>> [fit.score is None for fit in score_many(jdmatch.load(), ["", "  "], workers=1)]
    [True, True]
    """
    if chunk_size < 1:
        raise InputError(f"chunk_size: {chunk_size!r} is too small; expected at least 1")
    outcomes = _outcomes(partial(_fit, matcher, kind), texts, workers, seconds, chunk_size)
    for place, outcome in enumerate(outcomes):
        if not isinstance(outcome, Failure):
            yield outcome
        elif outcome.why == "raised":
            raise _error(place, outcome, "expected a fit; leave this text out, or use score_frame")
        else:
            empty = matcher.score("", kind=kind)
            yield replace(empty, reading=replace(empty.reading, status="error", notes=(outcome.message,)))


def read_many(
    matcher: Scorer,
    items: Iterable[tuple[Text | Reading, str | None]],
    *,
    kind: Kind = "auto",
    workers: int | str = 1,
) -> Iterator[Reading]:
    """Yield the readings of many texts with their titles, in their order; what is read already stays as it is.

    Raises:
        InputError: if something is not a text.
        BatchError: if workers cannot be started, or a text makes its worker die.
    """
    for place, outcome in enumerate(_outcomes(partial(_reading, matcher, kind), items, workers)):
        if isinstance(outcome, Failure):
            raise _error(place, outcome, "expected a reading; leave this text out")
        yield outcome


def score_rows(
    matcher: Scorer,
    items: Iterable[tuple[Any, Any, Any]],
    *,
    kind: Kind = "posting",
    workers: int | str = 1,
    seconds: float | None = None,
) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of many texts with their titles and places, in their order; no fault of one costs another."""
    for outcome in _outcomes(partial(_row, matcher, kind), items, workers, seconds):
        yield error_row(outcome.message) if isinstance(outcome, Failure) else outcome


def _fit(matcher: Scorer, kind: Kind, text: Text) -> Fit:
    return matcher.score(text, kind=kind)


def _reading(matcher: Scorer, kind: Kind, item: tuple[Any, str | None]) -> Reading:
    text, title = item
    return matcher.read(text, title=title, kind=kind) if isinstance(text, str | Document | None) else text


def _row(matcher: Scorer, kind: Kind, item: tuple[Any, Any, Any]) -> tuple[Cell, ...]:
    text, title, place = item
    return score_row(matcher, with_place(text, place), title, kind)[0]


def _outcomes(
    job: Callable[[Any], Any],
    items: Iterable[object],
    workers: int | str,
    seconds: float | None = None,
    chunk_size: int = _CHUNK,
) -> Iterator[Outcome]:
    """Yield what a job makes of each item, here or on workers; one process keeps to a time only where one is given."""
    count = count_workers(workers)
    if count == 1 and seconds is None:
        yield from map(job, items)
        return
    with Pool(
        "jdmatch.tables.rows:identity", job, workers=count, seconds=seconds or PER_TEXT_SECONDS
    ) as pool:
        yield from outcomes_in_order(pool, items, chunk_size=chunk_size)


def identity(job: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a job that came to a worker with its matcher in it, ready to run."""
    return job


def _error(place: int, failure: Failure, advice: str) -> JdmatchError:
    return failure.error or BatchError(f"text {place}: {failure.message}; {advice}")
