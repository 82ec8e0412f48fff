"""Shapes: the merge of all graphs conforms to ontology/shapes.ttl, by pySHACL."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from sygraph.check.dataset import Dataset
from sygraph.check.report import Report
from sygraph.check.terms import Term, name
from sygraph.errors import DataError
from sygraph.namespaces import ID, PREFIXES, RDF_TYPE, XSD, curie
from sygraph.rdf.parsing import parse_file

if TYPE_CHECKING:
    import rdflib

__all__ = ["check_shapes", "check_wholeness", "read_shapes"]

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
    """Validate the merge, which is the quads' default graph, and report each violation."""
    import pyshacl
    import rdflib

    with _without_warnings():
        merge = _graph(q.triple for q in quads if isinstance(q.graph_name, DefaultGraph))
        _, results, _ = pyshacl.validate(merge, shacl_graph=_graph(shapes), advanced=False)
    if not isinstance(results, rdflib.Graph):
        raise DataError(f"the shapes cannot be run: {results}")
    sh = rdflib.Namespace(_SH)
    found = []
    for result in results.subjects(rdflib.RDF.type, sh.ValidationResult):
        focus, value, source, message = (
            str(results.value(result, prop) or "")
            for prop in (sh.focusNode, sh.value, sh.sourceShape, sh.resultMessage)
        )
        # A shape that looks at a property or at the ontology gives the culprit as the value.
        culprit = value if value.startswith(ID) and not focus.startswith(ID) else focus
        about = f" with {_short(value)}" if value not in ("", culprit) else ""
        found.append((_short(culprit), f"breaks {_local(source)}{about}", _short(message)))
    for where, problem, mend in sorted(found):
        report.fault("shape", where, problem, mend or "see ontology/shapes.ttl")
    report.count("shapes", sum(1 for t in shapes if t.object == NamedNode(_SH + "NodeShape")))


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each malformed literal: the report names them."""
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
    """The triples as an rdflib graph, without a detour by text."""
    import rdflib

    terms: dict[Term, rdflib.term.Node] = {}

    def convert(term: Term) -> rdflib.term.Node:
        found = terms.get(term)
        if found is None:
            found = terms[term] = _rdflib(term)
        return found

    graph = rdflib.Graph()
    graph.addN(
        (convert(t.subject), convert(t.predicate), convert(t.object), graph) for t in triples
    )
    return graph


def _rdflib(term: Term) -> rdflib.term.Node:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        if term.datatype.value == XSD + "string":
            return rdflib.Literal(term.value)
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))
    raise TypeError(f"RDF 1.1 has no {term}")


def check_wholeness(data: Dataset, shapes: Iterable[Triple], report: Report) -> None:
    """A statement typed in a passage has there, by itself, all that the shapes require of it."""
    required = _required(shapes)
    for passage in data.passages:
        for node in passage.facts.subjects():
            for cls in passage.facts.all(node, RDF_TYPE):
                for prop, count in required.get(cls, {}).items():
                    if len(passage.facts.all(node, prop)) < count:
                        report.fault(
                            "whole",
                            passage.where(node),
                            f"this passage does not give it {count} of {name(prop)}",
                            "write a statement whole in each passage that states it",
                        )


def _required(shapes: Iterable[Triple]) -> dict[Term, dict[NamedNode, int]]:
    """What each class's property shapes require: property and how many, by sh:minCount."""
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
