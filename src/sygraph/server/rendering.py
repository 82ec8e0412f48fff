"""Pages and data as answers, with an ETag that changes with the graph."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from sygraph.server.context import base, language, root, web

__all__ = ["HTML", "matches", "rendered", "tag"]

HTML = "text/html; charset=utf-8"


def rendered(
    request: Request,
    make: Callable[[], str | bytes],
    media_type: str = HTML,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the answer to a request, or 304 if the client has it.

    The answer may depend on the path, the query, the reader's language and the public address of
    the server only.
    """
    parts = (
        # Not those of `request.url`, where an escaped question mark in the path has become plain.
        request.scope["path"],
        request.scope["query_string"],
        language(request),
        root(request),
        base(request),
        media_type,
    )
    etag = tag(request, parts)
    given = {"ETag": etag, "Cache-Control": "no-cache", **(headers or {})}
    if matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=given)
    return Response(make(), headers=given, media_type=media_type)


def tag(request: Request, parts: object) -> str:
    """Return the ETag of an answer that depends on the graph and on these parts of the request."""
    digest = hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12)
    return f'W/"{web(request).edition}-{digest.hexdigest()}"'


def matches(tags: str, etag: str) -> bool:
    """Whether a header If-None-Match names an ETag.

    >>> matches('"a", W/"b"', 'W/"b"'), matches("*", '"c"'), matches("", '"c"')
    (True, True, False)
    """
    plain = etag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") in (plain, "*") for one in tags.split(","))
