"""Pages and data as answers: with a tag each, and kept until the graph changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from sygraph.server.context import base, language, root, web
from sygraph.server.kept import KeptAnswer

__all__ = ["HTML", "rendered"]

HTML = "text/html; charset=utf-8"


def rendered(
    request: Request,
    make: Callable[[], str | bytes],
    media_type: str = HTML,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return what a request asks for, made now or kept from before.

    What is made may depend on the path, the query, the reader's language and the address that
    the server is known by, and on nothing else of the request.
    """
    context = web(request)
    asked = (
        "page",
        # Not those of `request.url`, where an escaped question mark in the path has become plain.
        request.scope["path"],
        request.scope["query_string"],
        language(request),
        root(request),
        base(request),
        media_type,
    )
    version = context.version
    kept = context.kept.get(asked, version)
    if kept is None:
        content = make()
        body = content.encode("utf-8") if isinstance(content, str) else content
        kept = KeptAnswer((), body, version)
        context.kept.put(asked, kept)
    tag = f'"{hashlib.sha256(kept.body).hexdigest()[:20]}"'
    told = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    known = request.headers.get("if-none-match", "")
    if tag in [one.strip().removeprefix("W/") for one in known.split(",")]:
        return Response(status_code=304, headers=told)
    return Response(kept.body, headers=told, media_type=media_type)
