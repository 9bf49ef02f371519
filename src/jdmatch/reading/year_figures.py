"""Finds the figures of years of experience: "3-5 yrs", "five (5) years", "18 months", "years of experience: 5+".

Never the company's age, an age limit, a contract's length or a degree's. Words are in taxonomy/language/years.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from jdmatch.folding import fold_surface, words_of
from jdmatch.reading.lexicon import between, start_of
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, later, standing, whole
from jdmatch.reading.structure import SILENT, Clause
from jdmatch.taxonomy.models import YearsFile

_MOST = 30.0
_BEFORE = 64
_LEFT = 160
_RIGHT = 90
_JUST_BEFORE = 50  # signs before a figure in which a word stands that makes it something else
_SAYS_LITTLE = 24
_BROKEN_OFF = 100  # of a line that a comma ends, which a break inside the sentence cut
_AT_ONCE = 14  # "4 years of Python", "36 months with the PyTorch"
_HAVE_SPENT = 3  # words between who has spent years and "spent": "someone who has already"
_BEFORE_LABEL = ("", "\n", "|", ",", ";", "(")  # a label of its own, and no end of a longer one
_ASKING_SECTIONS = frozenset({"requirements", "preferred", "education"})
_EMPLOYERS_SECTIONS = frozenset({"company", "benefits"})


_Told = tuple[
    int, int, tuple[float | None, float | None], bool
]  # from, to, the years, whether they are a limit


class Figure(NamedTuple):
    """A number of years of experience at one place; `reach` is where what is said of it ends."""

    low: float | None
    high: float | None
    start: int
    end: int
    clause: Clause
    reach: int
    instead: bool  # years that stand in for a degree


class FigureFinder:
    """Finds figures in a page; compiled once from the words."""

    def __init__(self, words: YearsFile, decades: Mapping[str, int]) -> None:
        self._numerals = dict(words.numerals)
        # "over a decade of experience": each with its longest word
        self._decades = [(name, max(words_of(name), key=len, default=""), n) for name, n in decades.items()]
        # each unit with a word of it that must be in the text, and whether it is one of years; the longest first
        times = {fold_surface(unit): False for unit in words.months}
        times |= {fold_surface(unit): True for unit in words.years}
        self._units = [
            (unit, max(words_of(unit), key=len, default=""), times[unit])
            for unit in sorted(times, key=lambda unit: (-len(unit), unit))
        ]
        self._year = later(whole(words.years))
        number = rf"(?:\d{{1,2}}(?:[.,]\d)?(?!\d)|(?:{any_of(words.numerals)})(?!\w))"
        more = rf"\+|(?:{any_of(words.more)})(?!\w)"
        bracket = rf"\(\s*(?:\+\s*)?(?:(?:\d{{1,2}}|[a-z]+)\s*)?(?:(?:{more})\s*)?\)"  # "five (5+)"
        bracket = rf"(?:\s*(?:{more}|{bracket})){{0,2}}"
        units = rf"(?:\s*(?P<lowunit>{any_of([*words.years, *words.months])})(?![a-z]))?"
        ranges = rf"(?:\s*(?:(?:{any_of(words.ranges)})(?!\w)|[-–~/&])\s*|\s+)"
        numbers = rf"(?P<low>{number}){bracket}{units}(?:{ranges}(?P<high>{number}){bracket})?"
        limits = rf"(?:(?:(?P<least>{any_of(words.minimum)})|(?P<most>{any_of(words.maximum)}))[:\s(]\s*)?"
        own = r"(?<![\w$£€₹])(?<!\d[.,])|(?<=[a-z]{4})"
        fillers = rf"\s*(?:\+\s*)?(?:(?:{any_of(words.fillers)})\s+){{0,2}}"
        self._number = later(rf"(?:{own}){limits}\(?{numbers}\)?{fillers}\Z")
        label, least = any_of(words.labels), any_of(words.minimum)
        after_label = rf"['’]?\s*(?:of\s+)?(?:\w+\s+)?(?:{label})(?:\s+\w+)?\s*[:(–-]"
        # "years of experience: 5", "YoE: 5", "Experience (in years): 5"
        alone = "|".join(rf"(?<={re.escape(word)})" for word in words.labels if word in words.years) or "(?!)"
        after_label = rf"(?:{after_label}|(?:{alone})\s*[:–-]|\)\s*[:–-])\s*(?:(?:{least})\s*)?"
        # "Exp: 6+", "Experience: 4-6": a figure with a label and no unit, which is a limit or a range
        self._bare_labels = tuple(fold_surface(one) + sign for one in words.labels for sign in (":", " |"))
        self._bare = later(rf"\s*(?:(?:{least})\s*)?{numbers}(?=\s*(?:[\n|,;(]|\Z))")
        self._labelled = later(rf"{after_label}{numbers}(?!\w|\s*%)")
        self._or_more = later(rf"['’]?\s+(?:{any_of(words.more)})(?!\w)")  # "two years or more"
        self._plus = later(r"['’]?(?:\+| \+(?! ?[a-z]))|['’]")
        self._not_before = later(rf"(?<!\w)(?:{any_of(words.not_before)})\s*(?:[:(]\s*)?\Z")
        self._not_after = later(
            rf"['’)]*[^\w+,;]{{0,3}}(?:{any_of(words.not_after)})(?!\w)"
            rf"(?!(?:\s+(?!(?:{any_of(words.joins)})\b)\w+){{0,2}}\s+(?:{any_of(words.experience)})(?!\w))"
        )
        filling = r"['’]?[\s(]*(?:of\s+)?"
        self._experience_after = later(
            rf"{filling}(?:[\w/&,+.-]+\s+){{0,6}}?(?:{any_of(words.experience)})(?!\w)"
        )
        self._doing_after = later(rf"{filling}(?:(?:{any_of(words.doing)})(?!\w)|\w+ing\b)")
        self._experience = later(whole(words.experience))
        self._label_before = later(rf"(?:{any_of(words.labels)})\W{{0,4}}\Z")
        self._label_line = later(rf"\W*(?:{any_of(words.labels)})\W*")
        self._and = later(rf"(?:['’]s)?(?:\s+degree)?\s*(?:,|\+|(?<!\w)(?:{any_of(words.joins)})(?!\w))\s*")
        self._openings = frozenset(words.openings)
        self._others = later(rf"(?:(?<!\w)|(?=,))(?:{any_of(words.others)})(?!\w)")
        self._sought = later(whole(words.sought))
        self._employer = later(whole(words.employer))
        self._asking = later(whole(words.asking))
        signs = "".join(aside for aside in words.asides if not aside.isalpha())
        opens = [aside for aside in words.asides if aside.isalpha()]
        self._aside = later(rf"[{re.escape(signs)}]|{whole(opens)}")
        self._owner = later(rf"\s*(?:the\s+)?(?:{any_of(words.employer)})(?!\w)")
        self._owning = later(rf"(?:(?<!\w)|(?='))(?:{any_of(words.owning)})(?!\w)")
        self._spent = later(rf"(?<!\w)(?:{any_of(words.spent)})\s*\Z")
        self._doer = later(whole([*words.sought, *words.reader]))
        self._instead = later(whole(words.instead))
        self._tag = later(rf"\s*\(\s*(?:{any_of(words.tags)})(?!\w)")
        # "We want 5 yrs.", and where at least so many are meant, the bare figure: "5 yrs+ please"
        self._wanting = later(rf"(?<!\w)(?:{any_of(words.sought)})\Z")
        self._wanted = later(rf"\s*(?:[.,;!)]|\Z|(?:{any_of(words.wanted)})\W*\Z)")
        self._link = later(rf"['’]?\s*(?:(?:{any_of(words.links)})\s+)?(?:(?:{any_of(words.links_on)})\s*)?")
        self._or = later(rf"(?<!\w)(?:{any_of(words.ors)})\s+\Z")
        self._or_equivalent = later(rf"(?:{any_of(words.or_equivalent)})\s+\Z")
        self._equivalent = later(rf"['’]?\s*(?:of\s+)?(?:\w+\s+){{0,3}}(?:{any_of(words.equivalent)})")

    def find(self, page: Page) -> list[Figure]:
        """Return the figures of experience, in the order of the text."""
        figures: list[Figure] = []
        for figure in sorted(self._find(page), key=start_of) if page.lines else ():
            if figures and figure.start < figures[-1].end:
                figures.pop()  # "6 months to 1 year" ends in two words of time
            figures.append(figure)
        return figures

    def _find(self, page: Page) -> Iterator[Figure]:
        low = page.folded.low
        told: list[_Told] = [(at, end, (years, None), False) for at, end, years in self._told_decades(page)]
        for at, end, span, limited in (*told, *self._told_barely(low)):
            figure = self._judge(page, at, at, end, span, months=False, limited=limited)
            if figure is not None:
                yield figure
        for at, (end, is_years) in sorted(self._times(low, page.vocabulary).items()):
            is_told = False
            number = self._number.search(low, max(0, at - _BEFORE), at)
            if number is None:
                number = self._labelled.match(low, end)
                if number is None:
                    continue
                end, is_told = number.end(), True
            elif plus := self._plus.match(low, end):
                end = plus.end()
            values = self._values(number, is_years)
            if values is None:
                continue
            start = number.start() if number.start() < at else at
            start += low[start:end].startswith("(")
            figure = self._judge(
                page,
                number.start("low"),
                start,
                end,
                values,
                months=not is_years,
                limited=is_told
                or self._asking.search(_group(number, "least") or "") is not None
                or self._or_more.match(low, end) is not None,
            )
            if figure is not None:
                yield figure

    def _told_decades(self, page: Page) -> Iterator[tuple[int, int, float]]:
        """Yield where decades are asked for, and how many years they are; firms tell of theirs as often."""
        low, last = page.folded.low, 0
        told = [
            (start, -end, float(years))
            for name, word, years in self._decades
            if word in page.vocabulary
            for start, end in standing(name, low)
        ]
        for start, end, years in sorted(told):
            clause = page.clauses.at(start)
            asked = page.section_at(start) in _ASKING_SECTIONS or self._asking.search(
                low, clause.start, clause.end
            )
            if start >= last and asked:  # of "half a decade" no "a decade"
                last = -end
                yield start, last, years

    def _told_barely(self, low: str) -> Iterator[_Told]:
        """Yield where figures without a unit stand behind a label: "Exp: 6+", "Experience: 4-6"."""
        for label in self._bare_labels:
            at = low.find(label)
            while at >= 0:
                end = at + len(label)
                opens = low[max(0, at - 3) : at].rstrip(" *")[-1:] in _BEFORE_LABEL
                number = self._bare.match(low, end) if opens else None
                is_limit = number is not None and (number["high"] or "+" in number[0])
                if number is not None and is_limit and (values := self._values(number, is_years=True)):
                    yield at, number.end(), values, True
                at = low.find(label, end)

    def _times(self, low: str, vocabulary: Set[str]) -> dict[int, tuple[int, bool]]:
        """Return where words for years and months stand: the end of each, and whether it is one for years."""
        found: dict[int, tuple[int, bool]] = {}
        for unit, word, is_years in self._units:
            at = low.find(unit) if not word or word in vocabulary else -1
            while at >= 0:
                end = at + len(unit)
                if not ("a" <= low[end : end + 1] <= "z" or low[at - 1 : at].isalpha()):
                    found.setdefault(at, (end, is_years))
                at = low.find(unit, end)
        return found

    def _values(self, number: re.Match[str], is_years: bool) -> tuple[float | None, float | None] | None:
        """Return (least, most) in years, None where the number is none of experience."""
        low = self._value(number["low"])
        high = self._value(number["high"]) if number["high"] else None
        if not is_years:
            high = high / 12 if high is not None else None
        if (not is_years and not (number["lowunit"] or "").startswith("y")) or (
            is_years and (number["lowunit"] or "").startswith("m")
        ):
            low /= 12
        if high is not None and high < low:
            return None
        if low > _MOST:
            return None
        if _group(number, "most") and high is None:
            return None, low
        return low, high

    def _value(self, word: str) -> float:
        return float(self._numerals[word]) if word in self._numerals else float(word.replace(",", "."))

    def _judge(
        self,
        page: Page,
        at: int,
        start: int,
        end: int,
        values: tuple[float | None, float | None],
        *,
        months: bool,
        limited: bool,
    ) -> Figure | None:
        """Return the figure if it is one of experience: by the words after it, before it, and its section."""
        low = page.folded.low
        clauses = page.clauses
        clause = clauses.at(at)
        reach = self._reach(page, clause, end)
        left = low[max(clause.start, start - _LEFT) : start]
        right = low[end : min(reach, end + _RIGHT)]
        # "for | over 20 years": the limit is the figure's
        whole_left = low[max(clause.start, at - _LEFT) : at]
        others = any(_ends(self._not_before, text) for text in {left, whole_left})
        if (others and not _ends(self._spent, left)) or self._not_after.match(right):
            return None
        section = page.section_at(at)
        tagged = self._tag.match(right) is not None
        after = tagged or self._experience_after.match(right) is not None
        labelled = _ends(self._label_before, left) is not None
        before = labelled or self._experience.search(left) is not None
        of_skill = self._is_of_skill(page, end)
        if section in SILENT or months:
            speaks = (
                after
                or labelled
                or (of_skill and section not in SILENT)
                or (before and section not in SILENT)
            )
        else:
            speaks = after or before or limited or section in _ASKING_SECTIONS
            speaks = speaks or self._doing_after.match(right) is not None
            # "Python 4+ years" closes a line
            closes = not right.strip(" .,;)") and any(clause.start <= m.start < start for m in page.skills)
            speaks = speaks or of_skill or closes or self._is_wanted(low, clause, start, end, section)
        speaks = speaks or self._is_of_degree(page, start) or self._is_under_label(page, clause, left, right)
        if (
            not speaks
            or self._is_employers(low, clause, whole_left, section, told=tagged or limited)
            or self._opens_employers(left, right)
            or self._is_others(left, section)
        ):
            return None
        # what is said behind another figure is said of that one
        following = self._year.search(low, end, reach)
        instead = bool(
            self._instead.search(left)
            or self._instead.search(low, end, following.start() if following else reach)
            or (self._stands_in(page, clause, start, left) and self._equivalent.match(right))
        )
        return Figure(*values, start, end, clause, reach, instead)

    def _is_wanted(self, low: str, clause: Clause, start: int, end: int, section: str | None) -> bool:
        """Return whether bare years are what is sought: "We want 5 yrs.", "5 yrs+ please"."""
        if section in _EMPLOYERS_SECTIONS or not self._wanted.match(low, end, clause.end):
            return False
        left = low[max(clause.start, start - _LEFT) : start].rstrip(" *")
        return bool(_ends(self._wanting, left)) or ("+" in low[start:end] and left[-1:] in {"", ",", ";"})

    def _is_employers(self, low: str, clause: Clause, left: str, section: str | None, *, told: bool) -> bool:
        """Return whether the years are the employer's own: "we have been building engines for 18 years"."""
        spent = _ends(self._spent, left)
        if spent is not None:
            last = max((m.end() for m in self._doer.finditer(left, 0, spent.start())), default=-1)
            return last < 0 or len(left[last : spent.start()].split()) > _HAVE_SPENT
        if self._owns(left):
            return True
        if not self._asking.search(left):
            subjects = len(self._employer.findall(left))
            if subjects > (1 if section == "requirements" else 0):
                return True
        if section not in _EMPLOYERS_SECTIONS or told or not left.strip():
            return False
        return self._asking.search(low, clause.start, clause.end) is None

    def _owns(self, left: str) -> bool:
        """Return whether the last part of what stands before years says that the employer has them."""
        owning = self._owning.search(left)
        if owning is None:
            return False
        starts = [0, *(m.end() for m in self._aside.finditer(left))]
        part = left[starts[-1] :]
        return (
            self._owner.match(part) is not None
            and self._owning.search(part) is not None
            and self._asking.search(part) is None
        )

    def _opens_employers(self, left: str, right: str) -> bool:
        """Return whether years open a sentence of the employer: "With 20 years of experience, they build engines"."""
        _, comma, subject = right.partition(", ")
        return (
            bool(comma) and left.strip(" *") in self._openings and self._employer.match(subject) is not None
        )

    def _is_others(self, left: str, section: str | None) -> bool:
        """Return whether the years are those of other people: "talk to operators, who have 20 years of experience"."""
        if section in _ASKING_SECTIONS:
            return False
        others = self._others.search(left)
        return others is not None and self._sought.search(left[: others.end()]) is None

    def _stands_in(self, page: Page, clause: Clause, start: int, left: str) -> bool:
        """Return whether an "or" right before the years joins them to a degree: "BSc in biology or 4 years"."""
        if _ends(self._or_equivalent, left):
            return True
        degrees = (*page.hits["degree"], *page.hits["any-degree"])
        return _ends(self._or, left) is not None and any(clause.start <= d.start < start for d in degrees)

    def _is_of_skill(self, page: Page, end: int) -> bool:
        """Return whether the name of a skill follows at once: "36 months of PyTorch"."""
        near = between(page.skills, end, end + _AT_ONCE + 1)
        return bool(near) and self._link.fullmatch(page.folded.low, end, near[0].start) is not None

    def _is_of_degree(self, page: Page, start: int) -> bool:
        """Return whether a degree stands right before the years: "Bachelor's and 5+ years"."""
        degrees = page.hits["degree"]
        at = bisect_left(degrees, start, key=start_of) - 1
        return at >= 0 and self._and.fullmatch(page.folded.low, degrees[at].end, start) is not None

    def _is_under_label(self, page: Page, clause: Clause, left: str, right: str) -> bool:
        """Return whether the years are all of a line, and the line above is a label: "Experience level"."""
        if left.strip() or right.strip(" .") or not clause.line:
            return False
        above = page.lines[clause.line - 1]
        return self._label_line.fullmatch(page.folded.low, above.start, above.end) is not None

    def _reach(self, page: Page, clause: Clause, end: int) -> int:
        """Return where the clause ends, going on in the next line where the years end their own: "5 years⏎of …"."""
        low = page.folded.low
        rest = low[end : clause.end].strip()
        last = clause.line + 1 >= len(page.lines) or clause.end != page.lines[clause.line].end
        broken = rest.endswith(",") and len(rest) < _BROKEN_OFF
        if last or (len(rest) > _SAYS_LITTLE and not broken) or rest.endswith((".", ";", ")", ":")):
            return max(clause.end, end)
        following = page.lines[clause.line + 1]
        if following.bullet or not page.folded.cased[following.start].islower():
            return max(clause.end, end)
        return page.clauses.at(following.start).end


def _ends(pattern: re.Pattern[str], left: str) -> re.Match[str] | None:
    """Return what a pattern of a text's end finds there; it need not be tried all the way from the beginning."""
    return pattern.search(left, max(0, len(left) - _JUST_BEFORE))


def half_years(years: float) -> float:
    """Return years rounded to halves, as people tell months."""
    return round(years * 2) / 2


def _group(match: re.Match[str], name: str) -> str | None:
    return match[name] if name in match.re.groupindex else None
