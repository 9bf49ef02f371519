"""Builds patterns from the words of the taxonomy's language files, folded as texts are, and reads learnt weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set
from functools import lru_cache
from typing import cast

from jdmatch.folding import fold_surface, words_of

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


class _Later:
    """A pattern that is compiled when it is first used, as `re.compile` does it: most texts need few of them."""

    __slots__ = ("flags", "pattern", *_METHODS)

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        made = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(made, method))
        return getattr(made, name)

    def __reduce__(self) -> tuple[object, ...]:
        return _Later, (self.pattern, self.flags)


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    r"""Return a pattern that is compiled when it is first used.

    >>> later(r"\d+").findall("12 or 13")
    ['12', '13']
    """
    return cast("re.Pattern[str]", _Later(pattern, flags))


def any_of(words: Iterable[str]) -> str:
    r"""Return the alternation of words, longest first; of none, a pattern that never matches.

    >>> any_of(["k", "per annum", "p.a."])
    'per\\ annum|p\\.a\\.|k'
    """
    folded = sorted(set(map(fold_surface, words)))
    folded.sort(key=len, reverse=True)
    return (
        re.escape("\0".join(folded)).replace("\0", "|") or r"(?!)"
    )  # escaped in one call: a tenth of a start


def whole(words: Iterable[str]) -> str:
    """Return the alternation of words that match only as whole words."""
    return rf"(?<!\w)(?:{any_of(words)})(?!\w)"


def standing(phrase: str, low: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where a phrase stands by itself in a folded text, with no letter or digit beside it.

    >>> list(standing("one of", "one of us, or neither of one office"))
    [(0, 6)]
    """
    at = low.find(phrase, start, end)
    while at >= 0:
        stop = at + len(phrase)
        if not low[at - 1 : at].isalnum() and not low[stop : stop + 1].isalnum():
            yield at, stop
        at = low.find(phrase, stop, end)


def any_stands(phrases: Iterable[str], low: str) -> bool:
    """Return whether one of some phrases stands by itself in a folded text."""
    return any(next(standing(phrase, low), None) for phrase in phrases if phrase in low)


class WholeWords:
    """A pattern of whole words for short texts: most hold none of its words, and are told by that alone.

    >>> WholeWords(["team lead", "head"]).search("the head of it"), WholeWords(["team lead"]).search("leading a team")
    (<re.Match object; span=(4, 8), match='head'>, None)
    """

    def __init__(self, words: Iterable[str], pattern: Callable[[Iterable[str]], str] = whole) -> None:
        phrases = [fold_surface(word) for word in words]
        # of each phrase one word; a phrase without letters may stand anywhere
        anchors = [max(words_of(phrase), key=len, default="") for phrase in phrases]
        self._anchors = frozenset(anchors)
        self._is_anywhere = "" in self._anchors
        self._pattern = later(pattern(phrases))

    def search(self, low: str) -> re.Match[str] | None:
        """Return the first of the words in a folded text."""
        return self._pattern.search(low) if self._may_hold(low) else None

    def sub(self, new: str, low: str) -> str:
        """Return a folded text with something else for each of the words."""
        return self._pattern.sub(new, low) if self._may_hold(low) else low

    def _may_hold(self, low: str) -> bool:
        return self._is_anywhere or not self._anchors.isdisjoint(_words_in(low))


_words_in = lru_cache(maxsize=32)(words_of)  # a line is held against the words of several patterns


class Phrases:
    """Finds phrases as whole words; only those are sought whose words are all in the text's vocabulary.

    >>> Phrases(["one of", "either"]).find("one of us, or neither of one office", {"one", "of", "us", "or", "neither"})
    [(0, 6)]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_word: dict[str, list[tuple[str, Set[str]]]] = {}
        for phrase in sorted({fold_surface(word) for word in words}):
            its_words = words_of(phrase)
            longest = max(its_words, key=len, default="")
            self._by_word.setdefault(longest, []).append((phrase, frozenset(its_words)))
        # those without a letter from a to z
        self._always = [phrase for phrase, _ in self._by_word.pop("", [])]
        self._words = frozenset(self._by_word)

    def find(self, low: str, vocabulary: Set[str], end: int | None = None) -> list[tuple[int, int]]:
        """Return where they begin and end in a folded text (before `end`), in order."""
        present = list(self._always)
        for word in self._words & vocabulary:
            present += [phrase for phrase, words in self._by_word[word] if words <= vocabulary]
        return sorted(place for phrase in present for place in standing(phrase, low, 0, end))


class Weights:
    r"""What single signs weigh, learnt from texts: a table that is parsed when it is first asked.

    >>> Weights("# a remark\nw experience\t20\n*aAa\t-10\n").sum(["w experience", "*aAa", "w never met"])
    10
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._weights: dict[str, int] = {}  # read when a text first needs them

    def sum(self, signs: Iterable[str]) -> int:
        """Return what some signs weigh together: above 0 what they speak for is likelier than not."""
        if not self._weights:
            rows = (line.partition("\t") for line in self._table.split("\n") if line and line[0] != "#")
            self._weights = {sign: int(weight) for sign, _, weight in rows}
        weights = self._weights
        return sum([weights[sign] for sign in signs if sign in weights])
