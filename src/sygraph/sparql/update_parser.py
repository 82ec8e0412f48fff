"""Parse SPARQL updates into operations, each with the text that the engine runs for it.

The quads that an operation removes and adds must be known before it runs, to keep the merge
correct. So an operation with a WHERE is rewritten to one that only adds: it writes the quads to
remove and to add to delta graphs. The engine parses the whole text; this module only replaces the
graphs of the templates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.namespaces import PREFIXES
from sygraph.sparql.syntax_errors import explained_by
from sygraph.sparql.tokens import Token, prologue_end, tokens

__all__ = [
    "DEFAULT",
    "DELTA",
    "NAMES",
    "Modify",
    "Operation",
    "operations",
    "resolved",
]

# The delta graphs, and the graph with the names of the graphs that they represent.
DELTA = "urn:sygraph:delta:"
NAMES = DELTA + "names"
# Instead of the name of a graph: the default graph.
DEFAULT = "DEFAULT"

_KEYWORDS = frozenset(
    (
        *("INSERT", "DELETE", "DATA", "WHERE", "WITH", "USING", "NAMED", "LOAD", "SILENT", "INTO"),
        *("CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "TO", "GRAPH", "DEFAULT", "ALL"),
    )
)
# Only a name follows these.
_BEFORE_NAMES = ("GRAPH", "WITH", "USING", "NAMED", "INTO")
# The punctuation and the operators of SPARQL. A mark that is not among them is a part of something
# that the tokeniser does not know, and where that ends is not known either.
_MARK = re.compile(r"[][(){}.;,*/+^|?!=<>&~@-]|\^\^|&&|\|\||[!<>]=|<<|>>")
_END = Token("end", "", 0, 0)
_NO_BREAK = re.compile(r"[^\r\n]")
_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
# Fails before the rest of an update runs, after all of it has been parsed.
_STOP = "DROP GRAPH <urn:sygraph:none>; "


@dataclass(frozen=True)
class Modify:
    """An operation with a WHERE, rewritten.

    Attributes:
        text: the update to run, which writes to delta graphs only.
        graphs: by delta graph, the name of its graph in the update, or `DEFAULT`.
        open: whether the data give the names of some graphs; the graph `NAMES` then states which
            graph each delta graph is for.
    """

    text: str
    graphs: dict[str, str]
    open: bool


@dataclass(frozen=True)
class Operation:
    """One operation: its keyword, its tokens, and its text with the declarations before it."""

    keyword: str
    tokens: tuple[Token, ...]
    prologue: str
    source: str = field(repr=False)

    @property
    def text(self) -> str:
        """The text of the operation."""
        return self.prologue + self.source[self.tokens[0].start : self.tokens[-1].end]

    @property
    def is_data(self) -> bool:
        return len(self.tokens) > 1 and self.tokens[1].is_word("DATA")

    @property
    def pattern_start(self) -> int:
        """The place of the first token of its data, or of its pattern: the last block in braces."""
        depth = start = 0
        for place, token in enumerate(self.tokens):
            if token.kind == "mark" and token.text in "{}":
                start = place if depth == 0 and token.text == "{" else start
                depth += 1 if token.text == "{" else -1
        return start

    @property
    def adding(self) -> str:
        """The text of an INSERT DATA or a DELETE DATA as an INSERT DATA."""
        rest = self.source[self.tokens[0].end : self.tokens[-1].end]
        return f"{self.prologue} INSERT{rest}"

    def words(self) -> list[str]:
        """The keywords after the first, and the names of graphs as they are written."""
        return [
            token.text.upper() if token.kind == "word" else token.text for token in self.tokens[1:]
        ]

    def modify(self, using: Sequence[str], using_named: Sequence[str]) -> Modify:
        """Rewrite an operation with a WHERE.

        Args:
            using, using_named: IRIs of the dataset that the request gives it.
        """
        return _Rewriting(self, using, using_named).done()


def operations(text: str, base: str | None = None) -> list[Operation]:
    """Return the operations of an update.

    Raises:
        QuerySyntaxError: it does not parse.
        SygraphError: it cannot be split into operations unambiguously.

    >>> [operation.keyword for operation in operations("PREFIX e: <e:> CLEAR ALL ; ADD e:a TO e:b")]
    ['CLEAR', 'ADD']
    """
    found: list[Operation] = []
    prologue = ""
    # The text so far with its operations replaced by spaces.
    bare = ""
    depth = place = 0
    current: list[Token] = []
    for token in [*tokens(text), Token("end", ";", len(text), len(text))]:
        if token.kind == "end" or (token.text == ";" and depth == 0):
            prologue, body = _declared(text, prologue, current)
            start = body[0].start if body else token.start
            bare += text[place:start]
            if body:
                operation = Operation(body[0].text.upper(), body, prologue, text)
                _check(operation, bare, text[start : token.start], base)
                found.append(operation)
            elif token.kind == "end" and not found:
                _read(bare, text, base)
            bare += _NO_BREAK.sub(" ", text[start : token.end])
            place, current = token.end, []
            continue
        if token.kind == "mark" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
        current.append(token)
    if len(found) > 1:
        _check_labels(found, text)
    return found


def _check_labels(found: Sequence[Operation], text: str) -> None:
    """Check that no two operations share a blank node.

    Source: https://www.w3.org/TR/sparql11-query/, section 19.6

    Raises:
        QuerySyntaxError: a label is in the data, or in the patterns, of two operations.
    """
    seen: dict[tuple[str, str], Operation] = {}
    for operation in found:
        scope = "data" if operation.is_data else "pattern"
        for token in operation.tokens[operation.pattern_start :]:
            if token.kind != "blank":
                continue
            if seen.setdefault((scope, token.text), operation) is not operation:
                raise QuerySyntaxError(
                    f"the blank node label {token.text} is used in two operations",
                    query=text,
                    line=text.count("\n", 0, token.start) + 1,
                    column=token.start - text.rfind("\n", 0, token.start),
                    hint="a label belongs to one operation: use another label, or an IRI",
                )


def _declared(text: str, prologue: str, found: list[Token]) -> tuple[str, tuple[Token, ...]]:
    """Return the declarations, with those before an operation, and the operation."""
    place = 0
    while place < len(found) and found[place].is_word("BASE", "PREFIX", "VERSION"):
        end = min(place + (3 if found[place].is_word("PREFIX") else 2), len(found))
        prologue += text[found[place].start : found[end - 1].end] + "\n"
        place = end
    return prologue, tuple(found[place:])


def _check(operation: Operation, before: str, body: str, base: str | None) -> None:
    """Parse an operation with the engine, at its place, without running it."""
    _read(before + _STOP + body, operation.source, base, len(before))
    depth = 0
    earlier: Token | None = None
    last: Token | None = None
    for token in [*operation.tokens, _END]:
        if last is not None and last.kind == "name":
            _check_name(last, earlier, token, depth)
        earlier, last = last, token
        if token.kind == "mark" and not _MARK.fullmatch(token.text):
            raise SygraphError(f"cannot read {token.text} in the update")
        if token.kind == "mark" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
        elif depth == 0 and token.kind == "word" and token.text.upper() not in _KEYWORDS:
            raise SygraphError(f"{token.text} is not a keyword of an update")
    if depth:
        raise SygraphError("the brackets of the update do not match")


def _check_name(name: Token, before: Token | None, after: Token, depth: int) -> None:
    """Refuse a name that the engine may parse as a keyword and a name: `GRAPH:a`, or `COPY:a`.

    Raises:
        SygraphError: the name starts with a keyword, where a keyword is allowed.
    """
    prefix = name.text.partition(":")[0]
    if prefix.upper() not in _KEYWORDS or (before and before.is_word(*_BEFORE_NAMES)):
        return
    if after.text == "{" or depth == 0:
        raise SygraphError(
            f"{name.text} may be the keyword {prefix.upper()} and a name",
            hint=f"write a space after {prefix}, or another prefix",
        )


def _read(text: str, source: str, base: str | None, stop: int | None = None) -> None:
    """Parse a text with the engine, which stops before it runs.

    Args:
        source: the text to show in an error.
        stop: the place in the text of the operation that stops it, which is not in the source.
    """
    try:
        _parse(text, base)
    except UnicodeError:
        raise SygraphError("this is not valid Unicode text") from None
    except SyntaxError as error:
        plain = text if stop is None else text[:stop] + text[stop + len(_STOP) :]
        raise explained_by(lambda line: _check_line(line, base), plain, error, source) from error


def _parse(text: str, base: str | None) -> None:
    """Parse a text with the engine, which stops before it runs.

    Raises:
        SyntaxError: it does not parse.
    """
    try:
        ox.Store().update(text, base_iri=base, prefixes=PREFIXES)
    except (RuntimeError, OSError):
        return


def _check_line(line: str, base: str | None) -> None:
    """Parse an update on one line with the engine, without running it.

    Raises:
        SyntaxError: it does not parse; its column is that of the line.
    """
    place = prologue_end(line)
    try:
        _parse(line[:place] + _STOP + line[place:] if line[place:].strip() else line, base)
    except SyntaxError as error:
        found = _ERROR.match(str(error))
        if found is None:
            raise
        column = int(found[2])
        if column > place:
            column = max(column - len(_STOP), place + 1)
        raise SyntaxError(f"error at 1:{column}: {found[3]}") from None


def resolved(prologue: str, name: str, base: str | None) -> ox.NamedNode:
    """Return the IRI of a name, as the engine resolves it."""
    empty = ox.Store()
    text = f"{prologue} INSERT DATA {{ GRAPH {name} {{ <urn:a> <urn:a> <urn:a> }} }}"
    empty.update(text, base_iri=base, prefixes=PREFIXES)
    [graph] = empty.named_graphs()
    assert isinstance(graph, ox.NamedNode)
    return graph


class _Rewriting:
    """Rewrites one operation to one that only adds."""

    def __init__(
        self, operation: Operation, using: Sequence[str], using_named: Sequence[str]
    ) -> None:
        self._of = operation
        self._tokens = operation.tokens
        self._place = 0
        self._graphs: dict[str, str] = {}
        self._variables: dict[tuple[str, str], str] = {}
        self._home = DEFAULT
        self._using = " ".join(
            [*(f"USING <{iri}>" for iri in using), *(f"USING NAMED <{iri}>" for iri in using_named)]
        )

    def done(self) -> Modify:
        opening = ""
        if self._sees("WITH"):
            self._home = self._tokens[self._place + 1].text
            opening = f"WITH {self._home} "
            self._place += 2
        templates, pattern, clauses = "", "", self._using
        if self._sees("DELETE") and self._tokens[self._place + 1].is_word("WHERE"):
            self._place += 2
            first, last = self._block()
            templates = self._template(first, last, "d")
            pattern = self._between(first, last)
        else:
            for keyword, kind in (("DELETE", "d"), ("INSERT", "i")):
                if self._sees(keyword):
                    self._place += 1
                    templates += self._template(*self._block(), kind)
            start = self._place
            while self._sees("USING", "NAMED") or self._tokens[self._place].kind in ("iri", "name"):
                self._place += 1
            if self._place > start:
                if self._using:
                    raise SygraphError("the dataset is given twice: by the request, and by USING")
                clauses = self._text(start, self._place - 1)
            if self._sees("WHERE"):
                self._place += 1
            pattern = self._between(*self._block())
        if opening and self._using:
            raise SygraphError("the dataset is given twice: by the request, and by WITH")
        text = (
            f"{self._of.prologue}{opening}INSERT {{ {templates} {self._names()} }} {clauses}"
            f" WHERE {{ {{ {pattern} }} {self._bindings()} }}"
        )
        return Modify(text, self._graphs, bool(self._variables))

    def _sees(self, *words: str) -> bool:
        return self._tokens[self._place].is_word(*words)

    def _block(self) -> tuple[int, int]:
        """Step over a block in braces; return the places of its braces."""
        first = self._place
        depth = 0
        while True:
            token = self._tokens[self._place]
            if token.kind == "mark" and token.text in "{}":
                depth += 1 if token.text == "{" else -1
            self._place += 1
            if not depth:
                return first, self._place - 1

    def _text(self, first: int, last: int) -> str:
        return self._of.source[self._tokens[first].start : self._tokens[last].end]

    def _between(self, first: int, last: int) -> str:
        """The text between two braces, with a line break that ends a comment."""
        return self._of.source[self._tokens[first].end : self._tokens[last].start] + "\n"

    def _template(self, first: int, last: int, kind: str) -> str:
        """A template with each of its graphs replaced by its delta graph."""
        parts: list[str] = []
        place = first + 1
        while place < last:
            token = self._tokens[place]
            if token.is_word("GRAPH"):
                self._place = place + 2
                opening, closing = self._block()
                name = self._tokens[place + 1].text
                parts.append(
                    f"GRAPH {self._delta(kind, name)} {{ {self._between(opening, closing)}}}"
                )
                place = closing + 1
            elif token.text == "." and token.kind == "mark":
                place += 1
            else:
                start = place
                while place < last and not self._tokens[place].is_word("GRAPH"):
                    place += 1
                inner = self._text(start, place - 1)
                parts.append(f"GRAPH {self._delta(kind, self._home)} {{ {inner}\n}}")
        self._place = last + 1
        return " ".join(parts) + " "

    def _delta(self, kind: str, name: str) -> str:
        """The delta graph of a graph in a template."""
        if name[0] in "?$":
            return self._variables.setdefault(
                (kind, name[1:]), f"?sygraph_{kind}{len(self._variables)}"
            )
        delta = f"{DELTA}{kind}:{len(self._graphs)}"
        self._graphs[delta] = name
        return f"<{delta}>"

    def _bindings(self) -> str:
        """The BINDs that compute the delta graphs of graphs that the data name.

        A literal has no delta graph. Blank nodes have no name in a query, so each solution has its
        own delta graph.
        """
        return " ".join(
            f'BIND(IRI(CONCAT("{DELTA}{kind}:", IF(isIRI(?{name}), CONCAT("v:", STR(?{name})),'
            f' IF(isBlank(?{name}), CONCAT("b:", STRUUID()), 1/0)))) AS {new})'
            for (kind, name), new in self._variables.items()
        )

    def _names(self) -> str:
        """The template that states the graphs of the delta graphs of `_bindings`."""
        return " ".join(
            f"GRAPH <{NAMES}> {{ {new} <{NAMES}> ?{name} }}"
            for (_, name), new in self._variables.items()
        )
