"""Reads the facts of a job: work mode, contract, hours, visa, clearance, travel, place, start and closing date.

A few words tell each (taxonomy/language/facts.yaml); the one pass over the text has found them, so a text without any
costs nothing. What a document states in fields of its own (a table's column, JSON-LD) fills what its text leaves open.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import takewhile, zip_longest
from typing import Any, Final, NamedTuple

from jdmatch.folding import fold_surface, words_of
from jdmatch.reading.lexicon import Hit, begins_between, between, longest, start_of
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.reading.records import Fact, Facts
from jdmatch.taxonomy.models import SELF_TOLD_FACTS, DateEntry, FactsFile
from jdmatch.taxonomy.records import Taxonomy

_ANSWER = 60  # signs behind a label in which its answer stands
_GLUED = 2  # ... where neither a colon nor a line's end stands between: "Employment type Full-time"
_NEAR = 50  # signs in which a figure, a wish or a denial behind it stands beside a word
_DENIAL = 35  # ... before it: "does not require the incumbent to travel"
_HEAD = 600  # signs in which a posting says its place without more ado
_FAR = 2000  # ... and from where on a place that nothing announces is another's
_LONG_LINE = 120  # in a longer line no word stands alone
_BESIDE = 3  # signs between a name and the region that it holds for: "Remote (UK)"
_LEAD = 24  # signs of the longest words that hint at a place
_LABEL_AT = 4  # a label whose answer is the next line begins its own, behind a bullet at most
_MONTHS = 12
_DAYS = 31
_WEEK = 5
_PARTED = "|;:/()[]#*·•\n"  # one of these stands around a word that stands alone
_ASIDE, _HINTED, _SAID, _LABELLED, _GIVEN = range(5)  # how surely a fact is told

_WORD = r"(?:(?:St|Mt|Ft)\.|[A-Z]\.[A-Z]\.|[A-Z](?:[\w'&]|[.-](?=\w))*)"
_WORDS: Final = later(_WORD)
_OR_ELSE: Final = later(rf"{_WORD}\)? or (?:[Ff]ully )?\Z")  # "Leeds or remote"
_CLOSES: Final = later(r" *(?:[.;,|(/\n]|- |\Z)")
_CODE: Final = later(r",\s?([A-Z]{2,3})(?![\w.])(?:\s\d{5}(?!\d))?")


class Use(NamedTuple):
    """What a surface is among the words of the facts."""

    fact: str  # "" for a label of any fact
    how: str  # says | name | figure | never | label | lead | office
    value: str


def uses_of(facts: FactsFile) -> dict[str, list[Use]]:
    """Return the surfaces of the facts, and what each may be."""
    uses: dict[str, list[Use]] = {}

    def add(fact: str, how: str, phrases: Iterable[str], value: str = "") -> None:
        for phrase in phrases:
            uses.setdefault(fold_surface(phrase), []).append(Use(fact, how, value))

    place = facts.place
    add("", "label", (*facts.labels, *place.labels))
    for fact, entry in facts.valued().items():
        add(fact, "never", entry.never)
        add(fact, "figure", entry.figures, next(iter(entry.values), ""))
        for value, told in entry.values.items():
            add(fact, "says", told.says, value)
            add(fact, "name", told.names, value)
            add(fact, "says", (f"{name} {noun}" for name in told.names for noun in entry.nouns), value)
            add(fact, "never", (f"{name} {noun}" for name in told.names for noun in entry.never_nouns))
    for how, phrases in (("label", place.labels), ("lead", place.leads), ("office", place.offices)):
        add("place", how, phrases)
    for fact, date in (("starts", facts.starts), ("closes", facts.closes)):
        add(fact, "label", date.labels)
        add(fact, "never", date.never)
        add(fact, "says", date.says)
    return uses


def plain_rows(
    uses: Mapping[str, Sequence[tuple[object, ...]]],
) -> tuple[tuple[tuple[object, ...], ...], ...]:
    """Return what surfaces mean as plain values, which are kept with the taxonomy."""
    return tuple(tuple(map(tuple, some)) for some in uses.values())


class FactReader:
    """The component `jdmatch_facts`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words, years = taxonomy.language.facts, taxonomy.language.years
        uses: Iterable[Any] = taxonomy.prepare("facts", lambda: plain_rows(uses_of(words)))
        self._uses = tuple(tuple(map(Use._make, some)) for some in uses)
        self._facts = tuple(frozenset(use.fact for use in some) for some in self._uses)
        entries = words.valued()
        self._valued = frozenset(entries)
        self._values = {
            (fact, value): told for fact, entry in entries.items() for value, told in entry.values.items()
        }
        self._order = {key: at for at, key in enumerate(self._values)}
        # where the first value counts however it is told, its order comes before how surely
        self._first = frozenset(fact for fact, entry in entries.items() if entry.first_counts)
        self._denials = later(rf"(?P<none>{whole(words.not_denials)})|{whole(words.denials)}")
        self._denied_after = later(rf"[^.;,\n]{{0,20}}(?<!\w)(?:{any_of(words.denied_after)})(?!\w)")
        self._beside = {
            fact: later(whole(entry.beside)) if entry.beside else None for fact, entry in entries.items()
        }
        self._preferring = later(whole(words.preferring))
        answers = rf"(?:(?P<no>{any_of(words.no)})|(?P<yes>{any_of(words.yes)}))(?!\w)"
        self._answered = later(rf"s?(?: ?[:?] ?\n?|\n)(?:\* )?{answers}")
        number = rf"(?:\d(?:\.\d)?|{any_of(years.numerals)})"
        self._days = later(
            rf"(?<!\w)(?:{number}(?: to | or | {{1,3}}))?(?P<days>{number})\+? (?:full )?days?(?!\w)"
        )
        self._percent = later(rf"(?<!\d)(\d{{1,3}})\s?(?:{any_of(words.percent)})(?!\w)")
        self._numerals: Mapping[str, float] = dict(years.numerals)
        self._where = later(rf"(?P<work>{whole(words.at_work)})|(?P<home>{whole(words.at_home)})")
        self._named = {
            (fact, fold_surface(name)): value
            for (fact, value), told in self._values.items()
            for name in told.names
        }
        names = any_of(name for fact, name in self._named if fact in SELF_TOLD_FACTS)
        self._chain = later(rf"(?:(?<![^\n.;|*(] )|(?<=\n))(?:(?:{names})(?:, | and | or |/| ?& ))*\Z")
        self._chain_goes_on = later(rf"[.;]?(?:\n|\Z|[.;] )|(?:, | and | or |/| ?& )(?:{names})(?!\w)")
        self._places, self._dates = _Places(taxonomy), _Dates(words, years.months_names)

    def read(self, page: Page) -> None:
        """Fill the page's facts; what a CV tells is not a job's."""
        if page.kind == "cv":
            return
        hits: dict[str, list[Hit]] = {}
        for hit in page.hits["fact"]:
            for fact in self._facts[hit.tag]:
                hits.setdefault(fact, []).append(hit)
        found = _Found(page, self._order, self._first)
        labels = longest(hits.pop("", ()))
        is_valued = not self._valued.isdisjoint(hits)
        answers = [answer for hit in labels if (answer := _answer(page, hit))] if is_valued else []
        for fact, some in hits.items():
            told = [(hit, use) for hit in longest(some) for use in self._uses_in(fact, hit)]
            if fact == "place":
                self._places.tell(page, told, labels, found)
            elif fact in self._valued:
                self._tell_value(page, fact, told, answers, found)
            else:
                self._dates.tell(page, fact, told, found)
        if "place" not in found:
            self._places.tell_known(page, labels, found)
        if page.given:
            self._take_given(page.given, found)
        page.facts = found.facts()

    def _uses_in(self, fact: str, hit: Hit) -> list[Use]:
        """Return what a surface is to a fact; one that is something else is that alone."""
        uses = [use for use in self._uses[hit.tag] if use.fact == fact]
        return [use for use in uses if use.how == "never"] or uses

    def _tell_value(
        self,
        page: Page,
        fact: str,
        told: Sequence[tuple[Hit, Use]],
        answers: Sequence[tuple[int, int]],
        found: _Found,
    ) -> None:
        """Tell the values of a fact; its words and the answers are gone through side by side."""
        low = page.folded.low
        reach = at = 0
        for hit, use in told:
            while at < len(answers) and answers[at][0] <= hit.start:
                reach = max(reach, answers[at][1])
                at += 1
            if use.how == "never":
                continue
            entry, value = self._values[fact, use.value], use.value
            amount, end = self._amount(page, fact, hit, is_figure=use.how == "figure")
            answer = self._answered.match(low, hit.end)
            denial = None if answer else self._denial(page, hit)
            if answer and answer["no"]:
                denial = hit.start, answer.end()
            if use.how == "figure":
                if amount is None:
                    continue
                rank = _SAID
            elif answer or hit.start < reach or hit.start < page.told_from:
                rank = _LABELLED
            elif (
                use.how == "says"
                or amount is not None
                or denial
                or self._is_beside(page, fact, hit)
                or self._stands_alone(page, hit)
                or (fact == "work_mode" and self._goes_with_place(page, hit))
            ):
                rank = _SAID
            elif entry.any_answer and _answer(page, hit, is_marked=True):
                rank = _LABELLED
            else:
                continue
            start = hit.start
            if denial:
                if entry.denied is None:
                    continue
                value, amount, (start, end) = entry.denied, None, denial
            elif fact == "clearance" and self._is_wished(page, hit):
                value = "preferred"
            elif fact == "work_mode" and amount == _WEEK:
                value = "on-site"
            elif fact == "travel" and amount == 0:
                value = "none"
            if rank == _SAID and page.section_at(hit.start) in ("benefits", "company"):
                rank = _ASIDE
            found.tell(fact, rank, value, start, max(hit.end, end), amount)

    def _denial(self, page: Page, hit: Hit) -> tuple[int, int] | None:
        """Return from where to where a word is denied, itself within; None where it is not."""
        low, clause = page.folded.low, page.clauses.at(hit.start)
        for match in self._denials.finditer(low, max(clause.start, hit.start - _DENIAL), hit.start):
            if match["none"] is None:
                return match.start(), hit.end
        after = self._denied_after.match(low, hit.end, min(clause.end, hit.end + _NEAR))
        return (hit.start, after.end()) if after else None

    def _is_beside(self, page: Page, fact: str, hit: Hit) -> bool:
        """Return whether a name stands near a word with which it tells its value."""
        beside, clause = self._beside[fact], page.clauses.at(hit.start)
        start, end = max(clause.start, hit.start - _DENIAL), min(clause.end, hit.end + _DENIAL)
        return beside is not None and beside.search(page.folded.low, start, end) is not None

    def _stands_alone(self, page: Page, hit: Hit) -> bool:
        """Return whether a name stands alone, or with nothing but other names: "Full-time, permanent."."""
        if _stands_alone(page, hit.start, hit.end):
            return True
        line = page.lines[page.line_at(hit.start)]
        low, start = page.folded.low, max(line.start, hit.start - _NEAR)
        chain = self._chain.search(low, start, hit.start)
        if chain is None or (chain.start() == start and start > line.start and low[start - 1].isalnum()):
            return False
        return self._chain_goes_on.match(low, hit.end, line.end) is not None

    def _goes_with_place(self, page: Page, hit: Hit) -> bool:
        """Return whether a name stands alone but for places: "Leeds, UK or remote", "Engineer - Remote, EU"."""
        cased, start, end = page.folded.cased, hit.start, hit.end
        line = page.lines[page.line_at(start)]
        of = next(iter(between(page.hits["region"], end, end + _BESIDE)), None)
        if of is not None and of.end <= line.end and not cased[end : of.start].strip(" ,("):
            end = of.end + cased.startswith(")", of.end)
        end += cased[end : line.end].strip(" ") in {".", "!"}
        if _OR_ELSE.search(cased, max(line.start, start - _NEAR), start):
            return _CLOSES.match(cased, end, line.end) is not None
        return end > hit.end and _stands_alone(page, start, end)

    def _is_wished(self, page: Page, hit: Hit) -> bool:
        if page.section_at(hit.start) == "preferred":
            return True
        clause = page.clauses.at(hit.start)
        start, end = max(clause.start, hit.start - _NEAR), min(clause.end, hit.end + _NEAR)
        return self._preferring.search(page.folded.low, start, end) is not None

    def _amount(self, page: Page, fact: str, hit: Hit, *, is_figure: bool) -> tuple[float | None, int]:
        """Return the percent of travel, or the days in the office, that stand beside a word, and where they end."""
        low = page.folded.low
        if fact == "travel":
            clause = page.clauses.at(hit.start)
            start, end = max(clause.start, hit.start - _NEAR), min(clause.end, hit.end + _NEAR)
            if answer := _answer(page, hit, is_marked=True):
                end = answer[1]
            shares = [
                (float(m[1]), m.end()) for m in self._percent.finditer(low, start, end) if float(m[1]) <= 100
            ]
            return max(shares, default=(None, 0), key=lambda share: share[0] or 0.0)
        if fact == "work_mode" and not page.vocabulary.isdisjoint(("day", "days")):
            clause = page.clauses.at(hit.start)
            end = min(clause.end, hit.end + _NEAR)
            if match := self._days.search(low, max(clause.start, hit.start - _NEAR), end):
                days = float(self._numerals.get(match["days"]) or match["days"])
                after = self._where.search(low, match.end(), min(clause.end, match.end() + _NEAR))
                where = after or self._where.search(
                    low, max(clause.start, match.start() - _NEAR), match.start()
                )
                # "Hybrid, 2 days": nothing but "2 days a week" must say where
                if 0 < days <= _WEEK and (where or not is_figure):
                    return (_WEEK - days if where and where["home"] else days), match.end()
        return None, 0

    def _take_given(self, given: Mapping[str, str], found: _Found) -> None:
        """Take what stands beside the text: its place before all, the rest where the text says nothing."""
        place = given.get("location", "")
        pieces = [piece.strip() for piece in re.split(r"[;,|()/]| - ", place) if piece.strip()]
        modes = [self._named.get(("work_mode", fold_surface(piece))) for piece in pieces]
        if not all(modes):
            found.tell("place", _GIVEN, " ".join(place.split()))
        for mode in (given.get("workMode"), *modes):
            if mode and ("work_mode", mode) in self._values:
                found.tell("work_mode", _ASIDE, mode)
        for kind in given.get("employmentType", "").replace("_", " ").split(","):
            for fact in ("contract", "hours"):
                if value := self._named.get((fact, fold_surface(kind))):
                    found.tell(fact, _ASIDE, value)
        if until := given.get("validThrough"):
            found.tell("closes", _ASIDE, self._dates.value(until) or until)


