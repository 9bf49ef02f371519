"""What a posting asks and a CV shows, as a value: needs with evidence from both texts, parts with their shares.

`comparing` makes it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from jdmatch.reading.records import Reading
from jdmatch.showing import Viewed
from jdmatch.showing.view import (
    Bar,
    Chip,
    Finding,
    Headline,
    Number,
    Quote,
    Remark,
    Table,
    View,
    Words,
    one_line,
    quotes_by_line,
)
from jdmatch.taxonomy.models import ComparedPart

Standing = Literal["met", "partly", "missing"]
_STANDINGS: tuple[Standing, ...] = ("met", "partly", "missing")
_WIDTH = 100
# how near the CV comes to what is asked, in words
_HOW = {
    "member": "a kind of it",
    "parent": "only the wider field",
    "kin": "akin",
    "fewer years": "fewer years",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Words of one of the two texts.

    Attributes:
        concept: The key of the skill.
        label: What it is called.
        text: The very words.
        start: Where it begins in the text.
        end: Where it ends.
    """

    concept: str
    label: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the posting asks, a skill or an "X or Y", and what the CV has for it.

    Attributes:
        id: The key of what is asked.
        label: What it is called; "X or Y" where one of several will do.
        kind: `language`, `tool`, `method` or `soft`.
        stance: `required` or `preferred`.
        years: The years asked for it.
        standing: `met`, `partly` or `missing`.
        how: How near the CV comes: `same`, `member`, `parent`, `kin` or `fewer years`; empty where nothing does.
        share: How much of it counts as shown, 0 to 1.
        asked: The posting's words.
        shown: The CV's words.
    """

    id: str
    label: str
    kind: str
    stance: str
    years: float | None
    standing: Standing
    how: str
    share: float
    asked: tuple[Found, ...]
    shown: Found | None

    def __str__(self) -> str:
        years = f", {self.years:g}+ years" if self.years else ""
        if self.shown is None:
            return f"{self.label} [{self.stance}{years}]: nothing"
        near = "" if self.how == "same" else f" ({self.how})"
        return f"{self.label} [{self.stance}{years}]: {' '.join(self.shown.text.split())!r}{near}"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the comparison.

    Attributes:
        id: The id of the part.
        label: What it is called.
        share: How much of it is shown, 0 to 1; None where one side says nothing of it.
        note: The share in words.
        asked: On how many asked things the share rests; what is preferred counts in part, a level is not asked.
    """

    id: ComparedPart
    label: str
    share: float | None
    note: str
    asked: float = 0.0

    def __str__(self) -> str:
        return f"{self.label}: {'not judged' if self.share is None else f'{self.share:.0%}'} ({self.note})"


