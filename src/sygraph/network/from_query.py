"""Build a network from the answer to a query: entities, edges between them, details of both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from sygraph.entities.facts import Fact, Term
from sygraph.errors import NotFound, SygraphError
from sygraph.namespaces import PREFIXES, RDF_TYPE, is_article, is_passage
from sygraph.network.themes import Link
from sygraph.queries.run import run

if TYPE_CHECKING:
    from sygraph.queries.context import Context
    from sygraph.queries.results import Result

__all__ = ["Detail", "QueryNetwork", "RowEdge", "query_network"]

# Namespaces of classes and properties, which are not entities.
_VOCABULARIES = tuple(
    PREFIXES[name] for name in ("sy", "rdf", "rdfs", "owl", "xsd", "skos", "schema")
)
# Evidence is computed for an answer of at most so many rows.
_MAX_PROVED_ROWS = 300


@dataclass(frozen=True)
class Detail:
    """A cell that does not hold an entity: its column, its value, the evidence of its row."""

    column: str
    value: Term
    passages: tuple[NamedNode, ...]


@dataclass
class RowEdge:
    """An edge between two entities of the same row, labelled with the column of the second."""

    start: NamedNode
    end: NamedNode
    column: str
    passages: dict[NamedNode, None] = field(default_factory=dict)
    details: list[Detail] = field(default_factory=list)


@dataclass(frozen=True)
class QueryNetwork:
    """The nodes and edges of an answer.

    Attributes:
        links: for a CONSTRUCT, its triples between entities.
        facts: for a CONSTRUCT, all its triples, without passages.
        edges: for a SELECT, the edges between entities of the same row.
        details: for a SELECT, the cells of rows that hold one entity, by that entity.
        keep: nodes that stay nodes even if they are statements.
        cut: whether the answer has more rows.
    """

    nodes: list[NamedNode]
    links: set[Link] | None = None
    facts: tuple[Fact, ...] = ()
    edges: tuple[RowEdge, ...] = ()
    details: dict[NamedNode, list[Detail]] = field(default_factory=dict)
    keep: frozenset[NamedNode] = frozenset()
    cut: bool = False


def query_network(
    kg: Context, query: str, params: Mapping[str, object], rows: int | None = None
) -> QueryNetwork:
    """Run a query and return its answer as a network.

    Args:
        query: the name of a query, or SPARQL.
        params: values of the parameters of a named query.
        rows: how many rows of the answer to draw at most; all of them without.

    Raises:
        SygraphError: the query or a parameter is wrong, or the answer holds no entity.
        NotFound: the answer is empty.

    >>> import sygraph
    >>> sparql = "SELECT ?city ?country { ?city sy:country ?country }"
    >>> query_network(sygraph.open(), sparql, {}).edges[0].column
    'country'
    """
    result = run(kg.store, kg.queries, query, params, limit=rows)
    if result.form == "ask":
        raise SygraphError(
            "the answer to an ASK query is yes or no, which cannot be drawn",
            hint="use SELECT or CONSTRUCT",
        )
    if not len(result):
        raise NotFound("the answer is empty, so there is nothing to draw")
    found = _from_triples(result) if result.form == "graph" else _from_rows(kg, result)
    return replace(found, cut=bool(result.cut))


# ---- CONSTRUCT and DESCRIBE


def _from_triples(result: Result) -> QueryNetwork:
    nodes: dict[NamedNode, None] = {}
    links: set[Link] = set()
    facts: list[Fact] = []
    for triple in result.triples:
        subject, value = _node(triple.subject), triple.object
        if isinstance(value, Triple) or subject is None or subject.value.startswith(_VOCABULARIES):
            continue
        nodes[subject] = None
        target: Term | None = value if isinstance(value, Literal) else _node(value)
        if target is None:
            continue
        facts.append(Fact(subject, triple.predicate, target, ()))
        if isinstance(target, NamedNode) and _is_entity(target) and triple.predicate != RDF_TYPE:
            nodes[target] = None
            links.add((subject, triple.predicate, target))
    if not nodes:
        raise SygraphError("the answer holds no entity to draw")
    return QueryNetwork(sorted(nodes, key=str), links, tuple(facts))


def _node(term: object) -> NamedNode | None:
    if isinstance(term, BlankNode):
        return NamedNode(f"urn:blank:{term.value}")
    return term if isinstance(term, NamedNode) else None


def _is_entity(term: object) -> bool:
    return (
        isinstance(term, NamedNode)
        and not term.value.startswith(_VOCABULARIES)
        and not is_passage(term)
    )


# ---- SELECT


def _from_rows(kg: Context, result: Result) -> QueryNetwork:
    columns = result.columns
    edges: dict[tuple[NamedNode, NamedNode], RowEdge] = {}
    nodes: dict[NamedNode, None] = {}
    details: dict[NamedNode, list[Detail]] = {}
    for row, evidence in zip(result.rows, _evidence(kg, result), strict=True):
        cells = list(zip(columns, row.terms, strict=True))
        entities = [(name, cast(NamedNode, term)) for name, term in cells if _is_entity(term)]
        # The article that states a row is not linked to what it states.
        entities[1:] = [cell for cell in entities[1:] if not is_article(cell[1])]
        passages = tuple(dict.fromkeys((*evidence, *_passages(row.terms))))
        rest = [
            Detail(_spaced(name), cast(Term, term), passages)
            for name, term in cells
            if _is_detail(name, term, columns)
        ]
        nodes.update((iri, None) for _, iri in entities)
        if len(entities) == 1:
            details.setdefault(entities[0][1], []).extend(rest)
        # The first entity is the subject of the row: an edge leads from it to each other entity.
        for name, iri in entities[1:]:
            start = entities[0][1]
            if iri != start:
                edge = edges.setdefault((start, iri), RowEdge(start, iri, _spaced(name)))
                edge.passages.update(dict.fromkeys(passages))
                edge.details += [detail for detail in rest if detail not in edge.details]
    if not nodes:
        raise SygraphError(
            "no column of the answer holds entities",
            hint="select at least one variable that is bound to an entity, such as ?city",
        )
    return QueryNetwork(
        list(nodes),
        set(),
        edges=tuple(edges.values()),
        details={iri: list(dict.fromkeys(rest)) for iri, rest in details.items()},
        keep=frozenset(nodes),
    )


def _evidence(kg: Context, result: Result) -> list[tuple[NamedNode, ...]]:
    """Return the passages that support each row."""
    if len(result) > _MAX_PROVED_ROWS:
        return [() for _ in result]
    from sygraph.evidence.proof import prove
    from sygraph.evidence.rewrite import Row

    rows = [cast(Row, row.terms) for row in result.rows]
    return [
        tuple(dict.fromkeys(NamedNode(cited.passage) for cited in proof.evidence))
        for proof in prove(kg.store, result.sparql, result.columns, rows)
    ]


def _passages(terms: Sequence[object]) -> list[NamedNode]:
    return [term for term in terms if isinstance(term, NamedNode) and is_passage(term)]


def _is_detail(name: str, term: object, columns: Sequence[str]) -> bool:
    """Whether a cell is a detail: not an entity, a passage, or the label of another column."""
    if not isinstance(term, NamedNode | Literal) or _is_entity(term) or is_passage(term):
        return False
    return not (name.endswith("Label") and name.removesuffix("Label") in columns)


def _spaced(column: str) -> str:
    """Return the name of a column in words.

    >>> _spaced("periodStart")
    'period start'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", column).lower()
