"""What must hold for the reading of every text, however it is dressed."""

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdmatch.reading.records import Reading
from tiny_postings import POSTINGS, texts

quick = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ANY_TEXT = st.one_of(texts(), st.text(max_size=300))
KINDS = st.sampled_from(["posting", "cv", "auto"])


def meanings(reading):
    """Return which concepts were found with which stance, how often, and the facts: all but the places."""
    return (
        Counter((s.id, s.stance) for s in reading.skills),
        Counter(d.id for d in reading.duties),
        reading.experience and (reading.experience.min_years, reading.experience.max_years),
        reading.degree and (reading.degree.level, reading.degree.stance),
        reading.pay and (reading.pay.min, reading.pay.max, reading.pay.currency, reading.pay.period),
        reading.level,
        reading.role.id,
        [s.kind for s in reading.sections],
    )


# ------------------------------------------------------------------ any text


@quick
@given(ANY_TEXT, KINDS)
def test_no_text_breaks_the_reading_and_every_offset_is_exact(matcher, text, kind):
    reading = matcher.read(text, kind=kind)

    assert isinstance(reading, Reading)
    placed = [*reading.skills, *reading.duties, *reading.certifications]
    placed += [r for r in (reading.experience, reading.degree, reading.pay) if r is not None]
    for item in placed:
        assert item.text == text[item.start : item.end] != ""
    for section in reading.sections:
        assert 0 <= section.start < section.end <= len(text)
        assert section.heading is None or section.heading in text
    if reading.degree is not None:
        assert all(field in text for field in reading.degree.fields)


@quick
@given(ANY_TEXT)
def test_skills_stand_in_order_and_never_overlap(matcher, text):
    spans = [(s.start, s.end) for s in matcher.read(text).skills]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@quick
@given(ANY_TEXT, st.text(max_size=60))
def test_the_same_text_is_read_the_same(matcher, text, title):
    assert matcher.read(text, title=title) == matcher.read(text, title=title)


@quick
@given(ANY_TEXT)
def test_a_reading_survives_json(matcher, text):
    reading = matcher.read(text)
    assert Reading.from_json(reading.to_json()) == reading


@quick
@given(ANY_TEXT)
def test_nothing_is_read_where_nothing_is_written(matcher, text):
    reading = matcher.read(text)
    if reading.status == "empty":
        assert not any((reading.skills, reading.duties, reading.experience, reading.degree, reading.pay))
    else:
        assert re.search(r"\w", text)


# ------------------------------------------------------------------ the same text in another dress

DRESSES = {
    "windows line ends": lambda t: t.replace("\n", "\r\n"),
    "mac line ends": lambda t: t.replace("\n", "\r"),
    "blanks at the ends of lines": lambda t: t.replace("\n", "   \n"),
    "indented": lambda t: "    " + t.replace("\n", "\n    "),
    "tabs": lambda t: t.replace(" ", "\t"),
    "double blanks": lambda t: t.replace(" ", "  "),
    "hard blanks": lambda t: t.replace(" ", "\u00a0"),
    "round bullets": lambda t: re.sub(r"(?m)^- ", "• ", t),
    "star bullets": lambda t: re.sub(r"(?m)^- ", "* ", t),
    "arrow bullets": lambda t: re.sub(r"(?m)^- ", "➢ ", t),
    "glued bullets": lambda t: re.sub(r"(?m)^- ", "•", t),
    "empty lines": lambda t: t.replace("\n", "\n\n"),
    "curly quotes": lambda t: t.replace("'", "’"),
    "long dashes": lambda t: t.replace(" - ", " – "),
    "decomposed": lambda t: unicodedata.normalize("NFD", t),
    "composed": lambda t: unicodedata.normalize("NFC", t),
    "byte order mark": lambda t: "\ufeff" + t,
    "zero width": lambda t: re.sub(r"(?<=\w) ", "\u200b ", t),
    "escaped markdown": lambda t: re.sub(r"([-+#])(?=\w)|(?<=\w)([-+])(?=\W|\w)", r"\\\g<0>", t),
    "html": lambda t: (
        "<p>" + t.replace("&", "&amp;").replace("\n- ", "\n<li>").replace("\n", "</p>\n<p>") + "</p>"
    ),
}
# texts whose lines keep their sense in every dress
PLAIN = [t for t in POSTINGS if t and "<" not in t]


