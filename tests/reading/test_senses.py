from dataclasses import replace

import pytest

from jdmatch.reading.page import Page
from jdmatch.reading.sections import SectionFinder
from jdmatch.reading.senses import SenseReader
from jdmatch.reading.skills import SkillFinder
from jdmatch.reading.surfaces import SurfaceFinder
from jdmatch.taxonomy.records import Rule
from marked import assert_read

MEANT = [
    # what somebody knows, and that alone
    "Knowledge of [Rust](rust) is a must.",
    "You know [Spring](spring).",
    "It would help to learn [Puppet](puppet).",
    "Experience with [Outlook](outlook) a plus.",
    "Mail by [Outlook](outlook), calls by [Teams](microsoft-teams).",
    "Services in [Go](go) and [Python](python).",
    "[R](r) and [Python](python)",
    "You plot in [R](r).",
    "[C](c), [C++](cpp) and [Rust](rust)",
    "[Excel](excel) and [Word](word)",
    "[React](react) and [Redux](redux)",
    "[Spring Boot](spring) and [Hibernate](hibernate)",
    "[Swift](swift) and [Kotlin](kotlin)",
    "[Express](express) and [Node.js](nodejs)",
    "[Ray](ray) and [Dask](dask)",
    "[SAS](sas) and [R](r)",
    "[Unity](unity) and [C#](csharp)",
    "[Microsoft Access](microsoft-access)",
    "[Apache Spark](spark) and [Kafka](kafka)",
    "Requirements:\n[Spark](spark), [Kafka](kafka)",
    # how well somebody knows it, and a trade's language in brackets
    "Requirements:\n- Very good [Go](go)\n- [Docker](docker)",
    "Requirements:\n- Strong [Go](go) and [Docker](docker)",
    "Requirements:\n- solid [Go](go), [PostgreSQL](postgresql)",
    "You bring five years of production [Go](go).",
    "Requirements:\n- Excellent [Go](go) skills",
    "Backend Engineer ([Go](go))\nWe build tills.",
    # names in quotes or written as code
    "Skills: [Python](python), `[R](r)`, [SQL](sql)",
    "Languages: `[Go](go)`, `[R](r)`, `[C](c)`",
    "You plot in `[R](r)`.",
    "You know '[R](r)' and **[Go](go)**.",
    'Knowledge of "[R](r)", "[Go](go)" and "[C](c)".',
    # the issue's own names: each ambiguous, and they vouch for each other
    "[Chef](chef) and [Puppet](puppet)",
    "[Julia](julia) and [R](r)",
    "[Spark](spark), [Hive](hive) or [Presto](presto)",
]
NOT_MEANT = [
    "We had a good Go at it.",
    "It is very good to go.",
    "Marketing Intern (Spring)",
    "Benefits:\n- Good Go and lunch",
    "You will get to know Julia.",
    "Knowledge of Express delivery.",
    "You have access to an outlook.",
    "Product Teams talk on Monday.",
    "Our R&D team builds sensors.",
    "You will support R & D.",
    "C-level executives read your reports.",
    "You'R the one, C'mon!",
    "Plan 'R' is at hand.",
    'They got the grade "C".',
    "We go to market in spring.",
    "Own the go-to-market plan.",
    "Go to our careers page.",
    "You excel at sales.",
    "You spark joy in others.",
    "React to customer needs quickly.",
    "We start in the spring semester.",
    "You have access to our gym.",
    "We expect a swift response.",
    "Express your ideas freely.",
    "There is rust on the pipes.",
    "Our chef cooks at noon.",
    "Ray Smith founded us.",
    "Julia from HR will call you.",
    "Unity in diversity is our motto.",
    "Most of our customers come by word of mouth.",
    "Meet the leadership team.",
    "The communications department writes it.",
    "A swift, express delivery is what our customers love; we go far.",
]


@pytest.mark.parametrize("sentence", MEANT)
def test_the_skill_is_meant(matcher, sentence):
    assert_read(matcher, sentence)


@pytest.mark.parametrize("sentence", NOT_MEANT)
def test_the_word_is_meant(matcher, sentence):
    assert_read(matcher, sentence)


# ------------------------------------------------------------------ the predicates, one by one, on the word "Go"

FREE = Rule(
    case=None, spellings=frozenset({"Go"}), prev_not=frozenset(), next_not=frozenset(), near_not=frozenset(),
    not_in=frozenset(), prev=frozenset(), next=frozenset(), near=frozenset(), kinds=frozenset(), families=frozenset(),
    within="near", section=frozenset(),
)  # fmt: skip


@pytest.fixture(scope="module")
def first_readers(taxonomy):
    return [SurfaceFinder(taxonomy), SectionFinder(taxonomy), SkillFinder(taxonomy)]


@pytest.fixture
def is_meant(taxonomy, first_readers):
    def decide(text, **predicates):
        rule = FREE._replace(**{k: frozenset(v) if isinstance(v, list) else v for k, v in predicates.items()})
        go = taxonomy.concepts["go"]._replace(rules=(rule,))
        page = Page.of(text, kind="posting")
        for reader in first_readers:
            reader.read(page)
        SenseReader(replace(taxonomy, concepts={**taxonomy.concepts, "go": go})).read(page)
        return any(m.concept == "go" for m in page.skills)

    return decide


FAR = "and there are very many words between the one and the other of them, more than one would think of. "


