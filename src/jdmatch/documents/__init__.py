"""Any input to text: the first step of the flow. Files of postings and CVs become a `Document`."""

from jdmatch.documents.document import Document, DocumentWarning, Kind, Text
from jdmatch.documents.html import html_to_text
from jdmatch.documents.opening import open_document

__all__ = ["Document", "DocumentWarning", "Kind", "Text", "html_to_text", "open_document"]