@pytest.mark.parametrize("dress", DRESSES)
def test_the_dress_changes_nothing_on_our_postings(matcher, dress):
    for text in PLAIN:
        assert meanings(matcher.read(DRESSES[dress](text))) == meanings(matcher.read(text))


@pytest.mark.parametrize("dress", [d for d in DRESSES if d not in ("escaped markdown", "html", "tabs")])
def test_the_dress_changes_nothing_on_the_examples(matcher, postings, dress):
    changed = []
    for row in postings:
        text, title = row["description"], row["title"]
        if "<" in text or "**" in text or "\\" in text:
            continue
        plain, dressed = (
            meanings(matcher.read(t, title=title, kind="posting")) for t in (text, DRESSES[dress](text))
        )
        if plain != dressed:
            changed.append((row["id"], [(a, b) for a, b in zip(plain, dressed, strict=True) if a != b]))
    assert changed == []


LINES = st.lists(
    st.sampled_from([
        "Python and SQL", "Docker is a plus", "no Java needed", "5+ years of Python", "Bachelor's degree in statistics",
        "validate models", "strong communication skills", "Kafka or Spark Streaming", "You like people", "Go and Rust",
    ]),
    min_size=1,
    max_size=8,
)  # fmt: skip


@quick
@given(
    LINES,
    st.sampled_from(["- ", "• ", "* ", "· ", "▪ ", "✓ ", "– ", "\t• ", "•", "o "]),
    st.sampled_from(["\n", "\r\n", "\n\n", " \n"]),
)
def test_bullets_and_line_ends_change_nothing(matcher, lines, bullet, end):
    plain = "Requirements:\n" + "\n".join(f"- {line}" for line in lines)
    dressed = f"Requirements:{end}" + end.join(f"{bullet}{line}" for line in lines)
    assert meanings(matcher.read(dressed, kind="posting")) == meanings(matcher.read(plain, kind="posting"))


@quick
@given(LINES)
def test_repeating_a_list_finds_nothing_new(matcher, lines):
    once = "Requirements:\n" + "\n".join(f"- {line}" for line in lines)
    found = {s.id for s in matcher.read(once, kind="posting").skills}
    twice = matcher.read(f"{once}\n{once}", kind="posting")
    assert {s.id for s in twice.skills} == found


@quick
@given(LINES, st.integers(0, 7))
def test_the_order_of_lines_in_a_list_changes_no_skill(matcher, lines, shift):
    turned = lines[shift % len(lines) :] + lines[: shift % len(lines)]
    found = [
        Counter(
            (s.id, s.stance)
            for s in matcher.read("Requirements:\n" + "\n".join(f"- {x}" for x in one), kind="posting").skills
        )
        for one in (lines, turned)
    ]
    assert found[0] == found[1]


# ------------------------------------------------------------------ on any machine

_CODE = """
import csv, hashlib, sys
import jdmatch
matcher = jdmatch.load()
digest = hashlib.sha256()
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    for row in csv.DictReader(file):
        digest.update(matcher.read(row["description"], title=row["title"], kind="posting").to_json().encode())
print(digest.hexdigest())
"""


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_every_process_reads_the_same_to_the_byte(matcher, postings, root, seed):
    done = subprocess.run(
        [sys.executable, "-c", _CODE, str(root / "examples" / "postings.csv")],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Kolkata", "LC_ALL": "C"},
    )  # fmt: skip
    digest = hashlib.sha256()
    for row in postings:
        digest.update(matcher.read(row["description"], title=row["title"], kind="posting").to_json().encode())
    assert done.stdout.strip() == digest.hexdigest()
