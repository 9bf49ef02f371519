"""How many years of experience: of the person overall, and of single skills; for CVs from a stated total or the dates.

Of alternatives ("BSc + 5 or MSc + 3") the smallest counts, of figures that all must be met the largest, of what is only
preferred none. Years go to every skill that the phrase governs: the list behind the figure, with what stands behind
"such as", "using" or "including" in the same sentence; or the list right before it where the figure stands behind a
colon, a dash or in brackets. The phrase ends where something new is asked. Words are in taxonomy/language/years.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from jdmatch.reading.careers import StatedYears
from jdmatch.reading.lexicon import begins_between, between
from jdmatch.reading.page import Page, SkillMark, stands_among_wishes
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.reading.records import Experience
from jdmatch.reading.sections import is_written_degree
from jdmatch.reading.year_figures import Figure, FigureFinder, half_years
from jdmatch.taxonomy.records import Taxonomy

_APART = 200  # alternatives stand no farther from each other
_OR_REACH = 60
_CUE_REACH = 160
_CUE_BEFORE = 110  # signs before a figure in which a wish and three words may stand
_OR_BEFORE = 60  # ... or an "or" and a word of the least
_LOST_BREAK = re.compile(r"\)[a-z]")  # "tables (large ones)Vendor experience preferred"
_ASIDE = later(r"\([^()]*\)")  # what stands in brackets ends no phrase


class YearsReader:
    """The component `jdmatch_years`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.years
        stance = taxonomy.language.stance
        self._figures = FigureFinder(words, taxonomy.language.cv.decades)
        self._skills = SkillYears(taxonomy)
        self._stated = StatedYears(taxonomy)
        forward = frozenset(words.forward)
        # "plus two years" wishes nothing
        wishes = {*stance.preferred.before, *words.forward} - set(words.more)
        self._cue_before = later(rf"(?:\A|[,;:(–])\W*(?:{any_of(wishes)})[\s:]+(?:\w+\s+){{0,3}}\Z")
        self._cue_after = later(
            whole(w for w in (*stance.preferred.after, *stance.preferred.before) if w not in forward)
        )
        labels = any_of([*words.labels, *taxonomy.qualifications.education_labels])
        self._heading = later(
            rf"[\s*•]*(?:your\s+)?(?:\w+\s*[/&]\s*)?(?:{labels})(?!\w)(?:\s*[/&]\s*\w+)?\s*:\s*"
        )
        self._extras = later(whole(words.extras))
        self._forward = later(whole(words.forward))
        self._musts = later(whole(words.musts))
        self._must_tag = later(rf"\s*\(\s*(?:{any_of(words.musts)})(?!\w)")
        self._post = later(rf"(?<!\w)(?:{any_of(words.posts)})\s+(?:[a-z]\w*\s+)?\Z")
        self._part = later(whole(words.parts))
        joins, on = any_of(words.joins), any_of(words.links_on)
        self._with_degree = later(rf"(?:(?<!\w)(?:{joins})\s+|\()(?:(?:{on})\s+)?\Z")
        self._or = later(whole(stance.alternatives))
        self._or_last = later(rf"(?<!\w)(?:{any_of(words.ors)})\s+(?:(?:{any_of(words.minimum)})\s+)?\Z")

    def read(self, page: Page) -> None:
        """Fill the page's experience and the years of its skills."""
        if page.kind == "cv":
            page.experience = _of_career(page)
            self._stated.bind(page)
            return
        figures = self._figures.find(page)
        if not figures:
            return
        figures = page.below_title(figures)
        preferred = frozenset(f.start for f in figures if self._is_preferred(page, f))
        following = [*(f.start for f in figures[1:]), len(page.folded.low)]
        asked = [
            figure
            for figure, end in zip(figures, following, strict=True)
            if figure.start not in preferred
            and not figure.instead
            and not self._skills.names_tools_alone(page, figure, end)
        ]
        page.experience = self._overall(page, asked)
        self._skills.bind(page, figures, preferred)

    def _is_preferred(self, page: Page, figure: Figure) -> bool:
        """Return whether a figure is only wished for, by its section or a cue in its clause."""
        low = page.folded.low
        if self._must_tag.match(low, figure.end):
            return False
        if stands_among_wishes(page, figure.start, self._extras, self._heading):
            return True
        left = low[figure.clause.start : figure.start]
        if self._cue_before.search(left, max(0, len(left) - _CUE_BEFORE)):
            return True
        cues = self._cue_after.finditer(low, figure.end, min(figure.reach, figure.end + _CUE_REACH))
        # a word of a name is no cue: "software asset management"
        cue = next((c for c in cues if not any(m.start < c.start() < m.end for m in page.skills)), None)
        if cue is None or self._musts.search(low, figure.end, cue.start()):
            return False
        if _LOST_BREAK.search(low, figure.end, cue.start()):
            return False
        between = _ASIDE.sub(" ", low[figure.end : cue.start()])
        if self._forward.search(between) or ";" in between:
            return False
        degrees = (h for h in page.hits["degree"] if figure.end <= h.start < cue.start())
        if any(
            is_written_degree(page, h) and not self._post.search(low, figure.end, h.start) for h in degrees
        ):
            return False  # "5 years and a master's degree preferred"
        dash = page.folded.cased.rfind(" - ", figure.end, cue.start())
        if dash >= 0:
            return not low[dash + 3 : cue.start()].strip()
        # "3 years of Python, Spark preferred" speaks of Spark; "3 years of Python, R or SAS preferred" of all
        head, comma, tail = between.rpartition(",")
        if comma:
            return self._or.search(tail) is not None and "(" not in head
        opened = between.rfind("(")
        return opened < 0 or not between[opened + 1 :].strip()

    def _overall(self, page: Page, figures: Sequence[Figure]) -> Experience | None:
        """Choose among several figures: of alternatives the smallest, of figures that all must be met the largest."""
        if not figures:
            return None
        # "a bachelor's or four years; two years in security": what stands for a degree is not asked of everybody
        figures = [figure for figure in figures if not self._is_for_degree(page, figure)] or figures
        groups: list[list[Figure]] = []
        for figure in figures:
            if groups and self._are_alternatives(page, groups[-1][-1], figure):
                groups[-1].append(figure)
            else:
                groups.append([figure])
        best = [min(group, key=_least) for group in groups]
        chosen = max(best, key=lambda f: (-1.0 if f.low is None else f.low, -f.start))
        low = chosen.low if chosen.low is None else half_years(chosen.low)
        high = chosen.high if chosen.high is None else half_years(chosen.high)
        return Experience(low, high, *page.place(chosen.start, chosen.end))

    def _are_alternatives(self, page: Page, first: Figure, second: Figure) -> bool:
        """Return whether one of two figures is enough: "BSc + 5 or MSc + 3", one degree a line, "or 2 years of …"."""
        low = page.folded.low
        between = low[first.end : second.start]
        if len(between) > _APART or between.count("\n") > 2:
            return False
        degrees = [h for h in page.hits["degree"] if first.clause.start <= h.start < second.reach]
        inside = any(first.end <= h.start < second.start for h in degrees)
        if (
            inside
            and between.count("\n") < 2
            and self._has_degree(page, first)
            and self._has_degree(page, second)
        ):
            return True  # "8 years with a Bachelor's; 6 with a Master's"
        if inside and any(h.end <= first.start for h in degrees):
            return True
        if (
            not inside
            and any(h.end <= first.start for h in degrees)
            and any(second.end <= h.start for h in degrees if h.start - second.end < _OR_REACH)
        ):
            return self._or.search(between) is not None
        ors = [m.end() for m in self._or.finditer(between)]
        if not ors:
            return False
        tail = between[ors[-1] :]
        if self._part.search(tail):
            return False  # "4 years in nursing or care, with at least 2 years on a ward": both
        # also where a break was lost
        is_parted = page.line_at(first.end + ors[-1]) != page.line_at(second.start)
        if (is_parted and tail.strip("\n•* ")) or ". " in tail:
            return False
        if inside and len(tail) <= _OR_REACH * 2:
            return True
        after = begins_between(page.hits["degree"], second.end, second.end + _OR_REACH)
        return len(tail.split()) <= 3 or (after and len(tail) <= _OR_REACH)

    def _is_for_degree(self, page: Page, figure: Figure) -> bool:
        """Tell whether an "or" right before the years joins them to a degree, and no degree is asked with them."""
        low, start, end = page.folded.low, figure.clause.start, figure.start
        return (
            begins_between(page.hits["degree"], start, end)
            and self._or_last.search(low, max(start, end - _OR_BEFORE), end) is not None
            and not begins_between(page.hits["degree"], figure.end, figure.reach)
            and not any(sign.isdigit() for sign in low[start:end])
        )

    def _has_degree(self, page: Page, figure: Figure) -> bool:
        """Return whether a degree follows the years at once: "6 years of experience with a Master's", "(PhD)"."""
        after = (h.start for h in page.hits["degree"] if 0 <= h.start - figure.end < _OR_REACH)
        at = min(after, default=None)
        return at is not None and self._with_degree.search(page.folded.low, figure.end, at) is not None


