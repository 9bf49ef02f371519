"""The title is a part of the text: given apart or as the first line, it gives the same reading and the same score."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.reading.records import Reading

TITLES = [
    "Machine Learning Engineer", "Senior Data Scientist (m/f/d)", "ML Engineer - PyTorch, Leeds", "Python Developer",
    "Graduate Trainee – Machine Learning", "Restaurant Manager", "Keeper of the Lighthouse", "Data & AI", "MLOps Engineer",
    "Deploys and monitors models, senior", "Machine Learning Engineer (PhD)", "AI/ML Engineer", "Head of Data Science",
    "Freshers: Data Analyst", "Data Engineer, 5+ years, AWS Certified Machine Learning", "Join us",
]  # fmt: skip
LINES = [
    "You will design and deploy models that forecast demand.", "Requirements", "- 3+ years of Python; TensorFlow or PyTorch",
    "- BSc or MSc in computer science", "Nice to have: Spark, Tableau. No Java needed.", "Job title: Data Engineer",
    "About us", "We sell tea.", "Freshers welcome.", "Salary: $120,000 - $150,000 a year", "As our lead ML engineer you mentor.",
    "- 4 years of experience", "- Degree in statistics, PhD preferred", "You present results to stakeholders.",
]  # fmt: skip


def said(reading: Reading) -> dict[str, object]:
    """Return what a reading says, without places."""
    years, degree, pay = reading.experience, reading.degree, reading.pay
    return {
        "kind": (reading.kind, reading.language, reading.status, reading.notes),
        "skills": [(s.id, s.stance, s.section, s.years) for s in reading.named_skills],
        "duties": [(d.id, d.text) for d in reading.duties],
        "years": years and (years.min_years, years.max_years),
        "degree": degree and (degree.level, degree.fields, degree.stance, degree.or_equivalent),
        "certificates": [(c.id, c.text) for c in reading.certifications],
        "pay": pay and (pay.min, pay.max, pay.currency, pay.period, pay.against_profile),
        "role": (reading.role.id, reading.level),
    }


def same(matcher, title, text):
    apart = matcher.score(text, title=title, kind="posting")
    within = matcher.score(f"{title}\n{text}", kind="posting")
    both = matcher.score(f"{title}\n{text}", title=title, kind="posting")
    ours, theirs = said(apart.reading), said(within.reading)
    if "5+ years" in title:  # years in a title given apart have no place in the text
        del ours["years"], theirs["years"]
    assert ours == theirs
    assert apart.score == within.score == both.score
    assert [r.points for r in apart.requirements] == [r.points for r in within.requirements]
    assert said(both.reading) == said(within.reading)


@given(title=st.sampled_from(TITLES), lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
def test_a_title_apart_is_the_first_line(matcher, title, lines):
    same(matcher, title, "\n".join(lines))


def test_titles_of_the_examples_are_first_lines(matcher, postings):
    for row in postings:
        same(matcher, row["title"], row["description"])


def test_the_first_line_of_a_file_is_the_title(matcher, root):
    title, text = (root / "examples" / "posting_short.txt").read_text(encoding="utf-8").split("\n", 1)
    same(matcher, title, text.lstrip("\n"))
    same(matcher, title, text)


@pytest.mark.parametrize("title", ["  Data\n Engineer ", "Data Engineer"])
def test_a_title_is_one_line(matcher, title):
    reading = matcher.read("You build pipelines.", title=title, kind="posting")
    assert reading.role.id == "data-engineer"
    assert reading.title.text == "Data Engineer"


def test_skills_of_a_title_count_without_a_place(matcher):
    text = "You keep our shop running and help customers with what they need, day after day."
    fit = matcher.score(text, title="Python and TensorFlow Developer", kind="posting")
    evidence = [e for r in fit.requirements for e in r.evidence]
    assert {"python", "tensorflow"} <= {e.concept for e in evidence}
    assert all(text[e.start : e.end] == e.text for e in evidence)
    assert fit.reading.skills == ()
    assert [s.text for s in fit.reading.title.skills] == ["Python", "TensorFlow"]


def test_a_title_survives_json(matcher):
    reading = matcher.read("You build pipelines.", title="Python Developer", kind="posting")
    assert Reading.from_json(reading.to_json()) == reading


def test_an_empty_text_stays_empty_below_a_title(matcher):
    assert matcher.score("", title="Machine Learning Engineer").score is None


def test_a_column_of_titles_is_read_alike(matcher):
    import pandas as pd

    rows = list(
        csv.DictReader(io.StringIO('title,description\nML Engineer,"You train models in PyTorch, daily."\n'))
    )
    scored = matcher.score_frame(pd.DataFrame(rows))
    assert scored["score"].iloc[0] == matcher.score("ML Engineer\nYou train models in PyTorch, daily.").score
