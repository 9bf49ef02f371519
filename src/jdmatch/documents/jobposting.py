"""JSON to documents: schema.org JobPosting, the records of job systems, plain exports; and JSON Resume.

The description comes first, then what the posting states in fields of its own and not there, each under a
heading, and the pay as one line at the end, where it can be read like any other.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from jdmatch.documents.decoding import decode
from jdmatch.documents.html import show_html
from jdmatch.documents.names import field_names, fold_key, fold_keys
from jdmatch.documents.text import Document
from jdmatch.errors import DocumentError

Record = Mapping[str, object]

_WRAPPING: Final = re.compile(r"^\s*(?:<!--|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|]]>|/\*]]>\*/|;)\s*$")
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_WORDS: Final = re.compile(r"[^\w+#.]+")
_MOST_MONTHS: Final = 600  # of experience: fifty years
_MOST_PAID: Final = 1e12
_MOST_BYTES: Final = 50_000_000
_MOST_NESTED: Final = 30  # records in records


def read_json(data: bytes, where: str) -> Document:
    """Read the first posting or CV of a JSON file.

    Raises:
        DocumentError: It is no JSON, or holds no posting.

    >>> read_json(b'{"title": "ML Engineer", "description": "<p>Python</p>"}', "job.json")
    <Document 'ML Engineer', json, 6 characters>
    """
    documents = read_all_json(data, where)
    if len(documents) == 1:
        return documents[0]
    note = f"{len(documents):,} postings, only the first is read; use `jdmatch batch` for all"
    return replace(documents[0], notes=(note, *documents[0].notes))


def read_all_json(data: bytes, where: str) -> list[Document]:
    """Read all postings, or the CV, of a JSON file: a record, a list of them, or a page of a job system's answers.

    Raises:
        DocumentError: It is no JSON, or holds no posting.
    """
    if len(data) > _MOST_BYTES:
        message = f"{where}: {len(data):,} bytes of JSON; expected at most {_MOST_BYTES:,}"
        raise DocumentError(f"{message}; write one record a line and give it to `jdmatch batch`")
    decoded = decode(data, where)
    value: object
    try:
        value = json.loads(decoded.text, strict=False)
    except (ValueError, RecursionError) as error:
        lines = _json_lines(decoded.text)
        if lines is None:
            message = (
                f"{where}: no valid JSON ({error}); expected one record; many go through `jdmatch batch`"
            )
            raise DocumentError(message) from error
        value = lines
    if isinstance(value, Mapping) and _is_resume(value):
        documents = [resume_to_document(value)]
    else:
        records = list(find_postings(value)) or list(_find_records(value))
        documents = [posting_to_document(record) for record in records]
    if not documents:
        keys = ", ".join(sorted(map(str, value))[:8]) if isinstance(value, dict) else type(value).__name__
        expected = "a schema.org JobPosting or a record with a 'description' or 'text'"
        message = f"{where}: JSON without a posting (it has: {keys}); expected {expected}; rename the key"
        raise DocumentError(message)
    notes = [decoded.warning] if decoded.warning else []
    return [
        replace(
            document,
            meta={**document.meta, "format": "json", "encoding": decoded.encoding},
            notes=(*notes, *document.notes),
        )
        for document in documents
    ]


def _json_lines(text: str) -> list[object] | None:
    """Return the records of JSON lines; None where a line is none."""
    try:
        return [json.loads(line, strict=False) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None


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
        raise ValueError("nested too deeply") from error
    except ValueError:
        return json.loads(_TRAILING_COMMA.sub("", block), strict=False)


def find_postings(value: object) -> Iterator[Record]:
    """Yield every JobPosting in parsed JSON-LD, through lists, `@graph` and whatever it is wrapped in.

    >>> graph = {"@graph": [{"@type": "Organization"}, {"@type": ["JobPosting"], "title": "ML Engineer"}]}
    >>> [posting["title"] for posting in find_postings(graph)]
    ['ML Engineer']
    """
    for record in _records_in(value):
        kinds = record.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and re.split(r"[/:#]", name)[-1] == "JobPosting" for name in names):
            yield record


def _find_records(value: object, depth: int = 0) -> Iterator[Record]:
    """Yield the records of job systems that hold a text: those with a title where any has one."""
    titled: list[Record] = []
    untitled: list[Record] = []
    todo: deque[tuple[object, int]] = deque([(value, depth)])
    while todo:
        item, depth = todo.popleft()
        if depth > _MOST_NESTED:
            continue
        if isinstance(item, list):
            todo.extend((inner, depth + 1) for inner in item)
        elif isinstance(item, Mapping):
            fields = _flat(item)
            names = field_names()
            lists = [those for name in names.lists if isinstance(those := fields.get(fold_key(name)), list)]
            listed = [
                inner for those in lists for inner in those if isinstance(inner, Mapping) and _has_text(inner)
            ]
            if listed:  # an account with its jobs
                todo.extend((inner, depth + 1) for inner in listed)
            elif _has_text(item):
                (titled if _first(fields, names.title, name_of) else untitled).append(item)
            else:
                todo.extend((inner, depth + 1) for inner in item.values())
    yield from titled or untitled


def _has_text(record: Record) -> bool:
    names = field_names()
    fields = _flat(record)
    if any(_is_text(fields.get(fold_key(name))) for name in names.description):
        return True
    return any(fields.get(fold_key(part)) for part in names.parts) and bool(
        _first(fields, names.title, name_of)
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _flat(record: Record) -> dict[str, object]:
    """Return a record's fields with folded names, those of records that only wrap them among them."""
    fields = fold_keys(record)
    within = [fold_key(name) for name in field_names().within]
    for _ in range(3):  # "jobAd": {"sections": {…}}
        for name in within:
            inner = fields.get(name)
            if isinstance(inner, Mapping):
                del fields[name]
                for key, value in fold_keys(inner).items():
                    fields.setdefault(key, value)
    return fields


