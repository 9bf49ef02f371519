"""Where in the text are we: company, duties, requirements, nice-to-haves, benefits ... or the parts of a CV?

A heading is a short line of its own, a run-in "Requirements:", or, where a text lost its line ends, a heading in the
middle of a line. Where no heading was written, lines that ask ("Experience with …") make a list of requirements by
themselves. The walk fills the page's structure: lines, sections, clauses.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from jdmatch.folding import cases_of, fold_surface, places_of, rewritten, words_of
from jdmatch.reading.broken_text import is_flat
from jdmatch.reading.lexicon import Hit, begins_between, between, longest
from jdmatch.reading.lost_lines import LostBreaks, LostEnds, ends_by_signs
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import Weights, any_of, later, whole
from jdmatch.reading.structure import ASKING, SILENT, ClauseCutter, Line, SectionMark, join
from jdmatch.reading.surfaces import lexicon_of, uses_of
from jdmatch.taxonomy.models import HeadingKind, SectionKind
from jdmatch.taxonomy.phrases import alternatives
from jdmatch.taxonomy.records import Taxonomy

_LONG_LINE = 300
_RUN_ON_LINE = 100  # in which a heading with a colon may stand
_PARAGRAPH = 150  # signs of a paragraph, rather than of an item
_LONGEST_LEAD = 140
_LONGEST_LABEL, _LONGEST_ITEM = 100, 60  # that may stand among the labels of a page
_MOST_LABELS = 30
_LONGEST_TOLD = 700
_LEAD_END = 12
_SHORT_DEGREE = 3
_LIST_GAP = 3
_NAMED_WITHIN = 20  # signs of "Deployment and support" before "experience"
_SHORTEST_TAIL = 35
_SHORTEST_OPENER = 4  # letters
_SHORTEST_BROKEN = 40  # a line that was broken between two words is at least so long
_SHORTEST_GLUED = 8  # "You" is a heading, and the beginning of "YouTube"
# where a line end was lost: between a word and a capital, or behind a sentence's end
_GLUED = ("aAa", ".Aa")
_SEAM = re.compile(r"[A-Z][a-z]{2,}(?= )")
_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-z]{3,}\Z")
_LONGEST_WORD = 24
_TAIL = re.compile(r"(?<=[a-z.)\d] )(?:[A-Z][\w'&-]*(?: |(?=[:/])|\Z)|[/&] ?|and ){2,8}:?\Z")
_UNNAMED: frozenset[SectionKind | None] = frozenset({None, "duties", "company"})
_CLOSING: frozenset[SectionKind] = frozenset({"benefits", "process"})
_SENTENCE_ENDS = (". ", "; ", "! ", "? ")
_WORD_END = 6  # the last four letters of a sentence, its sign and the blank: no abbreviation
# a run-in of these kinds ("Location: Pune") says something of its own line only
_LOCAL: frozenset[SectionKind] = frozenset(
    {"process", "pay", "company", "education", "certificates", "summary"}
)


class SectionFinder:
    """The component `jdmatch_sections`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.headings
        heads = taxonomy.language.heads
        self._clauses = ClauseCutter(heads)
        self._unfinished = frozenset((*heads.joins, *heads.leads))
        self._lexicon = lexicon_of(taxonomy)
        self._starts = Weights(taxonomy.language.line_starts)
        self._no_ends = frozenset(map(fold_surface, words.no_ends))
        prepared: dict[str, tuple[Any, ...]] = taxonomy.prepare(
            "headings",
            lambda: {
                name: tuple(HeadingWords.of(kinds, words.plain))
                for name, kinds in (("posting", words.posting), ("cv", words.cv))
            },
        )
        self._headings = {
            name: Headings(
                HeadingWords._make(plain),
                words.longest_words,
                words.questions,
                titles=taxonomy.language.cv.title_nouns if name == "cv" else (),
                places=words.places,
                endings=words.endings,
            )
            for name, plain in prepared.items()
        }
        self._lost_breaks = LostBreaks(taxonomy, self._headings["cv"].named)
        self._mark_kinds = [entry.kind for entry in words.posting]
        self._inherits = frozenset(fold_surface(w) for w in words.inherits)
        self._musts = later(whole(taxonomy.language.years.musts))
        self._unless = tuple(fold_surface(w) for w in words.never_required)
        self._if_only = tuple(fold_surface(w) for w in words.required_if_only)
        self._following = later(rf" (?:{any_of(words.following)})\.")
        self._wish_labels = later(rf"\((?:{any_of(words.wish_labels)})\)")
        years = taxonomy.language.years
        self._years = later(
            rf"(?:(?:{any_of(years.minimum)}) )?\d\d?[-– +to\d]{{0,9}}(?:{any_of(years.years)})(?!\w)"
        )
        # "Acme Maps is a", "The Data Guild of Acme offers"
        self._firm = later(
            rf"(?:The )?[A-Z][\w.&'-]*(?: (?:[A-Z][\w.&'-]*|{any_of(words.firm_links)})){{0,5}} "
            rf"(?:{any_of(words.firm_does)})(?!\w)"
        )
        self._words = taxonomy.language.words
        year = any_of(taxonomy.language.years.years)
        # "a plus6 years"
        self._glued_years = later(rf"\d(?<=[a-z]{{4}}\d)\d?\+?(?:[-–]\d{{1,2}}\+?)? (?:{year})(?!\w)")
        self._firm_opens = later(rf"(?:{any_of(words.firm_opens)})(?!\w)")
        self._no_firm = later(rf"(?:{any_of(words.no_firms)})(?!\w)")
        layers = uses_of(taxonomy)
        self._verbs = frozenset(i for i, uses in enumerate(layers.duties) if any(u.is_verb for u in uses))
        # first words of what is asked, by which items are known that lost their line ends
        self._openers = frozenset(
            word
            for cue in taxonomy.language.stance.required.before
            if len(word := fold_surface(cue).partition(" ")[0]) >= _SHORTEST_OPENER
        )
        cues = list(enumerate(layers.cues))
        self._asking = frozenset(
            i for i, uses in cues if any(u.stance == "required" and u.before for u in uses)
        )
        self._liking = frozenset(i for i, uses in cues if any(u.stance == "preferred" for u in uses))
        self._closing = self._liking - {i for i, uses in cues if any(u.before for u in uses)}

    def read(self, page: Page) -> None:
        """Fill the page's sections and clauses; a line is cut where a heading stands inside it."""
        headings = self._headings[page.kind or "posting"]
        is_cv = page.kind == "cv"
        if is_flat(page.folded, 0 if is_cv else page.own_text.count("\n") - page.joined):
            self._find_lost_ends(page, headings)
        if is_cv and (broken := self._lost_breaks.find(page)):
            page.refold(broken)
        if page.full_lines:
            full = page.full_lines.ends
            page.refold(join(page.folded, [at for at, end in full if self._goes_on(page, headings, at, end)]))
        page.set_lines(_cut(page, page.lines, headings, self._openers, self._words, self._glued_years))
        lines = page.lines
        page.clauses = self._clauses.cut(page.folded.cased, lines)
        marks: dict[int, SectionKind] = {}  # by the start of their line
        for hit in page.hits["mark"] if page.kind == "posting" else ():
            marks.setdefault(lines[page.line_at(hit.start)].start, self._mark_kinds[hit.tag])
        current, number = SectionMark(None, 0, 0, None), 0
        sections = page.sections = [current]
        line_sections = page.line_sections = []
        low = page.folded.low
        last = len(lines) - 1
        parts: set[str] = set()  # headings inside what is asked
        is_begun = False  # whether more than labels stood above
        for at, line in enumerate(lines):
            listed = at < last and lines[at + 1].bullet and not line.bullet
            if not is_begun:
                size = line.end - line.start
                is_said = size > (_LONGEST_ITEM if line.bullet else _LONGEST_LABEL)
                is_begun = is_said or at > _MOST_LABELS or current.kind == "requirements"
                # "Location", "Contact" or "Benefits" among a page's labels says nothing of the text below them
                if is_said and page.kind == "posting" and current.kind in SILENT:
                    current, number = SectionMark(None, line.start, line.end, None), len(sections)
                    sections.append(current)
            kind, heading_end, opens = self._heading(page, line, headings, current.kind, marks, listed)
            if not heading_end:
                turn: SectionMark | None = None
                if current.kind in ASKING and self._turns_to_firm(page, line):
                    turn = SectionMark("company", line.start, line.end, None)
                elif current.kind == "preferred" and self._ends_list(page, at):
                    turn = SectionMark(None, line.start, line.end, None)
                # in a CV it may be a job: "## Data Analyst, Acme"
                elif (
                    page.kind == "posting"
                    and current.kind
                    and 0 < _level(low, line.start) <= _level(low, current.start)
                ):
                    turn = SectionMark(None, line.start, line.end, (line.start, line.end))
                if turn is not None:
                    current, number = turn, len(sections)
                    sections.append(current)
                current.end = max(current.end, line.end)
                line_sections.append(number)
                continue
            if page.kind == "cv" and kind == "requirements":
                kind = "skills"  # "Experienced in:" asks for nothing
            if current.kind in ASKING and kind != "preferred":
                heading = low[line.start : heading_end].strip(EDGE)
                # "Required: Education, Abilities. Preferred: Education, Abilities": the same parts twice
                if heading in self._inherits or (current.kind == "preferred" and heading in parts):
                    kind = current.kind
                elif kind in ASKING and not self._musts.search(heading):
                    parts.add(heading)
            section = SectionMark(kind, line.start, line.end, (line.start, heading_end))
            sections.append(section)
            line_sections.append(len(sections) - 1)
            if opens:
                current, number = section, len(sections) - 1
        if page.kind == "posting":
            asking = self._asking_lines(page)
            self._ask_only_list(page, asking)
            self._find_unnamed_lists(page, asking)

    def _find_lost_ends(self, page: Page, headings: Headings) -> None:
        """Put line ends where a text lost them; its words are sought anew, since glued ones come apart."""
        begin = page.lines[0].end if page.title and page.lines else 0
        lost = ends_by_signs(page.folded, begin, headings.is_name)
        if not lost and page.kind == "posting":
            ends = LostEnds(page.folded, page.hits["skill"], headings, self._starts, self._no_ends)
            lost = list(ends.find(begin))
        if lost:
            page.refold(rewritten(page.folded, lost))
            page.full_lines = None  # whose text is hardly flat
            page.hits = self._lexicon.find(page.folded)
            page.vocabulary = set(words_of(page.folded.low))

    def _goes_on(self, page: Page, headings: Headings, at: int, end: int) -> bool:
        """Return whether a line, full up to its end, goes on in the next one, which has an end of its own."""
        cased, low, first, has_case = page.folded.cased, page.folded.low, at + 1, page.has_case
        if cased[first] == "(" or (has_case and cased[first].islower()):
            return True
        line = cased[cased.rfind("\n", 0, at) + 1 : at]
        last = line.rpartition(" ")[2]
        is_small = not has_case or last[:1].islower()
        if end - first <= LONGEST and headings.of_line(low[first:end], cased[first:end], False)[0]:
            return False
        if page.kind == "cv" and _YEAR.search(cased, first, end):  # a job, or a degree
            return False
        if line[-1] in _OPEN_ENDS or line.count("(") > line.count(")"):
            return True
        if is_small and last.lower() in self._unfinished:
            return True
        if line[-1] in ".!?;:":
            return False
        # "Test Driven⏎Development"
        runs_on = has_case and not is_small and last.lower() in self._words and " " in line
        if (
            self._years.match(low, first)
            or (self._begins_with_verb(page, first) and not runs_on)
            or begins_between(page.hits["degree"], first, first + 1)
            or any(h.tag in self._asking for h in between(page.hits["cue"], first, first + _NAMED_WITHIN))
            or _LABELLED.match(cased, first, end)
        ):
            return False
        # an ordinary word is written with a capital where it begins something, or is part of a name
        word = low[first:end].partition(" ")[0].strip(EDGE)
        return not has_case or not is_small or word not in self._words or not cased[first].isalnum()

    def _heading(
        self,
        page: Page,
        line: Line,
        headings: Headings,
        current: SectionKind | None,
        marks: Mapping[int, SectionKind],
        listed: bool,
    ) -> tuple[SectionKind | None, int, bool]:
        """Return (kind, end of the heading or 0, whether it opens a section or holds for its line alone)."""
        start, end, bullet = line
        low, cased, first = page.folded.low, page.folded.cased, line.first
        if _level(low, start):  # "## Desired skills - none of them is a must"
            listed = True
            if (dash := cased.find(" - ", start, end)) > 0:
                end = dash
        size = end - first
        # "*Minimum Qualifications*" is slanted, or bold print that lost a sign
        is_open = low[end - 1] in ":…" or low.endswith(("...", "*", "--", "=="), first, end)
        is_short = size <= LONGEST
        if is_short and (not bullet or is_open or page.text.startswith("**", page.folded.end(end))):
            if bullet:
                kind = headings.named(low[first:end])
            else:
                kind, is_hinted = headings.of_line(low[start:end], cased[start:end], listed)
                if is_hinted and kind == "requirements" and current in ASKING:
                    kind = current  # "RAG + knowledge graphs:" among the nice-to-haves
                if kind is not None and not is_open and self._is_no_heading(page, line, kind, current):
                    return None, 0, False
            if kind is not None:
                return kind, end, True
        elif is_short and (kind := headings.named(low[first:end])) and _is_numbered(page, first):
            return kind, end, True
        lead = is_open and not bullet and size <= _LONGEST_LEAD
        led_in = headings.led_in(low, first, end)
        if lead and led_in is None:
            # an unknown heading that says itself what follows: "It would be helpful, though not required, to know:"
            cues = longest(between(page.hits["cue"], start, end))
            # "Asset coordination:" begins with what would have to close a phrase: "… is an asset"
            if any(h.tag in self._liking and (h.start > start or h.tag not in self._closing) for h in cues):
                return "preferred", end, True
            if current not in ASKING and any(
                h.tag in self._asking
                and ((h.start == start and low[h.end] != "!") or end - h.end <= _LEAD_END)
                for h in cues
            ):
                return "requirements", end, True
        # "| Must have | Python, SQL |" of a table is a label too
        colon = low.find("|" if cased.startswith("|", first) else ":", first + 1, min(end, start + LONGEST))
        if colon < 0 and (label := _DASHED.match(cased, first, end)):  # "Skills- PHP, MySQL"
            colon = label.end() - 1
        if colon > 0 and (colon + 1 == end or cased[colon + 1] in " \n-*" or cased[colon + 1].isupper()):
            kind = headings.named(low[first:colon])
            if kind is not None:
                opens = kind not in _LOCAL and not (
                    kind == "preferred" and not listed and _is_said(cased, colon + 1, end)
                )
                return kind, colon + 1, opens and not bullet
        if led_in is not None and lead:
            return led_in, end, True
        if lead and not self._begins_with_verb(page, start):
            kind = headings.announced(low[start:end])
            if kind is not None:
                return current if kind == "requirements" and current in ASKING else kind, end, True
        if not bullet and (told := self._following.search(low, first, min(end, start + LONGEST))):
            # "Essential duties include the following. Other duties may be assigned."
            kind = headings.named(low[first : told.end() - 1])
            if kind is not None:
                return kind, end, True
        if size <= _LONGEST_TOLD and start in marks:
            return marks[start], start + 1, False  # "an equal opportunity employer", "dental insurance"
        if led_in is not None and (
            led_in in _CLOSING or (current in _UNNAMED and not current == led_in == "duties")
        ):
            return led_in, start + 1, False
        return None, 0, False

    def _turns_to_firm(self, page: Page, line: Line) -> bool:
        """Return whether a long line behind what is asked tells of the firm: "Acme is a leading maker of maps …"."""
        if line.end - line.start < _PARAGRAPH or line.bullet:
            return False
        low, cased, start = page.folded.low, page.folded.cased, line.start
        tells = self._firm_opens.match(low, start) is not None or self._firm.match(cased, start) is not None
        return tells and self._no_firm.match(low, start) is None

    def _ends_list(self, page: Page, at: int) -> bool:
        """Return whether a line is a sentence, parted by a blank line from the list above it."""
        line, above = page.lines[at], page.lines[at - 1]
        return (
            above.bullet
            and not line.bullet
            and page.folded.low.count("\n", above.end, line.start) > 1
            and line.end - line.start > _LONGEST_ITEM
            and page.folded.cased[line.end - 1] in ".!"
        )

    def _begins_with_verb(self, page: Page, start: int) -> bool:
        """Return whether the verb of a duty stands at a place."""
        return any(h.tag in self._verbs for h in between(page.hits["duty"], start, start + 1))

    def _is_no_heading(self, page: Page, line: Line, kind: SectionKind, current: SectionKind | None) -> bool:
        """Return whether a short line only looks like a heading.

        A task ("Understand User Requirements"), an aside, or the end of a sentence that was broken ("beneficial").
        """
        start, end, _ = line
        low, cased = page.folded.low, page.folded.cased
        if (cased[start] == "(" and cased[end - 1] == ")") or (
            cased[start].islower() and cased[end - 1] == "."
        ):
            return True  # what is said of the line before, or ends it: "(preferred)", "skills."
        if kind == "requirements" and current == "duties":
            return self._begins_with_verb(page, start)
        before = low.rfind("\n", 0, max(0, start - 1)) + 1
        return (
            cased[start].islower()
            and " " not in low[start:end]
            and start - before > _SHORTEST_BROKEN
            and cased[start - 2 : start - 1].isalnum()
            and cased[end + 1 : end + 2].isupper()
        )

    def _asking_lines(self, page: Page) -> set[int]:
        """Return the lines that begin as one does that asks, or with years, or name a degree."""
        begins = {line.first: n for n, line in enumerate(page.lines)}
        asking = {begins[h.start] for h in page.hits["cue"] if h.start in begins and h.tag in self._asking}
        low = page.folded.low
        asking |= {n for start, n in begins.items() if self._years.match(low, start)}
        others = frozenset(page.hits["not-degree"])  # "our associates"
        degrees = longest([*page.hits["degree"], *others])
        return asking | {
            # a first line names the job: "Postdoc in physics"
            number
            for h in degrees
            if h not in others and is_written_degree(page, h) and (number := page.line_at(h.start))
        }

    def _find_unnamed_lists(self, page: Page, asking: set[int]) -> None:
        """Give lines that ask, and what stands between two of them, a requirements section where no heading did.

        "Experience with …", "Strong …", a degree: two such lines near each other make a list, unless what stands
        between them begins with the verb of a duty.
        """
        lines, sections, line_sections = page.lines, page.sections, page.line_sections
        titled = {s.heading[0] for s in sections if s.heading}
        listed = [
            n
            for n in sorted(asking)
            if lines[n].start not in titled and sections[line_sections[n]].kind in _UNNAMED
        ]
        if len(listed) < 2:
            return
        begins = {line.first: n for n, line in enumerate(lines)}
        doing = {begins[h.start] for h in page.hits["duty"] if h.start in begins and h.tag in self._verbs}
        # "Development experience in Swift" names what is asked
        doing -= {
            page.line_at(h.start)
            for h in page.hits["cue"]
            if h.tag in self._asking and h.start - lines[page.line_at(h.start)].start < _NAMED_WITHIN
        }
        found: SectionMark | None = None
        for first, second in pairwise(listed):
            if second - first > _LIST_GAP:
                continue
            between = range(first + 1, second)
            if any(n in doing or lines[n].start in titled for n in between) or any(
                lines[n].end - lines[n].start > _LONG_LINE for n in range(first, second + 1)
            ):
                continue
            if found is None or found.end != lines[first].end:
                found = SectionMark("requirements", lines[first].start, 0, None)
                sections.append(found)
            found.end = lines[second].end
            for n in range(first, second + 1):
                line_sections[n] = len(sections) - 1

    def _ask_only_list(self, page: Page, asking: set[int]) -> None:
        """Make "Desired experience" over the only list of a posting what is asked: there is nothing it comes after."""
        low = page.folded.low
        wished = [section for section in page.sections if section.kind == "preferred" and section.heading]
        if not wished or any(
            section.kind in ("requirements", "education") and not self._is_label(low, section)
            for section in page.sections
        ):
            return
        first: list[SectionMark] = []
        word = ""
        for section in wished:
            heading = low[section.heading[0] : section.heading[1]] if section.heading else ""
            # "Familiarity with" goes on with the list above it; "Nice to have" below "Desired skills" is the wish
            if heading.strip(EDGE) not in self._inherits:
                own = next((w for w in self._if_only if w in heading), "")
                if not own or (word and own != word) or any(w in heading for w in self._unless):
                    break
                word = own
            first.append(section)
        if any(page.sections[page.line_sections[n]].kind in (None, "duties") for n in asking):
            return
        for section in first:
            section.kind = "requirements"

    def _is_label(self, low: str, section: SectionMark) -> bool:
        """Return whether each line of a section is a label of a job board that wishes: "SQL: 2 years (Preferred)"."""
        wishes = len(self._wish_labels.findall(low, section.start, section.end))
        return 0 < wishes == low.count("\n", section.start, section.end)


