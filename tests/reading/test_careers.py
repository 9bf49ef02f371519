"""CVs: their jobs one after another, the newest, the years of all, and text that an extractor broke."""

import pytest

LAYOUTS = {
    "title, dates": """Maya Lindqvist
Work Experience
Senior Data Engineer | Mar 2019 - Jun 2022
Norrland Freight
- Moved the warehouse to Snowflake.
Junior Web Developer | Jan 2016 - Feb 2019
Studio Pixel
- Built shop pages.""",
    "title over company and dates": """Maya Lindqvist
Experience
Senior Data Engineer
Norrland Freight, Umea
03/2019 - 06/2022
- Moved the warehouse to Snowflake.
Junior Web Developer
Studio Pixel, Lund
01/2016 - 02/2019
- Built shop pages.""",
    "company, dates, title": """Maya Lindqvist
Employment History
Norrland Freight, Umea
March 2019 – June 2022
Senior Data Engineer
- Moved the warehouse to Snowflake.
Studio Pixel, Lund
January 2016 – February 2019
Junior Web Developer
- Built shop pages.""",
    "dates first": """Maya Lindqvist
PROFESSIONAL EXPERIENCE
2019-03 - 2022-06: Senior Data Engineer at Norrland Freight
Moved the warehouse to Snowflake.
2016-01 - 2019-02: Junior Web Developer at Studio Pixel
Built shop pages.""",
    "labels": """Maya Lindqvist
Work Experience
Company: Norrland Freight
Designation: Senior Data Engineer
Duration: Mar'19 to Jun'22
Company: Studio Pixel
Designation: Junior Web Developer
Duration: Jan'16 to Feb'19""",
    "working as": """Maya Lindqvist
Professional Experience
* Working as Senior Data Engineer in Norrland Freight, Umea from Mar 2019 to Jun 2022.
* Worked as Web Developer in Studio Pixel, Lund from Jan 2016 to Feb 2019.""",
    "oldest first": """Maya Lindqvist
Work Experience
Junior Web Developer, Studio Pixel, Jan 2016 to Feb 2019
Built shop pages.
Senior Data Engineer, Norrland Freight, Mar 2019 to Jun 2022
Moved the warehouse to Snowflake.""",
    "one line, blanks for line ends": '"Maya Lindqvist  12 Lake Road  Umea    Work Experience    Norrland Freight  Senior Data'
    " Engineer  March 2019 - June 2022  Moved the warehouse to Snowflake and kept the nightly loads of forty sources"
    " running for the whole firm, with tests for each of them and a dashboard that shows what is late.  Studio Pixel  "
    "Junior Web Developer  January 2016 - February 2019  Built shop pages for small firms, from the first sketch to the"
    " last release, and looked after the servers on which they ran by day and by night.  Wrote the style guide that all"
    ' teams followed, and taught two apprentices how to test pages in many browsers.  References on request"',
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_newest_job_decides(matcher, layout):
    reading = matcher.read(LAYOUTS[layout], kind="cv")
    assert (reading.role.id, reading.level) == ("data-engineer", "senior")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_months_of_jobs_add_up(matcher, layout):
    experience = matcher.read(LAYOUTS[layout], kind="cv").experience
    assert experience is not None
    assert experience.min_years == 6.5


def test_an_old_internship_is_not_the_level(matcher):
    text = """Ines Okafor
Experience
Machine Learning Engineer, Brightwell, Feb 2021 - Jan 2024
Intern, Brightwell, Jun 2019 - Sep 2019"""
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level) == ("ml-engineer", "mid")


def test_a_current_internship_is_the_level(matcher):
    text = (
        "Ines Okafor\nExperience\nData Science Intern\nBrightwell\nJan 2024 - Present\n- Cleaned claims data."
    )
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level) == ("data-scientist", "intern")


def test_a_fresher_is_junior(matcher):
    text = """Ines Okafor
Objective
Seeking a role as a data analyst where I can use SQL.
Education
B.Sc. Statistics, 2020 - 2023
Academic Projects
Churn dashboard, Jan 2023 - Mar 2023"""
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level, reading.experience) == ("data-analyst", "junior", None)


def test_an_open_end_alone_tells_no_years(matcher):
    reading = matcher.read(
        "Ines Okafor\nExperience\nSoftware Developer, Brightwell, 2016 - Present", kind="cv"
    )
    assert (reading.experience, reading.level) == (None, None)


