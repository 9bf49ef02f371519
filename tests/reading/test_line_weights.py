"""What clauses tell of: duties and themes by learnt weights, statement by statement of the document."""

from __future__ import annotations

import dataclasses
import random

import pytest

import jdmatch
from jdmatch.reading.duties import WHOLE, DutyFinder, LineModel
from jdmatch.reading.page import Page
from jdmatch.reading.reader import PageReader
from jdmatch.taxonomy.records import Taxonomy

# (what is said, kind, what must be read) for each statement: asked, preferred, in a CV, in other words; then what must not
TOLD = {
    "large-data": [
        ("Processes and analyzes large data sets.", "posting"),
        ("You will work with large volumes of data.", "posting"),
        ("Experience with large datasets is a plus.", "posting"),
        ("Comfortable with large-scale data.", "posting"),
        ("Aggregated terabytes of clickstream for the ranking team.", "cv"),
        ("Turn massive amounts of sensor data into features.", "posting"),
    ],
    "mathematics": [
        ("Strong knowledge of mathematics, statistics and data analysis.", "posting"),
        ("Experience with statistical analysis is preferred.", "posting"),
        ("You know linear algebra and probability.", "posting"),
        ("Analyzed survey data with regression and hypothesis tests.", "cv"),
        ("Solid quantitative skills.", "posting"),
        ("Performs statistical analyses of sales.", "posting"),
    ],
    "software-engineering": [
        ("Experience with software engineering principles and practices.", "posting"),
        ("Best practices of software engineering are a plus.", "posting"),
        ("You write clean code and review that of others.", "posting"),
        ("Unit testing, version control and CI/CD.", "posting"),
        ("Introduced code reviews and automated tests in a team of five.", "cv"),
        ("Knows object-oriented design and design patterns.", "posting"),
    ],
    "communication": [
        ("Strong communication and collaboration skills.", "posting"),
        ("Excellent written and verbal communication.", "posting"),
        ("You are a team player.", "posting"),
        ("Good interpersonal skills are desirable.", "posting"),
        ("Works well with others.", "posting"),
        ("Skilled communicator and team player.", "cv"),
    ],
    "problem-solving": [
        ("Excellent problem-solving skills and the ability to think creatively.", "posting"),
        ("You enjoy solving hard problems.", "posting"),
        ("Strong analytical and critical thinking.", "posting"),
        ("A creative problem solver.", "posting"),
        ("Analytical thinker with a knack for hard problems.", "cv"),
        ("Creative thinking is an advantage.", "posting"),
    ],
    "certification": [
        ("Certification in machine learning preferred.", "posting"),
        ("A training in ML would be nice.", "posting"),
        ("Any ML certification (Coursera) is welcome.", "posting"),
        ("Google's Machine Learning Crash Course or the like.", "posting"),
        ("Certified in deep learning by Coursera, 2022.", "cv"),
        ("Courses or certificates in artificial intelligence.", "posting"),
    ],
    "visualization": [
        ("Familiarity with data visualization tools such as Tableau.", "posting"),
        ("Power BI is a plus.", "posting"),
        ("You build dashboards in Looker.", "posting"),
        ("Plotted results with matplotlib.", "cv"),
        ("Can visualize data for others.", "posting"),
        ("Experience with BI tools.", "posting"),
    ],
    "collaborate": [
        ("Collaborating with cross-functional teams to identify business requirements for machine learning.", "posting"),
        ("Work closely with stakeholders to learn what they need from our models.", "posting"),
        ("Partner with product managers on data products.", "posting"),
        ("Gathered requirements from clinicians for a triage model.", "cv"),
        ("You translate business needs into data science tasks.", "posting"),
        ("Liaise with engineers and analysts of other departments.", "posting"),
    ],
    "design": [
        ("Designing and implementing machine learning algorithms and models.", "posting"),
        ("Trained a BERT classifier for support tickets.", "cv"),
        ("Fine-tuned LLaMA-2 on legal texts.", "cv"),
        ("Implemented a CNN in PyTorch.", "cv"),
        ("Built a fraud detection model.", "cv"),
        ("Develop predictive models for energy demand.", "posting"),
    ],
    "validate": [
        ("Testing and validating models to ensure accuracy and efficiency.", "posting"),
        ("Evaluate models on held-out data.", "posting"),
        ("Run A/B tests of new models.", "posting"),
        ("Measured precision and recall of the classifier.", "cv"),
        ("Benchmark our language models.", "posting"),
        ("Model validation before each release.", "posting"),
    ],
    "optimize": [
        ("Optimizing and improving the performance of algorithms and models.", "posting"),
        ("Improved model AUC by four points.", "cv"),
        ("Tune hyperparameters of neural networks.", "posting"),
        ("Speed up inference on phones.", "posting"),
        ("Reduce the latency of our models.", "posting"),
        ("Enhance the accuracy of forecasting models.", "posting"),
    ],
    "develop": [
        ("Developing software applications and tools that support machine learning.", "posting"),
        ("Build data pipelines for training.", "posting"),
        ("Write APIs around our models.", "posting"),
        ("Created an annotation tool for images.", "cv"),
        ("Engineer the platform that our data scientists use.", "posting"),
        ("Implement ETL jobs in Airflow.", "posting"),
    ],
    "monitor": [
        ("Monitoring and maintaining deployed machine learning models.", "posting"),
        ("Deploy models to production.", "posting"),
        ("Watch live models for drift and retrain them.", "posting"),
        ("Built and deployed a two-tower retrieval model.", "cv"),
        ("Put models into service on Kubernetes.", "posting"),
        ("Experience with MLOps.", "posting"),
    ],
    "present": [
        ("Communicating and presenting results and insights to stakeholders.", "posting"),
        ("Explain findings to non-technical audiences.", "posting"),
        ("Presented results to the board.", "cv"),
        ("Prepare reports and presentations of your analyses.", "posting"),
        ("You tell managers what the numbers mean.", "posting"),
        ("Share insights with decision makers.", "posting"),
    ],
}  # fmt: skip
# of another sense, or denied
NOT_TOLD = {
    "large-data": ["We are a large company with many sites.", "Enter addresses into the register.", "No big data here."],
    "mathematics": ["Write user manuals.", "Our statistics are printed in the annual report."],
    "software-engineering": ["Our software is sold in forty countries.", "Install printers."],
    "communication": ["Cable and telecommunication lines.", "We collaborate with schools in the region."],
    "problem-solving": ["The firm solves the problem of late parcels.", "Creative studio near the park."],
    "certification": [
        "You don't need Google's Machine Learning Crash Course.", "AWS certification is not required.",
        "Training of machine learning models.", "Forklift certificate.",
    ],
    "visualization": ["Vision plan and dental plan.", "A picture of our garden."],
    "collaborate": ["Our café works with farmers of the valley.", "A team of cheerful people."],
    "design": ["Design posters for concerts.", "We don't train models.", "Train the new waiters."],
    "validate": ["Test the water of the pool.", "Your licence will be validated."],
    "optimize": ["Improve your English with us."],
    "develop": ["Develop your talents with us.", "Build bridges of steel."],
    "monitor": ["Monitor patients after surgery.", "Maintain the lawn."],
    "present": ["Present your badge at the door.", "A present for each child."],
}  # fmt: skip

