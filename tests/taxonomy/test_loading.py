import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

import jdmatch
from jdmatch.errors import ProfileError, TaxonomyError
from jdmatch.taxonomy import loading
from jdmatch.taxonomy.loading import compile_folder, load_taxonomy, preparing
from tiny_taxonomy import COMPARISON, TOOLS, write_taxonomy


def problems(folder):
    with pytest.raises(TaxonomyError) as caught:
        compile_folder(folder)
    return caught.value.problems


def line_of(text, words):
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_folder_becomes_records(tmp_path):
    taxonomy = compile_folder(write_taxonomy(tmp_path / "taxonomy"))

    assert list(taxonomy.concepts) == ["hammer", "anvil"]
    assert taxonomy.concepts["hammer"].place == "taxonomy/skills/tools.yaml:8"
    assert taxonomy.surfaces["claw hammer"].concept == "hammer"
    assert taxonomy.above("anvil") == {"anvil", "tool"}
    assert taxonomy.members["tool"] == {"hammer", "anvil"}


def test_a_familys_rule_decides_where_none_of_a_members_does(tmp_path):
    rule = "kind: tool\nambiguous: {not_in: [company]}\n"
    folder = write_taxonomy(tmp_path / "taxonomy", {"skills/tools.yaml": TOOLS.replace("kind: tool\n", rule)})
    taxonomy = compile_folder(folder)

    assert [r.not_in for r in taxonomy.concepts["hammer"].rules] == [{"company"}]
    assert taxonomy.surfaces["claw hammer"].rule == 0
    assert taxonomy.concepts["anvil"].rules[taxonomy.surfaces["anvil"].rule].case == "exact"


# ------------------------------------------------------------------ one fault at a time

