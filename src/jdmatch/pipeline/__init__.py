"""The pipeline: one spaCy component a file, each a registered factory; `jdmatch` is all of them as one.

A factory takes a reference to a taxonomy, not the taxonomy itself, so that a pipeline's config can be written down:
`{"@misc": "jdmatch.taxonomy.v1", "path": None}` is the bundled one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from jdmatch.loading import load_taxonomy
from jdmatch.pipeline.duties import DutyFinder
from jdmatch.pipeline.page import Page, page_of
from jdmatch.pipeline.pay import PayReader
from jdmatch.pipeline.qualifications import QualificationReader
from jdmatch.pipeline.role import RoleReader
from jdmatch.pipeline.sections import SectionFinder
from jdmatch.pipeline.senses import SenseReader
from jdmatch.pipeline.skills import SkillFinder
from jdmatch.pipeline.spans import SpanWriter
from jdmatch.pipeline.stance import StanceReader
from jdmatch.pipeline.surfaces import SurfaceFinder
from jdmatch.pipeline.typos import TypoFinder
from jdmatch.pipeline.years import YearsReader
from jdmatch.taxonomy import Taxonomy


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
    "skills": SkillFinder,
    "senses": SenseReader,
    "typos": TypoFinder,
    "stance": StanceReader,
    "years": YearsReader,
    "duties": DutyFinder,
    "qualifications": QualificationReader,
    "pay": PayReader,
    "role": RoleReader,
}
_REFERENCE = {"taxonomy": {"@misc": "jdmatch.taxonomy.v1", "path": None}}


@registry.misc("jdmatch.taxonomy.v1")
def taxonomy_reference(path: str | None = None) -> Taxonomy:
    """Return the taxonomy at a path, the bundled one by default; the config keeps only the path."""
    return load_taxonomy(path)


class PageReader:
    """The component `jdmatch`: all readers in their order, then the spans."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._readers = [make(taxonomy) for make in READERS.values()]
        self._spans = SpanWriter(taxonomy)

    def __call__(self, doc: Doc) -> Doc:
        """Read a Doc and write what was found onto it."""
        self.read(page_of(doc))
        return self._spans(doc)

    def read(self, page: Page) -> None:
        """Read a page from top to bottom; an empty one stays as it is."""
        for reader in self._readers:
            reader.read(page)


def _factory(name: str, make: Callable[[Taxonomy], Any]) -> Callable[[Language, str, Taxonomy], Any]:
    def create(nlp: Language, name: str, taxonomy: Taxonomy) -> Any:  # noqa: ARG001 - spaCy passes both by name
        return make(taxonomy)

    create.__name__ = f"make_{name}"
    create.__doc__ = f"Return the component {name!r}."
    Language.factory(name, default_config=_REFERENCE)(create)
    return create


make_jdmatch = _factory("jdmatch", PageReader)
make_surfaces = _factory("jdmatch_surfaces", SurfaceFinder)
make_sections = _factory("jdmatch_sections", SectionFinder)
make_skills = _factory("jdmatch_skills", SkillFinder)
make_senses = _factory("jdmatch_senses", SenseReader)
make_typos = _factory("jdmatch_typos", TypoFinder)
make_stance = _factory("jdmatch_stance", StanceReader)
make_years = _factory("jdmatch_years", YearsReader)
make_duties = _factory("jdmatch_duties", DutyFinder)
make_qualifications = _factory("jdmatch_qualifications", QualificationReader)
make_pay = _factory("jdmatch_pay", PayReader)
make_role = _factory("jdmatch_role", RoleReader)
make_spans = _factory("jdmatch_spans", SpanWriter)
