"""The home page: introduction, search, example questions with answers, a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.entities.facts import node
from sygraph.entities.resolve import labels
from sygraph.entities.statistics import statistics
from sygraph.errors import SygraphError
from sygraph.export.dataset_texts import dataset_texts
from sygraph.namespaces import local_name
from sygraph.pages.neighbourhood import circle
from sygraph.pages.render import Site, render, several_articles
from sygraph.pages.texts import words
from sygraph.pages.view_models import Text, foreign_language, node_text
from sygraph.queries.fields import named_nodes, table
from sygraph.queries.rows import Row

if TYPE_CHECKING:
    from sygraph.queries.results import Result

__all__ = ["home_page"]


# Example queries, each with the column of a node and that of a second text, if any. Figures are
# shown by their subject and their amount.
_QUESTIONS = (
    ("partner-cities", "city", "countryLabel"),
    ("trade-totals", "figure", None),
    ("targets-by-year", "target", "year"),
    ("rankings", "ranking", "subjectLabel"),
)
_ANSWERS = 5


@dataclass(frozen=True)
class Question:
    """A named query with the first rows of its answer."""

    name: str
    asks: str
    answers: tuple[tuple[Text, Text], ...]
    count: int


def home_page(site: Site) -> str:
    """Return the home page."""
    counts = {count.name: count.count for count in statistics(site.kg.store, site.lang)}
    middle = _middle(site)
    own = dataset_texts()
    return render(
        site,
        "home.html",
        title=own.title[site.lang],
        heading=own.title[site.lang] if site.kg.files.is_workspace else None,
        lead=own.lead[site.lang],
        numbers=[
            (name, f"{counts[name]:,}")
            for name in ("passages", "facts", "entities", "statements")
            if counts.get(name)
        ],
        questions=[question for asked in _QUESTIONS if (question := _question(site, *asked))],
        drawing=circle(site, middle, 20, large=True) if middle else None,
    )


def _middle(site: Site) -> NamedNode | None:
    """Return the entity in the middle of the picture: the one with most links in a sample."""
    found = site.kg.store.select(
        "SELECT ?n (COUNT(*) AS ?times) { { SELECT ?n { ?p a sy:LinkProperty . ?s ?p ?n ."
        " ?n a sy:Entity } LIMIT 20000 } } GROUP BY ?n ORDER BY DESC(?times) ?n LIMIT 1"
    )
    return next((node(row["n"]) for row in found), None)


def _question(site: Site, name: str, subject: str, second: str | None) -> Question | None:
    """Return a question with its answer, or None if the graph has no answer."""
    try:
        result = site.kg.query(name, lang=site.lang)
    except SygraphError:
        return None
    rows = list(result)
    if not rows:
        return None
    several = several_articles(site.kg)
    if amounts := () if several else tuple(_amounts(site, result)):
        return Question(name, words(site.lang)(f"home.q.{name}"), amounts, len(rows))
    shown = [(NamedNode(str(row[subject])), row) for row in rows[:_ANSWERS]]
    names = labels(site.kg.store, [iri for iri, _ in shown], site.lang)
    return Question(
        name,
        words(site.lang)(f"home.q.{name}"),
        tuple(
            (
                node_text(iri, names, site.lang),
                _text(row, second, site.lang)
                if not several
                else Text(local_name(str(row["article"]))),
            )
            for iri, row in shown
        ),
        len(rows),
    )


def _amounts(site: Site, result: Result) -> Iterator[tuple[Text, Text]]:
    """Yield whom figures are about, linked to them, and their amounts with their periods."""
    names = labels(site.kg.store, named_nodes(result.rows), site.lang)
    found = table(result.columns, result.rows, names, site.lang)
    amount = next((n for n, one in enumerate(found.fields) if one.kind == "amount"), None)
    if amount is None:
        return
    statement = found.fields[amount].statement
    for row, cells in list(zip(result.rows, found.cells, strict=True))[:_ANSWERS]:
        iri = str(row[statement]) if statement else ""
        yield Text(cells[0].text, iri), Text(str(cells[amount]))


def _text(row: Row, column: str | None, lang: str) -> Text:
    """Return a cell as text, marked as Chinese on an English page."""
    shown = "" if column is None or row[column] is None else str(row[column])
    return Text(shown, lang=foreign_language(shown, lang))
