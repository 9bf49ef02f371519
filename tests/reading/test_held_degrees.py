"""CVs: the degree held, its fields, and the courses and certificates."""

import pytest


def read(matcher, education):
    text = f"Asha Verma\nSummary\nEngineer who likes data.\nEducation\n{education}\nSkills\nPython, SQL, Java"
    return matcher.read(text, kind="cv")


def test_a_cv_may_begin_with_its_studies(matcher):
    text = "Education\n======\nM.Sc. in Physics, Umea College London, 2019 - 2021\n\nSkills\nPython, SQL\n"
    degree = matcher.read(text, kind="cv").degree
    assert (degree.level, list(degree.fields)) == ("master", ["Physics"])


@pytest.mark.parametrize(
    ("education", "level", "fields"),
    [
        (
            "B.E. (Computer Science & Engineering) | Anna University | CGPA 8.1",
            "bachelor",
            ["Computer Science & Engineering"],
        ),
        ("B.Tech in CSE, VIT Vellore, 2019", "bachelor", ["CSE"]),
        ("B.Tech (ECE) | JNTU Hyderabad | 2016 | 71%", "bachelor", ["ECE"]),
        (
            "Georgia Tech\nMaster of Science - MS, Computer Science\n2019 - 2021",
            "master",
            ["Computer Science"],
        ),
        ("Master of Professional Studies in Data Science, Umea", "master", ["Data Science"]),
        ("MCA from Pune University, 2012\nBCA from Pune University, 2009", "master", []),
        ("MIT, Cambridge, MA\nBachelor of Science in Physics, June 2019", "bachelor", ["Physics"]),
        ("Computer Science, B.Sc., University of Leeds, 2015 - 2018", "bachelor", ["Computer Science"]),
        (
            "BSc (Hons) Psychology, Bristol\nMSc Data Science, Cardiff",
            "master",
            ["Psychology", "Data Science"],
        ),
        ("Diploma in Mechanical Engineering, 2010", "associate", ["Mechanical Engineering"]),
        ("Post Graduate Diploma in Data Science, 2020", "master", ["Data Science"]),
        (
            "Bachelor of Technology\nElectronics Engineering\nSRM, 2012 - 2016",
            "bachelor",
            ["Electronics Engineering"],
        ),
        ("Faculty of Hydrology, Omsk University\nB.Sc. 2013-2017", "bachelor", ["Hydrology"]),
        ("Bachelor of Social Work, Lakeside University", "bachelor", ["Social Work"]),
        ("Bachelor of Education, 2001", "bachelor", ["Education"]),
        (
            "2007 - 2008 Master of Science\nLakeside University, North Campus\nComputer Science",
            "master",
            ["Computer Science"],
        ),
        (
            "Leeds, MS in Physics (May 2010)\nPresident, School Student Association\nBA in Law (May 2005)",
            "master",
            ["Physics", "Law"],
        ),
        (
            "B.Tech in Physics (with specialization in Optics), Leeds",
            "bachelor",
            ["Physics", "Optics"],
        ),
        ("MSc Physics, Leeds\nMaster thesis in Optics", "master", ["Physics"]),
        ("Umea College, BA, History, 1999", "bachelor", ["History"]),
        ("Bachelor of Arts, Theatre, Umea College, 1999", "bachelor", ["Theatre"]),
        ("M.Sc. Physics, Leeds\nCurrently\nI teach.", "master", ["Physics"]),
        ("Master in Optics, Leeds\nDegree in Mathematics, Umea", "master", ["Optics", "Mathematics"]),
        ("BS Paralegal Studies, Umea College", "bachelor", ["Paralegal Studies"]),
        ("BA - Fashion Merchandising", "bachelor", ["Fashion Merchandising"]),
        (
            "PhD Candidate, Physics, Leeds\n2022 - present\nPhD thesis: Fog\nMSc, Physics, Leeds\n2020 - 2022",
            "master",
            ["Physics"],
        ),
        ("B.A. Law, minors in Economics and French, NYU", "bachelor", ["Law", "Economics"]),
        ("MBA Human Resource, Lakeside", "master", ["Human Resource"]),
        ("B.A. in Economics, Minor: Computer Science", "bachelor", ["Economics", "Computer Science"]),
        ("B.Sc. Textile Technology, Leeds, 2012", "bachelor", ["Textile Technology"]),
        ("M.Sc.(IT), Manipal, 70%", "master", ["IT"]),
        (
            "Bachelor of Arts : Elementary Education University of Western Plains City , State",
            "bachelor",
            ["Elementary Education"],
        ),
        (
            "Bachelor of Business Administration : Marketing , 2013 Lakeside University",
            "bachelor",
            ["Business Administration", "Marketing"],
        ),
        (
            "Associates , Applied Science, Network Administration 2007 Tri River College",
            "associate",
            ["Network Administration"],
        ),
        ("M.A : Organizational Leadership , 2008 Gonda University", "master", ["Organizational Leadership"]),
        ("B.Com, Calcutta University, 2016", "bachelor", []),
        ("MS-CIT certificate\nB.Com, Pune University", "bachelor", []),
        ("BASc Computer Engineering, 2016", "bachelor", ["Computer Engineering"]),
        ("Computer Science Degree\nHolon Institute of Technology", "bachelor", ["Computer Science"]),
        ("Practical Engineer, Electronics, Braude College", "associate", ["Electronics"]),
        (
            "Postdoctoral Researcher, Institute of Optics\nPh.D. Chemistry, 2019",
            "phd",
            ["Chemistry"],
        ),
        ("PhD, Dept. of Statistics, Lakeside University", "phd", ["Statistics"]),
        ("2012-2014 M.Sc. magna cum laude\nMajoring in Computer Science", "master", ["Computer Science"]),
        ("B.Com, 2010\nTaylor Physics College, Leeds", "bachelor", []),
        ("B.Tech - Lakeside engineering college, Umea", "bachelor", []),
        ("B.Sc. in Botany, 2027\nDiploma in Sound Engineering, 2020", "bachelor", ["Botany"]),
        (
            "Lakeside University\nComputer Engineering July 2018 - June 2022",
            "bachelor",
            ["Computer Engineering"],
        ),
        ("Honours Statistics @ University of Umea (2020 - Present)", "bachelor", ["Statistics"]),
        ("PhD in Robust deep learning, Lakeside, 2019-2023", "phd", ["Robust deep learning"]),
        ("BSc in Physics\nMajor: Data science, Optics", "bachelor", ["Physics", "Data science", "Optics"]),
        ("Master Physics, Lakeside, 2019 - 2021", "master", ["Physics"]),
        ("Diplôme d'Ingénieur in Data Science, Rennes, 2017", "master", ["Data Science"]),
        (
            "Optics\nUniversity of Umea, 2013 - 2018\nMaster's degree with courses in Law",
            "master",
            ["Optics"],
        ),
        ("BA in Journalism (BAJ), Optics, Umea", "bachelor", ["Journalism", "Optics"]),
        ("Harbour Transport, Bachelor degree, Umea", "bachelor", ["Harbour Transport"]),
        ("BA in Optics\nManagement Certificate: A Survey of MBA Topics", "bachelor", ["Optics"]),
    ],
)
def test_a_degree_is_read_with_its_fields(matcher, education, level, fields):
    degree = read(matcher, education).degree
    assert (degree.level, list(degree.fields)) == (level, fields)


