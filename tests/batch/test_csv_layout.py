"""Where the table stands in a CSV file: what is plainly a table is never read as one column without a word."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from jdmatch.batch.lines import Reject, Row
from jdmatch.batch.read_csv import CsvSource, field_limit, find_layout
from jdmatch.errors import BatchError

LIMIT = 1_000_000
TEXTS = ("We need Python, R and SQL", "Scala; you lead, we follow", "Go", "Java, not Kotlin, or so")


def open_csv(folder: Path, text: str | bytes) -> CsvSource:
    path = folder / "in.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CsvSource(path, LIMIT)


def rows(source: CsvSource) -> list[tuple[object, ...]]:
    return [item.values for item in source.read() if isinstance(item, Row)]


def rejects(source: CsvSource) -> list[Reject]:
    return [item for item in source.read() if isinstance(item, Reject)]


def test_a_long_field_near_the_beginning_does_not_cut_up_the_table(tmp_path):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "title", "description"])
    for number in range(5):
        text = 'we say "Python", not "R"\n' * (5_600 if number == 1 else 1)  # 140,000 characters
        writer.writerow([number, "Engineer", text])
    source = open_csv(tmp_path, out.getvalue())
    assert [row[0] for row in rows(source)] == list("01234")
    assert not rejects(source)


def test_finding_a_layout_puts_the_limit_of_the_csv_module_back():
    before = csv.field_size_limit()
    find_layout("id,text\n1,a\n")
    assert csv.field_size_limit() == before


def test_a_limit_beyond_ours_lets_longer_records_in():
    with field_limit(20_000_000):
        assert csv.field_size_limit() == 20_000_000


def test_row_numbers_without_a_name_become_a_column_and_are_told(tmp_path):
    # what write.table of R makes
    source = open_csv(
        tmp_path, "id,title,description\n0,1,x,We need Python\n1,2,y,We need R\n2,3,z,We need SQL\n"
    )
    assert source.columns == ("column_1", "id", "title", "description")
    assert rows(source)[0] == ("0", "1", "x", "We need Python")
    assert "each row has a field more than the header" in source.notes[1]
    assert not rejects(source)


@pytest.mark.parametrize(
    "text",
    [
        "id,description\n7,Python, R\n3,Scala, SQL\n9,Go, C\n",  # ids that do not rise
        "id,description\n1,Python, R\n2,Scala, SQL\n3,Go, C\n",  # a space behind the comma
        "title,description\nEngineer,Python,R\nAnalyst,SQL,Excel\nLead,Go,C\n",  # no numbers
    ],
)
def test_a_comma_in_each_text_is_no_row_number(tmp_path, text):
    with pytest.raises(BatchError, match=r"in\.csv:1: the header has 2 fields .*, the rows have 3; expected"):
        open_csv(tmp_path, text)


def test_texts_with_bare_commas_are_rejected_where_some_rows_fit(tmp_path):
    text = "id,title,description\n" + "".join(f"{n},Lead,{TEXTS[n % 4]}, b, c\n" for n in range(20))
    source = open_csv(tmp_path, text + "20,Lead,Python\n")
    assert rows(source) == [("20", "Lead", "Python")]
    assert {r.reason for r in rejects(source)} == {"too many fields"}
    assert len(rejects(source)) == 20


def test_texts_with_bare_commas_are_an_error_where_no_row_fits(tmp_path):
    text = "id,title,description\n" + "".join(f"{n},Lead,Python, R{', SQL' * (n % 3)}\n" for n in range(20))
    with pytest.raises(BatchError, match="the rows have 4 to 6; expected as many in each; put fields that"):
        open_csv(tmp_path, text)


def test_prose_with_commas_is_one_column_and_its_odd_header_is_told(tmp_path):
    text = "We need Python, R and Scala for it\n" + "".join(f"{t}\n" for t in TEXTS * 3)
    source = open_csv(tmp_path, text)
    assert source.columns == ("We need Python, R and Scala for it",)
    assert "is read as the name of the only column" in source.notes[1]


@pytest.mark.parametrize("delimiter", [",", ";", "#"])
def test_single_quotes_are_quotes_where_the_file_uses_them(tmp_path, delimiter):
    lines = [
        delimiter.join((str(n), "'Engineer'", f"'It''s Python{delimiter}\nR\"{delimiter} SQL'"))
        for n in range(12)
    ]
    source = open_csv(tmp_path, delimiter.join(("id", "title", "description\n")) + "\n".join(lines))
    assert len(rows(source)) == 12
    assert rows(source)[0] == ("0", "Engineer", f"It's Python{delimiter}\nR\"{delimiter} SQL")
    assert "with single quotes" in source.notes[0]


def test_single_quotes_are_taken_off_where_they_hold_nothing_odd(tmp_path):
    source = open_csv(tmp_path, "id,title,description\n1,'Engineer','Python'\n2,'Lead','R'\n")
    assert rows(source) == [("1", "Engineer", "Python"), ("2", "Lead", "R")]


def test_a_few_single_quotes_are_text(tmp_path):
    source = open_csv(tmp_path, "id,description\n1,'Engineer'\n2,Lead\n3,R\n4,It's\n")
    assert rows(source)[0] == ("1", "'Engineer'")


def test_a_rare_delimiter_is_found(tmp_path):
    source = open_csv(
        tmp_path, "id#title#description\n" + "".join(f"{n}#x#{t}\n" for n, t in enumerate(TEXTS))
    )
    assert source.columns == ("id", "title", "description")
    assert len(rows(source)) == 4


@pytest.mark.parametrize("comment", ["# export of 2024, all rights\n", "# one\n#two;\n\n", "#\n"])
@pytest.mark.parametrize(
    "body", ["id,title,description\n1,x,Python\n2,y,R\n", "description\nPython, R\nSQL\n"]
)
def test_comments_above_the_header_are_no_header(tmp_path, comment, body):
    source = open_csv(tmp_path, comment + body)
    assert source.columns == tuple(body.partition("\n")[0].split(","))
    assert len(rows(source)) == 2
    assert next(item.line for item in source.read()) == comment.count("\n") + 2
    assert "not the header" in source.notes[1]


@pytest.mark.parametrize(
    "title",
    [
        "Postings of the second quarter\n",
        "Postings, second quarter\n\n",
        "Postings of the second quarter,,\n,,\n",
        "Offene Stellen; Stand: Mai\nnur intern\n\n",
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_title_lines_above_the_header_are_no_header(tmp_path, title, delimiter):
    lines = [delimiter.join((str(n), "Lead", f'"We need Python,\n{t}"')) for n, t in enumerate(TEXTS * 10)]
    header = delimiter.join(("id", "Stellentitel", "Beschreibung"))
    source = open_csv(tmp_path, title + header + "\n" + "\n".join(lines) + "\n")
    assert source.columns == ("id", "Stellentitel", "Beschreibung")
    assert [row[0] for row in rows(source)] == [str(n) for n in range(40)]
    assert "title" in source.notes[1]
    assert next(item.line for item in source.read()) == title.count("\n") + 2


def test_a_table_below_an_unknown_header_is_told(tmp_path):
    source = open_csv(tmp_path, "Offers\nkey,name,about\n1,x,y\n2,x,y\n")
    assert "looks like a table of 3 columns" in source.notes[-1]


def test_a_column_of_lists_has_no_title(tmp_path):
    source = open_csv(tmp_path, "Skills\nPython, R, SQL\nJava, Go, C\nScala, Spark, Hadoop\n")
    assert source.columns == ("Skills",)
    assert len(rows(source)) == 3


def test_a_column_called_number_is_no_comment(tmp_path):
    source = open_csv(tmp_path, "#,title,description\n1,x,Python\n2,y,R\n")
    assert source.columns == ("#", "title", "description")


def test_columns_set_apart_by_spaces_are_an_error(tmp_path):
    with pytest.raises(BatchError, match="has 3 names set apart by spaces; expected a delimiter"):
        open_csv(tmp_path, "id  title  description\n1   x      Python\n")


def test_a_blank_line_above_the_header_hides_no_delimiter(tmp_path):
    assert open_csv(tmp_path, "\n\nid,description\n1,a\n").columns == ("id", "description")


def test_empty_fields_at_the_end_of_each_row_do_not_hide_the_delimiter(tmp_path):
    text = "id,description\n" + "".join(f"{n},Python,\n" for n in range(20))
    assert rows(open_csv(tmp_path, text))[0] == ("0", "Python")


def test_a_huge_first_record_does_not_hide_the_delimiter(tmp_path):
    text = 'id,description\n1,"' + "Python, R\n" * 40_000 + '"\n2,b\n'  # longer than what is tried
    assert [row[0] for row in rows(open_csv(tmp_path, text))] == ["1", "2"]


def test_thousands_of_equal_names_are_told_in_short(tmp_path):
    source = open_csv(tmp_path, ",".join(["x"] * 20_000) + "\n")
    assert source.columns[-1] == "x_20000"
    assert len(set(source.columns)) == 20_000
    assert source.notes[-1] == "19,989 more columns had to be renamed"


def test_names_that_are_doubled_or_missing_are_told(tmp_path):
    source = open_csv(tmp_path, "id,description,,description\n1,a,b,c\n")
    assert source.columns == ("id", "description", "column_3", "description_2")
    assert source.notes[1:] == (
        "column 3 has no name and is called 'column_3'",
        "column 4 is the second 'description' and is called 'description_2'",
    )


def test_blank_lines_are_counted(tmp_path):
    source = open_csv(tmp_path, "description\nPython\n\nR\n\n\n")
    assert rows(source) == [("Python",), ("R",)]
    assert source.notes[-1] == "3 blank lines were left out"


# ---------------------------------------------------------------- bytes


def test_a_bad_byte_costs_no_good_letter_of_its_line(tmp_path):
    text = "id,title,description\n1,Ingénieur,We need Python - naïve ".encode() + b"\xff end\n"
    source = open_csv(tmp_path, text)
    assert rows(source) == [("1", "Ingénieur", "We need Python - naïve ÿ end")]
    assert source.notes[1] == "1 line is not UTF-8: its wrong bytes were read as cp1252 (Windows)"


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16"])
def test_wide_encodings_are_read(tmp_path, encoding):
    source = open_csv(tmp_path, "id,description\n1,Ingénieur ₹\n".encode(encoding))
    assert rows(source) == [("1", "Ingénieur ₹")]


def test_a_file_of_an_old_mac_may_hold_line_feeds_in_quotes(tmp_path):
    source = open_csv(tmp_path, 'id,description\r1,"Python\nR"\r2,"a ""b""\n"\r')
    assert rows(source) == [("1", "Python\nR"), ("2", 'a "b"\n')]
    assert not rejects(source)


def test_a_longer_limit_for_fields_lets_longer_lines_in(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("id,description\n1," + "Python, "[:-2] * 900_000 + "\n")  # 5.4 MB in a line
    assert {r.reason for r in CsvSource(path, LIMIT).read()} == {"overlong line"}
    assert [len(r.values[1]) for r in CsvSource(path, 10 * LIMIT).read()] == [5_400_000]
