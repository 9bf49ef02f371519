import pytest

DEGREES = [
    (
        "A master’s degree in a quantitative field including but not limited to Statistics, Physics",
        "master",
        "required",
        ["Statistics", "Physics"],
    ),
    # sentence, level, stance, fields
    ("PhD or MA in Economics or a related field", "master", "required", ["Economics"]),
    ("Diploma / Degree in Statistics", "associate", "required", ["Statistics"]),
    (
        "Masters (with two years at sea) in Geology, Physics or Math",
        "master",
        "required",
        ["Geology", "Physics", "Math"],
    ),
    (
        "Master's degree (may be replaced by years at work) in Physics or Statistics",
        "master",
        "required",
        ["Physics", "Statistics"],
    ),
    ("Bachelor's degree in Statistics or a related field", "bachelor", "required", ["Statistics"]),
    (
        "MSc with 3 years of experience in Geology, Physics or a related field",
        "master",
        "required",
        ["Geology", "Physics"],
    ),
    (
        "BA required; MBA preferred Preferred disciplines include Marketing and Finance",
        "bachelor",
        "required",
        ["Marketing", "Finance"],
    ),
    ("Requirements\nA 2.1 in Physics", "bachelor", "required", ["Physics"]),
    ("Higher education in Geology", "bachelor", "required", ["Geology"]),
    ("You are a student of Physics or Geology", "bachelor", "required", ["Physics", "Geology"]),
    ("Graduate or Post Graduate in Statistics", "bachelor", "required", ["Statistics"]),
    ("Bac+5 in Geology", "master", "required", ["Geology"]),
    ("Bachelor’s or Master’s degree in Physics", "bachelor", "required", ["Physics"]),
    ("BS/MS in Computer Science", "bachelor", "required", ["Computer Science"]),
    (
        "B.S., M.S. or Ph.D. in Physics, Statistics or related fields",
        "bachelor",
        "required",
        ["Physics", "Statistics"],
    ),
    ("MSc. in Mathematics / Economics", "master", "required", ["Mathematics", "Economics"]),
    ("Master's degree required, PhD preferred", "master", "required", []),
    ("Bachelor's degree in Law (Master's preferred)", "bachelor", "required", ["Law"]),
    ("Advanced degree (MS or PhD) in Economics", "master", "required", ["Economics"]),
    ("PhD in Robotics required", "phd", "required", ["Robotics"]),
    ("Bachelor's degree. Degree in Physics or Geology", "bachelor", "required", ["Physics", "Geology"]),
    ("A computer science-related degree (PhD preferred)", "bachelor", "required", ["computer science"]),
    ("Associate of Science in Nursing", "associate", "required", ["Nursing"]),
    ("B.Tech or M.Tech in Electronics", "bachelor", "required", ["Electronics"]),
    ("Qualification: Graduate and above", "bachelor", "required", []),
    # a wish
    ("Master's or PhD preferred", "master", "preferred", []),
    (
        "phd preferred but a masters in Statistics or similar is required",
        "master",
        "required",
        ["Statistics"],
    ),
    ("We keep a masters in baking.\nBSc in Statistics", "bachelor", "required", ["Statistics"]),
    ("A PhD is preferred but not required", "phd", "preferred", []),
    ("Skills\n- Baking\n\nNice to have\n- A Master's degree is required", "master", "required", []),
    ("Skills\n- Baking\n\nNice to have\n- You must have a Master's degree", "master", "required", []),
    ("Bachelor's degree in Geology or a related field is a plus", "bachelor", "preferred", ["Geology"]),
    ("Nice to have:\nMaster's degree in Statistics", "master", "preferred", ["Statistics"]),
    ("An advanced degree (Master's or PhD) preferred", "master", "preferred", []),
    ("PhD (or Master's) in Geology preferred", "master", "preferred", ["Geology"]),
    # ... of one of two
    ("Bachelor's or Master's (preferred) in Geology", "bachelor", "required", ["Geology"]),
    # ... about something else than the degree
    ("Bachelor's degree, preferably in Chemistry", "bachelor", "required", ["Chemistry"]),
    ("Bachelor's degree (preferred emphasis in Biology)", "bachelor", "required", ["Biology"]),
    (
        "Bachelor's degree required (Physics or Biology preferred)",
        "bachelor",
        "required",
        ["Physics", "Biology"],
    ),
    ("A Bachelor's degree plus 4 years of experience", "bachelor", "required", []),
    # school leaving counts only where no degree is named
    ("High school diploma or GED", "none", "required", []),
    ("High school diploma or GED, Undergraduate degree preferred", "bachelor", "preferred", []),
    # no level named
    ("A computer science degree", "bachelor", "required", ["computer science"]),
    (
        "Degree in Product Management or Accounting",
        "bachelor",
        "required",
        ["Product Management", "Accounting"],
    ),
    (
        "Associate's degree from a two-year college in Finance or Accounting",
        "associate",
        "required",
        ["Finance", "Accounting"],
    ),
    ("MBA or equivalent business experience", "master", "required", []),
    (
        "Be you an undergraduate student or a recent MBA graduate, join us.\nDegree in Geology",
        "bachelor",
        "required",
        ["Geology"],
    ),
    ("Degree in Linguistics or equivalent experience", "bachelor", "required", ["Linguistics"]),
    (
        "Requirements:\nEducation: computer engineering or physics",
        "bachelor",
        "required",
        ["computer engineering", "physics"],
    ),
    # fields: unknown ones between known ones, none from what follows
    (
        "BA in Finance, Beekeeping, Statistics or a related field",
        "bachelor",
        "required",
        ["Finance", "Beekeeping", "Statistics"],
    ),
    ("Bachelor's degree or equivalent experience in Physics", "bachelor", "required", ["Physics"]),
    (
        "Master's in a quantitative field such as Physics or Statistics",
        "master",
        "required",
        ["Physics", "Statistics"],
    ),
    ("PhD in Statistics with a strong focus on machine learning", "phd", "required", ["Statistics"]),
    ("Bachelor's degree and knowledge of statistics", "bachelor", "required", []),
    ("Bachelor of Science in Medical Technology", "bachelor", "required", ["Medical Technology"]),
    # the field before the word, in a list; initials that hold it
    ("A Geology, Physics or Math degree", "bachelor", "required", ["Geology", "Physics", "Math"]),
    ("BSCS, BSEE or the like", "bachelor", "required", ["CS", "EE"]),
    # no level, no field, and asked for all the same
    ("A degree in a related field is preferred.", "bachelor", "preferred", []),
    ("A solid undergrad degree", "bachelor", "required", []),
    ("Looking for a PhD. A Masters does as well.", "master", "required", []),
    ("MS in Physics or BA with three years in a lab", "bachelor", "required", ["Physics"]),
    (
        "M.Sc. (or BSc + additional experience) in Optics or Geology",
        "bachelor",
        "required",
        ["Optics", "Geology"],
    ),
    ("What we value:\nBachelor's degree in Ecology or a related field", "bachelor", "required", ["Ecology"]),
    (
        "You hold a degree in one of these areas:\nInformation Systems\nGeology\nOptics\nYou know SQL.",
        "bachelor",
        "required",
        ["Information Systems", "Geology", "Optics"],
    ),
    ("MS or higher in these areas: Optics and Geology", "master", "required", ["Optics", "Geology"]),
    ("PhD with a background in Genetics or Optics", "phd", "required", ["Genetics", "Optics"]),
    ("Requirements:\nA bachelor is required.", "bachelor", "required", []),
    ("Bachelor's degree or certification in Geology is preferred", "bachelor", "preferred", ["Geology"]),
    ("At least a BS and preferred MS in Optics", "bachelor", "required", ["Optics"]),
    ("You work with SCRUM Masters, too.\nBachelor's degree preferred", "bachelor", "preferred", []),
    (
        "Benefits:\nA pension\nMaster's degree in Geology or Optics",
        "master",
        "required",
        ["Geology", "Optics"],
    ),
    # "as" and "be" beside them are no degrees
    ("MS with 6 years of work or Ph.D. with 2 in Genetics", "master", "required", ["Genetics"]),
    (
        "Bachelor's degree in Optics or a related field (or equivalent experience) is advantageous.",
        "bachelor",
        "preferred",
        ["Optics"],
    ),
    (
        "Preferred:\nSAP\nEducation\nPhD in Geology.\nWe also consider candidates with a Master's degree.",
        "master",
        "required",
        ["Geology"],
    ),
    ("Requirements\n- Mentoring PhD students\n- A 2:1 in Geology", "bachelor", "required", ["Geology"]),
    ("Requirements\n- First-class honours in Geology", "bachelor", "required", ["Geology"]),
    # a focus, a skill and the other items of a list are no fields
    ("BSc in Physics (with a data mining/AI focus)", "bachelor", "required", ["Physics"]),
    ("MSc in Geology or a related discipline with data analysis skills", "master", "required", ["Geology"]),
    ("Keywords: Python, PhD, publications, conferences, robotics, optics", "phd", "required", []),
]
NO_DEGREE = [
    "Requirements\n- Spark 2.1 in production, Django 2.1 or higher",
    "You have sold software to higher education in several countries.",
    "You work with a team of PhDs from three universities.",
    "Our CTO, who has a PhD in Robotics, will be your first contact.",
    "* Master of Tools: you keep our workshop in order",
    "A CS degree is not required.",
    "Harbour & Associates, Inc. seeks a planner of physics lessons.",
    "Work with our Research Associates in Statistics.",
    "A high degree of autonomy",
    "Keep the master data clean in MS Excel",
    "You will be a Scrum Master",
    "Our founders hold PhDs from good schools.",
    "Other MS technologies such as shared drives",
    "Brook Associates, a firm of movers, seeks a driver.",
    "Our house is in Quincy, MA 02139\nAs a driver you start early.",
    "The lab belongs to Prof. dr. Hoek and to Ilse Brink, MSc.",
    "It needs to be done as soon as possible.",
    "Mentor students studying Physics.",
    "Requirements\n- Guide bachelor's and master's students",
    "Advise PhD students in Genetics on their figures.",
    "Requirements\n- Keep a ratio of 2:1 between staff and guests",
]
HELD = [
    ("Bachelor of Arts (Equivalent) : Theology 2007 University of Nowhere", "bachelor", ["Theology"]),
    (
        "Master of Science : Computer Science , 1994 Some Institute of Technology",
        "master",
        ["Computer Science"],
    ),
    (
        "B. Tech Computer Science & Engineering Erehwon, Some College",
        "bachelor",
        ["Computer Science & Engineering"],
    ),
    ("M.Sc. in Physics, 2012\nB.Sc. in Mathematics, 2010", "master", ["Physics", "Mathematics"]),
]
CERTIFICATES = [
    (
        "AWS Certified Solutions Architect is a plus.",
        [("aws-solutions-architect", "AWS Certified Solutions Architect")],
    ),
    ("CKA or PMP", [("kubernetes-certification", "CKA"), ("pmp", "PMP")]),
    ("Beekeeper Guild certification required", [(None, "Beekeeper Guild certification")]),
    ("A relevant certification is welcome.", []),
    ("You hold a PHR.", [("hr-certification", "PHR")]),
    ("Requirements\n- BLS from a known school", [("life-support-certification", "BLS")]),
    ("CSM or CSPO a plus", [("scrum-certification", "CSM"), ("scrum-certification", "CSPO")]),
    ("Model wages from BLS data.", []),
    ("Requirements\n- Work with BLS statistics", []),
    ("Knowledge of the PHR standard for patients' records", []),
    ("Build a PHR for patients.", []),
    ("Our CPA fell, and so did the ROAS.", []),
    ("Requirements\n- Lower CPA for our clients", []),
    ("We follow PMP practices.", []),
    ("Report to the CSM of the account.", []),
    ("We are a Certified B Corporation.", []),
    ("One of the largest CPA firms", []),
    ("Birth certificate at hand", []),
]


