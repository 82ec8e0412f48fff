"""Updates that keep the merge: the default graph has its own triples and those of all named graphs.

A triple stays in the default graph until the last named graph that states it loses it, unless it
was inserted into the default graph itself; those triples are kept in a second store, `explicit`.
The facts derived from changed statements are derived again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad

from sygraph.errors import SygraphError
from sygraph.namespaces import DERIVED, PREFIXES, sy
from sygraph.sparql.kinds import MIXED
from sygraph.sparql.order_by import with_total_order
from sygraph.sparql.prepare import check_size, decoded, with_lists
from sygraph.sparql.service_policy import check_update
from sygraph.sparql.update_parser import (
    DEFAULT,
    DELTA,
    NAMES,
    Operation,
    operations,
    resolved,
)
from sygraph.store.inference import Touched, derive_again

__all__ = ["Changes", "Update", "UpdateFailed", "apply_update"]

_DEFAULT = DefaultGraph()
_QUOTE, _OFFSETS = sy("quote"), (sy("start"), sy("end"))
Graph = NamedNode | ox.BlankNode | DefaultGraph


class UpdateFailed(SygraphError):
    """An operation that fails: its graph exists already, or does not exist."""

    status = 409


@dataclass(frozen=True)
class Update:
    """An update with the parameters of its request.

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
    """The changes of an update, with those of the merge and of derived facts.

    `stated` and `unstated` are the triples inserted into and deleted from the default graph itself.
    `graphs` are the IRIs of graphs without statements: True for one that exists and is empty, False
    for a dropped one.
    """

    added: Iterable[Quad]
    removed: Iterable[Quad]
    stated: Iterable[Quad]
    unstated: Iterable[Quad]
    cleared: bool = False
    graphs: tuple[tuple[str, bool], ...] = ()