def _first(fields: Mapping[str, object], names: tuple[str, ...], read: Callable[[object], str]) -> str:
    return next(filter(None, (read(fields.get(fold_key(name))) for name in names)), "")


def posting_to_document(posting: Record) -> Document:
    """Turn one posting, of schema.org or of a job system, into a document.

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
    names = field_names()
    fields = _flat(posting)
    texts = _Texts()
    described = next(
        (
            key
            for key in map(fold_key, names.description)
            if _is_text(fields.get(key)) and texts.read(fields[key])
        ),
        "",
    )
    description = texts.read(fields.get(described)) if described else ""
    title = next(
        (
            name
            for key in map(fold_key, names.title)
            if key != described and (name := name_of(fields.get(key)))
        ),
        "",
    )
    blocks = [description]
    notes: list[str] = []
    for part, heading in names.parts.items():
        key = fold_key(part)
        if key == described or (key.endswith("plain") and fields.get(key.removesuffix("plain"))):
            continue
        stated = f" {_normal(' '.join(blocks))} "
        lines = [line for line in _lines(fields.get(key), texts) if f" {_normal(line)} " not in stated]
        if not lines and key == "experiencerequirements" and (months := _months(fields)):
            if _counts_experience(" ".join(blocks)):
                notes.append(f"the data asks for {months} months of experience; the text's own figure counts")
            else:
                lines = [f"{months} months of experience"]
        if lines:
            value = fields.get(key)
            has_own = isinstance(value, Mapping) and bool(_part_heading(value))
            blocks.append("\n".join([heading, *lines] if heading and not has_own else lines))
    if pay := _stated_pay(fields):
        blocks.append(f"Pay: {pay}")
    if texts.hidden:
        notes.append(f"hidden text left out: {texts.hidden} word(s) that a reader cannot see")
    text = "\n\n".join(block for block in blocks if block)
    return Document(text, title or None, _meta(fields), tuple(notes))


def _meta(fields: Mapping[str, object]) -> dict[str, str]:
    names = field_names()
    is_remote = any("TELECOMMUTE" in text_of(one).upper() for one in _many(fields.get("joblocationtype")))
    places = "; ".join(dict.fromkeys(filter(None, map(_place, _many(fields.get("joblocation"))))))
    meta = {
        "format": "json",
        "company": _first(fields, names.company, name_of),
        "workMode": "remote" if is_remote else "",
        "location": places or _first(fields, names.location, _place) or ("remote" if is_remote else ""),
        "datePosted": text_of(fields.get("dateposted")),
        "validThrough": text_of(fields.get("validthrough")),
        "employmentType": ", ".join(filter(None, map(name_of, _many(fields.get("employmenttype"))))),
        "language": name_of(fields.get("inlanguage")),
    }
    return {key: value for key, value in meta.items() if value}


class _Texts:
    """Reads fields as text and counts what their markup hides."""

    def __init__(self) -> None:
        self.hidden = 0
        self._read: dict[str, str] = {}

    def read(self, value: object) -> str:
        if not isinstance(value, str):
            return text_of(value)
        if value not in self._read:
            self._read[value], hidden = show_html(value)
            self.hidden += hidden
        return self._read[value]


def _records_in(value: object) -> Iterator[Record]:
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


def text_of(value: object) -> str:
    """Return a field as text: markup as a reader sees it, numbers as written."""
    if isinstance(value, str):
        return show_html(value).text
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value) if abs(value) < _MOST_PAID else ""


def name_of(value: object) -> str:
    """Return the name of a person, an organisation, a place or a term, however it is given."""
    for item in _many(value):
        if isinstance(item, Mapping):
            keys = ("name", "legalName", "display_name", "label", "title", "@value")
            item = next((item[key] for key in keys if item.get(key)), None)
        if name := " ".join(text_of(item).split()):
            return name
    return ""


def _place(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(filter(None, map(_place, value))))
    if not isinstance(value, Mapping):
        return name_of(value)
    address = value.get("address")
    if isinstance(address, Mapping):
        fields = (name_of(address.get(f"address{part}")) for part in ("Locality", "Region", "Country"))
        return ", ".join(dict.fromkeys(filter(None, fields))) or name_of(value)
    parts = (name_of(value.get(key)) for key in ("city", "region", "country"))
    return name_of(address) or name_of(value) or ", ".join(filter(None, parts))


def _lines(value: object, texts: _Texts) -> list[str]:
    """Return a field's lines; the items of a list become list items, and parts have their headings."""
    items = _many(value)
    if len(items) == 1 and isinstance(items[0], Mapping) and not _part_text(items[0]):
        # {"jobDescription": [{…}, {…}]} and {"text": "…"} alike are only wraps
        inner = [each for each in items[0].values() if isinstance(each, list)]
        items = inner[0] if len(inner) == 1 else items
    lines: list[str] = []
    for item in items:
        if isinstance(item, Mapping):
            text = texts.read(_part_text(item))
            if text:
                lines += [heading] if (heading := _part_heading(item)) else []
                lines += text.split("\n")
                continue
            text = _requirement(item)
        else:
            text = texts.read(item)
        if len(items) > 1 and text and not text.startswith("- "):
            text = f"- {text}"
        lines += text.split("\n")
    return [line for line in lines if line]


