"""Trends: counts with intervals over time and between groups, and what is too small to tell anything."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import jdmatch
from jdmatch.errors import InputError


def scored(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Return a scored frame of (date, group, skills required)."""
    return pd.DataFrame(rows, columns=["posted", "city", "required"]).assign(preferred=None, status="ok")


def spread(count: int, share: float, skill: str) -> list[str]:
    return [skill if at < share * count else "" for at in range(count)]


@pytest.fixture
def frame() -> pd.DataFrame:
    rust = [*spread(60, 0.05, "rust"), *spread(60, 0.5, "rust")]
    rows = []
    for at, skill in enumerate(rust):
        both = ";".join(filter(None, ("python", skill)))
        rows.append((f"{2024 + at // 60}-0{1 + at % 6}-11", ("Pune", "Delhi")[at % 2], both))
    return scored(rows)


def test_rising_skill_is_told_with_counts(frame) -> None:
    found = jdmatch.trends(frame, date="posted", period="year")
    rust, python = found.trends
    assert (rust.before.count, rust.before.postings, rust.after.count, rust.says) == (3, 60, 30, "rises")
    assert rust.low < rust.change < rust.high
    assert rust.low > 0.25
    assert python.says == "unclear"
    assert [one.skill for one in found.rising] == ["rust"]


def test_interval_is_wilsons() -> None:
    # figures of Wilson's interval as textbooks print them
    assert [round(end, 4) for end in jdmatch.Tally("", 10, 10).interval] == [0.7225, 1.0]
    assert [round(end, 4) for end in jdmatch.Tally("", 15, 148).interval] == [0.0624, 0.1605]


def test_difference_is_newcombes() -> None:
    # example (a) of Newcombe 1998: 56/70 and 48/80, from 0.0524 to 0.3339
    rows = [("", "a", one) for one in spread(70, 0.8, "x")] + [("", "b", one) for one in spread(80, 0.6, "x")]
    one = next(t for t in jdmatch.trends(scored(rows), by="city").trends if t.group == "a")
    assert (round(one.low, 4), round(one.high, 4)) == (0.0524, 0.3339)


def test_chance_does_not_make_skills_rise() -> None:
    chance = random.Random(7)
    skills = [f"s{n}" for n in range(200)]
    rows = [
        (f"{2024 + at % 2}-05-01", "x", ";".join(s for s in skills if chance.random() < 0.2))
        for at in range(400)
    ]
    found = jdmatch.trends(scored(rows), date="posted")
    assert len(found.trends) == 200
    assert sum(one.low > 0 or one.high < 0 for one in found.trends) > 2  # by their own intervals some would
    assert len(found.rising) + len(found.falling) == 0


def test_small_groups_are_told(frame) -> None:
    small = pd.concat([frame, scored([("2024-03-01", "Goa", "kotlin")] * 9)])
    found = jdmatch.trends(small, by="city")
    assert any("too few to tell a difference: Goa (9)" in note for note in found.notes)
    assert {one.says for one in found.trends if one.group == "Goa"} == {"too few"}


def test_groups_over_time(frame) -> None:
    found = jdmatch.trends(frame, date="posted", by="city", period="year")
    assert {one.group for one in found.rising} == {"Pune", "Delhi"}
    assert [tally.name for tally in found.trends[0].periods] == ["2024", "2025"]


def test_copies_and_unread_rows_do_not_count(frame) -> None:
    frame.loc[0, "status"] = "error"
    frame["duplicate_of"] = [None, "0", *[None] * 118]
    found = jdmatch.trends(frame, date="posted")
    assert sum(one.postings for one in found.trends[0].periods) == 118
    assert any(note.startswith("2 postings left out") for note in found.notes)


@pytest.mark.parametrize(
    "dates",
    [
        ["2024-03-01", "2025-03-01T10:00:00Z"],
        ["01.03.2024", "13.03.2025"],
        [2024, 2025],
        [2024.0, 2025.0],
        [1709251200, 1740787200],
        [1709251200000, 1740787200000],
        ["March 1, 2024", "Mar 1 2025"],
        list(pd.to_datetime(["2024-03-01", "2025-03-01"])),
    ],
)
def test_dates_of_many_forms(dates) -> None:
    frame = scored([("", "x", "python")] * 40).assign(posted=dates * 20)
    periods = jdmatch.trends(frame, date="posted", period="year").trends[0].periods
    assert [(one.name, one.postings) for one in periods] == [("2024", 20), ("2025", 20)]


def test_days_and_months_are_told_apart() -> None:
    frame = scored([("", "x", "python")] * 40)
    first = jdmatch.trends(
        frame.assign(posted=["03/04/2024", "05/06/2024"] * 20), date="posted", period="month"
    )
    assert [one.name for one in first.trends[0].periods] == ["2024-03", "2024-05"]
    assert "dates such as 03/04/2026 are read with the month first" in first.notes
    later = jdmatch.trends(
        frame.assign(posted=["03/04/2024", "25/06/2024"] * 20), date="posted", period="month"
    )
    assert [one.name for one in later.trends[0].periods] == ["2024-04", "2024-06"]


