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
    from jdmatch.comparing.comparison import Comparison, Found, Need, Part
    from jdmatch.comparing.ranking import Ranked, Ranking
    from jdmatch.documents import Document, DocumentWarning, open_document, open_documents
    from jdmatch.errors import (
        BatchError,
        BatchStopped,
        DataError,
        DocumentError,
        InputError,
        JdmatchError,
        MissingExtraError,
        Problem,
        ProfileError,
        TaxonomyError,
    )
    from jdmatch.matcher import Matcher, load
    from jdmatch.reading.reader import Outline
    from jdmatch.reading.records import (
        Certification,
        Degree,
        Duty,
        Experience,
        Fact,
        Facts,
        Pay,
        Reading,
        Role,
        Section,
        Skill,
    )
    from jdmatch.scoring.evidence import Evidence
    from jdmatch.scoring.fit import Advice, CapFit, Fit, GateFit, MadeWith, RequirementFit
    from jdmatch.tables.trends import Tally, Trend, Trends, trends
    from jdmatch.taxonomy.loading import load_profile, load_taxonomy
    from jdmatch.taxonomy.profile import Gate, Profile, Requirement
    from jdmatch.taxonomy.records import Concept, Family, Taxonomy

__version__ = "0.1.0"

# where each public name lives
_PLACES = {
    name: f"jdmatch.{module}"
    for module, names in {
        "comparing.comparison": "Comparison Found Need Part",
        "comparing.ranking": "Ranked Ranking",
        "documents": "Document DocumentWarning open_document open_documents",
        "errors": "BatchError BatchStopped DataError DocumentError InputError JdmatchError MissingExtraError "
        "Problem ProfileError TaxonomyError",
        "matcher": "Matcher load",
        "reading.reader": "Outline",
        "reading.records": "Certification Degree Duty Experience Fact Facts Pay Reading Role Section Skill",
        "scoring.evidence": "Evidence",
        "scoring.fit": "Advice CapFit Fit GateFit MadeWith RequirementFit",
        "tables.trends": "Tally Trend Trends trends",
        "taxonomy.loading": "load_profile load_taxonomy",
        "taxonomy.profile": "Gate Profile Requirement",
        "taxonomy.records": "Concept Family Taxonomy",
    }.items()
    for name in names.split()
}

__all__ = [
    "Advice", "BatchError", "BatchStopped", "CapFit", "Certification", "Comparison", "Concept",
    "DataError", "Degree", "Document", "DocumentError", "DocumentWarning", "Duty", "Evidence",
    "Experience", "Fact", "Facts", "Family", "Fit", "Found", "Gate", "GateFit", "InputError",
    "JdmatchError", "MadeWith", "Matcher", "MissingExtraError", "Need", "Outline", "Part", "Pay",
    "Problem", "Profile", "ProfileError", "Ranked", "Ranking", "Reading", "Requirement", "RequirementFit",
    "Role", "Section", "Skill", "Tally", "Taxonomy", "TaxonomyError", "Trend", "Trends", "load",
    "load_profile", "load_taxonomy", "open_document", "open_documents", "trends",
]  # fmt: skip


def __getattr__(name: str) -> object:
    # names are fetched when they are first used, so that `import jdmatch` does not pay for spaCy and pandas
    if place := _PLACES.get(name):
        value = getattr(import_module(place), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'jdmatch' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
