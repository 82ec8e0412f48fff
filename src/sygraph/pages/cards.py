"""Cards: one statement with its amount, period, sentence and citation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.entities.amounts import bounded
from sygraph.entities.facts import (
    Fact,
    Passage,
    facts,
    grouped,
    node,
    passages,
)
from sygraph.entities.resolve import label, labels
from sygraph.entities.wording import (
    capital,
    heading,
    period,
    quantity,
    standard_words,
)
from sygraph.namespaces import RDF_TYPE, article_of, sy, vocab
from sygraph.pages.proof_view import Words, passage_words
from sygraph.pages.texts import words
from sygraph.pages.view_models import Text, node_text

if TYPE_CHECKING:
    from sygraph.pages.render import Site
    from sygraph.store.interface import Store

__all__ = ["Card", "figure_cards", "measure_name", "sources"]

_VALUE, _BOUND, _MEASURE, _GROWTH_OF = map(sy, ("value", "bound", "measure", "growthOf"))
_SUBJECTS = (sy("of"), sy("scope"))
_STATUS, _TARGET = sy("status"), sy("Target")
_WORDINGS = (*map(sy, ("statedAs", "goal", "first")), vocab("dcterms:title"))


@dataclass(frozen=True)
class Card:
    """A statement as a card.

    Attributes:
        measure: what is measured or, for a statement without a value, what it is called.
        before, amount, after: the amount, with what its bound says before or after it.
        marks: words that qualify it: that it is a target, or planned.
    """

    iri: str
    measure: Text
    subject: Text | None
    before: str
    amount: str
    after: str
    period: str
    marks: tuple[str, ...]
    sentences: tuple[Words, ...]
    citation: str

    @property
    def title(self) -> str:
        """The card in one line, without its amount."""
        parts = (self.measure.text, self.subject.text if self.subject else "", self.period)
        return " · ".join(filter(None, parts))


def figure_cards(site: Site, iris: Iterable[NamedNode]) -> dict[str, Card]:
    """Return the cards of the statements among some nodes, by IRI.

    >>> import sygraph
    >>> from sygraph.namespaces import ID
    >>> from sygraph.pages.addresses import ServerLinks
    >>> from sygraph.pages.render import Site
    >>> site = Site(sygraph.open(), "en", ServerLinks("/", "/"))
    >>> [card] = figure_cards(site, [NamedNode(ID + "shenyang-trade-2023")]).values()
    >>> card.title, card.amount
    ('Total trade · Shenyang · 2023', 'CNY 146.93 bn')
    """
    store = site.kg.store
    own = [fact for fact in facts(store, "s", iris) if fact.passages]
    grown = [node(fact.object) for fact in own if fact.predicate == _GROWTH_OF]
    base = {f.subject: node(f.object) for f in facts(store, "s", grown) if f.predicate == _MEASURE}
    nodes = [fact.object for fact in own if isinstance(fact.object, NamedNode)]
    names = labels(store, [*nodes, *base.values(), *(fact.subject for fact in own)], site.lang)
    quoted = passages(store, (iri for fact in own for iri in fact.passages))
    maker = _Maker(
        site, names | standard_words(site.lang), base, quoted, sources(store, site.lang, quoted)
    )
    cards = (maker.card(iri, group) for iri, group in grouped(own, lambda fact: fact.subject))
    return {card.iri: card for card in cards if card}


def measure_name(
    known: Mapping[NamedNode, NamedNode],
    base: Mapping[NamedNode, NamedNode],
    names: Mapping[NamedNode, str],
    lang: str,
) -> str:
    """Return what a figure measures; for a growth, the growth of what."""
    measure = names[known[_MEASURE]] if _MEASURE in known else ""
    grown = base.get(known[_GROWTH_OF]) if _GROWTH_OF in known else None
    return heading("growth", lang).format(names[grown]) if grown else measure


def sources(store: Store, lang: str, passages: Iterable[NamedNode] = ()) -> dict[str, str]:
    """Return how to cite the articles of passages, or all, by IRI: author and title."""
    some = "".join(f" <{iri}>" for iri in dict.fromkeys(article_of(p.value) for p in passages))
    rows = store.select(
        f"SELECT ?a ?author {{ {f'VALUES ?a {{{some} }}' if some else ''}"
        " ?a a schema:NewsArticle OPTIONAL { ?a schema:author ?author } } ORDER BY ?a ?author"
    )
    found: dict[str, str] = {}
    for row in rows:
        parts = [row["author"], row["a"]]
        named = [label(store, part, lang) for part in parts if isinstance(part, NamedNode)]
        cited = words(lang)("colon").join(named)
        found.setdefault(node(row["a"]).value, cited)
    return found


@dataclass(frozen=True)
class _Maker:
    """Makes cards from facts."""

    site: Site
    names: Mapping[NamedNode, str]
    base: Mapping[NamedNode, NamedNode]
    quoted: Mapping[NamedNode, Passage]
    sources: Mapping[str, str]

    def card(self, iri: NamedNode, own: Sequence[Fact]) -> Card | None:
        lang = self.site.lang
        known = {f.predicate: f.object for f in own if isinstance(f.object, NamedNode)}
        kinds = [f.object for f in own if f.predicate == RDF_TYPE]
        if not (_MEASURE in known or any(fact.predicate in _WORDINGS for fact in own)):
            return None
        amount = quantity([fact for fact in own if fact.predicate != _BOUND], self.names, lang)
        before, _, after = bounded("\0", known.get(_BOUND), self.names, lang).partition("\0")
        subject = next((known[name] for name in _SUBJECTS if name in known), None)
        measure = capital(measure_name(known, self.base, self.names, lang)) if amount else ""
        wordings = [f.object.value for f in own if f.predicate in _WORDINGS]
        card = Card(
            iri.value,
            Text(measure) if measure else node_text(iri, self.names, lang),
            subject and node_text(subject, self.names, lang),
            before.strip() if amount else "",
            amount or "",
            after.strip() if amount else "",
            period(own, lang),
            tuple(self.marks(known, kinds)),
            tuple(self.sentences(own, wordings)),
            "",
        )
        return _with_citation(card, self.site, self.sources)

    def marks(self, known: Mapping[NamedNode, NamedNode], kinds: Sequence[object]) -> Iterable[str]:
        if _TARGET in kinds:
            yield words(self.site.lang)("card.target")
        if _STATUS in known:
            yield self.names[known[_STATUS]]

    def sentences(self, own: Sequence[Fact], wordings: Sequence[str]) -> Iterable[Words]:
        stating = dict.fromkeys(iri for fact in own for iri in fact.passages)
        for iri in stating:
            if iri in self.quoted:
                said = self.quoted[iri]
                yield passage_words(self.site, iri, said.quote, said.translations, wordings)


def _with_citation(card: Card, site: Site, sources: Mapping[str, str]) -> Card:
    """Return the card with its text for copying: the amount, the words, and where they stand."""
    t = words(site.lang)
    said = " ".join(filter(None, (card.before, card.amount, card.after)))
    lines = [t("colon").join(filter(None, (card.title, said)))]
    for sentence in card.sentences[:1]:
        source = sources.get(article_of(sentence.iri), "")
        lines.append(f"「{sentence.quote}」")
        lines += [t("card.translation") + t("colon") + sentence.translation] * bool(
            sentence.translation
        )
        lines.append(", ".join(filter(None, (source, sentence.name, sentence.iri))))
    return replace(card, citation="\n".join(lines))
