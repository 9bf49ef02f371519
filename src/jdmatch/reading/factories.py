"""Each component under its name in spaCy's registry; `jdmatch` is all of them as one.

A factory takes a reference to a taxonomy, not the taxonomy itself, so that a pipeline's config can be written down:
`{"@misc": "jdmatch.taxonomy.v1", "path": None}` is the bundled one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from jdmatch.reading.page import page_of
from jdmatch.reading.reader import READERS, PageReader
from jdmatch.reading.spans import SpanWriter
from jdmatch.taxonomy.loading import load_taxonomy
from jdmatch.taxonomy.records import Taxonomy

_REFERENCE = {"taxonomy": {"@misc": "jdmatch.taxonomy.v1", "path": None}}


@registry.misc("jdmatch.taxonomy.v1")
def taxonomy_reference(path: str | list[str] | None = None) -> Taxonomy:
    """Return the taxonomy at a path, or of several, the bundled one by default; the config keeps only the path."""
    return load_taxonomy(path)


class DocReader:
    """The component `jdmatch`: all readers in their order, then the spans; with `ents` skills are entities too."""

    def __init__(self, taxonomy: Taxonomy, *, ents: bool = False) -> None:
        self._reader = PageReader(taxonomy)
        self._spans = SpanWriter(taxonomy, ents=ents)

    def __call__(self, doc: Doc) -> Doc:
        """Read a Doc and write what was found onto it."""
        self._reader.read(page_of(doc))
        return self._spans(doc)


def _factory(name: str, make: Callable[[Taxonomy], Any]) -> Callable[[Language, str, Taxonomy], Any]:
    def create(nlp: Language, name: str, taxonomy: Taxonomy) -> Any:  # noqa: ARG001 - spaCy passes both by name
        return make(taxonomy)

    create.__name__ = f"make_{name}"
    create.__doc__ = f"Return the component {name!r}."
    Language.factory(name, default_config=_REFERENCE)(create)
    return create


@Language.factory(
    "jdmatch", default_config={**_REFERENCE, "ents": False}, assigns=["doc.spans", "doc._.jdmatch"]
)
def make_jdmatch(nlp: Language, name: str, taxonomy: Taxonomy, ents: bool) -> DocReader:  # noqa: ARG001 - the same
    """Return the component `jdmatch`."""
    return DocReader(taxonomy, ents=ents)


make_surfaces = _factory("jdmatch_surfaces", READERS["surfaces"])
make_sections = _factory("jdmatch_sections", READERS["sections"])
make_names = _factory("jdmatch_names", READERS["names"])
make_skills = _factory("jdmatch_skills", READERS["skills"])
make_senses = _factory("jdmatch_senses", READERS["senses"])
make_typos = _factory("jdmatch_typos", READERS["typos"])
make_unlisted = _factory("jdmatch_unlisted", READERS["unlisted"])
make_stance = _factory("jdmatch_stance", READERS["stance"])
make_careers = _factory("jdmatch_careers", READERS["careers"])
make_years = _factory("jdmatch_years", READERS["years"])
make_duties = _factory("jdmatch_duties", READERS["duties"])
make_qualifications = _factory("jdmatch_qualifications", READERS["qualifications"])
make_pay = _factory("jdmatch_pay", READERS["pay"])
make_role = _factory("jdmatch_role", READERS["role"])
make_spans = _factory("jdmatch_spans", SpanWriter)
