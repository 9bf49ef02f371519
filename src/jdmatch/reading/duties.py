"""Which duties and themes does a text ask for (or, in a CV, show), clause by clause?

A rule of taxonomy/duties.yaml finds a verb and its object near each other in one clause. What the rules find is one
sign among the words of the clause that the learnt weights of `lines` are asked about; they decide. A taxonomy without
such weights is read by the rules alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit
from jdmatch.reading.lines import FLOOR, MOST_WORDS, WORD, LineModel, spaced
from jdmatch.reading.page import DutyMark, Page, SkillMark
from jdmatch.reading.patterns import Phrases, any_of, any_stands, later, standing
from jdmatch.reading.records import WHAT_IS_ASKED
from jdmatch.reading.structure import SILENT, Clause
from jdmatch.reading.surfaces import DutyUse, uses_of
from jdmatch.taxonomy.phrases import alternatives
from jdmatch.taxonomy.records import DutyRuleSurfaces, Taxonomy

_NEGATED_REACH = 60
_ABOUT = (1, 3, 6, 12)
_PARTS = 2
_CLAUSES = 10
WHOLE = "%parts"  # the sign of a text with headings or many clauses, of which a single line is not all that there is


class Piece(NamedTuple):
    """A clause, or a piece of a long one, with all that it is judged by."""

    start: int
    words: list[str]
    by_rule: dict[str, DutyMark]  # what the rules find in it
    skills: list[SkillMark]
    section: str  # the sign of where it stands

    def signs(self, above: Mapping[str, frozenset[str]]) -> set[str]:
        """Return what the taxonomy and the rules find in it, as signs."""
        return {f"={duty}" for duty in self.by_rule}.union(*[above[mark.concept] for mark in self.skills])


class DutyFinder:
    """The component `jdmatch_duties`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._duties = taxonomy.duties
        uses = uses_of(taxonomy)
        # by the tag of a hit: the duties it is enough for, and the rules of which it is a verb or an object
        # (a few roles that thousands of words share, so that what a text needs of them stays in the processor's cache)
        roles: dict[tuple[DutyUse, ...], int] = {}
        self._role_of = array("H", [roles.setdefault(some, len(roles)) for some in uses.duties])
        self._phrases = [[use.duty for use in some if use.rule < 0] for some in roles]
        self._verbs = [[(u.duty, u.rule) for u in some if u.rule >= 0 and u.is_verb] for some in roles]
        self._objects = [[(u.duty, u.rule) for u in some if u.rule >= 0 and not u.is_verb] for some in roles]
        self._sides = [_sides(*some) for some in zip(self._phrases, self._verbs, self._objects, strict=True)]
        self._not_with = [tuple(fold_surface(w) for w in d.entry.not_with) for d in taxonomy.duties]
        self._denied_by = {
            duty.id: words for duty, words in zip(taxonomy.duties, self._not_with, strict=True)
        }
        self._model = LineModel(taxonomy)
        self._themes = frozenset(theme.id for theme in taxonomy.themes)
        self._denies = {
            i: any(u.before for u in says if u.stance == "negated")
            for i, says in enumerate(uses.cues)
            if any(u.stance == "negated" for u in says) and not any(u.stance == "none" for u in says)
        }
        self._denials = Phrases(taxonomy.denials)
        self._others_work = {
            word: later(rf" (?:{any_of(one for phrase in then for one in alternatives(phrase))})(?!\w)")
            for word, (then, _) in taxonomy.others_work.items()
        }
        self._helped_by = {
            word: frozenset(fold_surface(one) for one in unless)
            for word, (_, unless) in taxonomy.others_work.items()
        }
        self.above = taxonomy.prepare(
            "signs of concepts",
            lambda: {one: frozenset(f"@{up}" for up in taxonomy.above(one)) for one in taxonomy.concepts},
        )
        about = frozenset(f"@{one}" for one in taxonomy.about)
        self._weighing: dict[str, tuple[str, ...]] = {}  # those signs of a concept that weigh, once asked for
        self._alike: dict[tuple[str, ...], tuple[str, ...]] = {}  # ... one of all that are the same
        self._about = frozenset(one for one, up in self.above.items() if not up.isdisjoint(about))

    def read(self, page: Page) -> None:
        """Fill the page's duties and themes, each at the places that show it."""
        model = self._model
        if not model.labels:
            page.duties = [mark for piece in self.pieces(page) for mark in piece.by_rule.values()]
            return
        context = self.context(page)
        start = model.start(context)
        of_words, of_signs, weighing = model.of_words, model.of_signs, self._weighing
        shown: list[tuple[Piece, int]] = []
        for piece in self.pieces(page):
            signs = {piece.section}
            for duty in piece.by_rule:
                signs.add(f"={duty}")
            for mark in piece.skills:
                signs.update(
                    weighing[mark.concept] if mark.concept in weighing else self._signs_of(mark.concept)
                )
            if seen := model.may_show(start + of_words(piece.words) + of_signs(signs)):
                shown.append((piece, seen))
        borne = model.of_text(context, [seen for _, seen in shown]) if WHOLE in context else None
        marks = [mark for piece, seen in shown for mark in self._said(page, piece, seen, borne)]
        if marks:
            denied = self._denied(page)
            marks = [m for m in marks if not any(a <= m.start and m.end <= b for a, b in denied)]
            marks.sort(key=lambda m: (m.start, m.duty))
        page.duties = [m for m in marks if m.duty not in self._themes]
        page.themes = [m for m in marks if m.duty in self._themes]

    def context(self, page: Page) -> set[str]:
        """Return the signs of the whole text: its kind, the role by its title, how much it speaks of data and ML."""
        signs = {f"%{page.kind}"}
        headed = (s for s in page.sections if s.heading and s.kind is not None and s.kind not in SILENT)
        if len(page.clauses.all) >= _CLAUSES or sum(1 for _ in headed) >= _PARTS:
            signs.add(WHOLE)
        about = len({mark.concept for mark in page.skills if mark.concept in self._about})
        signs.update(f"~{least}" for least in _ABOUT if about >= least)
        if page.role is not None and page.role_why != WHAT_IS_ASKED:
            signs.add(f"~{page.role}")
        return signs

    def pieces(self, page: Page) -> Iterator[Piece]:
        """Yield the clauses that may tell of duties, each with what the rules find in it and the skills in it."""
        clauses = page.clauses
        by_rules = self._by_rules(page)
        skills: dict[int, list[SkillMark]] = {}
        for mark in page.skills:
            if mark.stance != "negated" and mark.match != "list":
                skills.setdefault(clauses.index(mark.start), []).append(mark)
        low = page.folded.low
        text = spaced(low)
        first = max(page.told_from, page.given_from if page.title else 0)
        for number, (start, end, line) in enumerate(clauses.all):
            if start < first and (start < page.told_from or page.folded.start(start) < page.given_from):
                continue
            section = page.section_of(line)
            kind = section.kind if section else None
            if kind in SILENT or not (words := text[start:end].split()):
                continue
            by_rule, known = by_rules.get(number, {}), skills.get(number, [])
            while len(words) > MOST_WORDS:
                piece, words = words[:MOST_WORDS], words[MOST_WORDS:]
                yield Piece(start, piece, by_rule, known, f">{kind}")
                *_, (last, _) = zip(WORD.finditer(low, start), piece, strict=False)
                start = last.end()
            yield Piece(start, words, by_rule, known, f">{kind}")

    def _signs_of(self, concept: str) -> tuple[str, ...]:
        """Return the signs of a concept that weigh anything."""
        signs = self._weighing.get(concept)
        if signs is None:
            signs = tuple(sorted(filter(self._model.knows, self.above[concept])))
            signs = self._weighing[concept] = self._alike.setdefault(signs, signs)
        return signs

    def _said(
        self, page: Page, piece: Piece, seen: int, borne: Mapping[int, int] | None
    ) -> Iterator[DutyMark]:
        """Yield what the weights find in a piece, with the words that carried it.

        Of a whole text only what it bears, from the scores on that it is shown from.
        """
        model = self._model
        places: list[tuple[int, int]] = []
        gains: list[int] = []
        for label in model.says(seen):
            least = 0 if borne is None else borne.get(label)
            if least is None or model.score(seen, label) + FLOOR < least:
                continue
            name = model.labels[label]
            if name in piece.by_rule:
                yield piece.by_rule[name]
                continue
            if not places:
                found = WORD.finditer(page.folded.low, piece.start)
                places = [match.span() for match in islice(found, len(piece.words))]
                gains = model.gains(piece.words)
                for mark in piece.skills:
                    at = bisect_right(places, mark.start, key=_end)
                    gains[at if at < len(places) else 0] += model.of_signs(self._signs_of(mark.concept))
            first, last = model.carried_by(gains, label)
            start, end = places[first][0], places[last][1]
            if not any_stands(self._denied_by.get(name, ()), page.folded.low[start:end]):
                yield DutyMark(start, end, name, "words")

    def _denied(self, page: Page) -> list[tuple[int, int]]:
        """Return the stretches of text that a word before or after them denies: "no experience in …"."""
        clauses = page.clauses
        spans = []
        for hit in page.hits["cue"]:
            if hit.tag in self._denies:
                clause = clauses.at(hit.start)
                if self._denies[hit.tag]:
                    spans.append((hit.start, min(clause.end, hit.end + _NEGATED_REACH)))
                else:
                    spans.append((clause.start, hit.start))
        low = page.folded.low
        others = [
            (start, match.end(), self._is_helped(page, word, start))
            for word in self._others_work.keys() & page.vocabulary
            for start, end in standing(word, low)
            if (match := self._others_work[word].match(low, end)) is not None
        ]
        helped = {at for start, end, is_helped in others if is_helped for at in range(start, end)}
        alone = ((start, end) for start, end, _ in others if start not in helped)
        for start, end in (*self._denials.find(low, page.vocabulary), *alone):
            spans.append((start, min(clauses.at(start).end, end + _NEGATED_REACH)))
        return spans

    def _is_helped(self, page: Page, word: str, start: int) -> bool:
        """Return whether the person has a hand in what others do: "you help clients …", "• Help clients …"."""
        helpers = self._helped_by[word]
        if not helpers:
            return False
        before = page.folded.low[page.clauses.at(start).start : start].strip("*• ")
        return before in helpers if before else page.section_at(start) == "duties"

    def _by_rules(self, page: Page) -> dict[int, dict[str, DutyMark]]:
        """Return the duties that the rules find, by the number of their clause."""
        clauses, sides, role_of = page.clauses, self._sides, self._role_of
        found: dict[int, dict[str, DutyMark]] = {}
        hits: list[Hit] = []
        number, end = 0, 0
        first = second = 0  # the rules that verbs and objects of the clause belong to
        for hit in page.hits["duty"]:
            if hit[0] >= end:
                if met := first & second:  # as in few clauses
                    found[number] = self._by_rule(page, clauses.all[number], hits, met)
                number = clauses.index(hit[0])
                end = clauses.all[number + 1].start if number + 1 < len(clauses.all) else len(page.folded.low)
                hits = []
                first = second = 0
            hits.append(hit)
            one, other = sides[role_of[hit[3]]]
            first |= one
            second |= other
        if met := first & second:
            found[number] = self._by_rule(page, clauses.all[number], hits, met)
        return found

    def _by_rule(self, page: Page, clause: Clause, hits: list[Hit], met: int) -> dict[str, DutyMark]:
        """Return the duties that the rules find in a clause, given those of which both sides stand there."""
        verbs: dict[tuple[int, int], list[Hit]] = {}
        objects: dict[tuple[int, int], list[Hit]] = {}
        found: dict[int, tuple[int, int]] = {}
        for hit in hits:
            role = self._role_of[hit.tag]
            one, other = self._sides[role]
            if not (one | other) & met:
                continue
            for duty in self._phrases[role]:
                found.setdefault(duty, (hit.start, hit.end))
            for key in self._verbs[role]:
                verbs.setdefault(key, []).append(hit)
            for key in self._objects[role]:
                objects.setdefault(key, []).append(hit)
        for key, verb_hits in verbs.items():
            duty, rule = key
            if duty not in found and key in objects:
                pair = self._pair(page, verb_hits, objects[key], self._duties[duty].rules[rule])
                if pair:
                    found[duty] = pair
        text = page.folded.low[clause.start : clause.end]
        return {
            self._duties[d].id: DutyMark(*place, self._duties[d].id)
            for d, place in found.items()
            if not any_stands(self._not_with[d], text)
        }

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


_end = itemgetter(1)
_RULES = 64  # a duty has fewer


def _sides(
    phrases: list[int], verbs: list[tuple[int, int]], objects: list[tuple[int, int]]
) -> tuple[int, int]:
    """Return the rules that a word is a verb of, and those it is an object of, each as a bit; a phrase is both."""
    enough = sum(1 << duty * _RULES for duty in phrases)
    first, second = (
        sum(1 << duty * _RULES + rule + 1 for duty, rule in dict.fromkeys(side)) for side in (verbs, objects)
    )
    return first | enough, second | enough
