"""The command line: arguments in, text or JSON out, exit codes 0 (fine), 1 (a check failed), 2 (bad input).

A command's file is imported when the command is called, and spaCy and pandas by what it calls.
"""

from __future__ import annotations

from collections import UserDict
from importlib import import_module
from typing import Any

import click

import jdmatch
from jdmatch.cli.console import Commands, examples

__all__ = ["app", "main"]

# where each command is
_PLACES = {
    "score": "score:score_command",
    "batch": "batch:batch_command",
    "compare": "compare:compare_command",
    "rank": "compare:rank_command",
    "report": "batch:report_command",
    "evaluate": "evaluate:evaluate_command",
    "taxonomy": "taxonomy:app",
    "profile": "profile:app",
}


class _OnDemand(UserDict[str, Any]):
    """The commands by their names, each imported when it is asked for: `score` needs none of the others."""

    def __getitem__(self, name: str) -> Any:
        file, _, command = self.data[name].partition(":")
        return getattr(import_module(f"jdmatch.cli.{file}"), command)


class _Root(Commands):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _OnDemand(_PLACES)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click calls it)
        return list(_PLACES)  # the most wanted first


@click.group(
    "jdmatch",
    cls=_Root,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "show_default": True},
    epilog=examples(
        "jdmatch score posting.txt                  one posting, requirement by requirement",
        "jdmatch batch postings.csv -o scored.csv   a file of postings, one row each",
        "jdmatch compare cv.pdf posting.html        what the posting asks and the CV shows",
    ),
)
@click.version_option(jdmatch.__version__, message="jdmatch %(version)s", help="Show the version and exit.")
def app() -> None:
    """Read job postings and CVs like a recruiter, and say how well they fit a role, and why."""


def main() -> None:
    """Run the command line; the entry point of `jdmatch` and of `python -m jdmatch`."""
    app(prog_name="jdmatch")
