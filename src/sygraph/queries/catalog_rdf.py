"""Write the named queries as RDF in the vocabulary of the SIB SPARQL examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pyoxigraph as ox

from sygraph.errors import BadParameter
from sygraph.namespaces import BASE, OWL, PREFIXES, RDF_TYPE, RDFS, RDFS_LABEL, XSD
from sygraph.queries.catalog import NamedQuery
from sygraph.sparql.tokens import declared_prefixes

__all__ = ["OXIGRAPH", "as_turtle"]

# The default address of `oxigraph serve`.
OXIGRAPH = "http://localhost:7878/query"

# SHACL has no class for a DESCRIBE.
_SPEX = "https://purl.expasy.org/sparql-examples/ontology#"
_SH = PREFIXES["sh"]
_USED = ("rdfs", "owl", "xsd", "schema", "dcterms", "sh")

_COMMENT = ox.NamedNode(RDFS + "comment")
_DESCRIPTION = ox.NamedNode(PREFIXES["dcterms"] + "description")
_TARGET = ox.NamedNode(PREFIXES["schema"] + "target")
_KEYWORDS = ox.NamedNode(PREFIXES["schema"] + "keywords")

# The node with the prefixes, which the examples of all projects share.
_PREFIXES = ox.BlankNode("sparql_examples_prefixes")


def as_turtle(queries: Iterable[NamedQuery], target: str = OXIGRAPH) -> str:
    """Return the queries as Turtle.

    Args:
        target: the IRI of the SPARQL service that answers them.

    Raises:
        BadParameter: the target is not an IRI.
    """
    found = list(queries)
    try:
        service = ox.NamedNode(target)
    except ValueError as error:
        raise BadParameter(f"not an IRI: {target}", name="target") from error
    triples = [triple for named in found for triple in _query(named, service)]
    declared = {prefix for named in found for prefix in declared_prefixes(named.text)}
    triples += _prefixes(sorted(declared & set(PREFIXES)))
    prefixes = {prefix: PREFIXES[prefix] for prefix in _USED} | {"spex": _SPEX}
    turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert turtle is not None  # because no output is given
    return turtle.decode()


def _query(named: NamedQuery, target: ox.NamedNode) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{BASE}query/{quote(named.name)}")
    space = _SPEX if named.form == "DESCRIBE" else _SH
    yield ox.Triple(node, RDF_TYPE, ox.NamedNode(_SH + "SPARQLExecutable"))
    yield ox.Triple(node, RDF_TYPE, ox.NamedNode(f"{space}SPARQL{named.form.title()}Executable"))
    yield ox.Triple(node, RDFS_LABEL, ox.Literal(named.name))
    yield ox.Triple(node, _COMMENT, ox.Literal(named.summary, language="en"))
    yield ox.Triple(node, _COMMENT, ox.Literal(named.summary_zh, language="zh-Hant"))
    yield ox.Triple(node, _DESCRIPTION, ox.Literal(named.description, language="en"))
    if named.description_zh:
        described = ox.Literal(named.description_zh, language="zh-Hant")
        yield ox.Triple(node, _DESCRIPTION, described)
    yield ox.Triple(node, ox.NamedNode(_SH + "prefixes"), _PREFIXES)
    yield ox.Triple(node, ox.NamedNode(space + named.form.lower()), ox.Literal(named.sparql))
    yield ox.Triple(node, _TARGET, target)
    for tag in named.tags:
        yield ox.Triple(node, _KEYWORDS, ox.Literal(tag))


def _prefixes(used: Iterable[str]) -> Iterator[ox.Triple]:
    yield ox.Triple(_PREFIXES, RDF_TYPE, ox.NamedNode(OWL + "Ontology"))
    for prefix in used:
        node = ox.BlankNode(f"prefix_{prefix}")
        base = ox.Literal(PREFIXES[prefix], datatype=ox.NamedNode(XSD + "anyURI"))
        yield ox.Triple(_PREFIXES, ox.NamedNode(_SH + "declare"), node)
        yield ox.Triple(node, ox.NamedNode(_SH + "prefix"), ox.Literal(prefix))
        yield ox.Triple(node, ox.NamedNode(_SH + "namespace"), base)
