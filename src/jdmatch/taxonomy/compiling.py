"""From the authors' files to one Taxonomy: surfaces written out, ids and links checked.

Every fault is collected with its file and line; nothing stops at the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from jdmatch.errors import Problem, did_you_mean
from jdmatch.folding import fold_surface
from jdmatch.taxonomy import models
from jdmatch.taxonomy.files import Path as YamlPath
from jdmatch.taxonomy.files import Read, YamlFile, ids_in, lay_over, read_file, read_text, validated
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


def _files_of(record: type) -> dict[str, type]:
    """Return the files that a record holds as they are, by the names of its fields."""
    hints = get_type_hints(record).items()
    return {name: kind for name, kind in hints if isinstance(kind, type) and issubclass(kind, models.File)}


_LANGUAGE = _files_of(Language)
_FILES = {"duties": models.DutiesFile, **_files_of(Taxonomy)}
_WORDS = "language/words.txt"
_TABLES = ("line_weights", "line_starts", "name_weights")


def compile_taxonomy(
    folders: Sequence[Path], spare: Path, key: str = ""
) -> tuple[Taxonomy | None, tuple[Problem, ...]]:
    """Read and compile a taxonomy folder, with those that are laid over it; return it with every fault of every file.

    What is faulty is left out, so that one fault hides no other: with faults the taxonomy is good for checks alone.

    Args:
        folders: The whole taxonomy, then what is laid over it.
        spare: A sound folder, whose file stands in for one of which nothing can be used.
        key: Its hash.
    """
    files = _Folders(folders, spare)
    problems = files.problems
    language: dict[str, Read[Any] | None] = {
        name: files.model(f"language/{name}.yaml", model) for name, model in _LANGUAGE.items()
    }
    parts: dict[str, Read[Any] | None] = {
        name: files.model(f"{name}.yaml", model) for name, model in _FILES.items()
    }
    words = WordList.of(dict.fromkeys(word for text in files.texts(_WORDS) for word in text.split()))
    # weights are learnt together: those of the last folder that has any hold alone
    tables: dict[str, Any] = {name: files.texts(f"language/{name}.tsv", needed=False) for name in _TABLES}
    if None in language.values() or None in parts.values():  # the folder to fall back on is as faulty
        return None, tuple(problems)
    read = {name: file for name, file in (language | parts).items() if file}
    spelling = Spelling(read["spelling"].model)
    families = files.families()
    duties = read.pop("duties")
    retired = {one: place for file in (duties, *families) for one, place in file.yaml.retired.items()}
    compiler = _FamilyCompiler(spelling, retired)
    compiler.compile(families)
    problems += compiler.problems
    lost = frozenset(files.lost).union(*(file.lost for file in (*read.values(), duties, *families)))
    profiles: dict[str, Profile] = {}
    taxonomy = Taxonomy(
        concepts=compiler.concepts,
        families=compiler.families,
        surfaces=compiler.surfaces(),
        duties=tuple(_duties(duties, spelling, problems)),
        themes=duties.model.themes,
        about=duties.model.about,
        denials=duties.model.denials,
        others_work={w: (one.then, one.unless) for one in duties.model.others_work for w in one.words},
        language=Language(
            words=words,
            **{name: texts[-1] for name, texts in tables.items() if texts},
            **{name: read.pop(name).model for name in _LANGUAGE},
        ),
        profiles=profiles,
        hash=key,
        folders=tuple(map(str, folders)),
        retired={one: place for one, place in retired.items() if one not in compiler.concepts},
        **{name: file.model for name, file in read.items()},
    )
    problems += _unknown_parents(families, taxonomy, lost)
    problems += _circles(taxonomy.concepts, taxonomy.families)
    # what was left out is not unknown
    known = replace(taxonomy, retired={**dict.fromkeys(lost, ""), **taxonomy.retired}) if lost else taxonomy
    bases = files.profiles()
    for name, file in bases.items():
        # what overlays change scores in another way, so only a reference of their own holds
        path = next(p for f in reversed(folders) if (p := f / f"profiles/{name}.yaml").is_file())
        if profile := read_profile(file, path, bases, known, problems):
            profiles[name] = replace(profile, path=f"profiles/{name}.yaml")
    return known, tuple(sorted(set(problems)))


# ------------------------------------------------------------------ several folders


def profile_of(path: Path, taxonomy: Taxonomy) -> tuple[Profile | None, list[Problem]]:
    """Return the profile of a file, which may extend one of the taxonomy, and every fault of it."""
    problems: list[Problem] = []
    file = read_file(path, str(path), problems)
    if file is None:
        return None, problems
    folders = [Path(folder) for folder in taxonomy.folders]
    files = _Folders(folders, folders[0])
    bases = files.profiles()
    problems += files.problems
    return read_profile(file, path, bases, taxonomy, problems), problems


class _Folders:
    """The files of the folders, each with what later folders lay over it; their faults are collected."""

    def __init__(self, folders: Sequence[Path], spare: Path) -> None:
        self._folders = folders
        self._spare = spare
        self.problems: list[Problem] = list(_nobody_reads(folders))
        self.lost: set[str] = set()  # ids of files that cannot be read

    def _read(self, path: Path) -> YamlFile | None:
        folder = next(f for f in self._folders if path.is_relative_to(f))
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        file = read_file(path, name, self.problems)
        if file is None:
            self.lost |= ids_in(path)
        return file

    def model(self, name: str, model: type[_Model]) -> Read[_Model] | None:
        """Return a file of the first folder with those of the same name in the others laid over it."""
        first, *others = (folder / name for folder in self._folders)
        file = self._read(first)
        for path in others:
            over = self._read(path) if path.is_file() else None
            file = lay_over(file, over, self.problems) if file and over else file
        read = validated(file, model, self.problems) if file else None
        spare = None if read else read_file(self._spare / name, name, [])
        return validated(spare, model, []) if spare else read

    def texts(self, name: str, *, needed: bool = True) -> list[str]:
        """Return a text of each folder that has it."""
        found = [
            read_text(folder / name, f"{folder.name}/{name}", self.problems)
            for i, folder in enumerate(self._folders)
            if (needed and i == 0) or (folder / name).is_file()
        ]
        return [text for text in found if text]

    def profiles(self) -> dict[str, YamlFile]:
        """Return the files of all profiles by their names."""
        found: dict[str, YamlFile] = {}
        for folder in self._folders:
            for path in sorted((folder / "profiles").glob("*.yaml")):
                if file := self._read(path):
                    below = found.get(path.stem)
                    found[path.stem] = lay_over(below, file, self.problems) if below else file
        return found

    def families(self) -> list[Read[models.FamilyFile]]:
        """Return all families, each with what other folders say of it, whatever they call their files."""
        found: dict[object, YamlFile] = {}
        paths = [path for folder in self._folders for path in sorted((folder / "skills").glob("*.yaml"))]
        for path in paths:
            if (file := self._read(path)) is None:
                continue
            values = file.value if isinstance(file.value, dict) else {}
            family = values.get("family")
            is_laid_over = path.parent.parent != self._folders[0]
            if is_laid_over and isinstance(family, str) and family in found:
                found[family] = lay_over(found[family], file, self.problems)
            elif is_laid_over and "label" not in values and isinstance(family, str):
                close = did_you_mean(family, sorted(str(one) for one in found))
                fault = f"family {family!r} is in none of the folders before{close}; a new one needs label and kind"
                self.problems.append(file.problem(("family",), fault))
                self.lost |= ids_in(path)
            else:
                found[family if isinstance(family, str) and family not in found else path] = file
        files = found.values()
        return [family for file in files if (family := validated(file, models.FamilyFile, self.problems))]


def _nobody_reads(folders: Sequence[Path]) -> Iterator[Problem]:
    """Yield a fault for each file that no file of a taxonomy is called like."""
    known = [f"{name}.yaml" for name in (*_FILES, *(f"language/{one}" for one in _LANGUAGE))]
    for number, folder in enumerate(folders):
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
        if number and not names and not (folder / _WORDS).is_file():
            message = "no file of a taxonomy is here; expected at least one, such as skills/ours.yaml"
            yield Problem(folder.name, 0, message)
        for name in names:
            if name not in known and not any(
                fnmatch(name, f"{one}/*.yaml") for one in ("skills", "profiles")
            ):
                close = did_you_mean(name, [*known, "skills/" + name])
                expected = f"skills/*.yaml, profiles/*.yaml or one of {', '.join(known)}"
                message = f"no file of a taxonomy is called so{close}; expected {expected}"
                yield Problem(f"{folder.name}/{name}", 0, message)


class Spelling:
    """Writes a surface out in both spellings and, for nouns, in the plural."""

    def __init__(self, file: models.SpellingFile) -> None:
        self.irregular = file.irregular
        self._kin = {word: tuple(map(fold_surface, kin)) for word, kin in file.kin.items()}
        both = {**file.pairs, **{v: k for k, v in file.pairs.items()}}
        self._other = both | {plural(k): plural(v) for k, v in both.items()}

    def variants(self, surface: str, *, plurals: bool, kin: bool = False) -> Iterator[str]:
        """Yield the folded surface, then its other spelling, plurals and kin."""
        words = fold_surface(surface).split(" ")
        spellings = [words]
        if any(w in self._other for w in words):
            spellings.append([self._other.get(w, w) for w in words])
        for each in spellings:
            yield " ".join(each)
        if plurals:
            for each in spellings:
                last = each[-1]
                has_plural = last.endswith("ss") or not last.endswith(("s", "ing", "ed"))
                if len(last) > 1 and last.isalpha() and has_plural:
                    yield " ".join([*each[:-1], plural(last)])
        if kin and len(words) > 1:
            for each in spellings:
                for word in self._kin.get(each[-1], ()):
                    yield " ".join([*each[:-1], word])

    def expand(self, phrases: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield (phrase, folded surface) for all that the phrases stand for, in both spellings."""
        for phrase in phrases:
            for surface in expand(phrase, self.irregular):
                for variant in self.variants(surface, plurals=False):
                    yield phrase, variant


