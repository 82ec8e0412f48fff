"""schema.org, as search engines read it: the article, what it speaks of, its quotations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from sygraph.entities.facts import batches, node, term, values
from sygraph.export.profiles.common import labels_of, tagged
from sygraph.export.profiles.passage_records import extracts
from sygraph.namespaces import PREFIXES as OURS
from sygraph.namespaces import RDF_TYPE, SY
from sygraph.rdf.formats import Kind
from sygraph.rdf.safe_output import json_text
from sygraph.rdf.values import json_value

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["KINDS", "PREFIXES", "items", "quads", "write_json"]

PREFIXES: dict[str, str] = {}
KINDS: tuple[Kind, ...] = ("graph", "dataset")

_SCHEMA = OURS["schema"]
# What schema:sameAs says: the thing itself elsewhere, or a page that tells which thing it is.
_SAME = (OURS["owl"] + "sameAs", OURS["skos"] + "exactMatch", OURS["rdfs"] + "seeAlso")
Item = dict[str, Any]
Said = dict[str, list[NamedNode | Literal]]

# Our classes in schema.org's, the first that an entity is of; whatever else is a Thing.
_CLASSES = {
    "Country": "Country",
    "Province": "State",
    "City": "City",
    "District": "AdministrativeArea",
    "Airport": "Airport",
    "River": "RiverBodyOfWater",
    "Port": "CivicStructure",
    "BorderCrossing": "CivicStructure",
    "Place": "Place",
    "Event": "Event",
    "EventSeries": "EventSeries",
    "Company": "Corporation",
    "Organization": "Organization",
    "Person": "Person",
    "Plan": "CreativeWork",
    "Service": "Service",
    "AirRoute": "Trip",
    "RailService": "Trip",
    "Field": "DefinedTerm",
}
_PLACES = {"Country", "State", "City", "AdministrativeArea", "Airport", "Place", "CivicStructure"}
_PLACES |= {"RiverBodyOfWater"}

# Our properties in schema.org's, for subjects of one class and objects of another.
_LINKS: dict[str, tuple[str, set[str], set[str]]] = {
    "country": ("containedInPlace", _PLACES, _PLACES),
    "locatedIn": ("containedInPlace", _PLACES, _PLACES),
    "inPlace": ("location", {"Event", "EventSeries"}, _PLACES),
    "inSeries": ("superEvent", {"Event"}, {"EventSeries"}),
    "subEventOf": ("superEvent", {"Event"}, {"Event", "EventSeries"}),
    "organizer": ("organizer", {"Event", "EventSeries"}, {"Organization", "Corporation", "Person"}),
    "participant": (
        "attendee",
        {"Event", "EventSeries"},
        {"Organization", "Corporation", "Person"},
    ),
    "affiliation": ("affiliation", {"Person"}, {"Organization", "Corporation"}),
}


def write_json(kg: Context, stream: BinaryIO, about: NamedNode | None = None) -> None:
    """Write the items as one document, an item a line."""
    stream.write(b'{"@context": "https://schema.org",\n"@graph": [')
    for number, item in enumerate(items(kg, about)):
        line = json_text(item)
        stream.write(("\n" if number == 0 else ",\n").encode() + line.encode())
    stream.write(b"\n]}\n")


def items(kg: Context, about: NamedNode | None = None) -> Iterator[Item]:
    """Yield the article, the entities, their figures and the quotations, or one entity's."""
    entities = [about] if about is not None else _entities(kg)
    if about is None:
        yield from _articles(kg)
    for batch in batches(entities):
        yield from _things(kg, batch)
    yield from _figures(kg, about)
    for extract in extracts(kg, about):
        yield {
            "@type": "Quotation",
            "@id": extract.iri.value,
            "text": extract.quote,
            "inLanguage": "zh-Hant",
            "isPartOf": {"@id": extract.article.value},
            **_listed("about", [{"@id": entity.value} for entity in extract.entities]),
        }


