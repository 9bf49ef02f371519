"""What a batch worker does with one row: read, score, and give back what is to be kept of it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jdmatch.errors import InputError, JdmatchError
from jdmatch.tables.rows import Cell, cell, error_row, score_row, with_place


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

    cells: tuple[Cell, ...]  # of COLUMNS
    document: tuple[str | None, str | None] = (None, None)  # a document's own title and format
    evidence: str | None = None  # JSON
    signature: bytes = b""  # by which near-duplicates are found

    @property
    def score(self) -> float | None:
        """The score, None where there is none."""
        found = cell(self.cells, "score")
        return None if found is None else float(found)


def make_batch_job(state: JobState) -> Callable[[Any], Result]:
    """Return, in a worker, the function from (text, title, place) to a result; of a document the text is its name."""
    from jdmatch.documents import Document, open_document, open_documents
    from jdmatch.matcher import Matcher, as_text

    matcher = Matcher(state.taxonomy, state.profile)
    many = lru_cache(maxsize=1)(open_documents)

    def score(text: Any, words: str, title: str | None = None) -> Result:
        row, fit = score_row(matcher, text, title, state.kind)
        if fit is None:
            return Result(row)
        evidence, signature = None, b""
        if state.explain:
            told = fit.to_dict()
            del told["reading"]
            # ASCII, so that no half character hinders its being kept
            evidence = json.dumps(told, separators=(",", ":"))
        if state.duplicates:
            # numpy takes longer to load than all else that a run needs
            from jdmatch.batch.duplicates import make_signature

            signature = make_signature(words)
        return Result(row, evidence=evidence, signature=signature)

    def score_item(item: tuple[object, object, object]) -> Result:
        text, title, place = item
        try:
            words = as_text(text)
        except InputError:  # its words are for who calls a function, not for who made the table
            found = f"the text is of the type {type(text).__name__}"
            return failed(f"{found}; expected words; see that the column is the right one")
        return score(with_place(words, place), words, None if title is None else str(title))

    def score_document(item: tuple[str, None, None]) -> Result:
        try:
            document = open_one(item[0])
        except JdmatchError as error:
            return failed(str(error))
        except Exception as error:  # a file no reader foresaw
            return failed(f"{type(error).__name__}: {error}")
        about = document.title, document.meta.get("format")
        return score(document, document.text)._replace(document=about)

    def open_one(name: str) -> Document:
        assert state.folder is not None
        path, _, number = name.rpartition("#")  # one of a JSON list of postings
        with warnings.catch_warnings(record=True):  # what they say is in the document's notes as well
            warnings.simplefilter("always")
            if number.isdecimal() and not (state.folder / name).exists():
                return many(state.folder / path)[int(number) - 1]
            return open_document(state.folder / name)

    return score_item if state.folder is None else score_document


def failed(message: str) -> Result:
    """Return the result of a row that could not be scored."""
    return Result(error_row(message))
