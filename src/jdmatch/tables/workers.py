"""Many texts on many processes: texts go out, small records come back, whatever happens to a process.

A worker is a fresh interpreter (never a fork) that talks over its own stdin and stdout, so it needs no `__main__` guard
and works in notebooks.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from jdmatch.errors import BatchError, InputError
from jdmatch.tables.pool import Failure, Outcome, Pool
from jdmatch.tables.rows import Scorer

if TYPE_CHECKING:
    from jdmatch.documents import Kind, Text
    from jdmatch.scoring.scoring import Fit


def count_workers(workers: int | str) -> int:
    """Return how many workers to start; "auto" is one for each core this process may use.

    Raises:
        InputError: if it is neither "auto" nor a whole number of at least 1.

    >>> count_workers("auto") >= 1, count_workers(3)
    (True, 3)
    """
    if workers == "auto":
        # a container or taskset may grant fewer cores than the machine has
        usable = getattr(os, "sched_getaffinity", None)
        return len(usable(0)) if usable else os.cpu_count() or 1
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise InputError(
            f"workers: {workers!r} is no number of workers; expected 'auto' or a whole number of at least 1"
        )
    return workers


def outcomes_in_order(
    pool: Pool, items: Iterable[object], *, chunk_size: int, ahead: int = 2
) -> Iterator[Outcome]:
    """Yield the outcome of each item, lazily and in the order of the items."""
    waiting = iter(items)
    chunks = iter(lambda: list(islice(waiting, chunk_size)), [])
    early: dict[int, list[Outcome]] = {}
    expected = 0
    for number, outcomes in pool.run(enumerate(chunks), ahead=ahead):
        early[number] = outcomes
        while expected in early:
            yield from early.pop(expected)
            expected += 1


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

    Args:
        matcher: What reads and scores; it is pickled for the workers.
        texts: Texts, Documents or missing values.
        kind: "posting", "cv" or "auto".
        workers: How many processes, or "auto" for one a core.
        chunk_size: How many texts are sent at once.
        seconds: How long one text may take, None for ever.

    Raises:
        InputError: if something is no text; as in one process, the fits before it come first.
        BatchError: if workers cannot be started, or a text makes its worker die or overrun.

    >>> import jdmatch
    >>> [fit.score is None for fit in score_many(jdmatch.load(), ["", "  "], workers=1)]
    [True, True]
    """
    count = count_workers(workers)
    if chunk_size < 1:
        raise InputError(f"chunk_size: {chunk_size!r} is too small; expected at least 1")
    state = (matcher, kind)
    with Pool("jdmatch.tables.workers:make_fit_job", state, workers=count, seconds=seconds) as pool:
        for place, outcome in enumerate(outcomes_in_order(pool, texts, chunk_size=chunk_size)):
            if isinstance(outcome, Failure):
                if outcome.error is not None:
                    raise outcome.error
                raise BatchError(
                    f"text {place}: {outcome.message}; expected a fit; "
                    "leave this text out, or use score_frame"
                )
            fit: Fit = pickle.loads(outcome)
            yield fit


def make_fit_job(state: tuple[Scorer, Kind]) -> Callable[[Any], bytes]:
    """Return, in a worker, the function from a text to its pickled Fit."""
    matcher, kind = state
    return lambda text: pickle.dumps(matcher.score(text, kind=kind), protocol=pickle.HIGHEST_PROTOCOL)
