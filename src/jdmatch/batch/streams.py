"""Bytes to numbered lines: packing, encoding and line ends are found out here, and memory stays constant.

A byte that is not UTF-8 in a file that is gets read as cp1252, and its line counted: one bad byte in three
gigabytes must not turn the rest into another encoding.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Final

from jdmatch.batch.encodings import decode_sample, find_encoding, find_line_end, is_clean, mend
from jdmatch.batch.options import FIELD_CHARACTERS
from jdmatch.batch.packing import UNREADABLE, damaged, open_bytes, read_sample

LONG_LINE: Final = 1 << 22
_CHUNK: Final = 1 << 16


class Lines:
    """The lines of a file with their ends, one by one, which can also be put back.

    At a line longer than memory should hold the iteration stops with `is_overlong`; `pieces` gives that line, and then
    the iteration can go on. `number` is how many lines have been given, `taken` which ones, until it is cleared.

    Raises:
        BatchError: if there is no such file, or it is cut off or damaged.
    """

    def __init__(
        self, path: Path, *, name: str | None = None, field_characters: int = FIELD_CHARACTERS
    ) -> None:
        self.name = name or str(path)  # what messages call it
        # who lets in longer fields needs longer lines as well
        self.longest = LONG_LINE * max(1, ceil(field_characters / FIELD_CHARACTERS))
        self.number = 0
        self.taken: list[str] = []
        self.is_overlong = False
        self.repaired = 0  # lines with bytes that were not UTF-8
        self._stream, self._raw = open_bytes(path)
        self._size = max(1, path.stat().st_size)
        sample = read_sample(path)
        self.encoding = find_encoding(sample)
        self.sample = decode_sample(sample, self.encoding)
        self._end = find_line_end(self.sample)
        wrong = "surrogateescape" if self.encoding == "utf-8-sig" else "replace"
        self._text = io.TextIOWrapper(self._stream, encoding=self.encoding, errors=wrong, newline=self._end)
        self._back: list[str] = []  # the next one last
        self._fresh = self._read()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        # the innermost loop of reading: forty times a posting
        text = self._back.pop() if self._back else next(self._fresh)
        if len(text) >= self.longest and not text.endswith(self._end):
            self._back.append(text)
            self.is_overlong = True
            raise StopIteration
        self.number += 1
        self.taken.append(text)
        return text

    def pieces(self) -> Iterator[str]:
        """Yield an overlong line in pieces."""
        self.is_overlong = False
        self.number += 1
        text = ""
        while not text.endswith(self._end):
            text = self._back.pop() if self._back else next(self._fresh, "")
            if not text:
                return
            yield text

    def put_back(self, lines: Sequence[str]) -> None:
        """Let these lines be the next ones."""
        self._back.extend(reversed(lines))
        self.number -= len(lines)

    def fraction(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        return min(1.0, self._raw.tell() / self._size) if not self._raw.closed else 1.0

    def close(self) -> None:
        """Close the file."""
        self._text.close()
        self._raw.close()

    def _read(self) -> Iterator[str]:
        end, carry, is_odd = self._end, "", False
        while chunk := self._read_chunk():
            is_odd = is_odd or not is_clean(chunk)
            lines = (carry + chunk).split(end)
            carry = lines.pop()
            for line in lines:
                yield (self._mend(line) if is_odd else line) + end
            while len(carry) >= self.longest:
                yield self._mend(carry[: self.longest])
                carry = carry[self.longest :]
            is_odd = is_odd and not is_clean(carry)
        if carry:
            yield self._mend(carry)

    def _read_chunk(self) -> str:
        try:
            return self._text.read(_CHUNK)
        except UNREADABLE as error:
            raise damaged(self.name, self.number + 1, error) from error

    def _mend(self, text: str) -> str:
        """Read again, as cp1252, the bytes of a line that were not UTF-8."""
        if is_clean(text):
            return text
        self.repaired += 1
        return mend(text)


def repaired_told(count: int) -> tuple[str, ...]:
    """Return what to tell about lines that had to be mended, nothing where there were none.

    >>> repaired_told(1)
    ('1 line is not UTF-8: its wrong bytes were read as cp1252 (Windows)',)
    """
    if not count:
        return ()
    lines = "1 line is not UTF-8: its" if count == 1 else f"{count:,} lines are not UTF-8: their"
    return (f"{lines} wrong bytes were read as cp1252 (Windows)",)
