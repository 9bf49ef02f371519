"""One against many: both ways, from texts, readings and frames, and what thin texts come to."""

from __future__ import annotations

import csv
import json

import pandas as pd
import pytest
from click.testing import CliRunner

import jdmatch
from jdmatch.cli import app
from jdmatch.errors import InputError

CV = """Mira Holt
Machine Learning Engineer

SKILLS
Python, PyTorch, SQL, Docker

EXPERIENCE
Machine Learning Engineer, Tallgrass Energy, 2019 - 2023
Trained and deployed forecasting models in PyTorch.
"""
POSTINGS = [
    "Requirements: Java, Spring, Kafka, Oracle, JUnit, Maven.",
    "Requirements: Python, PyTorch, SQL, Docker, Kubernetes, statistics.",
    "Requirements: Python.",
    "",
]


@pytest.fixture(scope="module")
def ranking(matcher: jdmatch.Matcher) -> jdmatch.Ranking:
    return matcher.rank(CV, POSTINGS)


def test_best_stands_first_and_unread_last(ranking) -> None:
    assert [one.key for one in ranking] == [1, 2, 0, 3]
    assert [one.place for one in ranking] == [1, 2, 3, 4]
    assert ranking[-1].score is None


def test_thin_posting_is_drawn_to_the_usual(ranking) -> None:
    thin, full = ranking[1], ranking[0]
    assert thin.shown > full.shown + 15
    assert thin.score < full.score
    assert thin.asked < full.asked


def test_posting_ranks_cvs(matcher) -> None:
    cvs = ["Skills: Excel, PowerPoint", CV]
    ranked = matcher.rank("Machine Learning Engineer\nRequirements: Python, PyTorch, SQL.", cvs)
    assert ranked[0].key == 1
    assert ranked[1].missing == ("Python", "PyTorch", "SQL")


def test_readings_are_not_read_again(matcher, ranking) -> None:
    readings = [matcher.read(text, kind="posting") for text in POSTINGS]
    ranked = matcher.rank(matcher.read(CV, kind="cv"), readings)
    assert ranked == ranking
    assert {id(one.comparison.posting) for one in ranked} == set(map(id, readings))


def test_frame_keeps_its_index_and_titles(matcher) -> None:
    frame = pd.DataFrame(
        {"job title": ["Java Developer", "ML Engineer"], "jd": POSTINGS[:2]}, index=["x", "y"]
    )
    assert [(one.key, one.title) for one in matcher.rank(CV, frame)] == [
        ("y", "ML Engineer"),
        ("x", "Java Developer"),
    ]


def test_frame_without_texts_says_what_is_there(matcher) -> None:
    with pytest.raises(InputError, match="no column looks like texts; available: 'a'"):
        matcher.rank(CV, pd.DataFrame({"a": ["Python"]}))


def test_workers_give_the_same_order(matcher, ranking) -> None:
    assert matcher.rank(CV, POSTINGS, workers=2) == ranking
    assert matcher.rank(CV, POSTINGS, top=2) == ranking[:2]


def test_ranking_shows_itself(ranking) -> None:
    assert "Statistics" in str(ranking)
    assert "<table>" in ranking._repr_html_()
    assert json.dumps([one.to_dict() for one in ranking])


def test_command_ranks_a_table_and_a_folder(tmp_path) -> None:
    (tmp_path / "cv.txt").write_text(CV, encoding="utf-8")
    rows = [("title", "description"), *((f"job {n}", text) for n, text in enumerate(POSTINGS))]
    with (tmp_path / "postings.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    out = tmp_path / "ranked.csv"
    command = ["rank", str(tmp_path / "cv.txt")]
    done = CliRunner().invoke(app, [*command, str(tmp_path / "postings.csv"), "-o", str(out)])
    assert done.exit_code == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["title"], first["row"]) == ("job 1", "2")
    folder = tmp_path / "postings"
    folder.mkdir()
    for number, text in enumerate(POSTINGS[:3]):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, [*command, str(folder), "--json"])
    assert json.loads(done.stdout.splitlines()[0])["key"] == "1.txt"


def test_command_says_when_there_is_nothing(tmp_path) -> None:
    (tmp_path / "cv.txt").write_text(CV, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(app, ["rank", str(tmp_path / "cv.txt"), str(tmp_path / "empty")])
    assert done.exit_code == 2
    assert "holds nothing to rank" in done.stderr


def test_years_alone_do_not_rank_high(matcher) -> None:
    easy = "Warehouse clerk\nRequirements: 2+ years of experience and a high school diploma."
    ranked = matcher.rank(CV, [easy, POSTINGS[1], *[POSTINGS[0]] * 3])
    assert [one.key for one in ranked[:2]] == [1, 0]
    assert ranked[1].shown == 100
    assert ranked[1].score < 60


def test_an_own_name_of_a_column_is_known(tmp_path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "columns.yaml").write_text("text: [zettel]\n", encoding="utf-8")
    (tmp_path / "postings.csv").write_text("zettel\nYou must know Kotlin.\n", encoding="utf-8")
    (tmp_path / "cv.txt").write_text("Skills: Kotlin. Developer at Acme, 2019 - 2023.", encoding="utf-8")
    command = ["rank", str(tmp_path / "cv.txt"), str(tmp_path / "postings.csv"), "--json"]
    done = CliRunner().invoke(app, [*command, "--taxonomy", "bundled", "--taxonomy", str(tmp_path / "ours")])
    assert done.exit_code == 0, done.stderr
    assert '"Kotlin"' in done.stdout


def test_gates_hold_of_one_posting_too(matcher) -> None:
    posting = "Requirements: Python. This is a fully remote role."
    for ranking in (
        matcher.rank(CV, [posting], gates=["remote"]),
        matcher.rank(posting, [CV, CV], gates=["remote"]),
    ):
        assert {fit.status for one in ranking for fit in one.gates} == {"pass"}
        assert all(one.gates for one in ranking)


def test_one_text_is_not_many(matcher: jdmatch.Matcher) -> None:
    with pytest.raises(jdmatch.InputError, match="expected several"):
        matcher.rank("Skills: Python", "Python is required.")
