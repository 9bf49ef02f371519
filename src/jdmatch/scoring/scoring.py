"""Holds a reading against a profile: (Reading, Profile, Taxonomy) -> Fit, in pure functions of the standard library.

Coverage of each requirement, points from coverage and weight, then the caps. Points are counted in tenths, so that
those on the screen add up to the score exactly. Advice, what would raise the score most, is worked out when it is asked
for.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, Literal, NamedTuple

from jdmatch.folding import LONGEST_READ
from jdmatch.reading.records import Reading, maker
from jdmatch.scoring.coverage import Shown, ShownPart, Wants
from jdmatch.scoring.evidence import Evidence, Signs, find_signs
from jdmatch.scoring.fit import Advice, CapFit, Fit, MadeWith, RequirementFit, Status
from jdmatch.scoring.gates import judge
from jdmatch.taxonomy.profile import Profile

if TYPE_CHECKING:
    from jdmatch.taxonomy.records import Taxonomy

__all__ = ["Fit", "score"]

_TENTHS = 10
_HUNDRED = (100.0, "hundred", "A score ends at 100")
_UNREAD = {"empty": "there was nothing to read", "not-english": "the text is not English"}
_HASH_SHOWN = 12  # of the digits of a hash; enough to tell any two versions apart


def score(reading: Reading, profile: Profile, taxonomy: Taxonomy) -> Fit:
    """Return how well a reading fits a profile.

    The score is None only where there was nothing to read: an empty text, one that is not English, or a few words in
    which nothing was found. A posting of real length that asks for nothing of the profile scores 0.

    >>> import jdmatch
    >>> matcher = jdmatch.load()
    >>> nurse = matcher.read("We are looking for a nurse who cares for patients on the ward. " * 4)
    >>> score(nurse, matcher.profile, matcher.taxonomy).score
    0.0
    """
    plan = _plan(profile)
    shown = plan.wants.show(find_signs(reading, profile), reading)
    coverage, earned = dict(plan.nothing), {}
    for one in shown.values():
        want = one.requirement
        coverage[want.id], earned[want.id] = one.coverage, want.weight * one.coverage
    total = fsum(earned.values())
    held = [(min(total, 100.0), *_HUNDRED)]
    for cap in profile.caps:
        limit = cap.limit(coverage)
        held.append((cap.hold(total, limit), limit, cap.id, cap.statement))
    left, limit, cap_id, statement = min(held)
    is_read = _is_read(reading, profile)
    tenths = _tenths(left) if is_read else 0
    points = _apportion(earned, total, tenths)
    taken = _tenths(total) - tenths
    final = tenths / _TENTHS if is_read else None
    caps = (CapFit(cap_id, statement, _tenths(limit) / _TENTHS, taken / _TENTHS),)
    requirements = list(plan.missing)
    for number, one in shown.items():
        requirements[number] = _fit(one, points[one.requirement.id], profile.met)
    return Fit.with_later(
        {
            "score": final,
            "profile": profile.id,
            "label": profile.label,
            "requirements": tuple(requirements),
            "caps": caps if is_read and taken else (),
            "gates": judge(profile.gates, reading),
            "reading": reading.with_pay_band(profile.pay),
            "percentile": profile.percentile(final)
            if final is not None and reading.kind == "posting"
            else None,
            "verdict": profile.verdict(final, reading.kind)
            if final is not None
            else _UNREAD.get(reading.status, "too little was read"),
        },
        lambda: _counsel(reading, profile, taxonomy, final),
    )


def _counsel(
    reading: Reading, profile: Profile, taxonomy: Taxonomy, final: float | None
) -> dict[str, object]:
    """Return what only those ask for who look at a fit: what would raise it, and the role that is near it."""
    made_with = made_by(profile, taxonomy.version)
    if final is None:
        return {"missing": (), "neighbour": "", "made_with": made_with}
    found = find_signs(reading, profile)
    wants = _plan(profile).wants
    covered = wants.show(found, reading)
    shown = [covered.get(number, missing) for number, missing in enumerate(wants.missing)]
    total = fsum(one.requirement.weight * one.coverage for one in shown)
    return {
        "missing": advice(reading, profile, shown, total),
        "neighbour": neighbour(reading, profile, shown, found, taxonomy, final),
        "made_with": made_with,
    }


@lru_cache(maxsize=16)
def made_by(profile: Profile, version: str) -> MadeWith:
    """Return what says by which profile, and which version of a taxonomy, a fit was made."""
    # the package itself is above this module and not imported here; it is there all the same
    package = sys.modules[__name__.partition(".")[0]]
    return MadeWith(package.__version__, version[:_HASH_SHOWN], f"{profile.id}:{profile.hash[:_HASH_SHOWN]}")


class _Plan(NamedTuple):
    """What is worked out of a profile once."""

    wants: Wants
    missing: tuple[RequirementFit, ...]  # what each requirement is where nothing speaks for it
    nothing: dict[str, float]  # the coverage of each then


@lru_cache(maxsize=16)
def _plan(profile: Profile) -> _Plan:
    wants = Wants(profile)
    missing = tuple(_fit(one, 0, profile.met) for one in wants.missing)
    return _Plan(wants, missing, dict.fromkeys([one.id for one in missing], 0.0))


def _is_read(reading: Reading, profile: Profile) -> bool:
    if reading.status in ("empty", "not-english"):
        return False
    found = reading.named_skills or reading.duties or reading.degree or reading.certifications
    return bool(found) or len(reading.whole_text[:LONGEST_READ].split()) >= profile.least_words


# ------------------------------------------------------------------ points


def _tenths(points: float) -> int:
    return int(points * _TENTHS + 0.5)


def _apportion(earned: Mapping[str, float], total: float, tenths: int) -> dict[str, int]:
    """Share tenths of points out as they were earned; what is left after rounding goes to the largest remainders."""
    if total <= 0:
        return dict.fromkeys(earned, 0)
    exact = {one: points / total * tenths for one, points in earned.items()}
    whole = {one: int(value) for one, value in exact.items()}
    rest = tenths - sum(whole.values())
    for one in sorted(exact, key=lambda one: (whole[one] - exact[one], one))[:rest] if rest else ():
        whole[one] += 1
    return whole


def _fit(one: Shown, tenths: int, met: float) -> RequirementFit:
    want = one.requirement
    status: Status = "met" if one.coverage >= met else "partial" if one.coverage > 0 else "missing"
    return _make_fit(
        want.id,
        want.statement,
        want.group,
        want.weight,
        round(one.coverage, 4),
        tenths / _TENTHS,
        status,
        one.evidence,
        round(want.weight * one.coverage, 1),
        tuple([p.wanted.label for p in one.parts if not p.values]) if len(one.parts) > 1 else (),
        want.bonus,
    )


_make_fit = maker(RequirementFit)


_MOST_ADVICE = 3
_LEAST_GAIN = 0.1
_ROUNDING = 0.05


def advice(reading: Reading, profile: Profile, shown: Sequence[Shown], total: float) -> tuple[Advice, ...]:
    """Return the things that would raise the score most, each with what it alone would bring."""
    coverage = {one.requirement.id: one.coverage for one in shown}
    spared = profile.not_asked if reading.level in profile.beginners else frozenset[str]()

    def capped(total: float, coverage: Mapping[str, float]) -> float:
        return min(total, 100.0, *(cap.hold(total, cap.limit(coverage)) for cap in profile.caps))

    now = capped(total, coverage)
    held = {requirement for cap in profile.caps for requirement in cap.of}
    offers: list[Advice] = []
    # what a cap looks at may raise the score beyond its own points; of the others none brings more than it lacks, so
    # that the search ends with the first that cannot be among the best any more
    ranked = sorted(
        shown,
        key=lambda one: (one.requirement.id not in held, one.requirement.weight * (one.coverage - 1)),
    )
    for one in ranked:
        want = one.requirement
        if want.bonus or want.id in spared:
            continue
        if want.id not in held and want.weight * (1 - one.coverage) < _least_of_best(offers):
            break
        text, better = _better(one, reading.kind, profile.strength.cv.shown)
        then = {**coverage, want.id: better}
        gain = capped(total + want.weight * (better - one.coverage), then) - now
        if gain >= _LEAST_GAIN:
            offers.append(Advice(want.id, text, round(gain, 1)))
            offers.sort(key=lambda offer: (-offer.gain, offer.requirement))
    return tuple(offers[:_MOST_ADVICE])


def _least_of_best(offers: Sequence[Advice]) -> float:
    """Return the gain, before it was rounded, below which one more offer need not be looked at."""
    return offers[_MOST_ADVICE - 1].gain - _ROUNDING if len(offers) >= _MOST_ADVICE else _LEAST_GAIN


def _better(one: Shown, kind: Literal["posting", "cv"], shown: float) -> tuple[str, float]:
    """Return the one step that would raise a requirement's coverage most, and the coverage after it."""
    want = one.requirement
    show = "show: " if kind == "cv" else ""  # a posting misses it, a person can show it
    if not one.parts:
        whole = 1.0 if want.degree is not None else max((want.certificates or {}).values(), default=0.0)
        return f"{show}{want.statement}", whole
    strongest = shown if kind == "cv" else 1.0
    best: tuple[ShownPart, Evidence | None] | None = None
    best_coverage = one.coverage
    for part in one.parts:
        values = [(value, evidence.listed) for value, evidence in part.values]
        more = part.wanted.best_but({evidence.concept for _, evidence in part.values}) * strongest
        steps: list[tuple[Evidence | None, list[tuple[float, bool]]]] = [(None, [*values, (more, False)])]
        for i, (value, evidence) in enumerate(part.values):
            full = (
                part.wanted.worth.get(evidence.concept, 0.0) * strongest
            )  # duties and names are full already
            if full > value:
                steps.append((evidence, [*values[:i], (full, False), *values[i + 1 :]]))
        for step, raised in steps:
            raised.sort(reverse=True)
            coverage = one.coverage + part.wanted.share * (part.covered(raised) - part.coverage)
            if coverage > best_coverage + 1e-9:
                best, best_coverage = (part, step), min(1.0, coverage)
    return (_told(one, *best, kind) if best else ""), best_coverage


