"""Why a worker has ended: what the engine wrote to standard error, and the exit status."""

from __future__ import annotations

import os
import re
import signal
import sys
from tempfile import TemporaryFile

from sygraph.store.jobs.packing import WorkerLost

__all__ = ["ErrorFile"]

# The end of standard error that is searched for a reason, and the longest quotation, in bytes.
_END, _LONGEST = 4000, 200
_PANIC = re.compile(rb"panicked at [^\n]*:\n([^\n]+)")
_OVERFLOW = b"overflowed its stack"


class ErrorFile:
    """The file to which a worker's engine writes its errors, without a name in the file system."""

    def __init__(self) -> None:
        if hasattr(os, "memfd_create"):
            self._file = os.memfd_create("errors")
        else:
            with TemporaryFile() as file:
                self._file = os.dup(file.fileno())

    def close(self) -> None:
        os.close(self._file)

    def redirect(self) -> None:
        """Have the engine of this process write here; Python goes on with standard error."""
        sys.stderr.flush()
        sys.stderr = open(os.dup(2), "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
        os.dup2(self._file, 2)
        self.close()

    def error(self, status: int) -> WorkerLost | None:
        """Return why a worker has ended with a status of `os.waitstatus_to_exitcode`.

        Returns:
            None where the engine has not failed: the worker was killed or ended on its own.
        """
        if status >= 0 or status == -signal.SIGKILL:
            return None
        size = os.fstat(self._file).st_size
        text = os.pread(self._file, _END, max(0, size - _END))
        if panic := _PANIC.search(text):
            reason = panic[1][:_LONGEST].decode(errors="replace")
            return WorkerLost(f"the engine has failed: {reason}", hint="ask in another way")
        if status == -signal.SIGSEGV or _OVERFLOW in text:
            return WorkerLost(
                "the query overflowed the engine's stack", hint="make it shorter or less nested"
            )
        return WorkerLost(
            f"the query's process ended with status {status}",
            hint="it may have needed more memory than it may take: ask for less at once",
        )
