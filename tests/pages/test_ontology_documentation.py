"""The ontology's documentation: every term, in each language, in a page that asks nobody."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import RDFS, SKOS, Graph, Literal

from sygraph.data import Files
from sygraph.entities.resolve import LANGUAGES
from sygraph.errors import MissingPackage
from sygraph.namespaces import SY
from sygraph.pages.ontology_documentation import ontology_page

if TYPE_CHECKING:
    from browser import Tab

FILES = Files.bundled()
ADDRESSES = {lang: f"page.{lang}.html" for lang in LANGUAGES}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {lang: ontology_page(FILES, lang, ADDRESSES) for lang in LANGUAGES}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_term_has_its_label_and_definition(pages: dict[str, str], lang: str) -> None:
    text = " ".join(unescape(re.sub("<[^>]*>", " ", pages[lang])).split())
    ontology = Graph().parse(FILES.ontology)
    terms = [term for term in ontology.subjects(RDFS.isDefinedBy) if str(term).startswith(SY)]
    assert len(terms) > 130
    for term in terms:
        for predicate in (SKOS.prefLabel, SKOS.definition):
            words = [
                str(value)
                for value in ontology.objects(term, predicate)
                if isinstance(value, Literal) and (value.language or "").lower() == lang.lower()
            ]
            assert words and " ".join(words[0].split()) in text, term


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_its_language_and_leads_to_the_others(pages: dict[str, str], lang: str) -> None:
    page = pages[lang]
    assert f'<html lang="{lang}">' in page
    for other, address in ADDRESSES.items():
        assert (f'<a href="{address}" lang="{other}"' in page) == (other != lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_needs_nothing_from_elsewhere(pages: dict[str, str], lang: str) -> None:
    page = pages[lang]
    assert "<script" not in page and "@import" not in page
    assert not re.search(r'(src|srcset|data)="(?!data:)', page)
    assert not re.search(r"url\((?!data:)", page)
    assert all('href="data:' in tag for tag in re.findall("<link[^>]*>", page))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_own_links_lead_somewhere(pages: dict[str, str], lang: str) -> None:
    targets = set(re.findall(r'id="([^"]+)"', pages[lang]))
    asked = {unescape(link) for link in re.findall(r'href="#([^"]*)"', pages[lang])}
    assert asked - targets - {""} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_id_is_a_name_of_its_own(pages: dict[str, str], lang: str) -> None:
    ids = re.findall(r'\bid="([^"]*)"', pages[lang])
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z][\w-]*", found) for found in ids)
    assert {"City", "Agent", "note"} <= set(ids)


@pytest.mark.parametrize("word", ["Classes", "Table of Contents", "Description", "Domain"])
def test_the_frame_speaks_the_language_too(pages: dict[str, str], word: str) -> None:
    shown = re.compile(rf">\s*{word}\s*<")
    assert shown.search(pages["en"])
    assert not shown.search(pages["zh-Hant"]) and not shown.search(pages["zh-Hans"])


def test_it_shows_how_a_term_is_used() -> None:
    use = 'id:ftz-trade-2023 sy:bound "<b>" (p:420)'
    page = ontology_page(FILES, "zh-Hans", examples={SY + "bound": use})
    text = " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())
    assert f"例 {use}" in text
    assert "<b>" not in page


def test_it_is_the_same_each_time(pages: dict[str, str]) -> None:
    assert ontology_page(FILES, "en", ADDRESSES) == pages["en"]


def test_it_leaves_logging_alone(caplog: pytest.LogCaptureFixture) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    ontology_page(FILES, "en")
    assert (root.level, root.handlers) == before
    assert caplog.text == ""


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylode.profiles.ontpub", None)
    with pytest.raises(MissingPackage, match="pylode") as caught:
        ontology_page(FILES, "en")
    assert caught.value.hint == "pip install 'sygraph[docs]'"


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_a_browser_opens_it_and_asks_for_nothing(
    pages: dict[str, str], tmp_path: Path, open_tab: Callable[..., Tab], size: tuple[int, int]
) -> None:
    for lang, address in ADDRESSES.items():
        (tmp_path / address).write_text(pages[lang], "utf-8")
    tab = open_tab(size=size)
    tab.page.goto((tmp_path / "page.en.html").as_uri())
    width = tab.page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]
    tab.page.click("text=繁體中文")
    assert tab.page.get_attribute("html", "lang") == "zh-Hant"
    assert tab.page.is_visible("text=目錄")
