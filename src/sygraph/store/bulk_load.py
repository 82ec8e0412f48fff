"""Load RDF files of any syntax and size into a store on disk, in one pass.

Each statement is written to its graph and to the default graph while it is read, so the merge needs
no second pass and no memory. Derived facts follow at the end. A load into an existing store derives
only the facts of the nodes that it touches, so loading files one by one and at once make the same
dataset.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyoxigraph as ox
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
)

from sygraph.data import CONFIG, Files
from sygraph.errors import DataError, TooDeep, UnknownFormat
from sygraph.namespaces import GAZETTEER, ONTOLOGY, sy
from sygraph.rdf.error_place import place_of
from sygraph.rdf.parsing import parse_rdf
from sygraph.store.disk import TALLY, Generation, next_generation
from sygraph.store.fulltext import Indexing
from sygraph.store.inference import Touched, derive_again, inferred, rules, with_merge
from sygraph.store.load import broken, needed, passages, read
from sygraph.text.name_forms import FORMS, is_form

__all__ = ["Progress", "Source", "load", "sources"]

_DEFAULT = DefaultGraph()
_QUOTE = sy("quote")
_FORMS = frozenset(map(NamedNode, FORMS))
_INDEXED = {*_FORMS, _QUOTE}

_UNPACKED: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": lambda stream: gzip.GzipFile(fileobj=stream),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}
_SUFFIXES = (".ttl", ".trig", ".nt", ".nq", ".rdf", ".xml", ".jsonld", ".json", ".n3")

# A store with at most so many bytes of tables is counted after each load.
_QUICK = 1 << 26

# The engine writes some eleven tables for each million quads, and a look-up reads all of them. More
# tables than this are merged, which takes a tenth of the load's time and makes queries of ten
# million quads ten times faster.
LAYERED = 24

# How many statements are read between two reports.
STRIDE = 1 << 16


@dataclass(frozen=True)
class Progress:
    """Progress of a load: bytes read of the files on disk, their size, and statements read."""

    bytes: int
    of: int
    statements: int


@dataclass(frozen=True)
class Source:
    """A file to load: `home` is the graph of its default graph's statements.

    `seed` is the text of the article that the file encodes, where it does; `keep` has the subjects
    whose statements are loaded, None for all.
    """

    path: str
    home: NamedNode
    format: RdfFormat
    seed: str | None = None
    keep: frozenset[object] | None = None

    def quads(self, at: Callable[[int, int], None]) -> Iterator[Quad]:
        """Yield what the file states, in its order.

        Args:
            at: called at intervals with the bytes and statements read so far.

        Raises:
            DataError: the file cannot be read or is broken.
        """
        unpack = _UNPACKED.get(os.path.splitext(self.path)[1])
        base = Path(self.path).absolute().as_uri()
        number = 0
        try:
            with open(self.path, "rb") as raw:
                stream = unpack(raw) if unpack else raw
                read = parse_rdf(stream, self.format, base=base, rename_blank_nodes=True)
                for number, quad in enumerate(read, 1):
                    if self.keep is None or quad.subject in self.keep:
                        yield quad
                    if number % STRIDE == 0:
                        at(raw.tell(), number)
                at(raw.tell(), number)
        except TooDeep as error:
            raise broken(self.path, error) from error
        except MemoryError as error:
            raise DataError("it needs more memory than there is", path=self.path) from error
        except SyntaxError as error:
            place = None
            if self.format in (RdfFormat.RDF_XML, RdfFormat.JSON_LD):
                place = place_of(error, self._opened, self.format, base)
            raise broken(self.path, error, place) from error
        except OSError as error:
            raise broken(self.path, error) from error
        except (EOFError, zlib.error, lzma.LZMAError) as error:
            raise DataError(f"cannot unpack: {error}", path=self.path) from error

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        """The file, unpacked."""
        unpack = _UNPACKED.get(os.path.splitext(self.path)[1])
        with open(self.path, "rb") as raw:
            yield cast(BinaryIO, unpack(raw)) if unpack else raw


def sources(
    paths: Sequence[str | os.PathLike[str]], graph: NamedNode | None = None
) -> list[Source]:
    """Return what to load from files, and from folders that are laid out as the project is.

    The default graph of a file goes to `graph` or, without one, to the graph that the file has in
    the project (ontology, gazetteer, article, translations), or else to a graph named by the file's
    IRI, file:///….

    Raises:
        DataError: a path is not there, or a folder is laid out otherwise.
        UnknownFormat: the suffix of a file names no known syntax.

    >>> [source.home.value for source in sources([Files.bundled().gazetteer])]
    ['https://w3id.org/sygraph/graph/gazetteer']
    """
    found: list[Source] = []
    for path in paths:
        path = os.fspath(path)
        if os.path.isdir(path):
            found += _of_folder(path, graph)
        else:
            found.append(_source(path, graph))
    # The ontology first, with the class hierarchy.
    return sorted(found, key=lambda source: source.home != ONTOLOGY)


def _of_folder(folder: str, graph: NamedNode | None) -> Iterator[Source]:
    """Yield the files of a workspace or of a complete copy of the package's data."""
    files = Files.at(folder).use()
    if not os.path.exists(files.ontologies[0]):
        raise DataError(
            f"no data folder: it has neither {CONFIG} nor ontology/sygraph.ttl",
            path=folder,
            hint="name the files",
        )
    for article in files.articles:
        if not os.path.isfile(article.text):
            raise DataError("cannot read: no such file", path=article.text)
    shared = files.shared_gazetteers
    own = [path for path in files.gazetteers if path not in shared]
    stated = [*own, *(article.trig for article in files.articles)]
    translated = [path for _, path in files.translations()]
    for path in [*files.ontologies, *stated, *translated]:
        yield _source(path, graph)
    for path in shared:
        quads = [quad for each in stated for quad in read(each, GAZETTEER)]
        keep = frozenset(quad.subject for quad in needed(read(path, GAZETTEER), quads))
        yield replace(_source(path, graph), keep=keep)


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
    translations = {place: NamedNode(home) for home, place in files.translations()}
    if full in translations:
        return Source(path, translations[full], format)
    for article in files.articles:
        if full == article.trig and os.path.isfile(article.text):
            return Source(path, NamedNode(article.iri), format, article.text)
    return Source(path, NamedNode(Path(full).as_uri()), format)


