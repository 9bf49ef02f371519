"""Reads files strictly: YAML -> plain values with a line for each -> a model, with all faults at once.

One file may be laid over another: a team's few lines over the words that are there, a profile over the one it extends.
What comes of it is plain values again, each with the file and the line that it came from.

Strict: no anchors, no aliases, no tags, no doubled keys, one document. `no`, `on` and `3.10` stay what a person wrote
where a string is wanted, because only plain integers, decimals, `true`, `false` and `null` are read as such.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, get_args, get_type_hints

import yaml
from yaml.nodes import Node, ScalarNode, SequenceNode

from jdmatch.errors import Problem, did_you_mean
from jdmatch.taxonomy.models import PATTERNS

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
_ROUNDS = 4  # a wrong value goes, then the entry that lacks it, then maybe what holds only that
_ID = re.compile(r"\b(?:id|family): *([\w-]+)")


class Place(NamedTuple):
    """Where something stands: the name of a file, and the line in it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Keys(dict[str, Any]):
    """A mapping as a file writes it, with the place of each key."""

    def __init__(self, items: Mapping[str, Any], places: Mapping[str, Place]) -> None:
        super().__init__(items)
        self.places = dict(places)


class Items(list[Any]):
    """A list as a file writes it, with the place of each item."""

    def __init__(self, items: Iterable[Any], places: Iterable[Place]) -> None:
        super().__init__(items)
        self.places = list(places)


class YamlFile(NamedTuple):
    """The plain value of a file, its place and its faults; lists and mappings know the places of what they hold."""

    value: Any
    top: Place
    problems: tuple[Problem, ...] = ()
    retired: Mapping[str, str] = {}  # what files laid over it took away, and where they say so

    def place(self, path: Path) -> Place:
        """Return where a path stands, or the nearest part above it that does; unknown steps are left out."""
        value, place = self.value, self.top
        for step in self.known(path):
            value, place = value[step], value.places[step]
        return place

    def problem(self, path: Path, message: str) -> Problem:
        """Return a fault of what stands at a path."""
        return Problem(*self.place(path), message)

    def nodes(self) -> Iterator[tuple[Path, Any]]:
        """Yield every value of the file with its path, what holds others before these."""
        return _nodes(self.value, ())

    def known(self, path: Path) -> Path:
        """Return a path without the steps that the file does not have."""
        value: Any = self.value
        known: list[str | int] = []
        for step in path:
            if step in dict(_held(value)):
                value = value[step]
                known.append(step)
        return tuple(known)


def _held(value: Any) -> Iterable[tuple[str | int, Any]]:
    """Return what a mapping or a list holds, by its key or its number."""
    return value.items() if isinstance(value, Keys) else enumerate(value) if isinstance(value, Items) else ()


