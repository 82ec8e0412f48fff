"""The query page: questions and their forms, answers in every view, mistakes, and empty answers."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.charts import chart
from sygraph.pages.columns import period, views
from sygraph.pages.query_page import STARTER, Ask, completions, query_page, summary
from sygraph.pages.render import Site
from sygraph.pages.results_view import safe_href
from sygraph.queries.fields import columns, label_column


def _page(kg: KnowledgeGraph, ask: Ask, lang: str = "en") -> str:
    return query_page(Site(kg, lang, ServerLinks("/", "/query")), ask).html


def _text(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


# Questions


def test_without_a_question_there_is_one_to_begin_with(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask())
    assert kg.query(STARTER).rows
    assert "Which cities of Japan" in page
    assert 'id="answer-title"' not in page


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_every_named_question_is_listed_in_the_reader_s_language(
    kg: KnowledgeGraph, lang: str
) -> None:
    page = _page(kg, Ask(), lang)
    for name, query in kg.queries.items():
        assert f'href="/query/{name}"' in page
        assert summary(query, lang) in unescape(page)


def test_simplified_chinese_is_that() -> None:
    import sygraph

    query = sygraph.open().queries["timeline"]
    assert (summary(query, "zh-Hant"), summary(query, "zh-Hans")) == (
        "什麼事發生在或將在何時？",
        "什么事发生在或将在何时？",
    )


def test_each_named_question_has_a_page_with_an_answer(kg: KnowledgeGraph) -> None:
    for name in kg.queries:
        page = query_page(Site(kg, "zh-Hans", ServerLinks("/", "/")), Ask(name, evidence=False))
        assert page.status == 200, name
        assert 'id="answer-title"' in page.html, name


def test_a_parameter_with_few_values_is_a_choice_by_name(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("undertakings", params={"status": ["sy:sought"]}), "zh-Hant")
    options = re.findall(r'<option value="(sy:[^"]+)"( selected)?>([^<]+)<', page)
    assert [value for value, selected, _ in options if selected] == ["sy:sought"]
    assert len(options) == 4


def test_a_parameter_of_days_is_a_field_of_days_with_its_default(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("timeline", evidence=False))
    assert re.search(r'name="from" type="date" value="2021-01-01"', page)
    assert 'name="lang"' not in page  # the page's own is taken


def test_the_answer_is_in_the_reader_s_language(kg: KnowledgeGraph) -> None:
    assert "川崎" in _page(kg, Ask("partner-cities", params={"country": ["日本"]}), "zh-Hant")
    assert "Kawasaki" in _page(kg, Ask("partner-cities", params={"country": ["日本"]}), "en")


# Answers


def test_each_row_has_its_sentences(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("trade-totals"))
    assert page.count('<details class="proof">') == len(kg.query("trade-totals"))
    assert "進出口總額74.71億元" in page
    assert 'href="/passage/shenyang-2024/420"' in page


def test_proof_can_be_left_out(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("trade-totals", evidence=False))
    assert '<details class="proof">' not in page
    assert "evidence=0" in page


def test_a_node_is_a_link_with_its_name_and_its_short_iri(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask(text="SELECT ?x { VALUES ?x { id:seoul } ?x a sy:City }"))
    assert '<a href="/id/seoul">Seoul</a> <small>id:seoul</small>' in page


def test_a_column_of_names_is_put_into_that_of_its_nodes(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("air-routes", evidence=False))
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
    assert heads == ["route", "origin", "destination", "service", "direct", "connected", "status"]
    assert ">Shenyang–Moscow direct passenger route</a>" in page


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ASK { id:seoul a sy:City }", "Yes."),
        ("ASK { id:seoul a sy:Country }", "No."),
        ("SELECT ?x { ?x a sy:Facilities }", "the nearest that exists is sy:Facility"),
        ("CONSTRUCT { ?x a sy:City } WHERE { ?x a sy:City }", "triples"),
    ],
)
def test_every_form_of_query_has_its_answer(kg: KnowledgeGraph, text: str, says: str) -> None:
    assert says in _text(_page(kg, Ask(text=text)))


def test_a_long_answer_is_cut_and_says_so(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask(text="SELECT ?s ?p ?o { ?s ?p ?o }", evidence=False))
    assert "Only the first 500 rows are shown" in page


def test_a_mistake_is_shown_at_its_place_and_the_text_is_kept(kg: KnowledgeGraph) -> None:
    asks = Ask(text="SELECT ?x WHERE {\n  ?x a sy:City ;\n")
    page = query_page(Site(kg, "en", ServerLinks("/", "/")), asks)
    assert page.status == 400
    found = re.search(r'class="query-place">([^<]+)<', page.html)
    assert found and json.loads(found[1])["line"] == 2
    assert "?x a sy:City ;" in page.html


def test_a_value_that_does_not_fit_is_said_at_its_field(kg: KnowledgeGraph) -> None:
    page = query_page(
        Site(kg, "en", ServerLinks("/", "/")), Ask("timeline", params={"from": ["yesterday"]})
    )
    assert page.status == 400
    assert re.search(r'query-field wrong">\s*<label for="p-from"', page.html)
    assert "yesterday" in page.html


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml", "excel"])
def test_an_answer_can_be_taken_along(kg: KnowledgeGraph, format: str) -> None:
    page = _page(kg, Ask("timeline", params={"from": ["2024-01-01"]}))
    assert f"/query/timeline?from=2024-01-01&amp;download={format}" in page


def test_what_stands_in_the_graph_stays_text(kg: KnowledgeGraph) -> None:
    hostile = "</script><img src=x onerror=alert(1)>"
    page = _page(kg, Ask(text=f'SELECT ("{hostile}" AS ?x) (<javascript:alert(1)> AS ?y) {{}}'))
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert safe_href("data:text/html,x", str) is None


# Views


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("trade-totals", {"table", "chart", "network", "map", "timeline"}),
        ("coordinates", {"table", "network", "map"}),
        ("partner-graph", {"table", "network", "map"}),
        ("fields", {"table"}),
    ],
)
def test_an_answer_can_be_seen_in_the_views_that_suit_it(
    kg: KnowledgeGraph, query: str, expected: set[str]
) -> None:
    page = _page(kg, Ask(query, evidence=False))
    assert set(re.findall(r'data-view="(\w+)"', page)) | {"table"} == expected


@pytest.mark.parametrize(
    ("query", "view", "sign"),
    [
        ("trade-totals", "chart", 'class="chart-panel"'),
        ("coordinates", "map", 'class="map-place'),
        ("air-routes", "map", 'class="map-line'),
        ("timeline", "timeline", 'class="tl-item"'),
        ("air-routes", "network", 'data-payload="'),
        ("partner-graph", "network", 'data-payload="'),
    ],
)
def test_each_view_draws_the_answer(kg: KnowledgeGraph, query: str, view: str, sign: str) -> None:
    page = _page(kg, Ask(query, view=view))
    assert sign in page
    assert 'class="answer-table"' in page  # for those who cannot see it
    assert " style=" not in page.replace("<style>", "")


def test_a_view_that_does_not_suit_is_a_table(kg: KnowledgeGraph) -> None:
    assert 'data-view="table" rel="nofollow" aria-current' in _page(
        kg, Ask("coordinates", view="timeline")
    )


def test_a_chart_draws_each_unit_on_an_axis_of_its_own(kg: KnowledgeGraph) -> None:
    drawn = chart(kg.query("figures", evidence=False))
    assert drawn is not None
    units = {str(row.unit) for row in kg.query("figures")}
    assert len(drawn.specs) == len(units) > 1


def test_rows_of_one_name_are_told_apart_in_a_chart(kg: KnowledgeGraph) -> None:
    drawn = chart(kg.query("trade-totals"))
    assert drawn is not None
    [spec] = drawn.specs
    names = [point["name"] for point in spec["data"]["values"]]
    assert len(set(names)) == len(names) == 4
    assert "Shenyang · 2023" in names


def test_a_chart_of_days_is_a_line_in_time(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT ?day ?n { ?e sy:firstDay ?day ; sy:value ?n } ORDER BY ?day")
    drawn = chart(result)
    assert drawn is not None
    assert (drawn.x, drawn.specs[0]["mark"]["type"]) == ("day", "line")


def test_what_no_chart_can_draw_leaves_a_gap(kg: KnowledgeGraph) -> None:
    drawn = chart(kg.query('SELECT ?n { VALUES ?n { "INF"^^xsd:double 1e0 "NaN"^^xsd:double } }'))
    assert drawn is not None
    assert [point["y"] for point in drawn.specs[0]["data"]["values"]] == [None, 1.0, None]


def test_days_at_the_edge_of_the_calendar_are_drawn(kg: KnowledgeGraph) -> None:
    days = '"9999"^^xsd:gYear "0001"^^xsd:gYear "-0044"^^xsd:gYear "9999-12-31"^^xsd:date'
    page = _page(kg, Ask(text=f"SELECT ?date {{ VALUES ?date {{ {days} }} }}", view="timeline"))
    assert "answer-table" in page


def test_columns_are_known_by_what_they_hold(kg: KnowledgeGraph) -> None:
    answer = kg.query("timeline")
    found = columns(answer.columns, answer.rows)
    assert [c.kind for c in found] == ["date", "date", "iri", "text", "text"]
    assert period(found) == ("firstDay", "lastDay")
    assert label_column(("thing", "label"), "thing") == "label"
    assert views(kg.query("ASK {}"), {}) == ("table",)


# Completion


def test_the_editor_completes_what_the_graph_has(kg: KnowledgeGraph) -> None:
    found = completions(kg, "zh-Hant")
    terms = {term["name"]: term for term in found["terms"]}
    assert terms["sy:City"] == {"name": "sy:City", "label": "城市", "kind": "class"}
    assert terms["sy:country"]["kind"] == "property"
    assert terms["id:seoul"] == {"name": "id:seoul", "label": "首爾", "kind": "entity"}
    assert found["prefixes"]["sy"].endswith("#")
