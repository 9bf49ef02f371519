"""A pool of worker processes: what is lost when one of them is lost is one text at the most.

A worker answers text by text. When it dies or a text never ends, the parent knows which text it was, starts another
worker and tries again; only a text that does it time and again costs its own row.
"""

from __future__ import annotations

import pickle
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Literal, NamedTuple

from jdmatch.errors import BatchError, JdmatchError
from jdmatch.tables.worker import Child, ChildGone, Order

_DEATHS: Final = (
    3  # a worker may be killed from outside; a text is only to blame when it happens again and again
)
_OVERRUNS: Final = 2
_BAD_STARTS: Final = 5
_TICK: Final = 0.2


class Failure(NamedTuple):
    """What a text came to when it gave no result."""

    why: Literal["raised", "died", "slow"]
    message: str
    error: JdmatchError | None = None


Outcome = bytes | Failure


class Pool:
    """Worker processes that each build a job once and then run it over texts.

    Args:
        job: "module:function"; called with `state` in each worker, it returns the function that is run on
            each item.
        state: What that function needs, picklable.
        workers: How many processes.
        seconds: How long one item may take, None for ever.
    """

    def __init__(self, job: str, state: object, *, workers: int, seconds: float | None = None) -> None:
        self._order = Order(job, pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL))
        self._seconds = seconds
        self._tasks: queue.SimpleQueue[tuple[int, Sequence[object]] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, list[Outcome] | BatchError]] = queue.SimpleQueue()
        self._closed = False
        self._posts = [_Post(self._order, seconds) for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(post,), daemon=True) for post in self._posts
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers that run now."""
        return tuple(post.child.pid for post in self._posts if post.child is not None)

    def close(self) -> None:
        """Stop all workers at once, whatever they are doing."""
        self._closed = True
        for _ in self._threads:
            self._tasks.put(None)
        for post in self._posts:
            post.stop()
        for thread in self._threads:
            thread.join()

    def run(
        self, chunks: Iterable[tuple[int, Sequence[object]]], *, ahead: int = 2
    ) -> Iterator[tuple[int, list[Outcome]]]:
        """Yield (number, outcomes) of each chunk as it is done: in no order, so no slow one holds others up.

        At most `ahead` chunks a worker are under way, so memory does not grow with the input.

        Raises:
            BatchError: if workers cannot be started.
        """
        waiting = iter(chunks)
        under_way = 0
        while True:
            for number, items in islice(waiting, ahead * len(self._posts) - under_way):
                self._tasks.put((number, items))
                under_way += 1
            if not under_way:
                return
            number, outcomes = self._next_done()
            under_way -= 1
            yield number, outcomes

    def _next_done(self) -> tuple[int, list[Outcome]]:
        while True:
            try:
                number, outcomes = self._done.get(timeout=_TICK)
            except queue.Empty:
                self._stop_overrunning()
                continue
            self._stop_overrunning()
            if isinstance(outcomes, BatchError):
                raise outcomes
            return number, outcomes

    def _stop_overrunning(self) -> None:
        if self._seconds is not None:
            now = time.monotonic()
            for post in self._posts:
                post.stop_if_overrunning(now)

    def _serve(self, post: _Post) -> None:
        """Run chunks on one post until there are no more; each runs in a thread of its own."""
        while (task := self._tasks.get()) is not None and not self._closed:
            number, items = task
            try:
                self._done.put((number, post.work(items, lambda: self._closed)))
            except BatchError as error:
                self._done.put((number, error))
            except (
                Exception
            ) as error:  # a thread that ends without a word would leave the run waiting for ever
                message = (
                    f"workers: {type(error).__name__}: {error}; expected items that can be sent to a process"
                )
                self._done.put((number, BatchError(message)))
        post.stop()


class _Post:
    """A place where a worker stands: when it falls, another takes its place."""

    def __init__(self, order: Order, seconds: float | None) -> None:
        self.child: Child | None = None
        self._order = order
        self._seconds = seconds
        self._overran = False

    def work(self, items: Sequence[object], is_closed: Callable[[], bool]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        deaths = overruns = 0
        while len(outcomes) < len(items) and not is_closed():
            done = len(outcomes)
            try:
                for failed, payload in self._ready_child(is_closed).answers(items[done:]):
                    outcomes.append(_raised(payload) if failed else payload)
            except ChildGone:
                if len(outcomes) > done:
                    deaths = overruns = 0
                overruns += self._overran
                deaths += not self._overran
                self.stop()
                if overruns == _OVERRUNS:
                    outcomes.append(Failure("slow", f"it took longer than {self._seconds:g} seconds"))
                elif deaths == _DEATHS:
                    outcomes.append(
                        Failure("died", f"the worker died {_DEATHS} times while it read this text")
                    )
                else:
                    continue
                deaths = overruns = 0
        return outcomes

    def _ready_child(self, is_closed: Callable[[], bool]) -> Child:
        for _ in range(_BAD_STARTS):
            if self.child is not None:
                return self.child
            self._overran = False
            child = Child(self._order)
            self.child = child
            if is_closed():  # closed between the two: nobody else would stop this one
                self.stop()
                raise ChildGone
            try:
                child.get_ready()
            except ChildGone:
                self.stop()
                if is_closed():
                    raise
        if self.child is not None:
            return self.child
        raise BatchError(
            f"workers: {_BAD_STARTS} workers died while they started; expected one to come up; "
            "see whether the machine is out of memory, or use fewer workers"
        )

    def stop_if_overrunning(self, now: float) -> None:
        child = self.child
        if child is not None and self._seconds is not None and child.is_over(now - self._seconds):
            self._overran = True
            child.kill()

    def stop(self) -> None:
        child, self.child = self.child, None
        if child is not None:
            child.close()


def _raised(payload: bytes) -> Failure:
    error = pickle.loads(payload)
    return Failure("raised", str(error), error if isinstance(error, JdmatchError) else None)
