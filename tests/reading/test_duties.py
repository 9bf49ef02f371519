import pytest

DUTIES = [
    ("collaborate", "Collaborate with product managers to agree on what a model has to do."),
    ("collaborate", "You work closely with business stakeholders."),
    ("collaborate", "Partnered with clinicians to find out what they need."),
    ("collaborate", "Gather requirements from analysts."),
    ("design", "Design and train neural networks for speech."),
    ("design", "You will develop recommendation models for our shop."),
    ("design", "Built predictive models on ten million rows."),
    ("validate", "Validate models against held-out data."),
    ("validate", "Evaluate the accuracy of our classifiers."),
    ("validate", "Model validation with clinicians at the table."),
    ("optimize", "Optimize models for low latency."),
    ("optimize", "Tune hyperparameters of deep learning models."),
    ("optimize", "Improve the accuracy of our models."),
    ("develop", "Build data pipelines for the shop."),
    ("develop", "Develop software tools that support our ML products."),
    ("monitor", "Deploy models to production."),
    ("monitor", "Monitor models in production and retrain them."),
    ("monitor", "Maintain deployed models and watch for drift."),
    ("present", "Present results to leadership."),
    ("present", "Communicate findings to non-technical stakeholders."),
    ("present", "Write reports and present your insights to clients."),
]


def duties(matcher, text, kind="posting"):
    return {d.id for d in matcher.read(text, kind=kind).duties}


@pytest.mark.parametrize(("duty", "sentence"), DUTIES)
def test_a_duty_is_found(matcher, duty, sentence):
    assert duty in duties(matcher, sentence)


@pytest.mark.parametrize(("duty", "sentence"), DUTIES)
def test_a_duty_is_found_in_a_list_of_tasks(matcher, duty, sentence):
    assert duty in duties(matcher, f"What you'll do\n- Water the plants\n- {sentence}\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "We value diversity and design an inclusive workplace.",
        "Our recruiters will validate your documents.",
        "Monitor the boiler and its valves.",
        "Train new colleagues at the till.",
        "Build relationships with customers.",
        "Develop the business model.",
        "You will present your ID at the door.",
        "Optimize our sales process.",
        "Test the brakes before each ride.",
        # the work of customers, and what is to be learnt
        "Sell our platform, helping customers build ML models.",
        "Our clients train models with our software.",
        "Customers use our platform to deploy machine learning models.",
        "We help retailers' teams: helping companies train their own models.",
        "You will learn how to train machine learning models.",
        "",
    ],
)
def test_what_is_none_of_the_seven(matcher, sentence):
    assert duties(matcher, sentence) == set()


def test_commas_between_verbs_are_no_words(matcher):
    sentence = (
        "You will design, build, test, deploy and maintain models for us, and present them to the board."
    )
    assert "design" in duties(matcher, sentence)


@pytest.mark.parametrize("heading", ["Benefits", "How to apply", "Equal opportunity"])
def test_a_line_on_benefits_or_process_is_never_a_duty(matcher, heading):
    assert duties(matcher, f"{heading}\nPresent results to leadership.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "You help customers train models on our cluster.",
        "You will help our clients build machine learning models.",
        "What you'll do\n- Help clients train neural networks.",
    ],
)
def test_helping_with_the_work_of_others_counts(matcher, text):
    assert "design" in duties(matcher, text)


def test_verb_and_object_must_stand_in_one_clause(matcher):
    assert duties(matcher, "You optimize. Models stand on the shelf.") == set()


def test_a_duty_bears_its_words(matcher):
    text = "We ask you to validate models against data, and to present results to leadership."
    assert [(d.id, d.text) for d in matcher.read(text, kind="posting").duties] == [
        ("validate", "validate models"), ("present", "present results"),
    ]  # fmt: skip


def test_a_duty_shown_twice_is_found_at_both_places(matcher):
    text = "- Validate models.\n- Validate models again and again."
    found = [d.start for d in matcher.read(text, kind="posting").duties if d.id == "validate"]
    assert found == [2, text.index("Validate models again")]


def test_a_cv_shows_duties(matcher):
    text = (
        "Experience\nML engineer, 2019 - 2022\n- Designed neural networks\n- Deployed models to production\n"
    )
    assert {"design", "monitor"} <= duties(matcher, text, kind="cv")
