import pytest

TITLES = [
    ("Founding Engineer", "software-engineer", None),
    ("Founding Engineer, AI", "ai-engineer", None),
    ("Founding Sales Engineer", "other", None),
    # who takes on graduates is none
    ("Graduate Programme Manager", "other", None),
    ("Internship Recruitment Lead", "other", "lead"),
    ("Graduate Programme - Data Science", "data-scientist", "junior"),
    ("Associate Program Manager", "other", "junior"),
    ("Forward-Deployed Engineer", "software-engineer", None),
    ("Machine Learning Engineer", "ml-engineer", None),
    ("Senior ML Engineer", "ml-engineer", "senior"),
    ("MLOps Engineer (6 months)", "ml-engineer", None),
    ("Machine Learning Engineer, 2027 Graduate U.S.", "ml-engineer", "junior"),
    ("Deep Learning Specialist", "ml-engineer", None),
    ("Data Analysis Summer Intern", "data-analyst", "intern"),
    ("Data Science Instructor", "other", None),
    ("Principal Software Quality Engineer", "software-engineer", "lead"),
    ("CNC Programmer", "other", None),
    ("Software Engineer, Machine Learning", "ml-engineer", None),
    ("Computer Vision Engineer", "ml-engineer", None),
    ("Software Engineer - Speech Recognition", "ml-engineer", None),
    ("DevOps Engineer - Linux, Machine Learning", "ml-engineer", None),
    # what stands behind a speciality is the trade
    ("Senior AI/ML Data Engineer", "data-engineer", "senior"),
    ("AI/ML Frontend Developer", "software-engineer", None),
    ("Research Engineer - Reinforcement Learning", "ml-engineer", None),
    ("Research Engineer", "research-scientist", None),
    ("Research Scientist - Reinforcement Learning", "research-scientist", None),
    ("Backend Developer - AI Trainer", "software-engineer", None),
    ("Medical Lab Scientist", "other", None),
    # the head first, the trade behind a comma or a dash
    ("Senior Engineer, Software", "software-engineer", "senior"),
    ("Consultant, Data Analytics", "data-analyst", None),
    ("Analyst - Data (Oslo)", "data-analyst", None),
    ("Research Scientists in Robotics", "research-scientist", None),
    ("Deep Learning/Image Processing Engineer", "ml-engineer", None),
    # another speciality than that of the words behind it
    ("TypeScript Developer - Games, Machine Learning", "software-engineer", None),
    ("C++ Engineer (Deep Learning)", "software-engineer", None),
    ("Platform Engineer, AI Powered Search", "software-engineer", None),
    ("Senior AI Compiler Engineer", "software-engineer", "senior"),
    ("Silicon Design Engineer", "other", None),
    ("Signal Processing Engineer", "other", None),
    ("Lead Data Solutions Engineer", "data-engineer", "lead"),
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
    ("Applied Scientist, Vision", "data-scientist", None),
    ("Research Scientist", "research-scientist", None),
    ("Principal Data Engineer", "data-engineer", "lead"),
    ("Analytics Engineer", "data-engineer", None),
    ("Data Analyst", "data-analyst", None),
    ("Graduate Data Analyst", "data-analyst", "junior"),
    ("Software Engineer", "software-engineer", None),
    ("Sr. Software Engineer - Payments", "software-engineer", "senior"),
    ("Full Stack Developer", "software-engineer", None),
    ("Product Manager, AI", "other", None),
    ("Senior Product Manager", "other", "senior"),
    ("Restaurant Manager", "other", "manager"),
    ("Machine Learning Instructor", "other", None),
    ("Robotics Engineer, Developer Relations", "other", None),
    ("Machine Learning Engineer Recruiter", "other", None),
    ("Medical Laboratory Scientist", "other", None),
    ("Data Entry Specialist", "other", None),
    ("Technical Support Engineer", "other", None),
    # the head decides, of two trades the first; a speciality of a software engineer is one
    ("Data Scientist & Machine Learning Engineer", "data-scientist", None),
    ("Machine Learning/Data Engineer", "ml-engineer", None),
    ("Quantitative Trader/Data Scientist", "data-scientist", None),
    ("Consultant, Cloud Data Engineer", "data-engineer", None),
    ("Software Engineer (AI)", "ai-engineer", None),
    ("AI-First Software Engineer", "software-engineer", None),
    ("AI-Augmented Full-Stack Principal Engineer", "software-engineer", "lead"),
    ("DevOps Engineer - Machine Learning", "ml-engineer", None),
    ("Security Engineer", "software-engineer", None),
    ("Artificial Intelligence and Machine Learning Engineer", "ml-engineer", None),
    ("Agent Developer", "ai-engineer", None),
    ("ML Scientist", "data-scientist", None),
    ("Quantitative Research Analyst", "research-scientist", None),
    # of two words of level the higher one; internships go before everything
    ("Junior Data Scientist Intern", "data-scientist", "intern"),
    ("Middle/Senior ML Engineer", "ml-engineer", "senior"),
    ("Data Engineer Co-op", "data-engineer", "intern"),
    ("GET - Machine Learning Engineer", "ml-engineer", "intern"),
    ("Graduate Trainee – Machine Learning", "ml-engineer", "intern"),
    ("ML Engineer, New Grad", "ml-engineer", "junior"),
    ("Data Engineer A.I.", "data-engineer", None),
    ("Data Scientist III", "data-scientist", "senior"),
    ("Experienced Data Analyst", "data-analyst", None),
    ("Mid-Senior Data Analyst", "data-analyst", None),
    ("Recruiter (Machine Learning)", "other", None),
    ("Registered Nurse", "other", None),
    ("Chef de Partie", "other", None),
    # pieces share a head only where their own words are part of the name
    ("Surfaces & Tides Data Scientist", "data-scientist", None),
    ("Wide/Deep Learning Data Scientist", "data-scientist", None),
    ("Machine Learning (ML) Engineer / Data Scientist", "ml-engineer", None),
    ("Senior Machine Learning Ops Engineer", "ml-engineer", "senior"),
    ("Senior Server Engineer", "software-engineer", "senior"),
    ("Data Conversion Analyst", "data-analyst", None),
    ("Insights & AI Analyst", "data-analyst", None),
    ("Embedded Software Co-op", "software-engineer", "intern"),
    ("Founding Engineer - AI", "ai-engineer", None),
    ("AI Course Developer", "other", None),
    ("Account Exec - Data Science", "other", None),
    ("Research Software Engineer", "software-engineer", None),
    ("Business Data Analyst 1", "data-analyst", "junior"),
    ("Software Engineer ll", "software-engineer", "mid"),
    ("Director - Privacy and Data Governance", "other", "manager"),
    ("Apprentice Trainer", "other", None),
    ("Backend Developer - Machine Tutor", "software-engineer", None),
    ("Trainer Data Analytics", "other", None),
    ("Walk-in || Trainer - Data Science", "other", None),
    ("Lecturer in Machine Learning", "other", None),
    ("Gen AI, Vector Search -Professional", "ai-engineer", None),
    ("Lead / Architect - AI/Gen AI/Python", "ai-engineer", "lead"),
    ("AI & Gen AI - Engineer", "ai-engineer", None),
    ("AI Strategy", "other", None),
    ("Data Science Mgr", "data-scientist", "manager"),
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
        ("Engineer needed urgently\nWe want a Lead Data Scientist.", "data-scientist", "lead"),
        ("Hi Mara, my client in Oslo wants a Data Engineer.", "data-engineer", None),
        ("**Position: Junior ML Engineer**\nWe need you.", "ml-engineer", "junior"),
    ],
)
def test_without_a_title_the_text_gives_one(matcher, text, role, level):
    reading = matcher.read(text, kind="posting")
    assert (reading.role.id, reading.level) == (role, level)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("AI engineers build intelligent systems for tasks that need human intelligence.", "ai-engineer"),
        ("You develop intelligent systems that do what normally takes human intelligence.", "ai-engineer"),
        ("ML engineers write algorithms which learn from data and make predictions.", "ml-engineer"),
        ("You create algorithms that can learn from data and predict what comes next.", "ml-engineer"),
        ("A machine learning engineer designs, builds and deploys models.", "ml-engineer"),
        ("As an ML engineer you keep models running.", "ml-engineer"),
        ("We welcome a data engineer who cares.", "data-engineer"),
        ("You work with machine learning engineers. You sell shoes in our shop.", "other"),
    ],
)  # fmt: skip
def test_a_role_named_in_the_text_decides(matcher, text, role):
    assert matcher.read(text, kind="posting").role.id == role


