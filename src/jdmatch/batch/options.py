"""What a batch run is asked to do, as one frozen record, and the limits it works within."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from jdmatch.batch.lines import FIELD_CHARACTERS
from jdmatch.documents.opening import PACKINGS, TABLES
from jdmatch.documents.text import Kind, check_kind
from jdmatch.errors import BatchError, InputError, did_you_mean
from jdmatch.tables.pool import PER_TEXT_SECONDS
from jdmatch.taxonomy.loading import TaxonomyPath

if TYPE_CHECKING:
    from jdmatch.batch.summary import Progress

_MOST_CHARACTERS: Final = 1_000_000_000  # a field has to fit into memory
MORE: Final = ("esco", "made_with")  # columns on demand
PART_ROWS: Final = 250

_NONE: Final = type(None)
_PATH: Final = (str, os.PathLike)
_TYPES: Final[tuple[tuple[str, tuple[type, ...], str], ...]] = (
    *((name, _PATH, "a path") for name in ("input", "output", "profile")),
    *((name, (*_PATH, _NONE), "a path or None") for name in ("rejects",)),
    ("taxonomy", (*_PATH, list, tuple, _NONE), "a path, several or None"),
    *((name, (str, _NONE), "the name of a column or None") for name in ("text", "title", "id")),
    *((name, (bool,), "True or False") for name in ("explain", "sort", "duplicates", "restart")),
    *((name, (int,), "a whole number") for name in ("part_rows", "field_characters")),
    ("columns", (tuple,), "a tuple of names"),
    ("top", (int, _NONE), "a whole number or None"),
    *((name, (int, float, _NONE), "a number or None") for name in ("min_score", "per_text_seconds")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """What to read, how to score it and where to write it.

    >>> BatchOptions(input="postings.csv", output="scored.csv").rejects_path
    PosixPath('scored.csv.rejects.jsonl')
    """

    # a CSV, TSV, JSON, JSON lines or Parquet file, plain or packed (.gz, .bz2, .zst); a folder of documents; "-": stdin
    input: str | os.PathLike[str]
    # the ending says how rows are written: .csv, .tsv, .jsonl or .parquet, the first three also packed
    output: str | os.PathLike[str]
    # the columns of the texts, of the titles, and of what names a row in `duplicate_of`; guessed by name when None
    text: str | None = None
    title: str | None = None
    id: str | None = None
    kind: Kind = "posting"  # "posting", "cv" or "auto"
    profile: str | os.PathLike[str] = "ml-engineer"  # its name or path
    taxonomy: TaxonomyPath = None  # a path, or several, each laid over those before; None for the bundled one
    gates: Sequence[str] = ()  # on postings beside those of the profile, such as "remote" or "years=5"
    workers: int | Literal["auto"] = "auto"  # how many processes read; "auto" for one a core
    explain: bool = False  # write the evidence beside the output, as JSON lines
    top: int | None = None  # keep only so many rows, the best ones, best first
    min_score: float | None = None  # keep only rows that score this or more
    sort: bool = False  # rows by score, best first, instead of in the order of the input
    duplicates: bool = True  # mark near-duplicates
    # further ones: "esco", URIs of the skills asked for; "made_with", by which words and profile a row was scored
    columns: tuple[str, ...] = ()
    restart: bool = False  # throw away what an earlier, unfinished run has done
    rejects: str | os.PathLike[str] | None = None  # where broken rows go; beside the output when None
    per_text_seconds: float | None = PER_TEXT_SECONDS  # how long one text may take
    part_rows: int = PART_ROWS  # rows of one part, the unit that is kept when a run is broken off
    field_characters: int = FIELD_CHARACTERS  # the longest field; a line may be about four times as long
    progress: Callable[[Progress], None] | None = None  # called now and then

    def __post_init__(self) -> None:
        """Refuse what no run can do.

        Raises:
            InputError: if a value is of a wrong type or out of its range.
            BatchError: if the output's ending is unknown, or it is the input.
        """
        self._check_types()
        check_kind(self.kind)
        for name in self.columns:
            if name not in MORE:
                expected = " or ".join(map(repr, MORE))
                hint = did_you_mean(name, MORE)
                raise InputError(f"columns: {name!r} is unknown; expected {expected}{hint}")
        for name, least in (
            ("top", 1),
            ("part_rows", 1),
            ("field_characters", 1),
            ("per_text_seconds", 0.001),
        ):
            value = getattr(self, name)
            if value is not None and not value >= least:
                raise InputError(f"{name}: {value!r} is too small; expected at least {least:g}")
        if self.field_characters > _MOST_CHARACTERS:
            found = f"field_characters: {self.field_characters!r} is too large"
            raise InputError(f"{found}; expected at most {_MOST_CHARACTERS:,}; give less")
        if self.min_score is not None and not 0 <= self.min_score <= 100:
            raise InputError(f"min_score: {self.min_score!r} is not a score; expected 0 to 100")
        ending, packing = self.output_endings
        if ending not in TABLES or (packing and ending == ".parquet"):
            raise BatchError(
                f"{self.output_path}: the ending {(ending + packing)!r} is unknown; "
                f"expected one of {', '.join(TABLES)}, or a packed one such as .csv.gz"
            )
        self.check_apart()

    def _check_types(self) -> None:
        for name, types, expected in _TYPES:
            value = getattr(self, name)
            # True is a whole number to Python, and to nobody else
            if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
                found = f"{name}: {value!r} is of the type {type(value).__name__}"
                raise InputError(f"{found}; expected {expected}")
        if self.progress is not None and not callable(self.progress):
            found = f"progress: {self.progress!r} cannot be called"
            raise InputError(f"{found}; expected a function of a Progress")
        folders = self.taxonomy if isinstance(self.taxonomy, list | tuple) else [self.taxonomy]
        given = [(name, getattr(self, name)) for name in ("input", "output", "rejects", "profile")]
        for name, value in (*given, *(("taxonomy", folder) for folder in folders)):
            if value is not None and not isinstance(value, _PATH):
                raise InputError(f"{name}: {value!r} is not a path; expected the name of a folder; give one")
            path = "-" if value is None else os.fspath(value)
            if not isinstance(path, str) or not path or "\0" in path:
                # an empty name would stand for the folder one is in
                found = f"{name}: {value!r} {'is not a path' if path else 'is empty'}"
                raise InputError(f"{found}; expected the name of a file or a folder; give one")

    def check_apart(self) -> None:
        """Refuse names that stand for one and the same file, through links and `..` as well.

        Raises:
            BatchError: if a file would overwrite another one, or go with the folder of the run.
        """
        places = [self.output_path, self.rejects_path, self.explain_path]
        for one, other in combinations(places, 2):
            if _is_same(one, other):
                found = f"{other}: output, evidence and rejects share a name"
                raise BatchError(f"{found}; expected three files; rename one")
        if not self.is_stdin:
            if any(_is_same(self.input_path, place) for place in places):
                found = f"{self.input_path}: is the input and would be overwritten"
                raise BatchError(f"{found}; expected another output; rename it")
            places.append(self.input_path)
        work = Path(os.path.realpath(self.work_path))
        for place in places:
            if work in (real := Path(os.path.realpath(place)), *real.parents):
                found = f"{place}: lies in {self.work_path}, which is removed when the run is done"
                raise BatchError(f"{found}; expected another place; choose one")

    @property
    def is_stdin(self) -> bool:
        """Whether the input is what is piped in."""
        return os.fspath(self.input) == "-"

    @property
    def input_path(self) -> Path:
        """The input as a path."""
        return Path(self.input)

    @property
    def output_path(self) -> Path:
        """The output as a path."""
        return Path(self.output)

    @property
    def output_endings(self) -> tuple[str, str]:
        """The ending that says the format, and that of the packing, which may be empty."""
        before, last = ["", "", *(suffix.lower() for suffix in self.output_path.suffixes)][-2:]
        return (before, last) if last in PACKINGS else (last, "")

    @property
    def work_path(self) -> Path:
        """The folder of an unfinished run, beside the output; gone when the run is done."""
        return self.output_path.with_name(self.output_path.name + ".unfinished")

    @property
    def rejects_path(self) -> Path:
        """Where broken rows go."""
        return Path(self.rejects) if self.rejects is not None else self._beside(".rejects.jsonl")

    @property
    def explain_path(self) -> Path:
        """Where the evidence goes."""
        return self._beside(".explain.jsonl")

    def _beside(self, ending: str) -> Path:
        # behind the whole name: scored.csv and scored.parquet have rejects of their own
        return self.output_path.with_name(self.output_path.name + ending)


def _is_same(one: Path, other: Path) -> bool:
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False
