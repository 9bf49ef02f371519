"""`jdmatch score`: how well does this posting or CV fit, and why?"""

from __future__ import annotations

from typing import Annotated

import typer

from jdmatch.cli.console import (
    BAD_INPUT,
    FAILED_CHECK,
    READ_WIDTH,
    GateOption,
    JsonOption,
    KindChoice,
    KindOption,
    ProfileOption,
    TaxonomyOption,
    argument,
    console,
    examples,
    flag,
    print_json,
    tell,
)
from jdmatch.cli.texts import name_of, open_text
from jdmatch.errors import DocumentError
from jdmatch.showing.terminal import print_view

app = typer.Typer(rich_markup_mode=None)


@app.command(
    "score",
    epilog=examples(
        "jdmatch score posting.txt",
        "jdmatch score posting.html cv.pdf --explain",
        'pbpaste | jdmatch score - --title "ML Engineer"',
        "jdmatch score posting.txt --gate remote --gate years=5",
        "jdmatch score posting.txt --json | jq .score",
    ),
)
def score_command(
    files: Annotated[
        list[str], argument("FILE", "Text, HTML, PDF, DOCX, ODT, RTF, mail or JSON; - is piped in.")
    ],
    title: Annotated[
        str | None, typer.Option(help="The job's title, where the file does not tell it.")
    ] = None,
    kind: KindOption = KindChoice.auto,
    profile: ProfileOption = "ml-engineer",
    taxonomy: TaxonomyOption = None,
    gate: GateOption = None,
    explain: Annotated[bool, flag("--explain", "Show every place in the text that counts.")] = False,
    structure: Annotated[
        bool, flag("--structure", "Show how the text was cut up, instead of its score.")
    ] = False,
    json_: JsonOption = False,
) -> None:
    """Score postings or CVs, requirement by requirement.

    Each requirement of the profile stands with the words of the text that speak for it.
    """
    from jdmatch.matcher import load

    matcher = load(profile, taxonomy, gates=gate or ())
    faults = empty = 0
    for number, file in enumerate(files):
        try:
            document = open_text(file, title)
            if structure:
                outline = matcher.outline(document, kind=kind.value)
                if json_:
                    print_json({"file": file, **outline.to_dict()})
                else:
                    typer.echo(f"{name_of(file, document)}\n{outline}")
                continue
            fit = matcher.score(document, kind=kind.value)
            empty += fit.reading.status == "empty"
            if gate and fit.reading.kind == "cv":
                tell(
                    f"warning: {file}: read as a CV, of which no gate is asked; --kind posting reads it as a posting"
                )
        except DocumentError as error:
            # one bad file of many must not cost the others their score
            tell(f"error: {error}")
            faults += 1
            continue
        if json_:
            print_json({"file": file, **fit.to_dict()})
            continue
        if number:
            typer.echo()
        print_view(console(READ_WIDTH), name_of(file, document), fit.view(), explain=explain)
    if faults or empty:
        raise typer.Exit(BAD_INPUT if faults else FAILED_CHECK)
