"""Shows the structure that was found in a text: its blocks with section, sentences and lists, for people to look at.

From the page's structure, in folded offsets, to frozen records in the offsets of the given text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jdmatch.reading.page import Page
from jdmatch.reading.records import Record


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
    structure, folded, text = page.structure, page.folded, page.text

    def words(start: int, end: int) -> str:
        return " ".join(text[folded.start(start) : folded.end(end)].split()) if start < end else ""

    sentences: dict[int, list[str]] = {}
    lists: dict[int, list[BlockList]] = {}
    for clause in structure.clauses.all:
        if said := words(clause.start, clause.end):
            sentences.setdefault(clause.line, []).append(said)
    for listing in sorted(structure.lists, key=lambda one: one.start):
        at = structure.clauses.all[listing.clause].line
        members = tuple(words(*member) for member in listing.members)
        lists.setdefault(at, []).append(BlockList(words(*listing.lead), members, listing.joins))
    headings = {section.heading for section in structure.sections}
    blocks: list[Block] = []
    for number, line in enumerate(structure.lines):
        section = structure.section_of(number)
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
    return Outline(tuple(blocks))
