"""Which degree does the owner of a CV hold, and in what fields?

The highest held counts, or the one being read for where that is all. A field stands behind the degree, before it, in
the next line or behind "minor in"; known fields count anywhere there, other names where a word opens them ("in", ":").
Words are in taxonomy/qualifications.yaml and taxonomy/language/cv.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from jdmatch.reading.lexicon import Hit, between, longest
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.reading.records import Degree
from jdmatch.taxonomy.models import CvFile, DegreeLevel, QualificationsFile

LEVELS: tuple[DegreeLevel, ...] = ("none", "associate", "bachelor", "master", "phd")
_REACH = 140  # a degree's line may hold much else behind the field
_SHORT_NAME = 3
_LONGEST_DATES = 13  # "2013 - 2018", "(5 yrs)"
_LONGEST_NAME = 60  # no degree or field has a longer one
HELD_IN = frozenset({"education", "summary", None})
_NAME = r"[A-Z][A-Za-z&'-]*(?:/[A-Z][A-Za-z&'-]*)*"
_WORD = later(r"[a-z]+")
_YEAR = later(r"(?<!\d)(?:19|20)\d\d(?!\d)")
Place = tuple[int, int]


def degree_at(
    page: Page,
    level: DegreeLevel,
    fields: Sequence[Place],
    start: int,
    end: int,
    *,
    preferred: bool = False,
    equivalent: bool = False,
) -> Degree:
    """Return a degree that stands somewhere, with its fields in the words of the text."""
    study = tuple(dict.fromkeys(page.place(*place)[2] for place in fields))
    return Degree(level, study, "preferred" if preferred else "required", equivalent, *page.place(start, end))


class HeldDegrees:
    """Reads the degree of a CV; compiled once from the words."""

    def __init__(self, words: QualificationsFile, cv: CvFile, months: Sequence[str]) -> None:
        self._levels = [entry.level for entry in words.degrees]
        openers = any_of(words.openers)
        joins = any_of([*words.list_joins, *words.openers])
        majors, chairs = any_of(cv.majors), any_of(cv.chairs)
        self._opener = later(
            r"(?:'s|s)?[\s.]{0,2}(?:\(?(?i:hons?|honou?rs)\.?\)?)?[\s.]{0,2}(?i:degrees?|programme|program|diploma)?\s?"
            rf"(?:(?P<strong>(?i:with\s(?:an?\s)?)?(?i:{majors})\s?:?|(?i:{openers})(?=\s)|[:(])|(?P<weak>[,|/-]|))\s?"
            r"(?:[(:,-]\s?)?"
        )
        self._aside = later(r"\s?\([^()\n]{1,30}\)")
        self._phrase = later(rf"{_NAME}(?:\s(?:(?:{joins}|for)\s)?{_NAME}){{0,6}}")
        # in small letters behind an opening word: "in Distributed deep learning, Acme University"
        self._runs_on = later(rf"(?:\s(?:{joins}|[a-z]+)){{1,5}}(?=\s?(?:[,(|.;\n]|[-–]\s)|\s?\Z)")
        self._next = later(
            rf"\s?(?:[,/&|;:(-]|\)\s?(?:{any_of(words.openers)})\s|(?i:{any_of(words.list_joins)})\s)\s?"
            rf"(?:(?i:and)\s)?(?:(?i:an?|with)\s)?(?:(?i:{majors})\s?:?\s?)?"
        )
        self._joint = later(rf"\s(?:{any_of(words.list_joins)})\s")
        self._skipped = later(rf"(?i:{any_of(cv.not_fields)})(?=\s?[,:])")
        self._worked = later(rf"\s(?:{any_of(cv.title_nouns)})(?!\w|\s(?:{any_of(cv.field_ends)}))")
        self._thesis = later(rf"(?:'s)?\s(?:{any_of(cv.theses)})(?!\w)")
        self._majors = later(rf"(?<!\w)(?:{majors})\s?(?:[:-]\s?)?")
        self._chairs = later(rf"(?<!\w)(?:{chairs})\s")
        names = "|".join(month[:3] for month in months)
        schools = any_of([*words.institutions, *cv.schools, *words.certificate_nouns])
        date = rf"(?:{names})[a-z]{{0,6}}\.?,?\s'?\d\d"
        self._stop = later(rf"(?<!\w)(?:{schools}|{date}|from)(?![a-z])", re.IGNORECASE)
        self._not_fields = frozenset(w for name in cv.not_fields for w in (name, name.replace("-", " ")))
        self._ends = tuple(cv.field_ends)
        self._studying = later(
            rf"{whole(cv.studying)}|\d\s{{1,3}}(?:(?:to|until)\s)?(?:{any_of(cv.present)})(?!\w)"
        )
        self._ahead = later(whole(cv.ahead))
        # "Acme Commerce College" is a school, "Commerce, College of Acme" a field and a school
        self._of_school = later(rf"\s(?:{any_of([*words.institutions, *cv.schools])})(?!\w|\sof(?!\w))")
        # "School of Law" and "Faculty of Law" tell what one reads there
        parts = {chair.removesuffix(" of") for chair in cv.chairs}
        named = [word for word in (*words.institutions, *cv.schools) if word not in parts]
        self._institute = later(rf"(?<!\w)(?:{any_of(named)})\sof\s\Z")
        self._school_name = later(whole([*words.institutions, *cv.schools]))
        self._student = later(whole(cv.students))
        self._university = later(whole(cv.universities))
        self._diploma = later(whole(cv.diplomas))
        self._coursework = later(whole(cv.coursework))
        self._below_college = later(whole(cv.school_diplomas))
        self._school = later(rf"(?:{any_of(cv.school_diplomas)})\s\Z")
        self._line_field = later(
            rf"[\s*]*(?:[\w,.' -]{{4,40}}/\s?)?(?:(?i:{any_of(cv.honours)})\.?\s)?(?:(?i:{majors}|in)\s)?"
        )

    def read(
        self, page: Page, hits: Sequence[Hit], known: Sequence[Hit], listed: Mapping[Hit, Sequence[Place]]
    ) -> tuple[Degree | None, list[Place]]:
        """Return the degree, and the fields of all degrees that are named.

        `listed` holds the known fields that stand in the clause behind each degree, near or far: they count where none
        stands in a better place.
        """
        held = [
            hit
            for hit in hits
            if self._levels[hit.tag] != "none"
            and not self._is_place(page, hit, known)
            and not self._thesis.match(page.folded.low, hit.end)
            and not self._is_in_course(page, hit)
        ]
        # beside a degree a diploma is a course
        held = [hit for hit in held if not self._diploma.match(hit.key)] or held
        every = [hit for hit in held if page.section_at(hit.start) != "certificates"]
        within = [hit for hit in held if page.section_at(hit.start) == "education"]
        spoken = [hit for hit in held if page.section_at(hit.start) in HELD_IN]
        held = within or spoken or held
        known = [hit for hit in known if not self._is_in_school(page, hit.start, hit.end)]
        if not held:
            return self._of_diploma(page, known) or self._unnamed(page, known) or self._of_student(
                page, known
            ), []
        studied = {hit: self._is_studied(page, hit, held) for hit in {*held, *spoken}}
        # the summary says that it is being read for: "Master's student", and below it "Master of Science, 2025 - 2026"
        levels = Counter(hit.tag for hit in within)
        ahead = {hit.tag for hit, is_studied in studied.items() if is_studied and levels[hit.tag] == 1}
        finished = [hit for hit in held if not studied[hit] and hit.tag not in ahead] or held
        level = max((self._levels[hit.tag] for hit in finished), key=LEVELS.index)
        first = next(hit for hit in finished if self._levels[hit.tag] == level)
        fields: list[Place] = []
        for hit in every:
            fields += self._fields(page, hit, hits, known, listed.get(hit, ()))
        for hit in page.hits["any-degree"]:  # "Degree in Mathematics" beside a master's
            if page.section_at(hit.start) == "education" and page.folded.low.startswith(" in ", hit.end):
                fields += self._behind(page, hit.end, page.lines[page.line_at(hit.start)].end, known)
        fields += self._named_majors(page, known)
        fields = _merged(fields)
        return degree_at(page, level, fields, first.start, first.end), fields

    def _is_in_school(self, page: Page, start: int, end: int) -> bool:
        """Return whether a field is a part of a school's name: "Acme Commerce College", "Institute of Management"."""
        low = page.folded.low
        return self._of_school.match(low, end) is not None or (
            self._institute.search(low, max(0, start - _LONGEST_NAME), start) is not None
        )

    def _is_place(self, page: Page, hit: Hit, known: Sequence[Hit]) -> bool:
        """Return whether two letters are a state: "Cambridge, MA"; in "Reed College, BA, History" they are none."""
        cased = page.folded.cased
        if hit.end - hit.start > 2 or cased[hit.start - 2 : hit.start] != ", ":
            return False
        before = cased[max(0, hit.start - 30) : hit.start - 2]
        named = any(
            h.end == hit.start - 2
            for layer in ("degree", "field")
            for h in between(page.hits[layer], hit.start - _LONGEST_NAME, hit.start)
        )
        opens = self._opener.match(cased, hit.end)
        leads_on = opens and (opens["strong"] or between(known, opens.end(), opens.end() + 1))
        return before[-1:].isalpha() and not named and not leads_on

    def _is_in_course(self, page: Page, hit: Hit) -> bool:
        """Return whether a degree is a part of a certificate's name: "Certificate: A Survey of MBA Topics"."""
        line = page.lines[page.line_at(hit.start)]
        nouns = between(page.hits["certificate-noun"], line.start, hit.start)
        return bool(nouns) and page.folded.low.startswith(":", nouns[-1].end)

    def _is_studied(self, page: Page, hit: Hit, held: Sequence[Hit]) -> bool:
        """Return whether a degree is still being read for, by its line and the next."""
        number = page.line_at(hit.start)
        line = page.lines[number]
        others = {page.line_at(other.start) for other in held}
        end = line.end
        # the lines below, the school's and its dates, tell it only where the degree's own line names no year
        for below in range(number + 1, min(number + 3, len(page.lines))):
            if below in others or page.is_heading(below) or _YEAR.search(page.folded.low, hit.end, end):
                break
            if below > number + 1 and not self._school_name.search(page.folded.low, line.end, end):
                break
            end = page.lines[below].end
        later = [other.start for other in held if hit.end <= other.start < end]
        earlier = [other.end for other in held if line.start <= other.end <= hit.start]
        start = max(earlier, default=max(line.start, hit.start - _REACH))
        low = page.folded.low
        if self._studying.search(low, start, min([*later, end, hit.end + _REACH])):
            return True
        above = page.lines[number - 1] if number and number - 1 not in others else line
        text = low[above.start : above.end]  # "Some University, expected May 2027" over the degree
        return above is not line and bool(self._school_name.search(text) and self._ahead.search(text))

    def _of_diploma(self, page: Page, known: Sequence[Hit]) -> Degree | None:
        """Return a diploma, where no degree is named."""
        for match in self._diploma.finditer(page.folded.low):
            of_school = self._school.search(page.folded.low, 0, match.start())
            if page.section_at(match.start()) == "education" and not of_school:
                hit = Hit(*match.span(), match.group(), 0)
                fields = _merged(self._fields(page, hit, [hit], known))
                return degree_at(page, "associate", fields, *match.span())
        return None

    def _unnamed(self, page: Page, known: Sequence[Hit]) -> Degree | None:
        """Return a bachelor's where a field stands beside a degree of no level: "Computer Science degree"."""
        for hit in page.hits["any-degree"]:
            kind = page.section_at(hit.start)
            is_told = kind == "education" or page.folded.low.startswith(" in ", hit.end)
            fields = self._fields(page, hit, [hit], known) if is_told and kind in HELD_IN else []
            if fields:
                return degree_at(page, "bachelor", _merged(fields), hit.start, hit.end)
        for number, line in enumerate(page.lines):  # "Some University⏎Honours Computer Science, 2020 - 2025"
            if page.section_at(line.start) != "education" or page.is_heading(number):
                continue
            start = self._line_field.match(page.folded.cased, line.start, line.end)
            fields = self._listed(page, start.end(), line.end, known) if start else []
            above = page.lines[max(0, number - 2)]  # a school's name may run over two lines
            dated = fields and _YEAR.search(page.folded.low, fields[-1][1], line.end)
            if (
                dated
                and self._school_name.search(page.folded.low, above.start, line.end)
                and not self._below_college.search(page.folded.low, above.start, line.end)
            ):
                return degree_at(page, "bachelor", _merged(fields), fields[0][0], fields[-1][1])
        return None

    def _of_student(self, page: Page, known: Sequence[Hit]) -> Degree | None:
        """Return a bachelor's where only the summary says what is studied: "a Physics student at Acme University"."""
        for match in self._student.finditer(page.folded.low):
            near = _within(known, match.start() - _LONGEST_NAME, match.start())
            between_them = page.folded.low[near[-1].end : match.start()].strip() if near else "-"
            if (
                page.section_at(match.start()) in HELD_IN
                and (not between_them or (between_them[0] == "(" and between_them[-1] == ")"))
                and self._university.search(page.folded.low, match.end(), match.end() + _LONGEST_NAME)
            ):
                return degree_at(page, "bachelor", [(near[-1].start, near[-1].end)], *match.span())
        return None

    def _fields(
        self, page: Page, hit: Hit, hits: Sequence[Hit], known: Sequence[Hit], listed: Sequence[Place] = ()
    ) -> list[Place]:
        if self._worked.match(page.folded.low, hit.end) or self._thesis.match(page.folded.low, hit.end):
            return []  # "Postdoctoral Researcher, Institute of Optics", "Master thesis in Optics"
        number = page.line_at(hit.start)
        line = page.lines[number]
        aside = self._aside.match(page.folded.cased, hit.end, line.end)
        own = aside.end() if aside else hit.end  # "Master of Science (MS) - Optics"
        following = min((h.start for h in hits if h.start >= own), default=len(page.folded.cased))
        end = min(line.end, hit.end + _REACH, following)
        fields = self._behind(page, hit.end, end, known) or [
            place
            for place in listed
            if not self._is_in_school(page, *place)
            and not self._coursework.search(page.folded.low, hit.end, place[0])
        ]
        if not fields:
            fields = self._before(page, line.start, hit, hits, known)
        for over in range(number - 1, max(-1, number - 4), -1):
            if fields or page.is_heading(over):
                break
            above = page.lines[over]
            fields = self._listed(page, above.first, above.end, known)
            if fields and fields[-1][1] < above.end:
                fields = []  # "Data Science Society": the line is no field
            named = self._school_name.search(page.folded.low, above.first, above.end)
            if not (fields or named or above.end - above.first <= _LONGEST_DATES):
                break  # only the school and its dates stand between
        for below in range(number + 1, min(number + 3, len(page.lines))):
            if fields or page.is_heading(below):
                break
            after = page.lines[below]
            # in the next line, or below that of the school
            if below > number + 1 and not self._school_name.search(
                page.folded.low, page.lines[below - 1].start, after.start
            ):
                break
            stop = min(after.end, following)
            if start := self._line_field.match(page.folded.cased, after.start, after.end):
                fields = self._listed(page, start.end(), stop, known)
            fields = fields or self._listed(page, after.first, stop, known)
        return fields

    def _behind(self, page: Page, start: int, end: int, known: Sequence[Hit]) -> list[Place]:
        """Return the fields that an opening word, or nothing but a sign, stands before."""
        start = self._past_aside(page, start, end, known)
        opening = self._opener.match(page.folded.cased, start, end)
        strong = opening is not None and opening["strong"] is not None
        return self._listed(page, opening.end(), end, known, any_name=strong) if opening else []

    def _past_aside(self, page: Page, start: int, end: int, known: Sequence[Hit]) -> int:
        """Return where a bracket without a field ends: "Bachelor of Arts (Honours)", "Journalism (BSJ)"."""
        aside = self._aside.match(page.folded.cased, start, end)
        return start if aside is None or _within(known, aside.start(), aside.end()) else aside.end()

    def _listed(
        self, page: Page, start: int, end: int, known: Sequence[Hit], *, any_name: bool = False
    ) -> list[Place]:
        """Return the fields that begin at a place and follow one another."""
        found: list[Place] = []
        # "Associates, Applied Science, Network Administration"
        if (skipped := self._skipped.match(page.folded.cased, start, end)) is not None:
            joint = self._next.match(page.folded.cased, skipped.end(), end)
            start = joint.end() if joint else start
        while start < end:
            place = self._field_at(page, start, end, known, any_name=any_name)
            if place is None:
                break
            found.append(place)
            joint = self._next.match(page.folded.cased, self._past_aside(page, place[1], end, known), end)
            if joint is None:
                break
            start, any_name = joint.end(), False
        return found

    def _field_at(
        self, page: Page, start: int, end: int, known: Sequence[Hit], *, any_name: bool
    ) -> Place | None:
        cased, low = page.folded.cased, page.folded.low
        field = next(
            (h for h in between(known, start, start + 1) if h.end <= end and _is_written(cased, h)), None
        )
        phrase = self._phrase.match(cased, start, end)
        if phrase is None:
            return (field.start, field.end) if field else None
        stop = max(phrase.end(), field.end) if field else phrase.end()  # "Data science"
        more = self._runs_on.match(cased, phrase.end(), end) if any_name else None
        if more is not None and more.group().endswith(self._ends):
            stop = more.end()
        cut = self._stop.search(cased, start, min(end, stop + _LONGEST_NAME))
        into_school = cut is not None and cut.start() <= stop + 1
        if into_school and field is not None:
            stop = field.end  # "Computer Science Oxford Brookes University"
        elif cut is not None and cut.start() <= stop:
            stop = start + len(cased[start : cut.start()].rstrip(" ,-"))
        elif field is not None and re.match(r"\s?,\s[A-Z]", cased[stop : stop + 3]):
            # "Civil Engineering Mohali, Punjab"; but "Computer Hardware and Networking, Acme Institute"
            last = max(h.end for h in _within(known, start, stop))
            joint = self._joint.search(low, last, stop)
            if not (low.endswith(self._ends, start, stop) or (joint and joint.start() > last)):
                stop = last
        words = low[start:stop].strip()
        inside = _within(known, start, stop)
        if into_school and not inside:  # "Elementary Education University of ..."
            named = (
                w.end()
                for w in _WORD.finditer(low, start, stop)
                if w.group().endswith(self._ends) and not self._of_school.match(low, w.end())
            )
            stop = max(named, default=start)
            words = low[start:stop]
        is_field = bool(words) and (bool(inside) or any_name or words.endswith(self._ends))
        if not is_field or words in self._not_fields:
            return None
        opens_field = words.split()[0] not in self._not_fields - {"science", "applied science"}
        return (start, stop) if opens_field else None

    def _before(
        self, page: Page, start: int, hit: Hit, hits: Sequence[Hit], known: Sequence[Hit]
    ) -> list[Place]:
        """Return the field right before a degree, or the parts of a school that its line names."""
        start = max([start, *(h.end for h in hits if h.end <= hit.start)])
        cased = page.folded.cased
        near = [
            (h.start, h.end)
            for h in _within(known, start, hit.start)
            if not cased[h.end : hit.start].strip(" ,|(-:'s")
        ]
        if near:
            return near
        number = page.line_at(hit.start)
        line = page.lines[number]
        stop = min(line.end, hit.end + _REACH)
        first = page.lines[max(0, number - 1)].start if start == line.start else start
        # a faculty's name may run on in the next line
        chairs = self._chairs.finditer(page.folded.low, first, stop)
        named = [self._phrase.match(cased, chair.end(), stop) for chair in chairs]
        if any(named):
            return [phrase.span() for phrase in named if phrase]
        last = start + len(cased[start : hit.start].rstrip(" ,|(-:"))  # "Urban Forestry, Bachelor degree"
        first = 1 + max(start - 1, *(cased.rfind(sign, start, last) for sign in ",|(:;/-*."))
        first += len(cased[first:last]) - len(cased[first:last].lstrip())
        in_school = self._school_name.search(page.folded.low, first, last)
        is_field = cased[first : first + 1].isupper() and page.folded.low.endswith(self._ends, first, last)
        return [(first, last)] if is_field and not in_school else []

    def _named_majors(self, page: Page, known: Sequence[Hit]) -> list[Place]:
        """Return the fields behind "Minor:" or "majoring in", in the part on education."""
        return [
            place
            for match in self._majors.finditer(page.folded.low)
            if page.section_at(match.start()) in ("education", None)
            for place in self._listed(page, match.end(), page.lines[page.line_at(match.start())].end, known)
        ]


def _within(hits: Sequence[Hit], start: int, end: int) -> list[Hit]:
    """Return the hits of a sorted list that lie between two places."""
    return [hit for hit in between(hits, start, end) if hit.end <= end]


def _merged(places: Sequence[Place]) -> list[Place]:
    """Return places in order, those inside or across others left out."""
    return [(h.start, h.end) for h in longest(Hit(a, b, "", 0) for a, b in places)]


def _is_written(cased: str, field: Hit) -> bool:
    """Return whether a short field is written as one: IT and CS in capitals, "Law" or "law"."""
    return len(field.key) >= _SHORT_NAME or cased[field.start : field.end].isupper()
