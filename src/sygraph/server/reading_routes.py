"""The first page, and the search with its suggestions."""

from __future__ import annotations

from functools import partial
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sygraph.pages.articles_page import articles_page
from sygraph.pages.home_page import home_page
from sygraph.pages.render import article_path
from sygraph.pages.search_page import search_page, suggestions
from sygraph.server.context import base, site, web
from sygraph.server.rendering import rendered

__all__ = ["ROUTES"]

# The most words of a search; each is compared with all names.
_LONGEST = 200


def first(request: Request) -> Response:
    """The first page."""
    return rendered(request, partial(home_page, site(request)))


def search(request: Request) -> Response:
    """The answer to a question and the results of a search: `?q=`."""
    guarded = web(request).guarded
    return rendered(request, partial(search_page, site(request), _sought(request), guarded))


def listed(request: Request) -> Response:
    """The list of articles."""
    return rendered(request, partial(articles_page, site(request)))


def article(request: Request) -> Response:
    """Lead to the only article, or to the list of articles."""
    here = site(request)
    page = here.links.page(article_path(here.kg) or "articles")
    query = request.url.query
    return RedirectResponse(f"{page}?{query}" if query else page, 303)


def suggest(request: Request) -> Response:
    """The suggestions of the search box: `?q=`."""
    found = suggestions(site(request), _sought(request))
    headers = {"Vary": "Accept-Language, Cookie", "Cache-Control": "private, max-age=60"}
    return JSONResponse(found, headers=headers)


def _sought(request: Request) -> str:
    return request.query_params.get("q", "")[:_LONGEST]


def description(request: Request) -> Response:
    """The OpenSearch description, for the address bar of browsers."""
    at = escape(base(request))
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        "<ShortName>sygraph</ShortName><Description>sygraph</Description>"
        f'<Url type="text/html" template="{at}search?q={{searchTerms}}"/>'
        "</OpenSearchDescription>\n"
    )
    return Response(document, media_type="application/opensearchdescription+xml")


ROUTES: list[BaseRoute] = [
    Route("/", first),
    Route("/search", search),
    Route("/articles", listed),
    Route("/article", article),
    Route("/suggest", suggest),
    Route("/opensearch.xml", description),
]