def _is_said(cased: str, start: int, end: int) -> bool:
    """Return whether a heading's own line says all there is: "Nice to have: Spark.", and the next line begins anew.

    One without a blank behind its colon lost a line's end; a list of lines goes on in the same words.
    """
    said, following = cased[start:end], cased[end + 1 : end + _LONGEST_WORD]
    return said[:1] == " " and not following[:1].islower() and said.split()[:1] != following.split()[:1]


def _is_numbered(page: Page, first: int) -> bool:
    """Return whether an item has a number for its bullet, as headings may have: "2) Education"."""
    at = page.folded.start(first)
    return page.text[max(0, at - 3) : at].rstrip()[-1:] in (".", ")")


def _level(low: str, start: int) -> int:
    """Return the level of a heading of Markdown, 0 where a line is none."""
    sharps = start
    if not low.startswith("#", start):
        return 0
    while low.startswith("#", sharps):
        sharps += 1
    return sharps - start if low.startswith(" ", sharps) else 0


def is_written_degree(page: Page, hit: Hit) -> bool:
    """Return whether a degree's short name is written as one ("MS", "PhD"), and is not a word ("as", "Be")."""
    cased = page.folded.cased
    if hit.end - hit.start > _SHORT_DEGREE:
        return True
    return not cased[hit.start + 1 : hit.end].islower() and not cased.startswith("&", hit.end)  # "PG&E"


