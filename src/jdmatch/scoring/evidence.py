"""What in a reading speaks for a skill or a duty, and how strongly.

The strongest place of each concept counts; saying it again adds nothing. In a posting its stance decides, in a CV where
it stands: a bare list, a sentence, or a sentence about work done. How much each is worth stands in the profile.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from jdmatch.folding import LONGEST_READ, fold, fold_surface
from jdmatch.reading.records import SITE, WHAT_IS_ASKED, Duty, Reading, Skill, Theme, maker
from jdmatch.taxonomy.profile import CvStrength, Profile, Strength, rising


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the text that speak for a requirement.

    Attributes:
        concept: The id of the skill, duty or other sign.
        label: What it is called.
        text: The very words.
        start: Where it begins in the text.
        end: Where it ends.
        stance: How firmly it is said.
        strength: What it counts, 0 to 1.
        listed: Whether a CV merely lists it.
    """

    concept: str
    label: str
    text: str
    start: int
    end: int
    stance: str
    strength: float = 1.0
    listed: bool = False  # a CV only lists it

    def to_dict(self, reading: Reading | None = None) -> dict[str, str | int]:
        """Return what is shown of it, with its page and line where the reading is given."""
        shown = {name: getattr(self, name) for name in ("concept", "text", "start", "end", "stance")}
        return shown if reading is None else {**shown, "place": self.place(reading)}

    def place(self, reading: Reading) -> str:
        """Return the page and line, or that a title given apart says it."""
        return str(reading.place(self.start)) if self.end else "title"

    def said(self, kind: str) -> str:
        """Return how firmly a posting or a CV says it, in words; a CV requires nothing."""
        if self.listed:
            return "only listed"
        return "shown" if kind == "cv" and self.stance == "required" else self.stance

    def __str__(self) -> str:
        note = "only listed" if self.listed else self.stance
        if not self.text:
            return f"{self.label!r} (in the title)"
        return f"{self.text!r} ({note})"


_make_evidence = maker(Evidence)


class Sign:
    """The strongest places of one concept: on its own, and as one of several that are one enough."""

    __slots__ = ("alone", "evidence", "group", "grouped", "grouped_listed", "listed", "most", "own")

    def __init__(self) -> None:
        self.own = 0.0  # its strength outside of any "X or Y"
        self.alone: Skill | None = None
        self.listed = False
        self.most = 0.0  # its strength within one
        self.grouped: Skill | None = None
        self.grouped_listed = False
        self.group: int | None = None
        self.evidence: Evidence | None = None  # of its place alone, made when a requirement wants it

    @property
    def is_listed(self) -> bool:
        """Whether a CV only lists it."""
        return (self.alone is None or self.listed) and (self.grouped is None or self.grouped_listed)


Wanted = tuple[str, float, Sign]  # a concept, what it is worth to who wants it, and what was found of it


class Signs(NamedTuple):
    """All that speaks for anything: skills by concept, duties and themes by id, and the role by its name."""

    skills: Mapping[str, Sign]
    duties: Mapping[str, Evidence]
    name: Evidence | None
    title: Evidence | None  # the title of a role, whichever
    has_lists: bool  # whether some of the skills may be merely listed


def find_signs(reading: Reading, profile: Profile) -> Signs:
    """Return the strongest evidence of each skill and duty that the text does not merely refuse."""
    strength = profile.strength
    skills = reading.named_skills
    most = strength.posting.most_skills
    is_stuffed = len(skills) > most and len({skill.key for skill in skills}) > most
    telling = Telling(reading, strength.cv) if reading.kind == "cv" or is_stuffed else None
    return Signs(
        _skills(reading, strength, telling),
        _clauses(reading, strength, telling),
        _name(reading, profile.names, profile.role),
        _title(reading, strength.cv.title if reading.kind == "cv" else strength.posting.title),
        telling is not None,
    )


