"""`sygraph check`: one passage, one article, and again whenever a file changes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sygraph.author.passage_check import PassageCheck, check_passages
from sygraph.check import run_check
from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.namespaces import curie

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
HANT = "graph/dalian-trade.trig"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLES, tmp_path / "examples")


def break_two_passages(place: Path) -> None:
    path = place / HANT
    text = path.read_text("utf-8")
    text = text.replace("sy:value -2.4", "sy:value 2.4").replace("sy:value 3.1", "sy:value 3.2")
    path.write_text(text, "utf-8")


def test_the_report_is_limited_to_a_passage(place: Path) -> None:
    break_two_passages(place)
    line = ["--data", str(place), "check", "-f", "json", "--passage", "dalian-trade/40"]
    done = CliRunner().invoke(cli, line)
    assert done.exit_code == 1, done.output
    found = json.loads(done.stdout)["faults"]
    assert found and {fault["where"].partition(" ")[0] for fault in found} == {"dalian-trade/40"}
    right = CliRunner().invoke(cli, [*line[:-1], "incheon-forum/30"])
    assert right.exit_code == 0, right.output


def test_a_short_name_of_a_passage_is_enough_for_one_article(place: Path) -> None:
    break_two_passages(place)
    line = ["--data", str(place), "check", "--article", "dalian-trade", "--passage", "p:30"]
    done = CliRunner().invoke(cli, line)
    assert done.exit_code == 1, done.output
    assert "dalian-trade/30" in done.stdout and "dalian-trade/40" not in done.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sy:value -2.4", "sy:value 2.4"),
        ('sy:statedAs "進出口總額4625.7億元"', 'sy:statedAs "進出口總額4625.8億元"'),
        ('sy:quote "2023年，大連進出口', 'sy:quote "2024年，大連進出口'),
        ("sy:of id:dalian ; sy:measure sy:yearOnYear", "sy:of id:seoul ; sy:measure sy:yearOnYear"),
        ("p:30 {", "p:30 { id:dalian sy:describedAs '回穩' ."),
        ("dcterms:type sy:sentence", "dcterms:type sy:heading"),
    ],
)
def test_a_passage_has_the_same_faults_alone_and_with_all(place: Path, old: str, new: str) -> None:
    files, path = Files.at(place), place / HANT
    assert check_passages(files, ["dalian-trade/30"]).faults == []
    text = path.read_text("utf-8")
    at = text.index("p:30 a sy:Passage")
    assert old in text[at:]
    path.write_text(text[:at] + text[at:].replace(old, new, 1), "utf-8")
    report = run_check(files)
    report.limit({"dalian-trade/30"})
    assert check_passages(files, ["dalian-trade/30"]).faults == report.faults
    path.write_text(text, "utf-8")
    assert check_passages(files, ["dalian-trade/30"]).faults == []
    Files.bundled().use()


def test_a_statement_of_another_article_is_a_fault_of_either_passage(place: Path) -> None:
    files, path = Files.at(place), place / HANT
    text = path.read_text("utf-8").replace("port:hant-trade-2023 ", "port:hans-trade-2023 ")
    path.write_text(text, "utf-8")
    for passage in ("dalian-trade/30", "incheon-forum/30"):
        kinds = {fault.kind for fault in check_passages(files, [passage]).faults}
        assert "statement" in kinds
    Files.bundled().use()


def test_only_the_facts_that_changed_are_read_again(place: Path) -> None:
    files = Files.at(place)
    checker = PassageCheck.of(files, "dalian-trade")
    break_two_passages(place)
    changed = PassageCheck.changed(files)
    names = sorted(curie(passage.value) for passage in changed["dalian-trade"])
    assert names == ["dalian-trade/30", "dalian-trade/40"]
    assert PassageCheck.of(files, "dalian-trade") is checker
    path = place / "graph" / "gazetteer.ttl"
    path.write_text(path.read_text("utf-8") + "# more\n", "utf-8")
    assert PassageCheck.of(files, "dalian-trade") is not checker
    Files.bundled().use()


def test_a_passage_that_is_not_there_is_refused(place: Path) -> None:
    for name in ("dalian-trade/35", "dalian/30"):
        done = CliRunner().invoke(cli, ["--data", str(place), "check", "--passage", name])
        assert done.exit_code == 2
        assert "there is no" in done.stderr


def test_what_is_no_passage_is_refused(place: Path) -> None:
    done = CliRunner().invoke(cli, ["--data", str(place), "check", "--passage", "Dalian"])
    assert done.exit_code == 2
    assert "ARTICLE/NUMBER" in done.stderr


@pytest.mark.parametrize("article", ["dalian-trade", "incheon-forum", "port-outlook"])
def test_each_article_is_right_by_itself(article: str, place: Path) -> None:
    """The origin of the route stands in another article, which a check of one does not read."""
    done = CliRunner().invoke(cli, ["--data", str(place), "check", "--article", article])
    assert done.exit_code == 0, done.stdout


@pytest.mark.parametrize(
    ("old", "new", "shape"),
    [
        (
            "schema:agent id:dalian ; schema:object port:route-busan",
            "schema:agent port:route-busan ; schema:object id:dalian",
            "WhoActs",
        ),
        ("sy:inPlace id:dalian .", "sy:inPlace port:anna-hale .", "breaks"),
        ("sy:shareOf port:en-trade-2024-h1 ; ", "", "breaks"),
    ],
)
def test_what_is_wrong_in_all_is_wrong_in_one(old: str, new: str, shape: str, place: Path) -> None:
    path = place / "graph" / "port-outlook.trig"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    lines = [
        {line for line in CliRunner().invoke(cli, words).stdout.splitlines() if shape in line}
        for words in (
            ["--data", str(place), "check"],
            ["--data", str(place), "check", "--article", "port-outlook"],
        )
    ]
    assert lines[0] == lines[1] != set()


def test_a_change_is_checked_again(place: Path) -> None:
    command = [sys.executable, "-m", "sygraph", "--data", str(place), "check", "--watch"]
    watch = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert watch.stdout
        assert until_verdict(watch) == "no fault found"
        break_two_passages(place)
        assert "faults found" in until_verdict(watch)
    finally:
        watch.kill()
        watch.communicate()


def until_verdict(watch: subprocess.Popen[str]) -> str:
    """Read the report up to its last line."""
    assert watch.stdout
    for line in watch.stdout:
        if line.rstrip().endswith("found"):
            return line.rstrip()
    raise AssertionError("the watch has ended")