def _cut(
    page: Page,
    lines: list[Line],
    headings: Headings,
    openers: frozenset[str],
    ordinary: Container[str],
    glued_years: re.Pattern[str],
) -> list[Line]:
    """Cut lines before and behind the headings that stand inside them, where a text lost its line ends."""
    cased, low = page.folded.cased, page.folded.low
    cuts: dict[int, set[int]] = {}  # by the number of their line
    inside: list[int] = []
    for number, line in enumerate(lines):
        size = line.end - line.start
        if size > LONGEST and not line.bullet and (cut := headings.opening(cased, low, line.start, line.end)):
            cuts[number] = {cut}
        if size > _LONG_LINE:
            found = list(headings.inside(cased, low, line.start, line.end))
        elif (colon := low.find(":", line.start + 1, line.end)) > 0:
            # "We build maps. Requirements: Python. Nice to have: Go. Benefits: lunch."
            found = list(_labels(headings, cased, low, line, colon))
        else:
            continue
        if found:
            cuts.setdefault(number, set()).update(found)
            inside += found
    number, count, last = 0, len(lines), 0
    turns = [turn + 1 for turn in places_of(_GLUED, cases_of(cased))]
    years = {match.start() for match in glued_years.finditer(low)}
    for at in sorted({*turns, *years}) if years else turns:
        while number + 1 < count and lines[number].end <= at:
            number += 1
        before = bisect_left(inside, at)
        start = max(lines[number].start, last, inside[before - 1] if before else 0)
        if (
            at in years
            or _lost_a_break(cased, at, ordinary)
            or _is_glued(headings, openers, low, start, at, lines[number].end)
        ):
            cuts.setdefault(number, set()).add(at)
            last = at
    for number in range(count - 1):
        start, end, bullet = lines[number]
        if lines[number + 1].bullet and end - start > _SHORTEST_TAIL:
            # "… is a must Preferred Skills * Scala": the heading of the list ends the item before it
            tail = _TAIL.search(cased, max(start, end - LONGEST), end)
            words = low[tail.start() : end] if tail else ""
            # "* 2016 - now: English Courses" of a CV has items of its own below it
            by_words = page.kind == "posting" or not bullet
            if tail and (
                headings.named(words)
                or (by_words and headings.told_by_words(words, cased[tail.start() : end]))
            ):
                cuts.setdefault(number, set()).add(tail.start())
    if not cuts:
        return lines
    pieces: list[Line] = []
    for number, (start, end, bullet) in enumerate(lines):
        for cut in sorted(cuts.get(number, ())):
            if cut > start:
                pieces.append(Line(start, cut, bullet))
                start, bullet = cut, False
        pieces.append(Line(start, end, bullet))
    return pieces


