"""A run that is killed again and again, at any moment of any phase, comes to the bytes of one that is left alone.

`JDMATCH_KILLS=20 JDMATCH_KILL_ROWS=10000 pytest tests/batch/test_kills.py` is the whole proof; here are a few kills.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from batch_runs import files, make_input, start
from jdmatch.batch import BatchOptions

KILLS = int(os.environ.get("JDMATCH_KILLS", "4"))
ROWS = int(os.environ.get("JDMATCH_KILL_ROWS", "400"))
PHASES = ("reading", "scoring", "finding duplicates", "writing")


def wait_for(phase: str, trace: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a run is in a phase, or behind it, or has ended."""
    later = PHASES[PHASES.index(phase) :]
    while process.poll() is None and not (trace.exists() and trace.read_text() in later):
        time.sleep(0.002)


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
@pytest.mark.parametrize(("workers", "order"), [("1", {}), ("2", {"SORT": "1"})])
def test_killed_runs_come_to_the_same_bytes(tmp_path, workers, order):
    env = {"PART_ROWS": str(max(5, ROWS // 40)), "WORKERS": workers, **order}
    unbroken = BatchOptions(input=make_input(tmp_path / "in.csv", ROWS), output=tmp_path / "unbroken.csv")
    with start(unbroken, **env) as process:
        assert process.communicate()[1] == ""
    options = replace(unbroken, output=tmp_path / "killed.csv")
    randomly = random.Random(7)
    trace = tmp_path / "phase"
    for kill in range(KILLS):
        phase = PHASES[kill * len(PHASES) // KILLS]
        trace.unlink(missing_ok=True)
        with start(options, JDMATCH_TEST_PHASES=str(trace), JDMATCH_TEST_SLOW="0.0005", **env) as process:
            wait_for(phase, trace, process)
            time.sleep(randomly.uniform(0, 0.1 * ROWS / 400 if phase == "scoring" else 0.02))
            process.send_signal(randomly.choice([signal.SIGKILL, signal.SIGTERM]))
            process.communicate()
    with start(options, **env) as process:
        assert process.communicate()[1] == ""
    assert files(options) == files(unbroken)
    assert not options.work_path.exists()
