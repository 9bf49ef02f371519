from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal

import pytest

import jdmatch
from jdmatch.errors import InputError
from jdmatch.matcher import Matcher
from jdmatch.reading.records import Pay
from jdmatch.scoring.fit import Fit
from jdmatch.scoring.scoring import score
from scoring_texts import ANALYST, CV, NURSE, POSTING


def tenths(value: float | None) -> Decimal:
    return Decimal(str(value))


@pytest.fixture(scope="module")
def fit(matcher: Matcher) -> Fit:
    return matcher.score(POSTING, kind="posting")


def test_points_add_up_to_the_score_exactly(matcher: Matcher, fit: Fit) -> None:
    for one in (fit, matcher.score(ANALYST), matcher.score(CV, kind="cv"), matcher.score(NURSE)):
        assert sum(tenths(r.points) for r in one.requirements) == tenths(one.score)


def test_an_ml_engineer_scores_high_an_analyst_low_and_a_nurse_nothing(matcher: Matcher, fit: Fit) -> None:
    analyst, nurse = matcher.score(ANALYST), matcher.score(NURSE)
    assert fit.score is not None
    assert analyst.score is not None
    assert nurse.score is not None
    assert fit.score > 60 > 25 > analyst.score > nurse.score
    assert nurse.score < 3


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", "there was nothing to read"),
        (" \n\t ", "there was nothing to read"),
        ("•••", "there was nothing to read"),
        ("hello there", "too little was read"),
        (
            "Wir suchen eine Person, die gerne mit Menschen in der Pflege arbeitet und auch am Wochenende kann. "
            "Eine Ausbildung in der Pflege und gute Kenntnisse der deutschen Sprache sind für uns wichtig.",
            "the text is not English",
        ),
    ],
)
def test_no_score_where_there_was_nothing_to_read(matcher: Matcher, text: str, verdict: str) -> None:
    fit = matcher.score(text)
    assert fit.score is None
    assert fit.verdict == verdict
    assert fit.percentile is None
    assert fit.missing == ()
    assert all(r.points == 0 for r in fit.requirements)


def test_the_title_counts_as_a_line_of_the_text(matcher: Matcher) -> None:
    title = "Principal Machine Learning Engineer"
    titled = matcher.score(ANALYST, title=title, kind="posting")
    within = matcher.score(f"{title}\n{ANALYST}", kind="posting")
    assert titled.score == within.score > matcher.score(ANALYST, kind="posting").score
    assert [r.points for r in titled.requirements] == [r.points for r in within.requirements]


def test_evidence_is_in_the_text(fit: Fit) -> None:
    found = [e for r in fit.requirements for e in r.evidence]
    assert found
    assert all(POSTING[e.start : e.end] == e.text for e in found)


def test_to_dict_has_the_documented_fields(fit: Fit) -> None:
    plain = fit.to_dict()
    assert plain["profile"] == "ml-engineer"
    assert set(plain) >= {
        "score",
        "profile",
        "requirements",
        "caps",
        "reading",
        "percentile",
        "verdict",
        "missing",
    }
    for one in plain["requirements"]:
        assert list(one) == ["id", "statement", "group", "weight", "coverage", "points", "status", "evidence"]
        assert 0 <= one["coverage"] <= 1
        assert 0 <= one["points"] <= one["weight"]
        for evidence in one["evidence"]:
            assert list(evidence) == ["concept", "text", "start", "end", "stance", "place"]


def test_the_documents_requirements_are_all_there(fit: Fit) -> None:
    assert {r.id for r in fit.requirements} == {
        "programming", "ml-libraries", "mathematics", "visualization", "problem-solving", "communication",
        "software-engineering", "machine-learning", "large-data", "collaborate", "design", "validate", "optimize",
        "develop", "monitor", "present", "degree", "certification",
    }  # fmt: skip


def test_negated_counts_nothing(matcher: Matcher) -> None:
    negated = matcher.score("Requirements\n- SQL\n- No Python needed", kind="posting")
    without = matcher.score("Requirements\n- SQL", kind="posting")
    assert negated.score == without.score


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("Requirements\n- Python", "Nice to have\n- Python"),
        ("Nice to have\n- Python", "About us\nWe are a Python shop."),
        ("Requirements\n- Python", "Requirements\n- Fortran"),
        ("Requirements\n- PyTorch\n- XGBoost", "Requirements\n- PyTorch"),
        ("Requirements\n- PyTorch\n- TensorFlow", "Requirements\n- PyTorch or TensorFlow"),
    ],
)
def test_what_counts_more(matcher: Matcher, more: str, less: str) -> None:
    high, low = matcher.score(more, kind="posting"), matcher.score(less, kind="posting")
    assert sum(r.coverage * r.weight for r in high.requirements) > sum(
        r.coverage * r.weight for r in low.requirements
    )


