"""The first page, the search, the ontology, the dataset and what says that something failed."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from pyoxigraph import NamedNode

from sygraph.errors import NotFound
from sygraph.export.dataset_description import downloads
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import GRAPH, SY
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.dataset_page import dataset_page, graph_page
from sygraph.pages.error_page import error_page
from sygraph.pages.home_page import home_page
from sygraph.pages.render import Site
from sygraph.pages.search_page import search_page, suggestions
from sygraph.pages.term_page import ontology_index, term_page

LANGUAGES = ["en", "zh-Hant", "zh-Hans"]


def site(kg: KnowledgeGraph, lang: str = "en", *, live: bool = True) -> Site:
    return Site(kg, lang, ServerLinks("/", "/here"), live)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.S)).split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_answers_from_the_graph(kg: KnowledgeGraph, lang: str) -> None:
    html = home_page(site(kg, lang))
    counts = {count.name: count.count for count in kg.stats()}
    assert f"<dd>{counts['facts']:,}</dd>" in html
    [first, *_] = kg.query("partner-cities", lang=lang)
    assert f"{first.label} {first.countryLabel}" in plain(html)
    assert 'href="/query/partner-cities"' in html
    assert 'role="search"' in html and 'class="circle"' in html


def test_without_a_server_the_box_searches_an_index(kg: KnowledgeGraph) -> None:
    html = home_page(site(kg, live=False))
    assert 'role="search"' in html and "data-index=" in html
    assert "data-suggest" not in html


@pytest.mark.parametrize("text", ["Seoul", "首爾", "首尔", "seoul "])
def test_a_name_in_each_language_leads_to_its_entity(kg: KnowledgeGraph, text: str) -> None:
    html = search_page(site(kg), text)
    best = html.partition('id="best"')[2].partition("</section>")[0]
    assert 'href="/id/seoul"' in best
    assert "<mark>" in best
    assert "South Korea" in best


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_question_is_answered_as_it_was_understood(kg: KnowledgeGraph, lang: str) -> None:
    html = search_page(site(kg, lang), "Japanese sister cities")
    named = kg.queries["partner-cities"]
    assert named.summary_in(lang) in plain(html)
    assert {"en": "Understood as", "zh-Hant": "理解為", "zh-Hans": "理解为"}[lang] in plain(html)
    assert re.search(r'<option value="id:japan" selected>', html)
    assert 'action="/query/partner-cities"' in html
    assert {"en": "Kawasaki", "zh-Hant": "川崎", "zh-Hans": "川崎"}[lang] in plain(html)
    assert 'href="/query/partner-cities?country=id%3Ajapan"' in html


def test_a_value_stands_in_its_field_by_its_name(kg: KnowledgeGraph) -> None:
    html = search_page(site(kg, "zh-Hans"), "沈阳去年外贸")
    assert '<option value="id:shenyang" selected>沈阳</option>' in html


def test_a_number_leads_to_its_figure_and_marks_the_words_in_passages(kg: KnowledgeGraph) -> None:
    html = search_page(site(kg), "618万单")
    best = html.partition('id="best"')[2].partition("</section>")[0]
    assert "618" in best and 'href="/id/route-los-angeles-parcels"' in best
    assert "約<mark>618萬單</mark>" in html
    assert 'href="/passage/shenyang-2024/240"' in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_term_comes_with_its_definition(kg: KnowledgeGraph, lang: str) -> None:
    best = search_page(site(kg, lang), "reference date").partition('id="best"')[2]
    rows = kg.query("SELECT ?d (LANG(?d) AS ?l) { sy:referenceDate skos:definition ?d }")
    [definition] = [str(row.d) for row in rows if str(row.l).lower() == lang.lower()]
    assert definition in unescape(best)
    assert 'href="/ontology/referenceDate"' in best


def test_one_list_has_questions_figures_things_and_sentences(kg: KnowledgeGraph) -> None:
    html = search_page(site(kg), "Shenyang's trade in 2023") + search_page(site(kg), "1469")
    kinds = set(re.findall(r'<li class="hit-(\w+)">', html))
    assert {"query", "figure", "entity", "passage"} <= kinds


def test_a_mistyped_name_leads_to_the_right_one(kg: KnowledgeGraph) -> None:
    html = search_page(site(kg), "Frankfort")
    assert 'href="/id/frankfurt"' in html.partition('id="best"')[2]


@pytest.mark.parametrize("text", ["", "   ", "\u0301", "zzzzzz", "<b>"])
def test_what_nothing_answers_has_no_answer(kg: KnowledgeGraph, text: str) -> None:
    html = search_page(site(kg), text)
    assert "<mark>" not in html and "<b>" not in html and 'id="best"' not in html
    assert ("Nothing answers this." in html) == bool(text.strip())
    assert suggestions(site(kg), text) == []


def test_suggestions_say_where_they_lead_and_what_matches(kg: KnowledgeGraph) -> None:
    first, *_ = suggestions(site(kg, "zh-Hant"), "seoul")
    assert first["href"] == "/id/seoul" and first["label"] == "首爾"
    assert first["name"] == "事物"
    start, end = first["span"]
    assert first["text"][start:end].lower() == "seoul"
    passage = next(s for s in suggestions(site(kg), "618萬單") if s["kind"] == "passage")
    start, end = passage["span"]
    assert passage["text"][start:end] == "618萬單"
    query, *_ = suggestions(site(kg), "japanese sister ci")
    assert query["href"] == "/query/partner-cities?country=id%3Ajapan"
    assert (query["kind"], query["what"], query["text"]) == ("query", "Japan", "")


def test_a_class_shows_its_definition_its_place_and_its_instances(kg: KnowledgeGraph) -> None:
    shown = plain(term_page(site(kg), NamedNode(SY + "City")))
    assert "is a kind of" in shown and "schema:City" in shown
    assert "Instances 25" in shown and "Seoul" in shown


def test_a_property_shows_what_it_ties_and_how_it_is_used(kg: KnowledgeGraph) -> None:
    html = term_page(site(kg), NamedNode(SY + "locatedIn"))
    assert "is said of" in html and 'href="/ontology/Place"' in html
    assert "Shenyang is located in Northeast China 20" in plain(html)
    assert 'id="p20"' in html


def test_a_code_shows_who_uses_it(kg: KnowledgeGraph) -> None:
    shown = plain(term_page(site(kg, "zh-Hans"), NamedNode(SY + "partnerCity")))
    assert "用例" in shown


def test_the_ontology_lists_every_term(kg: KnowledgeGraph) -> None:
    html = ontology_index(site(kg, "zh-Hant"))
    rows = kg.query(
        "SELECT DISTINCT ?t { GRAPH graph:ontology { ?t skos:definition ?d } "
        f'FILTER(STRSTARTS(STR(?t), "{SY}")) }}'
    )
    missing = [
        row.t for row in rows if f'href="/ontology/{str(row.t).removeprefix(SY)}"' not in html
    ]
    assert missing == []


def test_what_the_ontology_has_not_has_no_page(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFound):
        term_page(site(kg), NamedNode(SY + "Town"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_about_the_data_counts_and_offers_all(kg: KnowledgeGraph, lang: str) -> None:
    html = dataset_page(site(kg, lang), "https://example.org/")
    counts = {count.name: count.count for count in kg.stats()}
    assert f"{counts['triples']:,}" in plain(html)
    for file in downloads():
        assert f'href="/{file.path}"' in html
    assert "https://example.org/sparql" in html
    said = json.loads(re.findall(r"ld\+json\">(.*?)</script>", html)[0])
    assert said["@type"] == "Dataset" and len(said["distribution"]) == len(downloads())


def test_a_graph_says_what_it_holds(kg: KnowledgeGraph) -> None:
    shown = plain(graph_page(site(kg), NamedNode(GRAPH + "gazetteer")))
    assert "What the things are called" in shown and "city 25" in shown
    with pytest.raises(NotFound):
        graph_page(site(kg), NamedNode(GRAPH + "nothing"))


def test_an_error_says_what_may_have_been_meant_and_leads_there(kg: KnowledgeGraph) -> None:
    html = error_page(site(kg), 404, "unknown <b>", "did you mean?", ["id:seoul", "Seoul city"])
    assert "unknown &lt;b&gt;" in html
    assert 'href="/id/seoul"' in html and 'href="/search?q=Seoul+city"' in html
    assert "Page not found" in html
    assert "Something went wrong" in error_page(site(kg), 500, "something")


def test_the_home_page_names_figures_in_the_reader_s_language(kg: KnowledgeGraph) -> None:
    html = home_page(site(kg, "en"))
    assert '<a href="/id/shenyang-trade-2023">Shenyang</a><span>CNY 146.93 bn, 2023</span>' in html
    assert "進出口總額" not in html
