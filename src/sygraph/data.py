"""Find the data files: those of the package, and those of a workspace that lie over them.

A workspace is a folder with `sygraph.toml`. The ontology, gazetteer and queries of the package lie
under its own as a layer that is read and never copied. A folder without `sygraph.toml` is a copy of
the package's data, complete in itself.
"""

from __future__ import annotations

import os
from os import PathLike

from sygraph.errors import DataError
from sygraph.namespaces import BASE, COMMON_PREFIXES, OpenArticle, open_articles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

__all__ = ["CONFIG", "ArticleFiles", "Files", "read_toml"]

_PACKAGE = os.path.dirname(os.path.abspath(__file__))

#: The file that makes a folder a workspace.
CONFIG = "sygraph.toml"


class ArticleFiles:
    """The files of one article, as strings: importing pathlib takes as long as reading them.

    Attributes:
        id: the name of the article: `shenyang-2024`.
        base: the base IRI under which its passages are named.
        folder: the folder of its layer.
        trig: its passages and facts, `graph/<id>.trig`.
        text: its text, `seeds/<id>.txt`.
        translations: its passages in English, `graph/<id>.translations.ttl`.
        exceptions: what its passages rightly leave unstated, `graph/<id>.exceptions.tsv`.
    """

    def __init__(self, id: str, base: str, folder: str) -> None:
        self.id = id
        self.base = base
        self.folder = folder
        self.trig = os.path.join(folder, "graph", f"{id}.trig")
        self.text = os.path.join(folder, "seeds", f"{id}.txt")
        self.translations = os.path.join(folder, "graph", f"{id}.translations.ttl")
        self.exceptions = os.path.join(folder, "graph", f"{id}.exceptions.tsv")

    @property
    def path(self) -> Path:
        """The path of its passages and facts."""
        from pathlib import Path

        return Path(self.trig)

    @property
    def iri(self) -> str:
        """The IRI of the article, which also names the graph that describes it."""
        return f"{self.base}article/{self.id}"


