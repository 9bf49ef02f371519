"""Finds taxonomy/, reads it strictly, and keeps the compiled result in a cache keyed by content and code.

YAML -> `models` -> `compiling` -> `Taxonomy`: everything that a folder says, its profiles included. All faults of all
files are raised together as one `TaxonomyError`. The cache only ever saves time: where none can be written, nothing is
lost but that.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import marshal
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jdmatch.errors import Problem, ProfileError, TaxonomyError
from jdmatch.taxonomy import models, profile, records
from jdmatch.taxonomy.profile import Profile
from jdmatch.taxonomy.records import Concept, Family, Rule, Surface, Taxonomy, WordList

StrPath = str | os.PathLike[str]
TaxonomyPath = StrPath | Sequence[StrPath] | None

BUNDLED = "bundled"
_KEPT = 8  # snapshots in the cache: one is some megabytes


def taxonomy_folder() -> Path:
    """Return the folder of the bundled taxonomy, in a wheel and in an editable install alike."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_taxonomy", package.parent.parent / "taxonomy"):
        if (folder / "sources.yaml").is_file():
            return folder
    message = "the bundled taxonomy is missing; reinstall jdmatch, or pass taxonomy=path"
    raise TaxonomyError([Problem(str(package / "_taxonomy"), 0, message)])


def is_taxonomy(path: StrPath) -> bool:
    """Return whether a path is a folder of words, rather than a profile.

    >>> is_taxonomy("bundled"), is_taxonomy("ml-engineer")
    (True, False)
    """
    return path == BUNDLED or Path(path).is_dir()


def is_overlay(path: StrPath) -> bool:
    """Return whether a folder holds a few lines to be laid over a taxonomy, and is none itself.

    >>> is_overlay("bundled")
    False
    """
    folder = Path(path)
    whole = any((folder / name).exists() for name in ("sources.yaml", "language/words.txt"))
    return path != BUNDLED and folder.is_dir() and not whole


def taxonomy_folders(path: TaxonomyPath = None) -> tuple[Path, ...]:
    """Return the folders that a taxonomy is made of: the whole one, and those that are laid over it.

    Raises:
        TaxonomyError: if one is no folder, or the first is not a whole taxonomy.

    >>> taxonomy_folders() == taxonomy_folders("bundled") == taxonomy_folders(["bundled"])
    True
    """
    given = [path] if isinstance(path, str | os.PathLike) else list(path or ())
    folders = [taxonomy_folder() if one == BUNDLED else Path(one) for one in given] or [taxonomy_folder()]
    problems = [
        Problem(str(one), 0, "no such folder; pass the path of a taxonomy folder")
        for one in folders
        if not one.is_dir()
    ]
    doubled = [
        one for number, one in enumerate(folders) if one.resolve() in [f.resolve() for f in folders[:number]]
    ]
    if doubled and not problems:
        message = "is given twice; expected each folder once, the whole taxonomy first and then what is laid over it"
        problems = [Problem(str(doubled[0]), 0, message)]
    if not problems and is_overlay(folders[0]):
        message = (
            "not a whole taxonomy: there are no sources.yaml and language/words.txt; "
            f"to lay it over the bundled one, give {BUNDLED!r} first, then it"
        )
        problems = [Problem(str(folders[0]), 0, message)]
    if problems:
        raise TaxonomyError(problems)
    return tuple(folders)


def plain_path(path: TaxonomyPath) -> str | list[str] | None:
    """Return the path of a taxonomy as plain values, which a config or another process takes.

    >>> plain_path(Path("mine")), plain_path(["bundled", Path("ours")])
    ('mine', ['bundled', 'ours'])
    """
    if path is None or isinstance(path, str | os.PathLike):
        return None if path is None else os.fspath(path)
    return [os.fspath(one) for one in path]


def load_taxonomy(path: TaxonomyPath = None) -> Taxonomy:
    """Return the taxonomy of a folder, the bundled one by default, or of several that are laid one over the other.

    Args:
        path: A folder, or several: "bundled" or a whole taxonomy, then what is laid over it.

    Raises:
        TaxonomyError: with every fault of every file.

    >>> load_taxonomy().families["ml-library"].kind
    'tool'
    """
    folders = taxonomy_folders(path)
    digest = hashlib.sha256()
    for number, folder in enumerate(folders):
        if number:
            digest.update(b"\0over\0")
        for name, content in _files(folder):
            digest.update(name.encode() + b"\0" + content + b"\0")
    version = digest.hexdigest()
    key = hashlib.sha256(_code() + version.encode()).hexdigest()
    return _load(tuple(map(str, folders)), key, version)


