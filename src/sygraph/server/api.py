"""The graph as plain JSON over HTTP: questions, search, entities, paths, passages, queries."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sygraph.data import read_toml
from sygraph.entities.resolve import labels
from sygraph.errors import NotFound, UnknownFormat
from sygraph.namespaces import curie, expand
from sygraph.queries.results import Result
from sygraph.queries.run import named_query
from sygraph.rdf.formats import FORMATS, Format
from sygraph.rdf.safe_output import json_text
from sygraph.rdf.values import json_value
from sygraph.server.context import language, web
from sygraph.server.inputs import ARTICLES, LANG, Input, read
from sygraph.server.negotiate import best
from sygraph.text.scalars import YEARS

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.queries.catalog import NamedQuery, Parameter

__all__ = ["OPERATIONS", "ROUTES", "Operation", "formats_of", "query_inputs"]

_MOST_ROWS = 10_000
_TYPES = {"year": "integer", "number": "number", "date": "date"}


@dataclass(frozen=True)
class Operation:
    """An operation of the API: its path, parameters, and the name of the schema of its answer."""

    path: str
    id: str
    summary: str
    inputs: tuple[Input, ...]
    schema: str
    answer: Callable[[KnowledgeGraph, str, Mapping[str, Any]], dict[str, Any]]
    fails: tuple[int, ...]

    def serve(self, request: Request) -> Response:
        """Answer a request."""
        values = read(request, self.inputs)
        lang = values.get("lang") or language(request)
        narrow = values.pop(ARTICLES.name, []) if ARTICLES in self.inputs else []
        return _json(self.answer(web(request).guarded_for(narrow), lang, values))


# The answers of the operations


def _ask(kg: KnowledgeGraph, lang: str, given: Mapping[str, Any]) -> dict[str, Any]:
    from sygraph.text.name_forms import fold

    # A text of accents and blanks only asks nothing.
    asked = fold(given["q"]).strip()
    found = kg.ask(given["q"], lang=lang, limit=given["limit"]) if asked else []
    return {"suggestions": [one.as_dict() for one in found]}


def _search(kg: KnowledgeGraph, lang: str, given: Mapping[str, Any]) -> dict[str, Any]:
    from sygraph.entities.search import fold

    # A text of accents and blanks only is not found.
    found = (
        kg.search(given["q"], lang=lang, limit=given["limit"]) if fold(given["q"]).strip() else []
    )
    return {"hits": [hit.as_dict() for hit in found]}


def _entity(kg: KnowledgeGraph, lang: str, given: Mapping[str, Any]) -> dict[str, Any]:
    return kg.show(given["name"], lang=lang).as_dict()


def _path(kg: KnowledgeGraph, lang: str, given: Mapping[str, Any]) -> dict[str, Any]:
    from sygraph.entities.connections import in_words

    found = kg.paths(given["from"], given["to"], limit=given["limit"])
    return in_words(kg.store, found, lang).as_dict()


def _passage(kg: KnowledgeGraph, lang: str, given: Mapping[str, Any]) -> dict[str, Any]:
    from sygraph.entities.describe import describe

    try:
        iri = NamedNode(expand(f"{given['article']}/{given['number']}") or "")
    except ValueError:
        iri = None
    if iri is None or not kg.store.ask(f"ASK {{ {iri} sy:quote ?quote }}"):
        raise NotFound(f"there is no passage {given['number']} of {given['article']}")
    return describe(kg.store, iri, lang).as_dict()


def _compare(kg: KnowledgeGraph, lang: str, given: Mapping[str, Any]) -> dict[str, Any]:
    found = kg.compare(subject=given.get("subject"), measure=given.get("measure"), lang=lang)
    return {"comparisons": [one.as_dict() for one in found]}


def _queries(kg: KnowledgeGraph, lang: str, given: Mapping[str, Any]) -> dict[str, Any]:
    from sygraph.queries.listing import as_dict, matching

    queries = matching(kg.queries, given["q"]) if "q" in given else kg.queries.values()
    return {"queries": [as_dict(named) for named in queries]}


def _articles(kg: KnowledgeGraph, lang: str, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"articles": [article.as_dict() for article in kg.articles(lang=lang)]}


_ANSWERS = {
    "ask": _ask,
    "search": _search,
    "entity": _entity,
    "path": _path,
    "passage": _passage,
    "compare": _compare,
    "queries": _queries,
    "articles": _articles,
}


def _operation(
    id: str, inputs: Sequence[dict[str, Any]], fails: Sequence[int], **texts: str
) -> Operation:
    """Return an operation of `api.toml`; of `lang`, only the name stands there."""
    own = [LANG if given == {"name": LANG.name} else Input(**given) for given in inputs]
    if not any(given.name == ARTICLES.name for given in own):
        own.append(ARTICLES)
        fails = sorted({*fails, NotFound.status})
    return Operation(id=id, inputs=tuple(own), fails=tuple(fails), answer=_ANSWERS[id], **texts)


OPERATIONS = tuple(_operation(**given) for given in read_toml("server/api.toml")["operations"])


# The named queries


def query_inputs(kg: KnowledgeGraph, named: NamedQuery) -> tuple[Input, ...]:
    """The parameters of the operation of a named query: its own, and the common ones."""
    form = named.form
    own = tuple(_input(kg, named, parameter) for parameter in named.params)
    common = [
        Input(
            "evidence", "boolean",
            "Whether each row is to come with what proves it, where the format has room for it.",
            "true", default=False,
        ),
        Input(
            "format", "string", "The format of the answer, whatever the Accept header says.",
            "json", enum=tuple(formats_of(form)),
        ),
    ]  # fmt: skip
    if form != "ASK":
        limit = Input(
            "limit", "integer", "How many rows at most.", "100", minimum=1, maximum=_MOST_ROWS
        )
        common.insert(1, limit)
    common.append(ARTICLES)
    taken = {given.name for given in own}
    return own + tuple(given for given in common if given.name not in taken)


def _input(kg: KnowledgeGraph, named: NamedQuery, parameter: Parameter) -> Input:
    if parameter.type == "lang":
        return (
            LANG
            if parameter.name == "lang"
            else Input(parameter.name, "lang", parameter.description, parameter.example)
        )
    year = parameter.type == "year"
    choices = kg.choices(named.name, parameter.name)
    return Input(
        parameter.name,
        _TYPES.get(parameter.type, "string"),
        parameter.description,
        parameter.example,
        minimum=YEARS[0] if year else None,
        maximum=YEARS[1] if year else None,
        enum=tuple(choice.text for choice in choices),
        many=True,
        strict=False,
    )


def formats_of(form: str) -> dict[str, str]:
    """The media types of the formats of an answer by name; the first is the default."""
    kinds = ["graph", "table"] if form in ("CONSTRUCT", "DESCRIBE") else ["table"]
    offered = [row for kind in kinds for row in FORMATS if row.kind == kind and row.name != "table"]
    named = {row.name: row.media_type for row in offered}
    plain = {"json": "application/json"}
    sparql = {"sparql-json": named.pop("json")}
    return plain | named | sparql


def run_query(request: Request) -> Response:
    """Answer a named query in the requested format, as grlc does."""
    named = named_query(web(request).kg.queries, request.path_params["name"])
    inputs = query_inputs(web(request).kg, named)
    name = Input("name", "string", "The query.", named.name, place="path")
    values = read(request, (name, *inputs))
    kg = web(request).guarded_for(values.get(ARTICLES.name, []) if ARTICLES in inputs else [])
    offered = formats_of(named.form)
    wanted: str = values.get("format") or _negotiated(request, offered)
    params = {p.name: values[p.name] for p in named.params if p.name in values}
    if any(p.name == "lang" for p in named.params):
        params.setdefault("lang", language(request))
    most = web(request).settings.max_rows
    limit = None if named.form == "ASK" else min(values.get("limit", most), most)
    table = wanted in ("json", "sparql-json") or Format.named(wanted).kind == "table"
    evidence = bool(values.get("evidence")) and table  # RDF formats have no place for evidence
    result = _run(kg, named.name, params, evidence, limit)
    if wanted == "json":
        answer = _json(rows(kg, named.name, result, language(request)))
    else:
        whole = io.BytesIO()
        result.write(whole, Format.named("json" if wanted == "sparql-json" else wanted))
        answer = Response(whole.getvalue(), media_type=offered[wanted])
    answer.headers["Vary"] = "Accept, Accept-Language"
    if result.cut:
        answer.headers["Sygraph-Cut"] = result.cut
    return answer


def _run(
    kg: KnowledgeGraph, name: str, params: dict[str, Any], evidence: bool, limit: int | None
) -> Result:
    from sygraph.queries.run import run

    return run(kg.store, kg.queries, name, params, evidence, limit)


def _negotiated(request: Request, offered: Mapping[str, str]) -> str:
    types = {media: name for name, media in offered.items()}
    found = best(request.headers.get("accept", ""), tuple(offered.values()))
    # A browser that follows a link gets the default.
    if found is None and best(request.headers.get("accept", ""), ("text/html",)):
        return next(iter(offered))
    if found is None:
        raise UnknownFormat(request.headers["accept"], hint=f"one of {', '.join(offered.values())}")
    return types[found]


def rows(kg: KnowledgeGraph, name: str, result: Result, lang: str) -> dict[str, Any]:
    """Return an answer as JSON values: a node with its label, a number, a date as text."""
    if result.form == "ask":
        plain: dict[str, Any] = {"query": name, "answer": bool(result)}
    else:
        nodes = [t for row in result.rows for t in row.terms if isinstance(t, NamedNode)]
        names = labels(kg.store, nodes, lang)
        plain = {
            "query": name,
            "columns": list(result.columns),
            "rows": [
                {
                    column: _value(term, names)
                    for column, term in zip(result.columns, row.terms, strict=True)
                }
                for row in result.rows
            ],
            "cut": result.cut,
        }
    if any(row.proof for row in result.rows):
        from sygraph.evidence.proof import as_json

        plain["evidence"] = [row.proof and as_json(row.proof) for row in result.rows]
    return plain


def _value(term: Any, names: Mapping[NamedNode, str]) -> Any:
    if isinstance(term, NamedNode):
        return {"iri": term.value, "curie": curie(term.value), "label": names[term]}
    return json_value(term)


def _json(content: dict[str, Any]) -> Response:
    headers = {"Vary": "Accept, Accept-Language"}
    return Response(json_text(content), headers=headers, media_type="application/json")


ROUTES: list[BaseRoute] = [
    *(
        # A name may be an IRI, and so have slashes in it.
        Route(operation.path.replace("{name}", "{name:path}"), operation.serve, methods=["GET"])
        for operation in OPERATIONS
    ),
    Route("/api/queries/{name}", run_query, methods=["GET"]),
]
