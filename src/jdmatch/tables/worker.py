"""One worker process, seen from both sides: `Child` in the parent, `serve` in the process itself.

Frames over stdin and stdout: a length and that many bytes. To the worker goes first the order, then chunks of items;
back come the answers, those of some hundredths of a second in one frame, so that little is done again when the process
dies. A worker ends with its parent, however that ends and whatever it is doing.
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
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import IO, Any, Final, NamedTuple

from jdmatch.errors import BatchError, JdmatchError

_HEAD: Final = struct.Struct("<Q")
_READY: Final = b""
_TOGETHER: Final = 0.05  # seconds: answers that come in this time go back in one frame
_PR_SET_PDEATHSIG: Final = 1  # of Linux's prctl
# sys.path goes along: a notebook or a script may have changed it
_START: Final = (
    "import signal, sys, json; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.path[:] = json.loads(sys.argv[1]); "
    "from jdmatch.tables.worker import serve; serve(int(sys.argv[2]))"
)


class Order(NamedTuple):
    """What a worker is to do: the job's place and its pickled state."""

    job: str
    state: bytes


class Raised(NamedTuple):
    """The answer to an item on which the job raised."""

    error: Exception


class ChildGone(Exception):  # noqa: N818 - not an error: an event the parent answers
    """The worker process is no longer there."""


class Child:
    """A worker process as its parent sees it."""

    def __init__(self, order: Order) -> None:
        path = json.dumps([entry for entry in sys.path if isinstance(entry, str)])
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, path, str(os.getpid())],
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
            ChildGone: the process died.
            BatchError: the job could not be built.
        """
        self._send(tuple(self._order))
        if why := self._receive():
            raise BatchError(f"workers: a worker could not start: {pickle.loads(why)}")

    def answers(self, items: Sequence[object], *, one_by_one: bool) -> Iterator[list[Any]]:
        """Yield answers as they come, in the order of the items; `Raised` for an item on which the job raised.

        Raises:
            ChildGone: the process died.
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
            raise ChildGone from error

    def _receive(self) -> bytes:
        assert self._process.stdout is not None
        try:
            frame = _read(self._process.stdout)
        except (OSError, ValueError) as error:
            raise ChildGone from error
        if frame is None:
            raise ChildGone
        return frame


def _write(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(_HEAD.pack(len(frame)) + frame)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    frame = pipe.read(size)
    return frame if len(frame) == size else None


# ---------------------------------------------------------------- in the process itself


def serve(parent: int) -> None:
    """Be a worker: build the job, then run it on what comes in, until nothing more comes.

    Args:
        parent: The process id of the parent.
    """
    _end_with(parent)
    incoming, outgoing = _take_channels()
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(incoming, frames), daemon=True).start()
    # the parent gone while it was written to: nobody is there to tell
    with contextlib.suppress(BrokenPipeError), outgoing:
        try:
            job = _make_job(*pickle.loads(frames.get()))
        except Exception as error:  # the process's edge: whatever it is, the parent says it
            _write(outgoing, pickle.dumps(f"{type(error).__name__}: {error}"))
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
    while (frame := _read(incoming)) is not None:
        frames.put(frame)
    os._exit(0)


def _answers(job: Callable[[object], object], items: Sequence[object], together: float) -> Iterator[bytes]:
    """Yield the answers to items, pickled, those of so many seconds in one."""
    found: list[object] = []
    began = time.monotonic()
    for item in items:
        try:
            found.append(job(item))
        except Exception as error:  # the process's edge: one text's fault must not end the others
            found.append(Raised(error if isinstance(error, JdmatchError) else RuntimeError(_told(error))))
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
        return Raised(RuntimeError(_told(answer.error if isinstance(answer, Raised) else error)))
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


def _make_job(place: str, state: bytes) -> Callable[[object], object]:
    module, _, name = place.partition(":")
    job: Callable[[object], object] = getattr(import_module(module), name)(pickle.loads(state))
    return job