def test_an_open_end_reaches_the_latest_date(matcher):
    text = """Ines Okafor
Experience
Software Developer, Brightwell, Jan 2016 - Present
Projects
Route planner, Dec 2020"""
    assert matcher.read(text, kind="cv").experience.min_years == 5


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("Data analyst with 7+ years of experience in retail.", 7),
        ("4 years as embedded developer, 6 years total as a developer.", 6),
        ("Over eight years' experience in banking.", 8),
        ("3 years and 6 months of professional experience.", 3.5),
        ("Photographer with over a decade of experience.", 10),
        ("Two and a half years of commercial experience.", 2.5),
        ("Chef with twenty-five years of experience.", 25),
        ("Years of experience: 9", 9),
        ("Wide experience (11 years) in audits.", 11),
        ("I have been working as a programmer for 9 years.", 9),
        ("6 years of back-end development in two banks.", 6),
        ("Working as an electrician for the past 9 years.", 9),
        ("For the last six years I've been building bridges.", 6),
        ("For more than 6 years, I'm working as a freelance developer.", 6),
        ("9 years teaching chemistry to teenagers", 9),
        ("A 12-year veteran of the hotel trade.", 12),
        ("Site Manager | 7 yrs | Oslo", 7),
        ("8+ yrs. of total work experience", 8),
        ("Six (6+) years of experience in audits.", 6),
        ("A father of two with a 3-year plan.", None),
        ("Led teams for the last 2 years. Python (3 years)", None),
        ("Father of twins, 5 years old.", None),
    ],
)
def test_a_stated_total_is_read(matcher, said, years):
    experience = matcher.read(f"Ines Okafor\nSummary\n{said}\nSkills\nSQL, Excel", kind="cv").experience
    assert (experience and experience.min_years) == years


DATES = [
    # as a job's dates are written, and how many months they are, if the job is over
    ("2018-", None),
    ("2018 -", None),
    ("since Jan 2018", None),
    ("Joined March 2018", None),
    ("Present - Jan 2018", None),
    ("Jan-2018 to May-2020", 29),
    ("01/18/2018 - 05/20/2020", 29),
    ("18 Jan 2018 - 20 May 2020", 29),
    ("From: Jan 2018 To: May 2020", 29),
    ("May 2020 - Jan 2018", 29),
    ("Jan 2018/May 2020", 29),
    ("2018-20", 24),
    ("2020 - 2018", 24),
    ("Jan to May 2018", 5),
    ("_January 2018_ - _May 2020_", 29),
    ("from 2018-01 to 2020-05.", 29),
]


@pytest.mark.parametrize(("dates", "months"), DATES)
def test_dates_of_a_job_are_read(matcher, dates, months):
    text = f"Experience\nData Engineer, Norrland Freight\n{dates}\nWeb Developer, Studio Pixel\n2010 - 2011"
    experience = matcher.read(text, kind="cv").experience
    total = (months or 0) + 12
    assert experience is None if months is None else experience.min_years == int(total / 6) / 2


def test_words_that_begin_like_months_are_none(matcher):
    text = (
        "Experience\nJunior Marketing 2018 - 2020\nMayor 2021 - 2022\nAnalyst, Norrland Freight, 2012 - 2016"
    )
    assert matcher.read(text, kind="cv").experience.min_years == 7


def test_projects_are_no_jobs(matcher):
    text = """Ines Okafor
Experience
Predicting Churn | Capstone Project
June 2022 - September 2023
Brightwell, Leeds
May 2018 - May 2021
Data Analyst"""
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.experience.min_years) == ("data-analyst", 3)


CV = """Noor Haddad
Summary
Analyst who turns questions of the shop floor into reports.
Experience
Senior Data Analyst, Brightwater Foods
March 2018 - Present
Built dashboards in Power BI and wrote the SQL behind them.
Data Analyst, Kestrel Rail
June 2014 - February 2018
Cleaned timetables with Python.
Education
Bachelor of Science in Applied Statistics, Leeds 2014
Certifications
Tableau Desktop Specialist
Scrum Foundations, 2019
"""


@pytest.mark.parametrize("write", [str.lower, str.upper])
def test_text_of_one_case_reads_alike(matcher, write):
    given, changed = matcher.read(CV, kind="cv"), matcher.read(write(CV), kind="cv")
    assert (changed.level, changed.role.id) == (given.level, given.role.id) == ("senior", "data-analyst")
    assert changed.degree.fields == tuple(map(write, given.degree.fields)) == (write("Applied Statistics"),)
    assert [c.text for c in changed.certifications] == [write(c.text) for c in given.certifications]
    assert [s.id for s in changed.skills] == [s.id for s in given.skills]


