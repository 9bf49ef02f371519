"""What a posting asks and a CV shows, both ways: needs with evidence from both texts, parts with their shares.

(Reading of a CV, Reading of a posting) -> Comparison, in pure functions of the standard library. Each part is judged
only when both sides have said something of it. What comes near enough, and what each part counts, stands in
taxonomy/comparison.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from math import fsum
from typing import Any, Final, Literal

from jdmatch.reading.records import Reading, Skill
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
from jdmatch.taxonomy.models import ComparedPart, ComparisonFile, Nearness
from jdmatch.taxonomy.records import Taxonomy

UNREAD: Final = ("empty", "not-english")
Standing = Literal["met", "partly", "missing"]
_STANDINGS: tuple[Standing, ...] = ("met", "partly", "missing")
_WIDTH = 100
_ASKED = ("required", "preferred")
_TITLE = 100  # a longer first line is no title
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
        for name, reading in (("CV", self.cv), ("posting", posting)):
            if reading.status in UNREAD:
                return f"the {name} could not be read"
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


# ------------------------------------------------------------------ made of two readings


def compare(cv: Reading | CvSkills, posting_reading: Reading, taxonomy: Taxonomy) -> Comparison:
    """Return what a posting asks and a CV shows, both ways.

    Args:
        cv: The reading of a CV; `CvSkills` where it meets many postings, so that each thing asked is looked for once.
        posting_reading: The reading of a posting.
        taxonomy: What the skills mean, and what comes near enough.

    >>> import jdmatch
    >>> matcher = jdmatch.load()
    >>> cv = matcher.read("Experience: built churn models in Python and TensorFlow.", kind="cv")
    >>> posting = matcher.read("Requirements: Python and PyTorch. Kafka is a plus.", kind="posting")
    >>> gap = compare(cv, posting, matcher.taxonomy)
    >>> [(need.label, need.standing, need.how) for need in gap.needs]
    [('Python', 'met', 'same'), ('PyTorch', 'partly', 'kin'), ('Kafka', 'missing', '')]
    """
    held = cv if isinstance(cv, CvSkills) else CvSkills(cv, taxonomy)
    rules, cv_reading = held.rules, held.reading
    needs = tuple(_needs(posting_reading, held))
    in_title = _in_title(posting_reading)
    parts = (
        _skills("required", "what is required", needs, held, in_title),
        _skills("preferred", "what is preferred", needs, held, in_title),
        _experience(cv_reading, posting_reading),
        _degree(cv_reading, posting_reading, rules),
        _level(cv_reading, posting_reading, rules),
        _duties(cv_reading, posting_reading),
    )
    judged = [(rules.parts[part.id], part.share) for part in parts if part.share is not None]
    asked = round(fsum(part.asked for part in parts), 1)
    score = None
    is_read = cv_reading.status not in UNREAD and posting_reading.status not in UNREAD
    if asked and is_read:  # the level alone asks for nothing: a posting that has only that is met by anyone
        score = round(100 * fsum(w * s for w, s in judged) / fsum(w for w, _ in judged), 1)
    named = frozenset(skill.key for skill in posting_reading.skills if skill.stance != "negated")
    unused = [one for one, above in held.above.items() if above.isdisjoint(named)]
    return Comparison(
        score=score,
        asked=asked,
        is_thin=asked < rules.thin,
        used=round(100 * (1 - len(unused) / len(held.skills)), 1) if held.skills and named else None,
        parts=parts,
        needs=needs,
        unused=tuple(held.found[one] for one in unused) if named else (),
        cv=cv_reading,
        posting=posting_reading,
    )


def _found(skill: Skill) -> Found:
    return Found(skill.key, skill.label, skill.text, skill.start, skill.end)


class CvSkills:
    """The skills that a CV claims, each once and at its best place, and what each comes near to."""

    def __init__(self, cv: Reading, taxonomy: Taxonomy) -> None:
        self.reading, self._taxonomy, self.rules = cv, taxonomy, taxonomy.comparison
        self._nearest: dict[str, tuple[float, str, Skill | None]] = {}
        self.years_of_work = cv.experience.min_years if cv.experience else None
        self.skills: dict[str, Skill] = {}
        self.years: dict[str, float] = {}
        self.told: set[str] = set()
        for skill in cv.skills:
            if skill.stance != "required":
                continue  # denied, or only wished for
            if skill.section != "skills" and skill.key not in self.told:
                self.told.add(skill.key)
                self.skills[skill.key] = skill
            self.skills.setdefault(skill.key, skill)
            if skill.years:
                self.years[skill.key] = max(skill.years, self.years.get(skill.key, 0.0))
        self.found = {one: _found(skill) for one, skill in self.skills.items()}
        # a skill is of use where the posting names it, or what it is a kind of
        self.above: dict[str, Set[str]] = {
            one: taxonomy.above(one) if one in taxonomy.concepts else {one} for one in self.skills
        }

    def nearest(self, asked: str) -> tuple[float, str, Skill | None]:
        """Return what the CV has for an asked skill: its worth, how near it is, and the place that shows it."""
        if asked in self._nearest:
            return self._nearest[asked]
        best: tuple[float, str, Skill | None] = (0.0, "", None)
        for one, skill in self.skills.items():
            how = self._nearness(asked, one)
            if not how:
                continue
            worth = self.rules.near[how] * (1.0 if one in self.told else self.rules.listed)
            if worth > best[0]:
                best = (worth, how, skill)
        self._nearest[asked] = best
        return best

    def words(self, asked: Skill) -> tuple[float, str, Skill | None]:
        """Return where the CV has the very words of a skill that the taxonomy does not hold."""
        found = re.search(rf"(?<!\w){re.escape(asked.text)}(?!\w)", self.reading.text, re.IGNORECASE)
        if found is None:
            return 0.0, "", None
        shown = replace(asked, start=found.start(), end=found.end(), text=found.group())
        return self.rules.near["same"], "same", shown

    def _nearness(self, asked: str, one: str) -> Nearness | None:
        if one == asked:
            return "same"
        taxonomy, rules = self._taxonomy, self.rules
        if asked not in taxonomy.concepts or one not in taxonomy.concepts:
            return None  # a name that only its list told is like none but itself
        if asked in taxonomy.above(one):
            return "member"
        if one in taxonomy.above(asked):
            return None if one in rules.no_parent else "parent"
        first, second = taxonomy.concepts[asked], taxonomy.concepts[one]
        alike = first.family == second.family and first.kind == second.kind
        return "kin" if alike and first.family not in rules.no_kin else None


# ------------------------------------------------------------------ skills


def _needs(posting: Reading, held: CvSkills) -> Iterable[Need]:
    """Yield what is asked, required before preferred: each skill once, and each "X or Y" as one."""
    alone: dict[str, Skill] = {}
    groups: dict[int, dict[str, Skill]] = {}
    years: dict[str, float] = {}
    for skill in posting.skills:
        if skill.stance not in _ASKED:
            continue
        if skill.years:
            years[skill.key] = max(skill.years, years.get(skill.key, 0.0))
        if skill.any_of is not None:
            groups.setdefault(skill.any_of, {}).setdefault(skill.key, skill)
        elif skill.key not in alone or _rank(skill) < _rank(alone[skill.key]):
            alone[skill.key] = skill
    wanted = [(skill,) for skill in alone.values()]
    seen: set[frozenset[str]] = set()
    for members in groups.values():
        ids = frozenset(members)
        # a skill that is asked on its own as well settles its group
        if ids not in seen and not ids & alone.keys():
            seen.add(ids)
            wanted.append(tuple(members.values()))  # type: ignore[arg-type]
    wanted.sort(key=lambda skills: (_rank(skills[0]), skills[0].start))
    for skills in wanted:
        yield _need(skills, years, held)


def _rank(skill: Skill) -> int:
    return _ASKED.index(skill.stance)


def _need(skills: Sequence[Skill], years: Mapping[str, float], held: CvSkills) -> Need:
    best: tuple[float, str, Skill | None] = (0.0, "", None)
    for skill in skills:
        worth, how, shown = held.nearest(skill.key)
        if shown is None and skill.id is None:
            worth, how, shown = held.words(skill)
        asked = years.get(skill.key)
        if asked and shown is not None:
            had = held.years.get(shown.key, held.years_of_work if shown.key in held.told else None)
            if had is not None and had < asked:
                worth, how = worth * had / asked, "fewer years"
        if worth > best[0]:
            best = (worth, how, shown)
    share, how, shown = best
    standing: Standing = "missing" if shown is None else "met" if how in ("same", "member") else "partly"
    return Need(
        id=skills[0].key,
        label=" or ".join(skill.label for skill in skills),
        kind=skills[0].kind,
        stance=skills[0].stance,
        years=max((years[skill.key] for skill in skills if skill.key in years), default=None),
        standing=standing,
        how=how,
        share=round(share, 4),
        asked=tuple(_found(skill) for skill in skills),
        shown=_found(shown) if shown is not None else None,
    )


def _in_title(posting: Reading) -> frozenset[str]:
    """Return the skills that the title names: one given apart, or the first line."""
    if posting.title is not None:
        return frozenset(skill.key for skill in posting.title.skills)
    first = posting.text.lstrip().partition("\n")[0]
    end = posting.text.find(first) + len(first)
    return frozenset(one.key for one in posting.skills if one.end <= end and len(first) <= _TITLE)


def _skills(
    stance: Literal["required", "preferred"],
    label: str,
    needs: Sequence[Need],
    held: CvSkills,
    in_title: Collection[str],
) -> Part:
    asked = [need for need in needs if need.stance == stance]
    if not asked:
        return Part(stance, label, None, "the posting names no such skill")
    if not held.skills:
        return Part(stance, label, None, "the CV names no skill")
    counts = [
        (sum(need.standing == standing for need in asked), standing)
        for standing in ("met", "partly", "missing")
    ]
    note = ", ".join(f"{count} {standing}" for count, standing in counts if count)
    rules = held.rules
    weights = [
        (rules.soft if need.kind == "soft" else 1.0)
        * (rules.title if any(one.concept in in_title for one in need.asked) else 1.0)
        for need in asked
    ]
    share = fsum(weight * need.share for weight, need in zip(weights, asked, strict=True)) / fsum(weights)
    return Part(stance, label, share, note, len(asked) * rules.parts[stance] / rules.parts["required"])


# ------------------------------------------------------------------ the other parts


def _experience(cv: Reading, posting: Reading) -> Part:
    label = "years of experience"
    asked = posting.experience.min_years if posting.experience else None
    had = cv.experience.min_years if cv.experience else None
    if asked is None or had is None:
        side = "the posting" if asked is None else "the CV"
        return Part("experience", label, None, f"{side} states none")
    return Part("experience", label, 1.0 if had >= asked else had / asked, f"{asked:g} asked, {had:g} had", 1)


def _degree(cv: Reading, posting: Reading, rules: ComparisonFile) -> Part:
    asked, held = posting.degree, cv.degree
    if asked is None or held is None:
        side = "the posting" if asked is None else "the CV"
        return Part("degree", "degree", None, f"{side} names none")
    share = _step(rules.degrees, rules.degree_steps, asked.level, held.level)
    note = f"{asked.level} asked, {held.level} held"
    if share and asked.fields and held.fields and not _share_field(asked.fields, held.fields):
        share *= rules.field_unlike
        note += f" in {', '.join(held.fields)}, not {', '.join(asked.fields)}"
    if asked.or_equivalent and cv.experience is not None and share < rules.equivalent:
        share, note = rules.equivalent, f"{note}; experience is taken instead"
    if asked.stance == "preferred":
        share = max(share, rules.preferred_degree)
    return Part("degree", "degree", share, note, 1)


def _share_field(asked: Sequence[str], held: Sequence[str]) -> bool:
    """Return whether a field of study is both asked and held, the one maybe within the other's name."""
    pairs = ((a.casefold(), h.casefold()) for a in asked for h in held)
    return any(a in h or h in a for a, h in pairs)


