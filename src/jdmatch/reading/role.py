"""Which role is it, and at what level? The title first, then what the text calls the place, then what is asked.

The title is a part of the text, its first line, wherever it came from. Titles, signals and words of seniority are in
taxonomy/roles.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.reading.page import Component, Page, clauses_of
from jdmatch.reading.patterns import Phrases, any_of, whole
from jdmatch.reading.records import WHAT_IS_ASKED
from jdmatch.reading.titles import CareerRoles, Named, Titles
from jdmatch.taxonomy.models import Level, RoleId
from jdmatch.taxonomy.records import Taxonomy

_TITLE_LINES = 3
_LONGEST_TITLE = 140
_REACH = 2500  # characters in which a text says what place it offers
_PHRASE = 70  # characters before an occupation in which its article or lead-in stands
_NEXT_WORD = re.compile(r" [a-z]+(?![\w-])")
_GUARD = 45
_IN_GENERAL = 160  # characters of a sentence on the trade in general
_LABELLED = re.compile(r"\s*(?::\s*)?(?P<words>[^\n.;,]{2,30})")
_LINE_REST = re.compile(r"[^\n]{0,80}")
_WEAK_SHARE = 0.3
_LEAST_SHARE = 0.34
_DEFINED = 0.5  # what a defining phrase of a role adds to its share of signals


class _Place(NamedTuple):
    """What a text calls the place it offers, in small letters and as written; hyphens stay."""

    low: str
    cased: str
    end: int

    @classmethod
    def of(cls, cased: str, start: int, end: int) -> _Place:
        """Return the words at a place of the folded text."""
        words = cased[start:end].strip()
        return cls(words.lower(), words, end)


class RoleReader(Component):
    """The component `jdmatch_role`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        words = taxonomy.roles
        self._titles = Titles(taxonomy)
        self._weak: dict[str, RoleId] = {}
        for role in words.roles:
            for title in role.weak_titles:
                self._weak.setdefault(fold_surface(title), role.id)
        self._open = frozenset(fold_surface(title) for title in words.open_titles)
        self._undecided = frozenset(fold_surface(title) for title in words.undecided)
        self._machine_learning = re.compile(
            whole(w for shift in words.shifts if shift.to == "ml-engineer" for w in shift.words)
        )
        self._training = frozenset(words.training)
        self._signals = {role.id: frozenset(role.signals) for role in words.roles}
        self._roles = [role.id for role in words.roles]
        self._levels = [entry.level for entry in words.levels]
        self._by_years = words.by_years
        self._occupation = Phrases(noun + ending for noun in words.trade_nouns for ending in ("", "s"))
        self._opens = re.compile(rf"\W*(?:(?:{any_of(words.articles)})\s+)*")
        self._leads_in = re.compile(rf"(?<!\w)(?:{any_of(words.title_lead_ins)})\s")
        self._says = re.compile(whole(words.not_in_titles))
        self._denied = re.compile(rf"(?<!\w)(?:{any_of(words.text_denials)})(?:\s+[a-z]+){{0,2}}\s*\Z")
        self._refused = re.compile(rf"[\s()]*(?:[a-z]+\s+)?(?:{any_of(words.text_refusals)})(?!\w)")
        self._in_general = re.compile(whole(words.text_general))
        self._of_others = re.compile(whole(words.text_others))
        self._careers = CareerRoles(
            taxonomy,
            self._titles,
            by_title=self._by_title,
            by_weak_title=self._by_weak_title,
            by_signals=self._by_signals,
            told=self._told,
        )

    def read(self, page: Page) -> None:
        """Fill the page's role and level."""
        if page.career is not None:
            page.role, page.role_why, page.level = self._careers.read(page, page.career)
            return
        title = self._title_in(page)
        if title is not None and len(page.lines) > 1 and title.end == page.lines[0].end:
            _tell_nothing(page, title.end)
        page.role, page.role_why = self._role(page, title)
        page.level = self._level(page, title)

    def _role(self, page: Page, title: _Place | None) -> tuple[RoleId, str]:
        if title is not None:
            if self._titles.is_open(title.low, self._open):
                role, why = self._by_signals(page)
                if role != "other":
                    return role, why
            role_named, why = self._by_title(title.low, page)
            if role_named is None:
                role_named, why = self._by_weak_title(title.low, page)
            if role_named is not None:
                return role_named, why
            if self._titles.names_occupation(title.low):
                return "other", "no known role in the title"
        for place in self._places(page):
            role_named, why = self._by_title(place.low, page)
            if role_named is not None:
                return role_named, why
        return self._by_signals(page)

    def _title_in(self, page: Page) -> _Place | None:
        """Return the title: the first line that reads like one, else what stands behind a label."""
        low, cased = page.folded.low, page.folded.cased
        first = page.lines[0] if page.lines else None
        if first is not None and not first.bullet and first.end - first.start <= _LONGEST_TITLE:
            section = page.section_of(0)
            is_heading = section is not None and section.heading is not None and section.kind is not None
            opening = low[first.start : first.end]
            # "Director - Data, Privacy and Governance" is a title, whatever else its words name
            is_place = self._titles.names_occupation(opening) and self._titles.level(opening) is not None
            if (is_place or not is_heading) and self._titles.is_title(opening):
                return _Place.of(cased, first.start, first.end)
        for hit in page.hits["title-label"]:
            if hit.start > _REACH:
                break
            if low[hit.end : hit.end + 2].lstrip()[:1] == ":":
                rest = _LINE_REST.match(low, low.index(":", hit.end) + 1)
                if rest is not None and rest.group().strip():
                    return _Place.of(cased, rest.start(), rest.end())
        for line in page.lines[1:_TITLE_LINES]:
            text = low[line.start : line.end]
            if line.bullet or len(text) > _LONGEST_TITLE or not self._titles.is_title(text):
                continue
            if self._titles.roles(text):
                return _Place.of(cased, line.start, line.end)
        return None

    def _places(self, page: Page) -> Iterator[_Place]:
        """Yield what the text calls the place it offers: "we seek a …", "as our …", "The … will"."""
        low, cased = page.folded.low, page.folded.cased
        clauses = clauses_of(page)
        for begins, ends in self._occupation.find(low, page.vocabulary, _REACH):
            clause = clauses.at(begins)
            start = max(clause.start, begins - _PHRASE)
            led = [lead.end() for lead in self._leads_in.finditer(low, start, begins)]
            if led:
                start = led[-1]
            else:
                opening = self._opens.match(low, clause.start, ends)
                if clause.start < start or opening is None:
                    continue
                # "Data scientists and …" speaks of the place only where the text begins with it
                if (
                    opening.end() == clause.start
                    and clause.start > clauses.all[min(1, len(clauses.all) - 1)].start
                ):
                    continue
                start = opening.end()
            if start < ends and not self._says.search(low, start, begins):
                behind = _NEXT_WORD.match(low, ends, clause.end)  # "data scientist lead"
                yield _Place.of(cased, start, behind.end() if behind else ends)

    def _by_title(self, title: str, page: Page | None = None) -> tuple[RoleId | None, str]:
        """Return the role that a title names, of two trades the first."""
        named = self._titles.roles(title)
        if not named:
            return None, ""
        first = named[0]
        roles = {one.role for one in named}
        both = first.name in self._undecided or {"ai-engineer", "ml-engineer"} <= roles
        both = both or (first.role == "ai-engineer" and self._machine_learning.search(title) is not None)
        if page is not None and both:  # "AI/ML engineer": machine learning where models are trained
            role: RoleId = "ml-engineer" if self._trains(page) else "ai-engineer"
            return role, f"{first.name}, and {WHAT_IS_ASKED}"
        return first.role, first.name

    def _trains(self, page: Page) -> bool:
        """Return whether an "AI/ML engineer" is one of machine learning: models are trained, or none is ready-made."""
        found = self._found(page)
        return not found.isdisjoint(self._training) or found.isdisjoint(self._signals["ai-engineer"])

    def _by_weak_title(self, title: str, page: Page) -> tuple[RoleId | None, str]:
        """Return the role of a vague title ("analyst") where what is asked speaks for it as well."""
        shares = self._shares(page)
        for word, role in self._weak.items():
            if shares[role] >= _WEAK_SHARE and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", title):
                to, why = self._titles.shifted(Named(role, word), title)
                return to, f"{why}, and {WHAT_IS_ASKED}"
        return None, ""

    def _found(self, page: Page) -> set[str]:
        """Return the concepts, families and duties that were found."""
        concepts = {m.concept for m in page.skills if m.stance != "negated" and m.match != "list"}
        return {m.duty for m in page.duties}.union(*map(self._taxonomy.above, concepts))

    def _shares(self, page: Page) -> dict[RoleId, float]:
        """Return how much of each role's signals was found."""
        found = self._found(page)
        shares = {
            role: len(found & signals) / len(signals) if signals else 0.0
            for role, signals in self._signals.items()
        }
        for tag in {hit.tag for hit in page.hits["role-phrase"]}:
            shares[self._roles[tag]] += _DEFINED
        return shares

    def _by_signals(self, page: Page) -> tuple[RoleId, str]:
        best: RoleId = "other"
        most = _LEAST_SHARE
        for role, share in self._shares(page).items():
            if share > most:
                best, most = role, share
        return best, WHAT_IS_ASKED

    def _level(self, page: Page, title: _Place | None) -> Level | None:
        """Return the level that the title names; else a plain word of the text; else what the years tell."""
        if title is not None and (level := self._titles.level(title.low, title.cased)):
            return level
        if (level := self._labelled(page) or self._called(page) or self._told(page)) is not None:
            return level
        asked = page.experience
        if asked is not None and not (asked.min_years is None and asked.max_years is None):
            return self._by_experience(asked.min_years or 0.0)
        return None

    def _labelled(self, page: Page) -> Level | None:
        """Return the level behind a label of its own: "Seniority level: Associate"."""
        for hit in page.hits["level-label"]:
            rest = _LABELLED.match(page.folded.cased, hit.end)
            if rest is not None and (level := self._titles.level(rest["words"].lower(), rest["words"])):
                return level
        return None

    def _called(self, page: Page) -> Level | None:
        """Return the level in what the text calls the place, where it calls it by the same trade."""
        for place in self._places(page):
            level = self._titles.level(place.low, place.cased)
            if level == "intern" or (
                level and any(n.role == page.role for n in self._titles.roles(place.low))
            ):
                return level
        return None

    def _told(self, page: Page) -> Level | None:
        """Return the highest level that the text names of the place as a whole, not of others or to refuse it."""
        low = page.folded.low
        clauses = clauses_of(page)
        told = []
        for hit in page.hits["level"]:
            section = page.section_at(hit.start)
            if section in ("company", "benefits") or (page.career and section not in (None, "summary")):
                continue
            clause = clauses.at(hit.start)
            start = max(clause.start, hit.start - _GUARD)
            if (
                self._denied.search(low, start, hit.start)
                or self._refused.match(low, hit.end)
                or self._in_general.search(low, max(clause.start, hit.start - _IN_GENERAL), hit.start)
                or self._of_others.search(low, start, hit.start)
                or self._of_others.search(low, hit.end, min(clause.end, hit.end + _GUARD))
            ):
                continue
            told.append(hit.tag)
        return self._levels[min(told)] if told else None

    def _by_experience(self, years: float) -> Level | None:
        told = [entry.level for entry in self._by_years if years >= entry.from_years]
        return told[-1] if told else None


def _tell_nothing(page: Page, end: int) -> None:
    """Take off what the title seems to tell: it names the place, and neither its duties nor a degree asked for."""
    page.told_from = end
    below = page.folded.start(end) - page.given_from
    page.certificates = [certificate for certificate in page.certificates if certificate.start >= below]
    if page.degree is not None and page.degree.start < below:
        page.degree = None