class _Found:
    """The best that is told of each fact so far; of what is told alike the first value counts, then the first place."""

    def __init__(self, page: Page, order: Mapping[tuple[str, str], int], first: Set[str]) -> None:
        self._page, self._order, self._first = page, order, first
        self._told: dict[str, tuple[tuple[int, int, bool, int], str, float | None, int]] = {}
        self._amounts: dict[tuple[str, str], float] = {}

    def __contains__(self, fact: str) -> bool:
        return fact in self._told

    def tell(
        self, fact: str, rank: int, value: str, start: int = -1, end: int = -1, amount: float | None = None
    ) -> None:
        """Take what is told if it is the best yet; what stands beside the text has no place in it."""
        if amount is not None:
            self._amounts.setdefault((fact, value), amount)
        order = self._order.get((fact, value), 0)
        in_title = 0 <= start < self._page.given_from
        key = (*((order, -rank) if fact in self._first else (-rank, order)), in_title, start)
        if fact not in self._told or key < self._told[fact][0]:
            self._told[fact] = (key, value, amount, end)

    def facts(self) -> Facts:
        """Return the facts; a figure that stands elsewhere goes to its value."""
        return Facts(**{fact: self._fact(fact, *told) for fact, told in self._told.items()})

    def _fact(
        self, fact: str, key: tuple[int, int, bool, int], value: str, amount: float | None, end: int
    ) -> Fact:
        amount = self._amounts.get((fact, value)) if amount is None else amount
        if (start := key[-1]) >= 0:
            first, last, words = self._page.place(start, end)
            if first >= 0:
                return Fact(value, amount, first, last, words)
        return Fact(value, amount)


