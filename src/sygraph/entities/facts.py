"""Facts and where they are stated: what show, path and the network view have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal as Choice
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode

from sygraph.namespaces import MERGE, curie, is_passage, passage_number
from sygraph.store.interface import Store
from sygraph.text.name_forms import simplified
from sygraph.text.scalars import LANGUAGES

__all__ = [
    "Fact",
    "Passage",
    "Term",
    "Translations",
    "batches",
    "facts",
    "facts_between",
    "grouped",
    "node",
    "passages",
    "stated_facts",
    "term",
    "text",
    "translations",
    "values",
]

Term = NamedNode | Literal
Position = Choice["s", "p", "o", "g"]
_T = TypeVar("_T")
_K = TypeVar("_K")


# How many nodes one query asks about: enough to be quick, few enough for any service's limits.
BATCH = 500
# How many triples one query asks about that has a subquery for each.
_UNION = 50


class Translations(dict[str, str]):
    """The translations of a passage or of a wording, by language.

    >>> found = Translations({"zh-Hant": "瀋陽"})
    >>> found.into("zh-Hans"), found.into("en"), found.any
    ('沈阳', '', '瀋陽')
    """

    def into(self, lang: str) -> str:
        """Return the translation for readers of a language; empty if there is none.

        Simplified Chinese is computed from Traditional unless it is given.
        """
        if lang in self:
            return self[lang]
        if lang == "zh-Hans" and "zh-Hant" in self:
            return simplified(self["zh-Hant"])
        return self.get("zh-Hans", "") if lang == "zh-Hant" else ""

    @property
    def language(self) -> str:
        """The language of `any`."""
        return min(self, key=lambda tag: (tag != "en", tag), default="")

    @property
    def any(self) -> str:
        """The translation into English or else into another language; empty if there is none."""
        return self.get(self.language, "")


@dataclass(frozen=True)
class Passage:
    """A stretch of the article: its words, what it is laid out as, and its translations."""

    iri: NamedNode
    quote: str
    role: NamedNode | None = None
    translations: Translations = field(default_factory=Translations, hash=False)

    def as_dict(self) -> dict[str, str]:
        """Return its name, its words and their translation, if any, as plain values."""
        found = {"iri": self.iri.value, "curie": curie(self.iri.value), "quote": self.quote}
        return found | ({"translation": self.translations.any} if self.translations else {})

    @property
    def number(self) -> int:
        """The passage's number: 340 for …/passage/shenyang-2024/340."""
        return passage_number(self.iri.value)


@dataclass(frozen=True)
class Fact:
    """A triple and the graphs that state it: passages first, in order, then the background.

    A triple that stands only in the default graph has no such graph.
    """

    subject: NamedNode
    predicate: NamedNode
    object: Term
    graphs: tuple[NamedNode, ...]
    #: Whether more graphs state it than `graphs` has.
    cut: bool = False

    @property
    def passages(self) -> tuple[NamedNode, ...]:
        """The passages that state it."""
        return tuple(graph for graph in self.graphs if is_passage(graph))

    @property
    def background(self) -> tuple[NamedNode, ...]:
        """The other graphs that state it, such as the gazetteer."""
        return tuple(graph for graph in self.graphs if not is_passage(graph))


def facts(store: Store, position: Position, nodes: Iterable[NamedNode]) -> list[Fact]:
    """Return what is stated with one of the nodes in a position of the statement.

    Args:
        position: s, p or o of the triple, or g, the graph that states it.

    >>> from sygraph.namespaces import ID, sy
    >>> from sygraph.store.interface import OxigraphStore
    >>> cargo = NamedNode(ID + "route-los-angeles-cargo")
    >>> for fact in facts(OxigraphStore.bundled(), "s", [cargo]):
    ...     if fact.predicate == sy("value"):
    ...         print(fact.object.value, [passage.value[-3:] for passage in fact.passages])
    9800 ['240']
    """
    queries = (_stated(values(position, batch), position != "g") for batch in batches(nodes))
    return _collect(store, queries)


def facts_between(store: Store, pairs: Iterable[tuple[NamedNode, NamedNode]]) -> list[Fact]:
    """Return what is stated of one of a pair with the other as the object.

    Only that is read, however much else is stated of either.

    >>> from sygraph.namespaces import ID, curie
    >>> from sygraph.store.interface import OxigraphStore
    >>> ends = NamedNode(ID + "shenyang"), NamedNode(ID + "route-moscow")
    >>> store = OxigraphStore.bundled()
    >>> sorted(curie(fact.predicate.value) for fact in facts_between(store, [ends]))
    ['sy:launchedBy', 'sy:origin']
    """
    ordered = list(dict.fromkeys(chain.from_iterable((pair, pair[::-1]) for pair in pairs)))
    rows = [f"({start} {end})" for start, end in ordered]
    queries = (
        _stated(f"VALUES (?s ?o) {{ {' '.join(rows[at : at + BATCH])} }}")
        for at in range(0, len(rows), BATCH)
    )
    return _collect(store, queries)


def _stated(restriction: str, default: bool = True) -> str:
    """Return the query for ?s ?p ?o ?g; a row from the default graph has no ?g."""
    named = f"{restriction} GRAPH ?g {{ ?s ?p ?o }}"
    # In each branch, because engines evaluate a UNION before they join it with VALUES.
    both = f"{{ {named} }} UNION {{ {restriction} ?s ?p ?o }}" if default else named
    return f"SELECT ?s ?p ?o ?g {{ {both} }}"


