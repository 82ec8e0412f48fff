"""`sygraph ask` answers a question in words, or lists what may answer it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.queries.catalog import Catalog

PARTNERS = Catalog.load(Files.bundled())["partner-cities"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["ask", *arguments], prog_name="sygraph")


def test_a_query_is_answered_with_the_command_that_repeats_it() -> None:
    result = run("Japanese sister cities")
    assert result.exit_code == 0, result.output
    first, command, *rest = result.stdout.splitlines()
    assert first == PARTNERS.summary
    assert command == "sygraph query partner-cities -p country=id:japan"
    assert "Kawasaki" in "\n".join(rest)
    assert "Or:" in rest


def test_a_figure_and_an_entity_are_shown() -> None:
    assert run("1469").stdout.startswith(
        "Total trade · Shenyang · CNY 146.93 bn · 2023\nsygraph show id:shenyang-trade-2023\n"
    )
    assert "sygraph show id:taoxian-airport" in run("shenyang's airport").stdout


def test_json_is_a_list_with_the_best_first() -> None:
    found = json.loads(run("沈阳去年外贸", "-f", "json", "--limit", "4").stdout)
    assert len(found) == 4
    assert found[0]["query"] == "trade-totals"
    assert found[0]["params"] == {"subject": "id:shenyang"}
    assert {"entity": "id:shenyang-trade-2023", "kind": "figure"}.items() <= found[1].items()
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)


def test_the_answer_comes_in_the_language_asked_for() -> None:
    stdout = run("日本友城", "--lang", "zh-Hant").stdout
    assert stdout.startswith(PARTNERS.summary_zh)
    assert "川崎" in stdout


def test_a_long_answer_is_cut_off_with_a_note() -> None:
    result = run("who did what")
    assert "cut off after 20 rows: the command shows all" in result.stderr


def test_no_rows_say_why() -> None:
    result = run("Is Katowice a sister city of Shenyang?")
    assert "sygraph query is-sister-city -p city=id:katowice" in result.stdout
    assert result.exit_code == 0


def test_what_nothing_answers_has_exit_status_1() -> None:
    result = run("qwertyuiop")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error: nothing answers qwertyuiop" in result.stderr
    assert "hint: " in result.stderr


@pytest.mark.parametrize("question", ["", "   "])
def test_nothing_asked_is_wrong_use(question: str) -> None:
    result = run(question)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nothing is asked" in result.stderr


def test_a_question_for_query_points_here() -> None:
    asked = CliRunner().invoke(cli, ["query", "How many sister cities?"], prog_name="sygraph")
    assert asked.exit_code == 2
    assert (
        "hint: ask takes questions in words: sygraph ask 'How many sister cities?'" in asked.stderr
    )


def test_an_unknown_name_for_query_points_here() -> None:
    asked = CliRunner().invoke(cli, ["query", "airports"], prog_name="sygraph")
    assert asked.exit_code == 2
    assert "sygraph ask airports" in asked.stderr
