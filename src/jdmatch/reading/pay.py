"""What does it pay? An amount with a currency and a period; never a revenue, a bonus or a fund.

Every number with a sign, a magnitude or a period is looked at; of the amounts that are pay the best attested one is
taken, wider where the text gives several ranges of the same pay (per place or level). Currencies, magnitudes (k, lakh,
crore), periods and what is no pay are in taxonomy/language/pay.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from jdmatch.folding import fold_surface, words_of
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import Phrases, any_of, later, whole
from jdmatch.reading.records import Pay
from jdmatch.taxonomy.models import PayFile, Period
from jdmatch.taxonomy.records import Taxonomy

_SAME_BLOCK = 260
_SAME_RANGE = 70
_GROUP_NEAR = 80  # characters before an amount in which it is said for whom
_SAME_PAY = 3.5  # ranges farther apart than this are of different things


class PayReader:
    """The component `jdmatch_pay`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.pay
        self._amounts = AmountFinder(words)
        self._groups = [later(whole(words.beginners)), later(whole(words.experienced))]
        self._range_words = later(
            whole(w for w in (*words.ranges, *words.maximum) if w[0].isalpha() and len(w) > 1)
        )
        self._dollars = Dollars(words)

    def read(self, page: Page) -> None:
        """Fill the page's pay: the best of the amounts that are pay."""
        amounts = [_with_period(a) for a in self._amounts.find(page)]
        if not amounts:
            return
        amounts = page.below_title(amounts)
        amounts = self._of_the_place(page, amounts)
        best = max(amounts, key=lambda a: (_attested(a), -a.start))
        best = self._widened(page, best, amounts)
        currency = self._dollars.of(page, best)
        # "R 45 000" names no language
        page.skills = [m for m in page.skills if not best.start <= m.start < best.end]
        page.pay = Pay(best.min, best.max, currency, best.period or "year", *page.place(best.start, best.end))

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
            lows = [v for v in (best.min, other.min) if v is not None]
            values = [*lows, *(v for v in (best.max, other.max) if v is not None)]
            low, high = min(lows, default=None), max(values)
            if not near or high > min(values) * _SAME_PAY or not self._is_joined(page, best, other):
                continue
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
        between = page.folded.low[min(first.end, second.end) : max(first.start, second.start)]
        if all(a.min is not None and a.max is not None for a in (first, second)):
            return "\n" in between
        return len(between) < _SAME_RANGE and self._range_words.search(between) is not None


_SIGN_BEFORE = 4  # signs before an amount that name its currency: "CAD $"


class Dollars:
    """Tells whose dollar a bare "$" is; compiled once from the words."""

    def __init__(self, words: PayFile) -> None:
        self._unmarked = words.unmarked
        codes = (sign for sign in (*words.codes, *words.symbols) if sign[0].isalpha())
        self._coded = later(rf"(?<![a-z])(?:{any_of(codes)})(?![a-z])")
        # each with the words of which the text must hold one
        self._words = [
            (
                currency,
                frozenset(max(words_of(word), key=len) for word in of.words),
                later(rf"(?:{any_of(of.words)})(?!\w)"),
            )
            for currency, of in words.dollars.items()
            if of.words
        ]
        self._places = {currency: _Places(of.places) for currency, of in words.dollars.items()}
        self._towns = {currency: _Places(of.towns) for currency, of in words.dollars.items() if of.towns}

    def of(self, page: Page, amount: Amount) -> str:
        """Return an amount's currency: of an unmarked one that of the place, where it is plain."""
        cased, low = page.folded.cased, page.folded.low
        if (
            amount.currency != self._unmarked
            or page.kind == "cv"
            or self._coded.search(low, max(0, amount.start - _SIGN_BEFORE), amount.end)
            or self._unmarked.lower() in page.vocabulary
        ):
            return amount.currency
        told = [
            currency
            for currency, anchors, words in self._words
            if not anchors.isdisjoint(page.vocabulary) and words.search(low)
        ]
        if len(told) == 1:
            return told[0]
        line = page.lines[page.line_at(amount.start)]
        where = page.facts.place.value if page.facts.place else ""
        if line.end - line.start < _SHORT_LINE:
            where += "\n" + cased[line.start : line.end]
        told = [currency for currency, names in self._places.items() if names.stand_in(where)]
        if not told and not self._places[self._unmarked].stand_in(cased, low, page.vocabulary):
            told = [currency for currency, names in self._towns.items() if names.stand_in(where)]
        return told[0] if len(told) == 1 else amount.currency


