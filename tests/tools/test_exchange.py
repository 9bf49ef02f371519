"""Lists of skills from other programs, and the taxonomy for them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import spacy

import jdmatch
from jdmatch.errors import DocumentError, InputError
from jdmatch.taxonomy.loading import compile_folder
from jdmatch.taxonomy.records import Taxonomy
from jdmatch.tools.exchange import FORMS, Suggestion, as_yaml, draft, export, read_skills, suggest
from tiny_taxonomy import TOOLS, write_taxonomy

MORE = """\

  - id: rivet-gun
    label: Rivet Gun
    aliases: [pop riveter]
    ids: {esco: {uri: "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab", match: close}}
"""
ESCO = """\
conceptType,conceptUri,skillType,preferredLabel,altLabels
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab,knowledge,hammer,"sledge hammer
mallet for stone"
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/00064735-8fad-454b-90c7-ed858cc993f2,skill/competence,split granite,
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    return compile_folder(write_taxonomy(tmp_path_factory.mktemp("tiny") / "taxonomy"))


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    return compile_folder(write_taxonomy(tmp_path_factory.mktemp("grown") / "taxonomy", tools=TOOLS + MORE))


def drafts(text: str, tmp_path: Path, taxonomy: Taxonomy, **options: str):  # type: ignore[no-untyped-def]
    file = tmp_path / "list"
    file.write_text(text, encoding="utf-8")
    return draft(read_skills(file), taxonomy, **options)


@pytest.mark.parametrize("form", ["json", "csv", "spacy"])
def test_an_export_is_a_draft_of_what_was_added(
    form: str, tiny: Taxonomy, grown: Taxonomy, tmp_path: Path
) -> None:
    found = drafts(export(grown, form), tmp_path, tiny)
    assert (found.new, found.changed, found.known) == (1, 0, 2)
    (tmp_path / "ours" / "skills").mkdir(parents=True)
    (name, text), *others = found.files.items()
    assert (name, others) == ("skills/tool.yaml", [])
    (tmp_path / "ours" / name).write_text(text, encoding="utf-8")
    base = write_taxonomy(tmp_path / "taxonomy")
    again = compile_folder(base, tmp_path / "ours").concepts["rivet-gun"]
    wanted = grown.concepts["rivet-gun"]
    assert (again.names, again.family, again.kind) == (wanted.names, wanted.family, wanted.kind)
    assert again.esco == (None if form == "spacy" else wanted.esco)  # patterns have no links


def test_patterns_are_what_a_ruler_reads(grown: Taxonomy) -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([json.loads(line) for line in export(grown, "spacy").splitlines()])
    doc = nlp("We own a Rivet Gun and a Claw Hammer.")
    assert [(ent.text, ent.label_, ent.ent_id_) for ent in doc.ents] == [
        ("Rivet Gun", "tool", "rivet-gun"), ("Claw Hammer", "tool", "hammer"),
    ]  # fmt: skip


def test_skos_names_links_and_what_is_above(grown: Taxonomy) -> None:
    text = export(grown, "skos")
    block = re.search(r"(?s)<urn:jdmatch:rivet-gun> a skos:Concept ;(.*?) \.\n", text)
    assert block
    assert [" ".join(line.split()) for line in block[1].strip().split(" ;\n")] == [
        'skos:prefLabel "Rivet Gun"@en', 'skos:altLabel "pop riveter"@en', "skos:broader <urn:jdmatch:family/tool>",
        "skos:closeMatch <http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab>",
    ]  # fmt: skip


def test_known_names_of_esco_bring_others_and_the_link(tiny: Taxonomy, tmp_path: Path) -> None:
    found = drafts(ESCO, tmp_path, tiny, kind="method")
    assert (found.new, found.changed) == (1, 1)
    assert found.files["skills/tool.yaml"].splitlines()[3:] == [
        "  - id: hammer",
        "    aliases: [sledge hammer, mallet for stone]",
        '    ids: {esco: {uri: "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab", match: exact}}',
    ]
    assert "  - id: split-granite\n    label: split granite\n" in found.files["skills/imported.yaml"]


def test_a_plain_list_leaves_ordinary_words_out(tiny: Taxonomy, tmp_path: Path) -> None:
    found = drafts(
        "# ours\nTorque Wrench\ntorque-wrench\nclaw hammer\nstrong\n", tmp_path, tiny, family="tool"
    )
    assert (found.new, found.known, found.left_out) == (1, 1, ("strong",))
    assert str(found) == (
        "1 new skills, 0 with new names or links, 1 known; left out as ordinary words, which need a rule: strong"
    )


def test_tables_of_skills_and_token_patterns_are_read(tiny: Taxonomy, tmp_path: Path) -> None:
    table = {
        "K1": {"skill_name": "Torx (Tool)", "skill_type": "Hard Skill"},
        "K2": {"skill_name": "Bedside Manner", "skill_type": "Soft Skill"},
    }
    text = drafts(json.dumps(table), tmp_path, tiny, family="tool").files["skills/tool.yaml"]
    assert "label: Torx\n" in text
    assert "label: Bedside Manner\n    kind: soft\n" in text
    pattern = {"label": "SKILL", "pattern": [{"LOWER": "torx"}, {"LOWER": "bits"}]}
    assert "label: torx bits" in drafts(json.dumps(pattern), tmp_path, tiny).files["skills/imported.yaml"]


def test_what_is_no_list_is_told(tmp_path: Path, tiny: Taxonomy) -> None:
    with pytest.raises(InputError, match="list:2: not a pattern of spaCy's"):
        drafts('{"label": "A", "pattern": "a b"}\n{"label": "B"}\n', tmp_path, tiny)
    with pytest.raises(DocumentError, match="cannot be read"):
        read_skills(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"form: 'skoss' is unknown; .*did you mean 'skos'"):
        export(tiny, "skoss")
    assert set(FORMS) == {"spacy", "json", "csv", "skos"}


def test_any_list_gives_files_that_load(tmp_path: Path, tiny: Taxonomy) -> None:
    rows = [
        ("7", "1.5", "../../elsewhere"), ("", "\u65e5\u672c\u8a9e", "null"), ("", "\u4e2d\u6587", "null"),
        ("", "Torx\x01 \n Bits", ""), ("hammer", "Cold Chisel", "tool"),
    ]  # fmt: skip
    concepts = [{"id": one, "label": label, "family": family} for one, label, family in rows]
    found = drafts(json.dumps({"concepts": concepts}), tmp_path, tiny)
    assert sorted(found.files) == [
        "skills/elsewhere.yaml", "skills/imported.yaml", "skills/null.yaml", "skills/tool.yaml",
    ]  # fmt: skip
    for name, text in found.files.items():
        path = tmp_path / "ours" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # the tiny taxonomy has not the family that new ones extend
        path.write_text(text.replace("software-engineering", "tool"), encoding="utf-8")
    grown = compile_folder(write_taxonomy(tmp_path / "taxonomy"), tmp_path / "ours")
    assert len(grown.concepts) == len(tiny.concepts) + len(rows) - 1
    assert grown.concepts["torx-bits"].label == "Torx Bits"
    assert grown.concepts["hammer"].names[-1] == "Cold Chisel"


@pytest.mark.parametrize("text", ["[1]", '{"concepts": [{"id": "a"}]}', '[{"name": ""}]'])
def test_an_entry_without_a_name_is_told(text: str, tmp_path: Path, tiny: Taxonomy) -> None:
    with pytest.raises(InputError, match="entry 1 has no name"):
        drafts(text, tmp_path, tiny)


# ------------------------------------------------------------------ suggestions

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
