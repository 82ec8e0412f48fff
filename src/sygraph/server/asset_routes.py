"""The assets of pages over HTTP: compressed, with an ETag and a long cache time."""

from __future__ import annotations

import gzip
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sygraph.pages.asset_files import asset

__all__ = ["ROUTES"]

# Seconds for which browsers cache assets: those of this package, and vendored ones.
_OURS, _PACKAGES = 300, 30 * 24 * 3600

_PACKED = ("text/", "application/json", "image/svg")
_SMALL = 1000


def serve_asset(request: Request) -> Response:
    """Answer with an asset, compressed if the browser accepts that."""
    found = asset(request.path_params["name"])
    age = _PACKAGES if found.lasting else _OURS
    headers = {
        "ETag": found.etag,
        "Cache-Control": f"public, max-age={age}",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    tags = [tag.strip().removeprefix("W/") for tag in _header(request, "if-none-match").split(",")]
    if found.etag in tags or "*" in tags:
        return Response(status_code=304, headers=headers)
    content = found.content
    if len(content) > _SMALL and found.media_type.startswith(_PACKED):
        accepted = _header(request, "accept-encoding")
        encoding = next((name for name in ("br", "gzip") if name in accepted), None)
        if encoding:
            headers["Content-Encoding"] = encoding
            content = _pack(found.name, encoding)
    return Response(content, headers=headers, media_type=found.media_type)


def _header(request: Request, name: str) -> str:
    return request.headers.get(name, "")


@cache
def _pack(name: str, encoding: str) -> bytes:
    content = asset(name).content
    if encoding == "gzip":
        return gzip.compress(content, 6, mtime=0)
    import brotli

    packed: bytes = brotli.compress(content, quality=5)
    return packed


ROUTES: list[BaseRoute] = [Route("/static/{name:path}", serve_asset, methods=["GET"], name="asset")]
