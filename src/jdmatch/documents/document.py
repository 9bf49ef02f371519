"""What a document is once it is text: the record that every reader of this package returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["posting", "cv", "auto"]  # what a caller says that a text is


class DocumentWarning(UserWarning):
    """A document was read, but something about it should be known; its `meta["warnings"]` says the same."""


@dataclass(frozen=True, slots=True)
class Document:
    """A posting or a CV as text, whatever file it came from.

    Attributes:
        text: What was written, line by line; list items begin with "- ". A reading's offsets count in it.
        title: The job's title where the document states one as such, else None.
        meta: What is known beside the text, as text: `format`, and where known `source`, `encoding`, `pages`,
            `company`, `location`, `datePosted`, `validThrough`, `employmentType`, `language`, `warnings`.

    >>> document = Document("We need Python.", title="ML Engineer", meta={"format": "text"})
    >>> document
    <Document 'ML Engineer', text, 15 characters>
    >>> print(document)
    We need Python.
    """

    text: str
    title: str | None = None
    # Not part of the hash: a dict has none. It stays a dict, since documents travel to worker processes.
    meta: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        name = repr(self.title) if self.title else "untitled"
        return f"<Document {name}, {self.meta.get('format', 'text')}, {len(self.text):,} characters>"


Text = str | Document | None  # what can be read
