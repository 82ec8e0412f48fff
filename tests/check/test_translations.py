"""Faults planted in the translations, each of which the check reports with its place."""

from __future__ import annotations

import pytest

from sygraph.check import run_check
from sygraph.data import Files

pytestmark = pytest.mark.slow

NAME = "graph/shenyang-2024.translations.ttl"

# where the fault is, what stands there, what is planted
FAULTS = [
    ("shenyang-2024/70", 'p:70 sy:translation "Wang Yiqiao"@en .\n', ""),
    ("id:target-metropolis", "id:target-metropolis sy:translation", "id:x sy:translation"),
    ("id:x", "id:target-metropolis sy:translation", "id:x sy:translation"),
    ("shenyang-2024/999", "p:70 sy:translation", "p:999 sy:translation"),
    ("shenyang-2024/420 id:ftz-trade-2023", "7.471 billion", "7.417 billion"),
    ("shenyang-2024/420", "7.471 billion", "7.417 billion"),
    ("shenyang-2024/240 id:route-los-angeles-trade", "about 3.1 billion", "about 3.1 million"),
    ("shenyang-2024/240 id:route-los-angeles-cargo", "of about 9,800 tonnes", "of 9,800 tonnes"),
    ("shenyang-2024/570 id:hello-munich-attendance", "more than 150 people", "150 people"),
    ("shenyang-2024/490 id:fairs-2023-signed-value-share", "50% or more of", "50% of"),
    (
        "shenyang-2024/600 id:hello-seoul-signed-projects",
        "33 key projects",
        "about 33 key projects",
    ),
    (
        "shenyang-2024/290 id:three-channels-count",
        "has formed an international rail freight passage of “three",
        "has formed “four",
    ),
    (
        "shenyang-2024/510 id:shenyang-signed-projects-since-2023",
        "projects of 100 million",
        "projects of 10",
    ),
    ("shenyang-2024/110", "29 October", "29 November"),
    ("shenyang-2024/130", 'p:130 sy:translation "By 2050', 'p:130 sy:translation "By 2060'),
    ("shenyang-2024/380", "Hannover Messe 2024", "Hannover Messe"),
    ("shenyang-2024/560", "in Munich, Germany, to show", "in Berlin, Germany, to show"),
    (
        "shenyang-2024/250",
        "In recent years Shenyang has built up",
        "In 5 years Shenyang has built up",
    ),
    ("id:undertaking-city-cluster", '"jointly building the', '"jointly building 3 of the'),
]


def plant(files: Files, old: str, new: str, name: str = NAME) -> None:
    path = files.root / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(("where", "old", "new"), FAULTS)
def test_a_fault_is_reported_with_its_place(
    where: str, old: str, new: str, workspace: Files
) -> None:
    plant(workspace, old, new)
    faults = run_check(workspace, shapes=False).faults
    assert ("translation", where) in {(fault.kind, fault.where) for fault in faults}
    assert {fault.kind for fault in faults} == {"translation"}
    assert all(fault.message and fault.fix for fault in faults)


def test_a_fault_has_the_line_of_the_translation(workspace: Files) -> None:
    plant(workspace, "29 October", "29 November")
    faults = run_check(workspace, shapes=False).faults
    lines = (workspace.root / NAME).read_text("utf-8").splitlines()
    for fault in faults:
        file, _, line = fault.line.partition(":")
        assert file == NAME
        assert lines[int(line) - 1].startswith("p:110 sy:translation")


def test_a_translation_among_the_facts_is_a_fault(workspace: Files) -> None:
    trig = "graph/shenyang-2024.trig"
    plant(workspace, "p:200 {\n", 'p:200 {\n  p:200 sy:translation "Trains"@en .\n', trig)
    [fault] = run_check(workspace, shapes=False).faults
    assert (fault.kind, fault.where) == ("translation", "shenyang-2024/200")


def test_an_article_without_translations_has_no_fault(workspace: Files) -> None:
    (workspace.root / NAME).unlink()
    report = run_check(workspace)
    assert report.faults == []
    assert "translations" not in report.figures


def test_every_passage_and_every_wording_has_a_translation() -> None:
    figures = run_check(Files.bundled(), shapes=False).figures
    assert figures["translations of passages"] == figures["passages"] == 71
    parts = figures["translations of passages"] + figures["translations of wordings"]
    assert figures["translations"] == parts
