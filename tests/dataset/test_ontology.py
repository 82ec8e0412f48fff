"""The ontology defines what the data use, in three languages, and contradicts nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import owlrl  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES

FILES = Files.bundled()
SY = Namespace(PREFIXES["sy"])
QB = Namespace(PREFIXES["qb"])
QUDT = Namespace(PREFIXES["qudt"])
IRI = URIRef("https://w3id.org/sygraph/ontology")
LANGUAGES = ["en", "zh-Hans", "zh-Hant"]
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
MAPPINGS = (SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch)
# How owlrl marks what it finds contradictory.
CONTRADICTION = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


# Terms that the data use less than twice, each beside what it completes.
SETS = {
    "what grew": "growthOf growthIn",
    "what loading computes": "article fromArticle start end firstDay lastDay",
    "classes over others": "Entity Place Connection Agent Statement",
    "classes that others rely on": "Plan Airport Port BorderCrossing",
    "zones by kind": "Zone FreeTradeZone DevelopmentZone Park",
    "lists of codes": "MeasureCode UnitCode BoundCode StatusCode ServiceCode PartnershipKind"
    " PassageRole",
    "what is said of codes and of properties": "word LinkProperty",
    "bounds": "exact approximate atLeast atMost moreThan lessThan",
    "limits of a figure": "bound eachAtLeast",
    "statuses": "sought planned underway achieved",
    "kinds of partnership": "partnerCity sisterCity friendlyCooperation cooperation",
    "roles of passages": "sentence headline heading caption byline",
    "projects signed and landed": "signedProjects landedProjects",
    "enterprises of all kinds and foreign ones": "newEnterprises newForeignEnterprises",
    "quantities that are no number of things": "tradeTotal signedValue cargoThroughput",
    "percentages and what they are of": "yearOnYearGrowth share growthOf shareOf",
    "what dates an article's words": "referenceDate date notBefore notAfter",
    "the words of a passage in other forms": "quote located translation",
}


def graph_of(quads: Iterable[ox.Quad]) -> Graph:
    """The triples of these quads, all graphs together, in rdflib."""
    triples = ox.serialize([quad.triple for quad in quads], format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples, format="nt")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(FILES.ontology)


@pytest.fixture(scope="module")
def stated() -> Graph:
    """What the gazetteer and the articles state."""
    return graph_of(
        quad
        for path in (FILES.gazetteer, *(a.path for a in FILES.articles))
        for quad in ox.parse(path=path)
    )


def own(graph: Graph) -> set[Node]:
    """The terms of the ontology's namespace that occur in a graph."""
    return {term for triple in graph for term in triple if str(term).startswith(str(SY))}


def is_own(term: Node) -> bool:
    return str(term).startswith(str(SY))


def defined(ontology: Graph) -> set[Node]:
    return {term for term in ontology.subjects(RDFS.isDefinedBy, IRI) if is_own(term)}


def properties(ontology: Graph) -> set[Node]:
    return {term for kind in PROPERTIES for term in ontology.subjects(RDF.type, kind)}


def test_both_parsers_read_the_same_ontology(ontology: Graph) -> None:
    # No blank nodes, so plain sets compare; Oxigraph writes language tags in lower case.
    def plain(graph: Graph) -> set[str]:
        return {" ".join(term.n3() for term in triple).lower() for triple in graph}

    assert plain(graph_of(ox.parse(path=FILES.ontology))) == plain(ontology)


def test_every_term_in_use_is_defined(ontology: Graph, stated: Graph) -> None:
    used = own(stated) | own(Graph().parse(FILES.shapes)) | own(ontology)
    namespace = {Literal(str(SY)), Literal(str(SY), datatype=URIRef(PREFIXES["xsd"] + "anyURI"))}
    assert used - namespace - defined(ontology) == set()


def test_the_package_names_terms_that_exist(ontology: Graph) -> None:
    package = Path(__file__).parents[2] / "src" / "sygraph"
    named = {
        match
        for path in package.rglob("*.py")
        for match in re.findall(r'\bsy\("(\w+)"\)', path.read_text("utf-8"))
    }
    assert len(named) > 50
    assert {SY[name] for name in named} - defined(ontology) == set()


def test_the_ontology_is_small(ontology: Graph) -> None:
    assert len(defined(ontology)) <= 140


def test_no_two_terms_differ_only_in_case(ontology: Graph) -> None:
    names = Counter(str(term).lower() for term in defined(ontology))
    assert [name for name, count in names.items() if count > 1] == [str(SY.country)]


