"""Pages and descriptions of workspaces: they speak of their own articles, not of the package's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

import sygraph
from sygraph.author.workspace import init
from sygraph.data import Files
from sygraph.export.dataset_description import describe_dataset
from sygraph.graph import KnowledgeGraph
from sygraph.mcp.tools import instructions
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.home_page import home_page
from sygraph.pages.render import Site
from sygraph.queries import listing
from sygraph.server.openapi import document
from sygraph.site.plan import sheets

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
#: What only the packaged article is about.
PACKAGED = re.compile("shenyang|瀋陽|沈阳", re.IGNORECASE)


@pytest.fixture(params=["examples", "empty"])
def kg(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KnowledgeGraph]:
    if request.param == "examples":
        files = Files.at(EXAMPLES)
    else:
        files = init(tmp_path / "news", base="https://example.org/news/", title="News of the port")
    yield sygraph.open(files)
    Files.bundled().use()


def text_of(html: str) -> str:
    html = re.sub(r"<script(?! type=.application/json).*?</script>", " ", html, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_no_page_of_a_workspace_speaks_of_the_packaged_article(
    kg: KnowledgeGraph, lang: str
) -> None:
    site = Site(kg, lang, ServerLinks("/", "/here"))
    found = {}
    for sheet in sheets(kg, "https://example.org/"):
        if lang == "en" or "/" not in sheet.path:
            said = PACKAGED.search(text := text_of(sheet.make(site)))
            if said:
                found[sheet.path] = text[max(0, said.start() - 40) : said.end() + 40]
    assert found == {}


def test_no_description_of_a_workspace_speaks_of_the_packaged_article(kg: KnowledgeGraph) -> None:
    described = {
        "openapi": json.dumps(document(kg, "https://example.org/"), ensure_ascii=False),
        "mcp": instructions(kg),
        "queries": json.dumps(
            [listing.as_dict(kg.queries[name]) for name in kg.queries], ensure_ascii=False
        ),
        "dataset": " ".join(map(str, describe_dataset(kg.store, "https://example.org/"))),
    }
    for name, text in described.items():
        said = PACKAGED.search(text)
        assert not said, (name, text[said.start() - 60 : said.end() + 40])


def test_a_text_speaks_of_as_many_articles_as_there_are(kg: KnowledgeGraph) -> None:
    if not kg.files.articles:
        return
    site = Site(kg, "en", ServerLinks("/", "/here"))
    pages = {sheet.path: sheet.make for sheet in sheets(kg, "https://example.org/")}
    assert "Dates in the articles" in pages["timeline.html"](site)
    assert "How the articles describe it" in pages["id/dalian.html"](site)
    assert "CC BY 4.0. The text of the article" not in pages["index.html"](site)


def test_a_home_page_says_its_title_once(tmp_path: Path) -> None:
    files = init(tmp_path / "news", base="https://example.org/news/", title="News of the port")
    html = home_page(Site(sygraph.open(files), "en", ServerLinks("/", "/here")))
    Files.bundled().use()
    assert re.findall(r"<(?:h1|p)[^>]*>News of the port<", html) == ["<h1>News of the port<"]
