"""Holds a reading against a profile: (Reading, Profile, Taxonomy) -> Fit, in pure functions of the standard library.

Coverage of each requirement, points from coverage and weight, then the caps; beside them the gates, which a posting
passes or fails whatever its points (what it says nothing of is unknown). Points are counted in tenths, so that
those on the screen add up to the score exactly. Advice, what would raise the score most, is worked out when it is asked
for.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import fsum
from typing import Final, Literal, NamedTuple

from jdmatch.folding import LONGEST_READ
from jdmatch.reading.records import Degree, Fact, Reading, maker
from jdmatch.scoring.evidence import Evidence, Signs, Wanted, counted, find_signs
from jdmatch.scoring.fit import Advice, CapFit, Fit, GateFit, GateStatus, MadeWith, RequirementFit, Status
from jdmatch.taxonomy.profile import AnyOf, DegreeWant, Gate, Profile, Requirement
from jdmatch.taxonomy.records import Taxonomy

__all__ = ["Fit", "score"]

_TENTHS = 10
_HUNDRED = (100.0, "hundred", "A score ends at 100")
_UNREAD = {"empty": "there was nothing to read", "not-english": "the text is not English"}
_MOST_EVIDENCE = 12
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
    final, percentile = None, None
    verdict = _UNREAD.get(reading.status, "too little was read")
    if is_read:
        final = tenths / _TENTHS
        percentile = profile.percentile(final) if reading.kind == "posting" else None
        verdict = profile.verdict(final, reading.kind)
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
            "percentile": percentile,
            "verdict": verdict,
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


def _is_read(reading: Reading, profile: Profile) -> bool:
    if reading.status in ("empty", "not-english"):
        return False
    found = reading.named_skills or reading.duties or reading.degree or reading.certifications
    return bool(found) or len(reading.whole_text[:LONGEST_READ].split()) >= profile.least_words


# ------------------------------------------------------------------ coverage


class ShownPart(NamedTuple):
    """A part of a requirement as the text shows it."""

    wanted: AnyOf
    values: tuple[tuple[float, Evidence], ...]
    coverage: float  # how far the part is covered


def _part(wanted: AnyOf, values: Sequence[tuple[float, Evidence]], listed_most: float) -> ShownPart:
    """Return a part as values, best first, show it."""
    coverage = wanted.coverage([value for value, _ in values])
    if coverage > listed_most:
        coverage = _covered(wanted, [(value, evidence.listed) for value, evidence in values], listed_most)
    return ShownPart(wanted, tuple(values), coverage)


def _covered(wanted: AnyOf, values: Sequence[tuple[float, bool]], listed_most: float) -> float:
    """Return how far values, best first, each with whether a CV only lists it, cover a part.

    A bare list covers only so much, and adds nothing to what is told beyond that: a hidden list of five hundred skills
    is worth no more than an honest one of a few.
    """
    if not values:
        return 0.0
    whole = wanted.coverage([value for value, _ in values])
    if whole <= listed_most:
        return whole
    told = [value for value, is_listed in values if not is_listed]
    if len(told) == len(values):
        return whole
    return max(wanted.coverage(told), min(listed_most, whole))


class Shown(NamedTuple):
    """A requirement as the text shows it, before points are counted."""

    requirement: Requirement
    coverage: float
    evidence: tuple[Evidence, ...]
    parts: tuple[ShownPart, ...] = ()


class Wants:
    """Which requirements of a profile want a concept or a duty, turned round once for all texts."""

    def __init__(self, profile: Profile) -> None:
        self._requirements = profile.requirements
        self._listed_most = profile.strength.cv.listed_most
        parts = [(number, part) for number, one in enumerate(self._requirements) for part in one.parts]
        self._requirement_of = [number for number, _ in parts]
        # work is shown by what was done, never by a list
        self._told_only = [self._requirements[number].group == "duties" for number, _ in parts]
        self._by_concept: dict[str, list[tuple[int, float]]] = {}
        self._by_duty: dict[str, list[tuple[int, float]]] = {}
        self._by_name = [(at, part.named) for at, (_, part) in enumerate(parts) if part.named]
        self._by_title: dict[str, list[tuple[int, float]]] = {}
        for at, (_, part) in enumerate(parts):
            for wanted, by in (
                (part.worth, self._by_concept),
                (part.duties, self._by_duty),
                (part.roles, self._by_title),
            ):
                for one, worth in wanted.items():
                    if worth:
                        by.setdefault(one, []).append((at, worth))
        self._degrees = [(number, one.degree) for number, one in enumerate(self._requirements) if one.degree]
        self._certificates = [
            (number, one.certificates) for number, one in enumerate(self._requirements) if one.certificates
        ]
        self._first_part = [
            bisect_left(self._requirement_of, number) for number in range(len(self._requirements))
        ]
        self.missing = [  # each requirement where nothing speaks for it
            Shown(one, 0.0, (), tuple(ShownPart(part, (), 0.0) for part in one.parts))
            for one in self._requirements
        ]

    def show(self, found: Signs, reading: Reading) -> dict[int, Shown]:
        """Return how far a text covers the requirements that it speaks for, by their numbers, and by which words."""
        skills: dict[int, list[Wanted]] = {}
        values: dict[int, list[tuple[float, Evidence]]] = {}
        for concept, sign in found.skills.items():
            for at, worth in self._by_concept.get(concept, ()):
                if not (found.has_lists and self._told_only[at] and sign.is_listed):
                    skills.setdefault(at, []).append((concept, worth, sign))
        for at, wanted in skills.items():
            values[at] = counted(wanted)
        for duty, evidence in found.duties.items():
            for at, worth in self._by_duty.get(duty, ()):
                values.setdefault(at, []).append((worth * evidence.strength, evidence))
        if found.name is not None:
            for at, worth in self._by_name:
                values.setdefault(at, []).append((worth, found.name))
        if found.title is not None:
            for at, worth in self._by_title.get(found.title.concept, ()):
                values.setdefault(at, []).append((worth * found.title.strength, found.title))
        for number, certificates in self._certificates:
            for value in _certificates(certificates, reading):
                values.setdefault(-1 - number, []).append(value)
        covered = {self._requirement_of[at] if at >= 0 else -1 - at for at in values}
        shown = {number: self._show_parts(number, values) for number in covered}
        if reading.degree is not None:
            for number, degree in self._degrees:
                if number not in covered:
                    shown[number] = _show_degree(self._requirements[number], degree, reading.degree)
        return shown

    def _show_parts(self, number: int, values: Mapping[int, list[tuple[float, Evidence]]]) -> Shown:
        missing = self.missing[number]
        if len(missing.parts) == 1 and -1 - number not in values:
            only = values[self._first_part[number]]
            if len(only) > 1:
                only.sort(key=_by_value)
            part = _part(missing.parts[0].wanted, only, self._listed_most)
            named = tuple([evidence for _, evidence in only[:_MOST_EVIDENCE]])
            return Shown(missing.requirement, min(1.0, part.wanted.share * part.coverage), named, (part,))
        best: dict[tuple[str, int], tuple[float, Evidence]] = {}
        parts: list[ShownPart] = []
        for at, part in enumerate(missing.parts, self._first_part[number]):
            shown = values.get(at)
            if shown is None:
                parts.append(part)
                continue
            shown.sort(key=_by_value)
            parts.append(_part(part.wanted, shown, self._listed_most))
            for pair in shown:
                key = (pair[1].concept, pair[1].start)
                if key not in best or pair[0] > best[key][0]:
                    best[key] = pair
        coverage = min(1.0, fsum(part.wanted.share * part.coverage for part in parts))
        for value, certificate in values.get(-1 - number, ()):  # certificates stand beside the parts
            best[certificate.concept, certificate.start] = (value, certificate)
            coverage = max(coverage, value)
        ordered = sorted(best.values(), key=_by_value)
        evidence = tuple(evidence for _, evidence in ordered[:_MOST_EVIDENCE])
        return Shown(missing.requirement, coverage, evidence, tuple(parts))


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


def _by_value(pair: tuple[float, Evidence]) -> tuple[float, int, str]:
    return -pair[0], pair[1].start, pair[1].concept


def _show_degree(requirement: Requirement, want: DegreeWant, degree: Degree) -> Shown:
    worth = want.levels.get(degree.level, 0.0)
    if degree.fields:
        named = [field.casefold() for field in degree.fields]
        wanted = any(field.casefold() in name for name in named for field in want.fields)
        worth *= 1.0 if wanted else want.other_field
    else:
        worth *= want.no_field
    if degree.stance == "preferred":
        worth *= want.preferred
    evidence = Evidence(degree.level, "degree", degree.text, degree.start, degree.end, degree.stance, worth)
    return Shown(requirement, worth, (evidence,) if worth else ())


def _certificates(wanted: Mapping[str, float], reading: Reading) -> Iterator[tuple[float, Evidence]]:
    """Yield the wanted certificates that the text names, with what each is worth."""
    for one in reading.certifications:
        if one.id is not None and (worth := wanted.get(one.id)):
            evidence = Evidence(one.id, "certificate", one.text, one.start, one.end, "required", worth)
            yield worth, evidence


# ------------------------------------------------------------------ gates

# 52 weeks of five days of eight hours, holidays among them, as in a yearly pay
_A_YEAR: Final = {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2080}


def judge(gates: Iterable[Gate], reading: Reading) -> tuple[GateFit, ...]:
    """Return what a posting says to each gate; a CV is asked none.

    >>> import jdmatch
    >>> matcher = jdmatch.load(gates=["remote", "years=5", "no-clearance"])
    >>> fit = matcher.score("A hybrid role. You have 3+ years of experience.", kind="posting")
    >>> [(one.gate, one.status, one.text) for one in fit.gates]
    [('remote', 'fail', 'hybrid role'), ('years=5', 'pass', '3+ years'), ('no-clearance', 'unknown', '')]
    """
    return tuple(_judged(gate, reading) for gate in gates) if reading.kind == "posting" else ()


def _judged(gate: Gate, reading: Reading) -> GateFit:
    if gate.name == "level":
        passes = None if reading.level is None else reading.level in gate.values
        return GateFit(gate.text, _gate_status(passes=passes), reading.level or "")
    if gate.name == "years":
        asked = reading.experience
        if asked is None or asked.min_years is None or gate.limit is None:
            return GateFit(gate.text, "unknown")
        status = _gate_status(passes=asked.min_years <= gate.limit)
        years = f"{asked.min_years:g} {'year' if asked.min_years == 1 else 'years'}"
        return GateFit(gate.text, status, years, asked.start, asked.end, asked.text)
    if gate.name == "pay":
        pay = reading.pay
        top = pay and (pay.max or pay.min)
        if pay is None or not top or gate.limit is None:
            return GateFit(gate.text, "unknown")
        enough = top * _A_YEAR[pay.period] >= gate.limit * _A_YEAR[gate.period]
        status = _gate_status(passes=enough if pay.currency == gate.currency else None)
        return GateFit(
            gate.text, status, f"{top:,.0f} {pay.currency} a {pay.period}", pay.start, pay.end, pay.text
        )
    fact: Fact | None = getattr(reading.facts, gate.name)
    if fact is None:
        return GateFit(gate.text, "unknown")
    passes = fact.value in gate.values
    if gate.limit is not None:  # of travel
        most = 0.0 if fact.value == "none" else fact.amount
        passes = None if most is None and gate.limit else most is not None and most <= gate.limit
    value = fact.value if fact.amount is None or gate.limit is None else f"{fact.amount:g} %"
    return GateFit(gate.text, _gate_status(passes=passes), value, fact.start, fact.end, fact.text)


def _gate_status(*, passes: bool | None) -> GateStatus:
    return "unknown" if passes is None else "pass" if passes else "fail"


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
        shown, key=lambda one: (one.requirement.id not in held, one.requirement.weight * (one.coverage - 1))
    )
    for one in ranked:
        want = one.requirement
        if want.bonus or want.id in spared:
            continue
        # before it was rounded
        least = offers[_MOST_ADVICE - 1].gain - _ROUNDING if len(offers) >= _MOST_ADVICE else _LEAST_GAIN
        if want.id not in held and want.weight * (1 - one.coverage) < least:
            break
        text, better = _better(one, reading.kind, profile)
        then = {**coverage, want.id: better}
        gain = capped(total + want.weight * (better - one.coverage), then) - now
        if gain >= _LEAST_GAIN:
            offers.append(Advice(want.id, text, round(gain, 1)))
            offers.sort(key=lambda offer: (-offer.gain, offer.requirement))
    return tuple(offers[:_MOST_ADVICE])


def _better(one: Shown, kind: Literal["posting", "cv"], profile: Profile) -> tuple[str, float]:
    """Return the one step that would raise a requirement's coverage most, and the coverage after it."""
    want = one.requirement
    if not one.parts:
        whole = 1.0 if want.degree is not None else max((want.certificates or {}).values(), default=0.0)
        return want.statement, whole
    strongest = profile.strength.cv.shown if kind == "cv" else 1.0
    best: tuple[ShownPart, Evidence | None] | None = None
    best_coverage = one.coverage
    for part in one.parts:
        values = [(value, evidence.listed) for value, evidence in part.values]
        more = part.wanted.best_but({evidence.concept for _, evidence in part.values}) * strongest
        steps: list[tuple[Evidence | None, list[tuple[float, bool]]]] = [(None, [*values, (more, False)])]
        for i, (value, evidence) in enumerate(part.values):
            # duties and names are full already
            full = part.wanted.worth.get(evidence.concept, 0.0) * strongest
            if full > value:
                steps.append((evidence, [*values[:i], (full, False), *values[i + 1 :]]))
        for step, raised in steps:
            raised.sort(reverse=True)
            better = _covered(part.wanted, raised, profile.strength.cv.listed_most)
            coverage = one.coverage + part.wanted.share * (better - part.coverage)
            if coverage > best_coverage + 1e-9:
                best, best_coverage = (part, step), min(1.0, coverage)
    return (_told(one, *best, kind) if best else ""), best_coverage


def _told(one: Shown, part: ShownPart, step: Evidence | None, kind: Literal["posting", "cv"]) -> str:
    """Return a step in words: more of something, or something there told more firmly."""
    if step is not None:
        weak = "it is only listed; tell where you used it" if kind == "cv" else f"it is only {step.stance}"
        return f"{step.text}: {weak}"
    label = one.requirement.statement if len(one.parts) == 1 else part.wanted.label
    named = {evidence.label for _, evidence in part.values}
    examples = [label for label in part.wanted.examples if label not in named]
    more = f"{label}: more, for example {', '.join(examples)}" if examples else f"{label}: more"
    return more if named else label


def neighbour(
    reading: Reading, profile: Profile, shown: Sequence[Shown], found: Signs, taxonomy: Taxonomy, final: float
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
            members = set[str]().union(*(taxonomy.members.get(one, ()) for one in near.tells))
            strong = sorted(members & found.skills.keys(), key=lambda c: (-found.skills[c].own, c))[:4]
            labels = ", ".join(taxonomy.concepts[c].label for c in strong)
            return f"{role.label}, {near.says}" + (f"; here: {labels}" if labels else "") + lacking
    return ""
