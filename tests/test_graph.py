"""The graph as one object: every method answers as its module does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import sygraph
from sygraph.data import Files
from sygraph.errors import BadParameter, DataError, UnknownEntity, UnknownQuery
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import curie
from sygraph.rdf.values import IRI


def test_the_front_door_has_what_it_lists() -> None:
    assert sygraph.KnowledgeGraph is KnowledgeGraph
    assert issubclass(sygraph.SygraphError, Exception)
    assert all(hasattr(sygraph, name) for name in sygraph.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'close'"):
        sygraph.close  # type: ignore[attr-defined]  # noqa: B018


def test_a_named_query_gives_rows_with_native_values(kg: KnowledgeGraph) -> None:
    rows = list(kg.query("partner-cities", country="日本"))
    assert [(row.label, row["countryLabel"]) for row in rows] == [
        ("Kawasaki", "Japan"),
        ("Sapporo", "Japan"),
        ("Sasebo", "Japan"),
    ]


def test_text_gives_native_values(kg: KnowledgeGraph) -> None:
    [row] = kg.query("""
        SELECT ?value ?start ?bound ?day ?ongoing {
          id:shenyang-foreign-enterprises-since-2023 sy:value ?value ; sy:periodStart ?start ;
            sy:bound ?bound ; sy:lastDay ?day ; sy:ongoing ?ongoing
        }
    """)
    assert row.value == Decimal(317)
    assert str(row.start) == "2023"
    assert isinstance(row.bound, IRI)
    assert row.bound.curie == "sy:exact"
    assert row.day == date(2024, 10, 29)
    assert row.ongoing is True


def test_evidence_comes_when_asked_for(kg: KnowledgeGraph) -> None:
    [row] = kg.query("SELECT ?n { id:route-los-angeles-cargo sy:value ?n }", evidence=True)
    assert [evidence.passage.curie for evidence in row.evidence] == ["shenyang-2024/240"]
    [row] = kg.query("SELECT ?n { id:route-los-angeles-cargo sy:value ?n }")
    assert row.evidence == ()


def test_wrong_names_are_errors_that_keep_them(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownQuery) as query:
        kg.query("partner-citys")
    assert query.value.suggestions[0] == "partner-cities"
    with pytest.raises(BadParameter) as parameter:
        kg.query("partner-cities", contry="日本")
    assert parameter.value.name == "contry"
    with pytest.raises(UnknownEntity) as entity:
        kg.query("partner-cities", country="Atlantis")
    assert entity.value.name == "Atlantis"
    with pytest.raises(UnknownEntity):
        kg.show("Atlantis")


def test_a_parameter_may_bear_any_name(kg: KnowledgeGraph) -> None:
    with pytest.raises(BadParameter) as caught:
        kg.query("partner-cities", query="x")
    assert caught.value.name == "query"


def test_names_resolve_and_nodes_have_labels(kg: KnowledgeGraph) -> None:
    assert curie(kg.resolve("沈阳").value) == "id:shenyang"
    assert kg.label(kg.resolve("shenyang"), "zh-Hant") == kg.label("Shenyang", "zh-Hant") == "瀋陽"


def test_it_searches_shows_and_connects(kg: KnowledgeGraph) -> None:
    assert curie(kg.search("618万单")[0].iri.value) == "shenyang-2024/240"
    assert [hit.label for hit in kg.search("沈阳", lang="zh-Hant", limit=1)] == ["瀋陽"]
    assert kg.show("寶馬", lang="zh-Hant").label == kg.label("寶馬", "zh-Hant")
    [path] = kg.paths("莫斯科", "瀋陽")
    assert [curie(node.value) for node in path.nodes] == [
        "id:moscow",
        "id:route-moscow",
        "id:shenyang",
    ]


def test_its_network_is_whole_or_about_one_entity(kg: KnowledgeGraph) -> None:
    whole, near = kg.to_networkx(), kg.to_networkx(about="Katowice", depth=1)
    assert "id:katowice" in near
    assert set(near) < set(whole)
    assert near.nodes["id:katowice"]["label"] == "Katowice"


def test_it_counts_and_checks(kg: KnowledgeGraph, workspace: Files) -> None:
    assert {count.name: count.count for count in kg.stats()}["passages"] == 71
    trig = workspace.articles[0].path
    text = trig.read_text(encoding="utf-8")
    trig.write_text(text.replace("sy:value 317.0", "sy:value 371.0"), encoding="utf-8")
    faults = sygraph.open(workspace.root).check().faults
    assert "shenyang-2024/530 id:shenyang-foreign-enterprises-since-2023" in [
        fault.where for fault in faults
    ]


def test_a_copy_with_a_broken_file_does_not_open(workspace: Files) -> None:
    workspace.gazetteer.write_text("no turtle", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        sygraph.open(workspace.root)
    assert caught.value.path == str(workspace.gazetteer)
