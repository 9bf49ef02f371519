"""Reads a gold file: documents with what careful people found in them, one JSON object a line.

Every field of `gold` may be left out: what is left out is not judged, while `null` and `[]` say "none there".
All faults are told at once, each with its line.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jdmatch.errors import DataError, DocumentError, Problem, did_you_mean
from jdmatch.taxonomy.models import DegreeLevel, Kind, Level, RoleId, Text

Stance = Literal["required", "preferred", "mentioned", "negated"]
Span = tuple[int, int]
_SHORT = 3


class Model(BaseModel):
    """Base: nothing unknown, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldSkill(Model):
    """A skill expression of the document."""

    surface: Text
    type: Kind
    stance: Stance


class GoldYears(Model):
    """Years tied to a named skill."""

    surface: Text
    years: float


class GoldDegree(Model):
    """The lowest degree accepted, for a CV the highest held."""

    min: DegreeLevel
    fields: tuple[Text, ...] = ()
    stance: Literal["required", "preferred"] = "required"


class GoldPay(Model):
    """The pay as stated."""

    min: float
    max: float | None = None
    currency: Text
    period: Literal["year", "month", "week", "day", "hour"]


class Gold(Model):
    """What is to be found in a document."""

    skills: tuple[GoldSkill, ...] = ()
    optional: tuple[Text, ...] = ()  # careful readers differ on them: finding them is neither right nor wrong
    skill_years: tuple[GoldYears, ...] = ()
    min_years: float | None = None
    degree: GoldDegree | None = None
    certifications: tuple[Text, ...] = ()
    duties: tuple[Text, ...] = ()
    duties_maybe: tuple[
        Text, ...
    ] = ()  # the reader was unsure of them: finding them is neither right nor wrong
    level: Level | None = None
    pay: GoldPay | None = None
    role: RoleId | None = None
    fit: Annotated[int, Field(ge=0, le=4)] | None = None

    def says(self, name: str) -> bool:
        """Tell whether the field was given at all."""
        return name in self.model_fields_set


class GoldRow(Model):
    """A document with its gold; other keys (a source, a note) are allowed beside these and ignored."""

    model_config = ConfigDict(extra="ignore")

    id: Text
    kind: Literal["posting", "cv"]
    title: str | None = None
    text: Text
    gold: Gold


def text_of(path: str | os.PathLike[str], expected: str) -> str:
    """Return a file's text.

    Raises:
        DocumentError: if it cannot be read.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        fault = f"not UTF-8 at byte {error.start}; save it as UTF-8"
        raise DocumentError(f"{os.fspath(path)}: {fault}") from error
    except OSError as error:
        fault = f"cannot be read ({error.strerror or error}); expected {expected}"
        raise DocumentError(f"{os.fspath(path)}: {fault}") from error


def read_gold(path: str | os.PathLike[str]) -> tuple[GoldRow, ...]:
    """Return the rows of a gold file.

    Raises:
        DocumentError: if the file cannot be read.
        DataError: with every fault of every line.
    """
    name, text = os.fspath(path), text_of(path, "a file of JSON lines")
    rows: list[GoldRow] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    # not splitlines(): a JSON string may hold a bare U+2028, which is no line's end here
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row, faults = parse_row(line)
        if row is not None:
            if row.id in first_line:
                faults.append(f"id {row.id!r} is doubled; it stands first in line {first_line[row.id]}")
            first_line.setdefault(row.id, number)
            rows.append(row)
        problems += [Problem(name, number, fault) for fault in faults]
    if not rows and not problems:
        problems.append(
            Problem(name, 1, "the file is empty; expected JSON lines with id, kind, text and gold")
        )
    if problems:
        raise DataError(problems)
    return tuple(rows)


def parse_row(line: str) -> tuple[GoldRow | None, list[str]]:
    """Return the row of a line, and its faults in words.

    >>> parse_row('{"id": "1", "kind": "letter", "text": "We use R.", "gold": {"levels": null}}')[1]
    ["kind: input should be 'posting' or 'cv' (got 'letter')", "gold.levels: unknown; did you mean 'level'?"]
    """
    try:
        value = json.loads(line)
    except ValueError as error:
        return None, [f"not readable as JSON: {error}"]
    if not isinstance(value, dict):
        return None, [f"expected an object with id, kind, text and gold, found {type(value).__name__}"]
    try:
        row = GoldRow.model_validate(value)
    except ValidationError as error:
        return None, [_fault(one["loc"], one["type"], one["msg"], one.get("input")) for one in error.errors()]
    return row, list(_not_in_text(row))


def _fault(location: tuple[str | int, ...], kind: str, message: str, given: object) -> str:
    where = ".".join(str(step) for step in location)
    if kind == "extra_forbidden":
        return f"{where}: unknown{did_you_mean(str(location[-1]), sorted(Gold.model_fields))}"
    shown = f" (got {given!r})" if isinstance(given, str | int | float | bool) else ""
    return f"{where}: {message[0].lower()}{message[1:]}{shown}"


def _not_in_text(row: GoldRow) -> Iterator[str]:
    gold = row.gold
    quoted = {
        "skills": [skill.surface for skill in gold.skills],
        "optional": gold.optional,
        "skill_years": [years.surface for years in gold.skill_years],
        "degree.fields": gold.degree.fields if gold.degree else (),
        "certifications": gold.certifications,
    }
    for name, surfaces in quoted.items():
        for surface in surfaces:
            if not occurrences(surface, row.text):
                yield f"gold.{name}: {surface!r} does not stand in the text; quote it exactly"


def occurrences(surface: str, text: str) -> list[Span]:
    """Return where an expression stands in a text, as a whole word where it does so at all.

    Names of up to three letters count only as they are written: "R" is not "r".

    >>> occurrences("R", "R, or our r&d"), occurrences("java", "JavaScript, Java")
    ([(0, 1)], [(12, 16)])
    """
    case = re.NOFLAG if len(surface) <= _SHORT else re.IGNORECASE
    words = re.escape(surface)
    spans = [m.span() for m in re.finditer(rf"(?<!\w){words}(?!\w)", text, case)]
    return spans or [m.span() for m in re.finditer(words, text, case)]