def _labels(headings: Headings, cased: str, low: str, line: Line, colon: int) -> Iterator[int]:
    """Yield where labels of parts begin behind a sentence that is over, given the first colon of a line.

    A label of what is offered holds for what follows in its line: "Benefits: lunch", no "Here is what we offer:".
    """
    while colon > 0:
        first = max(line.start, colon - LONGEST)
        at = 2 + max(low.rfind(end, first, colon) for end in _SENTENCE_ENDS)
        if at > 1 and cased[at].isupper():
            kind = headings.named(low[at:colon])
            if kind == "benefits":
                is_label = colon + 1 < line.end
            else:  # in a short line "Min. Experience: 2 years" goes on
                is_long = line.end - line.start >= _RUN_ON_LINE
                is_label = kind in ASKING and (is_long or low[at - _WORD_END : at - 2].isalpha())
            if is_label:
                yield at
        colon = low.find(":", colon + 1, line.end)


def _lost_a_break(cased: str, at: int, ordinary: Container[str]) -> bool:
    """Return whether two ordinary words meet at a capital, the first all small: "a plusAwareness of", no "PyTorch"."""
    seam = _SEAM.match(cased, at, at + _LONGEST_WORD)
    if seam is None:
        return False
    before = _SMALL_WORD.search(cased, max(0, at - _LONGEST_WORD), at)
    return before is not None and before.group() in ordinary and seam.group().lower() in ordinary


