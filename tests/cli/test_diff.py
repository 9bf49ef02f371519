import json

import pytest

import jdmatch
from jdmatch.tools.diff import diff

POSTINGS = [
    ("Requirements: Python, PyTorch and SQL. You train machine learning models.", "ML Engineer"),
    ("Requirements: bedside manner, patience and a kind word for every patient on the ward.", "Nurse"),
    ("Requirements: Python and Zorgflow.", None),
]


@pytest.fixture(scope="module")
def overlay(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words") / "ours"
    (folder / "skills").mkdir(parents=True)
    (folder / "skills" / "ours.yaml").write_text(
        "family: ml-library\nretire: [pytorch]\nconcepts: [{id: zorgflow, label: Zorgflow}]\n",
        encoding="utf-8",
    )
    return folder


def test_a_change_names_what_moved_and_why(matcher, overlay):
    found = diff(POSTINGS, matcher, jdmatch.load(taxonomy=["bundled", overlay]))
    moves = {move.row: move for move in found.moves}

    assert set(moves) == {1, 3}
    assert moves[1].by < 0 < moves[3].by
    assert "pytorch" in moves[1].lost
    assert "zorgflow" in moves[3].gained
    assert moves[1].requirements["ml-libraries"] < 0 < moves[3].requirements["ml-libraries"]
    assert {"- pytorch", "+ zorgflow"} <= {reason.what for reason in found.concepts()}
    assert "3 postings: 2 moved (66.7%), 1 up and 1 down" in str(found)
    assert json.loads(json.dumps(found.to_dict()))["moved"] == 2


def test_the_same_words_move_nothing(matcher):
    assert diff(POSTINGS, matcher, matcher).moves == ()


def test_the_command_ends_with_1_where_something_moved(run, tmp_path, overlay):
    file = tmp_path / "postings.csv"
    file.write_text("description\n" + "\n".join(f'"{text}"' for text, _ in POSTINGS) + "\n", encoding="utf-8")

    moved = run("taxonomy", "diff", "bundled", overlay, file, "--workers", 1)
    same = run("taxonomy", "diff", "bundled", "bundled", file, "--workers", 1)

    assert moved.exit_code == 1
    assert "- pytorch" in moved.stdout
    assert (same.exit_code, same.stdout.strip()) == (0, "3 postings: nothing moved")
