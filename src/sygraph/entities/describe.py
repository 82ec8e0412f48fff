"""Describe one node: its facts, the facts that mention it, and the passages that state them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode

from sygraph.entities.facts import (
    Fact,
    Passage,
    Term,
    Translations,
    batches,
    facts,
    grouped,
    node,
    passages,
    stated_facts,
    term,
    translations,
    values,
)
from sygraph.entities.resolve import LANGUAGES, labels
from sygraph.entities.wording import (
    FIGURE,
    Style,
    capital,
    figure,
    heading,
    is_called,
    marks,
    passage_lines,
    plain,
    standard_words,
    translation_line,
    value,
)
from sygraph.namespaces import (
    DERIVED,
    LABELS,
    PREFIXES,
    RDF_TYPE,
    SKOS,
    TRANSLATION,
    curie,
    is_article,
    is_passage,
    sy,
)
from sygraph.rdf.values import json_value
from sygraph.store.interface import Store

__all__ = ["Description", "describe", "page_size"]

_NAMES = LABELS[:2]
_SOURCE = NamedNode(PREFIXES["dcterms"] + "source")
_STATEMENT = sy("Statement")
# Nodes that connect others: their further facts say how they concern the node shown.
_BETWEEN = (_STATEMENT, sy("Event"), sy("Connection"))
# Properties by which statements usually mention a node; they are not written out.
_PLAIN = (sy("of"), RDF_TYPE)
_QUOTE, _DEFINITION = sy("quote"), NamedNode(SKOS + "definition")
# Properties of a mentioning node that say nothing about the one shown.
_ASIDE = (
    RDF_TYPE,
    TRANSLATION,
    *_NAMES,
    NamedNode(SKOS + "hiddenLabel"),
    _DEFINITION,
    _SOURCE,
)

# A node with so many mentions is a hub. Its first page has this many facts for each property, each
# with this many passages.
_HUB, _PAGE = 1000, 10


@dataclass(frozen=True)
class Description:
    """What the graph knows of a node."""

    iri: NamedNode
    lang: str
    #: Its names by language, the preferred one first.
    names: dict[str, tuple[str, ...]]
    #: What it is stated to be; classes above these are left out.
    classes: tuple[NamedNode, ...]
    #: What is stated of it.
    facts: tuple[Fact, ...]
    #: What is stated of others with it as the object or, if it is a property, as the predicate.
    mentions: tuple[Fact, ...]
    #: What a passage states.
    states: tuple[Fact, ...]
    #: The further facts of statements, events and connections that mention it.
    details: dict[NamedNode, tuple[Fact, ...]]
    #: Those of them that are statements, which have no name of their own, by class.
    statements: dict[NamedNode, NamedNode]
    #: The passages of all these facts, in order.
    passages: dict[NamedNode, Passage]
    #: What each node in these facts is called.
    words: dict[NamedNode, str] = field(repr=False)
    #: The translations of a passage or of a wording.
    translations: Translations = field(default_factory=Translations, hash=False)
    #: The properties with which more is stated than `facts` and `mentions` have.
    more: tuple[NamedNode, ...] = ()

    @property
    def label(self) -> str:
        """What it is called."""
        return self.words[self.iri]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return _Plain(self).description()

    def as_text(self, style: Style = plain) -> str:
        """Return it as lines to read, the passages' words at the end."""
        return "\n".join(_Text(self, style).lines()) + "\n"


def _of_here(store: Store, found: list[Fact]) -> list[Fact]:
    """Leave out that an entry is from an article which is not in the graph.

    The package's gazetteer has entries that were made for its own articles.
    """
    sources = {f.object for f in found if f.predicate == _SOURCE and is_article(f.object)}
    named = values("a", [iri for iri in sources if isinstance(iri, NamedNode)])
    here = store.select(f"SELECT ?a {{ {named} ?a a schema:NewsArticle }}") if sources else ()
    absent = sources - {row["a"] for row in here}
    return [f for f in found if f.predicate != _SOURCE or f.object not in absent]


