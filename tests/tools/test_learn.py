"""Learning weights from labelled lines."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

import jdmatch
from jdmatch.errors import InputError
from jdmatch.tools import learn

WAYS = (
    "{} the rockets",
    "{} all rockets",
    "we {} rockets",
    "to {} rockets again",
    "{} big rockets",
    "you {} old rockets",
)


def lines(labels: list[str]) -> list[learn.Labelled]:
    """Twelve lines for each label, told by a verb of its own, and some that tell of none."""
    verbs = [
        "paint",
        "weigh",
        "wash",
        "fold",
        "lift",
        "carry",
        "warm",
        "cool",
        "fill",
        "empty",
        "open",
        "close",
        "count",
        "sort",
    ]
    made = [
        learn.Labelled(way.format(verb) + end, "posting", frozenset({label}))
        for label, verb in zip(labels, verbs, strict=True)
        for way in WAYS
        for end in ("", " today")
    ]
    return made + [learn.Labelled(way.format("watch"), "posting", frozenset()) for way in WAYS]


@pytest.fixture(scope="module")
def bare() -> jdmatch.taxonomy.records.Taxonomy:  # type: ignore[name-defined]
    taxonomy = jdmatch.load_taxonomy()
    language = dataclasses.replace(taxonomy.language, line_weights="")
    return dataclasses.replace(taxonomy, language=language)


def test_a_word_weighs_for_its_label(bare) -> None:  # type: ignore[no-untyped-def]
    labels = [*(duty.id for duty in bare.duties), *(theme.id for theme in bare.themes)]
    learnt = learn.learn(lines(labels), bare, made_of="rockets")
    assert learnt.table.startswith("# ")
    assert "rockets" in learnt.table.split("\n")[1]
    head, *rows = [line.split("\t") for line in learnt.table.split("\n") if line[:1] not in ("", "#")]
    weights = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    own = {label: int(value or 0) for label, value in weights["paint"].items()}
    assert max(own, key=own.__getitem__) == labels[0]


def texts(label: str, verb: str) -> list[learn.Labelled]:
    """Whole texts that bear a label if two of their lines tell of it, and others with one such line."""
    rest = "\n".join(f"We {word} by the river." for word in ("dance", "sing", "sleep", "read", "walk") * 2)
    return [
        learn.Labelled(
            "\n".join([*(f"{verb} rockets {n}" for n in range(times)), rest]),
            "posting",
            frozenset({label}) if times > 1 else frozenset(),
            whole=True,
        )
        for times in (1, 2) * 12
    ]


def test_whole_texts_weigh_two_clauses(bare) -> None:  # type: ignore[no-untyped-def]
    labels = [*(duty.id for duty in bare.duties), *(theme.id for theme in bare.themes)]
    learnt = learn.learn([*lines(labels), *texts(labels[0], "paint")], bare)
    rows = dict(line.split("\t", 1) for line in learnt.table.split("\n") if line.startswith(":"))
    first = {name: int(cells.split("\t")[0] or 0) for name, cells in rows.items()}
    assert first[":second"] > 0 > first[":*"]
    assert len(learnt.f1[labels[0]]) == len(("lines", "texts"))


def test_a_doubtful_duty_counts_neither_way(bare, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    gold = {"duties": ["design"], "duties_maybe": ["design", "present"]}
    file = tmp_path / "gold.jsonl"
    file.write_text(
        json.dumps({"id": "1", "kind": "posting", "text": "Train models.", "gold": gold}), encoding="utf-8"
    )
    (text,) = learn.read_texts(file, bare)
    assert text.whole
    assert text.labels == {"design"}
    assert {"present", "large-data"} <= text.open
    assert "design" not in text.open


def test_too_few_lines_are_told(bare) -> None:  # type: ignore[no-untyped-def]
    short = dataclasses.replace(
        bare, themes=(*bare.themes, dataclasses.replace(bare.themes[0], id="new", matches=("x",)))
    )
    with pytest.raises(InputError, match=r"too few with .*new \(1\)"):
        learn.learn([], short)


def test_a_line_that_is_none_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps({"line": "x", "labels": []}) + '\n{"line": 3}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"lines.jsonl:2: not a labelled line"):
        list(learn.read_lines(file))


def test_picked_lines_weigh_less(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    rows = [{"line": "x", "labels": []}, {"line": "y", "labels": [], "picked": True}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    natural, picked = learn.read_lines(file)
    assert natural.cost > picked.cost


def test_words_that_begin_lines_weigh_for_it() -> None:
    postings = [
        f"The Harbour {n} of Python and Go needs\nHelp with the Big Boats\nHelp us" for n in range(60)
    ]
    table = learn.learn_line_starts(postings, made_of="tales of harbours")
    weights = dict(line.split("\t") for line in table.splitlines() if line[0] != "#")
    assert "tales of harbours" in table
    assert int(weights["w help"]) > 0 > int(weights["w python"])


def test_postings_without_lines_teach_no_beginnings() -> None:
    with pytest.raises(InputError, match=r"3 postings: too few lines"):
        learn.learn_line_starts(["One line of Python"] * 3)


def test_words_around_known_tools_weigh_for_names() -> None:
    taxonomy = jdmatch.load_taxonomy()
    labels = sorted(
        one.label for one in taxonomy.concepts.values() if one.kind == "tool" and one.label.isalpha()
    )
    tools = [label for label in labels if label.lower() not in taxonomy.language.words][:60]
    towns = [f"{first}{last}ovia" for first in "BDFGKLMN" for last in ("az", "il", "om", "ur", "esk")]
    texts = [f"Requirements\n- You run {tool} with Python and love it" for tool in tools]
    texts += [f"Requirements\n- Our house in {town} has Python and a garden" for town in towns]
    table = learn.learn_names(texts, taxonomy, doubtful=["Bazovia"], made_of="tales of towns")
    weights = dict(line.split("\t") for line in table.splitlines() if line[0] != "#")
    assert "tales of towns" in table
    assert int(weights["b run"]) > 0 > int(weights["b house"])


def test_texts_without_names_teach_none() -> None:
    with pytest.raises(InputError, match=r"0 names: too few to learn from"):
        learn.learn_names(["We like Python."] * 3, jdmatch.load_taxonomy())
