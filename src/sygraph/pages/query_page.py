"""The query page: an editor, the named queries with their forms, and the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from markupsafe import Markup, escape
from pyoxigraph import NamedNode

from sygraph.entities.resolve import labels
from sygraph.errors import BadParameter, QuerySyntaxError, SygraphError
from sygraph.evidence.explain import explain
from sygraph.namespaces import expand
from sygraph.pages.map_page import anchor
from sygraph.pages.query_form import called, form_fields
from sygraph.pages.render import render
from sygraph.pages.results_view import ROWS, AnswerView, answer_view
from sygraph.pages.texts import words
from sygraph.pages.vocabulary import completions, mistakes, repaired
from sygraph.queries.run import in_language, run
from sygraph.rdf.formats import Format

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.pages.render import Site
    from sygraph.queries.catalog import NamedQuery, Parameter
    from sygraph.queries.results import Result
    from sygraph.rdf.values import Term

__all__ = ["STARTER", "Ask", "Page", "answered", "asked", "completions", "query_page"]

STARTER = """# Which cities of Japan and South Korea does the article name?
SELECT ?city ?label ?country WHERE {
  VALUES ?country { id:japan id:south-korea }
  ?city a sy:City ; sy:country ?country ; skos:prefLabel ?label
  FILTER(langMatches(lang(?label), "en"))
}
ORDER BY ?country ?label
"""

# The command that shows how two entities are connected, in a reason.
_PATH = re.compile(r"sygraph path (\S+) (\S+)\.$", re.MULTILINE)

# The texts of the editor and its vocabulary.
_STUDIO_WORDS = ("class", "property", "entity", "use", "line", "right", "example")


@dataclass(frozen=True)
class Ask:
    """A request to the query page: a named query with parameters, or a SPARQL text.

    `view` is the view of the answer; `x` and `y` are the columns of a chart; `all_columns` shows
    the columns that a table folds.
    """

    name: str | None = None
    text: str = ""
    params: Mapping[str, Sequence[str]] = field(default_factory=dict)
    evidence: bool = True
    view: str = "table"
    x: str | None = None
    y: str | None = None
    all_columns: bool = False

    @property
    def asks(self) -> bool:
        """Whether there is a query."""
        return self.name is not None or bool(self.text.strip())

    def fields(self, **changes: str) -> list[tuple[str, str]]:
        """Return the fields of the query string, with some of them changed."""
        said = {"view": self.view if self.view != "table" else "", "x": self.x, "y": self.y}
        said["columns"] = "all" if self.all_columns else ""
        said |= changes
        pairs = [(name, value) for name, values in self.params.items() for value in values]
        if self.name is None:
            pairs.insert(0, ("query", self.text))
        if not self.evidence:
            pairs.append(("evidence", "0"))
        return pairs + [(name, value) for name, value in said.items() if value]


@dataclass(frozen=True)
class Page:
    """A page with its HTTP status."""

    html: str
    status: int = 200


def asked(kg: KnowledgeGraph, ask: Ask, lang: str, limit: int | None = ROWS) -> Result:
    """Run a request. A named query with a language parameter uses the reader's language.

    Raises:
        SygraphError: the query is wrong or cannot be run.
    """
    if ask.name is None:
        return run(kg.store, kg.queries, ask.text, evidence=ask.evidence, limit=limit)
    given = {name: list(values) for name, values in ask.params.items() if any(values)}
    params = in_language(kg.queries, ask.name, given, lang)
    return run(kg.store, kg.queries, ask.name, params, ask.evidence, limit)


def _in_words(named: NamedQuery, error: BadParameter, lang: str) -> None:
    """Put the name of a parameter and what it means in the reader's language into its error."""
    for parameter in named.params:
        if parameter.name == error.name:
            name = called(parameter.name, lang)
            error.message = re.sub(rf"^{re.escape(parameter.name)}\b", name, error.message)
            meaning = parameter.description_in(lang)
            error.hint = error.hint and error.hint.replace(parameter.description, meaning)


def _about(site: Site, named: NamedQuery) -> Markup:
    """Return the description of a query, with links to the queries that it names."""
    text = str(escape(named.description_in(site.lang)))

    def link(found: re.Match[str]) -> str:
        if found[0] not in site.kg.queries:
            return found[0]
        return (
            f'<a href="{escape(site.links.page(f"query/{found[0]}"))}"><code>{found[0]}</code></a>'
        )

    return Markup(re.sub(r"\b[a-z]+(?:-[a-z]+)+\b", link, text))


def _values(
    kg: KnowledgeGraph, ask: Ask, lang: str, result: Result | None, parameter: Parameter
) -> list[Term] | None:
    """Return the values of a parameter with which a query has an answer, None if that is unknown.

    They are in its column when it has no value, while the others keep theirs.
    """
    if result is None or parameter.default != "UNDEF" or parameter.name not in result.columns:
        return None
    if ask.params.get(parameter.name):
        others = {name: given for name, given in ask.params.items() if name != parameter.name}
        try:
            result = asked(kg, replace(ask, params=others, evidence=False), lang)
        except SygraphError:
            return None
    if result.cut:
        return None
    place = result.columns.index(parameter.name)
    return list(dict.fromkeys(term for row in result.rows if (term := row.terms[place])))


