"""The query page, the map, the timeline, and the comparison of figures."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sygraph.pages.compare_page import compare_page
from sygraph.pages.map_page import VIEWS, map_page
from sygraph.pages.query_page import Ask, asked, query_page
from sygraph.pages.timeline_page import timeline_page
from sygraph.pages.vocabulary import completions, fitting, mistakes
from sygraph.queries.run import resolve_measure
from sygraph.rdf.formats import Format
from sygraph.rdf.safe_output import json_text
from sygraph.server.context import language, site, web
from sygraph.server.rendering import rendered

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph

__all__ = ["ROUTES"]


def ask(request: Request) -> Response:
    """The query page, or a download of its answer."""
    asks = asked_for(request)
    here = site(request)
    wanted = request.query_params.get("download")
    if wanted:
        return download(request, asks, wanted)
    page = query_page(here, asks, asking(request))
    return HTMLResponse(page.html, page.status)


def asked_for(request: Request) -> Ask:
    """The query of the address: a named query if the path has a name, else a text."""
    given = request.query_params
    own = {"evidence", "view", "x", "y", "columns", "download", "query", "lang"}
    name = request.path_params.get("name")
    params = {key: given.getlist(key) for key in given if key not in own}
    # An empty field is not a parameter; the language is always the reader's.
    filled = {key: [v for v in values if v] for key, values in params.items() if any(values)}
    if name is None:
        filled = {}
    return Ask(
        name,
        "" if name else given.get("query", ""),
        filled,
        given.getlist("evidence")[-1:] != ["0"],
        given.get("view", "table"),
        given.get("x"),
        given.get("y"),
        given.get("columns") == "all",
    )


def asking(request: Request) -> KnowledgeGraph:
    """The context for queries of visitors."""
    return web(request).guarded


def download(request: Request, asks: Ask, wanted: str) -> Response:
    """An answer as a file, up to the limits of the server; `excel` is CSV for Excel."""
    format = Format.named("csv" if wanted == "excel" else wanted, ["table", "graph"])
    if format.kind == "graph":
        asks = replace(asks, evidence=False)  # RDF formats have no place for evidence
    result = asked(asking(request), asks, language(request), web(request).settings.max_rows)
    whole = io.BytesIO()
    result.write(whole, format, bom=wanted == "excel")
    headers = {"Content-Disposition": _attached(f"{asks.name or 'answer'}{format.suffix}")}
    if result.cut:
        headers["Sygraph-Cut"] = result.cut
    return Response(whole.getvalue(), headers=headers, media_type=format.media_type)


def _attached(name: str) -> str:
    """The Content-Disposition of a file.

    Source: https://www.rfc-editor.org/rfc/rfc6266

    >>> _attached("ports.csv"), _attached("港口.csv")
    ('attachment; filename="ports.csv"', "attachment; filename*=UTF-8''%E6%B8%AF%E5%8F%A3.csv")
    """
    escaped = quote(name)
    return (
        f'attachment; filename="{name}"'
        if escaped == name
        else (f"attachment; filename*=UTF-8''{escaped}")
    )


def complete(request: Request) -> Response:
    """The completions of the editor, with a header to cache them.

    `?values=sy:country`, `?class=sy:City` and `?reached=sy:partner` narrow them; see `fitting`.
    """
    given, lang = request.query_params, language(request)
    places = {
        "values_of": given.get("values"),
        "class_of": given.get("class"),
        "reached_by": given.get("reached"),
    }

    def make() -> str:
        narrowed = any(places.values())
        kg = web(request).kg
        found = {"terms": fitting(kg, lang, **places)} if narrowed else completions(kg, lang)
        return json_text(found, separators=(",", ":"))

    return rendered(request, make, "application/json", {"Cache-Control": "private, max-age=300"})


async def check(request: Request) -> Response:
    """The mistakes in the query that the body has; the query is not run."""
    sparql = (await request.body()).decode("utf-8", "replace")
    found = mistakes(web(request).kg, sparql, language(request))
    headers = {"Cache-Control": "no-store"}
    return JSONResponse({"mistakes": [one.as_dict() for one in found]}, headers=headers)


def show_map(request: Request) -> Response:
    """The map of the article's links."""
    view = request.query_params.get("view", VIEWS[0])
    shown = view if view in VIEWS else VIEWS[0]
    return rendered(request, partial(map_page, site(request), shown))


def show_timeline(request: Request) -> Response:
    """The timeline: `?class=sy:Target&from=2025&to=2050`."""
    given = request.query_params
    years = _year(given.get("from")), _year(given.get("to"))
    return rendered(request, partial(timeline_page, site(request), given.getlist("class"), *years))


def show_comparison(request: Request) -> Response:
    """The figures of several articles: `?subject=dalian&measure=sy:tradeTotal`."""
    given, kg = request.query_params, web(request).kg
    about, figure = (given.get(name, "").strip() for name in ("subject", "measure"))
    subject = kg.resolve(about) if about else None
    measure = resolve_measure(kg.store, figure) if figure else None
    return rendered(request, partial(compare_page, site(request), subject, measure))


def _year(text: str | None) -> int | None:
    """The year in a field; None if it is empty or not a year."""
    return int(text) if text and len(text) == 4 and text.isascii() and text.isdigit() else None


ROUTES: list[BaseRoute] = [
    Route("/query", ask),
    Route("/query/{name}", ask),
    Route("/completions.json", complete),
    Route("/check.json", check, methods=["POST"]),
    Route("/map", show_map),
    Route("/timeline", show_timeline),
    Route("/compare", show_comparison),
]