def test_a_term_is_used_twice_or_completes_a_set(ontology: Graph, stated: Graph) -> None:
    uses = Counter(term for triple in stated for term in set(triple))
    sets = [{SY[name] for name in names.split()} for names in SETS.values()]
    assert all(len(terms) > 1 for terms in sets)
    assert set().union(*sets) <= defined(ontology)
    rare = {term for term in defined(ontology) if uses[term] < 2}
    assert rare - set().union(*sets) == set()


def test_figures_are_near_to_a_data_cube_and_not_typed_as_one(
    ontology: Graph, kg: KnowledgeGraph
) -> None:
    assert (SY.Observation, SKOS.closeMatch, QB.Observation) in ontology
    assert not kg.store.ask(f'ASK {{ ?x a ?class FILTER(STRSTARTS(STR(?class), "{QB}")) }}')


def test_a_standard_term_is_said_to_be_of_its_vocabulary(ontology: Graph) -> None:
    for term, source in ontology.subject_objects(RDFS.isDefinedBy):
        assert (source == IRI) == is_own(term), term
        assert is_own(term) or str(term).startswith(str(source)), term


def test_nothing_is_defined_twice_over(ontology: Graph) -> None:
    # What is counted is its own unit, so a class may be one; a class of codes is their list too.
    for term in defined(ontology):
        kinds = set(ontology.objects(term, RDF.type)) - {SY.LinkProperty}
        if OWL.Class in kinds:
            kinds -= {SY.UnitCode, SKOS.ConceptScheme}
        assert len(kinds) == 1, term


@pytest.mark.parametrize("property_", [SKOS.prefLabel, SKOS.definition])
def test_every_term_speaks_three_languages(ontology: Graph, property_: URIRef) -> None:
    for term in defined(ontology):
        texts = [text for text in ontology.objects(term, property_) if isinstance(text, Literal)]
        found = sorted((text.language or "").lower() for text in texts)
        assert found == sorted(language.lower() for language in LANGUAGES), term
        assert all(str(text).strip() for text in texts), term


def test_simplified_and_traditional_are_each_written_in_their_own_characters(
    ontology: Graph,
) -> None:
    # Characters that stand in one of the two scripts only, all of them frequent here.
    traditional, simplified = set("區國數業個為與關內標條項機"), set("区国数业个为与关内标条项机")
    for property_ in (SKOS.prefLabel, SKOS.definition):
        for term, text in ontology.subject_objects(property_):
            assert isinstance(text, Literal)
            foreign = {"zh-hant": simplified, "zh-hans": traditional}
            assert not foreign.get((text.language or "").lower(), set()) & set(str(text)), term


def test_the_ontology_says_who_made_it_and_under_which_licence(ontology: Graph) -> None:
    dcterms = Namespace(PREFIXES["dcterms"])
    assert (IRI, RDF.type, OWL.Ontology) in ontology
    [version] = ontology.objects(IRI, OWL.versionInfo)
    assert list(ontology.objects(IRI, OWL.versionIRI)) == [URIRef(f"{IRI}/{version}")]
    assert list(ontology.objects(IRI, dcterms.license)) == [
        URIRef("https://creativecommons.org/licenses/by/4.0/")
    ]
    for property_ in (dcterms.title, dcterms.description):
        assert len(list(ontology.objects(IRI, property_))) == len(LANGUAGES)


def test_every_class_is_below_a_class_of_a_standard_vocabulary(ontology: Graph) -> None:
    for class_ in ontology.subjects(RDF.type, OWL.Class):
        above = ontology.transitive_objects(class_, RDFS.subClassOf)
        assert any(term and not is_own(term) for term in above), class_


def test_every_property_is_tied_to_a_standard_vocabulary(ontology: Graph) -> None:
    for term in filter(is_own, properties(ontology)):
        ties = {value for mapping in MAPPINGS for value in ontology.objects(term, mapping)}
        ties |= set(ontology.objects(term, RDFS.subPropertyOf))
        assert ties, term
        assert not any(map(is_own, ties)), term


def test_properties_have_domain_and_range_but_neither_hierarchy_nor_inverse(
    ontology: Graph,
) -> None:
    assert not list(ontology.subject_objects(OWL.inverseOf))
    for term in filter(is_own, properties(ontology)):
        assert len(list(ontology.objects(term, RDFS.domain))) == 1, term
        is_annotation = (term, RDF.type, OWL.AnnotationProperty) in ontology
        assert len(list(ontology.objects(term, RDFS.range))) == (not is_annotation), term


