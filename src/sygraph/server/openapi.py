"""The OpenAPI 3.1 description of the API, from `api.toml` and the named queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sygraph.data import read_toml
from sygraph.entities.sample import sample
from sygraph.export.dataset_texts import dataset_texts
from sygraph.rdf.safe_output import json_text
from sygraph.server.api import OPERATIONS, formats_of, query_inputs
from sygraph.server.context import base, site, web
from sygraph.server.rendering import rendered
from sygraph.text.scalars import LONGEST_TEXT, MOST_DIGITS
from sygraph.version import __version__

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.queries.catalog import NamedQuery
    from sygraph.server.inputs import Input

__all__ = ["ROUTES", "document"]

_SAID = {
    400: "A parameter is missing, unknown or wrong.",
    404: "There is nothing of that name, or nothing to answer with.",
    406: "None of the formats that are accepted is at hand.",
    503: "The query was stopped because its time was up, or the server is busy.",
}


def document(kg: KnowledgeGraph, base: str) -> dict[str, Any]:
    """Return the description of the API.

    Args:
        base: the public address of the root of the server.
    """
    names = asdict(sample(kg.store, kg.files.subject))
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths[operation.path] = {
            "get": {
                "operationId": operation.id,
                "summary": operation.summary,
                "tags": ["lookup"],
                "parameters": _parameters(operation.inputs),
                "responses": _responses(
                    {"application/json": _ref(operation.schema)}, operation.fails
                ),
            }
        }
    for name, named in kg.queries.items():
        paths[f"/api/queries/{name}"] = {"get": _query(kg, named)}
    description: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "sygraph",
            "version": __version__,
            "summary": dataset_texts().title["en"],
            "description": (
                "Every statement comes with the passages of an article that state it. What is"
                " given by name may be given by a slug, a CURIE, an IRI or a label in English or"
                f" in either Chinese. A text has at most {LONGEST_TEXT:,} characters, a number"
                f" {MOST_DIGITS} digits. For anything else there is SPARQL, at `/sparql`."
            ),
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": base.rstrip("/")}],
        "tags": [
            {"name": "lookup", "description": "What the graph knows of something."},
            *(
                {"name": tag, "description": f"Named queries about {tag}."}
                for tag in sorted({query.tags[0] for query in kg.queries.values() if query.tags})
            ),
        ],
        "paths": paths,
        "components": {"schemas": read_toml("server/api.toml")["schemas"]},
    }
    filled: dict[str, Any] = _filled(description, names)
    return filled


def _filled(value: Any, names: Mapping[str, Any]) -> Any:
    """Return a description with names of the graph in its examples."""
    if isinstance(value, list):
        return [_filled(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, one in value.items():
        if key == "example" and isinstance(one, str):
            found[key] = _example(one, names)
        elif key == "examples":
            found[key] = [_example(text, names) for text in one]
        else:
            found[key] = _filled(one, names)
    return found


def _example(text: str, names: Mapping[str, Any]) -> Any:
    name = text[1:-1] if text[:1] == "{" else ""
    if name not in names:
        return text
    return int(names[name] or 0) if name == "number" else names[name]


def _query(kg: KnowledgeGraph, named: NamedQuery) -> dict[str, Any]:
    content: dict[str, Any] = {
        media: {"type": "string"} for media in formats_of(named.form).values()
    }
    content["application/json"] = _ref("Answer" if named.form == "ASK" else "Rows")
    if "application/sparql-results+json" in content:
        content["application/sparql-results+json"] = {"type": "object"}
    if "application/ld+json" in content:
        content["application/ld+json"] = {"type": ["object", "array"]}
    return {
        "operationId": f"query-{named.name}",
        "summary": named.summary,
        "description": "\n\n".join(
            filter(None, (named.description, named.summary_zh, named.description_zh))
        ),
        "tags": list(named.tags[:1]),
        "parameters": _parameters(query_inputs(kg, named)),
        "responses": _responses(content, (400, 404, 406, 503)),
    }


def _parameters(inputs: Iterable[Input]) -> list[dict[str, Any]]:
    return [given.described() for given in inputs]


def _responses(content: dict[str, Any], fails: Iterable[int]) -> dict[str, Any]:
    wrong = {"application/json": {"schema": _ref("Error")}}
    return {
        "200": {
            "description": "The answer.",
            "content": {media: {"schema": schema} for media, schema in content.items()},
        }
    } | {
        str(status): {"description": _SAID.get(status, HTTPStatus(status).phrase), "content": wrong}
        for status in sorted({*fails, 503})
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def describe_api(request: Request) -> Response:
    """The description of the API in OpenAPI 3.1."""

    def make() -> str:
        return json_text(document(web(request).kg, base(request)))

    return rendered(request, make, "application/json")


def read_api(request: Request) -> Response:
    """The page that describes the API."""
    from sygraph.pages.api_page import api_page

    def make() -> str:
        return api_page(site(request), document(web(request).kg, base(request)))

    return rendered(request, make)


ROUTES: list[BaseRoute] = [
    Route("/openapi.json", describe_api, methods=["GET"]),
    Route("/api", read_api, methods=["GET"]),
]
