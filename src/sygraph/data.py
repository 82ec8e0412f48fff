"""Find the data files: in the checkout, in the installed package, or in a copy."""

from __future__ import annotations

import os
from os import PathLike

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

__all__ = ["Files", "read_toml"]

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


class Files:
    """The data files in a folder with the layout of the project's root.

    `folder` and `file()` are strings, because importing pathlib takes as long as parsing the
    ontology.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = os.fspath(folder)

    @classmethod
    def bundled(cls) -> Files:
        """The data of the package.

        >>> [path.name for path in Files.bundled().articles]
        ['shenyang-2024.trig']
        """
        packed = os.path.join(_PACKAGE, "_data")
        checkout = os.path.dirname(os.path.dirname(_PACKAGE))
        return cls(packed if os.path.isdir(packed) else checkout)

    @classmethod
    def at(cls, root: str | PathLike[str]) -> Files:
        """The data in another folder, such as an edited copy."""
        return cls(root)

    def file(self, *parts: str) -> str:
        """The path of a file in the folder, as a string."""
        return os.path.join(self.folder, *parts)

    def stems(self) -> list[str]:
        """The names of the articles: x where there is `graph/x.trig`, in order."""
        names = os.listdir(self.file("graph"))
        return sorted(name.removesuffix(".trig") for name in names if name.endswith(".trig"))

    def translations(self) -> list[tuple[str, str]]:
        """The name of each article with translations, and their file: `graph/x.translations.ttl`.

        >>> [name for name, _ in Files.bundled().translations()]
        ['shenyang-2024']
        """
        found = ((stem, self.file("graph", f"{stem}.translations.ttl")) for stem in self.stems())
        return [(stem, path) for stem, path in found if os.path.isfile(path)]

    @property
    def root(self) -> Path:
        return self._path()

    @property
    def ontology(self) -> Path:
        return self._path("ontology", "sygraph.ttl")

    @property
    def shapes(self) -> Path:
        return self._path("ontology", "shapes.ttl")

    @property
    def gazetteer(self) -> Path:
        return self._path("graph", "gazetteer.ttl")

    @property
    def queries(self) -> Path:
        return self._path("queries")

    @property
    def articles(self) -> tuple[Path, ...]:
        """The TriG files of the articles, in order of their names."""
        return tuple(self._path("graph", f"{stem}.trig") for stem in self.stems())

    @property
    def seed(self) -> Path:
        """The text of the first article."""
        return self.seed_of(self.articles[0])

    def seed_of(self, article: Path) -> Path:
        """The text of an article: `seeds/x.txt` for `graph/x.trig`."""
        return self._path("seeds", f"{article.stem}.txt")

    def _path(self, *parts: str) -> Path:
        from pathlib import Path

        return Path(self.folder, *parts)


_tables: dict[str, dict[str, Any]] = {}


def read_toml(path: str) -> dict[str, Any]:
    """Return the content of a TOML file of the package, which is read once.

    Args:
        path: the path of the file within the package.

    >>> read_toml("network/themes.toml")["plan"]["label"]["en"]
    'The plan'
    """
    if path not in _tables:
        import tomllib

        with open(os.path.join(_PACKAGE, path), "rb") as file:
            _tables[path] = tomllib.load(file)
    return _tables[path]
