"""The README is true: what it tells a newcomer to type works, and what it counts is so."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import sygraph
from live import live

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = re.findall(r"^\$ (sygraph .+)$", README, re.MULTILINE)
CURL = re.findall(r"^curl (.+)$", README, re.MULTILINE)
PATHS = re.findall(r"`(/[a-z][\w./-]*)`", README)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SPARQL = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)


def test_the_tour_is_there() -> None:
    assert len(CONSOLE) >= 17 and PYTHON and SPARQL and len(CURL) == 2 and len(PATHS) >= 9


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


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with live(sygraph.open()) as address:
        yield address


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_the_web_application_answers(server: str, path: str) -> None:
    answer = httpx.get(server.rstrip("/") + path, follow_redirects=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("arguments", CURL)
def test_what_the_readme_asks_of_the_server_has_an_answer(server: str, arguments: str) -> None:
    command = shlex.split(arguments.replace("http://127.0.0.1:8000/", server))
    options = ArgumentParser()
    options.add_argument("-L", action="store_true")
    options.add_argument("-H", action="append", default=[])
    options.add_argument("--data-urlencode")
    options.add_argument("url")
    given = options.parse_args(command)
    headers = dict(header.split(": ", 1) for header in given.H)
    if given.data_urlencode:
        name, value = given.data_urlencode.split("=", 1)
        answer = httpx.post(given.url, data={name: value}, headers=headers)
    else:
        answer = httpx.get(given.url, headers=headers, follow_redirects=given.L)
    assert answer.status_code == 200
    assert "katowice" in answer.text or "sapporo" in answer.text


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


@pytest.mark.parametrize(
    "query", [*SPARQL, *re.findall(r"query=(SELECT [^']+)'", README)], ids=lambda query: query[:20]
)
def test_what_it_calls_a_city_is_one(query: str) -> None:
    kg = sygraph.open()
    cities = {row.city for row in kg.query(query)}
    assert cities
    assert all(kg.store.ask(f"ASK {{ <{city}> a sy:City }}") for city in cities)
