"""Mails (.eml) and pages saved as MHTML to a document: the body that a reader is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import Final

from jdmatch.documents.decoding import decode
from jdmatch.documents.saved_page import read_html
from jdmatch.documents.text import Document, plain
from jdmatch.errors import DocumentError

_MOST_PARTS: Final = 1_000
_BROKEN: Final = (
    MessageError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
    AssertionError,
)
_ANSWER: Final = re.compile(r"^(?:[A-Za-z]{2,4}:\s+)+")  # "Re:", "Fwd:", "AW:"


def read_mail(data: bytes, where: str) -> Document:
    """Read a mail or a page saved as MHTML.

    Raises:
        DocumentError: It is broken, or has no text.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        parts: list[EmailMessage] = []
        for part in message.walk():
            parts.append(part)
            if len(parts) >= _MOST_PARTS:
                break
        bodies = [
            part for part in parts if part.get_content_maintype() == "text" and not part.is_attachment()
        ]
        chosen = next(
            (part for kind in ("html", "plain") for part in bodies if part.get_content_subtype() == kind),
            None,
        )
        subject = _ANSWER.sub("", str(message.get("Subject", ""))[:500].strip(), count=1)
        attached = [
            str(part.get_filename() or part.get_content_type()) for part in parts if part.is_attachment()
        ]
        content = chosen.get_payload(decode=True) if chosen is not None else None
        charset = chosen.get_content_charset() if chosen is not None else None
    except _BROKEN as error:
        raise DocumentError(f"{where}: a broken mail ({error}); save its text, or print it to PDF") from error
    if chosen is None or not isinstance(content, bytes):
        found = (
            f"a mail without a text ({len(attached)} attachments)" if attached else "a mail without a text"
        )
        raise DocumentError(f"{where}: {found}; save the attachments, and open them one by one")
    if chosen.get_content_subtype() == "html":
        document = read_html(content, where, charset)
    else:
        decoded = decode(content, where, charset)
        warnings = (decoded.warning,) if decoded.warning else ()
        document = Document(plain(decoded.text), None, {"encoding": decoded.encoding}, warnings)
    notes = list(document.notes)
    if attached:
        notes.append(f"attachments not read: {', '.join(attached[:5])}; save them, and open them one by one")
    title = document.title or " ".join(subject.split()) or None
    return replace(document, title=title, meta={**document.meta, "format": "mail"}, notes=tuple(notes))
