"""Colours as documents write them, and whether an eye can tell two of them apart."""

from __future__ import annotations

from typing import Final, NamedTuple

_LEAST_CONTRAST: Final = (
    12  # of 255 greys: #f0f0f0 on white is 15, light grey small print that can be read 50
)


class Color(NamedTuple):
    """Red, green and blue, from 0 to 255."""

    red: float
    green: float
    blue: float

    @property
    def grey(self) -> float:
        """Return how light it is to the eye."""
        return 0.299 * self.red + 0.587 * self.green + 0.114 * self.blue


def parse_hex(text: str) -> Color | None:
    """Return the colour of six hexadecimal digits, with or without "#"; None for anything else.

    >>> parse_hex("FF8000"), parse_hex("auto")
    (Color(red=255, green=128, blue=0), None)
    """
    digits = text.strip().removeprefix("#")
    if len(digits) != 6 or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
        return None
    return Color(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


def is_like(one: Color, other: Color) -> bool:
    """Say whether text of one colour cannot be read on the other.

    >>> is_like(Color(255, 255, 255), Color(250, 250, 250)), is_like(Color(255, 255, 255), Color(0, 0, 0))
    (True, False)
    """
    return all(abs(a - b) < 2 * _LEAST_CONTRAST for a, b in zip(one, other, strict=True)) and (
        abs(one.grey - other.grey) < _LEAST_CONTRAST
    )
