"""A value that a parameter may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from sygraph.namespaces import curie

__all__ = ["Choice", "one_of"]

# As many values as a sentence names.
_NAMED = 12


@dataclass(frozen=True)
class Choice:
    """A value that a parameter may have, and what it is called where it has a label."""

    term: NamedNode | Literal
    label: str | None = None

    @property
    def text(self) -> str:
        """The value as it is given: an entity as a CURIE."""
        return curie(self.term.value) if isinstance(self.term, NamedNode) else self.term.value

    def __str__(self) -> str:
        return f"{self.text} ({self.label})" if self.label else self.text


def one_of(allowed: Sequence[Choice], name: str) -> str:
    """Say which values there are: all, or the first and which query lists the others.

    >>> one_of([Choice(Literal("a")), Choice(Literal("b"), "the second")], "letters")
    'one of a, b (the second)'
    """
    listed = ", ".join(map(str, allowed[:_NAMED]))
    more = len(allowed) - _NAMED
    return f"one of {listed}" + (f" and {more} more, see the query {name}" if more > 0 else "")
