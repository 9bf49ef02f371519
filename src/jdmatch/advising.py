"""What would raise a score most, and where the role that was read differs from the profile's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from jdmatch.coverage import Shown, ShownPart
from jdmatch.evidence import Signs
from jdmatch.fit import Advice
from jdmatch.profile import Profile
from jdmatch.reading import Reading

if TYPE_CHECKING:
    from jdmatch.taxonomy import Taxonomy

_MOST_ADVICE = 3
_LEAST_GAIN = 0.1


def advice(reading: Reading, profile: Profile, shown: Sequence[Shown], total: float) -> tuple[Advice, ...]:
    """Return the things that would raise the score most, each with what it alone would bring."""
    coverage = {one.requirement.id: one.coverage for one in shown}
    spared = profile.not_asked if reading.level in profile.beginners else frozenset[str]()

    def capped(total: float, coverage: Mapping[str, float]) -> float:
        return min(total, 100.0, *(cap.hold(total, coverage) for cap in profile.caps))

    now = capped(total, coverage)
    offers: list[Advice] = []
    for one in shown:
        want = one.requirement
        if want.bonus or want.id in spared:
            continue
        text, better = _better(one, reading.kind, profile.strength.shown)
        then = {**coverage, want.id: better}
        gain = capped(total + want.weight * (better - one.coverage), then) - now
        if gain >= _LEAST_GAIN:
            offers.append(Advice(want.id, text, round(gain, 1)))
    offers.sort(key=lambda offer: (-offer.gain, offer.requirement))
    return tuple(offers[:_MOST_ADVICE])


def _better(one: Shown, kind: Literal["posting", "cv"], shown: float) -> tuple[str, float]:
    """Return the one step that would raise a requirement's coverage most, and the coverage after it."""
    want = one.requirement
    none = "show" if kind == "cv" else "nothing of"
    if not one.parts:
        best = 1.0 if want.degree is not None else max((want.certificates or {}).values(), default=0.0)
        return f"{none}: {want.statement}", best
    strongest = shown if kind == "cv" else 1.0
    best_text, best_coverage = "", one.coverage
    for part in one.parts:
        values = [(value, evidence.listed) for value, evidence in part.values]
        counting = {evidence.concept for _, evidence in part.values}
        more = part.wanted.best_but(counting) * strongest
        ask = "more of" if counting else none
        steps = [(f"{ask}: {_what(one, part, counting)}", sorted([*values, (more, False)], reverse=True))]
        for i, (value, evidence) in enumerate(part.values):
            full = (
                part.wanted.worth.get(evidence.concept, 0.0) * strongest
            )  # of duties and names there is no more
            if full > value:
                weak = (
                    "it is only listed; tell where you used it"
                    if kind == "cv"
                    else f"it is only {evidence.stance}"
                )
                raised = sorted([*values[:i], (full, False), *values[i + 1 :]], reverse=True)
                steps.append((f"{evidence.text}: {weak}", raised))
        for text, raised in steps:
            coverage = one.coverage + part.wanted.share * (part.covered(raised) - part.coverage)
            if coverage > best_coverage + 1e-9:
                best_text, best_coverage = text, min(1.0, coverage)
    return best_text, best_coverage


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
