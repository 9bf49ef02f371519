"""The sheet of paper the components work on: a text with all that has been found in it so far.

All offsets here are folded ones; `reader` leads them back into the given text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from jdmatch.folding import LONGEST_READ, Folded, fold
from jdmatch.reading.lexicon import Hits, Placed
from jdmatch.reading.records import Certification, Degree, Experience, Facts, Pay, Stance
from jdmatch.reading.structure import ASKING, FullLines, Line, Structure, cut_lines
from jdmatch.taxonomy.models import Kind, Level, RoleId, SectionKind

_LABEL_REACH = 3  # lines under "Education:" that are still of it
_LONGEST_TITLE = 400
_LONGEST_FIRST_LINE = 140  # of a text whose first line is its title
_BELOW_MENU = 14  # lines below a menu among which the title is ...
_LONGEST_LABEL = 100  # ... before any so long
DocumentKind = Literal["posting", "cv"]


_Found = TypeVar("_Found", bound=Placed)


@dataclass(slots=True, eq=False)
class SkillMark:
    """A skill at one place."""

    start: int
    end: int
    concept: str  # of a name that only its list tells, its words
    match: Literal["name", "alias", "typo", "pattern", "list"]
    rule: int = -1
    stance: Stance = "mentioned"
    section: SectionKind | None = None
    years: float | None = None
    any_of: int | None = None  # skills of one "X or Y" share a number
    kind: Kind | None = None  # told by its neighbours, where the taxonomy does not


@dataclass(slots=True)
class DutyMark:
    """A duty, or a theme, at one place."""

    start: int
    end: int
    duty: str
    by: Literal["rule", "words"] = "rule"


@dataclass(slots=True)
class JobMark:
    """A job of a CV; months are counted from the year 0."""

    title: tuple[int, int] | None
    head: str  # the title and what follows it at once, in lower case: "data analyst, supply chain"
    begin: int | None = None
    end: int | None = None  # None where it goes on
    place: tuple[int, int] | None = None  # where its dates stand
    is_range: bool = False
    is_beside: bool = False  # beside one's studies: no years of a trade


@dataclass(slots=True)
class CareerMark:
    """What a CV tells of the jobs of its owner."""

    jobs: list[JobMark]  # the newest first
    headline: str  # the title in its first lines, in lower case
    described: str  # what its summary calls the owner
    sought: str  # the title of the job that is looked for
    years: float | None = None  # all in all, None where they can't be told
    place: tuple[int, int] | None = None  # where they are told
    is_fresh: bool = False  # no job outlasts the studies, or they go on


@dataclass(slots=True)
class Page(Structure):
    """A text being read, with its structure; a title given apart is its first line."""

    text: str = ""
    title: str = ""  # the title that was given apart, on one line
    kind: DocumentKind | None = None
    given: Mapping[str, str] = field(default_factory=dict)  # what is known beside the text, as in a Document
    folded: Folded = field(default=Folded("", "", "", (), ()))
    hits: Hits = field(default_factory=dict)
    # all words, in small letters: a step without its words is done
    vocabulary: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)  # those that no list and no name holds
    language: str = "en"
    has_case: bool = True  # whether the given text has both small and capital letters
    full_lines: FullLines | None = None  # where it was wrapped and may go on
    joined: int = 0  # the line ends that are blanks, since they only kept lines short
    skills: list[SkillMark] = field(default_factory=list)
    duties: list[DutyMark] = field(default_factory=list)
    themes: list[DutyMark] = field(default_factory=list)
    career: CareerMark | None = None  # of a CV
    experience: Experience | None = None
    degree: Degree | None = None
    certificates: list[Certification] = field(default_factory=list)
    pay: Pay | None = None
    facts: Facts = field(default_factory=Facts)
    level: Level | None = None
    role: RoleId | None = None
    role_why: str = ""
    site: list[tuple[int, int]] = field(default_factory=list)  # what is not the text's own, in given offsets
    told_from: int = 0  # where the title ends that is the first line: it names the place and tells of no duty

    @classmethod
    def of(
        cls,
        text: str,
        *,
        title: str | None = None,
        kind: DocumentKind | None = None,
        given: Mapping[str, object] | None = None,
    ) -> Page:
        """Return a new page for a text; its title, given apart, becomes its first line if it isn't that already."""
        title = " ".join(title.split()) if title else ""
        if title and _letters(text.lstrip()[:_LONGEST_TITLE].partition("\n")[0]) == _letters(title):
            title = ""
        # a cell of a table may be anything: what is no text says nothing
        beside = {name: value for name, value in (given or {}).items() if isinstance(value, str)}
        page = cls(text=f"{title}\n{text}" if title else text, title=title, kind=kind, given=beside)
        page.refold(fold(page.text[:LONGEST_READ]))
        return page

    def refold(self, folded: Folded) -> None:
        """Take a folded text and cut it into lines."""
        self.folded = folded
        self.set_lines(cut_lines(folded.cased))

    @property
    def given_from(self) -> int:
        """Where the given text begins: behind a title that was given apart."""
        return len(self.title) + 1 if self.title else 0

    @property
    def given_text(self) -> str:
        """The text that was given, without a title that was given apart."""
        return self.text[self.given_from :]

    @property
    def own_text(self) -> str:
        """The text that was given, without what a page put around it."""
        ends = [self.given_from, *(end for _, end in self.site)]
        starts = [*(start for start, _ in self.site), len(self.text)]
        return "".join(self.text[end:start] for end, start in zip(ends, starts, strict=True))

    def take_title(self) -> bool:
        """Return whether the text, rid of what a page put above it, begins with the title that was given apart.

        Then the title is the text's own, as where nothing stands above it.
        """
        if not self.title or len(self.lines) < 2:
            return False
        first = self.lines[1]
        if _letters(self.folded.cased[first.start : first.end]) != _letters(self.title):
            return False
        self.text, self.title, self.site = self.given_text, "", []
        self.refold(fold(self.text[:LONGEST_READ]))
        return True

    def skills_in_lists(self) -> dict[int, dict[int, list[SkillMark]]]:
        """Return the skills that stand in lists, by the index of the list and of the member."""
        found: dict[int, dict[int, list[SkillMark]]] = {}
        for mark in self.skills:
            if place := self.in_lists.get(mark.start):
                found.setdefault(place[0], {}).setdefault(place[1], []).append(mark)
        return found

    def below_title(self, found: list[_Found]) -> list[_Found]:
        """Return what was found below a title; what the title itself tells counts only where that is nothing."""
        first = self.lines[0]
        told = self.folded.low[first.start : first.end]
        if not self.title and (len(told) > _LONGEST_FIRST_LINE or told.endswith(".") or told[:1].isdigit()):
            return found  # the first line is no title
        return [one for one in found if one.start >= first.end] or found

    @property
    def head(self) -> list[Line]:
        """The lines among which the title is: the first; where a page put a menu above, those before any text."""
        lines = self.lines[:_BELOW_MENU]
        if not self.site or self.site[0][0] > self.folded.start(lines[-1].end):
            return lines[:1]
        said = (
            n
            for n, (start, end, bullet) in enumerate(lines)
            if n and (bullet or end - start > _LONGEST_LABEL or self.section_at(start) in ASKING)
        )
        return lines[: next(said, _BELOW_MENU)]

    def place(self, start: int, end: int) -> tuple[int, int, str]:
        """Return where folded offsets lie in the given text, blanks aside, and its words there.

        In a title given apart the offsets are less than 0.
        """
        at, given, text = self.folded.at, self.folded.given, self.text
        # `Folded.start` and `Folded.end`, spelt out: this is asked for every finding
        here = bisect_right(at, start)
        first = given[here - 1] + start - at[here - 1] if here else start
        if here < len(at) and at[here] < end:
            here = bisect_right(at, end - 1)
        last = self.folded.wide.get(end - 1) or (given[here - 1] + end - at[here - 1] if here else end)
        words = text[first:last]
        bare = words.strip()
        if len(bare) != len(words):
            first = text.index(bare, first)
        if self.title:
            first -= self.given_from
        return first, first + len(bare), bare


def stands_among_wishes(page: Page, offset: int, extras: re.Pattern[str], label: re.Pattern[str]) -> bool:
    """Return whether an offset stands in a part for what is only wished for.

    "Desired experience" over the only list that there is asks all the same; a heading with one of the `extras`
    ("nice to have") never does. A line with a `label` of its own ("Education:"), or right under one, says what is asked
    wherever it stands, unless the same label stands above already.
    """
    if not page.lines:
        return False
    number = page.line_at(offset)
    section = page.section_of(number)
    if section is None or section.kind != "preferred":
        return False
    low = page.folded.low
    own = label.match(low, page.lines[number].start, offset)
    for line in page.lines[max(0, number - _LABEL_REACH) : number]:
        own = own or (label.fullmatch(low, line.start, line.end) if line.start >= section.start else None)
    # "Experience:" under what is required and again under what is preferred is a part of either
    if own is not None and not (section.heading and own.group() in low[: section.heading[0]]):
        return False
    if section.heading is None or extras.search(page.folded.low, *section.heading):
        return True
    return any(one.kind == "requirements" for one in page.sections)


def _letters(line: str) -> str:
    """Return a line's letters and digits alone, to tell equal ones."""
    return "".join(filter(str.isalnum, line.lower()))
