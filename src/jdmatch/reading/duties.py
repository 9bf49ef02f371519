"""Which duties and themes does a text ask for (or, in a CV, show), clause by clause?

A rule of taxonomy/duties.yaml finds a verb and its object near each other in one clause. What the rules find is one
sign of many: each clause is held against a linear model of its words, the pairs of neighbouring words and what the
taxonomy found in it, and that decides; themes such as large data are told by it alone. Of a whole text, its two best
clauses are then weighed together with what kind of text it is: what a lone line leaves open, two of them settle in a
posting for a data engineer, and the plainest one is no duty of a nurse. The weights are whole numbers in
taxonomy/language/line_weights.tsv, learnt by `jdmatch.tools.learn`, so that a sum is the same on every machine. A
taxonomy without such weights is read by the rules alone.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from operator import itemgetter
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit
from jdmatch.reading.page import DutyMark, Page, SkillMark
from jdmatch.reading.patterns import Phrases, any_of, any_stands, later, standing
from jdmatch.reading.records import WHAT_IS_ASKED
from jdmatch.reading.structure import SILENT, Clause
from jdmatch.reading.surfaces import DutyUse, uses_of
from jdmatch.taxonomy.phrases import alternatives
from jdmatch.taxonomy.records import DutyRuleSurfaces, Taxonomy

WORD = re.compile(r"[a-z0-9+#']+")
_SPACED = {code: chr(code) if WORD.fullmatch(chr(code)) else " " for code in range(128)}
STEM = 4
SIGNS = frozenset("@=%>~")
# a text without stops is judged piece by piece; the longest lines that people labelled have as many
MOST_WORDS = 60
# One big number holds a weight for every label, each in a lane of its own: then one addition adds them all. A lane has
# room for sums of +-8 million hundredths; sixty words and their pairs stay far below one million.
_LANE = 24
_HALF = 1 << (_LANE - 1)
_MASK = (1 << _LANE) - 1
_MOST_STEMMED = 20_000  # words that are remembered beside those of the table
OF_TEXT = ":"  # begins what a whole text is weighed by
BEST, SECOND, ALWAYS = ":best", ":second", ":*"
# In a whole text a clause counts from a little below what a lone line must reach; and however sure, no more than a
# plain one, so that the other clause and the kind of text have their say. Both are the middle of what held-out texts
# don't tell apart.
FLOOR, CEILING = -40, 80
_MOST = CEILING - FLOOR  # what a clause can be worth, from the floor up: a whole one

Pair = tuple[str, str]
_Table = tuple[
    tuple[str, ...],
    int,
    dict[str, int],
    dict[str, int],
    dict[Pair, int],
    dict[str, int],
    dict[str, list[int]],
]


class LineModel:
    """The weights of a taxonomy, ready to judge clauses.

    >>> import jdmatch
    >>> model = LineModel(jdmatch.load_taxonomy())
    >>> model.labels[:3]
    ('collaborate', 'design', 'validate')
    >>> judged = model.start([]) + model.of_words(["optimize", "models"])
    >>> [model.labels[label] for label in model.says(judged)]
    ['optimize']
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        table = taxonomy.prepare("line weights", lambda: _table(taxonomy.language.line_weights))
        self.labels, self._bias, words, stems, self._pairs, self._signs, self._texts = table
        self._words = _Words(words, stems)
        self._lift = sum(_HALF << (_LANE * i) for i in range(len(self.labels)))
        self._to_floor = sum(-FLOOR << (_LANE * i) for i in range(len(self.labels)))

    def start(self, signs: Iterable[str]) -> int:
        """Return what a clause starts from: a sum for each label, lifted so that its lane's highest bit says yes."""
        return self._lift + self._bias + self.of_signs(signs)

    def of_signs(self, signs: Iterable[str]) -> int:
        """Return what signs add."""
        weights = self._signs
        return sum([weights[sign] for sign in signs if sign in weights])

    def of_words(self, words: Sequence[str]) -> int:
        """Return what the words of a clause, each once, and their pairs add."""
        total = sum(map(self._words.__getitem__, set(words)))
        return sum(filter(None, map(self._pairs.get, pairs_of(words))), total)

    def knows(self, sign: str) -> bool:
        """Return whether a sign weighs anything."""
        return sign in self._signs

    def says(self, judged: int) -> Iterator[int]:
        """Yield the labels that a clause bears, by number."""
        said = judged & self._lift
        while said:
            lowest = said & -said
            yield lowest.bit_length() // _LANE - 1
            said ^= lowest

    def score(self, judged: int, label: int) -> int:
        """Return the sum of a label: from 0 on it says yes."""
        return ((judged >> (_LANE * label)) & _MASK) - _HALF

    def may_show(self, judged: int) -> int:
        """Return a clause's sums seen from the floor, from where on it counts in a whole text; 0 where none does."""
        seen = judged + self._to_floor
        return seen if seen & self._lift else 0

    def of_text(self, signs: Iterable[str], clauses: Iterable[int]) -> dict[int, int]:
        """Return the labels that a whole text bears, each with the score from which a clause shows it.

        Args:
            signs: What kind of text it is.
            clauses: What `may_show` says of its clauses.
        """
        evidence: dict[int, list[int]] = {}
        for seen in clauses:
            for label in self.says(seen):
                evidence.setdefault(label, []).append(self.score(seen, label))
        rows = [
            self._texts[row] for row in (ALWAYS, *(OF_TEXT + sign for sign in signs)) if row in self._texts
        ]
        borne: dict[int, int] = {}
        for label, scores in evidence.items():
            best, second = sorted((*scores, 0), reverse=True)[:2]
            if rows and (of_best := self._texts[BEST][label]):
                weighed = of_best * min(best, _MOST) + self._texts[SECOND][label] * min(second, _MOST)
                bears = weighed + _MOST * sum(row[label] for row in rows) > 0
            else:  # learnt from lines alone
                bears = best + FLOOR >= 0
            if bears:
                borne[label] = min(0, best + FLOOR)
        return borne

    def gains(self, words: Sequence[str]) -> list[int]:
        """Return what each word adds together with the pair that it ends."""
        weights, pairs = self._words, self._pairs
        gains = [weights[word] for word in words]
        for at, pair in enumerate(pairwise(("^", *words))):
            if pair in pairs:
                gains[at] += pairs[pair]
        return gains

    def carried_by(self, gains: Sequence[int], label: int) -> tuple[int, int]:
        """Return the first and the last of the words that carried a label: the run with the highest sum.

        Of equal runs the earliest and shortest.
        """
        shift, lift = _LANE * label, self._lift
        first = last = begun = run = 0
        best: int | None = None
        for at, gain in enumerate(gains):
            weight = (((gain + lift) >> shift) & _MASK) - _HALF
            if run > 0:
                run += weight
            else:
                begun, run = at, weight
            if best is None or run > best:
                best, first, last = run, begun, at
        return first, last


