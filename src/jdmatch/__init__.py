"""jdmatch reads job postings and CVs and says how well they fit a role, and why.

>>> import jdmatch
>>> matcher = jdmatch.load()
>>> reading = matcher.read("You need Python and PyTorch. Java is a plus.")
>>> [(skill.label, skill.stance) for skill in reading.skills]
[('Python', 'required'), ('PyTorch', 'required'), ('Java', 'preferred')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jdmatch.comparing.comparing import Comparison
    from jdmatch.documents import Document, open_document
    from jdmatch.errors import (
        BatchError,
        DocumentError,
        InputError,
        JdmatchError,
        MissingExtraError,
        ProfileError,
        TaxonomyError,
    )
    from jdmatch.matcher import Matcher, load
    from jdmatch.reading.outline import Outline
    from jdmatch.reading.records import Reading
    from jdmatch.scoring.scoring import Fit
    from jdmatch.taxonomy.loading import load_profile, load_taxonomy

__version__ = "0.1.0"

_PLACES = {
    "load": "jdmatch.matcher",
    "Matcher": "jdmatch.matcher",
    "Reading": "jdmatch.reading.records",
    "Outline": "jdmatch.reading.outline",
    "Fit": "jdmatch.scoring.scoring",
    "Comparison": "jdmatch.comparing.comparing",
    "Document": "jdmatch.documents",
    "open_document": "jdmatch.documents",
    "load_taxonomy": "jdmatch.taxonomy.loading",
    "load_profile": "jdmatch.taxonomy.loading",
    "JdmatchError": "jdmatch.errors",
    "BatchError": "jdmatch.errors",
    "DocumentError": "jdmatch.errors",
    "InputError": "jdmatch.errors",
    "MissingExtraError": "jdmatch.errors",
    "ProfileError": "jdmatch.errors",
    "TaxonomyError": "jdmatch.errors",
}

__all__ = [
    "BatchError",
    "Comparison",
    "Document",
    "DocumentError",
    "Fit",
    "InputError",
    "JdmatchError",
    "Matcher",
    "MissingExtraError",
    "Outline",
    "ProfileError",
    "Reading",
    "TaxonomyError",
    "load",
    "load_profile",
    "load_taxonomy",
    "open_document",
]


def __getattr__(name: str) -> object:
    # names are fetched when they are first used, so that `import jdmatch` does not pay for spaCy and pandas
    if place := _PLACES.get(name):
        value = getattr(import_module(place), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'jdmatch' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
