"""Cuts the folded text into clauses: the reach of a cue, of a corroborating word, of a duty's verb and object."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.taxonomy.models import HeadsFile

# what may end a clause: a full stop, or a sign before a blank or the end; a line drawn between two blanks
_STOP = re.compile(r"[.!?;|](?:(?<=\.)(?=[ A-Z]|$)|(?<=[!?;])(?=\s|$)|(?<=\s\|)(?=\s))")
_LONGEST = 2000
_LONGEST_SHORT = 6  # letters of the longest abbreviation before a full stop


class Line(NamedTuple):
    """One line of the folded text, without its line end."""

    start: int
    end: int
    bullet: bool


class Clause(NamedTuple):
    """A run of words between two stops; `line` is the index of its line."""

    start: int
    end: int
    line: int


class Clauses:
    """The clauses of a text, found by any offset in them."""

    def __init__(self, clauses: Iterable[Clause] = ()) -> None:
        self.all = list(clauses)
        self._starts = [clause.start for clause in self.all]

    def at(self, offset: int) -> Clause:
        """Return the clause an offset stands in (or the one before it)."""
        return self.all[max(0, bisect_right(self._starts, offset) - 1)]

    def index(self, offset: int) -> int:
        """Return the index of the clause an offset stands in."""
        return max(0, bisect_right(self._starts, offset) - 1)


class ClauseCutter:
    """Cuts lines into clauses; compiled once from the words of heads.yaml."""

    def __init__(self, words: HeadsFile) -> None:
        self._short = frozenset(fold_surface(w).rstrip(".") for w in words.abbreviations)

    def cut(self, cased: str, lines: Iterable[Line]) -> Clauses:
        """Return the clauses of some lines."""
        found: list[Clause] = []
        for number, line in enumerate(lines):
            start, end = line.start + 2 if line.bullet else line.start, line.end
            for match in _STOP.finditer(cased, start, end):
                at = match.start()
                if cased[at] == "." and self._goes_on(cased, at, start, end):
                    continue
                _add(found, cased, start, at, number)
                start = at + 1
            _add(found, cased, start, end, number)
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
        return word != "etc" or not (
            cased[after + 1 : after + 2].isupper() and cased[after + 2 : after + 3].islower()
        )


def _add(found: list[Clause], cased: str, start: int, end: int, line: int) -> None:
    # a text without any stop is cut between words, so that no reader's work grows with the square of its length
    while end - start > _LONGEST:
        cut = max(cased.rfind(" ", start, start + _LONGEST), start) + 1
        cut = cut if cut > start + 1 else start + _LONGEST
        found.append(Clause(start, cut, line))
        start = cut
    if start < end:
        found.append(Clause(start, end, line))
