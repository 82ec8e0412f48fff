"""Export the provenance in PROV-O: passages, articles, speakers, sources and activities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from sygraph.entities.facts import node, values
from sygraph.entities.translations import translation_graphs
from sygraph.export.profiles.common import AUTHORS, DATASET, modified
from sygraph.export.profiles.passage_records import Extract, extracts
from sygraph.namespaces import (
    BASE,
    DERIVED,
    GAZETTEER,
    ONTOLOGY,
    RDF_TYPE,
    article_of,
    is_passage,
    translated_article,
)
from sygraph.namespaces import PREFIXES as OURS
from sygraph.rdf.formats import Kind
from sygraph.version import __version__

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["KINDS", "PREFIXES", "quads"]

PREFIXES: dict[str, str] = {}
KINDS: tuple[Kind, ...] = ("graph", "dataset")

_PROV, _RDFS = OURS["prov"], OURS["rdfs"]
_ENCODING, _LOADING = NamedNode(BASE + "activity/encoding"), NamedNode(BASE + "activity/loading")
_TRANSLATING = NamedNode(BASE + "activity/translating")
_PROGRAM = NamedNode(BASE + "software/" + __version__)


def quads(kg: Context, about: NamedNode | None = None) -> Iterator[Quad]:
    """Yield the provenance of the whole dataset, or of the facts about an entity."""
    yield from _agents(kg)
    articles: set[NamedNode] = set()
    for extract in extracts(kg, about):
        yield from _passage(extract)
        articles.add(extract.article)
    for article in sorted(articles, key=lambda iri: iri.value):
        yield from _article(kg, article)
    yield from _statements(kg, about)
    yield from _sources(kg, about)
    yield from _translations(kg)


def _agents(kg: Context) -> Iterator[Quad]:
    """Yield the authors of the graph, and the program that computed the derived graph."""
    yield _is(AUTHORS, "Organization")
    yield _label(AUTHORS, "The sygraph authors")
    yield _is(_PROGRAM, "SoftwareAgent")
    yield _label(_PROGRAM, f"sygraph {__version__}")
    yield _is(_ENCODING, "Activity")
    yield _label(_ENCODING, "Writing down, by hand, what each passage states")
    yield _quad(_ENCODING, "wasAssociatedWith", AUTHORS)
    yield _is(_LOADING, "Activity")
    yield _label(_LOADING, "Computing offsets, first and last days, and the classes above")
    yield _quad(_LOADING, "wasAssociatedWith", _PROGRAM)
    for graph in (ONTOLOGY, GAZETTEER, DERIVED, DATASET):
        yield _is(graph, "Entity")
    yield _is(DATASET, "Collection")
    for graph in (ONTOLOGY, GAZETTEER):
        yield _quad(graph, "wasGeneratedBy", _ENCODING)
        yield _quad(graph, "wasAttributedTo", AUTHORS)
        yield _quad(_LOADING, "used", graph)
        yield _quad(DATASET, "hadMember", graph)
    yield _quad(DERIVED, "wasGeneratedBy", _LOADING)
    yield _quad(DERIVED, "wasDerivedFrom", GAZETTEER)
    yield _quad(DERIVED, "wasDerivedFrom", ONTOLOGY)
    yield _quad(DATASET, "hadMember", DERIVED)
    day = modified(kg)
    if day is not None:
        moment = Literal(
            f"{day.value}T00:00:00+00:00", datatype=NamedNode(OURS["xsd"] + "dateTime")
        )
        for graph in (ONTOLOGY, GAZETTEER):
            yield _quad(graph, "generatedAtTime", moment)


def _passage(extract: Extract) -> Iterator[Quad]:
    """Yield the provenance of a passage, whose IRI also names the graph of its facts."""
    yield _is(extract.iri, "Entity")
    yield _quad(extract.iri, "wasQuotedFrom", extract.article)
    yield _quad(extract.iri, "value", Literal(extract.quote))
    yield _quad(extract.iri, "wasGeneratedBy", _ENCODING)
    yield _quad(DATASET, "hadMember", extract.iri)


def _article(kg: Context, article: NamedNode) -> Iterator[Quad]:
    yield _is(article, "Entity")
    yield _quad(_ENCODING, "used", article)
    yield _quad(_LOADING, "used", article)
    for row in kg.store.select(f"SELECT ?author {{ {article} schema:author ?author }}"):
        author = node(row["author"])
        yield _is(author, "Person")
        yield _quad(article, "wasAttributedTo", author)


def _statements(kg: Context, about: NamedNode | None) -> Iterator[Quad]:
    """Yield passages, article and speaker of each statement (figure, target, title …)."""
    restricted = "" if about is None else f" ; ?any {about}"
    for row in kg.store.select(
        f"SELECT DISTINCT ?s ?p {{ ?s a sy:Statement{restricted} . GRAPH ?p {{ ?s ?q ?o }} }}"
    ):
        if is_passage(row["p"]):
            statement, passage = node(row["s"]), node(row["p"])
            yield _is(statement, "Entity")
            yield _quad(statement, "wasDerivedFrom", passage)
            article = NamedNode(article_of(passage.value))
            yield _quad(statement, "hadPrimarySource", article)
    for row in kg.store.select(
        f"SELECT DISTINCT ?s ?who {{ ?s a sy:Statement ; sy:saidBy ?who{restricted} }}"
    ):
        yield _is(node(row["who"]), "Agent")
        yield _quad(node(row["s"]), "wasAttributedTo", node(row["who"]))


def _sources(kg: Context, about: NamedNode | None) -> Iterator[Quad]:
    """Yield the sources of the names, places and identifiers of the gazetteer."""
    restricted = "" if about is None else values("s", [about])
    for row in kg.store.select(
        f"SELECT ?s ?source {{ {restricted} GRAPH {GAZETTEER} {{ ?s dcterms:source ?source }} }}"
    ):
        yield _is(node(row["source"]), "Entity")
        yield _quad(GAZETTEER, "wasDerivedFrom", node(row["source"]))
        # The entry in the gazetteer, not the named thing, is derived from the source.
        entry = NamedNode(f"{GAZETTEER.value}#{node(row['s']).value.rpartition('/')[2]}")
        yield _is(entry, "Entity")
        yield _quad(entry, "wasDerivedFrom", node(row["source"]))
        yield _quad(GAZETTEER, "hadMember", entry)
        foaf = NamedNode("http://xmlns.com/foaf/0.1/primaryTopic")
        yield Quad(entry, foaf, node(row["s"]))
    yield _is(GAZETTEER, "Collection")


def _translations(kg: Context) -> Iterator[Quad]:
    """Yield what each graph of translations is made from, and by whom."""
    for graph in translation_graphs(kg.store):
        article = NamedNode(translated_article(graph.value))
        yield _is(_TRANSLATING, "Activity")
        yield _label(_TRANSLATING, "Translating passages with a language model, as a reading aid")
        yield _quad(_TRANSLATING, "wasAssociatedWith", AUTHORS)
        yield _quad(_TRANSLATING, "used", article)
        yield _is(graph, "Entity")
        yield _quad(graph, "wasDerivedFrom", article)
        yield _quad(graph, "wasGeneratedBy", _TRANSLATING)
        yield _quad(graph, "wasAttributedTo", AUTHORS)
        yield _quad(DATASET, "hadMember", graph)


def _is(subject: NamedNode, cls: str) -> Quad:
    return Quad(subject, RDF_TYPE, NamedNode(_PROV + cls))


def _label(subject: NamedNode, text: str) -> Quad:
    return Quad(subject, NamedNode(_RDFS + "label"), Literal(text, language="en"))


def _quad(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(subject, NamedNode(_PROV + predicate), value)
