"""Follow the tutorial of docs/drafting.md, up to the page that a person uses."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sygraph.author.accepting import accept
from sygraph.cli.main import cli
from sygraph.data import Files

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "drafting.md").read_text("utf-8")


def test_the_tutorial_leads_to_an_accepted_article_and_its_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYGRAPH_DATA", raising=False)
    found = re.search(r"```text title=port.txt\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    Path("port.txt").write_text(found[1], "utf-8")
    commands = re.findall(r"^\$ (.+)$", GUIDE, re.MULTILINE)
    assert [command.split()[1] for command in commands if command.startswith("sygraph")] == [
        *("init", "add", "draft", "review", "view")
    ]
    for command in commands:
        words = shlex.split(command)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
        elif words[1] == "review":
            result = accept(Files.find(), "port-2026", by="Ana Lima")
            assert (len(result.accepted), result.refused) == (6, [])
        else:
            answer = CliRunner().invoke(cli, words[1:])
            assert answer.exit_code == 0, answer.output
    assert "Dalian" in Path("port.html").read_text("utf-8")


def test_each_picture_of_the_guide_exists() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\((images/[^)]+)\)", GUIDE)
    assert pictures
    assert all((ROOT / "docs" / picture).is_file() for picture in pictures)
