"""The SPARQL 1.1 Protocol: parse a request and choose the formats of the answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urljoin

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.rdf.formats import FORMATS, Format
from sygraph.server.negotiate import best
from sygraph.sparql.prepare import decoded

__all__ = [
    "METHODS",
    "BadRequest",
    "Formats",
    "NoFormat",
    "ParsedRequest",
    "absolute",
    "negotiated",
    "parse_request",
]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
# The names of the fields of the dataset, by kind of request.
_DATASET = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_MOST_FIELDS = 10_000
# The fields in which clients name a format: SPARQLWrapper sends all three of them.
_FORMAT_FIELDS = ("format", "output", "results")


class BadRequest(SygraphError):
    """A request that does not follow the protocol."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        hint: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.headers = dict(headers or {})


class NoFormat(SygraphError):
    """The request accepts none of the available formats."""

    status = 406

    @classmethod
    def of(cls, form: str) -> NoFormat:
        """For an answer of that form, which is known only when it is found."""
        kind, what = ("graph", "triples") if form == "graph" else ("table", "rows")
        return cls(
            f"the answer has {what}, which cannot be written in what the request accepts",
            hint="accept one of " + ", ".join(_offers(kind)),
        )


@dataclass(frozen=True)
class ParsedRequest:
    """A parsed request.

    Attributes:
        what: `query`, `update` or, without either, `description`.
        default, named: the graphs of its dataset; None if the request names none.
        formats: the formats that the request names in its parameters.
    """

    what: str
    text: str = ""
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    formats: tuple[str, ...] = ()


def parse_request(
    method: str, address_query: bytes, content_type: str, body: bytes, base: str
) -> ParsedRequest:
    """Parse a request.

    Args:
        address_query: the query string of its address.
        base: the address of the endpoint, the base of relative IRIs.

    Raises:
        BadRequest: it does not follow the protocol.

    >>> parse_request("GET", b"query=ASK%7B%7D&default-graph-uri=http://e/g", "", b"", "http://h/sparql")
    ParsedRequest(what='query', text='ASK{}', default=('http://e/g',), named=(), formats=())
    >>> parse_request("POST", b"", "application/sparql-update; charset=UTF-8", b"CLEAR ALL", "http://h/s").what
    'update'
    """
    fields = _fields(address_query, "the address")
    if method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in fields):
            raise BadRequest("an update is sent with POST")
        return _of_fields(fields, base) or ParsedRequest("description", formats=_formats(fields))
    if method != "POST":
        allow = {"Allow": ", ".join(METHODS)}
        raise BadRequest(f"{method} is no method of this", status=405, headers=allow)
    kind = _kind(content_type)
    if kind == _FORM:
        found = _of_fields([*_fields(body, "the form"), *_dataset_only(fields)], base)
        if found is None:
            raise BadRequest("the form has neither a query nor an update")
        return found
    if kind not in (_QUERY, _UPDATE):
        raise BadRequest(
            f"cannot read {kind}" if kind else "the request does not say what it sends",
            status=415,
            hint=f"send {_QUERY}, {_UPDATE} or {_FORM} as the Content-Type says",
            headers={"Accept-Post": f"{_QUERY}, {_UPDATE}, {_FORM}"},
        )
    if any(name in ("query", "update") for name, _ in fields):
        raise BadRequest("the query or update is given twice: in the address, and in the body")
    what = "query" if kind == _QUERY else "update"
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest("what was sent is no UTF-8") from None
    return _parsed(what, text, fields, base)


def _kind(content_type: str) -> str:
    """The media type of a body, which must be in UTF-8."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(" \"'") not in ("utf-8", "utf8", "us-ascii"):
            raise BadRequest(f"cannot read {value.strip()}", status=415, hint="send UTF-8")
    return kind


def _fields(data: bytes, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            data.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise BadRequest(f"{where} is not encoded as the web has it, in UTF-8") from None


def _dataset_only(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields of an address that are allowed together with a form."""
    if any(name in ("query", "update") for name, _ in fields):
        raise BadRequest("the query or update is given in the address, and a form is sent as well")
    return fields


def _of_fields(fields: list[tuple[str, str]], base: str) -> ParsedRequest | None:
    """The request in the fields of a form or an address; None if there is none."""
    texts = [(name, value) for name, value in fields if name in ("query", "update")]
    if not texts:
        return None
    if len(texts) > 1:
        raise BadRequest("one query or update at a time")
    [(what, text)] = texts
    return _parsed(what, text, fields, base)


def _parsed(what: str, text: str, fields: list[tuple[str, str]], base: str) -> ParsedRequest:
    text = decoded(text)
    if sum(name == "version" for name, _ in fields) > 1:
        raise BadRequest("one version at a time")
    default_name, named_name = _DATASET[what]
    parts = [part for field in fields for part in _parts(field)]
    default = tuple(absolute(value, base) for name, value in parts if name == default_name)
    named = tuple(absolute(value, base) for name, value in parts if name == named_name)
    if not (default or named):
        return ParsedRequest(what, text, formats=_formats(fields))
    return ParsedRequest(what, text, default, named, _formats(fields))


# The W3C's own suite escapes the & between two graphs as if it were a part of the first one's IRI.
_ESCAPED_ONCE_MORE = re.compile(r"&((?:default|named|using|using-named)-graph-uri)=")


