"""A first profile of a role from example postings of it: what they ask for, how often, and how seldom others do.

It is a draft for a person to edit: each weight has its reason beside it, in counts. postings -> text of a profile file.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, fsum, log2
from pathlib import Path
from statistics import quantiles

from jdmatch.documents.opening import write_text
from jdmatch.documents.text import Text
from jdmatch.errors import DataError, InputError, Problem
from jdmatch.matcher import Matcher
from jdmatch.reading.records import Reading
from jdmatch.scoring.scoring import score
from jdmatch.taxonomy.files import read_yaml
from jdmatch.taxonomy.profile import Profile
from jdmatch.taxonomy.profile_files import read_profile
from jdmatch.tools.exchange import as_id, as_scalar

_FEWEST = 5  # examples: fewer show one employer's taste
_SHARE = 0.15  # of the examples must ask for a family; what fewer do is no requirement of the role
_MOST = 12  # requirements: more than people weigh
_MEMBERS = 8  # concepts of a family that are named each
_COMMON = 0.1  # what others ask as often still counts a little
_TELLING = 1.5  # from this logarithm on (nearly three times as often as others) it makes the role
_SOFT = 0.3  # without a reference: nearly every posting asks for soft skills
_BASE = "ml-engineer"


@dataclass(frozen=True, slots=True)
class Asked:
    """A family of skills, the role's name or a degree, and who asks for it."""

    id: str  # of the requirement
    examples: int  # that ask for it
    others: int  # reference postings that do
    telling: float  # how much more often the examples ask for it: a logarithm, 1 is twice as often
    weight: float
    why: str  # the counts in words
    members: tuple[
        tuple[str, int], ...
    ] = ()  # concepts, each with how many examples ask for it, the most first


@dataclass(frozen=True, slots=True)
class Draft:
    """A profile as a file says it, and how the examples and the others score against it."""

    profile: Profile  # ready to score with
    text: str  # its file
    asked: tuple[Asked, ...]  # the weightiest first
    scores: tuple[float, ...]  # of the examples
    other_scores: tuple[float, ...]  # of the reference postings
    left_out: int = 0  # texts of both that could not be read: empty, or not English
    equal: int = 0  # examples that are the same as others, and count once

    def __str__(self) -> str:
        lines = [f"{one.weight:5.1f}  {one.id}: {one.why}" for one in self.asked]
        told = [f"{len(self.scores)} examples score {_range(self.scores)}"]
        if len(self.other_scores) > 1:
            told.append(f"{len(self.other_scores):,} reference postings {_range(self.other_scores)}")
        if self.left_out:
            told.append(f"{self.left_out:,} left out: empty, or not English")
        if self.equal:
            told.append(f"{self.equal:,} examples are the same as others and count once")
        return "\n".join([*lines, "; ".join(told)])


def draft_profile(
    role: str, texts: Iterable[Text | Reading], matcher: Matcher, *, others: Iterable[Text | Reading] = ()
) -> Draft:
    """Return a draft profile of a role from example postings.

    Args:
        role: What the role is called, such as "registered nurse": the label, and a name that texts are searched for.
        texts: Five postings of it or more, of different employers.
        matcher: What reads them; its taxonomy has to hold the words of the trade.
        others: Postings of all trades: what these ask as often tells nothing of the role.

    Raises:
        InputError: if the role has no name, fewer than five examples say anything, or they ask for nothing known.

    >>> import jdmatch
    >>> asked = ("Go, Kafka, PostgreSQL", "Java, Kafka, MySQL", "PostgreSQL", "Kafka, MongoDB", "MySQL, Redis")
    >>> examples = [f"Requirements: {words}." for words in asked]
    >>> draft = draft_profile("stream engineer", examples, jdmatch.load())
    >>> [one.id for one in draft.asked][:1], round(sum(one.weight for one in draft.asked), 1)
    (['database'], 100.0)
    """
    role = " ".join(role.split())
    if not role:
        raise InputError("role: it is empty; expected what the role is called, such as 'registered nurse'")
    read, unread = _read(texts, matcher)
    readings = list({reading.whole_text: reading for reading in read}.values())
    equal = len(read) - len(readings)
    rest, more = _read(others, matcher)
    if len(readings) < _FEWEST:
        left_out = f", {unread} not (empty, or not English)" if unread else ""
        left_out += f", {equal} are the same as others" if equal else ""
        raise InputError(
            f"texts: {len(readings)} could be read{left_out}; a draft needs at least {_FEWEST} postings of the role, "
            "better twenty of different employers"
        )
    asked = _weighed(
        _asked(role, readings, matcher), _asked(role, rest, matcher), len(readings), len(rest), matcher
    )
    if not asked:
        raise InputError(
            f"texts: {len(readings)} postings share no skill that the taxonomy knows; add the words of the trade "
            "first (jdmatch taxonomy suggest), in a folder laid over it"
        )
    limit, least = 0.5, (50, 30)
    # what the examples cover gives the limit, their scores under it the verdicts, and both the file
    for _ in range(3):
        text = _file(role, asked, readings, rest, matcher, limit, least)
        profile = _profile(text, matcher)
        fits = [score(reading, profile, matcher.taxonomy) for reading in readings]
        scores = [fit.score or 0.0 for fit in fits]
        covered = [
            fsum(cap.of.get(one.id, 0.0) * one.coverage for cap in profile.caps for one in fit.requirements)
            for fit in fits
        ]
        limit = min(0.9, max(0.1, round(_low(covered), 2)))
        enough = max(2, floor(_low(scores)))
        least = enough, enough // 2
    other_scores = [score(reading, profile, matcher.taxonomy).score or 0.0 for reading in rest]
    return Draft(profile, text, asked, tuple(scores), tuple(other_scores), unread + more, equal)


