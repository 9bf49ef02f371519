"""Adds up the date ranges of a CV's experience; overlapping ones count once."""

from __future__ import annotations

import re

from jdmatch.reading.page import ExperienceMark, Page
from jdmatch.reading.patterns import any_of
from jdmatch.taxonomy.models import YearsFile

_EXPERIENCE = frozenset({"experience"})
_LAST_YEAR = 2100
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class DateRanges:
    """Reads "Mar 2018 - present", "03/2018 to 07/2020", "2018–2020"; compiled once from the words."""

    def __init__(self, words: YearsFile) -> None:
        self._months = {name[:3]: number for number, name in enumerate(words.months_names, 1)}
        month = (
            rf"(?:(?P<{{0}}m>{any_of(self._months)})[a-z]*\.?,?\s*'?|(?P<{{0}}n>0?[1-9]|1[0-2])\s?[/.]\s?)?"
        )
        date = month + r"(?P<{0}y>(?:19|20)\d\d)"
        between = rf"\s*(?:-|–|(?:{any_of(words.until)})\b|\s)\s*"
        self._range = re.compile(
            rf"(?<![\w/]){date.format('a')}{between}(?:{date.format('b')}|(?P<open>{any_of(words.present)}))(?!\w)"
        )

    def read(self, page: Page) -> ExperienceMark | None:
        """Return the years that the ranges in the experience sections cover, None where there are none.

        An open end ("present") reaches to the latest date that the CV itself tells, so that the reading of a text is
        the same on every day it is read.
        """
        low = page.folded.low
        latest = max((int(y) for y in _YEAR.findall(low) if int(y) <= _LAST_YEAR), default=0) * 12 + 12
        spans: list[tuple[int, int]] = []
        place: tuple[int, int] | None = None
        for match in self._range.finditer(low):
            if page.section_at(match.start()) not in _EXPERIENCE:
                continue
            start = int(match["ay"]) * 12 + self._month(match["am"], match["an"], first=True)
            if match["open"]:
                spans.append((start, max(latest, start + 1)))
            else:
                end = int(match["by"]) * 12 + self._month(match["bm"], match["bn"], first=False)
                if not start < end < _LAST_YEAR * 12:
                    continue
                spans.append((start, end))
            place = place or match.span()
        total, reached = 0, 0
        for start, end in sorted(spans):
            total += max(0, end - max(start, reached))
            reached = max(reached, end)
        years = round(total / 12 * 2) / 2
        return ExperienceMark(years, None, *place) if years and place else None

    def _month(self, name: str | None, number: str | None, *, first: bool) -> int:
        """Return the month a range starts before or ends with; a bare year covers itself from its first month on."""
        if name:
            return self._months[name[:3]] - (1 if first else 0)
        if number:
            return int(number) - (1 if first else 0)
        return 0
