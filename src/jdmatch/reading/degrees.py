"""Which degree is asked for (the lowest accepted) or held (the highest), in what fields; and which certificates.

What is only preferred counts where nothing is required; school leaving counts where no degree is named. Names, fields
and what is no degree are in taxonomy/qualifications.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jdmatch.folding import fold_surface
from jdmatch.reading.certificates import CertificateReader, CourseReader, ShortNames
from jdmatch.reading.held_degrees import LEVELS, HeldDegrees, degree_at
from jdmatch.reading.lexicon import Hit, begins_between, between, longest
from jdmatch.reading.page import Page, stands_among_wishes
from jdmatch.reading.patterns import WholeWords, any_of, later, whole
from jdmatch.reading.records import Degree
from jdmatch.reading.structure import ASKING, SILENT
from jdmatch.taxonomy.models import DegreeLevel, QualificationsFile
from jdmatch.taxonomy.records import Taxonomy

_TELLING = frozenset({"requirements", "education", "preferred"})
_SILENT = frozenset({"company", "duties"})
_MOST_HELD = 60  # nobody's CV names more degrees
_OWN_NAME = 30  # signs before "degree" in which its own level stands: "Bachelor of Science (BSc) degree"
_INSTEAD = 20  # signs from "a degree" to "or equivalent", which tell that any will do
_NEXT = 2  # signs to a degree that its word belongs to: "degree: PhD"
_GUARD = 60  # how far before a degree those who hold it are named
_NEXT_WORD = 6  # an article and its blank
_LEARNERS_NEAR = 24  # signs behind a degree in which those who read for it are named: "BSc and MSc students"
_OPENS = 12  # signs before a degree that opens its line: "• Hold a", "A relevant"
_LONGEST_LIST = 300  # signs from a degree to the other end of its fields
_CUE_REACH = 40  # how far behind a degree and its fields a cue may stand


_NAME = later(r"[A-Z][a-z]+ \Z")
_ASIDE = later(r"(?:\s\w+)?\s*\([^()\n]*\)")  # "degree (or four years at work) in Physics"


class QualificationReader:
    """The component `jdmatch_qualifications`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.qualifications
        stance = taxonomy.language.stance
        self._levels = [entry.level for entry in words.degrees]
        self._exact = {fold_surface(n): frozenset({n}) for entry in words.degrees for n in entry.exact}
        self._generic = frozenset(fold_surface(n) for n in words.generic_names)
        self._plain = frozenset(fold_surface(n) for n in words.plain_names)
        after = any_of(words.after_plain)
        self._after_plain = later(
            rf"\s*(?:[^\w\s]?s[^\w\s]?\s*)?(?:\(\w+\)\s*)?(?:(?:{after})(?!\w)|[/,(|]|$|\n)"
        )
        self._article = later(rf"(?<!\w)(?:{any_of(words.articles)})\s+\Z")
        self._degree_word = later(whole(words.any_degree))
        self._nouns = later(whole(n for n in words.degree_nouns if n[0].isalpha()))
        forward = frozenset(words.preferred_forward)
        self._cue_after = later(
            whole(w for w in (*stance.preferred.after, *stance.preferred.before) if w not in forward)
        )
        self._cue_before = later(
            rf"(?<!\w)(?:{any_of(stance.preferred.before)})[\s:]+(?:(?:{any_of(words.articles)})\s+)*\Z"
        )
        # "a degree in a related field" asks for one, whatever the field
        self._of_related = later(
            rf"\s+(?:{any_of(words.openers)})\s+(?:\w+\s+){{0,3}}?(?:{any_of(words.related)})(?!\w)"
        )
        self._of_study = later(rf"(?:\s+(?:{any_of(words.any_degree)}))?\s+(?:{any_of(words.openers)})\s")
        self._in_field = later(rf"\s+(?:{any_of(words.openers)})\s")
        self._of_field = later(rf"\s+(?:{any_of(words.emphases)})(?!\w)")
        self._must_have = later(rf"{whole(stance.musts)}\s+(?:(?:{any_of(words.articles)})\s+)*\Z")
        self._adds = later(rf"(?:{any_of(words.adds)})\s+\w")
        self._musts = later(whole(words.musts))
        self._stops = later(whole(words.field_stops))
        joins = any_of(w for w in words.joins if w[0].isalpha())
        self._joined = later(rf"[\s,/'’s()]*(?:(?:{joins})(?!\w)[\s,/'’s()]*)*\Z")
        labels = any_of(words.education_labels)
        self._label = later(rf"[\s*•]*(?:{labels})(?:\s+\w+)?\s*[:–-]\s*\Z")
        self._or_before = later(rf"{whole(stance.alternatives)}\s+\Z")
        self._with_years = later(rf"\s+(?:{any_of(taxonomy.language.years.joins)})\s+\d")
        self._or = later(rf"{whole(stance.alternatives)}|/")
        self._heading = later(
            rf"[\s*•]*(?:your\s+)?(?:\w+\s*[/&]\s*)?(?:{labels})(?!\w)(?:\s*[/&]\s*\w+)?\s*(?:[:–-]\s*)?"
        )
        self._employer = later(whole(taxonomy.language.years.employer))
        self._asking = later(whole(taxonomy.language.years.asking))
        self._of_others = later(rf"(?<!\w)(?:{any_of(words.of_others)})(?!\w)[^:;]*\Z")
        self._taught = later(rf"(?<!\w)(?:{any_of(words.teaching)})\s(?:[a-z'’-]+\s){{0,2}}\Z")
        self._learners = WholeWords(words.learners)
        self._skills_too = frozenset(fold_surface(f) for f in words.skills_too)
        self._not_wanted = later(
            rf"(?<!\w)(?:{any_of(stance.negated.before)})\s+(?:(?:{any_of(words.articles)})\s+)*\Z"
        )
        self._not_needed = later(whole(stance.negated.after))
        self._extras = later(whole(taxonomy.language.years.extras))
        self._fields = FieldReader(words)
        self._held = HeldDegrees(words, taxonomy.language.cv, taxonomy.language.years.months_names)
        short_names = ShortNames(words, stance)
        self._certificates = CertificateReader(words, stance, short_names)
        months = taxonomy.language.years.months_names
        self._courses = CourseReader(words, taxonomy.language.cv, months, short_names)

    def read(self, page: Page) -> None:
        """Fill the page's degree and certificates; what is a field of study is no skill."""
        if not page.lines:
            return
        page.certificates = (self._courses if page.kind == "cv" else self._certificates).read(page)
        hits = [
            h for h in longest([*page.hits["degree"], *page.hits["not-degree"]]) if self._is_degree(page, h)
        ]
        if page.kind == "cv":
            hits = hits[:_MOST_HELD]
        # a name that says no more than "a degree" beside a name that does
        telling = {page.line_at(h.start) for h in hits if h.key not in self._generic}
        hits = [h for h in hits if h.key not in self._generic or page.line_at(h.start) not in telling]
        if not hits and not page.hits["any-degree"] and not page.hits["field"]:
            return
        if page.kind == "posting" and hits:
            # "ML Engineer Graduate (BS/MS)": a title's degree counts only where the text below names none
            title = page.head[-1]
            below = [h for h in hits if h.start >= title.end]
            if below or any(h.start >= title.end for h in page.hits["any-degree"]):
                hits = below
        known = self._fields.known(page)
        related = frozenset((h.start, h.end) for h in page.hits["related"])
        by_degree = {h: self._fields.after(page, h, known, related) for h in hits}
        if page.kind == "cv":
            page.degree, fields = self._held.read(page, hits, longest(page.hits["field"]), by_degree)
            self._drop_skills(page, fields)
            return
        page.degree = self._of_posting(page, by_degree)
        unnamed = self._unnamed(page, known, related, hits)
        if page.degree is None or page.degree.stance == "preferred" or not page.degree.fields:
            # "a degree in physics; a PhD is a plus" asks for the former, "a bachelor's. Degree in physics." for both
            degree = self._of_unnamed(page, unnamed)
            if degree is not None and page.degree is not None and page.degree.stance == "required":
                page.degree = replace(page.degree, fields=degree.fields)
                by_degree |= unnamed
            elif degree is not None and (page.degree is None or degree.stance == "required"):
                page.degree = degree
                by_degree |= unnamed
        if page.degree is not None and not page.degree.fields:
            study = (self._fields.up_to_related(page, hit, known, related) for hit in hits)
            found = tuple(page.place(*place)[2] for places in study for place in places)
            page.degree = replace(page.degree, fields=tuple(dict.fromkeys(found)))
        by_degree |= {hit: places for hit, places in unnamed.items() if hit.key}
        self._drop_skills(page, [place for places in by_degree.values() for place in places])

    def _is_degree(self, page: Page, hit: Hit) -> bool:
        if not self._is_written_so(page, hit) or hit in page.hits["not-degree"]:
            return False
        if hit.key not in self._exact and len(hit.key) < 2:
            return False
        section = page.section_at(hit.start)
        low = page.folded.low
        opens = hit.start - page.lines[page.line_at(hit.start)].start < _OPENS
        if (
            page.kind == "posting"
            and section in SILENT
            and not (opens and self._of_study.match(low, hit.end))
        ):
            return False
        clause = page.clauses.at(hit.end)
        if page.kind == "posting" and self._is_denied(low, hit, clause.start, clause.end):
            return False
        if page.kind == "posting" and self._of_others.search(
            low, max(clause.start, hit.start - _GUARD), hit.start
        ):
            return False  # "a team of PhDs"
        if page.kind == "posting" and self._is_taught(low, hit, clause.start):
            return False  # "mentor PhD students"
        if page.kind == "posting" and section not in _TELLING:
            employers = (section == "company" and not opens) or self._employer.search(
                low, clause.start, hit.start
            )
            if employers and not self._asking.search(low, clause.start, clause.end):
                return False  # "our founders hold PhDs"
        if hit.key in self._exact:
            return self._is_short_name(page, hit, section == "education")
        if hit.key in self._plain:
            if low[hit.end - 1] == "s" and self._article.search(
                low, max(0, hit.start - _NEXT_WORD), hit.start
            ):
                # "will take a Masters as long as …", "a masters in physics"
                return page.folded.cased[hit.start].isupper() or (
                    low.startswith(" in ", hit.end)
                    and begins_between(page.hits["field"], hit.end + 4, hit.end + 5)
                )
            # among the studies of a CV "Master Data Science" opens its line
            begins = page.kind == "cv" and section == "education" and opens
            if not (begins or self._after_plain.match(low, hit.end, hit.end + 40)):
                return False
            if low[hit.end : hit.end + 1] == "," and _NAME.search(
                page.folded.cased, max(0, hit.start - 40), hit.start
            ):
                return False  # "Beacon Associates, a firm in Leeds"
            if (
                low.startswith(" of ", hit.end)
                and not begins_between(page.hits["field"], hit.end + 4, hit.end + 5)
                # among the studies of a CV whatever is named is one: "Bachelor of Social Work"
                and not (
                    page.kind == "cv" and section == "education" and low[hit.end + 4 : hit.end + 5].isalpha()
                )
            ):
                return False  # "Master of Tools"
            written = page.folded.cased[hit.start].isupper() or section in ("education", "requirements")
            return written or self._degree_word.search(low, hit.end, hit.end + 40) is not None
        return True

    def _is_taught(self, low: str, hit: Hit, start: int) -> bool:
        """Return whether a degree is what others read for whom the person teaches: "Mentor students of Physics"."""
        if self._taught.search(low, max(start, hit.start - _GUARD), hit.start) is None:
            return False
        return self._learners.search(low[hit.start : hit.end + _LEARNERS_NEAR]) is not None

    def _is_denied(self, low: str, hit: Hit, start: int, end: int) -> bool:
        """Return whether the degree is one that nobody asks for: "no PhD needed", "a PhD is not required"."""
        if self._not_wanted.search(low, max(start, hit.start - _CUE_REACH), hit.start):
            return True
        denial = self._not_needed.search(low, hit.end, min(end, hit.end + _CUE_REACH))
        return denial is not None and self._cue_after.search(low, hit.end, end) is None

    def _is_short_name(self, page: Page, hit: Hit, in_education: bool) -> bool:
        """Return whether two letters are a degree ("MS in Statistics") and no word or other name ("MS Office")."""
        low = page.folded.low
        if in_education or any(
            self._names_degree(page, start, end)
            for start, end in ((hit.start - 24, hit.start), (hit.start + 1, hit.start + 25))
        ):
            return True
        around = low[max(0, hit.start - 12) : hit.start] + "|" + low[hit.end : hit.end + 28]
        line = page.lines[page.line_at(hit.start)]
        if self._or_before.search(low, line.start, hit.start):
            if self._names_degree(page, line.start, hit.start):
                return True  # "MS in Physics or BA with two years in the trade"
        elif self._with_years.match(low, hit.end) and self._names_degree(page, hit.end, line.end):
            return True  # "MS with 5 years or PhD with 2"
        signs = low[hit.end : hit.end + 1] in "/,(+" or low[hit.start - 1 : hit.start] == "/"
        if not signs and not self._nouns.search(around):
            return False
        studied = any(
            begins_between(page.hits[layer], hit.end, hit.end + 30) for layer in ("field", "related")
        )
        return studied or self._degree_word.search(around) is not None

    def _is_written_so(self, page: Page, hit: Hit) -> bool:
        """Return whether a name is written as a degree: "as" and "be" are words unless written as AS and BE."""
        written = self._exact.get(hit.key)
        return written is None or page.folded.cased[hit.start : hit.end].replace("-", " ") in written

    def _names_degree(self, page: Page, start: int, end: int) -> bool:
        """Return whether a part of the text names a degree."""
        return any(self._is_written_so(page, hit) for hit in between(page.hits["degree"], start, end))

    def _of_posting(self, page: Page, by_degree: dict[Hit, list[Place]]) -> Degree | None:
        """Return the lowest level that is accepted."""
        hits = list(by_degree)
        asked = hits
        if any(page.section_at(h.start) in _TELLING for h in hits):
            hits = [h for h in hits if page.section_at(h.start) not in _SILENT]
        if any(self._levels[h.tag] != "none" for h in hits):
            hits = [h for h in hits if self._levels[h.tag] != "none"]
        named = [h for h in hits if page.folded.low[h.end : h.end + 2].strip(" ") != ":"]
        hits = named or hits
        if not hits:
            return None
        wished = self._preferred(page, hits, by_degree)
        required = [h for h in hits if h not in wished]
        chosen = required or hits
        level = min((self._levels[h.tag] for h in chosen), key=LEVELS.index)
        fields = sorted({place for h in asked for place in by_degree[h]})
        return self._mark(page, level, chosen, fields, preferred=not required)

    def _unnamed(
        self, page: Page, known: Sequence[Hit], related: frozenset[Place], named: Sequence[Hit]
    ) -> dict[Hit, list[Place]]:
        """Return the degrees without a level: "a degree in Physics", "a STEM degree", "Education: computer science"."""
        found: dict[Hit, list[Place]] = {}
        clauses = page.clauses
        for hit in page.hits["any-degree"]:
            clause = clauses.at(hit.start)
            if page.section_at(hit.start) in SILENT or page.section_at(hit.start) == "company":
                continue
            first = max(clause.start, hit.start - _OWN_NAME)
            low = page.folded.low
            if any(
                not self._cue_after.search(low, h.end, hit.start)
                for h in between(named, first, min(clause.end, hit.end + _NEXT))
            ):
                continue  # the word of one that is named: "PhD degree"
            if self._is_denied(low, hit, clause.start, clause.end) or self._is_taught(low, hit, clause.start):
                continue
            places = self._fields.before(page, hit, known, related) or self._fields.after(
                page, hit, known, related
            )
            instead = page.section_at(hit.start) in ASKING and begins_between(
                page.hits["equivalent"], hit.end, hit.end + _INSTEAD
            )
            if places or instead or self._of_related.match(page.folded.low, hit.end):
                found[hit] = places
        if found:
            return found
        low = page.folded.low
        for field in known:
            line = page.lines[page.line_at(field.start)]
            if (field.start, field.end) in related or page.section_at(field.start) in SILENT:
                continue
            if field.start - line.start < _CUE_REACH and self._label.match(low, line.start, field.start):
                start = Hit(line.start, field.start, "", 0)
                found[start] = self._fields.after(
                    page, Hit(field.start - 1, field.start, "", 0), known, related
                )
        return found

    def _of_unnamed(self, page: Page, by_degree: dict[Hit, list[Place]]) -> Degree | None:
        if not by_degree:
            return None
        hits = list(by_degree)
        wished = self._preferred(page, hits, by_degree)
        fields = sorted({place for places in by_degree.values() for place in places})
        return self._mark(page, "bachelor", hits, fields, preferred=len(wished) == len(hits))

    def _mark(
        self, page: Page, level: DegreeLevel, hits: Sequence[Hit], fields: list[Place], *, preferred: bool
    ) -> Degree:
        first = next((h for h in hits if h.key and self._level(h) == level), hits[0])
        lines = [page.lines[page.line_at(h.start)] for h in hits]
        equivalent = any(begins_between(page.hits["equivalent"], line.start, line.end) for line in lines)
        return degree_at(
            page, level, fields, first.start, first.end, preferred=preferred, equivalent=equivalent
        )

    def _level(self, hit: Hit) -> DegreeLevel:
        return self._levels[hit.tag]

    def _preferred(self, page: Page, hits: Sequence[Hit], by_degree: dict[Hit, list[Place]]) -> set[Hit]:
        """Return the degrees that are only wished for: by their section, or by a cue behind or before them."""
        low = page.folded.low
        wished: set[Hit] = set()
        for number, hit in enumerate(hits):
            by_section = stands_among_wishes(page, hit.start, self._extras, self._heading)
            if by_section and self._is_must(page, hit):
                continue
            if by_section or self._cue_before.search(low, max(0, hit.start - 40), hit.start):
                wished.add(hit)
                continue
            following = hits[number + 1].start if number + 1 < len(hits) else len(low)
            cue = self._wish_after(page, hit, following, by_degree[hit])
            if cue is None:
                continue
            wished.add(hit)
            if low[hit.end : cue].strip() == "(":
                continue  # "Bachelor's or Master's (preferred)": the latter alone
            is_closed = ")" in low[hit.end : cue]  # "an advanced degree (Master's or PhD) preferred": all
            for earlier in range(number - 1, -1, -1):  # "Master's or PhD preferred": both
                if not self._joined.match(low, hits[earlier].end, hits[earlier + 1].start):
                    break
                if page.folded.low.find("\n", hits[earlier].end, hits[earlier + 1].start) >= 0 or (
                    "(" in low[hits[earlier].end : hits[earlier + 1].start] and not is_closed
                ):
                    break
                if (
                    "," in low[hits[earlier].end : hits[earlier + 1].start]
                    and not is_closed
                    and not self._or.search(low, hits[earlier].end, hits[earlier + 1].start)
                ):
                    break
                wished.add(hits[earlier])
        return wished

    def _is_must(self, page: Page, hit: Hit) -> bool:
        """Return whether a clause among the wishes asks for a degree: "A Master's in Physics is required"."""
        low, clause = page.folded.low, page.clauses.at(hit.start)
        if self._must_have.search(low, clause.start, hit.start):
            return True
        rest = low[hit.end : clause.end]
        return (
            self._musts.search(rest) is not None
            and self._not_needed.search(rest) is None
            and self._cue_after.search(rest) is None
        )

    def _wish_after(self, page: Page, hit: Hit, following: int, fields: Sequence[Place]) -> int | None:
        """Return where a cue behind a degree and its fields makes it a wish: "Master's in CS preferred"."""
        low = page.folded.low
        end = min(self._fields.end(page, hit), following)
        others = (
            h.end for layer in ("related", "equivalent") for h in between(page.hits[layer], hit.end, end)
        )
        last = max(
            (stop for stop in (*(stop for _, stop in fields), *others) if stop <= end), default=hit.end
        )
        cue = self._cue_after.search(low, hit.end, min(end, last + _CUE_REACH))
        if cue is None or self._adds.match(low, cue.start()):
            return None
        if following < len(low) and cue.end() < following and not low[cue.end() : following].strip(" a"):
            return None  # "a BS and preferred MS": the latter alone
        gap = self._fields.without_equivalents(page, hit.end, cue.start())
        gap = self._fields.opens_list.sub(" ", gap)
        if "," in gap and self._in_field.match(low, cue.end()):
            return None  # "a degree, preferred in physics"; "a degree preferred in physics" is a wish
        is_must = self._musts.search(gap) is not None and self._not_needed.search(gap) is None
        if is_must or self._stops.search(gap) or self._of_field.match(low, cue.end()):
            return None
        opened = gap.rfind("(")
        # "(preferred)" speaks of the degree, "(physics or economics preferred)" of the fields
        of_degree = opened < 0 or ")" in gap[opened:] or not gap[opened + 1 :].strip()
        return cue.start() if of_degree else None

    def _drop_skills(self, page: Page, places: Sequence[Place]) -> None:
        """Take off the skills that are fields of study: "Bachelor's in Statistics" asks for no skill."""
        if not places:
            return
        low, first, last = page.folded.low, min(places)[0], max(end for _, end in places)
        page.skills = [
            m
            for m in page.skills
            if m.end > last
            or m.start < first
            or low[m.start : m.end] in self._skills_too
            or not any(start <= m.start and m.end <= end for start, end in places)
        ]


