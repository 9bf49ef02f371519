"""A pool of worker processes: what is lost when one of them is lost is one text at the most.

When a worker dies or a text never ends, the parent starts another worker, which goes on text by text until it is known
which text it was; only a text that does it time and again costs its own row. A worker ends with its parent, however
that ends and whatever it is doing.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from typing import IO, Any, Final, Literal, NamedTuple

from jdmatch.errors import BatchError, InputError, JdmatchError

PER_TEXT_SECONDS: Final = 30.0  # thousands of times what a long posting takes
_DEATHS: Final = 3  # a worker may be killed from outside; a text is to blame when it happens again and again
_OVERRUNS: Final = 2  # a machine may have been asleep; a text is to blame when it happens again
_BAD_STARTS: Final = 5
_TICK: Final = 0.2

# between the two goes a length and that many bytes: first the order, then chunks of items, and back the answers, those
# of some hundredths of a second together, so that little is done again when the process dies
_HEAD: Final = struct.Struct("<Q")
_READY: Final = b""
_TOGETHER: Final = 0.05  # seconds: answers that come in this time go back in one frame
_PR_SET_PDEATHSIG: Final = 1  # of Linux's prctl
# sys.path goes along: a notebook or a script may have changed it
_START: Final = (
    "import signal, sys, json; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.path[:] = json.loads(sys.argv[1]); "
    "from jdmatch.tables.pool import serve; serve(int(sys.argv[2]))"
)


class Failure(NamedTuple):
    """What a text came to when it gave no result."""

    why: Literal["raised", "died", "slow"]
    message: str
    error: JdmatchError | None = None


Outcome = Any  # what the job returned, or a Failure


class Pool:
    """Worker processes that each build a job once and then run it over texts.

    The job is "module:function": called with the pickled state, it returns in each worker the function that is
    run on each item, for so many seconds at most.
    """

    def __init__(self, job: str, state: object, *, workers: int, seconds: float | None = None) -> None:
        order = (job, pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL))
        self._seconds = seconds
        self._tasks: queue.SimpleQueue[tuple[int, Sequence[object]] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, list[Outcome] | BatchError]] = queue.SimpleQueue()
        self._closed = False
        self._slots = [_Slot(order, seconds, lambda: self._closed) for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(slot,), daemon=True) for slot in self._slots
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
        return tuple(slot.process.pid for slot in self._slots if slot.process is not None)

    def close(self) -> None:
        """Stop all workers at once, whatever they are doing."""
        self._closed = True
        for _ in self._threads:
            self._tasks.put(None)
        for slot in self._slots:
            slot.stop()
        for thread in self._threads:
            thread.join()

    def run(self, chunks: Iterable[tuple[int, Sequence[object]]]) -> Iterator[tuple[int, list[Outcome]]]:
        """Yield (number, outcomes) of each chunk as it is done: in no order, so no slow one holds others up.

        At most two chunks a worker are under way, so memory does not grow with the input.

        Raises:
            BatchError: if workers cannot be started.
        """
        waiting = iter(chunks)
        under_way = 0
        while True:
            for number, items in islice(waiting, 2 * len(self._slots) - under_way):
                self._tasks.put((number, items))
                under_way += 1
            if not under_way:
                return
            number, outcomes = self._next_done()
            under_way -= 1
            yield number, outcomes

    def _next_done(self) -> tuple[int, list[Outcome]]:
        while True:
            if self._seconds is not None:
                for slot in self._slots:
                    slot.stop_if_begun_before(time.monotonic() - self._seconds)
            try:
                number, outcomes = self._done.get(timeout=_TICK)
            except queue.Empty:
                continue
            if isinstance(outcomes, BatchError):
                raise outcomes
            return number, outcomes

    def _serve(self, slot: _Slot) -> None:
        """Run chunks on one slot until there are no more; each slot has a thread of its own."""
        while (task := self._tasks.get()) is not None and not self._closed:
            number, items = task
            try:
                self._done.put((number, slot.work(items)))
            except BatchError as error:
                self._done.put((number, error))
            except Exception as error:  # else the thread would end, and the run wait for ever
                expected = "expected items that can be sent to a process"
                self._done.put((number, BatchError(f"workers: {_told(error)}; {expected}")))
        slot.stop()


class _Slot:
    """One worker of the pool: a process, and the next one when that has died."""

    def __init__(self, order: _Order, seconds: float | None, is_closed: Callable[[], bool]) -> None:
        self.process: WorkerProcess | None = None
        self._order = order
        self._seconds = seconds
        self._is_closed = is_closed
        self._overran = False

    def work(self, items: Sequence[object]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        deaths = overruns = 0
        suspect: int | None = None  # while answers come one by one: the item at which the worker died last
        one_by_one = False
        while len(outcomes) < len(items) and not self._is_closed():
            try:
                for answers in self._ready_process().answers(items[len(outcomes) :], one_by_one=one_by_one):
                    outcomes += answers
            except WorkerDied:
                self.stop()
                if one_by_one and suspect != len(outcomes):
                    # it may be another text than before; only an overrun is not likely to be chance
                    deaths, overruns = 0, overruns if suspect is None else 0
                    suspect = len(outcomes)
                overruns += self._overran
                deaths += not self._overran
                if one_by_one and overruns >= _OVERRUNS:
                    outcomes.append(Failure("slow", f"it took longer than {self._seconds:g} seconds"))
                elif one_by_one and deaths >= _DEATHS:
                    found = f"the worker died {_DEATHS} times while it read this text"
                    outcomes.append(Failure("died", found))
                else:
                    one_by_one = True
                    continue
                deaths = overruns = 0
                suspect, one_by_one = None, False
        return outcomes

    def _ready_process(self) -> WorkerProcess:
        if self.process is not None:
            return self.process
        for _ in range(_BAD_STARTS):
            self._overran = False
            process = self.process = WorkerProcess(self._order)
            if self._is_closed():  # closed between the two: nobody else would stop this one
                self.stop()
                raise WorkerDied
            try:
                process.get_ready()
                return process
            except WorkerDied:
                self.stop()
                if self._is_closed():
                    raise
        raise BatchError(
            f"workers: {_BAD_STARTS} workers died while they started; expected one to come up; "
            "see whether the machine is out of memory, or use fewer workers"
        )

    def stop_if_begun_before(self, limit: float) -> None:
        process = self.process
        if process is not None and process.waits_since is not None and process.waits_since < limit:
            self._overran = True
            process.kill()

    def stop(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.close()


def count_workers(workers: int | str) -> int:
    """Return how many workers to start; "auto" is one for each core this process may use.

    Raises:
        InputError: if it is neither "auto" nor a whole number of at least 1.
    """
    if workers == "auto":
        # a container or taskset may grant fewer cores than the machine has
        usable = getattr(os, "sched_getaffinity", None)
        return len(usable(0)) if usable else os.cpu_count() or 1
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise InputError(
            f"workers: {workers!r} is not a number of workers; expected 'auto' or a whole number of at least 1"
        )
    return workers


def outcomes_in_order(pool: Pool, items: Iterable[object], *, chunk_size: int) -> Iterator[Outcome]:
    """Yield the outcome of each item, lazily and in the order of the items."""
    waiting = iter(items)
    chunks = iter(lambda: list(islice(waiting, chunk_size)), [])
    early: dict[int, list[Outcome]] = {}
    expected = 0
    for number, outcomes in pool.run(enumerate(chunks)):
        early[number] = outcomes
        while expected in early:
            yield from early.pop(expected)
            expected += 1


# ---------------------------------------------------------------- one process, as its parent sees it


_Order = tuple[str, bytes]  # what a worker is to do: the job's place and its pickled state


class WorkerDied(Exception):  # noqa: N818 - not an error: an event the parent answers
    """The worker process is no longer there."""


class WorkerProcess:
    """A worker process as its parent sees it."""

    def __init__(self, order: _Order) -> None:
        path = json.dumps([entry for entry in sys.path if isinstance(entry, str)])
        try:
            self._process = subprocess.Popen(
                # -P: no file of the folder one stands in may pass for a module of Python
                [sys.executable, "-P", "-c", _START, path, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Ctrl-C in a terminal goes to the whole group; it is the parent's to answer
                process_group=0 if os.name == "posix" else None,
            )
        except OSError as error:
            raise BatchError(
                f"workers: a process cannot be started ({error}); "
                f"expected {sys.executable!r} to run; use fewer workers"
            ) from error
        self._order = order
        self.waits_since: float | None = None  # when it last answered, while an answer is waited for
        self._lock = threading.Lock()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def get_ready(self) -> None:
        """Hand over the order and wait until the job is built.

        Raises:
            WorkerDied: the process died.
            BatchError: the job could not be built.
        """
        self._send(self._order)
        if why := self._receive():
            raise BatchError(f"workers: a worker could not start: {pickle.loads(why)}")

    def answers(self, items: Sequence[object], *, one_by_one: bool) -> Iterator[list[Any]]:
        """Yield answers as they come, in the order of the items; a `Failure` where the job raised.

        Raises:
            WorkerDied: the process died.
        """
        self._send((list(items), 0.0 if one_by_one else _TOGETHER))
        left = len(items)
        try:
            while left:
                self.waits_since = time.monotonic()
                frame: list[Any] = pickle.loads(self._receive())
                left -= len(frame)
                yield frame
        finally:
            self.waits_since = None

    def kill(self) -> None:
        """End the process now; whoever reads from it learns that it is gone."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End the process and let go of its pipes; called twice, it does nothing more."""
        self.kill()
        self._process.wait()
        with self._lock:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def _send(self, value: object) -> None:
        assert self._process.stdin is not None
        frame = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            _write(self._process.stdin, frame)
        except (OSError, ValueError) as error:  # ValueError: closed meanwhile
            raise WorkerDied from error

    def _receive(self) -> bytes:
        assert self._process.stdout is not None
        try:
            return _read(self._process.stdout)
        except (OSError, EOFError, ValueError) as error:
            raise WorkerDied from error


