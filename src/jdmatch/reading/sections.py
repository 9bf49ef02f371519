"""Where in the text are we: company, duties, requirements, nice-to-haves, benefits ... or the parts of a CV?

A heading is a short line of its own, a run-in "Requirements:", or, where a text came as one long line, a heading in the
middle of it. Where no heading was written, lines that ask ("Experience with …") make a list of requirements by
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise, zip_longest

from jdmatch.folding import fold_surface
from jdmatch.reading.headings import EDGE, LONGEST, Headings
from jdmatch.reading.lexicon import Hit
from jdmatch.reading.page import Component, Line, Page, SectionMark
from jdmatch.reading.surfaces import layers_of
from jdmatch.taxonomy.models import SectionKind
from jdmatch.taxonomy.records import Taxonomy

_LONG_LINE = 300
_LONGEST_LEAD = 140
_LONGEST_TOLD = 700
_LEAD_END = 12
_SHORT_DEGREE = 3
_LIST_GAP = 3
_LABEL_END = re.compile(r":(?=\s|$|[A-Z])")
_TAIL = re.compile(r"[a-z.)\d] ((?:[A-Z][\w'&-]*(?: /| &| and)? ?){2,5}):?\s*\Z")
_ASKED: frozenset[SectionKind | None] = frozenset({"requirements", "preferred"})
_UNNAMED: frozenset[SectionKind | None] = frozenset({None, "duties", "company"})
_CLOSING: frozenset[SectionKind] = frozenset({"benefits", "process"})
# a run-in of these kinds ("Location: Pune") says something of its own line only
_LOCAL: frozenset[SectionKind] = frozenset(
    {"process", "pay", "company", "education", "certificates", "summary"}
)


class SectionFinder(Component):
    """The component `jdmatch_sections`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.headings
        self._headings = {
            "posting": Headings(words.posting, words.longest_words),
            "cv": Headings(words.cv, words.longest_words),
        }
        self._mark_kinds = [entry.kind for entry in words.posting]
        self._inherits = frozenset(fold_surface(w) for w in words.inherits)
        layers = layers_of(taxonomy)
        cues = layers.cues
        self._verbs = frozenset(i for i, uses in enumerate(layers.duties) if any(u.is_verb for u in uses))
        self._asking = frozenset(
            i for i, uses in enumerate(cues) if any(u.stance == "required" and u.before for u in uses)
        )
        self._liking = frozenset(
            i for i, uses in enumerate(cues) if any(u.stance == "preferred" for u in uses)
        )

    def read(self, page: Page) -> None:
        """Fill the page's sections; long lines are cut where a heading stands inside them."""
        headings = self._headings[page.kind or "posting"]
        if any(line.end - line.start > _LONG_LINE for line in page.lines):
            page.lines = [piece for line in page.lines for piece in _cut(page, line, headings)]
        page.lines = list(_without_tails(page, headings))
        marks: dict[int, SectionKind] = {}  # by the start of their line
        for hit in page.hits["mark"] if page.kind == "posting" else ():
            marks.setdefault(page.lines[page.line_at(hit.start)].start, self._mark_kinds[hit.tag])
        current, number = SectionMark(None, 0, 0, None), 0
        page.sections = [current]
        page.line_sections = []
        low = page.folded.low
        for line in page.lines:
            kind, heading_end, opens = self._heading(page, line, headings, current.kind, marks)
            if not heading_end:
                current.end = max(current.end, line.end)
                page.line_sections.append(number)
                continue
            if (
                current.kind in _ASKED
                and kind != "preferred"
                and low[line.start : heading_end].strip(EDGE) in self._inherits
            ):
                kind = current.kind
            section = SectionMark(kind, line.start, line.end, (line.start, heading_end))
            page.sections.append(section)
            page.line_sections.append(len(page.sections) - 1)
            if opens:
                current, number = section, len(page.sections) - 1
        if page.kind == "posting":
            self._find_unnamed_lists(page)

    def _heading(
        self,
        page: Page,
        line: Line,
        headings: Headings,
        current: SectionKind | None,
        marks: Mapping[int, SectionKind],
    ) -> tuple[SectionKind | None, int, bool]:
        """Return (kind, end of the heading or 0, whether it opens a section or holds for its line alone)."""
        start, end, bullet = line
        low, cased = page.folded.low, page.folded.cased
        body = low[start + 2 : end] if bullet else low[start:end]
        lead = not bullet and len(body) <= _LONGEST_LEAD and body.rstrip().endswith((":", "...", "…"))
        if len(body) <= LONGEST and (not bullet or body.rstrip().endswith(":")):
            kind = headings.named(body)
            if kind is None and not bullet:
                kind = headings.told_by_words(body, cased[start:end])
            if kind is not None:
                return kind, end, True
        led_in = headings.led_in(body)
        if lead and led_in is None:
            # an unknown heading that says itself what follows: "It would be helpful, though not required, to know:"
            cues = [h for h in page.hits["cue"] if start <= h.start < end]
            if any(h.tag in self._liking for h in cues):
                return "preferred", end, True
            if current not in _ASKED and any(
                h.tag in self._asking and (h.start == start or end - h.end <= _LEAD_END) for h in cues
            ):
                return "requirements", end, True
        if label := _LABEL_END.search(cased, start, min(end, start + LONGEST)):
            kind = headings.named(low[start : label.start()].removeprefix("* "))
            if kind is not None:
                return kind, label.end(), not bullet and kind not in _LOCAL
        if led_in is not None and lead:
            return led_in, end, True
        if end - start <= _LONGEST_TOLD and start in marks:
            return marks[start], start + 1, False  # "an equal opportunity employer", "dental insurance"
        if led_in is not None and (
            led_in in _CLOSING or (current in _UNNAMED and not current == led_in == "duties")
        ):
            return led_in, start + 1, False
        return None, 0, False

    def _find_unnamed_lists(self, page: Page) -> None:
        """Give lines that ask, and what stands between two of them, a requirements section where no heading did.

        "Experience with …", "Strong …", a degree: two such lines near each other make a list, unless what stands
        between them begins with the verb of a duty.
        """
        begins = {line.start + (2 if line.bullet else 0): n for n, line in enumerate(page.lines)}
        asking = {begins[h.start] for h in page.hits["cue"] if h.start in begins and h.tag in self._asking}
        asking |= {page.line_at(h.start) for h in page.hits["degree"] if _is_written_degree(page, h)}
        doing = {begins[h.start] for h in page.hits["duty"] if h.start in begins and h.tag in self._verbs}
        titled = {s.heading[0] for s in page.sections if s.heading}
        listed = [
            n
            for n in sorted(asking)
            if page.lines[n].start not in titled and page.sections[page.line_sections[n]].kind in _UNNAMED
        ]
        found: SectionMark | None = None
        for first, second in pairwise(listed):
            between = range(first + 1, second)
            if (
                second - first > _LIST_GAP
                or any(n in doing or page.lines[n].start in titled for n in between)
                or any(
                    page.lines[n].end - page.lines[n].start > _LONG_LINE for n in (first, *between, second)
                )
            ):
                continue
            if found is None or found.end != page.lines[first].end:
                found = SectionMark("requirements", page.lines[first].start, 0, None)
                page.sections.append(found)
            found.end = page.lines[second].end
            for n in (first, *between, second):
                page.line_sections[n] = len(page.sections) - 1


