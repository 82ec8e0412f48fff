"""Run docs/tour.ipynb and write what it shows into it: python docs/make_notebook.py

With a path, it is written there instead, network views included.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["NOTEBOOK", "is_view", "run"]

NOTEBOOK = Path(__file__).with_name("tour.ipynb")


def run() -> NotebookNode:
    """Return the notebook with all cells run anew.

    Raises:
        CellExecutionError: a cell failed.
    """
    import nbformat
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    notebook: NotebookNode = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    with TemporaryDirectory() as sockets:
        kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=f"{sockets}/kernel")
        NotebookClient(notebook, km=kernel, timeout=120).execute()
    for cell in notebook.cells:
        cell.metadata = {}  # the times of running
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
    return notebook


def is_view(output: NotebookNode) -> bool:
    """Whether an output is a network view: a page of its own, too large to be kept."""
    return "<iframe" in output.get("data", {}).get("text/html", "")


def main() -> None:
    """Run the notebook and write it."""
    import nbformat

    notebook = run()
    if len(sys.argv) > 1:
        nbformat.write(notebook, sys.argv[1])  # type: ignore[no-untyped-call]
        return
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_view(output)]
    nbformat.write(notebook, NOTEBOOK)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
