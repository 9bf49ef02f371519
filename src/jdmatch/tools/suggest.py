"""Which names do postings list beside known skills that the taxonomy does not know yet?

Behind `jdmatch taxonomy suggest`. People write skills in rows ("Python, Polars and DuckDB"): where some
members of a row are known, the others are probably skills too. Nothing is added by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from jdmatch.folding import fold_surface
from jdmatch.taxonomy.records import Taxonomy

if TYPE_CHECKING:
    from jdmatch.reading.records import Reading

# what separates the members of a row
_JOINS = re.compile(
    r"[^\S\n]*(?:[,;|•·\n()\[\]:]|<[^<>]{1,40}>|&\w{2,6};|\s[/–—-]\s|(?<=\w)/(?=\w)|\band\b|\bor\b|&)\s*"
)
_WORD = re.compile(r"\.?[A-Za-z0-9][\w.+#'’/-]*")
_LONGEST_WORDS = 4
_LONGEST_CHARACTERS = 40
# a member is known when this much of it is a skill: "strong Python" is, "Python bindings for Qt" is not
_KNOWN_SHARE = 0.7
_CONTEXT = 45


class Member(NamedTuple):
    """A member of a row: where it stands, and the family of the skill that it is, if any."""

    start: int
    end: int
    family: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that may be a skill, with where it was seen and what stood beside it."""

    name: str
    postings: int
    family: str
    beside: tuple[str, ...]
    example: str

    def to_dict(self) -> dict[str, Any]:
        """Return the suggestion as plain values, ready for JSON."""
        return {
            "name": self.name, "postings": self.postings, "family": self.family,
            "beside": list(self.beside), "example": self.example,
        }  # fmt: skip


class _KnownWords(NamedTuple):
    """Words that tell a name from prose: what the taxonomy calls ordinary, and what no skill's name holds."""

    ordinary: Container[str]
    around: frozenset[str]  # stand before or after a name: "experience with", "is a plus"
    never: frozenset[str]
    titles: tuple[str, ...]


def _known_words(taxonomy: Taxonomy) -> _KnownWords:
    from spacy.lang.en.stop_words import STOP_WORDS

    language, degrees = taxonomy.language, taxonomy.qualifications
    cues = (
        language.stance.required,
        language.stance.preferred,
        language.stance.mentioned,
        language.stance.negated,
    )
    around = _words(*(cue for group in cues for cue in (*group.before, *group.after)))
    names = _words(
        *(name for degree in degrees.degrees for name in (*degree.names, *degree.exact)), *degrees.related
    )
    years = _words(*language.years.years, *language.years.months, *language.years.numerals)
    titles = (role.label.lower() for role in taxonomy.roles.roles if role.id != "other")
    stop = frozenset(STOP_WORDS)
    return _KnownWords(language.words, stop | around, stop | names | years, tuple(titles))


def _words(*phrases: str) -> frozenset[str]:
    return frozenset(word.lower() for phrase in phrases for word in phrase.split())


@dataclass(slots=True)
class _Seen:
    postings: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    example: str = ""


def suggest(
    texts: Iterable[str], read: Callable[[str], Reading], taxonomy: Taxonomy, *, at_least: int = 2
) -> tuple[Suggestion, ...]:
    """Return unknown names that stand in rows of known skills, the most frequent first.

    Args:
        texts: Postings.
        read: What reads a posting, `Matcher.read` for one.
        taxonomy: What is known.
        at_least: The number of postings a name must stand in.

    >>> import jdmatch
    >>> matcher = jdmatch.load()
    >>> texts = ["Python, Zorglub and SQL.", "You know Docker, Zorglub, Kubernetes."]
    >>> [(s.name, s.postings) for s in suggest(texts, matcher.read, matcher.taxonomy)]
    [('Zorglub', 2)]
    """
    known_words = _known_words(taxonomy)
    seen: dict[str, _Seen] = {}
    for text in texts:
        in_this: set[str] = set()
        for member, neighbours, row in _unknown(text, read(text), known_words):
            name = text[member.start : member.end]
            key = fold_surface(name)
            if key in in_this or key in taxonomy.surfaces or not _may_be_a_name(name, known_words):
                continue
            in_this.add(key)
            entry = seen.setdefault(key, _Seen())
            entry.postings += 1
            entry.spellings[name] += 1
            entry.families.update(n.family for n in neighbours if n.family)
            entry.beside.update(text[n.start : n.end] for n in neighbours)
            entry.example = entry.example or _example(text, member, row)
    found = [
        Suggestion(
            entry.spellings.most_common(1)[0][0],
            entry.postings,
            entry.families.most_common(1)[0][0],
            tuple(name for name, _ in entry.beside.most_common(3)),
            entry.example,
        )
        for entry in seen.values()
        if entry.postings >= at_least
    ]
    return tuple(sorted(found, key=lambda s: (-s.postings, s.name.casefold())))


