"""The taxonomy for other programs, and what postings and other lists hold beyond it, as drafts of entries.

Behind `jdmatch taxonomy export`, `import` and `suggest`. Export: patterns for spaCy's rulers, JSON, CSV and SKOS.
Import: a plain list, a CSV, patterns for spaCy, JSON; ours, and those of ESCO and SkillNER.
What the taxonomy holds already comes back as nothing, so that an export of a team's words is a draft of what the team
added. Suggestions: names that postings list among known skills; spellings of one name are put together, and each comes
with what a person needs to decide. Nothing is added by itself.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, Final, NamedTuple, get_args

from rapidfuzz import fuzz, process

from jdmatch.errors import InputError, unknown
from jdmatch.folding import fold_surface
from jdmatch.reading.page import Page
from jdmatch.reading.reader import PageReader
from jdmatch.reading.records import Record
from jdmatch.taxonomy.models import Kind
from jdmatch.taxonomy.records import Concept, Taxonomy
from jdmatch.tools.evaluate import text_of

_COLUMNS: Final = ("id", "label", "aliases", "family", "kind", "parents", "esco", "esco_match")
_JOINER: Final = ";"
_BASE: Final = "urn:jdmatch:"
_SKOS: Final = {"exact": "exactMatch", "close": "closeMatch", "broad": "broadMatch"}
_IMPORTED: Final = "imported"  # the family of what names none
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHOWN: Final = 5


# ------------------------------------------------------------------ to the world


def export(taxonomy: Taxonomy, form: str) -> str:
    """Return the concepts of a taxonomy in a form that other programs read.

    The forms are `spacy` (lines of JSON for an EntityRuler or SpanRuler), `json`, `csv` and `skos` (Turtle).

    Raises:
        InputError: if the form is unknown.

    >>> import jdmatch
    >>> export(jdmatch.load_taxonomy(), "csv").splitlines()[0]
    'id,label,aliases,family,kind,parents,esco,esco_match'
    """
    if form not in FORMS:
        raise unknown("form", form, [*FORMS])
    return FORMS[form](taxonomy)


def _row(concept: Concept) -> dict[str, Any]:
    uri, match = concept.esco or (None, None)
    names = (concept.label, concept.names[1:], concept.family, concept.kind, concept.parents)
    return dict(zip(_COLUMNS, (concept.id, *names, uri, match), strict=True))


def _as_json(taxonomy: Taxonomy) -> str:
    families = [
        {"id": f.id, "label": f.label, "kind": f.kind, "parent": f.parent} for f in taxonomy.families.values()
    ]
    concepts = [_row(concept) for concept in taxonomy.concepts.values()]
    return json.dumps({"families": families, "concepts": concepts}, ensure_ascii=False, indent=1) + "\n"


def _as_csv(taxonomy: Taxonomy) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for concept in taxonomy.concepts.values():
        row = _row(concept)
        writer.writerow({**row, **{name: _JOINER.join(row[name]) for name in ("aliases", "parents")}})
    return text.getvalue()


def _as_spacy(taxonomy: Taxonomy) -> str:
    lines = (
        json.dumps({"label": concept.family, "pattern": name, "id": concept.id}, ensure_ascii=False)
        for concept in taxonomy.concepts.values()
        for name in concept.names
    )
    return "\n".join(lines) + "\n"


def _as_skos(taxonomy: Taxonomy) -> str:
    lines = ["@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", ""]

    def node(id_: str, *, family: bool) -> str:  # a family and its head may bear one id
        return f"<{_BASE}{'family/' if family else ''}{id_}>"

    def add(subject: str, names: Iterable[str], above: Iterable[str], esco: tuple[str, str] | None) -> None:
        said = [f"skos:altLabel {json.dumps(name, ensure_ascii=False)}@en" for name in names]
        said[0] = said[0].replace("altLabel", "prefLabel", 1)
        said += [f"skos:broader {up}" for up in above]
        said += [f"skos:{_SKOS[esco[1]]} <{esco[0]}>"] if esco else []
        lines.append(f"{subject} a skos:Concept ;\n  " + " ;\n  ".join(said) + " .")

    for one in taxonomy.families.values():
        above = [node(one.parent, family=True)] if one.parent else []
        add(node(one.id, family=True), [one.label], above, one.esco)
    for concept in taxonomy.concepts.values():
        ups = [node(up, family=up not in taxonomy.concepts) for up in concept.parents]
        ups.insert(0, node(concept.family, family=True))
        add(node(concept.id, family=False), concept.names, ups, concept.esco)
    return "\n".join(lines) + "\n"


FORMS: Final[Mapping[str, Callable[[Taxonomy], str]]] = {
    "spacy": _as_spacy,
    "json": _as_json,
    "csv": _as_csv,
    "skos": _as_skos,
}


# ------------------------------------------------------------------ from the world


@dataclass(slots=True)
class Skill:
    """A skill of another list, or what it adds to the taxonomy."""

    names: list[str]
    id: str = ""
    family: str = ""
    kind: str = ""
    esco: str = ""
    match: str = ""
    is_new: bool = field(default=False, kw_only=True)  # its first name is a label

    def lines(self, kind: str = "") -> list[str]:
        """Return the skill as an entry of a file; `kind` is what its family's members are."""
        label, aliases = (self.names[0], self.names[1:]) if self.is_new else ("", self.names)
        lines = [f"  - id: {as_scalar(self.id)}"]
        if label:
            lines.append(f"    label: {as_scalar(label)}")
        if self.kind and self.kind != kind:
            lines.append(f"    kind: {as_scalar(self.kind)}")
        if aliases:
            lines.append(f"    aliases: [{', '.join(map(as_scalar, aliases))}]")
        if self.esco:
            lines.append(
                f"    ids: {{esco: {{uri: {json.dumps(self.esco)}, match: {as_scalar(self.match)}}}}}"
            )
        return lines


