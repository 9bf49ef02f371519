"""The texts that a command is given: files, what is piped in, and the rows of tables as `jdmatch batch` reads them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from jdmatch.cli.console import speaking_of_options, tell
from jdmatch.documents.text import Document
from jdmatch.errors import DocumentError, InputError
from jdmatch.taxonomy.loading import TaxonomyPath, load_taxonomy

STDIN = "stdin"  # what is piped in is called so everywhere


class Posting(NamedTuple):
    """A row: its text, title and, where asked for, its label."""

    text: str
    title: str | None
    label: str | None


def open_text(file: str, title: str | None = None) -> Document:
    """Open a file, or what is piped in where its name is "-".

    Raises:
        DocumentError: if it cannot be read.
    """
    from jdmatch.documents import open_document
    from jdmatch.documents.opening import PACKINGS, TABLES

    if file != "-":
        if Path(file).suffix.lower() in (*TABLES, *PACKINGS) and Path(file).is_file():
            how = f"score its rows with: jdmatch batch {file} -o OUT; or rank them: jdmatch rank CV {file}"
            raise DocumentError(f"{file}: a table; expected one posting or CV; {how}")
        return open_document(file, title=title)
    if sys.stdin is None:
        raise DocumentError("stdin: is closed; expected a text piped in; pipe one in, or give a file")
    if sys.stdin.isatty():
        tell("reading from the keyboard; end with Ctrl-D on a line of its own")
    return open_document(sys.stdin.buffer.read(), title=title, name=STDIN)


def name_of(file: str, document: Document) -> str:
    """Return what a document is called on the screen."""
    name = STDIN if file == "-" else file
    return f"{name}: {document.title}" if document.title else name


def postings_of(
    file: str,
    *,
    text: str | None = None,
    title: str | None = None,
    label: str | None = None,
    taxonomy: TaxonomyPath = None,
    is_labelled: bool = False,
) -> Iterator[Posting]:
    """Yield a file's rows; say on stderr which columns were taken and what could not be read.

    Args:
        file: Any file that `jdmatch batch` reads.
        text: The column of the texts, guessed by name where left out; so are `title` and `label`.
        title: The column of the titles.
        label: The column of the labels.
        taxonomy: What knows the names of columns, the bundled taxonomy by default.
        is_labelled: Whether there has to be a label.

    Raises:
        BatchError: if the file cannot be read.
        InputError: if there is no such column.
    """
    from jdmatch.batch.inputs import find_columns, open_source
    from jdmatch.batch.lines import Row
    from jdmatch.batch.options import BatchOptions
    from jdmatch.batch.write import cell_text
    from jdmatch.tables.columns import find_column, in_quotes

    labels = None
    with speaking_of_options():
        # nothing is written to the output
        options = BatchOptions(input=file, output="-.csv", text=text, title=title, taxonomy=taxonomy)
        source = open_source(options, Path(file))
        columns, notes = find_columns(source.columns, options)
        if is_labelled:
            labels = find_column("label", label, source.columns, load_taxonomy(taxonomy).columns)
            if labels is None:
                raise InputError(
                    f"--label: no column looks like the labels; available: {in_quotes(source.columns)}; "
                    "name it with --label"
                )
            notes = (*notes, f"label: {source.columns[labels]!r}")
    for note in (*source.notes, *notes):
        tell(note)
    broken = 0
    for record in source.read():
        if not isinstance(record, Row):
            broken += not record.rest
            continue
        values = [cell_text(value) for value in record.values]
        name = values[columns.title] if columns.title is not None else None
        yield Posting(values[columns.text], name, values[labels] if labels is not None else None)
    if broken:
        tell(f"warning: {file}: {broken} broken {'row was' if broken == 1 else 'rows were'} left out")


def documents_of(
    many: Sequence[str], text: str | None, title: str | None, taxonomy: TaxonomyPath = None
) -> Iterator[tuple[str, Document]]:
    """Yield what tables, folders and files hold, each text with what it is called.

    Raises:
        BatchError: if a table cannot be read.
        DocumentError: if the only file cannot be read; of several, those that cannot are left out and told.
    """
    from jdmatch.documents import Document
    from jdmatch.documents.opening import PACKINGS, TABLES

    faults = 0
    for name in many:
        path = Path(name)
        if path.suffix.lower() in (*TABLES, *PACKINGS):
            rows = postings_of(name, text=text, title=title, taxonomy=taxonomy)
            for number, row in enumerate(rows, start=1):
                yield row.title or f"row {number}", Document(row.text, title=row.title)
            continue
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            try:
                opened = open_text(str(file))
            except DocumentError as error:
                if len(files) == len(many) == 1:
                    raise
                # one bad file of many must not cost the others their place
                tell(f"warning: {error}")
                faults += 1
                continue
            yield opened.title or (file.relative_to(path).as_posix() if path.is_dir() else name), opened
    if faults:
        tell(f"warning: {faults} {'file was' if faults == 1 else 'files were'} left out")
