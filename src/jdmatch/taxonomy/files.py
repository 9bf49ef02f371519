"""Reads files strictly: YAML -> plain values with a line for each -> a model, with all faults at once.

Strict: no anchors, no aliases, no tags, no doubled keys, one document. `no`, `on` and `3.10` stay what a person wrote
where a string is wanted, because only plain integers, decimals, `true`, `false` and `null` are read as such.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from jdmatch.errors import Problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

_Model = TypeVar("_Model")

_INT = re.compile(r"[-+]?\d+\Z")
_FLOAT = re.compile(r"[-+]?\d+\.\d+\Z")
_WORDS: Mapping[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}
# what a plain value resolves to by itself
_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset({"", "str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map"})

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MAY_ANCHOR = re.compile(r"(?:^|[\s\[{,])[&*]\w", re.MULTILINE)

Path = tuple[str | int, ...]


class YamlFile(NamedTuple):
    """The plain value of a file, the line of every path in it, and its faults."""

    value: Any
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...]
    name: str  # what messages call it
    files: Mapping[Path, str] = {}  # what came from other files that were laid over it, and from which
    retired: Mapping[str, str] = {}  # what such files took away, and where they say so

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest part above it that has one; unknown steps are left out."""
        return self.lines.get(self.known(path), 1)

    def place(self, path: Path) -> tuple[str, int]:
        """Return the file and the line that a path came from."""
        known = self.known(path)
        return self.files.get(known, self.name), self.lines.get(known, 1)

    def problem(self, path: Path, message: str) -> Problem:
        """Return a fault of what stands at a path."""
        return Problem(*self.place(path), message)

    def known(self, path: Path) -> Path:
        """Return a path without the steps that the file does not have."""
        known: Path = ()
        for step in path:
            if (*known, step) in self.lines:
                known = (*known, step)
        return known


def read_yaml(text: str, name: str) -> YamlFile:
    r"""Read a YAML text; faults are returned, not raised, so that all of a folder can be told at once.

    >>> file = read_yaml("a: no\nb: [1, 2]\n", "x.yaml")
    >>> file.value, file.line(("b", 1))
    ({'a': 'no', 'b': [1, 2]}, 2)
    """
    try:
        # nodes, not values: the library's own values lose doubled keys and turn `no` into False; libyaml's parser is
        # thirty times as fast as one in Python
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return YamlFile(
            None, {}, (Problem(name, line, f"not readable as YAML: {error.problem or error}"),), name
        )
    except yaml.YAMLError as error:
        message = " ".join(str(error).split())[:200]
        return YamlFile(None, {}, (Problem(name, 1, f"not readable as YAML: {message}"),), name)
    if node is None:
        return YamlFile(None, {}, (Problem(name, 1, "the file is empty"),), name)
    lines: dict[Path, int] = {}
    problems = list(_anchors(text, name))
    value = _plain(node, (), lines, problems, name)
    return YamlFile(value, lines, tuple(problems), name)


def _anchors(text: str, name: str) -> Iterator[Problem]:
    # nodes do not tell their anchors, events do; few files need that look
    if _MAY_ANCHOR.search(text) is None:
        return
    for event in yaml.parse(text, Loader=_Loader):
        if getattr(event, "anchor", None):
            mark = event.start_mark
            line = mark.line + 1 if mark else 1
            yield Problem(name, line, "anchors and aliases are not allowed; write the value out")


def _plain(node: Node, path: Path, lines: dict[Path, int], problems: list[Problem], name: str) -> Any:
    line = node.start_mark.line + 1
    lines[path] = line
    if str(node.tag or _TAG).removeprefix(_TAG) not in _TAGS:
        problems.append(Problem(name, line, f"tag {str(node.tag)!r} is not allowed"))
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [_plain(child, (*path, i), lines, problems, name) for i, child in enumerate(node.value)]
    result: dict[str, Any] = {}
    if isinstance(node, MappingNode):
        for key_node, child in node.value:
            key = str(key_node.value)
            if key in result:
                first = lines[(*path, key)]
                place = key_node.start_mark.line + 1
                problems.append(
                    Problem(name, place, f"key {key!r} is doubled; it stands first in line {first}")
                )
                continue
            result[key] = _plain(child, (*path, key), lines, problems, name)
            lines[(*path, key)] = key_node.start_mark.line + 1
    return result


def _scalar(node: ScalarNode) -> object:
    text: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


# ------------------------------------------------------------------ models


class Read(NamedTuple, Generic[_Model]):
    """A file that holds what its model asks: its values with their lines, and the model."""

    yaml: YamlFile
    model: _Model


def read_text(path: FilePath, name: str, problems: list[Problem]) -> str | None:
    """Return a file's text, None where it has faults; these are added to the problems."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(name, 1, f"not UTF-8 at byte {error.start}; save it as UTF-8"))
    except FileNotFoundError:
        problems.append(Problem(name, 1, "the file is missing"))
    except OSError as error:
        problems.append(Problem(name, 1, f"the file cannot be read: {error.strerror}"))
    return None


def read_file(path: FilePath, name: str, problems: list[Problem]) -> YamlFile | None:
    """Return the plain values of a YAML file, None where there are none; faults are added to the problems."""
    text = read_text(path, name, problems)
    if text is None:
        return None
    file = read_yaml(text, name)
    problems.extend(file.problems)
    return None if file.value is None else file


def validated(file: YamlFile, model: type[_Model], problems: list[Problem]) -> Read[_Model] | None:
    """Return plain values as a model, None where they have faults; these are added to the problems."""
    from pydantic import ValidationError

    try:
        return Read(file, _adapter(model).validate_python(file.value))  # type: ignore[arg-type]
    except ValidationError as error:
        problems.extend(_faults(file, error))
        return None


@cache  # as many as there are kinds of files
def _adapter(model: type[_Model]) -> TypeAdapter[_Model]:
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def _faults(file: YamlFile, error: ValidationError) -> Iterator[Problem]:
    """Yield each fault that a model found, with its line and the entry's id."""
    for fault in error.errors():
        location = fault["loc"]
        entry = ""
        value = file.value
        for step in location[:2]:
            with contextlib.suppress(LookupError, TypeError):
                value = value[step]
        if isinstance(value, dict) and "id" in value:
            entry = f"{value['id']!r}: "
        known = file.known(location)
        named = known if known[-1:] == location[-1:] else (*known, location[-1]) if location else ()
        where = f"{'.'.join(str(step) for step in named)}: " if named else ""
        message = fault["msg"].removeprefix("Value error, ")
        message = message[0].lower() + message[1:]
        given = fault.get("input")
        if fault["type"] == "unexpected_keyword_argument":
            message = "no such key"
        shown = f" (got {given!r})" if isinstance(given, str | int | float | bool) else ""
        yield file.problem(location, f"{entry}{where}{message}{shown}")
