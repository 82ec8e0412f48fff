"""A passage as the checks read it: quote, facts, and the names and periods in the quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import NamedNode

from sygraph.check.terms import Facts, Term, name
from sygraph.namespaces import RDF_TYPE, vocab
from sygraph.text.cues import Cues, cues_of
from sygraph.text.language import language_of
from sygraph.text.readings import Period, Quantity
from sygraph.text.sentences import clause_around

__all__ = ["WORDINGS", "Mention", "Passage"]

# The properties whose values are the article's own words.
WORDINGS = tuple(
    map(vocab, ("statedAs", "goal", "dcterms:title", "schema:slogan", "describedAs", "first"))
)


@dataclass(frozen=True)
class Mention:
    """A name found in a quote, and the entities that have it."""

    words: str
    start: int
    end: int
    entities: frozenset[NamedNode]


@dataclass
class Passage:
    """A passage: its quote, its facts, and the names and periods found in the quote."""

    iri: NamedNode
    article: NamedNode
    number: int
    quote: str
    roles: list[Term]
    context: list[NamedNode]
    facts: Facts
    language: str
    periods: list[Period] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    @cached_property
    def folded(self) -> str:
        """Its quote as cue words are compared, code point by code point."""
        return language_of(self.language).fold(self.quote)

    @property
    def cues(self) -> Cues:
        """The cue words of its language."""
        return cues_of(self.language)

    def prints(self, words: str) -> bool:
        """Whether the quote has the words, in either Chinese script."""
        return language_of(self.language).fold(words) in self.folded

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Widen a span of the quote to its clause."""
        return clause_around(self.quote, start, end, self.language)

    @property
    def name(self) -> str:
        """The short IRI for reports: p:340."""
        return name(self.iri)

    @cached_property
    def nodes(self) -> set[Term]:
        """Every subject and object of its facts."""
        return {s for s, _, _ in self.facts} | {o for _, p, o in self.facts if p != RDF_TYPE}

    def linked(self, node: Term, without: Iterable[NamedNode] = ()) -> set[Term]:
        """Return what the passage links a node with, without its types and some properties."""
        if not isinstance(node, NamedNode):
            return set()
        return {
            o
            for prop, objects in self.facts.about(node).items()
            if prop != RDF_TYPE and prop not in without
            for o in objects
        }

    def reached(self, node: Term) -> set[Term]:
        """Return the node, all nodes at most two links away, and the groups of linked nodes."""
        linked = self.linked(node)
        steps = [self.linked(o) for o in linked]
        groups = [s for s, p, o in self.facts if p == vocab("dcterms:hasPart") and o in linked]
        return linked.union([node], groups, *steps)

    def where(self, node: Term) -> str:
        """Return the place of a node for reports: p:340 id:ftz-trade-2023."""
        return self.name if node == self.iri else f"{self.name} {name(node)}"

    def spans(self, words: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of each occurrence of the words in the quote, in either script."""
        sought = language_of(self.language).fold(words)
        at = self.folded.find(sought)
        while sought and at >= 0:
            yield at, at + len(sought)
            at = self.folded.find(sought, at + 1)
