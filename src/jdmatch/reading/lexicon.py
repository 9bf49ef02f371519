"""Finds every word the taxonomy knows in one pass over the folded text (Aho-Corasick).

One automaton holds the surfaces of skills, duties, cues, degrees, fields and certificates, each in a layer of its
own; the pipeline's components take their layer and give the hits a meaning. Whole words only, with two kindnesses
that real postings need: a version may follow a name ("Python3.11"), and two words that lost the line break between
them are two words ("ExcelStrong") when the rest of the run is an ordinary word.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple, Protocol, TypeVar

from ahocorasick_rs import AhoCorasick

from jdmatch.folding import Folded, cases_of, places_of

_FRACTION = re.compile(r"\.\d")
_VERSION = re.compile(r"v?\d+(?:\.\d+)*(?:\.x)?\+?(?![a-z])")
_LINK = re.compile(r"(?:https?://|www\.)(?=\S)")
_RUN = re.compile(r"\S+")
_WORD_AFTER = re.compile(r"\w+")
_RUN_BEFORE = re.compile(r"[A-Za-z]+\Z")
_RUN_AFTER = re.compile(r"[A-Z]?[a-z]+")
_SHORTEST_GLUED = 4
_WRAPPED_LINE = 60
_GLUED_AGAIN = 5  # letters behind a seam by which the same two words are known again
_WORD_END, _DIGIT_END, _HAS_SIGN, _IS_SHORT = 1, 2, 4, 8
_SHORT = 2  # names of so many letters stand in every word, so they are sought as whole words
# what may not stand beside a short name: letters and what makes it a part of another name
_BY_START, _BY_END = itemgetter(0), itemgetter(2)
_NOT_BEFORE = frozenset("_.&")
_NOT_AFTER = re.compile(r"[\w#]|\+(?!\s|$)|'[a-z]")
# every sign is a blank to the search, so that it begins only where a word does and leaps over the rest of it
_BLANKED = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
_BLANKED[0] = "\0"  # ... and what stands for a letter that is none of ASCII
_UNLIKE = re.compile(r"[^\x00-\x7f]")


class Placed(Protocol):
    """Anything that stands at a place of the text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


_Placed = TypeVar("_Placed", bound=Placed)
start_of = attrgetter("start")


class Hit(NamedTuple):
    """One known surface at one place of the folded text."""

    start: int
    end: int
    key: str  # the surface
    tag: int  # what the layer says of it


Hits = dict[str, list[Hit]]


class Plan(NamedTuple):
    """What a search is built of, as plain values: they are worked out once and kept."""

    layers: tuple[str, ...]
    surfaces: list[str]
    kinds: list[tuple[tuple[int, int], ...]]  # (layer, tag) of all surfaces that mean the same
    kind_of: list[int]  # by surface
    flags: (
        bytes  # by surface: whether it ends in a letter or digit, in a digit, holds a blank or sign, is short
    )

    @classmethod
    def of(cls, layers: Mapping[str, Mapping[str, int]]) -> Plan:
        """Return the plan of a search for the surfaces of some layers."""
        tags: dict[str, list[tuple[int, int]]] = {}
        for number, surfaces in enumerate(layers.values()):
            for surface, tag in surfaces.items():
                tags.setdefault(surface, []).append((number, tag))
        # one tuple for all surfaces that mean the same: the fewer objects, the less the garbage collector walks
        kinds: dict[tuple[tuple[int, int], ...], int] = {}
        kind_of = [kinds.setdefault(tuple(some), len(kinds)) for some in tags.values()]
        flags = bytes(
            _WORD_END * s[-1].isalnum()
            | _DIGIT_END * s[-1].isdigit()
            | _HAS_SIGN * (not (s.isascii() and s.isalnum()))
            | _IS_SHORT * (len(s) <= _SHORT)
            for s in tags
        )
        return cls(tuple(layers), list(tags), list(kinds), kind_of, flags)


