"""pandas in, pandas out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import jdmatch
from jdmatch.errors import InputError
from jdmatch.tables.frames import column_dtype, score_frame, skill_matrix
from jdmatch.tables.rows import COLUMNS, error_row, fit_row

POSTING = """Requirements:
- 3+ years of experience, in Python
- Machine learning with PyTorch
- Bachelor's degree in computer science
Scala is a plus. No Java needed.
Pay: $120,000 - $150,000 a year
"""


@pytest.fixture(scope="module")
def matcher():
    return jdmatch.load()


@pytest.fixture
def frame():
    texts = [POSTING, None, float("nan"), "", "Nurses wanted for the night shift in our hospital. " * 5]
    return pd.DataFrame(
        {"title": ["ML Engineer", "", None, "x", "Nurse"], "description": texts}, index=list("abcde")
    )


def test_a_new_frame_with_the_same_index_and_our_columns(matcher, frame):
    before = frame.copy()
    scored = score_frame(matcher, frame)
    assert list(scored.columns) == list(COLUMNS)
    assert list(scored.index) == list("abcde")
    pd.testing.assert_frame_equal(frame, before)


def test_rows_say_what_the_fit_says(matcher, frame):
    scored = score_frame(matcher, frame)
    fit = matcher.score(POSTING, title="ML Engineer", kind="posting")
    row = scored.loc["a"]
    assert row["score"] == fit.score
    assert row["role"] == "ml-engineer"
    assert row["required"].split(";") == [s.id for s in fit.reading.with_stance("required")]
    assert row["matched"].split(";") == [r.id for r in fit.requirements if r.status != "missing"]
    assert (row["pay_min"], row["pay_currency"], row["min_years"], row["degree"]) == (
        120_000,
        "USD",
        3,
        "bachelor",
    )


def test_missing_texts_are_empty_not_zero(matcher, frame):
    scored = score_frame(matcher, frame)
    assert scored["score"].isna().tolist() == [False, True, True, True, False]
    assert scored["status"].tolist()[1:4] == ["empty"] * 3


def test_a_requirement_that_is_only_a_bonus_is_never_missing(matcher):
    fit = matcher.score(POSTING, kind="posting")
    row = dict(zip(COLUMNS, fit_row(fit), strict=True))
    bonus = {r.id for r in fit.requirements if r.bonus}
    assert not bonus & set(str(row["missing"]).split(";"))


@pytest.mark.parametrize("index", [[3, 3, 1], pd.MultiIndex.from_tuples([(1, 2), (1, 3), (2, 2)])])
def test_any_index_is_kept(matcher, index):
    frame = pd.DataFrame({"description": ["Python", "SQL", "R"]}, index=index)
    assert score_frame(matcher, frame).index.equals(frame.index)


def test_an_empty_frame_has_the_same_columns_and_types(matcher, frame):
    empty, full = score_frame(matcher, frame.iloc[:0]), score_frame(matcher, frame)
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    assert all(full.dtypes[name] == column_dtype(name) for name in COLUMNS)


def test_any_number_of_workers_gives_the_same_frame(matcher, frame):
    odd = pd.DataFrame({"title": ["x", 3], "description": [5, POSTING]})
    many = pd.concat([*[frame] * 30, odd], ignore_index=True)
    pd.testing.assert_frame_equal(score_frame(matcher, many), score_frame(matcher, many, workers=2))


def test_a_cell_that_is_no_text_costs_its_own_row(matcher):
    frame = pd.DataFrame({"description": ["Python", 5, ["SQL"], pd.NA, np.nan]})
    scored = score_frame(matcher, frame)
    assert scored["status"].tolist()[1:] == ["error", "error", "empty", "empty"]
    assert "int is not text" in scored["error"][1]


def test_an_unforeseen_fault_costs_its_own_row(matcher, frame):
    class Broken:
        def score(self, text, **_):
            if text == POSTING:
                message = "unforeseen"
                raise RuntimeError(message)
            return matcher.score(text)

    scored = score_frame(Broken(), frame)  # type: ignore[arg-type]
    assert scored["error"]["a"] == "RuntimeError: unforeseen"
    assert scored["status"]["e"] != "error"


def test_a_missing_column_is_told_with_the_nearest(matcher, frame):
    with pytest.raises(
        InputError,
        match=r"text: there is no column 'descripton'; available: 'title', 'description'; did you mean 'description'",
    ):
        score_frame(matcher, frame, text="descripton")


def test_only_the_default_title_may_be_absent(matcher, frame):
    bare = frame[["description"]]
    assert len(score_frame(matcher, bare)) == len(score_frame(matcher, bare, title=None)) == 5
    with pytest.raises(InputError, match="title: there is no column 'job'"):
        score_frame(matcher, bare, title="job")


def test_a_column_that_is_there_twice_is_told(matcher):
    frame = pd.DataFrame([["a", "b"]], columns=["description", "description"])
    with pytest.raises(InputError, match="is there 2 times"):
        score_frame(matcher, frame, title=None)


def test_an_unknown_kind_is_told_before_anything_is_read(matcher, frame):
    with pytest.raises(InputError, match="kind"):
        score_frame(matcher, frame, kind="letter")  # type: ignore[arg-type]


def test_an_error_row_has_all_columns():
    assert len(error_row("no")) == len(COLUMNS)


# ---------------------------------------------------------------- the matrix


def test_the_matrix_of_stances(matcher, frame):
    matrix = skill_matrix(matcher, frame)
    assert list(matrix.index) == list("abcde")
    assert list(matrix.columns) == sorted(matrix.columns)
    assert matrix["java"].to_dict()["a"] == "negated"
    assert matrix["scala"]["a"] == "preferred"
    assert matrix["python"].isna().to_dict()["b"]
    assert (matrix["python"].dropna() >= "preferred").all()  # the stances are ordered


def test_the_matrix_of_counts_and_of_bools(matcher):
    frame = pd.DataFrame({"description": ["Python, Python and SQL are required.", "No Java needed."]})
    counts = skill_matrix(matcher, frame, values="count")
    assert counts["python"].tolist() == [2, 0]
    bools = skill_matrix(matcher, frame, values="bool")
    assert bools["java"].tolist() == [False, False]
    assert bools["sql"].tolist() == [True, False]


def test_a_matrix_of_nothing(matcher):
    frame = pd.DataFrame({"description": ["", None]}, index=[5, 6])
    matrix = skill_matrix(matcher, frame)
    assert matrix.shape == (2, 0)
    assert list(matrix.index) == [5, 6]


def test_unknown_values_are_told(matcher, frame):
    with pytest.raises(InputError, match="did you mean 'count'"):
        skill_matrix(matcher, frame, values="counts")


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pd.Series(["Python"]), "Series is not a table; .*to_frame"),
        (["Python"], "list is not a table; .*pipe"),
        ({"description": ["Python"]}, "dict is not a table"),
        (None, "NoneType is not a table"),
    ],
)
def test_what_is_no_frame_is_told(matcher, frame, told):
    with pytest.raises(InputError, match=f"^frame: {told}"):
        matcher.score_frame(frame)
    with pytest.raises(InputError, match=f"^frame: {told}"):
        matcher.skill_matrix(frame)


def test_a_table_of_arrow_is_read(matcher):
    pa = pytest.importorskip("pyarrow", reason="the extra jdmatch[parquet] is not installed")
    scored = matcher.score_frame(pa.table({"description": ["You must know Python."]}))
    assert scored["required"][0] == "python"


def test_a_title_that_is_a_number_loses_no_row(matcher):
    scored = matcher.score_frame(pd.DataFrame({"description": ["You must know Python."], "title": [5]}))
    assert scored["status"][0] != "error"


def test_one_text_is_not_several(matcher):
    with pytest.raises(InputError, match=r"^texts: one text; .*score\(\)"):
        matcher.pipe("abc")


@pytest.mark.parametrize(
    ("text", "is_name"), [("/home/me/cv.pdf", True), ("cv.txt", True), ("Node.js", False)]
)
def test_the_name_of_a_file_is_hinted_at(matcher, text, is_name):
    assert any("open_document" in note for note in matcher.score(text).reading.notes) is is_name