@pytest.mark.parametrize(
    ("title", "text", "role"),
    [
        ("Machine Learning Scientist", "You publish what you find.", "research-scientist"),
        ("Machine Learning Scientist", "You predict what our shops sell.", "data-scientist"),
        (
            "AI/ML Application Developer",
            "You write prompts with LangChain for large language models.",
            "ai-engineer",
        ),
        ("AI/ML Engineer", "You train neural networks with PyTorch.", "ml-engineer"),
        (
            "AI/ML Engineer",
            "You write prompts with LangChain, PyTorch and large language models.",
            "ai-engineer",
        ),
    ],
)
def test_the_text_decides_between_two_trades(matcher, title, text, role):
    assert matcher.read(text, title=title, kind="posting").role.id == role


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
        ("Requirements:\n1+ years of experience", "junior"),
        ("Requirements:\n1-5 years of experience", "junior"),
        ("Requirements:\n3+ years of experience", "mid"),
        ("Requirements:\n7+ years of experience", "senior"),
        ("Requirements:\n7+ years of Python", None),
        ("You manage a team of five.", None),
        ("Requirements:\nPython", None),
        # a plain word of the text on the place as a whole goes before the years
        ("Freshers welcome.\nRequirements:\nPython", "junior"),
        ("Freshers with good Python can apply.", "junior"),
        ("This is an entry-level position.", "junior"),
        ("Recent graduates are welcome. No experience required.", "junior"),
        ("Open to new grads.", "junior"),
        ("No prior experience or training required.", "junior"),
        ("Experience level: 0-2 years", "junior"),
        ("You implement models, supporting senior engineers in developing new ones.", "junior"),
        ("Seniority level\nAssociate\nRequirements:\n3 years of experience", "junior"),
        ("Seniority level\nMid-Senior level", None),
        ("We are looking for a senior machine learning engineer. 2 years of experience will do.", "senior"),
        ("As our Lead ML Engineer you set the pace.", "lead"),
        ("This internship takes six months.", "intern"),
        # ... whatever the trade is called there
        ("We are looking for a senior Scala developer who likes maths.", "senior"),
        ("As a senior backend engineer you look after our services.", "senior"),
        ("Seniority level\nEntry level\nAs a senior ML engineer you help us.", "senior"),
        ("Level: Lead\nRequirements:\nPython", "lead"),
        ("Medior / Senior\nUtrecht\nYou build models.", "senior"),
        ("The pay is level with the best.", None),
        ("Previous experience as a senior machine learning engineer helps.", None),
        ("We are looking for an engineer to lead our lab.", None),
        ("You take part as a senior member in a machine learning engineer forum.", None),
        ("Your entry level and starting salary depend on your age.", None),
        ("Supports the senior machine learning engineer in all tasks.", None),
        ("Reporting to the Lead ML Engineer, you build models.", None),
        ("You like models.\n\n* Assist Senior ML Engineers and others", None),
        # ... but not of others, and not to refuse them
        ("Not open to freshers.", None),
        ("Freshers need not apply.", None),
        ("Freshers and experienced people can apply.", None),
        ("You will mentor freshers.", None),
        ("The salary for freshers is reviewed in June.", None),
        ("Junior engineers typically test models, supporting senior engineers.", None),
        ("We do not hire fresh graduates.", None),
        ("You report to a senior data scientist and coach junior engineers.", None),
        ("You present to senior-level executives.", None),
        ("Seniority: Junior", "junior"),
        ("We are seeking a junior to mid-level machine learning engineer.", "mid"),
        ("We are looking for a mid to senior level machine learning engineer.", "senior"),
        ("Employment type: Internship", "intern"),
        ("Job title: Lead Data Analyst", "lead"),
        ("This role is suited to a mid-level candidate.", "mid"),
        ("We want someone early in their career.", "junior"),
        ("You will grow into a senior role.", None),
        ("You will join a senior hire and a clerk.", None),
        ("This senior hire will set the pace.", "senior"),
        ("About: the internship program\nPython", None),
        ("You run our graduate programme.", None),
        ("The internship programme lasts six weeks.", "intern"),
        ("Join our graduate scheme.", "junior"),
        ("Our role: Reporting to a Learning Manager, you design programs.", None),
        ("Job Type:Education:Experience:Company Introduction", None),
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
