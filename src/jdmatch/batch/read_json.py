"""The rows of JSON lines: one object a line; any other line becomes a reject with its text as it was."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Final

from jdmatch.batch.csv_layout import is_table
from jdmatch.batch.lines import Lines, Reason, Reject, Row, notes_on_numbers, notes_on_repairs
from jdmatch.errors import BatchError
from jdmatch.tables.columns import notes_on_names, unique_names

_MOST_COLUMNS: Final = 5_000


class JsonSource:
    """A file of JSON lines; its columns are the keys of all its objects, in the order they first come in."""

    def __init__(self, path: Path, field_characters: int, name: str | None = None) -> None:
        self.path = path
        self._name = name or str(path)
        self._limit = field_characters
        self._lines: Lines | None = None
        self._repaired = self._not_finite = 0
        self._keys = self._find_keys()  # a pass over the file: a key may come late
        self.columns = unique_names(self._keys)
        self._fixed_notes = (f"{path.name}: JSON lines", *notes_on_names(self._keys, self.columns))

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file is read, and what was odd in it."""
        return (*self._fixed_notes, *notes_on_repairs(self._repaired), *notes_on_numbers(self._not_finite))

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return self._lines.fraction() if self._lines else 1.0

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows and rejects, in order."""
        for read in self._objects():
            if isinstance(read, Reject):
                yield read
            else:
                line, fields = read
                yield Row(line, tuple(fields.get(key) for key in self._keys))

    def _find_keys(self) -> tuple[str, ...]:
        keys: dict[str, None] = {}
        for read in self._objects():
            if not isinstance(read, Reject):
                keys.update(dict.fromkeys(read[1]))
            if len(keys) > _MOST_COLUMNS:
                raise BatchError(
                    f"{self._name}: its objects have more than {_MOST_COLUMNS:,} different keys; "
                    "expected the same few in each; put what varies into one nested object"
                )
        if not keys:
            raise self._no_object()
        return tuple(keys)

    def _no_object(self) -> BatchError:
        """Return the error for a file without any object, with what it looks like instead."""
        lines = Lines(self.path)
        lines.close()
        if lines.sample.lstrip()[:1] in ("{", "["):
            found = "no line is a JSON object, it seems to be spread over several lines"
            advice = f"write it anew, one object a line, for example with: {_jq(lines.sample)}"
        else:
            start = repr(lines.sample.lstrip().partition("\n")[0].rstrip()[:60])
            is_csv = is_table(lines.sample)
            found = (
                f"no line is a JSON object{'; it looks like CSV' if is_csv else ''} (it begins with {start})"
            )
            advice = "give it a name that ends in .csv" if is_csv else "check that it is the file you mean"
        return BatchError(
            f'{self._name}: {found}; expected one object a line, such as {{"description": "…"}}; {advice}'
        )

    def _objects(self) -> Iterator[tuple[int, Mapping[str, object]] | Reject]:
        lines = self._lines = Lines(self.path, name=self._name, field_characters=self._limit)
        self._not_finite = 0
        try:
            if lines.sample.lstrip()[:1] == "[":
                raise BatchError(
                    f"{self._name}: a JSON array; expected JSON lines, one object a line; "
                    f"write it anew, for example with: {_jq('[')}"
                )
            while True:
                for text in lines:
                    lines.taken.clear()
                    if not text.isspace():
                        fields = self._parse(text)
                        if isinstance(fields, tuple) and "\r" in text[:-2]:
                            # no JSON holds a bare carriage return: here it ends a line
                            lines.put_back(re.findall(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$", text), 1)
                        elif isinstance(fields, tuple):
                            yield Reject(lines.number, *fields, text)
                        else:
                            yield lines.number, fields
                if not lines.is_overlong:
                    return
                detail = f"a line of more than {lines.longest:,} characters"
                for place, piece in enumerate(lines.pieces()):
                    told = "goes on" if place else detail
                    yield Reject(lines.number, "overlong line", told, piece, rest=place > 0)
        finally:
            self._repaired, self._lines = lines.repaired, None
            lines.close()

    def _number(self, text: str) -> float | None:
        """Return a number, or None for what no JSON may hold: NaN, Infinity, 1e999."""
        number = float(text)
        if isfinite(number):
            return number
        self._not_finite += 1
        return None

    def _parse(self, text: str) -> Mapping[str, object] | tuple[Reason, str]:
        """Return an object, or the reason why there is none."""
        doubled: list[str] = []

        def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
            fields = dict(pairs)
            if len(fields) < len(pairs):
                counts = Counter(key for key, _ in pairs)
                doubled.extend(key for key, count in counts.items() if count > 1)
            return fields

        try:
            fields = json.loads(
                text, object_pairs_hook=once, parse_float=self._number, parse_constant=self._number
            )
        except (ValueError, RecursionError) as error:
            return ("NUL byte", "a NUL byte in the line") if "\0" in text else _fault(error)
        if not isinstance(fields, dict):
            return "not an object", f"a JSON {_JSON_NAMES[type(fields)]}, no object"
        if doubled:
            return "doubled key", f"the key {doubled[0]!r} is given twice"
        if "\\u" in text:
            for key, value in fields.items():
                if fault := _unfit(key) or _unfit(value):
                    return fault
        longest = max((len(v) for v in fields.values() if isinstance(v, str)), default=0)
        if longest > self._limit:
            return "huge field", f"a field of {longest:,} characters; the limit is {self._limit:,}"
        return fields


_JSON_NAMES: Final[dict[type, str]] = {
    list: "array", str: "string", int: "number", float: "number", bool: "true or false", type(None): "null",
}  # fmt: skip


def _jq(sample: str) -> str:
    return f"jq -c {'.[]' if sample.lstrip().startswith('[') else '.'!r} FILE > FILE.jsonl"


def _fault(error: ValueError | RecursionError) -> tuple[Reason, str]:
    """Return what is wrong with a line, in the words of who wrote it: the line's number is told already."""
    if isinstance(error, json.JSONDecodeError):
        told = error.msg[:1].lower() + error.msg[1:]
        return "not JSON", f"{told}, at character {error.pos + 1:,} of the line"
    if isinstance(error, RecursionError):
        return "not JSON", "brackets nested too deep to be read"
    # the only other thing that `json` cannot read
    return "huge number", "a number of more digits than can be read; put it into quotes"


def _unfit(value: object) -> tuple[Reason, str] | None:
    """Return what is wrong with a text that came out of escapes: it could not be written again."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if "\0" in text:
        return "NUL byte", "a NUL byte in a text"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "not Unicode", "half a surrogate pair in a text"
    return None
