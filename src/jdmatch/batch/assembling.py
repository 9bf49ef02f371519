"""Puts the output together: the input once more, row by row beside its results, filtered, sorted and written.

Everything is written under other names first; only whole files take their places.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from jdmatch.batch.cells import cell_text, json_line
from jdmatch.batch.duplicates import NO_DUPLICATE, NO_SIGNATURE, find_duplicates, read_duplicates
from jdmatch.batch.folder_input import FolderSource
from jdmatch.batch.inputs import Columns
from jdmatch.batch.jobs import Result, line_score, line_signature, read_line
from jdmatch.batch.options import BatchOptions
from jdmatch.batch.outputs import Writer, open_writer, output_columns
from jdmatch.batch.packed_output import finish
from jdmatch.batch.places import EVIDENCE, REJECTS, put_in_place, remove_ours
from jdmatch.batch.progress import ProgressMeter
from jdmatch.batch.records import Reject, Row, Source
from jdmatch.batch.row_names import RowNames
from jdmatch.batch.sorting import Best, Ranked, best_first
from jdmatch.batch.summary import Tally
from jdmatch.batch.wording import counted
from jdmatch.batch.work import ASSEMBLING, WorkFolder
from jdmatch.errors import BatchError
from jdmatch.tables.rows import COLUMNS

_DOCUMENT_COLUMNS: Final = ("title", "format")


class _Scored(NamedTuple):
    """A row of the input with its result."""

    number: int
    row: Row
    result: Result
    duplicate_of: int


class Assembly:
    """The last phase of a run."""

    def __init__(
        self, options: BatchOptions, work: WorkFolder, source: Source, columns: Columns, meter: ProgressMeter
    ) -> None:
        self._options = options
        self._work = work
        self._source = source
        self._columns = columns
        self._meter = meter
        self._tally = Tally()
        self._folder = work.path / ASSEMBLING
        self._is_folder = isinstance(source, FolderSource)
        self._names = output_columns(source, _DOCUMENT_COLUMNS if self._is_folder else ())
        self._signatures: Path | None = None
        self._duplicates: Path | None = None
        self._disarmed = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about the output."""
        ours = self._names[-len(COLUMNS) - 1 :]
        renamed = [name for name in ours if name.startswith("jdmatch_")]
        told = []
        if self._disarmed:
            told.append(
                f"{counted(self._disarmed, 'cell')} that a spreadsheet would run as a formula: "
                "written with ' before"
            )
        if renamed:
            told.append(f"columns of the input bear our names; ours are called {', '.join(renamed)}")
        return tuple(told)

    def run(self) -> Tally:
        """Write the output, the evidence and the rejects, and count what is in them."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        try:
            self._write(self._survey())
        finally:
            # where the disk is full, this makes room; the parts stay
            shutil.rmtree(self._folder, ignore_errors=True)
        return self._tally

    def _write(self, best: Best | None) -> None:
        self._meter.begin("writing")
        options = self._options
        output, evidence, rejects = (self._folder / name for name in ("output", "explain", "rejects"))
        with ExitStack() as stack:
            writer = open_writer(options, output, self._names, self._source)
            closing = stack.enter_context(_Closing(writer))
            explain = stack.enter_context(evidence.open("wb")) if options.explain else None
            refused = stack.enter_context(rejects.open("wb"))
            rows = self._kept(self._scored(refused), best)
            if options.sort or options.top is not None:
                rows = best_first(rows, self._folder)
            for row in rows:
                writer.write(row.values)
                if explain is not None:
                    explain.write(json_line(row.told))
                self._tally.written += 1
            closing.finish()
            self._disarmed = writer.disarmed
            for stream in (explain, refused):
                if stream is not None:
                    finish(stream)
        self._put_in_place(output, evidence, rejects)
        self._meter.update(self._tally.scored, self._tally.rejected, 1.0, force=True)

    def _put_in_place(self, output: Path, evidence: Path, rejects: Path) -> None:
        options = self._options
        # an earlier run's rejects and evidence would speak of rows as they are no longer
        if self._tally.rejected:
            put_in_place(rejects, options.rejects_path)
        else:
            remove_ours(options.rejects_path, REJECTS)
        if options.explain:
            put_in_place(evidence, options.explain_path)
        else:
            remove_ours(options.explain_path, EVIDENCE)
        put_in_place(output, options.output_path)

    # ---------------------------------------------------------------- before the rows

    def _survey(self) -> Best | None:
        """Go over the parts once for what can only be known from all of them."""
        options = self._options
        best = Best(options.top) if options.top is not None else None
        signatures = self._folder / "signatures"
        rows = 0
        with ExitStack() as stack:
            file = stack.enter_context(signatures.open("wb")) if options.duplicates else None
            for line in self._lines():
                if best is not None:
                    best.learn(line_score(line), rows)
                if file is not None:
                    file.write(line_signature(line) or NO_SIGNATURE)
                rows += 1
        if options.duplicates:
            self._meter.begin("finding duplicates")
            self._meter.update(rows, 0, 0.0, force=True)
            self._duplicates = self._folder / "duplicates"
            find_duplicates(signatures, self._duplicates)
        return best

    def _lines(self) -> Iterator[bytes]:
        for number in sorted(self._work.parts()):
            yield from self._work.read_part(number)

    # ---------------------------------------------------------------- the rows

    def _scored(self, refused: IO[bytes]) -> Iterator[_Scored]:
        """Yield every row with its result; rejects are written as they come."""
        lines = self._lines()
        first = read_duplicates(self._duplicates) if self._duplicates else None
        number = 0
        for read in self._source.read():
            if isinstance(read, Reject):
                self._tally.reject(read)
                refused.write(_reject_line(read))
                continue
            line = next(lines, None)
            if line is None:
                message = (
                    f"{self._work.path}: holds fewer rows than the input; "
                    "expected all; run the same command again"
                )
                raise BatchError(message)
            duplicate = next(first) if first is not None else NO_DUPLICATE
            yield _Scored(number, read, read_line(line), duplicate)
            number += 1
            self._meter.update(number, self._tally.rejected, self._source.fraction())

    def _kept(self, rows: Iterator[_Scored], best: Best | None) -> Iterator[Ranked]:
        """Count all rows and yield those that are wanted, as they will be written."""
        least = self._options.min_score
        with ExitStack() as stack:
            names = (
                stack.enter_context(RowNames(self._folder, self._duplicates)) if self._duplicates else None
            )
            for number, row, result, duplicate in rows:
                title, score = self._title(row, result), result.score
                marked: str | None = None
                if names is not None:
                    names.learn(number, self._name(number, row))
                    marked = None if duplicate == NO_DUPLICATE else names[duplicate]
                self._tally.row(score, result.cells, title, is_duplicate=marked is not None)
                if least is not None and (score is None or score < least):
                    continue
                if best is not None and not best.keeps(score, number):
                    continue
                values = [*row.values, *result.extra, *result.cells, marked]
                told = {
                    "row": number + 1,
                    "line": row.line,
                    "id": self._name(number, row),
                    "title": title or None,
                }
                yield Ranked(score, number, values, {**told, **(result.evidence or {})})

    def _name(self, number: int, row: Row) -> str:
        """Return what a row is called: its id as a cell shows it, or its number, counted from 1."""
        name = "" if self._columns.id is None else cell_text(row.values[self._columns.id])
        return name or str(number + 1)

    def _title(self, row: Row, result: Result) -> str:
        if self._is_folder:
            title: object = result.extra[0] or row.values[0]
        else:
            title = None if self._columns.title is None else row.values[self._columns.title]
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


def _reject_line(reject: Reject) -> bytes:
    told: dict[str, Any] = {
        "line": reject.line,
        "reason": reject.reason,
        "detail": reject.detail,
        "raw": reject.raw,
    }
    if reject.rest:
        told["rest"] = True
    return json_line(told)