def _is_glued(headings: Headings, openers: frozenset[str], low: str, start: int, at: int, end: int) -> bool:
    """Return whether a line ends where two words are glued: behind "About the job", before "Requirements:"."""
    word = _WORD.match(low, at, min(end, at + _LONGEST_WORD))
    if word and word[0] in openers:  # "... of algorithmsExcellent communication"
        return True
    if _SHORTEST_GLUED <= at - start <= LONGEST and headings.is_name(low[start:at]):
        return True
    colon = low.find(":", at, at + LONGEST)
    return colon - at >= _SHORTEST_GLUED and colon < end and headings.is_name(low[at:colon])


_OPEN_ENDS = ",/(&-+"
_DASHED = re.compile(r"[A-Z][A-Za-z&/' ]{2,40}[-–—](?= )")
_LABELLED = re.compile(r"[A-Z][\w/&-]*(?: [\w/&-]+){0,3}:")
# signs around a heading that are not part of its words
EDGE = " \t:?!.…,*#=_~-–>|()[]{}'\"0123456789/&"
LONGEST = 75
_MOST_OPEN_BLANKS = 5
_ASIDE = re.compile(r"(?<=\w )\([^()]*\)\Z")  # "Responsibilities (all roles)"
_WORD = re.compile(r"[a-z'-]+|&")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# headings of these kinds are known where they run into their text
_OPENING: frozenset[SectionKind | None] = frozenset({"requirements", "preferred", "duties"})
_MOST_TITLE_WORDS = 7
_HEADINGS_KEPT = 4096


