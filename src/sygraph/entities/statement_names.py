"""Name statements, which have no label: by what they measure, about whom, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from sygraph.entities.facts import Fact, batches, node, term, values
from sygraph.entities.label_texts import best_texts, label_texts
from sygraph.entities.wording import Words, capital, heading, period, quantity
from sygraph.namespaces import RDF_TYPE, curie, sy, vocab
from sygraph.store.interface import Store

__all__ = ["StatementNames", "statement_names"]

_OF, _MEASURE, _VALUE, _NUMBER = map(sy, ("of", "measure", "value", "number"))
_PARTNER, _KIND, _PARTNERSHIP = sy("partner"), vocab("dcterms:type"), sy("Partnership")
_PARTS_OF = {sy("growthOf"): "growth", sy("shareOf"): "share"}
_SCOPE = sy("scope")
_AMONG = (*map(vocab, ("schema:object", "among", "dcterms:subject")), _SCOPE)
_ABOUT = (_OF, vocab("schema:agent"))
# The classes of statements, in the words of which those without a wording are named.
_CLASSES = frozenset(
    map(sy, ("Observation", "Target", "Undertaking", "Ranking", "Partnership", "Designation"))
)
_READ = (
    *(RDF_TYPE, _MEASURE, _VALUE, _PARTNER, _KIND, *_PARTS_OF, *_AMONG, *_ABOUT),
    *map(sy, ("unit", "bound", "periodStart", "periodEnd", "ongoing", "date", "deadline")),
)
# How many objects or fields name a statement at most.
_MOST = 2


@dataclass
class StatementNames:
    """Names in one language.

    Attributes:
        composed: those of figures and partnerships, which are better than their wording.
        fallback: those of other statements, for a language that their wording is not in.
    """

    composed: dict[NamedNode, str] = field(default_factory=dict)
    fallback: dict[NamedNode, str] = field(default_factory=dict)


def statement_names(
    store: Store, nodes: Sequence[NamedNode], langs: Iterable[str]
) -> dict[str, StatementNames]:
    """Return, by language, what to call the statements among the nodes.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> trade = NamedNode(ID + "shenyang-trade-2023")
    >>> names = statement_names(OxigraphStore.bundled(), [trade], ["en", "zh-Hant"])
    >>> names["en"].composed[trade]
    'Total trade · Shenyang · CNY 146.93 bn · 2023'
    >>> names["zh-Hant"].composed[trade]
    '進出口總額 · 瀋陽 · 1,469.3億元 · 2023年'
    """
    facts = _facts(store, nodes)
    measures = _measures(store, facts)
    used = {fact.object for found in facts.values() for fact in found} | set(measures.values())
    texts = list(label_texts(store, (one for one in used if isinstance(one, NamedNode))))
    found = {}
    for lang in langs:
        namer = _Namer(best_texts(texts, lang), measures, lang)
        found[lang] = names = StatementNames()
        for statement, own in facts.items():
            if name := namer.composed(own):
                names.composed[statement] = name
            elif name := namer.fallback(own):
                names.fallback[statement] = name
    return found


def _facts(store: Store, nodes: Sequence[NamedNode]) -> dict[NamedNode, list[Fact]]:
    """Return the facts by which each node is named, if any."""
    found: dict[NamedNode, list[Fact]] = {}
    # The properties not as VALUES too: some engines would make every pair of the two first.
    read = ", ".join(map(str, _READ))
    for batch in batches(nodes):
        for row in store.select(
            f"SELECT ?s ?p ?o {{ {values('s', batch)} ?s ?p ?o FILTER(?p IN ({read})) }}"
        ):
            fact = Fact(node(row["s"]), node(row["p"]), term(row["o"]), ())
            if fact.predicate != RDF_TYPE or fact.object in _CLASSES:
                found.setdefault(fact.subject, []).append(fact)
    return {
        statement: sorted(own, key=lambda fact: (fact.predicate.value, str(fact.object)))
        for statement, own in found.items()
        if any(fact.predicate == RDF_TYPE for fact in own)
    }


def _measures(store: Store, facts: dict[NamedNode, list[Fact]]) -> dict[NamedNode, NamedNode]:
    """Return the measures of the figures that others are a growth or a share of."""
    wholes = [
        fact.object
        for own in facts.values()
        for fact in own
        if fact.predicate in _PARTS_OF and isinstance(fact.object, NamedNode)
    ]
    return {
        node(row["whole"]): node(row["measure"])
        for batch in batches(wholes)
        for row in store.select(
            f"SELECT ?whole ?measure {{ {values('whole', batch)} ?whole sy:measure ?measure }}"
        )
    }


class _Namer:
    """Composes names in one language, from the labels of what the facts mention."""

    def __init__(self, words: Words, measures: dict[NamedNode, NamedNode], lang: str) -> None:
        self.words = words
        self.measures = measures
        self.lang = lang

    def composed(self, facts: list[Fact]) -> str:
        """Return the name of a figure or a partnership; empty for others."""
        if any(fact.object == _PARTNERSHIP for fact in facts):
            partners = sorted(self.labels(facts, _PARTNER))
            kinds = ", ".join(sorted(self.labels(facts, _KIND)))
            return f"{' – '.join(partners)} ({kinds})" if partners and kinds else ""
        amount = quantity(facts, self.words, self.lang)
        if amount is None:
            return ""
        about = [*self.labels(facts, _OF), *self.labels(facts, _SCOPE)]
        parts = [self.measure(facts), *about, amount, period(facts, self.lang)]
        return " · ".join(filter(None, parts))

    def measure(self, facts: list[Fact]) -> str:
        """Return what is measured: of a growth or a share, what grows or is shared.

        A mere number has none, since its unit says what is counted.
        """
        for fact in facts:
            if fact.predicate in _PARTS_OF and fact.object in self.measures:
                of = self.label(self.measures[node(fact.object)])
                return capital(heading(_PARTS_OF[fact.predicate], self.lang).format(of))
        named = [fact.object for fact in facts if fact.predicate == _MEASURE]
        if not named or named == [_NUMBER]:
            return ""
        return self.title(node(named[0]))

    def fallback(self, facts: list[Fact]) -> str:
        """Return a name of class, actor, objects and period; empty if that is the class alone."""
        about = [label for name in _ABOUT for label in self.labels(facts, name)]
        among = [label for name in _AMONG for label in self.labels(facts, name)]
        rest = [*about, *among[:_MOST], period(facts, self.lang)]
        kind = next(node(fact.object) for fact in facts if fact.predicate == RDF_TYPE)
        return " · ".join(filter(None, [self.title(kind), *rest])) if any(rest) else ""

    def labels(self, facts: list[Fact], predicate: NamedNode) -> list[str]:
        return [
            self.label(fact.object)
            for fact in facts
            if fact.predicate == predicate and isinstance(fact.object, NamedNode)
        ]

    def title(self, iri: NamedNode) -> str:
        return capital(self.words[iri]) if iri in self.words else curie(iri.value)

    def label(self, iri: NamedNode) -> str:
        return self.words.get(iri) or curie(iri.value)
