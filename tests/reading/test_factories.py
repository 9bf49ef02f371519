import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import jdmatch
from jdmatch.errors import InputError
from jdmatch.reading.factories import blank_pipeline
from jdmatch.reading.reader import READERS
from jdmatch.reading.records import Reading
from tiny_postings import POSTINGS, texts

PARTS = [*READERS, "spans"]
POSTING = POSTINGS[0]


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("jdmatch")
    return nlp


@pytest.fixture(scope="module")
def by_parts():
    nlp = spacy.blank("en")
    for part in PARTS:
        nlp.add_pipe(f"jdmatch_{part}")
    return nlp


# ------------------------------------------------------------------ in anyone's pipeline


def test_one_component_reads_a_text(nlp, matcher):
    doc = nlp(POSTING)

    assert doc._.jdmatch == matcher.read(POSTING)
    assert doc.text == POSTING
    assert not [key for key in doc.user_data if key == "jdmatch.page"]


def test_spans_tell_what_was_found(nlp):
    doc = nlp("Requirements: Python and machine learning. Validate models.")

    assert [(s.text, s.label_, s.kb_id_) for s in doc.spans["skills"]][:2] == [
        ("Python", "programming-language", "python"), ("machine learning", "machine-learning", "machine-learning"),
    ]  # fmt: skip
    assert [(s.text, s.label_) for s in doc.spans["duties"]] == [("Validate models", "validate")]
    assert [s.label_ for s in doc.spans["sections"]] == ["requirements"]


def test_spans_may_bear_ids_of_esco():
    nlp = spacy.blank("en")
    nlp.add_pipe("jdmatch", config={"kb": "esco"})
    doc = nlp("Requirements: Python and Selenium.")
    python, selenium = doc.spans["skills"]

    assert python.kb_id_ == "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d"
    assert selenium.kb_id_ == ""  # ESCO has only the wider "tools for ICT test automation"


def test_unknown_ids_for_spans_are_refused():
    with pytest.raises(InputError, match="expected 'jdmatch' or 'esco'"):
        spacy.blank("en").add_pipe("jdmatch", config={"kb": "wikidata"})


def test_the_parts_read_as_the_whole(by_parts, matcher):
    for text in POSTINGS:
        assert by_parts(text)._.jdmatch == matcher.read(text)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_a_registered_component(by_parts, part):
    meta = by_parts.get_pipe_meta(f"jdmatch_{part}")
    assert meta.factory == f"jdmatch_{part}"
    assert by_parts.get_pipe_config(f"jdmatch_{part}")["taxonomy"] == {
        "@misc": "jdmatch.taxonomy.v1",
        "path": None,
    }


@pytest.mark.parametrize("part", PARTS)
def test_each_factory_has_an_entry_point(part):
    from importlib.metadata import entry_points

    names = {e.name: e.value for e in entry_points(group="spacy_factories")}
    assert names[f"jdmatch_{part}"] == f"jdmatch.reading.factories:make_{part}"
    assert names["jdmatch"] == "jdmatch.reading.factories:make_jdmatch"


def test_a_pipeline_with_other_components_reads_the_same(matcher):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("jdmatch")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "CITY", "pattern": "Pune"}])
    assert nlp(POSTING)._.jdmatch == matcher.read(POSTING)


@pytest.mark.parametrize("code", ["xx", "de"])
def test_someone_elses_tokens_give_the_same_reading(matcher, code):
    nlp = spacy.blank(code)
    nlp.add_pipe("jdmatch")
    assert nlp(POSTING)._.jdmatch == matcher.read(POSTING)


def test_tokens_of_one_character_give_the_same_reading(matcher):
    nlp = spacy.blank("en")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=list(text), spaces=[False] * len(text))
    nlp.add_pipe("jdmatch")
    assert nlp(POSTING)._.jdmatch == matcher.read(POSTING)


def test_two_pipelines_live_side_by_side(nlp):
    other = spacy.blank("en")
    other.add_pipe("jdmatch")
    assert other(POSTING)._.jdmatch == nlp(POSTING)._.jdmatch


def test_a_doc_that_was_not_read_has_no_reading(nlp):
    assert nlp.make_doc(POSTING)._.jdmatch is None


def test_an_empty_doc_is_read(nlp):
    doc = nlp("")
    assert doc._.jdmatch.status == "empty"
    assert [len(doc.spans[name]) for name in ("skills", "duties", "sections")] == [0, 0, 0]


