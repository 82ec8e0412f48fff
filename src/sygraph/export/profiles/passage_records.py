"""Passages for the profiles: quote, position in the article, and mentioned entities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from os import path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sygraph.entities.articles import languages
from sygraph.entities.facts import Translations, batches, node, term, translations, values
from sygraph.namespaces import passage_number
from sygraph.text.article import Article

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["Extract", "extracts"]

# The length of prefix and suffix, which distinguish passages with the same words.
_AROUND = 32


@dataclass(frozen=True)
class Extract:
    """A passage; `exact` has the words of the text with the line breaks of the layout.

    Attributes:
        language: the language of the article: zh-Hant, zh-Hans or en.
    """

    iri: ox.NamedNode
    article: ox.NamedNode
    quote: str
    role: ox.NamedNode | None
    start: int | None
    end: int | None
    language: str
    exact: str
    prefix: str
    suffix: str
    entities: tuple[ox.NamedNode, ...]
    translations: Translations = field(default_factory=Translations, hash=False)

    @property
    def number(self) -> str:
        """The part of the IRI after …/passage/: the article and the number of the passage."""
        return "/".join(self.iri.value.rsplit("/", 2)[1:])


def extracts(kg: Context, about: ox.NamedNode | None = None) -> Iterator[Extract]:
    """Yield all passages, or those that mention an entity, by number.

    >>> import sygraph
    >>> next(extracts(sygraph.open())).exact
    '瀋陽渾河兩岸城市風光。'
    """
    spoken = languages(kg.store)
    texts: dict[ox.NamedNode, Article | None] = {}
    for batch in batches(_passages(kg, about)):
        entities = _entities(kg, batch)
        translated = translations(kg.store, batch)
        found: dict[ox.NamedNode, Extract] = {}
        for row in kg.store.select(
            f"SELECT ?p ?article ?quote ?role ?start ?end {{ {values('p', batch)}"
            " ?p sy:article ?article ; sy:quote ?quote OPTIONAL { ?p dcterms:type ?role }"
            f" OPTIONAL {{ ?p sy:start ?start ; sy:end ?end }} }}"
        ):
            article = node(row["article"])
            language = spoken[article.value]
            if article not in texts:
                texts[article] = _text(kg, article, language)
            quote, span = term(row["quote"]).value, None
            if row["start"] is not None:
                span = int(term(row["start"]).value), int(term(row["end"]).value)
            exact, prefix, suffix = _around(texts[article], span, quote)
            passage = node(row["p"])
            found[passage] = Extract(
                passage,
                article,
                quote,
                None if row["role"] is None else node(row["role"]),
                None if span is None else span[0],
                None if span is None else span[1],
                language,
                exact,
                prefix,
                suffix,
                tuple(sorted(entities.get(passage, ()), key=lambda iri: iri.value)),
                translated.get(passage, Translations()),
            )
        yield from (found[passage] for passage in batch if passage in found)


def _passages(kg: Context, about: ox.NamedNode | None) -> list[ox.NamedNode]:
    if about is None:
        rows = kg.store.select("SELECT DISTINCT ?p { ?p a sy:Passage }")
    else:
        rows = kg.store.select(
            "SELECT DISTINCT ?p { ?p a sy:Passage . GRAPH ?p { ?s ?q ?o }"
            f" FILTER(?s = {about} || ?o = {about}) }}"
        )
    return sorted((node(row["p"]) for row in rows), key=_order)


def _order(iri: ox.NamedNode) -> tuple[str, int, str]:
    return iri.value.rpartition("/")[0], passage_number(iri.value), iri.value


def _entities(kg: Context, passages: list[ox.NamedNode]) -> dict[ox.NamedNode, set[ox.NamedNode]]:
    """Return the entities that each passage mentions."""
    found: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for row in kg.store.select(
        f"SELECT DISTINCT ?p ?e {{ {values('p', passages)}"
        " GRAPH ?p { { ?e ?q ?o } UNION { ?s ?q ?e } } ?e a sy:Entity }"
    ):
        found.setdefault(node(row["p"]), set()).add(node(row["e"]))
    return found


def _text(kg: Context, article: ox.NamedNode, language: str) -> Article | None:
    """Return the text of an article, or None if it is missing."""
    place = next((one.text for one in kg.files.articles if one.iri == article.value), "")
    return Article.read(place, language) if path.exists(place) else None


def _around(text: Article | None, span: tuple[int, int] | None, quote: str) -> tuple[str, str, str]:
    """Return exact words, prefix and suffix; without the text, the quote and nothing else."""
    if text is None or span is None or text.words(*span) != quote:
        return quote, "", ""
    start, end = span
    before, after = max(0, start - _AROUND), min(len(text.text), end + _AROUND)
    return text.raw(start, end), text.raw(before, start), text.raw(end, after)
