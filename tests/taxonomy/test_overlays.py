from pathlib import Path

import pandas as pd
import pytest

import jdmatch
from jdmatch.errors import ProfileError, TaxonomyError
from jdmatch.taxonomy import loading
from jdmatch.taxonomy.loading import compile_folder, load_profile, load_taxonomy
from jdmatch.tools.check import cases_of, check_taxonomy
from tiny_taxonomy import write_taxonomy

ROLES = """\
schema: 1
roles:
  - id: ml-engineer
    titles: [ward robot engineer]
"""
NURSE = """\
schema: 1
id: ward-robotics
extends: ml-engineer
label: ward robotics engineer
names: [ward robot engineer]
requirements:
  - id: programming
    weight: 30
  - id: first-aid
    statement: Knows first aid
    group: skills
    weight: 10
    extends: problem-solving
    why: Wards ask for it.
    any: [{concept: wound-care, worth: 1.0}]
    depth: [1.0]
"""


def lay(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def tiny(tmp_path: Path, **files: str):
    return compile_folder(write_taxonomy(tmp_path / "taxonomy"), lay(tmp_path / "ours", **files))


def faults(tmp_path: Path, **files: str) -> list[str]:
    with pytest.raises(TaxonomyError) as caught:
        tiny(tmp_path, **files)
    return [str(problem) for problem in caught.value.problems]


def test_an_overlay_adds_changes_and_retires(tmp_path):
    concepts = """\
family: tool
retire: [anvil]
concepts:
  - {id: hammer, label: Mallet, aliases: [Sledge]}
  - {id: saw, label: Saw}
"""
    taxonomy = tiny(tmp_path, skills__any_name=concepts)

    assert list(taxonomy.concepts) == ["hammer", "saw"]
    assert taxonomy.concepts["hammer"].names == ("Mallet", "Claw Hammer", "Sledge")
    assert taxonomy.concepts["hammer"].place == "taxonomy/skills/tools.yaml:8"
    assert taxonomy.concepts["saw"].place == "ours/skills/any_name.yaml:5"
    assert "anvil" not in taxonomy.surfaces
    assert taxonomy.retired == {"anvil": "ours/skills/any_name.yaml:2"}


def test_an_overlay_brings_a_family(tmp_path):
    family = "family: care\nlabel: care\nkind: method\nextends: tool\nconcepts: [{id: wound-care, label: Wound care}]\n"
    taxonomy = tiny(tmp_path, skills__care=family)
    assert taxonomy.members["care"] == {"wound-care"}


def test_words_are_retired_by_their_list(tmp_path):
    concepts = "family: tool\nconcepts: [{id: hammer, retire: {aliases: [Claw Hammer]}, aliases: [Sledge]}]\n"
    assert tiny(tmp_path, skills__a=concepts).concepts["hammer"].names == ("Hammer", "Sledge")


@pytest.mark.parametrize(
    ("concepts", "told"),
    [
        ("family: tool\nconcepts: [{id: saw, label: Claw Hammer}]\n",
         "ours/skills/a.yaml:2: concept 'saw': surface 'claw hammer' is claimed by 'hammer' in taxonomy/skills/tools.yaml:8"),
        ("family: care\nlabel: care\nkind: tool\nextends: tool\nconcepts:\n  - {id: anvil, label: Steel Anvil}\n",
         "ours/skills/a.yaml:6: concept 'anvil' is doubled; it stands first in taxonomy/skills/tools.yaml:12"),
        ("family: tool\nretire: [anvill]\nconcepts: []\n",
         "ours/skills/a.yaml:2: retire: 'anvill' is not there; did you mean 'anvil'?"),
        ("family: tools\nconcepts: []\n",
         "ours/skills/a.yaml:1: family 'tools' is in none of the folders before; did you mean 'tool'?; a new one needs label and kind"),
        ("family: tool\nconcepts: [{id: hammer, colour: red}]\n", "ours/skills/a.yaml:2: 'hammer': concepts.0.colour: no such key"),
        ("family: tool\nretire: [hammer]\nconcepts: [{id: anvil, parents: [hammer]}]\n",
         "concept 'anvil': parent 'hammer' is unknown; ours/skills/a.yaml:2 retires it"),
    ],
)  # fmt: skip
def test_conflicts_name_both_places(tmp_path, concepts, told):
    assert any(told in fault for fault in faults(tmp_path, skills__a=concepts))


def test_an_entry_that_stands_twice_replaces_no_list(tmp_path):
    again = (
        "family: tool\nconcepts:\n  - {id: hammer, aliases: [sledge]}\n  - {id: hammer, aliases: [maul]}\n"
    )
    assert faults(tmp_path, skills__ours=again) == [
        "ours/skills/ours.yaml:4: 'hammer' is doubled; it stands first in ours/skills/ours.yaml:3; leave one of them out"
    ]


def test_two_overlays_may_not_contradict(tmp_path):
    base = write_taxonomy(tmp_path / "taxonomy")
    entry = "family: tool\nconcepts:\n  - id: hammer\n    label: {}\n"
    one = lay(tmp_path / "one", skills__a=entry.format("Mallet"))
    two = lay(tmp_path / "two", skills__a=entry.format("Maul"))
    with pytest.raises(TaxonomyError) as caught:
        compile_folder(base, one, two)
    assert str(caught.value) == (
        "two/skills/a.yaml:4: label 'Maul': one/skills/a.yaml:4 has already changed it to something else; "
        "leave one of them out"
    )
    assert compile_folder(base, one, lay(two, skills__a=entry.format("Mallet"))).concepts["hammer"]


def test_files_nobody_reads_are_told(tmp_path):
    assert "ours/role.yaml: no file of a taxonomy is called so; did you mean 'roles.yaml'?" in faults(tmp_path, role="a: 1\n")[0]  # fmt: skip
    (tmp_path / "ours" / "role.yaml").unlink()
    assert "no file of a taxonomy is here" in faults(tmp_path)[0]


def test_an_overlay_alone_is_no_taxonomy(tmp_path):
    folder = lay(tmp_path / "ours", skills__a="family: tool\nconcepts: []\n")
    with pytest.raises(TaxonomyError, match=r"give 'bundled' first, then it"):
        load_taxonomy(folder)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    care = "family: care\nlabel: care\nkind: method\nextends: collaboration\nconcepts: [{id: wound-care, label: Wound care}]\n"
    stance = "required: {before: [on our wards we cannot do without]}\n"
    columns = "text: [ward text]\n"
    folder = tmp_path_factory.mktemp("words") / "ours"
    return lay(
        folder, skills__care=care, roles=ROLES, language__stance=stance, columns=columns, profiles__ward=NURSE
    )


def test_overlays_go_over_the_bundled_taxonomy(ours):
    matcher = jdmatch.load(taxonomy=["bundled", ours])
    reading = matcher.read(
        "On our wards we cannot do without wound care and Python.", title="Ward Robot Engineer"
    )
    assert {skill.id: skill.stance for skill in reading.skills} == {
        "wound-care": "required",
        "python": "required",
    }
    assert reading.role.id == "ml-engineer"
    assert len(matcher.taxonomy.concepts) == len(load_taxonomy().concepts) + 1
    frame = pd.DataFrame({"ward text": ["Requirements: wound care"]})
    assert matcher.rank("Skills: wound care, first aid of all kinds", frame)[0].comparison.met


def test_a_profile_changes_what_differs(ours):
    base = load_profile("ml-engineer")
    profile = load_profile("ward", load_taxonomy(["bundled", ours]))

    assert profile.names == ("ward robot engineer",)
    assert [r.id for r in profile.requirements] == [*(r.id for r in base.requirements), "first-aid"]
    assert (profile["programming"].weight, profile["first-aid"].weight) == (30, 10)
    assert sum(r.weight for r in profile.requirements if not r.bonus) == pytest.approx(100)
    ratios = {
        round(r.weight / base[r.id].weight, 6)
        for r in profile.requirements
        if not r.bonus and r.id not in ("programming", "first-aid")
    }
    assert len(ratios) == 1
    assert profile["mathematics"].parts == base["mathematics"].parts
    assert profile.reference == ()
    assert profile.caps == base.caps


def test_a_profile_of_ones_own_extends_another(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("id: mine\nextends: ml-engineer\nlabel: mine\nmet: 0.5\n", encoding="utf-8")
    assert load_profile(path).met == 0.5
    path.write_text("id: mine\nextends: ml-enginer\nlabel: mine\n", encoding="utf-8")
    with pytest.raises(
        ProfileError, match=r"mine.yaml:2: extends: profile 'ml-enginer' is unknown; did you mean"
    ):
        load_profile(path)


def test_a_circle_of_profiles_is_told(tmp_path):
    one, two = "id: a\nlabel: a\nextends: {}\n", "id: b\nlabel: b\nextends: {}\n"
    told = faults(tmp_path, profiles__a=one.format("b"), profiles__b=two.format("a"))
    assert any("extend each other" in fault for fault in told)


def test_retired_concepts_leave_profiles_and_roles_whole(tmp_path):
    folder = lay(
        tmp_path / "ours", skills__a="family: programming-language\nretire: [python, go]\nconcepts: []\n"
    )
    matcher = jdmatch.load(taxonomy=["bundled", folder])
    fit = matcher.score(
        "Requirements: Python, Java and machine learning models in production", kind="posting"
    )
    assert "python" not in {skill.id for skill in fit.reading.skills}
    assert fit.score is not None


def test_snapshots_are_told_apart_by_overlays(tmp_path, monkeypatch):
    monkeypatch.setenv("JDMATCH_CACHE", str(tmp_path / "cache"))
    base = write_taxonomy(tmp_path / "taxonomy")
    folder = lay(tmp_path / "ours", skills__a="family: tool\nconcepts: [{id: saw, label: Saw}]\n")
    before = load_taxonomy([base, folder])
    loading._load.cache_clear()
    assert load_taxonomy([base, folder]) == before
    assert load_taxonomy(base).hash != before.hash

    lay(folder, skills__a="family: tool\nconcepts: [{id: saw, label: Fret Saw}]\n")
    assert load_taxonomy([base, folder]).concepts["saw"].label == "Fret Saw"


def test_the_sentences_of_an_overlay_are_tried(ours):
    assert check_taxonomy(["bundled", ours], quick=True).problems == ()
    cases = {case.sentence: case.place for case in cases_of(load_taxonomy(["bundled", ours]))}
    assert cases["Experience with Wound care."] == "ours/skills/care.yaml:5"
