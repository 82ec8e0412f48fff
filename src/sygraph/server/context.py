"""The context of requests: the graph, the settings, the language and the addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlsplit

from starlette.requests import Request

from sygraph.errors import SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.render import Site
from sygraph.server.backend import LimitedStore
from sygraph.server.settings import Settings
from sygraph.store.jobs.kept import Kept
from sygraph.text.scalars import language as read_language
from sygraph.text.scalars import match_language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sygraph.queries.suggestions import Suggestion
    from sygraph.store.updates import Update

__all__ = [
    "Web",
    "base",
    "language",
    "path",
    "root",
    "sent_path",
    "site",
    "usual_language",
    "web",
]


# The most articles that a page is narrowed to.
_MOST_ARTICLES = 50


def _refuse_updates(update: Update) -> None:
    raise SygraphError("this engine takes no updates here", hint="send them to the service")


class _Guarded(KnowledgeGraph):
    """A graph whose answers are cut off; questions in words are read by all names of the whole."""

    def __init__(self, whole: KnowledgeGraph, settings: Settings) -> None:
        super().__init__(LimitedStore(whole.store, settings), whole.files)
        self._whole = whole

    def ask(self, question: str, *, lang: str = "en", limit: int | None = 10) -> list[Suggestion]:
        return self._whole.ask(question, lang=lang, limit=limit)


@dataclass(frozen=True)
class Web:
    """The graph and the settings; `request.app.state.web`.

    Attributes:
        edition: names the state of the graph; changes with each update and each run.
        update: applies an update.
        kept: results that all workers share, under keys that name the edition.
    """

    kg: KnowledgeGraph
    settings: Settings
    edition: str = "0"
    update: Callable[[Update], None] = _refuse_updates
    kept: Kept = field(default_factory=Kept)

    @cached_property
    def guarded(self) -> KnowledgeGraph:
        """The graph for queries of visitors; answers are cut off at the limits."""
        return _Guarded(self.kg, self.settings)

    def guarded_for(self, articles: Sequence[str]) -> KnowledgeGraph:
        """The graph of some articles for queries of visitors; see `narrowed`."""
        return _Guarded(self.narrowed(articles), self.settings) if articles else self.guarded

    @cached_property
    def prefix(self) -> str:
        """The public path of the root, without a slash at its end."""
        return urlsplit(self.settings.base_url or "").path.rstrip("/")

    @cached_property
    def _narrowed(self) -> dict[tuple[str, ...], KnowledgeGraph]:
        return {}

    def narrowed(self, articles: Sequence[str]) -> KnowledgeGraph:
        """The graph of some articles, or the whole graph if none is named.

        Raises:
            NotFound: there is no such article.
        """
        chosen = tuple(sorted(set(articles)))
        if not chosen:
            return self.kg
        if chosen not in self._narrowed:
            self._narrowed.clear()  # one is kept: a visitor stays with an article for a while
            self._narrowed[chosen] = self.kg.narrow(*chosen)
        return self._narrowed[chosen]


def web(request: Request) -> Web:
    """The context of a request."""
    return cast(Web, request.app.state.web)


def site(request: Request, lang: str | None = None, graph: KnowledgeGraph | None = None) -> Site:
    """The context of a page, in the reader's language or in another.

    Args:
        graph: what it shows; without, the graph of the articles of the address.

    Raises:
        NotFound: there is no such article.
    """
    query = "&".join(
        part
        for part in request.scope["query_string"].decode("latin-1").split("&")
        if part and not part.startswith("lang=")
    )
    at = root(request)
    here = at + quote(path(request).lstrip("/")) + ("?" + query if query else "")
    kg = graph or web(request).narrowed(request.query_params.getlist("article")[:_MOST_ARTICLES])
    return Site(kg, lang or language(request), ServerLinks(at, here))


def path(request: Request) -> str:
    """The path below the root."""
    whole: str = request.scope["path"]
    return whole.removeprefix(request.scope.get("root_path", "").rstrip("/")) or "/"


def sent_path(request: Request) -> str:
    """The path below the root as the client sent it, with escapes such as `%2F`."""
    whole = request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0]
    return whole.removeprefix(quote(request.scope.get("root_path", "").rstrip("/"))) or "/"


def root(request: Request) -> str:
    """The public path of the root: `/`, or `/sygraph/`."""
    return (web(request).prefix or request.scope.get("root_path", "")).rstrip("/") + "/"


def base(request: Request) -> str:
    """The public address of the root, with a slash at its end.

    A Host header is used only if it names the loopback or a host that the settings allow, since the
    address may be cached and sent to other clients.
    """
    settings = web(request).settings
    if settings.base_url:
        return settings.base_url.rstrip("/") + "/"
    scope = request.scope
    server = scope.get("server") or (settings.host, settings.port)
    host = request.headers.get("host", "")
    return _address(scope["scheme"], host, tuple(server), settings.allowed_hosts) + root(request)


@lru_cache(maxsize=256)
def _address(
    scheme: str, host: str, server: tuple[str, int | None], allowed: tuple[str, ...]
) -> str:
    """The address of the server for a Host header, without a slash at its end."""
    if not _is_own_name(host, allowed):
        name, port = server
        name = f"[{name}]" if ":" in name else name
        usual = {"http": 80, "https": 443}.get(scheme)
        host = name if port in (usual, None) else f"{name}:{port}"
    return f"{scheme}://{host}"


_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE)


def _is_own_name(host: str, allowed: tuple[str, ...]) -> bool:
    """Whether a Host header names the loopback or an allowed host.

    >>> [_is_own_name(host, ("example.org",)) for host in ("localhost:8000", "[::1]", "127.0.0.2")]
    [True, True, True]
    >>> [_is_own_name(host, ("example.org",)) for host in ("example.org:80", "evil.org", "a/b")]
    [True, False, False]
    """
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found["name"].lower()
    if name in allowed or host.lower() in allowed or name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def language(request: Request) -> str:
    """The reader's language: from the address, the cookie, or the browser.

    Raises:
        BadParameter: the language of the address does not exist here.
    """
    chosen = request.query_params.get("lang")
    return read_language(chosen) if chosen else usual_language(request)


def usual_language(request: Request) -> str:
    """The reader's language without the parameter of the address."""
    chosen = match_language(request.query_params.get("lang", ""))
    return (
        chosen
        or match_language(request.cookies.get("lang", ""))
        or _accepted(request.headers.get("accept-language", ""))
    )


def _accepted(header: str) -> str:
    """The best of our languages for an Accept-Language header.

    >>> _accepted("fr, zh-TW;q=0.9, en;q=0.8"), _accepted("*")
    ('zh-Hant', 'en')
    """
    ranked = []
    for part in header.split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        ranked.append((-weight, tag.lower()))
    for weight, tag in sorted(ranked, key=lambda entry: entry[0]):
        if weight < 0 and (found := match_language(tag)):
            return found
    return "en"
