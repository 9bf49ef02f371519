"""`jdmatch compare` and `jdmatch rank`: what do postings ask that a CV shows, of one and of many?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

import click
from click.exceptions import Exit

from jdmatch.cli import console as shared
from jdmatch.cli.console import FAILED_CHECK, Command, console, examples, print_json, tell
from jdmatch.cli.texts import documents_of, name_of, open_text
from jdmatch.errors import InputError
from jdmatch.showing.terminal import print_view

if TYPE_CHECKING:
    from jdmatch.comparing.ranking import Ranking


@click.command(
    "compare",
    cls=Command,
    epilog=examples(
        "jdmatch compare cv.pdf posting.html",
        "jdmatch compare cv.docx posting.txt --explain",
        "jdmatch compare cv.txt - --json < posting.txt | jq .score",
    ),
)
@shared.argument("cv", "CV", "Text, HTML, PDF, DOCX, ODT, RTF, mail or JSON; - is piped in.")
@shared.argument("posting", "POSTING", "The same; one of the two may be -.")
@click.option("--title", help="The job's title, where the posting does not tell it.")
@shared.taxonomy_option
@click.option("--explain", is_flag=True, help="Quote both texts for everything that is asked.")
@shared.json_option
def compare_command(
    cv: str, posting: str, title: str | None, taxonomy: list[str] | None, explain: bool, json_: bool
) -> None:
    """Hold a CV against a posting, both ways.

    How much of what the posting asks the CV shows, with the words of both; and how much of the CV is of use there.
    """
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
    else:
        out = console()
        out.print(f"CV: {name_of(cv, cv_document)}")
        out.print(f"posting: {name_of(posting, posting_document)}")
        out.print()
        print_view(out, "", comparison.view(), explain=explain)
    if "empty" in (comparison.cv.status, comparison.posting.status):
        raise Exit(FAILED_CHECK)


@click.command(
    "rank",
    cls=Command,
    epilog=examples(
        "jdmatch rank cv.pdf postings.csv --top 20",
        "jdmatch rank cv.pdf postings.csv -o ranked.csv --workers auto",
        "jdmatch rank posting.html cvs/",
    ),
)
@shared.argument("one", "ONE", "A CV or a posting: text, HTML, PDF, DOCX or JSON.")
@shared.argument(
    "many", "MANY...", "A table (CSV, JSON lines, Parquet), a folder, or files.", nargs=-1, required=True
)
@shared.output_option("OUT", "Write the whole ranking, as CSV.")
@click.option("--top", metavar="N", type=click.IntRange(1), help="Keep so many, best first.")
@shared.text_option
@shared.title_option
@shared.workers_option("1")
@shared.taxonomy_option
@shared.gate_option
@click.option("--explain", is_flag=True, help="Say of each what is met and what is missing.")
@shared.json_option
def rank_command(
    one: str,
    many: tuple[str, ...],
    output: str | None,
    top: int | None,
    text: str | None,
    title: str | None,
    workers: int | Literal["auto"],
    taxonomy: list[str] | None,
    gate: tuple[str, ...],
    explain: bool,
    json_: bool,
) -> None:
    """Rank many postings for one CV, or many CVs for one posting.

    Each is read once and compared. A short posting is met by many: "asked" says on how much a judgement rests.
    """
    from dataclasses import replace

    from jdmatch.comparing.ranking import Ranking
    from jdmatch.matcher import load

    document = open_text(one)
    given = list(documents_of(many, text, title, taxonomy))
    if not given:
        raise InputError(
            f"{many[0]}: holds nothing to rank; expected a table, a folder or files of postings or CVs"
        )
    names = [name for name, _ in given]
    found = load("ml-engineer", taxonomy).rank(
        document, [opened for _, opened in given], workers=workers, top=top, gates=gate
    )
    ranking = Ranking(replace(ranked, title=names[cast("int", ranked.key)]) for ranked in found)
    if output is not None:
        _write(output, ranking)
        tell(f"{len(ranking):,} ranked, written to {output}")
    elif json_:
        for ranked, untitled in zip(ranking, found, strict=True):
            print_json({**untitled.to_dict(), "key": ranked.title})
    else:
        out = console()
        print_view(out, name_of(one, document), ranking.view())
        for ranked in ranking if explain else ():
            out.print()
            print_view(out, str(ranked), ranked.comparison.view(), explain=True)
    if all(ranked.score is None for ranked in ranking):
        raise Exit(FAILED_CHECK)


def _write(output: str, ranking: Ranking) -> None:
    import csv
    import io

    from jdmatch.batch.write import disarm
    from jdmatch.documents.opening import write_text

    file = io.StringIO(newline="")
    writer = csv.writer(file)
    listed = ("met", "partly", "missing", "notes")
    writer.writerow(("place", "row", "title", "score", "shown", "asked", *listed, "gates"))
    for one in ranking:
        plain = one.to_dict()
        lists = (disarm("; ".join(plain[name])) for name in listed)
        gates = "; ".join(f"{gate}: {status}" for gate, status in plain["gates"].items())
        row = cast("int", one.key) + 1
        writer.writerow((one.place, row, disarm(one.title), one.score, one.shown, one.asked, *lists, gates))
    write_text(output, file.getvalue())