def query_page(site: Site, ask: Ask, kg: KnowledgeGraph | None = None) -> Page:
    """Return the query page, with the answer if there is a query.

    Args:
        kg: the graph that runs the query; a server gives one with a time limit.

    Raises:
        UnknownQuery: no named query has that name.
    """
    values, problem = answered(site, ask, kg)
    html = render(
        site,
        "query.html",
        **values,
        groups=_groups(site),
        here=_address(site, ask),
        data={
            "completions": site.links.page("completions.json", {"lang": site.lang}),
            "check": site.links.page("check.json", {"lang": site.lang}),
            "words": {name: words(site.lang)(f"studio.{name}") for name in _STUDIO_WORDS},
        },
    )
    return Page(html, problem.status if problem else 200)


def answered(
    site: Site, ask: Ask, kg: KnowledgeGraph | None = None
) -> tuple[dict[str, Any], SygraphError | None]:
    """Return the values of `query_form.html` and `answer.html`, and the error if there is one.

    Raises:
        UnknownQuery: no named query has that name.
    """
    kg = kg or site.kg
    offered = partial(_values, kg, ask, site.lang, None)
    named = kg.queries[ask.name] if ask.name is not None else None
    answer: AnswerView | None = None
    problem: SygraphError | None = None
    why: tuple[str, ...] = ()
    text = named.sparql if named else ask.text or STARTER
    began = perf_counter()
    try:
        if ask.asks:
            result = asked(kg, ask, site.lang)
            rows = len(result)
            offered = partial(_values, kg, ask, site.lang, result)
            text = without_header(result.sparql) if named else ask.text
            answer = answer_view(
                site,
                result,
                ask.view,
                title=named.summary_in(site.lang) if named else None,
                all_columns=ask.all_columns,
                x=ask.x,
                y=ask.y,
                kg=kg,
                subject=_subject(kg, ask, named),
            )
            if not rows and result.form != "ask":
                why = explain(kg.store, result.sparql)
    except SygraphError as error:
        problem, answer = error, None
        if isinstance(error, BadParameter) and named:
            _in_words(named, error, site.lang)
    values = {
        "ask": ask,
        "named": named,
        "about": _about(site, named) if named else "",
        "summary": named.summary_in(site.lang) if named else None,
        "fields": form_fields(site, named, ask.params, offered, problem) if named else [],
        "text": text,
        "answer": answer,
        "why": why,
        "ways": list(_ways(site, why)) if site.live else [],
        "fixes": _fixes(site, kg, ask) if problem or (answer and not answer.lines) else [],
        "problem": problem,
        "place": _place(problem),
        "ms": round((perf_counter() - began) * 1000),
        "formats": _downloads(answer),
        "address": lambda **changes: _address(site, ask, **changes),
        "anchor": anchor,
    }
    return values, problem


def _ways(site: Site, why: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the two entities that a reason calls connected, and the address of their network."""
    for ends in _PATH.findall("\n".join(why)):
        start, end = (NamedNode(expand(name) or name) for name in ends)
        names = labels(site.kg.store, [start, end], site.lang)
        address = site.links.page("network") + "?" + urlencode([("path", name) for name in ends])
        yield names[start], names[end], address


def _subject(kg: KnowledgeGraph, ask: Ask, named: NamedQuery | None) -> NamedNode | None:
    """Return the entity that a query is about: as its parameter says, or else the workspace."""
    about = next((one for one in named.params if one.about), None) if named else None
    given = [value for value in ask.params.get(about.name, ()) if value] if about else []
    for name in (*given[:1], kg.files.subject):
        try:
            return kg.resolve(name) if name else None
        except SygraphError:
            continue
    return None


def _fixes(site: Site, kg: KnowledgeGraph, ask: Ask) -> list[tuple[str, str, str]]:
    """Return the mistakes of a text that have a fix: what is wrong, the fix, and its address."""
    if ask.name is not None:
        return []
    return [
        (wrong.text, fix.text, _address(site, replace(ask, text=repaired(ask.text, wrong, fix))))
        for wrong in mistakes(kg, ask.text, site.lang)
        for fix in wrong.fixes
    ]


def _address(site: Site, ask: Ask, **changes: str) -> str:
    """Return the address of a request, with some fields changed."""
    page = site.links.page(f"query/{ask.name}" if ask.name else "query")
    said = ask.fields(**changes)
    return page + ("?" + urlencode(said) if said else "")


def _downloads(answer: AnswerView | None) -> list[str]:
    if answer is None:
        return []
    tables = [name for name in Format.names(["table"]) if name != "table"]
    return [*Format.names(["graph"]), *tables] if answer.form == "graph" else tables


def _place(problem: SygraphError | None) -> dict[str, object] | None:
    """Return the position of a syntax error, for the editor."""
    if not isinstance(problem, QuerySyntaxError):
        return None
    said = problem.message.partition(": ")[2].partition("\n")[0]
    return {"line": problem.line, "column": problem.column, "message": said}


def without_header(sparql: str) -> str:
    """Return a query without its header of comments.

    >>> without_header("#+ summary: All.\\n\\nASK {}\\n")
    'ASK {}\\n'
    """
    return "\n".join(x for x in sparql.split("\n") if not x.startswith("#+")).strip() + "\n"


# The named questions


def _groups(site: Site) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the named queries by their first tag: name and summary of each."""
    groups: dict[str, list[tuple[str, str]]] = {}
    queries = site.kg.queries.items()
    for name, query in sorted(queries, key=lambda item: item[1].tags[:1]):
        tag = query.tags[0] if query.tags else ""
        groups.setdefault(called(tag, site.lang), []).append((name, query.summary_in(site.lang)))
    return list(groups.items())
