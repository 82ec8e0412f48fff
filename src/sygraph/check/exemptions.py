"""What a passage rightly leaves unstated: listed by place, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sygraph.errors import DataError

__all__ = ["KINDS", "Exemption", "Exemptions"]

KINDS = {
    "numeral": "these words hold a numeral that is no figure",
    "mention": "these words name an entity of which this passage states nothing",
    "implied": "this entity is meant though none of its names is printed here",
    "sentence": "this passage states no fact",
    "period": "this period does not hold for what stands after it, or not for this node",
    "words": "these words add nothing that a fact could state",
    "cue": "these words do not call for the property that they call for elsewhere",
    "untyped": "this statement is pointed back at here, and stated whole elsewhere",
    "list": "this property rightly leads to some only of what is listed together",
    "sibling": "this node rightly lacks this property, which nodes like it have here",
    "link": "this entity is no part of the statement whose words name it",
}
_HEADER = ["passage", "kind", "words", "reason"]


@dataclass(frozen=True)
class Exemption:
    """One line of the list: in this passage, these words (or this entity), for this reason."""

    passage: str
    kind: str
    words: str
    reason: str
    where: str


@dataclass
class Exemptions:
    """The list, and which of its lines have been needed so far."""

    lines: tuple[Exemption, ...] = ()
    used: set[Exemption] = field(default_factory=set)

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Exemptions:
        """Read the lists that are there. Raises DataError, with file and line, on a broken one."""
        return cls(tuple(line for path in paths if path.exists() for line in _lines(path)))

    def cover(self, kind: str, passage: str, words: str) -> bool:
        """Whether the passage has a line of this kind for exactly these words."""
        return self._use(
            e for e in self.lines if (e.kind, e.passage, e.words) == (kind, passage, words)
        )

    def cover_span(self, kind: str, passage: str, quote: str, start: int, end: int) -> bool:
        """Whether the passage has a line of this kind whose words hold this span of its quote."""
        return self._use(
            e
            for e in self.lines
            if (e.kind, e.passage) == (kind, passage)
            and (at := quote.find(e.words)) >= 0
            and at <= start
            and end <= at + len(e.words)
        )

    def _use(self, found: Iterable[Exemption]) -> bool:
        needed = set(found)
        self.used |= needed
        return bool(needed)

    def unused(self) -> list[Exemption]:
        """The lines that excused nothing."""
        return [e for e in self.lines if e not in self.used]


def _lines(path: Path) -> Iterable[Exemption]:
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
        yield Exemption(passage, kind, words, reason, f"{path.parent.name}/{path.name}:{number}")
