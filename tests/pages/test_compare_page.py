"""The comparison of figures on pages and over HTTP: every pair with both sentences."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import sygraph
from several_articles import several_articles
from sygraph.entities.comparison import KINDS
from sygraph.entities.resolve import LANGUAGES
from sygraph.graph import KnowledgeGraph
from sygraph.mcp.answers import comparisons
from sygraph.server.app import application
from sygraph.server.settings import Settings
from sygraph.site.plan import sheets

pytestmark = pytest.mark.slow


@pytest.fixture
def news(tmp_path: Path) -> KnowledgeGraph:
    return sygraph.open(several_articles(tmp_path / "news"))


@pytest.fixture
def client(news: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(application(news, Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_has_every_pair(client: TestClient, news: KnowledgeGraph, lang: str) -> None:
    page = client.get("/compare", params={"lang": lang})
    assert page.status_code == 200
    text = html.unescape(page.text)
    assert re.findall(r'<section id="(\w+)"', text) == list(KINDS)
    for one in news.compare(lang=lang):
        assert one.label in text
        for figure in one.figures:
            assert f'<blockquote lang="{figure.language}">{figure.quote}</blockquote>' in text
            assert figure.amount in text
    assert ("In 2023 Shenyang opened 211 air routes." in text) == (lang == "en")


def test_the_page_of_one_measure(client: TestClient) -> None:
    text = client.get("/compare", params={"measure": "sy:cargoThroughput", "lang": "en"}).text
    assert re.findall(r'<section id="(\w+)"', text) == ["revised"]
    assert client.get("/compare", params={"subject": "Atlantis"}).status_code == 404


def test_the_menu_leads_to_it_only_where_articles_can_be_compared(
    client: TestClient, kg: KnowledgeGraph
) -> None:
    assert 'href="/compare"' in client.get("/map").text.partition("<main")[0]
    with TestClient(application(kg, Settings())) as packaged:
        assert "/compare" not in packaged.get("/map").text
        assert packaged.get("/compare", params={"lang": "en"}).text.count("<blockquote") == 0


def test_a_figure_says_what_another_article_says(client: TestClient) -> None:
    table = client.get("/id/shenyang.html", params={"lang": "en"}).text
    assert "another article, harbour-2, says: " in table
    figure = client.get("/id/harbour-1-routes.html", params={"lang": "en"})
    text = figure.text.partition("<main")[2]
    assert "another article, harbour-2, says: " in text and "212 air routes</a>" in text
    assert "#contradiction" in text


def test_the_operation_of_the_api(client: TestClient, news: KnowledgeGraph) -> None:
    answer = client.get("/api/compare", params={"lang": "zh-Hant", "subject": "沈阳"})
    assert answer.json() == {"comparisons": [one.as_dict() for one in news.compare(lang="zh-Hant")]}
    assert client.get("/api/compare", params={"measure": "nothing"}).status_code == 404


def test_the_answer_for_a_model(news: KnowledgeGraph) -> None:
    answer = comparisons(news, None, "sy:number", "en", 1)
    assert [one["kind"] for one in answer.content["comparisons"]] == ["contradiction"]
    assert answer.content["notes"] == ["only the first 1 of 5 are given"]
    words = [passage["words"] for passage in answer.content["passages"]]
    assert words == ["2023年瀋陽開通航線211條。", "In 2023 Shenyang had 212 air routes."]
    nothing = comparisons(news, "my:spring-fair", None, "en", 1)
    assert nothing.content["notes"] == [
        "no two articles have a figure of the same quantity and overlapping days"
    ]


def test_the_files_of_a_site_have_it(news: KnowledgeGraph, kg: KnowledgeGraph) -> None:
    several = {sheet.path for sheet in sheets(news, "")}
    packaged = {sheet.path for sheet in sheets(kg, "")}
    assert "compare.html" in several and "compare.html" not in packaged


def test_the_files_of_a_site_have_only_themes_with_something_in_them(
    client: TestClient, news: KnowledgeGraph, kg: KnowledgeGraph
) -> None:
    several, packaged = ({sheet.path for sheet in sheets(of, "")} for of in (news, kg))
    assert "network/zones.html" in packaged and "network/zones.html" not in several
    assert "network/trade.html" in several
    page = client.get("/network", params={"lang": "en"}).text
    assert 'theme=trade"' in page and 'theme=zones"' not in page
