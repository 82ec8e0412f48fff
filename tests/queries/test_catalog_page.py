"""The catalogue of named queries as Markdown, HTML and RDF."""

from __future__ import annotations

import runpy
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyshacl import validate

from sygraph.data import Files
from sygraph.errors import BadParameter
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import BASE, PREFIXES
from sygraph.queries.catalog import Catalog, NamedQuery
from sygraph.queries.catalog_page import as_html, as_markdown
from sygraph.queries.catalog_rdf import OXIGRAPH, as_turtle
from sygraph.queries.choices import Choice
from sygraph.queries.listing import as_markdown as as_table

DOCS = Path(__file__).parents[2] / "docs"
CATALOG = Catalog.load(Files.bundled())
QUERIES = [CATALOG[name] for name in CATALOG]
SH = rdflib.Namespace(PREFIXES["sh"])

# A header with special characters of Markdown, HTML and Turtle.
HOSTILE = NamedQuery.parse(
    "#+ summary: Is *this* a <b>b</b> | c?\n"
    "#+ summary-zh: 這是「<i>」嗎？\n"
    "#+ description: A \\ and a ]] and `code`.\n"
    "#+ tags: [odd]\n"
    "#+ params:\n"
    "#+   - name: x\n#+     type: string\n#+     enum: letters\n"
    '#+     description: Either <x> or |.\n#+     example: "<a> | $(b)"\n'
    'SELECT ?x { VALUES ?x { "</pre><script>" } # """ \n }',
    "odd",
)


def letters(name: str) -> list[Choice]:
    return [Choice(ox.Literal("a|b"), "<first>"), Choice(ox.Literal("c"))]


# Markdown


def test_the_page_in_the_docs_is_up_to_date() -> None:
    page = runpy.run_path(str(DOCS / "make_queries.py"))["page"]
    text = (DOCS / "queries.md").read_text(encoding="utf-8")
    assert text == page(), "out of date: python docs/make_queries.py"


@pytest.mark.parametrize("named", QUERIES, ids=lambda named: named.name)
def test_the_page_has_all_parts_of_a_query(named: NamedQuery) -> None:
    page = as_markdown([named])
    assert f"\n## {named.name}\n" in page
    assert f"\n```sparql\n{named.sparql}```\n" in page
    assert f"](#{named.name})" in page
    for text in (named.summary, named.summary_zh, *(param.example for param in named.params)):
        assert text.replace("_", "\\_") in page


def test_the_page_lists_the_values_of_parameters(kg: KnowledgeGraph) -> None:
    page = as_markdown([CATALOG["undertakings"]], lambda name: kg.choices("undertakings", "status"))
    assert (
        "| `status` | entity, sy:StatusCode |  | `sy:sought` | Only those with "
        "this status. Listed by [statuses](#statuses): `sy:achieved` achieved, `sy:planned` "
        "planned, `sy:sought` sought, "
        "`sy:underway` under way. |"
    ) in page
    assert '| `lang` | lang | `"en"` | `zh-Hant` |' in page
    assert "\nsygraph query undertakings -p status=sy:sought\n" in page


def test_the_index_has_each_tag_with_its_queries() -> None:
    page = as_markdown([CATALOG["zones"], CATALOG["zone-figures"]])
    assert "- figures: [zone-figures](#zone-figures)\n- zones: [zones](#zones), [zone-f" in page


def test_markdown_is_escaped() -> None:
    page = as_markdown([HOSTILE], letters)
    assert r"**Is \*this\* a \<b\>b\</b\> \| c?**" in page
    assert r"A \\ and a \]\] and \`code\`." in page
    assert r"| `<a> \| $(b)` | Either \<x\> or \|. Listed by" in page
    assert "\nsygraph query odd -p x='<a> | $(b)'\n" in page


def test_the_list_is_a_table() -> None:
    lines = as_table([CATALOG["partner-cities"]]).splitlines()
    assert lines[0] == "| Query | Question | 問題 | Parameters |"
    assert len(lines) == 3
    assert lines[2].startswith("| `partner-cities` | ")
    assert lines[2].endswith(" | `country`, `subject`, `lang` |")


# HTML


