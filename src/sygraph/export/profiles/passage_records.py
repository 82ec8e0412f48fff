"""Passages as the profiles tell of them: where they stand and what they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sygraph.entities.facts import batches, node, term, values
from sygraph.namespaces import ARTICLE
from sygraph.text.article import Article

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["Extract", "extracts"]

# How many characters before and after a passage tell it from others with the same words.
_AROUND = 32


@dataclass(frozen=True)
class Extract:
    """A passage: `exact` are the words as the text has them, line breaks of the layout included."""

    iri: ox.NamedNode
    article: ox.NamedNode
    quote: str
    role: ox.NamedNode | None
    start: int | None
    end: int | None
    exact: str
    prefix: str
    suffix: str
    entities: tuple[ox.NamedNode, ...]

    @property
    def number(self) -> str:
        """What follows …/passage/ in its IRI: shenyang-2024/340."""
        return "/".join(self.iri.value.rsplit("/", 2)[1:])


def extracts(kg: Context, about: ox.NamedNode | None = None) -> Iterator[Extract]:
    """Yield the passages, or those that speak of an entity, in the order of their numbers.

    >>> import sygraph
    >>> next(extracts(sygraph.open())).exact
    '瀋陽渾河兩岸城市風光。'
    """
    texts: dict[ox.NamedNode, Article | None] = {}
    for batch in batches(_passages(kg, about)):
        entities = _entities(kg, batch)
        found: dict[ox.NamedNode, Extract] = {}
        for row in kg.store.select(
            f"SELECT ?p ?article ?quote ?role ?start ?end {{ {values('p', batch)}"
            " ?p sy:article ?article ; sy:quote ?quote OPTIONAL { ?p dcterms:type ?role }"
            " OPTIONAL { ?p sy:start ?start ; sy:end ?end } }"
        ):
            article = node(row["article"])
            if article not in texts:
                texts[article] = _text(kg, article)
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
                exact,
                prefix,
                suffix,
                tuple(sorted(entities.get(passage, ()), key=lambda iri: iri.value)),
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
    place, _, last = iri.value.rpartition("/")
    return place, int(last) if last.isdecimal() else 0, last


def _entities(kg: Context, passages: list[ox.NamedNode]) -> dict[ox.NamedNode, set[ox.NamedNode]]:
    """What each passage speaks of."""
    found: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for row in kg.store.select(
        f"SELECT DISTINCT ?p ?e {{ {values('p', passages)}"
        " GRAPH ?p { { ?e ?q ?o } UNION { ?s ?q ?e } } ?e a sy:Entity }"
    ):
        found.setdefault(node(row["p"]), set()).add(node(row["e"]))
    return found


def _text(kg: Context, article: ox.NamedNode) -> Article | None:
    """The article's text, where it is at hand."""
    stem = article.value.removeprefix(ARTICLE)
    if "/" in stem or stem in ("", ".", ".."):
        return None
    place = kg.files.file("seeds", f"{stem}.txt")
    return Article.read(place) if path.exists(place) else None


def _around(text: Article | None, span: tuple[int, int] | None, quote: str) -> tuple[str, str, str]:
    """The words as they stand and what stands before and after, where the text is at hand."""
    if text is None or span is None or text.words(*span) != quote:
        return quote, "", ""
    start, end = span
    before, after = max(0, start - _AROUND), min(len(text.text), end + _AROUND)
    return text.raw(start, end), text.raw(before, start), text.raw(end, after)
