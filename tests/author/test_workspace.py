"""A new workspace, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sygraph.author.workspace import NotEmpty, init
from sygraph.check import run_check
from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.errors import DataError


def test_a_new_workspace_is_without_fault(tmp_path: Path) -> None:
    files = init(tmp_path / "Port News", title='Ports "north"')
    assert files.base == "https://example.org/port-news/"
    assert files.config["title"] == 'Ports "north"'
    assert files.articles == ()
    assert run_check(files).ok


def test_an_article_of_the_package_may_be_included(tmp_path: Path) -> None:
    files = init(tmp_path, include=("shenyang-2024",))
    assert [article.id for article in files.articles] == ["shenyang-2024"]
    assert run_check(files, shapes=False).ok


def test_a_workspace_is_not_overwritten(tmp_path: Path) -> None:
    init(tmp_path, base="https://example.org/a/")
    before = (tmp_path / "sygraph.toml").read_bytes()
    with pytest.raises(NotEmpty):
        init(tmp_path, base="https://example.org/b/")
    assert (tmp_path / "sygraph.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (["--base", "news/"], "not an http IRI"),
        (["--prefix", "skos"], "which is taken"),
        (["--include", "nothing"], "not a list of articles of the package"),
    ],
)
def test_nothing_is_written_for_wrong_options(
    tmp_path: Path, options: list[str], fault: str
) -> None:
    result = CliRunner().invoke(cli, ["init", str(tmp_path / "new"), *options])
    assert result.exit_code == 2
    assert fault in result.stderr
    assert not (tmp_path / "new").exists()


def test_a_base_without_a_slash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ends in a slash"):
        init(tmp_path, base="https://example.org/news")


def test_a_workspace_inside_another_is_pointed_out(tmp_path: Path) -> None:
    first = CliRunner().invoke(cli, ["init", str(tmp_path / "news")])
    assert first.exit_code == 0
    assert "inside the workspace" not in first.stderr
    second = CliRunner().invoke(cli, ["init", str(tmp_path / "news" / "more" / "ports")])
    assert second.exit_code == 0
    assert f"inside the workspace {tmp_path / 'news'}" in second.stderr


def test_a_text_that_is_added_twice_is_pointed_out(tmp_path: Path) -> None:
    folder, text = init(tmp_path / "news").folder, tmp_path / "a.txt"
    for number, words in enumerate(
        ("A port\n\nIt grew.\n", "A port \n\nIt  grew.", "It shrank.\n")
    ):
        text.write_text(words, "utf-8")
        command = [
            "--data",
            folder,
            "add",
            str(text),
            "--id",
            f"a-{number}",
            "--date",
            "2026-01-01",
        ]
        done = CliRunner().invoke(cli, command)
        assert done.exit_code == 0, done.output
        assert ("a-0 has the same text" in done.stderr) == (number == 1)
    Files.bundled().use()
