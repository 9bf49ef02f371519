"""Near-duplicates among millions of postings: MinHash and locality-sensitive hashing, in bounded memory.

One permutation hashing with optimal densification (Shrivastava, ICML 2017) over triples of words gives 128
values of 16 bits a text: 256 bytes, which the store keeps. They are searched band by band, by a query.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from operator import eq
from typing import Final

import numpy as np
import numpy.typing as npt

_BINS: Final = 128
_VALUE_BYTES: Final = 2
# finds 99.8 % of pairs that are 0.8 alike, and 28 % of those 0.5 alike, to be refused
_BANDS, _BAND_WIDTH = 21, 6
_ALIKE: Final = 0.8  # of the triples of words, as estimated
_FEWEST: Final = 12  # triples; shorter texts are alike by chance
_ROUNDS: Final = 4
_LONGEST: Final = 1 << 17  # characters of a text that count; no more than 100,000 are read
_LAST_LETTER: Final = 0xFFFF  # what lies beyond makes no words: signs, and letters for show

_U64 = np.uint64
_MIX = [_U64(0x9E3779B97F4A7C15), _U64(0xC2B2AE3D27D4EB4F), _U64(0x165667B19E3779F9)]
_NO_VALUE: Final = np.uint32(0xFFFFFFFF)


def make_signature(text: str) -> bytes:
    """Return the signature of a text, nothing where it is too short to have one.

    The share of equal values of two signatures estimates how alike the texts are.
    """
    words = _word_hashes(text.lower())
    if len(words) < _FEWEST + 2:
        return b""
    hashes = words[:-2] * _MIX[0] + words[1:-1] * _MIX[1] + words[2:] * _MIX[2]
    hashes ^= hashes >> _U64(29)
    hashes *= _MIX[1]
    hashes ^= hashes >> _U64(32)
    places = (hashes >> _U64(57)).astype(np.int64)
    values = np.full(_BINS, _NO_VALUE, dtype=np.uint32)
    np.minimum.at(values, places, (hashes & _U64(0xFFFFFFFE)).astype(np.uint32))
    _densify(values)
    # the smallest values of a long text are all small; spread them before 16 bits are kept
    spread = ((values * np.uint32(2654435761)) >> np.uint32(16)).astype(np.uint16)
    spread[0] &= 0xFFFE  # as ever: a stored signature keeps its meaning
    return spread.tobytes()


def _word_hashes(text: str) -> npt.NDArray[np.uint64]:
    """Return a hash of each word (letters, digits, underscores), all at once, as a loop over words takes its time."""
    is_word_letter, powers, inverses = _tables()
    letters = np.frombuffer(f" {text[: _LONGEST - 2]} ".encode("utf-32-le", "replace"), dtype=np.uint32)
    is_word = is_word_letter[np.minimum(letters, _LAST_LETTER)]
    edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    # a polynomial in the letters of each word: differences of one sum over all, moved to the word's beginning
    sums = np.zeros(len(letters) + 1, dtype=_U64)
    np.cumsum(letters * powers[: len(letters)], out=sums[1:])
    hashes: npt.NDArray[np.uint64] = (sums[ends] - sums[starts]) * inverses[starts]
    hashes ^= hashes >> _U64(32)
    return hashes * _MIX[2]


@cache
def _tables() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return which letters make words, and the powers of a number and of its inverse, modulo 2 ** 64."""
    is_word_letter = np.fromiter(map(str.isalnum, map(chr, range(_LAST_LETTER + 1))), dtype=np.bool_)
    is_word_letter[ord("_")] = True
    both = (int(_MIX[0]), pow(int(_MIX[0]), -1, 2**64))
    powers, inverses = (
        np.multiply.accumulate(np.array([1] + [base] * (_LONGEST - 1), dtype=_U64)) for base in both
    )
    return is_word_letter, powers, inverses


def _densify(values: npt.NDArray[np.uint32]) -> None:
    """Fill each empty bin from a full one, chosen by the bin's number alone."""
    full = values != _NO_VALUE
    for place in np.flatnonzero(~full).tolist():
        state = place
        while True:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            if full[chosen := state >> 57]:
                values[place] = values[chosen]
                break


def likeness(one: bytes, other: bytes) -> float:
    """Return how alike two signatures are, from 0 to 1."""
    same: int = sum(map(eq, memoryview(one).cast("H"), memoryview(other).cast("H")))
    return same / _BINS


def find_duplicates(db: sqlite3.Connection) -> Iterator[float]:
    """Note in the table `duplicates`, by the table `signatures`, which row before it a row is near to.

    Rows are alike when most values of their signatures are; only those are compared that share all values of a band.
    Nothing is held in memory but the numbers of the rows that share one.

    Yields:
        How much is done, from 0 to 1.
    """
    db.execute("DELETE FROM duplicates")
    for band in range(_BANDS):
        yield band / _BANDS
        shared = db.execute(
            "SELECT group_concat(row) FROM signatures GROUP BY substr(signature, ?, ?) HAVING count(*) > 1",
            (1 + band * _BAND_WIDTH * _VALUE_BYTES, _BAND_WIDTH * _VALUE_BYTES),
        )
        for (rows,) in shared:
            _mark(db, sorted(map(int, rows.split(","))))


def _mark(db: sqlite3.Connection, rows: list[int]) -> None:
    """Note for rows that share a band which earlier one each is alike."""
    for _ in range(_ROUNDS):
        first, *others = rows
        its = _signature(db, first)
        rows = []  # what is not like its group's first row may be like the second one
        for row in others:
            known = db.execute("SELECT first FROM duplicates WHERE row = ?", (row,)).fetchone()
            if known is not None and known[0] <= first:
                continue  # there is nothing to be gained
            if likeness(its, _signature(db, row)) >= _ALIKE:
                db.execute("INSERT OR REPLACE INTO duplicates VALUES (?, ?)", (row, first))
            else:
                rows.append(row)
        if len(rows) < 2:
            return


def _signature(db: sqlite3.Connection, row: int) -> bytes:
    ((found,),) = db.execute("SELECT signature FROM signatures WHERE row = ?", (row,))
    return bytes(found)
