import pytest

from marked import assert_read

BROKEN = [
    "Requirements:\n[Tensorflw](tensorflow), [Kuberentes](kubernetes)",
    "Requirements:\n[scikit lern](scikit-learn) and [Python](python)",
    "[Pythn](python) and [Docker](docker)",
    "[D ocker](docker) and [Kafka](kafka)",
    "[Mongo DB](mongodb) and [postgre sql](postgresql)",
    "Requirements:\n[Matplotliv](matplotlib)",
    "[PyTroch](pytorch), [Docker](docker)",
    "Requirements:\n[Terrafrom](terraform)",
]


@pytest.mark.parametrize("sentence", BROKEN)
def test_misspelt_and_broken_names_are_found(matcher, sentence):
    assert_read(matcher, sentence)


@pytest.mark.parametrize("word", ["Tensorflw", "Kuberentes", "Matplotliv"])
def test_the_words_stay_as_they_were_written(matcher, word):
    reading = matcher.read(f"Requirements:\n{word}\n", kind="posting")
    assert [(s.text, s.match) for s in reading.skills] == [(word, "typo")]


ORDINARY = [
    "Requirements:\nscalable, sparkling and pythonic",
    "Requirements:\na docker at the port who loads dockside cranes",
    "Requirements:\nposters, redistribute, keratin, elastic, postage, rusty, jambon",
    "Requirements:\nrelease, flashy, numbly, pander, kindle, hadron",
    "Requirements:\nMr Jenkinson and Ms Tabloe from Hadupur",
    "Requirements:\nexcellent, swiftly, reactive, expressly",
    "Requirements:\ngti, sqk, phq, aps",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_no_ordinary_word_and_no_short_name_becomes_a_skill(matcher, text):
    assert [s for s in matcher.read(text, kind="posting").skills if s.match == "typo"] == []


@pytest.mark.parametrize("heading", ["About us", "Benefits", "How to apply"])
def test_nothing_is_guessed_where_no_skill_may_stand(matcher, heading):
    assert matcher.read(f"{heading}\nKuberentes is how our cat is called.", kind="posting").skills == ()


def test_nothing_is_guessed_in_addresses(matcher):
    assert (
        matcher.read("Requirements:\nwww.kuberentes.example, me@tensorflw.example", kind="posting").skills
        == ()
    )


def test_no_word_of_the_word_list_is_a_typo(matcher, taxonomy):
    words = [w for w in sorted(taxonomy.language.words) if len(w) >= 7][::7]
    found = []
    for first in range(0, len(words), 500):
        text = "Requirements:\n" + ", ".join(words[first : first + 500])
        found += [s.text for s in matcher.read(text, kind="posting").skills if s.match == "typo"]
    assert found == []


def test_words_of_a_posting_that_fell_apart_are_joined(matcher):
    text = "Requirements\nYou know A pache C amel, J ava, P ython, S park and K afka, and a R elational D atabase."
    found = [(skill.id, skill.text) for skill in matcher.read(text, kind="posting").skills]
    assert ("apache-camel", "A pache C amel") in found
    assert {"java", "python", "spark", "kafka"} <= {name for name, _ in found}
