"""From the authors' files to one Taxonomy: surfaces written out, ids and links checked.

Every fault is collected with its file and line; nothing stops at the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from jdmatch.errors import Problem, TaxonomyError, did_you_mean
from jdmatch.folding import fold_surface
from jdmatch.taxonomy import models
from jdmatch.taxonomy.files import Read, YamlFile, read_file, read_text, validated
from jdmatch.taxonomy.models import (
    Ambiguity,
    ConceptEntry,
    DutiesFile,
    DutyEntry,
    FamilyFile,
    Ids,
    Kind,
    SpellingFile,
)
from jdmatch.taxonomy.overlays import lay_over
from jdmatch.taxonomy.phrases import expand, plural
from jdmatch.taxonomy.profile import Profile
from jdmatch.taxonomy.profile_files import read_profile
from jdmatch.taxonomy.records import (
    Concept,
    Duty,
    DutyRuleSurfaces,
    Family,
    How,
    Language,
    Rule,
    Surface,
    Taxonomy,
    WordList,
    ancestors,
)

_Model = TypeVar("_Model")
_LANGUAGE: dict[str, type] = {
    "headings": models.HeadingsFile,
    "stance": models.StanceFile,
    "years": models.YearsFile,
    "pay": models.PayFile,
    "facts": models.FactsFile,
    "cv": models.CvFile,
    "names": models.NamesFile,
    "spelling": models.SpellingFile,
    "heads": models.HeadsFile,
    "typos": models.TyposFile,
}
_FILES = (
    "roles.yaml", "columns.yaml", "duties.yaml", "qualifications.yaml", "comparison.yaml", "documents.yaml",
    "sources.yaml",
)  # fmt: skip
_WORDS = "language/words.txt"
_WEIGHTS = "language/line_weights.tsv"


def compile_taxonomy(folders: Sequence[Path], key: str) -> Taxonomy:
    """Read and compile a taxonomy folder, with those that are laid over it.

    Raises:
        TaxonomyError: with every fault of every file.
    """
    problems: list[Problem] = []
    _check_overlays(folders, problems)

    def read(name: str, model: type[_Model]) -> Read[_Model] | None:
        file = _layers(folders, name, problems)
        return validated(file, model, problems) if file else None

    language: dict[str, Any] = {
        name: read(f"language/{name}.yaml", model) for name, model in _LANGUAGE.items()
    }
    words = [
        read_text(folder / _WORDS, f"{folder.name}/{_WORDS}", problems)
        for i, folder in enumerate(folders)
        if i == 0 or (folder / _WORDS).is_file()
    ]
    # weights are learnt together: those of the last folder that has any hold alone
    weights = [
        read_text(folder / _WEIGHTS, f"{folder.name}/{_WEIGHTS}", problems)
        for folder in folders
        if (folder / _WEIGHTS).is_file()
    ]
    qualifications = read("qualifications.yaml", models.QualificationsFile)
    roles = read("roles.yaml", models.RolesFile)
    sources = read("sources.yaml", models.SourcesFile)
    comparison = read("comparison.yaml", models.ComparisonFile)
    columns = read("columns.yaml", models.ColumnsFile)
    documents = read("documents.yaml", models.DocumentsFile)
    duties = read("duties.yaml", models.DutiesFile)
    files = _family_files(folders, problems)
    families = [family for file in files if (family := validated(file, models.FamilyFile, problems))]
    if (spelling_file := language["spelling"]) is None:
        raise TaxonomyError(problems)
    spelling = Spelling(spelling_file.model)
    retired = {one: place for file in files for one, place in file.retired.items()}
    concepts, family_records, surfaces = compile_families(families, spelling, problems, retired)
    duty_records = compile_duties(duties, spelling, problems) if duties else ()
    if (
        problems
        or None in words
        or not (qualifications and roles and sources and comparison and columns and documents and duties)
    ):
        raise TaxonomyError(problems)
    profiles: dict[str, Profile] = {}
    taxonomy = Taxonomy(
        concepts=concepts,
        families=family_records,
        surfaces=surfaces,
        duties=duty_records,
        themes=duties.model.themes if duties else (),
        about=duties.model.about if duties else (),
        denials=duties.model.denials if duties else (),
        qualifications=qualifications.model,
        roles=roles.model,
        language=Language(
            words=WordList.of(dict.fromkeys(word for text in words if text for word in text.split())),
            line_weights=(weights[-1] if weights else None) or "",
            **{name: file.model for name, file in language.items() if file},
        ),
        sources=sources.model,
        comparison=comparison.model,
        columns=columns.model,
        documents=documents.model,
        profiles=profiles,
        hash=key,
        folders=tuple(map(str, folders)),
        retired={
            one: place for one, place in {**duties.yaml.retired, **retired}.items() if one not in concepts
        },
    )
    bases = profile_files(folders, problems)
    for name, file in bases.items():
        # what overlays change scores in another way, so only a reference of their own holds
        path = next(p for f in reversed(folders) if (p := f / f"profiles/{name}.yaml").is_file())
        if profile := read_profile(file, path, bases, taxonomy, problems):
            profiles[name] = replace(profile, path=f"profiles/{name}.yaml")
    if problems:
        raise TaxonomyError(problems)
    return taxonomy


# ------------------------------------------------------------------ several folders


def _layers(folders: Sequence[Path], name: str, problems: list[Problem]) -> YamlFile | None:
    """Return a file of the first folder with those of the same name in the others laid over it."""
    first, *others = folders
    file = read_file(first / name, f"{first.name}/{name}", problems)
    for folder in others:
        if (folder / name).is_file():
            over = read_file(folder / name, f"{folder.name}/{name}", problems)
            file = lay_over(file, over, problems) if file and over else None
    return file


def profile_files(folders: Sequence[Path], problems: list[Problem]) -> dict[str, YamlFile]:
    """Return the files of all profiles by their names; faults are added to the problems."""
    found: dict[str, YamlFile] = {}
    for folder in folders:
        for path in sorted((folder / "profiles").glob("*.yaml")):
            if file := read_file(path, f"{folder.name}/profiles/{path.name}", problems):
                below = found.get(path.stem)
                found[path.stem] = lay_over(below, file, problems) if below else file
    return found


def _family_files(folders: Sequence[Path], problems: list[Problem]) -> list[YamlFile]:
    """Return the files of all families, each with what other folders say of it, whatever they call their files."""
    found: list[YamlFile] = []
    at: dict[object, int] = {}
    for number, folder in enumerate(folders):
        for path in sorted((folder / "skills").glob("*.yaml")):
            file = read_file(path, f"{folder.name}/skills/{path.name}", problems)
            if file is None:
                continue
            values = file.value if isinstance(file.value, dict) else {}
            family = values.get("family")
            if number and family in at:
                found[at[family]] = lay_over(found[at[family]], file, problems)
                continue
            if number and "label" not in values and isinstance(family, str):
                close = did_you_mean(family, sorted(str(one) for one in at))
                message = f"family {family!r} is in none of the folders before{close}; a new one needs label and kind"
                problems.append(file.problem(("family",), message))
                continue
            at.setdefault(family, len(found))
            found.append(file)
    return found


def _check_overlays(folders: Sequence[Path], problems: list[Problem]) -> None:
    """Add a fault for each file of an overlay that no file of a taxonomy is called like: nobody would read it."""
    known = [*_FILES, *(f"language/{name}.yaml" for name in _LANGUAGE)]
    for folder in folders[1:]:
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
        if not names and not (folder / _WORDS).is_file():
            message = "no file of a taxonomy is here; expected at least one, such as skills/ours.yaml"
            problems.append(Problem(folder.name, 0, message))
        for name in names:
            if (
                name not in known
                and not fnmatch(name, "skills/*.yaml")
                and not fnmatch(name, "profiles/*.yaml")
            ):
                close = did_you_mean(name, [*known, "skills/" + name])
                expected = f"skills/*.yaml, profiles/*.yaml or one of {', '.join(known)}"
                message = f"no file of a taxonomy is called so{close}; expected {expected}"
                problems.append(Problem(f"{folder.name}/{name}", 0, message))


class Spelling:
    """Writes a surface out in both spellings and, for nouns, in the plural."""

    def __init__(self, file: SpellingFile) -> None:
        self.irregular = file.irregular
        both = {**file.pairs, **{v: k for k, v in file.pairs.items()}}
        self._other = both | {plural(k): plural(v) for k, v in both.items()}

    def variants(self, surface: str, *, plurals: bool) -> Iterator[str]:
        """Yield the folded surface, then its other spelling and plurals."""
        words = fold_surface(surface).split(" ")
        spellings = [words]
        if any(w in self._other for w in words):
            spellings.append([self._other.get(w, w) for w in words])
        for each in spellings:
            yield " ".join(each)
        if plurals:
            for each in spellings:
                last = each[-1]
                if len(last) > 1 and last.isalpha() and not last.endswith(("s", "ing", "ed")):
                    yield " ".join([*each[:-1], plural(last)])

    def expand(self, phrases: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield (phrase, folded surface) for all that the phrases stand for, in both spellings."""
        for phrase in phrases:
            for surface in expand(phrase, self.irregular):
                for variant in self.variants(surface, plurals=False):
                    yield phrase, variant


