"""The home page: introduction, search, example questions with answers, a drawing."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.entities.facts import node
from sygraph.entities.statistics import statistics
from sygraph.errors import SygraphError
from sygraph.pages.neighbourhood import circle
from sygraph.pages.render import Site, render
from sygraph.pages.texts import words
from sygraph.pages.view_models import Text
from sygraph.queries.rows import Row

__all__ = ["home_page"]


# Example queries, each with the columns of the node, its label and the second text.
_QUESTIONS = (
    ("partner-cities", "city", "label", "countryLabel"),
    ("trade-totals", "figure", "subjectLabel", "statedAs"),
    ("targets-by-year", "target", "words", "year"),
    ("rankings", "ranking", "subjectLabel", "statedAs"),
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
    return render(
        site,
        "home.html",
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


def _question(site: Site, name: str, subject: str, first: str, second: str) -> Question | None:
    """Return a question with its answer, or None if the graph has no answer."""
    try:
        result = site.kg.query(name, lang=site.lang)
    except SygraphError:
        return None
    rows = list(result)
    if not rows:
        return None
    return Question(
        name,
        words(site.lang)(f"home.q.{name}"),
        tuple(
            (_text(row, first, site.lang, str(row[subject])), _text(row, second, site.lang))
            for row in rows[:_ANSWERS]
        ),
        len(rows),
    )


def _text(row: Row, column: str, lang: str, iri: str = "") -> Text:
    """Return a cell as text, marked as Chinese if it has no label in the reader's language."""
    shown = "" if row[column] is None else str(row[column])
    chinese = any(c >= "\u2e80" for c in shown)
    ours = column.lower().endswith("label") and lang != "en"
    return Text(shown, iri, "zh-Hant" if chinese and not ours and lang != "zh-Hant" else "")
