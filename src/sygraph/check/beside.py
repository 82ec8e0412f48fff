"""Side by side: what stands beside what in the quote says which is whose."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from sygraph.check.cues import BETWEEN, CALLED_FOR
from sygraph.check.dataset import Dataset, Node, Passage, Term, name, names
from sygraph.check.report import Report
from sygraph.names import sy

__all__ = ["check_beside"]

Problems = Iterator[tuple[Node, str, str]]


def check_beside(data: Dataset, report: Report) -> None:
    """Check countries printed before cities, directions, and what cue words stand beside."""
    for passage in data.passages:
        for kind, problems in (
            ("country", _countries(data, passage)),
            ("direction", _directions(data, passage)),
            ("beside", _cues(data, passage)),
        ):
            for node, problem, mend in problems:
                report.fault(kind, passage.where(node), problem, mend)


def _countries(data: Dataset, passage: Passage) -> Problems:
    """A place printed after its country (韓國首爾, 日本札幌、川崎) is stated to lie in it."""
    country: set[Term] = set()
    end = 0
    for mention in sorted(passage.mentions, key=lambda m: m.start):
        adjacent = passage.quote[end : mention.start] in ("", "、")
        end = mention.end
        homes = {c for e in mention.entities for c in data.gazetteer.all(e, sy("country"))}
        countries: set[Term] = {e for e in mention.entities if data.is_a(e, "Country")}
        if countries:
            country = countries
        elif homes & country and adjacent:
            for entity in mention.entities & passage.nodes:
                if not homes & _homes(passage, entity):
                    yield (
                        entity,
                        f"{mention.words} is printed with its country, which is not stated",
                        f"state sy:country {names(homes)}",
                    )
        else:
            country = set()


def _homes(passage: Passage, place: Term) -> set[Term]:
    """The countries of a place, or of what it is located in, as the passage states them."""
    homes: set[Term] = set()
    if isinstance(place, NamedNode):
        homes.update(passage.facts.all(place, sy("country")))
        for around in passage.facts.all(place, sy("locatedIn")):
            homes |= _homes(passage, around)
    return homes


def _directions(data: Dataset, passage: Passage) -> Problems:
    """Where A至B, A-B or A直飛B is printed, A is the origin and B the destination."""
    for node in passage.facts.subjects():
        for origin in passage.facts.all(node, sy("origin")):
            for destination in passage.facts.all(node, sy("destination")):
                if not any(
                    a + between + b in passage.quote
                    for a in data.names(origin)
                    for b in data.names(destination)
                    for between in BETWEEN
                ):
                    yield (
                        node,
                        f"no words lead from {name(origin)} to {name(destination)}",
                        "state origin and destination as printed",
                    )


def _cues(data: Dataset, passage: Passage) -> Problems:
    """Words such as 依託… or …主辦 stand right beside a name of what they speak of."""
    for prop, patterns in CALLED_FOR.items():
        objects = {o for s, p, o in passage.facts if p == prop}
        forms = {form for o in objects for form in _forms(data, o)}
        for pattern in patterns:
            cue = pattern.replace("{}", "")
            if cue == pattern or cue not in passage.quote or not objects:
                continue
            if not any(pattern.format(form) in passage.quote for form in forms):
                yield (
                    passage.iri,
                    f"{name(prop)} is {names(objects)}, of whom {cue} is not said",
                    f"state {name(prop)} of what stands beside {cue}",
                )


def _forms(data: Dataset, term: Term) -> set[str]:
    return {term.value} if isinstance(term, Literal) else data.names(term)
