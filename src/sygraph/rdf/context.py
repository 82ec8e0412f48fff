"""The JSON-LD context: which short names the documents use, read off the ontology."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.namespaces import OWL, PREFIXES, RDF_TYPE, RDFS, SY, XSD

__all__ = ["CONTEXT_IRI", "build_context", "context_document", "published_context"]

# What JSON has of its own, so that it needs no datatype.
_NATIVE = {XSD + name for name in ("string", "boolean", "integer")}

# Where the context is published, for whoever would rather link to it than carry it.
CONTEXT_IRI = "https://w3id.org/sygraph/context.jsonld"

_OBJECT = ox.NamedNode(OWL + "ObjectProperty")
_KINDS = (ox.NamedNode(OWL + "Class"), _OBJECT, ox.NamedNode(OWL + "DatatypeProperty"))
_TYPE, _RANGE = RDF_TYPE, ox.NamedNode(RDFS + "range")

# Of other vocabularies, what the entities are described with.
_LABELS = ("prefLabel", "altLabel", "hiddenLabel", "definition")
_LINKS = {
    "sameAs": "owl:sameAs",
    "seeAlso": "rdfs:seeAlso",
    "exactMatch": "skos:exactMatch",
    "source": "dcterms:source",
}
_DECIMALS = {"lat": "geo:lat", "long": "geo:long"}


def build_context(ontology: ox.Store) -> dict[str, Any]:
    """Return the context that an ontology calls for: prefixes, then terms by name.

    A class stands for its IRI. A property that links says so, so that its values are IRIs; one
    whose values are all of one datatype carries the datatype. Labels are maps by language.
    """
    terms: dict[str, Any] = {}
    for name in _LABELS:
        terms[name] = {"@id": f"skos:{name}", "@container": "@language"}
    for name, iri in _LINKS.items():
        terms[name] = {"@id": iri, "@type": "@id"}
    for name, iri in _DECIMALS.items():
        terms[name] = {"@id": iri, "@type": "xsd:decimal"}
    for kind in _KINDS:
        for quad in ontology.quads_for_pattern(None, _TYPE, kind):
            term = quad.subject
            if isinstance(term, ox.NamedNode) and term.value.startswith(SY):
                terms[term.value[len(SY) :]] = _definition(ontology, term, kind)
    return {"@version": 1.1} | PREFIXES | dict(sorted(terms.items()))


def _definition(ontology: ox.Store, iri: ox.NamedNode, kind: ox.NamedNode) -> Any:
    name = "sy:" + iri.value[len(SY) :]
    if kind == _KINDS[0]:
        return name
    if kind == _OBJECT:
        return {"@id": name, "@type": "@id"}
    ranges = [
        quad.object.value
        for quad in ontology.quads_for_pattern(iri, _RANGE, None)
        if isinstance(quad.object, ox.NamedNode)
    ]
    if len(ranges) == 1 and ranges[0].startswith(XSD) and ranges[0] not in _NATIVE:
        return {"@id": name, "@type": "xsd:" + ranges[0][len(XSD) :]}
    return name


def context_document(files: Files) -> bytes:
    """Return the context of these files' ontology as the document that is published."""
    ontology = ox.Store()
    ontology.load(path=files.ontology, format=ox.RdfFormat.TURTLE)
    entries = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(value)}"
        for name, value in build_context(ontology).items()
    )
    return f'{{\n  "@context": {{\n{entries}\n  }}\n}}\n'.encode()


@lru_cache(maxsize=1)
def published_context() -> dict[str, Any]:
    """Return the context that comes with the package."""
    with open(Files.bundled().file("ontology", "context.jsonld"), "rb") as stream:
        document = json.load(stream)
    context: dict[str, Any] = document["@context"]
    return context
