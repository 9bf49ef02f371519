"""What can go wrong, as types: every error a caller may want to catch derives from `JdmatchError`.

Messages read `where: what was found; what was expected or available; how to go on`.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple


class JdmatchError(Exception):
    """Base of all errors that jdmatch raises on purpose."""


class Problem(NamedTuple):
    """One fault in a data file: where it is and what is wrong; line 0 where no line is to blame."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class DataError(JdmatchError, ValueError):
    """A data file is wrong; `problems` holds every fault of it, sorted by place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class TaxonomyError(DataError):
    """The taxonomy has faults."""


class ProfileError(DataError):
    """A profile has faults, or there is no profile of that name."""


class DocumentError(JdmatchError, ValueError):
    """A file or a string of bytes cannot be turned into text."""


class InputError(JdmatchError, ValueError):
    """An argument or a table is not what the call needs."""


class BatchError(JdmatchError, RuntimeError):
    """A batch run cannot start or go on."""


class BatchStopped(BatchError):  # noqa: N818 - not an error: what the user asked for
    """A run was stopped by Ctrl-C; what is done is kept."""


class MissingExtraError(JdmatchError, ImportError):
    """An optional package is not installed; the message names the extra."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an optional package; run: pip install 'jdmatch[{extra}]'")
        self.feature, self.extra = feature, extra

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        return type(self), (self.feature, self.extra)


def did_you_mean(word: object, known: Sequence[str]) -> str:
    """Return `"; did you mean 'x'?"` for the nearest known word, or an empty string.

    >>> did_you_mean("pythn", ["python", "r"])
    "; did you mean 'python'?"
    """
    close = get_close_matches(str(word), known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def unknown(name: str, value: object, known: Sequence[str]) -> InputError:
    """Return the error for an argument that is none of the known values.

    >>> print(unknown("form", "cvs", ["csv", "json"]))
    form: 'cvs' is unknown; expected one of csv, json; did you mean 'csv'?
    """
    return InputError(
        f"{name}: {value!r} is unknown; expected one of {', '.join(known)}{did_you_mean(value, known)}"
    )