FAULTS = [
    # (what is replaced, by what, words of the line that is told, what is said)
    ("    aliases: [Claw Hammer]", "    aliases: [x]\n    aliases: [y]", "    aliases: [y]", "key 'aliases' is doubled"),
    ("  - id: anvil", "  - id: hammer", "- id: hammer", "concept 'hammer' is doubled; it stands first in taxonomy/skills/tools.yaml:8"),
    ("label: Anvil", "label: Anvil\n    aliases: [Claw hammer]", "- id: anvil",
     "concept 'anvil': surface 'claw hammer' is claimed by 'hammer' in taxonomy/skills/tools.yaml:8"),
    ("    ambiguous", "    extends: tol\n    ambiguous", "- id: anvil",
     "concept 'anvil': parent 'tol' is unknown; did you mean 'tool'?"),
    ("label: Hammer", "label: Hammer\n    colour: red", "colour", "'hammer': concepts.0.colour: no such key (got 'red')"),
    ("label: Hammer", "label: &h Hammer", "label: &h", "anchors and aliases are not allowed"),
    ("kind: tool", "kind: toll", "kind: toll", "kind: input should be 'language', 'tool', 'method' or 'soft' (got 'toll')"),
    ("- id: hammer", "- id: Claw Hammer", "- id: Claw Hammer", "expected small letters, digits and hyphens, as in 'my-skill' (got 'Claw Hammer')"),
    ("    label: Hammer\n", "", "- id: hammer", "concepts.0.label: field required"),
    ("label: Hammer", "label: 3", "label: 3", "concepts.0.label: input should be a valid string (got 3)"),
    ("label: Hammer", "label: Hammer\n    source: x\n    extends: anvil", "- id: hammer",
     "concept 'hammer': give its source, or what it extends, not both"),
    ("label: Hammer", "label: Hammer\n    extends: tool", "- id: hammer", "it extends the family in whose file it stands anyway"),
    ("source: \"skills 2\"\n", "", "family: tool", "family 'tool': give its source, or the family that it extends"),
    ("source: \"skills 2\"\n", "extends: toolls\n", "extends: toolls", "family 'tool': extends 'toolls' is unknown; did you mean 'tool'?"),
    ("kind: tool\n", "kind: tool\nparent: tols\n", "parent: tols", "parent 'tols' is unknown; did you mean 'tool'?"),
    ("kind: tool\n", "kind: tool\nparent: tool\n", "family: tool", "'tool' is its own ancestor: tool -> tool"),
    ("label: Hammer", "label: Hammer\n    parents: [hammer]", "- id: hammer", "'hammer' is its own ancestor: hammer -> hammer"),
    ("[\"We use Anvil.\"]", "[]", "- id: anvil", "concept 'anvil': an ambiguous concept needs sentences under matches"),
    ("    aliases: [Claw Hammer]", "    phrases: [hammer~ nails]", "- id: hammer",
     "concept 'hammer': a concept with phrases needs sentences under matches"),
    ("    rejects: [\"An anvil fell.\"]\n", "", "- id: anvil", "an ambiguous concept needs sentences under rejects"),
    ("surfaces: [Anvil]", "surfaces: [Anvils]", "- id: anvil", "the rule's surface 'Anvils' is no label, alias or phrase of it; did you mean 'anvil'?"),
    ("    aliases: [Claw Hammer]", '    aliases: ["\\u200f"]', "- id: hammer",
     "concept 'hammer': the name '\\u200f' shows nothing; expected letters, digits or signs"),
    ("case: exact", "cases: exact", "cases", "no such key"),
    ("label: Anvil", "label: Anvil\n    phrases: [\"a (b (c))\"]", "- id: anvil", "not well formed"),
    ("schema: 1", "schema: 2", "schema: 2", "input should be 1 (got 2)"),
    ("kind: tool\n", "kind: [tool\n", None, "not readable as YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "says"), FAULTS, ids=[f[3][:60] for f in FAULTS])
def test_a_fault_is_told_with_file_and_line(tmp_path, old, new, line, says):
    assert TOOLS.count(old) >= 1
    text = TOOLS.replace(old, new, 1)
    found = problems(write_taxonomy(tmp_path / "taxonomy", tools=text))

    told = [p for p in found if says in p.message]
    assert told, [str(p) for p in found]
    assert len(found) == 1, [str(p) for p in found]
    assert told[0].file == "taxonomy/skills/tools.yaml"
    if line is not None:
        lines = [n for n, one in enumerate(text.splitlines(), 1) if line in one]
        assert told[0].line in lines
    assert str(told[0]) == f"{told[0].file}:{told[0].line}: {told[0].message}"


def test_a_doubled_concept_is_told_where_it_stands_again(tmp_path):
    text = TOOLS.replace("- id: anvil", "- id: hammer")
    (found,) = problems(write_taxonomy(tmp_path / "taxonomy", tools=text))
    assert found.line == 12


FAMILY = "schema: 1\nfamily: {0}\nlabel: {0}\nkind: tool\nparent: {1}\nconcepts: []\n"


def test_a_cycle_of_families_is_told_once_and_whole(tmp_path):
    files = {
        "skills/a.yaml": FAMILY.format("a", "b"),
        "skills/b.yaml": FAMILY.format("b", "c"),
        "skills/c.yaml": FAMILY.format("c", "a"),
    }
    found = problems(write_taxonomy(tmp_path / "taxonomy", files))

    assert [p.message for p in found] == [
        "'a' is its own ancestor: a -> b -> c -> a; leave one of these parents out"
    ]
    assert (found[0].file, found[0].line) == ("taxonomy/skills/a.yaml", 2)


def test_a_concept_and_a_family_may_not_be_each_others_ancestors(tmp_path):
    text = TOOLS.replace("kind: tool\n", "kind: tool\nparent: hammer\n")
    assert problems(write_taxonomy(tmp_path / "taxonomy", tools=text))


def test_a_family_may_stand_in_one_file_only(tmp_path):
    again = TOOLS.split("concepts:")[0] + "concepts: []\n"
    (found,) = problems(write_taxonomy(tmp_path / "taxonomy", {"skills/z.yaml": again}))
    assert (
        str(found) == "taxonomy/skills/z.yaml:2: family 'tool' stands first in taxonomy/skills/tools.yaml:2"
    )


def test_a_surface_claimed_in_two_files_is_told(tmp_path):
    other = TOOLS.replace("family: tool", "family: device").replace("id: ", "id: my-")
    found = problems(write_taxonomy(tmp_path / "taxonomy", {"skills/z.yaml": other}))
    assert {p.message.partition("; ")[0] for p in found} == {
        "concept 'my-hammer': surface 'hammer' is claimed by 'hammer' in taxonomy/skills/tools.yaml:8",
        "concept 'my-hammer': surface 'claw hammer' is claimed by 'hammer' in taxonomy/skills/tools.yaml:8",
        "concept 'my-anvil': surface 'anvil' is claimed by 'anvil' in taxonomy/skills/tools.yaml:12",
    }


def test_a_file_that_is_not_utf8_is_told(tmp_path):
    latin = TOOLS.replace("We use", "Café: we use").encode("latin-1")
    (found,) = problems(write_taxonomy(tmp_path / "taxonomy", tools=latin))
    assert found.file == "taxonomy/skills/tools.yaml"
    assert "not UTF-8 at byte" in found.message


def test_a_word_list_that_is_not_utf8_is_told(tmp_path):
    (found,) = problems(
        write_taxonomy(tmp_path / "taxonomy", {"language/words.txt": "café\n".encode("latin-1")})
    )
    assert found.file == "taxonomy/language/words.txt"
    assert "not UTF-8 at byte" in found.message


@pytest.mark.parametrize(
    "name",
    ["sources.yaml", "roles.yaml", "duties.yaml", "qualifications.yaml", "comparison.yaml", "columns.yaml", "documents.yaml",
     "language/stance.yaml", "language/spelling.yaml", "language/words.txt"],
)  # fmt: skip
def test_a_missing_file_is_told(tmp_path, name):
    found = problems(write_taxonomy(tmp_path / "taxonomy", {name: None}))
    assert [str(p) for p in found] == [f"taxonomy/{name}:1: the file is missing"]


def test_an_empty_file_is_told(tmp_path):
    (found,) = problems(write_taxonomy(tmp_path / "taxonomy", {"roles.yaml": ""}))
    assert str(found) == "taxonomy/roles.yaml:1: the file is empty"


@pytest.mark.parametrize("content", ["just words\n", "- a\n- list\n", "3\n"])
def test_a_file_that_is_no_mapping_is_told(tmp_path, content):
    (found,) = problems(write_taxonomy(tmp_path / "taxonomy", tools=content))
    assert found.file == "taxonomy/skills/tools.yaml"


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(TaxonomyError, match="no such folder; pass the path of a taxonomy folder"):
        load_taxonomy(tmp_path / "nowhere")


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(TaxonomyError, match="not a whole taxonomy"):
        load_taxonomy(tmp_path)


def test_all_faults_of_all_files_are_told_at_once_in_order(tmp_path):
    text = TOOLS.replace("label: Hammer", "label: Hammer\n    colour: red").replace(
        "case: exact", "case: odd"
    )
    folder = write_taxonomy(
        tmp_path / "taxonomy",
        {
            "skills/a.yaml": "schema: 1\nschema: 1\n",
            "roles.yaml": None,
            "language/words.txt": None,
            "language/pay.yaml": "symbols: &a {}\n",
        },
        tools=text,
    )
    with pytest.raises(TaxonomyError) as caught:
        compile_folder(folder)

    found = caught.value.problems
    assert list(found) == sorted(found)
    assert {p.file.removeprefix("taxonomy/") for p in found} == {
        "skills/tools.yaml", "skills/a.yaml", "roles.yaml", "language/words.txt", "language/pay.yaml",
    }  # fmt: skip
    assert [p.line for p in found if p.file.endswith("tools.yaml")] == [
        line_of(text, "colour"),
        line_of(text, "case: odd"),
    ]
    assert str(caught.value).splitlines() == [str(p) for p in found]
    assert isinstance(caught.value, ValueError)


# ------------------------------------------------------------------ one folder holds everything


def copy_of_the_bundled(tmp_path, name, old, new):
    folder = tmp_path / "mine"
    shutil.copytree(loading.taxonomy_folder(), folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_comparison_uses_the_folders_own_rules(tmp_path):
    folder = copy_of_the_bundled(tmp_path, "comparison.yaml", "required: 50", "required: 1")
    texts = "Skills\n- Python", "Requirements\n- Python\n- Scala\n\nNice to have\n- SQL"
    assert jdmatch.load(taxonomy=folder).compare(*texts).score < jdmatch.load().compare(*texts).score


def test_profiles_by_name_come_from_the_folder(tmp_path):
    label = "label: machine-learning engineer"
    folder = copy_of_the_bundled(tmp_path, "profiles/ml-engineer.yaml", label, "label: model builder")
    profile = jdmatch.load("ml-engineer", folder).profile
    assert profile.label == "model builder"
    assert profile.path == str(folder / "profiles" / "ml-engineer.yaml")


def test_a_folder_without_profiles_says_so(tmp_path):
    with pytest.raises(ProfileError, match="this taxonomy has no profiles"):
        jdmatch.load(taxonomy=write_taxonomy(tmp_path / "taxonomy"))


@pytest.mark.parametrize("name", ["columns.yaml", "comparison.yaml", "profiles/mine.yaml"])
def test_every_file_of_the_folder_is_checked(tmp_path, name):
    found = problems(write_taxonomy(tmp_path / "taxonomy", {name: "schema: 1\nodd: 2\n"}))
    assert f"taxonomy/{name}:2: odd: no such key (got 2)" in map(str, found)


def test_a_rule_of_comparison_may_not_be_missing(tmp_path):
    text = re.sub(r"^  kin: .*\n", "", COMPARISON, flags=re.MULTILINE)
    (found,) = problems(write_taxonomy(tmp_path / "taxonomy", {"comparison.yaml": text}))
    assert (found.file, found.message) == ("taxonomy/comparison.yaml", "near: kin missing")


# ------------------------------------------------------------------ the cache


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """Load a tiny taxonomy as a new process would, with a cache folder of its own."""
    monkeypatch.setenv("JDMATCH_CACHE", str(tmp_path / "cache"))

    def load(folder):
        loading._load.cache_clear()
        return load_taxonomy(folder)

    yield load
    loading._load.cache_clear()


def forbid_compiling(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("compiled although it stands in the cache")

    monkeypatch.setattr(loading, "compile_folder", refuse)


def test_the_second_load_comes_from_the_cache_and_is_the_same(tmp_path, fresh, monkeypatch):
    folder = write_taxonomy(tmp_path / "taxonomy")
    first = fresh(folder)
    forbid_compiling(monkeypatch)
    assert fresh(folder) == first


def test_a_changed_file_is_compiled_anew(tmp_path, fresh):
    folder = write_taxonomy(tmp_path / "taxonomy")
    fresh(folder)
    write_taxonomy(folder, tools=TOOLS.replace("Claw Hammer", "Mallet"))
    assert "mallet" in fresh(folder).surfaces


def test_a_copy_elsewhere_shares_the_cache(tmp_path, fresh, monkeypatch):
    for parent in ("one", "two"):
        (tmp_path / parent).mkdir()
    fresh(write_taxonomy(tmp_path / "one" / "taxonomy"))
    forbid_compiling(monkeypatch)
    assert fresh(write_taxonomy(tmp_path / "two" / "taxonomy")).concepts


def test_a_copy_of_another_name_tells_its_own_places(tmp_path, fresh):
    one, two = (fresh(write_taxonomy(tmp_path / name)) for name in ("one", "two"))
    assert {c.place.split("/")[0] for c in two.concepts.values()} == {"two"}
    assert one.hash == two.hash  # the same words all the same


def test_faults_are_never_cached(tmp_path, fresh):
    folder = write_taxonomy(tmp_path / "taxonomy", tools=TOOLS.replace("kind: tool", "kind: toll"))
    for _ in range(2):
        with pytest.raises(TaxonomyError, match="toll"):
            fresh(folder)


def test_no_cache_is_written_when_it_is_off(tmp_path, fresh, monkeypatch):
    monkeypatch.setenv("JDMATCH_CACHE", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    folder = write_taxonomy(tmp_path / "taxonomy")
    assert fresh(folder).concepts
    assert not (tmp_path / "xdg").exists()
    forbid_compiling(monkeypatch)
    with pytest.raises(AssertionError, match="compiled"):
        fresh(folder)


def test_the_cache_stands_in_the_users_cache_folder(tmp_path, fresh, monkeypatch):
    monkeypatch.delenv("JDMATCH_CACHE")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    fresh(write_taxonomy(tmp_path / "taxonomy"))
    assert [p.suffix for p in (tmp_path / "xdg" / "jdmatch").iterdir()] == [".snapshot"]


def test_a_cache_folder_that_cannot_be_written_is_no_error(tmp_path, fresh, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("JDMATCH_CACHE", str(tmp_path / "file" / "cache"))
    folder = write_taxonomy(tmp_path / "taxonomy")
    assert fresh(folder) == fresh(folder)


@pytest.mark.parametrize(
    "rubbish",
    [b"", b"{", b"\xff\xfe\x00", b"jdmatch snapshot 1\n", b"jdmatch snapshot 1\n\0\0\0\0"],
    ids=repr,
)
def test_a_broken_cache_file_is_made_anew(tmp_path, fresh, rubbish):
    folder = write_taxonomy(tmp_path / "taxonomy")
    first = fresh(folder)
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(rubbish)

    assert fresh(folder) == first
    assert loading.from_snapshot(file.read_bytes()) == first


def test_half_a_cache_file_is_made_anew(tmp_path, fresh):
    folder = write_taxonomy(tmp_path / "taxonomy")
    first = fresh(folder)
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:-200])
    assert fresh(folder) == first


def test_no_other_file_is_left_in_the_cache_and_old_ones_go(tmp_path, fresh):
    for number in range(12):
        fresh(write_taxonomy(tmp_path / "taxonomy", tools=f"# {number}\n{TOOLS}"))
    names = [p.suffix for p in (tmp_path / "cache").iterdir()]
    assert set(names) == {".snapshot"}
    assert len(names) <= 9


def test_without_a_home_folder_nothing_is_cached_and_nothing_fails(tmp_path):
    folder = write_taxonomy(tmp_path / "taxonomy")
    code = (
        "from pathlib import Path\n"
        "def no_home(): raise RuntimeError('Could not determine home directory.')\n"
        "Path.home = no_home\n"
        "import sys, jdmatch\n"
        "print(len(jdmatch.load_taxonomy(sys.argv[1]).concepts))\n"
    )
    environment = {
        k: v for k, v in os.environ.items() if k not in ("JDMATCH_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA")
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("2", "")


def test_what_readers_prepare_is_kept(tmp_path, fresh):
    folder = write_taxonomy(tmp_path / "taxonomy")
    with preparing(fresh(folder)) as taxonomy:
        assert taxonomy.prepare("names", lambda: ("hammer", {"anvil": [1, 2]})) == (
            "hammer",
            {"anvil": [1, 2]},
        )

    again = fresh(folder)
    assert again == taxonomy
    assert again.prepare("names", lambda: pytest.fail("prepared anew")) == ("hammer", {"anvil": [1, 2]})
    assert replace(again, concepts={}).prepare("names", lambda: "of other words") == "of other words"


def test_snapshots_keep_everything(taxonomy):
    again = loading.from_snapshot(loading.to_snapshot(taxonomy))
    assert again == taxonomy
    for name in taxonomy.prepared:
        kept, made = (one.prepare(name, lambda: pytest.fail("prepared anew")) for one in (again, taxonomy))
        assert kept == made
    assert again.language.stance.required.before == taxonomy.language.stance.required.before


# ------------------------------------------------------------------ the bundled taxonomy


def test_the_bundled_taxonomy_is_found_and_whole(taxonomy):
    assert (loading.taxonomy_folder() / "sources.yaml").is_file()
    assert len(taxonomy.concepts) >= 600
    assert {d.id for d in taxonomy.duties} == {
        "collaborate", "design", "validate", "optimize", "develop", "monitor", "present",
    }  # fmt: skip


def test_a_copy_of_it_elsewhere_is_the_same(taxonomy):
    assert jdmatch.load_taxonomy(loading.taxonomy_folder()).hash == taxonomy.hash
