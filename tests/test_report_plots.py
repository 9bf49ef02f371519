"""The plots draw, and say what they need."""

from __future__ import annotations

import pandas as pd
import pytest

import jdmatch
from jdmatch.errors import InputError

POSTING = """Machine Learning Engineer
Requirements
- 4+ years of Python and PyTorch
- A Bachelor's degree in Computer Science
- No Java needed
Nice to have
- Spark, Tableau
Pay: $120,000 to $150,000 a year
"""


@pytest.fixture
def scored(matcher: jdmatch.Matcher) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"title": ["ML Engineer", "Nurse", None], "description": [POSTING, "Cares for people. " * 20, ""]}
    )
    return matcher.score_frame(frame)


def test_plots_draw(matcher: jdmatch.Matcher, scored: pd.DataFrame) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    from jdmatch.report.plots import plot_fit, plot_missing, plot_scores, plot_skills

    axes = [plot_scores(scored), plot_skills(scored), plot_missing(scored), plot_fit(matcher.score(POSTING))]
    assert [ax.get_xlabel() for ax in axes] == [
        "score",
        "postings",
        "postings that do not ask for it",
        "points",
    ]
    assert plot_scores(scored, axes[0]) is axes[0]
    plot_skills(scored.iloc[:0])
    pyplot.close("all")


def test_plots_name_what_is_missing(matcher: jdmatch.Matcher) -> None:
    pytest.importorskip("matplotlib")
    from jdmatch.report.plots import plot_fit, plot_scores

    with pytest.raises(InputError, match="no column 'score'"):
        plot_scores(pd.DataFrame({"a": [1]}))
    with pytest.raises(InputError, match="no score to draw"):
        plot_fit(matcher.score(""))
