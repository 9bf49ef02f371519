"""Runs that are broken off: killed, stopped, out of room. The same command again goes on to the same bytes."""

from __future__ import annotations

import io
import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import jdmatch
from batch_runs import files, make_options, rows_done, start, stop_early, use_quick_workers
from jdmatch.batch import Progress, run_batch
from jdmatch.batch.store import RESULTS, Store
from jdmatch.errors import BatchError, BatchStopped, InputError
from jdmatch.taxonomy.loading import taxonomy_folder


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    use_quick_workers(monkeypatch)


@pytest.fixture
def options(tmp_path):
    return make_options(tmp_path)


def wait_for_rows(trace: Path, count: int) -> None:
    """Wait until so many rows have been scored."""
    for _ in range(1500):
        if trace.exists() and trace.stat().st_size >= count:
            return
        time.sleep(0.02)
    raise AssertionError("no rows")


def test_a_run_killed_while_it_writes_goes_on(options, monkeypatch):
    run_batch(replace(options, explain=True))
    expected = files(options)
    for broken in ("runner.open_writer", "duplicates.find_duplicates", "runner.put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(f"jdmatch.batch.{broken}", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                run_batch(replace(options, explain=True))
        summary = run_batch(replace(options, explain=True))
        assert summary.resumed == 200
        assert files(options) == expected


def test_ctrl_c_stops_and_says_how_to_go_on(options, tmp_path):
    unbroken = replace(options, output=tmp_path / "unbroken.csv", explain=True, part_rows=5)
    run_batch(unbroken)
    trace = tmp_path / "trace"
    with start(options, JDMATCH_TEST_SLOW="0.05", JDMATCH_TEST_TRACE=str(trace)) as process:
        wait_for_rows(trace, 50)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert "the same command again goes on from" in told
    assert "Traceback" not in told
    with start(options) as process:
        process.communicate()
    assert files(options) == files(unbroken)


def test_ctrl_c_is_an_error_of_its_own(options, monkeypatch):
    def interrupt(progress: Progress) -> None:
        if progress.phase == "scoring":
            raise KeyboardInterrupt

    with pytest.raises(BatchStopped, match="goes on from"):
        run_batch(replace(options, progress=interrupt))
    assert run_batch(options).scored == 200


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
def test_a_full_disk_is_told_and_nothing_is_lost(options, tmp_path):
    unbroken = replace(options, output=tmp_path / "unbroken.csv", explain=True, part_rows=5)
    run_batch(unbroken)
    told = ""
    for room in (60_000, 180_000, 220_000, 280_000):  # bytes a file
        with start(options, JDMATCH_TEST_ROOM=str(room)) as process:
            told += process.communicate()[1]
        assert not options.output_path.exists()
    assert told.count("the disk is full") == told.count("nothing is lost: make room") == 4
    assert rows_done(options)
    with start(options) as process:
        assert "rows done before" in process.communicate()[0]
    assert files(options) == files(unbroken)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("input", "the input changed"),
        ("taxonomy", "the taxonomy changed"),
        ("profile", "the profile changed"),
        ("version", "the version of jdmatch changed"),
        ("kind", "the option kind changed"),
        ("text", "the text column changed"),
    ],
)
def test_what_changed_is_told_and_restart_begins_anew(options, changed, told, monkeypatch, tmp_path):
    stop_early(options)
    given = options
    if changed == "input":
        options.input_path.write_text(options.input_path.read_text() + "P999,a,b,c\n")
    elif changed == "taxonomy":
        given = replace(options, taxonomy=str(taxonomy_folder()))
    elif changed == "profile":
        given = replace(options, profile="data-scientist")
    elif changed == "version":
        monkeypatch.setattr(jdmatch, "__version__", "99.0")
    elif changed == "kind":
        given = replace(options, kind="cv")
    else:
        given = replace(options, text="title")
    with pytest.raises(BatchError, match=f"{told} since it was broken off.*--restart"):
        run_batch(given)
    assert run_batch(replace(given, restart=True)).resumed == 0


def test_what_does_not_change_the_results_may_change(options):
    stop_early(options)
    assert run_batch(replace(options, workers=1, sort=True, min_score=10)).resumed > 0


def test_results_that_are_no_longer_a_database_are_told(options):
    stop_early(options)
    (options.work_path / RESULTS).write_bytes(b"no database at all" * 1000)
    with pytest.raises(BatchError, match=r"is damaged .*; use --restart"):
        run_batch(options)


def test_restart_forgets_what_another_version_kept(options):
    options.work_path.mkdir(mode=0o700)
    with closing(sqlite3.connect(options.work_path / RESULTS)) as db, db:
        db.execute("CREATE TABLE results(row INTEGER PRIMARY KEY, content BLOB, score REAL)")
        db.execute("INSERT INTO results VALUES (0, x'00', 1.5)")
        db.execute("CREATE TABLE manifest(name TEXT PRIMARY KEY, value TEXT)")
        db.execute("""INSERT INTO manifest VALUES ('the version of jdmatch', '"0.0.1"')""")
    with pytest.raises(BatchError, match=r"the version of jdmatch changed .*--restart"):
        run_batch(options)
    assert run_batch(replace(options, restart=True)).scored == 200


def test_two_runs_do_not_work_on_one_output(options):
    store = Store(options.work_path)
    store.open(restart=False)
    with pytest.raises(BatchError, match="another run is at work"):
        run_batch(options)
    store.close()
    assert run_batch(options).scored == 200


def test_a_run_that_cannot_begin_leaves_nothing_behind(options, tmp_path):
    with pytest.raises(InputError, match="there is no column 'texts'"):
        run_batch(replace(options, text="texts"))
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_an_input_that_grows_while_it_is_read_is_told(options):
    def grow(progress: Progress) -> None:
        if progress.phase == "reading":
            with options.input_path.open("a") as file:
                file.write("P999,a,b,c\n")

    with pytest.raises(BatchError, match="changed while it was read"):
        run_batch(replace(options, progress=grow))


def test_an_input_that_was_read_may_change(options):
    run_batch(options)
    expected = files(options)

    def change(progress: Progress) -> None:
        if progress.phase == "scoring":
            options.input_path.write_text("description\nanother table\n")

    summary = run_batch(replace(options, progress=change))
    assert (summary.scored, summary.rejected) == (200, 20)
    assert files(options) == expected


@pytest.mark.skipif(os.name != "posix", reason="rights are told otherwise there")
def test_what_is_kept_is_for_its_owner_alone(options, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(options.input_path.read_bytes())))
    stop_early(replace(options, input="-"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in options.work_path.iterdir()}
    assert "results.sqlite" in modes
    assert "stdin" not in modes  # its rows are kept
    assert set(modes.values()) == {0o600}
    assert options.work_path.stat().st_mode & 0o777 == 0o700
