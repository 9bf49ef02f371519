from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import jdmatch
from jdmatch.errors import ProfileError
from jdmatch.taxonomy.loading import load_profile, load_taxonomy, taxonomy_folder
from jdmatch.taxonomy.profile import rising
from jdmatch.taxonomy.records import Taxonomy

ML = (taxonomy_folder() / "profiles" / "ml-engineer.yaml").read_text(encoding="utf-8")

WEIGHT = int(re.search(r"weight: (\d+)", ML)[1])  # type: ignore[index]


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", load_taxonomy().profiles)
def test_bundled_profiles_are_sound(name: str, taxonomy: Taxonomy) -> None:
    profile = load_profile(name, taxonomy)
    assert profile.id == name
    assert sum(r.weight for r in profile.requirements if not r.bonus) == pytest.approx(100)
    for requirement in profile.requirements:
        assert requirement.why
        for part in requirement.parts:
            assert part.worth or part.duties or part.named
            assert sum(part.depth) >= 0.85


def test_the_documents_examples_count_full(taxonomy: Taxonomy) -> None:
    profile = load_profile("ml-engineer", taxonomy)
    for requirement, concepts in {
        "ml-libraries": ("tensorflow", "pytorch", "scikit-learn"),
        "visualization": ("tableau", "power-bi"),
        "programming": ("python",),
    }.items():
        assert {profile[requirement].parts[-1].worth[c] for c in concepts} == {1.0}
    worth = profile["programming"].parts[0].worth
    assert worth["python"] >= worth["java"] >= worth["r"] > worth["sql"] > worth["html"]


def test_the_nearest_name_counts(taxonomy: Taxonomy) -> None:
    worth = load_profile("ml-engineer", taxonomy)["ml-libraries"].parts[0].worth
    assert worth["pandas"] < worth["xgboost"]  # data-library overrules ml-library, of which it is a part


def test_every_requirement_of_the_ml_engineer_names_its_place_in_the_document(taxonomy: Taxonomy) -> None:
    profile = load_profile("ml-engineer", taxonomy)
    assert all(r.source for r in profile.requirements)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "{of: tensorflow, worth: 1.0}",
            "{of: tensorflw, worth: 1.0}",
            "concept or family 'tensorflw' is unknown; did you mean 'tensorflow'?",
        ),
        (
            "{duty: monitor, worth: 1.0}",
            "{duty: montor, worth: 1.0}",
            "duty 'montor' is unknown; did you mean 'monitor'?",
        ),
        ("source: skills 4", "source: skills 44", "source 'skills 44' is no statement"),
        (f"weight: {WEIGHT}", f"weight: {WEIGHT + 1}", "the weights add up to 101"),
        ("tensorflow-developer: 1.0", "tensorflow-dev: 1.0", "certificate 'tensorflow-dev' is unknown"),
        (
            "of: {machine-learning: 1.0}",
            "of: {machine-lerning: 1.0}",
            "requirement 'machine-lerning' is unknown",
        ),
        ("    bonus: true", "    bonuss: true", "no such key"),
        ("{of: tensorflow, worth: 1.0}", "{of: tensorflow, worth: 1.5}", "less than or equal to 1"),
        ("      - {coverage: 0.0, score:", "      - {coverage: 0.9, score:", "limits must rise"),
    ],
)
def test_faults_are_told_with_file_and_line(
    tmp_path: Path, taxonomy: Taxonomy, old: str, new: str, message: str
) -> None:
    assert old in ML
    path = write(tmp_path, ML.replace(old, new, 1))
    with pytest.raises(ProfileError) as error:
        load_profile(path, taxonomy)
    problem = next(p for p in error.value.problems if message in p.message)
    assert problem.file == str(path)
    if "add up" not in message and "rise" not in message:
        assert new.strip() in path.read_text(encoding="utf-8").splitlines()[problem.line - 1]


def test_all_faults_at_once(tmp_path: Path, taxonomy: Taxonomy) -> None:
    text = ML.replace("{of: tableau,", "{of: tableu,").replace("{of: power-bi,", "{of: powr-bi,")
    with pytest.raises(ProfileError) as error:
        load_profile(write(tmp_path, text), taxonomy)
    assert len(error.value.problems) == 2


def test_a_profile_of_other_words_says_where_to_look() -> None:
    profile = (
        Path(__file__).parents[2] / "examples" / "registered_nurse" / "profiles" / "registered-nurse.yaml"
    )
    with pytest.raises(ProfileError, match=r"ids are unknown.*--taxonomy bundled --taxonomy FOLDER"):
        load_profile(profile)


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(ProfileError, match=r"did you mean 'ml-engineer'.*data-scientist"):
        jdmatch.load("ml-enginer")


def test_a_file_of_the_users_is_a_profile(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = write(tmp_path, ML)
    assert load_profile(path, taxonomy).reference == ()
    marks = {"profile": "ml-engineer", "postings": 3, "made_of": "x", "quantiles": [0, 10, 90]}
    path.with_suffix(".reference.json").write_text(json.dumps(marks), encoding="utf-8")
    assert load_profile(path, taxonomy).percentile(10) == 50.0
    path.with_suffix(".reference.json").write_text(
        json.dumps({**marks, "quantiles": [9, 1]}), encoding="utf-8"
    )
    with pytest.raises(ProfileError, match="must not fall"):
        load_profile(path, taxonomy)


def test_rising_lines() -> None:
    steps = ((0.0, 10.0), (0.5, 60.0), (1.0, 100.0))
    assert [rising(steps, at) for at in (-1, 0, 0.25, 0.5, 0.75, 1, 2)] == [10, 10, 35, 60, 80, 100, 100]
