"""Rewrite a query so that its solutions show all triples of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

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
    Steps,
    SubSelect,
    Term,
    TriplePattern,
    Union,
    Values,
)

__all__ = [
    "Findings",
    "Ground",
    "Need",
    "Plan",
    "Row",
    "Solution",
    "analyse",
    "restriction",
    "value_of",
]

Ground = NamedNode | Literal | BlankNode
Solution = Mapping[str, Ground]
Row = tuple[Ground | None, ...]


class Findings:
    """What supports an answer: triples, each with the graph that the query asks, and notes."""

    def __init__(self) -> None:
        self.triples: dict[tuple[Triple, NamedNode | None], None] = {}
        self.notes: dict[str, None] = {}
        # Rows of inner queries that the answer rests on, still to be traced.
        self.needs: dict[tuple[Need, Row], None] = {}

    def absorb(self, other: Findings) -> None:
        self.triples |= other.triples
        self.notes |= other.notes


# The parts of a rewritten pattern. Each is written as SPARQL and adds its triples to the findings.


@dataclass(frozen=True)
class Fact:
    """A triple pattern without a path."""

    subject: Term
    predicate: NamedNode | Variable
    object: Term
    graph: Term | None

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object} ."

    def visit(self, solution: Solution, findings: Findings) -> None:
        triple = instance(self.subject, self.predicate, self.object, solution)
        graph = None if self.graph is None else value_of(self.graph, solution)
        if triple is None:
            return
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            findings.notes[f"a blank node cannot be looked up: {triple}"] = None
        else:
            findings.triples[triple, graph if isinstance(graph, NamedNode) else None] = None


@dataclass(frozen=True)
class Verbatim:
    """Text that is not rewritten: filters, values and parts that cannot be traced, with notes."""

    text: str
    notes: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    unbound: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text

    def visit(self, solution: Solution, findings: Findings) -> None:
        for note in self.notes:
            findings.notes[note] = None
        for name in self.unbound:
            if name not in solution:
                findings.notes[f"that ?{name} has no value cannot be proved"] = None
        for need in self.needs:
            findings.needs[need, tuple(value_of(term, solution) for term in need.picks)] = None


@dataclass(frozen=True)
class Block:
    """Parts that all hold."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.parts))

    def visit(self, solution: Solution, findings: Findings) -> None:
        for part in self.parts:
            part.visit(solution, findings)


@dataclass(frozen=True)
class Nested:
    """A group, in its graph if it has one."""

    block: Block
    graph: Term | None = None

    def __str__(self) -> str:
        return f"{f'GRAPH {self.graph} ' if self.graph else ''}{{ {self.block} }}"

    def visit(self, solution: Solution, findings: Findings) -> None:
        self.block.visit(solution, findings)


@dataclass(frozen=True)
class Branches:
    """The branches of a UNION, or the one of an OPTIONAL, each with a marker of its being taken."""

    keyword: str
    branches: tuple[tuple[str, Block], ...]

    def __str__(self) -> str:
        marked = [f"{{ {block} BIND(1 AS ?{marker}) }}" for marker, block in self.branches]
        return f"OPTIONAL {marked[0]}" if self.keyword == "OPTIONAL" else " UNION ".join(marked)

    def visit(self, solution: Solution, findings: Findings) -> None:
        for marker, block in self.branches:
            if marker in solution:
                block.visit(solution, findings)


Part = Fact | Verbatim | Block | Nested | Branches


@dataclass(frozen=True, eq=False)
class Need:
    """An inner query whose rows answers rest on: a subquery, an EXISTS or a repeated path.

    For a repeated path, with its mark, a row is a pair of ends and `plan` is of a single step.
    """

    plan: Plan
    picks: tuple[Term, ...]  # what of the outer solution makes a row
    mark: str = ""


@dataclass(frozen=True, eq=False)
class Plan:
    """How to find the full solutions behind rows: those that agree with them in `keys`."""

    prologue: str
    dataset: str
    block: Block
    columns: tuple[str, ...]  # of the rows
    keys: tuple[str, ...]
    graph: Term | None = None
    binds: tuple[Verbatim, ...] = ()
    computed: frozenset[str] = frozenset()  # the keys that only the binds give a value
    correlated: bool = False  # its filters see the row's values, as those of EXISTS do
    regroup: str = ""  # the query with its grouping keys shown, where the rows hide any
    missing: str = (
        "the evidence could not be determined, at least in part:"
        " its solutions could not be found again"
    )
    template: tuple[TriplePattern, ...] = ()
    named: frozenset[str] = frozenset()  # the variables that the query names
    changing: frozenset[str] = frozenset()  # variables whose values are not found again
    order: str = ""
    single: bool = False  # whether each row is of one solution: no grouping, no DISTINCT

    def query(self, values: str, select: str = "*") -> str:
        """Write the query for the full solutions, restricted by a VALUES block."""
        inside, outside = (values, "") if self.correlated else ("", values)
        graph = "" if self.graph is None else f"GRAPH {self.graph}"
        binds = " ".join(map(str, self.binds))
        return (
            f"{self.prologue}\nSELECT {select} {self.dataset} "
            f"WHERE {{ {outside} {graph} {{ {inside} {self.block} }} {binds} }} {self.order}"
        )

    def visit(self, solution: Solution, findings: Findings) -> None:
        self.block.visit(solution, findings)
        for bind in self.binds:
            bind.visit(solution, findings)


