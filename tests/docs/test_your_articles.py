"""Follow docs/your-articles.md word for word in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "your-articles.md").read_text("utf-8")
# Its commands and files in order: a fence of commands, or the text of the file in its title.
STEPS = re.findall(r"^```(\w+)(?: title=(\S+))?\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def write(folder: Path, name: str, text: str) -> None:
    """Do with a file what the guide says: append to the gazetteer, replace the passages, save."""
    path = folder / name
    if name.endswith("gazetteer.ttl"):
        text = path.read_text("utf-8") + "\n" + text
    elif name.endswith(".trig"):
        head, _, rest = path.read_text("utf-8").partition("\np:10 ")
        assert rest
        text = f"{head}\n{text}"
    path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The workspace that comes of the guide, and what each command printed."""
    folder = tmp_path_factory.mktemp("guide")
    printed = {}
    for language, name, text in STEPS:
        if language != "console":
            write(folder, name, text)
            continue
        for command in re.findall(r"^\$ (.+)$", text, re.MULTILINE):
            if command.startswith("cd "):
                folder = folder / command.removeprefix("cd ")
                continue
            ran = subprocess.run(
                [sys.executable, "-m", *shlex.split(command)],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=120,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )
            assert ran.returncode == 0, (command, ran.stdout, ran.stderr)
            printed[command] = ran.stdout
    return folder, printed


def test_the_article_is_checked(done: tuple[Path, dict[str, str]]) -> None:
    _, printed = done
    assert printed["sygraph check"].rstrip().endswith("no fault found")


def test_both_articles_are_listed(done: tuple[Path, dict[str, str]]) -> None:
    _, printed = done
    assert "shenyang-2024" in printed["sygraph articles"]
    assert "cargo-2025" in printed["sygraph articles"]


def test_what_was_stated_is_found(done: tuple[Path, dict[str, str]]) -> None:
    folder, printed = done
    figures = next(text for command, text in printed.items() if "query figures" in command)
    assert "710" in figures and "cargo-2025/30" in figures
    assert "2613" not in figures
    undertakings = next(text for command, text in printed.items() if "undertakings" in command)
    assert "open-route-incheon" in undertakings and "shenyang-2024" not in undertakings
    assert (folder / "reading.html").stat().st_size
    assert (folder / "harbour.trig").stat().st_size


def test_the_guide_has_every_step() -> None:
    kinds = [language for language, _, _ in STEPS]
    assert kinds == ["console", "text", "console", "turtle", "turtle", "text", "console", "console"]
    links = re.findall(r"\]\(([^)#:]+)\)", GUIDE)
    assert links and [link for link in links if not (ROOT / "docs" / link).exists()] == []
