import pytest

from marked import assert_read

REQUIRED = [
    "Experience with No-[SQL](sql; required) is required.",
    "Are you a skilled [Scala](scala; required) developer?",
    "Have you worked with [Scala](scala; required)?",
    "Apply your [Scala](scala; required) expertise to our ledgers.",
    "Use your knowledge of [SQL](sql; required) to keep our ledgers.",
    "You'll have used [Kafka](kafka; required) before.",
    "We need someone who can write [SQL](sql; required).",
    "[SQL](sql; required) (must have), some ledgers.",
    "We're after: [SQL](sql; required); ledgers.",
    "What we need is somebody who has written [Scala](scala; required) for a living.",
    "You come with [SQL](sql; required).",
    "We keep ledgers, and you are used to working in [MATLAB](matlab; required).",
    "We keep the ledgers of many banks in Oslo, and of those in Bergen. Requirements: [SQL](sql; required). Nice to have: [Scala](scala; preferred).",
    "You must have [Python](python; required) and [SQL](sql; required).",
    "Experience with [Kafka](kafka; required) is required.",
    "Solid knowledge of [Kafka](kafka; required) and [Docker](docker; required).",
    "You know [PyTorch](pytorch; required) inside out.",
    "[Tableau](tableau; required) – must.",
    "We look for an engineer who knows [Linux](linux; required) inside out.",
    "This place would suit a [self-starter](self-starter; required).",
    "Ideal for someone who is [curious](curiosity; required).",
    "Hands-on experience with [Docker](docker; required), [Kubernetes](kubernetes; required) and [Helm](helm; required) is a must.",
    "You should be comfortable with [Git](git; required).",
    "Proficient in [SQL](sql; required) and in [Python](python; required).",
    "Required: [Python](python; required).",
    "Deep understanding of [statistics](statistics; required).",
    "You'll need [SQL](sql; required).",
    "We are looking for someone with experience in [Docker](docker; required).",
    "The ideal candidate has experience with [Kafka](kafka; required).",
    "3+ years of [Python](python; required).",
    "Knowledge of [Docker](docker; required) is expected.",
    "[Willing to learn](willingness-to-learn; mentioned) and strong [Python](python; required).",
    "[Willing to learn](willingness-to-learn; mentioned) [Scala](scala; preferred), and have good knowledge of [SQL](sql; required).",
    "[Eager to learn](willingness-to-learn; mentioned), 3 years of [Java](java; required).",
    "[Keen to learn](willingness-to-learn; mentioned) [Go](go; preferred) and [Rust](rust; preferred), and proficient in [Docker](docker; required).",
]
PREFERRED = [
    "[Kubernetes](kubernetes; preferred) would be nice.",
    "Familiarity with [Terraform](terraform; preferred) is nice to have.",
    "You know [Spark](spark; required); [Flink](flink; preferred) is a bonus, but [Storm](storm; negated) is of no interest.",
    "[Python](python; preferred) is preferred over [Perl](perl; mentioned).",
    "[Kafka](kafka; preferred)? Even better.",
    "It's a merit if you have used [Kafka](kafka; preferred).",
    "Experience of [Kafka](kafka; preferred) is meriting.",
    "[Kafka](kafka; preferred) highly regarded.",
    "Knowledge of [Kafka](kafka; preferred) will be treated as added qualification.",
    "Requirements\n- [Python](python; required)\n- [Rust](rust; preferred) is a plus",
    "As a plus, you know [Helm](helm; preferred).",
    "Kudos for [Elixir](elixir; preferred).",
    "It would be fantastic if you also knew [Kafka](kafka; preferred).",
    "Strong [Java](java; required) skills, [Kotlin](kotlin; preferred) preferred.",
    "Not essential, but great: [Prometheus](prometheus; preferred) and [Grafana](grafana; preferred).",
    "Candidates who know [FHIR](health-data-standards; preferred) will be given priority.",
    "[Willing to learn](willingness-to-learn; mentioned) and use [Kafka](kafka; preferred).",
    "[Willing to learn](willingness-to-learn; mentioned) and gain experience in [Kafka](kafka; preferred).",
    "Nice to have: [Kafka](kafka; preferred).",
    "A plus: [MLflow](mlflow; preferred) and [Kubeflow](kubeflow; preferred).",
    "Ideally you have used [Snowflake](snowflake; preferred).",
    "Preferably in [Python](python; preferred).",
    "Preferably with experience in [Databricks](databricks; preferred).",
    "[Tableau](tableau; preferred) – advantage.",
    "Knowledge of [Looker](looker; preferred) would be an advantage.",
    "Bonus points for [Haskell](haskell; preferred).",
    "It is a plus if you know [Neo4j](neo4j; preferred).",
    "[AWS](aws; preferred) is desirable but not required.",
    "[SAS](sas; preferred) is not a must but would be a plus.",
    "Exposure to [Kubernetes](kubernetes; preferred) is helpful.",
    "If you also know [Kotlin](kotlin; preferred), even better.",
    "Extra credit for [Kotlin](kotlin; preferred).",
    "[Kubernetes](kubernetes; preferred) knowledge welcome but not expected.",
    "Preferred qualifications include [Airflow](airflow; preferred) and [dbt](dbt; preferred).",
    "Desired: [Kafka](kafka; preferred).",
    "[Python](python; preferred), [R](r; preferred) and [SQL](sql; preferred) a plus.",
    "[Kafka](kafka; preferred), [Spark Streaming](spark-streaming; preferred) or [Flink](flink; preferred) is a plus.",
    "Having worked with any of these is highly desirable: [Kafka](kafka; preferred), [Flink](flink; preferred).",
    "Having worked in any of the big ones is a plus, especially [AWS](aws; preferred) or [GCP](gcp; preferred).",
    "Knowledge of search engines ([Solr](solr; preferred), [Elasticsearch](elasticsearch; preferred)) is desirable.",
    "Bonus - prior work with [Docker](docker; preferred).",
    "A grasp of [Terraform](terraform; preferred) will be helpful to run our clusters.",
    "[Looker](looker; preferred) is very useful.",
    "[Looker](looker; preferred), [Qlik](qlik; preferred), [Tableau](tableau; preferred) knowledge is a plus.",
    "It helps if you know [Looker](looker; preferred).",
    "Plus points for [Helm](helm; preferred) and [Istio](istio; preferred).",
    "[Willing to learn](willingness-to-learn; mentioned) [Scala](scala; preferred).",
    "Must have [SQL](sql; required). [Scala](scala; preferred) desired, [Python](python; required) mandatory.",
    "[Airflow](airflow; preferred) helps us daily but not a deal-breaker.",
]
NEGATED = [
    "No [Java](java; negated) needed.",
    "You do not need [PHP](php; negated).",
    "No [PHP](php; negated), please.",
    "We work without [Excel](excel; negated).",
    "Knowledge of [COBOL](cobol; negated) is not required.",
    "Candidates are not required to have a background in [COBOL](cobol; negated).",
    "[PHP](php; negated) experience is not necessary.",
    "We do not use [MATLAB](matlab; negated).",
    "No prior experience with [PyTorch](pytorch; negated) is needed.",
    "Prior [PyTorch](pytorch; negated) experience isn’t required.",
    "There is no need for [Tableau](tableau; negated) here.",
    "[Windows](windows; negated) is not needed.",
    "[Hadoop](hadoop; negated) isn't essential.",
    "You don't need [Kafka](kafka; negated), [Spark](spark; negated) or [Flink](flink; negated).",
    "We will teach you [Docker](docker; negated) (no experience needed).",
]
MENTIONED = [
    "You will have access to a cluster with [Kubernetes](kubernetes; mentioned).",
    "Do you have what it takes?\nWe run on [AWS](aws; mentioned).",
    "Turn desired outcomes into [dashboards](dashboards; mentioned).",
    "We are looking for a Research Engineer, [Deep Learning](deep-learning; mentioned) to join us.",
    "Sharpen your skills in [Python](python; mentioned) with us.",
    "You will have the opportunity to build a platform on [AWS](aws; mentioned).",
    "Our stack is [Python](python; mentioned), [Kafka](kafka; mentioned) and [Spark](spark; mentioned).",
    "We use [PyTorch](pytorch; mentioned) and [Airflow](airflow; mentioned) every day.",
    "Our customers run [Kubernetes](kubernetes; mentioned).",
    "Our sailors bring deep knowledge of [Kubernetes](kubernetes; mentioned).",
    "Here the ideal candidate will be responsible for [Tableau](tableau; mentioned).",
    "You will build services in [Go](go; mentioned).",
    "We moved away from [Hadoop](hadoop; mentioned) to [Snowflake](snowflake; mentioned).",
    "What you'll do\n- Build reports in [Tableau](tableau; mentioned)",
    "About us\nWe make [Docker](docker; mentioned) images.",
    "Benefits\nA [Python](python; mentioned) course a year",
    # what the firm teaches
    "Requirements:\n- [SQL](sql; required)\n- We will teach you [Docker](docker; mentioned)",
    "Requirements:\n- [SQL](sql; required), and we'll train you in [Kafka](kafka; mentioned)",
    "Requirements:\n- Training in [AWS](aws; mentioned) will be provided.",
    "Requirements:\n- [Docker](docker; mentioned) (training provided)\n- Training in [SQL](sql; required)",
]


