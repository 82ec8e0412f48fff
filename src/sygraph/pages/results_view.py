"""View models of an answer: a table with evidence, a chart, a network, a map, a timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from sygraph.entities.resolve import labels
from sygraph.errors import SygraphError
from sygraph.evidence.proof import Proof, background_lines
from sygraph.namespaces import curie
from sygraph.pages.charts import Chart, chart
from sygraph.pages.columns import first_day, last_day, period, place_columns, views
from sygraph.pages.geography import distance
from sygraph.pages.map_data import Atlas, Cited, Link, Place, coordinates
from sygraph.pages.time_axis import Item
from sygraph.queries.fields import columns, label_column
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


@dataclass(frozen=True)
class Cell:
    """A value in a table: its text, its link, and its CURIE if that adds information."""

    text: str
    kind: str = "text"
    href: str | None = None
    note: str | None = None
    lang: str | None = None


@dataclass(frozen=True)
class Heading:
    """A column of a table, with the column that has the names of its nodes."""

    name: str
    names: str | None = None


@dataclass(frozen=True)
class Line:
    """A row of a table, with its evidence."""

    cells: tuple[Cell, ...]
    proof: Proof | None = None
    background: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerView:
    """The view model of an answer. `drawing` is the data of a view other than the table."""

    form: str
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]
    views: tuple[str, ...]
    view: str
    cut: str | None = None
    answer: bool = False
    chart: Chart | None = None
    drawing: Markup | None = None
    places: tuple[Place, ...] = field(default=())
    problem: SygraphError | None = None


def answer_view(
    site: Site,
    result: Result,
    view: str = "table",
    *,
    x: str | None = None,
    y: str | None = None,
    kg: KnowledgeGraph | None = None,
) -> AnswerView:
    """Return the view model of an answer, as a table if the answer does not fit the view.

    Args:
        x, y: what a chart draws; see `sygraph.pages.charts`.
        kg: what answered; a network asks it again.
    """
    nodes = [term for row in result.rows for term in row.terms if isinstance(term, NamedNode)]
    names = labels(site.kg.store, nodes, site.lang)
    points = coordinates(site.kg.store, nodes)
    can = views(result, points)
    chosen = view if view in can else "table"
    words = {node.value: name for node, name in names.items()}
    headings = _headings(result)
    lines = tuple(_line(site, headings, row, words) for row in result.rows)
    parts: dict[str, Any] = {}
    if chosen == "chart":
        parts["chart"] = chart(result, words, x, y, site.lang)
    elif chosen == "map":
        parts |= _map(site, _atlas(result, words, points))
    elif chosen == "timeline":
        parts["drawing"] = _timeline(site, result, words)
    elif chosen == "network":
        try:
            parts["drawing"] = _network(site, result, kg or site.kg)
        except SygraphError as problem:
            chosen, parts["problem"] = "table", problem
    return AnswerView(
        result.form,
        headings,
        lines,
        can,
        chosen,
        result.cut,
        answer=result.form == "ask" and bool(result),
        **parts,
    )


def safe_href(iri: str, node: Callable[[str], str]) -> str | None:
    """Return the link of an IRI, or None if the link could run a script or leak data.

    >>> safe_href("javascript:alert(1)", str) is None
    True
    """
    return node(iri) if web_address(iri) else None


def _headings(result: Result) -> tuple[Heading, ...]:
    """Return the columns; a column of names is merged with the column of its nodes."""
    kinds = {column.name: column.kind for column in columns(result.columns, result.rows)}
    named = {}
    for name, kind in kinds.items():
        names = label_column(result.columns, name)
        # An empty column is merged with its column of names if that is empty too.
        if kind == "iri" or (kind == "empty" and names and kinds[names] == "empty"):
            named[name] = names
    return tuple(
        Heading(name, named.get(name)) for name in result.columns if name not in set(named.values())
    )


def _line(site: Site, headings: Sequence[Heading], row: Row, words: Mapping[str, str]) -> Line:
    background = () if row.proof is None else tuple(background_lines(row.proof))
    cells = tuple(_cell(site, row, heading, words) for heading in headings)
    return Line(cells, row.proof, background)


def _cell(site: Site, row: Row, heading: Heading, words: Mapping[str, str]) -> Cell:
    """Return a cell; a node has the name from its row, or else its label."""
    value = row[heading.name]
    match value:
        case None:
            return Cell("", "none")
        case IRI():
            short = curie(value)
            given = row[heading.names] if heading.names else None
            name = str(given) if given else words.get(str(value), short)
            note = None if name == short else short
            return Cell(name, "iri", safe_href(value, site.links.node), note)
        case bool():
            return Cell("true" if value else "false")
        case int() | Decimal() | float():
            return Cell(_number(value), "number")
    term = row.terms[list(row).index(heading.name)]
    tag = term.language if isinstance(term, Literal) else None
    language = canonical_tag(tag) if tag else None
    dated = isinstance(value, date | PartialDate)
    return Cell(str(value), "date" if dated else "text", lang=language)


def _number(value: int | Decimal | float) -> str:
    """Return a number with separators from 10,000 on, so that a year has none.

    >>> _number(2024), _number(Decimal("7471000000.0")), _number(Decimal("44.40"))
    ('2024', '7,471,000,000', '44.4')
    """
    if isinstance(value, float):
        return f"{value:,.12g}"
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain if abs(Decimal(plain)) < 10_000 else f"{Decimal(plain):,f}"


# Views


def _map(site: Site, atlas: Atlas) -> dict[str, Any]:
    from sygraph.pages.map_page import draw_map

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
) -> Item:
    iri = next((str(value) for value in row.values() if isinstance(value, IRI)), None)
    label = next(
        (str(row[n]) for n in names if n.lower().endswith(("label", "words")) and row[n]), None
    )
    label = label or (words.get(iri, curie(iri)) if iri else "")
    label = label or next((str(v) for v in row.values() if isinstance(v, str)), "")
    cited = row.proof.evidence if row.proof else ()
    return Item(iri, label, first, last, cited=tuple(Cited(str(c.passage), c.quote) for c in cited))


def _network(site: Site, result: Result, kg: KnowledgeGraph) -> Markup:
    from sygraph.network.selection import Selection
    from sygraph.network.view import fragment, view_payload

    selection = Selection(query=result.sparql, rows=ROWS)
    payload = view_payload(kg, selection, site.lang, href=site.links.node)
    return Markup(fragment(payload, site.links.asset))
