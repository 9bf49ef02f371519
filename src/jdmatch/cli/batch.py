"""`jdmatch batch`: a file of postings in, a scored file out, whatever happens in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jdmatch.batch.lines import FIELD_CHARACTERS
from jdmatch.batch.options import PART_ROWS
from jdmatch.cli.console import (
    GateOption,
    JsonOption,
    ProfileOption,
    TaxonomyOption,
    TextOption,
    TitleOption,
    console,
    examples,
    print_json,
    speaking_of_options,
    tell,
)
from jdmatch.cli.score import KindChoice, KindOption
from jdmatch.errors import InputError
from jdmatch.showing.terminal import plain_table
from jdmatch.tables.pool import PER_TEXT_SECONDS

if TYPE_CHECKING:
    from jdmatch.batch.summary import BatchSummary

EPILOG = examples(
    "jdmatch batch postings.csv -o scored.csv",
    "jdmatch batch postings.jsonl.gz -o best.csv --top 100 --explain",
    "jdmatch batch cvs/ -o cvs.csv --kind cv",
    "zcat postings.csv.gz | jdmatch batch - -o scored.parquet --workers 4",
)


def batch_command(
    source: Annotated[
        str,
        typer.Argument(
            metavar="IN",
            help="CSV, TSV, JSON, JSON lines, Parquet (.gz, .bz2, .zst too), a folder of documents, or -.",
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="OUT", help="The scored rows: .csv, .tsv, .jsonl or .parquet."
        ),
    ],
    text: TextOption = None,
    title: TitleOption = None,
    id_: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="The column that names a row; guessed.")
    ] = None,
    kind: KindOption = KindChoice.posting,
    profile: ProfileOption = "ml-engineer",
    taxonomy: TaxonomyOption = None,
    gate: GateOption = None,
    workers: Annotated[
        str, typer.Option(metavar="N|auto", help="How many processes; auto: one a core.")
    ] = "auto",
    explain: Annotated[
        bool, typer.Option("--explain", help="Write the evidence too, to OUT.explain.jsonl.")
    ] = False,
    top: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Keep the N best rows, best first.")
    ] = None,
    min_score: Annotated[
        float | None, typer.Option(min=0, max=100, metavar="SCORE", help="Keep rows that score this or more.")
    ] = None,
    sort: Annotated[
        bool, typer.Option("--sort", help="Best rows first, instead of the order of the input.")
    ] = False,
    duplicates: Annotated[
        bool, typer.Option("--duplicates/--no-duplicates", help="Mark near-duplicates of earlier rows.")
    ] = True,
    columns: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A further column, esco or made_with; may be given twice."),
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin anew, where an earlier run was broken off.")
    ] = False,
    rejects: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where broken rows go; OUT.rejects.jsonl by default.")
    ] = None,
    per_text_seconds: Annotated[
        float, typer.Option(min=0, metavar="S", help="How long one text may take; 0 is without limit.")
    ] = PER_TEXT_SECONDS,
    part_rows: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Rows a part, the unit that is kept when a run breaks off."),
    ] = PART_ROWS,
    field_characters: Annotated[
        int,
        typer.Option(
            min=1,
            metavar="N",
            help="A longer field is taken for a broken row, as is a line of more than 4,194,304 or 4 N.",
        ),
    ] = FIELD_CHARACTERS,
    json_: JsonOption = False,
) -> None:
    """Score a file of postings of any size, one row each.

    All columns of the input are kept, and the score and what was read stand beside them. No row is lost: what
    is broken goes to a file of rejects, with its line and the reason. A run that was broken off goes on where
    it stopped when the same command is given again.
    """
    from jdmatch.batch.options import BatchOptions
    from jdmatch.batch.runner import run_batch
    from jdmatch.batch.summary import show_progress

    with speaking_of_options(), show_progress() as progress:
        options = BatchOptions(
            input=source,
            output=output,
            text=text,
            title=title,
            id=id_,
            kind=kind.value,
            profile=profile,
            taxonomy=taxonomy,
            gates=tuple(gate or ()),
            workers="auto" if workers == "auto" else _count(workers),
            explain=explain,
            top=top,
            min_score=min_score,
            sort=sort,
            duplicates=duplicates,
            columns=tuple(columns or ()),
            restart=restart,
            rejects=rejects,
            per_text_seconds=per_text_seconds or None,
            part_rows=part_rows,
            field_characters=field_characters,
            progress=progress,
        )
        summary = run_batch(options)
    if json_:
        print_json(summary.to_dict())
    else:
        _print_summary(summary)
    if summary.warning:
        tell(f"warning: {summary.warning}")


def _count(workers: str) -> int:
    """Return a number of workers.

    Raises:
        InputError: if it is none.
    """
    if workers.isdecimal() and int(workers) > 0:
        return int(workers)
    raise InputError(f"workers: {workers!r} is not a number of processes; expected 1 or more, or auto")


def _print_summary(summary: BatchSummary) -> None:
    out = console()
    out.print(summary.sums, style="bold")
    out.print(summary.pace)
    table = plain_table(show_header=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(ratio=1)
    above = ""
    for name, text in summary.details:
        table.add_row("" if name == above else name, text)
        above = name
    out.print("", table)
