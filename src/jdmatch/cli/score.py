"""`jdmatch score`: how well does this posting or CV fit, and why?"""

from __future__ import annotations

import click
from click.exceptions import Exit

from jdmatch.cli import console as shared
from jdmatch.cli.console import (
    BAD_INPUT,
    FAILED_CHECK,
    READ_WIDTH,
    Command,
    console,
    examples,
    print_json,
    tell,
)
from jdmatch.cli.texts import STDIN, name_of, open_text
from jdmatch.documents.text import Kind
from jdmatch.errors import DocumentError, InputError
from jdmatch.showing.terminal import print_view


@click.command(
    "score",
    cls=Command,
    epilog=examples(
        "jdmatch score posting.txt",
        "jdmatch score posting.html cv.pdf --explain",
        'pbpaste | jdmatch score - --title "ML Engineer"',
        "jdmatch score posting.txt --gate remote --gate years=5",
        "jdmatch score posting.txt --json | jq .score",
    ),
)
@shared.argument(
    "files",
    "FILE...",
    "Text, HTML, PDF, DOCX, ODT, RTF, mail or JSON; - is piped in.",
    nargs=-1,
    required=True,
)
@click.option("--title", help="The job's title, where the file does not tell it.")
@shared.kind_option("auto")
@shared.profile_option
@shared.taxonomy_option
@shared.gate_option
@click.option("--explain", is_flag=True, help="Show every place in the text that counts.")
@click.option("--structure", is_flag=True, help="Show how the text was cut up, instead of its score.")
@shared.json_option
def score_command(
    files: tuple[str, ...],
    title: str | None,
    kind: Kind,
    profile: str,
    taxonomy: list[str] | None,
    gate: tuple[str, ...],
    explain: bool,
    structure: bool,
    json_: bool,
) -> None:
    """Score postings or CVs, requirement by requirement.

    Each requirement of the profile stands with the words of the text that speak for it.
    """
    from jdmatch.matcher import load

    if structure and (explain or gate):
        told = "--explain" if explain else "--gate"
        raise InputError(
            f"--structure: shows the text instead of its score, and {told} speaks of the score; leave one out"
        )
    matcher = load(profile, taxonomy, gates=gate)
    faults = empty = 0
    for number, file in enumerate(files):
        name = STDIN if file == "-" else file
        try:
            document = open_text(file, title)
            if structure:
                outline = matcher.outline(document, kind=kind)
                if json_:
                    print_json({"file": name, **outline.to_dict()})
                else:
                    click.echo(f"{name_of(file, document)}\n{outline}")
                continue
            fit = matcher.score(document, kind=kind)
            empty += fit.reading.status == "empty"
            if gate and fit.reading.kind == "cv":
                tell(
                    f"warning: {name}: read as a CV, of which no gate is asked; --kind posting reads it as a posting"
                )
        except DocumentError as error:
            # one bad file of many must not cost the others their score
            tell(f"error: {error}")
            faults += 1
            continue
        if json_:
            print_json({"file": name, **fit.to_dict()})
            continue
        if number:
            click.echo()
        print_view(console(READ_WIDTH), name_of(file, document), fit.view(), explain=explain)
    if faults or empty:
        raise Exit(BAD_INPUT if faults else FAILED_CHECK)