@pytest.mark.parametrize("sentence", [*REQUIRED, *PREFERRED, *NEGATED, *MENTIONED])
def test_one_stance(matcher, sentence):
    assert_read(matcher, sentence)


SCOPES = [
    "[Python](python; required) required, [R](r; preferred) a plus.",
    "[Python](python; required) is required, [R](r; preferred) is a plus.",
    "[Docker](docker; required) is mandatory; [Kubernetes](kubernetes; preferred) would be nice.",
    "Proficiency in [Java](java; required), while [Scala](scala; preferred) is only a bonus.",
    "Strong [Python](python; required) and [SQL](sql; required), and ideally [Scala](scala; preferred) and [Kafka](kafka; preferred).",
    "Expert in [TensorFlow](tensorflow; required), ideally also [JAX](jax; preferred).",
    "Experience with [AWS](aws; preferred) (a plus) and [Docker](docker; required).",
    "Experience with [AWS](aws; preferred) (preferred) and [Docker](docker; required).",
    "[Python](python; required) (required), [Java](java; preferred) (nice to have).",
    "Languages: [Python](python; required) (must), [Scala](scala; preferred), [Java](java; preferred) (valued).",
    "Experience in [machine learning](machine-learning; required) (required) and [computer vision](computer-vision; preferred) (preferred).",
    "Required: [Python](python; required). Preferred: [Scala](scala; preferred).",
    "Requirements: [Python](python; required), [SQL](sql; required). Nice to have: [Docker](docker; preferred), [Kubernetes](kubernetes; preferred).",
    "[R](r; negated) is not required, but [Python](python; required) is a must.",
    "You don't need to know [Kubernetes](kubernetes; negated), but you must know [Docker](docker; required).",
    "Good knowledge of [Linux](linux; required); [Windows](windows; negated) is not needed.",
    "You'll need [SQL](sql; required); [dbt](dbt; negated) isn't essential.",
    "Advanced [SQL](sql; required), basic [Python](python; required), optional [Scala](scala; preferred).",
    "Must know [Python](python; required); nice to know [Rust](rust; preferred) and [Go](go; preferred).",
    "Knowledge of [Docker](docker; required) is expected, knowledge of [Kubernetes](kubernetes; preferred) is welcome.",
    "Experience with [AWS](aws; required), [Azure](azure; required) or [GCP](gcp; required); [Terraform](terraform; preferred) a plus.",
    "3+ years of [Python](python; required), 1 year of [SQL](sql; preferred) preferred.",
    "Solid [Python](python; required) (we do not care about [Java](java; negated)).",
    "A strong background in [machine learning](machine-learning; required) is essential, [deep learning](deep-learning; preferred) is a bonus.",
    # a trailing marker speaks of its own part
    "Knowledge of [Python](python; required), [SQL](sql; required) and [Docker](docker; required), with [Kubernetes](kubernetes; preferred) being a plus.",
]


