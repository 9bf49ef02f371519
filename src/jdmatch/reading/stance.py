"""How strongly is a skill asked: required, preferred, merely mentioned, or not wanted at all?

Clause before section: a cue in the clause ("a plus", "no … needed", "must have") speaks for the skills it governs;
a marker at a clause's end reaches back over its clause, one at its beginning reaches on; both stop at a contrast
("but", "while") and, where two cues meet, at each other. Only then the section counts. Cues and what sections mean
are in taxonomy/language/stance.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import between, longest, start_of
from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import Phrases, any_of, later, whole
from jdmatch.reading.records import Stance
from jdmatch.reading.structure import ASKING, SILENT, Clause, Listing
from jdmatch.reading.surfaces import CueUse, uses_of
from jdmatch.taxonomy.models import SectionKind, StanceFile
from jdmatch.taxonomy.phrases import alternatives
from jdmatch.taxonomy.records import Taxonomy

_NUMBERED = re.compile(r"\s*:\s*\(?[1ai][.)]")
_PART_END = re.compile(r"[,(](?=\s)| - | – ")
_LONGEST_JOIN = 25
_NO_SIGNS = str.maketrans(",/()&", "     ")
_NEAR_WORDS = 4  # blanks between an adjective that asks and what it is said of
_MOST_CUES = 12  # so many on each side of a skill are looked at
_NEGATED_REACH = 60
_OPENS_CLAUSE = 25
_BULLET = 4  # a bullet and its blank, with one sign more, may stand before its first word
_BRACKET_ASIDE = 14
_PAIR = 2  # of two skills, what follows may speak of the second alone
_BRACKET_GAP = 3
_FIRMS = SILENT | frozenset({"company"})  # parts that tell of the firm
_LONGEST_LIST = 300  # of what a CV denies or wishes for
_NOWHERE = (-1, -1)
_ASKED_IN_PASSING = (None, "company", "duties")


# what a cue can say, as bits: how strongly, and whether of what follows it or of what precedes it
_LIKES, _LIKED, _DEMANDS, _DEMANDED, _DENIES, _DENIED, _TELLS, _CONTRASTS, _REST = (1 << n for n in range(9))
_OF_BEFORE = _LIKED | _DEMANDED | _DENIED  # said of what precedes it
_DECIDING = _OF_BEFORE | _LIKES | _DENIES  # what may be decided otherwise than by the section
_BITS = {
    CueUse("preferred", True): _LIKES,
    CueUse("preferred", False): _LIKED,
    CueUse("required", True): _DEMANDS,
    CueUse("required", False): _DEMANDED,
    CueUse("negated", True): _DENIES,
    CueUse("negated", False): _DENIED,
    CueUse("mentioned", True): _TELLS,
    CueUse("contrast", True): _CONTRASTS,
}


class _Cue(NamedTuple):
    start: int
    end: int
    says: int


class StanceReader:
    """The component `jdmatch_stance`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.stance
        layers = uses_of(taxonomy)
        self._says = tuple(
            reduce(or_, (_BITS.get(u, _REST) for u in uses if u.stance != "none"), 0) for uses in layers.cues
        )
        self._duty_uses = layers.duties
        self._by_section: Mapping[SectionKind, Stance] = {**words.by_section}
        self._choices = Choices(words)
        self._joined = later(whole((*words.alternatives, "and")))
        self._list_words = frozenset(fold_surface(w) for w in words.list_words)
        ours = (one for phrase in words.ours for one in alternatives(phrase))
        self._ours = later(rf"\s*{whole(ours)}")
        self._seeks = Phrases(words.seeks)
        self._taught = Phrases(one for phrase in words.taught for one in alternatives(phrase))
        self._trainings, self._given = later(whole(words.trainings)), later(whole(words.given))
        self._training_words = frozenset(max(phrase.split(), key=len) for phrase in words.trainings)
        self._concepts = taxonomy.concepts
        self._adjectives = frozenset(fold_surface(w) for w in words.adjectives)
        self._trade = later(rf"(?: \([a-z]+\))?(?: ?/ ?| )(?:\w+ )?(?:{any_of(words.trades)})(?!\w)")
        self._speciality = later(rf"(?<!\w)(?:{any_of(words.trades)}) ?[,(–-] ?\Z")
        self._told_until = later(whole(words.told_until))
        self._of_firm = later(rf"\s*{whole(words.of_firm)}")
        self._culture = later(whole(words.culture))
        self._person = later(whole(words.person))
        self._seeks_until = later(whole(words.seeks_until))
        self._describes = later(rf"{whole(words.describes)}\s+\Z")
        self._opens_part = later(rf"(?:{any_of(words.apart)})(?!\w)")
        self._leads = later(rf":| {{3}}|,? (?:{any_of(words.leads_on)})(?!\w)")
        self._goes_on = later(rf"(?:{any_of(words.goes_on)})(?!\w)|[,;.():!\-–/]|\Z")
        self._weak_after = frozenset(fold_surface(w) for w in words.weak_after)
        self._asks_trade = frozenset(fold_surface(w) for w in words.asks_trade)
        self._learning = frozenset(fold_surface(w) for w in words.learning)
        claims = any_of(words.new_claims)
        self._new_claim = later(rf"(?:[,;&]|\s(?:{claims}))\s(?:\d[\d+–-]{{0,5}}\s)?\Z")
        self._ends_wish = later(rf"[,;&(]|{whole(words.new_claims)}")
        self._musts = frozenset(fold_surface(w) for w in words.musts)
        self._cv_negated, self._cv_wished = (
            later(whole(one for phrase in phrases for one in alternatives(phrase)))
            for phrases in (words.cv_negated, words.cv_wished)
        )

    def read(self, page: Page) -> None:
        """Give every skill of the page its section and stance, and or-groups their number."""
        clauses = page.clauses
        cues = self._cues(page)
        liked = self._liked_lists(page, [cue for some in cues.values() for cue in some])
        low = page.folded.low
        seeks = self._seeks.find(low, page.vocabulary)
        taught = self._taught.find(low, page.vocabulary)
        trains = not self._training_words.isdisjoint(page.vocabulary)
        lists, in_lists = page.lists, page.in_lists
        sections, line_sections = page.sections, page.line_sections
        every = clauses.all
        listed_from, end = 0, -1
        employers: list[SkillMark] = []
        for mark in page.skills:
            number = clauses.index(mark.start)
            clause = every[number]
            mark.section = sections[line_sections[clause.line]].kind
            if page.kind == "cv":
                mark.stance = self._in_cv(page, mark, clause)
                continue
            stance: Stance | None = None
            if here := cues.get(number):  # most clauses have none
                gap = mark.start - end
                is_near = 0 <= gap <= _LONGEST_JOIN and end >= clause.start
                # nothing but signs and words that join may stand between two skills of one list
                if not is_near or not self._list_words.issuperset(
                    low[end : mark.start].translate(_NO_SIGNS).split()
                ):
                    place = in_lists.get(mark.start)
                    listed_from = max(lists[place[0]].start, clause.start) if place else mark.start
                stance = self._by_clause(page, mark, clause, _near(here, mark), listed_from)
            elif low.startswith("?", clause.end) and clause.end - mark.end <= _OPENS_CLAUSE:
                answer = cues.get(number + 1, ())  # "Kafka? Even better."
                if any(c.says & (_LIKES | _LIKED) and c.start <= every[number + 1].start + 1 for c in answer):
                    stance = "preferred"
            end = mark.end
            if stance:
                mark.stance = stance
            elif liked and any(start <= mark.start < end for start, end in liked):
                mark.stance = "preferred"
            elif (taught or trains) and self._is_taught(low, mark, clause, taught):
                mark.stance = "mentioned"
            else:
                mark.stance = self._by_place(low, mark, clause, seeks)
            if mark.section not in ASKING and self._is_soft(mark) and self._is_employers(page, mark, clause):
                employers.append(mark)
        if employers:
            gone = {mark.start for mark in employers}
            page.skills = [mark for mark in page.skills if mark.start not in gone]
        self._choices.group(page)

    def _cues(self, page: Page) -> dict[int, list[_Cue]]:
        """Return the cues of the page by the number of their clause."""
        clauses = page.clauses
        cues: dict[int, list[_Cue]] = {}
        starts = [mark.start for mark in page.skills]
        cased = page.folded.cased
        for hit in longest(page.hits["cue"]):
            says = self._says[hit.tag]
            at = bisect_right(starts, hit.start) - 1
            # a word of a name is no cue: "deep learning", "software asset management"
            is_part = says & _DENIES and cased[hit.end : hit.end + 1] == "-"  # "No-SQL", "no-code"
            if says and not is_part and not (at >= 0 and hit.end < page.skills[at].end):
                cues.setdefault(clauses.index(hit.start), []).append(_Cue(hit.start, hit.end, says))
        return cues

    def _by_clause(
        self, page: Page, mark: SkillMark, clause: Clause, cues: list[_Cue], listed_from: int
    ) -> Stance | None:
        """Return what the cues of the clause say of a skill that stands in a list from some place on."""
        if not cues:
            return None
        low = page.folded.low
        said_before = said_after = said = 0
        for cue in cues:
            said |= cue.says
        is_wish = mark.section == "preferred" and said & _DEMANDS
        if not said & _DECIDING and not is_wish and mark.section not in _ASKED_IN_PASSING:
            return None  # "experience with …" in a list that asks anyway
        inside, said_here = cues, said
        if said & _CONTRASTS:
            start, end = self._scope(mark, clause, cues)
            inside = [c for c in cues if start <= c.start < end]
            said_here = reduce(or_, (c.says for c in cues if c.start >= start), 0)
        before = [c for c in inside if c.end <= mark.start]
        after = [
            c
            for c in inside
            if c.start >= mark.end and c.says & _OF_BEFORE and self._reaches_back(page, c, mark, clause)
        ]

        # not wanted: "X is not required" unless a softer word stands by ("a plus but not required"); "no X"
        for cue in before:
            said_before |= cue.says
        for cue in after:
            said_after |= cue.says
        liked_after = demanded_after = liked_before = None
        if said_after & _LIKED:
            liked_after = next(
                (c for c in after if c.says & _LIKED and self._ends_part(low, c, clause)), None
            )
        if said_after & _DENIED and not said_here & _LIKED:
            return "negated"
        for cue in reversed(before) if said_before & _DENIES else ():
            if cue.says & _DENIES:
                start = self._start_of_choice(page, mark, cue.end)
                if start - cue.end <= _NEGATED_REACH and not re.search(r"[,:(]", low[cue.end : start]):
                    return "negated"
                break
        if said_after & _DEMANDED:
            demanded_after = next(
                (c for c in after if c.says & _DEMANDED and low[c.start : c.end] not in self._weak_after),
                None,
            )
        if liked_after and not (demanded_after and demanded_after.start < liked_after.start):
            return "preferred"
        if said_before & _LIKED and any(self._leads_to(low, c, mark, clause) for c in before):
            return "preferred"
        if said_before & _LIKES:
            liked_before = next((c for c in reversed(before) if c.says & _LIKES), None)
            if (
                liked_before
                and liked_before.start - clause.start > _OPENS_CLAUSE
                and any(c.says & _DEMANDS and ":" in low[liked_before.end : c.start] for c in before)
            ):
                liked_before = None  # "years of it, preferably in a laboratory: familiar with Kafka"
            elif (
                liked_before
                and low[liked_before.start : liked_before.end] in self._learning
                and (self._is_soft(mark) or self._claims_anew(low, liked_before, before))
            ):
                liked_before = None  # "eager to learn and curious", "willing to learn and strong in Python"
        if liked_before and (
            self._governs(page, liked_before, mark.start, clause)
            or (not demanded_after and self._governs(page, liked_before, listed_from, clause))
        ):
            return "preferred"
        if demanded_after or (is_wish and any(low[c.start : c.end] in self._musts for c in before)):
            return "required"
        is_passing = said_before & _DEMANDS and mark.section in _ASKED_IN_PASSING
        return "required" if is_passing and self._asks(page, mark, before, clause, listed_from) else None

    def _claims_anew(self, low: str, wish: _Cue, before: list[_Cue]) -> bool:
        """Return whether behind a wish to learn another claim begins: "and strong", ", 3 years of"."""
        return any(
            c.says & _DEMANDS
            and c.start >= wish.end
            and self._new_claim.search(low, wish.end, c.start) is not None
            for c in before
        )

    def _in_cv(self, page: Page, mark: SkillMark, clause: Clause) -> Stance:
        """Return whether a CV claims a skill, denies it ("never used Go") or wishes for it ("want to learn Go")."""
        low, place = page.folded.low, page.in_lists.get(mark.start)
        not_claimed: tuple[tuple[re.Pattern[str], Stance], ...] = (
            (self._cv_negated, "negated"),
            (self._cv_wished, "mentioned"),
        )
        for cues, stance in not_claimed:
            for cue in cues.finditer(low, max(clause.start, mark.start - _LONGEST_LIST), mark.start):
                first = page.skills[bisect_left(page.skills, cue.end(), key=start_of)]
                if first is not mark and (
                    place is None
                    or page.in_lists.get(first.start, _NOWHERE)[0] != place[0]
                    or page.lists[place[0]].members[place[1]][0] != mark.start  # "Go, but I know Rust"
                ):
                    continue
                gap = low[cue.end() : first.start]
                if len(gap.split()) <= _NEAR_WORDS and not self._ends_wish.search(gap):
                    return stance
        return "required"

    def _start_of_choice(self, page: Page, mark: SkillMark, after: int) -> int:
        """Return where the "X, Y or Z" begins that a skill stands in, if behind a place, or where the skill does."""
        place = page.in_lists.get(mark.start)
        if place is None:
            return mark.start
        listing = page.lists[place[0]]
        is_choice = listing.joins[-1] in self._choices.words and listing.members[0][1] > after
        return max(listing.start, after) if is_choice else mark.start

    def _by_place(self, low: str, mark: SkillMark, clause: Clause, seeks: list[tuple[int, int]]) -> Stance:
        """Return what the section says of a skill, unless the sentence tells of the firm or of whom it seeks."""
        stance = self._by_section[mark.section] if mark.section else "mentioned"
        if stance == "mentioned":
            return "required" if self._is_sought(low, mark, clause, seeks) else stance
        return "mentioned" if self._ours.match(low, clause.start, mark.start) else stance

    def _is_taught(self, low: str, mark: SkillMark, clause: Clause, taught: list[tuple[int, int]]) -> bool:
        """Return whether the firm teaches a skill: "we will teach you Go", "Go (we will teach you)"."""
        if any(
            clause.start <= start
            and end <= clause.end
            and (end <= mark.start or low[mark.end : start].strip(" -") in ("(", ""))
            for start, end in taught
        ):
            return True
        return (
            self._trainings.match(low, clause.start, mark.start) is not None
            and self._given.search(low, mark.end, clause.end) is not None
        )

    def _liked_lists(self, page: Page, cues: list[_Cue]) -> list[tuple[int, int]]:
        """Return where lists run on in a line behind what they are: "The following are a plus: 1. Kafka. 2. Go."."""
        low = page.folded.low
        return [
            (cue.end, page.lines[page.line_at(cue.start)].end)
            for cue in cues
            if cue.says & (_LIKED | _LIKES) and _NUMBERED.match(low, cue.end)
        ]

    def _reaches_back(self, page: Page, cue: _Cue, mark: SkillMark, clause: Clause) -> bool:
        """Return whether an after-cue speaks of a skill before it.

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
            at = bisect_right(page.skills, opened, key=start_of)
            own = at < len(page.skills) and page.skills[at].end <= cue.start
            return len(inner.strip()) <= _BRACKET_ASIDE and not own  # "Python (R is a plus)" speaks of R
        comma = low.rfind(",", mark.end, cue.start)
        if comma < 0:
            return True
        closed = low.rfind(")", comma, cue.start)
        if closed > 0 and "(" not in low[comma:closed]:  # "BI tools (Qlik, Tableau) a plus"
            comma = low.rfind(",", mark.end, max(mark.end, low.rfind("(", clause.start, comma)))
            if comma < 0:
                return True
        part = low[comma + 1 : cue.start].strip()
        if any(map(str.isdigit, part)) or self._opens_part.match(part):
            return False
        if low[mark.end : comma].strip() in self._weak_after and "," not in part:
            return False  # "Java skills, Kotlin preferred": the noun ends what is said of Java
        if self._joined.search(part):
            return True
        # "REST, GraphQL is a plus" and "BI tools, Tableau experience preferred" speak of the last alone
        alone = low.startswith("is ", cue.start) and low.count(",", clause.start, cue.start) == 1
        if not alone and part.rpartition(" ")[2] not in self._weak_after:
            return True
        place = page.in_lists.get(mark.start)
        if place is not None:
            listing = page.lists[place[0]]
            if len(listing.members) > _PAIR and listing.start - clause.start <= _BULLET:
                return True  # "Kafka, Flink, Hadoop knowledge is a plus" is nothing but the list
        at = bisect_right(page.skills, comma, key=start_of)
        return at >= len(page.skills) or page.skills[at].start >= cue.start

    def _leads_to(self, low: str, cue: _Cue, mark: SkillMark, clause: Clause) -> bool:
        """Return whether a "preferred" speaks of what follows it after all.

        In "charts a plus (Qlik, Tableau)", "the following is desirable: Kafka, Flink", "cloud is a plus, especially
        AWS" and "Bonus - Helm" it does.
        """
        if not cue.says & _LIKED:
            return False
        opened = low.find("(", cue.end, mark.start)
        if 0 <= opened - cue.end <= _BRACKET_GAP and ")" not in low[opened : mark.start]:
            return True
        leads = self._leads.match(low, cue.end, mark.start)
        # a dash between blanks is folded to blanks
        return leads is not None and (cue.start == clause.start or not leads[0].isspace())

    def _scope(self, mark: SkillMark, clause: Clause, cues: list[_Cue]) -> tuple[int, int]:
        """Return the part of the clause whose cues can speak of a skill: contrasts cut it."""
        start, end = clause.start, clause.end
        for cue in cues:
            if cue.says & _CONTRASTS:
                if cue.end <= mark.start:
                    start = max(start, cue.end)
                else:
                    end = min(end, cue.start)
        return start, end

    def _governs(self, page: Page, cue: _Cue, start: int, clause: Clause) -> bool:
        """Return whether a "preferred" reaches what follows it: it opens the clause or its part, or stands close."""
        low = page.folded.low
        if cue.says & _LIKED and self._ends_part(low, cue, clause):
            skills = between(page.skills, clause.start, cue.start)
            if cue.start - clause.start > _OPENS_CLAUSE or skills:
                return False  # "Kafka desired, Hadoop mandatory"
        if clause.start < cue.start - 1 and low[cue.start - 1] == "(" and low.startswith(")", cue.end):
            return False  # "AWS (preferred) and Docker": said of what stands before it
        return (
            cue.start - clause.start <= _OPENS_CLAUSE
            or not _PART_END.search(low, cue.end, start)
            or low[max(0, cue.start - 2) : cue.start].strip() in (",", "(", "-", "–")
        )

    def _ends_part(self, low: str, cue: _Cue, clause: Clause) -> bool:
        """Return whether a cue closes its part of the clause: nothing follows, a sign, or a word that goes on."""
        rest = low[cue.end : clause.end].lstrip()
        return self._goes_on.match(rest) is not None

    def _asks(
        self, page: Page, mark: SkillMark, before: list[_Cue], clause: Clause, listed_from: int
    ) -> bool:
        """Return whether a clause outside the lists of requirements asks: "Strong knowledge of …", "must know …".

        A clause that begins with a verb of a duty tells what is done, whatever it says of knowledge later.
        """
        low = page.folded.low
        asking = [
            c
            for c in before
            if c.says & _DEMANDS
            and (
                low[c.start : c.end] not in self._adjectives
                or low.count(" ", c.end, listed_from) <= _NEAR_WORDS
            )
        ]
        if not asking:
            return False
        first = asking[0].start
        if low[first : asking[0].end] in self._asks_trade:
            return True
        if not self._is_soft(mark) and self._names_trade(low, mark):
            return False  # "a strong machine learning engineer"
        told = any(c.says & _TELLS for c in before)
        if self._of_firm.match(low, clause.start, first) and not self._person.search(
            low, clause.start, mark.start
        ):
            return False  # "Our consultants bring deep expertise in"
        if (
            mark.section == "duties"
            and not self._is_soft(mark)
            and first > clause.start
            and all(low[c.start : c.end] in self._adjectives for c in asking)
        ):
            return False
        if self._opens_with_verb(page, clause, first) or (
            low[first : asking[0].end] in self._adjectives
            and self._describes.search(low, clause.start, first)
        ):
            return False
        if first - clause.start <= _OPENS_CLAUSE:
            return not any(
                c.says & _TELLS and (c.start < first or c.start > asking[-1].start) for c in before
            )
        return not told

    def _is_sought(self, low: str, mark: SkillMark, clause: Clause, seeks: list[tuple[int, int]]) -> bool:
        """Return whether a skill is said of a person who is sought: "looking for a creative engineer"."""
        at = bisect_left(seeks, (clause.start, 0))
        if at >= len(seeks) or seeks[at][1] > mark.start:
            return False
        is_soft = self._is_soft(mark)
        if not is_soft and self._names_trade(low, mark):
            return False
        until = self._told_until if is_soft else self._seeks_until
        while at < len(seeks) and seeks[at][1] <= mark.start:
            if not until.search(low, seeks[at][1], mark.start):
                # "a data scientist, machine learning" names a speciality
                return is_soft or not self._speciality.search(low, seeks[at][1], mark.start)
            at += 1
        return False

    def _is_employers(self, page: Page, mark: SkillMark, clause: Clause) -> bool:
        """Return whether a soft skill is said of the employer, its culture or its people, not of who is sought."""
        if mark.section in _FIRMS and mark.stance == "mentioned":
            return True
        heading = page.sections[page.line_sections[clause.line]].heading
        if heading is not None and heading[0] <= mark.start < heading[1]:
            return True  # "Position accountabilities:"
        low = page.folded.low
        said = self._culture.search(low, clause.start, mark.start)
        return said is not None and not self._person.search(low, clause.start, mark.start)

    def _is_soft(self, mark: SkillMark) -> bool:
        return mark.match != "list" and self._concepts[mark.concept].kind == "soft"

    def _names_trade(self, low: str, mark: SkillMark) -> bool:
        """Return whether a skill only names a trade: "machine learning engineer"."""
        return self._trade.match(low, mark.end) is not None

    def _opens_with_verb(self, page: Page, clause: Clause, first: int) -> bool:
        """Return whether a clause begins with the verb of a duty, other than its first cue."""
        return any(
            hit.start != first and any(use.is_verb for use in self._duty_uses[hit.tag])
            for hit in between(page.hits["duty"], clause.start, clause.start + _BULLET)
        )


def _near(cues: list[_Cue], mark: SkillMark) -> list[_Cue]:
    """Return the cues on both sides of a skill."""
    if len(cues) > _MOST_CUES:
        at = bisect_right(cues, mark.start, key=start_of)
        cues = cues[max(0, at - _MOST_CUES) : at + _MOST_CUES]
    return [c for c in cues if c.end <= mark.start or c.start >= mark.end]


_CHOICE_REACH = 50


class Choices:
    """Finds the lists of which one member will do; compiled once from the words."""

    def __init__(self, words: StanceFile) -> None:
        self.words = frozenset(map(fold_surface, words.alternatives))
        self._or = self.words | {"/"}
        self._opens = Phrases(words.choices)

    def group(self, page: Page) -> None:
        """Give the skills of which one will do a number: those of "X or Y", and of "one or more of X, Y, Z"."""
        by_list = page.skills_in_lists()
        if not by_list:
            return
        opens = self._opens.find(page.folded.low, page.vocabulary)
        groups = 0
        for number, members in by_list.items():
            listing = page.lists[number]
            start, end = listing.lead
            if any(start - _CHOICE_REACH <= a and b <= end for a, b in opens if b > end - _CHOICE_REACH):
                runs = [list(_alike(listing, members))]
            else:
                runs = [[m for m in run if m in members] for run in self._runs(listing.joins)]
            for run in runs:
                if len(run) > 1:
                    groups += 1
                    for member in run:
                        for mark in members[member]:
                            mark.any_of = groups

    def _runs(self, joins: Sequence[str]) -> Iterator[range]:
        """Yield the members of which one will do: in "Python, Scala or Java" the comma is an "or" too."""
        first, chosen = 0, False
        for at, join in enumerate(joins):
            if join in self._or:
                chosen = True
            elif join != "," or chosen:
                # an "and" parts, and so does a comma behind the "or"
                if chosen:
                    yield range(first, at + 1)
                first, chosen = at + 1, False
        if chosen:
            yield range(first, len(joins) + 1)


def _alike(listing: Listing, members: Mapping[int, Sequence[SkillMark]]) -> Iterator[int]:
    """Yield the members up to one that words of its own open: "any of AWS, Azure, and | strong SQL"."""
    for number, member in enumerate(sorted(members)):
        if number and members[member][0].start != listing.members[member][0]:
            return
        yield member