@pytest.mark.parametrize(
    "education",
    [
        "PhD candidate, Statistics, 2021 - Present\nM.S. Statistics, 2021",
        "Ph.D. in Statistics (expected 2027)\nM.Sc. in Statistics, 2021",
        "Pursuing a PhD in Statistics\nMaster of Science in Statistics",
        "PhD in Statistics\nLakeside University\n02/2026 - Present\nMaster of Science in Statistics",
    ],
)
def test_a_degree_being_read_for_is_not_held(matcher, education):
    assert read(matcher, education).degree.level == "master"


def test_the_summary_tells_what_is_studied(matcher):
    text = "Kofi Mensah\nSummary\nMaster's student in Statistics.\nEducation\nMaster of Statistics\nB.Sc. Physics"
    assert matcher.read(text, kind="cv").degree.level == "bachelor"


def test_a_degree_being_read_for_counts_alone(matcher):
    assert read(matcher, "B.Tech in Civil Engineering, 2023 - Present").degree.level == "bachelor"


@pytest.mark.parametrize(
    "education", ["High School Diploma, Lincoln High, Portland, ME", "State Board, 2010, 88%"]
)
def test_school_is_no_degree(matcher, education):
    assert read(matcher, education).degree is None


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (
            "Certifications\n- Python for Everybody - Coursera\n- SQL Basics | HackerRank",
            ["Python for Everybody", "SQL Basics"],
        ),
        ("Certificates\nAcme Certified Pilot, 2021\nCredential ID 4711", ["Acme Certified Pilot"]),
        ("Certifications: Acme Cloud Practitioner", ["Acme Cloud Practitioner"]),
        ("Training\nDeep Learning Nanodegree, Udacity", ["Deep Learning Nanodegree"]),
        ("Certifications\nMCP, CompTIA Network+, CISSP", ["MCP", "CompTIA Network+", "CISSP"]),
        (
            "Certification\nApplied Statistics Specialization, Lakeside University (Coursera)",
            ["Applied Statistics Specialization"],
        ),
        (
            "Courses\nNPTEL: Programming in Java\nUdacity: Intro to Robotics",
            ["Programming in Java", "Intro to Robotics"],
        ),
        ("Certification courses\n* Dashboards in Excel from Skillbee", ["Dashboards in Excel"]),
        ("Education\nB.Sc. Physics, Leeds\nCourses: Optics, Algorithms", []),
        (
            "Education\nAcme Coding College, Haifa - course\nMay 2015 - March 2016 / Web development.",
            ["Web development"],
        ),
        ("Education\n2018 / Kotlin for Android / Udemy", ["Kotlin for Android"]),
        (
            "Licenses & Certifications\nPython Associate\nAcme Web Services\nIssued Mar 2022\nCredential ID 77",
            ["Python Associate"],
        ),
        ("Certifications\nPython Associate\nAcme Web Services\nMay 2021", ["Python Associate"]),
        (
            "Certifications\nAppleworks - Machine Learning Basics May 2021\nLakeside Academy - Advanced SQL May 2020",
            ["Machine Learning Basics", "Advanced SQL"],
        ),
        (
            "Certifications\nAcme Certified Associate - Data Science",
            ["Acme Certified Associate"],
        ),
        (
            "Certifications\nAWS Certified Developer - Associate\nTrainings\nAWS Certified Developer Associate",
            ["AWS Certified Developer - Associate"],
        ),
        ("Education\nKotlin course, Lakeside College, 2019", ["Kotlin course"]),
        ("Courses\nR for Biologists (University of Umea)", ["R for Biologists"]),
        (
            "Courses\nPython for Bakers, Java Basics, Cloud Security and Data Mining",
            ["Python for Bakers", "Java Basics", "Cloud Security", "Data Mining"],
        ),
        (
            "Courses\nTuning Networks: Dropout, Regularization, and Search",
            ["Tuning Networks: Dropout, Regularization, and Search"],
        ),
        (
            "Certificates\n[SQL in Depth](https://example.org/c/12)\nGoogle\nSwift Basics\nIBM, 2019",
            ["SQL in Depth", "Swift Basics"],
        ),
        ("Education\n2019: Glass Blowing, course, Umea Folk School", ["Glass Blowing"]),
        ("Education\nUmea College, Java course, 2018", ["Java course"]),
        ("Education\n2018-2019 SQL course, Norrland Academy", ["SQL course"]),
        (
            "Education\nPost Graduate Program in Data Science, Umea, 2020",
            ["Post Graduate Program in Data Science"],
        ),
        ("Courses\nMachine Learning (Stanford, Coursera)", ["Machine Learning"]),
        ("Skills\nCPR certified", ["CPR certified"]),
        ("Awards\nCertificate of Excellence from the City of Umea", []),
        ("Certifications\nHandles Food Safely\nCertificate Number 0815", ["Handles Food Safely"]),
        ('Certifications\n"Big Data Essentials" - Coursera', ["Big Data Essentials"]),
        ("Education\nCertificate in Data Analytics, Lakeside, 2020", ["Certificate in Data Analytics"]),
        (
            "Certifications/Licenses\nInbound Marketing\nMay 2017 to May 2018\nWeb Analytics",
            ["Inbound Marketing", "Web Analytics"],
        ),
        (
            "Certifications\nLakewise - Effective Teamwork\nCisco - Data Basics",
            ["Effective Teamwork", "Data Basics"],
        ),
        ("Education\nSAFE 30 Certification, 2010", ["SAFE 30 Certification"]),
        ("Certifications\nCertified Public Accountant\nSkills\nCPA, Excel", ["Certified Public Accountant"]),
        (
            "Certificates\nHolds certifications in Lakewise, Tableau, and Umeo.",
            ["Lakewise", "Tableau", "Umeo"],
        ),
        (
            "Certificates\nIELTS Academic\nData Analyst Track, Datacamp",
            ["IELTS Academic", "Data Analyst Track"],
        ),
        ("Certificates\nData Basics\nFor the full list please write to me", ["Data Basics"]),
        ("Education\nBSc Physics, Umea\nFirst in Course Award in Optics", []),
        ("Awards/Achievements\nFastest sailor of Umea", []),
        ("Relevant Coursework\nCompilers\nOperating Systems", []),
        ("Education\nCourse (online course)\nBSc in Physics, 2019", []),
        ("Education\nWeb Design (online course)\nBSc in Physics, 2019", ["Web Design"]),
        ("Experience\n- Analyzed BLS data of ten years", []),
        ("Experience\nWrote a certificate API for sensors", []),
        (
            "Certifications\nIBM - Glass for Makers\n- Learned to melt sand\nIBM - Sand Basics\n- Gained a feel for it",
            ["Glass for Makers", "Sand Basics"],
        ),
        (
            "Volunteering & Certifications\nBeach Cleaning, 2021\nCertifications: CCNA, CISSP",
            ["CCNA", "CISSP"],
        ),
        (
            "Education and Certifications\n2021\nBeach Safety Essentials\nCoursera\n2018\nOptics\nUmea University",
            ["Beach Safety Essentials"],
        ),
        (
            "Education\nUdemy (2020 - 2021)\n- Knots for Sailors\n- Sail Repair",
            ["Knots for Sailors", "Sail Repair"],
        ),
        (
            "Certifications\nOptics in Practice\nNVIDIA Jun 2021\nLow light photography in many small steps.",
            ["Optics in Practice"],
        ),
        ("Training\nTide Tables - Coursera - View Certificate", ["Tide Tables"]),
        ('Education\nUmea IT School, course "Kotlin Basics"', ["Kotlin Basics"]),
        ("Education\n6 months training in Boat Building from Umea Docks", ["Boat Building"]),
        ("Education\nHarbour Pilot License, 2019", ["Harbour Pilot License"]),
        ("Education\nDriving license since 2010", []),
    ],
)
def test_courses_of_a_cv_are_read(matcher, lines, names):
    reading = matcher.read(f"Asha Verma\nSummary\nEngineer who likes data.\n{lines}", kind="cv")
    assert [c.text for c in reading.certifications] == names


