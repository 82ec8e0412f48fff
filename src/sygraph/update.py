"""Updates that keep the merge right: the default graph is what is put there, and what graphs state.

A triple is in the default graph while a named graph states it, and leaves with the last one that
does, unless it was put there for itself: those are remembered beside the store, for once it is in
the merge nothing else tells. What is derived from the changed statements is derived anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad

from sygraph.derive import Derivation
from sygraph.errors import SygraphError
from sygraph.federation import check_update
from sygraph.names import PREFIXES
from sygraph.nesting import check_query
from sygraph.update_text import (
    DEFAULT,
    DELTA,
    Operation,
    operations,
    resolved,
)

__all__ = ["Changes", "Update", "UpdateFailed", "apply_update"]

_DEFAULT = DefaultGraph()
Graph = NamedNode | ox.BlankNode | DefaultGraph


class UpdateFailed(SygraphError):
    """An operation that cannot be done as things are: a graph is there already, or is not."""

    status = 409


@dataclass(frozen=True)
class Update:
    """An update, and what the request says of how to read it.

    Attributes:
        base: what its relative IRIs are relative to.
        using, using_named: the graphs that its patterns see; None leaves them all.
    """

    text: str
    base: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What an update has come to, the merge and what is derived included.

    `stated` and `unstated` are what has been put into the default graph and taken out of it for
    itself, whether or not it is in the merge as well.
    """

    added: tuple[Quad, ...]
    removed: tuple[Quad, ...]
    stated: tuple[Quad, ...]
    unstated: tuple[Quad, ...]
    cleared: bool = False


def apply_update(store: ox.Store, explicit: ox.Store, update: Update) -> Changes:
    """Change a store whose default graph is the merge of its graphs.

    Where this fails, the store is left in between: give it one that can be thrown away.

    Args:
        explicit: the triples that were put into the default graph for themselves; changed too.

    Raises:
        QuerySyntaxError: the update does not parse.
        ServiceRefused: it would fetch something from elsewhere.
        UpdateFailed: it cannot be done as things are.

    >>> store, explicit = ox.Store(), ox.Store()
    >>> add = "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } GRAPH <a:h> { <a:s> <a:p> 1 } }"
    >>> len(apply_update(store, explicit, Update(add)).added)
    3
    >>> _ = apply_update(store, explicit, Update("CLEAR GRAPH <a:g>"))
    >>> store.query("ASK { <a:s> <a:p> 1 }") and True
    True
    >>> _ = apply_update(store, explicit, Update("CLEAR GRAPH <a:h>"))
    >>> bool(store.query("ASK { <a:s> <a:p> 1 }"))
    False
    """
    check_query(update.text)
    check_update(update.text)
    found = operations(update.text, update.base)
    work = _Work(store, explicit, update)
    for operation in found:
        work.do(operation)
    Derivation(work).follow(work.net)
    return work.changes()