def _unknown(
    text: str, reading: Reading, known_words: _KnownWords
) -> Iterator[tuple[Member, list[Member], tuple[int, int]]]:
    """Yield the unknown members of rows with their known neighbours and the row's place."""
    skills = [(s.start, s.end, s.family) for s in reading.skills if s.kind != "soft" and s.family is not None]
    for row in re.finditer(r"[^\n]+", text):
        inside = [s for s in skills if s[0] >= row.start() and s[1] <= row.end()]
        if not inside:
            continue
        members = list(_members(text, row.start(), row.end(), inside, known_words.around))
        for i, member in enumerate(members):
            if member.family is not None:
                continue
            neighbours = [m for m in members[max(0, i - 2) : i + 3] if m.family is not None]
            # one known neighbour may be chance ("Python and coffee"); two, or one on either side, are a row
            if len(neighbours) >= 2:
                yield member, neighbours, row.span()


def _members(
    text: str, start: int, end: int, skills: list[tuple[int, int, str]], around: frozenset[str]
) -> Iterator[Member]:
    """Yield the members of a line: what stands between its separators, without the words around a name."""
    edges = [start, *(edge for join in _JOINS.finditer(text, start, end) for edge in join.span()), end]
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        words = [word.span() for word in _WORD.finditer(text, first, last)]
        while words and text[slice(*words[0])].lower().strip(".") in around:
            del words[0]
        while words and text[slice(*words[-1])].lower().strip(".") in around:
            del words[-1]
        if not words:
            continue
        a, b = words[0][0], words[-1][1]
        b -= text[a:b].endswith(".")
        covering = [s for s in skills if s[0] < b and s[1] > a]
        covered = sum(min(s[1], b) - max(s[0], a) for s in covering)
        if covered >= _KNOWN_SHARE * (b - a):
            yield Member(a, b, covering[0][2])
        elif not covering:
            yield Member(a, b, None)


def _may_be_a_name(name: str, known_words: _KnownWords) -> bool:
    """Tell whether a member looks like a name: short, and no years, degree, title or phrase of prose."""
    words = [word.strip(".'’").lower() for word in _WORD.findall(name)]
    if (
        not 1 <= len(words) <= _LONGEST_WORDS
        or len(name) > _LONGEST_CHARACTERS
        or not re.search(r"[A-Za-z]{2}", name)
    ):
        return False
    if name[0].isdigit() or any(word.startswith(("http", "www.")) or "@" in word for word in words):
        return False
    if known_words.never.intersection(words) or any(title in name.lower() for title in known_words.titles):
        return False
    unknown = [word for word in words if word not in known_words.ordinary]
    marked = re.search(r"\w[A-Z0-9+#]", name)
    # a lone ordinary word is any word, wherever it stands; two or three may be the name of a method
    return bool(unknown or marked) or 2 <= len(words) <= 3


def _example(text: str, member: Member, row: tuple[int, int]) -> str:
    start, end = max(row[0], member.start - _CONTEXT), min(row[1], member.end + _CONTEXT)
    words = " ".join(text[start:end].split())
    return f"{'…' if start > row[0] else ''}{words}{'…' if end < row[1] else ''}"
