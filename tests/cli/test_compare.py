"""`sygraph compare`: as text and JSON, narrowed, and with nothing to compare."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from several_articles import several_articles
from sygraph.cli.main import cli


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(several_articles(tmp_path / "news").root)


def test_both_sentences_are_shown(folder: str) -> None:
    shown = CliRunner().invoke(cli, ["--data", folder, "compare", "--measure", "sy:number"])
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith(
        "contradiction  Shenyang, number\n"
        "  211 air routes, 2023\n"
        "    harbour-1/20  2023年瀋陽開通航線211條。\n"
        "      In 2023 Shenyang opened 211 air routes.\n"
        "  212 air routes, 2023\n"
        "    harbour-2/20  In 2023 Shenyang had 212 air routes.\n"
    )
    assert "9800" not in shown.stdout


def test_json_in_another_language(folder: str) -> None:
    line = ["--data", folder, "compare", "--subject", "瀋陽", "-f", "json", "--lang", "zh-Hans"]
    shown = CliRunner().invoke(cli, line)
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert found[0]["label"] == "互相矛盾"
    assert found[0]["subject"]["label"] == "沈阳"
    assert [figure["article"] for figure in found[0]["figures"]] == ["harbour-1", "harbour-2"]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["--article", "harbour-1"], 1, "no two articles have a figure"),
        (["--subject", "Spring Fair"], 1, "no two articles have a figure"),
        (["--subject", "Atlantis"], 2, "Atlantis"),
        (["--article", "harbour-9"], 2, "there is no article harbour-9"),
    ],
)
def test_nothing_to_compare(folder: str, arguments: list[str], status: int, says: str) -> None:
    shown = CliRunner().invoke(cli, ["--data", folder, "compare", *arguments])
    assert says in shown.stderr
    assert (shown.exit_code, shown.stdout) == (status, "")
