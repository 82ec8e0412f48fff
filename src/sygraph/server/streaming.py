"""Send a long answer while it is being computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from sygraph.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from starlette.types import Message, Send

__all__ = ["SYNCHRONOUS", "Streamed", "run_now"]

# The extension of a scope in which the application never waits.
SYNCHRONOUS = "sygraph.synchronous"

# Bytes that are collected before the first part is sent, and for each further part.
_WHOLE, _PIECE = 1 << 20, 1 << 17


def run_now(coroutine: Awaitable[None]) -> None:
    """Run a coroutine that never waits, as in a worker."""
    for _ in coroutine.__await__():
        raise RuntimeError("the application waits for something")


class Streamed:
    """An answer that is written in parts; more than 1 MiB is sent while it is computed.

    That works in a worker only, where nothing waits; elsewhere the answer is kept whole.
    """

    def __init__(
        self, request: Request, send: Send, headers: Mapping[str, str], limits: Settings
    ) -> None:
        self._send = send
        self._headers = dict(headers)
        self._limits = limits
        self._pieces: list[bytes] = []
        self._held = 0
        self._most = _WHOLE if SYNCHRONOUS in request.scope.get("extensions", ()) else None
        self._started = False

    def write(self, data: bytes) -> None:
        self._pieces.append(data)
        self._held += len(data)
        if self._most is not None and self._held >= self._most:
            self._pass_on()

    async def end(self, cut: str | None) -> Response | None:
        """Return the answer if no part has been sent, else send the rest."""
        body = b"".join(self._pieces)
        if not self._started:
            if cut:
                self._headers["Sygraph-Cut"] = f"after {cut}"
            return Response(body, headers=self._headers)
        await self._send({"type": "http.response.body", "body": body})
        return None

    def _pass_on(self) -> None:
        if not self._started:
            self._started = True
            self._most = _PIECE
            limits = self._limits
            said = f"{limits.max_rows} rows, {limits.max_bytes} bytes"
            start = Response(headers={**self._headers, "Sygraph-Limit": said})
            headers = [pair for pair in start.raw_headers if pair[0] != b"content-length"]
            run_now(self._sent({"type": "http.response.start", "status": 200, "headers": headers}))
        body = b"".join(self._pieces)
        self._pieces.clear()
        self._held = 0
        run_now(self._sent({"type": "http.response.body", "body": body, "more_body": True}))

    async def _sent(self, message: Message) -> None:
        await self._send(message)
