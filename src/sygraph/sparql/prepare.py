"""Prepare the text of a query or an update for the engines.

A byte-order mark is removed, codepoint escapes are decoded, and names that the embedded engine
cannot read are written as IRIs before anything else reads the text.
A query that would overflow the stack of the embedded engine, which ends the process, is refused.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sygraph.errors import SygraphError
from sygraph.sparql.tokens import Token, check_depth, decode_escapes, named_iris, tokens

__all__ = ["TooComplex", "check_size", "decoded", "with_lists"]

# The engine's stack, 8 MiB, is full at some 2,300 clauses and some 5,000 other parts.
_MOST = 2000
_MOST_DESCRIBED = 1000
_PARTS = (
    *("OPTIONAL", "MINUS", "BIND", "AS", "LATERAL", "FILTER", "VALUES"),
    *("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"),
)

# The engine reads no prefixed name with a character beyond this one.
_BASIC = "\uffff"

# The block in braces after one of these is data or a template, and has no nested groups.
_DATA = ("DATA", "VALUES", "CONSTRUCT", "INSERT", "DELETE")

_EMPTY_LIST = re.compile(r"IN(?:\s|#[^\r\n]*[\r\n])*\((?:\s|#[^\r\n]*[\r\n])*\)", re.IGNORECASE)
_NO_MEMBER = "<https://w3id.org/sygraph/unused>"


class TooComplex(SygraphError):
    """A query with more parts than the engine's stack holds."""

    status = 400


def decoded(text: str) -> str:
    r"""Return a text without a byte-order mark and with decoded codepoint escapes.

    Escapes in strings and IRIs stay: the engines decode them, and they cannot end the string.

    >>> decoded('ASK { id:\\u006Aapan ?p "\\u006A" }')
    'ASK { id:japan ?p "\\u006A" }'
    """
    text = text.removeprefix("\ufeff")
    if "\\u" in text or "\\U" in text:
        found, end = "", 0
        for token in tokens(text):
            if token.kind in ("string", "iri"):
                found += decode_escapes(text[end : token.start]) + token.text
                end = token.end
        text = found + decode_escapes(text[end:])
    return text if text.isascii() or max(text) <= _BASIC else _with_iris(text)


def _with_iris(text: str) -> str:
    """Write a prefixed name with a character beyond the basic plane, such as 𠮷, as an IRI."""
    found, end = "", 0
    for token, iri in named_iris(text):
        local = token.text.partition(":")[2]
        if token.kind == "name" and max(local, default="") > _BASIC:
            found += f"{text[end : token.start]}<{iri}>"
            end = token.end
    return found + text[end:]


def check_size(sparql: str) -> None:
    """Refuse a query that would overflow the stack of the embedded engine, which ends the process.

    What the engine joins, chains or nests counts: triple patterns, groups, clauses, operators and
    the items of lists. The values of a VALUES block and the arguments of a function do not.

    Raises:
        TooDeep: it nests too many brackets or signs.
        TooComplex: it has too many parts.

    >>> check_size("ASK { FILTER(" + " || ".join(["?o = 1"] * 1001) + ") }")
    Traceback (most recent call last):
    sygraph.sparql.prepare.TooComplex: the query has 2,003 parts
    """
    check_depth(sparql)
    if len(sparql) <= _MOST and "DESCRIBE" not in sparql.upper():
        return  # each part takes a character
    stream = list(tokens(sparql))
    parts = _parts(stream)
    if parts > _MOST:
        raise TooComplex(
            f"the query has {parts:,} parts",
            hint=f"patterns, groups, clauses, operators and list items may be {_MOST:,} in all: "
            "ask several queries, or give values by VALUES",
        )
    described = _described(stream)
    if described > _MOST_DESCRIBED:
        raise TooComplex(
            f"the query describes {described:,} resources",
            hint=f"describe no more than {_MOST_DESCRIBED:,} at once, or give them by VALUES",
        )


def _parts(stream: list[Token]) -> int:
    """Count the parts of a query that the engine's parser and planner recurse over."""
    number = 0
    opened: list[str] = []  # the brackets that are open; "" for one that holds data or a template
    data_follows = False
    term_before = False
    for token in stream:
        mark = token.text if token.kind == "mark" else ""
        term = not mark and token.kind != "word"
        data = "" in opened
        if mark in ("(", "[", "{"):
            number += mark == "{" and not data and not data_follows
            opened.append("" if data_follows and mark == "{" else mark)
            data_follows = data_follows and mark != "{"
        elif mark in (")", "]", "}"):
            del opened[-1:]
        elif not data:
            # The items of a list follow one another without a mark, as `1 +1` do in a sum.
            item = term and term_before and opened[-1:] == ["("]
            number += (
                item or token.is_word(*_PARTS) or (bool(mark) and not _is_argument(mark, opened))
            )
            data_follows = (data_follows or token.is_word(*_DATA)) and not token.is_word("WHERE")
        term_before = term
    return number


def _is_argument(mark: str, opened: list[str]) -> bool:
    return mark == "," and opened[-1:] == ["("]


def _described(stream: list[Token]) -> int:
    """How many resources a DESCRIBE names."""
    number = 0
    counting = False
    for token in stream:
        if counting and (token.text == "{" or token.is_word("WHERE", "FROM")):
            break
        number += counting and token.kind in ("iri", "name", "variable")
        counting = counting or token.is_word("DESCRIBE")
    return number


def with_lists(sparql: str) -> str:
    """Return a query in which IN () has an unused member: the engine refuses an empty list.

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
        keyword = token.is_word("IN")
    return found + sparql[end:]
