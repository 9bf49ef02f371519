"""Finds the skills' surfaces: the longest at each place, and the members of a list that share a head.

What is found here is a candidate where the taxonomy says the surface is ambiguous; `senses` decides those.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jdmatch.folding import fold_surface, words_of
from jdmatch.reading.lexicon import Hit, start_of
from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import Weights, later
from jdmatch.reading.structure import SILENT, ListCutter
from jdmatch.reading.typos import is_word
from jdmatch.taxonomy.models import Kind
from jdmatch.taxonomy.records import Surface, Taxonomy

_MOST_SHARING = 12
_NEXT_WORD = re.compile(r" ([a-z]+)")


def first_longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the hits, in order of their start, that neither lie in another nor begin within one that began before.

    The first of two that cross is the name and the second mostly its noun: "time management | skills",
    "big data | platforms".

    >>> [h.key for h in first_longest([Hit(0, 8, "big data", 0), Hit(4, 18, "data platforms", 1), Hit(0, 3, "big", 2)])]
    ['big data']
    """
    reach = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= reach:
            yield hit
            reach = hit.end


class SkillFinder:
    """The component `jdmatch_skills`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._surfaces, self._concepts = taxonomy.surfaces, taxonomy.concepts
        heads = taxonomy.language.heads
        self._heads = frozenset(fold_surface(head) for head in heads.heads)
        self._never = frozenset(heads.never)
        years = "|".join(re.escape(w) for w in taxonomy.language.years.years)
        self._years_after = later(rf"\+?(?: (?:to )?\d+\+?)? ?(?:{years})(?!\w)")
        self._lists = ListCutter(heads)

    def read(self, page: Page) -> None:
        """Fill the page's skills."""
        marks = []
        surfaces, reach = self._surfaces, -1
        # in the order of the text, the longer first, as `first_longest` has them
        for hit in page.hits["skill"]:
            start, end, key, _ = hit
            if start < reach:
                continue
            reach = end
            if key[-1].isdigit() and (plain := self._without_years(page, hit)):
                key, end = plain, start + len(plain)
            concept, how, rule = surfaces[key]
            marks.append(SkillMark(start, end, concept, how, rule))
        page.lists, page.in_lists = self._lists.cut(page.folded.low, page.clauses, marks)
        shared = sorted(self._shared(page, marks), key=start_of) if page.lists else None
        if shared:
            marks = sorted(
                [*shared, *(m for m in marks if not _are_over(shared, m.start, m.end))], key=start_of
            )
        page.skills = marks

    def _without_years(self, page: Page, hit: Hit) -> str | None:
        """Return the name alone where the number after it is no version but counts years: "Python 3 years"."""
        name, _, number = hit.key.rpartition(" ")
        if name in self._surfaces and number.isdigit() and self._years_after.match(page.folded.flat, hit.end):
            return name
        return None

    def _shared(self, page: Page, marks: list[SkillMark]) -> Iterator[SkillMark]:
        """Yield the members of lists that share the head of a later one: "supervised and unsupervised learning"."""
        low = page.folded.low
        cased, in_lists = page.folded.cased, page.in_lists
        held = {
            in_lists[mark.start]
            for mark in marks
            # in "linear and logistic regression" no tool called Linear stands
            if mark.start in in_lists
            and not (
                mark.rule >= 0
                and (cased[mark.start].islower() or not page.has_case)
                and self._concepts[mark.concept].kind == "tool"
            )
        }
        for mark in marks:
            place = page.in_lists.get(mark.start)
            if place is None or not place[1]:
                continue
            listing, at = page.lists[place[0]], place[1]
            # the last member of a list is joined by more than a comma: "data, network security" is two things
            if listing.joins[at - 1] == "," or mark.start != listing.members[at][0]:
                continue
            head = self._head(low, mark)
            if head is None:
                continue
            # "logical and conceptual data models" share two words
            heads = (head, " ".join(low[mark.start : mark.end].split()[-2:]))
            for member in range(at - 1, max(-1, at - 1 - _MOST_SHARING), -1):
                start, end = listing.members[member]
                item = low[start:end]
                surface = self._with_head(item, heads)
                if surface is None and " " in item:
                    start += item.rindex(" ") + 1
                    item = low[start:end]
                    surface = self._with_head(item, heads)
                if (place[0], member) in held:
                    continue
                if surface is None or item in self._never:
                    break
                yield SkillMark(start, end, surface.concept, "pattern", -1)

    def _with_head(self, item: str, heads: Iterable[str]) -> Surface | None:
        """Return the surface that an item makes with one of the heads."""
        return next((s for head in heads if (s := self._surfaces.get(f"{item} {head}"))), None)

    def _head(self, low: str, mark: SkillMark) -> str | None:
        """Return the noun that the members before a skill may share: its last word, or the word behind it."""
        _, blank, last = low[mark.start : mark.end].rpartition(" ")
        if blank and last in self._heads:
            return last
        # the head may stand after the name: "relational and NoSQL | databases"
        after = _NEXT_WORD.match(low, mark.end)
        return after.group(1) if after and after.group(1) in self._heads else None


