"""The figures as an RDF Data Cube: the integrity constraints of the recommendation hold.

Each constraint is a question that is to be answered with no; its number is that of section 11.1
of the recommendation. That each can fail is seen on a cube with that fault.
"""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from sygraph.export.profiles import write_profile
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PREFIXES
from sygraph.rdf.formats import Format

USED = {name: PREFIXES[name] for name in ("qb", "rdf", "rdfs", "skos", "xsd", "qunit", "sy", "id")}
USED |= {"cube": "https://w3id.org/sygraph/cube#"}

# What a dataset is made of, and its parts of a kind.
PART = "qb:structure/qb:component/qb:componentProperty"

CONSTRAINTS = {
    1: "?o a qb:Observation OPTIONAL { ?o qb:dataSet ?d } ",
    2: "?d a qb:DataSet OPTIONAL { ?d qb:structure ?s } ",
    3: """?s a qb:DataStructureDefinition
          FILTER NOT EXISTS { ?s qb:component/qb:componentProperty/a qb:MeasureProperty }""",
    4: "?p a qb:DimensionProperty FILTER NOT EXISTS { ?p rdfs:range ?r }",
    5: """?p a qb:DimensionProperty ; rdfs:range skos:Concept
          FILTER NOT EXISTS { ?p qb:codeList ?l }""",
    6: """?s qb:component ?c . ?c qb:componentRequired false ; qb:componentProperty ?p
          FILTER NOT EXISTS { ?p a qb:AttributeProperty }""",
    7: """?k a qb:SliceKey
          FILTER NOT EXISTS { ?s a qb:DataStructureDefinition ; qb:sliceKey ?k }""",
    8: """?k a qb:SliceKey ; qb:componentProperty ?p . ?s qb:sliceKey ?k
          FILTER NOT EXISTS { ?s qb:component/qb:componentProperty ?p }""",
    9: "?x a qb:Slice OPTIONAL { ?x qb:sliceStructure ?k } ",
    10: """?x qb:sliceStructure/qb:componentProperty ?p FILTER NOT EXISTS { ?x ?p ?v }""",
    11: f"""?o qb:dataSet/{PART} ?p . ?p a qb:DimensionProperty
            FILTER NOT EXISTS {{ ?o ?p ?v }}""",
    12: f"""?d {PART} ?any . ?o1 qb:dataSet ?d . ?o2 qb:dataSet ?d FILTER(?o1 != ?o2)
            FILTER NOT EXISTS {{ ?d {PART} ?p . ?p a qb:DimensionProperty .
                                 ?o1 ?p ?v1 . ?o2 ?p ?v2 FILTER(?v1 != ?v2) }}""",
    13: """?o qb:dataSet/qb:structure/qb:component ?c .
           ?c qb:componentRequired true ; qb:componentProperty ?p
           FILTER NOT EXISTS { ?o ?p ?v }""",
    14: f"""?o qb:dataSet ?d . ?d {PART} ?m . ?m a qb:MeasureProperty
            FILTER NOT EXISTS {{ ?d {PART} qb:measureType }} FILTER NOT EXISTS {{ ?o ?m ?v }}""",
    15: f"""?o qb:dataSet/{PART} qb:measureType ; qb:measureType ?m
            FILTER NOT EXISTS {{ ?o ?m ?v }}""",
    16: f"""?o qb:dataSet ?d ; qb:measureType ?m . ?d {PART} qb:measureType , ?n .
            ?n a qb:MeasureProperty . ?o ?n ?v FILTER(?n != ?m)""",
    17: f"""?o1 qb:dataSet ?d ; qb:measureType ?m1 . ?d {PART} qb:measureType , ?m2 .
            ?m2 a qb:MeasureProperty
            FILTER NOT EXISTS {{ ?o2 qb:dataSet ?d ; qb:measureType ?m2
              FILTER NOT EXISTS {{ ?d {PART} ?p . ?p a qb:DimensionProperty .
                ?o1 ?p ?v1 . ?o2 ?p ?v2 FILTER(?p != qb:measureType && ?v1 != ?v2) }} }}""",
    18: "?d qb:slice/qb:observation ?o FILTER NOT EXISTS { ?o qb:dataSet ?d }",
    19: f"""?o qb:dataSet/{PART} ?p . ?p a qb:DimensionProperty ; qb:codeList ?l . ?o ?p ?v
            FILTER(EXISTS {{ ?l a skos:ConceptScheme }} && NOT EXISTS {{ ?v skos:inScheme ?l }}
                   || EXISTS {{ ?l a skos:Collection }} && NOT EXISTS {{ ?l skos:member+ ?v }}
                   || NOT EXISTS {{ ?v a skos:Concept }})""",
    20: f"""?o qb:dataSet/{PART} ?p . ?p qb:codeList ?l . ?o ?p ?v .
            ?l a qb:HierarchicalCodeList ; qb:parentChildProperty skos:narrower
            FILTER NOT EXISTS {{ ?l qb:hierarchyRoot/skos:narrower* ?v }}""",
    21: f"""?o qb:dataSet/{PART} ?p . ?p qb:codeList ?l . ?o ?p ?v .
            ?l a qb:HierarchicalCodeList ; qb:parentChildProperty/^skos:narrower ?x
            FILTER NOT EXISTS {{ ?l qb:hierarchyRoot/(^skos:broader)* ?v }}""",
}
# Of these there has to be exactly one.
ONE = {1: ("?o", "?d"), 2: ("?d", "?s"), 9: ("?x", "?k")}


