"""`jdmatch batch` and `jdmatch report`: a file of postings in, a scored file out, and a page over it."""

from __future__ import annotations

from typing import Any

import click

from jdmatch.batch.lines import FIELD_CHARACTERS
from jdmatch.batch.options import PART_ROWS
from jdmatch.cli import console as shared
from jdmatch.cli.console import Command, console, examples, print_json, speaking_of_options, tell
from jdmatch.documents.text import Kind
from jdmatch.showing.terminal import print_table
from jdmatch.tables.pool import PER_TEXT_SECONDS


@click.command(
    "batch",
    cls=Command,
    epilog=examples(
        "jdmatch batch postings.csv -o scored.csv",
        "jdmatch batch postings.jsonl.gz -o best.csv --top 100 --explain",
        "jdmatch batch cvs/ -o cvs.csv --kind cv",
        "zcat postings.csv.gz | jdmatch batch - -o scored.parquet --workers 4",
    ),
)
@shared.argument(
    "input", "IN", "CSV, TSV, JSON, JSON lines, Parquet (.gz, .bz2, .zst too), a folder of documents, or -."
)
@shared.output_option("OUT", "The scored rows: .csv, .tsv, .jsonl or .parquet.", required=True)
@shared.text_option
@shared.title_option
@click.option("--id", metavar="COLUMN", help="The column that names a row; guessed.")
@shared.kind_option("posting")
@shared.profile_option
@shared.taxonomy_option
@shared.gate_option
@shared.workers_option("auto")
@click.option("--explain", is_flag=True, help="Write the evidence too, to OUT.explain.jsonl.")
@click.option("--top", metavar="N", type=click.IntRange(1), help="Keep the N best rows, best first.")
@click.option(
    "--min-score", metavar="SCORE", type=click.FloatRange(0, 100), help="Keep rows that score this or more."
)
@click.option("--sort", is_flag=True, help="Best rows first, instead of the order of the input.")
@click.option("--duplicates/--no-duplicates", default=True, help="Mark near-duplicates of earlier rows.")
@click.option(
    "--columns",
    metavar="NAME",
    multiple=True,
    help="A further column, esco or made_with; may be given twice.",
)
@click.option("--restart", is_flag=True, help="Begin anew, where an earlier run was broken off.")
@click.option("--rejects", metavar="FILE", help="Where broken rows go; OUT.rejects.jsonl by default.")
@click.option(
    "--per-text-seconds",
    metavar="S",
    type=click.FloatRange(0),
    default=PER_TEXT_SECONDS,
    help="How long one text may take; 0 is without limit.",
)
@click.option(
    "--part-rows",
    metavar="N",
    type=click.IntRange(1),
    default=PART_ROWS,
    help="Rows a part, the unit that is kept when a run breaks off.",
)
@click.option(
    "--field-characters",
    metavar="N",
    type=click.IntRange(1),
    default=FIELD_CHARACTERS,
    help="A longer field is taken for a broken row, as is a line of more than 4,194,304 or 4 N.",
)
@shared.json_option
def batch_command(
    kind: Kind, gate: tuple[str, ...], per_text_seconds: float, json_: bool, **given: Any
) -> None:
    """Score a file of postings of any size, one row each.

    All columns of the input are kept, and the score and what was read stand beside them. No row is lost: what
    is broken goes to a file of rejects, with its line and the reason. A run that was broken off goes on where
    it stopped when the same command is given again.
    """
    from jdmatch.batch.options import BatchOptions
    from jdmatch.batch.runner import run_batch
    from jdmatch.batch.summary import show_progress

    if gate and kind == "cv":
        tell("warning: --gate: no gate is asked of a CV; leave it out, or read postings with --kind posting")
    with speaking_of_options(), show_progress() as progress:
        # the other parameters have the names of the options
        options = BatchOptions(
            kind=kind, gates=gate, per_text_seconds=per_text_seconds or None, progress=progress, **given
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


@click.command("report", cls=Command, epilog=examples("jdmatch report scored.csv -o page.html"))
@shared.argument("scored", "SCORED", "What `jdmatch batch` wrote.")
@shared.output_option("FILE", "The page.", required=True)
@click.option("--title", help="The page's title; the file's name by default.")
@click.option(
    "--most", metavar="N", type=click.IntRange(1), default=10000, help="Show so many rows, the best ones."
)
def report_command(scored: str, output: str, title: str | None, most: int) -> None:
    """Write an HTML page to sort, filter and read scored rows in.

    It is one file, and asks no network for anything.
    """
    from jdmatch.report.page import write_page

    shown, rows = write_page(scored, output, title=title, most=most)
    of = f"{shown:,} of {rows:,} rows" if shown < rows else f"{rows:,} rows"
    click.echo(f"{output}: {of}")
