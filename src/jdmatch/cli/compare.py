"""`jdmatch compare`: what does the posting ask, and what does the CV show?"""

from __future__ import annotations

from typing import Annotated

import typer

from jdmatch.cli.console import JsonOption, TaxonomyOption, console, examples, print_json, tell
from jdmatch.cli.score import name_of, open_text
from jdmatch.showing.terminal import print_view

EPILOG = examples(
    "jdmatch compare cv.pdf posting.html",
    "jdmatch compare cv.docx posting.txt --explain",
    "jdmatch compare cv.txt - --json < posting.txt | jq .score",
)


def compare_command(
    cv: Annotated[
        str,
        typer.Argument(metavar="CV", help="Text, HTML, PDF, DOCX, ODT, RTF, mail or JSON; - is piped in."),
    ],
    posting: Annotated[str, typer.Argument(metavar="POSTING", help="The same; one of the two may be -.")],
    title: Annotated[
        str | None, typer.Option(help="The job's title, where the posting does not tell it.")
    ] = None,
    taxonomy: TaxonomyOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Quote both texts for everything that is asked.")
    ] = False,
    json_: JsonOption = False,
) -> None:
    """Hold a CV against a posting, both ways.

    How much of what the posting asks the CV shows, with the words of both; and how much of the CV is of use there.
    """
    from jdmatch.errors import InputError
    from jdmatch.matcher import load

    if cv == posting == "-":
        raise InputError("CV and POSTING are both -; expected one of them to be a file")
    cv_document, posting_document = open_text(cv), open_text(posting, title)
    matcher = load("ml-engineer", taxonomy)
    comparison = matcher.compare(cv_document, posting_document)
    if matcher.read(cv_document).kind == "posting" and matcher.read(posting_document).kind == "cv":
        tell(
            f"warning: {cv}: reads like a posting, and {posting} like a CV; expected the CV first; turn them round?"
        )
    if json_:
        print_json(comparison.to_dict())
        return
    out = console()
    out.print(f"CV: {name_of(cv, cv_document)}")
    out.print(f"posting: {name_of(posting, posting_document)}")
    out.print()
    print_view(out, "", comparison.view(), explain=explain)