@pytest.mark.parametrize("sentence", SCOPES)
def test_a_cue_reaches_as_far_as_its_part_of_the_clause(matcher, sentence):
    assert_read(matcher, sentence)


CLAUSE_BEFORE_SECTION = [
    "Requirements\n- [Python](python; required)\n- [Scala](scala; preferred) is a plus\n- no [Java](java; negated) needed\n- [SQL](sql; required)",
    "Nice to have\n- [Kafka](kafka; preferred)\n- [Docker](docker; preferred)",
    "What you'll do\n- Experience with [Docker](docker; required) is a must\n- Build tools in [Python](python; mentioned)",
    "Requirements\n- [Python](python; required)\n\nWhat we offer\n- Work with [Kafka](kafka; mentioned)",
]


@pytest.mark.parametrize("text", CLAUSE_BEFORE_SECTION)
def test_the_clause_goes_before_the_section(matcher, text):
    assert_read(matcher, text)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Python or R is required.", [{"python", "r"}]),
        ("You need Python, Scala or Java.", [{"python", "scala", "java"}]),
        ("Knowledge of TensorFlow and/or PyTorch.", [{"tensorflow", "pytorch"}]),
        ("Python/Java/Scala experience required.", [{"python", "java", "scala"}]),
        ("Experience in either PyTorch or TensorFlow.", [{"pytorch", "tensorflow"}]),
        ("AWS or Azure, and PyTorch or TensorFlow.", [{"aws", "azure"}, {"pytorch", "tensorflow"}]),
        ("Proficient in SQL and in Python or R.", [{"python", "r"}]),
        ("Experience with one or more of Python, Scala, Java; Docker.", [{"python", "scala", "java"}]),
        ("At least one of the following languages: Python, R and Julia.", [{"python", "r", "julia"}]),
        ("Any of AWS, Azure, GCP, and strong SQL.", [{"aws", "azure", "gcp"}]),
        ("One of our teams writes Scala.", []),
        ("Python and SQL.", []),
        ("Python, SQL, Docker.", []),
        ("Python. Or so we think. Docker.", []),
        ("Python\nor\nDocker", []),
    ],
)
def test_alternatives_carry_their_group(matcher, text, groups):
    found = {}
    for skill in matcher.read(text, kind="posting").skills:
        if skill.any_of is not None:
            found.setdefault(skill.any_of, set()).add(skill.id)
    assert list(found.values()) == groups


