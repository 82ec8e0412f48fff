"""Style sheets and scripts of the pages: a table of names and sources."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from threading import Lock

from sygraph.errors import NotFound, nearest
from sygraph.network.page_files import PAGE, SCRIPTS

__all__ = ["VENDOR", "Asset", "asset", "names"]

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

PACKAGE = Path(__file__).parents[1]
VENDOR = PACKAGE / "vendor"

# Files that have been read, with their ETags.
_contents: dict[str, tuple[bytes, str]] = {}


@dataclass(frozen=True)
class Asset:
    """A file that a page loads; `lasting` if it is vendored (vendor/README.md)."""

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
    """Return the names of all assets."""
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
        *_folder(PACKAGE / "pages" / "static", ""),
        # One request for all scripts of a view, which are small.
        Asset("view/view.js", partial(_joined, [PAGE / name for name in SCRIPTS])),
        Asset("view/view.css", (PAGE / "view.css").read_bytes),
        Asset("theme.css", (PAGE / "theme.css").read_bytes),
        *_folder(VENDOR / "ace", "ace/", lasting=True),
        *_folder(VENDOR / "vis-network", "", lasting=True),
        *_folder(VENDOR / "source-serif", "fonts/", lasting=True),
    ]
    return {asset.name: asset for asset in assets}


def _folder(folder: Path, prefix: str, *, lasting: bool = False) -> Iterator[Asset]:
    """Return all files below a folder, with a prefix before their names."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in _TYPES and path.is_file():
            name = prefix + path.relative_to(folder).as_posix()
            yield Asset(name, partial(_bytes, path), lasting)


def _joined(paths: Iterable[Path]) -> bytes:
    return b"\n".join(path.read_bytes() for path in paths)


def _bytes(path: Path) -> bytes:
    return path.read_bytes()
