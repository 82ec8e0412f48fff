"""A question in words leads to the named query, figure, entity or passage that answers it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ask import ask_all, questions
from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.queries.asking import Asking
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore

TUNED = [question for question in questions() if question["half"] == "tune"]
HELD_OUT = [question for question in questions() if question["half"] == "held-out"]
# Where an entity that the question names comes first.
SECOND = {"跨境电商相关的事物"}


def best(kg: KnowledgeGraph, question: str) -> tuple[str, dict[str, str]]:
    one = kg.ask(question)[0]
    return one.name.rpartition("/")[2], dict(one.params)


@pytest.mark.parametrize("question", TUNED, ids=lambda question: question["ask"])
def test_a_question_leads_to_its_query(kg: KnowledgeGraph, question: dict[str, Any]) -> None:
    found = kg.ask(question["ask"], lang=question["lang"])[: 3 if question["ask"] in SECOND else 1]
    [right] = [one for one in found if one.name == question["query"]]
    assert question.get("params", {}).items() <= right.params.items()


def test_most_questions_that_nothing_was_tuned_on_lead_to_theirs(kg: KnowledgeGraph) -> None:
    found = ask_all(Asking(kg.store, kg.queries), HELD_OUT)
    places = [one.place or 99 for one in found]
    assert sum(place == 1 for place in places) >= 0.8 * len(places)
    assert sum(place <= 3 for place in places) >= 0.95 * len(places)


def test_the_questions_are_as_many_in_each_language_and_half() -> None:
    for lang in ("en", "zh-Hant", "zh-Hans"):
        for half in (TUNED, HELD_OUT):
            assert sum(question["lang"] == lang for question in half) == 10


@pytest.mark.parametrize(
    ("question", "name", "params"),
    [
        ("how many sister cities", "partner-counts", {}),
        ("友城有多少", "partner-counts", {}),
        ("trade volume", "trade-totals", {}),
        ("沈阳去年外贸", "trade-totals", {"subject": "id:shenyang"}),
        ("shenyang's airport", "taoxian-airport", {}),
        ("沈阳的机场", "taoxian-airport", {}),
        ("1469", "shenyang-trade-2023", {}),
        ("618萬單", "route-los-angeles-parcels", {}),
        ("Katowice", "katowice", {}),
        ("Shenyang and Daejeon", "connections", {"a": "id:shenyang", "b": "id:daejeon"}),
        # The airport is the only one of its class.
        (
            "how are Katowice and the airport connected",
            "connections",
            {"a": "id:katowice", "b": "id:taoxian-airport"},
        ),
        ("when does the fair open", "timeline", {}),
        ("when did the events start", "timeline", {}),
        ("open figures", "open-figures", {}),
        # A passage with all the words apart is not the answer.
        ("2023 imports and exports of Shenyang", "trade-totals", {"subject": "id:shenyang"}),
        # 韩国周 is a name of its own, and 么 is not the traditional form of 幺.
        ("韩国周是什么时候", "korea-week", {}),
        ("韓國周是什麼時候", "korea-week", {}),
    ],
)
def test_a_few_words_lead_to_the_answer(
    kg: KnowledgeGraph, question: str, name: str, params: dict[str, str]
) -> None:
    assert best(kg, question) == (name, params)


def test_a_number_that_no_passage_states_leads_to_no_empty_answer_first(
    kg: KnowledgeGraph,
) -> None:
    found = kg.ask("1469")
    assert found[0].kind == "figure"
    assert {"query": "where-stated", "params": {"number": "1469"}}.items() <= (
        next(one for one in found if one.kind == "query").as_dict().items()
    )


@pytest.mark.parametrize(
    "questions",
    [
        ["Japanese sister cities", "sister cities in Japan", "Japan's sister city", "日本友城",
         "日本的友好城市", "JAPANESE SISTER CITIES", "japnese sister citys",
         "Japan: sister cities"],
        ["沈阳进出口总额", "瀋陽進出口總額", "Shenyang's trade volume", "volume of Shenyang trade",
         "shenyang trade volme"],
        ["events in Korea", "Korean events", "韓國的活動", "韩国活动"],
    ],
    ids=lambda questions: questions[0],
)  # fmt: skip
def test_inflection_order_script_and_typing_errors_do_not_matter(
    kg: KnowledgeGraph, questions: list[str]
) -> None:
    assert len({str(best(kg, question)) for question in questions}) == 1


def test_the_suggestions_are_ranked_and_each_is_there_once(kg: KnowledgeGraph) -> None:
    found = kg.ask("Korea Week", limit=None)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len({one.name for one in found}) == len(found)
    assert all(0 < score <= 1 for score in scores)
    assert {"query", "entity", "passage"} <= {one.kind for one in found} or len(found) > 5
    assert len(kg.ask("Korea Week", limit=2)) == 2


def test_words_of_the_article_lead_to_their_sentence(kg: KnowledgeGraph) -> None:
    found = kg.ask("伴隨着瀋陽直飛洛杉磯的跨境電商貨運包機順利起飛")
    assert found[0].as_dict().items() >= {"passage": "shenyang-2024/240", "kind": "passage"}.items()


def test_labels_come_in_the_language_asked_for(kg: KnowledgeGraph) -> None:
    asked = {lang: kg.ask("日本友城", lang=lang)[0] for lang in ("en", "zh-Hant", "zh-Hans")}
    assert {lang: one.values["country"] for lang, one in asked.items()} == {
        "en": "Japan", "zh-Hant": "日本", "zh-Hans": "日本"}  # fmt: skip
    assert asked["zh-Hant"].label == kg.queries["partner-cities"].summary_zh
    figures = {lang: kg.ask("1469", lang=lang)[0].label for lang in asked}
    assert figures["en"] == "Total trade · Shenyang · CNY 146.93 bn · 2023"
    assert figures["zh-Hans"] == "进出口总额 · 沈阳 · 1,469.3亿元 · 2023年"


def test_every_query_that_comes_first_has_an_answer_or_says_that_there_is_none(
    kg: KnowledgeGraph,
) -> None:
    for question in TUNED:
        one = next(one for one in kg.ask(question["ask"]) if one.kind == "query")
        params: dict[str, Any] = dict(one.params)
        assert kg.query(one.name, **params), question["ask"]


@pytest.mark.parametrize("question", ["qwertyuiop", "what is the GDP", "is it?"])
def test_what_nothing_answers_has_no_suggestions(kg: KnowledgeGraph, question: str) -> None:
    assert kg.ask(question) == []


@pytest.mark.parametrize("question", ["", "  ", "\u0301"])
def test_nothing_asked_is_an_error(kg: KnowledgeGraph, question: str) -> None:
    with pytest.raises(SygraphError, match="nothing is asked"):
        kg.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        '" } ?x',
        "<http://x/> {",
        "\\",
        "友城" * 150,
        "a" * 2000,
        "\0",
        "%s' OR 1=1",
        "9" * 300,
        "1e9",
    ],
)
def test_any_text_is_only_text(kg: KnowledgeGraph, question: str) -> None:
    for one in kg.ask(question):
        assert one.as_dict()["score"] > 0


def test_a_text_too_long_is_an_error(kg: KnowledgeGraph) -> None:
    with pytest.raises(SygraphError, match="longer than"):
        kg.ask("a" * 3000)


def test_a_store_on_disk_gives_the_same_answers(kg: KnowledgeGraph, tmp_path: Path) -> None:
    load(sources([Files.bundled().root]), tmp_path)
    stored = KnowledgeGraph(DiskStore(tmp_path), kg.files)
    for question in ("日本友城", "how many sister cities", "1469", "Katowice", "沈阳的机场",
                     "events in September 2024"):  # fmt: skip
        assert best(stored, question) == best(kg, question), question


def test_a_workspace_without_an_article_still_answers(workspace: Files) -> None:
    for article in workspace.articles:
        article.path.write_text("", "utf-8")
    import sygraph

    found = sygraph.open(workspace.root).ask("Japanese sister cities")
    assert found[0].as_dict()["kind"] in ("query", "entity")