def _nodes(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    for step, one in _held(value):
        yield from _nodes(one, (*path, step))


def read_yaml(text: str, name: str) -> YamlFile:
    r"""Read a YAML text; faults are returned, not raised, so that all of a folder can be told at once.

    >>> file = read_yaml("a: no\nb: [1, 2]\n", "x.yaml")
    >>> file.value, str(file.place(("b", 1)))
    ({'a': 'no', 'b': [1, 2]}, 'x.yaml:2')
    """
    try:
        # nodes, not values: the library's own values lose doubled keys and turn `no` into False; libyaml's parser is
        # thirty times as fast as one in Python
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        says = getattr(error, "problem", None) or " ".join(str(error).split())[:200]
        return _unreadable(Problem(name, mark.line + 1 if mark else 1, f"not readable as YAML: {says}"))
    if node is None:
        return _unreadable(Problem(name, 1, "the file is empty"))
    problems = list(_anchors(text, name))
    value = _plain(node, problems, name)
    return YamlFile(value, Place(name, node.start_mark.line + 1), tuple(problems))


def _unreadable(problem: Problem) -> YamlFile:
    return YamlFile(None, Place(problem.file, 1), (problem,))


def _anchors(text: str, name: str) -> Iterator[Problem]:
    # nodes do not tell their anchors, events do; few files need that look
    if _MAY_ANCHOR.search(text) is None:
        return
    for event in yaml.parse(text, Loader=_Loader):
        if getattr(event, "anchor", None):
            mark = event.start_mark
            line = mark.line + 1 if mark else 1
            yield Problem(name, line, "anchors and aliases are not allowed; write the value out")


def _plain(node: Node, problems: list[Problem], name: str) -> Any:
    if str(node.tag or _TAG).removeprefix(_TAG) not in _TAGS:
        problems.append(Problem(name, node.start_mark.line + 1, f"tag {str(node.tag)!r} is not allowed"))
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        places = (Place(name, child.start_mark.line + 1) for child in node.value)
        return Items((_plain(child, problems, name) for child in node.value), places)
    result = Keys({}, {})
    for key_node, child in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in result:
            message = f"key {key!r} is doubled; it stands first in line {result.places[key][1]}"
            problems.append(Problem(name, line, message))
            continue
        result[key], result.places[key] = _plain(child, problems, name), Place(name, line)
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
    lost: frozenset[str] = frozenset()  # ids of faulty entries that were left out


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
    """Return plain values as a model; faults are added to the problems.

    What is faulty is left out, so that the rest can be looked at too. None where nothing sound is left.
    """
    from pydantic import ValidationError

    whole, told = file, len(problems)
    gone = dict(_doubled(file))
    problems.extend(file.problem(path, message) for path, message in gone.items())
    file = file._replace(value=_without(file.value, gone, ()))
    for _ in range(_ROUNDS):
        try:
            read = _adapter(model).validate_python(file.value)  # type: ignore[arg-type]
        except ValidationError as error:
            if len(problems) == told + len(gone):  # what is faulty because something was left out is no fault
                problems.extend(_faults(file, model, error))
            places = {file.known(fault["loc"]) for fault in error.errors()}
            if () in places:
                return None
            file = file._replace(value=_without(file.value, places, ()))
        else:
            return Read(file, read, _ids(whole) - _ids(file))
    return None


def _doubled(file: YamlFile) -> Iterator[tuple[Path, str]]:
    """Yield the path of each entry whose id another one of its list has."""
    for path, value in file.nodes():
        first: dict[str, Place] = {}
        for i, entry in enumerate(value) if isinstance(value, Items) else ():
            if not (isinstance(entry, Keys) and isinstance(name := entry.get("id"), str)):
                continue
            if name in first:
                what = str(path[-1]).replace("ies", "ys").removesuffix("s") if path else "entry"
                message = (
                    f"{what} {name!r} is doubled; it stands first in {first[name]}; leave one of them out"
                )
                yield (*path, i), message
            first.setdefault(name, value.places[i])


def _without(value: Any, gone: Collection[Path], path: Path) -> Any:
    """Return a value without what stands at some paths; all else keeps its place."""
    if not gone:
        return value
    if isinstance(value, Items):
        rest = [i for i in range(len(value)) if (*path, i) not in gone]
        return Items((_without(value[i], gone, (*path, i)) for i in rest), (value.places[i] for i in rest))
    if isinstance(value, Keys):
        kept = {
            key: _without(one, gone, (*path, key)) for key, one in value.items() if (*path, key) not in gone
        }
        return Keys(kept, value.places)
    return value


def ids_in(path: FilePath) -> frozenset[str]:
    """Return what look like ids in a file that cannot be read as YAML, so that nobody is told that they are missing."""
    text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    return frozenset(_ID.findall(text))


def _ids(file: YamlFile) -> frozenset[str]:
    held = [value for _, value in file.nodes() if isinstance(value, Keys)]
    named = (value.get(key) for value in held for key in ("id", "family"))
    return frozenset(one for one in named if isinstance(one, str))


@cache  # as many as there are kinds of files
def _adapter(model: type[_Model]) -> TypeAdapter[_Model]:
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def _keys(annotation: Any) -> frozenset[str]:
    """Return every key that a model and what stands in it may have."""
    parts = list(map(_keys, get_args(annotation)))
    if is_dataclass(annotation):
        hints = get_type_hints(annotation)
        parts += [frozenset(name.removesuffix("_") for name in hints), *map(_keys, hints.values())]
    return frozenset[str]().union(*parts)


def _faults(file: YamlFile, model: type, error: ValidationError) -> Iterator[Problem]:
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
            key = str(location[-1])  # it may be a key of another level: then it is no advice
            message = f"no such key{did_you_mean(key, sorted(_keys(model) - {key}))}"
        elif fault["type"] == "string_pattern_mismatch":
            message = PATTERNS.get(fault["ctx"]["pattern"], message)
        elif fault["type"] == "dataclass_type" and not location:
            expected = ", ".join(list(get_type_hints(model))[:_SOME_KEYS])
            message = f"no keys with values stand in it; expected such as {expected}; check the path"
            given = None
        shown = f" (got {given!r})" if isinstance(given, str | int | float | bool) else ""
        yield file.problem(location, f"{entry}{where}{message}{shown}")


# ------------------------------------------------------------------ one file over another

_SOME_KEYS = 5
_RETIRE = "retire"
_Placed = tuple[Any, Place]  # a value and where it stands
# what tells one entry of a list from the others, the first that all of them have
_IDENTITIES: Sequence[tuple[str, ...]] = (
    ("id",), ("of", "concept", "duty", "title", "named"), ("from", "to"), ("kind",), ("level",), ("head",), ("role",),
    ("label",), ("from_years",), ("coverage",), ("years",), ("least",),
)  # fmt: skip


def lay_over(old: YamlFile, new: YamlFile, problems: list[Problem], *, words_add: bool = True) -> YamlFile:
    r"""Return a file with what another one adds to it, changes and retires.

    Mappings are merged key by key, lists of entries by what names an entry, and lists of words are united; any other
    value takes the place of the old one. `retire` takes entries away by their ids, or words of the lists that it names.

    Args:
        old: What is there, maybe with overlays already.
        new: What is laid over it.
        problems: To which conflicts are added, with both places.
        words_add: Whether a list of words adds to the old one, or takes its place.

    >>> old = read_yaml("names: [a, b]\nskills: [{id: x, at: 1}, {id: y}]\n", "old.yaml")
    >>> new = read_yaml("names: [c]\nskills: [{id: x, at: 2}]\nretire: [y]\n", "new.yaml")
    >>> merged = lay_over(old, new, [])
    >>> merged.value, str(merged.place(("skills", 0, "at")))
    ({'names': ['a', 'b', 'c'], 'skills': [{'id': 'x', 'at': 2}]}, 'new.yaml:2')
    """
    merging = _Merging(old.top[0], problems, words_add=words_add)
    value, top = merging.merge((old.value, old.top), (new.value, new.top), "")
    # where an overlay takes words away too, two that differ are no longer told; a profile has one base
    return YamlFile(value, top, retired={**old.retired, **merging.retired})


class _Merging:
    """Files that are laid over another: their faults, and the ids that they retire."""

    def __init__(self, base: str, problems: list[Problem], *, words_add: bool) -> None:
        self._base = base
        self._problems = problems
        self._words_add = words_add
        self.retired: dict[str, str] = {}

    def _fault(self, place: Place, message: str) -> None:
        self._problems.append(Problem(*place, message))

    def merge(self, below: _Placed, above: _Placed, key: str) -> _Placed:
        (old, place), (new, _) = below, above
        if isinstance(old, Keys) and isinstance(new, Keys):
            return self._mapping(old, new), place
        if isinstance(old, Items) and isinstance(new, Items):
            if (by := _identity(old, new)) is not None:
                return self._entries(old, new, by), place
            if self._words_add and all(isinstance(one, str) for one in (*old, *new)):
                merged = Items(old, old.places)
                for one, at in zip(new, new.places, strict=True):
                    if one not in old:
                        merged.append(one)
                        merged.places.append(at)
                return merged, place
        if self._words_add and place[0] != self._base and old != new:
            told = "" if isinstance(new, list | dict) else f" {new!r}"
            first = f"{place} has already changed it to something else"
            self._fault(above[1], f"{key}{told}: {first}; leave one of them out")
        return above

    def _mapping(self, old: Keys, new: Keys) -> Keys:
        merged = Keys(old, old.places)
        if _RETIRE in new and new[_RETIRE] is not None:
            self._retire(merged, new[_RETIRE], new.places[_RETIRE])
        for key, value in new.items():
            if key != _RETIRE:
                one = value, new.places[key]
                if key in merged:
                    one = self.merge((merged[key], merged.places[key]), one, key)
                merged[key], merged.places[key] = one
        return merged

    def _entries(self, old: Items, new: Items, by: tuple[str, ...]) -> Items:
        merged = Items(old, old.places)
        at = {_named(one, by): i for i, one in enumerate(merged)}
        said: dict[tuple[Any, ...], Place] = {}
        for one, place in zip(new, new.places, strict=True):
            name = _named(one, by)
            if name in said:
                told = " and ".join(repr(value) for _, value in name)
                first = f"it stands first in {said[name]}"
                self._fault(place, f"{told} is doubled; {first}; leave one of them out")
            elif name in at:
                i = at[name]
                merged[i], merged.places[i] = self.merge((merged[i], merged.places[i]), (one, place), "")
            else:
                merged.append(one)
                merged.places.append(place)
            said.setdefault(name, place)
        return merged

    def _retire(self, merged: Keys, retire: Any, place: Place) -> None:
        """Take away what `retire` names: ids of entries, or for each key what goes from there."""
        if isinstance(retire, Keys):
            for key, names in retire.items():
                if key not in merged:
                    close = did_you_mean(key, sorted(merged))
                    self._fault(retire.places[key], f"retire: there is no {key!r}{close}")
                elif isinstance(names, Items):
                    self._take(merged, (key,), names)
                else:
                    self._fault(retire.places[key], f"retire: {key!r} needs a list of what goes from there")
        elif isinstance(retire, Items):
            lists = ((key, value) for key, value in merged.items() if isinstance(value, Items))
            self._take(
                merged,
                [key for key, value in lists if any(isinstance(one, Keys) and "id" in one for one in value)],
                retire,
            )
        else:
            self._fault(
                place, "retire: expected ids, as [id, id], or what goes from a list, as {aliases: [a, b]}"
            )

    def _take(self, merged: Keys, keys: Sequence[str], names: Items) -> None:
        for name, place in zip(names, names.places, strict=True):
            known: list[str] = []
            found = False
            for key in keys:
                old = merged[key]
                if isinstance(old, Keys):
                    kept: Keys | Items = Keys({k: one for k, one in old.items() if k != name}, old.places)
                    known += old
                elif isinstance(old, Items):
                    rest = [i for i, one in enumerate(old) if _called(one) != name]
                    kept = Items((old[i] for i in rest), (old.places[i] for i in rest))
                    known += [str(_called(one)) for one in old]
                else:
                    continue
                if len(kept) < len(old):
                    found = True
                    merged[key] = kept
            if found:
                self.retired[str(name)] = str(place)
            else:
                close = did_you_mean(str(name), known)
                self._fault(place, f"retire: {name!r} is not there{close}")


def _called(entry: Any) -> Any:
    """Return what `retire` calls an item: a word itself, an entry by its id or what stands for one."""
    if not isinstance(entry, Keys):
        return entry
    return next((entry[key] for by in _IDENTITIES if len(by) != 2 for key in by if key in entry), None)


def _named(entry: Keys, by: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    return tuple((key, entry[key]) for key in by if key in entry)


def _identity(old: Items, new: Items) -> tuple[str, ...] | None:
    """Return what tells the entries of both lists apart, None where nothing does."""
    if not all(isinstance(one, Keys) for one in (*old, *new)):
        return None
    for by in _IDENTITIES:
        names = [[_named(one, by) for one in each] for each in (old, new)]
        if all(all(each) for each in names) and (
            by == ("id",) or all(len(set(map(str, each))) == len(each) for each in names)
        ):
            return by
    return None