def _without_tails(page: Page, headings: Headings) -> Iterable[Line]:
    """Cut off a heading that stands at the end of the item before its list: "… is a must Preferred Skills * Scala"."""
    for line, after in zip_longest(page.lines, page.lines[1:]):
        if after is not None and after.bullet and line.end - line.start > _LONGEST_LEAD // 4:
            tail = _TAIL.search(page.folded.cased, line.start, line.end)
            part = slice(tail.start(1), line.end) if tail else slice(0)
            low, cased = page.folded.low[part], page.folded.cased[part]
            if tail and (headings.named(low) or headings.told_by_words(low, cased)):
                yield Line(line.start, tail.start(1), line.bullet)
                line = Line(tail.start(1), line.end, False)
        yield line


def _is_written_degree(page: Page, hit: Hit) -> bool:
    """Tell whether a degree's short name is written as one ("MS"), and is not a word ("as", "be")."""
    return hit.end - hit.start > _SHORT_DEGREE or page.folded.cased[hit.start : hit.end].isupper()


def _cut(page: Page, line: Line, headings: Headings) -> Iterable[Line]:
    """Cut a long line before the headings that stand inside it."""
    cased, start = page.folded.cased, line.start
    if line.end - start > _LONG_LINE:
        for begin in headings.inside(cased, page.folded.low, start, line.end):
            if begin > start:
                yield Line(start, begin, cased.startswith("* ", start))
                start = begin
    yield Line(start, line.end, cased.startswith("* ", start))