# in other words than those of the document and of duties.yaml
PARAPHRASES = {
    "collaborate": [
        "Sits down with sales and finance to learn which forecasts they need.",
        "Joint work with product owners on what the ranking should achieve.",
        "Turn stakeholders' questions into machine-learning problems.",
        "You are the bridge between data science and the business.",
        "Run workshops with customers to scope AI use cases.",
        "Close cooperation with the marketing department on customer models.",
        "Consult internal teams on how ML can help them.",
        "Works hand in hand with engineers and designers to ship models.",
    ],
    "validate": [
        "Make sure models are right before they ship.",
        "Checks predictions against what really happened.",
        "Hold models against a test set and report the errors.",
        "Assess the accuracy of forecasts.",
        "Compares several classifiers on unseen data.",
        "Quality assurance of ML models.",
        "Set up experiments that show whether a model helps.",
        "Verify that the algorithms give correct results.",
    ],
    "optimize": [
        "Make our models faster and more accurate.",
        "Squeeze more accuracy out of the ranking model.",
        "Cut the training time of deep networks.",
        "Continuously improve existing algorithms.",
        "Fine-tune model parameters for better results.",
        "Boost the performance of the recommender.",
        "Scale up inference to millions of requests.",
        "Quantize and prune networks for mobile phones.",
    ],
    "develop": [
        "Write the software around our models.",
        "Build tools that data scientists use every day.",
        "Program services that serve predictions.",
        "Create data pipelines that feed the models.",
        "Implement back-end components for an AI product.",
        "Engineer the infrastructure for model training.",
        "Automate the data flows of the analytics team.",
        "Integrate models into our web application.",
    ],
    "monitor": [
        "Keep deployed models healthy.",
        "Roll out models and watch how they do.",
        "Bring models into production and look after them.",
        "Retrain models when their accuracy drops.",
        "Operate ML services around the clock.",
        "Retire models that have grown stale in production.",
        "Own the live system that serves our models.",
        "Detect drift in data and predictions.",
    ],
    "present": [
        "Show results to managers in plain words.",
        "Tell the story behind the data.",
        "Give clear reports on what the analysis found.",
        "Make findings understandable for everybody.",
        "Brief the leadership on model results.",
        "Explain the outcome of an analysis to clients.",
        "Write up and share conclusions with the business.",
        "Turn analyses into presentations for executives.",
    ],
    "design": [
        "Come up with new algorithms for search.",
        "Build vision models that recognise defects in photos.",
        "Build neural networks that read invoices.",
        "Create models that predict which customers leave.",
        "Apply deep learning to medical images.",
        "Train large language models on our data.",
        "Research and prototype new ML methods.",
        "Model customer behaviour with gradient boosting.",
    ],
}