# ------------------------------------------------------------------ to disk, to bytes, to other processes


def test_a_pipeline_goes_to_disk_and_back(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")

    assert again.pipe_names == ["jdmatch"]
    assert again.config["components"]["jdmatch"]["taxonomy"] == {"@misc": "jdmatch.taxonomy.v1", "path": None}
    assert again(POSTING)._.jdmatch == nlp(POSTING)._.jdmatch


def test_a_pipeline_goes_to_bytes_and_back(nlp):
    again = spacy.blank("en")
    again.add_pipe("jdmatch")
    again.from_bytes(nlp.to_bytes())
    assert again(POSTING)._.jdmatch == nlp(POSTING)._.jdmatch


def test_a_doc_goes_to_bytes_and_back(nlp):
    doc = nlp(POSTING)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())

    assert again._.jdmatch == doc._.jdmatch
    assert again._.jdmatch.text == POSTING
    for name in ("skills", "duties", "sections"):
        assert [(s.start_char, s.end_char, s.label_, s.kb_id_) for s in again.spans[name]] == [
            (s.start_char, s.end_char, s.label_, s.kb_id_) for s in doc.spans[name]
        ]


def test_pipe_gives_the_readings_in_order(nlp, matcher):
    assert [doc._.jdmatch for doc in nlp.pipe(POSTINGS)] == [matcher.read(text) for text in POSTINGS]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # spaCy forks a process that has threads
def test_pipe_on_two_processes_gives_the_same(nlp, matcher):
    found = [doc._.jdmatch for doc in nlp.pipe(POSTINGS, n_process=2, batch_size=1)]
    assert found == [matcher.read(text) for text in POSTINGS]


# ------------------------------------------------------------------ with and without tokens


@pytest.fixture(scope="module")
def with_tokens():
    return jdmatch.load(nlp=spacy.blank("en"))


def test_a_matcher_on_a_users_pipeline_reads_the_same(matcher, with_tokens, postings):
    for row in postings:
        reading = with_tokens.read(row["description"], title=row["title"], kind="posting")
        assert reading == matcher.read(row["description"], title=row["title"], kind="posting")


def test_a_matcher_on_a_users_pipeline_scores_the_same(matcher, with_tokens):
    assert with_tokens.score(POSTING) == matcher.score(POSTING)


def test_a_text_longer_than_spacy_takes_is_read_all_the_same(with_tokens):
    text = POSTING + "x " * 600_000
    assert with_tokens.read(text).skills


def test_its_own_taxonomy_goes_with_a_users_pipeline(tmp_path, taxonomy):
    from jdmatch.taxonomy.loading import taxonomy_folder

    nlp = spacy.blank("en")
    matcher = jdmatch.load(taxonomy=taxonomy_folder(), nlp=nlp)
    assert matcher.nlp.get_pipe_config("jdmatch")["taxonomy"]["path"] == str(taxonomy_folder())
    assert matcher.read("We need Python.").skills


def test_the_matchers_own_pipeline_reads_the_same(matcher, postings):
    for row in postings:
        assert matcher.nlp(row["description"])._.jdmatch == matcher.read(row["description"])


def test_our_tokenizer_is_the_matchers(matcher):
    text = "C/C++/Java and C#/.NET"
    assert [t.text for t in matcher.nlp.make_doc(text)] == [t.text for t in blank_pipeline().make_doc(text)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(texts(), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)))
def test_reading_without_tokens_is_reading_with_them(matcher, nlp, text):
    reading = nlp(text)._.jdmatch
    assert isinstance(reading, Reading)
    assert reading == matcher.read(text)
    assert reading.text == text


def test_analysis_knows_what_is_assigned():
    nlp = spacy.blank("en")
    nlp.add_pipe("jdmatch")
    assert nlp.analyze_pipes()["summary"]["jdmatch"]["assigns"] == ["doc.spans", "doc._.jdmatch"]


def test_skills_become_entities_beside_those_of_others():
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Acme Python"}])
    nlp.add_pipe("jdmatch", config={"ents": True})
    doc = nlp("At Acme Python you need SQL and Scala.")
    assert [(one.text, one.label_) for one in doc.ents] == [
        ("Acme Python", "ORG"),
        ("SQL", "query-language"),
        ("Scala", "programming-language"),
    ]
    assert nlp.config["components"]["jdmatch"]["ents"] is True
