"""Gates: each passes, fails or is unknown, in the words of the posting, and none moves a point."""

import pickle

import pytest

import jdmatch
from jdmatch.taxonomy.profile import gate_of

POSTING = """Machine Learning Engineer
Location: Lyon, France
Hybrid role, 2 days a week in the office. Permanent position.
You have 4+ years of experience and deploy models with PyTorch and Python.
Pay: 70,000 - 80,000 EUR a year. Travel: 20%. An active security clearance is a plus.
Visa sponsorship is not available.
"""


@pytest.mark.parametrize(
    ("gate", "status", "words"),
    [
        ("remote", "fail", "Hybrid role, 2 days"),
        ("remote,hybrid", "pass", "Hybrid role, 2 days"),
        ("work_mode=hybrid", "pass", "Hybrid role, 2 days"),
        ("permanent", "pass", "Permanent position"),
        ("full-time", "unknown", ""),
        ("years=5", "pass", "4+ years"),
        ("years=3", "fail", "4+ years"),
        ("pay=75000 EUR", "pass", "70,000 - 80,000 EUR a year"),
        ("pay=7,000 eur/month", "fail", "70,000 - 80,000 EUR a year"),
        ("pay=75000 USD", "unknown", "70,000 - 80,000 EUR a year"),
        ("travel=10", "fail", "Travel: 20%"),
        ("travel=25%", "pass", "Travel: 20%"),
        ("no-travel", "fail", "Travel: 20%"),
        ("no-clearance", "pass", "security clearance"),
        ("clearance=none", "fail", "security clearance"),
        ("visa", "fail", "Visa sponsorship is not available"),
        ("level=junior", "fail", ""),
    ],
)
def test_a_posting_is_held_against_a_gate(matcher, gate, status, words):
    (found,) = matcher.score(POSTING, kind="posting", gates=[gate]).gates

    assert (found.gate, found.status, found.text) == (gate, status, words)
    assert POSTING[found.start : found.end] == words


def test_gates_move_no_point(matcher):
    plain, gated = (matcher.score(POSTING, gates=gates) for gates in ((), ("remote", "visa")))

    assert gated.score == plain.score
    assert gated.requirements == plain.requirements
    assert (plain.gate, gated.gate) == (None, "fail")


def test_what_is_not_told_is_unknown(matcher):
    fit = matcher.score("You know Python and SQL.", kind="posting", gates=["remote", "years=5", "pay=1 EUR"])

    assert [one.status for one in fit.gates] == ["unknown"] * 3
    assert fit.gate == "unknown"


def test_a_cv_is_asked_nothing(matcher):
    assert matcher.score("Skills: Python", kind="cv", gates=["remote"]).gates == ()


def test_gates_stand_in_the_view_and_the_json(matcher):
    fit = matcher.score(POSTING, gates=["remote"])

    assert "fail  remote: hybrid (“Hybrid role, 2 days”)" in str(fit)
    assert fit.to_dict()["gates"][0]["status"] == "fail"


def test_a_matchers_gates_travel_with_it(matcher):
    gated = jdmatch.load(gates=["remote"])

    assert pickle.loads(pickle.dumps(gated)).score(POSTING).gate == "fail"
    assert matcher.score(POSTING).gate is None


def test_rows_tell_the_gates():
    import pandas as pd

    frame = pd.DataFrame({"description": [POSTING, "You know Python."], "location": [None, "Remote"]})
    rows = jdmatch.load(gates=["remote", "visa"]).score_frame(frame)

    assert list(rows["gate"]) == ["fail", "unknown"]
    assert list(rows["gates"]) == ["remote: fail; visa: fail", "remote: pass; visa: unknown"]
    assert list(rows["work_mode"]) == ["hybrid", "remote"]


def test_failing_postings_rank_behind_all_others(matcher):
    cv = matcher.read("Skills: Python, SQL, PyTorch", kind="cv")
    postings = [
        "Hybrid role. Requirements: Python, SQL",
        "Requirements: Kafka",
        "Remote role. Requirements: Java",
    ]
    ranking = matcher.rank(cv, postings, gates=["remote"])

    assert [one.key for one in ranking][-1] == 0
    assert "remote: fail" in str(ranking)


@pytest.mark.parametrize(
    ("gate", "says"),
    [
        ("remot", "did you mean 'remote'"),
        ("work_mode=remot", "expected work_mode= one or more of hybrid, remote, on-site"),
        ("years=many", "years=5"),
        ("pay=90000", "pay=90000 EUR"),
        ("pay=1,5 EUR", "pay=90000 EUR"),
        ("remote,permanent", "is unknown"),
        ("", "is unknown"),
    ],
)
def test_an_unknown_gate_is_refused(matcher, gate, says):
    with pytest.raises(jdmatch.InputError, match="gate: ") as caught:
        gate_of(gate, matcher.taxonomy.language.facts)

    assert says in str(caught.value)


def test_one_text_is_no_list_of_gates():
    with pytest.raises(jdmatch.InputError, match="expected several"):
        jdmatch.load(gates="remote")


def test_a_profile_names_gates(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("schema: 1\nid: mine\nextends: ml-engineer\nlabel: mine\ngates: [remote, years=5]\n")

    assert [one.gate for one in jdmatch.load(path).score(POSTING).gates] == ["remote", "years=5"]


def test_a_profiles_unknown_gate_has_its_line(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("schema: 1\nid: mine\nextends: ml-engineer\nlabel: mine\ngates:\n  - remote\n  - remot\n")

    with pytest.raises(jdmatch.ProfileError, match=r"mine\.yaml:7: .*did you mean 'remote'"):
        jdmatch.load(path)


def test_one_ranked_posting_is_held_against_gates(matcher):
    (only,) = matcher.rank(
        "Skills: Python. Worked at Acme, 2019 - 2023.", ["A hybrid role."], gates=["remote"]
    )
    assert [(fit.gate, fit.status) for fit in only.gates] == [("remote", "fail")]
