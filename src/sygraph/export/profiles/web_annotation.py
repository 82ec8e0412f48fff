"""Export passages as W3C Web Annotations: quote, position, and mentioned entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from sygraph.export.profiles.common import LICENCE
from sygraph.export.profiles.passage_records import Extract, extracts
from sygraph.namespaces import BASE, RDF_TYPE
from sygraph.namespaces import PREFIXES as OURS
from sygraph.rdf.formats import Kind
from sygraph.rdf.safe_output import json_text

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["KINDS", "PREFIXES", "quads", "write_json"]

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_OA, _AS = OURS["oa"], "https://www.w3.org/ns/activitystreams#"
_DC, _DCTYPES = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/dcmitype/"
_COLLECTION = BASE + "annotations"

PREFIXES = {"as": _AS, "dc": _DC, "dctypes": _DCTYPES}
KINDS: tuple[Kind, ...] = ("graph", "dataset")


def write_json(kg: Context, stream: BinaryIO, about: NamedNode | None = None) -> None:
    """Write the annotations as a collection with one page."""
    found = list(extracts(kg, about))
    suffix = "" if about is None else "?about=" + about.value.rpartition("/")[2]
    head = {
        "@context": _CONTEXT,
        "id": _COLLECTION + suffix,
        "type": "AnnotationCollection",
        "label": "The passages of the articles, with the entities that each mentions",
        "total": len(found),
    }
    page = {
        "id": f"{_COLLECTION}/page1{suffix}",
        "type": "AnnotationPage",
        "startIndex": 0,
        "partOf": _COLLECTION + suffix,
    }
    stream.write(_open(head) + b',\n"first": ' + _open(page) + b',\n"items": [')
    for number, extract in enumerate(found):
        line = json_text(_annotation(extract))
        stream.write(("" if number == 0 else ",").encode() + b"\n" + line.encode())
    stream.write(b"\n]}}\n")


def _open(members: dict[str, Any]) -> bytes:
    return json_text(members)[:-1].encode()


def _annotation(extract: Extract) -> dict[str, Any]:
    return {
        "id": extract.iri.value + "#annotation",
        "type": "Annotation",
        "motivation": _motivation(extract),
        "rights": LICENCE.value,
        "generator": {"id": BASE, "type": "Software", "name": "sygraph"},
        "body": [
            {
                "type": "SpecificResource",
                "purpose": "describing",
                "source": {"id": extract.iri.value, "type": "Dataset"},
            },
            *(
                {"type": "SpecificResource", "purpose": "identifying", "source": entity.value}
                for entity in extract.entities
            ),
            *_translations(extract),
        ],
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": extract.article.value,
                "type": "Text",
                "format": "text/plain",
                "language": extract.language,
            },
            "selector": _selectors(extract),
        },
    }


def _motivation(extract: Extract) -> str | list[str]:
    purposes = ["describing"]
    purposes += ["identifying"] if extract.entities else []
    purposes += ["commenting"] if extract.translations else []
    return purposes if len(purposes) > 1 else purposes[0]


def _translations(extract: Extract) -> Iterator[dict[str, str]]:
    """Yield the translations of a passage, which are comments of this project."""
    for language, words in extract.translations.items():
        yield {
            "type": "TextualBody",
            "purpose": "commenting",
            "value": words,
            "language": language,
            "format": "text/plain",
        }


def _selectors(extract: Extract) -> list[dict[str, Any]]:
    quote: dict[str, Any] = {"type": "TextQuoteSelector", "exact": extract.exact}
    if extract.prefix:
        quote["prefix"] = extract.prefix
    if extract.suffix:
        quote["suffix"] = extract.suffix
    found = [quote]
    if extract.start is not None:
        found.append({"type": "TextPositionSelector", "start": extract.start, "end": extract.end})
    return found


def quads(kg: Context, about: NamedNode | None = None) -> Iterator[Quad]:
    """Yield the annotations as RDF, without the collection."""
    for extract in extracts(kg, about):
        yield from _as_rdf(extract)


def _as_rdf(extract: Extract) -> Iterator[Quad]:
    name = NamedNode(extract.iri.value + "#annotation")
    generator = NamedNode(BASE)
    key = extract.number.replace("/", "-")
    yield _quad(name, RDF_TYPE.value, _OA + "Annotation")
    yield _quad(name, _OA + "motivatedBy", _OA + "describing")
    if extract.entities:
        yield _quad(name, _OA + "motivatedBy", _OA + "identifying")
    yield _quad(name, OURS["dcterms"] + "rights", LICENCE.value)
    yield _quad(name, _AS + "generator", generator)
    yield _quad(generator, RDF_TYPE.value, _AS + "Application")
    yield _quad(generator, "http://xmlns.com/foaf/0.1/name", Literal("sygraph"))
    bodies = [("describing", extract.iri), *(("identifying", e) for e in extract.entities)]
    for number, (purpose, source) in enumerate(bodies):
        body = BlankNode(f"b{key}-{number}")
        yield _quad(name, _OA + "hasBody", body)
        yield _quad(body, RDF_TYPE.value, _OA + "SpecificResource")
        yield _quad(body, _OA + "hasPurpose", _OA + purpose)
        yield _quad(body, _OA + "hasSource", source)
    for language, words in extract.translations.items():
        body = BlankNode(f"t{key}-{'english' if language == 'en' else language}")
        yield _quad(name, _OA + "motivatedBy", _OA + "commenting")
        yield _quad(name, _OA + "hasBody", body)
        yield _quad(body, RDF_TYPE.value, _OA + "TextualBody")
        yield _quad(body, _OA + "hasPurpose", _OA + "commenting")
        yield _quad(body, OURS["rdf"] + "value", Literal(words))
        yield _quad(body, _DC + "language", Literal(language))
        yield _quad(body, _DC + "format", Literal("text/plain"))
    yield _quad(extract.iri, RDF_TYPE.value, _DCTYPES + "Dataset")
    target, article = BlankNode(f"t{key}"), extract.article
    yield _quad(name, _OA + "hasTarget", target)
    yield _quad(target, RDF_TYPE.value, _OA + "SpecificResource")
    yield _quad(target, _OA + "hasSource", article)
    yield _quad(article, RDF_TYPE.value, _DCTYPES + "Text")
    yield _quad(article, _DC + "format", Literal("text/plain"))
    yield _quad(article, _DC + "language", Literal(extract.language))
    for number, selector in enumerate(_selectors(extract)):
        place = BlankNode(f"s{key}-{number}")
        yield _quad(target, _OA + "hasSelector", place)
        yield _quad(place, RDF_TYPE.value, _OA + selector.pop("type"))
        for member, value in selector.items():
            yield _quad(place, _OA + member, _number_or_text(value))


def _number_or_text(value: str | int) -> Literal:
    if isinstance(value, str):
        return Literal(value)
    kind = NamedNode(OURS["xsd"] + "nonNegativeInteger")
    return Literal(str(value), datatype=kind)


def _quad(s: NamedNode | BlankNode, p: str, o: str | NamedNode | BlankNode | Literal) -> Quad:
    return Quad(s, NamedNode(p), NamedNode(o) if isinstance(o, str) else o)