LONG_CV = """Tomas Lindqvist
Gothenburg, Sweden
Summary
Engineer who moves the data of ferries and harbours to where people need them.
Work Experience
Senior Data Engineer, Nordhamn Logistics
April 2019 - Present
Built streaming pipelines with Kafka and Spark for forty terminals.
Reduced the cost of storage by a third.
Data Analyst, Brightwater Foods
June 2015 - March 2019
Wrote reports in SQL for the buyers.
Automated the forecasts of demand with Python.
Education
Master of Science in Data Science, Uppsala University
2013 - 2015
Bachelor of Science in Mathematics, Lund University
2010 - 2013
Certifications
AWS Certified Solutions Architect, 2021
Certified Scrum Professional, 2018
Skills
Python, SQL, Kafka, Spark, Airflow, Docker
"""
LOST_LINES = {
    "blanks": lambda text: " ".join(text.split("\n")),
    "nothing": lambda text: text.replace("\n", ""),
    "points": lambda text: text.replace(".\n", "\n").replace("\n", ". "),
    "bullets": lambda text: text.replace("\n", " • "),
    "bars": lambda text: text.replace("\n", " | "),
}


@pytest.mark.parametrize("between", LOST_LINES)
def test_cv_on_one_line_reads_alike(matcher, between):
    text = LOST_LINES[between](LONG_CV.strip())
    given, changed = matcher.read(LONG_CV, kind="cv"), matcher.read(text, kind="cv")
    assert (changed.level, changed.role.id) == (given.level, given.role.id) == ("senior", "data-engineer")
    assert changed.experience.min_years == given.experience.min_years
    assert (changed.degree.level, changed.degree.fields) == ("master", ("Data Science", "Mathematics"))
    assert [c.text for c in changed.certifications] == [c.text for c in given.certifications]
    assert {s.kind for s in changed.sections} == {s.kind for s in given.sections}
    assert [s.id for s in changed.skills] == [s.id for s in given.skills]
    assert all(text[s.start : s.end] == s.text for s in changed.skills)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("## Work Experience Data Analyst at Acme ## Education BSc in Physics, Leeds ## Skills SQL", 3),
        ("EXPERIENCE Data Analyst, Acme 2015 - 2019 EDUCATION BSc in Physics, Leeds SKILLS SQL, R", 3),
        ("Experience: Data Analyst, Acme. Education: BSc in Physics, Leeds. Skills: SQL, R.", 3),
        (
            "Led the Special Education Program of Leeds and Project Management Office with Master of Education",
            0,
        ),
        (
            "Taught at the School of Education in Leeds, then Customer Experience Manager, Software Engineer",
            0,
        ),
    ],
)
def test_headings_in_a_line_are_told_from_names(matcher, text, kinds):
    filler = " and wrote letters to the people of the town about the plans for the harbour" * 2
    found = matcher.read(f"{text}{filler}{filler}", kind="cv").sections
    assert len({s.kind for s in found} & {"experience", "education", "skills"}) == kinds


def test_bullets_leave_wide_blanks_as_line_ends(matcher):
    work = "Data Analyst, Acme, 2015 - 2019  • Wrote reports of the harbour  • Kept the tables of all ships  "
    rest = "Certifications  - Tide Tables  - Sail Repair  Education  BSc in Physics, Leeds, 2014"
    reading = matcher.read(f"Ines Okafor  Experience  {work * 6}{rest}", kind="cv")
    assert [c.text for c in reading.certifications] == ["Tide Tables", "Sail Repair"]


def test_certificates_in_a_line_end(matcher):
    text = (
        "Experience Data Analyst, Acme Foods May 2017 - Present Wrote reports for the buyers of the north. "
        "Certifications AWS Certified Developer - Associate (2021) Google Data Analytics Certificate "
        "Oracle Database Foundations March 2019 Scrum Basics, 2018 Education BSc in Physics, Leeds 2016"
    )
    found = [c.text for c in matcher.read(text, kind="cv").certifications]
    assert found == [
        "AWS Certified Developer - Associate",
        "Google Data Analytics Certificate",
        "Oracle Database Foundations",
        "Scrum Basics",
    ]


def test_names_with_capitals_inside_stay_whole(matcher):
    text = "Built apps in JavaScript, PyTorch and OpenStreetMap at eBay, GitHub and LinkedIn for PwC. " * 9
    reading = matcher.read(text, kind="cv")
    assert {"JavaScript", "PyTorch"} <= {s.text for s in reading.skills}
    assert all("\n" not in s.text for s in reading.skills)


