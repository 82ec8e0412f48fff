"""Addresses of nodes: one for each IRI, led back to it, and found by pages and clients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from live import live
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ARTICLE, BASE, GRAPH, ID, PASSAGE, SY
from sygraph.pages.addresses import ServerLinks, iri_at, path_of, uri
from sygraph.pages.render import Site
from sygraph.rdf.formats import Format
from sygraph.server.app import application
from sygraph.server.settings import Settings
from sygraph.site.file_links import FileLinks
from sygraph.site.hosting import sitemap
from sygraph.site.plan import sheets, written
from sygraph.store.interface import OxigraphStore

TURTLE = {"Accept": "text/turtle"}
PAGE = {"Accept": "text/html"}
# Names of entities, some of which differ only by escapes, by accents or by a slash.
SLUGS = [
    "瀋陽",
    "%E7%80%8B%E9%99%BD",
    "a b".replace(" ", "%20"),
    "a%2520b",
    "a/b",
    "a%2Fb",
    "a~2Fb",
    "a/b/",
    "a?x=1",
    "a%3Fx=1",
    "a#b",
    "data.ttl",
    "data.html",
    "st.petersburg",
    "x/",
    "Yaounde\u0301",
    "Yaound\u00e9",
    "~",
    "~~",
    "~7E",
    "%",
    "a+b",
    "a;b=c,d&e",
    "it's",
    "(x)",
    "a:b@c",
    "𠀀",
    "%C3%28",
    "-",
    "..",
    "../../../evil",
    ".hidden",
    "index",
]
# A NamedNode takes no lone %, but an address may have one.
IRIS = [ID + slug for slug in SLUGS if slug != "%"]

ROOMS = st.sampled_from([ID, PASSAGE, ARTICLE, GRAPH, SY, BASE, f"{BASE}ontology/", f"{ID[:-1]}"])
TEXT = st.text(st.sampled_from("a.Z0/~%#?:2F5E-_ é\u0301瀋ᄀ\u1161²…\U00020000"), max_size=12)


@pytest.mark.slow
@given(st.tuples(ROOMS, TEXT | st.text(max_size=8)).map("".join))
@settings(max_examples=1500, deadline=None, derandomize=True)
def test_an_address_leads_back_to_its_iri(iri: str) -> None:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return
    path = path_of(iri)
    if path is None:
        return
    assert iri_at(path) == iri
    segments = path.split("/")
    assert all(segments) and len(segments) <= 3
    assert not re.search(r"[.%?#\\:*\"<>|\x00-\x20]", path)
    address = ServerLinks("/", "/").node(iri)
    assert iri_at(httpx.URL("http://h" + address).path.lstrip("/")) == iri


@given(st.text(st.sampled_from("idontlgypse/~%.#2FEa9瀋é"), max_size=14))
@example("id/~41")
@example("id/a~2f")
@example("id/a/b")
@example("ontology/~~")
@settings(max_examples=800, deadline=None, derandomize=True)
def test_an_iri_has_no_second_address(path: str) -> None:
    iri = iri_at(path)
    assert iri is None or path_of(iri) == path


@pytest.mark.parametrize("iri", IRIS)
def test_an_iri_as_a_uri_is_ascii(iri: str) -> None:
    assert uri(iri).isascii()
    assert uri(uri(iri)) == uri(iri)


def test_addresses_are_readable_where_names_are_plain() -> None:
    links = ServerLinks("/kg/", "/")
    assert links.node(ID + "seoul") == "/kg/id/seoul"
    assert links.node(PASSAGE + "shenyang-2024/420") == "/kg/passage/shenyang-2024/420"
    assert links.node(SY + "City") == "/kg/ontology/City"
    assert links.data(ID + "data.ttl", ".ttl") == "/kg/id/data~2Ettl.ttl"
    assert links.node(f"{BASE}ontology") == "/kg/ontology"


def test_a_site_of_files_has_a_file_for_each() -> None:
    files = {f"{path_of(iri)}.html" for iri in IRIS}
    assert len({file.lower() for file in files}) == len(IRIS)
    links = FileLinks(files, "id/seoul.html", "zh-Hant")
    for iri in IRIS:
        href = links.node(iri)
        assert urlsplit(href).path == href  # no query, no fragment
        assert (
            httpx.URL("http://h/zh-hant/id/seoul.html").join(href).path.startswith("/zh-hant/id/")
        )


@pytest.fixture(scope="module")
def hostile() -> KnowledgeGraph:
    """A graph of entities each of which says its own number."""
    store = ox.Store()
    for number, iri in enumerate(IRIS):
        store.update(
            f"""PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX sy: <{SY}>
            INSERT DATA {{
              GRAPH <{GRAPH}gazetteer> {{ <{iri}> a sy:City, sy:Entity ;
                skos:prefLabel "Hostile {number:03}"@en ; skos:note "number {number:03}" }}
              <{iri}> a sy:City, sy:Entity ;
                skos:prefLabel "Hostile {number:03}"@en ; skos:note "number {number:03}" }}"""
        )
    return KnowledgeGraph(OxigraphStore(store), Files.bundled())


@pytest.fixture(scope="module")
def web(hostile: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(application(hostile, Settings())) as client:
        yield client


def test_a_site_of_files_holds_each_in_its_folder(hostile: KnowledgeGraph, tmp_path: Path) -> None:
    plan = [sheet for sheet in sheets(hostile, BASE) if sheet.path.startswith("id/")]
    files = {sheet.path for sheet in plan}
    assert len(plan) == len(IRIS)
    turtle = Format.named("turtle")
    data = written(hostile, map(ox.NamedNode, IRIS), [turtle], BASE, [])
    contents = [(path, content.decode()) for path, content in data if isinstance(content, bytes)]
    assert len(contents) == len(IRIS)
    for sheet in plan:
        links = FileLinks(files, sheet.path, "en")
        contents.append((sheet.path, sheet.make(Site(hostile, "en", links, live=False))))
    for path, text in contents:
        place = tmp_path / path
        place.parent.mkdir(exist_ok=True)
        with place.open("x", encoding="utf-8") as stream:  # no two have one place
            stream.write(text)
        iri = iri_at(path.rpartition(".")[0])
        assert iri is not None
        assert number_of(text) == {f"{IRIS.index(iri):03}"}
    assert {file.parent for file in tmp_path.rglob("*.*")} == {tmp_path / "id"}
    assert len(list((tmp_path / "id").iterdir())) == 2 * len(IRIS)


def test_a_sitemap_has_uris() -> None:
    listed = sitemap("https://example.org/", [f"{path_of(iri)}.html" for iri in IRIS])
    assert listed.isascii()


def number_of(text: str) -> set[str]:
    return set(re.findall(r"number (\d{3})", text))


@pytest.mark.parametrize("number", range(len(IRIS)))
def test_each_has_an_address_of_its_own(web: TestClient, number: int) -> None:
    address = ServerLinks("/", "/").node(IRIS[number])
    for headers in (PAGE, TURTLE):
        answer = web.get(address, headers=headers)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(headers["Accept"])
        assert f'<{uri(IRIS[number])}>; rel="about"' in answer.headers["link"]
        assert all(value.isascii() for value in answer.headers.values())
    assert number_of(answer.text) == {f"{number:03}"}
    for suffix in (".html", ".ttl", ".nq", ".rdf"):
        assert web.get(address + suffix).status_code == 200


@pytest.mark.parametrize("number", [n for n, iri in enumerate(IRIS) if not iri.endswith("..")])
def test_each_is_found_by_its_iri_as_an_address(web: TestClient, number: int) -> None:
    """As w3id.org redirects, and as a client makes a URI of an IRI."""
    iri = IRIS[number]
    sent = uri(iri).removeprefix(BASE).partition("#")[0]
    if "../" in iri or "#" in iri or iri == f"{ID}%E7%80%8B%E9%99%BD" or "~" in iri:
        return  # a client changes these itself, or they are the addresses of others
    answer = web.get(f"/{sent}", headers=TURTLE)
    assert answer.status_code == 200
    assert number_of(answer.text) == {f"{number:03}"}
    # Quoted once more, as whoever makes a path from a name may do.
    assert web.get("/id/" + quote(iri.removeprefix(ID), safe=""), headers=PAGE).is_success


def test_what_differs_by_escapes_is_not_kept_in_one_place(web: TestClient) -> None:
    for one, other in (("a?x=1", "a%3Fx=1"), ("a/b", "a%2Fb"), ("瀋陽", "%E7%80%8B%E9%99%BD")):
        seen = []
        for slug in (one, other, one):
            for suffix in (".ttl", ".html"):
                answer = web.get(ServerLinks("/", "/").node(ID + slug) + suffix)
                seen.append(f"Hostile {IRIS.index(ID + slug):03}" in answer.text)
        assert all(seen)
    assert number_of(web.get("/id/a?x=1", headers=TURTLE).text) == {
        f"{IRIS.index(ID + 'a?x=1'):03}"
    }
    found = number_of(web.get("/id/a%3Fx=1", headers=TURTLE).text)
    assert found == {f"{IRIS.index(ID + 'a%3Fx=1'):03}"}


def test_search_links_to_each(web: TestClient) -> None:
    for number, iri in enumerate(IRIS):
        page = web.get("/search", params={"q": f"Hostile {number:03}"}).text
        address = ServerLinks("/", "/").node(iri)
        assert f'href="{address}"' in page
        label = web.get(address, headers=PAGE).text
        assert f"Hostile {number:03}" in label


def test_over_a_socket() -> None:
    """With uvicorn, which hands on the address as it was sent."""
    store = ox.Store()
    for slug in ("瀋陽", "a%2Fb", "a/b"):
        triple = f'<{ID}{slug}> <{SY}note> "number {SLUGS.index(slug):03}"'
        store.load(f"{triple} <{GRAPH}gazetteer> .\n{triple} .", ox.RdfFormat.N_QUADS)
    with live(KnowledgeGraph(OxigraphStore(store), Files.bundled())) as base:
        for slug in ("瀋陽", "a%2Fb", "a/b"):
            for address in (f"{base}id/{slug}", base[:-1] + ServerLinks("/", "/").node(ID + slug)):
                answer = httpx.get(address, headers=TURTLE, follow_redirects=True, timeout=60)
                assert answer.status_code == 200, (address, answer.url)
                assert number_of(answer.text) == {f"{SLUGS.index(slug):03}"}


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        # Comunica and rdf-dereference, which is made from it.
        (
            "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
            "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,"
            "application/json;q=0.45,text/n3;q=0.35,application/xml;q=0.3,image/svg+xml;q=0.3,"
            "text/html;q=0.2,application/xhtml+xml;q=0.18",
            ".jsonld",
        ),
        ("application/trig, text/turtle;q=0.5", ".ttl"),
        ("application/trig, text/turtle;q=0", ".trig"),
        ("application/n-quads, */*;q=0.1", ".nq"),
        ("text/html, application/n-quads;q=0.9, text/turtle;q=0.1", ".html"),
    ],
)
def test_triples_come_before_quads(web: TestClient, accept: str, suffix: str) -> None:
    address = ServerLinks("/", "/").node(ID + "瀋陽")
    answer = web.get(address, headers={"Accept": accept}, follow_redirects=False)
    assert answer.headers["location"] == address + suffix
    answer = web.get("/.well-known/void", headers={"Accept": accept}, follow_redirects=False)
    assert answer.headers["location"] == f"/dataset{suffix}"
    if suffix == ".jsonld":
        data = web.get(address + suffix).content
        graphs = {quad.graph_name for quad in ox.parse(data, ox.RdfFormat.JSON_LD)}
        assert graphs == {ox.DefaultGraph()}


def test_headers_are_ascii_whatever_the_server_is_called(hostile: KnowledgeGraph) -> None:
    settings = Settings(base_url="https://例え.jp/圖/")
    with TestClient(application(hostile, settings)) as client:
        address = ServerLinks("/", "/").node(ID + "瀋陽")
        answer = client.get(f"{address}.ttl")
        assert answer.status_code == 200
        assert all(value.isascii() for value in answer.headers.values())
