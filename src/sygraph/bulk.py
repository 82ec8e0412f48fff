"""Load files of RDF into a store on disk: any serialisation, any size, in one pass.

Each statement is written twice as it is read, to its own graph and to the default graph, so the
merge takes no second reading and no memory; the types up the class hierarchy go with them. What
depends on several files (the days that events lend, a type that one file derives and another
states) is settled at the end, and only what the load touches is looked at: loading files one by
one makes the same dataset as loading them at once.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyoxigraph as ox
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from sygraph.data import Files
from sygraph.disk import TALLY, Generation, next_generation
from sygraph.errors import DataError, UnknownFormat
from sygraph.forms import FORMS
from sygraph.fulltext import Indexing
from sygraph.load import (
    DATING,
    Days,
    Subject,
    add_days,
    broken,
    dates,
    day_quads,
    lend_days,
    narrowed,
    passages,
)
from sygraph.names import ARTICLE, DERIVED, GAZETTEER, ONTOLOGY, PREFIXES, sy
from sygraph.nesting import CheckedStream, TooDeep

__all__ = ["Progress", "Source", "load", "sources"]

Term = NamedNode | BlankNode | Literal | Triple
_Follows = dict[NamedNode, Callable[[Quad], Iterable[Quad]]]

_DEFAULT = DefaultGraph()
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
_OF = sy("of")
_CLAIMS = f"CONSTRUCT {{ ?o {_OF} ?e }} WHERE {{ ?e a {sy('Event')} . ?o {_OF} ?e }}"
_FORMS = tuple(map(NamedNode, FORMS))
_QUOTE = sy("quote")
_DAYS = (sy("firstDay"), sy("lastDay"))

_UNPACKED: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": lambda stream: gzip.GzipFile(fileobj=stream),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}
_SUFFIXES = (".ttl", ".trig", ".nt", ".nq", ".rdf", ".xml", ".jsonld", ".json", ".n3")

# Up to so many bytes of tables, a store is counted anew after each load.
_QUICK = 1 << 26

# The engine writes some eleven tables for each million quads, all of which any look-up has to look
# into. From so many on they are merged: that takes a tenth of the load's time, and queries of ten
# million quads a tenth of theirs.
_LAYERED = 24

# How many statements are read between two reports.
_STRIDE = 1 << 16


@dataclass(frozen=True)
class Progress:
    """How far a load has come: bytes of the files as they are on disk, and statements read."""

    bytes: int
    of: int
    statements: int


@dataclass(frozen=True)
class Source:
    """A file to load: `home` is the graph of what it states in none.

    `seed` is the text of the article that the file encodes, where it does.
    """

    path: str
    home: NamedNode
    format: RdfFormat
    seed: str | None = None

    def quads(self, at: Callable[[int, int], None]) -> Iterator[Quad]:
        """Yield what the file states, in its order.

        Args:
            at: is told now and then how many bytes and statements have been read.

        Raises:
            DataError: the file cannot be read or is broken.
        """
        unpack = _UNPACKED.get(os.path.splitext(self.path)[1])
        base = Path(self.path).absolute().as_uri()
        number = 0
        try:
            with open(self.path, "rb") as raw:
                stream = unpack(raw) if unpack else raw
                checked = cast(BinaryIO, CheckedStream(stream))
                read = parse(checked, self.format, base_iri=base, rename_blank_nodes=True)
                for number, quad in enumerate(read, 1):
                    yield quad
                    if number % _STRIDE == 0:
                        at(raw.tell(), number)
                at(raw.tell(), number)
        except TooDeep as error:
            raise DataError(error.message, path=self.path) from error
        except MemoryError as error:
            message = "it needs more memory than there is"
            raise DataError(message, path=self.path) from error
        except (OSError, SyntaxError) as error:
            raise broken(self.path, error) from error
        except (EOFError, zlib.error, lzma.LZMAError) as error:
            raise DataError(f"cannot unpack: {error}", path=self.path) from error


def sources(
    paths: Sequence[str | os.PathLike[str]], graph: NamedNode | None = None
) -> list[Source]:
    """Return what to load from files, and from folders that are laid out as the project is.

    What a file states in no graph goes to `graph` or, without one, to the graph that it has in
    the project (ontology, gazetteer, article) or else to the one named as the file is, file:///….

    Raises:
        DataError: a path is not there, or a folder is laid out otherwise.
        UnknownFormat: a file's name tells of no serialisation.

    >>> [source.home.value for source in sources([Files.bundled().gazetteer])]
    ['https://w3id.org/sygraph/graph/gazetteer']
    """
    found: list[Source] = []
    for path in paths:
        path = os.fspath(path)
        for file in _files_of(path) if os.path.isdir(path) else [path]:
            found.append(_source(file, graph))
    # The class hierarchy first: what is read after it is typed as it is read.
    return sorted(found, key=lambda source: source.home != ONTOLOGY)


def _files_of(folder: str) -> list[str]:
    files = Files.at(folder)
    if not os.path.exists(files.file("ontology", "sygraph.ttl")):
        raise DataError(
            "no data folder: it has no ontology/sygraph.ttl", path=folder, hint="name the files"
        )
    stems = files.stems()
    for seed in (files.file("seeds", f"{stem}.txt") for stem in stems):
        if not os.path.isfile(seed):
            raise DataError("cannot read: no such file", path=seed)
    articles = [files.file("graph", f"{stem}.trig") for stem in stems]
    return [files.file("ontology", "sygraph.ttl"), files.file("graph", "gazetteer.ttl"), *articles]


def _source(path: str, graph: NamedNode | None) -> Source:
    """How to load a file."""
    stem, suffix = os.path.splitext(path)
    if suffix in _UNPACKED:
        stem, suffix = os.path.splitext(stem)
    format = RdfFormat.from_extension(suffix.removeprefix(".")) if suffix in _SUFFIXES else None
    if format is None:
        ends, packed = ", ".join(_SUFFIXES), ", ".join(_UNPACKED)
        raise UnknownFormat(path, hint=f"end its name in {ends}, and where packed in {packed}")
    if not os.path.isfile(path):
        raise DataError("cannot read: no such file", path=path)
    if graph is not None:
        return Source(path, graph, format)
    full = os.path.abspath(path)
    files = Files.at(os.path.dirname(os.path.dirname(full)))
    if full == files.file("ontology", "sygraph.ttl"):
        return Source(path, ONTOLOGY, format)
    if full == files.file("graph", "gazetteer.ttl"):
        return Source(path, GAZETTEER, format)
    name = os.path.basename(stem)
    seed = files.file("seeds", f"{name}.txt")
    if full == files.file("graph", f"{name}.trig") and os.path.isfile(seed):
        return Source(path, NamedNode(ARTICLE + name), format, seed)
    return Source(path, NamedNode(Path(full).as_uri()), format)


def load(
    files: Sequence[Source],
    folder: str | os.PathLike[str],
    report: Callable[[Progress], None] = lambda progress: None,
) -> int:
    """Add files to the store in a folder, making it if need be; return how many statements.

    All of it is added or, where anything fails or the process is killed, nothing. Articles laid
    out as in the project get their offsets and days in `graph/derived` and, where the store holds
    the ontology, all that is typed its types up the class hierarchy; see `sygraph.load.build`.

    Raises:
        DataError: a file is broken, or a quote does not stand in its article.
        StoreError: the folder cannot be written to; see `sygraph.disk`.
    """
    with next_generation(folder) as generation, Indexing(generation.path) as index:
        before = _tables(generation.path)
        statements = _fill(generation, files, report, index)
        # While what is left is indexed. Where little comes to much, it would take most of the time.
        after = _tables(generation.path)
        if len(after) - len(before) > _LAYERED and sum(after.values()) > 2 * sum(before.values()):
            generation.open().optimize()
        if not generation.grows or sum(after.values()) < _QUICK:
            _count(generation.path)
        return statements


def _fill(
    generation: Generation,
    files: Sequence[Source],
    report: Callable[[Progress], None],
    index: Indexing,
) -> int:
    # A function of its own, at whose end nothing refers to the database, which closes it: as long
    # as it is open, it may begin to reorder its tables.
    store = generation.open()
    loading = _Loading(files, generation.before(), report, index)
    store.bulk_extend(loading.quads())
    loading.settle(store)
    return loading.statements


def _tables(folder: str) -> dict[str, int]:
    """The sizes of a database's tables, in bytes. One just being closed may still drop some."""
    sizes = {}
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith(".sst"):
                with suppress(FileNotFoundError):
                    sizes[entry.name] = entry.stat().st_size
    return sizes


