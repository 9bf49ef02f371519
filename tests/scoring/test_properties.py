"""What must hold of every score, whatever the text, on made-up readings by hypothesis."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jdmatch
from jdmatch.reading.records import Duty, Reading, Skill
from jdmatch.scoring.scoring import score

MATCHER = jdmatch.load()
PROFILE, TAXONOMY = MATCHER.profile, MATCHER.taxonomy
WANTED = sorted({c for r in PROFILE.requirements for part in r.parts for c in part.worth})
DUTIES = [duty.id for duty in TAXONOMY.duties]
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def skill(concept: str, at: int, stance: str = "required", **more: object) -> Skill:
    known = TAXONOMY.concepts[concept]
    values = {"section": "requirements", "years": None, "match": "name", "any_of": None, **more}
    return Skill(known.id, known.label, known.family, known.kind, at, at + 1, "x", stance, **values)  # type: ignore[arg-type]


skills = st.builds(
    lambda concept, at, stance, section, years, any_of: skill(
        concept, at, stance, section=section, years=years, any_of=any_of
    ),
    st.sampled_from(sorted(TAXONOMY.concepts)) | st.sampled_from(WANTED),
    st.integers(0, 5000),
    st.sampled_from(["required", "preferred", "mentioned", "negated"]),
    st.sampled_from([None, "requirements", "duties", "company", "preferred", "benefits"]),
    st.none() | st.integers(1, 12).map(float),
    st.none() | st.none() | st.integers(1, 3),
)
readings = st.builds(
    lambda kind, named, done, text: replace(
        MATCHER.read("x", kind=kind), status="ok", skills=tuple(named), duties=tuple(done), text=text
    ),
    st.sampled_from(["posting", "cv"]),
    st.lists(skills, max_size=25),
    st.lists(
        st.builds(lambda d, at: Duty(d, at, at + 1, "x"), st.sampled_from(DUTIES), st.integers(0, 5000)),
        max_size=5,
    ),
    st.just("word " * 1200),
)


def points(reading: Reading) -> float:
    value = score(reading, PROFILE, TAXONOMY).score
    assert value is not None
    return value


@few
@given(readings)
def test_bounded_and_adding_up(reading: Reading) -> None:
    fit = score(reading, PROFILE, TAXONOMY)
    assert fit.score is not None
    assert 0 <= fit.score <= 100
    assert sum(Decimal(str(r.points)) for r in fit.requirements) == Decimal(str(fit.score))
    for one in fit.requirements:
        assert 0 <= one.coverage <= 1
        assert 0 <= one.points <= one.weight
        assert (one.coverage == 0) == (one.status == "missing") == (not one.evidence)
    assert all(advice.gain > 0 for advice in fit.missing)


@few
@given(readings, st.sampled_from(WANTED), st.sampled_from(["required", "preferred", "mentioned"]))
def test_a_wanted_skill_more_never_lowers(reading: Reading, concept: str, stance: str) -> None:
    more = replace(reading, skills=(*reading.skills, skill(concept, 5500, stance)))
    assert points(more) >= points(reading)


@few
@given(readings, st.sampled_from(DUTIES))
def test_a_duty_more_never_lowers(reading: Reading, duty: str) -> None:
    assert points(replace(reading, duties=(*reading.duties, Duty(duty, 5500, 5501, "x")))) >= points(reading)


@few
@given(readings)
def test_saying_it_again_changes_nothing(reading: Reading) -> None:
    again = replace(reading, skills=reading.skills * 2, duties=reading.duties * 2)
    assert points(again) == points(reading)


@few
@given(readings, st.randoms(use_true_random=False))
def test_order_changes_nothing(reading: Reading, chance: random.Random) -> None:
    named, done = list(reading.skills), list(reading.duties)
    chance.shuffle(named)
    chance.shuffle(done)
    assert points(replace(reading, skills=tuple(named), duties=tuple(done))) == points(reading)


@few
@given(readings)
def test_a_stronger_stance_never_lowers(reading: Reading) -> None:
    stronger = replace(reading, skills=tuple(replace(s, stance="required") for s in reading.skills))
    assert points(stronger) >= points(reading)
