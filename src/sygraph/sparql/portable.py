"""Prepare queries for other engines: prefixes, dataset; convert their answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pyoxigraph as ox

from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.namespaces import PREFIXES
from sygraph.sparql.tokens import Token, declared_prefixes, tokens

__all__ = ["boolean", "form", "graph", "mistake", "named_graphs", "with_dataset", "with_prefixes"]

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE = ("BASE", "PREFIX", "DEFINE")  # the last is Virtuoso's
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def form(sparql: str) -> str:
    """Return the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises:
        QuerySyntaxError: it does not have one of these forms.

    >>> form("BASE <http://example.org/ask> PREFIX select: <#> # ask\\n construct {} {}")
    'CONSTRUCT'
    """
    found = _form(list(tokens(sparql)))
    if found is None:
        raise mistake(sparql) or SygraphError("this is not a query")
    return found[1].text.upper()


def mistake(sparql: str) -> QuerySyntaxError | None:
    """Return why a query does not parse as SPARQL 1.1, or None if it does.

    Only the embedded engine always reports the place.
    """
    if any(token.is_word("SERVICE") for token in tokens(sparql)):
        return None  # the embedded engine might call it
    empty = ox.Store()
    try:
        empty.query(sparql, prefixes=PREFIXES)
    except SyntaxError as error:
        from sygraph.sparql.syntax_errors import explained

        return explained(empty, sparql, error)
    except RuntimeError:  # it parses, and calls a function that only another engine has
        return None
    return None


def with_prefixes(sparql: str) -> str:
    """Return a query with declarations of the default prefixes that it uses undeclared.

    The lines keep their numbers.

    >>> with_prefixes("ASK { id:seoul a sy:City }")[:50]
    'PREFIX id: <https://w3id.org/sygraph/id/> PREFIX s'
    """
    declared = declared_prefixes(sparql)
    used = dict.fromkeys(
        token.text.partition(":")[0] for token in tokens(sparql) if token.kind == "name"
    )
    return (
        "".join(
            f"PREFIX {prefix}: <{PREFIXES[prefix]}> "
            for prefix in used
            if prefix in PREFIXES and prefix not in declared
        )
        + sparql
    )


def named_graphs(sparql: str) -> tuple[list[str], bool]:
    """Return the names of the graphs that a query reads, and whether it reads graphs by variable.

    >>> named_graphs("ASK { GRAPH p:340 { ?s ?p ?o } GRAPH ?g { ?s ?p ?o } }")
    (['p:340'], True)
    """
    stream = list(tokens(sparql))
    asked = [after for token, after in pairwise(stream) if token.is_word("GRAPH")]
    names = [token.text for token in asked if token.kind in ("iri", "name")]
    return list(dict.fromkeys(names)), len(names) < len(asked)


def with_dataset(sparql: str, default: ox.NamedNode, named: Iterable[object]) -> str:
    """Return a query with FROM and FROM NAMED for these graphs, unless it names its dataset.

    The named graphs are listed only where the query asks for any.

    >>> seoul, p = ox.NamedNode("http://example.org/seoul"), ox.NamedNode("http://example.org/p")
    >>> with_dataset("SELECT * WHERE { ?s ?p ?o } LIMIT 1", seoul, [p])
    'SELECT * FROM <http://example.org/seoul> WHERE { ?s ?p ?o } LIMIT 1'
    >>> with_dataset("ASK { GRAPH ?g {} }", seoul, [p])
    'ASK FROM <http://example.org/seoul> FROM NAMED <http://example.org/p> { GRAPH ?g {} }'
    """
    stream = list(tokens(sparql))
    found = _form(stream)
    if found is None:
        return sparql
    start, word = found
    place = _before_where(stream, start + 1, word.is_word("CONSTRUCT"))
    if any(token.is_word("FROM") for token in stream[start:place]):
        return sparql
    asked = any(token.is_word("GRAPH") for token in stream[place:])
    clause = " ".join([f"FROM {default}", *(f"FROM NAMED {g}" for g in named if asked)])
    if place == len(stream):
        end = stream[-1].end
        return f"{sparql[:end]} {clause}{sparql[end:]}"
    end = stream[place].start
    return f"{sparql[:end]}{clause} {sparql[end:]}"


def boolean(answer: bool) -> ox.QueryBoolean:
    """Return the answer to an ASK as the embedded engine gives it."""
    text = f'{{"head":{{}},"boolean":{str(answer).lower()}}}'
    parsed = ox.parse_query_results(text, ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QueryBoolean)
    return parsed


def graph(triples: Iterable[ox.Triple]) -> ox.QueryTriples:
    """Return the triples of a CONSTRUCT or DESCRIBE as the embedded engine gives them."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    answer = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(answer, ox.QueryTriples)
    return answer


def _form(stream: Sequence[Token]) -> tuple[int, Token] | None:
    """The index and the token of the keyword of the query form."""
    for number, token in enumerate(stream):
        if token.is_word(*_FORMS):
            return number, token
        if token.kind == "word" and not token.is_word(*_PROLOGUE):
            return None
    return None


def _before_where(stream: Sequence[Token], start: int, template: bool) -> int:
    """The index of the token before which FROM may stand, or the number of tokens."""
    depth = 0
    for number in range(start, len(stream)):
        token = stream[number]
        mark = token.text if token.kind == "mark" else ""
        opens_where = mark == "{" and not (template and number == start)
        if depth == 0 and (opens_where or token.is_word("WHERE", *_MODIFIERS)):
            return number
        depth += (mark in ("(", "{")) - (mark in (")", "}"))
    return len(stream)