class Drafts(NamedTuple):
    """What a list would add to a taxonomy: files to be laid over it, and what was left out."""

    files: Mapping[str, str]
    new: int
    changed: int  # concepts that are there and get names or a link
    known: int
    left_out: tuple[str, ...]  # ordinary words, which need a rule

    def __str__(self) -> str:
        told = f"{self.new:,} new skills, {self.changed:,} with new names or links, {self.known:,} known"
        if not self.left_out:
            return told
        more = f" and {len(self.left_out) - _SHOWN:,} more" if len(self.left_out) > _SHOWN else ""
        return f"{told}; left out as ordinary words, which need a rule: {', '.join(self.left_out[:_SHOWN])}{more}"


def read_skills(path: str | os.PathLike[str]) -> list[Skill]:
    """Return the skills of a file, whatever the form of it.

    Raises:
        DocumentError: if it cannot be read.
        InputError: if it is of no known form.
    """
    name, text = os.fspath(path), text_of(path, "a list of skills")
    start = text.lstrip()[:1]
    if start in ("{", "["):
        try:
            value = json.loads(text)
        except ValueError:  # a pattern a line
            return list(_of_lines(text, name))
        many = value if isinstance(value, list) else [value]
        if any(isinstance(one, dict) and "pattern" in one for one in many):
            return list(_of_lines("\n".join(map(json.dumps, many)), name))
        return list(_of_json(value, name))
    header = next(csv.reader(text.splitlines()[:1]), [])
    if {"preferredLabel", "conceptUri"} <= {*header} or {"id", "label"} <= {*header}:
        csv.field_size_limit(max(csv.field_size_limit(), len(text)))
        return list(map(_of_row, csv.DictReader(io.StringIO(text))))
    return [Skill([line.strip()]) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _of_row(row: Mapping[str, str | None]) -> Skill:
    def words(name: str, joiner: str) -> list[str]:
        return [one.strip() for one in (row.get(name) or "").split(joiner) if one.strip()]

    if "preferredLabel" in row:
        kind = "method" if row.get("skillType") == "knowledge" else ""
        names = [*words("preferredLabel", "\n"), *words("altLabels", "\n"), *words("hiddenLabels", "\n")]
        return Skill(names, "", "", kind, row.get("conceptUri") or "", "exact")
    given = (row.get(name) or "" for name in ("id", "family", "kind", "esco", "esco_match"))
    return Skill([*words("label", "\0"), *words("aliases", _JOINER)], *given)


def _of_json(value: Any, name: str) -> Iterator[Skill]:
    is_ours = isinstance(value, dict) and isinstance(value.get("concepts"), list)
    many = value["concepts"] if is_ours else value.values() if isinstance(value, dict) else value
    for number, one in enumerate(many, 1):
        fields: dict[str, Any] = one if isinstance(one, dict) else {}
        label = str(fields.get("skill_name") or fields.get("name") or fields.get("label") or "")
        if not label:
            raise InputError(
                f"{name}: entry {number} has no name; expected label, name or skill_name in each; mend it"
            )
        others = fields.get("aliases") or fields.get("low_surface_forms") or ()
        aliases = [others] if isinstance(others, str) else list(map(str, others))
        if is_ours:
            given = (str(fields.get(key) or "") for key in ("id", "family", "kind", "esco", "esco_match"))
            yield Skill([label, *aliases], *given)
        else:
            kind = "soft" if "soft" in str(fields.get("skill_type", "")).casefold() else ""
            # "Python (Programming Language)": what stands in brackets is no part of the name
            bare = re.sub(r" \([^()]*\)$", "", label)
            yield Skill([bare, *(alias for alias in aliases if " " in alias)], kind=kind)


def _of_lines(text: str, name: str) -> Iterator[Skill]:
    found: dict[str, Skill] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            pattern, label = one["pattern"], str(one["label"])
            words = pattern if isinstance(pattern, str) else " ".join(map(_of_token, pattern))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f'{name}:{number}: not a pattern of spaCy\'s; expected {{"label", "pattern"}} a line; mend the line'
            ) from error
        id_ = str(one.get("id") or words)
        family = label if _ID.fullmatch(label) else ""
        found.setdefault(id_, Skill([], id_ if one.get("id") else "", family)).names.append(words)
    yield from found.values()


