"""Which role is it, and at what level? The title first, then what the text calls the place, then what is asked.

The title is a part of the text, its first line, wherever it came from. It is cut into parts ("Senior Data Engineer -
Payments (m/f/d)"); the first part that names a trade decides, by the longest name in it. Titles, signals and words of
level are in taxonomy/roles.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit
from jdmatch.reading.page import CareerMark, Page
from jdmatch.reading.patterns import Phrases, WholeWords, any_of, later, whole
from jdmatch.reading.records import WHAT_IS_ASKED
from jdmatch.taxonomy.models import Level, RoleEntry, RoleId
from jdmatch.taxonomy.phrases import alternatives
from jdmatch.taxonomy.records import Taxonomy

_TITLE_LINES = 3
_LONGEST_TITLE = 140
_REACH = 2500  # characters in which a text says what place it offers
_PHRASE = 70  # characters before an occupation in which its article or lead-in stands
_NEXT_WORD = re.compile(r" [a-z]+(?![\w-])")
_GUARD = 45
_IN_GENERAL = 160  # characters of a sentence on the trade in general
_LABELLED = re.compile(r"\s*(?::\s*)?(?P<words>[^\n.;,:]{2,30})(?!\w)")
_LABELLED_TITLE = re.compile(r"\s*:\s*(?P<words>[^\n.;,|]{2,60})")
_LINE_REST = re.compile(r"[^\n]{0,80}")
_HEAD_LINES = 8  # lines in which sites tell what kind of place it is: "Medior, Senior"
_LONGEST_LABEL = 40
_READY_MADE = 2  # signals of language models, more than which no trainer of models has
_WEAK_SHARE = 0.3
_LEAST_SHARE = 0.34
_DEFINED = 0.5  # what a defining phrase of a role adds to its share of signals


class _Place(NamedTuple):
    """What a text calls the place it offers, in small letters and as written; hyphens stay."""

    low: str
    cased: str
    end: int
    is_sought: bool = False  # "we are looking for a …": whatever the trade is called, it is this place

    @classmethod
    def of(cls, cased: str, start: int, end: int, *, is_sought: bool = False) -> _Place:
        """Return the words at a place of the folded text."""
        words = cased[start:end].strip()
        return cls(words.lower(), words, end, is_sought)


class RoleReader:
    """The component `jdmatch_role`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        words = taxonomy.roles
        self._titles = Titles(taxonomy)
        self._weak: dict[str, RoleId] = {}
        for role in words.roles:
            for title in role.weak_titles:
                self._weak.setdefault(fold_surface(title), role.id)
        self._open = frozenset(fold_surface(title) for title in words.open_titles)
        self._undecided = frozenset(fold_surface(title) for title in words.undecided)
        self._either = later(whole(words.either))
        self._either_science = frozenset(fold_surface(title) for title in words.either_science)
        self._research = frozenset(words.research_words)
        self._machine_learning = later(
            whole(w for s in words.shifts if s.to == "ml-engineer" and not s.names for w in s.words)
        )
        self._training = frozenset(words.training)
        self._signals = {role.id: frozenset(role.signals) for role in words.roles}
        self._roles = [role.id for role in words.roles]
        self._levels = [entry.level for entry in words.levels]
        self._by_years = words.by_years
        self._occupation = Phrases(noun + ending for noun in words.trade_nouns for ending in ("", "s"))
        self._opens = later(rf"\W*(?P<articles>(?:(?:{any_of(words.articles)})\s+)*)")
        self._leads_in = later(rf"(?<!\w)(?:{any_of(words.title_lead_ins)})\s")
        self._says = later(whole([*words.not_in_titles, *words.place_stops]))
        levels = any_of(title for entry in words.levels for title in entry.titles)
        self._range = later(  # "a junior to mid-level analyst"
            rf"(?<!\w)(?:{levels})\s+(?:{any_of(words.place_stops)})\s+(?:{levels})(?!\w)"
        )
        self._denied = later(rf"(?<!\w)(?:{any_of(words.text_denials)})(?:\s+[a-z]+){{0,2}}\s*\Z")
        self._refused = later(rf"[\s()]*(?:[a-z]+\s+)?(?:{any_of(words.text_refusals)})(?!\w)")
        self._in_general = later(whole(words.text_general))
        self._of_others = later(whole(words.text_others))
        self._experience = later(whole(taxonomy.language.years.labels))
        self._careers = CareerRoles(taxonomy, self._titles, self)

    def read(self, page: Page) -> None:
        """Fill the page's role and level."""
        if page.career is not None:
            page.role, page.role_why, page.level = self._careers.read(page, page.career)
            return
        title = self._title_in(page)
        if title is not None and len(page.lines) > 1 and any(title.end == line.end for line in page.head):
            _tell_nothing(page, title.end)
        places = list(self._places(page))
        page.role, page.role_why = self._role(page, title, places)
        page.level = self._level(page, title, places)

    def _role(self, page: Page, title: _Place | None, places: Sequence[_Place]) -> tuple[RoleId, str]:
        if title is not None:
            if self._titles.is_open(title.low, self._open):
                role, why = self.by_signals(page)
                if role != "other":
                    return role, why
            role_named, why = self.named(title.low, page)
            if role_named is not None:
                return role_named, why
            if self._titles.names_occupation(title.low):
                for place in places:  # of a mail's subject the text may tell more: "Lead engineer for a bank"
                    role_named, why = self._by_title(place.low, page) if place.is_sought else (None, "")
                    if role_named not in (None, "other"):
                        return role_named, why
                return "other", "no known role in the title"
        for place in places:
            role_named, why = self._by_title(place.low, page)
            if role_named is not None:
                return role_named, why
        return self.by_signals(page)

    def named(self, title: str, page: Page) -> tuple[RoleId | None, str]:
        """Return the role that a title names outright, or vaguely and what is asked speaks for it too; and why."""
        role, why = self._by_title(title, page)
        return (role, why) if role is not None else self._by_weak_title(title, page)

    def _title_in(self, page: Page) -> _Place | None:
        """Return the title: the first line that reads like one, else what stands behind a label."""
        low, cased = page.folded.low, page.folded.cased
        first = page.lines[0] if page.lines else None
        if first is not None and not first.bullet and first.end - first.start <= _LONGEST_TITLE:
            section = page.section_of(0)
            is_heading = section is not None and section.heading is not None and section.kind is not None
            opening = low[first.start : first.end]
            # "Director - Data, Privacy and Governance" is a title, whatever else its words name
            is_place = self._titles.names_occupation(opening) and self._titles.level(opening) is not None
            if (is_place or not is_heading) and self._titles.is_title(opening):
                return _Place.of(cased, first.start, first.end)
        for hit in page.hits["title-label"]:
            if hit.start > _REACH:
                break
            if low[hit.end : hit.end + 2].lstrip()[:1] == ":":
                rest = _LINE_REST.match(low, low.index(":", hit.end) + 1)
                if rest is not None and rest.group().strip():
                    return _Place.of(cased, rest.start(), rest.end())
        head, sought = page.head, len(page.head)
        if len(head) == 1:  # more than one only below a menu, where the firm and the place may come first
            head, sought = page.lines[:_HEAD_LINES], _TITLE_LINES
        for number, line in enumerate(head[1:], 1):
            if page.is_heading(number):
                continue  # "Job details", "Benefits": the labels of a page
            if (sought := sought - 1) == 0:
                break
            text = low[line.start : line.end]
            if line.bullet or len(text) > _LONGEST_TITLE or not self._titles.is_title(text):
                continue
            if self._titles.roles(text) or (len(page.head) > 1 and self._titles.names_occupation(text)):
                return _Place.of(cased, line.start, line.end)
        return None

    def _places(self, page: Page) -> Iterator[_Place]:
        """Yield what the text calls the place it offers: "we seek a …", "as our …", "The … will"."""
        low, cased = page.folded.low, page.folded.cased
        clauses = page.clauses
        for begins, ends in self._occupation.find(low, page.vocabulary, _REACH):
            clause = clauses.at(begins)
            start = max(clause.start, begins - _PHRASE)
            led = list(self._leads_in.finditer(low, start, begins))
            is_sought = False
            if led:
                start = led[-1].end()
                # "As a senior programmer you …", and no "experience as a senior programmer"
                is_of_person = led[-1].group().startswith("as ") and led[-1].start() > clause.start
                if is_of_person and self._experience.search(low, clause.start, led[-1].start()):
                    continue
                is_sought = not is_of_person
            else:
                opening = self._opens.match(low, clause.start, ends)
                if clause.start < start or opening is None:
                    continue
                # "Data scientists and …" speaks of the place only where the text begins with it
                if not opening["articles"] and clause.start > clauses.all[min(1, len(clauses.all) - 1)].start:
                    continue
                start = opening.end()
            if start < ends and not self._says.search(self._range.sub(" ", low[start:begins])):
                behind = _NEXT_WORD.match(low, ends, clause.end)  # "data scientist lead"
                yield _Place.of(cased, start, behind.end() if behind else ends, is_sought=is_sought)

    def _by_title(self, title: str, page: Page | None = None) -> tuple[RoleId | None, str]:
        """Return the role that a title names, of two trades the first."""
        named = self._titles.roles(title)
        if not named:
            return None, ""
        first = named[0]
        roles = {one.role for one in named}
        both = first.name in self._undecided or {"ai-engineer", "ml-engineer"} <= roles
        both = both or (first.role == "ml-engineer" and self._either.search(title) is not None)
        both = both or (first.role == "ai-engineer" and self._machine_learning.search(title) is not None)
        if page is not None and first.name in self._either_science:
            science: RoleId = (
                "data-scientist" if self._research.isdisjoint(page.vocabulary) else "research-scientist"
            )
            return science, f"{first.name}, and {WHAT_IS_ASKED}"
        if page is not None and both:  # "AI/ML engineer": machine learning where models are trained
            role: RoleId = "ml-engineer" if self._trains(page) else "ai-engineer"
            return role, f"{first.name}, and {WHAT_IS_ASKED}"
        return first.role, first.name

    def _trains(self, page: Page) -> bool:
        """Return whether an "AI/ML engineer" is one of machine learning: models are trained, or none is ready-made."""
        found = self._found(page)
        ready = found & self._signals["ai-engineer"]
        return not ready or (len(ready) < _READY_MADE and not found.isdisjoint(self._training))

    def _by_weak_title(self, title: str, page: Page) -> tuple[RoleId | None, str]:
        """Return the role of a vague title ("analyst") where what is asked speaks for it as well."""
        shares = self._shares(page)
        for word, role in self._weak.items():
            if shares[role] >= _WEAK_SHARE and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", title):
                to, why = self._titles.shifted(Named(role, word), title)
                return to, f"{why}, and {WHAT_IS_ASKED}"
        return None, ""

    def _found(self, page: Page) -> set[str]:
        """Return the concepts and families that were found."""
        concepts = {m.concept for m in page.skills if m.stance != "negated" and m.match != "list"}
        return set[str]().union(*map(self._taxonomy.above, concepts))

    def _shares(self, page: Page) -> dict[RoleId, float]:
        """Return how much of each role's signals was found."""
        found = self._found(page)
        shares = {
            role: len(found & signals) / len(signals) if signals else 0.0
            for role, signals in self._signals.items()
        }
        for tag in {hit.tag for hit in page.hits["role-phrase"]}:
            shares[self._roles[tag]] += _DEFINED
        return shares

    def by_signals(self, page: Page) -> tuple[RoleId, str]:
        """Return the role that most of what is asked speaks for."""
        best: RoleId = "other"
        most = _LEAST_SHARE
        for role, share in self._shares(page).items():
            if share > most:
                best, most = role, share
        return best, WHAT_IS_ASKED

    def _level(self, page: Page, title: _Place | None, places: Sequence[_Place]) -> Level | None:
        """Return the level that the title names; else a plain word of the text; else what the years tell."""
        if title is not None and (level := self._titles.level(title.low, title.cased)):
            return level
        # what a text calls the place says more than the label of the site that shows it
        if (level := self._called(page, places) or self._labelled(page) or self.told(page)) is not None:
            return level
        asked = page.experience
        if asked is not None and not (asked.min_years is None and asked.max_years is None):
            return self._by_experience(asked.min_years or 0.0)
        return None

    def _labelled(self, page: Page) -> Level | None:
        """Return the level behind a label of its own, "Seniority level: Associate", or alone in a line of the head."""
        for line in page.lines[1:_HEAD_LINES]:
            words = page.folded.cased[line.start : min(line.end, line.start + _LONGEST_LABEL)]
            if (level := self._titles.level_alone(words.lower())) is not None:
                return level
        for hit in page.hits["level-label"]:
            if " " not in hit.key and not self._opens_label(page, hit):
                continue  # "a level playing field"
            rest = _LABELLED.match(page.folded.cased, hit.end)
            if rest is not None and (level := self._titles.level(rest["words"].lower(), rest["words"])):
                return level
        # the text may call the place by a fuller title than the site does
        for hit in page.hits["title-label"]:
            rest = _LABELLED_TITLE.match(page.folded.cased, hit.end) if self._opens_label(page, hit) else None
            words = rest["words"].lower() if rest is not None else ""
            if rest is not None and self._titles.roles(words) and self._titles.is_title(words):
                return self._titles.level(words, rest["words"])
        return None

    def _opens_label(self, page: Page, hit: Hit) -> bool:
        """Return whether a word opens its line and a colon follows: "Level: Manager"."""
        low = page.folded.low
        start = page.lines[page.line_at(hit.start)].start
        return low[hit.end : hit.end + 2].lstrip()[:1] == ":" and not low[start : hit.start].strip("*•- ")

    def _called(self, page: Page, places: Sequence[_Place]) -> Level | None:
        """Return the level in what the text calls the place, where it calls it by the same trade."""
        for place in places:
            level = self._titles.level(place.low, place.cased)
            named = {one.role for one in self._titles.roles(place.low)} if level else set()
            same = place.is_sought and page.role != "other" and not named <= {"other"}
            if level == "intern" or same or page.role in named:
                return level
        return None

    def told(self, page: Page) -> Level | None:
        """Return the highest level that the text names of the place as a whole, not of others or to refuse it."""
        low = page.folded.low
        clauses = page.clauses
        told = []
        for hit in page.hits["level"]:
            section = page.section_at(hit.start)
            if section in ("company", "benefits") or (page.career and section not in (None, "summary")):
                continue
            clause = clauses.at(hit.start)
            start = max(clause.start, hit.start - _GUARD)
            if (
                self._denied.search(low, start, hit.start)
                or self._refused.match(low, hit.end)
                or self._in_general.search(low, max(clause.start, hit.start - _IN_GENERAL), hit.start)
                or self._of_others.search(low, start, hit.start)
                or self._of_others.search(low, hit.end, min(clause.end, hit.end + _GUARD))
            ):
                continue
            told.append(hit.tag)
        return self._levels[min(told)] if told else None

    def _by_experience(self, years: float) -> Level | None:
        told = [entry.level for entry in self._by_years if years >= entry.from_years]
        return told[-1] if told else None


