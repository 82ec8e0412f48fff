"""The files of the languages, and the folding of texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.text import language as module
from sygraph.text.language import language_of
from sygraph.text.name_forms import simplified

WORDS = Path(module.__file__).parent / "languages" / "zh-Hant.toml"


def test_the_script_table_has_each_traditional_character_of_the_words() -> None:
    script = language_of("zh-Hant").folding
    characters = {c for c in WORDS.read_text("utf-8") if c >= "\u2e80"}
    wanted = {c: simplified(c) for c in characters if len(simplified(c)) == 1}
    changed = {c: to for c, to in wanted.items() if c != to}
    assert {c: chr(script[ord(c)]) for c in changed} == changed


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    for tag in ("zh-Hant", "zh-Hans", "en"):
        assert len(language_of(tag).fold(text)) == len(text)


@pytest.mark.parametrize("tag", ["zh-Hant", "en"])
def test_both_languages_have_the_same_tables(tag: str) -> None:
    tables = set(language_of(tag).words) - {"script"}
    assert tables == set(language_of("zh-Hant").words) - {"script"}


def test_expressions_of_the_files_compile() -> None:
    for tag in ("zh-Hant", "en"):
        for name in ("statuses", "bounds"):
            for form in _texts(language_of(tag).words.get(name, {})):
                re.compile(form)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in items for text in _texts(item)]