class Lexicon:
    """A compiled search for surfaces in layers.

    >>> from jdmatch.folding import fold
    >>> plan = Plan.of({"skill": {"python": 0, "machine learning": 1}})
    >>> lexicon = Lexicon(plan, ordinary=frozenset({"strong"}))
    >>> [(h.key, h.start) for h in lexicon.find(fold("Machine-learning in Python3"))["skill"]]
    [('machine learning', 0), ('python', 20)]
    """

    def __init__(self, plan: Plan, *, ordinary: Container[str]) -> None:
        self._layers, self._surfaces = plan.layers, plan.surfaces
        self._ordinary = ordinary
        # built when a text is first read: no other part of a start takes as long
        self._search: AhoCorasick | None = None
        self._longest = 0
        # small tables: what a text needs of them stays in the processor's cache
        self._kinds, self._kind_of, self._flags = plan.kinds, array("I", plan.kind_of), plan.flags

    def find(self, folded: Folded) -> Hits:
        """Return the hits of every layer, in order of their start, longer ones first."""
        flat, cased, low = folded.flat, folded.cased, folded.low
        flags, surfaces, kinds, kind_of = self._flags, self._surfaces, self._kinds, self._kind_of
        layers: list[list[Hit]] = [[] for _ in self._layers]
        make = tuple.__new__  # twice as fast as Hit(...)
        text = f" {_blanked(flat)} "
        matches = self._matches(text)
        if seams := list(self._seams(cased)):
            for seam in seams:
                matches += [
                    (index, seam, seam + end)
                    for index, start, end in self._matches(f" {text[seam + 1 : seam + self._longest]} ")
                    if start == 0 and len(surfaces[index]) >= _SHORTEST_GLUED
                ]
            matches.sort(key=_BY_END)
        # they come in the order of their ends: from the last one on, of those that begin alike the longer comes first
        matches.reverse()
        taken = -1
        for index, start, end in matches:
            flag, key = flags[index], surfaces[index]
            if flag & _IS_SHORT:
                end = start + len(key)
                if (
                    start == taken
                    or not flat.startswith(key, start)  # one of signs alone may match behind the end
                    or (start and flat[start - 1] in _NOT_BEFORE)
                    # "we'R": an apostrophe; in "`R`" and "'R'" it is a quotation mark
                    or (start > 1 and flat[start - 1] == "'" and flat[start - 2].isalnum())
                    or _NOT_AFTER.match(flat, end)
                ):
                    continue
                taken = start
            else:
                end -= 1
                if flag & _HAS_SIGN and (
                    not flat.startswith(key, start)
                    or ((at := low.find("\n", start, end)) >= 0 and not _is_wrapped(folded, at))
                ):
                    continue
                if text[end + 1] != " ":
                    # nearly always a letter of the same word
                    if flag & _WORD_END and (cased[end].islower() or not self._goes_on(folded, start, end)):
                        continue
                elif flag & _DIGIT_END and _FRACTION.match(flat, end):
                    continue  # "Python 3" in "Python 3.9": the name is "Python"
            for layer, tag in kinds[kind_of[index]]:
                layers[layer].append(make(Hit, (start, end, key, tag)))
        for hits in layers:
            if len(hits) > 1:
                hits.sort(key=_BY_START)
        if "@" in flat or "www." in flat or "http" in flat:
            for first, last in _addresses(low):
                for hits in layers:
                    del hits[bisect_left(hits, first, key=_BY_START) : bisect_left(hits, last, key=_BY_START)]
        return dict(zip(self._layers, layers, strict=True))

    def _matches(self, text: str) -> list[tuple[int, int, int]]:
        """Return the surfaces (by number, from, to) that begin with a word of a text without signs."""
        if self._search is None:
            self._longest = max(map(len, self._surfaces), default=0) + 2
            # all at once, parted by what no folded surface holds: 40,000 calls take 20 ms
            blanked = _blanked("A".join(self._surfaces)).split("A") if self._surfaces else []
            self._search = AhoCorasick(
                [
                    f" {one.rstrip()} " if flag & _IS_SHORT else f" {one}"
                    for one, flag in zip(blanked, self._flags, strict=True)
                ]
            )
        return self._search.find_matches_as_indexes(text, overlapping=True)

    def _seams(self, cased: str) -> Iterator[int]:
        """Yield where a capital stands right behind a word that lost its line break: "descriptionPython"."""
        for at in places_of(("aA",), cases_of(cased)):
            run = _RUN_BEFORE.search(cased, max(0, at - 24), at + 1)
            if (
                run is not None
                and len(run.group()) > 2
                and run.group().lower() in self._ordinary
                and cased.count(cased[run.start() : at + _GLUED_AGAIN])
                == 1  # a firm is named again: "SportsTableau"
            ):
                yield at + 1

    def _goes_on(self, folded: Folded, start: int, end: int) -> bool:
        """Return whether what follows the name at once is a version or, after a lost line break, a word of its own."""
        low, cased = folded.low, folded.cased
        if low[end].isdigit():
            return end - start > 2 and _VERSION.match(low, end) is not None
        # "SQLProficiency": behind a capital only a longer word
        least, longer = (3, 4) if cased[end - 1].isupper() else (_SHORTEST_GLUED, 3)
        if end - start < least or not cased[end].isupper():
            return False
        run = _RUN_AFTER.match(cased, end)
        return run is not None and len(run.group()) >= longer and run.group().lower() in self._ordinary


