"""Jobs for workers in tests: they need no taxonomy, so that a worker starts in a tenth of a second."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jdmatch.batch.jobs import JobState, Result


def hold_the_interpreter() -> None:
    """Run one step that lets no other thread have its turn, for longer than any test waits."""
    re.match("(a+)+$", "a" * 64 + "b")


class Holder:
    """A scorer that never ends on some texts."""

    def __init__(self, scorer: Any) -> None:
        self.read = scorer.read
        self.scorer = scorer

    def score(self, text: Any, title: Any = None, kind: Any = "auto") -> Any:
        if text == "hold":
            hold_the_interpreter()
        return self.scorer.score(text, title, kind)


def make_upper(state: object) -> Callable[[Any], bytes]:
    """Upper case; with some words that are not good for workers."""

    def upper(text: str) -> bytes:
        if text == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if text == "hang":
            time.sleep(600)
        if text == "hold":
            hold_the_interpreter()
        if text == "raise":
            message = "no good"
            raise ValueError(message)
        if text == "print":
            print("to stdout, where frames go")  # noqa: T201
        if text.startswith("nap"):
            time.sleep(0.02)
        return text.upper().encode()

    return upper


def make_nothing(state: object) -> Callable[[Any], bytes]:
    message = "no such taxonomy"
    raise ValueError(message)


def make_dead(state: object) -> Callable[[Any], bytes]:
    os._exit(3)


def make_lengths(state: JobState) -> Callable[[Any], Result]:
    """A batch job whose score is the length of the text, up to 100."""
    from jdmatch.batch.duplicates import make_signature
    from jdmatch.batch.jobs import Result
    from jdmatch.tables.rows import COLUMNS

    def score(item: Any) -> Result:
        if state.folder is not None:
            text, document = (state.folder / item[0]).read_text(), ("a title", "text")
        else:
            text, document = item[0] or "", (None, None)
        if text == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if text == "hang":
            time.sleep(600)
        if text == "hold":
            hold_the_interpreter()
        number = float(min(100, len(text)))
        words = [word for word in text.split() if word.isalpha()]
        known = {
            "score": number,
            "verdict": "long" if number > 50 else "short",
            "role": "other",
            "required": ";".join(sorted(set(words))[:3]) or None,
            "pay_min": 1000.0 * number,
            "pay_currency": "INR",
            "pay_period": "year",
            "status": "ok",
        }
        cells = tuple(known.get(name) for name in COLUMNS)
        evidence = json.dumps({"words": words}) if state.explain else None
        if slow := os.environ.get("JDMATCH_TEST_SLOW"):
            time.sleep(float(slow))
        if trace := os.environ.get("JDMATCH_TEST_TRACE"):
            with Path(trace).open("a") as file:
                file.write(".")
        return Result(cells, document, evidence, make_signature(text) if state.duplicates else b"")

    return score
