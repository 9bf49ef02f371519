"""Runs that are broken off: killed, stopped, out of room. The same command again goes on to the same bytes."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import jdmatch
from batch_runs import files, make_options, parts, stop_early, use_quick_workers
from jdmatch.batch import BatchOptions, BatchStopped, Progress, run_batch
from jdmatch.batch.work import WorkFolder
from jdmatch.errors import BatchError, InputError


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    use_quick_workers(monkeypatch)


@pytest.fixture
def options(tmp_path):
    return make_options(tmp_path)


SCRIPT = """
import signal
import sys
from types import SimpleNamespace
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what runs in its background ignore it
import jdmatch.batch.runner as runner
from jdmatch.batch import BatchOptions, BatchStopped
runner.JOB = "batch_jobs:make_lengths"
runner.load_taxonomy = lambda path: SimpleNamespace(hash=f"{path}")
runner.load_profile = lambda name, taxonomy: (name,)
try:
    print(runner.run_batch(BatchOptions(input=sys.argv[1], output=sys.argv[2], part_rows=5, workers=2,
    explain=True)))
except BatchStopped as stop:
    sys.exit(f"{stop}")
"""


def start(options: BatchOptions, **env: str) -> subprocess.Popen[str]:
    here = str(Path(__file__).parent)
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(options.input), str(options.output)],
        env={**os.environ, **env, "PYTHONPATH": os.pathsep.join([here, *filter(None, sys.path)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_parts(options: BatchOptions, count: int) -> None:
    for _ in range(600):
        if parts(options) >= count:
            return
        time.sleep(0.02)
    raise AssertionError("no parts")


def test_a_run_that_is_killed_goes_on_and_the_bytes_are_the_same(options, tmp_path):
    unbroken = replace(options, output=tmp_path / "unbroken.csv", explain=True, part_rows=5)
    run_batch(unbroken)
    trace = tmp_path / "trace"
    done = 0
    for count in (3, 9, 20):
        with start(options, JDMATCH_TEST_SLOW="0.03", JDMATCH_TEST_TRACE=str(trace)) as process:
            wait_for_parts(options, count)
            process.kill()
        assert not options.output_path.exists()
        assert parts(options) > done
        done = parts(options)
    with start(options, JDMATCH_TEST_TRACE=str(trace)) as process:
        told, errors = process.communicate()
    assert errors == ""
    assert f"{done * 5} rows done before" in told
    assert files(options) == files(unbroken)
    # only what was under way when it was killed is read again: two parts a worker at the most
    assert len(trace.read_text()) <= 200 + 3 * 4 * 5


def test_a_run_killed_while_it_writes_goes_on(options, monkeypatch):
    run_batch(replace(options, explain=True))
    expected = files(options)
    for broken in ("open_writer", "find_duplicates", "put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(f"jdmatch.batch.assembling.{broken}", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                run_batch(replace(options, explain=True))
        summary = run_batch(replace(options, explain=True))
        assert summary.resumed == 200
        assert files(options) == expected


def test_ctrl_c_stops_and_says_how_to_go_on(options, tmp_path):
    unbroken = replace(options, output=tmp_path / "unbroken.csv", explain=True, part_rows=5)
    run_batch(unbroken)
    with start(options, JDMATCH_TEST_SLOW="0.05") as process:
        wait_for_parts(options, 4)
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


def test_a_full_disk_is_told_and_nothing_is_lost(options, monkeypatch):
    run_batch(options)
    expected = files(options)
    room = 4
    sync = os.fsync

    def full(handle: int) -> None:
        nonlocal room
        room -= 1
        if room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(BatchError, match=r"the disk is full.*nothing is lost: make room"):
            run_batch(options)
    assert files(options) == expected  # what was there before still is
    run_batch(options)
    assert files(options) == expected


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
        given = replace(options, taxonomy="another")
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


def test_a_damaged_part_is_made_anew(options):
    run_batch(options)
    expected = files(options)
    stop_early(options)
    part = next(options.work_path.glob("*/*.part"))
    part.write_bytes(part.read_bytes()[:-20])
    with pytest.raises(BatchError, match="is damaged and was removed"):
        run_batch(options)
    run_batch(options)
    assert files(options) == expected


def test_two_runs_do_not_work_on_one_output(options):
    work = WorkFolder(options.work_path)
    work.open(restart=False)
    with pytest.raises(BatchError, match="another run is at work"):
        run_batch(options)
    work.close()
    assert run_batch(options).scored == 200


def test_a_run_that_cannot_begin_leaves_nothing_behind(options, tmp_path):
    with pytest.raises(InputError, match="there is no column 'texts'"):
        run_batch(replace(options, text="texts"))
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_an_input_that_grows_while_it_is_read_is_told(options):
    def grow(progress: Progress) -> None:
        if progress.phase == "scoring":
            with options.input_path.open("a") as file:
                file.write("P999,a,b,c\n")

    with pytest.raises(BatchError, match="changed while it was read"):
        run_batch(replace(options, progress=grow))
