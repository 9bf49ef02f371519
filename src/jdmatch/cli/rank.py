"""`jdmatch rank`: which of many postings fit this CV best, or which of many CVs this posting?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from jdmatch.cli.console import (
    GateOption,
    JsonOption,
    TaxonomyOption,
    TextOption,
    TitleOption,
    console,
    examples,
    print_json,
    tell,
)
from jdmatch.cli.postings import documents_of
from jdmatch.cli.score import name_of, open_text
from jdmatch.errors import InputError

if TYPE_CHECKING:
    from jdmatch.comparing.ranking import Ranking
    from jdmatch.documents import Text

EPILOG = examples(
    "jdmatch rank cv.pdf postings.csv --top 20",
    "jdmatch rank cv.pdf postings.csv -o ranked.csv --workers auto",
    "jdmatch rank posting.html cvs/",
)


def rank_command(
    one: Annotated[
        str, typer.Argument(metavar="ONE", help="A CV or a posting: text, HTML, PDF, DOCX or JSON.")
    ],
    many: Annotated[
        list[str],
        typer.Argument(metavar="MANY", help="A table (CSV, JSON lines, Parquet), a folder, or files."),
    ],
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="OUT", help="Write the whole ranking, as CSV.")
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, metavar="N", help="Keep so many, best first.")] = None,
    text: TextOption = None,
    title: TitleOption = None,
    workers: Annotated[
        str, typer.Option(metavar="N|auto", help="How many processes; auto: one a core.")
    ] = "1",
    taxonomy: TaxonomyOption = None,
    gate: GateOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each what is met and what is missing.")
    ] = False,
    json_: JsonOption = False,
) -> None:
    """Rank many postings for one CV, or many CVs for one posting.

    Each is read once and compared. A short posting is met by many: "asked" says on how much a judgement rests.
    """
    from jdmatch.matcher import load

    document = open_text(one)
    names: list[str] = []
    texts: list[Text] = []
    for name, opened in documents_of(many, text, title, taxonomy):
        names.append(name)
        texts.append(opened)
    if not texts:
        raise InputError(
            f"{many[0]}: holds nothing to rank; expected a table, a folder or files of postings or CVs"
        )
    count = int(workers) if workers.isdigit() else workers
    ranking = load("ml-engineer", taxonomy).rank(document, texts, workers=count, top=top, gates=gate or ())
    if output is not None:
        _write(output, ranking, names)
        tell(f"{len(ranking):,} ranked, written to {output}")
    elif json_:
        for ranked in ranking:
            print_json({**ranked.to_dict(), "key": names[cast("int", ranked.key)]})
    else:
        _print(name_of(one, document), ranking, names, explain=explain)


def _write(output: str, ranking: Ranking, names: list[str]) -> None:
    import csv
    import io

    from jdmatch.batch.write import disarm
    from jdmatch.documents.opening import write_text

    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(("place", "row", "title", "score", "shown", "asked", "met", "partly", "missing", "gates"))
    for one in ranking:
        plain = one.to_dict()
        at = cast("int", one.key)
        lists = (disarm("; ".join(plain[name])) for name in ("met", "partly", "missing"))
        gates = "; ".join(f"{gate}: {status}" for gate, status in plain["gates"].items())
        writer.writerow(
            (one.place, at + 1, disarm(names[at]), one.score, one.shown, one.asked, *lists, gates)
        )
    write_text(output, file.getvalue())


def _print(name: str, ranking: Ranking, names: list[str], *, explain: bool) -> None:
    from dataclasses import replace

    from jdmatch.comparing.ranking import Ranking as Titled
    from jdmatch.showing.terminal import print_view

    out = console()
    titled = Titled(replace(one, title=names[cast("int", one.key)]) for one in ranking)
    print_view(out, name, titled.view())
    if explain:
        for one in titled:
            out.print()
            print_view(out, str(one), one.comparison.view(), explain=True)
