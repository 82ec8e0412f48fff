"""What the handlers share, and how a request gets its language and its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlsplit

from starlette.requests import Request

from sygraph.pages.addresses import ServerLinks
from sygraph.pages.render import Site
from sygraph.server.backend import Backend, Guarded, backend_of
from sygraph.server.kept import Kept
from sygraph.server.settings import Settings
from sygraph.text.scalars import language as read_language
from sygraph.text.scalars import match_language

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph

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


@dataclass(frozen=True)
class Web:
    """The graph, and how the server is to behave; `request.app.state.web`.

    `kg` answers in this process, which nothing can stop: it is for the pages' own questions. A
    query that a visitor has written goes to `guarded`, from a thread.
    """

    kg: KnowledgeGraph
    settings: Settings

    @cached_property
    def backend(self) -> Backend:
        """What answers visitors' queries; started when first needed."""
        return backend_of(self.kg.store, self.settings)

    @cached_property
    def guarded(self) -> KnowledgeGraph:
        """The graph for visitors' queries: it answers in time and within limits."""
        from sygraph.graph import KnowledgeGraph

        return KnowledgeGraph(Guarded(self.backend, self.kg.store, self.settings), self.kg.files)

    @cached_property
    def kept(self) -> Kept:
        """Answers that may be given again."""
        return Kept(self.settings.cache)

    @property
    def version(self) -> int:
        """Another number after each change of the graph."""
        return self.backend.version

    @property
    def prefix(self) -> str:
        """The path that the outside knows the root by, without a slash at its end."""
        return urlsplit(self.settings.base_url or "").path.rstrip("/")


def web(request: Request) -> Web:
    """What this request is answered from."""
    return cast(Web, request.app.state.web)


def site(request: Request, lang: str | None = None) -> Site:
    """What a page for this request is made from, in the reader's language or in another."""
    query = "&".join(
        part
        for part in request.scope["query_string"].decode("latin-1").split("&")
        if part and not part.startswith("lang=")
    )
    at = root(request)
    here = at + quote(path(request).lstrip("/")) + ("?" + query if query else "")
    return Site(web(request).kg, lang or language(request), ServerLinks(at, here))


def path(request: Request) -> str:
    """The path below the root."""
    whole: str = request.scope["path"]
    return whole.removeprefix(request.scope.get("root_path", "").rstrip("/")) or "/"


def sent_path(request: Request) -> str:
    """The path below the root as it was sent: a URI, in which `%2F` is not a slash."""
    whole = request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0]
    return whole.removeprefix(quote(request.scope.get("root_path", "").rstrip("/"))) or "/"


def root(request: Request) -> str:
    """The path that the outside knows the root by: `/`, or `/sygraph/`."""
    return (web(request).prefix or request.scope.get("root_path", "")).rstrip("/") + "/"


def base(request: Request) -> str:
    """The address that the outside knows the root by, with a slash at its end."""
    told = web(request).settings.base_url
    if told:
        return told.rstrip("/") + "/"
    return f"{request.url.scheme}://{request.url.netloc}{root(request)}"


def language(request: Request) -> str:
    """The reader's language: the one chosen here, chosen before, or wanted by the browser.

    Raises:
        BadParameter: the address asks for a language that there is not.
    """
    asked = request.query_params.get("lang")
    return read_language(asked) if asked else usual_language(request)


def usual_language(request: Request) -> str:
    """The reader's language, whatever the address asks for."""
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
    wishes = []
    for part in header.split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        wishes.append((-weight, tag.lower()))
    for weight, tag in sorted(wishes, key=lambda wish: wish[0]):
        if weight < 0 and (found := match_language(tag)):
            return found
    return "en"
