"""What is written: disarmed formulas, kept columns and types, order by score, summaries."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.batch import BatchOptions
from jdmatch.batch.store import Kept, Ranked, Store, best_first
from jdmatch.batch.summary import Tally
from jdmatch.batch.write import cell_text, disarm, open_writer, output_columns
from jdmatch.errors import BatchError, InputError
from jdmatch.tables.rows import COLUMNS


class Source:
    notes = ()

    def __init__(self, *columns: str) -> None:
        self.columns = columns


def written(tmp_path: Path, name: str, columns: tuple[str, ...], rows: list[list[object]]) -> bytes:
    options = BatchOptions(input="in.csv", output=tmp_path / name)
    path = tmp_path / "written"
    writer = open_writer(options, path, columns, Source())  # type: ignore[arg-type]
    for row in rows:
        writer.write(row)
    writer.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "- Python", "＝1"]
)
def test_what_a_spreadsheet_would_run_is_disarmed(cell):
    assert disarm(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-5", "+3.5", "-1e5", "Python", "", "1-2", "'=1"])
def test_what_is_harmless_stays_as_it_is(cell):
    assert disarm(cell) == cell


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=4
    )
)
def test_any_csv_cell_comes_back_as_it_was_written(tmp_path_factory, cells):
    names = tuple(f"c{n}" for n in range(len(cells)))
    data = written(tmp_path_factory.mktemp("out"), "out.csv", names, [cells])
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    assert rows == [list(names), [disarm(cell) for cell in cells]]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (12.5, "12.5"),
        (1e300, "1e+300"),
        (7, "7"),
        (False, "false"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_values_as_cells(value, text):
    assert cell_text(value) == text


def test_names_of_ours_that_are_taken_are_changed():
    columns = output_columns(Source("score", "role", "jdmatch_role"))  # type: ignore[arg-type]
    assert columns[:3] == ("score", "role", "jdmatch_role")
    assert {"jdmatch_score", "jdmatch_jdmatch_role", "verdict"} <= set(columns)
    assert len(set(columns)) == len(columns)


@pytest.mark.parametrize("ending", ["gz", "bz2", "zst"])
def test_packed_output_holds_the_same_bytes_every_time(tmp_path, ending):
    if ending == "zst":
        pytest.importorskip("zstandard")
    rows: list[list[object]] = [["a", 1.5]] * 100
    once, again = (written(tmp_path, f"out.csv.{ending}", ("x", "y"), rows) for _ in range(2))
    assert once == again
    from jdmatch.batch.lines import open_bytes

    stream, raw = open_bytes(tmp_path / "written")
    with raw, stream:
        assert stream.read() == b"x,y\n" + b"a,1.5\n" * 100


def test_json_lines_keep_types(tmp_path):
    data = written(tmp_path, "out.jsonl", ("a", "b", "c"), [[1, float("nan"), {"x": ["é"]}]])
    assert data.decode() == '{"a": 1, "b": null, "c": {"x": ["é"]}}\n'


@pytest.mark.parametrize("name", ["out.xlsx", "out", "out.parquet.gz", "out.gz"])
def test_an_unknown_ending_is_refused_before_anything_is_done(name):
    with pytest.raises(BatchError, match="the ending"):
        BatchOptions(input="in.csv", output=name)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"top": 0}, "top"),
        ({"min_score": 101}, "min_score"),
        ({"part_rows": 0}, "part_rows"),
        ({"per_text_seconds": 0}, "per_text_seconds"),
        ({"kind": "letter"}, "kind"),
    ],
)
def test_options_out_of_range_are_refused(given, told):
    with pytest.raises(InputError, match=told):
        BatchOptions(input="in.csv", output="out.csv", **given)


@pytest.mark.parametrize(
    "given",
    [{"output": "in.csv"}, {"output": "o.csv", "rejects": "in.csv"}, {"output": "o.csv", "rejects": "o.csv"}],
)
def test_no_file_overwrites_another(given):
    with pytest.raises(BatchError):
        BatchOptions(input="in.csv", **given)


# ---------------------------------------------------------------- by score


@given(st.lists(st.none() | st.floats(0, 100)))
def test_rows_are_sorted_on_disk(tmp_path_factory, scores):
    rows = [Ranked(score, number, [str(number)], {}) for number, score in enumerate(scores)]
    place = tmp_path_factory.mktemp("sorted") / "rows"
    expected = sorted(rows, key=lambda row: (-row.score if row.score is not None else 1.0, row.number))
    assert list(best_first(iter(rows), place)) == expected


@pytest.mark.parametrize("count", [1, 17, 1000])
def test_the_worst_of_the_best_is_found(tmp_path, count):
    randomly = random.Random(5)
    scores = [randomly.choice([None, 10.0, 20.0, 30.0]) for _ in range(200)]
    store = Store(tmp_path / "work")
    store.open(restart=False)
    assert store.worst_of_best(count) is None
    store.write_part(0, 0, [Kept(b"", "", score, None, "[]", None) for score in scores])
    ranked = sorted((-score, row) for row, score in enumerate(scores) if score is not None)
    score, row = ranked[:count][-1]
    assert store.worst_of_best(count) == (-score, row)
    store.close()


# ---------------------------------------------------------------- summary


def test_the_summary_counts_pay_by_currency_and_period():
    tally = Tally()
    for paid in (600_000, 800_000, 1_234_567):
        given = {"pay_min": paid, "pay_currency": "INR", "pay_period": "year", "status": "ok"}
        tally.row(50.0, [given.get(name) for name in COLUMNS], "ML Engineer", is_duplicate=False)
    summary = tally.summary(
        resumed=0, seconds=1.0, notes=(), output=Path("o"), rejects=Path("r"), explain=None
    )
    assert str(summary.pay[0]) == "INR a year: 600,000 to 1,200,000, median about 800,000 (3 rows)"
    assert str(summary).startswith("3 rows in = 3 scored + 0 rejected\n")
    assert summary.to_dict()["statuses"] == {"ok": 3}


def test_the_summary_counts_in_good_english():
    tally = Tally()
    tally.row(50.0, [None for _ in COLUMNS], "\x1b[31mRed\x07 Café", is_duplicate=False)
    tally.written = 1
    summary = tally.summary(
        resumed=0, seconds=0.0, notes=("a\x9b2Jb",), output=Path("o\udcff"), rejects=Path("r"), explain=None
    )
    told = str(summary)
    assert told.startswith("1 row in = 1 scored + 0 rejected\n1 row written to o\ufffd in 0 s")
    assert "\ufffd[31mRed\ufffd Café" in told  # a posting may not steer the terminal
    assert "note: a\ufffd2Jb" in told
    assert told.replace("\n", "").isprintable()


# ---------------------------------------------------------------- values that a format cannot hold


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (float("inf"), "null"),
        ([1.0, float("nan"), {"x": float("-inf")}], '[1.0, null, {"x": null}]'),
        ({"a": ("b\udcff", 2)}, '{"a": ["b\\\\xff", 2]}'),
        ({"\udcff": "\ud800"}, '{"\\\\xff": "\\\\ud800"}'),
    ],
)
def test_json_is_json(tmp_path, value, text):
    assert written(tmp_path, "out.jsonl", ("a",), [[value]]).decode() == f'{{"a": {text}}}\n'
    if not isinstance(value, float):
        assert cell_text(value) == text


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.parquet"])
def test_names_of_files_that_are_not_utf_8_are_spelt_out(tmp_path, name):
    if name == "out.parquet":
        pytest.importorskip("pyarrow")
    columns = output_columns(Source("file"))  # type: ignore[arg-type]
    data = written(tmp_path, name, columns, [["caf\udce9.txt", *[None] * (len(columns) - 1)]])
    assert {"out.csv": rb"caf\xe9.txt", "out.jsonl": rb'"caf\\xe9.txt"'}.get(name, rb"caf\xe9.txt") in data
