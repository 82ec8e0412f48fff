"""Why a query does not parse: where, and what was expected there.

Oxigraph names the furthest place that any of its attempts reached and what those attempts wanted.
An attempt at a long keyword reads past the word that is wrong, so that place is often too far and
the list too short. Both come out right when the query is asked again with its tokens so far apart
that no attempt reaches past one, and then cut off there and filled up a character at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

import pyoxigraph as ox

from sygraph.errors import QuerySyntaxError, nearest
from sygraph.namespaces import PREFIXES
from sygraph.sparql.tokens import tokens

__all__ = ["check_syntax", "explained"]

_UNUSED = ox.NamedNode("https://w3id.org/sygraph/unused")

# How far apart: no keyword is longer.
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

# The mark that opens a term, and what to call such terms.
_TERMS = {
    "?": "a variable",
    "<": "an IRI",
    '\\"': "a string",
    "0": "a number",
    "true": "true or false",
}
_PUNCTUATION = ("{", "}", "(", ")", ".", ";", ",", "*")
_END = "the end"
# Oxigraph's own, and rarely meant.
_UNSAID = ("LATERAL", "VERSION")
# What may go on inside a string, and nowhere else.
_UNCLOSED = r"\\U"
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")


class _Piece(NamedTuple):
    """A part of the query that may not be torn apart, and where it stands."""

    text: str
    start: int
    end: int


class _Complaint(NamedTuple):
    """What the engine says of a one-line text: at which offset, and what it would have there."""

    offset: int
    marks: list[str]
    words: list[str]

    @property
    def unclosed(self) -> bool:
        return _UNCLOSED in self.marks


def check_syntax(store: ox.Store, sparql: str) -> None:
    """Have the engine parse a query and do nothing else: it calls no service, and takes no time.

    Raises:
        SyntaxError: it does not parse.
    """
    try:
        store.query(
            sparql, prefixes=PREFIXES, use_default_graph_as_union=True, default_graph=_UNUSED
        )
    except UnicodeError:
        raise SyntaxError("this is no Unicode text") from None
    except ValueError:
        return  # that these options exclude each other is said when the query has been parsed
    raise AssertionError("the engine answers a query with options that exclude each other")


def explained(store: ox.Store, sparql: str, error: SyntaxError) -> QuerySyntaxError:
    """Return the engine's complaint about a query in terms of the query as the user wrote it."""
    pieces = _pieces(sparql)
    complaint = _complaint(store, _spread(pieces))
    if complaint is None:
        # A string that breaks off at the end of a line parses when that is on one line.
        found = _ERROR.match(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        message = "a string is not closed" if found and _UNCLOSED in found[3] else str(error)
        return QuerySyntaxError(message, query=sparql, line=line, column=column)
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece.text) + _REACH)
    number = bisect_right(starts, complaint.offset) - 1
    message, hint = _reason(store, pieces, number, complaint)
    if complaint.unclosed:
        opening = [n for n, piece in enumerate(pieces) if piece.text[0] in "'\""]
        number = opening[-1] if opening else number
    places = [*(piece.start for piece in pieces), pieces[-1].end if pieces else 0]
    place = places[number]
    return QuerySyntaxError(
        message,
        query=sparql,
        line=sparql.count("\n", 0, place) + 1,
        column=place - sparql.rfind("\n", 0, place),
        hint=hint,
    )


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


def _complaint(store: ox.Store, line: str) -> _Complaint | None:
    """What the engine says of a one-line text, or None where it parses."""
    try:
        check_syntax(store, line)
    except SyntaxError as error:
        if found := _ERROR.match(str(error)):
            items = list(_ITEM.finditer(found[3]))
            marks = [item["mark"] or "0" for item in items if item["mark"] or item["digit"]]
            words = [" ".join(item["words"].split()) for item in items if item["words"]]
            return _Complaint(int(found[2]) - 1, marks, words)
    return None


def _reason(
    store: ox.Store, pieces: list[_Piece], number: int, complaint: _Complaint
) -> tuple[str, str | None]:
    """What is wrong with the piece of that number, and how to mend it where that is known."""
    found = pieces[number].text if number < len(pieces) else ""
    words = complaint.words
    if complaint.unclosed:
        return "this string is not closed", None
    if "Prefix not found" in words:
        prefix = found.partition(":")[0]
        close = [f"{name}:" for name in nearest(prefix, PREFIXES)]
        return f"unknown prefix {prefix}:", _did_you_mean(close)
    if "IRI parsing failed" in words:
        return "this is no absolute IRI", None
    cut = _complaint(store, _spread(pieces[:number]))
    for message in [*words, *(cut.words if cut else [])]:
        if message.count(" ") > 1:
            return message, None
    marks, keywords = _expected(store, pieces[:number])
    hint = _did_you_mean(nearest(found, keywords) if found.isalpha() else [])
    if number == 0 and found.upper() in _UPDATES:
        hint = "a query cannot change the data"
    return f"expected {_listed(marks, keywords)}", hint


def _did_you_mean(close: list[str]) -> str | None:
    return f"did you mean {' or '.join(close)}?" if close else None


def _expected(store: ox.Store, before: list[_Piece]) -> tuple[list[str], list[str]]:
    """The marks and the keywords that may follow those pieces.

    The engine names a keyword of n letters when n characters follow that are none.
    """
    text = _spread(before)
    marks: list[str] = []
    keywords: list[str] = []
    for length in range(_REACH):
        complaint = _complaint(store, text + "\0" * length)
        if complaint is None:
            marks.append(_END)
        elif complaint.offset == len(text) + length:
            marks += complaint.marks if length == 0 else []
            keywords += [word for word in complaint.words if len(word) == length]
    return marks, keywords


def _listed(marks: list[str], keywords: list[str]) -> str:
    """What was expected, in a few words.

    >>> _listed(["?", "$", "<", ":", "{"], ["STRLEN", "CONCAT", "NOT"])
    'a variable, an IRI, a function or one of { NOT'
    """
    functions, operators = "STRLEN" in keywords, "<=" in marks
    terms = [] if operators else [name for mark, name in _TERMS.items() if mark in marks]
    if "a string" in terms:
        terms = [name for name in terms if name in ("a variable", "an IRI")] + ["a value"]
    # Where a value may stand, a dot may open a number, and behind a property a star repeat it.
    noise = ".*" if "a value" in terms or operators else ""
    exact = [mark for mark in _PUNCTUATION if mark in marks and mark not in noise]
    if not (terms or operators or exact):
        exact = [mark for mark in marks if mark != _END]
    exact += [
        word
        for word in sorted(keywords)
        if word not in _UNSAID and (not functions or word in ("NOT", "EXISTS", "ASC", "DESC"))
    ]
    terms += ["a function"] if functions else []
    terms += ["an operator"] if operators else []
    terms += [_END] if _END in marks else []
    choice = "one of " if len(exact) > 1 else ""
    return " or ".join(filter(None, [", ".join(terms), choice + " ".join(exact)])) or "more"
