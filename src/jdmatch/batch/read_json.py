"""The rows of a file of JSON objects: one a line, or all in one array, or spread over lines as people print them.

What is no object becomes a reject with its text as it was. The file is read piece by piece in either case.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cached_property
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from typing import Final

from jdmatch.batch.lines import BREAK, Lines, Reason, Reject, Row, Source, read_start, reject_in_pieces
from jdmatch.batch.read_csv import is_table
from jdmatch.errors import BatchError
from jdmatch.tables.columns import name_columns

_MOST_COLUMNS: Final = 5_000
_BETWEEN: Final = re.compile(r"[\s,]*")  # what parts the objects of an array
_NEXT_OBJECT: Final = re.compile(r"\}\s*(?:,\s*)?(?=\{)")
_CHUNK: Final = 1 << 16  # characters that come at once
_CUT: Final = 16  # characters from the end of what is read: a fault there may be that there is more to come


class JsonSource(Source):
    """A file of JSON objects; its columns are the keys of all of them, in the order they first come in."""

    has_late_columns = True

    def __init__(self, path: Path, field_characters: int, name: str | None = None) -> None:
        super().__init__(path, name)
        self._limit = field_characters
        self._keys: dict[str, None] = {}
        self._sample = read_start(path).lstrip()
        self._is_array = self._sample.startswith("[")
        self._is_spread = not self._is_array and _is_spread(self._sample)
        self._doubled: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._once, parse_float=self._number, parse_constant=self._number
        )

    @cached_property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]
        """The names of the columns; they are known when all has been read once."""
        for _ in self.read():
            pass
        return name_columns(tuple(self._keys))[0]

    def read(self) -> Iterator[Row | Reject]:
        """Yield all rows and rejects, in order; at the first time, a row ends before the keys that come later.

        Raises:
            BatchError: if there is no object, or their keys are too many.
        """
        lines = self._lines = Lines(self.path, name=self.name, field_characters=self._limit)
        self._not_finite = 0
        keys = self._keys
        with closing(lines):
            for item in self._stream(lines) if self._is_array or self._is_spread else self._by_line(lines):
                if isinstance(item, Reject):
                    yield item
                    continue
                line, fields = item
                if not keys.keys() >= fields.keys():
                    keys.update(dict.fromkeys(fields))
                    if len(keys) > _MOST_COLUMNS:
                        advice = "expected the same few in each; put what varies into one nested object"
                        found = f"{self.name}: its objects have more than {_MOST_COLUMNS:,} different keys"
                        raise BatchError(f"{found}; {advice}")
                yield Row(line, tuple(map(fields.get, keys)))
        if not keys:
            raise self._no_object()
        self.columns, renamed = name_columns(tuple(keys))
        kind = "a JSON array" if self._is_array else "JSON objects" if self._is_spread else "JSON lines"
        self._notes = (f"{self.path.name}: {kind}", *renamed)

    def _no_object(self) -> BatchError:
        """Return the error for a file without any object, with what it looks like instead."""
        start = repr(self._sample.partition("\n")[0].rstrip()[:60])
        is_csv = is_table(self._sample)
        found = f"holds no JSON object{'; it looks like CSV' if is_csv else ''} (it begins with {start})"
        advice = "give it a name that ends in .csv" if is_csv else "check that it is the file you mean"
        return BatchError(
            f'{self.name}: {found}; expected one object a line, such as {{"description": "…"}}; {advice}'
        )

    def _by_line(self, lines: Lines) -> Iterator[tuple[int, Mapping[str, object]] | Reject]:
        while True:
            for text in lines:
                lines.taken.clear()
                if not text.isspace():
                    fields = self._parse(text)
                    if isinstance(fields, tuple) and "\r" in text[:-2]:
                        # no JSON holds a bare carriage return: here it ends a line
                        lines.put_back(BREAK.findall(text), 1)
                    elif isinstance(fields, tuple):
                        yield Reject(lines.number, *fields, text)
                    else:
                        yield lines.number, fields
            if not lines.is_overlong:
                return
            detail = f"a line of more than {lines.longest:,} characters"
            yield from reject_in_pieces(lines.number + 1, "overlong line", detail, lines.pieces())

    def _stream(self, lines: Lines) -> Iterator[tuple[int, Mapping[str, object]] | Reject]:
        """Yield the objects of an array, or of a file that has them one behind the other, wherever lines end."""
        chunks = lines.chunks()
        text, line, is_end = next(chunks, "").lstrip("\ufeff"), 1, False
        at = text.index("[") + 1 if self._is_array else 0
        is_broken = False  # what comes next belongs to a reject
        while True:
            begin = at if is_broken else _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
            line += text.count("\n", at, begin)
            text, at = text[begin:], 0
            if self._is_array and text[:1] == "]" and not is_broken:
                break
            fault, value, end = None, None, 0
            if text and not is_broken:
                fault, value, end = self._first_value(text, is_end=is_end)
            if not end and (fault or is_broken):
                end = self._next_start(text, 1)
            is_open = value is None and end in (0, len(text))
            if is_open and not is_end and len(text) < lines.longest:
                more = "".join(islice(chunks, 1 + len(text) // _CHUNK))
                text, is_end = text + more, not more
                continue
            if not text:
                if self._is_array:
                    yield Reject(line, "not JSON", "the array does not end: the file may be cut off", "")
                return
            if value is not None:
                yield line, value
            else:
                end = end or self._next_start(text, 1)
                reason = fault or ("huge record", f"an object of more than {lines.longest:,} characters")
                yield Reject(
                    line, *(("not JSON", "goes on") if is_broken else reason), text[:end], rest=is_broken
                )
                is_broken = end == len(text) and not is_end
            line += text.count("\n", 0, end)
            at = end
        behind = (piece for piece in chain([text[1:]], chunks) if piece.strip())
        yield from reject_in_pieces(line, "not JSON", "text behind the end of the array", behind)

    def _first_value(
        self, text: str, *, is_end: bool
    ) -> tuple[tuple[Reason, str] | None, Mapping[str, object] | None, int]:
        """Return what is wrong with the value that a text begins with, or the object that it is, and where it ends.

        Neither of them is there where it may go on beyond the text's end.
        """
        self._doubled.clear()
        try:
            value, end = self._decoder.raw_decode(text)
        except json.JSONDecodeError as error:
            is_cut = error.pos > len(text) - _CUT or error.msg.startswith("Unterminated string")
            return (None, None, 0) if is_cut and not is_end else (_fault(error), None, 0)
        except (ValueError, RecursionError) as error:
            return _fault(error), None, 0
        if end == len(text) and not is_end and not isinstance(value, dict):
            return None, None, 0  # the number may have more digits
        checked = self._checked(value, text[:end])
        return (checked, None, end) if isinstance(checked, tuple) else (None, checked, end)

    def _next_start(self, text: str, at: int) -> int:
        """Return where, behind a fault, an object begins that looks like the others, or the text's end."""
        for found in _NEXT_OBJECT.finditer(text, at):
            try:
                value, _ = self._decoder.raw_decode(text, found.end())
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and 2 * len(self._keys.keys() & value.keys()) >= len(self._keys):
                return found.end()
        return len(text)

    def _number(self, text: str) -> float | None:
        """Return a number, or None for what no JSON may hold: NaN, Infinity, 1e999."""
        number = float(text)
        if isfinite(number):
            return number
        self._not_finite += 1
        return None

    def _once(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            self._doubled.extend(key for key, count in counts.items() if count > 1)
        return fields

    def _parse(self, text: str) -> Mapping[str, object] | tuple[Reason, str]:
        """Return the object of a line, or the reason why there is none."""
        self._doubled.clear()
        try:
            value = self._decoder.decode(text)
        except (ValueError, RecursionError) as error:
            return ("NUL byte", "a NUL byte in the line") if "\0" in text else _fault(error)
        return self._checked(value, text)

    def _checked(self, fields: object, text: str) -> Mapping[str, object] | tuple[Reason, str]:
        if not isinstance(fields, dict):
            return "not an object", f"a JSON {_JSON_NAMES[type(fields)]}, no object"
        if self._doubled:
            return "doubled key", f"the key {self._doubled[0]!r} is given twice"
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


def _is_spread(sample: str) -> bool:
    """Return whether a file begins with an object that is written over several lines."""
    if not sample.startswith("{"):
        return False
    try:
        _, end = json.JSONDecoder().raw_decode(sample)
    except (ValueError, RecursionError):
        return re.match(r"\{\s*\n", sample) is not None
    return "\n" in sample[:end].strip()


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
