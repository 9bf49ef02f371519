"""Of which skills is one enough? "Python, Scala or Java", "one or more of AWS, Azure, GCP".

The words are in taxonomy/language/stance.yaml.
"""

from __future__ import annotations

import re
from collections import Counter

from jdmatch.reading.clauses import clauses_of
from jdmatch.reading.page import Page, SkillMark
from jdmatch.reading.patterns import Phrases, any_of, whole
from jdmatch.taxonomy.models import StanceFile

_LONGEST_JOIN = 25
_CHOICE_REACH = 50


class Choices:
    """Finds lists of skills, and those of which one will do; compiled once from the words."""

    def __init__(self, words: StanceFile) -> None:
        self._or = re.compile(rf"{whole(words.alternatives)}|/")
        self._opens = Phrases(words.choices)
        self._between = re.compile(rf"[\s,/()&]*(?:(?:{any_of(words.list_words)})(?!\w)[\s,/()]*)*\Z")

    def is_listed(self, page: Page, first: SkillMark, second: SkillMark) -> bool:
        """Tell whether nothing but a comma or a word that joins stands between two skills."""
        between = page.folded.low[first.end : second.start]
        return len(between) <= _LONGEST_JOIN and self._between.match(between) is not None

    def group(self, page: Page) -> None:
        """Give the skills of which one will do a number: those of "X or Y", and of "one or more of X, Y, Z"."""
        low = page.folded.low
        clauses = clauses_of(page)
        opens = self._opens.find(low)
        groups = 0
        choice: int | None = None  # the number of the "one of" list under way
        for at, mark in enumerate(page.skills):
            clause = clauses.at(mark.start)
            before = page.skills[at - 1] if at and page.skills[at - 1].start >= clause.start else None
            since = max(before.end if before else clause.start, mark.start - _CHOICE_REACH)
            listed = before is not None and self.is_listed(page, before, mark)
            if any(since <= start and end <= mark.start for start, end in opens):
                groups += 1
                mark.any_of = choice = groups
            elif listed and choice is not None:
                mark.any_of = choice
            else:
                choice = None
                if before is not None and listed and self._or.search(low, before.end, mark.start):
                    if before.any_of is None:
                        groups += 1
                        before.any_of = groups
                        self._reach_back(page, at - 1, groups)
                    mark.any_of = before.any_of
        members = Counter(mark.any_of for mark in page.skills)
        for mark in page.skills:
            if members[mark.any_of] == 1:
                mark.any_of = None

    def _reach_back(self, page: Page, at: int, group: int) -> None:
        """In "Python, Scala or Java" the comma is an "or" too."""
        low = page.folded.low
        while at > 0 and low[page.skills[at - 1].end : page.skills[at].start].strip() in (",", "/"):
            at -= 1
            page.skills[at].any_of = group