def _tell_nothing(page: Page, end: int) -> None:
    """Take off what the title seems to tell: it names the place, and neither its duties nor a degree asked for."""
    page.told_from = end
    below = page.folded.start(end) - page.given_from
    page.certificates = [certificate for certificate in page.certificates if certificate.start >= below]
    if page.degree is not None and page.degree.start < below:
        page.degree = None


_PARTS = later(r"\s[-–|/]\s|[,()|:;]|\s-|-\s")
_ASIDE = re.compile(r"(?<=\w )\([a-z]{1,5}\)(?= \w)")  # "Machine Learning (ML) Engineer"
_WORD = later(r"[a-z0-9.+#&/]+")
_SHORTENED = re.compile(r"\b(?:[a-z]\.[a-z]|[js]r|inc|ltd|co)\.\Z")  # "…, Graduate U.S."
_MOST_PIECES = 6  # more slashes than these make no title
_TITLES_KEPT = 4096
_LONGEST = 200  # characters; what is longer is no title


class Named(NamedTuple):
    """A trade, with the name that tells it."""

    role: RoleId
    name: str


def _names(roles: Iterable[RoleEntry]) -> dict[str, RoleId]:
    """Return the names of trades, written out."""
    names: dict[str, RoleId] = {}
    for role in roles:
        written = [title for phrase in role.titles for title in alternatives(phrase)]
        for joined in role.joined_titles:
            middles = (" ", *(f" {word} " for word in joined.between))
            written += map("".join, product(joined.first, middles, joined.last))
        for title in written:
            names.setdefault(fold_surface(title), role.id)
    return names


