"""The pipeline: one spaCy component a file; `PageReader` runs them one after the other on a page.

The components work on characters. spaCy itself is imported where its Docs are wanted: by `factories`, which register
each component, and by `spans`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from jdmatch.reading.careers import CareerReader
from jdmatch.reading.degrees import QualificationReader
from jdmatch.reading.duties import DutyFinder
from jdmatch.reading.names import NameReader
from jdmatch.reading.page import Page
from jdmatch.reading.pay import PayReader
from jdmatch.reading.role import RoleReader
from jdmatch.reading.sections import SectionFinder
from jdmatch.reading.senses import SenseReader
from jdmatch.reading.skills import SkillFinder
from jdmatch.reading.stance import StanceReader
from jdmatch.reading.surfaces import SurfaceFinder
from jdmatch.reading.typos import TypoFinder
from jdmatch.reading.unlisted import UnlistedFinder
from jdmatch.reading.years import YearsReader
from jdmatch.taxonomy.records import Taxonomy

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Reader(Protocol):
    """A component that works on the page of a Doc."""

    def __call__(self, doc: Doc) -> Doc:
        """Read the page on a Doc."""

    def read(self, page: Page) -> None:
        """Add to the page what the component finds."""


# the order of reading: each stands on what those before it found
READERS: dict[str, Callable[[Taxonomy], Reader]] = {
    "surfaces": SurfaceFinder,
    "sections": SectionFinder,
    "names": NameReader,
    "skills": SkillFinder,
    "senses": SenseReader,
    "typos": TypoFinder,
    "unlisted": UnlistedFinder,
    "stance": StanceReader,
    "careers": CareerReader,
    "years": YearsReader,
    "qualifications": QualificationReader,
    "pay": PayReader,
    "role": RoleReader,
    "duties": DutyFinder,
}


class PageReader:
    """All components in their order, for pages that need no Doc."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._readers = [make(taxonomy) for make in READERS.values()]

    def read(self, page: Page) -> None:
        """Read a page from top to bottom; an empty one stays as it is."""
        for reader in self._readers:
            reader.read(page)