def _part_text(part: Record) -> str:
    """Return the text of {"text": heading, "content": text}: the first of its names, but for the heading's."""
    fields = fold_keys(part)
    found = [
        value for key in map(fold_key, field_names().part_text) if isinstance(value := fields.get(key), str)
    ]
    return found[0] if found else ""


def _part_heading(part: Record) -> str:
    fields, said = fold_keys(part), _part_text(part)
    headings = (fields.get(fold_key(name)) for name in field_names().part_heading)
    return next((name for heading in headings if heading != said and (name := name_of(heading))), "")


def _requirement(item: Record) -> str:
    """Return a typed requirement as text: the category of a degree, or its name."""
    return text_of(item.get("credentialCategory")) or name_of(item)


def _months(fields: Mapping[str, object]) -> str:
    for item in _many(fields.get("experiencerequirements")):
        if isinstance(item, Mapping):
            months = _number(item.get("monthsOfExperience"))
            if months and float(months) <= _MOST_MONTHS:
                return months
    return ""


def _counts_experience(text: str) -> bool:
    words = text.lower().split()
    units = field_names().experience_units
    places = [at for at, word in enumerate(words) if word.strip(".,;:()'’") in units]
    return any(re.search("[0-9]", " ".join(words[max(0, at - 3) : at])) for at in places)