def _count(folder: str) -> None:
    """Count once for all how much there is of everything."""
    import json

    from sygraph.stats import tally
    from sygraph.store import OxigraphStore

    found = tally(OxigraphStore(ox.Store.read_only(folder)), at_once=True)
    with open(os.path.join(folder, TALLY), "w", encoding="utf-8") as stream:
        json.dump(found, stream)


class _Loading:
    """One load: what it reads, and what it has to remember to derive the rest."""

    def __init__(
        self,
        files: Sequence[Source],
        before: ox.Store | None,
        report: Callable[[Progress], None],
        index: Indexing,
    ) -> None:
        self.statements = 0
        self._index = index
        self._files = files
        self._before = before
        self._report = report
        self._hierarchy = _Hierarchy()
        if before is not None and _has_ontology(before):
            self._hierarchy.know(before.quads_for_pattern(None, _SUBCLASS, None, _DEFAULT))
        self._days = _KnownDays(before)
        # What is dated by several files, and so anew by all but the first.
        self._redated: set[Subject] = set()
        # The classes that something is stated to be, and what a load into a store types or ties.
        self._stated: set[Term] = set()
        self._touched: set[Subject] = set()
        # What follows from statements with these properties.
        self._follows: _Follows = {
            _TYPE: self._typed,
            _SUBCLASS: self._ordering,
            _OF: self._lending,
            **dict.fromkeys(_FORMS, self._named),
        }
        # Of what an article states, quotes and dates tell what is computed at its end.
        self._of_articles: _Follows = {
            **self._follows,
            **dict.fromkeys(DATING, self._tell),
            _QUOTE: self._quoted,
        }
        self._telling: list[Quad] = []

    def quads(self) -> Iterator[Quad]:
        """Yield what the files state, what can be derived meanwhile, and the merge."""
        for source in self._files:
            # What follows is typed as it is read; what is there already, at the end.
            if source.home == ONTOLOGY and self._before is None:
                self._hierarchy.know(source.quads(lambda place, count: None))
        done, size = 0, sum(os.path.getsize(source.path) for source in self._files)
        for source in self._files:
            yield from self._read(source, done, size)
            done += os.path.getsize(source.path)
        # It is indexed while the engine sorts what it has been given, and all is counted.
        self._index.send()
        yield from _twice(day_quads({node: self._days[node] for node in self._redated}))

    def _read(self, source: Source, done: int, size: int) -> Iterator[Quad]:
        """What a file states and the merge of it; of an article's file, what follows besides."""
        start = self.statements

        def at(place: int, count: int) -> None:
            self.statements = start + count
            self._report(Progress(done + place, size, self.statements))

        self._telling.clear()
        follows = self._follows if source.seed is None else self._of_articles
        yield from self._merged(source.quads(at), source.home, follows)
        if source.seed is not None:
            yield from _twice(passages(self._telling, source.home, source.path, source.seed))
            yield from _twice(day_quads(self._dated(self._telling, source.path)))

    def _dated(self, stated: Iterable[Quad], path: str) -> dict[Subject, Days]:
        """The days of what an article dates, but for what others have dated: those come last."""
        found: dict[Subject, Days] = {}
        add_days(stated, found, path)
        for node in list(found):
            known = self._days.get(node)
            self._days[node] = narrowed(known, found[node])
            if known is not None:
                self._redated.add(node)
                del found[node]
        return found

    @staticmethod
    def _merged(quads: Iterable[Quad], home: NamedNode, follows: _Follows) -> Iterator[Quad]:
        """Each quad in its graph and in the default graph, and what follows from it."""
        for quad in quads:
            predicate = quad.predicate
            if quad.graph_name == _DEFAULT:
                merged, quad = quad, Quad(quad.subject, predicate, quad.object, home)
            else:
                merged = Quad(quad.subject, predicate, quad.object)
            yield quad
            yield merged
            # One look into a table, for it is done for every statement there is.
            follow = follows.get(predicate)
            if follow is not None:
                yield from follow(quad)

    def _tell(self, quad: Quad) -> Iterable[Quad]:
        """Keep what dates something in an article, or quotes it, until all of it has been read."""
        self._telling.append(quad)
        return ()

    def _quoted(self, quad: Quad) -> Iterable[Quad]:
        self._tell(quad)
        return self._named(quad)

    def _typed(self, quad: Quad) -> Iterator[Quad]:
        """The types above a stated one, but for those that the store holds as stated."""
        subject, before = quad.subject, self._before
        if quad.graph_name != DERIVED:
            self._stated.add(quad.object)
        if before is not None:
            self._touched.add(subject)
        for above in self._hierarchy.above(quad.object):
            if before is None or not _is_stated(before, subject, above):
                yield Quad(subject, _TYPE, above, DERIVED)
                yield Quad(subject, _TYPE, above)

    def _named(self, quad: Quad) -> Iterable[Quad]:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            self._index.add(quad.subject.value, quad.object.value)
        return ()

    def _lending(self, quad: Quad) -> Iterable[Quad]:
        if self._before is not None:
            self._touched.add(quad.subject)
        return ()

    def _ordering(self, quad: Quad) -> Iterable[Quad]:
        self._hierarchy.meet(quad)
        return ()

    def settle(self, store: ox.Store) -> None:
        """Derive what takes the whole store, and take back what is not to be derived any more."""
        grown = self._hierarchy.grown and _has_ontology(store)
        if grown:
            self._hierarchy.know(store.quads_for_pattern(None, _SUBCLASS, None, _DEFAULT))
            store.bulk_extend(_twice(_missing_types(store, self._hierarchy)))
        for cls in self._hierarchy.upper() & self._stated:
            for quad in store.quads_for_pattern(None, _TYPE, cls, DERIVED):
                if _is_stated(store, quad.subject, cls):
                    store.remove(quad)
        told = set(self._days)
        lend_days(store, self._days, self._claims(store, grown or self._before is None))
        lent = {node: days for node, days in self._days.items() if node not in told}
        store.bulk_extend(_twice(day_quads(lent)))
        self._take_back_days(store, self._redated if self._before is None else self._days)

    def _claims(self, store: ox.Store, everything: bool) -> Iterator[Quad | Triple]:
        """What says of which event something is, where days may now be lent as they were not."""
        if everything:
            # Most observations are of no event: the engine passes over them in half the time.
            yield from cast(ox.QueryTriples, store.query(_CLAIMS))
            return
        for node in [*self._days, *self._touched]:
            if not isinstance(node, Triple):
                yield from store.quads_for_pattern(None, _OF, node, _DEFAULT)
        for node in self._touched:
            yield from store.quads_for_pattern(node, _OF, None, _DEFAULT)

    def _take_back_days(self, store: ox.Store, nodes: Iterable[Subject]) -> None:
        """Remove the days that were derived before all was known."""
        for node in nodes:
            right = set(day_quads({node: self._days[node]}))
            for name in _DAYS:
                for quad in store.quads_for_pattern(node, name, None, DERIVED):
                    if quad not in right:
                        store.remove(quad)
                        store.remove(Quad(*quad.triple))


