"""Trace the rows of a query to the triples of their solutions, with few queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from sygraph.entities.facts import BATCH, batches
from sygraph.evidence.rewrite import (
    Fact,
    Findings,
    Ground,
    Need,
    Plan,
    Row,
    Solution,
    analyse,
    restriction,
    value_of,
)
from sygraph.sparql.algebra import Query, Term
from sygraph.store.interface import Store

__all__ = ["answers", "trace"]

# How many full solutions of one query are traced. The group of a COUNT may have any number.
MOST_SOLUTIONS = 100_000


def trace(
    store: Store, query: Query, columns: Sequence[str], rows: Sequence[Row]
) -> list[Findings]:
    """Return what each row of a query rests on; see `evidence.prove` for what its rows are."""
    tracer = _Tracer(store)
    if query.form == "DESCRIBE":
        return [_described(row) for row in rows]
    if query.form == "CONSTRUCT":
        return tracer.construct(analyse(query), rows)
    return tracer.trace(analyse(query, columns), rows)


class _Tracer:
    """Finds the triples that rows rest on, a plan at a time and many rows at once."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def trace(self, plan: Plan, rows: Sequence[Row], inner: bool = False) -> list[Findings]:
        """Return what each row rests on; an inner row is one of a subquery, EXISTS or path."""
        traced = [Findings() for _ in rows]
        keyed = self.keyed(plan, rows)
        distinct = list(dict.fromkeys(key for keys in keyed for key in keys))
        found, complete = self.solutions(plan, distinct, inner)
        alike = Counter(keys[0] for keys in keyed if keys)
        seen: Counter[Row] = Counter()
        for findings, keys in zip(traced, keyed, strict=True):
            behind = [solution for key in keys for solution in found[key]]
            if plan.single and not inner and alike[keys[0]] == len(behind):
                # Rows that look alike are of one solution each, in the order they come in.
                behind = [behind[seen[keys[0]]]]
                seen[keys[0]] += 1
            for solution in behind:
                plan.visit(solution, findings)
            if not complete:
                findings.notes[_cut()] = None
            elif not behind and plan.missing:
                findings.notes[plan.missing] = None
        self.meet(traced)
        return traced

    def construct(self, plan: Plan, rows: Sequence[Row]) -> list[Findings]:
        """Return what each triple of a CONSTRUCT rests on: the solutions that make it."""
        traced = [Findings() for _ in rows]
        found, complete = self.solutions(plan, [()])
        made: dict[int, dict[Row, list[Findings]]] = {}
        seen: set[Findings] = set()
        for solution in found[()]:
            for pattern in plan.template:
                cells = (pattern.subject, cast(Term, pattern.path), pattern.object)
                if any(_is_unbound(cell, solution, plan) for cell in cells):
                    continue  # the template makes no triple of this solution
                values = tuple(_lasting(cell, solution, plan) for cell in cells)
                open_cells = sum(1 << n for n, value in enumerate(values) if value is None)
                if open_cells not in made:
                    made[open_cells] = _by_cells(rows, traced, open_cells)
                for findings in made[open_cells].get(values, ()):
                    plan.visit(solution, findings)
                    seen.add(findings)
        for findings in traced:
            if findings not in seen:
                findings.notes[plan.missing if complete else _cut()] = None
        self.meet(traced)
        return traced

    def meet(self, traced: Sequence[Findings]) -> None:
        """Trace the rows of inner queries that findings rest on, each row once."""
        waiting: dict[Need, dict[Row, list[Findings]]] = {}
        for findings in traced:
            for need, row in findings.needs:
                waiting.setdefault(need, {}).setdefault(row, []).append(findings)
            findings.needs.clear()
        for need, asked in waiting.items():
            rows = self.as_held(asked) if need.mark else asked
            steps = self.steps(need, list(rows)) if need.mark else {row: [row] for row in rows}
            inner = list(dict.fromkeys(step for row in rows for step in steps[row]))
            proved = dict(zip(inner, self.trace(need.plan, inner, True), strict=True))
            for row, outer in rows.items():
                lost = not steps[row] and (need.mark == "+" or row[0] != row[1])
                for findings in outer:
                    for step in steps[row]:
                        findings.absorb(proved[step])
                    if lost:
                        findings.notes["the steps of a path could not be found again"] = None

    def as_held(self, rows: Mapping[Row, list[Findings]]) -> dict[Row, list[Findings]]:
        """Write the literals of rows as the engine holds them: the 3448.0 of a query is 3448."""
        literals = list(dict.fromkeys(t for row in rows for t in row if isinstance(t, Literal)))
        held: dict[Ground | None, Ground] = {}
        if literals:
            values = " ".join(f"({number} {term})" for number, term in enumerate(literals))
            query = f"SELECT ?number ?term {{ VALUES (?number ?term) {{ {values} }} }}"
            for found in answers(self.store, query):
                held[literals[int(cast(Literal, found["number"]).value)]] = found["term"]
        written: dict[Row, list[Findings]] = {}
        for row, findings in rows.items():
            written.setdefault(tuple(held.get(term, term) for term in row), []).extend(findings)
        return written

    def keyed(self, plan: Plan, rows: Sequence[Row]) -> list[list[Row]]:
        """Return the keys of the solutions behind each row; grouping may hide several in one."""
        if not plan.regroup:
            places = [plan.columns.index(name) for name in plan.keys]
            return [[tuple(row[place] for place in places)] for row in rows]
        groups: dict[Row, list[Row]] = {}
        for solution in answers(self.store, plan.regroup):
            row = tuple(map(solution.get, plan.columns))
            groups.setdefault(row, []).append(tuple(map(solution.get, plan.keys)))
        return [groups.get(row, []) for row in rows]

    def solutions(
        self, plan: Plan, keys: Sequence[Row], inner: bool = False
    ) -> tuple[dict[Row, list[Solution]], bool]:
        """Return the full solutions that agree with each key, and whether these are all."""
        found: dict[Row, list[Solution]] = {key: [] for key in keys}
        others: list[tuple[Row, Solution]] = []
        complete = True
        # The filters of EXISTS need the outer values; others are cheaper held to few rows only.
        parts = list(batches(keys)) if plan.correlated else [keys] if keys else []
        for part in parts:
            text = plan.query(self.hold(plan, part))
            # Not with LIMIT: Virtuoso sorts no more than 10,000 rows for one.
            solutions = list(islice(answers(self.store, text), MOST_SOLUTIONS + 1))
            complete &= len(solutions) <= MOST_SOLUTIONS
            for solution in solutions[:MOST_SOLUTIONS]:
                key = tuple(map(solution.get, plan.keys))
                if key in found:
                    found[key].append(solution)
                elif inner:
                    others.append((key, solution))
        for key, behind in found.items() if others else ():
            if not behind:  # the outer query may give a value to what the inner one left open
                behind += [solution for other, solution in others if _agree(key, other)]
        return found, complete

    def hold(self, plan: Plan, keys: Sequence[Row]) -> str:
        """The VALUES block that holds a plan's query to these keys, if it pays."""
        places = [n for n, name in enumerate(plan.keys) if name not in plan.computed]
        if not places or (len(keys) > BATCH and not plan.correlated):
            return ""
        rows = [tuple(key[place] for place in places) for key in keys]
        return restriction([plan.keys[place] for place in places], rows, plan.correlated)

    def steps(self, need: Need, rows: Sequence[Row]) -> dict[Row, list[Row]]:
        """Return the steps of the shortest ways between the ends that each row names."""
        if need.mark == "?":
            return {row: [row] if row[0] != row[1] else [] for row in rows}
        steps: dict[Row, list[Row]] = {row: [] for row in rows}
        starts: dict[Row, list[Row]] = {}
        for row in rows:
            if need.mark == "+" or row[0] != row[1]:
                starts.setdefault((row[0], *row[2:]), []).append(row)
        edges = self.edges(need.plan, starts)
        for start, ends in starts.items():
            parents = _parents(edges, start, {row[1] for row in ends})
            for row in ends:
                steps[row] = [(*step, *row[2:]) for step in _way(parents, row[0], row[1])]
        return steps

    def edges(self, plan: Plan, starts: Iterable[Row]) -> dict[Row, list[Ground]]:
        """Return all steps that can be made from the starts on, a layer with one query or few."""
        start, end, *graph = plan.columns
        edges: dict[Row, list[Ground]] = {}
        layer = list(starts)
        while layer:
            edges |= {place: [] for place in layer}
            reached: dict[Row, None] = {}
            for batch in batches(layer):
                held = restriction([start, *graph], batch, literals=True)
                names = " ".join(f"?{name}" for name in plan.columns)
                wanted = set(batch)
                for step in answers(self.store, plan.query(held, f"DISTINCT {names}")):
                    place = (step[start], *(step[name] for name in graph))
                    if place in wanted:
                        edges[place].append(step[end])
                        reached[(step[end], *place[1:])] = None
            layer = [place for place in reached if place not in edges]
        return edges


