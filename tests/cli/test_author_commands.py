"""`sygraph add`, `draft` and `accept` from the command line: outputs, exit statuses, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from author_texts import TEXTS
from sygraph.cli.main import cli
from sygraph.data import Files


def run(files: Files, *arguments: str, input: str | bytes | None = None) -> Result:
    line = ["--data", str(files.root), *arguments]
    return CliRunner().invoke(cli, line, input=input, prog_name="sygraph")


def test_a_text_becomes_an_article_with_checked_facts(news: Files) -> None:
    added = run(news, "add", "-", "--id", "one", "--date", "2026-03-01", input=TEXTS["zh-Hans"])
    assert added.exit_code == 0, added.output
    assert (news.root / "seeds" / "one.txt").read_text("utf-8") == TEXTS["zh-Hans"]
    lines = run(news, "draft", "one", "-f", "jsonl")
    assert lines.exit_code == 0 and not (news.root / "drafts").exists()
    candidates = [json.loads(line) for line in lines.stdout.splitlines()]
    assert {c["kind"] for c in candidates} == {"sentence", "number", "date", "name", "statement"}
    assert run(news, "draft", "one").exit_code == 0
    accepted = run(news, "accept", "one", "--by", "Jo")
    assert (accepted.exit_code, accepted.stdout) == (0, ""), accepted.output
    shown = run(
        news, "query", "SELECT ?v { ?f sy:measure sy:tradeTotal ; sy:value ?v }", "-f", "csv"
    )
    assert "7471000000" in shown.stdout


def test_a_draft_is_replaced_only_on_request(news: Files) -> None:
    run(news, "add", "-", "--id", "one", input=TEXTS["en"])
    assert run(news, "draft", "one").exit_code == 0
    path = news.root / "drafts" / "one.trig"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    refused = run(news, "draft", "one")
    assert refused.exit_code == 2 and "--again" in refused.stderr
    assert path.read_text("utf-8").endswith("# mine\n")
    assert run(news, "draft", "one", "--again").exit_code == 0
    assert "# mine" not in path.read_text("utf-8")


def test_a_refused_statement_is_exit_status_1_with_the_reason(news: Files) -> None:
    run(news, "add", "-", "--id", "one", input=TEXTS["en"])
    run(news, "draft", "one")
    path = news.root / "drafts" / "one.trig"
    path.write_text(path.read_text("utf-8").replace("50000000.0", "5000000.0"), "utf-8")
    result = run(news, "accept", "one", "60")
    assert result.exit_code == 1
    assert "is refused" in result.stdout and "fix: " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "missing.txt", "--id", "one"), "No such file"),
        (("add", "-", "--id", "No Name"), "no name for an article"),
        (("add", "-", "--id", "one", "--lang", "en"), "not in en"),
        (("add", "-", "--id", "one", "--date", "yesterday"), "the date"),
        (("draft", "none"), "there is no article none"),
        (("accept", "none"), "there is no article none"),
    ],
)
def test_wrong_use_is_exit_status_2_and_writes_nothing(
    news: Files, arguments: tuple[str, ...], said: str
) -> None:
    before = sorted(map(str, news.root.rglob("*")))
    result = run(news, *arguments, input=TEXTS["zh-Hant"])
    assert result.exit_code == 2 and said in result.stderr, result.output
    assert "Traceback" not in result.output
    assert sorted(map(str, news.root.rglob("*"))) == before


def test_without_a_workspace_the_hint_says_how_to_make_one(tmp_path: Path) -> None:
    place = Files.bundled().root
    line = ["--data", str(place), "add", "-", "--id", "one"]
    result = CliRunner().invoke(cli, line, input=TEXTS["en"], prog_name="sygraph")
    assert result.exit_code == 2 and "sygraph init" in result.stderr
