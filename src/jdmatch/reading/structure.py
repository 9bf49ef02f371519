"""How a text is built: lines, sections, clauses and the lists inside them. Found once, and asked by every step.

The cutting goes through the text from front to end and never back, so its time is linear whatever the text. Offsets
are folded ones. The words that cut (joins, leads, abbreviations) are in taxonomy/language/heads.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from jdmatch.folding import Folded, fold_surface
from jdmatch.reading.lexicon import Placed
from jdmatch.reading.patterns import later
from jdmatch.taxonomy.models import HeadsFile, SectionKind

_JOIN, _LEAD, _OPEN, _CLOSE, _LABEL = range(5)  # what a sign or a word does to a list
_NOWHERE = (1 << 60, 1 << 60)
_NEAR = 50  # signs around the only known word of a clause where a list must join it
# parts of a text that say nothing of the work or of the person
SILENT: frozenset[SectionKind | None] = frozenset({"benefits", "pay", "process"})
# ... and those that ask
ASKING: frozenset[SectionKind | None] = frozenset({"requirements", "preferred"})


# what may end a clause: a full stop, or a sign before a blank or the end; a line drawn between two blanks
_STOP = re.compile(
    r"[.!?;|](?:(?<=\.)(?=[ A-Z]|$)|(?<=[!?;])(?=\s|$)|(?<=[a-z][!?])(?=[A-Z])|(?<=\s\|)(?=\s))"
)
_LONGEST = 2000
_LONGEST_SHORT = 6  # letters of the longest abbreviation before a full stop


# most postings have no three lines that go on in small letters: they pay for this search alone
_GOES_ON = re.compile(r"\n[a-z]")
_SMALL = re.compile("[a-z]")
_FEWEST = 3
_STOPS = ".!?;:"
_SHORTEST = 40  # signs of a line that was broken
# where people and programs break lines; small print on paper has the widest ones
_NARROWEST, _WIDEST = 50, 150
_LONGER = 0.1  # of all lines may be longer: an address, or a paragraph that was pasted in
# A full line may fall short of the width by the indent of an item's further lines, which is gone, or because on paper
# letters are not equally wide; one in seven of the lines that go on in small letters is an item or was broken by hand.
_INDENT, _RAGGED, _CLUSTERED = 4, 0.12, 0.85
_BEYOND_CHANCE = 3  # where cases tell nothing, so many times the full lines that chance would make
_PARTED = 0.9  # of the lines above another are full where blank lines or bullets part all paragraphs


class Line(NamedTuple):
    """One line of the folded text, without its line end."""

    start: int
    end: int
    bullet: bool

    @property
    def first(self) -> int:
        """Where its words begin, behind a bullet."""
        return self.start + 2 if self.bullet else self.start


class Clause(NamedTuple):
    """A run of words between two stops; `line` is the index of its line."""

    start: int
    end: int
    line: int


class Clauses:
    """The clauses of a text, found by any offset in them."""

    def __init__(self, clauses: Iterable[Clause] = ()) -> None:
        self.all = list(clauses)
        self._starts = [clause.start for clause in self.all[1:]]  # what stands before the first is of it too

    def at(self, offset: int) -> Clause:
        """Return the clause an offset stands in (or the one before it)."""
        return self.all[self.index(offset)]

    def index(self, offset: int) -> int:
        """Return the index of the clause an offset stands in."""
        return bisect_right(self._starts, offset)


class ClauseCutter:
    """Cuts lines into clauses; compiled once from the words of heads.yaml."""

    def __init__(self, words: HeadsFile) -> None:
        self._closing = frozenset(words.closing_abbreviations)
        self._short = self._closing.union(fold_surface(w).rstrip(".") for w in words.abbreviations)

    def cut(self, cased: str, lines: Iterable[Line]) -> Clauses:
        """Return the clauses of some lines."""
        found: list[Clause] = []
        make = tuple.__new__  # twice as fast as Clause(...)
        for number, (start, end, bullet) in enumerate(lines):
            if bullet:
                start += 2
            for match in _STOP.finditer(cased, start, end):
                at = match.start()
                if cased[at] == "." and self._goes_on(cased, at, start, end):
                    continue
                if at - start > _LONGEST:
                    start = _add_pieces(found, cased, start, at, number)
                if start < at:
                    found.append(make(Clause, (start, at, number)))
                start = at + 1
            if end - start > _LONGEST:
                start = _add_pieces(found, cased, start, end, number)
            if start < end:
                found.append(make(Clause, (start, end, number)))
        return Clauses(found)

    def _goes_on(self, cased: str, at: int, start: int, end: int) -> bool:
        """Return whether the clause goes on after a full stop: "e.g. Go", "B.S. in", "etc. are"."""
        after = at + 1
        if after < end and cased[after] != " ":
            # the blank was lost where a sentence's last letter and a new word meet: "in Python.You know"
            return (
                not (
                    at > start
                    and (cased[at - 1].islower() or cased[at - 1] == ")")
                    and cased[after].isupper()
                )
                or not cased[after + 1 : after + 2].islower()
            )
        if at == start or not cased[at - 1].isalpha():
            return False
        word = cased[max(start, at - _LONGEST_SHORT) : at].lower()
        for sign in " (/,":
            word = word.rpartition(sign)[2]
        if len(word) > 1 and word[-2:-1] == "." and word[-1].isalpha():
            return True  # "B.S.", "e.g.", "U.S."
        if word not in self._short:
            return False
        return word not in self._closing or not (
            cased[after + 1 : after + 2].isupper() and cased[after + 2 : after + 3].islower()
        )


def _add_pieces(found: list[Clause], cased: str, start: int, end: int, line: int) -> int:
    """Cut a text without any stop between words, so that no reader's work grows with the square of its length.

    Returns where the last piece begins.
    """
    while end - start > _LONGEST:
        cut = max(cased.rfind(" ", start, start + _LONGEST), start) + 1
        cut = cut if cut > start + 1 else start + _LONGEST
        found.append(Clause(start, cut, line))
        start = cut
    return start


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


# where a known word begins -> the index of its list, and of the member it stands in
Places = dict[int, tuple[int, int]]


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
    _line_starts: list[int] = field(default_factory=list)  # of all but the first

    def set_lines(self, lines: list[Line]) -> None:
        """Take the lines."""
        self.lines = lines
        self._line_starts = [line.start for line in lines[1:]]

    def line_at(self, offset: int) -> int:
        """Return the index of the line an offset stands in."""
        return bisect_right(self._line_starts, offset)

    def section_of(self, line: int) -> SectionMark | None:
        """Return the section that a line stands in."""
        return self.sections[self.line_sections[line]] if self.line_sections else None

    def is_heading(self, line: int) -> bool:
        """Return whether a section's heading begins with a line."""
        section = self.section_of(line)
        heading = section.heading if section else None
        return heading is not None and heading[0] == self.lines[line].start

    def section_at(self, offset: int) -> SectionKind | None:
        """Return the kind of the section that an offset stands in."""
        if not self.line_sections:
            return None
        return self.sections[self.line_sections[bisect_right(self._line_starts, offset)]].kind

    def are_joined(self, first: Placed, second: Placed) -> bool:
        """Return whether two known words are neighbours in a list, with nothing else between them."""
        one, other = self.in_lists.get(first.start), self.in_lists.get(second.start)
        if one is None or other is None or one[0] != other[0] or other[1] - one[1] != 1:
            return False
        members = self.lists[one[0]].members
        return members[one[1]][1] == first.end and members[other[1]][0] == second.start


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


