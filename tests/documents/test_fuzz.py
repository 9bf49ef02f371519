"""Mutated and generated files: no hang, no exception but JdmatchError. A longer run: `just fuzz`.

Every case is made from its seed, so a failing one is made again by its number.
"""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_docx import make_docx, paragraph, table
from test_formats import RTF_HEAD, make_odt
from test_job_systems import SYSTEMS
from test_pdf import PROSE, draw_pdf, make_pdf

from jdmatch.documents import html_to_text, open_document, open_documents
from jdmatch.errors import JdmatchError

CASES = int(os.environ.get("JDMATCH_FUZZ_CASES", "25"))  # of each format; `just fuzz` makes 3,000
_SECONDS = 20  # far more than any case takes on a busy machine: only a hang takes longer

PAGE = (
    "<!doctype html><html><head><title>Job</title><style>.x{display:none} p{color:#333}</style>"
    '<script type="application/ld+json">{"@type": "JobPosting", "title": "ML", "description": "<p>Python</p>"}</script>'
    "</head><body><main><h1>ML Engineer</h1><ul><li>Python<li>SQL &amp; R</ul><p class=x style='opacity:0'>x</p>"
    "<table><tr><td>R<td>5 years</table></main></body></html>"
)
MAIL = (
    b"From: a@example.com\r\nMIME-Version: 1.0\r\nSubject: =?utf-8?b?Sm9i?=\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(PAGE.encode()) + b"\r\n--x--\r\n"
)
SEEDS: dict[str, Callable[[], bytes]] = {
    "pdf": lambda: make_pdf(
        [(50.0, 700 - 12.0 * n, line) for n, line in enumerate(PROSE)], producer="pdfTeX"
    ),
    "packed pdf": lambda: draw_pdf(
        b"q 1 0 0 1 0 0 cm BT /F1 10 Tf 50 700 Td [(Py) -20 (thon)] TJ T* (R) Tj ET Q"
    ),
    "docx": lambda: make_docx(
        paragraph("Python"), table([[paragraph("R")], [paragraph("5")]]), header=paragraph("J")
    ),
    "odt": lambda: make_odt(
        "<text:h>Skills</text:h><text:list><text:list-item><text:p>R</text:p></text:list-item></text:list>"
    ),
    "rtf": lambda: (RTF_HEAD + r"Python\par{\b R}\cell 5\row\u1047 ?{\v x}\'e9}").encode("latin-1"),
    "html": PAGE.encode,
    "mail": lambda: MAIL,
    "json": lambda: json.dumps(SYSTEMS).encode(),
    "text": lambda: "Résumé – Опыт • Python\r\n\u202eSQL\u2069 ﬁ 𝗥".encode(),
    "utf-16": lambda: "We need Python – and R".encode("utf-16"),
}


@contextmanager
def no_hang() -> Iterator[None]:
    """End a case that hangs, where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError("a hang")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def mutated(data: bytes, seed: int) -> bytes:
    """Return a file with some bytes changed, lost, doubled, or from another place."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        at, to = sorted((chance.randrange(len(changed) + 1), chance.randrange(len(changed) + 1)))
        match chance.randrange(6):
            case 0:
                changed[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
            case 1:
                del changed[at : min(to, at + 40)]
            case 2:
                changed[at:at] = changed[at : min(to, at + 200)] * chance.randrange(1, 50)
            case 3:
                changed[at:at] = str(10 ** chance.randrange(1, 20)).encode()
            case _:
                if at < len(changed):
                    changed[at] = chance.randrange(256)
        if not changed:
            break
    return bytes(changed)


def open_any(data: bytes) -> None:
    """Open a file; what cannot be read must say so as a JdmatchError."""
    with no_hang(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for opens in (open_document, open_documents):
            with suppress(JdmatchError):
                opens(data)


@pytest.mark.parametrize("kind", SEEDS)
def test_mutated_files_raise_nothing_else(kind: str) -> None:
    if "pdf" in kind:
        pytest.importorskip("pypdfium2", reason="the extra jdmatch[pdf] is not installed")
    data = SEEDS[kind]()
    for seed in range(CASES):
        try:
            open_any(mutated(data, seed))
        except Exception as error:
            raise AssertionError(f"{kind}, seed {seed}: {type(error).__name__}: {error}") from error


TAGS = (
    "<div>",
    "</div>",
    "<p style='color:#fff'>",
    "<li>",
    "<table>",
    "<tr>",
    "<td>",
    "<b>",
    "</b>",
    "<!--",
    "-->",
)
WORDS = (
    "Python",
    " ",
    "&lt;p&gt;",
    "&amp;",
    "•",
    "\n",
    "a\u0301",
    "{",
    "}",
    "<style>",
    ".a{",
    "display:none}",
    "'",
    '"',
    "\\",
)
_FEW = settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_FEW
@given(st.lists(st.tuples(st.sampled_from((*TAGS, *WORDS)), st.integers(1, 3_000)), max_size=8))
def test_long_repetitive_markup_is_read_or_refused(pieces: list[tuple[str, int]]) -> None:
    html = "".join(piece * times for piece, times in pieces)
    with no_hang(), suppress(JdmatchError):
        html_to_text(html)


@_FEW
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=True) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(("title", "text", "jobs", "description", "jobAd", "sections", "lists", "salary", "min",
                             "basics", "work", "@type", "experienceRequirements", "monthsOfExperience", "location")),
            inner, max_size=5,
        ),
        max_leaves=20,
    )
)  # fmt: skip
def test_any_json_is_read_or_refused(value: object) -> None:
    open_any(json.dumps({"title": "x", "any": value}).encode())


@_FEW
@given(
    st.binary(max_size=300),
    st.sampled_from((b"", b"%PDF-1.4\n", b"PK\x03\x04", b"{\\rtf1", b"<html>", b"{", b"\xff\xfe")),
)
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    open_any(start + data)
