"""Memory and processor time of processes, and limits for them and their files."""

from __future__ import annotations

import os
from contextlib import suppress

__all__ = [
    "cpu_seconds",
    "default_limit",
    "end_with_parent",
    "has_low_priority",
    "limit_data",
    "limit_file_size",
    "resident",
]

# The share of the machine's memory that all processes may take unless an option says otherwise.
_SHARE = 0.5
_CGROUP = "/sys/fs/cgroup/memory.max"
_FALLBACK = 4_000_000_000
# What Linux's sys/prctl.h calls PR_SET_PDEATHSIG.
_PARENT_DEATH_SIGNAL = 1


def default_limit() -> int:
    """Return the default limit for all processes together, in bytes: half of the memory.

    In a container, that is half of the container's limit.
    """
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return _FALLBACK
    with suppress(OSError, ValueError), open(_CGROUP, encoding="ascii") as stream:
        total = min(total, int(stream.read()))
    return int(total * _SHARE)


def resident(pid: int) -> int:
    """Return the resident memory of a process without mapped files, in bytes; 0 if it has ended."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as stream:
            _, pages, shared, *_ = stream.read().split()
    except (OSError, ValueError):
        return 0
    return (int(pages) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process in seconds; 0 if the system does not report it."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stream:
            fields = stream.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def has_low_priority(pid: int) -> bool:
    """Whether a process gives way to this one; False if it has ended."""
    try:
        return os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
    except OSError:
        return False


def limit_data(more: int) -> None:
    """Limit the private memory that this process may write to its present size and `more` bytes.

    The address space is not limited: the threads of a database on disk reserve hundreds of
    megabytes of it that they never use.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as stream:
            now = int(stream.read().split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (now + more, now + more))


def limit_file_size(size: int) -> None:
    """Limit the size of the files that this process writes; beyond it, writing is an OSError."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def end_with_parent(parent: int) -> None:
    """On Linux, have the system kill this process when its parent ends."""
    import signal
    import sys

    if sys.platform == "linux":
        from ctypes import CDLL

        CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # the parent has ended before this was set
