"""Read the listed exceptions of the checks: each for one passage, with a reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sygraph.data import ArticleFiles
from sygraph.errors import DataError

__all__ = ["KINDS", "Exemption", "Exemptions", "exemption_line"]

KINDS = {
    "numeral": "these words contain a numeral that is not a figure",
    "figure": "this figure is right, though its words are read otherwise",
    "mention": "these words name an entity of which this passage states nothing",
    "implied": "this entity is meant, but none of its names is printed here",
    "sentence": "this passage states no fact",
    "period": "this period does not apply to the words after it, or not to this node",
    "words": "these words contain nothing that a fact could state",
    "cue": "these words do not require the property that they require elsewhere",
    "untyped": "this statement is only referred to here, and stated completely elsewhere",
    "list": "this property links only some of the entities in a list, which is right",
    "sibling": "this node lacks this property, which similar nodes here have, and that is right",
    "link": "this entity is not part of the statement whose words name it",
}
_HEADER = ["passage", "kind", "words", "reason"]


def exemption_line(number: int, kind: str, words: str, reason: str) -> str:
    """Return the line of an exception in the list of its article.

    >>> exemption_line(10, "words", "so to speak", "rhetoric")
    'p:10\\twords\\tso to speak\\trhetoric\\n'
    """
    return "\t".join((f"p:{number}", kind, words, reason)) + "\n"


@dataclass(frozen=True)
class Exemption:
    """One exception: these words (or this entity) in this passage, for this reason."""

    passage: str
    kind: str
    words: str
    reason: str
    where: str


@dataclass
class Exemptions:
    """The listed exceptions, and which of them the checks have used so far."""

    lines: tuple[Exemption, ...] = ()
    used: set[Exemption] = field(default_factory=set)

    @classmethod
    def read(cls, articles: Iterable[ArticleFiles]) -> Exemptions:
        """Read the lists that exist. Raises DataError, with file and line, for a line not valid."""
        return cls(
            tuple(
                line
                for article in articles
                if os.path.exists(article.exceptions)
                for line in _lines(article)
            )
        )

    def cover(self, kind: str, passage: str, words: str) -> bool:
        """Whether the passage has an exception of this kind for exactly these words."""
        return self._use(e for e in self._of(kind, passage) if e.words == words)

    def cover_span(self, kind: str, passage: str, quote: str, start: int, end: int) -> bool:
        """Whether the passage has an exception of this kind whose words contain this span."""
        return self._use(
            e
            for e in self._of(kind, passage)
            if (at := quote.find(e.words)) >= 0 and at <= start and end <= at + len(e.words)
        )

    def _of(self, kind: str, passage: str) -> Sequence[Exemption]:
        return self._index.get((kind, passage), ())

    @cached_property
    def _index(self) -> dict[tuple[str, str], list[Exemption]]:
        """The exceptions of each kind in each passage."""
        found: dict[tuple[str, str], list[Exemption]] = {}
        for line in self.lines:
            found.setdefault((line.kind, line.passage), []).append(line)
        return found

    def _use(self, found: Iterable[Exemption]) -> bool:
        needed = set(found)
        self.used |= needed
        return bool(needed)

    def unused(self) -> list[Exemption]:
        """Return the exceptions that no check needed."""
        return [e for e in self.lines if e not in self.used]


def _lines(article: ArticleFiles) -> Iterable[Exemption]:
    """Yield the exceptions of an article, in whose list p:10 is its own passage 10."""
    path = Path(article.exceptions)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        cells = line.split("\t")
        if not line or line.startswith("#") or cells == _HEADER:
            continue
        if len(cells) != len(_HEADER) or not all(cells) or cells[1] not in KINDS:
            raise DataError(
                f"not a line of {' ⇥ '.join(_HEADER)}",
                path=path,
                line=number,
                hint=f"kind is one of {', '.join(KINDS)}",
            )
        passage, kind, words, reason = cells
        passage = re.sub(r"^p:(?=\d+$)", f"{article.id}/", passage)
        if passage.rpartition("/")[0] != article.id:
            raise DataError(
                f"{passage} is not a passage of {article.id}, which these are the exceptions of",
                path=path,
                line=number,
                hint="name its passages p:10, p:20, and so on",
            )
        yield Exemption(passage, kind, words, reason, f"{path.parent.name}/{path.name}:{number}")
