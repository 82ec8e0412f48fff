"""The site of files: every link leads somewhere, all of it works without a server of ours."""

from __future__ import annotations

import re
import shutil
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as XML

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner

import sygraph
from site_support import BASE_URL
from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.errors import OutputError, SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import BASE, ID, SY
from sygraph.pages.addresses import path_of
from sygraph.rdf.safe_output import file_path
from sygraph.site.build import DATA, write_site
from sygraph.site.file_links import FileLinks
from sygraph.site.hosting import FOLDERS
from sygraph.site.plan import nodes, sheets
from sygraph.store.sources import dataset, store_quads

if TYPE_CHECKING:
    from browser import Tab


class Page(HTMLParser):
    """What a page leads to, loads and can be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.lang: str | None = None
        self.feed(text)
        # What scripts are given: the pages that a drawing or a list leads to.
        self.links += re.findall(r'"((?:\.\./)*[\w%./-]+\.html(?:#[^"]*)?)"', text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "data-src", "action") and value is not None:
                self.links.append(value)
            elif name == "srcset" and value is not None:
                self.links += [part.split()[0] for part in value.split(",")]
            elif name in ("id", "name") and value:
                self.ids.add(value)
            elif tag == "html" and name == "lang":
                self.lang = value


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """All pages but the one for what is not there, by path."""
    return {
        path.relative_to(site).as_posix(): Page(path.read_text("utf-8"))
        for path in site.rglob("*.html")
        if path.name != "404.html"
    }


# Links


def test_every_internal_link_leads_somewhere(site: Path, pages: dict[str, Page]) -> None:
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    broken = defaultdict(list)
    for path, page in pages.items():
        for link in set(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
            if target not in files or (
                parts.fragment
                and target in pages
                and unquote(parts.fragment) not in pages[target].ids
            ):
                broken[link].append(path)
    assert {link: those[:3] for link, those in broken.items()} == {}


def test_all_links_among_pages_are_relative(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        for link in page.links:
            assert not link.startswith(("/", BASE_URL, "file:")), (path, link)
            assert urlsplit(link).scheme in ("", "http", "https", "data", "mailto"), (path, link)


def test_no_link_leaves_the_site_for_what_is_in_it(site: Path, pages: dict[str, Page]) -> None:
    """An IRI of ours that has a page is led to as that page."""
    for path, page in pages.items():
        for link in page.links:
            if link.startswith(BASE):
                inside = path_of(link)
                assert not (site / f"{inside}.html").exists(), (path, link)


def test_style_sheets_and_scripts_are_there(site: Path) -> None:
    for sheet in (site / "static").rglob("*.css"):
        for asked in re.findall(r"url\(['\"]?([^'\")]+)", sheet.read_text("utf-8")):
            if not asked.startswith(("data:", "#")):
                assert (sheet.parent / urlsplit(asked).path).is_file(), (sheet.name, asked)


def test_every_page_is_there_in_three_languages(pages: dict[str, Page]) -> None:
    english = {path for path in pages if not path.startswith(("zh-hant/", "zh-hans/"))}
    for lang, folder in FOLDERS.items():
        for path in english:
            assert pages[folder + path].lang == lang, folder + path
    assert len(pages) == 3 * len(english)


def test_every_thing_has_a_page(kg: KnowledgeGraph, pages: dict[str, Page]) -> None:
    for iri in nodes(kg):
        assert f"{path_of(iri.value)}.html" in pages, iri


def test_no_page_can_be_reached_from_nowhere(pages: dict[str, Page]) -> None:
    """From the first page in English one comes to all that is in English."""
    seen = {"index.html"}
    waiting = ["index.html"]
    while waiting:
        path = waiting.pop()
        for link in pages[path].links:
            parts = urlsplit(link)
            target = normpath(join(dirname(path), unquote(parts.path)))
            if not parts.scheme and target in pages and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert set(pages) - seen == set()


# Data


def test_each_thing_has_its_data_in_each_format(kg: KnowledgeGraph, site: Path) -> None:
    suffixes = (".ttl", ".jsonld", ".nt", ".rdf", ".trig")
    assert len(DATA) == len(suffixes)
    for iri in nodes(kg):
        for suffix in suffixes:
            assert (site / f"{path_of(iri.value)}{suffix}").stat().st_size > 0, (iri, suffix)


@pytest.mark.parametrize("node", ["id/seoul", "passage/shenyang-2024/340", "ontology/City"])
def test_the_formats_say_the_same(site: Path, node: str) -> None:
    suffixes = (".ttl", ".jsonld", ".nt", ".rdf", ".trig")
    first, *others = (
        {quad.triple for quad in dataset(site / f"{node}{suffix}")} for suffix in suffixes
    )
    assert first and all(other == first for other in others)
    # And as another parser reads it.
    read = rdflib.Graph().parse(site / f"{node}.ttl"), rdflib.Graph().parse(site / f"{node}.rdf")
    assert len(read[0]) == len(read[1]) == len(first)


def test_the_downloads_hold_everything(kg: KnowledgeGraph, site: Path) -> None:
    held = set(dataset(site / "download" / "sygraph.nq"))
    assert held == set(store_quads(kg.store))


def test_the_description_says_where_the_site_is(site: Path) -> None:
    said = rdflib.Graph().parse(site / "dataset.ttl")
    urls = {str(url) for url in said.objects(None, rdflib.VOID.dataDump)}
    assert urls
    for url in urls:
        assert (site / url.removeprefix(BASE_URL)).is_file(), url


# Hosts and crawlers


def test_the_sitemap_lists_the_pages(site: Path, pages: dict[str, Page]) -> None:
    root = XML.parse(site / "sitemap.xml").getroot()
    listed = [e.text or "" for e in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    paths = {url.removeprefix(BASE_URL) for url in listed}
    assert len(paths) == len(listed)
    assert {path if path.endswith(".html") else f"{path}index.html" for path in paths} == set(pages)


def test_hosts_find_their_rules(site: Path) -> None:
    for name in (".htaccess", "_redirects", "_headers", "robots.txt", ".nojekyll", "404.html"):
        assert (site / name).is_file(), name
    assert BASE_URL in (site / "w3id.htaccess").read_text()
    for line in (site / "_redirects").read_text().splitlines():
        target = line.split()[1]
        place = site / target.strip("/")
        assert place.is_file() or (place / "index.html").is_file(), line
    assert f'<base href="{BASE_URL}">' in (site / "404.html").read_text("utf-8")


# Writing it


def small(folder: Path, monkeypatch: pytest.MonkeyPatch, say: str = "") -> None:
    """Write a site of one page and no data, for tests of the writing alone."""
    from sygraph.site import build as module
    from sygraph.site.plan import Sheet

    def make(site: object) -> str:
        if say == "fail":
            raise OSError(28, "No space left on device")
        return f"<html>{say}</html>"

    monkeypatch.setattr(module, "sheets", lambda kg, base_url: [Sheet("index.html", make)])
    monkeypatch.setattr(module, "nodes", lambda kg: [])
    monkeypatch.setattr(module, "downloads", lambda: ())
    write_site(sygraph.open(), folder)


def test_a_site_replaces_an_older_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "new" / "public"
    small(target, monkeypatch, "first")
    (target / "old.html").touch()
    small(target, monkeypatch, "second")
    assert "second" in (target / "index.html").read_text()
    assert not (target / "old.html").exists()
    assert [path.name for path in target.parent.iterdir()] == ["public"]


def test_a_full_disk_leaves_the_old_site_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "public"
    small(target, monkeypatch, "first")
    with pytest.raises(OutputError, match="No space left"):
        small(target, monkeypatch, "fail")
    assert "first" in (target / "index.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_what_is_no_site_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(OutputError, match="holds something else") as caught:
        small(tmp_path, monkeypatch)
    assert caught.value.hint == "name a new folder, or empty this one"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(OutputError, match="is a file"):
        small(tmp_path / "thesis.tex", monkeypatch)


def test_an_empty_folder_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "public"
    target.mkdir()
    small(target, monkeypatch, "here")
    assert (target / "index.html").is_file()


def test_a_disk_that_mixes_up_case_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: self.name == "case" or exists(self))
    with pytest.raises(OutputError, match=r"City\.html"):
        small(tmp_path / "public", monkeypatch)


@pytest.mark.parametrize(
    ("iri", "folder"),
    [
        ("id/../../../evil9", "id"),
        ("id/../evil", "id"),
        ("ontology#../../x", "ontology"),
        ("passage/a//b", "passage/a"),
        ("ontology/City", "ontology"),
        ("id/seoul.html/x", "id"),
    ],
)
def test_a_hostile_iri_has_one_file_in_its_folder(iri: str, folder: str) -> None:
    """Other tests write such a site: see tests/pages/test_addresses.py."""
    path = path_of(BASE + iri)
    assert path is not None
    assert dirname(file_path(f"{path}.html")) == folder
    assert path not in {path_of(SY + "City"), path_of(BASE + "id/seoul")}


def test_a_name_that_no_file_can_have_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg = sygraph.open()
    things = [*nodes(kg), ox.NamedNode(BASE + "id/" + "x" * 300)]
    for module in (sys.modules["sygraph.site.build"], sys.modules["sygraph.site.plan"]):
        monkeypatch.setattr(module, "nodes", lambda kg: things)
    place = tmp_path / "a" / "b" / "site"
    with pytest.raises(SygraphError, match="longer than 240 bytes"):
        write_site(kg, place)
    assert list((tmp_path / "a").rglob("*")) == [tmp_path / "a" / "b"]


def test_what_a_format_cannot_hold_is_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A predicate that XML cannot name costs the RDF/XML of its thing, and nothing else."""
    from sygraph.site import build as module

    files = Files.at(tmp_path / "data")
    for part in ("graph", "ontology", "queries", "seeds"):
        shutil.copytree(Files.bundled().file(part), files.file(part))
    said = files.gazetteer.read_text("utf-8") + "id:seoul <http://e.org/12> 1 ; <urn:p> 1 .\n"
    files.gazetteer.write_text(said, "utf-8")
    seoul, tokyo = (ox.NamedNode(ID + name) for name in ("seoul", "tokyo"))
    plan = [
        sheet
        for sheet in sheets(sygraph.open(files.folder), BASE)
        if sheet.path in ("id/seoul.html", "dataset.html")
    ]
    monkeypatch.setattr(module, "nodes", lambda kg: [seoul, tokyo])
    monkeypatch.setattr(module, "sheets", lambda kg, base_url: plan)
    done = write_site(sygraph.open(files.folder), tmp_path / "site")
    [whole, one] = done.left_out
    assert whole.startswith("download/sygraph.rdf: RDF/XML cannot hold <http://e.org/12>")
    assert one.startswith("id/seoul.rdf: ")
    there = tmp_path / "site" / "id"
    assert not (there / "seoul.rdf").exists()
    assert (there / "seoul.ttl").exists() and (there / "tokyo.rdf").exists()
    page = (there / "seoul.html").read_text("utf-8")
    assert "seoul.ttl" in page and "seoul.rdf" not in page and 'href=""' not in page
    assert "sygraph.rdf.graph_file" not in (tmp_path / "site" / "dataset.html").read_text("utf-8")


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sygraph.site import build as module
    from sygraph.site.plan import Sheet

    told: list[tuple[int, int]] = []
    monkeypatch.setattr(
        module, "sheets", lambda kg, base_url: [Sheet("index.html", lambda site: "")]
    )
    monkeypatch.setattr(module, "nodes", lambda kg: [])
    monkeypatch.setattr(module, "downloads", lambda: ())
    done = write_site(sygraph.open(), tmp_path / "p", report=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert done.pages == 3


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["site"], "the site needs a folder"),
        (["site", "-o", "-"], "the site needs a folder"),
        (["site", "-o", "public", "--without-text"], "the site is of the whole graph"),
        (["site", "-o", "public", "--about", "seoul"], "the site is of the whole graph"),
        (["turtle", "--base-url", "https://example.org/"], "--base-url is for the site"),
    ],
)
def test_what_makes_no_site_is_refused(options: list[str], reason: str) -> None:
    done = CliRunner().invoke(cli, ["export", *options])
    assert (done.exit_code, reason in done.stderr) == (2, True), done.stderr
    assert not Path("public").exists()


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(tmp_path / "other", monkeypatch, "made")
    command = ["export", "site", "-o", str(tmp_path / "p"), "--base-url", "https://example.org/kg"]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.stderr
    assert done.stderr.splitlines()[-1].startswith("3 pages and ")
    assert "Sitemap: https://example.org/kg/sitemap.xml" in (tmp_path / "p/robots.txt").read_text()


