"""Client of a SPARQL service over HTTP: credentials, retries, timeouts, streamed answers."""

from __future__ import annotations

import base64
import io
import os
import random
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from html import escape
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import Any
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from SPARQLWrapper import POST, SPARQLWrapper

from sygraph.errors import SygraphError
from sygraph.version import __version__

__all__ = ["Credentials", "PartialResults", "Retries", "RowStream", "Service", "ServiceError"]

AGENT = f"sygraph/{__version__}"

# What every server and proxy takes as a URL; a longer query is posted.
LONGEST_URL = 2000

# The longest text of a service's error that is shown, in characters.
_SAID = 300

# Not XML, in which the embedded engine's parser drops the blanks around a literal.
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"

# The parts of an answer in JSON: what comes before the rows, a row with a comma before it, and
# an answer without its rows. Objects are nested deeper only where there are triple terms in it.
_OPENING = re.compile(rb'"bindings"\s*:\s*\[')
_WORD = rb'"(?:[^"\\]++|\\.)*+"'
_OBJECT = rb'\{(?:[^{}"]++|' + _WORD + rb")*+\}"
for _ in range(5):
    _OBJECT = rb'\{(?:[^{}"]++|' + _WORD + rb"|" + _OBJECT + rb")*+\}"
_ROW = re.compile(rb"\s*+,?\s*+" + _OBJECT, re.DOTALL)
_WHOLE = re.compile(rb"\s*+" + _OBJECT + rb"\s*+", re.DOTALL)


