"""Batch runs from end to end: all columns, all rows, the same bytes always."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import jdmatch
from batch_runs import files, make_options, read_rows, stop_early, use_quick_workers
from jdmatch.batch import BatchOptions, Progress, run_batch
from jdmatch.tables.frames import score_frame
from jdmatch.tables.rows import COLUMNS

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture(autouse=True)
def quick(monkeypatch, request):
    if "real" not in request.fixturenames:
        use_quick_workers(monkeypatch)


@pytest.fixture
def real():
    """Use real workers."""


@pytest.fixture
def options(tmp_path):
    return make_options(tmp_path)


# ---------------------------------------------------------------- the plain run


def test_all_columns_are_kept_and_ours_come_behind(options):
    summary = run_batch(options)
    rows = read_rows(options.output)
    assert summary.notes[-1].startswith("151 cells that a spreadsheet would run")  # 150 notes and their name
    assert list(rows[0]) == ["id", "title", "description", "'=note", *COLUMNS, "duplicate_of"]
    assert [row["id"] for row in rows] == [f"P{n}" for n in range(200)]
    assert rows[0]["'=note"] == "-4"
    assert rows[1]["'=note"] == "'-cmd"
    assert (summary.rows_in, summary.scored, summary.rejected) == (220, 200, 20)
    assert str(summary).startswith("220 rows in = 200 scored + 20 rejected\n")


def test_rejects_are_kept_with_line_and_reason(options):
    summary = run_batch(options)
    assert summary.rejects_file == options.rejects_path
    rejects = [json.loads(line) for line in options.rejects_path.read_text().splitlines()]
    lines = options.input_path.read_text().split("\n")
    assert [r["raw"] for r in rejects] == [lines[r["line"] - 1] + "\n" for r in rejects]
    assert {r["reason"] for r in rejects} == {"too few fields"}
    assert summary.reject_reasons == {"too few fields": 20}


def test_rejects_and_evidence_of_an_earlier_run_do_not_stay(options, tmp_path):
    run_batch(replace(options, explain=True))
    assert options.rejects_path.exists()
    assert options.explain_path.exists()
    (tmp_path / "fine.csv").write_text("description\nPython\n")
    summary = run_batch(replace(options, input=tmp_path / "fine.csv"))
    assert summary.rejects_file is None
    assert not options.rejects_path.exists()
    assert not options.explain_path.exists()


def test_nothing_of_the_work_is_left_behind(options, tmp_path):
    run_batch(options)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "in.csv",
        "out.csv",
        "out.csv.rejects.jsonl",
    ]


@pytest.mark.parametrize("output", ["out.csv", "out.jsonl", "out.csv.gz", "out.parquet"])
def test_bytes_are_the_same_for_any_number_of_workers(options, tmp_path, output):
    if output == "out.parquet":
        pytest.importorskip("pyarrow")
    found = set()
    for workers in (1, 3):
        given = replace(options, output=tmp_path / output, workers=workers, explain=True)
        run_batch(given)
        found.add(files(given))
    assert len(found) == 1


def test_bytes_do_not_depend_on_the_size_of_parts(options):
    found = set()
    for size in (1, 7, 1000):
        run_batch(replace(options, part_rows=size))
        found.add(files(options))
    assert len(found) == 1


def test_the_inputs_of_one_table_in_three_formats_give_the_same_results(options, tmp_path):
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    run_batch(options)
    first = read_rows(options.output)
    frame = pd.DataFrame(read_rows(options.output))[["id", "title", "description"]]
    frame.to_parquet(tmp_path / "in.parquet")
    frame.to_json(tmp_path / "in.jsonl", orient="records", lines=True)
    for name in ("in.parquet", "in.jsonl"):
        run_batch(replace(options, input=tmp_path / name))
        for row, expected in zip(read_rows(options.output), first, strict=True):
            assert row == {key: value for key, value in expected.items() if key != "'=note"}


def test_a_scored_file_can_be_scored_again(options, tmp_path):
    run_batch(options)
    summary = run_batch(replace(options, input=tmp_path / "out.csv", output=tmp_path / "again.csv"))
    again = read_rows(tmp_path / "again.csv")
    assert [row["jdmatch_score"] for row in again] == [row["score"] for row in again]
    assert "ours are called jdmatch_score, jdmatch_verdict" in summary.notes[-1]


def test_an_empty_table_gives_a_header_and_no_rows(options, tmp_path):
    (tmp_path / "none.csv").write_text("id,description\n")
    summary = run_batch(replace(options, input=tmp_path / "none.csv", sort=True))
    assert summary.rows_in == 0
    assert options.output_path.read_text().startswith("id,description,score")


@pytest.mark.parametrize("form", ["{}\n{}\n", "[{}, {}]"])
def test_a_text_whose_key_comes_late_is_empty(options, tmp_path, form):
    path = tmp_path / "jobs.json"
    path.write_text(form.format('{"id": "a"}', '{"description": "Python", "id": "b"}'))
    summary = run_batch(replace(options, input=path, explain=True, sort=True))
    assert summary.scored == 2
    assert [(row["id"], row["description"]) for row in read_rows(options.output)] == [
        ("b", "Python"),
        ("a", ""),
    ]


# ---------------------------------------------------------------- which rows, in which order


def test_least_score_keeps_rows_and_the_sums_still_hold(options):
    summary = run_batch(replace(options, min_score=60))
    scores = [float(row["score"]) for row in read_rows(options.output)]
    assert scores
    assert min(scores) >= 60
    assert (summary.scored, summary.written) == (200, len(scores))


def test_sorted_and_top_are_the_same_rows_best_first(options):
    run_batch(options)
    rows = read_rows(options.output)
    expected = [
        row for _, row in sorted(enumerate(rows), key=lambda item: (-float(item[1]["score"]), item[0]))
    ]
    run_batch(replace(options, sort=True))
    assert read_rows(options.output) == expected
    run_batch(replace(options, top=12))
    assert read_rows(options.output) == expected[:12]


def test_evidence_stands_beside_its_row(options):
    run_batch(replace(options, explain=True, top=5))
    evidence = [json.loads(line) for line in options.explain_path.read_text().splitlines()]
    rows = read_rows(options.output)
    assert [e["id"] for e in evidence] == [row["id"] for row in rows]
    assert evidence[0]["words"] == rows[0]["description"].split()


def test_near_duplicates_point_to_the_first_of_them(options):
    summary = run_batch(options)
    rows = {row["id"]: row for row in read_rows(options.output)}
    marked = [row for row in rows.values() if row["duplicate_of"]]
    assert summary.duplicates == len(marked) > 5
    for row in marked:
        assert row["description"] == rows[row["duplicate_of"]]["description"]
        assert int(row["duplicate_of"][1:]) < int(row["id"][1:])
    assert not any(
        row["duplicate_of"] for row in read_rows(run_batch(replace(options, duplicates=False)).output)
    )


# ---------------------------------------------------------------- texts that are no good, other inputs


def test_deadly_and_endless_texts_cost_their_own_rows(options, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("id,description\n1,Python\n2,die\n3,SQL\n4,hang\n5,R\n")
    summary = run_batch(replace(options, input=path, per_text_seconds=0.7))
    rows = read_rows(options.output)
    assert [bool(row["score"]) for row in rows] == [True, False, True, False, True]
    assert [row["status"] for row in rows] == ["ok", "error", "ok", "error", "ok"]
    assert "died 3 times" in rows[1]["error"]
    assert rows[3]["error"] == "it took longer than 0.7 seconds"
    assert (summary.scored, summary.errors, summary.rejected) == (5, 2, 0)


def test_a_folder_of_documents(options, tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "b.txt").write_text("Python and SQL")
    (folder / "a.txt").write_text("Scala")
    given = replace(options, input=folder, output=folder / "out.csv")  # the output lies among them
    for _ in range(2):
        run_batch(given)
        rows = read_rows(folder / "out.csv")
        assert [(row["file"], row["title"], row["format"]) for row in rows] == [
            ("a.txt", "a title", "text"),
            ("b.txt", "a title", "text"),
        ]


def test_what_is_piped_in_can_be_gone_on_with(options, monkeypatch):
    run_batch(options)
    expected = files(options)
    data = options.input_path.read_bytes()

    def pipe() -> None:
        stdin = io.TextIOWrapper(io.BytesIO(data))
        monkeypatch.setattr(sys, "stdin", stdin)

    piped = replace(options, input="-")
    pipe()
    stop_early(piped)
    pipe()
    assert run_batch(piped).resumed > 0
    assert files(piped) == expected


def test_progress_tells_rows_rejects_and_the_best(options):
    told: list[Progress] = []
    run_batch(replace(options, progress=told.append))
    last = [progress for progress in told if progress.phase == "scoring"][-1]
    assert (last.rows, last.rejected, last.fraction) == (200, 20, 1.0)
    assert len(last.best) == 5
    assert last.best[0][1].startswith("Engineer")
    assert {progress.phase for progress in told} >= {"hashing", "scoring", "finding duplicates", "writing"}


# ---------------------------------------------------------------- the real thing


def test_real_postings_give_what_score_frame_gives(real, tmp_path):
    pd = pytest.importorskip("pandas")
    output = tmp_path / "out.jsonl"
    options = BatchOptions(
        input=EXAMPLES / "postings.csv", output=output, workers=2, part_rows=10, explain=True
    )
    summary = run_batch(options)
    matcher = jdmatch.load()
    frame = pd.read_csv(EXAMPLES / "postings.csv", keep_default_na=False, dtype=str)
    scored = score_frame(matcher, frame)
    lines = [json.loads(line) for line in output.read_text().splitlines()]
    assert summary.scored == len(lines) == len(frame)
    for line, (_, row) in zip(lines, scored.iterrows(), strict=True):
        ours = {name: None if pd.isna(row[name]) else row[name] for name in COLUMNS}
        assert {name: line[name] for name in COLUMNS} == ours
    first = json.loads(options.explain_path.read_text().splitlines()[0])
    text = frame["description"][0]
    evidence = [e for requirement in first["requirements"] for e in requirement["evidence"]]
    assert evidence
    assert all(text[e["start"] : e["end"]] == e["text"] for e in evidence)


def test_real_documents_are_opened_by_the_workers(real, tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "posting.html").write_bytes((EXAMPLES / "posting.html").read_bytes())
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    summary = run_batch(BatchOptions(input=folder, output=tmp_path / "out.csv", workers=1))
    picture, posting = read_rows(tmp_path / "out.csv")
    assert posting["format"] == "html"
    assert float(posting["score"]) > 0
    assert "a PNG image" in picture["error"]
    assert (summary.scored, summary.errors) == (2, 1)
