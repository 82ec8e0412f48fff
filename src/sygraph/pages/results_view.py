"""View models of an answer: a table with evidence, a chart, a network, a map, a timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from sygraph.entities.resolve import labels
from sygraph.errors import SygraphError
from sygraph.namespaces import curie
from sygraph.pages.cards import Card, figure_cards, sources
from sygraph.pages.charts import Chart, chart
from sygraph.pages.columns import first_day, last_day, period, place_columns, views
from sygraph.pages.geography import distance
from sygraph.pages.map_data import Atlas, Cited, Link, Place, coordinates
from sygraph.pages.proof_view import ProofView, proof_views
from sygraph.pages.texts import words as words_of
from sygraph.pages.time_axis import DatedItem
from sygraph.pages.view_models import converted, foreign_language
from sygraph.queries.fields import Field, Shown, Table, columns, named_nodes, table
from sygraph.rdf.language_tags import canonical_tag
from sygraph.rdf.safe_output import web_address
from sygraph.rdf.values import IRI, PartialDate

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.pages.render import Site
    from sygraph.queries.results import Result
    from sygraph.queries.rows import Row

__all__ = ["ROWS", "AnswerView", "Cell", "answer_view", "safe_href"]

#: The most rows that a page shows; a download has all rows.
ROWS = 500
# What stands above a table as text in another language than the page's.


@dataclass(frozen=True)
class Cell:
    """A value in a table.

    Attributes:
        aside: the period beside it.
        title: its exact value or its short IRI, if the text does not have it.
        sort: what the rows are sorted by, if not the text.
    """

    text: str
    kind: str = "text"
    href: str | None = None
    aside: str = ""
    title: str | None = None
    lang: str | None = None
    sort: str | None = None


@dataclass(frozen=True)
class Heading:
    """A column of a table; `code` marks a name that is shown as it is."""

    text: str
    kind: str
    code: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table, with its evidence."""

    cells: tuple[Cell, ...]
    proof: ProofView | None = None


@dataclass(frozen=True)
class AnswerView:
    """The view model of an answer. `drawing` is the data of a view other than the table.

    `folded` says whether there are more columns than the table has.
    """

    form: str
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]
    views: tuple[str, ...]
    view: str
    cut: str | None = None
    answer: bool = False
    folded: bool = False
    card: Card | None = None
    chart: Chart | None = None
    source: str = ""
    drawing: Markup | None = None
    places: tuple[Place, ...] = field(default=())
    problem: SygraphError | None = None


def answer_view(
    site: Site,
    result: Result,
    view: str = "table",
    *,
    title: str | None = None,
    all_columns: bool = False,
    x: str | None = None,
    y: str | None = None,
    kg: KnowledgeGraph | None = None,
    subject: NamedNode | None = None,
) -> AnswerView:
    """Return the view model of an answer, as a table if the answer does not fit the view.

    Args:
        title: the question of the named query that gave it; its columns have headings.
        all_columns: whether to show each column, and IRIs as they are.
        x, y: what a chart draws; see `sygraph.pages.charts`.
        kg: what answered; a network asks it again.
        subject: the place that the answer is about, the centre of a map.
    """
    nodes = [term for row in result.rows for term in row.terms if isinstance(term, NamedNode)]
    names = labels(site.kg.store, named_nodes(result.rows), site.lang)
    points = coordinates(site.kg.store, nodes)
    words = {node.value: name for node, name in names.items()}
    found = table(
        result.columns,
        result.rows,
        names,
        site.lang,
        named=title is not None,
        all_columns=all_columns,
    )
    bars = chart(found, result.rows, names, x, y, site.lang, title or "")
    can = tuple(one for one in views(result, points) if one != "chart" or (bars and bars.compares))
    chosen = view if view in can else "table"
    parts: dict[str, Any] = {"card": None if all_columns else _card(site, result, found)}
    if chosen == "chart":
        parts["chart"] = bars
        parts["source"] = _source(site, result)
    elif chosen == "map":
        parts |= _map(site, _atlas(result, words, points), subject)
    elif chosen == "timeline":
        parts["drawing"] = _timeline(site, result, words)
    elif chosen == "network":
        try:
            parts["drawing"] = _network(site, result, kg or site.kg)
        except SygraphError as problem:
            chosen, parts["problem"] = "table", problem
    return AnswerView(
        result.form,
        tuple(_headings(result, found, title is not None)),
        tuple(_lines(site, result, found, all_columns)),
        can,
        chosen,
        result.cut,
        answer=result.form == "ask" and bool(result),
        folded={one.name for one in found.fields} != set(result.columns),
        **parts,
    )


