"""Each shape is broken by one deliberate wrong fact.

That the bundled data break none: tests/check/test_conformance.py.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from sygraph.check.conformance import suspect_shapes, with_references
from sygraph.check.shapes import read_shapes
from sygraph.data import Files
from sygraph.namespaces import PREFIXES
from sygraph.store.load import build

pytestmark = pytest.mark.slow

SHAPE = "https://w3id.org/sygraph/shapes#"
DECLARED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())

# Each shape, and a change to the graph, in SPARQL, that it must object to.
FAULTS = {
    # names and definitions
    "LabelInEnglish": "DELETE { ?x skos:prefLabel ?l } WHERE { BIND(id:seoul AS ?x)"
    ' ?x skos:prefLabel ?l FILTER langMatches(lang(?l), "en") }',
    "LabelInTraditionalChinese": "DELETE { ?x skos:prefLabel ?l } WHERE {"
    " BIND(id:hello-munich AS ?x)"
    ' ?x skos:prefLabel ?l FILTER langMatches(lang(?l), "zh-Hant") }',
    "LabelInSimplifiedChinese": "DELETE { ?x skos:prefLabel ?l } WHERE { BIND(sy:City AS ?x)"
    ' ?x skos:prefLabel ?l FILTER langMatches(lang(?l), "zh-Hans") }',
    "LabelLanguage": 'INSERT DATA { id:seoul skos:prefLabel "Séoul"@fr }',
    "DefinitionInEnglish": "DELETE { ?x skos:definition ?l } WHERE { BIND(sy:locatedIn AS ?x)"
    ' ?x skos:definition ?l FILTER langMatches(lang(?l), "en") }',
    "DefinitionInTraditionalChinese": "DELETE { ?x skos:definition ?l } WHERE { BIND(sy:Port AS ?x)"
    ' ?x skos:definition ?l FILTER langMatches(lang(?l), "zh-Hant") }',
    "DefinitionInSimplifiedChinese": "DELETE { ?x skos:definition ?l }"
    " WHERE { BIND(qunit:TONNE AS ?x)"
    ' ?x skos:definition ?l FILTER langMatches(lang(?l), "zh-Hans") }',
    "TermOfTheOntology": "INSERT DATA { sy:rumoured a sy:StatusCode }",
    # classes, domains and ranges
    "DomainKept": "INSERT DATA { id:seoul sy:origin id:shenyang }",
    "RangeKept": "INSERT DATA { id:hello-munich sy:inPlace id:bmw }",
    "DatatypeKept": 'INSERT DATA { id:shenyang sy:describedAs "重鎮"@zh-Hant }',
    "StandardDomainKept": "INSERT DATA { id:sapporo schema:agent id:shenyang }",
    "StandardRangeKept": "INSERT DATA { id:hello-munich dcterms:subject id:bmw }",
    "StandardDatatypeKept": 'INSERT DATA { id:korea-week-2024 schema:slogan "共享"@zh-Hant }',
    "WordsTagged": 'INSERT DATA { qunit:TONNE sy:word "tonne"@fr }',
    "DisjointClasses": "INSERT DATA { id:target-2035-commute a sy:Observation }",
    # entities
    "EntitySourced": "DELETE WHERE { id:seoul dcterms:source ?source }",
    "PlaceDescribed": "DELETE WHERE { id:seoul geo:long ?long }",
    "Latitude": "DELETE { id:seoul geo:lat ?lat } INSERT { id:seoul geo:lat 126.9784 }"
    " WHERE { id:seoul geo:lat ?lat }",
    "Longitude": "DELETE { id:seoul geo:long ?long } INSERT { id:seoul geo:long 1269.784 }"
    " WHERE { id:seoul geo:long ?long }",
    "GeoNamesFeature": "INSERT DATA { id:seoul owl:sameAs <https://sws.geonames.org/1/> }",
    "PlaceInOneCountry": "INSERT DATA { id:seoul sy:country id:japan }",
    "CityInCountry": "DELETE DATA { id:los-angeles sy:country id:united-states }",
    "DistrictInCity": "DELETE DATA { id:incheon-seo-gu sy:locatedIn id:incheon }",
    "CountryCode": 'INSERT DATA { id:japan gn:countryCode "JPN" }',
    "AirportInCity": "DELETE DATA { id:taoxian-airport sy:locatedIn id:shenyang }",
    "AirportIataCode": 'INSERT DATA { id:taoxian-airport schema:iataCode "PEK" }',
    "AirportIcaoCode": 'INSERT DATA { id:taoxian-airport schema:icaoCode "SHE" }',
    "CodeUnique": "DELETE { id:japan gn:countryCode ?code }"
    " INSERT { id:japan gn:countryCode ?korea }"
    " WHERE { id:japan gn:countryCode ?code . id:south-korea gn:countryCode ?korea }",
    "NotWithinItself": "INSERT DATA { id:air-corridor dcterms:hasPart id:air-land-sea-net }",
    "GroupHasMembers": "DELETE WHERE { id:fairs-2023 dcterms:hasPart ?member }",
    "MembersWithinCount": "INSERT DATA {"
    " id:two-designations dcterms:hasPart id:designation-ecommerce-park }",
    "WhoActs": "INSERT DATA { id:hello-munich schema:organizer id:sports }",
    # connections
    "RouteOrigin": "DELETE DATA { id:route-moscow sy:origin id:shenyang };"
    " INSERT DATA { id:route-moscow sy:origin id:moscow }",
    "RouteDestination": "INSERT DATA { id:route-moscow sy:destination id:frankfurt }",
    "RouteEnds": "DELETE DATA { id:route-moscow sy:origin id:shenyang }",
    "RouteService": "DELETE DATA { id:route-moscow sy:service sy:passenger }",
    "RouteDirect": "INSERT DATA { id:route-moscow sy:direct false }",
    "RouteFromItsAirport": "DELETE DATA { id:route-los-angeles sy:origin id:shenyang };"
    " INSERT DATA { id:route-los-angeles sy:origin id:harbin }",
    # time
    "StatedDate": 'INSERT DATA { id:hello-munich sy:notAfter "2024年9月" }',
    "DateOrSpan": 'INSERT DATA { id:hello-munich sy:date "2023-09"^^xsd:gYearMonth }',
    "SpanOrdered": "DELETE WHERE { id:ftz-trade-2023 sy:firstDay ?day };"
    ' INSERT DATA { id:ftz-trade-2023 sy:firstDay "2024-01-01"^^xsd:date }',
    "OneLastDay": 'INSERT DATA { id:ftz-trade-2023 sy:lastDay "2024-12-31"^^xsd:date }',
    "OngoingWithoutEnd": "INSERT DATA { id:ftz-trade-2023 sy:ongoing true }",
    "EventAnchored": "DELETE WHERE { id:hello-munich ?property ?value };"
    " INSERT DATA { id:hello-munich a sy:Event }",
    "EventEdition": "DELETE DATA { id:zhenxing-cup-2024 schema:position 2 };"
    " INSERT DATA { id:zhenxing-cup-2024 schema:position 0 }",
    "EventAnniversary": "INSERT DATA { id:china-us-45th-music-event sy:years 54 }",
    "EditionInSeries": "DELETE DATA { id:zhenxing-cup-2024 sy:inSeries id:zhenxing-cup }",
    "SeriesUndated": 'INSERT DATA { id:korea-week sy:date "2023"^^xsd:gYear }',
    "PartWithinEvent": "DELETE WHERE { id:korea-week-2024-signing sy:subEventOf ?event };"
    " INSERT DATA { id:korea-week-2024-signing sy:subEventOf id:korea-week-2023 }",
    # figures
    "FigureSubject": "INSERT DATA { id:fairs-2023-signed-value sy:of id:korea-week-2023 }",
    "FigureMeasure": "DELETE DATA { id:ftz-trade-2023 sy:measure sy:tradeTotal }",
    "FigureValue": "DELETE DATA { id:taoxian-airport-routes sy:value 211.0 };"
    " INSERT DATA { id:taoxian-airport-routes sy:value 211 }",
    "RangeOrdered": "DELETE DATA { id:taoxian-airport-routes sy:value 211.0 };"
    " INSERT DATA { id:taoxian-airport-routes schema:minValue 30.0 ; schema:maxValue 20.0 }",
    "FigureUnit": "DELETE DATA { id:ftz-trade-2023 sy:unit qunit:CCY_CNY }",
    "FigureBound": "DELETE DATA { id:route-los-angeles-cargo sy:bound sy:approximate }",
    "FigureWording": 'INSERT DATA { id:ftz-trade-2023 sy:statedAs "總額74.71億元" }',
    "UnitOfMeasure": "DELETE DATA { id:route-los-angeles-cargo sy:unit qunit:TONNE };"
    " INSERT DATA { id:route-los-angeles-cargo sy:unit schema:ParcelDelivery }",
    "ValuePositive": "DELETE DATA { id:route-los-angeles-cargo sy:value 9800.0 };"
    " INSERT DATA { id:route-los-angeles-cargo sy:value '-9800.0'^^xsd:decimal }",
    "CountWhole": "DELETE DATA { id:taoxian-airport-routes sy:value 211.0 };"
    " INSERT DATA { id:taoxian-airport-routes sy:value 21.1 }",
    "GrowthHasBase": "DELETE DATA { id:ftz-trade-2023-growth sy:growthOf id:ftz-trade-2023 }",
    "GrowthMatchesBase": "DELETE DATA { id:ftz-trade-2023-growth sy:growthOf id:ftz-trade-2023 };"
    " INSERT DATA { id:ftz-trade-2023-growth sy:growthOf id:shenyang-trade-2023 }",
    "ShareHasWhole": "DELETE DATA { id:fairs-2023-signed-value-share sy:among id:liaoning }",
    "ShareMatchesBase": "DELETE DATA { id:fairs-2023-signed-value-share sy:of id:shenyang };"
    " INSERT DATA { id:fairs-2023-signed-value-share sy:of id:korea-week-2023 }",
    "FloorOnCount": "INSERT DATA { id:ftz-trade-2023 sy:eachAtLeast 100000000.0 }",
    "FloorPositive": "INSERT DATA { id:shenyang-signed-projects-since-2023 sy:eachAtLeast 1.0 }",
    # targets, undertakings, rankings, partnerships, designations
    "TargetSubject": "DELETE DATA { id:target-metropolis sy:of id:shenyang }",
    "DeadlinePrecise": 'DELETE DATA { id:target-2035-commute sy:deadline "2035"^^xsd:gYear };'
    ' INSERT DATA { id:target-2035-commute sy:deadline "2035" }',
    "DeadlineOfAim": 'INSERT DATA { id:shenyang-trade-2023 sy:deadline "2035"^^xsd:gYear }',
    "TargetBound": "INSERT DATA { id:target-2035-commute sy:bound sy:atMost }",
    "TargetHasAim": "DELETE DATA { id:target-2035-commute sy:unit qunit:HR }",
    "UndertakingActor": "DELETE DATA { id:undertaking-assembly-center schema:agent id:shenyang }",
    "UndertakingStatus": "INSERT DATA { id:undertaking-assembly-center sy:status sy:achieved }",
    "UndertakingWording": "DELETE WHERE { id:undertaking-assembly-center sy:statedAs ?words }",
    "UndertakingPartner": "INSERT DATA { id:undertaking-sasebo-exchange sy:partner id:shenyang }",
    "RankingSubject": "DELETE DATA { id:four-zones-ranking sy:of id:four-zones };"
    " INSERT DATA { id:four-zones-ranking sy:of id:provincial-zones-liaoning }",
    "RankingAmong": "DELETE DATA { id:sea-rail-train-first sy:among id:northeast-china }",
    "RankingWording": "DELETE WHERE { id:sea-rail-train-first sy:statedAs ?words }",
    "RankingRank": "DELETE DATA { id:china-europe-shenyang-rank-northeast schema:position 1 };"
    " INSERT DATA { id:china-europe-shenyang-rank-northeast schema:position 0 }",
    "RankingYears": "INSERT DATA { id:ecommerce-pilot-zone-ranking sy:years 5 }",
    "PartnershipPartners": "DELETE DATA { id:partnership-geoje sy:partner id:geoje }",
    "PartnershipOneKind": "INSERT DATA { id:partnership-geoje dcterms:type sy:cooperation }",
    "SisterCityInCountry": "DELETE DATA { id:geoje sy:country id:south-korea }",
    "DesignationSubject": "DELETE WHERE { id:designation-ecommerce-park sy:of ?subject }",
    "DesignationTitle": "DELETE WHERE { id:designation-ecommerce-park dcterms:title ?title }",
    "DesignationAuthority": "INSERT DATA {"
    " id:designation-international-center sy:conferredBy id:state-council }",
    "PlanSubject": "INSERT DATA { id:territorial-plan sy:of id:dalian }",
    # articles and passages
    "ArticleTitle": 'INSERT DATA { art:shenyang-2024 dcterms:title "中歐班列" }',
    "ArticleAuthor": "DELETE DATA { art:shenyang-2024 schema:author id:wang-yiqiao }",
    "ArticleReferenceDate": "INSERT DATA {"
    ' art:shenyang-2024 sy:referenceDate "2024-10-30"^^xsd:date }',
    "PassageDescribed": "INSERT DATA { <https://w3id.org/sygraph/passage/340> a sy:Passage }",
    "PassageQuote": 'INSERT DATA { p:420 sy:quote "2023年" }',
    "PassageHasRole": "DELETE DATA { p:420 dcterms:type sy:sentence }",
    "PassageArticle": "DELETE DATA { p:420 sy:article art:shenyang-2024 }",
    "PassageStart": "DELETE WHERE { p:420 sy:start ?start };"
    " INSERT { p:420 sy:start ?end } WHERE { p:420 sy:end ?end }",
    "PassageEnd": "DELETE WHERE { p:420 sy:end ?end }",
    "PictureCaptioned": "INSERT DATA { p:420 schema:about id:shenyang }",
    "TranslationWritten": "INSERT DATA { p:420 sy:translation 'Trade grew.'@en }",
    "TranslationOfWords": "INSERT DATA { id:seoul sy:translation 'Seoul'@en }",
    "ReadWithAnother": "INSERT DATA { p:420 sy:readWith p:420 }",
    # codes
    "MeasureInScheme": "DELETE DATA { sy:share skos:inScheme sy:MeasureCode }",
    "MeasureWorded": "DELETE WHERE { sy:share sy:word ?word }",
    "UnitInScheme": "DELETE DATA { qunit:TONNE skos:inScheme sy:UnitCode }",
    "UnitWorded": "DELETE WHERE { qunit:TONNE sy:word ?word }",
}


def merge(files: Files) -> Graph:
    """The default graph of these files' dataset, in rdflib."""
    default = ox.DefaultGraph()
    triples = [quad.triple for quad in build(files) if quad.graph_name == default]
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


