"""What a careful reader finds in the article, asked in plain SPARQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sygraph.check import run_check
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph

TRIG = "graph/shenyang-2024.trig"
EIGHT = {
    "china-us-45th-music-event",
    "summer-music-day-2024",
    "zhenxing-cup-2024",
    "new-year-recital-2024",
    "sino-german-concert-2024",
    "sino-french-tea-day-2024",
    "katowice-live-stream-2024",
    "yaounde-pupils-video-2024",
}
PROGRAMME = {
    "sino-korean-friendship-night",
    "sino-korean-food-festival",
    "sino-korean-youth-taekwondo",
    "sino-korean-art-exhibition",
}


def slugs(kg: KnowledgeGraph, query: str, column: str, **params: Any) -> set[str]:
    return {str(row[column]).rpartition("/")[2] for row in kg.query(query, **params)}


def found(kg: KnowledgeGraph, pattern: str) -> set[str]:
    return slugs(kg, f"SELECT DISTINCT ?x {{ {pattern} }}", "x")


# Whom a figure is about


def test_what_was_signed_during_the_fairs_is_about_the_city(kg: KnowledgeGraph) -> None:
    pattern = "?figure sy:of ?x ; sy:during id:fairs-2023 ; sy:measure {} ; sy:value {}"
    assert found(kg, pattern.format("sy:signedValue", "?v")) == {"shenyang"}
    assert found(kg, pattern.format("sy:share", "?v")) == {"shenyang"}
    assert found(kg, "?x sy:note ?n FILTER(CONTAINS(?n, '期間'))") == {"490"}
    [row] = kg.query("figures", subject="瀋陽", measure="sy:signedValue")
    assert row["value"] == 261_360_000_000


def test_what_was_signed_during_the_fairs_is_not_divided_by_all_projects(
    kg: KnowledgeGraph,
) -> None:
    assert slugs(kg, "signed-value-per-project", "subject") == {"hello-seoul"}


# Partner cities


def test_no_city_is_said_to_be_one_of_the_23(kg: KnowledgeGraph) -> None:
    assert found(kg, "id:shenyang-sister-cities dcterms:hasPart ?x") == set()
    assert found(kg, "?x a sy:Partnership ; dcterms:type sy:sisterCity") == set()
    assert len(found(kg, "id:shenyang-partner-cities dcterms:hasPart ?x . ?x a sy:City")) == 8
    assert found(kg, "id:undertaking-sister-city-upgrade schema:object ?x") == found(
        kg, "?x a sy:Partnership ; dcterms:type sy:partnerCity"
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "partner city, kind not stated"), ("zh-Hant", "友城（未說明類別）")],
)
def test_each_answer_says_that_the_kind_is_not_stated(
    kg: KnowledgeGraph, lang: str, words: str
) -> None:
    for rows in (
        kg.query("is-sister-city", city="佐世保", lang=lang),
        kg.query("partner-cities", country="日本", lang=lang),
    ):
        assert {str(row["kindLabel"]) for row in rows} == {words}
    counts = {str(row["label"]): row["named"] for row in kg.query("partner-counts", lang=lang)}
    assert counts.pop(words) == 8
    assert set(counts.values()) == {0}


# Dates


def test_what_was_held_by_the_day_of_the_article_certainly_was(kg: KnowledgeGraph) -> None:
    days = {"from": "2024-01-01", "to": "2024-10-29"}
    assert slugs(kg, "events-between", "event", **days) >= EIGHT
    assert found(kg, "?x sy:notAfter ?day") == EIGHT


def test_only_the_launch_of_the_week_is_certainly_in_september(kg: KnowledgeGraph) -> None:
    september = slugs(kg, "events-between", "event", **{"from": "2024-09-01", "to": "2024-09-30"})
    assert not PROGRAMME & september
    assert "korea-week-2024-launch" in september
    october = slugs(kg, "events-between", "event", **{"from": "2024-09-01", "to": "2024-10-29"})
    assert PROGRAMME | {"korea-week-2024"} <= october


def test_a_series_has_no_date(kg: KnowledgeGraph) -> None:
    assert found(kg, "?x a sy:EventSeries ; sy:firstDay|sy:lastDay ?day") == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # by a day that is not the reference date
        ('"2024-10-29"^^xsd:date ; schema:organizer id:shenyang ; schema:position', None),
        # 已 stands in the sentence, not in p:640
        (
            "id:mayors-exchange-day sy:underInitiative id:hello-shenyang-brand ;"
            ' sy:notBefore "2024"',
            "id:mayors-exchange-day sy:underInitiative id:hello-shenyang-brand ;"
            ' sy:notAfter "2024-10-29"^^xsd:date ; sy:notBefore "2024"',
        ),
    ],
)
def test_by_now_is_said_only_where_the_words_say_so(
    old: str, new: str | None, workspace: Files
) -> None:
    path: Path = workspace.root / TRIG
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new or old.replace("-29", "-28")), "utf-8")
    faults = run_check(workspace, shapes=False).faults
    assert any(fault.kind == "date" and "notAfter" in fault.message for fault in faults)


# What is another name, and what is not


def test_a_brand_names_neither_the_city_nor_a_festival(kg: KnowledgeGraph) -> None:
    names = "skos:prefLabel|skos:altLabel|skos:hiddenLabel"
    assert found(kg, f"?x {names} '國際瀋'@zh-Hant") == {"international-shenyang-brand"}
    assert found(kg, f"?x {names} '你好，瀋陽'@zh-Hant") == {"hello-shenyang-brand"}
    festival = "id:sino-french-culture-spring-2024"
    assert "summer-music-day-2024" in found(kg, "?x sy:underInitiative id:hello-shenyang-brand")
    assert not kg.query(f"ASK {{ {festival} sy:underInitiative ?brand }}")
    assert not kg.query(f"ASK {{ {festival} {names} ?n FILTER(CONTAINS(?n, '你好')) }}")
    assert kg.query(f"ASK {{ {festival} {names} 'Croisements Festival'@en }}")


# What is not there yet


def test_a_planned_thing_is_told_from_one_that_stands(kg: KnowledgeGraph) -> None:
    facilities = found(kg, "?x a sy:Facility")
    planned = found(kg, "?x a sy:Facility ; sy:status ?status")
    assert facilities - planned == {"bmw-lydia-plant"}
    assert found(kg, "?x a sy:Zone ; sy:status sy:planned") == {"airport-economic-zone"}


def test_every_query_that_lists_what_is_planned_says_so(kg: KnowledgeGraph) -> None:
    """Whatever named query gives a planned thing without parameters has a column for its status."""
    planned = {str(row["x"]) for row in kg.query("SELECT ?x { ?x a sy:Entity ; sy:status ?s }")}
    for name, query in kg.queries.items():
        if query.form != "SELECT":
            continue
        answer = kg.query(name)
        listed = {column for row in answer for column in row if str(row[column]) in planned}
        if listed - {"item"} and name != "passage-facts":  # which lists each status as a fact
            assert {"status", "objectStatus"} & set(answer.columns), (name, listed)


# Who acts


def test_who_acts_speaks_or_leads_is_an_agent(kg: KnowledgeGraph) -> None:
    roles = "schema:agent|schema:organizer|sy:launchedBy|schema:performer|sy:saidBy|sy:conferredBy"
    assert found(kg, f"?s {roles} ?x FILTER NOT EXISTS {{ ?x a prov:Agent }}") == set()
    assert found(kg, "?x a sy:City FILTER NOT EXISTS { ?x a sy:Agent }") == set()
    assert found(kg, "?x a sy:Facility , sy:Agent") == set()


# What was missing


@pytest.mark.parametrize(
    ("passage", "fact"),
    [
        ("p:10", "id:hun-river geosparql:sfCrosses id:shenyang"),
        ("p:170", "id:target-gateway-hub a sy:Undertaking ; sy:status sy:planned"),
        ("p:180", "id:undertaking-opening-platforms schema:object id:planned-opening-platforms"),
        ("p:210", "id:air-land-sea-net-ranking a sy:Ranking ; sy:of id:air-land-sea-net"),
        ("p:260", "id:taoxian-airport-routes sy:ongoing true"),
        ("p:260", "id:taoxian-airport-cities sy:ongoing true"),
        ("p:310", "id:china-europe-shenyang sy:serves id:shenyang"),
        ("p:490", "id:korea-week-2023 sy:involves id:south-korea , id:shenyang"),
        ("p:490", "id:korea-week sy:involves id:south-korea , id:shenyang"),
        ("p:490", "id:liaoqiahui sy:involves id:liaoning"),
        ("p:650", "id:daejeon-hunnan-meeting sy:involves id:hunnan-tech-city"),
    ],
)
def test_the_words_that_state_it_are_cited(kg: KnowledgeGraph, passage: str, fact: str) -> None:
    assert kg.query(f"ASK {{ GRAPH {passage} {{ {fact} }} }}")


def test_a_city_is_not_a_concept(kg: KnowledgeGraph) -> None:
    assert found(kg, "?x a sy:Entity ; skos:exactMatch ?y") == set()
    assert "shenyang" in found(kg, "?x owl:sameAs <https://sws.geonames.org/2034937/>")
