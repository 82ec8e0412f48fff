"""A graph of hostile data: labels and quotes that are markup, links that are scripts."""

from __future__ import annotations

import pyoxigraph as ox
from pyoxigraph import NamedNode

from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, SY
from sygraph.store.interface import OxigraphStore

__all__ = ["HOSTILE", "hostile_graph"]

HOSTILE = "</script><img src=x onerror=alert(1)>"


def hostile_graph() -> KnowledgeGraph:
    """Return a graph whose labels are markup with a script, and whose links are scripts."""
    store = ox.Store()
    skos = "http://www.w3.org/2004/02/skos/core#"
    passage = "https://w3id.org/sygraph/passage/evil/10"
    quads = f"""
    <{ID}evil> a <{SY}City>, <{SY}Entity> ; <{skos}prefLabel> "{HOSTILE}"@en, "{HOSTILE}"@zh-Hant ;
      <{SY}describedAs> "{HOSTILE}" ; <{skos}exactMatch> <javascript:alert(1)> ;
      <{SY}locatedIn> <javascript:alert(2)> .
    <{ID}other> a <{SY}Event>, <{SY}Entity> ; <{skos}prefLabel> "\\"'><b>{HOSTILE}"@en ;
      <{SY}inPlace> <{ID}evil> .
    <{SY}inPlace> a <{SY}LinkProperty>, <http://www.w3.org/2002/07/owl#ObjectProperty> .
    <{passage}> a <{SY}Passage> ; <{SY}quote> "{HOSTILE}" ; <{SY}start> 0 ; <{SY}end> 9 .
    """
    home = NamedNode("https://w3id.org/sygraph/article/evil")
    graph = NamedNode(passage)
    for quad in ox.parse(quads.encode(), ox.RdfFormat.TURTLE):
        for where in (home, graph, ox.DefaultGraph()):
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object, where))
    return KnowledgeGraph(OxigraphStore(store), Files.bundled())
