"""A Fit as one flat row: the columns that frames, batch files and clusters share.

Plain values only, no pandas: workers make rows, and need not load it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar

from jdmatch.documents.text import Document
from jdmatch.errors import JdmatchError

if TYPE_CHECKING:
    from jdmatch.documents import Kind, Text
    from jdmatch.reading.records import Reading
    from jdmatch.scoring.scoring import Fit


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
    "score": "number",
    "verdict": "text",
    "percentile": "number",
    "role": "text",
    "level": "text",
    "min_years": "number",
    "degree": "text",
    "pay_min": "number",
    "pay_max": "number",
    "pay_currency": "text",
    "pay_period": "text",
    "pay_band": "text",
    "work_mode": "text",
    "contract": "text",
    "hours": "text",
    "place": "text",
    "visa": "text",
    "clearance": "text",
    "travel": "text",
    "starts": "text",
    "closes": "text",
    "gate": "text",
    "gates": "text",
    "matched": "text",
    "missing": "text",
    "required": "text",
    "preferred": "text",
    "status": "text",
    "notes": "text",
    "error": "text",
}
JOINER: Final = ";"
_FACTS: Final = tuple(list(COLUMNS)[list(COLUMNS).index("work_mode") : list(COLUMNS).index("gate")])
_PLACE: Final = {name: place for place, name in enumerate(COLUMNS)}


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
    pay, years, degree = reading.pay, reading.experience, reading.degree
    scored = fit.score is not None
    return (
        fit.score,
        fit.verdict,
        fit.percentile,
        reading.role.id,
        reading.level,
        None if years is None else years.min_years,
        None if degree is None else degree.level,
        None if pay is None else pay.min,
        None if pay is None else pay.max,
        None if pay is None else pay.currency,
        None if pay is None else pay.period,
        None if pay is None else pay.against_profile,
        *(None if fact is None else fact.value for fact in map(reading.facts.__getattribute__, _FACTS)),
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
    """Return the row of a text, and its fit; without one where its row says why: that must not cost other rows.

    >>> import jdmatch
    >>> row, fit = score_row(jdmatch.load(), 7, None, "posting")
    >>> cell(row, "status"), fit
    ('error', None)
    """
    try:
        fit = matcher.score(text, title=title, kind=kind)
        return fit_row(fit), fit
    except JdmatchError as error:
        return error_row(str(error)), None
    except Exception as error:  # a fault that nobody foresaw
        return error_row(f"{type(error).__name__}: {error}"), None


def with_place(text: _Any, place: object) -> _Any | Document:
    """Return a text with the place that a table gives beside it.

    >>> with_place("We need Python.", "Leeds").meta["location"], with_place("We need Python.", None)
    ('Leeds', 'We need Python.')
    """
    if isinstance(text, str) and isinstance(place, str) and place.strip():
        return Document(text, meta={"location": place})
    return text


def error_row(message: str) -> tuple[Cell, ...]:
    """Return the row of a text that could not be scored: no score, and the reason.

    >>> row = dict(zip(COLUMNS, error_row("it took longer than 30 seconds")))
    >>> row["score"], row["status"], row["error"]
    (None, 'error', 'it took longer than 30 seconds')
    """
    values: dict[str, Cell] = {**dict.fromkeys(COLUMNS), "status": "error", "error": message}
    return tuple(values.values())


def cell(row: Sequence[Cell], column: str) -> Cell:
    """Return the value of one column of a row.

    >>> cell(error_row("no text"), "error")
    'no text'
    """
    return row[_PLACE[column]]


def _joined(ids: Iterable[str]) -> str | None:
    return JOINER.join(ids) or None