def test_links_lead_only_to_what_is_there() -> None:
    links = FileLinks({"index.html", "id/seoul.html"}, "query/ports.html", "zh-Hans")
    assert links.node(ID + "seoul") == "../id/seoul.html"
    assert links.node(ID + "nowhere") == ID + "nowhere"
    assert links.node("https://schema.org/City") == "https://schema.org/City"
    assert links.node("javascript:alert(1)") == ""
    assert links.data(ID + "seoul", ".ttl") == ""
    assert links.page("sparql") == "../index.html"
    assert links.language("zh-Hans") == "ports.html"


# In a browser


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """A plain web host that knows nothing of us, with the site in a folder of it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.parent)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/site/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    "path",
    [
        *("", "article/shenyang-2024.html", "id/shenyang.html", "passage/shenyang-2024/340.html"),
        *("ontology.html", "ontology/City.html", "dataset.html", "map.html", "timeline.html"),
        *("network.html", "query.html", "query/partner-cities.html", "zh-hant/id/seoul.html"),
        "zh-hans/index.html",
    ],
)
def test_a_browser_shows_it_and_asks_nobody_else(
    open_tab: Callable[..., Tab], host: str, path: str, size: tuple[int, int]
) -> None:
    tab = open_tab(size=size)
    tab.page.goto(host + path)
    tab.page.wait_for_load_state("networkidle")
    assert tab.page.inner_text("h1").strip()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_reader_walks_through_it(open_tab: Callable[..., Tab], host: str) -> None:
    page = open_tab().page
    page.goto(host)
    page.click("nav >> text=Article")
    assert page.url.endswith("/article/shenyang-2024.html")
    page.goto(host + "id/shenyang.html")
    page.click("text=繁")
    assert page.url.endswith("/zh-hant/id/shenyang.html")
    assert page.get_attribute("html", "lang") == "zh-Hant"
    assert "瀋陽" in page.inner_text("h1")


@pytest.mark.parametrize(
    ("folder", "asked", "found"),
    [
        ("", "How many sister cities?", "query/partner-counts.html"),
        ("", "shenyang's airport", "id/taoxian-airport.html"),
        ("zh-hans/", "1469", "id/shenyang-trade-2023.html"),
        ("zh-hant/id/", "东京", "id/tokyo.html"),
    ],
)
def test_it_searches_without_a_server(
    open_tab: Callable[..., Tab], site: Path, folder: str, asked: str, found: str
) -> None:
    """The box suggests and the page of the search lists, also from a disk."""
    tab = open_tab()
    start = "seoul.html" if folder.endswith("id/") else "index.html"
    tab.page.goto((site / folder / start).as_uri())
    box = tab.page.locator("input[data-index]")
    box.fill(asked)
    tab.page.wait_for_selector("ul.suggestions li")
    box.press("Enter")
    tab.page.wait_for_selector("#hits li")
    hits = [link.get_attribute("href") or "" for link in tab.page.locator("#hits a").all()]
    assert any(hit.endswith(found) for hit in hits[:3]), hits[:3]
    assert all(Path(unquote(urlsplit(hit).path)).is_file() for hit in hits)
    tab.assert_clean()


def test_a_missing_page_searches_for_its_name(
    open_tab: Callable[..., Tab], site: Path, tmp_path: Path
) -> None:
    page = (site / "404.html").read_text("utf-8").replace(BASE_URL, site.as_uri() + "/")
    (tmp_path / "katowice-fair.html").write_text(page, "utf-8")
    tab = open_tab()
    tab.page.goto((tmp_path / "katowice-fair.html").as_uri())
    assert tab.page.input_value("input[data-index]") == "katowice fair"
    tab.page.press("input[data-index]", "Enter")
    tab.page.wait_for_selector("#hits li")


def test_it_opens_from_a_disk_too(open_tab: Callable[..., Tab], site: Path) -> None:
    tab = open_tab()
    tab.page.goto((site / "id" / "shenyang.html").as_uri())
    assert "Shenyang" in tab.page.inner_text("h1")


def test_an_article_has_each_lens(pages: dict[str, Page], site: Path) -> None:
    for folder in FOLDERS.values():
        at = f"{folder}article/shenyang-2024"
        page = site / f"{at}.html"
        text = page.read_text(encoding="utf-8")
        tabs = re.findall(r'href="([^"]+)" data-lens="(\w+)"', text)
        assert [kind for _, kind in tabs] == ["network", "map", "timeline", "figures"]
        shown = [
            (page.parent / href.partition("#")[0]).read_text(encoding="utf-8") for href, _ in tabs
        ]
        for part, found in zip(
            ("lens-network", "map-place", "is-timeline", "is-figures"), shown, strict=True
        ):
            assert part in found.partition('id="lens"')[2].partition("</section>")[0]
