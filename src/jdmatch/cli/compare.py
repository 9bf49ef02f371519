"""`jdmatch compare`: what does the posting ask, and what does the CV show?"""

from __future__ import annotations

from jdmatch.cli.console import examples

EPILOG = examples("jdmatch compare cv.pdf posting.html")


def compare_command() -> None:
    """Hold a CV against a posting."""
