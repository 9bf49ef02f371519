import textwrap

import pytest

from jdmatch.folding import fold
from jdmatch.reading.structure import full_lines

POSTING = """Data Engineer, Tidal Forecasts
Our service tells harbours when the water comes, and it needs someone who looks after the data of four hundred gauges, \
cleans it, and brings it to the people who build the models.

What you will do
Build pipelines in Python and Airflow that take in the readings of all gauges every minute and never lose a single one
Work closely with oceanographers, who know the sea, and with our analysts, who know what harbours want to be told and when
Keep the warehouse in Snowflake tidy, documented and cheap

Requirements
At least 4 years of experience with Python, SQL, Kafka or another message broker, and PostgreSQL with the PostGIS extension
Bachelor's degree in Computer Science, Oceanography, Applied Mathematics or a related field, or experience that is worth one
Strong communication skills, since you explain to harbour masters what the numbers mean that they see on their screens

Nice to have
Experience with Kubernetes, Terraform and Google Cloud Platform
Some knowledge of machine learning, above all of time series, and of the libraries that people use for it, such as Prophet
"""
LETTERS = """Rota Software Ltd
Our editors plan the rotas of forty hospitals with what we write, and whoever
joins us will write the part of it that speaks with the wards: in Python and
Django at the back, in TypeScript at the front. You bring experience with Amazon
Web Services, a sense for people who work at night, and good English.
"""


def wrapped(text, width, indent=""):
    lines = text.split("\n")
    fill = {"break_long_words": False, "break_on_hyphens": bool(indent), "subsequent_indent": indent}
    return "\n".join("\n".join(textwrap.wrap(line, width, **fill)) for line in lines)


def facts(matcher, text, kind="posting"):
    reading = matcher.read(text, kind=kind)
    skills = {(" ".join(s.text.split()), s.stance, s.years, s.section) for s in reading.skills}
    degree = reading.degree and (reading.degree.level, [" ".join(f.split()) for f in reading.degree.fields])
    return skills, degree, reading.experience and reading.experience.min_years, {d.id for d in reading.duties}


@pytest.mark.parametrize("width", [60, 65, 72, 80, 90, 100])
def test_wrapped_posting_reads_as_unwrapped(matcher, width):
    assert facts(matcher, wrapped(POSTING, width)) == facts(matcher, POSTING)


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_wrapped_posting_without_case_reads_as_unwrapped(matcher, width, case):
    assert facts(matcher, wrapped(case(POSTING), width)) == facts(matcher, case(POSTING))


def test_indented_lines_go_on(matcher):
    listed = (
        POSTING.replace("\nBuild", "\n- Build")
        .replace("\nWork", "\n- Work")
        .replace("\nAt least", "\n- At least")
    )
    assert facts(matcher, wrapped(listed, 70, "  ")) == facts(matcher, listed)


def test_lines_of_unlike_letters_go_on(matcher):
    lines = []
    for line in POSTING.split("\n"):
        # as on a page of paper, where narrow letters leave room for more of them
        while len(line) > 92:
            cut = line.rfind(" ", 0, 92 - 7 * (len(lines) % 2))
            lines.append(line[:cut])
            line = line[cut + 1 :]
        lines.append(line)
    assert facts(matcher, "\n".join(lines)) == facts(matcher, POSTING)


def test_names_go_on_in_capitals(matcher):
    found = {" ".join(s.text.split()) for s in matcher.read(LETTERS, kind="posting").skills}
    assert "Amazon Web Services" in found


def test_full_items_and_headings_stay_apart(matcher):
    text = """We run the ferries of a lake and write the software that sells their tickets to
everybody who comes, in eleven languages, on machines that stand in the rain and
that nobody likes to repair, so that it had better be right when it is shipped.
You bring the following with you when you come to us:
Experience in building services for the web with Go, gRPC, Kubernetes and Kafka
Nice to have
Knowledge of Terraform
"""
    stances = {s.text: s.stance for s in matcher.read(text, kind="posting").skills}
    assert stances["Kafka"] == "required"
    assert stances["Terraform"] == "preferred"


def test_jobs_of_cv_stay_lines(matcher):
    text = """Rosalind Quaye
Data scientist who counts birds from photographs and writes about what she finds in
journals that people read, with ten years in the field and six at a desk, and with
a soft spot for statistics that can be explained to a ranger in one sentence or two.
Experience
Data Scientist, Wetland Trust for the Protection of Birds and of their Nests, Accra
March 2019 - present
Counted waders with convolutional neural networks in PyTorch, and told rangers where
to go next; brought the time from a photograph to a count down to a fifth of an hour.
Research Assistant, Coastal Institute
January 2016 - February 2019
Kept the data of nine stations clean with R and PostgreSQL.
"""
    reading = matcher.read(text, kind="cv")
    assert {s.text for s in reading.skills} >= {"convolutional neural networks", "PyTorch", "R", "PostgreSQL"}
    assert reading.role.id == "data-scientist"
    assert reading.experience.min_years > 9


