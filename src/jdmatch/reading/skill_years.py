"""Which skills are the years of experience years of? "5+ years of Python and SQL", "Linux (3-5 years)".

The skills right after a figure, or right before it where it stands behind a colon or in brackets; a list ends where
something else than a skill begins. Words are in taxonomy/language/years.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import any_of, whole
from jdmatch.reading.year_figures import Figure
from jdmatch.taxonomy.records import Taxonomy

_FIRST_REACH = 100
_FIRST_WORDS = 9
_FILLING_WORDS = 2


class SkillYears:
    """Binds figures to skills; compiled once from the words."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.years
        self._concepts = taxonomy.concepts
        self._stops = re.compile(rf"{whole([*words.stops, *words.not_links])}|[;:!?]|\d")
        self._kinds = re.compile(whole(words.kinds))
        self._stops_after = re.compile(rf"{whole(words.stops)}|[;!?]|\d")
        example = rf"\(\s*(?:{any_of(words.examples)})[^)]*"
        self._example_opens = re.compile(rf"{example}\Z")
        self._example = re.compile(rf"{example}\)")
        self._colon_ok = re.compile(r":\s*\Z")
        self._list = re.compile(whole(words.list_words))
        link = any_of([*words.experience, *words.links, *words.heads])
        self._link = re.compile(rf"(?:(?:{link})(?!\w)\s*)+\Z")
        self._at_once = re.compile(rf"['’]?\s*(?:{any_of(words.links)})\s+")
        self._heads = frozenset(words.heads)
        self._head_link = re.compile(rf"\s+(?:{any_of(words.links)})\s+(?:[a-z]+\s+){{0,1}}\Z")
        nouns, experience = any_of([*words.skill_nouns, *words.experience]), any_of(words.experience)
        self._label = re.compile(
            rf"[\s.]*(?:(?:{nouns})(?!\w)\s*)?[:(–-]?\s*[-–]?\s*(?:(?:{experience})\s*[:(–-]\s*)?"
            rf"(?:(?:{any_of(words.minimum)})\s+)?\Z"
        )

    def bind(self, page: Page, figures: Sequence[Figure], preferred: frozenset[int]) -> None:
        """Give skills their years; what is asked of a skill goes before what is only preferred of it."""
        marks = [m for m in page.skills if self._concepts[m.concept].kind != "soft"]
        if not marks:
            return
        asked: dict[str, list[SkillMark]] = {}
        wished: dict[str, list[SkillMark]] = {}
        for number, figure in enumerate(figures):
            if figure.low is None or figure.low <= 0 or figure.instead:
                continue
            limit = figures[number + 1].start if number + 1 < len(figures) else figure.reach
            limit = min(limit, figure.reach)
            after = self._after(page, marks, figure, limit)
            # "packages - 3 years of SAS": what follows at once goes before a label
            if after and self._at_once.fullmatch(page.folded.low, figure.end, after[0].start):
                group = after
            else:
                group = self._before(page, marks, figure) or after
            for mark in group:
                if mark.years is None:
                    mark.years = round(figure.low, 1)
                    (wished if figure.start in preferred else asked).setdefault(mark.concept, []).append(mark)
        for concept in asked.keys() & wished.keys():
            for mark in wished[concept]:
                mark.years = None

    def _after(self, page: Page, marks: Sequence[SkillMark], figure: Figure, limit: int) -> list[SkillMark]:
        """Return the skills of "5 years of experience in X, Y and Z"."""
        low = page.folded.low
        group: list[SkillMark] = []
        at = figure.end
        for mark in marks:
            if mark.start < at:
                continue
            if mark.end > limit:
                break
            gap = low[at : mark.start]
            if self._example_opens.search(gap):
                continue
            gap = self._example.sub(", ", gap)
            if not (self._leads(gap) if not group else self._goes_on(gap, mark)):
                break
            if group and self._is_head(low, group[-1], mark):
                group.pop()
            group.append(mark)
            at = mark.end
        return group

    def _leads(self, gap: str) -> bool:
        """Tell whether the words between the years and a first skill lead from the one to the other."""
        if len(gap) > _FIRST_REACH:
            return False
        gap = self._kinds.sub("", self._colon_ok.sub(" ", gap))
        return not self._stops.search(gap) and len(gap.split()) <= _FIRST_WORDS

    def _goes_on(self, gap: str, mark: SkillMark) -> bool:
        """Tell whether a list of skills goes on over a gap."""
        if self._stops_after.search(gap):
            return False
        if "(" in gap and self._concepts[mark.concept].kind == "method":
            return False  # "architecture (design patterns …)": an example, not what is asked
        bare = self._list.sub(",", gap)
        parts = [part.split() for part in re.split(r"[,/()&+]", bare)]
        if len(parts) == 1:
            words = parts[0]
            return (
                bool(words)
                and len(words) <= _FILLING_WORDS + 1
                and self._link.search(gap.strip() + " ") is not None
            )
        return all(len(part) <= _FILLING_WORDS for part in parts)

    def _is_head(self, low: str, before: SkillMark, mark: SkillMark) -> bool:
        """Tell whether the skill before only leads to this one: "programming in Python"."""
        return low[before.start : before.end] in self._heads and bool(
            self._head_link.fullmatch(low, before.end, mark.start)
        )

    def _before(self, page: Page, marks: Sequence[SkillMark], figure: Figure) -> list[SkillMark]:
        """Return the skills of "Python: 3 years", "Python (3+ years)", "SQL and Linux (3-5 years)"."""
        low = page.folded.low
        start = figure.clause.start
        before = [m for m in marks if start <= m.start and m.end <= figure.start]
        if not before:
            return []
        gap = low[before[-1].end : figure.start]
        if not self._label.match(gap) or not (
            re.search(r"[:(–-]", page.folded.cased[before[-1].end : figure.start]) or gap == " "
        ):
            return []
        group = [before[-1]]
        for mark in reversed(before[:-1]):
            parts = [
                p.split() for p in re.split(r"[,/&+]", self._list.sub(",", low[mark.end : group[-1].start]))
            ]
            if len(parts) < 2 or any(parts):
                break
            group.append(mark)
        return group