def told(matcher: jdmatch.Matcher, text: str, kind: str) -> set[str]:
    reading = matcher.read(text, kind=kind)  # type: ignore[arg-type]
    return {one.id for one in (*reading.duties, *reading.themes)}


@pytest.mark.parametrize(
    ("one", "text", "kind"), [(one, *case) for one, cases in TOLD.items() for case in cases]
)
def test_a_statement_is_read(matcher: jdmatch.Matcher, one: str, text: str, kind: str) -> None:
    assert one in told(matcher, text, kind)


@pytest.mark.parametrize(
    ("one", "text"), [(one, text) for one, texts in PARAPHRASES.items() for text in texts]
)
def test_a_paraphrase_is_read(matcher: jdmatch.Matcher, one: str, text: str) -> None:
    assert one in told(matcher, text, "posting")


@pytest.mark.parametrize(("one", "text"), [(one, text) for one, texts in NOT_TOLD.items() for text in texts])
def test_another_sense_is_not_read(matcher: jdmatch.Matcher, one: str, text: str) -> None:
    assert one not in told(matcher, text, "posting")


def test_large_data_earns_its_points(matcher: jdmatch.Matcher) -> None:
    fit = matcher.score("Requirements\n- You analyze large volumes of data every day.\n", kind="posting")
    assert next(r for r in fit.requirements if r.id == "large-data").status == "met"


def test_an_unnamed_training_earns_points(matcher: jdmatch.Matcher) -> None:
    fit = matcher.score("Requirements\n- Some course in deep learning would be nice.\n", kind="posting")
    assert next(r for r in fit.requirements if r.id == "certification").coverage > 0


def test_evidence_is_a_run_of_words(matcher: jdmatch.Matcher) -> None:
    text = "About us: we bake.\n- Keep models  that are “live” healthy.\n- Handle large   volumes of data."
    reading = matcher.read(text, kind="posting")
    assert [one for one in reading.themes if one.id == "large-data"]
    for one in (*reading.duties, *reading.themes):
        assert text[one.start : one.end] == one.text
        assert one.text.strip() == one.text != ""


def test_lanes_add_up_as_single_sums(matcher: jdmatch.Matcher) -> None:
    model = LineModel(matcher.taxonomy)
    rows = [
        line.split("\t")
        for line in matcher.taxonomy.language.line_weights.split("\n")
        if line[:1] not in ("", "#")
    ]
    table = {row[0]: [int(cell or 0) for cell in row[1:]] for row in rows[1:]}
    picked = random.Random(3).sample(sorted(word for word in table if word.isalpha() and len(word) < 5), 30)
    judged = model.start([]) + model.of_words(picked)
    features = [*picked, *(f"{a} {b}" for a, b in zip(["^", *picked], [*picked, "$"], strict=True)), "*"]
    for label in range(len(model.labels)):
        assert model.score(judged, label) == sum(table[f][label] for f in features if f in table)


