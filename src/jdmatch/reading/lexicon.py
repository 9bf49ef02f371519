"""Finds every word the taxonomy knows in one pass over the folded text (Aho-Corasick).

One automaton holds the surfaces of skills, duties, cues, degrees, fields and certificates, each in a layer of its
own; the pipeline's components take their layer and give the hits a meaning. Whole words only, with two kindnesses
that real postings need: a version may follow a name ("Python3.11"), and two words that lost the line break between
them are two words ("ExcelStrong") when the rest of the run is an ordinary word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from jdmatch.folding import Folded

_VERSION = re.compile(r"v?\d+(?:\.\d+)*(?:\.x)?\+?(?![a-z])")
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?:https?://|www\.)\S+")
_RUN_BEFORE = re.compile(r"[A-Za-z]+\Z")
_RUN_AFTER = re.compile(r"[A-Z]?[a-z]+")
_SHORTEST_GLUED = 4
_WRAPPED_LINE = 60
# a blank or a sign comes first, so that the search leaps from one to the next
_SHORT = r"[^a-z0-9_.&'](?=({surfaces})(?![\w#]|\+(?!\s|$)|'[a-z]))"
_NEVER = r"(?!)"


class Hit(NamedTuple):
    """One known surface at one place of the folded text."""

    start: int
    end: int
    key: str  # the surface
    tag: int  # what the layer says of it


Hits = dict[str, list[Hit]]


class Lexicon:
    """A compiled search for surfaces in layers.

    >>> from jdmatch.folding import fold
    >>> lexicon = Lexicon({"skill": {"python": 0, "machine learning": 1}}, ordinary=frozenset({"strong"}))
    >>> [(h.key, h.start) for h in lexicon.find(fold("Machine-learning in Python3"))["skill"]]
    [('machine learning', 0), ('python', 20)]
    """

    def __init__(self, layers: Mapping[str, Mapping[str, int]], *, ordinary: frozenset[str]) -> None:
        self._layers = tuple(layers)
        self._ordinary = ordinary
        tags: dict[str, list[tuple[str, int]]] = {}
        for layer, surfaces in layers.items():
            for surface, tag in surfaces.items():
                tags.setdefault(surface, []).append((layer, tag))
        short = sorted((s for s in tags if len(s) <= 2), key=len, reverse=True)
        self._patterns = [s for s in tags if len(s) > 2]
        # one tuple for all surfaces that mean the same: the fewer objects, the less the garbage collector walks
        shared: dict[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]] = {}
        self._tags = [shared.setdefault(t, t) for t in (tuple(tags[s]) for s in self._patterns)]
        self._word_end = [s[-1].isalnum() for s in self._patterns]
        self._has_blank = [" " in s for s in self._patterns]
        self._search = AhoCorasick(self._patterns)
        self._short_tags = {s: tuple(tags[s]) for s in short}
        self._short = re.compile(_SHORT.format(surfaces="|".join(map(re.escape, short)) or _NEVER))

    def find(self, folded: Folded) -> Hits:
        """Return the hits of every layer, in order of their start, longer ones first."""
        flat, cased, low = folded.flat, folded.cased, folded.low
        found: Hits = {layer: [] for layer in self._layers}
        size = len(flat)
        patterns, tags, ends, has_blank = self._patterns, self._tags, self._word_end, self._has_blank
        for index, start, end in self._search.find_matches_as_indexes(flat, overlapping=True):
            if (
                start
                and flat[start - 1].isalnum()
                and not (cased[start].isupper() and self._glued_before(cased, start, end))
            ):
                continue
            if end < size:
                after = flat[end]
                if after.isalnum():
                    if ends[index] and not self._goes_on(folded, start, end):
                        continue
                elif after == "." and flat[end - 1].isdigit() and flat[end + 1 : end + 2].isdigit():
                    continue  # "Python 3" in "Python 3.9": the name is "Python"
            if has_blank[index] and (at := low.find("\n", start, end)) >= 0 and not _is_wrapped(folded, at):
                continue
            for layer, tag in tags[index]:
                found[layer].append(Hit(start, end, patterns[index], tag))
        # one or two letters stand in every word, so they are sought as whole words
        for match in self._short.finditer(f" {flat}"):
            start = match.start()
            if start and flat[start - 1].isalnum():
                continue
            for layer, tag in self._short_tags[match.group(1)]:
                found[layer].append(Hit(start, match.end(1) - 1, match.group(1), tag))
        if "@" in flat or "www." in flat or "http" in flat:
            addresses = [m.span() for m in _ADDRESS.finditer(low)]
            for layer, hits in found.items():
                found[layer] = [h for h in hits if not any(a <= h.start < b for a, b in addresses)]
        for hits in found.values():
            hits.sort(key=_by_start)
        return found

    def _glued_before(self, cased: str, start: int, end: int) -> bool:
        """Tell whether the name, which begins with a capital, stands after a lost line break: "descriptionPython"."""
        if end - start < _SHORTEST_GLUED or not cased[start - 1].islower():
            return False
        run = _RUN_BEFORE.search(cased, max(0, start - 25), start)
        return run is not None and len(run.group()) > 2 and run.group().lower() in self._ordinary

    def _goes_on(self, folded: Folded, start: int, end: int) -> bool:
        """Tell whether what follows the name at once is a version or, after a lost line break, a word of its own."""
        low, cased = folded.low, folded.cased
        if low[end].isdigit():
            return end - start > 2 and _VERSION.match(low, end) is not None
        if end - start < _SHORTEST_GLUED or not (cased[end].isupper() and not cased[end - 1].isupper()):
            return False
        run = _RUN_AFTER.match(cased, end)
        return run is not None and len(run.group()) > 2 and run.group().lower() in self._ordinary


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits without those that lie inside or across a longer one; the earlier wins a draw.

    >>> [h.key for h in longest([Hit(0, 4, "data", 0), Hit(0, 11, "data mining", 1), Hit(5, 18, "mining models", 2)])]
    ['data', 'mining models']
    """
    taken: list[Hit] = []
    cluster: list[Hit] = []
    reach = -1
    for hit in sorted(hits, key=_by_start):
        if hit.start >= reach:  # nothing before overlaps what comes: most clusters are a single hit
            taken += cluster if len(cluster) < 2 else _longest_of(cluster)
            cluster = []
        cluster.append(hit)
        reach = max(reach, hit.end)
    taken += cluster if len(cluster) < 2 else _longest_of(cluster)
    return taken


def _longest_of(cluster: list[Hit]) -> list[Hit]:
    taken: list[Hit] = []
    for hit in sorted(cluster, key=_by_length):
        if all(hit.end <= other.start or hit.start >= other.end for other in taken):
            taken.append(hit)
    return sorted(taken, key=_by_start)


def _by_start(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _by_length(hit: Hit) -> tuple[int, int]:
    return hit.start - hit.end, hit.start


def _is_wrapped(folded: Folded, at: int) -> bool:
    """Tell whether a line end inside a name is a wrapped line's: such a line is long, or goes on in lower case."""
    line_start = folded.low.rfind("\n", 0, at) + 1
    return folded.cased[at + 1 : at + 2].islower() or at - line_start > _WRAPPED_LINE
