"""The routes of the review page; only `sygraph review` has them."""

from __future__ import annotations

import json
from typing import Any

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sygraph.author.reviewing import Outcome, Review, Seen
from sygraph.author.statement_forms import facts_of_form
from sygraph.errors import NotFound, SygraphError
from sygraph.namespaces import curie
from sygraph.pages.messages import message
from sygraph.pages.review_page import (
    Preview,
    next_candidate,
    review_addition,
    review_form,
    review_page,
)
from sygraph.pages.texts import words
from sygraph.server.context import language, site
from sygraph.server.sparql_protocol import BadRequest

__all__ = ["review_routes"]

_ACTIONS = ("accept", "edit", "reject", "undo", "add", "country", "excuse")


def review_routes(review: Review) -> list[BaseRoute]:
    """Return the routes of a review."""
    handling = _Routes(review)
    return [
        Route("/review/{id}", handling.page, methods=["GET"]),
        Route("/review/{id}/form", handling.form, methods=["GET"]),
        Route("/review/{id}/new", handling.new, methods=["GET"]),
        *(
            Route(f"/review/{{id}}/{action}", handling.decide, methods=["POST"], name=action)
            for action in _ACTIONS
        ),
    ]


class _Routes:
    def __init__(self, review: Review) -> None:
        self._review = review
        self._preview = Preview(review)

    async def page(self, request: Request) -> Response:
        """The page of a passage with its candidates: `?passage=` and `?node=`."""
        self._of(request)
        number = request.query_params.get("passage", "")
        page = review_page(
            site(request),
            self._review,
            self._preview,
            int(number) if number.isdigit() and len(number) < 10 else None,
            request.query_params.get("node", ""),
        )
        return HTMLResponse(page)

    async def form(self, request: Request) -> Response:
        """The form in which a candidate is edited."""
        self._of(request)
        given = request.query_params
        passage, node = self._named(given.get("passage", ""), given.get("node", ""))
        one = self._review.find(passage, node)
        return HTMLResponse(review_form(site(request), self._review, self._preview, one))

    async def new(self, request: Request) -> Response:
        """The form for a fact of a passage that no draft has."""
        self._of(request)
        passage, _ = self._named(request.query_params.get("passage", ""), "urn:none")
        return HTMLResponse(review_addition(site(request), self._review, self._preview, passage))

    async def decide(self, request: Request) -> Response:
        """Decide on a candidate, add what no draft has, or undo the last; the body is JSON."""
        try:
            self._of(request)
            return JSONResponse(self._outcome(request, await _body(request)))
        except SygraphError as error:
            said = {"error": error.message, "hint": error.hint, "status": error.status}
            texts = [message(t, language(request)).text for t in (error.message, error.hint) if t]
            return JSONResponse(said | {"news": "; ".join(texts)}, error.status)

    def _outcome(self, request: Request, given: dict[str, Any]) -> dict[str, Any]:
        """Decide, and return what the page needs to go on."""
        action = request.url.path.rpartition("/")[2]
        seen = Seen(_text(given, "digest"), _text(given, "candidate"))
        if action == "undo":
            outcome = self._review.undo(seen)
            passage, node = outcome.passage, outcome.node
        elif action in ("add", "country", "excuse"):
            passage, node = self._named(_text(given, "passage"), _text(given, "node") or "urn:none")
            outcome = self._added(action, passage, given, seen)
            node = outcome.node if action == "add" else node
        else:
            passage, node = self._named(_text(given, "passage"), _text(given, "node"))
            before = next_candidate(self._review, passage, node)
            outcome = self._decided(action, passage, node, given, seen)
            if outcome.done in ("accepted", "rejected") and before:
                passage, node = before
        return {
            "done": outcome.done,
            "merged": outcome.merged,
            "faults": [
                {"kind": f.kind, "where": f.where, "message": f.message, "fix": f.fix}
                for f in outcome.faults
            ],
            "passage": passage.value.rpartition("/")[2],
            "node": node.value,
            "digest": self._review.digest,
            "news": _news(outcome, language(request)),
        }

    def _added(self, action: str, passage: NamedNode, given: dict[str, Any], seen: Seen) -> Outcome:
        if action == "add":
            return self._review.add(passage, _form(given), seen)
        if action == "country":
            try:
                places = NamedNode(_text(given, "city")), NamedNode(_text(given, "country"))
            except ValueError:
                raise SygraphError("country: nothing is chosen") from None
            return self._review.set_country(passage, *places, seen)
        kind, words, reason = (_text(given, name) for name in ("kind", "words", "reason"))
        return self._review.excuse(passage, kind, words, reason, seen)

    def _decided(
        self, action: str, passage: NamedNode, node: NamedNode, given: dict[str, Any], seen: Seen
    ) -> Outcome:
        if action == "accept":
            return self._review.accept(passage, node, seen)
        if action == "reject":
            return self._review.reject(passage, node, _text(given, "reason"), seen)
        if "form" in given:
            values = _form(given)
            facts = self._review.find(passage, node).statement.facts
            return self._review.edit(passage, node, facts_of_form(facts, values), seen)
        facts = self._review.facts_of(_text(given, "turtle"), node)
        return self._review.edit(passage, node, facts, seen)

    def _of(self, request: Request) -> None:
        id = request.path_params["id"]
        if id != self._review.id:
            raise NotFound(f"{id} is not under review", hint=f"sygraph review {id}")

    def _named(self, number: str, node: str) -> tuple[NamedNode, NamedNode]:
        article = self._review.article
        try:
            return NamedNode(f"{article.base}passage/{article.id}/{number}"), NamedNode(node)
        except ValueError:
            raise BadRequest(f"{node!r} does not name a candidate") from None


async def _body(request: Request) -> dict[str, Any]:
    """Return what a request says.

    Raises:
        BadRequest: it is not a JSON object.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise BadRequest("the body is not JSON", status=415)
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None
    if not isinstance(found, dict):
        raise BadRequest("the body is not a JSON object")
    return found


def _form(given: dict[str, Any]) -> dict[str, str]:
    form = given.get("form")
    if not isinstance(form, dict):
        raise BadRequest("form is not a JSON object")
    return {str(name): str(value) for name, value in form.items()}


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise BadRequest(f"{name} is not a text")
    return value


def _news(outcome: Outcome, lang: str) -> str:
    """Return what has happened, in the reader's language."""
    t = words(lang)
    said = t(f"review.done.{outcome.done}", name=curie(outcome.node.value))
    return said + (" " + t("review.merged") if outcome.merged else "")
