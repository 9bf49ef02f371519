"""Finds the skills' surfaces: the longest at each place, and the members of a list that share a head.

What is found here is a candidate where the taxonomy says the surface is ambiguous; `senses` decides those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit
from jdmatch.reading.page import Component, Page, SkillMark
from jdmatch.reading.structure import ListCutter
from jdmatch.taxonomy.records import Taxonomy

_MOST_SHARING = 12
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
        years = "|".join(re.escape(w) for w in taxonomy.language.years.years)
        self._years_after = re.compile(rf"\+?(?: (?:to )?\d+\+?)? ?(?:{years})(?!\w)")
        self._lists = ListCutter(heads)

    def read(self, page: Page) -> None:
        """Fill the page's skills."""
        marks = []
        for hit in first_longest(page.hits["skill"]):
            surface, end = self._surfaces[hit.key], hit.end
            if hit.key[-1].isdigit() and (plain := self._without_years(page, hit)):
                surface, end = self._surfaces[plain], hit.start + len(plain)
            marks.append(SkillMark(hit.start, end, surface.concept, surface.how, surface.rule))
        structure = page.structure
        structure.lists, structure.in_lists = self._lists.cut(page.folded.low, structure.clauses, marks)
        shared = list(self._shared(page, marks)) if structure.lists else None
        page.skills = sorted([*marks, *shared], key=lambda m: m.start) if shared else marks

    def _without_years(self, page: Page, hit: Hit) -> str | None:
        """Return the name alone where the number after it is no version but counts years: "Python 3 years"."""
        name, _, number = hit.key.rpartition(" ")
        if name in self._surfaces and number.isdigit() and self._years_after.match(page.folded.flat, hit.end):
            return name
        return None

    def _shared(self, page: Page, marks: list[SkillMark]) -> Iterator[SkillMark]:
        """Yield the members of lists that share the head of a later one: "supervised and unsupervised learning"."""
        low, structure = page.folded.low, page.structure
        held = set(structure.in_lists.values())
        for mark in marks:
            place = structure.in_lists.get(mark.start)
            if place is None or not place[1]:
                continue
            listing, at = structure.lists[place[0]], place[1]
            # the last member of a list is joined by more than a comma: "data, network security" is two things
            if listing.joins[at - 1] == "," or mark.start != listing.members[at][0]:
                continue
            head = self._head(low, mark)
            if head is None:
                continue
            for member in range(at - 1, max(-1, at - 1 - _MOST_SHARING), -1):
                start, end = listing.members[member]
                item = low[start:end]
                surface = self._surfaces.get(f"{item} {head}")
                if surface is None and " " in item:
                    start += item.rindex(" ") + 1
                    item = low[start:end]
                    surface = self._surfaces.get(f"{item} {head}")
                if (place[0], member) in held:
                    continue
                if surface is None or item in self._never:
                    break
                yield SkillMark(start, end, surface.concept, "pattern", -1)

    def _head(self, low: str, mark: SkillMark) -> str | None:
        """Return the noun that the members before a skill may share: its last word, or the word behind it."""
        _, blank, last = low[mark.start : mark.end].rpartition(" ")
        if blank and last in self._heads:
            return last
        # the head may stand after the name: "relational and NoSQL | databases"
        after = _NEXT_WORD.match(low, mark.end)
        return after.group(1) if after and after.group(1) in self._heads else None
