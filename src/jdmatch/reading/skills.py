"""Finds the skills' surfaces: the longest at each place, and the members of a list that share a head.

What is found here is a candidate where the taxonomy says the surface is ambiguous; `senses` decides those.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit, Placed, start_of
from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import later
from jdmatch.reading.structure import SILENT, ListCutter, Listing
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
            marks = sorted([*shared, *(m for m in marks if not _are_over(shared, m))], key=start_of)
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


def _are_over(marks: Sequence[SkillMark], place: Placed) -> bool:
    """Return whether any of the marks, which are in order and do not overlap, lies over a place."""
    before = bisect_left(marks, place.end, key=start_of) - 1
    return before >= 0 and marks[before].end > place.start


_MOST_WORDS = 3
_LONGEST = 30
_SHORTEST = 3
_LAST_WORDS = 6  # of what leads a list: "experience with BI tools such as"
_BEFORE, _BEHIND = 12, 14  # signs that may stand beside a known name in its item: "Apache ", " libraries"
_SURE = 4  # known tools of a list
_MOST_OTHERS = 2  # unknown members to one that is known
_NAME = re.compile(r"[A-Za-z][\w.+#' -]*[\w+#]\Z")
_INITIALS = re.compile(r" \(([A-Z][A-Za-z]{1,5})s?\)")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_NEVER_IN = SILENT | frozenset({"company", "education"})
_OTHERS = ("degree", "field", "certificate", "related", "any-degree", "level", "title-label", "region")


class UnlistedFinder:
    """The component `jdmatch_unlisted`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.heads
        self._concepts = taxonomy.concepts
        self._ordinary = taxonomy.language.words
        self._tools = frozenset(fold_surface(w) for w in words.tool_heads)
        self._no_names = frozenset(fold_surface(w) for w in words.no_names)

    def read(self, page: Page) -> None:
        """Add the names that only the text itself tells: in its lists, or in brackets behind what they stand for."""
        self._add_short_names(page)
        if not page.lists:
            return
        new: list[SkillMark] = []
        for number, members in page.skills_in_lists().items():
            listing = page.lists[number]
            if len(members) < len(listing.members) and page.section_at(listing.start) not in _NEVER_IN:
                for member, mark in self._names(page, listing, members):
                    if _are_over(page.skills, mark):
                        continue  # a misspelt name was found there
                    page.in_lists[mark.start] = (number, member)
                    new.append(mark)
        if new:
            page.skills = sorted([*page.skills, *new], key=lambda mark: mark.start)

    def _add_short_names(self, page: Page) -> None:
        """Add the initials that stand in brackets behind a skill, wherever they stand: "Image Generation (IG)"."""
        low, cased = page.folded.low, page.folded.cased
        found: dict[str, SkillMark] = {}
        for mark in page.skills:
            if low.startswith(" (", mark.end) and (match := _INITIALS.match(cased, mark.end)):
                initials = "".join([word[0] for word in _PLAIN_WORD.findall(low, mark.start, mark.end)])
                if len(initials) > 1 and match[1].lower() == initials:
                    found[match[1]] = mark
        if not found:
            return
        for short, mark in found.items():
            for place in re.finditer(rf"(?<!\w){short}s?(?!\w)", cased):
                new = SkillMark(*place.span(), mark.concept, "alias")
                if not _are_over(page.skills, new):
                    insort(page.skills, new, key=start_of)

    def _names(
        self, page: Page, listing: Listing, members: Mapping[int, Sequence[SkillMark]]
    ) -> Iterator[tuple[int, SkillMark]]:
        """Yield the members that are names, where enough of the others are known skills."""
        low, cased = page.folded.low, page.folded.cased
        kinds: list[Kind] = []
        capitals = 0
        for member, marks in members.items():
            start, end = listing.members[member]
            mark = marks[0]
            kind = self._concepts[mark.concept].kind
            if mark.start - start <= _BEFORE and end - mark.end <= _BEHIND and kind != "soft":
                kinds.append(kind)
                capitals += cased[mark.start].isupper()
        is_labelled = not self._tools.isdisjoint(
            low[listing.lead[0] : listing.lead[1]].split()[-_LAST_WORDS:]
        )
        others = len(listing.members) - len(members)
        if len(kinds) + is_labelled < 2 or not kinds or others > (_MOST_OTHERS + is_labelled) * len(kinds):
            return
        # a list of methods holds no names
        named = sum(kind != "method" for kind in kinds)
        if named * 2 < len(kinds):
            return
        kind = Counter(kinds).most_common(1)[0][0]
        is_labelled = is_labelled and named == len(kinds)
        # in a CV a long list of tools, most of them known, holds tools alone: "Flex, Grid, React Day Picker"
        is_sure = page.kind == "cv" and len(kinds) >= _SURE and 2 * others <= len(kinds)
        words = _MOST_WORDS if is_sure else int(is_labelled)
        for member, (start, end) in enumerate(listing.members):
            if member in members:
                continue
            if bracket := low.find("(", start, end) + 1:
                end = bracket - 1
            while end > start and not cased[end - 1].isalnum() and cased[end - 1] not in "+#":
                end -= 1
            while start < end and not cased[start].isalnum() and cased[start] != ".":
                start += 1
            if self._is_name(
                cased[start:end], low[start:end], is_labelled, capitals * 2 >= len(kinds), words
            ) and not any(h.start < end and start < h.end for layer in _OTHERS for h in page.hits[layer]):
                yield member, SkillMark(start, end, low[start:end], "list", kind=kind)

    def _is_name(self, cased: str, low: str, is_labelled: bool, in_capitals: bool, most: int) -> bool:
        """Return whether an item is written as a name and not as ordinary words, save so many in capitals."""
        if len(cased) > _LONGEST or not _NAME.match(cased):
            return False
        words = cased.split()
        if len(words) > _MOST_WORDS or not self._no_names.isdisjoint(low.split()):
            return False
        strange = 0
        for word in words:
            plain = word.lower()
            inner = any(c.isupper() for c in word[1:]) or any(c.isdigit() or c in ".+#" for c in word)
            if inner and len(word) > 1 and not (word.isupper() and plain in self._ordinary):
                strange += 1
            elif not word[0].isupper():
                if plain in self._ordinary or len(word) < _SHORTEST or not word.isalpha():
                    return False  # an ordinary word
                if in_capitals and not is_labelled:
                    return False  # among names in capitals
                strange += 1
            elif plain not in self._ordinary:
                strange += 1
        if strange:
            return True
        # ordinary words in capitals ("Breeze") are names where the list says that it holds tools
        return in_capitals and len(words) <= most and len(cased) >= _SHORTEST
