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

_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
# Headers that only mail programs write; people begin a text with "From:" or "Subject:" too.
_SURE: Final = re.compile(
    rb"(?:mime-version|message-id|received|return-path|delivered-to|content-type|snapshot-content-location):",
    re.IGNORECASE,
)
_MOST_HEADERS: Final = 200
_MOST_PARTS: Final = 1_000
_ANSWER: Final = re.compile(r"^(?:[A-Za-z]{2,4}:\s+)+")  # "Re:", "Fwd:", "AW:"


def is_mail(data: bytes) -> bool:
    r"""Say whether a file begins with the headers of a mail.

    >>> is_mail(b"From: a@example.com\nMIME-Version: 1.0\n\nHi"), is_mail(b"Title: ML Engineer\n\nPython")
    (True, False)
    """
    at = 0
    is_sure = False
    for _ in range(_MOST_HEADERS):
        match = _HEADER.match(data, at)
        if not match:
            break
        is_sure = is_sure or _SURE.match(data, at) is not None
        at = match.end()
    return is_sure and data[at : at + 1] in (b"\r", b"\n", b"")


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
    except (
        MessageError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
        AssertionError,
    ) as error:
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