class _FamilyCompiler:
    """Makes the records of all families: the author's own words go before derived forms; two authors' words collide."""

    def __init__(self, spelling: Spelling, retired: Container[str] = ()) -> None:
        self._spelling = spelling
        self._retired = retired
        self._written: dict[str, tuple[Surface, str]] = {}
        self._derived: dict[str, Surface] = {}
        self.problems: list[Problem] = []
        self.families: dict[str, Family] = {}
        self.concepts: dict[str, Concept] = {}

    def surfaces(self) -> dict[str, Surface]:
        """Return every surface and what it may denote."""
        return self._derived | {text: surface for text, (surface, _) in self._written.items()}

    def compile(self, files: Iterable[Read[models.FamilyFile]]) -> None:
        """Add the concepts, families and surfaces of files, and their faults."""
        for yaml, file, _ in files:
            self._family(yaml, file)
            for i, entry in enumerate(file.concepts):
                if entry.id in self.concepts:
                    message = (
                        f"concept {entry.id!r} is doubled; it stands first in {self.concepts[entry.id].place}; "
                        "leave one of them out, or give it another id"
                    )
                    self.problems.append(yaml.problem(("concepts", i), message))
                    continue
                self.concepts[entry.id] = self._concept(yaml, ("concepts", i), file, entry)

    def _family(self, yaml: YamlFile, file: models.FamilyFile) -> None:
        def fault(key: str, message: str) -> None:
            self.problems.append(yaml.problem((key,), f"family {file.family!r}{message}"))

        if file.family in self.families:
            fault("family", f" stands first in {self.families[file.family].place}")
        # what is part of another family is an extension of it
        extends = file.extends or (None if file.source else file.parent)
        if (file.source is None) == (extends is None):
            fault("family", ": give its source, or the family that it extends; not both")
        if file.extends is not None and file.extends == file.parent:
            fault("extends", ": it extends its parent anyway; leave 'extends' out")
        place = str(yaml.place(("family",)))
        self.families[file.family] = Family(
            file.family, file.label, file.kind, file.parent, file.source, extends, place, _esco(file.ids)
        )

    def _concept(
        self, yaml: YamlFile, path: YamlPath, file: models.FamilyFile, entry: models.ConceptEntry
    ) -> Concept:
        kind = entry.kind or file.kind
        place = str(yaml.place(path))

        def fault(message: str) -> None:
            self.problems.append(yaml.problem(path, f"concept {entry.id!r}: {message}"))

        if entry.source is not None and entry.extends is not None:
            fault("give its source, or what it extends, not both; its own family need not be named")
        if entry.extends == file.family:
            fault("it extends the family in whose file it stands anyway; leave 'extends' out")
        if (entry.ambiguous or entry.phrases) and not entry.matches:
            what = "an ambiguous concept" if entry.ambiguous else "a concept with phrases"
            fault(f"{what} needs sentences under matches")
        if entry.ambiguous and not entry.rejects:
            fault("an ambiguous concept needs sentences under rejects")
        for word in (entry.label, *entry.aliases):
            if not fold_surface(word):
                fault(f"the name {word!r} shows nothing; expected letters, digits or signs; leave it out")

        # what each written word or phrase stands for, so that rules may name either
        surfaces: dict[str, list[tuple[str, How, bool]]] = {}
        for word in (entry.label, *entry.aliases):
            how: How = "name" if word == entry.label else "alias"
            forms = list(
                self._spelling.variants(word, plurals=kind in ("method", "soft"), kin=kind == "method")
            )
            surfaces[fold_surface(word)] = [(form, how, form == forms[0]) for form in forms]
        for phrase in entry.phrases:
            try:
                forms = [surface for _, surface in self._spelling.expand([phrase])]
            except ValueError as error:
                fault(str(error))
                continue
            surfaces[phrase] = [(form, "pattern", False) for form in forms]

        rule_of = self._rules_of(entry, surfaces, fault)
        rules = (*entry.ambiguous, file.ambiguous) if file.ambiguous else entry.ambiguous
        other_rule = len(entry.ambiguous) if file.ambiguous else -1
        for group in surfaces.values():
            for form, how, written in group:
                surface = Surface(entry.id, how, rule_of.get(form, other_rule))
                if not written:
                    self._derived.setdefault(form, surface)
                elif (other := self._written.setdefault(form, (surface, place)))[0].concept != entry.id:
                    fault(
                        f"surface {form!r} is claimed by {other[0].concept!r} in {other[1]}; "
                        "take it away from one of them"
                    )
        return Concept(
            id=entry.id,
            label=entry.label,
            family=file.family,
            kind=kind,
            parents=tuple(up for up in entry.parents if up not in self._retired),
            source=entry.source,
            extends=None if entry.source else entry.extends or file.family,
            esco=_esco(entry.ids),
            rules=tuple(_rule(rule, entry) for rule in rules),
            names=tuple(dict.fromkeys((entry.label, *entry.aliases))),
            matches=entry.matches,
            rejects=entry.rejects,
            place=place,
        )

    def _rules_of(
        self,
        entry: models.ConceptEntry,
        surfaces: Mapping[str, Sequence[tuple[str, How, bool]]],
        fault: Callable[[str], None],
    ) -> dict[str, int]:
        """Return for each surface the number of the rule that decides on it."""
        rule_of: dict[str, int] = {}
        for number, rule in enumerate(entry.ambiguous):
            for word in rule.surfaces or (entry.label, *entry.aliases):
                key = word if word in surfaces else fold_surface(word)
                known = [form for form, _, _ in surfaces.get(key, ())]
                if not known and any(key == form for group in surfaces.values() for form, _, _ in group):
                    known = [key]
                if not known:
                    close = did_you_mean(key, list(surfaces))
                    fault(f"the rule's surface {word!r} is no label, alias or phrase of it{close}")
                for form in known:
                    rule_of.setdefault(form, number)
        return rule_of


