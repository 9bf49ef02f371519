"""Of which skills is one enough? "Python, Scala or Java", "one or more of AWS, Azure, GCP".

The words are in taxonomy/language/stance.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jdmatch.folding import fold_surface
from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import Phrases
from jdmatch.reading.structure import Listing
from jdmatch.taxonomy.models import StanceFile

_CHOICE_REACH = 50


class Choices:
    """Finds the lists of which one member will do; compiled once from the words."""

    def __init__(self, words: StanceFile) -> None:
        self._or = frozenset({"/", *map(fold_surface, words.alternatives)})
        self._opens = Phrases(words.choices)

    def group(self, page: Page) -> None:
        """Give the skills of which one will do a number: those of "X or Y", and of "one or more of X, Y, Z"."""
        structure = page.structure
        by_list: dict[int, dict[int, list[SkillMark]]] = {}
        for mark in page.skills:
            if place := structure.in_lists.get(mark.start):
                by_list.setdefault(place[0], {}).setdefault(place[1], []).append(mark)
        if not by_list:
            return
        opens = self._opens.find(page.folded.low, page.vocabulary)
        groups = 0
        for number, members in by_list.items():
            listing = structure.lists[number]
            start, end = listing.lead
            if any(start - _CHOICE_REACH <= a and b <= end for a, b in opens if b > end - _CHOICE_REACH):
                runs = [list(_alike(listing, members))]
            else:
                runs = [[m for m in run if m in members] for run in self._runs(listing.joins)]
            for run in runs:
                if len(run) > 1:
                    groups += 1
                    for member in run:
                        for mark in members[member]:
                            mark.any_of = groups

    def _runs(self, joins: Sequence[str]) -> Iterator[range]:
        """Yield the members of which one will do: in "Python, Scala or Java" the comma is an "or" too."""
        first, chosen = 0, False
        for at, join in enumerate(joins):
            if join in self._or:
                chosen = True
            elif join != "," or chosen:
                # an "and" parts, and so does a comma behind the "or"
                if chosen:
                    yield range(first, at + 1)
                first, chosen = at + 1, False
        if chosen:
            yield range(first, len(joins) + 1)


def _alike(listing: Listing, members: Mapping[int, Sequence[SkillMark]]) -> Iterator[int]:
    """Yield the members up to one that words of its own open: "any of AWS, Azure, and | strong SQL"."""
    for number, member in enumerate(sorted(members)):
        if number and members[member][0].start != listing.members[member][0]:
            return
        yield member
