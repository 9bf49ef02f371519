"""Any input to text: the first step of the flow. Files of postings and CVs become a `Document`."""

from jdmatch.documents.html import html_to_text
from jdmatch.documents.opening import open_document, open_documents
from jdmatch.documents.text import Document, DocumentWarning, Kind, Place, Text

__all__ = [
    "Document",
    "DocumentWarning",
    "Kind",
    "Place",
    "Text",
    "html_to_text",
    "open_document",
    "open_documents",
]
