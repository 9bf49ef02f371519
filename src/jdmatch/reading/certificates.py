"""Which certificates does a posting name? Those of taxonomy/qualifications.yaml, others by a "certified" behind."""

from __future__ import annotations

from bisect import bisect_left

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit, longest
from jdmatch.reading.page import CertificateMark, Page, clauses_of
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.taxonomy.models import Cues, QualificationsFile

_SHORT_NAME = 5
_LEFT = 60  # characters before a certificate in which it may be denied, or offered
_CUE_REACH = 25  # ... and behind it
_CERTIFIED = later(r"[Cc]ertified(?:\s[A-Z][\w+/&'-]*){2,5}")
_NOT_IN = frozenset({"benefits", "pay", "process"})
_NAME = r"[A-Z][\w+/&'-]*(?:\.\w+)*"
_BEFORE = later(rf"(?:{_NAME}\s+){{1,5}}\Z")


class CertificateReader:
    """Finds certificates; compiled once from the words."""

    def __init__(self, words: QualificationsFile, negated: Cues) -> None:
        self._certificates = words.certificates
        # the reach is short: a denial speaks of what stands next to it
        self._refused = later(
            rf"(?<!\w)(?:{any_of(negated.before)})\s+(?:(?:{any_of(words.articles)}|[a-z]+)\s+){{0,2}}\Z"
        )
        self._not_needed = later(rf"[^.;\n]{{0,{_CUE_REACH}}}?(?<!\w)(?:{any_of(negated.after)})(?!\w)")
        self._offered = later(whole(words.certificate_offers))
        self._stops = frozenset(fold_surface(w) for w in words.certificate_stops)

    def read(self, page: Page) -> list[CertificateMark]:
        """Return the certificates, in the order of the text."""
        marks = [
            CertificateMark(self._certificates[hit.tag].id, hit.start, hit.end)
            for hit in longest(page.hits["certificate"])
            if self._is_named(page, hit)
        ]
        named = list(marks)
        for noun in page.hits["certificate-noun"]:
            if page.section_at(noun.start) in _NOT_IN or _overlaps(named, marks, noun.start, noun.end):
                continue
            if page.kind == "posting" and self._is_refused(page, noun):
                continue
            place = self._before(page, noun)
            if place is None and (titled := _CERTIFIED.match(page.folded.cased, noun.start)):
                place = titled.span()  # "Certified Business Intelligence Professional"
            if place is not None and not _overlaps(named, marks, *place):
                marks.append(CertificateMark(None, *place))
        return sorted(marks, key=lambda m: m.start)

    def _is_named(self, page: Page, hit: Hit) -> bool:
        if page.section_at(hit.start) in _NOT_IN:
            return False
        if page.kind == "posting" and self._is_refused(page, hit):
            return False
        return len(hit.key) > _SHORT_NAME or page.folded.cased[hit.start : hit.end].isupper()

    def _is_refused(self, page: Page, hit: Hit) -> bool:
        """Return whether nobody asks for a certificate: "no AWS certification needed", "we pay for your …"."""
        low = page.folded.low
        clause = clauses_of(page).at(hit.start)
        left = low[max(clause.start, hit.start - _LEFT) : hit.start]
        if self._refused.search(left) or self._offered.search(left):
            return True
        return self._not_needed.match(low, hit.end, clause.end) is not None

    def _before(self, page: Page, noun: Hit) -> tuple[int, int] | None:
        """Return "Acme Certified"."""
        cased = page.folded.cased
        before = _BEFORE.search(cased, max(0, noun.start - 70), noun.start)
        if before is not None:
            words = before.group().split()
            while words and words[0].lower() in self._stops:
                words = words[1:]
            if words and words[-1].lower() not in self._stops:
                start = before.start() + before.group().index(words[0])
                if "\n" not in cased[start : noun.end]:
                    return start, noun.end
        return None


def _overlaps(named: list[CertificateMark], marks: list[CertificateMark], start: int, end: int) -> bool:
    """Return whether a place overlaps a named certificate, or the last one found."""
    last = bisect_left(named, end, key=lambda mark: mark.start) - 1
    near = (*named[max(0, last) : last + 1], *marks[-1:])
    return any(mark.start < end and start < mark.end for mark in near)
