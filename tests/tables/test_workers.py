"""Workers: order, lost processes, endless texts, and no guard needed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import jdmatch
from batch_jobs import Holder
from jdmatch.errors import BatchError, InputError
from jdmatch.tables.frames import score_frame
from jdmatch.tables.pool import Failure, Pool, count_workers, outcomes_in_order
from jdmatch.tables.rows import score_many

POSTING = "Requirements: 3+ years of Python and machine learning. Scala is a plus. No Java needed."


def upper(texts, *, workers=2, chunk_size=3, seconds=None):
    with Pool("batch_jobs:make_upper", None, workers=workers, seconds=seconds) as pool:
        return list(outcomes_in_order(pool, texts, chunk_size=chunk_size))


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_texts(workers):
    texts = [f"{'nap' if n % 7 == 0 else 'text'} {n}" for n in range(100)]
    assert upper(texts, workers=workers) == [text.upper().encode() for text in texts]


def test_files_beside_it_stop_no_worker(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert upper(["a"]) == [b"A"]


def test_no_texts_no_results():
    assert upper([]) == []


def test_a_text_that_kills_its_worker_costs_only_itself():
    texts = ["one", "two", "die", "three", "four", "five", "six", "die", "seven"]
    results = upper(texts)
    assert [r.decode() for r in results if isinstance(r, bytes)] == [t.upper() for t in texts if t != "die"]
    assert [r.why for r in results if isinstance(r, Failure)] == ["died", "died"]
    assert isinstance(results[2], Failure)


def test_a_text_that_never_ends_costs_only_itself():
    results = upper(["one", "hang", "two"], seconds=0.5)
    assert [results[0], results[2]] == [b"ONE", b"TWO"]
    assert results[1] == Failure("slow", "it took longer than 0.5 seconds")


@pytest.mark.parametrize("endless", ["hang", "hold"])
@pytest.mark.parametrize("place", [0, 3, 7])
def test_any_endless_text_costs_only_itself(endless, place):
    texts = [f"text {n}" for n in range(8)]
    texts[place] = endless
    results = upper(texts, seconds=0.5, chunk_size=8, workers=1)
    assert results.pop(place) == Failure("slow", "it took longer than 0.5 seconds")
    assert [result.decode() for result in results] == [text.upper() for text in texts if text != endless]


def test_an_exception_costs_only_its_text():
    results = upper(["one", "raise", "two"])
    assert results[1] == Failure("raised", "ValueError: no good")
    assert results[::2] == [b"ONE", b"TWO"]


def test_what_a_job_prints_does_not_disturb_the_frames(capfd):
    assert upper(["print", "two"]) == [b"PRINT", b"TWO"]
    assert "to stdout" in capfd.readouterr().err


def test_workers_killed_from_outside_are_replaced_and_change_nothing():
    texts = [f"nap {n}" for n in range(60)]
    with Pool("batch_jobs:make_upper", None, workers=2) as pool:
        stop = threading.Event()

        def kill() -> None:
            killed: set[int] = set()
            while not stop.wait(0.3):
                for pid in set(pool.pids) - killed:
                    killed.add(pid)
                    os.kill(pid, signal.SIGKILL)
                    stop.wait(0.7)  # some live long enough to do some work

        killer = threading.Thread(target=kill)
        killer.start()
        results = list(outcomes_in_order(pool, texts, chunk_size=10))
        stop.set()
        killer.join()
    assert results == [text.upper().encode() for text in texts]


def test_a_job_that_cannot_be_built_is_told():
    with (
        pytest.raises(BatchError, match="no such taxonomy"),
        Pool("batch_jobs:make_nothing", None, workers=1) as pool,
    ):
        list(outcomes_in_order(pool, ["one"], chunk_size=1))


def test_workers_that_die_at_the_start_are_not_started_for_ever():
    with (
        pytest.raises(BatchError, match="died while they started"),
        Pool("batch_jobs:make_dead", None, workers=1) as pool,
    ):
        list(outcomes_in_order(pool, ["one"], chunk_size=1))


def test_what_cannot_be_sent_to_a_process_is_told():
    with (
        pytest.raises(BatchError, match="expected items that can be sent"),
        Pool("batch_jobs:make_upper", None, workers=1) as pool,
    ):
        list(outcomes_in_order(pool, [lambda: 1], chunk_size=1))


def test_texts_are_taken_only_as_they_are_needed():
    taken = 0

    def texts():
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield f"text {number}"

    with Pool("batch_jobs:make_upper", None, workers=1) as pool:
        results = outcomes_in_order(pool, texts(), chunk_size=5)
        assert next(results) == b"TEXT 0"
        assert taken <= 20
        results.close()


def test_closing_ends_the_processes():
    with Pool("batch_jobs:make_upper", None, workers=2) as pool:
        list(outcomes_in_order(pool, ["a", "b"], chunk_size=1))
        pids = pool.pids
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a step that holds the interpreter goes on")
@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("work", ["a", "hang", "hold"])
def test_workers_end_with_their_parent(way, work):
    script = (
        "import threading, time\n"
        "from jdmatch.tables.pool import Pool, outcomes_in_order\n"
        "pool = Pool('batch_jobs:make_upper', None, workers=2)\n"
        "next(outcomes_in_order(pool, ['a'] * 4, chunk_size=1))\n"
        f"threading.Thread(target=list, args=(pool.run([(0, [{work!r}]), (1, [{work!r}])]),)).start()\n"
        "time.sleep(0.3)\n"
        "print(*pool.pids, flush=True)\n"
        "time.sleep(60)\n"
    )
    with run_script(script) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        process.send_signal(way)
    assert len(pids) == 2
    for _ in range(100):
        alive = [pid for pid in pids if is_running(pid)]
        if not alive:
            break
        time.sleep(0.05)
    assert not alive


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def run_script(script: str, *, as_file: Path | None = None) -> subprocess.Popen[str]:
    here = Path(__file__).parent.parent
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), *filter(None, sys.path)])}
    if as_file is not None:
        as_file.write_text(script)
    command = [sys.executable, str(as_file)] if as_file else [sys.executable, "-c", script]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)


def test_a_script_needs_no_main_guard(tmp_path):
    script = (
        "from jdmatch.tables.pool import Pool, outcomes_in_order\n"
        "with Pool('batch_jobs:make_upper', None, workers=2) as pool:\n"
        "    print(list(outcomes_in_order(pool, ['a', 'b'], chunk_size=1)))\n"
    )
    with run_script(script, as_file=tmp_path / "script.py") as process:
        assert process.communicate()[0] == "[b'A', b'B']\n"


@pytest.mark.parametrize("workers", [0, -1, 1.5, "many", True])
def test_a_wrong_number_of_workers_is_refused(workers):
    with pytest.raises(InputError, match="workers"):
        count_workers(workers)


def test_fits_are_the_same_on_any_number_of_workers():
    matcher = jdmatch.load()
    texts = [POSTING, "", None, "Nurses wanted.", POSTING * 3] * 3
    alone = [fit.to_dict() for fit in matcher.pipe(texts, kind="posting")]
    many = score_many(matcher, texts, kind="posting", workers=2, chunk_size=4)
    assert [fit.to_dict() for fit in many] == alone


def test_what_is_no_text_raises_as_in_one_process():
    matcher = jdmatch.load()
    fits = matcher.pipe([POSTING, 5], workers=2, chunk_size=1)  # type: ignore[list-item]
    assert next(fits).score is not None
    with pytest.raises(InputError, match="int is not text"):
        next(fits)


def test_endless_texts_have_a_fit_with_an_error():
    first, held, last = score_many(
        Holder(jdmatch.load()), [POSTING, "hold", POSTING], kind="posting", workers=1, seconds=1.5
    )
    assert first == last
    assert (held.score, held.reading.status) == (None, "error")
    assert held.reading.notes == ("it took longer than 1.5 seconds",)
    assert held.to_dict()["reading"]["status"] == "error"


def test_endless_texts_have_an_error_in_a_frame():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"description": [POSTING, "hold"]})
    scored = score_frame(Holder(jdmatch.load()), frame, seconds=1.5)
    assert list(scored["status"] == "error") == [False, True]
    assert scored["error"][1] == "it took longer than 1.5 seconds"
