"""How strongly is a skill asked: required, preferred, merely mentioned, or not wanted at all?

Clause before section: a cue in the clause ("a plus", "no … needed", "must have") speaks for the skills it governs;
a marker at a clause's end reaches back over its clause, one at its beginning reaches on; both stop at a contrast
("but", "while") and, where two cues meet, at each other. Only then the section counts. Cues and what sections mean
are in taxonomy/language/stance.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.lexicon import Hit, longest
from jdmatch.pipeline.clauses import Clause, clauses_of
from jdmatch.pipeline.page import Component, Page, SkillMark, Stance
from jdmatch.pipeline.surfaces import CueUse, layers_of
from jdmatch.pipeline.wording import any_of, whole
from jdmatch.schema import SectionKind
from jdmatch.taxonomy import Taxonomy

_PART_END = re.compile(r"[,(](?=\s)| - | – ")
_NEGATED_REACH = 60
_OPENS_CLAUSE = 25
_BRACKET_ASIDE = 14
_BRACKET_GAP = 3
_LONGEST_JOIN = 25
_CHOICE_REACH = 50
_ASKED_IN_PASSING = (None, "company", "duties")


# what a cue can say: how strongly, and whether of what follows it or of what precedes it
_LIKES, _LIKED = CueUse("preferred", True), CueUse("preferred", False)
_DEMANDS, _DEMANDED = CueUse("required", True), CueUse("required", False)
_DENIES, _DENIED = CueUse("negated", True), CueUse("negated", False)
_TELLS = CueUse("mentioned", True)
_CONTRASTS = CueUse("contrast", True)


class _Cue(NamedTuple):
    start: int
    end: int
    says: frozenset[CueUse]


class StanceReader(Component):
    """The component `jdmatch_stance`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.stance
        layers = layers_of(taxonomy)
        self._says = tuple(frozenset(u for u in uses if u.stance != "none") for uses in layers.cues)
        self._duty_uses = layers.duties
        self._by_section: Mapping[SectionKind, Stance] = {**words.by_section}
        self._or = re.compile(rf"{whole(words.alternatives)}|/")
        self._choice = re.compile(whole(words.choices))
        self._between = re.compile(rf"[\s,/()&]*(?:(?:{any_of(words.list_words)})(?!\w)[\s,/()]*)*\Z")
        self._opens_part = re.compile(rf"(?:{any_of(words.apart)})(?!\w)")
        self._goes_on = re.compile(rf"(?:{any_of(words.goes_on)})(?!\w)|[,;.():!\-–/]|\Z")
        self._weak_after = frozenset(fold_surface(w) for w in words.weak_after)
        self._cv_negated = re.compile(whole(words.cv_negated.before))

    def read(self, page: Page) -> None:
        """Give every skill of the page its section and stance, and or-groups their number."""
        clauses = clauses_of(page)
        cues: dict[int, list[_Cue]] = {}
        named = {m.start: m.end for m in page.skills}
        for hit in longest(page.hits["cue"]):
            says = self._says[hit.tag]
            if says and named.get(hit.start, 0) <= hit.end:  # else the first word of a name ("deep learning")
                cues.setdefault(clauses.index(hit.start), []).append(_Cue(hit.start, hit.end, says))
        groups = 0
        choice: int | None = None  # the number of the list under way of which one will do
        previous: SkillMark | None = None
        for mark in page.skills:
            mark.section = page.section_at(mark.start)
            number = clauses.index(mark.start)
            clause = clauses.all[number]
            here = [c for c in cues.get(number, ()) if c.end <= mark.start or c.start >= mark.end]
            if page.kind == "cv":
                mark.stance = (
                    "negated"
                    if self._cv_negated.search(page.folded.low, clause.start, mark.start)
                    else "required"
                )
            else:
                mark.stance = self._stance(page, mark, clause, here) if here else self._told_by_section(mark)
            before = previous if previous is not None and clauses.index(previous.start) == number else None
            if self._choice.search(page.folded.low, self._since(mark, before, clause), mark.start):
                groups += 1
                mark.any_of = choice = groups
            elif before is not None and choice is not None and self._is_listed(page, before, mark):
                mark.any_of = choice
            else:
                choice = None
                if before is not None:
                    groups = self._join(page, before, mark, groups)
            previous = mark
        members = Counter(mark.any_of for mark in page.skills)
        for mark in page.skills:
            if members[mark.any_of] == 1:
                mark.any_of = None

    def _stance(self, page: Page, mark: SkillMark, clause: Clause, cues: list[_Cue]) -> Stance:
        low = page.folded.low
        start, end = self._scope(mark, clause, cues)
        inside = [c for c in cues if start <= c.start < end]
        before = [c for c in inside if c.end <= mark.start]
        after = [c for c in inside if c.start >= mark.end and self._reaches_back(page, c, mark, clause)]

        # not wanted: "X is not required" unless a softer word stands by ("a plus but not required"); "no X"
        liked_after = next((c for c in after if _LIKED in c.says and self._ends_part(low, c, clause)), None)
        softened = any(_LIKED in c.says for c in cues)
        if any(_DENIED in c.says for c in after) and not softened:
            return "negated"
        for cue in reversed(before):
            if _DENIES in cue.says:
                if mark.start - cue.end <= _NEGATED_REACH and not re.search(
                    r"[,:(]", low[cue.end : mark.start]
                ):
                    return "negated"
                break
        demanded_after = next(
            (c for c in after if _DEMANDED in c.says and low[c.start : c.end] not in self._weak_after), None
        )
        if liked_after and not (demanded_after and demanded_after.start < liked_after.start):
            return "preferred"
        if any(self._opens_bracket_round(low, c, mark) for c in before):
            return "preferred"
        liked_before = next((c for c in reversed(before) if _LIKES in c.says), None)
        if liked_before and self._governs(low, liked_before, mark, clause):
            return "preferred"
        if demanded_after:
            return "required"
        if mark.section in _ASKED_IN_PASSING and self._asks(page, before, clause):
            return "required"
        return self._told_by_section(mark)

    def _told_by_section(self, mark: SkillMark) -> Stance:
        return self._by_section[mark.section] if mark.section else "mentioned"

    def _reaches_back(self, page: Page, cue: _Cue, mark: SkillMark, clause: Clause) -> bool:
        """Tell whether an after-cue speaks of a skill before it.

        Inside brackets it speaks of what is inside, unless it is all that is inside: "Python (a plus)". After a comma
        it speaks of its own part where that has figures of its own: "1 year of SQL, 2+ preferred".
        """
        low = page.folded.low
        opened = low.rfind("(", mark.end, cue.start)
        if opened >= 0 and ")" not in low[opened : cue.start]:
            if "(" in low[mark.end : opened]:  # each has its own: "Python (5 years), Java (optional)"
                return False
            closed = low.find(")", cue.end, clause.end)
            inner = low[opened + 1 : cue.start] + (low[cue.end : closed] if closed >= 0 else "")
            return len(inner.strip()) <= _BRACKET_ASIDE
        comma = low.rfind(",", mark.end, cue.start)
        part = low[comma + 1 : cue.start].lstrip()
        return comma < 0 or not (any(c.isdigit() for c in part) or self._opens_part.match(part))

    def _opens_bracket_round(self, low: str, cue: _Cue, mark: SkillMark) -> bool:
        """Tell whether a skill stands in brackets right after a "preferred": "charts a plus (Qlik, Tableau)"."""
        if _LIKED not in cue.says:
            return False
        opened = low.find("(", cue.end, mark.start)
        return 0 <= opened - cue.end <= _BRACKET_GAP and ")" not in low[opened : mark.start]

    def _scope(self, mark: SkillMark, clause: Clause, cues: list[_Cue]) -> tuple[int, int]:
        """Return the part of the clause whose cues can speak of a skill: contrasts cut it."""
        start, end = clause.start, clause.end
        for cue in cues:
            if _CONTRASTS in cue.says:
                if cue.end <= mark.start:
                    start = max(start, cue.end)
                else:
                    end = min(end, cue.start)
        return start, end

    def _governs(self, low: str, cue: _Cue, mark: SkillMark, clause: Clause) -> bool:
        """Tell whether a "preferred" before a skill reaches it: it opens the clause or its part, or stands close."""
        if (
            _LIKED in cue.says
            and self._ends_part(low, cue, clause)
            and cue.start - clause.start > _OPENS_CLAUSE
        ):
            return False
        if clause.start < cue.start - 1 and low[cue.start - 1] == "(" and low.startswith(")", cue.end):
            return False  # "AWS (preferred) and Docker": said of what stands before it
        return (
            cue.start - clause.start <= _OPENS_CLAUSE
            or not _PART_END.search(low, cue.end, mark.start)
            or low[max(0, cue.start - 2) : cue.start].strip() in (",", "(", "-", "–")
        )

    def _ends_part(self, low: str, cue: _Cue, clause: Clause) -> bool:
        """Tell whether a cue closes its part of the clause: nothing follows, a sign, or a word that goes on."""
        rest = low[cue.end : clause.end].lstrip()
        return self._goes_on.match(rest) is not None

    def _asks(self, page: Page, before: list[_Cue], clause: Clause) -> bool:
        """Tell whether a clause outside the lists of requirements asks: "Strong knowledge of …", "must know …".

        A clause that begins with a verb of a duty tells what is done, whatever it says of knowledge later.
        """
        asking = [c for c in before if _DEMANDS in c.says]
        if not asking:
            return False
        if asking[0].start - clause.start <= _OPENS_CLAUSE:
            return not any(_TELLS in c.says and c.start < asking[0].start for c in before)
        opening = any(
            clause.start <= h.start <= clause.start + 3 and self._is_verb(h) for h in page.hits["duty"]
        )
        told = any(_TELLS in c.says for c in before)
        return not (opening or told)

    def _is_verb(self, hit: Hit) -> bool:
        return any(use.is_verb for use in self._duty_uses[hit.tag])

    def _since(self, mark: SkillMark, before: SkillMark | None, clause: Clause) -> int:
        """Return from where on the words just before a skill, and behind the skill before it, speak of it."""
        return max(before.end if before else clause.start, mark.start - _CHOICE_REACH)

    def _is_listed(self, page: Page, first: SkillMark, second: SkillMark) -> bool:
        """Tell whether nothing but a comma or a word that joins stands between two skills."""
        between = page.folded.low[first.end : second.start]
        return len(between) <= _LONGEST_JOIN and self._between.match(between) is not None

    def _join(self, page: Page, first: SkillMark, second: SkillMark, groups: int) -> int:
        """Put two skills with an "or" between them, and the list before it, in one group; return the groups so far."""
        if self._is_listed(page, first, second) and self._or.search(
            page.folded.low, first.end, second.start
        ):
            if first.any_of is None:
                groups += 1
                first.any_of = groups
                self._reach_back(page, first, groups)
            second.any_of = first.any_of
        return groups

    def _reach_back(self, page: Page, mark: SkillMark, group: int) -> None:
        """In "Python, Scala or Java" the comma is an "or" too."""
        at = page.skills.index(mark)
        low = page.folded.low
        while at > 0 and low[page.skills[at - 1].end : page.skills[at].start].strip() in (",", "/"):
            at -= 1
            page.skills[at].any_of = group