class HeadingWords(NamedTuple):
    """The words of headings, folded, as plain values: they are worked out once and kept."""

    whole: dict[str, SectionKind]
    open_ended: dict[str, list[tuple[str, str, SectionKind]]]  # by their first word: beginning, end, kind
    words: list[tuple[str, SectionKind]]
    hints: list[tuple[str, SectionKind]]
    lead_ins: dict[str, list[tuple[str, SectionKind]]]  # by their first word, the longest first
    made_of: dict[str, SectionKind | Literal["plain"]]  # words that a heading may be made of and nothing else
    first_words: set[str]  # by which whole ones begin
    opening: set[str]  # ... those that open what is asked or to be done

    @classmethod
    def of(cls, kinds: Sequence[HeadingKind], plain: Sequence[str] = ()) -> HeadingWords:
        """Return the words of the headings of one kind of document."""
        made = cls({}, {}, [], [], {}, {}, set(), set())
        for entry in kinds:
            made.made_of.update((fold_surface(word), entry.kind) for word in entry.nouns)
            for heading in (one for phrase in entry.headings for one in alternatives(phrase)):
                if "*" in heading:
                    head, _, tail = heading.partition("*")
                    row = (fold_surface(head) + " ", fold_surface(tail), entry.kind)
                    made.open_ended.setdefault(row[0].split(" ", 1)[0], []).append(row)
                else:
                    made.whole.setdefault(fold_surface(heading).strip(EDGE), entry.kind)
            made.words.extend((f" {fold_surface(word)} ", entry.kind) for word in entry.words)
            made.hints.extend((f" {fold_surface(word)} ", entry.kind) for word in entry.hints)
            for lead_in in (fold_surface(one) for phrase in entry.lead_ins for one in alternatives(phrase)):
                made.lead_ins.setdefault(lead_in.split(" ", 1)[0], []).append((lead_in, entry.kind))
        made.made_of.update((fold_surface(word), "plain") for word in plain)
        for rows in made.lead_ins.values():
            rows.sort(key=lambda row: -len(row[0]))
        for name, kind in made.whole.items():
            made.first_words.add(first := name.split(" ", 1)[0])
            if kind in _OPENING:
                made.opening.add(first)
        return made