def test_an_or_group_counts_as_one_of_its_members(matcher: Matcher) -> None:
    either = matcher.score("Requirements\n- PyTorch or TensorFlow", kind="posting")["ml-libraries"]
    one = matcher.score("Requirements\n- PyTorch", kind="posting")["ml-libraries"]
    assert either.coverage == one.coverage


def test_the_core_caps_the_score_and_says_so(matcher: Matcher) -> None:
    text = (
        "Requirements\n- Python, Java and SQL\n- Git, unit testing, code review, CI/CD and agile\n- communication and "
        "problem solving\n- Spark, Kafka and Hadoop\n- statistics, mathematics and data analysis\n- Tableau\n"
        "- Bachelor's degree in computer science\nResponsibilities\n- Build data pipelines\n- Present results to stakeholders"
    )
    fit = matcher.score(text, kind="posting")
    assert fit.score is not None
    assert fit.score <= 30
    assert [cap.id for cap in fit.caps] == ["core"]
    assert fit.caps[0].limit <= fit.score <= fit.caps[0].limit + 4
    earned = sum(r.earned for r in fit.requirements)
    assert earned - fit.caps[0].taken == pytest.approx(fit.score, abs=1.0)


def test_a_cv_that_shows_counts_more_than_one_that_lists(matcher: Matcher) -> None:
    listed = matcher.score("Skills\nPython, PyTorch, Docker", kind="cv")
    told = matcher.score(
        "Summary\nI have been writing Python and PyTorch code and some Docker for a living.", kind="cv"
    )
    shown = matcher.score(
        "Experience\n- Designed and trained churn models in Python and PyTorch with Docker.", kind="cv"
    )
    for requirement in ("programming", "ml-libraries"):
        assert listed[requirement].coverage < told[requirement].coverage < shown[requirement].coverage
    assert any("only listed" in advice for advice in (*listed.advice, listed.why("programming")))


def test_years_count_a_little(matcher: Matcher) -> None:
    plain = matcher.score("Nice to have\n- experience with Python", kind="posting")["programming"]
    years = matcher.score("Nice to have\n- 5 years of experience with Python", kind="posting")["programming"]
    assert plain.coverage < years.coverage


def test_advice_says_what_it_would_bring(matcher: Matcher) -> None:
    text = "Responsibilities\n- Design and train machine learning models\nRequirements\n- Python"
    fit = matcher.score(text, kind="posting")
    assert 0 < len(fit.missing) <= 3
    assert [a.gain for a in fit.missing] == sorted((a.gain for a in fit.missing), reverse=True)
    libraries = next(a for a in fit.missing if a.requirement == "ml-libraries")
    better = matcher.score(f"{text}\n- PyTorch", kind="posting")
    assert better.score is not None
    assert fit.score is not None
    # a library is a sign of machine learning as well, so it may bring more than was told, never less
    assert better.score - fit.score >= libraries.gain - 0.11


def test_a_junior_is_not_told_to_add_what_juniors_are_not_asked(matcher: Matcher) -> None:
    profile = matcher.profile
    reading = replace(matcher.read(POSTING, kind="posting"), level="junior")
    fit = score(reading, profile, matcher.taxonomy)
    assert not {a.requirement for a in fit.missing} & profile.not_asked


def test_why_explains_and_refuses_unknown_names(fit: Fit) -> None:
    assert "PyTorch" in fit.why("ml-libraries")
    assert "nothing in the text speaks for it" in fit.why("optimize")
    with pytest.raises(InputError, match="did you mean 'ml-libraries'"):
        fit.why("ml-library")


def test_str_repr_and_pickle(fit: Fit) -> None:
    assert f"{fit.score:.1f} of 100" in str(fit)
    assert max(len(line) for line in str(fit).splitlines()) < 160
    assert repr(fit).startswith("Fit(score=")
    assert pickle.loads(pickle.dumps(fit)) == fit


