"""docs/cli.md says what --help says."""

from __future__ import annotations

import runpy
from pathlib import Path

from sygraph.cli.main import COMMANDS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_is_what_help_prints() -> None:
    reference = runpy.run_path(str(DOCS / "make_cli.py"))["reference"]
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == reference()


def test_the_reference_has_each_command() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"\n## sygraph {command}\n" in text
