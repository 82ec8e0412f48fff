"""Check facts that the order of adjacent words in a quote determines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from pyoxigraph import Literal, NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, Term, name, names
from sygraph.namespaces import sy
from sygraph.text.cues import cue
from sygraph.text.language import language_of

__all__ = ["check_adjacency"]

_IN_PLACE = sy("inPlace")
# How the words say that something takes place in a city.
_HELD = {
    "en": ("held in {}", "takes place in {}", "took place in {}"),
    "zh": ("在{}舉行", "在{}舉辦", "在{}召開", "於{}舉行", "在{}隆重舉行"),
}

Problems = Iterator[tuple[Node, str, str]]


def check_adjacency(data: Dataset, report: Report) -> None:
    """Check countries before cities, directions, lists, and the names next to cue words."""
    for passage in data.passages:
        for kind, problems in (
            ("country", _countries(data, passage)),
            ("direction", _directions(data, passage)),
            ("list", _lists(data, passage)),
            ("adjacency", _cues(data, passage)),
            ("adjacency", _venues(data, passage)),
        ):
            for node, problem, fix in problems:
                report.fault(kind, passage.where(node), problem, fix)


def _countries(data: Dataset, passage: Passage) -> Problems:
    """Check that a place printed after its country (韓國首爾) states the country."""
    country: set[Term] = set()
    end = 0
    for mention in sorted(passage.mentions, key=lambda m: m.start):
        adjacent = passage.quote[end : mention.start] in ("", *passage.cues.lists[:1])
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
    yield from _inside_names(data, passage)


def _inside_names(data: Dataset, passage: Passage) -> Problems:
    """Check country and place inside a longer name: 與波蘭卡托維茲市城市宣傳視頻直播活動."""
    for entity in sorted(filter(_is_node, passage.nodes)):
        for home in data.gazetteer.all(entity, sy("country")):
            at = passage.language, passage.article
            printed = any(
                a + b in passage.quote
                for a in data.names(home, *at)
                for b in data.names(entity, *at)
            )
            if printed and data.is_a(entity, "Place") and home not in _homes(passage, entity):
                yield (
                    entity,
                    f"is printed with its country {name(home)}, which is not stated",
                    f"state sy:country {name(home)}",
                )


def _is_node(term: Term) -> TypeGuard[NamedNode]:
    return isinstance(term, NamedNode)


def _lists(data: Dataset, passage: Passage) -> Problems:
    """Check that a property links all entities of a list (哈爾濱、長春、大連) or none."""
    for listed in _enumerations(data, passage):
        linking: dict[tuple[Node, NamedNode], set[Term]] = {}
        for s, p, o in passage.facts:
            if o in listed:
                linking.setdefault((s, p), set()).add(o)
        for (node, prop), found in linking.items():
            together = {o for (_, p), some in linking.items() if p == prop for o in some}
            missing = listed - (found if len(found) > 1 else together)
            if missing and not data.exemptions.cover(
                "list", passage.name, f"{name(node)} {name(prop)}"
            ):
                yield (
                    node,
                    f"{name(prop)} links {names(found)}, but not {names(missing)}, "
                    "which the words list together",
                    f"state {name(prop)} of all that are listed, or list the node with it "
                    "among the exceptions",
                )


def _enumerations(data: Dataset, passage: Passage) -> Iterator[set[Term]]:
    """Yield entities of one class whose names are separated only by 、 or 和."""
    run: list[Term] = []
    end = 0
    for mention in sorted(passage.mentions, key=lambda m: m.start):
        entity, *others = mention.entities
        between = passage.quote[end : mention.start].strip(f"{passage.cues.quotes} ")
        end = mention.end
        alike = run and data.stated_types(entity) == data.stated_types(run[-1])
        if not (alike and between in passage.cues.lists) or others:
            if len(run) > 1:
                yield set(run)
            run = []
        run.append(entity)
    if len(run) > 1:
        yield set(run)


def _homes(passage: Passage, place: Term) -> set[Term]:
    """Return the countries that the passage states of a place, or of the place that contains it."""
    places = [place] + [o for s, p, o in passage.facts if s == place and p == sy("locatedIn")]
    return {o for s, p, o in passage.facts if s in places and p == sy("country")}


def _directions(data: Dataset, passage: Passage) -> Problems:
    """Check that A is the origin and B the destination in A至B, A-B or A直飛B."""
    at = passage.language, passage.article
    for node in passage.facts.subjects():
        for origin in passage.facts.all(node, sy("origin")):
            for destination in passage.facts.all(node, sy("destination")):
                if not any(
                    passage.prints(a + between + b)
                    for a in data.names(origin, *at)
                    for b in data.names(destination, *at)
                    for between in passage.cues.between
                ):
                    yield (
                        node,
                        f"no words say from {name(origin)} to {name(destination)}",
                        "state origin and destination as printed",
                    )


def _cues(data: Dataset, passage: Passage) -> Problems:
    """Check that cue words (依託…, …主辦) are next to a name of the object of their property."""
    fold = language_of(passage.language).fold
    for prop, patterns in passage.cues.properties.items():
        objects = {o for s, p, o in passage.facts if p == prop}
        forms = {fold(form) for o in objects for form in _forms(data, o, passage)}
        for pattern in patterns:
            words = cue(pattern)
            if words == pattern or words not in passage.folded or not objects:
                continue
            if not any(pattern.format(form) in passage.folded for form in forms):
                yield (
                    passage.iri,
                    f"{name(prop)} is {names(objects)}, but {words} is not next to its name",
                    f"state {name(prop)} of the entity next to {words}",
                )


def _venues(data: Dataset, passage: Passage) -> Problems:
    """Check that what is held in a city (在大連舉行, held in Dalian) takes place in that city."""
    fold = language_of(passage.language).fold
    for event in passage.facts.subjects():
        places = passage.facts.all(event, _IN_PLACE)
        for mention in passage.mentions if places else ():
            held = {fold(pattern.format(mention.words)) for pattern in _HELD[passage.language[:2]]}
            cities = {entity for entity in mention.entities if data.is_a(entity, "City")}
            if cities.isdisjoint(places) and cities and any(map(passage.folded.count, held)):
                yield (
                    event,
                    f"sy:inPlace is {names(set(places))}, "
                    f"but the words say that it is in {mention.words}",
                    f"state sy:inPlace {names(cities)}",
                )


def _forms(data: Dataset, term: Term, passage: Passage) -> set[str]:
    if isinstance(term, Literal):
        return {term.value}
    return data.names(term, passage.language, passage.article)
