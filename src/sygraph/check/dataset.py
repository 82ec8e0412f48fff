"""The dataset as the checks read it: passages, names, classes and printed words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TypedDict

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from sygraph.check.exemptions import Exemptions
from sygraph.check.passages import Mention, Passage
from sygraph.check.terms import Facts, Node, Term, Triples
from sygraph.namespaces import (
    DERIVED,
    GAZETTEER,
    LABELS,
    ONTOLOGY,
    RDF_TYPE,
    SUBCLASS_OF,
    expand,
    is_article,
    is_entity,
    is_passage,
    sy,
    vocab,
)
from sygraph.text.article import Article
from sygraph.text.language import language_of
from sygraph.text.marks import article_language
from sygraph.text.name_forms import simplified
from sygraph.text.periods import read_periods
from sygraph.text.quantities import read_quantities
from sygraph.text.readings import Quantity
from sygraph.text.units import Units, is_of

__all__ = ["Dataset"]


def _is_currency(mention: Mention, quantity: Quantity) -> bool:
    """Whether a name is only a part of the word for a unit, as US is in US$1.2 billion."""
    inside = quantity.start <= mention.start and mention.end <= quantity.end
    return inside and mention.words != quantity.unit_word and mention.words in quantity.unit_word


class _Described(TypedDict):
    roles: list[Term]
    context: list[NamedNode]


def _described(article: Facts, passage: NamedNode) -> _Described:
    """Return what the description of a passage says beside its quote."""
    context = (o for o in article.all(passage, sy("readWith")) if isinstance(o, NamedNode))
    return {"roles": article.all(passage, vocab("dcterms:type")), "context": list(context)}


def _about_others(article: Facts, passages: set[NamedNode]) -> Facts:
    """Return what the graph of an article says of these passages, and of what is no passage."""
    subjects = [s for s in article.subjects() if s in passages or not is_passage(s)]
    return Facts([(s, p, o) for s in subjects for p, os in article.about(s).items() for o in os])


class Dataset:
    """Named graphs, as `sygraph.store.load.build` gives them, and the articles they are about.

    `articles` maps each article's IRI to its text; `exemptions` are the listed exceptions;
    `shared` are the entities of a gazetteer that also serves other articles than these; `files` is
    what each file states that a workspace may have beside the package's.
    """

    def __init__(
        self,
        quads: Iterable[Quad],
        articles: dict[NamedNode, Article],
        exemptions: Exemptions | None = None,
        shared: frozenset[object] = frozenset(),
        files: Mapping[str, list[Quad]] | None = None,
    ) -> None:
        self.shared = shared
        self.files = files or {}
        self.articles = articles
        self.exemptions = exemptions or Exemptions()
        self._within: dict[tuple[str, Term, NamedNode], frozenset[NamedNode]] = {}
        self._words: dict[tuple[str, str], dict[Node, set[str]]] = {}
        self._units: dict[str, Units] = {}
        self._languages: dict[NamedNode, str] = {}
        self._shared: dict[str, dict[str, set[NamedNode]]] = {}
        self._named: dict[tuple[str, NamedNode | None], list[tuple[str, frozenset[NamedNode]]]] = {}
        graphs: dict[Node, Triples] = defaultdict(list)
        for quad in quads:
            if not isinstance(quad.graph_name, DefaultGraph) and not isinstance(
                quad.subject, Triple
            ):
                graphs[quad.graph_name].append((quad.subject, quad.predicate, quad.object))
        self.graphs = {graph: Facts(triples) for graph, triples in graphs.items()}
        self.ontology = self.graph(ONTOLOGY)
        self.gazetteer = self.graph(GAZETTEER)
        self.passages = sorted(self._passages(), key=lambda p: (p.article.value, p.number))
        self._find_words()

    def adding(self, quads: Iterable[Quad]) -> Dataset:
        """Return this dataset with more statements; it shares what they do not change.

        What is read from the words of the passages stays: names in them are found again only in
        the passages that `reread` is called for.
        """
        added: dict[NamedNode, Triples] = defaultdict(list)
        for quad in quads:
            assert isinstance(quad.graph_name, NamedNode)
            assert not isinstance(quad.subject, Triple)
            added[quad.graph_name].append((quad.subject, quad.predicate, quad.object))
        found = self._with(
            {graph: self.graph(graph).adding(triples) for graph, triples in added.items()}
        )
        if GAZETTEER in added:
            found.gazetteer = found.graphs[GAZETTEER]
            found._shared = {}
            found.__dict__.pop("nameless", None)
        types = dict(self.types)
        for triples in added.values():
            for s, p, o in triples:
                if p == RDF_TYPE:
                    types[s] = types.get(s, set()) | self.superclasses.get(o, {o})
        found.__dict__["types"] = types
        return found

    def replacing(self, graphs: Mapping[NamedNode, Facts]) -> Dataset:
        """Return this dataset with other facts in some passages and articles, and the same quotes.

        Names are found again only in the passages that `reread` is called for.
        """
        found = self._with(graphs)
        for name in ("types", "nameless"):
            found.__dict__.pop(name, None)
        return found

    def _with(self, graphs: Mapping[NamedNode, Facts]) -> Dataset:
        """Return this dataset with some graphs in place of those that it has."""
        found = copy(self)
        for name in ("by_iri", "by_article", "_stated_types", "_mentioned"):
            found.__dict__.pop(name, None)
        found.graphs = dict(self.graphs)
        for graph, facts in graphs.items():
            found.graphs[graph] = facts
        found._named, found._within = {}, {}
        found.passages = [
            replace(
                passage,
                facts=found.graph(passage.iri),
                **_described(found.graph(passage.article), passage.iri),
            )
            if passage.iri in graphs or passage.article in graphs
            else passage
            for passage in self.passages
        ]
        return found

    def only(self, passages: Iterable[NamedNode], more: Mapping[Node, Facts]) -> Dataset:
        """Return a view of some passages, for checks that go through passages and graphs.

        Args:
            more: Other graphs for them to go through.
        """
        wanted = set(passages)
        _ = self._mentioned, self.by_iri, self.nameless, self.defined
        view = copy(self)
        view.passages = [p for p in self.passages if p.iri in wanted]
        homes = {p.article for p in view.passages}
        view.graphs = {g: facts for g, facts in self.graphs.items() if g in wanted}
        view.graphs |= {home: _about_others(self.graph(home), wanted) for home in homes}
        view.graphs.update(more)
        view.articles, view.files = {}, {}
        view.__dict__.pop("by_article", None)
        return view

    def reread(self, passages: Iterable[NamedNode]) -> None:
        """Find the names in some passages again, after statements were added."""
        wanted = set(passages)
        self.passages = [
            replace(p, mentions=self._mentioned_in(p)) if p.iri in wanted else p
            for p in self.passages
        ]
        self.__dict__.pop("by_iri", None)
        self.__dict__.pop("by_article", None)

    def graph(self, graph: NamedNode) -> Facts:
        """The triples of a named graph."""
        return self.graphs.get(graph) or Facts([])

    def _passages(self) -> Iterator[Passage]:
        for graph, described in self.graphs.items():
            if not isinstance(graph, NamedNode) or not is_article(graph):
                continue
            for node in described.subjects():
                if isinstance(node, NamedNode) and is_passage(node):
                    number = node.value.rpartition("/")[2]
                    yield Passage(
                        iri=node,
                        article=graph,
                        number=int(number) if number.isdigit() else -1,
                        quote="".join(described.texts(node, sy("quote"))[:1]),
                        facts=self.graph(node),
                        language=self.language(graph),
                        **_described(described, node),
                    )

    def _find_words(self) -> None:
        for passage in self.passages:
            quote, language = passage.quote, passage.language
            reference = self.reference(passage.article)
            passage.periods = read_periods(quote, language, reference)
            passage.quantities = read_quantities(quote, language, reference, self.units(language))
            passage.mentions = self._mentioned_in(passage)

    def _mentioned_in(self, passage: Passage) -> list[Mention]:
        """Return the names in the quote of a passage."""
        return [
            mention
            for mention in self._mentions(passage.quote, passage)
            if not any(_is_currency(mention, q) for q in passage.quantities)
        ]

    @cached_property
    def by_iri(self) -> dict[NamedNode, Passage]:
        """Passages by their IRI."""
        return {p.iri: p for p in self.passages}

    @cached_property
    def by_article(self) -> dict[NamedNode, list[Passage]]:
        """The passages of each article, by its IRI."""
        found: dict[NamedNode, list[Passage]] = {article: [] for article in self.articles}
        for passage in self.passages:
            found.setdefault(passage.article, []).append(passage)
        return found

    def context(self, passage: Passage) -> list[Passage]:
        """The passages that this one is to be read with."""
        return [self.by_iri[iri] for iri in passage.context if iri in self.by_iri]

    def reference(self, article: NamedNode) -> date:
        """Return the reference date that 今年 and 目前 refer to, or `date.min` without one."""
        for day in self.graph(article).texts(article, sy("referenceDate")):
            try:
                return date.fromisoformat(day)
            except ValueError:
                break
        return date.min

    def language(self, article: NamedNode) -> str:
        """Return the language of an article: as it states (schema:inLanguage), or by its words."""
        if article not in self._languages:
            described = self.graph(article)
            tags = described.texts(article, vocab("schema:inLanguage"))
            quotes = (t for s in described.subjects() for t in described.texts(s, sy("quote")))
            self._languages[article] = article_language(tags[0] if tags else None, "".join(quotes))
        return self._languages[article]

    def units(self, language: str) -> Units:
        """Return the units of the ontology with their words in a language."""
        if language not in self._units:
            words: dict[str, list[str]] = defaultdict(list)
            for unit, forms in self.words("UnitCode", language).items():
                for form in forms:
                    words[form].append(unit.value)
            self._units[language] = Units(words, language)
        return self._units[language]

    @cached_property
    def superclasses(self) -> dict[Term, set[Term]]:
        """Each class with itself and all its superclasses."""
        above: dict[Term, set[Term]] = {}
        for s, p, o in self.ontology:
            if p == SUBCLASS_OF:
                above.setdefault(s, set()).add(o)

        def climb(cls: Term, seen: set[Term]) -> set[Term]:
            if cls not in seen:
                seen.add(cls)
                for up in above.get(cls, ()):
                    climb(up, seen)
            return seen

        classes = set(above) | {o for parents in above.values() for o in parents}
        return {cls: climb(cls, set()) for cls in classes}

    @cached_property
    def defined(self) -> frozenset[Node]:
        """The terms that the ontology defines."""
        return frozenset(s for s, p, _ in self.ontology if p == RDF_TYPE)

    @cached_property
    def types(self) -> dict[Node, set[Term]]:
        """The types of every node, stated in any graph, with their superclasses."""
        types: dict[Node, set[Term]] = defaultdict(set)
        for graph, facts in self.graphs.items():
            if graph != DERIVED:
                for s, p, o in facts:
                    if p == RDF_TYPE:
                        types[s] |= self.superclasses.get(o, {o})
        return types

    def stated_types(self, node: Term) -> set[Term]:
        """Return the stated types of a node, without superclasses."""
        return self._stated_types.get(node, set())

    @cached_property
    def _stated_types(self) -> dict[Term, set[Term]]:
        types: dict[Term, set[Term]] = defaultdict(set)
        for facts in (self.gazetteer, *(p.facts for p in self.passages)):
            for s, p, o in facts:
                if p == RDF_TYPE:
                    types[s].add(o)
        return types

    def is_a(self, node: Term, *classes: str) -> bool:
        """Whether a node is of any of these classes of the ontology."""
        if isinstance(node, Literal | Triple):
            return False
        found = self.types.get(node, set())
        return any(sy(cls) in found for cls in classes)

    def is_shared(self, node: str) -> bool:
        """Whether several articles may state parts of what is known of a node, by its name."""
        iri = expand(node)
        return (
            iri is not None
            and is_entity(NamedNode(iri))
            and not self.is_a(NamedNode(iri), "Statement")
        )

    def names(
        self, node: Term, language: str = "zh-Hant", article: NamedNode | None = None
    ) -> set[str]:
        """Return the names of a node in a language: those that hold for all articles, and its own.

        In simplified Chinese these are its simplified labels, and the traditional ones in
        simplified characters.

        Args:
            article: The article whose own names of the node hold too.
        """
        if isinstance(node, Literal | Triple):
            return set()
        graphs = [self.gazetteer, *([self.graph(article)] if article else [])]
        labels = (o for graph in graphs for prop in LABELS for o in graph.all(node, prop))
        found = set()
        for o in labels:
            tag = (o.language or "").lower() if isinstance(o, Literal) else ""
            if isinstance(o, Literal) and tag == language.lower():
                found.add(o.value)
            elif isinstance(o, Literal) and (tag, language) == ("zh-hant", "zh-Hans"):
                found.add(simplified(o.value))
        return found

    def named(
        self, language: str, article: NamedNode | None = None
    ) -> list[tuple[str, frozenset[NamedNode]]]:
        """Return every name in a language with the entities that have it, the longest first.

        A name that an article gives to its own (友城) means what it says there, whatever bears
        that name elsewhere. What has no name of its own (sy:Unnamed, sy:Group), and a statement, is
        called by the words of the articles that speak of it, and by nothing in others.
        """
        if (language, article) not in self._named:
            owners = self._shared_names(language)
            if article:
                strange = self.nameless - self._mentioned.get(article, frozenset())
                owners = {form: nodes - strange for form, nodes in owners.items()}
                owners |= self._owners(self.graph(article).subjects(), language, article)
            self._named[language, article] = sorted(
                ((form, frozenset(nodes)) for form, nodes in owners.items() if nodes),
                key=lambda item: (-len(item[0]), item[0]),
            )
        return self._named[language, article]

    def _shared_names(self, language: str) -> dict[str, set[NamedNode]]:
        """Return the entities that have each name in all articles."""
        if language not in self._shared:
            self._shared[language] = self._owners(self.gazetteer.subjects(), language, None)
        return self._shared[language]

    def _owners(
        self, nodes: Iterable[Node], language: str, article: NamedNode | None
    ) -> dict[str, set[NamedNode]]:
        """Return the entities that have each name: in the gazetteer, or only in an article."""
        owners: dict[str, set[NamedNode]] = defaultdict(set)
        for node in nodes:
            if isinstance(node, NamedNode) and is_entity(node):
                shared = self.names(node, language) if article else set()
                for form in self.names(node, language, article) - shared:
                    owners[form].add(node)
        return owners

    @cached_property
    def nameless(self) -> set[NamedNode]:
        """The entities that have no name but the words of articles.

        One without a class is a statement of an article that is not read.
        """
        return {
            node
            for node in self.gazetteer.subjects()
            if isinstance(node, NamedNode)
            and (not self.types.get(node) or self.is_a(node, "Unnamed", "Group", "Statement"))
        }

    @cached_property
    def _mentioned(self) -> dict[NamedNode, set[Term]]:
        """The nodes that the passages of each article state something of."""
        found: dict[NamedNode, set[Term]] = defaultdict(set)
        for passage in self.passages:
            found[passage.article] |= passage.nodes
        return found

    def within(self, form: str, owner: Term, passage: Passage) -> frozenset[NamedNode]:
        """Return the entities named inside another's name: both countries in 中韓美食節."""
        key = form, owner, passage.article
        if key not in self._within:
            found = self._mentions(form, passage, owner)
            self._within[key] = frozenset(e for mention in found for e in mention.entities)
        return self._within[key]

    def _mentions(
        self, text: str, passage: Passage, owner: Term | None = None
    ) -> Iterator[Mention]:
        """Find the names in a text, without shorter names inside a longer one."""
        spaced = not language_of(passage.language).is_chinese
        taken = [False] * len(text)
        for form, entities in self.named(passage.language, passage.article):
            if owner in entities:
                continue
            at = text.find(form)
            while at >= 0:
                end = at + len(form)
                part = spaced and (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
                if not part and not any(taken[at:end]):
                    taken[at:end] = [True] * len(form)
                    yield Mention(form, at, end, entities)
                at = text.find(form, at + 1)

    def is_measured(self, passage: Passage, mention: Mention) -> bool:
        """Whether the name is part of the words for a measure of the passage's figures."""
        words = self.words("MeasureCode", passage.language)
        return any(
            start <= mention.start and mention.end <= end
            for _, p, o in passage.facts
            if p == sy("measure") and isinstance(o, NamedNode)
            for form in words[o]
            for start, end in passage.spans(form)
        )

    def words(self, codes: str, language: str) -> dict[Node, set[str]]:
        """Return the words of a language for each code of a list, folded: of measures or units."""
        if (codes, language) not in self._words:
            self._words[codes, language] = self._printed(sy(codes), language)
        return self._words[codes, language]

    def _printed(self, codes: NamedNode, language: str) -> dict[Node, set[str]]:
        fold = language_of(language).fold
        found: dict[Node, set[str]] = defaultdict(set)
        for s, p, o in self.ontology:
            listed = p == sy("word") and codes in self.ontology.all(s, RDF_TYPE)
            if listed and isinstance(o, Literal) and is_of(o.language, language):
                found[s].add(fold(o.value))
        return found