class ServiceError(SygraphError):
    """A service that cannot be reached or will not answer; `code` is its HTTP status, if any."""

    status = 502

    def __init__(self, message: str, *, code: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.code = code


class PartialResults(ServiceError):
    """An incomplete answer; `received` is the number of rows or triples that arrived."""

    def __init__(self, message: str, *, received: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.received = received


@dataclass(frozen=True)
class Credentials:
    """User and password, or token, for a service. They are never printed."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Credentials:
        """Read SYGRAPH_ENDPOINT_USER and SYGRAPH_ENDPOINT_PASSWORD, or SYGRAPH_ENDPOINT_TOKEN.

        Raises:
            SygraphError: only a part of them is set, or both kinds are.
        """
        user, password, token = (
            environ.get(f"SYGRAPH_ENDPOINT_{name}") or None
            for name in ("USER", "PASSWORD", "TOKEN")
        )
        if token and (user or password):
            raise SygraphError("set SYGRAPH_ENDPOINT_TOKEN or a user with a password, not both")
        if bool(user) != bool(password):
            raise SygraphError("set SYGRAPH_ENDPOINT_USER and SYGRAPH_ENDPOINT_PASSWORD together")
        if any(not part.isprintable() for part in (user, password, token) if part):
            raise SygraphError("the credentials in the environment have a line break in them")
        return cls(user, password, token)

    @property
    def basic(self) -> str:
        """The value of the Basic authentication header."""
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def hide(self, text: str) -> str:
        """Return the text without any secret that a server may have echoed."""
        for secret in filter(None, (self.token, self.password, self.password and self.basic)):
            for written in (secret, escape(secret), quote(secret, safe=""), quote_plus(secret)):
                text = text.replace(written, "…")
        return text


@dataclass(frozen=True)
class Retries:
    """How many attempts to make, and how long to wait between them, in seconds."""

    attempts: int = 4
    first: float = 0.5
    longest: float = 30.0

    def wait(self, attempt: int, asked: float | None) -> float:
        """The pause after an attempt: what the service asked for, else twice the one before."""
        if asked is not None:
            return asked
        return min(self.first * 2.0 ** (attempt - 1), self.longest) * random.uniform(0.5, 1.5)


class Service:
    """A SPARQL 1.1 service, with the addresses of its query, update and graph store protocols.

    Args:
        timeout: how many seconds to wait for a connection and for every further piece of an
            answer; None waits without limit.

    Raises:
        SygraphError: an address is not valid, or contains a password.
    """

    def __init__(
        self,
        endpoint: str,
        update_endpoint: str | None = None,
        graph_store: str | None = None,
        *,
        credentials: Credentials | None = None,
        timeout: float | None = 60.0,
        retries: Retries | None = None,
    ) -> None:
        self.endpoint = _address(endpoint)
        self.update_endpoint = _address(update_endpoint) if update_endpoint else self.endpoint
        self.graph_store = _address(graph_store) if graph_store else None
        self.credentials = Credentials() if credentials is None else credentials
        self.timeout = timeout
        self.retries = Retries() if retries is None else retries
        addresses = [self.endpoint, self.update_endpoint, self.graph_store]
        origins = {_origin(address) for address in addresses if address}
        self._opener = urllib.request.build_opener(
            _Authorization(self.credentials, origins), _Redirects()
        )

    def query(self, sparql: str, form: str) -> HTTPResponse:
        """Send a query, and return the answer, to be read as it arrives.

        Args:
            form: SELECT, ASK, CONSTRUCT or DESCRIBE.

        Raises:
            ServiceError: there is no answer.
        """
        rows = form in ("SELECT", "ASK")
        request = self._request(sparql, form, _ROWS if rows else _TRIPLES)
        if len(self.endpoint) + len(urlencode({"query": sparql})) > LONGEST_URL:
            request.setMethod(POST)
        return self._send(self.endpoint, lambda: request.query().response, repeatable=True)

    def update(self, sparql: str, *, repeatable: bool = False) -> None:
        """Send an update.

        Args:
            repeatable: whether the same update twice does what it does once. If not, it is sent
                again only where it can't have arrived.

        Raises:
            ServiceError: it was refused, or it is unknown whether the service did it.
        """
        request = self._request(sparql, "INSERT", "*/*")
        request.setMethod(POST)
        self._send(
            self.update_endpoint,
            lambda: request.query().response,
            repeatable=repeatable,
            done=HTTPResponse.read,
        )

    def add(self, graph: str | None, triples: bytes) -> None:
        """Add N-Triples without blank nodes to a graph, None the default one.

        Raises:
            ServiceError: it was refused, or it is unknown whether the service did it.
        """
        assert self.graph_store is not None
        address = self.graph_store + ("&" if "?" in self.graph_store else "?")
        address += "default" if graph is None else urlencode({"graph": graph})
        headers = {"Content-Type": "application/n-triples", "User-Agent": AGENT}

        def send() -> HTTPResponse:
            request = urllib.request.Request(address, triples, headers, method="POST")
            return self._opener.open(request, timeout=self.timeout)  # type: ignore[no-any-return]

        self._send(self.graph_store, send, repeatable=True, done=HTTPResponse.read)

    def _request(self, sparql: str, form: str, accept: str) -> SPARQLWrapper:
        """Return a SPARQLWrapper with the query, its form and the Accept header."""
        request = _Request(self.endpoint, self.update_endpoint, agent=AGENT)
        request.opener, request.opener_timeout = self._opener, self.timeout
        request.queryString = sparql
        request.queryType = form
        request.setOnlyConneg(True)
        request.addCustomHttpHeader("Accept", accept)
        return request

    def _send(
        self,
        address: str,
        send: Callable[[], HTTPResponse],
        *,
        repeatable: bool,
        done: Callable[[HTTPResponse], object] = lambda response: None,
    ) -> HTTPResponse:
        attempt = 0
        while True:
            attempt += 1
            try:
                response = send()
                done(response)
                return response
            except (OSError, HTTPException) as error:
                asked = _retry_after(error)
                pause = self.retries.wait(attempt, asked)
                if (
                    attempt == self.retries.attempts
                    or pause > self.retries.longest * 1.5
                    or not _may_repeat(error, repeatable)
                ):
                    raise self._explained(error, address, asked) from None
                if isinstance(error, urllib.error.HTTPError):
                    error.close()
            time.sleep(pause)

    def _explained(self, error: Exception, address: str, asked: float | None) -> ServiceError:
        """Return the error to raise, without secrets in its message."""
        if isinstance(error, urllib.error.HTTPError):
            return self._refused(error, address, asked)
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError):
            wait = f"the service at {address} did not answer within {self.timeout:g} s"
            return ServiceError(wait, hint="ask for less, or allow it more time")
        said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        said = self.credentials.hide(said)
        return ServiceError(f"the service at {address} cannot be reached: {said}")

    def _refused(
        self, error: urllib.error.HTTPError, address: str, asked: float | None
    ) -> ServiceError:
        said = self._said(error)
        what, hint = f"answered {error.code}", None
        match error.code:
            case 401 | 403 if self.credentials.token or self.credentials.user:
                what, hint = "refused the credentials", "see SYGRAPH_ENDPOINT_* in the environment"
            case 401 | 403:
                what = "requires credentials"
                hint = (
                    "set SYGRAPH_ENDPOINT_USER and SYGRAPH_ENDPOINT_PASSWORD,"
                    " or SYGRAPH_ENDPOINT_TOKEN"
                )
            case 404 | 405:
                what, hint = f"answered {error.code}", "is this the whole address of the service?"
            case 301 | 302 | 303 | 307 | 308:
                place = error.headers.get("Location", "")
                what, hint = "has moved", f"use {self.credentials.hide(place)}" if place else None
            case 429 | 503 if asked is not None:
                hint = f"it asks clients to wait {asked:g} s"
        message = f"the service at {address} {what}" + (f": {said}" if said else "")
        return ServiceError(message, code=error.code, hint=hint)

    def _said(self, error: urllib.error.HTTPError) -> str:
        """Return the text of an error page."""
        try:
            return self.words(error.read(1 << 14))
        except (OSError, HTTPException):
            return ""
        finally:
            error.close()

    def words(self, body: bytes) -> str:
        """Return the text of a page on one line, shortened and without secrets."""
        text = self.credentials.hide(body.decode("utf-8", "replace"))
        text = " ".join(re.sub(r"<[^<>]*>", " ", text).split())
        return text if len(text) <= _SAID else text[: _SAID - 1] + "…"


class RowStream(io.RawIOBase):
    """Stream the rows of an answer in JSON, complete rows only.

    An answer that breaks off, or ends with an error text, raises PartialResults with the number of
    rows; the reader has received these by then.
    """

    def __init__(self, response: HTTPResponse, service: Service) -> None:
        self._response = response
        self._service = service
        self._ready = io.BytesIO()
        self._held = b""
        self._opening = b""
        self._ended = False
        self.received = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not (piece := self._ready.read(size)) and not self._ended:
            self._fill()
        return piece

    def close(self) -> None:
        self._response.close()
        super().close()

    def _fill(self) -> None:
        try:
            chunk = self._response.read1(1 << 16)
        except (OSError, HTTPException) as error:
            raise self._broken(f"it broke off ({str(error) or type(error).__name__})") from None
        self._held += chunk
        if chunk:
            end = self._end_of_rows()
        elif _WHOLE.fullmatch(self._opening + self._held):
            self._check_limit()
            end, self._ended = len(self._held), True
        else:
            # A service that gives up writes the reason in place of the next row.
            words = self._held.lstrip(b" \r\n\t,")
            said = "" if words.startswith(b"{") else self._service.words(words)
            raise self._broken(f"it broke off ({said})" if said else "it broke off")
        self._ready = io.BytesIO(self._held[:end])
        self._held = self._held[end:]

    def _end_of_rows(self) -> int:
        """Where the last whole row ends, or what comes before the first."""
        end = 0
        if not self._opening and (opening := _OPENING.search(self._held)):
            end = opening.end()
            self._opening = self._held[:end]
        if self._opening:
            while row := _ROW.match(self._held, end):
                self.received += 1
                end = row.end()
        return end

    def _check_limit(self) -> None:
        """Raise if the service cut the rows; Virtuoso says so in a header only."""
        limit = self._response.headers.get("X-SPARQL-MaxRows")
        if limit is not None and self.received >= int(limit):
            raise self._broken(f"the service returns no more than {limit}", "ask with LIMIT")

    def _broken(self, why: str, hint: str | None = None) -> PartialResults:
        self._ended = True
        self._response.close()
        message = f"the answer is not whole: {self.received:,} rows came, then {why}"
        return PartialResults(message, received=self.received, hint=hint)


class _Request(SPARQLWrapper):
    """SPARQLWrapper that sends requests through the opener of its service.

    SPARQLWrapper uses the opener of the whole process: Digest credentials would apply to every
    request in the process, and a redirect to another host would send the Authorization header.
    """

    opener: urllib.request.OpenerDirector
    opener_timeout: float | None

    def _query(self) -> tuple[HTTPResponse, str]:
        response = self.opener.open(self._createRequest(), timeout=self.opener_timeout)
        return response, self.returnFormat


class _Authorization(urllib.request.HTTPDigestAuthHandler):
    """Send credentials to the origins of the service only, in the scheme that it asks for.

    A token is sent with the first request. A password is sent after a 401 only, so that a service
    that asks for Digest never gets the password itself.
    """

    def __init__(self, credentials: Credentials, origins: set[str]) -> None:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if credentials.user and credentials.password:
            for origin in origins:
                passwords.add_password(None, origin, credentials.user, credentials.password)
        super().__init__(passwords)
        self._credentials = credentials
        self._origins = origins
        self._basic = False

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        if _origin(request.full_url) in self._origins and not request.has_header("Authorization"):
            if self._credentials.token:
                self._show(request, f"Bearer {self._credentials.token}")
            elif self._basic:
                self._show(request, f"Basic {self._credentials.basic}")
        return request

    https_request = http_request

    def http_error_401(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: HTTPMessage
    ) -> Any:
        if (
            not self._credentials.user
            or req.has_header("Authorization")
            or _origin(req.full_url) not in self._origins
        ):
            return None
        fp.close()
        for challenge in headers.get_all("WWW-Authenticate", []):
            if challenge.lower().startswith("digest "):
                return self.retry_http_digest_auth(req, challenge)
        self._basic = True
        return self.parent.open(self.http_request(req), timeout=req.timeout)

    @staticmethod
    def _show(request: urllib.request.Request, value: str) -> None:
        # Unredirected: a redirect to another host does not send it.
        request.add_unredirected_header("Authorization", value)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow redirects of GET only: urllib would send a POST without its body."""

    def redirect_request(self, req: urllib.request.Request, *rest: Any) -> Any:
        return super().redirect_request(req, *rest) if req.get_method() == "GET" else None


def _address(url: str) -> str:
    """Return an address without its fragment. Passwords in it would end up in logs."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        valid = known and (parts.port is None or parts.port > 0) and url.isascii()
    except ValueError:
        valid = False
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise SygraphError(
            "the address of a service must not contain a user or password",
            hint="set SYGRAPH_ENDPOINT_USER and SYGRAPH_ENDPOINT_PASSWORD in the environment",
        )
    if not valid or any(c.isspace() for c in url):
        raise SygraphError(
            f"{url!r} is not the address of a service", hint="such as http://localhost:7878/query"
        )
    return url.partition("#")[0]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/".lower()


def _may_repeat(error: Exception, repeatable: bool) -> bool:
    """Whether to repeat a request: it did not arrive, or repeating it is harmless and may help."""
    if isinstance(error, urllib.error.HTTPError):
        return repeatable and error.code in (429, 502, 503)
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ConnectionRefusedError | socket.gaierror):
        return True
    return repeatable and isinstance(reason, ConnectionError)


def _retry_after(error: Exception) -> float | None:
    """The seconds that a service asks to wait."""
    if not isinstance(error, urllib.error.HTTPError) or error.code not in (429, 503):
        return None
    asked = error.headers.get("Retry-After", "")
    if asked.isdecimal():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
