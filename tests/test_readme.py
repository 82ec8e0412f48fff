"""The README is true: what it tells a newcomer to type works, and what it counts is so."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import sygraph

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = re.findall(r"^\$ (sygraph .+)$", README, re.MULTILINE)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SPARQL = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)


def test_the_tour_is_there() -> None:
    assert len(CONSOLE) >= 9 and PYTHON and SPARQL


@pytest.mark.parametrize("command", CONSOLE)
def test_a_command_of_the_tour_works(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    wrote = re.search(r" -o (\S+)", command)
    assert (tmp_path / wrote[1]).stat().st_size if wrote else done.stdout


@pytest.mark.parametrize("code", PYTHON)
def test_the_python_of_the_tour_works(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code, {})
    assert "Sapporo" in capsys.readouterr().out


@pytest.mark.parametrize("query", SPARQL)
def test_the_sparql_of_the_readme_has_an_answer(query: str) -> None:
    assert len(list(sygraph.open().query(query)))


def test_the_files_it_points_at_exist() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links and [link for link in links if not (ROOT / link).exists()] == []


def test_it_counts_the_passages_right() -> None:
    stated = re.search(r"The article has (\d+) passages", README)
    assert stated
    assert len(list(sygraph.open().query("SELECT ?p { ?p a sy:Passage }"))) == int(stated[1])
