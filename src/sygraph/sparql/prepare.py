"""Prepare the text of a query or an update for the engines.

A byte-order mark and codepoint escapes go before anything else reads the text. What would end the
process of the embedded engine, whose parser and planner recurse, is refused.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sygraph.errors import SygraphError
from sygraph.sparql.tokens import Token, tokens

__all__ = ["TooComplex", "check_size", "decoded", "with_lists"]

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")

# The engine's stack, 8 MiB, is full at some 700 nested calls, and at some 2,300 clauses: each
# clause nests those before it in the query's algebra.
_DEEPEST = 400
_MOST = 1000
_CLAUSES = ("OPTIONAL", "MINUS", "BIND", "AS", "LATERAL")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")

_EMPTY_LIST = re.compile(r"IN(?:\s|#[^\r\n]*[\r\n])*\((?:\s|#[^\r\n]*[\r\n])*\)", re.IGNORECASE)
_NO_MEMBER = "<https://w3id.org/sygraph/unused>"


class TooComplex(SygraphError):
    """A query with more brackets or clauses than the engine's stack holds."""

    status = 400


def decoded(text: str) -> str:
    r"""Return a text without a byte-order mark, and with its codepoint escapes decoded.

    Those in strings and IRIs stay, where the engines decode them and they cannot end the string.

    >>> decoded('ASK { id:\\u006Aapan ?p "\\u006A" }')
    'ASK { id:japan ?p "\\u006A" }'
    """
    text = text.removeprefix("\ufeff")
    if not _ESCAPE.search(text):
        return text
    found, end = "", 0
    for token in tokens(text):
        if token.kind in ("string", "iri"):
            found += _decode(text[end : token.start]) + token.text
            end = token.end
    return found + _decode(text[end:])


def _decode(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)


def check_size(sparql: str) -> None:
    """Refuse a query that would overflow the stack of the embedded engine, which ends the process.

    Raises:
        TooComplex: it has too many nested brackets, or too many clauses.

    >>> check_size("ASK {" + "OPTIONAL { ?s ?p ?o } " * 1001 + "}")
    Traceback (most recent call last):
    sygraph.sparql.prepare.TooComplex: the query has 1,001 clauses (OPTIONAL, MINUS, BIND, …)
    """
    # Counting letters takes no time: few queries need a closer look.
    upper = sparql.upper()
    brackets = sum(map(upper.count, "({[")) + upper.count("!")
    clauses = sum(map(upper.count, (*_CLAUSES, *_AGGREGATES)))
    if brackets <= _DEEPEST and clauses <= _MOST and "DESCRIBE" not in upper:
        return
    stream = list(tokens(sparql))
    deepest = _depth(stream)
    if deepest > _DEEPEST:
        raise TooComplex(
            f"the query nests {deepest:,} brackets",
            hint=f"nest no more than {_DEEPEST:,}",
        )
    number = sum(token.says(*_CLAUSES, *_AGGREGATES) for token in stream)
    if number > _MOST:
        raise TooComplex(
            f"the query has {number:,} clauses (OPTIONAL, MINUS, BIND, …)",
            hint=f"have no more than {_MOST:,}, or ask several queries",
        )
    described = _described(stream)
    if described > _MOST:
        raise TooComplex(
            f"the query describes {described:,} resources",
            hint=f"describe no more than {_MOST:,} at once, or give them by VALUES",
        )


def _depth(stream: list[Token]) -> int:
    deepest = depth = 0
    for token in stream:
        if token.kind == "mark":
            depth += token.text in ("(", "{", "[")
            depth -= token.text in (")", "}", "]")
            deepest = max(deepest, depth)
    return deepest


def _described(stream: list[Token]) -> int:
    """How many resources a DESCRIBE names."""
    number = 0
    counting = False
    for token in stream:
        if counting and (token.text == "{" or token.says("WHERE", "FROM")):
            break
        number += counting and token.kind in ("iri", "name", "variable")
        counting = counting or token.says("DESCRIBE")
    return number


def with_lists(sparql: str) -> str:
    """Return a query in which IN () has a member that nothing is: the engine takes it for an error.

    >>> with_lists("SELECT * { ?s ?p ?o FILTER(?o NOT IN ()) }")
    'SELECT * { ?s ?p ?o FILTER(?o NOT IN (<https://w3id.org/sygraph/unused>)) }'
    """
    if not _EMPTY_LIST.search(sparql):
        return sparql
    found, end, keyword = "", 0, False
    for token, following in pairwise(tokens(sparql)):
        if keyword and token.text == "(" and following.text == ")":
            found += sparql[end : token.end] + _NO_MEMBER
            end = token.end
        keyword = token.says("IN")
    return found + sparql[end:]
