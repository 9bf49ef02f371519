"""Where a text tells of a skill in words, and where it only lists it.

A line, or a sentence of it, falls into pieces at commas and the like. A piece with some ordinary words in a row,
besides the names of skills, is told; it speaks for the few items before and after it, so that a list tacked on to a
sentence stays a list.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from jdmatch.folding import LONGEST_READ
from jdmatch.reading.records import Duty, Reading, Skill, Theme
from jdmatch.taxonomy.profile import Strength

_PIECE_END = re.compile(r"(?P<unit>\n|(?<=[a-z0-9)][.!?;])\s+|[•·●▪]| \* )|[,;:|/()\[\]\t]|\s[-–—]\s|\s{3,}")
_WORD = re.compile(r"[^\W\d_]\w*")  # a run of signs that holds a letter, from its first letter on


class Telling:
    """The pieces of a text: which of them tell, and which tell of work that was done."""

    def __init__(self, reading: Reading, strength: Strength) -> None:
        self._strength = strength
        text = reading.text[:LONGEST_READ]
        rest = list(text)
        for skill in reading.skills:
            rest[skill.start : skill.end] = " " * len(rest[skill.start : skill.end])
        ordinary = "".join(rest)
        self._starts = [0]
        self._units = [0]
        tells: list[bool] = []
        for match in _PIECE_END.finditer(text):
            tells.append(self._tells(ordinary, self._starts[-1], match.start()))
            self._starts.append(match.end())
            self._units.append(self._units[-1] + (match["unit"] is not None))
        tells.append(self._tells(ordinary, self._starts[-1], len(text)))
        reach = strength.told_reach
        self._told = [
            any(
                tells[near] and self._units[near] == unit
                for near in range(max(0, i - reach), min(len(tells), i + reach + 1))
            )
            for i, unit in enumerate(self._units)
        ]
        self._ordinary = ordinary
        self._work = {self._units[self._piece(duty.start)] for duty in reading.duties if self.is_work(duty)}

    def _tells(self, ordinary: str, start: int, end: int) -> bool:
        return len(_WORD.findall(ordinary, start, end)) >= self._strength.told_words

    def _piece(self, start: int) -> int:
        return bisect_right(self._starts, start) - 1

    def is_work(self, duty: Duty | Theme) -> bool:
        """Tell whether a duty was done: "model validation" in a list of skills is a name, not work."""
        piece = self._piece(duty.start)
        return self._told[piece] or (
            piece == self._piece(duty.end - 1)
            and _WORD.search(self._ordinary, duty.start, duty.end) is not None
        )

    def is_listed(self, skill: Skill) -> bool:
        """Tell whether a skill is a mere item of a list."""
        return not self._told[self._piece(skill.start)]

    def value(self, skill: Skill) -> float:
        """Return what a CV's claim is worth: listed, told, or told of work."""
        if self.is_listed(skill):
            return self._strength.listed
        shown = (
            self._units[self._piece(skill.start)] in self._work
            or skill.section in self._strength.shown_sections
        )
        return self._strength.shown if shown else self._strength.told
