"""JSON to documents: schema.org JobPosting, the records of job systems, plain exports; and JSON Resume.

The description comes first, then what the posting states in fields of its own and not there, each under a
heading, and the pay as one line at the end, where it can be read like any other.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from jdmatch.documents.html import field_names, show_html
from jdmatch.documents.text import Document, decode, hidden_text_notes
from jdmatch.errors import DocumentError

Record = Mapping[str, object]

_WRAPPING: Final = re.compile(r"^\s*(?:<!--|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|]]>|/\*]]>\*/|;)\s*$")
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_SIGNS: Final = re.compile(r"[\W_]+")
_WORDS: Final = re.compile(r"[^\w+#.]+")
_MOST_MONTHS: Final = 600  # of experience: fifty years
_MOST_PAID: Final = 1e12
_MOST_BYTES: Final = 50_000_000
_MOST_NESTED: Final = 30  # records in records


def read_json(data: bytes, where: str) -> Document:
    """Read the first posting or CV of a JSON file."""
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
        try:
            lines = filter(str.strip, decoded.text.split("\n"))
            value = [json.loads(line, strict=False) for line in lines]
        except (ValueError, RecursionError):
            raise DocumentError(
                f"{where}: no valid JSON ({error}); expected one record; many go through `jdmatch batch`"
            ) from error
    if isinstance(value, Mapping) and (cv := resume_to_document(value)):
        documents = [cv]
    else:
        records = list(find_postings(value)) or _find_records(value)
        documents = [posting_to_document(record) for record in records]
    if not documents:
        keys = ", ".join(sorted(map(str, value))[:8]) if isinstance(value, dict) else type(value).__name__
        raise DocumentError(
            f"{where}: JSON without a posting (it has: {keys or 'nothing'}); "
            "expected a schema.org JobPosting or a record with a 'description' or 'text'; rename the key"
        )
    about = {"format": "json", "encoding": decoded.encoding}
    return [replace(one, meta={**one.meta, **about}, notes=(*decoded.notes, *one.notes)) for one in documents]


def parse_block(block: str) -> object:
    """Parse a page's JSON-LD block, forgiving what real pages get wrong: wrapping comments, trailing commas.

    Raises:
        ValueError: It is no JSON even so.
    """
    block = _WRAPPING.sub("", _WRAPPING.sub("", block.strip()))
    try:
        return json.loads(block, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except ValueError:
        return json.loads(_TRAILING_COMMA.sub("", block), strict=False)


def find_postings(value: object) -> Iterator[Record]:
    """Yield every JobPosting in parsed JSON-LD, through lists, `@graph` and whatever it is wrapped in."""
    todo = deque([value])
    while todo:
        item = todo.popleft()
        if isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, Mapping):
            names = [name for name in _many(item.get("@type")) if isinstance(name, str)]
            if any(re.split(r"[/:#]", name)[-1] == "JobPosting" for name in names):
                yield item
            todo.extend(item.values())


def _find_records(value: object) -> list[Record]:
    """Return the records of job systems that hold a text: those with a title where any has one."""
    names = field_names()
    titled: list[Record] = []
    untitled: list[Record] = []
    todo: deque[tuple[object, int]] = deque([(value, 0)])
    while todo:
        item, depth = todo.popleft()
        if depth > _MOST_NESTED:
            continue
        if isinstance(item, list):
            todo.extend((inner, depth + 1) for inner in item)
        elif isinstance(item, Mapping):
            fields = _flat(item)
            listed = [inner for those in fields.at(names.lists) if isinstance(those, list) for inner in those]
            jobs = [inner for inner in listed if isinstance(inner, Mapping) and _has_text(_flat(inner))]
            if jobs:  # an account with them
                todo.extend((inner, depth + 1) for inner in jobs)
            elif _has_text(fields):
                (titled if fields.first(names.title, _name) else untitled).append(item)
            else:
                todo.extend((inner, depth + 1) for inner in item.values())
    return titled or untitled


def _has_text(fields: _Fields) -> bool:
    names = field_names()
    if any(map(_is_text, fields.at(names.description))):
        return True
    return any(fields.at(names.parts)) and bool(fields.first(names.title, _name))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _fold(name: str) -> str:
    """Return a field's name without case, blanks and signs: "jobDescription" and "Job_Description" are one."""
    return _SIGNS.sub("", name).lower()


