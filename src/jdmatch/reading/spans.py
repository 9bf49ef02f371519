"""Writes what was read onto the Doc for spaCy's users, and takes the page off.

The last component: `doc.spans["skills"]` (label family, kb_id concept), `doc.spans["duties"]`, `doc.spans["sections"]`
and `doc._.jdmatch`, the Reading; where asked for, `doc.ents` too. Only spans and plain scalars stay, so
that the Doc goes to bytes and back.
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import filter_spans

from jdmatch.reading.page import KEY, page_of
from jdmatch.reading.readout import read_page
from jdmatch.reading.records import Reading
from jdmatch.taxonomy.records import Taxonomy

_PROFILE = "ml-engineer"  # whose pay band a pipeline without a Matcher knows
READING = "jdmatch.reading"


class SpanWriter:
    """The component `jdmatch_spans`."""

    def __init__(self, taxonomy: Taxonomy, *, ents: bool = False) -> None:
        self._taxonomy = taxonomy
        self._ents = ents
        profile = taxonomy.profiles.get(_PROFILE)
        self._band = profile.pay if profile else None
        if not Doc.has_extension("jdmatch"):
            Doc.set_extension("jdmatch", getter=_reading_of)

    def __call__(self, doc: Doc) -> Doc:
        """Write the reading of the page onto the Doc."""
        reading = read_page(page_of(doc), self._taxonomy).with_pay_band(self._band)
        _write(doc, "skills", [(s.start, s.end, s.family or "", s.id or "") for s in reading.skills])
        _write(doc, "duties", [(d.start, d.end, d.id, d.id) for d in reading.duties])
        _write(doc, "sections", [(s.start, s.end, s.kind or "", "") for s in reading.sections])
        if self._ents:
            # entities may not overlap; those of other components were there first and stay
            doc.ents = filter_spans([*doc.ents, *_free(doc)])
        doc.user_data.pop(KEY, None)
        doc.user_data[READING] = reading.to_json()
        return doc


def _write(doc: Doc, name: str, rows: list[tuple[int, int, str, str]]) -> None:
    spans: list[Span] = []
    for start, end, label, kb_id in rows:
        span = doc.char_span(start, end, label=label, kb_id=kb_id, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


def _free(doc: Doc) -> list[Span]:
    """Return the skills that share no token with an entity."""
    taken = {token.i for entity in doc.ents for token in entity}
    return [span for span in doc.spans["skills"] if taken.isdisjoint(range(span.start, span.end))]


def _reading_of(doc: Doc) -> Reading | None:
    stored = doc.user_data.get(READING)
    return Reading.from_json(stored) if isinstance(stored, str) else None