def describe(
    store: Store, iri: NamedNode, lang: str = "en", *, most: int | None = None
) -> Description:
    """Gather what the graph knows of an entity, a passage or a term of the ontology.

    Args:
        lang: the language of the words in the result: en, zh-Hant or zh-Hans.
        most: how many mentions with each property to gather at most; all of them without.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> seoul = describe(OxigraphStore.bundled(), NamedNode(ID + "seoul"), "zh-Hant")
    >>> seoul.label, [seoul.words[cls] for cls in seoul.classes]
    ('首爾', ['城市'])
    """
    if most is None or _mentioned(store, iri) < _HUB:
        own = facts(store, "s", [iri])
        mentions, more = _some(facts(store, "o", [iri]) + facts(store, "p", [iri]), iri, most)
    else:
        own, mentions, more = _page(store, iri, most)
    own = _of_here(store, own)
    states = facts(store, "g", [iri]) if is_passage(iri) else []
    between = _between(store, (fact.subject for fact in [*mentions, *states]))
    further = facts(store, "s", between)
    details: dict[NamedNode, list[Fact]] = {subject: [] for subject in between}
    statements: dict[NamedNode, NamedNode] = {}
    for fact in further:
        if fact.predicate == RDF_TYPE and fact.graphs != (DERIVED,) and between[fact.subject]:
            statements[fact.subject] = node(fact.object)
        elif fact.predicate not in _ASIDE and fact.graphs != (DERIVED,):
            details[fact.subject].append(fact)
    everything = [*own, *mentions, *states, *further]
    return Description(
        iri=iri,
        lang=lang,
        names=_names(own),
        classes=tuple(
            node(f.object) for f in own if f.predicate == RDF_TYPE and f.graphs != (DERIVED,)
        ),
        facts=tuple(f for f in own if f.predicate not in (RDF_TYPE, TRANSLATION, *_NAMES)),
        translations=translations(store, [iri]).get(iri, Translations()),
        mentions=tuple(mentions),
        states=tuple(states),
        details={subject: tuple(group) for subject, group in details.items()},
        statements=statements,
        passages=passages(store, (p for fact in everything for p in fact.passages)),
        words=labels(store, [iri, *_nodes(everything)], lang) | standard_words(lang),
        more=more,
    )


def page_size(store: Store, iri: NamedNode) -> int | None:
    """Return how many mentions with each property to show at first; None for all of them.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> page_size(OxigraphStore.bundled(), NamedNode(ID + "shenyang"))
    """
    return _PAGE if _mentioned(store, iri) == _HUB else None


def _page(
    store: Store, iri: NamedNode, most: int
) -> tuple[list[Fact], list[Fact], tuple[NamedNode, ...]]:
    """Return some facts of a node, some mentions of it, and the properties that have more."""
    own: dict[NamedNode, list[Term]] = {}
    for row in store.select(f"SELECT ?p ?o {{ {iri} ?p ?o }}"):
        own.setdefault(node(row["p"]), []).append(term(row["o"]))
    more = [name for name, found in own.items() if name not in _NAMES and len(found) > most]
    facts = [
        (iri, name, value)
        for name, found in own.items()
        for value in sorted(found, key=str)[: None if name in _NAMES else most]
    ]
    mentions: list[tuple[NamedNode, NamedNode, Term]] = []
    # Property by property, each with an index: sorting all mentions would take long.
    for name in [*_properties(store), iri]:
        target = "?o" if name == iri else iri
        rows = list(store.select(f"SELECT * {{ ?s {name} {target} }} LIMIT {most + 1}"))
        if len(rows) > most:
            more.append(name)
        mentions += (
            (node(row["s"]), name, term(row["o"]) if name == iri else iri) for row in rows[:most]
        )
    return (
        stated_facts(store, facts, most),
        stated_facts(store, mentions, most),
        tuple(dict.fromkeys(more)),
    )


def _some(
    mentions: list[Fact], iri: NamedNode, most: int | None
) -> tuple[list[Fact], tuple[NamedNode, ...]]:
    """So many of them with each property, and the properties of which that leaves out some."""
    by_property = grouped(mentions, lambda fact: fact.predicate if fact.object == iri else iri)
    cut = tuple(name for name, group in by_property if most and len(group) > most)
    if not cut:
        return mentions, ()
    return [fact for _, group in by_property for fact in group[:most]], cut


def _mentioned(store: Store, iri: NamedNode) -> int:
    """Count the statements that mention a node, or use it as a property, up to those of a hub."""
    ways = (f"?s ?p {iri}", f"?s {iri} ?o")
    return max(sum(1 for _ in store.select(f"SELECT ?s {{ {way} }} LIMIT {_HUB}")) for way in ways)


def _properties(store: Store) -> list[NamedNode]:
    """What may link things: the ontology's own properties and a few from elsewhere."""
    linking = store.select("SELECT ?p { ?p a owl:ObjectProperty } ORDER BY ?p")
    return [RDF_TYPE, *(node(row["p"]) for row in linking)]