class _Words(dict[str, int]):
    """The weights of words; a word not among them weighs what its beginning does."""

    def __init__(self, words: Mapping[str, int], stems: Mapping[str, int]) -> None:
        super().__init__(words)
        self._stems = stems
        self._most = len(words) + _MOST_STEMMED

    def __missing__(self, word: str) -> int:
        weight = self._stems.get(word[:STEM], 0) if len(word) > STEM else 0
        if len(self) < self._most:
            self[word] = weight
        return weight


def spaced(low: str) -> str:
    """Return a folded text with a blank for every sign of no word: splitting it is faster than searching for words.

    >>> spaced("c++, naïve bayes").split()
    ['c++', 'na', 've', 'bayes']
    """
    plain = low if low.isascii() else low.encode("ascii", "replace").decode("ascii")
    return plain.translate(_SPACED)


def pairs_of(words: Sequence[str]) -> Iterator[Pair]:
    """Return the pairs of neighbouring words, with the edges of the clause as words of their own.

    >>> list(pairs_of(["tune", "models"]))
    [('^', 'tune'), ('tune', 'models'), ('models', '$')]
    """
    return pairwise(("^", *words, "$"))


def _table(text: str) -> _Table:
    """Return a table of weights: labels, what always counts, words, beginnings, pairs, signs, and those of texts."""
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    if not lines:
        return (), 0, {}, {}, {}, {}, {}
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    pairs: dict[Pair, int] = {}
    signs: dict[str, int] = {}
    texts: dict[str, list[int]] = {}
    for line in lines[1:]:
        feature, *cells = line.split("\t")
        if feature[0] == OF_TEXT:
            texts[feature] = [int(cell or 0) for cell in cells]
            continue
        weight = sum(int(cell) << (_LANE * i) for i, cell in enumerate(cells) if cell)
        first, _, second = feature.partition(" ")
        if second:
            pairs[first, second] = weight
        elif feature[0] in SIGNS or feature == "*":
            signs[feature] = weight
        elif feature.endswith("*"):
            stems[feature[:-1]] = weight
        else:
            words[feature] = weight
    for word in words:
        if len(word) > STEM:
            words[word] += stems.get(word[:STEM], 0)
    return tuple(lines[0].split("\t")[1:]), signs.pop("*", 0), words, stems, pairs, signs, texts


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

    def signs(self, above: Callable[[str], Iterable[str]]) -> set[str]:
        """Return what the taxonomy and the rules find in it, as signs."""
        return {f"={duty}" for duty in self.by_rule}.union(*[above(mark.concept) for mark in self.skills])


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
        self._joins = frozenset(taxonomy.language.heads.joins)
        self._others_work = {
            word: later(rf" (?:{any_of(one for phrase in then for one in alternatives(phrase))})(?!\w)")
            for word, (then, _) in taxonomy.others_work.items()
        }
        self._helped_by = {
            word: frozenset(fold_surface(one) for one in unless)
            for word, (_, unless) in taxonomy.others_work.items()
        }
        self._above = taxonomy.above
        self._about = frozenset(taxonomy.about)
        self._weighing: dict[str, tuple[str, ...]] = {}  # those signs of a concept that weigh, once asked for
        self._alike: dict[tuple[str, ...], tuple[str, ...]] = {}  # ... one of all that are the same

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
        named = {mark.concept for mark in page.skills if mark.match != "list"}
        about = sum(1 for one in named if not self._above(one).isdisjoint(self._about))
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

    def above(self, concept: str) -> list[str]:
        """Return the signs of what a concept belongs to."""
        return [f"@{up}" for up in self._above(concept)]

    def _signs_of(self, concept: str) -> tuple[str, ...]:
        """Return the signs of a concept that weigh anything."""
        signs = self._weighing.get(concept)
        if signs is None:
            signs = tuple(sorted(filter(self._model.knows, self.above(concept))))
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
            # neither a lone word behind a comma nor an "and" in front: "and | statistics, | clear"
            last -= last > first and "," in page.folded.low[places[last - 1][1] : places[last][0]]
            first += last > first and piece.words[first] in self._joins
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
                # signs alone count for nothing: "build|, test, deploy and maintain |models"
                if between.count(" ") <= rule.within + 1 and len(WORD.findall(between)) <= rule.within:
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
