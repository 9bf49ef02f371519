"""pandas in, pandas out: one row a posting, scored and read; and the matrix of postings and concepts.

The same `score_frame` runs in a notebook, on every partition of a Dask frame and on every batch of a Spark
one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from jdmatch.documents.text import Kind, check_kind
from jdmatch.errors import InputError, unknown
from jdmatch.tables.columns import no_column
from jdmatch.tables.rows import COLUMNS, Scorer, score_rows

if TYPE_CHECKING:
    import pandas as pd

MatrixValues = Literal["stance", "count", "bool"]
DEFAULT_TITLE: Final = "title"
DEFAULT_PLACE: Final = "location"
_STANCES: Final = ("negated", "mentioned", "preferred", "required")  # weakest first


def score_frame(
    matcher: Scorer,
    frame: pd.DataFrame,
    text: str = "description",
    title: str | None = DEFAULT_TITLE,
    *,
    place: str | None = DEFAULT_PLACE,
    kind: Kind = "posting",
    workers: int | str = 1,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Return a new frame with the same index: a row for each row, with the columns of `jdmatch.tables.rows.COLUMNS`.

    A row that cannot be scored keeps its place, with `status` "error" and the reason in `error`.

    Args:
        matcher: What reads and scores.
        frame: It is left as it is.
        text: The column of the texts; missing values are empty texts.
        title: The column of the titles; the default one may be absent.
        place: The column of the places; the default one may be absent.
        kind: "posting", "cv" or "auto".
        workers: How many processes, or "auto" for one a core.
        seconds: How long one text may take before its row is an error; one that is given is kept to in a
            process apart. Without it there is no limit in one process, and 30 seconds in several.

    Raises:
        InputError: if a named column is not there, or `kind` is unknown.

    >>> import jdmatch, pandas as pd
    >>> frame = pd.DataFrame({"description": ["You must know Python.", None]}, index=["a", "b"])
    >>> scored = score_frame(jdmatch.load(), frame)
    >>> scored["required"]["a"], scored["status"]["b"], scored["score"].isna()["b"].item()
    ('python', 'empty', True)
    """
    import pandas as pd

    frame = as_pandas(frame)
    texts = column_of(frame, text, "text")
    titles = _column_beside(frame, title, "title", DEFAULT_TITLE)
    places = _column_beside(frame, place, "place", DEFAULT_PLACE)
    check_kind(kind)
    items = zip(texts, titles, places, strict=True)
    rows = score_rows(matcher, items, kind=kind, workers=workers, seconds=seconds)
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    typed = {
        name: pd.Series(list(values), index=frame.index, dtype=column_dtype(name))
        for (name, values) in zip(COLUMNS, columns, strict=True)
    }
    return pd.DataFrame(typed, index=frame.index)


def column_dtype(name: str) -> str:
    """Return the pandas dtype of a result column, the same for an empty frame and a full one."""
    import pandas as pd

    if COLUMNS[name] == "number":
        return "float64"
    # "str" in pandas 2 would write None as the text "None"
    return "str" if int(pd.__version__.partition(".")[0]) >= 3 else "object"


def skill_matrix(
    matcher: Scorer,
    frame: pd.DataFrame,
    text: str = "description",
    *,
    kind: Kind = "posting",
    values: str = "stance",
) -> pd.DataFrame:
    """Return postings x concepts: a column for each concept that was found, in alphabetical order.

    Args:
        matcher: What reads.
        frame: Its index is kept.
        text: The column of the texts.
        kind: "posting", "cv" or "auto".
        values: "stance" for the strongest stance (missing where not found), "count" for how many places,
            "bool" for whether it is found as anything but negated.

    Raises:
        InputError: if the named column is not there, a cell is no text, or `values` is unknown.

    >>> import jdmatch, pandas as pd
    >>> frame = pd.DataFrame({"description": ["We need Python. Scala is a plus.", "No Java needed."]})
    >>> skill_matrix(jdmatch.load(), frame, values="bool").to_dict("list")
    {'java': [False, False], 'python': [True, False], 'scala': [True, False]}
    """
    import pandas as pd

    if values not in get_args(MatrixValues):
        raise unknown("values", values, get_args(MatrixValues))
    frame = as_pandas(frame)
    found: dict[str, dict[int, list[str]]] = {}
    for place, cell in enumerate(column_of(frame, text, "text")):
        for skill in matcher.read(cell, kind=kind).skills:
            if skill.id is None:
                continue  # the matrix has a column for each concept
            found.setdefault(skill.id, {}).setdefault(place, []).append(skill.stance)
    columns: dict[str, pd.Series[Any]] = {}
    for concept in sorted(found):
        stances = [found[concept].get(place, []) for place in range(len(frame))]
        cells: Any
        if values == "stance":
            strongest = [max(each, key=_STANCES.index) if each else None for each in stances]
            cells = pd.Categorical(strongest, categories=list(_STANCES), ordered=True)
        elif values == "count":
            cells = [len(each) for each in stances]
        else:
            cells = [any(stance != "negated" for stance in each) for each in stances]
        columns[concept] = pd.Series(cells, index=frame.index)
    matrix = pd.DataFrame(columns, index=frame.index)
    matrix.columns.name = "concept"
    return matrix


def as_pandas(frame: Any) -> pd.DataFrame:
    """Return a frame of pandas; those of polars and Arrow know how to become one.

    Raises:
        InputError: if it is no frame.
    """
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        return frame
    kind, expected = type(frame).__name__, "expected a frame of pandas, polars or Arrow"
    if isinstance(frame, pd.Series) or not hasattr(frame, "columns"):
        has_one = hasattr(frame, "to_frame")
        advice = "call .to_frame('description') on it" if has_one else "give pipe() a list of texts"
        raise InputError(f"frame: {kind} is not a table; {expected}; {advice}")
    if not hasattr(frame, "to_pandas"):
        raise InputError(f"frame: {kind} is unknown; {expected}; convert it to pandas")
    converted = frame.to_pandas()
    assert isinstance(converted, pd.DataFrame)
    return converted


def column_of(frame: pd.DataFrame, name: str, role: str) -> pd.Series[Any]:
    """Return a column as objects, None where a value is missing: missing values come in many shapes.

    Raises:
        InputError: if it is not there, or is there twice.
    """
    if name not in frame.columns:
        raise no_column(role, name, frame.columns)
    column = frame[name]
    if getattr(column, "ndim", 1) != 1:
        raise InputError(
            f"{role}: the column {name!r} is there {column.shape[1]} times; expected once; rename the others"
        )
    return column.astype(object).where(column.notna(), None)


def _column_beside(frame: pd.DataFrame, name: str | None, role: str, default: str) -> Iterable[Any]:
    """Return a column beside the texts; nothing but missing values where none is named, or the default is not there."""
    if name is None or (name == default and name not in frame.columns):
        return [None] * len(frame)
    return column_of(frame, name, role)
