"""Entities by any name: from what a person types to an IRI, and from an IRI to a label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from sygraph.entities.label_texts import best_texts, label_texts
from sygraph.entities.statement_names import statement_names
from sygraph.errors import AmbiguousEntity, UnknownEntity, nearest
from sygraph.namespaces import (
    LABELS,
    PREF_LABEL,
    curie,
    entity_iris,
    expand,
    is_entity,
    is_passage,
    local_name,
    namespaces,
)
from sygraph.store.interface import Store
from sygraph.text.name_forms import has_chinese
from sygraph.text.scalars import LANGUAGES, read_text, shortened

if TYPE_CHECKING:
    from sygraph.store.fulltext import Index

__all__ = ["LANGUAGES", "label", "labels", "labels_in", "resolve"]

# The kinds of name that find an entity, the stronger first.
_NAMES = tuple(label.value for label in LABELS)


def resolve(store: Store, name: str) -> NamedNode:
    """Return the entity that a slug, a CURIE, an IRI or a label in any language names.

    A slug or CURIE comes before a label, and a preferred label before other forms. Case is
    ignored.

    Raises:
        UnknownEntity: no entity has this name; the error suggests the nearest names.
        AmbiguousEntity: several entities have it.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> resolve(OxigraphStore.bundled(), "沈阳") == NamedNode(ID + "shenyang")
    True
    """
    try:
        name = " ".join(read_text(name).split())
    except ValueError as error:
        raise UnknownEntity(shortened(name), hint=f"the name {error}") from error
    if not name:
        raise UnknownEntity(name, hint="the name is empty: give a slug, a CURIE, an IRI or a label")
    known = _known(store, list(_spelled_out(name)))
    if known is not None:
        return known
    found = _labelled(store, name)
    if not found:
        near = _suggestions(store, name)
        hint = None if near else "a search finds entities by any words of their names"
        raise UnknownEntity(name, near, hint=hint)
    if len(found) > 1:
        raise AmbiguousEntity(name, sorted(curie(node.value) for node in found))
    return found[0]


def label(store: Store, iri: NamedNode, lang: str = "en") -> str:
    """Return what to call a node in a language; see `labels`.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> label(OxigraphStore.bundled(), NamedNode(ID + "shenyang"), "zh-Hant")
    '瀋陽'
    """
    return labels(store, [iri], lang)[iri]


def labels(store: Store, iris: Iterable[NamedNode], lang: str = "en") -> dict[NamedNode, str]:
    """Return what to call each node: its label, or another language's where this one has none.

    A figure is named by measure, subject, amount and period, a partnership by its partners. Other
    statements are called by their wording or its translation, a passage by its first words. A node
    without any of these gets its CURIE.
    """
    return labels_in(store, iris, (lang,))[lang]


def labels_in(
    store: Store, iris: Iterable[NamedNode], langs: Iterable[str] = LANGUAGES
) -> dict[str, dict[NamedNode, str]]:
    """Return what to call each node in several languages, asking only once; see `labels`.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> seoul = NamedNode(ID + "seoul")
    >>> [names[seoul] for names in labels_in(OxigraphStore.bundled(), [seoul]).values()]
    ['Seoul', '首爾', '首尔']
    """
    wanted, langs = list(dict.fromkeys(iris)), list(langs)
    texts = list(label_texts(store, wanted))
    labelled = {node for node, kind, _ in texts if kind == PREF_LABEL}
    unnamed = [node for node in wanted if node not in labelled and not is_passage(node)]
    statements = statement_names(store, unnamed, langs) if unnamed else {}
    found = {}
    for lang in langs:
        named = best_texts(texts, lang)
        if lang in statements:
            # A wording is in the language of the article.
            named |= {
                node: name
                for node, name in statements[lang].fallback.items()
                if node not in named or has_chinese(named[node]) == (lang == "en")
            }
            named |= statements[lang].composed
        found[lang] = {node: named.get(node) or curie(node.value) for node in wanted}
    return found


def _spelled_out(name: str) -> Iterator[NamedNode]:
    """The nodes of an IRI, a CURIE or a slug; whether the store knows one is another question."""
    if name.startswith("<") and name.endswith(">"):
        name = name[1:-1]
    iri = name if "://" in name else expand(name)
    iris = [] if iri is None else [iri]
    if iri is None and name.isascii() and name.replace("-", "").isalnum():
        iris = entity_iris(name)
    for iri in iris:
        with suppress(ValueError):
            yield NamedNode(iri)


def _known(store: Store, nodes: list[NamedNode]) -> NamedNode | None:
    """Return the first of the nodes that the store knows, asking it once."""
    if len(nodes) == 1:
        [node] = nodes
        said = store.ask(f"ASK {{ {{ {node} ?p ?o }} UNION {{ ?s ?p {node} }} }}")
        return node if said else None
    known = (
        {
            row["n"]
            for row in store.select(
                f"SELECT ?n {{ VALUES ?n {{ {' '.join(map(str, nodes))} }}"
                " FILTER(EXISTS { ?n ?p ?o } || EXISTS { ?s ?q ?n }) }"
            )
        }
        if nodes
        else set()
    )
    return next((node for node in nodes if node in known), None)


def _labelled(store: Store, name: str) -> list[NamedNode]:
    """Return the nodes with the name as the strongest kind that any has; entities first."""
    ranked: dict[tuple[bool, int], dict[NamedNode, None]] = {}
    for node, kind in _bearing(store, name):
        assert isinstance(node, NamedNode) and isinstance(kind, NamedNode)
        rank = (not is_entity(node), _NAMES.index(kind.value))
        ranked.setdefault(rank, {})[node] = None
    return list(ranked[min(ranked)]) if ranked else []


def _bearing(store: Store, name: str) -> Iterator[tuple[object, object]]:
    """Yield each node with the name, and the kind of name."""
    same = f"FILTER(LCASE(STR(?label)) = {Literal(name.lower())})"
    # The index folds letters further than LCASE does, so it finds all nodes with the name.
    among = _among(store, name, lambda index, folded: index.named(folded))
    if not among:
        kinds = " ".join(f"<{kind}>" for kind in _NAMES)
        for row in store.select(
            f"SELECT ?node ?kind {{ VALUES ?kind {{ {kinds} }} ?node ?kind ?label {same} }}"
        ):
            yield row["node"], row["kind"]
        return
    # One by one: with nodes and kinds both given, the engine would read every name there is.
    for kind_iri in _NAMES:
        for row in store.select(f"SELECT ?node {{ {among}?node <{kind_iri}> ?label {same} }}"):
            yield row["node"], NamedNode(kind_iri)


def _among(store: Store, name: str, look: Callable[[Index, str], Iterable[str]]) -> str:
    """Return the VALUES block of the nodes that an index has for a name; empty without an index."""
    index = store.index()
    if index is None:
        return ""
    from sygraph.text.name_forms import fold

    nodes = dict.fromkeys(look(index, fold(name).strip()))
    return f"VALUES ?node {{ {' '.join(f'<{iri}>' for iri in nodes)} }} "


def _suggestions(store: Store, name: str) -> list[str]:
    """The names, slugs included, that a mistyped or shortened one may have meant."""
    texts: dict[str, None] = {}
    slugs: dict[str, None] = {}
    ours = " || ".join(f"STRSTARTS(STR(?node), {Literal(iri)})" for iri in namespaces("id/"))
    among = _among(store, name, lambda index, folded: (iri for iri, _ in index.alike(folded)))
    for node, text in store.select(
        f"SELECT ?node ?text {{ {among}?node skos:prefLabel|skos:altLabel ?text "
        f"FILTER({ours}) }} ORDER BY ?node ?text"
    ):
        assert isinstance(node, NamedNode) and isinstance(text, Literal)
        texts[text.value] = None
        slugs[local_name(node.value)] = None
    names = [*texts, *slugs]
    sharing = [text for text in names if name.lower() in text.lower()]
    return nearest(name, names) or sorted(sharing, key=len)[:3]
