"""Decides the ambiguous surfaces: R the language or R&D, Go or "go to market", Excel or "excel at".

The rules are the taxonomy's (`ambiguous:`). First what rules a surface out: its case, its neighbours, its section;
then, where the rule names evidence, one piece of it must be there: a neighbour, a word of the clause, another skill
near by, a section.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit, between, start_of
from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import any_of, any_stands, later
from jdmatch.reading.skills import first_longest
from jdmatch.reading.structure import ASKING, QUOTES, Listing
from jdmatch.taxonomy.records import Concept, Rule, Taxonomy

_WORD = re.compile(r"[\w+#'.]*[\w+#']|[^\w\s]")
_REACH = 80
_LINE_REACH = 300
_LIST_REACH = 30
_LIST_LINES = 2
_BESIDES_LINE = 4  # signs that may stand beside the only name of a line
_CLAUSE = 150
_BESIDES_NAME = 2  # ... behind one that ends an item: a full stop, the bar of a table
_NAMED = ("tool", "language")
_BESIDE_NAME = 12  # signs that may stand beside a known name in its item: "Apache ", " libraries"
_COMPANY = 2  # known names in a list from which a doubtful one in it is meant ...
_MORE_COMPANY = 3  # ... and where it may well be an ordinary word
_MOST_WORDS = 4
_LEFT = 45  # signs before a name in which those words stand
_SHORTEST_WORD = 3  # of words of two letters some are names of methods first: "BI"
_LONGEST_NAME = 120
_KNOWN_BY = 26  # signs before a name in which "experience with" may stand
_OPENING = 24  # signs before a name in which "life at" may stand
_LEAD = 60  # ... before a list, for "used by companies such as"
_CV_SKILLS = frozenset({"skills", "experience", "projects", "summary", "certificates"})
_CLAIMING = ASKING | _CV_SKILLS | {None}  # where words of grade before a name tell that it is known


class SenseReader:
    """The component `jdmatch_senses`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._words = taxonomy.language.words
        self._concepts: Mapping[str, Concept] = taxonomy.concepts
        names = taxonomy.language.names
        self._firm_opens = later(
            rf"(?<!\w)(?:{any_of(names.firm_openings)}) \Z"
            rf"|(?:[\n.!?] ?|\A)(?:{any_of(names.firm_headings)}) \Z"
        )
        self._firm_ends = later(rf" ?(?:{any_of(names.firm_endings)})(?!\w)")
        such = "(?: (?:like|such as|including|include|includes|are))?"
        self._firm_lists = later(rf"(?<!\w)(?:{any_of(names.firm_nouns)}){such}[ :(,]*\Z")
        verbs, words = any_of(names.works_with), "(?: [a-z-]+)"
        self._colleagues = later(
            rf"(?<!\w)(?:{verbs}){words}{{0,3}}? (?:with|across|between){words}{{0,2}}[ :(,]*\Z"
        )
        heads = taxonomy.language.heads
        self._known_by = later(rf"(?<!\w)(?:{any_of(heads.known_by)}) \Z")
        self._knows = later(rf"(?<!\w)(?:{any_of(heads.known_by)}) ")
        self._met_by = later(rf"(?<!\w)(?:{any_of(heads.not_known_by)}) \Z")
        self._graded_by = later(rf"(?:\A|(?<!a )(?<![\w-]))(?:{any_of(heads.graded_by)}) \Z")
        self._goes_on = later(rf"[,/&+]| (?:{any_of(heads.joins)}) ")
        stance = taxonomy.language.stance
        after = {*stance.required.after, *stance.preferred.after} - set(stance.weak_after)
        self._said_after = frozenset(map(fold_surface, after))
        trades = any_of(taxonomy.roles.trade_nouns)
        self._trade_of = later(rf"(?<!\w)(?:{trades})s? ?(?:[(,|/] ?|- )\Z")
        self._trade_ends = later(r" ?(?:[)|,/\n]|- |\Z)")
        self._known_ends = later(rf"\s*(?:[.;!?)\n]|\Z)| (?:{any_of(heads.known_ends)})(?!\w)")
        self._departments = frozenset(map(fold_surface, names.departments))

    def read(self, page: Page) -> None:
        """Drop the marks that are not meant as skills; what a dropped one hid is looked at in its stead."""
        sure = [m for m in page.skills if m.rule < 0]
        doubtful = [m for m in page.skills if m.rule >= 0]
        refused: list[SkillMark] = []
        rounds = 0
        while doubtful and rounds < 3:
            kept, dropped = self._decide(page, doubtful, sure)
            sure += kept
            refused += dropped
            doubtful = self._hidden(page, dropped, sure) if rounds < 2 else []
            new_sure = [m for m in doubtful if m.rule < 0]
            sure += new_sure
            doubtful = [m for m in doubtful if m.rule >= 0]
            rounds += 1
        sure.sort(key=start_of)
        if refused and page.lists and (more := self._among_known(page, refused, sure)):
            sure = sorted([*sure, *more], key=start_of)
        page.skills = sure if page.kind == "cv" else self._without_firms(page, sure)

    def _without_firms(self, page: Page, marks: list[SkillMark]) -> list[SkillMark]:
        """Return the marks without those that name the employer, other firms or their departments.

        "Join Databricks", "used by companies like Dropbox and Figma", "works with Sales, Analytics and Finance".
        """
        low, cased = page.folded.low, page.folded.cased
        concepts, in_lists = self._concepts, page.in_lists
        gone: set[int] = set()
        employers: set[str] = set()
        of_firms: dict[int, bool] = {}
        of_departments: dict[int, bool] = {}
        for mark in marks:
            kind = concepts[mark.concept].kind
            place = in_lists.get(mark.start)
            if kind == "tool" and cased[mark.start].isupper():
                start = mark.start
                if self._firm_opens.search(low, max(0, start - _OPENING), start) or self._firm_ends.match(
                    low, mark.end
                ):
                    employers.add(mark.concept)
                    gone.add(start)
                elif place is not None:
                    number = place[0]
                    if number not in of_firms:
                        begin = page.lists[number].start
                        of_firms[number] = bool(self._firm_lists.search(low, max(0, begin - _LEAD), begin))
                    if of_firms[number]:
                        gone.add(start)
            elif kind == "method" and place is not None and cased[mark.start].isupper():
                number, member = place
                listing = page.lists[number]
                if listing.members[member] == (mark.start, mark.end):
                    if number not in of_departments:
                        of_departments[number] = self._names_departments(low, listing)
                    if of_departments[number]:
                        gone.add(mark.start)
        if not gone:
            return marks
        return [
            mark
            for mark in marks
            if mark.start not in gone
            and not (mark.concept in employers and page.section_at(mark.start) not in ASKING)
        ]

    def _names_departments(self, low: str, listing: Listing) -> bool:
        """Return whether one works with the members of a list, one of which is a known department."""
        return not self._departments.isdisjoint(low[start:end] for start, end in listing.members) and bool(
            self._colleagues.search(low, max(0, listing.start - _LEAD), listing.start)
        )

    def _among_known(self, page: Page, refused: list[SkillMark], sure: list[SkillMark]) -> list[SkillMark]:
        """Return the refused ones that fill their place in a list of tools or languages: "Flink, Apex and HBase"."""
        cased = page.folded.cased
        named: Counter[int] = Counter()  # how many known names fill their place in a list
        small: Counter[int] = Counter()  # ... and are written small
        known: Counter[int] = Counter()  # ... the names and the methods
        for mark in sure:
            place = page.in_lists.get(mark.start)
            kind = self._concepts[mark.concept].kind
            if place and kind != "soft":
                start, end = page.lists[place[0]].members[place[1]]
                if mark.start - start <= _BESIDE_NAME and end - mark.end <= _BESIDE_NAME:
                    known[place[0]] += 1
                    named[place[0]] += kind in _NAMED
                    small[place[0]] += kind in _NAMED and cased[mark.start].islower()
        found: dict[int, SkillMark] = {}  # one may have been refused more than once
        for mark in refused:
            place = page.in_lists.get(mark.start)
            concept = self._concepts[mark.concept]
            if place is None or concept.kind == "soft":
                continue
            number = place[0]
            listing, rule = page.lists[number], concept.rules[mark.rule]
            company = (named if concept.kind in _NAMED else known)[number]
            if (
                # a method written small is an ordinary word first: "training, deployment, client-server"
                company
                >= (_COMPANY if concept.kind in _NAMED or not cased[mark.start].islower() else _MORE_COMPANY)
                and company * 2 >= len(listing.members) - 1
                and (mark.start, mark.end) == listing.members[place[1]]
                and page.section_at(mark.start) not in rule.not_in
                and (
                    not page.has_case
                    or self._case_fits(rule, page, mark)
                    or "/" in listing.joins
                    or small[number] * 2 > company
                )
                and not any(m.start < mark.end and mark.start < m.end for m in _around(sure, mark, 0))
            ):
                found[mark.start] = mark
        return list(found.values())

    def _decide(
        self, page: Page, doubtful: list[SkillMark], sure: list[SkillMark]
    ) -> tuple[list[SkillMark], list[SkillMark]]:
        """Return (kept, dropped); a mark kept in a first look supports the others in a second one."""
        kept: list[SkillMark] = []
        dropped: list[SkillMark] = []
        rest: list[SkillMark] = []  # of which company alone can tell
        sure = sorted(sure, key=start_of)
        for mark in doubtful:
            alone = self._is_meant(page, mark)
            if alone or (alone is None and self._is_supported(page, mark, sure)):
                kept.append(mark)
            else:
                (rest if alone is None else dropped).append(mark)
        if len(rest) > 1 and (vouching := self._vouching(page, rest)):
            kept += vouching
            starts = {mark.start for mark in vouching}
            rest = [mark for mark in rest if mark.start not in starts]
        if not kept or not rest:
            return kept, dropped + rest
        more: list[SkillMark] = []
        kept.sort(key=start_of)
        for mark in rest:
            (more if self._is_supported(page, mark, kept) else dropped).append(mark)
        return kept + more, dropped

    def _vouching(self, page: Page, doubtful: list[SkillMark]) -> list[SkillMark]:
        """Return those that stand together in a list, so that each is the other's evidence: "Chef and Puppet"."""
        cased = page.folded.cased
        together: dict[int, SkillMark] = {}
        for one, other in pairwise(doubtful):
            if not page.are_joined(one, other) or not (
                cased[one.start].isupper() and cased[other.start].isupper()
            ):
                continue
            if self._is_supported(page, one, [other]) and self._is_supported(page, other, [one]):
                together |= {one.start: one, other.start: other}
        return list(together.values())

    def _hidden(self, page: Page, dropped: list[SkillMark], sure: list[SkillMark]) -> list[SkillMark]:
        """Return the shorter surfaces that the dropped marks had hidden."""
        hits = page.hits["skill"]
        sure = sorted(sure, key=start_of)
        tried = {(m.start, m.end) for m in dropped}
        free = [
            hit
            for mark in dropped
            # a surface that crosses a dropped one may begin before it
            for hit in between(hits, mark.start - _REACH + 1, mark.end)
            if hit.end > mark.start
            and (hit.start, hit.end) not in tried
            and not any(m.start < hit.end and hit.start < m.end for m in _around(sure, hit, 0))
        ]
        result = []
        for hit in first_longest(free):
            surface = self._taxonomy.surfaces[hit.key]
            result.append(SkillMark(hit.start, hit.end, surface.concept, surface.how, surface.rule))
        return result

    def _is_meant(self, page: Page, mark: SkillMark) -> bool | None:
        """Return whether the words around a mark say that it is meant; None where other skills near by may tell."""
        rule = self._concepts[mark.concept].rules[mark.rule]
        section = page.section_at(mark.start)
        if section in rule.not_in or not self._case_fits(rule, page, mark):
            return False
        met = (
            not _evidence(rule)
            or section in rule.section
            # in a CV the parts in which a skill is claimed stand for a posting's requirements
            or ("requirements" in rule.section and section in _CV_SKILLS)
            or (section in ASKING and self._fills_item(page, mark))
            or self._is_known(page, mark)
        )
        if rule.prev_not or (rule.prev and not met):
            before = _before(page, mark)
            if not rule.prev_not.isdisjoint(before):
                return False
            met = met or not rule.prev.isdisjoint(before)
        if rule.next_not or (rule.next and not met):
            after = _after(page, mark)
            if not rule.next_not.isdisjoint(after):
                return False
            met = met or not rule.next.isdisjoint(after)
        if rule.near_not or (rule.near and not met):
            here = page.clauses.at(mark.start)
            low = page.folded.low
            start, end = max(here.start, mark.start - _CLAUSE), min(here.end, mark.end + _CLAUSE)
            clause = f" {low[start : mark.start]} \n {low[mark.end : end]} "
            if any_stands(rule.near_not, clause):
                return False
            met = met or any_stands(rule.near, clause)
        return met or (None if rule.kinds or rule.families else False)

    def _case_fits(self, rule: Rule, page: Page, mark: SkillMark) -> bool:
        """Return whether a mark is written as its rule wants it; without case an ordinary word needs other evidence."""
        if rule.case is None:
            return True
        if not page.has_case:
            name, kind = page.folded.low[mark.start : mark.end], self._concepts[mark.concept].kind
            if len(name) < _SHORTEST_WORD or name not in self._words:
                return True
            claims = page.section_at(mark.start) in ASKING | _CV_SKILLS
            return kind in _NAMED and (bool(_evidence(rule)) or (claims and self._fills_item(page, mark)))
        written = page.folded.cased[mark.start : mark.end].replace("-", " ")
        if rule.case == "exact":
            return written in rule.spellings or (written.endswith("s") and written[:-1] in rule.spellings)
        return written[0].isupper()

    def _is_known(self, page: Page, mark: SkillMark) -> bool:
        """Return whether a name in capitals is what somebody knows, and that alone: "knowledge of Spring is a must"."""
        low, start, end = page.folded.low, mark.start, mark.end
        kind = self._concepts[mark.concept].kind
        if kind not in _NAMED or not page.folded.cased[start].isupper():
            return False
        left = max(0, start - _KNOWN_BY)
        if (
            kind == "language"
            and self._trade_ends.match(low, end)
            and self._trade_of.search(low, left, start)
        ):
            return True  # "Backend Engineer (Go)"
        if start in (page.lines[page.line_at(start)].first, page.clauses.at(start).start) and any(
            hit.key in self._said_after for hit in between(page.hits["cue"], end + 1, end + 2)
        ):
            return True  # "Rust is a plus", "Swift preferred"
        ends = self._known_ends.match(low, end) is not None
        if ends and self._known_by.search(low, left, start):
            return self._met_by.search(low, left, start) is None
        if ends and (place := page.in_lists.get(start)) and self._fills_item(page, mark):
            begin, until = page.lists[place[0]].members[0]
            if self._knows.search(low, max(0, begin - _KNOWN_BY), until):
                return True  # "know Kubernetes and Go"
        is_graded = (
            page.section_at(start) in _CLAIMING and self._graded_by.search(low, left, start) is not None
        )
        return is_graded and (ends or self._goes_on.match(low, end) is not None)

    def _fills_item(self, page: Page, mark: SkillMark) -> bool:
        """Return whether a surface is all there is of a line or of a member of a list."""
        if place := page.in_lists.get(mark.start):
            return page.lists[place[0]].members[place[1]] == (mark.start, mark.end)
        start, end = _with_quotes(page, mark)
        line = page.lines[page.line_at(start)]
        # behind a label too: "Nice to have: Swift", "| Nice to have | Swift |"
        begins = start == line.first or page.folded.low[start - 2 : start] in (": ", "| ")
        return begins and line.end - end <= _BESIDES_NAME

    def _is_supported(self, page: Page, mark: SkillMark, sure: list[SkillMark]) -> bool:
        """Return whether other skills near by tell that a mark is meant."""
        rule, line = self._concepts[mark.concept].rules[mark.rule], page.line_at(mark.start)
        # in a list of one name a line, two names just above or below are company
        here = page.lines[line]
        fills_line = here.end - here.start - (mark.end - mark.start) <= _BESIDES_LINE
        reach = _REACH if rule.within == "near" else _LINE_REACH
        company = 0
        for other in sure if rule.within == "text" else _around(sure, mark, max(reach, _LIST_REACH)):
            concept = self._concepts[other.concept]
            if other.concept == mark.concept or not (
                concept.kind in rule.kinds or rule.families & self._taxonomy.above(other.concept)
            ):
                continue
            if rule.within == "text":
                return True
            distance = max(other.start - mark.end, mark.start - other.end)
            if distance <= reach and page.line_at(other.start) == line:
                return True
            if (
                fills_line
                and distance <= _LIST_REACH
                and 1 <= abs(page.line_at(other.start) - line) <= _LIST_LINES
            ):
                company += 1
        return company > 1


