"""The texts of a file of postings, read as `jdmatch batch` reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jdmatch.cli.console import tell


def texts_of(file: str, column: str | None) -> Iterator[str]:
    """Yield the texts of a file's rows; say on stderr which columns were taken and what could not be read.

    Raises:
        BatchError: if the file cannot be read.
        InputError: if there is no such column.
    """
    from jdmatch.batch.inputs import find_columns, open_source
    from jdmatch.batch.options import BatchOptions
    from jdmatch.batch.records import Row

    options = BatchOptions(input=file, output="-.csv", text=column)  # nothing is written
    source = open_source(options, Path(file))
    columns, notes = find_columns(source, options)
    for note in (*source.notes, *notes):
        tell(note)
    broken = 0
    for record in source.read():
        if isinstance(record, Row):
            text = record.values[columns.text]
            yield text if isinstance(text, str) else ""
        else:
            broken += not record.rest
    if broken:
        tell(f"warning: {file}: {broken} broken {'row was' if broken == 1 else 'rows were'} left out")
