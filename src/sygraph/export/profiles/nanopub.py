"""Export nanopublications: the facts of a passage, their provenance and publication info."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from sygraph.export.profiles.common import AUTHORS, LICENCE, modified
from sygraph.export.profiles.passage_records import Extract, extracts
from sygraph.namespaces import BASE, RDF_TYPE, sy
from sygraph.namespaces import PREFIXES as OURS
from sygraph.rdf.formats import Kind
from sygraph.version import __version__

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["KINDS", "PREFIXES", "quads"]

_NP = "http://www.nanopub.org/nschema#"
_PROV, _DCTERMS = OURS["prov"], OURS["dcterms"]

PREFIXES = {"np": _NP}
KINDS: tuple[Kind, ...] = ("dataset",)

Term = NamedNode | Literal


def quads(kg: Context, about: NamedNode | None = None) -> Iterator[Quad]:
    """Yield a nanopublication for each passage with facts."""
    day = modified(kg)
    for extract in extracts(kg, about):
        facts = kg.store.construct(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {extract.iri} {{ ?s ?p ?o }} }}"
        )
        yield from _nanopublication(extract, list(facts), day)


def _nanopublication(
    extract: Extract, facts: list[ox.Triple], day: Literal | None
) -> Iterator[Quad]:
    if not facts:
        return
    name = NamedNode(f"{BASE}nanopub/{extract.number}")
    head, assertion, provenance, pubinfo = (
        NamedNode(f"{name.value}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    yield from _in(
        head,
        name,
        [
            (RDF_TYPE, NamedNode(_NP + "Nanopublication")),
            (NamedNode(_NP + "hasAssertion"), assertion),
            (NamedNode(_NP + "hasProvenance"), provenance),
            (NamedNode(_NP + "hasPublicationInfo"), pubinfo),
        ],
    )
    for fact in facts:
        yield Quad(fact.subject, fact.predicate, fact.object, assertion)
    yield from _in(provenance, assertion, [(NamedNode(_PROV + "wasDerivedFrom"), extract.iri)])
    words: list[tuple[NamedNode, Term]] = [
        (RDF_TYPE, sy("Passage")),
        (sy("quote"), Literal(extract.quote)),
        (NamedNode(_PROV + "wasQuotedFrom"), extract.article),
    ]
    if extract.start is not None and extract.end is not None:
        words += [(sy("start"), Literal(extract.start)), (sy("end"), Literal(extract.end))]
    yield from _in(provenance, extract.iri, words)
    about: list[tuple[NamedNode, Term]] = [
        (NamedNode(_PROV + "wasAttributedTo"), AUTHORS),
        (NamedNode(_DCTERMS + "creator"), AUTHORS),
        (NamedNode(_DCTERMS + "license"), LICENCE),
        (NamedNode(OURS["owl"] + "versionInfo"), Literal(__version__)),
    ]
    if day is not None:
        about.append((NamedNode(_DCTERMS + "created"), day))
    yield from _in(pubinfo, name, about)


def _in(
    graph: NamedNode, subject: NamedNode, values: Iterable[tuple[NamedNode, Term]]
) -> Iterator[Quad]:
    return (Quad(subject, predicate, value, graph) for predicate, value in values)
