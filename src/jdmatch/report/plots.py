"""A few plots over scored frames and fits, on matplotlib (extra `notebook`); each returns its Axes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from jdmatch.errors import InputError, MissingExtraError
from jdmatch.tables.rows import JOINER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from jdmatch.scoring.fit import Fit
    from jdmatch.tables.trends import Trends
    from jdmatch.taxonomy.profile import PayBand

# Okabe and Ito's colours are told apart by every eye, and in grey print by their lightness
_BLUE, _ORANGE, _GREEN, _RED = "#0072b2", "#e69f00", "#009e73", "#d55e00"
_SKY, _PINK, _YELLOW, _GREY = "#56b4e9", "#cc79a7", "#f0e442", "#8b949e"
_MANY: Final = (_BLUE, _ORANGE, _GREEN, _RED, _SKY, _PINK, _YELLOW, _GREY)
_BINS: Final = tuple(range(0, 101, 10))
_PERIODS_A_YEAR: Final = {"year": 1, "month": 12}


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
        colours = [_MANY[i % len(_MANY)] for i in range(len(roles))]
        looks: dict[str, Any] = {"color": colours, "edgecolor": "white", "linewidth": 0.6}
        ax.hist(values, bins=list(_BINS), stacked=True, label=roles, **looks)
        ax.legend(frameon=False, fontsize="small")
    ax.set(xlabel="score", ylabel="postings", xlim=(0, 100), title="how the scores spread")
    return _bare(ax)


def plot_skills(scored: pd.DataFrame, ax: Axes | None = None, *, most: int = 20) -> Axes:
    """Draw the skills that are asked for most: in how many postings required, in how many preferred.

    Raises:
        InputError: if the frame is not a scored one.
        MissingExtraError: if matplotlib is not installed.
    """
    _need(scored, "required", "preferred")
    required, preferred = _counts(scored["required"]), _counts(scored["preferred"])
    names = [name for name, _ in _most(required + preferred, most)][::-1]
    ax = ax or _new_axes(7, 0.8 + 0.26 * max(len(names), 1))
    left = [required[name] for name in names]
    ax.barh(names, left, color=_BLUE, label="required")
    ax.barh(names, [preferred[name] for name in names], left=left, color=_ORANGE, label="preferred")
    ax.set(xlabel="postings", title="what is asked for most")
    ax.legend(frameon=False, loc="lower right")
    return _bare(ax)


def plot_together(scored: pd.DataFrame, ax: Axes | None = None, *, most: int = 15) -> Axes:
    """Draw which of the skills asked for most stand together: of the postings with one, how many have the other.

    Raises:
        InputError: if the frame is not a scored one.
        MissingExtraError: if matplotlib is not installed.
    """
    _need(scored, "required", "preferred")
    asked = [
        _ids(required) | _ids(preferred)
        for required, preferred in zip(scored["required"], scored["preferred"], strict=True)
    ]
    counts = Counter(one for skills in asked for one in sorted(skills))
    names = [name for name, _ in _most(counts, most)]
    shares = [
        [sum(one in skills and other in skills for skills in asked) / counts[one] for other in names]
        for one in names
    ]
    ax = ax or _new_axes(1.6 + 0.42 * max(len(names), 4), 1.2 + 0.36 * max(len(names), 4))
    if names:
        # one colour from light to dark reads in grey print too; the diagonal says nothing
        drawn = ax.imshow(
            [[float("nan") if i == j else share for j, share in enumerate(row)] for i, row in enumerate(shares)],
            cmap="Blues", vmin=0, vmax=1,
        )  # fmt: skip
        ax.figure.colorbar(drawn, ax=ax, label="share", shrink=0.8)
    ax.set_xticks(range(len(names)), names, rotation=45, ha="right")
    ax.set_yticks(range(len(names)), names)
    ax.set(title="of the postings that ask for the one at the left,\nhow many ask for the other")
    return ax


def plot_pay(
    scored: pd.DataFrame, ax: Axes | None = None, *, band: PayBand | None = None, currency: str | None = None
) -> Axes:
    """Draw the pay of each posting that states one, a year, beside the profile's band.

    Args:
        scored: What `Matcher.score_frame` returned.
        ax: Where to draw; a new figure by default.
        band: The band of a profile (`matcher.profile.pay`); drawn where its currency is the one shown.
        currency: Which currency to show; the most frequent one by default.

    Raises:
        InputError: if the frame is not a scored one.
        MissingExtraError: if matplotlib is not installed.
    """
    _need(scored, "pay_min", "pay_max", "pay_currency", "pay_period", "score")
    yearly = scored[scored["pay_period"].isin(list(_PERIODS_A_YEAR))]
    if currency is None and len(yearly):
        currency = str(yearly["pay_currency"].mode()[0])
    shown = yearly[yearly["pay_currency"] == currency]
    times = shown["pay_period"].map(_PERIODS_A_YEAR).astype(float)
    low = (shown["pay_min"].fillna(shown["pay_max"]) * times).tolist()
    high = (shown["pay_max"].fillna(shown["pay_min"]) * times).tolist()
    order = sorted(range(len(low)), key=lambda i: (low[i] + high[i], i))
    ax = ax or _new_axes(7, max(2.4, 1.2 + 0.16 * len(order)))
    if band is not None and band.currency == currency:
        label = f"{band.currency} band of the profile"
        ax.axvspan(band.year_min, band.year_max, color=_GREEN, alpha=0.22, label=label)
        ax.axvspan(band.beginner_min, band.beginner_max, color=_SKY, alpha=0.25, label="... for beginners")
        ax.legend(frameon=False, loc="lower right")
    ax.hlines(range(len(order)), [low[i] for i in order], [high[i] for i in order], color=_BLUE, linewidth=3)
    ax.plot([low[i] for i in order], range(len(order)), "o", color=_BLUE, markersize=4)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.tick_params(axis="x", rotation=25)
    ax.set(xlabel=f"{currency or 'pay'} a year", ylabel="postings", yticks=[], title="what is paid")
    return _bare(ax)


def plot_missing(scored: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw which requirements of the profile postings leave out most often.

    Raises:
        InputError: if the frame is not a scored one.
        MissingExtraError: if matplotlib is not installed.
    """
    _need(scored, "missing")
    pairs = _most(_counts(scored["missing"]))[::-1]
    ax = ax or _new_axes(7, 0.8 + 0.26 * max(len(pairs), 1))
    ax.barh([name for name, _ in pairs], [count for _, count in pairs], color=_RED)
    ax.set(xlabel="postings that do not ask for it", title="what postings leave out")
    return _bare(ax)