class _Places:
    """Finds the place of the work: behind a label or a lead, before an "office", and in the head of a posting."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        place = taxonomy.language.facts.place
        self._not_places = frozenset(map(fold_surface, place.not_places))
        self._codes = frozenset((*taxonomy.language.names.region_codes, *place.codes))
        joins = rf"(?:(?:{any_of(place.joins)}) )?"
        name = rf"{_WORD}(?:(?:,? |,| ?/ ?){joins}{_WORD}){{0,7}}"
        parts = any_of(place.parts)
        self._name = later(name)
        self._led = later(rf"(?: ?[:-]? )(?:(?:{parts}) )?(?P<place>{name})")
        self._office = later(rf"(?<!\w)(?:[Oo]ur|[Tt]he|in|at) (?P<place>{name}) \Z")
        self._before = later(rf"(?<!, )(?<!\w)(?P<city>{_WORD}(?: {_WORD}){{0,3}}), \Z")
        self._others = later(rf"(?<!\w)(?:{any_of(place.never)}) \Z")
        self._hinted = later(
            rf"(?<!\w)(?:{any_of(place.hints)}) (?P<the>the )?(?:(?:{parts}) )?\Z", re.IGNORECASE
        )

    def tell(self, page: Page, told: Sequence[tuple[Hit, Use]], labels: Sequence[Hit], found: _Found) -> None:
        """Tell the places that labels, leads and offices name."""
        cased = page.folded.cased
        for hit, use in told:
            if use.how == "label" and (answer := _answer(page, hit, is_marked=True)):
                names = [match.span() for match in self._name.finditer(cased, *answer)]
                # "Acme - Leeds, UK": the name of what is known to be a place, or else the first
                if not any(self._take(page, one, labels, _LABELLED, found, is_known=True) for one in names):
                    any(self._take(page, one, labels, _LABELLED, found) for one in names[:1])
            elif use.how == "label" and (match := self._led.match(cased, hit.end, hit.end + _ANSWER)):
                self._take(page, match.span("place"), labels, _SAID, found, is_known=True)
            elif use.how == "lead" and (match := self._led.match(cased, hit.end, hit.end + 2 * _ANSWER)):
                rank = _HINTED if page.section_at(hit.start) == "company" else _SAID
                self._take(page, match.span("place"), labels, rank, found)
            elif use.how == "office" and cased[hit.start].islower():
                line = page.lines[page.line_at(hit.start)]
                if match := self._office.search(cased, max(line.start, hit.start - _ANSWER), hit.start):
                    self._take(page, match.span("place"), labels, _SAID, found)

    def tell_known(self, page: Page, labels: Sequence[Hit], found: _Found) -> None:
        """Tell a place that its state or country makes known, in the head or behind an "in": "a team in Leeds, UK"."""
        cased = page.folded.cased
        codes = [
            (*code.span(1), True, True) for code in _CODE.finditer(cased, 0, _FAR) if code[1] in self._codes
        ]
        early = takewhile(lambda hit: hit.start < _FAR, page.hits["region"])
        regions = [(hit.start, hit.end, False, not hit.tag) for hit in early if cased[hit.start].isupper()]
        for begin, end, is_code, has_city in codes + regions:
            # cheap to see: most names of countries stand without a town
            city = (
                has_city
                and cased[begin - 1] in ", "
                and self._before.search(cased, max(0, begin - _NEAR), begin)
            )
            is_in_head = begin < _HEAD and (city or not is_code)
            if is_in_head or (city and page.section_at(begin) != "company"):
                start = city.start("city") if city else begin
                led = self._hinted.search(cased, max(0, start - _LEAD), start)
                # "in the United States, Canada and the UK" is where others are
                is_led = led is not None and (city or not (led["the"] or cased[end : end + 1] == ","))
                if is_led or (is_in_head and (is_code or _stands_alone(page, start, end))):
                    self._take(page, (start, end), labels, _HINTED, found)

    def _take(
        self,
        page: Page,
        span: tuple[int, int],
        labels: Sequence[Hit],
        rank: int,
        found: _Found,
        *,
        is_known: bool = False,
    ) -> bool:
        """Tell a place, without what belongs to it no more; return whether anything is left.

        Where it must be known, it has to begin with the name of a region, or end in the code of one.
        """
        cased, (start, end) = page.folded.cased, span
        if self._others.search(page.folded.low, max(0, start - _NEAR), start):
            return False
        for word in _WORDS.finditer(cased, start, end):
            is_code = word.group() in self._codes and cased.endswith(", ", 0, word.start())
            if _letters(word.group()) in self._not_places and not is_code:
                if word.start() > start:
                    end = word.start()
                    break
                start = word.end() + 1
        stop = end
        codes = [code for code in _CODE.finditer(cased, start, end) if code[1] in self._codes]
        for code in codes:  # "Oakland, CA, US Job family"
            if code is codes[0] or code.start() == stop:
                stop = code.end()
        if (at := bisect_left(labels, span[0], key=start_of)) < len(labels):
            stop = min(stop, labels[at].start)
        words = cased[start:stop].rstrip(" ,/-&")
        if not words or not words[0].isupper():
            return False
        if is_known and not codes and not begins_between(page.hits["region"], start, start + 1):
            return False
        found.tell("place", rank, words, start, start + len(words))
        return True


_DAY = r"(?:(?P<{0}>\d\d?)(?:st|nd|rd|th)?)"


class _Dates:
    """Finds the date behind a label, as ISO writes it where it is told that exactly."""

    def __init__(self, words: FactsFile, months: Sequence[str]) -> None:
        self._words: dict[str, DateEntry] = {"starts": words.starts, "closes": words.closes}
        self._months = {month[:3]: number for number, month in enumerate(months, 1)}
        names = "|".join(month.capitalize() for month in self._months)
        self._date = later(
            r"(?<!\d)(?:(?P<y>20\d\d)[-/.](?P<m>\d\d?)(?:[-/.](?P<d>\d\d?))?(?!\d)"
            r"|(?P<one>\d\d?)[-/.](?P<two>\d\d?)[-/.](?P<y2>20\d\d|\d\d)(?!\d)"
            rf"|(?:{_DAY.format('d3')}[ -](?:of )?)?(?P<month>{names})[a-z]{{0,6}}\.?"
            rf"(?:[ -]{_DAY.format('d4')}(?!\d))?(?:,? ?-?(?P<y4>20\d\d))?)"
        )
        self._soon = {
            fact: later(rf"\W{{0,4}}(?:{any_of(date.soon)})(?!\w)") for fact, date in self._words.items()
        }

    def tell(self, page: Page, fact: str, told: Sequence[tuple[Hit, Use]], found: _Found) -> None:
        """Tell the date or the "as soon as possible" of a fact."""
        low, cased = page.folded.low, page.folded.cased
        soon = self._words[fact].soon[:1]
        for hit, use in told:
            if use.how == "says":
                found.tell(fact, _SAID, soon[0] if soon else use.value, hit.start, hit.end)
            elif use.how == "label":
                start, end = _answer(page, hit, is_marked=True) or (hit.end, hit.end + _ANSWER)
                if match := self._soon[fact].match(low, start):
                    found.tell(fact, _LABELLED, soon[0], match.start(), match.end())
                elif date := self._first(cased, start, end):
                    found.tell(fact, _LABELLED, *date)

    def value(self, text: str) -> str | None:
        """Return the date in a text, None where there is none."""
        told = self._first(text, 0, len(text))
        return told[0] if told else None

    def _first(self, cased: str, start: int, end: int) -> tuple[str, int, int] | None:
        """Return the first date and where it stands; the month of "August or September 2026" has the other's year."""
        dates = list(self._date.finditer(cased, start, end))
        for date, after in zip_longest(dates, dates[1:]):
            if value := self._iso(date, after["y4"] if after else None):
                return value.rstrip("."), date.start(), date.start() + len(date.group().rstrip("."))
        return None

    def _iso(self, match: re.Match[str], year: str | None) -> str | None:
        """Return a date as far as it is told: "2025-08-31", "2025-08"; in its own words where it is not clear."""
        told = match["d"] or match["d3"] or match["d4"]
        day = int(told) if told else None
        if match["y"]:
            year, month = match["y"], int(match["m"])
        elif match["one"]:
            year, month, day = f"20{match['y2'][-2:]}", int(match["one"]), int(match["two"])
            if month > _MONTHS:
                month, day = day, month
            elif day <= _MONTHS and day != month:
                return match.group()  # the 3rd of April or the 4th of March
        else:
            year, month = match["y4"] or year, self._months[match["month"].lower()]
        if year and 1 <= month <= _MONTHS and (day is None or 1 <= day <= _DAYS):
            return f"{year}-{month:02}" + (f"-{day:02}" if day else "")
        return match.group() if day or not match["month"] else None