def _between(store: Store, subjects: Iterable[NamedNode]) -> dict[NamedNode, bool]:
    """Those of the nodes that stand between others, and whether they are statements."""
    found: dict[NamedNode, bool] = {}
    # The classes not as VALUES too: some engines would read all that is of them first.
    among = f"FILTER(?class IN ({', '.join(map(str, _BETWEEN))}))"
    for batch in batches(subjects):
        for row in store.select(f"SELECT ?s ?class {{ {values('s', batch)} ?s a ?class {among} }}"):
            subject = node(row["s"])
            found[subject] = found.get(subject, False) or row["class"] == _STATEMENT
    return found


def _names(own: Sequence[Fact]) -> dict[str, tuple[str, ...]]:
    """The names among the facts by language, the preferred one first."""
    tags = {tag.lower(): tag for tag in LANGUAGES}
    found: dict[str, list[str]] = {tag: [] for tag in LANGUAGES}
    for kind in _NAMES:
        for fact in own:
            # Engines differ in the case of language tags.
            tag = tags.get((getattr(fact.object, "language", None) or "").lower())
            if fact.predicate == kind and tag:
                found[tag].append(fact.object.value)
    return {tag: tuple(names) for tag, names in found.items() if names}


def _nodes(everything: Iterable[Fact]) -> Iterator[NamedNode]:
    """All nodes that need words."""
    for fact in everything:
        yield fact.subject
        yield fact.predicate
        if isinstance(fact.object, NamedNode):
            yield fact.object
        yield from fact.background


class _Plain:
    """A description as plain values."""

    def __init__(self, of: Description) -> None:
        self.of = of

    def description(self) -> dict[str, Any]:
        of = self.of
        found: dict[str, Any] = self.node(of.iri) | {
            "names": {lang: list(names) for lang, names in of.names.items()},
            "classes": [self.node(cls) for cls in of.classes],
            "facts": [self.fact(fact) for fact in of.facts],
            "mentions": [self.mention(fact) for fact in of.mentions],
        }
        if of.more:
            found["more"] = [self.node(predicate) for predicate in of.more]
        if of.translations:
            found["translation"] = of.translations.any
        if of.states:
            found["states"] = [self.mention(fact) for fact in of.states]
        found["passages"] = [
            passage.as_dict() | {"role": passage.role and curie(passage.role.value)}
            for passage in of.passages.values()
        ]
        return found

    def node(self, iri: NamedNode) -> dict[str, Any]:
        return {"iri": iri.value, "curie": curie(iri.value), "label": self.of.words[iri]}

    def value(self, term: Term) -> object:
        if isinstance(term, NamedNode):
            return self.node(term)
        return json_value(term)

    def fact(self, fact: Fact) -> dict[str, Any]:
        return {
            "property": self.node(fact.predicate),
            "value": self.value(fact.object),
            "passages": [curie(passage.value) for passage in fact.passages],
            "background": [curie(graph.value) for graph in fact.background],
        }

    def mention(self, fact: Fact) -> dict[str, Any]:
        subject = self.node(fact.subject)
        if fact.subject in self.of.statements:
            subject["class"] = self.node(self.of.statements[fact.subject])
        if fact.subject in self.of.details:
            subject["facts"] = [self.fact(detail) for detail in self.of.details[fact.subject]]
        return {"subject": subject} | self.fact(fact)


