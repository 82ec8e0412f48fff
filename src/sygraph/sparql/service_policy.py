"""Which other services a query may call: none, unless its host is allowed.

Whether a query calls any is what the embedded engine's own parser says: a query in which every
`service` is misspelt parses still if none of them was the keyword, and parses not if one was. So
there is no disguise (a comment, a string that looks like one, a keyword run into the next) that
the check and the engine could see differently. Parsing alone sends nothing.
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
from sygraph.sparql.tokens import Token, tokens

__all__ = ["ANY", "ServiceRefused", "check_services", "check_update"]

# Allows every host, and services that are known from the data only.
ANY = "*"

# In any case; some engines take a few other letters for these.
_KEYWORD = re.compile("[sſ]erv[iı]ce", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")
_FETCHING = re.compile("[sſ]erv[iı]ce|load", re.IGNORECASE)


class ServiceRefused(SygraphError):
    """A call of a service that is not allowed; `host` is None where it cannot be told."""

    status = 403

    def __init__(self, message: str, *, host: str | None = None, hint: str | None = None) -> None:
        hint = hint or f"to allow it: --allow-service {host or repr(ANY)}"
        super().__init__(message, hint=hint)
        self.host = host


def check_services(sparql: str, allowed: Collection[str] = ()) -> None:
    """Let a query pass if it calls no service, or only those whose hosts are allowed.

    Args:
        allowed: hosts, with a port or without (`query.wikidata.org`, `localhost:7878`), or `*`
            for whatever there is.

    Raises:
        ServiceRefused: it calls another one.
        QuerySyntaxError: it seems to call one, and does not parse.

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
    plain = _without_escapes(sparql)
    if plain != sparql and _KEYWORD.search(plain) and _parses(plain) and _calls_any(plain):
        _check_calls(plain, hosts)


def check_update(sparql: str, allowed: Collection[str] | None = None) -> None:
    """Let an update pass if it fetches nothing from elsewhere, unless `*` is allowed.

    Args:
        allowed: hosts; None where no option could allow any.

    Raises:
        ServiceRefused: it seems to.
    """
    for text in (sparql, _without_escapes(sparql)):
        if ANY not in (allowed or ()) and any(map(_may_fetch, tokens(text))):
            message = "the update seems to fetch data from elsewhere"
            if allowed is not None:
                raise ServiceRefused(message)
            hint = "send the data itself with INSERT DATA, or as a graph"
            raise ServiceRefused(message, hint=hint)


def _may_fetch(token: Token) -> bool:
    """Whether a token may be, or hide, a keyword that has data fetched."""
    if token.kind in ("word", "mark"):
        return bool(_FETCHING.search(token.text))
    # What is taken for an IRI may be a comparison and what follows; its parenthesis ends then.
    return token.kind == "iri" and bool(_FETCHING.search(token.text.partition(")")[2]))


def _check_calls(sparql: str, hosts: Collection[str]) -> None:
    """Refuse a query that calls a service on another host than these."""
    for endpoint in _endpoints(sparql):
        if endpoint.kind == "variable":
            raise ServiceRefused(f"the query calls whatever service {endpoint.text} stands for")
        address = _address(sparql, endpoint)
        host, whole = _host(address)
        if host is None:
            raise ServiceRefused(f"the query calls a service that is on no host: {address}")
        if host not in hosts and whole not in hosts:
            raise ServiceRefused(f"the query calls a service at {whole}", host=whole)


@lru_cache(maxsize=128)  # what is asked again need not be parsed twice again
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
    """What stands after each keyword.

    Whether these are all is the parser's word again: a query that has GRAPH for each of them, and
    every other `service` misspelt, parses if and only if there are no others.

    Raises:
        ServiceRefused: not all can be told.
    """
    found: list[Token] = []
    text, end = "", 0
    stream = tokens(sparql)
    for token in stream:
        if token.says("SERVICE"):
            following = next(stream, token)
            if following.says("SILENT"):
                following = next(stream, token)
            if following.kind in ("iri", "name", "variable"):
                found.append(following)
                text += _misspelt(sparql[end : token.start]) + "GRAPH "
                end = following.start
    if not _parses(text + _misspelt(sparql[end:])):
        raise ServiceRefused("the query calls services in a way that does not tell which")
    return found


def _address(sparql: str, endpoint: Token) -> str:
    """The address that an IRI or a prefixed name stands for in a query: the engine's word."""
    query = f"{_prologue(sparql)} SELECT ({endpoint.text} AS ?address) {{}}"
    [row] = ox.Store().query(query, prefixes=PREFIXES)  # type: ignore[misc]
    return str(row["address"].value)


def _prologue(sparql: str) -> str:
    """What a query declares: its base and its prefixes."""
    end = 0
    stream = tokens(sparql)
    for token in stream:
        if not token.says("BASE", "PREFIX"):
            break
        last = next(stream, token)
        end = (next(stream, last) if token.says("PREFIX") else last).end
    return sparql[:end]


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


def _without_escapes(sparql: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), sparql)


def _misspelt(text: str) -> str:
    return _KEYWORD.sub("servixe", text)


def _parses(sparql: str) -> bool:
    try:
        check_syntax(ox.Store(), sparql)
    except SyntaxError:
        return False
    return True
