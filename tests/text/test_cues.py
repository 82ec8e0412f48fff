"""Cue words of statuses, in three languages."""

from __future__ import annotations

import pytest

from sygraph.namespaces import sy
from sygraph.text.cues import cues_of, read_doubts, read_statuses
from sygraph.text.name_forms import simplified

CHINESE = [
    ("擬新建兩個碼頭", ["planned"]),
    ("將於明年開通", ["planned"]),
    ("近年來，將軍、將近三成", []),
    ("積極爭創集結中心", ["underway", "sought"]),
    ("已開通航線", ["achieved"]),
    ("計劃到2026年", ["planned"]),
    ("正常運行，了解情況", []),
]
ENGLISH = [
    ("It plans to open two berths", ["planned"]),
    ("The line will open", ["planned"]),
    ("It aims to be a hub", ["planned"]),
    ("It is seeking approval", ["sought"]),
    ("A terminal is under construction", ["underway"]),
    ("The city has opened 30 routes", ["achieved"]),
    ("Trade was worth much, at William's", []),
]


@pytest.mark.parametrize(("text", "statuses"), CHINESE)
def test_chinese_words_tell_a_status_in_both_scripts(text: str, statuses: list[str]) -> None:
    wanted = [sy(status) for status in statuses]
    assert [cue.statuses[0] for cue in read_statuses(text)] == wanted
    assert [cue.statuses[0] for cue in read_statuses(simplified(text), "zh-Hans")] == wanted


@pytest.mark.parametrize(("text", "statuses"), ENGLISH)
def test_english_words_tell_a_status(text: str, statuses: list[str]) -> None:
    found = read_statuses(text, "en")
    assert [cue.statuses[0] for cue in found] == [sy(status) for status in statuses]
    assert all(text[cue.start : cue.end] == cue.words for cue in found)


def test_a_cue_may_mean_two_statuses() -> None:
    [cue] = read_statuses("打造樞紐")
    assert set(cue.statuses) == {sy("planned"), sy("underway")}


def test_both_scripts_have_the_same_cues() -> None:
    assert cues_of("zh-Hans").properties == cues_of("zh-Hant").properties


DOUBTED = [
    ("en", "Nobody knows whether the terminal will stay"),
    ("en", "If the tariffs rise, the port will lose customers"),
    ("en", "Analysts at a bank expect that rents will double"),
    ("en", "The council has not decided when it will vote"),
    ("en", "The opening that is planned for May has been cancelled"),
    ("en", "Unless a buyer is found, the works will close"),
    ("en", "The operator no longer plans to sell its depot"),
    ("en", "Perhaps we will sell the house"),
    ("en", "Will it open in May?"),
    ("zh-Hant", "車站將於何時動工仍是未知數"),
    ("zh-Hant", "如果關稅上調，港口將失去客戶"),
    ("zh-Hant", "專家認為，房價將繼續下跌"),
    ("zh-Hant", "原計劃三月舉行的燈會不辦了"),
    ("zh-Hans", "市民担心，老剧院将被拆除"),
    ("zh-Hans", "除非论证通过，否则工程不会启动，海湾将保持原样"),
    ("zh-Hans", "扩建计划没有通过"),
]
PLAIN = [
    ("en", "The hall may be small, but it will be opened in May"),
    ("en", "The city will not only build a hall"),
    ("zh-Hant", "有人擔心成本；大連市將建設新碼頭"),
    ("zh-Hant", "何時完工未定，但碼頭將先投用"),
]


@pytest.mark.parametrize(("language", "text"), DOUBTED)
def test_words_of_status_count_for_nothing_in_a_doubt(language: str, text: str) -> None:
    found = read_statuses(text, language)
    assert all(cue.doubted for cue in found)
    assert read_doubts(text, language)


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_a_doubt_ends_before_what_is_said_against_it(language: str, text: str) -> None:
    assert not read_statuses(text, language)[-1].doubted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Port Vision 2035 museum is full"),
        ("en", "The Plan 2035 hangs in the hall"),
        ("en", "Under the master plan the tram is old"),
        ("zh-Hant", "城市規劃館人山人海"),
        ("zh-Hant", "「2035計劃」展廳尤其擁擠"),
        ("zh-Hans", "计划单列市的名单没有变化"),
        ("zh-Hans", "规划局门口的老槐树"),
    ],
)
def test_names_and_nouns_tell_no_status(language: str, text: str) -> None:
    assert read_statuses(text, language) == []
