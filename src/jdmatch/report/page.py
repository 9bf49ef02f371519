"""One HTML page over a scored file, whole in itself: charts to filter by, rows to sort and open. For `jdmatch report`.

The page asks no network for anything and runs no script but its own (its policy says so by hash), since every
word on it comes from postings that strangers wrote. Its rows travel as packed JSON and are put on it as text only.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import heapq
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from jdmatch.batch.inputs import open_source
from jdmatch.batch.lines import Row
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.write import DUPLICATE, cell_text, disarm
from jdmatch.documents.opening import write_text
from jdmatch.errors import MissingExtraError
from jdmatch.tables.columns import Role, guess_column, no_column
from jdmatch.tables.rows import COLUMNS, JOINER
from jdmatch.taxonomy.loading import load_taxonomy
from jdmatch.taxonomy.models import SELF_TOLD_FACTS

MOST_ROWS: Final = 10_000
# Of all texts together so much is shown: packed, it leaves a page of 10,000 rows under 10 MB.
_ALL_TEXT: Final = 14_000_000
_LEAST_TEXT: Final = 600
_MOST_TEXT: Final = 12_000
_NAMED: Final = ("visa", "clearance", "travel")  # facts whose values need their names
_ROLES: Final[tuple[Role, ...]] = ("title", "id", "company", "place", "link", "text")

PageRow = dict[str, Any]  # plain values by the names that page.js knows them by; `_page_row` makes it


@dataclass(slots=True)
class Counts:
    """What the whole file holds, also where the page shows only its best rows."""

    rows: int = 0
    scored: int = 0
    total: float = 0.0
    made_with: set[str] = field(default_factory=set)  # as evidence or a column tells it
    requirements: list[str] = field(default_factory=list)  # the ids that stand in evidence


def write_page(
    scored: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    title: str | None = None,
    most: int = MOST_ROWS,
) -> tuple[int, int]:
    """Write the page over a scored file (CSV, JSON lines, Parquet), the best rows first.

    Where `jdmatch batch --explain` left its evidence beside the file, a row opens to it, marked in the text.

    Args:
        scored: What `jdmatch batch` wrote.
        output: The page.
        title: Its title, the file's name by default.
        most: Show so many rows; the counts are over all of them.

    Returns:
        How many rows the page shows, and how many the file has.

    Raises:
        BatchError: if the file cannot be read.
        InputError: if it has no column `score`.
        DocumentError: if the page cannot be written.
        MissingExtraError: if jinja2 is not installed.
    """
    counts = Counts()
    best = heapq.nlargest(most, read_rows(scored, counts), key=_rank)
    write_text(output, render(best, counts, title or Path(scored).name))
    return len(best), counts.rows


def _rank(row: PageRow) -> tuple[float, int]:
    # rows without a score come last; of equal scores the earlier row comes first
    return (-1.0 if row["score"] is None else row["score"]), -row["number"]


def read_rows(scored: str | os.PathLike[str], counts: Counts | None = None) -> Iterator[PageRow]:
    """Yield the rows of a scored file as the page shows them, counting them.

    Raises:
        BatchError: if the file cannot be read.
        InputError: if it has no column `score`.
    """
    counts = counts or Counts()
    source = open_source(BatchOptions(input=scored, output="-.csv"), Path(scored))
    place = _places(source.columns, os.fspath(scored))
    rows = (record for record in source.read() if isinstance(record, Row))
    evidence = _evidence(Path(f"{os.fspath(scored)}.explain.jsonl"))
    for number, (record, one) in enumerate(zip_longest(rows, evidence), start=1):
        if record is None:
            return
        values = {name: record.values[at] for name, at in place.items()}
        score = _number(values.get("score"))
        # an evidence file of another run says other scores; better none than another row's
        told = one if one is not None and one.get("score") == score else None
        if by := told.get("made_with") if told else values.get("made_with"):
            counts.made_with.add(
                ", ".join(f"{k} {v}" for k, v in by.items()) if isinstance(by, dict) else cell_text(by)
            )
        row = _page_row(number, values, score, _explain(told, counts.requirements) if told else None)
        counts.rows += 1
        counts.scored += score is not None
        counts.total += score or 0.0
        yield row


def _evidence(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def _explain(evidence: Mapping[str, Any], known: list[str]) -> tuple[Any, ...]:
    told = []
    for one in evidence.get("requirements", ()):
        if one["id"] not in known:
            known.append(one["id"])
        words = [[e["start"], e["end"], e["stance"], " ".join(e["text"].split())] for e in one["evidence"]]
        told.append((known.index(one["id"]), one["points"], one["weight"], one["status"], words))
    return tuple(told)


def _places(columns: Sequence[str], file: str) -> dict[str, int]:
    """Return where each value stands; ours bear a prefix where the input had such a column itself."""
    place: dict[str, int] = {}
    for name in (*COLUMNS, DUPLICATE, "made_with"):
        for given in (f"jdmatch_{name}", name):
            if given in columns:
                place[name] = columns.index(given)
                break
    if "score" not in place:
        raise no_column(file, "score", columns, f"score it first: jdmatch batch {file} -o scored.csv")
    for role in _ROLES:
        if (found := guess_column(role, columns)) is not None:
            place[f"given {role}"] = found
    return place


def _page_row(
    number: int, values: Mapping[str, Any], score: float | None, explain: tuple[Any, ...] | None
) -> PageRow:
    def text(name: str) -> str:
        return disarm(" ".join(cell_text(values.get(name)).replace("\x00", "").split()))

    def ids(name: str) -> tuple[str, ...]:
        return tuple(one for one in cell_text(values.get(name)).split(JOINER) if one)

    link = text("given link")
    body = cell_text(values.get("given text"))
    facts = (*map(text, SELF_TOLD_FACTS), *(f"{one} {text(one)}" for one in _NAMED if text(one)))
    return {
        "number": number,
        "score": score,
        "title": text("given title") or text("given id") or f"row {number}",
        "company": text("given company"),
        "location": text("given place") or text("place"),
        # nothing but the web: "javascript:" in a link is a script
        "link": link if re.match(r"https?://", link, re.IGNORECASE) else "",
        "text": body[:_MOST_TEXT],
        "cut": len(body) > _MOST_TEXT,
        **{name: text(name) for name in ("verdict", "role", "level")},
        "years": text("min_years"),
        "degree": text("degree"),
        "pay": _pay(values),
        "pay_sort": _number(values.get("pay_min")) or _number(values.get("pay_max")) or 0.0,
        "facts": tuple(filter(None, facts)),
        "gate": text("gate"),
        "gates": text("gates"),
        **{name: ids(name) for name in ("matched", "missing", "required", "preferred")},
        "remarks": "; ".join(filter(None, (text("error"), text("notes")))),
        "duplicate": bool(text(DUPLICATE)),
        # of each requirement the place of its id, points, weight, status, evidence
        "explain": explain,
    }


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if number == number else None


def _pay(values: Mapping[str, Any]) -> str:
    low, high = _number(values.get("pay_min")), _number(values.get("pay_max"))
    if low is None and high is None:
        return ""
    if low is None:
        amount = f"up to {high:,.0f}"
    else:
        amount = f"{low:,.0f}" if high is None or high == low else f"{low:,.0f} to {high:,.0f}"
    period = cell_text(values.get("pay_period"))
    return f"{amount} {cell_text(values.get('pay_currency'))}{f' a {period}' if period else ''}".strip()


def render(rows: Sequence[PageRow], counts: Counts, title: str) -> str:
    """Return the page as HTML.

    Raises:
        MissingExtraError: if jinja2 is not installed.

    >>> "<script>x" in render([], Counts(), "<script>x")
    False
    """
    try:
        import jinja2
        from markupsafe import Markup
    except ImportError as error:
        raise MissingExtraError("the report page", "report") from error
    folder = resources.files("jdmatch.report")
    script = (folder / "page.js").read_text(encoding="utf-8")
    # the hash of the text between <script> and </script>, to the byte
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((folder / "page.html").read_text(encoding="utf-8"))
    return template.render(
        title=title,
        shown=len(rows),
        counts=counts,
        mean=counts.total / counts.scored if counts.scored else None,
        data=_packed(rows, counts.requirements),
        script=Markup(script),
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'",
    )


def _packed(rows: Sequence[PageRow], requirements: Sequence[str]) -> str:
    """Return the page's data: JSON, packed, in signs that HTML leaves alone."""
    most = max(_LEAST_TEXT, min(_MOST_TEXT, _ALL_TEXT // max(1, len(rows))))
    shown = [row | {"text": row["text"][:most], "cut": row["cut"] or len(row["text"]) > most} for row in rows]
    plain = {
        "columns": [*shown[0]] if shown else [],
        "rows": [[*row.values()] for row in shown],
        "labels": _labels(rows, requirements),
        "requirements": list(requirements),
    }
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    # a lone surrogate is no character of UTF-8
    packed = gzip.compress(text.encode("utf-8", errors="replace"), compresslevel=9, mtime=0)
    return base64.b64encode(packed).decode("ascii")


def _labels(rows: Sequence[PageRow], requirements: Sequence[str]) -> dict[str, str]:
    """Return what people call the ids on the page."""
    taxonomy = load_taxonomy()
    used = {one for row in rows for one in (*row["required"], *row["preferred"])}
    labels = {one: taxonomy.concepts[one].label for one in sorted(used) if one in taxonomy.concepts}
    labels |= {role.id: role.label for role in taxonomy.roles.roles}
    named = {one for row in rows for one in (*row["matched"], *row["missing"])} | set(requirements)
    return labels | {one: one.replace("-", " ") for one in sorted(named)}
