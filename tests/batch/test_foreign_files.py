"""Inputs that cannot be read: each error says what was found and what to do."""

from __future__ import annotations

import csv
import io
import json
import lzma
import os
import random
import sys
import tarfile
from pathlib import Path

import pytest

from jdmatch.batch import BatchOptions, run_batch
from jdmatch.batch.inputs import hash_input, open_source, save_stdin
from jdmatch.errors import BatchError

CSV = b"id,title,description\n1,Engineer,Python\n2,Analyst,R\n"


def open_path(path: Path | str):
    return open_source(BatchOptions(input=path, output="unused/out.csv"), Path(path))


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("in.csv")
        member.size = len(CSV)
        archive.addfile(member, io.BytesIO(CSV))
    return out.getvalue()


FOREIGN = {
    "xz": (lzma.compress(CSV), "an xz archive; .*unxz"),
    "tar": (tar(), "a tar archive"),
    "random bytes": (
        random.Random(1).randbytes(40_000),
        "not text: many of its characters cannot be printed",
    ),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(2000) + b"text\n" * 50, "a program"),
    "zeros": (bytes(5000), "not text"),
    "a web page": (b"\n<!DOCTYPE html><html><body>404</body></html>", "a web page"),
    "XML": (b'<?xml version="1.0"?><jobs/>', "an XML file"),
    "ORC": (b"ORC\x0a\x03\x00\x00", "an ORC file"),
    "blank lines": (b"\n\n  \n", "the file is empty"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_table_is_an_error_with_advice(tmp_path, name):
    data, told = FOREIGN[name]
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    with pytest.raises(BatchError, match=rf"in\.csv: {told}"):
        open_path(path)


def test_columns_whose_names_begin_like_a_format_are_columns(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("ORCID,description\n1,Python\n")
    assert open_path(path).columns == ("ORCID", "description")


def test_a_name_that_promises_parquet_is_held_to_it(tmp_path):
    path = tmp_path / "fake.parquet"
    path.write_text("hello")
    with pytest.raises(BatchError, match=r"no Parquet file, though its name says so .*'hello'"):
        open_path(path)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "in.json",
            CSV.decode(),
            r"it looks like CSV \(it begins with 'id,title,description'\).*ends in \.csv",
        ),
        ("in.json", "hello\n", r"holds no JSON object \(it begins with 'hello'\)"),
    ],
)
def test_what_is_no_json_lines_is_told_with_what_it_looks_like(tmp_path, name, text, told):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(BatchError, match=told):
        _ = open_path(path).columns


# ---------------------------------------------------------------- paths


def test_a_pipe_given_as_a_file_is_told_to_be_piped_in(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BatchError, match=r"a pipe, which can be read only once; .* give - as the input"):
        open_path(tmp_path / "pipe")


def test_a_device_is_no_file():
    with pytest.raises(BatchError, match="a device, not a file"):
        open_path("/dev/null")


def test_a_name_no_system_takes_is_an_error(tmp_path):
    with pytest.raises(BatchError, match="cannot be read"):
        open_path(tmp_path / ("x" * 5000))


@pytest.mark.parametrize("closed", [None, io.StringIO()])
def test_a_closed_stdin_is_told(tmp_path, monkeypatch, closed):
    monkeypatch.setattr(sys, "stdin", closed)
    with pytest.raises(BatchError, match="stdin: is closed; expected a table"):
        save_stdin(tmp_path / "stdin")


def test_an_empty_stdin_is_told(tmp_path):
    with pytest.raises(BatchError, match="stdin: nothing was piped in"):
        save_stdin(tmp_path / "stdin", io.BytesIO())


def test_what_is_wrong_with_stdin_is_said_of_stdin(tmp_path):
    path = tmp_path / "stdin"
    path.write_bytes(b'"id,title\n1,2\n')
    with pytest.raises(BatchError, match=r"^stdin:1: the header cannot be read .a quote is opened and never"):
        open_source(BatchOptions(input="-", output="unused/out.csv"), path)


# ---------------------------------------------------------------- folders


def test_what_a_folder_leaves_out_is_told(tmp_path):
    for name in ("a.txt", "b/c.txt", ".hidden", "o.csv.unfinished/lock", "elsewhere/z.txt"):
        (tmp_path / "cvs" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "cvs" / name).write_text(name)
    (tmp_path / "cvs" / "gone.txt").symlink_to("nowhere")
    (tmp_path / "cvs" / "link").symlink_to("elsewhere")
    (tmp_path / "cvs" / "a\x1b[31m.txt").symlink_to("nowhere")
    source = open_path(tmp_path / "cvs")
    assert source.files == ("a.txt", "b/c.txt", "elsewhere/z.txt")
    assert source.notes[0] == "cvs: a folder of 3 documents"
    assert sorted(source.notes[1:]) == [
        "left out, a link to a folder: 'link'",
        r"left out, a link to nothing: 'a\x1b[31m.txt', 'gone.txt'",
        "left out, hidden: '.hidden'",
        "left out, of an unfinished run: 'o.csv.unfinished'",
    ]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").write_text("a")
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    source = open_path(tmp_path)
    assert source.files == ("a.txt",)
    assert source.notes[1] == "left out, cannot be read: 'closed'"
    with pytest.raises(BatchError, match="closed: cannot be listed"):
        open_path(tmp_path / "closed")


def test_what_the_run_writes_is_left_out_however_its_path_is_written(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "out.csv").write_text("a")
    options = BatchOptions(input=tmp_path, output=tmp_path / "sub" / ".." / "out.csv")
    options.work_path.mkdir()
    (options.work_path / "manifest.json").write_text("{}")
    source = open_source(options, tmp_path)
    assert source.files == ("a.txt",)
    assert len(source.notes) == 1


def test_the_folder_one_stands_in_has_a_name(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("a")
    monkeypatch.chdir(tmp_path)
    assert open_path(".").notes[0] == f"{tmp_path.name}: a folder of 1 document"


def test_a_document_that_cannot_be_read_does_not_stop_the_run(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    source = open_path(tmp_path)
    whole = hash_input(source, tmp_path)
    (tmp_path / "b.txt").unlink()
    assert hash_input(source, tmp_path) != whole


def test_json_list_in_a_folder_is_a_row_each(tmp_path):
    jobs = {"jobs": [{"title": "Cook", "content": "Cook."}, {"title": "Nurse", "content": "Care."}]}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    (tmp_path / "in" / "one.txt").write_text("We need Python.", encoding="utf-8")
    source = open_path(tmp_path / "in")
    assert [row.values[0] for row in source.read()] == ["jobs.json#1", "jobs.json#2", "one.txt"]
    run_batch(BatchOptions(input=tmp_path / "in", output=tmp_path / "out.csv", workers=1))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["Cook", "Nurse", ""]
