"""Each step of the reading as a component of spaCy, under its name in the registry; `jdmatch` is all of them as one.

The page travels on the Doc while the pipeline runs and is taken off by the last component (`spans`), because a Doc may
hold only what can be written to bytes.

A factory takes a reference to a taxonomy, not the taxonomy itself, so that a pipeline's config can be written down:
`{"@misc": "jdmatch.taxonomy.v1", "path": None}` is the bundled one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, filter_spans, registry

from jdmatch.errors import InputError
from jdmatch.reading.page import Page
from jdmatch.reading.reader import READERS, PageReader, Step, read_page
from jdmatch.reading.records import Reading
from jdmatch.taxonomy.loading import load_taxonomy
from jdmatch.taxonomy.records import Taxonomy

_PROFILE = "ml-engineer"  # whose pay band a pipeline without a Matcher knows
PAGE, READING = "jdmatch.page", "jdmatch.reading"  # what lies on a Doc, during and after


def page_of(doc: Doc) -> Page:
    """Return the page on a Doc, a fresh one where none lies there yet."""
    page = doc.user_data.get(PAGE)
    if not isinstance(page, Page):
        page = doc.user_data[PAGE] = Page.of(doc.text)
    return page


class PageComponent:
    """A component that reads the page of a Doc with a step, and does no more with it."""

    def __init__(self, step: Step) -> None:
        self._step = step

    def __call__(self, doc: Doc) -> Doc:
        """Read the page of a Doc."""
        self._step.read(page_of(doc))
        return doc


class SpanWriter:
    """The component `jdmatch_spans`."""

    def __init__(self, taxonomy: Taxonomy, *, ents: bool = False, kb: str = "jdmatch") -> None:
        if kb not in ("jdmatch", "esco"):
            raise InputError(f"kb: {kb!r} is unknown; expected 'jdmatch' or 'esco'")
        self._taxonomy = taxonomy
        self._ents = ents
        self._ids = attrgetter("esco" if kb == "esco" else "id")
        profile = taxonomy.profiles.get(_PROFILE)
        self._band = profile.pay if profile else None
        if not Doc.has_extension("jdmatch"):
            Doc.set_extension("jdmatch", getter=_reading_of)

    def __call__(self, doc: Doc) -> Doc:
        """Write the reading of the page onto the Doc."""
        reading = read_page(page_of(doc), self._taxonomy).with_pay_band(self._band)
        _write(doc, "skills", [(s.start, s.end, s.family or "", self._ids(s) or "") for s in reading.skills])
        _write(doc, "duties", [(d.start, d.end, d.id, d.id) for d in reading.duties])
        _write(doc, "sections", [(s.start, s.end, s.kind or "", "") for s in reading.sections])
        if self._ents:
            # entities may not overlap; those of other components were there first and stay
            taken = {token.i for entity in doc.ents for token in entity}
            free = [one for one in doc.spans["skills"] if taken.isdisjoint(range(one.start, one.end))]
            doc.ents = filter_spans([*doc.ents, *free])
        doc.user_data.pop(PAGE, None)
        doc.user_data[READING] = reading.to_json()
        return doc


def _write(doc: Doc, name: str, rows: list[tuple[int, int, str, str]]) -> None:
    spans: list[Span] = []
    for start, end, label, kb_id in rows:
        span = doc.char_span(start, end, label=label, kb_id=kb_id, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


def _reading_of(doc: Doc) -> Reading | None:
    stored = doc.user_data.get(READING)
    return Reading.from_json(stored) if isinstance(stored, str) else None


_CACHE_SIZE = 1_000_000
_WHOLE = (
    "C++", "c++", "C#", "c#", "F#", "f#", "J#", ".NET", ".net", ".Net", "CI/CD", "ci/cd", "A/B", "a/b", "R&D", "r&d",
    "e.g.", "i.e.", "etc.", "B.S.", "M.S.", "Ph.D.", "B.Sc.", "M.Sc.", "U.S.", "Sr.", "Jr.",
)  # fmt: skip
_PREFIXES = [r"[\(\[\{<\"'“”‘’•·*|,;:!?$£€₹#~=+/-]", r"\.(?![A-Za-z])", r"…"]
_SUFFIXES = [
    r"[\)\]\}>\"'“”‘’•·*|,;:!?%~=/-]",
    r"['’]s",
    r"(?<!\.[A-Za-z])\.",
    r"(?<![Cc+])\+",
    r"(?<![CcFfJj])#",
    r"…",
]
_INFIXES = [
    r"(?<![\d])/|/(?!\d)",
    r"(?<=[a-z\)])\.(?=[A-Z][a-z])",
    r"[\(\)\[\]|,;…•—–]",
    r"(?<=[A-Za-z])-(?=[A-Za-z])",
    r"(?<=\w):(?=\w)",
    r"[$£€₹](?=\d)",
]


def blank_pipeline() -> Language:
    """Return a blank English pipeline with jdmatch's tokenizer.

    >>> [t.text for t in blank_pipeline()("C/C++/Java, C#/.NET, Node.js and CI/CD (python3.11).")]
    ['C', '/', 'C++', '/', 'Java', ',', 'C#', '/', '.NET', ',', 'Node.js', 'and', 'CI/CD', '(', 'python3.11', ')', '.']
    """
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    return nlp


def make_tokenizer(nlp: Language) -> Tokenizer:
    """Return a tokenizer for postings over a pipeline's vocabulary."""
    tokenizer = Tokenizer(
        nlp.vocab,
        rules={text: [{"ORTH": text}] for text in _WHOLE},
        prefix_search=compile_prefix_regex(_PREFIXES).search,
        suffix_search=compile_suffix_regex(_SUFFIXES).search,
        infix_finditer=compile_infix_regex(_INFIXES).finditer,
        token_match=re.compile(r"(?:https?://|www\.)\S+[\w/]$|\S+@\S+\.\w+$").match,
    )
    tokenizer.max_cache_size = _CACHE_SIZE
    return tokenizer


