"""Rows that carry proof: for each answer of a query, the article's words that support it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from sygraph.facts import BATCH, batches, is_passage, node, term, values
from sygraph.names import PREFIXES, sy
from sygraph.pattern import Query, Term, Unreadable, parse, term_text
from sygraph.plan import Findings, Ground, Need, Plan, Row, Solution, analyse, restriction, value_of
from sygraph.results import IRI
from sygraph.store import Store

__all__ = ["Evidence", "Proof", "as_json", "as_lines", "prove", "triple_text"]

# How many full solutions of one query are traced. The group of a COUNT may have any number.
MOST_SOLUTIONS = 100_000

# What says when something is, of which loading computes its first and last day.
_DAYS = (sy("firstDay"), sy("lastDay"))
_DATES = [
    *map(sy, ("date", "periodStart", "periodEnd", "notBefore", "notAfter")),
    *map(sy, ("deadline", "ongoing")),
]

_NUMBERS = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))

# What a passage itself shows: its words, and where they stand.
_SHOWN = (sy("quote"), sy("start"), sy("end"))


@dataclass(frozen=True)
class Evidence:
    """Words of an article: a passage, its quote, its place in the text (in code points, the end
    exclusive), and the triples for which it is cited."""

    passage: IRI
    quote: str
    start: int | None
    end: int | None
    triples: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class Proof:
    """What supports an answer.

    `evidence` is the passages that state it, in reading order; `context` those with which they
    are to be read, which prove nothing by themselves; `background` the triples that only the
    gazetteer, the ontology or loading states; `notes` say what could not be proved, and why.
    """

    evidence: tuple[Evidence, ...] = ()
    context: tuple[Evidence, ...] = ()
    background: tuple[Triple, ...] = ()
    notes: tuple[str, ...] = ()


def prove(store: Store, sparql: str, columns: Sequence[str], rows: Sequence[Row]) -> list[Proof]:
    """Return the proof of each row that a query gave.

    The rows of a CONSTRUCT or DESCRIBE are its triples; an ASK that is true has one empty row.
    What cannot be traced is said in the proof's notes.

    >>> from sygraph.store import OxigraphStore
    >>> query = "ASK { id:route-los-angeles-cargo sy:value ?tonnes }"
    >>> [proof] = prove(OxigraphStore.bundled(), query, (), [()])
    >>> [(evidence.passage.curie, evidence.start) for evidence in proof.evidence]
    [('p:240', 1127)]
    """
    try:
        findings = _findings(store, parse(sparql), columns, rows)
    except Unreadable as reason:
        note = f"this query cannot be taken apart, so nothing is traced: {reason.message}"
        return [Proof(notes=(note,)) for _ in rows]
    return _Library(store, findings).proofs(findings)


def _findings(
    store: Store, query: Query, columns: Sequence[str], rows: Sequence[Row]
) -> list[Findings]:
    tracer = _Tracer(store)
    if query.form == "DESCRIBE":
        return [_described(row) for row in rows]
    if query.form == "CONSTRUCT":
        return tracer.construct(analyse(query), rows)
    return tracer.trace(analyse(query, columns), rows)


def _described(row: Row) -> Findings:
    """The findings of a triple of DESCRIBE: it is in the data as it stands."""
    findings = Findings()
    findings.triples[Triple(*row), None] = None  # type: ignore[arg-type]
    return findings


def triple_text(triple: Triple) -> str:
    """Return a triple as a person would write it."""
    return " ".join(term_text(cast(Term, part)) for part in triple)


def as_lines(proof: Proof | None) -> tuple[list[str], list[str], list[str]]:
    """Return the evidence, the background and the notes of a proof as text, a line an item."""
    if proof is None:
        return [], [], []
    return (
        [_line(cited) for cited in proof.evidence],
        [triple_text(triple) for triple in proof.background],
        [*proof.notes, *(f"read with {_line(cited)}" for cited in proof.context)],
    )


def _line(cited: Evidence) -> str:
    return f"{cited.passage.curie} {cited.start}-{cited.end} {cited.quote}"


def as_json(proof: Proof) -> dict[str, object]:
    """Return a proof as JSON would have it, its triples in N-Triples."""

    def passage(cited: Evidence) -> dict[str, object]:
        return {
            "passage": cited.passage,
            "quote": cited.quote,
            "start": cited.start,
            "end": cited.end,
            "triples": [str(triple) for triple in cited.triples],
        }

    return {
        "passages": [passage(cited) for cited in proof.evidence],
        "context": [passage(cited) for cited in proof.context],
        "background": [str(triple) for triple in proof.background],
        "notes": list(proof.notes),
    }


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
        traced = {_anonymous(row): Findings() for row in rows}
        seen: set[Row] = set()
        found, complete = self.solutions(plan, [()])
        for solution in found[()]:
            for pattern in plan.template:
                cells = (pattern.subject, cast(Term, pattern.path), pattern.object)
                made = _anonymous(tuple(value_of(cell, solution) for cell in cells))
                if made in traced:
                    plan.visit(solution, traced[made])
                    seen.add(made)
        for key, findings in traced.items():
            if key not in seen:
                findings.notes[plan.missing if complete else _cut()] = None
        self.meet(list(traced.values()))
        return [traced[_anonymous(row)] for row in rows]

    def meet(self, traced: Sequence[Findings]) -> None:
        """Trace the rows of inner queries that findings rest on, each row once."""
        waiting: dict[Need, dict[Row, list[Findings]]] = {}
        for findings in traced:
            for need, row in findings.needs:
                waiting.setdefault(need, {}).setdefault(row, []).append(findings)
            findings.needs.clear()
        for need, rows in waiting.items():
            steps = self.steps(need, list(rows)) if need.mark else {row: [row] for row in rows}
            inner = list(dict.fromkeys(step for row in rows for step in steps[row]))
            proved = dict(zip(inner, self.trace(need.plan, inner, True), strict=True))
            for row, outer in rows.items():
                for findings in outer:
                    for step in steps[row]:
                        findings.absorb(proved[step])

    def keyed(self, plan: Plan, rows: Sequence[Row]) -> list[list[Row]]:
        """Return the keys of the solutions behind each row; grouping may hide several in one."""
        if not plan.regroup:
            places = [plan.columns.index(name) for name in plan.keys]
            return [[tuple(row[place] for place in places)] for row in rows]
        groups: dict[Row, list[Row]] = {}
        for solution in _solutions(self.store, plan.regroup):
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
            text = plan.query(self.hold(plan, part)) + f" LIMIT {MOST_SOLUTIONS + 1}"
            solutions = list(_solutions(self.store, text))
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
                for step in _solutions(self.store, plan.query(held, f"DISTINCT {names}")):
                    place = (step[start], *(step[name] for name in graph))
                    if place in wanted:
                        edges[place].append(step[end])
                        reached[(step[end], *place[1:])] = None
            layer = [place for place in reached if place not in edges]
        return edges


class _Library:
    """What the graphs say of the triples that rows rest on, looked up for all rows at once."""

    def __init__(self, store: Store, findings: Sequence[Findings]) -> None:
        triples = dict.fromkeys(triple for found in findings for triple, _ in found.triples)
        self.store = store
        self.origins = _origins(store, triples)
        triples |= dict.fromkeys(t for origin in self.origins.values() for t in origin)
        self.graphs = _graphs(store, triples)
        cited = [graph for graphs in self.graphs.values() for graph in graphs]
        self.passages = _passages(store, [*cited, *(node(t.subject) for t in triples if _shown(t))])
        context = [other for _, others in self.passages.values() for other in others]
        self.context = _passages(store, context)

    def proofs(self, findings: Sequence[Findings]) -> list[Proof]:
        return [self.proof(found) for found in findings]

    def proof(self, findings: Findings) -> Proof:
        cited: dict[NamedNode, dict[Triple, None]] = {}
        background: dict[Triple, None] = {}
        notes = dict(findings.notes)
        for triple, graph in findings.triples:
            # What loading computed is proved by what it was computed from.
            for origin in self.origins.get(triple, [triple]):
                passages = self.stating(origin, graph)
                for passage in passages:
                    cited.setdefault(passage, {})[origin] = None
                if not passages and self.graphs[origin]:
                    background[origin] = None
                elif not passages:
                    notes[f"no graph states {triple_text(origin)}"] = None
        if not findings.triples and not notes:
            notes["this rests on no triple"] = None
        evidence = [self.evidence(passage, tuple(cited[passage])) for passage in cited]
        context = dict.fromkeys(
            other for passage in cited for other in self.passages[passage][1] if other not in cited
        )
        return Proof(
            tuple(sorted(evidence, key=_reading_order)),
            tuple(sorted((self.context[p][0] for p in context), key=_reading_order)),
            tuple(background),
            tuple(notes),
        )

    def stating(self, triple: Triple, graph: NamedNode | None) -> list[NamedNode]:
        """The passages that state a triple; only the one that the query asked, if it asked one."""
        if _shown(triple) and triple.subject in self.passages:
            return [node(triple.subject)]
        stating = [passage for passage in self.graphs[triple] if passage in self.passages]
        return stating if graph is None else [passage for passage in stating if passage == graph]

    def evidence(self, passage: NamedNode, triples: tuple[Triple, ...]) -> Evidence:
        return replace(self.passages[passage][0], triples=triples)


def _graphs(store: Store, triples: Iterable[Triple]) -> dict[Triple, set[NamedNode]]:
    """Return the named graphs that state each triple.

    Literals are compared here: an engine may write an equal one in another way than the query.
    """
    graphs: dict[Triple, set[NamedNode]] = {triple: set() for triple in triples}
    stated: dict[tuple[object, ...], set[NamedNode]] = {}
    patterns = [f"({s} {p} {o if isinstance(o, NamedNode) else 'UNDEF'})" for s, p, o in graphs]
    for batch in batches(patterns):
        for row in store.select(
            f"SELECT * {{ VALUES (?s ?p ?o) {{ {' '.join(batch)} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        ):
            key = (row["s"], row["p"], _canonical(row["o"]))
            stated.setdefault(key, set()).add(node(row["g"]))
    for (s, p, o), found in graphs.items():
        found |= stated.get((s, p, _canonical(o)), set())
    return graphs


def _canonical(value: object) -> object:
    """A term such that two ways to write the same number are equal."""
    if isinstance(value, Literal) and value.datatype.value in _NUMBERS:
        try:
            return value.datatype, Decimal(value.value)
        except ArithmeticError:
            pass
    return value


def _origins(store: Store, triples: Iterable[Triple]) -> dict[Triple, list[Triple]]:
    """Return, for each first or last day, the dates of the node it is computed from.

    They are the node's own or, where it has none, those of the event that it is of.
    """
    days = [triple for triple in triples if triple.predicate in _DAYS]
    dates = _dates(store, "?node ?p ?o", [node(day.subject) for day in days])
    lent = [node(day.subject) for day in days if node(day.subject) not in dates]
    dates |= _dates(store, "?node sy:of ?event . ?event ?p ?o", lent)
    return {day: dates[node(day.subject)] for day in days if node(day.subject) in dates}


def _dates(store: Store, pattern: str, nodes: Iterable[NamedNode]) -> dict[NamedNode, list[Triple]]:
    found: dict[NamedNode, list[Triple]] = {}
    for batch in batches(nodes):
        query = f"SELECT * {{ {values('node', batch)} {values('p', _DATES)} {pattern} }}"
        for solution in _solutions(store, query):
            owner = node(solution["node"])
            origin = found.setdefault(owner, [])
            event = solution.get("event")
            if event is not None and not origin:
                origin.append(Triple(owner, sy("of"), event))
            dated = owner if event is None else node(event)
            origin.append(Triple(dated, node(solution["p"]), solution["o"]))
    return found


def _passages(
    store: Store, iris: Iterable[NamedNode]
) -> dict[NamedNode, tuple[Evidence, list[NamedNode]]]:
    """Return those nodes that are passages, each with those with which it is to be read."""
    found: dict[NamedNode, tuple[Evidence, list[NamedNode]]] = {}
    for batch in batches(iri for iri in iris if is_passage(iri)):
        for row in _solutions(
            store,
            f"SELECT * {{ {values('p', batch)} ?p sy:quote ?quote "
            "OPTIONAL { ?p sy:start ?start ; sy:end ?end } OPTIONAL { ?p sy:readWith ?with } }",
        ):
            passage = node(row["p"])
            if passage not in found:
                start, end = _offset(row.get("start")), _offset(row.get("end"))
                quote = term(row["quote"]).value
                found[passage] = (Evidence(IRI(passage.value), quote, start, end), [])
            if "with" in row:
                found[passage][1].append(node(row["with"]))
    return found


def _cut() -> str:
    return f"the query has more solutions than the {MOST_SOLUTIONS:,} that were traced"


def _solutions(store: Store, sparql: str) -> Iterator[Solution]:
    """Yield the solutions of a SELECT, leaving out what is unbound."""
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


def _anonymous(row: Row) -> Row:
    """A row without its blank nodes, which are others in each result."""
    return tuple(None if isinstance(cell, BlankNode) else cell for cell in row)


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


def _shown(triple: Triple) -> bool:
    """Whether a triple tells a passage's words or their place: the passage shows it itself."""
    return triple.predicate in _SHOWN and is_passage(triple.subject)


def _offset(value: Ground | None) -> int | None:
    return int(value.value) if isinstance(value, Literal) else None


def _reading_order(evidence: Evidence) -> tuple[str, int, str]:
    """By article, and there by place."""
    return evidence.passage.rpartition("/")[0], evidence.start or 0, evidence.passage
