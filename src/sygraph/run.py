"""From a query's name or its text to its result: bound, asked and, where wanted, proved."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import cast

from pyoxigraph import NamedNode

from sygraph.catalog import Catalog, NamedQuery, Resolver
from sygraph.choices import choices
from sygraph.entities import resolve
from sygraph.errors import AmbiguousEntity, BadParameter, UnknownEntity
from sygraph.names import curie, expand
from sygraph.prepare import decoded
from sygraph.results import Result
from sygraph.store import Results, Store

__all__ = ["bound", "is_name", "run"]


def run(
    store: Store,
    catalog: Catalog,
    query: str,
    params: Mapping[str, object] | None = None,
    evidence: bool = False,
    limit: int | None = None,
) -> Result:
    """Ask a named query or SPARQL text, and return its result.

    Text has parameters only where it has the header of a named query. A parameter that is not
    given, or is None, keeps its default. Where the answer has more rows than `limit`, the rest is
    left out, and the result's `cut` says so.

    Raises:
        UnknownQuery: no query is so named.
        BadParameter, UnknownEntity, AmbiguousEntity: a parameter does not fit.
        QuerySyntaxError: the text does not parse.

    >>> from sygraph.data import Files
    >>> from sygraph.store import OxigraphStore
    >>> store, catalog = OxigraphStore.bundled(), Catalog.load(Files.bundled().queries)
    >>> [row] = run(store, catalog, "SELECT ?n { id:route-los-angeles-cargo sy:value ?n }",
    ...             evidence=True)
    >>> row.n, row.evidence[0].passage.curie
    (Decimal('9800'), 'p:240')
    """
    result = _result(store, bound(store, catalog, query, params), limit)
    if evidence:
        _attach(store, result)
    return result


def bound(
    store: Store, catalog: Catalog, query: str, params: Mapping[str, object] | None = None
) -> str:
    """Return the SPARQL of a query that is given by name or as text, its parameters filled in.

    Raises:
        UnknownQuery, BadParameter, UnknownEntity, AmbiguousEntity: see `run`.
    """
    query = decoded(query)
    given = {name: value for name, value in (params or {}).items() if value is not None}
    named = _named(catalog, query)
    if named is not None:
        lister = partial(choices, store, catalog)
        return named.bind(given, _resolver(store), lister) if given else named.text
    if given:
        name = next(iter(given))
        raise BadParameter(f"only a named query has parameters, such as {name}", name=name)
    return query


def _result(store: Store, sparql: str, limit: int | None) -> Result:
    if limit is None:
        return Result(sparql, store.query)
    cuts: list[str | None] = []

    def ask(sparql: str) -> Results:
        answer = store.answer(sparql, rows=limit)
        cuts.append(answer.cut)
        return answer.results

    result = Result(sparql, ask)
    result.cut = cuts[0]
    return result


def is_name(query: str) -> bool:
    """Whether what was given for a query is the name of one: SPARQL has blanks or brackets.

    >>> is_name("partner-cities"), is_name("ASK{}"), is_name("DESCRIBE<#x>")
    (True, False, False)
    """
    return not any(c.isspace() or c in "{<" for c in query.strip())


def _named(catalog: Catalog, query: str) -> NamedQuery | None:
    if is_name(query):
        return catalog[query.strip()]
    return NamedQuery.parse(query, "the query") if query.lstrip().startswith("#+") else None


def _resolver(store: Store) -> Resolver:
    """How a parameter's value finds its entity: by any name, of the parameter's class."""

    def find(name: str, cls: NamedNode | None) -> NamedNode:
        try:
            found = [resolve(store, name)]
        except AmbiguousEntity as error:
            iris = [expand(candidate) or candidate for candidate in error.candidates]
            found = [NamedNode(iri) for iri in iris]
            fitting = [node for node in found if _is_a(store, node, cls)]
            if len(fitting) != 1:
                raise
            return fitting[0]
        if not _is_a(store, found[0], cls):
            assert cls is not None
            raise UnknownEntity(name, hint=f"{curie(found[0].value)} is no {curie(cls.value)}")
        return found[0]

    return find


def _is_a(store: Store, node: NamedNode, cls: NamedNode | None) -> bool:
    return cls is None or store.ask(f"ASK {{ {node} a {cls} }}")


def _attach(store: Store, result: Result) -> None:
    from sygraph.evidence import Proof, prove
    from sygraph.plan import Row as GroundRow

    if result.form == "ask":
        if result:
            result.attach(prove(store, result.sparql, (), [()]))
        else:
            result.attach([Proof(notes=("that nothing matches cannot be proved",))])
    else:
        rows = [cast(GroundRow, row.terms) for row in result.rows]
        result.attach(prove(store, result.sparql, result.columns, rows))
