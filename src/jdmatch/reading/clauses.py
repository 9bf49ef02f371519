"""Cuts the folded text into clauses: the reach of a cue, of a corroborating word, of a duty's verb and object."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from jdmatch.reading.page import Page

# A full stop ends a clause before a blank, or before a capital where the blank was lost; never in "e.g." or "B.S.", and
# in "etc." only before a capital. The sign comes first and what stands before it is looked at afterwards, so that the
# search can leap from sign to sign.
_END = re.compile(
    r"[.!?;|](?:"
    r"(?<=\.)(?:(?=\s|$)(?<!\.[A-Za-z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?:(?<!\betc\.)|(?=\s[A-Z][a-z]))(?<!\bvs\.)(?<!\b[SJ]r\.)(?<!\b[Mm]in\.)(?<!\byrs\.)(?<!\bPh\.)"
    r"|(?<=[a-z)]\.)(?=[A-Z][a-z]))"
    r"|(?<=[!?;])(?=\s|$)|(?<=\s\|)(?=\s))"
)

_LONGEST = 2000


class Clause(NamedTuple):
    """A run of words between two stops; `line` is the index of its line."""

    start: int
    end: int
    line: int


class Clauses:
    """The clauses of a page, found by any offset in them."""

    def __init__(self, page: Page) -> None:
        self.all: list[Clause] = []
        cased = page.folded.cased
        for number, line in enumerate(page.lines):
            start = line.start + 2 if line.bullet else line.start
            for match in _END.finditer(cased, start, line.end):
                self._add(cased, start, match.start(), number)
                start = match.end()
            self._add(cased, start, line.end, number)
        self._starts = [c.start for c in self.all]

    def _add(self, cased: str, start: int, end: int, line: int) -> None:
        # a text without any stop is cut between words, so that no reader's work grows with the square of its length
        while end - start > _LONGEST:
            cut = max(cased.rfind(" ", start, start + _LONGEST), start) + 1
            cut = cut if cut > start + 1 else start + _LONGEST
            self.all.append(Clause(start, cut, line))
            start = cut
        if start < end:
            self.all.append(Clause(start, end, line))

    def at(self, offset: int) -> Clause:
        """Return the clause an offset stands in (or the one before it)."""
        return self.all[max(0, bisect_right(self._starts, offset) - 1)]

    def index(self, offset: int) -> int:
        """Return the index of the clause an offset stands in."""
        return max(0, bisect_right(self._starts, offset) - 1)


def clauses_of(page: Page) -> Clauses:
    """Return the page's clauses, cut once."""
    if page.clauses is None:
        page.clauses = Clauses(page)
    return page.clauses