@pytest.fixture(scope="module")
def facts() -> Graph:
    return merge(Files.bundled())


@pytest.fixture(scope="module")
def merged() -> ox.Store:
    """The default graph in the embedded engine."""
    store = ox.Store()
    store.extend(q for q in build(Files.bundled()) if isinstance(q.graph_name, ox.DefaultGraph))
    return store


@pytest.fixture(scope="module")
def rules() -> list[ox.Triple]:
    """The shapes in the embedded engine's terms."""
    return read_shapes(Files.bundled().shapes)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(Files.bundled().shapes)


def alone(shapes: Graph, name: str) -> Graph:
    """One shape and what it refers to: a property shape with the node shape that aims it."""
    shape = URIRef(SHAPE + name)
    waiting: list[Node] = [shapes.value(predicate=SH.property, object=shape) or shape]
    part = Graph()
    while waiting:
        for triple in shapes.triples((waiting.pop(), None, None)):
            if triple not in part:
                part.add(triple)
                waiting.append(triple[2])
    return part


def violations(facts: Graph, shapes: Graph) -> dict[str, set[str]]:
    """The names of the shapes that object, each with what it says."""
    _, report, text = pyshacl.validate(facts, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph), text
    found: dict[str, set[str]] = {}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = str(report.value(result, SH.sourceShape)).removeprefix(SHAPE)
        found.setdefault(shape, set()).add(str(report.value(result, SH.resultMessage)))
    return found


