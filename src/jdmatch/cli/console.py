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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import IO, TYPE_CHECKING, Any, Final, Literal, TextIO, TypeVar, cast

import click
from click.exceptions import Exit

from jdmatch.errors import BatchError, InputError, JdmatchError
from jdmatch.showing.terminal import is_utf
from jdmatch.showing.view import UNSHOWN, harmless

if TYPE_CHECKING:
    from rich.console import Console

Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)

FINE, FAILED_CHECK, BAD_INPUT = 0, 1, 2
INTERRUPTED: Final = 130  # as shells count: 128 + SIGINT
BROKEN_PIPE: Final = 141  # 128 + SIGPIPE
# what is written to a file or a pipe is never wrapped to some terminal's width
_PIPE_WIDTH: Final = 200
READ_WIDTH: Final = 100  # what is read by people, wherever it goes


class Argument(click.Argument):
    """What is given without a name; unlike click's of old, it says in the help what it is."""

    help: str

    def __init__(self, *given: Any, help: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.help = help


def argument(name: str, metavar: str, help: str, **more: Any) -> Callable[[Decorated], Decorated]:
    """Return a decorator for what is given without a name."""
    return click.argument(name, cls=Argument, metavar=metavar, help=help, **more)


class Command(click.Command):
    """A command whose help has a part on its arguments, whatever the version of click."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help from top to bottom."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        arguments = [one for one in self.params if isinstance(one, Argument)]
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl([(one.metavar or "", one.help) for one in arguments])
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)


class Group(click.Group):
    """Commands of such a kind."""

    command_class = Command


def output_option(metavar: str, help: str, **more: Any) -> Callable[[Decorated], Decorated]:
    """Return a decorator for the option that says where the output goes."""
    return click.option("--output", "-o", metavar=metavar, help=help, **more)


def list_or_none(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> list[str] | None:
    """Return what was given once or more often, None where it was left out."""
    return list(given) or None


json_option = click.option("--json", "json_", is_flag=True, help="Write JSON, for programs.")
taxonomy_option = click.option(
    "--taxonomy",
    metavar="FOLDER",
    multiple=True,
    callback=list_or_none,
    help="A taxonomy of your own; given twice, 'bundled' first, it is laid over the bundled one.",
)
text_option = click.option("--text", metavar="COLUMN", help="The column of the texts; guessed by name.")
title_option = click.option("--title", metavar="COLUMN", help="The column of the titles; guessed.")
profile_option = click.option(
    "--profile",
    metavar="NAME|FILE",
    default="ml-engineer",
    help="What to score against; see `jdmatch profile list`.",
)
gate_option = click.option(
    "--gate",
    metavar="GATE",
    multiple=True,
    help="A condition, may be given twice: remote, years=5, 'pay=90000 EUR' …",
)


def kind_option(default: str) -> Callable[[Decorated], Decorated]:
    """Return a decorator for the option that says what the texts are."""
    kinds = click.Choice(["auto", "posting", "cv"])
    return click.option("--kind", type=kinds, default=default, help="What the texts are.")


def made_of_option(default: str) -> Callable[[Decorated], Decorated]:
    """Return the option that says from what a learnt file was made, with its own default."""
    return click.option(
        "--made-of",
        metavar="WORDS",
        default=default,
        help="What it was learnt from, for the head of the file.",
    )


def workers_option(default: str) -> Callable[[Decorated], Decorated]:
    """Return a decorator for the option of processes: a number, or "auto"."""
    told = "How many processes; auto: one a core."
    return click.option("--workers", metavar="N|auto", default=default, callback=_count, help=told)


def _count(_: click.Context, __: click.Parameter, workers: str) -> int | Literal["auto"]:
    if workers == "auto":
        return "auto"
    if workers.isdecimal() and int(workers) > 0:
        return int(workers)
    raise InputError(f"--workers: {workers!r} is not a number of processes; expected 1 or more, or auto")


def examples(*lines: str) -> str:
    """Return examples as the end of a command's help, line by line as given."""
    head = "Example" if len(lines) == 1 else "Examples"
    return "\n".join(("\b", f"{head}:", *(f"  {line}" for line in lines)))


class Commands(click.Group):
    """Ends every command as a person or a script expects: a message without a traceback, and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn the errors it may end with into messages."""
        try:
            _forget_odd_width()
            _never_fail_at_a_sign()
            with _warnings_told():
                result = super().invoke(ctx)
            sys.stdout.flush()  # a broken pipe shows here, not when Python is already gone
        except KeyboardInterrupt as error:
            tell(str(error) or "stopped")
            raise Exit(INTERRUPTED) from None
        except JdmatchError as error:
            if isinstance(
                error.__cause__, KeyboardInterrupt
            ):  # a batch run that was stopped says how to go on
                tell(str(error))
                raise Exit(INTERRUPTED) from None
            for line in str(error).splitlines() or [type(error).__name__]:
                tell(f"error: {line}")
            raise Exit(BAD_INPUT) from error
        except BrokenPipeError:
            # the reader has left (`| head`): no more output, and no complaint about it
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123 (a descriptor is wanted, not a path)
                os.dup2(nowhere.fileno(), sys.stdout.fileno())
            raise Exit(BROKEN_PIPE) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            tell(f"error: {where}{error.strerror or error}")
            raise Exit(BAD_INPUT) from error
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