def _of_token(token: Mapping[str, Any]) -> str:
    for key in ("LOWER", "ORTH", "TEXT", "NORM"):
        if isinstance(token.get(key), str):
            return str(token[key])
    raise KeyError("LOWER")


def draft(skills: Iterable[Skill], taxonomy: Taxonomy, *, family: str = "", kind: str = "tool") -> Drafts:
    """Return files of a folder that lays skills over a taxonomy; each is to be read by a person.

    Args:
        skills: What `read_skills` returned.
        taxonomy: What is there: a skill with a name of it adds its other names, and its link to ESCO.
        family: Where those go that name no family, `imported` by default; and those of unknown families.
        kind: What members of a new family are: language, tool, method or soft.

    Raises:
        InputError: if the kind is unknown.

    >>> import jdmatch
    >>> drafts = draft([Skill(["Ourgrad", "ourgrad lib"], family="ml-library")], jdmatch.load_taxonomy())
    >>> print(drafts.files["skills/ml-library.yaml"], end="")
    # A draft: read it, say what is ambiguous, then run: jdmatch taxonomy check
    family: ml-library
    concepts:
      - id: ourgrad
        label: Ourgrad
        aliases: [ourgrad lib]
    """
    if kind not in get_args(Kind):
        raise unknown("kind", kind, get_args(Kind))
    entries: dict[str, Skill] = {}
    mine: dict[str, str] = {}  # folded names that the drafts claim
    words: list[str] = []
    known = 0
    taken = {*taxonomy.concepts, *taxonomy.families}
    for skill in skills:
        names = ("".join(filter(str.isprintable, " ".join(name.split()))) for name in skill.names)
        owners = {name: _owner(name, taxonomy, mine) for name in names if any(map(str.isalnum, name))}
        new = {fold_surface(name): name for name, owner in reversed(owners.items()) if owner is None}
        if (skill.kind or kind) in ("tool", "language"):
            ordinary = [folded for folded in new if folded in taxonomy.language.words]
            words += map(new.pop, ordinary)
        added = list(reversed(new.values()))
        id_ = next(filter(None, owners.values()), skill.id if skill.id in taxonomy.concepts else None)
        is_new = id_ is None
        if id_ is not None:
            home = entries[id_].family if id_ in entries else taxonomy.concepts[id_].family
        elif added:
            home = skill.family if skill.family in taxonomy.families else family or skill.family or _IMPORTED
            home = as_id(home)  # it is the name of a file, too
            id_ = skill.id if _ID.fullmatch(skill.id) else as_id(added[0])
            ids = chain((id_, f"{id_}-{home}"), (f"{id_}-{number}" for number in count(2)))
            taken.add(id_ := next(one for one in ids if one not in taken))
        else:
            continue
        concept = taxonomy.concepts.get(id_)
        esco = "" if concept and concept.esco else skill.esco
        if not (added or esco):
            known += concept is not None
            continue
        entry = entries.setdefault(id_, Skill([], id_, home, skill.kind if is_new else "", is_new=is_new))
        entry.names += added
        if esco and not entry.esco:
            entry.esco, entry.match = esco, skill.match or "exact"
        mine.update((folded, id_) for folded in new)
    fresh = sum(entry.is_new for entry in entries.values())
    files = _files(entries.values(), taxonomy, kind)
    return Drafts(files, fresh, len(entries) - fresh, known, tuple(words))


