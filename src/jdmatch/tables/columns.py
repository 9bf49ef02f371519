"""What the columns of a table are called: each once, and which of them holds the text, the title, the id.

The names people use are in taxonomy/columns.yaml.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

from jdmatch.errors import InputError, did_you_mean
from jdmatch.taxonomy.loading import load_taxonomy
from jdmatch.taxonomy.models import ColumnsFile

Role = Literal["text", "title", "id", "company", "place", "link", "label"]
_NAME: Final = re.compile(r"[^\W\d][\w .()/#-]{0,39}")
_NAME_WORDS: Final = 3
_LISTED: Final = 50  # of names in a message
_NOTED: Final = 10  # renamed columns are noted one by one, the rest is counted


@lru_cache(maxsize=8)
def known_names(role: Role, words: ColumnsFile | None = None) -> tuple[str, ...]:
    """Return the folded names that a column of some role may have, the likeliest first; the bundled ones by default.

    Raises:
        TaxonomyError: with every fault of the file.
    """
    return tuple(fold_name(name) for name in getattr(words or load_taxonomy().columns, role))


def fold_name(name: str) -> str:
    """Return a column's name as bare letters and digits, without case and accents.

    >>> fold_name("Job_Description"), fold_name("Intitulé du poste")
    ('jobdescription', 'intituleduposte')
    """
    bare = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", "".join(bare))


def guess_column(role: Role, names: Sequence[str], words: ColumnsFile | None = None) -> int | None:
    """Return which column looks like the one of a role, None if none does.

    >>> guess_column("text", ["Stellentitel", "Beschreibung"])
    1
    """
    folded: dict[str, int] = {}
    for place, name in enumerate(names):
        folded.setdefault(fold_name(name), place)
    return next((folded[name] for name in known_names(role, words) if name in folded), None)


def find_column(
    role: Role, given: str | None, names: Sequence[str], words: ColumnsFile | None = None
) -> int | None:
    """Return which column has the given name, or looks like the one of a role where none is given.

    Raises:
        InputError: if there is no column of the given name.

    >>> find_column("title", "job title", ["Job_Title", "text"])
    0
    """
    if given is None:
        return guess_column(role, names, words)
    if given in names:
        return names.index(given)
    folded = [fold_name(name) for name in names]
    if folded.count(fold_name(given)) == 1:  # no other can be meant
        return folded.index(fold_name(given))
    raise no_column(role, given, names)


def no_column(role: str, given: str, names: Iterable[object], advice: str | None = None) -> InputError:
    """Return the error for a column that is not there; `role` is the argument that names it."""
    known = [str(name) for name in names]
    return InputError(
        f"{role}: there is no column {given!r}; available: {in_quotes(known)}"
        f"{did_you_mean(given, known)}; {advice or f'name it with {role}='}"
    )


def in_quotes(names: Sequence[str]) -> str:
    """Return names as a message lists them."""
    more = len(names) - _LISTED
    return ", ".join(map(repr, names[:_LISTED])) + (f" and {more:,} more" if more > 0 else "") or "none"


def name_columns(header: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return column names, none empty and none twice, and what to tell about those that are not the header's.

    >>> names, notes = name_columns(["id", " id", ""])
    >>> names
    ('id', 'id_2', 'column_3')
    >>> notes
    ("column 2 is the second 'id' and is called 'id_2'", "column 3 has no name and is called 'column_3'")
    """
    names: dict[str, None] = {}
    last: dict[str, int] = {}  # so that thousands of equal names need not be counted through each time
    seen: Counter[str] = Counter()
    notes = []
    for place, given in enumerate(map(str.strip, header), 1):
        name = base = given or f"column_{place}"
        count = last.get(base, 1)
        while name in names:
            count += 1
            name = f"{base}_{count}"
        last[base] = count
        names[name] = None
        seen[given] += 1
        if not given:
            notes.append(f"column {place} has no name and is called {name!r}")
        elif given != name:
            nth = {1: "another", 2: "the second"}.get(seen[given], f"number {seen[given]} of")
            notes.append(f"column {place} is {nth} {given!r} and is called {name!r}")
    more = len(notes) - _NOTED
    told = (*notes[:_NOTED], f"{more:,} more columns had to be renamed") if more > 1 else tuple(notes)
    return tuple(names), told


def names_beside(
    given: Sequence[str], ours: Iterable[str], fold: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Return what columns of ours are called beside given ones: `jdmatch_…` where a name is taken.

    >>> names_beside(["id", "Score"], ["score", "role"]), names_beside(["Score"], ["score"], fold=str.casefold)
    (('score', 'role'), ('jdmatch_score',))
    """
    taken = set(map(fold, given))
    names = []
    for name in ours:
        while fold(name) in taken:
            name = f"jdmatch_{name}"
        taken.add(fold(name))
        names.append(name)
    return tuple(names)


def are_names(fields: Sequence[str]) -> bool:
    """Return whether fields are plainly the names of several columns, and not prose with a comma in it.

    >>> are_names(["id", "title", "text"]), are_names(["Title", "notes"]), are_names(["We need R", " and SQL"])
    (True, True, False)
    """
    names = [field.strip(" \t\"'") for field in fields]
    given = [name for name in names if name]
    known = {*known_names("text"), *known_names("title"), *known_names("id")}
    return (
        len(given) > 1
        and all(_NAME.fullmatch(name) and len(name.split()) <= _NAME_WORDS for name in given)
        and (len(names) > 2 or any(fold_name(name) in known for name in given))
    )
