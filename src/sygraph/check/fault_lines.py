"""Find the file and line of each fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from sygraph.check.report import Fault
from sygraph.data import Files
from sygraph.namespaces import article_of, expand, passage_name

__all__ = ["Place", "locate_faults", "shown"]

_PREFIX = re.compile(
    r"^\s*(?:@prefix|PREFIX)\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE
)


class Place:
    """A Turtle or TriG file as lines, in which nodes are found by their IRIs."""

    def __init__(self, path: Path, files: Files) -> None:
        self.path = path
        self.name = shown(path, files)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file; none if it cannot be read."""
        try:
            return self.path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []

    @cached_property
    def _prefixes(self) -> list[tuple[str, str]]:
        return _PREFIX.findall("\n".join(self.lines))

    def line(self, iri: str, inside: str = "") -> str:
        """Return the file and line that describe a node, or "" where none does.

        Args:
            inside: The IRI of a node in the graph of that passage, whose line is wanted instead.
        """
        start = next(self._find(iri, 0, len(self.lines), r"^"), None)
        if start is None:
            return ""
        end = next(
            (n for n in range(start, len(self.lines)) if self.lines[n].startswith("}")),
            len(self.lines),
        )
        found = next(self._find(inside, start, end, r"^\s*"), start) if inside else start
        return f"{self.name}:{found + 1}"

    def mention(self, iri: str) -> str:
        """Return the file and the first line that mentions a node, or the file alone."""
        found = next(self._find(iri, 0, len(self.lines), r"(?:^|.*?[\s{(;,.])"), None)
        return self.name if found is None else f"{self.name}:{found + 1}"

    def _find(self, iri: str, start: int, end: int, before: str) -> Iterator[int]:
        names = [f"<{iri}>"]
        names += [f"{p}:{iri[len(ns) :]}" for p, ns in self._prefixes if iri.startswith(ns)]
        node = re.compile(rf"{before}(?:{'|'.join(map(re.escape, names))})(?:$|[\s,;.{{])")
        return (n for n in range(start, end) if node.match(self.lines[n]))


def locate_faults(faults: Iterable[Fault], files: Files) -> list[Fault]:
    """Add to each fault the file and line that describe its passage, entity or term."""
    articles = {article.iri: Place(Path(article.trig), files) for article in files.articles}
    background = [
        Place(Path(path), files) for path in files.gazetteers[::-1] + files.ontologies[::-1]
    ]
    translations = [Place(Path(path), files) for _, path in files.translations()]

    def place(where: str, kind: str) -> str:
        first, _, node = where.partition(" ")
        iri, inside = expand(first) or first, expand(node) or node
        own = articles.get(article_of(iri)) if passage_name(iri) else articles.get(iri)
        texts = [own] if own else [*articles.values(), *background]
        if kind == "translation":
            texts = [*translations, *texts]
        return next(filter(None, (text.line(iri, inside) for text in texts)), "")

    return [
        replace(
            fault,
            line=fault.line or place(fault.where, fault.kind),
            also=(fault.also and place(fault.also, fault.kind)) or fault.also,
        )
        for fault in faults
    ]


def shown(path: Path, files: Files) -> str:
    """Return the path as a report prints it: from the folder of the data, if it lies there."""
    under = path.is_relative_to(files.root)
    return path.relative_to(files.root).as_posix() if under else str(path)
