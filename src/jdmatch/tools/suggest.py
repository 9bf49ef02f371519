"""Which names do postings list among known skills that the taxonomy does not hold yet?

Behind `jdmatch taxonomy suggest`. The reading finds such names itself (skills without an id); here they are counted,
spellings of one name are put together, and each comes with what a person needs to decide. Nothing is added by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.reading.page import Page
from jdmatch.reading.reader import PageReader
from jdmatch.taxonomy.records import Taxonomy

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
class Suggestion:
    """A name that may be a skill, with where it was seen and what stood beside it."""

    name: str
    spellings: tuple[str, ...]  # others that are not the same when folded
    postings: int
    sureness: float  # the share of them in which the reading takes it for a skill
    family: str
    beside: tuple[str, ...]
    near: tuple[str, ...]  # ids of concepts of which it may be an alias
    examples: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the suggestion as plain values, ready for JSON."""
        return asdict(self)


class _Found(NamedTuple):
    """An unknown name at one place of a posting."""

    name: str
    is_sure: bool
    beside: Sequence[str]  # ids of the concepts in its list
    example: str


@dataclass(slots=True)
class _Seen:
    sure: int = 0
    unsure: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return self.sure + _UNSURE * self.unsure

    def add(self, other: _Seen) -> None:
        self.sure += other.sure
        self.unsure += other.unsure
        self.spellings += other.spellings
        self.beside += other.beside
        self.examples += other.examples


def suggest(
    texts: Iterable[str], taxonomy: Taxonomy, *, at_least: int = 1, unsure: bool = False
) -> tuple[Suggestion, ...]:
    """Return unknown names that stand in lists of known skills, the most frequent and surest first.

    Args:
        texts: Postings.
        taxonomy: What is known.
        at_least: The number of postings a name must stand in.
        unsure: Whether to count names in lists as well that the reading does not take for skills.

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
        in_this: dict[str, _Found] = {}
        for found in _unknown(page, taxonomy, unsure=unsure):
            key = fold_surface(found.name)
            if key not in taxonomy.surfaces and (key not in in_this or found.is_sure > in_this[key].is_sure):
                in_this[key] = found
        for key, found in in_this.items():
            entry = seen.setdefault(key, _Seen())
            entry.sure += found.is_sure
            entry.unsure += not found.is_sure
            entry.spellings[found.name] += 1
            entry.beside.update(found.beside)
            if len(entry.examples) < _EXAMPLES:
                entry.examples.append(found.example)
    found_names = [one for one in _grouped(seen) if one.sure + one.unsure >= at_least]
    found_names.sort(key=lambda one: (-one.weight, one.spellings.most_common(1)[0][0].casefold()))
    return tuple(_suggestion(one, taxonomy) for one in found_names)


def _unknown(page: Page, taxonomy: Taxonomy, *, unsure: bool) -> Iterator[_Found]:
    """Yield the names of a page that the taxonomy does not hold."""
    structure, text, folded = page.structure, page.text, page.folded
    in_lists: dict[int, list[str]] = {}
    known_at: dict[int, set[int]] = {}
    for mark in page.skills:
        if place := structure.in_lists.get(mark.start):
            known_at.setdefault(place[0], set()).add(place[1])
            if mark.concept in taxonomy.concepts:
                in_lists.setdefault(place[0], []).append(mark.concept)
    for mark in page.skills:
        if mark.concept not in taxonomy.concepts:
            place = structure.in_lists.get(mark.start)
            beside = in_lists.get(place[0], []) if place else []
            start, end = folded.start(mark.start), folded.end(mark.end)
            yield _Found(text[start:end], True, beside, _example(text, start, end))
    for number, beside in in_lists.items() if unsure else ():
        for at, (first, last) in enumerate(structure.lists[number].members):
            start, end = folded.start(first), folded.end(last)
            name = " ".join(text[start:end].strip(" .,;:()*-\n\t").split())
            if at not in known_at[number] and _may_be_a_name(name, taxonomy):
                yield _Found(name, False, beside, _example(text, start, end))


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
    from rapidfuzz import fuzz, process

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
    for concept, count in seen.beside.items():
        families[taxonomy.concepts[concept].family] += count
    return Suggestion(
        name=name,
        spellings=tuple(told.values())[1:],
        postings=seen.sure + seen.unsure,
        sureness=round(seen.sure / (seen.sure + seen.unsure), 2),
        family=families.most_common(1)[0][0] if families else "",
        beside=tuple(taxonomy.concepts[one].label for one, _ in seen.beside.most_common(_BESIDE)),
        near=_near(fold_surface(name), taxonomy),
        examples=tuple(seen.examples[:_EXAMPLES]),
    )


def _near(key: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the concepts whose names are much like a name, or hold all of its words or the other way round."""
    from rapidfuzz import fuzz, process

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
            lines += [f"  - id: {id_}", f"    label: {as_scalar(one.name)}"]
            if one.spellings:
                lines.append(f"    aliases: [{', '.join(map(as_scalar, one.spellings))}]")
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
    plain = re.fullmatch(r"[A-Za-z][\w .+/&-]*[\w+]", text) and text.casefold() not in (
        "true",
        "false",
        "null",
    )
    return text if plain else "'" + text.replace("'", "''") + "'"