def _of_career(page: Page) -> Experience | None:
    """Return the years of all the jobs of a CV."""
    career = page.career
    if career is None or career.years is None or career.place is None:
        return None
    return Experience(career.years, None, *page.place(*career.place))


def _least(figure: Figure) -> float:
    return -1.0 if figure.low is None else figure.low


_LEAD = 18  # words between the years and their first skill: "of experience designing and running … on"
_BETWEEN = 10  # words between two skills of one phrase: "… to solve hard problems in"
_FILLING = 1  # words beside a skill in a list before its years: "Python programming, SQL: 3 years"
_LETTERS = later(r"[a-z]+")
_MOST_LINES = 12  # lines under "5 years of experience with the following:"


class SkillYears:
    """Finds which skills years are years of: "5+ years of Python and SQL", "Linux (3-5 years)"."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.years
        self._concepts = taxonomy.concepts
        self._numerals = words.numerals
        number = rf"(?P<number>\d\d?|{any_of(words.numerals)})"
        part = any_of(words.parts)
        self._more = later(
            rf",?(?: (?:{any_of(words.list_words)}))?(?: (?:{part}))?(?: (?:{any_of(words.minimum)}))?"
            rf" {number}\+? (?:(?:{part}) )?(?=(?:{any_of(words.links)}) )"
        )
        self._stops = later(rf"(?<!/){whole(words.stops)}|[;!?]|\d\+|(?<![\w.])\d+ (?!and)[a-z]")
        self._anew = later(
            rf"(?:,|(?<!\w)(?:{any_of(words.list_words)}))\s+(?:{any_of(words.new_asks)})(?!\w)"
        )
        self._no_lead = later(whole(words.not_links))
        self._kinds = later(whole(words.kinds))
        self._held = later(rf"\A['’)]*\s*(?:of\s+)?(?:[a-z]+\s+){{0,3}}(?:{any_of(words.held)})(?!\w)")
        self._colon_ok = later(rf"(?<!\w)(?:{any_of(words.announcers)})\s*:")
        self._announces = later(rf"(?<!\w)(?:{any_of(words.announcers)})[^:.;\n]{{0,40}}\Z|:\s*\Z")
        self._other_head = later(rf"['’]?[\s)]*(?:{any_of(words.other_heads)})(?!\w| experience)")
        self._as_job = later(whole(words.as_jobs))
        self._job = later(rf"\s+(?:{any_of(words.jobs)})(?!\w)")
        self._list = later(whole(words.list_words))
        self._experience = later(r"(?<!\w)experience(?!\w)")
        links = any_of(words.links)
        self._at_once = later(
            rf"['’)]*\s*(?:(?:{links})\s+)?(?:(?:{any_of(words.experience)})\s+)?(?:{links})\s+"
        )
        nouns, experience = any_of([*words.skill_nouns, *words.experience]), any_of(words.experience)
        self._label = later(
            rf"[\s.]*(?:(?:{nouns})(?!\w)\s*)?(?:\([^()]{{1,20}}\)\s*)?(?:[:(–-]\s*)?(?:[-–]\s*)?(?:(?:{experience})\s*[:(–-]\s*)?"
            rf"(?:(?:{any_of(words.minimum)})\s+)?\Z"
        )
        # "you've written Rust for 3 years"
        self._lasting = later(rf" (?:{any_of(words.lasting)}) (?:(?:{any_of(words.minimum)}) )?")
        # "SQL, Spark & decision tables: 2 years"
        self._unknown_label = later(rf"\s*(?:[,/&]|(?:{any_of(words.list_words)})(?!\w))[^:;.\n]{{1,40}}:\s*")
        self._plain = frozenset(
            word
            for words_of in (words.links, words.experience, words.list_words, words.plain_leads, words.tags)
            for name in words_of
            for word in _LETTERS.findall(name)
        )

    def bind(self, page: Page, figures: Sequence[Figure], preferred: frozenset[int]) -> None:
        """Give skills their years; what is asked of a skill goes before what is only preferred of it."""
        marks = [m for m in page.skills if m.match == "list" or self._concepts[m.concept].kind != "soft"]
        if not marks:
            return
        asked: dict[str, list[SkillMark]] = {}
        wished: dict[str, list[SkillMark]] = {}
        for number, figure in enumerate(figures):
            if figure.low is None or figure.low <= 0 or figure.instead:
                continue
            following = figures[number + 1].start if number + 1 < len(figures) else len(page.folded.low)
            known = wished if figure.start in preferred else asked
            group = self.governed(page, marks, figure, following)
            least: float | None = figure.low
            while group and least is not None:
                for mark in group:
                    if mark.years is None:
                        mark.years = half_years(least)
                        known.setdefault(mark.concept, []).append(mark)
                group, least = self._of_which(page, marks, figure, following, group[-1].end)
        for concept in asked.keys() & wished.keys():
            for mark in wished[concept]:
                mark.years = None

    def governed(
        self, page: Page, marks: Sequence[SkillMark], figure: Figure, following: int
    ) -> list[SkillMark]:
        """Return the skills that a figure's years are years of; `following` is where the next figure begins."""
        after = self._after(page, marks, figure, min(figure.reach, following))
        # "packages - 3 years of SAS": what follows at once goes before a label
        if after and self._at_once.fullmatch(page.folded.low, figure.end, after[0].start):
            return after
        return self._before(page, marks, figure) or after or self._below(page, marks, figure, following)

    def _of_which(
        self, page: Page, marks: Sequence[SkillMark], figure: Figure, following: int, at: int
    ) -> tuple[list[SkillMark], float | None]:
        """Return more skills with their years, which are named no more: "5 years of SQL and | at least 2 of Go"."""
        limit = min(figure.reach, following)
        more = self._more.match(page.folded.low, at, limit)
        if more is None:
            return [], None
        years = self._numerals.get(more["number"]) or float(more["number"])
        return self._after(page, marks, figure._replace(end=more.end()), limit), years

    def names_tools_alone(self, page: Page, figure: Figure, following: int) -> bool:
        """Return whether the years are of named tools or languages and of nothing else: "3+ years of Python"."""
        marks = between(page.skills, figure.clause.start, figure.reach)
        group = self.governed(page, marks, figure, following) if marks else []
        if not group or any(
            m.match != "list" and self._concepts[m.concept].kind not in ("language", "tool") for m in group
        ):
            return False
        group.sort(key=lambda mark: mark.start)
        low = page.folded.low
        said = [low[a.end : b.start] for a, b in pairwise(group)]
        if group[0].start < figure.start:
            said.append(low[group[-1].end : figure.start])
        else:
            lead = low[figure.end : group[0].start]
            if "," in lead:  # "3 years of experience, with Python"
                return False
            said.append(lead)
            said.append(low[group[-1].end : min(figure.reach, following)].partition(",")[0])
        return all(word in self._plain for gap in said for word in _LETTERS.findall(gap))

    def _after(self, page: Page, marks: Sequence[SkillMark], figure: Figure, limit: int) -> list[SkillMark]:
        """Return the skills of "5 years of experience in X, Y and Z, using A, B (or C)"."""
        low = page.folded.low
        group: list[SkillMark] = []
        at = figure.end
        in_job = False
        for mark in between(marks, at, limit):
            if mark.start < at:
                continue
            if mark.end > limit:
                break
            gap = low[at : mark.start]
            # "6 years of web development: Django, React"
            if at > figure.end and not (gap.strip() == ":" or self._is_open(gap, _BETWEEN)):
                break
            if at == figure.end and not self._leads(gap):
                break
            if group and mark.stance == "preferred" != group[0].stance:
                break  # "6 years of SQL, Python preferred"
            at = mark.end
            in_job = in_job or self._as_job.search(gap) is not None
            if self._other_head.match(low, at, limit) or (in_job and self._job.match(low, at, limit)):
                continue  # "in an analytics role", "as an SQL developer": years of the job
            group.append(mark)
        return group

    def _leads(self, gap: str) -> bool:
        """Return whether the words between the years and a first skill lead from the one to the other."""
        gap = self._kinds.sub("", self._held.sub("", gap.rstrip().removesuffix(":"), 1))
        if len(self._experience.findall(gap)) > 1:
            return False  # "5 years' experience as an analyst Experience with Excel"
        return not self._no_lead.search(gap) and self._is_open(gap, _LEAD)

    def _is_open(self, gap: str, most: int) -> bool:
        """Return whether the phrase goes on over a gap of so many words at most."""
        if self._stops.search(gap) or self._anew.search(gap) or len(gap.split()) > most:
            return False
        return ":" not in self._colon_ok.sub(" ", gap)

    def _before(self, page: Page, marks: Sequence[SkillMark], figure: Figure) -> list[SkillMark]:
        """Return the skills of "Python: 3 years", "Python (3+ years)", "SQL and Linux (3-5 years)"."""
        low = page.folded.low
        start = figure.clause.start
        before = [m for m in between(marks, start, figure.start) if m.end <= figure.start]
        if not before:
            return []
        gap = low[before[-1].end : figure.start]
        if not self._lasting.fullmatch(gap) and (
            not (self._label.match(gap) or self._unknown_label.fullmatch(gap))
            or not (re.search(r"[:(–-]", page.folded.cased[before[-1].end : figure.start]) or gap == " ")
        ):
            return []
        group = [before[-1]]
        for mark in reversed(before[:-1]):
            parts = [
                p.split() for p in re.split(r"[,/&+]", self._list.sub(",", low[mark.end : group[-1].start]))
            ]
            if len(parts) < 2 or any(len(part) > _FILLING for part in parts):
                break
            group.append(mark)
        return group

    def _below(
        self, page: Page, marks: Sequence[SkillMark], figure: Figure, following: int
    ) -> list[SkillMark]:
        """Return the skills of the list under "5 years of experience with the following:", one line an item."""
        low, line = page.folded.low, page.lines[figure.clause.line]
        if not self._announces.search(low[figure.end : line.end]):
            return []
        group: list[SkillMark] = []
        for number in range(figure.clause.line + 1, min(figure.clause.line + _MOST_LINES, len(page.lines))):
            item = page.lines[number]
            if item.start >= following or (group and item.bullet != page.lines[number - 1].bullet):
                break
            here = [m for m in between(marks, item.start, item.end) if m.end <= item.end]
            if not here or page.section_at(item.start) != page.section_at(line.start):
                break
            group += here
        return group