def test_a_long_text_without_stops_is_read(matcher: jdmatch.Matcher) -> None:
    text = "word " * 400 + "deploy models to production and watch them for drift " + "word " * 400
    reading = matcher.read(text, kind="posting")
    assert "monitor" in {duty.id for duty in reading.duties}


def test_many_clauses_make_a_whole_text(matcher: jdmatch.Matcher) -> None:
    finder = DutyFinder(matcher.taxonomy)
    for clauses, is_whole in ((3, False), (12, True)):
        page = Page.of("We bake bread.\n" * clauses, kind="posting")
        PageReader(matcher.taxonomy).read(page)
        assert (WHOLE in finder.context(page)) is is_whole


TABLE = """feature\tpaint\twash
*\t-50\t-50
paint\t{paint}\t
brush\t25\t
wash\t\t90
:best\t300\t
:second\t200\t
:*\t-200\t
:~baker\t-150\t
:~painter\t150\t
"""


def of_table(taxonomy: Taxonomy, paint: int = 90) -> LineModel:
    language = dataclasses.replace(taxonomy.language, line_weights=TABLE.format(paint=paint))
    return LineModel(dataclasses.replace(taxonomy, language=language))


def borne(model: LineModel, clauses: list[str], *signs: str) -> dict[str, int]:
    seen = [model.may_show(model.start([]) + model.of_words(clause.split())) for clause in clauses]
    return {model.labels[label]: least for label, least in model.of_text(signs, filter(None, seen)).items()}


def test_two_faint_clauses_make_a_duty(matcher: jdmatch.Matcher) -> None:
    model = of_table(matcher.taxonomy)
    # 90 - 50 of 40 + 80: two thirds of the way up
    assert borne(model, ["paint it"]) == {}
    assert borne(model, ["paint it", "paint that"]) == {"paint": 0}


def test_the_kind_of_text_has_its_say(matcher: jdmatch.Matcher) -> None:
    model = of_table(matcher.taxonomy, paint=200)
    assert borne(model, ["paint it"]) == {"paint": 0}
    assert borne(model, ["paint it"], "~baker") == {}
    # however plain, one clause is worth no more than a plain one
    assert borne(of_table(matcher.taxonomy, paint=900), ["paint it"], "~baker") == {}


def test_a_faint_clause_is_the_evidence(matcher: jdmatch.Matcher) -> None:
    model = of_table(matcher.taxonomy, paint=45)
    assert borne(model, ["paint it"]) == {}
    assert borne(model, ["paint it", "brush that"], "~painter") == {"paint": -5}
    assert borne(model, [], "~painter") == {}


def test_themes_need_one_plain_clause(matcher: jdmatch.Matcher) -> None:
    model = of_table(matcher.taxonomy)
    assert borne(model, ["wash it"]) == {"wash": 0}
    assert borne(model, ["brush it", "brush that"]) == {}


def test_a_clause_more_never_unsays_a_duty(matcher: jdmatch.Matcher) -> None:
    model = LineModel(matcher.taxonomy)
    rng = random.Random(5)
    clauses = [text.lower().strip(".") for _, cases in TOLD.items() for text, _ in cases]
    signs = ["%posting", "~3", "~data-scientist"]
    for _ in range(40):
        some = rng.sample(clauses, 5)
        assert borne(model, some[:3], *signs).keys() <= borne(model, some, *signs).keys()


def test_duties_of_other_trades_are_none(matcher: jdmatch.Matcher) -> None:
    work = "You work closely with other departments.\n"
    rest = (
        "We bake bread.\nYou clean the ovens.\nYou sell rolls.\nYou fill the shelves.\nYou count the till.\n"
        * 2
    )
    for title, is_told in (("Baker", False), ("Data Scientist", True)):
        text = work + rest + ("" if title == "Baker" else "Python, SQL, pandas and machine learning.\n")
        reading = matcher.read(text, title=title, kind="posting")
        assert ("collaborate" in {duty.id for duty in reading.duties}) is is_told


def test_without_weights_the_rules_decide(matcher: jdmatch.Matcher) -> None:
    language = dataclasses.replace(matcher.taxonomy.language, line_weights="")
    taxonomy = dataclasses.replace(matcher.taxonomy, language=language)
    page = Page.of("Deploy models. Keep the live ones healthy.", kind="posting")
    PageReader(taxonomy).read(page)
    page.duties = []
    DutyFinder(taxonomy).read(page)
    assert [mark.duty for mark in page.duties] == ["monitor"]