def test_words_that_fell_apart_are_joined(matcher):
    text = "Skills: J ava, P ython, D ocker, K ubernetes, J enkins, T ypeScript\nI built a web shop."
    reading = matcher.read(text, kind="cv")
    found = {skill.id: skill.text for skill in reading.skills}
    assert found["docker"] == "D ocker"
    assert found["python"] == "P ython"
    assert all(text[s.start : s.end] == s.text for s in reading.skills)


def test_whole_words_stay_whole(matcher):
    text = "Skills: R packages, C programming, a data model, I code daily in Python"
    assert {"r", "c", "python"} <= {skill.id for skill in matcher.read(text, kind="cv").skills}


def test_escaped_bytes_are_read_as_signs(matcher):
    text = "Ines Okafor\nExperience\nData Analyst  Brightwell  May 2018 \\xe2\\x80\\x93 May 2021\n\\xe2\\x80\\xa2 SQL"
    assert matcher.read(text, kind="cv").experience.min_years == 3


def test_told_durations_close_an_open_end(matcher):
    text = """Ines Okafor
Experience
Brightwell
Data Scientist
January 2022 - Present (2 years 3 months)
Acme
Data Analyst
July 2018 - January 2021 (2 years 7 months)"""
    assert matcher.read(text, kind="cv").experience.min_years == 4.5


def test_a_project_manager_heads_no_projects(matcher):
    text = "Ines Okafor\nExperience\nProject Manager\nJan 2015 - Dec 2016\nBrightwell\n- Led a rollout."
    reading = matcher.read(text, kind="cv")
    assert (reading.experience.min_years, reading.role.id) == (2, "other")


def test_text_of_a_cv_without_its_heading_is_one(matcher):
    text = """Asha Verma Data Engineer | asha@example.org
Experience: Data Engineer, Acme (Jan 2020 - Dec 2022): built pipelines in Spark.
Analyst, Beta (Jan 2018 - Dec 2019): SQL reports. Education: B.Sc. Mathematics, 2017"""
    assert matcher.read(text).kind == "cv"


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("Python (5 years), SQL (2 years), R (Less than 1 year)", {"python": 5, "sql": 2}),
        ("Python (advanced) - 8+ years", {"python": 8}),
        ("C/C++ (3 years)", {"c": 3, "cpp": 3}),
        ("3+ years familiarity with cloud platforms (AWS, Docker)", {"cloud": 3, "aws": 3, "docker": 3}),
        ("Machine Learning - Exprience - 18 months", {"machine-learning": 1.5}),
        (
            "Over 4 years of hands-on experience with modern Java, Scala and Kafka",
            {"java": 4, "scala": 4, "kafka": 4},
        ),
        ("10 years of IT experience with tools such as Tableau and Excel", {"tableau": 10, "excel": 10}),
        ("Data scientist with 6 years of experience who is comfortable with SQL", {}),
        (
            "4 years of experience with Python (NumPy), R, and Tableau",
            {"python": 4, "numpy": 4, "r": 4, "tableau": 4},
        ),
    ],
)
def test_years_of_skills_are_read(matcher, said, years):
    reading = matcher.read(f"Ines Okafor\nSkills\n{said}", kind="cv")
    assert {skill.id: skill.years for skill in reading.skills if skill.years} == years


