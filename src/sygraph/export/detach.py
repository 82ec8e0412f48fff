"""The graph without a word of its articles: facts, offsets and digests, for whoever may not pass
the text on. `sygraph.export.attach` puts the words back from a reader's own copy.

What goes is what the article's author wrote: passages' quotes, the wordings of figures, goals,
titles, mottos and descriptions, and what editors' notes quote. What stays is what is nobody's:
names of things, numbers and dates, our own definitions, and the vocabulary's single words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, Triple

from sygraph.data import Files
from sygraph.entities.facts import node, term
from sygraph.errors import DataError
from sygraph.namespaces import ARTICLE, MERGE, RDF_TYPE, XSD, curie, sy
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.sources import merged, store_quads
from sygraph.text.offsets import DIGEST, LOCATED, Text, digest, hide

__all__ = ["WORDINGS", "Detacher", "detached"]

_QUOTE, _NOTE, _ARTICLE = sy("quote"), sy("note"), sy("Article")
_STRING = NamedNode(XSD + "string")

# The properties that hold an article's words.
WORDINGS = frozenset(
    map(sy, ("quote", "note", "statedAs", "describedAs", "goal", "title", "theme", "firstToDo"))
)

# How many statements are looked at together: enough for few queries, few enough for any service.
_BATCH = 500

Statement = tuple[ox.NamedNode | ox.BlankNode | Triple, NamedNode, object]


class Detacher:
    """Takes the articles' words out of statements on their way from a store to a file.

    Args:
        store: where the statements come from; it is asked where the passages stand.
        files: the data folder with the articles' texts.

    Raises:
        DataError: a text is missing, or is not the one that the store was loaded from.

    >>> store = OxigraphStore.bundled()
    >>> stated = store.construct("CONSTRUCT WHERE { p:10 sy:quote ?words }")
    >>> for triple in Detacher(store, Files.bundled()).triples(stated):
    ...     print(triple.object.value[:28])
    {shenyang-2024#char=2,13}
    89cb2ff4cca0cc8387a33f67d0c7
    """

    def __init__(self, store: Store, files: Files) -> None:
        self._store = store
        self._texts = _texts(files)
        self._spans: dict[NamedNode, tuple[NamedNode, int, int]] = {}
        for row in store.select(
            "SELECT ?passage ?article ?start ?end {"
            " ?passage sy:article ?article ; sy:start ?start ; sy:end ?end }"
        ):
            start, end = int(term(row["start"]).value), int(term(row["end"]).value)
            self._spans[node(row["passage"])] = node(row["article"]), start, end

    def quads(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the quads without the articles' words, and the digests of what they were."""
        for quad in quads:
            statement = (quad.subject, quad.predicate, quad.object)
            for s, p, o in self._without(statement, quad.graph_name):
                yield Quad(s, p, o, quad.graph_name)  # type: ignore[arg-type]

    def triples(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Yield triples of the merge without the articles' words, and the digests."""
        stream = iter(triples)
        while batch := list(islice(stream, _BATCH)):
            homes = self._homes([triple for triple in batch if _may_be_worded(triple)])
            for triple in batch:
                statement = (triple.subject, triple.predicate, triple.object)
                for s, p, o in self._without(statement, homes.get(triple)):
                    yield Triple(s, p, o)  # type: ignore[arg-type]

    def _homes(self, triples: list[Triple]) -> dict[Triple, NamedNode]:
        """The passage that states each triple, the first in the text where several do."""
        if not triples:
            return {}
        rows = " ".join(f"({' '.join(map(str, triple))})" for triple in triples)
        homes: dict[Triple, NamedNode] = {}
        for row in self._store.select(
            f"SELECT ?s ?p ?o ?g {{ VALUES (?s ?p ?o) {{ {rows} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        ):
            graph = node(row["g"])
            if graph != MERGE and graph in self._spans:
                triple = Triple(node(row["s"]), node(row["p"]), term(row["o"]))
                homes[triple] = min(homes.get(triple, graph), graph, key=self._spans.__getitem__)
        return homes

    def _without(self, statement: Statement, graph: object) -> Iterator[Statement]:
        s, p, o = statement
        if p == RDF_TYPE and o == _ARTICLE and isinstance(s, NamedNode):
            yield statement
            yield s, DIGEST, Literal(self._text(s).digest)
        elif p not in WORDINGS or not isinstance(o, Literal) or o.datatype != _STRING:
            yield statement
        elif p == _QUOTE and isinstance(s, NamedNode):
            yield s, p, self._quote(s, o.value)
            yield s, DIGEST, Literal(digest(o.value))
        else:
            yield s, p, self._wording(s if p == _NOTE else graph, o)

    def _quote(self, passage: NamedNode, words: str) -> Literal:
        if passage not in self._spans:
            raise DataError(f"nothing says where {curie(passage.value)} stands in its article")
        article, start, end = self._spans[passage]
        text = self._text(article)
        if text.article.words(start, end) != words:
            raise DataError(
                f"{curie(passage.value)} does not stand there as the graph has it", path=text.path
            )
        hidden = hide(words, text, (start, end))
        return Literal(hidden or "", datatype=LOCATED)

    def _wording(self, place: object, value: Literal) -> Literal:
        """A wording or note of a passage or an article, without the article's words."""
        span = None
        if isinstance(place, NamedNode) and place in self._spans:
            article, *span = self._spans[place]
            texts = [self._text(article)]
        elif isinstance(place, NamedNode) and place in self._texts:
            texts = [self._texts[place]]
        else:
            texts = list(self._texts.values())
        for text in texts:
            hidden = hide(value.value, text, (span[0], span[1]) if span else None)
            if hidden is not None:
                return Literal(hidden, datatype=LOCATED)
        return value

    def _text(self, article: NamedNode) -> Text:
        text = self._texts.get(article)
        if text is None:
            name = article.value.removeprefix(ARTICLE)
            raise DataError(
                f"the text of {curie(article.value)} is missing, so nothing tells its words "
                "from ours",
                hint=f"put it into seeds/{name}.txt of the folder that --data names",
            )
        return text


def _may_be_worded(triple: Triple) -> bool:
    return (
        triple.predicate in WORDINGS
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
    )


def detached(store: Store, files: Files) -> OxigraphStore:
    """Return a store in memory of all the named graphs and their merge, without the words.

    >>> store = detached(OxigraphStore.bundled(), Files.bundled())
    >>> store.ask('ASK { ?passage sy:quote ?words FILTER(CONTAINS(?words, "瀋陽")) }')
    False

    Raises:
        DataError: see `Detacher`.
    """
    return OxigraphStore(merged(Detacher(store, files).quads(store_quads(store))))


def _texts(files: Files) -> Mapping[NamedNode, Text]:
    """The texts at hand, by article."""
    from os.path import isfile

    found = {}
    for stem in files.stems():
        iri, path = NamedNode(ARTICLE + stem), files.file("seeds", f"{stem}.txt")
        if isfile(path):
            found[iri] = Text.read(iri, path)
    return found