@pytest.mark.parametrize(
    "heading",
    [
        "Additional education",
        "TRAININGS & CERTIFICATES:",
        "Refresher courses",
        "Certification Details",
        "Licensing",
    ],
)
def test_courses_stand_under_many_headings(matcher, heading):
    text = f"Asha Verma\nExperience\nClerk, Acme, 2010 - 2015\n\n{heading}\nForklift driving\nStock keeping, 2019\n"
    names = [course.text for course in matcher.read(text, kind="cv").certifications]
    assert names == ["Forklift driving", "Stock keeping"]


@pytest.mark.parametrize("name", ["OSHA 30", "Series 7", "Notary Public", "Basic Life Support", "SHRM-CP"])
def test_certificates_of_other_trades_are_known(matcher, name):
    text = f"Asha Verma\nHighlights\nFast typist\n{name}\n\nExperience\nClerk, Acme, 2010 - 2015\n"
    assert [found.text for found in matcher.read(text, kind="cv").certifications] == [name]


@pytest.mark.parametrize(
    "heading", ["Key Achievements", "NOTICE PERIOD:", "Community Service", "Languages Known"]
)
def test_other_parts_end_the_certificates(matcher, heading):
    text = f"Asha Verma\nCertifications\nForklift driving\n\n{heading}\nThirty days\nLoud singing\n"
    assert [found.text for found in matcher.read(text, kind="cv").certifications] == ["Forklift driving"]