class _Work:
    """An update in the making: the store, and what has become different in it."""

    def __init__(self, store: ox.Store, explicit: ox.Store, update: Update) -> None:
        self.store = store
        self.explicit = explicit
        self._update = update
        # What is there now and was not before, or the other way round.
        self.net: dict[Quad, bool] = {}
        self._stated: dict[Quad, bool] = {}
        self._cleared = False

    def changes(self) -> Changes:
        def those(of: dict[Quad, bool], there: bool) -> tuple[Quad, ...]:
            return tuple(quad for quad, now in of.items() if now is there)

        return Changes(
            those(self.net, True),
            those(self.net, False),
            those(self._stated, True),
            those(self._stated, False),
            self._cleared,
        )

    # One statement

    def insert(self, quad: Quad) -> None:
        """Put a statement into its graph, and so into the merge."""
        triple = Quad(*quad.triple)
        if quad.graph_name == _DEFAULT:
            if triple not in self.explicit:
                self.explicit.add(triple)
                _note(self._stated, triple, True)
        else:
            self._set(quad, True)
        self._set(triple, True)

    def delete(self, quad: Quad) -> None:
        """Take a statement out of its graph, and out of the merge with the last that states it."""
        triple = Quad(*quad.triple)
        if quad.graph_name == _DEFAULT:
            if triple in self.explicit:
                self.explicit.remove(triple)
                _note(self._stated, triple, False)
        else:
            self._set(quad, False)
        if triple not in self.explicit and not self._is_stated(triple):
            self._set(triple, False)

    def _set(self, quad: Quad, there: bool) -> None:
        if (quad in self.store) is there:
            return
        if there:
            self.store.add(quad)
        else:
            self.store.remove(quad)
        _note(self.net, quad, there)

    def _is_stated(self, triple: Quad) -> bool:
        quads = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        return any(quad.graph_name != _DEFAULT for quad in quads)

    # One operation

    def do(self, operation: Operation) -> None:
        match operation.keyword:
            case "CLEAR" | "DROP":
                self._clear(operation)
            case "CREATE":
                self._create(operation)
            case "ADD" | "MOVE" | "COPY":
                self._transfer(operation)
            case _ if operation.is_data:
                self._data(operation)
            case _:
                self._modify(operation)

    def _data(self, operation: Operation) -> None:
        told = ox.Store()
        self._run(told, operation.adding)
        for quad in told:
            if operation.keyword == "INSERT":
                self.insert(quad)
            else:
                self.delete(quad)

    def _modify(self, operation: Operation) -> None:
        modify = operation.modify(self._update.using, self._update.using_named)
        self._run(self.store, modify.text)
        graphs: dict[str, Graph] = {
            delta: _DEFAULT if name == DEFAULT else self._named(operation, name)
            for delta, name in modify.graphs.items()
        }
        if modify.open:
            for found in self.store.named_graphs():
                kind, _, name = found.value.removeprefix(DELTA).partition(":v:")
                if found.value.startswith(DELTA) and name:
                    graphs[f"{DELTA}{kind}:v:{name}"] = NamedNode(name)
        removed: list[Quad] = []
        added: list[Quad] = []
        for delta, graph in graphs.items():
            side = removed if delta.startswith(DELTA + "d") else added
            node = NamedNode(delta)
            for quad in self.store.quads_for_pattern(None, None, None, node):
                side.append(_in(quad, graph))
            self.store.remove_graph(node)
        for quad in removed:
            self.delete(quad)
        for quad in added:
            self.insert(quad)

    def _clear(self, operation: Operation) -> None:
        words = operation.words()
        drop = operation.keyword == "DROP"
        if "ALL" in words:
            self._clear_all()
            return
        if "DEFAULT" in words:
            self._empty(_DEFAULT)
            return
        if "NAMED" in words:
            for graph in list(self.store.named_graphs()):
                self._empty(graph)
                if drop:
                    self.store.remove_graph(graph)
            return
        graph = self._named(operation, words[-1])
        # An empty graph is as good as none, so clearing what is not there is done at once.
        if drop and "SILENT" not in words and not self.store.contains_named_graph(graph):
            raise UpdateFailed(f"the graph {graph} is not there", hint="DROP SILENT does not mind")
        self._empty(graph)
        if drop:
            self.store.remove_graph(graph)

    def _clear_all(self) -> None:
        self.store.clear()
        self.explicit.clear()
        self.net.clear()
        self._stated.clear()
        self._cleared = True

    def _create(self, operation: Operation) -> None:
        words = operation.words()
        graph = self._named(operation, words[-1])
        if "SILENT" not in words and self.store.contains_named_graph(graph):
            raise UpdateFailed(f"the graph {graph} is there already")
        self.store.add_graph(graph)

    def _transfer(self, operation: Operation) -> None:
        words = [word for word in operation.words() if word not in ("SILENT", "GRAPH")]
        source, _, target = (
            _DEFAULT
            if word == "DEFAULT"
            else word
            if word == "TO"
            else self._named(operation, word)
            for word in words
        )
        assert not isinstance(source, str)
        assert not isinstance(target, str)
        if source == target:
            return
        quads = list(self._quads(source))
        if operation.keyword != "ADD":
            self._empty(target)
        for quad in quads:
            self.insert(_in(quad, target))
        if operation.keyword == "MOVE":
            self._empty(source)
            if isinstance(source, NamedNode):
                self.store.remove_graph(source)

    def _empty(self, graph: Graph) -> None:
        """Take out all that a graph states; of the default graph, what was put there for itself."""
        quads = list(self.explicit if graph == _DEFAULT else self._quads(graph))
        for quad in quads:
            self.delete(quad)

    def _quads(self, graph: Graph) -> Iterator[Quad]:
        return self.store.quads_for_pattern(None, None, None, graph)

    def _named(self, operation: Operation, name: str) -> NamedNode:
        return resolved(operation.prologue, name, self._update.base)

    def _run(self, store: ox.Store, text: str) -> None:
        try:
            store.update(text, base_iri=self._update.base, prefixes=PREFIXES)
        except (RuntimeError, OSError) as error:
            raise UpdateFailed(f"the update cannot be done: {error}") from error


def _in(quad: Quad, graph: Graph) -> Quad:
    """The same statement in another graph."""
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _note(of: dict[Quad, bool], quad: Quad, there: bool) -> None:
    """Note that a statement has come or gone; what did both is as it was."""
    if of.pop(quad, there) is there:
        of[quad] = there


def replay(store: ox.Store, explicit: ox.Store, changes: Changes) -> None:
    """Make the changes of an update in another store of the same data."""
    if changes.cleared:
        store.clear()
        explicit.clear()
    for of, gone, come in (
        (store, changes.removed, changes.added),
        (explicit, changes.unstated, changes.stated),
    ):
        _replace(of, gone, come)


def _replace(store: ox.Store, gone: Sequence[Quad], come: Iterable[Quad]) -> None:
    for quad in gone:
        store.remove(quad)
    store.extend(come)