def test_links_that_may_be_followed_never_lead_to_codes_or_fields(ontology: Graph) -> None:
    links = set(ontology.subjects(RDF.type, SY.LinkProperty))
    objects = set(ontology.subjects(RDF.type, OWL.ObjectProperty))
    assert SY.inPlace in links
    assert links < objects
    codes = set(ontology.transitive_subjects(RDFS.subClassOf, SKOS.Concept))
    for link in links:
        assert ontology.value(link, RDFS.range) not in codes, link


def test_it_stays_within_owl_2_rl(ontology: Graph) -> None:
    # Of OWL itself, only what the profile allows in every position is used, and no datatype
    # outside its map; blank nodes would double when the file is loaded again.
    vocabulary = {term for triple in ontology for term in triple if str(term).startswith(str(OWL))}
    assert vocabulary == {
        OWL.Ontology,
        OWL.versionIRI,
        OWL.versionInfo,
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.AnnotationProperty,
        OWL.disjointWith,
    }
    xsd = PREFIXES["xsd"]
    ranges = {str(range_) for range_ in ontology.objects(None, RDFS.range)}
    allowed = {xsd + name for name in ("string", "decimal", "integer", "boolean")}
    assert {range_ for range_ in ranges if range_.startswith(xsd)} == allowed
    assert not any(isinstance(term, BNode) for triple in ontology for term in triple)


def test_code_lists_are_closed_and_in_their_scheme(ontology: Graph) -> None:
    lists = set(ontology.subjects(RDFS.subClassOf, SKOS.Concept)) - {SY.Field}
    assert set(ontology.subjects(RDF.type, SKOS.ConceptScheme)) == lists
    for class_ in lists:
        codes = set(ontology.subjects(RDF.type, class_))
        assert codes
        assert codes == set(ontology.subjects(SKOS.inScheme, class_))


def test_a_measure_that_has_figures_says_in_which_units(ontology: Graph, stated: Graph) -> None:
    for figure in stated.subjects(SY.value):
        measure, unit = stated.value(figure, SY.measure), stated.value(figure, SY.unit)
        assert (measure, QUDT.applicableUnit, unit) in ontology, figure


def test_words_of_units_and_measures_stand_where_figures_are_stated(ontology: Graph) -> None:
    quads = [quad for article in FILES.articles for quad in ox.parse(path=article.trig)]
    quotes = {q.subject: q.object.value for q in quads if q.predicate.value == str(SY.quote)}
    wordings = {
        (q.graph_name, q.subject): q.object.value
        for q in quads
        if q.predicate.value == str(SY.statedAs)
    }
    for quad in quads:
        if quad.predicate.value == str(SY.measure):
            place, words = quotes[quad.graph_name], SY.word
        elif quad.predicate.value == str(SY.unit):
            place, words = wordings[quad.graph_name, quad.subject], SY.word
        else:
            continue
        code = URIRef(quad.object.value)
        assert any(str(word) in place for word in ontology.objects(code, words)), f"{code}: {place}"


def contradictions(graph: Graph) -> list[str]:
    """What OWL 2 RL's rules find contradictory."""
    closure = Graph()
    closure += graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    return [str(message) for message in closure.objects(None, CONTRADICTION)]


@pytest.mark.slow
def test_ontology_and_data_contradict_nothing(ontology: Graph, stated: Graph) -> None:
    assert contradictions(ontology + stated) == []


@pytest.mark.slow
def test_a_contradiction_would_be_found(ontology: Graph) -> None:
    both = Graph()
    both.add((URIRef("x:a"), SY.growthOf, URIRef("x:b")))  # its domain makes x:a an Observation
    both.add((URIRef("x:a"), RDF.type, SY.Target))
    [message] = contradictions(ontology + both)
    assert "Observation" in message
    assert "Target" in message


def test_the_modelling_guide_quotes_the_graph_and_names_its_terms(ontology: Graph) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8")
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    stated = {quad for article in FILES.articles for quad in ox.parse(path=article.trig)}
    blocks = re.findall(r"```trig\n(.*?)```", guide, re.DOTALL)
    assert blocks
    for block in blocks:
        quoted = set(ox.parse(declared + block, format=ox.RdfFormat.TRIG))
        assert quoted - stated == set()
    named = {SY[name] for name in re.findall(r"\bsy:(\w+)", guide)}
    assert named - defined(ontology) == set()
