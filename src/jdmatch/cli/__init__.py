"""The command line: arguments in, text or JSON out, exit codes 0 (fine), 1 (a check failed), 2 (bad input).

One file a command. spaCy and pandas are imported by what a command calls, not here, so that `--help` is fast.
"""

from __future__ import annotations

from typing import Annotated

import typer

import jdmatch
from jdmatch.cli import batch, compare, evaluate, profile, rank, report, score, taxonomy
from jdmatch.cli.console import Commands, examples

__all__ = ["app", "main"]

app = typer.Typer(
    name="jdmatch",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    # plain help: the same in a terminal, in a pipe and in the docs
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("score", epilog=score.EPILOG)(score.score_command)
app.command("batch", epilog=batch.EPILOG)(batch.batch_command)
app.command("compare", epilog=compare.EPILOG)(compare.compare_command)
app.command("rank", epilog=rank.EPILOG)(rank.rank_command)
app.command("report", epilog=report.EPILOG)(report.report_command)
app.command("evaluate", epilog=evaluate.EPILOG)(evaluate.evaluate_command)
app.add_typer(taxonomy.app, name="taxonomy")
app.add_typer(profile.app, name="profile")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"jdmatch {jdmatch.__version__}")
        raise typer.Exit


@app.callback(
    epilog=examples(
        "jdmatch score posting.txt                  one posting, requirement by requirement",
        "jdmatch batch postings.csv -o scored.csv   a file of postings, one row each",
        "jdmatch compare cv.pdf posting.html        what the posting asks and the CV shows",
    )
)
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Read job postings and CVs like a recruiter, and say how well they fit a role, and why."""


def main() -> None:
    """Run the command line; the entry point of `jdmatch` and of `python -m jdmatch`."""
    app(prog_name="jdmatch")