class FullLines(NamedTuple):
    """The lines of a wrapped text that are full: the first word of the next would not have fitted in."""

    ends: list[tuple[int, int]]  # where each ends, and where the next line does
    are_parted: bool  # whether every other line ends a paragraph


class _Neighbours(NamedTuple):
    """A line above another, which is no item."""

    end: int
    size: int
    needed: int  # its size together with the next line's first word
    next_end: int
    goes_on: bool  # in small letters


def full_lines(folded: Folded) -> FullLines | None:
    """Return the full lines of a text that was wrapped at some width, None where it was not."""
    cased = folded.cased
    if len(_GOES_ON.findall(cased)) < _FEWEST and (cased.count("\n") < _FEWEST or _SMALL.search(cased)):
        return None
    lines = cased.split("\n")
    ends = list(accumulate([len(line) + 1 for line in lines], initial=-1))
    # as long as they were given, with what folding took off
    places = [folded.start(end) for end in ends] if folded.at else ends
    widths = [stop - start - 1 for start, stop in pairwise(places)]
    # a line without a blank could not be broken
    sizes = sorted(width for line, width in zip(lines, widths, strict=True) if " " in line[2:]) or [0]
    usual = sizes[-1 - int(_LONGER * len(sizes))]  # the longest but for a few
    if not _SHORTEST <= usual <= _WIDEST:
        return None
    near: list[_Neighbours] = []
    for number, (line, following) in enumerate(pairwise(lines)):
        if line and following and following[0] not in "*#" and "---" not in line:
            end, size = ends[number + 1], widths[number]
            needed = size + 1 + (following + " ").index(" ")
            goes_on = size >= _SHORTEST and following[0].islower() and line[-1] not in _STOPS
            near.append(_Neighbours(end, size, needed, end + 1 + len(following), goes_on))
    limit = _limit(near, usual, sizes[-1], has_case=not cased.islower())
    if limit is None:
        return None
    width, slack = limit
    full = [one for one in near if one.needed > width - slack]
    are_parted = len(full) >= _PARTED * len(near)
    if are_parted:  # more than one blank may have gone with a line's end
        full = [one for one in near if one.needed > width - _INDENT]
    return FullLines([(one.end, one.next_end) for one in full], are_parted)


