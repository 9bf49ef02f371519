"""Finds the amounts of money that may be pay: "$120-150k", "12-18 LPA", "₹6,00,000 p.a.", "£650/day", "€55.000".

An amount is told by its sign, its magnitude or its period, and judged by its size, its place and the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jdmatch.folding import fold_surface
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, later
from jdmatch.reading.pay_words import PaySpeech, Period
from jdmatch.taxonomy.models import PayFile

_BEFORE = 90
_AFTER = 40
_WINDOW = 90
_HEAD = 350  # pay that no word names stands at the beginning, or in a short line
_SHORT_LINE = 80
_OPENS = 12  # so near its line's beginning an amount may belong to a heading above
_PARTS: dict[Period, float] = {"year": 1, "month": 1 / 25, "week": 1 / 80, "day": 1 / 300, "hour": 1 / 2500}
_MOST = 250  # times the least of a year
_PLAIN_MOST = 60
_BELOW_THOUSAND = 1000
_LABEL = 30  # characters in which a label and its colon stand
_INDIAN = later(r"\d{1,2}(?:,\d{2})+,\d{3}")  # 8,00,000: lakhs, so rupees
_NUMBER = (
    r"\d{1,3}(?:'\d{3})+|\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d{2})?"
    r"|\d{1,3}(?: \d{3})+(?![\d,.])|\d+[.,]\d{1,2}(?!\d)|\d+"
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
        self._speech = PaySpeech(words)
        self._symbols = {k.lower(): v for k, v in words.symbols.items()}
        self._magnitudes = dict(words.magnitudes)
        self._rupees = frozenset(words.rupee_magnitudes)
        self._least = dict(words.year_least)
        self._weak = frozenset(words.weak_magnitudes)
        self._never = frozenset(words.never)
        self._unmarked = words.unmarked
        signs = [s for s in words.symbols if not s[-1].isalpha() and s[-1] != "."]
        self._signs = frozenset(s[-1] for s in signs)
        letters = [s for s in words.symbols if s not in signs]
        sign = rf"(?:{any_of(signs)}|(?<![a-z])(?:{any_of(letters)})\.?)"
        code = rf"(?:{any_of(words.codes)})(?![a-z])"
        magnitude = rf"(?:{any_of(words.magnitudes)})(?![a-z\d])"
        period = self._speech.period_pattern

        def one(i: int) -> str:
            return (
                rf"(?:(?P<sym{i}>{sign}(?:\s?{sign})?)\s?)?(?P<num{i}>{_NUMBER})(?!\d)"
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
            rf"(?<!\w)(?P<first>{numeral})(?:\s*(?:-|–|(?:{to})(?![a-z]))?\s*(?P<second>{numeral}))?"
            rf"\s+(?={any_of(self._counted)})"
        )
        self._grouped = later(r"\d{1,3}(?:,\d{2,3})+(?!\d)")
        self._labelled = later(rf"(?:{any_of(words.labels)})(?:\s[a-z]+)?\s?[:–-]\s?\Z")
        self._stated_bare = later(rf"\s*(?:{any_of(words.bare_ends)})(?![a-z])")
        self._far_trail = later(
            rf"(?:\s*[-–~]\s*|\s+(?:{to}|{both})\s+|\s{{1,3}})(?:{_NUMBER})\s?(?:{magnitude}|{code}|{period})"
        )

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
            if start < done:
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
        speech, low = self._speech, page.folded.low
        left = self._left(page, begin)
        is_range = match["num2"] is not None and (match["both"] is None or speech.is_between(left))
        used = match.end() if is_range else max(match.end(g) for g in ("num1", "mag1", "code1", "per1"))
        used += longer
        groups = ("1", "2") if is_range else ("1",)
        values = self._values(match, is_range=is_range)
        line = page.lines[page.line_at(begin)]
        own = left[-(begin - line.start) :] if begin > line.start else ""
        right = low[begin + used : min(line.end, begin + used + _AFTER)]
        if values is None or speech.is_something_else(own, right):
            return None, used
        if page.kind == "cv" and not speech.is_labelled_in_cv(left):
            return None, used
        minimum, maximum = values
        magnitudes = [match["mag" + i] for i in groups if match["mag" + i]]
        direct = next((p for i in reversed(groups) if (p := speech.period_of(match["per" + i]))), None)
        if direct is None:
            direct = next((p for m in magnitudes if (p := speech.period_of(m))), None)  # "LPA" is a year's
        section = page.section_at(begin)
        has_label = section == "pay" or speech.is_labelled(left, right)
        symbol = next((match[k + i] for k in ("code", "sym") for i in groups if match[k + i]), None)
        is_rupee = any(m in self._rupees for m in magnitudes)
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
        currency = self._currency(symbol) if symbol else "INR" if is_rupee else self._other_currency(page)
        least = self._least.get(currency, self._least[self._unmarked])
        period = direct or speech.period_around(left, right)
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
            near = section == "pay" or (section != "benefits" and speech.is_labelled_near(left))
            if not near:
                return None, used
        at_most = maximum is None and speech.is_most(left)
        amount = Amount(
            min=None if at_most else minimum,
            max=minimum if at_most else maximum,
            currency=currency,
            period=period,
            start=begin,
            end=end,
            has_label=has_label,
            period_is_stated=period is not None,
            is_total=speech.is_total(left, right),
            year_least=least,
        )
        return amount, used

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
        """Tell whether a number without a currency is pay: "salary: 90k", "30.50 an hour"; never a 401k."""
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

    def _other_currency(self, page: Page) -> str:
        """Return the currency of another sign in the text."""
        low = page.folded.low
        return next((self._symbols[s] for s in self._symbols if len(s) == 1 and s in low), self._unmarked)

    def _stands_out(
        self, page: Page, begin: int, end: int, value: float, least: float, *, is_range: bool
    ) -> bool:
        """Tell whether an amount that nothing names is pay by its size and place: "London / £85,000 + package"."""
        line = page.lines[page.line_at(begin)]
        is_short = line.end - line.start < _SHORT_LINE
        goes_on = self._speech.goes_on(page.folded.low, end)
        if is_range and is_short and begin < _HEAD and least / 40 <= value <= least / 5:
            return True  # a contract's day rate in the head of a posting
        if not least * 1.2 <= value <= least * _PLAIN_MOST:
            return False
        if page.section_at(begin) in ("benefits", "company", "process") and not is_range:
            return is_short and goes_on
        return is_range or begin < _HEAD or is_short or goes_on


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
    """Tell whether an amount can be the pay of a period."""
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