def test_hyphens_at_line_ends_part_no_words(matcher):
    text = """The museum shows what people think of when they cannot sleep, and it needs data-
driven curators who can tell from the visitors of one night what those of the next
might like. You know statistics, you have trained recommenders with Tensor-
Flow or PyTorch, and you like to work with artists; you have an under-
standing of hypothesis testing, know scikit-
learn by heart, and have a sense for the stories that stand behind all of the tables.
"""
    reading = matcher.read(text, kind="posting")
    assert {s.id for s in reading.skills} >= {"scikit-learn", "pytorch", "hypothesis-testing"}
    assert all(text[s.start : s.end] == s.text for s in reading.skills)


@pytest.mark.parametrize(
    "text",
    [
        "Python\nSQL\nA short line\nAnother line of some length, that ends here\nand so on\nto the end",
        POSTING,
        POSTING.upper(),
        POSTING.lower(),
        "".join(f"- {'word ' * (at * 7 % 23)}\n" for at in range(60)),
        "\n".join(["python"] * 100),
        " \n" * 50,
    ],
)
def test_unwrapped_text_has_no_full_lines(text):
    assert full_lines(fold(text)) is None


STAFF = """Geodata Engineer
About the role
Our maps of mountains are drawn by software, and the software is written by eleven people in Innsbruck, who use what \
Austria's agencies measure from the air.

What you will do
- Build and run pipelines in Python, Spark and Airflow on AWS
- Go through the errors that hikers report, and excel at telling the serious ones from the rest
- Train models that find paths in images, with PyTorch and OpenCV

Requirements
- MS in Geodesy or Computer Science
- 3+ years of experience with Python, R and SQL
- Experience with NLP or LLMs, and with REST APIs

Nice to have
- Go, C or Rust
- Docker, Kubernetes
"""


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_text_without_case_reads_as_with_case(matcher, case):
    def alike(text):
        skills, degree, years, duties = facts(matcher, text)
        return {(name.lower(), *rest) for name, *rest in skills}, degree[0], years, duties

    assert alike(case(STAFF)) == alike(STAFF)


def test_ordinary_words_without_case_stay_words(matcher):
    text = """we are a swift and lean team, and we go to the theatre together. you react to problems, you excel under
pressure, and the rest is up to you. your word counts here, whether you are the chef or wash up.
requirements: python, java, spark and go"""
    assert {s.text for s in matcher.read(text, kind="posting").skills} >= {"python", "java", "spark", "go"}
    assert {s.text for s in matcher.read(text, kind="posting").skills}.isdisjoint(
        {"swift", "lean", "react", "excel", "rest", "word", "chef"}
    )


def test_title_with_case_leaves_text_without(matcher):
    text = STAFF.partition("\n")[2].lower()
    reading = matcher.read(text, title="Geodata Engineer", kind="posting")
    assert {"nlp", "llms", "r"} <= {s.text for s in reading.skills}
    assert reading.degree.level == "master"


def test_headings_in_capitals_are_read_beside_case(matcher):
    shout = {
        "What you will do": "WHAT YOU WILL DO",
        "Requirements": "REQUIREMENTS",
        "Nice to have": "NICE TO HAVE",
    }
    text = STAFF
    for heading, written in shout.items():
        text = text.replace(heading, written)
    assert facts(matcher, text) == facts(matcher, STAFF)


def test_names_of_words_go_on(matcher):
    text = """The lock keepers of our canal want to know when which ship comes, and we tell them
with models that learn from the past; what we write is used at ninety locks by
people who have no time for it, which is why all of it must be simple and right.
Five years of experience with Python and Kafka, and some with Test Driven
Development
Build models with us
"""
    found = {" ".join(s.text.split()): s.years for s in matcher.read(text, kind="posting").skills}
    assert "Test Driven Development" in found


def test_wrapped_line_of_items_keeps_its_items(matcher):
    flat = " ".join(f"- {line}" if n else line for n, line in enumerate(STAFF.splitlines()) if line)
    assert {s.text for s in matcher.read(wrapped(flat, 80), kind="posting").skills} >= {
        "Spark",
        "OpenCV",
        "NLP",
    }
