"""CSV as it is found: thirty kinds of broken rows, delimiters, encodings. Nothing is lost, no row is made up."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.batch.lines import Reject, Row
from jdmatch.batch.read_csv import CsvSource, find_layout
from jdmatch.errors import BatchError
from jdmatch.tables.columns import name_columns

LIMIT = 20_000
HEADER = "id,title,company,location,description\n"
PROSE = "We need:\n- Python, SQL, R, Spark, Scala\n- a, b, c, d, e\nApply today.\n"


def good(number: int) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(
        [f"P{number:03}", "ML Engineer", "Acme, Inc.", "Pune", PROSE]
    )
    return out.getvalue()


def read(path: Path, limit: int = LIMIT) -> tuple[list[Row], list[Reject]]:
    found = list(CsvSource(path, limit).read())
    return [r for r in found if isinstance(r, Row)], [r for r in found if isinstance(r, Reject)]


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# name -> (the broken row, its reason)
BROKEN = {
    "one field": ("X01\n", "too few fields"),
    "two fields": ("X02,Engineer\n", "too few fields"),
    "four fields": ("X03,Engineer,Acme,Pune\n", "too few fields"),
    "an id alone and quoted": ('"X04"\n', "too few fields"),
    "one field more": ("X05,Engineer,Acme,Pune,text,more\n", "too many fields"),
    "many fields more": ("X06" + ",a" * 40 + "\n", "too many fields"),
    "a comma without quotes": ("X07,Engineer, ML,Acme,Pune,text\n", "too many fields"),
    "a comma in the text": ("X08,Engineer,Acme,Pune,Python, SQL, R\n", "too many fields"),
    "lines without quotes": ("X09,Engineer,Acme,Pune,We need:\nPython\nSQL\n", None),
    "a quote that is never closed": ('X10,"Engineer,Acme,Pune,text\n', "broken quotes"),
    "an open quote in the last field": ('X11,Engineer,Acme,Pune,"text\n', "broken quotes"),
    "an open quote in the first field": ('"X12,Engineer,Acme,Pune,text\n', "broken quotes"),
    "an open quote over lines": ('X13,Engineer,Acme,Pune,"text\nmore\nstill more\n', "broken quotes"),
    "quotes inside quotes": ('X14,"a "senior" engineer",Acme,Pune,text\n', "broken quotes"),
    "text behind a quote": ('X15,"Engineer" ML,Acme,Pune,text\n', "broken quotes"),
    "a space behind a quote": ('X16,"Engineer" ,Acme,Pune,text\n', "broken quotes"),
    "quotes inside quotes over lines": (
        'X17,Engineer,Acme,Pune,"we say "hello"\nto all\n"\n',
        "broken quotes",
    ),
    "a backslash for the quote": ('X18,"a \\"senior engineer",Acme,Pune,text\n', "broken quotes"),
    "three quotes": ('X19,"""Engineer,Acme,Pune,text\n', "broken quotes"),
    "NUL in a field": ("X20,Engi\0neer,Acme,Pune,text\n", "NUL byte"),
    "nothing but NULs": ("\0\0\0\0\n", "NUL byte"),
    "NUL over lines": ('X22,Engineer,Acme,Pune,"te\0xt\nmore"\n', "NUL byte"),
    "a huge field": ("X23,Engineer,Acme,Pune," + "long " * 5000 + "\n", "huge field"),
    "a huge field in quotes": ('X24,Engineer,Acme,Pune,"' + "long, " * 5000 + '"\n', "huge field"),
    "a huge field over lines": (
        'X25,Engineer,Acme,Pune,"' + "line, a, b, c, d\n" * 2000 + '"\n',
        "huge field",
    ),
    "a bare carriage return": ("X26,Engi\rneer,Acme,Pune,text\n", "bare carriage return"),
    "another delimiter": ("X27;Engineer;Acme;Pune;text\n", "too few fields"),
    "tabs": ("X28\tEngineer\tAcme\tPune\ttext\n", "too few fields"),
    "a stray line of prose": ("and send your CV to us\n", "too few fields"),
    "a lone quote": ('"\n', "broken quotes"),
    "markup": ("</table><p>X31</p>\n", "too few fields"),
    "JSON": ('{"id": "X32"}\n', "too few fields"),
    "a row glued to another": ("X33,Engineer,Acme,Pune,textX34,Engineer,Acme,Pune,text\n", "too many fields"),
    "a merge conflict": ("<<<<<<< HEAD\n", "too few fields"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_row_is_kept_with_its_line_and_costs_no_other_row(tmp_path, name):
    broken, reason = BROKEN[name]
    before, after = "".join(map(good, range(8))), "".join(map(good, range(8, 12)))
    rows, rejects = read(write(tmp_path / "in.csv", HEADER + before + broken + after))
    kept = [row.values[0] for row in rows if str(row.values[0]).startswith("P")]
    assert kept == [f"P{n:03}" for n in range(12)]
    assert all(row.values[4] == PROSE for row in rows if row.values[0] in kept)
    if reason is not None:
        assert [r.reason for r in rejects] == [reason]
        assert [r.raw for r in rejects] == [broken]
    assert rejects[0].line == (HEADER + before).count("\n") + (1 if reason else 2)


def test_thirty_broken_rows_one_behind_the_other_lose_no_good_row(tmp_path):
    text, starts, broken_rows = HEADER, [], [b for b, reason in BROKEN.values() if reason]
    for number, broken in enumerate(broken_rows):
        text += good(2 * number) + good(2 * number + 1)
        starts.append(text.count("\n") + 1)
        text += broken
    rows, rejects = read(write(tmp_path / "in.csv", text))
    assert len(broken_rows) >= 30
    assert [row.values[0] for row in rows] == [f"P{n:03}" for n in range(2 * len(broken_rows))]
    assert [r.line for r in rejects] == starts
    assert [r.raw for r in rejects] == broken_rows


def test_a_quote_open_until_the_end_of_the_file_takes_nothing_with_it(tmp_path):
    text = (
        HEADER
        + "".join(map(good, range(8)))
        + 'X1,"Engineer,Acme,Pune,text\n'
        + "P008,a,b,c,d\nP009,a,b,c,d\n"
    )  # by their ids alone
    rows, rejects = read(write(tmp_path / "in.csv", text))
    assert [row.values[0] for row in rows] == [f"P{n:03}" for n in range(10)]
    assert [(r.reason, r.raw) for r in rejects] == [("unterminated quote", 'X1,"Engineer,Acme,Pune,text\n')]


def test_two_rows_with_open_quotes_do_not_become_one_row(tmp_path):
    # without a strict reader, these two lines are one good row of three fields
    text = "id,title,text\n" + "".join(f"{n},a,b\n" for n in range(8)) + '8,"abc\n9,"def",g\n' + "10,a,b\n"
    rows, rejects = read(write(tmp_path / "in.csv", text))
    assert [row.values[0] for row in rows] == [*map(str, range(8)), "9", "10"]
    assert [r.raw for r in rejects] == ['8,"abc\n']


def test_a_line_longer_than_memory_is_passed_on_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("jdmatch.batch.lines.LONG_LINE", 1000)
    monkeypatch.setattr("jdmatch.batch.lines._CHUNK", 1000)
    long = "X1," + "x" * 5000 + "\n"
    rows, rejects = read(write(tmp_path / "in.csv", HEADER + good(0) + long + good(1)))
    assert [row.values[0] for row in rows] == ["P000", "P001"]
    assert "".join(r.raw for r in rejects) == long
    assert [r.rest for r in rejects] == [False, *[True] * 4]
    assert {r.line for r in rejects} == {7}


def test_empty_fields_beyond_the_header_are_no_fault(tmp_path):
    rows, rejects = read(write(tmp_path / "in.csv", "id,description\n1,a,,\n2,b\n"))
    assert [row.values for row in rows] == [("1", "a"), ("2", "b")]
    assert not rejects


def test_blank_lines_are_no_rows(tmp_path):
    rows, rejects = read(write(tmp_path / "in.csv", "id,description\n\n1,a\n\n\n2,b\n\n"))
    assert [row.line for row in rows] == [3, 6]
    assert not rejects


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", "P001", "\r", "\0", '""', '","', "é"]), max_size=60))
@settings(max_examples=150)
def test_whatever_is_in_a_file_each_line_is_in_a_row_or_in_a_reject(tmp_path_factory, pieces):
    body = "".join(pieces)
    text = "id,title,description\n" + "".join(f"P00{n},a,b\n" for n in range(6)) + body
    path = write(tmp_path_factory.mktemp("csv") / "in.csv", text)
    found = list(CsvSource(path, LIMIT).read())
    lines = io.StringIO(text, newline="\n").readlines()
    starts = [item.line for item in found]
    assert starts == sorted(set(starts))
    for item, end in zip(found, [*starts[1:], len(lines) + 1], strict=True):
        span = lines[item.line - 1 : end - 1]
        if isinstance(item, Reject):
            raw = (
                item.raw.splitlines(keepends=True)
                if "\r" not in item.raw
                else io.StringIO(item.raw, newline="\n").readlines()
            )
            assert span[: len(raw)] == raw
            span = span[len(raw) :]
            assert not "".join(span).strip()
        else:
            joined = "".join(span)
            assert all(str(v) in joined or str(v) in joined.replace('""', '"') for v in item.values)


# ---------------------------------------------------------------- how files are written


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "\x1f", "^", "~"])
def test_delimiters_are_found(tmp_path, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(["id", "title", "description"])
    for number in range(5):
        writer.writerow([number, "Engineer, ML; senior", 'Python, "R"\nor Java | Scala'])
    rows, rejects = read(write(tmp_path / "in.txt", out.getvalue()))
    assert [row.values[0] for row in rows] == ["0", "1", "2", "3", "4"]
    assert rows[0].values[2] == 'Python, "R"\nor Java | Scala'
    assert not rejects


@pytest.mark.parametrize(
    ("sample", "dialect"),
    [
        (
            "description\nwe need Python, R and Scala\n",
            "none (one column: each line is a text; one text is for: jdmatch score)",
        ),
        ("sep=;\nid;description\n1;a, b\n", "';'"),
        ('id, title, text\n1, "a, b", "c"\n2, "d", "e"\n', "',' with spaces after it"),
        ('id,text\n1,"say \\"hi\\", all"\n2,"b"\n', "',' with backslash escapes"),
        ('id\ttitle\ttext\n1\t"Senior" engineer\tb\n2\t"a\tb\n', "tab with quotes as plain characters"),
        ("id;title, company;text\n1;a, b;c\n", "';'"),
        ("id,text\n", "','"),
    ],
)
def test_dialects_are_found(sample, dialect):
    assert str(find_layout(sample).dialect) == dialect


def test_the_separator_line_of_excel_is_no_header(tmp_path):
    source = CsvSource(write(tmp_path / "in.csv", "sep=;\nid;description\n1;a\n"), LIMIT)
    assert source.columns == ("id", "description")
    assert [(row.line, row.values) for row in source.read()] == [(3, ("1", "a"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_are_found(tmp_path, encoding, end):
    text = "id,description\n1,Ingénieur – ₹6 lakh\n2,b\n".replace("\n", end)
    source = CsvSource(write(tmp_path / "in.csv", text.encode(encoding)), LIMIT)
    rows = list(source.read())
    assert [row.values for row in rows] == [("1", "Ingénieur – ₹6 lakh"), ("2", "b")]
    assert [row.line for row in rows] == [2, 3]
    assert len(source.notes) == 1


@pytest.mark.parametrize("ends", ["\n\r", "\r\n", "\n\n\r\r", "\r\r\n\n\n\r"])
@pytest.mark.parametrize("header_end", ["\n", "\r", "\r\n"])
def test_line_ends_of_several_kinds_cost_no_row(tmp_path, ends, header_end):
    text = "id,title,description" + header_end
    for number in range(40):
        end = ends[number % len(ends)]
        text += f'P{number:03},Engineer,"Python,{end}{end}and SQL"' + ("\r\n" if number % 7 == 3 else end)
    rows, rejects = read(write(tmp_path / "in.csv", text))
    assert [row.values[0] for row in rows] == [f"P{n:03}" for n in range(40)]
    assert not rejects
    assert [row.line for row in rows] == sorted({row.line for row in rows})


def test_cp1252_is_read_with_a_warning(tmp_path):
    source = CsvSource(
        write(tmp_path / "in.csv", "id,text\n1,Ingénieur – 5 €\n2,b\n3,é\n".encode("cp1252")), LIMIT
    )
    assert [row.values[1] for row in source.read()] == ["Ingénieur – 5 €", "b", "é"]
    assert "2 lines are not UTF-8: their wrong bytes were read as cp1252" in source.notes[1]


def test_one_bad_byte_does_not_change_the_encoding_of_the_others(tmp_path):
    text = "id,text\n1,café\n".encode() + b"2,caf\xe9\n" + "3,café\n".encode()
    assert [row.values[1] for row in CsvSource(write(tmp_path / "in.csv", text), LIMIT).read()] == [
        "café"
    ] * 3


def test_names_of_columns_are_made_unique():
    names, notes = name_columns(["id", "text", "id", "", " text "])
    assert names == ("id", "text", "id_2", "column_4", "text_2")
    assert notes[0] == "column 3 is the second 'id' and is called 'id_2'"


def test_an_empty_file_is_an_error(tmp_path):
    with pytest.raises(BatchError, match="the file is empty"):
        CsvSource(write(tmp_path / "in.csv", ""), LIMIT)


def test_a_header_that_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(BatchError, match=r"in\.csv:1: the header cannot be read"):
        CsvSource(write(tmp_path / "in.csv", '"id,text\n1,a\n'), LIMIT)


def test_the_limit_of_the_csv_module_is_put_back(tmp_path):
    before = csv.field_size_limit()
    list(CsvSource(write(tmp_path / "in.csv", "id,text\n1,a\n"), LIMIT).read())
    assert csv.field_size_limit() == before
