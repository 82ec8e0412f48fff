"""How much memory processes take, and how much all of them together may take."""

from __future__ import annotations

import os
from contextlib import suppress

__all__ = ["cpu_seconds", "default_limit", "end_with_parent", "limit_address_space", "resident"]

# The share of the machine's memory that all processes may take unless an option says otherwise.
_SHARE = 0.5
_CGROUP = "/sys/fs/cgroup/memory.max"
_FALLBACK = 4_000_000_000
# What Linux's sys/prctl.h calls PR_SET_PDEATHSIG.
_PARENT_DEATH_SIGNAL = 1


def default_limit() -> int:
    """Return the bytes that all processes together may take: half of what there is.

    In a container, what there is is the container's limit.
    """
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return _FALLBACK
    with suppress(OSError, ValueError), open(_CGROUP, encoding="ascii") as stream:
        total = min(total, int(stream.read()))
    return int(total * _SHARE)


def resident(pid: int) -> int:
    """Return the bytes of a process that are in memory and not of a file; 0 where it has ended."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as stream:
            _, pages, shared, *_ = stream.read().split()
    except (OSError, ValueError):
        return 0
    return (int(pages) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """Return the seconds that a process has worked; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stream:
            fields = stream.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def limit_address_space(more: int) -> None:
    """Let this process take so many bytes more than it has, where the system has such a limit."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as stream:
            now = int(stream.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))


def end_with_parent(parent: int) -> None:
    """End this process when its parent ends, even by SIGKILL, where the system is Linux."""
    import signal
    import sys

    if sys.platform == "linux":
        from ctypes import CDLL

        CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # the parent has ended before this was set
