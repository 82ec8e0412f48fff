"""The notebook in docs runs, shows what it says it shows, and draws its views."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from sygraph.graph import KnowledgeGraph

PROGRAM = Path(__file__).parents[2] / "docs" / "make_notebook.py"
NOTEBOOK = PROGRAM.with_name("tour.ipynb")

is_view = runpy.run_path(str(PROGRAM))["is_view"]


@pytest.fixture(scope="module")
def afresh(tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    path = tmp_path_factory.mktemp("notebook") / "tour.ipynb"
    subprocess.run([sys.executable, PROGRAM, path], check=True)
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def shown(notebook: NotebookNode) -> list[tuple[str, list[str]]]:
    """What each cell shows in words, network views left out."""
    return [
        (
            cell.source,
            [
                output.get("text") or output.data["text/plain"]
                for output in cell.outputs
                if not is_view(output)
            ],
        )
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_it_shows_what_the_graph_says_today(afresh: NotebookNode) -> None:
    kept = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]

    assert shown(afresh) == shown(kept), "renew it: python docs/make_notebook.py"


def test_its_views_are_drawn(afresh: NotebookNode) -> None:
    views = [
        output
        for cell in afresh.cells
        if cell.source.startswith("kg.view(")
        for output in cell.outputs
    ]

    assert len(views) == 2
    assert all(is_view(output) for output in views)


def test_a_view_shows_itself(kg: KnowledgeGraph) -> None:
    page = kg.view(about="Katowice")._repr_html_()

    assert page.startswith("<iframe")
    assert "Katowice" in page