class _Hierarchy:
    """Which classes are above which, as far as was known before anything was typed.

    `grown` says that more has been met since.
    """

    def __init__(self) -> None:
        self._parents: dict[Term, set[NamedNode]] = {}
        self._above: dict[Term, tuple[NamedNode, ...]] = {}
        self.grown = False

    def know(self, quads: Iterable[Quad]) -> None:
        for quad in quads:
            if quad.predicate == _SUBCLASS and isinstance(quad.object, NamedNode):
                self._parents.setdefault(quad.subject, set()).add(quad.object)
        self._above.clear()

    def meet(self, quad: Quad) -> None:
        if quad.object not in self._parents.get(quad.subject, ()):
            self.grown = True

    def above(self, cls: Term) -> tuple[NamedNode, ...]:
        """The classes above a class, itself not among them."""
        known = self._above.get(cls)
        if known is None:
            found: dict[NamedNode, None] = {}
            waiting: list[Term] = [cls]
            while waiting:
                for parent in self._parents.get(waiting.pop(), ()):
                    if parent not in found:
                        found[parent] = None
                        waiting.append(parent)
            known = tuple(upper for upper in found if upper != cls)
            self._above[cls] = known
        return known

    def lower(self) -> list[Term]:
        """The classes that have others above them."""
        return list(self._parents)

    def upper(self) -> set[NamedNode]:
        """The classes that are above others."""
        return set[NamedNode]().union(*self._parents.values())


