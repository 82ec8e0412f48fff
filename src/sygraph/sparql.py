"""SPARQL as a stream of tokens: enough to find a block, a term or a prefix without being fooled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Token", "declared_prefixes", "tokens", "unescape"]


class Token(NamedTuple):
    """A piece of a query: its kind, its words, and where they stand (the end exclusive).

    Kinds: iri, string, variable, tag (a language's), blank (a node's label), name (a prefixed
    one), number, word (a keyword or a built-in function), mark (punctuation and operators).
    """

    kind: str
    text: str
    start: int
    end: int

    def says(self, *words: str) -> bool:
        """Whether this is one of these keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words


# The order matters: the first alternative that matches is taken.
_TOKEN = re.compile(
    r"""
    (?P<space>    (?: [ \t\r\n]+ | \#[^\r\n]* )+ )
  | (?P<iri>      < (?: [^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )* > )
  | (?P<string>   \"{3} (?: \"{0,2} (?: [^"\\] | \\. ) )* \"{3}
                | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3}
                | " (?: [^"\\\r\n] | \\. )* "
                | ' (?: [^'\\\r\n] | \\. )* ' )
  | (?P<variable> [?$] [\w\u00B7\u0300-\u036F\u203F\u2040]+ )
  | (?P<tag>      @ [A-Za-z]+ (?: -[A-Za-z0-9]+ )* )
  | (?P<blank>    _: \w (?: [\w.\u00B7-]* [\w\u00B7-] )? )
  | (?P<name>     (?: [^\W\d_] (?: [\w.\u00B7-]* [\w\u00B7-] )? )? :
                  (?: (?: [\w:] | %[0-9A-Fa-f]{2} | \\[-_~.!$&'()*+,;=/?\#@%] )
                      (?: (?: [\w.:\u00B7-] | %[0-9A-Fa-f]{2} | \\[-_~.!$&'()*+,;=/?\#@%] )*
                          (?: [\w:\u00B7-] | %[0-9A-Fa-f]{2} | \\[-_~.!$&'()*+,;=/?\#@%] ) )?
                  )? )
  | (?P<number>   [+-]? (?: (?: \d+ \. \d* | \. \d+ | \d+ ) [eE] [+-]? \d+ | \d* \. \d+ | \d+ ) )
  | (?P<word>     [A-Za-z] \w* )
  | (?P<mark>     \^\^ | && | \|\| | [!<>] = | << | >> | [^\s] )
    """,
    re.VERBOSE | re.DOTALL,
)

# After an operand `<` compares, unless what it opens can only be an IRI: `?a<?b && ?c>?d`.
_OPERANDS = frozenset(["variable", "string", "number", "tag"])
_NO_IRI = re.compile(r"<[?$0-9+\-.(]|<[^>]*&&")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, spaces and comments left out.

    Never fails: what is no SPARQL comes out as marks, for the engine's parser to refuse.

    >>> [token.text for token in tokens("ASK { ?city sy:country id:japan } # {")]
    ['ASK', '{', '?city', 'sy:country', 'id:japan', '}']
    """
    place = 0
    operand = False
    while match := _TOKEN.match(text, place):
        kind = match.lastgroup or "mark"
        if kind == "iri" and operand and _NO_IRI.match(match[0]):
            yield Token("mark", "<", place, place + 1)
            place += 1
            operand = False
            continue
        place = match.end()
        if kind != "space":
            operand = kind in _OPERANDS or match[0] == ")"
            yield Token(kind, match[0], match.start(), place)


def declared_prefixes(text: str) -> frozenset[str]:
    """Return the prefixes that a query declares itself, without their colons.

    >>> sorted(declared_prefixes("PREFIX ex: <http://example.org/> PREFIX : <#> ASK {}"))
    ['', 'ex']
    """
    found = set()
    stream = tokens(text)
    for token in stream:
        if token.says("PREFIX"):
            found.add(next(stream, token).text.removesuffix(":"))
            next(stream, None)
        elif token.says("BASE"):
            next(stream, None)
        else:
            break
    return frozenset(found)


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