def _cut() -> str:
    return f"the query has more solutions than the {MOST_SOLUTIONS:,} that were traced"


def answers(store: Store, sparql: str) -> Iterator[Solution]:
    """Yield the solutions of a SELECT without unbound variables."""
    results = store.select(sparql)
    names = [variable.value for variable in results.variables]
    for solution in results:
        yield {
            name: cast(Ground, value)
            for name, value in zip(names, solution, strict=True)
            if value is not None
        }


def _agree(one: Row, other: Row) -> bool:
    """Whether two rows are compatible: an unbound cell agrees with any."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _is_unbound(cell: Term, solution: Solution, plan: Plan) -> bool:
    """Whether a cell is a variable of the query that the solution leaves unbound."""
    return isinstance(cell, Variable) and cell.value in plan.named and cell.value not in solution


def _lasting(cell: Term, solution: Solution, plan: Plan) -> Ground | None:
    """What a cell of a template becomes; None if that is another term each time: a blank node."""
    if isinstance(cell, Variable) and cell.value in plan.changing:
        return None
    value = value_of(cell, solution)
    return None if isinstance(value, BlankNode) else value


def _by_cells(
    rows: Sequence[Row], traced: Sequence[Findings], open_cells: int
) -> dict[Row, list[Findings]]:
    """The findings of each row by its cells, those left out that are open."""
    found: dict[Row, list[Findings]] = {}
    for row, findings in zip(rows, traced, strict=True):
        key = tuple(None if open_cells >> n & 1 else cell for n, cell in enumerate(row))
        found.setdefault(key, []).append(findings)
    return found


def _parents(
    edges: Mapping[Row, list[Ground]], start: Row, goals: set[Ground | None]
) -> dict[Ground, list[Ground]]:
    """Return the nodes before each node on the shortest ways to it, until all goals are met.

    The start has none, unless a way leads back to it.
    """
    parents: dict[Ground, list[Ground]] = {}
    layer = [cast(Ground, start[0])]
    while layer and not goals <= parents.keys():
        reached: dict[Ground, list[Ground]] = {}
        for place in layer:
            for after in edges.get((place, *start[1:]), ()):
                if after not in parents:
                    reached.setdefault(after, []).append(place)
        parents |= reached
        layer = list(reached)
    return parents


def _way(
    parents: Mapping[Ground, list[Ground]], start: Ground | None, goal: Ground | None
) -> list[tuple[Ground, Ground]]:
    """Return the steps of the shortest ways from the start to the goal, from its end back."""
    steps: dict[tuple[Ground, Ground], None] = {}
    waiting = [cast(Ground, goal)]
    passed = set()
    while waiting:
        place = waiting.pop()
        for before in parents.get(place, ()):
            steps[before, place] = None
            if before != start and before not in passed:
                passed.add(before)
                waiting.append(before)
    return list(steps)


def _described(row: Row) -> Findings:
    """The findings of a triple of DESCRIBE: it is in the data as it stands."""
    findings = Findings()
    subject, predicate, value = cast(tuple[Term, NamedNode, Term], row)
    Fact(subject, predicate, value, None).visit({}, findings)
    return findings
