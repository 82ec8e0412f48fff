"""Middleware for languages: headers of pages, and a cookie for the chosen language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from sygraph.server.context import root, usual_language
from sygraph.text.scalars import match_language

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Languages"]

# The age of the cookie in seconds.
_YEAR = 365 * 24 * 3600


class Languages:
    """Middleware that sets Content-Language and Vary, and a cookie for `?lang=`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Language"] = usual_language(request)
                    for name in ("Accept-Language", "Cookie"):
                        headers.add_vary_header(name)
                chosen = match_language(request.query_params.get("lang", ""))
                if chosen and message["status"] < 400:
                    cookie = f"lang={chosen}; Path={root(request)}; Max-Age={_YEAR}; SameSite=Lax"
                    headers.append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, marked)
