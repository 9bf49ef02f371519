"""Near-duplicates: found, not made up, the same on any machine, in bounded memory."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from jdmatch.batch.duplicates import find_duplicates, likeness, make_signature
from jdmatch.batch.jobs import Result
from jdmatch.batch.store import Store
from jdmatch.tables.rows import error_row

WORDS = [f"word{n}" for n in range(500)]


def text(randomly: random.Random, length: int = 300) -> list[str]:
    return randomly.choices(WORDS, k=length)


def changed(randomly: random.Random, words: list[str], count: int) -> list[str]:
    words = list(words)
    for _ in range(count):
        words[randomly.randrange(len(words))] = randomly.choice(WORDS)
    return words


def triples(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def found(folder: Path, texts: list[str]) -> list[int]:
    store = Store(folder / "kept")
    store.open(restart=True)
    store.write_results(
        range(len(texts)), [Result(error_row(""), signature=make_signature(one)) for one in texts]
    )
    shares = list(find_duplicates(store.db))
    assert shares == sorted(shares)
    first = dict(store.db.execute("SELECT row, first FROM duplicates"))
    store.close()
    return [first.get(row, -1) for row in range(len(texts))]


def test_the_estimate_is_right_within_a_few_points():
    randomly = random.Random(1)
    errors = []
    for _ in range(200):
        one = text(randomly, randomly.randint(40, 600))
        other = changed(randomly, one, randomly.randint(0, 40))
        shared, total = triples(one) & triples(other), triples(one) | triples(other)
        estimate = likeness(make_signature(" ".join(one)), make_signature(" ".join(other)))
        errors.append(estimate - len(shared) / len(total))
    assert abs(float(np.mean(errors))) < 0.01
    assert float(np.std(errors)) < 0.05


def test_spelling_of_case_and_spaces_does_not_matter():
    assert make_signature("We look for  an\nengineer. " * 10) == make_signature(
        "we look for an engineer " * 10
    )


def test_copies_are_found_and_others_are_not(tmp_path):
    randomly = random.Random(2)
    originals = [text(randomly) for _ in range(300)]
    rows = [" ".join(words) for words in originals]
    expected = [-1] * 300
    for number in range(300):
        rows.append(" ".join(changed(randomly, originals[number], 3)))  # about 97 % alike
        expected.append(number)
    assert found(tmp_path, rows) == expected


def test_half_alike_is_no_duplicate(tmp_path):
    randomly = random.Random(3)
    originals = [text(randomly) for _ in range(100)]
    rows = [" ".join(words) for words in originals]
    rows += [" ".join([*words[:200], *text(randomly, 100)]) for words in originals]
    assert found(tmp_path, rows) == [-1] * 200


def test_a_row_points_to_the_earliest_row_it_is_alike_to(tmp_path):
    randomly = random.Random(4)
    one = text(randomly)
    rows = [" ".join(text(randomly)), *[" ".join(changed(randomly, one, 1)) for _ in range(5)]]
    assert found(tmp_path, rows) == [-1, -1, 1, 1, 1, 1]


def test_short_and_empty_texts_have_no_signature_and_no_duplicates(tmp_path):
    assert make_signature("Python developer wanted") == b""
    assert found(tmp_path, ["", "", "Python", "Python"]) == [-1] * 4


def test_no_rows(tmp_path):
    assert found(tmp_path, []) == []


@pytest.mark.parametrize("seed", ["0", "1"])
def test_signatures_are_the_same_in_every_process(seed):
    text = "We look for an engineer who builds models and runs them in production, in Python. " * 3
    code = f"from jdmatch.batch.duplicates import make_signature; print(make_signature({text!r}).hex())"
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == make_signature(text).hex()
    # and on every machine: a stored signature must not change its meaning from one version to the next
    assert hashlib.sha256(make_signature(text)).hexdigest()[:12] == "ebd41d6028b8"
