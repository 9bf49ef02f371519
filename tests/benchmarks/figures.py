"""What the benchmark measures; each function yields lines to print."""

from __future__ import annotations

import argparse
import gc
import hashlib
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from grown import grown
from table import table
from variations import vary, write_variations

Postings = list[dict[str, str]]
SOURCE = Path(os.environ.get("JDMATCH_SOURCE") or Path(__file__).parents[2] / "src")
_BATCH = (
    "import sys; from jdmatch.batch import BatchOptions, run_batch; "
    "print(run_batch(BatchOptions(input=sys.argv[1], output=sys.argv[2], workers=int(sys.argv[3]))))"
)


def load(_postings: Postings, _folder: Path, _given: argparse.Namespace) -> Iterator[str]:
    """Say how long it takes until the first text is read, in a new process."""
    code = (
        "import time; a = time.perf_counter(); import jdmatch; b = time.perf_counter(); matcher = jdmatch.load(); "
        "c = time.perf_counter(); matcher.score('We need Python.'); d = time.perf_counter(); print(b - a, c - b, d - c)"
    )
    command = [sys.executable, "-c", code]
    times = [
        [
            float(part)
            for part in subprocess.run(
                command, env=_env(), capture_output=True, text=True, check=True
            ).stdout.split()
        ]
        for _ in range(5)
    ]
    imported, loaded, first = (min(column) for column in zip(*times, strict=True))
    yield f"load: import {imported:.2f} s, jdmatch.load() {loaded:.2f} s, first text {first:.3f} s (best of 5)"


