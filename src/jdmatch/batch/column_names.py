"""What the columns of a table are called: each once, and which of them looks like the text, the title, the id.

The names people use are in taxonomy/columns.yaml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from jdmatch.taxonomy.loading import load_taxonomy

_NAME: Final = re.compile(r"[^\W\d][\w .()/#-]{0,39}")
_NAME_WORDS: Final = 3


@lru_cache(maxsize=4)
def known_names(role: Literal["text", "title", "id"]) -> tuple[str, ...]:
    """Return the folded names that a column of some role may have, the likeliest first.

    Raises:
        TaxonomyError: with every fault of the file.

    >>> known_names("text")[:2]
    ('description', 'jobdescription')
    """
    return tuple(fold_name(name) for name in getattr(load_taxonomy().columns, role))


def fold_name(name: str) -> str:
    """Return a column's name as bare letters and digits, without case and accents.

    >>> fold_name("Job_Description"), fold_name("Intitulé du poste")
    ('jobdescription', 'intituleduposte')
    """
    bare = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", "".join(bare))


def unique_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return column names with none empty and none twice.

    >>> unique_names(["id", " id", ""])
    ('id', 'id_2', 'column_3')
    """
    names: dict[str, None] = {}
    for place, given in enumerate(header, 1):
        name = base = given.strip() or f"column_{place}"
        count = 1
        while name in names:
            count += 1
            name = f"{base}_{count}"
        names[name] = None
    return tuple(names)


def renamed_told(header: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Return what to tell about columns that had to be given another name.

    >>> renamed_told(["id", "id", ""], ["id", "id_2", "column_3"])
    ("column 2 is the second 'id' and is called 'id_2'", "column 3 has no name and is called 'column_3'")
    """
    told = []
    seen: dict[str, int] = {}
    for place, (given, name) in enumerate(zip(header, names, strict=True), 1):
        base = given.strip()
        seen[base] = seen.get(base, 0) + 1
        if not base:
            told.append(f"column {place} has no name and is called {name!r}")
        elif base != name:
            nth = {1: "another", 2: "the second"}.get(seen[base], f"number {seen[base]} of")
            told.append(f"column {place} is {nth} {base!r} and is called {name!r}")
    return tuple(told)


def are_names(fields: Sequence[str]) -> bool:
    """Say whether fields are plainly the names of several columns, and no prose with a comma in it.

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
