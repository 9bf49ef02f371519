"""Near-duplicates among millions of postings: MinHash and locality-sensitive hashing, in bounded memory.

One permutation hashing with optimal densification (Shrivastava, ICML 2017) over triples of words gives 128
values of 16 bits a text: 256 bytes, on disk. They are searched band by band, a share of the rows at a time,
so memory does not grow with the rows: about 60 MB, and 8 bytes a row in a file of its own.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

_BINS: Final = 128
_BANDS, _BAND_WIDTH = (
    21,
    6,
)  # finds 99.8 % of pairs that are 0.8 alike, and 28 % of those 0.5 alike, to be refused
_ALIKE: Final = 0.8  # of the triples of words, as estimated
_FEWEST: Final = 12  # triples; shorter texts are alike by chance
_SHARE_ROWS: Final = 1_000_000
_BLOCK_ROWS: Final = 20_000
_ROUNDS: Final = 4
_BYTES: Final = _BINS * 2
NO_SIGNATURE: Final = b"\xff" * _BYTES  # of a text too short to have one
NO_DUPLICATE: Final = -1
_LONGEST: Final = 1 << 17  # characters of a text that count; no more than 100,000 are read
_LAST_LETTER: Final = 0xFFFF  # what lies beyond makes no words: signs, and letters for show

_U64 = np.uint64
_MIX = [_U64(0x9E3779B97F4A7C15), _U64(0xC2B2AE3D27D4EB4F), _U64(0x165667B19E3779F9)]
_BAND_MIX: Final = np.array(
    [(0x9E3779B97F4A7C15 * (2 * i + 1)) % 2**64 for i in range(_BAND_WIDTH)], dtype=_U64
)
_NO_VALUE: Final = np.uint32(0xFFFFFFFF)

Rows = npt.NDArray[np.int64]
Signatures = npt.NDArray[np.uint16]


def make_signature(text: str) -> bytes:
    """Return the signature of a text: the share of equal values of two estimates how alike the texts are.

    >>> text = "we look for an engineer who builds and runs models in production with python and airflow"
    >>> alike = likeness(make_signature(text), make_signature(text.replace("airflow", "dagster")))
    >>> 0.4 < alike < 1.0
    True
    """
    words = _word_hashes(text.lower())
    if len(words) < _FEWEST + 2:
        return NO_SIGNATURE
    hashes = words[:-2] * _MIX[0] + words[1:-1] * _MIX[1] + words[2:] * _MIX[2]
    hashes ^= hashes >> _U64(29)
    hashes *= _MIX[1]
    hashes ^= hashes >> _U64(32)
    places = (hashes >> _U64(57)).astype(np.int64)
    values = np.full(_BINS, _NO_VALUE, dtype=np.uint32)
    np.minimum.at(values, places, (hashes & _U64(0xFFFFFFFE)).astype(np.uint32))
    _densify(values)
    # the smallest values of a long text are all small; spread them before 16 bits are kept
    spread: Signatures = ((values * np.uint32(2654435761)) >> np.uint32(16)).astype(np.uint16)
    spread[0] &= 0xFFFE  # never the same as no signature
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
    known = (chr(code) == "_" or chr(code).isalnum() for code in range(_LAST_LETTER + 1))
    is_word_letter = np.fromiter(known, dtype=np.bool_)
    both = (int(_MIX[0]), pow(int(_MIX[0]), -1, 2**64))
    powers, inverses = (
        np.multiply.accumulate(np.array([1] + [base] * (_LONGEST - 1), dtype=_U64)) for base in both
    )
    return is_word_letter, powers, inverses


def _densify(values: npt.NDArray[np.uint32]) -> None:
    """Fill each empty bin from a full one, chosen by the bin's number alone."""
    full = values != _NO_VALUE
    if full.all():
        return
    filled = values.copy()
    for place in np.flatnonzero(~full).tolist():
        state = place
        while True:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            if full[chosen := state >> 57]:
                filled[place] = values[chosen]
                break
    values[:] = filled


def likeness(one: bytes, other: bytes) -> float:
    """Return how alike two signatures are, from 0 to 1."""
    return float(np.mean(np.frombuffer(one, dtype=np.uint16) == np.frombuffer(other, dtype=np.uint16)))


