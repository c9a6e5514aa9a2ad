"""The tutorial runs from its first cell to its last, and its last shows a map."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

TUTORIAL = ROOT / "docs/tutorial.ipynb"


@pytest.fixture(scope="module")
def stored() -> Any:
    nbformat = pytest.importorskip("nbformat", reason="pip install 'chainatlas[docs]'")
    notebook = nbformat.read(TUTORIAL, as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run all the cells in an empty folder with an empty cache; a cell that fails raises."""
    nbformat = pytest.importorskip("nbformat", reason="pip install 'chainatlas[docs]'")
    nbclient = pytest.importorskip("nbclient", reason="pip install 'chainatlas[docs]'")
    pytest.importorskip("ipykernel", reason="pip install 'chainatlas[docs]'")
    folder = tmp_path_factory.mktemp("tutorial")
    notebook = nbformat.read(TUTORIAL, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=os.environ | {"CHAINATLAS_CACHE": str(folder / "cache")})
    return notebook


def shown(notebook: Any) -> list[dict[str, str]]:
    """Return what each cell of code displays, by type; nothing where it displays nothing."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [dict(next((one.data for one in cell.outputs if "data" in one), {})) for cell in cells]


def test_the_stored_notebook_holds_no_outputs(stored: Any) -> None:
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert len(code) >= 8
    assert [cell.id for cell in code if cell.outputs or cell.execution_count] == []


def test_the_notebook_names_nobodys_machine(stored: Any) -> None:
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert stored.metadata.kernelspec.name == "python3"
    assert str(Path.home()) not in TUTORIAL.read_text("utf-8")


def test_every_cell_runs_without_a_word_on_stderr(run: Any) -> None:
    outputs = [one for cell in run.cells if cell.cell_type == "code" for one in cell.outputs]
    assert {one.output_type for one in outputs} <= {"execute_result", "display_data", "stream"}
    assert [one.text for one in outputs if one.get("name") == "stderr"] == []


def test_the_last_cell_shows_a_map_of_the_gap(run: Any) -> None:
    html = shown(run)[-1]["text/html"]
    assert html.startswith("<iframe ")
    assert "srcdoc=" in html
    assert "product:pm-generator" in html


def test_the_cells_say_what_the_text_around_them_says(run: Any) -> None:
    told = " ".join(one.get("text/html", "") + one.get("text/plain", "") for one in shown(run)[:-1])
    assert "null" in told
    assert "Dajin Heavy Industry" in told
    assert "('gap closed', 'wind tower', '延链', 'present')" in told


def test_the_supposition_of_the_tutorial_does_not_stay_in_the_graph(run: Any) -> None:
    assert "project:tower-baotou" not in shown(run)[-1]["text/html"]
