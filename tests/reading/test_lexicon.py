from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.folding import fold
from jdmatch.reading.lexicon import Hit, Lexicon, Plan, longest

SKILLS = ("python", "sql", "c", "c++", "c#", "r", "go", "java", "javascript", ".net", "node.js", "machine learning", "excel", "ci/cd", "spark streaming", "spark")  # fmt: skip


@pytest.fixture(scope="module")
def lexicon():
    layers = {"skill": dict.fromkeys(SKILLS, 0), "cue": {"strong": 0, "a plus": 1, "java": 2}}
    return Lexicon(Plan.of(layers), ordinary=frozenset({"strong", "description", "experience"}))


def found(lexicon, text, layer="skill"):
    return [hit.key for hit in longest(lexicon.find(fold(text))[layer])]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Python and SQL", ["python", "sql"]),
        ("PYTHON", ["python"]),
        ("(Python)", ["python"]),
        ("Python.", ["python"]),
        ("Python's", ["python"]),
        ("monty-python", ["python"]),
        ("pythonic", []),
        ("MySQL", []),
        ("JavaScript", ["javascript"]),
        ("Java Script", ["java"]),
        ("Python3", ["python"]),
        ("python3.11", ["python"]),
        ("Python3.x", ["python"]),
        ("Python2/3", ["python"]),
        ("python3rd", []),
        ("C", ["c"]),
        ("C++", ["c++"]),
        ("C++17", ["c++"]),
        ("C/C++/Java", ["c", "c++", "java"]),
        ("C#/.NET", ["c#", ".net"]),
        ("C#, C++, C", ["c#", "c++", "c"]),
        ("ASP.NET", []),
        ("Node.js", ["node.js"]),
        ("CI/CD", ["ci/cd"]),
        ("R, Go", ["r", "go"]),
        ("R&D", ["r"]),  # the senses decide it
        ("vitamin c1", []),
        ("go-to", ["go"]),
        ("I'd go", ["go"]),
        ("they're", []),
        ("machine-learning", ["machine learning"]),
        ("machine  learning", ["machine learning"]),
        ("MACHINE LEARNING", ["machine learning"]),
        ("Spark Streaming", ["spark streaming"]),
    ],
)
def test_whole_words_are_found(lexicon, text, keys):
    assert found(lexicon, text) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("job descriptionPython", ["python"]),
        ("SportPython grows. Join SportPython.", []),
        ("SQLExperience", ["sql"]),
        ("SQLStrongly", []),
        ("PythonStrong", ["python"]),
        ("ExcelExperience", ["excel"]),
        ("unknownwordPython", []),
        ("PythonUnknownword", []),
        ("descriptionC++", []),
        ("pythonstrong", []),
    ],
)
def test_words_glued_where_a_line_break_was_lost(lexicon, text, keys):
    assert found(lexicon, text) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("you have built machine\nlearning systems", ["machine learning"]),
        ("you have built machine   \n   learning systems", ["machine learning"]),
        ("you have built machine\r\nlearning systems", ["machine learning"]),
        ("Machine\nLearning", []),
        ("• Spark\n• Streaming", ["spark"]),
        ("machine\n\nlearning", []),
    ],
)
def test_a_name_over_a_lines_end(lexicon, text, keys):
    assert found(lexicon, text) == keys


@pytest.mark.parametrize(
    "text", ["mail python@example.org", "see https://example.org/python/sql", "www.java.com"]
)
def test_addresses_hold_no_words(lexicon, text):
    assert found(lexicon, text) == []


def test_each_layer_has_its_own_hits(lexicon):
    hits = lexicon.find(fold("Strong Java is a plus"))

    assert [(h.key, h.tag) for h in hits["cue"]] == [("strong", 0), ("java", 2), ("a plus", 1)]
    assert [(h.key, h.tag) for h in hits["skill"]] == [("java", 0)]


def test_a_name_of_signs_alone_is_never_found():
    signs = Lexicon(Plan.of({"skill": {"??": 0, "!": 0}}), ordinary=frozenset())
    assert signs.find(fold("Experience with BedPlanner."))["skill"] == []


def test_an_empty_text_has_no_hits(lexicon):
    assert lexicon.find(fold("")) == {"skill": [], "cue": []}


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([(0, 4), (0, 11)], [(0, 11)]),
        ([(0, 11), (5, 18)], [(5, 18)]),
        ([(0, 4), (3, 7)], [(0, 4)]),
        ([(0, 4), (4, 8)], [(0, 4), (4, 8)]),
        ([(0, 5), (4, 12), (11, 15)], [(4, 12)]),
        ([(0, 5), (4, 9), (8, 14)], [(0, 5), (8, 14)]),
        ([], []),
    ],
)
def test_the_longest_of_overlapping_hits_stays(spans, kept):
    hits = longest([Hit(a, b, "x", 0) for a, b in spans])
    assert [(h.start, h.end) for h in hits] == kept


_SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1])), max_size=12
)


@given(_SPANS)
def test_what_stays_never_overlaps_and_covers_what_goes(spans):
    kept = longest([Hit(a, b, "x", 0) for a, b in spans])

    assert all(one.end <= other.start for one, other in pairwise(kept))
    for a, b in spans:
        assert any(k.start < b and a < k.end and k.end - k.start >= b - a for k in kept)


@given(st.text(max_size=200))
def test_hits_are_what_the_text_says(lexicon, text):
    folded = fold(text)
    for hits in lexicon.find(folded).values():
        assert hits == sorted(hits, key=lambda h: (h.start, -h.end))
        assert all(folded.flat[h.start : h.end] == h.key for h in hits)
