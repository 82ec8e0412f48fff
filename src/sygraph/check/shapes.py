"""Validate the merge of all graphs against the SHACL shapes in ontology/shapes.ttl."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from sygraph.check.conformance import Validator, facts_of, suspect_shapes, with_references
from sygraph.check.dataset import Dataset
from sygraph.check.report import Report
from sygraph.check.terms import Facts, Term, name
from sygraph.errors import DataError
from sygraph.namespaces import PREFIXES, RDF_TYPE, curie, namespaces, sy
from sygraph.rdf.parsing import parse_file
from sygraph.store.inference import inferred, rules
from sygraph.store.load import needed

if TYPE_CHECKING:
    import rdflib

__all__ = ["ShapeCheck", "check_completeness", "check_shapes", "read_shapes", "violations"]

_SH = PREFIXES["sh"]


def read_shapes(path: Path) -> list[Triple]:
    """Read the shapes. Raises DataError, with file and line, where they do not parse."""
    try:
        return [quad.triple for quad in parse_file(path)]
    except SyntaxError as error:
        raise DataError(str(error.msg), path=path, line=error.lineno) from error
    except OSError as error:
        raise DataError(f"cannot read: {error.strerror or error}", path=path) from error


def check_shapes(quads: Iterable[Quad], shapes: Iterable[Triple], report: Report) -> None:
    """Validate the merge, which is the quads' default graph, and report each violation.

    SHACL is for RDF 1.1, so triples about triples are left out.

    pySHACL takes two seconds for all shapes, so it validates only those that may be violated.
    """
    shapes = list(shapes)
    merge = [
        quad.triple
        for quad in quads
        if isinstance(quad.graph_name, DefaultGraph) and not isinstance(quad.object, Triple)
    ]
    suspects = suspect_shapes(merge, shapes)
    if suspects:
        for where, problem, fix in sorted(violations(merge, suspects)):
            report.fault("shape", where, problem, fix or "see ontology/shapes.ttl")
    report.count("shapes", sum(1 for t in shapes if t.object == NamedNode(_SH + "NodeShape")))


class ShapeCheck:
    """Validates what is added to a store with its merge, and not again what was there before.

    Args:
        store: The dataset of an article, as `sygraph.store.load.build` gives it.
        shared: The entries of the gazetteer that the store may lack: `needed` says which.
    """

    def __init__(self, store: Store, shapes: Iterable[Triple], shared: Iterable[Quad]) -> None:
        self._store, self._shapes = store, list(shapes)
        self._shared = list(shared)
        self._rules = facts_of(self._shapes)
        self._merge = facts_of(
            quad.triple
            for quad in store
            if isinstance(quad.graph_name, DefaultGraph) and not isinstance(quad.object, Triple)
        )
        self._tried: tuple[list[Quad], Facts] = [], self._merge
        # For pySHACL: the same graph, and what of it violates shapes already.
        self._graph: rdflib.Graph | None = None
        self._before: dict[frozenset[Triple], set[tuple[str, str, str]]] = {}

    def adding(self, quads: Iterable[Quad]) -> list[tuple[str, str, str]]:
        """Return where more statements would violate a shape, what is wrong and how to fix it."""
        quads = list(quads)
        quads += needed(self._shared, quads)
        added: list[Quad] = []
        try:
            self._extend(quads, added)
            nodes = {quad.subject for quad in quads}
            for rule in rules():
                self._extend(list(inferred(self._store, rule, nodes)), added)
            new = [q.triple for q in added if isinstance(q.graph_name, DefaultGraph)]
            merge = self._merge.adding([(t.subject, t.predicate, t.object) for t in new])  # type: ignore[misc]
            self._tried = added, merge
            among = frozenset(_near(merge, new))
            validator = Validator(merge, self._rules, self._store, among)
            suspects = with_references(self._shapes, validator.suspects())
            if not suspects:
                return []
            return sorted(self._violations(new, suspects))
        finally:
            for quad in added:
                self._store.remove(quad)

    def keep(self) -> None:
        """Leave what was added last in the store."""
        added, self._merge = self._tried
        self._store.extend(added)
        self._graph, self._before = None, {}

    def _violations(
        self, new: Iterable[Triple], suspects: list[Triple]
    ) -> set[tuple[str, str, str]]:
        """Return the violations of some shapes that are not there without new triples."""
        if self._graph is None:
            self._graph = _graph(Triple(*triple) for triple in self._merge)
        key = frozenset(suspects)
        if key not in self._before:
            self._before[key] = set(_validated(self._graph, suspects))
        added = [triple for triple in _graph(new) if triple not in self._graph]
        for triple in added:
            self._graph.add(triple)
        try:
            return set(_validated(self._graph, suspects)) - self._before[key]
        finally:
            for triple in added:
                self._graph.remove(triple)

    def _extend(self, quads: Iterable[Quad], added: list[Quad]) -> None:
        """Add statements and their merge to the store, and list those that are new."""
        for quad in quads:
            for one in (quad, Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())):
                if one not in self._store:
                    self._store.add(one)
                    added.append(one)


def _near(merge: Facts, new: Iterable[Triple]) -> set[Term]:
    """Return the nodes that new triples link, and those around a statement that they are about."""
    new = list(new)
    subjects = {
        t.subject
        for t in new
        if not isinstance(t.subject, Triple) and sy("Statement") in merge.all(t.subject, RDF_TYPE)
    }
    near: set[Term] = {term for t in new for term in (t.subject, t.object)}
    for s, _, o in merge:
        if s in subjects:
            near.add(o)
        elif o in subjects:
            near.add(s)
    return {term for term in near if isinstance(term, NamedNode)}


def violations(merge: Iterable[Triple], shapes: Iterable[Triple]) -> Iterator[tuple[str, str, str]]:
    """Validate with pySHACL: yield where each violation is, what is wrong and how to fix it.

    Raises:
        DataError: The shapes are not valid SHACL.
    """
    return _validated(_graph(merge), shapes)


def _validated(graph: rdflib.Graph, shapes: Iterable[Triple]) -> Iterator[tuple[str, str, str]]:
    import pyshacl
    import rdflib

    with _without_warnings():
        _, results, _ = pyshacl.validate(
            graph, shacl_graph=_graph(shapes), advanced=False, inplace=True
        )
    if not isinstance(results, rdflib.Graph):
        raise DataError(f"the shapes cannot be run: {results}")
    sh = rdflib.Namespace(_SH)
    for result in results.subjects(rdflib.RDF.type, sh.ValidationResult):
        focus, value, source, message = (
            str(results.value(result, prop) or "")
            for prop in (sh.focusNode, sh.value, sh.sourceShape, sh.resultMessage)
        )
        # A shape that targets a property or the ontology has the node at fault as the value.
        ours = tuple(namespaces("id/"))
        node = value if value.startswith(ours) and not focus.startswith(ours) else focus
        about = f" with {_short(value)}" if value not in ("", node) else ""
        yield _short(node), f"breaks {_local(source)}{about}", _short(message)


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Suppress the traceback that rdflib logs for each malformed literal: the report has them."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _local(source: str) -> str:
    return source.rpartition("#")[2] if "#" in source else "a shape"


def _short(text: str) -> str:
    """The text with CURIEs for the IRIs in it."""
    return re.sub(r"https?://[^\s,;()<>]+", lambda match: curie(match[0]), text)


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """Convert triples to an rdflib graph."""
    import rdflib

    text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return rdflib.Graph().parse(data=text, format="nt")


def check_completeness(data: Dataset, shapes: Iterable[Triple], report: Report) -> None:
    """Check that a passage gives a statement that it types all properties the shapes require."""
    required = _required(tuple(shapes))
    for passage in data.passages:
        for node in passage.facts.subjects():
            for cls in passage.facts.all(node, RDF_TYPE):
                for prop, count in required.get(cls, {}).items():
                    if len(passage.facts.all(node, prop)) < count:
                        report.fault(
                            "incomplete",
                            passage.where(node),
                            f"this passage does not give it {count} of {name(prop)}",
                            "state all that the shapes require in each passage that types it",
                        )


@lru_cache(maxsize=4)
def _required(shapes: tuple[Triple, ...]) -> dict[Term, dict[NamedNode, int]]:
    """Return the properties that the shapes of each class require, with sh:minCount."""
    index: dict[Term, dict[str, list[Term]]] = {}
    for s, p, o in shapes:
        index.setdefault(s, {}).setdefault(p.value.removeprefix(_SH), []).append(o)
    required: dict[Term, dict[NamedNode, int]] = {}
    for shape in index.values():
        for constraint in shape.get("property", []):
            parts = index.get(constraint, {})
            for path, count in zip(parts.get("path", []), parts.get("minCount", []), strict=False):
                if isinstance(path, NamedNode) and isinstance(count, Literal):
                    for cls in shape.get("targetClass", []):
                        required.setdefault(cls, {})[path] = int(count.value)
    return required