def analyse(query: Query, columns: Sequence[str] = ()) -> Plan:
    """Return how to find what the rows of a query, with these columns, rest on.

    >>> from sygraph.sparql.parser import parse
    >>> plan = analyse(parse("ASK { ?city sy:country/skos:prefLabel '日本'@zh-Hant }"))
    >>> print(plan.block.parts[0])
    ?city <https://w3id.org/sygraph/ontology#country> ?step1 .
    """
    return _Planner(query).plan(query, tuple(columns), None)


def instance(subject: Term, predicate: Term, object: Term, solution: Solution) -> Triple | None:
    """Return the triple that a pattern becomes in a solution, None if it is not a triple."""
    s, p, o = (value_of(term, solution) for term in (subject, predicate, object))
    if isinstance(s, NamedNode | BlankNode) and isinstance(p, NamedNode) and o is not None:
        return Triple(s, p, o)
    return None


def restriction(columns: Sequence[str], rows: Sequence[Row], literals: bool = False) -> str:
    """Return the VALUES block that holds solutions to these rows, or nothing where it cannot.

    Engines may write an equal literal in another way, so only IRIs are counted on by default, and
    only in columns full of them: where a cell is left open, Virtuoso empties the solution's.
    """
    kinds = NamedNode | Literal if literals else NamedNode
    full = any if literals else all
    used = [n for n, _ in enumerate(columns) if full(isinstance(row[n], kinds) for row in rows)]
    if not used:
        return ""
    lines: dict[str, None] = {}
    for row in rows:
        cells = [str(row[n]) if isinstance(row[n], kinds) else "UNDEF" for n in used]
        if all(cell == "UNDEF" for cell in cells):
            return ""  # a row that anything agrees with
        lines[f"({' '.join(cells)})"] = None
    names = " ".join(f"?{columns[n]}" for n in used)
    return f"VALUES ({names}) {{ {' '.join(lines)} }}"


def value_of(term: Term, solution: Solution) -> Ground | None:
    """Return what a term of a pattern is in a solution."""
    return solution.get(term.value) if isinstance(term, Variable) else term