class Page(HTMLParser):
    """Parser of a page that collects elements, links, ids and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.links |= {str(value) for name, value in attrs if name in ("href", "src")}
        self.ids |= {str(value) for name, value in attrs if name == "id"}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_html_page_is_complete_and_self_contained() -> None:
    page = Page(as_html(QUERIES))
    assert page.ids == set(CATALOG)
    assert page.links == {f"#{name}" for name in CATALOG}
    for named in QUERIES:
        for text in (named.summary, named.summary_zh, named.description, named.sparql):
            assert text in page.text


def test_html_is_escaped() -> None:
    page = Page(as_html([HOSTILE], letters))
    assert not page.elements & {"b", "i", "x", "first", "script"}
    for text in (HOSTILE.summary, HOSTILE.summary_zh, HOSTILE.sparql, "<first>", "a|b"):
        assert text in page.text


# RDF


@pytest.fixture(scope="module")
def turtle() -> str:
    return as_turtle(QUERIES)


@pytest.fixture(scope="module")
def graph(turtle: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=turtle, format="turtle")


def test_two_parsers_read_the_same(turtle: str, graph: rdflib.Graph) -> None:
    dataset = ox.Store()
    dataset.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    assert len(dataset) == len(graph) > 10 * len(CATALOG)


# The checks of the SIB for an example: https://github.com/sib-swiss/sparql-examples
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix spex: <https://purl.expasy.org/sparql-examples/ontology#> .
[] a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
  sh:nodeKind sh:IRI ;
  sh:property
    [ sh:path [ sh:alternativePath ( sh:select sh:ask sh:construct spex:describe ) ] ;
      sh:minCount 1 ; sh:maxCount 1 ],
    [ sh:path rdfs:comment ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ],
    [ sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path schema:keywords ; sh:minCount 1 ],
    [ sh:path sh:prefixes ; sh:minCount 1 ; sh:nodeKind sh:BlankNode ] .
"""


def test_each_query_has_the_form_of_an_example(graph: rdflib.Graph) -> None:
    examples = set(graph.subjects(rdflib.RDF.type, SH.SPARQLExecutable))
    assert examples == {rdflib.URIRef(f"{BASE}query/{name}") for name in CATALOG}
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    conforms, _, report = validate(graph, shacl_graph=shapes)
    assert conforms, report


@pytest.mark.parametrize("named", QUERIES, ids=lambda named: named.name)
def test_each_text_runs_and_answers_as_the_query_does(
    graph: rdflib.Graph, kg: KnowledgeGraph, named: NamedQuery
) -> None:
    node = rdflib.URIRef(f"{BASE}query/{named.name}")
    assert (node, rdflib.RDF.type, SH.term(f"SPARQL{named.form.title()}Executable")) in graph
    text = str(graph.value(node, SH.term(named.form.lower())))
    # As sent to another engine, which does not know our prefixes.
    ox.Store().query(text)
    assert list(map(dict, kg.query(text))) == list(map(dict, kg.query(named.name)))


def test_an_example_has_questions_in_both_languages_and_a_service(graph: rdflib.Graph) -> None:
    node = rdflib.URIRef(f"{BASE}query/zones")
    named = CATALOG["zones"]
    assert set(graph.objects(node, rdflib.RDFS.comment)) == {
        rdflib.Literal(named.summary, lang="en"),
        rdflib.Literal(named.summary_zh, lang="zh-Hant"),
    }
    assert graph.value(node, rdflib.SDO.target) == rdflib.URIRef(OXIGRAPH)


def test_the_prefixes_are_declared(graph: rdflib.Graph) -> None:
    [prefixes] = set(graph.objects(None, SH.prefixes))
    declared = {
        str(graph.value(node, SH.prefix)): graph.value(node, SH.namespace)
        for node in graph.objects(prefixes, SH.declare)
    }
    assert {"sy", "id", "skos"} <= set(declared)
    for prefix, base in declared.items():
        assert base == rdflib.Literal(PREFIXES[prefix], datatype=rdflib.XSD.anyURI)


def test_a_describe_uses_a_term_of_the_examples_vocabulary() -> None:
    header = HOSTILE.text.partition("#+ params:")[0]
    page = as_turtle([NamedQuery.parse(header + "DESCRIBE <x:y>", "it")])
    graph = rdflib.Graph().parse(data=page, format="turtle")
    spex = rdflib.Namespace("https://purl.expasy.org/sparql-examples/ontology#")
    node = rdflib.URIRef(f"{BASE}query/it")
    assert (node, rdflib.RDF.type, spex.SPARQLDescribeExecutable) in graph
    assert (node, spex.describe, rdflib.Literal("DESCRIBE <x:y>\n")) in graph


def test_turtle_keeps_texts_unchanged() -> None:
    graph = rdflib.Graph().parse(data=as_turtle([HOSTILE]), format="turtle")
    node = rdflib.URIRef(f"{BASE}query/odd")
    assert str(graph.value(node, SH.select)) == HOSTILE.sparql


def test_a_target_that_is_not_an_iri_is_an_error() -> None:
    with pytest.raises(BadParameter, match="not an IRI: a b"):
        as_turtle([HOSTILE], "a b")
