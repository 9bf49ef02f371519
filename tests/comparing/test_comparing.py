from __future__ import annotations

import json
import pickle

import pytest

from jdmatch.comparing.comparison import Comparison, Part
from jdmatch.matcher import Matcher
from scoring_texts import CV, NURSE, POSTING


def part(gap: Comparison, name: str) -> Part:
    return next(p for p in gap.parts if p.id == name)


@pytest.mark.parametrize(
    ("cv", "posting", "standings"),
    [
        ("Skills: Python", "Requirements: Python.", [("Python", "met", "same")]),
        ("Skills: AWS", "Requirements: cloud experience.", [("Cloud", "met", "member")]),
        ("Skills: TensorFlow", "Requirements: PyTorch.", [("PyTorch", "partly", "kin")]),
        (
            "Skills: deep learning",
            "Requirements: transformer models.",
            [("Transformer models", "partly", "parent")],
        ),
        ("Skills: Salesforce", "Requirements: Zendesk.", [("Zendesk", "missing", "")]),
        ("Skills: Python", "Requirements: Python or Scala.", [("Python or Scala", "met", "same")]),
        (
            "Skills: Python",
            "Nice to have\n- Scala\n- Python",
            [("Scala", "partly", "kin"), ("Python", "met", "same")],
        ),
        ("Skills: Python", "Requirements: SQL. No Python needed.", [("SQL", "missing", "")]),
        (
            "I have no experience with Python. Skills: SQL",
            "Requirements: Python.",
            [("Python", "missing", "")],
        ),
    ],
)
def test_needs(matcher: Matcher, cv: str, posting: str, standings: list[tuple[str, str, str]]) -> None:
    gap = matcher.compare(cv, posting)
    found = [(need.label, need.standing, need.how) for need in gap.needs]
    assert [(s, h) for _, s, h in found] == [(s, h) for _, s, h in standings]
    assert found[0][0].casefold().startswith(standings[0][0].casefold()[:5])


def test_fewer_years_meet_a_need_in_part(matcher: Matcher) -> None:
    gap = matcher.compare("Skills\n- 2 years of Python", "Requirements\n- 4+ years of Python")
    need = gap.needs[0]
    assert (need.standing, need.how, need.years) == ("partly", "fewer years", 4)
    assert 0 < need.share < 0.6


def test_evidence_comes_from_both_texts(matcher: Matcher) -> None:
    gap = matcher.compare(CV, POSTING)
    shown = [need for need in gap.needs if need.shown]
    assert len(shown) >= 4
    for need in shown:
        assert need.shown is not None
        assert CV[need.shown.start : need.shown.end] == need.shown.text
        assert all(POSTING[one.start : one.end] == one.text for one in need.asked)


def test_a_part_is_judged_only_when_both_sides_have_data(matcher: Matcher) -> None:
    gap = matcher.compare(
        "Skills: Python", "Requirements: Python, a Master's degree and 5 years of experience."
    )
    for name in ("experience", "degree", "level"):
        assert part(gap, name).share is None
        assert "the CV" in part(gap, name).note
    assert part(gap, "preferred").share is None
    assert gap.score == 85.0  # listed only, and nothing else could be judged


def test_the_whole_is_the_weighted_mean_of_what_was_judged(matcher: Matcher) -> None:
    posting = POSTING.replace("- 3+ years of experience with Python", "- 3+ years of experience\n- Python")
    gap = matcher.compare(CV, posting)
    weights = {"required": 50, "preferred": 10, "experience": 15, "degree": 10, "level": 5, "duties": 10}
    judged = [p for p in gap.parts if p.share is not None]
    whole = 100 * sum(weights[p.id] * (p.share or 0) for p in judged) / sum(weights[p.id] for p in judged)
    assert gap.score == pytest.approx(whole, abs=0.06)
    assert part(gap, "degree").share == 1.0
    assert part(gap, "experience").share == 1.0


def test_both_ways(matcher: Matcher) -> None:
    gap = matcher.compare("Skills: Python, Kotlin, Figma, Kafka", "Requirements: Python.")
    assert gap.used == 25.0
    assert {one.concept for one in gap.unused} == {"kotlin", "figma", "kafka"}


def test_one_more_skill_never_lowers(matcher: Matcher) -> None:
    least = 0.0
    for more in (
        "",
        "\n- Trained PyTorch models",
        "\n- Statistics and probability",
        "\n- Kafka streams",
        "\n- Unit testing",
    ):
        cv = f"Experience\n- Built services in Python{more}"
        score = matcher.compare(cv, POSTING).score
        assert score is not None
        if more:
            assert score >= least
        else:
            least = score


def test_nothing_to_hold_against_each_other(matcher: Matcher) -> None:
    for gap in (matcher.compare("", POSTING), matcher.compare(CV, ""), matcher.compare(CV, NURSE)):
        assert gap.score is None or gap.score < 40
        assert "not judged" in str(gap)


def test_it_can_be_printed_kept_and_sent(matcher: Matcher) -> None:
    gap = matcher.compare(CV, POSTING)
    assert json.loads(json.dumps(gap.to_dict()))["score"] == gap.score
    assert pickle.loads(pickle.dumps(gap)) == gap
    assert "met:" in str(gap)
    assert repr(gap).startswith("Comparison(score=")
    assert gap == matcher.compare(matcher.read(CV, kind="cv"), matcher.read(POSTING, kind="posting"))


@pytest.mark.parametrize(
    "posting",
    [
        "We sell bicycles to happy people and have a garden with bees.",
        "Senior Data Engineer\nA great team, a fruit basket, a tram stop at the door.",
        "Our company runs on Python and AWS.",
        "No Python needed.",
    ],
)
def test_asking_for_nothing_is_no_score(matcher: Matcher, posting: str) -> None:
    gap = matcher.compare(CV, posting)
    assert (gap.score, gap.asked) == (None, 0)
    assert str(gap).startswith("not judged: the posting asks for nothing that a CV could show")


@pytest.mark.parametrize(
    "posting",
    [
        "",
        "Wir suchen eine Bäckerin mit Erfahrung in Python, die mit uns früh am Morgen die Öfen füttert. " * 3,
    ],
)
def test_what_cannot_be_read_is_not_judged(matcher: Matcher, posting: str) -> None:
    gap = matcher.compare(CV, posting)
    assert gap.score is None
    assert str(gap).startswith("not judged: the posting could not be read")


def test_comparison_says_on_how_much_it_rests(matcher: Matcher) -> None:
    thin, full = matcher.compare(CV, "Requirements: Python."), matcher.compare(CV, POSTING)
    assert (thin.asked, thin.is_thin) == (1, True)
    assert "1 thing: too little to tell much" in str(thin)
    assert full.asked > 6
    assert not full.is_thin
    assert thin.to_dict()["asked"] == 1
    assert "too little" in thin._repr_html_()


def test_skills_of_the_title_weigh_most(matcher: Matcher) -> None:
    asked, cv = "Requirements: Kotlin, SQL, Git, Docker.", "Skills: Kotlin"
    plain = matcher.compare(cv, f"Developer\n{asked}").score
    for posting in (matcher.read(asked, title="Kotlin Developer"), f"Kotlin Developer\n{asked}"):
        named = matcher.compare(cv, posting).score
        assert plain is not None
        assert named is not None
        assert named > plain + 15
    assert matcher.compare(cv, matcher.read(asked, title="Kotlin Developer")).score == named