_REACH = 260
_FIRST_GAP = 95
_GAP = 50
_LONGEST_ITEM = 3
_SHORT_NAME = 3
_INITIALS = 2
_ITEM = later(r"[^,/;()|:+*]+")
Place = tuple[int, int]


class FieldReader:
    """Reads the fields after, or right before, a degree; compiled once from the words."""

    def __init__(self, words: QualificationsFile) -> None:
        self._stops = later(whole(words.field_stops))
        self._school_years = later(whole(words.school_years))
        self._short = frozenset(name for name in words.fields if len(name) == _INITIALS)
        self._focus = later(rf"(?:\s*[/&]\s*\w+)?\s+(?:{any_of(words.emphases)})(?!\w)")
        self._ends = later(rf" (?:{any_of(words.field_ends)})(?!\w)")
        self.opens_list = later(whole(words.list_openers))
        self._emphases = later(whole(words.emphases))
        self._relatives = later(whole(words.relatives))
        self._fillers = frozenset(fold_surface(w) for w in words.field_fillers)
        self._split = later(rf"(?:\A|\s)(?:{any_of(words.list_joins)})(?:\s|\Z)")
        self._between = later(rf"\s*[,/&]\s*|[\s,]*\s(?:{any_of(words.list_joins)})\s+")
        self._related_gap = later(
            rf"(?:\s*[,/&]\s*|[\s,]*\s(?:{any_of(words.list_joins)})\s+)(?:(?:{any_of(words.articles)})\s+)?"
        )
        self._last_in = later(rf"(?<!\w)(?:{any_of(words.openers)})\s")
        self._institutions = later(whole(words.institutions))

    def known(self, page: Page) -> list[Hit]:
        """Return the fields and the words for a related field that a page names, each once."""
        fields = longest([*page.hits["field"], *page.hits["related"]])
        others = page.hits["equivalent"]  # "or equivalent" before "experience" relates no field
        low = page.folded.low
        return [
            f
            for f in fields
            if not any(e.start <= f.start and f.end < e.end for e in others)
            and not self._ends.match(low, f.end)
        ]

    def after(self, page: Page, degree: Hit, known: Sequence[Hit], related: frozenset[Place]) -> list[Place]:
        """Return the fields of the list that a degree begins."""
        low = page.folded.low
        end = self.end(page, degree)
        found: list[Place] = []
        if len(degree.key) == 2 * _INITIALS and degree.key[_INITIALS:] in self._short:
            found.append((degree.start + _INITIALS, degree.end))  # BSCS, MSEE
        aside = _ASIDE.match(low, degree.end)
        is_skipped = aside is not None and not begins_between(known, degree.end, aside.end())
        begin = previous = aside.end() if aside and is_skipped else degree.end
        gaps: list[tuple[int, int, bool]] = []
        for field in between(known, degree.end, end):
            if field.end > end:
                break
            gap = self._school_years.sub(" ", self.without_equivalents(page, previous, field.start))
            gap = self.opens_list.sub(" ", gap)
            if len(gap) > (_GAP if found else _FIRST_GAP) or self._stops.search(gap):
                break
            if previous > begin and (self._emphases.search(gap) or self._relatives.search(gap)):
                break
            if found and self._institutions.search(gap):
                break
            if found and self._focus.match(low, field.end):
                break  # "in Physics (with a machine learning focus)"
            if previous == begin and _goes_on_to_others(gap) and not self._last_in.search(gap):
                break  # "PhD, publications, NLP": the other items of a list
            if not _is_written(page, field):
                continue
            if (field.start, field.end) not in related and found and gap == " " and previous == found[-1][1]:
                found[-1] = (found[-1][0], field.end)  # "Medical Technology"
            elif (field.start, field.end) not in related:
                found.append((field.start, field.end))
                gaps.append((previous, field.start, False))
            elif found or self._last_in.search(gap) or "(" in gap:
                gaps.append((previous, field.start, True))
            previous = field.end
        unknown = [item for place in gaps for item in self._unknown(low, *place, degree.end)]
        return sorted({*found, *unknown})

    def before(self, page: Page, degree: Hit, known: Sequence[Hit], related: frozenset[Place]) -> list[Place]:
        """Return the fields right before a degree: "a computer science degree", "a Math, Physics or CS degree"."""
        found: list[Place] = []
        for field in reversed(between(known, degree.start - _LONGEST_LIST, degree.start)):
            gap = page.folded.low[field.end : found[0][0] if found else degree.start]
            if field.end > degree.start or (field.start, field.end) in related:
                continue
            if not (self._between.fullmatch(gap) if found else gap in (" ", " related ", "-related ")):
                break
            found.insert(0, (field.start, field.end))
        return found

    def up_to_related(
        self, page: Page, degree: Hit, known: Sequence[Hit], related: frozenset[Place]
    ) -> list[Place]:
        """Return the fields that a "related field" ends in a degree's line: "MSc and years in A or related fields"."""
        line = page.lines[page.line_at(degree.start)]
        inside = between(known, degree.end, min(line.end, degree.end + _LONGEST_LIST))
        for number, last in enumerate(inside):
            if (last.start, last.end) not in related:
                continue
            found: list[Place] = []
            following = last.start
            for field in reversed(inside[:number]):
                if not self._related_gap.fullmatch(page.folded.low, field.end, following):
                    break
                found.insert(0, (field.start, field.end))
                following = field.start
            if len(found) > 1:
                return found
        return []

    def end(self, page: Page, degree: Hit) -> int:
        """Return where the list must end: at the clause's end, the full stop of "MSc." aside."""
        clauses = page.clauses
        number = clauses.index(degree.end)
        line = page.lines[clauses.all[number].line]
        end = clauses.all[number].end
        for following in clauses.all[number + 1 : number + 3]:
            # the full stop of "MSc." or "(B. S.)" ends nothing
            is_initial = (
                page.folded.cased[end - 2 : end - 1] in " (." and page.folded.cased[end - 1 : end].isupper()
            )
            if following.start > line.end or not (end <= degree.end + 2 or is_initial):
                break
            end = following.end
        if page.folded.low[line.end - 1 : line.end] == ":":
            return degree.end + _REACH  # "a degree in one of the following areas:", one a line
        return min(end, line.end, degree.end + _REACH)

    def without_equivalents(self, page: Page, start: int, end: int) -> str:
        """Return a gap without "or equivalent experience", after which a list goes on."""
        gap = page.folded.low[start:end]
        for hit in longest(page.hits["equivalent"]):
            if start <= hit.start and hit.end <= end:
                gap = gap.replace(hit.key, " ", 1)
        return gap

    def _unknown(self, low: str, start: int, end: int, before_related: bool, degree_end: int) -> list[Place]:
        """Return the items of a gap that are no known fields and stand where only fields stand."""
        if start == degree_end:  # before the first known field: only what comes after "in"
            opening = self._last_in.search(low, start, end)
            if opening is None:
                return []
            start = opening.end()
        elif not any(sign in low[start:end] for sign in ",/"):
            return []
        items: list[Place] = []
        for piece in _ITEM.finditer(low, start, end):
            at = piece.start()
            for part in self._split.split(piece.group()):
                begin = low.index(part, at) if part else at
                at = begin + len(part)
                words = part.split()
                closed = (
                    low[at : at + 1] in ",/;)"
                    or at < piece.end()
                    or (before_related and not low[at:end].strip())
                )
                if not 0 < len(words) <= _LONGEST_ITEM or not closed:
                    continue
                while words and words[0] in self._fillers:
                    words = words[1:]
                if (
                    not words
                    or any(w in self._fillers or not w.isalpha() for w in words)
                    or len(" ".join(words)) < 4
                ):
                    continue
                first = low.index(words[0], begin)
                items.append((first, first + len(part[first - begin :].rstrip())))
        return items


def _goes_on_to_others(gap: str) -> bool:
    """Return whether other items of a list stand in a gap: ", publications, conferences, "."""
    first, _, rest = gap.partition(",")
    return not first.strip() and "(" not in rest and bool(rest.partition(",")[0].strip()) and "," in rest


def _is_written(page: Page, field: Hit) -> bool:
    """Return whether a short field is written as one: IT and CS in capitals, "Law" or "in law"."""
    length = len(field.key)
    if length > _SHORT_NAME:
        return True
    cased = page.folded.cased
    if cased[field.start : field.end].isupper():
        return True
    return length == _SHORT_NAME and (
        cased[field.start].isupper() or cased[field.start - 3 : field.start] == "in "
    )
