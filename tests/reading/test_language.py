import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.folding import words_of
from jdmatch.reading.factories import blank_pipeline
from jdmatch.reading.surfaces import guess_language


@pytest.fixture(scope="module")
def nlp():
    return blank_pipeline()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("C++", "C++"),
        ("C++, C#.", "C++ , C# ."),
        ("(C++)", "( C++ )"),
        ("C++/Java", "C++ / Java"),
        ("C/C++/Java", "C / C++ / Java"),
        ("C#/.NET", "C# / .NET"),
        ("C++17", "C++17"),
        ("F# and J#", "F# and J#"),
        (".NET Core", ".NET Core"),
        ("ASP.NET", "ASP.NET"),
        ("Node.js", "Node.js"),
        ("Node.js, Vue.js.", "Node.js , Vue.js ."),
        ("React/Node.js", "React / Node.js"),
        ("CI/CD", "CI/CD"),
        ("CI/CD,", "CI/CD ,"),
        ("(CI/CD)", "( CI/CD )"),
        ("A/B testing", "A/B testing"),
        ("R&D", "R&D"),
        ("R&D-driven", "R&D - driven"),
        ("python3.11", "python3.11"),
        ("Python 3.9+", "Python 3.9 +"),
        ("machine-learning", "machine - learning"),
        ("scikit-learn", "scikit - learn"),
        ("we’re", "we’re"),
        ("you'll", "you'll"),
        ("company’s", "company ’s"),
        ("Python's", "Python 's"),
        ("NumPy/SciPy/pandas", "NumPy / SciPy / pandas"),
        ("SQL,Spark", "SQL , Spark"),
        ("skills.Python", "skills . Python"),
        ("e.g. R", "e.g. R"),
        ("B.S. or Ph.D.", "B.S. or Ph.D."),
        ("$120k–$150k", "$ 120k – $ 150k"),
        ("24/7", "24/7"),
        ("https://example.org/a-b/c", "https://example.org/a-b/c"),
        ("me@example.org", "me@example.org"),
        ("•Python", "• Python"),
        ("**Python**", "* * Python * *"),
        ("“Python”", "“ Python ”"),
        ("Requirements:Python", "Requirements : Python"),
    ],
)
def test_tokens(nlp, text, tokens):
    assert [t.text for t in nlp.make_doc(text)] == tokens.split()


@given(st.text(max_size=200))
def test_tokens_lose_no_character(nlp, text):
    assert nlp.make_doc(text).text == text


def test_the_cache_holds_a_large_vocabulary(nlp):
    assert nlp.tokenizer.max_cache_size >= 1_000_000


# ------------------------------------------------------------------ which language is it

ENGLISH = (
    "We are looking for a person who has worked with data for some years and who can tell us what it means. "
    "You will sit with the people of the shop and with the engineers, and you will have a say in what is built."
)
FOREIGN = {
    "fr": "Nous cherchons une personne qui a travaillé avec des données pendant quelques années et qui sait nous dire ce "
    "que cela signifie. Vous serez assis avec les gens de la boutique et avec les ingénieurs de notre équipe.",
    "de": "Wir suchen eine Person, die seit einigen Jahren mit Daten arbeitet und uns sagen kann, was sie bedeuten. Sie "
    "sitzen mit den Leuten aus dem Laden und mit den Ingenieuren zusammen und haben bei uns etwas zu sagen.",
    "es": "Buscamos una persona que haya trabajado con datos durante algunos años y que nos pueda decir lo que significan. "
    "Estarás con la gente de la tienda y con los ingenieros, y tendrás algo que decir en lo que se hace.",
    "it": "Cerchiamo una persona che abbia lavorato con i dati per alcuni anni e che ci possa dire che cosa vogliono dire. "
    "Sarai con la gente del negozio e con gli ingegneri della squadra, e avrai da dire su quello che si fa.",
    "nl": "Wij zoeken iemand die al een paar jaar met gegevens werkt en die ons kan zeggen wat ze betekenen. Je zit bij de "
    "mensen van de winkel en bij de ingenieurs, en je hebt iets te zeggen over wat er wordt gemaakt.",
}


def guess(text):
    return guess_language(text, words_of(text))


@pytest.mark.parametrize("code", FOREIGN)
def test_a_foreign_text_is_told(code):
    assert guess(FOREIGN[code].lower()) == code


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "",
        "Bonjour et bienvenue",
        "Python, SQL, Spark, Kafka, Docker, Kubernetes, Terraform, AWS, Azure, GCP, Airflow, dbt, Snowflake, Redshift, Looker, "
        "Tableau, Power BI, Git, Linux, Bash, Java, Scala, Go, Rust, React, Angular, Vue, Django, Flask",
        "12 34 56 " * 30,
    ],
    ids=["english", "empty", "short", "a list of names", "figures"],
)
def test_english_short_and_mixed_texts_count_as_english(text):
    assert guess(text.lower()) == "en"


def test_an_english_text_with_a_foreign_end_is_english():
    assert guess((ENGLISH * 3 + FOREIGN["fr"]).lower()) == "en"


@pytest.mark.parametrize(
    "text",
    ["мы ищем человека который работал с данными несколько лет и умеет объяснить что они значат для нас и для магазина "
     "и для инженеров нашей большой и дружной команды в городе на реке",
     "私たちはデータを扱った経験のある人を探しています " * 20],
    ids=["russian", "japanese"],
)  # fmt: skip
def test_another_script_is_no_english(text):
    assert guess(text) != "en"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("cv", "I am a baker with 6 years of experience. I built ovens and trained two apprentices."),
        ("cv", "Data analyst with 6 years of experience. Led a team of three at Acme. BSc in physics."),
        ("cv", "Engineer, five years at a bank. Built fraud models in Python, deployed them on AWS."),
        ("cv", "I am an analyst. I built forecasts, and I work with candidates for tools and requirements."),
        ("posting", "I am looking for an analyst to join my team. You have 5 years of Python."),
        ("posting", "We need an engineer who knows Go. 5 years of experience. Email us or phone 123."),
        ("posting", "My client is after a contract data analyst. They use Looker."),
        ("posting", "Hi Mara, my client in Oslo wants a Java developer with 4 years of experience."),
        ("posting", "I came across your profile. I am looking for a tester for my team."),
        ("posting", "I have a new contract role for a Kotlin developer. Send me your resume."),
        ("cv", "I am looking for a role in analytics. I have used SQL for 3 years."),
        ("cv", "I am looking for a position at a bank."),
        ("cv", "I worked with my client's team on a data lake. I have 3 years of Spark."),
        ("posting", "Build pipelines, own dashboards. Python, SQL, Airflow."),
        ("posting", "Led by women, and three years old. Designed for growers. Built for scale on Kotlin."),
        ("posting", "I lead the data team and I am growing it: I want a scientist who has shipped models."),
    ],
)
def test_one_paragraph_tells_what_it_is(matcher, kind, text):
    assert matcher.read(text).kind == kind
