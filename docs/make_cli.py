"""Write docs/cli.md from the help that the commands print: python docs/make_cli.py"""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from sygraph.cli.main import COMMANDS, cli

__all__ = ["reference"]

_OPENING = """\
# The command line

Made by `python docs/make_cli.py` from what `--help` prints; `make test` fails where the two differ.
"""


def reference() -> str:
    """Return the whole page."""
    sections = [_OPENING, _section("sygraph")]
    sections += [_section(f"sygraph {command}", command) for command in COMMANDS]
    return "\n".join(sections)


def _section(title: str, *args: str) -> str:
    # Which is as wide as a terminal usually is, whatever the one at hand.
    runner = CliRunner(env={"COLUMNS": "80", "SYGRAPH_LANG": ""})
    shown = runner.invoke(cli, [*args, "--help"], prog_name="sygraph", terminal_width=80)
    assert shown.exit_code == 0, shown.output
    return f"## {title}\n\n```\n{shown.stdout}```\n"


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(reference(), encoding="utf-8")