def _skills(reading: Reading, strength: Strength, telling: Telling | None) -> dict[str, Sign]:
    in_cv = reading.kind == "cv"
    years_of_work = (reading.experience.min_years or 0.0) if in_cv and reading.experience else 0.0
    of_posting, only_listed = strength.posting, strength.cv.listed
    stances = {
        "required": of_posting.required,
        "preferred": of_posting.preferred,
        "mentioned": of_posting.mentioned,
    }
    mentioned_in: Mapping[Any, float] = of_posting.mentioned_in
    found: dict[str, Sign] = {}
    for skill in reading.named_skills:
        stance = skill.stance
        if stance == "negated" or skill.id is None:
            continue  # a name that the taxonomy does not hold is evidence of nothing
        if in_cv and stance == "mentioned":
            continue  # "would like to learn Go" claims nothing
        listed = telling is not None and telling.is_listed(skill)
        if in_cv:
            value = telling.value(skill) if telling else 0.0
        else:
            value = stances[stance]
            if stance == "mentioned":
                value = mentioned_in.get(skill.section, value)
            value = min(value, only_listed) if listed else value
        years = skill.years or 0.0 if listed else max(skill.years or 0.0, years_of_work)
        if years and value > 0:
            steps = [(step.years, step.plus) for step in strength.years]
            value = min(1.0, value + rising(steps, years))
        if value <= 0:
            continue
        sign = found.get(skill.id)
        if sign is None:
            sign = found[skill.id] = Sign()
        if skill.any_of is None:
            if value > sign.own:
                sign.own, sign.alone, sign.listed = value, skill, listed
        elif sign.grouped is None or value > sign.most:
            sign.most, sign.grouped, sign.grouped_listed, sign.group = value, skill, listed, skill.any_of
    return found


def _clauses(reading: Reading, strength: Strength, telling: Telling | None) -> dict[str, Evidence]:
    """Return the strongest place of each duty and theme.

    What the firm is said to do counts as a mere mention of it does; of a bare list themes count as skills do, and
    duties not at all.
    """
    duties_in: Mapping[Any, float] = strength.posting.duties_in
    sections = [section for section in reading.sections if section.kind != SITE]
    starts = [section.start for section in sections]
    found: dict[str, Evidence] = {}
    told: list[Duty | Theme] = [*reading.duties, *reading.themes]
    for duty in told:
        value, listed = 1.0, False
        if telling is not None and not telling.is_work(duty):
            if isinstance(duty, Duty):
                continue
            value, listed = strength.cv.listed, True
        if isinstance(duty, Duty) and duty.by == "words":
            value *= strength.duty_by_words
        at = bisect_right(starts, duty.start) - 1
        if reading.kind == "posting" and at >= 0 and duty.start < sections[at].end:
            value *= duties_in.get(sections[at].kind, 1.0)
        if value > (found[duty.id].strength if duty.id in found else 0.0):
            found[duty.id] = _make_evidence(
                duty.id, duty.id, duty.text, duty.start, duty.end, "required", value, listed
            )
    return found


def _name(reading: Reading, names: tuple[str, ...], role: str) -> Evidence | None:
    """Return the first place where the text, its title included, calls the person by one of the names.

    In the singular only: "you work with machine-learning engineers" is said to others.
    """
    text = reading.whole_text
    folded = fold(text[:LONGEST_READ])
    flat = folded.flat
    found = [
        place
        for word, ways in _ways_to_write(names)
        if (here := [way for way in ways if way in flat]) and (place := _first_of(here, word, flat))
    ]
    first = min(found, default=None)
    if first is None:
        return None
    start, end = folded.start(first[0]), folded.end(first[1])
    before = len(text) - len(reading.text)
    if start < before:  # in the title
        return Evidence(role, "the role by name", "", 0, 0, "required")
    return Evidence(role, "the role by name", text[start:end], start - before, end - before, "required")


