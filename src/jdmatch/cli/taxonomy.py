"""`jdmatch taxonomy …`: for those who read, check and extend what jdmatch knows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

import click
from click.exceptions import Exit

from jdmatch.cli import console as shared
from jdmatch.cli.console import FAILED_CHECK, Group, console, examples, print_json, tell
from jdmatch.cli.texts import postings_of
from jdmatch.errors import InputError
from jdmatch.showing.terminal import print_table
from jdmatch.showing.view import Cell, Number
from jdmatch.taxonomy.loading import is_overlay, is_taxonomy, load_taxonomy, taxonomy_folder
from jdmatch.taxonomy.records import Concept, Duty, Family, Taxonomy

if TYPE_CHECKING:
    from jdmatch.tools.diff import Diff

folders_argument = shared.argument(
    "folder",
    "[FOLDER]...",
    "The bundled taxonomy by default; of several each is laid over those before: 'bundled our-skills'.",
    nargs=-1,
    callback=shared.list_or_none,
)


@click.group(cls=Group, no_args_is_help=True)
def app() -> None:
    """Read, check and extend what jdmatch knows about words."""


@app.command(
    "check", epilog=examples("jdmatch taxonomy check", "jdmatch taxonomy check bundled our-skills --quick")
)
@folders_argument
@click.option("--quick", is_flag=True, help="Try only the sentences that the last folder writes out.")
@shared.json_option
def check(folder: list[str] | None, quick: bool, json_: bool) -> None:
    """Check every file and try every sentence.

    The sentences are those under `matches` and `rejects`, and one of each name that needs no rule. All faults are told
    at once, each with its file and line; the exit code is 1 where there is one.
    """
    from jdmatch.tools.check import check_taxonomy

    result = check_taxonomy(folder, quick=quick)
    if json_:
        print_json(result.to_dict())
    else:
        for problem in result.problems:
            tell(f"error: {problem}")
        click.echo(str(result))
    if result.problems:
        raise Exit(FAILED_CHECK)


@app.command(
    "show",
    epilog=examples(
        "jdmatch taxonomy show pytorch", "jdmatch taxonomy show ml-library", "jdmatch taxonomy show sklearn"
    ),
)
@shared.argument("name", "ID", "The id of a concept, family or duty, or a name.")
@shared.taxonomy_option
@shared.json_option
def show(name: str, taxonomy: list[str] | None, json_: bool) -> None:
    """Show all that is known about a concept, family or duty."""
    from jdmatch.tools.check import find_entry

    loaded = load_taxonomy(taxonomy)
    facts = _facts(find_entry(loaded, name), loaded)
    if json_:
        print_json(facts)
        return
    rows = ((key.replace("_", " "), _told(key, value)) for key, value in facts.items() if value)
    print_table(console(), ("", ""), rows)


def _told(key: str, value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    # sentences stand one a line, names beside each other
    return ("\n" if key in ("matches", "rejects", "phrases") else ", ").join(map(str, value))


def _facts(entry: Concept | Family | Duty, taxonomy: Taxonomy) -> dict[str, Any]:
    if isinstance(entry, Duty):
        said = entry.entry
        return {
            "duty": entry.id,
            "statement": said.statement,
            "source": said.source,
            "phrases": list(said.phrases),
            "matches": list(said.matches),
            "rejects": list(said.rejects),
            "place": entry.place,
        }
    origin = {"source": entry.source} if entry.source else {"extends": entry.extends}
    ends = {"esco": " ".join(reversed(entry.esco or ())), "place": entry.place}
    if isinstance(entry, Concept):
        return {
            "concept": entry.id,
            "label": entry.label,
            "family": entry.family,
            "kind": entry.kind,
            "belongs_to": sorted(taxonomy.above(entry.id) - {entry.id, entry.family}),
            "names": list(entry.names),
            "surfaces": sum(surface.concept == entry.id for surface in taxonomy.surfaces.values()),
            **origin,
            "rules": len(entry.rules),
            "matches": list(entry.matches),
            "rejects": list(entry.rejects),
            **ends,
        }
    members = (taxonomy.concepts[one].label for one in taxonomy.members.get(entry.id, ()))
    return {
        "family": entry.id,
        "label": entry.label,
        "kind": entry.kind,
        "parent": entry.parent,
        **origin,
        "members": sorted(members, key=str.casefold),
        **ends,
    }


@app.command("find", epilog=examples("jdmatch taxonomy find time series"))
@shared.argument("words", "WORDS...", "Part of a name or of an id.", nargs=-1, required=True)
@shared.taxonomy_option
@shared.json_option
def find(words: tuple[str, ...], taxonomy: list[str] | None, json_: bool) -> None:
    """Find concepts by part of a name. Exit code 1 where there is none."""
    if not any(word.strip() for word in words):
        raise InputError("words: they are empty; expected part of a name, such as torch")
    found = list(load_taxonomy(taxonomy).find(" ".join(words)))
    names = ("id", "label", "kind", "family", "place")
    rows = [{name: getattr(concept, name) for name in names} for concept in found]
    if json_:
        print_json(rows)
    elif found:
        print_table(console(), names, (tuple(row.values()) for row in rows))
    else:
        tell(f"nothing in the taxonomy holds {' '.join(words)!r}")
    if not found:
        raise Exit(FAILED_CHECK)


@app.command("sources", epilog=examples("jdmatch taxonomy sources"))
@folders_argument
@shared.json_option
def sources(folder: list[str] | None, json_: bool) -> None:
    """Show what each statement of the document became."""
    from jdmatch.tools.check import sources as table_of

    rows = table_of(folder)
    if json_:
        print_json([{**row._asdict(), "entries": [entry._asdict() for entry in row.entries]} for row in rows])
        return
    told = []
    for row in rows:
        by_kind: dict[str, list[str]] = {}
        for entry in row.entries:
            by_kind.setdefault(entry.kind, []).append(entry.id)
        entries = "\n".join(f"{kind}: {', '.join(dict.fromkeys(ids))}" for kind, ids in by_kind.items())
        told.append((row.statement, row.says, entries or "none"))
    print_table(console(), ("statement", "says", "entries"), told)


@app.command(
    "suggest",
    epilog=examples(
        "jdmatch taxonomy suggest postings.csv", "jdmatch taxonomy suggest postings.csv --yaml >> drafts.yaml"
    ),
)
@shared.argument("file", "FILE.csv", "Postings, one a row.")
@click.option("--text", help="The column of the texts; guessed where left out.")
@click.option(
    "--at-least", metavar="N", type=click.IntRange(1), default=1, help="Only names that stand in N postings."
)
@click.option("--most", metavar="N", type=click.IntRange(1), default=100, help="Show so many names.")
@click.option("--unsure", is_flag=True, help="Also names in lists that reading does not take for skills.")
@click.option("--yaml", is_flag=True, help="Write entries, ready to paste.")
@shared.taxonomy_option
@shared.json_option
def suggest(
    file: str,
    text: str | None,
    at_least: int,
    most: int,
    unsure: bool,
    yaml: bool,
    taxonomy: list[str] | None,
    json_: bool,
) -> None:
    """List unknown names that may be skills.

    They stand in lists of known skills; the most frequent and surest come first.

    Read them, and add what is a skill: --yaml writes entries, which may be laid over the taxonomy. The family is that
    of its neighbours; of a name that is much like a known one it is asked whether it is an alias.
    """
    from jdmatch.tools.exchange import as_yaml
    from jdmatch.tools.exchange import suggest as suggest_names

    loaded = load_taxonomy(taxonomy)
    texts = (posting.text for posting in postings_of(file, text=text, taxonomy=taxonomy))
    found = suggest_names(texts, loaded, at_least=at_least, unsure=unsure)[:most]
    if json_:
        print_json([suggestion.to_dict() for suggestion in found])
    elif yaml:
        click.echo(as_yaml(found, loaded), nl=False)
    elif not found:
        click.echo(f"no unknown name stands in a list of known skills in {at_least:,} or more postings")
    else:
        print_table(
            console(),
            ("postings", "name", "family?", "alias of?", "example"),
            ((one.postings, one.name, one.family, ", ".join(one.near), one.examples[0]) for one in found),
        )


@app.command(
    "learn",
    epilog=examples(
        "jdmatch taxonomy learn lines.jsonl --texts postings.csv",
        "jdmatch taxonomy learn lines.jsonl --gold gold.jsonl --taxonomy my-taxonomy",
    ),
)
@shared.argument(
    "lines", "LINES.jsonl ...", "Labelled lines, one JSON object a line.", nargs=-1, required=True
)
@click.option(
    "--gold",
    metavar="GOLD.jsonl",
    multiple=True,
    help="Whole texts with their duties, as `evaluate` reads them.",
)
@click.option("--texts", metavar="POSTINGS.csv", help="Postings from which words learn what they are like.")
@shared.made_of_option("labelled lines of our own")
@shared.output_option("FILE", "Default: language/line_weights.tsv in the taxonomy; - is stdout.")
@shared.taxonomy_option
def learn(
    lines: tuple[str, ...],
    gold: tuple[str, ...],
    texts: str | None,
    made_of: str,
    output: str | None,
    taxonomy: list[str] | None,
) -> None:
    """Learn what words weigh for each duty.

    A labelled line has `line` and `labels`, ids of duties and themes; what stands in `maybe` counts neither way, and
    `picked` says that a line was chosen for being hard. The sentences under `matches` and `rejects` of duties.yaml
    are learnt as well. It takes some minutes.
    """
    from jdmatch.tools import learn as learning

    loaded = load_taxonomy(taxonomy)
    given = [one for file in lines for one in learning.read_lines(file)]
    given += [one for file in gold or () for one in learning.read_texts(file, loaded)]
    unlabelled = (posting.text for posting in postings_of(texts)) if texts else ()
    result = learning.learn(given, loaded, unlabelled, made_of=made_of)
    if output != "-":
        click.echo(str(result))
    _write(output or Path(loaded.folders[-1]) / "language" / "line_weights.tsv", result.table)


@app.command("learn-lines", epilog=examples("jdmatch taxonomy learn-lines postings.csv"))
@shared.argument("file", "POSTINGS.csv", "Postings that kept their line ends, one a row.")
@shared.text_option
@shared.made_of_option("postings of our own")
@shared.output_option("FILE", "Default: language/line_starts.tsv in the taxonomy; - is stdout.")
@shared.taxonomy_option
def learn_lines(
    file: str, text: str | None, made_of: str, output: str | None, taxonomy: list[str] | None
) -> None:
    """Learn how the lines of postings begin.

    It serves texts that lost their line ends.
    """
    from jdmatch.tools.learn import learn_line_starts

    loaded = load_taxonomy(taxonomy)
    table = learn_line_starts((posting.text for posting in postings_of(file, text=text)), made_of=made_of)
    _write(output or Path(loaded.folders[-1]) / "language" / "line_starts.tsv", table)


@app.command(
    "learn-names",
    epilog=examples(
        "jdmatch taxonomy learn-names postings.csv cvs.csv",
        "jdmatch taxonomy learn-names postings.csv --doubtful names.txt",
    ),
)
@shared.argument("files", "TEXTS.csv ...", "Postings and CVs, one a row.", nargs=-1, required=True)
@click.option(
    "--doubtful",
    metavar="FILE",
    type=click.File(encoding="utf-8"),
    help="Names, one a line, that the taxonomy doesn't hold and that are tools all the same, or may be.",
)
@shared.text_option
@shared.made_of_option("texts of our own")
@shared.output_option("FILE", "Default: language/name_weights.tsv in the taxonomy; - is stdout.")
@shared.taxonomy_option
def learn_names(
    files: tuple[str, ...],
    doubtful: TextIO | None,
    text: str | None,
    made_of: str,
    output: str | None,
    taxonomy: list[str] | None,
) -> None:
    """Learn what tells that a name which the taxonomy doesn't hold is a tool, from the names that it holds.

    What it doesn't hold is taken for no tool: names that `suggest` finds in these texts are best added before.
    """
    from jdmatch.tools.learn import learn_names as learn_names_of

    loaded = load_taxonomy(taxonomy)
    texts = (posting.text for file in files for posting in postings_of(file, text=text))
    table = learn_names_of(texts, loaded, doubtful=doubtful or (), made_of=made_of)
    _write(output or Path(loaded.folders[-1]) / "language" / "name_weights.tsv", table)


@app.command(
    "diff",
    epilog=examples(
        "jdmatch taxonomy diff bundled our-skills postings.csv",
        "jdmatch taxonomy diff ml-engineer my-profile.yaml postings.csv",
    ),
)
@shared.argument("old", "OLD", "A taxonomy's folder, 'bundled', or a profile.")
@shared.argument("new", "NEW", "The same; a folder of a few lines is laid over OLD.")
@shared.argument("file", "FILE.csv", "Postings, one a row.")
@shared.text_option
@shared.title_option
@shared.profile_option
@click.option("--most", metavar="N", type=click.IntRange(1), default=20, help="Show so many of each.")
@shared.workers_option("auto")
@shared.json_option
def diff(
    old: str,
    new: str,
    file: str,
    text: str | None,
    title: str | None,
    profile: str,
    most: int,
    workers: int | Literal["auto"],
    json_: bool,
) -> None:
    """Show what a change of words does to scores.

    Which postings move, by how much and why; a change of a profile too.

    Exit code 1 where something moved, 0 where nothing did.
    """
    from jdmatch.matcher import load
    from jdmatch.tools.diff import diff as compare

    before = load(profile, old) if is_taxonomy(old) else load(old)
    if is_overlay(new):
        after = load(profile, [old if is_taxonomy(old) else "bundled", new])
    else:
        after = load(profile, new) if is_taxonomy(new) else load(new)
    postings = ((posting.text, posting.title) for posting in postings_of(file, text=text, title=title))
    found = compare(postings, before, after, workers=workers)
    if json_:
        print_json(found.to_dict())
    else:
        _print_diff(found, most)
    if found.moves:
        raise Exit(FAILED_CHECK)


def _print_diff(found: Diff, most: int) -> None:
    click.echo(str(found))
    out = console()
    for head, reasons in (("concept", found.concepts()), ("requirement", found.requirements())):
        if reasons:
            click.echo()
            rows = ((one.what, one.postings, one.moved, Number(f"{one.mean:+.2f}")) for one in reasons[:most])
            print_table(out, (head, "postings", "of these moved", "points on the average"), rows)
    if found.moved:
        click.echo()
        moves: list[tuple[Cell | int, ...]] = []
        for move in found.moved[:most]:
            scores = [Number("-" if one is None else f"{one:.1f}") for one in (move.old, move.new)]
            moves.append((move.row, move.title[:40], *scores, Number(f"{move.by:+.1f}"), move.why()))
        print_table(out, ("row", "title", "before", "after", "by", "why"), moves)


@app.command(
    "export",
    epilog=examples(
        "jdmatch taxonomy export --as spacy -o patterns.jsonl",
        "jdmatch taxonomy export --as skos --taxonomy bundled --taxonomy our-skills",
    ),
)
@click.option("--as", "form", metavar="FORM", required=True, help="spacy, json, csv or skos.")
@shared.output_option("FILE", "Default: - is stdout.", default="-")
@shared.taxonomy_option
def export(form: str, output: str, taxonomy: list[str] | None) -> None:
    """Write the concepts for other programs.

    spacy: lines of JSON for an EntityRuler or a SpanRuler. skos: Turtle, with the links to ESCO. Rules of ambiguous
    names are not part of it.
    """
    from jdmatch.tools.exchange import export as exported

    _write(output, exported(load_taxonomy(taxonomy), form))


@app.command(
    "import",
    epilog=examples(
        "jdmatch taxonomy import skills_en.csv -o ours --family devops",
        "jdmatch taxonomy import names.txt -o ours",
    ),
)
@shared.argument(
    "file", "FILE", "ESCO's CSV, a list, spaCy's patterns (JSONL), SkillNER's JSON, or an export."
)
@shared.output_option("FOLDER", "Where the drafts go; nothing is overwritten.", required=True)
@click.option(
    "--family", metavar="ID", default="", help="The family of skills that name none, or an unknown one."
)
@click.option(
    "--kind", metavar="KIND", default="tool", help="What a new family holds: language, tool, method or soft."
)
@shared.taxonomy_option
@shared.json_option
def import_(file: str, output: str, family: str, kind: str, taxonomy: list[str] | None, json_: bool) -> None:
    """Draft concepts from a list of skills.

    They are to be laid over the taxonomy.

    Names that the taxonomy holds are left out; other names of a known skill become its aliases. Read the drafts: what
    is an ordinary word is told and left out, what may mean something else needs a rule.
    """
    from jdmatch.tools.exchange import draft, read_skills

    skills = read_skills(file)
    if not skills:
        raise InputError(
            f"{file}: holds no skills; expected a list of names, or one of the forms above; check the file"
        )
    drafts = draft(skills, load_taxonomy(taxonomy), family=family, kind=kind)
    folder = Path(output)
    if there := [name for name in drafts.files if (folder / name).exists()]:
        message = "is there already; expected a new folder, so that nothing is overwritten; name another one"
        raise InputError(f"{folder / there[0]}: {message}")
    if json_:
        print_json({**drafts._asdict(), "files": list(drafts.files)})
    else:
        click.echo(str(drafts))
    for name, text in drafts.files.items():
        _write(folder / name, text, silent=json_)


def _write(output: str | Path, text: str, *, silent: bool = False) -> None:
    from jdmatch.documents.opening import write_text

    if output == "-":
        sys.stdout.write(text)
        return
    write_text(output, text)
    if not silent:
        click.echo(f"{output}: written")


@app.command("schema", epilog=examples("jdmatch taxonomy schema", "jdmatch taxonomy schema -o - | jq .title"))
@shared.output_option("FILE", "Default: schema.json in the taxonomy; - is stdout.")
@click.option(
    "--check", "is_check", is_flag=True, help="Write nothing; exit 1 where the file is out of date."
)
def schema(output: str | None, is_check: bool) -> None:
    """Write the JSON Schema that editors check by."""
    from jdmatch.tools.check import json_schema

    written = json_schema()
    if not is_check:
        _write(output or taxonomy_folder() / "schema.json", written)
        return
    path = Path(output) if output else taxonomy_folder() / "schema.json"
    if not path.is_file() or path.read_text(encoding="utf-8") != written:
        tell(f"error: {path}: is out of date; run: jdmatch taxonomy schema")
        raise Exit(FAILED_CHECK)
    click.echo(f"{path}: up to date")
