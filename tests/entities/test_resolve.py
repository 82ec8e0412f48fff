"""Entities by any name, and what to call them."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from sygraph.entities.resolve import LANGUAGES, label, labels, resolve
from sygraph.errors import AmbiguousEntity, UnknownEntity
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES, curie, expand
from sygraph.store.interface import Store


@pytest.fixture(scope="module")
def store(kg: KnowledgeGraph) -> Store:
    return kg.store


def node(short: str) -> NamedNode:
    iri = expand(short)
    assert iri is not None
    return NamedNode(iri)


@pytest.mark.parametrize(
    "name",
    [
        "shenyang",
        "id:shenyang",
        "https://w3id.org/sygraph/id/shenyang",
        "<https://w3id.org/sygraph/id/shenyang>",
        "Shenyang",
        "SHENYANG",
        "  shenyang ",
        "瀋陽",
        "沈阳",
        "瀋陽市",
    ],
)
def test_a_city_by_each_of_its_names(store: Store, name: str) -> None:
    assert curie(resolve(store, name).value) == "id:shenyang"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("拏多多", "id:pinduoduo"),  # as the article misprints it
        ("拼多多", "id:pinduoduo"),
        ("hannover  messe", "id:hannover-messe-2024"),
        ("沈阳桃仙国际机场", "id:taoxian-airport"),
        ("shenyang-2024/340", "shenyang-2024/340"),
        ("sy:City", "sy:City"),
        ("art:shenyang-2024", "art:shenyang-2024"),
        ("sy:referenceDate", "sy:referenceDate"),
    ],
)
def test_other_things_by_their_names(store: Store, name: str, expected: str) -> None:
    assert curie(resolve(store, name).value) == expected


def test_a_misspelled_name_suggests_the_nearest(store: Store) -> None:
    with pytest.raises(UnknownEntity) as caught:
        resolve(store, "Shenyan")
    assert caught.value.name == "Shenyan"
    assert caught.value.suggestions[0] == "Shenyang"


def test_a_shortened_name_suggests_what_it_is_part_of(store: Store) -> None:
    with pytest.raises(UnknownEntity) as caught:
        resolve(store, "桃仙")
    assert "桃仙機場" in caught.value.suggestions


def test_a_name_of_several_entities_lists_them(store: Store) -> None:
    with pytest.raises(AmbiguousEntity) as caught:
        resolve(store, "日韓")
    assert caught.value.candidates == ("id:japan", "id:south-korea")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Atlantis",
        "id:atlantis",
        "https://w3id.org/sygraph/id/atlantis",
        "<not an IRI>",
        "id:",
        "://",
        'x" || true) . # ',
        "\\",
        "x\n} ; DROP ALL",
    ],
)
def test_what_names_nothing_is_unknown_however_it_is_written(store: Store, name: str) -> None:
    with pytest.raises(UnknownEntity):
        resolve(store, name)


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("id:shenyang", ("Shenyang", "瀋陽", "沈阳")),
        ("sy:City", ("city", "城市", "城市")),
        (
            "art:shenyang-2024",
            (
                "Shenyang builds a new frontier of opening-up in Northeast Asia",
                "瀋陽打造東北亞對外開放新前沿",
                "沈阳打造东北亚对外开放新前沿",
            ),
        ),
        ("shenyang-2024/70", ("Wang Yiqiao", "王藝橋", "王艺桥")),
        (
            "id:china-europe-shenyang-rank-northeast",
            ("First in Northeast China", "東北第一", "东北第一"),
        ),
        (
            "id:designation-international-center",
            (
                "International central city of Northeast Asia",
                "東北亞國際化中心城市",
                "东北亚国际化中心城市",
            ),
        ),
        ("id:nothing-at-all", ("id:nothing-at-all",) * 3),
    ],
)
def test_what_a_node_is_called(store: Store, short: str, expected: tuple[str, str, str]) -> None:
    assert tuple(label(store, node(short), lang) for lang in LANGUAGES) == expected


def test_a_partnership_is_called_by_its_partners(store: Store) -> None:
    assert (
        label(store, node("id:partnership-sapporo"), "zh-Hant")
        == "札幌 – 瀋陽 (友城（未說明類別）)"
    )


def test_a_long_quote_is_cut(store: Store) -> None:
    words = [label(store, node("shenyang-2024/20"), lang) for lang in LANGUAGES]
    assert words == [
        "Shenyang, a major city of Northeast China with a long history…",
        "瀋陽，這座歷史悠久的東北重鎮，近日再次被國家賦予…",
        "沈阳，这座历史悠久的东北重镇，近日再次被国家赋予…",
    ]


def test_an_unknown_language_falls_back(store: Store) -> None:
    assert label(store, node("id:shenyang"), "fr") == "Shenyang"
    assert label(store, node("id:shenyang"), "zh-HK") == "瀋陽"


def test_many_labels_at_once_keep_their_order(store: Store) -> None:
    nodes = [node("id:seoul"), node("id:partnership-geoje"), node("id:seoul"), node("id:japan")]
    assert list(labels(store, nodes).items()) == [
        (nodes[0], "Seoul"),
        (nodes[1], "Geoje – Shenyang (partner city, kind not stated)"),
        (nodes[3], "Japan"),
    ]
    assert labels(store, []) == {}


def test_every_entity_is_found_by_its_own_label_or_shares_it(store: Store) -> None:
    rows = store.select(
        "SELECT ?x ?label { GRAPH graph:gazetteer { ?x a ?type ; skos:prefLabel ?label } "
        f"FILTER(STRSTARTS(STR(?x), '{PREFIXES['id']}')) }}"
    )
    checked = 0
    for row in rows:
        found: tuple[str, ...]
        try:
            found = (curie(resolve(store, row["label"].value).value),)
        except AmbiguousEntity as error:
            found = error.candidates
        assert curie(row["x"].value) in found
        checked += 1
    assert checked > 300
