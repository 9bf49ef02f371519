"""JSON lines: one object a line; what is none becomes a reject with its line as it was."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from jdmatch.batch.records import Reason, Reject, Row
from jdmatch.batch.streams import LONG_LINE, Lines
from jdmatch.errors import BatchError

_MOST_COLUMNS: Final = 5_000


class JsonSource:
    """A file of JSON lines; its columns are the keys of all its objects, in the order they first come in."""

    def __init__(self, path: Path, field_characters: int) -> None:
        self.path = path
        self._limit = field_characters
        self._lines: Lines | None = None
        self._notes = [f"{path.name}: JSON lines"]
        self._repaired = 0
        self.columns = self._find_columns()  # a pass over the file: a key may come late

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file is read."""
        if not self._repaired:
            return tuple(self._notes)
        return (*self._notes, f"{self._repaired:,} lines are not UTF-8 and were read as cp1252 (Windows)")

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
                yield Row(line, tuple(fields.get(name) for name in self.columns))

    def _find_columns(self) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for read in self._objects():
            if not isinstance(read, Reject):
                names.update(dict.fromkeys(read[1]))
            if len(names) > _MOST_COLUMNS:
                message = (
                    f"{self.path}: its objects have more than {_MOST_COLUMNS:,} different keys; "
                    "expected the same few in each; put what varies into one nested object"
                )
                raise BatchError(message)
        if not names:
            message = (
                f"{self.path}: no line is a JSON object; "
                f'expected one object a line, such as {{"description": "…"}}'
            )
            raise BatchError(message)
        return tuple(names)

    def _objects(self) -> Iterator[tuple[int, Mapping[str, object]] | Reject]:
        lines = self._lines = Lines(self.path)
        try:
            if lines.sample.lstrip()[:1] == "[":
                message = (
                    f"{self.path}: a JSON array; expected JSON lines, one object a line; "
                    "write it anew, for example with: jq -c '.[]'"
                )
                raise BatchError(message)
            while True:
                for text in lines:
                    lines.taken.clear()
                    if not text.isspace():
                        fields = self._parse(text)
                        if isinstance(fields, tuple):
                            yield Reject(lines.number, *fields, text)
                        else:
                            yield lines.number, fields
                if not lines.is_overlong:
                    return
                detail = f"a line of more than {LONG_LINE:,} characters"
                for place, piece in enumerate(lines.pieces()):
                    told = "goes on" if place else detail
                    yield Reject(lines.number, "overlong line", told, piece, rest=place > 0)
        finally:
            self._repaired, self._lines = lines.repaired, None
            lines.close()

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
            fields = json.loads(text, object_pairs_hook=once, parse_constant=str)  # NaN is no JSON
        except (ValueError, RecursionError) as error:
            return ("NUL byte", "a NUL byte in the line") if "\0" in text else ("not JSON", str(error))
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
