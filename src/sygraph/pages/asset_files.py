"""The style sheets and scripts of the pages: one table of names, and where each comes from."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from sygraph.errors import MissingPackage, NotFound, SygraphError, nearest

__all__ = ["Asset", "asset", "names"]

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

_OURS = Path(__file__).parents[1]

# What has been read, with its tag.
_contents: dict[str, tuple[bytes, str]] = {}


@dataclass(frozen=True)
class Asset:
    """A file that a page asks for. `lasting` says that it changes only with its package."""

    name: str
    read: Callable[[], bytes]
    lasting: bool = False
    turn: Lock = field(default_factory=Lock, compare=False, repr=False)

    @property
    def media_type(self) -> str:
        return _TYPES[Path(self.name).suffix]

    @property
    def content(self) -> bytes:
        return self._kept[0]

    @property
    def etag(self) -> str:
        return self._kept[1]

    @property
    def _kept(self) -> tuple[bytes, str]:
        found = _contents.get(self.name)
        if found is None:
            with self.turn:  # many may ask at once for what takes long to make
                found = _contents.get(self.name)
                if found is None:
                    content = self.read()
                    found = content, f'"{hashlib.sha256(content).hexdigest()[:20]}"'
                    _contents[self.name] = found
        return found


def names() -> list[str]:
    """The names of all assets, for whoever writes them out as files."""
    return sorted(_table())


def asset(name: str) -> Asset:
    """Return the asset of that name.

    It is looked up in a table, so that no name leads out of the folders.

    Raises:
        NotFound: there is none.

    >>> asset("theme.css").media_type
    'text/css; charset=utf-8'
    """
    found = _table().get(name)
    if found is None:
        near = nearest(name, _table())
        hint = f"did you mean {' or '.join(near)}?" if near else None
        raise NotFound(f"there is no asset {name}", hint=hint)
    return found


@cache
def _table() -> Mapping[str, Asset]:
    assets = [
        *_folder(_OURS / "pages" / "static", ""),
        *_folder(_OURS / "network" / "page", "view/"),
        Asset("theme.css", (_OURS / "network" / "page" / "theme.css").read_bytes),
        *_folder(_package("django_ace") / "static" / "django_ace" / "ace", "ace/", lasting=True),
        *(
            Asset(name, (_package("pyvis") / "lib" / "vis-9.1.2" / name).read_bytes, lasting=True)
            for name in ("vis-network.min.js", "vis-network.css")
        ),
        Asset("vega.js", _vega, lasting=True),
    ]
    return {asset.name: asset for asset in assets}


def _folder(folder: Path, prefix: str, *, lasting: bool = False) -> Iterator[Asset]:
    """The files of a folder, whatever is below it included, under a prefix."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in _TYPES and path.is_file():
            name = prefix + path.relative_to(folder).as_posix()
            yield Asset(name, partial(_bytes, path), lasting)


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def _package(name: str) -> Path:
    """The folder of an installed package, without importing it: some take long, or want Django."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise MissingPackage(name, hint="pip install 'sygraph[web]'")
    return Path(spec.origin).parent


def _vega() -> bytes:
    """Vega-Lite and Vega with vega-embed, as one script that sets `window.vegaEmbed`.

    It is put together by an engine that takes seconds and much memory; a process of its own spares
    this one both.
    """
    if find_spec("vl_convert") is None:
        raise MissingPackage("vl-convert-python", hint="pip install 'sygraph[web]'")
    code = (
        "import sys, vl_convert as v; sys.stdout.buffer.write(v.javascript_bundle(None).encode())"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    if made.returncode:
        raise SygraphError(f"the script of the charts cannot be made: {made.stderr.decode()}")
    return made.stdout
