"""From the authored files to the whole dataset: home graphs, what is derived, and the merge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, parse

from sygraph.article import Article
from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.names import ARTICLE, DERIVED, GAZETTEER, ONTOLOGY, PREFIXES, curie, sy

__all__ = ["assemble", "build", "read"]

Node = NamedNode | BlankNode
# The first and the last day, as ISO dates; None is an open end.
Days = tuple[str | None, str | None]

_DEFAULT = DefaultGraph()
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
_DATE = NamedNode(PREFIXES["xsd"] + "date")

# What each property that dates a statement tells: its first day, its last day or both.
_DATED = {
    sy("date"): (True, True),
    sy("periodStart"): (True, False),
    sy("periodEnd"): (False, True),
    sy("notBefore"): (True, False),
    sy("notAfter"): (False, True),
    sy("deadline"): (False, True),
}
_NOT_BEFORE, _ONGOING, _REFERENCE = sy("notBefore"), sy("ongoing"), sy("referenceDate")


def assemble(files: Files) -> Iterator[Quad]:
    """Return the quads of the whole dataset of these files, each once.

    Raises:
        DataError: a file is missing or broken, or a quote does not stand in its article.

    >>> quads = list(assemble(Files.bundled()))
    >>> merge = [quad.triple for quad in quads if quad.graph_name == DefaultGraph()]
    >>> len(merge) == len({quad.triple for quad in quads})
    True
    """
    return cast(Iterator[Quad], iter(build(files)))


def build(files: Files) -> Store:
    """Return a store in memory of the whole dataset of these files.

    What a file states in its default graph goes to the file's home graph: the ontology's and
    the gazetteer's own, and for an article's file the graph that the article names. Passages'
    graphs stay. `graph/derived` gets types up the class hierarchy, the offsets of the quotes,
    and first and last days. The default graph is the merge of all of them and nothing else.

    Raises:
        DataError: a file is missing or broken, or a quote does not stand in its article.
    """
    store = Store()
    for path, home in ((files.ontology, ONTOLOGY), (files.gazetteer, GAZETTEER)):
        with _naming(path):
            store.load(path=path, to_graph=home)
    days: dict[Node, Days] = {}
    for path in files.articles:
        home = NamedNode(ARTICLE + path.stem)
        stated = read(path, home)
        store.extend(stated)
        store.extend(_passages(stated, home, path, files.seed_of(path)))
        _add_days(stated, days, path)
    store.extend(_supertypes(store))
    _lend_days_of_events(store, days)
    store.extend(_day_quads(days))
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn what goes wrong while reading a file into a DataError with its place."""
    try:
        yield
    except SyntaxError as error:
        # The parser's message opens with the place, which the error states by itself.
        message = str(error.msg)
        raise DataError(
            message.partition(": ")[2] or message, path=path, line=error.lineno
        ) from error
    except OSError as error:
        raise DataError(f"cannot read: {error.strerror or error}", path=path) from error


def read(path: Path, home: NamedNode) -> list[Quad]:
    """The file's quads in its own order, those of its default graph moved to its home graph."""
    with _naming(path):
        return [
            quad
            if quad.graph_name != _DEFAULT
            else Quad(quad.subject, quad.predicate, quad.object, home)
            for quad in parse(path=path)
        ]


def _passages(stated: list[Quad], home: NamedNode, path: Path, seed: Path) -> Iterator[Quad]:
    """Which article the passages are of, and where they stand in it: see `Article.locate`."""
    article, quote, start, end = sy("article"), sy("quote"), sy("start"), sy("end")
    quotes = [
        (cast(NamedNode, quad.subject), cast(Literal, quad.object).value)
        for quad in stated
        if quad.predicate == quote and quad.graph_name == home
    ]
    names = [curie(passage.value) for passage, _ in quotes]
    try:
        spans = Article.read(seed).locate([words for _, words in quotes], names)
    except DataError as error:
        raise error if error.path else DataError(error.message, path=path) from error
    for (passage, _), span in zip(quotes, spans, strict=True):
        yield Quad(passage, article, home, home)
        yield Quad(passage, start, Literal(span[0]), DERIVED)
        yield Quad(passage, end, Literal(span[1]), DERIVED)