def _card(site: Site, result: Result, found: Table) -> Card | None:
    """Return the card of the statement that an answer of one row is about, if it is about one."""
    amounts = [one for one in found.fields if one.kind == "amount"]
    others = [one for one in found.fields if one.kind != "amount"]
    if len(result.rows) != 1 or len(amounts) != 1 or len(others) > 2:
        return None
    [row], [one] = result.rows, amounts
    iri = row[one.statement] if one.statement else None
    return figure_cards(site, [NamedNode(iri)]).get(iri) if isinstance(iri, IRI) else None


def _source(site: Site, result: Result) -> str:
    """Return how to cite the articles of an answer: those of its evidence, or else all."""
    stating = [NamedNode(cited.passage) for row in result.rows for cited in row.evidence]
    return words_of(site.lang)("semicolon").join(
        filter(None, sources(site.kg.store, site.lang, stating).values())
    )


def safe_href(iri: str, node: Callable[[str], str]) -> str | None:
    """Return the link of an IRI, or None if the link could run a script or leak data.

    >>> safe_href("javascript:alert(1)", str) is None
    True
    """
    return node(iri) if web_address(iri) else None


def _headings(result: Result, found: Table, named: bool) -> Iterator[Heading]:
    kinds = {column.name: column.kind for column in columns(result.columns, result.rows)}
    for one, text in zip(found.fields, found.headings, strict=True):
        number = one.kind == "amount" or (one.kind == "value" and kinds[one.name] == "number")
        yield Heading(text, "number" if number else "text", not named)


def _lines(site: Site, result: Result, found: Table, all_columns: bool) -> Iterator[Line]:
    proofs = proof_views(site, result.rows)
    for row, shown, proof in zip(result.rows, found.cells, proofs, strict=True):
        cells = (
            _cell(site, row, one, cell, all_columns)
            for one, cell in zip(found.fields, shown, strict=True)
        )
        yield Line(tuple(cells), proof)


def _cell(site: Site, row: Row, one: Field, shown: Shown, all_columns: bool) -> Cell:
    """Return a cell; a node and a statement are links."""
    if one.kind == "period":
        day = next((row[name] for name in one.span.columns if row[name] is not None), None)
        return Cell(shown.text, "date", sort=None if day is None else str(day))
    value = row[one.name]
    if value is None:
        return Cell("", "none")
    iri = row[one.statement] if one.statement else value
    href = safe_href(iri, site.links.node) if isinstance(iri, IRI) else None
    if isinstance(value, IRI):
        text = curie(value) if all_columns else shown.text
        title = curie(value) if text != curie(value) else None
        kind = "code" if all_columns else "iri"
        return Cell(text, kind, href, title=title, lang=_name_lang(site, row, one, text))
    if isinstance(value, int | Decimal | float) and not isinstance(value, bool):
        sort = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return Cell(shown.text, "number", href, shown.aside, shown.exact, sort=sort)
    if isinstance(value, date | PartialDate):
        return Cell(shown.text, "date", href, sort=str(value))
    term = row.terms[list(row).index(one.name)]
    tag = term.language if isinstance(term, Literal) else None
    language = canonical_tag(tag) if tag else _lang(site, shown.text)
    return Cell(shown.text, "text", href, lang=language)


def _name_lang(site: Site, row: Row, one: Field, text: str) -> str | None:
    """The language of the name of a node: that of its column, if it has one."""
    term = row.terms[list(row).index(one.label)] if one.label else None
    if isinstance(term, Literal) and term.language and term.value == text:
        return canonical_tag(term.language)
    return _lang(site, text)


def _lang(site: Site, text: str) -> str | None:
    """The language of words that are not in the reader's script: that of the article."""
    if converted(text, site.lang):
        return "zh-Hant"
    return foreign_language(text, site.lang) or None


# Views


