"""The processes that a process has started, as Linux lists them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["at_work", "descendants", "gone"]

# Seconds that no test waits unless something is wrong.
_PATIENCE = 60.0
# Seconds of computing time after which a process is surely busy with a query.
_BUSY = 0.3


def _fields(process: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the command: state, parent, …; None once it has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def descendants(process: int | None = None) -> set[int]:
    """Return the running processes below a process, without this argument below this one."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _fields(int(entry.name))) and fields[0] != "Z":
            parents[int(entry.name)] = int(fields[1])
    found: set[int] = set()
    level = {process or os.getpid()}
    while level:
        level = {child for child, parent in parents.items() if parent in level} - found
        found |= level
    return found


def at_work(process: int) -> bool:
    """Wait until a process has computed for a while; False where it does not."""
    start = _computed(process)
    return _waited(lambda: _computed(process) > start + _BUSY)


def gone(process: int) -> bool:
    """Wait until a process has ended; False where it does not."""
    # A process that nobody waits for stays as a zombie.
    return _waited(lambda: (fields := _fields(process)) is None or fields[0] == "Z")


def _computed(process: int) -> float:
    """The seconds of computing time that a process has taken."""
    fields = _fields(process)
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _waited(condition: Callable[[], bool]) -> bool:
    """Whether a condition comes true in time."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