_REFERENCE = {"taxonomy": {"@misc": "jdmatch.taxonomy.v1", "path": None}}


@registry.misc("jdmatch.taxonomy.v1")
def taxonomy_reference(path: str | list[str] | None = None) -> Taxonomy:
    """Return the taxonomy at a path, or of several, the bundled one by default; the config keeps only the path."""
    return load_taxonomy(path)


class DocReader:
    """The component `jdmatch`: all readers in their order, then the spans; with `ents` skills are entities too.

    `kb` says whose ids the `kb_id_` of skills holds: ours, or ESCO's URIs where there are such.
    """

    def __init__(self, taxonomy: Taxonomy, *, ents: bool = False, kb: str = "jdmatch") -> None:
        self._reader = PageReader(taxonomy)
        self._spans = SpanWriter(taxonomy, ents=ents, kb=kb)

    def __call__(self, doc: Doc) -> Doc:
        """Read a Doc and write what was found onto it."""
        self._reader.read(page_of(doc))
        return self._spans(doc)


def _factory(name: str, make: Callable[[Taxonomy], Any]) -> Callable[[Language, str, Taxonomy], Any]:
    def create(nlp: Language, name: str, taxonomy: Taxonomy) -> Any:  # noqa: ARG001 - spaCy passes both by name
        return make(taxonomy)

    create.__name__, create.__doc__ = f"make_{name}", f"Return the component {name!r}."
    Language.factory(name, default_config=_REFERENCE)(create)
    return create


def _step(name: str) -> Callable[[Language, str, Taxonomy], Any]:
    return _factory(f"jdmatch_{name}", lambda taxonomy: PageComponent(READERS[name](taxonomy)))


@Language.factory(
    "jdmatch",
    default_config={**_REFERENCE, "ents": False, "kb": "jdmatch"},
    assigns=["doc.spans", "doc._.jdmatch"],
)
def make_jdmatch(nlp: Language, name: str, taxonomy: Taxonomy, ents: bool, kb: str) -> DocReader:  # noqa: ARG001 - the same
    """Return the component `jdmatch`."""
    return DocReader(taxonomy, ents=ents, kb=kb)


make_surfaces = _step("surfaces")
make_sections = _step("sections")
make_names = _step("names")
make_skills = _step("skills")
make_senses = _step("senses")
make_typos = _step("typos")
make_unlisted = _step("unlisted")
make_stance = _step("stance")
make_careers = _step("careers")
make_years = _step("years")
make_duties = _step("duties")
make_qualifications = _step("qualifications")
make_pay = _step("pay")
make_role = _step("role")
make_facts = _step("facts")
make_spans = _factory("jdmatch_spans", SpanWriter)