def plot_trends(trends: Trends, ax: Axes | None = None, *, most: int = 8) -> Axes:
    """Draw the surest changes: the share of postings that ask for a skill, with what the counts allow (95 %).

    Over time each skill is a line with a band; of groups each is a point with a bar, a difference from the others or,
    where there are dates too, from the group's own past.

    Args:
        trends: What `jdmatch.trends` returned.
        ax: Where to draw; a new figure by default.
        most: How many skills to draw, the surest first.

    Raises:
        MissingExtraError: if matplotlib is not installed.
    """
    shown = trends.trends[:most]
    over_time = bool(shown) and shown[0].group is None
    ax = ax or (_new_axes(7, 4) if over_time else _new_axes(7, 1.2 + 0.3 * max(len(shown), 1)))
    if over_time:
        for number, one in enumerate(shown):
            colour = _MANY[number % len(_MANY)]
            names, shares = zip(*((tally.name, tally.share) for tally in one.periods), strict=True)
            low, high = zip(*(tally.interval for tally in one.periods), strict=True)
            ax.plot(names, shares, "o-", color=colour, label=f"{one.skill}: {one.says}")
            ax.fill_between(names, low, high, color=colour, alpha=0.12, linewidth=0)
        ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
        ax.tick_params(axis="x", rotation=45)
        ax.yaxis.set_major_formatter("{x:.0%}")
        ax.set(ylabel="share of postings", ylim=(0, None), title="what is asked for more and less often")
        return _bare(ax)
    for row, one in enumerate(shown):
        colour = _GREEN if one in trends.rising else _RED if one in trends.falling else _GREY
        ax.hlines(row, 100 * one.low, 100 * one.high, color=colour, linewidth=2)
        ax.plot(100 * one.change, row, "o", color=colour)
    ax.axvline(0, color=_GREY, linewidth=0.8)
    ax.set_yticks(range(len(shown)), [f"{one.skill} ({one.group}: {one.after})" for one in shown])
    ax.invert_yaxis()
    ax.set(xlabel="points more or less", title=trends.span)
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
    ax.barh(names, [one.points for one in rows], color=_BLUE)
    ax.set(xlabel="points", title=f"{fit.score:.1f} of 100: {fit.verdict}")
    return _bare(ax)


def _counts(column: pd.Series[Any]) -> Counter[str]:
    return Counter(one for cell in column for one in sorted(_ids(cell)))


def _ids(cell: object) -> set[str]:
    return set(filter(None, cell.split(JOINER))) if isinstance(cell, str) else set()


def _most(counts: Counter[str], most: int | None = None) -> list[tuple[str, int]]:
    """Return the most frequent entries; equal ones in the order of their names, so that every run draws the same."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


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
        raise MissingExtraError("a plot", "notebook") from error
    axes: Axes = pyplot.subplots(figsize=(width, height), layout="constrained")[1]
    return axes


def _bare(ax: Axes) -> Axes:
    """Take away the frame's upper and right side: they say nothing."""
    ax.spines[["top", "right"]].set_visible(False)
    return ax
