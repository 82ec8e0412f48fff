"""The page of a passage: its quote, its facts, and its neighbours in the article."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.entities.describe import Description, describe
from sygraph.entities.facts import Fact, Passage, grouped, node, term
from sygraph.entities.wording import FIGURE, figure, is_called
from sygraph.errors import NotFound
from sygraph.namespaces import RDF_TYPE, article_of, curie, sy, vocab
from sygraph.pages.entity_page import SUFFIXES
from sygraph.pages.render import Site, render
from sygraph.pages.view_models import (
    Item,
    Quote,
    Row,
    Text,
    cite,
    converted,
    node_text,
    quotes,
    rows,
)

__all__ = ["passage_page"]


_QUOTE, _ROLE, _NOTE, _READ_WITH = map(vocab, ("quote", "dcterms:type", "note", "readWith"))
_START, _END, _STATED_AS = map(sy, ("start", "end", "statedAs"))


@dataclass(frozen=True)
class Subject:
    """The facts of a passage about one subject."""

    what: Text
    kinds: tuple[Text, ...]
    rows: tuple[Row, ...]


def passage_page(site: Site, iri: NamedNode) -> str:
    """Return the page of a passage.

    Raises:
        NotFound: there is no such passage.
    """
    of = describe(site.kg.store, iri, site.lang, most=200)
    if not of.facts:
        raise NotFound(f"there is no passage {curie(iri.value)}")
    known: dict[NamedNode, list[Fact]] = dict(grouped(of.facts, lambda fact: fact.predicate))
    article = NamedNode(article_of(iri.value))
    reads = [node(fact.object) for fact in known.get(_READ_WITH, ())]
    before, after = _beside(site, iri, article)
    quote = _literal(known.get(_QUOTE))
    return render(
        site,
        "passage.html",
        iri=iri.value,
        article=article.value,
        number=cite(iri).name,
        anchor=cite(iri).anchor,
        quote=quote,
        translation=of.translations.into(site.lang) or of.translations.any,
        into=site.lang if of.translations.into(site.lang) else of.translations.language,
        converted=converted(quote, site.lang) if quote else "",
        note=_literal(known.get(_NOTE)),
        role=[node_text(node(fact.object), of.words, site.lang) for fact in known.get(_ROLE, ())],
        span=(_literal(known.get(_START)), _literal(known.get(_END))),
        subjects=subjects(of, site.lang),
        reads=_with(site, reads),
        before=before,
        after=after,
        suffixes=SUFFIXES,
    )


def subjects(of: Description, lang: str) -> list[Subject]:
    """Return the facts of a passage, grouped by subject."""
    found = []
    for subject, facts in grouped(of.states, lambda fact: fact.subject):
        figures = figure(facts, of.words, lang)
        rest = [
            fact
            for fact in facts
            if fact.predicate != RDF_TYPE
            and not is_called(of.words[subject], fact.object.value)
            and not (figures and fact.predicate in FIGURE)
        ]
        kinds = [node(fact.object) for fact in facts if fact.predicate == RDF_TYPE]
        found.append(
            Subject(
                node_text(subject, of.words, lang),
                tuple(node_text(kind, of.words, lang) for kind in kinds),
                tuple(_bare(row) for row in rows(rest, of.words, lang)),
            )
        )
    return found


def _bare(row: Row) -> Row:
    """Return rows without citations, which would all name the passage of this page."""
    return Row(row.name, tuple(Item(item.what) for item in row.items))


def _literal(facts: list[Fact] | None) -> str | None:
    return facts[0].object.value if facts else None


def _with(site: Site, reads: list[NamedNode]) -> list[Quote]:
    from sygraph.entities.facts import passages

    return quotes(passages(site.kg.store, reads), site.lang)


def _beside(site: Site, iri: NamedNode, article: NamedNode) -> tuple[Quote | None, Quote | None]:
    """Return the passages before and after."""
    starts = {
        node(row["p"]): int(term(row["start"]).value)
        for row in site.kg.store.select(
            f"SELECT ?p ?start {{ GRAPH {article} {{ ?p a sy:Passage }} ?p sy:start ?start }}"
        )
    }
    order = sorted(starts, key=lambda passage: (starts[passage], passage.value))
    if iri not in order:
        return None, None
    place = order.index(iri)
    near = [order[at] if 0 <= at < len(order) else None for at in (place - 1, place + 1)]
    found = [quotes([Passage(one, "")], site.lang)[0] if one else None for one in near]
    return found[0], found[1]
