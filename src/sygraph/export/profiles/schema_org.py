"""Export the article, its entities, figures and quotations in schema.org's terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from sygraph.entities.articles import languages
from sygraph.entities.facts import batches, node, term, values
from sygraph.export.profiles.common import labels_of, tagged
from sygraph.export.profiles.passage_records import extracts
from sygraph.namespaces import PREFIXES as OURS
from sygraph.namespaces import RDF_TYPE, SY, curie, vocab
from sygraph.rdf.formats import Kind
from sygraph.rdf.safe_output import json_text
from sygraph.rdf.values import json_value

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["KINDS", "PREFIXES", "items", "quads", "write_json"]

PREFIXES: dict[str, str] = {}
KINDS: tuple[Kind, ...] = ("graph", "dataset")

_SCHEMA = OURS["schema"]
# Properties exported as schema:sameAs: the same thing elsewhere, or a page that identifies it.
_SAME = (OURS["owl"] + "sameAs", OURS["skos"] + "exactMatch", OURS["rdfs"] + "seeAlso")
Item = dict[str, Any]
Facts = dict[str, list[NamedNode | Literal]]

# Classes of schema.org for our classes; the first that fits is used, otherwise Thing.
_CLASSES = {
    "Country": "Country",
    "City": "City",
    "District": "AdministrativeArea",
    "Airport": "Airport",
    "schema:RiverBodyOfWater": "RiverBodyOfWater",
    "Port": "CivicStructure",
    "BorderCrossing": "CivicStructure",
    "Place": "Place",
    "Event": "Event",
    "EventSeries": "EventSeries",
    "Company": "Corporation",
    "Organization": "Organization",
    "Person": "Person",
    "Plan": "CreativeWork",
    "AirRoute": "Trip",
    "RailService": "Trip",
    "Field": "DefinedTerm",
}
_PLACES = {"Country", "City", "AdministrativeArea", "Airport", "Place", "CivicStructure"}
_PLACES |= {"RiverBodyOfWater"}

# Properties of schema.org for ours, with the classes of subject and object they are used for.
_LINKS: dict[str, tuple[str, set[str], set[str]]] = {
    "country": ("containedInPlace", _PLACES, _PLACES),
    "locatedIn": ("containedInPlace", _PLACES, _PLACES),
    "inPlace": ("location", {"Event", "EventSeries"}, _PLACES),
    "inSeries": ("superEvent", {"Event"}, {"EventSeries"}),
    "subEventOf": ("superEvent", {"Event"}, {"Event", "EventSeries"}),
    "schema:organizer": (
        "organizer",
        {"Event", "EventSeries"},
        {"Organization", "Corporation", "Person"},
    ),
    "schema:attendee": (
        "attendee",
        {"Event", "EventSeries"},
        {"Organization", "Corporation", "Person"},
    ),
    "schema:affiliation": ("affiliation", {"Person"}, {"Organization", "Corporation"}),
}


def write_json(kg: Context, stream: BinaryIO, about: NamedNode | None = None) -> None:
    """Write the items as one document, one item in each line."""
    stream.write(b'{"@context": "https://schema.org",\n"@graph": [')
    for number, item in enumerate(items(kg, about)):
        line = json_text(item)
        stream.write(("\n" if number == 0 else ",\n").encode() + line.encode())
    stream.write(b"\n]}\n")


def items(kg: Context, about: NamedNode | None = None) -> Iterator[Item]:
    """Yield article, entities, figures and quotations, or only those of one entity."""
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
            "inLanguage": extract.language,
            "isPartOf": {"@id": extract.article.value},
            **_listed("about", [{"@id": entity.value} for entity in extract.entities]),
        }


def _entities(kg: Context) -> list[NamedNode]:
    rows = kg.store.select("SELECT DISTINCT ?e { ?e a sy:Entity }")
    return sorted((node(row["e"]) for row in rows), key=lambda iri: iri.value)


def _articles(kg: Context) -> Iterator[Item]:
    rows = list(
        kg.store.select(
            "SELECT ?a ?title ?author { ?a a schema:NewsArticle"
            " OPTIONAL { ?a dcterms:title ?title } OPTIONAL { ?a schema:author ?author } }"
            " ORDER BY ?a"
        )
    )
    spoken = languages(kg.store)
    names = labels_of(kg, [node(row["author"]) for row in rows if row["author"] is not None])
    for row in rows:
        iri = node(row["a"]).value
        item: Item = {"@type": "NewsArticle", "@id": iri, "inLanguage": spoken[iri]}
        if isinstance(row["title"], Literal):
            item["headline"] = row["title"].value
        if row["author"] is not None:
            author = node(row["author"])
            item["author"] = {"@type": "Person", "@id": author.value}
            item["author"] |= _listed("name", [tagged(label) for label in names.get(author, [])])
        yield item


def _things(kg: Context, entities: list[NamedNode]) -> Iterator[Item]:
    facts = _facts(kg, entities)
    others = {o for e in facts.values() for group in e.values() for o in group}
    nodes = [other for other in others if isinstance(other, NamedNode)]
    classes = _classes(kg, [*entities, *nodes])
    names, others_called = labels_of(kg, entities), labels_of(kg, entities, "skos:altLabel")
    for entity in entities:
        kind = classes.get(entity, "Thing")
        item: Item = {"@type": kind, "@id": entity.value}
        item |= _listed("name", [tagged(label) for label in names.get(entity, [])])
        item |= _listed("alternateName", [tagged(word) for word in others_called.get(entity, [])])
        yield item | _details(facts.get(entity, {}), kind, classes)


def _details(facts: Facts, kind: str, classes: dict[NamedNode, str]) -> Item:
    item: Item = {}
    item |= _listed("sameAs", [same.value for name in _SAME for same in facts.get(name, [])])
    item |= _listed("description", [d.value for d in facts.get(SY + "describedAs", [])])
    latitude, longitude = facts.get(OURS["geo"] + "lat"), facts.get(OURS["geo"] + "long")
    if kind in _PLACES and latitude and longitude:
        item["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": json_value(latitude[0]),
            "longitude": json_value(longitude[0]),
        }
    if kind == "Airport":
        item |= _listed("iataCode", [code.value for code in facts.get(_SCHEMA + "iataCode", [])])
        item |= _listed("icaoCode", [code.value for code in facts.get(_SCHEMA + "icaoCode", [])])
    if kind == "Event":
        item |= _dates(facts)
    targets: dict[str, list[Item]] = {}
    for name, (property, subjects, objects) in _LINKS.items():
        for value in facts.get(vocab(name).value, []):
            fits = isinstance(value, NamedNode) and classes.get(value) in objects
            if kind in subjects and fits and {"@id": value.value} not in targets.get(property, []):
                targets.setdefault(property, []).append({"@id": value.value})
    for property, found in targets.items():
        item |= _listed(property, found)
    return item


def _dates(facts: Facts) -> Item:
    """Return the days of an event as stated; a span that contains an unknown day is left out."""
    dates = facts.get(SY + "date", [])
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


def _facts(kg: Context, entities: list[NamedNode]) -> dict[NamedNode, Facts]:
    found: dict[NamedNode, Facts] = {}
    for row in kg.store.select(f"SELECT ?s ?p ?o {{ {values('s', entities)} ?s ?p ?o }}"):
        if isinstance(row["o"], NamedNode | Literal):
            facts = found.setdefault(node(row["s"]), {})
            facts.setdefault(node(row["p"]).value, []).append(row["o"])
    return {
        entity: {key: sorted(group, key=str) for key, group in facts.items()}
        for entity, facts in found.items()
    }


def _classes(kg: Context, nodes: list[NamedNode]) -> dict[NamedNode, str]:
    """Return the schema.org class of each entity."""
    found: dict[NamedNode, set[str]] = {}
    for batch in batches(nodes):
        for row in kg.store.select(f"SELECT ?s ?c {{ {values('s', batch)} ?s a ?c }}"):
            found.setdefault(node(row["s"]), set()).add(
                curie(node(row["c"]).value).removeprefix("sy:")
            )
    order = list(_CLASSES)
    return {
        iri: _CLASSES[min(known, key=order.index)]
        for iri, classes in found.items()
        if (known := classes & set(order))
    }


def _listed(name: str, found: list[Any]) -> Item:
    """Return a JSON member with one value or a list, or no member if there are no values."""
    return {} if not found else {name: found[0] if len(found) == 1 else found}


def quads(kg: Context, about: NamedNode | None = None) -> Iterator[Quad]:
    """Yield the items as RDF."""
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
