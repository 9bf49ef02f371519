"""Which role is it, and at what level? The title first, then what is asked.

Titles, signals and words of seniority are in taxonomy/roles.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jdmatch.folding import fold, fold_surface
from jdmatch.reading.career_roles import CareerRoles
from jdmatch.reading.page import Component, Page
from jdmatch.reading.patterns import any_of
from jdmatch.taxonomy.models import Level, RoleId
from jdmatch.taxonomy.phrases import alternatives
from jdmatch.taxonomy.records import Taxonomy

_TITLE_LINES = 3
_LONGEST_TITLE = 90
_TITLE_REACH = 2500
_LINE_REST = re.compile(r"[^\n]{0,80}")
_PART_REST = re.compile(r"[^.,;\n]{0,60}")
_WEAK_SHARE = 0.3
_LEAST_SHARE = 0.34
_PARTS = re.compile(r"\s[-–|/]\s|[,()|:]|\s-|-\s")


class RoleReader(Component):
    """The component `jdmatch_role`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        words = taxonomy.roles
        self._titles: dict[str, RoleId] = {}
        self._weak: dict[str, RoleId] = {}
        for role in words.roles:
            for phrase in role.titles:
                for title in alternatives(phrase.replace("\\+", "+")):
                    self._titles.setdefault(fold_surface(title), role.id)
            for title in role.weak_titles:
                self._weak.setdefault(fold_surface(title), role.id)
        self._shifts = [(shift.from_, shift.to, _pattern(shift.words)) for shift in words.shifts]
        self._most_words = max((t.count(" ") for t in self._titles), default=0) + 1
        self._signals = {role.id: role.signals for role in words.roles}
        self._levels = [(entry.level, _pattern(entry.titles)) for entry in words.levels]
        self._by_years = words.by_years
        self._careers = CareerRoles(
            taxonomy, by_title=self._by_title, by_weak_title=self._by_weak_title, by_signals=self._by_signals
        )

    def read(self, page: Page) -> None:
        """Fill the page's role and level."""
        if page.career is not None:
            page.role, page.role_why, page.level = self._careers.read(page, page.career)
            return
        title = fold(page.title).cased.lower() if page.title else self._title_in(page)
        role, why = self._by_title(title)
        if role is None and title:
            role, why = self._by_weak_title(title, page)
        if role is None and page.title and page.kind == "posting":
            role, why = "other", "no known role in the title"
        if role is None:
            role, why = self._by_signals(page)
        page.role, page.role_why = role, why
        page.level = self._level(page, title)

    def _title_in(self, page: Page) -> str:
        """Return the title that the text itself gives: after a label, or as one of its first short lines."""
        low = page.folded.low
        for hit in page.hits["title-label"]:
            if hit.start > _TITLE_REACH:
                break
            if low[hit.end : hit.end + 2].lstrip()[:1] == ":":
                return _LINE_REST.match(low, low.index(":", hit.end) + 1).group().strip()  # type: ignore[union-attr]
        for line in page.lines[:_TITLE_LINES]:
            text = low[line.start : line.end]
            if len(text) <= _LONGEST_TITLE and not line.bullet and self._by_title(text)[0]:
                return text
        if page.kind == "posting":
            for hit in page.hits["title-lead-in"]:
                if hit.start > _TITLE_REACH:
                    break
                words = _PART_REST.match(low, hit.end).group()  # type: ignore[union-attr]
                if self._by_title(words)[0]:
                    return words
        return ""

    def _by_title(self, title: str) -> tuple[RoleId | None, str]:
        """Return the role that the title's first telling part names, by the longest name in it."""
        for part in _PARTS.split(title):
            # "AI/ML engineer" is one title; only where it is none, "data scientist/ML engineer" is two
            for piece in (part, *(part.split("/") if "/" in part else ())):
                if name := self._name_in(piece):
                    role = self._titles[name]
                    for origin, to, pattern in self._shifts:
                        if role == origin and pattern.search(title):
                            return to, title.strip()
                    return role, name
        return None, ""

    def _name_in(self, part: str) -> str | None:
        """Return the longest known title in a part of one."""
        words = [w.strip("./") or w for w in re.findall(r"[a-z0-9.+#&/]+", part.replace("-", " "))]
        for count in range(min(self._most_words, len(words)), 0, -1):
            for first in range(len(words) - count + 1):
                name = " ".join(words[first : first + count])
                if name in self._titles:
                    return name
        return None

    def _by_weak_title(self, title: str, page: Page) -> tuple[RoleId | None, str]:
        """Return the role of a vague title ("analyst") where what is asked speaks for it as well."""
        shares = self._shares(page)
        for word, role in self._weak.items():
            if shares[role] >= _WEAK_SHARE and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", title):
                for origin, to, pattern in self._shifts:
                    if role == origin and pattern.search(title):
                        return to, title.strip()
                return role, word
        return None, ""

    def _shares(self, page: Page) -> dict[RoleId, float]:
        """Return how much of each role's signals was found."""
        found = {
            up
            for m in page.skills
            if m.stance != "negated" and m.match != "list"
            for up in self._taxonomy.above(m.concept)
        }
        found |= {m.duty for m in page.duties}
        return {
            role: sum(s in found for s in signals) / len(signals) if signals else 0.0
            for role, signals in self._signals.items()
        }

    def _by_signals(self, page: Page) -> tuple[RoleId, str]:
        best: RoleId = "other"
        most = _LEAST_SHARE
        for role, share in self._shares(page).items():
            if share > most:
                best, most = role, share
        return best, "what is asked"

    def _level(self, page: Page, title: str) -> Level | None:
        """Return the level that the title names; else what the years, or the text, tell."""
        for level, titles in self._levels:
            if titles.search(title):
                return level
        asked = page.experience
        if asked is not None and not (asked.min_years is None and asked.max_years is None):
            # of a range a third of the way up: one to five years are asked of nobody's first job
            low = asked.min_years or 0.0
            return self._by_experience(low + (asked.max_years - low) / 3 if asked.max_years else low)
        told_by = [h.tag for h in page.hits["level"]]
        return self._levels[min(told_by)][0] if told_by else None

    def _by_experience(self, years: float) -> Level | None:
        told = [entry.level for entry in self._by_years if years >= entry.from_years]
        return told[-1] if told else None


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w&])(?:{any_of(words)})(?![\w&])")
