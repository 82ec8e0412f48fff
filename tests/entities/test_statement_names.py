"""What statements are called in each language."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode

from sygraph.entities.resolve import LANGUAGES, label, labels_in
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES, expand
from sygraph.store.interface import OxigraphStore
from sygraph.text.name_forms import simplified

HAN = re.compile("[\u2e80-\u9fff\uff00-\uffef]")


def node(short: str) -> NamedNode:
    iri = expand(short)
    assert iri is not None
    return NamedNode(iri)


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        (
            "id:ftz-trade-2023",
            (
                "Total trade · Shenyang Area of the Liaoning Pilot Free Trade Zone"
                " · CNY 7.471 bn · 2023",
                "進出口總額 · 自貿區瀋陽片區 · 74.71億元 · 2023年",
                "进出口总额 · 自贸区沈阳片区 · 74.71亿元 · 2023年",
            ),
        ),
        (
            "id:shenyang-trade-2023-growth",
            (
                "Growth of total trade · Shenyang · 4.6% · 2023",
                "進出口總額增幅 · 瀋陽 · 4.6% · 2023年",
                "进出口总额增幅 · 沈阳 · 4.6% · 2023年",
            ),
        ),
        (
            "id:fairs-2023-signed-value-share",
            (
                "Share of value of signed projects · Shenyang · at least 50% · 2023",
                "簽約額佔比 · 瀋陽 · 至少50% · 2023年",
                "签约额占比 · 沈阳 · 至少50% · 2023年",
            ),
        ),
        (
            "id:taoxian-airport-routes",
            (
                "Shenyang Taoxian International Airport · 211 air routes · at present",
                "瀋陽桃仙國際機場 · 211條航線 · 目前",
                "沈阳桃仙国际机场 · 211条航线 · 目前",
            ),
        ),
        (
            "id:target-2035-commute",
            (
                "Passenger travel time · Shenyang · Shenyang metropolitan area · 1 hour · by 2035",
                "客運時間 · 瀋陽 · 瀋陽都市圈 · 1小時 · 到2035年",
                "客运时间 · 沈阳 · 沈阳都市圈 · 1小时 · 到2035年",
            ),
        ),
        (
            "id:partnership-sapporo",
            (
                "Sapporo – Shenyang (partner city, kind not stated)",
                "札幌 – 瀋陽 (友城（未說明類別）)",
                "札幌 – 沈阳 (友城（未说明类别）)",
            ),
        ),
        (
            "id:undertaking-multimodal",
            (
                "Actively building a multimodal transport system",
                "積極構建多式聯運體系",
                "积极构建多式联运体系",
            ),
        ),
    ],
)
def test_a_statement_is_called(
    kg: KnowledgeGraph, short: str, expected: tuple[str, str, str]
) -> None:
    assert tuple(label(kg.store, node(short), lang) for lang in LANGUAGES) == expected


def test_every_statement_has_a_name_in_the_reader_s_script(kg: KnowledgeGraph) -> None:
    rows = kg.store.select("SELECT DISTINCT ?s { ?s a sy:Statement }")
    statements = [row["s"] for row in rows]
    assert len(statements) > 90
    names = labels_in(kg.store, [one for one in statements if isinstance(one, NamedNode)])
    assert [name for name in names["en"].values() if HAN.search(name)] == []
    assert [name for name in names["zh-Hans"].values() if simplified(name) != name] == []


HEAD = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            'id:s a sy:Undertaking ; schema:agent id:a ; schema:object id:b ; sy:statedAs "建" ;'
            ' sy:periodStart "2024"^^xsd:gYear ; sy:ongoing true .',
            "Undertaking · Alpha · Beta · since 2024",
        ),
        (
            'id:s a sy:Ranking ; sy:of id:a ; sy:among id:b ; sy:statedAs "第一" .',
            "sy:Ranking · Alpha · Beta",
        ),
        ('id:s a sy:Target ; sy:goal "更開放" .', "更開放"),
    ],
)
def test_without_a_translation_it_is_called_by_class_actor_and_object(
    facts: str, expected: str
) -> None:
    store = ox.Store()
    labels = (
        'sy:Undertaking skos:prefLabel "undertaking"@en . id:a skos:prefLabel "Alpha"@en .'
        'id:b skos:prefLabel "Beta"@en .'
    )
    store.load((HEAD + labels + facts).encode(), ox.RdfFormat.TURTLE)
    assert label(OxigraphStore(store), node("id:s")) == expected
