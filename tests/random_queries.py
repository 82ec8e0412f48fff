"""Random queries over the bundled data, and checks of what is said of their answers.

A row's proof holds if the query gives the row again when it is asked of the cited triples alone.
An explanation holds if the store agrees with each of its sentences, read back as SPARQL.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import ClassVar

import pyoxigraph as ox

from sygraph.evidence.explain import explain
from sygraph.evidence.proof import Proof
from sygraph.namespaces import ARTICLE, DERIVED, PREFIXES, expand, is_passage, sy
from sygraph.queries.catalog import Catalog
from sygraph.queries.results import Result
from sygraph.queries.run import run
from sygraph.sparql.parser import parse
from sygraph.store.interface import OxigraphStore

HOME = ox.NamedNode(ARTICLE + "shenyang-2024")
DAYS = (sy("firstDay"), sy("lastDay"))
SHOWN = (sy("quote"), sy("start"), sy("end"))
DATES = {
    sy(name)
    for name in (
        *("date", "periodStart", "periodEnd", "notBefore", "notAfter", "deadline", "ongoing"),
    )
}
VARIABLES = "abcde"
# Of queries with more solutions nothing is checked.
MOST = 300


def chosen_quads(store: OxigraphStore) -> list[ox.Quad]:
    """What queries are made of: what passages state, and some of the rest, in a fixed order."""
    quads = [
        quad
        for quad in store.engine
        if isinstance(quad.graph_name, ox.NamedNode)
        and not isinstance(quad.subject, ox.BlankNode)
        and (is_passage(quad.graph_name) or zlib.crc32(str(quad).encode()) % 7 == 0)
    ]
    return sorted(quads, key=str)


class Writer:
    """Writes a query, mostly one that the data answer."""

    def __init__(self, seed: int, quads: Sequence[ox.Quad]) -> None:
        self.rng = Random(seed)
        self.quads = quads
        self.used: list[str] = []

    def query(self) -> str:
        rng = self.rng
        group = self.group(rng.randint(1, 3))
        dataset = self.dataset() if rng.random() < 0.25 else ""
        used = sorted(set(re.findall(r"\?([a-e])\b", group))) or ["a"]
        form = rng.random()
        if form < 0.1:
            return f"ASK {dataset} {group}"
        if form < 0.2:
            first, second = rng.choice(used), rng.choice(used)
            return f"CONSTRUCT {{ ?{first} sy:of ?{second} , _:x }} {dataset} WHERE {group}"
        if form < 0.35:
            key = rng.choice(used)
            having = rng.choice(["", "", " HAVING (COUNT(*) > 1)"])
            return f"SELECT ?{key} (COUNT(*) AS ?n) {dataset} {group} GROUP BY ?{key}{having}"
        if form < 0.4:
            return f"SELECT (COUNT(?{rng.choice(used)}) AS ?n) {dataset} {group}"
        chosen = " ".join(f"?{name}" for name in used if rng.random() < 0.7) or "*"
        distinct = rng.choice(["", "DISTINCT "])
        limit = rng.choice(["", "", f" LIMIT {rng.randint(1, 5)}"])
        return f"SELECT {distinct}{chosen} {dataset} {group}{limit}"

    def dataset(self) -> str:
        graphs = [quad.graph_name for quad in self.rng.sample(list(self.quads), 3)]
        clauses = [
            f"FROM {self.rng.choice(['', '', 'NAMED '])}{graph}"
            for graph in graphs[: self.rng.randint(1, 3)]
        ]
        return " ".join(dict.fromkeys(clauses))

    def group(self, size: int, depth: int = 0) -> str:
        parts = [self.pattern() for _ in range(size)]
        if depth < 2 and self.rng.random() < 0.6:
            parts.append(self.part(depth))
        if self.rng.random() < 0.3:
            parts.append(self.filter(depth))
        return f"{{ {' '.join(parts)} }}"

    def part(self, depth: int) -> str:
        rng = self.rng
        inner = self.group(1, depth + 1)
        match rng.randrange(9):
            case 0:
                return f"OPTIONAL {inner}"
            case 1:
                return f"{inner} UNION {self.group(1, depth + 1)}"
            case 2 | 3:
                return f"GRAPH {rng.choice([str(rng.choice(self.quads).graph_name), '?e'])} {inner}"
            case 4:
                return f"MINUS {inner}"
            case 5:
                return f"VALUES ?{rng.choice(VARIABLES)} {{ {self.node()} {self.node()} }}"
            case 6:
                name = rng.choice(VARIABLES)
                return f"{{ SELECT ?{name} (COUNT(*) AS ?n{depth}) {inner} GROUP BY ?{name} }}"
            case 7:
                return f"BIND(STR({rng.choice(['?a', '?b', '1'])}) AS ?t{depth})"
        return inner

    def filter(self, depth: int) -> str:
        rng = self.rng
        name = f"?{rng.choice(VARIABLES)}"
        return rng.choice(
            [
                f"FILTER({name} != {self.node()})",
                f"FILTER({name} = {self.node()})",
                f"FILTER(isIRI({name}))",
                f"FILTER(BOUND({name}))",
                f"FILTER(!BOUND({name}))",
                f"FILTER({name} > {rng.randint(0, 3000)})",
                f"FILTER(datatype({name}) = xsd:gYearMonth)",
                f"FILTER EXISTS {self.group(1, depth + 2)}",
                f"FILTER NOT EXISTS {self.group(1, depth + 2)}",
                f"FILTER(1<STRLEN(STR({name})))",
            ]
        )

    def pattern(self) -> str:
        """A triple pattern that mostly shares a variable with those before it."""
        quad = self.rng.choice(self.quads)
        subject, value = self.maybe(quad.subject), self.maybe(quad.object)
        if subject[0] != "?" and value[0] != "?":
            value = self.variable()
        return f"{subject} {self.path(quad.predicate)} {value} ."

    def variable(self) -> str:
        if self.used and self.rng.random() < 0.75:
            return f"?{self.rng.choice(self.used)}"
        self.used.append(self.rng.choice(VARIABLES))
        return f"?{self.used[-1]}"

    def maybe(self, term: object) -> str:
        plain = not isinstance(term, ox.Literal) or not set(term.value) & set("\",\\' ")
        if plain and self.rng.random() < 0.4:
            return str(term)
        return self.variable()

    def path(self, predicate: ox.NamedNode) -> str:
        rng = self.rng
        other = rng.choice(self.quads).predicate
        forms = {
            0: f"{predicate}/{other}",
            1: f"^{predicate}",
            2: f"{predicate}|{other}",
            3: f"{predicate}+",
            4: f"{predicate}*",
            5: f"!({predicate}|{other})",
            6: "?p",
            7: f"({predicate}|^{other})?",
        }
        return forms.get(rng.randrange(24), str(predicate))

    def node(self) -> str:
        return str(self.rng.choice(self.quads).subject)


def said_of(store: OxigraphStore, sparql: str) -> None:
    """Ask a query, and check what is said of its answer.

    Raises:
        AssertionError: something does not hold.
    """
    where = Claims(store, sparql).where(sparql)
    [row] = store.select(f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT * {where} LIMIT {MOST} }} }}")
    if int(row[0].value) == MOST:
        return  # too many to prove them all in a test
    result = run(store, Catalog({}), sparql, evidence=True)
    if result:
        Rows(store, sparql).check(result)
    else:
        Claims(store, sparql).check(explain(store, sparql))


class Rows:
    """Derives rows again from the triples that their proofs cite."""

    def __init__(self, store: OxigraphStore, sparql: str) -> None:
        self.store = store
        self.sparql = sparql
        self.whole = re.sub(r" LIMIT \d+$", "", sparql)

    def check(self, result: Result) -> None:
        proofs: Sequence[Proof | None]
        rows = [tuple(map(blind, row.terms)) for row in result.rows]
        if result.form == "ask":
            rows = [()]
        proofs = [row.proof for row in result.rows]
        for row, proof in list(zip(rows, proofs, strict=True))[:12]:
            assert proof is not None
            lost = [note for note in proof.notes if re.search("found again|no graph|apart", note)]
            # The engine answers a subquery in GRAPH ?e from all graphs (docs/engines.md).
            if lost and re.search(r"GRAPH \?e \{.*\bSELECT\b", self.sparql):
                assert all("evidence could not be determined" in note for note in lost), lost
                continue
            assert not lost, lost
            # A path of no steps rests on no triple, and the engine asks for one.
            if not any(re.search("blank node|no triple", note) for note in proof.notes):
                assert self.derived(row, proof), ("not derived again", row, proof)
                self.check_scope(proof)

    def derived(self, row: tuple[object, ...], proof: Proof) -> bool:
        """Whether the query gives a row again when it is asked of what its proof cites."""
        store = self.store_of(proof)
        if row in list(rows_of(store.query(self.whole))):
            return True
        # A path of no steps rests on no triple, yet the engine finds its ends in triples only.
        if not re.search(r"[*?](?= )", self.whole):
            return False
        if "COUNT" in self.whole and "GRAPH" in self.whole:
            return True  # it counts the graphs in which the end of such a path is found
        engine = store.engine
        graphs = [ox.DefaultGraph(), *self.store.engine.named_graphs()]
        here = ox.NamedNode("urn:here")
        named = map(ox.NamedNode, re.findall(r"<([^<>]+)>", self.whole))
        for term in {
            *named,
            *self.literals(),
            *(cell for cell in row if isinstance(cell, ox.NamedNode | ox.Literal)),
        }:
            engine.extend(ox.Quad(here, here, term, graph) for graph in graphs)
        return row in list(rows_of(store.query(self.whole)))

    def literals(self) -> Iterator[ox.Literal]:
        """The typed literals of the query."""
        for value, datatype in re.findall(r'"([^"]*)"\^\^<([^<>]+)>', self.whole):
            yield ox.Literal(value, datatype=ox.NamedNode(datatype))

    def check_scope(self, proof: Proof) -> None:
        sources = parse(self.sparql).sources
        # A day that loading computed rests on dates, wherever these are stated.
        dated = re.search(r"firstDay|lastDay|\?p |!\(", self.sparql)
        for cited in proof.evidence if sources else ():
            for triple in cited.triples:
                asked = sources is None or any(
                    graph.value == cited.passage for graph in (*sources.default, *sources.named)
                )
                shown = triple.predicate in SHOWN
                computed = dated and triple.predicate in {*DATES, sy("of")}
                assert asked or shown or computed, ("not asked", cited.passage, triple)

    def store_of(self, proof: Proof) -> OxigraphStore:
        """What a proof cites, in the graphs that state it, and merged."""
        cited = [
            placed(triple, ox.NamedNode(evidence.passage))
            for evidence in proof.evidence
            for triple in evidence.triples
        ]
        whole = self.store.engine
        stated = [
            quad
            for triple in proof.background
            for quad in whole.quads_for_pattern(triple.subject, triple.predicate, triple.object)
            if not str(quad.graph_name).startswith(f"<{PREFIXES['p']}")
        ]
        graphs = {sy("quote"): HOME, sy("start"): DERIVED, sy("end"): DERIVED}
        shown = [
            placed(quad.triple, graphs[quad.predicate]) for quad in cited if quad.predicate in SHOWN
        ]
        dated = {quad.subject for quad in cited if quad.predicate in {*DATES, sy("of")}}
        days = [
            quad
            for node in dated
            for day in DAYS
            for quad in whole.quads_for_pattern(node, day, None, DERIVED)
        ]
        # A translation is no evidence: a note says so in its place.
        translated = [
            quad
            for note in proof.notes
            if (said := re.fullmatch(r"the translation of (\S+) is made by .*", note))
            for quad in whole.quads_for_pattern(
                ox.NamedNode(_iri(said[1])), sy("translation"), None
            )
        ]
        store = ox.Store()
        store.extend([*cited, *stated, *shown, *days, *translated])
        store.extend([placed(quad.triple, ox.DefaultGraph()) for quad in list(store)])
        return OxigraphStore(store)


def _iri(name: str) -> str:
    return expand(name) or name.strip("<>")


def placed(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def rows_of(answer: object) -> Iterator[tuple[object, ...]]:
    if isinstance(answer, ox.QueryBoolean):
        yield from [()] if answer else []
    elif isinstance(answer, ox.QueryTriples):
        yield from (tuple(map(blind, triple)) for triple in answer)
    elif isinstance(answer, ox.QuerySolutions):
        yield from (tuple(map(blind, solution)) for solution in answer)


def blind(term: object) -> object:
    """A term, but for blank nodes, of which one is as good as another."""
    return "[]" if isinstance(term, ox.BlankNode) else term


class Claims:
    """Reads the sentences of an explanation back as SPARQL."""

    def __init__(self, store: OxigraphStore, sparql: str) -> None:
        self.store = store
        self.sparql = sparql
        self.left: str | None = None  # the pattern without the filter that is blamed
        self.parts: list[str] = []  # of the pattern that the last sentences are about

    def check(self, sentences: Sequence[str]) -> None:
        assert sentences, "an empty answer without an explanation"
        for sentence in sentences:
            for pattern, check in self.forms.items():
                if found := re.fullmatch(pattern, sentence, re.DOTALL):
                    groups = [group or "" for group in found.groups()]
                    if check.__name__ in ("nothing", "no_one", "never"):
                        self.parts = []
                    # What is cut off cannot be read back.
                    if any(re.search("(?<!, )…", text) for text in [*groups, *self.parts]):
                        self.parts = ["…"]
                    else:
                        assert check(self, *groups), sentence
                    break
            else:
                raise AssertionError(f"a sentence of another form: {sentence}")

    def ask(self, pattern: str, dataset: str = "") -> bool:
        return self.store.ask(f"ASK {dataset} {{ {pattern} }}")

    def unknown(self, term: str, rest: str) -> bool:
        iri = ox.NamedNode(expand(term) or term[1:-1])
        engine = self.store.engine
        found = any(
            next(iter(engine.quads_for_pattern(*place)), None)
            for place in ((iri, None, None, None), (None, iri, None, None), (None, None, iri, None))
        )
        return not found and all(self.exists(name) for name in listed(rest))

    def exists(self, term: str) -> bool:
        return self.ask(f"{{ {term} ?p ?o }} UNION {{ ?s {term} ?o }} UNION {{ ?s ?p {term} }}")

    def no_graph(self, term: str, rest: str) -> bool:
        return not self.ask(f"GRAPH {term} {{ ?s ?p ?o }}")

    def nothing(self, place: str, pattern: str) -> bool:
        self.parts = [pattern]
        if place == "the data":
            return not self.ask(pattern) and not self.ask(f"GRAPH ?any {{ {pattern} }}")
        if place.startswith("the default graph"):
            return True
        if place.startswith("the graph ?"):
            return not self.ask(f"GRAPH {place[10:]} {{ {pattern} }}", self.named("FROM"))
        return not self.ask(pattern, self.default(place))

    def default(self, place: str) -> str:
        if place == "the graphs that FROM names":
            return " ".join(re.findall(r"FROM (?!NAMED)\S+", self.sparql))
        return " ".join(f"FROM {name}" for name in listed(place))

    def no_one(self, of: str, pattern: str) -> bool:
        self.parts = [pattern]
        return not self.ask(f"GRAPH ?any {{ {pattern} }}", self.named(of))

    def named(self, of: str) -> str:
        return " ".join(re.findall(r"FROM NAMED \S+", self.sparql)) if of else ""

    def never(self, listing: str, place: str) -> bool:
        self.parts = listed(listing)
        pattern = " ".join(map(values, self.parts))
        if place.startswith("the graph ?"):
            return not self.ask(f"GRAPH {place[10:]} {{ {pattern} }}", self.named("FROM"))
        if place.startswith("one graph"):
            return not self.ask(f"GRAPH ?any {{ {pattern} }}", self.named(place[9:]))
        return not self.ask(pattern, self.default(place) if place else "")

    def stated(self, names: str) -> bool:
        pattern = " ".join(map(values, self.parts))
        graphs = [name for name in listed(names) if name != "others"]
        return all(self.ask(f"GRAPH {graph} {{ {pattern} }}") for graph in graphs)

    def over_several(self) -> bool:
        pattern = " ".join(map(values, self.parts))
        if "GRAPH" in pattern:
            return True  # with GRAPH left out, which its text does not show
        return self.ask(pattern) and not self.ask(f"GRAPH ?any {{ {pattern} }}")

    def elsewhere(self) -> bool:
        return self.ask(f"GRAPH ?any {{ {' '.join(map(values, self.parts))} }}")

    def silent(self) -> bool:
        return not self.ask(" ".join(map(values, self.parts)))

    def refused(self, text: str) -> bool:
        self.left = self.outer_without(text)
        return self.left is None or self.answers(self.left)

    def taken(self, text: str) -> bool:
        left = self.outer_without(text)
        return left is None or self.answers(re.sub(r"FILTER\([^{}]*?\) }$", "}", left))

    def outer_without(self, text: str) -> str | None:
        """The query without a part of its outermost group, if it has that part."""
        where = self.where(self.sparql)
        for found in re.finditer(re.escape(text), where):
            before = where[: found.start()]
            if before.count("{") - before.count("}") == 1:
                return before + where[found.end() :]
        return None

    def answers(self, where: str) -> bool:
        dataset = " ".join(re.findall(r"FROM (?:NAMED )?\S+", self.sparql))
        return self.store.ask(f"ASK {dataset} {where}")

    def where(self, sparql: str) -> str:
        start = sparql.index("WHERE") if sparql.startswith("CONSTRUCT") else 0
        start = sparql.index("{", start)
        return sparql[start : sparql.rindex("}") + 1]

    def seen(self, name: str, listing: str) -> bool:
        """Values that a filter saw; checked where the filter is of the outermost group."""
        left = self.left
        values = listing.removesuffix(", …").split(", ")
        return (left is None or '"' in listing) or all(
            self.answers(f"{{ {left} FILTER(?{name} = {value}) }}") for value in values
        )

    def named_thing(self, text: str, names: str) -> bool:
        label = "skos:prefLabel|skos:altLabel|skos:hiddenLabel"
        return all(
            self.ask(f"{name} {label} ?l FILTER(STR(?l) = {text})") or text[1:-1] in name
            for name in listed(names)
        )

    def things(self, listing: str) -> bool:
        return all(self.exists(name) for name in listing.removesuffix(", …").split(", "))

    def not_used(self, term: str, rest: str) -> bool:
        used = all(self.ask(f"?s {name} ?o") for name in listed(rest))
        return used and not self.ask(f"?s {term} ?o")

    def value_of(self, term: str, names: str) -> bool:
        used = all(self.ask(f"?s {name} {term}") for name in names.split(", "))
        return used and not self.ask(f"?s {term} ?o")

    def in_a_language(self, texts: str) -> bool:
        return all(self.ask(f"?s ?p {text}") for text in listed(texts))

    def no_class(self, term: str, rest: str) -> bool:
        used = all(self.ask(f"?s a {name}") for name in listed(rest))
        return used and not self.ask(f"?s a {term}")

    def turned(self, pattern: str) -> bool:
        subject, *path_words, value = pattern.split(" ")
        path = " ".join(path_words)
        before = f"{value} {path} {subject}"
        return before in self.parts and self.ask(
            " ".join(values(pattern if part == before else part) for part in self.parts)
        )

    def instead(self, term: str, names: str) -> bool:
        return all(
            any(
                self.ask(
                    " ".join(
                        values(other.replace(f" {term} ", f" {name} ") if other is part else other)
                        for other in self.parts
                    )
                )
                for part in self.parts
            )
            for name in listed(names)
        )

    def linked_instead(self, term: str, names: str) -> bool:
        whole = " ".join(map(values, self.parts))
        pattern = re.sub(rf"(?<!\S){re.escape(term)}(?!\S)", "{}", whole)
        names = names.removesuffix(", …")
        return "{}" in pattern and all(
            self.ask(pattern.replace("{}", name)) for name in names.split(", ")
        )

    def without(self, pattern: str, variable: str, names: str) -> bool:
        rest = " ".join(values(part) for part in self.parts if part != pattern)
        names = names.removesuffix(", …")
        return all(self.ask(f"{rest} VALUES {variable} {{ {name} }}") for name in names.split(", "))

    def connected(self, start: str, end: str, rest: str) -> bool:
        between = re.match(r"connected through (.*)", rest)
        nodes = [start, *(listed(between[1]) if between else []), end]
        return all(
            self.ask(f"{{ {one} ?p {two} }} UNION {{ {two} ?p {one} }}")
            for one, two in pairwise(nodes)
        )

    def trivial(self, *groups: str) -> bool:
        return True

    # Each form of sentence with the check of what it says; the first that fits is taken.
    forms: ClassVar[dict[str, Callable[..., bool]]] = {
        r"(\S+) is unknown to the ontology and the data"
        r"(?:; the nearest that exists? (?:is|are) (.*))?\.": unknown,
        r"(\S+) is unknown to the ontology and the data; (names) are in .*": trivial,
        r"No graph is named (\S+?)(; .*)?\.": no_graph,
        r"Nothing in (.+?) matches (.+)\.": nothing,
        r"No graph( of FROM NAMED)? by itself matches (.+)\.": no_one,
        r"(.+) never match together(?: in (.+))?\.": never,
        r"(.+) states? it\.": stated,
        r"Together they match in (.+)\.": stated,
        r"All graphs together match, and none of them alone: .*": over_several,
        r"(Without GRAPH) they match together\.": trivial,
        r"Other graphs match\.": elsewhere,
        r"All its terms are known: the article is silent on this\.": silent,
        r"There are solutions without it, but none passes (.+)\.": refused,
        r"There are solutions, but (MINUS .+) takes every one away\.": taken,
        r"There \?(\w+) is (.+)\.": seen,
        r"A text is not equal to an IRI: (.+) names (.+)\.": named_thing,
        r"Its values are IRIs, not text: (.*)\.": things,
        r"No statement has the property (\S+); it is a value of (.+)\.": value_of,
        r"No statement has the property (\S+?)(?:; the data has (.+))?\.": not_used,
        r"(.+) is a text, and only things have properties\.": trivial,
        r"Language tags differ in (case) .*": trivial,
        r"The data has (.+): a text is equal only .*": in_a_language,
        r"Nothing is of the class (\S+?)(?:; the data has (.+))?\.": no_class,
        r"The other way round it matches: (.+)\.": turned,
        r"In place of (\S+) it matches with what is linked to it: (.+)\.": linked_instead,
        r"In place of (\S+) it matches with (.+)\.": instead,
        r"Without (.+) it matches: (\?\w+) is (.+)\.": without,
        r"(\S+) and (\S+) are (linked|connected through .+): see sygraph path .*": connected,
        r"(The data has .*): a literal in a pattern .*": trivial,
        r"The nearest values that exist are (.*)\.": trivial,
        r"The pattern has solutions, but (no group passes HAVING) .*": trivial,
        r"The pattern has solutions, but the (template makes no triple) of them\.": trivial,
        r"(.+) is not among the graphs that FROM NAMED names\.": trivial,
        r"The query has FROM and no FROM NAMED, so (GRAPH) matches nothing\.": trivial,
        r"(VALUES .*) lists no value\.": trivial,
    }


def listed(text: str) -> list[str]:
    """The texts of `A, B and C`."""
    return [part for part in re.split(r", | and ", text) if part]


def values(part: str) -> str:
    """An element as SPARQL that an explanation writes as `?x = a or b`."""
    found = re.fullmatch(r"(\?\w+) = (.+)", part)
    if found:
        return f"VALUES {found[1]} {{ {found[2].replace(' or ', ' ')} }}"
    if part.startswith("SELECT"):
        return f"{{ {part} }}"
    return part if part.endswith("}") or part.endswith(")") else f"{part} ."