def _entities(kg: Context) -> list[NamedNode]:
    rows = kg.store.select("SELECT DISTINCT ?e { ?e a sy:Entity }")
    return sorted((node(row["e"]) for row in rows), key=lambda iri: iri.value)


def _articles(kg: Context) -> Iterator[Item]:
    rows = list(
        kg.store.select(
            "SELECT ?a ?title ?author { ?a a sy:Article"
            " OPTIONAL { ?a sy:title ?title } OPTIONAL { ?a sy:author ?author } } ORDER BY ?a"
        )
    )
    names = labels_of(kg, [node(row["author"]) for row in rows if row["author"] is not None])
    for row in rows:
        item: Item = {"@type": "NewsArticle", "@id": node(row["a"]).value, "inLanguage": "zh-Hant"}
        if isinstance(row["title"], Literal):
            item["headline"] = row["title"].value
        if row["author"] is not None:
            author = node(row["author"])
            item["author"] = {"@type": "Person", "@id": author.value}
            item["author"] |= _listed("name", [tagged(label) for label in names.get(author, [])])
        yield item


def _things(kg: Context, entities: list[NamedNode]) -> Iterator[Item]:
    said = _said(kg, entities)
    others = {o for e in said.values() for group in e.values() for o in group}
    nodes = [other for other in others if isinstance(other, NamedNode)]
    classes = _classes(kg, [*entities, *nodes])
    names, others_called = labels_of(kg, entities), labels_of(kg, entities, "skos:altLabel")
    for entity in entities:
        kind = classes.get(entity, "Thing")
        item: Item = {"@type": kind, "@id": entity.value}
        item |= _listed("name", [tagged(label) for label in names.get(entity, [])])
        item |= _listed("alternateName", [tagged(word) for word in others_called.get(entity, [])])
        yield item | _details(said.get(entity, {}), kind, classes)


def _details(said: Said, kind: str, classes: dict[NamedNode, str]) -> Item:
    item: Item = {}
    item |= _listed("sameAs", [same.value for name in _SAME for same in said.get(name, [])])
    item |= _listed("description", [d.value for d in said.get(SY + "describedAs", [])])
    latitude, longitude = said.get(OURS["geo"] + "lat"), said.get(OURS["geo"] + "long")
    if kind in _PLACES and latitude and longitude:
        item["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": json_value(latitude[0]),
            "longitude": json_value(longitude[0]),
        }
    if kind == "Airport":
        item |= _listed("iataCode", [code.value for code in said.get(SY + "iata", [])])
        item |= _listed("icaoCode", [code.value for code in said.get(SY + "icao", [])])
    if kind == "Event":
        item |= _dates(said)
    targets: dict[str, list[Item]] = {}
    for name, (property, subjects, objects) in _LINKS.items():
        for value in said.get(SY + name, []):
            fits = isinstance(value, NamedNode) and classes.get(value) in objects
            if kind in subjects and fits and {"@id": value.value} not in targets.get(property, []):
                targets.setdefault(property, []).append({"@id": value.value})
    for property, found in targets.items():
        item |= _listed(property, found)
    return item


def _dates(said: Said) -> Item:
    """An event's days, as precise as they are stated; a span within which it was is none."""
    dates = said.get(SY + "date", [])
    return {} if not dates else {"startDate": dates[0].value}


