"""A review by keyboard only, in a browser, through the address that `sygraph review` prints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import Tab
from sygraph.data import Files


@pytest.fixture
def address(drafted: Files) -> Iterator[str]:
    """The address that `sygraph review` prints."""
    command = [sys.executable, "-m", "sygraph", "review", "one", "--reviewer", "Ana"]
    with subprocess.Popen(
        command, cwd=drafted.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()
            _, said = server.communicate()
    assert "token" not in said and "Traceback" not in said


@dataclass
class Hand:
    """A hand on the keyboard, which counts the keys that it presses."""

    page: Page
    pressed: int = 0

    def press(self, *keys: str, news: str = "") -> None:
        """Press keys one after another, and wait for what the page says then."""
        for key in keys:
            self.pressed += 1
            self.page.keyboard.press(key)
        if news:
            expect(self.page.locator("#news")).to_contain_text(news)
            expect(self.page.locator("#review[aria-busy]")).to_have_count(0)


def test_a_draft_is_reviewed_by_keyboard(
    drafted: Files, address: str, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(size=(1024, 768))
    page = tab.page
    page.goto(address)
    assert "token" not in page.url
    hand = Hand(page)
    trig = Path(drafted.article("one").trig)
    before = trig.read_bytes()

    # One key a fact where all is right; the page goes on by itself.
    accepted = page.locator("#news")
    for name in ("one", "total", "growth", "cargo"):
        hand.press("a", news=name)
        expect(accepted).to_contain_text("Accepted")
    assert hand.pressed == 4
    hand.press("z", news="Undone")
    expect(page.locator(".review-card[aria-current] .review-words mark")).to_have_text(
        "about 32 million tonnes"
    )
    hand.press("a", news="Accepted")

    # What is wrong is rejected with a reason by two keys.
    rejecting = hand.pressed
    hand.press("r", "1", news="Rejected")
    assert hand.pressed == rejecting + 2

    # A wrong edit is refused by the check, and cannot be accepted.
    card = page.locator(".review-card[aria-current]")
    expect(card).to_have_attribute("data-verdict", "passes")
    hand.press("e")
    expect(page.locator(".review-form select[name=status]")).to_be_focused()
    hand.press("Tab", "Tab", "Tab")
    expect(page.locator(".review-form input[name=value]")).to_be_focused()
    hand.press("Control+a")
    page.keyboard.type("60000000")
    hand.press("Enter", news="Saved")
    expect(card).to_have_attribute("data-verdict", "refused")
    hand.press("a", news="The check refuses it")
    assert "target" not in trig.read_text("utf-8").lower()
    hand.press("z", news="Undone")
    expect(card).to_have_attribute("data-verdict", "passes")
    hand.press("a", news="Accepted")
    expect(page.locator(".review-none")).to_contain_text("Nothing is left to decide.")

    assert trig.read_bytes() != before
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
