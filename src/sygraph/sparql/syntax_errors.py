"""Explain why a query or an update does not parse: the place, and what was expected there.

Oxigraph reports the furthest place that any of its attempts reached, and what those expected. An
attempt at a long keyword reads past the wrong word, so that the place is often too far and the
list too short. Both are right if the query is parsed again with its tokens so far apart that no
attempt reaches past one, and then cut there and filled up a character at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

import pyoxigraph as ox

from sygraph.errors import QuerySyntaxError, nearest
from sygraph.namespaces import PREFIXES
from sygraph.sparql.tokens import tokens

__all__ = ["Check", "check_syntax", "explained", "explained_by"]

# Parses a text with the engine, without evaluation; raises its SyntaxError.
Check = Callable[[str], None]

_UNUSED = ox.NamedNode("https://w3id.org/sygraph/unused")

# The distance between tokens: no keyword is longer.
_REACH = 24

_ERROR = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)

# What an error lists: literal marks in quotes, classes of characters in brackets, and words that
# are keywords or, where there are several, a message.
_ITEM = re.compile(
    r"""
    " (?P<mark> (?: [^"\\] | \\. )+ ) "
  | (?P<digit> \['0'\.\.='9'\] )
  | \[ (?: ' (?: \\u\{\w+\} | \\. | [^'\\] )+ ' | [^\]'] )* \]
  | (?P<words> [^",\[\]\s] [^",\[\]]* )
    """,
    re.VERBOSE,
)

# The mark that opens a term, and the name of such terms.
_TERMS = {
    "?": "a variable",
    "<": "an IRI",
    '\\"': "a string",
    "0": "a number",
    "true": "true or false",
}
_PUNCTUATION = ("{", "}", "(", ")", ".", ";", ",", "*")
_END = "the end"
# Extensions of Oxigraph, which messages leave out.
_EXTENSIONS = ("LATERAL", "VERSION")
# Expected only inside a string.
_UNCLOSED = r"\\U"
_QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")


_WRONG_ESCAPE = re.compile(r"""["'](?:[^\\]|\\[tbnrf"'\\uU])*(\\[^tbnrf"'\\uU])""")
_IRI = re.compile(r"(?:^|\^\^)<([^<>]*)>$")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# The tokens after which `<` opens an IRI.
_OPENING = ("{", "(", ".", ",", ";", "=", "!=", "&&", "||", "FROM", "NAMED", "GRAPH", "BASE", "a")


class _Piece(NamedTuple):
    """Tokens of the query that belong together, with their start and end."""

    text: str
    start: int
    end: int


class _EngineError(NamedTuple):
    """The engine's error for a one-line text: the offset, and what it expected there."""

    offset: int
    marks: list[str]
    words: list[str]

    @property
    def unclosed(self) -> bool:
        return _UNCLOSED in self.marks


def check_syntax(store: ox.Store, sparql: str) -> None:
    """Parse a query with the engine, without evaluating it or calling a service.

    Raises:
        SyntaxError: it does not parse.
    """
    try:
        store.query(
            sparql, prefixes=PREFIXES, use_default_graph_as_union=True, default_graph=_UNUSED
        )
    except UnicodeError:
        raise SyntaxError("this is not valid Unicode text") from None
    except ValueError:
        return  # the options exclude each other, which the engine reports after parsing
    raise AssertionError("the engine accepts options that exclude each other")


def explained(store: ox.Store, sparql: str, error: SyntaxError) -> QuerySyntaxError:
    """Return the engine's error for a query with the place in the user's text."""
    return explained_by(lambda text: check_syntax(store, text), sparql, error)