class Titles:
    """Reads titles; compiled once from the words."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.roles
        self._names = taxonomy.prepare("titles", lambda: _names(words.roles))
        self._fields = {fold_surface(field): role.id for role in words.roles for field in role.fields}
        self._most_words = max((name.count(" ") for name in self._names), default=0) + 1
        self._first_words = frozenset(name.partition(" ")[0] for name in self._names)
        joined = any_of(words.compounds)
        self._shifts = [(s.from_, s.to, frozenset(s.names), _bare(s.words, joined)) for s in words.shifts]
        self._unshifted = WholeWords(words.unshifted, _apart)
        self._other_heads = later(rf"(?:\A|.*\s)({any_of(words.other_heads)})\Z")
        self._teachers = frozenset(words.teachers)
        self._other_part = later(rf"(?:.*\s)?(?:{any_of(words.other_parts)})")
        self._joined = later(rf"\s(?:{any_of(words.title_joins)})\s|/")
        self._speciality = later(rf"(?:[\w ]{{0,20}}\s)?(?:{any_of(words.either)})\s")
        self._joins = frozenset({*words.title_joins, "or", ""})
        self._open = frozenset(words.open_titles)
        self._plural = later(rf"(?<!\w)({any_of(words.trade_nouns)})s(?!\w)")
        self._heads = frozenset(words.trade_nouns)
        self._occupations = WholeWords(noun + ending for noun in words.occupations for ending in ("", "s"))
        self._no_title = WholeWords(words.not_in_titles)
        self._masked = WholeWords(words.no_levels)
        run = any_of(words.programmes)
        self._those_taken_on = later(
            rf"(?<!\w)(?:{any_of(words.taken_on)})(?= (?:{run})(?: (?:{run}))? (?:{any_of(words.run_by)})(?!\w))"
        )
        self._levels = [(entry.level, WholeWords(entry.titles, _apart)) for entry in words.levels]
        self._any_level = WholeWords(name for entry in words.levels for name in entry.titles)
        self._exact = {name: entry.level for entry in words.levels for name in entry.exact}
        self._exactly = later(rf"(?<!\w)(?:{'|'.join(map(re.escape, self._exact)) or '(?!)'})(?!\w)")

        telling = (
            *self._first_words,
            *words.other_parts,
            *words.open_titles,
            *(name for entry in words.levels for name in entry.titles),
        )
        self._telling = frozenset(word for one in telling for word in _words(one.replace("/", " ")))
        self.roles = lru_cache(maxsize=_TITLES_KEPT)(self._roles)

    def _roles(self, title: str) -> tuple[Named, ...]:
        """Return the trades that the first telling part of a title names, each once, in order."""
        if self._telling.isdisjoint(_words(title.replace("/", " "))):
            return ()  # as in most lines
        title = self._plural.sub(r"\1", _ASIDE.sub(" ", title[:_LONGEST]))  # "Research Scientists in …"
        return tuple(self._roles_of(title))

    def _roles_of(self, title: str) -> list[Named]:
        parts = _PARTS.split(title)
        if any(self._other_part.fullmatch(part.strip()) for part in parts[1:]) or any(
            part.split(None, 1)[:1] and part.split(None, 1)[0] in self._teachers for part in parts
        ):
            return [Named("other", title.strip())]
        named: list[Named] = []
        for part in parts:
            here = self._trades(part)
            if not named:
                named = here
                if here and (here[0].role != "other" or self._other_heads.match(part.strip())):
                    break
            # "Consultant, Cloud Data Engineer": what a later part wholly is goes before another trade
            elif (
                here
                and here[0].role not in ("other", "software-engineer")
                and part.endswith(here[0].name)
                and self.names_occupation(here[0].name)
            ):
                named = here
                break
        if len(parts) > 1 and (not named or named[0].role == "other"):
            named = self._inverted(parts[0], parts[1]) or named
        bare = [" ".join(self._any_level.sub(" ", _flat(part)).split()) for part in parts]
        if not named and (
            self._any_level.search(_flat(title))
            or self._is_bare_head(parts[0])
            or all(piece.strip() in self._fields for piece in self._joined.split(bare[0]))
        ):
            # "Graduate Trainee - Machine Learning", "Founding Engineer - AI", "Lead - AI/Gen AI", "Agentic AI, Azure"
            fields = (field for part in bare for field in (part, self._joined.split(part)[0].strip()))
            named = [Named(self._fields[field], field) for field in fields if field in self._fields][:1]
        return [self.shifted(one, title) for one in named]

    def _inverted(self, first: str, second: str) -> list[Named]:
        """Return the trade of "Senior Engineer, Software" or "Analyst - Data"."""
        head = " ".join(self._any_level.sub(" ", _flat(first)).split())
        name = self._longest(f"{second.strip()} {head}") if head in self._heads else None
        return [Named(self._names[name], name)] if name and name.endswith(f" {head}") else []

    def _is_bare_head(self, part: str) -> bool:
        """Return whether a part ends in a word that leaves the trade open, and names none."""
        words = _words(part)
        return bool(words) and words[-1] in self._open

    def _trades(self, part: str) -> list[Named]:
        """Return the trades that one part of a title names, each once; another trade only where it is alone."""
        found: dict[RoleId, Named] = {}
        for name in self._in_part(part):
            role = self._names[name]
            found.setdefault(role, Named(role, name))
        return [one for one in found.values() if one.role != "other"] or list(found.values())

    def level(self, title: str, cased: str = "") -> Level | None:
        """Return the level that a title names, the higher of two; `cased` is the title as it was written."""
        for match in self._exactly.finditer(cased):
            return self._exact[match.group()]
        bare = self._masked.sub(" ", self._those_taken_on.sub(" ", _flat(title)))
        return next((level for level, names in self._levels if names.search(bare)), None)

    def level_alone(self, line: str) -> Level | None:
        """Return the level that a line names which says nothing else."""
        if self._any_level.search(_flat(line)) is None:
            return None  # as in most lines
        words = _words(line.replace("/", " "))
        rest = _words(self._any_level.sub(" ", _flat(line)).replace("/", " "))
        if len(rest) > len(words) - 1 or not self._joins.issuperset(rest):
            return None
        return self.level(line, line)

    def is_title(self, line: str) -> bool:
        """Return whether a line reads like a title: it names an occupation or a level, and says nothing."""
        if not line or len(line) > _LONGEST or line.endswith(("!", "?", ":")):
            return False
        if line.endswith(".") and not _SHORTENED.search(line):
            return False
        if self._no_title.search(_flat(line)):
            return False
        return bool(self.names_occupation(line) or self._any_level.search(_flat(line)) or self.roles(line))

    def names_occupation(self, line: str) -> bool:
        """Return whether a line holds the name of any occupation, known or not."""
        return self._occupations.search(_flat(line)) is not None

    def is_open(self, title: str, open_titles: frozenset[str]) -> bool:
        """Return whether a title, its level aside, is one of those that leave the trade open."""
        return " ".join(self._any_level.sub(" ", _flat(title)).split()) in open_titles

    def _in_part(self, part: str) -> list[str]:
        """Return the names in one part of a title; "Data Scientist/Analyst" and "ML/Data Engineer" share a head."""
        whole_name = self._longest(part)
        if (speciality := self._speciality.match(part)) and (whole_name is None or "/" not in whole_name):
            name = self._longest(part[speciality.end() :])
            if name is not None:
                return [name]  # "AI/ML Data Engineer" is a data engineer
        pieces = self._joined.split(part)[:_MOST_PIECES]
        if len(pieces) > 1 and (whole_name is None or not self._joined.search(whole_name)):
            names = [self._longest(piece) for piece in pieces]
            following: str | None = None
            for number in range(len(pieces) - 1, -1, -1):
                if names[number] is None and following and pieces[number].strip():
                    names[number] = self._sharing(pieces[number], following.rsplit(" ", 1)[-1])
                following = names[number] or following
            if any(names):
                return [name for name in names if name]
        if whole_name is None or self._is_of_other(part, whole_name):
            return []
        return [whole_name]

    def _sharing(self, piece: str, head: str) -> str | None:
        """Return the name that a piece makes with the head of the next one, if its own words are part of it."""
        name = self._longest(f"{piece} {head}")
        return name if name is not None and " " in name else None

    def _is_of_other(self, part: str, name: str) -> bool:
        """Return whether the head of a part is another trade: "machine learning engineer recruiter"."""
        text = " ".join(_words(part))
        if name not in text:
            return False
        head = self._other_heads.match(text)
        at = text.rindex(name)
        # "AI course developer": the head is more than the name's last word
        return head is not None and (at + len(name) < len(text) or head.start(1) < at)

    def _longest(self, part: str) -> str | None:
        """Return the longest name in a part, else in the part without its words of level."""
        if (name := self._longest_of(_words(part))) or (
            bare := self._any_level.sub(" ", _flat(part))
        ) == part:
            return name
        return self._longest_of(_words(bare))

    def _longest_of(self, words: list[str]) -> str | None:
        begins = [at for at, word in enumerate(words) if word in self._first_words]
        for count in range(min(self._most_words, len(words)), 0, -1) if begins else ():
            for first in begins:
                name = " ".join(words[first : first + count])
                if name in self._names and first + count <= len(words):
                    return name
        return None

    def shifted(self, named: Named, title: str) -> Named:
        """Return the trade, or the one that a word of the title makes of it: "Software Engineer, Search (ML)"."""
        for origin, to, names, words in self._shifts:
            if names and named.name not in names:
                continue
            if named.role == origin and words.search(title) and not self._unshifted.search(named.name):
                return Named(to, title.strip())
        return named


def _flat(title: str) -> str:
    return title.replace("-", " ")


def _words(part: str) -> list[str]:
    return [word.strip("./") or word for word in _WORD.findall(_flat(part))]


def _bare(words: Iterable[str], joined: str) -> re.Pattern[str]:
    """Return a pattern of whole words that are no part of a compound: "AI-first" is no speciality."""
    return later(rf"(?<![\w&])(?:{any_of(words)})(?![\w&]|-[a-z]{{4}}| (?:{joined})(?!\w))")


def _apart(words: Iterable[str]) -> str:
    return rf"(?<![\w&.])(?:{any_of(words)})(?![\w&])"


def _tells_of_work(page: Page) -> bool:
    """Return whether a CV has a part on experience, though no job was found in it; or nothing on studies either."""
    kinds = {section.kind for section in page.sections}
    return "experience" in kinds or "education" not in kinds


_SHORT_REST = 2  # blanks in what belongs to a title behind its comma: "Engineer, Sr. Specialist"
_TITLES_LOOKED_AT = 3  # an older job says little of the trade of today


class CareerRoles:
    """Reads role and level from a career; compiled once from the words."""

    def __init__(self, taxonomy: Taxonomy, titles: Titles, reader: RoleReader) -> None:
        words, roles = taxonomy.language.cv, taxonomy.roles
        self._titles, self._reader = titles, reader
        self._open = frozenset(fold_surface(title) for title in words.open_titles)
        intern = next((entry.titles for entry in roles.levels if entry.level == "intern"), ())
        doctoral = next(
            (entry.names for entry in taxonomy.qualifications.degrees if entry.level == "phd"), ()
        )
        self._doctoral = later(whole(doctoral))
        self._of_models = later(whole({field for role in roles.roles for field in role.fields}))
        self._intern = later(whole(intern))
        # "Student Teacher": a job beside one's studies, and no internship, as "student position" is
        posts = {name.split(" ", 1)[1] for name in intern if " " in name}
        self._student = later(rf"(?:{any_of(words.student_jobs)})\s(?!{any_of({*intern, *posts})})")
        self._by_years = roles.by_years

    def read(self, page: Page, career: CareerMark) -> tuple[RoleId, str, Level | None]:
        """Return (role, why, level)."""
        role, why = self._role(page, career)
        return role, why, self._level(page, career)

    def _role(self, page: Page, career: CareerMark) -> tuple[RoleId, str]:
        going = sum(bool(job.head) and job.begin is not None and job.end is None for job in career.jobs)
        for number, title in enumerate(self._telling(career, going), 1):
            if self._names_no_trade(title):
                continue
            role, why = self._reader.named(title, page)
            if role is not None:
                return role, why
            # of several jobs that go on, one of a known trade tells more
            is_named = number >= going and self._titles.names_occupation(title)
            if is_named and not self._is_internship_in(page, title):
                return "other", "no known role in the title of the newest job"
        if career.is_fresh and (why := self._doctorate(page)):
            return "research-scientist", why
        role, why = self._reader.by_signals(page)
        # what a student of any subject has learnt of data makes no trade
        named = career.jobs or career.headline or career.described or _tells_of_work(page)
        if role != "software-engineer" and not named:
            return "other", "no job, and none sought"
        return role, why

    def _doctorate(self, page: Page) -> str:
        """Return the doctorate in a field of models that is read for: who does so invents methods."""
        for line in page.lines:
            text = page.folded.low[line.start : line.end]
            if page.section_at(line.start) == "education" and self._doctoral.search(text):
                return text.strip("* ") if self._of_models.search(text) else ""
        return ""

    def _is_internship_in(self, page: Page, title: str) -> bool:
        """Return whether a title names an internship and a skill, and no trade: "AI automation intern"."""
        words = f" {self._intern.sub(' ', title)} "
        return not self._titles.names_occupation(words) and any(
            f" {page.folded.low[mark.start : mark.end]} " in words for mark in page.skills
        )

    def _telling(self, career: CareerMark, going: int) -> Iterator[str]:
        """Yield the titles that may tell the trade, the most telling first."""
        jobs = [job.head for job in career.jobs if job.head]
        older = (
            max(1, going) if career.jobs and (career.jobs[0].head or career.jobs[0].end is not None) else 0
        )
        yield from jobs[:older]  # an older title says nothing of a job that goes on
        if career.headline:
            yield career.headline
        if self._titles.roles(career.described):
            yield career.described
        yield from jobs[older:_TITLES_LOOKED_AT]
        if career.sought:
            yield career.sought

    def _names_no_trade(self, title: str) -> bool:
        bare = " ".join(title.split(",")[0].split(" at ")[0].split())  # "Founder at Acme"
        return bare in self._open or self._titles.is_open(bare, self._open)

    def _level(self, page: Page, career: CareerMark) -> Level | None:
        newest = career.jobs[0] if career.jobs else None
        titles = [job.head for job in career.jobs if job.head][:1]
        if newest is not None and not newest.head and newest.end is None:
            titles = []  # an older title says nothing of a job that goes on
        titles.insert(len(titles) if newest and newest.head else 0, career.headline)
        # whoever calls themselves more than that now, and no student
        was_intern = newest is not None and newest.end is not None
        is_more = career.headline and self._titles.level(career.headline) != "intern"
        for title in titles:
            level = self._of_title(title)
            if level == "intern" and (self._student.search(title) or (was_intern and is_more)):
                continue
            if level is not None:
                return level
        # of what the summary says, the noun tells the trade: "a proven leader" is no lead
        level = self._titles.level(career.described.rpartition(" ")[0])
        if level is None and "junior" in (self._titles.level(career.sought), self._reader.told(page)):
            level = "junior"
        if level is not None:
            return level
        named = [job for job in career.jobs if job.head]
        beside = bool(named) and all(job.is_beside for job in named)
        years = career.years
        if years is None and newest is not None and (newest.begin is None or newest.end is None):
            # no job tells how long it has lasted: who has used a tool for two years has worked for as long
            years = max((mark.years for mark in page.skills if mark.years), default=None)
        if years is not None and not (beside and career.is_fresh):
            return [entry.level for entry in self._by_years if years >= entry.from_years][-1]
        # no jobs, or none but internships; or one who studies or has just graduated
        if newest is None:
            return "junior" if career.is_fresh or page.degree or not _tells_of_work(page) else None
        return "junior" if beside or career.is_fresh else None

    def _of_title(self, title: str) -> Level | None:
        """Return the level in a title; what follows a comma may be an employer: "Analyst, Associate Bank"."""
        first, _, rest = title.partition(",")
        first = first.partition(" at ")[0]  # "Teacher at Acme Jr/Sr High School"
        rest = rest if rest.count(" ") <= _SHORT_REST else ""
        return self._titles.level(first) or self._titles.level(rest)