def broken(facts: Graph, shapes: Graph, shape: str) -> dict[str, set[str]]:
    """What objects when the fault of a shape is made in the facts; they are restored."""
    before = set(facts)
    facts.update(DECLARED + FAULTS[shape])
    after = set(facts)
    try:
        return violations(facts, alone(shapes, shape))
    finally:
        for triple in after - before:
            facts.remove(triple)
        for triple in before - after:
            facts.add(triple)


def changed(merged: ox.Store, change: str) -> list[ox.Triple]:
    """The facts after a change in SPARQL, which is undone."""
    before = set(merged)
    merged.update(DECLARED + change)
    after = set(merged)
    for quad in after - before:
        merged.remove(quad)
    merged.extend(before - after)
    return [quad.triple for quad in after]


def test_every_shape_that_speaks_has_a_fault_here(shapes: Graph) -> None:
    speaking = {shape for shape in shapes.subjects(SH.message) if isinstance(shape, URIRef)}
    speaking |= {shape for shape in shapes.subjects(SH.sparql) if isinstance(shape, URIRef)}
    assert {str(shape).removeprefix(SHAPE) for shape in speaking} == set(FAULTS)


@pytest.mark.parametrize("shape", FAULTS)
def test_a_wrong_fact_breaks_the_shape(shape: str, facts: Graph, shapes: Graph) -> None:
    found = broken(facts, shapes, shape)
    assert shape in found
    # A message says what is wrong and, after a colon, how to fix it.
    assert all(message.endswith(".") and ": " in message for message in found[shape])