class _Fields(dict[str, object]):
    """A record's fields by their names without case, blanks and signs; of two that are alike, the first is kept."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        for key, value in record.items():
            self.setdefault(_fold(key), value)

    def at(self, names: Iterable[str]) -> Iterator[object]:
        """Yield what stands under each of some names."""
        return (self.get(_fold(name)) for name in names)

    def each(self, names: Iterable[str], read: Callable[[object], str]) -> Iterator[str]:
        """Yield the texts that stand under some names."""
        return filter(None, map(read, self.at(names)))

    def first(self, names: Iterable[str], read: Callable[[object], str]) -> str:
        """Return the first of these texts, nothing where there is none."""
        return next(self.each(names, read), "")


def _flat(record: Record) -> _Fields:
    """Return a record's fields with folded names, those of records that only wrap them among them."""
    fields = _Fields(record)
    for _ in range(3):  # "jobAd": {"sections": {…}}
        for name in map(_fold, field_names().within):
            inner = fields.get(name)
            if isinstance(inner, Mapping):
                del fields[name]
                for key, value in _Fields(inner).items():
                    fields.setdefault(key, value)
    return fields


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
    given = (key for key in map(_fold, names.description) if _is_text(fields.get(key)))
    described = next((key for key in given if texts.read(fields[key])), "")
    title = _Fields(fields | {described: None}).first(names.title, _name)
    blocks = [texts.read(fields.get(described))]
    notes: list[str] = []
    for part, heading in names.parts.items():
        key = _fold(part)
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
            has_own = isinstance(value, Mapping) and _part_heading(value)
            blocks.append("\n".join([heading, *lines] if heading and not has_own else lines))
    if pay := _stated_pay(fields):
        blocks.append(f"Pay: {pay}")
    notes += hidden_text_notes(texts.hidden)
    return Document("\n\n".join(filter(None, blocks)), title or None, _meta(fields), tuple(notes))


def _meta(fields: _Fields) -> dict[str, str]:
    names = field_names()
    is_remote = any("TELECOMMUTE" in _text(one).upper() for one in _many(fields.get("joblocationtype")))
    places = "; ".join(dict.fromkeys(filter(None, map(_place, _many(fields.get("joblocation"))))))
    meta = {
        "format": "json",
        "company": fields.first(names.company, _name),
        "workMode": "remote" if is_remote else "",
        "location": places or fields.first(names.location, _place) or ("remote" if is_remote else ""),
        "datePosted": _text(fields.get("dateposted")),
        "validThrough": _text(fields.get("validthrough")),
        "employmentType": ", ".join(filter(None, map(_name, _many(fields.get("employmenttype"))))),
        "language": _name(fields.get("inlanguage")),
    }
    return {key: value for key, value in meta.items() if value}


class _Texts:
    """Reads fields as text and counts what their markup hides."""

    def __init__(self) -> None:
        self.hidden = 0
        self._read: dict[str, str] = {}

    def read(self, value: object) -> str:
        if not isinstance(value, str):
            return _text(value)
        if value not in self._read:
            self._read[value], hidden = show_html(value)
            self.hidden += hidden
        return self._read[value]


def _many(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    """Return a field as text: markup as a reader sees it, numbers as written."""
    if isinstance(value, str):
        return show_html(value).text
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value) if abs(value) < _MOST_PAID else ""


def _name(value: object) -> str:
    """Return the name of a person, an organisation, a place or a term, however it is given."""
    for item in _many(value):
        if isinstance(item, Mapping):
            keys = ("name", "legalName", "display_name", "label", "title", "@value")
            item = next((item[key] for key in keys if item.get(key)), None)
        if name := " ".join(_text(item).split()):
            return name
    return ""


