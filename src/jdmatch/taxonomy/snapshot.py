"""A compiled taxonomy as bytes and back: what a process needs to start, as plain values.

`marshal` reads plain values five times as fast as any other format makes objects. The bytes carry a check sum, since
`marshal` may not be given bytes that were cut off or changed.
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from jdmatch.taxonomy import models, profile, records
from jdmatch.taxonomy.records import Concept, Family, Rule, Surface, Taxonomy, WordList

_MAGIC = b"jdmatch snapshot 1\n"


def dump(taxonomy: Taxonomy) -> bytes:
    """Return a taxonomy as bytes.

    >>> import jdmatch
    >>> taxonomy = jdmatch.load_taxonomy()
    >>> load(dump(taxonomy)) == taxonomy
    True
    """
    kinds = list(dict.fromkeys(taxonomy.surfaces.values()))
    number = {kind: i for i, kind in enumerate(kinds)}
    rest = {
        name: _plain(getattr(taxonomy, name))
        for name in (
            "duties",
            "themes",
            "about",
            "denials",
            "qualifications",
            "roles",
            "language",
            "sources",
            "comparison",
            "columns",
            "documents",
            "profiles",
            "retired",
            "version",
        )
    }
    plain = (
        [tuple(one._replace(rules=tuple(map(tuple, one.rules)))) for one in taxonomy.concepts.values()],  # type: ignore[arg-type]
        list(map(tuple, taxonomy.families.values())),
        list(taxonomy.surfaces),
        [number[kind] for kind in taxonomy.surfaces.values()],
        list(map(tuple, kinds)),
        rest,
        taxonomy.hash,
        taxonomy.prepared,
    )
    content = marshal.dumps(plain)
    return _MAGIC + zlib.crc32(content).to_bytes(4) + content


def load(snapshot: bytes) -> Taxonomy:
    """Return the taxonomy of a snapshot.

    Raises:
        ValueError: if the bytes are none, or not as they were written.
    """
    start = len(_MAGIC) + 4
    content = memoryview(snapshot)[start:]
    if snapshot[: len(_MAGIC)] != _MAGIC or zlib.crc32(content).to_bytes(4) != snapshot[len(_MAGIC) : start]:
        raise ValueError("not a snapshot of a taxonomy")
    rows, families, surfaces, numbers, kinds, rest, hash_, prepared = marshal.loads(content)
    made = [Surface._make(kind) for kind in kinds]
    taxonomy = Taxonomy(
        concepts={concept.id: concept for concept in map(_concept, rows)},
        families={family.id: family for family in map(Family._make, families)},
        surfaces=dict(zip(surfaces, map(made.__getitem__, numbers), strict=True)),
        hash=hash_,
        **{name: _record(value) for name, value in rest.items()},
    )
    taxonomy.prepared.update(prepared)
    return taxonomy


def _concept(row: tuple[Any, ...]) -> Concept:
    concept = Concept._make(row)
    return concept._replace(rules=tuple(map(Rule._make, concept.rules))) if concept.rules else concept


def _plain(value: Any) -> Any:
    """Return a record as the list of its class's name and its values; anything else is plain already."""
    if is_dataclass(value):
        return [type(value).__name__, *(_plain(getattr(value, one.name)) for one in fields(value))]
    if isinstance(value, WordList):
        return ["WordList", value.rows]
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _record(value: Any) -> Any:
    if isinstance(value, list):
        if value[0] == "WordList":
            return WordList(value[1])
        made = _CLASSES[value[0]]
        # what was checked when it was compiled needs no checks
        record = object.__new__(made)
        for name, one in zip(_FIELDS[value[0]], value[1:], strict=True):
            object.__setattr__(record, name, _record(one))
        return record
    if isinstance(value, tuple) and _holds_records(value):
        return tuple(map(_record, value))
    if isinstance(value, dict) and _holds_records(value.values()):
        return {key: _record(one) for key, one in value.items()}
    return value


def _holds_records(values: Iterable[Any]) -> bool:
    # what stands in one tuple or dict is all of one kind
    return isinstance(next(iter(values), None), list | tuple | dict)


_CLASSES = {
    name: one
    for module in (models, profile, records)
    for name, one in vars(module).items()
    if isinstance(one, type) and is_dataclass(one)
}
_FIELDS = {name: tuple(field.name for field in fields(one)) for name, one in _CLASSES.items()}