def _figures(kg: Context, about: NamedNode | None) -> Iterator[Item]:
    restricted = "" if about is None else values("of", [about])
    rows = kg.store.select(
        f"SELECT ?s ?of ?measure ?value ?unit ?words ?start ?end {{ {restricted}"
        " ?s a sy:Observation ; sy:of ?of ; sy:measure ?measure ; sy:value ?value ;"
        " sy:unit ?unit ; sy:statedAs ?words OPTIONAL { ?s sy:periodStart ?start }"
        " OPTIONAL { ?s sy:periodEnd ?end } } ORDER BY ?s"
    )
    found = list(rows)
    measures = {node(row["measure"]) for row in found} | {node(row["unit"]) for row in found}
    english = _english(kg, measures)
    for row in found:
        item: Item = {
            "@type": "Observation",
            "@id": node(row["s"]).value,
            "name": _text(row["words"]),
            "observationAbout": {"@id": node(row["of"]).value},
            "measuredProperty": {
                "@type": "Property",
                "@id": node(row["measure"]).value,
                "name": english(node(row["measure"])),
            },
            "value": json_value(term(row["value"])),
            "unitText": english(node(row["unit"])),
        }
        period = [_text(row[end]) if row[end] is not None else ".." for end in ("start", "end")]
        if period[0] == period[1] != "..":
            item["observationDate"] = period[0]
        elif period != ["..", ".."]:
            item["description"] = "/".join(period)
        yield item


def _text(term: object) -> str:
    assert isinstance(term, Literal)
    return term.value


def _english(kg: Context, nodes: Iterable[NamedNode]) -> Callable[[NamedNode], str]:
    labels = labels_of(kg, sorted(nodes, key=lambda iri: iri.value))

    def word(iri: NamedNode) -> str:
        words = [label.value for label in labels.get(iri, []) if label.language == "en"]
        return words[0] if words else iri.value.rpartition("#")[2]

    return word


def _said(kg: Context, entities: list[NamedNode]) -> dict[NamedNode, Said]:
    found: dict[NamedNode, Said] = {}
    for row in kg.store.select(f"SELECT ?s ?p ?o {{ {values('s', entities)} ?s ?p ?o }}"):
        if isinstance(row["o"], NamedNode | Literal):
            said = found.setdefault(node(row["s"]), {})
            said.setdefault(node(row["p"]).value, []).append(row["o"])
    return {
        entity: {key: sorted(group, key=str) for key, group in said.items()}
        for entity, said in found.items()
    }


def _classes(kg: Context, nodes: list[NamedNode]) -> dict[NamedNode, str]:
    """The class of each in schema.org."""
    found: dict[NamedNode, set[str]] = {}
    for batch in batches(nodes):
        for row in kg.store.select(f"SELECT ?s ?c {{ {values('s', batch)} ?s a ?c }}"):
            found.setdefault(node(row["s"]), set()).add(node(row["c"]).value.removeprefix(SY))
    order = list(_CLASSES)
    return {
        iri: _CLASSES[min(known, key=order.index)]
        for iri, classes in found.items()
        if (known := classes & set(order))
    }


def _listed(name: str, found: list[Any]) -> Item:
    """A member with one value or several; none without any."""
    return {} if not found else {name: found[0] if len(found) == 1 else found}


def quads(kg: Context, about: NamedNode | None = None) -> Iterator[Quad]:
    """Yield what the items say as RDF."""
    for number, item in enumerate(items(kg, about)):
        yield from _as_rdf(item, f"n{number}")[1]


def _as_rdf(item: Item, name: str) -> tuple[NamedNode | BlankNode, list[Quad]]:
    subject = NamedNode(item["@id"]) if "@id" in item else BlankNode(name)
    found: list[Quad] = []
    for key, value in item.items():
        if key == "@type":
            found.append(Quad(subject, RDF_TYPE, NamedNode(_SCHEMA + value)))
        elif key != "@id":
            for number, one in enumerate(value if isinstance(value, list) else [value]):
                term, further = _value(key, one, f"{name}-{key}{number}")
                found += [Quad(subject, NamedNode(_SCHEMA + key), term), *further]
    return subject, found


def _value(key: str, value: Any, name: str) -> tuple[NamedNode | BlankNode | Literal, list[Quad]]:
    match value:
        case {"@value": text, "@language": language}:
            return Literal(text, language=language), []
        case dict():
            return _as_rdf(value, name)
        case float():
            return Literal(repr(value), datatype=NamedNode(OURS["xsd"] + "decimal")), []
        case _ if key == "sameAs":
            return NamedNode(value), []
    return Literal(value), []