def find_duplicates(signatures: Path, found: Path) -> None:
    """Write, for each row of a file of signatures, which row before it it is near to, or NO_DUPLICATE.

    Numbers count from 0 and are 8 bytes each.
    """
    rows = signatures.stat().st_size // _BYTES
    with found.open("wb") as empty:
        for start in range(0, rows, _SHARE_ROWS):
            np.full(min(_SHARE_ROWS, rows - start), NO_DUPLICATE, dtype=np.int64).tofile(empty)
    if not rows:
        return
    first: Rows = np.memmap(found, dtype=np.int64, mode="r+", shape=(rows,))
    with (
        signatures.open("rb") as file,
        closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as memory,
    ):
        table = _Table(memory, rows)
        shares = -(-rows // _SHARE_ROWS)
        for band in range(_BANDS):
            for share in range(shares):
                keys, numbers = table.band(band, share, shares)
                _mark(keys, numbers, table, first)
        table.let_go()
    first.flush()  # type: ignore[attr-defined]
    del first


class _Table:
    """The signatures on disk; what has been looked at does not stay in memory."""

    def __init__(self, memory: mmap.mmap, rows: int) -> None:
        self._memory = memory
        self._rows = rows
        self._all: Signatures | None = np.frombuffer(memory, dtype=np.uint16, count=rows * _BINS).reshape(
            rows, _BINS
        )

    def band(self, band: int, share: int, shares: int) -> tuple[npt.NDArray[np.uint64], Rows]:
        """Return the keys of a band that fall to a share, and the rows they are of, in order."""
        assert self._all is not None
        columns = slice(band * _BAND_WIDTH, (band + 1) * _BAND_WIDTH)
        all_keys: list[npt.NDArray[np.uint64]] = []
        all_numbers: list[Rows] = []
        for start in range(0, self._rows, _BLOCK_ROWS):
            block = self._all[start : start + _BLOCK_ROWS]
            keys = (block[:, columns].astype(_U64) * _BAND_MIX).sum(axis=1, dtype=_U64)
            keys ^= keys >> _U64(31)
            wanted = block[:, 0] != 0xFFFF
            if shares > 1:
                wanted &= keys % _U64(shares) == share
            chosen = np.flatnonzero(wanted)
            all_keys.append(keys[chosen])
            all_numbers.append(chosen + start)
            self._forget()
        return np.concatenate(all_keys), np.concatenate(all_numbers)

    def alike(self, ones: Rows, others: Rows) -> npt.NDArray[np.bool_]:
        """Say for each pair of rows whether they are near-duplicates."""
        assert self._all is not None
        result = np.zeros(len(ones), dtype=np.bool_)
        for start in range(0, len(ones), _BLOCK_ROWS):
            part = slice(start, start + _BLOCK_ROWS)
            same = self._all[ones[part]] == self._all[others[part]]
            result[part] = same.mean(axis=1) >= _ALIKE
            self._forget()
        return result

    def let_go(self) -> None:
        """Release the file; numpy must not hold it when it is closed."""
        self._all = None

    def _forget(self) -> None:
        # the pages stay in the system's cache but no longer count as this process's memory
        if hasattr(self._memory, "madvise") and hasattr(mmap, "MADV_DONTNEED"):
            self._memory.madvise(mmap.MADV_DONTNEED)


def _mark(keys: npt.NDArray[np.uint64], numbers: Rows, table: _Table, first: Rows) -> None:
    """Note for the rows that share a key which earlier one each is alike."""
    order = np.argsort(keys, kind="stable")
    keys, numbers = keys[order], numbers[order]
    for _ in range(_ROUNDS):
        starts = np.concatenate(([True], keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, dtype=np.bool_)
        leaders = numbers[np.maximum.accumulate(np.where(starts, np.arange(len(keys)), 0))]
        known = first[numbers]
        # where an earlier row is known already, there is nothing to be gained
        open_ = ~starts & ((known < 0) | (known > leaders))
        ones, others = numbers[open_], leaders[open_]
        same = table.alike(ones, others)
        first[ones[same]] = others[same]
        # what is not like its group's first row may be like the second one
        rest = np.flatnonzero(open_)[~same]
        if not len(rest):
            return
        keys, numbers = keys[rest], numbers[rest]


def read_duplicates(found: Path) -> Iterator[int]:
    """Yield the numbers that `find_duplicates` wrote, row by row."""
    with found.open("rb") as file:
        while block := file.read(8 * 4096):
            yield from np.frombuffer(block, dtype=np.int64).tolist()