def _esco(ids: models.Ids) -> tuple[str, str] | None:
    return (ids.esco.uri, ids.esco.match) if ids.esco else None


def _rule(rule: models.Ambiguity, entry: models.ConceptEntry) -> Rule:
    beside = ("prev_not", "next_not", "near_not", "prev", "next", "near")
    written = rule.surfaces or (entry.label, *entry.aliases)
    needs = rule.needs or models.Needs()
    return Rule(
        case=rule.case,
        spellings=frozenset(w.replace("-", " ") for w in written),
        not_in=frozenset(rule.not_in),
        **{name: frozenset(map(fold_surface, getattr(rule, name))) for name in beside},
        kinds=frozenset(needs.kind),
        families=frozenset(needs.family),
        within=needs.within,
        section=frozenset(rule.section),
    )


def _unknown_parents(
    files: Iterable[Read[models.FamilyFile]], taxonomy: Taxonomy, lost: Set[str]
) -> Iterator[Problem]:
    families, skills = taxonomy.families.keys(), taxonomy.families.keys() | taxonomy.concepts.keys()
    for yaml, file, _ in files:
        named: list[tuple[YamlPath, str, str | None, Set[str]]] = [
            ((key,), f"family {file.family!r}: {key}", getattr(file, key), families)
            for key in ("parent", "extends")
        ]
        for i, entry in enumerate(file.concepts):
            # who takes a concept away need not name all that belongs to it by other files
            ups = [
                up
                for j, up in enumerate(entry.parents)
                if taxonomy.retired.get(up, "").rpartition(":")[0]
                in ("", yaml.place(("concepts", i, "parents", j))[0])
            ]
            named += [
                (("concepts", i), f"concept {entry.id!r}: parent", up, skills) for up in (*ups, entry.extends)
            ]
        for path, what, up, known in named:
            if up and up not in known and up not in lost:
                retired = taxonomy.retired.get(up)
                why = f"; {retired} retires it" if retired else did_you_mean(up, sorted(known))
                yield yaml.problem(path, f"{what} {up!r} is unknown{why}")


