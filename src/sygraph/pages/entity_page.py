"""The page of an entity: its classes, its facts with their passages, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from sygraph.entities.describe import Description, describe
from sygraph.entities.facts import Fact, Passage, grouped, node, term
from sygraph.entities.wording import (
    FIGURE,
    capital,
    figure,
    heading,
    is_called,
    period,
    quantity,
)
from sygraph.errors import NotFound
from sygraph.namespaces import OWL, PREFIXES, RDF_TYPE, RDFS, SKOS, curie, sy, vocab
from sygraph.pages.cards import figure_cards
from sygraph.pages.compare_page import Elsewhere, elsewhere
from sygraph.pages.neighbourhood import circle
from sygraph.pages.render import Site, render
from sygraph.pages.texts import words
from sygraph.pages.view_models import (
    Cite,
    Item,
    Row,
    Text,
    cites,
    converted,
    items,
    node_text,
    quotes,
    rows,
    value_text,
)

__all__ = ["MOST", "SUFFIXES", "entity_page", "mentions_page"]


#: The most mentions with one property that a page shows.
MOST = 60

#: The data formats that a page links to.
SUFFIXES = (
    (".ttl", "Turtle"),
    (".jsonld", "JSON-LD"),
    (".nt", "N-Triples"),
    (".rdf", "RDF/XML"),
    (".trig", "TriG"),
)

_DEFINITION = NamedNode(SKOS + "definition")
_HIDDEN = NamedNode(SKOS + "hiddenLabel")
# Values of schema:sameAs: the same entity in another dataset, or a page that identifies it.
_SAME = (
    NamedNode(OWL + "sameAs"),
    NamedNode(SKOS + "exactMatch"),
    NamedNode(RDFS + "seeAlso"),
)
_LATITUDE, _LONGITUDE = (NamedNode(PREFIXES["geo"] + name) for name in ("lat", "long"))
_OF, _GROWTH_OF, _MEASURE, _STATED_AS = map(sy, ("of", "growthOf", "measure", "statedAs"))
_OBSERVATION, _TARGET = sy("Observation"), sy("Target")
_VALUE = sy("value")
# Dates by which figures of one measure are ordered.
_ORDER = tuple(map(sy, ("periodStart", "periodEnd", "deadline")))
# Properties that loading derives for queries; pages do not show them.
_COMPUTED = frozenset(map(sy, ("firstDay", "lastDay", "start", "end")))
# Properties that `period` writes as text.
_TIMES = frozenset(
    map(sy, ("periodStart", "periodEnd", "date", "notBefore", "notAfter", "deadline", "ongoing"))
)
# Properties in the order of what matters: a route before a place, a start before an end.
_FIRST = tuple(
    map(
        vocab,
        (
            *("sy:origin", "sy:destination", "sy:of", "sy:service", "sy:direct"),
            *("sy:ongoing", "sy:date"),
            *("sy:periodStart", "sy:notBefore", "sy:notAfter", "sy:periodEnd", "sy:deadline"),
            *("sy:status", "sy:inPlace", "sy:locatedIn", "sy:country"),
        ),
    )
)
_LAST = tuple(
    map(
        vocab,
        (
            *("schema:iataCode", "schema:icaoCode", "owl:sameAs", "geo:lat", "geo:long"),
            *("dcterms:source", "sy:describedAs"),
        ),
    )
)
# How the article calls the node; a section of its own.
_DESCRIBED = sy("describedAs")
# How many entries a page shows unfolded.
_UNFOLDED = 24

# Properties with a separate column in the table of figures.
_IN_TABLE = FIGURE | _TIMES | {_STATED_AS, RDF_TYPE, _OF, _GROWTH_OF} | _COMPUTED


@dataclass(frozen=True)
class FigureRow:
    """A row of the table of figures or targets; `wording` is marked in its sentence."""

    iri: str
    measure: Text
    amount: str
    period: str
    wording: str
    details: tuple[Row, ...]
    cites: tuple[Cite, ...]
    order: tuple[str, ...]
    sort: str
    elsewhere: Sequence[Elsewhere] = ()


@dataclass(frozen=True)
class Group:
    """Nodes that mention a node by one property; `more` links to those that are not shown."""

    title: str
    items: tuple[Item, ...]
    property: str
    more: bool = False


def entity_page(site: Site, iri: NamedNode) -> str:
    """Return the page of an entity or a statement.

    Raises:
        NotFound: nothing is known of it.
    """
    of = describe(site.kg.store, iri, site.lang, most=MOST)
    if not (of.facts or of.mentions or of.classes or of.names):
        raise NotFound(f"nothing is known of {curie(iri.value)}")
    teller = _Teller(site, of)
    own = [fact for fact in of.facts if fact.predicate not in {*_COMPUTED, _DEFINITION}]
    own.sort(key=lambda fact: _rank(fact.predicate))
    called = [fact for fact in own if fact.predicate == _DESCRIBED and fact.passages]
    stated = [fact for fact in own if fact.passages and fact.predicate != _DESCRIBED]
    known = [fact for fact in own if not fact.passages]
    statements, mentions = teller.statements(), teller.mentions()
    entries = sum(len(group.items) for group in (*statements, *mentions))
    place = _coordinates(of)
    shown = quotes(_cited(of), site.lang)
    return render(
        site,
        "entity.html",
        of=of,
        iri=iri.value,
        slug=curie(iri.value),
        label=node_text(iri, of.words, site.lang),
        names=_other_names(of),
        classes=[node_text(cls, of.words, site.lang) for cls in of.classes],
        definition=teller.in_language(_DEFINITION),
        summary=teller.summary(),
        card=figure_cards(site, [iri]).get(iri.value) if _is_statement(site, of) else None,
        stated=rows(stated, of.words, site.lang),
        elsewhere=teller.elsewhere.get(iri.value, ()),
        figures=teller.figures(_OBSERVATION),
        targets=teller.figures(_TARGET),
        statements=statements,
        mentions=mentions,
        called=rows(called, of.words, site.lang),
        folded=entries > _UNFOLDED,
        known=rows(known, of.words, site.lang),
        quotes=shown,
        english={quote.anchor: quote.translation for quote in shown if quote.translation},
        drawing=circle(site, iri),
        locator=_locator(site, place, of.label) if place else None,
        suffixes=SUFFIXES,
        schema=_schema_org(site, of, place),
    )


def _rank(predicate: NamedNode) -> int:
    """Return where a property stands among those of a node."""
    if predicate in _FIRST:
        return _FIRST.index(predicate)
    return len(_FIRST) + (1 + _LAST.index(predicate) if predicate in _LAST else 0)


def _is_statement(site: Site, of: Description) -> bool:
    """Whether a node is a statement, by its class or a class above."""
    return bool(of.classes) and site.kg.store.ask(f"ASK {{ {of.iri} a {sy('Statement')} }}")


def mentions_page(site: Site, iri: NamedNode, predicate: NamedNode, first: int = 0) -> str:
    """Return one page of the nodes that mention a node by one property, from an offset."""
    store = site.kg.store
    pattern = f"?s {predicate} {iri}"
    [counted] = store.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }}")
    count = int(term(counted["n"]).value)
    found = [
        node(row["s"])
        for row in store.select(
            f"SELECT DISTINCT ?s {{ {pattern} }} ORDER BY ?s LIMIT {MOST} OFFSET {first}"
        )
    ]
    if not found:
        raise NotFound(f"nothing mentions {curie(iri.value)} so")
    from sygraph.entities.resolve import labels
    from sygraph.entities.wording import standard_words

    names = labels(store, [iri, predicate, *found], site.lang) | standard_words(site.lang)
    return render(
        site,
        "mentions.html",
        iri=iri.value,
        property=predicate.value,
        label=node_text(iri, names, site.lang),
        title=words(site.lang)("entity.how", property=names[predicate], label=names[iri]),
        items=[node_text(one, names, site.lang) for one in found],
        first=first,
        last=first + len(found),
        count=count,
        most=MOST,
    )


class _Teller:
    """The view model of a description."""

    def __init__(self, site: Site, of: Description) -> None:
        self.site = site
        self.of = of
        self.lang = site.lang
        self.t = words(site.lang)
        #: The further properties by which a node mentions this one.
        self.also: dict[NamedNode, list[NamedNode]] = {}
        rows = [fact.subject for fact in of.mentions if self.in_table(fact)]
        #: What other articles say of the figures of the node, or of the node if it is a figure.
        self.elsewhere = elsewhere(site, [of.iri, *rows])

    def in_language(self, predicate: NamedNode) -> str | None:
        """Return the value of a property in the reader's language."""
        for fact in self.of.facts:
            tag = getattr(fact.object, "language", None) or ""
            if fact.predicate == predicate and tag.lower() == self.lang.lower():
                return fact.object.value
        return None

    def summary(self) -> str:
        """Return the meta description of the page: classes and names in one line."""
        classes = ", ".join(self.of.words[cls] for cls in self.of.classes)
        names = self.of.names.get(self.lang, ())
        first = next(iter(self.of.passages.values()), None)
        quote = ""
        if first is not None:
            translation = first.translations.into(self.lang)
            quote = translation or converted(first.quote, self.lang) or first.quote
        return " · ".join(filter(None, (capital(classes), *dict.fromkeys(names), quote)))[:300]

    def figures(self, cls: NamedNode) -> list[FigureRow]:
        """Return the figures or targets of the node, grouped by measure."""
        found = [
            self.figure_row(fact)
            for fact in self.of.mentions
            if self.of.statements.get(fact.subject) == cls and self.in_table(fact)
        ]
        groups: dict[str, list[FigureRow]] = {}
        for row in found:
            groups.setdefault(row.measure.text, []).append(row)
        return [row for group in groups.values() for row in sorted(group, key=lambda r: r.order)]

    def in_table(self, mention: Fact) -> bool:
        """Whether a mention is a figure or a numeric target, which the tables show."""
        details = self.of.details.get(mention.subject, ())
        return mention.predicate == _OF and any(f.predicate == _VALUE for f in details)

    def figure_row(self, mention: Fact) -> FigureRow:
        details = self.of.details[mention.subject]
        known = {fact.predicate: fact for fact in details}
        measure = self.measure(known)
        wording = known.get(_STATED_AS)
        return FigureRow(
            mention.subject.value,
            measure if measure.text else node_text(mention.subject, self.of.words, self.lang),
            quantity(details, self.of.words, self.lang) or "",
            period(details, self.lang),
            "" if wording is None else wording.object.value,
            rows((f for f in details if f.predicate not in _IN_TABLE), self.of.words, self.lang),
            cites(mention),
            tuple(f.object.value for p in _ORDER if (f := known.get(p))),
            known[_VALUE].object.value,
            self.elsewhere.get(mention.subject.value, ()),
        )

    def measure(self, known: dict[NamedNode, Fact]) -> Text:
        """Return the measure of a figure; for a growth, the measure that grows."""
        if _MEASURE not in known:
            return Text("")
        measure = value_text(known[_MEASURE].object, self.of.words, self.lang)
        grown = known.get(_GROWTH_OF)
        if grown is None or not isinstance(grown.object, NamedNode):
            return measure
        for fact in self.of.details.get(grown.object, ()):
            if fact.predicate == _MEASURE:
                name = value_text(fact.object, self.of.words, self.lang).text
                return Text(heading("growth", self.lang).format(name), measure.iri)
        return measure

    def statements(self) -> list[Group]:
        """Return the other statements about the node, by kind and by property."""
        of = self.of
        mentions = [
            fact
            for fact in of.mentions
            if fact.subject in of.statements and not self.in_table(fact)
        ]
        found = []
        for cls, same in grouped(mentions, lambda fact: of.statements[fact.subject]):
            for predicate, group in grouped(same, lambda fact: fact.predicate):
                title = capital(of.words[cls])
                if predicate not in (_OF, RDF_TYPE):
                    how = self.t("entity.how", property=of.words[predicate], label=of.label)
                    title = self.t("entity.kind.how", kind=title, how=how)
                found.append(self.group(title, predicate, group))
        return found

    def mentions(self) -> list[Group]:
        """Return the nodes, other than statements, that link to the node, by property.

        Each is listed once, by the property that matters most; its entry names the others.
        """
        of = self.of
        plain = [
            fact
            for fact in of.mentions
            if fact.subject not in of.statements and fact.predicate not in _COMPUTED
        ]
        plain.sort(key=lambda fact: _rank(fact.predicate))
        first: dict[NamedNode, Fact] = {}
        for fact in plain:
            first.setdefault(fact.subject, fact)
        once = [fact for fact in plain if first[fact.subject] is fact]
        self.also = {
            iri: [other.predicate for other in found[1:]]
            for iri, found in grouped(plain, lambda fact: fact.subject)
        }
        return [
            self.group(
                self.t("entity.how", property=of.words[predicate], label=of.label),
                predicate,
                group,
            )
            for predicate, group in grouped(once, lambda fact: fact.predicate)
        ]

    def group(self, title: str, predicate: NamedNode, facts: Sequence[Fact]) -> Group:
        cut = predicate in self.of.more or len(facts) > MOST
        return Group(title, tuple(map(self.item, facts[:MOST])), predicate.value, cut)

    def item(self, mention: Fact) -> Item:
        """Return a node that mentions the described one, with its other facts."""
        of = self.of
        subject = mention.subject
        facts = of.details.get(subject, ())
        figured = figure(facts, of.words, self.lang)
        what = node_text(subject, of.words, self.lang)
        if figured:
            what = Text(figured, subject.value)
        found = items([mention], of.words, self.lang)[0]
        others = self.others(facts, what.text, bool(figured))
        others.sort(key=lambda fact: _rank(fact.predicate))
        more = rows(others, of.words, self.lang)
        if also := dict.fromkeys(self.also.get(subject, ())):
            ways = tuple(Item(node_text(one, of.words, self.lang)) for one in also)
            more = (*more, Row(Text(self.t("entity.also")), ways))
        when = "" if figured else period(facts, self.lang)
        if when:
            more = (Row(Text(self.t("entity.period")), (Item(Text(when)),)), *more)
        return Item(what, found.cites, found.background, more)

    def others(self, facts: Iterable[Fact], name: str, figured: bool) -> list[Fact]:
        """Return the facts that the name of a node does not contain."""
        return [
            fact
            for fact in facts
            if self.of.iri not in (fact.object, fact.predicate)
            and fact.predicate not in _COMPUTED
            and not is_called(name, fact.object.value)
            and fact.predicate not in (FIGURE if figured else _TIMES)
        ]


