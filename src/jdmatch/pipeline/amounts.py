"""Finds the amounts of money that may be pay: "$120-150k", "12-18 LPA", "₹6,00,000 p.a.", "£650/day", "€55.000".

An amount is told by its sign, its magnitude, its period and the words around it, which are in taxonomy/language/pay.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from jdmatch.pipeline.page import Page
from jdmatch.pipeline.wording import any_of, whole
from jdmatch.schema import PayFile

Period = Literal["year", "month", "week", "day", "hour"]
_BEFORE = 90
_AFTER = 40
_WINDOW = 90
_HEAD = 350  # pay named without a word about it stands at the beginning, or in a short line
_SHORT_LINE = 80
_OPENS = 12  # so near its line's beginning an amount may belong to a heading above
_PARTS: dict[Period, float] = {"year": 1, "month": 1 / 25, "week": 1 / 80, "day": 1 / 300, "hour": 1 / 2500}
_MOST = 250  # times the least of a year
_PLAIN_MOST = 60


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
        self._unmarked = words.unmarked
        signs = [s for s in words.symbols if not s[-1].isalpha() and s[-1] != "."]
        self._signs = frozenset(s[-1] for s in signs)
        sign = rf"(?:{_any(signs)}|(?<![a-z])(?:{_any([s for s in words.symbols if s not in signs])})\.?)"
        code = rf"(?:{_any(words.codes)})(?![a-z])"
        magnitude = rf"(?:{_any(words.magnitudes)})(?![a-z\d])"
        names = {name: period for period, group in words.periods.items() for name in group}
        self._period_of = {name.lower(): period for name, period in names.items()}
        period = rf"(?:{_any(names)})(?![a-z])"
        number = (
            r"\d{1,3}(?:'\d{3})+|\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d{2})?"
            r"|\d{1,3}(?: \d{3})+(?![\d,.])|\d+[.,]\d{1,2}(?!\d)|\d+"
        )

        def one(i: int) -> str:
            return (
                rf"(?:(?P<sym{i}>{sign}(?:\s?{sign})?)\s?)?(?P<num{i}>{number})(?!\d)(?:\s?(?P<mag{i}>{magnitude}))?\+?"
                rf"(?:\s?(?P<code{i}>{code}))?(?:,?\s?(?P<per{i}>{period}))?"
            )

        dash = rf"\s*(?:[-–~]+|(?:{_any([w for w in words.ranges if w[0].isalpha()])})(?![a-z])|(?P<and>and|&))\s*"
        self._pattern = re.compile(rf"{one(1)}(?:{dash}{one(2)})?")
        self._number = re.compile(r"\d[\d.,']*")
        self._lead = re.compile(rf"{sign}(?:\s?{sign})?\s?\Z")
        self._trail = re.compile(rf"[\d ]*\s?(?:{magnitude}|{code}|,?\s?{period})")
        self._far_trail = re.compile(rf"(?:\s*[-–~]\s*|\s+(?:to|and)\s+|\s{{1,3}})(?:{number})\s?(?:{magnitude}|{code}|{period})")
        skip = r"[\s,)(+*:]*(?:[a-z]+\s+){0,2}?"
        self._after_period = re.compile(rf"{skip}(?P<per>{period})(?!\s*[(:]?\s*[\d$£€₹])")
        self._before_period = re.compile(rf"(?<![a-z])(?P<per>{period})")
        self._labels = re.compile(whole(words.labels))
        self._cv_labels = re.compile(whole(words.cv_labels))
        self._totals = re.compile(whole(words.totals))
        self._between = re.compile(whole(words.between))
        self._not_pay = re.compile(whole(words.not_pay))
        self._unless = re.compile(whole(words.unless))
        additions = _any(words.additions)
        self._addition = re.compile(rf"(?<![a-z])(?:{additions})(?![a-z])|[+(,;.|]")
        self._goes_on = re.compile(rf"\s*(?:{additions})")
        self._added = re.compile(r"(?:\+|\bplus)\s*\Z")  # "rate + bonus (17-20)"
        self._label_after = re.compile(rf"[\s,]*(?:[a-z]+\s+){{0,2}}?(?:{_any(words.labels)})(?![a-z])")
        self._maximum = re.compile(rf"(?<!\w)(?:{any_of(words.maximum)})\W{{0,3}}\Z")

    def find(self, page: Page) -> list[Amount]:
        """Return the amounts that may be pay, in the order of the text."""
        return list(self._find(page)) if page.lines else []

    def _find(self, page: Page) -> Iterator[Amount]:
        low = page.folded.low
        signs = self._signs
        done = 0
        for found in self._number.finditer(low):
            start, end = found.span()
            if start < done:
                continue
            near = low[start - 1 : start]
            if near == " ":
                near = low[start - 2 : start - 1]
            lead = None
            if near in signs or near == "." or near.isalpha():
                lead = self._lead.search(low, max(0, start - 6), start)
            if lead is None and not self._trail.match(low, end) and not self._far_trail.match(low, end):
                continue
            begin = lead.start() if lead else start
            if begin and low[begin - 1].isalnum() and not (lead and low[begin].isalpha() is False):
                continue
            window = page.folded.cased[begin : begin + _WINDOW].lower()
            match = self._pattern.match(window)
            if match is None:
                continue
            amount, used = self._judge(page, match, begin)
            done = begin + used
            if amount is not None:
                yield amount

    def _judge(self, page: Page, match: re.Match[str], begin: int) -> tuple[Amount | None, int]:
        """Return the amount, None if it is no pay, and how much of the text it took."""
        low = page.folded.low
        has_second = match["num2"] is not None
        left = self._left(page, begin)
        if has_second and match["and"] and not self._between.search(left[-40:]):
            has_second = False
        used = match.end() if has_second else match.end("per1") if match["per1"] else max(
            match.end(g) for g in ("num1", "mag1", "code1")
        )
        end = begin + used
        values = self._values(match, has_second)
        if values is None:
            return None, used
        minimum, maximum = values
        groups = ("1", "2") if has_second else ("1",)
        symbol = next((match[k + i] for k in ("sym", "code") for i in groups if match[k + i]), None)
        magnitudes = [match["mag" + i] for i in groups if match["mag" + i]]
        period = next((self._period_of[match["per" + i]] for i in reversed(groups) if match["per" + i]), None)
        rupees = any(m in self._rupees for m in magnitudes)
        if period is None and any(self._period_of.get(m) == "year" for m in magnitudes):
            period = "year"
        line = page.lines[page.line_at(begin)]
        right = low[end : min(line.end, end + _AFTER)]
        stated = period or self._period_after(right) or self._period_before(left[-75:])
        section = page.section_at(begin)
        own = left[-(begin - line.start) :] if begin > line.start else ""
        label = self._labels.search(left) is not None or self._label_after.match(right) is not None
        if symbol is None and not rupees:
            if not self._is_bare_pay(match, stated, label or section == "pay", bool(magnitudes)):
                return None, used
        currency = self._currency(symbol) if symbol else "INR" if rupees else self._other_currency(page)
        least = self._least.get(currency, self._least.get(self._unmarked, 1.0))
        if self._is_something_else(own, right):
            return None, used
        top = maximum if maximum is not None else minimum
        if stated is not None and not self._fits(top, stated, least):
            stated = "year" if self._fits(top, "year", least) and top >= least else None
            if stated is None:
                if not label or not self._fits(top * 1000, "year", least) or not 15 <= minimum < 1000 or period != "year":
                    return None, used
                minimum, maximum, stated = minimum * 1000, maximum and maximum * 1000, "year"
        has_label = label or section == "pay"
        if page.kind == "cv" and not self._cv_labels.search(left):
            return None, used
        if stated is None and not has_label:
            if not self._stands_out(page, begin, end, line.end - line.start, top, least, maximum is not None):
                return None, used
        if stated is None and not self._plain(top, least):
            return None, used
        if stated is None and top < least and has_label:
            if section == "benefits" or not (section == "pay" or self._labels.search(left[-65:])):
                return None, used
        total = bool(self._totals.search(left[-40:]) or self._totals.match(right.lstrip(" (")))
        if maximum is None and self._maximum.search(left):
            return Amount(None, minimum, currency, stated, begin, end, has_label, stated is not None, total, least), used
        return Amount(minimum, maximum, currency, stated, begin, end, has_label, stated is not None, total, least), used

    def _left(self, page: Page, begin: int) -> str:
        """Return what stands before an amount in its line; before one that opens its line, the line before it too."""
        number = page.line_at(begin)
        line = page.lines[number]
        start = line.start
        if number and begin - start < _OPENS and page.lines[number - 1].end - page.lines[number - 1].start < _SHORT_LINE:
            start = page.lines[number - 1].start
        return page.folded.low[max(start, begin - _BEFORE) : begin]

    def _values(self, match: re.Match[str], has_second: bool) -> tuple[float, float | None] | None:
        """Return the numbers with their magnitudes; "120-150k": the k is of both."""
        low, low_mag = _number(match["num1"]), match["mag1"]
        if not has_second:
            value = self._times(low, low_mag)
            return (value, None) if value > 0 else None
        high, high_mag = _number(match["num2"]), match["mag2"]
        if high_mag and not low_mag and low <= high * 10 and low < 1000:
            low_mag = high_mag
        if low_mag and not high_mag and high < 1000:
            high_mag = low_mag
        low, high = self._times(low, low_mag), self._times(high, high_mag)
        if low <= 0 and high <= 0:
            return None
        if high < low:
            return None if high * 50 < low else (low, None)
        return low, high

    def _times(self, value: float, magnitude: str | None) -> float:
        factor = self._magnitudes.get(magnitude or "", 1.0)
        if factor == 1000 and value >= 1000:
            factor = 1.0  # "£130,000k"
        return float(round(value * factor, 2))

    def _period_after(self, right: str) -> Period | None:
        match = self._after_period.match(right)
        return self._period_of[match["per"]] if match else None

    def _period_before(self, left: str) -> Period | None:
        last = None
        for last in self._before_period.finditer(left):
            pass
        return self._period_of[last["per"]] if last else None

    def _is_bare_pay(self, match: re.Match[str], period: Period | None, label: bool, has_magnitude: bool) -> bool:
        """Tell whether a number without a currency is pay: "salary: 90k", "30.50 an hour"."""
        if match["num1"] == "401":
            return False
        if has_magnitude:
            return label
        direct = match["per1"] or match["per2"]
        return direct is not None and (label or re.fullmatch(r"\d+[.,]\d\d", match["num1"]) is not None)

    def _currency(self, symbol: str) -> str:
        """Return the currency of a sign or code: of "CAD $" the Canadian dollar."""
        found = (self._symbols.get(part.rstrip(".")) or self._symbols.get(part) for part in (symbol, *symbol.split()))
        return next(filter(None, found), None) or self._symbols.get(symbol[-1]) or symbol.upper()

    def _other_currency(self, page: Page) -> str:
        """Return the currency of another sign in the text."""
        low = page.folded.low
        return next((self._symbols[s] for s in self._symbols if len(s) == 1 and s in low), self._unmarked)

    def _is_something_else(self, left: str, right: str) -> bool:
        """Tell whether the nearest word says that the amount is a revenue, a bonus, a budget ..."""
        near = self._unless.sub(lambda m: "·" * len(m.group()), left[-60:])
        last_not = max(
            (m.end() for m in self._not_pay.finditer(near) if not self._added.search(near, 0, m.start())), default=-1
        )
        last_label = max((m.end() for m in self._labels.finditer(left[-60:])), default=-1)
        if last_not >= 0 and last_not >= last_label:
            return True
        after = self._unless.sub(lambda m: "·" * len(m.group()), right)
        found = self._not_pay.search(after)
        if found is None:
            return False
        between = after[: found.start()]
        return not self._addition.search(between) and len(between.split()) <= 4

    def _fits(self, value: float, period: Period, least: float) -> bool:
        """Tell whether an amount can be the pay of a period."""
        part = _PARTS[period] * least
        return part <= value <= part * _MOST

    def _plain(self, value: float, least: float) -> bool:
        """Tell whether an amount without a period can be pay at all."""
        return 5 <= value <= least * _MOST

    def _stands_out(
        self, page: Page, begin: int, end: int, line_length: int, value: float, least: float, is_range: bool
    ) -> bool:
        """Tell whether an amount that nothing names is pay by its size and place: "Data Engineer / London / £85,000 + package"."""
        low = page.folded.low
        is_short = line_length < _SHORT_LINE
        goes_on = self._goes_on.match(low, end) is not None
        if is_range and is_short and begin < _HEAD and least / 40 <= value <= least / 5:
            return True  # a contract's day rate in the head of a posting
        if not least * 1.2 <= value <= least * _PLAIN_MOST:
            return False
        if page.section_at(begin) in ("benefits", "company", "process") and not is_range:
            return is_short and goes_on
        return is_range or begin < _HEAD or is_short or goes_on


def _number(text: str) -> float:
    """Return the value of a number in English, Indian or continental writing."""
    text = text.replace(" ", "").replace("'", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d\d)?", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    return float(text.replace(",", ""))


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w.lower()) for w in sorted(words, key=lambda w: (-len(w), w))) or r"(?!)"
