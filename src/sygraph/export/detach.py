"""Leave the words of the articles out of a graph, for use where the text may not be published.

`sygraph.export.attach` restores the words from a reader's copy. Removed are the author's words:
the quotes of passages, the wordings of figures, goals, titles, themes and descriptions, and quotes
in notes. Translations, which say what the article says, are left out too and are not restored. Kept
are names, numbers, dates, definitions and the single words of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, Triple

from sygraph.data import Files
from sygraph.entities.articles import languages
from sygraph.entities.facts import node, term
from sygraph.errors import DataError
from sygraph.namespaces import (
    MERGE,
    RDF_TYPE,
    TRANSLATION,
    XSD,
    curie,
    is_translations,
    local_name,
    sy,
    vocab,
)
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.sources import merged, store_quads
from sygraph.text.offsets import ADDED, DIGEST, LOCATED, Text, digest, hide

__all__ = ["WORDINGS", "Detacher", "detached"]

_QUOTE, _NOTE, _ARTICLE = sy("quote"), sy("note"), vocab("schema:NewsArticle")
_STRING = NamedNode(XSD + "string")

# The properties whose values are words of an article.
WORDINGS = frozenset(
    map(
        vocab,
        (
            "quote",
            "note",
            "statedAs",
            "describedAs",
            "goal",
            "dcterms:title",
            "schema:slogan",
            "first",
        ),
    )
)

# How many statements one query asks about: a compromise between few queries and short ones.
_BATCH = 500

Statement = tuple[ox.NamedNode | ox.BlankNode | Triple, NamedNode, object]


class Detacher:
    """Removes the words of the articles from statements, in a stream.

    Args:
        store: The source of the statements, which has the offsets of the passages.
        files: The data folder with the texts of the articles.

    Raises:
        DataError: A text is missing, or is not the text that the store was loaded from.

    >>> store = OxigraphStore.bundled()
    >>> stated = store.construct("CONSTRUCT WHERE { p:10 sy:quote ?words }")
    >>> for triple in Detacher(store, Files.bundled()).triples(stated):
    ...     print(triple.object.value[:28])
    {shenyang-2024#char=2,13}
    89cb2ff4cca0cc8387a33f67d0c7
    """

    def __init__(self, store: Store, files: Files) -> None:
        self._store = store
        self._texts = _texts(store, files)
        self._spans: dict[NamedNode, tuple[NamedNode, int, int]] = {}
        for row in store.select(
            "SELECT ?passage ?article ?start ?end {"
            " ?passage sy:article ?article ; sy:start ?start ; sy:end ?end }"
        ):
            start, end = int(term(row["start"]).value), int(term(row["end"]).value)
            self._spans[node(row["passage"])] = node(row["article"]), start, end

    def quads(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the quads without the words of the articles, and the digests of the words."""
        for quad in quads:
            statement = (quad.subject, quad.predicate, quad.object)
            for s, p, o in self._without(statement, quad.graph_name):
                yield Quad(s, p, o, quad.graph_name)  # type: ignore[arg-type]

    def triples(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Yield triples of the merge without the words of the articles, and the digests."""
        stream = iter(triples)
        while batch := list(islice(stream, _BATCH)):
            homes = self._homes([triple for triple in batch if _may_have_words(triple)])
            for triple in batch:
                statement = (triple.subject, triple.predicate, triple.object)
                for s, p, o in self._without(statement, homes.get(triple)):
                    yield Triple(s, p, o)  # type: ignore[arg-type]

    def _homes(self, triples: list[Triple]) -> dict[Triple, NamedNode]:
        """Return the first passage in the text that states each triple."""
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
        if p == TRANSLATION or is_translations(s):
            return
        if p == RDF_TYPE and o == _ARTICLE and isinstance(s, NamedNode):
            yield statement
            if not self._store.ask(f"ASK {{ {s} {DIGEST} ?digest }}"):
                # Its datatype says that it is not stated: attaching the text takes it out again.
                yield s, DIGEST, Literal(self._text(s).digest, datatype=ADDED)
        elif p not in WORDINGS or not isinstance(o, Literal) or o.datatype != _STRING:
            yield statement
        elif p == _QUOTE and isinstance(s, NamedNode):
            yield s, p, self._quote(s, o.value)
            yield s, DIGEST, Literal(digest(o.value))
        else:
            yield s, p, self._wording(s if p == _NOTE else graph, o)

    def _quote(self, passage: NamedNode, words: str) -> Literal:
        if passage not in self._spans:
            raise DataError(f"the graph has no offsets for {curie(passage.value)}")
        article, start, end = self._spans[passage]
        text = self._text(article)
        if text.article.words(start, end) != words:
            raise DataError(
                f"the text at the offsets of {curie(passage.value)} is not its quote",
                path=text.path,
            )
        hidden = hide(words, text, (start, end))
        return Literal(hidden or "", datatype=LOCATED)

    def _wording(self, place: object, value: Literal) -> Literal:
        """Return a wording or note without the words of the article."""
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
            name = local_name(article.value)
            raise DataError(
                f"the text of {curie(article.value)} is missing, so its words cannot be recognised",
                hint=f"put it into seeds/{name}.txt of the folder that --data names",
            )
        return text


def _may_have_words(triple: Triple) -> bool:
    return (
        triple.predicate in WORDINGS
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
    )


def detached(store: Store, files: Files) -> OxigraphStore:
    """Return an in-memory store of the named graphs and their merge, without the words.

    >>> store = detached(OxigraphStore.bundled(), Files.bundled())
    >>> store.ask('ASK { ?passage sy:quote ?words FILTER(CONTAINS(?words, "瀋陽")) }')
    False

    Raises:
        DataError: See `Detacher`.
    """
    return OxigraphStore(merged(Detacher(store, files).quads(store_quads(store))))


def _texts(store: Store, files: Files) -> Mapping[NamedNode, Text]:
    """Return the texts that exist, by article."""
    from os.path import isfile

    found = {}
    spoken = languages(store)
    for article in files.articles:
        iri = NamedNode(article.iri)
        if isfile(article.text):
            found[iri] = Text.read(iri, article.text, spoken[article.iri])
    return found
