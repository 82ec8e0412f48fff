"""Titles: an event or route is linked with what its own name names, and with no other's."""

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
    """Compare the links of events and routes with the names inside their names."""
    for passage in data.passages:
        nodes = [n for n in passage.facts.subjects() if data.is_a(n, "Event", "AirRoute")]
        named = {node: _named(data, node) for node in nodes}
        for node in nodes:
            for problems in (
                _printed(data, passage, node),
                _parts(data, passage, node),
                _places(data, passage, node, named[node]),
                _foreign(data, passage, node, named),
            ):
                for problem, mend in problems:
                    report.fault("title", passage.where(node), problem, mend)


def _named(data: Dataset, node: Node) -> set[NamedNode]:
    """What the names of a node name, and what the names of events among that name."""
    named: set[NamedNode] = set()
    waiting = [node]
    while waiting:
        bearer = waiting.pop()
        inside = {e for form in data.names(bearer) for e in data.within(form, bearer)}
        waiting += [entity for entity in inside - named if data.is_a(entity, "Event")]
        named |= inside
    return named


def _printed(data: Dataset, passage: Passage, node: Node) -> Iterator[tuple[str, str]]:
    """Whatever the name that is printed here names is linked, at most one step away."""
    for mention in passage.mentions:
        if node in mention.entities:
            missing = data.within(mention.words, node) - passage.reached(node)
            if missing and not data.exemptions.cover("link", passage.name, mention.words):
                yield (
                    f"its name {mention.words} names {names(missing)}, which it does not link",
                    f"link {names(missing)}, or list the name among the exceptions",
                )


def _parts(data: Dataset, passage: Passage, node: Node) -> Iterator[tuple[str, str]]:
    """A city or series that one of its names names is linked where that is printed by itself."""
    printed = {e for mention in passage.mentions for e in mention.entities}
    named = {e for form in data.names(node) for e in data.within(form, node)}
    for other in named & printed - passage.linked(node):
        if data.is_a(other, "City", "EventSeries"):
            yield f"is not linked with {names([other])}, which its name names", "link the two"


def _places(
    data: Dataset, passage: Passage, node: Node, named: set[NamedNode]
) -> Iterator[tuple[str, str]]:
    """Where an event is said to involve one of the places that its name names, all are linked."""
    places = {entity for entity in named if data.is_a(entity, "Place")}
    missing = places - passage.linked(node)
    if missing and places & set(passage.facts.all(node, sy("involves"))):
        yield (
            f"does not involve {names(missing)}, which its name names beside others",
            f"state sy:involves {names(missing)}",
        )


def _foreign(
    data: Dataset, passage: Passage, node: Node, named: dict[Node, set[NamedNode]]
) -> Iterator[tuple[str, str]]:
    """A place that the names of other events alone name is not linked with this one."""
    printed = {e for mention in passage.mentions for e in mention.entities}
    others = {e for other, theirs in named.items() if other != node for e in theirs}
    for place in passage.linked(node) & (others - named[node] - printed):
        if data.is_a(place, "Place"):
            yield (
                f"links {names([place])}, which only the names of other events name",
                "link what its own name names",
            )
