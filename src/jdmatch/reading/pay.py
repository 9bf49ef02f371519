"""What does it pay? An amount with a currency and a period; never a revenue, a bonus or a fund.

Every number with a sign, a magnitude or a period is looked at; of the amounts that are pay the best attested one is
taken, wider where the text gives several ranges of the same pay (per place or level). Currencies, magnitudes (k, lakh,
crore), periods and what is no pay are in taxonomy/language/pay.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from jdmatch.reading.amounts import Amount, AmountFinder
from jdmatch.reading.page import Component, Page, PayMark
from jdmatch.reading.patterns import whole
from jdmatch.reading.pay_words import Period
from jdmatch.taxonomy.records import Taxonomy

_SAME_BLOCK = 260
_SAME_RANGE = 70
_GROUP_NEAR = 80  # characters before an amount in which it is said for whom
_SAME_PAY = 3.5  # ranges farther apart than this are of different things


class PayReader(Component):
    """The component `jdmatch_pay`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.pay
        self._amounts = AmountFinder(words)
        self._groups = [re.compile(whole(words.beginners)), re.compile(whole(words.experienced))]
        self._range_words = re.compile(whole(w for w in words.ranges if w[0].isalpha()))

    def read(self, page: Page) -> None:
        """Fill the page's pay: the best of the amounts that are pay."""
        amounts = [_with_period(a) for a in self._amounts.find(page)]
        if not amounts:
            return
        amounts = self._of_the_place(page, amounts)
        best = max(amounts, key=lambda a: (_attested(a), -a.start))
        best = self._widened(page, best, amounts)
        page.pay = PayMark(best.min, best.max, best.currency, best.period or "year", best.start, best.end)

    def _of_the_place(self, page: Page, amounts: list[Amount]) -> list[Amount]:
        """Return the amounts less those for beginners, where others are for the experienced or for everybody."""
        if len(amounts) == 1:
            return amounts
        groups: list[set[int]] = []
        for number, amount in enumerate(amounts):
            start = max(amounts[number - 1].end if number else 0, amount.start - _GROUP_NEAR)
            left = page.folded.low[start : amount.start].rpartition("\n")[2].rpartition(". ")[2]
            groups.append({i for i, words in enumerate(self._groups) if words.search(left)})
        if {0} not in groups or all(group == {0} for group in groups):
            return amounts
        return [amount for amount, group in zip(amounts, groups, strict=True) if group != {0}]

    def _widened(self, page: Page, best: Amount, amounts: Iterable[Amount]) -> Amount:
        """Return the pay from the least to the most of the ranges given for it, one a place, a level or a job."""
        for other in amounts:
            if (
                other is best
                or other.is_total
                or other.currency != best.currency
                or other.period != best.period
            ):
                continue
            near = other.start - best.end < _SAME_BLOCK and best.start - other.end < _SAME_BLOCK
            if not near or not _is_same_pay(best, other) or not self._is_joined(page, best, other):
                continue
            lows = [v for v in (best.min, other.min) if v is not None]
            highs = [v for v in (best.max, other.max, best.min, other.min) if v is not None]
            low, high = min(lows, default=None), max(highs)
            if (low, high) == (best.min, best.max or best.min):
                continue
            best = replace(
                best,
                min=low,
                max=None if high == low else high,
                start=min(best.start, other.start),
                end=max(best.end, other.end),
            )
        return best

    def _is_joined(self, page: Page, first: Amount, second: Amount) -> bool:
        """Return whether two amounts are ranges of one list, or the ends of one: "$90,000/year … up to $120,000".

        Ranges in one sentence are those of several places; the first of them is the pay.
        """
        if all(a.min is not None and a.max is not None for a in (first, second)):
            return "\n" in page.folded.low[min(first.end, second.end) : max(first.start, second.start)]
        between = page.folded.low[min(first.end, second.end) : max(first.start, second.start)]
        return len(between) < _SAME_RANGE and self._range_words.search(between) is not None


def _attested(amount: Amount) -> int:
    """Return how much speaks for an amount being the pay."""
    return (
        2 * amount.has_label
        + amount.period_is_stated
        + 2 * (amount.min is not None and amount.max is not None)
        - (amount.min is None)
        - 4 * amount.is_total
    )


def _is_same_pay(first: Amount, second: Amount) -> bool:
    values = [v for a in (first, second) for v in (a.min, a.max) if v is not None]
    return max(values) <= min(values) * _SAME_PAY


def _with_period(amount: Amount) -> Amount:
    """Return an amount with the period its size tells, where no word does."""
    if amount.period is not None:
        return amount
    value = amount.max or amount.min or 0.0
    share = value / amount.year_least
    period: Period = "hour" if share < 0.03 else "day" if share < 0.15 else "month" if share < 1 else "year"
    return replace(amount, period=period)