def breaks(store: ox.Store, number: int) -> bool:
    pattern = CONSTRAINTS[number]
    if number in ONE:
        thing, one = ONE[number]
        ask = (
            f"ASK {{ {{ SELECT {thing} (COUNT(DISTINCT {one}) AS ?n) WHERE {{ {pattern} }}"
            f" GROUP BY {thing} }} FILTER(?n != 1) }}"
        )
    else:
        ask = f"ASK {{ {pattern} }}"
    return bool(store.query(ask, prefixes=USED))


@pytest.fixture
def cube(kg: KnowledgeGraph) -> ox.Store:
    out = io.BytesIO()
    write_profile(kg, "qb", Format.named("turtle"), out)
    store = ox.Store()
    store.load(out.getvalue(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("number", CONSTRAINTS)
def test_the_cube_satisfies_the_constraint(cube: ox.Store, number: int) -> None:
    assert not breaks(cube, number)


FAULTS = {
    1: "DELETE { ?o qb:dataSet ?d } WHERE { ?o qb:dataSet ?d }",
    2: "INSERT DATA { cube:figures qb:structure cube:other }",
    3: "DELETE WHERE { sy:value a qb:MeasureProperty }",
    4: "DELETE WHERE { cube:period rdfs:range ?r }",
    5: "DELETE WHERE { sy:measure qb:codeList ?l }",
    6: "INSERT DATA { cube:structure-of qb:componentRequired false }",
    7: "DELETE WHERE { cube:structure qb:sliceKey ?k }",
    8: "INSERT DATA { cube:byMeasure qb:componentProperty rdfs:label }",
    9: "DELETE WHERE { cube:slice-tradeTotal qb:sliceStructure ?k }",
    10: "DELETE WHERE { cube:slice-tradeTotal sy:measure ?m }",
    11: "DELETE WHERE { id:route-los-angeles-cargo cube:period ?p }",
    12: """INSERT { id:twin ?p ?o } WHERE { id:route-los-angeles-cargo ?p ?o }""",
    13: "DELETE WHERE { id:route-los-angeles-cargo sy:bound ?b }",
    14: "DELETE WHERE { id:route-los-angeles-cargo sy:value ?v }",
    15: """INSERT DATA { cube:structure qb:component [ qb:componentProperty qb:measureType ] .
           id:route-los-angeles-cargo qb:measureType sy:other }""",
    16: """INSERT DATA { cube:structure qb:component [ qb:componentProperty qb:measureType ] .
           id:route-los-angeles-cargo qb:measureType sy:other }""",
    17: """INSERT DATA { cube:structure qb:component [ qb:componentProperty qb:measureType ] .
           id:route-los-angeles-cargo qb:measureType sy:other }""",
    18: "DELETE WHERE { id:route-los-angeles-cargo qb:dataSet ?d }",
    19: "DELETE WHERE { sy:cargoThroughput skos:inScheme ?s }",
    20: """INSERT DATA { sy:measure qb:codeList cube:h . cube:h a qb:HierarchicalCodeList ;
           qb:parentChildProperty skos:narrower ; qb:hierarchyRoot sy:none }""",
    21: """INSERT DATA { sy:measure qb:codeList cube:h . cube:h a qb:HierarchicalCodeList ;
           qb:parentChildProperty [ ^skos:narrower cube:x ] ; qb:hierarchyRoot sy:none }""",
}


@pytest.mark.parametrize("number", [number for number in FAULTS if number != 21])
def test_a_fault_violates_the_constraint(cube: ox.Store, number: int) -> None:
    cube.update(FAULTS[number], prefixes=USED)
    assert breaks(cube, number)


def test_a_figure_is_an_observation_with_its_words_and_its_passage(cube: ox.Store) -> None:
    question = f"""ASK {{ <{ID}route-los-angeles-cargo> a qb:Observation ;
        qb:dataSet cube:figures ; sy:of id:route-los-angeles ; sy:measure sy:cargoThroughput ;
        sy:value ?value ; sy:unit qunit:TONNE ; cube:basis cube:none ; cube:period ?period .
        ?period sy:periodEnd ?end FILTER(?value = 9800 && STR(?end) = "2024-04") }}"""
    assert bool(cube.query(question, prefixes=USED))


def test_a_growth_links_its_base_figure(cube: ox.Store) -> None:
    question = "ASK { id:ftz-trade-2023-growth cube:basis id:ftz-trade-2023 }"
    assert bool(cube.query(question, prefixes=USED))


def test_every_part_and_code_has_a_name_in_three_languages(cube: ox.Store) -> None:
    unnamed = """SELECT ?x WHERE {
        { ?c qb:componentProperty ?x } UNION { ?x skos:inScheme cube:measures }
        FILTER(STRSTARTS(STR(?x), "https://w3id.org/"))
        FILTER NOT EXISTS { ?x rdfs:label ?l FILTER langMatches(LANG(?l), "zh-hant") } }"""
    found = cube.query(unnamed, prefixes=USED)
    assert isinstance(found, ox.QuerySolutions)
    assert list(found) == []
