"""One worker process, seen from both sides: `Child` in the parent, `serve` in the process itself.

Frames over stdin and stdout: a length and that many bytes. To the worker goes first the order, then chunks of
items; back comes one frame an item, sent at once, so that nothing done is lost when the process dies.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import IO, Final, NamedTuple

from jdmatch.errors import BatchError, JdmatchError

_HEAD: Final = struct.Struct("<BQ")
_OK, _RAISED, _READY, _NOT_READY = range(4)
# sys.path goes along: a notebook or a script may have changed it
_START: Final = (
    "import signal, sys, json; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "sys.path[:] = json.loads(sys.argv[1]); from jdmatch.tables.worker import serve; serve()"
)


class Order(NamedTuple):
    """What a worker is to do: the job's place and its pickled state."""

    job: str
    state: bytes


class ChildGone(Exception):  # noqa: N818 - no error: an event the parent answers
    """The worker process is no longer there."""


class Child:
    """A worker process as its parent sees it."""

    def __init__(self, order: Order) -> None:
        path = json.dumps([entry for entry in sys.path if isinstance(entry, str)])
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, path],
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
        self._since: float | None = None
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
        self._send(pickle.dumps(tuple(self._order)))
        code, payload = self._receive()
        if code == _NOT_READY:
            raise BatchError(f"workers: a worker could not start: {pickle.loads(payload)}")

    def answers(self, items: Sequence[object]) -> Iterator[tuple[bool, bytes]]:
        """Yield (raised, payload) for each item.

        Raises:
            ChildGone: the process died.
        """
        self._send(pickle.dumps(list(items), protocol=pickle.HIGHEST_PROTOCOL))
        try:
            for _ in items:
                self._since = time.monotonic()
                code, payload = self._receive()
                yield code == _RAISED, payload
        finally:
            self._since = None

    def is_over(self, limit: float) -> bool:
        """Say whether the item under way was begun before `limit`."""
        since = self._since
        return since is not None and since < limit

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

    def _send(self, frame: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            _write(pipe, _OK, frame)
        except (OSError, ValueError) as error:  # ValueError: closed meanwhile
            raise ChildGone from error

    def _receive(self) -> tuple[int, bytes]:
        pipe = self._process.stdout
        assert pipe is not None
        try:
            frame = _read(pipe)
        except (OSError, ValueError) as error:
            raise ChildGone from error
        if frame is None:
            raise ChildGone
        return frame


def _write(pipe: IO[bytes], code: int, payload: bytes) -> None:
    pipe.write(_HEAD.pack(code, len(payload)) + payload)
    pipe.flush()


def _read(pipe: IO[bytes]) -> tuple[int, bytes] | None:
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    code, size = _HEAD.unpack(head)
    payload = pipe.read(size)
    return (code, payload) if len(payload) == size else None


def serve() -> None:
    """Be a worker: build the job, then run it on what comes in, until nothing more comes."""
    incoming, outgoing = _take_channels()
    # the parent gone, or killed while it wrote: nobody is there to tell
    with contextlib.suppress(BrokenPipeError), incoming, outgoing:
        order = _read(incoming)
        if order is None:
            return
        try:
            job = _make_job(*pickle.loads(order[1]))
        except Exception as error:  # the process's edge: whatever it is, the parent says it
            _write(outgoing, _NOT_READY, pickle.dumps(f"{type(error).__name__}: {error}"))
            return
        gc.collect()
        gc.freeze()  # taxonomy and automaton stay for good: the collector need not walk them again and again
        _write(outgoing, _READY, b"")
        while (chunk := _read(incoming)) is not None:
            for item in pickle.loads(chunk[1]):
                _write(outgoing, *_run(job, item))


def _take_channels() -> tuple[IO[bytes], IO[bytes]]:
    """Keep stdin and stdout for frames; a stray print goes to stderr, a stray input() ends at once."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return incoming, outgoing


def _make_job(place: str, state: bytes) -> Callable[[object], bytes]:
    module, _, name = place.partition(":")
    job: Callable[[object], bytes] = getattr(import_module(module), name)(pickle.loads(state))
    return job


def _run(job: Callable[[object], bytes], item: object) -> tuple[int, bytes]:
    try:
        return _OK, job(item)
    except Exception as error:  # the process's edge: one text's fault must not end the others
        told = error if isinstance(error, JdmatchError) else f"{type(error).__name__}: {error}"
        try:
            return _RAISED, pickle.dumps(told)
        except (pickle.PicklingError, TypeError, AttributeError):
            return _RAISED, pickle.dumps(f"{type(error).__name__}: {error}")
