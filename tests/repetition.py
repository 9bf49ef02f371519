"""Finds repetitions in patterns that make a search slower than linear: one in another, or two that meet.

A pattern is walked as `re` itself parses it. Two repetitions meet where nothing need stand between them but signs that
both could take themselves: `\\w*[a-z]\\w*`, `\\S+@\\S+`, `\\s*,?\\s*`. A repetition in another one meets itself in the next
turn, unless a sign that it cannot take begins, ends or parts the turns: `(?:,\\s*\\w+)*` is sound, `(?:\\w+\\s?)*` is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

_MANY = 64  # of fewer turns a repetition costs a constant
# signs that stand for all others, each with its bit in a mask
_SIGNS = [*map(chr, range(128)), *"\x85\xa0éßÀ–—’“•…中Ж\u2028\ufeff"]
_ALL = (1 << len(_SIGNS)) - 1
_CATEGORIES: dict[object, Callable[[str], bool]] = {
    op.CATEGORY_DIGIT: str.isdigit,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda sign: sign.isalnum() or sign == "_",
    op.CATEGORY_NOT_DIGIT: lambda sign: not sign.isdigit(),
    op.CATEGORY_NOT_SPACE: lambda sign: not sign.isspace(),
    op.CATEGORY_NOT_WORD: lambda sign: not (sign.isalnum() or sign == "_"),
}
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)
_ALONE = (op.ATOMIC_GROUP, op.POSSESSIVE_REPEAT)  # never gone back into
_LOOKS = (op.ASSERT, op.ASSERT_NOT)
_ONE = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)  # items that take one sign

Open = frozenset[
    tuple[int, str]
]  # repetitions behind which only signs have stood that they could take: those signs
_NONE: Open = frozenset()


def faults(pattern: str, flags: int = 0) -> list[str]:
    r"""Return what is wrong with a pattern's repetitions, in words.

    >>> faults(r"(?:\d+)*x"), faults(r"\w*[a-z]\w*"), faults(r"\s*(?:,\s*)?x"), faults(r"(?:,\s*\w+)*")
    (['[0-9] meets [0-9]'], ['[0-9A-Z_a-zéßÀ中Ж] meets [0-9A-Z_a-zéßÀ中Ж]'], [], [])
    """
    walk = _Walk(re.compile(pattern, flags).flags)
    walk.sequence(parser.parse(pattern, flags), _NONE)
    return list(dict.fromkeys(walk.faults))


class _Walk:
    def __init__(self, flags: int) -> None:
        self.faults: list[str] = []
        self._flags = flags
        self._masks: dict[tuple[object, object], int] = {}

    def sequence(self, items: Iterable[tuple[object, object]], before: Open) -> Open:
        """Return the repetitions that are open behind a sequence."""
        for item in items:
            before = self._item(*item, before)
        return before

    def _item(self, code: object, value: object, before: Open) -> Open:
        if code in _REPEATS:
            return self._repeat(*value, before)  # type: ignore[misc]
        if code is op.SUBPATTERN:
            return self.sequence(value[3], before)  # type: ignore[index]
        if code is op.BRANCH:
            return frozenset().union(*(self.sequence(way, before) for way in value[1]))  # type: ignore[index]
        if code in _LOOKS:
            self.sequence(value[1], _NONE)  # type: ignore[index]
            if code is op.ASSERT and value[0] > 0 and value[1]:  # type: ignore[index]
                # what comes next is one of the signs that are looked for
                first, what = value[1][0]  # type: ignore[index]
                return _behind(before, self._signs(first, what)) if first in _ONE else before
            return before
        if code in _ALONE:
            body = value if code is op.ATOMIC_GROUP else value[2]  # type: ignore[index]
            self.sequence(body, _NONE)  # type: ignore[arg-type]
            least = 1 if code is op.ATOMIC_GROUP else value[0]  # type: ignore[index]
            return _behind(before, self._pure(body)) if least else before  # type: ignore[arg-type]
        if code is op.AT:
            return _NONE if value is op.AT_END_STRING else before
        return _behind(before, self._signs(code, value))

    def _repeat(self, least: int, most: int, body: Iterable[tuple[object, object]], before: Open) -> Open:
        once = self.sequence(body, before)
        skipped = before if least == 0 else _NONE
        if most < _MANY:
            # a second turn may meet the first
            return skipped | once | (self.sequence(body, once) if most > 1 else _NONE)
        pure = self._pure(body)
        for signs, place in before:
            if signs & pure:
                self.faults.append(f"{place} meets {_shown(pure)}")
        self.sequence(body, once)
        opened = frozenset({(pure, _shown(pure))}) if pure else _NONE
        return skipped | once | opened

    def _pure(self, body: Iterable[tuple[object, object]]) -> int:
        """Return the signs of which one alone, again and again, can make up a body."""
        signs = _ALL
        for code, value in body:
            if code in _REPEATS or code is op.POSSESSIVE_REPEAT:
                signs &= self._pure(value[2]) if value[0] else _ALL  # type: ignore[index]
            elif code is op.SUBPATTERN:
                signs &= self._pure(value[3])  # type: ignore[index]
            elif code is op.ATOMIC_GROUP:
                signs &= self._pure(value)  # type: ignore[arg-type]
            elif code is op.BRANCH:
                either = 0
                for way in value[1]:  # type: ignore[index]
                    either |= self._pure(way)
                signs &= either
            elif code not in _LOOKS and code is not op.AT:
                signs &= self._signs(code, value)
        return signs

    def _signs(self, code: object, value: object) -> int:
        """Return the mask of the signs that one item takes."""
        if code is op.IN:
            mask = 0
            for inner, what in value:  # type: ignore[attr-defined]
                if inner is not op.NEGATE:
                    mask |= self._signs(inner, what)
            return _ALL & ~mask if value[0][0] is op.NEGATE else mask  # type: ignore[index]
        known = self._masks.get((code, value))
        if known is None:
            known = self._masks[code, value] = self._find_signs(code, value)
        return known

    def _find_signs(self, code: object, value: object) -> int:
        if code is op.LITERAL:
            return self._mask(lambda sign: ord(sign) == value)
        if code is op.NOT_LITERAL:
            return _ALL & ~self._mask(lambda sign: ord(sign) == value)
        if code is op.ANY:
            return _ALL if self._flags & re.DOTALL else self._mask(lambda sign: sign != "\n")
        if code is op.RANGE:
            return self._mask(lambda sign: value[0] <= ord(sign) <= value[1])  # type: ignore[index]
        if code is op.CATEGORY:
            return self._mask(_CATEGORIES[value])
        return _ALL  # what was captured before: anything

    def _mask(self, takes: Callable[[str], bool]) -> int:
        ways = [str] if not self._flags & re.IGNORECASE else [str, str.lower, str.upper]
        return sum(
            1 << bit
            for bit, sign in enumerate(_SIGNS)
            if any(len(way(sign)) == 1 and takes(way(sign)) for way in ways)
        )


def _behind(before: Open, signs: int) -> Open:
    return frozenset((mask & signs, place) for mask, place in before if mask & signs)


def _shown(mask: int) -> str:
    """Return a mask as a pattern would write it."""
    signs = [sign for bit, sign in enumerate(_SIGNS) if mask >> bit & 1 and sign.isprintable()]
    text = "".join(signs)
    for run in ("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"):
        text = text.replace(run, f"{run[0]}-{run[-1]}")
    return f"[{text}]"
