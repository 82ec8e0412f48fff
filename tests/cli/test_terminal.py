"""Every command on a terminal: nothing in the data steers it, and pipes get the data exactly."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from child_processes import read_terminal, running
from sygraph.data import Files

pytestmark = pytest.mark.slow

# Clears the screen, colours, reorders the text, rings, overwrites the line.
STEERING = "\x1b[2J\x9b31m\u202e\x07"
LABEL = f"ev{STEERING}il"
ESCAPED = "ev\\u001B[2J\\u009B31m\\u202E\\u0007il"

# What our own styles and rich's send: colours and no movement.
STYLE = re.compile(r"\x1b\[[0-9;]*m")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

DATA = f"""
id:evil a sy:City ; skos:prefLabel "{ESCAPED}"@en ; skos:altLabel "=1{ESCAPED}"@en ;
  sy:country id:japan .
"""
QUERY = f"""#+ summary: evil {STEERING}
#+ summary-zh: 惡 {STEERING}
#+ description: Evil {STEERING}.
#+ tags: [evil]
SELECT ?city {{ ?city a sy:City }}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of data in which a city and a query try to steer the terminal."""
    place = tmp_path_factory.mktemp("hostile")
    for part in ("graph", "ontology", "queries", "seeds"):
        shutil.copytree(Files.bundled().file(part), place / part)
    gazetteer = place / "graph" / "gazetteer.ttl"
    gazetteer.write_text(gazetteer.read_text("utf-8") + DATA, "utf-8")
    (place / "queries" / "evil.rq").write_text(QUERY, "utf-8")
    return place


def sygraph(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "sygraph", "--data", str(folder), *arguments]


def on_a_terminal(command: list[str]) -> str:
    """What a command writes, both of its outputs being a terminal."""
    reader, terminal = pty.openpty()
    environment = os.environ | {"COLUMNS": "200", "TERM": "xterm-256color"}
    streams = {"stdin": subprocess.DEVNULL, "stdout": terminal, "stderr": terminal}
    with running(command, env=environment, **streams):
        os.close(terminal)
        return read_terminal(reader)


LABELS = "SELECT ?l { id:evil skos:prefLabel ?l }"
COMMANDS = [
    ["query", LABELS],
    *(["query", LABELS, "-f", format] for format in ("csv", "tsv", "json")),
    ["query", LABELS, "--evidence"],
    ["query", "DESCRIBE id:evil"],
    ["query", f"SELECT ?x {{ ?x skos:prefLabel '{STEERING}' }}"],
    ["query", f"SELECT ?x {{ '{STEERING}' "],
    ["query", f"no-such{STEERING}"],
    ["queries"],
    ["queries", "evil"],
    *(["queries", "evil", "-f", format] for format in ("json", "markdown", "html")),
    ["search", "ev"],
    ["search", "evil", "-f", "json"],
    ["search", STEERING],
    ["show", "id:evil"],
    ["show", "id:evil", "-f", "json"],
    ["show", "id:japan"],
    ["show", f"nobody{STEERING}"],
    ["path", "id:evil", "id:seoul"],
    ["check"],
    ["check", "-f", "json"],
    ["export", "ntriples", "--about", "id:evil"],
    ["export", "mermaid", "--about", "id:evil"],
    ["export", "dot", "--about", "id:evil"],
    ["export", "graphml", "--about", "id:evil"],
    ["stats", f"--lang={STEERING}"],
    [f"no-command{STEERING}"],
    [f"--no-option{STEERING}"],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda a: " ".join(a).encode("ascii", "ignore"))
def test_nothing_in_the_data_steers_a_terminal(hostile: Path, arguments: list[str]) -> None:
    seen = on_a_terminal(sygraph(hostile, *arguments))
    assert "il" in seen or "\ufffd" in seen or "x1b" in seen
    text = STYLE.sub("", seen).replace("\r\n", "\n")
    assert not UNSEEN.search(text), ascii(text)
    assert "Traceback" not in text


def test_a_difference_does_not_steer_a_terminal_either(hostile: Path) -> None:
    bundled = str(Files.bundled().folder)
    for format in ("text", "json", "markdown"):
        seen = on_a_terminal(sygraph(hostile, "diff", bundled, str(hostile), "-f", format))
        assert "id:evil" in seen or "/id/evil" in seen
        assert not UNSEEN.search(STYLE.sub("", seen).replace("\r\n", "\n"))


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "ntriples"])
def test_a_pipe_gets_the_data_exactly(hostile: Path, format: str, tmp_path: Path) -> None:
    query = LABELS if format != "ntriples" else "CONSTRUCT WHERE { id:evil skos:prefLabel ?l }"
    piped = subprocess.run(
        sygraph(hostile, "query", query, "-f", format), capture_output=True, check=True
    ).stdout.decode()
    assert (LABEL in piped) if format == "csv" else ("\x9b31m\u202e" in piped)
    named = tmp_path / "out"
    subprocess.run(sygraph(hostile, "query", query, "-f", format, "-o", str(named)), check=True)
    assert named.read_text("utf-8") == piped.replace("\r\n", "\n")


def test_text_for_a_reader_is_made_visible_in_a_pipe_too(hostile: Path) -> None:
    for arguments in (["search", "ev"], ["show", "id:evil"], ["check"]):
        done = subprocess.run(sygraph(hostile, *arguments), capture_output=True)
        assert not UNSEEN.search(done.stdout.decode())
        assert "evil" in done.stdout.decode()
