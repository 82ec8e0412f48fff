"""A supervisor and its workers: what an owner learns of a worker that ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from child_processes import running
from failing_handlers import ECHO, END_ITSELF
from sygraph.data import Files
from sygraph.store.bulk_load import load, sources
from sygraph.store.jobs.client import Program, RemoteWorker
from sygraph.store.jobs.messages import Reader, packed
from sygraph.store.jobs.packing import WorkerLost, unpack
from sygraph.store.jobs.supervisor import JOIN, NEW, WANT
from sygraph.store.jobs.worker_process import DATA, END, ERROR, job

pytestmark = pytest.mark.slow

PYTHONPATH = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
CONFIG: dict[str, Any] = {
    "data": (str(Files.bundled().folder), None),
    "store": None,
    "services": [],
    "handlers": "failing_handlers:handlers",
    "options": {},
    "memory": None,
}


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setenv("PYTHONPATH", PYTHONPATH)
    program = Program(CONFIG)
    yield program
    program.close()


def test_messages_may_arrive_before_the_program_reads_them(tmp_path: Path) -> None:
    """Those of the owner whose socket comes with them, too."""
    (tmp_path / "one.nq").write_text("<a:s> <a:p> <a:o> <a:g> .\n")
    load(sources([tmp_path / "one.nq"]), tmp_path / "store")
    config = CONFIG | {"store": str(tmp_path / "store"), "files": 0}
    ours, theirs = socket.socketpair()
    other, others = socket.socketpair()
    with ours, theirs, other, others:
        ours.sendall(packed(b"G", json.dumps(config).encode()))
        socket.send_fds(ours, [packed(JOIN)], [others.fileno()])
        other.sendall(packed(WANT))
        command = [sys.executable, "-m", "sygraph.store.jobs.program", str(theirs.fileno())]
        environment = {**os.environ, "PYTHONPATH": PYTHONPATH}
        with running(command, pass_fds=[theirs.fileno()], env=environment):
            other.settimeout(60)
            kind, _ = Reader().wait(other)
            assert kind == NEW


def give(worker: RemoteWorker, kind: bytes, data: bytes) -> tuple[bytes, bytes]:
    """Give a worker a job; returns the first message of its reply."""
    worker.socket.sendall(job(kind, monotonic() + 60, data))
    return worker.reader.wait(worker.socket)


def opened(program: Program) -> RemoteWorker:
    worker = program.worker()
    worker.wait_until_open()
    return worker


@pytest.mark.parametrize(
    ("text", "number", "message"),
    [
        (
            "\nthread 'x' panicked at sort.rs:854:5:\nno total order\nnote: run with …\n",
            signal.SIGABRT,
            "the engine has failed: no total order",
        ),
        ("", signal.SIGSEGV, "the query overflowed the engine's stack"),
        (
            "thread 'main' has overflowed its stack\nfatal runtime error\n",
            signal.SIGABRT,
            "the query overflowed the engine's stack",
        ),
        (
            "memory allocation of 9 bytes failed\n",
            signal.SIGABRT,
            "the query's process ended with status -6",
        ),
        ("x" * 100_000, signal.SIGBUS, "the query's process ended with status -7"),
    ],
)
def test_an_owner_learns_why_a_worker_ended_at_work(
    program: Program, text: str, number: int, message: str
) -> None:
    worker = opened(program)
    kind, data = give(worker, END_ITSELF, json.dumps([text, number]).encode())
    assert kind == ERROR
    error = unpack(data)
    assert isinstance(error, WorkerLost)
    assert str(error) == message
    assert (error.status, bool(error.hint)) == (503, True)
    with pytest.raises(EOFError):
        worker.reader.wait(worker.socket)
    program.stop(worker)
    # Other workers are not concerned.
    other = opened(program)
    assert give(other, ECHO, b"x") == (DATA, b"x")
    assert other.reader.wait(other.socket) == (END, b"")
    program.stop(other)


def test_a_worker_that_is_killed_gives_no_reason(program: Program) -> None:
    worker = opened(program)
    with pytest.raises(EOFError):
        give(worker, END_ITSELF, json.dumps(["", signal.SIGKILL]).encode())
    program.stop(worker)
