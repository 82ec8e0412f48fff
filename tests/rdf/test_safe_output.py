"""Untrusted text is safe in files, terminals, links, pages and spreadsheets."""

from __future__ import annotations

import io
import json
import math
import os
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.rdf.folder import FolderSink, ZipSink, folder
from sygraph.rdf.safe_output import (
    TerminalStream,
    UnsafeName,
    file_path,
    html_page,
    json_text,
    spreadsheet_text,
    styled,
    visible,
    web_address,
    xml_control,
)

# What names are made of where they are meant to break something.
PIECES = st.sampled_from(
    [
        "..",
        ".",
        "",
        "/",
        "\\",
        "a",
        "瀋陽",
        "%2e%2e",
        "C:",
        "\x00",
        "\n",
        "~",
        "con",
        "a" * 300,
        "urn:",
    ]
)
NAMES = st.one_of(st.lists(PIECES, max_size=6).map("/".join), st.text(max_size=40))


@pytest.mark.parametrize(
    "name",
    [
        *("..", "../x", "a/../../x", "id/..", "a/./b", ".", "", "/", "/etc/passwd", "a//b", "a/"),
        *("a\\..\\b", "a\x00b", "a\nb", "x" * 300, "瀋" * 100),
    ],
)
def test_an_unsafe_path_is_refused(name: str) -> None:
    with pytest.raises(UnsafeName, match="cannot name a file"):
        file_path(name)


@pytest.mark.parametrize("name", ["id/seoul", "id/a%2Fb", "id/瀋陽", "id/a b", "id/...", "id/a..b"])
def test_other_names_are_paths_unchanged(name: str) -> None:
    assert file_path(name) == name


@pytest.mark.parametrize("iri", ["http://e.org/../x", "urn:x:..", "file:///etc/passwd", "a:/../b"])
def test_an_absolute_iri_is_one_file_name(iri: str) -> None:
    assert "/" not in file_path(iri)
    assert file_path(iri) not in (".", "..")


@given(name=NAMES)
def test_no_name_leaves_its_folder(name: str) -> None:
    try:
        path = file_path(name)
    except UnsafeName:
        return
    root = os.path.abspath("root")
    place = os.path.normpath(os.path.join(root, path))
    assert place.startswith(root + os.sep)
    assert os.path.relpath(place, root) == path


def test_a_folder_and_an_archive_refuse_paths_outside(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    with pytest.raises(UnsafeName), FolderSink(str(inside)).open("../evil.csv"):
        pass
    with (
        pytest.raises(UnsafeName),
        folder(str(tmp_path / "out")) as sink,
        sink.open("x/../../../evil.csv"),
    ):
        pass
    out = io.BytesIO()
    with ZipSink(out) as archive:
        with archive.open("good.csv") as stream:
            stream.write(b"x")
        with pytest.raises(UnsafeName), archive.open("../evil.csv"):
            pass
    assert ZipFile(out).namelist() == ["good.csv"]
    assert [path.name for path in tmp_path.rglob("*")] == ["in"]


# Terminals


def shown(*pieces: bytes) -> str:
    out = io.BytesIO()
    stream = TerminalStream(out)
    for piece in pieces:
        stream.write(piece)
    stream.close()
    return out.getvalue().decode()


STEERING = ["\x1b[2J", "\x9b31m", "\x07", "\x08", "\r", "\x7f", "\x85", "\u202e", "\u2066", "\x00"]


@pytest.mark.parametrize("control", STEERING)
def test_terminal_controls_are_made_visible(control: str) -> None:
    assert visible(f"a{control}b") == f"a\ufffd{control[1:]}b"
    assert shown(f"a{control}b".encode()) == f"a\ufffd{control[1:]}b"


def test_lines_tabs_and_our_styles_reach_a_terminal() -> None:
    assert shown(b"a\tb\r\nc\n", "瀋陽".encode()) == "a\tb\r\nc\n瀋陽"
    assert shown(styled("a\x1b[31m", "1;36").encode()) == "\x1b[1;36ma\ufffd[31m\x1b[0m"
    assert visible(styled("x", "1")) == styled("x", "1")


@given(text=st.text(max_size=30), cuts=st.lists(st.integers(0, 120), max_size=4))
def test_the_boundaries_of_writes_do_not_matter(text: str, cuts: list[int]) -> None:
    data = (text + styled(text, "2") + "\r\n瀋\x1b[1m\r").encode("utf-8", "replace")
    ends = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(ends)]
    assert shown(*pieces) == shown(data)
    assert shown(data).count("\x1b") == 2  # those of the style


# Links, pages, XML


@pytest.mark.parametrize(
    "iri",
    ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "vbscript:x", "urn:p", "//e/x"],
)
def test_only_http_addresses_are_linked(iri: str) -> None:
    assert web_address(iri) == ""


def test_a_page_holds_no_control() -> None:
    assert html_page("a\x00\x85\x9b\ufffe\t\n\r\f瀋") == "a" + "\ufffd" * 4 + "\t\n\r\f瀋"


def test_a_character_that_xml_does_not_allow_is_named() -> None:
    assert [xml_control(c) for c in ("a\x01", "\uffff", "\x85\t\r\n", "")] == [
        *("U+0001", "U+FFFF"),
        *(None, None),
    ]


# JSON

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def refused(name: str) -> object:
    raise AssertionError(f"{name} is not JSON")


@given(value=VALUES)
def test_json_is_standard_json(value: object) -> None:
    read = json.loads(json_text(value), parse_constant=refused)
    if isinstance(value, float) and not math.isfinite(value):
        assert read in ("NaN", "INF", "-INF")
    elif isinstance(value, int | str | None):
        assert read == value


# Spreadsheets


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=cmd|' /C calc'!A0", "＝1"]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert spreadsheet_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "瀋陽", "1-2", "(=1)"])
def test_other_text_stays_unchanged(text: str) -> None:
    assert spreadsheet_text(text) == text
