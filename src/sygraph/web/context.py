"""What the handlers share, and how a request gets its language and its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from starlette.requests import Request

from sygraph.entities import LANGUAGES
from sygraph.pages.links import ServerLinks
from sygraph.pages.render import Site
from sygraph.web.settings import Settings

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph

__all__ = ["Web", "language", "site", "web"]

_SHORT = {
    "zh": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
}


@dataclass(frozen=True)
class Web:
    """The graph, and how the server is to behave; `request.app.state.web`."""

    kg: KnowledgeGraph
    settings: Settings
    root: str = "/"


def web(request: Request) -> Web:
    """What this request is answered from."""
    return cast(Web, request.app.state.web)


def site(request: Request) -> Site:
    """What a page for this request is made from."""
    of = web(request)
    query = "&".join(
        part for part in request.url.query.split("&") if part and not part.startswith("lang=")
    )
    here = of.root + request.url.path.lstrip("/") + ("?" + query if query else "")
    return Site(of.kg, language(request), ServerLinks(of.root, here))


def language(request: Request) -> str:
    """The reader's language: the one chosen here, chosen before, or wanted by the browser."""
    for wish in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    return _accepted(request.headers.get("accept-language", ""))


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
        if weight < 0 and (found := _ours(tag)):
            return found
    return "en"


def _ours(tag: str) -> str | None:
    while tag:
        if tag in _SHORT:
            return _SHORT[tag]
        for lang in LANGUAGES:
            if lang.lower() == tag:
                return lang
        tag = tag.rpartition("-")[0]
    return None
