import dataclasses
import json
import math
import pickle

import pandas as pd
import pytest

from jdmatch import Document, InputError
from jdmatch.folding import LONGEST_READ
from jdmatch.reading.records import Reading, Skill, maker

POSTING = """Senior Machine Learning Engineer

About us
Blue Lantern reads water meters for forty towns and has done so since 1987.

What you'll do
- Collaborate with product managers to agree on what a model has to do
- Deploy models to production and monitor them

Requirements
- 5+ years of work as an engineer, in Python, and PyTorch or TensorFlow
- A bachelor's degree in computer science or equivalent experience
- No Java needed

Nice to have
- Kafka, AWS Certified Machine Learning – Specialty

Salary: $120,000 - $150,000 per year
"""
FRENCH = (
    "Nous cherchons une personne qui a travaillé avec des données pendant quelques années et qui sait nous dire ce que "
    "cela signifie. Vous serez assis avec les gens de la boutique et avec les ingénieurs. Python et Docker sont exigés."
)
RECORDS = ["skills", "duties", "certifications", "sections"]


@pytest.fixture(scope="module")
def reading(matcher):
    return matcher.read(POSTING, kind="posting")


def items(reading):
    """Yield every record of a reading that has a place."""
    for name in RECORDS:
        yield from getattr(reading, name)
    yield from (r for r in (reading.experience, reading.degree, reading.pay) if r is not None)


def assert_exact(reading, text):
    assert reading.text == text
    for item in items(reading):
        assert 0 <= item.start < item.end <= len(text)
        if hasattr(item, "text"):
            assert text[item.start : item.end] == item.text
            assert item.text == item.text.strip()
    if reading.degree:
        assert all(f in text for f in reading.degree.fields)
    assert list(reading.skills) == sorted(reading.skills, key=lambda s: s.start)
    assert all(one.end <= other.start for one, other in zip(reading.skills, reading.skills[1:], strict=False))


# ------------------------------------------------------------------ the records


def test_a_posting_from_top_to_bottom(reading):
    assert (reading.kind, reading.language, reading.status, reading.notes) == ("posting", "en", "ok", ())
    assert reading.level == "senior"
    assert reading.role.id == "ml-engineer"
    assert [(s.id, s.stance) for s in reading.skills if s.kind in ("language", "tool")] == [
        ("python", "required"), ("pytorch", "required"), ("tensorflow", "required"), ("java", "negated"), ("kafka", "preferred"), ("aws", "preferred"),
    ]  # fmt: skip
    assert {d.id for d in reading.duties} == {"collaborate", "monitor"}
    assert (reading.experience.min_years, reading.experience.max_years) == (5, None)
    assert (reading.degree.level, reading.degree.fields, reading.degree.stance, reading.degree.or_equivalent) == (
        "bachelor", ("computer science",), "required", True,
    )  # fmt: skip
    assert [c.text.split(" –")[0] for c in reading.certifications] == ["AWS Certified Machine Learning"]
    assert (reading.pay.min, reading.pay.max, reading.pay.currency, reading.pay.period) == (
        120_000,
        150_000,
        "USD",
        "year",
    )


def test_plain_values_have_the_fields_of_the_design(reading):
    plain = reading.to_dict()

    assert list(plain) == [
        "kind", "language", "status", "notes", "skills", "duties", "experience", "degree", "certifications", "pay", "level",
        "role", "sections", "facts",
    ]  # fmt: skip
    for name, fields in {
        "skills": {
            "id",
            "label",
            "family",
            "kind",
            "start",
            "end",
            "text",
            "stance",
            "section",
            "years",
            "match",
        },
        "duties": {"id", "start", "end", "text"},
        "certifications": {"id", "text", "start", "end"},
        "sections": {"kind", "start", "end", "heading"},
    }.items():
        assert plain[name]
        assert all(fields <= row.keys() for row in plain[name])
    assert {"min_years", "max_years", "start", "end", "text"} <= plain["experience"].keys()
    assert {"level", "fields", "stance", "or_equivalent", "start", "end", "text"} <= plain["degree"].keys()
    assert {"min", "max", "currency", "period", "start", "end", "text", "against_profile"} <= plain[
        "pay"
    ].keys()
    assert "id" in plain["role"]


