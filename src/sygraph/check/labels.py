"""Check labels, and that passages and gazetteer contain only the facts that belong there."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, Term, name
from sygraph.namespaces import (
    DERIVED,
    GAZETTEER,
    ONTOLOGY,
    PREF_LABEL,
    PREFIXES,
    RDF_TYPE,
    SY,
    is_entity,
    sy,
    vocab,
)

__all__ = ["check_labels"]

_VERSION = NamedNode(PREFIXES["owl"] + "versionInfo")
_ROLE = vocab("dcterms:type")
_LANGUAGES = ("zh-hant", "zh-hans", "en")
# Descriptions of a passage, which belong to the article's graph and not to the passage's facts.
_DESCRIPTIONS = {
    sy(p) for p in ("quote", "note", "readWith", "start", "end", "article", "referenceDate")
}


def _with_places(data: Dataset, nodes: set[Term]) -> set[Term]:
    """Return nodes with the places and countries that they lie in, which no article need name."""
    found, left = set(nodes), list(nodes)
    while left:
        node = left.pop()
        for prop in (sy("country"), sy("locatedIn")):
            for place in (
                () if isinstance(node, Literal | Triple) else data.gazetteer.all(node, prop)
            ):
                if place not in found:
                    found.add(place)
                    left.append(place)
    return found


def check_labels(data: Dataset, report: Report) -> None:
    """Check labels, the division between gazetteer and passages, and that no node is blank."""
    entities = [n for n in data.graph(GAZETTEER).subjects() if is_entity(n)]
    report.count("entities", len([node for node in entities if node not in data.shared]))
    typed = {s for p in data.passages for s, prop, _ in p.facts if prop == RDF_TYPE}
    mentioned = _with_places(data, {node for p in data.passages for node in p.nodes})
    designation = sy("Designation")
    for node in entities:
        _check_prefs(data, node, report)
        if not data.gazetteer.all(node, RDF_TYPE) and node not in typed and node not in data.shared:
            report.fault("label", name(node), "has no type", "type it in the gazetteer")
        if node not in mentioned and node not in data.shared:
            report.fault(
                "orphan",
                name(node),
                "no passage mentions it",
                "state what the article says about it, or remove it from the gazetteer",
            )
    for node, classes in data.types.items():
        if designation in classes and node not in data.gazetteer:
            _check_prefs(data, node, report)
    for term in data.graph(ONTOLOGY).subjects():
        if isinstance(term, NamedNode) and not data.ontology.all(term, _VERSION):
            _check_prefs(data, term, report)
    for passage in data.passages:
        _check_passage(data, passage, report)
    for graph, facts in data.graphs.items():
        if graph not in (ONTOLOGY, DERIVED):
            for s, p, o in facts:
                if isinstance(s, BlankNode) or isinstance(o, BlankNode):
                    report.fault(
                        "blank",
                        name(graph),
                        f"{name(p)} has a blank node, which reloading would duplicate",
                        "give the node an id: slug",
                    )
                if isinstance(o, Triple):
                    report.fault(
                        "nested",
                        name(s),
                        f"{name(p)} has a triple as its value, which SHACL and the checks ignore",
                        "state the triple itself, in the graph of its passage",
                    )


def _check_prefs(data: Dataset, node: Node, report: Report) -> None:
    """A node has one skos:prefLabel in each of the three languages."""
    source = data.ontology if node in data.ontology else data.gazetteer
    found = Counter(
        (o.language or "").lower() for o in source.all(node, PREF_LABEL) if isinstance(o, Literal)
    )
    for language in _LANGUAGES:
        if found[language] != 1:
            report.fault(
                "label",
                name(node),
                f"has {found[language]} of skos:prefLabel@{language}",
                "give it one in each of zh-Hant, zh-Hans and en; other forms are skos:altLabel",
            )
    for language in found.keys() - set(_LANGUAGES):
        report.fault(
            "label",
            name(node),
            f"has a skos:prefLabel in {language or 'no language'}",
            "tag its labels zh-Hant, zh-Hans or en",
        )


def _check_passage(data: Dataset, passage: Passage, report: Report) -> None:
    facts = passage.facts
    report.count("facts", len(facts))
    for s, p, o in facts:
        if p in _DESCRIPTIONS or (s == passage.iri and p == _ROLE):
            report.fault(
                "stray",
                passage.where(s),
                f"{name(p)} is among the passage's facts",
                "move it to the passage's own description",
            )
        elif p == RDF_TYPE and sy("Statement") not in data.superclasses.get(o, {o}):
            report.fault(
                "unstated",
                passage.where(s),
                f"is typed {name(o)} in a passage",
                "type named things in the gazetteer only",
            )
        elif p != RDF_TYPE and p not in data.ontology and not p.value.startswith(SY):
            report.fault(
                "unstated",
                passage.where(s),
                f"{name(p)} is not something that the article states",
                "move it to the gazetteer",
            )
    for node in passage.nodes:
        if isinstance(node, NamedNode) and is_entity(node):
            if node not in data.gazetteer and node not in data.types:
                report.fault(
                    "unknown",
                    passage.where(node),
                    "is neither in the gazetteer nor typed in a passage",
                    "correct the name, or add the entity to the gazetteer",
                )
            elif (
                data.is_a(node, "Statement")
                and node in facts
                and not facts.all(node, RDF_TYPE)
                and not data.exemptions.cover("untyped", passage.name, name(node))
            ):
                report.fault(
                    "untyped",
                    passage.where(node),
                    "is described here without its type",
                    "restate the type of a statement in each passage that describes it, or list it "
                    "among the exceptions with a reason",
                )
