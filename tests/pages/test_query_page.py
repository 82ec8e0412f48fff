"""The query page: questions and their forms, answers in every view, mistakes, and empty answers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.columns import period, views
from sygraph.pages.query_page import STARTER, Ask, completions, query_page
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
        assert query.summary_in(lang) in unescape(page)


def test_simplified_chinese_is_that() -> None:
    import sygraph

    query = sygraph.open().queries["timeline"]
    assert (query.summary_in("zh-Hant"), query.summary_in("zh-Hans")) == (
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


def _offered(page: str, parameter: str) -> list[str]:
    """The values that a selection offers."""
    select = re.search(rf'<select id="p-{parameter}".*?</select>', page, flags=re.S)
    assert select is not None
    return re.findall(r'<option value="([^"]+)"', select[0])


@pytest.mark.parametrize("given", [{}, {"subject": ["瀋陽"]}])
def test_only_values_with_an_answer_are_offered(
    kg: KnowledgeGraph, given: dict[str, list[str]]
) -> None:
    offered = _offered(_page(kg, Ask("trade-totals", params=given)), "subject")
    assert offered == ["id:shenyang", "id:ftz-shenyang", "id:route-los-angeles"]


def test_the_values_of_one_field_follow_the_others(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("figures", params={"subject": ["id:taoxian-airport"]}))
    assert _offered(page, "measure") == ["sy:number"]
    assert len(_offered(page, "subject")) > 10


def test_years_that_occur_are_offered(kg: KnowledgeGraph) -> None:
    offered = _offered(_page(kg, Ask("targets-by-year")), "year")
    assert offered == ["2025", "2035", "2050"]


def test_a_value_beyond_those_stays_in_its_field(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("trade-totals", params={"subject": ["id:katowice"]}))
    assert '<input id="p-subject" name="subject" type="text" value="id:katowice"' in page


# Answers


def test_each_row_has_its_sentences_below_it(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("trade-totals"))
    assert page.count('<tr class="proof-row">') == len(kg.query("trade-totals"))
    assert "<mark>進出口總額74.71億元</mark>" in page
    assert 'href="/passage/shenyang-2024/420">sentence 420</a>' in page


def test_names_are_marked_where_a_row_has_no_wording(kg: KnowledgeGraph) -> None:
    assert "<mark>札幌</mark>" in _page(kg, Ask("partner-cities"))


def test_a_sentence_to_read_with_is_folded_and_says_why(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("cargo-figures"))
    marked = '“<span lang="zh-Hant">今年4月</span>” is Apr 2024'
    assert f"Read with 1 more sentence: settles that {marked}" in page
    assert "說明「今年4月」為2024年4月" in _text(_page(kg, Ask("cargo-figures"), "zh-Hant"))


def test_labels_and_classes_prove_nothing_to_a_reader(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("coordinates"))
    assert "prefLabel" not in page.partition('id="answer"')[2]
    assert "Brisbane · latitude · -27.46794" in page
    assert "Brisbane · is of the class" not in page


def test_proof_can_be_left_out(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("trade-totals", evidence=False))
    assert "proof-row" not in page
    assert "evidence=0" in page


def test_a_node_is_a_link_with_its_name(kg: KnowledgeGraph) -> None:
    asks = Ask(text="SELECT ?x { VALUES ?x { id:seoul id:tokyo } ?x a sy:City }")
    assert '<a href="/id/seoul" title="id:seoul">Seoul</a>' in _page(kg, asks)
    assert '<a href="/id/seoul">id:seoul</a>' in _page(kg, replace(asks, all_columns=True))


def test_a_column_of_names_is_put_into_that_of_its_nodes(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("air-routes", evidence=False))
    heads = re.findall(r"<th [^>]*>([^<]+)</th>", page)
    assert heads == ["route", "origin", "destination", "service", "direct", "connects"]
    assert ">Shenyang–Moscow direct passenger route</a>" in page


def test_all_columns_are_a_click_away(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("trade-totals", evidence=False))
    assert '/query/trade-totals?evidence=0&amp;columns=all" data-view="table"' in page
    whole = _page(kg, Ask("trade-totals", evidence=False, all_columns=True))
    heads = re.findall(r"<th [^>]*>([^<]+)</th>", whole)
    assert heads[:4] == ["subject", "subject label", "value", "from"] and len(heads) == 12
    assert "columns=all" in whole.partition("answer-download")[2]  # kept in the other views


def test_the_answer_of_one_row_is_a_card(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("foreign-enterprises"))
    assert "answer-table" not in page
    assert re.search(r'class="card-amount">\s*<a href="[^"]+">317 companies</a>', page)
    assert "<mark>外資企業達317家</mark>" in page
    assert "data-png" in page and "data-copy=" in page


def test_one_row_of_several_figures_is_a_record(kg: KnowledgeGraph) -> None:
    page = _page(kg, Ask("changes-over-time"))
    assert "answer-table" not in page
    assert "CNY 146.93 bn" in _text(page) and "0.65%" in _text(page)


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
        ("trade-totals", {"table", "chart"}),  # no dates: a total has no place on a timeline
        ("events-between", {"table", "timeline"}),
        ("trade-pace", {"table", "chart"}),
        ("cargo-value-per-tonne", {"table"}),  # one row: nothing to compare
        ("places-without-coordinates", {"table"}),
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
