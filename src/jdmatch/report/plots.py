"""A few plots over scored frames and fits, on matplotlib (extra `notebook`); each returns its Axes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jdmatch.errors import InputError, MissingExtraError
from jdmatch.tables.rows import JOINER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from jdmatch.scoring.fit import Fit

_REQUIRED, _PREFERRED, _GREY = "#2ea043", "#388bfd", "#8b949e"
_BINS = tuple(range(0, 101, 10))


def plot_scores(scored: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how many postings score how much, role by role.

    Args:
        scored: What `Matcher.score_frame` returned.
        ax: Where to draw; a new figure by default.

    Raises:
        InputError: if the frame is not a scored one.
        MissingExtraError: if matplotlib is not installed.
    """
    _need(scored, "score", "role")
    ax = ax or _new_axes(7, 4)
    known = scored.dropna(subset=["score"])
    roles = known["role"].value_counts().index.tolist()
    values = [known.loc[known["role"] == role, "score"].to_numpy() for role in roles]
    if values:
        ax.hist(values, bins=list(_BINS), stacked=True, label=roles)
        ax.legend(frameon=False, fontsize="small")
    ax.set(xlabel="score", ylabel="postings", xlim=(0, 100))
    return _bare(ax)


def plot_skills(scored: pd.DataFrame, ax: Axes | None = None, *, most: int = 20) -> Axes:
    """Draw the skills that are asked for most: in how many postings required, in how many preferred.

    Raises:
        InputError: if the frame is not a scored one.
        MissingExtraError: if matplotlib is not installed.
    """
    _need(scored, "required", "preferred")
    required, preferred = _counts(scored["required"]), _counts(scored["preferred"])
    names = [name for name, _ in (required + preferred).most_common(most)][::-1]
    ax = ax or _new_axes(7, 0.8 + 0.26 * max(len(names), 1))
    left = [required[name] for name in names]
    ax.barh(names, left, color=_REQUIRED, label="required")
    ax.barh(names, [preferred[name] for name in names], left=left, color=_PREFERRED, label="preferred")
    ax.set(xlabel="postings")
    ax.legend(frameon=False, loc="lower right")
    return _bare(ax)


def plot_missing(scored: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw which requirements of the profile postings leave out most often.

    Raises:
        InputError: if the frame is not a scored one.
        MissingExtraError: if matplotlib is not installed.
    """
    _need(scored, "missing")
    pairs = _counts(scored["missing"]).most_common()[::-1]
    ax = ax or _new_axes(7, 0.8 + 0.26 * max(len(pairs), 1))
    ax.barh([name for name, _ in pairs], [count for _, count in pairs], color=_GREY)
    ax.set(xlabel="postings that do not ask for it")
    return _bare(ax)


def plot_fit(fit: Fit, ax: Axes | None = None) -> Axes:
    """Draw a fit, requirement by requirement: the points there are, and those it has.

    Raises:
        InputError: if there was nothing to score.
        MissingExtraError: if matplotlib is not installed.
    """
    if fit.score is None:
        raise InputError(
            f"fit: there is no score to draw ({fit.verdict}); expected a fit of a text that could be read"
        )
    rows = fit.requirements[::-1]
    ax = ax or _new_axes(7, 0.8 + 0.28 * len(rows))
    names = [one.id for one in rows]
    ax.barh(names, [one.weight for one in rows], color=_GREY, alpha=0.25)
    ax.barh(names, [one.points for one in rows], color=_REQUIRED)
    ax.set(xlabel="points", title=f"{fit.score:.1f} of 100: {fit.verdict}")
    return _bare(ax)


def _counts(column: pd.Series[Any]) -> Counter[str]:
    return Counter(one for cell in column.dropna() for one in str(cell).split(JOINER) if one)


def _need(frame: pd.DataFrame, *columns: str) -> None:
    for column in columns:
        if column not in frame.columns:
            raise InputError(
                f"frame: there is no column {column!r}; expected what score_frame or jdmatch batch made"
            )


def _new_axes(width: float, height: float) -> Axes:
    try:
        from matplotlib import pyplot
    except ImportError as error:
        feature = "a plot"
        raise MissingExtraError(feature, "notebook") from error
    axes: Axes = pyplot.subplots(figsize=(width, height), layout="constrained")[1]
    return axes


def _bare(ax: Axes) -> Axes:
    """Take away the frame's upper and right side: they say nothing."""
    ax.spines[["top", "right"]].set_visible(False)
    return ax