def _read(texts: Iterable[Text | Reading], matcher: Matcher) -> tuple[list[Reading], int]:
    """Return what texts say, and how many of them say nothing."""
    readings = [one if isinstance(one, Reading) else matcher.read(one, kind="posting") for one in texts]
    told = [reading for reading in readings if reading.status not in ("empty", "not-english", "error")]
    return told, len(readings) - len(told)


def _asked(role: str, readings: Sequence[Reading], matcher: Matcher) -> Counter[str]:
    """Return how many postings ask for each concept, each family (`family:…`), a degree and the role by its name."""
    counts: Counter[str] = Counter()
    concepts = matcher.taxonomy.concepts
    called = re.compile(rf"(?<!\w){re.escape(role)}(?!\w)", re.IGNORECASE)
    for reading in readings:
        found = {skill.id for skill in reading.named_skills if skill.id and skill.stance != "negated"}
        counts.update(found)
        counts.update({f"family:{concepts[one].family}" for one in found})
        counts["named"] += bool(called.search(reading.whole_text))
        counts["degree"] += reading.degree is not None
    return counts


def _weighed(
    own: Counter[str], others: Counter[str], size: int, other_size: int, matcher: Matcher
) -> tuple[Asked, ...]:
    """Return what the role asks, with weights that add up to a hundred."""
    concepts, families = matcher.taxonomy.concepts, matcher.taxonomy.families
    found: list[tuple[float, str, float]] = []
    for key, count in own.items():
        if not (key.startswith("family:") or key in ("named", "degree")) or count < max(2, _SHARE * size):
            continue
        share = count / size
        if other_size:
            # one posting more on either side, so that nothing is infinitely telling
            telling = log2((count + 1) / (size + 1)) - log2((others[key] + 1) / (other_size + 1))
        else:
            family = families.get(key.removeprefix("family:"))
            telling = _SOFT if key == "degree" or (family and family.kind == "soft") else 1.0
        found.append((share * max(_COMMON, telling), key, telling))
    found = sorted(found, key=lambda one: (-one[0], one[1]))[:_MOST]
    total = sum(raw for raw, *_ in found)
    tenths = [round(1000 * raw / total) for raw, *_ in found]
    if tenths:
        tenths[0] += 1000 - sum(tenths)
    asked = []
    for (_, key, telling), weight in zip(found, tenths, strict=True):
        family_id = key.removeprefix("family:")
        members = sorted(
            ((one, count) for one, count in own.items() if one in concepts and concepts[one].family == family_id),
            key=lambda pair: (-pair[1], pair[0]),
        )  # fmt: skip
        why = f"{own[key]} of {size} examples ask for it"
        if other_size:
            why += f", {others[key] / other_size:.0%} of {other_size:,} others do"
        named = tuple(members[:_MEMBERS])
        asked.append(Asked(family_id, own[key], others[key], telling, weight / 10, why, named))
    return tuple(sorted(asked, key=lambda one: (-one.weight, one.id)))


def _low(values: Sequence[float]) -> float:
    """Return what nine of ten reach."""
    return quantiles(values, n=10, method="inclusive")[0]


def _range(scores: Sequence[float]) -> str:
    low, middle, high = quantiles(scores, n=4, method="inclusive")
    return f"{middle:.0f} (half of them {low:.0f} to {high:.0f})"


# ------------------------------------------------------------------ the file


def _profile(text: str, matcher: Matcher) -> Profile:
    problems: list[Problem] = []
    profile = read_profile(read_yaml(text, "draft"), Path("draft.yaml"), {}, matcher.taxonomy, problems)
    if profile is None:
        raise DataError(problems)
    return profile