def compile_families(
    files: Sequence[Read[FamilyFile]],
    spelling: Spelling,
    problems: list[Problem],
    retired: Mapping[str, str] = MappingProxyType({}),
) -> tuple[dict[str, Concept], dict[str, Family], dict[str, Surface]]:
    """Return concepts, families and surfaces of all family files; append what is wrong to `problems`."""
    families: dict[str, Family] = {}
    concepts: dict[str, Concept] = {}
    claims = _Claims(problems)
    for yaml, file in files:
        place = "{}:{}".format(*yaml.place(("family",)))
        if file.family in families:
            first = families[file.family].place
            problems.append(yaml.problem(("family",), f"family {file.family!r} stands first in {first}"))
        # what is part of another family is an extension of it
        extends = file.extends or (None if file.source else file.parent)
        if (file.source is None) == (extends is None):
            message = f"family {file.family!r}: give its source, or the family that it extends; not both"
            problems.append(yaml.problem(("family",), message))
        if file.extends is not None and file.extends == file.parent:
            message = f"family {file.family!r}: it extends its parent anyway; leave 'extends' out"
            problems.append(yaml.problem(("extends",), message))
        families[file.family] = Family(
            file.family, file.label, file.kind, file.parent, file.source, extends, place, _esco(file.ids)
        )
        for i, entry in enumerate(file.concepts):
            name, line = yaml.place(("concepts", i))
            if entry.id in concepts:
                message = f"concept {entry.id!r} is doubled; it stands first in {concepts[entry.id].place}"
                problems.append(Problem(name, line, message))
                continue
            concepts[entry.id] = _concept(name, line, file, entry, spelling, claims, problems)
    _check_links(files, concepts, families, problems, retired)
    return concepts, families, claims.settled()


