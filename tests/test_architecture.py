"""Imports run one way, and what must be cheap to import stays cheap."""

import ast
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import jdmatch

PACKAGE = Path(jdmatch.__file__).parent
FILES = {p.relative_to(PACKAGE).as_posix(): p for p in sorted(PACKAGE.rglob("*.py"))}
# The layers in the order of the flow: a module may import from its own layer and from those above it. A new folder has to be
# given its place here.
LAYERS = [
    ("errors.py",),
    ("folding.py",),
    ("showing/",),
    ("taxonomy/",),
    ("documents/",),
    ("reading/",),
    ("scoring/",),
    ("comparing/",),
    ("tables/",),
    ("matcher.py",),
    ("engines/",),
    ("tools/",),
    ("batch/",),
    ("report/",),
    ("cli/", "__main__.py"),
]
ANYONE = {"__init__.py"}  # names are fetched from it when they are used


def layer_of(name):
    return next(
        (
            i
            for i, places in enumerate(LAYERS)
            if any(name == p or (p.endswith("/") and name.startswith(p)) for p in places)
        ),
        None,
    )


def module_file(dotted):
    """Return the file of a dotted name of ours: jdmatch.reading.page or a name inside it."""
    parts = dotted.split(".")[1:]
    while parts:
        path = "/".join(parts)
        for name in (f"{path}.py", f"{path}/__init__.py"):
            if name in FILES:
                return name
        parts = parts[:-1]
    return "__init__.py"


def imports(path):
    """Yield the dotted names a file imports, also inside functions and for type checkers alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(name):
    """Return our files that a file of ours imports."""
    files = {module_file(dotted) for dotted in imports(FILES[name]) if dotted.split(".")[0] == "jdmatch"}
    return files - {name}


@pytest.mark.parametrize("name", FILES)
def test_every_module_has_its_layer(name):
    assert name in ANYONE or layer_of(name) is not None, f"{name}: give it a place in LAYERS"


@pytest.mark.parametrize("name", [n for n in FILES if n not in ANYONE])
def test_imports_run_one_way(name):
    here = layer_of(name)
    wrong = [
        other
        for other in ours(name) - ANYONE
        if here is not None and layer_of(other) is not None and layer_of(other) > here
    ]
    assert wrong == [], f"{name} imports from below its layer {LAYERS[here]}"


def test_imports_make_no_circle():
    try:
        graphlib.TopologicalSorter({name: ours(name) for name in FILES}).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


LIGHT = [
    "errors",
    "folding",
    "taxonomy.records",
    "taxonomy.profile",
    "taxonomy.loading",
    "reading.records",
    "scoring.fit",
    "scoring.scoring",
    "comparing.comparison",
]
HEAVY = ("spacy", "pandas", "numpy", "thinc", "torch", "matplotlib", "rich", "click", "typer")


def loaded_after(code):
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


COMPILED = [n for n in FILES if n.startswith(("folding", "reading/", "scoring/"))]


@pytest.mark.parametrize("name", COMPILED)
def test_what_is_compiled_caches_by_itself(name):
    # a `cached_property` of a compiled class is worked out anew each time it is asked for
    assert "cached_property" not in FILES[name].read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMPILED)
def test_fields_name_only_classes_above_them(name):
    # a compiled module makes the types of its fields when it is imported, and ends the process where one is not there yet
    classes = [
        c for c in ast.parse(FILES[name].read_text(encoding="utf-8")).body if isinstance(c, ast.ClassDef)
    ]
    lines = {one.name: one.lineno for one in classes}
    early = [
        f"{one.name}.{ast.unparse(field.target)}: {kind.id}"
        for one in classes
        for field in one.body
        if isinstance(field, ast.AnnAssign)
        for kind in ast.walk(field.annotation)
        if isinstance(kind, ast.Name) and lines.get(kind.id, 0) > one.lineno
    ]
    assert early == []


def test_importing_jdmatch_imports_neither_spacy_nor_pandas():
    loaded = loaded_after("import jdmatch")
    assert loaded.isdisjoint(HEAVY)
    assert "jdmatch" in loaded


def test_records_and_scoring_need_neither_spacy_nor_pandas():
    loaded = loaded_after("\n".join(f"import jdmatch.{name}" for name in LIGHT))
    assert loaded.isdisjoint(HEAVY)
    assert {f"jdmatch.{name}" for name in LIGHT} <= loaded


def test_loading_the_taxonomy_needs_neither_spacy_nor_pandas():
    assert loaded_after(
        "import jdmatch\njdmatch.load_taxonomy()\njdmatch.load_profile('ml-engineer')"
    ).isdisjoint(HEAVY)


def test_a_second_start_needs_no_reader_of_files():
    code = "import jdmatch\njdmatch.load().score('Requirements: Python')"
    loaded_after(code)
    assert loaded_after(code).isdisjoint({*HEAVY, "pydantic", "yaml", "selectolax", "zipfile", "email"})


def test_a_command_imports_no_other_one():
    code = "import sys\nfrom jdmatch.cli import app\nsys.argv[1:] = ['score', '-h']\ntry: app()\nexcept SystemExit: pass"
    loaded = loaded_after(code)
    assert "jdmatch.cli.score" in loaded
    assert loaded.isdisjoint({"jdmatch.batch", "jdmatch.tables", "jdmatch.cli.batch", "jdmatch.cli.taxonomy"})


def test_matching_needs_neither_spacy_nor_pandas():
    assert loaded_after("import jdmatch\njdmatch.load().score('Python')").isdisjoint(HEAVY)
    assert "spacy" in loaded_after("import jdmatch\njdmatch.load().nlp")


@pytest.mark.parametrize("name", FILES)
def test_no_module_is_a_drawer(name):
    words = set(re.split(r"[/_.]", name))
    assert words.isdisjoint({"utils", "util", "helpers", "helper", "common", "misc", "manager"})


@pytest.mark.parametrize("name", [n for n in FILES if not n.startswith("cli/")])
def test_only_the_cli_prints(name):
    calls = [
        n for n in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8"))) if isinstance(n, ast.Call)
    ]
    assert not [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]


@pytest.mark.parametrize("name", FILES)
def test_every_module_says_what_question_it_answers(name):
    assert ast.get_docstring(ast.parse(FILES[name].read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", FILES)
def test_no_error_is_swallowed_whole(name):
    handlers = [
        n
        for n in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8")))
        if isinstance(n, ast.ExceptHandler)
    ]
    assert not [h.lineno for h in handlers if h.type is None]


def test_public_names_are_there():
    for name in jdmatch.__all__:
        assert getattr(jdmatch, name) is not None
    assert set(jdmatch.__all__) <= set(dir(jdmatch))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = jdmatch.nothing
