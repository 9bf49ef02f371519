"""The table of docs/performance.md: all of its figures in one run, of CPU time, as medians over turns on the same texts."""

from __future__ import annotations

import argparse
import gc
import importlib.util
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from grown import grown
from variations import vary, write_variations

Postings = list[dict[str, str]]
Read = Callable[[str], object]
SOURCE = Path(os.environ.get("JDMATCH_SOURCE") or Path(__file__).parents[2] / "src")
_WARM_UP, _CHUNK, _SHORT = 100, 25, 300
_UNRELATED = 10.0  # a posting that scores less has nothing to do with the role
_STARTS = 5
_LOOP = (
    "import csv, sys, jdmatch; matcher = jdmatch.load(); "
    "rows = csv.DictReader(open(sys.argv[1], newline='')); "
    "print(sum(matcher.score(r['description'], title=r.get('title'), kind='posting').score or 0 for r in rows))"
)


def table(postings: Postings, folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """Yield the rows of the table, as Markdown."""
    import spacy

    import jdmatch
    from jdmatch.matcher import Matcher

    count = (given.rows or [600])[0]
    rows = [*postings]
    random.Random(7).shuffle(rows)
    # each part of the table reads texts that none before it has read: what was read is in caches
    fresh = (row["description"] for row in vary(rows, 3 * count + _WARM_UP))
    first, mixed, others, more = (list(islice(fresh, size)) for size in (_WARM_UP, count, count, count))
    matcher, nlp = jdmatch.load(), spacy.blank("en")
    for text in first:
        matcher.score(text, kind="posting")
        nlp.make_doc(text)
    short = [text[at : at + _SHORT] for text in others if (at := len(text) // 2 - _SHORT // 2) > 0]
    gc.collect()
    gc.freeze()  # as workers do: what stays for good is not walked again and again

    is_compiled = not (importlib.util.find_spec("jdmatch.folding").origin or "").endswith(".py")  # type: ignore[union-attr]
    yield f"| {'compiled' if is_compiled else 'pure Python'}, Python {sys.version.split()[0]}, spaCy {spacy.__version__} | measured |"
    yield "|---|---|"

    def score(text: str) -> object:
        return matcher.score(text, kind="posting")

    def row(name: str, texts: Sequence[str]) -> str:
        if not texts:
            return f"| read and score {name} | none among the postings |"
        costs = _in_turns({"floor": nlp.make_doc, "score": score}, texts)
        size, ratio = statistics.mean(map(len, texts)), _ratio(costs["floor"], costs["score"])
        return (
            f"| read and score {name} ({len(texts)} of {size:,.0f} characters) | "
            f"{ratio:.2f} of `make_doc`'s throughput, {statistics.median(costs['score']):.2f} ms |"
        )

    yield row("mixed postings", mixed)
    yield row(f"texts of {_SHORT} characters", short)
    unrelated = []
    for text in dict.fromkeys(posting["description"] for posting in rows):
        nlp.make_doc(text)  # both have read them then
        if (matcher.score(text, kind="posting").score or 0.0) < _UNRELATED:
            unrelated.append(text)
    yield row(f"postings that score below {_UNRELATED:g}", unrelated[:count])
    floor = spacy.blank("en").make_doc
    costs = _in_turns({"floor": floor, **dict(_peers(matcher.taxonomy.surfaces))}, more)
    for name, cost in costs.items():
        if name != "floor":
            told = f"{_ratio(costs['floor'], cost):.2f} of `make_doc`'s throughput, {statistics.median(cost):.2f} ms"
            yield f"| a peer, {name}, same mixed postings | {told} |"
    for name, module in (("flashtext", "flashtext"), ("EDS-NLP", "edsnlp")):
        if importlib.util.find_spec(module) is None:
            yield f"| a peer, {name} | not installed: `uv sync --group benchmark` |"
    yield f"| `jdmatch.load()`, warm, less the start of Python | {_load_cost():.2f} s |"
    yield f"| `jdmatch score FILE` in all | {_score_cost(folder, mixed[0]):.2f} s |"
    share, start = _batch_cost(folder, rows, count)
    yield f"| `jdmatch batch --workers 1` over a program that loops over `matcher.score`: a row | {100 * (share - 1):+.0f} % |"
    yield f"| the same: the start | {start:+.2f} s |"
    large = Matcher(grown(matcher.taxonomy, 10), matcher.profile)
    costs = _in_turns({"plain": score, "large": lambda text: large.score(text, kind="posting")}, mixed)
    yield f"| a text with a taxonomy of ten times the words | {1 / _ratio(costs['plain'], costs['large']):.2f} times the cost |"


def _in_turns(work: dict[str, Read], texts: Sequence[str]) -> dict[str, list[float]]:
    """Return the milliseconds a text of each piece of work, turn by turn over the same texts."""
    for read in work.values():
        read(texts[0])
    costs: dict[str, list[float]] = {name: [] for name in work}
    for start in range(0, len(texts), _CHUNK):
        chunk = texts[start : start + _CHUNK]
        for name, read in work.items():
            begun = time.process_time()
            for text in chunk:
                read(text)
            costs[name].append((time.process_time() - begun) / len(chunk) * 1000)
    return costs


def _ratio(floor: Sequence[float], cost: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(floor, cost, strict=True))


def _peers(surfaces: Iterable[str]) -> Iterator[tuple[str, Read]]:
    """Yield what others do over the same surfaces: they find words, and only the last says which are negated."""
    import spacy
    from ahocorasick_rs import AhoCorasick
    from spacy.matcher import PhraseMatcher

    search = AhoCorasick(list(surfaces))
    yield "ahocorasick-rs", lambda text: search.find_matches_as_indexes(text.lower(), overlapping=True)
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    nlp.tokenizer.max_cache_size = 1_000_000  # else its patterns fill the cache that the texts need
    matcher.add("skill", list(nlp.tokenizer.pipe(surfaces)))
    yield "`make_doc` and PhraseMatcher", lambda text: matcher(nlp.make_doc(text))
    if importlib.util.find_spec("flashtext") is not None:
        from flashtext import KeywordProcessor

        words = KeywordProcessor()
        words.add_keywords_from_list(list(surfaces))
        yield "flashtext", lambda text: words.extract_keywords(text, span_info=True)
    if importlib.util.find_spec("edsnlp") is not None:
        import edsnlp

        other = edsnlp.blank("eds")
        other.add_pipe("eds.sentences")
        other.add_pipe("eds.matcher", config={"terms": {"skill": list(surfaces)}, "attr": "LOWER"})
        other.add_pipe("eds.negation")
        yield "EDS-NLP with negation", other


# ------------------------------------------------------------------ processes


def _cpu(command: Sequence[str]) -> float:
    """Return the CPU seconds of a process and its children."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")])}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _median_cpu(command: Sequence[str]) -> float:
    return statistics.median(_cpu(command) for _ in range(_STARTS))


def _load_cost() -> float:
    return _median_cpu([sys.executable, "-c", "import jdmatch; jdmatch.load()"]) - _median_cpu(
        [sys.executable, "-c", "pass"]
    )


def _score_cost(folder: Path, text: str) -> float:
    path = folder / "posting.txt"
    path.write_text(text, encoding="utf-8")
    return _median_cpu([sys.executable, "-m", "jdmatch", "score", str(path)])


def _batch_cost(folder: Path, rows: Postings, count: int) -> tuple[float, float]:
    """Return the cost of a row in a batch as a multiple of its cost in a loop, and what its start costs beyond the loop's.

    Both are processes that read the same file once, titles included: a loop over texts that it has read before, or
    without their titles, has less to do.
    """
    few, many = (write_variations(folder / f"{n}.csv", n, rows) for n in (1, count))
    costs = []
    for command in (
        ["-m", "jdmatch", "batch", "{}", "-o", str(folder / "out.csv"), "--workers", "1"],
        ["-c", _LOOP, "{}"],
    ):
        start, whole = (
            min(
                _cpu([sys.executable, *(part.replace("{}", str(path)) for part in command)]) for _ in range(3)
            )
            for path in (few, many)
        )
        costs.append((whole - start, start))
    (batch, batch_start), (loop, loop_start) = costs
    return batch / loop, batch_start - loop_start
