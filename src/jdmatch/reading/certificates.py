"""Which certificates does a posting name? Those of taxonomy/qualifications.yaml, others by a "certified" behind."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter, itemgetter

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit, begins_between, between, longest
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.reading.records import Certification
from jdmatch.reading.structure import SILENT, Line, SectionMark
from jdmatch.taxonomy.models import CvFile, QualificationsFile, StanceFile

_SHORT_NAME = 5  # signs of a name that may be something else's too
_TELLING = frozenset({"requirements", "preferred", "education", "certificates"})
_Mark = tuple[int, int, str | None]  # where a certificate stands, and its id
_LEFT = 60  # characters before a certificate in which it may be denied, or offered
_CUE_REACH = 25  # ... and behind it
_SIGN_REACH = 120  # ... and around a name of a few letters, in which a word may tell that it is one
_CERTIFIED = later(r"[Cc]ertified(?:\s[A-Z][\w+/&'-]*){2,5}")
_NAME = r"[A-Z][\w+/&'-]*(?:\.\w+)*"
_BEFORE = later(rf"(?:{_NAME}\s+){{1,5}}\Z")


class ShortNames:
    """Tells certificates of a few letters from what else they stand for: "BLS data", "a low CPA"."""

    def __init__(self, words: QualificationsFile, stance: StanceFile) -> None:
        cues = [c for c in (*stance.required.after, *stance.preferred.after) if c not in stance.weak_after]
        opens = (cue.split(" ", 1)[0] for cue in (*cues, *stance.negated.after))
        nouns = [*words.certificate_nouns, *words.course_nouns]
        goes_on = any_of([*words.certificate_follows, *nouns, *words.articles, *words.name_joins, *opens])
        self._goes_on = later(rf"(?:\([^()\n]{{0,60}}\))?(?!\s?[a-z-]|'s?\s)|[\s-](?:{goes_on})(?!\w)")
        self._ends = later(rf"\s(?:{any_of(words.certificate_follows_not)})(?!\w)")
        self._of_others = later(rf"(?<!\w)(?:{any_of(words.certificate_leads_not)})\s\Z")
        self._doubtful = frozenset(fold_surface(name) for name in words.doubtful_certificates)
        self._signs = later(whole([*cues, *stance.preferred.before, *nouns, *words.certificate_signs]))

    def is_named(self, page: Page, hit: Hit) -> bool:
        """Return whether a known name is that of a certificate; long ones always are."""
        cased = page.folded.cased
        if len(hit.key) > _SHORT_NAME:
            return True
        if not cased[hit.start : hit.end].isupper() or not self._goes_on.match(cased, hit.end):
            return False
        low, clause = page.folded.low, page.clauses.at(hit.start)
        left = max(clause.start, hit.start - _CUE_REACH)
        if self._ends.match(low, hit.end) or self._of_others.search(low, left, hit.start):
            return False  # "CFA Institute"
        if page.kind == "cv" or hit.key not in self._doubtful or page.section_at(hit.start) in _TELLING:
            return True
        start, end = max(clause.start, hit.start - _SIGN_REACH), min(clause.end, hit.end + _SIGN_REACH)
        if not low[start : hit.start].strip(" *•-") and not low[hit.end : end].strip(" .;"):
            return True
        return self._signs.search(low, start, end) is not None or any(
            other.key not in self._doubtful for other in between(page.hits["certificate"], start, end)
        )


class CertificateReader:
    """Finds certificates; compiled once from the words."""

    def __init__(self, words: QualificationsFile, stance: StanceFile, short_names: ShortNames) -> None:
        self._certificates = words.certificates
        self._short_names, negated = short_names, stance.negated
        # the reach is short: a denial speaks of what stands next to it
        self._refused = later(
            rf"(?<!\w)(?:{any_of(negated.before)})\s+(?:(?:{any_of(words.articles)}|[a-z]+)\s+){{0,2}}\Z"
        )
        self._not_needed = later(rf"[^.;\n]{{0,{_CUE_REACH}}}?(?<!\w)(?:{any_of(negated.after)})(?!\w)")
        self._offered = later(whole(words.certificate_offers))
        self._of_firms = later(rf",? (?:{any_of(words.not_certified)})(?!\w)")
        self._stops = frozenset(fold_surface(w) for w in words.certificate_stops)

    def read(self, page: Page) -> list[Certification]:
        """Return the certificates, in the order of the text."""
        marks: list[_Mark] = [
            (hit.start, hit.end, self._certificates[hit.tag].id)
            for hit in longest(page.hits["certificate"])
            if self._is_named(page, hit)
        ]
        named = list(marks)
        for noun in page.hits["certificate-noun"]:
            if page.section_at(noun.start) in SILENT or _overlaps(named, marks, noun.start, noun.end):
                continue
            if page.kind == "posting" and self._is_refused(page, noun):
                continue
            place = self._before(page, noun)
            if place is None and (titled := _CERTIFIED.match(page.folded.cased, noun.start)):
                place = titled.span()  # "Certified Business Intelligence Professional"
            if place is not None and not _overlaps(named, marks, *place):
                marks.append((*place, None))
        return [_certification(page, *mark) for mark in sorted(marks, key=itemgetter(0))]

    def _is_named(self, page: Page, hit: Hit) -> bool:
        if page.section_at(hit.start) in SILENT:
            return False
        if page.kind == "posting" and self._is_refused(page, hit):
            return False
        return self._short_names.is_named(page, hit)

    def _is_refused(self, page: Page, hit: Hit) -> bool:
        """Return whether nobody asks for a certificate: "no AWS certification needed", "we pay for your …"."""
        low = page.folded.low
        clause = page.clauses.at(hit.start)
        left = low[max(clause.start, hit.start - _LEFT) : hit.start]
        if self._refused.search(left) or self._offered.search(left) or self._of_firms.match(low, hit.end):
            return True
        return self._not_needed.match(low, hit.end, clause.end) is not None

    def _before(self, page: Page, noun: Hit) -> tuple[int, int] | None:
        """Return "Acme Certified"."""
        cased = page.folded.cased
        before = _BEFORE.search(cased, max(0, noun.start - 70), noun.start)
        words = before.group().split() if before else []
        while words and words[0].lower() in self._stops:
            words = words[1:]
        if before and words and words[-1].lower() not in self._stops:
            start = before.start() + before.group().index(words[0])
            return None if "\n" in cased[start : noun.end] else (start, noun.end)
        return None


def _certification(page: Page, start: int, end: int, its_id: str | None) -> Certification:
    first, last, words = page.place(start, end)
    return Certification(its_id, words, first, last)


def _overlaps(named: list[_Mark], marks: list[_Mark], start: int, end: int) -> bool:
    """Return whether a place overlaps a named certificate, or the last one found."""
    last = bisect_left(named, end, key=itemgetter(0)) - 1
    near = (*named[max(0, last) : last + 1], *marks[-1:])
    return any(first < end and start < last for first, last, _ in near)


_MOST_COURSES = 100  # nobody's CV names more
_SMALL_WORD = 3
_LEAST_PAIRS = 2  # of a name with its date and a line without one
_LONGEST_NAME = 100
_LONGEST_HEADING = 4  # words of a line in capitals that is a heading nobody knows
_MOST_WORDS = 12  # what is longer is a sentence
_LISTED_IN = frozenset({"education", "certificates"})
_GIVEN_IN = frozenset({"education", "certificates", "summary", "skills", None})
_COURSE_NAME = r"[A-Z][\w+/&'#-]*(?:\.\w+)*"
_REST_OF_COURSE = later(rf"(?:\s{_COURSE_NAME}){{0,2}}")
_BEFORE_COURSE = later(rf"{_COURSE_NAME}\s(?:\d{{1,3}}\s)?\Z")  # "Acme 30 Certification"
_SIGNS = (
    r"\s[-–—•·/](?:\s)(?!(?:{articles})\s|(?:{levels})(?:\s(?:{levels}))?(?:\W*\d|\s\W|[^\w\s]|\s(?:{months})|\Z))"
    r"|\s?\|\s?|\s{{3,}}|\]\("
)
_LONGEST_GIVER = 3  # words of who gave a course, before its name
_LISTED = later(r"[\s*:]*(?:and\s)?(?P<name>[^,;|\s*:][^,;|]*)")
_AND = later(r"\s(?:and|&)\s(?=[A-Z])")
_YEAR = later(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNTIL = later(r"[^\n/|:]{0,40}\d{4}\s?[/|:]\s?")  # dates before a name
_LETTERS = later(r"[A-Za-z]{2}")
_WORDS = later(r"[^\W_][\w+#]*")
Place = tuple[int, int]


class CourseReader:
    """Finds the certificates and courses of a CV; compiled once from the words."""

    def __init__(
        self, words: QualificationsFile, cv: CvFile, months: Sequence[str], short_names: ShortNames
    ) -> None:
        self._certificates = words.certificates
        self._short_names = short_names
        self._stops = frozenset(fold_surface(w) for w in words.certificate_stops)
        # "Professional Certificate", "Data Certification": only small words end a name that is written in capitals
        self._stops_before = frozenset(word for word in self._stops if len(word) <= _SMALL_WORD)
        heads = any_of(words.certificate_heads)
        joins = rf"(?:\s+(?:{any_of([*words.name_joins, 'with', 'on'])})){{0,2}}"
        acronym = r"\([A-Z0-9-]+\)"
        self._after = later(
            rf"(?i:(?:{heads}))(?P<of>(?<=\sin)|(?<=\sof))?\s?[:,]?(?P<name>(?:\s+{_COURSE_NAME}|\s+{acronym})(?:{joins}\s+(?:{_COURSE_NAME}|{acronym})){{0,6}})"
        )
        nouns = any_of(words.course_nouns)
        self._course = later(
            rf"(?<![\w-])[A-Z][\w+#&'-]*(?:\s(?:[\w+#&'][\w+#&'-]*|{acronym})){{0,5}}?\s(?i:{nouns})(?!\w)"
        )
        # "Training in Web Design", "course "Web Design""
        leads = any_of(lead for lead in cv.course_leads if lead.endswith((" in", " on")))
        self._of_course = later(
            rf"(?<!\w)(?i:{leads})\s(?P<name>{_COURSE_NAME}(?:{joins}\s{_COURSE_NAME}){{0,5}})"
            rf"|(?<!\w)(?i:{nouns})\s?[:,]?\s?[\"“«](?P<quoted>[^\"“”«»\n]{{3,60}})[\"”»]"
        )
        # "Web Design, course, Acme College", "Web Design (online course)"
        self._aside = later(
            rf"(?P<name>(?<!\w)[A-Z][^,;:(|\n]{{2,60}}?)\s?[,(]\s?(?:[a-z]+\s)?(?:{nouns})(?=[,)]|$)"
        )
        self._courses = later(whole(words.course_nouns))
        self._is_course = later(rf"\s(?:[-–]\s)?(?i:{nouns})[\W]{{0,3}}\Z")
        month = rf"(?:(?i:{'|'.join(name[:3] for name in months)})[a-z]{{0,6}}\.?,?\s?)?"
        self._date = later(rf"(?<!\w){month}'?(?:19|20)\d\d\W*\Z")
        self._only_dated = later(rf"[\s*(]*{month}(?:19|20)\d\d[\s)]*\Z")
        self._dated = later(rf"[\s*]*{month}(?:'\d\d|(?:19|20)\d\d)(?:\W{{1,3}}|\Z)")
        # "Security - Specialty" and "Swift - The complete guide" are names; what else follows a dash is who gave it
        levels, articles = any_of(cv.certificate_levels), any_of(words.articles)
        signs = _SIGNS.format(levels=levels, articles=articles, months=any_of(m[:3] for m in months))
        self._cut = later(signs, re.IGNORECASE)
        self._ends_level = later(rf"(?<!\w)(?:{any_of(cv.certificate_levels)})\Z", re.IGNORECASE)
        self._givers = later(whole(cv.course_givers))
        self._firms = frozenset(cv.certifying_firms)
        self._joint = later(rf"\s(?:{any_of(cv.ands)})\s|[,/]")
        self._given_in = self._firms | {*cv.course_givers}
        self._ends = frozenset(cv.certificate_ends)
        self._bare = self._firms | {*words.certificate_nouns, *words.course_nouns}
        self._none = later(whole(cv.not_courses))
        self._issued = later(rf"\s*(?:{any_of(cv.issued)})(?!\w)")
        self._numbered = later(rf"(?<!\w)(?:{any_of(cv.numbered)})(?!\w)")
        self._coursework = later(rf"(?:{any_of(cv.coursework)})\s?:?\s*\Z")
        self._schools = later(whole([*cv.schools, *words.institutions]))
        givers, leads = any_of(cv.course_givers), any_of(cv.course_leads)
        self._certified_in = later(
            rf"[\s*•-]*(?:[a-z]+ ){{0,2}}(?:{any_of(h for h in words.certificate_heads if h.endswith(' in'))})\s"
        )
        self._given_by = later(rf"(?:(?:{givers})\s?:|{leads})\s", re.IGNORECASE)
        self._gives = later(rf"[\s*]*(?:{any_of([*cv.course_givers, *self._firms])})\s?:\s")
        # what was learnt in a course is told below its name
        told = set(cv.told) - {lead.split()[0] for lead in cv.course_leads}
        self._told = later(rf"[\s*]*(?:{any_of(told)})\s[a-z]")
        named = rf"(?<!\w)(?:{any_of(cv.schools)}|{givers})(?!\w)"
        self._giver_after = later(
            rf"(?:,\s(?=[^,()]*?{named})|\s\((?=[^()]*?{named}))"
            rf"|\s(?:{any_of(cv.given_by)})\s(?-i:(?=[A-Z]))",
            re.IGNORECASE,
        )

    def read(self, page: Page) -> list[Certification]:
        """Return the certificates and courses, in the order of the text."""
        known = [hit for hit in longest(page.hits["certificate"]) if self._short_names.is_named(page, hit)]
        places: list[Place] = []
        told: list[Place] = []  # in the order of the text, none over another
        names: dict[str, None] = {}
        for place in (
            *self._listed(page),
            *self._given(page),
            *self._named(page),
            *((hit.start, hit.end) for hit in known),
        ):
            if len(places) == _MOST_COURSES:
                break
            # told once, whatever its signs: "AWS Certified: Developer", "PMP-certified" and "CPA" beside a longer name
            words = _WORDS.findall(page.folded.low, *place)
            name, initials = " ".join(words), "".join(word[0] for word in words)
            bare = name.removesuffix(" certified")
            at = bisect_left(told, place)
            if any(start < place[1] and place[0] < end for start, end in told[max(0, at - 1) : at + 1]):
                continue
            if not any(
                other in (name, initials)
                or name == "".join(word[0] for word in other.split())
                or (bare != name and bare in other)
                for other in names
            ):
                places.append(place)
            told.insert(at, place)
            names[name] = None
        ids = [(hit.start, hit.end, self._certificates[hit.tag].id) for hit in known]
        return [
            _certification(
                page, *place, next((i for a, b, i in ids if place[0] <= a and b <= place[1]), None)
            )
            for place in sorted(places)
        ]

    def _listed(self, page: Page) -> Iterator[Place]:
        """Yield the names in the lines of the part on certificates."""
        part, is_over, bullets, named, plain = None, False, False, False, False
        told: frozenset[int] = frozenset()
        for number, line in enumerate(page.lines):
            section = page.section_of(number)
            if section is None or section.kind != "certificates":
                continue
            if section is not part:
                part, is_over = section, self._is_mixed(page, section)
                bullets = named = plain = False
                told = self._told_below(page, number, section)
            text = page.folded.cased[line.start : line.end]
            start = line.start
            if section.heading and page.is_heading(number):
                start = section.heading[1]  # "Certifications: Acme Cloud Practitioner"
                text = text[start - line.start :]
                # "Courses: Optics, Law" in the part on education are the subjects of a degree
                is_over = is_over or (
                    bool(number and text.strip(" :"))
                    and page.section_at(page.lines[number - 1].start) == "education"
                    and self._coursework.fullmatch(page.folded.low, *section.heading) is not None
                )
            elif text.isupper() and len(text.split()) <= _LONGEST_HEADING and not line.bullet and bullets:
                is_over = True
            if text.lower().rstrip(" :") in self._ends:
                is_over = True
            # below names without a point a sentence tells of them
            ends = page.folded.cased[line.end - 1] == "."
            is_told = self._told.match(page.folded.low, start, line.end) is not None or (
                ends and plain and text.count(" ") > _SMALL_WORD and not self._cut.search(text)
            )
            continues = bullets and not line.bullet and not is_told  # a bullet's second line
            bullets = (bullets or line.bullet) and not is_told
            if is_over or is_told or continues or number in told or (named and self._is_issuer(page, number)):
                named = False
                continue
            places = self._several(page, start, line.end) or [self._name(page, start, line.end)]
            named = places[0] is not None
            plain = plain or (named and not ends)
            yield from (place for place in places if place is not None)

    def _told_below(self, page: Page, first: int, part: SectionMark) -> frozenset[int]:
        """Return the lines below names: who gave a course, or what it taught; only the names have dates."""
        lines = [
            n
            for n in range(first, len(page.lines))
            if page.section_of(n) is part
            and not page.is_heading(n)
            and _LETTERS.search(page.folded.low, page.lines[n].start, page.lines[n].end)
        ]
        dated = [_YEAR.search(page.folded.low, *page.lines[n][:2]) is not None for n in lines]
        is_listed = len(lines) < 2 * _LEAST_PAIRS or any(page.lines[n].bullet for n in lines)
        return frozenset(() if is_listed or dated != [True, False] * (len(lines) // 2) else lines[1::2])

    def _is_mixed(self, page: Page, part: SectionMark) -> bool:
        """Return whether a part holds other things too, and certificates below: "Certifications: A, B"."""
        heading = page.folded.low[slice(*part.heading)] if part.heading else ""
        below = next((other for other in page.sections if other.start >= part.end), None)
        if below is None or below.kind != "certificates" or below.heading is None:
            return False
        start, end = below.heading
        return self._joint.search(heading) is not None and page.lines[page.line_at(start)].end > end

    def _is_issuer(self, page: Page, number: int) -> bool:
        """Return whether the line below tells when the certificate of the line above was issued."""
        return any(
            self._issued.match(page.folded.low, below.start)
            or self._only_dated.match(page.folded.cased, below.start, below.end)
            for below in page.lines[number + 1 : number + 2]
        )

    def _several(self, page: Page, start: int, end: int) -> list[Place | None]:
        """Return the names of a list in one line: "CISSP, CEH, Security+"; what follows a lone comma is the giver.

        Behind "certified in" each of three is a name, and so is each of three that hold skills.
        """
        cased, low = page.folded.cased, page.folded.low
        places: list[Place | None] = []
        lead = self._certified_in.match(low, start, end) or self._gives.match(low, start, end)
        parts = list(_LISTED.finditer(cased, lead.end() if lead else start, end))
        named = lead is not None or self._is_list(page, [part.span("name") for part in parts])
        for part in parts:
            first, last = part.span("name")
            last = first + len(cased[first:last].rstrip(" ."))
            known = any(hit.end <= last for hit in between(page.hits["certificate"], first, last))
            if not (known or cased[first:last].isupper() or (named and len(parts) > 2)):
                return []
            joint = _AND.search(cased, first, last) if part is parts[-1] and len(parts) > 2 else None
            places += [(first, joint.start()), (joint.end(), last)] if joint else [(first, last)]
        return places if len(places) > 1 else []

    def _is_list(self, page: Page, parts: Sequence[Place]) -> bool:
        """Return whether parts are names, each with its skills, and none who gave a course, where or when.

        In one course's name most parts are single words: "Tuning, Regularization, and Optimization".
        """
        cased, low = page.folded.cased, page.folded.low
        skilled = 0
        for start, end in parts:
            name = cased[start:end]
            if (
                not name[0].isupper()
                or " " not in name.strip()
                or name.count("(") != name.count(")")
                or _YEAR.search(low, start, end)
                or self._givers.search(low, start, end)
                or self._schools.search(low, start, end)
            ):
                return False
            skilled += bool(between(page.skills, start, end))
        return skilled >= len(parts) - 1

    def _given(self, page: Page) -> Iterator[Place]:
        """Yield the courses in lines that tell who gave them, and those listed or dated below such a line."""
        below = ""
        for number, line in enumerate(page.lines):
            section = page.section_of(number)
            kind = section.kind if section else None
            expected, below = below, ""
            if kind not in _GIVEN_IN or page.is_heading(number):
                continue
            low = page.folded.low[line.start : line.end]
            dates = _UNTIL.match(page.folded.cased, line.start, line.end) if expected == "dates" else None
            if dates or (expected == "bullets" and line.bullet):
                below = "" if dates else expected
                if place := self._name(page, dates.end() if dates else line.start, line.end):
                    yield place
                continue
            if kind == "education" and self._is_course.search(page.folded.cased, line.start, line.end):
                below = "dates"  # "Acme College - course⏎May 2015 - March 2016 / Web development"
                continue
            following = page.lines[number + 1 : number + 2]
            below_it = page.folded.low[following[0].first : following[0].end].strip() if following else ""
            giver = self._givers.search(low) or (
                kind == "education" and below_it in self._given_in and following[0].bullet <= line.bullet
            )
            if not giver or begins_between(page.hits["degree"], line.start, line.end):
                continue
            if (
                following
                and following[0].bullet > line.bullet
                and (self._courses.search(low) or not _LETTERS.search(self._givers.sub("", low)))
            ):
                below = "bullets"  # "Udemy courses:", "Coursera (2021 - 2024)"
            elif kind in _LISTED_IN and (place := self._name(page, line.start, line.end)):
                yield place

    def _named(self, page: Page) -> Iterator[Place]:
        """Yield what "certified" or "certificate in" stands beside, and in the part on education the courses."""
        cased, low = page.folded.cased, page.folded.low
        for noun in page.hits["certificate-noun"]:
            number = page.line_at(noun.start)
            kind = page.section_at(noun.start)
            if not (cased[noun.start].isupper() or kind in _LISTED_IN or kind == "skills"):
                continue
            section = page.section_of(number)
            if kind == "certificates" and section and section.heading and noun.end <= section.heading[1]:
                continue  # "Technical Certifications:" names none
            line = page.lines[number]
            after = self._after.match(cased, noun.start, line.end)
            words = after["name"].split() if after else []
            if after and cased[noun.end] == "," and self._schools.search(low, *after.span("name")):
                after = None  # "Web Design Certificate, Acme Institute"
            elif after and words[0].lower() in self._stops and after["of"] is None:
                # "Certificate in Data Analytics", "Certified Professional in Human Resources"
                after = after if noun.key == "certified" and len(words) > _SMALL_WORD else None
            start = self._start(page, line, noun, short=after is not None)
            if after is not None:
                if not self._none.search(low, start, after.end()):
                    yield start, after.end()
            elif start < noun.start and not any(
                words.search(low, start, noun.end) for words in (self._none, self._numbered)
            ):
                program = _REST_OF_COURSE.match(cased, noun.end, line.end)
                end = program.end() if program else noun.end
                # "Certification Program University of …", where a line's end was lost
                school = self._schools.search(low, noun.end, end)
                yield start, noun.end + len(cased[noun.end : school.start()].rstrip()) if school else end
        for number, line in enumerate(page.lines):
            section = page.section_of(number)
            if section is None or section.kind != "education" or page.is_heading(number):
                continue
            if not begins_between(page.hits["degree"], line.start, line.end):
                for titled in self._of_course.finditer(cased, line.start, line.end):
                    yield titled.span(titled.lastgroup or 0)
            for course in self._course.finditer(cased, line.start, line.end):
                noun_at = course.end() - len(course.group().rpartition(" ")[2])
                is_bare = course.group().count(" ") == 1 and not between(page.skills, *course.span())
                if (
                    # "Acme College, UK course", but "2019 - 2020 Java course"
                    (is_bare and _LETTERS.search(low, line.start, course.start()))
                    # "Master's degree including courses in Optics", "Certification course in Optics"
                    or begins_between(page.hits["degree"], *course.span())
                    or self._of_course.match(cased, noun_at, line.end)
                ):
                    continue
                behind = low.find(" ", course.end() + 1, line.end)  # "First in Course Award"
                if not self._none.search(low, course.start(), behind if behind > 0 else line.end):
                    yield course.span()
            aside = self._aside.search(cased, line.start, line.end)
            if (
                aside is not None
                and not self._schools.search(low, *aside.span("name"))
                and any(word not in self._bare for word in aside["name"].lower().split())
            ):
                yield aside.span("name")

    def _start(self, page: Page, line: Line, noun: Hit, *, short: bool) -> int:
        """Return where the names before "certified" begin; only one where its name stands behind it."""
        start = noun.start
        for _ in range(1 if short else 5):
            before = _BEFORE_COURSE.search(page.folded.cased, max(line.start, start - 40), start)
            if before is None or before.group().strip().lower() in self._stops_before:
                break
            start = before.start()
        return start

    def _name(self, page: Page, start: int, end: int) -> Place | None:
        """Return the name of a course in a line: its first part that is no date and no giver."""
        cased, low = page.folded.cased, page.folded.low
        if (number := self._numbered.search(low, start, end)) is not None:
            end = number.start()  # "Acme Certified Professional Certification Number: 12"
        titled = self._of_course.search(cased, start, end)
        if titled is not None and titled["quoted"]:
            return titled.span("quoted")
        if self._none.search(low, start, end):
            return None
        parts = list(self._parts(cased, start, end))
        if len(parts) > 1 and self._is_giver(page, *parts[:2]):
            del parts[0]  # "Acme - Data Science Methodology"
        for first, last in parts:
            if (lead := self._given_by.match(cased, first, last)) is not None:
                first = lead.end()  # "Coursera: Machine Learning"
            if (giver := self._giver_after.search(cased, first, last)) is not None:
                last = giver.start()  # "R Programming, Johns Hopkins University"
            dated = self._date.search(cased, first, last)
            last = first + len(cased[first : dated.start()].rstrip(" ,(-")) if dated else last
            text = cased[first:last]
            bare = self._givers.sub("", text.lower())
            # "Acme" in the line below a name, "Certificate" as the text of a link
            is_bare = text.lower().rstrip(" ,/0123456789") in self._bare or not _LETTERS.search(bare)
            in_school = self._schools.search(low, first, last) and not self._courses.search(low, first, last)
            if is_bare or in_school or "://" in text or "www." in text:
                continue
            is_short = len(text) <= _LONGEST_NAME and text.count(" ") < _MOST_WORDS
            return (first, last) if is_short and (text[0].isupper() or text[0].isdigit()) else None
        return None

    def _is_giver(self, page: Page, first: Place, second: Place) -> bool:
        """Return whether the first of two parts says who gave the second: skills stand in the second alone."""
        cased, low = page.folded.cased, page.folded.low
        name = cased[slice(*first)]
        # "Acme Certified Associate - Data Analysis" is one name
        if (
            self._ends_level.search(name)
            or len(name.split()) > _LONGEST_GIVER
            or self._givers.search(low, *second)
            or self._schools.search(low, *second)
            or cased.count(" ", *second) == 0
            or any(begins_between(page.hits[layer], *first) for layer in ("certificate", "certificate-noun"))
        ):
            return False
        skills = [bisect_left(page.skills, at, key=attrgetter("start")) for at in (*first, *second)]
        # one word that is no skill is a firm: "Acme - Effective Teamwork"
        return name.lower() in self._firms or (
            skills[0] == skills[1] and (skills[2] < skills[3] or name.isalpha())
        )

    def _parts(self, cased: str, start: int, end: int) -> Iterator[Place]:
        """Yield the parts of a line between dashes, bars and colons, its bullet and a date at its front left off."""
        dated = self._dated.match(cased, start, end)
        first = dated.end() if dated else start
        for cut in [*self._cut.finditer(cased, first, end), None]:
            last = cut.start() if cut else end
            text = cased[first:last]
            lead = len(text) - len(text.lstrip(" *-•·,;([\"'"))
            tail = len(text.rstrip(" .;,-\"'"))
            if lead < tail:
                yield first + lead, first + tail
            if cut:
                first = cut.end()
