"""Linked data: each node at its path, as a page or as data, by content negotiation."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import partial
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode, Quad, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from sygraph.entities.facts import node
from sygraph.errors import NotFound, UnknownEntity, UnknownFormat, nearest
from sygraph.export import Part, export
from sygraph.export.dataset_description import DATASET, describe_dataset, downloads
from sygraph.namespaces import GRAPH, ID, curie, expand, is_term, is_translations, namespaces
from sygraph.pages.addresses import iris_at, path_of, uri
from sygraph.pages.node_data import FORMATS, exists, write_node
from sygraph.rdf.context import context_document
from sygraph.rdf.formats import Format
from sygraph.rdf.graph_file import write_graph
from sygraph.rdf.serialize import serialise
from sygraph.server.context import base, path, root, sent_path, site, web
from sygraph.server.negotiate import best, weights
from sygraph.server.rendering import rendered

__all__ = ["ROUTES"]

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_BY_SUFFIX = {format.suffix: format for format in FORMATS}
# The media types of a node and the suffixes of their paths, the page first.
_OFFERS = {
    "text/html": ".html",
    **{format.media_type: format.suffix for format in FORMATS},
    "application/xhtml+xml": ".html",
    "application/json": ".jsonld",
    "application/xml": ".rdf",
}
_TRIPLES = tuple(format.media_type for format in FORMATS if format.kind == "graph")
_QUADS = tuple(format.media_type for format in FORMATS if format.kind == "dataset")
# Escapes of bytes that are not ASCII.
_BEYOND_ASCII = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
# The graphs that are served as a whole, by their names in `sygraph.export`.
_WHOLE = ("gazetteer", "ontology", "derived")
_DATASET, _ONTOLOGY = "dataset", "ontology"
_CHUNK = 1 << 16
# Bytes of a file that are kept in memory while it is written.
_SPOOLED = 8_000_000


def dereference(request: Request) -> Response:
    """Answer the path of a node: its page or data, or a redirection to them."""
    stem, suffix = _split(path(request).strip("/"))
    nodes = _nodes(stem)
    iri = next((node for node in nodes if exists(web(request).kg.store, node)), None)
    if iri is None and stem in (_DATASET, _ONTOLOGY):
        iri = nodes[-1]  # which has a page whatever is stated of it
    if iri is None:
        return _elsewhere(request, nodes[-1] if nodes else None)
    if suffix == ".html":
        return _page(request, iri, stem)
    if suffix:
        return _data(request, iri, stem, _BY_SUFFIX[suffix])
    return _negotiated(request, iri, stem, request.scope["query_string"].decode("latin-1"))


def _negotiated(request: Request, iri: NamedNode, stem: str, query: str) -> Response:
    """Redirect to the page of a node or to its data, as the client prefers."""
    accept = request.headers.get("accept", "")
    chosen = _preferred(accept)
    if chosen is None:
        raise UnknownFormat(accept, hint=f"one of {', '.join(_OFFERS)}")
    place = root(request) + quote(stem) + _OFFERS[chosen]
    headers = {"Vary": "Accept", "Link": _links(request, iri, stem, _OFFERS[chosen])}
    return RedirectResponse(place + (f"?{query}" if query else ""), 303, headers)


def _preferred(accept: str, offers: tuple[str, ...] = tuple(_OFFERS)) -> str | None:
    """The media type to answer with.

    A client that names a format of triples gets triples, although it may prefer a format of quads:
    Comunica and rdf-dereference rank N-Quads first, and look for facts in the default graph, which
    the quads of a node leave empty because each fact is in the graph of its passage.

    >>> _preferred("application/n-quads, application/trig;q=0.95, text/turtle;q=0.6")
    'text/turtle'
    >>> _preferred("application/n-quads, */*;q=0.1"), _preferred("text/html, text/turtle;q=0.5")
    ('application/n-quads', 'text/html')
    """
    chosen = best(accept, offers)
    if chosen not in _QUADS:
        return chosen
    named = {name for name, weight in weights(accept) if weight > 0}
    return best(accept, tuple(name for name in _TRIPLES if name in named)) or chosen


def _split(here: str) -> tuple[str, str]:
    """Split a path into that of a node and the suffix of a format, which may be empty."""
    for suffix in (".html", *_BY_SUFFIX):
        if here.endswith(suffix):
            return here.removesuffix(suffix), suffix
    return here, ""


def _nodes(stem: str) -> list[NamedNode]:
    """The nodes that a path may stand for, those of a workspace before those of the package.

    >>> [node.value for node in _nodes("ontology/City")]
    ['https://w3id.org/sygraph/ontology#City']
    """
    return [node for iri in iris_at(stem) if (node := _iri(iri)) is not None]


def _iri(text: str) -> NamedNode | None:
    try:
        return NamedNode(text)
    except ValueError:
        return None


def _is_known(request: Request, iri: NamedNode, stem: str) -> bool:
    return stem in (_DATASET, _ONTOLOGY) or exists(web(request).kg.store, iri)


def _elsewhere(request: Request, iri: NamedNode | None) -> Response:
    """Redirect from the IRI of a node, used as an address, to the path of the node here.

    Raises:
        UnknownEntity: there is no such node; the error names the nearest ones.
        NotFound: the path cannot be that of a node.
    """
    for text, suffix, query in _readings(request):
        for space in reversed(namespaces("")):
            found, stem = _iri(space + text), path_of(space + text)
            if found is None or stem is None or not _is_known(request, found, stem):
                continue
            if not suffix:
                return _negotiated(request, found, stem, query)
            place = root(request) + quote(stem) + suffix
            return RedirectResponse(place + (f"?{query}" if query else ""), 303)
    if iri is None:
        raise NotFound(f"nothing is at {path(request)}")
    raise UnknownEntity(curie(iri.value), _near(request, iri))


def _readings(request: Request) -> Iterator[tuple[str, str, str]]:
    """Yield how an address can be read as an IRI below the base: the IRI, a suffix, and a query.

    The address as it was sent comes first: `a%2Fb` and `a/b` are different IRIs. Then come those
    with characters in the place of their escapes: of those that a URI must escape, then of all.
    """
    query = request.scope["query_string"].decode("latin-1")
    sent = sent_path(request).lstrip("/")
    for text in dict.fromkeys((sent, _BEYOND_ASCII.sub(_character, sent), unquote(sent))):
        if query:
            yield f"{text}?{query}", "", ""
        yield text, "", query
        stem, suffix = _split(text)
        if suffix:
            yield stem, suffix, query
        if text.endswith("/"):
            yield text.rstrip("/"), "", query


def _character(escaped: re.Match[str]) -> str:
    return unquote(escaped[0], errors="replace")


def _near(request: Request, iri: NamedNode) -> list[str]:
    """The CURIEs of nodes with similar IRIs."""
    store = web(request).kg.store
    stem = iri.value[: max(iri.value.rfind("/"), iri.value.rfind("#")) + 1]
    kind = "sy:Entity" if stem == ID else "owl:Ontology" if stem == GRAPH else None
    pattern = f"?n a {kind}" if kind else "?n a ?kind"
    rows = store.select(
        f'SELECT DISTINCT ?n {{ {pattern} FILTER(STRSTARTS(STR(?n), "{_plain(stem)}")) }}'
        " LIMIT 20000"
    )
    known = sorted(node(row["n"]).value.removeprefix(stem) for row in rows)
    return [curie(stem + name) for name in nearest(iri.value.removeprefix(stem), known)]


def _plain(text: str) -> str:
    """A text without characters that are not allowed in a string of SPARQL."""
    return "".join(c for c in text if c not in '"\\\n\r')


def _links(request: Request, iri: NamedNode, stem: str, own: str) -> str:
    """The Link header: other formats, the IRI of the node, and the licence."""
    at = uri(base(request)) + quote(stem)
    found = [f'<{at}.html>; rel="canonical"', f'<{at}.ttl>; rel="describedby"; type="text/turtle"']
    found += [
        f'<{at}{suffix}>; rel="alternate"; type="{media_type}"'
        for suffix, media_type in (
            (".html", "text/html"),
            *((format.suffix, format.media_type) for format in FORMATS),
        )
        if suffix != own
    ]
    found += [f'<{uri(iri.value)}>; rel="about"', f'<{_LICENCE}>; rel="license"']
    return ", ".join(found)


def _page(request: Request, iri: NamedNode, stem: str) -> Response:
    headers = {"Link": _links(request, iri, stem, ".html")}
    return rendered(request, partial(_html, request, iri, stem), headers=headers)


def _html(request: Request, iri: NamedNode, stem: str) -> str:
    """The page of a node, by its kind."""
    from sygraph.pages import article_page as article
    from sygraph.pages import dataset_page as dataset
    from sygraph.pages import entity_page as entity
    from sygraph.pages import passage_page as passage
    from sygraph.pages import term_page as term

    here = site(request)
    match stem.partition("/")[0]:
        case "passage":
            return passage.passage_page(here, iri)
        case "article":
            given = request.query_params
            return article.article_page(here, iri, given.get("about"), given.get("lens"))
        case "ontology" if not is_term(iri.value):
            return term.ontology_index(here)
        case "ontology":
            return term.term_page(here, iri)
        case "dataset":
            return dataset.dataset_page(here, base(request))
        case "graph":
            return dataset.graph_page(here, iri)
    predicate = request.query_params.get("with")
    if predicate is None:
        return entity.entity_page(here, iri)
    return entity.mentions_page(here, iri, _property(predicate), _number(request, "from"))


def _property(text: str) -> NamedNode:
    try:
        return NamedNode(text if "://" in text else expand(text) or text)
    except ValueError:
        raise NotFound(f"there is no property {text}") from None


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _data(request: Request, iri: NamedNode, stem: str, format: Format) -> Response:
    headers = {"Link": _links(request, iri, stem, format.suffix)}
    media_type = format.media_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    name = iri.value.partition("/graph/")[2] or stem
    if stem == _ONTOLOGY or is_translations(iri) or (stem != name and name in _WHOLE):
        return _whole(request, Part(graph=name), format, media_type, headers)

    def make() -> bytes:
        out = io.BytesIO()
        if stem == _DATASET:
            said = describe_dataset(web(request).kg.store, base(request), endpoint=True)
            _write(said, format, out)
        else:
            write_node(web(request).kg.store, iri, format, out)
        return out.getvalue()

    return rendered(request, make, media_type, headers)


def _write(said: list[Triple], format: Format, out: io.BytesIO) -> None:
    """Write the description of the dataset; in a format of quads it has its own named graph."""
    if format.kind == "graph":
        write_graph(out, said, format)
        return
    quads = [Quad(t.subject, t.predicate, t.object, DATASET) for t in sorted(said, key=str)]
    serialise(out, quads, format)


def _whole(
    request: Request, part: Part, format: Format, media_type: str, headers: dict[str, str]
) -> Response:
    """Answer with a graph, or with all graphs: write a file, then send it in parts."""
    spool = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115 - closed when it has been sent
    try:
        export(web(request).kg.store, format, spool, part)  # type: ignore[arg-type]
    except BaseException:
        spool.close()
        raise
    spool.seek(0)

    async def pieces() -> AsyncIterator[bytes]:
        with spool:
            while piece := spool.read(_CHUNK):
                yield piece

    return StreamingResponse(pieces(), headers=headers, media_type=media_type)


def download(request: Request) -> Response:
    """The whole dataset as a file."""
    name = request.path_params["name"]
    for file in downloads():
        if file.path == f"download/{name}":
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return _whole(request, Part(), file.format, file.format.media_type, headers)
    known = [file.path.rpartition("/")[2] for file in downloads()]
    raise UnknownFormat(name, nearest(name, known), hint=f"one of {', '.join(known)}")


def context(request: Request) -> Response:
    """The JSON-LD context of the dataset."""
    document = context_document(web(request).kg.files)
    return Response(document, media_type=Format.named("jsonld").media_type)


def void(request: Request) -> Response:
    """Redirect to the description of the dataset, from where programs look for it."""
    offers = (*(format.media_type for format in FORMATS), "text/html")
    chosen = _preferred(request.headers.get("accept", ""), offers) or offers[0]
    return RedirectResponse(root(request) + _DATASET + _OFFERS[chosen], 303, {"Vary": "Accept"})


ROUTES: list[BaseRoute] = [
    *(
        Route(f"/{room}/{{name:path}}", dereference)
        for room in ("id", "passage", "article", "graph", _ONTOLOGY)
    ),
    Route("/ontology", dereference),
    Route("/dataset", dereference),
    *(
        Route(f"/{name}{suffix}", dereference)
        for name in (_ONTOLOGY, _DATASET)
        for suffix in (".html", *_BY_SUFFIX)
    ),
    Route("/download/{name}", download),
    Route("/context.jsonld", context),
    Route("/.well-known/void", void),
]
