"""Names of people and places change nothing, though they are products or words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

GIVEN = [
    "Julia",
    "Cassandra",
    "Ray",
    "Ruby",
    "Robin",
    "Jasmine",
    "Ada",
    "Sage",
    "Jade",
    "Claude",
    "Priya",
    "Tim",
]
SURNAMES = [
    "Spark",
    "Kafka",
    "Jenkins",
    "Keras",
    "Chef",
    "Presto",
    "Tableau",
    "Cook",
    "Watson",
    "Lead",
    "Miller",
]
PLACES = [
    "Phoenix, Arizona",
    "Oracle, AZ 85623",
    "Java, Indonesia",
    "West Java, Indonesia",
    "Delphi, Indiana",
    "Ruby, Alaska",
    "Spark, Nevada",
    "Leeds, UK",
]
CV_TOPS = [
    "{name}\n{place}\n",
    "{NAME}\n{place} | +1 602 555 0199 | someone@example.org\n",
    "{name}, {place}\n",
    "{name} | {place} | github.com/someone\n",
    "Name: {name}\nAddress: 12 Lake Road, {place}\n",
    "Curriculum Vitae\n{name}\nData Scientist\n{place}\n",
]
POSTING_TOPS = [
    "Location: {place}\nContact: {name}\n",
    "{place}\n",
    "Posted by {name}, {place}\n",
    "Hiring manager: {name} ({place})\n",
    "You will work in {place}, reporting to {name}.\n",
]
CV = """Summary
Data scientist with 4 years of experience.
Experience
Data Scientist, Brightwell, Jan 2019 - Dec 2022
- Trained churn models in Python with scikit-learn.
Skills
SQL, Docker, Tableau
Education
B.Sc. Statistics, 2018"""
POSTING = """Machine Learning Engineer
What you will do
- Build and deploy models in Python.
Requirements
- 3+ years of experience with PyTorch and SQL
- Bachelor's degree in Computer Science"""


def told(matcher, text, kind):
    fit = matcher.score(text, kind=kind)
    reading = fit.reading
    years = reading.experience and reading.experience.min_years
    degree = reading.degree and reading.degree.level
    skills = [(skill.id, skill.stance, skill.years) for skill in reading.skills]
    return fit.score, reading.role, reading.level, years, degree, skills


def top(form, given, surname, place):
    name = f"{given} {surname}"
    return form.format(name=name, NAME=name.upper(), place=place)


names = (st.sampled_from(GIVEN), st.sampled_from(SURNAMES), st.sampled_from(PLACES))


@settings(max_examples=60)
@given(st.sampled_from(CV_TOPS), *names)
def test_a_name_on_a_cv_changes_nothing(matcher, form, given_name, surname, place):
    plain = told(matcher, top(form, "Anna", "Miller", "Boston, Massachusetts") + CV, "cv")
    assert told(matcher, top(form, given_name, surname, place) + CV, "cv") == plain


@settings(max_examples=60)
@given(st.sampled_from(POSTING_TOPS), *names)
def test_a_name_in_a_posting_changes_nothing(matcher, form, given_name, surname, place):
    plain = told(matcher, top(form, "Anna", "Miller", "Boston, Massachusetts") + POSTING, "posting")
    assert told(matcher, top(form, given_name, surname, place) + POSTING, "posting") == plain


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Skills: Python, Java, Ruby, Scala", {"python", "java", "ruby", "scala"}),
        ("Worked with Julia, Spark and Kafka in Leeds, UK", {"julia", "spark", "kafka"}),
        ("Programming: Ruby, MS Excel, MS SQL Server", {"ruby", "excel", "sql-server"}),
        ("Built jobs in Java, C++ and Perl", {"java", "cpp", "perl"}),
    ],
)
def test_skills_in_lists_stay(matcher, text, wanted):
    reading = matcher.read(f"Anna Miller\nExperience\nDeveloper, 2019 - 2021\n{text}", kind="cv")
    assert wanted <= {skill.id for skill in reading.skills}


def test_an_island_is_no_language(matcher):
    text = "Our field teams in West Java and Bali help farmers. You will visit villages all over Java."
    assert matcher.read(text).skills == ()


def test_a_title_is_no_surname(matcher):
    text = "Anna Miller\nExperience\nRuby Developer, 2019 - 2021\nGrant Writer, 2015 - 2019"
    assert matcher.read(text, kind="cv").role.id == "software-engineer"


@pytest.mark.parametrize(
    "sentence", ["I reported to Dr. Kafka.", "I gave a talk with Julia Spark.", "GitHub: julia-spark"]
)
def test_people_in_sentences_are_no_skills(matcher, sentence):
    reading = matcher.read(f"Anna Miller\n{sentence}\nExperience\nNurse, 2019 - 2021", kind="cv")
    assert not {"julia", "spark", "kafka", "github"} & {skill.id for skill in reading.skills}
