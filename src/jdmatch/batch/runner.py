"""A batch run from end to end: score what is not yet scored, part by part; then put the output together.

Scoring takes nearly all the time and is what survives a crash. Putting together is one more pass over the input, in
order, so the output's bytes depend neither on the number of workers nor on how often the run was broken off.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

import jdmatch
from jdmatch.batch.duplicates import NO_DUPLICATE, find_duplicates, read_duplicates
from jdmatch.batch.inputs import FolderSource, find_columns, hash_input, keep_stdin, open_source
from jdmatch.batch.jobs import JobState, Result, failed
from jdmatch.batch.lines import Reject, Row, Source, Value
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.store import (
    ASSEMBLING,
    STDIN,
    Kept,
    Ranked,
    Store,
    best_first,
    full_disk_told,
)
from jdmatch.batch.summary import BatchSummary, ProgressMeter, Tally
from jdmatch.batch.write import (
    EVIDENCE,
    REJECTS,
    Writer,
    cell_text,
    check_places,
    check_writer,
    finish,
    json_line,
    open_writer,
    output_columns,
    put_in_place,
    remove_ours,
)
from jdmatch.errors import BatchError, BatchStopped
from jdmatch.showing.words import counted
from jdmatch.tables.pool import Failure, Pool, count_workers
from jdmatch.tables.rows import COLUMNS
from jdmatch.taxonomy.loading import load_profile, load_taxonomy

JOB: Final = "jdmatch.batch.jobs:make_batch_job"
_FORMAT: Final = 2
_DECIDING: Final = ("kind", "explain", "duplicates", "part_rows", "field_characters", "per_text_seconds")
_DOCUMENT_COLUMNS: Final = ("title", "format")
_RECENT: Final = 10_000  # names: duplicates come in swarms


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
    # os.path: a folder that may not be entered is no error there
    if not options.is_stdin and not os.path.exists(options.input_path):  # noqa: PTH110
        open_source(options, options.input_path)  # which says so, before anything is made
    check_writer(options)
    check_places(options)
    store = Store(options.work_path)
    with full_disk_told(options.work_path):
        store.open(restart=options.restart)
        try:
            return _Run(options, store, taxonomy, profile).run()
        except KeyboardInterrupt as error:
            raise BatchStopped(_stopped(store, options)) from error
        finally:
            store.leave()


def _stopped(store: Store, options: BatchOptions) -> str:
    if rows := sum(store.parts().values()):
        done = f"stopped after {counted(rows, 'row')}"
        return f"{done}; the same command again goes on from {options.work_path}"
    return "stopped; nothing was done yet and nothing is kept; the same command again begins anew"


class _Run:
    def __init__(self, options: BatchOptions, store: Store, taxonomy: Any, profile: Any) -> None:
        self.options = options
        self.store = store
        self.taxonomy = taxonomy
        self.profile = profile
        self.meter = ProgressMeter(options.progress)
        self.tally = Tally()
        self.resumed = self.rejected = self.disarmed = 0
        self.path = options.input_path
        self.folder = store.path / ASSEMBLING

    def run(self) -> BatchSummary:
        began = time.monotonic()
        options = self.options
        if options.is_stdin:
            self.path = self.store.path / STDIN
            keep_stdin(self.path)
        self.meter.update(0, 0, 0.0, force=True)
        stamp = _stamp(self.path)
        self.source: Source = open_source(options, self.path)
        self.is_folder = isinstance(self.source, FolderSource)
        self.columns, told = find_columns(self.source, options)
        input_hash = hash_input(self.source, self.path)
        self.store.begin(self._manifest(input_hash))
        self._score()
        if _stamp(self.path) != stamp or (
            self.is_folder and hash_input(self.source, self.path) != input_hash
        ):
            raise _changed(f"{self.path}: changed while it was read")
        self.names = output_columns(self.source, _DOCUMENT_COLUMNS if self.is_folder else ())
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        try:
            self._assemble(stamp)
        finally:
            # where the disk is full, this makes room; the parts stay
            shutil.rmtree(self.folder, ignore_errors=True)
        summary = self.tally.summary(
            resumed=self.resumed,
            seconds=time.monotonic() - began,
            notes=(*self.source.notes, *told, *self._notes()),
            output=options.output_path,
            rejects=options.rejects_path,
            explain=options.explain_path if options.explain else None,
        )
        self.store.remove()
        return summary

    def _manifest(self, input_hash: str) -> dict[str, Any]:
        """Return all that decides what is in the parts; how and where it is written does not."""
        names, columns = self.source.columns, self.columns
        return {
            "the input": input_hash,
            "the taxonomy": self.taxonomy.hash,
            "the profile": self.profile.hash,
            "the version of jdmatch": f"{jdmatch.__version__}/{_FORMAT}",
            "the text column": names[columns.text],
            "the title column": None if columns.title is None else names[columns.title],
            "the id column": None if columns.id is None else names[columns.id],
            **{f"the option {name}": getattr(self.options, name) for name in _DECIDING},
        }

    def _notes(self) -> Iterator[str]:
        if self.disarmed:
            cells = counted(self.disarmed, "cell")
            yield f"{cells} that a spreadsheet would run as a formula: written with ' before"
        if renamed := [name for name in self.names[-len(COLUMNS) - 1 :] if name.startswith("jdmatch_")]:
            yield f"columns of the input bear our names; ours are called {', '.join(renamed)}"

    # ---------------------------------------------------------------- scoring

    def _score(self) -> None:
        """Score all parts that are not there yet."""
        options = self.options
        chunks = self._chunks()
        first = next(chunks, None)
        if first is None:
            return  # nothing left: no need for workers
        folder = self.path.absolute() if self.is_folder else None
        state = JobState(
            self.taxonomy, self.profile, options.kind, options.explain, options.duplicates, folder
        )
        sent: dict[int, tuple[list[tuple[bytes, str]], Sequence[object]]] = {}

        def items() -> Iterator[tuple[int, Sequence[object]]]:
            for number, kept, chunk in chain([first], chunks):
                sent[number] = kept, chunk
                yield number, chunk

        self.meter.begin("scoring")
        extra = (None, None) if self.is_folder else ()
        rows = 0
        with Pool(
            JOB, state, workers=count_workers(options.workers), seconds=options.per_text_seconds
        ) as pool:
            for number, outcomes in pool.run(items()):
                kept, chunk = sent.pop(number)
                results: list[Result] = [
                    failed(o.message, extra) if isinstance(o, Failure) else o for o in outcomes
                ]
                both = zip(kept, results, strict=True)
                packed = [Kept(content, name, *result) for (content, name), result in both]
                self.store.write_part(number, number * options.part_rows, packed)
                rows += len(results)
                if options.progress is not None:
                    for result, item in zip(results, chunk, strict=True):
                        self.meter.rank(
                            result.score, str((item[1] if isinstance(item, tuple) else item) or "")
                        )
                    self._tell(rows, self.source.fraction())
        self._tell(rows, 1.0, force=True)

    def _tell(self, rows: int, fraction: float, *, force: bool = False) -> None:
        done = self.resumed + rows
        self.meter.update(done, self.rejected, fraction, skipped=self.resumed, force=force)

    def _chunks(self) -> Iterator[tuple[int, list[tuple[bytes, str]], list[object]]]:
        """Yield, for each part that is not there yet, its number, what is kept of its rows, and what is sent out."""
        done = self.store.parts()
        text, title, _ = self.columns
        number, row = 0, 0
        kept: list[tuple[bytes, str]] = []
        items: list[object] = []
        for read in chain(self.source.read(), [None]):
            if isinstance(read, Reject):
                self.rejected += not read.rest
                continue
            if read is None or len(items) == self.options.part_rows:
                if items and number in done:
                    self.resumed += len(items)
                elif items:
                    yield number, kept, items
                number, kept, items = number + 1, [], []
            if read is not None:
                values = read.values
                items.append(
                    values[0] if self.is_folder else (values[text], None if title is None else values[title])
                )
                if number not in done:
                    kept.append((_digest(values), self._name(row, read)))
                row += 1

    def _name(self, number: int, row: Row) -> str:
        """Return what a row is called: its id as a cell shows it, or its number, counted from 1."""
        name = "" if self.columns.id is None else cell_text(row.values[self.columns.id])
        return name or str(number + 1)

    # ---------------------------------------------------------------- putting together

    def _assemble(self, stamp: tuple[int, int]) -> None:
        """Write the output, the evidence and the rejects; only whole files take their places."""
        options = self.options
        duplicates = self._find_duplicates() if options.duplicates else None
        self.meter.begin("writing")
        output, evidence, rejects = (self.folder / name for name in ("output", "explain", "rejects"))
        with ExitStack() as stack:
            writer = open_writer(options, output, self.names, self.source)
            closing = stack.enter_context(_Closing(writer))
            explain = stack.enter_context(evidence.open("wb")) if options.explain else None
            refused = stack.enter_context(rejects.open("wb"))
            rows = self._wanted(self._joined(refused), duplicates)
            if options.sort or options.top is not None:
                rows = best_first(rows, self.folder / "rows")
            for row in rows:
                writer.write(row.values)
                if explain is not None:
                    explain.write(json_line(row.told))
                self.tally.written += 1
            closing.finish()
            self.disarmed = writer.disarmed
            for stream in (explain, refused):
                if stream is not None:
                    finish(stream)
        if _stamp(self.path) != stamp:
            raise _changed(f"{self.path}: changed while the output was put together")
        # an earlier run's rejects and evidence would speak of rows as they are no longer
        if self.tally.rejected:
            put_in_place(rejects, options.rejects_path)
        else:
            remove_ours(options.rejects_path, REJECTS)
        if options.explain:
            put_in_place(evidence, options.explain_path)
        else:
            remove_ours(options.explain_path, EVIDENCE)
        put_in_place(output, options.output_path)
        self.meter.update(self.tally.scored, self.tally.rejected, 1.0, force=True)

    def _find_duplicates(self) -> Path:
        self.meter.begin("finding duplicates")
        self.meter.update(sum(self.store.parts().values()), 0, 0.0, force=True)
        signatures, found = self.folder / "signatures", self.folder / "duplicates"
        self.store.write_signatures(signatures)
        find_duplicates(signatures, found)
        return found

    def _joined(self, refused: IO[bytes]) -> Iterator[tuple[int, Row, Kept]]:
        """Yield every row of the input with what is kept of it; rejects are written as they come."""
        kept = self.store.read()
        number = 0
        for read in self.source.read():
            if isinstance(read, Reject):
                self.tally.reject(read)
                refused.write(_reject_line(read))
                continue
            result = next(kept, None)
            if result is None or result.content != _digest(read.values):
                raise _changed(f"{self.path}:{read.line}: row {number + 1} is no longer what was scored")
            yield number, read, result
            number += 1
            self.meter.update(number, self.tally.rejected, self.source.fraction())
        if next(kept, None) is not None:
            raise _changed(f"{self.path}: has {counted(number, 'row')}, fewer than were scored")

    def _wanted(self, rows: Iterator[tuple[int, Row, Kept]], duplicates: Path | None) -> Iterator[Ranked]:
        """Count all rows and yield those that are wanted, as they will be written."""
        options = self.options
        least, last = options.min_score, None
        if options.top is not None:
            last = self.store.worst_of_best(options.top) or (101.0, 0)  # 101: no row is as good
        first = read_duplicates(duplicates) if duplicates else None
        name_of: Callable[[int], str] = lru_cache(_RECENT)(self.store.name)
        for number, row, kept in rows:
            cells = json.loads(kept.cells)
            title, score = self._title(row, cells), kept.score
            alike = NO_DUPLICATE if first is None else next(first)
            marked = None if alike == NO_DUPLICATE else name_of(alike)
            self.tally.row(score, cells[-len(COLUMNS) :], title, is_duplicate=marked is not None)
            if least is not None and (score is None or score < least):
                continue
            if last is not None and (score is None or (-score, number) > (-last[0], last[1])):
                continue
            told = {}
            if options.explain:
                told = {"row": number + 1, "line": row.line, "id": kept.name, "title": title or None}
                told |= json.loads(kept.evidence) if kept.evidence else {}
            yield Ranked(score, number, [*row.values, *cells, marked], told)

    def _title(self, row: Row, cells: list[Any]) -> str:
        place = self.columns.title
        title = cells[0] or row.values[0] if self.is_folder else None if place is None else row.values[place]
        return " ".join(str(title).split()) if title is not None else ""


class _Closing:
    """Closes a writer on the way out of an error as well, without hiding the error."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._is_done = False

    def __enter__(self) -> _Closing:
        return self

    def finish(self) -> None:
        """Close the writer; what goes wrong is told."""
        self._is_done = True
        self._writer.close()

    def __exit__(self, *exception: object) -> None:
        if not self._is_done:
            with suppress(OSError, ValueError):
                self._writer.close()


def _changed(found: str) -> BatchError:
    return BatchError(
        f"{found}; expected the same input throughout; leave it alone and use --restart (restart=True)"
    )


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _digest(values: tuple[Value, ...]) -> bytes:
    """Return a hash of a row's values, by which it is known again."""
    try:
        packed = marshal.dumps(values, 2)  # type: ignore[arg-type]  # from version 3 on, it knows which values are the same object
    except ValueError:  # a date or a decimal number
        packed = repr(values).encode("utf-8", "backslashreplace")
    return hashlib.blake2b(packed, digest_size=8).digest()


def _reject_line(reject: Reject) -> bytes:
    told = {"line": reject.line, "reason": reject.reason, "detail": reject.detail, "raw": reject.raw}
    return json_line(told | ({"rest": True} if reject.rest else {}))
