"""What a batch worker does with one row: read, score, and give back what is to be kept of it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jdmatch.batch.duplicates import make_signature
from jdmatch.errors import InputError, JdmatchError
from jdmatch.tables.rows import Cell, error_row, fit_row


class JobState(NamedTuple):
    """What a worker is built from."""

    taxonomy: Any
    profile: Any
    kind: Any
    explain: bool
    duplicates: bool
    folder: Path | None


class Result(NamedTuple):
    """What came of one row; of a document, its title and format come first among the cells."""

    score: float | None
    signature: bytes | None
    cells: str  # JSON, as is the evidence
    evidence: str | None


def make_batch_job(state: JobState) -> Callable[[Any], Result]:
    """Return, in a worker, the function from a row's text and title, or a document's name, to its result."""
    from jdmatch.documents import Document, open_document, open_documents
    from jdmatch.matcher import Matcher, as_text

    matcher = Matcher(state.taxonomy, state.profile)
    many = lru_cache(maxsize=1)(open_documents)

    def score(text: Any, title: Any, extra: Sequence[str | None]) -> Result:
        try:
            fit = matcher.score(text, title=None if title is None else str(title), kind=state.kind)
        except JdmatchError as error:
            return failed(str(error), extra)
        except Exception as error:  # one text's fault must not cost the other rows; its own row says it
            return failed(f"{type(error).__name__}: {error}", extra)
        evidence = None
        if state.explain:
            evidence = fit.to_dict()
            del evidence["reading"]
        words = text.text if isinstance(text, Document) else text
        signature = make_signature(words) if state.duplicates and isinstance(words, str) else None
        return make_result(fit.score, signature, [*extra, *fit_row(fit)], evidence)

    def score_document(name: str) -> Result:
        assert state.folder is not None
        try:
            with warnings.catch_warnings(record=True):  # what they say is in the document's notes as well
                warnings.simplefilter("always")
                path, _, number = name.rpartition("#")  # one of a JSON list of postings
                if number.isdecimal() and not (state.folder / name).exists():
                    document = many(state.folder / path)[int(number) - 1]
                else:
                    document = open_document(state.folder / name)
        except JdmatchError as error:
            return failed(str(error), (None, None))
        except Exception as error:  # a file no reader foresaw
            return failed(f"{type(error).__name__}: {error}", (None, None))
        return score(document, None, (document.title, document.meta.get("format")))

    def score_item(item: tuple[object, object]) -> Result:
        text, title = item
        try:
            return score(as_text(text), title, ())
        except InputError:  # its words are for who calls a function, not for who made the table
            found = f"the text is of the type {type(text).__name__}"
            return failed(f"{found}; expected words; see that the column is the right one")

    return score_item if state.folder is None else score_document


def make_result(
    score: float | None,
    signature: bytes | None,
    cells: Sequence[Cell],
    evidence: dict[str, Any] | None = None,
) -> Result:
    """Return a result, its values packed."""
    return Result(score, signature, _packed(cells), None if evidence is None else _packed(evidence))


def failed(message: str, extra: Sequence[str | None] = ()) -> Result:
    """Return the result of a row that could not be scored.

    >>> failed("no text").score is None
    True
    """
    return make_result(None, None, [*extra, *error_row(message)])


# ASCII, so that no half character hinders its being kept
_packed = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