@pytest.mark.parametrize(
    ("pay", "level", "against"),
    [
        (Pay(1_200_000, None, "INR", "year", 0, 0, ""), "senior", "above"),
        (Pay(500_000, 550_000, "INR", "year", 0, 0, ""), "mid", "below"),
        (Pay(500_000, 550_000, "INR", "year", 0, 0, ""), "junior", "within"),
        (Pay(55_000, None, "INR", "month", 0, 0, ""), None, "within"),
        (Pay(120_000, None, "USD", "year", 0, 0, ""), None, None),
        (Pay(900, None, "INR", "hour", 0, 0, ""), None, None),
    ],
)
def test_rupee_pay_is_set_against_the_profiles_band(
    matcher: Matcher, pay: Pay, level: str, against: str
) -> None:
    reading = replace(matcher.read(POSTING), pay=pay, level=level)
    plain = score(reading, matcher.profile, matcher.taxonomy).to_dict()
    assert plain["reading"]["pay"]["against_profile"] == against


def test_a_neighbour_says_where_it_differs(matcher: Matcher) -> None:
    fit = matcher.score(ANALYST, title="Data Analyst", kind="posting")
    assert fit.reading.role.id == "data-analyst"
    assert "reports on data" in fit.neighbour
    assert "Tableau" in fit.neighbour


def test_each_bundled_profile_prefers_its_own_postings() -> None:
    analyst = {
        name: jdmatch.load(name).score(ANALYST).score
        for name in ("data-scientist", "ml-engineer", "ai-engineer")
    }
    assert analyst["data-scientist"] == max(analyst.values())  # type: ignore[type-var]


def test_percentile_and_verdict(matcher: Matcher, fit: Fit) -> None:
    nurse = matcher.score(NURSE, kind="posting")
    assert fit.percentile is not None
    assert nurse.percentile is not None
    assert 0 <= nurse.percentile < 20 < 85 < fit.percentile <= 100
    assert fit.verdict == "an ML engineer's posting"
    assert nurse.verdict == "not an ML engineer's posting"
    assert matcher.score(CV, kind="cv").percentile is None  # the reference is of postings


def test_advice_waits_until_asked_for(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def unasked(*_: object) -> None:
        pytest.fail("nobody asked for advice")

    monkeypatch.setattr("jdmatch.scoring.scoring.advice", unasked)
    assert matcher.score(ANALYST, kind="posting").score is not None


def test_fits_are_equal_before_and_after_advice(matcher: Matcher) -> None:
    asked, unasked = (matcher.score(ANALYST, kind="posting") for _ in range(2))
    assert asked.missing
    assert asked == unasked
    assert hash(asked) == hash(unasked)


def test_an_unasked_fit_survives_pickling(matcher: Matcher) -> None:
    fit = matcher.score(ANALYST, kind="posting")
    back = pickle.loads(pickle.dumps(fit))
    assert back == fit
    assert back.missing == fit.missing != ()
    assert replace(fit, label="another").neighbour == fit.neighbour


def test_a_fit_has_no_other_attributes(fit: Fit) -> None:
    with pytest.raises(AttributeError, match="no attribute 'mising'"):
        fit.mising  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError):
        fit.score = 1.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        ("MLOps Engineer", "AI Engineer"),
        ("AI Engineer", "Data Engineer"),
        ("Data Scientist", "Data Analyst"),
        ("Software Engineer", "Bookkeeper"),
    ],
)
def test_titles_of_nearer_roles_score_higher(matcher: Matcher, nearer: str, farther: str) -> None:
    text = "Requirements:\n- Machine learning and Python\n- Five years of work in a team of twenty people"
    assert tenths(matcher.score(text, title=nearer).score) > tenths(matcher.score(text, title=farther).score)


def test_a_title_is_shown_as_evidence(matcher: Matcher) -> None:
    fit = matcher.score(
        "Computer Vision Engineer\nRequirements:\n- Python and OpenCV for drones", kind="posting"
    )
    evidence = next(one for one in fit.requirements if one.id == "machine-learning").evidence
    assert "Computer Vision Engineer" in [one.text for one in evidence]


def test_a_vague_title_is_no_evidence(matcher: Matcher) -> None:
    text = "Requirements:\n- SQL, Tableau, dashboards, statistics and data analysis in a team of ten"
    role = matcher.read(text, title="Analyst").role
    assert role.why.endswith("what is asked")
    labels = [e.concept for one in matcher.score(text, title="Analyst").requirements for e in one.evidence]
    assert role.id not in labels
