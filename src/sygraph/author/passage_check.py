"""Check what may be added to one passage, without reading the other passages again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Triple

from sygraph.check import (
    Dataset,
    Exemptions,
    Fault,
    check_dataset,
    read_background,
    read_shapes,
)
from sygraph.data import Files
from sygraph.namespaces import GAZETTEER, is_passage, sy
from sygraph.store.load import read

__all__ = ["PassageCheck", "fault_key"]


def fault_key(fault: Fault) -> tuple[str, str, str]:
    """Return what makes a fault the same one in another run of the check."""
    return fault.kind, fault.where, fault.message


class PassageCheck:
    """The checks of `sygraph check` but the shapes, for one passage at a time.

    What passes stays, so that what is tried next is checked beside it.
    """

    def __init__(self, files: Files, id: str) -> None:
        article = files.use().article(id)
        self._rules = [rule for path in files.shape_files for rule in read_shapes(Path(path))]
        self._lines = Exemptions.read([article]).lines
        background, self._shared = read_background(files)
        self._background = [quad for quads in background.values() for quad in quads]
        self._home = NamedNode(article.iri)
        self._stated = read(article.trig, self._home)
        self._before: dict[NamedNode, set[tuple[str, str, str]]] = {}

    def try_facts(
        self,
        passage: NamedNode,
        facts: Iterable[Triple],
        context: Iterable[Triple] = (),
        entries: Iterable[Triple] = (),
    ) -> list[Fault]:
        """Return the faults that facts of a passage would make; without any, they stay.

        Args:
            context: What is added to the description of the passage.
            entries: What is added to the gazetteer.
        """
        added = [_in(t, passage) for t in facts]
        added += [_in(t, self._home) for t in context]
        known = set(self._background)
        entered = [q for t in entries if (q := _in(t, GAZETTEER)) not in known]
        if passage not in self._before:
            self._before[passage] = set(map(fault_key, self._faults(passage, (), ())))
        found = self._faults(passage, added, entered)
        new = [f for f in found if not f.is_omission and fault_key(f) not in self._before[passage]]
        if not new:
            self._stated += added
            self._background += entered
            self._before = {passage: set(map(fault_key, found))}
        return new

    def _faults(
        self, passage: NamedNode, added: Sequence[Quad], entered: Sequence[Quad]
    ) -> list[Fault]:
        stated = [*self._stated, *added]
        context = {
            q.object for q in stated if q.subject == passage and q.predicate == sy("readWith")
        }
        read_here = context | {passage}
        # The facts of other passages tell what their nodes are; their words are not read.
        quads = [
            quad
            for quad in stated
            if not (is_passage(quad.subject) and quad.graph_name == self._home)
            or quad.subject in read_here
        ]
        quads = [*self._background, *entered, *quads]
        data = Dataset(quads, {}, Exemptions(self._lines), self._shared)
        data.passages = [p for p in data.passages if p.iri in read_here]
        return check_dataset(data, self._rules).faults


def _in(triple: Triple, graph: NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