def apply_update(store: ox.Store, explicit: ox.Store, update: Update) -> Changes:
    """Change a store whose default graph is the merge of its graphs.

    If this fails, the store is partly changed: pass one that can be discarded.

    Args:
        explicit: the triples inserted into the default graph itself; changed too.

    Raises:
        QuerySyntaxError: the update does not parse.
        ServiceRefused: it would fetch data from another host.
        UpdateFailed: a graph exists already, or does not exist.

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
    text = decoded(update.text)
    check_update(text)
    check_size(text)
    found = operations(text, update.base)
    work = _Work(store, explicit, update)
    for operation in found:
        work.do(operation)
    work.derive()
    return work.changes()


class _Work:
    """A running update: the store, and its changes so far."""

    def __init__(self, store: ox.Store, explicit: ox.Store, update: Update) -> None:
        self.store = store
        self.explicit = explicit
        self._update = update
        # Quads that were added (True) or removed (False).
        self.net: dict[Quad, bool] = {}
        self._stated: dict[Quad, bool] = {}
        self._cleared = False
        # The graphs that have been created, dropped or written to.
        self._touched: set[NamedNode] = set()

    def changes(self) -> Changes:
        def those(of: dict[Quad, bool], there: bool) -> tuple[Quad, ...]:
            return tuple(quad for quad, now in of.items() if now is there)

        return Changes(
            those(self.net, True),
            those(self.net, False),
            those(self._stated, True),
            those(self._stated, False),
            self._cleared,
            tuple(self._graphs()),
        )

    def derive(self) -> None:
        """Derive the facts of changed statements again."""
        touched = Touched()
        for quad in list(self.net):
            touched.note(quad)
            if quad.predicate == _QUOTE and not self.net.get(quad):
                self._forget_offsets(quad)
        if touched.nodes is None or touched.nodes:
            derive_again(self, touched.nodes)

    def _forget_offsets(self, quote: Quad) -> None:
        """Remove the offsets of a passage that has no quote any more."""
        if not any(self.store.quads_for_pattern(quote.subject, _QUOTE, None, _DEFAULT)):
            for name in _OFFSETS:
                for quad in list(self.store.quads_for_pattern(quote.subject, name, None, DERIVED)):
                    self.delete(quad)

    def _graphs(self) -> Iterator[tuple[str, bool]]:
        for graph in sorted(self._touched, key=str):
            there = self.store.contains_named_graph(graph)
            if not there or next(self._quads(graph), None) is None:
                yield graph.value, there

    # One statement

    def insert(self, quad: Quad) -> None:
        """Add a statement to its graph and to the merge."""
        triple = Quad(*quad.triple)
        if quad.graph_name == _DEFAULT:
            if triple not in self.explicit:
                self.explicit.add(triple)
                _note(self._stated, triple, True)
        else:
            self._set(quad, True)
            self._touch(quad.graph_name)
        self._set(triple, True)

    def delete(self, quad: Quad) -> None:
        """Remove a statement from its graph, and from the merge if no graph states it any more."""
        triple = Quad(*quad.triple)
        if quad.graph_name == _DEFAULT:
            if triple in self.explicit:
                self.explicit.remove(triple)
                _note(self._stated, triple, False)
        else:
            self._set(quad, False)
        if triple not in self.explicit and not self._is_stated(triple):
            self._set(triple, False)

    def _touch(self, graph: Graph) -> None:
        if isinstance(graph, NamedNode):
            self._touched.add(graph)

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
        data = ox.Store()
        self._run(data, operation.adding)
        for quad in data:
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
            names = NamedNode(NAMES)
            for quad in self.store.quads_for_pattern(None, None, None, names):
                assert isinstance(quad.subject, NamedNode)
                assert isinstance(quad.object, NamedNode | ox.BlankNode)
                graphs[quad.subject.value] = quad.object
            self.store.remove_graph(names)
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
                    self._drop(graph)
            return
        graph = self._named(operation, words[-1])
        # Clearing a graph that does not exist does nothing.
        if drop and "SILENT" not in words and not self.store.contains_named_graph(graph):
            raise UpdateFailed(f"the graph {graph} is not there", hint="DROP SILENT does not mind")
        self._empty(graph)
        if drop:
            self._drop(graph)

    def _drop(self, graph: NamedNode | ox.BlankNode) -> None:
        self.store.remove_graph(graph)
        self._touch(graph)

    def _clear_all(self) -> None:
        self.store.clear()
        self.explicit.clear()
        self.net.clear()
        self._stated.clear()
        self._touched.clear()
        self._cleared = True

    def _create(self, operation: Operation) -> None:
        words = operation.words()
        graph = self._named(operation, words[-1])
        if "SILENT" not in words and self.store.contains_named_graph(graph):
            raise UpdateFailed(f"the graph {graph} is there already")
        self.store.add_graph(graph)
        self._touch(graph)

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
                self._drop(source)

    def _empty(self, graph: Graph) -> None:
        """Delete the statements of a graph; of the default graph, its explicit ones."""
        quads = list(self.explicit if graph == _DEFAULT else self._quads(graph))
        for quad in quads:
            self.delete(quad)

    def _quads(self, graph: Graph) -> Iterator[Quad]:
        return self.store.quads_for_pattern(None, None, None, graph)

    def _named(self, operation: Operation, name: str) -> NamedNode:
        return resolved(operation.prologue, name, self._update.base)

    def _run(self, store: ox.Store, text: str) -> None:
        # The kinds of the values are unknown here: all may be mixed.
        text = with_total_order(with_lists(text), lambda _: MIXED)
        try:
            store.update(text, base_iri=self._update.base, prefixes=PREFIXES)
        except (RuntimeError, OSError) as error:
            raise UpdateFailed(f"the update cannot be done: {error}") from error
        except (
            SyntaxError
        ) as error:  # the engine has read the operation, but not what stands for it
            raise SygraphError(f"the update is not valid: {error}") from error


def _in(quad: Quad, graph: Graph) -> Quad:
    """The same statement in another graph."""
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _note(of: dict[Quad, bool], quad: Quad, there: bool) -> None:
    """Note a change; an opposite change before it is cancelled."""
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
    for iri, there in changes.graphs:
        if there:
            store.add_graph(NamedNode(iri))
        else:
            store.remove_graph(NamedNode(iri))


def _replace(store: ox.Store, gone: Iterable[Quad], come: Iterable[Quad]) -> None:
    for quad in gone:
        store.remove(quad)
    store.extend(come)
