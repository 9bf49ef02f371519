"""Which total of years does a CV state: "8+ years of experience", "6 years total"? Words are in language/cv.yaml."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, whole
from jdmatch.taxonomy.models import CvFile

_TOTALLED_IN = frozenset({None, "summary", "skills"})
_MOST_YEARS = 50


class TotalFinder:
    """Finds the total that a CV states: "8+ years of experience", "6 years total"."""

    def __init__(
        self, words: CvFile, numerals: dict[str, int], years: Sequence[str], months: Sequence[str]
    ) -> None:
        self._numerals = {name: number for name, number in numerals.items() if number}
        number = rf"(?P<low>\d\d?(?:\.\d\d?)?|(?<!\w)(?:{any_of(self._numerals)}))"
        self._figure = re.compile(
            rf"(?<![\w.$/]){number}\s?(?:\((?:\d\d?|[a-z]+)\)\s?)?(?:\+|plus|\s-\s\d\d?)?\s?(?:{any_of(years)})(?!\w)['+]{{0,2}}"
            rf"(?:\s(?:(?:and|&)\s)?(?P<more>\d\d?)\s(?:{any_of(months)})(?!\w))?"
        )
        self._experience = re.compile(whole(words.experience))
        self._as = re.compile(r"\s(?:as|in)\s")
        self._total = re.compile(whole(words.totals))
        self._not = re.compile(whole(words.not_total))

    def find(self, page: Page) -> tuple[float, int, int] | None:
        """Return (years, start, end) of the stated total, None where none is stated."""
        low = page.folded.low
        best: tuple[tuple[int, float], tuple[float, int, int]] | None = None
        for match in self._figure.finditer(low):
            before = re.split(r"[.;\n]", low[max(0, match.start() - 40) : match.start()])[-1]
            after = re.split(r"\.\s|;", low[match.end() : match.end() + 90].replace("\n", " "))[0]
            near = after.split(",")[0][:30]
            if before.endswith("(") and after.startswith(")"):
                continue  # "Python (2 years)"
            if self._not.search(near[:16]) or self._not.search(before[-16:]):
                continue
            total = self._total.search(f"{before[-25:]}|{near}") is not None
            experience = self._experience.search(after) or self._experience.search(before[-25:])
            inside = page.section_at(match.start()) in _TOTALLED_IN
            if not (total or experience or (inside and self._as.match(near))):
                continue
            if not total and not inside and not experience:
                continue
            years = self._numerals.get(match["low"]) or float(match["low"])
            years += int(match["more"]) / 12 if match["more"] else 0
            if not 0 < years <= _MOST_YEARS:
                continue
            rank = (2 if total else int(inside), years)
            if best is None or rank > best[0]:
                best = (rank, (round(years, 1), match.start(), match.end()))
        return best[1] if best else None
