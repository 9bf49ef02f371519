"""Which jobs does a CV tell of, which is the newest, and how many years are they together?

A job is found by its dates: the short lines around a range of dates hold its title. Where no dates are given, the
titles under the heading of experience are the jobs, the first of them the newest. Words are in
taxonomy/language/cv.yaml.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import between
from jdmatch.reading.page import CareerMark, JobMark, Page, SkillMark
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.taxonomy.models import CvFile, Kind, YearsFile
from jdmatch.taxonomy.records import Taxonomy

_WORKED_IN = frozenset({None, "experience", "summary", "skills"})
_SAID_IN = frozenset({None, "summary"})
_LONGEST_HEAD = 110  # a line longer than this tells what was done
_LONG_LINE = 200  # in a line that lost its breaks, only what is near the dates
_NEAR = 80
_LONGEST_TITLE = 8  # words before the noun of a title and with it
_SENTENCE = 8  # blanks in a line that says something
_LEAST_MONTHS = 3
_SENIOR_MONTHS = 60  # what is not told changes nothing for one who has had five years
_HEADLINE_LINES = 6
_SIDES = (9, 0, -1, 1, -2, 2, -3, 3)  # where a title stands to its dates; the likelier first
_PIECE = later(r"[^|,;·•*:()\n\x80-\x9f@\ue000-\uf8ff]+")
_CUT = later(r"\s[-–—]\s|\s{3,}")
_SENTENCE_END = later(r"(?<=[a-z]{3})[.!?]\s")
_WORD = later(r"[\w.&+'/-][\w.&+#'/-]*")  # "C#", and no "##"


class CareerReader:
    """The component `jdmatch_careers`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words, years = taxonomy.language.cv, taxonomy.language.years
        self._dates = DateFinder(words, years)
        self._nouns = later(whole([*words.title_nouns, *words.misspelt]))
        self._joins = frozenset(fold_surface(w) for w in words.title_joins)
        self._label = later(rf"[\s*]*(?:{any_of(words.title_labels)})\s?[:-]\s?")
        self._company_ends = tuple(f" {end}." for end in words.company_ends)
        self._not_job = later(whole(words.not_jobs))
        self._school = later(whole(words.schools))
        self._none = later(rf"[\s:*-]*(?:{any_of(words.no_work)})[\s.]*")
        self._open = frozenset(words.open_titles)
        self._told = frozenset(words.told)
        self._ahead = later(whole(words.ahead))
        leads = [
            *(f"{word} as" for word in words.experience),
            *(w for w in words.self_leads if w.endswith(" as")),
        ]
        article, copula, ands = any_of(words.articles), any_of(words.copulas), any_of(words.ands)
        self._as_what = later(rf"(?<!\w)(?:{any_of(leads)})\s(?:(?:{article})\s)?")
        self._as_one = later(rf"(?<!\w)(?:{any_of(words.job_leads)}) (?:(?:{article}) )?")
        # whom others tell of: "Asha Rao is a "
        self._third = later(rf"(?:[A-Z][\w.'-]*\s){{1,4}}(?:{copula})\s(?:{article})\s")
        self._both = later(rf"\s(?:{ands})\s|[&/]")
        self._sought = later(rf"(?<!\w)(?:{any_of(words.sought)})\s")
        intern = next((entry.titles for entry in taxonomy.roles.levels if entry.level == "intern"), ())
        self._intern = later(whole(intern))
        # "postdoctoral researcher" has studied
        done = "".join(rf"(?<!{re.escape(word)} )" for word in words.after_studies)
        self._student_job = later(rf"{done}(?:{whole([*intern, *words.student_jobs])})")
        self._side_job = later(whole(words.side_jobs))
        self._misspelt = later(whole(words.misspelt))
        self._spelt = dict(words.misspelt)
        # "a teacher with a heart for each student" and "my son is a student" are others
        self._student = later(
            rf"(?:(?<!\w)(?:{any_of(words.student_leads)})\s|(?:\A|[.,;\n]\s?|\*\s)(?:{article})\s"
            rf"|(?P<third>(?<!\w)(?:{copula})\s(?:{article})\s))"
            r"(?P<what>[^.\n]{0,60}?)"
            rf"(?<!\w)(?:{any_of(words.students)})(?!\w|')"
        )
        degrees = taxonomy.qualifications
        self._ends_student = later(whole({*words.self_stops} - {*degrees.openers, *degrees.list_joins}))
        self._of_oneself = later(rf"[\s*\"]*(?:(?:{any_of(words.self_leads)})\s)*")
        self._ends_self = later(whole([*words.self_stops, *words.not_jobs, *words.schools]))
        self._unpaid = later(whole(words.unpaid))
        self._stated = StatedYears(taxonomy)

    def read(self, page: Page) -> None:
        """Fill the career of a CV's page."""
        if page.kind != "cv" or not page.lines:
            return
        dates = self._dates.find(page.folded.cased)
        jobs = self._jobs(page, dates)
        told = "" if jobs else self._told_title(page)
        described = self._described(page) or told
        if self._intern.search(told):
            jobs = [JobMark(None, told)]
        career = CareerMark(jobs, self._headline(page), described, self._sought_title(page))
        studied = [one for one in dates if page.section_at(one.start) == "education"]
        goes_on = any(one.end is None for one in studied)
        until = math.inf if goes_on else max((one.end or 0 for one in studied), default=0)
        for job in jobs:
            beside = self._side_job.search(job.head) and job.begin is not None and job.begin < until
            job.is_beside = bool(beside or self._student_job.search(job.head))
        self._add_up(page, career, dates)
        career.is_fresh = self._is_fresh(page, jobs, studied)
        page.career = career

    # the jobs

    def _jobs(self, page: Page, dates: Sequence[Dates]) -> list[JobMark]:
        """Return the jobs, the newest first; in all of them the title stands at the same side of the dates."""
        anchors = {page.line_at(d.start) for d in dates}
        places = [
            (one, self._titles_near(page, one, anchors)) for one in dates if self._is_worked_in(page, one)
        ]
        often = Counter(side for _, found in places for side in found)
        used: set[tuple[int, int]] = set()
        jobs: list[JobMark] = []
        for one, found in places:
            # what follows dates at the front of a line is the entry, whatever stands in the lines around it
            line = page.lines[page.line_at(one.start)]
            leads = one.start - line.start <= 2 * line.bullet and 0 in found
            sides = sorted(found, key=lambda side: (leads and side != 0, -often[side], _SIDES.index(side)))
            named = next((found[side] for side in sides if found[side][0] not in used), None)
            if named is None:
                is_job = one.is_range and page.section_at(one.start) == "experience"
                if is_job and not self._is_told(page, one) and not self._is_no_job(page, one):
                    jobs.append(JobMark(None, "", one.begin, one.end, (one.start, one.stop), True))
                continue
            used.add(named[0])
            end, closed = one.end, None if one.is_range else self._end_below(page, one)
            if closed and (closed[0] is None or closed[0] >= one.begin):
                end = closed[0]
            jobs.append(
                JobMark(*named, one.begin, end, (one.start, one.stop), one.is_range or closed is not None)
            )
        for job in jobs:
            if (heading := self._headed(page, job, self._intern)) and not self._intern.search(job.head):
                job.head = f"{job.head}, {heading[0]}" if job.head else heading[0]
        if not any(job.title for job in jobs):
            jobs += [JobMark(*found) for found in self._undated(page)]
        return sorted(jobs, key=lambda job: (self._is_unpaid(page, job), _recency(job)))

    def _is_unpaid(self, page: Page, job: JobMark) -> bool:
        """Return whether a job is a volunteer's, by its title or the heading it stands under."""
        return bool(self._unpaid.search(job.head) or self._headed(page, job, self._unpaid))

    def _headed(self, page: Page, job: JobMark, words: re.Pattern[str]) -> re.Match[str] | None:
        """Return the word in the heading over a job, of some words alone: "Work and Volunteering" are both."""
        section = page.section_of(page.line_at(job.place[0])) if job.place else None
        if section is None or section.heading is None:
            return None
        heading = page.folded.low[slice(*section.heading)]
        return None if self._both.search(heading) else words.search(heading)

    def _is_worked_in(self, page: Page, one: Dates) -> bool:
        """Return whether dates stand where jobs do; "Project: Acme" within a job ends no part of the text."""
        section = page.section_of(page.line_at(one.start))
        if section is None or section.kind in _WORKED_IN:
            return True
        if section.kind != "projects" or section.heading is None:
            return False
        start, end = section.heading
        runs_on = page.folded.low[end : page.lines[page.line_at(start)].end].strip(" :") != ""
        return runs_on and any(s.kind == "experience" and s.start < start for s in page.sections)

    def _end_below(self, page: Page, one: Dates) -> tuple[int | None, int] | None:
        """Return the end of a range that is told in the next line: "May 2018 Head of AI | Acme⏎current"."""
        number = page.line_at(one.start) + 1
        if number == len(page.lines):
            return None
        return self._dates.end_in(page.folded.cased, page.lines[number].start, page.lines[number].end)

    def _is_told(self, page: Page, one: Dates) -> bool:
        """Return whether dates stand in a sentence of what was done: "Led the audits from 2010 onward."."""
        line = page.lines[page.line_at(one.start)]
        text = page.folded.cased[line.start : line.end].rstrip()
        return (
            text.endswith(".")
            and text.count(" ") >= _SENTENCE
            and not text.lower().endswith(self._company_ends)
        )

    def _is_no_job(self, page: Page, one: Dates) -> bool:
        """Return whether dates without a title are a project's or a school's, by their line and the one above.

        A school is an employer where studies have a part of their own: "Acme University (2021 - 2024)".
        """
        number = page.line_at(one.start)
        start = max(page.lines[max(0, number - 1)].start, one.start - _LONG_LINE)
        low = page.folded.low[start : min(page.lines[number].end, one.stop + _LONG_LINE)]
        if self._not_job.search(low):
            return True
        return self._school.search(low) is not None and not any(s.kind == "education" for s in page.sections)

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
        for sentence in _SENTENCE_END.finditer(page.folded.cased, before, dates.start) if long else ():
            before = sentence.end()
        for side, start, end in ((0, dates.stop, behind), (9, before, dates.start)):
            if title := next(self._titles(page, start, end), None):
                found[side] = title
        leads = dates.start - line.start <= 2 * line.bullet
        if not leads and (line.end - line.start > _LONGEST_HEAD or self._is_told(page, dates)):
            return found
        for step in (-1, 1):
            for side in range(step, 4 * step, step):
                near = number + side
                last = self._head_end(page, near, anchors) if 0 <= near < len(page.lines) else 0
                if not last:
                    break
                if title := next(self._titles(page, page.lines[near].start, last), None):
                    found[side] = title
        return found

    def _head_end(self, page: Page, number: int, anchors: set[int]) -> int:
        """Return where the head of an entry ends in a line, 0 where it holds none: it is short and no sentence."""
        line = page.lines[number]
        section = page.section_of(number)
        heading = section.heading if section else None
        is_heading = heading is not None and heading[0] == line.start and heading[1] >= line.end
        # "Internship" may be the title of a job as well
        if number in anchors or (
            is_heading and not self._intern.search(page.folded.low, line.start, line.end)
        ):
            return 0
        text = page.folded.cased[line.start : line.end].rstrip()
        if len(text) <= _LONGEST_HEAD and (
            not text.endswith((".", ";", ",")) or text.lower().endswith(self._company_ends)
        ):
            return line.end
        if not text.endswith("."):
            return 0
        # "QA Engineer at Acme." is a head for all its point, "Reported to the Lab Manager." tells what was done
        opening = _WORD.match(page.folded.low, line.first, line.end)
        if opening and opening.group() not in self._told and text.count(" ") < _SENTENCE:
            return line.end
        # "Lab Manager: Ran the tests of all alloys.": what was done follows at once
        colon = text.find(": ", 0, _NEAR)
        return line.start + colon if colon > 0 and not line.bullet else 0

    def _titles(self, page: Page, start: int, end: int) -> Iterator[tuple[tuple[int, int], str]]:
        cased, low = page.folded.cased, page.folded.low
        label = self._label.match(low, start, end)
        if label is not None:
            start = label.end()
        pieces = [
            part for piece in _PIECE.finditer(cased, start, end) for part in _split(cased, *piece.span())
        ]
        for number, (first, last) in enumerate(pieces):
            nouns = [n for n in self._nouns.finditer(low, first, last) if not _is_of_skill(page, n)]
            # "Manager: Jane Doe" is a label; "Scrum Master:" is a title over what was done
            if not nouns or (
                low[nouns[-1].end() : nouns[-1].end() + 1] == ":" and nouns[-1].start() == first
            ):
                continue
            # the last one is the head: "Senior Engineer and Team Lead"; what is farther off is a sentence's
            stop = next(n.end() for n in reversed(nouns) if n.start() - nouns[0].end() <= _NEAR // 2)
            if lead := list(self._as_one.finditer(low, first, nouns[0].start())):
                first = lead[-1].end()  # "Working as Senior Engineer"
            words = list(_WORD.finditer(cased, first, nouns[0].end()))
            if not words or len(words) > _LONGEST_TITLE:
                continue
            named = [
                w
                for w in words
                if low[w.start() : w.end()] not in self._joins and w.group().lstrip("./&+'-")[:1].isalpha()
            ]
            # written as a title: in capitals ("iOS Developer" too), at the front ("Solution lead, Acme"), or alone
            in_capitals = all(any(c.isupper() for c in w.group()[:2]) for w in named)
            is_closed = number == 0 and not cased[stop:last].strip() and named
            in_front = is_closed and named[0].group()[0].isupper() and len(words) <= _LONGEST_TITLE // 2
            size = len(_WORD.findall(cased, first, last))
            if not (in_capitals or in_front or (len(pieces) == 1 and size <= _LONGEST_TITLE // 2 + 1)):
                continue
            stop = self._reach(cased, low, stop, last)
            begin = words[0].start()
            rest = pieces[number + 1] if number + 1 < len(pieces) else None
            head = low[begin : last if last - stop <= _NEAR // 2 else stop]  # else a sentence runs on
            if rest is not None and cased[last : rest[0]].strip() in {",", "(", "-", "–"}:
                head = low[begin : rest[1]]
            head = self._misspelt.sub(lambda found: self._spelt[found.group()], head)
            yield (begin, stop), " ".join(head.split())

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

    def _undated(self, page: Page) -> list[tuple[tuple[int, int], str]]:
        """Return the titles under a heading of experience; those of bullets where no other line holds one."""
        found: dict[bool, list[tuple[tuple[int, int], str]]] = {False: [], True: []}
        above = ""
        for number, line in enumerate(page.lines):
            section = page.section_of(number)
            text = page.folded.cased[line.start : line.end].strip()
            # "Data Scientist⏎Data Scientist - Acme": exports of job boards say the title twice, under no heading
            is_twice = bool(above) and text.startswith((f"{above} -", f"{above} –"))
            above = text or above
            is_within = is_twice or (section is not None and section.kind == "experience")
            if is_within and (stop := self._head_end(page, number, set())):
                found[line.bullet] += self._titles(page, line.start, stop)
        return found[False] or found[True]

    def _headline(self, page: Page) -> str:
        """Return the title in the first lines, before any heading but one of addresses."""
        for number, line in enumerate(page.lines[:_HEADLINE_LINES]):
            section = page.section_of(number)
            if section is not None and section.heading is not None and section.kind != "process":
                break  # "Contact" may come first
            stop = min(line.end, line.start + _LONGEST_HEAD)
            for _, head in self._titles(page, line.start, stop):
                return head
        return ""

    def _described(self, page: Page) -> str:
        """Return what the first sentence of the summary calls the owner: "Java developer with 12 years"."""
        for number, line in enumerate(page.lines):
            section = page.section_of(number)
            if section is not None and section.kind not in (None, "summary"):
                return ""
            heading = section.heading if section else None
            start = heading[1] if heading and heading[0] == line.start else line.start
            if (opening := self._third.match(page.folded.cased, start, line.end)) is None:
                opening = self._of_oneself.match(page.folded.low, start, line.end)
            start = opening.end() if opening else start
            words = list(_WORD.finditer(page.folded.low, start, min(line.end, start + _NEAR)))
            for count, word in enumerate(words[: _LONGEST_TITLE - 1]):
                if self._ends_self.match(page.folded.low, word.start(), line.end) or word.group()[-1] == ".":
                    break
                if self._nouns.fullmatch(word.group()) and count and len(words) > count + 1:
                    return page.folded.low[start : word.end()]
        return ""

    def _told_title(self, page: Page) -> str:
        """Return the title that a sentence on one's work names: "two years of experience as a Java developer"."""
        for rest in _behind(page, self._as_what):
            joint = self._both.search(rest)
            nouns = list(self._nouns.finditer(rest, 0, joint.start() if joint else len(rest)))
            if nouns:  # "freelance software developer" is more than a freelance
                told = next((noun for noun in nouns if noun.group() not in self._open), nouns[0])
                return rest[: told.end()]
        return ""

    def _sought_title(self, page: Page) -> str:
        return next((rest for rest in _behind(page, self._sought) if self._nouns.search(rest)), "")

    def _is_fresh(self, page: Page, jobs: Sequence[JobMark], studied: Sequence[Dates]) -> bool:
        """Return whether no job outlasts the studies, or they still go on: a student, or one who has just graduated."""
        is_new = not jobs and (self._is_student(page) or self._says_none(page))
        if is_new or any(self._is_ahead(page, one) for one in studied):
            return True
        worked = [job for job in jobs if job.begin is not None]
        latest = max((one.begin if one.end is None else one.end for one in studied), default=None)
        if latest is None or not worked:
            return False
        return all(job.end is not None and job.end <= latest for job in worked)

    def _says_none(self, page: Page) -> bool:
        """Return whether nothing but "nil" stands under the heading of experience."""
        low = page.folded.low
        return any(
            s.kind == "experience" and s.heading and self._none.fullmatch(low, s.heading[1], s.end)
            for s in page.sections
        )

    def _is_student(self, page: Page) -> bool:
        """Return whether the summary calls the owner a student: "I am Asha, a second-year Physics student"."""
        return any(
            page.section_at(said.start()) in _SAID_IN
            and not self._ends_student.search(said["what"])
            and (said["third"] is None or self._is_third(page, said.end("third")))
            for said in self._student.finditer(page.folded.low)
        )

    def _is_third(self, page: Page, at: int) -> bool:
        """Return whether a line opens with a name as subject up to a place: "Asha Rao is a ", no "My son is a "."""
        opening = self._third.match(page.folded.cased, page.lines[page.line_at(at - 1)].first)
        return opening is not None and opening.end() == at

    def _is_ahead(self, page: Page, one: Dates) -> bool:
        """Return whether studies go on: "2021 - present", "expected May 2027"."""
        line = page.lines[page.line_at(one.start)]
        start = max(line.start, one.start - _NEAR // 2)
        return (
            one.end is None or self._ahead.search(page.folded.low, start, one.stop + _NEAR // 4) is not None
        )

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
            if job.is_range and job.begin is not None and not job.is_beside and not self._is_unpaid(page, job)
        ]
        if not worked:
            return
        told = [0]  # what the text tells of: no dates that may lie ahead
        for one in dates:
            if (kind := page.section_at(one.start)) != "education":
                told += (one.begin, 0 if kind == "certificates" else one.end or 0)
        latest = max(told)
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
            lead = len(text) - len(text.lstrip(" *-#"))
            yield first + lead, first + len(text.rstrip(" -"))
        if cut:
            first = cut.end()


def _behind(page: Page, lead: re.Pattern[str]) -> Iterator[str]:
    """Yield what stands behind some words, up to the end of the line or sentence."""
    for match in lead.finditer(page.folded.low):
        yield page.folded.low[match.end() : match.end() + _NEAR].split("\n")[0].split(".")[0]


def _is_of_skill(page: Page, noun: re.Match[str]) -> bool:
    """Return whether the noun of a title is a part of a skill's name: "SQL Server", "device driver"."""
    at = bisect_left(page.skills, noun.end(), key=attrgetter("start")) - 1
    return at >= 0 and page.skills[at].start < noun.start() and noun.end() <= page.skills[at].end


def _recency(job: JobMark) -> tuple[bool, bool, float, float]:
    """Sort the newest first: those that go on in the order of the text, then the others by their end and start."""
    if job.begin is None:
        return True, False, 0, 0
    return False, job.end is not None, -(job.end or 0), -job.begin if job.end else 0


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
        tails = any_of([*(name[3:] for name in months if name[3:]), "t"])
        name = rf"{any_of(self._months)})(?:{tails})?(?![a-z])\.?"
        day = r"(?:\d\d?(?:st|nd|rd|th)?\s)?"
        date = (
            rf"(?:(?:{day}(?P<{{0}}m>{name}[\s,/-]{{{{0,2}}}}(?:\d\d?(?:st|nd|rd|th)?,\s)?"
            rf"|(?P<{{0}}s>{any_of(self._seasons)})s?\s(?:(?:{any_of(words.year_ofs)})\s)?"
            r"|(?P<{0}q>0?[1-9]|1[0-2])[/.](?:1[3-9]|2\d|3[01])[/.]"  # the day behind the month
            r"|(?:\d\d?\s?[/.]\s?)?(?P<{0}n>0?[1-9]|1[0-2])\s?[/.-]\s?)?(?P<{0}y>(?:19|20)\d\d)(?:[/.-](?P<{0}k>0[1-9]|1[0-2])(?![\d/-]|\.\d))?"
            # "Apr 15 - Dec 17" are years, "Apr 15" alone is a day
            rf"|(?:(?P<{{0}}o>{name}\s?['-]\s?|(?P<{{0}}t>{name}\s(?={{1}})|(?P<{{0}}p>0?[1-9]|1[0-2])\s?/\s?'?)(?P<{{0}}z>\d\d))"
            r"(?!\d|/\d)(?!\.\d|st\b|nd\b|rd\b|th\b)"
        )
        joins = any_of(words.range_joins)
        between = rf"\s?(?:(?:{joins})(?!\w):?|[^\w\s,;]{{1,3}}|\s)\s?(?:(?:{joins})\s)?"
        present = rf"(?P<open>{any_of(words.present)})(?!\w)"
        goes_on = rf"(?:{any_of(self._months)})[a-z]*\s\d\d(?!\d|,\s?\d)|(?:{any_of(words.present)})(?!\w)"
        goes_to = rf"\d\d\s?(?:[-–]|(?:{joins})(?!\w))\s?(?:{goes_on})"
        first, second = date.format("a", goes_to), date.format("b", r"\d\d(?!\d|,)")
        # "Jan - May 2018" has its year once, "2018-20" its century; few words begin as a date does, and are looked at
        begins = any_of(sorted({word[:2] for word in (*self._months, *self._seasons)}))
        self._dates = later(
            rf"(?<![\w/])(?=\d|{begins})(?:(?P<from>{name}\s?(?:(?:{joins})(?!\w)|[-–])\s?(?=[a-z]))?(?:{first})"
            rf"(?:{between}(?:{second}|{present})|[-–](?P<short>1[3-9]|[2-9]\d)(?![\w/.-]))?",
            re.IGNORECASE,
        )
        article = any_of(words.articles)
        self._since = later(rf"(?<!\w)(?:{any_of(words.since)})\s(?:(?:{article})\s)?\Z", re.IGNORECASE)
        self._until = later(rf"(?<!\w)(?:{any_of(words.present)})\s?(?:[-–]|{joins})\s?\Z", re.IGNORECASE)
        self._does = later(rf"(?<=\d\s)(?:{any_of(words.present)})\s[a-z]{{3,}}ing(?!\w)", re.IGNORECASE)
        self._goes_on = later(r"[-–](?=\s|\Z)|\s[-–](?=\n|\Z)")
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
            begin, end = self._month(match, "a", closes=False), self._month(match, "b", closes=True)
            alone = self._month(match, "a", closes=True)
            is_range = True
            if begin is None or (match["open"] and self._does.match(cased, match.start("open"))):
                continue  # "BSc, 2023 Currently reading for a master's"
            if match["open"]:
                lasted = self._lasted.match(cased, match.end())
                months = int(lasted["years"] or 0) * 12 + int(lasted["months"] or 0) if lasted else 0
                end = begin + months if months else None
            elif match["from"]:
                begin += self._months[match["from"][:3].lower()] - 1 - begin % 12
                end = alone if end is None else end
            elif match["short"]:
                end = begin - begin % 1200 + int(match["short"]) * 12
            elif end is None:
                left = max(0, match.start() - _NEAR // 2)
                is_range = self._goes_on.match(cased, match.end()) is not None or any(
                    before.search(cased, left, match.start()) for before in (self._since, self._until)
                )
                end = None if is_range else alone
            elif end < begin:  # "2020 - 2018"
                begin, end = self._month(match, "b", closes=False) or end, alone
            if not match["short"] or (end and end > begin):
                found.append(Dates(begin, end, *match.span(), is_range))
        return found

    def end_in(self, cased: str, start: int, stop: int) -> tuple[int | None, int] | None:
        """Return the end of a range, and where it stands, that a line begins with: "Mar 2019", "current"."""
        match = self._end.match(cased, start, stop)
        if match is None:
            return None
        return (None if match["open"] else self._month(match, "b", closes=True)), match.end()

    def _month(self, match: re.Match[str], which: str, *, closes: bool) -> int | None:
        """Return a date's month, at the end of a range the one after it; of a bare year the first."""
        year, short = match[f"{which}y"], match[f"{which}z"]  # from 2015 to 2017 are two years
        number = int(year or short or 0)
        if short and not year:
            number += 2000 if number < _CENTURY_TURNS else 1900
        if not _FIRST_YEAR <= number < _LAST_YEAR:
            return None
        month = 1
        if name := match[f"{which}m"] or match[f"{which}o"] or match[f"{which}t"]:
            month = self._months[name[:3].lower()] + closes
        elif digits := match[f"{which}q"] or match[f"{which}n"] or match[f"{which}p"] or match[f"{which}k"]:
            month = int(digits) + closes
        elif season := match[f"{which}s"]:
            month = self._seasons[season.lower()] + (3 if closes else 0)
        return number * 12 + month - 1


_TOTALLED_IN = frozenset({None, "summary", "skills"})
_MOST_YEARS = 50
_REACH = 160  # a sentence that tells years of skills is not longer
_LONGEST_LEAD = 8
_LONGEST_NAME = 60
_APART = 24  # between a skill and the years in its label
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
        self._decades = dict(words.decades)
        ands = any_of(words.ands)
        joints = rf",?\s(?:{any_of([*words.ands, *taxonomy.language.stance.alternatives])})(?!\w)|,|/|&|\("
        self._list_joins = later(rf"(?:\s[a-z]{{3,15}})?\)?\s?(?:{joints})\s?")
        number = rf"(?P<low>\d\d?(?:\.\d\d?)?|(?<!\w)(?:{any_of(self._numerals)}))"
        unit = rf"(?:(?P<years>{any_of(years.years)})|{any_of(years.months)})"
        self._figure = later(
            rf"(?<![\w.$/])(?:(?P<decades>{any_of(self._decades)})(?!\w)|(?:(?P<less>{any_of(words.less)})\s)?{number}\s?(?:\((?:\d\d?\+?|[a-z]+)\)\s?)?(?:\s(?P<half>{any_of(words.halves)}))?(?:\+|{any_of(words.plus)}|\s-\s\d\d?)?\s?{unit}"
            rf"(?:(?![a-z])|(?=[a-z]+\s(?:{any_of(words.year_glued)})))['+]{{0,2}}"
            rf"(?:(?<=[rs])\.(?=\s(?:{any_of([*words.year_ofs, *words.worked_as])})\s))?"
            rf"(?:\s(?:(?:{ands})\s)?(?P<more>\d\d?)\s(?:{any_of(years.months)})(?!\w))?)"
        )
        self._experience = later(whole(words.experience))
        # "6 years as", "6 years building", "6 years of back-end development"; "a developer for the past 6 years"
        span = rf"(?:{any_of(words.spans)})\s(?:(?:{any_of(words.beyond)})\s)?\Z"
        self._as = later(
            rf"\s(?:{any_of(words.worked_as)}|[a-z]{{3,}}ing)\s|\s(?:{any_of(words.veterans)})(?!\w)"
            rf"|\s(?:{any_of(words.year_ofs)})\s(?:[^\s,.;]+\s){{0,3}}(?:{any_of(words.trades)})(?!\w)"
        )
        self._since = later(
            rf"(?<!\w)(?:{any_of([*words.job_leads, *words.articles, *words.am])})\s[^,;]{{2,40}}\s{span}"
            rf"|(?<!\w)(?:{any_of(words.title_nouns)}|{any_of(words.veterans)})\s?[,(|-]\s?\Z"
        )
        self._past = later(rf"(?<!\w){span}")
        self._i_have = later(rf",?\s(?:{any_of(words.first_person)})(?!\w)")
        self._counted = later(
            rf"(?<!\w)(?:{any_of(years.years)})\s(?:{any_of(words.year_ofs)})\s(?:{any_of(words.experience)})\s?[:-]\s?(\d\d?)(?![\w.])"
        )
        self._ends_in_experience = later(rf"(?<!\w)(?:{any_of(words.experience)})\Z")
        self._total = later(whole(words.totals))
        self._not = later(whole(words.not_total))
        spelt = any_of(words.experience)
        self._label = later(
            rf"\s?(?:(?:{spelt})\s?|\([a-z]{{1,15}}\)\s?)?[-–:(|]{{1,2}}\s?(?:(?:{spelt})\s?[-–:]?\s?)?",
            re.IGNORECASE,
        )
        self._leads = frozenset(words.year_leads)
        self._link = later(rf"(?<!\w)(?:{any_of(words.year_links)})\s")
        # a blank line, but where lines stand two apart and the sentence goes on
        self._end = later(r"[.!?;](?=\s)|\n\s*(?=[*\n])(?!\n+[a-z])")

    def total(self, page: Page) -> Stated | None:
        """Return the stated total, None where none is stated."""
        low = page.folded.low
        best: tuple[tuple[int, float], Stated] | None = None
        for match in self._counted.finditer(low):  # "Years of experience: 9"
            if (years := float(match[1])) <= _MOST_YEARS:
                best = ((2, years), Stated(years, *match.span()))
        for figure, is_years in self._figures(page):
            before = re.split(r"[.;\n]", low[max(0, figure.start - 40) : figure.start])[-1]
            after = re.split(r"\.\s|;", low[figure.end : figure.end + 90].replace("\n", " "))[0]
            near = after.split(",")[0][:60]
            is_summary = page.section_at(figure.start) in _TOTALLED_IN
            # "a developer for 6 years", "Analyst | 6 years"
            since = is_summary and self._since.search(before)
            inside = before.endswith("(") and after.startswith(")")  # "Python (2 years)"
            if not is_years or (
                inside and not since and not self._ends_in_experience.search(before.strip(" (*"))
            ):
                continue
            if self._not.search(near[:16]) or self._not.search(before[-16:]):
                continue
            total = self._total.search(f"{before[-25:]}|{near[:30]}") is not None
            experience = self._experience.search(after) or self._experience.search(before[-25:])
            told = self._as.match(near) or (self._past.search(before) and self._i_have.match(after))
            if total or experience or since or (is_summary and told):
                rank = (2 if total else int(is_summary), figure.years)
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
            if match["decades"]:
                yield Stated(self._decades[match["decades"]], *match.span()), True
                continue
            number = float(self._numerals.get(match["low"]) or match["low"])
            if match["half"]:
                number += 0.5
            if match["years"] is None:
                number /= 12
            elif match["more"]:
                number += int(match["more"]) / 12
            if 0 < number <= _MOST_YEARS and not match["less"]:  # "less than 1 year" tells no number
                yield Stated(round(number, 1), *match.span()), match["years"] is not None

    def _labelled(self, page: Page, marks: list[SkillMark], figure: Stated) -> list[SkillMark]:
        """Return the skill that the years stand behind: "Python (2 years)", "SQL - Experience - 24 months"."""
        nearest = between(marks, figure.start - _APART - _LONGEST_NAME, figure.start)
        closed = page.folded.low[figure.end : figure.end + 1] in ",;)\n"  # "Python 3 years, SQL 2 years"
        governed: list[SkillMark] = []
        for m in reversed(nearest):
            if (
                self._label.fullmatch(page.folded.cased, m.end, figure.start)
                or (closed and figure.start - m.end == 1)
                # "C/C++ (3 years)" are two skills
                or (governed and page.folded.low[m.end : governed[-1].start] == "/")
            ):
                governed.append(m)
        return governed

    def _behind(self, page: Page, marks: list[SkillMark], figure: Stated) -> list[SkillMark]:
        """Return the list that a link in the same sentence opens: "4 years of work with tools like A, B and C"."""
        low = page.folded.low
        if low[figure.end : figure.end + 1] == ")":
            return []  # how long a job lasted
        stop = self._end.search(page.folded.cased, figure.end, figure.end + _REACH)
        end = stop.start() if stop else min(len(low), figure.end + _REACH)
        if following := self._figure.search(low, figure.end, end):
            end = following.start()
        starts = {m.start: m for m in between(marks, figure.end, end)}
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
        while (joint := self._list_joins.match(low, found[-1].end, end)) and (
            following := starts.get(joint.end())
        ):
            found.append(following)
        return found
