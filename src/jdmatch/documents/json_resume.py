"""JSON Resume (jsonresume.org) to a document: the CV as one would write it, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jdmatch.documents.field_names import field_names, fold_key, fold_keys
from jdmatch.documents.html import html_to_text
from jdmatch.documents.text import Document


def is_resume(record: Mapping[str, object]) -> bool:
    """Say whether a record is a CV.

    >>> is_resume({"basics": {"name": "Jane"}, "skills": [{"name": "Python"}]}), is_resume({"text": "Python"})
    (True, False)
    """
    parts = map(fold_key, field_names().resume_parts)
    fields = fold_keys(record)
    return isinstance(fields.get("basics"), Mapping) and any(
        isinstance(fields.get(part), list) for part in parts
    )


def resume_to_document(record: Mapping[str, object]) -> Document:
    """Turn a CV into a document.

    >>> print(resume_to_document({
    ...     "basics": {"name": "Jane", "label": "Data Scientist"},
    ...     "work": [{"position": "Engineer", "name": "Acme", "startDate": "2021-03", "highlights": ["Built models."]}],
    ...     "skills": [{"name": "Programming", "keywords": ["Python", "SQL"]}],
    ... }))
    Jane
    Data Scientist
    <BLANKLINE>
    Work experience
    Engineer | Acme | 2021-03 - present
    - Built models.
    <BLANKLINE>
    Skills
    Programming: Python, SQL
    """
    fields = fold_keys(record)
    basics = fields["basics"]
    assert isinstance(basics, Mapping)
    blocks = ["\n".join(filter(None, (_text(basics.get(key)) for key in ("name", "label", "summary"))))]
    for part, heading in field_names().resume_parts.items():
        items = fields.get(fold_key(part))
        lines = [line for item in items for line in _lines(item)] if isinstance(items, list) else []
        if lines:
            blocks.append("\n".join([heading, *lines]))
    return Document("\n\n".join(filter(None, blocks)), None, {"format": "json"})


def _lines(item: object) -> Iterator[str]:
    if not isinstance(item, Mapping):
        if text := _text(item):
            yield f"- {text}"
        return
    names, fields = field_names(), fold_keys(item)
    head = [text for name in names.resume_names if (text := _text(fields.get(fold_key(name))))]
    start, end, *others = (_text(fields.get(fold_key(name))) for name in names.resume_dates)
    if start:
        head.append(f"{start} - {end or names.resume_present}")
    else:
        head += [date for date in (end, *others) if date]
    lists = [value for name in names.resume_items if isinstance(value := fields.get(fold_key(name)), list)]
    words = [text for value in lists for each in value if (text := _text(each))]
    texts = [text for name in names.resume_texts if (text := _text(fields.get(fold_key(name))))]
    if words and not start and all(len(word.split()) < 5 for word in words):
        yield f"{' | '.join(head)}: {', '.join(words)}" if head else ", ".join(words)
        words = []
    elif head:
        yield " | ".join(head)
    yield from texts
    yield from (f"- {word}" for word in words)


def _text(value: object) -> str:
    if isinstance(value, str):
        return html_to_text(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1e12 else ""