class _Places:
    """Names of places; those of a few capitals are found as they are written: "US", no "us"."""

    def __init__(self, names: Sequence[str]) -> None:
        self._long = Phrases(name for name in names if not name.isupper())
        codes = "|".join(re.escape(name) for name in names if name.isupper()) or r"(?!)"
        self._codes = later(rf"(?<!\w)(?:{codes})(?!\w)")

    def stand_in(self, cased: str, low: str = "", vocabulary: Set[str] | None = None) -> bool:
        """Return whether one of them stands in a text, given its words where they are known."""
        low = low or cased.lower()
        words = vocabulary if vocabulary is not None else set(words_of(low))
        return bool(self._long.find(low, words)) or self._codes.search(cased) is not None


def _attested(amount: Amount) -> int:
    """Return how much speaks for an amount being the pay."""
    return (
        2 * amount.has_label
        + amount.period_is_stated
        + 2 * (amount.min is not None and amount.max is not None)
        - (amount.min is None)
        - 4 * amount.is_total
    )


def _with_period(amount: Amount) -> Amount:
    """Return an amount with the period its size tells, where no word does."""
    if amount.period is not None:
        return amount
    value = amount.max or amount.min or 0.0
    share = value / amount.year_least
    period: Period = "hour" if share < 0.03 else "day" if share < 0.15 else "month" if share < 1 else "year"
    return replace(amount, period=period)


