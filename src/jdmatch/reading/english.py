"""Tells whether a text is English, from spaCy's stop words: enough for a note, without a model or a download."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

_OTHERS = ("fr", "de", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl", "tr", "ro", "cs", "hu", "id")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_ENOUGH = 0.18
_ENGLISH_FOR_SURE = 0.22
_LEAST_WORDS = 25
_SCRIPT_LOOK = 2000
_LEAST_LETTERS = 60
_ANOTHER_SCRIPT = 0.4
_FIRST_WORDS, _SECOND_LOOK = 120, 5000  # most texts are English, and their first words show it


@lru_cache(maxsize=32)
def _stop_words(code: str) -> frozenset[str]:
    # the file alone is run: to import the module imports the whole language, and sixteen of them take two seconds
    spec = find_spec("spacy")
    assert spec is not None
    assert spec.origin is not None
    found = run_path(str(Path(spec.origin).parent / "lang" / code / "stop_words.py"))
    return frozenset(w for w in found["STOP_WORDS"] if len(w) > 1)


def guess_language(flat: str, words: Sequence[str]) -> str:
    """Return the code of a folded text's language, given its words; short and mixed texts count as English.

    >>> text = "we are looking for someone with experience in python and a sense for data"
    >>> guess_language(text, text.split())
    'en'
    """
    if _share(words[:_FIRST_WORDS], "en") >= _ENGLISH_FOR_SURE:
        return "en"
    words = _WORD.findall(flat, 0, _SECOND_LOOK)
    english = _share(words, "en")
    if english >= _ENGLISH_ENOUGH and len(words) >= _LEAST_WORDS:
        return "en"
    letters = sum(map(str.isalpha, flat[:_SCRIPT_LOOK]))
    foreign = sum(c.isalpha() and not c.isascii() for c in flat[:_SCRIPT_LOOK])
    if letters >= _LEAST_LETTERS and foreign / letters > _ANOTHER_SCRIPT:
        return "und"  # no stop words are needed to tell, nor blanks between the words
    if len(words) < _LEAST_WORDS:
        return "en"
    best = max(_OTHERS, key=lambda code: _share(words, code))
    share = _share(words, best)
    return best if share > 1.5 * english and share > _ENGLISH_ENOUGH else "en"


def _share(words: Sequence[str], code: str) -> float:
    return sum(map(_stop_words(code).__contains__, words)) / len(words) if words else 0.0