@pytest.mark.parametrize(
    ("predicates", "text", "meant"),
    [
        ({}, "We go home.", True),
        ({"case": "exact"}, "We Go home.", True),
        ({"case": "exact"}, "We go home.", False),
        ({"case": "exact"}, "WE GO HOME.", False),
        ({"case": "capital"}, "WE GO HOME.", True),
        ({"case": "capital"}, "We go home.", False),
        ({"prev_not": ["to"]}, "We want to go home.", False),
        ({"prev_not": ["to"]}, "We want Go at home.", True),
        ({"prev_not": ["want to"]}, "We want to go home.", False),
        ({"prev_not": ["to"]}, "We want to\ngo home.", True),
        ({"next_not": ["home"]}, "We go home.", False),
        ({"next_not": ["home now"]}, "We go home now.", False),
        ({"next_not": ["home"]}, "We go far from home.", True),
        ({"next_not": ["-"]}, "We go-market.", True),
        ({"near_not": ["market"]}, "We go with it to the market.", False),
        ({"near_not": ["market"]}, "We go. The market is far.", True),
        ({"near_not": ["mark"]}, "We go to the market.", True),
        ({"not_in": ["benefits"]}, "Benefits\nWe go far.", False),
        ({"not_in": ["benefits"]}, "Requirements\nGo", True),
        ({"prev": ["in"]}, "Services in Go.", True),
        ({"prev": ["in"]}, "Services by Go.", False),
        ({"next": ["developer"]}, "A Go developer.", True),
        ({"next": ["developer"]}, "A developer of Go.", False),
        ({"near": ["programming languages"]}, "Go and other programming languages.", True),
        ({"near": ["programming languages"]}, "Go. And programming languages.", False),
        ({"kinds": ["language"]}, "Python and Go.", True),
        ({"kinds": ["language"]}, "Docker and Go.", False),
        ({"kinds": ["tool"]}, "Docker and Go.", True),
        ({"families": ["programming-language"]}, "Python and Go.", True),
        ({"families": ["programming-language"]}, "Docker and Go.", False),
        ({"kinds": ["language"], "within": "near"}, f"Python {FAR} Go", False),
        ({"kinds": ["language"], "within": "line"}, f"Python {FAR} Go", True),
        ({"kinds": ["language"], "within": "line"}, "Python\nGo", False),
        ({"kinds": ["language"], "within": "text"}, "Python\nGo", True),
        ({"section": ["requirements"]}, "Requirements\nGo", True),
        ({"section": ["requirements"]}, "Benefits\nGo", False),
        # what rules out goes before what speaks for it
        ({"prev": ["in"], "next_not": ["home"]}, "Services in Go home.", False),
        # one piece of evidence is enough
        ({"prev": ["in"], "kinds": ["language"]}, "Services in Go.", True),
        ({"prev": ["in"], "kinds": ["language"]}, "Go, Python.", True),
        ({"prev": ["in"], "kinds": ["language"]}, "Services by Go.", False),
    ],
)
def test_predicates(is_meant, predicates, text, meant):
    assert is_meant(text, **predicates) is meant


def test_what_a_dropped_name_hid_is_looked_at_in_its_stead(matcher):
    """ "Spring MVC" or "Spring": where the longer one is no skill, the shorter one may be."""
    reading = matcher.read("Requirements:\nJava, Spring, Hibernate", kind="posting")
    assert [s.id for s in reading.skills] == ["java", "spring", "hibernate"]


def test_in_a_cv_a_claim_needs_no_requirements_section(matcher):
    reading = matcher.read("Skills\nGo, Excel, R\n", kind="cv")
    assert [s.id for s in reading.skills] == ["go", "excel", "r"]


# the employer, other firms and departments may be called as products or methods are
@pytest.mark.parametrize(
    "sentence",
    [
        "Join Databricks as an engineer.",
        "Snowflake is hiring analysts who like trains.",
        "About Splunk\nWe keep the lights on.",
        "We ship maps. At Snowflake, every voice counts.",
        "Kinnser is a technology company. Kinnser lets nurses chart at home.",
        "We are used by companies like Acme, Dropbox and Figma.",
        "Our clients include Zoom, Alteryx and Brill Foods.",
        "You work closely with Product, QA and Analytics.",
    ],
)
def test_firms_and_departments_are_no_skills(matcher, sentence):
    reading = matcher.read(sentence, kind="posting")
    assert [s.text for s in reading.skills if s.kind != "soft"] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Requirements:\n- Experience with Databricks\nJoin Databricks.", ["Databricks"]),
        ("Work with tools such as Dropbox and Figma.", ["Dropbox", "Figma"]),
        ("Requirements:\n- Two years of charting in Kinnser and Epic", ["Kinnser", "Epic"]),
        ("You greet guests and check them in with Opera or Fidelio.", ["Opera", "Fidelio"]),
        (
            "You work with analytics, machine learning and statistics.",
            ["analytics", "machine learning", "statistics"],
        ),
    ],
)
def test_products_beside_firms_stay_skills(matcher, text, found):
    reading = matcher.read(text, kind="posting")
    assert [s.text for s in reading.skills if s.kind != "soft"] == found


def test_what_is_known_in_a_list_is_meant(matcher):
    reading = matcher.read("You work with people who know Kubernetes and Go.", kind="posting")
    assert [skill.text for skill in reading.skills] == ["Kubernetes", "Go"]
