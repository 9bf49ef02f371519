"""What every command shares: where output goes, how it is written, and how errors end a run.

Results go to stdout, all else to stderr. Colour and bars only where a terminal can show them; numbers and
words are the same in a pipe.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Annotated, Any, Final, Literal, TextIO, cast

import typer
from typer.core import TyperGroup

from jdmatch.errors import BatchError, InputError, JdmatchError
from jdmatch.showing.terminal import is_utf
from jdmatch.showing.view import UNSHOWN, harmless

if TYPE_CHECKING:
    from rich.console import Console

FINE, FAILED_CHECK, BAD_INPUT = 0, 1, 2
INTERRUPTED: Final = 130  # as shells count: 128 + SIGINT
BROKEN_PIPE: Final = 141  # 128 + SIGPIPE
# what is written to a file or a pipe is never wrapped to some terminal's width
_PIPE_WIDTH: Final = 200
READ_WIDTH: Final = 100  # what is read by people, wherever it goes


def argument(metavar: str, help: str) -> Any:
    """Return what is given without a name."""
    return typer.Argument(metavar=metavar, help=help)


def flag(name: str, help: str) -> Any:
    """Return an option that is given or not."""
    return typer.Option(name, help=help)


def option(metavar: str, help: str, *, name: str | None = None, least: float | None = None) -> Any:
    """Return an option with a value; its name is that of the parameter by default."""
    return typer.Option(*([name] if name else []), metavar=metavar, help=help, min=least)


def output_to(metavar: str, help: str) -> Any:
    """Return the option that says where the output goes."""
    return typer.Option("--output", "-o", metavar=metavar, help=help)


JsonOption = Annotated[bool, flag("--json", "Write JSON, for programs.")]
TaxonomyOption = Annotated[
    list[str] | None,
    option(
        "FOLDER",
        "A taxonomy of your own; given twice, 'bundled' first, it is laid over the bundled one.",
        name="--taxonomy",
    ),
]
TextOption = Annotated[
    str | None, option("COLUMN", "The column of the texts; guessed by name.", name="--text")
]
TitleOption = Annotated[str | None, option("COLUMN", "The column of the titles; guessed.", name="--title")]
ProfileOption = Annotated[
    str, option("NAME|FILE", "What to score against; see `jdmatch profile list`.", name="--profile")
]
WorkersOption = Annotated[str, option("N|auto", "How many processes; auto: one a core.", name="--workers")]
GateOption = Annotated[
    list[str] | None,
    option("GATE", "A condition, may be given twice: remote, years=5, 'pay=90000 EUR' …", name="--gate"),
]


class KindChoice(StrEnum):
    """What a text is."""

    auto = "auto"
    posting = "posting"
    cv = "cv"


KindOption = Annotated[KindChoice, flag("--kind", "What the texts are.")]


def count_of(workers: str) -> int | Literal["auto"]:
    """Return a number of workers, or "auto".

    Raises:
        InputError: if it is neither.
    """
    if workers == "auto":
        return "auto"
    if workers.isdecimal() and int(workers) > 0:
        return int(workers)
    raise InputError(f"workers: {workers!r} is not a number of processes; expected 1 or more, or auto")


def examples(*lines: str) -> str:
    """Return examples as the end of a command's help, line by line as given."""
    head = "Example" if len(lines) == 1 else "Examples"
    return "\n".join(("\b", f"{head}:", *(f"  {line}" for line in lines)))


class Commands(TyperGroup):
    """Ends every command as a person or a script expects: a message without a traceback, and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; turn the errors it may end with into messages."""
        try:
            _forget_odd_width()
            _never_fail_at_a_sign()
            with _warnings_told():
                result = super().invoke(ctx)
            sys.stdout.flush()  # a broken pipe shows here, not when Python is already gone
        except KeyboardInterrupt as error:
            tell(str(error) or "stopped")
            raise typer.Exit(INTERRUPTED) from None
        except JdmatchError as error:
            if isinstance(
                error.__cause__, KeyboardInterrupt
            ):  # a batch run that was stopped says how to go on
                tell(str(error))
                raise typer.Exit(INTERRUPTED) from None
            for line in str(error).splitlines() or [type(error).__name__]:
                tell(f"error: {line}")
            raise typer.Exit(BAD_INPUT) from error
        except BrokenPipeError:
            # the reader has left (`| head`): no more output, and no complaint about it
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123 (a descriptor is wanted, not a path)
                os.dup2(nowhere.fileno(), sys.stdout.fileno())
            raise typer.Exit(BROKEN_PIPE) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            tell(f"error: {where}{error.strerror or error}")
            raise typer.Exit(BAD_INPUT) from error
        return result


def _forget_odd_width() -> None:
    """Go on as if `COLUMNS` were not set where it is no width; a table would be empty, or filled up for ever."""
    if not re.fullmatch("[1-9][0-9]{0,3}", os.environ.get("COLUMNS", "")):
        os.environ.pop("COLUMNS", None)


def _never_fail_at_a_sign() -> None:
    """Write something else for a sign that a stream cannot take, rather than fail; nothing where it is closed."""
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w")  # noqa: PTH123, SIM115 (it takes the place of a stream, to the end)
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # in UTF-8 only what is no character is amiss, such as a byte of a file's name: better spelt out than "?"
            stream.reconfigure(errors="backslashreplace" if is_utf(stream) else "replace")


@contextmanager
def _warnings_told() -> Iterator[None]:
    """Print warnings as one line each, without the place in our code that nobody asked for."""

    def show(message: Warning | str, *_: object, **__: object) -> None:
        tell(f"warning: {message}")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what other packages warn their developers of
        warnings.filterwarnings("always", category=UserWarning)
        warnings.showwarning = show
        yield


def tell(message: str) -> None:
    """Write a line to stderr, its `error:` or `warning:` in colour where a terminal shows it."""
    message = harmless(message)
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        for word, colour in (("error:", "31"), ("warning:", "33")):
            if message.startswith(word):
                message = f"\033[1;{colour}m{word}\033[0m{message[len(word) :]}"
    print(message, file=sys.stderr)  # noqa: T201 (the edge of the program)


def console(pipe_width: int = _PIPE_WIDTH) -> Console:
    """Return a rich console; plain, and as wide as needed, where nobody looks at a terminal.

    Whatever is printed with it, no control character of a foreign text gets out.
    """
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class SafeConsole(Console):
        def on_broken_pipe(self) -> None:  # rich would end the program here, with a code of its own
            raise BrokenPipeError

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterator[Segment]:
            for segment in super().render(renderable, options):
                # those of the terminal itself, for colours and places, are marked as such
                yield segment if segment.control else segment._replace(text=harmless(segment.text))

    if sys.stdout.isatty():
        return SafeConsole(highlight=False, emoji=False, markup=False)
    file = cast("IO[str]", _Trimmed(sys.stdout))
    width = int(os.environ.get("COLUMNS") or pipe_width)
    return SafeConsole(file=file, width=width, highlight=False, emoji=False, markup=False)


class _Trimmed(io.TextIOBase):
    """Passes text on without the blanks that fill a table's cells up at the ends of lines."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()


def print_json(value: object) -> None:
    """Write a value as JSON on stdout, one object a call."""
    indent = 2 if sys.stdout.isatty() else None
    text = json.dumps(value, ensure_ascii=not is_utf(sys.stdout), indent=indent)
    # JSON itself leaves DEL, C1 and signs of direction as they are, which a terminal obeys
    print(UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # noqa: T201


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
