import pytest

TITLES = [
    ("Machine Learning Engineer", "ml-engineer", None),
    ("Senior ML Engineer", "ml-engineer", "senior"),
    ("MLOps Engineer (6 months)", "ml-engineer", None),
    ("Software Engineer, Machine Learning", "ml-engineer", None),
    ("Computer Vision Engineer", "ml-engineer", None),
    ("MACHINE LEARNING ENGINEER", "ml-engineer", None),
    ("machine-learning engineer (m/f/d)", "ml-engineer", None),
    ("Machine Learning Intern", "ml-engineer", "intern"),
    ("Junior Machine Learning Engineer", "ml-engineer", "junior"),
    ("Staff Machine Learning Engineer", "ml-engineer", "lead"),
    ("Engineering Manager, Machine Learning", "ml-engineer", "manager"),
    ("AI Engineer", "ai-engineer", None),
    ("Generative AI Engineer", "ai-engineer", None),
    ("LLM Engineer", "ai-engineer", None),
    ("Data Scientist II", "data-scientist", "mid"),
    ("Lead Data Scientist", "data-scientist", "lead"),
    ("Data Scientist/Machine Learning Engineer", "data-scientist", None),
    ("Senior AI/ML Engineer", "ml-engineer", "senior"),
    ("Head of Data Science", "data-scientist", "manager"),
    ("Applied Scientist, Vision", "research-scientist", None),
    ("Research Scientist", "research-scientist", None),
    ("Principal Data Engineer", "data-engineer", "lead"),
    ("Analytics Engineer", "data-engineer", None),
    ("Data Analyst", "data-analyst", None),
    ("Graduate Data Analyst", "data-analyst", "junior"),
    ("Software Engineer", "software-engineer", None),
    ("Sr. Software Engineer - Payments", "software-engineer", "senior"),
    ("Full Stack Developer", "software-engineer", None),
    ("Product Manager, AI", "other", "manager"),
    ("Recruiter (Machine Learning)", "other", None),
    ("Registered Nurse", "other", None),
    ("Chef de Partie", "other", None),
    ("Keeper of the Lighthouse", "other", None),
]


@pytest.mark.parametrize(("title", "role", "level"), TITLES, ids=[t[0] for t in TITLES])
def test_the_title_tells_role_and_level(matcher, title, role, level):
    reading = matcher.read("We need someone.", title=title, kind="posting")
    assert (reading.role.id, reading.level) == (role, level)


@pytest.mark.parametrize(
    ("text", "role", "level"),
    [
        ("Job title: Data Engineer\nWe need you.", "data-engineer", None),
        ("Senior Data Scientist\n\nAbout us\nWe sell maps.", "data-scientist", "senior"),
        ("We are looking for a machine learning engineer to join us.", "ml-engineer", None),
        ("You will join as a data analyst.", "data-analyst", None),
        ("**Position: Junior ML Engineer**\nWe need you.", "ml-engineer", "junior"),
    ],
)
def test_without_a_title_the_text_gives_one(matcher, text, role, level):
    reading = matcher.read(text, kind="posting")
    assert (reading.role.id, reading.level) == (role, level)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Requirements:\n- PyTorch, TensorFlow and JAX\n- deep learning, MLOps, MLflow\n- deploy and monitor models\n"
         "- optimize models\n- validate models\n- NLP, computer vision", "ml-engineer"),
        ("Requirements:\n- large language models, prompt engineering\n- RAG, LangChain\n- Pinecone and FAISS\n- GPT-4",
         "ai-engineer"),
        ("Requirements:\n- a driving licence\n- a good back", "other"),
    ],
)  # fmt: skip
def test_without_any_title_what_is_asked_suggests_the_role(matcher, text, role):
    reading = matcher.read(text, kind="posting")
    assert reading.role.id == role
    assert reading.role.why == "what is asked"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Requirements:\n1+ years of Python", "junior"),
        ("Requirements:\n3+ years of Python", "mid"),
        ("Requirements:\n7+ years of Python", "senior"),
        ("Freshers welcome.\nRequirements:\nPython", "junior"),
        ("You manage a team of five.", "manager"),
        ("Requirements:\nPython", None),
    ],
)
def test_where_the_title_tells_no_level_years_and_words_do(matcher, text, level):
    assert matcher.read(text, title="Machine Learning Engineer", kind="posting").level == level


def test_the_title_goes_before_the_years(matcher):
    reading = matcher.read("Requirements:\n7+ years of Python", title="Junior Data Engineer", kind="posting")
    assert reading.level == "junior"


def test_a_cv_has_the_role_of_its_headline(matcher):
    text = "Mira Sand\nData Engineer\n\nExperience\nData Engineer, Blue Ltd, 2016 - 2021\nBuilt pipelines.\n"
    assert matcher.read(text, kind="cv").role.id == "data-engineer"
