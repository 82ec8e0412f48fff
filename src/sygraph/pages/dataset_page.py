"""The page about the data: counts, licence, downloads and citation."""

from __future__ import annotations

from pyoxigraph import NamedNode

from sygraph.entities.facts import node, term
from sygraph.entities.statistics import statistics
from sygraph.entities.translations import translation_graphs
from sygraph.errors import NotFound
from sygraph.export.dataset_description import describe_dataset, downloads
from sygraph.export.dataset_jsonld import as_schema_org
from sygraph.export.dataset_texts import dataset_texts
from sygraph.namespaces import BASE, GRAPH, RDF_TYPE, curie
from sygraph.pages.entity_page import SUFFIXES
from sygraph.pages.render import Site, render
from sygraph.pages.texts import words
from sygraph.pages.view_models import Text
from sygraph.version import __version__

__all__ = ["dataset_page", "graph_page"]


_PARTS = ("gazetteer", "ontology", "derived")


def dataset_page(site: Site, base_url: str = BASE) -> str:
    """Return the page about the data.

    Args:
        base_url: the address that the pages are served at, with a slash at its end.
    """
    store, lang = site.kg.store, site.lang
    files = [file for file in downloads() if site.links.has(file.path)]
    said = describe_dataset(store, base_url, files=files, endpoint=site.live)
    counts = statistics(store, lang)
    texts = dataset_texts()
    graphs = [
        *(GRAPH + name for name in _PARTS),
        *(graph.value for graph in translation_graphs(store)),
    ]
    return render(
        site,
        "dataset.html",
        iri=BASE + "dataset",
        title=texts.title[lang],
        description=texts.description[lang],
        rights=texts.rights[lang],
        counts=[
            (count, [kind for kind in counts if kind.of == count.name])
            for count in counts
            if not count.of
        ],
        parts=[
            (name, texts.subsets[name.partition("/")[0]][lang], graph)
            for graph in graphs
            for name in (graph.partition("/graph/")[2],)
        ],
        downloads=files,
        citation=_citation(base_url),
        endpoint=base_url + "sparql",
        suffixes=SUFFIXES,
        schema=as_schema_org(said, lang),
    )


def graph_page(site: Site, iri: NamedNode) -> str:
    """Return the page of a named graph: its description and its size.

    Raises:
        NotFound: there is none of that name.
    """
    store, lang = site.kg.store, site.lang
    [counted] = store.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {iri} {{ ?s ?p ?o }} }}")
    count = int(term(counted["n"]).value)
    if not count:
        raise NotFound(f"there is no graph {curie(iri.value)}")
    name = iri.value.removeprefix(GRAPH)
    about = dataset_texts().subsets.get(name.partition("/")[0], {}).get(lang)
    return render(
        site,
        "graph.html",
        iri=iri.value,
        title=words(lang)("data.graph", name=words(lang)(name) if name in _PARTS else name),
        about=about,
        count=count,
        classes=_classes(site, iri),
        suffixes=SUFFIXES,
    )


def _classes(site: Site, graph: NamedNode) -> list[tuple[Text, int]]:
    """Return the classes of a graph with their counts, most frequent first."""
    from sygraph.entities.resolve import labels

    found = {
        node(row["c"]): int(term(row["n"]).value)
        for row in site.kg.store.select(
            f"SELECT ?c (COUNT(?s) AS ?n) {{ GRAPH {graph} {{ ?s {RDF_TYPE} ?c }} }} GROUP BY ?c"
        )
        if isinstance(row["c"], NamedNode)
    }
    names = labels(site.kg.store, found, site.lang)
    ordered = sorted(found, key=lambda cls: (-found[cls], cls.value))
    return [(Text(names[cls], cls.value), found[cls]) for cls in ordered]


def _citation(base_url: str) -> str:
    title = dataset_texts().title["en"]
    return (
        f"The sygraph authors. {title}. Version {__version__}. {BASE}dataset\n\n"
        "@misc{sygraph,\n"
        "  author = {{The sygraph authors}},\n"
        f"  title = {{{title}}},\n"
        f"  version = {{{__version__}}},\n"
        f"  url = {{{BASE}dataset}}\n"
        "}"
    )
