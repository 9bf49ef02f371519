"""One HTML page over a scored file: sortable, filterable, whole in itself. Behind `jdmatch report`.

The page asks no network for anything and runs no script but its own (its policy says so by hash), since every
word on it comes from postings that strangers wrote.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

from jdmatch.batch.write import DUPLICATE, cell_text, disarm
from jdmatch.errors import DocumentError, MissingExtraError
from jdmatch.tables.columns import Role, guess_column, no_column
from jdmatch.tables.rows import COLUMNS, JOINER

MOST_ROWS: Final = 2_000
_MOST_TEXT: Final = 1_500
_MOST_COUNTED: Final = 12
_ROLES: Final[tuple[Role, ...]] = ("title", "id", "company", "place", "link", "text")


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row as the page shows it; every text is plain, the template escapes it."""

    number: int
    score: float | None
    title: str
    company: str
    place: str
    link: str
    text: str
    verdict: str
    role: str
    level: str
    years: str
    degree: str
    pay: str
    pay_sort: float
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    required: tuple[str, ...]
    preferred: tuple[str, ...]
    remarks: str
    is_duplicate: bool


@dataclass(slots=True)
class Counts:
    """What the whole file holds, also where the page shows only its best rows."""

    rows: int = 0
    scored: int = 0
    total: float = 0.0
    verdicts: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    required: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    def add(self, row: PageRow) -> None:
        """Count a row."""
        self.rows += 1
        self.roles[row.role or "unknown"] += 1
        if row.score is not None:
            self.scored += 1
            self.total += row.score
            self.verdicts[row.verdict] += 1
            self.missing.update(row.missing)
        self.required.update(row.required)

    def lists(self) -> Iterator[tuple[str, list[tuple[str, int]], int]]:
        """Yield the lists of the page's head: name, entries, what the longest bar stands for."""
        named = (("verdicts", self.verdicts), ("roles", self.roles))
        for name, counter in (*named, ("most required", self.required), ("most often missing", self.missing)):
            if counter:
                yield name, counter.most_common(_MOST_COUNTED), max(counter.values())


def write_page(
    scored: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    title: str | None = None,
    most: int = MOST_ROWS,
) -> tuple[int, int]:
    """Write the page over a scored file (CSV, JSON lines, Parquet), the best rows first.

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
    best = heapq.nlargest(most, _counted(read_rows(scored), counts), key=_rank)
    html = render(best, counts, title or Path(scored).name)
    try:
        Path(output).write_text(html, encoding="utf-8")
    except OSError as error:
        raise DocumentError(
            f"{output}: cannot be written ({error.strerror or error}); expected a file's name in a folder"
        ) from error
    return len(best), counts.rows


def _counted(rows: Iterable[PageRow], counts: Counts) -> Iterator[PageRow]:
    for row in rows:
        counts.add(row)
        yield row


def _rank(row: PageRow) -> tuple[float, int]:
    # rows without a score come last; of equal scores the earlier row comes first
    return (-1.0 if row.score is None else row.score), -row.number


def read_rows(scored: str | os.PathLike[str]) -> Iterator[PageRow]:
    """Yield the rows of a scored file.

    Raises:
        BatchError: if the file cannot be read.
        InputError: if it has no column `score`.
    """
    from jdmatch.batch.inputs import open_source
    from jdmatch.batch.lines import Row
    from jdmatch.batch.options import BatchOptions

    source = open_source(BatchOptions(input=scored, output="-.csv"), Path(scored))
    place = _places(source.columns, os.fspath(scored))
    number = 0
    for record in source.read():
        if isinstance(record, Row):
            number += 1
            yield _page_row(number, {name: record.values[at] for name, at in place.items()})


def _places(columns: Sequence[str], file: str) -> dict[str, int]:
    """Return where each value stands; ours bear a prefix where the input had such a column itself."""
    place: dict[str, int] = {}
    for name in (*COLUMNS, DUPLICATE):
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


def _page_row(number: int, values: Mapping[str, Any]) -> PageRow:
    def text(name: str) -> str:
        return disarm(" ".join(cell_text(values.get(name)).replace("\x00", "").split()))

    def ids(name: str) -> tuple[str, ...]:
        return tuple(one for one in cell_text(values.get(name)).split(JOINER) if one)

    link = text("given link")
    body = cell_text(values.get("given text")).replace("\x00", "").strip()
    return PageRow(
        number=number,
        score=_number(values.get("score")),
        title=text("given title") or text("given id") or f"row {number}",
        company=text("given company"),
        place=text("given place"),
        # nothing but the web: "javascript:" in a link is a script
        link=link if re.match(r"https?://", link, re.IGNORECASE) else "",
        text=disarm(body if len(body) <= _MOST_TEXT else body[:_MOST_TEXT].rstrip() + " …"),
        verdict=text("verdict"),
        role=text("role"),
        level=text("level"),
        years=text("min_years"),
        degree=text("degree"),
        pay=_pay(values),
        pay_sort=_number(values.get("pay_min")) or _number(values.get("pay_max")) or 0.0,
        matched=ids("matched"),
        missing=ids("missing"),
        required=ids("required"),
        preferred=ids("preferred"),
        remarks="; ".join(filter(None, (text("error"), text("notes")))),
        is_duplicate=bool(text(DUPLICATE)),
    )


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
        feature = "the report page"
        raise MissingExtraError(feature, "report") from error
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
        rows=rows,
        counts=counts,
        mean=counts.total / counts.scored if counts.scored else None,
        roles=sorted({row.role for row in rows if row.role}),
        has_duplicates=any(row.is_duplicate for row in rows),
        script=Markup(script),
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'",
    )