def _are_over(marks: Sequence[SkillMark], start: int, end: int) -> bool:
    """Return whether any of the marks, which are in order and do not overlap, lies over a place."""
    before = bisect_left(marks, end, key=start_of) - 1
    return before >= 0 and marks[before].end > start


_TOOLS: tuple[Kind, ...] = ("tool", "language")
_MOST_WORDS = 3
_LONGEST = 30
_NAME = re.compile(r"[A-Za-z][\w.+#' -]*[\w+#]\Z")
_INITIALS = re.compile(r" \(([A-Z][A-Za-z]{1,5})s?\)")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_NEVER_IN = SILENT | frozenset({"company", "education"})
_OTHERS = ("degree", "field", "certificate", "related", "any-degree", "level", "title-label", "region")
_BESIDE = 6  # signs between neighbours: ", and "
_BEFORE, _BEHIND = 60, 20  # signs in which the words around stand ...
_WORDS_BEFORE = 6  # ... and how many of those before count
_FAR = 2000  # signs in which a name may be named again
_PIECE = re.compile(r"[a-z0-9][a-z0-9+#.'-]*|[^\sa-z0-9]")
_MOST = 5  # neighbours that are counted


class Unlisted(NamedTuple):
    """What may be the name of a tool that the taxonomy does not hold, with the signs that tell whether it is."""

    start: int
    end: int
    kind: Kind
    member: tuple[int, int] | None  # the list it stands in, and its place there
    signs: list[str]