def test_plain_values_are_plain(reading):
    plain = reading.to_dict()
    assert json.loads(json.dumps(plain)) == plain


def test_records_are_frozen_and_slotted(reading):
    for record in (reading, reading.role, *items(reading)):
        assert not hasattr(record, "__dict__")
        name = dataclasses.fields(record)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, name, None)


def test_records_can_be_pickled(reading):
    again = pickle.loads(pickle.dumps(reading))
    assert again == reading
    assert again.text == reading.text


def test_a_reading_goes_to_json_and_back(reading):
    again = Reading.from_json(reading.to_json())
    assert again == reading
    assert again.text == POSTING
    assert hash(again) == hash(reading)


def test_an_empty_reading_goes_to_json_and_back(matcher):
    empty = matcher.read("")
    assert Reading.from_json(empty.to_json()) == empty


def test_examples_go_to_json_and_back(matcher, postings):
    for row in postings:
        reading = matcher.read(row["description"], title=row["title"], kind="posting")
        assert Reading.from_json(reading.to_json()) == reading


def test_a_reading_prints_as_what_was_read(reading):
    printed = str(reading)
    assert printed.startswith("posting, machine learning engineer, senior\nrequired: Python, ")
    assert "\nnegated: Java\n" in printed
    assert POSTING not in repr(reading)
    assert str(reading.skills[-1])


def test_each_concept_once_by_stance(matcher):
    reading = matcher.read(
        "Requirements:\nPython, Docker\nPython\nNice to have:\nPython, Kafka", kind="posting"
    )
    assert [s.id for s in reading.with_stance("required")] == ["python", "docker"]
    assert [s.id for s in reading.with_stance("required", "preferred")] == ["python", "docker", "kafka"]


# ------------------------------------------------------------------ offsets


def test_offsets_are_exact(reading):
    assert_exact(reading, POSTING)


def test_offsets_are_exact_on_every_example_posting(matcher, postings):
    for row in postings:
        assert_exact(matcher.read(row["description"], title=row["title"], kind="posting"), row["description"])


def test_offsets_are_exact_on_every_example_cv(matcher, cvs):
    for text in cvs.values():
        assert_exact(matcher.read(text, kind="cv"), text)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("- ", "•\t"),
        lambda t: t.replace("\n", " "),
        lambda t: "\ufeff" + t,
        lambda t: "<p>" + t.replace("\n", "</p>\r\n<p>").replace("-", "&#45;") + "</p>",
        lambda t: "\n\n   " + t + "   \n\n",
        lambda t: t.replace("e", "e\u0301"),
        lambda t: t.upper(),
    ],
    ids=["crlf", "nbsp", "bullets", "one line", "bom", "html", "blanks", "accents", "upper case"],
)
def test_offsets_are_exact_in_any_dress(matcher, change):
    assert_exact(matcher.read(change(POSTING), kind="posting"), change(POSTING))


def test_offsets_are_exact_on_the_evaluation_postings(matcher, shared):
    for name in ("dev_postings.jsonl", "dev_cvs.jsonl"):
        for line in (shared / "eval" / name).read_text(encoding="utf-8").rstrip("\n").split("\n"):
            row = json.loads(line)
            assert_exact(matcher.read(row["text"], title=row.get("title"), kind=row["kind"]), row["text"])


# ------------------------------------------------------------------ status and notes


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t \r\n", "\u00a0\u200b", "...", "• - *", None, math.nan, pd.NA, pd.NaT], ids=repr
)
def test_nothing_to_read_is_said(matcher, text):
    reading = matcher.read(text)
    assert (reading.status, reading.notes) == ("empty", ("the text is empty",))
    assert reading.skills == reading.duties == reading.certifications == ()


def test_a_missing_title_is_no_title(matcher):
    assert matcher.read("We need Python.", title=math.nan) == matcher.read("We need Python.")


@pytest.mark.parametrize("text", [b"Python", 3, ["Python"], {"text": "Python"}, object()], ids=type)
def test_what_is_no_text_is_refused(matcher, text):
    with pytest.raises(InputError, match="is not text"):
        matcher.read(text)


def test_an_unknown_kind_is_refused(matcher):
    with pytest.raises(InputError, match="kind: 'job' is unknown; expected 'posting', 'cv' or 'auto'"):
        matcher.read("Python", kind="job")


