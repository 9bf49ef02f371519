"""`jdmatch profile …`: what texts are scored against, and making it one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.exceptions import Exit

from jdmatch.cli import console as shared
from jdmatch.cli.console import FAILED_CHECK, Group, console, examples, print_json, tell
from jdmatch.cli.texts import documents_of, postings_of
from jdmatch.errors import InputError
from jdmatch.showing.terminal import print_table
from jdmatch.showing.view import Number
from jdmatch.taxonomy.loading import load_profile, load_taxonomy
from jdmatch.taxonomy.profile import Profile


def _yaml_file(_: click.Context, __: click.Parameter, path: str) -> str:
    if Path(path).suffix.lower() not in (".yaml", ".yml"):
        raise InputError(
            f"--output: {path!r} is no .yaml file; expected one, as profiles are; give it that ending"
        )
    return path


@click.group(cls=Group, no_args_is_help=True)
def app() -> None:
    """Read profiles and make one's own."""


@app.command("list", epilog=examples("jdmatch profile list"))
@shared.taxonomy_option
@shared.json_option
def list_command(taxonomy: list[str] | None, json_: bool) -> None:
    """List the profiles of the taxonomy."""
    profiles = list(load_taxonomy(taxonomy).profiles.values())
    if json_:
        print_json([{"id": p.id, "label": p.label, "role": p.role, "origin": _origin(p)} for p in profiles])
        return
    print_table(
        console(),
        ("profile", "what it describes", "requirements", "from"),
        ((p.id, p.label, len(p.requirements), _origin(p)) for p in profiles),
    )


def _origin(profile: Profile) -> str:
    if profile.extends:
        return f"ours, after {profile.extends}"
    return f"the document ({profile.source})" if profile.source else "ours"


@app.command("show", epilog=examples("jdmatch profile show", "jdmatch profile show data-scientist"))
@shared.argument("name", "[NAME]", "A profile's name or file.", default="ml-engineer")
@shared.taxonomy_option
@shared.json_option
def show(name: str, taxonomy: list[str] | None, json_: bool) -> None:
    """Show what a profile asks for, and what a score of it means."""
    profile = load_profile(name, load_taxonomy(taxonomy))
    if json_:
        print_json(_plain(profile))
        return
    out = console()
    out.print(f"{profile.label} ({profile.id}), from {_origin(profile)}")
    out.print()
    print_table(
        out,
        ("requirement", "points", "asks", "from"),
        (
            (one.id, Number(f"{'+' if one.bonus else ''}{one.weight:g}"), one.statement, one.origin)
            for one in profile.requirements
        ),
    )
    out.print()
    print_table(out, ("", ""), _facts(profile))


def _facts(profile: Profile) -> Iterator[tuple[str, str]]:
    for cap in profile.caps:
        limits = ", ".join(f"{step.score:g} at {step.coverage:.0%}" for step in cap.limits)
        yield "limit", f"{cap.statement}: no more than {limits} of {', '.join(cap.of)}"
    for verdict in sorted(profile.verdicts, key=lambda v: -v.least):
        yield f"from {verdict.least:g}", f"{verdict.posting}; CV: {verdict.cv}"
    if (band := profile.pay) is not None:
        low = f"{band.currency} {band.year_min:,.0f} to {band.year_max:,.0f} a year"
        yield "pay", f"{low}; beginners {band.beginner_min:,.0f} to {band.beginner_max:,.0f}"
    for near in profile.neighbours:
        yield "neighbour", f"{near.role}: {near.says}"
    if profile.not_asked:
        beginners, spared = (", ".join(sorted(one)) for one in (profile.beginners, profile.not_asked))
        yield "beginners", f"{beginners}: not asked for {spared}"


@app.command(
    "tune",
    epilog=examples(
        "jdmatch profile tune labelled.csv -o my-profile.yaml",
        "jdmatch score posting.txt --profile my-profile.yaml",
    ),
)
@shared.argument("labelled", "LABELLED", "Postings with a column that says which fit.")
@shared.output_option("FILE", "The new profile, a .yaml file.", required=True, callback=_yaml_file)
@shared.profile_option
@shared.text_option
@shared.title_option
@click.option("--label", metavar="COLUMN", help="The column of the labels; guessed.")
@click.option("--from", "least", metavar="N", type=float, help="Labels are grades; from N on a posting fits.")
@click.option("--force", is_flag=True, help="Write the profile also where it ranks no better.")
@shared.taxonomy_option
def tune(
    labelled: str,
    output: str,
    profile: str,
    text: str | None,
    title: str | None,
    label: str | None,
    least: float | None,
    force: bool,
    taxonomy: list[str] | None,
) -> None:
    """Learn a profile's weights from labelled postings.

    Labels are yes and no, true and false, or 1 and 0; or grades, with --from. The new profile is written where it
    ranks postings that it has not seen better than the old one; else the exit code is 1.
    """
    from jdmatch.matcher import load
    from jdmatch.tools.tune import tune as learn
    from jdmatch.tools.tune import write_profile

    matcher = load(profile, taxonomy)
    rows = []
    for number, posting in enumerate(
        postings_of(labelled, text=text, title=title, label=label, taxonomy=taxonomy, is_labelled=True), 1
    ):
        fits = is_fitting(posting.label or "", least, f"{labelled}: row {number}")
        rows.append((matcher.read(posting.text, title=posting.title, kind="posting"), fits))
    tuned = learn(rows, matcher.profile, matcher)
    click.echo(str(tuned))
    if not (tuned.helped or force):
        tell(f"{output} is not written; --force writes it all the same")
        raise Exit(FAILED_CHECK)
    click.echo(f"{write_profile(tuned, output)}: written")


