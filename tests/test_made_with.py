import csv
import pickle
from dataclasses import replace

import pytest

import jdmatch
from jdmatch.batch import BatchOptions, run_batch
from jdmatch.errors import InputError
from jdmatch.scoring.scoring import score


def test_a_fit_says_which_words_made_it(matcher):
    fit = matcher.score("Requirements: Python")
    made_with = fit.to_dict()["made_with"]
    assert set(made_with) == {"jdmatch", "taxonomy", "profile"}
    assert made_with["jdmatch"] == jdmatch.__version__
    assert matcher.taxonomy.version.startswith(made_with["taxonomy"])
    assert matcher.score("").made_with == pickle.loads(pickle.dumps(fit)).made_with == fit.made_with


def test_other_words_or_weights_are_told_apart(matcher, tmp_path):
    (tmp_path / "columns.yaml").write_text("text: [ward text]\n", encoding="utf-8")
    reading = matcher.read("Requirements: Python")
    first = matcher.score("Requirements: Python").made_with
    other = score(reading, matcher.profile, jdmatch.load_taxonomy(["bundled", tmp_path])).made_with
    lenient = score(reading, replace(matcher.profile, met=0.1, path="elsewhere"), matcher.taxonomy).made_with
    assert (other.profile, lenient.taxonomy) == (first.profile, first.taxonomy)
    assert other.taxonomy != first.taxonomy
    assert lenient.profile != first.profile


def test_a_profile_has_one_hash_wherever_it_is(matcher):
    assert replace(matcher.profile, path="elsewhere").hash == matcher.profile.hash


def test_batch_tells_it_in_a_column_on_demand(tmp_path):
    given, output = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text('description\n"Requirements: Python, Selenium and Zylograph."\n""\n', encoding="utf-8")
    options = BatchOptions(input=given, output=output, columns=("esco", "made_with"), workers=1)
    summary = run_batch(options)
    with output.open(encoding="utf-8", newline="") as file:
        python, empty = csv.DictReader(file)
    assert list(python)[:4] == ["description", "esco", "made_with", "score"]
    # Selenium's link is only broader, and Zylograph has none
    assert python["esco"] == "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d"
    assert python["made_with"] == empty["made_with"] == summary.made_with
    assert ("made with", summary.made_with) in summary.details
    with pytest.raises(InputError, match="columns: 'esko' is unknown; expected 'esco' or 'made_with'"):
        replace(options, columns=("esko",))
