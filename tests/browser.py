"""A browser for the tests: Debian's Chromium, which reaches nothing but this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

__all__ = ["DESKTOP", "PHONE", "Tab", "chromium", "open_tab"]

DESKTOP, PHONE = (1280, 800), (390, 844)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--no-sandbox",  # root has no sandbox, and the pages are our own
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing else is reached. To intercept requests would switch the browser's cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE ::1",
)
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass
class Tab:
    """A page in the browser, with what it asked of others and what it complained of."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def assert_clean(self) -> None:
        """Nothing was asked of anybody else, and no script failed."""
        assert self.outside == []
        assert self.errors == []


def _executable() -> str:
    """The browser's program: SYGRAPH_BROWSER, or the first that is installed."""
    found = os.environ.get("SYGRAPH_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    assert found, (
        "the tests of the pages need Chromium: sudo apt-get install chromium,"
        " or set SYGRAPH_BROWSER to the program of a browser like it"
    )
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser."""
    expect.set_options(timeout=30_000)  # what is expected may take long on a busy machine
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(), args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_tab(
    browser: Browser, size: tuple[int, int] = DESKTOP, dark: bool = False, lang: str = "en"
) -> Iterator[Tab]:
    """Open an empty page, with no cookies, of a reader with these habits."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale=lang,
        accept_downloads=True,
    )
    page = context.new_page()
    tab = Tab(page)

    def watch(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("file", "data", "blob") and url.hostname not in _HERE:
            tab.outside.append(request.url)

    def listen(said: ConsoleMessage) -> None:
        # The browser asks for an icon where data, which name none, are shown as a page.
        if said.type == "error" and not said.location["url"].endswith("/favicon.ico"):
            tab.errors.append(said.text)

    context.on("request", watch)
    page.on("pageerror", lambda error: tab.errors.append(str(error)))
    page.on("console", listen)
    try:
        yield tab
    finally:
        context.close()