def explained_by(
    check: Check, sparql: str, error: SyntaxError, shown: str | None = None
) -> QuerySyntaxError:
    """Return the engine's error for a text with the place in the user's text.

    Args:
        shown: the text to show instead, with the same lines and columns.
    """
    pieces = _pieces(sparql)
    engine_error = _engine_error(check, _spread(pieces))
    if engine_error is None:
        # A string that ends at the end of a line parses when the text is on one line.
        found = _ERROR.match(str(error))
        line, column = _within(sparql, int(found[1]), int(found[2])) if found else (1, 1)
        message = "a string is not closed" if found and _UNCLOSED in found[3] else str(error)
        return QuerySyntaxError(message, query=shown or sparql, line=line, column=column)
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece.text) + _REACH)
    number = bisect_right(starts, engine_error.offset) - 1
    if engine_error.unclosed:
        opening = [n for n, piece in enumerate(pieces) if piece.text[0] in "'\""]
        number = opening[-1] if opening else number
        message, hint = "this string is not closed", None
    else:
        number, message, hint = _reason(check, pieces, number, engine_error)
    near = hint if isinstance(hint, list) else []
    places = [*(piece.start for piece in pieces), pieces[-1].end if pieces else 0]
    place = places[number]
    return QuerySyntaxError(
        message,
        query=shown or sparql,
        line=sparql.count("\n", 0, place) + 1,
        column=place - sparql.rfind("\n", 0, place),
        hint=_did_you_mean(hint) if isinstance(hint, list) else hint,
        near=near,
    )


def _within(sparql: str, line: int, column: int) -> tuple[int, int]:
    """The place in the text; the engine counts on beyond the end of a line inside a string."""
    lines = sparql.split("\n")
    line = min(line, len(lines))
    return line, min(column, len(lines[line - 1]) + 1)


def _pieces(sparql: str) -> list[_Piece]:
    """The query's tokens on one line, those joined that belong together: -3, 'x'@en, ^^xsd:date."""
    pieces: list[_Piece] = []
    for token in tokens(sparql):
        last = pieces[-1] if pieces else _Piece("", -1, -1)
        if last.end == token.start and (
            token.kind == "tag"
            or token.text == "^^"
            or last.text.endswith("^^")
            or (token.kind == "number" and last.text in ("+", "-"))
        ):
            pieces[-1] = _Piece(last.text + token.text, last.start, token.end)
        else:
            pieces.append(_Piece(re.sub(r"[\r\n]", " ", token.text), token.start, token.end))
    return pieces


def _spread(pieces: list[_Piece]) -> str:
    return "".join(piece.text + " " * _REACH for piece in pieces)


def _engine_error(check: Check, line: str) -> _EngineError | None:
    """Return the engine's error for a one-line text, or None if it parses."""
    try:
        check(line)
    except SyntaxError as error:
        if found := _ERROR.match(str(error)):
            items = list(_ITEM.finditer(found[3]))
            marks = [item["mark"] or "0" for item in items if item["mark"] or item["digit"]]
            words = [" ".join(item["words"].split()) for item in items if item["words"]]
            return _EngineError(int(found[2]) - 1, marks, words)
    return None


def _reason(
    check: Check, pieces: list[_Piece], number: int, engine_error: _EngineError
) -> tuple[int, str, str | list[str] | None]:
    """Return the index of the wrong piece, the message, and a hint or what was perhaps meant."""
    found = pieces[number].text if number < len(pieces) else ""
    words = engine_error.words
    if "Prefix not found" in words:
        prefix = found.rpartition("^^")[2].partition(":")[0]
        close = [f"{name}:" for name in nearest(prefix, PREFIXES)]
        return number, f"unknown prefix {prefix}:", close
    if wrong := _wrong_iri(pieces[: number + 1], "IRI parsing failed" in words):
        return wrong
    if (blank := _deleted_blank(pieces[: number + 1])) is not None:
        message = "a blank node deletes nothing: it is a new node each time"
        return blank, message, "match it with a variable"
    if found.startswith("_:") and any(piece.text == found for piece in pieces[:number]):
        message = f"the blank node {found} is in another group too: a label is for one group"
        return number, message, "write a variable in its place"
    if escape := _WRONG_ESCAPE.match(found):
        message = f"this string has an escape that SPARQL does not know: {escape[1]}"
        return number, message, "write a backslash as \\\\"
    cut = _engine_error(check, _spread(pieces[:number]))
    whole = _engine_error(check, _spread(pieces).rstrip())
    for message in [*words, *(cut.words if cut else []), *(whole.words if whole else [])]:
        if message.count(" ") > 1:
            return number, message, None
    marks, keywords = _expected(check, pieces[:number])
    following = pieces[number + 1].text if number + 1 < len(pieces) else ""
    if found.isidentifier() and following == "(" and "STRLEN" in keywords:
        close = nearest(found, [word for word in keywords if word != found.upper()])
        return number, f"{found} is not a function of SPARQL", close
    hint: str | list[str] | None = nearest(found, keywords) if found.isalpha() else None
    if number == 0 and found.upper() in _UPDATES and "SELECT" in keywords:
        hint = "a query cannot change the data"
    elif found.upper() in _QUERIES and "INSERT" in keywords:
        hint = "an update has no results: send this as a query"
    expected = _listed(marks, keywords)
    message = f"expected {expected}" if expected else f"{found or 'this'} is not allowed here"
    return number, message, hint


