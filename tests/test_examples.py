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
    assert NOTEBOOKS


@pytest.mark.filterwarnings("ignore")  # the kernel's and zmq's own
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("matplotlib")
    # the kernel is a process of its own: it must find the code under test, installed or not
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT / "src"), os.environ.get("PYTHONPATH", ""))))
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    kinds = {kind for output in shown for kind in output.get("data", {})}
    assert {"text/html", "image/png"} <= kinds
    assert not [output for output in shown if output.get("name") == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_kept_without_outputs(path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    cells: list[Any] = nbformat.read(path, as_version=4).cells
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)


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
