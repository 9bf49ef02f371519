"""What becomes of single rows: sums that add up, errors in plain words, names by which rows are found again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from batch_runs import make_options, read_rows, use_quick_workers
from jdmatch.batch import BatchOptions, run_batch
from jdmatch.batch.write import cell_text


@pytest.fixture
def options(tmp_path, monkeypatch):
    use_quick_workers(monkeypatch)
    return make_options(tmp_path)


def test_all_rejected_and_none_scored_are_warned_of(options, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("id,description\n1\n2\n")
    summary = run_batch(replace(options, input=path))
    assert (summary.scored, summary.rejected) == (0, 2)
    assert f"no row could be read: all are in {options.rejects_path}" in str(summary)
    path.write_text("id,description\n1,die\n")
    summary = run_batch(replace(options, input=path))
    assert "no row could be scored" in str(summary)
    assert run_batch(replace(options, input=tmp_path / "in.csv")).warning is None


def test_a_text_that_is_none_says_so_in_words_for_who_made_the_table(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"description": 5}\n{"description": "We need Python."}\n{"description": null}\n')
    summary = run_batch(BatchOptions(input=path, output=tmp_path / "out.csv", workers=1))
    rows = read_rows(tmp_path / "out.csv")
    assert (
        rows[0]["error"]
        == "the text is of the type int; expected words; see that the column is the right one"
    )
    assert (summary.scored, summary.without_score, summary.errors) == (3, 2, 1)
    assert str(summary).startswith("3 rows in = 1 scored + 2 without a score + 0 rejected\n")


@pytest.mark.parametrize("output", ["out.csv", "out.parquet"])
@pytest.mark.parametrize("ids", [[1.0, 2.5, 3.0], [True, False, True], ["a", "b", "c"], [1, 2, 3]])
def test_duplicates_and_evidence_name_a_row_as_its_cell_does(options, tmp_path, ids, output):
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    texts = ["many words of a posting that is long enough to be told from others by all who read " * 2] * 2
    pd.DataFrame({"id": ids, "description": ["short", *texts]}).to_parquet(tmp_path / "in.parquet")
    given = replace(options, input=tmp_path / "in.parquet", output=tmp_path / output, explain=True)
    run_batch(given)
    names = [cell_text(value) for value in ids]
    if output == "out.csv":
        rows = read_rows(given.output)
        assert [row["id"] for row in rows] == names
        assert rows[2]["duplicate_of"] == rows[1]["id"]
    else:
        assert pd.read_parquet(given.output)["duplicate_of"][2] == names[1]
    evidence = [json.loads(line) for line in given.explain_path.read_text().splitlines()]
    assert [e["id"] for e in evidence] == names