def test_undated_rows_are_counted_out(frame) -> None:
    frame.loc[:4, "posted"] = "3 days ago"
    notes = jdmatch.trends(frame, date="posted").notes
    assert "5 postings without a date left out, such as '3 days ago'" in notes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "neither date nor by is given"),
        ({"date": "postd"}, "date: there is no column 'postd'; available: .*; did you mean 'posted'"),
        ({"by": "town"}, "by: there is no column 'town'"),
        ({"date": "city"}, "date: column 'city' holds no dates but 'Pune'; expected such as 2026-03-31"),
        ({"date": "posted", "period": "moon"}, "period: 'moon' is unknown; expected one of auto, week"),
        ({"by": "status"}, "by: all postings have 'ok' in column 'status'; expected two groups"),
    ],
)
def test_mistakes_are_told(frame, arguments, message) -> None:
    with pytest.raises(InputError, match=message):
        jdmatch.trends(frame, **arguments)


def test_one_period_is_no_trend(frame) -> None:
    with pytest.raises(InputError, match=r"all postings are of 2024-01-11 to 2024-06-11, one year"):
        jdmatch.trends(frame[:60], date="posted", period="year")


def test_raw_postings_need_a_matcher(matcher) -> None:
    frame = pd.DataFrame({"city": ["Pune", "Delhi"] * 2, "description": ["Requirements: Python."] * 4})
    with pytest.raises(InputError, match=r"no columns 'required' and 'preferred'.*pass matcher="):
        jdmatch.trends(frame, by="city")
    found = jdmatch.trends(frame, by="city", matcher=matcher)
    assert str(found.trends[0]).startswith("python (Delhi): 2 of 2, then 2 of 2: +0 points")


def test_trends_show_themselves(frame) -> None:
    found = jdmatch.trends(frame, date="posted", by="city", period="year")
    assert "rust" in str(found)
    assert "<table>" in found._repr_html_()
    assert list(found.to_frame()["says"][:2]) == ["rises", "rises"]
    assert len(found.to_shares()) == 8


def test_trends_are_drawn(frame) -> None:
    pytest.importorskip("matplotlib").use("Agg")
    from matplotlib import pyplot

    from jdmatch.report.plots import plot_trends

    lines = plot_trends(jdmatch.trends(frame, date="posted", period="year"))
    assert [text.get_text() for text in lines.get_legend().get_texts()] == ["rust: rises", "python: unclear"]
    bars = plot_trends(jdmatch.trends(frame, by="city"), most=2)
    assert bars.get_xlabel() == "points more or less"
    pyplot.close("all")


def test_missing_values_of_any_kind_are_counted_out() -> None:
    skills = ["rust"] * 40 + ["python"] * 42
    dates = pd.array(["2024-05-01"] * 40 + ["2025-05-01"] * 41 + [None], dtype="string")
    years = pd.array([2024] * 40 + [2025] * 41 + [None], dtype="Int64")
    cities = pd.array(["Pune"] * 40 + ["Delhi"] * 41 + [None], dtype="string")
    frame = pd.DataFrame({"required": skills, "preferred": "", "on": dates, "year": years, "city": cities})
    for found in (
        jdmatch.trends(frame, date="on"),
        jdmatch.trends(frame, date="year"),
        jdmatch.trends(frame, by="city"),
    ):
        assert found.trends[0].before.postings + found.trends[0].after.postings == 81
        assert any(note.startswith("1 posting without") for note in found.notes)


def test_month_is_the_one_of_the_place() -> None:
    dates = ["2025-06-01T00:30:00+02:00"] * 30 + ["2025-07-31T23:30:00-08:00"] * 30
    found = jdmatch.trends(scored([(date, "", "rust") for date in dates]), date="posted", period="month")
    assert found.span == "2025-06, then 2025-07"


def test_texts_are_grouped_by_what_is_read_in_them() -> None:
    texts = ["Machine learning engineer. You must know Python."] * 3 + ["Nurse. We need patience."] * 3
    frame = pd.DataFrame({"description": texts, "level": "own"}, index=[0] * 6)
    matcher = jdmatch.load()
    assert len(jdmatch.trends(frame, by="role", matcher=matcher).trends) > 0
    with pytest.raises(InputError, match="all postings have 'own'"):
        jdmatch.trends(frame, by="level", matcher=matcher)


def test_many_small_groups_stay_small() -> None:
    rows = [("", f"employer {at}", f"skill{at}") for at in range(300)]
    assert len(jdmatch.trends(scored(rows), by="city").trends) == 300


def test_doubled_column_is_an_error(frame) -> None:
    doubled = pd.concat([frame, frame[["city"]]], axis=1)
    with pytest.raises(InputError, match="'city' is there 2 times"):
        jdmatch.trends(doubled, by="city")
