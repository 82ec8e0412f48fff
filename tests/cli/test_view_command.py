"""`sygraph view`: the file it writes, and what it says of wishes that make no sense."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sygraph.cli.main import cli


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["view", *map(str, args)])


def drawn(page: str) -> dict[str, Any]:
    _, _, rest = page.partition('<script type="application/json" id="sy-data">')
    found: dict[str, Any] = json.loads(rest.partition("</script>")[0])
    return found


def test_it_writes_one_file_that_draws_everything(tmp_path: Path) -> None:
    file = tmp_path / "whole.html"
    result = run("-o", file)
    assert (result.exit_code, result.output) == (0, "")
    assert len(drawn(file.read_text(encoding="utf-8"))["nodes"]) == 239
    assert [path.name for path in tmp_path.iterdir()] == ["whole.html"]


@pytest.mark.parametrize(
    ("options", "title"),
    [
        (["--about", "德國", "--lang", "zh-Hans"], "德国"),
        (["--about", "Munich", "--depth", "1"], "Munich"),
        (["--path", "Sapporo", "芝加哥"], "Sapporo – Chicago"),
        (["--theme", "transport"], "Transport"),
        (["--query", "SELECT ?c { ?c a sy:Country }"], "Query"),
        (["--query", "events-in-country", "-p", "country=法國", "--lang", "zh-Hant"], None),
    ],
)
def test_it_draws_the_part_that_is_asked_for(options: list[str], title: str | None) -> None:
    result = run(*options, "-o", "-")
    assert result.exit_code == 0
    data = drawn(result.output)
    assert 0 < len(data["nodes"]) < 239
    if title is not None:
        assert f"<title>{title}</title>" in result.output


def test_of_more_than_the_limit_the_most_important_is_drawn() -> None:
    data = drawn(run("--limit", "10", "-o", "-").output)
    assert data["cut"] == {"shown": 10, "total": 239}


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--about", "Munich", "--theme", "plan"], 2, "about and theme cannot be combined"),
        (["--depth", "3"], 2, "depth needs about"),
        (["-p", "country=日本"], 2, "parameters need a query"),
        (["--theme", "weather"], 2, "'weather' is not one of"),
        (["--path", "王藝橋", "瀋陽"], 1, "nothing connects"),
        (["--query", "ASK {}"], 2, "use SELECT or CONSTRUCT"),
        (["--about", "Atlantis"], 2, "unknown entity: Atlantis"),
    ],
)
def test_what_makes_no_sense_is_said_and_no_file_is_left(
    options: list[str], status: int, words: str, tmp_path: Path
) -> None:
    result = run(*options, "-o", tmp_path / "none.html")
    assert result.exit_code == status
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []
