"""Files as bytes, whatever they are packed with: found out by their first bytes and unpacked while they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import zlib
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


def damaged(name: Path | str, line: int, error: Exception) -> BatchError:
    """Return the error for a file that cannot be read to its end; `name` is what the message calls it."""
    return BatchError(
        f"{name}:{line}: the file cannot be read further ({error}); expected a whole file; "
        "fetch it anew, or unpack what can be saved"
    )


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
