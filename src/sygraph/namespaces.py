"""Namespaces, terms of RDF, prefixes, and CURIEs in both directions."""

from __future__ import annotations

from pyoxigraph import NamedNode

__all__ = [
    "ARTICLE",
    "BASE",
    "DERIVED",
    "GAZETTEER",
    "GRAPH",
    "ID",
    "LABELS",
    "MERGE",
    "ONTOLOGY",
    "OWL",
    "PASSAGE",
    "PREFIXES",
    "PREF_LABEL",
    "RDF",
    "RDFS",
    "RDFS_LABEL",
    "RDF_TYPE",
    "REIFIES",
    "SKOS",
    "SUBCLASS_OF",
    "SY",
    "TRANSLATION",
    "TRANSLATIONS",
    "XSD",
    "curie",
    "expand",
    "is_passage",
    "is_translations",
    "sy",
    "vocab",
]

BASE = "https://w3id.org/sygraph/"
SY = BASE + "ontology#"
ID = BASE + "id/"
PASSAGE = BASE + "passage/"
ARTICLE = BASE + "article/"
GRAPH = BASE + "graph/"

GAZETTEER = NamedNode(GRAPH + "gazetteer")
ONTOLOGY = NamedNode(GRAPH + "ontology")
DERIVED = NamedNode(GRAPH + "derived")
# The translations of an article are in a graph named by this and the article's name.
TRANSLATIONS = GRAPH + "translations/"
TRANSLATION = NamedNode(SY + "translation")
# The merge of all graphs, on a service whose default graph is not the merge.
MERGE = NamedNode(GRAPH + "merge")

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

RDF_TYPE = NamedNode(RDF + "type")
REIFIES = NamedNode(RDF + "reifies")
RDFS_LABEL = NamedNode(RDFS + "label")
SUBCLASS_OF = NamedNode(RDFS + "subClassOf")
PREF_LABEL = NamedNode(SKOS + "prefLabel")
# The properties by which a thing is named, the preferred one first.
LABELS = (PREF_LABEL, NamedNode(SKOS + "altLabel"), NamedNode(SKOS + "hiddenLabel"))

PREFIXES = {
    "sy": SY,
    "id": ID,
    "p": PASSAGE + "shenyang-2024/",
    "art": ARTICLE,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "schema": "https://schema.org/",
    "qunit": "http://qudt.org/vocab/unit/",
    "prov": "http://www.w3.org/ns/prov#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "qb": "http://purl.org/linked-data/cube#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "gn": "http://www.geonames.org/ontology#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "spdx": "http://spdx.org/rdf/terms#",
}


def sy(name: str) -> NamedNode:
    """Return a term of the ontology.

    >>> sy("City").value
    'https://w3id.org/sygraph/ontology#City'
    """
    return NamedNode(SY + name)


def vocab(name: str) -> NamedNode:
    """Return a term by its CURIE or, if it is the ontology's own, by its name.

    >>> vocab("schema:organizer").value, vocab("inPlace") == sy("inPlace")
    ('https://schema.org/organizer', True)
    """
    iri = expand(name)
    return NamedNode(iri) if iri else sy(name)


def curie(iri: str) -> str:
    """Return the short form of an IRI, or the IRI itself where no prefix fits.

    >>> curie("https://w3id.org/sygraph/id/shenyang")
    'id:shenyang'
    >>> curie("https://w3id.org/sygraph/passage/shenyang-2024/340")
    'p:340'
    >>> curie("https://sws.geonames.org/2034937/")
    'https://sws.geonames.org/2034937/'
    """
    for prefix, base in PREFIXES.items():
        if iri.startswith(base):
            local = iri[len(base) :]
            # Only names that Turtle and SPARQL read back without an escape.
            plain = local.isascii() and local.replace("-", "").replace("_", "").isalnum()
            if plain and local[0] != "-":
                return f"{prefix}:{local}"
    return iri


def expand(curie: str) -> str | None:
    """Return the IRI of a CURIE, or None if the text is not a CURIE with a known prefix.

    >>> expand("id:shenyang")
    'https://w3id.org/sygraph/id/shenyang'
    >>> expand("Hannover Messe: 2024") is None
    True
    """
    prefix, colon, local = curie.partition(":")
    base = PREFIXES.get(prefix)
    if not colon or base is None or any(c.isspace() or c in '<>"{}|\\^`' for c in local):
        return None
    return base + local


def is_passage(graph: object) -> bool:
    """Whether a graph or node is a passage."""
    return isinstance(graph, NamedNode) and graph.value.startswith(PASSAGE)


def is_translations(graph: object) -> bool:
    """Whether a graph has the translations of an article, which are no evidence."""
    return isinstance(graph, NamedNode) and graph.value.startswith(TRANSLATIONS)
