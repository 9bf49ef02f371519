"""What the rows are called that near-duplicates point to: on disk, since there may be millions of them."""

from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

from jdmatch.batch.duplicates import read_duplicates

_PLACE: Final = 8
_RECENT: Final = 10_000


class RowNames:
    """Keeps names in one file, and in another where each begins; a bit a row says which are wanted."""

    def __init__(self, folder: Path, duplicates: Path) -> None:
        rows = duplicates.stat().st_size // _PLACE
        self._wanted = bytearray(rows // 8 + 1)
        for first in read_duplicates(duplicates):
            if first >= 0:
                self._wanted[first >> 3] |= 1 << (first & 7)
        self._end = 0
        with ExitStack() as stack:
            self._names, self._places = (
                stack.enter_context((folder / name).open("w+b", buffering=0)) for name in ("names", "places")
            )
            self._stack = stack.pop_all()
        self._recent = lru_cache(_RECENT)(self._read)  # duplicates come in swarms

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def learn(self, number: int, name: str) -> None:
        """Keep the name of a row, if it will be asked for."""
        if not self._wanted[number >> 3] & 1 << (number & 7):
            return
        packed = name.encode("utf-8", "surrogatepass")
        self._names.seek(self._end)
        self._names.write(len(packed).to_bytes(_PLACE, "little") + packed)
        self._places.seek(number * _PLACE)
        self._places.write(self._end.to_bytes(_PLACE, "little"))
        self._end += _PLACE + len(packed)

    def __getitem__(self, number: int) -> str:
        return self._recent(number)

    def _read(self, number: int) -> str:
        self._places.seek(number * _PLACE)
        self._names.seek(int.from_bytes(self._places.read(_PLACE), "little"))
        size = int.from_bytes(self._names.read(_PLACE), "little")
        return self._names.read(size).decode("utf-8", "surrogatepass")
