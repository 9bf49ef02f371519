import dataclasses

import pytest

from jdmatch.reading.page import Page
from jdmatch.reading.reader import PageReader


def listed(matcher, text, kind="posting"):
    """Return the names that only their list told."""
    return [(s.text, s.kind) for s in matcher.read(text, kind=kind).skills if s.match == "list"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("You know Keras, Zylograph and PyTorch.", [("Zylograph", "tool")]),
        ("Fluent in Python, Qorvane or Java.", [("Qorvane", "language")]),
        ("Frameworks such as Django, Breeze and Flask.", [("Breeze", "tool")]),
        ("BI tools (Tableau, Grovix7, etc.)", [("Grovix7", "tool")]),
        ("Docker/xyloq2/Kubernetes", [("xyloq2", "tool")]),
    ],
)
def test_a_name_among_known_ones_is_a_skill(matcher, text, names):
    assert listed(matcher, f"Requirements:\n- {text}") == names


@pytest.mark.parametrize(
    "text",
    [
        "You know Keras, kindness and PyTorch.",
        "We need Python, coffee and Java.",
        "Statistics, Zylograph theory and machine learning.",
        "You know Zylograph and patience.",
        "Docker, Kubernetes and more",
        "Python, Java and English",
        "A degree in Physics, Statistics or Zylology",
    ],
)
def test_ordinary_words_never_become_skills(matcher, text):
    assert listed(matcher, f"Requirements:\n- {text}") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Strong Python and Zyloflow skills.", ["Zyloflow"]),
        ("Experience with Qorvaflow, an engine beside Apache Spark, is a plus.", ["Qorvaflow"]),
        ("Good knowledge of ZyloDB (our own fork of PostgreSQL)", ["ZyloDB"]),
        ("Our office in Tokamura uses Python.", []),
        ("You will join Quibberly Ltd, where Java is at home.", []),
        ("Send your Python questions to Marwenna Okoloko.", []),
        ("Zylograph's team works with Python.", []),
        ("Languages: Python, Turkish, Ukrainian", []),
        ("Python answers at https://zylo.example/watch?v=Qw8zXk", []),
    ],
)
def test_words_around_tell_a_lone_name(matcher, text, names):
    assert [name for name, _ in listed(matcher, f"Requirements:\n- {text}")] == names


def test_without_weights_no_name_is_read(matcher):
    language = dataclasses.replace(matcher.taxonomy.language, name_weights="")
    page = Page.of("Requirements:\n- Keras, Zylograph and PyTorch", kind="posting")
    PageReader(dataclasses.replace(matcher.taxonomy, language=language)).read(page)
    assert [mark.concept for mark in page.skills] == ["keras", "pytorch"]


def test_a_name_has_no_id_and_no_family(matcher):
    reading = matcher.read("Requirements:\n- Keras, Zylograph and PyTorch", kind="posting")
    name = next(s for s in reading.skills if s.match == "list")
    assert (name.id, name.family, name.label, name.key, name.stance) == (
        None, None, "Zylograph", "zylograph", "required",
    )  # fmt: skip
    assert type(reading).from_json(reading.to_json()) == reading


def test_a_name_moves_no_score(matcher):
    text = "Requirements:\n- Keras{} and PyTorch\n- Python"
    assert matcher.score(text.format("")).score == matcher.score(text.format(", Zylograph")).score


def test_a_cv_meets_a_name_by_its_words(matcher):
    posting = "Requirements:\n- Keras, Zylograph and PyTorch"
    gap = matcher.compare("Skills\nKeras\nI ran zylograph for years", posting)
    assert "Zylograph" in [need.label for need in gap.met]


@pytest.mark.parametrize("word", ["Apex", "Breeze", "Presto"])
def test_a_doubtful_name_in_its_place_is_meant(matcher, word):
    text = f"Requirements:\n- Databases such as HBase, {word} and Cassandra"
    assert word in [s.text for s in matcher.read(text, kind="posting").skills]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("You know image generation (IG). Our IG models run at night.", ["IG", "IG"]),
        ("Owns software asset management (SAM) for us.", ["SAM"]),
        ("Machine learning (PhD preferred)", []),
        ("Machine learning (CML) Ltd", []),
    ],
)
def test_initials_in_brackets_name_the_skill(matcher, text, short):
    found = matcher.read(text, kind="posting").skills
    assert [s.text for s in found if s.text.isupper() and s.text in ("IG", "SAM", "CML", "PHD")] == short
