"""Where a run writes: never over what is not its own, through links, onto other disks; told before scoring."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from batch_runs import files, make_options, read_rows, stop_early, use_quick_workers
from jdmatch.batch import BatchOptions, run_batch
from jdmatch.errors import BatchError, InputError


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    use_quick_workers(monkeypatch)


@pytest.fixture
def options(tmp_path):
    return make_options(tmp_path)


@pytest.fixture
def fine(options):
    """Nothing in it is rejected."""
    path = options.input_path.with_name("fine.csv")
    path.write_text("id,description\n1,We need Python\n")
    return replace(options, input=path)


@pytest.fixture
def unscored(monkeypatch):
    """Fail at the first row that is scored."""

    def score(*_: object) -> None:
        raise AssertionError("it was scored")

    monkeypatch.setattr("jdmatch.batch.runner._Run._score", score)


# ---------------------------------------------------------------- what is there already


def test_a_file_that_is_not_ours_is_neither_removed_nor_overwritten(fine, tmp_path, unscored):
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    for given in (
        replace(fine, rejects=precious),
        replace(fine, output=tmp_path / "b.csv"),
        replace(fine, output=tmp_path / "c.csv", explain=True),
    ):
        if given.rejects is None:
            beside = given.explain_path if given.explain else given.rejects_path
            beside.write_text("precious")
        with pytest.raises(BatchError, match="another file is already there, which no batch run wrote"):
            run_batch(given)
    assert precious.read_text() == "precious"
    assert (tmp_path / "b.csv.rejects.jsonl").read_text() == "precious"


def test_evidence_that_is_not_ours_stays_where_none_is_written(fine):
    fine.explain_path.write_text("precious")
    run_batch(fine)
    assert fine.explain_path.read_text() == "precious"


def test_an_empty_file_may_be_written_to(options, tmp_path):
    (tmp_path / "rejects").touch()
    given = replace(options, rejects=tmp_path / "rejects")
    run_batch(given)
    run_batch(given)  # and what we wrote ourselves as well
    assert given.rejects_path.read_text().startswith('{"line": ')


def test_every_output_has_rejects_of_its_own(tmp_path):
    names = ("v.csv", "v.csv.gz", "v.parquet", "v.jsonl")
    every = [BatchOptions(input="in.csv", output=name) for name in names]
    assert len({given.rejects_path for given in every}) == len(names)
    assert len({given.explain_path for given in every}) == len(names)


@pytest.mark.parametrize("way", ["up", "link", "hard link", "folder link"])
@pytest.mark.parametrize("role", ["output", "rejects"])
def test_the_input_is_never_overwritten(fine, tmp_path, way, role):
    before = fine.input_path.read_text()
    (tmp_path / "sub").mkdir()
    place = tmp_path / "sub" / "other.csv"
    if way == "up":
        place = tmp_path / "sub" / ".." / "fine.csv"
    elif way == "link":
        place.symlink_to(fine.input_path)
    elif way == "hard link":
        place.hardlink_to(fine.input_path)
    else:
        (tmp_path / "also").symlink_to(tmp_path)
        place = tmp_path / "also" / "fine.csv"
    with pytest.raises(BatchError, match="is the input and would be overwritten"):
        replace(fine, **{role: place})
    assert fine.input_path.read_text() == before


def test_output_and_rejects_are_two_files_through_links_as_well(fine, tmp_path):
    (tmp_path / "link").symlink_to(fine.output_path)
    with pytest.raises(BatchError, match="share a name"):
        replace(fine, rejects=tmp_path / "link")


def test_nothing_is_put_into_the_folder_that_is_removed(fine):
    for place in (fine.work_path, fine.work_path / "rejects"):
        with pytest.raises(BatchError, match="which is removed when the run is done"):
            replace(fine, rejects=place)


@pytest.mark.parametrize("name", ["keep.txt", "0000x", "manifest.json"])
def test_a_folder_that_is_not_ours_is_left_alone(fine, name):
    fine.work_path.mkdir()
    (fine.work_path / name).write_text("keep")
    for restart in (False, True):
        with pytest.raises(BatchError, match="is not the folder of a batch run"):
            run_batch(replace(fine, restart=restart))
    assert [path.name for path in fine.work_path.iterdir()] == [name]


def test_what_is_put_into_our_folder_is_told_and_stays(options):
    stop_early(options)
    (options.work_path / "keep.txt").write_text("keep")
    with pytest.raises(BatchError, match=r"holds 'keep.txt'.*move it away"):
        run_batch(options)
    (options.work_path / "keep.txt").unlink()
    assert run_batch(options).resumed > 0
    assert not options.work_path.exists()


# ---------------------------------------------------------------- links, folders, other disks


def test_a_link_is_written_through(options, tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    for name in ("out.csv", "rejects"):
        (tmp_path / name).symlink_to(target / name)
    given = replace(options, rejects=tmp_path / "rejects")
    run_batch(given)
    assert (tmp_path / "out.csv").is_symlink()
    assert not (target / "out.csv").is_symlink()
    assert len(read_rows(target / "out.csv")) == 200
    assert (target / "rejects").read_text().startswith('{"line": ')


def test_missing_folders_are_made_for_rejects_as_well(options, tmp_path):
    given = replace(options, output=tmp_path / "a" / "o.csv", rejects=tmp_path / "b" / "c" / "r.jsonl")
    run_batch(given)
    assert given.rejects_path.exists()


def test_another_file_system_gets_a_whole_file(options, monkeypatch, tmp_path):
    run_batch(options)
    expected = files(options)
    rename = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self.parent.name == "assembling":
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", across)
    given = replace(options, output=tmp_path / "far" / "out.csv")
    run_batch(given)
    assert files(given) == expected
    assert sorted(path.name for path in given.output_path.parent.iterdir()) == [
        "out.csv",
        "out.csv.rejects.jsonl",
    ]


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="there is no /dev/null")
def test_rejects_may_go_nowhere(options):
    assert run_batch(replace(options, rejects="/dev/null")).rejected == 20
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("role", ["output", "rejects"])
@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("folder.csv", "is a folder"),
        ("in.csv/x.csv", "in.csv is not a folder"),
        ("n" * 300 + ".csv", "File name too long"),
        ("loop.csv", "is a link that leads back to itself"),
        ("loop.csv/x.csv", "is a link that leads back to itself"),
    ],
)
def test_a_place_that_cannot_work_is_told_before_scoring(options, tmp_path, role, place, told, unscored):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    given = replace(options, **{role: tmp_path / place})
    with pytest.raises(BatchError, match=told) as error:
        run_batch(given)
    assert str(error.value).startswith(str(tmp_path / place))


def test_rights_are_told_before_scoring(options, tmp_path, unscored, monkeypatch):
    def forbidden(**_: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    # the tests may run as root, to whom nothing is forbidden
    (tmp_path / "old.csv").touch()
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_: False)
        with pytest.raises(BatchError, match=r"old.csv: is protected against writing"):
            run_batch(replace(options, output=tmp_path / "old.csv"))
    monkeypatch.setattr("tempfile.TemporaryFile", forbidden)
    with pytest.raises(BatchError, match=r"new.csv: cannot be written \(Permission denied\)"):
        run_batch(replace(options, output=tmp_path / "new.csv"))


def test_a_place_that_fails_at_the_end_is_told_by_its_name_and_nothing_is_lost(options, monkeypatch):
    rename = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if self.name == "output":
            raise OSError(errno.EROFS, "Read-only file system")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(BatchError, match=r"out.csv: cannot be written \(Read-only file system\)"):
            run_batch(options)
    assert run_batch(options).resumed == 200


def test_a_missing_package_is_told_before_scoring(options, monkeypatch, unscored, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    with pytest.raises(ImportError, match="zstd"):
        run_batch(replace(options, output=tmp_path / "out.csv.zst"))


# ---------------------------------------------------------------- options of a wrong type


@pytest.mark.parametrize(
    "given",
    [
        {"input": None}, {"input": b"in.csv"}, {"input": ""}, {"input": "a\0b"}, {"output": 3}, {"rejects": ""},
        {"profile": None}, {"taxonomy": 1}, {"text": 0}, {"title": b"x"}, {"id": 1.5}, {"explain": "no"},
        {"duplicates": 1}, {"top": "3"}, {"top": 2.5}, {"top": True}, {"min_score": "x"}, {"part_rows": 2.5},
        {"part_rows": None}, {"field_characters": "1"}, {"field_characters": 10**30},
        {"per_text_seconds": "1"}, {"per_text_seconds": float("nan")}, {"progress": 1}, {"kind": []},
    ],
)  # fmt: skip
def test_options_of_a_wrong_type_are_refused_by_name(given):
    with pytest.raises(InputError, match=f"^{next(iter(given))}: .*expected"):
        BatchOptions(**{"input": "in.csv", "output": "out.csv", **given})
