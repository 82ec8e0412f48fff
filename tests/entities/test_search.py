"""Whatever form of a name is typed, the entity or the sentence is found."""

from __future__ import annotations

import pytest

from sygraph.entities.facts import term
from sygraph.entities.search import Hit, fold, search
from sygraph.errors import SygraphError
from sygraph.namespaces import curie
from sygraph.store.interface import OxigraphStore, Store


@pytest.fixture(scope="module")
def store() -> Store:
    return OxigraphStore.bundled()


def found(hits: list[Hit]) -> list[str]:
    return [curie(hit.iri.value) for hit in hits]


@pytest.mark.parametrize("name", ["沈阳", "瀋陽", "Shenyang", "SHENYANG", " shenyang ", "瀋陽市"])
def test_the_city_comes_first_by_each_of_its_names(store: Store, name: str) -> None:
    assert found(search(store, name))[0] == "id:shenyang"


@pytest.mark.parametrize("words", ["618萬單", "618万单", "６１８萬單"])
def test_a_figure_finds_its_sentence(store: Store, words: str) -> None:
    hits = search(store, words)
    assert [hit.kind for hit in hits] == ["passage"]
    assert hits[0].text.startswith("今年4月，伴隨着瀋陽直飛洛杉磯的跨境電商貨運包機順利起飛")
    assert hits[0].text[slice(*hits[0].span)] == "618萬單"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("穩居東北第一", "據統計，2023年以來中歐班列（瀋陽）累計開行量穩居東北第一、全國前列。"),
        ("稳居东北第一", "據統計，2023年以來中歐班列（瀋陽）累計開行量穩居東北第一、全國前列。"),
        # The print breaks this sentence after 中國連.
        ("中国连接欧亚大陆桥", "地處東北亞經濟圈的中心，瀋陽是中國連接歐亞大陸橋的重要節點和面向"),
        # Curly quotes for corner brackets, a hyphen for a dash, round brackets of either width.
        ("“外事+”赋能“国际沈”", "「外事+」賦能「國際瀋」魅力升級"),
        ("1-9月进出口", "外貿「破零」等一系列關鍵舉措相繼推出，2023年實現進出口總額1469.3億元"),
        ("中欧班列(沈阳)集结中心，形成", "陸上通道方面，瀋陽積極爭創國家中歐班列（瀋陽）集結中心"),
        # All words, in any order.
        ("卡托维兹 喀麦隆", "今年，瀋陽已成功舉辦了紀念中美建交45周年音樂交流活動"),
    ],
)
def test_words_of_the_article_find_their_sentence(store: Store, words: str, sentence: str) -> None:
    hits = [hit for hit in search(store, words) if hit.kind == "passage"]
    assert [hit.text[: len(sentence)] for hit in hits] == [sentence]


def test_an_exact_name_precedes_longer_ones_and_passages_come_last(store: Store) -> None:
    hits = search(store, "中歐班列")
    assert found(hits)[:3] == [
        "id:china-europe-railway-express",
        "id:china-europe-shenyang",
        "id:china-europe-assembly-center",
    ]
    # The article has it in a caption and four sentences, the first before the caption.
    assert [hit.kind for hit in hits[3:]] == ["passage"] * 5
    assert hits[3].text.startswith("協同哈爾濱、長春、大連深化東北亞區域合作")
    assert hits[4].text == "中歐班列"


def test_the_misprint_and_its_mend_name_one_company(store: Store) -> None:
    for name in ("拏多多", "拼多多", "Pinduoduo"):
        assert found(search(store, name))[0] == "id:pinduoduo"


def test_the_name_comes_in_the_language_asked_for(store: Store) -> None:
    assert search(store, "Munich", lang="zh-Hant")[0].label == "慕尼黑"
    assert search(store, "慕尼黑", lang="en")[0].label == "Munich"
    assert search(store, "Munich", lang="zh-Hans")[0].classes == ("城市",)


def test_a_term_of_the_ontology_is_found_too(store: Store) -> None:
    assert ("sy:AirRoute", "term") in [
        (curie(hit.iri.value), hit.kind) for hit in search(store, "air route")
    ]


def test_no_more_than_asked_for(store: Store) -> None:
    assert len(search(store, "瀋陽")) > 5
    assert search(store, "瀋陽", limit=5) == search(store, "瀋陽")[:5]


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("Airport economic zone", ("planned",)),
        ("集結中心", ("planned", "sought")),
        ("多式聯運體系", ("under way",)),
        ("Taoxian Airport", ()),
    ],
)
def test_what_is_not_there_yet_says_so(store: Store, name: str, statuses: tuple[str, ...]) -> None:
    hit = search(store, name)[0]
    assert hit.statuses == statuses
    assert hit.as_dict().get("statuses", []) == list(statuses)
    assert hit.as_text().endswith(", ".join(["", *statuses]))


def test_what_is_not_there_is_not_found(store: Store) -> None:
    assert search(store, "廣州") == []


@pytest.mark.parametrize("text", ["", "  ", "\u0301"])
def test_nothing_to_look_for_is_refused(store: Store, text: str) -> None:
    with pytest.raises(SygraphError, match="nothing to search for"):
        search(store, text)


@pytest.mark.parametrize("text", ['" } DROP ALL #', "\\", "'''", "<x>", "?s", "\x00"])
def test_signs_of_sparql_are_only_text(store: Store, text: str) -> None:
    assert search(store, text) == []


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Yaounde", "Yaoundé"),
        ("STRASSE", "straße"),
        ("2024", "２０２４"),
        ("里程碑", "里程碑"),
        ("发", "發"),
        ("发", "髮"),
        ("台", "臺"),
    ],
)
def test_what_search_overlooks(typed: str, printed: str) -> None:
    assert fold(typed) == fold(printed)


def test_folding_makes_each_traditional_name_its_simplified_one(store: Store) -> None:
    """Both names of an entity are the same characters, so no other mapping is needed."""
    rows = list(
        store.select(
            "SELECT ?hant ?hans { ?s skos:prefLabel ?hant, ?hans"
            ' FILTER(LANGMATCHES(LANG(?hant), "zh-Hant") && LANGMATCHES(LANG(?hans), "zh-Hans"))'
            " FILTER(STRSTARTS(STR(?s), STR(id:))) }"
        )
    )
    assert rows
    names = [(term(row["hant"]).value, term(row["hans"]).value) for row in rows]
    assert [pair for pair in names if fold(pair[0]) != fold(pair[1])] == []
