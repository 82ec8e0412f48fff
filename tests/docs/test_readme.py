"""Run the commands of the README and of the tour, and check what they state."""

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
TOUR = (ROOT / "docs" / "tour.md").read_text("utf-8")
COMMAND = re.compile(r"^\$ (sygraph .+)$", re.MULTILINE)
CONSOLE = list(dict.fromkeys(COMMAND.findall(README) + COMMAND.findall(TOUR)))
CURL = re.findall(r"^curl (.+)$", README, re.MULTILINE)
PATHS = re.findall(r"`(/[a-z][\w./-]*)`", README)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SPARQL = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)


def test_the_readme_is_short_and_the_tour_is_complete() -> None:
    assert len(README.split()) <= 600
    assert len(CONSOLE) >= 17 and PYTHON and SPARQL and len(CURL) == 2 and len(PATHS) >= 7


def test_the_readme_names_the_article_and_its_author() -> None:
    rows = sygraph.open().query(
        "SELECT ?headline { ?passage dcterms:type sy:headline ; sy:quote ?headline }"
    )
    assert [row for row in rows if str(row.headline) in README]
    assert "王藝橋" in README


@pytest.mark.parametrize("command", CONSOLE)
def test_a_command_works(command: str, tmp_path: Path) -> None:
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
    answer = httpx.get(server.rstrip("/") + path, follow_redirects=True, timeout=60)
    assert answer.status_code == 200


@pytest.mark.parametrize("arguments", CURL)
def test_a_request_to_the_server_has_an_answer(server: str, arguments: str) -> None:
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
        answer = httpx.post(given.url, data={name: value}, headers=headers, timeout=60)
    else:
        answer = httpx.get(given.url, headers=headers, follow_redirects=given.L, timeout=60)
    assert answer.status_code == 200
    assert "katowice" in answer.text or "sapporo" in answer.text


@pytest.mark.parametrize("code", PYTHON)
def test_the_python_of_the_readme_works(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code, {})
    assert "Sapporo" in capsys.readouterr().out


@pytest.mark.parametrize("query", SPARQL)
def test_the_sparql_of_the_readme_has_an_answer(query: str) -> None:
    assert len(list(sygraph.open().query(query)))


def test_every_linked_file_exists() -> None:
    for text, folder in ((README, ROOT), (TOUR, ROOT / "docs")):
        links = re.findall(r"\]\(([^)#:]+)\)", text)
        assert links and [link for link in links if not (folder / link).exists()] == []


def test_the_stated_number_of_passages_is_right() -> None:
    stated = re.search(r"its (\d+) passages", README)
    assert stated
    assert len(list(sygraph.open().query("SELECT ?p { ?p a sy:Passage }"))) == int(stated[1])


@pytest.mark.parametrize(
    "query", [*SPARQL, *re.findall(r"query=(SELECT [^']+)'", README)], ids=lambda query: query[:20]
)
def test_every_city_of_an_example_is_a_city(query: str) -> None:
    kg = sygraph.open()
    cities = {row.city for row in kg.query(query)}
    assert cities
    assert all(kg.store.ask(f"ASK {{ <{city}> a sy:City }}") for city in cities)
