"""Rewrite ORDER BY so that values of several kinds have one order, in every engine.

SPARQL does not define how a number compares with a string. Oxigraph compares the lexical forms, by
which 10 < "1a" < 9 < 10: its sort detects that and ends the process. So a condition whose values
may be of several kinds becomes four, each of which compares values of one kind only:

1. the rank of the kind: blank nodes, IRIs, numbers, NaN, dates, durations, all else;
2. the value as a double, as the instant at which a date begins (one without a time zone is taken
   to be in UTC), as the seconds of a duration, or as text;
3. exact numbers before floating-point ones, and the datatype;
4. the number itself, or the lexical form with the language tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sygraph.errors import SygraphError
from sygraph.namespaces import XSD
from sygraph.sparql.kinds import Properties, kinds_in
from sygraph.sparql.tokens import Token, tokens

__all__ = ["with_total_order"]

_ENDS = ("LIMIT", "OFFSET", "VALUES", "GROUP", "HAVING")
_VOLATILE = ("RAND", "UUID", "STRUUID", "BNODE")
_VARIABLE = re.compile(r"[( ]*[?$]\w+[ )]*")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")


def _type(name: str) -> str:
    return f"<{XSD}{name}>"


# The text that completes a date to the instant at which it begins.
_REST = {"dateTime": "", "date": "T00:00:00", "gYearMonth": "-01T00:00:00"}
_DATES = ", ".join(map(_type, ("dateTime", "date", "gYearMonth", "gYear")))
_DURATIONS = ", ".join(map(_type, ("duration", "dayTimeDuration", "yearMonthDuration")))
_FLOATS = ", ".join(map(_type, ("float", "double")))


# No regular expressions here: the engine would compile them for each query.
def _instant() -> str:
    rest = '"-01-01T00:00:00"'
    for name, text in _REST.items():
        rest = f'IF(DATATYPE(?e) = {_type(name)}, "{text}", {rest})'
    length = "STRLEN(STR(?e))"
    offset = f'SUBSTR(STR(?e), {length} - 5, 1) IN ("+", "-") && SUBSTR(STR(?e), {length} - 2, 1)'
    zone = f'IF(STRENDS(STR(?e), "Z"), 1, IF({offset} = ":", 6, 0))'
    local = f"SUBSTR(STR(?e), 1, {length} - {zone})"
    tail = f'IF({zone} = 0, "Z", SUBSTR(STR(?e), {length} - {zone} + 1))'
    return f"{_type('dateTime')}(CONCAT({local}, {rest}, {tail}))"


def _seconds() -> str:
    """A duration in seconds, a year and a month having their mean lengths."""
    date, time = 'STRBEFORE(CONCAT(STR(?e), "T"), "T")', 'STRAFTER(STR(?e), "T")'
    units = {"Y": 31556952, "M": 2629746, "D": 86400}, {"H": 3600, "M": 60, "S": 1}
    terms = []
    for text, seconds in zip((date, time), units, strict=True):
        before = ["P"] if text == date else []
        for letter, length in seconds.items():
            start = f'STRBEFORE({text}, "{letter}")'
            # A cast of the empty string, where the mark is missing, fails.
            numbers = [f'{_type("double")}(STRAFTER({start}, "{mark}"))' for mark in before]
            numbers += [f"{_type('double')}({start})"] if text == time else []
            terms.append(f"COALESCE({', '.join([*numbers, '0e0'])}) * {length}")
            before.insert(0, letter)
    return f'IF(STRSTARTS(STR(?e), "-"), -1e0, 1e0) * ({" + ".join(terms)})'


_INSTANT = _instant()
_SECONDS = _seconds()
_DOUBLE = f"{_type('double')}(?e)"
_NAN = 'LCASE(STR(?e)) = "nan"'
# The values of a key are of one kind where the keys before it are equal. rdflib compares those of
# any two rows, and orders them consistently if all numbers in a key are of one datatype.
_KEYS = (
    "COALESCE(IF(isBlank(?e), 1, IF(isIRI(?e), 2, IF(!isLiteral(?e), 8, IF(isNumeric(?e),"
    f" IF({_NAN}, 4, IF(STRLEN(STR({_DOUBLE})) > 0, 3, 7)),"
    f" IF(DATATYPE(?e) IN ({_DATES}), IF(STRLEN(STR({_INSTANT})) > 0, 5, 7),"
    f" IF(DATATYPE(?e) IN ({_DURATIONS}), 6, 7)))))),"
    " IF(isLiteral(?e), 7, 0), 0)",
    f"COALESCE(IF(isNumeric(?e), IF({_NAN}, 0e0, {_DOUBLE}),"
    f" IF(DATATYPE(?e) IN ({_DATES}), {_INSTANT},"
    f" IF(DATATYPE(?e) IN ({_DURATIONS}), {_SECONDS}, STR(?e)))),"
    ' STR(?e), "")',
    f'COALESCE(IF(isNumeric(?e), IF(DATATYPE(?e) IN ({_FLOATS}), 2, 1), STR(DATATYPE(?e))), "")',
    f"COALESCE(IF(isNumeric(?e), IF(DATATYPE(?e) IN ({_FLOATS}), 0.0, {_type('decimal')}(?e)),"
    ' IF(isIRI(?e) || isBlank(?e), ?e, CONCAT(STR(?e), " ", LANG(?e)))), "")',
)


# For engines in which a function of an expression that fails has a value: failures come first.
_NOTHING = "<https://w3id.org/sygraph/unused>"
_HAS_VALUE = f"(!sameTerm(COALESCE(?e, {_NOTHING}), {_NOTHING}))"


def with_total_order(sparql: str, properties: Properties, *, failures: bool = True) -> str:
    """Return a query or an update in which each ORDER BY has a total order.

    A condition whose values are of one kind stays unchanged.

    Args:
        properties: the kinds of the objects of a property.
        failures: whether the engine orders a row on which an expression fails; else each
            expression is replaced.

    Raises:
        SygraphError: a condition has a random part, which has no order.

    >>> query = "SELECT * { ?s ?p ?o } ORDER BY ?s DESC(?o) LIMIT 2"
    >>> with_total_order(query, lambda _: frozenset())[:62]
    'SELECT * { ?s ?p ?o } ORDER BY ?s DESC(COALESCE(IF(isBlank((?o'
    """
    if "ORDER" not in sparql.upper():
        return sparql
    stream = list(tokens(sparql))
    kinds = kinds_in(sparql, properties, stream)

    def keys_of(expression: str) -> Sequence[str]:
        if not failures and not _VARIABLE.fullmatch(expression):
            return (_HAS_VALUE, *_KEYS)
        found = kinds(expression) - {""}
        return () if len(found) < 2 and "?" not in found else _KEYS

    found, end = "", 0
    for first in range(len(stream) - 1):
        if stream[first].is_word("ORDER") and stream[first + 1].is_word("BY"):
            for condition in _conditions(stream, first + 2):
                changed = _rewritten(sparql, stream, first, condition, keys_of)
                if changed is not None:
                    found += sparql[end : condition[0].start] + changed
                    end = condition[-1].end
    return found + sparql[end:]


def _conditions(stream: Sequence[Token], place: int) -> Iterator[Sequence[Token]]:
    """Yield the tokens of each condition of an ORDER BY, from its first on."""
    while place < len(stream) and not stream[place].is_word(*_ENDS) and stream[place].text != "}":
        first = place
        if stream[place].kind != "variable":
            # A name or a keyword, or none, and what it has in brackets.
            while place < len(stream) and stream[place].text not in ("(", "{"):
                place += 1
            place = _closing(stream, place)
        place += 1
        yield stream[first:place]


def _closing(stream: Sequence[Token], place: int) -> int:
    """The place of the bracket that closes the one at a place."""
    depth = 0
    while place < len(stream):
        if stream[place].kind == "mark":
            depth += stream[place].text in ("(", "{")
            depth -= stream[place].text in (")", "}")
        if depth == 0:
            return place
        place += 1
    return len(stream)


def _rewritten(
    sparql: str,
    stream: Sequence[Token],
    order: int,
    condition: Sequence[Token],
    keys_of: Callable[[str], Sequence[str]],
) -> str | None:
    """Return the conditions that replace one, or None to keep it."""
    direction = condition[0].text.upper() if condition[0].is_word("ASC", "DESC") else "ASC"
    expression = condition[1:] if condition[0].is_word("ASC", "DESC") else condition
    if not expression:
        return None
    text = sparql[expression[0].start : expression[-1].end]
    if any(token.is_word(*_VOLATILE) for token in expression):
        text = _shuffled(stream, order, expression)
        return f"{direction}({text})"
    keys = [f"{direction}({key.replace('?e', text)})" for key in keys_of(text)]
    return " ".join(keys) or None


def _shuffled(stream: Sequence[Token], order: int, expression: Sequence[Token]) -> str:
    """An expression that shuffles rows; a random expression would differ at each comparison."""
    if [token.text for token in expression if token.text not in "()"][1:]:
        raise SygraphError(
            "ORDER BY has a random part in a larger expression, which has no order",
            hint="give the expression a name first: BIND(… AS ?key) … ORDER BY ?key",
        )
    names = _in_scope(stream, order)
    parts = ", ".join(f'COALESCE(STR({name}), "")' for name in names)
    return f'MD5(CONCAT("{expression[-1].start}", " ", {parts}))' if names else '("")'


def _in_scope(stream: Sequence[Token], order: int) -> list[str]:
    """The variables that distinguish the rows of the (sub)query of an ORDER BY."""
    level: list[Token] = []
    depth = 0
    for token in reversed(stream[:order]):
        depth += (token.text == "}") - (token.text == "{") if token.kind == "mark" else 0
        if depth < 0 or (depth == 0 and token.is_word("SELECT", "CONSTRUCT", "DESCRIBE")):
            break
        if depth == 0:
            level.insert(0, token)
    grouped = [number for number, token in enumerate(level) if token.is_word("GROUP")]
    if not grouped and any(token.is_word(*_AGGREGATES) for token in level):
        return []
    scope = level[grouped[0] :] if grouped else stream
    return list(dict.fromkeys(token.text for token in scope if token.kind == "variable"))
