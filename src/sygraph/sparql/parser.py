"""Parse a SPARQL query into its patterns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Variable

from sygraph.namespaces import PREFIXES, RDF, XSD
from sygraph.sparql.algebra import (
    Alternative,
    Bind,
    Element,
    Exists,
    Expression,
    Filter,
    Graph,
    Group,
    Inverse,
    Minus,
    Negated,
    OptionalGroup,
    Path,
    Projected,
    Query,
    Repeat,
    Service,
    Sources,
    Steps,
    SubSelect,
    Term,
    TriplePattern,
    Union,
    Unreadable,
    Values,
)
from sygraph.sparql.tokens import Token, check_depth, tokens, unescape

__all__ = ["parse"]

_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
# Functions with another value at each run of a query.
_CHANGING = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")


def parse(text: str, words: Sequence[Token] | None = None) -> Query:
    """Parse a query that the engine accepts: little is checked here.

    Args:
        words: the tokens of the text, if they are known.

    Raises:
        Unreadable: its syntax is not SPARQL 1.1, it is nested too deeply, or it is an update.

    >>> query = parse("SELECT ?city { ?city a sy:City ; ^sy:inPlace ?event FILTER(?city != ?x) }")
    >>> [element.text for element in query.where.elements]
    ['?city rdf:type sy:City', '?city ^sy:inPlace ?event', 'FILTER(?city != ?x)']
    """
    check_depth(text)
    return _Parser(text, list(tokens(text)) if words is None else words).query()


class _Parser:
    """A recursive descent parser with a method for each production of the grammar."""

    def __init__(self, text: str, words: Sequence[Token]) -> None:
        self.text = text
        self.tokens = words
        self.place = 0
        self.prefixes = dict(PREFIXES)
        self.base = ""
        self.hidden = 0
        names = {token.text[1:] for token in self.tokens if token.kind == "variable"}
        self.names = frozenset(names)
        self.blanks: dict[str, Variable] = {}
        # Each computed variable, whether its expression changes at each run, and its sources.
        self.computed: list[tuple[str, bool, frozenset[str]]] = []

    # Tokens

    def peek(self, ahead: int = 0) -> Token:
        place = self.place + ahead
        if place < len(self.tokens):
            return self.tokens[place]
        return Token("end", "", len(self.text), len(self.text))

    def next(self) -> Token:
        token = self.peek()
        if token.kind == "end":
            raise Unreadable("the query is incomplete")
        self.place += 1
        return token

    def at_mark(self, *marks: str) -> bool:
        token = self.peek()
        return token.kind == "mark" and token.text in marks

    def at_word(self, *words: str) -> bool:
        return self.peek().is_word(*words)

    def take(self, *texts: str) -> bool:
        """Step over the next token if it is one of these marks or keywords."""
        if self.at_mark(*texts) or self.at_word(*texts):
            self.place += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            token = self.peek()
            line = self.text.count("\n", 0, token.start) + 1
            raise Unreadable(f"line {line} has {token.text or 'its end'} in place of {text}")

    def slice(self, first: int) -> str:
        """The text of the query from a token to the one before the current."""
        if first >= self.place:
            return ""
        return self.text[self.tokens[first].start : self.tokens[self.place - 1].end]

    def variables(self, first: int) -> frozenset[str]:
        span = self.tokens[first : self.place]
        return frozenset(token.text[1:] for token in span if token.kind == "variable")

    # Query forms

    def query(self) -> Query:
        self.prologue()
        prologue = self.slice(0)
        query = self.form(prologue)
        if self.peek().kind != "end":
            raise Unreadable(f"{self.peek().text} after the query's end")
        return replace(query, changing=self.changing())

    def changing(self) -> frozenset[str]:
        """The variables with another value at each run of the query."""
        found: set[str] = set()
        while more := {
            name
            for name, changes, sources in self.computed
            if name not in found and (changes or sources & found)
        }:
            found |= more
        return frozenset(found)

    def prologue(self) -> None:
        while self.at_word("BASE", "PREFIX", "VERSION"):
            word = self.next().text.upper()
            if word == "PREFIX":
                prefix = self.next().text.removesuffix(":")
                self.prefixes[prefix] = self.iri(self.next()).value
            elif word == "BASE":
                self.base = self.iri(self.next()).value
            else:
                self.next()

    def form(self, prologue: str) -> Query:
        form = self.next().text.upper()
        match form:
            case "SELECT":
                return self.select(prologue)
            case "ASK":
                dataset, sources = self.dataset()
                where = self.where()
                query = Query(form, prologue, dataset, where, sources=sources, names=self.names)
                return self.modified(query)
            case "DESCRIBE":
                return self.describe(prologue)
            case "CONSTRUCT":
                template = self.template() if self.at_mark("{") else None
                dataset, sources = self.dataset()
                if template is None:
                    # CONSTRUCT WHERE: the pattern is the template too.
                    self.take("WHERE")
                    first = self.place
                    template = self.template()
                    self.place = first
                where = self.where()
                return self.modified(
                    Query(
                        form,
                        prologue,
                        dataset,
                        where,
                        template=template,
                        sources=sources,
                        names=self.names,
                    )
                )
        raise Unreadable(f"{form} does not start a query of SPARQL 1.1")

    def describe(self, prologue: str) -> Query:
        described = []
        while self.peek().kind != "end" and not self.begins_where():
            token = self.next()
            if token.kind in ("iri", "name"):
                described.append(self.iri(token))
        dataset, sources = self.dataset()
        bare = self.peek().kind == "end"
        where = Group((), "{ }", frozenset()) if bare else self.where()
        return self.modified(
            Query(
                "DESCRIBE",
                prologue,
                dataset,
                where,
                described=tuple(described),
                sources=sources,
                names=self.names,
            )
        )

    def begins_where(self) -> bool:
        return self.at_word("FROM", "WHERE") or self.at_mark("{")

    def select(self, prologue: str) -> Query:
        first = self.place
        distinct = self.take("DISTINCT", "REDUCED")
        projection: list[Projected] | None = None if self.take("*") else []
        aggregated = False
        while projection is not None and not self.begins_where():
            if self.peek().kind == "variable":
                projection.append(Projected(self.next().text[1:]))
            else:
                item, aggregates = self.projected()
                projection.append(item)
                aggregated |= aggregates
        selection = self.slice(first)
        dataset, sources = self.dataset()
        where = self.where()
        query = Query(
            "SELECT",
            prologue,
            dataset,
            where,
            None if projection is None else tuple(projection),
            selection=selection,
            distinct=distinct,
            aggregated=aggregated,
            sources=sources,
            names=self.names,
        )
        return self.modified(query)

    def projected(self) -> tuple[Projected, bool]:
        """A parenthesised `(expression AS ?name)` or `(expression)`, and whether it aggregates."""
        self.expect("(")
        first = self.place
        expression = self.expression("AS")
        text = self.slice(first)
        aggregates = any(token.is_word(*_AGGREGATES) for token in self.tokens[first : self.place])
        name = None
        if self.take("AS"):
            name = self.next().text[1:]
            changes = any(token.is_word(*_CHANGING) for token in self.tokens[first : self.place])
            self.computed.append((name, changes, expression.variables))
        self.expect(")")
        return Projected(name, text, expression), aggregates

    def dataset(self) -> tuple[str, Sources | None]:
        """The FROM clauses as they are written, and the graphs that they name."""
        first = self.place
        default: list[NamedNode] = []
        named: list[NamedNode] = []
        while self.take("FROM"):
            graphs = named if self.take("NAMED") else default
            graphs.append(self.iri(self.next()))
        sources = Sources(tuple(default), tuple(named)) if default or named else None
        return self.slice(first), sources

    def where(self) -> Group:
        self.take("WHERE")
        return self.group()

    def modified(self, query: Query) -> Query:
        """Read GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET and VALUES."""
        group_by: list[Projected] = []
        having = order = ""
        values = None
        aggregated = query.aggregated
        while self.at_word("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
            word = self.next().text.upper()
            first = self.place
            if word == "GROUP":
                self.expect("BY")
                group_by = self.conditions()
            elif word == "HAVING":
                self.clause()
                having = self.slice(first)
            elif word == "VALUES":
                values = self.values()
            else:
                self.clause()
                order = f"ORDER {self.slice(first)}" if word == "ORDER" else order
            aggregated |= word in ("GROUP", "HAVING")
        return replace(
            query,
            group_by=tuple(group_by),
            aggregated=aggregated,
            having=having,
            order=order,
            values=values,
        )

    def conditions(self) -> list[Projected]:
        """The conditions of GROUP BY: variables, calls, and expressions with or without a name."""
        found = []
        while self.peek().kind != "end" and not self.at_mark("}") and not self.ends_clause():
            if self.peek().kind == "variable":
                found.append(Projected(self.next().text[1:]))
            elif self.at_mark("("):
                found.append(self.projected()[0])
            else:
                first = self.place
                self.next()
                self.balanced()
                found.append(Projected(None, self.slice(first)))
        return found

    def ends_clause(self) -> bool:
        return self.at_word("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")

    def clause(self) -> None:
        """Step over a solution modifier's arguments."""
        while self.peek().kind != "end" and not self.at_mark("}") and not self.ends_clause():
            if self.at_mark("(", "{"):
                self.balanced()
            else:
                self.next()

    def balanced(self) -> None:
        """Step over a bracketed stretch."""
        depth = 0
        while True:
            if self.at_mark("(", "{", "["):
                depth += 1
            elif self.at_mark(")", "}", "]"):
                depth -= 1
            self.next()
            if depth <= 0:
                return

    # Groups

    def group(self) -> Group:
        first = self.place
        self.expect("{")
        elements: list[Element] = []
        if self.at_word("SELECT"):
            start = self.place
            self.next()
            query = self.select("")
            elements.append(SubSelect(query, self.slice(start)))
        while not self.take("}"):
            self.element(elements)
        return Group(tuple(elements), self.slice(first), self.variables(first))

    def element(self, elements: list[Element]) -> None:
        first = self.place
        if self.take("."):
            return
        if self.take("OPTIONAL"):
            elements.append(OptionalGroup(self.group(), self.slice(first)))
        elif self.take("MINUS"):
            group = self.group()
            elements.append(Minus(group, self.slice(first)))
        elif self.take("GRAPH"):
            name = self.term(elements)
            elements.append(Graph(name, self.group(), self.slice(first)))
        elif self.take("SERVICE"):
            self.take("SILENT")
            self.next()
            self.group()
            elements.append(Service(self.slice(first), self.variables(first)))
        elif self.take("FILTER"):
            elements.append(self.filter(first))
        elif self.take("BIND"):
            item, _ = self.projected()
            elements.append(Bind(self.slice(first), item.name or "", item.expression))
        elif self.take("VALUES"):
            values = self.values()
            elements.append(replace(values, text=self.slice(first)))
        elif self.at_mark("{"):
            branches = [self.group()]
            while self.take("UNION"):
                branches.append(self.group())
            union = Union(tuple(branches), self.slice(first))
            elements.append(union if len(branches) > 1 else branches[0])
        else:
            self.triples(elements)

    def filter(self, first: int) -> Filter:
        if self.at_word("EXISTS", "NOT"):
            exists = self.exists(negated=False)
            expression = Expression((exists,), variables=exists.group.variables)
        else:
            if not self.at_mark("("):
                self.next()  # the name of a function
            self.expect("(")
            expression = self.expression()
            self.expect(")")
        return Filter(self.slice(first), expression)

    def exists(self, negated: bool) -> Exists:
        first = self.place
        if self.take("NOT"):
            negated = not negated
        self.expect("EXISTS")
        group = self.group()
        return Exists(group, negated, self.slice(first))

    def expression(self, *until: str) -> Expression:
        """Step over an expression up to the bracket that closes it, or to a keyword."""
        first = self.place
        exists: list[Exists] = []
        unbound: list[str] = []
        terms: list[NamedNode] = []
        negations = [False]  # of the brackets that are open here
        negate = False
        while len(negations) > 1 or not (self.at_mark(")") or (until and self.at_word(*until))):
            if self.at_word("EXISTS") or (self.at_word("NOT") and self.peek(1).is_word("EXISTS")):
                exists.append(self.exists(negate != negations[-1]))
                negate = False
                continue
            token = self.next()
            if token.kind == "mark" and token.text == "!":
                negate = not negate
                continue
            if token.kind == "mark" and token.text == "(":
                negations.append(negations[-1] != negate)
            elif token.kind == "mark" and token.text == ")":
                negations.pop()
            elif token.is_word("BOUND") and negate != negations[-1]:
                unbound.append(self.peek(1).text[1:])
            elif token.text == "^^":
                self.next()
            elif token.kind in ("iri", "name") and not self.at_mark("("):
                terms.append(self.iri(token))
            # The negation in `!BOUND(?x)` applies to the brackets.
            negate = negate and token.kind in ("word", "iri", "name") and self.at_mark("(")
        return Expression(tuple(exists), tuple(unbound), tuple(terms), self.variables(first))

    def values(self) -> Values:
        """A data block, after the keyword."""
        first = self.place
        if self.take("("):
            names = []
            while not self.take(")"):
                names.append(self.next().text[1:])
        else:
            names = [self.next().text[1:]]
        terms: list[Term] = []
        self.expect("{")
        while not self.take("}"):
            if not self.take("(") and not self.take(")") and not self.take("UNDEF"):
                terms.append(self.term([]))
        return Values("VALUES " + self.slice(first), tuple(names), tuple(terms))

    # Triples

    def template(self) -> tuple[TriplePattern, ...]:
        """A template; its blank nodes are not those of the pattern."""
        self.expect("{")
        elements: list[Element] = []
        while not self.take("}"):
            if not self.take("."):
                self.triples(elements)
        self.blanks = {}
        return tuple(element for element in elements if isinstance(element, TriplePattern))

    def triples(self, elements: list[Element]) -> None:
        """Triples with one subject, after the triples that its brackets abbreviate."""
        bracketed = self.at_mark("[", "(")
        subject = self.term(elements)
        if not (bracketed and (self.at_mark(".", "}") or self.begins_element())):
            self.properties(subject, elements)

    def begins_element(self) -> bool:
        return self.at_mark("{") or self.at_word(
            "OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES"
        )

    def properties(self, subject: Term, elements: list[Element]) -> None:
        while True:
            path = self.path()
            while True:
                inner: list[Element] = []
                value = self.term(inner)
                elements.append(TriplePattern(subject, path, value))
                elements.extend(inner)
                if not self.take(","):
                    break
            if not self.take(";"):
                return
            while self.take(";"):
                pass
            if self.at_mark(".", "}", "]") or self.begins_element():
                return

    def term(self, elements: list[Element]) -> Term:
        token = self.next()
        match token.kind:
            case "variable":
                return Variable(token.text[1:])
            case "iri" | "name":
                return self.iri(token)
            case "blank":
                if token.text not in self.blanks:
                    self.blanks[token.text] = self.fresh()
                return self.blanks[token.text]
            case "string":
                return self.literal(token)
            case "number":
                return _number(token.text)
        if token.is_word("TRUE", "FALSE"):
            return Literal(token.text.lower(), datatype=NamedNode(XSD + "boolean"))
        if token.text == "[":
            node = self.fresh()
            if not self.take("]"):
                self.properties(node, elements)
                self.expect("]")
            return node
        if token.text == "(":
            return self.collection(elements)
        raise Unreadable(f"{token.text} cannot be read as a term of SPARQL 1.1")

    def collection(self, elements: list[Element]) -> Term:
        nil = NamedNode(RDF + "nil")
        if self.take(")"):
            return nil
        first = node = self.fresh()
        while True:
            inner: list[Element] = []
            item = self.term(inner)
            elements.append(TriplePattern(node, NamedNode(RDF + "first"), item))
            elements.extend(inner)
            last = self.take(")")
            rest = nil if last else self.fresh()
            elements.append(TriplePattern(node, NamedNode(RDF + "rest"), rest))
            if isinstance(rest, NamedNode):
                return first
            node = rest

    def fresh(self) -> Variable:
        """A variable with a new name, for a blank node."""
        while True:
            self.hidden += 1
            name = f"node{self.hidden}"
            if name not in self.names:
                return Variable(name)

    def iri(self, token: Token) -> NamedNode:
        if token.kind == "iri":
            return self.resolved(token)
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self.prefixes:
            raise Unreadable(f"{token.text} is not an IRI")
        return self.node(self.prefixes[prefix] + unescape(local), token)

    def resolved(self, token: Token) -> NamedNode:
        """The IRI between angle brackets; the engine resolves a relative one."""
        if not self.base:
            return self.node(unescape(token.text[1:-1]), token)
        text = f"<urn:a> <urn:a> {token.text} ."
        try:
            [quad] = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=self.base)
        except (SyntaxError, ValueError):
            raise Unreadable(f"{token.text} is not an IRI") from None
        assert isinstance(quad.object, NamedNode)
        return quad.object

    def node(self, iri: str, token: Token) -> NamedNode:
        try:
            return NamedNode(iri)
        except ValueError:
            raise Unreadable(f"{token.text} is not an absolute IRI") from None

    def literal(self, token: Token) -> Literal:
        marks = 3 if token.text[:3] in ('"""', "'''") else 1
        value = unescape(token.text[marks:-marks])
        if self.peek().kind == "tag":
            return Literal(value, language=self.next().text[1:])
        if self.take("^^"):
            return Literal(value, datatype=self.iri(self.next()))
        return Literal(value)

    # Paths

    def path(self) -> Path:
        if self.peek().kind == "variable":
            return Variable(self.next().text[1:])
        options = [self.sequence()]
        while self.take("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Alternative(tuple(options))

    def sequence(self) -> Path:
        steps = [self.step()]
        while self.take("/"):
            steps.append(self.step())
        return steps[0] if len(steps) == 1 else Steps(tuple(steps))

    def step(self) -> Path:
        if self.take("^"):
            return Inverse(self.step())
        path: Path
        if self.take("!"):
            path = self.negated()
        elif self.take("("):
            path = self.path()
            self.expect(")")
        else:
            path = self.predicate()
        return Repeat(path, self.next().text) if self.at_mark("?", "*", "+") else path

    def predicate(self) -> NamedNode:
        if self.peek().kind == "word" and self.peek().text == "a":
            self.next()
            return NamedNode(RDF + "type")
        return self.iri(self.next())

    def negated(self) -> Negated:
        forward: list[NamedNode] = []
        backward: list[NamedNode] = []
        bracket = self.take("(")
        while True:
            side = backward if self.take("^") else forward
            side.append(self.predicate())
            if not self.take("|"):
                break
        if bracket:
            self.expect(")")
        return Negated(tuple(forward) or None, tuple(backward) or None)


def _number(text: str) -> Literal:
    kind = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
    return Literal(text, datatype=NamedNode(XSD + kind))
