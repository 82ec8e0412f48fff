"""The page that documents the JSON API, from its OpenAPI description."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from sygraph.pages.render import render

if TYPE_CHECKING:
    from sygraph.pages.render import Site

__all__ = ["api_page"]


# Parameters that every named query has, documented once.
_COMMON = ("article", "lang", "evidence", "limit", "format")


def api_page(site: Site, document: dict[str, Any]) -> str:
    """Return the page.

    Args:
        document: the description in OpenAPI.
    """
    plain, named = [], []
    for path, methods in document["paths"].items():
        operation = methods["get"]
        entry = _entry(site, path, operation)
        name = operation["operationId"].removeprefix("query-")
        if name in site.kg.queries and path.endswith(f"/{name}"):
            query = site.kg.queries[name]
            described = {one.name: one.description_in(site.lang) for one in query.params}
            entry |= {"name": name, "summary": query.summary_in(site.lang)}
            entry["parameters"] = [
                given | {"description": described.get(given["name"], given["description"])}
                for given in entry["parameters"]
                if given["name"] not in _COMMON
            ]
            named.append(entry)
        else:
            plain.append(entry)
    return render(site, "api.html", plain=plain, named=named)


def _entry(site: Site, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [_parameter(given) for given in operation["parameters"]]
    return {
        "path": path,
        "name": operation["operationId"],
        "summary": operation["summary"],
        "parameters": parameters,
        "example": _example(site, path, operation["parameters"]),
    }


def _parameter(given: dict[str, Any]) -> dict[str, Any]:
    schema = given["schema"].get("items", given["schema"])
    values = schema.get("enum")
    return {
        "name": given["name"],
        "required": given["required"],
        "type": " | ".join(values) if values and len(values) <= 12 else _kind(schema),
        "description": given["description"],
    }


def _kind(schema: dict[str, Any]) -> str:
    kind: str = schema.get("format") or schema["type"]
    low, high = schema.get("minimum"), schema.get("maximum")
    return kind if low is None and high is None else f"{kind} {low}–{high}"


def _example(site: Site, path: str, parameters: list[dict[str, Any]]) -> str:
    """Return an example address with the required parameters and the first optional one."""
    query: dict[str, str] = {}
    for given in parameters:
        value = given["example"]
        value = value[0] if isinstance(value, list) else value
        text = value if isinstance(value, str) else json.dumps(value)
        if given["in"] == "path":
            path = path.replace("{" + given["name"] + "}", quote(text, safe=""))
        elif given["required"] or (given["name"] not in _COMMON and not query):
            query[given["name"]] = text
    return site.links.page(path.lstrip("/")) + ("?" + urlencode(query) if query else "")
