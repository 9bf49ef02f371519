"""Any input to text: the first step of the flow. Files of postings and CVs become a `Document`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from jdmatch.documents.text import Document, DocumentWarning, Kind, Place, Text, place_in

if TYPE_CHECKING:
    from jdmatch.documents.html import html_to_text
    from jdmatch.documents.opening import open_document, open_documents

__all__ = [
    "Document", "DocumentWarning", "Kind", "Place", "Text", "html_to_text", "open_document", "open_documents",
    "place_in",
]  # fmt: skip


def __getattr__(name: str) -> object:
    # who scores texts needs no reader of files
    if name not in __all__:
        raise AttributeError(f"module 'jdmatch.documents' has no attribute {name!r}")
    place = "html" if name == "html_to_text" else "opening"
    return getattr(import_module(f"jdmatch.documents.{place}"), name)
