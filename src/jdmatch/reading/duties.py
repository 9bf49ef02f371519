"""Which of the duties does a text ask for (or, in a CV, show)? A verb and its object near each other in one clause.

Verbs, objects and phrases are in taxonomy/duties.yaml.
"""

from __future__ import annotations

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit
from jdmatch.reading.page import Component, DutyMark, Page, clauses_of
from jdmatch.reading.surfaces import uses_of
from jdmatch.taxonomy.records import DutyRuleSurfaces, Taxonomy

_NEVER_IN = frozenset({"benefits", "pay", "process"})


class DutyFinder(Component):
    """The component `jdmatch_duties`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._duties = taxonomy.duties
        uses = uses_of(taxonomy).duties
        # by the tag of a hit: the duties it is enough for, and the rules of which it is a verb or an object
        self._phrases = [[use.duty for use in some if use.rule < 0] for some in uses]
        self._verbs = [[(u.duty, u.rule) for u in some if u.rule >= 0 and u.is_verb] for some in uses]
        self._objects = [[(u.duty, u.rule) for u in some if u.rule >= 0 and not u.is_verb] for some in uses]
        self._not_with = [tuple(fold_surface(w) for w in d.entry.not_with) for d in taxonomy.duties]

    def read(self, page: Page) -> None:
        """Fill the page's duties, each at the places that show it."""
        clauses = clauses_of(page)
        by_clause: dict[int, list[Hit]] = {}
        for hit in page.hits["duty"]:
            by_clause.setdefault(clauses.index(hit.start), []).append(hit)
        marks: list[DutyMark] = []
        for number, hits in by_clause.items():
            verbs: dict[tuple[int, int], list[Hit]] = {}
            objects: dict[tuple[int, int], list[Hit]] = {}
            told: dict[int, Hit] = {}
            for hit in hits:
                tag = hit.tag
                for duty in self._phrases[tag]:
                    told.setdefault(duty, hit)
                for key in self._verbs[tag]:
                    verbs.setdefault(key, []).append(hit)
                for key in self._objects[tag]:
                    objects.setdefault(key, []).append(hit)
            if not told and verbs.keys().isdisjoint(objects):
                continue  # as in most clauses
            clause = clauses.all[number]
            if page.section_at(clause.start) in _NEVER_IN:
                continue
            found = {duty: DutyMark(hit.start, hit.end, self._duties[duty].id) for duty, hit in told.items()}
            for key, verb_hits in verbs.items():
                duty, rule = key
                if duty not in found and key in objects:
                    pair = self._pair(page, verb_hits, objects[key], self._duties[duty].rules[rule])
                    if pair:
                        found[duty] = DutyMark(*pair, self._duties[duty].id)
            text = page.folded.low[clause.start : clause.end]
            marks += [
                m for d, m in found.items() if not any(_stands(word, text) for word in self._not_with[d])
            ]
        page.duties = sorted(marks, key=lambda m: (m.start, m.duty))

    def _pair(
        self, page: Page, verbs: list[Hit], objects: list[Hit], rule: DutyRuleSurfaces
    ) -> tuple[int, int] | None:
        """Return the span of the nearest verb and object that the rule lets go together."""
        low = page.folded.low
        for verb in verbs:
            for thing in objects:
                if thing.start >= verb.end:
                    between = low[verb.end : thing.start]
                elif rule.any_order and verb.start >= thing.end:
                    between = low[thing.end : verb.start]
                else:
                    continue
                if between.count(" ") <= rule.within + 1 and len(between.split()) <= rule.within:
                    return min(verb.start, thing.start), max(verb.end, thing.end)
        return None


def _stands(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        after = text[at + len(word) : at + len(word) + 1]
        if (at == 0 or not text[at - 1].isalnum()) and not after.isalnum():
            return True
        at = text.find(word, at + 1)
    return False
