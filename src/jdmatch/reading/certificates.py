"""Which certificates are named: those of taxonomy/qualifications.yaml, and others by the words around "certified".

In a CV also the courses: the lines of its part about certificates.
"""

from __future__ import annotations

import re

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit, longest
from jdmatch.reading.page import CertificateMark, Page
from jdmatch.reading.patterns import any_of
from jdmatch.taxonomy.models import QualificationsFile

_SHORT_NAME = 5
_NOT_IN = frozenset({"benefits", "pay", "process"})
_LONGEST_LINE = 90
_NAME = r"[A-Z][\w+/&'-]*(?:\.\w+)*"
_BEFORE = re.compile(rf"(?:{_NAME}\s+){{1,5}}\Z")


class CertificateReader:
    """Finds certificates; compiled once from the words."""

    def __init__(self, words: QualificationsFile) -> None:
        self._certificates = words.certificates
        self._stops = frozenset(fold_surface(w) for w in words.certificate_stops)
        heads = any_of(words.certificate_heads)
        joins = rf"(?:\s+(?:{any_of(words.name_joins)})){{0,2}}"
        self._after = re.compile(
            rf"(?i:(?:{heads}))(?P<name>(?:\s+{_NAME}|\s+\([A-Z0-9]+\)){joins}(?:{joins}\s+(?:{_NAME}|\([A-Z0-9]+\))){{0,5}})"
        )
        nouns = any_of(words.course_nouns)
        self._course = re.compile(rf"(?<![\w-])[A-Z][\w+#&'-]*(?:\s[\w+#&'-]+){{1,5}}?\s(?i:{nouns})(?!\w)")
        self._bare = re.compile(r"[\s*•·-]*(?P<name>\S.*?)[\s.;,]*\Z")

    def read(self, page: Page) -> list[CertificateMark]:
        """Return the certificates, in the order of the text."""
        marks = [
            CertificateMark(self._certificates[hit.tag].id, hit.start, hit.end)
            for hit in longest(page.hits["certificate"])
            if self._is_named(page, hit)
        ]
        for noun in page.hits["certificate-noun"]:
            if page.section_at(noun.start) in _NOT_IN or _overlaps(marks, noun.start, noun.end):
                continue
            place = self._around(page, noun)
            if place is not None and not _overlaps(marks, *place):
                marks.append(CertificateMark(None, *place))
        if page.kind == "cv":
            marks += self._lines(page, marks)
        return sorted(marks, key=lambda m: m.start)

    def _is_named(self, page: Page, hit: Hit) -> bool:
        if page.section_at(hit.start) in _NOT_IN:
            return False
        return len(hit.key) > _SHORT_NAME or page.folded.cased[hit.start : hit.end].isupper()

    def _around(self, page: Page, noun: Hit) -> tuple[int, int] | None:
        """Return "Acme Certified" or, in a CV, "Certified Acme Trainer"."""
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
        if page.kind == "cv":
            line = page.lines[page.line_at(noun.start)]
            after = self._after.match(cased, noun.start, line.end)
            if after is not None and after["name"].split()[0].lower() not in self._stops:
                return after.span()
        return None

    def _lines(self, page: Page, marks: list[CertificateMark]) -> list[CertificateMark]:
        """Return the lines of a CV's part about certificates and courses, each as one."""
        found: list[CertificateMark] = []
        for line in page.lines:
            section = page.section_of(page.line_at(line.start))
            if section is not None and section.kind in ("education", "certificates"):
                for course in self._course.finditer(page.folded.cased, line.start, line.end):
                    if not _overlaps([*marks, *found], *course.span()):
                        found.append(CertificateMark(None, *course.span()))
            if section is None or section.kind != "certificates" or line.end - line.start > _LONGEST_LINE:
                continue
            if section.heading is not None and section.heading[0] <= line.start < section.heading[1]:
                continue
            match = self._bare.match(page.folded.cased, line.start, line.end)
            if (
                match is None
                or not match["name"][0].isupper()
                or _overlaps([*marks, *found], line.start, line.end)
            ):
                continue
            found.append(CertificateMark(None, *match.span("name")))
        return found


def _overlaps(marks: list[CertificateMark], start: int, end: int) -> bool:
    return any(m.start < end and start < m.end for m in marks)