LEVELS = {
    "a lead whose trade the summary tells": (
        """Summary
Java developer with 12 years of experience in banking.
Professional Experience
Norrland Bank, Umea   06/2016 - till date
Technology Lead
- Designed services.
Fjord Systems, Oslo   07/2012 - 05/2016
Project Engineer""",
        "lead",
        "software-engineer",
    ),
    "a title and its place of work": (
        """Experience
Data Analyst, Associate Savings Bank
May 2012 to May 2014""",
        "mid",
        "data-analyst",
    ),
    "one who looks for an entry-level place": (
        """Objective
Seeking an entry level position as a data analyst.
Experience
Barista, Corner Coffee, 2014 - 2021""",
        "junior",
        "other",
    ),
    "one who has just graduated": (
        """Education
Bachelor of Arts in History, May 2016
Experience
Camp Counselor, Pine Lake, Summer 2015
Museum Guide, City Museum, Spring 2016""",
        "junior",
        "other",
    ),
    "one who still studies": (
        """Education
B.Sc. Finance, expected May 2027
Experience
Treasurer's Assistant, Chess Club, 2025 - Present""",
        "junior",
        "other",
    ),
    "research for a doctorate": (
        """Experience
Research Scientist, Institute of Speech, 2019 - Present
Graduate Research Assistant, Lakeside University, 2013 - 2019""",
        None,
        "research-scientist",
    ),
    "years in the heading": (
        """Experience (4 years)
Computer Vision Engineer, Dronework
Jun 2021 - Present""",
        "mid",
        "ml-engineer",
    ),
    "jobs in bullets, without dates": (
        """Experience
- present Intelligo (Haifa, Israel) Web Frontend Developer
Maps for drivers.
- Brightmaps (Holon, Israel) Full Stack Developer""",
        None,
        "software-engineer",
    ),
    "a project told within a job": (
        """Experience
Fjord Systems, Pune (Nov 2015 - Oct 2018)
Consultant
Project: Insurance
Norrland, Pune (Jun 2012 - Oct 2015)
Analyst Programmer""",
        "senior",
        "software-engineer",
    ),
    "a number behind the title": (
        """Experience
SDE-2, Fjord Systems, Jul 2021 - Present
SDE-1, Fjord Systems, Jul 2019 - Jun 2021""",
        "mid",
        "software-engineer",
    ),
    "an export that says the title twice": (
        """Education Details
January 2016 B.E Mechanical Engineering Nagpur
Data Scientist

Data Scientist - Orion Analytics
Skill Details
PYTHON- Exprience - 30 months""",
        "mid",
        "data-scientist",
    ),
    "a job that goes on, and years of a skill": (
        """Java Developer
Experience
Java Developer, Fjord Systems, Jan 2017 to till date
Skill Details
JAVA- Exprience - 72 months""",
        "senior",
        "software-engineer",
    ),
    "unpaid work beside the job": (
        """Experience
Volunteer, Food Bank of Umea, Jan 2024 - Present
Web Developer, Studio Pixel, May 2019 - May 2022""",
        "mid",
        "software-engineer",
    ),
    "a fellow of no lead": (
        """PhD Fellow in History
Experience
Research Assistant, Museum of Umea, 2020 - 2023""",
        "mid",
        "other",
    ),
    "a short name of a trade, over older ones": (
        """Summary
Full stack software engineer with a love of maps.
Experience
2022-        FJORD SYSTEMS Senior SE
2016-2022    BRIGHTMAPS Sales Manager""",
        "senior",
        "software-engineer",
    ),
    "titles in small letters": (
        """Solution lead, Brightmaps - Oslo, Riga
January 2016 - December 2018
* Led the move of four plants to one system
Project analyst, Fjord Systems - Oslo
January 2014 - December 2015""",
        "lead",
        "other",
    ),
    "quarters of years": (
        """Python Developer, Fjord Systems, Q1 2021 - Q4 2023
Built services for the port.
Web Developer, Brightmaps, Q3 2019 - Q4 2020""",
        "mid",
        "software-engineer",
    ),
    "a title over what was done": (
        """Employment
Fjord Systems (Nov '15 - Feb '18) Contract
Project Manager:
* Ran two teams
Brightmaps (Jan '12 - Oct '15)
Web Developer:
* Built maps""",
        "senior",
        "other",
    ),
    "a job that names education": (
        """Experience
Education Consultant
May 2012 - June 2014
School of the North
Math Teacher
May 2010 - May 2012""",
        "mid",
        "other",
    ),
    "who founded a firm": (
        """Work Experience
2019-present Founder at Appletide, for prices of flats
2016-2019 Data Scientist at Fjord Bank""",
        None,
        "data-scientist",
    ),
    "a job that goes on, with an older title": (
        """Work Experience
June 2019 - Present
Customer Help, Northern Rail
May 2016 - May 2019
Sales Manager, Corner Shop""",
        None,
        "other",
    ),
    "staff that is no lead": ("Experience\nStaff Nurse, St. Olaf, 2012 - 2015", "mid", "other"),
    "an internship that is over": (
        """Java Developer
Experience
Internship, Fjord Systems, 2019""",
        "junior",
        "software-engineer",
    ),
    "a job that was begun while studying": (
        """Experience
ML Engineer, Fjord Systems, February 2024 - Present
Education
Master of Statistics, August 2022 - May 2024""",
        None,
        "ml-engineer",
    ),
    "a chief by three letters": (
        """Experience
CFO, Norrland Bank, 2012 - 2013""",
        "manager",
        "other",
    ),
    "entries that are headings of Markdown": (
        """## Experience
### AI Automation Intern - Fjord Systems (Feb 2026 - Present)
- Built agents with LangChain, embeddings in FAISS, RAG and prompt engineering.""",
        "intern",
        "ai-engineer",
    ),
    "a tool before an internship": (
        """Experience
AWS intern at Fjord Systems""",
        "intern",
        "software-engineer",
    ),
    "a heading that holds two nouns": (
        """## Experience
## Staff Data Scientist, Platform
**Fjord Systems** - *August 2022 to Present*
## Data Scientist
**Norrland Bank** - *May 2017 to July 2022*""",
        "lead",
        "data-scientist",
    ),
    "a doctorate in a field of models": (
        """Education
PhD candidate in Computer Vision, Umea University, 2023 - present
BSc in Mathematics, 2021
Skills
PyTorch, Python, Spark""",
        "junior",
        "research-scientist",
    ),
    "a doctorate in another field": (
        """Education
PhD candidate in Botany, Umea University, 2023 - present
Skills
Python, R, statistics""",
        "junior",
        "other",
    ),
    "a student without a job": (
        """Education
BSc in Mathematics, Umea University, 2021
Skills
Python, SQL, Tableau, statistics, data cleaning, data visualization, Excel""",
        "junior",
        "other",
    ),
    "a company whose name ends in a point": (
        """Experience
Night Auditor
Harbour Hotels Ltd.
May 2012 - May 2018
Front Desk Manager
Inn Group Inc.
May 2010 - April 2012""",
        "senior",
        "other",
    ),
    "dates in a sentence are no job": (
        """Experience
Lead Electrician
06/2016 to 12/2019
Fjord Works
Ran the yearly audits of all boards from 2010 onward and trained the crew.
Electrician
02/2011 to 05/2016
Fjord Works""",
        "lead",
        "other",
    ),
    "an internship under its company": (
        """Experience
Norrland Freight
Internship
May 2019 - Aug 2019
Sorted parcels.""",
        "intern",
        "other",
    ),
    "a job told in a sentence": (
        """Experience
I have 2 years of experience as a Python developer.
Skills
Python, Flask""",
        "mid",
        "software-engineer",
    ),
    "a student's post": (
        """Experience
2019 - present: Software Engineer (student position), Norrland Chips""",
        "intern",
        "software-engineer",
    ),
    "a student in the summary": (
        """I am Maya, a second-year Physics student at Umea University.
Experience
None so far.""",
        "junior",
        "other",
    ),
    "one who teaches students": (
        """Summary
A tutor with time for each student. My son is a student.""",
        None,
        "other",
    ),
    "work without pay": (
        """Experience
Cook, Corner Bakery, 2012 - 2018
Volunteer Experience
Director, Youth Club, 2016 - present""",
        "senior",
        "other",
    ),
    "an analyst of money": (
        """Experience
Financial Analyst, Norrland Savings, 2016 - 2019
Skills
SQL, Excel, data analysis, reporting""",
        "mid",
        "other",
    ),
    "one who tests": (
        """Experience
Test Lead, Norrland Savings, 2016 - 2019""",
        "lead",
        "software-engineer",
    ),
    "a season before a title": (
        """Experience
Summer Intern
Norrland Freight, Umea
June 2019 - present""",
        "intern",
        "other",
    ),
    "a title with a stroke between blanks": (
        """Experience
1. Norrland Freight — IoT / Robotics Trainee (Dec 2020 – Present)""",
        "intern",
        "other",
    ),
    "the first of the jobs that go on": (
        """Experience
Data Engineer, Fjord Works
2019 - present
Barista, Corner Cup
2021 - present""",
        None,
        "data-engineer",
    ),
    "a job under a heading of internships": (
        """Experience
Cook, Corner Cup, 2015 - 2016
Internships
Norrland Mills, Umea
May 2019 - present
- Wrote SQL reports.""",
        "intern",
        "other",
    ),
    "an internship that only a sentence tells of": (
        "Maya is a Physics graduate. She works as an intern at Fjord Works.",
        "intern",
        "other",
    ),
    "a doctoral candidate": (
        """Experience
Doctoral Candidate, University of Umea
2019 - present
- Has 5 years of experience with Python.
Education
PhD in Optics, 2019 - present""",
        "junior",
        "other",
    ),
    "how long a certificate is valid": (
        """Experience
Data Engineer, Fjord Works
May 2019 - present
Certifications
Sea Rescue, 2019 - 2029""",
        None,
        "data-engineer",
    ),
    "a level in the name of a school": (
        """Experience
Cook at Lakeside Jr/Sr High School
2015 - 2018""",
        "mid",
        "other",
    ),
    "nothing but what one makes": (
        "Photographer of weddings and landscapes\nCurrently with Studio Pixel",
        None,
        "other",
    ),
}


