"""Every kind of page and every named query in a browser: nothing overflows or is untranslated.

Each page is loaded once and looked at in three widths; themes and languages take turns, so that
each of them meets each kind of page, and each query is seen at each width. axe examines each page
in English on a wide screen, and in Chinese on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import sygraph
from browser import Tab, open_tab
from live import live
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph

EXAMPLES = Path(__file__).parents[2] / "examples"
WIDTHS = (1440, 1024, 390)
LANGUAGES = ("en", "zh-Hant", "zh-Hans")

_QUERY = "SELECT ?city ?label { ?city a sy:City ; skos:prefLabel ?label } ORDER BY ?city"

#: Every kind of page, and each view of an answer.
PAGES = (
    "",
    "search",
    "search?q=Shenyang",
    "search?q=瀋陽",
    "search?q=1469",
    "search?q=618萬單",
    "search?q=how+many+sister+cities",
    "search?q=zzzzzz",
    "article/shenyang-2024.html",
    "article/shenyang-2024.html?about=id:katowice",
    "article/shenyang-2024.html?lens=map",
    "article/shenyang-2024.html?lens=timeline",
    "article/shenyang-2024.html?lens=figures",
    "passage/shenyang-2024/520.html",
    "id/shenyang.html",
    "id/katowice.html",
    "id/route-los-angeles.html",
    "id/shenyang-trade-2023.html",
    "id/target-2035-commute.html",
    "id/undertaking-multimodal.html",
    "id/korea-week-2024.html",
    "id/shenyang.html?with=https://w3id.org/sygraph/ontology%23of",
    "ontology.html",
    "ontology/City.html",
    "ontology/locatedIn.html",
    "ontology/tradeTotal.html",
    "dataset.html",
    "graph/gazetteer.html",
    "map",
    "map?view=world",
    "timeline",
    "timeline?class=sy:Target&from=2030&to=2050",
    "network?theme=trade",
    "api",
    "query",
    f"query?query={quote(_QUERY)}",
    f"query?query={quote(_QUERY)}&columns=all",
    "query?query=ASK+%7B+id:seoul+a+sy:City+%7D",
    "query?query=SELECT+%3Fx+%7B+%3Fx+a+sy:Citty+%7D",
    "query?query=SELECT+%3Fx+%7B",
    "query/trade-totals?columns=all",
    "query/trade-totals?subject=Nowhere",
    "query/timeline?from=yesterday",
    "query/undertakings?status=sy:sought",
    "query/figures?view=chart",
    "query/trade-totals?view=chart",
    "network",
    "query/growth-rates?view=chart&y=growthPercent",
    "query/coordinates?view=map",
    "query/timeline?view=timeline",
    "query/partner-cities?view=network",
    "id/nothing-of-the-kind.html",
    "nowhere",
)

# Statuses that these pages have on purpose; a browser calls them errors.
_EXPECTED = ("404", "400")

# Latin words that Chinese pages use: programs, formats and vocabularies, keys, units.
_LATIN = frozenset(
    "sygraph Turtle TriG N-Triples JSON-LD Excel Ctrl Enter Space Tab Esc OpenAPI GeoNames km ms"
    " Accept Accept-Language excel csv tsv json xml turtle trig n3 ntriples nquads jsonld rdfxml"
    " hextuples shenyang Nowhere yesterday compare".split()
)
# What is no word of a language: IRIs, CURIEs, paths, and names in capitals such as SPARQL.
_NAMES = re.compile(r"\S*[:/#@_+?=]\S*|(?<![\w-])[A-Z0-9]+(?![\w-])|\w+\.[\w.]+|\.\w+")


_LOOK = """() => {
  const root = document.documentElement, faults = [];
  const name = (e) => `${e.localName}${e.id ? "#" + e.id : ""}.${[...e.classList].join(".")}`;
  const beyond = (e) => e.getBoundingClientRect().right > innerWidth + 1;
  if (root.scrollWidth > innerWidth + 1) {
    const wide = [...document.querySelectorAll("main *, header *, footer *")]
      .filter((e) => beyond(e) && !e.closest("svg, .table-frame, pre"));
    const names = [...new Set(wide.map(name))].slice(0, 4).join(", ");
    faults.push(`the page is ${root.scrollWidth} px wide: ${names}`);
  }
  if (location.search.includes("columns=all")) return faults; // which may scroll
  for (const frame of document.querySelectorAll(".table-frame, .frame, .card, .answer-views")) {
    const over = frame.scrollWidth - frame.clientWidth;
    if (over > 1) faults.push(`${name(frame)} is ${over} px too wide`);
  }
  const shown = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const some = (found) => [...new Set(found)].slice(0, 4).join("; ");
  const texts = "td, th, h1, h2, h3, .card *, .answer-head *";
  const cut = [...document.querySelectorAll(texts)].filter((e) => shown(e)
    && !e.closest(".unseen") && getComputedStyle(e).overflowX !== "visible"
    && e.scrollWidth > e.clientWidth + 1);
  if (cut.length) faults.push(`text is cut: ${some(cut.map(name))}`);
  for (const picture of document.querySelectorAll("main svg")) {
    const boxes = [...picture.querySelectorAll("text")]
      .filter((e) => shown(e) && e.textContent.trim() && !e.getScreenCTM().b) // not turned
      .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
      .filter(([, box]) => box.width);
    const over = boxes.flatMap(([one, a], i) => boxes.slice(i + 1)
      .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
      .map(([other]) => `${one} and ${other}`));
    if (over.length) faults.push(`labels overlap in ${name(picture)}: ${some(over)}`);
  }
  return faults;
}"""

# Shifts of the layout since the page began to load, without those that an input caused.
_WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""
_MOST_SHIFTED = 0.05

_TEXTS = """() => {
  const found = [], code = "script, style, code, pre, textarea, noscript, .ace_editor";
  const add = (e, text) => {
    if (text?.trim() && !e.closest(code)) found.push([e.closest("[lang]").lang, text.trim()]);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) add(walk.currentNode.parentElement, walk.currentNode.data);
  for (const e of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const key of ["aria-label", "placeholder", "title"]) add(e, e.getAttribute(key));
  return found;
}"""
_WORD = re.compile(r"[A-Za-z][A-Za-z.'/-]*[A-Za-z]")
_HAN = re.compile("[\u3400-\u9fff]+")


def untranslated(texts: list[list[str]], lang: str) -> list[str]:
    """The words of a page in another language than they are marked with."""
    found = []
    for marked, text in texts:
        if lang == "en" and marked == "en":
            found += _HAN.findall(text)
        elif lang != "en" and marked == lang:
            words = _WORD.findall(_NAMES.sub(" ", text))
            found += [word for word in words if word not in _LATIN]
    return sorted(set(found))


@pytest.fixture(scope="module")
def server(kg: KnowledgeGraph) -> Iterator[str]:
    with live(kg) as address:
        yield address


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Tab]:
    with open_tab(browser) as opened:
        opened.page.add_init_script(_WATCH_SHIFTS)
        yield opened


def faults(tab: Tab, address: str, lang: str, dark: bool) -> list[str]:
    """What is wrong with a page, in all widths."""
    page: Page = tab.page
    tab.errors.clear()
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}")
    shifted = page.evaluate("shifted")
    found = [f"the layout shifts by {shifted:.2f}"] if shifted > _MOST_SHIFTED else []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px: {fault}" for fault in page.evaluate(_LOOK)]
    if words := untranslated(page.evaluate(_TEXTS), lang):
        found.append(f"untranslated in {lang}: {', '.join(words[:12])}")
    found += [text for text in tab.errors if not any(code in text for code in _EXPECTED)]
    return found


@pytest.mark.parametrize("chinese", [False, True])
@pytest.mark.parametrize("place", range(len(PAGES)), ids=lambda place: PAGES[place])
def test_a_page_fits_and_is_translated(server: str, tab: Tab, place: int, chinese: bool) -> None:
    lang = LANGUAGES[1 + place % 2] if chinese else "en"
    assert faults(tab, server + PAGES[place], lang, (place + chinese) % 2 == 1) == []
    if not chinese:
        tab.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    # The text beside a lens is examined once, without one.
    part = "#lens" if "lens=" in PAGES[place] else None
    found = Axe().run(tab.page, part).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []


# Pages that differ where several articles are open.
SEVERAL = (
    "",
    "articles.html",
    "compare",
    "query/figures",
    "query/same-quantity",
    "search?q=Dalian",
)


@pytest.fixture(scope="module")
def several() -> Iterator[str]:
    """A server of the example workspace, with an article in each language."""
    with live(sygraph.open(EXAMPLES)) as address:  # which is a process of its own
        Files.bundled().use()
        yield address


@pytest.mark.parametrize("path", SEVERAL)
def test_a_page_of_several_articles_fits(several: str, tab: Tab, path: str) -> None:
    found = faults(tab, several + path, "en", False)
    assert [fault for fault in found if "px" in fault or "Error" in fault] == []


@pytest.mark.parametrize("turn", range(len(LANGUAGES)))
def test_the_answers_of_all_named_queries_fit(
    server: str, kg: KnowledgeGraph, tab: Tab, turn: int
) -> None:
    found = {}
    for place, name in enumerate(kg.queries):
        if place % len(LANGUAGES) == turn:
            lang = LANGUAGES[(place // len(LANGUAGES)) % len(LANGUAGES)]
            if wrong := faults(tab, f"{server}query/{name}", lang, place % 2 == 1):
                found[name] = wrong
    assert found == {}