def _file(
    role: str,
    asked: Sequence[Asked],
    readings: Sequence[Reading],
    rest: Sequence[Reading],
    matcher: Matcher,
    limit: float,
    least: Sequence[int],
) -> str:
    base = Path(matcher.taxonomy.profiles[_BASE].path).read_text(encoding="utf-8")
    strength = re.search(r"^strength:.*?(?=^requirements:)", base, re.MULTILINE | re.DOTALL)
    assert strength is not None, _BASE
    of = f"{len(readings)} example postings" + (f", held against {len(rest):,} of all trades" if rest else "")
    lines = [
        f"# A draft from {of}. Read every line: what the examples",
        "# do not say, you know; `jdmatch profile tune` learns better weights once postings are graded.",
        "schema: 1",
        f"id: {as_scalar(as_id(role))}",
        f"label: {json.dumps(role, ensure_ascii=False)}",
        "role: other",
        f"names: [{json.dumps(role, ensure_ascii=False)}]   # add what else people of this role are called",
        "",
        f"# How much it counts that a skill is named: as in {_BASE}.",
        strength.group().rstrip(),
        "",
        "requirements:",
    ]
    for one in asked:
        lines += ["", *_requirement(one, readings, matcher)]
    # what the role asks far more often than others makes it, or the weightiest where nothing is asked so
    skills = [one for one in asked if one.members]
    core = [one for one in skills if one.telling >= _TELLING] or skills[:3] or asked[:1]
    total = sum(one.weight for one in core)
    shares = [round(one.weight / total, 2) for one in core]
    shares[0] = round(1 - sum(shares[1:]), 2)
    parts = ", ".join(f"{one.id}: {share:g}" for one, share in zip(core, shares, strict=True))
    lines += [
        "",
        "caps:",
        "  - id: core",
        "    statement: Without what makes the role the rest counts little",
        f"    why: Nine of ten examples cover {limit:.0%} of it.",
        f"    of: {{{parts}}}",
        "    beyond: 0.1",
        "    limits:",
        "      - {coverage: 0.0, score: 20}",
        f"      - {{coverage: {limit:g}, score: 100}}",
        "",
        "# Nine of ten examples score the first or more.",
        "verdicts:",
        *(
            f"  - {{least: {at:g}, posting: {json.dumps(posting)}, cv: {json.dumps(cv)}}}"
            for at, posting, cv in (
                (least[0], f"a posting for this role: {role}", f"ready for this role: {role}"),
                (least[1], "close to the role", "close to the role"),
                (0, "another role", "little of what the role needs"),
            )
        ),
    ]
    return "\n".join(lines) + "\n"


def _requirement(one: Asked, readings: Sequence[Reading], matcher: Matcher) -> list[str]:
    taxonomy = matcher.taxonomy
    statement, group = "Is called by the role's name", "core"
    if one.id == "named":
        evidence = ["any: [{named: true, worth: 1.0}]", "depth: [1.0]"]
    elif one.id == "degree":
        statement, group = "Holds a degree", "qualifications"
        fields = Counter(field.casefold() for r in readings if r.degree for field in r.degree.fields)
        often = sorted(fields.items(), key=lambda f: (-f[1], f[0]))[:8]
        evidence = [
            "degree:",
            "  levels: {none: 0.0, associate: 0.6, bachelor: 1.0, master: 1.0, phd: 1.0}",
            f"  fields: [{', '.join(json.dumps(field) for field, _ in often)}]",
            "  other_field: 0.3",
            "  no_field: 0.7",
            "  preferred: 0.8",
        ]
    else:
        labels = ", ".join(taxonomy.concepts[member].label for member, _ in one.members[:3])
        statement, group = f"Knows {taxonomy.families[one.id].label}, such as {labels}", "skills"
        most, of = one.members[0][1], len(readings)
        evidence = [
            "any:",
            f"  - {{of: {one.id}, worth: 0.7}}",
            *(
                f"  - {{concept: {member}, worth: {round(0.7 + 0.3 * count / most, 2):g}}}   # {count} of {of}"
                for member, count in one.members
            ),
            "depth: [0.6, 0.25, 0.15]",
        ]
    return [
        f"  - id: {one.id}",
        f"    statement: {json.dumps(statement, ensure_ascii=False)}",
        f"    group: {group}",
        f"    extends: {_BASE}",
        f"    weight: {one.weight:g}",
        f"    why: {one.why}.",
        *(f"    {line}" for line in evidence),
    ]


def write_draft(draft: Draft, path: str | Path) -> Path:
    """Write a draft as a profile file.

    Raises:
        InputError: if a file is already there: a profile that was worked on is not overwritten.
    """
    target = Path(path)
    if target.exists():
        raise InputError(f"{target}: a file is already there; give another name, or remove it first")
    return write_text(target, draft.text)
