"""What do the words around an amount say of it: pay, or a bonus, a budget, a revenue; a year's or an hour's; at most?

Compiled once from taxonomy/language/pay.yaml.
"""

from __future__ import annotations

import re
from typing import Literal

from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.taxonomy.models import PayFile

Period = Literal["year", "month", "week", "day", "hour"]
_PERIOD_BEFORE = 75
_LABEL_NEAR = 65
_NEAR = 60
_MOST_BETWEEN = 4


class PaySpeech:
    """The words of pay, of its period, and of what is no pay."""

    def __init__(self, words: PayFile) -> None:
        names = {name.lower(): period for period, group in words.periods.items() for name in group}
        self._period_of: dict[str, Period] = dict(names)
        self.period_pattern = rf"(?:{any_of(names)})(?![a-z])"
        skip = r"[\s,)(+*:]*(?:[a-z]+\s+){0,2}?"
        signs = re.escape("".join(s for s in words.symbols if len(s) == 1))
        self._after = later(rf"{skip}(?P<per>{self.period_pattern})(?!\s*[(:]?\s*[\d{signs}])")
        self._before = later(rf"(?<![a-z])(?P<per>{self.period_pattern})")
        self._labels = later(whole(words.labels))
        self._label_after = later(rf"[\s,]*(?:[a-z]+\s+){{0,2}}?(?:{any_of(words.labels)})(?![a-z])")
        self._cv_labels = later(whole(words.cv_labels))
        self._totals = later(whole(words.totals))
        self._between = later(whole(words.between))
        self._not_pay = later(whole(words.not_pay))
        self._unless = later(whole(words.unless))
        additions = any_of(words.additions)
        self._addition = later(rf"(?<![a-z])(?:{additions})(?![a-z])|[+(,;.|]")
        self._goes_on = later(rf"\s*(?:{additions})")
        self._added = later(rf"(?:{any_of(words.added)})\s*\Z")
        self._maximum = later(rf"(?<!\w)(?:{any_of(words.maximum)})\W{{0,3}}\Z")

    def period_of(self, word: str | None) -> Period | None:
        """Return the period a word names, None for none."""
        return self._period_of.get(" ".join(word.replace("-", " ").split())) if word else None

    def period_around(self, left: str, right: str) -> Period | None:
        """Return the period named after an amount, else the nearest before it."""
        if match := self._after.match(right):
            return self.period_of(match["per"])
        matches = list(self._before.finditer(left[-_PERIOD_BEFORE:]))
        return self.period_of(matches[-1]["per"]) if matches else None

    def is_labelled(self, left: str, right: str) -> bool:
        """Tell whether a word of pay stands before an amount in its line, or right behind it."""
        return self._labels.search(left) is not None or self._label_after.match(right) is not None

    def is_labelled_near(self, left: str) -> bool:
        """Tell whether a word of pay stands close before an amount."""
        return self._labels.search(left[-_LABEL_NEAR:]) is not None

    def is_labelled_in_cv(self, left: str) -> bool:
        """Tell whether an amount in a CV is what the person expects or has."""
        return self._cv_labels.search(left) is not None

    def is_total(self, left: str, right: str) -> bool:
        """Tell whether an amount is more than the pay itself: "OTE"."""
        return bool(self._totals.search(left[-40:]) or self._totals.match(right.lstrip(" (")))

    def is_between(self, left: str) -> bool:
        """Tell whether an "and" after what stands before joins the ends of a range."""
        return self._between.search(left[-40:]) is not None

    def is_most(self, left: str) -> bool:
        """Tell whether an amount is the most there is: "up to"."""
        return self._maximum.search(left) is not None

    def goes_on(self, low: str, end: int) -> bool:
        """Tell whether something is added to an amount: "£60,000 + benefits"."""
        return self._goes_on.match(low, end) is not None

    def is_something_else(self, left: str, right: str) -> bool:
        """Tell whether the nearest word says that an amount is a revenue, a bonus, a budget ..."""
        near = self._masked(left[-_NEAR:])
        others = [m.end() for m in self._not_pay.finditer(near) if not self._added.search(near, 0, m.start())]
        label = max((m.end() for m in self._labels.finditer(left[-_NEAR:])), default=-1)
        if others and max(others) >= label:
            return True
        right = self._masked(right)
        found = self._not_pay.search(right)
        if found is None:
            return False
        between = right[: found.start()]
        return not self._addition.search(between) and len(between.split()) <= _MOST_BETWEEN

    def _masked(self, text: str) -> str:
        """Hide the phrases that are pay although they hold a word of something else."""
        return self._unless.sub(lambda match: "·" * len(match.group()), text)