class Files:
    """The data files of the package, of a workspace over the package, or of a complete copy."""

    def __init__(self, folder: str | PathLike[str], only: Iterable[str] | None = None) -> None:
        self.folder = os.fspath(folder)
        self._only = None if only is None else frozenset(only)
        self._config: dict[str, Any] | None = None

    @classmethod
    def bundled(cls) -> Files:
        """The data of the package.

        >>> [article.id for article in Files.bundled().articles]
        ['shenyang-2024']
        """
        packed = os.path.join(_PACKAGE, "_data")
        checkout = os.path.dirname(os.path.dirname(_PACKAGE))
        return cls(packed if os.path.isdir(packed) else checkout)

    @classmethod
    def at(cls, root: str | PathLike[str]) -> Files:
        """The data of a workspace, or of a complete copy, in another folder."""
        return cls(root)

    @classmethod
    def find(cls, start: str | PathLike[str] = ".") -> Files:
        """The data that a command uses which is run in a folder.

        SYGRAPH_DATA names them; else they are those of the nearest folder upwards with a
        `sygraph.toml`; else those of the package.

        Raises:
            DataError: SYGRAPH_DATA names no folder.
        """
        named = os.environ.get("SYGRAPH_DATA")
        if named:
            if not os.path.isdir(named):
                raise DataError("SYGRAPH_DATA names no folder", path=named)
            return cls(named)
        folder = os.path.abspath(start)
        while not os.path.isfile(os.path.join(folder, CONFIG)):
            folder, below = os.path.dirname(folder), folder
            if folder == below:
                return cls.bundled()
        return cls(folder)

    def only(self, *ids: str) -> Files:
        """The same data with some of the articles.

        Raises:
            DataError: there is no such article; the error names those that there are.
        """
        known = [article.id for article in self.articles]
        for id in ids:
            if id not in known:
                raise DataError(
                    f"there is no article {id}", hint=f"there is {', '.join(known) or 'none'}"
                )
        return Files(self.folder, ids)

    @property
    def spec(self) -> tuple[str, list[str] | None]:
        """The arguments of these files, for another process: `Files(*spec)`."""
        return os.path.abspath(self.folder), None if self._only is None else sorted(self._only)

    @property
    def is_whole(self) -> bool:
        """Whether all articles are open."""
        return self._only is None

    @classmethod
    def used(cls) -> Files:
        """The files that this process has made known last; without any, those of the package."""
        return _used[-1] if _used else cls.bundled()

    def use(self) -> Files:
        """Make the prefixes and the names of the articles known to this process."""
        _used[:] = [self]
        open_articles(
            (OpenArticle(article.id, article.base) for article in self.articles),
            {self.prefix: self.base} if self.is_workspace else {},
        )
        return self

    def file(self, *parts: str) -> str:
        """The path of a file in the folder itself, as a string."""
        return os.path.join(self.folder, *parts)

    @property
    def root(self) -> Path:
        return self._path()

    # What sygraph.toml says

    @property
    def is_workspace(self) -> bool:
        """Whether the package's data lie under those of the folder.

        A copy of the package's data has its `sygraph.toml` too, which mints no IRIs.
        """
        if self._is_bundled or not os.path.isfile(self.file(CONFIG)):
            return False
        return "base" in self.config or not os.path.isfile(self.file("ontology", "sygraph.ttl"))

    @property
    def _is_bundled(self) -> bool:
        return os.path.realpath(self.folder) == os.path.realpath(Files.bundled().folder)

    @property
    def config(self) -> Mapping[str, Any]:
        """What `sygraph.toml` says; a complete copy without one has that of the package.

        Raises:
            DataError: the file is not TOML.
        """
        if self._config is None:
            path = self.file(CONFIG)
            if not os.path.isfile(path):
                return {} if self._is_bundled else Files.bundled().config
            import tomllib

            try:
                with open(path, "rb") as file:
                    self._config = tomllib.load(file)
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                raise DataError(f"cannot read: {error}", path=path) from error
        return self._config

    @property
    def base(self) -> str:
        """The base of the IRIs that are minted here.

        Raises:
            DataError: see `check_config`.
        """
        if not self.is_workspace:
            return BASE
        self.check_config(self.config, self.file(CONFIG))
        return str(self.config["base"])

    @property
    def prefix(self) -> str:
        """The prefix of the entities that are minted here."""
        return str(self.config.get("prefix", "my")) if self.is_workspace else "id"

    @staticmethod
    def check_config(config: Mapping[str, Any], path: str) -> None:
        """Check what the configuration of a workspace says.

        Raises:
            DataError: the base is not an absolute http IRI that ends in a slash, or it is that of
                the package; the prefix is not a name of letters, digits and hyphens; an article of
                the package does not exist.
        """
        base, prefix = str(config.get("base", "")), str(config.get("prefix", "my"))
        bad = set('<>"{}|\\^`') | set(map(chr, range(33)))
        if not base.startswith(("http://", "https://")) or bad & set(base) or base[-1] != "/":
            raise DataError(
                f"base is {base!r}, not an http IRI that ends in a slash",
                path=path,
                hint='for example base = "https://example.org/news/"',
            )
        if base.startswith(BASE):
            raise DataError("base is that of the package", path=path, hint="choose your own")
        plain = prefix.isascii() and prefix.replace("-", "").isalnum() and prefix[:1].isalpha()
        if not plain or prefix in COMMON_PREFIXES or prefix == "p":
            raise DataError(
                f"prefix is {prefix!r}, which is taken, or not letters, digits and hyphens",
                path=path,
                hint='for example prefix = "my"',
            )
        names = config.get("include", [])
        known = [article.id for article in Files.bundled().articles]
        if not isinstance(names, list) or any(name not in known for name in names):
            raise DataError(
                f"include is {names!r}, not a list of articles of the package",
                path=path,
                hint=f"the package has {', '.join(known)}",
            )

    @property
    def subject(self) -> str:
        """The IRI of the thing that questions are about by default; empty if there is none."""
        from sygraph.namespaces import ID, expand

        name = _quoted_line(self.file(CONFIG), "subject")
        if name is None:
            name = str(self.config.get("subject", ""))
        return "" if not name else name if "://" in name else expand(name) or ID + name

    # Files, those of the package first

    @property
    def layers(self) -> tuple[str, ...]:
        """The folders whose files are read: that of the package first, if it lies under this."""
        if self.is_workspace:
            return Files.bundled().folder, self.folder
        return (self.folder,)

    @property
    def articles(self) -> tuple[ArticleFiles, ...]:
        """The articles in order: those of the package that are included, then those of the folder.

        An article is x where there is `graph/x.trig`.
        """
        found = _articles(self.folder, self.base)
        if self.is_workspace:
            wanted = self.config.get("include", [])
            packaged = _articles(Files.bundled().folder, BASE)
            found = [article for article in packaged if article.id in wanted] + found
        if self._only is not None:
            found = [article for article in found if article.id in self._only]
        return tuple(found)

    def article(self, id: str) -> ArticleFiles:
        """Return the files of an article.

        Raises:
            DataError: there is no such article; the error names those that there are.
        """
        [found] = self.only(id).articles
        return found

    def refuse_package(self) -> None:
        """Refuse to change the data of the package.

        Raises:
            DataError: these are the data of the package: there is no workspace.
        """
        if self._is_bundled:
            raise DataError(
                "there is no workspace here, and the package's data are not changed",
                hint="run sygraph init news, then the command in that folder",
            )

    def own_article(self, id: str) -> ArticleFiles:
        """Return the files of an article that commands may change: one of the folder itself.

        Raises:
            DataError: there is no workspace or no such article, or the article is the package's.
        """
        self.refuse_package()
        article = self.article(id)
        if article.folder != self.folder:
            raise DataError(
                f"{id} is an article of the package, which is not changed",
                hint="sygraph add puts an article into the workspace",
            )
        return article

    @property
    def ontologies(self) -> list[str]:
        """The files of terms; each layer may have one."""
        return self._layered("ontology", "sygraph.ttl")

    @property
    def gazetteers(self) -> list[str]:
        """The files of entities; each layer may have one."""
        return self._layered("graph", "gazetteer.ttl")

    @property
    def shape_files(self) -> list[str]:
        """The files of SHACL shapes; each layer may have one."""
        return self._layered("ontology", "shapes.ttl")

    def query_files(self) -> dict[str, str]:
        """The files of the named queries by name; one of the workspace comes before the package's.

        >>> os.path.basename(Files.bundled().query_files()["zones"])
        'zones.rq'
        """
        found = {}
        for layer in self.layers:
            folder = os.path.join(layer, "queries")
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                if name.endswith(".rq"):
                    found[name.removesuffix(".rq")] = os.path.join(folder, name)
        return dict(sorted(found.items()))

    def translations(self) -> list[tuple[str, str]]:
        """The graph and the file of the translations of each article that has such a file.

        >>> [os.path.basename(path) for _, path in Files.bundled().translations()]
        ['shenyang-2024.translations.ttl']
        """
        return [
            (f"{article.base}graph/translations/{article.id}", article.translations)
            for article in self.articles
            if os.path.isfile(article.translations)
        ]

    @property
    def shared_gazetteers(self) -> list[str]:
        """The gazetteers of which only those entities are loaded that the open articles need.

        They are those under a workspace, or all where only some of the articles are open.
        """
        if self._only is not None:
            return self.gazetteers
        return [path for path in self.gazetteers if self.is_workspace and not self._is_own(path)]

    def _is_own(self, path: str) -> bool:
        return path.startswith(os.path.join(self.folder, ""))

    def _layered(self, *parts: str) -> list[str]:
        """The paths of a file in each layer: the first always, for it must be there."""
        first, *rest = (os.path.join(layer, *parts) for layer in self.layers)
        return [first, *filter(os.path.isfile, rest)]

    # Single files of the folder

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
    def seed(self) -> Path:
        """The text of the first article."""
        from pathlib import Path

        return Path(self.articles[0].text)

    def _path(self, *parts: str) -> Path:
        from pathlib import Path

        return Path(self.folder, *parts)


_used: list[Files] = []


def _quoted_line(path: str, key: str) -> str | None:
    """Return the text that a line `key = "text"` at the top of a TOML file gives to a key.

    Importing the TOML parser takes longer than answering a query. None where there is no such line.
    """
    if os.path.isfile(path):
        with open(path, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("["):
                    break
                if line.startswith(f'{key} = "') and line.endswith('"\n') and "\\" not in line:
                    return line[len(key) + 4 : -2]
    return None


def _articles(folder: str, base: str) -> list[ArticleFiles]:
    place = os.path.join(folder, "graph")
    names = sorted(os.listdir(place)) if os.path.isdir(place) else []
    return [
        ArticleFiles(name.removesuffix(".trig"), base, folder)
        for name in names
        if name.endswith(".trig")
    ]


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