def _parts(field: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """A field; or the fields of the dataset that it holds, where what parts them was escaped too.

    A form that was left empty names no graph.

    >>> list(_parts(("named-graph-uri", "http://e/g&named-graph-uri=http://e/h")))
    [('named-graph-uri', 'http://e/g'), ('named-graph-uri', 'http://e/h')]
    >>> list(_parts(("default-graph-uri", "")))
    []
    """
    name, value = field
    if not name.endswith("-graph-uri"):
        yield field
        return
    first, *others = _ESCAPED_ONCE_MORE.split(value)
    for part in ((name, first), *zip(others[::2], others[1::2], strict=True)):
        if part[1]:
            yield part


def _formats(fields: list[tuple[str, str]]) -> tuple[str, ...]:
    """The formats that fields name, without repetition.

    A `+` that was not escaped arrives as a space; a field that was left empty names no format.

    >>> _formats([("format", "application/rdf xml"), ("output", "json"), ("results", "json")])
    ('application/rdf+xml', 'json')
    """
    values = (value.strip().replace(" ", "+") for name, value in fields if name in _FORMAT_FIELDS)
    return tuple(dict.fromkeys(value for value in values if value))


def absolute(text: str, base: str) -> str:
    """Return an IRI that a request names; a relative one is relative to the endpoint's address.

    Raises:
        BadRequest: it is not an IRI.

    >>> absolute("http://e.org/a/../b#", "http://h/sparql"), absolute("g", "http://h/sparql")
    ('http://e.org/a/../b#', 'http://h/g')
    """
    for iri in (text, urljoin(base, text)):
        try:
            return ox.NamedNode(iri).value
        except ValueError:
            continue
    raise BadRequest(f"{text} is not an IRI")


@dataclass(frozen=True)
class Formats:
    """The formats of an answer with rows, and of one with triples: names and media types.

    `html` is whether the client prefers a page.
    """

    table: str | None
    table_type: str
    graph: str | None
    graph_type: str
    html: bool = False


# Media types that stand for formats, beside those of the table of formats.
_ALIASES = {
    "application/json": ("json", "jsonld"),
    "application/xml": ("xml", "rdfxml"),
    "text/xml": ("xml", "rdfxml"),
    "text/plain": (None, "ntriples"),
    "application/turtle": (None, "turtle"),
    "application/x-turtle": (None, "turtle"),
    "application/n3": (None, "n3"),
    "text/rdf+n3": (None, "n3"),
    "application/x-json+ld": (None, "jsonld"),
}
# Short names of formats, as other endpoints and SPARQLWrapper know them, in lower case.
_SHORT = {
    "json": ("json", "jsonld"),
    "srj": ("json", None),
    "xml": ("xml", "rdfxml"),
    "srx": ("xml", None),
    "rdf": (None, "rdfxml"),
    "rdf+xml": (None, "rdfxml"),
    "json-ld": (None, "jsonld"),
    "n-triples": (None, "ntriples"),
}


@lru_cache(maxsize=512)
def negotiated(accept: str, formats: tuple[str, ...] = ()) -> Formats:
    """Return the formats that suit what a request accepts.

    Args:
        formats: names or media types of the formats that the request names beside its Accept
            header. The first that can hold rows is used for rows, and the first that can hold
            triples for triples; where there is no such format, the Accept header decides.

    Raises:
        NoFormat: neither rows nor triples can be written in any of the formats.

    >>> found = negotiated("application/xml;q=0.9, text/turtle")
    >>> found.table, found.table_type, found.graph
    ('xml', 'application/xml', 'turtle')
    >>> negotiated("", ("csv",)).table, negotiated("", ("csv",)).graph
    ('csv', None)
    >>> negotiated("application/rdf+xml", ("csv",)).graph
    'rdfxml'
    """
    tables, graphs = _offers("table"), _offers("graph")
    table = _named(formats, "table")
    graph = _named(formats, "graph")
    if formats and table is None and graph is None:
        raise _nothing_as(" or ".join(formats), tables, graphs)
    html = False
    if accept or not formats:
        table = table or best(accept, tuple(tables))
        graph = graph or best(accept, tuple(graphs))
        # A page is preferred if it would be chosen before both.
        html = not formats and best(accept, (*tables, *graphs, "text/html")) == "text/html"
    if table is None and graph is None and not html:
        raise _nothing_as(accept, tables, graphs)
    return Formats(
        tables[table] if table else None,
        table or "",
        graphs[graph] if graph else None,
        graph or "",
        html,
    )


def _nothing_as(accept: str, tables: Collection[str], graphs: Collection[str]) -> NoFormat:
    known = ", ".join(dict.fromkeys([*tables, *graphs]))
    return NoFormat(f"nothing can be written as {accept}", hint=f"accept one of {known}")


def _named(formats: Iterable[str], kind: str) -> str | None:
    """The media type of the first of these formats that holds rows, or triples."""
    offers = _offers(kind)
    for given in formats:
        name = given.lower()
        if name in offers:
            return name
        name = _SHORT.get(name, (name, name))[kind == "graph"] or ""
        for row in FORMATS:
            if name in (row.name, row.suffix[1:]) and offers.get(row.media_type) == row.name:
                return row.media_type
    return None


@cache
def _offers(kind: str) -> dict[str, str]:
    """The formats of a kind by media type, the one to prefer first."""
    first = {"table": "json", "graph": "turtle"}[kind]
    rows = [row for row in FORMATS if row.kind == kind and _is_written(row)]
    rows.sort(key=lambda row: row.name != first)
    offers = {row.media_type: row.name for row in rows}
    names = set(offers.values())
    for media_type, pair in _ALIASES.items():
        name = pair[kind == "graph"]
        if name in names:
            offers.setdefault(media_type, name)
    return offers


def _is_written(format: Format) -> bool:
    """Whether the engine writes answers in a format."""
    if format.kind == "table":
        return format.name in ("json", "xml", "csv", "tsv")
    return ox.RdfFormat.from_media_type(format.media_type) is not None