def load(
    files: Sequence[Source],
    folder: str | os.PathLike[str],
    report: Callable[[Progress], None] = lambda progress: None,
) -> int:
    """Add files to the store in a folder, making it if need be; return how many statements.

    All of it is added or, where anything fails or the process is killed, nothing. Articles laid
    out as in the project get their offsets in `graph/derived`, and so does what the rules derive:
    see `sygraph.store.inference`.

    Raises:
        DataError: a file is broken, or a quote does not stand in its article.
        StoreError: the folder cannot be written to; see `sygraph.store.disk`.
    """
    with next_generation(folder) as generation, Indexing(generation.path) as index:
        before = _tables(generation.path)
        statements = _fill(generation, files, report, index)
        # While what is left is indexed. Where little comes to much, it would take most of the time.
        after = _tables(generation.path)
        if len(after) - len(before) > LAYERED and sum(after.values()) > 2 * sum(before.values()):
            generation.open().optimize()
        if not generation.grows or sum(after.values()) < _QUICK:
            write_tally(generation.path)
        return statements


def _fill(
    generation: Generation,
    files: Sequence[Source],
    report: Callable[[Progress], None],
    index: Indexing,
) -> int:
    # When this function returns, nothing refers to the database, which closes it. An open database
    # may reorder its tables at any time.
    store = generation.open()
    loading = _Loading(files, generation.before() is not None, report, index)
    store.bulk_extend(loading.quads())
    loading.derive(store)
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


def write_tally(folder: str) -> None:
    """Write the counts of a generation to a file."""
    import json

    from sygraph.store.counts import tally
    from sygraph.store.interface import OxigraphStore

    found = tally(OxigraphStore(ox.Store.read_only(folder)), at_once=True)
    with open(os.path.join(folder, TALLY), "w", encoding="utf-8") as stream:
        json.dump(found, stream)


class _Loading:
    """One load: what it reads, and what it has to remember to derive the rest."""

    def __init__(
        self,
        files: Sequence[Source],
        into_existing: bool,
        report: Callable[[Progress], None],
        index: Indexing,
    ) -> None:
        self.statements = 0
        self._index = index
        self._files = files
        self._report = report
        self._touched = Touched() if into_existing else None
        self._quotes: list[Quad] = []

    def quads(self) -> Iterator[Quad]:
        """Yield what the files state, the offsets of quotes, and the merge of both."""
        done, size = 0, sum(os.path.getsize(source.path) for source in self._files)
        for source in self._files:
            yield from self._read(source, done, size)
            done += os.path.getsize(source.path)
        # It is indexed while the engine sorts what it has been given, and all is counted.
        self._index.send()

    def _read(self, source: Source, done: int, size: int) -> Iterator[Quad]:
        """Yield what a file states, its offsets if it encodes an article, and the merge."""
        start = self.statements

        def at(place: int, count: int) -> None:
            self.statements = start + count
            self._report(Progress(done + place, size, self.statements))

        self._quotes.clear()
        yield from self._merged(source.quads(at), source.home)
        if source.seed is not None:
            quads = passages(self._quotes, source.home, source.path, source.seed)
            yield from with_merge(quads)

    def _merged(self, quads: Iterable[Quad], home: NamedNode) -> Iterator[Quad]:
        """Yield each quad in its graph and in the default graph; note what is read of it later."""
        note = self._touched.note if self._touched else None
        for quad in quads:
            predicate = quad.predicate
            if quad.graph_name == _DEFAULT:
                merged, quad = quad, Quad(quad.subject, predicate, quad.object, home)
            else:
                merged = Quad(quad.subject, predicate, quad.object)
            yield quad
            yield merged
            if predicate in _INDEXED:
                self._indexed(quad)
            if note:
                note(quad)

    def _indexed(self, quad: Quad) -> None:
        """Keep quotes until all of a file has been read, and send words to the full-text index."""
        if quad.predicate == _QUOTE:
            self._quotes.append(quad)
        subject, value = quad.subject, quad.object
        if not (isinstance(subject, NamedNode) and isinstance(value, Literal)):
            return
        if is_form(subject.value, quad.predicate.value):
            self._index.add(subject.value, value.value)

    def derive(self, store: ox.Store) -> None:
        """Derive what follows from the statements of the load, if the store has the ontology."""
        if not any(store.quads_for_pattern(None, None, None, ONTOLOGY)):
            return
        if self._touched is None:
            for rule in rules():
                store.bulk_extend(with_merge(inferred(store, rule)))
        else:
            derive_again(_Change(store), self._touched.nodes)


class _Change:
    """Changes of the derived graph of a store whose merge has to follow."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def insert(self, quad: Quad) -> None:
        self.store.extend(with_merge((quad,)))

    def delete(self, quad: Quad) -> None:
        self.store.remove(quad)
        found = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        if all(other.graph_name == _DEFAULT for other in found):
            self.store.remove(Quad(*quad.triple))
