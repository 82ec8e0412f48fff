"""Write JSON-LD, compacted with the published context, while the triples arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, BinaryIO

import pyoxigraph as ox

from sygraph.namespaces import COMMON_PREFIXES, RDF, XSD, compact
from sygraph.rdf.context import published_context
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.language_tags import canonical_tag

__all__ = ["Compactor", "write_jsonld"]

Statement = ox.Triple | ox.Quad
Node = dict[str, Any]

_TYPE = RDF + "type"
_STRING = XSD + "string"
# Whole numbers that JSON writes alike and that a double holds exactly.
_NATIVE = re.compile("0|-?[1-9][0-9]{0,14}")


class Compactor:
    """Writes terms as short as a context allows.

    >>> compactor = Compactor(published_context())
    >>> seoul = ox.NamedNode(COMMON_PREFIXES["id"] + "seoul")
    >>> label = ox.NamedNode(COMMON_PREFIXES["skos"] + "prefLabel")
    >>> compactor.node([ox.Triple(seoul, label, ox.Literal("首爾", language="zh-Hant"))])
    {'@id': 'id:seoul', 'prefLabel': {'zh-Hant': '首爾'}}
    """

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.context = context
        self.used: set[str] = set()
        self._terms: dict[str, tuple[str, Mapping[str, str]]] = {}
        for name, value in context.items():
            if name in COMMON_PREFIXES or name.startswith("@"):
                continue
            definition = {"@id": value} if isinstance(value, str) else value
            prefix, _, local = definition["@id"].partition(":")
            self._terms[COMMON_PREFIXES[prefix] + local] = name, definition

    def node(self, triples: Iterable[Statement]) -> Node:
        """Return the node object of triples with the same subject."""
        node: Node = {}
        for triple in triples:
            if not node:
                node["@id"] = self.iri(triple.subject)
            if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
                _add(node, "@type", self.name(triple.object)[0])
            else:
                self._put(node, triple.predicate, triple.object)
        return node

    def name(self, iri: ox.NamedNode) -> tuple[str, Mapping[str, str]]:
        """Return the context's name for a class or property, and its definition."""
        if iri.value in self._terms:
            name, definition = self._terms[iri.value]
            self.used.update((name, definition["@id"].partition(":")[0]))
            kind = definition.get("@type", "")
            if ":" in kind:
                self.used.add(kind.partition(":")[0])
            return name, definition
        return self.iri(iri), {}

    def iri(self, term: object) -> str:
        """Return an IRI in short form, or a blank node.

        Raises:
            Inexpressible: it is neither, or its text is the short form of another IRI.
        """
        if isinstance(term, ox.BlankNode):
            return str(term)
        if not isinstance(term, ox.NamedNode):
            raise Inexpressible(term, "JSON-LD", "it has no triple terms")
        short = compact(term.value, COMMON_PREFIXES)
        prefix, _, rest = short.partition(":")
        if short != term.value:
            self.used.add(prefix)
        elif prefix in self.context and not rest.startswith("//"):
            raise Inexpressible(term, "JSON-LD", f"{prefix}: is a prefix of the context")
        return short

    def _put(self, node: Node, predicate: ox.NamedNode, value: object) -> None:
        name, definition = self.name(predicate)
        literal = value if isinstance(value, ox.Literal) else None
        if definition.get("@container") == "@language":
            if literal is not None and literal.language and not literal.direction:
                words = node.setdefault(name, {})
                _add(words, canonical_tag(literal.language), literal.value)
                return
            name, definition = self._plain(predicate), {}
        kind = definition.get("@type")
        if literal is None:
            short = self.iri(value)
            _add(node, name, short if kind == "@id" else {"@id": short})
        elif (
            kind is not None
            and not literal.language
            and compact(literal.datatype.value, COMMON_PREFIXES) == kind
        ):
            _add(node, name, literal.value)
        else:
            _add(node, name, self._literal(literal, coerced=kind is not None))

    def _plain(self, predicate: ox.NamedNode) -> str:
        short = compact(predicate.value, COMMON_PREFIXES)
        self.used.add(short.partition(":")[0])
        return short

    def _literal(self, value: ox.Literal, coerced: bool) -> Any:
        if value.direction:
            raise Inexpressible(value, "JSON-LD", "readers of RDF from it drop the direction")
        if value.language:
            return {"@language": canonical_tag(value.language), "@value": value.value}
        kind = value.datatype.value
        if kind == _STRING:
            return {"@value": value.value} if coerced else value.value
        if kind == XSD + "boolean" and value.value in ("true", "false") and not coerced:
            return value.value == "true"
        if kind == XSD + "integer" and not coerced and _NATIVE.fullmatch(value.value):
            return int(value.value)
        return {"@type": self.iri(value.datatype), "@value": value.value}


def _add(holder: dict[str, Any], name: str, value: Any) -> None:
    """Put a value under a name; several make a list."""
    if name not in holder:
        holder[name] = value
    elif isinstance(holder[name], list):
        holder[name].append(value)
    else:
        holder[name] = [holder[name], value]


def write_jsonld(
    stream: BinaryIO, triples: Iterable[Statement], *, whole_context: bool = True
) -> None:
    """Write triples as one document, a node for each subject whose triples come together.

    Args:
        whole_context: whether the document carries the published context; if not, it carries
            what it uses of it, for which all the triples are held in memory.

    Raises:
        Inexpressible: a literal has a direction, a triple is about a triple, or an IRI would be
            read as another.
    """
    compactor = Compactor(published_context())
    nodes = _nodes(compactor, triples)
    context: Mapping[str, Any] = compactor.context
    if not whole_context:
        nodes = iter(list(nodes))
        context = {name: value for name, value in context.items() if name in compactor.used}
    stream.write(b'{\n  "@context": ' + _indented(context, "  ").encode() + b',\n  "@graph": [')
    separator = b"\n    "
    for node in nodes:
        stream.write(separator + _indented(node, "    ").encode())
        separator = b",\n    "
    stream.write(b"\n  ]\n}\n")


def _nodes(compactor: Compactor, triples: Iterable[Statement]) -> Iterator[Node]:
    for _, group in groupby(triples, key=lambda triple: triple.subject):
        yield compactor.node(group)


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _indented(node: Mapping[str, Any], margin: str) -> str:
    """A JSON object with a line for each member."""
    members = (f"{margin}  {_encode(name)}: {_encode(value)}" for name, value in node.items())
    return "{\n" + ",\n".join(members) + f"\n{margin}}}" if node else "{}"
