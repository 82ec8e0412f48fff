"""A thing and a passage of a graph, for the examples in descriptions of its interfaces."""

from __future__ import annotations

from dataclasses import dataclass

from sygraph.entities.facts import node, term
from sygraph.namespaces import article_of, curie, local_name, passage_number
from sygraph.store.interface import Store

__all__ = ["Sample", "sample"]

_OTHER = """SELECT ?o {{
  ?a a sy:LinkProperty . ?b a sy:LinkProperty . ?s ?a <{0}> ; ?b ?o . ?o a sy:Entity
  FILTER(?o != <{0}>)
}} ORDER BY ?o LIMIT 1"""


@dataclass(frozen=True)
class Sample:
    """Names that the graph knows; empty texts where it has no such thing.

    Attributes:
        slug, entity, label: the names of an entity; `labels` are all its preferred ones.
        other: the short name of another entity.
        passage: the name of a passage of the article with the id `article`.
        number: the number of the passage.
    """

    slug: str = ""
    entity: str = ""
    label: str = ""
    labels: tuple[str, ...] = ()
    other: str = ""
    article: str = ""
    passage: str = ""
    number: str = ""


def sample(store: Store, subject: str = "") -> Sample:
    """Return names from a graph.

    Args:
        subject: the IRI of the entity, if it is not to be the first city.

    >>> from sygraph.store.interface import OxigraphStore
    >>> found = sample(OxigraphStore.bundled(), "https://w3id.org/sygraph/id/shenyang")
    >>> found.entity, found.labels, found.passage
    ('id:shenyang', ('Shenyang', '沈阳', '瀋陽'), 'shenyang-2024/10')
    """
    only = f"VALUES ?e {{ <{subject}> }}" if subject else "?e a sy:City ."
    rows = store.select(f"SELECT ?e ?l {{ {only} ?e skos:prefLabel ?l }} ORDER BY ?e ?l LIMIT 3")
    labels = [(node(row["e"]).value, term(row["l"]).value) for row in rows]
    iri = labels[0][0] if labels else ""
    own = tuple(label for entity, label in labels if entity == iri)
    others = store.select(_OTHER.format(iri or "urn:none"))
    first = store.select("SELECT ?p { ?p a sy:Passage ; sy:start ?s } ORDER BY ?s ?p LIMIT 1")
    passage = next((node(row["p"]).value for row in first), "")
    return Sample(
        slug=local_name(iri),
        entity=curie(iri),
        label=own[0] if own else "",
        labels=own,
        other=next((curie(node(row["o"]).value) for row in others), ""),
        article=local_name(article_of(passage)) if passage else "",
        passage=curie(passage),
        number=str(passage_number(passage)) if passage else "",
    )
