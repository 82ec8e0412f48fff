"""What every test may use: the bundled graph, a copy of its files to break, and no network."""

from __future__ import annotations

import faulthandler
import os
import shutil
import socket
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

import sygraph
from sygraph.author import adding
from sygraph.author.article_sources import Source
from sygraph.author.workspace import init
from sygraph.data import ArticleFiles, Files
from sygraph.graph import KnowledgeGraph

# Show what differs where a helper's check fails, as in a test itself.
pytest.register_assert_rewrite("queries_support")

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from browser import Tab

# Machines that run tests are busy: how long an example takes says nothing.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# What `make quick` leaves out: whole folders, and all tests that look at pages in a browser. Other
# tests are marked as slow where they stand.
_SLOW_FOLDERS = ("benchmarks", "docs", "mcp", "release", "server", "site")
_TESTS = Path(__file__).parent

_LOOPBACK = ("127.", "::1", "localhost")

# Seconds that a test may take, and its set-up, and its clean-up.
_LONGEST = 300


# The prefix p: is of the article in use, and tests write their data with it.
Files.bundled().use()


@pytest.fixture(autouse=True)
def _bundled_in_use() -> Iterator[None]:
    """Let the articles of a test's workspace not name the passages of the next test."""
    yield
    if Files.used().spec != Files.bundled().spec:
        Files.bundled().use()


@pytest.fixture(scope="session")
def kg() -> KnowledgeGraph:
    """The bundled graph. Whoever changes anything takes `workspace` instead."""
    return sygraph.open()


@pytest.fixture
def workspace(tmp_path: Path) -> Files:
    """A copy of the data files, for faults planted on purpose."""
    bundled = Files.bundled()
    for name in ("graph", "ontology", "queries", "seeds"):
        shutil.copytree(bundled.root / name, tmp_path / name)
    return Files.at(tmp_path)


@pytest.fixture(scope="session")
def live_server(kg: KnowledgeGraph) -> Iterator[str]:
    """The address of a running server of the bundled graph, with a slash at its end."""
    from live import live

    with live(kg) as address:
        yield address


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, kg: KnowledgeGraph) -> Path:
    """The whole site of files, written once in a process."""
    from site_support import BASE_URL
    from sygraph.site.build import write_site

    folder = tmp_path_factory.mktemp("host") / "site"
    write_site(kg, folder, base_url=BASE_URL)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, for all tests that look at pages."""
    from browser import chromium

    with chromium() as running:
        yield running


@pytest.fixture
def open_tab(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """Open pages, as `browser.open_tab` does; what they ask of others is a failure."""
    from browser import open_tab

    with ExitStack() as opened:
        tabs: list[Tab] = []

        def opener(**habits: object) -> Tab:
            tabs.append(opened.enter_context(open_tab(browser, **habits)))  # type: ignore[arg-type]
            return tabs[-1]

        yield opener
        for tab in tabs:
            tab.assert_clean()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let no test reach beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: tuple[str, int] | str) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise RuntimeError(f"a test reached for the network: {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


class _Limit:
    """Ends this process where a test hangs, and shows where; pytest-xdist then starts another one.

    Each phase of a test has its own limit: that of pytest's faulthandler ends with a failure.
    """

    def __init__(self) -> None:
        self._standard_error = os.dup(2)  # pytest redirects it during a test

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        faulthandler.dump_traceback_later(_LONGEST, exit=True, file=self._standard_error)
        try:
            return (yield)
        finally:
            faulthandler.cancel_dump_traceback_later()

    pytest_runtest_setup = pytest_runtest_teardown = pytest_runtest_call


def pytest_configure(config: pytest.Config) -> None:
    """Limit all tests, with the doctests of the sources."""
    config.pluginmanager.register(_Limit())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import nothing of the folders that are left out: their libraries take seconds."""
    left_out = "not slow" in config.option.markexpr and collection_path.parent == _TESTS
    return True if left_out and collection_path.name in _SLOW_FOLDERS else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that take a browser, a server, a site, an engine or a build as slow."""
    for item in items:
        folder = item.path.relative_to(_TESTS).parts[0] if _TESTS in item.path.parents else ""
        given = item.callspec.params.values() if hasattr(item, "callspec") else ()
        engines = any(one in ("rdflib", "service") for one in given if isinstance(one, str))
        if folder in _SLOW_FOLDERS or engines or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count a skipped test as a failure: what is not run proves nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def news(tmp_path: Path) -> Files:
    """An empty workspace."""
    return init(tmp_path / "news", base="https://example.org/news/")


@pytest.fixture
def add(news: Files) -> Callable[..., ArticleFiles]:
    """Add an article with a text to the empty workspace."""

    def added(text: str, id: str = "one", date: str | None = "2026-03-01") -> ArticleFiles:
        return adding.add(news, Source(text), id, date=date)

    return added


@pytest.fixture(scope="session")
def _drafted_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an invented article in English and its draft, which tests copy."""
    from author_texts import TEXTS
    from sygraph.author.draft_files import draft_path, draft_text
    from sygraph.author.drafting import draft
    from sygraph.rdf.output import write_files

    files = init(tmp_path_factory.mktemp("drafted") / "news", base="https://example.org/news/")
    adding.add(files, Source(TEXTS["en"]), "one", date="2026-03-01")
    write_files({draft_path(files, "one"): draft_text(files, draft(files, "one")).encode()})
    return files.root


@pytest.fixture
def drafted(_drafted_folder: Path, tmp_path: Path) -> Files:
    """A workspace with an invented article in English and its draft."""
    shutil.copytree(_drafted_folder, tmp_path / "drafted")
    return Files.at(tmp_path / "drafted").use()
