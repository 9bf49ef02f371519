"""How many years of experience: of the person overall, and of single skills; for CVs from a stated total or the dates.

Of alternatives ("BSc + 5 or MSc + 3") the smallest counts, of figures that all must be met the largest, of what is only
preferred none. Words are in taxonomy/language/years.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence

from jdmatch.reading.careers import StatedYears
from jdmatch.reading.lexicon import begins_between
from jdmatch.reading.page import Page, stands_among_wishes
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.reading.records import Experience
from jdmatch.reading.skill_years import SkillYears
from jdmatch.reading.year_figures import Figure, FigureFinder, half_years
from jdmatch.taxonomy.records import Taxonomy

_APART = 200  # alternatives stand no farther from each other
_OR_REACH = 60
_CUE_REACH = 160
_ASIDE = later(r"\([^()]*\)")  # what stands in brackets ends no phrase


class YearsReader:
    """The component `jdmatch_years`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.years
        stance = taxonomy.language.stance
        self._figures = FigureFinder(words)
        self._skills = SkillYears(taxonomy)
        self._stated = StatedYears(taxonomy)
        forward = frozenset(words.forward)
        wishes = {*stance.preferred.before, *words.forward} - set(
            words.more
        )  # "plus two years" wishes nothing
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
        self._with_degree = later(rf"(?<!\w)(?:{joins})\s+(?:(?:{on})\s+)?\Z")
        self._or = later(whole(stance.alternatives))

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
        """Tell whether a figure is only wished for, by its section or a cue in its clause."""
        low = page.folded.low
        if self._must_tag.match(low, figure.end):
            return False
        if stands_among_wishes(page, figure.start, self._extras, self._heading):
            return True
        left = low[figure.clause.start : figure.start]
        if self._cue_before.search(left):
            return True
        cues = self._cue_after.finditer(low, figure.end, min(figure.reach, figure.end + _CUE_REACH))
        # a word of a name is no cue: "software asset management"
        cue = next((c for c in cues if not any(m.start < c.start() < m.end for m in page.skills)), None)
        if cue is None or self._musts.search(low, figure.end, cue.start()):
            return False
        between = _ASIDE.sub(" ", low[figure.end : cue.start()])
        if self._forward.search(between) or ";" in between:
            return False
        degrees = (h for h in page.hits["degree"] if figure.end <= h.start < cue.start())
        if any(not self._post.search(low, figure.end, h.start) for h in degrees):
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
        """Tell whether one of two figures is enough: "BSc + 5 or MSc + 3", one degree a line, "or 2 years of …"."""
        low = page.folded.low
        between = low[first.end : second.start]
        if len(between) > _APART or between.count("\n") > 2:
            return False
        degrees = [h for h in page.hits["degree"] if first.clause.start <= h.start < second.reach]
        inside = any(first.end <= h.start < second.start for h in degrees)
        if (
            inside
            and "\n" not in between
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
        if ("\n" in tail and tail.strip("\n•* ")) or ". " in tail:
            return False
        if inside and len(tail) <= _OR_REACH * 2:
            return True
        after = begins_between(page.hits["degree"], second.end, second.end + _OR_REACH)
        return len(tail.split()) <= 3 or (after and len(tail) <= _OR_REACH)

    def _has_degree(self, page: Page, figure: Figure) -> bool:
        """Tell whether a degree follows the years at once: "6 years of experience with a Master's"."""
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
