"""Check what articles share: no statement of two articles, and no entity under two names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, Term, name
from sygraph.namespaces import GAZETTEER, LABELS, OWL, PREF_LABEL, RDF_TYPE, curie, is_entity
from sygraph.text.offsets import DIGEST, digest

__all__ = ["check_across"]

_SAME = NamedNode(OWL + "sameAs")
_ALT_LABEL = LABELS[1]


def check_across(data: Dataset, report: Report) -> None:
    """Check statements and entities over all articles, and each article's digest and own names."""
    _check_statements(data, report)
    _check_duplicates(data, report)
    for article in data.articles:
        _check_article(data, article, report)


def _check_statements(data: Dataset, report: Report) -> None:
    """Check that each statement is of one article: another's figure is another figure."""
    first: dict[Node, Passage] = {}
    seen: set[tuple[Node, NamedNode]] = set()
    for passage in data.passages:
        for node in passage.facts.subjects():
            if not data.is_a(node, "Statement"):
                continue
            one = first.setdefault(node, passage)
            if one.article != passage.article and (node, passage.article) not in seen:
                seen.add((node, passage.article))
                report.fault(
                    "statement",
                    passage.where(node),
                    f"{one.name} states it too: a statement belongs to one article",
                    "give it another name here; two articles may state the same figure, each its "
                    "own, of the same entity",
                    also=one.where(node),
                )


def _check_duplicates(data: Dataset, report: Report) -> None:
    """Check that no two entities are the same place elsewhere, or have a name and a class alike."""
    for kept, other, problem in _alike(data):
        report.fault(
            "duplicate",
            name(other),
            f"{problem} {name(kept)}",
            f"if the two are one: sygraph merge {name(kept)} {name(other)}; else correct what "
            "they have in common",
            also=name(kept),
        )


def _alike(data: Dataset) -> Iterator[tuple[Node, Node, str]]:
    typed = {s for p in data.passages for s, prop, _ in p.facts if prop == RDF_TYPE}
    looked_at = [*data.graph(GAZETTEER).subjects(), *(n for n in typed if n in data.gazetteer)]
    if not any(map(is_entity, looked_at)):
        return
    alike: dict[tuple[Term, Term], list[Node]] = defaultdict(list)
    nodes = [node for node in data.gazetteer.subjects() if is_entity(node)]
    # Those of the package first: they are the ones that can stay.
    for node in sorted(nodes, key=lambda node: (node not in data.shared, str(node))):
        for same in data.gazetteer.all(node, _SAME):
            alike[_SAME, same].append(node)
        for label in () if node in data.nameless else _labels(data, node):
            for cls in data.stated_types(node):
                alike[cls, label].append(node)
    found: set[tuple[Node, Node]] = set()
    for (what, value), owners in alike.items():
        for other in owners[1:]:
            if (owners[0], other) not in found:
                found.add((owners[0], other))
                shared = f"owl:sameAs {name(value)}" if what == _SAME else f"the label {value}"
                of = "" if what == _SAME else f" of a {name(what)}"
                yield owners[0], other, f"has {shared}{of}, as has"


def _labels(data: Dataset, node: Node) -> set[Literal]:
    labels = (o for prop in (PREF_LABEL, _ALT_LABEL) for o in data.gazetteer.all(node, prop))
    return {label for label in labels if isinstance(label, Literal)}


def _check_article(data: Dataset, article: NamedNode, report: Report) -> None:
    """Check what the file of an article states outside the graphs of its passages."""
    described = data.graph(article)
    for stated in described.texts(article, DIGEST):
        computed = digest(data.articles[article].text)
        if stated != computed:
            report.fault(
                "digest",
                curie(article.value),
                f"schema:sha256 is {stated}, that of its text is {computed}",
                "if the text was changed on purpose, state its new digest; else restore the text",
            )
    for node in described.subjects():
        if is_entity(node) and described.all(node, PREF_LABEL):
            report.fault(
                "label",
                name(node),
                f"has a skos:prefLabel among the names that only {curie(article.value)} uses",
                "move it to the gazetteer; an article's own names are skos:altLabel and "
                "skos:hiddenLabel",
            )
