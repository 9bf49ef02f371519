"""Holds a reading against a profile: (Reading, Profile, Taxonomy) -> Fit, in pure functions of the standard library.

Coverage of each requirement from its evidence, points from coverage and weight, then the caps. Points are counted in tenths, so that
those on the screen add up to the score exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from jdmatch.evidence import Evidence, Sign, counted, duty_signs, name_sign, signs
from jdmatch.fit import Advice, CapFit, Fit, RequirementFit, Status
from jdmatch.profile import AnyOf, DegreeWant, Profile, Requirement
from jdmatch.reading import Degree, Pay, Reading

if TYPE_CHECKING:
    from jdmatch.taxonomy import Taxonomy

__all__ = ["Fit", "score"]

_TENTHS = 10
_MOST_ADVICE = 3
_LEAST_GAIN = 0.1
_MOST_EVIDENCE = 12
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a requirement as the text shows it."""

    wanted: AnyOf
    values: tuple[tuple[float, Evidence], ...]

    @property
    def coverage(self) -> float:
        return self.wanted.coverage([value for value, _ in self.values])


@dataclass(frozen=True, slots=True)
class _Shown:
    """A requirement as the text shows it, before points are counted."""

    requirement: Requirement
    coverage: float
    evidence: tuple[Evidence, ...]
    parts: tuple[_Part, ...] = ()


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
    found = signs(reading, profile.strength)
    duties = duty_signs(reading, profile.strength)
    name = name_sign(reading, profile.names, profile.role)
    shown = [_show(requirement, found, duties, name, reading) for requirement in profile.requirements]
    earned = {one.requirement.id: one.requirement.weight * one.coverage for one in shown}
    coverage = {one.requirement.id: one.coverage for one in shown}
    limits = [(cap.limit(coverage), cap.id, cap.statement) for cap in profile.caps]
    limits.append((100.0, "hundred", "a score ends at 100"))
    total, limit = sum(earned.values()), min(limits)
    is_read = _is_read(reading, profile)
    tenths = _tenths(min(total, limit[0])) if is_read else 0
    points = _apportion(earned, tenths)
    taken = _tenths(total) - tenths
    final = tenths / _TENTHS if is_read else None
    return Fit(
        score=final,
        profile=profile.id,
        label=profile.label,
        requirements=tuple(_fit(one, points[one.requirement.id], profile.met) for one in shown),
        caps=(CapFit(limit[1], limit[2], _tenths(limit[0]) / _TENTHS, taken / _TENTHS),) if is_read and taken else (),
        reading=_with_pay(reading, profile),
        percentile=profile.percentile(final) if final is not None and reading.kind == "posting" else None,
        verdict=profile.verdict(final, reading.kind) if final is not None else "there was nothing to read",
        missing=_advice(reading, profile, shown, found, total) if is_read else (),
        neighbour=_neighbour(reading, profile, shown, found, taxonomy, final),
    )


def _is_read(reading: Reading, profile: Profile) -> bool:
    if reading.status in ("empty", "not-english"):
        return False
    found = reading.skills or reading.duties or reading.degree or reading.certifications
    return bool(found) or len(reading.text.split()) >= profile.strength.least_words


# ------------------------------------------------------------------ coverage


def _show(
    requirement: Requirement,
    found: Mapping[str, Sign],
    duties: Mapping[str, Evidence],
    name: Evidence | None,
    reading: Reading,
) -> _Shown:
    if requirement.degree is not None:
        return _show_degree(requirement, requirement.degree, reading.degree)
    if requirement.certificates is not None:
        return _show_certificates(requirement, requirement.certificates, reading)
    parts = tuple(_show_part(wanted, found, duties, name) for wanted in requirement.parts)
    coverage = min(1.0, sum(part.wanted.share * part.coverage for part in parts))
    best: dict[tuple[str, int], tuple[float, Evidence]] = {}
    for part in parts:
        for value, evidence in part.values:
            key = (evidence.concept, evidence.start)
            if key not in best or value > best[key][0]:
                best[key] = (value, evidence)
    ordered = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].start, pair[1].concept))
    return _Shown(requirement, coverage, tuple(evidence for _, evidence in ordered[:_MOST_EVIDENCE]), parts)


