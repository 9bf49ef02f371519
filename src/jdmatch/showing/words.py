"""Words for people: numbers with their nouns, and foreign text that can do no harm on a screen."""

from __future__ import annotations

import re
from typing import Final

# what a terminal obeys (C0, DEL, C1; signs that turn the direction of writing) and what no encoding takes; tabs and
# line ends stay
_UNSHOWN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def harmless(text: str) -> str:
    r"""Return a text with a mark in place of what a terminal would obey or could not show.

    >>> harmless("ML \x1b[31mEngineer"), harmless("Stra\xdfe\nBerlin")
    ('ML �[31mEngineer', 'Straße\nBerlin')
    """
    return _UNSHOWN.sub("\ufffd", text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