class UnlistedFinder:
    """The component `jdmatch_unlisted`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._concepts = taxonomy.concepts
        self._ordinary = taxonomy.language.words
        self._no_names = frozenset(fold_surface(w) for w in taxonomy.language.heads.no_names)
        self._weights = Weights(taxonomy.language.name_weights)

    def read(self, page: Page) -> None:
        """Add the names that only the text itself tells: by what stands around, or in brackets behind a skill."""
        self._add_short_names(page)
        new: list[SkillMark] = []
        for start, end, kind, member, signs in self.candidates(page):
            if self._weights.sum(signs) > 0:
                new.append(SkillMark(start, end, page.folded.low[start:end], "list", kind=kind))
                if member:
                    page.in_lists[start] = member
        if new:
            page.skills = sorted([*page.skills, *new], key=start_of)

    def _add_short_names(self, page: Page) -> None:
        """Add the initials that stand in brackets behind a skill, wherever they stand: "Image Generation (IG)"."""
        low, cased = page.folded.low, page.folded.cased
        found: dict[str, SkillMark] = {}
        for match in _INITIALS.finditer(cased):
            at = bisect_left(page.skills, match.start(), key=start_of) - 1
            if at >= 0 and (mark := page.skills[at]).end == match.start():
                initials = "".join([word[0] for word in _PLAIN_WORD.findall(low, mark.start, mark.end)])
                if len(initials) > 1 and match[1].lower() == initials:
                    found[match[1]] = mark
        for short, mark in found.items():
            for place in re.finditer(rf"(?<!\w){short}s?(?!\w)", cased):
                new = SkillMark(*place.span(), mark.concept, "alias")
                if not _are_over(page.skills, new.start, new.end):
                    insort(page.skills, new, key=start_of)

    def candidates(self, page: Page, only: Mapping[int, int] | None = None) -> Iterator[Unlisted]:
        """Yield what may be names, maybe `only` at some places: where they begin, and where they end.

        These are unknown members of lists of tools, and unknown words in a line with a known tool.
        """
        concepts, line_at, in_lists = self._concepts, page.line_at, page.in_lists
        lines: dict[int, int] = {}  # how many tools stand there
        lists: dict[int, dict[int, Kind]] = {}
        for mark in page.skills:
            kind, start = concepts[mark.concept].kind, mark.start
            if kind in _TOOLS:
                line = line_at(start)
                lines[line] = lines.get(line, 0) + 1
            if place := in_lists.get(start):
                lists.setdefault(place[0], {}).setdefault(place[1], kind)
        if not lines:
            return
        reach = -1
        # the longer first: a member of a list goes before a word of it
        places = [*self._members(page, lists), *self._words(page, lines)]
        for start, end, kind, listed, member in sorted(
            places, key=lambda one: (one[0], -one[1], one[4] is None)
        ):
            if (
                start >= reach
                and (only is None or only.get(start) == end)
                and self._may_stand(page, start, end)
            ):
                reach = end
                tools = min(lines.get(line_at(start), 0), _MOST)
                signs = [*self._signs(page, start, end), f"l {listed}", f"t {tools}"]
                yield Unlisted(start, end, kind, member, signs)

    def _words(self, page: Page, lines: Container[int]) -> Iterator[tuple[int, int, Kind, str, None]]:
        """Yield the places of unknown words in lines with tools."""
        low, cased = page.folded.low, page.folded.cased
        for word in sorted(page.unknown - self._no_names):
            at = low.find(word)
            while at >= 0:
                end = at + len(word)
                if page.line_at(at) in lines:
                    start, stop = _token(cased, at, end)
                    if is_word(low, start, stop):
                        yield start, stop, "tool", "-", None
                at = low.find(word, end)

    def _members(
        self, page: Page, lists: Mapping[int, Mapping[int, Kind]]
    ) -> Iterator[tuple[int, int, Kind, str, tuple[int, int]]]:
        """Yield the unknown members of lists in which no fewer tools than other skills stand."""
        low, cased = page.folded.low, page.folded.cased
        for number, members in lists.items():
            listing = page.lists[number]
            unknown = len(listing.members) - len(members)
            tools = [kind for kind in members.values() if kind in _TOOLS] if unknown else []
            others = len(members) - len(tools)
            if not tools or others > len(tools) or unknown > 2 * len(members) + 2:
                continue
            kind = max(_TOOLS, key=tools.count)
            listed = f"{min(len(tools), _MOST)}/{min(unknown, _MOST)}/{min(others, 2)}"
            for member, (start, end) in enumerate(listing.members):
                if member in members:
                    continue
                if (bracket := low.find("(", start, end)) > start:
                    end = bracket
                while end > start and not cased[end - 1].isalnum() and cased[end - 1] not in "+#":
                    end -= 1
                while start < end and not cased[start].isalnum():
                    start += 1
                if self._is_written_so(cased[start:end], low[start:end]):
                    yield start, end, kind, listed, (number, member)

    def _may_stand(self, page: Page, start: int, end: int) -> bool:
        """Return whether a part speaks of the work or the person, and nothing else was read there."""
        if page.section_at(start) in _NEVER_IN or _are_over(page.skills, start, end):
            return False
        return not any(hit.start < end and start < hit.end for layer in _OTHERS for hit in page.hits[layer])

    def _is_written_so(self, cased: str, low: str) -> bool:
        """Return whether a name may be written so."""
        if len(cased) > _LONGEST or not _NAME.match(cased) or cased.count(" ") >= _MOST_WORDS:
            return False
        if not self._no_names.isdisjoint(low.split()):
            return False
        return not cased.islower() or any(word not in self._ordinary for word in words_of(low))

    def _signs(self, page: Page, start: int, end: int) -> Iterator[str]:
        """Yield what tells whether a name stands there: how it is written, and what stands around."""
        low, cased, marks = page.folded.low, page.folded.cased, page.skills
        clause = page.clauses.at(start)
        line = page.lines[clause.line]
        yield from ("*", *self._shape(cased[start:end]))
        yield f"> {page.kind} {page.section_at(start)}"
        yield f"c {min(low.count(low[start:end], max(0, start - _FAR), end + _FAR), _MOST)}"
        words = _PIECE.findall(low, max(clause.start, start - _BEFORE), start)
        yield from {f"b {self._plain(word)}" for word in words[-_WORDS_BEFORE:] if word[0].isalpha()}
        at = bisect_left(marks, start, key=start_of)
        if at and clause.start <= marks[at - 1].end and start - marks[at - 1].end <= _BESIDE:
            yield f"p {self._concepts[marks[at - 1].concept].kind} {low[marks[at - 1].end : start].strip()}"
        else:
            yield f"p {self._plain(words[-1]) if words else '^' if clause.start <= line.first else '.'}"
        if at < len(marks) and marks[at].start <= min(clause.end, end + _BESIDE):
            yield f"n {self._concepts[marks[at].concept].kind} {low[end : marks[at].start].strip()}"
        else:
            piece = _PIECE.search(low, end, min(clause.end, end + _BEHIND))
            yield f"n {self._plain(piece.group()) if piece else '$' if clause.end >= line.end else '.'}"

    def _plain(self, word: str) -> str:
        """Return a word or a sign where it tells anything."""
        return word if not word[0].isalpha() or word in self._ordinary else "?"

    def _shape(self, cased: str) -> Iterator[str]:
        """Yield how a name is written."""
        first, *rest = cased.split()
        last = (rest or [first])[-1].lower()
        if cased.islower():
            shape = "a"
        elif rest:
            shape = "A" * (len(rest) + 1)
        elif cased.isupper():
            shape = f"C{min(len(cased), 6)}"
        elif cased[:-1].isupper() and cased[-1] == "s":
            shape = "Cs"
        elif any(map(str.isupper, first[1:])):
            shape = "AaA" if first[0].isupper() else "aA"
        else:
            shape = "Aa"
        is_plain = all(word in self._ordinary for word in words_of(cased.lower()))
        yield f"s {shape}{'=' if is_plain else ''}"
        if any(map(str.isdigit, cased)):
            yield f"s 0{'$' if cased[-1].isdigit() else ''}"
        if len(last) > 3:
            yield f"$ {last[-3:]}"


def _token(cased: str, start: int, end: int) -> tuple[int, int]:
    """Return where the name begins and ends of which some letters are a part: "k8s", "Node.js", "C#"."""
    while start and (cased[start - 1].isalnum() or cased[start - 1] in "_+#."):
        start -= 1
    while end < len(cased) and (cased[end].isalnum() or cased[end] in "_+#."):
        end += 1
    name = cased[start:end]
    return end - len(name.lstrip(".")), start + len(name.rstrip("."))
