"""A candidate: what may be stated of words of an article, which rule proposes it, how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from typing import Literal as Choice

from pyoxigraph import NamedNode, Triple

__all__ = ["Candidate", "Kind"]

Kind = Choice["sentence", "number", "date", "name", "statement"]


@dataclass(frozen=True)
class Candidate:
    """What may be stated of words of a passage.

    Attributes:
        start, end: Where the words are in the article, in code points; the end is exclusive.
        rule: The rule that proposes it.
        confidence: How sure that rule is, from 0 to 1.
        said: What it says, as JSON has it; the names depend on the kind.
        node: The statement that it proposes, if any.
        facts: The triples of the passage's graph that it proposes.
        context: What is to be added to the description of the passage: sy:readWith.
        entries: What the gazetteer of the workspace lacks for it.
    """

    kind: Kind
    passage: NamedNode
    start: int
    end: int
    quote: str
    rule: str
    confidence: float
    said: Mapping[str, Any] = field(default_factory=dict)
    node: NamedNode | None = None
    facts: tuple[Triple, ...] = ()
    context: tuple[Triple, ...] = ()
    entries: tuple[Triple, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as one line of JSON has it."""
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            **self.said,
            "rule": self.rule,
            "confidence": self.confidence,
        }
