"""The plots draw, and say what they need."""

from __future__ import annotations

import pandas as pd
import pytest

import jdmatch
from jdmatch.errors import InputError


@pytest.fixture
def scored(matcher: jdmatch.Matcher, posting: str) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"title": ["ML Engineer", "Nurse", None], "description": [posting, "Cares for people. " * 20, ""]}
    )
    return matcher.score_frame(frame)


def test_plots_draw(matcher: jdmatch.Matcher, scored: pd.DataFrame, posting: str) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    from jdmatch.report.plots import plot_fit, plot_missing, plot_pay, plot_scores, plot_skills, plot_together

    axes = [
        plot_scores(scored),
        plot_skills(scored),
        plot_missing(scored),
        plot_fit(matcher.score(posting)),
        plot_pay(scored),
    ]
    assert [ax.get_xlabel() for ax in axes] == [
        "score",
        "postings",
        "postings that do not ask for it",
        "points",
        "USD a year",
    ]
    assert [label.get_text() for label in plot_together(scored, most=2).get_yticklabels()] == [
        "python",
        "pytorch",
    ]
    assert plot_scores(scored, axes[0]) is axes[0]
    for plot in (plot_scores, plot_skills, plot_missing, plot_together, plot_pay):
        _, given = pyplot.subplots()
        assert plot(scored.iloc[:0], ax=given) is given
    pyplot.close("all")


def test_plots_name_what_is_missing(matcher: jdmatch.Matcher) -> None:
    pytest.importorskip("matplotlib")
    from jdmatch.report.plots import plot_fit, plot_scores

    with pytest.raises(InputError, match="no column 'score'"):
        plot_scores(pd.DataFrame({"a": [1]}))
    with pytest.raises(InputError, match="no score to draw"):
        plot_fit(matcher.score(""))


def test_pay_shows_the_band_of_its_currency(matcher: jdmatch.Matcher) -> None:
    pytest.importorskip("matplotlib")
    from jdmatch.report.plots import plot_pay

    frame = pd.DataFrame(
        {"title": ["ML Engineer"] * 2, "description": ["Salary: 7-9 LPA. Python.", "Pay: $90,000 a year."]}
    )
    scored = matcher.score_frame(frame)
    shown = plot_pay(scored, band=matcher.profile.pay, currency="INR")
    assert len(shown.patches) == 2
    assert len(plot_pay(scored, band=matcher.profile.pay, currency="USD").patches) == 0