def _write(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(_HEAD.pack(len(frame)) + frame)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_HEAD.size)
    if len(head) == _HEAD.size:
        (size,) = _HEAD.unpack(head)
        if len(frame := pipe.read(size)) == size:
            return frame
    raise EOFError


# ---------------------------------------------------------------- in the process itself


def serve(parent: int) -> None:
    """Be a worker of a parent process: build the job, then run it on what comes in, until nothing more comes."""
    _end_with(parent)
    incoming, outgoing = _take_channels()
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(incoming, frames), daemon=True).start()
    # the parent gone while it was written to: nobody is there to tell
    with contextlib.suppress(BrokenPipeError), outgoing:
        try:
            place, state = pickle.loads(frames.get())
            module, _, name = place.partition(":")
            job = getattr(import_module(module), name)(pickle.loads(state))
        except Exception as error:  # the process's edge: whatever it is, the parent says it
            _write(outgoing, pickle.dumps(_told(error)))
            return
        gc.collect()
        gc.freeze()  # taxonomy and automaton stay for good: the collector need not walk them again and again
        _write(outgoing, _READY)
        while True:
            items, together = pickle.loads(frames.get())
            for answers in _answers(job, items, together):
                _write(outgoing, answers)


def _end_with(parent: int) -> None:
    """Let the system end this process with its parent, where it can: even a step that holds the interpreter."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # gone before it was asked for
            os._exit(1)


def _listen(incoming: IO[bytes], frames: queue.SimpleQueue[bytes]) -> None:
    """Take in what comes, and end the process when nothing more can come."""
    with contextlib.suppress(EOFError):
        while True:
            frames.put(_read(incoming))
    os._exit(0)


def _answers(job: Callable[[object], object], items: Sequence[object], together: float) -> Iterator[bytes]:
    """Yield the answers to items, pickled, those of so many seconds in one."""
    found: list[object] = []
    began = time.monotonic()
    for item in items:
        try:
            found.append(job(item))
        except JdmatchError as error:
            found.append(Failure("raised", str(error), error))
        except Exception as error:  # the process's edge: one text's fault must not end the others
            found.append(Failure("raised", _told(error)))
        if (now := time.monotonic()) - began >= together:
            yield _pickled(found)
            found, began = [], now
    if found:
        yield _pickled(found)


def _pickled(answers: list[object]) -> bytes:
    try:
        return pickle.dumps(answers, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception:  # one of them cannot be sent
        return pickle.dumps([_sendable(answer) for answer in answers], protocol=pickle.HIGHEST_PROTOCOL)


def _sendable(answer: object) -> object:
    try:
        pickle.dumps(answer)
    except Exception as error:
        return answer._replace(error=None) if isinstance(answer, Failure) else Failure("raised", _told(error))
    return answer


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _take_channels() -> tuple[IO[bytes], IO[bytes]]:
    """Keep stdin and stdout for frames; a stray print goes to stderr, a stray input() ends at once."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return incoming, outgoing
