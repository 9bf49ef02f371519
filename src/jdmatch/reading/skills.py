"""Finds the skills' surfaces: the longest at each place, and the members of a list that share a head.

What is found here is a candidate where the taxonomy says the surface is ambiguous; `senses` decides those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit
from jdmatch.reading.page import Component, Page, SkillMark
from jdmatch.taxonomy.records import Taxonomy

_LONGEST_LIST = 90
_NEXT_WORD = re.compile(r" ([a-z]+)")


def first_longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the hits, in order of their start, that neither lie in another nor begin within one that began before.

    The first of two that cross is the name and the second mostly its noun: "time management | skills",
    "big data | platforms".

    >>> [h.key for h in first_longest([Hit(0, 8, "big data", 0), Hit(4, 18, "data platforms", 1), Hit(0, 3, "big", 2)])]
    ['big data']
    """
    reach = -1
    for hit in sorted(hits, key=_by_start):
        if hit.start >= reach:
            yield hit
            reach = hit.end


def _by_start(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


class SkillFinder(Component):
    """The component `jdmatch_skills`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._surfaces = taxonomy.surfaces
        heads = taxonomy.language.heads
        self._heads = frozenset(fold_surface(head) for head in heads.heads)
        self._never = frozenset(heads.never)
        self._join_ends = tuple(heads.joins)
        joins = "|".join(re.escape(j) for j in sorted(heads.joins, key=len, reverse=True))
        item = r"[a-z0-9.+#]+(?: [a-z0-9.+#]+)?"
        years = "|".join(re.escape(w) for w in taxonomy.language.years.years)
        self._years_after = re.compile(rf"\+?(?: (?:to )?\d+\+?)? ?(?:{years})(?!\w)")
        self._list_before = re.compile(rf"(?<![\w.+#])({item})((?:\s*(?:{joins})\s*)+)\Z")

    def read(self, page: Page) -> None:
        """Fill the page's skills."""
        marks = []
        for hit in first_longest(page.hits["skill"]):
            surface, end = self._surfaces[hit.key], hit.end
            if hit.key[-1].isdigit() and (plain := self._without_years(page, hit)):
                surface, end = self._surfaces[plain], hit.start + len(plain)
            marks.append(SkillMark(hit.start, end, surface.concept, surface.how, surface.rule))
        shared = [m for mark in marks for m in self._shared(page, mark, marks)]
        page.skills = sorted([*marks, *shared], key=lambda m: m.start) if shared else marks

    def _without_years(self, page: Page, hit: Hit) -> str | None:
        """Return the name alone where the number after it is no version but counts years: "Python 3 years"."""
        name, _, number = hit.key.rpartition(" ")
        if name in self._surfaces and number.isdigit() and self._years_after.match(page.folded.flat, hit.end):
            return name
        return None

    def _shared(self, page: Page, mark: SkillMark, marks: list[SkillMark]) -> Iterator[SkillMark]:
        """Yield the members that stand before a skill and share its head: "supervised and unsupervised learning"."""
        low = page.folded.low
        words = low[mark.start : mark.end].split()
        at = mark.start
        if len(words) < 2 or words[-1] not in self._heads:
            # the head may stand after the name: "relational and NoSQL | databases"
            after = _NEXT_WORD.match(low, mark.end)
            if after is None or after.group(1) not in self._heads:
                return
            words.append(after.group(1))
        if not low[max(0, at - 8) : at].rstrip().endswith(self._join_ends):
            return
        head = words[-1]
        least = max(low.rfind("\n", 0, at) + 1, at - _LONGEST_LIST)
        while at > least:
            match = self._list_before.search(low, least, at)
            # the last member of a list is joined by more than a comma: "data, network security" is two things
            if not match or (at == mark.start and match.group(2).strip() == ","):
                return
            item = match.group(1)
            start = match.start(1)
            surface = self._surfaces.get(f"{item} {head}")
            if surface is None and " " in item:
                start += item.index(" ") + 1
                item = item.split(" ", 1)[1]
                surface = self._surfaces.get(f"{item} {head}")
            taken = any(m.start < match.end(1) and start < m.end for m in marks)
            if not taken and (surface is None or item in self._never):
                return
            if surface is not None and not taken:
                yield SkillMark(start, match.end(1), surface.concept, "pattern", -1)
            at = start
