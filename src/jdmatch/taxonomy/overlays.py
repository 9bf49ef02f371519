"""Lays one YAML file over another: a team's few lines over the words that are there, a profile over the one it extends.

`files` reads each file; what is merged here is plain values again, each with the file and the line it came from, so
that `compiling` and `profile_files` need not know that there were several.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jdmatch.errors import Problem, did_you_mean
from jdmatch.taxonomy.files import Items, Keys, Place, YamlFile

RETIRE = "retire"
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

    >>> from jdmatch.taxonomy.files import read_yaml
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
        if RETIRE in new and new[RETIRE] is not None:
            self._retire(merged, new[RETIRE], new.places[RETIRE])
        for key, value in new.items():
            if key != RETIRE:
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