@pytest.mark.parametrize(("sentence", "level", "stance", "fields"), DEGREES, ids=lambda v: str(v)[:60])
def test_the_degree_that_is_asked_for(matcher, sentence, level, stance, fields):
    degree = matcher.read(sentence, kind="posting").degree
    assert degree is not None
    assert (degree.level, degree.stance, list(degree.fields)) == (level, stance, fields)


@pytest.mark.parametrize("sentence", NO_DEGREE)
def test_what_is_no_degree(matcher, sentence):
    assert matcher.read(sentence, kind="posting").degree is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Bachelor's degree or equivalent experience", True),
        ("BS in Physics or equivalent", True),
        ("Bachelor's degree in Physics", False),
    ],
)
def test_or_equivalent(matcher, sentence, expected):
    assert matcher.read(sentence, kind="posting").degree.or_equivalent is expected


def test_one_degree_a_line_and_the_lowest_is_enough(matcher):
    degree = matcher.read("One of:\nB.S. in Physics\nM.S. in Physics\nPhD in Physics", kind="posting").degree
    assert degree.level == "bachelor"


def test_a_degree_in_the_requirements_goes_before_one_in_the_duties(matcher):
    text = "Responsibilities:\nTutor M.Sc. students in Physics\n\nRequirements:\nBachelor's degree in Physics"
    assert matcher.read(text, kind="posting").degree.level == "bachelor"


