"""How a text is built: lines, sections, clauses and the lists inside them. Found once, and asked by every step.

The cutting goes through the text from front to end and never back, so its time is linear whatever the text. Offsets
are folded ones. The words that cut (joins, leads, abbreviations) are in taxonomy/language/heads.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from jdmatch.folding import fold_surface
from jdmatch.reading.clauses import Clause, Clauses, Line
from jdmatch.taxonomy.models import HeadsFile, SectionKind

_NEAR = 50  # signs around the only known word of a clause where a list must join it
# parts of a text that say nothing of the work or of the person
SILENT: frozenset[SectionKind | None] = frozenset({"benefits", "pay", "process"})


class Listing(NamedTuple):
    """Two or more things in a row: "experience with | Python, R and Java".

    `lead` are the words that govern it, back to what came before ("experience with", "Databases:", "charts (");
    `joins` what stands between the members, one less than these; `opened` the bracket it stands in, or -1.
    """

    clause: int
    lead: tuple[int, int]
    members: tuple[tuple[int, int], ...]
    joins: tuple[str, ...]
    opened: int

    @property
    def start(self) -> int:
        """Where the first member begins."""
        return self.members[0][0]

    @property
    def end(self) -> int:
        """Where the last member ends."""
        return self.members[-1][1]


# where a known word begins -> the index of its list, and of the member it stands in
Places = dict[int, tuple[int, int]]


class Place(Protocol):
    """Anything that stands at a place of the text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


@dataclass(slots=True)
class SectionMark:
    """A part of the text under one heading."""

    kind: SectionKind | None
    start: int
    end: int
    heading: tuple[int, int] | None


@dataclass(slots=True)
class Structure:
    """The structure of one text; each part is filled by one walk.

    `line_sections` is the index into `sections` line by line. `in_lists` leads from where a known word begins to the
    list and the member it stands in.
    """

    lines: list[Line] = field(default_factory=list)
    sections: list[SectionMark] = field(default_factory=list)
    line_sections: list[int] = field(default_factory=list)
    clauses: Clauses = field(default_factory=Clauses)
    lists: list[Listing] = field(default_factory=list)
    in_lists: Places = field(default_factory=dict)
    _line_starts: list[int] = field(default_factory=list)

    def set_lines(self, lines: list[Line]) -> None:
        """Take the lines."""
        self.lines = lines
        self._line_starts = [line.start for line in lines]

    def line_at(self, offset: int) -> int:
        """Return the index of the line an offset stands in."""
        return max(0, bisect_right(self._line_starts, offset) - 1)

    def section_of(self, line: int) -> SectionMark | None:
        """Return the section that a line stands in."""
        return self.sections[self.line_sections[line]] if self.line_sections else None

    def section_at(self, offset: int) -> SectionKind | None:
        """Return the kind of the section that an offset stands in."""
        section = self.section_of(self.line_at(offset)) if self.lines else None
        return section.kind if section else None

    def are_joined(self, first: Place, second: Place) -> bool:
        """Return whether two known words are neighbours in a list, with nothing else between them."""
        one, other = self.in_lists.get(first.start), self.in_lists.get(second.start)
        if one is None or other is None or one[0] != other[0] or other[1] - one[1] != 1:
            return False
        members = self.lists[one[0]].members
        return members[one[1]][1] == first.end and members[other[1]][0] == second.start

    def list_at(self, start: int) -> Listing | None:
        """Return the list in which a known word stands that begins at an offset."""
        found = self.in_lists.get(start)
        return self.lists[found[0]] if found else None


def cut_lines(cased: str) -> list[Line]:
    r"""Return the lines that hold anything.

    >>> cut_lines("Tasks\n\n* Build")
    [Line(start=0, end=5, bullet=False), Line(start=7, end=14, bullet=True)]
    """
    lines: list[Line] = []
    start = 0
    for piece in cased.split("\n"):
        end = start + len(piece)
        if piece and not piece.isspace():
            lines.append(Line(start, end, piece.startswith("* ")))
        start = end + 1
    return lines


