"""The forms of an English word and the surfaces a phrase of the taxonomy stands for.

Used when the taxonomy is compiled and when readers are made, never on a text: no lemmas are sought at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

MAX_SURFACES = 600
_TOKEN = re.compile(r"\(([^()]*)\)(\?)?|([^\s()]+)|(\s+)")
_VOWELS = "aeiou"


def plural(word: str) -> str:
    """Return the regular plural of a noun.

    >>> plural("query"), plural("process"), plural("model")
    ('queries', 'processes', 'models')
    """
    if word.endswith("y") and len(word) > 2 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def forms(word: str, irregular: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return a word with its forms: the listed ones where it is irregular, else the regular ones.

    >>> forms("deploy", {"deploy": ["deploys", "deployed", "deploying", "deployment"]})
    ('deploy', 'deploys', 'deployed', 'deploying', 'deployment')
    >>> forms("tune", {})
    ('tune', 'tunes', 'tuned', 'tuning')
    """
    if word in irregular:
        return (word, *irregular[word])
    return tuple(dict.fromkeys((word, plural(word), _past(word), _gerund(word))))


def expand(
    phrase: str, irregular: Mapping[str, Sequence[str]], *, most: int | None = MAX_SURFACES
) -> Iterator[str]:
    """Yield every surface that a phrase in the notation of the taxonomy stands for.

    Raises:
        ValueError: if it is not well formed, or stands for more than `most`.

    >>> list(expand("train~ (ML )?models", {"train": ["training"]}))
    ['train ML models', 'train models', 'training ML models', 'training models']
    >>> list(expand("(text|data) mining", {}))
    ['text mining', 'data mining']
    """
    choices: list[Sequence[str]] = []
    end = 0
    for match in _TOKEN.finditer(phrase):
        if match.start() != end:
            break
        end = match.end()
        group, optional, word, blank = match.groups()
        if group is None:
            choices.append(_written(word or blank, irregular))
            continue
        parts = (re.split(r"(\s+)", alternative) for alternative in group.split("|"))
        written = [product(*(_written(word, irregular) for word in words)) for words in parts]
        choices.append([*("".join(words) for each in written for words in each), *([""] if optional else [])])
    if end != len(phrase):
        raise ValueError(
            f"phrase {phrase!r} is not well formed at character {end + 1}; brackets may not be nested"
        )
    total = prod(map(len, choices))
    if most is not None and total > most:
        raise ValueError(
            f"phrase {phrase!r} stands for {total} surfaces; at most {most} are allowed: split it"
        )
    for words in product(*choices):
        if cleaned := " ".join("".join(words).split()):
            yield cleaned


def _written(word: str, irregular: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return forms(word[:-1], irregular) if word.endswith("~") else (word,)


def alternatives(phrase: str) -> Iterator[str]:
    """Yield what a phrase without inflected words stands for, however many that are.

    >>> list(alternatives("(key )?skills"))
    ['key skills', 'skills']
    """
    return expand(phrase, {}, most=None)


def _doubles(word: str) -> bool:
    """Return whether the last consonant doubles before a vowel.

    One short stressed syllable (plan, map, but not train).
    """
    return (
        len(word) >= 3
        and word[-1] not in _VOWELS + "wxy"
        and word[-2] in _VOWELS
        and word[-3] not in _VOWELS
        and sum(c in _VOWELS for c in word) == 1
    )


def _past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and len(word) > 2 and word[-2] not in _VOWELS:
        return word[:-1] + "ied"
    return word + (word[-1] if _doubles(word) else "") + "ed"


def _gerund(word: str) -> str:
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    return word + (word[-1] if _doubles(word) else "") + "ing"
