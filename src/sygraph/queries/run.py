"""Run a named query or SPARQL text, with parameters and evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from shlex import quote
from typing import cast

from pyoxigraph import Literal, NamedNode

from sygraph.entities.resolve import labels, resolve
from sygraph.errors import (
    AmbiguousEntity,
    BadParameter,
    QuerySyntaxError,
    UnknownEntity,
    UnknownMeasure,
    UnknownQuery,
    nearest,
)
from sygraph.namespaces import curie, expand, sy
from sygraph.queries.catalog import Catalog, NamedQuery, Resolver
from sygraph.queries.choices import Choice, members
from sygraph.queries.results import Result
from sygraph.sparql.prepare import decoded
from sygraph.store.interface import Store
from sygraph.store.limits import Results
from sygraph.text.scalars import LONGEST_TEXT, shortened

__all__ = [
    "bound",
    "check_question",
    "choices",
    "in_language",
    "is_name",
    "is_question",
    "named_query",
    "run",
]

_UPDATES = "insert|delete|load|clear|drop|create|add|move|copy|with"
# Text that only SPARQL has: a brace, an IRI in angle brackets, a variable, or a first keyword.
_SPARQL = re.compile(
    rf"[{{<]|(?:^|\W)[?$]\w|(?:^|\s)#|^\s*(?:prefix\b|base\b|select\s+[*(]|(?:{_UPDATES})\s+"
    r"(?:all|data|default|graph|into|named|silent|where)\b)",
    re.IGNORECASE,
)
# In capitals, so does its first word.
_KEYWORD = re.compile(rf"\s*(?:SELECT|ASK|CONSTRUCT|DESCRIBE|BASE|PREFIX|{_UPDATES.upper()})\b")
_DESCRIBE = re.compile(
    r"\s*describe\s*\*?(?:\s+(?:[\w.-]*:\S*|from|named|limit\s+\d+|offset\s+\d+))*\s*",
    re.IGNORECASE,
)

# How many named queries a hint has.
_NEAREST = 3
# The number of entities of a class that a wrong name is compared with.
_MAX_COMPARED = 500


def run(
    store: Store,
    catalog: Catalog,
    query: str,
    params: Mapping[str, object] | None = None,
    evidence: bool = False,
    limit: int | None = None,
) -> Result:
    """Run a named query or SPARQL text, and return its result.

    Args:
        query: the name of a query, or SPARQL.
        params: values of parameters, for a query with a header; None keeps the default.
        evidence: whether to compute the proof of each row.
        limit: the greatest number of rows; `Result.cut` is set if there are more.

    Raises:
        UnknownQuery: no query has this name.
        BadParameter, UnknownEntity, AmbiguousEntity: a value does not fit its parameter.
        QuerySyntaxError: the SPARQL is wrong.

    >>> from sygraph.data import Files
    >>> from sygraph.store.interface import OxigraphStore
    >>> store, catalog = OxigraphStore.bundled(), Catalog.load(Files.bundled())
    >>> [row] = run(store, catalog, "SELECT ?n { id:route-los-angeles-cargo sy:value ?n }",
    ...             evidence=True)
    >>> row.n, row.evidence[0].passage.curie
    (Decimal('9800'), 'shenyang-2024/240')
    """
    result = _result(store, bound(store, catalog, query, params), limit)
    if evidence:
        _attach(store, result)
    return result


def bound(
    store: Store, catalog: Catalog, query: str, params: Mapping[str, object] | None = None
) -> str:
    """Return the SPARQL of a named query or a text, with values for its parameters.

    Raises:
        UnknownQuery, BadParameter, UnknownEntity, AmbiguousEntity: see `run`.
    """
    query = decoded(query)
    given = {name: value for name, value in (params or {}).items() if value is not None}
    named = _named(catalog, query)
    if named is not None:
        lister = partial(choices, store, catalog)
        return named.bind(given, _resolver(store), lister) if given else named.text
    check_question(catalog, query)
    if given:
        name = next(iter(given))
        raise BadParameter(
            f"only a named query has parameters, such as {name}",
            name=name,
            hint="write the value into the query, or give the name of a query instead",
        )
    return query


def in_language(
    catalog: Catalog, query: str, params: Mapping[str, object], lang: str
) -> dict[str, object]:
    """Return values of parameters, with a language for a named query that has labels.

    >>> from sygraph.data import Files
    >>> in_language(Catalog.load(Files.bundled()), "trade-totals", {}, "zh-Hant")
    {'lang': 'zh-Hant'}
    """
    name = query.strip()
    if name not in catalog or all(one.name != "lang" for one in catalog[name].params):
        return dict(params)
    return {"lang": lang, **params}


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
    """Whether a text can be the name of a query: SPARQL has white space or brackets.

    >>> is_name("partner-cities"), is_name("ASK{}"), is_name("DESCRIBE<#x>")
    (True, False, False)
    """
    return not any(c.isspace() or c in "{<" for c in query.strip())


def is_question(query: str) -> bool:
    """Whether a text is a question in words, and not SPARQL, even with syntax errors.

    SPARQL has braces or variables, except a DESCRIBE of IRIs; the first word identifies a prologue
    or an update.

    >>> is_question("Which cities are sister cities?"), is_question("Describe the plan")
    (True, True)
    >>> is_question("SELECT ?x WHERE"), is_question("describe id:seoul"), is_question("CLEAR ALL")
    (False, False, False)
    >>> is_question("DROP ALLL"), is_question("Drop the sister cities")
    (False, True)
    """
    if _SPARQL.search(query) or _KEYWORD.match(query) or not any(map(str.isalpha, query)):
        return False
    return _DESCRIBE.fullmatch(query) is None


def check_question(catalog: Catalog, query: str) -> None:
    """Raise an error for a question in words, which suggests similar named queries.

    Raises:
        QuerySyntaxError: the text is a question in words.
    """
    if is_question(query):
        message = "this is a question in words, not SPARQL and not the name of a query"
        hint = _nearest_queries(catalog, query)
        raise QuerySyntaxError(message, query=_first_line(query), line=1, column=1, hint=hint)


def _nearest_queries(catalog: Catalog, text: str) -> str:
    """Return a hint that points to `ask`, with the named queries that fit a question best."""
    from sygraph.queries.question_index import QuestionIndex

    near = QuestionIndex(catalog).best(text[:LONGEST_TEXT])[:_NEAREST]
    listed = "; ".join(f"{named.name} ({named.summary})" for named in near)
    hint = _ask_instead(text)
    return f"{hint}; the nearest named queries: {listed}" if listed else hint


def _ask_instead(text: str) -> str:
    return f"ask takes questions in words: sygraph ask {quote(_first_line(text))}"


def _first_line(text: str) -> str:
    return shortened(text.strip().partition("\n")[0])


def named_query(catalog: Catalog, name: str) -> NamedQuery:
    """Return a query by name.

    Raises:
        UnknownQuery: no query has this name; the hint has similar names, or the queries that match
            the words best.
    """
    if name in catalog:
        return catalog[name]
    near = nearest(name, catalog)
    if near:
        hint = f"did you mean {' or '.join(near)}? {_ask_instead(name)}"
    else:
        hint = _nearest_queries(catalog, name)
    raise UnknownQuery(shortened(name), near, hint=hint)


def _named(catalog: Catalog, query: str) -> NamedQuery | None:
    if is_name(query):
        return named_query(catalog, query.strip())
    return NamedQuery.parse(query, "the query") if query.lstrip().startswith("#+") else None


def _resolver(store: Store) -> Resolver:
    """Return a function that finds an entity by any of its names, and checks its class."""

    def find(name: str, cls: NamedNode | None) -> NamedNode:
        try:
            found = [resolve(store, name)]
        except UnknownEntity as error:
            if cls is None:
                raise
            raise _unknown_in(store, error, cls) from error
        except AmbiguousEntity as error:
            iris = [expand(candidate) or candidate for candidate in error.candidates]
            found = [NamedNode(iri) for iri in iris]
            fitting = [node for node in found if _is_a(store, node, cls)]
            if len(fitting) != 1:
                raise
            return fitting[0]
        if not _is_a(store, found[0], cls):
            assert cls is not None
            raise UnknownEntity(name, hint=f"{curie(found[0].value)} is not a {curie(cls.value)}")
        return found[0]

    return find


def resolve_measure(store: Store, name: str) -> NamedNode:
    """Return the measure that a name means.

    Raises:
        UnknownMeasure: there is none; the hint has similar names of measures, or some.
        AmbiguousEntity: several have the name.
    """
    try:
        return _resolver(store)(name, sy("MeasureCode"))
    except UnknownEntity as error:
        raise UnknownMeasure(error.name, error.suggestions, hint=error.hint) from error


def _unknown_in(store: Store, error: UnknownEntity, cls: NamedNode) -> UnknownEntity:
    """Return an error with similar names of entities of the class or, if none is, some names."""
    nodes = [
        row["x"]
        for row in store.select(f"SELECT DISTINCT ?x {{ ?x a {cls} }} LIMIT {_MAX_COMPARED}")
    ]
    found = labels(store, [node for node in nodes if isinstance(node, NamedNode)])
    names = sorted(found.values())
    near = nearest(error.name, names) or [n for n in error.suggestions if n in names]
    if near or not names:
        return UnknownEntity(error.name, near)
    return UnknownEntity(error.name, hint=f"a {curie(cls.value)}, such as {', '.join(names[:8])}")


def _is_a(store: Store, node: NamedNode, cls: NamedNode | None) -> bool:
    return cls is None or store.ask(f"ASK {{ {node} a {cls} }}")


def _attach(store: Store, result: Result) -> None:
    from sygraph.evidence.proof import Proof, prove
    from sygraph.evidence.rewrite import Row as GroundRow

    if result.form == "ask":
        if result:
            result.attach(prove(store, result.sparql, (), [()]))
        else:
            result.attach([Proof(notes=("that nothing matches cannot be proved",))])
    else:
        rows = [cast(GroundRow, row.terms) for row in result.rows]
        result.attach(prove(store, result.sparql, result.columns, rows))


def choices(store: Store, catalog: Catalog, name: str, lang: str = "en") -> list[Choice]:
    """Return the distinct values of the first column of a named query, with their labels.

    The labels are in the column `label`, or in `zoneLabel` if the first column is `zone`.

    Args:
        name: the name of a query, or the IRI of a class; see `members`.

    Raises:
        UnknownQuery: no query has this name.

    >>> from sygraph.data import Files
    >>> from sygraph.queries.catalog import Catalog
    >>> from sygraph.store.interface import OxigraphStore
    >>> catalog = Catalog.load(Files.bundled())
    >>> str(choices(OxigraphStore.bundled(), catalog, "statuses")[0])
    'sy:achieved (achieved)'
    """
    if "://" in name:
        return members(store, NamedNode(name), lang)
    known = {parameter.name for parameter in catalog[name].params}
    result = run(store, catalog, name, {"lang": lang} if "lang" in known else {})
    first = result.columns[0]
    labels = next((c for c in (f"{first}Label", "label") if c in result.columns), None)
    found: dict[NamedNode | Literal, Choice] = {}
    for row in result:
        term = row.terms[0]
        if isinstance(term, NamedNode | Literal):
            label = row[labels] if labels else None
            found.setdefault(term, Choice(term, None if label is None else str(label)))
    return list(found.values())
