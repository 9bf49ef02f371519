"""What a page or a mail puts around a text is none of it; mended words are tested where they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jdmatch

POSTING = """Machine Learning Engineer
Northwind Maps, Lisbon

About the role
We draw maps for people who walk, and you will build the models that find the shortest and the most beautiful ways.

Requirements
- 3+ years of Python
- Experience with PyTorch

We offer
- A bicycle"""

CV = """Robin Vale
Data analyst

Work experience
Data Analyst, Northwind Maps, 2019 - 2023
- Built dashboards in Tableau

Skills
SQL, Python

Education
BSc in Statistics, 2018"""

ABOVE = {
    "buttons": "Skip to main content\nSign in\nApply now\nSave\nShare",
    "crumbs": "Home > Jobs > Engineering\nAll departments\nBack to all jobs",
    "counts": "Be among the first 25 applicants\n3 weeks ago\nOver 100 applicants\nReport this job",
    "mail": "From: Ana Ruiz <ana@hire.example>\nSent: Monday, 2 March 2026 08:12\nTo: Tom\nSubject: Fwd: hello",
    "cookies": 'We use cookies and machine learning to serve you. Click "Accept" to go on.\nAccept all\nManage preferences',
    "german": "Zum Hauptinhalt springen\nAnmelden\nMerken\nJetzt bewerben\nJob teilen",
    "row": "Skip to main content Home Jobs Sign in\nApply now | Save | Share",
    "labels": "Posted 5 Days Ago\nJob Details\nBenefits\nContact",
}
BELOW = {
    "jobs": "Report this job\nShare\nSimilar jobs\nSenior Java Developer\nGlobex\n3 days ago\nNLP Engineer - Spark, Kafka\nParis",
    "people": "People also viewed\nComputer Vision Engineer (OpenCV)\nHooli\n€70,000 - €90,000",
    "employer": "More jobs at Northwind Maps\nGolang Engineer\nRemote\n© 2026 Northwind Maps",
    "form": (
        "Apply for this job\nFirst Name*\nLast Name*\nEmail*\nResume/CV*\nAttach\nDo you have experience with Kubernetes?*\n"
        "Voluntary Self-Identification\nGender\nVeteran Status\nSubmit application"
    ),
    "articles": "Related articles\nHow to learn TensorFlow in a year\nFollow us\nTwitter\nPrivacy Policy",
    "signature": "Kind regards,\nAna Ruiz\nSenior Recruiter | Java & Salesforce\nSent from my iPhone",
    "rows": "Apply now · Save · Share\nPeople also viewed\nScala Developer\nTerms of use | Privacy Policy",
    "german": "Ähnliche Jobs\nBackend-Entwickler Kotlin (m/w/d)\nvor 5 Tagen\nCookie-Einstellungen",
    "french": "Offres similaires\nDéveloppeur Scala (H/F)\nLyon",
    "spanish": "También te puede interesar\nIngeniero de datos con Spark\nMadrid",
}


def told(reading: jdmatch.Reading, by: int = 0) -> dict[str, object]:
    """Return what a reading tells, its places moved back by some characters; sections of the site left out."""
    plain = reading.to_dict()
    plain["sections"] = [one for one in plain["sections"] if one["kind"] not in (None, "site")]

    def moved(value: object) -> object:
        if isinstance(value, dict):
            return {
                name: one - by if name in ("start", "end") and isinstance(one, int) else moved(one)
                for name, one in value.items()
            }
        return [moved(one) for one in value] if isinstance(value, list) else value

    return {name: moved(value) for name, value in plain.items()}


@pytest.mark.parametrize("text", [POSTING, CV], ids=["posting", "cv"])
@pytest.mark.parametrize("above", [name for name in ABOVE if name not in ("mail", "labels")])
def test_a_page_above_a_text_changes_nothing(matcher, text, above):
    put = ABOVE[above] + "\n\n"
    assert told(matcher.read(put + text), len(put)) == told(matcher.read(text))


@pytest.mark.parametrize("text", [POSTING, CV], ids=["posting", "cv"])
@pytest.mark.parametrize("below", BELOW)
def test_a_page_below_a_text_changes_nothing(matcher, text, below):
    read = told(matcher.read(f"{text}\n\n{BELOW[below]}"))
    assert read == told(matcher.read(text))


@pytest.mark.parametrize("below", [name for name in BELOW if name != "signature"])
def test_other_jobs_change_no_score(matcher, below):
    text = POSTING.replace("Machine Learning Engineer", "Painter")
    other = "\nMachine Learning Engineer\nInitech"
    assert matcher.score(f"{text}\n{BELOW[below]}{other}").score == matcher.score(text).score


@pytest.mark.parametrize("above", ["mail", "labels"])
def test_level_role_and_skills_stay_below_a_head(matcher, above):
    plain, read = matcher.read(POSTING), matcher.read(f"{ABOVE[above]}\n\n{POSTING}")
    assert (read.kind, read.level, read.role.id) == (plain.kind, plain.level, plain.role.id)
    assert [(s.id, s.stance, s.years) for s in read.skills] == [
        (s.id, s.stance, s.years) for s in plain.skills
    ]


BOARDS = {
    "short": "Skip to content\nAcme Inc.\n3.6 out of 5 stars\nLisbon\nApply now\nSave",
    "careers": (
        "Careers at Northwind\nSearch for Jobs\nSign In\nEnglish\nlocations\nLisbon\ntime type\nFull time\nposted on\n"
        "Posted 5 Days Ago\njob requisition id\nR-0012345"
    ),
    "apply": "Northwind logo\nLisbon\nProducts - Data\nHybrid\nApply for this job",
}


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(
    ("title", "role", "level"),
    [
        ("Senior Data Engineer (PhD welcome)", "data-engineer", "senior"),
        ("Head Nurse", "other", None),
        ("Machine Learning Intern", "ml-engineer", "intern"),
    ],
)
def test_titles_are_found_below_menus(matcher, board, title, role, level):
    text = f"{BOARDS[board]}\n\n{POSTING.replace('Machine Learning Engineer', title)}"
    read, plain = matcher.read(text), matcher.read(POSTING.replace("Machine Learning Engineer", title))
    assert (read.role.id, read.level) == (plain.role.id, plain.level)
    assert read.degree is None or read.degree.text == plain.degree.text
    assert read.role.id == role
    assert level in (None, read.level)


def test_industries_of_a_job_board_are_no_skills(matcher):
    board = "Seniority level\nAssociate\nEmployment type\nFull-time\nJob function\nEngineering\nIndustries\nComputer Networking"
    reading = matcher.read(f"{POSTING}\n{board}")
    assert "Computer Networking" not in {s.text for s in reading.skills}
    assert (reading.level, reading.facts.hours.value) == ("junior", "full-time")


def test_what_a_firm_is_good_at_is_no_skill(matcher):
    board = "Industries\nSoftware Development\nCompany size\n51-200 employees\nFounded\n2009\nSpecialties\nKubernetes, Scala"
    assert {s.id for s in matcher.read(f"{POSTING}\n{board}").skills} == {
        s.id for s in matcher.read(POSTING).skills
    }


@pytest.mark.parametrize("text", [POSTING, CV], ids=["posting", "cv"])
def test_a_quoted_mail_is_read_as_unquoted(matcher, text):
    quoted = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    read, plain = matcher.read(quoted), matcher.read(text)
    assert [(s.text, s.stance, s.section, s.years) for s in read.skills] == [
        (s.text, s.stance, s.section, s.years) for s in plain.skills
    ]
    assert (read.kind, read.level, read.role) == (plain.kind, plain.level, plain.role)


@pytest.mark.parametrize("text", [POSTING, CV], ids=["posting", "cv"])
def test_what_browsers_print_on_pages_changes_nothing(matcher, text):
    lines = text.split("\n")
    header, footer = "3/14/26, 9:05 AM Northwind - Careers", "https://northwind.example/jobs/7?from=mail 1/2"
    printed = "\n".join([header, *lines[:8], footer, header, *lines[8:], footer.replace("1/", "2/")])
    read, plain = matcher.read(printed), matcher.read(text)
    assert (read.kind, read.level, read.role, read.experience is None) == (
        plain.kind,
        plain.level,
        plain.role,
        plain.experience is None,
    )
    assert [(s.text, s.stance) for s in read.skills] == [(s.text, s.stance) for s in plain.skills]


@pytest.mark.parametrize("below", ["jobs", "people", "articles", "french"])
def test_other_jobs_in_a_line_are_not_read(matcher, below):
    text = " ".join(POSTING.split())
    page = " ".join(f"{ABOVE['buttons']} {text} {BELOW[below]}".split())
    assert [(s.text, s.stance) for s in matcher.read(page).skills] == [
        (s.text, s.stance) for s in matcher.read(text).skills
    ]


@pytest.mark.parametrize(
    "words",
    ["we have similar jobs in Scala", "of Similar jobs, all in Scala", "Share what you know of Scala"],
)
def test_words_in_a_line_without_ends_stay(matcher, words):
    text = " ".join(POSTING.split()).replace("We offer", f"and {words}. We offer")
    assert "scala" in {s.id for s in matcher.read(text).skills}


def test_what_is_not_read_is_shown(matcher):
    text = f"{ABOVE['buttons']}\n{POSTING}\n{BELOW['jobs']}"
    site = [text[one.start : one.end] for one in matcher.read(text).sections if one.kind == "site"]
    assert [words.strip("\n") for words in site] == [ABOVE["buttons"], BELOW["jobs"]]
    shown = [one.text.strip("\n") for one in matcher.outline(text).blocks if one.section == "site"]
    assert shown == [ABOVE["buttons"], BELOW["jobs"]]


def test_a_heading_of_its_own_ends_other_jobs(matcher):
    text = f"{POSTING}\nRelated jobs\nJava Developer\n\nNice to have\n- Experience with Kafka and Docker"
    found = {s.id: s.stance for s in matcher.read(text).skills}
    assert "java" not in found
    assert (found["kafka"], found["docker"]) == ("preferred", "preferred")


@pytest.mark.parametrize(
    "line",
    [
        "Similar roles you may have held: data engineer, Spark developer",
        "Experience in similar jobs with Spark",
        "You share our love of Spark",
        "Sign in flows built with Spark",
        "More jobs are created by Spark than by anything else we know",
    ],
)
def test_words_within_a_text_stay(matcher, line):
    text = POSTING.replace("- Experience with PyTorch", f"- {line}\n- Experience with PyTorch")
    found = {s.id for s in matcher.read(text).skills}
    assert {"spark", "pytorch"} <= found


@pytest.mark.parametrize(
    "words", ["Search\nMessage\nNews\nSpark", "Twitter\nFacebook\nInstagram\nSpark", "Views\nTriggers\nSpark"]
)
def test_short_lines_within_a_text_stay(matcher, words):
    text = CV.replace("SQL, Python", words + "\nSQL, Python")
    assert not [one for one in matcher.read(text).sections if one.kind == "site"]


def test_a_page_number_inside_a_list_parts_nothing(matcher):
    broken = POSTING.replace("- Experience with", "Page 1 of 3\n- Experience with")
    assert [s.stance for s in matcher.read(broken).skills] == [s.stance for s in matcher.read(POSTING).skills]


def test_a_page_of_nothing_else_stays(matcher):
    text = "Sign in\nPython\nSimilar jobs\nJava"
    assert "python" in {s.id for s in matcher.read(text).skills}
    assert matcher.read("Sign in\nSave\nShare").status == "thin"


@given(
    st.lists(st.sampled_from([*"\n".join((*ABOVE.values(), *BELOW.values(), POSTING, CV)).split("\n"), ""]))
)
def test_places_lead_back_whatever_stands_around(matcher, lines):
    text = "\n".join(lines)
    reading = matcher.read(text)
    for one in (*reading.skills, *reading.duties):
        assert text[one.start : one.end] == one.text
    assert all(0 <= one.start <= one.end <= len(text) for one in reading.sections)


def test_glued_names_come_apart(matcher):
    reading = matcher.read("Requirements: PythonSQLDocker and TensorFlowPyTorch.")
    assert [skill.text for skill in reading.skills] == ["Python", "SQL", "Docker", "TensorFlow", "PyTorch"]


def test_a_short_text_may_be_without_case(matcher):
    reading = matcher.read("python developer needed. skills: go, r, c, excel, sql. 3 yrs exp")
    assert [skill.text for skill in reading.skills] == ["python", "go", "r", "c", "excel", "sql"]
