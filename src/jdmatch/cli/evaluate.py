"""`jdmatch evaluate`: how near do readings and scores come to what careful people found?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jdmatch.cli.console import (
    JsonOption,
    ProfileOption,
    TaxonomyOption,
    console,
    examples,
    print_json,
)
from jdmatch.showing.terminal import plain_table

if TYPE_CHECKING:
    from jdmatch.tools.evaluate import Evaluation
    from jdmatch.tools.gold import GoldRow
    from jdmatch.tools.mistakes import Mistake

_HEADS = {
    "missed": "skills missed",
    "wrong": "found, but no skill of the gold",
    "stance": "found with another stance",
    "fact": "facts",
    "duty missed": "duties missed",
    "duty wrong": "duties found, but not in the gold",
}


EPILOG = examples(
    "jdmatch evaluate gold.jsonl",
    "jdmatch evaluate gold.jsonl --errors 20",
    "jdmatch evaluate gold.jsonl --json | jq '.\"hard skills\".f1'",
)


def evaluate_command(
    gold: Annotated[
        str, typer.Argument(metavar="GOLD.jsonl", help="Documents with what is to be found in them.")
    ],
    errors: Annotated[
        int,
        typer.Option("--errors", min=0, metavar="N", help="List the N most frequent mistakes of each sort."),
    ] = 0,
    profile: ProfileOption = "ml-engineer",
    taxonomy: TaxonomyOption = None,
    json_: JsonOption = False,
) -> None:
    """Hold readings and scores against labelled documents.

    With --errors it says which line of the taxonomy mends a mistake. A line of GOLD.jsonl is {"id", "kind":
    "posting" or "cv", "title", "text", "gold": {…}}; examples/gold.jsonl has ten. Fields of gold: skills,
    optional (words on which readers may differ), skill_years, min_years, degree, certifications, duties,
    level, pay, role, fit (0 to 4). Leave out what you do not judge.
    """
    from jdmatch.matcher import load
    from jdmatch.tools.evaluate import evaluate as hold_against
    from jdmatch.tools.gold import read_gold
    from jdmatch.tools.mistakes import mistakes

    rows = read_gold(gold)
    matcher = load(profile, taxonomy)
    result = hold_against(_with_progress(rows), matcher)
    mended = mistakes(result, matcher.taxonomy, most=errors) if errors else ()
    if json_:
        listed = {"errors": [mistake.to_dict() for mistake in mended]} if errors else {}
        print_json({**result.to_dict(), **listed})
        return
    _print_measures(result)
    for what, head in _HEADS.items():
        _print_mistakes(head, [mistake for mistake in mended if mistake.what == what])


def _with_progress(rows: tuple[GoldRow, ...]) -> Iterable[GoldRow]:
    if not sys.stderr.isatty():
        return rows
    from tqdm import tqdm

    return tqdm(rows, unit="document", leave=False)


def _print_measures(result: Evaluation) -> None:
    out = console()
    out.print(f"{result.documents} documents", "")
    finds = plain_table()
    finds.add_column("found", no_wrap=True, min_width=30)
    for column in ("precision", "recall", "F1", "in the gold", "found"):
        finds.add_column(column, justify="right", no_wrap=True)
    for name, one in result.finds.items():
        if one.gold or one.found:
            cells = (
                f"{one.precision:.3f}",
                f"{one.recall:.3f}",
                f"{one.f1:.3f}",
                str(one.gold),
                str(one.found),
            )
            finds.add_row(name, *cells)
    if finds.row_count:
        out.print(finds, "")
    shares = plain_table()
    shares.add_column("answered", no_wrap=True, min_width=30)
    shares.add_column("right", justify="right", no_wrap=True)
    shares.add_column("of", justify="right", no_wrap=True)
    for name, value, of in _shares(result):
        shares.add_row(name, value, of)
    if shares.row_count:
        out.print(shares, "")
    fits = plain_table()
    fits.add_column("score against graded fit", no_wrap=True, min_width=30)
    fits.add_column("value", justify="right")
    for kind, measures in result.fit().items():
        fits.add_row(f"{kind}: Spearman", _number(measures["spearman"]))
        fits.add_row(f"{kind}: AUC of fit 3 and 4", _number(measures["auc fit>=3"]))
        fits.add_row(f"{kind}: AUC of fit 1 and more", _number(measures["auc fit>=1"]))
        for grade, median in measures["median score by fit"].items():
            fits.add_row(f"{kind}: median score of fit {grade}", f"{median:.1f}")
    if fits.row_count:
        out.print(fits)


def _shares(result: Evaluation) -> Iterator[tuple[str, str, str]]:
    if stance := result.stance():
        yield "stance", f"{stance['accuracy']:.3f}", f"{stance['of']:.0f}"
        yield "stance, macro F1", f"{stance['macro f1']:.3f}", ""
        for name in ("required", "preferred", "mentioned", "negated"):
            if name in stance:
                yield f"stance, F1 of {name}", f"{stance[name]:.3f}", ""
    for name, share in result.shares.items():
        if share.of:
            yield name, f"{share.accuracy:.3f}", str(share.of)


def _number(value: Any) -> str:
    return "-" if value is None else f"{value:.3f}"


def _print_mistakes(head: str, listed: list[Mistake]) -> None:
    if not listed:
        return
    out = console()
    out.print()
    out.print(f"{head}, most frequent first")
    table = plain_table()
    table.add_column("times", justify="right")
    table.add_column("expression", style="bold", ratio=2)
    table.add_column("in", ratio=1)
    table.add_column("what to do", ratio=4)
    for one in listed:
        name = f"{one.text} ({one.kind})" if one.kind != "duty" else one.text
        place = f"{one.place}: " if one.place else ""
        concept = f"[{one.concept}] " if one.concept else ""
        table.add_row(str(one.count), name, ", ".join(one.documents), f"{place}{concept}{one.advice}")
    out.print(table)