def _owner(name: str, taxonomy: Taxonomy, mine: Mapping[str, str]) -> str | None:
    folded = fold_surface(name)
    surface = taxonomy.surfaces.get(folded)
    return surface.concept if surface else mine.get(folded)


def _files(entries: Iterable[Skill], taxonomy: Taxonomy, kind: str) -> dict[str, str]:
    by_family: dict[str, list[Skill]] = {}
    for entry in entries:
        by_family.setdefault(entry.family, []).append(entry)
    files = {}
    for family, members in sorted(by_family.items()):
        lines = [
            "# A draft: read it, say what is ambiguous, then run: jdmatch taxonomy check",
            f"family: {as_scalar(family)}",
        ]
        own = taxonomy.families[family].kind if family in taxonomy.families else kind
        if family not in taxonomy.families:
            lines += [
                f"label: {as_scalar(family.replace('-', ' '))}",
                f"kind: {kind}",
                "extends: software-engineering",
            ]
        lines.append("concepts:")
        lines += [line for entry in members for line in entry.lines(own)]
        files[f"skills/{family}.yaml"] = "\n".join(lines) + "\n"
    return files


# ------------------------------------------------------------------ unknown names in postings

_LONGEST = 40
_MOST_WORDS = 4
_CONTEXT = 60
_EXAMPLES = 2
_BESIDE = 3
# a name in a list that only a person can judge counts as half of one that the reading takes for a skill
_UNSURE = 0.5
# "Postgre SQL" and "PostgreSQL" are one name, "MySQL" and "NoSQL" are not
_SAME_SPELLING = 90
# what differs more than this from a known name is hardly a spelling of it
_NEAR = 84
_SHORTEST_ALIKE = 5  # shorter names differ by too little: "ECR", "ECS"


@dataclass(frozen=True, slots=True)
class Suggestion(Record):
    """A name that may be a skill, with where it was seen and what stood beside it."""

    name: str
    spellings: tuple[str, ...]  # others that are not the same when folded
    postings: int
    sureness: float  # the share of them in which the reading takes it for a skill
    family: str
    beside: tuple[str, ...]
    near: tuple[str, ...]  # ids of concepts of which it may be an alias
    examples: tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    """An unknown name, as one posting has it or many do."""

    sure: int = 0  # in how many of them the reading takes it for a skill
    unsure: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)  # ids of the concepts in its lists
    examples: list[str] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return self.sure + _UNSURE * self.unsure

    def add(self, other: _Seen) -> None:
        self.sure += other.sure
        self.unsure += other.unsure
        self.spellings += other.spellings
        self.beside += other.beside
        self.examples = (self.examples + other.examples)[:_EXAMPLES]


