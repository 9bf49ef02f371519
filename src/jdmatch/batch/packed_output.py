"""Files that are packed while they are written, the same bytes every time, and forced to the disk at the end."""

from __future__ import annotations

import bz2
import gzip
import io
import os
from pathlib import Path
from typing import IO, Any, cast

from jdmatch.errors import MissingExtraError


def open_packed(path: Path, packing: str) -> IO[bytes]:
    """Open a file for writing, packed as its ending says."""
    file = path.open("wb")
    if not packing:
        return file
    packed: Any
    if packing == ".gz":
        # no name, no time: the same bytes always
        packed = gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0)
    elif packing == ".bz2":
        packed = bz2.BZ2File(file, "wb")
    else:
        packed = _zstandard().ZstdCompressor().stream_writer(file, closefd=False)
    return cast("IO[bytes]", _Packed(packed, file))


def check_packing(packing: str) -> None:
    """See that files can be packed like this.

    Raises:
        MissingExtraError: if it needs an optional package.
    """
    if packing == ".zst":
        _zstandard()


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError as error:
        feature = "writing .zst"
        raise MissingExtraError(feature, "zstd") from error
    return zstandard


class _Packed(io.RawIOBase):
    """A packing stream that remembers the file beneath, so that it can be flushed to the disk."""

    def __init__(self, packed: Any, beneath: IO[bytes]) -> None:
        self._packed = packed
        self.beneath = beneath

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._packed.write(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
        super().close()


def finish(stream: IO[bytes]) -> None:
    """Close a stream with all its bytes on the disk, the packed one's file as well."""
    beneath = getattr(stream, "beneath", None)
    if beneath is not None:
        stream.close()
        stream = beneath
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()
