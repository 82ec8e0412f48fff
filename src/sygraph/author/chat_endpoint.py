"""Ask a language model behind an OpenAI-compatible chat endpoint, within limits of time and size.

Nothing is sent anywhere but to the address that the user gives: no proxy and no redirect is
followed, and no other credentials are read than the key in the environment.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sygraph.errors import MissingPackage, SygraphError

if TYPE_CHECKING:
    import httpx

__all__ = ["KEY", "ChatEndpoint", "EndpointError"]

#: The environment variable that has the key of the endpoint.
KEY = "SYGRAPH_MODEL_KEY"
_MOST = 1 << 20  # bytes of an answer
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HINTS = {
    401: f"{KEY} has the key of the endpoint",
    403: f"{KEY} has the key of the endpoint",
    404: "check --url, which ends before /chat/completions, and --model",
    429: "the endpoint takes no more requests now: try again later",
}


class EndpointError(SygraphError):
    """The endpoint gives no answer that can be used."""


class ChatEndpoint:
    """A chat endpoint and the name of a model there.

    Args:
        url: The address before /chat/completions, such as http://127.0.0.1:11434/v1.
        timeout: How many seconds an answer may take.

    Raises:
        SygraphError: The address is not one of HTTP, has credentials in it, or the key would be
            sent unencrypted.
    """

    def __init__(self, url: str, model: str, timeout: float = 120) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SygraphError("--url is not an address of HTTP", hint="http://127.0.0.1:11434/v1")
        if parts.username or parts.password or parts.query:
            raise SygraphError(
                "--url has credentials or a query in it", hint=f"the key belongs into {KEY}"
            )
        self._key = os.environ.get(KEY, "")
        if self._key and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise SygraphError(
                "the key would be sent unencrypted", hint="use https, or a model on this machine"
            )
        if not self._key.isascii() or any(char.isspace() for char in self._key):
            raise SygraphError(f"{KEY} is not a key: it has a space, or a letter that is not ASCII")
        path = url.rstrip("/").removesuffix("/chat/completions")
        self._url, self.shown = f"{path}/chat/completions", parts.hostname
        self.model, self._timeout = model, timeout

    def ask(self, messages: Sequence[dict[str, str]]) -> str:
        """Return what the model answers to messages.

        Raises:
            EndpointError: The endpoint cannot be reached, takes too long, sends too much or a
                redirect, or its answer is not one of a chat endpoint.
        """
        try:
            httpx = import_module("httpx")
        except ImportError as error:
            raise MissingPackage("httpx", hint="pip install 'sygraph[model]'") from error
        try:
            data = asyncio.run(self._posted(httpx, messages))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise EndpointError(
                f"{self.shown} has not answered within {self._timeout:g} s",
                hint="--timeout SECONDS waits longer",
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise EndpointError(
                f"{self.shown} cannot be asked: {reason}", hint="is the model running there?"
            ) from error
        return self._content(data)

    async def _posted(self, httpx: Any, messages: Sequence[dict[str, str]]) -> bytes:
        """Send the messages and return the body of the answer, within the time."""
        body = {"model": self.model, "messages": list(messages), "temperature": 0, "stream": False}
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        # The limit is of the whole answer: an endpoint may also send a little now and again.
        async with (
            asyncio.timeout(self._timeout),
            httpx.AsyncClient(timeout=self._timeout, follow_redirects=False, trust_env=False) as c,
            c.stream("POST", self._url, json=body, headers=headers) as response,
        ):
            return await self._read(response)

    async def _read(self, response: httpx.Response) -> bytes:
        status = response.status_code
        if 300 <= status < 400:
            raise EndpointError(
                f"{self.shown} answers {status}, a redirect, which is not followed",
                hint="give --url the address itself: the text is sent nowhere else",
            )
        if status != 200:
            raise EndpointError(
                f"{self.shown} answers {status} {response.reason_phrase}".strip(),
                hint=_HINTS.get(status, "see what the endpoint logs"),
            )
        data = bytearray()
        async for chunk in response.aiter_raw():
            data += chunk
            if len(data) > _MOST:
                raise EndpointError(
                    f"{self.shown} sends more than {_MOST >> 20} MiB", hint="is it a chat endpoint?"
                )
        return bytes(data)

    def _content(self, data: bytes) -> str:
        """Return the text of an answer, as chat endpoints send it."""
        try:
            answer: Any = json.loads(data)
            content = answer["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise EndpointError(
                f"{self.shown} sends no answer of a chat endpoint",
                hint="give --url the address of an OpenAI-compatible endpoint",
            ) from error
        return content if isinstance(content, str) else ""
