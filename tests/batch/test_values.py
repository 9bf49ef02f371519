"""What the values of JSON lines and Parquet become: nothing that no output could hold, and nothing lost in silence."""

from __future__ import annotations

import datetime
import decimal
import os
import pickle
import sys
import uuid
import zoneinfo
from pathlib import Path

import pandas as pd
import pytest

from jdmatch.batch.lines import Reject, Row
from jdmatch.batch.read_json import JsonSource
from jdmatch.batch.read_parquet import ParquetSource
from jdmatch.batch.store import Store
from jdmatch.errors import BatchError

LIMIT = 100_000


def read_json(folder: Path, line: str):
    path = folder / "in.jsonl"
    path.write_text('{"id": 1}\n' + line + "\n")
    return list(JsonSource(path, LIMIT).read())


def parquet(folder: Path, arrays, names) -> ParquetSource:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = folder / "in.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, names=names), path)
    return ParquetSource(path)


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        ("{'id': 2}", "not JSON", "at character 2 of the line"),
        ('{"id": 2} {}', "not JSON", "extra data, at character 11 of the line"),
        ('{"id": ' + "9" * (sys.get_int_max_str_digits() + 1) + "}", "huge number", "put it into quotes"),
        ('{"id": ' + "[" * 100_000, "not JSON", "nested too deep"),
    ],
)
def test_a_broken_line_is_told_in_the_words_of_who_wrote_it(tmp_path, line, reason, detail):
    reject = read_json(tmp_path, line)[1]
    assert isinstance(reject, Reject)
    assert reject.reason == reason
    assert detail in reject.detail
    assert "line 1 column" not in reject.detail


def test_keys_without_a_name_get_one(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": 1, "": 2, " id": 3}\n')
    source = JsonSource(path, LIMIT)
    assert source.columns == ("id", "column_2", "id_2")
    assert [row.values for row in source.read()] == [(1, 2, 3)]
    assert source.notes[1] == "column 2 has no name and is called 'column_2'"


def test_numbers_of_parquet_that_are_not_finite_become_empty_and_are_told(tmp_path):
    pa = pytest.importorskip("pyarrow")
    inf, nan = float("inf"), float("nan")
    nested = pa.struct([("b", pa.list_(pa.float64()))])
    source = parquet(
        tmp_path,
        [pa.array([inf, 1.5]), pa.array([[1.0, nan], None]), pa.array([{"b": [nan]}, {"b": [2.0]}], nested)],
        ["v", "l", "s"],
    )
    assert [r.values for r in source.read()] == [
        (None, [1.0, None], {"b": [None]}),
        (1.5, None, {"b": [2.0]}),
    ]
    assert source.notes[1] == "3 numbers are not finite (NaN, Infinity) and were read as empty"


def test_dates_of_parquet_beyond_the_calendar_cost_no_row(tmp_path):
    pa = pytest.importorskip("pyarrow")
    source = parquet(
        tmp_path, [pa.array([2**55, 0], pa.timestamp("ms")), pa.array(["a", "b"])], ["when", "text"]
    )
    assert [r.values for r in source.read()] == [(None, "a"), (datetime.datetime(1970, 1, 1), "b")]
    assert source.notes[1].startswith("when: 1 value beyond what can be read")


def test_texts_of_parquet_that_are_not_utf8_are_read_as_cp1252(tmp_path):
    pa = pytest.importorskip("pyarrow")
    source = parquet(tmp_path, [pa.array([b"caf\xe9", "café".encode()]).view(pa.string())], ["text"])
    assert [r.values for r in source.read()] == [("café",), ("café",)]


def test_columns_of_parquet_that_share_a_name_are_told_apart(tmp_path):
    pa = pytest.importorskip("pyarrow")
    source = parquet(tmp_path, [pa.array([1]), pa.array(["x"])], ["a", "a"])
    assert source.columns == ("a", "a_2")
    assert [r.values for r in source.read()] == [(1, "x")]


def test_fields_of_a_struct_that_share_a_name_are_an_error(tmp_path):
    pa = pytest.importorskip("pyarrow")
    doubled = pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    with pytest.raises(BatchError, match="in the column 's', two fields of a struct share a name"):
        parquet(tmp_path, [doubled], ["s"])


def test_values_of_all_types_are_kept_as_they_are(tmp_path):
    values = (
        *(
            "a\ud800",
            None,
            1.5,
            2**70,
            b"\x00\xff",
            [datetime.date(2020, 2, 29)],
            {"x": decimal.Decimal("1.50")},
        ),
        *(
            datetime.datetime(2020, 1, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")),
            datetime.timedelta(1, 2, 3),
        ),
        *(datetime.time(1, tzinfo=datetime.timezone(datetime.timedelta(hours=2))), uuid.UUID(int=7)),
        *(pd.Timestamp(2**60 + 1, tz="UTC"), pd.Timedelta(1001)),
    )
    store = Store(tmp_path / "kept")
    store.open(restart=False)
    store.write_input([Row(1, values), Row(2, values[:2])])
    assert store.values(0) == values
    assert store.values(1) == values[:2]
    store.db.execute("UPDATE rows SET packed = ?", (pickle.dumps((os.getcwd,)),))
    with pytest.raises(pickle.UnpicklingError, match="no value of a table"):  # nothing else is made, and run
        store.values(0)
    store.close()
