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

from jdmatch.folding import LONGEST_READ, fold, fold_surface
from jdmatch.reading.records import Reading, Skill
from jdmatch.scoring.telling import Telling
from jdmatch.taxonomy.profile import Profile, Strength, rising


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the text that speak for a requirement."""

    concept: str
    label: str
    text: str
    start: int
    end: int
    stance: str
    strength: float = 1.0
    listed: bool = False  # a CV only lists it

    def to_dict(self) -> dict[str, str | int]:
        """Return what is shown of it."""
        return {
            "concept": self.concept,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "stance": self.stance,
        }

    @property
    def note(self) -> str:
        """How it is said, and what that counts."""
        return f"{'only listed' if self.listed else self.stance}, counts {self.strength:.0%}"

    def __str__(self) -> str:
        note = "only listed" if self.listed else self.stance
        return f"{self.text!r} ({note})"


@dataclass(frozen=True, slots=True)
class Sign:
    """The strongest evidence of one concept: on its own, and as one of several that are one enough."""

    alone: Evidence | None
    grouped: Evidence | None
    group: int | None

    @property
    def own(self) -> float:
        """Its strength outside of any "X or Y"."""
        return self.alone.strength if self.alone else 0.0

    @property
    def is_listed(self) -> bool:
        """Whether a CV only lists it."""
        return all(one is None or one.listed for one in (self.alone, self.grouped))


@dataclass(frozen=True, slots=True)
class Signs:
    """All that speaks for anything: skills by concept, duties by id, and the role by its name."""

    skills: Mapping[str, Sign]
    told: Mapping[str, Sign]  # the skills less those that are only listed
    duties: Mapping[str, Evidence]
    name: Evidence | None


def find_signs(reading: Reading, profile: Profile) -> Signs:
    """Return the strongest evidence of each skill and duty that the text does not merely refuse."""
    is_stuffed = len({skill.id for skill in reading.skills}) > profile.strength.most_skills
    telling = Telling(reading, profile.strength) if reading.kind == "cv" or is_stuffed else None
    skills = _skills(reading, profile.strength, telling)
    told = skills if telling is None else {one: sign for one, sign in skills.items() if not sign.is_listed}
    return Signs(
        skills,
        told,
        _duties(reading, profile.strength, telling),
        _name(reading, profile.names, profile.role),
    )


def _skills(reading: Reading, strength: Strength, telling: Telling | None) -> dict[str, Sign]:
    in_cv = reading.kind == "cv"
    years_of_work = reading.experience.min_years if in_cv and reading.experience else None
    found: dict[str, Sign] = {}
    for skill in reading.skills:
        if skill.stance == "negated":
            continue
        listed = telling is not None and telling.is_listed(skill)
        if in_cv:
            value = telling.value(skill) if telling else 0.0
        else:
            value = _in_posting(skill, strength)
            value = min(value, strength.listed) if listed else value
        years = skill.years if listed else max(skill.years or 0.0, years_of_work or 0.0)
        if value > 0 and years:
            value = min(1.0, value + rising(strength.years, years))
        if value <= 0:
            continue
        evidence = Evidence(
            skill.id, skill.label, skill.text, skill.start, skill.end, skill.stance, value, listed
        )
        known = found.get(skill.id, Sign(None, None, None))
        if skill.any_of is None:
            if value > known.own:
                found[skill.id] = Sign(evidence, known.grouped, known.group)
        elif known.grouped is None or value > known.grouped.strength:
            found[skill.id] = Sign(known.alone, evidence, skill.any_of)
    return found


def _duties(reading: Reading, strength: Strength, telling: Telling | None) -> dict[str, Evidence]:
    """Return the strongest place of each duty: what the firm is said to do counts as a mere mention of it does."""
    starts = [section.start for section in reading.sections]
    found: dict[str, Evidence] = {}
    for duty in reading.duties:
        if telling is not None and not telling.is_work(duty):
            continue
        value = 1.0
        at = bisect_right(starts, duty.start) - 1
        if reading.kind == "posting" and at >= 0 and duty.start < reading.sections[at].end:
            value = strength.duties_in.get(reading.sections[at].kind or "", 1.0)
        if value > (found[duty.id].strength if duty.id in found else 0.0):
            found[duty.id] = Evidence(duty.id, duty.id, duty.text, duty.start, duty.end, "required", value)
    return found


def _name(reading: Reading, names: Sequence[str], role: str) -> Evidence | None:
    """Return the first place where the text itself, whatever its title, calls the person by one of the names.

    In the singular only: "you work with machine-learning engineers" is said to others.
    """
    folded = fold(reading.text[:LONGEST_READ])
    match = _named(tuple(names)).search(folded.flat)
    if match is None:
        return None
    start, end = folded.start(match.start()), folded.end(match.end())
    return Evidence(role, "the role by name", reading.text[start:end], start, end, "required")


@lru_cache(maxsize=16)
def _named(names: tuple[str, ...]) -> re.Pattern[str]:
    ways = (re.escape(fold_surface(name)).replace("/", r"\ ?[/&]\ ?") for name in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def counted(found: Mapping[str, Sign], worth: Mapping[str, float]) -> list[tuple[float, Evidence]]:
    """Return the evidence for what is wanted with its value, best first; of an or-group one member counts.

    The member that gains most by it stands for its group; the others count only where they are named outside of it.
    """
    own: dict[str, tuple[float, Evidence]] = {}
    groups: dict[int, list[tuple[float, float, str, Evidence]]] = {}
    for concept in found.keys() & worth.keys():
        wanted, sign = worth[concept], found[concept]
        if not wanted:
            continue
        alone = wanted * sign.own
        if sign.alone is not None:
            own[concept] = (alone, sign.alone)
        if sign.grouped is not None and sign.group is not None:
            value = wanted * sign.grouped.strength
            groups.setdefault(sign.group, []).append((alone - value, -value, concept, sign.grouped))
    for members in groups.values():
        gain, value, concept, evidence = min(members, key=lambda m: m[:3])
        if gain < 0:
            own[concept] = (-value, evidence)
    return sorted(own.values(), key=lambda pair: (-pair[0], pair[1].start, pair[1].concept))


def _in_posting(skill: Skill, strength: Strength) -> float:
    value = strength.stances[skill.stance]
    return strength.mentioned_in.get(skill.section or "", value) if skill.stance == "mentioned" else value
