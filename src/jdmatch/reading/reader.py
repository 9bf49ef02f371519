"""The steps of the reading, one a file, in their order; and what they found on a page, as records.

They work on characters. spaCy itself is imported where its Docs are wanted: by `factories`, where each step is a
component of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter
from typing import Literal, Protocol

from jdmatch.folding import LONGEST_READ
from jdmatch.reading.careers import CareerReader
from jdmatch.reading.degrees import QualificationReader
from jdmatch.reading.duties import DutyFinder
from jdmatch.reading.facts import FactReader
from jdmatch.reading.names import NameReader
from jdmatch.reading.page import Page
from jdmatch.reading.pay import PayReader
from jdmatch.reading.records import (
    SITE,
    Duty,
    Reading,
    Record,
    Role,
    Section,
    Skill,
    Status,
    Theme,
    Title,
    maker,
)
from jdmatch.reading.role import RoleReader
from jdmatch.reading.sections import SectionFinder
from jdmatch.reading.senses import SenseReader
from jdmatch.reading.skills import SkillFinder, UnlistedFinder
from jdmatch.reading.stance import StanceReader
from jdmatch.reading.surfaces import SurfaceFinder
from jdmatch.reading.typos import TypoFinder
from jdmatch.reading.years import YearsReader
from jdmatch.taxonomy.records import Taxonomy


class Step(Protocol):
    """A step of the reading; it stands on what those before it found."""

    def read(self, page: Page) -> None:
        """Add to the page what the step finds."""


# in the order of reading
READERS: dict[str, Callable[[Taxonomy], Step]] = {
    "surfaces": SurfaceFinder,
    "sections": SectionFinder,
    "names": NameReader,
    "skills": SkillFinder,
    "senses": SenseReader,
    "typos": TypoFinder,
    "unlisted": UnlistedFinder,
    "stance": StanceReader,
    "careers": CareerReader,
    "years": YearsReader,
    "qualifications": QualificationReader,
    "role": RoleReader,
    "facts": FactReader,
    "pay": PayReader,
    "duties": DutyFinder,
}


class PageReader:
    """All steps in their order, or those `until` one of them."""

    def __init__(self, taxonomy: Taxonomy, until: str | None = None) -> None:
        names = takewhile(lambda name: name != until, READERS)
        self._steps = [READERS[name](taxonomy) for name in names]

    def read(self, page: Page) -> None:
        """Read a page from top to bottom."""
        for step in self._steps:
            step.read(page)


_THIN_WORDS = 30
_LAST_SIGNS = 1000  # so many blanks may follow the end of a text


_skill, _section, _duty, _theme = maker(Skill), maker(Section), maker(Duty), maker(Theme)


def read_page(page: Page, taxonomy: Taxonomy) -> Reading:
    """Return what the steps have put on a page, in the offsets of the given text.

    What only a title given apart names has no place in the text: its skills are the title's, and years or pay are none
    that the text states.
    """
    given_from, place = page.given_from, page.place
    concepts = taxonomy.concepts
    skills: list[Skill] = []
    of_title: list[Skill] = []
    for mark in page.skills:
        start, end, words = place(mark.start, mark.end)
        found = skills
        if start < 0:
            start, end, found = start + given_from, end + given_from, of_title
        rest = (start, end, words, mark.stance, mark.section, mark.years, mark.match, mark.any_of)
        if mark.match == "list":
            found.append(_skill(None, words, None, mark.kind or "tool", *rest))
        else:
            concept = concepts[mark.concept]
            found.append(_skill(concept.id, concept.label, concept.family, concept.kind, *rest, concept.uri))
    sections = []
    given = page.given_text
    first_word = len(given) - len(given.lstrip())
    for part in page.sections:
        if part.end <= part.start:
            continue
        heading = place(*part.heading)[2] if part.heading and part.heading[1] - part.heading[0] > 1 else None
        start, end, _ = place(part.start, part.end)
        start = max(start, first_word)
        if end <= start:
            continue  # the title's own
        sections.append(_section(part.kind, start, end, heading or None))
    if page.site:
        sections += [_section(SITE, start - given_from, end - given_from, None) for start, end in page.site]
        sections.sort(key=attrgetter("start"))
    role_id: str = page.role or "other"
    label = next((role.label for role in taxonomy.roles.roles if role.id == role_id), role_id)
    status, notes = _status(page, [*of_title, *skills])
    return Reading(
        kind=page.kind or "posting",
        language=page.language,
        status=status,
        notes=notes,
        skills=tuple(skills),
        duties=tuple([_duty(d.duty, *place(d.start, d.end), d.by) for d in page.duties]),
        themes=tuple([_theme(t.duty, *place(t.start, t.end)) for t in page.themes]),
        # what only a title given apart says has no place in the text
        experience=page.experience if page.experience and page.experience.start >= 0 else None,
        degree=page.degree if page.degree and page.degree.start >= 0 else None,
        certifications=tuple([one for one in page.certificates if one.start >= 0]),
        pay=page.pay if page.pay and page.pay.start >= 0 else None,
        level=page.level,
        role=Role(role_id, label, page.role_why),
        sections=tuple(sections),
        facts=page.facts,
        title=Title(page.title, tuple(of_title)) if page.title else None,
        text=given,
    )


def _status(page: Page, skills: list[Skill]) -> tuple[Status, tuple[str, ...]]:
    """Say when there was nothing, or too little, to read: that is not the same as no fit."""
    words = page.folded.flat.split(None, _THIN_WORDS)  # the last of them is all the rest
    if not any(map(str.isalnum, page.given_text)) or not any(map(str.isalnum, "".join(words))):
        return "empty", ("the text is empty",)
    notes: list[str] = []
    if page.language != "en":
        notes.append(
            f"the text is not English (looks like {page.language!r}); only what is named alike was found"
        )
    if len(page.text) > LONGEST_READ:
        notes.append(
            f"the text has {len(page.given_text):,} characters; only the first {LONGEST_READ:,} were read"
        )
    if page.text[-_LAST_SIGNS:].rstrip().endswith(("...", "…")):
        notes.append("the text is cut off at its end")
    if page.language != "en":
        return "not-english", tuple(notes)
    if len(words) < _THIN_WORDS:
        notes.append(f"the text is thin: {len(words)} {'word' if len(words) == 1 else 'words'}")
        return "thin", tuple(notes)
    if not skills:
        notes.append("no skills were recognised")
        return "thin", tuple(notes)
    if page.kind == "posting" and not any(s.stance in ("required", "preferred") for s in skills):
        is_none = page.role == "other" and not (
            page.hits["kind"] or page.level or page.experience or page.degree or page.pay
        )
        notes.append(
            "nothing in it asks for or offers work; it may be neither a posting nor a CV"
            if is_none
            else "no requirements were recognised; the skills are only mentioned"
        )
    return "ok", tuple(notes)


# ------------------------------------------------------------------ the structure, for people to look at


@dataclass(frozen=True, slots=True)
class BlockList(Record):
    """Things in a row, and the words that govern them."""

    lead: str
    members: tuple[str, ...]
    joins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block(Record):
    """One line: a heading, an item of a list, or text."""

    kind: Literal["heading", "item", "text"]
    section: str | None
    start: int
    end: int
    text: str
    sentences: tuple[str, ...]
    lists: tuple[BlockList, ...]


@dataclass(frozen=True, slots=True)
class Outline(Record):
    r"""A text cut up: what section each line belongs to, its sentences, and the lists in them.

    Attributes:
        blocks: The lines of the text, each with its section, sentences and lists.

    >>> import jdmatch
    >>> print(jdmatch.load().outline("Requirements\n- Python, Scala or Java. Tact."))
    requirements | # Requirements
    requirements | * Python, Scala or Java / Tact
                 |     Python , Scala or Java
    """

    blocks: tuple[Block, ...]

    def __str__(self) -> str:
        width = max((len(block.section or "-") for block in self.blocks), default=0)
        rows: list[str] = []
        for block in self.blocks:
            sign = {"heading": "# ", "item": "* ", "text": "  "}[block.kind]
            words = block.text if block.kind == "heading" else " / ".join(block.sentences)
            rows.append(f"{block.section or '-':{width}} | {sign}{words}".rstrip())
            for each in block.lists:
                shown = [each.members[0]]
                for join, member in zip(each.joins, each.members[1:], strict=True):
                    shown += [join, member]
                lead = f"{each.lead} > " if each.lead else ""
                rows.append(f"{'':{width}} |     {lead}{' '.join(shown)}")
        return "\n".join(rows)


def outline_of(page: Page) -> Outline:
    """Return the structure of a page that was read, in the given text's offsets and words."""
    folded, text = page.folded, page.text

    def words(start: int, end: int) -> str:
        return " ".join(text[folded.start(start) : folded.end(end)].split()) if start < end else ""

    sentences: dict[int, list[str]] = {}
    lists: dict[int, list[BlockList]] = {}
    for clause in page.clauses.all:
        if said := words(clause.start, clause.end):
            sentences.setdefault(clause.line, []).append(said)
    for listing in sorted(page.lists, key=lambda one: one.start):
        at = page.clauses.all[listing.clause].line
        members = tuple(words(*member) for member in listing.members)
        lists.setdefault(at, []).append(BlockList(words(*listing.lead), members, listing.joins))
    headings = {section.heading for section in page.sections}
    blocks: list[Block] = []
    for number, line in enumerate(page.lines):
        section = page.section_of(number)
        start, end = folded.start(line.start), folded.end(line.end)
        kind: Literal["heading", "item", "text"] = "item" if line.bullet else "text"
        blocks.append(
            Block(
                "heading" if (line.start, line.end) in headings else kind,
                section.kind if section else None,
                start,
                end,
                text[start:end],
                tuple(sentences.get(number, ())),
                tuple(lists.get(number, ())),
            )
        )
    for start, end in page.site:
        around = text[start:end]
        blocks.append(Block("text", SITE, start, end, around, (" ".join(around.split()),), ()))
    return Outline(tuple(sorted(blocks, key=attrgetter("start"))))
