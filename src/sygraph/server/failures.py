"""Errors as answers: a page for browsers, and one JSON object for other clients."""

from __future__ import annotations

import errno
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sygraph.errors import SygraphError
from sygraph.server.context import path, site, usual_language, web
from sygraph.server.negotiate import wants_html

__all__ = ["NO_ROOM", "Busy", "failure", "on_error", "on_http_error", "on_surprise"]

#: The message for an answer for which the disk has no space.
NO_ROOM = "there is no room for the answer"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_log = logging.getLogger("sygraph.server")


class Busy(SygraphError):
    """The server has too many requests."""

    status = 503

    def __init__(self, message: str = "the server is busy") -> None:
        super().__init__(message, hint="try again in a moment")


def failure(
    request: Request,
    status: int,
    message: str,
    hint: str | None = None,
    headers: Mapping[str, str] | None = None,
    near: Sequence[str] = (),
) -> Response:
    """Return an answer that says what went wrong: `{error, hint, status}`, or a page.

    Args:
        near: similar names; the page links to them.
    """
    given = {"Vary": "Accept", "Cache-Control": "no-store", **(headers or {})}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        given.setdefault("Retry-After", "2")
    if wants_html(request.headers.get("accept", "")):
        from sygraph.pages.error_page import error_page

        # The `lang` parameter may be the cause of the error.
        # Of the whole graph: the articles of the address may be the cause too, and cost much.
        here = site(request, usual_language(request), web(request).kg)
        page = error_page(here, status, message, hint, near, path(request))
        return HTMLResponse(page, status, given)
    return JSONResponse({"error": message, "hint": hint, "status": status}, status, given)


async def on_error(request: Request, error: Exception) -> Response:
    """Answer a `SygraphError` with its status."""
    assert isinstance(error, SygraphError)
    headers: Mapping[str, str] | None = getattr(error, "headers", None)
    near: Sequence[str] = getattr(error, "suggestions", ())
    message, hint = _without_paths(error)
    return failure(request, error.status, message, hint, headers, near)


def _without_paths(error: SygraphError) -> tuple[str, str | None]:
    """The message and the hint of an error without the path of a file, which must not be published.

    A hint with a path is for those who run the server.
    """
    message, hint = error.message, error.hint
    for name in ("folder", "path"):
        if place := str(getattr(error, name, None) or ""):
            for text in (f"the store {place}", f"the folder {place}", place):
                message = message.replace(text, "the store")
            hint = None if hint and place in hint else hint
    return message, hint


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer an error of the routing: no such page, or no such method."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND and error.detail == HTTPStatus.NOT_FOUND.phrase:
        return failure(request, 404, f"nothing is at {request.url.path}", None, error.headers)
    return failure(request, error.status_code, error.detail, None, error.headers)


def on_surprise(request: Request, error: Exception) -> Response:
    """Answer an unexpected error; its traceback goes to the log."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return failure(request, 507, NO_ROOM, "ask for less at once")
    _log.error("%s %r failed", request.method, request.url.path, exc_info=error)
    return failure(request, 500, "something went wrong on the server")