@dataclass
class _Planner:
    """Rewrites groups, inventing names that the query does not use."""

    query: Query
    count: int = 0
    given: frozenset[str] = field(init=False)
    # What is in scope in the group that is rewritten, and what EXISTS puts into all of its groups.
    scope: frozenset[str] = frozenset()
    placed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.given = frozenset(_given(self.query.where))

    def fresh(self, kind: str) -> str:
        while True:
            self.count += 1
            name = f"{kind}{self.count}"
            if name not in self.query.names:
                return name

    def plan(self, query: Query, columns: tuple[str, ...], graph: Term | None) -> Plan:
        """The plan of a query or subquery, whose patterns may be those of a graph."""
        block = self.block(query.where, graph)
        self.scope = _scope(query.where)
        if query.aggregated:
            return self.grouped(query, columns, block, graph)
        if query.values:
            block = Block((*block.parts, Verbatim(query.values.text)))
        shown = [item for item in query.projection or () if item.text is not None]
        names = (*columns, *_name_of(graph))
        return Plan(
            self.query.prologue,
            self.query.dataset,
            block,
            names,
            tuple(name for name in names if name not in self.query.changing),
            graph,
            tuple(self.bind(item, str(item.name), graph) for item in shown),
            frozenset(str(item.name) for item in shown),
            template=query.template,
            named=query.where.variables,
            changing=self.query.changing,
            order=query.order,
            single=query.form == "SELECT" and not query.distinct,
        )

    def grouped(
        self, query: Query, columns: tuple[str, ...], block: Block, graph: Term | None
    ) -> Plan:
        """The plan of a query that aggregates: a row stands for the solutions of its group."""
        named = [(item, item.name or self.fresh("key")) for item in query.group_by]
        keys = tuple(name for _, name in named)
        computed = [(item, name) for item, name in named if item.text is not None]
        hidden = [name for name in keys if name not in columns]
        regroup = ""
        if hidden:
            conditions = [
                f"?{name}" if item.text is None else f"({item.text} AS ?{name})"
                for item, name in named
            ]
            shown = [*hidden, *_name_of(graph)]
            if isinstance(graph, Variable):
                conditions.append(str(graph))
            where = query.where.text if graph is None else f"GRAPH {graph} {query.where.text}"
            regroup = (
                f"{self.query.prologue}\nSELECT {query.selection} "
                f"{' '.join(f'?{name}' for name in shown)} {self.query.dataset} "
                f"WHERE {{ {where} }} GROUP BY {' '.join(conditions)} "
                f"{f'HAVING {query.having}' if query.having else ''} "
                f"{query.values.text if query.values else ''}"
            )
        return Plan(
            self.query.prologue,
            self.query.dataset,
            block,
            (*columns, *_name_of(graph)),
            tuple(dict.fromkeys((*keys, *_name_of(graph)))),
            graph,
            tuple(self.bind(item, name, graph) for item, name in computed),
            frozenset(name for _, name in computed),
            regroup=regroup,
            missing=Plan.missing
            if query.group_by
            else "nothing matched, and that nothing does cannot be proved",
        )

    def bind(self, item: Projected, name: str, graph: Term | None) -> Verbatim:
        return self.expression(f"BIND({item.text} AS ?{name})", item.expression, graph)

    def block(self, group: Group, graph: Term | None, seen: frozenset[str] = frozenset()) -> Block:
        """Rewrite a group, whose filters see what it gives a value and `seen`."""
        outer, self.scope = self.scope, _scope(group) | self.placed | seen
        parts = [part for element in group.elements for part in self.parts(element, graph)]
        self.scope = outer
        return Block(tuple(parts))

    def parts(self, element: Element, graph: Term | None) -> Iterator[Part]:
        match element:
            case TriplePattern():
                yield from self.path(element.subject, element.path, element.object, graph)
            case Group():
                yield Nested(self.block(element, graph))
            case Graph():
                yield Nested(self.block(element.group, element.name), element.name)
            case OptionalGroup():
                yield self.branches("OPTIONAL", [self.block(element.group, graph, self.scope)])
            case Union():
                blocks = [self.block(branch, graph) for branch in element.branches]
                yield self.branches("UNION", blocks)
            case Minus():
                yield Verbatim(element.text, (_unprovable(element.text),))
            case Service():
                note = f"another service answers {_short(element.text)}, which cannot be traced"
                yield Verbatim(element.text, (note,))
            case Filter():
                yield self.expression(element.text, element.expression, graph)
            case Bind():
                yield self.expression(element.text, element.expression, graph)
            case Values():
                yield Verbatim(element.text)
            case SubSelect():
                yield self.subquery(element, graph)

    def branches(self, keyword: str, blocks: list[Block]) -> Branches:
        return Branches(keyword, tuple((self.fresh("taken"), block) for block in blocks))

    def expression(self, text: str, expression: Expression, graph: Term | None) -> Verbatim:
        """An expression as it stands; what exists by it is traced, what does not is remarked."""
        exists = expression.exists
        return Verbatim(
            text,
            tuple(_unprovable(inner.text) for inner in exists if inner.negated),
            tuple(self.witness(inner, text, graph) for inner in exists if not inner.negated),
            tuple(name for name in expression.unbound if name in self.given),
        )

    def witness(self, exists: Exists, text: str, graph: Term | None) -> Need:
        """What EXISTS finds: the solutions of its group that agree with the outer one.

        It may find none where it is one condition of several in a FILTER, which is no matter, or
        where BIND or SELECT asks whether it does.
        """
        condition = text.upper().startswith("FILTER")
        missing = "" if condition else _unprovable(exists.text)
        if condition and text[len("FILTER") :].strip() == exists.text:
            missing = f"there is nothing to show for {_short(exists.text)}"
        bound = {element.variable for element in exists.group.elements if isinstance(element, Bind)}
        shared = exists.group.variables & self.scope
        columns = (*sorted(shared - bound - set(_name_of(graph))), *_name_of(graph))
        outer, self.placed = self.placed, self.placed | shared
        block = self.block(exists.group, graph)
        self.placed = outer
        plan = Plan(
            self.query.prologue,
            self.query.dataset,
            block,
            columns,
            columns,
            graph,
            correlated=True,
            missing=missing,
        )
        return Need(plan, tuple(map(Variable, columns)))

    def subquery(self, element: SubSelect, graph: Term | None) -> Verbatim:
        """A subquery as it stands, its rows traced as those of a query of their own."""
        query = element.query
        names = sorted(query.where.variables)
        if query.projection is not None:
            names = [item.name for item in query.projection if item.name is not None]
        columns = tuple(name for name in names if name not in _name_of(graph))
        outer = self.scope
        plan = self.plan(query, columns, graph)
        self.scope = outer
        return Verbatim(
            f"{{ {element.text} }}", needs=(Need(plan, tuple(map(Variable, plan.columns))),)
        )

    def path(self, subject: Term, path: Path, object: Term, graph: Term | None) -> Iterator[Part]:
        """Triple patterns in the place of a path, with variables where it passes."""
        match path:
            case NamedNode() | Variable():
                yield Fact(subject, path, object, graph)
            case Inverse():
                yield from self.path(object, path.path, subject, graph)
            case Steps():
                for step in path.steps[:-1]:
                    passed = Variable(self.fresh("step"))
                    yield from self.path(subject, step, passed, graph)
                    subject = passed
                yield from self.path(subject, path.steps[-1], object, graph)
            case Alternative():
                ways = [tuple(self.path(subject, way, object, graph)) for way in path.options]
                yield self.branches("UNION", [Block(parts) for parts in ways])
            case Negated():
                yield self.negated(subject, path, object, graph)
            case Repeat():
                yield self.repeat(subject, path, object, graph)

    def negated(self, subject: Term, path: Negated, object: Term, graph: Term | None) -> Part:
        blocks = []
        for excluded, ends in (
            (path.forward, (subject, object)),
            (path.backward, (object, subject)),
        ):
            if excluded is not None:
                predicate = Variable(self.fresh("step"))
                fact = Fact(ends[0], predicate, ends[1], graph)
                names = ", ".join(map(str, excluded))
                blocks.append(Block((fact, Verbatim(f"FILTER({predicate} NOT IN ({names}))"))))
        return Nested(blocks[0]) if len(blocks) == 1 else self.branches("UNION", blocks)

    def repeat(self, subject: Term, path: Repeat, object: Term, graph: Term | None) -> Part:
        """A repeated path as it stands; its steps are found once both its ends are known."""
        start, end = Variable(self.fresh("from")), Variable(self.fresh("to"))
        columns = (start.value, end.value, *_name_of(graph))
        step = Plan(
            self.query.prologue,
            self.query.dataset,
            Block(tuple(self.path(start, path.path, end, graph))),
            columns,
            columns,
            graph,
        )
        ends: tuple[Term, ...] = (subject, object)
        picks = ends if not isinstance(graph, Variable) else (*ends, graph)
        text = TriplePattern(subject, path, object).sparql
        return Verbatim(text, needs=(Need(step, picks, path.mark),))


