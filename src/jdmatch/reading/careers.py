"""Which jobs does a CV tell of, which is the newest, and how many years are they together?

A job is found by its dates: the short lines around a range of dates hold its title. Where no dates are given, the
titles under the heading of experience are the jobs, the first of them the newest. Words are in
taxonomy/language/cv.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jdmatch.folding import fold_surface
from jdmatch.reading.cv_dates import DateFinder, Dates
from jdmatch.reading.cv_years import StatedYears
from jdmatch.reading.page import CareerMark, Component, JobMark, Page
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.taxonomy.records import Taxonomy

_WORKED_IN = frozenset({None, "experience", "summary", "skills"})
_LONGEST_HEAD = 110  # a line longer than this tells what was done
_LONG_LINE = 200  # in a line that lost its breaks, only what is near the dates
_NEAR = 80
_LONGEST_TITLE = 8  # words before the noun of a title and with it
_LEAST_MONTHS = 3
_SENIOR_MONTHS = 60  # what is not told changes nothing for one who has had five years
_HEADLINE_LINES = 6
_SIDES = (9, 0, -1, 1, -2, 2, -3, 3)  # where a title stands to its dates; the likelier first
_PIECE = later(r"[^|,;·•:()\n\x80-\x9f@\ue000-\uf8ff]+")
_CUT = later(r"\s[-–—]\s|\s{3,}")
_AS = later(r"(?<!\w)as (?:an? |the )?")
_WORD = later(r"[\w.&+#'/-]+")


class CareerReader(Component):
    """The component `jdmatch_careers`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words, years = taxonomy.language.cv, taxonomy.language.years
        self._dates = DateFinder(words, years)
        self._nouns = later(whole(words.title_nouns))
        self._joins = frozenset(fold_surface(w) for w in words.title_joins)
        self._label = later(rf"[\s*]*(?:{any_of(words.title_labels)})\s?[:-]\s?")
        self._not_job = later(whole(words.not_jobs))
        self._school = later(whole(words.schools))
        self._sought = later(rf"(?<!\w)(?:{any_of(words.sought)})\s")
        intern = next(entry.titles for entry in taxonomy.roles.levels if entry.level == "intern")
        self._beside_studies = later(whole([*intern, *words.student_jobs]))
        self._stated = StatedYears(taxonomy)

    def read(self, page: Page) -> None:
        """Fill the career of a CV's page."""
        if page.kind != "cv" or not page.lines:
            return
        dates = self._dates.find(page.folded.cased)
        jobs = self._jobs(page, dates)
        career = CareerMark(jobs, self._headline(page), self._sought_title(page))
        self._add_up(page, career, dates)
        page.career = career

    # the jobs

    def _jobs(self, page: Page, dates: Sequence[Dates]) -> list[JobMark]:
        """Return the jobs, the newest first; in all of them the title stands at the same side of the dates."""
        anchors = {page.line_at(d.start) for d in dates}
        places = [
            (one, self._titles_near(page, one, anchors))
            for one in dates
            if page.section_at(one.start) in _WORKED_IN
        ]
        often = Counter(side for _, found in places for side in found)
        used: set[tuple[int, int]] = set()
        jobs: list[JobMark] = []
        for one, found in places:
            sides = sorted(found, key=lambda side: (-often[side], _SIDES.index(side)))
            named = next((found[side] for side in sides if found[side][0] not in used), None)
            if named is None:
                if (
                    one.is_range
                    and page.section_at(one.start) == "experience"
                    and not self._is_no_job(page, one)
                ):
                    jobs.append(JobMark(None, "", one.begin, one.end, (one.start, one.stop), True))
                continue
            used.add(named[0])
            end, closed = one.end, None if one.is_range else self._end_below(page, one)
            if closed and (closed[0] is None or closed[0] >= one.begin):
                end = closed[0]
            jobs.append(
                JobMark(*named, one.begin, end, (one.start, one.stop), one.is_range or closed is not None)
            )
        if not any(job.title for job in jobs):
            jobs += [JobMark(*found) for found in self._undated(page)]
        return sorted(jobs, key=_recency)

    def _end_below(self, page: Page, one: Dates) -> tuple[int | None, int] | None:
        """Return the end of a range that is told in the next line: "May 2018 Head of AI | Acme⏎current"."""
        number = page.line_at(one.start) + 1
        if number == len(page.lines):
            return None
        return self._dates.end_in(page.folded.cased, page.lines[number].start, page.lines[number].end)

    def _is_no_job(self, page: Page, one: Dates) -> bool:
        """Return whether dates without a title are a project's or a school's, by their line and the one above."""
        number = page.line_at(one.start)
        low = page.folded.low[page.lines[max(0, number - 1)].start : page.lines[number].end]
        return self._not_job.search(low) is not None or self._school.search(low) is not None

    def _titles_near(
        self, page: Page, dates: Dates, anchors: set[int]
    ) -> dict[int, tuple[tuple[int, int], str]]:
        """Return the titles in the dates' line (0 behind them, 9 before them) and in the short lines around it."""
        number = page.line_at(dates.start)
        line = page.lines[number]
        found: dict[int, tuple[tuple[int, int], str]] = {}
        long = line.end - line.start > _LONG_LINE
        behind = min(line.end, dates.stop + _NEAR) if long else line.end
        before = max(line.start, dates.start - _NEAR) if long else line.start
        for side, start, end in ((0, dates.stop, behind), (9, before, dates.start)):
            if title := next(self._titles(page, start, end), None):
                found[side] = title
        if line.end - line.start > _LONGEST_HEAD:
            return found
        for step in (-1, 1):
            for side in range(step, 4 * step, step):
                near = number + side
                if not 0 <= near < len(page.lines) or not self._is_head(page, near, anchors):
                    break
                if title := next(self._titles(page, page.lines[near].start, page.lines[near].end), None):
                    found[side] = title
        return found

    def _is_head(self, page: Page, number: int, anchors: set[int]) -> bool:
        """Return whether a line may belong to the head of an entry: it is short and no sentence."""
        line = page.lines[number]
        section = page.section_of(number)
        heading = section.heading if section else None
        if number in anchors or (heading is not None and heading[0] == line.start and heading[1] >= line.end):
            return False
        text = page.folded.cased[line.start : line.end].rstrip()
        return len(text) <= _LONGEST_HEAD and not text.endswith((".", ";", ","))

    def _titles(self, page: Page, start: int, end: int) -> Iterator[tuple[tuple[int, int], str]]:
        cased, low = page.folded.cased, page.folded.low
        label = self._label.match(low, start, end)
        if label is not None:
            start = label.end()
        pieces = [
            part for piece in _PIECE.finditer(cased, start, end) for part in _split(cased, *piece.span())
        ]
        for number, (first, last) in enumerate(pieces):
            nouns = list(self._nouns.finditer(low, first, last))
            if not nouns or low[nouns[-1].end() : nouns[-1].end() + 1] == ":":
                continue
            stop = nouns[-1].end()  # the last one is the head: "Senior Engineer and Team Lead"
            if lead := list(_AS.finditer(low, first, nouns[0].start())):
                first = lead[-1].end()  # "Working as Senior Engineer"
            words = list(_WORD.finditer(cased, first, nouns[0].end()))
            if not words or len(words) > _LONGEST_TITLE:
                continue
            if not self._is_written(cased, low, words, first, last, whole_line=len(pieces) == 1):
                continue
            stop = self._reach(cased, low, stop, last)
            begin = words[0].start()
            rest = pieces[number + 1] if number + 1 < len(pieces) else None
            head = low[begin:last]
            if rest is not None and cased[last : rest[0]].strip() in {",", "(", "-", "–"}:
                head = low[begin : rest[1]]
            yield (begin, stop), " ".join(head.split())

    def _is_written(
        self, cased: str, low: str, words: Sequence[re.Match[str]], start: int, end: int, *, whole_line: bool
    ) -> bool:
        """Return whether words are written as a title: in capitals at the front, or alone in their line."""
        named = [
            w for w in words if low[w.start() : w.end()] not in self._joins and not w.group()[0].isdigit()
        ]
        if all(any(c.isupper() for c in w.group()[:2]) for w in named):  # "iOS Developer" too
            return True
        return whole_line and len(_WORD.findall(cased, start, end)) <= _LONGEST_TITLE // 2 + 1

    def _reach(self, cased: str, low: str, stop: int, last: int) -> int:
        """Return where a title ends: "Director of Information Technology" goes on behind its noun."""
        end = stop
        for word in _WORD.finditer(cased, stop, last):
            if low[word.start() : word.end()] in self._joins:
                continue
            if not word.group()[0].isupper():
                break
            end = word.end()
        return end

    def _undated(self, page: Page) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield the titles under a heading of experience."""
        for number, line in enumerate(page.lines):
            section = page.section_of(number)
            if (
                section is None
                or section.kind != "experience"
                or line.bullet
                or not self._is_head(page, number, set())
            ):
                continue
            yield from self._titles(page, line.start, line.end)

    def _headline(self, page: Page) -> str:
        """Return the title in the first lines, before any heading."""
        for number, line in enumerate(page.lines[:_HEADLINE_LINES]):
            section = page.section_of(number)
            if section is not None and section.heading is not None:
                break
            stop = min(line.end, line.start + _LONGEST_HEAD)
            for _, head in self._titles(page, line.start, stop):
                return head
        return ""

    def _sought_title(self, page: Page) -> str:
        for match in self._sought.finditer(page.folded.low):
            rest = page.folded.low[match.end() : match.end() + _NEAR].split("\n")[0].split(".")[0]
            if self._nouns.search(rest):
                return rest
        return ""

    # the years

    def _add_up(self, page: Page, career: CareerMark, dates: Sequence[Dates]) -> None:
        """Fill the years: as stated, else from the jobs' dates, overlaps once."""
        stated = self._stated.total(page)
        if stated is not None:
            career.years, career.place = stated.years, (stated.start, stated.end)
            return
        worked = [
            (job.begin, job.end)
            for job in career.jobs
            if job.is_range and job.begin is not None and not self._beside_studies.search(job.head)
        ]
        if not worked:
            return
        told = (
            month
            for one in dates
            if page.section_at(one.start) != "education"  # where dates lie ahead
            for month in (one.begin, one.end)
            if month is not None
        )
        latest = max(told, default=0)
        total = reached = 0
        is_open = False
        for begin, end in sorted(worked, key=lambda span: span[0]):
            if end is None and latest < begin + _LEAST_MONTHS:
                is_open = True  # nothing tells how long it has lasted
                continue
            stop = latest if end is None else end
            total += max(0, stop - max(begin, reached))
            reached = max(reached, stop)
        if total >= _LEAST_MONTHS and (not is_open or total >= _SENIOR_MONTHS):
            career.years = int(total / 6) / 2
            career.place = next(job.place for job in career.jobs if job.is_range)


def _split(cased: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a piece at dashes between blanks, and off the blanks around it."""
    first = start
    for cut in [*_CUT.finditer(cased, start, end), None]:
        last = cut.start() if cut else end
        text = cased[first:last]
        if text.strip():
            lead = len(text) - len(text.lstrip(" *-"))
            yield first + lead, first + len(text.rstrip(" -"))
        if cut:
            first = cut.end()


def _recency(job: JobMark) -> tuple[bool, bool, float, float]:
    """Sort the newest first: those that go on, then by their end and start; of equals the first in the text."""
    if job.begin is None:
        return True, False, 0, 0
    return False, job.end is not None, -(job.end or 0), -job.begin
