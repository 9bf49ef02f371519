"""The command line: arguments in, text or JSON out, exit codes 0 (fine), 1 (a check failed), 2 (bad input).

A command's file is imported when the command is called, and spaCy and pandas by what it calls.
"""

from __future__ import annotations

from collections import UserDict
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_group

import jdmatch
from jdmatch.cli.console import Commands, examples

__all__ = ["app", "main"]

# the file of each command
_PLACES = {
    "score": "score",
    "batch": "batch",
    "compare": "compare",
    "rank": "compare",
    "report": "batch",
    "evaluate": "evaluate",
    "taxonomy": "taxonomy",
    "profile": "profile",
}


class _OnDemand(UserDict[str, Any]):
    """The commands by their names, each imported when it is asked for: `score` needs none of the others."""

    def __getitem__(self, name: str) -> Any:
        group = get_group(import_module(f"jdmatch.cli.{self.data[name]}").app)
        return group.commands.get(name, group)


class _Root(Commands):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _OnDemand(_PLACES)


app = typer.Typer(
    name="jdmatch",
    cls=_Root,
    no_args_is_help=True,
    add_completion=False,
    # plain help: the same in a terminal, in a pipe and in the docs
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


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