@pytest.mark.parametrize("shape", FAULTS)
def test_the_fast_validator_refuses_the_wrong_fact(
    shape: str, merged: ox.Store, rules: list[ox.Triple]
) -> None:
    node = ox.NamedNode(SHAPE + shape)
    aimed = [rule.subject for rule in rules if rule.object == node]
    only = with_references(
        rules, [each for each in (*aimed, node) if not isinstance(each, ox.Triple)]
    )
    suspects = suspect_shapes(changed(merged, FAULTS[shape]), only)
    assert ox.NamedNode(SHAPE + shape) in {triple.subject for triple in suspects}


@pytest.mark.parametrize(
    "change",
    [
        # a range, a decline, growth without a printed base, a deadline in a month
        "DELETE DATA { id:taoxian-airport-routes sy:value 211.0 };"
        " INSERT DATA { id:taoxian-airport-routes schema:minValue 200.0 ; schema:maxValue 211.0 }",
        "DELETE DATA { id:ftz-trade-2023-growth sy:value 44.4 };"
        " INSERT DATA { id:ftz-trade-2023-growth sy:value -44.4 }",
        "DELETE DATA { id:ftz-trade-2023-growth sy:growthOf id:ftz-trade-2023 };"
        " INSERT DATA { id:ftz-trade-2023-growth sy:growthIn sy:tradeTotal }",
        'DELETE DATA { id:target-2035-commute sy:deadline "2035"^^xsd:gYear };'
        ' INSERT DATA { id:target-2035-commute sy:deadline "2035-06"^^xsd:gYearMonth }',
        'INSERT DATA { id:undertaking-assembly-center sy:deadline "2026-06-01"^^xsd:date }',
        "DELETE DATA { id:route-los-angeles-cargo sy:bound sy:approximate };"
        " INSERT DATA { id:route-los-angeles-cargo sy:bound sy:lessThan }",
    ],
)
def test_what_the_model_can_say_breaks_no_shape(
    change: str, merged: ox.Store, rules: list[ox.Triple]
) -> None:
    assert not list(suspect_shapes(changed(merged, change), rules))


def test_a_message_says_which_facts_are_wrong(facts: Graph, shapes: Graph) -> None:
    [message] = broken(facts, shapes, "UnitOfMeasure")["UnitOfMeasure"]
    assert "id/route-los-angeles-cargo" in message
    assert "ontology#cargoThroughput" in message
    assert "ParcelDelivery" in message


def test_days_computed_when_loading_show_a_period_that_ends_before_it_starts(
    tmp_path: Path, shapes: Graph
) -> None:
    bundled = Files.bundled()
    for folder in ("seeds", "ontology", "graph"):
        shutil.copytree(bundled.root / folder, tmp_path / folder)
    article = tmp_path / "graph" / "shenyang-2024.trig"
    text = article.read_text("utf-8")
    right = '"2024-01"^^xsd:gYearMonth ; sy:periodEnd "2024-09"^^xsd:gYearMonth'
    wrong = '"2024-10"^^xsd:gYearMonth ; sy:periodEnd "2024-09"^^xsd:gYearMonth'
    assert text.count(right) == 1
    article.write_text(text.replace(right, wrong), "utf-8")
    found = violations(merge(Files.at(tmp_path)), alone(shapes, "SpanOrdered"))
    assert set(found) == {"SpanOrdered"}
