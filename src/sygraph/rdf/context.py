"""Build the JSON-LD context from the ontology, and read the published one."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.namespaces import COMMON_PREFIXES, OWL, RDF_TYPE, RDFS, XSD, compact

__all__ = ["CONTEXT_IRI", "build_context", "context_document", "published_context"]

# The datatypes of JSON values, which need no datatype in the context.
_NATIVE = {XSD + name for name in ("string", "boolean", "integer")}

# The address of the published context, for documents that link to it.
CONTEXT_IRI = "https://w3id.org/sygraph/context.jsonld"

_OBJECT = ox.NamedNode(OWL + "ObjectProperty")
_KINDS = (ox.NamedNode(OWL + "Class"), _OBJECT, ox.NamedNode(OWL + "DatatypeProperty"))
_RANGE = ox.NamedNode(RDFS + "range")

# Terms of other vocabularies that describe the entities.
_LABELS = ("prefLabel", "altLabel", "hiddenLabel", "definition")
_LINKS = {
    "sameAs": "owl:sameAs",
    "seeAlso": "rdfs:seeAlso",
    "exactMatch": "skos:exactMatch",
    "source": "dcterms:source",
}
_DECIMALS = {"lat": "geo:lat", "long": "geo:long"}


def build_context(ontology: ox.Store) -> dict[str, Any]:
    """Return the context of an ontology: prefixes, then terms by name.

    A class maps to its IRI. An object property has the type @id; a property with one datatype has
    that datatype. Labels are maps by language.
    """
    terms: dict[str, Any] = {}
    for name in _LABELS:
        terms[name] = {"@id": f"skos:{name}", "@container": "@language"}
    for name, iri in _LINKS.items():
        terms[name] = {"@id": iri, "@type": "@id"}
    for name, iri in _DECIMALS.items():
        terms[name] = {"@id": iri, "@type": "xsd:decimal"}
    for kind in _KINDS:
        for quad in ontology.quads_for_pattern(None, RDF_TYPE, kind):
            term = quad.subject
            if isinstance(term, ox.NamedNode):
                name = compact(term.value, COMMON_PREFIXES)
                terms[name.partition(":")[2]] = _definition(ontology, term, kind)
    return {"@version": 1.1} | COMMON_PREFIXES | dict(sorted(terms.items()))


def _definition(ontology: ox.Store, iri: ox.NamedNode, kind: ox.NamedNode) -> Any:
    name = compact(iri.value, COMMON_PREFIXES)
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