def _map(site: Site, atlas: Atlas, subject: NamedNode | None) -> dict[str, Any]:
    from sygraph.pages.map_page import draw_map

    atlas = _centred(site, atlas, subject)
    return {"drawing": draw_map(site, atlas), "places": atlas.places}


def _atlas(
    result: Result, words: Mapping[str, str], points: Mapping[NamedNode, tuple[float, float]]
) -> Atlas:
    """Return the places of an answer; two places in one row are linked.

    What has its coordinates in the row itself is drawn there.
    """
    found = columns(result.columns, result.rows)
    where = place_columns(found)
    places: dict[NamedNode, Place] = {}
    lines: dict[tuple[NamedNode, NamedNode], Link] = {}
    for row in result.rows:
        here = _here(row, result.columns, where, points)
        for iri, point in here:
            places.setdefault(iri, Place(iri, *point, words.get(iri.value, curie(iri.value))))
        for (a, _), (b, _) in pairwise(here):
            if a != b and (b, a) not in lines:
                label = f"{words.get(a.value, '')} – {words.get(b.value, '')}"
                lines.setdefault((a, b), Link("air", b.value, label, b, a))
    ends = [end for pair in lines for end in pair]
    # The centre of the map is the place with most links, or the one nearest to all others.
    reach = {
        p.iri: sum(distance(p.point, q.point) for q in places.values()) for p in places.values()
    }
    ordered = sorted(places.values(), key=lambda p: (-ends.count(p.iri), reach[p.iri], p.iri.value))
    return Atlas(tuple(ordered), tuple(lines.values()))


def _centred(site: Site, atlas: Atlas, subject: NamedNode | None) -> Atlas:
    """Return the places around the one that the answer is about, if that is a place."""
    point = None if subject is None else coordinates(site.kg.store, [subject]).get(subject)
    if subject is None or point is None:
        return atlas
    centre = Place(subject, *point, site.kg.label(subject, site.lang))
    others = (place for place in atlas.places if place.iri != subject)
    return Atlas((centre, *others), atlas.lines)


def _here(
    row: Row,
    names: tuple[str, ...],
    where: tuple[str, str] | None,
    points: Mapping[NamedNode, tuple[float, float]],
) -> list[tuple[NamedNode, tuple[float, float]]]:
    nodes = [term for term in row.terms if isinstance(term, NamedNode)]
    if where is not None:
        latitude, longitude = (row[name] for name in where)
        if latitude is None or longitude is None or not nodes:
            return []
        point = float(str(latitude)), float(str(longitude))
        return [(nodes[0], point)] if abs(point[0]) <= 90 and abs(point[1]) <= 360 else []
    return [(term, points[term]) for term in dict.fromkeys(nodes) if term in points]


def _timeline(site: Site, result: Result, words: Mapping[str, str]) -> Markup | None:
    from sygraph.pages.timeline_page import draw_timeline

    chosen = period(columns(result.columns, result.rows))
    assert chosen is not None
    start, end = chosen
    items = []
    for row in result.rows:
        first = first_day(row[start]) if start else None
        last = last_day(row[end]) if end else None
        # A single column of dates gives both the first and the last day.
        if end is None and start is not None:
            last = last_day(row[start])
        if first or last:
            items.append(_item(row, result.columns, words, first, last))
    return draw_timeline(site, items) if items else None


def _item(
    row: Row, names: tuple[str, ...], words: Mapping[str, str], first: Any, last: Any
) -> DatedItem:
    iri = next((str(value) for value in row.values() if isinstance(value, IRI)), None)
    named = next((str(row[n]) for n in names if n.lower().endswith("label") and row[n]), None)
    label = named or (words.get(iri, curie(iri)) if iri else "")
    label = label or next((str(v) for v in row.values() if isinstance(v, str)), "")
    cited = row.proof.evidence if row.proof else ()
    return DatedItem(
        iri,
        label,
        first,
        last,
        cited=tuple(Cited(str(c.passage), c.quote, c.translations) for c in cited),
    )


def _network(site: Site, result: Result, kg: KnowledgeGraph) -> Markup:
    from sygraph.network.selection import Selection
    from sygraph.network.view import fragment, view_payload

    selection = Selection(query=result.sparql, rows=ROWS)
    payload = view_payload(kg, selection, site.lang, href=site.links.node)
    return Markup(fragment(payload, site.links.asset))
