"""What does a job title say? The trade that its head names, and the level.

A title is cut into parts ("Senior Data Engineer - Payments (m/f/d)"); the first part that names a trade decides, by the
longest name in it. Names, words of level and what turns one trade into another are in taxonomy/roles.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from jdmatch.folding import fold, fold_surface
from jdmatch.reading.page import CareerMark, Page
from jdmatch.reading.patterns import WholeWords, any_of, later, whole
from jdmatch.taxonomy.models import Level, RoleEntry, RoleId
from jdmatch.taxonomy.phrases import alternatives
from jdmatch.taxonomy.records import Taxonomy

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
        for phrase in role.titles:
            for title in alternatives(phrase.replace("\\+", "+")):
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
        self._shifts = [(shift.from_, shift.to, _bare(shift.words)) for shift in words.shifts]
        self._other_heads = later(rf"(?:\A|.*\s)({any_of(words.other_heads)})\Z")
        self._other_part = later(rf"(?:.*\s)?(?:{any_of(words.other_parts)})")
        self._joined = later(rf"\s(?:{any_of(words.title_joins)})\s|/")
        self._open = frozenset(words.open_titles)
        self._occupations = WholeWords(noun + ending for noun in words.occupations for ending in ("", "s"))
        self._no_title = WholeWords(words.not_in_titles)
        self._masked = WholeWords(words.no_levels)
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
        return tuple(self._roles_of(_ASIDE.sub(" ", title[:_LONGEST])))

    def _roles_of(self, title: str) -> list[Named]:
        parts = _PARTS.split(title)
        if any(self._other_part.fullmatch(part.strip()) for part in parts[1:]):
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
        if not named and (self._any_level.search(_flat(title)) or self._is_bare_head(parts[0])):
            # "Graduate Trainee - Machine Learning", "Head of Data Science", "Founding Engineer - AI"
            bare = (" ".join(self._any_level.sub(" ", _flat(part)).split()) for part in parts)
            named = [Named(self._fields[field], field) for field in bare if field in self._fields][:1]
        return [self.shifted(one, title) for one in named]

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
        bare = self._masked.sub(" ", _flat(title))
        return next((level for level, names in self._levels if names.search(bare)), None)

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
        for origin, to, words in self._shifts:
            if named.role == origin and words.search(title):
                return Named(to, title.strip())
        return named


def folded_title(title: str) -> str:
    """Return a title as titles are looked at: folded, in small letters, on one line."""
    return " ".join(fold(title).cased.lower().split())


def _flat(title: str) -> str:
    return title.replace("-", " ")


def _words(part: str) -> list[str]:
    return [word.strip("./") or word for word in _WORD.findall(_flat(part))]


def _bare(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of whole words that are no part of a compound: "AI-first" is no speciality."""
    return later(rf"(?<![\w&])(?:{any_of(words)})(?![\w&]|-[a-z]{{4}})")


def _apart(words: Iterable[str]) -> str:
    return rf"(?<![\w&.])(?:{any_of(words)})(?![\w&])"


_SHORT_REST = 2  # blanks in what belongs to a title behind its comma: "Engineer, Sr. Specialist"
_TITLES_LOOKED_AT = 3  # an older job says little of the trade of today


class CareerRoles:
    """Reads role and level from a career; compiled once from the words."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        titles: Titles,
        *,
        by_title: Callable[[str, Page], tuple[RoleId | None, str]],
        by_weak_title: Callable[[str, Page], tuple[RoleId | None, str]],
        by_signals: Callable[[Page], tuple[RoleId, str]],
        told: Callable[[Page], Level | None],
    ) -> None:
        words, roles = taxonomy.language.cv, taxonomy.roles
        self._titles = titles
        self._by_title = by_title
        self._by_weak_title = by_weak_title
        self._by_signals = by_signals
        self._told = told
        self._open = frozenset(fold_surface(title) for title in words.open_titles)
        intern = next((entry.titles for entry in roles.levels if entry.level == "intern"), ())
        self._beside_studies = later(whole([*intern, *words.student_jobs]))
        # "Student Teacher": a job beside one's studies, and no internship
        self._student = later(rf"(?:{any_of(words.student_jobs)})\s(?!intern|trainee)")
        self._by_years = roles.by_years

    def read(self, page: Page, career: CareerMark) -> tuple[RoleId, str, Level | None]:
        """Return (role, why, level)."""
        role, why = self._role(page, career)
        return role, why, self._level(page, career)

    def _role(self, page: Page, career: CareerMark) -> tuple[RoleId, str]:
        for title in self._telling(career):
            if self._names_no_trade(title):
                continue
            role, why = self._by_title(title, page)
            if role is None:
                role, why = self._by_weak_title(title, page)
            if role is None:
                return "other", "no known role in the title of the newest job"
            return role, why
        return self._by_signals(page)

    def _telling(self, career: CareerMark) -> Iterator[str]:
        """Yield the titles that may tell the trade, the most telling first."""
        jobs = [job.head for job in career.jobs if job.head]
        yield from jobs[:1]
        if career.headline:
            yield career.headline
        if self._titles.roles(career.described):
            yield career.described
        yield from jobs[1:_TITLES_LOOKED_AT]
        if career.sought:
            yield career.sought

    def _names_no_trade(self, title: str) -> bool:
        bare = " ".join(title.split(",")[0].split())
        return bare in self._open or self._titles.is_open(bare, self._open)

    def _level(self, page: Page, career: CareerMark) -> Level | None:
        newest = career.jobs[0] if career.jobs else None
        titles = [job.head for job in career.jobs if job.head][:1]
        titles.insert(len(titles) if newest and newest.head else 0, career.headline)
        for title in titles:
            level = self._of_title(title)
            if level is not None and not (level == "intern" and self._student.search(title)):
                return level
        # of what the summary says, the noun tells the trade: "a proven leader" is no lead
        level = self._titles.level(career.described.rpartition(" ")[0])
        if level is None and "junior" in (self._titles.level(career.sought), self._told(page)):
            level = "junior"
        if level is not None:
            return level
        years = career.years
        if years is None and newest is not None and newest.begin is None:
            # no job has a date: who has used a tool for two years has worked for as long
            years = max((mark.years for mark in page.skills if mark.years), default=None)
        if years is not None:
            return [entry.level for entry in self._by_years if years >= entry.from_years][-1]
        # no jobs, or none but internships; or one who studies or has just graduated
        beside = all(self._beside_studies.search(job.head) for job in career.jobs if job.head)
        return "junior" if newest is None or beside or career.is_fresh else None

    def _of_title(self, title: str) -> Level | None:
        """Return the level in a title; what follows a comma may be an employer: "Analyst, Associate Bank"."""
        first, _, rest = title.partition(",")
        rest = rest if rest.count(" ") <= _SHORT_REST else ""
        return self._titles.level(first) or self._titles.level(rest)
