"""Write results to standard output, or to files that are either complete or not written."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from sygraph.errors import OutputError

__all__ = ["explained", "open_output", "umask", "write_files"]

# Bytes of a result that are held in memory rather than in a temporary file.
_IN_MEMORY = 1 << 24


@contextmanager
def open_output(path: str | Path | None, *, whole: bool = False) -> Iterator[BinaryIO]:
    """Open `path` for writing bytes; None or "-" is standard output.

    On a terminal, control characters in the data are made visible; other outputs get the bytes.

    A file appears under its name only when the block ends without an error: it is written under
    another name in the same folder and renamed. Links are followed. A device or a pipe is written
    directly.

    Args:
        whole: standard output and devices also get nothing until the block ends without an error.

    Raises:
        OutputError: the place cannot be written. No partial file is left.
    """
    if path is None or str(path) == "-":
        with (
            explained("standard output"),
            _safe(sys.stdout.buffer, sys.stdout.isatty()) as safe,
            _held_back(safe, whole) as stream,
        ):
            yield stream
        return
    target = Path(os.path.realpath(path))
    with explained(str(path)):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            with (
                target.open("wb") as device,
                _safe(device, device.isatty()) as safe,
                _held_back(safe, whole) as held,
            ):
                yield held
            return
        with _replacing(target) as stream:
            yield stream


def write_files(contents: Mapping[str, bytes]) -> None:
    """Write several files: all of them are written whole before the first one is renamed.

    They are renamed in the order in which they are given: a process that is killed then leaves the
    last ones as they were.

    Raises:
        OutputError: one cannot be written to; then none has changed.
    """
    before = {path: _content(path) for path in contents}
    try:
        with ExitStack() as stack:
            for path, content in reversed(
                list(contents.items())
            ):  # the last one entered ends first
                with explained(path):
                    Path(path).parent.mkdir(parents=True, exist_ok=True)
                stack.enter_context(open_output(path)).write(content)
    except OutputError:
        for path, old in before.items():
            if _content(path) != old:  # it was renamed before another one could not be
                _put_back(path, old)
        raise


def _content(path: str) -> bytes | None:
    """Return what is in a regular file, or None if there is none."""
    try:
        return Path(path).read_bytes() if os.path.isfile(path) else None
    except OSError:
        return None


def _put_back(path: str, content: bytes | None) -> None:
    with explained(path):
        if content is None:
            Path(path).unlink(missing_ok=True)
        else:
            with open_output(path) as stream:
                stream.write(content)


@contextmanager
def _safe(stream: BinaryIO, terminal: bool) -> Iterator[BinaryIO]:
    """The stream, or one that protects the terminal behind it; flushed at the end."""
    if terminal:
        from sygraph.rdf.safe_output import TerminalStream

        shown = TerminalStream(stream)
        yield cast(BinaryIO, shown)
        shown.close()
    else:
        yield stream
    stream.flush()


@contextmanager
def _held_back(stream: BinaryIO, whole: bool) -> Iterator[BinaryIO]:
    """The stream, or a temporary file that is copied to it when the block ends without an error."""
    if not whole:
        yield stream
        return
    from shutil import copyfileobj
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(max_size=_IN_MEMORY) as held:
        yield cast(BinaryIO, held)
        held.seek(0)
        copyfileobj(held, stream)


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """Write a temporary file in the folder of `target`, then rename it to `target`."""
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with open(handle, "wb") as stream:
            yield stream
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _mode(target: Path) -> int:
    """The permissions of the file being replaced, or what a new file would get."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    return 0o666 & ~umask()


def umask() -> int:
    """Return the permissions that new files of this process do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn an OSError into an OutputError that names the place, except for a closed pipe."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot write {place}: {reason}") from error