@pytest.mark.parametrize(
    ("education", "fields"),
    [
        ("MBA, Umea Institute of Management, 2019", []),
        ("Master's degree, School of Management, Umea University, 2019", ["Management"]),
    ],
)
def test_an_institute_is_no_field(matcher, education, fields):
    assert list(read(matcher, education).degree.fields) == fields


def test_abbreviated_degrees_keep_their_fields(matcher):
    education = (
        "Umea School of Public Health, Umea - Master of Science (MS) – Ocean Informatics\n"
        "Lehman College, Umea – Bachelor of Science (BS) – Harbour Administration"
    )
    assert list(read(matcher, education).degree.fields) == ["Ocean Informatics", "Harbour Administration"]


def test_only_a_university_makes_a_bachelor(matcher):
    education = "UNIVERSITY OF NORRLAND\nUMEA\nGraphic Design | 2019-Present\nTECHNICAL HIGH SCHOOL\nBusiness Technology | 2015-2019"
    degree = read(matcher, education).degree
    assert (degree.level, list(degree.fields)) == ("bachelor", ["Graphic Design"])


def test_courses_on_projects_are_no_heading(matcher):
    text = """Asha Verma
Education
B.Sc. Physics, Umea University, 2019
Certifications
Python Programming – Coursera
Project Planning Basics – Acme Academy (Ongoing)
Modern Statistics – Udemy
Externships
Laboratory Assistant - 160 hours
Umea Medical Center"""
    names = [one.text for one in matcher.read(text, kind="cv").certifications]
    assert names == ["Python Programming", "Project Planning Basics", "Modern Statistics"]