def test_in_a_cv_a_claim_is_required(matcher):
    assert_read(
        matcher,
        "Skills\n[Python](python; required), [Docker](docker; required)\n\nExperience\nUsed [Kafka](kafka; required) preferably.",
        kind="cv",
    )


def test_in_a_cv_what_is_denied_is_negated(matcher):
    assert_read(
        matcher, "Skills\n[Python](python; required); no experience with [Java](java; negated)", kind="cv"
    )


@pytest.mark.parametrize(
    "text",
    [
        "I do not know [Java](java; negated). I have not used [Scala](scala; negated) or [Spark](spark; negated).",
        "I never worked with [Kotlin](kotlin; negated), but I write [Python](python; required).",
        "No experience with: [Java](java; negated), [Scala](scala; negated)",
        "[Python](python; required) daily; I haven't used [Docker](docker; negated) yet",
        "I do not only know [Java](java; required).",
        # what is only wished for
        "[SQL](sql; required), and I would like to learn [Kafka](kafka; mentioned) and [Scala](scala; mentioned)",
        "I want to work with [Spark](spark; mentioned) and tidy data.",
        "Currently learning: [Kubernetes](kubernetes; mentioned), [Helm](helm; mentioned)",
        "I want to use my [Python](python; required) to help bakers.",
    ],
)
def test_a_cv_claims_no_wish(matcher, text):
    assert_read(matcher, f"Ann Other\n\nSummary\n{text}", kind="cv")


def test_a_wish_in_a_cv_scores_nothing(matcher):
    wish, claim = (
        matcher.score(f"Ann Other\n\nSummary\nI {what} PyTorch.", kind="cv").score
        for what in ("would like to learn", "have used")
    )
    assert wish < claim


@pytest.mark.parametrize(
    "line",
    [
        "They don't use [Snowflake](snowflake; negated)",
        "We no longer use [Jenkins](jenkins; negated)",
        "Other teams use [Java](java; mentioned)",
        "Our web team writes [Kotlin](kotlin; mentioned)",
        "We moved away from [Jenkins](jenkins; mentioned) and [Hadoop](hadoop; mentioned)",
        "We have migrated away from [Jenkins](jenkins; mentioned)",
        "We replaced [Hadoop](hadoop; mentioned) by [Spark](spark; mentioned)",
        "You have replaced [Hadoop](hadoop; required) by [Spark](spark; required)",
        # wishes
        "It is an advantage if you know [Kafka](kafka; preferred)",
        "It is an advantage, but not a requirement, if you have worked with [Azure](azure; preferred)",
        "Experience with [Kafka](kafka; preferred) helps",
        "Familiarity with [Looker](looker; preferred) helps.",
        "Code in [Scala](scala; required) that helps bakers",
        "If you have played with [OpenCV](opencv; preferred), all the better",
        "If you have played with [OpenCV](opencv; preferred), so much the better",
        "[Kafka](kafka; preferred) would be the cherry on top",
        "[Rust](rust; preferred) would be a plus, and the same goes for [Kafka](kafka; preferred)",
    ],
)
def test_a_line_among_the_requirements(matcher, line):
    assert_read(matcher, f"About us\nWe bake bread.\n\nRequirements\n- [SQL](sql; required)\n- {line}")