def test_a_document_brings_its_title(matcher):
    document = Document(
        text=POSTING.replace("Senior Machine Learning Engineer\n", ""), title="Data Engineer", meta={}
    )
    assert matcher.read(document).role.id == "data-engineer"
    assert matcher.read(document, title="Data Analyst").role.id == "data-analyst"


def test_a_french_text_is_not_english_and_what_is_named_alike_is_found(matcher):
    reading = matcher.read(FRENCH)
    assert (reading.status, reading.language) == ("not-english", "fr")
    assert any("not English" in note for note in reading.notes)
    assert [s.id for s in reading.skills] == ["python", "docker"]


def test_a_few_words_are_thin(matcher):
    reading = matcher.read("Python developer wanted.")
    assert reading.status == "thin"
    assert reading.notes == ("the text is thin: 3 words",)


def test_many_words_without_a_skill_are_thin(matcher):
    reading = matcher.read("The harbour is quiet in the morning and the boats lie side by side. " * 4)
    assert reading.status == "thin"
    assert "no skills were recognised" in reading.notes


def test_skills_that_are_only_mentioned_are_told(matcher):
    text = (
        "About us\nWe have written Python since the harbour froze over, and our boats are steered with Kafka. "
        + "We sail. " * 20
    )
    reading = matcher.read(text, kind="posting")
    assert reading.status == "ok"
    assert "no requirements were recognised; the skills are only mentioned" in reading.notes


def test_an_article_is_told_from_a_posting(matcher):
    reading = matcher.read(
        "Oven maker shows a new oven\n\nOSLO - The maker says that it bakes with Python. " * 4
    )
    assert "may be neither a posting nor a CV" in reading.notes[0]


@pytest.mark.parametrize("end", ["…", "...", "...\n"])
def test_a_text_that_is_cut_off_is_told(matcher, end):
    assert "the text is cut off at its end" in matcher.read(POSTING + "You will also" + end).notes


# ------------------------------------------------------------------ hard texts


@pytest.mark.parametrize(
    "piece",
    ["We need Python and SQL, plus experience with Kafka or Docker ", "lorem ipsum dolor ", "x", " ", "\n", "• Python\n", "<b>", "&amp;",
     "5 years of ", "Go R C Excel ", "Requirements: Python. Nice to have: Java. ", "((", "supervised, unsupervised and ", "...",
     "Bachelor's or master's in statistics, ", "$100k - $120k ", "2010 - 2012 ", "kuberntes tensorflw "],
)  # fmt: skip
def test_five_megabytes_of_one_line_are_read_within_bounds(matcher, piece):
    text = (piece * (5_000_000 // len(piece) + 1))[:5_000_000]
    reading = matcher.read(text)

    assert all(item.end <= LONGEST_READ for item in items(reading))
    if reading.status != "empty":
        assert (
            f"the text has 5,000,000 characters; only the first {LONGEST_READ:,} were read" in reading.notes
        )
    assert_exact(reading, text)


def test_control_characters_are_blanks(matcher):
    text = "Requirements:\x00\nPython\x07and\x1bDocker\x0cKafka\x85SQL\x9f"
    reading = matcher.read(text, kind="posting")
    assert [s.id for s in reading.skills] == ["python", "docker", "kafka", "sql"]
    assert_exact(reading, text)


def test_lone_surrogates_and_other_planes_do_no_harm(matcher):
    text = "Python \ud800 and 𝓢𝓠𝓛 🐍 Docker"
    reading = matcher.read(text, kind="posting")
    assert [s.id for s in reading.skills] == ["python", "docker"]
    assert_exact(reading, text)


def test_made_records_are_as_frozen_ones(reading):
    plain = reading.skills[0]
    made = maker(Skill)(*(getattr(plain, one.name) for one in dataclasses.fields(Skill)))

    assert type(made) is Skill
    assert made == plain
    assert hash(made) == hash(plain)
    assert pickle.loads(pickle.dumps(made)) == plain
    assert dataclasses.replace(made, start=0).start == 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.start = 0


def test_made_records_have_their_defaults():
    made = maker(Skill)("sql", "SQL", "database", "language", 0, 3, "SQL", "required", None, None, "name")

    assert made.any_of is None