def _level(cv: Reading, posting: Reading, rules: ComparisonFile) -> Part:
    if posting.level is None or cv.level is None:
        side = "the posting" if posting.level is None else "the CV"
        return Part("level", "level", None, f"{side} tells none")
    if cv.experience is None:
        return Part("level", "level", None, "the CV tells of no years of work")
    share = _step(rules.levels, rules.level_steps, posting.level, cv.level)
    return Part("level", "level", share, f"{posting.level} asked, {cv.level} shown")


def _step(order: Sequence[str], steps: Sequence[float], asked: str, had: str) -> float:
    short = max(0, order.index(asked) - order.index(had))
    return steps[min(short, len(steps) - 1)]


def _duties(cv: Reading, posting: Reading) -> Part:
    asked = list(dict.fromkeys(duty.id for duty in posting.duties))
    done = {duty.id for duty in cv.duties}
    if not asked or not done:
        side = "the posting" if not asked else "the CV"
        return Part("duties", "work done", None, f"{side} tells of no such duty")
    missing = [duty for duty in asked if duty not in done]
    shown = len(asked) - len(missing)
    note = f"{shown} of {len(asked)} shown" + (f"; not {', '.join(missing)}" if missing else "")
    return Part("duties", "work done", shown / len(asked), note, len(asked))
