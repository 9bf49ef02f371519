"""What a batch worker does with one row: read, score, and give back what is to be kept of it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from jdmatch.errors import InputError, JdmatchError
from jdmatch.tables.rows import Cell, cell, error_row, fit_row, with_place

_NEITHER: Final = (None, None)


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

    cells: tuple[Cell, ...]  # of the store's RESULT_COLUMNS
    evidence: str | None = None  # JSON
    words: str | None = None  # a document's text, by which near-duplicates are found

    @property
    def score(self) -> float | None:
        """The score, None where there is none."""
        found = cell(self.cells[len(_NEITHER) :], "score")
        return None if found is None else float(found)

    @property
    def is_failed(self) -> bool:
        """Whether the row could not be read for what it is."""
        return cell(self.cells[len(_NEITHER) :], "error") is not None


def make_batch_job(state: JobState) -> Callable[[Any], Result]:
    """Return, in a worker, the function from a row's text, title and place, or a document's name, to its result."""
    from jdmatch.documents import Document, open_document, open_documents
    from jdmatch.matcher import Matcher, as_text

    matcher = Matcher(state.taxonomy, state.profile)
    many = lru_cache(maxsize=1)(open_documents)

    def score(text: Any, title: Any, document: Document | None = None) -> Result:
        own = () if document is None else (document.title, document.meta.get("format"))
        try:
            fit = matcher.score(text, title=None if title is None else str(title), kind=state.kind)
        except JdmatchError as error:
            return failed(str(error), own)
        except Exception as error:  # one text's fault must not cost the other rows; its own row says it
            return failed(f"{type(error).__name__}: {error}", own)
        evidence = None
        if state.explain:
            evidence = fit.to_dict()
            del evidence["reading"]
        words = document.text if document is not None and state.duplicates else None
        return make_result(fit_row(fit), own, evidence, words)

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
            return failed(str(error))
        except Exception as error:  # a file no reader foresaw
            return failed(f"{type(error).__name__}: {error}")
        return score(document, None, document)

    def score_item(item: tuple[object, object, object]) -> Result:
        text, title, place = item
        try:
            return score(with_place(as_text(text), place), title)
        except InputError:  # its words are for who calls a function, not for who made the table
            found = f"the text is of the type {type(text).__name__}"
            return failed(f"{found}; expected words; see that the column is the right one")

    return score_item if state.folder is None else score_document


def make_result(
    cells: Sequence[Cell],
    document: Sequence[str | None] = (),
    evidence: dict[str, Any] | None = None,
    words: str | None = None,
) -> Result:
    """Return a result; `document` is a document's own title and format."""
    # ASCII, so that no half character hinders its being kept
    packed = None if evidence is None else json.dumps(evidence, separators=(",", ":"))
    return Result((*(document or _NEITHER), *cells), packed, words)


def failed(message: str, document: Sequence[str | None] = ()) -> Result:
    """Return the result of a row that could not be scored.

    >>> failed("no text").is_failed
    True
    """
    return make_result(error_row(message), document)