@pytest.mark.parametrize("heading", ["Education", "Your Experience/Education"])
def test_a_heading_of_education_ends_the_wishes(matcher, heading):
    text = f"Nice to have:\nSpark\n\n{heading}:\nBachelor's degree in Physics"
    assert matcher.read(text, kind="posting").degree.stance == "required"


@pytest.mark.parametrize(("sentence", "level", "fields"), HELD)
def test_the_highest_degree_that_a_cv_shows(matcher, sentence, level, fields):
    degree = matcher.read(f"Ann Other\n\nEducation\n{sentence}\n\nSkills\nPython", kind="cv").degree
    assert (degree.level, list(degree.fields)) == (level, fields)


def test_a_school_diploma_is_no_degree_of_a_cv(matcher):
    assert (
        matcher.read("Ann Other\n\nEducation\nSome High School\n\nSkills\nPython", kind="cv").degree is None
    )


def test_a_field_of_study_is_no_skill(matcher):
    reading = matcher.read(
        "Bachelor's degree in Data Science. You know Python and machine learning.", kind="posting"
    )
    assert [s.text for s in reading.skills] == ["Python", "machine learning"]


def test_statistics_is_asked_for_wherever_it_stands(matcher):
    reading = matcher.read("Master's degree in Statistics or Economics, and some Python.", kind="posting")
    assert [s.text for s in reading.skills] == ["Statistics", "Python"]
    assert reading.degree.fields == ("Statistics", "Economics")


