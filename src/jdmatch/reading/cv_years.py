"""Which years does a CV state: of all work, "8+ years of experience", and of single skills, "Python (2 years)"?

Words are in taxonomy/language/cv.yaml and years.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import NamedTuple

from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import any_of, whole
from jdmatch.taxonomy.models import Kind
from jdmatch.taxonomy.records import Taxonomy

_TOTALLED_IN = frozenset({None, "summary", "skills"})
_MOST_YEARS = 50
_REACH = 160  # a sentence that tells years of skills is not longer
_LONGEST_LEAD = 8
_LONGEST_NAME = 60
_APART = 24  # between a skill and the years in its label
_LIST_JOINS = re.compile(r"\s?(?:,|/|&|,?\s(?:and|or|&))\s?")
_LISTED_KINDS = frozenset({"language", "tool"})


class Stated(NamedTuple):
    """A number of years at a place."""

    years: float
    start: int
    end: int


class StatedYears:
    """Finds what a CV says of years; compiled once from the words."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words, years = taxonomy.language.cv, taxonomy.language.years
        self._concepts = taxonomy.concepts
        self._numerals = {name: number for name, number in years.numerals.items() if number}
        number = rf"(?P<low>\d\d?(?:\.\d\d?)?|(?<!\w)(?:{any_of(self._numerals)}))"
        unit = rf"(?:(?P<years>{any_of(years.years)})|{any_of(years.months)})"
        self._figure = re.compile(
            rf"(?<![\w.$/])(?P<less>less\sthan\s)?{number}\s?(?:\((?:\d\d?|[a-z]+)\)\s?)?(?:\+|plus|\s-\s\d\d?)?\s?{unit}"
            rf"(?:(?![a-z])|(?=[a-z]+\sdetails))['+]{{0,2}}"
            rf"(?:\s(?:(?:and|&)\s)?(?P<more>\d\d?)\s(?:{any_of(years.months)})(?!\w))?"
        )
        self._experience = re.compile(whole(words.experience))
        self._as = re.compile(r"\s(?:as|in)\s")
        self._total = re.compile(whole(words.totals))
        self._not = re.compile(whole(words.not_total))
        spelt = any_of(words.experience)
        self._label = re.compile(
            rf"\s?(?:(?:{spelt})\s?)?[-–:(|]{{1,2}}\s?(?:(?:{spelt})\s?[-–:]?\s?)?", re.IGNORECASE
        )
        self._leads = frozenset(words.year_leads)
        self._link = re.compile(rf"(?<!\w)(?:{any_of(words.year_links)})\s")
        self._end = re.compile(r"[.!?;](?=\s)|\n\s*(?=[*\n])")

    def total(self, page: Page) -> Stated | None:
        """Return the stated total, None where none is stated."""
        low = page.folded.low
        best: tuple[tuple[int, float], Stated] | None = None
        for figure, is_years in self._figures(page):
            before = re.split(r"[.;\n]", low[max(0, figure.start - 40) : figure.start])[-1]
            after = re.split(r"\.\s|;", low[figure.end : figure.end + 90].replace("\n", " "))[0]
            near = after.split(",")[0][:30]
            if not is_years or (before.endswith("(") and after.startswith(")")):
                continue  # "Python (2 years)"
            if self._not.search(near[:16]) or self._not.search(before[-16:]):
                continue
            total = self._total.search(f"{before[-25:]}|{near}") is not None
            experience = self._experience.search(after) or self._experience.search(before[-25:])
            inside = page.section_at(figure.start) in _TOTALLED_IN
            if total or experience or (inside and self._as.match(near)):
                rank = (2 if total else int(inside), figure.years)
                if best is None or rank > best[0]:
                    best = (rank, figure)
        return best[1] if best else None

    def bind(self, page: Page) -> None:
        """Give skills the years that are told of them."""
        marks = sorted((m for m in page.skills if self._kind(m) != "soft"), key=attrgetter("start"))
        if not marks:
            return
        for figure, is_years in self._figures(page):
            governed = self._labelled(page, marks, figure) or (
                self._behind(page, marks, figure) if is_years else []
            )
            for mark in governed:
                if mark.years is None:
                    mark.years = figure.years

    def _figures(self, page: Page) -> Iterator[tuple[Stated, bool]]:
        """Yield the figures, months in tenths of a year, and whether it was years that were told."""
        for match in self._figure.finditer(page.folded.low):
            number = self._numerals.get(match["low"]) or float(match["low"])
            if match["years"] is None:
                number /= 12
            elif match["more"]:
                number += int(match["more"]) / 12
            if 0 < number <= _MOST_YEARS and not match["less"]:  # "less than 1 year" tells no number
                yield Stated(round(number, 1), *match.span()), match["years"] is not None

    def _labelled(self, page: Page, marks: list[SkillMark], figure: Stated) -> list[SkillMark]:
        """Return the skill that the years stand behind: "Python (2 years)", "SQL - Experience - 24 months"."""
        nearest = _between(marks, figure.start - _APART - _LONGEST_NAME, figure.start)
        closed = page.folded.low[figure.end : figure.end + 1] in ",;)\n"  # "Python 3 years, SQL 2 years"
        return [
            m
            for m in nearest
            if self._label.fullmatch(page.folded.cased, m.end, figure.start)
            or (closed and figure.start - m.end == 1)
        ]

    def _behind(self, page: Page, marks: list[SkillMark], figure: Stated) -> list[SkillMark]:
        """Return the list that a link in the same sentence opens: "4 years of work with tools like A, B and C"."""
        low = page.folded.low
        stop = self._end.search(low, figure.end, figure.end + _REACH)
        end = stop.start() if stop else min(len(low), figure.end + _REACH)
        if following := self._figure.search(low, figure.end, end):
            end = following.start()
        starts = {m.start: m for m in _between(marks, figure.end, end)}
        first = starts[min(starts)] if starts else None
        if first is not None and self._leads_on(low[figure.end : first.start]):
            return self._listed(low, first, starts, end)
        for link in self._link.finditer(low, figure.end, end):
            mark = starts.get(link.end())
            if mark is not None and self._kind(mark) in _LISTED_KINDS:
                return self._listed(low, mark, starts, end)
        return []

    def _kind(self, mark: SkillMark) -> Kind | None:
        return mark.kind if mark.match == "list" else self._concepts[mark.concept].kind

    def _leads_on(self, between: str) -> bool:
        """Return whether nothing but "of experience in" and one word more stands between: "of modern Java"."""
        words = between.split()
        return len(words) <= _LONGEST_LEAD and sum(word not in self._leads for word in words) <= 1

    def _listed(
        self, low: str, mark: SkillMark, starts: Mapping[int, SkillMark], end: int
    ) -> list[SkillMark]:
        """Return a skill and those that follow it in one list."""
        found = [mark]
        while (joint := _LIST_JOINS.match(low, found[-1].end, end)) and (
            following := starts.get(joint.end())
        ):
            found.append(following)
        return found


def _between(marks: list[SkillMark], start: int, end: int) -> list[SkillMark]:
    """Return the marks of a sorted list that begin between two places."""
    first = bisect_left(marks, start, key=attrgetter("start"))
    return marks[first : bisect_left(marks, end, key=attrgetter("start"))]
