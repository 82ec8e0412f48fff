"""The rules for plain web hosts, followed as Apache's mod_rewrite follows them."""

from __future__ import annotations

import re
from collections.abc import Collection
from xml.etree import ElementTree as XML

import pytest

from sygraph import __version__
from sygraph.rdf.formats import Format
from sygraph.site.hosting import (
    FOLDERS,
    apache,
    headers,
    not_found,
    redirects,
    robots,
    sitemap,
    w3id,
)

FORMATS = [Format.named(name) for name in ("turtle", "jsonld", "ntriples")]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# What mod_rewrite knows and these rules use.
TESTED = re.compile(r"%\{(?:HTTP:)?([\w-]+)\}|\$(\d)")


def followed(
    rules: str,
    path: str,
    *,
    accept: str = "",
    language: str = "",
    base: str = "/kg/",
    files: Collection[str] = (),
) -> tuple[int, str]:
    """What a request for a path below the base is answered with: a status, and which address."""
    known = {
        "HTTP_ACCEPT": accept,
        "Accept-Language": language,
        "REQUEST_URI": base + path,
        "REQUEST_FILENAME": path,
    }
    environment: dict[str, str] = {}
    conditions: list[str] = []
    for line in rules.splitlines():
        words = line.split()
        if words[:1] == ["RewriteCond"]:
            conditions.append(line.removeprefix("RewriteCond "))
        if words[:1] != ["RewriteRule"]:
            continue
        _, pattern, substitution, flags = words
        met, conditions = conditions, []
        found = re.search(pattern, path)
        if found is None:
            continue
        last: re.Match[str] | None = None
        for condition in met:
            last = holds(condition, found, known, files)
            if last is None:
                break
        if met and last is None:
            continue
        for flag in flags.strip("[]").split(","):
            if flag.startswith("E="):
                name, _, value = flag[2:].partition(":")
                assert last is not None
                environment[name] = last[int(value[1:])]
        if substitution == "-":
            continue
        target = re.sub(r"%\{ENV:(\w+)\}", lambda m: environment[m[1]], substitution)
        target = found.expand(re.sub(r"\$(\d)", r"\\g<\1>", target))
        redirected = re.search(r"R=(\d+)", flags)
        return (int(redirected[1]) if redirected else 200), target
    return (200 if path in files else 404), path


def holds(
    condition: str, found: re.Match[str], known: dict[str, str], files: Collection[str]
) -> re.Match[str] | None:
    """Whether a condition holds; its groups are what the rule may use."""
    ignoring = condition.endswith(" [NC]")
    tested, _, pattern = condition.removesuffix(" [NC]").partition(" ")
    text = TESTED.sub(lambda m: known[m[1]] if m[1] else found[int(m[2])], tested)
    if pattern == "-f":
        return re.match("", "") if text in files else None
    return re.search(pattern, text, re.I if ignoring else 0)


RULES = apache(FORMATS)


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", ".html"),
        ("*/*", ".html"),
        (BROWSER, ".html"),
        ("text/turtle", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/n-triples, text/html;q=0.5", ".nt"),
        ("text/html, text/turtle;q=0.5", ".html"),
        ("TEXT/TURTLE", ".ttl"),
        ("application/x-unheard-of", ".html"),
    ],
)
@pytest.mark.parametrize(
    "node",
    [
        *("id/shenyang", "passage/shenyang-2024/340", "article/shenyang-2024", "dataset"),
        *("ontology", "ontology/City", "graph/gazetteer"),
    ],
)
def test_a_name_leads_to_what_is_asked_for(node: str, accept: str, suffix: str) -> None:
    assert followed(RULES, node, accept=accept) == (303, f"/kg/{node}{suffix}")
    assert followed(RULES, node, accept=accept, base="/") == (303, f"/{node}{suffix}")


@pytest.mark.parametrize(
    ("language", "folder"),
    [
        ("", ""),
        ("en-GB,en;q=0.9,zh-CN;q=0.8", ""),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-hant/"),
        ("zh-HK", "zh-hant/"),
        ("zh-Hant", "zh-hant/"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans/"),
        ("zh", "zh-hans/"),
        ("ja,zh-TW;q=0.5", "zh-hant/"),
        ("fr, de", ""),
    ],
)
def test_a_page_is_in_the_language_wanted_first(language: str, folder: str) -> None:
    asked = followed(RULES, "id/seoul", accept=BROWSER, language=language)
    assert asked == (303, f"/kg/{folder}id/seoul.html")


def test_pages_and_files_are_left_as_they_are() -> None:
    files = {"map.html", "id/seoul.html", "id/seoul.ttl", "zh-hant/map.html"}
    assert followed(RULES, "map", files=files) == (200, "map.html")
    assert followed(RULES, "zh-hant/map", files=files) == (200, "zh-hant/map.html")
    for file in files:
        assert followed(RULES, file, accept="text/turtle", files=files) == (200, file)
    assert followed(RULES, "nothing", files=files) == (404, "nothing")


@pytest.mark.parametrize(
    ("path", "target"),
    [(".well-known/void", "dataset"), (f"ontology/{__version__}", "ontology")],
)
def test_what_is_known_by_other_names_is_found(path: str, target: str) -> None:
    assert followed(RULES, path) == (303, f"/kg/{target}")


def test_w3id_negotiates_for_hosts_that_cannot() -> None:
    rules = w3id("https://example.org/kg/", FORMATS)
    seoul = "https://example.org/kg/id/seoul"
    assert followed(rules, "id/seoul", accept="text/turtle") == (303, f"{seoul}.ttl")
    assert followed(rules, "id/seoul", accept=BROWSER) == (303, f"{seoul}.html")
    assert followed(rules, "") == (302, "https://example.org/kg/")
    assert followed(rules, "sitemap.xml") == (302, "https://example.org/kg/sitemap.xml")


def test_other_hosts_are_told_as_much_as_they_understand() -> None:
    for line in redirects().splitlines():
        source, target, status, *_ = line.split()
        assert source.startswith("/") and target.startswith("/") and status in ("302", "303")
    assert "/.well-known/void  /dataset.ttl  303" in redirects()
    told = headers(FORMATS)
    for format in FORMATS:
        assert f"/*{format.suffix}\n  Content-Type: {format.media_type}; charset=utf-8" in told
    assert not_found("https://example.org/kg/") == "ErrorDocument 404 /kg/404.html\n"


def test_the_sitemap_has_each_page_in_each_language() -> None:
    base = "https://example.org/kg/"
    text = sitemap(base, ["", "id/seoul.html"], "2026-11-24")
    namespaces = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    urls = XML.fromstring(text).findall("s:url", namespaces)
    addresses = [url.findtext("s:loc", "", namespaces) for url in urls]
    assert addresses == [
        base + folder + page for page in ("", "id/seoul.html") for folder in FOLDERS.values()
    ]
    for url in urls:
        assert url.findtext("s:lastmod", "", namespaces) == "2026-11-24"
        others = {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", namespaces)
        }
        assert set(others) == set(FOLDERS)
        assert url.findtext("s:loc", "", namespaces) in others.values()
    assert robots(base).endswith(f"Sitemap: {base}sitemap.xml\n")
