from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from jdmatch.errors import InputError
from jdmatch.matcher import Matcher
from jdmatch.reading.records import Reading
from jdmatch.taxonomy.loading import load_profile, load_taxonomy, taxonomy_folder
from jdmatch.tools.tune import Tuned, build_reference, tune, write_profile, write_reference
from scoring_texts import ANALYST, NURSE, POSTING


@pytest.fixture(scope="module")
def rows(matcher: Matcher) -> list[tuple[Reading, bool]]:
    """Postings of a user to whom only those fit that ask for Kafka or Spark, whatever else they ask."""
    chance = random.Random(4)
    rows = []
    for i in range(80):
        lines = [
            f"- {line}" for line in ("Python", "PyTorch", "Tableau", "statistics", "Git", "communication")
        ]
        asked = chance.sample(lines, 3)
        fits = i % 2 == 0
        text = "Requirements\n" + "\n".join(
            [*asked, *(["- Spark and Kafka on large data sets"] if fits else [])]
        )
        rows.append(
            (matcher.read(f"{text}\nResponsibilities\n- Train machine learning models", kind="posting"), fits)
        )
    return rows


@pytest.fixture(scope="module")
def tuned(matcher: Matcher, rows: list[tuple[Reading, bool]]) -> Tuned:
    return tune(rows, matcher.profile, matcher)


def test_weights_follow_the_labels(tuned: Tuned, matcher: Matcher) -> None:
    assert tuned.profile["large-data"].weight > 2 * matcher.profile["large-data"].weight
    assert tuned.helped
    assert tuned.auc_after > tuned.auc_before + 0.05
    assert "held-out AUC" in str(tuned)


def test_weights_are_never_negative_and_add_up_to_a_hundred(tuned: Tuned) -> None:
    weights = [r.weight for r in tuned.profile.requirements if not r.bonus]
    assert min(weights) >= 0
    assert round(sum(weights), 6) == 100


def test_the_same_rows_give_the_same_weights(
    tuned: Tuned, matcher: Matcher, rows: list[tuple[Reading, bool]]
) -> None:
    assert tune(rows, matcher.profile, matcher) == tuned


def test_labels_that_mean_nothing_are_told_so(matcher: Matcher, rows: list[tuple[Reading, bool]]) -> None:
    shuffled = [(reading, (i // 2) % 2 == 0) for i, (reading, _) in enumerate(rows)]
    tuned = tune(shuffled, matcher.profile, matcher)
    assert tuned.auc_after < 0.75


def test_too_little_data_is_refused(matcher: Matcher) -> None:
    with pytest.raises(InputError, match=r"5 fitting and 30 other postings .* at least 20 of each"):
        tune([(POSTING, True)] * 5 + [(ANALYST, False)] * 30, matcher.profile, matcher)


def test_it_is_written_as_a_profile(tuned: Tuned, matcher: Matcher, tmp_path: Path) -> None:
    path = write_profile(tuned, tmp_path / "streaming.yaml")
    loaded = load_profile(path, matcher.taxonomy)
    assert (loaded.id, loaded.extends) == ("streaming", "ml-engineer")
    assert [r.weight for r in loaded.requirements] == [r.weight for r in tuned.profile.requirements]
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Weights learnt from 80 labelled postings, 40 of them fitting; held-out AUC")
    assert "# a bare list is easily written" in text
    again = load_profile(write_profile(tuned, tmp_path / "other.yaml", id="third"), matcher.taxonomy)
    assert again.id == "third"
    source = tmp_path / "streaming.yaml"
    with pytest.raises(InputError, match="is the profile itself"):
        write_profile(tune_from(loaded, tuned), source)
    assert (taxonomy_folder() / "profiles" / "ml-engineer.yaml").read_text(encoding="utf-8") != text


def test_profile_that_extends_is_tuned_whole(
    matcher: Matcher, rows: list[tuple[Reading, bool]], tmp_path: Path
) -> None:
    small = tmp_path / "small.yaml"
    small.write_text("schema: 1\nid: small\nextends: ml-engineer\nlabel: small\n", encoding="utf-8")
    tuned = tune(rows, load_profile(small, matcher.taxonomy), matcher)
    assert "folds" in str(tuned)
    loaded = load_profile(write_profile(tuned, tmp_path / "tuned.yaml"), matcher.taxonomy)
    assert [r.weight for r in loaded.requirements] == [r.weight for r in tuned.profile.requirements]


def tune_from(profile: object, tuned: Tuned) -> Tuned:
    from dataclasses import replace

    return replace(tuned, before=profile)


# ------------------------------------------------------------------ references


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
