"""Load the dataset into memory: files into home graphs, derived facts, and the merge."""

from __future__ import annotations

from os import PathLike

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple

from sygraph.data import Files
from sygraph.errors import DataError, TooDeep
from sygraph.namespaces import DERIVED, GAZETTEER, ONTOLOGY, curie, sy, vocab
from sygraph.rdf.error_place import reason_of
from sygraph.rdf.parsing import parse_file, read_rdf
from sygraph.store.inference import insertion, rules
from sygraph.text.article import Article

# Every cold start imports this module: it takes what it needs and no more.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    Statement = TypeVar("Statement", Quad, Triple)

__all__ = ["broken", "build", "languages", "needed", "passages", "read"]

Place = str | PathLike[str]

_DEFAULT = DefaultGraph()


def build(files: Files) -> Store:
    """Return a store in memory of the whole dataset of these files.

    What a file states in its default graph goes to the file's home graph: the ontology's, the
    gazetteer's and the translations' own, and for an article's file the graph that the article
    names. Passages' graphs stay. `graph/derived` gets types up the class hierarchy, the offsets of
    the quotes, and first and last days. The default graph is the merge of all of them and nothing
    else.

    Raises:
        DataError: a file is missing or broken, or a quote does not stand in its article.

    >>> store = build(Files.bundled())
    >>> merge = {quad.triple for quad in store if quad.graph_name == DefaultGraph()}
    >>> merge == {quad.triple for quad in store if quad.graph_name != DefaultGraph()}
    True
    """
    store = Store()
    files.use()
    shared = files.shared_gazetteers
    own = [path for path in files.gazetteers if path not in shared]
    for home, path in (
        *((ONTOLOGY, path) for path in files.ontologies),
        *((GAZETTEER, path) for path in own),
        *((NamedNode(graph), path) for graph, path in files.translations()),
    ):
        try:
            store.load(read_rdf(path), RdfFormat.TURTLE, to_graph=home)
        except (OSError, SyntaxError, TooDeep) as error:
            raise broken(path, error) from error
    for article in files.articles:
        home = NamedNode(article.iri)
        stated = read(article.trig, home)
        store.extend(stated)
        store.extend(passages(stated, home, article.trig, article.text))
    if shared:
        entries = [quad for path in shared for quad in read(path, GAZETTEER)]
        store.extend(needed(entries, (q for q in store if q.graph_name != ONTOLOGY)))
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    for rule in rules():
        store.update(insertion(rule))
    return store


def read(path: Place, home: NamedNode) -> list[Quad]:
    """Return a file's quads in its own order, its default graph's moved to its home graph.

    Raises:
        DataError: the file is missing or broken.
    """
    try:
        return [
            quad
            if quad.graph_name != _DEFAULT
            else Quad(quad.subject, quad.predicate, quad.object, home)
            for quad in parse_file(path)
        ]
    except (OSError, SyntaxError, TooDeep) as error:
        raise broken(path, error) from error


def needed(gazetteer: list[Statement], stated: Iterable[Quad | Triple]) -> list[Statement]:
    """Return what a gazetteer says of the entities that statements name, and of those they need.

    So an article of one workspace does not bring along the entities of an article of another.

    >>> a, b, c = (NamedNode(f"http://example.org/{name}") for name in "abc")
    >>> entries = [Quad(a, a, b, GAZETTEER), Quad(b, b, b, GAZETTEER), Quad(c, c, c, GAZETTEER)]
    >>> [quad.subject.value[-1] for quad in needed(entries, [Quad(c, c, a)])]
    ['a', 'b', 'c']
    """
    links: dict[object, list[object]] = {}
    for quad in gazetteer:
        links.setdefault(quad.subject, []).append(quad.object)
    found: set[object] = set()
    left: list[object] = [term for one in stated for term in (one.subject, one.object)]
    while left:
        term = left.pop()
        if term in links and term not in found:
            found.add(term)
            left += links[term]
    return [quad for quad in gazetteer if quad.subject in found]


def broken(
    path: Place, error: OSError | SyntaxError | TooDeep, place: tuple[int, int] | None = None
) -> DataError:
    """Return what went wrong while reading a file.

    Args:
        place: the line and the column, of formats in which a line alone may be long.
    """
    if isinstance(error, TooDeep):
        return DataError(error.message, path=path)
    if isinstance(error, OSError):
        return DataError(f"cannot read: {error.strerror or error}", path=path)

    message = reason_of(error)
    if place is None:
        return DataError(message, path=path, line=error.lineno)
    return DataError(f"{message} (column {place[1]})", path=path, line=place[0])


def passages(stated: list[Quad], home: NamedNode, path: Place, seed: Place) -> Iterator[Quad]:
    """Yield which article the passages are of, and where they stand in it.

    Raises:
        DataError: a quote does not stand in the article; see `Article.locate`.
    """
    article, quote, start, end = sy("article"), sy("quote"), sy("start"), sy("end")
    quotes = [
        (quad.subject, quad.object.value)
        for quad in stated
        if quad.predicate == quote
        and quad.graph_name == home
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    ]
    names = [curie(passage.value) for passage, _ in quotes]
    try:
        text = Article.read(seed, languages(stated).get(home.value))
        spans = text.locate([words for _, words in quotes], names)
    except DataError as error:
        raise error if error.path else DataError(error.message, path=path) from error
    for (passage, _), span in zip(quotes, spans, strict=True):
        yield Quad(passage, article, home, home)
        yield Quad(passage, start, Literal(span[0]), DERIVED)
        yield Quad(passage, end, Literal(span[1]), DERIVED)


def languages(stated: Iterable[Quad]) -> dict[str, str]:
    """Return the tags of the languages that articles state, by their IRIs."""
    stating = vocab("schema:inLanguage")
    return {
        quad.subject.value: quad.object.value
        for quad in stated
        if quad.predicate == stating
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    }
