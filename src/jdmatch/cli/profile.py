"""`jdmatch profile …`: what texts are scored against, and making it one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jdmatch.cli.console import JsonOption, TaxonomyOption, console, examples, plain_table, print_json

if TYPE_CHECKING:
    from jdmatch.profile import Profile

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Read profiles and make one's own.")


@app.command("list", epilog=examples("jdmatch profile list"))
def list_command(json_: JsonOption = False) -> None:
    """List the profiles that come with jdmatch."""
    from jdmatch.profiles import load_profile, profile_names

    profiles = [load_profile(name) for name in profile_names()]
    if json_:
        print_json([{"id": p.id, "label": p.label, "role": p.role, "origin": _origin(p)} for p in profiles])
        return
    table = plain_table("profile", "what it describes", "requirements", "from")
    for profile in profiles:
        table.add_row(profile.id, profile.label, str(len(profile.requirements)), _origin(profile))
    console().print(table)


def _origin(profile: Profile) -> str:
    return f"the document ({profile.source})" if profile.source else f"ours, after {profile.extends}"


@app.command(epilog=examples("jdmatch profile show", "jdmatch profile show data-scientist"))
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A profile's name or file.")] = "ml-engineer",
    taxonomy: TaxonomyOption = None,
    json_: JsonOption = False,
) -> None:
    """Show what a profile asks for, and what a score of it means."""
    from jdmatch.loading import load_taxonomy
    from jdmatch.profiles import load_profile

    profile = load_profile(name, load_taxonomy(taxonomy))
    if json_:
        print_json(_plain(profile))
        return
    out = console()
    out.print(f"{profile.label} ({profile.id}), from {_origin(profile)}")
    out.print()
    table = plain_table()
    table.add_column("requirement", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("asks", ratio=1)
    table.add_column("from", no_wrap=True)
    for one in profile.requirements:
        table.add_row(one.id, f"{'+' if one.bonus else ''}{one.weight:g}", one.statement, one.origin)
    out.print(table)
    out.print()
    facts = plain_table(show_header=False)
    facts.add_column(style="bold", no_wrap=True)
    facts.add_column(ratio=1)
    for head, text in _facts(profile):
        facts.add_row(head, text)
    out.print(facts)


def _facts(profile: Profile) -> Iterator[tuple[str, str]]:
    for cap in profile.caps:
        limits = ", ".join(f"{step.value:g} at {step.start:.0%}" for step in cap.limits)
        yield "limit", f"{cap.statement}: no more than {limits} of {', '.join(cap.parts)}"
    for verdict in sorted(profile.verdicts, key=lambda v: -v.least):
        yield f"from {verdict.least:g}", f"{verdict.posting}; CV: {verdict.cv}"
    if (band := profile.pay) is not None:
        low = f"{band.currency} {band.year_min:,.0f} to {band.year_max:,.0f} a year"
        yield "pay", f"{low}; beginners {band.beginner_min:,.0f} to {band.beginner_max:,.0f}"
    for near in profile.neighbours:
        yield "neighbour", f"{near.role}: {near.says}"
    if profile.not_asked:
        yield (
            "beginners",
            f"{', '.join(sorted(profile.beginners))}: not asked for {', '.join(sorted(profile.not_asked))}",
        )


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
