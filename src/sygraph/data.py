"""Where the data files are: in the checkout, inside the installed package, or in a copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Files"]


@dataclass(frozen=True)
class Files:
    """The data files under one folder that is laid out as the project's root is."""

    root: Path

    @classmethod
    def bundled(cls) -> Files:
        """The data that came with the package.

        >>> [path.name for path in Files.bundled().articles]
        ['shenyang-2024.trig']
        """
        package = Path(__file__).parent
        packed = package / "_data"
        return cls.at(packed if packed.is_dir() else package.parent.parent)

    @classmethod
    def at(cls, root: str | Path) -> Files:
        """The data in another folder, such as a copy to be changed."""
        return cls(Path(root))

    @property
    def ontology(self) -> Path:
        return self.root / "ontology" / "sygraph.ttl"

    @property
    def shapes(self) -> Path:
        return self.root / "ontology" / "shapes.ttl"

    @property
    def gazetteer(self) -> Path:
        return self.root / "graph" / "gazetteer.ttl"

    @property
    def queries(self) -> Path:
        return self.root / "queries"

    @property
    def articles(self) -> tuple[Path, ...]:
        """What the articles say, one TriG file an article, by name."""
        return tuple(sorted((self.root / "graph").glob("*.trig")))

    @property
    def seed(self) -> Path:
        """The text of the first article."""
        return self.seed_of(self.articles[0])

    def seed_of(self, article: Path) -> Path:
        """The text of an article: `seeds/x.txt` for `graph/x.trig`."""
        return self.root / "seeds" / f"{article.stem}.txt"