def _blanked(flat: str) -> str:
    """Return a folded text with a blank for every sign."""
    if not flat.isascii():
        for sign in set(_UNLIKE.findall(flat)):
            flat = flat.replace(sign, "\0" if sign.isalnum() else " ")
    return flat.translate(_BLANKED)


def begins_between(hits: Sequence[Hit], start: int, end: int) -> bool:
    """Return whether one of some hits, in the order of the text, begins between two places; long lists cost no more."""
    at = bisect_left(hits, start, key=start_of)
    return at < len(hits) and hits[at].start < end


def between(placed: Sequence[_Placed], start: int, end: int) -> Sequence[_Placed]:
    """Return those of some things, in the order of the text, that begin from one place on and before another.

    >>> [hit.key for hit in between([Hit(0, 2, "go", 0), Hit(4, 5, "r", 0), Hit(8, 11, "sql", 0)], 4, 8)]
    ['r']
    """
    at = bisect_left(placed, start, key=start_of)
    return placed[at : bisect_left(placed, end, lo=at, key=start_of)]


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits without those that lie inside or across a longer one; the earlier wins a draw.

    >>> [h.key for h in longest([Hit(0, 4, "data", 0), Hit(0, 11, "data mining", 1), Hit(5, 18, "mining models", 2)])]
    ['data', 'mining models']
    """
    hits = sorted(hits, key=_BY_START)
    taken: list[Hit] = []
    first = reach = 0
    for at, (start, end, _, _) in enumerate(hits):
        if start >= reach:  # nothing before overlaps what comes: most clusters are a single hit
            taken += hits[first:at] if at < first + 2 else _longest_of(hits[first:at])
            first = at
        if end > reach:
            reach = end
    return taken + (hits[first:] if len(hits) < first + 2 else _longest_of(hits[first:]))


def _longest_of(cluster: list[Hit]) -> list[Hit]:
    taken: list[Hit] = []
    for hit in sorted(cluster, key=lambda hit: (hit.start - hit.end, hit.start)):
        at = bisect_left(taken, hit.start, key=_BY_START)
        if (at == 0 or taken[at - 1].end <= hit.start) and (at == len(taken) or hit.end <= taken[at].start):
            taken.insert(at, hit)
    return taken


def _is_wrapped(folded: Folded, at: int) -> bool:
    """Return whether a line end inside a name is a wrapped line's: such a line is long, or goes on in lower case."""
    line_start = folded.low.rfind("\n", 0, at) + 1
    return folded.cased[at + 1 : at + 2].islower() or at - line_start > _WRAPPED_LINE


def _addresses(low: str) -> Iterator[tuple[int, int]]:
    """Yield where addresses of mail and links stand, in order; only the lines that hold a sign of one are looked at."""
    done = 0
    marks = [at for at in (low.find("@"), low.find("www."), low.find("http")) if at >= 0]
    while marks:
        start = max(done, low.rfind("\n", done, min(marks)) + 1)
        done = low.find("\n", start)
        done = len(low) if done < 0 else done
        for run in _RUN.finditer(low, start, done):
            yield from _addresses_in(low, *run.span())
        marks = [
            at for at in (low.find("@", done), low.find("www.", done), low.find("http", done)) if at >= 0
        ]


def _addresses_in(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the addresses in one run of signs: up to the last dot with a word behind it, or a link to its end."""
    at = low.find("@", start + 1, end)
    dot = low.rfind(".", at + 2, end) if at >= 0 else -1
    while dot >= 0:
        if word := _WORD_AFTER.match(low, dot + 1, end):
            yield start, word.end()
            start = word.end()
            break
        dot = low.rfind(".", at + 2, dot)
    if link := _LINK.search(low, start, end):
        yield link.start(), end