def suggest(
    texts: Iterable[str], taxonomy: Taxonomy, *, at_least: int = 1, unsure: bool = False
) -> tuple[Suggestion, ...]:
    """Return names that the taxonomy does not hold and postings list among known skills, the most frequent first.

    A name stands in `at_least` so many of them; `unsure` counts those as well that the reading takes for no skills.

    >>> import jdmatch
    >>> texts = ["Skills: Python, Zorglub and SQL.", "You know Docker, Zorglub, Kubernetes."]
    >>> [(s.name, s.postings) for s in suggest(texts, jdmatch.load_taxonomy())]
    [('Zorglub', 2)]
    """
    reader = PageReader(taxonomy)
    seen: dict[str, _Seen] = {}
    for text in texts:
        page = Page.of(text, kind="posting")
        reader.read(page)
        in_this: dict[str, _Seen] = {}
        for name, found in _unknown(page, taxonomy, unsure=unsure):
            key = fold_surface(name)
            if key not in taxonomy.surfaces and (key not in in_this or found.sure > in_this[key].sure):
                in_this[key] = found
        for key, found in in_this.items():
            seen.setdefault(key, _Seen()).add(found)
    found_names = [one for one in _grouped(seen) if one.sure + one.unsure >= at_least]
    found_names.sort(key=lambda one: (-one.weight, one.spellings.most_common(1)[0][0].casefold()))
    return tuple(_suggestion(one, taxonomy) for one in found_names)


def _unknown(page: Page, taxonomy: Taxonomy, *, unsure: bool) -> Iterator[tuple[str, _Seen]]:
    """Yield the names of a page that the taxonomy does not hold."""
    text, folded = page.text, page.folded
    in_lists: dict[int, list[str]] = {}
    known_at: dict[int, set[int]] = {}
    for mark in page.skills:
        if place := page.in_lists.get(mark.start):
            known_at.setdefault(place[0], set()).add(place[1])
            if mark.concept in taxonomy.concepts:
                in_lists.setdefault(place[0], []).append(mark.concept)
    for mark in page.skills:
        if mark.concept not in taxonomy.concepts:
            place = page.in_lists.get(mark.start)
            beside = in_lists.get(place[0], []) if place else []
            start, end = folded.start(mark.start), folded.end(mark.end)
            name = text[start:end]
            yield name, _Seen(1, 0, Counter([name]), Counter(beside), [_example(text, start, end)])
    for number, beside in in_lists.items() if unsure else ():
        for at, (first, last) in enumerate(page.lists[number].members):
            start, end = folded.start(first), folded.end(last)
            name = " ".join(text[start:end].strip(" .,;:()*-\n\t").split())
            if at not in known_at[number] and _may_be_a_name(name, taxonomy):
                yield name, _Seen(0, 1, Counter([name]), Counter(beside), [_example(text, start, end)])


def _may_be_a_name(name: str, taxonomy: Taxonomy) -> bool:
    """Return whether a member of a list looks like a name: short, in capitals, and not of ordinary words alone."""
    words = name.split()
    return (
        0 < len(words) <= _MOST_WORDS
        and 1 < len(name) <= _LONGEST
        and all(any(c.isupper() or c.isdigit() for c in word) for word in words)
        and name[0].isalpha()
        and any(word.casefold() not in taxonomy.language.words for word in words)
    )


def _example(text: str, start: int, end: int) -> str:
    """Return the line around a name, cut where it is long."""
    first = max(text.rfind("\n", 0, start) + 1, start - _CONTEXT)
    last = min(end if (stop := text.find("\n", end)) < 0 else stop, end + _CONTEXT)
    last = last if last > end else min(len(text), end + _CONTEXT)
    return " ".join(text[first:last].split())


def _grouped(seen: Mapping[str, _Seen]) -> list[_Seen]:
    """Put spellings of one name together under the most frequent of them."""
    groups: dict[str, _Seen] = {}
    for key, entry in sorted(seen.items(), key=lambda pair: (-pair[1].weight, pair[0])):
        bare = key.replace(" ", "").replace(".", "")
        found = None
        if len(bare) >= _SHORTEST_ALIKE and not re.search(r"\d", bare):
            found = process.extractOne(bare, groups.keys(), scorer=fuzz.ratio, score_cutoff=_SAME_SPELLING)
        if found is None and bare not in groups:
            groups[bare] = _Seen()
        groups[found[0] if found else bare].add(entry)
    return list(groups.values())


