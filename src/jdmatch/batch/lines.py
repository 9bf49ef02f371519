"""What every reader of tables begins with: bytes to numbered lines, and the rows and rejects they become.

Packing, encoding and line ends are found out here, and memory stays constant. A byte that is not UTF-8 in a file
that otherwise is gets read as cp1252, and its line counted: one bad byte in three gigabytes must not turn the rest into
another encoding.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import IO, Any, Final, Literal, NamedTuple, cast

from jdmatch.documents.text import find_encoding, mend
from jdmatch.errors import BatchError, MissingExtraError

FIELD_CHARACTERS: Final = 1_000_000  # the longest posting ever seen is 60,000; more is a broken quote
LONG_LINE: Final = 1 << 22  # characters of a line, four times the longest field: more is passed on in pieces
_CHUNK: Final = 1 << 16
_SAMPLE: Final = 1 << 18
_ZSTD_READ: Final = 1 << 14
_UNREADABLE: Final = (EOFError, OSError, zlib.error)
BREAK: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$")  # a line, however it ends
_QUOTED: Final = re.compile(r'"[^"]*(?:"|\Z)')

Value = object  # a cell as the input gave it: text in CSV, any JSON value, any scalar of Parquet
Reason = Literal[
    "too few fields", "too many fields", "broken quotes", "unterminated quote", "NUL byte", "huge field",
    "huge record", "overlong line", "bare carriage return", "not JSON", "not an object", "doubled key",
    "not Unicode", "huge number",
]  # fmt: skip


class Row(NamedTuple):
    """One row: where it begins and its values, in the order of the columns."""

    line: int
    values: tuple[Value, ...]


class Reject(NamedTuple):
    """Something in the input that is not a row, kept as it was.

    A `rest` continues the reject before it and is not counted again.
    """

    line: int
    reason: Reason
    detail: str
    raw: str
    rest: bool = False


def reject_in_pieces(line: int, reason: Reason, detail: str, pieces: Iterable[str]) -> Iterator[Reject]:
    """Yield a reject in pieces, so that it need not fit into memory."""
    for place, piece in enumerate(pieces):
        yield Reject(line, reason, "goes on" if place else detail, piece, rest=place > 0)


class Source:
    """An open input: it can be read several times, always with the same result."""

    columns: tuple[str, ...]  # their names, in their order
    has_late_columns = False  # whether these are known only when all has been read

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path = path
        self.name = name or str(path)  # what messages call it
        self._notes: tuple[str, ...] = ()
        self._lines: Lines | None = None  # those that are read, or were read last
        self._not_finite = 0  # numbers that JSON cannot hold

    @property
    def notes(self) -> tuple[str, ...]:
        """How the input is read, and what was odd in it."""
        notes = [*self._notes]
        if self._lines and (count := self._lines.repaired):
            lines = "1 line is not UTF-8: its" if count == 1 else f"{count:,} lines are not UTF-8: their"
            notes.append(f"{lines} wrong bytes were read as cp1252 (Windows)")
        if count := self._not_finite:
            numbers, was = ("1 number is", "was") if count == 1 else (f"{count:,} numbers are", "were")
            notes.append(f"{numbers} not finite (NaN, Infinity) and {was} read as empty")
        return tuple(notes)

    def fraction(self) -> float:
        """Return how much has been read, from 0 to 1."""
        return self._lines.fraction() if self._lines else 1.0

    def read(self) -> Iterator[Row | Reject]:
        """Yield everything in the input, in its order."""
        raise NotImplementedError


# ---------------------------------------------------------------- bytes


def open_bytes(path: Path) -> tuple[IO[bytes], IO[bytes]]:
    """Open a file for reading: the unpacked stream, and the raw one, whose position tells how far reading is.

    Raises:
        BatchError: if there is no such file.
        MissingExtraError: if it is packed in a way that needs an optional package.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        expected = "expected a file that can be read; check its name and rights"
        raise BatchError(f"{path}: cannot be opened ({error.strerror}); {expected}") from error
    head = raw.read(8)
    raw.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw)), raw
    if head.startswith(b"BZh"):
        return bz2.BZ2File(raw), raw
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        try:
            return io.BufferedReader(_Zstd(raw)), raw
        except ImportError as error:
            raw.close()
            raise MissingExtraError("reading .zst", "zstd") from error
    return raw, raw


