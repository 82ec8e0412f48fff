"""Links: what a statement's words name is linked by that statement, and by no other's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode

from sygraph.check.dataset import RDF_TYPE, Dataset, Mention, Node, Passage, Term, name, names
from sygraph.check.report import Report
from sygraph.names import sy

__all__ = ["check_links"]

# The literals that quote a statement's own words.
_WORDING = (sy("statedAs"), sy("goal"), sy("title"), sy("theme"))
# Whom a statement is about or comes from may well be named in the words of another.
_BACKGROUND = (sy("of"), sy("actor"), sy("statedIn"), sy("saidBy"))
# What may stand between a country and the first of its cities that it is printed before.
_LIST = re.compile(r"^[、]?$")


def check_links(data: Dataset, report: Report) -> None:
    """Check what statements link, and the countries, directions and titles of the rest."""
    for passage in data.passages:
        for problems in (
            _attachments(data, passage),
            _countries(data, passage),
            _directions(data, passage),
            _titles(data, passage),
        ):
            for kind, node, problem, mend in problems:
                report.fault(kind, passage.where(node), problem, mend)


Problems = Iterator[tuple[str, Node, str, str]]


def _spans(passage: Passage, node: Node) -> list[tuple[int, int]]:
    return [
        span
        for prop in _WORDING
        for words in passage.facts.texts(node, prop)
        for span in passage.spans(words)
    ]


def _inside(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    return any(start <= mention.start and mention.end <= end for start, end in spans)


def _attachments(data: Dataset, passage: Passage) -> Problems:
    """A statement links all that its words name, and nothing that only another's words name."""
    spans = {
        node: _spans(passage, node)
        for node in passage.facts.subjects()
        if data.is_a(node, "Statement")
    }
    for node, own in spans.items():
        linked = _reached(passage, node)
        for mention in passage.mentions:
            if not _inside(mention, own) or mention.entities <= linked:
                continue
            if not data.is_measured(passage, mention) and not data.exemptions.cover_span(
                "link", passage.name, passage.quote, mention.start, mention.end
            ):
                yield (
                    "link",
                    node,
                    f"its words name {mention.words}, which it does not link",
                    f"link {names(mention.entities - linked)}, or list the "
                    "words among the exceptions with a reason",
                )
        if not own:
            continue
        others = [span for other, theirs in spans.items() if other != node for span in theirs]
        for entity in _linked(passage, node, _BACKGROUND):
            places = [m for m in passage.mentions if entity in m.entities]
            if places and all(_inside(m, others) and not _inside(m, own) for m in places):
                yield (
                    "link",
                    node,
                    f"links {name(entity)}, which only another statement's words name",
                    "link what its own words name",
                )


def _linked(passage: Passage, node: Node, without: tuple[NamedNode, ...] = ()) -> set[Term]:
    return {
        o
        for prop, objects in passage.facts.about(node).items()
        if prop != RDF_TYPE and prop not in without
        for o in objects
    }


def _reached(passage: Passage, node: Node) -> set[Term]:
    """The node, what it links, and what the passage says that these link in their turn."""
    linked = _linked(passage, node)
    steps = [_linked(passage, o) for o in linked if isinstance(o, NamedNode)]
    groups = [s for s, p, o in passage.facts if p == sy("member") and o in linked]
    return linked.union([node], groups, *steps)


def _titles(data: Dataset, passage: Passage) -> Problems:
    """An event or route links what its printed name names, and takes place where that says."""
    for node in passage.facts.subjects():
        if not data.is_a(node, "Event", "AirRoute"):
            continue
        linked = _reached(passage, node)
        for mention in passage.mentions:
            if node not in mention.entities:
                continue
            missing = data.within(mention.words, node) - linked
            if missing and not data.exemptions.cover("link", passage.name, mention.words):
                yield (
                    "link",
                    node,
                    f"its name {mention.words} names {names(missing)}, which it does not link",
                    f"link {names(missing)}, or list the name among the exceptions",
                )
        places = passage.facts.all(node, sy("inPlace"))
        named = {
            e for form in data.names(node) for e in data.within(form, node) if data.is_a(e, "City")
        }
        if named and places and not named & set(places):
            yield (
                "link",
                node,
                f"takes place in {names(places)}, but its name says {names(named)}",
                f"state sy:inPlace {names(named)}",
            )


def _countries(data: Dataset, passage: Passage) -> Problems:
    """A place printed after its country (韓國首爾, 日本札幌、川崎) is stated to lie in it."""
    country: set[Term] = set()
    end = -1
    for mention in sorted(passage.mentions, key=lambda m: m.start):
        between = passage.quote[end : mention.start] if end >= 0 else None
        end = mention.end
        homes = {c for e in mention.entities for c in data.gazetteer.all(e, sy("country"))}
        countries: set[Term] = {e for e in mention.entities if data.is_a(e, "Country")}
        if countries:
            country = countries
        elif homes & country and between is not None and _LIST.match(between):
            for entity in mention.entities & passage.nodes:
                if not homes & _homes(passage, entity):
                    yield (
                        "country",
                        entity,
                        f"{mention.words} is printed with its country, which is not stated",
                        f"state sy:country {' or '.join(map(name, homes))}",
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
                    for between in ("至", "-", "—", "直飛")
                ):
                    yield (
                        "direction",
                        node,
                        f"no words lead from {name(origin)} to {name(destination)}",
                        "state origin and destination as printed",
                    )