@pytest.mark.parametrize("case", LEVELS)
def test_level_and_role_of_a_career(matcher, case):
    text, level, role = LEVELS[case]
    reading = matcher.read(f"Maya Lindqvist\n{text}", kind="cv")
    assert (reading.level, reading.role.id) == (level, role)


@pytest.mark.parametrize("skills", ["Skills: Python * SQL Server * Tableau", "Wrote a device driver in C"])
def test_nouns_of_skills_are_no_titles(matcher, skills):
    text = f"{skills}\nExperience\nPython Developer, Norrland Freight, 2016 - 2019"
    assert matcher.read(text, kind="cv").role.id == "software-engineer"


def test_how_long_a_job_lasted_is_no_skills_years(matcher):
    text = "Experience\nDeveloper at Norrland\nMay 2013 - June 2020 (7 years 2 months)\nPython services"
    assert all(skill.years is None for skill in matcher.read(text, kind="cv").skills)


def test_names_with_dots_are_no_web_addresses(matcher):
    reading = matcher.read("Maya Lindqvist\nSkills\nASP.NET MVC, VB.NET, C#, Socket.io, maya.dev", kind="cv")
    assert {"ASP.NET MVC", "VB.NET", "Socket.io"} <= {skill.text for skill in reading.skills}


def test_a_cvs_long_list_of_tools_holds_tools_alone(matcher):
    text = "Maya Lindqvist\nSkills\nWeb: React, Redux, Axios, jQuery, Bootstrap, Day Picker, Lodash, Express"
    assert "Day Picker" in {skill.text for skill in matcher.read(text, kind="cv").skills}
    mixed = (
        "Maya Lindqvist\nSkills\nReact, Day Picker, Redux, sailing boats\nInterests\nReact, Breakfast Club"
    )
    assert not {"sailing boats", "Breakfast Club"} & {
        skill.text for skill in matcher.read(mixed, kind="cv").skills
    }