def _told(one: Shown, part: ShownPart, step: Evidence | None, kind: Literal["posting", "cv"]) -> str:
    """Return a step in words: more of something, or something there told more firmly."""
    if step is None:
        counting = {evidence.concept for _, evidence in part.values}
        ask = "more of: " if counting else "show: " if kind == "cv" else ""
        return f"{ask}{_what(one, part, counting)}"
    weak = "it is only listed; tell where you used it" if kind == "cv" else f"it is only {step.stance}"
    return f"{step.text}: {weak}"


def _what(one: Shown, part: ShownPart, counting: set[str]) -> str:
    label = one.requirement.statement if len(one.parts) == 1 else part.wanted.label
    named = {evidence.label for _, evidence in part.values}
    examples = [label for label in part.wanted.examples if label not in named]
    return f"{label}, for example {', '.join(examples)}" if counting and examples else label


def neighbour(
    reading: Reading,
    profile: Profile,
    shown: Sequence[Shown],
    found: Signs,
    taxonomy: Taxonomy,
    final: float,
) -> str:
    """Say where the role that was read differs from the profile's, so that role and score are read together."""
    role = reading.role
    ranked = sorted(shown, key=lambda one: one.requirement.weight * (one.coverage - 1))
    lacks = [
        one.requirement.id for one in ranked if one.coverage < profile.met / 2 and not one.requirement.bonus
    ][:3]
    lacking = f"; little of {', '.join(lacks)}" if lacks else ""
    if role.id == profile.role:
        weak = profile.verdict(final, reading.kind) == profile.verdict(0.0, reading.kind)
        return f"named {role.label}, but the text shows little of one{lacking}" if weak else ""
    for near in profile.neighbours:
        if near.role == role.id:
            members = frozenset[str]().union(*(taxonomy.members.get(one, ()) for one in near.tells))
            strong = sorted(members & found.skills.keys(), key=lambda c: (-found.skills[c].own, c))[:4]
            labels = ", ".join(taxonomy.concepts[c].label for c in strong)
            return f"{role.label}, {near.says}" + (f"; here: {labels}" if labels else "") + lacking
    return ""
