"""The dates of a CV: "Mar 2018 - present", "03/2018 to 07/2020", "2018-2020", "Summer 2016"."""

from __future__ import annotations

import re
from typing import NamedTuple

from jdmatch.reading.patterns import any_of, later
from jdmatch.taxonomy.models import CvFile, YearsFile

_FIRST_YEAR, _LAST_YEAR = 1940, 2100
_CENTURY_TURNS = 50  # "'49" is 2049, "'50" is 1950


class Dates(NamedTuple):
    """From when to when, in months since year 0; the end of a lone date is its start, None is an open end."""

    begin: int
    end: int | None
    start: int  # where it stands in the folded text
    stop: int
    is_range: bool


class DateFinder:
    """Finds dates and ranges of them; compiled once from the words."""

    def __init__(self, words: CvFile, years_words: YearsFile) -> None:
        months, years, units = years_words.months_names, years_words.years, years_words.months
        self._months = {name[:3]: number for number, name in enumerate(months, 1)}
        self._seasons = dict(words.seasons)
        date = (
            rf"(?:(?:(?P<{{0}}m>{any_of(self._months)})[a-z]{{{{0,6}}}}\.?[\s,]{{{{0,2}}}}(?:\d\d?(?:st|nd|rd|th)?,\s)?"
            rf"|(?P<{{0}}s>{any_of(self._seasons)})s?\s(?:of\s)?"
            r"|(?:\d\d?\s?[/.]\s?)?(?P<{0}n>0?[1-9]|1[0-2])\s?[/.-]\s?)?(?P<{0}y>(?:19|20)\d\d)(?:[/.-](?P<{0}k>0[1-9]|1[0-2])(?![\d/.-]))?"
            rf"|(?:(?P<{{0}}o>{any_of(self._months)})[a-z]{{{{0,6}}}}\.?\s?['-]\s?|(?P<{{0}}p>0?[1-9]|1[0-2])\s?/\s?'?)(?P<{{0}}z>\d\d))"
            r"(?![\d/])(?!\.\d)"
        )
        joins = any_of(words.range_joins)
        between = rf"\s?(?:(?:{joins})(?!\w)|[^\w\s,;]{{1,3}}|\s)\s?(?:(?:{joins})\s)?"
        present = rf"(?P<open>{any_of(words.present)})(?!\w)"
        first, second = date.format("a"), date.format("b")
        self._dates = later(rf"(?<![\w/])(?:{first})(?:{between}(?:{second}|{present}))?", re.IGNORECASE)
        # "January 2022 - Present (2 years 3 months)"
        self._lasted = later(
            rf"\s?[(·,]\s?(?:(?P<years>\d\d?)\s?(?:{any_of(years)})[\s,]{{0,2}})?(?:(?P<months>\d\d?)\s?(?:{any_of(units)}))?(?!\w)",
            re.IGNORECASE,
        )
        self._end = later(rf"[\s*]*(?:(?:{second})|{present})(?=\s|$)", re.IGNORECASE)

    def find(self, cased: str) -> list[Dates]:
        """Return the dates of a folded text in its order, ranges as one."""
        found: list[Dates] = []
        for match in self._dates.finditer(cased):
            begin = self._month(match, "a", closes=False)
            if begin is None:
                continue
            if match["open"]:
                lasted = self._lasted.match(cased, match.end())
                months = int(lasted["years"] or 0) * 12 + int(lasted["months"] or 0) if lasted else 0
                found.append(Dates(begin, begin + months if months else None, *match.span(), True))
                continue
            end = self._month(match, "b", closes=True)
            if end is None:
                found.append(Dates(begin, self._month(match, "a", closes=True), *match.span(), False))
            elif end >= begin:
                found.append(Dates(begin, end, *match.span(), True))
        return found

    def end_in(self, cased: str, start: int, stop: int) -> tuple[int | None, int] | None:
        """Return the end of a range, and where it stands, that a line begins with: "Mar 2019", "current"."""
        match = self._end.match(cased, start, stop)
        if match is None:
            return None
        return (None if match["open"] else self._month(match, "b", closes=True)), match.end()

    def _month(self, match: re.Match[str], which: str, *, closes: bool) -> int | None:
        """Return a date's month, at the end of a range the one after it; of a bare year the first."""
        year = match[f"{which}y"]  # from 2015 to 2017 are two years
        if year is None:
            short = match[f"{which}z"]
            if short is None:
                return None
            number = int(short) + (2000 if int(short) < _CENTURY_TURNS else 1900)
        else:
            number = int(year)
        if not _FIRST_YEAR <= number < _LAST_YEAR:
            return None
        name = match[f"{which}m"] or match[f"{which}o"]
        digits = match[f"{which}n"] or match[f"{which}p"] or match[f"{which}k"]
        if name:
            month = self._months[name[:3].lower()] + closes
        elif digits:
            month = int(digits) + closes
        elif season := match[f"{which}s"]:
            month = self._seasons[season.lower()] + (3 if closes else 0)
        else:
            month = 1
        return number * 12 + month - 1
