"""Messages of the library in the words of the command line: there one speaks of options, not of arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

from jdmatch.errors import BatchError, InputError


@contextmanager
def speaking_of_options() -> Iterator[None]:
    """Let errors name options as they are typed.

    Raises:
        InputError: the same, in other words.
        BatchError: the same.
    """
    try:
        yield
    except (InputError, BatchError) as error:
        # the cause stays: by it one sees that a run was stopped, and by whom
        raise type(error)(in_options(str(error))) from error.__cause__


def in_options(message: str) -> str:
    """Return a message with the names of options instead of those of arguments.

    >>> in_options("text: there is no column 'x'; available: 'y'; name it with text=")
    "--text: there is no column 'x'; available: 'y'; name it with --text"
    >>> in_options("the option part_rows changed; use --restart (restart=True) to begin anew")
    'the option --part-rows changed; use --restart to begin anew'
    """
    from jdmatch.batch.options import BatchOptions

    names = "|".join(field.name for field in fields(BatchOptions))
    message = re.sub(rf"(--[a-z-]+) \((?:{names})=\w*\)", r"\1", message)
    places = rf"^(?P<start>{names})(?=: )|\bthe option (?P<named>{names})\b|\b(?P<given>{names})=(?=$|[ ;,)])"
    return re.sub(places, _option, message)


def _option(found: re.Match[str]) -> str:
    name = found["start"] or found["named"] or found["given"]
    option = "IN" if name == "input" else "--" + name.replace("_", "-")
    return f"the option {option}" if found["named"] else option
