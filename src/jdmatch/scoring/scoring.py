"""Holds a reading against a profile: (Reading, Profile, Taxonomy) -> Fit, in pure functions of the standard library.

Coverage of each requirement, points from coverage and weight, then the caps. Points are counted in tenths, so that
those on the screen add up to the score exactly.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from jdmatch.folding import LONGEST_READ
from jdmatch.reading.records import Reading, maker
from jdmatch.scoring.advice import advice, neighbour
from jdmatch.scoring.coverage import Shown, Wants
from jdmatch.scoring.evidence import find_signs
from jdmatch.scoring.fit import CapFit, Fit, MadeWith, RequirementFit, Status
from jdmatch.scoring.gates import judge
from jdmatch.taxonomy.profile import Profile

if TYPE_CHECKING:
    from jdmatch.taxonomy.records import Taxonomy

__all__ = ["Fit", "score"]

_TENTHS = 10
_HUNDRED = (100.0, "hundred", "A score ends at 100")
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
        held.append((cap.beyond_limit(total, limit), limit, cap.id, cap.statement))
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
            else "there was nothing to read",
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
    shown = _plan(profile).wants.show_all(found, reading)
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
    return bool(found) or len(reading.whole_text[:LONGEST_READ].split()) >= profile.strength.least_words


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