class _Text:
    """A description as lines to read."""

    def __init__(self, of: Description, style: Style) -> None:
        self.of = of
        self.style = style
        self.unfolded: set[NamedNode] = set()

    def lines(self) -> Iterator[str]:
        of = self.of
        yield from self.head()
        own = [fact for fact in of.facts if fact.predicate not in (_QUOTE, _DEFINITION)]
        yield from self.section("", self.properties(f for f in own if f.passages))
        for title, group in self.by_statements():
            yield from self.section(title, (line for fact in group for line in self.entry(fact)))
        yield from self.section(heading("states", of.lang), self.stated_here())
        for predicate, group in grouped(self.plain_mentions(), lambda fact: fact.predicate):
            title = f"{curie(predicate.value)}  … {of.words[predicate]} {of.label}"
            if predicate == of.iri:
                title = f"… {of.label} …"
            yield from self.section(title, (line for f in group for line in self.entry(f)))
        background = self.properties(f for f in own if not f.passages)
        yield from self.section(heading("background", of.lang), background)
        yield from self.section(heading("passages", of.lang), self.quotes())

    def head(self) -> Iterator[str]:
        of = self.of
        classes = ", ".join(of.words[cls] for cls in of.classes)
        yield f"{self.style(of.label, 'title')}  {classes}".rstrip()
        for names in of.names.values():
            others = [name for name in names if name != of.label]
            if others:
                yield "  " + " · ".join(others)
        for fact in of.facts:
            if fact.predicate in (_QUOTE, _DEFINITION) and self.is_for_reader(fact):
                yield f"  {fact.object.value}"
        translation = of.translations.into(of.lang)
        if translation and is_passage(of.iri):
            yield "  " + translation_line(translation, of.lang)
        yield self.style(f"  {curie(of.iri.value)}  <{of.iri.value}>", "mark")

    def is_for_reader(self, fact: Fact) -> bool:
        """Whether a fact is in the reader's language, or in none."""
        tag = getattr(fact.object, "language", None)
        return tag is None or tag.lower() == self.of.lang.lower()

    def section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        """A heading and what is under it, unless that is nothing."""
        first, *rest = [*lines] or [""]
        if first:
            yield ""
            if title:
                yield self.style(title, "heading")
            yield from (f"  {line}" if title else line for line in (first, *rest))

    def properties(self, facts: Iterable[Fact]) -> Iterator[str]:
        """Facts of the node itself, a property a group."""
        shown = filter(self.is_for_reader, facts)
        for predicate, group in grouped(shown, lambda fact: fact.predicate):
            lines = [f"{self.value(fact)}{self.marks(fact)}" for fact in group]
            name = self.property(predicate)
            if len(lines) == 1:
                yield f"{name}: {lines[0]}"
            else:
                yield f"{name}:"
                yield from (f"  {line}" for line in lines)

    def by_statements(self) -> Iterator[tuple[str, list[Fact]]]:
        """Statements that mention the node, by their class and how they mention it."""
        of = self.of
        mentions = [fact for fact in of.mentions if fact.subject in of.statements]
        for cls, same in grouped(mentions, lambda fact: of.statements[fact.subject]):
            for predicate, group in grouped(same, lambda fact: fact.predicate):
                how = f": … {of.words[predicate]} {of.label}" if predicate not in _PLAIN else ""
                many = f"{len(group)}{'+' if predicate in of.more else ''}"
                title = f"{capital(of.words[cls])}{how} ({many})"
                yield f"{curie(predicate.value)}  {title}", group

    def plain_mentions(self) -> list[Fact]:
        return [fact for fact in self.of.mentions if fact.subject not in self.of.statements]

    def stated_here(self) -> Iterator[str]:
        """What a passage states, a subject a group."""
        for subject, group in grouped(self.of.states, lambda fact: fact.subject):
            words = figure(group, self.of.words, self.of.lang)
            yield words or self.of.words[subject]
            for predicate, same in grouped(self.rest(group, words), lambda fact: fact.predicate):
                yield f"    {self.property(predicate)}: {', '.join(map(self.value, same))}"

    def entry(self, fact: Fact) -> Iterator[str]:
        """A node that mentions the one shown, and what else is known of it."""
        of = self.of
        subject = fact.subject
        details = of.details.get(subject, ())
        words = figure(details, of.words, of.lang)
        line = words or of.words[subject]
        if fact.predicate == of.iri:
            line = f"{line} → {self.value(fact)}"
        yield f"{line}{self.marks(fact)}"
        if subject not in self.unfolded:
            self.unfolded.add(subject)
            yield from self.unfold(self.rest(details, words), fact.graphs)

    def rest(self, facts: Iterable[Fact], words: str | None) -> list[Fact]:
        """Return the facts of a node that its line leaves out."""
        return [
            fact
            for fact in facts
            if self.of.iri not in (fact.object, fact.predicate)
            and not (words and fact.predicate in (RDF_TYPE, *FIGURE))
            and (words or not is_called(self.of.words[fact.subject], fact.object.value))
        ]

    def unfold(self, details: Iterable[Fact], known: tuple[NamedNode, ...]) -> Iterator[str]:
        """Further facts, those of the same passages on one line."""
        for graphs, group in grouped(details, lambda fact: fact.graphs):
            parts = [
                f"{self.property(predicate)}: {', '.join(map(self.value, same))}"
                for predicate, same in grouped(group, lambda fact: fact.predicate)
            ]
            yield f"    {'; '.join(parts)}{'' if graphs == known else self.marks(group[0])}"

    def quotes(self) -> Iterator[str]:
        for passage in self.of.passages.values():
            if passage.iri != self.of.iri:
                yield from passage_lines(passage, self.of.lang, self.style)

    def property(self, predicate: NamedNode) -> str:
        """A property by the short name that a query calls it by, and its label."""
        return f"{self.style(curie(predicate.value), 'mark')}  {self.of.words[predicate]}"

    def value(self, fact: Fact) -> str:
        return value(fact.object, self.of.words, self.of.lang)

    def marks(self, fact: Fact) -> str:
        return "  " + self.style(marks(fact), "mark")
