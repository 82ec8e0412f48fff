"""From the authored files to the whole dataset: home graphs, what is derived, and the merge."""

from __future__ import annotations

from os import PathLike

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple, parse

from sygraph.article import Article
from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.names import ARTICLE, DERIVED, GAZETTEER, ONTOLOGY, PREFIXES, curie, sy
from sygraph.nesting import TooDeep, check_data

# Every cold start imports this module: it takes what it needs and no more.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping

__all__ = [
    "DATING",
    "Days",
    "Subject",
    "add_days",
    "assemble",
    "broken",
    "build",
    "dates",
    "day_quads",
    "lend_days",
    "narrowed",
    "passages",
    "read",
]

Subject = NamedNode | BlankNode | Triple
Place = str | PathLike[str]
# The first and the last day, as ISO dates; None is an open end.
Days = tuple[str | None, str | None]

_DEFAULT = DefaultGraph()
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
_DATE = NamedNode(PREFIXES["xsd"] + "date")
_TRUE = (Literal(True), Literal("1", datatype=NamedNode(PREFIXES["xsd"] + "boolean")))

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
# All that `add_days` reads.
DATING = (*_DATED, _ONGOING, _REFERENCE)


def assemble(files: Files) -> Iterator[Quad]:
    """Return the quads of the whole dataset of these files, each once.

    Raises:
        DataError: a file is missing or broken, or a quote does not stand in its article.

    >>> quads = list(assemble(Files.bundled()))
    >>> merge = [quad.triple for quad in quads if quad.graph_name == DefaultGraph()]
    >>> len(merge) == len({quad.triple for quad in quads})
    True
    """
    yield from build(files)


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
    for home, path in (
        (ONTOLOGY, files.file("ontology", "sygraph.ttl")),
        (GAZETTEER, files.file("graph", "gazetteer.ttl")),
    ):
        try:
            _check(path)
            store.load(path=path, to_graph=home)
        except (OSError, SyntaxError) as error:
            raise broken(path, error) from error
    days: dict[Subject, Days] = {}
    for stem in files.stems():
        home = NamedNode(ARTICLE + stem)
        path = files.file("graph", f"{stem}.trig")
        stated = read(path, home)
        store.extend(stated)
        store.extend(passages(stated, home, path, files.file("seeds", f"{stem}.txt")))
        add_days(stated, days, path)
    store.extend(_supertypes(store))
    lend_days(store, days, store.quads_for_pattern(None, sy("of"), None))
    store.extend(day_quads(days))
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def read(path: Place, home: NamedNode) -> list[Quad]:
    """Return a file's quads in its own order, its default graph's moved to its home graph.

    Raises:
        DataError: the file is missing or broken.
    """
    try:
        _check(path)
        return [
            quad
            if quad.graph_name != _DEFAULT
            else Quad(quad.subject, quad.predicate, quad.object, home)
            for quad in parse(path=path)
        ]
    except (OSError, SyntaxError) as error:
        raise broken(path, error) from error


def _check(path: Place) -> None:
    """Refuse a file that is nested too deeply to be parsed safely.

    Raises:
        DataError: it is.
        OSError: it cannot be read.
    """
    try:
        with open(path, "rb") as stream:
            check_data(stream.read())
    except TooDeep as error:
        raise DataError(error.message, path=path) from error


def broken(path: Place, error: OSError | SyntaxError) -> DataError:
    """Return what went wrong while reading a file, with its place."""
    if isinstance(error, OSError):
        return DataError(f"cannot read: {error.strerror or error}", path=path)
    # The parser's message opens with the place, which the error states by itself.
    message = str(error.msg).partition(": ")[2] or str(error.msg)
    return DataError(message, path=path, line=error.lineno)


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
    types: dict[Subject, set[object]] = {}
    for quad in store.quads_for_pattern(None, _TYPE, None):
        types.setdefault(quad.subject, set()).add(quad.object)
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


def dates(quad: Quad) -> bool:
    """Whether a statement tells of its subject when it was, is or will be."""
    return quad.predicate in _DATED or (quad.predicate == _ONGOING and quad.object in _TRUE)


def add_days(stated: Iterable[Quad], days: MutableMapping[Subject, Days], path: Place) -> None:
    """Add the first and last days of what an article dates.

    An open end closes at the article's reference date, and what is ongoing since no stated day
    is known to be so on that date alone.
    """
    found: dict[Subject, Days] = {}
    unclosed: set[Subject] = set()
    reference = None
    for quad in stated:
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        if predicate in _DATED:
            tells_first, tells_last = _DATED[predicate]
            opening, closing = _span(quad, path)
            told = (opening if tells_first else None, closing if tells_last else None)
            found[subject] = narrowed(found.get(subject), told)
            if predicate == _NOT_BEFORE:
                unclosed.add(subject)
        elif predicate == _ONGOING and value in _TRUE:
            unclosed.add(subject)
        elif predicate == _REFERENCE:
            reference = _span(quad, path)[1]
    for subject in unclosed:
        first, last = found.get(subject, (None, None))
        if last is None:
            found[subject] = (first or reference, reference)
    for subject, told in found.items():
        days[subject] = narrowed(days.get(subject), told)


def lend_days(
    store: Store, days: MutableMapping[Subject, Days], claims: Iterable[Quad | Triple]
) -> None:
    """An observation of an event that has no period of its own takes the event's days.

    Args:
        claims: the statements that say what the observations are of.
    """
    event, observation = sy("Event"), sy("Observation")
    for quad in claims:
        statement, whom = quad.subject, quad.object
        if (
            isinstance(whom, NamedNode)
            and whom in days
            and statement not in days
            and any(store.quads_for_pattern(statement, _TYPE, observation))
            and any(store.quads_for_pattern(whom, _TYPE, event))
        ):
            days[statement] = days[whom]


def day_quads(days: Mapping[Subject, Days]) -> Iterator[Quad]:
    """Yield the first and the last days as statements of the derived graph."""
    first_day, last_day = sy("firstDay"), sy("lastDay")
    for subject, (first, last) in days.items():
        if first is not None:
            yield Quad(subject, first_day, Literal(first, datatype=_DATE), DERIVED)
        if last is not None:
            yield Quad(subject, last_day, Literal(last, datatype=_DATE), DERIVED)


def narrowed(known: Days | None, told: Days) -> Days:
    """Return the days that are in both spans: 2024 and September 2024 make September 2024."""
    if known is None:
        return told
    return (
        max(filter(None, (known[0], told[0])), default=None),
        min(filter(None, (known[1], told[1])), default=None),
    )


def _span(quad: Quad, path: Place) -> tuple[str, str]:
    """The first and the last day of an xsd:date, gYearMonth or gYear."""
    value = quad.object.value if isinstance(quad.object, Literal) else str(quad.object)
    try:
        match [int(part) for part in value.split("-")]:
            case [year]:
                return _day(year, 1, 1), _day(year, 12, 31)
            case [year, month]:
                return _day(year, month, 1), _day(year, month, _length(year, month))
            case [year, month, day]:
                return _day(year, month, day), _day(year, month, day)
    except ValueError:
        pass
    fact = f"{curie(str(quad.subject)[1:-1])} {curie(quad.predicate.value)}"
    raise DataError(f"{fact}: {value!r} is no date", path=path)


def _day(year: int, month: int, day: int) -> str:
    """An xsd:date. Importing datetime for this would take as long as parsing an article."""
    if not (1 <= month <= 12 and 1 <= day <= _length(year, month)):
        raise ValueError
    return f"{year:04}-{month:02}-{day:02}"


def _length(year: int, month: int) -> int:
    """How many days a month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
