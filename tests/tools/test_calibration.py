from __future__ import annotations

import json
from pathlib import Path

import pytest

from jdmatch.errors import InputError
from jdmatch.matcher import Matcher
from jdmatch.taxonomy.loading import load_profile, load_taxonomy, taxonomy_folder
from jdmatch.tools.tune import build_reference, write_reference
from scoring_texts import ANALYST, NURSE, POSTING


def test_a_reference_is_a_distribution_and_not_a_text(matcher: Matcher, tmp_path: Path) -> None:
    readings = [matcher.read(text, kind="posting") for text in (NURSE, ANALYST, POSTING, "")]
    reference = build_reference(matcher, readings * 25, made_of="three kinds")
    assert reference.postings == 75  # what cannot be scored is left out
    assert list(reference.quantiles) == sorted(reference.quantiles)
    source = taxonomy_folder() / "profiles" / "ml-engineer.yaml"
    profile = tmp_path / "mine.yaml"
    profile.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    path = write_reference(reference, profile)
    assert set(json.loads(path.read_text())) == {"profile", "postings", "made_of", "quantiles"}
    loaded = load_profile(profile, matcher.taxonomy)
    scores = [matcher.score(text, kind="posting").score or 0.0 for text in (NURSE, ANALYST, POSTING)]
    places = [loaded.percentile(score) for score in scores]
    assert places == pytest.approx([16.7, 50, 83.3], abs=1)
    assert loaded.percentile(0) == pytest.approx(0, abs=17)
    assert loaded.percentile(100) == 100


def test_too_few_postings_make_no_reference(matcher: Matcher) -> None:
    with pytest.raises(InputError, match="at least 50"):
        build_reference(matcher, [POSTING] * 10)


@pytest.mark.parametrize("name", load_taxonomy().profiles)
def test_bundled_profiles_have_a_reference(name: str, matcher: Matcher) -> None:
    profile = load_profile(name, matcher.taxonomy)
    marks = [profile.percentile(score) for score in (0, 5, 10, 20, 40, 60, 80, 100)]
    assert None not in marks
    assert marks == sorted(marks)  # type: ignore[type-var]
    assert marks[-1] == 100
