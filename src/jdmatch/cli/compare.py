"""`jdmatch compare`: what does the posting ask, and what does the CV show?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jdmatch.cli.console import JsonOption, TaxonomyOption, console, examples, plain_table, print_json
from jdmatch.cli.score import name_of, open_text
from jdmatch.cli.views import STATUS_STYLE, mark, quote

if TYPE_CHECKING:
    from rich.console import Console

    from jdmatch.comparing.comparison import Comparison, Need

EPILOG = examples(
    "jdmatch compare cv.pdf posting.html",
    "jdmatch compare cv.docx posting.txt --explain",
    "jdmatch compare cv.txt - --json < posting.txt | jq .score",
)
# how near the CV comes to what is asked, in words
HOW = {
    "same": "",
    "member": "a kind of it",
    "parent": "only the wider field",
    "kin": "akin",
    "fewer years": "fewer years",
}


def compare_command(
    cv: Annotated[
        str, typer.Argument(metavar="CV", help="Text, HTML, PDF, DOCX or JSON; - is what is piped in.")
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
    comparison = load("ml-engineer", taxonomy).compare(cv_document, posting_document)
    if json_:
        print_json(comparison.to_dict())
        return
    out = console()
    out.print(f"CV: {name_of(cv, cv_document)}")
    out.print(f"posting: {name_of(posting, posting_document)}")
    out.print()
    _print_comparison(out, comparison, explain=explain)


def _print_comparison(out: Console, comparison: Comparison, *, explain: bool) -> None:
    from rich.text import Text

    if comparison.score is None:
        out.print("not judged: one of the two texts says nothing that could be held against the other")
    else:
        out.print(
            Text.assemble(
                (f"{comparison.score:.1f} %", "bold"), "  of what the posting asks is shown by the CV"
            )
        )
    if comparison.used is not None:
        out.print(Text.assemble((f"{comparison.used:.1f} %", "bold"), "  of the CV's skills are named there"))
    out.print()
    parts = plain_table()
    parts.add_column("part", no_wrap=True)
    parts.add_column("shown", justify="right", no_wrap=True)
    parts.add_column("", ratio=1)
    for part in comparison.parts:
        parts.add_row(part.label, "-" if part.share is None else f"{part.share:.0%}", part.note)
    out.print(parts)
    out.print()
    if explain:
        for need in comparison.needs:
            _print_need(out, need, comparison)
    elif comparison.needs:
        _print_needs(out, comparison)
    if comparison.unused:
        names = ", ".join(one.label for one in comparison.unused)
        out.print(Text.assemble(("not named there: ", "bold"), names))
    for name, reading in (("CV", comparison.cv), ("posting", comparison.posting)):
        for note in reading.notes:
            out.print(Text.assemble(("note: ", "bold"), f"{name}: {note}"))


def _print_needs(out: Console, comparison: Comparison) -> None:
    from rich.text import Text

    table = plain_table()
    table.add_column("")
    table.add_column("the posting asks", ratio=2)
    table.add_column("", no_wrap=True)
    table.add_column("the CV shows", ratio=2)
    for need in comparison.needs:
        sign = Text(mark(need.standing), style=STATUS_STYLE[need.standing])
        table.add_row(sign, _asked(need), need.stance, _shown(need))
    out.print(table)
    out.print()


def _asked(need: Need) -> str:
    return need.label + (f", {need.years:g}+ years" if need.years else "")


def _shown(need: Need) -> str:
    if need.shown is None:
        return "nothing"
    how = HOW.get(need.how, need.how)
    return " ".join(need.shown.text.split()) + (f" ({how})" if how else "")


def _print_need(out: Console, need: Need, comparison: Comparison) -> None:
    from rich.text import Text

    style = STATUS_STYLE[need.standing]
    how = f", {HOW.get(need.how, need.how)}" if HOW.get(need.how, need.how) else ""
    head = (f"  {need.stance}, {need.standing}{how}", style)
    out.print(Text.assemble((f"{mark(need.standing)} ", style), (_asked(need), "bold"), head))
    lines: dict[int, list[tuple[int, int]]] = {}
    for one in need.asked:
        lines.setdefault(comparison.posting.text.rfind("\n", 0, one.start), []).append((one.start, one.end))
    quotes = [("asked", comparison.posting.text, spans) for spans in lines.values()]
    if need.shown is not None:
        quotes.append(("shown", comparison.cv.text, [(need.shown.start, need.shown.end)]))
    for name, text, spans in quotes:
        words = [(words, f"bold {style}" if is_found else "") for words, is_found in quote(text, spans)]
        out.print(Text.assemble(f"    {name}: ", *words))
