"""What word processors' formats share: zipped XML within bounds, element by element, and what an eye can see.

Colours and whether two of them can be told apart are here too, for all that asks.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Final, NamedTuple, NoReturn
from xml.parsers import expat

from jdmatch.errors import DocumentError

# A CV of ten pages has 1 MB of XML; this much takes two seconds to read.
_MOST_BYTES: Final = 20_000_000
_MOST_ELEMENTS: Final = 400_000
_MOST_NESTED: Final = 500
# zipfile and zlib each have their own
BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
)
_LEAST_CONTRAST: Final = (
    12  # of 255 greys: #f0f0f0 on white is 15, light grey small print that can be read 50
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
        except (*BROKEN_ZIP, LookupError, expat.ExpatError) as error:
            raise self._broken(str(error)) from error

    def _broken(self, found: str) -> DocumentError:
        advice = "open it in a word processor and save it anew"
        return DocumentError(f"{self._where}: a broken {self._kind} file ({found}); {advice}")

    def refuse_as_broken(self, found: str) -> NoReturn:
        """Refuse a file that lacks something or has what it must not.

        Raises:
            DocumentError: Always.
        """
        raise self._broken(found)

    def _refuse_as_too_much(self, found: str) -> NoReturn:
        raise DocumentError(f"{self._where}: a {self._kind} file with {found}; save its text alone")

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


class Color(NamedTuple):
    """Red, green and blue, from 0 to 255."""

    red: float
    green: float
    blue: float

    @property
    def grey(self) -> float:
        """Return how light it is to the eye."""
        return 0.299 * self.red + 0.587 * self.green + 0.114 * self.blue


def parse_hex(text: str) -> Color | None:
    """Return the colour of six hexadecimal digits, with or without "#"; None for anything else.

    >>> parse_hex("FF8000"), parse_hex("auto")
    (Color(red=255, green=128, blue=0), None)
    """
    digits = text.strip().removeprefix("#")
    if len(digits) != 6 or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
        return None
    return Color(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


def is_like(one: Color, other: Color) -> bool:
    """Say whether text of one colour cannot be read on the other.

    >>> is_like(Color(255, 255, 255), Color(250, 250, 250)), is_like(Color(255, 255, 255), Color(0, 0, 0))
    (True, False)
    """
    return all(abs(a - b) < 2 * _LEAST_CONTRAST for a, b in zip(one, other, strict=True)) and (
        abs(one.grey - other.grey) < _LEAST_CONTRAST
    )


PAPER: Final = Color(255, 255, 255)


def is_unseen(color: Color | None, ground: Color | None, points: float | None) -> bool:
    """Say whether text of some colour and size cannot be seen; None is what is not known."""
    if points is not None and points < 2:  # the smallest print anybody reads is 4
        return True
    return color is not None and ground is not None and is_like(color, ground)
