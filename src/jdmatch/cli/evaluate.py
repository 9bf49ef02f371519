"""`jdmatch evaluate`: how near do readings and scores come to what careful people found?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from jdmatch.cli import console as shared
from jdmatch.cli.console import Command, console, examples, print_json
from jdmatch.showing.terminal import print_table
from jdmatch.showing.view import Number

if TYPE_CHECKING:
    from jdmatch.tools.evaluate import Evaluation, Mistake


@click.command(
    "evaluate",
    cls=Command,
    epilog=examples(
        "jdmatch evaluate gold.jsonl",
        "jdmatch evaluate gold.jsonl --errors 20",
        "jdmatch evaluate gold.jsonl --json | jq '.\"hard skills\".f1'",
    ),
)
@shared.argument("gold", "GOLD.jsonl", "Documents with what is to be found in them.")
@click.option(
    "--errors",
    metavar="N",
    type=click.IntRange(0),
    default=0,
    help="List the N most frequent mistakes of each sort.",
)
@shared.profile_option
@shared.taxonomy_option
@shared.json_option
def evaluate_command(gold: str, errors: int, profile: str, taxonomy: list[str] | None, json_: bool) -> None:
    """Hold readings and scores against labelled documents.

    With --errors it says which line of the taxonomy mends a mistake. A line of GOLD.jsonl is {"id", "kind":
    "posting" or "cv", "title", "text", "gold": {…}}; examples/gold.jsonl has ten. Fields of gold: skills,
    optional (words on which readers may differ), skill_years, min_years, degree, certifications, duties,
    duties_maybe (doubtful ones), level, pay, role, fit (0 to 4). Leave out what you do not judge.
    """
    from tqdm import tqdm

    from jdmatch.matcher import load
    from jdmatch.tools.evaluate import SORTS, mistakes, read_gold
    from jdmatch.tools.evaluate import evaluate as hold_against

    rows = read_gold(gold)
    matcher = load(profile, taxonomy)
    result = hold_against(tqdm(rows, unit="document", leave=False, disable=None), matcher)
    mended = mistakes(result, matcher.taxonomy, most=errors) if errors else ()
    if json_:
        listed = {"errors": [mistake.to_dict() for mistake in mended]} if errors else {}
        print_json({**result.to_dict(), **listed})
        return
    _print_measures(result)
    for what, head in SORTS.items():
        _print_mistakes(head, [mistake for mistake in mended if mistake.what == what])


def _print_measures(result: Evaluation) -> None:
    out = console()
    out.print(f"{result.documents} documents", "")
    finds = [
        (name, _number(one.precision), _number(one.recall), _number(one.f1), one.gold, one.found)
        for name, one in result.finds.items()
        if one.gold or one.found
    ]
    if finds:
        print_table(out, ("found", "precision", "recall", "F1", "in the gold", "found"), finds)
        out.print("")
    if shares := list(_shares(result)):
        print_table(out, ("answered", "right", "of"), shares)
        out.print("")
    if fits := list(_fits(result)):
        print_table(out, ("score against graded fit", "value"), fits)


def _shares(result: Evaluation) -> Iterator[tuple[str, Number, Number | int]]:
    if stance := result.stance():
        yield "stance", _number(stance["accuracy"]), round(stance["of"])
        yield "stance, macro F1", _number(stance["macro f1"]), Number("")
        for name in ("required", "preferred", "mentioned", "negated"):
            if name in stance:
                yield f"stance, F1 of {name}", _number(stance[name]), Number("")
    for name, share in result.shares.items():
        if share.of:
            yield name, _number(share.accuracy), share.of


def _fits(result: Evaluation) -> Iterator[tuple[str, Number]]:
    for kind, measures in result.fit().items():
        yield f"{kind}: Spearman", _number(measures["spearman"])
        yield f"{kind}: AUC of fit 3 and 4", _number(measures["auc fit>=3"])
        yield f"{kind}: AUC of fit 1 and more", _number(measures["auc fit>=1"])
        for grade, median in measures["median score by fit"].items():
            yield f"{kind}: median score of fit {grade}", Number(f"{median:.1f}")


def _number(value: float | None) -> Number:
    return Number("-" if value is None else f"{value:.3f}")


def _print_mistakes(head: str, listed: list[Mistake]) -> None:
    if not listed:
        return
    out = console()
    out.print("", f"{head}, most frequent first", sep="\n")
    rows = []
    for one in listed:
        name = f"{one.text} ({one.kind})" if one.kind != "duty" else one.text
        place = f"{one.place}: " if one.place else ""
        concept = f"[{one.concept}] " if one.concept else ""
        rows.append((one.count, name, ", ".join(one.documents), f"{place}{concept}{one.advice}"))
    print_table(out, ("times", "expression", "in", "what to do"), rows)
