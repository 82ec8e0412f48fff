"""The text of an article to add, from plain texts and pages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sygraph.author.article_sources import read_source
from sygraph.errors import DataError, MissingPackage, SygraphError
from sygraph.text.detection import language_of_text

PAGE = """<!doctype html><html><head><meta charset=utf-8><title>Northport grows | News</title>
<meta property="og:site_name" content="Northport News"><meta name=author content="Mei Lin">
<meta property="article:published_time" content="2026-03-01T08:00:00Z"></head><body>
<nav><a href=/>Home</a></nav><article><h1>Northport grows</h1><p class=byline>By Mei Lin</p>
<figure><img src=a.jpg><figcaption>The port at night.</figcaption></figure>
<p>Trade rose 3% to 31 million yuan in 1999, the port said in a long statement about its plans.</p>
<p>More text follows here, with commas, with clauses, and with words enough for a paragraph.</p>
<ul><li>Two berths opened.</li><li>One closed.</li></ul></article>
<footer>All rights reserved</footer></body></html>"""


def test_a_text_is_kept_byte_for_byte(tmp_path: Path) -> None:
    text = "  A heading \n\n\tTrade rose 3%.  \n\n\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert read_source(str(tmp_path / "a.txt")).text == text


def test_a_page_gives_the_article_and_what_it_says_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    source = read_source(str(tmp_path / "a.html"))
    lines = source.text.split("\n\n")
    assert lines[:3] == ["Northport grows", "By Mei Lin", "The port at night."]
    assert "Two berths opened." in lines
    assert "Home" not in source.text and "rights reserved" not in source.text
    assert (source.date, source.author, source.publisher, source.captions) == (
        "2026-03-01",
        "Mei Lin",
        "Northport News",
        ("The port at night.",),
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "has no text"),
        (b" \n\n ", "has no text"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"\xef\xbb\xbfTrade rose.", "byte order mark"),
        (b"Trade rose.\r\nIt fell.\r\n", r":1: .*LF"),
        (b"Trade rose.\nIt fell.\rIt rose.", r":2: .*LF"),
        (b"Trade\x00rose.", r"U\+0000"),
        (b"<!doctype html><html><body></body></html>", "page"),
        (b"<html><body><nav>Home</nav><script>var a = 1</script></body></html>", "page"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(DataError, match=message) as error:
        read_source(str(tmp_path / "a.txt"))
    assert str(tmp_path / "a.txt") in error.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"missing\.txt.*No such file"):
        read_source(str(tmp_path / "missing.txt"))


def test_a_page_without_the_package_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    monkeypatch.setitem(sys.modules, "readability", None)
    with pytest.raises(MissingPackage) as error:
        read_source(str(tmp_path / "a.html"))
    assert error.value.hint == "pip install 'sygraph[author]'"


FRENCH = (
    "Le port de Dalian a traité trente millions de tonnes de marchandises en 2024, selon la "
    "municipalité, qui prévoit deux nouvelles lignes vers la Corée du Sud."
)


@pytest.mark.parametrize("text", ["Торговля выросла", "港が開いた。とても", "123 %", FRENCH])
def test_a_text_in_another_language_is_refused(text: str) -> None:
    with pytest.raises(SygraphError, match="language"):
        language_of_text(text)
