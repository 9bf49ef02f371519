"""The rows of a file of postings, read as `jdmatch batch` reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jdmatch.cli.console import speaking_of_options, tell
from jdmatch.errors import InputError, did_you_mean
from jdmatch.taxonomy.loading import TaxonomyPath, load_taxonomy


class Posting(NamedTuple):
    """A row: its text, title and, where asked for, its label."""

    text: str
    title: str | None
    label: str | None


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

    with speaking_of_options():
        options = BatchOptions(
            input=file, output="-.csv", text=text, title=title, taxonomy=taxonomy
        )  # nothing is written
        source = open_source(options, Path(file))
        columns, notes = find_columns(source.columns, options)
    labels = _label_column(source.columns, label, file, taxonomy) if is_labelled else None
    for note in (
        *source.notes,
        *notes,
        *([f"label: {source.columns[labels]!r}"] if labels is not None else []),
    ):
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


def _label_column(columns: tuple[str, ...], given: str | None, file: str, taxonomy: TaxonomyPath) -> int:
    folded = [name.casefold().strip() for name in columns]
    wanted = (given.casefold().strip(),) if given else load_taxonomy(taxonomy).columns.label
    found = next((folded.index(name) for name in wanted if name in folded), None)
    if found is not None:
        return found
    lacks = f"there is no column {given!r}" if given else "no column looks like the labels"
    close = did_you_mean(given, columns) if given else ""
    raise InputError(
        f"{file}: {lacks}; available: {', '.join(map(repr, columns))}{close}; name it with --label"
    )
