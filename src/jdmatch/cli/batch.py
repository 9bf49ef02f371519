"""`jdmatch batch` and `jdmatch report`: a file of postings in, a scored file out, and a page over it."""

from __future__ import annotations

from typing import Annotated

import typer

from jdmatch.batch.lines import FIELD_CHARACTERS
from jdmatch.batch.options import PART_ROWS
from jdmatch.cli.console import (
    GateOption,
    JsonOption,
    KindChoice,
    KindOption,
    ProfileOption,
    TaxonomyOption,
    TextOption,
    TitleOption,
    WorkersOption,
    argument,
    console,
    count_of,
    examples,
    flag,
    option,
    output_to,
    print_json,
    speaking_of_options,
    tell,
)
from jdmatch.showing.terminal import print_table
from jdmatch.tables.pool import PER_TEXT_SECONDS

app = typer.Typer(rich_markup_mode=None)


@app.command(
    "batch",
    epilog=examples(
        "jdmatch batch postings.csv -o scored.csv",
        "jdmatch batch postings.jsonl.gz -o best.csv --top 100 --explain",
        "jdmatch batch cvs/ -o cvs.csv --kind cv",
        "zcat postings.csv.gz | jdmatch batch - -o scored.parquet --workers 4",
    ),
)
def batch_command(
    source: Annotated[
        str,
        argument(
            "IN", "CSV, TSV, JSON, JSON lines, Parquet (.gz, .bz2, .zst too), a folder of documents, or -."
        ),
    ],
    output: Annotated[str, output_to("OUT", "The scored rows: .csv, .tsv, .jsonl or .parquet.")],
    text: TextOption = None,
    title: TitleOption = None,
    id_: Annotated[str | None, option("COLUMN", "The column that names a row; guessed.", name="--id")] = None,
    kind: KindOption = KindChoice.posting,
    profile: ProfileOption = "ml-engineer",
    taxonomy: TaxonomyOption = None,
    gate: GateOption = None,
    workers: WorkersOption = "auto",
    explain: Annotated[bool, flag("--explain", "Write the evidence too, to OUT.explain.jsonl.")] = False,
    top: Annotated[int | None, option("N", "Keep the N best rows, best first.", least=1)] = None,
    min_score: Annotated[
        float | None, typer.Option(min=0, max=100, metavar="SCORE", help="Keep rows that score this or more.")
    ] = None,
    sort: Annotated[bool, flag("--sort", "Best rows first, instead of the order of the input.")] = False,
    duplicates: Annotated[
        bool, typer.Option("--duplicates/--no-duplicates", help="Mark near-duplicates of earlier rows.")
    ] = True,
    columns: Annotated[
        list[str] | None, option("NAME", "A further column, esco or made_with; may be given twice.")
    ] = None,
    restart: Annotated[bool, flag("--restart", "Begin anew, where an earlier run was broken off.")] = False,
    rejects: Annotated[
        str | None, option("FILE", "Where broken rows go; OUT.rejects.jsonl by default.")
    ] = None,
    per_text_seconds: Annotated[
        float, option("S", "How long one text may take; 0 is without limit.", least=0)
    ] = PER_TEXT_SECONDS,
    part_rows: Annotated[
        int, option("N", "Rows a part, the unit that is kept when a run breaks off.", least=1)
    ] = PART_ROWS,
    field_characters: Annotated[
        int,
        option(
            "N",
            "A longer field is taken for a broken row, as is a line of more than 4,194,304 or 4 N.",
            least=1,
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

    if gate and kind is KindChoice.cv:
        tell("warning: --gate: no gate is asked of a CV; leave it out, or read postings with --kind posting")
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
            workers=count_of(workers),
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
        out = console()
        out.print(summary.sums, style="bold")
        out.print(summary.pace, "")
        names = [name for name, _ in summary.details]
        rows = zip(names, ["", *names], summary.details, strict=False)
        print_table(out, ("", ""), (("" if name == above else name, text) for name, above, (_, text) in rows))
    if summary.warning:
        tell(f"warning: {summary.warning}")


@app.command("report", epilog=examples("jdmatch report scored.csv -o page.html"))
def report_command(
    scored: Annotated[str, argument("SCORED", "What `jdmatch batch` wrote.")],
    output: Annotated[str, output_to("FILE", "The page.")],
    title: Annotated[str | None, typer.Option(help="The page's title; the file's name by default.")] = None,
    most: Annotated[int, option("N", "Show so many rows, the best ones.", least=1)] = 10_000,
) -> None:
    """Write an HTML page to sort, filter and read scored rows in.

    It is one file, and asks no network for anything.
    """
    from jdmatch.report.page import write_page

    shown, rows = write_page(scored, output, title=title, most=most)
    of = f"{shown:,} of {rows:,} rows" if shown < rows else f"{rows:,} rows"
    typer.echo(f"{output}: {of}")
