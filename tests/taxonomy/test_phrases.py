import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.taxonomy.phrases import MAX_SURFACES, alternatives, expand, forms, plural


@pytest.mark.parametrize(
    ("word", "expected"),
    [("model", "models"), ("query", "queries"), ("survey", "surveys"), ("process", "processes"), ("box", "boxes"),
     ("batch", "batches"), ("mesh", "meshes"), ("by", "bys")],
)  # fmt: skip
def test_plural(word, expected):
    assert plural(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("train", ("train", "trains", "trained", "training")),
        ("tune", ("tune", "tunes", "tuned", "tuning")),
        ("apply", ("apply", "applies", "applied", "applying")),
        ("deploy", ("deploy", "deploys", "deployed", "deploying")),
        ("plan", ("plan", "plans", "planned", "planning")),
        ("map", ("map", "maps", "mapped", "mapping")),
        ("fix", ("fix", "fixes", "fixed", "fixing")),
        ("oversee", ("oversee", "oversees", "overseed", "overseeing")),
        ("tie", ("tie", "ties", "tied", "tying")),
        ("visit", ("visit", "visits", "visited", "visiting")),
    ],
)
def test_regular_forms(word, expected):
    assert forms(word, {}) == expected


def test_listed_forms_stand_in_the_place_of_the_regular_ones():
    assert forms("write", {"write": ["writes", "wrote", "written", "writing"]}) == (
        "write", "writes", "wrote", "written", "writing",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "surfaces"),
    [
        ("time series", ["time series"]),
        ("(text|data) mining", ["text mining", "data mining"]),
        ("(deep )?learning", ["deep learning", "learning"]),
        ("tune~ models", ["tune models", "tunes models", "tuned models", "tuning models"]),
        ("(tune~|fix) it", ["tune it", "tunes it", "tuned it", "tuning it", "fix it"]),
        ("unit test(s)?", ["unit tests", "unit test"]),
        ("A/B (test|tests)", ["A/B test", "A/B tests"]),
        ("C++ (code)?", ["C++ code", "C++"]),
    ],
)
def test_phrases_are_written_out(phrase, surfaces):
    assert list(expand(phrase, {})) == surfaces


@pytest.mark.parametrize("phrase", ["a (b (c)) d", "half (open", "half) open"])
def test_brackets_that_do_not_fit_are_told(phrase):
    with pytest.raises(ValueError, match="not well formed at character"):
        list(expand(phrase, {}))


def test_a_phrase_that_stands_for_too_much_is_told():
    with pytest.raises(ValueError, match=f"at most {MAX_SURFACES}"):
        list(expand(" ".join(["(a|b|c|d)"] * 6), {}))


def test_headings_may_stand_for_any_number():
    assert len(list(alternatives(" ".join(["(a|b|c|d)"] * 6)))) == 4**6


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_the_word_itself_comes_first_and_no_form_twice(word):
    found = forms(word, {})
    assert found[0] == word
    assert len(set(found)) == len(found)
