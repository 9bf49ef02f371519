"""The examples run: the notebook from its first cell to its last, and the files of the README's commands are there."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest

from jdmatch.errors import JdmatchError

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 5


def words(cells: list[Any]) -> list[str]:
    """Return what the cells print and show as text; pictures and objects' addresses differ from machine to machine."""
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    shown = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]
    return [text for text in shown if not text.startswith("<")]


@pytest.mark.filterwarnings("ignore")  # the kernel's and zmq's own
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs_and_shows_what_it_holds(
    path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("matplotlib")
    # the kernel is a process of its own: it must find the code under test, installed or not
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT / "src"), os.environ.get("PYTHONPATH", ""))))
    notebook = nbformat.read(path, as_version=4)
    held = words(notebook.cells)
    client = nbclient.NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    kinds = {kind for output in shown for kind in output.get("data", {})}
    assert {"text/html", "image/png"} <= kinds
    assert not [output for output in shown if output.get("name") == "stderr"]
    if request.config.getoption("--renew-docs"):
        nbformat.write(notebook, path)
    else:
        assert held == words(notebook.cells), "run pytest --renew-docs tests/test_examples.py"


def test_every_example_document_opens() -> None:
    import jdmatch

    documents = [*EXAMPLES.glob("*.txt"), *EXAMPLES.glob("*.html"), *(EXAMPLES / "cvs").iterdir()]
    assert len(documents) >= 5
    for path in documents:
        try:
            assert jdmatch.open_document(path).text
        except JdmatchError as error:
            pytest.fail(f"{path.name}: {error}")


def test_example_postings_have_the_columns_that_are_guessed() -> None:
    with (EXAMPLES / "postings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert {"id", "title", "description"} <= set(rows[0])
    assert len({row["id"] for row in rows}) == len(rows)
