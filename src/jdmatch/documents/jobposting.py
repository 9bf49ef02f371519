"""schema.org JobPosting, in JSON or inside a page, to a document; and other JSON that holds a description.

The description comes first, then what the posting states in fields of its own and not there, each under a
heading, and the pay as one line at the end, where it can be read like any other.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from jdmatch.documents.html import html_to_text
from jdmatch.documents.text import Document, decode
from jdmatch.errors import DocumentError

Record = Mapping[str, object]

_PARTS = {
    "responsibilities": "Responsibilities",
    "qualifications": "Qualifications",
    "skills": "Skills",
    "experienceRequirements": "Experience",
    "educationRequirements": "Education",
    "jobBenefits": "Benefits",
}
_PERIODS = {
    "year": "year", "annual": "year", "annually": "year", "yearly": "year", "ann": "year",
    "month": "month", "monthly": "month", "mon": "month", "week": "week", "weekly": "week", "wee": "week",
    "day": "day", "daily": "day", "hour": "hour", "hourly": "hour", "hur": "hour",
}  # fmt: skip
# Keys by which job boards' interfaces (Greenhouse, Lever, Ashby, plain exports) name the same things.
_DESCRIPTION_KEYS = (
    "description", "descriptionHtml", "descriptionPlain", "job_description", "jobDescription",
    "content", "text", "body",
)  # fmt: skip
_TITLE_KEYS = ("title", "job_title", "jobTitle", "name", "text")
_COMPANY_KEYS = ("company", "company_name", "companyName", "hiringOrganization", "organization")
_LOCATION_KEYS = ("location", "jobLocation", "job_location", "city")
_WRAPPING = re.compile(r"^\s*(?:<!--|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|]]>|/\*]]>\*/|;)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_WORDS = re.compile(r"[^\w+#.]+")


def read_json(data: bytes, where: str) -> Document:
    """Read a JSON file: a schema.org JobPosting, or any record with a description or a text.

    Raises:
        DocumentError: It is no JSON, or holds no posting.

    >>> read_json(b'{"title": "ML Engineer", "description": "<p>Python</p>"}', "job.json")
    <Document 'ML Engineer', json, 6 characters>
    """
    decoded = decode(data, where)
    try:
        value = json.loads(decoded.text, strict=False)
    except (ValueError, RecursionError) as error:
        message = f"{where}: no valid JSON ({error}); expected one record; many go through `jdmatch batch`"
        raise DocumentError(message) from error
    postings = list(find_postings(value))
    if postings:
        document = posting_to_document(postings[0])
    else:
        found = next((record for record in _records(value) if _first_text(record, _DESCRIPTION_KEYS)), None)
        if found is None:
            keys = ", ".join(sorted(map(str, value))[:8]) if isinstance(value, dict) else type(value).__name__
            expected = "a schema.org JobPosting or a record with a 'description' or 'text'"
            message = f"{where}: JSON without a posting (it has: {keys}); expected {expected}; rename the key"
            raise DocumentError(message)
        document = _record_to_document(found)
    meta = {**document.meta, "format": "json", "encoding": decoded.encoding}
    notes = [decoded.warning] if decoded.warning else []
    if len(postings) > 1:
        notes.append(f"{len(postings)} postings, only the first is read; use `jdmatch batch` for all")
    return replace(document, meta=meta, notes=(*notes, *document.notes))


def parse_block(block: str) -> object:
    """Parse a page's JSON-LD block, forgiving what real pages get wrong: wrapping comments, trailing commas.

    Raises:
        ValueError: It is no JSON even so.

    >>> parse_block('<!-- {"a": 1,} -->')
    {'a': 1}
    """
    block = _WRAPPING.sub("", _WRAPPING.sub("", block.strip()))
    try:
        return json.loads(block, strict=False)
    except RecursionError as error:
        message = "nested too deeply"
        raise ValueError(message) from error
    except ValueError:
        return json.loads(_TRAILING_COMMA.sub("", block), strict=False)


def find_postings(value: object) -> Iterator[Record]:
    """Yield every JobPosting in parsed JSON-LD, through lists, `@graph` and whatever it is wrapped in.

    >>> graph = {"@graph": [{"@type": "Organization"}, {"@type": ["JobPosting"], "title": "ML Engineer"}]}
    >>> [posting["title"] for posting in find_postings(graph)]
    ['ML Engineer']
    """
    for record in _records(value):
        kinds = record.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and re.split(r"[/:#]", name)[-1] == "JobPosting" for name in names):
            yield record


def posting_to_document(posting: Record) -> Document:
    """Turn one JobPosting into a document.

    >>> document = posting_to_document({
    ...     "title": "ML Engineer", "hiringOrganization": {"name": "Acme"}, "skills": ["Python", "SQL"],
    ...     "description": "<p>You know Python.</p>",
    ...     "baseSalary": {"currency": "USD", "minValue": 120000, "maxValue": 150000, "unitText": "YEAR"},
    ... })
    >>> print(document)
    You know Python.
    <BLANKLINE>
    Skills
    - SQL
    <BLANKLINE>
    Pay: 120000-150000 USD per year
    >>> document.meta["company"]
    'Acme'
    """
    description = _text(posting.get("description"))
    blocks = [description]
    stated = _normal(description)
    for key, heading in _PARTS.items():
        lines = [line for line in _lines(posting.get(key)) if f" {_normal(line)} " not in f" {stated} "]
        if lines:
            blocks.append("\n".join([heading, *lines]))
    if pay := _pay(posting.get("baseSalary")) or _pay(posting.get("estimatedSalary")):
        blocks.append(f"Pay: {pay}")
    is_remote = "TELECOMMUTE" in _text(posting.get("jobLocationType")).upper()
    location = "; ".join(dict.fromkeys(filter(None, map(_place, _many(posting.get("jobLocation"))))))
    meta = {
        "format": "json",
        "company": _name(posting.get("hiringOrganization")),
        "location": location or ("remote" if is_remote else ""),
        "datePosted": _text(posting.get("datePosted")),
        "validThrough": _text(posting.get("validThrough")),
        "employmentType": ", ".join(_text(kind) for kind in _many(posting.get("employmentType"))),
        "language": _name(posting.get("inLanguage")),
    }
    text = "\n\n".join(block for block in blocks if block)
    return Document(
        text, _name(posting.get("title")) or None, {key: value for key, value in meta.items() if value}
    )


def _record_to_document(record: Record) -> Document:
    description = _first_text(record, _DESCRIPTION_KEYS)
    blocks = [description]
    blocks += [  # Lever's interface: [{"text": heading, "content": "<li>…"}]
        f"{_text(part.get('text'))}\n{_text(part.get('content'))}"
        for part in _many(record.get("lists"))
        if isinstance(part, Mapping)
    ]
    title = _first_text(record, _TITLE_KEYS)
    if title == description:
        title = ""
    meta = {
        "format": "json",
        "company": next(filter(None, (_name(record.get(key)) for key in _COMPANY_KEYS)), ""),
        "location": next(filter(None, (_place(record.get(key)) for key in _LOCATION_KEYS)), ""),
    }
    return Document("\n\n".join(blocks), title or None, {key: value for key, value in meta.items() if value})


def _records(value: object) -> Iterator[Record]:
    """Yield every object in parsed JSON, outer before inner."""
    todo = deque([value])
    while todo:
        item = todo.popleft()
        if isinstance(item, Mapping):
            yield item
            todo.extend(item.values())
        elif isinstance(item, list):
            todo.extend(item)


def _many(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    if isinstance(value, str):
        return html_to_text(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _first_text(record: Record, keys: tuple[str, ...]) -> str:
    return next(filter(None, (_text(record.get(key)) for key in keys)), "")


def _name(value: object) -> str:
    """Return the name of a person, an organisation, a place or a term, however it is given."""
    for item in _many(value):
        if isinstance(item, Mapping):
            item = item.get("name") or item.get("legalName") or item.get("title") or item.get("@value")
        if name := " ".join(_text(item).split()):
            return name
    return ""


def _place(value: object) -> str:
    if not isinstance(value, Mapping):
        return _name(value)
    address = value.get("address")
    if isinstance(address, Mapping):
        fields = (_name(address.get(f"address{part}")) for part in ("Locality", "Region", "Country"))
        return ", ".join(dict.fromkeys(filter(None, fields))) or _name(value)
    return _name(address) or _name(value)


def _lines(value: object) -> list[str]:
    """Return a field's lines; the items of a list become list items."""
    items = _many(value)
    lines: list[str] = []
    for item in items:
        text = _requirement(item) if isinstance(item, Mapping) else _text(item)
        if len(items) > 1 and text and not text.startswith("- "):
            text = f"- {text}"
        lines += [line for line in text.split("\n") if line]
    return lines


