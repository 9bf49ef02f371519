"""A saved posting page to a document: its JSON-LD if that tells the whole, else what the page shows."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from jdmatch.documents.decoding import decode
from jdmatch.documents.html import is_shown, parse_html, show_html
from jdmatch.documents.jobposting import find_postings, parse_block, posting_to_document
from jdmatch.documents.page_styles import PageStyles
from jdmatch.documents.text import Document, notes_on_hidden

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# Some sites put only a teaser into their JSON-LD; half of what the page shows is more than a teaser.
_GOOD_CHARACTERS = 600
_GOOD_SHARE = 0.5
_MOST_HEADINGS = 20


def read_html(data: bytes, where: str, declared: str | None = None) -> Document:
    r"""Read an HTML file.

    Args:
        data: The bytes.
        where: The name of the file, for messages.
        declared: The encoding that what carried the page says it has, if any.

    Raises:
        DocumentError: The bytes are no text.

    >>> document = read_html(b"<title>Job</title><h1>ML Engineer</h1><p>Python</p>", "job.html")
    >>> document, document.text
    (<Document 'ML Engineer', html, 18 characters>, 'ML Engineer\nPython')
    """
    head = data[:4096]
    match = _CHARSET.search(head)
    decoded = decode(data, where, declared or (match.group(1).decode("ascii") if match else None))
    tree = parse_html(decoded.text, where)
    notes = [decoded.warning] if decoded.warning else []
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
    if hidden and document.text == shown:
        notes += notes_on_hidden(hidden)
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
    headings = [
        " ".join(node.text(separator=" ").split())
        for node in tree.css("h1")[:_MOST_HEADINGS]
        if is_shown(node, styles)
    ]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    shared = tree.css_first('meta[property="og:title"]')
    if shared is not None and (content := (shared.attributes.get("content") or "").strip()):
        return content
    title = tree.css_first("head > title")
    return (" ".join(title.text().split()) or None) if title is not None else None
