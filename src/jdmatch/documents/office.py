"""Zipped XML of word processors (DOCX, ODT): the parts of a file within bounds, and their elements one by one."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Final, NoReturn
from xml.parsers import expat

from jdmatch.documents.colors import Color, is_like
from jdmatch.errors import DocumentError

# A CV of ten pages has 1 MB of XML; this much takes two seconds to read.
_MOST_BYTES: Final = 20_000_000
_MOST_ELEMENTS: Final = 400_000
_MOST_NESTED: Final = 500
PAPER: Final = Color(255, 255, 255)
# zipfile and zlib each have their own.
_BROKEN: Final = (
    *(
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        RuntimeError,
        OSError,
        ValueError,
        LookupError,
    ),
)

Attributes = Mapping[str, str]


class OfficeFile:
    """The parts of a zipped document."""

    def __init__(self, data: bytes, where: str, kind: str) -> None:
        self._where, self._kind = where, kind
        with self._refused():
            self._archive = zipfile.ZipFile(BytesIO(data))
        self.names = frozenset(self._archive.namelist())
        self._bytes_left = _MOST_BYTES
        self._elements_left = _MOST_ELEMENTS

    @contextmanager
    def _refused(self) -> Iterator[None]:
        try:
            yield
        except DocumentError:
            raise
        except (*_BROKEN, expat.ExpatError) as error:
            advice = "open it in a word processor and save it anew"
            message = f"{self._where}: a broken {self._kind} file ({error}); {advice}"
            raise DocumentError(message) from error

    def refuse_as_broken(self, found: str) -> NoReturn:
        """Refuse a file that lacks something or has what it must not.

        Raises:
            DocumentError: Always.
        """
        advice = "open it in a word processor and save it anew"
        message = f"{self._where}: a broken {self._kind} file ({found}); {advice}"
        raise DocumentError(message)

    def _refuse_as_too_much(self, found: str) -> NoReturn:
        message = f"{self._where}: a {self._kind} file with {found}; save its text alone"
        raise DocumentError(message)

    def walk(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Call back for each element and text of a part; names come without what stands before their colon.

        Raises:
            DocumentError: The part is missing, broken, or more than any CV has.
        """
        with self._refused():
            with self._archive.open(name) as part:
                content = part.read(self._bytes_left + 1)
            if len(content) > self._bytes_left:
                self._refuse_as_too_much(f"more than {_MOST_BYTES:,} bytes of text when unpacked")
            self._bytes_left -= len(content)
            parser = expat.ParserCreate()
            parser.buffer_text = True
            depth = 0

            def starts(tag: str, attributes: dict[str, str]) -> None:
                nonlocal depth
                depth += 1
                self._elements_left -= 1
                if depth > _MOST_NESTED or self._elements_left < 0:
                    self._refuse_as_too_much(
                        f"more than {_MOST_NESTED} elements nested or {_MOST_ELEMENTS:,} in all"
                    )
                start(
                    tag.rpartition(":")[2],
                    {key.rpartition(":")[2]: value for key, value in attributes.items()},
                )

            def ends(tag: str) -> None:
                nonlocal depth
                depth -= 1
                if end is not None:
                    end(tag.rpartition(":")[2])

            def doctype(*_: object) -> None:
                self.refuse_as_broken("a document type of its own, which no word processor writes")

            parser.StartElementHandler = starts
            parser.EndElementHandler = ends
            parser.StartDoctypeDeclHandler = doctype
            if text is not None:
                parser.CharacterDataHandler = text
            parser.Parse(content, True)


def rows_to_lines(cells: list[list[str]]) -> list[str]:
    """Return a table row's lines: short cells stand on one line, and long ones are a layout in columns.

    >>> rows_to_lines([["Python"], ["5 years"]]), rows_to_lines([["a", "b"], ["c"]])
    (['Python | 5 years'], ['a', 'b', 'c'])
    """
    filled = [[line for line in cell if line.strip()] for cell in cells]
    if len(filled) > 1 and all(len(cell) <= 1 for cell in filled):
        return [" | ".join(cell[0].strip() for cell in filled if cell)]
    return [line for cell in cells for line in cell]


def is_unseen(color: Color | None, ground: Color | None, points: float | None) -> bool:
    """Say whether text of some colour and size cannot be seen; None is what is not known."""
    if points is not None and points < 2:  # the smallest print anybody reads is 4
        return True
    return color is not None and ground is not None and is_like(color, ground)