def _wrong_iri(pieces: list[_Piece], failed: bool) -> tuple[int, str, str | None] | None:
    """Return the one of the last pieces that should be an IRI and is not, or None.

    Args:
        failed: whether the engine reports a wrong IRI.
    """
    based = any(piece.text.upper() == "BASE" for piece in pieces)
    for number in range(len(pieces) - 1, max(len(pieces) - 12, -1), -1):
        iri = _IRI.search(pieces[number].text)
        near = number > len(pieces) - 4
        if near and iri and not _ABSOLUTE.match(iri[1]) and (failed or not based):
            hint = "declare a BASE, or write the whole IRI"
            return number, "this is not an absolute IRI", hint
        if pieces[number].text == "<" and (
            failed or number == 0 or pieces[number - 1].text in _OPENING
        ):
            hint = "write spaces and the like as %20, or a name with a prefix"
            return number, "this is not an IRI", hint
    if failed:
        return len(pieces) - 1, "this is not an absolute IRI", None
    return None


def _deleted_blank(pieces: list[_Piece]) -> int | None:
    """The index of a blank node in the last block of pieces, if that block deletes."""
    depth = start = 0
    for number, piece in enumerate(pieces[:-1]):
        if piece.text == "{":
            start = start if depth else number
        depth += (piece.text == "{") - (piece.text == "}")
    before = {piece.text.upper() for piece in pieces[max(start - 2, 0) : start]}
    if "DELETE" not in before or not (depth or pieces[-2].text == "}"):
        return None
    blank = [n for n in range(start, len(pieces)) if pieces[n].text.startswith(("_:", "["))]
    return blank[0] if blank else None


def _did_you_mean(close: list[str]) -> str | None:
    return f"did you mean {' or '.join(close)}?" if close else None


def _expected(check: Check, before: list[_Piece]) -> tuple[list[str], list[str]]:
    """The marks and the keywords that may follow those pieces.

    The engine lists a keyword of n letters if n other characters follow.
    """
    text = _spread(before)
    marks: list[str] = []
    keywords: list[str] = []
    for length in range(_REACH):
        engine_error = _engine_error(check, text + "\0" * length)
        if engine_error is None:
            marks.append(_END)
        elif engine_error.offset == len(text) + length:
            marks += engine_error.marks if length == 0 else []
            keywords += [word for word in engine_error.words if len(word) == length]
    return marks, keywords


def _listed(marks: list[str], keywords: list[str]) -> str:
    """Return a short description of what was expected.

    >>> _listed(["?", "$", "<", ":", "{"], ["STRLEN", "CONCAT", "NOT"])
    'a variable, an IRI, a function or one of { NOT'
    """
    functions, operators = "STRLEN" in keywords, "<=" in marks
    terms = [] if operators else [name for mark, name in _TERMS.items() if mark in marks]
    if "a string" in terms:
        terms = [name for name in terms if name in ("a variable", "an IRI")] + ["a value"]
    # Before a value a dot may open a number, and after a property a star may repeat it.
    noise = ".*" if "a value" in terms or operators else ""
    exact = [mark for mark in _PUNCTUATION if mark in marks and mark not in noise]
    if not (terms or operators or exact):
        exact = [mark for mark in marks if mark != _END]
    exact += [
        word
        for word in sorted(keywords)
        if word not in _EXTENSIONS and (not functions or word in ("NOT", "EXISTS", "ASC", "DESC"))
    ]
    terms += ["a function"] if functions else []
    terms += ["an operator"] if operators else []
    terms += [_END] if _END in marks else []
    choice = "one of " if len(exact) > 1 else ""
    return " or ".join(filter(None, [", ".join(terms), choice + " ".join(exact)]))
