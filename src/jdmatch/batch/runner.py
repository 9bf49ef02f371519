"""A batch run from end to end: keep the input, score what is not yet scored part by part, put the output together.

The input is read once, into the store; from then on it may change without any harm. Scoring takes nearly all the time
and is what survives a crash. The output is a query over the store, so its bytes depend neither on the number of
workers nor on how often the run was broken off.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jdmatch
from jdmatch.batch.inputs import FolderSource, find_columns, hash_input, open_source, save_stdin
from jdmatch.batch.jobs import JobState, failed
from jdmatch.batch.lines import Reject, Row, Source, Value
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.store import ASSEMBLING, STDIN, Scored, Store, explain_full_disk
from jdmatch.batch.summary import BatchSummary, ProgressMeter, count_results
from jdmatch.batch.write import (
    DUPLICATE,
    EVIDENCE,
    REJECTS,
    cell_text,
    check_places,
    close_synced,
    json_line,
    open_writer,
    put_in_place,
)
from jdmatch.errors import BatchError, BatchStopped
from jdmatch.scoring.scoring import made_by
from jdmatch.showing.view import counted, harmless
from jdmatch.tables.columns import names_beside
from jdmatch.tables.pool import Failure, Pool, count_workers
from jdmatch.tables.rows import COLUMNS, JOINER, Cell, cell
from jdmatch.taxonomy.loading import load_profile, load_taxonomy
from jdmatch.taxonomy.profile import with_gates

JOB: Final = "jdmatch.batch.jobs:make_batch_job"
_FORMAT: Final = 4
_DECIDING: Final = ("kind", "explain", "duplicates", "field_characters", "per_text_seconds")
_RECENT: Final = 10_000  # names: duplicates come in swarms
_BEST: Final = 5
_TOLD_EVERY: Final = 100  # rows that are read
_FORMULAS: Final = "that a spreadsheet would run as a formula: written with ' before"


def run_batch(options: BatchOptions) -> BatchSummary:
    r"""Score a file or a folder of any size, and write the result.

    What was done is kept in a folder beside the output until the run is finished; the same call again goes on from
    there.

    Raises:
        BatchError: if the input cannot be read or the output not written, something changed since the run was
            broken off, or the disk is full.
        MissingExtraError: if the output's format needs an optional package.
        InputError: if a named column is not there.
        TaxonomyError: if the taxonomy has faults.
        ProfileError: if the profile has faults.
        BatchStopped: on Ctrl-C.

    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "in.csv").write_text("id,description\n1,We need Python.\n2\n")
    >>> summary = run_batch(BatchOptions(input=folder / "in.csv", output=folder / "out.csv", workers=1))
    >>> summary.rows_in, summary.scored, summary.rejected
    (2, 1, 1)
    """
    count_workers(options.workers)
    taxonomy = load_taxonomy(options.taxonomy)
    profile = load_profile(options.profile, taxonomy)
    if options.gates:
        profile = with_gates(profile, options.gates, taxonomy.language.facts)
    # os.path: a folder that may not be entered is no error there
    if not options.is_stdin and not os.path.exists(options.input_path):  # noqa: PTH110
        open_source(options, options.input_path)  # which says so, before anything is made
    check_places(options)
    store = Store(options.work_path)
    with explain_full_disk(options.work_path):
        store.open(restart=options.restart)
        try:
            return _Run(options, store, taxonomy, profile).run()
        except KeyboardInterrupt as error:
            raise BatchStopped(_stopped(store, options)) from error
        finally:
            store.close_or_remove()


def _stopped(store: Store, options: BatchOptions) -> str:
    if rows := store.count("results"):
        done = f"stopped after {counted(rows, 'row')}"
        return f"{done}; the same command again goes on from {options.work_path}"
    return "stopped; nothing was scored yet and nothing is kept; the same command again begins anew"


class _Run:
    def __init__(self, options: BatchOptions, store: Store, taxonomy: Any, profile: Any) -> None:
        self.options = options
        self.store = store
        self.taxonomy = taxonomy
        self.profile = profile
        self.meter = ProgressMeter(options.progress)
        self.path = options.input_path
        self._made_with = str(made_by(profile, taxonomy.version))

    def run(self) -> BatchSummary:
        began = time.monotonic()
        options, store = self.options, self.store
        if options.is_stdin:
            self.path = store.path / STDIN
            save_stdin(self.path)
        self.meter.update(0, 0, 0.0, force=True)
        stamp = _stamp(self.path)
        self.source: Source = open_source(options, self.path)
        self.is_folder = isinstance(self.source, FolderSource)
        input_hash = hash_input(self.source, self.path)
        store.require_same(self._deciding(input_hash), with_rows=True)
        if store.recall("columns") is None:
            self._read(stamp)
        names: list[str] = store.recall("columns")
        self.columns, told = find_columns(names, options, is_folder=self.is_folder)
        roles = zip((f"the {role} column" for role in self.columns._fields), self.columns, strict=True)
        store.require_same({role: None if place is None else names[place] for role, place in roles})
        resumed = store.count("results")
        self._score(resumed)
        if self.is_folder and hash_input(self.source, self.path) != input_hash:
            raise _changed(self.path)
        if options.duplicates:
            self._mark_duplicates()
        # the columns of the input are as many as there are keys in any of its rows
        given = (*names, *(("title", "format") if self.is_folder else ()))
        ours = names_beside(given, (*options.columns, *COLUMNS, DUPLICATE))
        written, disarmed = self._write((*given, *ours), len(names))
        renamed = [name for name in ours if name.startswith("jdmatch_")]
        counts = count_results(store.db)
        notes = [*store.recall("notes"), *told]
        if disarmed:
            notes.append(f"{counted(disarmed, 'cell')} {_FORMULAS}")
        if renamed:
            notes.append(f"columns of the input bear our names; ours are called {', '.join(renamed)}")
        best = store.scored(by_score=True, top=_BEST, min_score=None)
        summary = BatchSummary(
            **counts,
            # foreign text, and goes to a screen
            best=tuple((float(cell(row.cells, "score") or 0), harmless(self._title(row))) for row in best),
            notes=tuple(notes),
            written=written,
            resumed=resumed,
            seconds=time.monotonic() - began,
            output=options.output_path,
            rejects_file=options.rejects_path if counts["rejected"] else None,
            explain_file=options.explain_path if options.explain else None,
            made_with=self._made_with,
            kind=options.kind,
        )
        store.remove()
        return summary

    def _deciding(self, input_hash: str) -> dict[str, Any]:
        """Return all that decides what is kept; how and where it is written does not."""
        python = ".".join(map(str, sys.version_info[:2]))
        return {
            "the input": input_hash,
            "the taxonomy": self.taxonomy.hash,
            "the profile": self.profile.hash,
            "the version of jdmatch": f"{jdmatch.__version__}/{_FORMAT}",
            "the version of Python": python,
            **{f"the option {name}": getattr(self.options, name) for name in _DECIDING},
        }

    # ---------------------------------------------------------------- reading

    def _read(self, stamp: tuple[int, int]) -> None:
        """Keep the whole input, or nothing of it."""
        source, store = self.source, self.store
        if not source.has_late_columns:  # hours of reading must not end at a name that is not there
            find_columns(source.columns, self.options, is_folder=self.is_folder)
        self.meter.begin("reading")
        with store.transaction():
            store.write_input(self._counted(source.read()))
            if _stamp(self.path) != stamp:
                raise _changed(self.path)
            store.note("columns", list(source.columns))
            store.note("notes", list(source.notes))
        if self.options.is_stdin:
            self.path.unlink()  # its rows are kept

    def _counted(self, items: Iterator[Row | Reject]) -> Iterator[Row | Reject]:
        rows = rejected = 0
        self.meter.update(0, 0, 0.0)
        for item in items:
            rows += isinstance(item, Row)
            rejected += isinstance(item, Reject) and not item.rest
            if rows % _TOLD_EVERY == 0:
                self.meter.update(rows, rejected, self.source.fraction())
            yield item

    # ---------------------------------------------------------------- scoring

    def _score(self, resumed: int) -> None:
        """Score all rows that are not scored yet."""
        options, store = self.options, self.store
        total, rejected = store.count("rows"), store.count("rejects", "reason IS NOT NULL")
        if resumed == total:
            return  # no need for workers
        folder = self.path.absolute() if self.is_folder else None
        asked = (options.kind, options.explain, options.duplicates)
        state = JobState(self.taxonomy, self.profile, *asked, folder)
        sent: dict[int, list[tuple[int, str]]] = {}
        self.meter.begin("scoring")
        done = resumed
        workers, seconds = count_workers(options.workers), options.per_text_seconds
        with Pool(JOB, state, workers=workers, seconds=seconds) as pool:
            for first, outcomes in pool.run(self._parts(sent)):
                rows, names = zip(*sent.pop(first), strict=True)
                results = [failed(one.message) if isinstance(one, Failure) else one for one in outcomes]
                store.write_results(rows, results)
                done += len(results)
                for result, name in zip(results, names, strict=True):
                    self.meter.rank(result.score, name)
                self.meter.update(done, rejected, done / total, skipped=resumed, force=done == total)

    def _parts(self, sent: dict[int, list[tuple[int, str]]]) -> Iterator[tuple[int, list[Any]]]:
        """Yield the items of each part under the number of its first row; `sent` has its rows and what to call them."""
        text, title, _, place = self.columns
        after = -1
        while found := self.store.unscored(after, self.options.part_rows):
            items = [tuple(_at(values, at) for at in (text, title, place)) for _, values in found]
            first, after = found[0][0], found[-1][0]
            sent[first] = [
                (row, str(item[0 if self.is_folder else 1] or ""))
                for (row, _), item in zip(found, items, strict=True)
            ]
            yield first, items

    # ---------------------------------------------------------------- putting together

    def _mark_duplicates(self) -> None:
        from jdmatch.batch.duplicates import find_duplicates

        self.meter.begin("finding duplicates")
        with self.store.transaction():
            for fraction in find_duplicates(self.store.db):
                self.meter.update(self.store.count("results"), 0, fraction)

    def _write(self, columns: tuple[str, ...], width: int) -> tuple[int, int]:
        """Write all files, of which only whole ones take their places; count rows written and cells disarmed."""
        options, store = self.options, self.store
        self.meter.begin("writing")
        folder = store.path / ASSEMBLING
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        output, evidence, rejects = (folder / name for name in ("output", "explain", "rejects"))
        total, written = store.count("results"), 0
        with ExitStack() as stack:
            # where the disk is full, this makes room; what is scored stays
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            writer = open_writer(options, output, columns, self.source)
            stack.callback(writer.abandon)
            explain = stack.enter_context(evidence.open("wb")) if options.explain else None
            refused = stack.enter_context(rejects.open("wb"))
            for told in store.rejects():
                refused.write(told)
            name_of = lru_cache(_RECENT)(lambda row: self._name(row, store.values(row)))
            for row in store.scored(by_score=options.sort, top=options.top, min_score=options.min_score):
                marked = None if row.first is None else name_of(row.first)
                missing = [None] * (width - len(row.values))  # keys that came later
                own = row.document if self.is_folder else ()
                more = (self._more(name, row.cells) for name in options.columns)
                writer.write([*row.values, *missing, *own, *more, *row.cells, marked])
                if explain is not None:
                    explain.write(json_line(self._evidence(row)))
                written += 1
                self.meter.update(written, 0, written / total)
            writer.close()
            for stream in (explain, refused):
                if stream is not None:
                    close_synced(stream)
            put_in_place(rejects if store.count("rejects") else None, options.rejects_path, REJECTS)
            put_in_place(evidence if options.explain else None, options.explain_path, EVIDENCE)
            put_in_place(output, options.output_path)
        self.meter.update(total, store.count("rejects", "reason IS NOT NULL"), 1.0, force=True)
        return written, writer.disarmed

    def _more(self, column: str, cells: Sequence[Cell]) -> str | None:
        """Return the value of a column on demand."""
        if column == "made_with":
            return self._made_with
        asked = JOINER.join(str(found) for name in ("required", "preferred") if (found := cell(cells, name)))
        concepts = (self.taxonomy.concepts.get(id_) for id_ in asked.split(JOINER))
        return JOINER.join(dict.fromkeys(one.uri for one in concepts if one and one.uri)) or None

    def _evidence(self, row: Scored) -> dict[str, Any]:
        told = {"row": row.number + 1, "line": row.line, "id": self._name(row.number, row.values)}
        return told | {"title": self._title(row) or None} | (json.loads(row.evidence) if row.evidence else {})

    def _name(self, row: int, values: tuple[Value, ...]) -> str:
        """Return what a row is called: its id as a cell shows it, or its number, counted from 1."""
        return cell_text(_at(values, self.columns.id)) or str(row + 1)

    def _title(self, row: Scored) -> str:
        at = self.columns.title
        title = (row.document[0] or row.values[0]) if self.is_folder else _at(row.values, at)
        return " ".join(str(title).split()) if title is not None else ""


def _at(values: tuple[Value, ...], place: int | None) -> Value:
    """Return a value; a row of JSON may end before a key that came later."""
    return values[place] if place is not None and place < len(values) else None


def _changed(path: Path) -> BatchError:
    return BatchError(
        f"{path}: changed while it was read; expected the same input throughout; "
        "leave it alone and use --restart (restart=True)"
    )


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
