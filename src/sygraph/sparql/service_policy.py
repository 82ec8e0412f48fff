"""Check which services a query calls; only services on allowed hosts may be called.

The parser of the embedded engine decides whether a query calls a service: if every `service` is
replaced by a misspelt word, the query still parses if none of them was the keyword, and does not
parse if one was. So the check and the engine cannot disagree about comments, strings or keywords
without a space between them. Parsing sends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.namespaces import PREFIXES
from sygraph.sparql.syntax_errors import check_syntax, explained
from sygraph.sparql.tokens import Token, decode_escapes, prologue_end, tokens

__all__ = ["ANY", "ServiceRefused", "check_services", "check_update"]

# Allows every host, and services whose address is a variable.
ANY = "*"

# In any case; some engines fold a few other letters to these.
_KEYWORD = re.compile("[sſ]erv[iı]ce", re.IGNORECASE)
_FETCHING = re.compile("[sſ]erv[iı]ce|load", re.IGNORECASE)


class ServiceRefused(SygraphError):
    """A call of a service that is not allowed; `host` is None if it is not known."""

    status = 403

    def __init__(self, message: str, *, host: str | None = None, hint: str | None = None) -> None:
        hint = hint or f"to allow it: --allow-service {host or repr(ANY)}"
        super().__init__(message, hint=hint)
        self.host = host


def check_services(sparql: str, allowed: Collection[str] = ()) -> None:
    """Refuse a query that calls a service on a host that is not allowed.

    Args:
        allowed: hosts, with a port or without (`query.wikidata.org`, `localhost:7878`), or `*`
            for every host.

    Raises:
        ServiceRefused: it calls another one.
        QuerySyntaxError: it may call a service, and does not parse.

    >>> check_services("SELECT * { ?s rdfs:label 'SERVICE <http://example.org/> {}' }")
    >>> check_services("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", ["example.org"])
    >>> check_services("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    sygraph.sparql.service_policy.ServiceRefused: the query calls a service at example.org
    """
    if ANY in allowed:
        return
    hosts = {host.lower() for host in allowed}
    if _KEYWORD.search(sparql) and _calls_any(sparql):
        _check_calls(sparql, hosts)
    # Other engines undo escapes before they look for strings.
    plain = decode_escapes(sparql)
    if plain != sparql and _KEYWORD.search(plain) and _parses(plain) and _calls_any(plain):
        _check_calls(plain, hosts)


def check_update(sparql: str, allowed: Collection[str] | None = None) -> None:
    """Let an update pass if it fetches nothing from elsewhere, unless `*` is allowed.

    Args:
        allowed: hosts; None where no option could allow any.

    Raises:
        ServiceRefused: it may fetch data.
    """
    for text in (sparql, decode_escapes(sparql)):
        if ANY not in (allowed or ()) and any(map(_may_fetch, tokens(text))):
            message = "the update seems to fetch data from elsewhere"
            if allowed is not None:
                raise ServiceRefused(message)
            hint = "send the data itself with INSERT DATA, or as a graph"
            raise ServiceRefused(message, hint=hint)


def _may_fetch(token: Token) -> bool:
    """Whether a token may be, or contain, a keyword that fetches data."""
    if token.kind in ("word", "mark"):
        return bool(_FETCHING.search(token.text))
    # An IRI token may be a comparison and the text after it; its parenthesis ends then.
    return token.kind == "iri" and bool(_FETCHING.search(token.text.partition(")")[2]))


def _check_calls(sparql: str, hosts: Collection[str]) -> None:
    """Refuse a query that calls a service on another host than these."""
    for endpoint in _endpoints(sparql):
        if endpoint.kind == "variable":
            raise ServiceRefused(f"the query calls the services in the variable {endpoint.text}")
        address = _address(sparql, endpoint)
        host, whole = _host(address)
        if host is None:
            raise ServiceRefused(f"the query calls a service that is on no host: {address}")
        if host not in hosts and whole not in hosts:
            raise ServiceRefused(f"the query calls a service at {whole}", host=whole)


@lru_cache(maxsize=128)  # a repeated query is not parsed again
def _calls_any(sparql: str) -> bool:
    """Whether any `service` in a query is the keyword.

    Raises:
        QuerySyntaxError: the query does not parse.
    """
    if _parses(_misspelt(sparql)):
        return False
    empty = ox.Store()
    try:
        check_syntax(empty, sparql)
    except SyntaxError as error:
        raise explained(empty, sparql, error) from error
    return True


def _endpoints(sparql: str) -> list[Token]:
    """The address after each keyword.

    The parser also decides whether these are all: a query with GRAPH in place of each of them, and
    every other `service` misspelt, parses if and only if there are no others.

    Raises:
        ServiceRefused: not all calls are found.
    """
    found: list[Token] = []
    text, end = "", 0
    stream = tokens(sparql)
    for token in stream:
        if token.is_word("SERVICE"):
            following = next(stream, token)
            if following.is_word("SILENT"):
                following = next(stream, token)
            if following.kind in ("iri", "name", "variable"):
                found.append(following)
                text += _misspelt(sparql[end : token.start]) + "GRAPH "
                end = following.start
    if not _parses(text + _misspelt(sparql[end:])):
        raise ServiceRefused("the query calls services whose addresses cannot be read")
    return found


def _address(sparql: str, endpoint: Token) -> str:
    """The address of an IRI or a prefixed name in a query, as the engine resolves it."""
    query = f"{sparql[: prologue_end(sparql)]} SELECT ({endpoint.text} AS ?address) {{}}"
    [row] = ox.Store().query(query, prefixes=PREFIXES)  # type: ignore[misc]
    return str(row["address"].value)


def _host(address: str) -> tuple[str | None, str]:
    """The host of an address, without its port and with it."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None, ""
    if host is None or parts.scheme not in ("http", "https"):
        return None, ""
    return host, host if port is None else f"{host}:{port}"


def _misspelt(text: str) -> str:
    return _KEYWORD.sub("servixe", text)


def _parses(sparql: str) -> bool:
    try:
        check_syntax(ox.Store(), sparql)
    except SyntaxError:
        return False
    return True
