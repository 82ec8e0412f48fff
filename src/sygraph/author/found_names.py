"""A name that was found in a text, and where a text has names that a gazetteer has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["FoundName", "Known", "longest"]


@dataclass(frozen=True)
class FoundName:
    """A name in a text, and the class that its words tell; empty if they tell none.

    `whole` is the longer name of the same thing, if there is one.
    """

    words: str
    start: int
    end: int
    kind: str
    whole: str = ""


@dataclass(frozen=True)
class Known:
    """Where a quote has a name of a gazetteer, and whether that is the name of a country."""

    start: int
    end: int
    country: bool = False


def longest(found: Iterable[FoundName]) -> Iterator[FoundName]:
    """Yield the longest of names that have words in common; of those as long, the first."""
    taken: list[FoundName] = []
    for name in sorted(found, key=lambda one: one.start - one.end):
        if not any(other.start < name.end and name.start < other.end for other in taken):
            taken.append(name)
    yield from sorted(taken, key=lambda one: one.start)
