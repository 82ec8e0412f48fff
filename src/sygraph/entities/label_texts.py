"""The texts that name or word nodes, and the best of them in a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import batches, node, term, values
from sygraph.entities.wording import capital
from sygraph.namespaces import PREF_LABEL, TRANSLATION, is_article, is_passage, sy, vocab
from sygraph.store.interface import Store
from sygraph.text.excerpts import shortened_text
from sygraph.text.name_forms import has_chinese, simplified
from sygraph.text.scalars import LANGUAGES

__all__ = ["LabelText", "best_texts", "label_texts"]

#: A node, the property that names or words it, and the text.
LabelText = tuple[NamedNode, NamedNode, Literal]

_QUOTE = sy("quote")
# What to call a node by, the better first: a statement has no name, so its words stand in.
_KINDS = (
    PREF_LABEL,
    TRANSLATION,
    *map(vocab, ("dcterms:title", "statedAs", "goal", "first")),
    _QUOTE,
)
_RANKS = {kind: rank for rank, kind in enumerate(_KINDS)}
# How many characters of a passage name it: of Chinese ones, and of a translation.
_QUOTE_LENGTH, _TRANSLATION_LENGTH = 24, 60


def label_texts(store: Store, nodes: Iterable[NamedNode]) -> Iterator[LabelText]:
    """Yield the texts that name or word nodes; an article has the translation of its headline."""
    kinds = ", ".join(map(str, _KINDS))
    for batch in batches(nodes):
        # The kinds not as VALUES too: some engines would make every pair of the two first.
        for row in store.select(
            f"SELECT ?node ?kind ?text {{ {values('node', batch)} ?node ?kind ?text "
            f"FILTER(?kind IN ({kinds})) }}"
        ):
            yield node(row["node"]), node(row["kind"]), _literal(row["text"])
        articles = list(filter(is_article, batch))
        if articles:
            for row in store.select(
                f"SELECT ?node ?text {{ {values('node', articles)} ?passage sy:article ?node ;"
                " dcterms:type sy:headline ; sy:translation ?text }"
            ):
                yield node(row["node"]), TRANSLATION, _literal(row["text"])


def best_texts(texts: Iterable[LabelText], lang: str) -> dict[NamedNode, str]:
    """Return the best text for each node: its label, translation, title or wording.

    A translation into another language names nothing. Of a passage it is the first words. Where
    Simplified Chinese is wanted and there is none, Traditional Chinese is converted.
    """
    languages = sorted(LANGUAGES, key=lambda tag: (tag != lang, tag[:2] != lang[:2]))
    ranks = {tag.lower(): rank for rank, tag in enumerate(languages)}
    best: dict[NamedNode, tuple[int, int, int, str, str]] = {}
    for iri, kind, text in texts:
        # Engines differ in the case of language tags: Oxigraph has them all in lower case.
        tag = (text.language or "").lower()
        if kind == TRANSLATION and tag[:2] != lang[:2]:
            continue
        words = text.value
        rank = (_RANKS[kind], ranks.get(tag, len(ranks)), len(words), words, tag)
        best[iri] = min(best.get(iri, rank), rank)
    return {
        iri: _converted(_named(iri, kind, words), tag, lang)
        for iri, (kind, _, _, words, tag) in best.items()
    }


def _named(iri: NamedNode, rank: int, words: str) -> str:
    kind = _KINDS[rank]
    if kind == _QUOTE:
        return shortened_text(words, _QUOTE_LENGTH)
    if kind != TRANSLATION:
        return words
    return shortened_text(words, _TRANSLATION_LENGTH) if is_passage(iri) else capital(words)


def _converted(words: str, tag: str, lang: str) -> str:
    if lang != "zh-Hans" or tag == "zh-hans" or not has_chinese(words):
        return words
    return simplified(words)


def _literal(value: object) -> Literal:
    found = term(value)
    assert isinstance(found, Literal)
    return found