def load_profile(name_or_path: str | os.PathLike[str], taxonomy: Taxonomy | None = None) -> Profile:
    """Return a profile of a taxonomy by its name, or one from a file; the taxonomy is the bundled one by default.

    A file may say `extends: ml-engineer` and then only what differs from that profile of the taxonomy.

    Raises:
        ProfileError: if there is none, or with every fault of its file.

    >>> load_profile("ml-engineer")["programming"].parts[0].worth["python"]
    1.0
    """
    if taxonomy is None:
        taxonomy = load_taxonomy()
    name = os.fspath(name_or_path)
    if name in taxonomy.profiles or not Path(name).is_file():
        return taxonomy.profile(name)
    from jdmatch.taxonomy.compiling import profile_of

    profile, problems = profile_of(Path(name), taxonomy)
    if profile is None or problems:
        raise ProfileError(problems)
    return profile


def compile_folder(*folders: Path, key: str = "") -> Taxonomy:
    """Read and compile a taxonomy folder, with those that are laid over it, without any cache.

    Raises:
        TaxonomyError: with every fault of every file.
    """
    # what reads and checks files is imported only where there is something to compile
    from jdmatch.taxonomy.compiling import compile_taxonomy

    taxonomy, problems = compile_taxonomy(folders, taxonomy_folder(), key)
    if problems or taxonomy is None:
        raise TaxonomyError(problems)
    return taxonomy


# ------------------------------------------------------------------ the cache


@lru_cache(maxsize=1)
def _code() -> bytes:
    """Return the code that compiles and that prepares, so that no version of it reads what another one wrote."""
    package = Path(__file__).parent.parent
    code = (
        package / "folding.py",
        *sorted(package.glob("taxonomy/*.py")),
        *sorted(package.glob("reading/*.py")),
    )
    return b"".join(file.read_bytes() for file in code) + str(sys.implementation.cache_tag).encode()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(
        (*folder.rglob("*.yaml"), *folder.rglob("*.t[xs][tv]"), *folder.glob("profiles/*.json"))
    ):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


@lru_cache(maxsize=4)
def _load(folders: tuple[str, ...], key: str, version: str) -> Taxonomy:
    cached = _cache_file(folders, key)
    taxonomy = None
    if cached is not None:
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError), no_collecting():
            taxonomy = from_snapshot(cached.read_bytes())
    if taxonomy is None:
        taxonomy = replace(compile_folder(*map(Path, folders), key=key), version=version)
        _keep(taxonomy, cached)
    # a folder of the same content may stand anywhere; a profile stands in the last one that has it
    places = [Path(folder) for folder in reversed(folders)]
    return _placed(taxonomy, lambda path: str(next(p for f in places if (p := f / path).is_file())), folders)


def _placed(taxonomy: Taxonomy, path_of: Callable[[str], str], folders: tuple[str, ...]) -> Taxonomy:
    profiles = {
        name: replace(one, path=path_of(f"profiles/{Path(one.path).name}"))
        for name, one in taxonomy.profiles.items()
    }
    placed = replace(taxonomy, profiles=profiles, folders=folders)
    placed.prepared.update(taxonomy.prepared)
    return placed


@contextlib.contextmanager
def preparing(taxonomy: Taxonomy) -> Iterator[Taxonomy]:
    """Keep in the cache what readers prepare in the meantime; it saves the next process that time."""
    before = len(taxonomy.prepared)
    with no_collecting():
        yield taxonomy
    if taxonomy.folders and len(taxonomy.prepared) > before:
        _keep(_placed(taxonomy, str, ()), _cache_file(taxonomy.folders, taxonomy.hash))


