"""Reads a YAML file strictly and remembers the line of every value.

Strict: no anchors, no aliases, no tags, no doubled keys, one document. `no`, `on` and `3.10` stay what a person wrote
where a string is wanted, because only plain integers, decimals, `true`, `false` and `null` are read as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from jdmatch.errors import Problem

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

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest part above it that has one; unknown steps are left out."""
        return self.lines.get(self.known(path), 1)

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
        return YamlFile(None, {}, (Problem(name, line, f"not readable as YAML: {error.problem or error}"),))
    except yaml.YAMLError as error:
        message = " ".join(str(error).split())[:200]
        return YamlFile(None, {}, (Problem(name, 1, f"not readable as YAML: {message}"),))
    if node is None:
        return YamlFile(None, {}, (Problem(name, 1, "the file is empty"),))
    lines: dict[Path, int] = {}
    problems = list(_anchors(text, name))
    value = _plain(node, (), lines, problems, name)
    return YamlFile(value, lines, tuple(problems))


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
