"""An answer of the endpoint on its way out: its headers, compressed, kept, or streamed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request

from sygraph.server.backend import Reply
from sygraph.server.context import Web
from sygraph.server.kept import KeptAnswer
from sygraph.server.middleware import STANDARD, compressing
from sygraph.server.sparql_protocol import Formats
from sygraph.server.spool import Spool

if TYPE_CHECKING:
    from starlette.types import Send

__all__ = ["VARY", "headers_of", "packed", "send_kept", "send_stream"]

VARY = "Accept, Accept-Encoding"

# Where an answer is compressed as it is kept, and where not.
_WORTH_IT = 1000
# Seconds that a client may take to take the next piece.
_SLOWEST = 30.0


def headers_of(reply: Reply, formats: Formats, etag: str | None) -> list[tuple[bytes, bytes]]:
    media_type = formats.graph_type if reply.form == "graph" else formats.table_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    headers = {"content-type": media_type, "vary": VARY}
    if etag is None:
        headers["cache-control"] = "no-store"
    else:
        headers |= {"cache-control": "no-cache", "etag": etag}
    if reply.cut:
        headers["sygraph-cut"] = f"after {reply.cut}"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def packed(
    body: bytes, headers: list[tuple[bytes, bytes]], coding: str | None, version: int
) -> KeptAnswer:
    """A whole answer, compressed where that is worth it."""
    if coding is not None and len(body) >= _WORTH_IT:
        compressor = compressing(coding)
        body = compressor.process(body) + compressor.finish()
        headers.append((b"content-encoding", coding.encode()))
    headers.append((b"content-length", str(len(body)).encode()))
    return KeptAnswer(headers, body, version)


async def send_kept(
    request: Request, send: Send, answer: KeptAnswer, at: Web, keep: bool = True
) -> None:
    raw = request.scope.get("sygraph.request")
    if raw is not None and keep:
        if not answer.raw:
            lines = [b"%b: %b\r\n" % pair for pair in (*answer.headers, *STANDARD)]
            answer.raw = b"".join([*lines, b"\r\n", answer.body])
        at.kept.put_request(raw, answer)
    await send({"type": "http.response.start", "status": 200, "headers": list(answer.headers)})
    await send({"type": "http.response.body", "body": answer.body})


async def send_stream(
    request: Request,
    send: Send,
    reply: Reply,
    spool: Spool,
    headers: list[tuple[bytes, bytes]],
    coding: str | None,
) -> None:
    """Pass a long answer on as it comes; where it breaks off, so does the connection."""
    compressor = compressing(coding) if coding else None
    if compressor is not None and coding:
        headers.append((b"content-encoding", coding.encode()))
    limit = request.app.state.web.settings
    headers.append((b"sygraph-limit", f"{limit.max_rows} rows, {limit.max_bytes} bytes".encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if request.method == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return

    async def take(piece: bytes, more: bool = True) -> None:
        if piece or not more:
            message = {"type": "http.response.body", "body": piece, "more_body": more}
            try:
                await asyncio.wait_for(send(message), _SLOWEST)
            except TimeoutError:
                raise ClientDisconnect from None  # as good as gone

    for piece in _pieces(reply.start):
        await take(compressor.process(piece) if compressor else piece)
    async for piece in spool.pieces():
        await take(compressor.process(piece) if compressor else piece)
    await take(compressor.finish() if compressor else b"", more=False)


def _pieces(data: bytes, size: int = 1 << 17) -> Iterator[bytes]:
    for place in range(0, len(data), size):
        yield data[place : place + size]
