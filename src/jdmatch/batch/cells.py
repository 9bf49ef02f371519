"""A value as it is written: as a cell no spreadsheet runs, or as JSON that any reader takes."""

from __future__ import annotations

import json
from math import isfinite
from typing import Final

from jdmatch.batch.encodings import is_clean
from jdmatch.batch.records import Value

# what makes Excel, LibreOffice and Google Sheets run a cell (OWASP, CSV injection)
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def disarm(text: str) -> str:
    """Return a cell's text so that no spreadsheet takes it for a formula; numbers stay as they are.

    >>> disarm("=1+1"), disarm("-5.2"), disarm("- Python"), disarm("Python")
    ("'=1+1", '-5.2', "'- Python", 'Python')
    """
    if not text.startswith(_STARTS_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def cell_text(value: Value) -> str:
    """Return a value as the text of a cell.

    >>> [cell_text(v) for v in (None, float("nan"), 3.0, 12.5, True, ["a", float("nan")], "x")]
    ['', '', '3', '12.5', 'true', '["a", null]', 'x']
    """
    if isinstance(value, str):
        return unicode_text(value)
    if value is None or value != value:  # NaN alone is not itself
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bool | list | dict):
        return json_text(value)
    return unicode_text(str(value))


def unicode_text(text: str) -> str:
    r"""Return a text that any format can hold: bytes of a file's name that are not UTF-8 are spelt out.

    >>> unicode_text(b"caf\xe9.txt".decode("utf-8", "surrogateescape")), unicode_text("café")
    ('caf\\xe9.txt', 'café')
    """
    if is_clean(text):
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a character, which is no byte of a name
        return text.encode("utf-8", "backslashreplace").decode()


def json_text(value: object) -> str:
    """Return a value as JSON; what JSON does not know, NaN and Infinity, is null.

    >>> json_text({"x": [1.5, float("nan"), float("inf")]})
    '{"x": [1.5, null, null]}'
    """
    try:
        text = _dumps(value)
    except ValueError:  # seldom enough that the common case need not look for it
        text = _dumps(_plain(value))
    return text if is_clean(text) else _dumps(_plain(value))


def json_line(value: object) -> bytes:
    r"""Return a value as a line of JSON.

    >>> json_line({"score": None, "title": "Ingénieur"}).decode()
    '{"score": null, "title": "Ingénieur"}\n'
    """
    return json_text(value).encode() + b"\n"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)


def _plain(value: object) -> object:
    """Return a value in which everything can be said in JSON."""
    if isinstance(value, dict):
        return {unicode_text(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return value if isfinite(value) else None
    return unicode_text(value) if isinstance(value, str) else value
