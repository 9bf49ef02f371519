import pytest

OVERALL = [
    # sentence, least years, most years
    ("5+ years of experience in retail.", 5, None),
    ("3-5 yrs of relevant experience", 3, 5),
    ("Requirements\n- Over a decade in trade", 10, None),
    ("We look for half a decade of experience in retail.", 5, None),
    ("A couple of years of experience in retail.", 2, None),
    ("3 – 5 years’ experience", 3, 5),
    ("Five (5) years of professional experience", 5, None),
    ("Exp: 6+", 6, None),
    ("Experience: 4-6", 4, 6),
    ("| Experience | 5+ |", 5, None),
    ("Five (5+) years of related experience", 5, None),
    ("3 (+) years of experience as a tester", 3, None),
    ("Three (3) - five (5) years of progressive experience", 3, 5),
    ("two to four years of related experience", 2, 4),
    ("with a minimum of (2) years of experience in weaving", 2, None),
    ("Seven years of related experience, or nine years of experience without a degree", 7, None),
    ("Requires 4-7 years of related experience.\n5+ years of experience of SQL programming language.", 4, 7),
    (
        "2-3 years of experience in such a role (Master's degree)\n0-1 years of experience in such a role (PhD)",
        0,
        1,
    ),
    (
        "A bachelor's degree or four years of experience in trade. Two years of experience in rope making.",
        2,
        None,
    ),
    (
        "We weave.\nThree years of experience in trade\nInstead of a degree, six years of experience in trade",
        3,
        None,
    ),
    ("A licence is a plus5 years experience with sails or oars2 years experience with maps", 5, None),
    ("6 or more years of experience", 6, None),
    ("Four plus years of experience with payroll", 4, None),
    ("18 months of experience in a similar role", 1.5, None),
    ("6 months to 1 year of experience", 0.5, 1),
    ("0-3 years of related experience", 0, 3),
    ("1.5 years of work experience", 1.5, None),
    ("You have spent 5+ years growing orchids.", 5, None),
    ("Requirements\nYou have grown orchids for two years or more.", 2, None),
    ("YoE: 2-5", 2, 5),
    ("Work experience (in years): 3", 3, None),
    ("A degree with 2-4 years of work in stores (large ones)Retail experience preferred", 2, 4),
    ("At least one year of work experience", 1, None),
    ("Experience: 7 - 9 years", 7, 9),
    ("Experience level\n3-6 Years\nFull-time", 3, 6),
    ("Bachelor's and 5+ years; Master's and 3+ years", 3, None),
    ("Experience level: 2-4 years", 2, 4),
    ("We look for cooks who have 3 years of experience in hotels.", 3, None),
    ("2 years of experience in retail\nA combination of four years of experience and education", 2, None),
    ("Years of experience: 10+", 10, None),
    ("Requirements:\n4+ years building mobile apps", 4, None),
    # the employer's own, beside what is asked
    ("4+ yrs of exp needed, our bakery has 10 years of profits", 4, None),
    ("You need 3 years of experience in retail and we have 15 years of history in it", 3, None),
    ("We look for a cook who has 5 years of experience, our client has 20 years of it", 5, None),
    ("Our team needs a clerk who has 6 years of experience", 6, None),
    ("You've spent 10+ years in logistics", 10, None),
    ("Someone who has already spent the last five years building ships", 5, None),
    # several that must all be met: the largest
    ("Requirements:\n5 years of experience in sales\n2 years of experience leading a shop", 5, None),
    ("6 years in nursing or home care with at least 2 years on a ward", 6, None),
    ("4 years of experience\n6 years of Java", 4, None),
    ("6 years of web development with PHP", 6, None),
    ("Requirements:\n3 – 5 years + Master's degree in chemistry", 3, 5),
    ("A degree in biology or 10 years of equivalent experience\n4 years of experience in a lab", 4, None),
    # alternatives: the smallest that is accepted
    ("BSc with 5 years of experience or MSc with 3 years of experience", 3, None),
    ("B.S. and 8+ years of experience, M.S. and 6+ years, or PhD and 3+ years of experience", 3, None),
    ("Requirements:\n- 8+ years of experience with a Bachelor's; 6 years with a Master's", 6, None),
    ("Requirements:\nBachelor's and 6 years of experience OR\nMaster's and 4 years of experience", 4, None),
    ("7 years with an Associate's; 5 years with a Bachelor's; 2 years with a Master's", 2, None),
    ("BSc and at least 6 months of experience; 4 years of experience without a bachelor's degree", 0.5, None),
    ("Data Analyst, 4+ years of experience\n2+ years of experience in audits", 2, None),
]
NONE = [
    "We have run for 5 years+.",
    "We want 5 years runway.",
    "A tour of 2 yrs+.",
    "Our team has a decade of experience in retail.",
    "Requirements\n- 1-2 years of experience as in a small bakery is a plus",
    "The initial period of the appointment is for two years; experience with ovens counts.",
    "FGH has over 25 years of dedicated partnerships with schools. FGH seeks a driver.",
    "For over 40 years, we have made pianos.",
    "Our founders have 25 years of experience in banking.",
    "We are a firm with more than 20 years of experience in shipping.",
    "You must be at least 18 years old.",
    "This is a 12 month contract.",
    "Duration: 6 months",
    "A four-year degree is required.",
    "Degree from an accredited four-year college or university.",
    "Our team has been building bridges for 18 years.",
    "Stock vests over 4 years.",
    "We grew threefold in the last 3 years.",
    "Two weeks of paid leave after five years of service.",
    "With over 12 years' experience, they build lifts.",
    "We have spent 12 years in retail.",
    "You will meet founders who have spent 20 years in banking.",
    "Having spent 30 years in rope making, he opened our first shop.",
    # other people's
    "You explain forecasts to dispatchers, who have 20 years of experience.",
    "You work beside drivers, many with 15+ years of experience.",
    "We welcome returners after a career break of 2 years or more.",
    # only wished for
    "Preferred: 5+ years of experience",
    "Ideally 3 years of experience in a bakery",
    "2+ years of experience in logistics is a plus",
    "2+ years of experience in logistics, rail or air preferred",
    "Nice to have:\n5 years of experience with boats",
    "Experience:\nBookkeeping: 2 years (Preferred)",
    "3 years after a PhD are preferred but not required.",
    # the years of tools alone are theirs
    "At least 4 years of Python, R or SQL",
    "Python: 3 years (Required)",
    "36 months of PyTorch",
    # in place of a degree
    "Bachelor's degree; 6 years of related experience may be substituted for the degree.",
]
BEYOND = [
    ("We want 5 yrs+.", 5, None),
    ("Welder wanted. 5 yrs+ please", 5, None),
    ("We want a welder, 4 years+, in Leeds.", 4, None),
    ("Need 3+ years min.", 3, None),
    ("Maximum 2 years of experience", None, 2),
    ("Up to 3 years of experience", None, 3),
]
WISH_AND_MUST = [
    ("3 years of experience required; 5 years of experience preferred", 3),
    ("Requirements:\n3 years of experience in nursing\nNice to have:\n8 years of experience in nursing", 3),
    ("3 years of experience with boilers, a forklift licence preferred", 3),
    ("Master's degree preferred with 5+ years of relevant experience", 5),
    ("Requirements:\n4+ years related audit or software asset management experience", 4),
    ("Bachelor's degree required; plus six years of experience in audit", 6),
    ("Nice to have:\nAudit: 4 years (Required)", 4),
    ("Basic\n4 years of experience in a bank\nPreferred\n9 years of experience in a bank", 4),
    (
        "Requirements:\nSQL\nNice to have:\nSAP\nQualifications\n3 years of experience in a shop",
        3,
    ),
    ("1 year of experience. At least six years of experience with presses (hot, cold, mixed) preferred.", 1),
    ("2 years of experience in a lab. At least eight years of experience is preferred.", 2),
    (
        "Requirements:\nExperience:\n2 years of experience in a mill\nPreferred qualifications:\nExperience:\n9 years of experience in a mill",
        2,
    ),
    (
        "Requirements:\nPython\nDesired skills:\nSAP\nEducation:\nBachelor's degree and 6 years of related experience",
        6,
    ),
]
SKILLS = [
    ("5+ years of experience with Python, SQL and Scala", {"Python": 5, "SQL": 5, "Scala": 5}),
    ("At least 4 years of Java", {"Java": 4}),
    ("You've been writing Rust for 3 years or more", {"Rust": 3}),
    ("3-5 years of Python and at least 2 of SQL", {"Python": 3, "SQL": 2}),
    ("7+ years of Java, including 3+ with Kotlin, and 1 in Scala", {"Java": 7, "Kotlin": 3, "Scala": 1}),
    ("5+ yrs exp. in Python, 2+ yrs in CUDA", {"Python": 5, "CUDA": 2}),
    ("18 months of hands-on PyTorch", {"PyTorch": 1.5}),
    ("3 years with React, 1 of which with TypeScript", {"React": 3, "TypeScript": 1}),
    ("2 years of Java (alternatively, a prize in a Kaggle contest)", {"Java": 2}),
    ("3+ years of Java, EJB 2.0, Spring and Hibernate", {"Java": 3, "EJB": 3, "Spring": 3, "Hibernate": 3}),
    ("Databases: at least 4 years of experience in SQL", {"SQL": 4}),
    ("3 years' experience as a planner Experience with VBA", {}),
    ("BSc in Physics and 3+ years of data science experience", {"data science": 3}),
    ("4+ years of industry experience with Java", {"Java": 4}),
    ("Statistics - 3 years of SAS", {"SAS": 3}),
    ("A 7+ year track record in Scala", {"Scala": 7}),
    ("6+ years of web development: Django, Flask", {"web development": 6, "Django": 6, "Flask": 6}),
    ("3+ years of experience with tools and technologies of the trade.\n- Kafka\n- Docker", {}),
    ("6+ years of industry/academic experience applying machine learning", {"machine learning": 6}),
    ("6 years in the insurance industry with Java", {}),
    ("Experience with SQL and Linux (3-5 years)", {"SQL": 3, "Linux": 3}),
    ("Python: 3 years (Required)", {"Python": 3}),
    ("Requirements:\nPython 4+ years\nSQL 2+ years", {"Python": 4, "SQL": 2}),
    ("3 years of experience programming in C++ or Rust", {"programming": 3, "C++": 3, "Rust": 3}),
    # the list goes on behind "including", "such as", "using", "with" and in brackets
    (
        "5 years of backend experience with Java, including Kotlin",
        {"backend": 5, "Java": 5, "Kotlin": 5},
    ),
    (
        "2 years of experience with one or more of the following: PyTorch (e.g. Keras), TensorFlow",
        {"PyTorch": 2, "Keras": 2, "TensorFlow": 2},
    ),
    ("4 years in data engineering using Spark and Kafka", {"data engineering": 4, "Spark": 4, "Kafka": 4}),
    ("2+ years on public cloud environments (AWS or Azure)", {"cloud": 2, "AWS": 2, "Azure": 2}),
    ("3 years of machine learning, with a focus on NLP", {"machine learning": 3, "NLP": 3}),
    (
        "3 years of experience with relational databases such as Oracle",
        {"relational databases": 3, "Oracle": 3},
    ),
    ("Kafka, Spark and Flink – 3 years experience", {"Kafka": 3, "Spark": 3, "Flink": 3}),
    (
        "Two years with distributed systems, e.g. Hadoop and Mesos",
        {"distributed systems": 2, "Hadoop": 2, "Mesos": 2},
    ),
    (
        "2+ years of related IT experience,\nincluding Docker and Ansible.",
        {"Docker": 2, "Ansible": 2},
    ),
    ("3 years of experience with the following:\n- Python\n- SQL", {"Python": 3, "SQL": 3}),
    ("3 years of practical and academic background in Scala and Rust", {"Scala": 3, "Rust": 3}),
    ("4 years of Kotlin, now and then with (Ruby is a plus)", {"Kotlin": 4}),
    ("2+ years of data engineering industry experience", {"data engineering": 2}),
    ("Terraform practices: 2 years of experience", {"Terraform": 2}),
    ("MySQL (any version) - 1 year", {"MySQL": 1}),
    ("SQL, Tableau & other riddles: 2 years (Required)", {"SQL": 2, "Tableau": 2}),
    # months, in half years
    ("36 months of PyTorch", {"PyTorch": 3}),
    ("18 months with Kubernetes", {"Kubernetes": 1.5}),
    ("8 months of experience in Rust", {"Rust": 0.5}),
    ("36 months of contract work at a bank that likes PyTorch", {}),
    # where something new is asked, and where the skill is part of another name, they end
    ("5 years of Java, strong SQL and the ability to use Git", {"Java": 5}),
    ("5 years of Scala and experience with Docker", {"Scala": 5}),
    ("3 years in an analytics role", {}),
    ("5 years as a nurse or SQL developer", {}),
    ("Our operators, who have 20 years, use Python", {}),
    ("5 years of experience as a nurse, and you know Python", {}),
    ("6 years of sales experience in data science companies", {}),
    ("4 years of experience. Python is a plus.", {}),
    ("Up to 2 years of Python", {}),
    ("5 years of leadership and teamwork", {}),
    (
        "Requirements:\nAt least 2 years of Python\nPreferred:\nAt least 6 years of Python",
        {"Python": 2},
    ),
]