def _cited(of: Description) -> list[Passage]:
    """Return the passages that the page cites."""
    described = [*of.facts, *of.mentions, *(f for found in of.details.values() for f in found)]
    shown = {c.iri for fact in described for c in cites(fact)}
    return [passage for iri, passage in of.passages.items() if iri.value in shown]


def _other_names(of: Description) -> list[Text]:
    """Return the alternative names, in all languages."""
    return [
        Text(name, lang=lang if lang != of.lang else "")
        for lang, names in of.names.items()
        for name in names
        if name != of.label
    ]


def _coordinates(of: Description) -> tuple[float, float] | None:
    found = {}
    for fact in of.facts:
        if fact.predicate in (_LATITUDE, _LONGITUDE) and isinstance(fact.object, Literal):
            try:
                found[fact.predicate] = float(fact.object.value)
            except ValueError:
                return None
    if len(found) < 2 or abs(found[_LATITUDE]) > 90:
        return None
    return found[_LATITUDE], found[_LONGITUDE]


def _locator(site: Site, place: tuple[float, float], label: str) -> Any:
    from sygraph.pages.map_page import locator

    return locator(site, *place, label)


def _schema_org(site: Site, of: Description, place: tuple[float, float] | None) -> dict[str, Any]:
    """Return JSON-LD for search engines: schema.org class, names, coordinates, sameAs."""
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": _schema_class(site, of),
        "@id": of.iri.value,
        "name": of.label,
        "alternateName": [text.text for text in _other_names(of)],
    }
    if place:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": place[0], "longitude": place[1]}
    same = [f.object.value for name in _SAME for f in of.facts if f.predicate == name]
    if same:
        found["sameAs"] = same
    return {key: shown for key, shown in found.items() if shown}


def _schema_class(site: Site, of: Description) -> str:
    """Return the nearest schema.org class above the classes of the entity."""
    schema = PREFIXES["schema"]
    for cls in of.classes:
        above = [cls]
        for one in above:
            for row in site.kg.store.select(f"SELECT ?c {{ {one} rdfs:subClassOf ?c }}"):
                upper = row["c"]
                if isinstance(upper, NamedNode) and upper not in above:
                    if upper.value.startswith(schema) and upper.value != schema + "Thing":
                        return upper.value.removeprefix(schema)
                    if len(above) < 20:
                        above.append(upper)
    return "Thing"
