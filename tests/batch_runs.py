"""What the tests of batch runs share: a table with broken rows, quick workers, runs that are broken off."""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from jdmatch.batch import BatchOptions, Progress, run_batch
from jdmatch.batch.store import RESULTS, Store
from jdmatch.errors import BatchStopped

_WORDS = "we build and run models in python with spark on large data for many teams every day of the week"


class Named(NamedTuple):
    """Stands for a taxonomy or a profile."""

    hash: str
    version: str = ""
    id: str = ""


SCRIPT = """
import os
import signal
import sys
from batch_runs import Named
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what runs in its background ignore it
import jdmatch.batch.runner as runner
from jdmatch.batch import BatchOptions
from jdmatch.errors import BatchError
runner.JOB = "batch_jobs:make_lengths"
runner.load_taxonomy = lambda path: Named(f"{path}")
runner.load_profile = lambda name, taxonomy: Named(f"{name}")
if room := os.environ.get("JDMATCH_TEST_ROOM"):
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
try:
    trace = os.environ.get("JDMATCH_TEST_PHASES")
    def note(progress):
        with open(trace, "w") as file:
            file.write(progress.phase)
    print(runner.run_batch(BatchOptions(input=sys.argv[1], output=sys.argv[2], explain=True, sort="SORT" in os.environ,
        part_rows=int(os.environ.get("PART_ROWS", 5)), workers=int(os.environ.get("WORKERS", 2)),
        progress=note if trace else None)))
except BatchError as error:
    sys.exit(f"{error}")
"""


def start(options: BatchOptions, **env: str) -> subprocess.Popen[str]:
    """Start a run in a process of its own, with quick workers."""
    here = str(Path(__file__).parent)
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(options.input), str(options.output)],
        env={**os.environ, **env, "PYTHONPATH": os.pathsep.join([here, *filter(None, sys.path)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def use_quick_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers need no taxonomy, so that they start at once."""
    monkeypatch.setattr("jdmatch.batch.runner.JOB", "batch_jobs:make_lengths")
    monkeypatch.setattr("jdmatch.batch.runner.load_taxonomy", lambda path: Named(f"{path}"))
    monkeypatch.setattr("jdmatch.batch.runner.load_profile", lambda name, taxonomy: Named(f"{name}"))


def make_options(folder: Path) -> BatchOptions:
    return BatchOptions(
        input=make_input(folder / "in.csv"), output=folder / "out.csv", workers=1, part_rows=20
    )


def make_input(path: Path, rows: int = 200) -> Path:
    """Write rows with some broken ones and some duplicates among them."""
    randomly = random.Random(7)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "title", "description", "=note"])
    texts: list[str] = []
    for number in range(rows):
        if number % 10 == 3:
            out.write(f"X{number},broken\n")
        fresh = " ".join(randomly.choices(_WORDS.split(), k=randomly.randint(3, 60)))
        texts.append(randomly.choice(texts) if number % 9 == 5 else fresh)
        writer.writerow([f"P{number}", f"Engineer {number}", texts[-1], "-cmd" if number % 4 else "-4"])
    path.write_text(out.getvalue())
    return path


def read_rows(path: Path | str) -> list[dict[str, str]]:
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files(options: BatchOptions) -> tuple[bytes, ...]:
    """Return the bytes of all that a run wrote."""
    paths = (options.output_path, options.rejects_path, options.explain_path)
    return tuple(path.read_bytes() if path.exists() else b"" for path in paths)


def rows_done(options: BatchOptions) -> int:
    """Return how many rows of an unfinished run are scored."""
    if not (options.work_path / RESULTS).exists():
        return 0
    store = Store(options.work_path)
    store.open(restart=False)
    try:
        return store.count("results")
    finally:
        store.close()


def stop_early(options: BatchOptions) -> None:
    """Leave an unfinished run behind."""

    def interrupt(progress: Progress) -> None:
        if progress.rows:
            raise KeyboardInterrupt

    with pytest.raises(BatchStopped):
        run_batch(replace(options, progress=interrupt))
    assert rows_done(options)