def test_lines_filled_up_with_a_rule_stay_apart(matcher):
    jobs = [
        ("2019-        FJORD SYSTEMS, Data Engineer ", " Umea SE"),
        ("2017-2019    NORRLAND BANK, Data Analyst ", " Umea SE"),
        ("2014-2017    LAKESIDE, Data Analyst ", " Leeds UK"),
        ("2012-2014    ACME, Research Assistant ", " Leeds UK"),
    ]
    lines = [left + "-" * (80 - len(left + right)) + right for left, right in jobs]
    text = "\n".join(["Maya Lindqvist", "EXPERIENCE", *lines, "EDUCATION", "BSc Computer Science, Leeds"])
    reading = matcher.read(text, kind="cv")
    assert (reading.degree.level, reading.role.id) == ("bachelor", "data-engineer")


def test_jobs_beside_studies_make_no_years(matcher):
    text = """Ines Okafor
Education
B.Sc. Geography, University of Lagos, 2019 - Jun 2024
Experience
Barista, Corner Cup, Jan 2018 - present
Course Representative, Jan 2022 - May 2023"""
    assert matcher.read(text, kind="cv").level == "junior"
    grown = text.replace("2019 - Jun 2024", "2010 - Jun 2014").replace("May 2023", "May 2025")
    assert matcher.read(grown, kind="cv").level == "senior"


@pytest.mark.parametrize("headline", ["Web Developer & Physics Student", "Physics student"])
def test_a_student_headline_leaves_the_internship(matcher, headline):
    text = f"Ines Okafor\n{headline}\nExperience\nLab Support Intern, Brightwell, Feb 2024 - Aug 2024"
    assert matcher.read(text, kind="cv").level == "intern"


def test_misspelt_titles_are_titles(matcher):
    text = "Ines Okafor\nExperience\nSr. Software Enginer, Brightwell, Jan 2020 - Mar 2024\nDatabases, SQL, Tableau"
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level) == ("software-engineer", "senior")