def _show_part(
    wanted: AnyOf, found: Mapping[str, Sign], duties: Mapping[str, Evidence], name: Evidence | None
) -> _Part:
    values = counted(found, wanted.worth)
    for duty, worth in wanted.duties.items():
        if worth and duty in duties:
            values.append((worth * duties[duty].strength, duties[duty]))
    if wanted.named and name is not None:
        values.append((wanted.named, name))
    values.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].concept))
    return _Part(wanted, tuple(values))


def _show_degree(requirement: Requirement, want: DegreeWant, degree: Degree | None) -> _Shown:
    if degree is None:
        return _Shown(requirement, 0.0, ())
    worth = want.levels.get(degree.level, 0.0)
    if degree.fields:
        named = [field.casefold() for field in degree.fields]
        wanted = any(field in name for name in named for field in want.fields)
        worth *= 1.0 if wanted else want.other_field
    else:
        worth *= want.no_field
    if degree.stance == "preferred":
        worth *= want.preferred
    evidence = Evidence(degree.level, "degree", degree.text, degree.start, degree.end, degree.stance, worth)
    return _Shown(requirement, worth, (evidence,) if worth else ())


def _show_certificates(requirement: Requirement, wanted: Mapping[str, float], reading: Reading) -> _Shown:
    held = [
        (wanted[one.id], Evidence(one.id, "certificate", one.text, one.start, one.end, "required", wanted[one.id]))
        for one in reading.certifications
        if one.id is not None and wanted.get(one.id)
    ]
    held.sort(key=lambda pair: (-pair[0], pair[1].start))
    return _Shown(requirement, held[0][0] if held else 0.0, tuple(evidence for _, evidence in held))


# ------------------------------------------------------------------ points


def _tenths(points: float) -> int:
    return int(points * _TENTHS + 0.5)


def _apportion(earned: Mapping[str, float], tenths: int) -> dict[str, int]:
    """Share tenths of points out as they were earned; what is left after rounding goes to the largest remainders."""
    total = sum(earned.values())
    if total <= 0:
        return dict.fromkeys(earned, 0)
    exact = {one: points / total * tenths for one, points in earned.items()}
    whole = {one: int(value) for one, value in exact.items()}
    order = sorted(exact, key=lambda one: (whole[one] - exact[one], one))
    for one in order[: tenths - sum(whole.values())]:
        whole[one] += 1
    return whole


def _fit(one: _Shown, tenths: int, met: float) -> RequirementFit:
    want = one.requirement
    status: Status = "met" if one.coverage >= met else "partial" if one.coverage > 0 else "missing"
    return RequirementFit(
        id=want.id,
        statement=want.statement,
        group=want.group,
        weight=want.weight,
        coverage=round(one.coverage, 4),
        points=tenths / _TENTHS,
        status=status,
        evidence=one.evidence,
        earned=round(want.weight * one.coverage, 1),
        lacking=tuple(p.wanted.label for p in one.parts if not p.values) if len(one.parts) > 1 else (),
        bonus=want.bonus,
    )


# ------------------------------------------------------------------ advice


def _advice(
    reading: Reading, profile: Profile, shown: Sequence[_Shown], found: Mapping[str, Sign], total: float
) -> tuple[Advice, ...]:
    """Return the things that would raise the score most, each with what it alone would bring."""
    coverage = {one.requirement.id: one.coverage for one in shown}
    spared = profile.not_asked if reading.level in profile.beginners else frozenset[str]()

    def capped(total: float, coverage: Mapping[str, float]) -> float:
        return min(total, 100.0, *(cap.limit(coverage) for cap in profile.caps))

    now = capped(total, coverage)
    offers: list[Advice] = []
    for one in shown:
        want = one.requirement
        if want.id in spared:
            continue
        text, better = _better(one, reading.kind, profile.strength.shown)
        then = {**coverage, want.id: better}
        gain = capped(total + want.weight * (better - one.coverage), then) - now
        if gain >= _LEAST_GAIN:
            offers.append(Advice(want.id, text, round(gain, 1)))
    offers.sort(key=lambda offer: (-offer.gain, offer.requirement))
    return tuple(offers[:_MOST_ADVICE])