def _stated_pay(fields: Mapping[str, object]) -> str:
    names = field_names()
    for key in ("basesalary", "estimatedsalary"):
        if pay := _pay(fields.get(key)):
            return pay
    for inner in (fields, *(fields.get(fold_key(name)) for name in names.pay_within)):
        if isinstance(inner, Mapping) and (pay := _sums(inner if inner is fields else fold_keys(inner))):
            return pay
    compensation = fields.get("compensation")
    return (
        _first(fold_keys(compensation), names.pay_text, text_of) if isinstance(compensation, Mapping) else ""
    )


def _pay(value: object) -> str:
    for item in _many(value):
        if isinstance(item, Mapping):
            inner = item.get("value")
            both = {**fold_keys(item), **(fold_keys(inner) if isinstance(inner, Mapping) else {})}
            if pay := _sums(both) or _with_unit(_number(both.get("value")), both):
                return pay
        elif pay := _number(item):
            return pay
        elif isinstance(item, str) and re.search(r"[1-9]", item):  # "$120k - $150k"; not "competitive"
            return " ".join(text_of(item).split())
    return ""


def _sums(fields: Mapping[str, object]) -> str:
    names = field_names()
    low, high = _first(fields, names.pay_low, _number), _first(fields, names.pay_high, _number)
    return _with_unit("-".join(dict.fromkeys(filter(None, (low, high)))), fields)


def _with_unit(sums: str, fields: Mapping[str, object]) -> str:
    if not sums:
        return ""
    names = field_names()
    unit = fold_key(
        (_first(fields, names.pay_period, text_of) or text_of(fields.get("unitcode")))
        .lower()
        .removeprefix("per ")
    )
    period = next((period for period, words in names.periods.items() if unit in map(fold_key, words)), "")
    currency = _first(fields, names.pay_currency, text_of)
    return " ".join(filter(None, [sums, currency, f"per {period}" if period else ""]))


def _number(value: object) -> str:
    """Return a sum as written, but without a needless ".0"; nought counts as not stated."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        return ""
    if not 0 < number < _MOST_PAID:
        return ""
    return str(int(number)) if number == int(number) else f"{number:.2f}"


def _normal(text: str) -> str:
    return " ".join(word.strip(".") for word in _WORDS.split(text.lower()) if word.strip("."))


# ------------------------------------------------------------------ JSON Resume (jsonresume.org)


def _is_resume(record: Mapping[str, object]) -> bool:
    """Say whether a record is a CV.

    >>> _is_resume({"basics": {"name": "Jane"}, "skills": [{"name": "Python"}]}), _is_resume({"text": "Python"})
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
    blocks = [
        "\n".join(filter(None, (_resume_text(basics.get(key)) for key in ("name", "label", "summary"))))
    ]
    for part, heading in field_names().resume_parts.items():
        items = fields.get(fold_key(part))
        lines = [line for item in items for line in _resume_lines(item)] if isinstance(items, list) else []
        if lines:
            blocks.append("\n".join([heading, *lines]))
    return Document("\n\n".join(filter(None, blocks)), None, {"format": "json"})


def _resume_lines(item: object) -> Iterator[str]:
    if not isinstance(item, Mapping):
        if text := _resume_text(item):
            yield f"- {text}"
        return
    names, fields = field_names(), fold_keys(item)
    head = [text for name in names.resume_names if (text := _resume_text(fields.get(fold_key(name))))]
    start, end, *others = (_resume_text(fields.get(fold_key(name))) for name in names.resume_dates)
    if start:
        head.append(f"{start} - {end or names.resume_present}")
    else:
        head += [date for date in (end, *others) if date]
    lists = [value for name in names.resume_items if isinstance(value := fields.get(fold_key(name)), list)]
    words = [text for value in lists for each in value if (text := _resume_text(each))]
    texts = [text for name in names.resume_texts if (text := _resume_text(fields.get(fold_key(name))))]
    if words and not start and all(len(word.split()) < 5 for word in words):
        yield f"{' | '.join(head)}: {', '.join(words)}" if head else ", ".join(words)
        words = []
    elif head:
        yield " | ".join(head)
    yield from texts
    yield from (f"- {word}" for word in words)


def _resume_text(value: object) -> str:
    if isinstance(value, str):
        return show_html(value).text
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1e12 else ""
