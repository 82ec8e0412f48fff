"""Write several files as one result: a zip archive, or a folder that gets all files or none."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from sygraph.errors import OutputError
from sygraph.rdf.output import explained, umask
from sygraph.rdf.safe_output import file_path

__all__ = ["FolderSink", "Sink", "ZipSink", "folder"]

# The earliest date of a zip archive; the date of the export would make the bytes differ.
_DATE = (1980, 1, 1, 0, 0, 0)


class Sink:
    """Takes files by name."""

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file to be written.

        Raises:
            UnsafeName: it would be outside of the folder or archive.
        """
        raise NotImplementedError
        yield


class ZipSink(Sink):
    """Files in a zip archive, the same bytes for the same files."""

    def __init__(self, stream: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        member = zipfile.ZipInfo(file_path(name), _DATE)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o644 << 16
        member.create_system = 3
        with self._archive.open(member, "w", force_zip64=True) as stream:
            yield stream

    def __enter__(self) -> ZipSink:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()


class FolderSink(Sink):
    """Files in an existing folder."""

    def __init__(self, path: str) -> None:
        self.path = path

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        place = os.path.join(self.path, *file_path(name).split("/"))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as stream:
            yield stream


@contextmanager
def folder(path: str) -> Iterator[FolderSink]:
    """Write files to a folder, which receives them when all of them are complete.

    Other files in it stay as they are.

    Raises:
        OutputError: the place cannot be written, or is a file.
    """
    target = os.path.realpath(path)
    with explained(path):
        if os.path.exists(target) and not os.path.isdir(target):
            raise OutputError(f"cannot write {path}: this is a file", hint="name a folder")
        made = tempfile.mkdtemp(
            prefix=f".{os.path.basename(target)[:40]}.", dir=os.path.dirname(target)
        )
        try:
            yield FolderSink(made)
            _move(made, target)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _move(source: str, target: str) -> None:
    if not os.path.isdir(target):
        os.chmod(source, 0o777 & ~umask())
        os.rename(source, target)
        return
    for place, _, names in os.walk(source):
        inside = os.path.join(target, os.path.relpath(place, source))
        os.makedirs(inside, exist_ok=True)
        for name in names:
            os.replace(os.path.join(place, name), os.path.join(inside, name))