@contextlib.contextmanager
def no_collecting() -> Iterator[None]:
    """Switch the garbage collector off for a while: of what is loaded nothing is garbage, however often it looks."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # straight to the oldest generation, not looked through three times
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _cache_file(folders: Sequence[str], key: str) -> Path | None:
    # the places of entries begin with the folder's name, so a copy of another name is another file
    names = "\0".join(Path(folder).name for folder in folders)
    name = hashlib.sha256(f"{names}\0{key}".encode()).hexdigest() + ".snapshot"
    if named := os.environ.get("JDMATCH_CACHE"):
        return None if named == "off" else Path(named) / name
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "jdmatch" / name
    except RuntimeError:  # no home folder can be told
        return None


def _keep(taxonomy: Taxonomy, path: Path | None) -> None:
    """Write a taxonomy whole or not at all, so that a reader never meets half a file."""
    if path is None:
        return
    import tempfile  # most starts write nothing

    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        others = sorted(
            (one for one in path.parent.glob("*.snapshot") if one != path),
            key=lambda one: one.stat().st_mtime,
        )
        for old in others[: max(0, len(others) - _KEPT)]:
            old.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(to_snapshot(taxonomy))
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)


# ------------------------------------------------------------------ a taxonomy as bytes

_MAGIC = b"jdmatch snapshot 1\n"
# what is not kept as the other fields are
_APART = ("concepts", "families", "surfaces", "folders", "prepared")


def to_snapshot(taxonomy: Taxonomy) -> bytes:
    """Return a compiled taxonomy as bytes: what a process needs to start, as plain values.

    `marshal` reads plain values five times as fast as any other format makes objects. The bytes carry a check sum, for
    it may not be given bytes that were cut off or changed.

    >>> import jdmatch
    >>> taxonomy = jdmatch.load_taxonomy()
    >>> from_snapshot(to_snapshot(taxonomy)) == taxonomy
    True
    """
    kinds = list(dict.fromkeys(taxonomy.surfaces.values()))
    number = {kind: i for i, kind in enumerate(kinds)}
    rest = {
        one.name: _plain(getattr(taxonomy, one.name)) for one in fields(taxonomy) if one.name not in _APART
    }
    plain = (
        [tuple(one._replace(rules=tuple(map(tuple, one.rules)))) for one in taxonomy.concepts.values()],  # type: ignore[arg-type]
        list(map(tuple, taxonomy.families.values())),
        list(taxonomy.surfaces),
        [number[kind] for kind in taxonomy.surfaces.values()],
        list(map(tuple, kinds)),
        rest,
        # each by itself, so that nobody reads what nobody asks for
        {
            name: made if isinstance(made, bytes) else marshal.dumps(made)
            for name, made in taxonomy.prepared.items()
        },
    )
    content = marshal.dumps(plain)
    return _MAGIC + zlib.crc32(content).to_bytes(4) + content


def from_snapshot(snapshot: bytes) -> Taxonomy:
    """Return the taxonomy of a snapshot.

    Raises:
        ValueError: if the bytes are none, or not as they were written.
    """
    start = len(_MAGIC) + 4
    content = memoryview(snapshot)[start:]
    if snapshot[: len(_MAGIC)] != _MAGIC or zlib.crc32(content).to_bytes(4) != snapshot[len(_MAGIC) : start]:
        raise ValueError("not a snapshot of a taxonomy")
    rows, families, surfaces, numbers, kinds, rest, prepared = marshal.loads(content)
    made = list(map(_new_surface, kinds))
    taxonomy = Taxonomy(
        concepts={row[0]: _concept(row) for row in rows},
        families={family.id: family for family in map(Family._make, families)},
        surfaces=dict(zip(surfaces, map(made.__getitem__, numbers), strict=True)),
        **{name: _record(value) for name, value in rest.items()},
    )
    taxonomy.prepared.update(prepared)
    return taxonomy


# named tuples made of plain ones: in half the time that `_make` takes
_new_concept: Callable[[tuple[Any, ...]], Concept] = partial(tuple.__new__, Concept)
_new_rule: Callable[[tuple[Any, ...]], Rule] = partial(tuple.__new__, Rule)
_new_surface: Callable[[tuple[Any, ...]], Surface] = partial(tuple.__new__, Surface)
_RULES = Concept._fields.index("rules")


def _concept(row: tuple[Any, ...]) -> Concept:
    if row[_RULES]:
        row = (*row[:_RULES], tuple(map(_new_rule, row[_RULES])), *row[_RULES + 1 :])
    return _new_concept(row)


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
