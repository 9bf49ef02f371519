"""Progress: quiet where nobody looks on, a live table in a terminal, a bar in a notebook."""

from __future__ import annotations

import io
import sys

import pytest

from jdmatch.batch.summary import Progress, ProgressMeter, in_words, show_progress

PROGRESS = Progress(
    "scoring", 1500, 3, 0.5, 250.0, 42.0, ((81.5, "ML Engineer"), (60.0, "[bold]Data[/bold]"))
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_where_nobody_looks_on(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with show_progress() as progress:
        assert progress is None


def test_a_terminal_shows_rows_speed_rejects_and_the_best(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    with show_progress() as progress:
        assert progress is not None
        progress(PROGRESS)
        shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "1,500 rows, 50%, 250 rows/s, 42 s left, 3 rejected" in shown
    assert "81.5" in shown
    assert "ML Engineer" in shown
    assert "[bold]Data[/bold]" in shown  # a title is no markup


def test_a_title_cannot_steer_the_terminal(monkeypatch):
    told: list[Progress] = []
    meter = ProgressMeter(told.append)
    meter.rank(10.0, "\x1b]0;mine\x07 \x9b2J Engineer\udcff")
    meter.update(1, 0, 0.5, force=True)
    assert told[0].best == ((10.0, "\ufffd]0;mine\ufffd \ufffd2J Engineer\ufffd"),)
    assert str(told[0]).startswith("hashing: 1 row, 50%")


@pytest.mark.filterwarnings("ignore")  # tqdm warns where a notebook has no widgets
def test_a_notebook_shows_a_bar(monkeypatch):
    monkeypatch.setattr("jdmatch.batch.summary._is_notebook", lambda: True)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with show_progress() as progress:
        assert progress is not None
        progress(PROGRESS)
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "50%" in shown
    assert "81.5 ML Engineer" in shown


def test_the_meter_tells_speed_time_left_and_the_best(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("jdmatch.batch.summary.time.monotonic", lambda: now[0])
    told: list[Progress] = []
    meter = ProgressMeter(told.append)
    meter.begin("scoring")
    for score, title in ((10.0, "a"), (None, "b"), (90.0, "c"), (50.0, " d\n d")):
        meter.rank(score, title)
    meter.update(100, 0, 0.1, skipped=50)
    meter.update(101, 0, 0.1, skipped=50)  # too soon to be told again
    now[0] += 10
    meter.update(300, 2, 0.3, skipped=50)
    assert len(told) == 2
    assert (told[1].rows_per_second, told[1].seconds_left, told[1].rejected) == (20.0, pytest.approx(35.0), 2)
    assert told[1].best == ((90.0, "c"), (50.0, "d d"), (10.0, "a"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (99, "99 s"), (101, "2 min"), (6000, "1 h 40 min"), (90_000, "25 h 0 min")],
)
def test_times_in_words(seconds, words):
    assert in_words(seconds) == words
