"""The fits of many texts, in their order, on one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jdmatch.documents import Document
from jdmatch.errors import BatchError, InputError, JdmatchError
from jdmatch.tables.pool import PER_TEXT_SECONDS, Failure, Pool, count_workers, outcomes_in_order
from jdmatch.tables.rows import Scorer

if TYPE_CHECKING:
    from jdmatch.documents import Kind, Text
    from jdmatch.reading.records import Reading
    from jdmatch.scoring.scoring import Fit

_CHUNK = 100


def score_many(
    matcher: Scorer,
    texts: Iterable[Text],
    *,
    kind: Kind = "auto",
    workers: int | str = "auto",
    chunk_size: int = 200,
    seconds: float | None = PER_TEXT_SECONDS,
) -> Iterator[Fit]:
    """Yield the fits of many texts, lazily, in their order, the same ones for any number of workers.

    Args:
        matcher: What reads and scores; it is pickled for the workers.
        texts: Texts, Documents or missing values.
        kind: "posting", "cv" or "auto".
        workers: How many processes, or "auto" for one a core.
        chunk_size: How many texts are sent at once.
        seconds: How long one text may take. One that takes longer, or makes its worker die, has a fit without a
            score, whose reading has the status "error" and says why in its notes.

    Raises:
        InputError: if something is not a text; as in one process, the fits before it come first.
        BatchError: if workers cannot be started, or a text is more than the reader can take.

    >>> import jdmatch
    >>> [fit.score is None for fit in score_many(jdmatch.load(), ["", "  "], workers=1)]
    [True, True]
    """
    count = count_workers(workers)
    if chunk_size < 1:
        raise InputError(f"chunk_size: {chunk_size!r} is too small; expected at least 1")
    with Pool("jdmatch.tables.fits:make_fit_job", (matcher, kind), workers=count, seconds=seconds) as pool:
        for place, outcome in enumerate(outcomes_in_order(pool, texts, chunk_size=chunk_size)):
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

    >>> import jdmatch
    >>> [reading.level for reading in read_many(jdmatch.load(), [("Python", "Senior Engineer")])]
    ['senior']
    """
    count = count_workers(workers)
    if count == 1:
        yield from map(make_read_job((matcher, kind)), items)
        return
    with Pool("jdmatch.tables.fits:make_read_job", (matcher, kind), workers=count) as pool:
        for place, outcome in enumerate(outcomes_in_order(pool, items, chunk_size=_CHUNK)):
            if isinstance(outcome, Failure):
                raise _error(place, outcome, "expected a reading; leave this text out")
            yield outcome


def _error(place: int, failure: Failure, advice: str) -> JdmatchError:
    return failure.error or BatchError(f"text {place}: {failure.message}; {advice}")


def make_read_job(state: tuple[Scorer, Kind]) -> Callable[[Any], Reading]:
    """Return, in a worker, the function from (text, title) to its Reading."""
    matcher, kind = state
    return lambda item: (
        matcher.read(item[0], title=item[1], kind=kind)
        if isinstance(item[0], str | Document | None)
        else item[0]
    )


def make_fit_job(state: tuple[Scorer, Kind]) -> Callable[[Any], Fit]:
    """Return, in a worker, the function from a text to its Fit."""
    matcher, kind = state
    return lambda text: matcher.score(text, kind=kind)