def _around(marks: Sequence[SkillMark], one: Hit | SkillMark, reach: int) -> Sequence[SkillMark]:
    """Return the marks, which are in order of their start, that may stand within reach of one place."""
    return between(marks, one.start - reach - _LONGEST_NAME, one.end + reach + 1)


def _evidence(rule: Rule) -> Collection[str]:
    """Return what tells that a surface is meant, of which any is enough."""
    return rule.prev or rule.next or rule.near or rule.kinds or rule.families or rule.section


def _with_quotes(page: Page, mark: SkillMark) -> tuple[int, int]:
    """Return where a mark begins and ends, together with the quotation marks right around it: `"R"`."""
    low, start, end = page.folded.low, mark.start, mark.end
    sign = low[start - 1 : start]
    return (start - 1, end + 1) if sign in QUOTES and low.startswith(sign, end) else (start, end)


def _before(page: Page, mark: SkillMark) -> list[str]:
    """Return the last one to four words and signs before a mark, each as far back as it goes."""
    low = page.folded.low
    first, _ = _with_quotes(page, mark)
    start = max(0, first - _LEFT)
    start = low.rfind("\n", start, first) + 1 or start
    words = _WORD.findall(low, start, first)
    if start and low[start - 1].isalnum() and words:
        words = words[1:]
    return [" ".join(words[first:]) for first in range(max(0, len(words) - _MOST_WORDS), len(words))]


def _after(page: Page, mark: SkillMark) -> list[str]:
    """Return the first one to four words and signs after a mark."""
    low = page.folded.low
    _, last = _with_quotes(page, mark)
    end = low.find("\n", last, last + 60)
    words = _WORD.findall(low, last, end if end >= 0 else last + 60)
    return [" ".join(words[:n]) for n in range(1, min(len(words), _MOST_WORDS) + 1)]