class _Zstd(io.RawIOBase):
    """A .zst file unpacked; zstandard's own reader takes a file that is cut off for a whole one."""

    def __init__(self, raw: IO[bytes]) -> None:
        import zstandard

        self._pieces = self._unpack(raw, zstandard)
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and (piece := next(self._pieces, None)) is not None:
            self._ready = piece
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    @staticmethod
    def _unpack(raw: IO[bytes], zstandard: Any) -> Iterator[bytes]:
        packed = b""
        while packed := packed or raw.read(_ZSTD_READ):  # a file may have several frames
            frame = zstandard.ZstdDecompressor().decompressobj()
            while not frame.eof:
                if not packed:
                    raise EOFError("the zstd stream is cut off")
                try:
                    yield frame.decompress(packed)
                except zstandard.ZstdError as error:
                    raise OSError(str(error)) from error
                packed = frame.unused_data if frame.eof else raw.read(_ZSTD_READ)


def read_sample(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked.

    Raises:
        BatchError: if there is no such file, or it is damaged.
    """
    stream, raw = open_bytes(path)
    with raw, stream:
        try:
            return stream.read(_SAMPLE)
        except _UNREADABLE as error:
            raise _damaged(path, 1, error) from error


def _damaged(name: Path | str, line: int, error: Exception) -> BatchError:
    found = f"{name}:{line}: the file cannot be read further ({error})"
    return BatchError(f"{found}; expected a whole file; fetch it anew, or unpack what can be saved")


# ---------------------------------------------------------------- text


def decode_sample(sample: bytes) -> str:
    """Return the text of a file's beginning; a character cut in two at its end is left out."""
    encoding = find_encoding(sample)
    return mend(codecs.getincrementaldecoder(encoding)(_wrong(encoding)).decode(sample))


def read_start(path: Path) -> str:
    """Return the beginning of a file as text."""
    return decode_sample(read_sample(path))


def find_line_end(sample: str) -> str:
    r"""Return what most of a file's lines end with: a line feed, or a carriage return alone as on old Macs.

    Either may stand inside quotes in a file whose lines end with the other.

    >>> find_line_end('id,text\r1,"a\nb"\r'), find_line_end('id,text\n1,"a\rb"\n'), find_line_end("a\r\nb")
    ('\r', '\n', '\n')
    """
    if "\r" not in sample:
        return "\n"
    bare = _QUOTED.sub("", sample)
    return "\r" if "\n" not in bare and "\r" in bare else "\n"


def is_clean(text: str) -> bool:
    """Return whether a text holds nothing that UTF-8 could not be decoded to."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _wrong(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8-sig" else "replace"


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
        # whoever lets in longer fields needs longer lines as well
        self.longest = LONG_LINE * max(1, ceil(field_characters / FIELD_CHARACTERS))
        self.number = 0
        self.taken: list[str] = []
        self.is_overlong = False
        self.repaired = 0  # lines with bytes that were not UTF-8
        stream, self._raw = open_bytes(path)
        self._size = max(1, path.stat().st_size)
        sample = read_sample(path)
        self.encoding = find_encoding(sample)
        self._end = find_line_end(decode_sample(sample))
        wrong = _wrong(self.encoding)
        self._text = io.TextIOWrapper(stream, encoding=self.encoding, errors=wrong, newline=self._end)
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

    def chunks(self) -> Iterator[str]:
        """Yield the whole text in pieces, wherever lines end."""
        while chunk := self._read_chunk():
            yield self._mend(chunk)

    def put_back(self, lines: Sequence[str], count: int | None = None) -> None:
        """Let these lines be the next ones; `count` is how many they were before, if they have been split since."""
        self._back.extend(reversed(lines))
        self.number -= len(lines) if count is None else count

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
        except _UNREADABLE as error:
            raise _damaged(self.name, self.number + 1, error) from error

    def _mend(self, text: str) -> str:
        """Read again, as cp1252, the bytes of a line that were not UTF-8."""
        if is_clean(text):
            return text
        self.repaired += 1
        return mend(text)
