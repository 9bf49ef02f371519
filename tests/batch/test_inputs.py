"""Inputs of every kind, and the columns that are found in them."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from jdmatch.batch import BatchOptions
from jdmatch.batch.inputs import Columns, find_columns, hash_input, open_source, save_stdin
from jdmatch.batch.lines import Reject, Row
from jdmatch.errors import BatchError, InputError, MissingExtraError

CSV = "id,title,description\n" + "".join(f"{n},Engineer,Python number {n}\n" for n in range(3000))


def options(path: Path | str, **given) -> BatchOptions:
    return BatchOptions(input=path, output="unused/out.csv", **given)


def read(path: Path, **given):
    found = list(open_source(options(path, **given), path).read())
    return [r for r in found if isinstance(r, Row)], [r for r in found if isinstance(r, Reject)]


def zstd(data: bytes) -> bytes:
    return pytest.importorskip("zstandard").ZstdCompressor().compress(data)


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "zst": zstd}


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_files_are_known_by_their_bytes(tmp_path, ending):
    path = tmp_path / "postings.csv"  # the name does not say so
    path.write_bytes(PACKERS[ending](CSV.encode()))
    rows, rejects = read(path)
    assert len(rows) == 3000
    assert not rejects


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_files_in_several_members_are_read_to_the_end(tmp_path, ending):
    half = CSV.index("\n1500,") + 1
    path = tmp_path / f"postings.csv.{ending}"
    path.write_bytes(PACKERS[ending](CSV[:half].encode()) + PACKERS[ending](CSV[half:].encode()))
    assert len(read(path)[0]) == 3000


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_files_that_are_cut_off_are_an_error_not_a_shorter_file(tmp_path, ending):
    many = CSV + "".join(f"{n},Engineer,{hash(str(n))}\n" for n in range(40_000))
    packed = PACKERS[ending](many.encode())
    path = tmp_path / f"postings.csv.{ending}"
    path.write_bytes(packed[: len(packed) - 100])
    with pytest.raises(BatchError, match="cannot be read further"):
        read(path)


def test_zst_without_its_package_names_the_extra(tmp_path, monkeypatch):
    path = tmp_path / "postings.csv.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd rest")
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(MissingExtraError, match=r"jdmatch\[zstd\]"):
        read(path)


# ---------------------------------------------------------------- JSON lines

JSON_BROKEN = {
    "no JSON": ("{'id': 1}", "not JSON"),
    "half an object": ('{"id": 1, "description": "Pyth', "not JSON"),
    "two objects": ('{"id": 1} {"id": 2}', "not JSON"),
    "an array": ('["id", 1]', "not an object"),
    "a text": ('"Python"', "not an object"),
    "null": ("null", "not an object"),
    "a key twice": ('{"id": 1, "id": 2}', "doubled key"),
    "half a surrogate pair": ('{"description": "\\ud800"}', "not Unicode"),
    "half a pair inside": ('{"tags": ["\\udfff"]}', "not Unicode"),
    "NUL": ('{"description": "a\\u0000b"}', "NUL byte"),
    "a raw NUL": ('{"description": "a\0b"}', "NUL byte"),
    "a huge field": (json.dumps({"description": "x" * 3000}), "huge field"),
    "too deep": ("[" * 100_000, "not JSON"),
}


@pytest.mark.parametrize("name", JSON_BROKEN)
def test_a_broken_line_of_json_is_kept(tmp_path, name):
    line, reason = JSON_BROKEN[name]
    path = tmp_path / "in.jsonl"
    path.write_text(
        f'{{"id": 1, "description": "a"}}\n{line}\n\n{{"id": 2, "extra": [1], "description": "b"}}\n'
    )
    rows, rejects = read(path, field_characters=2000)
    assert [row.line for row in rows] == [1, 4]
    assert [(r.line, r.reason, r.raw) for r in rejects] == [(2, reason, line + "\n")]


def test_an_overlong_line_of_json_is_kept_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("jdmatch.batch.lines.LONG_LINE", 1000)
    monkeypatch.setattr("jdmatch.batch.lines._CHUNK", 700)
    long = json.dumps({"description": "x" * 5000}) + "\n"
    path = tmp_path / "in.jsonl"
    path.write_text('{"description": "a"}\n' + long + '{"description": "b"}\n')
    rows, rejects = read(path)
    assert [row.line for row in rows] == [1, 3]
    assert "".join(r.raw for r in rejects) == long
    assert [r.rest for r in rejects] == [False, *[True] * 4]


def test_json_lines_may_end_in_several_ways(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"id": 1}\n{"id": 2}\r{"id": 3}\r\n{"id": 4}\r\r{"id": 5}\n')
    rows, rejects = read(path, text="id")
    assert [row.values for row in rows] == [(1,), (2,), (3,), (4,), (5,)]
    assert not rejects


def test_json_lines_have_the_columns_of_all_their_objects(tmp_path):
    path = tmp_path / "in.txt"  # known by its bytes
    path.write_text('{"id": 1, "description": "a"}\n{"description": "b", "pay": {"min": 5}}\n')
    source = open_source(options(path), path)
    assert source.columns == ("id", "description", "pay")
    rows = [item.values for item in source.read() if isinstance(item, Row)]
    assert rows == [(1, "a", None), (None, "b", {"min": 5})]


def test_numbers_that_are_no_json_become_empty_and_are_told(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": NaN, "x": 1e999, "y": [-Infinity, {"z": 1e999}], "w": 1.5, "description": "a"}\n')
    source = open_source(options(path), path)
    (row,) = source.read()
    assert row.values == (None, None, [None, {"z": None}], 1.5, "a")
    assert source.notes[1] == "4 numbers are not finite (NaN, Infinity) and were read as empty"


JOBS = [{"id": n, "description": f'Python {n} "and" [R], é', "tags": [{"t": 1}]} for n in range(3000)]


@pytest.mark.parametrize("form", ["one line", "a line each", "spread", "objects spread"])
def test_a_json_array_is_read_object_by_object(tmp_path, form):
    path = tmp_path / "jobs.json"
    each = [json.dumps(job, indent=2 if "spread" in form else None) for job in JOBS]
    between = {"one line": ", ", "objects spread": "\n"}.get(form, ",\n")
    path.write_text(between.join(each) if form == "objects spread" else f"[{between.join(each)}]\n")
    rows, rejects = read(path)
    assert [row.values for row in rows] == [tuple(job.values()) for job in JOBS]
    assert not rejects
    lines = path.read_text().split("\n")
    assert all("{" in lines[row.line - 1] for row in rows)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('{"id": 1, "description" "R"}', "not JSON"),
        ('{"id": 1, "description": R, "tags": [{"t": 1}]}', "not JSON"),
        ('{"id": 1, "id": 2}', "doubled key"),
        ('["id", {"t": 1}]', "not an object"),
        ("17", "not an object"),
        ('{"id": "\\ud800"}', "not Unicode"),
        ('{"description": "' + "x" * 1_000_001 + '"}', "huge field"),
    ],
)
def test_a_broken_object_of_an_array_is_a_reject(tmp_path, broken, reason):
    path = tmp_path / "jobs.json"
    good = [json.dumps(job) for job in JOBS[:3]]
    path.write_text("[" + ",\n".join([*good[:2], broken, good[2]]) + "]")
    rows, rejects = read(path)
    assert [row.values[0] for row in rows] == [0, 1, 2]
    assert [(r.line, r.reason) for r in rejects] == [(3, reason)]
    assert rejects[0].raw.startswith(broken)


def test_an_array_that_is_cut_off_loses_nothing(tmp_path):
    path = tmp_path / "jobs.json"
    whole = json.dumps(JOBS[:3])
    path.write_text(whole[: whole.index("Python 2")])
    rows, rejects = read(path)
    assert len(rows) == 2
    assert [r.raw[:9] for r in rejects] == ['{"id": 2,', ""]
    assert "cut off" in rejects[1].detail


def test_text_behind_an_array_is_a_reject(tmp_path):
    path = tmp_path / "jobs.json"
    path.write_text('[{"id": 1}]\n\n[{"id": 2}]')
    rows, rejects = read(path)
    assert [row.values for row in rows] == [(1,)]
    assert [(r.reason, r.raw) for r in rejects] == [("not JSON", '\n\n[{"id": 2}]')]


def test_keys_that_come_late_are_columns_of_all_rows(tmp_path):
    path = tmp_path / "jobs.json"
    path.write_text('[{"id": 1}, {"description": "a", "id": 2}]')
    source = open_source(options(path), path)
    assert source.columns == ("id", "description")
    assert [row.values for row in source.read()] == [(1, None), (2, "a")]


# ---------------------------------------------------------------- Parquet, folders, stdin


def test_parquet_keeps_its_types(tmp_path):
    pytest.importorskip("pyarrow")
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "postings.data"
    table = pyarrow.table({"id": [1, 2, 3], "description": ["a", None, "c"], "when": [1.5, None, 2.5]})
    pyarrow.parquet.write_table(table, path)
    rows, rejects = read(path)
    assert [row.values for row in rows] == [(1, "a", 1.5), (2, None, None), (3, "c", 2.5)]
    assert not rejects


def test_parquet_that_is_cut_off_is_an_error(tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "in.parquet"
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(BatchError, match="cannot be read as Parquet"):
        read(path)


def test_a_folder_is_its_files_in_order_without_hidden_ones(tmp_path):
    for name in ("b.txt", "a/z.html", "a.txt", ".git/x.txt", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    rows, _ = read(tmp_path)
    assert [row.values for row in rows] == [("a/z.html",), ("a.txt",), ("b.txt",)]


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(BatchError, match="the folder holds no files"):
        read(tmp_path)


def test_what_is_piped_in_is_kept_for_a_second_reading(tmp_path):
    save_stdin(tmp_path / "stdin", io.BytesIO(CSV.encode()))
    assert len(read(tmp_path / "stdin")[0]) == 3000


def test_the_hash_of_a_folder_knows_names_and_bytes(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    hashes = {hash_input(open_source(options(tmp_path), tmp_path), tmp_path)}
    (tmp_path / "a.txt").write_text("b")
    hashes.add(hash_input(open_source(options(tmp_path), tmp_path), tmp_path))
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    hashes.add(hash_input(open_source(options(tmp_path), tmp_path), tmp_path))
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (b"PK\x03\x04", "a ZIP archive or a spreadsheet"),
        (b"%PDF-1.7", "a PDF file"),
        (b"SQLite format 3\0", "a database"),
    ],
)
def test_what_is_no_table_is_told(tmp_path, start, told):
    path = tmp_path / "in.csv"
    path.write_bytes(start)
    with pytest.raises(BatchError, match=told):
        read(path)


def test_a_missing_file_names_the_nearest_one(tmp_path):
    (tmp_path / "postings.csv").write_text(CSV)
    with pytest.raises(BatchError, match=r"did you mean 'postings\.csv'"):
        read(tmp_path / "posting.csv")


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("id,title,description", Columns(2, 1, 0)),
        ("Job Title,JOB_DESCRIPTION,job-id", Columns(1, 0, 2)),
        ("url,position,body", Columns(2, 1, 0)),
        ("text", Columns(0, None, None)),
        ("anything", Columns(0, None, None)),
    ],
)
def test_columns_are_found_by_name_and_told(tmp_path, header, columns):
    path = tmp_path / "in.csv"
    path.write_text(f"{header}\n")
    source = open_source(options(path), path)
    found, told = find_columns(source.columns, options(path))
    assert found == columns
    assert repr(source.columns[columns.text]) in told[0]


def test_named_columns_go_before_guesses(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("description,summary,name\n")
    given = options(path, text="summary", title="name")
    assert find_columns(open_source(given, path).columns, given)[0] == Columns(1, 2, None)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": "descripton"}, r"there is no column 'descripton'; available: .*did you mean 'description'"),
        ({"title": "job"}, "title: there is no column 'job'"),
        ({"id": "nr"}, "id: there is no column 'nr'"),
    ],
)
def test_a_missing_column_is_told_with_the_available_ones(tmp_path, given, told):
    path = tmp_path / "in.csv"
    path.write_text("id,title,description\n")
    with pytest.raises(InputError, match=told):
        find_columns(open_source(options(path), path).columns, options(path, **given))


def test_no_column_that_looks_like_a_text_is_an_error(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("alpha,beta\n")
    with pytest.raises(InputError, match="no column looks like the texts; available: 'alpha', 'beta'"):
        find_columns(open_source(options(path), path).columns, options(path))


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Kennziffer;Titel;Beschreibung", Columns(2, 1, 0)),
        ("Stellenbezeichnung;Stellenbeschreibung", Columns(1, 0, None)),
        ("Intitulé du poste;Descriptif;Référence", Columns(1, 0, 2)),
    ],
)
def test_columns_are_found_by_german_and_french_names(tmp_path, header, columns):
    path = tmp_path / "in.csv"
    path.write_text(f"{header}\n")
    assert find_columns(open_source(options(path), path).columns, options(path))[0] == columns


def test_a_named_column_need_not_be_named_to_the_letter(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("Job Text,job_title,Name,name\n")
    given = options(path, text="job text", title="Job Title", id="name")
    assert find_columns(open_source(given, path).columns, given)[0] == Columns(0, 1, 3)


def test_a_name_that_may_mean_two_columns_is_refused(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("Name,name,text\n")
    with pytest.raises(InputError, match="there is no column 'NAME'; available: 'Name', 'name'"):
        find_columns(open_source(options(path), path).columns, options(path, title="NAME"))