def test_others_may_tell_of_the_owner(matcher):
    student = "Ines Okafor is a second-year Geography student who loves maps."
    assert matcher.read(student, kind="cv").level == "junior"
    assert matcher.read("My son is a student who loves maps.", kind="cv").level is None
    reading = matcher.read("Ines Okafor is a senior data engineer with a love of maps.", kind="cv")
    assert (reading.role.id, reading.level) == ("data-engineer", "senior")


def test_a_title_may_run_into_its_story(matcher):
    text = """Ines Okafor
Experience
Brightwell    2016 - 2021
Senior Data Engineer: Moved the loads of forty sources to one warehouse, and taught two teams how to use it.
Umea University    2013 - 2016
Lab Assistant: Kept the scales of the chemists in good order and wrote down what they weighed, day by day."""
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level) == ("data-engineer", "senior")


def test_what_one_does_now_ends_no_dates(matcher):
    text = "Ines Okafor\nBSc Geography, 2021 Currently reading for a master's\nExperience\nCook, Corner Cup, 2019 - 2020"
    assert matcher.read(text, kind="cv").experience.min_years == 1


@pytest.mark.parametrize("title", ["Visiting Student", "Distinguished Postdoctoral Research Fellow"])
def test_guests_of_a_university_lead_nobody(matcher, title):
    reading = matcher.read(
        f"Ines Okafor\nExperience\n{title}, Umea University, May 2023 - Present", kind="cv"
    )
    assert reading.level in (None, "junior")


def test_addresses_may_stand_over_the_headline(matcher):
    text = """Contact
ines@example.org
Ines Okafor
Engineering Director @ Brightwell
Umea, Sweden
Summary
I have over 15 years of experience in the software industry."""
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level) == ("software-engineer", "manager")


def test_universities_are_employers_beside_studies(matcher):
    text = """Work Experience
* Acoustic Laboratories, Australia (2024 - Present)
* Umea University, Sweden (2021 - 2024)
* Brightwell Technologies, India (2016 - 2021)
Education
* Masters in Linguistics, Umea University (2014 - 2016)"""
    reading = matcher.read(text, kind="cv")
    assert (reading.experience.min_years, reading.level) == (8, "senior")


def test_jobs_without_titles_make_nobody_junior(matcher):
    text = "Experience\nBrightwell Technologies, India (2016 - present)\nSkills\nSQL, Excel"
    assert matcher.read(text, kind="cv").level is None


@pytest.mark.parametrize(
    ("dates", "years"),
    [("Apr 12 - Dec 17", 5.5), ("Apr 12 to Dec 17", 5.5), ("Apr 12, 2016 - Dec 17, 2017", 1.5)],
)
def test_years_may_have_two_digits(matcher, dates, years):
    text = f"Ines Okafor\nExperience\nQA Engineer, Brightwell, {dates}\n- Wrote tests."
    assert matcher.read(text, kind="cv").experience.min_years == years


def test_doctoral_students_are_no_interns(matcher):
    text = "Ines Okafor\nExperience\nPhD Student, Umea University, Feb 2023 - Now\n- Measured rivers."
    assert matcher.read(text, kind="cv").level == "junior"


@pytest.mark.parametrize("said", ["Nil", "None.", "- Fresher"])
def test_who_worked_nowhere_is_junior(matcher, said):
    text = f"Ines Okafor\nSkills: Java, SQL\nWork Experience: {said}\nLanguages known: English"
    assert matcher.read(text, kind="cv").level == "junior"


def test_a_freelance_developer_develops(matcher):
    text = "For more than 6 years, I'm working as freelance software developer and consultant."
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level) == ("software-engineer", "senior")


def test_sellers_are_managers_by_name_alone(matcher):
    text = "Ines Okafor\nExperience\nBusiness Development Manager, Brightwell, 2021 - 2024\n- Sold maps to towns."
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level) == ("other", "mid")


def test_a_head_may_end_in_a_point(matcher):
    text = """Ines Okafor
Experience
- QA Lead Engineer at Brightwell.
  Malaga, Spain - Apr 15 - Dec 17
- Wrote the tests of all maps.
- QA Engineer at Lakeside.
  Lyon, France - Jan 12 - Mar 15"""
    reading = matcher.read(text, kind="cv")
    assert (reading.role.id, reading.level) == ("software-engineer", "lead")


def test_whom_one_reported_to_is_no_job(matcher):
    text = (
        "Ines Okafor\nExperience\nCook, Corner Cup\n2016 - 2019\nReported to Senior Manager.\n- Cooked soups."
    )
    assert matcher.read(text, kind="cv").level == "mid"
