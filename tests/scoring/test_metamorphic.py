"""Texts changed in ways that must not matter to their score, or must matter in one direction only."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

import jdmatch
from jdmatch.taxonomy.loading import taxonomy_folder
from jdmatch.tools.evaluate import auc, spearman
from scoring_texts import ANALYST, CV, JUNK, NURSE, POSTING

MATCHER = jdmatch.load()
PROFILE, TAXONOMY = MATCHER.profile, MATCHER.taxonomy
WANTED = sorted({c for r in PROFILE.requirements for part in r.parts for c in part.worth})


def of(text: str, kind: str = "posting") -> float | None:
    return MATCHER.score(text, kind=kind).score  # type: ignore[arg-type]


TEXTS = [(POSTING, "posting"), (ANALYST, "posting"), (NURSE, "posting"), (CV, "cv")]


def section_lines(text: str, heading: str) -> tuple[list[str], int, int]:
    lines = text.splitlines()
    first = lines.index(heading) + 1
    last = next((i for i in range(first, len(lines)) if not lines[i].startswith("- ")), len(lines))
    return lines, first, last


@pytest.mark.parametrize(
    "line", ["Keras", "scikit-learn", "Experience with XGBoost", "Docker and Kubernetes", "MLflow", "Scala", "deep learning", "NLP",
             "computer vision", "Power BI", "creative thinking", "teamwork", "Airflow", "Model validation", "C++", "R", "mathematics"],
)  # fmt: skip
def test_a_wanted_line_more_never_lowers_a_text(line: str) -> None:
    for text, heading in (
        (POSTING, "Requirements"),
        (POSTING, "Nice to have"),
        (ANALYST, "Requirements"),
        (CV, "Experience"),
    ):
        kind = "cv" if text is CV else "posting"
        lines, first, last = section_lines(text, heading)
        if text is CV:
            first = last = lines.index("Skills") + 1
        base = of(text, kind)
        for at in {first, last}:
            more = "\n".join([*lines[:at], f"- {line}", *lines[at:]])
            assert of(more, kind) >= base, more  # type: ignore[operator]


@pytest.mark.parametrize("heading", ["Responsibilities", "Requirements", "Nice to have"])
def test_lines_reordered_within_a_section_change_nothing(heading: str) -> None:
    lines, first, last = section_lines(POSTING, heading)
    base = of(POSTING)
    for seed in range(4):
        part = lines[first:last]
        random.Random(seed).shuffle(part)
        assert of("\n".join([*lines[:first], *part, *lines[last:]])) == base


def test_a_line_said_again_changes_nothing() -> None:
    lines, first, last = section_lines(POSTING, "Requirements")
    for i in range(first, last):
        assert of("\n".join([*lines[: i + 1], lines[i], *lines[i + 1 :]])) == of(POSTING)


FORMS: dict[str, Callable[[str], str]] = {
    "windows line ends": lambda t: t.replace("\n", "\r\n"),
    "old mac line ends": lambda t: t.replace("\n", "\r"),
    "blanks at line ends": lambda t: t.replace("\n", "  \n"),
    "empty lines": lambda t: t.replace("\n", "\n\n"),
    "tabs": lambda t: t.replace("- ", "-\t"),
    "doubled blanks": lambda t: re.sub(r"(?<=\w) (?=\w)", "  ", t),
    "non-breaking blanks": lambda t: t.replace(" ", "\u00a0"),
    "decomposed": lambda t: unicodedata.normalize("NFD", t),
    "compatibility": lambda t: t.replace("fi", "ﬁ"),
    "full width": lambda t: t.replace("Python", "Ｐｙｔｈｏｎ"),
    "zero width": lambda t: t.replace("e", "e\u200b", 1),
    "curly quotes": lambda t: t.replace("'", "’"),
    "byte order mark": lambda t: "\ufeff" + t,
    "bullets": lambda t: t.replace("- ", "• "),
    "stars": lambda t: t.replace("- ", "* "),
    "dashes": lambda t: t.replace("- ", "– "),
    "indented": lambda t: t.replace("- ", "    - "),
    "lower case": str.lower,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("text", "kind"), TEXTS[:3])
def test_the_form_of_a_text_changes_nothing(form: str, text: str, kind: str) -> None:
    assert of(FORMS[form](text), kind) == of(text, kind)


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_junk_appended_changes_nothing(junk: str, text: str, kind: str) -> None:
    assert of(f"{text}\n{junk}\n", kind) == of(text, kind)


SWAPS = [
    {"Robin Ashdown": "Priya Venkataraman", "robin@": "priya@", "She is": "He is"},
    {"Robin Ashdown": "Mohammed Al-Farsi", "She is": "They are"},
    {"12 Mill Lane, Leeds": "Flat 9, 44 Marina Road, Lagos"},
    {"Northfield University": "Massachusetts Institute of Technology"},
    {"Northfield University": "Bharati Vidyapeeth, Pune"},
    {"She is a machine": "Born 1961 in Brazil, she is a machine"},
    {"She is a machine": "Aged 23, single, she is a machine"},
    {"Harbour Freight Ltd": "Kovačević & Söhne"},
]


@pytest.mark.parametrize("swaps", SWAPS)
def test_who_a_person_is_changes_nothing(swaps: dict[str, str]) -> None:
    text = CV
    for old, new in swaps.items():
        assert old in text
        text = text.replace(old, new)
    assert of(text, "cv") == of(CV, "cv")


# names of ordinary words ("place and route") are left out: a piece of three such words tells, and speaks for its neighbours
NAMES = [
    label
    for c in WANTED[:: len(WANTED) // 500]
    if not (label := TAXONOMY.concepts[c].label).islower() or label.count(" ") < 2
][:500]


def test_a_stuffed_cv_gains_no_more_than_a_bare_list_is_worth() -> None:
    honest = MATCHER.score(CV, kind="cv")
    alone = MATCHER.score("\n".join(["Skills", *NAMES]), kind="cv")
    assert honest.score is not None
    assert alone.score is not None
    assert alone.score < 35  # a list alone makes no engineer
    for stuffed in (
        f"{CV}\n{', '.join(NAMES)}\n",
        f"{CV} {' | '.join(NAMES)}",
        CV.replace("Skills\n", "Skills\n" + "\n".join(NAMES)),
    ):
        fit = MATCHER.score(stuffed, kind="cv")
        assert fit.score is not None
        assert honest.score <= fit.score <= honest.score + alone.score
        for before, listed, after in zip(
            honest.requirements, alone.requirements, fit.requirements, strict=True
        ):
            assert after.coverage <= before.coverage + listed.coverage + 0.05
            if before.group == "duties":
                assert listed.coverage == 0
            elif len(PROFILE[before.id].parts) == 1:
                assert after.coverage <= max(before.coverage, PROFILE.strength.cv.listed_most) + 0.05


@pytest.mark.parametrize("text", [ANALYST, NURSE])
def test_a_list_at_the_end_of_a_posting_makes_no_fit_of_it(text: str) -> None:
    stuffed = of(f"{text}\nTags\n{', '.join(NAMES)}\n")
    assert stuffed is not None
    assert stuffed < 45


def test_the_same_to_the_byte_in_every_process() -> None:
    program = (
        "import sys, json, jdmatch\n"
        "texts = json.load(sys.stdin)\n"
        "m = jdmatch.load()\n"
        "print(json.dumps([m.score(t, kind=k).to_dict() for t, k in texts], sort_keys=True))\n"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed}, cwd=taxonomy_folder().parent,
        )
        for seed in ("0", "1234")
    ]  # fmt: skip
    outputs = {run.communicate(json.dumps(TEXTS))[0] for run in runs}
    here = [MATCHER.score(t, kind=k).to_dict() for t, k in TEXTS]  # type: ignore[arg-type]
    assert outputs == {json.dumps(here, sort_keys=True) + "\n"}


# ------------------------------------------------------------------ real postings, where the evaluation data is there


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[tuple[str, int]]:
    lines = (shared / "eval" / "dev_postings.jsonl").read_text(encoding="utf-8").split("\n")
    return [(row["text"], row["gold"]["fit"]) for row in map(json.loads, filter(None, lines))]


def test_real_postings_keep_their_score_in_any_form(gold: list[tuple[str, int]]) -> None:
    forms = [
        FORMS[n] for n in ("windows line ends", "blanks at line ends", "non-breaking blanks", "decomposed")
    ]
    for text, _ in gold[::6]:
        base = of(text)
        assert [of(form(text)) for form in forms] == [base] * len(forms)
        assert [of(f"{text}\n{junk}") for junk in JUNK] == [base] * len(JUNK)
        assert of(f"{text}\nPyTorch\n") >= base  # type: ignore[operator]


def test_real_postings_are_ranked_as_people_grade_them(gold: list[tuple[str, int]]) -> None:
    scores, grades = [of(text) or 0.0 for text, _ in gold], [grade for _, grade in gold]
    assert (spearman(scores, grades) or 0.0) >= 0.88
    assert (auc(scores, [grade >= 3 for grade in grades]) or 0.0) >= 0.96
    assert (auc(scores, [grade >= 1 for grade in grades]) or 0.0) >= 0.96
    by_grade = [sorted(s for s, g in zip(scores, grades, strict=True) if g == grade) for grade in range(5)]
    medians = [of_grade[len(of_grade) // 2] for of_grade in by_grade]
    assert medians[0] <= 10
    assert medians[4] >= 70
    assert all(high >= low + 7 for low, high in pairwise(medians))
