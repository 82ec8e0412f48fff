"""Split SPARQL into tokens, by the terminals of its grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sygraph.errors import SygraphError, TooDeep
from sygraph.namespaces import PREFIXES

__all__ = [
    "QueryTooDeep",
    "Token",
    "Unreadable",
    "check_depth",
    "declared_prefixes",
    "decode_escapes",
    "named_iris",
    "prologue_end",
    "tokens",
    "unescape",
]


class Token(NamedTuple):
    """A token of a query: its kind, its text, and its start and end (exclusive).

    Kinds: iri, string, variable, tag (a language's), blank (a node's label), name (a prefixed
    one), number, word (a keyword or a built-in function), mark (punctuation and operators).
    """

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether this is one of these keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words


# The character classes of the SPARQL grammar, as parts of a regular expression's `[…]`.
_PN_CHARS_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PN_CHARS_U = _PN_CHARS_BASE + "_"
_VARNAME = _PN_CHARS_U + "0-9\u00b7\u0300-\u036f\u203f\u2040"
_PN_CHARS = _VARNAME + r"\-"
# PLX, with PN_LOCAL_ESC: what a local name escapes.
_PLX = r"%[0-9A-Fa-f]{2} | \\[-_~.!$&'()*+,;=/?\#@%]"

# The order matters: the first alternative that matches is taken.
_TOKEN = re.compile(
    rf"""
    (?P<space>    (?: [ \t\r\n]+ | \#[^\r\n]* )+ )
  | (?P<iri>      < (?: [^<>"{{}}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{{4}} | \\U[0-9A-Fa-f]{{8}} )* > )
  | (?P<string>   \"{{3}} (?: \"{{0,2}} (?: [^"\\] | \\. ) )* \"{{3}}
                | '{{3}} (?: '{{0,2}} (?: [^'\\] | \\. ) )* '{{3}}
                | " (?: [^"\\\r\n] | \\. )* "
                | ' (?: [^'\\\r\n] | \\. )* ' )
  | (?P<variable> [?$] [{_PN_CHARS_U}0-9] [{_VARNAME}]* )
  | (?P<tag>      @ [A-Za-z]+ (?: -[A-Za-z0-9]+ )* )
  | (?P<blank>    _: [{_PN_CHARS_U}0-9] (?: [{_PN_CHARS}.]* [{_PN_CHARS}] )? )
  | (?P<name>     (?: [{_PN_CHARS_BASE}] (?: [{_PN_CHARS}.]* [{_PN_CHARS}] )? )? :
                  (?: (?: [{_PN_CHARS_U}:0-9] | {_PLX} )
                      (?: (?: [{_PN_CHARS}.:] | {_PLX} )* (?: [{_PN_CHARS}:] | {_PLX} ) )?
                  )? )
  | (?P<number>   [+-]? (?: (?: [0-9]+ \. [0-9]* | \. [0-9]+ | [0-9]+ ) [eE] [+-]? [0-9]+
                          | [0-9]* \. [0-9]+ | [0-9]+ ) )
  | (?P<word>     [A-Za-z] [{_VARNAME}]* )
  | (?P<mark>     \^\^ | && | \|\| | [!<>] = | << | >> | . )
    """,
    re.VERBOSE | re.DOTALL,
)

_OPERANDS = frozenset(["variable", "string", "number", "tag"])
# Words after which a bracket opens data.
_TERMS = ("VALUES", "A", "TRUE", "FALSE")
_CLAUSES = ("ASK", "CONSTRUCT", "DESCRIBE", "FROM", "WHERE", "LIMIT", "OFFSET", "VALUES")
# In a text without a clause, `<` after an operand compares, unless it can only open an IRI.
_NO_IRI = re.compile(r"<[?$0-9+\-.(]|<[^>]*&&")


class _ExpressionState:
    """Whether the tokens belong to an expression, where `<` after an operand always compares."""

    def __init__(self) -> None:
        self.inside: bool | None = None  # None as long as no clause shows it
        self.outer: list[bool | None] = []
        self.last = Token("mark", "", 0, 0)
        self.calls = False  # whether the last token names the function that a FILTER calls

    def compares(self, text: str) -> bool:
        """Whether the `<` that opens a text compares."""
        if self.last.kind in _OPERANDS or self.last.text == ")":
            return bool(_NO_IRI.match(text)) if self.inside is None else self.inside
        named = self.last.kind in ("iri", "name") or self.last.is_word("TRUE", "FALSE")
        return named and bool(self.inside)

    def enter(self, token: Token) -> None:
        """Go on to the next token."""
        last, self.last = self.last, token
        if token.kind == "mark":
            if token.text in ("(", "{"):
                self.outer.append(self.inside)
                if token.text == "{":
                    self.inside = False
                elif self.calls or (last.kind == "word" and not last.is_word(*_TERMS)):
                    self.inside = True
            elif token.text in (")", "}"):
                self.inside = self.outer.pop() if self.outer else None
        elif token.kind == "word":
            word = token.text.upper()
            if word in ("SELECT", "HAVING", "BY"):
                self.inside = True
            elif word in _CLAUSES:
                self.inside = False
        self.calls = token.kind in ("iri", "name") and last.is_word("FILTER")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query or an update, spaces and comments left out.

    Never fails: what is not SPARQL becomes marks, which the engine's parser refuses.

    >>> [token.text for token in tokens("ASK { ?city sy:country id:japan } # {")]
    ['ASK', '{', '?city', 'sy:country', 'id:japan', '}']
    """
    place = 0
    state = _ExpressionState()
    while match := _TOKEN.match(text, place):
        if match.lastgroup == "space":
            place = match.end()
            continue
        token = Token(match.lastgroup or "mark", match[0], place, match.end())
        opens = token.kind == "iri" or token.text == "<<"
        if opens and state.compares(token.text):
            sign = "<=" if text.startswith("<=", place) else "<"
            token = Token("mark", sign, place, place + len(sign))
        place = token.end
        state.enter(token)
        yield token


def declared_prefixes(text: str) -> frozenset[str]:
    """Return the prefixes that a query declares itself, without their colons.

    >>> sorted(declared_prefixes("PREFIX ex: <http://example.org/> PREFIX : <#> ASK {}"))
    ['', 'ex']
    """
    found = set()
    stream = tokens(text)
    for token in stream:
        if token.is_word("PREFIX"):
            found.add(next(stream, token).text.removesuffix(":"))
            next(stream, None)
        elif token.is_word("BASE"):
            next(stream, None)
        else:
            break
    return frozenset(found)


def named_iris(text: str) -> Iterator[tuple[Token, str]]:
    """Yield the IRIs and prefixed names of a query, each with the IRI that it stands for.

    Names with an unknown prefix, and the declarations of prefixes, are left out.

    >>> found = named_iris("PREFIX e: <http://e.org/> ASK { e:a a <b> }")
    >>> [(token.text, iri) for token, iri in found]
    [('e:a', 'http://e.org/a'), ('<b>', 'b')]
    """
    prefixes = dict(PREFIXES)
    stream = tokens(text)
    for token in stream:
        prefix, _, local = token.text.partition(":")
        if token.is_word("PREFIX"):
            name, iri = next(stream, token), next(stream, token)
            prefixes[name.text.removesuffix(":")] = unescape(iri.text[1:-1])
        elif token.kind == "iri":
            yield token, unescape(token.text[1:-1])
        elif token.kind == "name" and prefix in prefixes:
            yield token, prefixes[prefix] + unescape(local)


def prologue_end(text: str) -> int:
    """Return the offset of the first token after the declarations of a query or an update.

    >>> prologue_end("BASE <http://e.org/> PREFIX : <#> ASK {}")
    34
    """
    stream = tokens(text)
    for token in stream:
        if not token.is_word("BASE", "PREFIX"):
            return token.start
        if token.is_word("PREFIX"):
            next(stream, None)
        next(stream, None)
    return len(text)


_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")


def decode_escapes(text: str) -> str:
    """Return a text with its codepoint escapes decoded, wherever they are.

    >>> decode_escapes("id:\\\\u006Aapan")
    'id:japan'
    """
    return _CODEPOINT.sub(lambda found: chr(int(found[1] or found[2], 16)), text)


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def unescape(text: str) -> str:
    r"""Return a string, IRI or local name with its backslash escapes undone.

    >>> unescape(r"\u700B\"")
    '瀋"'
    """
    if "\\" not in text:
        return text
    return _ESCAPE.sub(
        lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _CONTROL.get(m[3], m[3]), text
    )


# Parsers run out of stack, or of time, at somewhat more levels.
_MAX_DEPTH = 100
_NESTING = frozenset("([{!^+-")


class Unreadable(SygraphError):
    """A query that an engine may answer, but that this package cannot parse."""


class QueryTooDeep(TooDeep, Unreadable):
    """A query or an update with too many levels of brackets or signs."""


def check_depth(text: str) -> None:
    """Refuse a query or an update with too many levels of brackets or signs.

    Raises:
        QueryTooDeep: it has more than 100 levels.

    >>> check_depth("ASK { FILTER(" + "(" * 1000)
    Traceback (most recent call last):
    sygraph.sparql.tokens.QueryTooDeep: the query is nested too deeply
    """
    # Most texts have too few brackets and need no tokens.
    if sum(map(text.count, _NESTING)) > _MAX_DEPTH and _depth(text) > _MAX_DEPTH:
        raise QueryTooDeep(
            "the query is nested too deeply",
            hint=f"at most {_MAX_DEPTH} levels of brackets or signs",
        )


def _depth(text: str) -> int:
    """The most brackets that are open at once, with the signs before what they enclose."""
    brackets = signs = deepest = 0
    for token in tokens(text):
        sign = token.kind == "mark" and token.text in _NESTING
        signs = signs + 1 if sign else 0
        if token.kind == "mark" and token.text in "([{)]}":
            signs = 0
            brackets += 1 if sign else -1
        deepest = max(deepest, brackets + signs)
    return deepest