class _KnownDays(MutableMapping[Subject, Days]):
    """The days of what the load dates; asked for another node, those that the store holds.

    Days that were lent are not the node's own, and so are unknown.
    """

    def __init__(self, before: ox.Store | None) -> None:
        self._told: dict[Subject, Days] = {}
        self._before = before

    def __getitem__(self, node: Subject) -> Days:
        if node in self._told or self._before is None:
            return self._told[node]
        stated = list(self._before.quads_for_pattern(node, None, None, _DEFAULT))
        if not any(dates(quad) for quad in stated):
            raise KeyError(node)
        days = {q.predicate: q.object.value for q in stated if isinstance(q.object, Literal)}
        return days.get(_DAYS[0]), days.get(_DAYS[1])

    def __setitem__(self, node: Subject, days: Days) -> None:
        self._told[node] = days

    def __delitem__(self, node: Subject) -> None:
        del self._told[node]

    def __iter__(self) -> Iterator[Subject]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def _twice(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Each quad, and its triple in the merge."""
    for quad in quads:
        yield quad
        yield Quad(*quad.triple)


def _has_ontology(store: ox.Store) -> bool:
    return any(store.quads_for_pattern(None, None, None, ONTOLOGY))


def _is_stated(store: ox.Store, subject: Subject, cls: NamedNode) -> bool:
    """Whether something is said to be of a class, and not only derived to be."""
    quads = store.quads_for_pattern(subject, _TYPE, cls)
    return any(quad.graph_name not in (_DEFAULT, DERIVED) for quad in quads)


def _missing_types(store: ox.Store, hierarchy: _Hierarchy) -> Iterator[Quad]:
    """The types up the class hierarchy that the store lacks."""
    for cls in hierarchy.lower():
        for quad in store.quads_for_pattern(None, _TYPE, cls, _DEFAULT):
            for above in hierarchy.above(cls):
                if Quad(quad.subject, _TYPE, above) not in store:
                    yield Quad(quad.subject, _TYPE, above, DERIVED)
