"""Lays one YAML file over another: a team's few lines over the words that are there, a profile over the one it extends.

`files` reads each file; what is merged here is plain values again, each with the file and the line it came from, so
that `compiling` and `profile_files` need not know that there were several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jdmatch.errors import Problem, did_you_mean
from jdmatch.taxonomy.files import Path, YamlFile

RETIRE = "retire"
# what tells one entry of a list from the others, the first that all of them have
_IDENTITIES: Sequence[tuple[str, ...]] = (
    ("id",), ("of", "concept", "duty", "title", "named"), ("from", "to"), ("kind",), ("level",), ("head",), ("role",),
    ("label",), ("from_years",), ("coverage",), ("years",), ("least",),
)  # fmt: skip


@dataclass(slots=True)
class _Node:
    """A value with its place; that of a list is a list of nodes, that of a mapping a dict of them."""

    value: Any
    file: str
    line: int
    is_laid_over: bool  # it came from an overlay, not from the file below all of them

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def lay_over(old: YamlFile, new: YamlFile, problems: list[Problem], *, words_add: bool = True) -> YamlFile:
    r"""Return a file with what another one adds to it, changes and retires.

    Mappings are merged key by key, lists of entries by what names an entry, and lists of words are united; any other
    value takes the place of the old one. `retire` takes entries away by their ids, or words of the lists that it names.

    Args:
        old: What is there, maybe with overlays already.
        new: What is laid over it.
        problems: To which conflicts are added, with both places.
        words_add: Whether a list of words adds to the old one, or takes its place.

    >>> from jdmatch.taxonomy.files import read_yaml
    >>> old = read_yaml("names: [a, b]\nskills: [{id: x, at: 1}, {id: y}]\n", "old.yaml")
    >>> new = read_yaml("names: [c]\nskills: [{id: x, at: 2}]\nretire: [y]\n", "new.yaml")
    >>> merged = lay_over(old, new, [])
    >>> merged.value, merged.place(("skills", 0, "at"))
    ({'names': ['a', 'b', 'c'], 'skills': [{'id': 'x', 'at': 2}]}, ('new.yaml', 2))
    """
    merging = _Merging(problems, words_add=words_add)
    # where an overlay takes words away too, two that differ are no longer told; a profile has one base
    root = merging.merge(_tree(old, old.value, (), old.name), _tree(new, new.value, (), None), "")
    lines: dict[Path, int] = {}
    files: dict[Path, str] = {}
    value = _flat(root, (), old.name, lines, files)
    retired = {**old.retired, **merging.retired}
    return YamlFile(value, lines, (), old.name, files, retired)


def _tree(file: YamlFile, value: Any, path: Path, below: str | None) -> _Node:
    name, line = file.place(path)
    node = _Node(value, name, line, name != below)
    if isinstance(value, list):
        node.value = [_tree(file, one, (*path, i), below) for i, one in enumerate(value)]
    elif isinstance(value, dict):
        node.value = {key: _tree(file, one, (*path, key), below) for key, one in value.items()}
    return node


def _flat(node: _Node, path: Path, below: str, lines: dict[Path, int], files: dict[Path, str]) -> Any:
    lines[path] = node.line
    if node.file != below:
        files[path] = node.file
    if isinstance(node.value, list):
        return [_flat(one, (*path, i), below, lines, files) for i, one in enumerate(node.value)]
    if isinstance(node.value, dict):
        return {key: _flat(one, (*path, key), below, lines, files) for key, one in node.value.items()}
    return node.value


class _Merging:
    """One file that is laid over another: its faults, and the ids that it retires."""

    def __init__(self, problems: list[Problem], *, words_add: bool) -> None:
        self._problems = problems
        self._words_add = words_add
        self.retired: dict[str, str] = {}

    def _fault(self, node: _Node, message: str) -> None:
        self._problems.append(Problem(node.file, node.line, message))

    def merge(self, old: _Node, new: _Node, key: str) -> _Node:
        if isinstance(old.value, dict) and isinstance(new.value, dict):
            return self._mapping(old, new)
        if isinstance(old.value, list) and isinstance(new.value, list):
            if (by := _identity(old.value, new.value)) is not None:
                return self._entries(old, new, by)
            if self._words_add and all(isinstance(one.value, str) for one in (*old.value, *new.value)):
                known = {one.value for one in old.value}
                added = [one for one in new.value if one.value not in known]
                return _Node([*old.value, *added], old.file, old.line, old.is_laid_over)
        if self._words_add and old.is_laid_over and _plain(old) != _plain(new):
            told = "" if isinstance(new.value, list | dict) else f" {new.value!r}"
            message = (
                f"{key}{told}: {old.place} has already changed it to something else; leave one of them out"
            )
            self._fault(new, message)
        return new

    def _mapping(self, old: _Node, new: _Node) -> _Node:
        merged = dict(old.value)
        if (retire := new.value.get(RETIRE)) is not None:
            self._retire(merged, retire)
        for key, node in new.value.items():
            if key != RETIRE:
                merged[key] = self.merge(merged[key], node, key) if key in merged else node
        return _Node(merged, old.file, old.line, old.is_laid_over)

    def _entries(self, old: _Node, new: _Node, by: tuple[str, ...]) -> _Node:
        merged = list(old.value)
        at = {_named(one, by): i for i, one in enumerate(merged)}
        said: dict[tuple[Any, ...], str] = {}
        for one in new.value:
            name = _named(one, by)
            if name in said:
                told = " and ".join(repr(value) for _, value in name)
                self._fault(one, f"{told} is doubled; it stands first in {said[name]}; leave one of them out")
                continue
            said[name] = one.place
            if name in at:
                merged[at[name]] = self.merge(merged[at[name]], one, "")
            else:
                merged.append(one)
        return _Node(merged, old.file, old.line, old.is_laid_over)

    def _retire(self, merged: dict[str, _Node], retire: _Node) -> None:
        """Take away what `retire` names: ids of entries, or for each key what goes from there."""
        if isinstance(retire.value, dict):
            for key, names in retire.value.items():
                if key not in merged:
                    self._fault(names, f"retire: there is no {key!r}{did_you_mean(key, sorted(merged))}")
                elif isinstance(names.value, list):
                    self._take(merged, (key,), names)
                else:
                    self._fault(names, f"retire: {key!r} needs a list of what goes from there")
        elif isinstance(retire.value, list):
            keys = [
                key
                for key, node in merged.items()
                if isinstance(node.value, list)
                and any(isinstance(one.value, dict) and "id" in one.value for one in node.value)
            ]
            self._take(merged, keys, retire)
        else:
            self._fault(
                retire, "retire: expected ids, as [id, id], or what goes from a list, as {aliases: [a, b]}"
            )

    def _take(self, merged: dict[str, _Node], keys: Sequence[str], names: _Node) -> None:
        for name in names.value:
            known: list[str] = []
            found = False
            for key in keys:
                node = merged[key]
                if isinstance(node.value, dict):
                    kept: Any = {k: one for k, one in node.value.items() if k != name.value}
                    known += map(str, node.value)
                elif isinstance(node.value, list):
                    kept = [one for one in node.value if _called(one) != name.value]
                    known += [str(_called(one)) for one in node.value]
                else:
                    continue
                if len(kept) < len(node.value):
                    found = True
                    merged[key] = _Node(kept, node.file, node.line, node.is_laid_over)
            if not found:
                close = did_you_mean(str(name.value), known)
                self._fault(name, f"retire: {name.value!r} is not there{close}")
            else:
                self.retired[str(name.value)] = name.place


def _called(node: _Node) -> Any:
    """Return what `retire` calls an item: a word itself, an entry by its id or what stands for one."""
    if not isinstance(node.value, dict):
        return node.value
    return next(
        (node.value[key].value for by in _IDENTITIES if len(by) != 2 for key in by if key in node.value), None
    )


def _named(node: _Node, by: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple((key, node.value[key].value) for key in by if key in node.value)


def _identity(old: Sequence[_Node], new: Sequence[_Node]) -> tuple[str, ...] | None:
    """Return what tells the entries of both lists apart, None where nothing does."""
    every = [*old, *new]
    if not all(isinstance(one.value, dict) for one in every):
        return None
    for by in _IDENTITIES:
        names = [[_named(one, by) for one in each] for each in (old, new)]
        if all(all(each) for each in names) and (
            by == ("id",) or all(len(set(map(str, each))) == len(each) for each in names)
        ):
            return by
    return None


def _plain(node: _Node) -> Any:
    if isinstance(node.value, list):
        return [_plain(one) for one in node.value]
    if isinstance(node.value, Mapping):
        return {key: _plain(one) for key, one in node.value.items()}
    return node.value