def _circles(concepts: Mapping[str, Concept], families: Mapping[str, Family]) -> Iterator[Problem]:
    done: set[str] = set()

    def walk(one: str, trail: tuple[str, ...]) -> Iterator[Problem]:
        if one in trail:
            circle = " -> ".join((*trail[trail.index(one) :], one))
            place, _, line = (concepts.get(one) or families[one]).place.rpartition(":")
            message = f"{one!r} is its own ancestor: {circle}; leave one of these parents out"
            yield Problem(place, int(line), message)
            return
        if one in done:
            return
        for up in ancestors(one, concepts, families):
            yield from walk(up, (*trail, one))
        done.add(one)

    for one in (*families, *concepts):
        yield from walk(one, ())


def _duties(file: Read[models.DutiesFile], spelling: Spelling, problems: list[Problem]) -> Iterator[Duty]:
    """Yield the duties with their verbs, objects and phrases written out."""
    for i, entry in enumerate(file.model.duties):

        def written(phrases: Sequence[str], i: int = i, entry: models.DutyEntry = entry) -> tuple[str, ...]:
            try:
                return tuple(dict.fromkeys(surface for _, surface in spelling.expand(phrases)))
            except ValueError as error:
                problems.append(file.yaml.problem(("duties", i), f"duty {entry.id!r}: {error}"))
                return ()

        rules = tuple(
            DutyRuleSurfaces(written(r.verbs), written(r.objects), r.within, r.order == "any")
            for r in entry.rules
        )
        yield Duty(entry, rules, written(entry.phrases), str(file.yaml.place(("duties", i))))
