"""The SPARQL services that are measured against each other, each started on one article's graph.

All but sygraph, which reads its own files, are given the merge: what plain queries are asked of.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

import pyoxigraph as ox

from sygraph.namespaces import MERGE
from sygraph.store.http_service import Service
from sygraph.store.interface import OxigraphStore

# What starts Virtuoso for the tests starts it here.
sys.path.append(str(Path(__file__).parent.parent / "tests"))

from servers import free_port, virtuoso

__all__ = [
    "JSON",
    "Endpoint",
    "asked",
    "starters",
    "write_merge",
]

JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Endpoint:
    """Where a service answers, and what has to be sent along with each query."""

    url: str
    version: str
    pid: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)

    def ask(self, query: str) -> list[dict[str, dict[str, str]]]:
        """The rows of an answer."""
        return _rows(self._posted(query))

    def asker(self) -> Callable[[str], bytes]:
        """A way to ask over one connection that stays open, as a client's does."""
        place = urlsplit(self.url)
        connection = HTTPConnection(place.hostname or "", place.port, timeout=120)

        def ask(query: str) -> bytes:
            connection.request("POST", place.path or "/", self._body(query), _HEADERS)
            with connection.getresponse() as answer:
                body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{self.url}: {answer.status} {body[:400]!r}")
            return body

        return ask

    def _body(self, query: str) -> bytes:
        return urlencode({"query": query, **self.extra}).encode()

    def _posted(self, query: str) -> bytes:
        with urlopen(Request(self.url, self._body(query), _HEADERS), timeout=120) as answer:
            body: bytes = answer.read()
            return body


_HEADERS = {"Accept": JSON, "Content-Type": "application/x-www-form-urlencoded"}


def _rows(body: bytes) -> list[dict[str, dict[str, str]]]:
    rows: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
    return rows


def write_merge(path: Path) -> Path:
    """Write what plain queries see of the project's own article as N-Triples."""
    engine = OxigraphStore.bundled().engine
    engine.dump(str(path), ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return path


def starters(
    merge: Path, python: Path
) -> dict[str, Callable[[Path], AbstractContextManager[Endpoint]]]:
    """How to start each service in a folder of its own.

    Args:
        merge: what `write_merge` has written.
        python: the interpreter that has rdflib-endpoint.
    """
    found: dict[str, Callable[[Path], AbstractContextManager[Endpoint]]] = {
        "sygraph serve": sygraph_serve,
        "oxigraph serve": lambda folder: oxigraph_serve(folder, merge),
        "rdflib-endpoint": lambda folder: rdflib_endpoint(folder, merge, python),
    }
    if shutil.which("virtuoso-t"):
        found["Virtuoso"] = lambda folder: virtuoso_serve(folder, merge)
    return found


@contextmanager
def sygraph_serve(folder: Path, *options: str) -> Iterator[Endpoint]:
    port = free_port()
    command = [sys.executable, "-m", "sygraph", "serve", "--port", str(port), *options]
    url = f"http://127.0.0.1:{port}/sparql"
    with running(command, folder, url) as server:
        yield Endpoint(url, version("sygraph"), server.pid)


@contextmanager
def oxigraph_serve(folder: Path, merge: Path) -> Iterator[Endpoint]:
    """In memory, as the others."""
    base = f"http://127.0.0.1:{free_port()}"
    program = str(Path(sysconfig.get_path("scripts")) / "oxigraph")
    with running([program, "serve", "--bind", base[7:]], folder, f"{base}/query"):
        told = {"Content-Type": "application/n-triples"}
        put = Request(f"{base}/store?default", merge.read_bytes(), told, method="PUT")
        urlopen(put, timeout=60).close()
        yield Endpoint(f"{base}/query", version("oxigraph"))


@contextmanager
def rdflib_endpoint(folder: Path, merge: Path, python: Path) -> Iterator[Endpoint]:
    port = free_port()
    command = [str(python), "-m", "rdflib_endpoint", "serve", "--host", "127.0.0.1"]
    url = f"http://127.0.0.1:{port}/"
    with running([*command, "--port", str(port), str(merge)], folder, url):
        yield Endpoint(url, version_of(python, "rdflib-endpoint"))


@contextmanager
def virtuoso_serve(folder: Path, merge: Path) -> Iterator[Endpoint]:
    """Its plain queries see its own graphs too, so it is told which to ask."""
    with virtuoso(folder) as service:
        _add(service, merge)
        graph = MERGE.value
        told = {"default-graph-uri": graph}
        yield Endpoint(service.endpoint, _virtuoso_version(), extra=told)


def _add(service: Service, merge: Path) -> None:
    lines = merge.read_bytes().splitlines(keepends=True)
    for start in range(0, len(lines), 2000):
        service.add(MERGE.value, b"".join(lines[start : start + 2000]))


def _virtuoso_version() -> str:
    said = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True)
    words = (said.stdout + said.stderr).split()
    return next((words[at + 1] for at, word in enumerate(words) if word == "Version"), "")


def version_of(python: Path, name: str) -> str:
    """The version of a package in another environment."""
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout[
        :-1
    ]


@contextmanager
def running(command: list[str], folder: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server from its first answer at an address until the block ends."""
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as server,
    ):
        try:
            for _ in range(12_000):
                with suppress(OSError):
                    asked(address, "ASK {}")
                    break
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.01)
            yield server
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def asked(endpoint: str, query: str) -> Any:
    """An answer as a GET request has it."""
    address = f"{endpoint}?{urlencode({'query': query}, quote_via=quote)}"
    with urlopen(Request(address, headers={"Accept": JSON}), timeout=60) as answer:
        return json.load(answer)