class _Claims:
    """Who claims which surface: the author's own words go before derived forms; two authors' words collide."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._written: dict[str, tuple[Surface, str]] = {}
        self._derived: dict[str, Surface] = {}

    def claim(self, text: str, surface: Surface, *, written: bool, name: str, line: int) -> None:
        if not written:
            self._derived.setdefault(text, surface)
            return
        if (other := self._written.get(text)) and other[0].concept != surface.concept:
            message = f"concept {surface.concept!r}: surface {text!r} is claimed by {other[0].concept!r} in {other[1]}"
            self._problems.append(Problem(name, line, message))
            return
        self._written.setdefault(text, (surface, f"{name}:{line}"))

    def settled(self) -> dict[str, Surface]:
        return self._derived | {text: surface for text, (surface, _) in self._written.items()}


def _concept(
    name: str,
    line: int,
    file: FamilyFile,
    entry: ConceptEntry,
    spelling: Spelling,
    claims: _Claims,
    problems: list[Problem],
) -> Concept:
    kind: Kind = entry.kind or file.kind

    def fault(message: str) -> None:
        problems.append(Problem(name, line, f"concept {entry.id!r}: {message}"))

    if entry.source is not None and entry.extends is not None:
        fault("give its source, or what it extends, not both; its own family need not be named")
    if entry.extends == file.family:
        fault("it extends the family in whose file it stands anyway; leave 'extends' out")
    if (entry.ambiguous or entry.phrases) and not entry.matches:
        what = "an ambiguous concept" if entry.ambiguous else "a concept with phrases"
        fault(f"{what} needs sentences under matches")
    if entry.ambiguous and not entry.rejects:
        fault("an ambiguous concept needs sentences under rejects")

    # what each written word or phrase stands for, so that rules may name either
    surfaces: dict[str, list[tuple[str, How, bool]]] = {}
    for word in (entry.label, *entry.aliases):
        how: How = "name" if word == entry.label else "alias"
        forms = list(spelling.variants(word, plurals=kind in ("method", "soft")))
        surfaces[fold_surface(word)] = [(form, how, form == forms[0]) for form in forms]
    for phrase in entry.phrases:
        try:
            forms = [surface for _, surface in spelling.expand([phrase])]
        except ValueError as error:
            fault(str(error))
            continue
        surfaces[phrase] = [(form, "pattern", False) for form in forms]

    rule_of: dict[str, int] = {}
    for number, rule in enumerate(entry.ambiguous):
        wanted = rule.surfaces or (entry.label, *entry.aliases)
        for word in wanted:
            key = word if word in surfaces else fold_surface(word)
            known = [form for form, _, _ in surfaces.get(key, ())]
            if not known and any(key == form for group in surfaces.values() for form, _, _ in group):
                known = [key]
            if not known:
                close = did_you_mean(key, list(surfaces))
                fault(f"the rule's surface {word!r} is no label, alias or phrase of it{close}")
            for form in known:
                rule_of.setdefault(form, number)
    for group in surfaces.values():
        for form, how, written in group:
            surface = Surface(entry.id, how, rule_of.get(form, -1))
            claims.claim(form, surface, written=written, name=name, line=line)
    return Concept(
        id=entry.id,
        label=entry.label,
        family=file.family,
        kind=kind,
        parents=entry.parents,
        source=entry.source,
        extends=None if entry.source else entry.extends or file.family,
        esco=_esco(entry.ids),
        rules=tuple(_rule(rule, entry) for rule in entry.ambiguous),
        names=tuple(dict.fromkeys((entry.label, *entry.aliases))),
        matches=entry.matches,
        rejects=entry.rejects,
        place=f"{name}:{line}",
    )


def _esco(ids: Ids) -> tuple[str, str] | None:
    return (ids.esco.uri, ids.esco.match) if ids.esco else None


def _rule(rule: Ambiguity, entry: ConceptEntry) -> Rule:
    def folded(words: Iterable[str]) -> frozenset[str]:
        return frozenset(fold_surface(w) for w in words)

    written = rule.surfaces or (entry.label, *entry.aliases)
    return Rule(
        case=rule.case,
        spellings=frozenset(w.replace("-", " ") for w in written),
        prev_not=folded(rule.prev_not),
        next_not=folded(rule.next_not),
        near_not=folded(rule.near_not),
        not_in=frozenset(rule.not_in),
        prev=folded(rule.prev),
        next=folded(rule.next),
        near=folded(rule.near),
        kinds=frozenset(rule.needs.kind) if rule.needs else frozenset(),
        families=frozenset(rule.needs.family) if rule.needs else frozenset(),
        within=rule.needs.within if rule.needs else "near",
        section=frozenset(rule.section),
    )


def _check_links(
    files: Sequence[Read[FamilyFile]],
    concepts: Mapping[str, Concept],
    families: Mapping[str, Family],
    problems: list[Problem],
    retired: Mapping[str, str],
) -> None:
    known = sorted({*concepts, *families})
    for yaml, file in files:
        where = f"family {file.family!r}"
        for key, value in (("parent", file.parent), ("extends", file.extends)):
            if value and value not in families:
                close = did_you_mean(value, sorted(families))
                problems.append(yaml.problem((key,), f"{where}: {key} {value!r} is unknown{close}"))
        for i, entry in enumerate(file.concepts):
            for value in (*entry.parents, *((entry.extends,) if entry.extends else ())):
                if value not in concepts and value not in families:
                    why = f"; {retired[value]} retires it" if value in retired else did_you_mean(value, known)
                    message = f"concept {entry.id!r}: parent {value!r} is unknown{why}"
                    problems.append(yaml.problem(("concepts", i), message))
    _check_cycles(concepts, families, problems)


def _check_cycles(
    concepts: Mapping[str, Concept], families: Mapping[str, Family], problems: list[Problem]
) -> None:
    done: set[str] = set()

    def walk(one: str, trail: tuple[str, ...]) -> None:
        if one in trail:
            circle = " -> ".join((*trail[trail.index(one) :], one))
            place, _, line = (concepts.get(one) or families[one]).place.rpartition(":")
            problems.append(Problem(place, int(line), f"{one!r} is its own ancestor: {circle}"))
            return
        if one in done:
            return
        for up in ancestors(one, concepts, families):
            walk(up, (*trail, one))
        done.add(one)

    for one in (*families, *concepts):
        walk(one, ())


def compile_duties(file: Read[DutiesFile], spelling: Spelling, problems: list[Problem]) -> tuple[Duty, ...]:
    """Return the duties with their verbs, objects and phrases written out."""
    duties: list[Duty] = []
    for i, entry in enumerate(file.model.duties):
        name, line = file.yaml.place(("duties", i))

        def written(phrases: Sequence[str], i: int = i, entry: DutyEntry = entry) -> tuple[str, ...]:
            try:
                return tuple(dict.fromkeys(surface for _, surface in spelling.expand(phrases)))
            except ValueError as error:
                problems.append(file.yaml.problem(("duties", i), f"duty {entry.id!r}: {error}"))
                return ()

        rules = tuple(
            DutyRuleSurfaces(written(r.verbs), written(r.objects), r.within, r.order == "any")
            for r in entry.rules
        )
        duties.append(Duty(entry, rules, written(entry.phrases), f"{name}:{line}"))
    return tuple(duties)
