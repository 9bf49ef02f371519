"""Finds misspelt and broken names: "Tensorflw", "Kuberentes", "Mongo DB", "D ocker".

Only words that nobody knows are looked at: in no word list, in no surface, long enough. A word that is nearly a name
needs company: a list of tools right beside it, or, where it is long and alike enough, a skill near by or a part that
asks for skills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jdmatch.folding import cases_of, places_of
from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import any_of, later
from jdmatch.reading.structure import SILENT
from jdmatch.taxonomy.models import SectionKind
from jdmatch.taxonomy.records import Taxonomy

_WORD = re.compile(r"[a-z]{2,25}")
_LONGEST_WORD = 25
_BARE = re.compile(r"[^a-z0-9]")
_NOT_BEFORE = frozenset("@#_.=")
_NOT_AFTER = frozenset("@#_")
_BESIDE = 8
_SHORTEST_CAPITALS = 7
_NEAR = 60
_ASKING: frozenset[SectionKind | None] = frozenset({"requirements", "preferred", "skills"})
_NEVER_IN = SILENT | frozenset({"company"})
_CUT_OFF = re.compile(r"[B-HJ-Z] [a-z]{4,}(?![\w-])")
_TWO_SLIPS = 10  # letters from which a name may hold two slips
_PIECE = re.compile(r"[A-Za-z0-9+#]+")
_END = 2  # letters at an end of a word that a slip elsewhere leaves alone


class _Near(NamedTuple):
    """The name that a word nearly is."""

    concept: str
    slips: int
    alone: bool  # so alike that it needs no list beside it
    plain: bool  # the name is nothing but a name


_Plan = tuple[dict[str, str], dict[str, list[tuple[str, ...]]], frozenset[str]]


def _plan(taxonomy: Taxonomy) -> _Plan:
    """Return the names that may be misspelt, these by their ends and length, and the words that stand in names."""
    settings = taxonomy.language.typos
    known = set(settings.never)
    names: dict[str, str] = {}
    by_ends: dict[str, list[tuple[str, ...]]] = {}
    for name, surface in taxonomy.surfaces.items():
        known.update(_WORD.findall(name))
        bare = _BARE.sub("", name)
        known.add(bare)
        if surface.how == "pattern" or taxonomy.concepts[surface.concept].kind not in ("tool", "language"):
            continue
        if len(bare) >= settings.shortest and bare not in names and bare.isalpha():
            names[bare] = surface.concept
            for end in _ends(bare):
                rows = by_ends.setdefault(end, [])
                rows.extend([()] * (len(bare) + 1 - len(rows)))
                rows[len(bare)] += (bare,)
    return names, by_ends, frozenset(word for word in known if word not in taxonomy.language.words)


class TypoFinder:
    """The component `jdmatch_typos`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        settings = taxonomy.language.typos
        self._surfaces = taxonomy.surfaces
        self._concepts = taxonomy.concepts
        self._ordinary = taxonomy.language.words
        self._endings = settings.endings
        signs = r"[\s,;/|&()•+-]*"
        self._between = later(rf"{signs}(?:\b(?:{any_of(settings.joins)})\b{signs})?\Z")
        self._least = settings.least_ratio / 100
        self._alone = settings.alone_ratio / 100
        self._shortest = settings.shortest
        # names without blanks -> concept; how a name begins or ends -> names by length; words that are no slips
        self._names: dict[str, str] = {}
        self._by_ends: dict[str, list[tuple[str, ...]]] = {}
        self._known: frozenset[str] = frozenset()
        self._rank: dict[str, int] = {}
        self._plan = taxonomy.prepare_later("typos", lambda: _plan(taxonomy))
        self.nearest = lru_cache(maxsize=50_000)(self._nearest)
        self._put = lru_cache(maxsize=50_000)(self._find_joined)

    def read(self, page: Page) -> None:
        """Add the names that are misspelt or broken."""
        if not self._known:  # a tenth of a start
            self._names, self._by_ends, self._known = self._plan()
            self._rank = {name: number for number, name in enumerate(self._names)}
        page.unknown = unknown = {
            w for w in page.vocabulary - self._ordinary - self._known if 1 < len(w) <= _LONGEST_WORD
        }
        new = list(self._cut_off(page))
        if new:
            spans = [(m.start, m.end) for m in new]
            page.skills = [m for m in page.skills if not any(m.start < b and a < m.end for a, b in spans)]
        for word in sorted(unknown):  # in one order on every machine
            for mark in self._slips(page, word):
                if not any(m.start < mark.end and mark.start < m.end for m in (*page.skills, *new)):
                    new.append(mark)
        if new:
            page.skills = sorted([*page.skills, *new], key=lambda mark: mark.start)

    def _slips(self, page: Page, word: str) -> Iterator[SkillMark]:
        """Yield the names that an unknown word nearly is, or is a half of, wherever it stands."""
        low = page.folded.low
        near = self.nearest(word)
        at = low.find(word)
        while at >= 0:
            end = at + len(word)
            if is_word(low, at, end):
                if near and self._may_stand(page, at, end, near):
                    yield SkillMark(at, end, near.concept, "typo")
                elif mark := self._halves(page, at, end):
                    yield mark
            at = low.find(word, end)

    def _cut_off(self, page: Page) -> Iterator[SkillMark]:
        """Yield the names that were parted from their first letter: "D ocker"."""
        low = page.folded.low
        cased = page.folded.cased
        for start in places_of(("A aaaa",), cases_of(cased)):
            match = _CUT_OFF.match(cased, start)
            if match is None:
                continue
            end = match.end()
            concept = self._names.get(low[start] + low[start + 2 : end])
            if concept is None or low[start - 1 : start].isalnum():
                continue
            if not any(m.start <= start and end <= m.end for m in page.skills):
                yield SkillMark(start, end, concept, "typo")

    def _nearest(self, word: str) -> _Near | None:
        """Return the name a word nearly is, or None."""
        size = len(word)
        if size + 1 < self._shortest:
            return None
        name = self._one_slip_away(word)
        slips = 1
        if name is None and size >= _TWO_SLIPS:
            from rapidfuzz import process
            from rapidfuzz.distance import OSA

            near = [name for rows in self._alike(word) for some in rows[size - 2 : size + 3] for name in some]
            found = process.extractOne(word, near, scorer=OSA.normalized_similarity, score_cutoff=self._least)
            if found is not None and OSA.distance(word, found[0]) == 2:
                name, slips = found[0], 2
        return self._judged(word, name, slips) if name else None

    def _judged(self, word: str, name: str, slips: int) -> _Near | None:
        # an ending more is another word (dataflows, scripting), not a slip of the hand
        if word.startswith(name) or any(
            word.endswith(end) and word[: -len(end)] in self._ordinary for end in self._endings
        ):
            return None
        alone = slips == 1 and 1 - 1 / max(len(word), len(name)) >= self._alone and not name.startswith(word)
        surface = self._surfaces.get(name)
        plain = name not in self._ordinary and (surface is None or surface.rule < 0)
        return _Near(self._names[name], slips, alone, plain)

    def _one_slip_away(self, word: str) -> str | None:
        """Return the name that one slip makes of a word: the most alike, and of those the one named first."""
        size = len(word)
        near = [name for rows in self._alike(word) for some in rows[size - 1 : size + 2] for name in some]
        if not near:
            return None
        # imported only for a text that holds a word to look for: it takes a tenth of a start
        from rapidfuzz.distance import OSA

        alike = [name for name in near if OSA.distance(word, name, score_cutoff=1) == 1]
        if len(alike) > 1:
            alike.sort(key=lambda name: (-max(size, len(name)), len(name), self._rank[name]))
        return alike[0] if alike and 1 - 1 / max(size, len(alike[0])) >= self._least else None

    def _alike(self, word: str) -> Iterator[list[tuple[str, ...]]]:
        """Yield the names, by length, that begin or end as a word does: one slip leaves one end as it was."""
        begins, ends = _ends(word)
        if rows := self._by_ends.get(begins):
            yield rows
        if rows := self._by_ends.get(ends):
            yield rows

    def _halves(self, page: Page, start: int, end: int) -> SkillMark | None:
        """Return the name that a word makes with the one before or after it: "Mongo DB"."""
        low, cased = page.folded.low, page.folded.cased
        if cased[end : end + 1] in (" ", "-") and (after := _PIECE.match(low, end + 1)):
            concept = self._put(low[start:end] + after.group())
            if concept and is_word(low, start, after.end()):
                return SkillMark(start, after.end(), concept, "typo")
        if start and cased[start - 1] in " -":
            at = start - 1
            while at and low[at - 1].isalnum():
                at -= 1
            concept = self._put(low[at : start - 1] + low[start:end]) if at < start - 1 else None
            if concept and is_word(low, at, end):
                return SkillMark(at, end, concept, "typo")
        return None

    def _find_joined(self, joined: str) -> str | None:
        """Return the concept of two words put together, the one that stands there or one slip away from it."""
        if (concept := self._names.get(joined)) or len(joined) < _TWO_SLIPS:
            return concept
        name = self._one_slip_away(joined)
        near = self._judged(joined, name, 1) if name else None
        return near.concept if near and near.alone else None

    def _may_stand(self, page: Page, start: int, end: int, near: _Near) -> bool:
        cased = page.folded.cased
        section = page.section_at(start)
        named = near.plain or (section in _ASKING and cased[start].isupper())
        alone = near.alone and named and section not in _NEVER_IN
        if cased[start:end].isupper() and end - start < _SHORTEST_CAPITALS:
            return False  # a short word in capitals stands for something of its own
        line = page.line_at(start)
        for mark in page.skills:
            kind = self._concepts[mark.concept].kind
            gap = max(mark.start - end, start - mark.end)
            if kind == "soft" or gap > _NEAR:
                continue
            if alone and page.line_at(mark.start) == line:
                return True
            between = cased[end : mark.start] if mark.start >= end else cased[mark.end : start]
            if kind != "method" and gap <= _BESIDE and self._between.match(between) and between != " ":
                return True
        return alone and section in _ASKING


def _ends(word: str) -> tuple[str, str]:
    """Return how a word begins and, with its first letter, how it ends."""
    return word[:_END], f"{word[0]}-{word[-_END:]}"


def is_word(low: str, start: int, end: int) -> bool:
    """Return whether letters stand by themselves: no part of a longer word, an address or a file's name."""
    before, after, next_but_one = low[start - 1 : start], low[end : end + 1], low[end + 1 : end + 2]
    if before.isalnum() or after.isalnum() or before in _NOT_BEFORE or after in _NOT_AFTER:
        return False
    if after == "." and next_but_one.isalnum():
        return False
    if before != "/":
        return True
    run = low[max(0, start - _NEAR) : start].rsplit(maxsplit=1)[-1]
    return "." not in run and ":" not in run
