"""Check that events and routes link the entities inside their own names, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, names
from sygraph.namespaces import sy

__all__ = ["check_titles"]

Problems = Iterator[tuple[Node, str, str]]


def check_titles(data: Dataset, report: Report) -> None:
    """Compare the links of events and routes with the entity names inside their names."""
    for passage in data.passages:
        nodes = [n for n in passage.facts.subjects() if data.is_a(n, "Event", "AirRoute")]
        named = {node: _named(data, node, passage) for node in nodes}
        for node in nodes:
            for problems in (
                _printed(data, passage, node),
                _parts(data, passage, node),
                _places(data, passage, node, named[node]),
                _foreign(data, passage, node, named),
            ):
                for problem, fix in problems:
                    report.fault("title", passage.where(node), problem, fix)


def _named(data: Dataset, node: Node, passage: Passage) -> set[NamedNode]:
    """Return the entities named inside the names of a node, and inside those of such events."""
    named: set[NamedNode] = set()
    waiting = [node]
    while waiting:
        owner = waiting.pop()
        inside = {
            e
            for form in data.names(owner, passage.language, passage.article)
            for e in data.within(form, owner, passage)
        }
        waiting += [entity for entity in inside - named if data.is_a(entity, "Event")]
        named |= inside
    return named


def _printed(data: Dataset, passage: Passage, node: Node) -> Iterator[tuple[str, str]]:
    """Check that the entities inside the printed name are at most two links away."""
    for mention in passage.mentions:
        if node in mention.entities:
            missing = data.within(mention.words, node, passage) - passage.reached(node)
            if missing and not data.exemptions.cover("link", passage.name, mention.words):
                yield (
                    f"its name {mention.words} names {names(missing)}, which it does not link",
                    f"link {names(missing)}, or list the name among the exceptions",
                )


def _parts(data: Dataset, passage: Passage, node: Node) -> Iterator[tuple[str, str]]:
    """Check the link to a city or series inside its name that the passage also prints alone."""
    printed = {e for mention in passage.mentions for e in mention.entities}
    forms = data.names(node, passage.language, passage.article)
    named = {e for form in forms for e in data.within(form, node, passage)}
    for other in named & printed - passage.linked(node):
        if data.is_a(other, "City", "EventSeries"):
            yield f"is not linked with {names([other])}, which its name names", "link the two"


def _places(
    data: Dataset, passage: Passage, node: Node, named: set[NamedNode]
) -> Iterator[tuple[str, str]]:
    """Check that an event involves all places inside its name if it involves one of them."""
    places = {entity for entity in named if data.is_a(entity, "Place")}
    missing = places - passage.linked(node)
    if missing and places & set(passage.facts.all(node, sy("involves"))):
        yield (
            f"does not involve {names(missing)}, which its name also names",
            f"state sy:involves {names(missing)}",
        )


def _foreign(
    data: Dataset, passage: Passage, node: Node, named: dict[Node, set[NamedNode]]
) -> Iterator[tuple[str, str]]:
    """Check that no place is linked that only the names of other events name."""
    printed = {e for mention in passage.mentions for e in mention.entities}
    others = {e for other, theirs in named.items() if other != node for e in theirs}
    for place in passage.linked(node) & (others - named[node] - printed):
        if data.is_a(place, "Place"):
            yield (
                f"links {names([place])}, which only the names of other events name",
                "link the entities that its own name names",
            )