def _suggestion(seen: _Seen, taxonomy: Taxonomy) -> Suggestion:
    name = max(seen.spellings, key=lambda one: (seen.spellings[one], one))
    told = {fold_surface(name): name}
    for spelling, _ in seen.spellings.most_common():
        told.setdefault(fold_surface(spelling), spelling)
    families = Counter[str]()
    for concept, times in seen.beside.items():
        families[taxonomy.concepts[concept].family] += times
    return Suggestion(
        name=name,
        spellings=tuple(told.values())[1:],
        postings=seen.sure + seen.unsure,
        sureness=round(seen.sure / (seen.sure + seen.unsure), 2),
        family=families.most_common(1)[0][0] if families else "",
        beside=tuple(taxonomy.concepts[one].label for one, _ in seen.beside.most_common(_BESIDE)),
        near=_near(fold_surface(name), taxonomy),
        examples=tuple(seen.examples),
    )


def _near(key: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the concepts whose names are much like a name, or hold all of its words or the other way round."""
    if len(key) < _SHORTEST_ALIKE:
        return ()
    alike = process.extract(key, taxonomy.surfaces.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3)
    inside = [word for word in (key.split()[0], key.split()[-1]) if " " in key and word in taxonomy.surfaces]
    ids = (taxonomy.surfaces[surface].concept for surface in (*(one[0] for one in alike), *inside))
    return tuple(dict.fromkeys(ids))


def as_yaml(suggestions: Iterable[Suggestion], taxonomy: Taxonomy) -> str:
    """Return suggestions as entries, family by family, to be pasted into files of the taxonomy or laid over it.

    >>> import jdmatch
    >>> one = Suggestion("Zorglub", (), 2, 1.0, "database", ("SQL",), (), ("SQL and Zorglub",))
    >>> print(as_yaml([one], jdmatch.load_taxonomy()), end="")
    # skills/database.yaml
      - id: zorglub
        label: Zorglub
        # 2 postings, sure in 100%, beside SQL
        # "SQL and Zorglub"
    """
    by_family: dict[str, list[Suggestion]] = {}
    for one in suggestions:
        by_family.setdefault(one.family or "no-family", []).append(one)
    taken = {*taxonomy.concepts, *taxonomy.families}
    lines: list[str] = []
    for family, members in sorted(by_family.items()):
        lines += [*([""] if lines else []), f"# skills/{family}.yaml"]
        for one in members:
            id_ = as_id(one.name)
            id_ = f"{id_}-{family}" if id_ in taken else id_
            taken.add(id_)
            lines += Skill([one.name, *one.spellings], id_, family, is_new=True).lines()
            lines.append(
                f"    # {one.postings} postings, sure in {one.sureness:.0%}, beside {', '.join(one.beside)}"
            )
            if one.near:
                lines.append(f"    # an alias of {' or '.join(one.near)}?")
            lines += [f'    # "{example}"' for example in one.examples]
    return "\n".join(lines) + "\n" if lines else ""


def as_id(name: str) -> str:
    """Return the id of a new concept.

    >>> as_id("Visual C++"), as_id("F#"), as_id("Café")
    ('visual-cpp', 'f-sharp', 'cafe')
    """
    bare = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", bare.replace("+", "p").replace("#", "-sharp"))
    return slug.strip("-") or "name"


def as_scalar(text: str) -> str:
    """Return a name as YAML: plain where nothing in it means something else.

    >>> as_scalar("Visual C++"), as_scalar("3.10"), as_scalar("C, C++")
    ('Visual C++', "'3.10'", "'C, C++'")
    """
    is_plain = re.fullmatch(r"[A-Za-z][\w .+/&-]*[\w+]", text)
    return (
        text
        if is_plain and text.casefold() not in ("true", "false", "null")
        else "'" + text.replace("'", "''") + "'"
    )