def test_studies_that_go_on_are_not_held(matcher):
    education = "M.Sc. in Physics, Umea University, Aug 2018 - Jan 2020\nPhD in Optics, Umea University, Feb 2023 - Now"
    degree = read(matcher, education).degree
    assert (degree.level, list(degree.fields)) == ("master", ["Physics", "Optics"])


def test_who_graduated_holds_a_degree(matcher):
    degree = read(
        matcher, "Institute of Technology, Umea, 2009 - 2013\nGraduated in Physics with honours"
    ).degree
    assert (degree.level, list(degree.fields)) == ("bachelor", ["Physics"])


@pytest.mark.parametrize("heading", ["Technical Certifications:", "Technical Certifications"])
def test_headings_are_no_certificates(matcher, heading):
    text = f"Asha Verma\nObjective\nTo mend printers.\n{heading}\nCompTIA A+\nMCP\nEducation\nBCA, Umea, 2012"
    assert [one.text for one in matcher.read(text, kind="cv").certifications] == ["CompTIA A+", "MCP"]


def test_joined_fields_stay_whole(matcher):
    education = "Diploma in Computer Hardware and Networking, Acme Institute, 2008"
    assert list(read(matcher, education).degree.fields) == ["Computer Hardware and Networking"]


@pytest.mark.parametrize(
    "lines",
    [
        "Advanced SQL | April 2025\nKagwell\nCloud Basics | May 2024\nCentre for Health Control",
        "Advanced SQL — Coursera | Oct 2025\n  Covered joins and windows.\nCloud Basics — NPTEL | Nov 2024\n  Dived into networks.",
        "Advanced SQL Certification Number: H1-67\n10/2020 - Expired\nCloud Basics Validation Number: 2",
        "- Advanced SQL (2023)\n- Contributor to open-source maps\n- Speaker at MapCon 2022\n- Cloud Basics (2022)",
    ],
)
def test_only_names_of_courses_are_certificates(matcher, lines):
    text = f"Asha Verma\nEducation\nB.Sc. Physics, Umea University, 2019\nCertifications\n{lines}"
    assert [one.text for one in matcher.read(text, kind="cv").certifications] == [
        "Advanced SQL",
        "Cloud Basics",
    ]
