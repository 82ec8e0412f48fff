"""Cue words of statuses, in three languages."""

from __future__ import annotations

import pytest

from sygraph.namespaces import sy
from sygraph.text.cues import cues_of, read_statuses
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
