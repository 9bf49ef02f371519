"""Real postings and CVs from outside the repository: what was found wrong in them by eye stays mended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jdmatch.documents import open_document

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "documents"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample documents at {SAMPLES}")
NAMES = sorted(path.name for path in SAMPLES.iterdir()) if SAMPLES.is_dir() else []


def _text(name: str) -> str:
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2", reason="the extra jdmatch[pdf] is not installed")
    return open_document(SAMPLES / name).text


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_clean(name: str) -> None:
    text = _text(name)
    assert len(text) > 1500
    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xa0\xad\u200b\ue000-\uf8ff\ufb00-\ufb06\ufffd-\uffff]", text
    )
    assert not re.search(r"^ | $|  |\n\n\n", text, re.MULTILINE)
    assert not re.search(r"Show more|Show less|</?\w+>|&\w+;|----", text)


@pytest.mark.parametrize(
    ("name", "passage"),
    [
        ("posting_01.html", "Responsibilities\n- Build state-of-the-art AI agent pipelines"),
        (
            "posting_02.html",
            "What You’ll Bring\n\nTechnical Depth\n\n- Strong background in machine learning",
        ),
        (
            "posting_02.html",
            "Our systems operate at exabyte scale, processing petabytes of data each day for",
        ),
        ("posting_06.html", "Preferred Qualifications\nExperience deploying AI solutions"),
        ("cv_latex_long.pdf", "cloud-native architectures (AWS multi-account, Kubernetes, Terraform) for"),
        ("cv_latex_long.pdf", "Kasa | Seoul, S.Korea"),
        ("cv_latex_long.pdf", "2021 2nd Place, AWS Korea GameDay | Seoul, S.Korea"),
        ("cv_plain_1.pdf", "pumps, motors, and actuators for aircraft.\nWork closely with Design Engineers"),
        ("cv_plain_2.pdf", "software on servers.\nMigrating Exchange infrastructure"),
        ("cv_web_two_columns.pdf", "using Kafka and Go"),
        ("cv_web_two_columns.pdf", "Docker Kubernetes Terraform"),
        (
            "cv_latex_sidebar_1.pdf",
            "obtained a Master’s degree in software engineering. Efforts during the past 2",
        ),
        ("cv_latex_sidebar_1.pdf", "May 2018 Head of AI | Hubstairs"),
        ("cv_latex_sidebar_2.pdf", "It was a box office flop"),
        ("cv_latex_sidebar_2.pdf", "Alice feels comfortable with her identity"),
        ("cv_latex_two_columns_1.pdf", "Compilers + Practicum\nCloud Computing"),
        ("cv_latex_two_columns_1.pdf", "the admin interface for the new Phoenix platform"),
        ("cv_latex_two_columns_1.pdf", "2014 1st/50 | Microsoft Coding Competition"),
        (
            "cv_latex_two_columns_2.pdf",
            "- Built Yahoo’s mobile, video and social businesses from nothing in 2011 to $1.6",
        ),
        (
            "cv_plain_1.pdf",
            "My main objective in seeking employment with Triumph Actuation Systems Inc. is to work in",
        ),
        ("cv_plain_2.pdf", "Group Policy Objects\nPowerShell and VBScript"),
        ("cv_plain_3.pdf", "Bachelor of Science : Information Systems Management"),
        (
            "cv_web_made.pdf",
            "- Tech: React Hooks, GraphQL, Node.js, SQL, Postgres, NoSql, Redis, REST API, Git",
        ),
        (
            "cv_web_single_column.pdf",
            "distributed architectures, and cloud-native infrastructure. Proficient in Go",
        ),
        (
            "cv_web_two_columns.pdf",
            "commitment to open-source contributions and community-driven development",
        ),
        ("cv_word_1.docx", "- 2017-2021: Frontend developer\n- WPG (Kharkiv , Ukraine)"),
        ("cv_word_3.docx", "Skills: Java, Java 8 , TypeScript, C++, C#;"),
        ("cv_word_4.docx", "Programming languages: JAVA, Go, JavaScript, TypeScript\nDatabases:"),
    ],
)
def test_passages(name: str, passage: str) -> None:
    assert passage in _text(name)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("cv_latex_two_columns_1.pdf", "AS3 • iOS • Android • MySQL", "FACEBOOK | SOFTWARE ENGINEER"),
        ("cv_web_two_columns.pdf", "optimization capabilities", "EDUCATION"),
        ("cv_latex_sidebar_1.pdf", "robotics and computer vision", "Willian Ver Valem"),
    ],
)
def test_columns_come_one_after_the_other(name: str, first: str, second: str) -> None:
    text = _text(name)
    assert 0 <= text.index(first) < text.index(second)
