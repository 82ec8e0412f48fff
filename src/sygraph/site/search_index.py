"""The index of the static site's search, which the browser reads when something is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from pyoxigraph import NamedNode

from sygraph.entities.facts import node
from sygraph.entities.resolve import labels
from sygraph.entities.search import classes, forms
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import is_passage
from sygraph.pages.addresses import path_of
from sygraph.pages.texts import words
from sygraph.pages.view_models import cite
from sygraph.text.name_forms import fold_character, has_chinese, kind_of, simplified

__all__ = ["INDEXES", "search_index"]

# The path of the index in each language. It is a script and not JSON, because a page that was
# opened as a file may load scripts only.
INDEXES = {lang: f"static/search.{lang}.js" for lang in ("en", "zh-Hant", "zh-Hans")}

# The kinds of what is found, in the order of what fits equally well.
_KINDS = ("query", "figure", "entity", "term", "passage")


def search_index(kg: KnowledgeGraph, lang: str) -> bytes:
    """Return the index in a language, as a script that assigns it.

    For each page that can be found it has the kind, the path without `.html`, the label, what it
    is besides, and the other texts by which it is found.

    >>> import sygraph
    >>> index = search_index(sygraph.open(), "en").decode()
    >>> '["query","query/partner-counts","How many partner cities' in index
    True
    """
    t = words(lang)
    index = {
        "kinds": {kind: t(f"search.{kind}") for kind in _KINDS},
        "fold": _folded(),
        "found": [*_queries(kg, lang), *_nodes(kg, lang)],
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.sygraphIndex={text};\n".encode()


def _queries(kg: KnowledgeGraph, lang: str) -> Iterator[list[object]]:
    for name in kg.queries:
        query = kg.queries[name]
        label = query.summary_in(lang)
        others = {query.summary_in(other) for other in INDEXES} - {label}
        yield ["query", f"query/{name}", label, "", [*sorted(others), *query.tags]]


def _nodes(kg: KnowledgeGraph, lang: str) -> Iterator[list[object]]:
    """Yield the entities, figures, terms and passages, each with all its names or its words."""
    named: dict[NamedNode, set[str]] = {}
    for name, form in forms(kg.store):
        named.setdefault(NamedNode(name), set()).add(form)
    rows = kg.store.select("SELECT DISTINCT ?f { ?f a sy:Observation }")
    figures = {node(row["f"]) for row in rows}
    every = sorted({*named, *figures}, key=lambda iri: iri.value)
    called = labels(kg.store, every, lang)
    kinds = classes(kg.store, [iri for iri in every if iri not in figures], lang)
    t = words(lang)
    for iri in every:
        path = path_of(iri.value)
        if path is None:
            continue
        # The words in the reader's language first: those of a passage or those translated.
        texts = sorted(
            named.get(iri, set()) - {called[iri]},
            key=lambda text: (has_chinese(text) == (lang == "en"), text),
        )
        if is_passage(iri):
            what = t("passage", number=cite(iri).name)
            label = texts[0] if texts else what
            yield ["passage", path, simplified(label) if lang == "zh-Hans" else label, what, texts]
        else:
            kind = "figure" if iri in figures else kind_of(iri.value)
            what = t("comma").join(kinds.get(iri, ())) if kind == "entity" else ""
            yield [kind, path, called[iri], what, texts]


@cache
def _folded() -> dict[str, str]:
    """Return the Chinese characters that are folded to another one, with that one."""
    characters = map(chr, range(0x4E00, 0xA000))
    folded = {c: fold_character(c) for c in characters}
    return {c: plain for c, plain in folded.items() if plain != c}
