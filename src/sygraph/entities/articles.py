"""The articles of a graph: what is stated of each, coverage, and the graph of some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyoxigraph as ox

from sygraph.entities.facts import batches, node, term, text, values
from sygraph.entities.resolve import labels
from sygraph.errors import NotFound, nearest
from sygraph.namespaces import (
    DERIVED,
    GAZETTEER,
    MERGE,
    ONTOLOGY,
    is_article,
    is_passage,
    is_translations,
    local_name,
    translated_article,
)
from sygraph.store.counts import number
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.load import needed
from sygraph.store.sources import merged
from sygraph.text.marks import article_language

__all__ = ["ArticleInfo", "article_iris", "articles", "cited", "languages", "narrowed"]

_ABOUT = """SELECT ?article ?language ?date ?reference ?publisher ?author ?source ?rights ?sha256
       ?version {
  ?article a schema:NewsArticle
  OPTIONAL { ?article schema:inLanguage ?language }
  OPTIONAL { ?article schema:datePublished ?date }
  OPTIONAL { ?article sy:referenceDate ?reference }
  OPTIONAL { ?article schema:publisher ?publisher }
  OPTIONAL { ?article schema:author ?author }
  OPTIONAL { ?article dcterms:source ?source }
  OPTIONAL { ?article dcterms:rights ?rights }
  OPTIONAL { ?article schema:sha256 ?sha256 }
  OPTIONAL { ?article schema:version ?version }
} ORDER BY ?article"""


@dataclass(frozen=True)
class ArticleInfo:
    """An article: what is stated of it, and how much of it is encoded.

    Attributes:
        language: the language of the text: zh-Hant, zh-Hans or en.
        date: the date of publication or, without one, the reference date.
        passages, stated: the number of passages, and of those that state a fact.
        facts: the number of facts that its passages state.
    """

    id: str
    iri: str
    title: str
    language: str
    date: str
    publisher: str
    author: str
    source: str
    rights: str
    sha256: str
    version: str
    passages: int
    stated: int
    facts: int

    def as_dict(self) -> dict[str, Any]:
        """Return the article as JSON has it."""
        return asdict(self)


def articles(store: Store, lang: str = "en") -> list[ArticleInfo]:
    """Return the articles of a store, in the order of their IRIs.

    Args:
        lang: the language of the names of publisher and author.

    >>> [found.language for found in articles(OxigraphStore.bundled())]
    ['zh-Hant']
    """
    rows: dict[ox.NamedNode, list[ox.QuerySolution]] = {}
    for row in store.select(_ABOUT):
        rows.setdefault(node(row["article"]), []).append(row)
    return [_info(store, iri, found, lang) for iri, found in rows.items()]


def _info(
    store: Store, iri: ox.NamedNode, rows: Sequence[ox.QuerySolution], lang: str
) -> ArticleInfo:
    def stated(name: str) -> list[ox.NamedNode | ox.Literal]:
        return list(dict.fromkeys(term(row[name]) for row in rows if row[name] is not None))

    def text(name: str) -> str:
        found = stated(name)
        named = labels(store, [one for one in found if isinstance(one, ox.NamedNode)], lang)
        return ", ".join(one.value if isinstance(one, ox.Literal) else named[one] for one in found)

    of = f"?g sy:article {iri}"
    return ArticleInfo(
        id=local_name(iri.value),
        iri=iri.value,
        title=labels(store, [iri], lang)[iri],
        language=text("language"),
        date=text("date") or text("reference"),
        publisher=text("publisher"),
        author=text("author"),
        source=text("source"),
        rights=text("rights"),
        sha256=text("sha256"),
        version=text("version"),
        passages=number(store, f"{{ {of} }}"),
        stated=number(store, f"{{ {of} FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"),
        facts=number(store, f"{{ {of} GRAPH ?g {{ ?s ?p ?o }} }}"),
    )


def cited(store: Store, lang: str, most: int = 3) -> str:
    """Return how to cite the articles: the author and the title of each, up to a number.

    >>> cited(OxigraphStore.bundled(), "en")
    'Wang Yiqiao: Shenyang builds a new frontier of opening-up in Northeast Asia'
    """
    rows = store.select(
        "SELECT ?article (MIN(?by) AS ?author) { ?article a schema:NewsArticle"
        " OPTIONAL { ?article schema:author ?by FILTER(ISIRI(?by)) } }"
        " GROUP BY ?article ORDER BY ?article"
    )
    found = [[node(row[key]) for key in ("author", "article") if row[key]] for row in rows]
    names = labels(store, (iri for pair in found for iri in pair), lang)
    listed = [(": " if lang == "en" else "：").join(names[iri] for iri in pair) for pair in found]
    rest = ["…"] if len(listed) > most else []
    return ("; " if lang == "en" else "；").join([*listed[:most], *rest])


class _Languages(dict[str, str]):
    """The language of each article by its IRI; of one that states none, that of its quotes."""

    def __init__(self, store: Store) -> None:
        rows = store.select("SELECT ?a ?tag { ?a a schema:NewsArticle ; schema:inLanguage ?tag }")
        super().__init__(
            (node(row["a"]).value, article_language(text(row["tag"]), "")) for row in rows
        )
        self._store = store

    def __missing__(self, article: str) -> str:
        rows = self._store.select(
            f"SELECT ?words {{ ?p sy:article {ox.NamedNode(article)} ; sy:quote ?words }}"
        )
        self[article] = article_language(None, "".join(text(row["words"]) for row in rows))
        return self[article]


def languages(store: Store) -> Mapping[str, str]:
    """Return the language of each article by its IRI: zh-Hant, zh-Hans or en.

    >>> languages(OxigraphStore.bundled())
    {'https://w3id.org/sygraph/article/shenyang-2024': 'zh-Hant'}
    """
    return _Languages(store)


def article_iris(store: Store, ids: Iterable[str]) -> list[ox.NamedNode]:
    """Return the articles with these ids.

    Raises:
        NotFound: there is no such article; the error names those that there are.
    """
    rows = store.select("SELECT DISTINCT ?a { ?a a schema:NewsArticle } ORDER BY ?a")
    known = {local_name(node(row["a"]).value): node(row["a"]) for row in rows}
    for id in ids:
        if id not in known:
            near = nearest(id, known)
            hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(known) or 'none'}"
            raise NotFound(f"there is no article {id}", hint=hint)
    return [known[id] for id in ids]


def narrowed(store: Store, ids: Iterable[str]) -> OxigraphStore:
    """Return in memory what some of the articles state, with the ontology and what they need of the
    gazetteer, as `sygraph.store.load.build` does for files.

    The cost is linear in the size of these articles and of the graphs that all articles share.

    Raises:
        NotFound: there is no such article.

    >>> whole = OxigraphStore.bundled()
    >>> len(narrowed(whole, ["shenyang-2024"]).engine) == len(whole.engine)
    True
    """
    quads = list(_quads(store, article_iris(store, ids)))
    entries = [quad for quad in quads if quad.graph_name == GAZETTEER]
    quads = [quad for quad in quads if quad.graph_name != GAZETTEER]
    quads += needed(entries, (quad for quad in quads if quad.graph_name != ONTOLOGY))
    subjects = {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    for batch in batches(sorted(subjects, key=str)):
        rows = store.select(
            f"SELECT ?s ?p ?o {{ {values('s', batch)} GRAPH {DERIVED} {{ ?s ?p ?o }} }}"
        )
        quads += (ox.Quad(row["s"], row["p"], row["o"], DERIVED) for row in rows)
    return OxigraphStore(merged(quads)).settle()


def _quads(store: Store, articles: list[ox.NamedNode]) -> Iterator[ox.Quad]:
    """Yield what the articles, their passages and translations and the shared graphs state."""
    chosen = {article.value for article in articles}
    shared = [
        graph
        for row in store.select(f"SELECT ?g {store.graphs}")
        if not is_passage(graph := node(row["g"]))
        and not is_article(graph)
        and not (is_translations(graph) and translated_article(graph.value) not in chosen)
        and graph not in (DERIVED, MERGE)
    ]
    for graph in [*articles, *shared]:
        for row in store.select(f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }}"):
            yield ox.Quad(row["s"], row["p"], row["o"], graph)
    for row in store.select(
        f"SELECT ?s ?p ?o ?g {{ {values('a', articles)} ?g sy:article ?a ."
        " GRAPH ?g { ?s ?p ?o } }"
    ):
        yield ox.Quad(row["s"], row["p"], row["o"], row["g"])
