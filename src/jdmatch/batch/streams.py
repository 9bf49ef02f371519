"""Bytes to numbered lines: packing, encoding and line ends are found out here, and memory stays constant.

A line that is not UTF-8 in a file that is gets read as cp1252 and counted: one bad byte in three gigabytes
must not turn the rest into another encoding.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final, Literal, cast

from jdmatch.errors import BatchError, MissingExtraError

Packing = Literal["gzip", "bzip2", "zstd"] | None
_MAGIC: Final[tuple[tuple[bytes, Packing], ...]] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
_SAMPLE: Final = 1 << 18
LONG_LINE: Final = 1 << 22
_CHUNK: Final = 1 << 16
_ZSTD_READ: Final = 1 << 14
UNREADABLE: Final = (EOFError, OSError, zlib.error)


def find_packing(head: bytes) -> Packing:
    """Return how a file is packed, by its first bytes.

    >>> find_packing(gzip.compress(b"id,description")), find_packing(b"id,description")
    ('gzip', None)
    """
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def open_bytes(path: Path) -> tuple[IO[bytes], IO[bytes]]:
    """Open a file for reading: the unpacked stream, and the raw one, whose position tells how far reading is.

    Raises:
        BatchError: if there is no such file.
        MissingExtraError: if it is packed in a way that needs an optional package.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        message = (
            f"{path}: cannot be opened ({error.strerror}); "
            "expected a file that can be read; check its name and rights"
        )
        raise BatchError(message) from error
    packing = find_packing(raw.read(8))
    raw.seek(0)
    if packing == "gzip":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw)), raw
    if packing == "bzip2":
        return bz2.BZ2File(raw), raw
    if packing == "zstd":
        return _open_zstd(raw), raw
    return raw, raw


def _open_zstd(raw: IO[bytes]) -> IO[bytes]:
    try:
        return io.BufferedReader(_Zstd(raw))
    except ImportError as error:
        raw.close()
        feature = "reading .zst"
        raise MissingExtraError(feature, "zstd") from error


class _Zstd(io.RawIOBase):
    """A .zst file unpacked; zstandard's own reader takes a file that is cut off for a whole one."""

    def __init__(self, raw: IO[bytes]) -> None:
        import zstandard

        self._raw = raw
        self._zstandard = zstandard
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._ready = memoryview(b"")
        self._is_inside = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            packed = (self._frame.unused_data if self._frame.eof else b"") or self._raw.read(_ZSTD_READ)
            if not packed:
                if self._is_inside:
                    message = "the zstd stream is cut off"
                    raise EOFError(message)
                return 0
            if self._frame.eof:
                self._frame = self._zstandard.ZstdDecompressor().decompressobj()
            try:
                self._ready = memoryview(self._frame.decompress(packed))
            except self._zstandard.ZstdError as error:
                raise OSError(str(error)) from error
            self._is_inside = not self._frame.eof
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def find_encoding(sample: bytes) -> str:
    """Return "utf-8-sig" or a kind of UTF-16; lines that are neither are dealt with one by one.

    >>> find_encoding("é,ü".encode("utf-16")), find_encoding("id,é".encode("utf-16-le")), find_encoding(b"id")
    ('utf-16', 'utf-16-le', 'utf-8-sig')
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # without a mark: ASCII in UTF-16 has a NUL at every other place
    start = sample[:400]
    for encoding, nuls in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(nuls) > 1 and nuls.count(0) > 0.7 * len(nuls):
            return encoding
    return "utf-8-sig"


class Lines:
    """The lines of a file with their ends, one by one, which can also be put back.

    At a line longer than memory should hold the iteration stops with `is_overlong`; `pieces` gives that line, and then
    the iteration can go on. `number` is how many lines have been given, `taken` which ones, until it is cleared.

    Raises:
        BatchError: if there is no such file, or it is cut off or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.number = 0
        self.taken: list[str] = []
        self.is_overlong = False
        self.repaired = 0  # lines that were not UTF-8
        self._stream, self._raw = open_bytes(path)
        self._size = max(1, path.stat().st_size)
        sample = read_sample(path)
        self.encoding = find_encoding(sample)
        self.sample = decode_sample(sample, self.encoding)
        # old Mac files end their lines with a carriage return alone
        self._end = "\r" if "\n" not in self.sample and "\r" in self.sample else "\n"
        wrong = "surrogateescape" if self.encoding == "utf-8-sig" else "replace"
        self._text = io.TextIOWrapper(self._stream, encoding=self.encoding, errors=wrong, newline=self._end)
        self._back: list[str] = []  # the next one last
        self._fresh = self._read()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        # the innermost loop of reading: forty times a posting
        text = self._back.pop() if self._back else next(self._fresh)
        if len(text) >= LONG_LINE and not text.endswith(self._end):
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
            is_odd = is_odd or not _is_clean(chunk)
            lines = (carry + chunk).split(end)
            carry = lines.pop()
            for line in lines:
                yield (self._mend(line) if is_odd else line) + end
            while len(carry) >= LONG_LINE:
                yield self._mend(carry[:LONG_LINE])
                carry = carry[LONG_LINE:]
            is_odd = is_odd and not _is_clean(carry)
        if carry:
            yield self._mend(carry)

    def _read_chunk(self) -> str:
        try:
            return self._text.read(_CHUNK)
        except UNREADABLE as error:
            raise damaged(self.path, self.number + 1, error) from error

    def _mend(self, text: str) -> str:
        """Read again, as cp1252, a line that was not UTF-8."""
        if _is_clean(text):
            return text
        self.repaired += 1
        return text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _is_clean(text: str) -> bool:
    """Say whether there is nothing in a text that UTF-8 could not be decoded to."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def damaged(path: Path, line: int, error: Exception) -> BatchError:
    """Return the error for a file that cannot be read to its end."""
    return BatchError(
        f"{path}:{line}: the file cannot be read further ({error}); expected a whole file; "
        "fetch it anew, or unpack what can be saved"
    )


def decode_sample(sample: bytes, encoding: str) -> str:
    """Return the text of a file's beginning; a character cut in two at its end is left out."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except UnicodeDecodeError:
        return sample.decode("cp1252" if encoding == "utf-8-sig" else encoding, "replace")


def read_sample(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked.

    Raises:
        BatchError: if there is no such file, or it is damaged.
    """
    stream, raw = open_bytes(path)
    with raw, stream:
        try:
            return stream.read(_SAMPLE)
        except UNREADABLE as error:
            raise damaged(path, 1, error) from error
