"""Holding readings against gold: what counts, what is left out, and what a faulty gold file is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jdmatch.errors import DataError, DocumentError
from jdmatch.matcher import Matcher
from jdmatch.tools.evaluate import (
    Advisor,
    Error,
    Finds,
    GoldRow,
    auc,
    evaluate,
    mistakes,
    occurrences,
    overlap,
    parse_row,
    ranks,
    read_gold,
    spearman,
)

TEXT = """Data Scientist
Requirements
- 3+ years of Python
- A Bachelor's degree in Statistics
Nice to have
- Tableau
Pay: $120,000 - $150,000 a year"""


def row(gold: dict[str, Any], text: str = TEXT, kind: str = "posting") -> GoldRow:
    line = json.dumps({"id": "d1", "kind": kind, "title": "Data Scientist", "text": text, "gold": gold})
    parsed, faults = parse_row(line)
    assert not faults
    assert parsed is not None
    return parsed


def skill(surface: str, type_: str = "tool", stance: str = "required") -> dict[str, str]:
    return {"surface": surface, "type": type_, "stance": stance}


# ------------------------------------------------------------------ measures


def test_auc_and_ranks_share_ties() -> None:
    assert ranks([5, 1, 5, 9]) == [1.5, 0, 1.5, 3]
    assert auc([1, 1], [True, False]) == 0.5
    assert auc([1, 2], [True, True]) is None


def test_spearman_of_too_few_or_equal_values_is_none() -> None:
    assert spearman([1, 2], [1, 2]) is None
    assert spearman([3, 2, 1], [1, 2, 3]) == -1.0


def test_f1_of_nothing_is_zero() -> None:
    assert Finds().f1 == 0.0


# ------------------------------------------------------------------ what counts


def test_optional_words_count_neither_way(matcher: Matcher) -> None:
    text = "Requirements: Python. You know clustering algorithms and Spark, and test APIs."
    gold: dict[str, Any] = {"skills": [skill("Python", "language"), skill("clustering", "method")]}
    strict = evaluate([row(gold, text)], matcher).finds["hard skills"]
    gold["optional"] = ["Spark", "clustering algorithms", "APIs", "test APIs"]
    fair = evaluate([row(gold, text)], matcher)
    assert strict.precision < 1.0
    assert fair.finds["hard skills"].precision == fair.finds["hard skills, exact expression"].recall == 1.0


def test_everything_right(matcher: Matcher) -> None:
    gold = {
        "skills": [skill("Python", "language"), skill("Tableau", stance="preferred")],
        "skill_years": [{"surface": "Python", "years": 3}],
        "min_years": None,
        "degree": {"min": "bachelor", "fields": ["Statistics"], "stance": "required"},
        "certifications": [],
        "pay": {"min": 120000, "max": 150000, "currency": "USD", "period": "year"},
        "role": "data-scientist",
    }
    result = evaluate([row(gold)], matcher)
    assert result.finds["hard skills"].recall == 1.0
    assert result.finds["years of a skill"].f1 == 1.0
    assert result.finds["degree fields"].f1 == 1.0
    assert {name: share.accuracy for name, share in result.shares.items() if share.of} == {
        "minimum years": 1.0, "degree level": 1.0, "degree stance": 1.0,
        "pay": 1.0, "pay (stated)": 1.0, "role": 1.0,
    }  # fmt: skip


def test_what_the_gold_leaves_out_is_not_judged(matcher: Matcher) -> None:
    result = evaluate([row({"role": "data-scientist"})], matcher)
    assert set(result.to_dict()) == {"documents", "role"}
    assert not result.errors


def test_a_doubtful_duty_is_not_judged(matcher: Matcher) -> None:
    text = "Deploy machine learning models and monitor them in production."
    for gold, wrong in (({"duties": []}, ["monitor"]), ({"duties": [], "duties_maybe": ["monitor"]}, [])):
        result = evaluate([row(gold, text)], matcher)
        assert [error.text for error in result.errors if error.text == "monitor"] == wrong


def test_null_and_empty_are_judged(matcher: Matcher) -> None:
    result = evaluate([row({"pay": None, "skills": []})], matcher)
    assert result.shares["pay"].accuracy == 0.0
    assert result.shares["pay (stated)"].of == 0
    assert result.finds["hard skills"].precision == 0.0
    assert Error("fact", "pay", "nothing read as 120,000 to 150,000 USD a year") in result.errors


def test_the_same_expression_counts_once(matcher: Matcher) -> None:
    text = "Requirements\n- Python\n- more python and PYTHON"
    result = evaluate([row({"skills": [skill("Python", "language")]}, text)], matcher)
    assert (result.finds["hard skills"].gold, result.finds["hard skills"].found) == (1, 1)


def test_missed_and_wrong_are_noted_with_the_document(matcher: Matcher) -> None:
    result = evaluate([row({"skills": [skill("Requirements", "method")]})], matcher)
    assert result.errors[Error("missed", "requirements", "method")] == ["d1"]
    assert Error("wrong", "python", "language", "python", "name") in result.errors


def test_the_strongest_stance_of_an_expression_is_judged(matcher: Matcher) -> None:
    text = "Nice to have\n- Tableau\nRequirements\n- Tableau"
    result = evaluate([row({"skills": [skill("Tableau")]}, text)], matcher)
    assert result.stances == {("required", "required"): 1}


@pytest.mark.parametrize(
    ("a", "b", "same"), [((0, 4), (0, 10), True), ((0, 3), (0, 10), False), ((0, 4), (4, 8), False)]
)
def test_overlap(a: tuple[int, int], b: tuple[int, int], same: bool) -> None:
    assert overlap(a, b) is same


@pytest.mark.parametrize(
    ("surface", "text", "spans"),
    [
        ("R", "r&d and R", [(8, 9)]),
        ("java", "JavaScript, Java", [(12, 16)]),
        ("C++", "C++/Java", [(0, 3)]),
        ("script", "JavaScript", [(4, 10)]),  # no whole word anywhere: any place will do
    ],
)
def test_occurrences(surface: str, text: str, spans: list[tuple[int, int]]) -> None:
    assert occurrences(surface, text) == spans


def test_scores_are_held_against_graded_fits(matcher: Matcher) -> None:
    nurse = "We look for a nurse who cares for patients, day and night, with patience and good humour. " * 3
    rows = [row({"fit": 3}), row({"fit": 0}, nurse), row({"fit": 0}, nurse + "More.")]
    fit = evaluate(rows, matcher).fit()["posting"]
    assert fit["auc fit>=1"] == 1.0
    assert fit["median score by fit"]["0"] < 6  # what the title of a data scientist is worth


# ------------------------------------------------------------------ what mends it


@pytest.mark.parametrize(
    ("error", "concept", "advice"),
    [
        (Error("missed", "python", "language"), "python", "known, but longer words"),
        (Error("missed", "R", "language"), "r", "known, but its rule of ambiguity"),
        (Error("missed", "pytorch frame works", "tool"), "pytorch", "add it to the aliases"),
        (Error("missed", "qwxzyv", "tool"), None, "no concept is near"),
        (Error("wrong", "go", "language", "go", "name"), "go", "narrow its rule"),
        (Error("wrong", "pyton", "language", "python", "typo"), "python", "add 'pyton' to never"),
    ],
)
def test_advice(matcher: Matcher, error: Error, concept: str | None, advice: str) -> None:
    found, place, told = Advisor(matcher.taxonomy).advise(error)
    assert found == concept
    assert told.startswith(advice) or advice in told
    assert place is None or place.partition(":")[0].endswith(".yaml")


def test_every_sort_of_mistake_has_its_advice(matcher: Matcher) -> None:
    gold = {
        "skills": [skill("Tableau")],
        "duties": ["monitor"],
        "level": "intern",
        "min_years": 9,
        "pay": None,
    }
    gold |= {"degree": None, "role": "other"}
    found = mistakes(evaluate([row(gold)], matcher), matcher.taxonomy, most=10)
    assert {one.what for one in found} >= {"wrong", "stance", "fact", "duty missed"}
    assert all(one.advice and one.documents == ("d1",) for one in found)
    assert json.dumps([one.to_dict() for one in found])


def test_mistakes_are_cut_by_sort(matcher: Matcher) -> None:
    result = evaluate([row({"skills": []})], matcher)
    assert [one.what for one in mistakes(result, matcher.taxonomy, most=1)] == ["wrong"]


# ------------------------------------------------------------------ gold files


def test_examples_are_sound_and_read_well(matcher: Matcher, root: Path) -> None:
    result = evaluate(read_gold(root / "examples" / "gold.jsonl"), matcher)
    assert result.documents == 10
    assert result.finds["hard skills"].f1 > 0.7


def test_all_faults_are_told_with_their_lines(tmp_path: Path) -> None:
    good = {"id": "1", "kind": "posting", "text": "We use R.", "gold": {}}
    lines = [
        json.dumps(good),
        "{not json",
        "[]",
        json.dumps({**good, "id": "2", "kind": "letter"}),
        json.dumps({**good, "gold": {"skills": [skill("Python")]}}),
        "",
        json.dumps({**good, "id": "3", "gold": {"fit": 7, "dutys": []}}),
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_gold(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3, 4, 5, 5, 7, 7]
    told = str(caught.value)
    assert "id '1' is doubled; it stands first in line 1" in told
    assert "'Python' does not stand in the text" in told
    assert "gold.dutys: unknown; did you mean 'duties'?" in told


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_gold(tmp_path / "nothing.jsonl")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n")
    with pytest.raises(DataError, match="the file is empty"):
        read_gold(empty)
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_gold(binary)


def test_line_separators_inside_a_text_end_no_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    value = {"id": "1", "kind": "cv", "text": "Python\u2028SQL", "gold": {"level": None}}
    path.write_text("\ufeff" + json.dumps(value, ensure_ascii=False) + "\r\n", encoding="utf-8")
    assert read_gold(path)[0].text == "Python\u2028SQL"
