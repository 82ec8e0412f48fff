"""The pages of the ontology: an index of terms, and each with definition, links and uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.entities.describe import describe
from sygraph.entities.facts import Fact, facts, grouped, node, passages, term
from sygraph.entities.resolve import labels
from sygraph.entities.wording import standard_words
from sygraph.errors import NotFound
from sygraph.namespaces import ONTOLOGY, OWL, RDF_TYPE, RDFS, SKOS, curie, is_term
from sygraph.pages.entity_page import SUFFIXES
from sygraph.pages.render import Site, render
from sygraph.pages.view_models import Cite, Text, cites, node_text, quotes, rows, value_text

__all__ = ["ontology_index", "term_page"]


_SHOWN, _EXAMPLES = 100, 12
_DEFINITION = NamedNode(SKOS + "definition")
_SUB_CLASS, _DOMAIN, _RANGE = (NamedNode(RDFS + name) for name in ("subClassOf", "domain", "range"))
_CLASS = NamedNode(OWL + "Class")
_PROPERTIES = tuple(
    NamedNode(OWL + f"{kind}Property") for kind in ("Object", "Datatype", "Annotation")
)
_ASIDE = {_DEFINITION, NamedNode(RDFS + "isDefinedBy")}


@dataclass(frozen=True)
class Use:
    """A statement that uses a property."""

    subject: Text
    value: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True)
class Entry:
    """A term in the index; `below` has the subclasses of a class."""

    iri: str
    curie: str
    label: str
    definition: str
    uses: int
    below: tuple[Entry, ...] = ()


def term_page(site: Site, iri: NamedNode) -> str:
    """Return the page of a class, a property or a code.

    Raises:
        NotFound: the ontology has no such term.
    """
    store, lang = site.kg.store, site.lang
    of = describe(store, iri, lang, most=_SHOWN)
    if not of.facts and not of.classes:
        raise NotFound(f"the ontology has no {curie(iri.value)}")
    is_class = _CLASS in of.classes
    is_property = bool({*of.classes} & {*_PROPERTIES})
    pattern = f"?s a {iri}" if is_class else f"?s {iri} ?o" if is_property else f"?s ?p {iri}"
    [counted] = store.select(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    count = int(term(counted["n"]).value)
    own = [fact for fact in of.facts if fact.predicate not in _ASIDE]
    by_tie = {
        name: [f.subject for f in of.mentions if f.predicate == predicate]
        for name, predicate in (
            ("term.below", _SUB_CLASS),
            ("term.said", _DOMAIN),
            ("term.leads", _RANGE),
        )
    }
    instances = _instances(site, iri) if is_class else []
    examples = [] if is_class else _examples(site, iri, is_property)
    words = labels(store, [*of.words, *instances, *_nodes(examples)], lang) | standard_words(lang)
    return render(
        site,
        "term.html",
        iri=iri.value,
        curie=curie(iri.value),
        label=of.label,
        kinds=[node_text(cls, of.words, lang) for cls in of.classes],
        names=[Text(n, lang=tag) for tag, ns in of.names.items() for n in ns if n != of.label],
        definition=_in(of.facts, lang),
        ties=rows(own, words, lang),
        related=[
            (name, [node_text(one, words, lang) for one in sorted(found, key=lambda n: words[n])])
            for name, found in by_tie.items()
            if found
        ],
        count=count,
        instances=[node_text(one, words, lang) for one in instances],
        uses=[
            Use(node_text(f.subject, words, lang), value_text(f.object, words, lang), cites(f))
            for f in examples
        ],
        is_property=is_property,
        quotes=quotes(passages(store, (p for f in examples for p in f.passages)), lang),
        suffixes=SUFFIXES,
    )


def ontology_index(site: Site) -> str:
    """Return the index: classes as a tree, properties and codes by their class."""
    store, lang = site.kg.store, site.lang
    terms = {
        subject: of
        for subject, of in grouped(_stated(site), lambda fact: fact.subject)
        if is_term(subject.value)
    }
    words = labels(store, terms, lang)
    used = _used(site)
    kinds: dict[NamedNode, set[NamedNode]] = {
        subject: {node(f.object) for f in of if f.predicate == RDF_TYPE}
        for subject, of in terms.items()
    }
    above: dict[NamedNode, list[NamedNode]] = {
        subject: [
            node(f.object)
            for f in of
            if f.predicate == _SUB_CLASS and isinstance(f.object, NamedNode) and f.object in terms
        ]
        for subject, of in terms.items()
    }

    def entry(subject: NamedNode, seen: frozenset[NamedNode] = frozenset()) -> Entry:
        below = [
            other
            for other, uppers in above.items()
            if subject in uppers and other not in seen and _CLASS in kinds[other]
        ]
        return Entry(
            subject.value,
            curie(subject.value),
            words[subject],
            _in(terms[subject], lang) or "",
            used.get(subject, 0),
            tuple(entry(b, seen | {subject}) for b in sorted(below, key=lambda n: words[n])),
        )

    def entries(chosen: Iterable[NamedNode]) -> list[Entry]:
        return [entry(one) for one in sorted(chosen, key=lambda n: (words[n].casefold(), n.value))]

    classes = {subject for subject, kind in kinds.items() if _CLASS in kind}
    properties = {subject for subject, kind in kinds.items() if kind & {*_PROPERTIES}}
    return render(
        site,
        "ontology.html",
        iri=ONTOLOGY.value,
        classes=entries(subject for subject in classes if not above[subject]),
        properties=entries(properties),
        codes=entries({*terms} - classes - properties),
        suffixes=SUFFIXES,
    )


def _stated(site: Site) -> list[Fact]:
    """Return the statements of the ontology graph."""
    return facts(site.kg.store, "g", [ONTOLOGY])


def _used(site: Site) -> dict[NamedNode, int]:
    """Return how often each class and property is used."""
    found = {}
    for query in (
        "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t",
        "SELECT ?t (COUNT(*) AS ?n) { ?s ?t ?o } GROUP BY ?t",
    ):
        for row in site.kg.store.select(query):
            found[node(row["t"])] = int(term(row["n"]).value)
    return found


def _in(facts: Iterable[Fact], lang: str) -> str | None:
    """Return the definition in a language."""
    for fact in facts:
        tag = getattr(fact.object, "language", None) or ""
        if fact.predicate == _DEFINITION and tag.lower() == lang.lower():
            return fact.object.value
    return None


def _instances(site: Site, cls: NamedNode) -> list[NamedNode]:
    rows = site.kg.store.select(f"SELECT DISTINCT ?s {{ ?s a {cls} }} LIMIT {_SHOWN}")
    return sorted((s for row in rows if isinstance(s := row["s"], NamedNode)), key=str)


def _examples(site: Site, iri: NamedNode, is_property: bool) -> list[Fact]:
    """Return a few statements with the term, those of passages first."""
    store = site.kg.store
    pattern = f"?s {iri} ?o" if is_property else f"?s ?p {iri}"
    rows = store.select(f"SELECT DISTINCT ?s {{ {pattern} }} LIMIT {_EXAMPLES}")
    subjects = [s for row in rows if isinstance(s := row["s"], NamedNode)]
    found = facts(store, "s", subjects)
    where = "predicate" if is_property else "object"
    return [fact for fact in found if getattr(fact, where) == iri][:_EXAMPLES]


def _nodes(found: Iterable[Fact]) -> list[NamedNode]:
    return [
        n for f in found for n in (f.subject, f.predicate, f.object) if isinstance(n, NamedNode)
    ]
