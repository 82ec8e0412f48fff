"""The example workspace: three invented articles in three languages, checked and asked."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, RdfFormat, Store, parse

import sygraph
from sygraph.check import run_check
from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import curie, expand
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.article_page import article_page
from sygraph.pages.passage_page import passage_page
from sygraph.pages.render import Site
from sygraph.queries.fields import table
from sygraph.store.interface import OxigraphStore
from sygraph.store.load import build
from sygraph.text.name_forms import simplified

PLACE = Path(__file__).parents[2] / "examples"
ARTICLES = ["dalian-trade", "incheon-forum", "port-outlook"]
LANGUAGES = {"dalian-trade": "zh-Hant", "incheon-forum": "zh-Hans", "port-outlook": "en"}


@pytest.fixture(scope="module")
def opened() -> KnowledgeGraph:
    return sygraph.open(Files.at(PLACE))


@pytest.fixture
def kg(opened: KnowledgeGraph) -> KnowledgeGraph:
    Files.at(PLACE).use()
    return opened


def command(*words: str) -> str:
    done = CliRunner().invoke(cli, ["--data", str(PLACE), *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def rows(kg: KnowledgeGraph, query: str, *columns: str, **params: Any) -> list[tuple[str, ...]]:
    """The rows of a named query as texts: a node is its short name."""

    def text(value: object) -> str:
        return re.split(r"[/#]", str(value))[-1] if str(value).startswith("http") else str(value)

    found = kg.query(query, **params)
    return sorted(tuple(text(getattr(row, column)) for column in columns) for row in found)


def test_check_finds_nothing_wrong() -> None:
    report = run_check(Files.at(PLACE))
    assert report.faults == []
    assert report.figures["passages"] == 33
    assert report.figures["exceptions"] == 0


def test_each_article_says_that_it_is_invented(kg: KnowledgeGraph) -> None:
    for article in kg.articles():
        assert "Invented" in article.rights
        text = (PLACE / "seeds" / f"{article.id}.txt").read_text("utf-8")
        last = text.strip().splitlines()[-1]
        assert "虛構" in last or "虚构" in last or "invented" in last


def test_the_articles_are_listed_with_their_languages(kg: KnowledgeGraph) -> None:
    assert {article.id: article.language for article in kg.articles()} == LANGUAGES
    listed = json.loads(command("articles", "-f", "json"))
    assert [article["id"] for article in listed] == ARTICLES
    assert all(article["stated"] == article["passages"] > 0 for article in listed)


# Golden answers, read from the articles by hand


def test_two_articles_contradict_each_other_and_a_third_rounds(kg: KnowledgeGraph) -> None:
    assert rows(kg, "trade-totals", "article", "value", "bound", "periodStart", "periodEnd") == [
        ("dalian-trade", "346720000000", "exact", "2024-01", "2024-09"),
        ("dalian-trade", "462570000000", "exact", "2023", "2023"),
        ("incheon-forum", "451820000000", "exact", "2023", "2023"),
        ("port-outlook", "226400000000", "exact", "2024-01", "2024-06"),
        ("port-outlook", "463000000000", "approximate", "2023", "2023"),
    ]


def test_a_decline_and_growth_of_the_same_year(kg: KnowledgeGraph) -> None:
    assert rows(kg, "growth-rates", "article", "subject", "growthPercent", "value") == [
        ("dalian-trade", "dalian", "-2.4", "462570000000"),
        ("dalian-trade", "dalian", "3.1", "346720000000"),
        ("incheon-forum", "dalian", "1.2", "451820000000"),
        ("incheon-forum", "dalian-port", "2.8", "150000000"),
        ("port-outlook", "dalian", "-2.4", "463000000000"),
    ]


def test_partner_cities_are_those_of_the_subject_of_the_workspace(kg: KnowledgeGraph) -> None:
    columns = ("article", "city", "country", "kind")
    assert rows(kg, "partner-cities", *columns) == [
        ("dalian-trade", "incheon", "south-korea", "partnerCity"),
        ("dalian-trade", "kitakyushu", "japan", "partnerCity"),
        ("incheon-forum", "incheon", "south-korea", "cooperation"),
        ("incheon-forum", "incheon", "south-korea", "partnerCity"),
        ("port-outlook", "incheon", "south-korea", "sisterCity"),
        ("port-outlook", "kitakyushu", "japan", "sisterCity"),
    ]
    assert rows(kg, "partner-cities", *columns, country="日本") == [
        ("dalian-trade", "kitakyushu", "japan", "partnerCity"),
        ("port-outlook", "kitakyushu", "japan", "sisterCity"),
    ]


def test_undertakings_have_the_status_that_each_language_prints(kg: KnowledgeGraph) -> None:
    assert rows(kg, "undertakings", "article", "undertaking", "status", "actor") == [
        ("dalian-trade", "hant-open-route-busan", "planned", "dalian"),
        ("dalian-trade", "hant-sea-rail", "underway", "dalian"),
        ("dalian-trade", "hant-shipping-center", "sought", "dalian-government"),
        ("incheon-forum", "hans-rail-sea", "underway", "dalian"),
        ("port-outlook", "en-open-route-busan", "planned", "dalian"),
        ("port-outlook", "en-rail-links", "underway", "dalian"),
    ]


def test_bounds_of_figures(kg: KnowledgeGraph) -> None:
    assert rows(kg, "approximate-figures", "article", "measure", "value", "bound") == [
        ("dalian-trade", "cargoThroughput", "230000000", "approximate"),
        ("dalian-trade", "containerThroughput", "5500000", "atMost"),
        ("dalian-trade", "share", "60", "lessThan"),
        ("dalian-trade", "signedValue", "1200000000", "moreThan"),
        ("incheon-forum", "number", "150", "atLeast"),
        ("port-outlook", "cargoThroughput", "230000000", "approximate"),
        ("port-outlook", "number", "150", "lessThan"),
        ("port-outlook", "share", "60", "atMost"),
        ("port-outlook", "signedValue", "1200000000", "moreThan"),
        ("port-outlook", "tradeTotal", "463000000000", "approximate"),
    ]


@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("figures", {"measure": "sy:signedProjects"}),
        ("figures-by-unit", {"unit": "schema:Project"}),
        ("figures-touching-year", {"year": 2024}),
        ("investment-figures", {}),
    ],
)
def test_ranges_are_figures(kg: KnowledgeGraph, query: str, params: dict[str, Any]) -> None:
    found = kg.query(query, **params)
    ranges = [row for row in found if row.minValue is not None]
    assert {(row.value, row.minValue, row.maxValue) for row in ranges} == {(None, 20, 30)}
    texts = table(found.columns, found.rows, {}, "en")
    assert any(str(cell).startswith("20 to 30 ") for row in texts.cells for cell in row)


def test_the_ends_of_a_range_are_found_by_number(kg: KnowledgeGraph) -> None:
    passages = [("60", "20", "minValue"), ("50", "20", "minValue")]
    assert rows(kg, "where-stated", "passage", "value", "property", number=20) == sorted(passages)


def test_own_articles_and_terms_have_a_prefix(kg: KnowledgeGraph) -> None:
    for name in ("port-art:dalian-trade", "port-term:TEU", "port:busan"):
        assert curie(str(expand(name))) == name
    asked = (
        "SELECT ?figure { ?figure sy:unit port-term:TEU ; sy:fromArticle port-art:dalian-trade }"
    )
    assert [str(row.figure).rpartition("/")[2] for row in kg.query(asked)] == [
        "hant-containers-2024-01-09"
    ]
    turtle = kg.export("turtle", about="port:hant-containers-2024-01-09").decode()
    assert "sy:unit port-term:TEU" in turtle and "port-art:dalian-trade" in turtle


def test_targets_and_deadlines(kg: KnowledgeGraph) -> None:
    assert rows(kg, "targets-by-year", "year", "target", "article") == [
        ("2030", "hans-target-2030-containers", "incheon-forum")
    ]
    deadlines = kg.query(
        "SELECT ?node ?deadline { ?node a sy:Undertaking ; sy:deadline ?deadline }"
    )
    assert {str(row.deadline) for row in deadlines} == {"2025-06"}


def test_figures_of_an_event_and_of_a_measure_of_the_workspace(kg: KnowledgeGraph) -> None:
    assert rows(kg, "event-figures", "article", "subject", "value", "bound") == [
        ("incheon-forum", "forum-2024", "150", "atLeast"),
        ("port-outlook", "forum-2024", "150", "lessThan"),
    ]
    assert rows(kg, "figures", "article", "value", measure="集裝箱吞吐量") == [
        ("dalian-trade", "5500000")
    ]


def test_changes_over_time_are_of_one_article_and_not_of_percentages(kg: KnowledgeGraph) -> None:
    assert rows(kg, "changes-over-time", "article", "measure", "earlierValue", "laterValue") == [
        ("dalian-trade", "tradeTotal", "462570000000", "346720000000"),
        ("port-outlook", "tradeTotal", "463000000000", "226400000000"),
    ]


def test_countries_are_reached_from_the_articles(kg: KnowledgeGraph) -> None:
    found = rows(kg, "countries", "country", "via", "article")
    assert ("japan", "kitakyushu", "dalian-trade") in found
    assert ("south-korea", "route-busan", "port-outlook") in found
    assert {country for country, _, _ in found} == {"japan", "south-korea"}


# Commands


def test_a_command_is_narrowed_to_an_article() -> None:
    table = command("query", "trade-totals", "--article", "port-outlook", "-f", "csv")
    assert len(table.splitlines()) == 3
    assert "463" in table and "4518" not in table


def test_show_names_the_passages_by_their_article() -> None:
    shown = command("show", "釜山")
    assert "dalian-trade/70" in shown and "port-outlook/70" in shown


@pytest.mark.parametrize(
    ("text", "entity"),
    [("北九州", "port:kitakyushu"), ("Kitakyushu", "port:kitakyushu"), ("仁川", "id:incheon")],
)
def test_search_finds_entities_in_each_language(text: str, entity: str) -> None:
    assert entity in command("search", text)


def test_stats_count_three_articles() -> None:
    assert re.search(r"\b33\s+passages", command("stats"))


@pytest.mark.parametrize("article", ARTICLES)
def test_a_reading_view_has_the_text_of_its_article_alone(article: str, tmp_path: Path) -> None:
    page = tmp_path / "reading.html"
    command("view", "--reading", "--article", article, "-o", str(page))
    html = page.read_text("utf-8")
    for other in ARTICLES:
        first = (PLACE / "seeds" / f"{other}.txt").read_text("utf-8").splitlines()[0]
        assert (first in html) == (other == article)


def test_an_export_has_the_graphs_of_all_articles(kg: KnowledgeGraph) -> None:
    exported = Store()
    exported.extend(parse(kg.export("trig"), RdfFormat.TRIG))
    files = Files.at(PLACE)
    for article in files.articles:
        stated = Store()
        stated.extend(parse(article.path.read_bytes(), RdfFormat.TRIG))
        passages = {quad for quad in stated if "/passage/" in str(quad.graph_name)}
        assert passages
        assert passages <= set(exported)


@pytest.mark.parametrize("article", ARTICLES)
def test_the_graph_of_an_article_is_the_same_from_its_files_and_from_the_whole(
    kg: KnowledgeGraph, article: str
) -> None:
    from_files = build(Files.at(PLACE).only(article))
    Files.at(PLACE).use()
    assert isinstance(kg.store, OxigraphStore)
    assert isinstance(narrow := kg.narrow(article).store, OxigraphStore)
    assert set(narrow.engine) == set(from_files)


@pytest.mark.parametrize(
    ("article", "changes"),
    [
        (
            "dalian-trade",
            [
                ("down 2.4%", "up 2.4%"),
                ("20 to 30", "20 to 31"),
                ("no more than ", ""),
                ('Lin Hai"@en', 'Lin Hai"@ja'),
            ],
        ),
        (
            "port-outlook",
            [
                ("同比下降2.4%", "同比增長2.4%"),
                ("20至30個", "20至31個"),
                ("約4630億元", "約463億元"),
                ("約4630億元", "4630億元"),
                ("不到150人", "150人"),
                ("2024年9月，", "2024年8月，"),
                ("北九州和仁川", "北九州和釜山"),
                ('p:20 sy:translation "安娜·黑爾"@zh-Hant .', ""),
                ('"安娜·黑爾"@zh-Hant', '"Anna Hale"@en'),
                ("en-rail-links sy:translation", "en-rail sy:translation"),
            ],
        ),
    ],
)
def test_translations_into_each_language_are_checked(
    article: str, changes: list[tuple[str, str]], tmp_path: Path
) -> None:
    place = shutil.copytree(PLACE, tmp_path / "examples")
    path = place / "graph" / f"{article}.translations.ttl"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        kinds = {fault.kind for fault in run_check(Files.at(place), shapes=False).faults}
        assert kinds == {"translation"}, old
    Files.bundled().use()


def test_a_translation_into_a_further_language_is_kept(tmp_path: Path) -> None:
    place = shutil.copytree(PLACE, tmp_path / "examples")
    path = place / "graph" / "dalian-trade.translations.ttl"
    text = path.read_text("utf-8")
    more = re.sub(r'"[^"]*"@en \.', '"訳"@ja .', "\n".join(re.findall(r"^p.*@en \.$", text, re.M)))
    path.write_text(text + more, "utf-8")
    assert run_check(Files.at(place)).faults == []
    Files.bundled().use()


@pytest.mark.parametrize(
    ("lang", "said", "mark"),
    [
        ("zh-Hant", "該市計劃在2025年6月前開通至釜山的航空貨運航線", "本項目中譯"),
        ("zh-Hans", "该市计划在2025年6月前开通至釜山的航空货运航线", "本项目中译"),
    ],
)
def test_an_english_article_is_read_in_chinese(
    kg: KnowledgeGraph, lang: str, said: str, mark: str
) -> None:
    site = Site(kg, lang, ServerLinks("/", "/here"))
    passage = NamedNode(str(expand("port-outlook/70")))
    page = passage_page(site, passage)
    assert f'<p class="translation" lang="{lang}">{said}' in page
    assert mark in page
    article = NamedNode(str(expand("port-art:port-outlook")))
    html = article_page(site, article)
    assert re.findall(r'name="show" value="(\w+)"', html) == ["both", "original", "chinese"]
    assert f'<span class="translated" lang="{lang}">{said}' in html
    assert said in command("show", "port-outlook/70", "--lang", lang)


@pytest.mark.parametrize(
    ("article", "script"), [("dalian-trade", "zh-Hant"), ("incheon-forum", "zh-Hans")]
)
def test_chinese_on_english_pages_has_the_script_of_its_article(
    kg: KnowledgeGraph, article: str, script: str
) -> None:
    site = Site(kg, "en", ServerLinks("/", "/here"))
    passages = kg.query(f"SELECT ?p {{ ?p sy:article port-art:{article} }}")
    pages = [passage_page(site, NamedNode(str(row.p))).partition("<main")[2] for row in passages]
    marked = [
        found for page in pages for found in re.findall(r'lang="(zh-\w+)"[^>]*>([^<]+)<', page)
    ]
    assert script in {tag for tag, _ in marked}
    # Words that are the same in both scripts may have either mark.
    assert [words for tag, words in marked if tag != script and simplified(words) != words] == []
