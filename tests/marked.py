"""Sentences with the expected findings marked in them: "We use [Go](go) and [Python](python; required), no [PHP](php; negated)."

A mark is `[words](concept)` or `[words](concept; stance)`. Adding a case is adding a line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jdmatch.matcher import Kind, Matcher

_MARK = re.compile(r"\[([^\[\]]+)\]\(([a-z0-9-]+)(?:; (required|preferred|mentioned|negated))?\)")


class Expected(NamedTuple):
    start: int
    end: int
    concept: str
    stance: str | None  # None: any


def parse(sentence: str) -> tuple[str, list[Expected]]:
    """Return the plain text of a marked sentence and what should be found in it."""
    text, expected, done = "", [], 0
    for mark in _MARK.finditer(sentence):
        text += sentence[done : mark.start()]
        expected.append(Expected(len(text), len(text) + len(mark[1]), mark[2], mark[3]))
        text += mark[1]
        done = mark.end()
    return text + sentence[done:], expected


def assert_read(matcher: Matcher, sentence: str, *, kind: Kind = "posting") -> None:
    """Assert that the marked skills, and no others, are found in a sentence, at their places and with their stance."""
    text, expected = parse(sentence)
    stance = {(e.start, e.end, e.concept): e.stance for e in expected}
    found = [
        Expected(
            s.start, s.end, s.id, s.stance if stance.get((s.start, s.end, s.id), "") is not None else None
        )
        for s in matcher.read(text, kind=kind).skills
    ]
    assert _told(text, found) == _told(text, expected)


def _told(text: str, items: list[Expected]) -> list[str]:
    return [f"{e.start}-{e.end} {text[e.start : e.end]!r} is {e.concept}, {e.stance}" for e in sorted(items)]