class Headings:
    """The headings of one kind of document.

    >>> from jdmatch.taxonomy.models import HeadingKind
    >>> kind = HeadingKind(kind="requirements", headings=("(key )?skills",), lead_ins=("you have",))
    >>> headings = Headings(HeadingWords.of([kind]), 9)
    >>> headings.named("key skills:"), headings.led_in("you have shipped models", 0, 23)
    ('requirements', 'requirements')
    """

    def __init__(
        self,
        words: HeadingWords,
        longest_words: int,
        questions: Sequence[str] = (),
        *,
        titles: Sequence[str] = (),
        places: Sequence[str] = (),
        endings: Sequence[str] = (),
    ) -> None:
        self._longest_words = longest_words
        self._questions = frozenset(fold_surface(word) for word in questions)
        # the last word of a job's title, which is no heading: "Project Manager"
        self._titles = frozenset(fold_surface(title).rsplit(" ", 1)[-1] for title in titles)
        self._of_place = later(rf" (?:of|for) (?:an?|the|this|our)(?: [^ ]+)*? (?:{any_of(places)})\Z")
        self._ends = later(rf" (?:{any_of(endings)})\Z")
        self._whole, self._open_ended, self._words, self._hints, self._lead_ins, self._made_of, *begins = (
            words
        )
        self._first_words, self._opening = begins
        self._all_lead_ins = {begin: tuple(one for one, _ in rows) for begin, rows in self._lead_ins.items()}
        # "The Project Engineer works closely with …" opens nothing
        self._opening = self._opening.union(self._made_of) - {"the"}
        self._kinds = tuple(dict.fromkeys(kind for kind in self._made_of.values() if kind != "plain"))

        self.of_line = lru_cache(maxsize=_HEADINGS_KEPT)(self._of_line)  # postings share their headings

    def _of_line(self, low: str, cased: str, listed: bool) -> tuple[SectionKind | None, bool]:
        """Return the kind of the section that a line of its own heads, and whether weaker words alone tell it."""
        if kind := self.named(low):
            return kind, False
        bare, words = low.strip(), cased.split()
        # "Route planner | Capstone Project"
        may_head = bool(bare) and len(words) <= self._longest_words and "|" not in bare
        is_open = may_head and self._is_open(bare, words, cased)
        if may_head and (kind := self._told_by_words(bare, words, is_open=is_open)):
            return kind, False
        if kind := self.made_of(low):
            return kind, True
        return (self._hinted(bare, is_open=is_open, listed=listed) if may_head else None), True

    def named(self, low: str) -> SectionKind | None:
        """Return the kind of the section that a folded line names, if that is all it does."""
        bare = low.strip(EDGE)
        if kind := self._whole.get(bare):
            return kind  # what nearly all are
        if bare.count(" ") >= 2 * self._longest_words:
            return None
        if "(" in low or "  " in bare:
            bare = " ".join(_ASIDE.sub(" ", low.strip().rstrip(":")).strip(EDGE).split())
        if not bare or bare.count(" ") >= self._longest_words:
            return None
        if kind := self._whole.get(bare):
            return kind
        place = self._of_place.search(bare) if " of " in bare or " for " in bare else None
        if place is not None and (kind := self._whole.get(bare[: place.start()])):
            return kind  # "Requirements of the senior engineer"
        ending = self._ends.search(bare)
        if ending is not None and (kind := self._whole.get(bare[: ending.start()])):
            return kind  # "Duties and responsibilities include the following"
        for head, tail, kind in self._open_ended.get(bare.split(" ", 1)[0], ()):
            if (
                bare.startswith(head)
                and bare.endswith(tail)
                and bare.count(" ") <= _MOST_OPEN_BLANKS
                and "," not in bare
            ):
                return kind
        # of two languages one is known: "Requisitos / Requirements"
        first, _, second = bare.partition(" / ")
        is_foreign = bool(second) and self._made_of.keys().isdisjoint(first.split())
        return self._whole.get(second) if is_foreign and low[0] != "/" else None

    def made_of(self, low: str) -> SectionKind | None:
        """Return the kind of a line of nothing but words that headings are made of: "Your skills & capabilities"."""
        first = _WORD.search(low)
        if first is None or first[0] not in self._made_of:
            return None  # most lines
        words = _WORD.findall(low)
        if len(words) > self._longest_words or low.rstrip()[-1:] in ".,;" or any(map(str.isdigit, low)):
            return None
        kinds = {self._made_of.get(word) for word in words}
        return None if None in kinds else next((kind for kind in self._kinds if kind in kinds), None)

    def begin_with(self, word: str) -> bool:
        """Return whether a listed heading begins with a word."""
        return word.strip(EDGE) in self._first_words

    def is_name(self, low: str) -> bool:
        """Return whether some folded words are a heading as it is listed; "about *" is not looked at.

        >>> Headings(HeadingWords.of([]), 9).is_name("about us")
        False
        """
        return low.strip(EDGE) in self._whole

    def told_by_words(self, low: str, cased: str) -> SectionKind | None:
        """Return the kind of a line that looks like a heading and holds a telling word."""
        bare, words = low.strip(), cased.split()
        if not bare or len(words) > self._longest_words or "|" in bare:
            return None
        return self._told_by_words(bare, words, is_open=self._is_open(bare, words, cased))

    def _told_by_words(self, bare: str, words: Sequence[str], *, is_open: bool) -> SectionKind | None:
        if self._titles and (":" in bare[:-1] or _YEAR.search(bare) or self._is_job(bare)):
            return None
        if not is_open and (
            (self._titles and "-" in words)  # "Project Planning Basics - Acme Academy"
            or bare[-1] in ".,;"
            or len(words) > _MOST_TITLE_WORDS
            or not all(w[0].isupper() or not w[0].isalpha() or len(w) <= 3 for w in words)
        ):
            return None
        padded = f" {bare.strip(EDGE)} "
        return next((kind for word, kind in self._words if word in padded), None)

    def _is_job(self, bare: str) -> bool:
        """Return whether a line names a job, and no part of the text: "Education Consultant", "Project Manager:"."""
        words = bare.strip(EDGE).replace(",", " ").split()
        return not self._titles.isdisjoint(words) and not any(
            word == f" {words[-1]} " for word, _ in self._words
        )

    def _hinted(self, bare: str, *, is_open: bool, listed: bool) -> SectionKind | None:
        """Return the kind of a line over a list, of a question, of one in capitals or with a colon by weaker words."""
        if not is_open and not (listed and bare[-1] not in ".,;"):
            return None
        if bare[-1] == "?" and not listed and bare.split(" ", 1)[0] not in self._questions:
            return None  # "Do you have what it takes?" opens nothing unless a list follows
        return _last_told(bare, self._hints)

    def announced(self, low: str) -> SectionKind | None:
        """Return the kind of a sentence with a colon at its end by the last of its weaker words that tell one."""
        return None if self._is_job(low) else _last_told(low, (*self._words, *self._hints))

    def _is_open(self, bare: str, words: Sequence[str], cased: str) -> bool:
        """Return whether a line is open at its end, asks, or is written in capitals."""
        if bare[-1] in ":?…" or bare.endswith(("...", "--", "==")):
            return True
        if bare[-1] in ".,":
            return False
        return bare.split(" ", 1)[0] in self._questions or (len(words) > 1 and cased.isupper())

    def led_in(self, low: str, start: int, end: int) -> SectionKind | None:
        """Return the kind of the section that a sentence's first words open."""
        blank = low.find(" ", start, end)
        begin = low[start : blank if blank > 0 else end]
        if begin not in self._lead_ins or not low.startswith(self._all_lead_ins[begin], start):
            return None
        for lead_in, kind in self._lead_ins[begin]:
            if (
                low.startswith(lead_in, start)
                and not low[start + len(lead_in) : start + len(lead_in) + 1].isalnum()
            ):
                return kind
        return None

    def opening(self, cased: str, low: str, start: int, end: int) -> int:
        """Return where a heading ends that runs into its text without a colon, or 0: "Required Skills At least …"."""
        if low[start : low.find(" ", start, end)].rstrip(".") not in self._opening:
            return 0
        at, found = start, 0
        for count in range(_MOST_TITLE_WORDS):
            blank = low.find(" ", at, min(end, start + LONGEST))
            if blank <= at:
                break
            if low[blank - 1] == ".":  # "Requirements. At least …"
                return blank + 1 if self._whole.get(low[start : blank - 1]) in _OPENING else found
            joins = low[at:blank] in ("and", "or", "&")
            if not joins and not (cased[at].isupper() and cased[blank - 1].isalnum()):
                break
            if count and not joins and cased[blank + 1].isupper():
                bare = low[start:blank]
                if (self._whole.get(bare) or self.made_of(bare)) in _OPENING:
                    found = blank + 1
            elif joins:
                found = 0  # "Skills And Abilities"
            at = blank + 1
        return found

    def inside(self, cased: str, low: str, start: int, end: int) -> Iterator[int]:
        """Yield where headings begin in the middle of a long line that lost its breaks."""
        for match in _INLINE.finditer(cased, start, end):
            begin, stop = match.span(1)
            colon = cased[stop : stop + 1] == ":"
            words = list(re.finditer(r"\S+", low[begin:stop]))
            # the longest run of words from here that is a heading; before a colon all of them
            for count in range(min(len(words), 7), 0, -1):
                piece_end = begin + words[count - 1].end()
                rest = cased[piece_end : piece_end + 2].lstrip(" ")
                whole = colon and count == len(words)
                if (whole or (count > 1 and rest[:1].isupper()) or rest[:1] == ":") and self.named(
                    low[begin:piece_end]
                ):
                    yield begin
                    break
        for match in _BEFORE_COLON.finditer(cased, start, end) if ":" in cased[start:end] else ():
            words = list(_ANY_WORD.finditer(low, match.start(), match.end()))
            # "... in Computer Science Preferred Skills: C": the longest end of the run that is a heading
            for first in range(max(0, len(words) - 4), len(words)):
                if self.is_name(low[words[first].start() : match.end()]):
                    if words[first].start() > start and match.end() + 1 < end:
                        yield words[first].start()
                    break


# words up to a colon, or words in title case after a sentence's end; what stands before the capital is looked at after
# it, so that the search leaps from capital to capital
_INLINE = re.compile(
    r"([A-Z](?:(?<=[.!?;):].)|(?<=[.!?;):]\s.)|(?<=[.!?;):]\s\s.)|(?<=\A.)|(?<=\A\s.))"
    r"[A-Za-z'&/,\- ]{2,60}?)(?=:|\s(?=[A-Z0-9])|(?<=[a-z])(?=[A-Z]))"
)
# words in title case right before a colon
_BEFORE_COLON = re.compile(r"[A-Z][\w&/-]*(?: (?:[A-Z][\w&/-]*|and|of|to|&)){0,6}(?=:)")
_ANY_WORD = re.compile(r"[^ ]+")


def _last_told(line: str, words: Iterable[tuple[str, SectionKind]]) -> SectionKind | None:
    """Return the kind that the last of some words in a line tells; a word of wish goes before all others."""
    padded = f" {line.strip(EDGE)} "
    told = [
        (kind == "preferred", at + len(word), len(word), kind)
        for word, kind in words
        if word in padded and (at := padded.rfind(word)) >= 0
    ]
    return max(told, default=(False, 0, 0, None))[3]