def speed(postings: Postings, _folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """Compare reading and scoring with the floor, blank("en").make_doc, in turns over the same texts."""
    import spacy

    import jdmatch

    texts = [row["description"] for row in vary(postings, (given.rows or [2000])[0])]
    nlp = spacy.blank("en")
    matcher = jdmatch.load()
    work: dict[str, Callable[[str], object]] = {
        "make_doc": nlp.make_doc,
        "read": lambda text: matcher.read(text, kind="posting"),
        "read and score": lambda text: matcher.score(text, kind="posting"),
    }
    for run in work.values():
        for text in texts[:100]:
            run(text)
    chunks = [texts[start : start + 100] for start in range(0, len(texts), 100)]
    taken: dict[str, list[float]] = {name: [] for name in work}
    for chunk in chunks:
        for name, run in work.items():
            start = time.process_time()
            for text in chunk:
                run(text)
            taken[name].append(time.process_time() - start)
    floor = sum(taken["make_doc"])
    for name, times in taken.items():
        total = sum(times)
        yield (
            f"speed: {name:<15} {total / len(texts) * 1000:6.2f} ms a text, {len(texts) / total:6,.0f} texts/s of CPU, "
            f"{floor / total:5.2f} of the floor's throughput"
        )


def taxonomy(postings: Postings, _folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """Say how the cost of a text grows with the taxonomy: made-up concepts beside the real ones."""
    import jdmatch
    from jdmatch.matcher import Matcher

    texts = [row["description"] for row in vary(postings, min(400, (given.rows or [400])[0]))]
    plain = jdmatch.load()
    first = 0.0
    for size in given.sizes:
        start = time.process_time()
        matcher = Matcher(grown(plain.taxonomy, size), plain.profile)
        built = time.process_time() - start
        for text in texts[:50]:
            matcher.score(text, kind="posting")
        times = []
        for _ in range(3):
            start = time.process_time()
            for text in texts:
                matcher.score(text, kind="posting")
            times.append((time.process_time() - start) / len(texts) * 1000)
        cost = min(times)
        first = first or cost
        yield (
            f"taxonomy: {size:>3}x, {len(matcher.taxonomy.surfaces):>9,} surfaces: {cost:6.2f} ms a text "
            f"({cost / first:.2f} times), built in {built:.1f} s"
        )
        del matcher
        gc.collect()


def workers(postings: Postings, folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """Compare runs with different numbers of workers, by the wall clock."""
    count = (given.rows or [4000])[0]
    path = write_variations(folder / "workers.csv", count, postings)
    _run(path, folder / "warm.csv", given.workers[0])
    times: dict[int, list[float]] = {number: [] for number in given.workers}
    hashes = set()
    for _ in range(3):
        for number in given.workers:
            output = folder / f"out{number}.csv"
            start = time.perf_counter()
            _run(path, output, number)
            times[number].append(time.perf_counter() - start)
            hashes.add(hashlib.sha256(output.read_bytes()).hexdigest())
    one = statistics.median(times[given.workers[0]])
    for number, taken in times.items():
        wall = statistics.median(taken)
        yield f"workers: {number}: {wall:.1f} s for {count:,} rows, {one / wall:.2f} times {given.workers[0]}"
    yield f"workers: the outputs are {'the same' if len(hashes) == 1 else 'DIFFERENT'}; load {os.getloadavg()[0]:.1f}"


def memory(postings: Postings, folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """Say how much memory all processes of a run take together at most, for files of different sizes."""
    for count in given.rows or [1_000, 10_000]:
        path = write_variations(folder / "memory.csv", count, postings)
        size = path.stat().st_size / 1e6
        start = time.perf_counter()
        process = _start(path, folder / "memory.out.csv", max(given.workers))
        peak, at = _peak_memory(process)
        told = process.communicate()[0]
        taken = time.perf_counter() - start
        yield (
            f"memory: {count:>9,} rows, {size:,.0f} MB: {peak / 1e6:,.0f} MB at most (after {at:.0f} s), "
            f"{taken:,.0f} s, {count / taken:,.0f} rows/s; {told.splitlines()[0]}"
        )


def kills(postings: Postings, folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """Kill a run again and again at random moments; its output must be that of a run that was left alone."""
    count = (given.rows or [5_000])[0]
    path = write_variations(folder / "kills.csv", count, postings)
    number = max(given.workers)
    unbroken, broken = folder / "unbroken.csv", folder / "broken.csv"
    start = time.perf_counter()
    _run(path, unbroken, number)
    whole = time.perf_counter() - start
    randomly = random.Random(os.getpid())
    killed = 0
    while True:
        process = _start(path, broken, number)
        timer = threading.Timer(randomly.uniform(0.3, 3 + 1.4 * whole / given.kills), process.kill)
        if killed < given.kills:
            timer.start()
        told = process.communicate()[0]
        timer.cancel()
        if process.returncode == 0:
            break
        killed += 1
    same = unbroken.read_bytes() == broken.read_bytes()
    yield (
        f"kills: {killed} SIGKILLs over {count:,} rows ({whole:.0f} s unbroken): "
        f"the output is {'the same' if same else 'DIFFERENT'}; {told.splitlines()[1]}"
    )


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")])}


def _start(path: Path, output: Path, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _BATCH, str(path), str(output), str(number)]
    return subprocess.Popen(command, env=_env(), stdout=subprocess.PIPE, text=True)


def _run(path: Path, output: Path, number: int) -> None:
    process = _start(path, output, number)
    process.communicate()
    if process.returncode:
        sys.exit(process.returncode)


def _peak_memory(process: subprocess.Popen[str]) -> tuple[int, float]:
    """Return the most that a process and its children had in memory at one time, and when."""
    start = time.perf_counter()
    peak, at = 0, 0.0
    while process.poll() is None:
        now = sum(_memory(pid) for pid in _family(process.pid))
        if now > peak:
            peak, at = now, time.perf_counter() - start
        time.sleep(0.2)
    return peak, at


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        # workers are started by threads
        for task in islice(Path(f"/proc/{pid}/task").iterdir(), 1, None):
            children += (task / "children").read_text().split()
    except OSError:
        return
    for child in sorted(set(children)):
        yield from _family(int(child))


def _memory(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


MEASURES: dict[str, Callable[[Postings, Path, argparse.Namespace], Iterator[str]]] = {
    "table": table,
    "load": load,
    "speed": speed,
    "taxonomy": taxonomy,
    "workers": workers,
    "memory": memory,
    "kills": kills,
}
