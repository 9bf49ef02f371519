"""Time is linear in the text, whatever the text: no pattern goes back and back, no step looks again at all it has read.

What would hang is read in a process of its own, which is ended after some seconds: a reading that is done in time is
done in well under one.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repetition import faults

_PATIENCE = (
    30.0  # seconds; what hangs takes minutes to hours, what is linear a tenth of one on an idle machine
)

HOSTILE = {
    "at signs": "@" * 6_400,
    "broken addresses": "a@" * 4_000,
    "addresses": "a.b@" * 20_000,
    "an address a line": "me@example.com\n" * 6_000,
    "links": "www." * 20_000,
    "digits": "1" * 90_000,
    "underscores": "_" * 90_000,
    "overlapping cues": "experience with " * 6_000,
    "overlapping names": "data mining models " * 5_000,
    "combining marks": "a\u0301\u0323" * 40_000,
    "brackets": "(" * 90_000,
    "dotted": "a." * 45_000,
    "dashes": "- " * 45_000,
    "bullets": "\n- " * 30_000,
    "stars": "*" * 90_000,
    "escapes": "\\-" * 45_000,
    "blanks": " " * 90_000,
    "line ends": "\n" * 90_000,
    "ampersands": "&" * 90_000 + "<p>",
    "open tags": "<p " * 30_000,
    "year ranges": "2020 - " * 12_000,
    "glued capitals": "Education\n" + "Ab" * 30_000,
    "levels far from fields": "MSc. " * 6_000 + "we do physics. " * 6_000,
    "degrees of one field": "Education\nBSc\n" + "Degree in Mathematics " * 5_000,
    "certificates in a row": "Certifications\n" + "CISSP, CEH, " * 8_000,
    "glued figures of years": "plus6 years " * 7_000,
    "sharps": "#" * 90_000,
    "figures of years": "5 years " * 11_000,
    "sums": "$1,000 " * 12_000,
    "unknown words": "qzxwvk " * 12_000,
    "ten megabytes": "We need Python and SQL. " * 420_000,
    "ten megabytes in one word": "x" * 10_000_000,
}


_SERVE = """
import json, sys
import jdmatch
matcher = jdmatch.load()
for line in sys.stdin:
    text, kind = json.loads(line)
    print(matcher.score(text, kind=kind).score, flush=True)
"""


class Patient:
    """Reads in a process of its own, and ends it where it takes too long."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-c", _SERVE]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        assert self._answer("Python", "posting")

    def is_done(self, text: str, kind: str) -> bool:
        """Return whether a text is read in time."""
        if self._answer(text, kind):
            return True
        self.close()
        self._start()
        return False

    def _answer(self, text: str, kind: str) -> str:
        incoming, outgoing = self._process.stdin, self._process.stdout
        assert incoming is not None
        assert outgoing is not None
        timer = threading.Timer(_PATIENCE, self._process.kill)
        timer.start()
        try:
            incoming.write(json.dumps([text, kind]) + "\n")
            incoming.flush()
            return outgoing.readline()
        except BrokenPipeError:
            return ""
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate()


@pytest.fixture(scope="module")
def patient() -> Iterator[Patient]:
    patient = Patient()
    yield patient
    patient.close()


@pytest.mark.parametrize("kind", ["posting", "cv"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_makes_a_reading_hang(patient: Patient, name: str, kind: str) -> None:
    assert patient.is_done(HOSTILE[name], kind)


_PIECES = st.sampled_from(
    ["experience with ", "no ", "must have ", "a plus", "preferred", "or ", "and ", "one of ", "years of ", "up to ",
     "bachelor's degree in ", "certified ", "Python", "R", "Go", "C++", "SQL", "machine learning", "$", "k", "5", "2020",
     "present", "%", ",", "/", "&", "(", ")", ":", ";", ".", "- ", " - ", "* ", "• ", "\n", "\n\n", " ", "<li>", "&amp;",
     "Requirements:", "Benefits", "@", "www.", "'", "’", "+", "#", "_", "é", "x"]
)  # fmt: skip


@settings(max_examples=40)
@given(
    st.lists(_PIECES, min_size=1, max_size=6),
    st.lists(_PIECES, max_size=3),
    st.sampled_from(["posting", "cv"]),
)
def test_no_repetition_makes_a_reading_hang(
    patient: Patient, repeated: list[str], end: list[str], kind: str
) -> None:
    piece = "".join(repeated)
    assert patient.is_done(piece * (8_000 // len(piece)) + "".join(end), kind)


_COLLECT = """
import json, re, re._compiler, sys
compile, seen = re._compiler.compile, {}
def collect(pattern, flags=0):
    frame = sys._getframe(1)
    while frame.f_globals["__name__"].partition(".")[0] == "re":
        frame = frame.f_back
    module = frame.f_globals["__name__"]
    if isinstance(pattern, str) and module.startswith("jdmatch."):
        seen[f"{module}:{frame.f_lineno}", pattern, int(flags)] = None
    return compile(pattern, flags)
re._compiler.compile = collect
import importlib, pkgutil
import jdmatch
from jdmatch.reading import patterns
patterns.later = re.compile  # at once, and where it is written
for module in pkgutil.walk_packages(jdmatch.__path__, "jdmatch."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
matcher = jdmatch.load()
for kind in ("posting", "cv"):
    matcher.score("Requirements: 5+ years of Python, a BSc.<br>Pay: <b>$100k</b> a year.", kind=kind)
print(json.dumps(list(seen)))
"""


def test_no_pattern_holds_repetitions_that_meet() -> None:
    found = subprocess.run([sys.executable, "-c", _COLLECT], capture_output=True, text=True, check=True)
    patterns = json.loads(found.stdout)
    assert len(patterns) > 100
    wrong = {place: told for place, pattern, flags in patterns if (told := faults(pattern, flags))}
    assert not wrong


@pytest.mark.parametrize(
    "pattern",
    [r"(?:\d+)*x", r"\w*[a-z]\w*", r"\S+@\S+", r"\s*,?\s*x", r"(?:\w+\s?)*x", r"(?:a|b)*[ab]*c", r"(?i)[A-F]+[a-f]+x"],
)  # fmt: skip
def test_repetitions_that_meet_are_seen(pattern: str) -> None:
    assert faults(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"\s*(?:,\s*)?x", r"(?:,\s*\w+)*", r"\d{1,3}\d{1,3}", r"\w+\s+\w+", r"(?:\s*+x)*", r"[a-z]+(?=\W)\w*", r"\w+(?:\Z|,)\w*"],
)  # fmt: skip
def test_sound_repetitions_are_let_pass(pattern: str) -> None:
    assert not faults(pattern)
