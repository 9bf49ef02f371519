"""What is written: disarmed formulas, kept columns and types, order by score, summaries."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.batch import BatchOptions
from jdmatch.batch.jobs import Result
from jdmatch.batch.lines import Row
from jdmatch.batch.store import Store
from jdmatch.batch.summary import BatchSummary, count_results
from jdmatch.batch.write import DUPLICATE, cell_text, disarm, open_writer
from jdmatch.errors import BatchError, InputError
from jdmatch.tables.columns import names_beside
from jdmatch.tables.rows import COLUMNS


class Source:
    notes = ()

    def __init__(self, *columns: str) -> None:
        self.columns = columns


def with_ours(given: list[str]) -> tuple[str, ...]:
    return (*given, *names_beside(given, (*COLUMNS, DUPLICATE)))


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
    columns = with_ours(["score", "role", "jdmatch_role"])
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


def store_of(folder: Path, rows: Iterable[Mapping[str, object]]) -> Store:
    store = Store(folder / "work")
    store.open(restart=True)
    store.write_input(Row(at + 1, (str(at),)) for at, _ in enumerate(rows))
    results = [Result(tuple({**dict.fromkeys(COLUMNS), **row}.values())) for row in rows]
    store.write_results(range(len(results)), results)
    return store


@settings(deadline=None)
@given(
    st.lists(st.none() | st.sampled_from([10.0, 20.0]) | st.floats(0, 100)),
    st.none() | st.integers(1, 9),
    st.none() | st.floats(0, 100),
)
def test_rows_come_by_score(tmp_path_factory, scores, top, least):
    store = store_of(tmp_path_factory.mktemp("sorted"), [{"score": score} for score in scores])
    found = [row.number for row in store.scored(by_score=True, top=top, min_score=least)]
    store.close()
    ranked = sorted(enumerate(scores), key=lambda row: (-row[1] if row[1] is not None else 1.0, row[0]))
    is_bare = top is None and least is None
    wanted = [at for at, score in ranked if is_bare or (score is not None and score >= (least or 0))]
    assert found == wanted[:top]


# ---------------------------------------------------------------- summary


def summary_of(
    folder: Path, rows: Iterable[Mapping[str, object]], notes: tuple[str, ...] = ()
) -> BatchSummary:
    store = store_of(folder, rows)
    summary = BatchSummary(
        **count_results(store.db), best=((50.0, "\x1b[31mRed\x07 Café"),), notes=notes, written=1, resumed=0,
        seconds=0.0, output=Path("o\udcff"), rejects_file=None, explain_file=None, made_with="jdmatch 1",
    )  # fmt: skip
    store.close()
    return summary


def test_the_summary_counts_pay_by_currency_and_period(tmp_path):
    summary = summary_of(
        tmp_path,
        [
            {
                "score": 1.0,
                "pay_min": least,
                "pay_max": most,
                "pay_currency": "INR",
                "pay_period": "year",
                "status": "ok",
            }
            for least, most in ((600_000, None), (800_000, 1_500_000), (1_234_567, 1_234_567))
        ],
    )
    assert str(summary.pay[0]) == "INR a year: 600,000 to 1,500,000, median 1,150,000 (3 rows)"
    assert str(summary).startswith("3 rows in = 3 scored + 0 rejected\n")
    assert summary.to_dict()["statuses"] == {"ok": 3}


def test_the_summary_counts_in_good_english(tmp_path):
    told = str(summary_of(tmp_path, [{"score": 50.0}], ("a\x9b2Jb",)))
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
    columns = with_ours(["file"])
    data = written(tmp_path, name, columns, [["caf\udce9.txt", *[None] * (len(columns) - 1)]])
    assert {"out.csv": rb"caf\xe9.txt", "out.jsonl": rb'"caf\\xe9.txt"'}.get(name, rb"caf\xe9.txt") in data
