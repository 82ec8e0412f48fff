"""The timeline page: dated events and targets of the article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import facts, node, passages
from sygraph.entities.resolve import labels
from sygraph.entities.wording import capital
from sygraph.namespaces import DERIVED, curie, sy, vocab
from sygraph.pages.map_data import Cited
from sygraph.pages.render import render
from sygraph.pages.time_axis import Axis, DatedItem, bounds, when
from sygraph.pages.view_models import foreign_language
from sygraph.store.interface import Store

if TYPE_CHECKING:
    from sygraph.pages.render import Site

__all__ = ["GROUPS", "dated", "draw_timeline", "timeline_page", "undated"]

#: The classes on the timeline, in this order.
GROUPS = ("sy:Event", "sy:Target", "sy:Undertaking", "sy:Plan", "sy:Designation")


_DATED = """SELECT DISTINCT ?thing ?group ?first ?last {{
  VALUES ?group {{ {groups} }} ?thing a ?group
  OPTIONAL {{ ?thing sy:firstDay ?first }} OPTIONAL {{ ?thing sy:lastDay ?last }} }}"""

# The most items on the page.
_MOST = 400

# Properties of date, aim and class, whose passages are cited.
_SAYS = tuple(
    map(
        vocab,
        (
            *("date", "notBefore", "notAfter", "ongoing", "deadline", "goal", "statedAs"),
            *("periodStart", "periodEnd", "inPlace", "first", "dcterms:title", "status"),
        ),
    )
)


def timeline_page(
    site: Site,
    groups: Collection[str] = (),
    first: int | None = None,
    last: int | None = None,
) -> str:
    """Return the page of the dated items.

    Args:
        groups: which of `GROUPS` to show; all if none is given.
        first, last: the years to show.
    """
    found = dated(site.kg.store, site.lang)
    years = bounds(found) or (date.today().year,) * 2
    known = [group for group in GROUPS if any(item.group == group for item in found)]
    chosen = [group for group in known if group in groups] or known
    first, last = first or years[0], last or years[1]
    shown = [
        item
        for item in found
        if item.group in chosen and item.end.year >= first and item.start.year <= last
    ]
    names = labels(site.kg.store, [_class(group) for group in GROUPS], site.lang)
    words = {group: capital(names[_class(group)]) for group in GROUPS}
    return render(
        site,
        "timeline.html",
        years=years,
        first=first,
        last=last,
        groups=[(group, words[group], group in chosen, _count(found, group)) for group in known],
        drawing=draw_timeline(site, shown[:_MOST], words, (first, last)) if shown else None,
        count=len(shown),
        most=_MOST,
        undated=undated(site.kg.store, site.lang)[:_MOST],
    )


def draw_timeline(
    site: Site,
    items: Sequence[DatedItem],
    groups: dict[str, str] | None = None,
    years: tuple[int, int] | None = None,
) -> Markup:
    """Draw items on an axis, by group, in the order of their dates.

    What lasts longer than the years given is cut off there.
    """
    cut = [_cut(item, years) for item in items] if years else list(items)
    axis = Axis(cut)
    listed = groups or {"": ""}
    rows = [
        (
            group,
            name,
            [
                (item, *axis.span(shown), when(item, site.lang))
                for item, shown in sorted(
                    zip(items, cut, strict=True), key=lambda pair: _order(pair[0])
                )
                if item.group == group
            ],
        )
        for group, name in listed.items()
    ]
    return Markup(
        render(
            site,
            "timeline_rows.html",
            ticks=axis.ticks,
            breaks=axis.breaks,
            groups=[row for row in rows if row[2]],
        )
    )


def dated(store: Store, lang: str) -> list[DatedItem]:
    """Return the dated items of the article, with their passages."""
    rows = [row for row in store.select(_query()) if row["last"] or row["first"]]
    return _items(
        store, lang, [(*_pair(row), _day(row["first"]), _day(row["last"])) for row in rows]
    )


def undated(store: Store, lang: str) -> list[DatedItem]:
    """Return the items of the same classes without a date."""
    rows = [row for row in store.select(_query()) if not (row["last"] or row["first"])]
    return _items(store, lang, [(*_pair(row), None, None) for row in rows])


def _query() -> str:
    return _DATED.format(groups=" ".join(GROUPS))


def _pair(row: object) -> tuple[NamedNode, str]:
    return node(row["thing"]), curie(node(row["group"]).value)  # type: ignore[index]


def _items(
    store: Store,
    lang: str,
    rows: Sequence[tuple[NamedNode, str, date | None, date | None]],
) -> list[DatedItem]:
    """Return each item once, in the group of the first of its classes."""
    things: dict[NamedNode, tuple[str, date | None, date | None]] = {}
    for thing, group, first, last in sorted(rows, key=lambda row: GROUPS.index(row[1])):
        things.setdefault(thing, (group, first, last))
    names = labels(store, things, lang)
    cited = _cited(store, things)
    own = _named(store, things)
    series = {node(r["s"]) for r in store.select("SELECT ?s { ?s a sy:EventSeries }")}
    return sorted(
        (
            DatedItem(
                thing.value,
                names[thing],
                first,
                last,
                group,
                cited.get(thing, ()),
                lang if thing in own else foreign_language(names[thing], "en") or "en",
                group != "sy:Event" or thing in series,
            )
            for thing, (group, first, last) in things.items()
        ),
        key=_order,
    )


def _named(store: Store, things: Iterable[NamedNode]) -> set[NamedNode]:
    """Return the nodes with names; the others are shown with the words of the article."""
    return {
        fact.subject
        for fact in facts(store, "s", things)
        if curie(fact.predicate.value) == "skos:prefLabel"
    }


def _cited(store: Store, things: Iterable[NamedNode]) -> dict[NamedNode, tuple[Cited, ...]]:
    stated = [fact for fact in facts(store, "s", things) if fact.predicate in _SAYS]
    quotes = passages(store, (iri for fact in stated for iri in fact.passages))
    found: dict[NamedNode, dict[NamedNode, Cited]] = {}
    for fact in stated:
        if fact.graphs == (DERIVED,):
            continue
        for iri in fact.passages:
            if iri in quotes:
                cited = Cited(iri.value, quotes[iri].quote, quotes[iri].translations)
                found.setdefault(fact.subject, {})[iri] = cited
    return {thing: tuple(those.values()) for thing, those in found.items()}


def _order(item: DatedItem) -> tuple[object, ...]:
    never = date.max
    return item.last or never, item.first or date.min, item.label


def _cut(item: DatedItem, years: tuple[int, int]) -> DatedItem:
    low, high = date(years[0], 1, 1), date(years[1], 12, 31)
    first = None if item.first is None else min(max(item.first, low), high)
    last = None if item.last is None else min(max(item.last, low), high)
    return replace(item, first=first, last=last)


def _count(items: Iterable[DatedItem], group: str) -> int:
    return sum(item.group == group for item in items)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value.value) if isinstance(value, Literal) else None
    except ValueError:
        return None


def _class(group: str) -> NamedNode:
    """Return the class of a CURIE in `GROUPS`."""
    return sy(group.removeprefix("sy:"))
