"""Builds patterns from the words of the taxonomy's language files, folded as texts are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jdmatch.folding import fold_surface


def any_of(words: Iterable[str]) -> str:
    r"""Return the alternation of words, longest first; of none, a pattern that never matches.

    >>> any_of(["k", "per annum", "p.a."])
    'per\\ annum|p\\.a\\.|k'
    """
    folded = sorted({fold_surface(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, folded)) or r"(?!)"


def whole(words: Iterable[str]) -> str:
    """Return the alternation of words that match only as whole words."""
    return rf"(?<!\w)(?:{any_of(words)})(?!\w)"