def _supertypes(store: Store) -> list[Quad]:
    """The types up the class hierarchy that are not already stated."""
    parents: dict[object, list[NamedNode]] = {}
    for quad in store.quads_for_pattern(None, _SUBCLASS, None):
        if isinstance(quad.object, NamedNode):
            parents.setdefault(quad.subject, []).append(quad.object)
    types: dict[Node, set[object]] = {}
    for quad in store.quads_for_pattern(None, _TYPE, None):
        types.setdefault(cast(Node, quad.subject), set()).add(quad.object)
    derived = []
    for subject, known in types.items():
        waiting = list(known)
        while waiting:
            for parent in parents.get(waiting.pop(), ()):
                if parent not in known:
                    known.add(parent)
                    waiting.append(parent)
                    derived.append(Quad(subject, _TYPE, parent, DERIVED))
    return derived


def _add_days(stated: Iterable[Quad], days: dict[Node, Days], path: Path) -> None:
    """Add the first and last days of what an article dates.

    An open end closes at the article's reference date, and what is ongoing since no stated day
    is known to be so on that date alone.
    """
    found: dict[Node, Days] = {}
    ongoing: dict[Node, bool] = {}  # what has an open end; False where it must have a start
    reference = None
    for quad in stated:
        predicate = quad.predicate
        if predicate in _DATED:
            subject = cast(Node, quad.subject)
            tells_first, tells_last = _DATED[predicate]
            opening, closing = _span(quad, path)
            told = (opening if tells_first else None, closing if tells_last else None)
            found[subject] = _narrowed(found.get(subject), told)
            if predicate == _NOT_BEFORE:
                ongoing.setdefault(subject, False)
        elif predicate == _ONGOING:
            if cast(Literal, quad.object).value in ("true", "1"):
                ongoing[cast(Node, quad.subject)] = True
        elif predicate == _REFERENCE:
            reference = _span(quad, path)[1]
    for subject in ongoing:
        first, last = found.get(subject, (None, None))
        if last is None:
            found[subject] = (first or reference, reference)
    for subject, told in found.items():
        days[subject] = _narrowed(days.get(subject), told)


def _lend_days_of_events(store: Store, days: dict[Node, Days]) -> None:
    """An observation of an event that has no period of its own takes the event's days."""
    event, observation = sy("Event"), sy("Observation")
    for quad in store.quads_for_pattern(None, sy("of"), None):
        statement, whom = cast(Node, quad.subject), cast(Node, quad.object)
        if (
            whom in days
            and statement not in days
            and any(store.quads_for_pattern(statement, _TYPE, observation))
            and any(store.quads_for_pattern(whom, _TYPE, event))
        ):
            days[statement] = days[whom]


def _day_quads(days: dict[Node, Days]) -> Iterator[Quad]:
    first_day, last_day = sy("firstDay"), sy("lastDay")
    for subject, (first, last) in days.items():
        if first is not None:
            yield Quad(subject, first_day, Literal(first, datatype=_DATE), DERIVED)
        if last is not None:
            yield Quad(subject, last_day, Literal(last, datatype=_DATE), DERIVED)


def _narrowed(known: Days | None, told: Days) -> Days:
    """The days that are in both spans: 2024 and September 2024 make September 2024."""
    if known is None:
        return told
    return (
        max(filter(None, (known[0], told[0])), default=None),
        min(filter(None, (known[1], told[1])), default=None),
    )


def _span(quad: Quad, path: Path) -> tuple[str, str]:
    """The first and the last day of an xsd:date, gYearMonth or gYear."""
    value = cast(Literal, quad.object).value
    try:
        match [int(part) for part in value.split("-")]:
            case [year]:
                first, last = date(year, 1, 1), date(year, 12, 31)
            case [year, month]:
                first = date(year, month, 1)
                last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            case numbers:
                first = last = date(*numbers)
        return first.isoformat(), last.isoformat()
    except (TypeError, ValueError) as error:
        fact = f"{curie(str(quad.subject)[1:-1])} {curie(quad.predicate.value)}"
        raise DataError(f"{fact}: {value!r} is no date", path=path) from error
