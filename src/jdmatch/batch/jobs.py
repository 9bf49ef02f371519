"""What a batch worker does with one row: read, score, and give back one line of bytes, ready to be kept.

A line is the score, the signature and the rest as JSON, between tabs; JSON has none of its own.
"""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from jdmatch.batch.duplicates import make_signature
from jdmatch.errors import InputError, JdmatchError
from jdmatch.tables.rows import Cell, error_row, fit_row

_UNSIGNED: Final = b"-"


class JobState(NamedTuple):
    """What a worker is built from."""

    taxonomy: Any
    profile: Any
    kind: Any
    explain: bool
    duplicates: bool
    folder: Path | None


class Result(NamedTuple):
    """What came of one row."""

    score: float | None
    signature: bytes | None
    cells: list[Cell]
    extra: list[str | None]  # of a document: its title and format
    evidence: dict[str, Any] | None


def make_batch_job(state: JobState) -> Callable[[Any], bytes]:
    """Return, in a worker, the function from a row's text and title, or a document's name, to its line."""
    from jdmatch.documents import Document, open_document
    from jdmatch.matcher import Matcher, as_text

    matcher = Matcher(state.taxonomy, state.profile)

    def score(text: Any, title: Any, extra: list[str | None]) -> bytes:
        try:
            fit = matcher.score(text, title=None if title is None else str(title), kind=state.kind)
        except JdmatchError as error:
            return failed_line(str(error), extra)
        except Exception as error:  # one text's fault must not cost the other rows; it is told in its own
            return failed_line(f"{type(error).__name__}: {error}", extra)
        evidence = None
        if state.explain:
            evidence = fit.to_dict()
            del evidence["reading"]
        words = text.text if isinstance(text, Document) else text
        signature = make_signature(words) if state.duplicates and isinstance(words, str) else None
        return result_line(fit.score, signature, list(fit_row(fit)), extra, evidence)

    def score_document(name: str) -> bytes:
        assert state.folder is not None
        try:
            with warnings.catch_warnings(record=True):  # what they say is in the document's meta as well
                warnings.simplefilter("always")
                document = open_document(state.folder / name)
        except JdmatchError as error:
            return failed_line(str(error), [None, None])
        except Exception as error:  # a file no reader foresaw
            return failed_line(f"{type(error).__name__}: {error}", [None, None])
        return score(document, None, [document.title, document.meta.get("format")])

    def score_item(item: tuple[object, object]) -> bytes:
        text, title = item
        try:
            return score(as_text(text), title, [])
        except InputError:  # its words are for who calls a function, not for who made the table
            found = f"the text is of the type {type(text).__name__}"
            return failed_line(f"{found}; expected words; see that the column is the right one", [])

    if state.folder is not None:
        return score_document
    return score_item


def result_line(
    score: float | None,
    signature: bytes | None,
    cells: list[Cell],
    extra: list[str | None],
    evidence: dict[str, Any] | None,
) -> bytes:
    """Return a result as one line."""
    packed = _UNSIGNED if signature is None else base64.b64encode(signature)
    plain = json.dumps([cells, extra, evidence], ensure_ascii=False, separators=(",", ":"))
    number = b"" if score is None else repr(score).encode()
    return b"%b\t%b\t%b\n" % (number, packed, plain.encode("utf-8", "backslashreplace"))


def failed_line(message: str, extra: list[str | None]) -> bytes:
    """Return the line of a row that could not be scored."""
    return result_line(None, None, list(error_row(message)), extra, None)


def line_score(line: bytes) -> float | None:
    """Return the score in a line.

    >>> line_score(result_line(57.5, None, [], [], None)), line_score(failed_line("no", []))
    (57.5, None)
    """
    number = line.partition(b"\t")[0]
    return float(number) if number else None


def line_signature(line: bytes) -> bytes | None:
    """Return the signature in a line."""
    packed = line.split(b"\t", 2)[1]
    return None if packed == _UNSIGNED else base64.b64decode(packed)


def read_line(line: bytes) -> Result:
    """Return the result that a line holds.

    >>> read_line(failed_line("no", ["a title", "html"])).extra
    ['a title', 'html']
    """
    number, packed, plain = line.split(b"\t", 2)
    cells, extra, evidence = json.loads(plain)
    signature = None if packed == _UNSIGNED else base64.b64decode(packed)
    return Result(float(number) if number else None, signature, cells, extra, evidence)
