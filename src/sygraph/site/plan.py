"""The content of the static site: pages, nodes with data files, and downloads."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from sygraph.entities.facts import node
from sygraph.entities.translations import translation_graphs
from sygraph.export import Part, export
from sygraph.export.dataset_description import DATASET, describe_dataset
from sygraph.namespaces import (
    BASE,
    GRAPH,
    is_article,
    is_entity,
    is_passage,
    is_term,
    namespaces,
)
from sygraph.pages.addresses import path_of
from sygraph.rdf.graph_file import write_graph
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.serialize import serialise

if TYPE_CHECKING:
    from sygraph.export.dataset_description import Download
    from sygraph.graph import KnowledgeGraph
    from sygraph.network.selection import Selection
    from sygraph.pages.query_page import Ask
    from sygraph.pages.render import Site
    from sygraph.rdf.formats import Format

__all__ = ["Sheet", "nodes", "sheets", "whole", "written"]

_ONTOLOGY = NamedNode(BASE + "ontology")
_ROOMS = ("ontology#", "id/", "passage/", "article/")
# The graphs with data files; a graph of a passage is in the data of the passage.
_GRAPHS = ("gazetteer", "ontology", "derived")


@dataclass(frozen=True)
class Sheet:
    """A page: its path, and the function that renders it in a language.

    `listed` says whether it is in the sitemap.
    """

    path: str
    make: Callable[[Site], str]
    listed: bool = True


def nodes(kg: KnowledgeGraph) -> list[NamedNode]:
    """Return all nodes that have data files, by IRI.

    >>> import sygraph
    >>> found = nodes(sygraph.open())
    >>> [path_of(found[0].value), path_of(found[-1].value)]
    ['article/shenyang-2024', 'passage/shenyang-2024/90']
    """
    spaces = [space for room in _ROOMS for space in namespaces(room)]
    tests = " || ".join(f'STRSTARTS(STR(?s), "{space}")' for space in spaces)
    rows = kg.store.select(f"SELECT DISTINCT ?s {{ ?s ?p ?o FILTER({tests}) }}")
    found = {node(row["s"]) for row in rows}
    found |= {DATASET, _ONTOLOGY}
    shared = (NamedNode(GRAPH + name) for name in _GRAPHS)
    found |= {graph for graph in shared if kg.store.ask(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}")}
    found |= set(translation_graphs(kg.store))
    return sorted(found, key=lambda iri: iri.value)


def sheets(kg: KnowledgeGraph, base_url: str) -> list[Sheet]:
    """Return the pages, the general ones first."""
    from sygraph.network.selection import Selection
    from sygraph.network.themes import present_themes
    from sygraph.pages.article_page import article_page
    from sygraph.pages.articles_page import articles_page
    from sygraph.pages.compare_page import compare_page
    from sygraph.pages.home_page import home_page
    from sygraph.pages.lens import KINDS
    from sygraph.pages.map_page import map_page
    from sygraph.pages.query_page import Ask, query_page
    from sygraph.pages.render import several_articles
    from sygraph.pages.search_page import file_search_page
    from sygraph.pages.timeline_page import timeline_page

    return [
        Sheet("index.html", home_page),
        Sheet("search.html", file_search_page),
        *(
            [Sheet("network.html", partial(_network, selection=Selection()))]
            if kg.store.ask("ASK { ?node a sy:Entity }")
            else []
        ),
        *(
            Sheet(f"network/{theme}.html", partial(_network, selection=Selection(theme=theme)))
            for theme in present_themes(kg.store)
        ),
        Sheet("map.html", map_page),
        Sheet("timeline.html", timeline_page),
        *(
            [Sheet("articles.html", articles_page), Sheet("compare.html", compare_page)]
            if several_articles(kg)
            else []
        ),
        Sheet("query.html", lambda site: query_page(site, Ask()).html),
        *(Sheet(f"query/{name}.html", partial(_query, ask=Ask(name))) for name in kg.queries),
        *(
            Sheet(f"{path_of(iri.value)}.html", partial(_thing, iri=iri, base_url=base_url))
            for iri in nodes(kg)
        ),
        *(
            Sheet(
                f"{path_of(iri.value)}/{kind}.html",
                partial(article_page, iri=iri, seen=kind),
            )
            for iri in nodes(kg)
            if is_article(iri)
            for kind in KINDS[1:]
        ),
    ]


def _network(site: Site, selection: Selection) -> str:
    from sygraph.network.view import view_payload
    from sygraph.pages.network_page import hrefs, network_page

    payload = view_payload(site.kg, selection, site.lang, href=hrefs(site))
    return network_page(site, selection, payload)


def _query(site: Site, ask: Ask) -> str:
    from sygraph.pages.query_page import query_page

    return query_page(site, ask).html


def _thing(site: Site, iri: NamedNode, base_url: str) -> str:
    """Return the page of a node, by the namespace of its IRI."""
    from sygraph.pages import article_page as article
    from sygraph.pages import dataset_page as dataset
    from sygraph.pages import entity_page as entity
    from sygraph.pages import passage_page as passage
    from sygraph.pages import term_page as term

    if iri == DATASET:
        return dataset.dataset_page(site, base_url)
    if iri == _ONTOLOGY:
        return term.ontology_index(site)
    if is_term(iri.value):
        return term.term_page(site, iri)
    if is_passage(iri):
        return passage.passage_page(site, iri)
    if is_article(iri):
        return article.article_page(site, iri)
    if is_entity(iri):
        return entity.entity_page(site, iri)
    return dataset.graph_page(site, iri)


def whole(
    kg: KnowledgeGraph, files: Iterable[Download]
) -> Iterator[tuple[str, bytes | Inexpressible]]:
    """Yield the path of each download with its content, or the reason why there is none."""
    for file in files:
        yield file.path, _content(partial(export, kg.store, file.format))


def written(
    kg: KnowledgeGraph,
    iris: Iterable[NamedNode],
    formats: Sequence[Format],
    base_url: str,
    files: Sequence[Download],
) -> Iterator[tuple[str, bytes | Inexpressible]]:
    """Yield the path of the data of each node in each format, and its content as in `whole`.

    Args:
        files: the downloads that the dataset's own description lists.
    """
    for iri in iris:
        known = _known(kg, iri, base_url, files)
        for format in formats:
            path = f"{path_of(iri.value)}{format.suffix}"
            yield path, _content(partial(_write, kg, known, format))


def _content(write: Callable[[io.BytesIO], None]) -> bytes | Inexpressible:
    held = io.BytesIO()
    try:
        write(held)
    except Inexpressible as error:
        return error
    return held.getvalue()


def _write(
    kg: KnowledgeGraph, known: list[Quad] | Part, format: Format, stream: io.BytesIO
) -> None:
    if isinstance(known, Part):
        export(kg.store, format, stream, known)
    elif format.kind == "graph":
        write_graph(stream, (quad.triple for quad in known), format)
    else:
        ordered = sorted(set(known), key=lambda quad: (str(quad.graph_name), str(quad)))
        serialise(stream, ordered, format)


def _known(
    kg: KnowledgeGraph, iri: NamedNode, base_url: str, files: Sequence[Download]
) -> list[Quad] | Part:
    """Return the data about a node, as the server gives it."""
    from sygraph.pages.node_data import node_quads

    if iri == DATASET:
        return [
            Quad(t.subject, t.predicate, t.object, DATASET)
            for t in describe_dataset(kg.store, base_url, files=files)
        ]
    if iri == _ONTOLOGY:
        return Part(graph="ontology")
    for space in namespaces("graph/"):
        if iri.value.startswith(space):
            return Part(graph=iri.value.removeprefix(space))
    return node_quads(kg.store, iri)