@dataclass(frozen=True, slots=True)
class Comparison(Viewed):
    """A CV and a posting, both ways.

    Attributes:
        score: How much of what is asked is shown, 0 to 100; None where one side says nothing that could be judged.
        asked: On how many asked things that rests; what is preferred counts in part.
        is_thin: Whether that is too little to tell much: a posting that asks for one thing is met by many.
        used: How much of the CV's skills the posting names, 0 to 100; None where one side names none.
        parts: The shares of each part: required, preferred, years, degree, level, work.
        needs: Everything that is asked, with the words of both texts.
        unused: The CV's skills that the posting does not name.
        cv: The reading of the CV.
        posting: The reading of the posting.

    >>> import jdmatch
    >>> gap = jdmatch.load().compare("Skills: Python, Kafka", "Requirements: Python or R.")
    >>> [need.label for need in gap.met], [one.label for one in gap.unused]
    (['Python or R'], ['Kafka'])
    """

    score: float | None
    asked: float
    is_thin: bool
    used: float | None
    parts: tuple[Part, ...]
    needs: tuple[Need, ...]
    unused: tuple[Found, ...]
    cv: Reading
    posting: Reading

    @property
    def met(self) -> tuple[Need, ...]:
        """What is asked and shown."""
        return self._standing("met")

    @property
    def partly(self) -> tuple[Need, ...]:
        """What is asked and of which something near is shown."""
        return self._standing("partly")

    @property
    def missing(self) -> tuple[Need, ...]:
        """What is asked and not shown."""
        return self._standing("missing")

    def _standing(self, standing: Standing) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if need.standing == standing)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, ready for JSON."""
        return {
            "score": self.score,
            "asked": self.asked,
            "is_thin": self.is_thin,
            "used": self.used,
            "parts": [asdict(part) for part in self.parts],
            "needs": [{**asdict(need), "asked": [asdict(one) for one in need.asked]} for need in self.needs],
            "unused": [asdict(one) for one in self.unused],
            "cv": self.cv.to_dict(),
            "posting": self.posting.to_dict(),
        }

    def __repr__(self) -> str:
        counts = ", ".join(f"{standing}={len(self._standing(standing))}" for standing in _STANDINGS)
        return f"Comparison(score={self.score}, asked={self.asked:g}, used={self.used}, {counts})"

    def __str__(self) -> str:
        lines = [self._headline(), "", *map(str, self.parts)]
        for standing in _STANDINGS:
            if needs := self._standing(standing):
                lines += ["", f"{standing}:", *(f"  {need}"[:_WIDTH] for need in needs)]
        if self.unused:
            lines += ["", f"of no use there: {', '.join(one.label for one in self.unused)}"]
        return "\n".join(lines)

    def _headline(self) -> str:
        if self.score is None:
            return f"not judged: {self._reason()}"
        used = f"; {self.used:.0f} % of the CV's skills are of use there" if self.used is not None else ""
        return f"the CV shows {self.score:.1f} % of what the posting asks ({self._rests()}){used}"

    def _reason(self) -> str:
        posting = self.posting
        if not (self.needs or posting.duties or posting.experience or posting.degree):
            return "the posting asks for nothing that a CV could show"
        return "the CV says nothing of what the posting asks"

    def _rests(self) -> str:
        thing = "thing" if self.asked == 1 else "things"
        return f"{self.asked:g} {thing}" + (": too little to tell much" if self.is_thin else "")

    def view(self) -> View:
        """Return what the comparison shows of itself: both ways, part by part, and need by need."""
        if self.score is None:
            headlines: tuple[Headline, ...] = (Headline("not judged:", self._reason()),)
        else:
            says = f"of what the posting asks is shown by the CV ({self._rests()})"
            headlines = (Headline(f"{self.score:.1f} %", says, self.score / 100),)
        if self.used is not None:
            headlines += (Headline(f"{self.used:.1f} %", "of the CV's skills are named there"),)
        tables = [Table(("", "part", "shown", ""), tuple(map(_part_row, self.parts)))]
        if self.needs:
            heads = ("", "the posting asks", "how firmly", "the CV shows")
            tables.append(Table(heads, tuple(map(_need_row, self.needs))))
        readings = (("the CV", self.cv), ("the posting", self.posting))
        notes = tuple(f"{name}: {note}" for name, reading in readings for note in reading.notes)
        unused = (", ".join(one.label for one in self.unused),) if self.unused else ()
        remarks = (Remark("not named there", unused), Remark("note", notes))
        return View(
            headlines=headlines,
            tables=tuple(tables),
            remarks=tuple(one for one in remarks if one.lines),
            findings=tuple(map(self._finding, self.needs)),
            texts=tuple(
                reading.marked(name)._replace(summary=reading.summary()) for name, reading in readings
            ),
        )

    def _finding(self, need: Need) -> Finding:
        quotes = quotes_by_line(
            "asked", self.posting.text, tuple((one.start, one.end, "") for one in need.asked)
        )
        if need.shown is not None:
            quotes += (Quote("shown", self.cv.text, ((need.shown.start, need.shown.end),)),)
        how = f", {_HOW[need.how]}" if _HOW.get(need.how) else ""
        return Finding(_asked(need), need.standing, f"{need.stance}, {need.standing}{how}", quotes)


def _part_row(part: Part) -> tuple[str | Bar, str, Number, str]:
    if part.share is None:
        return "", part.label, Number("-"), part.note
    return (
        Bar(part.share, "met" if part.share == 1 else "partly" if part.share else "missing"),
        part.label,
        Number(f"{part.share:.0%}"),
        part.note,
    )


def _need_row(need: Need) -> tuple[Bar, str, str, str | Words]:
    shown: str | Words = "nothing"
    if need.shown is not None:
        how = f" ({_HOW[need.how]})" if _HOW.get(need.how) else ""
        shown = Words((Chip(one_line(need.shown.text) + how, need.standing, need.shown.label),))
    return Bar(need.share, need.standing), _asked(need), need.stance, shown


def _asked(need: Need) -> str:
    return need.label + (f", {need.years:g}+ years" if need.years else "")
