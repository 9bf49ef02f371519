"""Which trade is a CV's owner of, and at what level? The newest job says it; before the first one, what is sought.

A title that names no trade ("consultant", "intern") leaves it to the headline, the jobs before and the skills.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jdmatch.folding import fold_surface
from jdmatch.reading.page import CareerMark, Page
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.reading.titles import Titles
from jdmatch.taxonomy.models import Level, RoleId
from jdmatch.taxonomy.records import Taxonomy

_TITLES_LOOKED_AT = 3  # an older job says little of the trade of today


class CareerRoles:
    """Reads role and level from a career; compiled once from the words."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        titles: Titles,
        *,
        by_title: Callable[[str, Page], tuple[RoleId | None, str]],
        by_weak_title: Callable[[str, Page], tuple[RoleId | None, str]],
        by_signals: Callable[[Page], tuple[RoleId, str]],
    ) -> None:
        words, roles = taxonomy.language.cv, taxonomy.roles
        self._titles = titles
        self._by_title = by_title
        self._by_weak_title = by_weak_title
        self._by_signals = by_signals
        self._open = frozenset(fold_surface(title) for title in words.open_titles)
        intern = next(entry.titles for entry in roles.levels if entry.level == "intern")
        self._beside_studies = later(whole([*intern, *words.student_jobs]))
        # "Student Teacher": a job beside one's studies, and no internship
        self._student = later(rf"(?:{any_of(words.student_jobs)})\s(?!intern|trainee)")
        self._by_years = roles.by_years

    def read(self, page: Page, career: CareerMark) -> tuple[RoleId, str, Level | None]:
        """Return (role, why, level)."""
        role, why = self._role(page, career)
        return role, why, self._level(career)

    def _role(self, page: Page, career: CareerMark) -> tuple[RoleId, str]:
        for title in self._telling(career):
            role, why = self._by_title(title, page)
            if role is None:
                role, why = self._by_weak_title(title, page)
            if role is not None:
                return role, why
            if not self._names_no_trade(title):
                return "other", "no known role in the title of the newest job"
        return self._by_signals(page)

    def _telling(self, career: CareerMark) -> Iterator[str]:
        """Yield the titles that may tell the trade, the most telling first."""
        jobs = [job.head for job in career.jobs if job.head]
        yield from jobs[:1]
        if career.headline:
            yield career.headline
        yield from jobs[1:_TITLES_LOOKED_AT]
        if career.sought:
            yield career.sought

    def _names_no_trade(self, title: str) -> bool:
        bare = " ".join(title.split(",")[0].split())
        return bare in self._open or self._titles.is_open(bare, self._open)

    def _level(self, career: CareerMark) -> Level | None:
        newest = career.jobs[0] if career.jobs else None
        title = (newest.head or career.headline) if newest else ""
        level = self._titles.level(title)
        if level is not None and not (level == "intern" and self._student.search(title)):
            return level
        if career.years is not None:
            return [entry.level for entry in self._by_years if career.years >= entry.from_years][-1]
        if newest is None or all(self._beside_studies.search(job.head) for job in career.jobs if job.head):
            return "junior"  # no job yet, or none but internships
        return None