def _requirement(item: Record) -> str:
    """Return a typed requirement as text: months of experience, the category of a degree, or its name."""
    months = _number(item.get("monthsOfExperience"))
    if months:
        return f"{months} months of experience"
    return _text(item.get("credentialCategory")) or _text(item.get("description")) or _name(item)


def _pay(value: object) -> str:
    for item in _many(value):
        if isinstance(item, Mapping):
            if pay := _amount(item):
                return pay
        elif pay := _number(item):
            return pay
        elif isinstance(item, str) and re.search(r"[1-9]", item):  # "$120k - $150k"; not "competitive"
            return " ".join(_text(item).split())
    return ""


def _amount(salary: Record) -> str:
    inner = salary.get("value")
    amount = inner if isinstance(inner, Mapping) else salary
    low = _number(amount.get("minValue")) or _number(salary.get("minValue"))
    high = _number(amount.get("maxValue")) or _number(salary.get("maxValue"))
    sums = list(dict.fromkeys(filter(None, (low, high)))) or list(
        filter(None, [_number(amount.get("value"))])
    )
    if not sums:
        return ""
    currency = _text(salary.get("currency")) or _text(amount.get("currency"))
    unit = _text(amount.get("unitText")) or _text(salary.get("unitText")) or _text(amount.get("unitCode"))
    period = _PERIODS.get(unit.lower().removeprefix("per ").strip(), "")
    return " ".join(filter(None, ["-".join(sums), currency, f"per {period}" if period else ""]))


def _number(value: object) -> str:
    """Return a sum as written, but without a needless ".0"; nought counts as not stated."""
    if isinstance(value, bool) or value is None:
        return ""
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        return ""
    if number <= 0 or number == float("inf") or number != number:
        return ""
    return str(int(number)) if number == int(number) else f"{number:.2f}"


def _normal(text: str) -> str:
    return " ".join(word.strip(".") for word in _WORDS.split(text.lower()) if word.strip("."))