def years(matcher, sentence, kind="posting"):
    experience = matcher.read(sentence, kind=kind).experience
    return (experience.min_years, experience.max_years) if experience else None


@pytest.mark.parametrize(("sentence", "least", "most"), [*OVERALL, *BEYOND], ids=lambda v: str(v)[:60])
def test_the_years_that_are_asked_for(matcher, sentence, least, most):
    assert years(matcher, sentence) == (least, most)


@pytest.mark.parametrize("sentence", NONE)
def test_years_that_nobody_is_asked_for(matcher, sentence):
    assert years(matcher, sentence) is None


@pytest.mark.parametrize(("sentence", "least"), WISH_AND_MUST)
def test_what_must_be_counts_and_what_is_wished_does_not(matcher, sentence, least):
    assert years(matcher, sentence)[0] == least


@pytest.mark.parametrize(("sentence", "expected"), SKILLS)
def test_the_years_of_a_skill(matcher, sentence, expected):
    skills = matcher.read(sentence, kind="posting").skills
    assert {s.text: s.years for s in skills if s.years is not None} == expected


def test_the_years_span_is_in_the_given_text(matcher):
    text = "<p>You have&nbsp;3\u20135 years of experience</p>"
    experience = matcher.read(text, kind="posting").experience
    assert text[experience.start : experience.end] == experience.text


def test_a_cv_states_its_total(matcher):
    assert years(matcher, "Data analyst with 7 years of experience in insurance.", kind="cv") == (7, None)


@pytest.mark.parametrize(
    ("ranges", "total"),
    [
        ("Clerk, Jan 2015 - Dec 2017", 3),
        ("Clerk, Jan 2015 - Dec 2016\nBaker, Jan 2018 - Dec 2018", 3),
        ("Clerk, Jan 2015 - Dec 2016\nBaker, Jan 2016 - Dec 2017", 3),  # overlapping ones count once
        ("Clerk, 03/2019 to 08/2020", 1.5),
    ],
)
def test_a_cv_without_a_total_is_added_up(matcher, ranges, total):
    assert years(matcher, f"Ann Other\n\nWork Experience\n{ranges}\n\nSkills\nPython", kind="cv") == (
        total,
        None,
    )