class ListCutter:
    """Cuts clauses into lists; compiled once from the words of heads.yaml."""

    def __init__(self, words: HeadsFile) -> None:
        signs = "".join(j for j in words.joins if len(j) == 1 and not j.isalnum())
        self._join_words = frozenset(fold_surface(j) for j in words.joins if j.isascii() and len(j) > 1)
        leads = {fold_surface(lead) for lead in words.leads}
        every = sorted({*self._join_words, *leads}, key=lambda w: (-len(w), w))
        self._quick = tuple(
            j if len(j) == 1 and not j.isalnum() else f" {fold_surface(j)} " for j in words.joins
        )
        self._joins = frozenset(words.joins) | self._join_words
        # a sign, a dash between blanks (folded to three blanks), or a whole word behind a blank
        words_of = rf"(?:{'|'.join(map(re.escape, every))})(?=[ ,:\n(]|$)"
        self._joint = re.compile(rf"[{re.escape(signs)}()\[\]:]|[ \n](?:  |\+(?= )|{words_of})")
        self._word = re.compile(words_of)  # right behind a bracket: "(e.g. MySQL)"

    def cut(self, low: str, clauses: Clauses, known: Sequence[Place]) -> tuple[list[Listing], Places]:
        """Return the lists in the clauses that hold known words, and where each known word stands in them.

        The known words are in order and do not overlap; a sign inside one joins nothing ("C/C++", "R&D").
        """
        lists: list[Listing] = []
        places: Places = {}
        at, count = 0, len(known)
        while at < count:
            number = clauses.index(known[at].start)
            clause = clauses.all[number]
            upto = at + 1
            while upto < count and known[upto].start < clause.end:
                upto += 1
            if upto - at == 1 and not self._may_join(low, clause, known[at]):
                at = upto
                continue
            self._lists_of(low, clause, number, known[at:upto], lists, places)
            at = upto
        return lists, places

    def _may_join(self, low: str, clause: Clause, one: Place) -> bool:
        """Return whether anything that joins stands near the only known word of a clause."""
        start, end = max(clause.start, one.start - _NEAR), min(clause.end, one.end + _NEAR)
        return any(low.find(sign, start, end) >= 0 for sign in self._quick)

    def _lists_of(
        self,
        low: str,
        clause: Clause,
        number: int,
        known: Sequence[Place],
        lists: list[Listing],
        places: Places,
    ) -> None:
        row = _Row(clause.start, clause.start, -1)
        outer: list[_Row] = []
        k, count = 0, len(known)
        for match in self._joint.finditer(low, clause.start, clause.end):
            at, end = match.span()
            if end - at > 1:
                at += 1  # the blank before a word
            sign = low[at:end]
            while k < count and known[k].end <= at:
                row.add(known[k].start)
                k += 1
            if k < count and known[k].start <= at:
                continue  # within a name
            if sign in self._joins or sign == "+":
                row.join(low, at, end, sign)
            elif sign in "([":
                outer.append(row)
                word = self._word.match(low, end, clause.end)
                row = _Row(row.item, word.end() if word else end, at)
            elif sign in ")]":
                row.close(low, at, number, lists, places)
                row = outer.pop() if outer else _Row(end, end, -1)
            elif not (row.had or row.members or row.is_dashed) and sign[0].isalpha():
                row.item = end  # one more word that leads to the same
            else:  # a colon, a dash, or a word that leads
                row.lead_on(low, at, end, number, lists, places, is_word=sign[0].isalpha())
        while k < count:
            row.add(known[k].start)
            k += 1
        row.close(low, clause.end, number, lists, places)
        while outer:
            row = outer.pop()
            row.close(low, clause.end, number, lists, places)


class _Row:
    """A list under way: what leads it, its members so far, and where the item at hand begins."""

    __slots__ = ("had", "is_dashed", "item", "joins", "lead", "members", "opened", "words")

    def __init__(self, lead: int, item: int, opened: int) -> None:
        self.lead = lead  # where the words begin that lead it
        self.item = item
        self.opened = opened
        self.members: list[tuple[int, int]] = []
        self.joins: list[str] = []
        self.words: list[tuple[int, int]] = []  # known words: where each begins, and its member
        self.had = False  # whether the item at hand holds a known word
        self.is_dashed = False  # whether a dash leads to it

    def add(self, start: int) -> None:
        """Take a known word into the item at hand."""
        self.words.append((start, len(self.members)))
        self.had = True

    def join(self, low: str, at: int, end: int, sign: str) -> None:
        """End the item at hand by a sign or a word that joins."""
        if span := _trimmed(low, self.item, at):
            self.members.append(span)
            self.joins.append(sign)
        elif self.joins and sign.isalpha():
            self.joins[-1] = sign  # ", and" joins by its word
        self.item = end
        self.had = False

    def lead_on(
        self,
        low: str,
        at: int,
        end: int,
        number: int,
        lists: list[Listing],
        places: Places,
        *,
        is_word: bool,
    ) -> None:
        """End the list before a word that leads to another one; the first such words only open this one."""
        span = _trimmed(low, self.item, at)
        if is_word and self.members and not span:
            self.item = end  # ", and in R" goes on
            return
        begin = span[0] if span else at
        if self.members:
            if self.had:
                self.close(low, at, number, lists, places)
            else:
                self.joins.pop()
                self.flush(number, lists, places)
            self.lead = begin
        elif self.had or (self.is_dashed and span):
            # "databases such as MySQL": what it is leads to what is named; behind a dash a label begins anew
            self.words.clear()
            self.lead = begin
        self.item = end
        self.had = False
        self.is_dashed = low[at] == " "

    def close(self, low: str, at: int, number: int, lists: list[Listing], places: Places) -> None:
        """End the item at hand and the list with it."""
        if span := _trimmed(low, self.item, at):
            self.members.append(span)
        elif self.joins:
            self.joins.pop()
        self.flush(number, lists, places)

    def flush(self, number: int, lists: list[Listing], places: Places) -> None:
        """Hand the list in, if it is one, and begin anew."""
        if len(self.members) > 1 and self.words:
            first = self.members[0][0]
            lists.append(
                Listing(
                    number,
                    (min(self.lead, first), first),
                    tuple(self.members),
                    tuple(self.joins),
                    self.opened,
                )
            )
            here = len(lists) - 1
            for start, member in self.words:
                places[start] = (here, member)
        if self.members:
            self.members, self.joins = [], []
        if self.words:
            self.words = []
        self.had = False


def _trimmed(low: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the words between two places without the blanks around them, or None where there are none."""
    while start < end and low[start] in " \n*":
        start += 1
    while start < end and low[end - 1] in " \n":
        end -= 1
    return (start, end) if start < end else None