def _letters(word: str) -> str:
    """Return the letters that a word begins with: "on" of "On-site"."""
    return next(filter(None, words_of(word.lower())), "")


def _answer(page: Page, hit: Hit, *, is_marked: bool = False) -> tuple[int, int] | None:
    """Return where the answer to a label stands: behind its colon or, where it ends its line, in the next one.

    Without either only what follows at once may be the answer, and none is where it must be marked.
    """
    cased = page.folded.cased
    number = page.line_at(hit.start)
    line, at = page.lines[number], hit.end
    if cased.startswith("(s)", at):
        at += 3
    end = at
    while end < line.end and (cased[end] in " *:?|=" or cased.startswith(("- ", "..."), end)):
        end += 1 if cased[end] != "." else 3
    if end >= line.end:
        if (
            number + 1 >= len(page.lines)
            or hit.start - line.start > _LABEL_AT
            or not cased[hit.start].isupper()
        ):
            return None
        line = page.lines[number + 1]
        return line.first, min(line.end, line.first + _ANSWER)
    if cased[at:end].strip(" *" if cased[hit.start].isupper() else " *-"):
        return end, min(line.end, end + _ANSWER)
    return None if is_marked or not cased[hit.start].isupper() else (at, at + _GLUED)


def _stands_alone(page: Page, start: int, end: int) -> bool:
    """Return whether words stand between signs or a line's ends: "London | Remote"."""
    line = page.lines[page.line_at(start)]
    if line.end - line.start > _LONG_LINE:
        return False
    cased = page.folded.cased
    before, after = cased[line.start : start].rstrip(" "), cased[end : line.end].lstrip(" ")
    is_begun = not before or before[-1] in _PARTED or (before.endswith("-") and cased[start - 1] == " ")
    return is_begun and (not after or (after[0] in _PARTED and after[0] != ":") or after.startswith("- "))
