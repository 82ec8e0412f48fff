"""Infer the kinds of value that a variable of a query may have, from its text and the data.

Values of one kind have the order of SPARQL in every engine. Values of two kinds do not: see
`sygraph.sparql.order_by`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from pyoxigraph import Literal, NamedNode, Variable

from sygraph.namespaces import XSD
from sygraph.sparql.algebra import (
    Alternative,
    Bind,
    Element,
    Expression,
    Filter,
    Graph,
    Group,
    Inverse,
    Minus,
    Negated,
    OptionalGroup,
    Path,
    Query,
    Repeat,
    Service,
    Steps,
    SubSelect,
    Term,
    TriplePattern,
    Union,
    Unreadable,
    Values,
)
from sygraph.sparql.parser import parse
from sygraph.sparql.tokens import Token, tokens

__all__ = ["KIND", "MIXED", "Kinds", "Properties", "kinds_in"]

# A set of kinds: "" stands for IRIs and blank nodes, which all engines order before literals.
# "?" is an unknown kind, or one whose values have no order in SPARQL.
Kinds = frozenset[str]
# The kinds of the objects of a property.
Properties = Callable[[NamedNode], Kinds]

MIXED = frozenset(["?"])
_NODES = frozenset([""])
_TEXT, _EXACT, _FLOAT = frozenset(["text"]), frozenset(["exact"]), frozenset(["float"])

_LOCAL = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+)?)?)?$"
# The kind of ?o, as SPARQL. The engine compares the values of a datatype that is not named here by
# their lexical forms, as it does text.
KIND = f"""IF(!isLiteral(?o), IF(isIRI(?o) || isBlank(?o), "", "?"),
  IF(isNumeric(?o), IF(DATATYPE(?o) IN (xsd:integer, xsd:decimal), "exact", "float"),
  IF(DATATYPE(?o) IN (xsd:date, xsd:dateTime, xsd:gYear, xsd:gYearMonth),
    IF(REGEX(STR(?o), "{_LOCAL}"), "local", "?"),
  IF(DATATYPE(?o) IN (xsd:time, xsd:gMonth, xsd:gDay, xsd:gMonthDay, xsd:duration,
    xsd:dayTimeDuration, xsd:yearMonthDuration), "?", "text"))))"""

_OF_ARGUMENT = frozenset(["MIN", "MAX", "SAMPLE"])
_OF_EXACT = frozenset(["SUM", "AVG", "ABS", "CEIL", "FLOOR", "ROUND"])
_RETURNS = {
    _EXACT: "COUNT STRLEN YEAR MONTH DAY HOURS MINUTES",
    _TEXT: "STR CONCAT LCASE UCASE LANG STRBEFORE STRAFTER SUBSTR REPLACE ENCODE_FOR_URI MD5 SHA1"
    " SHA256 SHA384 SHA512 GROUP_CONCAT STRLANG TZ UUID STRUUID BOUND ISIRI ISURI ISBLANK"
    " ISLITERAL ISNUMERIC CONTAINS STRSTARTS STRENDS REGEX LANGMATCHES SAMETERM",
    _NODES: "IRI URI BNODE DATATYPE",
}
_RESULTS = {name: kinds for kinds, names in _RETURNS.items() for name in names.split()}
_IS_NODE = re.compile(r"[^!\s]\s*\bis(?:IRI|URI|BLANK)\s*\(\s*[?$](\w+)\s*\)", re.IGNORECASE)

Source = Callable[[], Kinds]


def kinds_in(
    sparql: str, properties: Properties, words: Sequence[Token] | None = None
) -> Callable[[str], Kinds]:
    """Return a function that maps an expression of a query to the kinds of its values.

    Args:
        properties: the kinds of the objects of a property.
        words: the tokens of the query, if they are known.

    >>> kinds = kinds_in("SELECT * { ?s sy:value ?v BIND(STR(?v) AS ?t) }", lambda _: _EXACT)
    >>> [sorted(kinds(expression)) for expression in ("?v", "?t", "?s", "COUNT(?s)")]
    [['exact'], ['text'], [''], ['exact']]
    """
    return _Inference(partial(parse, sparql, words), properties).of


@dataclass
class _Scope:
    """The sources of the variables of a group: required ones, and possible ones."""

    must: dict[str, Source] = field(default_factory=dict)
    may: dict[str, Source] = field(default_factory=dict)

    def require(self, name: str, source: Source) -> None:
        self.must[name] = _both(self.must[name], source) if name in self.must else source

    def allow(self, name: str, source: Source) -> None:
        self.may[name] = _either(self.may[name], source) if name in self.may else source

    def join(self, other: _Scope, *, optional: bool = False) -> None:
        for name, source in other.must.items():
            (self.allow if optional else self.require)(name, source)
        for name, source in other.may.items():
            self.allow(name, source)

    def names(self) -> set[str]:
        return {*self.must, *self.may}

    def source(self, name: str) -> Source:
        return self.must[name] if name in self.must else self.may[name]


def _both(first: Source, second: Source) -> Source:
    def source() -> Kinds:
        one = first()
        if "?" in one:
            return second()
        other = second()
        return one if "?" in other else one & other

    return source


def _either(first: Source, second: Source) -> Source:
    return lambda: first() | second()


class _Inference:
    """The scopes of a query and its subqueries; variables of the same name are one variable.

    The query is parsed when the kinds of a variable are needed.
    """

    def __init__(self, parsed: Callable[[], Query], properties: Properties) -> None:
        self._parsed: Callable[[], Query] | None = parsed
        self._properties = properties
        self._scopes: list[_Scope] = []
        self._found: dict[str, Kinds] = {}
        self._opaque = False
        # The properties that VALUES gives for a variable, in the current group.
        self._listed: dict[str, tuple[NamedNode, ...]] = {}

    def of(self, expression: str) -> Kinds:
        """Return the kinds of value that an expression may have."""
        return self._of(list(tokens(expression)))

    def _of(self, words: Sequence[Token]) -> Kinds:
        if not words:
            return MIXED
        first = words[0]
        if len(words) == 1 or (len(words) == 2 and words[1].kind == "tag"):
            return self._simple(first)
        operands = _split(words, "+", "-", "*", "/")
        if len(operands) > 1:
            exact = all(self._of(operand) == _EXACT for operand in operands)
            return _EXACT if exact else MIXED
        if first.text == "(" and _spans(words, 0):
            return self._of(words[1:-1])
        if first.kind == "word" and words[1].text == "(" and _spans(words, 1):
            return self._call(first.text.upper(), words[2:-1])
        return MIXED

    def _simple(self, token: Token) -> Kinds:
        match token.kind:
            case "variable":
                return self._variable(token.text[1:])
            case "string":
                return _TEXT
            case "iri" | "name":
                return _NODES
            case "number" if len(token.text) < 18:
                return _FLOAT if "e" in token.text.lower() else _EXACT
        return MIXED

    def _call(self, name: str, argument: Sequence[Token]) -> Kinds:
        if argument and argument[0].is_word("DISTINCT"):
            argument = argument[1:]
        if name in _OF_ARGUMENT:
            return self._of(argument)
        if name in _OF_EXACT:
            return _EXACT if self._of(argument) == _EXACT else MIXED
        if name in ("COALESCE", "IF"):
            arguments = _split(argument, ",")[name == "IF" :]
            return frozenset().union(*map(self._of, arguments))
        return _RESULTS.get(name, MIXED)

    def _parse(self) -> None:
        """Parse the query. Variables of one that only the engine can parse are of any kind."""
        if self._parsed is not None:
            parsed, self._parsed = self._parsed, None
            try:
                self._read(parsed())
            except (Unreadable, ValueError, LookupError, AttributeError):
                self._opaque = True

    def _variable(self, name: str) -> Kinds:
        self._parse()
        if self._opaque:
            return MIXED
        if name not in self._found:
            self._found[name] = (
                MIXED  # ends the recursion if a source refers to the variable itself
            )
            sources = [scope.source(name) for scope in self._scopes if name in scope.names()]
            self._found[name] = frozenset().union(*(source() for source in sources))
        return self._found[name]

    def _term(self, term: Term) -> Kinds:
        match term:
            case Variable():
                return self._variable(term.value)
            case NamedNode():
                return _NODES
        return _literal(term)

    def _read(self, query: Query) -> _Scope:
        """Return the scope of a query, with the projected variables only."""
        around, self._listed = self._listed, {}
        scope = self._group(query.where)
        self._listed = around
        if query.values:
            self._element(query.values, scope)
        for item in (*query.group_by, *(query.projection or ())):
            if item.name and item.text is not None:
                scope.allow(item.name, partial(self.of, _before_as(item.text)))
        self._scopes.append(scope)
        if query.projection is None:
            return scope
        names = {item.name for item in query.projection}
        return _Scope(
            {name: source for name, source in scope.must.items() if name in names},
            {name: source for name, source in scope.may.items() if name in names},
        )

    def _group(self, group: Group) -> _Scope:
        scope = _Scope()
        around = self._listed
        self._listed = around | _listed(group)
        for element in group.elements:
            self._element(element, scope)
        self._listed = around
        return scope

    def _element(self, element: Element, scope: _Scope) -> None:
        match element:
            case TriplePattern():
                self._triple(element, scope)
            case Bind():
                text = _before_as(element.text.partition("(")[2])
                scope.allow(element.variable, partial(self.of, text))
                self._exists(element.expression)
            case Values():
                kinds = frozenset().union(*map(self._term, element.terms))
                for name in element.variables:
                    scope.allow(name, lambda: kinds)
            case Filter():
                self._filter(element, scope)
            case Graph():
                if isinstance(element.name, Variable):
                    scope.require(element.name.value, lambda: _NODES)
                scope.join(self._group(element.group))
            case OptionalGroup():
                scope.join(self._group(element.group), optional=True)
            case Minus():
                self._scopes.append(self._group(element.group))
            case Union():
                scope.join(_union([self._group(branch) for branch in element.branches]))
            case SubSelect():
                scope.join(self._read(element.query))
            case Group():
                scope.join(self._group(element))
            case Service():
                self._opaque = True

    def _filter(self, element: Filter, scope: _Scope) -> None:
        if not element.expression.exists and "||" not in element.text:
            for name in _IS_NODE.findall(element.text):
                scope.require(name, lambda: _NODES)
        self._exists(element.expression)

    def _exists(self, expression: Expression) -> None:
        for exists in expression.exists:
            self._scopes.append(self._group(exists.group))

    def _triple(self, pattern: TriplePattern, scope: _Scope) -> None:
        path, start, end = pattern.path, pattern.subject, pattern.object
        if isinstance(path, Variable):
            scope.require(path.value, lambda: _NODES)
            if path.value in self._listed:
                path = Alternative(self._listed[path.value])
        if isinstance(end, Variable):
            scope.require(
                end.value, lambda: self._end(path, lambda: self._term(start), forward=True)
            )
        if isinstance(start, Variable):
            scope.require(
                start.value, lambda: self._end(path, lambda: self._term(end), forward=False)
            )

    def _end(self, path: Path, start: Callable[[], Kinds], *, forward: bool) -> Kinds:
        """The kinds of the objects of a path, or of its subjects if `forward` is False."""
        match path:
            case NamedNode():
                return self._properties(path) if forward else _NODES
            case Inverse():
                return self._end(path.path, start, forward=not forward)
            case Alternative():
                ends = (self._end(option, start, forward=forward) for option in path.options)
                return frozenset().union(*ends)
            case Steps():
                return self._steps(list(path.steps), start, forward=forward)
            case Repeat():
                once = self._end(path.path, start, forward=forward)
                return once if path.mark == "+" else once | start()
            case Negated():
                return _NODES if not forward and path.backward is None else MIXED
        return MIXED if forward else _NODES

    def _steps(self, steps: list[Path], start: Callable[[], Kinds], *, forward: bool) -> Kinds:
        last = steps[-1] if forward else steps[0]
        before = steps[:-1] if forward else steps[1:]
        if before:
            return self._end(
                last, lambda: self._steps(before, start, forward=forward), forward=forward
            )
        return self._end(last, start, forward=forward)


def _listed(group: Group) -> dict[str, tuple[NamedNode, ...]]:
    """The IRIs that VALUES gives for a variable in a group."""
    found = {}
    for element in group.elements:
        if isinstance(element, Values) and len(element.variables) == 1:
            iris = tuple(term for term in element.terms if isinstance(term, NamedNode))
            if len(iris) == len(element.terms) and "UNDEF" not in element.text.upper():
                found[element.variables[0]] = iris
    return found


def _union(branches: Sequence[_Scope]) -> _Scope:
    """The scope of a union: a source is required if every branch requires it."""
    scope = _Scope()
    everywhere = set.intersection(*(set(branch.must) for branch in branches))
    for branch in branches:
        for name in branch.names():
            scope.allow(name, branch.source(name))
    for name in everywhere:
        scope.must[name] = scope.may.pop(name)
    return scope


def _before_as(text: str) -> str:
    """The expression before AS."""
    for token in tokens(text):
        if token.is_word("AS"):
            return text[: token.start]
    return text


def _literal(term: Literal) -> Kinds:
    if term.language or not term.datatype.value.startswith(XSD):
        return _TEXT
    match term.datatype.value.removeprefix(XSD):
        case "string" | "boolean":
            return _TEXT
        case "integer" | "decimal" if re.fullmatch(r"[+-]?[0-9.]{1,18}", term.value):
            return _EXACT
        case "double" if re.fullmatch(r"[+-]?[0-9.eE]+", term.value):
            return _FLOAT
        case "date" | "dateTime" | "gYear" | "gYearMonth" if re.match(_LOCAL, term.value):
            return frozenset(["local"])
    return MIXED


def _split(words: Sequence[Token], *marks: str) -> list[Sequence[Token]]:
    """Split an expression at these marks, outside of brackets."""
    parts: list[Sequence[Token]] = []
    first = depth = 0
    for place, token in enumerate(words):
        if token.kind == "mark":
            depth += token.text in ("(", "{")
            depth -= token.text in (")", "}")
            if depth == 0 and token.text in marks:
                parts.append(words[first:place])
                first = place + 1
    return [*parts, words[first:]]


def _spans(words: Sequence[Token], place: int) -> bool:
    """Whether the bracket at a place is closed by the last token."""
    depth = 0
    for number in range(place, len(words)):
        if words[number].kind == "mark":
            depth += words[number].text in ("(", "{")
            depth -= words[number].text in (")", "}")
        if depth == 0:
            return number == len(words) - 1
    return False