def is_fitting(label: str, least: float | None, where: str) -> bool:
    """Return whether a label says that a posting fits.

    Raises:
        InputError: if it says neither.

    >>> is_fitting("Yes", None, ""), is_fitting("0", None, ""), is_fitting("3.0", 3, "")
    (True, False, True)
    """
    word = label.strip().casefold()
    if least is not None:
        try:
            return float(word) >= least
        except ValueError as error:
            raise InputError(f"{where}: {label!r} is no grade; expected a number") from error
    words = load_taxonomy().columns
    if word in words.fits:
        return True
    if word in words.unfit:
        return False
    raise InputError(
        f"{where}: label {label!r} is unknown; expected yes or no, true or false, 1 or 0; for grades use --from"
    )


@app.command(
    "new",
    epilog=examples(
        'jdmatch profile new "backend engineer" examples.csv -o backend.yaml',
        "jdmatch profile new nurse ward/*.html -o nurse.yaml --reference postings.csv",
    ),
)
@shared.argument("role", "ROLE", "What the role is called.")
@shared.argument(
    "postings",
    "POSTINGS...",
    "Five to fifty postings of it: tables, folders or files.",
    nargs=-1,
    required=True,
)
@shared.output_option("FILE", "The new profile, a .yaml file.", required=True, callback=_yaml_file)
@click.option(
    "--reference",
    "reference_",
    metavar="FILE",
    multiple=True,
    help="Postings of all trades; may be given twice.",
)
@shared.text_option
@shared.title_option
@shared.taxonomy_option
def new(
    role: str,
    postings: tuple[str, ...],
    output: str,
    reference_: tuple[str, ...],
    text: str | None,
    title: str | None,
    taxonomy: list[str] | None,
) -> None:
    """Draft a profile from example postings of a role.

    Families of skills get weights by how many examples ask for them and how few of the reference postings do; each has
    its counts as a reason. With a reference, percentiles are told against it. It is a draft: read it, then change it.
    """
    from jdmatch.matcher import load
    from jdmatch.tools.draft import draft_profile, write_draft
    from jdmatch.tools.tune import FEWEST_POSTINGS, reference_of, write_reference

    matcher = load("ml-engineer", taxonomy)
    own = [document for _, document in documents_of(postings, text, title, taxonomy)]
    others = (document for _, document in documents_of(reference_ or [], text, title, taxonomy))
    draft = draft_profile(role, own, matcher, others=others)
    path = write_draft(draft, output)
    click.echo(str(draft))
    click.echo(f"{path}: written; read it, then change it")
    if len(draft.other_scores) >= FEWEST_POSTINGS:
        made_of = ", ".join(Path(name).name for name in reference_ or ())
        made = reference_of(draft.profile.id, draft.other_scores, made_of=made_of)
        click.echo(f"{write_reference(made, path)}: written")


@app.command("reference", epilog=examples("jdmatch profile reference postings.csv --profile my-profile.yaml"))
@shared.argument("postings", "POSTINGS", "Postings of all trades, one a row.")
@shared.profile_option
@shared.made_of_option("own postings")
@shared.text_option
@shared.title_option
@shared.taxonomy_option
def reference(
    postings: str, profile: str, made_of: str, text: str | None, title: str | None, taxonomy: list[str] | None
) -> None:
    """Make the reference of a profile's percentiles.

    How the postings score is written beside the profile, as a distribution; no text is kept.
    """
    from jdmatch.matcher import load
    from jdmatch.tools.tune import build_reference, write_reference

    matcher = load(profile, taxonomy)
    readings = (
        matcher.read(posting.text, title=posting.title, kind="posting")
        for posting in postings_of(postings, text=text, title=title, taxonomy=taxonomy)
    )
    made = build_reference(matcher, readings, made_of=made_of)
    click.echo(str(made))
    click.echo(f"{write_reference(made, matcher.profile.path)}: written")


def _plain(profile: Profile) -> dict[str, Any]:
    """Return a profile as plain values; of families their few best members stand for all."""
    requirements = [
        {
            "id": one.id, "statement": one.statement, "group": one.group, "weight": one.weight, "bonus": one.bonus,
            "source": one.source, "extends": one.extends, "why": one.why,
            "parts": [{"label": p.label, "share": p.share, "examples": list(p.examples)} for p in one.parts],
        }
        for one in profile.requirements
    ]  # fmt: skip
    verdicts = [{"from": v.least, "posting": v.posting, "cv": v.cv} for v in profile.verdicts]
    names = ("id", "label", "role", "source", "extends")
    return {**{n: getattr(profile, n) for n in names}, "requirements": requirements, "verdicts": verdicts}
