"""A batch run from end to end: score what is not yet scored, part by part; then put the output together.

Scoring takes nearly all the time and is what survives a crash. Putting together is one more pass over the
input, in order, so the output's bytes depend neither on the number of workers nor on how often the run was
broken off.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import jdmatch
from jdmatch.batch.assembling import Assembly
from jdmatch.batch.folder_input import FolderSource
from jdmatch.batch.inputs import Columns, find_columns, hash_input, keep_stdin, open_source
from jdmatch.batch.jobs import JobState, failed_line, line_score
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.outputs import check_writer
from jdmatch.batch.places import check_places
from jdmatch.batch.progress import ProgressMeter
from jdmatch.batch.records import Reject, Row, Source
from jdmatch.batch.summary import BatchSummary
from jdmatch.batch.wording import counted
from jdmatch.batch.work import STDIN, WorkFolder, fingerprint, full_disk_told
from jdmatch.errors import BatchError
from jdmatch.tables.pool import Failure, Pool
from jdmatch.tables.workers import count_workers
from jdmatch.taxonomy.loading import load_profile, load_taxonomy

JOB: Final = "jdmatch.batch.jobs:make_batch_job"
_FORMAT: Final = 1
_DECIDING: Final = ("kind", "explain", "duplicates", "part_rows", "field_characters", "per_text_seconds")


class BatchStopped(BatchError):  # noqa: N818 - not an error: what the user asked for
    """A run was stopped by Ctrl-C; what is done is kept."""


def run_batch(options: BatchOptions) -> BatchSummary:
    r"""Score a file or a folder of any size, and write the result.

    What was done is kept in a folder beside the output until the run is finished; the same call again goes on
    from there.

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
    work = WorkFolder(options.work_path)
    with full_disk_told(options.work_path):
        work.open(restart=options.restart)
        try:
            return _Run(options, work, taxonomy, profile).run()
        except KeyboardInterrupt as error:
            message = _stopped(work, options)
            raise BatchStopped(message) from error
        finally:
            work.leave()


def _stopped(work: WorkFolder, options: BatchOptions) -> str:
    if parts := len(list(work.parts())):
        done = f"stopped after about {counted(parts * options.part_rows, 'row')}"
        return f"{done}; the same command again goes on from {options.work_path}"
    return "stopped; nothing was done yet and nothing is kept; the same command again begins anew"


class _Run:
    def __init__(self, options: BatchOptions, work: WorkFolder, taxonomy: Any, profile: Any) -> None:
        self.options = options
        self.work = work
        self.taxonomy = taxonomy
        self.profile = profile
        self.meter = ProgressMeter(options.progress)
        self.began = time.monotonic()
        self.resumed = 0
        self.rejected = 0

    def run(self) -> BatchSummary:
        path = self.options.input_path
        if self.options.is_stdin:
            path = self.work.path / STDIN
            keep_stdin(path)
        self.meter.update(0, 0, 0.0, force=True)
        stamp = _stamp(path)
        source = open_source(self.options, path)
        columns, told = find_columns(source, self.options)
        manifest = self._manifest(hash_input(source, path), source, columns)
        self.work.check_manifest(manifest)
        self.work.write_manifest(manifest)
        self._score(source, columns)
        if _stamp(path) != stamp:
            message = (
                f"{path}: changed while it was read; "
                "expected the same file throughout; use --restart (restart=True)"
            )
            raise BatchError(message)
        assembly = Assembly(self.options, self.work, source, columns, self.meter)
        tally = assembly.run()
        options = self.options
        summary = tally.summary(
            resumed=self.resumed,
            seconds=time.monotonic() - self.began,
            notes=(*source.notes, *told, *assembly.notes),
            output=options.output_path,
            rejects=options.rejects_path,
            explain=options.explain_path if options.explain else None,
        )
        self.work.remove()
        return summary

    def _manifest(self, input_hash: str, source: Source, columns: Columns) -> dict[str, Any]:
        """Return all that decides what is in the parts; how and where it is written does not."""
        names = source.columns
        return {
            "the input": input_hash,
            "the taxonomy": self.taxonomy.hash,
            "the profile": fingerprint(self.profile),
            "the version of jdmatch": f"{jdmatch.__version__}/{_FORMAT}",
            "the text column": names[columns.text],
            "the title column": None if columns.title is None else names[columns.title],
            **{f"the option {name}": getattr(self.options, name) for name in _DECIDING},
        }

    def _score(self, source: Source, columns: Columns) -> None:
        """Score all parts that are not yet there."""
        options = self.options
        done = set(self.work.parts())
        chunks = self._chunks(source, columns, done)
        first = next(chunks, None)
        if first is None:
            return  # nothing left: no need for workers
        folder = options.input_path.absolute() if isinstance(source, FolderSource) else None
        state = JobState(
            self.taxonomy, self.profile, options.kind, options.explain, options.duplicates, folder
        )
        workers = count_workers(options.workers)
        titles: dict[int, Sequence[object]] = {}

        def sent() -> Iterator[tuple[int, Sequence[object]]]:
            for number, items in chain([first], chunks):
                titles[number] = items
                yield number, items

        self.meter.begin("scoring")
        rows = 0
        with Pool(JOB, state, workers=workers, seconds=options.per_text_seconds) as pool:
            for number, outcomes in pool.run(sent()):
                extra: list[str | None] = [None, None] if folder else []
                lines = [failed_line(o.message, extra) if isinstance(o, Failure) else o for o in outcomes]
                self.work.write_part(number, lines)
                rows += len(lines)
                for line, item in zip(lines, titles.pop(number), strict=True):
                    title = item[1] if isinstance(item, tuple) else item
                    self.meter.rank(line_score(line), str(title or ""))
                self._tell(rows, source.fraction())
        self._tell(rows, 1.0, force=True)

    def _tell(self, rows: int, fraction: float, *, force: bool = False) -> None:
        done = self.resumed + rows
        self.meter.update(done, self.rejected, fraction, skipped=self.resumed, force=force)

    def _chunks(
        self, source: Source, columns: Columns, done: set[int]
    ) -> Iterator[tuple[int, list[tuple[object, object] | object]]]:
        """Yield what is to be sent out for each part that is not there yet."""
        is_folder = isinstance(source, FolderSource)
        number, size = 0, 0
        items: list[tuple[object, object] | object] = []
        for read in source.read():
            if isinstance(read, Reject):
                self.rejected += not read.rest
                continue
            size += 1
            if number not in done:
                items.append(read.values[0] if is_folder else _item(read, columns))
            if size == self.options.part_rows:
                if number in done:
                    self.resumed += size
                else:
                    yield number, items
                number, size, items = number + 1, 0, []
        if size and number in done:
            self.resumed += size
        elif size:
            yield number, items


def _item(row: Row, columns: Columns) -> tuple[object, object]:
    return row.values[columns.text], None if columns.title is None else row.values[columns.title]


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