def _title(reading: Reading, strength: float) -> Evidence | None:
    """Return the title that tells the role; a role worked out from what is asked says no more than that does."""
    role = reading.role
    if role.id == "other" or role.why.endswith(WHAT_IS_ASKED):
        return None
    whole = reading.whole_text
    text = whole[len(whole) - len(reading.text) :]  # a title given apart is no place in the text
    at = text.lower().find(role.why)
    if at < 0 or len(text.lower()) != len(text):
        return Evidence(role.id, role.label, "", 0, 0, "required", strength)
    end = at + len(role.why)
    return Evidence(role.id, role.label, reading.text[at:end], at, end, "required", strength)


@lru_cache(maxsize=16)
def _ways_to_write(names: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names by their last words, in all the ways to write them: people join "AI/ML engineer" in several."""
    joins = [f"{before}{sign}{after}" for sign in "/&" for before in ("", " ") for after in ("", " ")]
    by_word: dict[str, dict[str, None]] = {}
    for name in map(fold_surface, names):
        ways = by_word.setdefault(name.rpartition(" ")[2], {})
        ways.update(dict.fromkeys(name.replace("/", join) for join in joins))
    return tuple((word, tuple(ways)) for word, ways in by_word.items())


def _first_of(ways: Sequence[str], last_word: str, flat: str) -> tuple[int, int] | None:
    """Return the first place where one of some ways, which end in the same word, stands by itself."""
    at = flat.find(last_word)
    while at >= 0:
        end = at + len(last_word)
        if not _is_of_word(flat[end : end + 1]):
            starts = [
                end - len(way)
                for way in ways
                if flat.endswith(way, 0, end)
                and not _is_of_word(flat[max(0, end - len(way) - 1) : end - len(way)])
            ]
            if starts:
                return min(starts), end
        at = flat.find(last_word, end)
    return None


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def counted(wanted: Sequence[Wanted]) -> list[tuple[float, Evidence]]:
    """Return the evidence for what is wanted with its value; of an or-group one member counts.

    The member that gains most by it stands for its group; the others count only where they are named outside of it.
    """
    own: dict[str, tuple[float, Evidence]] = {}
    groups: dict[int, list[tuple[float, float, str, Evidence]]] = {}
    for concept, worth, sign in wanted:
        alone = worth * sign.own
        if sign.alone is not None:
            if sign.evidence is None:
                sign.evidence = _evidence(sign.alone, sign.own, sign.listed)
            own[concept] = (alone, sign.evidence)
        if sign.grouped is not None and sign.group is not None:
            value = worth * sign.most
            evidence = _evidence(sign.grouped, sign.most, sign.grouped_listed)
            groups.setdefault(sign.group, []).append((alone - value, -value, concept, evidence))
    for members in groups.values():
        gain, value, concept, evidence = min(members, key=lambda m: m[:3])
        if gain < 0:
            own[concept] = (-value, evidence)
    return list(own.values())


def _evidence(skill: Skill, strength: float, listed: bool) -> Evidence:
    return _make_evidence(
        skill.key, skill.label, skill.text, skill.start, skill.end, skill.stance, strength, listed
    )


_PIECE_END = re.compile(r"(?P<unit>\n|(?<=[a-z0-9)][.!?;])\s+|[•·●▪]| \* )|[,;:|/()\[\]\t]|\s[-–—]\s|\s{3,}")
_WORD = re.compile(r"[^\W\d_]\w*")  # a run of signs that holds a letter, from its first letter on


class Telling:
    """The pieces of a text: which of them tell, and which tell of work that was done."""

    def __init__(self, reading: Reading, strength: CvStrength) -> None:
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
        """Return whether a duty was done: "model validation" in a list of skills is a name, not work."""
        piece = self._piece(duty.start)
        return self._told[piece] or (
            piece == self._piece(duty.end - 1)
            and _WORD.search(self._ordinary, duty.start, duty.end) is not None
        )

    def is_listed(self, skill: Skill) -> bool:
        """Return whether a skill is a mere item of a list."""
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
