"""The files of a network view: all are used, and none reads text as markup."""

from __future__ import annotations

import json
import re

import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.network.page_files import (
    PAGE,
    READING_SCRIPTS,
    READING_STYLES,
    SCRIPTS,
    assemble_page,
    script_json,
)
from view_support import HOSTILE, payload


def test_every_file_is_used() -> None:
    used = {*READING_SCRIPTS, *READING_STYLES, "view.html"}
    assert {path.name for path in PAGE.iterdir()} == used


@pytest.mark.parametrize("script", READING_SCRIPTS)
def test_text_is_never_read_as_markup_or_code(script: str) -> None:
    code = (PAGE / script).read_text(encoding="utf-8")
    assert code.startswith("// ")
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert way not in code
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)[a-z]", code)


def test_the_policy_of_the_page_forbids_requests() -> None:
    for reading in (False, True):
        page = assemble_page(payload(reading=reading))
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert policy is not None
        assert policy[1].startswith("default-src 'none';")
        assert "http" not in policy[1]
        assert not re.search(r"""<(link|img|iframe|script)[^>]+(src|href)=""", page)
        assert "url(" not in page.split("</style>")[0]


def test_no_label_ends_the_script_element() -> None:
    page = assemble_page(payload(title=HOSTILE))
    # The payload, vis-network, and our scripts.
    assert page.count("</script>") == 2 + len(SCRIPTS)
    [data] = re.findall(r'<script type="application/json" id="sy-data">(.*?)</script>', page, re.S)
    assert json.loads(data)["title"] == HOSTILE
    assert "<title>&lt;/script&gt;&lt;img" in page


@pytest.mark.parametrize("text", ["<!--<script>", "]]>", "\u2028", "{{js}} ${1}", "&lt;"])
def test_json_in_a_script_element_keeps_the_text(text: str) -> None:
    written = script_json({"label": text})
    assert json.loads(written) == {"label": text}
    assert not set("<>&") & set(written)


@pytest.mark.parametrize("reading", [False, True])
def test_a_page_has_no_control_characters(kg: KnowledgeGraph, reading: bool) -> None:
    shown = kg.view(about="seoul" if not reading else None, reading=reading).payload
    for node in shown["nodes"]:
        node["labels"] = "a\x85b\x9bc\x00d\ufffe"
    shown["title"] = "t\x85\x01"
    page = assemble_page(shown)
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", page)
    assert "a\\u0085b\\u009bc\\u0000d\\ufffe" in page
