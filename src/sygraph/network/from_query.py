"""The answer to a query as something to draw: entities, lines between them, details of both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from sygraph.entities.facts import Fact, Term
from sygraph.errors import NotFound, SygraphError
from sygraph.namespaces import PREFIXES, RDF_TYPE, is_passage
from sygraph.network.themes import Link
from sygraph.queries.run import run

if TYPE_CHECKING:
    from sygraph.queries.context import Context
    from sygraph.queries.results import Result

__all__ = ["Answered", "Detail", "Joint", "answered"]

# What names terms and no things.
_TERMS = tuple(PREFIXES[name] for name in ("sy", "rdf", "rdfs", "owl", "xsd", "skos", "schema"))
# Of how many rows the proof is sought.
_PROVED = 300


@dataclass(frozen=True)
class Detail:
    """A cell of a row that is no entity: its column, its value, and what proves the row."""

    column: str
    value: Term
    passages: tuple[NamedNode, ...]


@dataclass
class Joint:
    """Two entities that rows name together, by the columns they are in."""

    start: NamedNode
    end: NamedNode
    column: str
    passages: dict[NamedNode, None] = field(default_factory=dict)
    details: list[Detail] = field(default_factory=list)


@dataclass(frozen=True)
class Answered:
    """What an answer has to draw.

    A CONSTRUCT has `links`, and `facts`, its triples as facts that no passage states; a SELECT has
    `joints` and `details`, and all its nodes are kept as such.
    """

    nodes: list[NamedNode]
    links: set[Link] | None = None
    facts: tuple[Fact, ...] = ()
    joints: tuple[Joint, ...] = ()
    details: dict[NamedNode, list[Detail]] = field(default_factory=dict)
    keep: frozenset[NamedNode] = frozenset()


def answered(kg: Context, query: str, params: Mapping[str, object]) -> Answered:
    """Ask a query and return what its answer has to draw.

    Raises:
        SygraphError: the query or a parameter is wrong, or its answer holds nothing to draw.
        NotFound: the answer is empty.

    >>> import sygraph
    >>> found = answered(sygraph.open(), "SELECT ?city ?country { ?city sy:country ?country }", {})
    >>> found.joints[0].column
    'country'
    """
    result = run(kg.store, kg.queries, query, params)
    if result.form == "ask":
        raise SygraphError(
            "the answer to an ASK query is yes or no, which cannot be drawn",
            hint="ask by SELECT or CONSTRUCT",
        )
    if not len(result):
        raise NotFound("the answer is empty, so there is nothing to draw")
    return _triples(result) if result.form == "graph" else _rows(kg, result)


# ---- CONSTRUCT and DESCRIBE


def _triples(result: Result) -> Answered:
    nodes: dict[NamedNode, None] = {}
    links: set[Link] = set()
    facts: list[Fact] = []
    for triple in result.triples:
        subject, found = _node(triple.subject), triple.object
        if isinstance(found, Triple) or subject is None or subject.value.startswith(_TERMS):
            continue
        nodes[subject] = None
        target: Term | None = found if isinstance(found, Literal) else _node(found)
        if target is None:
            continue
        facts.append(Fact(subject, triple.predicate, target, ()))
        if isinstance(target, NamedNode) and _is_thing(target) and triple.predicate != RDF_TYPE:
            nodes[target] = None
            links.add((subject, triple.predicate, target))
    if not nodes:
        raise SygraphError("the answer holds no entity to draw")
    return Answered(sorted(nodes, key=str), links, tuple(facts))


def _node(term: object) -> NamedNode | None:
    if isinstance(term, BlankNode):
        return NamedNode(f"urn:blank:{term.value}")
    return term if isinstance(term, NamedNode) else None


def _is_thing(term: object) -> bool:
    return (
        isinstance(term, NamedNode) and not term.value.startswith(_TERMS) and not is_passage(term)
    )


# ---- SELECT


def _rows(kg: Context, result: Result) -> Answered:
    columns = result.columns
    proofs = _proofs(kg, result)
    joints: dict[tuple[NamedNode, NamedNode], Joint] = {}
    nodes: dict[NamedNode, None] = {}
    details: dict[NamedNode, list[Detail]] = {}
    for row, proof in zip(result.rows, proofs, strict=True):
        cells = list(zip(columns, row.terms, strict=True))
        things = [(name, cast(NamedNode, term)) for name, term in cells if _is_thing(term)]
        passages = tuple(dict.fromkeys((*proof, *_cited(row.terms))))
        rest = [
            Detail(_spaced(name), cast(Term, term), passages)
            for name, term in cells
            if _tells(name, term, columns)
        ]
        nodes.update((iri, None) for _, iri in things)
        if len(things) == 1:
            details.setdefault(things[0][1], []).extend(rest)
        # The first column is what the row is about; the others hang on it.
        for name, iri in things[1:]:
            start = things[0][1]
            if iri != start:
                joint = joints.setdefault((start, iri), Joint(start, iri, _spaced(name)))
                joint.passages.update(dict.fromkeys(passages))
                joint.details += [detail for detail in rest if detail not in joint.details]
    if not nodes:
        raise SygraphError(
            "no column of the answer holds entities",
            hint="select at least one variable that is bound to an entity, such as ?city",
        )
    found = {iri: list(dict.fromkeys(rest)) for iri, rest in details.items()}
    return Answered(
        list(nodes), set(), joints=tuple(joints.values()), details=found, keep=frozenset(nodes)
    )


def _proofs(kg: Context, result: Result) -> list[tuple[NamedNode, ...]]:
    """The passages that prove each row."""
    if len(result) > _PROVED:
        return [() for _ in result]
    from sygraph.evidence.proof import prove
    from sygraph.evidence.rewrite import Row

    rows = [cast(Row, row.terms) for row in result.rows]
    return [
        tuple(dict.fromkeys(NamedNode(cited.passage) for cited in proof.evidence))
        for proof in prove(kg.store, result.sparql, result.columns, rows)
    ]


def _cited(terms: Sequence[object]) -> list[NamedNode]:
    return [term for term in terms if isinstance(term, NamedNode) and is_passage(term)]


def _tells(name: str, term: object, columns: Sequence[str]) -> bool:
    """Whether a cell is a detail: no entity, no passage, and no label of another column."""
    if not isinstance(term, NamedNode | Literal) or _is_thing(term) or is_passage(term):
        return False
    return not (name.endswith("Label") and name.removesuffix("Label") in columns)


def _spaced(column: str) -> str:
    """A column's name in words.

    >>> _spaced("periodStart")
    'period start'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", column).lower()
