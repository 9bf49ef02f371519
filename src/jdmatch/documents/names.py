"""What job systems, CV files and pages call their parts: taxonomy/documents.yaml, loaded when it is first needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from jdmatch.taxonomy.loading import load_taxonomy
from jdmatch.taxonomy.models import DocumentsFile

_SIGNS: Final = re.compile(r"[\W_]+")


@lru_cache(maxsize=1)
def field_names() -> DocumentsFile:
    """Return the names of fields.

    >>> field_names().title[0]
    'title'
    """
    return load_taxonomy().documents


def fold_key(name: str) -> str:
    """Return a field's name without case, blanks and signs.

    >>> fold_key("jobDescription") == fold_key("Job_Description") == fold_key("job description")
    True
    """
    return _SIGNS.sub("", name).lower()


def fold_keys(record: Mapping[str, object]) -> dict[str, object]:
    """Return a record with folded names; of two that are alike, the first is kept."""
    folded: dict[str, object] = {}
    for key, value in record.items():
        folded.setdefault(fold_key(key), value)
    return folded
