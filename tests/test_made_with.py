import pickle
from dataclasses import replace

import jdmatch
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
