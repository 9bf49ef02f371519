"""A posting's page as it was saved or sent, to a document: HTML, MHTML (`.mhtml`) and mails (`.eml`).

What the page's JSON-LD says comes first if it tells the whole, else what a reader is shown.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from jdmatch.documents.html import parse_html, show_html
from jdmatch.documents.jobposting import find_postings, parse_block, posting_to_document
from jdmatch.documents.page_styles import PageStyles
from jdmatch.documents.text import Document, decode, hidden_text_notes, plain
from jdmatch.errors import DocumentError

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# Some sites put only a teaser into their JSON-LD; half of what the page shows is more than a teaser.
_GOOD_CHARACTERS: Final = 600
_GOOD_SHARE: Final = 0.5
_MOST_HEADINGS: Final = 20
_MOST_PARTS: Final = 1_000  # of a mail
_BROKEN_MAIL: Final = (
    MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError, AssertionError,
)  # fmt: skip
_ANSWER: Final = re.compile(r"^(?:[A-Za-z]{2,4}:\s+)+")  # "Re:", "Fwd:", "AW:"


def read_html(data: bytes, where: str, declared: str | None = None) -> Document:
    """Read an HTML file; `declared` is the encoding that what carried it says it has."""
    match = _CHARSET.search(data[:4096])
    decoded = decode(data, where, declared or (match.group(1).decode("ascii") if match else None))
    tree = parse_html(decoded.text, where)
    notes = [*decoded.notes]
    shown, hidden = show_html(decoded.text)
    document = Document(shown, _title(tree), {})
    postings: list[Document] = []
    for block, value in _json_ld(tree):
        if isinstance(value, ValueError):
            notes.append(f"a JSON-LD block cannot be read ({value}): {block[:40]!r}")
        else:
            postings += [posting_to_document(posting) for posting in find_postings(value)]
    # A page with several postings is a list of them, and none of them is the page.
    if len(postings) == 1:
        posting = postings[0]
        if len(posting.text) >= min(_GOOD_CHARACTERS, _GOOD_SHARE * len(shown)):
            document = posting
        else:
            document = replace(document, title=posting.title or document.title, meta=posting.meta)
    elif postings:
        notes.append(f"{len(postings)} postings on one page; the page is read as it shows them")
    if document.text == shown:
        notes += hidden_text_notes(hidden)
    meta = {**document.meta, "format": "html", "encoding": decoded.encoding}
    language = tree.root.attributes.get("lang") if tree.root is not None else None
    if language and "language" not in meta:
        meta["language"] = language
    return replace(document, meta=meta, notes=(*notes, *document.notes))


def _json_ld(tree: LexborHTMLParser) -> Iterator[tuple[str, object]]:
    for node in tree.css('script[type*="ld+json"]'):
        block = node.text()
        try:
            yield block, parse_block(block)
        except ValueError:
            try:
                yield block, parse_block(entities.unescape(block))
            except ValueError as error:
                yield block, error


def _title(tree: LexborHTMLParser) -> str | None:
    """Return the job's title: the page's only main heading, else what the page calls itself."""
    styles = PageStyles(tree)
    headings = []
    for node in tree.css("h1")[:_MOST_HEADINGS]:
        look, is_hidden = styles.look_at(node)
        if not is_hidden and (look.is_seen or not look.is_visible):
            headings.append(" ".join(node.text(separator=" ").split()))
    if len(headings) == 1 and headings[0]:
        return headings[0]
    shared = tree.css_first('meta[property="og:title"]')
    if shared is not None and (content := (shared.attributes.get("content") or "").strip()):
        return content
    title = tree.css_first("head > title")
    return (" ".join(title.text().split()) or None) if title is not None else None


def read_mail(data: bytes, where: str) -> Document:
    """Read a mail or a page saved as MHTML: the body that a reader is shown."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        parts = list(islice(message.walk(), _MOST_PARTS))
        bodies = {  # the first of each kind
            part.get_content_subtype(): part
            for part in reversed(parts)
            if part.get_content_maintype() == "text" and not part.is_attachment()
        }
        chosen = bodies.get("html", bodies.get("plain"))
        subject = _ANSWER.sub("", str(message.get("Subject", ""))[:500].strip(), count=1)
        attachments = filter(EmailMessage.is_attachment, parts)
        attached = [str(part.get_filename() or part.get_content_type()) for part in attachments]
        content = chosen.get_payload(decode=True) if chosen is not None else None
        charset = chosen.get_content_charset() if chosen is not None else None
    except _BROKEN_MAIL as error:
        raise DocumentError(f"{where}: a broken mail ({error}); save its text, or print it to PDF") from error
    if chosen is None or not isinstance(content, bytes):
        count = f" ({len(attached)} attachments)" if attached else ""
        advice = "save the attachments, and open them one by one"
        raise DocumentError(f"{where}: a mail without a text{count}; {advice}")
    if chosen.get_content_subtype() == "html":
        document = read_html(content, where, charset)
    else:
        decoded = decode(content, where, charset)
        document = Document(plain(decoded.text), None, {"encoding": decoded.encoding}, decoded.notes)
    notes = document.notes
    if attached:
        told = f"attachments not read: {', '.join(attached[:5])}; save them, and open them one by one"
        notes = (*notes, told)
    title = document.title or " ".join(subject.split()) or None
    return replace(document, title=title, meta={**document.meta, "format": "mail"}, notes=notes)