def _better(one: _Shown, kind: Literal["posting", "cv"], shown: float) -> tuple[str, float]:
    """Return the one step that would raise a requirement's coverage most, and the coverage after it."""
    want = one.requirement
    ask = "show" if kind == "cv" else "ask for"
    if not one.parts:
        best = 1.0 if want.degree is not None else max((want.certificates or {}).values(), default=0.0)
        return f"{ask}: {want.statement}", best
    strongest = shown if kind == "cv" else 1.0
    best_text, best_coverage = "", one.coverage
    for part in one.parts:
        values = [value for value, _ in part.values]
        counting = {evidence.concept for _, evidence in part.values}
        worths = {**part.wanted.worth, **part.wanted.duties}
        more = max((worth for wanted, worth in worths.items() if wanted not in counting), default=0.0)
        steps = [(f"{ask}: {_what(one, part, counting)}", sorted([*values, more * strongest], reverse=True))]
        for i, (value, evidence) in enumerate(part.values):
            full = worths.get(evidence.concept, 0.0) * strongest  # a name cannot be made stronger
            if full > value:
                weak = "it is only listed; tell where you used it" if kind == "cv" else f"it is only {evidence.stance}"
                raised = sorted([*values[:i], full, *values[i + 1 :]], reverse=True)
                steps.append((f"{evidence.text}: {weak}", raised))
        for text, raised in steps:
            coverage = one.coverage + part.wanted.share * (part.wanted.coverage(raised) - part.coverage)
            if coverage > best_coverage + 1e-9:
                best_text, best_coverage = text, min(1.0, coverage)
    return best_text, best_coverage


def _what(one: _Shown, part: _Part, counting: set[str]) -> str:
    label = one.requirement.statement if len(one.parts) == 1 else part.wanted.label
    named = {evidence.label for _, evidence in part.values}
    examples = [label for label in part.wanted.examples if label not in named]
    return f"{label}, for example {', '.join(examples)}" if counting and examples else label


# ------------------------------------------------------------------ role and pay


def _neighbour(
    reading: Reading,
    profile: Profile,
    shown: Sequence[_Shown],
    found: Mapping[str, Sign],
    taxonomy: Taxonomy,
    final: float | None,
) -> str:
    """Say where the role that was read differs from the profile's, so that role and score are read together."""
    if final is None:
        return ""
    role = reading.role
    ranked = sorted(shown, key=lambda one: one.requirement.weight * (one.coverage - 1))
    lacks = [one.requirement.id for one in ranked if one.coverage < profile.met / 2 and not one.requirement.bonus][:3]
    lacking = f"; little of {', '.join(lacks)}" if lacks else ""
    if role.id == profile.role:
        weak = profile.verdict(final, reading.kind) == profile.verdict(0.0, reading.kind)
        return f"named {role.label}, but the text shows little of one{lacking}" if weak else ""
    for near in profile.neighbours:
        if near.role == role.id:
            strong = sorted((c for c in found if c in near.members), key=lambda c: (-found[c].own, c))[:4]
            labels = ", ".join(taxonomy.concepts[c].label for c in strong)
            return f"{role.label}, {near.says}" + (f"; here: {labels}" if labels else "") + lacking
    return ""


def _with_pay(reading: Reading, profile: Profile) -> Reading:
    """Return the reading with its pay set against the profile's band, where currency and period allow it."""
    band, pay = profile.pay, reading.pay
    if band is None or pay is None or pay.currency != band.currency or pay.period not in ("year", "month"):
        return reading
    times = _MONTHS if pay.period == "month" else 1
    first = reading.level in band.beginners
    low, high = (band.beginner_min, band.beginner_max) if first else (band.year_min, band.year_max)
    against: Literal["below", "within", "above"] = "within"
    if (pay.max or pay.min) * times < low:
        against = "below"
    elif pay.min * times > high:
        against = "above"
    stated: Pay = replace(pay, against_profile=against)
    return replace(reading, pay=stated)
