import pytest

from marked import assert_read, parse

NAMES = [
    "[C++](cpp), [C#](csharp) and [.NET](dotnet).",
    "[C++](cpp)/[C#](csharp)/[Java](java)",
    "[NumPy](numpy)/[SciPy](scipy)/[pandas](pandas)",
    "[scikit-learn](scikit-learn), [scikit learn](scikit-learn) or [sklearn](scikit-learn)",
    "[Node.js](nodejs), [React.js](react) and [Vue](vue)",
    "[PostgreSQL](postgresql), [MySQL](mysql) and [MongoDB](mongodb)",
    "[CI/CD](ci-cd) pipelines with [GitHub Actions](github-actions)",
    "[A/B testing](a-b-testing)",
    "[AWS SageMaker](amazon-sagemaker) and [S3](amazon-s3)",
    "[JAVASCRIPT](javascript) and [typescript](typescript)",
    "([Python](python))",
    "“[Python](python)”",
    "[Python](python)’s ecosystem",
    "[Python](python)-based services",
    "[Python](python) 3.9+ and [SQL](sql).",
    "[Python](python)3.11",
    "[Docker](docker)\n[Kubernetes](kubernetes)\n",
]


@pytest.mark.parametrize("sentence", NAMES)
def test_names_are_found(matcher, sentence):
    assert_read(matcher, sentence)


METHODS = [
    "[natural language processing](natural-language-processing) ([NLP](natural-language-processing))",
    "[computer vision](computer-vision) and [speech recognition](speech-recognition)",
    "[Machine-learning](machine-learning)",
    "We do machine learning.".replace("machine learning", "[machine learning](machine-learning)"),
    "[model deployment](model-deployment) and [model monitoring](model-monitoring)",
    "building and [deploying models](model-deployment)",
    "[deploy models](model-deployment)",
    "[version control](version-control) with [Git](git)",
]


@pytest.mark.parametrize("sentence", METHODS)
def test_methods_are_found_in_their_forms(matcher, sentence):
    assert_read(matcher, sentence)


SHARED_HEADS = [
    "[supervised](supervised-learning) and [unsupervised learning](unsupervised-learning)",
    "[unit](unit-testing), [integration](integration-testing) and [load testing](performance-testing)",
    # of the issue "Read like a recruiter"
    "[relational](relational-database) and [NoSQL databases](nosql)",
    # no tool called Linear
    "[linear](linear-regression)/[logistic regression](logistic-regression) and [clustering](clustering)",
]


@pytest.mark.parametrize("sentence", SHARED_HEADS)
def test_the_members_of_a_list_share_their_head(matcher, sentence):
    text, expected = parse(sentence)
    found = {(s.start, s.id) for s in matcher.read(text, kind="posting").skills}
    assert {(e.start, e.concept) for e in expected} <= found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You know about machine\nlearning and more.", "machine\nlearning"),
        ("You know about machine   \n   learning and more.", "machine   \n   learning"),
        ("You know about machine\u00a0learning.", "machine\u00a0learning"),
        ("<p>machine <b>learning</b></p>", "machine <b>learning"),
        ("scikit\\-learn", "scikit\\-learn"),
        ("C&#43;&#43;<br>", "C&#43;&#43;"),
        ("job descriptionPython", "Python"),
    ],
)
def test_the_words_found_are_those_of_the_given_text(matcher, text, found):
    assert [s.text for s in matcher.read(text, kind="posting").skills] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Pythonesque humour and dockworkers.",
        "The pythons at the zoo are fed at noon.",
        "Write to python@example.org or visit www.docker.example/kafka.",
        "Our communications department has moved.",
        "",
    ],
)
def test_what_is_no_skill(matcher, text):
    assert matcher.read(text, kind="posting").skills == ()


def test_longer_names_win(matcher):
    assert_read(
        matcher, "[JavaScript](javascript), [Power BI](power-bi) and [GitHub Actions](github-actions)"
    )


def test_how_a_skill_was_found_is_told(matcher):
    text = "Requirements:\nPython, sklearn, deploying models, Kuberentes"
    found = {s.id: s.match for s in matcher.read(text, kind="posting").skills}
    assert found == {
        "python": "name",
        "scikit-learn": "alias",
        "model-deployment": "pattern",
        "kubernetes": "typo",
    }


def test_every_mention_is_found(matcher):
    reading = matcher.read("Python here, Python there, Python everywhere.", kind="posting")
    assert [s.id for s in reading.skills] == ["python"] * 3