def _scope(group: Group) -> frozenset[str]:
    """The variables that a group may give a value, and that its filters see."""
    found: set[str] = set()
    for element in group.elements:
        match element:
            case TriplePattern():
                for term in (element.subject, element.path, element.object):
                    found.update(_name_of(term))
            case Bind():
                found.add(element.variable)
            case Values():
                found.update(element.variables)
            case OptionalGroup():
                found |= _scope(element.group)
            case Graph():
                found |= {*_name_of(element.name), *_scope(element.group)}
            case Union():
                found.update(*map(_scope, element.branches))
            case SubSelect(query=Query(projection=None) as query):
                found |= _scope(query.where)
            case SubSelect():
                found.update(str(item.name) for item in element.query.projection or ())
            case Group():
                found |= _scope(element)
            case Service():
                found.update(element.variables)
    return frozenset(found)


def _given(group: Group) -> Iterator[str]:
    """The variables that patterns, BIND or subqueries may give a value, VALUES alone apart."""
    for element in group.elements:
        match element:
            case TriplePattern():
                for term in (element.subject, element.path, element.object):
                    yield from _name_of(term)
            case Bind():
                yield element.variable
            case OptionalGroup():
                yield from _given(element.group)
            case Graph():
                yield from _name_of(element.name)
                yield from _given(element.group)
            case Union():
                for branch in element.branches:
                    yield from _given(branch)
            case SubSelect():
                yield from element.query.where.variables
            case Group():
                yield from _given(element)


def _name_of(term: object) -> tuple[str, ...]:
    return (term.value,) if isinstance(term, Variable) else ()


def _unprovable(text: str) -> str:
    return f"that nothing matches {_short(text)} cannot be proved"


def _short(text: str) -> str:
    """A stretch of a query on one line, without comments, cut where it is long."""
    line = " ".join(re.sub(r"(?m)(?:^|\s)#.*$", " ", text).split())
    return line if len(line) <= 100 else line[:99] + "…"