def _place(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(filter(None, map(_place, value))))
    if not isinstance(value, Mapping):
        return _name(value)
    address = value.get("address")
    if isinstance(address, Mapping):
        fields = (_name(address.get(f"address{part}")) for part in ("Locality", "Region", "Country"))
        return ", ".join(dict.fromkeys(filter(None, fields))) or _name(value)
    parts = (_name(value.get(key)) for key in ("city", "region", "country"))
    return _name(address) or _name(value) or ", ".join(filter(None, parts))


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
            text = _text(item.get("credentialCategory")) or _name(item)  # of a degree, or what it is called
        else:
            text = texts.read(item)
        if len(items) > 1 and text and not text.startswith("- "):
            text = f"- {text}"
        lines += text.split("\n")
    return [line for line in lines if line]


def _part_text(part: Record) -> str:
    """Return the text of {"text": heading, "content": text}: the first of its names, but for the heading's."""
    given = _Fields(part).at(field_names().part_text)
    return next((value for value in given if isinstance(value, str)), "")


def _part_heading(part: Record) -> str:
    said = _part_text(part)
    return _Fields(part).first(
        field_names().part_heading, lambda value: "" if value == said else _name(value)
    )


def _months(fields: _Fields) -> str:
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


def _stated_pay(fields: _Fields) -> str:
    names = field_names()
    if pay := fields.first(("base salary", "estimated salary"), _pay):
        return pay
    for inner in (fields, *fields.at(names.pay_within)):
        if isinstance(inner, Mapping) and (pay := _sums(_Fields(inner))):
            return pay
    paid = fields.get("compensation")
    return _Fields(paid).first(names.pay_text, _text) if isinstance(paid, Mapping) else ""


def _pay(value: object) -> str:
    for item in _many(value):
        if isinstance(item, Mapping):
            inner = item.get("value")
            both = _Fields(item)
            both.update(_Fields(inner) if isinstance(inner, Mapping) else {})
            if pay := _sums(both) or _with_unit(_number(both.get("value")), both):
                return pay
        elif pay := _number(item):
            return pay
        elif isinstance(item, str) and re.search(r"[1-9]", item):  # "$120k - $150k"; not "competitive"
            return " ".join(_text(item).split())
    return ""


def _sums(fields: _Fields) -> str:
    names = field_names()
    low, high = fields.first(names.pay_low, _number), fields.first(names.pay_high, _number)
    return _with_unit("-".join(dict.fromkeys(filter(None, (low, high)))), fields)


def _with_unit(sums: str, fields: _Fields) -> str:
    if not sums:
        return ""
    names = field_names()
    stated = fields.first(names.pay_period, _text) or _text(fields.get("unitcode"))
    unit = _fold(stated.lower().removeprefix("per "))
    period = next((period for period, words in names.periods.items() if unit in map(_fold, words)), "")
    currency = fields.first(names.pay_currency, _text)
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


def resume_to_document(record: Record) -> Document | None:
    """Turn a CV into a document; None where it is none."""
    fields, parts = _Fields(record), field_names().resume_parts
    basics = fields.get("basics")
    if not isinstance(basics, Mapping) or not any(isinstance(part, list) for part in fields.at(parts)):
        return None
    blocks = ["\n".join(filter(None, (_text(basics.get(key)) for key in ("name", "label", "summary"))))]
    for part, heading in parts.items():
        items = fields.get(_fold(part))
        lines = [line for item in items for line in _resume_lines(item)] if isinstance(items, list) else []
        if lines:
            blocks.append("\n".join([heading, *lines]))
    return Document("\n\n".join(filter(None, blocks)), None, {"format": "json"})


def _resume_lines(item: object) -> Iterator[str]:
    if not isinstance(item, Mapping):
        if text := _text(item):
            yield f"- {text}"
        return
    names, fields = field_names(), _Fields(item)
    head = [*fields.each(names.resume_names, _text)]
    start, end, *others = map(_text, fields.at(names.resume_dates))
    if start:
        head.append(f"{start} - {end or names.resume_present}")
    else:
        head += [date for date in (end, *others) if date]
    lists = [value for value in fields.at(names.resume_items) if isinstance(value, list)]
    words = [text for value in lists for each in value if (text := _text(each))]
    if words and not start and all(len(word.split()) < 5 for word in words):
        yield f"{' | '.join(head)}: {', '.join(words)}" if head else ", ".join(words)
        words = []
    elif head:
        yield " | ".join(head)
    yield from fields.each(names.resume_texts, _text)
    yield from (f"- {word}" for word in words)
