"""Commands that tests run, and the processes below a process, as Linux lists them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sygraph.store.jobs.memory import end_with_parent

__all__ = [
    "at_work",
    "descendants",
    "gone",
    "in_a_loop",
    "read_terminal",
    "running",
    "supervisors",
    "waited",
]

Result = TypeVar("Result")

# Seconds that no test waits unless something is wrong.
_PATIENCE = 60.0
# Seconds in which a command must end when it is asked to.
_GRACE = 30.0
# Seconds of computing time after which a process is surely busy with a query.
_BUSY = 0.3


def in_a_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a thread: where a test has a browser, this one has a loop already."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


@contextmanager
def running(command: Sequence[str | Path], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a command until the block ends, however it ends, or until this process does."""
    end = partial(end_with_parent, os.getpid())
    with subprocess.Popen(command, text=True, preexec_fn=end, **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()


def read_terminal(reader: int) -> str:
    """Read what is written to a pseudo-terminal until nobody has it open."""
    pieces = []
    with open(reader, "rb", buffering=0) as stream, suppress(OSError):  # Linux ends with an error
        while piece := stream.read(1 << 16):
            pieces.append(piece)
    return b"".join(pieces).decode()


def waited(condition: Callable[[], bool], patience: float = _PATIENCE) -> bool:
    """Wait until a condition is true; False if it is not in time."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _fields(process: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the command: state, parent, …; None once it has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def descendants(process: int | None = None, *, zombies: bool = False) -> set[int]:
    """Return the running processes below a process; without this argument, below this one.

    Args:
        zombies: whether to return those too that have ended and that nobody has waited for.
    """
    parents = _parents(zombies)
    found: set[int] = set()
    level = {process or os.getpid()}
    while level:
        level = {child for child, parent in parents.items() if parent in level} - found
        found |= level
    return found


def _parents(zombies: bool = False) -> dict[int, int]:
    """The parents of all processes of this machine."""
    parents = {}
    for entry in Path("/proc").iterdir():
        fields = _fields(int(entry.name)) if entry.name.isdecimal() else None
        if fields and (zombies or fields[0] != "Z"):
            parents[int(entry.name)] = int(fields[1])
    return parents


def supervisors() -> set[int]:
    """Return the supervisors that this process has started and that run."""
    children = {child for child, parent in _parents().items() if parent == os.getpid()}
    return {child for child in children if b"sygraph.store.jobs.program" in _command(child)}


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def at_work(process: int) -> bool:
    """Wait until a process has computed for a while; False where it does not."""
    start = _computed(process)
    return waited(lambda: _computed(process) > start + _BUSY)


def gone(process: int) -> bool:
    """Wait until a process has ended; False where it does not."""
    # A process that nobody waits for stays as a zombie.
    return waited(lambda: (fields := _fields(process)) is None or fields[0] == "Z")


def _computed(process: int) -> float:
    """The seconds of computing time that a process has taken."""
    fields = _fields(process)
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK") if fields else 0.0
