"""The SPARQL 1.1 Protocol: what a request asks for, or why it asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urljoin

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.formats import FORMATS, Format
from sygraph.prepare import decoded
from sygraph.web.negotiate import best

__all__ = ["METHODS", "Asked", "BadRequest", "Formats", "NoFormat", "asked", "negotiated"]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
# For what a request may be, how its dataset is named.
_DATASET = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_MOST_FIELDS = 10_000


class BadRequest(SygraphError):
    """A request that the protocol does not know."""

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
    """None of the formats that a request accepts is at hand."""

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
class Asked:
    """What a request asks for.

    Attributes:
        what: `query`, `update` or, where nothing is, `description`.
        default, named: the graphs of its dataset; None where the request says nothing of it.
        format: the format that the address names, whatever the headers say.
    """

    what: str
    text: str = ""
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    format: str | None = None


def asked(method: str, address_query: bytes, content_type: str, body: bytes, base: str) -> Asked:
    """Read a request.

    Args:
        address_query: what follows the question mark of its address.
        base: the endpoint's own address, which relative ones are relative to.

    Raises:
        BadRequest: it is none of the protocol's.

    >>> asked("GET", b"query=ASK%7B%7D&default-graph-uri=http://e/g", "", b"", "http://h/sparql")
    Asked(what='query', text='ASK{}', default=('http://e/g',), named=(), format=None)
    >>> asked("POST", b"", "application/sparql-update; charset=UTF-8", b"CLEAR ALL", "http://h/s").what
    'update'
    """
    fields = _fields(address_query, "the address")
    if method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in fields):
            raise BadRequest("an update is sent with POST")
        return _of_fields(fields, base) or Asked("description", format=_format(fields))
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
    return _asked(what, text, fields, base)


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
    """What an address may add to a form."""
    if any(name in ("query", "update") for name, _ in fields):
        raise BadRequest("the query or update is given in the address, and a form is sent as well")
    return fields


def _of_fields(fields: list[tuple[str, str]], base: str) -> Asked | None:
    """What the fields of a form or an address ask for; None where they ask nothing."""
    texts = [(name, value) for name, value in fields if name in ("query", "update")]
    if not texts:
        return None
    if len(texts) > 1:
        raise BadRequest("one query or update at a time")
    [(what, text)] = texts
    return _asked(what, text, fields, base)


def _asked(what: str, text: str, fields: list[tuple[str, str]], base: str) -> Asked:
    text = decoded(text)
    if sum(name == "version" for name, _ in fields) > 1:
        raise BadRequest("one version at a time")
    default_name, named_name = _DATASET[what]
    parts = [part for field in fields for part in _parts(field)]
    default = tuple(_iri(value, base) for name, value in parts if name == default_name)
    named = tuple(_iri(value, base) for name, value in parts if name == named_name)
    if not (default or named):
        return Asked(what, text, format=_format(fields))
    return Asked(what, text, default, named, _format(fields))


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


def _format(fields: list[tuple[str, str]]) -> str | None:
    return next((value for name, value in fields if name == "format"), None)


def _iri(text: str, base: str) -> str:
    try:
        return ox.NamedNode(urljoin(base, text)).value
    except ValueError:
        raise BadRequest(f"{text} is no IRI") from None


@dataclass(frozen=True)
class Formats:
    """The formats to answer with, rows in one and triples in the other: names and media types.

    `html` says that a page would be liked better than either.
    """

    table: str | None
    table_type: str
    graph: str | None
    graph_type: str
    html: bool = False


_ALIASES = {
    "application/json": ("json", "jsonld"),
    "application/xml": ("xml", "rdfxml"),
    "text/xml": ("xml", "rdfxml"),
    "text/plain": (None, "ntriples"),
    "application/x-turtle": (None, "turtle"),
    "application/rdf+json": (None, None),
}


@lru_cache(maxsize=512)
def negotiated(accept: str, format: str | None = None) -> Formats:
    """Return the formats that suit what a request accepts.

    Args:
        format: the name or media type of the only one that will do.

    Raises:
        NoFormat: neither rows nor triples can be written in any of them.

    >>> found = negotiated("application/xml;q=0.9, text/turtle")
    >>> found.table, found.table_type, found.graph
    ('xml', 'application/xml', 'turtle')
    >>> negotiated("", "csv").table, negotiated("", "csv").graph
    ('csv', None)
    """
    tables, graphs = _offers("table"), _offers("graph")
    if format is not None:
        accept = next((row.media_type for row in FORMATS if row.name == format), format)
    table = best(accept, tuple(tables))
    graph = best(accept, tuple(graphs))
    # A page is liked better where it would be chosen before both.
    either = best(accept, (*tables, *graphs, "text/html"))
    if table is None and graph is None and either is None:
        raise NoFormat(
            f"nothing can be written as {accept}",
            hint="accept one of " + ", ".join(dict.fromkeys([*tables, *graphs])),
        )
    return Formats(
        tables[table] if table else None,
        table or "",
        graphs[graph] if graph else None,
        graph or "",
        either == "text/html",
    )


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
