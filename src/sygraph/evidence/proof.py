"""Prove the rows of an answer: the passages that state the triples of each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from sygraph.entities.facts import Translations, batches, node, term, translations, values
from sygraph.evidence.rewrite import Findings, Ground, Row
from sygraph.evidence.trace import answers, trace
from sygraph.namespaces import MERGE, TRANSLATION, XSD, curie, is_passage, sy
from sygraph.rdf.values import IRI
from sygraph.sparql.algebra import Term, Unreadable, term_text
from sygraph.sparql.parser import parse
from sygraph.store.interface import Store

__all__ = ["Evidence", "Proof", "as_json", "as_lines", "background_lines", "prove", "triple_text"]

# Properties with a date, from which loading computes the first and the last day.
_DAYS = (sy("firstDay"), sy("lastDay"))
_DATES = [
    *map(sy, ("date", "periodStart", "periodEnd", "notBefore", "notAfter")),
    *map(sy, ("deadline", "ongoing")),
]

_FLOATS = ("double", "float")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_ANY = NamedNode("urn:sygraph:any")

# Loading computes it from the passages that state a node.
_FROM_ARTICLE = sy("fromArticle")

# The quote and the offsets, which a passage proves itself.
_SHOWN = (sy("quote"), sy("start"), sy("end"))


@dataclass(frozen=True)
class Evidence:
    """Words of an article: a passage, its quote, its place in the text (in code points, the end
    exclusive), the triples for which it is cited, and its translations."""

    passage: IRI
    quote: str
    start: int | None
    end: int | None
    triples: tuple[Triple, ...] = ()
    translations: Translations = field(default_factory=Translations, hash=False)


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

    >>> from sygraph.store.interface import OxigraphStore
    >>> query = "ASK { id:route-los-angeles-cargo sy:value ?tonnes }"
    >>> [proof] = prove(OxigraphStore.bundled(), query, (), [()])
    >>> [(evidence.passage.curie, evidence.start) for evidence in proof.evidence]
    [('shenyang-2024/240', 1127)]
    """
    try:
        query = parse(sparql)
        findings = trace(store, query, columns, rows)
    except Unreadable as reason:
        note = f"this query cannot be taken apart, so nothing is traced: {reason.message}"
        return [Proof(notes=(note,)) for _ in rows]
    asked = None if query.sources is None else frozenset(query.sources.default)
    return _Statements(store, findings, asked).proofs(findings)


def background_lines(proof: Proof) -> list[str]:
    """Return the background for people: without the article of a statement, which passages name."""
    return [triple_text(t) for t in proof.background if t.predicate != _FROM_ARTICLE]


def triple_text(triple: Triple) -> str:
    """Return a triple as a person would write it."""
    return " ".join(term_text(cast(Term, part)) for part in triple)


def as_lines(proof: Proof | None) -> tuple[list[str], list[str], list[str]]:
    """Return the evidence, the background and the notes of a proof as text, a line an item."""
    if proof is None:
        return [], [], []
    return (
        [_line(cited) for cited in proof.evidence],
        background_lines(proof),
        [*proof.notes, *(f"read with {_line(cited)}" for cited in proof.context)],
    )


def _line(cited: Evidence) -> str:
    return f"{cited.passage.curie} {cited.start}-{cited.end} {cited.quote}"


def as_json(proof: Proof) -> dict[str, object]:
    """Return a proof as JSON would have it, its triples in N-Triples."""

    def passage(cited: Evidence) -> dict[str, object]:
        translated = {"translation": cited.translations.any} if cited.translations else {}
        return {
            "passage": cited.passage,
            "quote": cited.quote,
            **translated,
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


class _Statements:
    """The graphs that state the triples of all rows, looked up at once.

    `asked` are the graphs that FROM names, None without FROM.
    """

    def __init__(
        self, store: Store, findings: Sequence[Findings], asked: frozenset[NamedNode] | None
    ) -> None:
        # The merge states what any graph states.
        self.asked = None if asked is None or MERGE in asked else asked
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
            asked = self.asked if graph is None else frozenset([graph])
            # What loading computed is proved by what it was computed from, wherever that is.
            for origin in self.origins.get(triple, [triple]):
                stating = self.stating(origin, asked if origin is triple else None)
                passages = [iri for iri in stating if iri in self.passages]
                for passage in passages:
                    cited.setdefault(passage, {})[origin] = None
                if not passages and stating and origin.predicate == TRANSLATION:
                    name = curie(node(origin.subject).value)
                    notes[f"the translation of {name} is made by this project: no evidence"] = None
                elif not passages and stating:
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

    def stating(self, triple: Triple, asked: frozenset[NamedNode] | None) -> list[NamedNode]:
        """The graphs that state a triple, of those that the query asked."""
        if _shown(triple) and triple.subject in self.passages:
            return [node(triple.subject)]
        return [graph for graph in self.graphs[triple] if asked is None or graph in asked]

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
            if row["g"] != MERGE:
                stated.setdefault(key, set()).add(node(row["g"]))
    for (s, p, o), found in graphs.items():
        found |= stated.get((s, p, _canonical(o)), set())
    return graphs


def _canonical(value: object) -> object:
    """A term such that two ways to write the same value are equal."""
    if not isinstance(value, Literal):
        return value
    # The embedded engine writes numbers, dates and durations in one way, unless ill-typed.
    scratch = ox.Store()
    scratch.add(ox.Quad(_ANY, _ANY, value))
    [quad] = scratch
    literal = cast(Literal, quad.object)
    kind = literal.datatype.value.removeprefix(XSD)
    try:
        if kind in _FLOATS:
            number = float(literal.value)
            return literal.datatype, str(number)
        if _DECIMAL.fullmatch(literal.value) and kind not in ("string", "langString"):
            return literal.datatype, Decimal(literal.value)
    except ValueError:
        pass
    return literal


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
        # Not as VALUES too: some engines would make every pair of the two first.
        dating = f"FILTER(?p IN ({', '.join(map(str, _DATES))}))"
        query = f"SELECT * {{ {values('node', batch)} {pattern} {dating} }}"
        for solution in answers(store, query):
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
        translated = translations(store, batch)
        for row in answers(
            store,
            f"SELECT * {{ {values('p', batch)} ?p sy:quote ?quote "
            f"OPTIONAL {{ ?p sy:start ?start ; sy:end ?end }}"
            " OPTIONAL { ?p sy:readWith ?with } }",
        ):
            passage = node(row["p"])
            if passage not in found:
                start, end = _offset(row.get("start")), _offset(row.get("end"))
                quote = term(row["quote"]).value
                into = translated.get(passage, Translations())
                cited = Evidence(IRI(passage.value), quote, start, end, translations=into)
                found[passage] = (cited, [])
            if "with" in row:
                found[passage][1].append(node(row["with"]))
    return found


def _shown(triple: Triple) -> bool:
    """Whether a triple is a passage's quote or offset, which the passage itself proves."""
    return triple.predicate in _SHOWN and is_passage(triple.subject)


def _offset(value: Ground | None) -> int | None:
    return int(value.value) if isinstance(value, Literal) else None


def _reading_order(evidence: Evidence) -> tuple[str, int, str]:
    """By article, and there by place."""
    return evidence.passage.rpartition("/")[0], evidence.start or 0, evidence.passage
