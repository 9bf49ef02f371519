"""What would raise a score most, and where the role that was read differs from the profile's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from jdmatch.reading.records import Reading
from jdmatch.scoring.coverage import Shown, ShownPart
from jdmatch.scoring.evidence import Evidence, Signs
from jdmatch.scoring.fit import Advice
from jdmatch.taxonomy.profile import Profile

if TYPE_CHECKING:
    from jdmatch.taxonomy.records import Taxonomy

_MOST_ADVICE = 3
_LEAST_GAIN = 0.1
_ROUNDING = 0.05


def advice(reading: Reading, profile: Profile, shown: Sequence[Shown], total: float) -> tuple[Advice, ...]:
    """Return the things that would raise the score most, each with what it alone would bring."""
    coverage = {one.requirement.id: one.coverage for one in shown}
    spared = profile.not_asked if reading.level in profile.beginners else frozenset[str]()

    def capped(total: float, coverage: Mapping[str, float]) -> float:
        return min(total, 100.0, *(cap.hold(total, coverage) for cap in profile.caps))

    now = capped(total, coverage)
    held = {requirement for cap in profile.caps for requirement in cap.parts}
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
        text, better = _better(one, reading.kind, profile.strength.shown)
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
    final: float | None,
) -> str:
    """Say where the role that was read differs from the profile's, so that role and score are read together."""
    if final is None:
        return ""
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
            strong = sorted(
                (c for c in found.skills if c in near.members), key=lambda c: (-found.skills[c].own, c)
            )[:4]
            labels = ", ".join(taxonomy.concepts[c].label for c in strong)
            return f"{role.label}, {near.says}" + (f"; here: {labels}" if labels else "") + lacking
    return ""
