"""The page of a question or a search, and the suggestions of the box: one ranked list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from sygraph.entities.describe import Description, describe
from sygraph.entities.facts import node
from sygraph.entities.resolve import labels
from sygraph.entities.search import similar
from sygraph.errors import SygraphError
from sygraph.namespaces import RDF_TYPE, SKOS
from sygraph.pages.cards import figure_cards
from sygraph.pages.query_form import by_name
from sygraph.pages.query_page import Ask, answered
from sygraph.pages.render import Site, language_of, render
from sygraph.pages.texts import words
from sygraph.pages.view_models import (
    Quote,
    Row,
    Text,
    cite,
    foreign_language,
    node_text,
    quotes,
    rows,
)
from sygraph.text.excerpts import around
from sygraph.text.name_forms import has_chinese

if TYPE_CHECKING:
    from sygraph.entities.search import Hit
    from sygraph.graph import KnowledgeGraph
    from sygraph.pages.cards import Card
    from sygraph.queries.suggestions import Suggestion

__all__ = ["file_search_page", "search_page", "suggestions"]


_SHOWN, _SUGGESTED = 60, 8
# The most facts and figures that are shown of an entity.
_FACTS, _FIGURES = 6, 4
_DEFINITION = NamedNode(SKOS + "definition")
# Characters of a passage in a suggestion: before the match, and in total.
_BEFORE, _AROUND = 12, 44


@dataclass(frozen=True)
class Found:
    """The view model of a suggestion: what it is called, or its text around what was sought."""

    kind: str
    href: str
    label: str
    what: str
    before: str = ""
    sought: str = ""
    after: str = ""
    #: Whether the text is a translation.
    translated: bool = False
    #: The language of the text, if that is not the page's.
    lang: str = ""

    @property
    def text(self) -> str:
        return self.before + self.sought + self.after

    @property
    def other(self) -> bool:
        """Whether the text is another name than the label."""
        return bool(self.text) and self.kind != "passage" and self.text != self.label


@dataclass(frozen=True)
class Thing:
    """The view model of the best answer where that is not a query."""

    classes: tuple[Text, ...] = ()
    definition: str = ""
    figures: tuple[Text, ...] = ()
    facts: tuple[Row, ...] = ()
    quotes: tuple[Quote, ...] = ()
    card: Card | None = None


def search_page(site: Site, text: str, kg: KnowledgeGraph | None = None) -> str:
    """Return the page of a question, with the best answer and the others; or of the empty box.

    Args:
        kg: the graph that runs the query; a server gives one with limits.
    """
    found = _asked(site, text, _SHOWN + 1)
    best, others = (found[0], found[1:_SHOWN]) if found else (None, [])
    near = similar(site.kg.store, text.strip()) if text.strip() and not found else []
    values: dict[str, Any] = {}
    if best is not None and best.kind == "query":
        # In a field, an entity is called by its name.
        params = {name: [by_name(site, value)] for name, value in best.params.items()}
        values, _ = answered(site, Ask(best.name, params=params), kg)
    values |= {
        "text": text.strip(),
        "best": _found(site, best) if best else None,
        "thing": _thing(site, best) if best and best.kind != "query" else None,
        "others": [_found(site, one) for one in others],
        "cut": len(found) > _SHOWN,
        "near": near,
    }
    return render(site, "search.html", **values)


def file_search_page(site: Site) -> str:
    """Return the page of the static site that searches in the browser."""
    return render(site, "file_search.html")


def suggestions(site: Site, text: str) -> list[dict[str, Any]]:
    """Return a few suggestions as plain values: link, and text with the match marked."""
    kinds = words(site.lang)
    found = []
    for suggestion in _asked(site, text, _SUGGESTED):
        one = _found(site, suggestion, short=True)
        found.append(
            {
                "href": one.href,
                "label": one.label,
                "kind": one.kind,
                "lang": one.lang,
                "name": kinds(f"search.{one.kind}"),
                "what": one.what,
                "text": one.text,
                "span": [len(one.before), len(one.before) + len(one.sought)],
            }
        )
    return found


def _asked(site: Site, text: str, limit: int) -> list[Suggestion]:
    if not text.strip():
        return []
    try:
        return site.kg.ask(text, lang=site.lang, limit=limit)
    except SygraphError:  # nothing but accents, say
        return []


def _found(site: Site, one: Suggestion, *, short: bool = False) -> Found:
    """Return the view model of a suggestion; a short one has few characters of a passage."""
    if one.kind == "query":
        href = site.links.page(f"query/{one.name}", dict(one.params))
        return Found("query", href, one.label, words(site.lang)("comma").join(one.values.values()))
    href = site.links.node(one.name)
    if one.hit is None or one.kind == "figure":
        return Found(one.kind, href, one.label, _what(site, one))
    text, (start, end) = one.hit.text, one.hit.span
    first, last = 0, len(text)
    if short and one.kind == "passage":
        first, last = around(text, (start, end), _BEFORE, max(0, _AROUND - _BEFORE - end + start))
    end = min(end, last)
    parts = text[first:start], text[start:end], text[end:last]
    found = Found(one.kind, href, one.label, _what(site, one), *parts)
    return replace(found, translated=one.hit.translated, lang=_language(site, one.hit))


def _language(site: Site, hit: Hit) -> str:
    """Return the language of what was found, if that is not the page's."""
    if hit.kind == "passage" and not hit.translated:
        return language_of(site.kg, hit.iri.value)
    if site.lang == "en":
        return foreign_language(hit.text, site.lang)
    return "" if has_chinese(hit.text) else "en"


def _what(site: Site, one: Suggestion) -> str:
    if one.kind == "passage":
        return words(site.lang)("passage", number=cite(NamedNode(one.name)).name)
    # That a figure is an observation, and a term one of OWL, goes without saying.
    return words(site.lang)("comma").join(one.classes) if one.kind == "entity" else ""


def _thing(site: Site, one: Suggestion) -> Thing:
    """Return what the page shows of a figure, an entity, a term or a passage."""
    iri = NamedNode(one.name)
    if one.kind == "figure":
        return Thing(card=figure_cards(site, [iri]).get(one.name))
    if one.kind == "passage":
        return Thing()
    of = describe(site.kg.store, iri, site.lang, most=1)
    classes = tuple(node_text(cls, of.words, site.lang) for cls in of.classes)
    if one.kind == "term":
        return Thing(classes, _definition(of))
    stated = [fact for fact in of.facts if fact.passages and fact.predicate != RDF_TYPE][:_FACTS]
    cited = {iri: None for fact in stated for iri in fact.passages}
    shown = [passage for iri, passage in of.passages.items() if iri in cited]
    facts = rows(stated, of.words, site.lang)
    return Thing(classes, "", _figures(site, iri), facts, tuple(quotes(shown, site.lang)))


def _figures(site: Site, iri: NamedNode) -> tuple[Text, ...]:
    """Return the first figures about an entity, in words."""
    found = site.kg.store.select(
        f"SELECT DISTINCT ?f {{ ?f a sy:Observation ; sy:of {iri} }} ORDER BY ?f LIMIT {_FIGURES}"
    )
    figures = [node(row["f"]) for row in found]
    names = labels(site.kg.store, figures, site.lang)
    return tuple(node_text(figure, names, site.lang) for figure in figures)


def _definition(of: Description) -> str:
    """Return the definition of a term in the language of its description."""
    texts = (fact.object for fact in of.facts if fact.predicate == _DEFINITION)
    literals = [text for text in texts if isinstance(text, Literal)]
    wanted = [text for text in literals if (text.language or "").lower() == of.lang.lower()]
    return next((text.value for text in wanted), "")
