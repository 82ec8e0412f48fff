"""From how many pools the threads of a process take memory."""

from __future__ import annotations

import platform
import subprocess
import sys

from sygraph.store.allocator import one_pool

# glibc's malloc_info tells of each pool of memory that there is.
PROGRAM = """
import ctypes, threading
from sygraph.store.allocator import one_pool

{first}
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
libc.malloc.argtypes = ctypes.c_size_t,
libc.free.argtypes = ctypes.c_void_p,
together = threading.Barrier(4)

def take():
    together.wait()
    libc.free(libc.malloc(5000))
    together.wait()

threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
stream = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, stream)
libc.fflush(stream)
"""


def pools(first: str) -> int:
    """From how many pools four threads take memory after this."""
    command = [sys.executable, "-c", PROGRAM.replace("{first}", first)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return done.stdout.count("<heap nr=")


def test_threads_take_memory_from_one_pool() -> None:
    if platform.libc_ver()[0] == "glibc":
        assert pools("one_pool()") == 1
        assert pools("") > 1
    else:  # there is nothing to set, and nothing fails
        one_pool()