_BEFORE = 90
_AFTER = 40
_WINDOW = 90
_HEAD = 350  # pay that no word names stands at the beginning, or in a short line
_SHORT_LINE = 80
_CODED = later(r"0\d")  # the number of a vacancy: "R0079591"
_OPENS = 12  # so near its line's beginning an amount may belong to a heading above
_PARTS: dict[Period, float] = {"year": 1, "month": 1 / 25, "week": 1 / 80, "day": 1 / 300, "hour": 1 / 2500}
_MOST = 250  # times the least of a year
_PLAIN_MOST = 60
_BELOW_THOUSAND = 1000
_LABEL = 30  # characters in which a label and its colon stand
_PERIOD_BEFORE = 75
_LABEL_NEAR = 65
_NEAR = 60
_JUST_BEFORE = 40
_MOST_BETWEEN = 4
_INDIAN = later(r"\d{1,2}(?:,\d{2})+,\d{3}")  # 8,00,000: lakhs, so rupees
_NUMBER = (
    r"\d{1,3}(?:'\d{3})+|\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d{2})?"
    r"|\d{1,3}(?: \d{3})+(?!\d|[,.]\d)|\d+[.,]\d{1,2}(?!\d)|\d+"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount, or a range, at one place."""

    min: float | None
    max: float | None
    currency: str
    period: Period | None
    start: int
    end: int
    has_label: bool
    period_is_stated: bool
    is_total: bool
    year_least: float


class AmountFinder:
    """Finds amounts in a page; compiled once from the words."""

    def __init__(self, words: PayFile) -> None:
        self._symbols = {k.lower(): v for k, v in words.symbols.items()}
        self._magnitudes = dict(words.magnitudes)
        self._rupees = frozenset(words.rupee_magnitudes)
        self._least = dict(words.year_least)
        self._weak = frozenset(words.weak_magnitudes)
        self._never = frozenset(words.never)
        self._budgets = later(whole(words.budgets))
        self._unmarked = words.unmarked
        signs = [s for s in words.symbols if not s[-1].isalpha() and s[-1] != "."]
        self._signs = frozenset(s[-1] for s in signs)
        letters = [s for s in words.symbols if s not in signs]
        sign = rf"(?:{any_of(signs)}|(?<![a-z])(?:{any_of(letters)})\.?)"
        code = rf"(?:{any_of(words.codes)})(?![a-z])"
        magnitude = rf"(?:{any_of(words.magnitudes)})(?![a-z\d])"
        periods = {name.lower(): period for period, group in words.periods.items() for name in group}
        self._period_of: dict[str, Period] = dict(periods)
        period = rf"(?:{any_of(periods)})(?![a-z])"

        def one(i: int) -> str:
            return (
                rf"(?:(?P<sym{i}>{sign}(?:\s?{sign})?)\s?)?(?P<num{i}>{_NUMBER})(?!\d)(?:/-)?"
                rf"(?:\s?(?P<mag{i}>{magnitude}))?\+?(?:\s?(?P<code{i}>{code}))?(?:,?\s?(?P<per{i}>{period}))?"
            )

        to = any_of(w for w in words.ranges if w[0].isalpha())
        both = any_of(words.both)
        dash = rf"\s*(?:[-–~]+|(?:{to})(?![a-z])|(?P<both>{both}))\s*"
        self._pattern = later(rf"{one(1)}(?:{dash}{one(2)})?")
        self._digits = later(r"\d[\d.,']*")
        self._lead = later(rf"{sign}(?:\s?{sign})?\s?\Z")
        self._trail = later(rf"[\d ]{{0,20}}\s?(?:{magnitude}|{code}|,?\s?{period})")
        self._numerals = {fold_surface(word): value for word, value in words.numerals.items()}
        self._counted = frozenset(m for m in self._rupees if len(m) > 1)
        numeral = any_of(words.numerals)
        self._spelt = later(
            rf"(?<!\w)(?P<first>{numeral})(?:\s*(?:(?:-|–|(?:{to})(?![a-z]))\s*)?(?P<second>{numeral}))?"
            rf"\s+(?={any_of(self._counted)})"
        )
        self._grouped = later(r"\d{1,3}(?:,\d{2,3})+(?!\d)")
        self._labelled = later(rf"(?:{any_of(words.labels)})(?:\s[a-z]+)?\s?[:–-]\s?\Z")
        self._stated_bare = later(rf"\s*(?:{any_of(words.bare_ends)})(?![a-z])")
        self._far_trail = later(
            rf"(?:\s*[-–~]\s*|\s+(?:{to}|{both})\s+|\s{{1,3}})(?:{_NUMBER})\s?(?:{magnitude}|{code}|{period})"
        )
        self._single = [s for s in words.symbols if len(s) == 1 and not s.isalpha()]
        single = re.escape("".join(self._single))
        self._period_after = later(
            rf"[\s,)(+*:]*(?:[a-z]+\s+){{0,2}}?(?P<per>{period})(?!\s*(?:[(:]\s*)?[\d{single}])"
        )
        self._period_before = later(rf"(?<![a-z])(?P<per>{period})")
        self._labels = later(whole(words.labels))
        self._label_after = later(rf"[\s,]*(?:[a-z]+\s+){{0,2}}?(?:{any_of(words.labels)})(?![a-z])")
        self._cv_labels = later(whole(words.cv_labels))
        self._totals = later(whole(words.totals))
        self._base = later(whole(words.base))
        units = {unit: period for period, group in words.over_periods.items() for unit in group}
        self._over_periods: dict[str, Period] = units
        self._over = later(
            rf"\s*(?:{any_of(words.over)})\s+(?P<count>[1-9]\d?|(?:{numeral})(?!\w))[\s-](?P<unit>{any_of(units)})(?![\w'])"
        )
        self._between = later(whole(words.between))
        self._not_pay = later(whole(words.not_pay))
        self._unless = later(whole(words.unless))
        additions = any_of(words.additions)
        self._addition = later(rf"(?<![a-z])(?:{additions})(?![a-z])|[+(,;.|]")
        self._adds = later(rf"\s*(?:{additions})")
        self._added = later(rf"(?:{any_of(words.added)})\s*\Z")
        self._maximum = later(rf"(?<!\w)(?:{any_of(words.maximum)})\W{{0,3}}\Z")

    def find(self, page: Page) -> list[Amount]:
        """Return the amounts that may be pay, in the order of the text."""
        if not page.lines:
            return []
        found = list(self._find(page))
        if not self._counted.isdisjoint(page.vocabulary):
            found += self._find_spelt(page)
        return found

    def _find_spelt(self, page: Page) -> Iterator[Amount]:
        """Yield the amounts whose figures are words: "six to eight lakhs per annum"."""
        low = page.folded.low
        for spelt in self._spelt.finditer(low):
            figures = [str(self._numerals[word]) for word in (spelt["first"], spelt["second"]) if word]
            written = " to ".join(figures) + " "
            match = self._pattern.match(written + low[spelt.end() : spelt.end() + _WINDOW])
            if match is not None:
                longer = spelt.end() - spelt.start() - len(written)
                amount, _ = self._judge(page, match, spelt.start(), longer)
                if amount is not None:
                    yield amount

    def _find(self, page: Page) -> Iterator[Amount]:
        low = page.folded.low
        done = 0
        for found in self._digits.finditer(low):
            start, end = found.span()
            if start < done or _CODED.match(low, start):
                continue
            near = low[start - 1 : start]
            if near == " ":
                near = low[start - 2 : start - 1]
            lead = None
            if near in self._signs or near == "." or near.isalpha():
                lead = self._lead.search(low, max(0, start - 6), start)
            if (
                lead is None
                and not self._trail.match(low, end)
                and not self._far_trail.match(low, end)
                and not self._is_labelled_figure(low, start, end)
            ):
                continue
            begin = lead.start() if lead else start
            if begin and low[begin - 1].isalnum() and (lead is None or low[begin].isalpha()):
                continue
            match = self._pattern.match(page.folded.cased[begin : begin + _WINDOW].lower())
            if match is None:
                continue
            if match["sym2"] and not (match["sym1"] or match["mag1"]):
                thousands = _number(match["num1"]) * _BELOW_THOUSAND
                if thousands * 2 < _number(match["num2"]):
                    continue  # "Level 1 - $110,000 - $118,000" begins behind the level
            amount, used = self._judge(page, match, begin)
            done = begin + used
            if amount is not None:
                yield amount

    def _is_labelled_figure(self, low: str, start: int, end: int) -> bool:
        """Return whether a label stands right before a grouped figure: "Salary: 8,00,000"."""
        if not self._grouped.fullmatch(low[start:end].rstrip(",.")):
            return False
        return self._labelled.search(low, max(0, start - _LABEL), start) is not None

    def _judge(
        self, page: Page, match: re.Match[str], begin: int, longer: int = 0
    ) -> tuple[Amount | None, int]:
        """Return the amount, None if it is no pay, and how much of the text it took.

        `longer` is by how much the text is longer than what was matched, where its figures are words.
        """
        low = page.folded.low
        left = self._left(page, begin)
        # an "and" joins the ends of a range behind a "between" alone
        is_range = match["num2"] is not None and (
            match["both"] is None or self._between.search(left[-_JUST_BEFORE:]) is not None
        )
        used = match.end() if is_range else max(match.end(g) for g in ("num1", "mag1", "code1", "per1"))
        used += longer
        groups = ("1", "2") if is_range else ("1",)
        values = self._values(match, is_range=is_range)
        line = page.lines[page.line_at(begin)]
        own = left[-(begin - line.start) :] if begin > line.start else ""
        right = low[begin + used : min(line.end, begin + used + _AFTER)]
        magnitudes = [match["mag" + i] for i in groups if match["mag" + i]]
        # "LPA" is a year's
        named = [*(match["per" + i] for i in reversed(groups)), *magnitudes]
        direct = next((period for word in named if word and (period := self._period(word))), None)
        is_rupee = any(m in self._rupees for m in magnitudes)
        if is_rupee and direct == "year":
            own = self._budgets.sub("", own)  # "Budget: 25 LPA"
        if values is None or self._is_something_else(own, right):
            return None, used
        if page.kind == "cv" and self._cv_labels.search(left) is None:
            return None, used  # neither expected nor had
        minimum, maximum = values
        if direct is None and (over := self._over.match(right)) is not None:
            # "$20,000 over three months": so much of it a month
            count = self._numerals.get(over["count"]) or int(over["count"])
            minimum, maximum = round(minimum / count, 2), maximum and round(maximum / count, 2)
            direct, used = self._over_periods[over["unit"]], used + over.end()
        section = page.section_at(begin)
        has_label = section == "pay" or bool(self._labels.search(left) or self._label_after.match(right))
        symbol = next((match[k + i] for k in ("code", "sym") for i in groups if match[k + i]), None)
        is_rupee = is_rupee or (symbol is None and _INDIAN.fullmatch(match["num1"]) is not None)
        if (
            symbol is None
            and not is_rupee
            and not self._is_bare_pay(match, has_label, bool(magnitudes))
            and not self._is_labelled_figure(low, begin, begin + match.end("num1"))
            and not (is_range and "k" in magnitudes and self._stated_bare.match(low, begin + used))
        ):
            return None, used
        if symbol is None and is_rupee and not magnitudes and not has_label:
            return None, used
        if symbol is None and not has_label and not self._weak.isdisjoint(magnitudes):
            return None, used
        if symbol:
            currency = self._currency(symbol)
        elif is_rupee:
            currency = "INR"
        else:  # that of another sign in the text
            currency = next((self._symbols[s] for s in self._single if s in low), self._unmarked)
        least = self._least.get(currency, self._least[self._unmarked])
        period = direct or self._period_around(left, right)
        sized = _sized(minimum, maximum, period, least, thousands=has_label and direct == "year")
        if sized is None:
            return None, used
        minimum, maximum, period = sized
        end, top = begin + used, maximum or minimum
        if (
            period is None
            and not has_label
            and not self._stands_out(page, begin, end, top, least, is_range=is_range)
        ):
            return None, used
        if period is None and has_label and top < least:
            near = section != "benefits" and self._labels.search(left[-_LABEL_NEAR:])
            if section != "pay" and not near:
                return None, used
        at_most = maximum is None and self._maximum.search(left) is not None
        amount = Amount(
            min=None if at_most else minimum,
            max=minimum if at_most else maximum,
            currency=currency,
            period=period,
            start=begin,
            end=end,
            has_label=has_label,
            period_is_stated=period is not None,
            is_total=self._is_total(left, right),
            year_least=least,
        )
        return amount, used

    def _is_total(self, left: str, right: str) -> bool:
        """Return whether an amount holds more than the base pay: "OTE $220k"; the nearest word tells."""
        after = right.lstrip(" (")
        if self._totals.match(after) is not None:
            return True
        if self._base.match(after) is not None:
            return False
        near = self._masked(left[-_JUST_BEFORE:])
        total = max((m.end() for m in self._totals.finditer(near)), default=-1)
        return total > max((m.end() for m in self._base.finditer(near)), default=-1)

    def _left(self, page: Page, begin: int) -> str:
        """Return what stands before an amount in its line; before one that opens its line, the line before it too."""
        number = page.line_at(begin)
        line = page.lines[number]
        start = line.start
        if number and begin - start < _OPENS:
            above = page.lines[number - 1]
            if above.end - above.start < _SHORT_LINE:
                start = above.start
        return page.folded.low[max(start, begin - _BEFORE) : begin]

    def _is_bare_pay(self, match: re.Match[str], has_label: bool, has_magnitude: bool) -> bool:
        """Return whether a number without a currency is pay: "salary: 90k", "30.50 an hour"; never a 401k."""
        if match["num1"] in self._never:
            return False
        if has_magnitude:
            return has_label
        is_direct = match["per1"] or match["per2"]
        return is_direct is not None and (
            has_label or re.fullmatch(r"\d+[.,]\d\d", match["num1"]) is not None
        )

    def _values(self, match: re.Match[str], *, is_range: bool) -> tuple[float, float | None] | None:
        """Return the numbers with their magnitudes; "120-150k": the k is of both."""
        low, low_magnitude = _number(match["num1"]), match["mag1"]
        if not is_range:
            value = self._times(low, low_magnitude)
            return (value, None) if value > 0 else None
        high, high_magnitude = _number(match["num2"]), match["mag2"]
        if high_magnitude and not low_magnitude and low <= high * 10 and low < _BELOW_THOUSAND:
            low_magnitude = high_magnitude
        if low_magnitude and not high_magnitude and high < _BELOW_THOUSAND:
            high_magnitude = low_magnitude
        low, high = self._times(low, low_magnitude), self._times(high, high_magnitude)
        if not (low_magnitude or match["per1"]) and low < _BELOW_THOUSAND <= low * _BELOW_THOUSAND <= high:
            low *= _BELOW_THOUSAND  # "£30-35,000"
        if high <= 0 or high * 50 < low:
            return None
        return (low, high) if low <= high else (low, None)

    def _times(self, value: float, magnitude: str | None) -> float:
        factor = self._magnitudes.get(magnitude or "", 1.0)
        if factor == _BELOW_THOUSAND and value >= _BELOW_THOUSAND:
            factor = 1.0  # "£130,000k"
        return float(round(value * factor, 2))

    def _currency(self, symbol: str) -> str:
        """Return the currency of a sign or code: of "CAD $" the Canadian dollar."""
        parts = (symbol, *symbol.split())
        found = (self._symbols.get(part.rstrip(".")) or self._symbols.get(part) for part in parts)
        return next(filter(None, found), None) or self._symbols.get(symbol[-1]) or symbol.upper()

    def _stands_out(
        self, page: Page, begin: int, end: int, value: float, least: float, *, is_range: bool
    ) -> bool:
        """Return whether an amount that nothing names is pay by its size and place: "London / £85,000 + package"."""
        line = page.lines[page.line_at(begin)]
        is_short = line.end - line.start < _SHORT_LINE
        goes_on = self._adds.match(page.folded.low, end) is not None
        if is_range and is_short and begin < _HEAD and least / 40 <= value <= least * _PLAIN_MOST:
            return True  # a contract's day rate, or a month's pay, in the head of a posting
        if not least * 1.2 <= value <= least * _PLAIN_MOST:
            return False
        if page.section_at(begin) in ("benefits", "company", "process") and not is_range:
            return is_short and goes_on
        return is_range or begin < _HEAD or is_short or goes_on

    def _period(self, word: str) -> Period | None:
        """Return the period that a word names."""
        return self._period_of.get(" ".join(word.replace("-", " ").split()))

    def _period_around(self, left: str, right: str) -> Period | None:
        """Return the period named after an amount, else the nearest before it."""
        if match := self._period_after.match(right):
            return self._period(match["per"])
        matches = list(self._period_before.finditer(left[-_PERIOD_BEFORE:]))
        return self._period(matches[-1]["per"]) if matches else None

    def _is_something_else(self, left: str, right: str) -> bool:
        """Return whether the nearest word says that an amount is a revenue, a bonus, a budget ..."""
        left = left.rpartition(". ")[2]  # what another sentence says is of something else
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


def _sized(
    minimum: float, maximum: float | None, period: Period | None, least: float, *, thousands: bool
) -> tuple[float, float | None, Period | None] | None:
    """Return (least, most, period) where the size can be pay, in another period or in thousands; else None."""
    top = maximum or minimum
    if period is None:
        return (minimum, maximum, None) if least / 2000 <= top <= least * _MOST else None
    if _fits(top, period, least):
        return minimum, maximum, period
    if top >= least and _fits(top, "year", least):
        return minimum, maximum, "year"  # "$50,000 to $85,000 /hour"
    if thousands and minimum >= 15 and top < _BELOW_THOUSAND and _fits(top * 1000, "year", least):
        return minimum * 1000, maximum * 1000 if maximum else None, "year"  # "salary: $120-150 per year"
    return None


def _fits(value: float, period: Period, least: float) -> bool:
    """Return whether an amount can be the pay of a period."""
    part = _PARTS[period] * least
    return part <= value <= part * _MOST


def _number(text: str) -> float:
    """Return the value of a number in English, Indian or continental writing."""
    text = text.replace(" ", "").replace("'", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d\d)?", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    return float(text.replace(",", ""))
