"""English pages have no Chinese but what is marked as such, and none in headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from sygraph.graph import KnowledgeGraph
from sygraph.pages.render import Site
from sygraph.pages.search_page import search_page
from sygraph.site.file_links import FileLinks
from sygraph.text.name_forms import simplified

HAN = re.compile("[\u2e80-\u2fdf\u3005\u3007\u3400-\u9fff\uf900-\ufaff]")
# Headings name things in the reader's language; a mark of the language does not excuse them.
HEADINGS = {"title", "h1", "h2", "h3", "h4", "caption", "th"}
READ_OUT = {"title", "alt", "aria-label", "placeholder", "content"}
LATIN = re.compile("[A-Za-z]{3}")
VOID = {"meta", "link", "input", "img", "br", "hr", "path", "circle", "rect", "line", "use", "col"}


class Reader(HTMLParser):
    """Finds Chinese text that is in no element marked as Chinese, or in a heading."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        lang = known.get("lang") or (self.open[-1][1] if self.open else "")
        for name in READ_OUT & known.keys():
            # A Chinese word cited in an English sentence cannot be marked in an attribute.
            text = known[name] or ""
            if not lang.startswith("zh") and HAN.search(text) and not LATIN.search(text):
                self.found.append(f"{tag} {name}: {known[name]}")
        if tag not in VOID:
            self.open.append((tag, lang, known.get("class") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _, _ in self.open}
        if inside & {"script", "style", "code"} or not HAN.search(data):
            return
        lang = self.open[-1][1]
        classes = " ".join(classes for _, _, classes in self.open).split()
        quoted = "printed" in classes or "langs" in classes
        heads = inside & HEADINGS and not quoted
        if not lang.startswith("zh") or (heads and "langs" not in classes):
            self.found.append(f"{'/'.join(tag for tag, _, _ in self.open[-3:])}: {data.strip()}")


class Scripts(Reader):
    """Finds Traditional characters in what is said to be Simplified Chinese."""

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _, _ in self.open}
        if inside & {"script", "style", "code"} or not self.open:
            return
        if self.open[-1][1] == "zh-Hans" and simplified(data) != data:
            self.found.append(data.strip())


def faults(page: str, reader: Reader | None = None) -> list[str]:
    reader = reader or Reader()
    reader.feed(page)
    return reader.found


def pages(site: Path) -> Iterator[tuple[str, str]]:
    """The pages of a folder by path, without the documentation."""
    for file in site.rglob("*.html"):
        if not file.name.startswith("documentation"):
            yield file.relative_to(site).as_posix(), file.read_text("utf-8")


def test_the_reader_sees_what_is_not_marked() -> None:
    assert faults('<html lang="en"><p>瀋陽</p>') == ["html/p: 瀋陽"]
    assert faults('<html lang="en"><p lang="zh-Hant">瀋陽</p><img alt="瀋陽">') == ["img alt: 瀋陽"]
    assert faults('<html lang="en"><h1 lang="zh-Hant">瀋陽</h1>') == ["html/h1: 瀋陽"]
    assert faults('<html lang="zh-Hans"><p>瀋陽</p>', Scripts()) == ["瀋陽"]
    assert faults('<html lang="en"><blockquote lang="zh-Hant">瀋陽</blockquote>') == []


def test_no_english_page_has_chinese_that_is_not_marked(site: Path) -> None:
    found = {path: faults(page) for path, page in pages(site) if not path.startswith("zh-")}
    assert len(found) > 500
    assert {path: some[:3] for path, some in found.items() if some} == {}


def test_no_page_in_simplified_chinese_has_traditional_characters_that_are_not_marked(
    site: Path,
) -> None:
    found = {path: faults(page, Scripts()) for path, page in pages(site / "zh-hans")}
    assert len(found) > 500
    assert {path: some[:3] for path, some in found.items() if some} == {}


def test_no_search_page_has_chinese_that_is_not_marked(kg: KnowledgeGraph) -> None:
    links = partial(FileLinks, set(), "search.html", "en", set())
    for text in ("trade", "multimodal", "sister cities", "Mukden", "Seoul"):
        assert faults(search_page(Site(kg, "en", links()), text)) == [], text