def stated_facts(
    store: Store, triples: Iterable[tuple[NamedNode, NamedNode, Term]], most: int
) -> list[Fact]:
    """Return triples as facts, each with some of the graphs that state it, in order.

    Args:
        most: how many graphs to return for each fact at most.
    """
    found: list[Fact] = []
    wanted = list(dict.fromkeys(triples))
    for start in range(0, len(wanted), _UNION):
        batch = wanted[start : start + _UNION]
        graphs: dict[int, list[NamedNode]] = {number: [] for number in range(len(batch))}
        for row in store.select(
            " UNION ".join(
                f"{{ SELECT ({number} AS ?number) ?g {{ GRAPH ?g {{ {s} {p} {o} }} }}"
                f" LIMIT {most + 2} }}"  # one of them may be the merge
                for number, (s, p, o) in enumerate(batch)
            ).join(("SELECT * { ", " }"))
        ):
            if row["g"] != MERGE:
                graphs[int(term(row["number"]).value)].append(node(row["g"]))
        for number, stating in graphs.items():
            shown = tuple(sorted(stating[:most], key=_graph_order))
            found.append(Fact(*batch[number], shown, len(stating) > most))
    return sorted(found, key=_fact_order)


def _collect(store: Store, queries: Iterable[str]) -> list[Fact]:
    """Return the facts without blank nodes that queries for ?s ?p ?o ?g find, in order."""
    found: dict[tuple[NamedNode, NamedNode, Term], set[NamedNode]] = {}
    for query in queries:
        for row in store.select(query):
            if isinstance(row["s"], BlankNode) or isinstance(row["o"], BlankNode):
                continue
            triple = node(row["s"]), node(row["p"]), term(row["o"])
            graphs = found.setdefault(triple, set())
            if row["g"] not in (None, MERGE):
                graphs.add(node(row["g"]))
    return sorted(
        (
            Fact(*triple, tuple(sorted(graphs, key=_graph_order)))
            for triple, graphs in found.items()
        ),
        key=_fact_order,
    )


def passages(store: Store, iris: Iterable[NamedNode]) -> dict[NamedNode, Passage]:
    """Return the passages among the nodes, in the order of their numbers."""
    found: dict[NamedNode, Passage] = {}
    for batch in batches(iri for iri in iris if is_passage(iri)):
        translated = translations(store, batch)
        for row in store.select(
            f"SELECT ?p ?quote ?role {{ {values('p', batch)}"
            " ?p sy:quote ?quote OPTIONAL { ?p dcterms:type ?role } }"
        ):
            role = row["role"]
            found[node(row["p"])] = Passage(
                node(row["p"]),
                term(row["quote"]).value,
                None if role is None else node(role),
                translated.get(node(row["p"]), Translations()),
            )
    return dict(sorted(found.items(), key=lambda item: _graph_order(item[0])))


def translations(store: Store, iris: Iterable[NamedNode]) -> dict[NamedNode, Translations]:
    """Return the translations of the passages and wordings among the nodes that have any."""
    tags = {tag.lower(): tag for tag in LANGUAGES}  # engines differ in the case of tags
    found: dict[NamedNode, Translations] = {}
    for batch in batches(iris):
        for row in store.select(
            f"SELECT ?node ?words {{ {values('node', batch)} ?node sy:translation ?words }}"
        ):
            words = term(row["words"])
            tag = (getattr(words, "language", None) or "").lower()
            into = found.setdefault(node(row["node"]), Translations())
            into[tags.get(tag, tag)] = words.value
    return found


def node(value: object) -> NamedNode:
    """Return the value of a cell as an IRI; the data has no blank nodes."""
    assert isinstance(value, NamedNode)
    return value


def term(value: object) -> Term:
    """Return the value of a cell as an IRI or a literal."""
    assert isinstance(value, NamedNode | Literal)
    return value


def text(value: object) -> str:
    """Return the text of a cell; empty where it has no value."""
    return "" if value is None else term(value).value


def values(variable: str, nodes: Iterable[NamedNode]) -> str:
    """Write the VALUES block that restricts a variable to these nodes.

    >>> values("s", [NamedNode("https://w3id.org/sygraph/id/seoul")])
    'VALUES ?s { <https://w3id.org/sygraph/id/seoul> }'
    """
    return f"VALUES ?{variable} {{ {' '.join(map(str, nodes))} }}"


def batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    """Split the distinct items, in their order, into lists that a query can carry."""
    distinct = list(dict.fromkeys(items))
    for start in range(0, len(distinct), BATCH):
        yield distinct[start : start + BATCH]


def grouped(facts: Iterable[Fact], key: Callable[[Fact], _K]) -> list[tuple[_K, list[Fact]]]:
    """Return the facts by key, in the order in which the keys first come."""
    groups: dict[_K, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return list(groups.items())


def _graph_order(graph: NamedNode) -> tuple[bool, str, int, str]:
    """Passages in the order of their numbers, then the other graphs by name."""
    if not is_passage(graph):
        return True, "", 0, graph.value
    return False, graph.value.rpartition("/")[0], passage_number(graph.value), graph.value


def _fact_order(fact: Fact) -> tuple[object, ...]:
    return (
        not fact.passages,
        [_graph_order(graph) for graph in fact.graphs[:1]],
        fact.subject.value,
        fact.predicate.value,
        str(fact.object),
    )
