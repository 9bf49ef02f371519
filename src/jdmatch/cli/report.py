"""`jdmatch report`: one HTML page over a scored file."""

from __future__ import annotations

from typing import Annotated

import typer

from jdmatch.cli.console import examples

EPILOG = examples(
    "jdmatch report scored.csv -o page.html",
)


def report_command(
    scored: Annotated[str, typer.Argument(metavar="SCORED", help="What `jdmatch batch` wrote.")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The page.")],
    title: Annotated[str | None, typer.Option(help="The page's title; the file's name by default.")] = None,
    most: Annotated[int, typer.Option(min=1, metavar="N", help="Show so many rows, the best ones.")] = 10_000,
) -> None:
    """Write an HTML page to sort, filter and read scored rows in.

    It is one file, and asks no network for anything.
    """
    from jdmatch.report.page import write_page

    shown, rows = write_page(scored, output, title=title, most=most)
    of = f"{shown:,} of {rows:,} rows" if shown < rows else f"{rows:,} rows"
    typer.echo(f"{output}: {of}")