def test_a_line_that_heads_wishes(matcher):
    assert_read(
        matcher,
        "Requirements\n- [SQL](sql; required)\n\nIt's not required, but we'd be thrilled if you've\n"
        "- Worked with [Docker](docker; preferred)\n- [Kafka](kafka; preferred)",
    )


def test_a_must_among_the_wishes_is_required(matcher):
    assert_read(
        matcher,
        "Requirements\n- [SQL](sql; required)\n\nNice to have\n- [Kafka](kafka; preferred)\n"
        "- You must know [Docker](docker; required)\n- Experience with [Helm](helm; preferred)",
    )


def test_work_that_is_not_the_job_is_denied(matcher):
    assert_read(
        matcher, "You bring [SQL](sql; required). You are not expected to know [Java](java; negated)."
    )
    assert_read(matcher, "You bring [SQL](sql; required). [Java](java; negated) is not part of this role.")


def test_sentences_that_name_what_they_list(matcher):
    assert_read(
        matcher,
        "We build maps. Minimum qualifications include [Python](python; required) and [SQL](sql; required). "
        "Preferred qualifications include [Scala](scala; preferred).",
    )
    assert_read(
        matcher,
        "About us\nWe make maps.\nKey requirements are [Python](python; required) and "
        "[SQL](sql; required).\nDesired skills include [Scala](scala; preferred).",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Requirements\nProficiency in [Java](java; required) or [Python](python; required) ([R](r; preferred) is a bonus)",
        "Requirements\nKnowledge of methods such as [SVM](support-vector-machine; required), [random forests](random-forest; required) etc. "
        "Work on [Kafka](kafka; preferred) a definite plus",
        "Requirements\nYou write [Python](python; required) and ideally have experience with some of the following: "
        "[Pandas](pandas; preferred), [NumPy](numpy; preferred), [SciPy](scipy; preferred) and [Dask](dask; preferred)",
        "Requirements\nFluent [SQL](sql; required). The following are a plus: 1. Work with [Kafka](kafka; preferred). "
        "2. Knowledge of [Scala](scala; preferred).",
        "Requirements\n[Python](python; required)\nOur tech stack runs from [Kafka](kafka; mentioned) to [Docker](docker; mentioned)",
        "Responsibilities\nApply strong [SQL](sql; mentioned) habits\nPerform advanced [regression](regression; mentioned)",
        "Acme is a strong [Kafka](kafka; mentioned) house.",
        "We are looking for a [curious](curiosity; required) and [proactive](initiative; required) engineer to move our jobs "
        "to [Airflow](airflow; mentioned).",
        "Responsibilities (all teams)\nKeep [Kafka](kafka; mentioned) running\nRequirements (senior roles)\n[Scala](scala; required)",
        "Preferred skills\n[Scala](scala; preferred)\nAdditional requirements\n[Docker](docker; required)",
    ],
)  # fmt: skip
def test_sentences_of_real_postings(matcher, text):
    assert_read(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        "About us\nOur culture rewards creativity and teamwork.",
        "Benefits\nA collaborative office.",
        "Our teams are constantly solving problems.",
        "Position accountabilities:\nBake bread",
        "Our culture thrives on deep collaboration.",
    ],
)
def test_a_soft_skill_of_the_firm_is_not_the_persons(matcher, text):
    assert [s.text for s in matcher.read(text, kind="posting").skills if s.kind == "soft"] == []


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("We are looking for a strong machine learning engineer.", "mentioned"),
        ("You join an excellent team that has long been at home in robotics and Docker.", "mentioned"),
        ("This role requires knowledge of Docker.", "required"),
        ("We are seeking people who are creative.", "required"),
        ("Requirements:\nREST, Docker is a plus", "preferred"),
        ("Desired experience\n- Docker", "required"),
        ("Requirements\n- Python\nDesired experience\n- Docker", "preferred"),
        ("Nice to have\n- Docker", "preferred"),
        (
            "Skills\n- Years of practice in some trade, preferably in a workshop: familiar with Docker",
            "required",
        ),
        ("Tasks\n- Set up solid monitoring of Kafka", "mentioned"),
        ("Beekeepers Ltd is a service company with strong data science expertise.", "mentioned"),
        ("We look for a beekeeper who specializes in Docker.", "required"),
    ],
)
def test_who_asks_and_of_whom(matcher, text, stance):
    assert matcher.read(text, kind="posting").skills[-1].stance == stance
