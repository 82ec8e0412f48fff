"""Starts the SPARQL services that tests talk to, each on a free port of this machine."""

from __future__ import annotations

import shutil
import socket
import sysconfig
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from child_processes import running, waited
from sygraph.store.http_service import Credentials, Service

__all__ = ["free_port", "oxigraph", "virtuoso"]

# Virtuoso makes its database on its first start, which takes some ten seconds.
_PATIENCE = 120

_VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
DirsAllowed = {folder}

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10

[SPARQL]
ResultSetMaxRows = {most_rows}
MaxQueryExecutionTime = 120
"""


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[Service]:
    """Run `oxigraph serve` on an empty store in a folder."""
    base = f"http://127.0.0.1:{(port := free_port())}"
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    place = ["--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running([str(program), "serve", *place, *options], folder / "log", f"{base}/query"):
        yield Service(f"{base}/query", f"{base}/update", f"{base}/store")


@contextmanager
def virtuoso(folder: Path, *, most_rows: int = 100_000) -> Iterator[Service]:
    """Run Virtuoso on a new database in a folder, its owner being who asks.

    Args:
        most_rows: how many rows it returns at most.
    """
    program = shutil.which("virtuoso-t")
    assert program, "Virtuoso is not installed: see docs/engines.md"
    sql, http = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(
        _VIRTUOSO_INI.format(folder=folder, sql=sql, http=http, most_rows=most_rows)
    )
    base = f"http://127.0.0.1:{http}"
    command = [program, "+foreground", "+configfile", str(settings)]
    with _running(command, folder / "log", f"{base}/sparql"):
        yield Service(
            f"{base}/sparql",
            f"{base}/sparql-auth",
            f"{base}/sparql-graph-crud-auth",
            # Every new database has this owner.
            credentials=Credentials("dba", "dba"),
        )


@contextmanager
def _running(command: Sequence[str], log: Path, address: str) -> Iterator[None]:
    """Run a server from when it answers at an address until the block ends."""
    with (
        log.open("wb") as output,
        running(command, stdout=output, stderr=output, cwd=log.parent) as server,
    ):
        waited(lambda: server.poll() is not None or _answers(address), _PATIENCE)
        assert _answers(address), f"{command[0]} did not start:\n{log.read_text()}"
        yield


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=10).close()
    except urllib.error.HTTPError as refusal:  # it speaks
        refusal.close()
    except OSError:
        return False
    return True