@pytest.mark.parametrize(
    "sentence",
    [
        "We ship models in Python, no PhD needed.",
        "A PhD is not required.",
        "You need no degree, just curiosity.",
    ],
)
def test_a_degree_that_nobody_asks_for_is_none(matcher, sentence):
    assert matcher.read(sentence, kind="posting").degree is None


@pytest.mark.parametrize(("sentence", "expected"), CERTIFICATES)
def test_certificates(matcher, sentence, expected):
    found = matcher.read(sentence, kind="posting").certifications
    assert [(c.id, c.text) for c in found] == expected


def test_the_courses_of_a_cv(matcher):
    text = (
        "Ann Other\n\nEducation\n2020 Baking basic courses, online\n\nCertificates\nSourdough for Beginners"
    )
    found = [c.text for c in matcher.read(text, kind="cv").certifications]
    assert found == ["Baking basic courses", "Sourdough for Beginners"]


TRAININGS = [
    # sentence, the certificate's id, whether it counts for the profile
    ("A certification in machine learning is preferred", "machine-learning-training", True),
    ("Training in ML is a plus", "machine-learning-training", True),
    ("Any ML certification (Coursera)", "machine-learning-training", True),
    ("Additional training in machine learning", "machine-learning-training", True),
    ("Google's Machine Learning Crash Course", "google-ml-crash-course", True),
    ("Finished Google MLCC", "google-ml-crash-course", True),
    ("Microsoft AI professional program", "microsoft-professional-program-ai", True),
    (
        "Microsoft's Professional Program in Artificial Intelligence",
        "microsoft-professional-program-ai",
        True,
    ),
    ("Andrew Ng's Machine Learning course", "deep-learning-specialization", True),
    ("Certified Wetland Bird Counter", None, False),
]
REFUSED = [
    "You don't need Google's Machine Learning Crash Course",
    "AWS certification is not required",
    "No ML certification needed",
    "We offer training in machine learning",
    "We pay for your AWS certification",
    "Experience training machine learning models",
    "Machine learning training pipelines",
]


