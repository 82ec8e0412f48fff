"""docs/export.md: each command that it shows works, and it shows all there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sygraph.cli.main import cli
from sygraph.export.profiles import PROFILES
from sygraph.rdf.formats import Format

PAGE = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ sygraph (export .+)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_writes_what_it_names(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    args = shlex.split(command)
    result = CliRunner().invoke(cli, args, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    target = Path(args[args.index("-o") + 1])
    assert any(target.iterdir()) if target.is_dir() else target.stat().st_size > 100


def test_the_page_shows_every_format_and_profile() -> None:
    shown = {shlex.split(command)[1] for command in COMMANDS}
    assert shown >= set(Format.names(["graph", "dataset", "annotated", "tables"]))
    for profile in PROFILES:
        assert any(f"--profile {profile} " in command for command in COMMANDS)
