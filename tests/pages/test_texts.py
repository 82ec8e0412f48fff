"""Texts of the pages in three languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sygraph.pages
from sygraph.data import read_toml
from sygraph.pages.texts import texts, words
from sygraph.text.name_forms import simplified

PAGES = Path(sygraph.pages.__file__).parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("lang", ["zh-Hant", "zh-Hans"])
def test_every_text_is_in_every_language_with_the_same_placeholders(lang: str) -> None:
    english = texts("en")
    chinese = texts(lang)
    assert set(chinese) == set(english)
    for key, text in english.items():
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(chinese[key])), key


def test_the_file_of_simplified_chinese_has_only_what_cannot_be_derived() -> None:
    derived = {key: simplified(text) for key, text in texts("zh-Hant").items()}
    own = read_toml("locales/zh-Hans.toml")
    assert set(own) <= set(derived)
    assert [key for key, text in own.items() if derived[key] == text] == []


def test_simplified_chinese_is_derived_or_overridden() -> None:
    t = words("zh-Hans")
    assert (t("map"), t("query.run"), t("passage", number=10)) == ("地图", "运行", "第 10 句")


def test_every_text_that_a_template_names_exists() -> None:
    for template in sorted((PAGES / "templates").glob("*.html")):
        for key in re.findall(r"\bt\(\"([^\"{}]+)\"[,)]", template.read_text("utf-8")):
            assert key in texts("en"), f"{template.name}: {key}"
