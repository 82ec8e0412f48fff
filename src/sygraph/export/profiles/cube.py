"""Export the figures as an RDF Data Cube, with subject, measure, basis and period as dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from sygraph.entities.facts import node
from sygraph.export.profiles.common import DATASET, LICENCE, labels_of
from sygraph.namespaces import BASE, MERGE, RDF_TYPE, is_passage, sy
from sygraph.namespaces import PREFIXES as OURS
from sygraph.rdf.formats import Kind

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["KINDS", "PREFIXES", "quads"]

CUBE = BASE + "cube#"
PREFIXES = {"cube": CUBE, "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#"}
KINDS: tuple[Kind, ...] = ("graph", "dataset")

_QB, _SKOS, _RDFS = OURS["qb"], OURS["skos"], OURS["rdfs"]
_FIGURES, _STRUCTURE = NamedNode(CUBE + "figures"), NamedNode(CUBE + "structure")
_BY_MEASURE = NamedNode(CUBE + "byMeasure")
_BASIS, _PERIOD = NamedNode(CUBE + "basis"), NamedNode(CUBE + "period")
_NONE = NamedNode(CUBE + "none")
_MEASURES, _UNITS = NamedNode(CUBE + "measures"), NamedNode(CUBE + "units")
# Properties whose value is the basis of a figure, and the parts of an observation.
_BASES = ("growthOf", "shareOf")
_DIMENSIONS = (sy("of"), sy("measure"), sy("unit"), _BASIS, _PERIOD)
_REQUIRED = (sy("bound"), sy("statedAs"))
_OPTIONAL = (sy("ongoing"), sy("eachAtLeast"), sy("among"))
_SDMX_UNIT = NamedNode(PREFIXES["sdmx-attribute"] + "unitMeasure")

_WORDS = {
    _FIGURES: (
        ("The figures of the article", "en"),
        ("文中的數字", "zh-Hant"),
        ("文中的数字", "zh-Hans"),
    ),
    _BASIS: (
        ("figure it is a growth or a share of", "en"),
        ("所比較的數字", "zh-Hant"),
        ("所比较的数字", "zh-Hans"),
    ),
    _PERIOD: (("period", "en"), ("期間", "zh-Hant"), ("期间", "zh-Hans")),
    _NONE: (("none", "en"), ("無", "zh-Hant"), ("无", "zh-Hans")),
    _MEASURES: (("measures", "en"), ("指標", "zh-Hant"), ("指标", "zh-Hans")),
    _UNITS: (("units", "en"), ("單位", "zh-Hant"), ("单位", "zh-Hans")),
}


def quads(kg: Context, about: NamedNode | None = None) -> Iterator[Quad]:
    """Yield the cube: structure, codes, and all figures or those of an entity."""
    yield from _structure()
    named: set[NamedNode] = {*_DIMENSIONS[:3], sy("value"), *_REQUIRED, *_OPTIONAL}
    measures: set[NamedNode] = set()
    for figure in _figures(kg, about):
        yield from _observation(figure)
        measure, unit = figure[sy("measure")][0], figure[sy("unit")][0]
        for term in (measure, unit, *figure[sy("of")]):
            if isinstance(term, NamedNode):
                named.add(term)
        if isinstance(measure, NamedNode):
            measures.add(measure)
            yield _quad(_slice(measure), _QB + "observation", figure[RDF_TYPE][0])
        if isinstance(unit, NamedNode):
            yield _quad(unit, RDF_TYPE.value, _SKOS + "Concept")
            yield _quad(unit, _SKOS + "inScheme", _UNITS)
    for measure in measures:
        yield from _code(measure)
    for iri, labels in labels_of(kg, named).items():
        for label in labels:
            yield Quad(iri, NamedNode(_RDFS + "label"), label)


Figure = dict[NamedNode, list[NamedNode | Literal]]


def _figures(kg: Context, about: NamedNode | None) -> Iterator[Figure]:
    """Yield the properties of each figure by IRI."""
    restricted = "" if about is None else f" ; sy:of {about}"
    found: Figure = {}
    subject: object = None
    for row in kg.store.select(
        "SELECT ?s ?p ?o ?g { ?s a sy:Observation"
        + restricted
        + " . GRAPH ?g { ?s ?p ?o } } ORDER BY ?s"
    ):
        if row["g"] == MERGE:
            continue
        if row["s"] != subject:
            if _complete(found):
                yield found
            subject = row["s"]
            found = {RDF_TYPE: [node(subject)]}
        if row["p"] == RDF_TYPE:
            continue
        values = found.setdefault(node(row["p"]), [])
        if row["o"] not in values:
            values.append(row["o"])
        graph = node(row["g"])
        passages = found.setdefault(NamedNode(OURS["prov"] + "wasDerivedFrom"), [])
        if is_passage(graph) and graph not in passages:
            passages.append(graph)
    if _complete(found):
        yield found


def _complete(figure: Figure) -> bool:
    return all(key in figure for key in (*_DIMENSIONS[:3], sy("value"), *_REQUIRED))


def _observation(figure: Figure) -> Iterator[Quad]:
    name = node(figure[RDF_TYPE][0])
    yield _quad(name, RDF_TYPE.value, _QB + "Observation")
    yield _quad(name, _QB + "dataSet", _FIGURES)
    basis = [value for key in _BASES for value in figure.get(sy(key), ())]
    yield _quad(name, _BASIS.value, basis[0] if basis else _NONE)
    period = _period(figure)
    yield _quad(name, _PERIOD.value, period)
    for key in ("periodStart", "periodEnd"):
        for value in figure.get(sy(key), ()):
            yield _quad(period, sy(key).value, value)
    yield _quad(period, RDF_TYPE.value, OURS["dcterms"] + "PeriodOfTime")
    kept = (*_DIMENSIONS[:3], sy("value"), *_REQUIRED, *_OPTIONAL)
    for predicate in (*kept, NamedNode(OURS["prov"] + "wasDerivedFrom")):
        for value in figure.get(predicate, ()):
            yield Quad(name, predicate, value)
    for unit in figure[sy("unit")]:
        yield Quad(name, _SDMX_UNIT, unit)


def _period(figure: Figure) -> NamedNode:
    """Return the node of a period, named by its stated ends, or of the unstated period."""
    ends = []
    for key in ("periodStart", "periodEnd"):
        values = sorted(value.value for value in figure.get(sy(key), ()))
        ends.append(values[0] if values else "")
    return NamedNode(CUBE + (f"period-{ends[0]}--{ends[1]}" if any(ends) else "period-unstated"))


def _structure() -> Iterator[Quad]:
    yield _quad(_FIGURES, RDF_TYPE.value, _QB + "DataSet")
    yield _quad(_FIGURES, _QB + "structure", _STRUCTURE)
    yield _quad(_FIGURES, OURS["dcterms"] + "license", LICENCE)
    yield _quad(_FIGURES, OURS["dcterms"] + "isPartOf", DATASET)
    yield _quad(_STRUCTURE, RDF_TYPE.value, _QB + "DataStructureDefinition")
    yield _quad(_STRUCTURE, _QB + "sliceKey", _BY_MEASURE)
    yield _quad(_BY_MEASURE, RDF_TYPE.value, _QB + "SliceKey")
    yield _quad(_BY_MEASURE, _QB + "componentProperty", sy("measure"))
    yield from _components("dimension", _DIMENSIONS)
    yield from _components("measure", [sy("value")])
    yield from _components("attribute", [*_REQUIRED, _SDMX_UNIT])
    yield from _components("attribute", _OPTIONAL, required=False)
    yield _quad(_BASIS, _RDFS + "range", _RDFS + "Resource")
    yield _quad(_PERIOD, _RDFS + "range", OURS["dcterms"] + "PeriodOfTime")
    yield _quad(sy("of"), _RDFS + "range", OURS["schema"] + "Thing")
    yield _quad(sy("measure"), _RDFS + "range", _SKOS + "Concept")
    yield _quad(sy("unit"), _RDFS + "range", _SKOS + "Concept")
    yield _quad(sy("unit"), _QB + "codeList", _UNITS)
    yield _quad(sy("measure"), _QB + "codeList", _MEASURES)
    yield _quad(sy("value"), _RDFS + "range", OURS["xsd"] + "decimal")
    yield _quad(_MEASURES, RDF_TYPE.value, _SKOS + "ConceptScheme")
    yield _quad(_UNITS, RDF_TYPE.value, _SKOS + "ConceptScheme")
    for iri, words in _WORDS.items():
        for text, language in words:
            yield _quad(iri, _RDFS + "label", Literal(text, language=language))


def _components(
    kind: str, properties: Iterable[NamedNode], required: bool = True
) -> Iterator[Quad]:
    for iri in properties:
        component = NamedNode(f"{_STRUCTURE.value}-{iri.value.rpartition('#')[2]}")
        yield _quad(_STRUCTURE, _QB + "component", component)
        yield _quad(component, RDF_TYPE.value, _QB + "ComponentSpecification")
        for role in (kind, "componentProperty"):
            yield _quad(component, _QB + role, iri)
        if kind == "attribute":
            yield _quad(component, _QB + "componentRequired", Literal(required))
        yield _quad(iri, RDF_TYPE.value, OURS["rdf"] + "Property")
        yield _quad(iri, RDF_TYPE.value, f"{_QB}{kind.title()}Property")
        if iri in (sy("measure"), sy("unit")):
            yield _quad(iri, RDF_TYPE.value, _QB + "CodedProperty")


def _code(measure: NamedNode) -> Iterator[Quad]:
    """Yield a measure as a code, and the slice of its figures."""
    yield _quad(measure, RDF_TYPE.value, _SKOS + "Concept")
    yield _quad(measure, _SKOS + "inScheme", _MEASURES)
    yield _quad(_MEASURES, _SKOS + "hasTopConcept", measure)
    part = _slice(measure)
    yield _quad(_FIGURES, _QB + "slice", part)
    yield _quad(part, RDF_TYPE.value, _QB + "Slice")
    yield _quad(part, _QB + "sliceStructure", _BY_MEASURE)
    yield _quad(part, sy("measure").value, measure)


def _slice(measure: NamedNode) -> NamedNode:
    return NamedNode(f"{CUBE}slice-{measure.value.rpartition('#')[2]}")


def _quad(s: NamedNode, p: str, o: str | NamedNode | Literal) -> Quad:
    return Quad(s, NamedNode(p), NamedNode(o) if isinstance(o, str) else o)
