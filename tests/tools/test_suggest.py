import re

import jdmatch
from jdmatch.tools.exchange import Suggestion, as_yaml, suggest

TEXTS = [
    "Skills: Python, Zorglubase, Kafka and SQL.",
    "You know Docker, Zorglubbase, Kubernetes and Terraform.",
    "Databases: PostgreSQL, Zorglubase, MySQL. We like coffee, tea and Python.",
]


def names(texts, **options):
    return {one.name: one for one in suggest(texts, jdmatch.load_taxonomy(), **options)}


def test_spellings_of_one_name_stand_together():
    found = names(TEXTS)["Zorglubase"]
    assert (found.postings, found.spellings) == (3, ("Zorglubbase",))
    assert "Python" in found.beside
    assert found.sureness == 1
    assert "Skills: Python, Zorglubase, Kafka and SQL." in found.examples


def test_the_most_frequent_come_first():
    found = suggest(TEXTS, jdmatch.load_taxonomy())
    assert found[0].name == "Zorglubase"
    assert [one.postings for one in found] == sorted((one.postings for one in found), reverse=True)
    assert not {"coffee", "tea"} & {one.name for one in found}


def test_entries_ask_whether_they_are_aliases():
    one = Suggestion(
        "Tensor-Flow-X", ("tensorflowx",), 4, 0.5, "ml-library", ("Python",), ("tensorflow",), ("a b",)
    )
    assert as_yaml([one], jdmatch.load_taxonomy()).splitlines() == [
        "# skills/ml-library.yaml",
        "  - id: tensor-flow-x",
        "    label: Tensor-Flow-X",
        "    aliases: [tensorflowx]",
        "    # 4 postings, sure in 50%, beside Python",
        "    # an alias of tensorflow?",
        '    # "a b"',
    ]


def test_entries_can_be_laid_over_the_taxonomy(tmp_path):
    taxonomy = jdmatch.load_taxonomy()
    written = as_yaml(suggest(TEXTS, taxonomy), taxonomy)
    for part in re.split(r"(?m)^# skills/", written)[1:]:
        name, _, entries = part.partition(".yaml\n")
        path = tmp_path / "ours" / "skills" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"family: {name}\nconcepts:\n{entries}", encoding="utf-8")

    matcher = jdmatch.load(taxonomy=["bundled", tmp_path / "ours"])
    assert "zorglubase" in {skill.id for skill in matcher.read(TEXTS[1]).skills}
    assert "Zorglubase" not in {one.name for one in suggest(TEXTS, matcher.taxonomy)}


def test_names_of_less_sure_lists_are_on_demand():
    texts = ["Experience with Python, Statistics, Zorgl Plus, time management"]
    assert set(names(texts)) <= set(names(texts, unsure=True))
