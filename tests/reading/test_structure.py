import subprocess
import sys

import pytest

from jdmatch.folding import fold
from jdmatch.reading.page import Page
from jdmatch.reading.structure import ClauseCutter, Line, ListCutter, cut_lines

# what hung or grew with the square of its length, each in time that a person does not notice
HOSTILE = {
    "joins": "'We use Go ' + 'or ' * 40 + 'x R here'",
    "commas": "'We use Go' + ', ' * 40 + 'x R here'",
    "one letter": "'R ' * 45000",
    "negations": "'no Java ' * 10000",
    "one list": "'We use ' + 'Python, ' * 11000",
    "one list of unknown names": "'Tools such as Python, ' + 'Xyloq1, ' * 11000",
    "shared heads": "'unit, integration testing and ' * 3000",
    "brackets": "'Python (' * 11000",
    "brackets closed": "'(Python) ' * 11000",
    "closed only": "'Python) ' * 11000",
    "leads": "'such as Python ' * 6000",
    "stops": "'Python. ' * 11000",
    "no stops": "'Python ' * 14000",
    "bullets": "'* Python\\n' * 11000",
    "headings": "'Requirements:\\n' * 6000",
    "glued headings": "'RequirementsResponsibilities' * 3500",
    "colons": "'Skills: ' * 11000",
    "capitals": "'Aa ' * 33000",
    "choices": "'one of Python or ' * 5000",
    "wishes": "'Python is a plus, ' * 5000",
    "preferred": "'preferred Python ' * 5000",
}


_CODE = """
import jdmatch, sys
matcher = jdmatch.load()
for name, text in {texts!r}.items():
    print(name, flush=True)
    matcher.read(eval(text), kind="posting")
print("all read")
"""


def test_no_text_takes_long():
    """Read them in a process that is ended; each takes some hundred milliseconds, and a hang takes for ever."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _CODE.format(texts=HOSTILE)], timeout=240, capture_output=True, text=True
        )
    except subprocess.TimeoutExpired as error:
        pytest.fail(f"stuck in {bytes(error.stdout or b'').decode().splitlines()[-1:]}")
    assert done.stdout.endswith("all read\n"), done.stderr


def lists(taxonomy, text, *known):
    """Return what leads each list, its members and its joins."""
    folded = fold(text)
    heads = taxonomy.language.heads
    lines = cut_lines(folded.cased)
    clauses = ClauseCutter(heads).cut(folded.cased, lines)
    places = sorted(
        (Line(at, at + len(word), False) for word in known for at in _places(folded.low, word)),
        key=lambda place: place.start,
    )
    found, _ = ListCutter(heads).cut(folded.low, clauses, places)
    cased = folded.cased
    return [
        (cased[a:b].strip(), [cased[c:d] for c, d in members], "".join(joins))
        for _, (a, b), members, joins, _ in found
    ]


def _places(low, word):
    at = low.find(word)
    while at >= 0:
        yield at
        at = low.find(word, at + len(word))


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("Experience with Python, SQL or Java", ["python", "sql", "java"],
         [("Experience with", ["Python", "SQL", "Java"], ",or")]),
        ("Databases such as Redis, Grault9 and MySQL", ["redis", "mysql"],
         [("Databases such as", ["Redis", "Grault9", "MySQL"], ",and")]),
        ("SQL/MySQL", ["sql/", "mysql"], []),
        ("Git, Maven (or Gradle/Bazel)", ["git", "maven", "gradle", "bazel"],
         [("Maven (or", ["Gradle", "Bazel"], "/"), ("", ["Git", "Maven (or Gradle/Bazel)"], ",")]),
        ("Languages: Python, Scala - Databases: Redis and MySQL", ["python", "scala", "redis", "mysql"],
         [("Languages:", ["Python", "Scala"], ","), ("Databases:", ["Redis", "MySQL"], "and")]),
        ("5 years in Python and Java using Redis and MySQL", ["python", "java", "redis", "mysql"],
         [("5 years in", ["Python", "Java"], "and"), ("Java using", ["Redis", "MySQL"], "and")]),
        ("Python, and experience with Redis & MySQL", ["python", "redis", "mysql"],
         [("experience with", ["Redis", "MySQL"], "&")]),
        ("C++, C# and Go", ["c++", "c#", "go"], [("", ["C++", "C#", "Go"], ",and")]),
    ],
)  # fmt: skip
def test_texts_are_cut_into_lists(taxonomy, text, known, expected):
    assert lists(taxonomy, text, *known) == expected


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Know Python. Like Go!", ["Know Python", " Like Go"]),
        ("A B.S. in maths, e.g. statistics", ["A B.S. in maths, e.g. statistics"]),
        ("Python, Go, etc. are used", ["Python, Go, etc. are used"]),
        ("Python, Go, etc. We use them", ["Python, Go, etc", " We use them"]),
        ("You write Python.You know Go", ["You write Python", "You know Go"]),
        ("Node.js and ASP.NET", ["Node.js and ASP.NET"]),
        ("Python 3.11; Go 1.22", ["Python 3.11", " Go 1.22"]),
        ("Min. 3 yrs. of Go", ["Min. 3 yrs. of Go"]),
    ],
)
def test_texts_are_cut_into_clauses(taxonomy, text, clauses):
    cutter = ClauseCutter(taxonomy.language.heads)
    found = cutter.cut(text, cut_lines(text))
    assert [text[c.start : c.end] for c in found.all] == clauses


def test_every_character_of_a_line_has_its_clause(taxonomy):
    page = Page.of("Know Go. Or R.\n* Any of: Java, Scala.\n\nEnd")
    cutter = ClauseCutter(taxonomy.language.heads)
    for clause in cutter.cut(page.folded.cased, page.lines).all:
        line = page.lines[clause.line]
        assert line.start <= clause.start < clause.end <= line.end


def test_an_outline_shows_how_a_text_is_cut(matcher):
    text = "About us\nWe build boats.\n\nWhat we ask for\n• Python, Grault7 or Scala. Tact\nNice to have: Kafka and Redis"
    assert str(matcher.outline(text, kind="posting")).splitlines() == [
        "company      | # About us",
        "company      |   We build boats",
        "requirements | # What we ask for",
        "requirements | * Python, Grault7 or Scala / Tact",
        "             |     Python , Grault7 or Scala",
        "preferred    |   Nice to have: Kafka and Redis",
        "             |     Nice to have: > Kafka and Redis",
    ]


def test_an_outline_leads_back_to_the_text(matcher):
    text = "<p>We&nbsp;ask</p><ul><li>Python &amp; Scala</li></ul>\r\n* Any of: AWS, Azure"
    outline = matcher.outline(text)
    assert outline.blocks
    assert all(text[block.start : block.end] == block.text for block in outline.blocks)
    assert matcher.outline("").blocks == ()
