"""The browser of the tests: it reaches this machine only, and tells of what goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from browser import Tab, open_tab


def test_what_a_page_asks_of_others_is_blocked_and_counted(browser: Browser) -> None:
    with open_tab(browser) as tab:
        tab.page.set_content('<img src="https://example.org/x.png">')
        tab.page.wait_for_load_state()

        assert tab.outside == ["https://example.org/x.png"]
        with pytest.raises(AssertionError):
            tab.assert_clean()


def test_what_a_script_fails_at_is_told(browser: Browser) -> None:
    with open_tab(browser) as tab:
        tab.page.set_content("<script>throw new Error('oh')</script>")

        assert tab.errors == ["oh"]


def test_a_reader_has_habits(open_tab: Callable[..., Tab]) -> None:
    page = open_tab(size=(390, 844), dark=True, lang="zh-TW").page

    assert page.evaluate("[innerWidth, navigator.language]") == [390, "zh-TW"]
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
