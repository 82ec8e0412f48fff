"""The page that describes the API to people, from the description that machines read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from sygraph.pages.query_page import summary
from sygraph.pages.render import render
from sygraph.pages.texts import WORDS

if TYPE_CHECKING:
    from sygraph.pages.render import Site

__all__ = ["api_page"]

WORDS.update(
    {
        "api.title": ("The graph as an API", "以 API 取用圖譜", "以 API 取用图谱"),
        "api.lead": (
            "Everything here answers GET with JSON, from any page and without a key. Whatever is"
            " an entity may be given by any of its names.",
            "以下各項皆以 GET 取得 JSON，任何網頁皆可呼叫，無需金鑰。實體可用任一名稱指定。",
            "以下各项皆以 GET 取得 JSON，任何网页皆可调用，无需密钥。实体可用任一名称指定。",
        ),
        "api.openapi": ("The description in OpenAPI 3.1", "OpenAPI 3.1 描述", "OpenAPI 3.1 描述"),
        "api.sparql": (
            "For any other question: SPARQL 1.1 at {address}",
            "其他問題可用 SPARQL 1.1：{address}",
            "其他问题可用 SPARQL 1.1：{address}",
        ),
        "api.graph": ("The graph", "圖譜", "图谱"),
        "api.queries": ("The named questions", "現成的問題", "现成的问题"),
        "api.formats": (
            "Each comes as JSON, CSV, TSV or XML, or as RDF where it answers with triples: by the"
            " Accept header, or by format=csv.",
            "皆可取 JSON、CSV、TSV、XML，三元組可取 RDF。以 Accept 標頭或 format=csv 指定。",
            "皆可取 JSON、CSV、TSV、XML，三元组可取 RDF。以 Accept 标头或 format=csv 指定。",
        ),
        "api.parameter": ("Parameter", "參數", "参数"),
        "api.type": ("Type", "類型", "类型"),
        "api.means": ("Meaning", "含義", "含义"),
        "api.try": ("Try it", "試一試", "试一试"),
        "api.required": ("required", "必填", "必填"),
    }
)

# What every named query takes, said once for all.
_COMMON = ("lang", "evidence", "limit", "format")


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
            entry |= {"name": name, "summary": summary(site.kg.queries[name], site.lang)}
            entry["parameters"] = [p for p in entry["parameters"] if p["name"] not in _COMMON]
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
    """An address to try: with what is required, and the first thing that may be asked about."""
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