@pytest.mark.parametrize(("sentence", "certificate", "counts"), TRAININGS)
def test_trainings_and_certificates_that_are_asked_for(matcher, sentence, certificate, counts):
    fit = matcher.score(f"Data clerk\nRequirements\n- {sentence}\n- Good at sums", kind="posting")
    assert [c.id for c in fit.reading.certifications] == [certificate]
    points = {r.id: r.points for r in fit.requirements}["certification"]
    assert (points > 0) is counts


@pytest.mark.parametrize("sentence", REFUSED)
def test_trainings_that_nobody_asks_for(matcher, sentence):
    fit = matcher.score(f"Data clerk\nRequirements\n- {sentence}\n- Good at sums", kind="posting")
    assert fit.reading.certifications == ()
    assert {r.id: r.points for r in fit.requirements}["certification"] == 0


DEGREES = [
    ("MS in CS/ML/Stats", "master", ("CS", "ML", "Stats"), "required"),
    ("B.E/B.Tech (CSE/IT/ECE)", "bachelor", ("CSE", "IT", "ECE"), "required"),
    ("Graduate with a background in physics or biology", "bachelor", ("physics", "biology"), "required"),
    (
        "Educational background in economics or statistics",
        "bachelor",
        ("economics", "statistics"),
        "required",
    ),
    ("Engineering graduate", "bachelor", ("Engineering",), "required"),
    ("Bachelor’s degree (B. S.) in Chemistry or Physics", "bachelor", ("Chemistry", "Physics"), "required"),
    ("Bachelor's degree or certification in nursing", "bachelor", ("nursing",), "required"),
    ("MS+ in a quantitative field", "master", (), "required"),
    ("PG Diploma in Data Science", "master", ("Data Science",), "required"),
    ("Diploma in Electronics", "associate", ("Electronics",), "required"),
    ("Bachelor’s or Master’s degree preferred in Physics", "bachelor", ("Physics",), "preferred"),
    ("Degree in Physics; PhD preferred", "bachelor", ("Physics",), "required"),
    (
        "MSc in Physics (strong applicants with a BSc will be considered)",
        "bachelor",
        ("Physics",),
        "required",
    ),
    ("A degree in music. A PhD is not essential but would be a plus", "bachelor", ("music",), "required"),
]


@pytest.mark.parametrize(("sentence", "level", "fields", "stance"), DEGREES)
def test_degrees_in_other_words(matcher, sentence, level, fields, stance):
    degree = matcher.read(f"Requirements\n- {sentence}\n- Good at sums", kind="posting").degree
    assert (degree.level, degree.fields, degree.stance) == (level, fields, stance)


def test_a_degree_or_its_equivalent_may_be_any(matcher):
    degree = matcher.read("Requirements\n- A degree (or equivalent experience)\n- SQL").degree
    assert degree is not None
    assert (degree.level, degree.or_equivalent) == ("bachelor", True)