def join(folded: Folded, ends: Iterable[int]) -> Folded:
    """Return a folded text with blanks for some of its line ends."""
    cased, low = list(folded.cased), list(folded.low)
    for at in ends:
        cased[at] = low[at] = " "
    return folded._replace(cased="".join(cased), low="".join(low))


def _limit(
    near: Sequence[_Neighbours], usual: int, longest: int, *, has_case: bool
) -> tuple[int, float] | None:
    """Return the width at which lines were broken, and by how much they may fall short of it, if anything tells."""
    going_on = sorted(one.size for one in near if one.goes_on)
    if len(going_on) >= _FEWEST:
        for width in (going_on[-1], going_on[-1 - len(going_on) // 10]):
            if not max(_NARROWEST, usual) <= width <= _WIDEST:
                continue
            for slack in (0, _INDENT, _RAGGED * width) if has_case else (0,):
                full = sum(one.goes_on and one.needed > width - slack for one in near)
                if full >= _CLUSTERED * len(going_on):
                    return width, slack
    full = sum(one.needed > longest for one in near)
    chance = sum(one.needed - one.size for one in near) / longest
    is_wrapped = _NARROWEST <= longest <= _WIDEST and full > max(_FEWEST, _BEYOND_CHANCE * chance)
    return (longest, 0) if is_wrapped else None


QUOTES = ("'", '"')  # folded ones; backticks are single ones


class ListCutter:
    """Cuts clauses into lists; compiled once from the words of heads.yaml."""

    def __init__(self, words: HeadsFile) -> None:
        signs = "".join(j for j in words.joins if len(j) == 1 and not j.isalnum())
        self._join_words = frozenset(fold_surface(j) for j in words.joins if j.isascii() and len(j) > 1)
        leads = {fold_surface(lead) for lead in words.leads}
        by_letter: dict[str, list[str]] = {}
        for word in sorted({*self._join_words, *leads}, key=lambda w: (-len(w), w)):
            by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
        # parted by their first letters, so that most words are passed over at once
        every = "|".join(f"{re.escape(a)}(?:{'|'.join(rest)})" for a, rest in sorted(by_letter.items()))
        self._quick = tuple(
            j if len(j) == 1 and not j.isalnum() else f" {fold_surface(j)} " for j in words.joins
        )
        self._kinds = dict.fromkeys(leads, _LEAD) | dict.fromkeys(("(", "["), _OPEN)
        self._kinds |= dict.fromkeys((")", "]"), _CLOSE)
        self._kinds |= dict.fromkeys({"+", *words.joins, *self._join_words}, _JOIN)
        # a sign, a dash between blanks (folded to three blanks), or a whole word behind a blank
        words_of = rf"(?:{every})(?=[ ,:\n(]|$)"
        signs = rf"{re.escape(signs)}()\[\]:"
        # each begins with one of a few signs, so that the search leaps from one to the next
        self._joint = later(rf"[ \n{signs}](?:(?<=[{signs}])|  |\+(?= )|{words_of})")
        self._word = later(words_of)  # right behind a bracket: "(e.g. MySQL)"

    def cut(self, low: str, clauses: Clauses, known: Sequence[Placed]) -> tuple[list[Listing], Places]:
        """Return the lists in the clauses that hold known words, and where each known word stands in them.

        The known words are in order and do not overlap; a sign inside one joins nothing ("C/C++", "R&D").
        """
        lists: list[Listing] = []
        places: Places = {}
        every = clauses.all
        at, count = 0, len(known)
        while at < count:
            number = clauses.index(known[at].start)
            clause = every[number]
            upto, end = at + 1, clause[1]
            while upto < count and known[upto].start < end:
                upto += 1
            if upto - at > 1 or self._may_join(low, clause, known[at]):
                self._lists_of(low, clause, number, known[at:upto], lists, places)
            at = upto
        return lists, places

    def _may_join(self, low: str, clause: Clause, one: Placed) -> bool:
        """Return whether anything that joins stands near the only known word of a clause."""
        near = low[max(clause.start, one.start - _NEAR) : min(clause.end, one.end + _NEAR)]
        return any(map(near.__contains__, self._quick))

    def _lists_of(
        self,
        low: str,
        clause: Clause,
        number: int,
        known: Sequence[Placed],
        lists: list[Listing],
        places: Places,
    ) -> None:
        """Add the lists of one clause. What is under way is kept in plain names: this runs for every sign and word."""
        # what leads the list, where the item at hand begins, the bracket it stands in, whether a dash leads to it
        lead = item = clause.start
        opened, is_dashed = -1, False
        members: list[tuple[int, int]] = []
        joins: list[str] = []
        words: list[tuple[int, int]] = []  # known words: where each begins, and its member
        first = 0  # how many of them stood in members that are done
        outer: list[
            tuple[int, int, int, bool, list[tuple[int, int]], list[str], list[tuple[int, int]], int]
        ] = []
        kinds, make = self._kinds, tuple.__new__
        k, count = 0, len(known)
        begins, ends = known[0].start, known[0].end

        def flush() -> None:
            if len(members) > 1 and words:
                start = members[0][0]
                here = len(lists)
                led = (min(lead, start), start)
                lists.append(make(Listing, (number, led, tuple(members), tuple(joins), opened)))
                for place, member in words:
                    places[place] = (here, member)

        for match in self._joint.finditer(low, clause.start, clause.end):
            at, end = match.span()
            if end - at > 1:
                at += 1  # the blank before a word
            while ends <= at:
                words.append((begins, len(members)))
                k += 1
                begins, ends = (known[k].start, known[k].end) if k < count else _NOWHERE
            if begins <= at:
                continue  # within a name
            sign = low[at:end]
            kind = kinds.get(sign, _LABEL)
            if kind == _JOIN:
                if span := _trimmed(low, item, at):
                    members.append(span)
                    joins.append(sign)
                elif joins and sign.isalpha():
                    joins[-1] = sign  # ", and" joins by its word
                item, first = end, len(words)
            elif kind == _LEAD and not members and not is_dashed and len(words) == first:
                item = end  # one more word that leads to the same
            elif kind == _OPEN:
                outer.append((lead, item, opened, is_dashed, members, joins, words, first))
                word = self._word.match(low, end, clause.end)
                lead, item, opened, is_dashed = item, word.end() if word else end, at, False
                members, joins, words, first = [], [], [], 0
            elif kind == _CLOSE:
                if span := _trimmed(low, item, at):
                    members.append(span)
                elif joins:
                    joins.pop()
                flush()
                if outer:
                    lead, item, opened, is_dashed, members, joins, words, first = outer.pop()
                else:
                    lead, item, opened, is_dashed = end, end, -1, False
                    members, joins, words, first = [], [], [], 0
            else:  # a word that leads, a colon or a dash: the list before it ends; the first ones only open this one
                span = _trimmed(low, item, at)
                if members:
                    if kind == _LEAD and not span:
                        item = end  # ", and in R" goes on
                        continue
                    if span and len(words) > first:
                        members.append(span)
                    else:
                        joins.pop()
                    flush()
                    members, joins, words = [], [], []
                    lead = span[0] if span else at
                elif len(words) > first or (is_dashed and span):
                    # "databases such as MySQL": what it is leads to what is named; behind a dash a label begins anew
                    words = []
                    lead = span[0] if span else at
                item, first = end, len(words)
                is_dashed = low[at] == " "
        while k < count:
            words.append((known[k].start, len(members)))
            k += 1
        while True:
            if span := _trimmed(low, item, clause.end):
                members.append(span)
            elif joins:
                joins.pop()
            flush()
            if not outer:
                return
            lead, item, opened, is_dashed, members, joins, words, first = outer.pop()


def _trimmed(low: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the words between two places without blanks and quotation marks around them, None where there are none."""
    while start < end and low[start] in " \n*":
        start += 1
    while start < end and low[end - 1] in " \n":
        end -= 1
    if end - start > 2 and (sign := low[start]) in QUOTES and low[end - 1] == sign:
        start, end = start + 1, end - 1
    return (start, end) if start < end else None
